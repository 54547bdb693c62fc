"""Measures of oral health: unmet need in every world; waits, lists, units and the tariff once units have lists.

Unmet need here is the share of expected oral visits left without care, not of people; before lists it is what the
year's money leaves untreated in each municipality.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from agentit import saatavuus
from agentit.suunvalinta import SUU

if TYPE_CHECKING:
    from agentit.malli import SoteMalli
    from agentit.suunhoito import Suunhoito

Mitta = tuple[str, float, str, str]
KAIKKI = "kaikki"


def mitat(malli: SoteMalli, c: Mapping[str, np.ndarray], elossa: np.ndarray) -> Iterator[Mitta]:
    """Rows of the year (measure, value, unit, group); `elossa`: rows of residents who live here."""
    s, taso = malli.suunhoito, c[f"taso_{SUU}"][elossa].astype(np.float64)
    viid = c["viidennes"][elossa]
    if s is None:
        osuus = np.array([k.hoidettu[SUU] for k in malli.kunnat])[c["kunta"][elossa]]
    else:
        osuus = malli.sidonta.b.units["suuyksikko"].attributes["katettu"][c["suuyksikko"][elossa]].astype(np.float64)
    puute, tarve = np.bincount(viid, taso * (1.0 - osuus), 5), np.bincount(viid, taso, 5)
    del taso, osuus, viid  # memory is at its highest in what follows
    yield from _viidenneksittain("suu_tyydyttamaton", puute, tarve, "osuus")
    if s is not None:
        yield from _listat(malli, s, c, elossa)


def _viidenneksittain(mittari: str, osa: np.ndarray, kaikki: np.ndarray, yksikko: str) -> Iterator[Mitta]:
    yield mittari, float(osa.sum() / kaikki.sum()), yksikko, KAIKKI
    for q, x in enumerate(saatavuus.tyydyttamaton(osa, kaikki).tolist(), start=1):
        yield mittari, x, yksikko, f"viidennes_{q}"


def _listat(malli: SoteMalli, s: Suunhoito, c: Mapping[str, np.ndarray], elossa: np.ndarray) -> Iterator[Mitta]:
    n, yksikko, viid = len(s.yksikot), c["suuyksikko"][elossa], c["viidennes"][elossa]
    haettu = c["suu_taso"][elossa]
    haettu *= malli.sidonta.b.units["suuyksikko"].attributes["hoidettu"][yksikko]
    kaynnit = np.bincount(yksikko.astype(np.int32) * 5 + viid, haettu, 5 * n).reshape(n, 5)
    del haettu
    odotus = np.array([k.jono.odotus if k.auki else 0.0 for k in s.yksikot])
    odotukset, osuudet = np.mean(s.kuukaudet[-12:], axis=0).tolist()
    yield "suu_odotus", odotukset, "vrk", KAIKKI
    yield "suu_odotusero", saatavuus.odotusero(odotus, kaynnit), "vrk", KAIKKI
    yield "suu_lista_yksityinen", osuudet, "osuus", KAIKKI
    yksityinen = np.array([k.yksityinen for k in s.yksikot])[yksikko]
    for q in range(5):
        yield "suu_lista_yksityinen", float(yksityinen[viid == q].mean()), "osuus", f"viidennes_{q + 1}"
    yield "suu_vaihtaneet", float(np.mean(c["suuvaihdot"][elossa] > 0)), "osuus", KAIKKI
    yield "suu_yksikoita", float(len(s.avoimet)), "kpl", KAIKKI
    yield "suu_yksityisia_yksikoita", float(sum(k.yksityinen for k in s.avoimet)), "kpl", KAIKKI
    yield "suu_tariffi", s.tariffi, "EUR/asukas", KAIKKI


def kuukausi(s: Suunhoito) -> tuple[float, float]:
    """Mean wait by expected visits (days) and private share of lists this month."""
    k = s.avoimet
    odotus, kuorma, lista = (np.array(x) for x in zip(*((x.jono.odotus, x.kuorma, x.lista) for x in k), strict=True))
    yksityiset = np.array([x.yksityinen for x in k]).astype(int)
    return float(saatavuus.keskiodotus(odotus, kuorma)), float(saatavuus.listaosuudet(lista, yksityiset, 2)[1])


def kuukausirivit(s: Suunhoito) -> tuple[tuple[str, float, str], ...]:
    """Rows of the month: measure, value, unit."""
    odotus, osuus = s.kuukaudet[-1]
    return ("suu_odotus", odotus, "vrk"), ("suu_lista_yksityinen", osuus, "osuus")
