"""Speed of sweeps, printed. From the root of the checkout, on a quiet machine:

    python -m tests.benchmarks.sarjat                   everything, some fifteen minutes on two cores
    python -m tests.benchmarks.sarjat teho era          one part or more
    python -m tests.benchmarks.sarjat era --ajoja 16    smaller

Parts:
    teho      parallel efficiency of the pool on runs of 2 s, and what the engine itself costs
    era       the same model through mesa.batch_run and through the engine, in turns; memory of both as runs come in
    kaksonen  idiomatic Mesa (tests/kaksoset/mesakaksonen.py) against the engine, seconds a run on one processor. The
              twin lives a small sample and is scaled linearly to --otos. Small samples favour it: what a month of
              institutions costs does not shrink with the residents

Sleeping runs show the engine's cost also on a machine that is not quiet; the other figures are then ratios of what was
measured in turns. A goal is printed beside what was measured.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import mesa

JUURI = Path(__file__).parents[2]
OTOS, LOPPU, KUUKAUSIA = 0.005, "2024-12", 96
KAKSOSOTOS = 0.001  # what the twin lives; its time is linear in residents
TUTKIMUS = """
name = "vertailu"
question.en = "?"
scenario = "uusimaa-liikelaitos-2021"
end = "{loppu}"
otos = {otos}
[replicates]
count = {siemenia}
[levers]
"2021-01:ohjaus.virement" = {tasot}
"""


def tasot(maara: int) -> list[float]:
    return [round(n / max(1, maara - 1), 6) for n in range(maara)]


def muisti_mb() -> float:
    """Memory of this process now."""
    sivut = int(Path("/proc/self/statm").read_text().split()[1])
    return sivut * resource.getpagesize() / 2**20


# --------------------------------------------------------------------------------------------------- models
class Uni:
    """A run that takes its time and no processor: what is left over is the engine."""

    def __init__(self, skenaario: Any, otos: float, seed: int) -> None:
        self.ohjelma, self.kk, self.seed, self.alku = skenaario.ohjelma(), 0, seed, time.perf_counter()

    def run_for(self, kuukausia: int) -> None:
        self.kk += kuukausia
        if self.kk >= KUUKAUSIA:
            time.sleep(max(0.0, self.alku + 2.0 - time.perf_counter()))

    def results(self, taso: str = "vuosi") -> Any:
        import pandas as pd

        rivit = {"vuosi": range(2017, 2025), "mittari": "taso", "ryhma": "kaikki", "arvo": 1.0, "yksikko": "-"}
        return pd.DataFrame(rivit)


def rakenna_uni(skenaario: Any, otos: float, seed: int) -> Uni:
    return Uni(skenaario, otos, seed)


class Sarjamalli(mesa.Model):
    """The model as batch_run wants it: a step is a month, what is collected are the yearly results."""

    def __init__(self, virement: float = 1.0, rng: int | None = None) -> None:
        super().__init__(rng=rng)
        from runs import ajo, skenaariot

        asetukset = {"2021-01:ohjaus.virement": virement}
        skenaario = skenaariot.lue("uusimaa-liikelaitos-2021", asetukset, end=LOPPU, otos=OTOS)
        self.malli, self.kuukausia = ajo.rakenna_malli(skenaario, OTOS, int(rng or 0)), skenaario.months
        self.datacollector = mesa.DataCollector(model_reporters={"tulokset": lambda m: m.malli.results()})

    def step(self) -> None:
        self.malli.run_for(1)
        if self.malli.kk >= self.kuukausia:
            self.datacollector.collect(self)
            self.running = False


# --------------------------------------------------------------------------------------------------- parts
def sweep(
    kansio: Path, pisteita: int, siemenia: int, suoritin: Any, rakentaja: Any = None, jaettu: bool = True,
    otos: float = OTOS,
) -> float:  # fmt: skip
    """Seconds of a sweep."""
    from runs import moottori, tutkimustiedosto
    from runs.ajo import rakenna_malli

    teksti = TUTKIMUS.format(loppu=LOPPU, otos=otos, siemenia=siemenia, tasot=tasot(pisteita))
    suunnitelma = moottori.begin(tutkimustiedosto.tulkitse(teksti), kansio)
    vanha = moottori.ERASSA_ENINTAAN
    moottori.ERASSA_ENINTAAN = vanha if jaettu else 1
    alku = time.perf_counter()
    loppu = moottori.sweep(kansio, suoritin, suunnitelma=suunnitelma, rakentaja=rakentaja or rakenna_malli)
    moottori.ERASSA_ENINTAAN = vanha
    assert loppu.done == pisteita * siemenia, loppu
    return time.perf_counter() - alku


def lammita(suoritin: Any, rakentaja: Any) -> None:
    """Workers started, the model imported in them."""
    with tempfile.TemporaryDirectory() as kansio:
        sulje, suoritin.close = suoritin.close, lambda now=False: None
        sweep(Path(kansio) / "s", 2 * suoritin.workers, 1, suoritin, rakentaja, jaettu=False)
        suoritin.close = sulje


def teho(v: argparse.Namespace) -> None:
    from runs import suorittimet

    for tyolaisia in (1, 2):
        suoritin = suorittimet.Allas(tyolaisia)
        lammita(suoritin, rakenna_uni)
        cpu = time.process_time()
        with tempfile.TemporaryDirectory() as kansio:
            s = sweep(Path(kansio) / "s", v.ajoja, 1, suoritin, rakenna_uni, jaettu=False)
        cpu = (time.process_time() - cpu) / v.ajoja
        print(
            f"  {tyolaisia} workers, {v.ajoja} runs of 2 s: {s:6.1f} s, {2 * v.ajoja / s:.2f} of {tyolaisia}"
            f"{'     goal 1.8' if tyolaisia == 2 else ''}; the engine's own {1000 * cpu:.1f} ms of processor a run, "
            f"{cpu / 2:.2%}     goal 2 %"
        )


def era(v: argparse.Namespace) -> None:
    luvut = {nimi: lapsessa(nimi, v) for nimi in ("batch_run", "sweep", "erikseen")}
    for nimi, teksti in (("batch_run", "mesa.batch_run"), ("erikseen", "sweep, no shared history"), ("sweep", "sweep")):
        s, muisti = luvut[nimi]["s"], luvut[nimi]["muisti"]
        suhde = luvut["batch_run"]["s"] / s
        print(
            f"  {teksti:26s} {60 * v.ajoja / s:7.1f} runs a minute, {suhde:5.2f} x batch_run; memory of the parent "
            f"{muisti[0]:.0f} -> {muisti[1]:.0f} -> {muisti[2]:.0f} MB after none, half and all of the runs"
        )
    print("  goal: not slower than batch_run, memory flat where its grows")


def kaksonen(v: argparse.Namespace) -> None:
    luvut = lapsessa("kaksonen", v)
    print(
        f"  a run of {v.otos:g} and {KUUKAUSIA} months: twin {luvut['mesa']:.0f} s (scaled from {KAKSOSOTOS:g}, "
        f"{luvut['kuukausia']} months), sweep {luvut['sweep']:.2f} s: {luvut['mesa'] / luvut['sweep']:.0f} x     "
        "goal 100 x"
    )


# --------------------------------------------------------------------------------------------------- in a child
def lapsessa(nimi: str, v: argparse.Namespace) -> dict[str, Any]:
    """One measurement in a process of its own, whose memory is its own."""
    komento = [sys.executable, "-m", "tests.benchmarks.sarjat", "--lapsi", nimi]
    komento += ["--ajoja", str(v.ajoja), "--otos", str(v.otos)]
    ajettu = subprocess.run(komento, cwd=JUURI, capture_output=True, text=True)
    assert ajettu.returncode == 0, ajettu.stderr
    return dict(json.loads(ajettu.stdout.splitlines()[-1]))


def _batch_run(ajoja: int) -> dict[str, Any]:
    multiprocessing.set_start_method("spawn", force=True)
    muisti, s = [muisti_mb()], 0.0
    tulokset = []
    for puolisko in (0, 1):
        siemenet = [1 + puolisko]
        alku = time.perf_counter()
        tulokset += mesa.batch_run(
            Sarjamalli, {"virement": tasot(ajoja // 2)}, number_processes=2, max_steps=KUUKAUSIA, rng=siemenet,
            display_progress=False,
        )  # fmt: skip
        s += time.perf_counter() - alku
        muisti.append(muisti_mb())
    assert len(tulokset) == 2 * (ajoja // 2)
    return {"s": s, "muisti": muisti}


def _sweep(ajoja: int, jaettu: bool = True) -> dict[str, Any]:
    from runs import suorittimet

    muisti, s = [muisti_mb()], 0.0
    with tempfile.TemporaryDirectory() as kansio:
        for n in (1, 2):
            s += sweep(Path(kansio) / str(n), ajoja // 2, 1, suorittimet.Allas(2), jaettu=jaettu)
            muisti.append(muisti_mb())
    return {"s": s, "muisti": muisti}


def _kaksonen(otos: float) -> dict[str, Any]:
    """A year of the twin at its small sample, then eight runs of the sweep; twice, so that the machine warms up."""
    from runs import ajo, skenaariot, suorittimet
    from tests.kaksoset.mesakaksonen import Mesakaksonen

    kuukausia, mesan, oma = 12, [], []
    skenaario = skenaariot.lue("nykytila-2017", otos=KAKSOSOTOS, end=LOPPU)
    for siemen in (1, 2):
        m = Mesakaksonen(ajo.rakenna_malli(skenaario, KAKSOSOTOS, siemen), rng=siemen)
        alku = time.perf_counter()
        for _ in range(kuukausia):
            m.step()
        mesan.append((time.perf_counter() - alku) * otos / KAKSOSOTOS * KUUKAUSIA / kuukausia)
        with tempfile.TemporaryDirectory() as kansio:
            oma.append(sweep(Path(kansio) / "s", 8, 1, suorittimet.Yksin(), otos=otos) / 8)
    return {"mesa": min(mesan), "sweep": min(oma), "kuukausia": kuukausia}


LAPSET = {
    "batch_run": lambda v: _batch_run(v.ajoja), "sweep": lambda v: _sweep(v.ajoja),
    "erikseen": lambda v: _sweep(v.ajoja, jaettu=False), "kaksonen": lambda v: _kaksonen(v.otos),
}  # fmt: skip
OSAT = {"teho": teho, "era": era, "kaksonen": kaksonen}


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("osat", nargs="*", choices=[*OSAT, []], metavar="PART", help=", ".join(OSAT))
    p.add_argument("--ajoja", type=int, default=40, help="runs of a part")
    p.add_argument("--otos", type=float, default=0.1, help="sample the twin is compared at (default 0.1)")
    p.add_argument("--lapsi", choices=LAPSET, help=argparse.SUPPRESS)
    v = p.parse_args()
    if v.lapsi:
        print(json.dumps(LAPSET[v.lapsi](v)))
        return
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    for nimi in v.osat or OSAT:
        print(nimi)
        OSAT[nimi](v)


if __name__ == "__main__":
    from tests.benchmarks import sarjat  # workers find its models by that name

    sarjat.main()
