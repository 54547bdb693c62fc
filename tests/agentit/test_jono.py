"""Fluid queue: stationarity by inversion, closed forms, drain, legal maximum, shares within a limit."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentit.jono import KUUKAUDEN_PAIVAT, Jono, Jonoehdot, osuus_paivissa, vakaa_odotus

EHDOT = Jonoehdot()


def test_start_by_inversion_is_stationary():
    jono = Jono(EHDOT, 1000.0, 24.4)
    for _ in range(168):
        assert jono.kuukausi(1000.0) == pytest.approx(24.4, rel=1e-12)
    assert jono.hoidettu == pytest.approx(1000.0)
    assert jono.tuttu == pytest.approx(24.4)


@pytest.mark.parametrize(("muutos", "tieto"), [(0.95, 0.35), (1.05, 0.35), (1.05, 1.0)])
def test_elastic_demand_settles_at_the_closed_form(muutos, tieto):
    """Oracle: demand(w) = capacity, w = 7 ((K / D0)^(1/e) - 1), backlog = w x slow capacity / 30.4."""
    d0, e = 1000.0 / (1 + 24.4 / 7) ** -0.2, -0.2
    jono = Jono(replace(EHDOT, tieto=tieto), 1000.0, 24.4)
    for _ in range(400):
        jono.kuukausi(d0 * (1 + jono.tuttu / 7) ** e, 1000.0 * muutos)
    w = vakaa_odotus(d0, 1000.0 * muutos, e)
    assert jono.odotus == pytest.approx(w, rel=1e-6)
    assert jono.jonossa == pytest.approx(w * jono.hidas_kapasiteetti(1000.0 * muutos) / KUUKAUDEN_PAIVAT, rel=1e-6)


def test_zero_arrivals_drain_linearly_to_zero():
    jono = Jono(EHDOT, 1000.0, 60.0)
    odotukset = [jono.odotus, *(jono.kuukausi(0.0) for _ in range(4))]
    back = 60 / KUUKAUDEN_PAIVAT * (1 - EHDOT.nopeat) * 1000
    expected = [max(0.0, back - 1000 * m) / 1000 * KUUKAUDEN_PAIVAT for m in range(1, 5)]
    assert odotukset[1:] == pytest.approx(expected)
    assert jono.jonossa == 0.0
    assert jono.hoidettu == 0.0


def test_no_wait_when_capacity_is_ample():
    assert vakaa_odotus(900, 1000, -0.2) == 0.0
    jono = Jono(EHDOT, 1000.0, 20.0)
    for _ in range(12):
        jono.kuukausi(500.0)
    assert jono.odotus == 0.0


def test_demand_above_capacity_needs_elasticity():
    with pytest.raises(ValueError, match="never settles"):
        vakaa_odotus(1100, 1000, 0.0)


@given(
    st.lists(st.floats(0, 3000), min_size=1, max_size=24),
    st.floats(1, 2000),
    st.floats(0, 200),
    st.sampled_from([math.inf, 90.0, 14.0, 0.0]),
)
def test_visits_are_conserved_and_treatment_stays_within_means(kuormat, kapasiteetti, odotus, raja):
    jono = Jono(replace(EHDOT, enimmaisodotus=raja), kapasiteetti, odotus)
    for kuorma in kuormat:
        ennen = jono.jonossa
        jono.kuukausi(kuorma)
        assert ennen + kuorma == pytest.approx(jono.hoidettu + jono.jonossa, abs=1e-6)
        assert jono.jonossa >= 0
        assert jono.lisatyo >= 0
        assert jono.hoidettu <= jono.kapasiteetti + jono.lisatyo + 1e-6
        assert 0 <= jono.odotus <= EHDOT.pisin


def test_legal_maximum_is_bought_and_costs_visits():
    ehdot = replace(EHDOT, enimmaisodotus=14.0)
    jono = Jono(ehdot, 1000.0, 24.4)
    osto = 0.0
    for _ in range(12):
        jono.kuukausi(1010.0)
        osto += jono.lisatyo
    assert jono.odotus == pytest.approx(14.0, rel=1e-9)
    kerralla = (24.4 - 14.0) / KUUKAUDEN_PAIVAT * (1 - EHDOT.nopeat) * 1000
    assert osto == pytest.approx(12 * 10 + kerralla, rel=0.05)


def test_purchases_stop_at_their_ceiling():
    ehdot = replace(EHDOT, enimmaisodotus=14.0, lisatyokatto=0.0)
    jono, vapaa = Jono(ehdot, 1000.0, 24.4), Jono(EHDOT, 1000.0, 24.4)
    for _ in range(6):
        assert jono.kuukausi(1020.0) == vapaa.kuukausi(1020.0)
    assert jono.lisatyo == 0.0


def test_urgent_care_beyond_capacity_is_overtime():
    jono = Jono(EHDOT, 100.0)
    jono.kuukausi(1000.0)
    assert jono.lisatyo == pytest.approx(1000 * EHDOT.nopeat + 2 - 100)


def test_people_learn_the_wait_with_a_lag():
    jono = Jono(EHDOT, 1000.0, 20.0)
    jono.kuukausi(1000.0, 1100.0)
    assert jono.tuttu == pytest.approx(20 + 0.35 * (jono.odotus - 20))


def test_shares_within_limits_meet_the_start_targets():
    """C46: 59 % within 7 days and 71 % within 14 from centre means that are lognormal, median 24.4 d, sigma .55."""
    from scipy.special import ndtri

    w = 24.4 * np.exp(0.55 * ndtri((np.arange(2000) + 0.5) / 2000))
    assert osuus_paivissa(w, 7, EHDOT) == pytest.approx(0.593, abs=0.01)
    assert osuus_paivissa(w, 14, EHDOT) == pytest.approx(0.718, abs=0.01)


def test_share_is_smooth_weighted_and_bounded():
    assert osuus_paivissa(0.0, 7, EHDOT) == pytest.approx(1.0, abs=1e-5)
    assert osuus_paivissa(240.0, 7, EHDOT) == pytest.approx(EHDOT.viikossa, abs=1e-3)
    assert osuus_paivissa([10, 30], 7, EHDOT, [1, 0]) == osuus_paivissa(10, 7, EHDOT)
    lower, upper = osuus_paivissa(14.001, 14, EHDOT), osuus_paivissa(13.999, 14, EHDOT)
    assert lower < upper < lower + 1e-4


def test_terms_come_from_the_parameter_tree():
    p = {f"jono.{nimi}": getattr(EHDOT, nimi) for nimi in Jonoehdot.__slots__}
    assert Jonoehdot.parametreista(p) == EHDOT


def test_a_queue_without_capacity_is_refused():
    with pytest.raises(ValueError, match="capacity > 0"):
        Jono(EHDOT, 0.0)
