"""Goals of a partnership agreement: goal -> indicator measured in the model -> attainment 0-1 -> bonus or sanction.

Attainment compares the year with the year before: 1/2 when the indicator stood still, 1 when it moved the goal's full
step in the right direction, 0 when as much in the wrong one, linear between:

    attainment = clip(1/2 + sign (x / x_before - 1) / (2 step), 0, 1)

The three practice services of 2018 - child protection, child and adolescent psychiatry, services for older people -
have indicators of their own. Steps are assumptions (oletus): small improvements, as evidence promises. A bonus pays
luck too: indicators of small services are noisy in a sample.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from agentit.rivisummat import Lohko, Summat

if TYPE_CHECKING:
    from agentit.malli import SoteMalli


@dataclass(frozen=True)
class Tavoite:
    """A goal: the yearly measure that shows it, which way is better, the relative change that attains it in full."""

    koodi: str
    mittari: str
    suunta: int  # +1 more is better, -1 less is better
    askel: float

    def toteuma(self, nyt: float, ennen: float) -> float:
        """Attainment 0-1 of this year's indicator against last year's."""
        if not ennen:
            return 0.5
        return float(np.clip(0.5 + self.suunta * (nyt / ennen - 1.0) / (2.0 * self.askel), 0.0, 1.0))


PALVELUTAVOITTEET = (
    Tavoite("lastensuojelu", "sijoitettuja_1000", -1, 0.04),
    Tavoite("lasten_psykiatria", "lasten_psykiatria_hoidettu", +1, 0.02),
    Tavoite("ikaihmiset", "kotona_75", +1, 0.01),
)
YLEISTAVOITTEET = (
    Tavoite("odotus", "odotus", -1, 0.10),
    Tavoite("tyydyttamaton_tarve", "tyydyttamaton", -1, 0.05),
    Tavoite("ennaltaehkaisy", "ehkaisyosuus", +1, 0.02),
    Tavoite("terveysero", "elinajanodote_ero", -1, 0.05),
)
KAIKKI_TAVOITTEET = {t.koodi: t for t in (*YLEISTAVOITTEET, *PALVELUTAVOITTEET)}


def summat(lohko: Lohko) -> dict[str, Any]:
    """Sums of a block for `mitat`: children and placed ones, people of 75 and older and those in care."""
    x = lohko.asuvat
    lapsi, vanha = x["ika"] < 18, x["ika"] >= 75
    return {
        "lapsia": np.count_nonzero(lapsi), "sijoitettuja": np.count_nonzero(lapsi & (x["sijoitus"] != 0)),
        "vanhoja": np.count_nonzero(vanha), "hoivassa": np.count_nonzero(vanha & (x["hoiva"] != 0)),
    }  # fmt: skip


def mitat(malli: SoteMalli, s: Summat) -> list[tuple[str, float, str]]:
    """Indicators of the three practice services: measure, value, unit."""
    sijoitettuja = 1000.0 * float(s["sijoitettuja"]) / max(float(s["lapsia"]), 1.0)
    hoivassa = float(s["hoivassa"]) / max(float(s["vanhoja"]), 1.0)
    tarve = malli.tarve_kunnittain[:, malli.paketit.paketit.index("lnpsyk")]
    hoidettu = np.array([k.hoidettu["lnpsyk"] for k in malli.kunnat])
    return [
        ("sijoitettuja_1000", sijoitettuja, "lasta / 1 000"),
        ("lasten_psykiatria_hoidettu", float((tarve * hoidettu).sum() / max(float(tarve.sum()), 1e-9)), "osuus"),
        ("kotona_75", 1.0 - hoivassa, "osuus"),
    ]


def osoittimet(malli: SoteMalli) -> dict[str, float]:
    """Measure -> value of the year just measured, for every goal."""
    mittarit = {t.mittari for t in KAIKKI_TAVOITTEET.values()}
    rivit = malli.mittarit.vuosirivit
    return {m: arvo for v, m, ryhma, arvo, _ in rivit if v == malli.vuosi and ryhma == "kaikki" and m in mittarit}


def toteumat(nyt: Mapping[str, float], ennen: Mapping[str, float]) -> dict[str, float]:
    """Attainment 0-1 by goal; 1/2 where either year lacks the indicator."""
    return {
        koodi: t.toteuma(nyt[t.mittari], ennen[t.mittari]) if t.mittari in nyt and t.mittari in ennen else 0.5
        for koodi, t in KAIKKI_TAVOITTEET.items()
    }
