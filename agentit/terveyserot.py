"""Measures of inequality in health and use: concentration indices, slope indices, life-expectancy gaps.

Every measure takes weights and a *named* ranking variable (here: the permanent income rank within sex and age band, or
its fifths), never sorts the outcome by itself, and gives tied ranks the mid-rank of their block.

Sources: O'Donnell, van Doorslaer, Wagstaff & Lindelow 2008 (World Bank), ch. 8, 13, 15; Wagstaff 2005 (Health Econ.
14:429); Erreygers 2009 (J. Health Econ. 28:504); Moreno-Betancur et al. 2015 (Epidemiology 26:518) for SII and RII;
van Ourti 2004 for ties; Chiang 1984 for abridged life tables.
Shapes: residents (n,); groups (G,) from the lowest up. Weights default to 1 and need not sum to one.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

Luvut = npt.NDArray[np.float64]

KAISTA = 5.0  # years in an age band
ALKUIKA = 30
KAISTAT = tuple(f"{a}-{a + 4}" for a in range(ALKUIKA, 95, 5)) + ("95+",)  # 14 bands of the life table


def _painot(n: int, w: npt.ArrayLike | None) -> Luvut:
    return np.ones(n) if w is None else np.asarray(w, dtype=np.float64)


# ranks and concentration ----------------------------------------------------------------------------------------


def mid_rank(jarjestys: npt.ArrayLike, w: npt.ArrayLike | None = None) -> Luvut:
    """Weighted fractional rank 0-1 of each resident (n,) by the ranking variable; ties share their block's mid-rank."""
    y = np.asarray(jarjestys)
    weight = _painot(len(y), w)
    _, block = np.unique(y, return_inverse=True)
    mass = np.bincount(block, weight)
    return ((np.cumsum(mass) - 0.5 * mass) / mass.sum())[block]


def concentration_index(h: npt.ArrayLike, rank: npt.ArrayLike, w: npt.ArrayLike | None = None) -> float:
    """C = 2 cov_w(h, R) / mean h with ranks from `mid_rank`; negative: concentrated among the low-ranked.

    For unbounded outcomes (cost, visits); for health and unmet need use `bounded_index`.
    """
    h, r = np.asarray(h, dtype=np.float64), np.asarray(rank, dtype=np.float64)
    weight = _painot(len(h), w)
    mu = np.average(h, weights=weight)
    if mu == 0:
        return 0.0
    return float(2.0 * np.average((h - mu) * (r - np.average(r, weights=weight)), weights=weight) / mu)


def grouped_concentration_index(osuudet: npt.ArrayLike, keskiarvot: npt.ArrayLike) -> float:
    """C of grouped data (G,) from the lowest group up: sum_t (p_t L_{t+1} - p_{t+1} L_t).

    p is the cumulated population share, L the cumulated share of the outcome.
    """
    p = np.asarray(osuudet, dtype=np.float64)
    m = np.asarray(keskiarvot, dtype=np.float64)
    if (p * m).sum() == 0:
        return 0.0
    share = np.cumsum(p) / p.sum()
    lorenz = np.cumsum(p * m) / (p * m).sum()
    return float((share[:-1] * lorenz[1:] - share[1:] * lorenz[:-1]).sum())


def generalised(c: float, mean: float) -> float:
    """Generalised concentration index: mean x C."""
    return mean * c


def erreygers(c: float, mean: float, low: float = 0.0, high: float = 1.0) -> float:
    """Erreygers index of an outcome bounded in [low, high]: 4 mean C / (high - low). Mirror: E(h) = -E(1 - h)."""
    return 4.0 * mean * c / (high - low)


def wagstaff(c: float, mean: float, low: float = 0.0, high: float = 1.0) -> float:
    """Wagstaff's normalised index: C mean (high - low) / ((high - mean)(mean - low)); 0 when nobody varies."""
    room = (high - mean) * (mean - low)
    return c * mean * (high - low) / room if room > 0 else 0.0


def bounded_index(h: npt.ArrayLike, rank: npt.ArrayLike, w: npt.ArrayLike | None = None) -> float:
    """Erreygers index of a 0-1 outcome of residents, e.g. unmet need."""
    h = np.asarray(h, dtype=np.float64)
    return erreygers(concentration_index(h, rank, w), float(np.average(h, weights=_painot(len(h), w))))


def grouped_bounded_index(osuudet: npt.ArrayLike, keskiarvot: npt.ArrayLike) -> float:
    """Erreygers index of a 0-1 outcome from group shares and group means (G,)."""
    p, m = np.asarray(osuudet, dtype=np.float64), np.asarray(keskiarvot, dtype=np.float64)
    return erreygers(grouped_concentration_index(p, m), float(np.average(m, weights=p)))


# slope indices --------------------------------------------------------------------------------------------------


def _suora(osuudet: npt.ArrayLike, keskiarvot: npt.ArrayLike) -> tuple[float, float]:
    """Weighted least squares of group means on mid-ranks: (level at rank 0, slope)."""
    p, m = np.asarray(osuudet, dtype=np.float64), np.asarray(keskiarvot, dtype=np.float64)
    p = p / p.sum()
    r = np.cumsum(p) - 0.5 * p
    rm, mm = (p * r).sum(), (p * m).sum()
    slope = (p * (r - rm) * (m - mm)).sum() / (p * (r - rm) ** 2).sum()
    return float(mm - slope * rm), float(slope)


def sii(osuudet: npt.ArrayLike, keskiarvot: npt.ArrayLike) -> float:
    """Slope index of inequality: difference between rank 1 and rank 0 on the fitted line over groups (G,)."""
    return _suora(osuudet, keskiarvot)[1]


def rii(
    osuudet: npt.ArrayLike, keskiarvot: npt.ArrayLike, laji: Literal["kulma/keskiarvo", "suhde", "loglineaarinen"]
) -> float:
    """Relative index of inequality; its kind must be named.

    "kulma/keskiarvo" slope / mean; "suhde" fitted value at rank 1 over that at rank 0; "loglineaarinen" exp(slope) of
    log means on rank.
    """
    if laji == "loglineaarinen":
        return float(np.exp(_suora(osuudet, np.log(np.asarray(keskiarvot, dtype=np.float64)))[1]))
    level, slope = _suora(osuudet, keskiarvot)
    if laji == "suhde":
        return (level + slope) / level
    if laji == "kulma/keskiarvo":
        return slope / float(np.average(np.asarray(keskiarvot, dtype=np.float64), weights=np.asarray(osuudet)))
    raise ValueError(f"unknown kind of RII {laji!r}: kulma/keskiarvo, suhde or loglineaarinen")


# life expectancy ------------------------------------------------------------------------------------------------


def death_rates(kuolemat: npt.ArrayLike, vuodet: npt.ArrayLike, ryhma_akseli: int = -2) -> Luvut:
    """Death rates per person-year from (expected) deaths and person-years (..., group, band).

    A band in which a group has nobody borrows the rate of all groups together; a band empty in all groups takes the
    rate of the next younger band.
    """
    d, t = np.asarray(kuolemat, dtype=np.float64), np.asarray(vuodet, dtype=np.float64)
    all_d, all_t = d.sum(ryhma_akseli, keepdims=True), t.sum(ryhma_akseli, keepdims=True)
    pooled = _suhde(all_d, all_t)
    for band in range(1, d.shape[-1]):
        pooled[..., band] = np.where(all_t[..., band] > 0, pooled[..., band], pooled[..., band - 1])
    return np.where(t > 0, _suhde(d, t), pooled)


def _suhde(d: Luvut, t: Luvut) -> Luvut:
    return np.divide(d, t, out=np.zeros(np.broadcast_shapes(d.shape, t.shape)), where=t > 0)


def life_expectancy(rates: npt.ArrayLike) -> Luvut:
    """Remaining years at the start of the first band, from rates (..., 14) of bands 30-34 ... 90-94, 95+.

    Abridged period life table with a constant hazard in each band: q = 1 - e^(-5 m), years lived l q / m, in the open
    band l / m with m at least .05 (no more than 20 further years).
    """
    m = np.maximum(np.asarray(rates, dtype=np.float64), 1e-6)
    q = -np.expm1(-KAISTA * m[..., :-1])
    alive = np.cumprod(np.concatenate([np.ones(m.shape[:-1] + (1,)), 1.0 - q], -1), -1)
    return (alive[..., :-1] * q / m[..., :-1]).sum(-1) + alive[..., -1] / np.maximum(m[..., -1], 0.05)


def e30(kuolemat: npt.ArrayLike, vuodet: npt.ArrayLike) -> Luvut:
    """Life expectancy at 30 by group (..., G) from deaths and person-years (..., G, 14)."""
    return life_expectancy(death_rates(kuolemat, vuodet))


def e30_gap(kuolemat: npt.ArrayLike, vuodet: npt.ArrayLike) -> Luvut:
    """Highest minus lowest fifth in life expectancy at 30; arrays (sex, fifth, 14) give (sex,)."""
    years = e30(kuolemat, vuodet)
    return years[..., -1] - years[..., 0]


def e30_total(kuolemat: npt.ArrayLike, vuodet: npt.ArrayLike) -> Luvut:
    """Life expectancy at 30 of all groups together; (sex, fifth, 14) give (sex,)."""
    d, t = (np.asarray(a, dtype=np.float64).sum(-2, keepdims=True) for a in (kuolemat, vuodet))
    return e30(d, t)[..., 0]


def amenable_gap(kuolemat: npt.ArrayLike, vuodet: npt.ArrayLike, vakio: npt.ArrayLike) -> Luvut:
    """Age-standardised amenable deaths per 100,000 person-years, lowest minus highest fifth.

    kuolemat, vuodet: (..., fifth, band) of ages below 75; vakio: (band,) standard population, any scale.
    """
    s = np.asarray(vakio, dtype=np.float64)
    rate = (death_rates(kuolemat, vuodet) * s).sum(-1) / s.sum() * 1e5
    return rate[..., 0] - rate[..., -1]


# horizontal inequity --------------------------------------------------------------------------------------------


def need_predicted(
    kaytto: npt.ArrayLike, tarpeet: npt.ArrayLike, w: npt.ArrayLike | None = None, muut: npt.ArrayLike | None = None
) -> Luvut:
    """Use expected from need alone (n,): weighted regression on need (n, k) and others (n, m), others held at means.

    Indirect standardisation, O'Donnell et al. 2008, ch. 15: `muut` (income, work) keep need from standing in for them.
    """
    y = np.asarray(kaytto, dtype=np.float64)
    weight = _painot(len(y), w)
    x = np.column_stack([np.ones(len(y)), np.asarray(tarpeet, dtype=np.float64)])
    z = None if muut is None else np.asarray(muut, dtype=np.float64).reshape(len(y), -1)
    full = x if z is None else np.column_stack([x, z - np.average(z, axis=0, weights=weight)])
    root = np.sqrt(weight)
    beta = np.linalg.lstsq(full * root[:, None], y * root, rcond=None)[0]
    return x @ beta[: x.shape[1]]


def horizontal_inequity(
    kaytto: npt.ArrayLike, odotettu: npt.ArrayLike, rank: npt.ArrayLike, w: npt.ArrayLike | None = None
) -> float:
    """HI = C(use) - C(use expected from need): above 0, the better-off use more than their need."""
    return concentration_index(kaytto, rank, w) - concentration_index(odotettu, rank, w)
