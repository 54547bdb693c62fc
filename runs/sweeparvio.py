"""What a sweep will cost before it is run: pilot runs for time and disk, and what earlier sweeps already hold."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kalibrointi.viat import ViallinenSyote, Vika, lahin, luettele, nayta_polku
from runs import moottori
from runs.ajo import Rakentaja, rakenna_malli
from runs.prosessit import suorittimia
from runs.skenaariotiedosto import etsi_rivit, rivilla
from runs.varasto import sweeps
from runs.varastokirjuri import tauluksi, vapaata

if TYPE_CHECKING:
    from runs.moottori import Suunnitelma

PILOTTEJA = 2  # batches that are timed, after one run that compiles and reads
KOEOTOS = 0.002  # sample of the world that is asked which measures there are


def tarkista_tulokset(suunnitelma: Suunnitelma, rakentaja: Rakentaja = rakenna_malli) -> None:
    """Does the model give what the study keeps? One small world is lived to the end, so that a misspelt word does not
    fail every run. Groups are left to the runs themselves: a small sample may lack one.

    Raises `ViallinenSyote` with the line of [outcomes] and the likely word.
    """
    tutkimus, s = suunnitelma.study, suunnitelma.scenarios[0]
    pyydetyt = [*tutkimus.outcomes.measures, *tutkimus.replicates.half_width, *tutkimus.report.get("outcomes", ())]
    if not pyydetyt:
        return
    malli = rakentaja(s, min(s.otos, KOEOTOS), tutkimus.replicates.seed)
    malli.run_for(s.months)
    annetut = sorted(set(malli.results()["mittari"]))
    rivit = etsi_rivit(tutkimus.source, "experiment")
    viat = []
    for avain, omat in (
        ("outcomes.measures", tutkimus.outcomes.measures),
        ("replicates.half_width", tutkimus.replicates.half_width),
        ("report.outcomes", tutkimus.report.get("outcomes", ())),
    ):
        for nimi in omat:
            if (mittari := nimi.partition(":")[0]) not in annetut:
                viesti = f"the model gives no measure '{mittari}'; it gives: {luettele(annetut)}."
                tiedosto = nayta_polku(Path(tutkimus.folder) / f"{tutkimus.name}.toml") if tutkimus.folder else ""
                viat.append(Vika(viesti, tiedosto, rivilla(rivit, avain), avain, lahin(mittari, annetut)))
    if viat:
        raise ViallinenSyote(viat)


def arvioi(
    suunnitelma: Suunnitelma,
    kansio: Path,
    tyolaisia: int | None = None,
    progress: Callable[[int, int], None] = lambda tehty, kaikkiaan: None,
    rakentaja: Rakentaja = rakenna_malli,
) -> dict[str, Any]:
    """Reuse, time and disk of the first replicates. JSON-able; see `sweep plan` in runs/json.md."""
    tarkista_tulokset(suunnitelma, rakentaja=rakentaja)
    kept, toistot = suunnitelma.study.outcomes, suunnitelma.study.replicates
    tyolaisia = tyolaisia or suorittimia()
    tehtavat = [t for r in range(1, toistot.first + 1) for t in suunnitelma.tasks(r)]
    omat: dict[tuple[str, int], bool] = {}
    mista = []
    for muu in sweeps(kansio.absolute().parent):
        otettavat = moottori.otettavat(omat, tehtavat, muu) if moottori.covers(muu, suunnitelma) else []
        if otettavat:
            mista.append(str(muu.path))
            omat |= {(t.key, p): True for t in otettavat for p in t.points}
    tekematta = [t for t in tehtavat if any((t.key, p) not in omat for p in t.points)]
    tulos = {
        "folder": str(kansio),
        "reused": len(omat),
        "reused_from": mista,
        "workers": tyolaisia,
        "free_bytes": vapaata(kansio),
        "notes": _huomautukset(kansio),
    }
    if not tekematta:
        return tulos | {"seconds_per_run": 0.0, "seconds": 0.0, "bytes": 0}
    erat = moottori.batches(tekematta, tyolaisia)
    moottori.live([erat[0][0].scenario], erat[0][0].seed, kept, rakentaja)
    progress(1, 1 + PILOTTEJA)
    ajoja, alku, tavuja = 0, time.perf_counter(), 0
    for n, era in enumerate(erat[-1 : -1 - PILOTTEJA : -1], start=2):
        for tehtava, ajo in zip(
            era, moottori.live([t.scenario for t in era], era[0].seed, kept, rakentaja), strict=True
        ):
            tavuja += _koko(tehtava, ajo)
            ajoja += 1
        progress(n, 1 + PILOTTEJA)
    sekunteja = (time.perf_counter() - alku) / ajoja
    jaljella = sum(len(t.points) for t in tekematta)
    kesto = sekunteja * len(tekematta) / tyolaisia
    return tulos | {"seconds_per_run": sekunteja, "seconds": kesto, "bytes": round(tavuja / ajoja * jaljella)}


def _koko(tehtava: moottori.Tehtava, ajo: moottori.Ajotulos) -> int:
    """Bytes of a run in a chunk of its own: somewhat more than in a chunk of many."""
    import pyarrow.parquet as pq

    tiedot = {"task": tehtava.key, "point": 0, "replicate": 1, "seed": tehtava.seed, "error": ajo.error}
    puskuri = io.BytesIO()
    pq.write_table(tauluksi(tiedot, ajo.rows), puskuri, compression="zstd")
    return puskuri.tell()


def _huomautukset(kansio: Path) -> list[str]:
    """What a person should know of the place."""
    if str(kansio.absolute()).startswith(("/scratch/", "/flash/", "/pfs/lustre")):
        return ["this disk is cleaned by age and not backed up: copy the finished sweep away (sote sweep export)."]
    return []
