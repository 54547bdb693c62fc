"""R21 Health promotion by municipalities (HYTE): how much work the funding buys, and what it does to incidence later.

    E   = (h / h0)^e                 work of a municipality, base year = 1; h: HYTE share of state funding (R17)
    x_v = x_{v-1} + (k (E_{v-1} - 1) - x_{v-1}) / L          log-reduction of new chronic disease, from the year after

While municipalities organise services themselves, there is no HYTE share and E = 1. At h = h0, or e = 0, nothing moves.
Work costs c E per resident, from municipal taxes: it is no sote money, so it has an account and a measure of its own.
All municipalities, here and elsewhere, are taken to respond alike: the region's share of the national sum stays.
Source: R21; e, k, L, c are assumption cards (kunta.hyte_*), to be swept; h0 is the share of the draft act of 2016.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from agentit.raha import to_cents

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

HYTEPAKETTI = "hyte"  # package of the money matrix


def panos(osuus: float, perusosuus: float, jousto: float) -> float:
    """Work relative to the base year, E; with elasticity 0 it is 1 at any share."""
    return float((osuus / perusosuus) ** jousto)


def kertyma(ennen: float, viime_panos: float, teho: float, viive: float) -> float:
    """Log-reduction of incidence after one more year: a 1/L of the gap to what last year's work would keep up."""
    return ennen + (teho * (viime_panos - 1.0) - ennen) / viive


def tammikuu(malli: SoteMalli) -> None:
    """The year's work of every municipality, and what that of past years does."""
    p, c, n = malli.p, malli.sidonta.b.columns, malli.asukkaita_rivilla
    osuus, perus, jousto, teho, viive = (
        float(p[k])
        for k in ("valtio.hyteosuus", "kunta.hyte_perusosuus", "kunta.hyte_jousto", "kunta.hyte_teho",
                  "kunta.hyte_viive")
    )  # fmt: skip
    vaki = np.bincount(c["kunta"][:n][c["elossa"][:n] == 1], minlength=len(malli.kunnat)) * malli.paino
    for kunta, asukkaita in zip(malli.kunnat, vaki.tolist(), strict=True):
        kunta.hyte_kertyma = kertyma(kunta.hyte_kertyma, kunta.hyte_panos, teho, viive)
        kunta.hyte_panos = panos(osuus, perus, jousto) if malli.maakunta else 1.0
        kunta.hyte_meno = float(p["kunta.hyte_meno"]) * kunta.hyte_panos * asukkaita


def maksa(malli: SoteMalli) -> None:
    """A month's work, paid from municipal taxes."""
    r = malli.raha
    kunnat = r.account([f"kunta_{k.koodi}" for k in malli.kunnat])
    sentit = to_cents(np.array([k.hyte_meno for k in malli.kunnat]) / 12.0)
    r.transfer_many("veronmaksajat", kunnat, HYTEPAKETTI, sentit)
    r.transfer_many(kunnat, "kansantalous", HYTEPAKETTI, sentit)


def mitat(malli: SoteMalli) -> Iterator[tuple[str, float, str]]:
    """Measures of the year: work, what past work does to incidence (mean of municipalities), EUR per resident."""
    yield "hyte_panos", float(np.mean([k.hyte_panos for k in malli.kunnat])), "perusvuosi = 1"
    yield "hyte_vaikutus", float(np.mean([k.hyte_kertyma for k in malli.kunnat])), "log-yksikköä"
    yield "hyte_asukas", sum(k.hyte_meno for k in malli.kunnat) / malli.vaki(), "EUR/asukas"
