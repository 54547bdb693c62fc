"""Effort of a centre: how much quality and prevention it supplies, and how slowly it learns what pays.

Objective per listed resident: (1 - a) profit + a benefit - kappa q^2 / 2. A centre takes a small step along the
gradient with a *believed* slope of choice on quality: the slope cannot be learnt from one's own list (sd of a
half-year's finite difference is 11 times the signal). Quality q is in SD over centres, effort costs kappa EUR per
listed resident and SD^2, so that list size and sample cancel; the form with one fixed cost per centre is kept for its
closed solution only.

    gradient = (1 - a) margin b (1 - s) + a benefit + bonus  -  kappa q  -  kappa b (1 - s) q^2 / 2

Sources: R10; altruism U(.4, .6) after HealthSim (Chávez-Juárez et al. 2020); b .17 per SD, Santos, Gravelle & Propper
2017 (P10). All functions are elementwise over centres (J,).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Luvut = npt.NDArray[np.float64]


def askelosuus(puoliintumisaika_kk: float) -> float:
    """Share of the gap closed in a month when half of it is closed in this many months: 1 - .5^(1/n)."""
    if not puoliintumisaika_kk > 0:
        raise ValueError(f"the half-adjustment time must be above 0 months, got {puoliintumisaika_kk}")
    return 1.0 - 0.5 ** (1.0 / puoliintumisaika_kk)


def altruismi(u: npt.ArrayLike, ala: float, yla: float, lisa: float, julkinen: npt.ArrayLike) -> Luvut:
    """Altruism of centres from permanent draws u (J,): U(low, high), public and third sector higher by `lisa`."""
    a = ala + (yla - ala) * np.asarray(u, dtype=np.float64) + lisa * np.asarray(julkinen, dtype=np.float64)
    return np.clip(a, 0.0, 1.0)


# quality --------------------------------------------------------------------------------------------------------


def laadun_rajatuotto(
    kate: npt.ArrayLike,
    b: float,
    osuus: npt.ArrayLike,
    altruismi: npt.ArrayLike,
    hyoty: float,
    palkkio: npt.ArrayLike = 0.0,
) -> Luvut:
    """Marginal reward of quality, EUR per listed resident and SD: (1 - a) margin b (1 - s) + a benefit + bonus.

    kate: margin EUR per listed resident; b: believed slope of the choice logit per SD; osuus: market share 0-1;
    palkkio: incentive pay per listed resident and SD. A loss per resident gives no reason to attract more: margin >= 0.
    """
    m, s = np.maximum(np.asarray(kate, dtype=np.float64), 0.0), np.asarray(osuus, dtype=np.float64)
    a = np.asarray(altruismi, dtype=np.float64)
    return (1.0 - a) * m * b * (1.0 - s) + a * hyoty + np.asarray(palkkio, dtype=np.float64)


def laatuaskel(
    q: npt.ArrayLike, rajatuotto: npt.ArrayLike, b: float, osuus: npt.ArrayLike, kappa: float, eta: float,
    katto: float = np.inf,
) -> Luvut:  # fmt: skip
    """Quality after one gradient step: q + eta (reward / kappa - q - b (1 - s) q^2 / 2), within [0, cap]."""
    q = np.asarray(q, dtype=np.float64)
    beta = b * (1.0 - np.asarray(osuus, dtype=np.float64))
    step = np.asarray(rajatuotto, dtype=np.float64) / kappa - q - 0.5 * beta * q * q
    return np.clip(q + eta * step, 0.0, katto)


def paras_laatu(rajatuotto: npt.ArrayLike, b: float, osuus: npt.ArrayLike, kappa: float) -> Luvut:
    """Where the step rests: the root of kappa q + kappa b (1 - s) q^2 / 2 = reward (cost per listed resident)."""
    x = np.asarray(rajatuotto, dtype=np.float64) / kappa
    beta = b * (1.0 - np.asarray(osuus, dtype=np.float64))
    return 2.0 * x / (1.0 + np.sqrt(1.0 + 2.0 * beta * x))


# prevention -----------------------------------------------------------------------------------------------------


def ehkaisyn_rajatuotto(
    saasto: npt.ArrayLike,
    pysyvyys: npt.ArrayLike,
    altruismi: npt.ArrayLike,
    hyoty: float,
    palkkio: npt.ArrayLike = 0.0,
) -> Luvut:
    """Marginal reward of prevention, EUR per listed resident and unit: (1 - a) saving stay + a benefit + bonus.

    saasto: own later cost saved per listed resident and unit of effort that the payment lets the centre keep (nothing
    of what is paid by visit); pysyvyys: share of residents still listed when it comes. Prevention attracts nobody.
    """
    a = np.asarray(altruismi, dtype=np.float64)
    own = np.asarray(saasto, dtype=np.float64) * np.asarray(pysyvyys, dtype=np.float64)
    return (1.0 - a) * own + a * hyoty + np.asarray(palkkio, dtype=np.float64)


def ehkaisyaskel(e: npt.ArrayLike, rajatuotto: npt.ArrayLike, kappa: float, eta: float, katto: float = np.inf) -> Luvut:
    """Prevention effort after one gradient step: e + eta (reward / kappa - e), within [0, cap].

    It rests at reward / kappa.
    """
    e = np.asarray(e, dtype=np.float64)
    return np.clip(e + eta * (np.asarray(rajatuotto, dtype=np.float64) / kappa - e), 0.0, katto)


# one fixed cost per centre: the form with a closed solution ---------------------------------------------------------


def logit_osuudet(b: float, q: npt.ArrayLike) -> Luvut:
    """Market shares (J,) of a logit on quality: exp(b q) / sum exp(b q); d ln s / dq = b (1 - s)."""
    q = np.asarray(q, dtype=np.float64)
    e = np.exp(b * (q - q.max()))
    return e / e.sum()


def laatuaskel_kiintea(q: npt.ArrayLike, kate: float, vaki: float, b: float, k: float, eta: float) -> Luvut:
    """One step when effort costs k q^2 / 2 per centre whatever its list: q + eta (margin M b s (1 - s) / k - q)."""
    q = np.asarray(q, dtype=np.float64)
    s = logit_osuudet(b, q)
    return np.maximum(q + eta * (kate * vaki * b * s * (1.0 - s) / k - q), 0.0)


def paras_laatu_kiintea(keskuksia: int, b: float, kate: float, vaki: float, k: float) -> float:
    """q* = margin M b (1/J)(1 - 1/J) / k of J symmetric centres with a fixed cost of effort."""
    return kate * vaki * b * (1.0 / keskuksia) * (1.0 - 1.0 / keskuksia) / k


def epasymmetria(osuus: float, b: float, kate: float, vaki: float, k: float) -> float:
    """G = margin M b^2 s (1 - 2s) / k: with a fixed cost symmetry breaks when G > 1 (one centre runs away)."""
    return kate * vaki * b * b * osuus * (1.0 - 2.0 * osuus) / k


def tarkista_vakaus(
    eta: float, b: float, kate: float, kappa: float, osuus: float = 0.0, epasymmetria: float = 0.0
) -> None:
    """Raise ValueError when the gradient step cannot settle.

    Fixed cost: G < 1. Cost per listed resident: rivals' reactions damp (a larger share lowers the reward), so it is
    enough that no step overshoots: eta (1 + b (1 - s) q* + margin b^2 s / kappa) < 2.
    """
    if epasymmetria >= 1.0:
        raise ValueError(f"effort is unstable: G = {epasymmetria:.2f} must be below 1 (margin M b^2 s (1 - 2s) / k)")
    q = float(paras_laatu(max(kate, 0.0) * b * (1.0 - osuus), b, osuus, kappa))
    gain = eta * (1.0 + b * (1.0 - osuus) * q + max(kate, 0.0) * b * b * osuus / kappa)
    if not 0.0 < gain < 2.0:
        raise ValueError(f"effort is unstable: step gain {gain:.2f} must lie in (0, 2); slow the adjustment")
