"""A sweep small enough to be killed often: a model of milliseconds, by real parameters, with ways to go wrong."""

from __future__ import annotations

import datetime
import os
import random
import signal
import sys
import time
from functools import partial
from types import SimpleNamespace

from tests.runs.koemalli import vuosikeskiarvot

STUDY = """
name = "koe"
question.en = "Does the sweep hold?"
scenario = "uusimaa-liikelaitos-2021"
end = "2022-12"
otos = 0.002

[replicates]
count = {count}

[levers]
"2021-01:ohjaus.ehkaisypaino" = [0.0, 0.1, 0.2, 0.3, 0.4]
"2022-01:ohjaus.virement" = [0.0, 1.0]

[uncertainties]
"liikelaitos.vinouma" = {{ range = [0.0, 0.8] }}

[design]
uncertainties = {{ method = "lhs", points = {worlds}, seed = 3 }}
"""


class Koemalli:
    """A level that follows a lever, an uncertainty and the seed's luck."""

    def __init__(self, ohjelma, otos, seed):
        self.ohjelma, self.otos, self.seed = ohjelma, otos, seed
        self.kk, self.taso, self.rivit = 0, 0.0, []
        self.maailma = SimpleNamespace(tunniste="koe")
        self.rng = random.Random(seed)

    def run_for(self, kuukausia):
        for _ in range(kuukausia):
            p = self.ohjelma.at(self.kk)
            pyynto = p["ohjaus.ehkaisypaino"] + p["ohjaus.virement"] * p["liikelaitos.vinouma"]
            self.taso += 0.1 * (pyynto - self.taso) + 0.05 * self.rng.gauss()
            self.rivit.append((self.kk, self.taso))
            self.kk += 1

    def results(self, taso="vuosi"):
        import pandas as pd

        vuodet = vuosikeskiarvot((2017 + kk // 12, arvo) for kk, arvo in self.rivit)
        rivit = [(vuosi, "taso", "kaikki", arvo, "-") for vuosi, arvo in vuodet.items()]
        rivit += [(vuosi, "taso", "viidennes_1", 2 * arvo, "-") for vuosi, arvo in vuodet.items()]
        rivit += [(vuosi, "vakio", "kaikki", 7.0, "kpl") for vuosi in vuodet]
        return pd.DataFrame(rivit, columns=["vuosi", "mittari", "ryhma", "arvo", "yksikko"])


def rakenna(skenaario, otos, seed):
    return Koemalli(skenaario.ohjelma(), otos, seed)


def rakenna_hidas(skenaario, otos, seed):
    """Takes a tenth of a second, so that there is something to kill."""
    time.sleep(0.1)
    return rakenna(skenaario, otos, seed)


def _vinouma(skenaario):
    return skenaario.ohjelma().at(0)["liikelaitos.vinouma"]


def rakenna_kaatuva(skenaario, otos, seed):
    """Raises in some worlds."""
    if _vinouma(skenaario) > 0.6:
        raise ValueError("capacity below zero")
    return rakenna(skenaario, otos, seed)


def rakenna_ahne(skenaario, otos, seed):
    """Asks for ten gigabytes in some worlds."""
    if _vinouma(skenaario) > 0.7:
        return bytearray(10 << 30)
    return rakenna(skenaario, otos, seed)


def rakenna_tappava(skenaario, otos, seed):
    """Kills its own process in some worlds, as the system does when memory ends."""
    if _vinouma(skenaario) > 0.7:
        os.kill(os.getpid(), signal.SIGKILL)
    return rakenna(skenaario, otos, seed)


class Mennyt(datetime.datetime):
    """A clock that was put back by a year."""

    @classmethod
    def now(cls, tz=None):
        return super().now(tz) - datetime.timedelta(days=365)


def main(kansio, rakentaja, worlds, workers, count, *muut):
    """A sweep from a shell: the parent that the fault tests kill."""
    from pathlib import Path

    from runs import moottori, suorittimet, varastokirjuri

    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs inherit a deaf one
    varastokirjuri.ERAN_SEKUNTEJA = 0.3  # so that a kill soon after the start finds something on disk
    kansio = Path(kansio)
    suunnitelma = moottori.begin(tutkimus(int(worlds), int(count)), kansio)
    muut = dict(pari.split("=") for pari in muut)
    shard = tuple(int(osa) for osa in muut["shard"].split("/")) if "shard" in muut else None
    kello = time.monotonic
    if muut.get("clock") == "back":  # a year back at the start, and running backwards
        varastokirjuri.datetime.datetime = Mennyt
        kello = partial(lambda alku: alku - time.monotonic(), time.monotonic())
    suoritin = (
        suorittimet.Yksin() if workers == "0" else suorittimet.Allas(int(workers), int(muut.get("memory", 0)) or None)
    )
    if "address" in muut:
        suoritin = suorittimet.Dask(muut["address"])
    try:
        muut = {"shard": shard, "rakentaja": globals()[rakentaja], "kello": kello}
        loppu = moottori.sweep(kansio, suoritin, suunnitelma=suunnitelma, **muut)
    except moottori.Keskeytys as keskeytys:
        print(keskeytys.vika or "interrupted")
        return 75
    print(f"done {loppu.done} failed {loppu.failed} computed {loppu.computed}")
    return 0


def tutkimus(worlds=3, count=2):
    from runs import tutkimustiedosto

    return tutkimustiedosto.tulkitse(STUDY.format(worlds=worlds, count=count))


if __name__ == "__main__":
    from tests.runs import sweepkoe

    raise SystemExit(sweepkoe.main(*sys.argv[1:]))
