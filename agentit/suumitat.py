"""Measures of oral health: unmet need in every world; waits, lists, units and the tariff once units have lists.

Unmet need here is the share of expected oral visits left without care, not of people; before lists it is what the
year's money leaves untreated in each municipality.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from agentit import saatavuus
from agentit.mittakuutio import Kuutio
from agentit.rivisummat import Lohko, Rivit, Sarake, Summat
from agentit.suunvalinta import SUU

if TYPE_CHECKING:
    from agentit.malli import SoteMalli
    from agentit.suunhoito import Suunhoito

Mitta = tuple[str, float, str, str]
KAIKKI = "kaikki"


def sarakkeet(malli: SoteMalli, x: Rivit) -> dict[str, Sarake]:
    """What is summed by fifth for `mitat`: expected visits, and those left untreated."""
    taso = x[f"taso_{SUU}"]
    if malli.suunhoito is None:
        osuus = np.array([k.hoidettu[SUU] for k in malli.kunnat])[x["kunta"]]
    else:
        osuus = malli.sidonta.b.units["suuyksikko"].attributes["katettu"][x["suuyksikko"]].astype(np.float64)
    return {"suutarve": taso, "suupuute": taso * (1.0 - osuus)}


def summat(malli: SoteMalli, lohko: Lohko) -> dict[str, Any]:
    """Sums of a block for `mitat`: visits and lists of each unit by fifth (n, 5), and who changed."""
    if malli.suunhoito is None:
        return {}
    x = lohko.asuvat
    solu, koko = x["suuyksikko"] * np.int32(5) + x["viidennes"], 5 * len(malli.suunhoito.yksikot)
    haettu = x["suu_taso"] * malli.sidonta.b.units["suuyksikko"].attributes["hoidettu"][x["suuyksikko"]]
    return {
        "kaynnit": np.bincount(solu, haettu, koko).reshape(-1, 5),
        "listat": np.bincount(solu, minlength=koko).reshape(-1, 5),
        "vaihtaneet": np.count_nonzero(x["suuvaihdot"] > 0),
    }


def mitat(malli: SoteMalli, kuutio: Kuutio, s: Summat) -> Iterator[Mitta]:
    """Rows of the year (measure, value, unit, group)."""
    puute, tarve = (kuutio(k, "viidennes") for k in ("suupuute", "suutarve"))
    yield from _viidenneksittain("suu_tyydyttamaton", puute, tarve, "osuus")
    if malli.suunhoito is not None:
        yield from _listat(malli.suunhoito, s)


def _viidenneksittain(mittari: str, osa: np.ndarray, kaikki: np.ndarray, yksikko: str) -> Iterator[Mitta]:
    yield mittari, float(osa.sum() / kaikki.sum()), yksikko, KAIKKI
    for q, x in enumerate(saatavuus.tyydyttamaton(osa, kaikki).tolist(), start=1):
        yield mittari, x, yksikko, f"viidennes_{q}"


def _listat(suu: Suunhoito, s: Summat) -> Iterator[Mitta]:
    listat = s["listat"]
    odotus = np.array([k.jono.odotus if k.auki else 0.0 for k in suu.yksikot])
    odotukset, osuudet = np.mean(suu.kuukaudet[-12:], axis=0).tolist()
    yield "suu_odotus", odotukset, "vrk", KAIKKI
    yield "suu_odotusero", saatavuus.odotusero(odotus, s["kaynnit"]), "vrk", KAIKKI
    yield "suu_lista_yksityinen", osuudet, "osuus", KAIKKI
    yksityisilla = np.array([k.yksityinen for k in suu.yksikot]) @ listat / listat.sum(0)
    for q in range(5):
        yield "suu_lista_yksityinen", float(yksityisilla[q]), "osuus", f"viidennes_{q + 1}"
    yield "suu_vaihtaneet", float(s["vaihtaneet"] / listat.sum()), "osuus", KAIKKI
    yield "suu_yksikoita", float(len(suu.avoimet)), "kpl", KAIKKI
    yield "suu_yksityisia_yksikoita", float(sum(k.yksityinen for k in suu.avoimet)), "kpl", KAIKKI
    yield "suu_tariffi", suu.tariffi, "EUR/asukas", KAIKKI


def kuukausi(s: Suunhoito) -> tuple[float, float]:
    """Mean wait by expected visits (days) and private share of lists this month."""
    k = s.avoimet
    odotus, kuorma, lista = (k.luvut(x) for x in ("jono.odotus", "kuorma", "lista"))
    osuudet = saatavuus.listaosuudet(lista, k.yksityiset.astype(int), 2)
    return float(saatavuus.keskiodotus(odotus, kuorma)), float(osuudet[1])


def kuukausirivit(s: Suunhoito) -> tuple[tuple[str, float, str], ...]:
    """Rows of the month: measure, value, unit."""
    odotus, osuus = s.kuukaudet[-1]
    return ("suu_odotus", odotus, "vrk"), ("suu_lista_yksityinen", osuus, "osuus")
