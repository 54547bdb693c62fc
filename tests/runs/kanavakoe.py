"""A model whose channels are numbers, so that what each block does is known: parts, an interaction, and a rest."""

import random
from types import SimpleNamespace

import pandas as pd

from agentit.kanavat import Polku
from tests.runs.koemalli import vuosikeskiarvot

KERTOIMET = {
    "tarjonta": 1.0, "odotus": 2.0, "laatu": -0.5, "aktiivisuus": 0.0, "kattavuus": 0.25, "ketjut": 0.0, "ehkaisy": 0.0
}  # fmt: skip


class Kanavakoe:
    """Every channel is the level in force; y = sum of weights x + x_tarjonta x_kattavuus + luck + what is listed."""

    def __init__(self, ohjelma, otos, seed):
        self.ohjelma, self.kk, self.rivit = ohjelma, 0, []
        self.onni = random.Random(seed).random()
        self.kanavat = SimpleNamespace(polut={}, tallenna=self._tallenna)
        self.toistettavat = {}

    def _tallenna(self):
        self.kanavat.polut = {nimi: Polku() for nimi in KERTOIMET}

    def toista(self, polut):
        self.toistettavat = dict(polut)

    def run_for(self, kuukausia):
        for _ in range(kuukausia):
            p = self.ohjelma.at(self.kk)
            taso = float(p["koe.taso"]) * (1.0 + self.onni)
            x = dict.fromkeys(KERTOIMET, taso)
            x |= {nimi: polku.at(self.kk) for nimi, polku in self.toistettavat.items() if polku.at(self.kk) is not None}
            for nimi, polku in self.kanavat.polut.items():
                polku.lisaa(self.kk, x[nimi])
            y = sum(k * x[nimi] for nimi, k in KERTOIMET.items()) + x["tarjonta"] * x["kattavuus"]
            self.rivit.append((2017 + self.kk // 12, y + self.onni + 10.0 * bool(p["koe.paalla"])))
            self.kk += 1

    def results(self, taso="vuosi"):
        vuodet = vuosikeskiarvot(self.rivit)
        rivit = [(v, x, "y", r, "vrk") for r in ("kaikki", "viidennes_1") for v, x in vuodet.items()]
        if self.ohjelma.at(self.kk)["koe.paalla"]:
            rivit += [(v, x, "vain_b", "kaikki", "-") for v, x in vuodet.items()]
        return pd.DataFrame(rivit, columns=["vuosi", "arvo", "mittari", "ryhma", "yksikko"])


def rakenna(skenaario, otos, seed):
    """A builder as `runs.ajo.rakenna_malli`; importable by worker processes."""
    return Kanavakoe(skenaario.ohjelma(), otos, seed)
