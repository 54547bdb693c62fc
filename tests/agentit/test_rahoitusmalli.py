"""Financing models: the null bit for bit, water-filling, closed forms of delegation, reports, floor, prevention."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from agentit import rahoitusmalli as rm

OSUUS = np.array([0.073, 0.027, 0.320, 0.060, 0.050, 0.015, 0.100, 0.230, 0.085, 0.040])
AKUUTTI = np.array([0.75, 0.80, 1.25, 1.30, 0.75, 0.80, 0.75, 1.05, 1.00, 0.70])
EHKAISY = np.array([1, 0, 0, 0, 1, 0, 1, 0, 0, 1.0])
RASKAS = np.array([0, 0, 1, 1, 0, 1, 1, 1, 0, 0.0])
G = np.ones(10)
rng = np.random.Generator(np.random.Philox(key=7))
TARVE = OSUUS * np.exp(0.1 * rng.standard_normal((400, 10)))
EPS = rng.standard_normal((400, 10))


def jako(t, s, v, tarve=TARVE, e=1.0, w=0.0, m=0.0, raha=None):
    raha = np.ones(len(tarve)) if raha is None else raha
    paino = rm.painot(G, AKUUTTI, OSUUS, t)
    est = rm.arvio(tarve, EPS[: len(tarve)], s, rm.raportti(tarve, paino, G, m), w)
    return rm.jaa(raha, rm.halu(tarve, paino, e), rm.kehys(raha, G, est, e), v)


def test_null_is_identical_bit_for_bit_at_every_band():
    """s = t = 0 and no lag: kertabudjetti = palvelukokonaisuuksittain = virement."""
    free = jako(0, 0, math.inf)
    for v in (0, 0.05, 0.1, 1, 10):
        assert (jako(0, 0, v) == free).all()


def test_lag_alone_is_ignorance():
    nyt, viime = TARVE, np.roll(TARVE, 1, axis=0)
    assert (rm.nahty(nyt, viime, 0) == nyt).all()
    assert (rm.nahty(nyt, viime, 1) == viime).all()
    assert rm.nahty(nyt, viime, 0.5) == pytest.approx(np.sqrt(nyt * viime))
    x = rm.jaa(np.ones(400), nyt, rm.kehys(np.ones(400), G, viime), 0)
    assert rm.tulos(x, nyt)[2].mean() > 1e-3


@settings(max_examples=60, deadline=None)
@given(
    arrays(np.float64, 6, elements=st.floats(0.01, 100)),
    arrays(np.float64, 6, elements=st.floats(0.01, 100)),
    st.floats(0, 2),
    st.floats(0.01, 1e6),
)
def test_water_filling_keeps_money_and_band_and_order(halu, arvio, v, raha):
    kehys = rm.jaa(raha, arvio)
    x = rm.jaa(raha, halu, kehys, v)
    assert x.sum() == pytest.approx(raha, rel=1e-9)
    assert (x >= kehys * max(0, 1 - v) * (1 - 1e-9)).all()
    assert (x <= kehys * (1 + v) * (1 + 1e-9)).all()
    inside = (x > kehys * max(0, 1 - v) * (1 + 1e-6)) & (x < kehys * (1 + v) * (1 - 1e-6))
    if inside.sum() > 1:  # unconstrained parts share one multiplier
        ratio = (x / halu)[inside]
        assert ratio.max() == pytest.approx(ratio.min(), rel=1e-6)


def test_pure_models_are_the_ends_of_the_band():
    kehys = rm.kehys(np.ones(400), G, rm.arvio(TARVE, EPS, 0.15))
    assert (jako(0.6, 0.15, 0) == kehys).all()
    halu = rm.halu(TARVE, rm.painot(G, AKUUTTI, OSUUS, 0.6))
    assert jako(0.6, 0.15, math.inf) == pytest.approx(halu / halu.sum(1, keepdims=True))
    assert rm.kaista(0.1) == 0.1
    assert rm.kaista(1.0) == math.inf


def test_worlds_with_the_free_split_inside_keep_its_bits_beside_bound_ones():
    x, free = jako(0.3, 0.05, 0.15), jako(0.3, 0.05, math.inf)
    same = (x == free).all(1)
    assert 0 < same.sum() < 400


@pytest.mark.parametrize(
    ("halu", "kehys", "v", "sanoma"),
    [([1, 0], [1, 1], 0.1, "wish"), ([1, 1], [1, 1], -0.1, "band"), ([1, 1], [1, 2], 0.1, "adds up to")],
)
def test_bad_splits_are_refused(halu, kehys, v, sanoma):
    with pytest.raises(ValueError, match=sanoma):
        rm.jaa(2.0, halu, kehys, v)


def test_outcome_is_adequacy_minus_misallocation():
    x = jako(0.6, 0.15, math.inf)
    w, taso, vino = rm.tulos(x, TARVE)
    p = TARVE / TARVE.sum(1, keepdims=True)
    assert vino == pytest.approx((p * np.log(p / x)).sum(1))
    assert w == pytest.approx(taso - vino)
    assert (vino > 0).all()
    for e in (0.5, 2.0):
        w, taso, vino = rm.tulos(x, TARVE, e)
        assert (vino > 0).all()
        assert rm.tulos(TARVE, TARVE, e)[0] == pytest.approx(0, abs=1e-12)
    assert rm.tulos(x, TARVE, 1 + 1e-6)[0] == pytest.approx(rm.tulos(x, TARVE)[0], abs=1e-6)


@pytest.mark.parametrize("d", [0.05, 0.2])
def test_misallocation_of_two_packages_is_log_cosh(d):
    x = 0.5 * np.exp([d, -d])
    assert rm.tulos(x / x.sum(), np.array([0.5, 0.5]))[2] == pytest.approx(math.log(math.cosh(d)), rel=1e-9)


@pytest.mark.parametrize(("b", "s", "lump", "split"), [(0.5, 1.0, 0.25, 1.0), (1.5, 1.0, 2.25, 1.0)])
def test_quadratic_delegation(b, s, lump, split):
    noise = np.array([-1.0, 1.0])
    assert rm.delegoinnin_tappiot(b, s) == pytest.approx((lump, split))
    assert rm.delegoinnin_tappiot(b, s) == pytest.approx((np.mean((b + 0 * noise) ** 2), np.mean((s * noise) ** 2)))


def test_best_virement_cap():
    assert rm.paras_katto(0.2) == pytest.approx(0.8)
    assert rm.katon_tappio(0.2, 0.8) == pytest.approx(0.0293, abs=5e-5)
    assert rm.katon_tappio(0.2, 1.2) == pytest.approx(0.04)
    theta = (np.arange(20_000) + 0.5) / 20_000
    for cap in (0.4, 0.8, 1.1):
        assert rm.katon_tappio(0.2, cap) == pytest.approx(
            np.mean((np.minimum(theta + 0.2, cap) - theta) ** 2), abs=1e-6
        )
    caps = np.linspace(0.2, 1.2, 1001)
    assert caps[np.argmin([rm.katon_tappio(0.2, c) for c in caps])] == pytest.approx(0.8, abs=1e-3)
    with pytest.raises(ValueError):
        rm.paras_katto(0.6)


def test_break_even_bias_matches_notes_and_simulation():
    viivevar = rm.viiveen_varianssi(0.06, 0.8, 1)
    t = [rm.tasapainobias(s, AKUUTTI, OSUUS, viivevar) for s in (0.05, 0.10, 0.15, 0.20)]
    assert t == pytest.approx([0.36, 0.53, 0.72, 0.93], abs=0.006)
    grid = np.linspace(0, 1, 21)
    gap = [
        rm.tulos(jako(b, 0.10, math.inf), TARVE)[0].mean() - rm.tulos(jako(b, 0.10, 0), TARVE)[0].mean() for b in grid
    ]
    simulated = np.interp(0, -np.array(gap), grid)
    assert simulated == pytest.approx(rm.tasapainobias(0.10, AKUUTTI, OSUUS), abs=0.05)


def test_curvature_moves_the_break_even():
    """With elasticity e the condition is t sd(h) < e s."""
    base = rm.tasapainobias(0.1, AKUUTTI, OSUUS)
    assert rm.tasapainobias(0.1, AKUUTTI, OSUUS, kaarevuus=2) == pytest.approx(2 * base)
    for e in (0.5, 2.0):
        b = rm.tasapainobias(0.05, AKUUTTI, OSUUS, kaarevuus=e)
        lump = rm.tulos(jako(b, 0.05, math.inf, e=e), TARVE, e)[2].mean()
        split = rm.tulos(jako(b, 0.05, 0, e=e), TARVE, e)[2].mean()
        assert lump == pytest.approx(split, rel=0.15)


def test_report_tilted_once_with_full_weight_is_the_lump_sum():
    for v in (0, 0.05, 0.5):
        assert jako(0.6, 0.15, v, w=1.0, m=1.0) == pytest.approx(jako(0.6, 0.15, math.inf), rel=1e-12)


def test_honest_report_with_full_weight_is_perfect_and_overstating_everything_does_nothing():
    paino = rm.painot(G, AKUUTTI, OSUUS, 0.6)
    assert (rm.raportti(TARVE, paino, G, 0) == TARVE).all()
    assert rm.tulos(jako(0.6, 0.15, 0, w=1.0), TARVE)[2] == pytest.approx(0, abs=1e-12)
    est = rm.arvio(TARVE, EPS, 0.15)
    assert rm.kehys(np.ones(400), G, 1.3 * est) == pytest.approx(rm.kehys(np.ones(400), G, est))


def test_statutory_floor_overspends_only_when_lines_bind():
    raha = np.ones(400) * TARVE.sum(1)
    for v in (0, 0.1, math.inf):
        x = rm.lakisaateinen(jako(0.3, 0.4, v, raha=raha), TARVE, RASKAS, raha, 0.95, v)
        assert (x >= 0.95 * TARVE * RASKAS * (1 - 1e-12)).all()
        over = x.sum(1) - raha
        assert over == pytest.approx(0, abs=1e-12) if math.isinf(v) else over.mean() > 0


def test_prevention_pays_back():
    short = rm.ehkaisyn_kattavuus(0.9 * TARVE, TARVE, EHKAISY)
    assert short == pytest.approx(math.log(0.9))
    later = rm.ehkaisyn_kerroin(short, 0.1, RASKAS)
    assert later[:, RASKAS == 0] == pytest.approx(1)
    assert later[:, RASKAS == 1] == pytest.approx(0.9**-0.1)
    assert (rm.ehkaisyn_kerroin(short, 0.0, RASKAS) == 1).all()


def test_weights_have_mean_one_and_zero_bias_is_the_strategy():
    assert (OSUUS * rm.normitettu(AKUUTTI, OSUUS)).sum() == pytest.approx(OSUUS.sum())
    assert rm.painot(G, AKUUTTI, OSUUS, 0) is G
    assert rm.kallistuksen_hajonta(AKUUTTI, OSUUS) == pytest.approx(0.20, abs=0.01)
