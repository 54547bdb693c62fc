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

        kk = pd.DataFrame(self.rivit, columns=["kk", "arvo"])
        kk["vuosi"] = 2017 + kk["kk"] // 12
        if taso == "kuukausi":
            kuukausi = [f"{v}-{k % 12 + 1:02d}" for v, k in zip(kk["vuosi"], kk["kk"], strict=True)]
            return pd.DataFrame(
                {"kuukausi": kuukausi, "mittari": "taso", "ryhma": "kaikki", "arvo": kk["arvo"], "yksikko": "-"}
            )
        vuodet = kk.groupby("vuosi", as_index=False)["arvo"].mean()
        osat = [
            vuodet.assign(mittari="taso", ryhma="kaikki", yksikko="-"),
            vuodet.assign(mittari="taso", ryhma="viidennes 1", arvo=2 * vuodet["arvo"], yksikko="-"),
            vuodet.assign(mittari="vakio", ryhma="kaikki", arvo=7.0, yksikko="kpl"),
        ]
        return pd.concat(osat, ignore_index=True)[["vuosi", "mittari", "ryhma", "arvo", "yksikko"]]


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
