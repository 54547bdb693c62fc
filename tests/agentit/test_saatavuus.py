"""Access measures: waits and their gap, unmet need, shares, continuity, satisfaction."""

import numpy as np
import pytest

from agentit import saatavuus as sa
from agentit.jono import Jonoehdot, osuus_paivissa


def test_wait_shares_are_weighted_by_visits():
    ehdot = Jonoehdot()
    seven, fourteen = sa.odotusosuudet([10.0, 40.0], [3.0, 1.0], ehdot)
    assert seven == pytest.approx(0.75 * osuus_paivissa(10, 7, ehdot) + 0.25 * osuus_paivissa(40, 7, ehdot))
    assert fourteen > seven


def test_wait_gap_comes_from_where_people_are_listed():
    kaynnit = np.array([[3.0, 1.0], [1.0, 3.0]])  # low fifth mostly at the slow centre
    assert sa.keskiodotus([30.0, 10.0], kaynnit) == pytest.approx([25, 15])
    assert sa.odotusero([30.0, 10.0], kaynnit) == pytest.approx(10)
    assert sa.odotusero([20.0, 20.0], kaynnit) == 0


def test_unmet_need():
    assert sa.tyydyttamaton([5.0, 0.0, 0.0], [50.0, 10.0, 0.0]) == pytest.approx([0.1, 0, 0])


def test_list_shares_and_local_concentration():
    assert sa.listaosuudet([60, 30, 10], [0, 0, 1], 3) == pytest.approx([0.9, 0.1, 0])
    assert sa.alueen_keskittyneisyys([[10, 0], [5, 5], [0, 0]]) == pytest.approx((10 * 1 + 10 * 0.5) / 20)


def test_continuity():
    c = sa.jatkuvuus([[4, 0], [2, 2], [1, 1], [1, 0]])
    assert c[:3] == pytest.approx([1, 1 / 3, 0])
    assert np.isnan(c[3])


def test_satisfaction_of_all_and_groups():
    kaikki, ryhmat = sa.tyytyvaisyys([80.0, 30.0, 0.0], [100.0, 50.0, 0.0])
    assert kaikki == pytest.approx(110 / 150)
    assert ryhmat == pytest.approx([0.8, 0.6, 0])
