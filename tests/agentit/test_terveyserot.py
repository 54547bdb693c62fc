"""Inequality measures against published and computed vectors, and their invariances."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentit import terveyserot as te

SYNTYMAT = [29_939, 28_776, 26_528, 24_689, 19_739]
KUOLLEISUUS = [154.7, 152.9, 119.5, 86.9, 54.3]
MELD = np.array([60, 63, 66, 69, 72.0])
VIISI = np.full(5, 0.2)
rng = np.random.Generator(np.random.Philox(key=3))


def test_published_concentration_index_india():
    """O'Donnell et al. 2008, ch. 8: under-five deaths in India 1982-92, -0.1694 both by chain and by covariance."""
    assert te.grouped_concentration_index(SYNTYMAT, KUOLLEISUUS) == pytest.approx(-0.1694, abs=5e-5)
    rank = te.mid_rank(np.arange(5), SYNTYMAT)
    assert te.concentration_index(KUOLLEISUUS, rank, SYNTYMAT) == pytest.approx(-0.169417, abs=1e-6)


def test_published_slope_indices():
    assert te.sii(VIISI, MELD) == pytest.approx(15)
    assert te.rii(VIISI, MELD, "kulma/keskiarvo") == pytest.approx(0.2272727, abs=1e-7)
    assert te.rii(VIISI, MELD, "suhde") == pytest.approx(1.25641, abs=1e-5)
    assert te.rii(VIISI, np.exp(0.3 * (np.arange(5) + 0.5) / 5), "loglineaarinen") == pytest.approx(math.exp(0.3))
    with pytest.raises(ValueError, match="unknown kind"):
        te.rii(VIISI, MELD, "muu")
    c = te.grouped_concentration_index(VIISI, MELD)
    assert c == pytest.approx(0.0363636, abs=1e-7)
    assert te.generalised(c, 66) == pytest.approx(2.4)
    assert te.erreygers(c, 66, 0, 100) == pytest.approx(0.096)


def test_binary_outcome_and_mirror():
    h = np.array([1, 1, 1, 1, 0, 1, 0, 0, 0, 0.0])
    rank = te.mid_rank(np.arange(10))
    c, mu = te.concentration_index(h, rank), h.mean()
    assert (c, te.wagstaff(c, mu), te.erreygers(c, mu)) == pytest.approx((-0.46, -0.92, -0.92))
    peili = te.concentration_index(1 - h, rank)
    assert (peili, te.wagstaff(peili, 1 - mu), te.bounded_index(1 - h, rank)) == pytest.approx((0.46, 0.92, 0.92))


def test_ties_get_the_mid_rank_of_their_block():
    assert te.mid_rank([5, 5, 1, 9], [1, 3, 2, 2]) == pytest.approx([0.5, 0.5, 0.125, 0.875])
    grouped = te.grouped_concentration_index([2, 4, 2], [1.0, 2.0, 4.0])
    rank = te.mid_rank([5, 5, 1, 9], [1, 3, 2, 2])
    assert te.concentration_index([2, 2, 1, 4], rank, [1, 3, 2, 2]) == pytest.approx(grouped)


@given(st.integers(2, 60), st.floats(0.1, 50))
def test_invariances(n, k):
    h, y = rng.random(n) + 0.1, rng.integers(0, 9, n)
    w = rng.random(n) + 0.5
    rank = te.mid_rank(y, w)
    c = te.concentration_index(h, rank, w)
    assert te.concentration_index(k * h, rank, w) == pytest.approx(c, abs=1e-12)
    assert te.concentration_index(np.full(n, k), rank, w) == pytest.approx(0, abs=1e-12)
    twice = te.concentration_index(np.r_[h, h], te.mid_rank(np.r_[y, y], np.r_[w, w]), np.r_[w, w])
    assert twice == pytest.approx(c, abs=1e-12)
    order = rng.permutation(n)
    assert te.concentration_index(h[order], te.mid_rank(y[order], w[order]), w[order]) == pytest.approx(c, abs=1e-12)
    assert te.concentration_index(h, te.mid_rank(-y, w), w) == pytest.approx(-c, abs=1e-12)


def test_grouped_bounded_index_equals_individuals():
    kv = rng.integers(0, 5, 500)
    p = np.bincount(kv, minlength=5) / 500
    h = (rng.random(500) < 0.3 - 0.04 * kv).astype(float)
    m = np.bincount(kv, h, 5) / np.bincount(kv, minlength=5)
    assert te.grouped_bounded_index(p, m) == pytest.approx(te.bounded_index(h, te.mid_rank(kv)))


def test_constant_zero_outcome_is_zero_everywhere():
    assert te.concentration_index(np.zeros(4), te.mid_rank(np.arange(4))) == 0
    assert te.grouped_concentration_index([1, 1], [0, 0]) == 0
    assert te.wagstaff(0.0, 1.0) == 0
    assert te.sii(VIISI, np.full(5, 3.0)) == pytest.approx(0)


# life tables ----------------------------------------------------------------------------------------------------


def gompertz(b=0.1, m30=8e-4, hr=1.0):
    ages = np.arange(30, 100, 5) + 2.5
    return hr * m30 * np.exp(b * (ages - 30))


def test_constant_hazard_has_expectancy_one_over_rate():
    assert te.life_expectancy(np.full(14, 0.1)) == pytest.approx(10.0)


def test_hazard_ratio_shifts_gompertz_expectancy_by_log_ratio_over_slope():
    """Old age dominates: hazard x r acts like being ln(r) / b years older, until the open band cuts the tail."""
    gap = te.life_expectancy(gompertz()) - te.life_expectancy(gompertz(hr=2.0))
    assert 0.8 * math.log(2) / 0.1 < gap < math.log(2) / 0.1 * 1.05


def test_e30_from_counts_and_gap():
    t = np.full((2, 5, 14), 1000.0)
    hr = np.array([2, 1.5, 1.2, 1.1, 1])
    d = t * gompertz() * hr[:, None]
    assert te.e30(d, t)[1] == pytest.approx([te.life_expectancy(gompertz(hr=r)) for r in hr])
    assert te.e30_gap(d, t).shape == (2,)
    assert (te.e30_gap(d, t) > 3).all()
    assert te.e30_total(d, t)[0] == pytest.approx(te.life_expectancy(gompertz(hr=hr.mean())))


def test_empty_bands_borrow_the_pooled_rate_then_the_next_younger():
    t = np.full((5, 14), 100.0)
    d = t * gompertz()
    d[0, 13] = t[0, 13] = 0
    assert te.e30(d, t)[0] == pytest.approx(te.e30(d, t)[1])
    d[:, 13] = t[:, 13] = 0
    rates = te.death_rates(d, t)
    assert rates[:, 13] == pytest.approx(gompertz()[12])
    assert np.isfinite(te.e30(np.zeros((5, 14)), np.zeros((5, 14)))).all()


def test_amenable_gap_is_age_standardised():
    t = rng.random((5, 9)) * 1000 + 100
    rate = np.array([4, 3, 2, 1.5, 1])[:, None] * np.linspace(1e-4, 1e-3, 9)
    std = np.ones(9)
    assert te.amenable_gap(rate * t, t, std) == pytest.approx(3 * np.linspace(1e-4, 1e-3, 9).mean() * 1e5)


# horizontal inequity --------------------------------------------------------------------------------------------


def test_equal_use_with_pro_poor_need_is_pro_rich_inequity():
    rank = te.mid_rank(np.arange(5))
    assert te.horizontal_inequity(np.full(5, 4.0), [6, 5, 4, 3, 2], rank) == pytest.approx(0.20)


def test_use_that_follows_need_alone_has_no_inequity():
    income, need = rng.random(800), rng.random((800, 2))
    need[:, 0] -= 0.5 * income
    use = 1 + 2 * need[:, 0] + need[:, 1]
    rank = te.mid_rank(income)
    predicted = te.need_predicted(use, need)
    assert te.horizontal_inequity(use, predicted, rank) == pytest.approx(0, abs=1e-12)
    richer = use + income
    with_income = te.need_predicted(richer, need, muut=income)
    assert te.horizontal_inequity(richer, with_income, rank) > te.horizontal_inequity(
        richer, te.need_predicted(richer, need), rank
    )
    assert with_income.mean() == pytest.approx(richer.mean())
