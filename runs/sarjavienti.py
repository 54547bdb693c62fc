"""`sote sweep export`: a sweep for others - CSV that any program opens, and a Research Object Crate that archives read.

CSV: points, runs, yearly results, and one table of a study's outcomes with their factors beside them. The crate is
RO-Crate 1.1 with the Process Run Crate profile: the sweep is a CreateAction whose instrument is Sotemalli, whose object
is the study and whose result are the tables, each with its size and SHA-256. The JSON-LD is written here: it is a page
of dictionaries, and the `rocrate` package brings a dozen packages for it.
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from kalibrointi.levy import kansio_syrjassa, kirjoita, kirjoittaen
from kalibrointi.viat import ViallinenSyote, Vika

if TYPE_CHECKING:
    from runs.varasto import Varasto

KONTEKSTI = "https://w3id.org/ro/crate/1.1/context"
MUOTO = "https://w3id.org/ro/crate/1.1"
PROFIILI = "https://w3id.org/ro/wfrun/process/0.5"
METATIEDOT = "ro-crate-metadata.json"
KUVAUKSET = {
    "points.csv": "One row per point: experiment, levers and uncertainties",
    "runs.csv": "One row per run: task, point, replicate, seed, seconds, memory, error ('' when it succeeded)",
    "results.csv": "Yearly results of runs that succeeded: point, replicate, seed, year, measure, group, value, unit",
    "outcomes.csv": "One row per run: its factors, and each measure of all residents in the last year",
    "manifest.json": "What the sweep was made of: study, seeds, versions, hashes",
    "study.toml": "The study file",
    "points.parquet": "One row per point, typed",
    "events.jsonl": "The sweep's log",
    "SEAL": "Counts, and the SHA-256 of every file of the sweep",
}


def vie(varasto: Varasto, kohde: Path, csv: bool = True, rocrate: bool = True) -> list[str]:
    """Write a new folder; returns the names of its files. Raises `ViallinenSyote` when the place is taken.

    csv: the four tables; rocrate: the sweep's own files and `ro-crate-metadata.json`.
    """
    if not (csv or rocrate):
        raise ViallinenSyote(Vika("nothing to export: give --csv, --rocrate or both."))
    if varasto.runs().empty:
        raise ViallinenSyote(Vika("the sweep has no run yet: nothing to export.", str(varasto.path)))
    with kansio_syrjassa(kohde) as kansio, kirjoittaen(kohde):
        if csv:
            for nimi, taulu in _taulut(varasto).items():
                kirjoita(kansio / nimi, taulu.to_csv(index=False, lineterminator="\n").encode())
        if rocrate:
            _kopioi(varasto, kansio)
            tieto = metatiedot(varasto, kansio)
            kirjoita(kansio / METATIEDOT, json.dumps(tieto, indent=2, ensure_ascii=False).encode())
        return sorted(p.relative_to(kansio).as_posix() for p in kansio.rglob("*") if p.is_file())


def _taulut(varasto: Varasto) -> dict[str, pd.DataFrame]:
    pisteet, tulokset = varasto.points(), varasto.results()
    tekijat = [c for c in pisteet.columns if not c.startswith("u.")]
    taulut = {"points.csv": pisteet[tekijat], "runs.csv": varasto.runs(), "results.csv": tulokset.drop(columns="task")}
    if len(tulokset):
        taulut["outcomes.csv"] = _leveana(pisteet[tekijat], tulokset)
    return taulut


def _leveana(pisteet: pd.DataFrame, tulokset: pd.DataFrame) -> pd.DataFrame:
    """Runs by measures of the last year: all residents when there are such rows, else measure:group."""
    viimeiset = tulokset[tulokset["year"] == tulokset["year"].max()]
    kaikki = viimeiset[viimeiset["group"].isin(["kaikki", ""])]
    omat = kaikki if len(kaikki) else viimeiset.assign(measure=viimeiset["measure"] + ":" + viimeiset["group"])
    leveana = omat.pivot_table("value", ["point", "replicate", "seed", "year"], "measure", sort=False).reset_index()
    return pisteet.merge(leveana, on="point")


def _kopioi(varasto: Varasto, kansio: Path) -> None:
    """The sweep's own files, chunks in force only."""
    for nimi in ("manifest.json", "study.toml", "points.parquet", "events.jsonl", "SEAL"):
        if (varasto.path / nimi).is_file():
            shutil.copyfile(varasto.path / nimi, kansio / nimi)
    (kansio / "chunks").mkdir()
    for pala in varasto.chunks():
        shutil.copyfile(pala.path, kansio / "chunks" / pala.path.name)


# --------------------------------------------------------------------------------------------------- RO-Crate
def metatiedot(varasto: Varasto, kansio: Path) -> dict[str, Any]:
    """`ro-crate-metadata.json` of the files in a folder, as a dictionary."""
    m = varasto.manifest
    tiedostot = [_tiedosto(kansio, p) for p in sorted(kansio.rglob("*")) if p.is_file() and p.name != METATIEDOT]
    viitteet = [{"@id": t["@id"]} for t in tiedostot]
    kysymys = varasto.study.question
    juuri = {
        "@id": "./",
        "@type": "Dataset",
        "name": f"Sotemalli sweep {varasto.path.name}",
        "description": kysymys.get("en") or f"A sweep of Sotemalli: {m['study']['name']}",
        "datePublished": str(m["created"])[:10],
        "license": {"@id": "https://spdx.org/licenses/MIT"},
        "conformsTo": {"@id": PROFIILI},
        "hasPart": viitteet,
        "mentions": {"@id": "#sweep"},
    }
    tulokset = [v for v in viitteet if v["@id"] not in ("manifest.json", "study.toml")]
    kohteet = [v for v in viitteet if v["@id"] == "study.toml"]
    return {
        "@context": KONTEKSTI,
        "@graph": [
            {"@id": METATIEDOT, "@type": "CreativeWork", "about": {"@id": "./"}, "conformsTo": {"@id": MUOTO}},
            juuri,
            {"@id": PROFIILI, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"},
            {"@id": "https://spdx.org/licenses/MIT", "@type": "CreativeWork", "name": "MIT License"},
            _teko(varasto, kohteet, tulokset),
            _ohjelma(m),
            *tiedostot,
        ],
    }


def _teko(varasto: Varasto, kohteet: list[dict[str, str]], tulokset: list[dict[str, str]]) -> dict[str, Any]:
    """The sweep as what was done: by what, of what, to what, from when to when."""
    m, tila = varasto.manifest, varasto.status()
    teko: dict[str, Any] = {
        "@id": "#sweep",
        "@type": "CreateAction",
        "name": f"Sweep of the study {m['study']['name']}",
        "description": f"{tila['done']} runs finished, {tila['failed']} failed; seeds from {_ensi_siemen(m)}",
        "instrument": {"@id": "#sotemalli"},
        "startTime": m["created"],
        "actionStatus": {
            "@id": f"http://schema.org/{'CompletedActionStatus' if tila['sealed'] else 'ActiveActionStatus'}"
        },
        "object": kohteet,
        "result": tulokset,
    }
    if tila["sealed"] and tila["last_event"]:
        teko["endTime"] = tila["last_event"]["time"]
    return teko


def _ensi_siemen(m: dict[str, Any]) -> int:
    return int(m.get("replicates", {}).get("seed", 1))


def _ohjelma(m: dict[str, Any]) -> dict[str, Any]:
    """Sotemalli as the instrument: version, commit, what it ran on."""
    ohjelma = {
        "@id": "#sotemalli",
        "@type": "SoftwareApplication",
        "name": "Sotemalli",
        "softwareVersion": str(m["sotemalli"]),
        "license": {"@id": "https://spdx.org/licenses/MIT"},
        "description": "Agent-based model of Finnish social and health care",
        "softwareRequirements": ", ".join(
            f"{n} {v}" for n, v in {"python": m.get("python"), **m.get("packages", {})}.items()
        ),
    }
    if m.get("git"):
        ohjelma["identifier"] = f"git:{m['git']['commit']}"
    return ohjelma


def _tiedosto(kansio: Path, polku: Path) -> dict[str, Any]:
    nimi = polku.relative_to(kansio).as_posix()
    laji = {".parquet": "application/vnd.apache.parquet", ".toml": "application/toml", ".jsonl": "application/jsonl"}
    with polku.open("rb") as tiedosto:
        summa = hashlib.file_digest(tiedosto, "sha256").hexdigest()
    return {
        "@id": nimi,
        "@type": "File",
        "name": polku.name,
        "description": KUVAUKSET.get(nimi, "Result rows"),
        "encodingFormat": laji.get(polku.suffix) or mimetypes.guess_type(polku.name)[0] or "application/octet-stream",
        "contentSize": str(polku.stat().st_size),
        "sha256": summa,
    }
