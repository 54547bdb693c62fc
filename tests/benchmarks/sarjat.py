"""Speed of sweeps, printed. From the root of the checkout, on a quiet machine:

    python -m tests.benchmarks.sarjat                   everything, some twenty minutes on two cores
    python -m tests.benchmarks.sarjat teho era          one part or more
    python -m tests.benchmarks.sarjat era --ajoja 16    smaller

Parts:
    alku      start of the command: --help of each command, completion, a study checked (`sweep plan --dry-run`)
    kysely    a store of 100,000 result rows asked for mean, 5 % and 95 % by year, area and income fifth
    teho      parallel efficiency of the pool, on runs of some 2 s, of the model and sleeping; the engine's own cost
    era       the same model through mesa.batch_run and through the engine, in turns; memory of both as runs come in
    kaksonen  idiomatic Mesa (tests/kaksoset/mesakaksonen.py) against the engine, seconds a run on one processor, in
              turns. The twin lives two small samples; the line through them gives its time at each of --otos

Sleeping runs show the engine's cost also on a machine that is not quiet; the other figures are then ratios of what was
measured in turns, and the fastest of each. A goal is printed beside what was measured.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import mesa

JUURI = Path(__file__).parents[2]
OTOS, LOPPU, KUUKAUSIA = 0.005, "2024-12", 96
OSIA = 3  # of the runs of 'era', memory looked at after each
STUDY = "valinta-kapitaatio-rahoitus"
KAKSOSOTOKSET, KAKSOSKUUKAUSIA = (0.001, 0.004), 12  # what the twin lives; its time is linear in residents
KAKSOSPISTEITA = {True: 48, False: 8}  # points of the sweep it is held against, with shared history and without
TEHO_OTOS = 0.02  # at which a run of the model takes some 2 s
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


def lammita(suoritin: Any, rakentaja: Any, otos: float = OTOS) -> None:
    """Workers started, the model imported in them."""
    with tempfile.TemporaryDirectory() as kansio:
        sulje, suoritin.close = suoritin.close, lambda now=False: None
        sweep(Path(kansio) / "s", 2 * suoritin.workers, 1, suoritin, rakentaja, jaettu=False, otos=otos)
        suoritin.close = sulje


def alku(v: argparse.Namespace) -> None:
    import typer

    from runs import cli

    def komennot(ryhma: Any, nimi: tuple[str, ...] = ()) -> Any:
        yield nimi
        for oma, komento in getattr(ryhma, "commands", {}).items():
            yield from komennot(komento, (*nimi, oma))

    def nopein(*sanat: str, **ymparisto: str) -> float:
        ajat = []
        for _ in range(5):
            hetki = time.perf_counter()
            subprocess.run([sote, *sanat], env=os.environ | ymparisto, cwd=JUURI, capture_output=True)
            ajat.append(time.perf_counter() - hetki)
        return min(ajat)

    sote = str(Path(sys.executable).with_name("sote"))
    ajat = {nimi: nopein(*nimi, "--help") for nimi in komennot(typer.main.get_command(cli.app))}
    hitain = max(ajat, key=lambda nimi: ajat[nimi])
    print(
        f"  --help of {len(ajat)} commands: sote {ajat[()]:.2f} s, median {statistics.median(ajat.values()):.2f} s, "
        f"slowest {ajat[hitain]:.2f} s ({' '.join(hitain)})     goal 0.3 s"
    )
    taydennys = {"_SOTE_COMPLETE": "complete_bash", "COMP_WORDS": "sote sweep p", "COMP_CWORD": "2"}
    print(f"  completion {nopein(**taydennys):.2f} s     goal 0.3 s")
    print(f"  sweep plan --dry-run {nopein('sweep', 'plan', STUDY, '--dry-run'):.2f} s     goal 0.3 s")


def kysely(v: argparse.Namespace) -> None:
    from runs.havainnot import jakaumat
    from tests.runs import test_sarjakysely

    with tempfile.TemporaryDirectory() as kansio:
        varasto = test_sarjakysely.sarja(Path(kansio) / "s", 50)
        ajat = []
        for _ in range(7):
            hetki = time.perf_counter()
            taulu = jakaumat(varasto, "odotus", by=("year", "alue", "viidennes"))
            ajat.append(time.perf_counter() - hetki)
        print(
            f"  {int(taulu['rows'].sum()):,} rows, {len(taulu)} groups: first {ajat[0]:.2f} s with imports, "
            f"then {statistics.median(ajat[1:]):.3f} s (median of 6)     goal 1 s"
        )


def teho(v: argparse.Namespace) -> None:
    from runs import suorittimet

    maara = max(4, v.ajoja // 4)
    altaat = {n: suorittimet.Allas(n) for n in (1, 2)}
    for nimi, rakentaja in (("sleeping 2 s", rakenna_uni), ("of the model", None)):
        otos = TEHO_OTOS if rakentaja is None else OTOS
        for n in altaat:
            lammita(altaat[n], rakentaja, otos)
        luvut: dict[int, list[tuple[float, float, float]]] = {1: [], 2: []}
        for n in (1, 2, 2, 1):
            sulje, altaat[n].close = altaat[n].close, lambda now=False: None
            with tempfile.TemporaryDirectory() as kansio:
                cpu = time.process_time()
                s = sweep(Path(kansio) / "s", maara, 1, altaat[n], rakentaja, jaettu=False, otos=otos)
                luvut[n].append((s, ajossa(Path(kansio) / "s"), time.process_time() - cpu))
            altaat[n].close = sulje
        yhdella, kahdella = (min(s for s, _, _ in luvut[n]) for n in (1, 2))
        kiire = max(ajossa / (2 * s) for s, ajossa, _ in luvut[2])
        oma = min(cpu for _, _, cpu in luvut[2]) / maara
        print(
            f"  {maara} runs {nimi}: {yhdella:.1f} s with one worker, {kahdella:.1f} s with two: "
            f"{yhdella / kahdella:.2f} of 2     goal 1.8"
        )
        print(
            f"    two workers are in runs {kiire:.1%} of the time; the engine's own {1000 * oma:.1f} ms of processor "
            f"a run, {oma * maara / yhdella:.2%} of it     goal 2 %"
        )
    for allas in altaat.values():
        allas.close()


def ajossa(kansio: Path) -> float:
    """Seconds that workers spent in runs."""
    from runs.varasto import Varasto

    return float(Varasto(kansio).runs()["seconds"].sum())


def era(v: argparse.Namespace) -> None:
    nimet = ("batch_run", "erikseen", "sweep")
    luvut: dict[str, list[dict[str, Any]]] = {nimi: [] for nimi in nimet}
    for kierros in range(v.kierroksia):
        for nimi in nimet if kierros % 2 == 0 else reversed(nimet):
            luvut[nimi].append(lapsessa(nimi, v))
    for nimi, teksti in (("batch_run", "mesa.batch_run"), ("erikseen", "sweep, no shared history"), ("sweep", "sweep")):
        suhteet = [b["s"] / oma["s"] for b, oma in zip(luvut["batch_run"], luvut[nimi], strict=True)]
        muisti = luvut[nimi][0]["muisti"]
        print(
            f"  {teksti:26s} {60 * v.ajoja / min(x['s'] for x in luvut[nimi]):7.1f} runs a minute, "
            f"{statistics.median(suhteet):5.2f} x batch_run ({', '.join(f'{x:.2f}' for x in suhteet)}); memory of the "
            f"parent {' -> '.join(f'{mb:.0f}' for mb in muisti)} MB after none, a third, two and all of the runs"
        )
    print("  goal: not slower than batch_run, memory flat where its grows")


def kaksonen(v: argparse.Namespace) -> None:
    luvut = lapsessa("kaksonen", v)
    kiintea, otosta_kohti = luvut["mesa"]
    print(
        f"  twin, lived at {KAKSOSOTOKSET} for {luvut['kuukausia']} months: {kiintea:.4f} s + "
        f"{otosta_kohti:.2f} s x sample a month"
    )
    for otos, s, erikseen in luvut["sweep"]:
        mesa_s = (kiintea + otosta_kohti * otos) * KUUKAUSIA
        print(
            f"  a run of {otos:g} and {KUUKAUSIA} months: twin {mesa_s:.0f} s (scaled linearly), sweep of "
            f"{KAKSOSPISTEITA[True]} points that part in 2021 {s:.2f} s: {mesa_s / s:.0f} x; without shared history "
            f"{erikseen:.2f} s: {mesa_s / erikseen:.0f} x     goal 100 x"
        )


# --------------------------------------------------------------------------------------------------- in a child
def lapsessa(nimi: str, v: argparse.Namespace) -> dict[str, Any]:
    """One measurement in a process of its own, whose memory is its own."""
    komento = [sys.executable, "-m", "tests.benchmarks.sarjat", "--lapsi", nimi]
    komento += ["--ajoja", str(v.ajoja), "--otos", *map(str, v.otos)]
    ajettu = subprocess.run(komento, cwd=JUURI, capture_output=True, text=True)
    assert ajettu.returncode == 0, ajettu.stderr
    return dict(json.loads(ajettu.stdout.splitlines()[-1]))


def _batch_run(ajoja: int) -> dict[str, Any]:
    multiprocessing.set_start_method("spawn", force=True)
    muisti, s = [muisti_mb()], 0.0
    tulokset = []
    for osa in range(OSIA):
        alku = time.perf_counter()
        tulokset += mesa.batch_run(
            Sarjamalli, {"virement": tasot(ajoja // OSIA)}, number_processes=2, max_steps=KUUKAUSIA, rng=[1 + osa],
            display_progress=False,
        )  # fmt: skip
        s += time.perf_counter() - alku
        muisti.append(muisti_mb())
    assert len(tulokset) == OSIA * (ajoja // OSIA)
    return {"s": s, "muisti": muisti}


def _sweep(ajoja: int, jaettu: bool = True) -> dict[str, Any]:
    from runs import suorittimet

    muisti, s = [muisti_mb()], 0.0
    with tempfile.TemporaryDirectory() as kansio:
        for n in range(OSIA):
            s += sweep(Path(kansio) / str(n), ajoja // OSIA, 1, suorittimet.Allas(2), jaettu=jaettu)
            muisti.append(muisti_mb())
    return {"s": s, "muisti": muisti}


def _kaksonen(otokset: list[float]) -> dict[str, Any]:
    """The twin at two small samples, then a sweep at each sample; twice, and the fastest of each.

    Points of the sweep part in 2021 and end in 2024, as those of the shipped studies do."""
    from runs import ajo, skenaariot, suorittimet
    from tests.kaksoset.mesakaksonen import Mesakaksonen

    def mesan(otos: float, siemen: int) -> float:
        skenaario = skenaariot.lue("nykytila-2017", otos=otos, end=LOPPU)
        m = Mesakaksonen(ajo.rakenna_malli(skenaario, otos, siemen), rng=siemen)
        alku = time.perf_counter()
        for _ in range(KAKSOSKUUKAUSIA):
            m.step()
        return (time.perf_counter() - alku) / KAKSOSKUUKAUSIA

    def oma(otos: float, jaettu: bool) -> float:
        with tempfile.TemporaryDirectory() as kansio:
            n = KAKSOSPISTEITA[jaettu]
            return sweep(Path(kansio) / "s", n, 1, suorittimet.Yksin(), otos=otos, jaettu=jaettu) / n

    kierrokset = []
    for siemen in (1, 2):
        twin = [mesan(otos, siemen) for otos in KAKSOSOTOKSET]
        kierrokset.append((twin, [(oma(otos, True), oma(otos, False)) for otos in otokset]))
    pieni, iso = (min(twin[n] for twin, _ in kierrokset) for n in (0, 1))
    kulma = (iso - pieni) / (KAKSOSOTOKSET[1] - KAKSOSOTOKSET[0])
    omat = [
        (otos, min(k[n][0] for _, k in kierrokset), min(k[n][1] for _, k in kierrokset))
        for n, otos in enumerate(otokset)
    ]
    return {"mesa": (pieni - kulma * KAKSOSOTOKSET[0], kulma), "sweep": omat, "kuukausia": KAKSOSKUUKAUSIA}


LAPSET = {
    "batch_run": lambda v: _batch_run(v.ajoja), "sweep": lambda v: _sweep(v.ajoja),
    "erikseen": lambda v: _sweep(v.ajoja, jaettu=False), "kaksonen": lambda v: _kaksonen(v.otos),
}  # fmt: skip
OSAT = {"alku": alku, "kysely": kysely, "teho": teho, "era": era, "kaksonen": kaksonen}


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("osat", nargs="*", choices=[*OSAT, []], metavar="PART", help=", ".join(OSAT))
    p.add_argument("--ajoja", type=int, default=40, help="runs of a part")
    p.add_argument("--kierroksia", type=int, default=4, help="rounds of 'era' (4)")
    otosohje = "samples the twin is compared at (default: the shipped study's, five times and twenty times that)"
    p.add_argument("--otos", type=float, nargs="+", default=[0.01, 0.05, 0.2], help=otosohje)
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
