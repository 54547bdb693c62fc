"""Adaptive replicates: more seeds where the paired difference is not precise enough yet, up to a cap.

After Hoad, Robinson & Davies (2010), "Automated selection of the number of replications for a discrete-event
simulation", JORS 61: the 95 % interval of the difference must be narrow enough at n replicates and stay so for `ahead`
more, so that a lucky narrow moment does not end it. Numbers of replicates are looked at on a fixed ladder, so what is
run depends on the results alone, not on where a sweep was interrupted. On normal differences, ten ahead, the intervals
at the stop cover 94.4-94.9 % (tests/runs/test_moottori.py measures it); five ahead 93.5-94.5 %.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from runs.moottori import Suunnitelma
    from runs.tutkimus import Toistot
    from runs.varasto import Varasto

KASVU = 1.25  # each rung has a quarter more replicates than the last


def ladder(toistot: Toistot) -> list[int]:
    """Numbers of replicates at which it is decided: first, first + ahead, then a quarter more each time, to most."""
    portaat = [toistot.first]
    seuraava = toistot.first + toistot.ahead
    while portaat[-1] < toistot.most:
        portaat.append(min(seuraava, toistot.most))
        seuraava = max(seuraava + 1, math.ceil(seuraava * KASVU))
    return portaat


def half_widths(erotukset: np.ndarray) -> np.ndarray:
    """Half-width of the 95 % t-interval of the mean over the first n values, for n = 1 ... N; inf while n < 2.

    erotukset: (N,) paired differences by replicate; NaN (a failed run) does not count.
    """
    from scipy.special import stdtrit

    voimassa = np.isfinite(erotukset)
    n = np.cumsum(voimassa)
    keski = (
        erotukset[voimassa].mean() if voimassa.any() else 0.0
    )  # sums of small numbers, not differences of large ones
    x = np.where(voimassa, erotukset - keski, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        varianssi = np.maximum(np.cumsum(x * x) - np.cumsum(x) ** 2 / n, 0.0) / (n - 1)
        leveys = stdtrit(np.maximum(n - 1, 1), 0.975) * np.sqrt(varianssi / n)
    return np.where(n < 2, np.inf, leveys)


def enough(erotukset: np.ndarray, raja: float, ahead: int) -> bool:
    """Is the interval narrow enough now, and was it so `ahead` replicates ago and ever since?"""
    leveydet = half_widths(erotukset)
    return len(leveydet) > ahead and bool(np.all(leveydet[-(ahead + 1) :] <= raja))


def needed(suunnitelma: Suunnitelma, varasto: Varasto, tehty: Mapping[int, int]) -> dict[int, int]:
    """Points that need more replicates -> how many in all they shall have next; {} when all are precise or at the cap.

    tehty: replicates each point has. A point's partner in the difference is `suunnitelma.reference`; it gets as many
    as its partners. A point without a partner is judged by its own values.
    """
    toistot = suunnitelma.study.replicates
    portaat = ladder(toistot)
    arvot = _arvot(varasto, toistot)
    lisaa: dict[int, int] = {}
    for piste, viite in enumerate(suunnitelma.reference):
        if viite == piste or tehty[piste] >= toistot.most:
            continue
        if not all(enough(_erotus(taulu, piste, viite, tehty[piste]), raja, toistot.ahead) for taulu, raja in arvot):
            lisaa[piste] = next(porras for porras in portaat if porras > tehty[piste])
    for piste, maara in list(lisaa.items()):
        viite = suunnitelma.reference[piste]
        if viite >= 0 and tehty[viite] < maara:
            lisaa[viite] = max(maara, lisaa.get(viite, 0))
    return lisaa


def _arvot(varasto: Varasto, toistot: Toistot) -> list[tuple[np.ndarray, float]]:
    """For each outcome asked: (points, replicates) values of the last year, NaN where there is none; and its limit."""
    tulos = []
    for nimi, raja in toistot.half_width.items():
        mittari, _, ryhma = nimi.partition(":")
        rivit = varasto.results(mittari, groups=ryhma or "kaikki")
        rivit = rivit[rivit["year"] == rivit["year"].max()]
        taulu = np.full((varasto.manifest["points"], int(rivit["replicate"].max())), np.nan)
        taulu[rivit["point"].to_numpy(), rivit["replicate"].to_numpy() - 1] = rivit["value"].to_numpy()
        tulos.append((taulu, raja))
    return tulos


def _erotus(taulu: np.ndarray, piste: int, viite: int, maara: int) -> np.ndarray:
    omat: np.ndarray = taulu[piste, :maara]
    return omat if viite < 0 else omat - taulu[viite, :maara]
