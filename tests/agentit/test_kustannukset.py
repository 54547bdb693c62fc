"""Cost measures: adjusted for need, growth, concentration, market, progressivity."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentit import kustannukset as ku

rng = np.random.Generator(np.random.Philox(key=2))


def test_growth_against_the_brake():
    on_brake = [100 * 1.009**v for v in range(13)]
    j = ku.jarruvertailu(on_brake, 0.024, 0.009)
    assert (j.kasvu, j.ero_jarruun, j.tavoitteesta) == pytest.approx((0.009, 0, 1))
    j = ku.jarruvertailu([100 * 1.024**v for v in range(13)], 0.024, 0.009)
    assert (j.kasvu, j.saasto, j.tavoitteesta) == pytest.approx((0.024, 0, 0), abs=1e-9)
    assert j.ero_jarruun == pytest.approx((1.024 / 1.009) ** 12 - 1)
    with pytest.raises(ValueError, match="two years"):
        ku.jarruvertailu([1.0], 0.024, 0.009)


@given(st.integers(1, 300), st.floats(0.01, 1.0))
def test_top_share_equals_the_sorted_definition(n, osuus):
    y = rng.random(n) ** 3
    k = osuus * n
    s = np.sort(y)[::-1]
    whole = min(int(k), n)
    want = (s[:whole].sum() + (k - whole) * (s[whole] if whole < n else 0)) / y.sum()
    assert ku.karkiosuus(y, osuus) == pytest.approx(want)
    assert ku.karkiosuus(y, osuus, np.full(n, 2.5)) == pytest.approx(want)


def test_weights_are_copies():
    y, w = rng.random(50), rng.integers(1, 4, 50)
    assert ku.karkiosuus(y, 0.1, w) == pytest.approx(ku.karkiosuus(np.repeat(y, w), 0.1))
    assert ku.karkiosuus(np.zeros(5)) == 0
    assert ku.karkiosuus(np.full(10, 3.0)) == pytest.approx(0.1)


def test_hhi():
    assert ku.hhi([1, 1, 1, 1]) == 0.25
    assert ku.hhi([5, 0]) == 1
    assert ku.hhi([0, 0]) == 0


def test_kakwani_and_gini():
    tulo = np.array([10, 20, 30, 40, 100.0])
    assert ku.gini(tulo) == pytest.approx(0.40)
    assert ku.kakwani(np.ones(5), tulo) == pytest.approx(-0.40)
    assert ku.kakwani(0.2 * tulo, tulo) == pytest.approx(0)
    assert ku.kakwani(tulo**2, tulo) > 0
