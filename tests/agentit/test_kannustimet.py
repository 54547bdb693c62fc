"""Incentives: what one more client is worth adds up to what the actors get, and moves with the rules of pay."""

from functools import cache

import pytest

from agentit.kannustimet import kannustimet
from tests.elamat import eletty

OTOS = 0.002


@pytest.fixture(scope="module")
def nykytila():
    return eletty(OTOS)


@pytest.fixture(scope="module")
def valinnassa():
    """Choice from 2018, by weights; only looked at."""

    @cache
    def malli(painot):
        m = eletty(OTOS)
        m.ohjaa({"rakenne.jarjestaja": "maakunta", "valinnanvapaus.suora_valinta": True, "kapitaatio.painot": painot})
        m.run_for(12)
        return m

    return malli


def luvut(malli):
    return {(r.toimija, r.asiakas): r for r in kannustimet(malli)}


def test_actors_follow_the_regime(nykytila, valinnassa):
    assert {r.toimija for r in kannustimet(nykytila)} == {"keskus", "kunta"}
    assert {r.toimija for r in kannustimet(valinnassa("tasa"))} == {"keskus", "liikelaitos", "jarjestaja"}


def test_the_average_client_brings_what_centres_are_paid(valinnassa):
    m = valinnassa("tarve")
    tulot = 12.0 * sum(k.tulo for k in m.keskukset)
    assert luvut(m)["keskus", "kaikki"].tulo == pytest.approx(tulot / m.vaki(), rel=1e-3)


def test_the_average_resident_brings_about_what_the_state_pays(valinnassa):
    m = valinnassa("tasa")
    assert luvut(m)["jarjestaja", "kaikki"].tulo == pytest.approx(m.jarjestaja.rahoitus / m.vaki(), rel=0.05)


def test_a_municipality_pays_for_its_sick(nykytila):
    k = luvut(nykytila)
    assert k["kunta", "sairaat"].netto < k["kunta", "kaikki"].netto < k["kunta", "terveet"].netto < 0.0


def test_flat_pay_makes_covered_clients_profitable_and_sick_ones_not(valinnassa):
    tasa, tarve = (luvut(valinnassa(x)) for x in ("tasa", "tarve"))
    assert tasa["keskus", "tyoterveys"].netto > tasa["keskus", "kaikki"].netto > tasa["keskus", "sairaat"].netto

    def hajonta(k):
        return max(k["keskus", x].netto for x in ("tyoterveys", "sairaat")) - min(
            k["keskus", x].netto for x in ("tyoterveys", "sairaat")
        )

    assert hajonta(tarve) < 0.5 * hajonta(tasa)


def test_fixed_money_pays_nothing_for_one_more(valinnassa):
    k = luvut(valinnassa("tasa"))
    assert k["liikelaitos", "kaikki"].tulo == 0.0 == k["jarjestaja", "kaikki"].meno
    assert k["liikelaitos", "sairaat"].meno > k["liikelaitos", "terveet"].meno > 0.0
