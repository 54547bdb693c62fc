"""Checks of the alliance: what a row says follows from the lives it is given."""

import pytest

from runs import allianssitarkistus as tarkistus


def vuosi(toteuma, **muut):
    perus = {
        "tavoite": 100.0,
        "saasto": 0.5,
        "kayttokulu": 0.2,
        "ponnistuskulu": 0.1,
        "vahvuus": 0.3,
        "vaesto": 23_000.0,
    }
    arvot = {f"allianssi_{k}": v for k, v in {**perus, "toteuma": toteuma, **muut}.items()}
    return {**arvot, "elinajanodote_30": 50.0, "tyydyttamaton": 0.1}


def elama(toteuma, nolla=100.0, samat=1.0):
    muut = {x: vuosi(toteuma) for x in ("taysi", "hyvitys", "tieto", "ulkona")}
    return {**muut, "nolla": {**vuosi(nolla), "samat": samat}}


def test_more_than_half_of_the_seeds_must_undershoot():
    def rivit(*toteumat):
        return tarkistus._alitusrivit([{"naytto": vuosi(x), "sopimus": vuosi(200.0 - x)} for x in toteumat])

    naytto, sopimus = rivit(99.0, 99.5, 101.0)
    assert naytto.in_band
    assert not sopimus.in_band, "each row is of its own years"
    huono, _ = rivit(99.0, 101.0, 101.0, 99.0)
    assert not huono.in_band, "half is not more than half"
    assert huono.cause


def test_the_counterfactual_takes_its_saving_and_costs_away():
    assert tarkistus._ero(vuosi(99.9)) == pytest.approx(-0.001)
    assert tarkistus._ero(vuosi(99.9), ilman=True) == pytest.approx(0.001)


def test_one_seed_with_another_bit_breaks_the_null():
    assert tarkistus._nolla([elama(99.0), elama(99.0)]).in_band
    assert not tarkistus._nolla([elama(99.0), elama(99.0, samat=0.0)]).in_band


def test_an_effect_larger_than_any_trial_s_is_out():
    assert tarkistus._hyvitys([elama(99.0), elama(99.2)]).in_band
    assert not tarkistus._hyvitys([elama(90.0), elama(91.0)]).in_band


def test_the_bridge_is_read_from_the_graph():
    rivi = tarkistus._silta()
    assert rivi.in_band
    assert "Tampere" in rivi.what
