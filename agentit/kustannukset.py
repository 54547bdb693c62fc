"""Measures of cost: adjusted for need, growth against the brake, concentration, market, progressivity.

Sources: brake 2.4 -> 0.9 % a year (C39); top 10 % = 81 % of cost (C44); Kakwani 1977 (Econ. J. 87:71); need-adjusted
cost by indirect standardisation (O'Donnell et al. 2008, ch. 15).
Shapes: residents (n,); weights default to 1. Money in EUR unless named cents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from agentit.terveyserot import concentration_index, mid_rank
from agentit.valtio import polku

Luvut = npt.NDArray[np.float64]


# growth ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Jarruvertailu:
    """A cost path against the goal of the reform; shares, not per cent."""

    kasvu: float  # mean growth a year
    ero_jarruun: float  # last year's cost over the brake path, share of the brake path
    saasto: float  # last year's saving against the trend, EUR
    tavoitteesta: float  # share of the goal (trend - brake) that was reached


def jarruvertailu(menot: Sequence[float], trendi: float, jarru: float) -> Jarruvertailu:
    """Compare yearly costs (base year first) with the paths of the trend and of the brake from the same base."""
    if len(menot) < 2:
        raise ValueError("growth needs at least two years of cost")
    years = len(menot) - 1
    on_trend, on_brake = (menot[0] * polku([g] * years)[-1] for g in (trendi, jarru))
    saved = on_trend - menot[-1]
    return Jarruvertailu(
        kasvu=(menot[-1] / menot[0]) ** (1.0 / years) - 1.0,
        ero_jarruun=menot[-1] / on_brake - 1.0,
        saasto=saved,
        tavoitteesta=saved / (on_trend - on_brake),
    )


# concentration --------------------------------------------------------------------------------------------------


def karkiosuus(kustannus: npt.ArrayLike, osuus: float = 0.10, w: npt.ArrayLike | None = None) -> float:
    """Share of cost that falls on the costliest `osuus` of residents; the resident on the border counts in part."""
    y = np.asarray(kustannus, dtype=np.float64)
    total = y.sum() if w is None else float((y * np.asarray(w)).sum())
    if total == 0:
        return 0.0
    if w is None:
        k = osuus * len(y)
        whole = int(k)
        if whole >= len(y):
            return 1.0
        part = np.partition(y, len(y) - whole - 1)
        return float((part[len(y) - whole :].sum() + (k - whole) * part[len(y) - whole - 1]) / total)
    weight = np.asarray(w, dtype=np.float64)
    order = np.argsort(-y, kind="stable")
    mass = np.cumsum(weight[order])
    inside = np.clip(osuus * mass[-1] - (mass - weight[order]), 0.0, weight[order])
    return float((inside * y[order]).sum() / total)


def hhi(osuudet: npt.ArrayLike) -> float:
    """Herfindahl-Hirschman index 0-1 of market shares of any scale: sum s^2."""
    s = np.asarray(osuudet, dtype=np.float64)
    return float(((s / s.sum()) ** 2).sum()) if s.sum() > 0 else 0.0


# progressivity --------------------------------------------------------------------------------------------------


def gini(tulo: npt.ArrayLike, w: npt.ArrayLike | None = None) -> float:
    """Gini index: concentration of income ranked by itself."""
    return concentration_index(tulo, mid_rank(tulo, w), w)


def kakwani(maksu: npt.ArrayLike, tulo: npt.ArrayLike, w: npt.ArrayLike | None = None) -> float:
    """Kakwani index: C(payments, ranked by income) - Gini(income); below 0 the poor pay a larger share of income."""
    return concentration_index(maksu, mid_rank(tulo, w), w) - gini(tulo, w)
