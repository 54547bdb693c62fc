"""`sote check levers`: every lever -> its scenario -> sign and size on gap, cost and wait; the same bits at zero.

The list is `viputaulu.yaml`. Every world is run once: rows of the suites that look further into steering, capitation
and negotiation are read from the same runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from runs import (
    kapitaatiotarkistus,
    neuvottelutarkistus,
    ohjaustarkistus,
    suutarkistus,
    valintatarkistus,
    vertailu,
    viputaulu,
)
from runs.ajo import Edistyminen, tarkista_otos
from runs.jarjestelmatarkistus import kirjaa
from runs.skenaariot import Skenaario
from runs.tarkistusrivi import Tarkistusrivi
from runs.viputaulu import Vipu

if TYPE_CHECKING:
    import pandas as pd

OTOS, SIEMENIA = 0.01, 4  # smaller samples make waits under free choice too long
LOPPU = "2026-12"
NOLLAOTOS, NOLLALOPPU = 0.0005, "2023-12"
SUUREET = {"gap": ("elinajanodote_ero", "y"), "cost": ("kustannus_asukas", "EUR"), "wait": ("odotus", "d")}
SUURIN_OSUUS = 0.20  # P53: levers of services alone close at most a fifth of the gap in ten years
OSASARJAT = (ohjaustarkistus, kapitaatiotarkistus, neuvottelutarkistus, valintatarkistus, suutarkistus)


def tarkista(
    otos: float = OTOS, seeds: int = SIEMENIA, processes: int | None = None, progress: Edistyminen | None = None
) -> list[Tarkistusrivi]:
    """All rows: levers one by one, their nulls, and what the suites of steering, capitation and negotiation ask.

    What the catalogue of systems knows to be out is on record here too (`jarjestelmatarkistus.kirjaa`)."""
    tarkista_otos(otos)
    taulu = viputaulu.lue()
    omat = [s for vipu in taulu for s in vipu.maailmat(LOPPU)]
    muut = [s for sarja in OSASARJAT for s in sarja.vipumaailmat(LOPPU)]
    ajot = vertailu.ajot([*omat, *muut], max(seeds, 2), otos=otos, processes=processes, progress=progress)
    rivit = [vipurivi(vipu, ajot) for vipu in taulu]
    rivit += nollat(taulu, min(otos, NOLLAOTOS))
    for sarja in OSASARJAT:
        rivit += sarja.vipurivit(ajot)
    return kirjaa(rivit + ohjaustarkistus.muut_rivit(otos, processes) + valintatarkistus.muut_rivit(otos))


def vipurivi(vipu: Vipu, ajot: pd.DataFrame, loppu: str = LOPPU) -> Tarkistusrivi:
    """Paired difference of gap, cost and wait in the last year, with 95 % intervals."""
    a, b = vipu.maailmat(loppu)
    t = vertailu.vastakohta(ajot, a.label, b.label)
    e = t[(t["vuosi"] == t["vuosi"].max()) & (t["ryhma"] == "kaikki")].set_index("mittari")
    ero = e.loc[SUUREET["gap"][0]]
    pieni = bool(abs(ero["difference"]) <= SUURIN_OSUUS * ero["value_a"])
    return Tarkistusrivi(
        id=f"vipu-{vipu.id}",
        what=f"{', '.join(vipu.levers)}: {a.label} -> {b.label}, {int(t['vuosi'].max())}, {int(ero['pairs'])} pairs",
        band="gap within a fifth",
        model="; ".join(f"{nimi} {_vali(e.loc[m])} {yksikko}" for nimi, (m, yksikko) in SUUREET.items()),
        in_band=pieni,
        source="P53",
        cause="" if pieni else "the gap moves more than evidence allows",
    )


def _vali(r: pd.Series) -> str:
    """Difference with its 95 % interval; a measure no pair moves is said to be the same."""
    if r["difference"] == 0 and r["low"] == 0 and r["high"] == 0:
        return "0"
    return f"{r['difference']:+.3g} [{r['low']:+.3g}, {r['high']:+.3g}]"


# nulls ---------------------------------------------------------------------------------------------------------------


def nollat(taulu: Sequence[Vipu], otos: float, loppu: str = NOLLALOPPU) -> list[Tarkistusrivi]:
    """A row for each entry: are its two worlds of no strength the same bits? One seed, all worlds in one run."""
    parit = {vipu.id: vipu.nollamaailmat(loppu) for vipu in taulu}
    maailmat = [s for pari in parit.values() if pari for s in pari]
    ajot = vertailu.ajot(maailmat, 1, otos=otos, processes=1) if maailmat else None
    return [_nollarivi(vipu, parit[vipu.id], ajot) for vipu in taulu]


def _nollarivi(vipu: Vipu, pari: tuple[Skenaario, Skenaario] | None, ajot: pd.DataFrame | None) -> Tarkistusrivi:
    nimi = ", ".join(vipu.levers)
    if pari is None or ajot is None:
        return Tarkistusrivi(f"vipu-{vipu.id}-nolla", f"{nimi} at zero", "-", "no strength zero", True, vipu.no_zero)
    a, b = pari
    eroja, lukuja = eroavat(ajot, a.label, b.label)
    return Tarkistusrivi(
        id=f"vipu-{vipu.id}-nolla",
        what=f"{nimi} at zero: {a.label} = {b.label}",
        band="same bits",
        model="same bits" if not eroja else f"{eroja} of {lukuja} yearly results differ",
        in_band=eroja == 0 and lukuja > 0,
        source="null: a lever at zero strength, its cost of use included",
        cause="" if not eroja else "something acts at strength zero",
    )


def eroavat(ajot: pd.DataFrame, a: str, b: str) -> tuple[int, int]:
    """Yearly results that differ between two worlds, and how many there are; a row only one has differs."""
    avain = ["seed", "vuosi", "mittari", "ryhma"]
    x, y = (ajot[ajot["skenaario"] == nimi].set_index(avain)["arvo"] for nimi in (a, b))
    x, y = x.align(y, join="outer")
    u, v = x.to_numpy(), y.to_numpy()
    return int((~((u == v) | (np.isnan(u) & np.isnan(v)))).sum()), len(u)
