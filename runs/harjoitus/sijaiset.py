"""Stand-ins: the rule that plays a role nobody has taken - or that a person has left - and can be replaced any moment.

They see a room as its log has it and give the same commands as people, through the same gate. Orderer and liikelaitos
are the rule-based negotiators of R16, written down in the January's record; others forecast, and the client panel
speaks up for the measure that has worsened most.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from agentit.neuvottelu import NEUVOTTELIJAT, OSAPUOLET, Saantoneuvottelija
from runs.harjoitus.huone import MALLI, Huone
from runs.harjoitus.komennot import SIJAINEN, Tekija
from runs.harjoitus.roolit import roolit

VAROVAISUUS = 0.02  # half-width of a stand-in's forecast where nothing has moved so far
LAUSUNTOMITAT = {"odotus": 1, "tyydyttamaton": 1, "sijoitettuja_1000": 1, "kotona_75": -1, "tyytyvaisyys": -1}  # worse


def seuraava(h: Huone) -> tuple[Tekija, dict[str, Any]] | None:
    """What some stand-in does now, None when none has anything to do."""
    for rooli in h.esiasetus.roles:
        if h.pelaa(rooli) == MALLI and (komento := _teko(h, rooli)) is not None:
            return Tekija(SIJAINEN, rooli=rooli), komento
    return None


def _teko(h: Huone, rooli: str) -> dict[str, Any] | None:
    if h.vaihe == "arvio" and rooli not in h.arviot:
        return {"laji": "arvio", "arvot": {m: arvio(h, m) for m in h.esiasetus.forecast}}
    if h.vaihe != "neuvottelu":
        return None
    if roolit()[rooli].statement and rooli not in h.lausunnot:
        return {"laji": "lausunto", "teksti": lausunto(h)}
    if rooli not in OSAPUOLET:
        return None
    if h.viimeinen_tehty and h.vuorossa == rooli:
        return _vastaus(h, rooli)
    return _siirto(h, rooli) if h.vuorossa == rooli else None


def _siirto(h: Huone, rooli: str) -> dict[str, Any]:
    """Accept, or the next offer."""
    tarjous = neuvottelija(h, rooli).vastaa(h.neuvottelutilanne())
    if tarjous is None:
        return {"laji": "hyvaksy", "nahty": len(h.tarjoukset)}
    kohdat = h.rahat(_rajoissa(h, tarjous.kohdat))
    return {"laji": "tarjous", "nahty": len(h.tarjoukset), "kohdat": kohdat, "perustelu": tarjous.perustelu}


def _vastaus(h: Huone, rooli: str) -> dict[str, Any]:
    """The last offer can only be accepted or turned down."""
    hyvaksyy = neuvottelija(h, rooli).vastaa(h.neuvottelutilanne()) is None
    return {"laji": "hyvaksy" if hyvaksyy else "hylkaa", "nahty": len(h.tarjoukset)}


def _rajoissa(h: Huone, kohdat: Mapping[str, float]) -> dict[str, float]:
    """Within the agenda as it is now: a card may have narrowed it since the January was written down."""
    return {k: x if k == "raha" else min(max(kohdat[k], a.low), a.high) for k, a in h.lista.asiat.items()
            for x in (kohdat[k],)}  # fmt: skip


def neuvottelija(h: Huone, rooli: str) -> Saantoneuvottelija:
    """The rule-based side of this January."""
    b = h.tammikuu["botit"][rooli]
    muut = {k: b[k] for k in ("raja", "viivekulu", "riitakulu", "oma_varianssi", "muun_varianssi")}
    return NEUVOTTELIJAT[b["tapa"]](rooli, b["ihanne"], b["painot"], **muut)


def arvio(h: Huone, mittari: str) -> list[float]:
    """Forecast of a measure's relative change: as in past years, give or take as much as it has moved."""
    sarja = [x for _, x in sorted(h.historia.get(mittari, {}).items())]
    muutokset = [b / a - 1.0 for a, b in pairwise(sarja) if a]
    keski = sum(muutokset) / len(muutokset) if muutokset else 0.0
    leveys = max([abs(x - keski) for x in muutokset] + [VAROVAISUUS])
    return [max(keski - leveys, -1.0), min(keski + leveys, 2.0)]


def lausunto(h: Huone) -> str:
    """The measure that has worsened most since the year before last, named: the screens put it into words."""

    def huononi(m: str) -> float:
        sarja = [x for _, x in sorted(h.historia.get(m, {}).items())][-2:]
        return LAUSUNTOMITAT[m] * (sarja[1] / sarja[0] - 1.0) if len(sarja) == 2 and sarja[0] else 0.0

    return max(LAUSUNTOMITAT, key=huononi)
