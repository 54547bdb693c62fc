"""Two sweeps side by side: what differs in how they were made, and what that did to every run they share.

Runs are the same when their point (all levers and uncertainties) and seed are. Where the model is the same they must
agree bit for bit; where it is not, the paired difference says what the change of the model did.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kalibrointi.viat import ViallinenSyote, Vika
from runs.havainnot import KENTAT, vaikutus

if TYPE_CHECKING:
    from runs.varasto import Varasto

AJO = ["point_key", "seed"]
RIVI = ["year", "measure", "group"]


@dataclass(frozen=True, slots=True)
class Sarjaero:
    """Two sweeps compared: runs in each, shared runs; shared result rows and how many are the same bit for bit; what
    their manifests say differently; paired differences (measure, group, year, value_a, value_b, and `KENTAT`)."""

    ajoja_a: int
    ajoja_b: int
    yhteisia: int
    riveja: int
    samoja: int
    erot: Mapping[str, tuple[Any, Any]]
    taulu: pd.DataFrame


def vertaa(a: Varasto, b: Varasto, vuosi: int | None = None) -> Sarjaero:
    """Compare two sweeps in a year (default: the last they share). Raises `ViallinenSyote` without shared runs."""
    ta, tb = _rivit(a), _rivit(b)
    yhteiset = ta.merge(tb, on=[*AJO, *RIVI], suffixes=("_a", "_b"))
    if yhteiset.empty:
        raise ViallinenSyote(Vika("the two sweeps share no run: no point of the same settings with the same seed."))
    samat = (yhteiset["value_a"] == yhteiset["value_b"]) | (yhteiset["value_a"].isna() & yhteiset["value_b"].isna())
    vuodet = sorted(yhteiset["year"].unique())
    vuosi = int(vuodet[-1]) if vuosi is None else vuosi
    if vuosi not in vuodet:
        viesti = f"the sweeps share no results of {vuosi}. Years: {vuodet[0]}-{vuodet[-1]}."
        raise ViallinenSyote(Vika(viesti, "--year"))
    return Sarjaero(
        len(ta[AJO].drop_duplicates()), len(tb[AJO].drop_duplicates()), len(yhteiset[AJO].drop_duplicates()),
        len(yhteiset), int(samat.sum()), eroavat(a.manifest, b.manifest), _erot(yhteiset[yhteiset["year"] == vuosi]),
    )  # fmt: skip


def _rivit(v: Varasto) -> pd.DataFrame:
    """Result rows with the point's settings as a text in place of its number."""
    pisteet = v.points()
    sarakkeet = sorted(c for c in pisteet.columns if c.startswith(("lever.", "uncertainty.")))
    tekstit = ["; ".join(f"{c}={r[c]!r}" for c in sarakkeet if pd.notna(r[c])) for _, r in pisteet.iterrows()]
    avaimet = dict(zip(pisteet["point"], tekstit, strict=True))
    tulos = v.results()
    if tulos.empty:
        raise ViallinenSyote(Vika("the sweep has no results yet.", str(v.path)))
    tulos = tulos.assign(point_key=tulos["point"].map(avaimet))
    return tulos[[*AJO, *RIVI, "value"]].drop_duplicates([*AJO, *RIVI])


def _erot(rivit: pd.DataFrame) -> pd.DataFrame:
    """Paired differences b - a of every measure and group, worlds being points."""
    tulos = []
    for (mittari, ryhma, vuosi), omat in rivit.groupby(["measure", "group", "year"], sort=False):
        leveana = omat.assign(d=omat["value_b"] - omat["value_a"]).pivot(index="point_key", columns="seed", values="d")
        v = vaikutus(leveana.to_numpy())
        arvot = (float(omat["value_a"].mean()), float(omat["value_b"].mean()))
        tulos.append((mittari, ryhma, vuosi, *arvot, v.ero, v.ala, v.yla, v.p5, v.p95, v.maailmoja, v.siemenia))
    return pd.DataFrame(tulos, columns=["measure", "group", "year", "value_a", "value_b", *KENTAT])


def eroavat(a: Mapping[str, Any], b: Mapping[str, Any], alku: str = "") -> dict[str, tuple[Any, Any]]:
    """What two manifests say differently, by dotted key; times, folders and commands are no differences."""
    erot: dict[str, tuple[Any, Any]] = {}
    for avain in dict.fromkeys([*a, *b]):
        if avain in (
            "created",
            "command",
            "seconds",
            "folder",
            "points",
            "tasks",
            "source",
            "platform_detail",
        ) and not (avain == "source" and alku):
            continue
        x, y = a.get(avain), b.get(avain)
        if isinstance(x, Mapping) and isinstance(y, Mapping):
            erot |= eroavat(x, y, f"{alku}{avain}.")
        elif x != y:
            erot[alku + avain] = (x, y)
    return erot


def sama(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Which numbers are the same bit for bit (NaN is like NaN)."""
    return (a == b) | (np.isnan(a) & np.isnan(b))
