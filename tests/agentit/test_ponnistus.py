"""Effort: closed forms, speed, nulls, stability and the signs of evidence."""

import numpy as np
import pytest

from agentit import ponnistus as po

ETA = po.askelosuus(12)


def laatu(J=4, kate=20.0, b=0.17, a=0.0, hyoty=0.0, kappa=8.0):
    r = po.laadun_rajatuotto(kate, b, 1 / J, a, hyoty)
    return float(po.paras_laatu(r, b, 1 / J, kappa))


def test_gradient_reaches_the_root_and_stays():
    q = np.array([0.0, 1.0, 3.0])
    r = po.laadun_rajatuotto(20.0, 0.18, 0.25, 0.2, 4.0)
    for _ in range(400):
        q = po.laatuaskel(q, r, 0.18, 0.25, 8.0, ETA)
    root = po.paras_laatu(r, 0.18, 0.25, 8.0)
    assert q == pytest.approx([root] * 3, abs=1e-9)
    foc = r - 8 * root - 8 / 2 * 0.18 * 0.75 * root**2
    assert foc == pytest.approx(0, abs=1e-9)


def test_half_way_in_four_quarters():
    assert po.askelosuus(4) == pytest.approx(0.1591, abs=5e-5)
    assert po.askelosuus(12) == pytest.approx(0.0561, abs=5e-5)
    e = 0.0
    for _ in range(12):
        e = po.ehkaisyaskel(e, 4.0, 4.0, ETA)
    assert e == pytest.approx(0.5)
    with pytest.raises(ValueError):
        po.askelosuus(0)


def test_fixed_cost_form_meets_its_closed_form():
    q = np.zeros(4)
    for _ in range(200):
        q = po.laatuaskel_kiintea(q, 20, 20_000, 0.18, 40_000, po.askelosuus(4))
    assert q == pytest.approx([0.3375] * 4, abs=1e-9)
    assert po.paras_laatu_kiintea(4, 0.18, 20, 20_000, 40_000) == pytest.approx(0.3375)


def test_symmetry_breaks_only_above_g_one():
    for k, breaks in ((4_000, False), (1_500, True)):
        G = po.epasymmetria(0.25, 0.18, 20, 20_000, k)
        assert (G > 1) == breaks
        q = po.paras_laatu_kiintea(4, 0.18, 20, 20_000, k) + np.array([0.01, 0, 0, -0.01])
        for _ in range(4000):
            q = po.laatuaskel_kiintea(q, 20, 20_000, 0.18, k, po.askelosuus(4))
        assert (np.ptp(q) > 0.1) == breaks


def test_unstable_settings_are_refused_at_load():
    po.tarkista_vakaus(ETA, 0.17, 20, 8, 0.25, po.epasymmetria(0.25, 0.18, 20, 20_000, 40_000))
    with pytest.raises(ValueError, match=r"G = 1\.08"):
        po.tarkista_vakaus(ETA, 0.18, 20, 8, 0.25, po.epasymmetria(0.25, 0.18, 20, 20_000, 1_500))
    with pytest.raises(ValueError, match="step gain"):
        po.tarkista_vakaus(1.99, 0.17, 20, 8)


def test_nulls():
    assert laatu(b=0.0) == 0  # no believed slope, no altruism
    assert laatu(kate=0.0) == 0  # no margin, no altruism
    assert laatu(kate=-30.0) == 0  # a loss gives no reason to attract
    assert laatu(b=0.0, a=0.6, hyoty=4.0) == pytest.approx(0.6 * 4 / 8)


def test_quality_rises_with_rivals_per_listed_resident():
    q = [laatu(J=J, b=0.18) for J in (2, 4, 8)]
    assert q == pytest.approx([0.223, 0.330, 0.382], abs=6e-4)
    assert np.diff([laatu(J=J, b=0.18) for J in range(3, 9)]).max() < 0.1  # P22


def test_altruism_raises_effort_only_above_the_break_even_benefit():
    """Break-even: benefit = margin b (1 - 1/J) = 2.70 EUR."""
    for hyoty, more in ((2.5, False), (2.9, True)):
        assert (laatu(b=0.18, a=0.5, hyoty=hyoty) > laatu(b=0.18)) == more


def test_list_size_and_sample_cancel():
    assert (
        po.laadun_rajatuotto([20.0, 20.0], 0.17, [0.2, 0.2], 0.4, 4.0)
        == po.laadun_rajatuotto(20.0, 0.17, 0.2, 0.4, 4.0)
    ).all()


def test_prevention_pays_when_the_saving_stays():
    r = po.ehkaisyn_rajatuotto(2.0, np.array([0.0, 0.5, 1.0]), 0.4, 2.0)
    assert r == pytest.approx([0.8, 1.4, 2.0])
    assert po.ehkaisyn_rajatuotto(2.0, 0.9, 1.0, 0.0) == 0
    assert po.ehkaisyaskel(0.0, 100.0, 4.0, 0.5, katto=1.0) == 1.0


def test_bonus_raises_effort():
    assert (
        po.laadun_rajatuotto(20.0, 0.17, 0.25, 0.5, 4.0, palkkio=1.0)
        == po.laadun_rajatuotto(20.0, 0.17, 0.25, 0.5, 4.0) + 1
    )


def test_altruism_is_drawn_once_and_higher_in_public_centres():
    a = po.altruismi(np.array([0.0, 0.5, 0.999]), 0.4, 0.6, 0.1, np.array([1, 0, 1]))
    assert a == pytest.approx([0.5, 0.5, 0.6998])
    assert po.altruismi(1.0, 0.4, 0.95, 0.1, 1) == 1.0


def test_logit_shares_are_stable_for_extreme_quality():
    s = po.logit_osuudet(1.0, np.array([0.0, 1000.0]))
    assert s == pytest.approx([0, 1])
