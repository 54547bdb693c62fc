"""Which outcomes of a sweep are looked at: as asked on the command line, else as its study or the main job has them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kalibrointi.viat import ViallinenSyote, Vika
from runs.esittelymitat import MITAT, PAAMITAT, VIIMEISET
from runs.havainnot import KAIKKI, Havainnot, Tulema

if TYPE_CHECKING:
    from runs.tutkimus import Tutkimus
    from runs.varasto import Varasto

_VUODET = re.compile(r"(\d{4})(?:-(\d{4}))?")


def avaa(
    varasto: Varasto, mittari: str | None = None, vuodet: str | None = None, koe: str | None = None
) -> tuple[Havainnot, Tulema]:
    """Observations of a sweep and one outcome. mittari: "measure" or "measure:group"; vuodet: "2026" or "2026-2030".

    Raises `ViallinenSyote` for what the sweep does not have.
    """
    h = Havainnot.lue(varasto, koe, [mittari.partition(":")[0]] if mittari else None)
    if mittari:
        nimi, _, ryhma = mittari.partition(":")
        return h, h.tarkista(Tulema(nimi, ryhma or KAIKKI, *_vuosivali(h, vuodet)))
    return h, h.tarkista(oletukset(h, vuodet)[0])


def oletukset(h: Havainnot, vuodet: str | None = None) -> list[Tulema]:
    """Outcomes of the main job that the sweep kept of all residents, in its order; else the sweep's own first ones."""
    rivit = h.results[["measure", "group"]].drop_duplicates()
    kaikki = list(rivit.loc[rivit["group"] == KAIKKI, "measure"])
    tutut = [*PAAMITAT, *(m.koodi for m in MITAT if m.koodi not in PAAMITAT)]
    omat = [m for m in tutut if m in kaikki] or kaikki
    vali = _vuosivali(h, vuodet)
    if omat:
        return [Tulema(m, KAIKKI, *vali) for m in omat]
    return [Tulema(r.measure, r.group, *vali) for r in rivit.itertuples()]


def _vuosivali(h: Havainnot, vuodet: str | None) -> tuple[int, int]:
    """First and last year averaged; by default the last five that the sweep kept, as in the main job."""
    kaikki: Sequence[int] = sorted(int(v) for v in h.results["year"].unique())
    if vuodet is None:
        return kaikki[-VIIMEISET:][0], kaikki[-1]
    osuma = _VUODET.fullmatch(vuodet.strip())
    if osuma is None:
        raise ViallinenSyote(Vika(f"'{vuodet}' is no year and no span of years: 2026 or 2026-2030.", "--years"))
    return int(osuma[1]), int(osuma[2] or osuma[1])


def raportin(h: Havainnot, tutkimus: Tutkimus) -> list[Tulema]:
    """Outcomes of a report: those the study names in [report], as "measure" or "measure:group"; else `oletukset`."""
    nimetyt = tutkimus.report.get("outcomes", ())
    if not nimetyt:
        return oletukset(h)
    vali = _vuosivali(h, None)
    osat = [nimi.partition(":") for nimi in nimetyt]
    return [h.tarkista(Tulema(mittari, ryhma or KAIKKI, *vali)) for mittari, _, ryhma in osat]
