"""Reads the table of service lines, `aineisto/palvelupaketit.csv`, into `agentit.palvelupaketit.Paketit`."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

import numpy as np

from agentit.palvelupaketit import IKIA, Paketit, Rivi
from kalibrointi import kerrokset, palveluketjut

TIEDOSTO = Path(__file__).parent / "aineisto" / "palvelupaketit.csv"


def lue(tiedosto: Path = TIEDOSTO) -> Paketit:
    """All lines in table order, with their layers of the network and the care chains over them.

    Raises ValueError naming file, line and column when a cell is not what it should be.
    """
    with tiedosto.open(encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    rivit = tuple(_rivi(row, tiedosto, i) for i, row in enumerate(rows, start=2))
    koodit = [r.koodi for r in rivit]
    return Paketit(rivit, kerrokset.lue(koodit), palveluketjut.lue(koodit))


@lru_cache(maxsize=1)
def koodit() -> tuple[str, ...]:
    """Codes of the service lines that ship, read once in a process."""
    return tuple(rivi.koodi for rivi in lue().rivit)


def _rivi(row: dict[str, str], tiedosto: Path, rivinumero: int) -> Rivi:
    def number(column: str, empty: float = 0.0) -> float:
        text = row[column]
        try:
            return float(text) if text else empty
        except ValueError:
            raise ValueError(f"{tiedosto.name}, line {rivinumero}, column {column}: {text!r} is not a number") from None

    return Rivi(
        koodi=row["koodi"],
        nimi={k: row[f"nimi_{k}"] for k in ("fi", "sv", "en")},
        laji=row["laji"],
        paketti=row["paketti"],
        eur_asukas=number("eur_asukas"),
        hinta=number("yksikkohinta_eur"),
        vaihtelukerroin=number("hinnan_vaihtelukerroin"),
        g=number("hauraus_g"),
        s=number("sokki_s"),
        rho=number("sokki_rho"),
        gradientti=number("gradientti"),
        poistuma=number("poistuma_v"),
        vaihtuvuus=number("vaihtuvuus_v"),
        tulokerroin=number("tulokerroin", 1.0),
        profiili=_profiili(row["ikaprofiili"]),
        jono=row["jono"] == "1",
        ehkaiseva=row["ehkaiseva"] == "1",
        akuuttipaino=number("akuuttipaino"),
        tuottajat=tuple(row["tuottajat"].split("|")),
        hoitamatta=row["hoitamatta"],
    )


def _profiili(text: str) -> np.ndarray:
    """Relative need by year of age from nodes "age:level age:level ...", linear between them."""
    nodes = [tuple(map(float, part.split(":"))) for part in text.split()]
    ages, levels = zip(*nodes, strict=True)
    return np.interp(np.arange(IKIA), ages, levels)
