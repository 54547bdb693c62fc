"""`sote check targets`: each calibration target, the model's number over seeds, and how far apart they are.

z = (model - figure) / sd, with the figure's own error, the argued model discrepancy and the Monte Carlo error in sd. A
row is in when the model is inside the figure's 90 % interval. `fit`: a calibration may fit it; `check`: it never does.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from kalibrointi import tavoitetaulu
from kalibrointi.tavoitetaulu import Z90, Tavoite
from runs import tavoitemitat
from runs.ajo import Edistyminen, tarkista_otos
from runs.prosessit import aja_kaikki
from runs.tarkistusrivi import Tarkistusrivi, keskivirhe, luku, virheineen

OTOS, SIEMENIA = 0.02, 4
Tyo = tuple[str, float, int]


def tarkista(
    progress: Edistyminen | None = None, otos: float = OTOS, seeds: int = SIEMENIA, processes: int | None = None
) -> list[Tarkistusrivi]:
    """Rows in the order of the table, then the shares in of those fitted and of those only checked."""
    tavoitteet = tavoitetaulu.lue()
    return rivit(tavoitteet, mitatut(tavoitteet, otos, seeds, processes, progress))


def mitatut(
    tavoitteet: Sequence[Tavoite], otos: float, seeds: int, processes: int | None, progress: Edistyminen | None
) -> dict[str, list[dict[str, float]]]:
    """Measures by scenario, one table per seed 1..seeds."""
    tarkista_otos(otos)
    tyot: list[Tyo] = [(m, otos, s) for m in tavoitemitat.maailmat(tavoitteet) for s in range(1, seeds + 1)]
    tulokset = aja_kaikki(tavoitemitat.mittaa_nimetty, tyot, processes, progress)
    out: dict[str, list[dict[str, float]]] = {}
    for (maailma, *_), tulos in zip(tyot, tulokset, strict=True):
        out.setdefault(maailma, []).append(tulos)
    return out


def rivit(tavoitteet: Sequence[Tavoite], tulokset: Mapping[str, Sequence[Mapping[str, float]]]) -> list[Tarkistusrivi]:
    """A row per target from the seeds' measures by world, and the two shares."""
    omat = [rivi(t, *keskivirhe([m[t.mitta] for m in tulokset[t.maailma]])) for t in tavoitteet]
    return [*omat, *(_osuus(kaytto, raja, tavoitteet, omat) for kaytto, raja in VAHINTAAN.items())]


def rivi(t: Tavoite, arvo: float, virhe: float) -> Tarkistusrivi:
    """One target held against the model's mean over seeds and its standard error."""
    sisalla = t.sisalla(arvo, virhe)
    return Tarkistusrivi(
        id=t.tunnus,
        what=f"{t.kaytto}: {t.nimi['en']}",
        band=f"{luku(t.arvo)} ± {Z90 * t.hajonta:.2g}",
        model=f"{virheineen(arvo, virhe)}, z {t.z(arvo, virhe):+.1f}",
        in_band=sisalla,
        source=t.lahde,
        cause="" if sisalla else t.syy,
        recorded=bool(t.syy) and not sisalla,
        z=t.z(arvo, virhe),
    )


VAHINTAAN = {"fit": 0.8, "check": 0.75}  # shares of targets that must be inside their 90 % intervals


def _osuus(kaytto: str, raja: float, tavoitteet: Sequence[Tavoite], omat: Sequence[Tarkistusrivi]) -> Tarkistusrivi:
    sisalla = [r.in_band for t, r in zip(tavoitteet, omat, strict=True) if t.kaytto == kaytto]
    osuus = sum(sisalla) / len(sisalla) if sisalla else math.nan
    ulkona = ", ".join(t.tunnus for t, r in zip(tavoitteet, omat, strict=True) if t.kaytto == kaytto and not r.in_band)
    return Tarkistusrivi(
        id=f"share {kaytto}",
        what=f"targets inside their 90 % intervals: {sum(sisalla)} of {len(sisalla)}",
        band=f">= {raja:g}",
        model=f"{osuus:.2f}",
        in_band=osuus >= raja,
        source=f"out: {ulkona or 'none'}",
    )
