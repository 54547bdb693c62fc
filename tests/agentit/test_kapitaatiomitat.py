"""Power of weights and margins by segment."""

import numpy as np
import pytest

from agentit import kapitaatiomitat as km

N = 4000
rng = np.random.Generator(np.random.Philox(key=5))
S = {
    "ika": rng.integers(0, 100, N), "sukupuoli": rng.integers(0, 2, N), "tyoterveys": rng.integers(0, 2, N),
    "krooniset": rng.poisson(1, N), "kieli": rng.integers(0, 3, N), "lahin_km": 10 * rng.random(N),
}  # fmt: skip
KULU = 100.0 - 40.0 * S["tyoterveys"] + 30.0 * S["krooniset"]
RYHMAT = km.segmentit(S, rng.integers(0, 5, N))


def test_flat_pay_leaves_a_margin_on_the_covered_and_a_loss_on_the_sick():
    k = km.katteet(np.ones(N), KULU, RYHMAT)
    assert k["tyoterveys"] > 0.1
    assert k["sairaat"] < -0.1
    assert km.katteet(KULU / KULU.mean(), KULU, RYHMAT) == pytest.approx(dict.fromkeys(RYHMAT, 0.0))


def test_margins_are_relative_to_the_payment_and_sum_to_nothing():
    kaikki = {"kaikki": np.ones(N, bool), "tyhja": np.zeros(N, bool)}
    k = km.katteet(2.0 * np.ones(N), KULU, kaikki)
    assert k["kaikki"] == pytest.approx(0)
    assert np.isnan(k["tyhja"])
    assert km.hajonta({"a": 0.3, "b": -0.4, "c": float("nan")}) == pytest.approx(np.sqrt(0.125))


def test_log_power_ignores_those_without_cost_and_the_unit():
    y = np.where(S["ika"] > 50, np.exp(6.0), np.exp(4.0)) * np.exp(0.5 * rng.standard_normal(N))
    y[::3] = 0.0
    r2 = km.log_selitysaste("ika_sukupuoli", S, y)
    assert 0.6 < r2 < 0.9
    assert km.log_selitysaste("ika_sukupuoli", S, 100.0 * y) == pytest.approx(r2)
    assert km.suora_selitysaste(np.ones(N), KULU) == 0
    assert km.suora_selitysaste(2 * KULU + 1, KULU) == pytest.approx(1)
