"""A model small enough to test the shell around it: history matters, luck is the seed's, rules are the programme's."""

import random
import time
from pathlib import Path
from types import SimpleNamespace

PARAMETRIT = """
koe.taso:
  value: 1.0
  unit: "osuus"
  range: [0, 10]
  date: 2017
  source: "test"
  status: oletus
  kind: lever
  rule: R1
  text: {fi: "taso", sv: "nivå", en: "level"}
koe.muoto:
  value: tasa
  choices: [tasa, tarve]
  unit: "valinta"
  date: 2017
  source: "test"
  status: oletus
  kind: uncertainty
  rule: R1
  text: {fi: "muoto", sv: "form", en: "shape"}
koe.paalla:
  value: false
  unit: "kyllä/ei"
  date: 2017
  source: "test"
  status: oletus
  kind: lever
  rule: R1
  text: {fi: "päällä", sv: "på", en: "on"}
"""


class Koemalli:
    """Level creeps towards the parameter; every month has the seed's own noise."""

    def __init__(self, ohjelma, otos, seed):
        self.ohjelma, self.otos, self.seed = ohjelma, otos, seed
        self.kk, self.taso, self.rivit = 0, 0.0, []
        self.maailma = SimpleNamespace(tunniste="koe")
        self.rng = random.Random(seed)

    def run_for(self, kuukausia):
        for _ in range(kuukausia):
            p = self.ohjelma.at(self.kk)
            lisa = 0.5 if p["koe.paalla"] else 0.0
            self.taso += 0.1 * (p["koe.taso"] + lisa - self.taso) + 0.05 * self.rng.gauss()
            self.rivit.append((self.kk, self.taso))
            self.kk += 1

    def results(self, taso="vuosi"):
        import pandas as pd  # not needed by a worker that is killed before its results

        if taso == "kuukausi":
            kuukausi = [f"{2017 + k // 12}-{k % 12 + 1:02d}" for k, _ in self.rivit]
            arvot = [arvo for _, arvo in self.rivit]
            return pd.DataFrame(
                {"kuukausi": kuukausi, "mittari": "taso", "ryhma": "kaikki", "arvo": arvot, "yksikko": "-"}
            )
        vuodet = vuosikeskiarvot((2017 + k // 12, arvo) for k, arvo in self.rivit)
        rivit = [(vuosi, "taso", "kaikki", arvo, "-") for vuosi, arvo in vuodet.items()]
        rivit += [(vuosi, "taso", "viidennes 1", 2 * arvo, "-") for vuosi, arvo in vuodet.items()]
        rivit += [(vuosi, "vakio", "kaikki", 7.0, "kpl") for vuosi in vuodet]
        return pd.DataFrame(rivit, columns=["vuosi", "mittari", "ryhma", "arvo", "yksikko"])


def vuosikeskiarvot(rivit):
    """Mean by year of pairs (year, value)."""
    vuodet = {}
    for vuosi, arvo in rivit:
        vuodet.setdefault(vuosi, []).append(arvo)
    return {vuosi: sum(arvot) / len(arvot) for vuosi, arvot in vuodet.items()}


def rakenna(skenaario, otos, seed):
    """A builder as `runs.ajo.rakenna_malli`; importable by worker processes."""
    return Koemalli(skenaario.ohjelma(), otos, seed)


class Hidas(Koemalli):
    """Takes its time, so that it can be interrupted."""

    def run_for(self, kuukausia):
        time.sleep(0.05)
        super().run_for(kuukausia)


def rakenna_hidas(skenaario, otos, seed):
    return Hidas(skenaario.ohjelma(), otos, seed)


def rakenna_kaatuva(skenaario, otos, seed):
    """A builder that fails for one seed."""
    if seed == 2:
        raise ZeroDivisionError("seed two")
    return rakenna(skenaario, otos, seed)


def rakenna_katoava(skenaario, otos, seed):
    """A builder whose process dies."""
    import os

    os._exit(9)


def kirjoita_puu(kansio: Path) -> Path:
    kansio.mkdir(parents=True, exist_ok=True)
    (kansio / "koe.yaml").write_text(PARAMETRIT, encoding="utf-8")
    return kansio
