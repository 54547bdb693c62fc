"""Events: nothing at rest, what they say when they come, and gone when they go."""

import pytest

from tests.elamat import eletty

OTOS = 0.001


def elaa(kuukausia, **muutokset):
    m = eletty(OTOS)  # has lived 2017
    m.ohjaa({f"tapahtuma.{k}": x for k, x in muutokset.items()})
    m.run_for(kuukausia)
    return m


def rivi(m, koodi):
    return float(m.sidonta.b.units["kunta"].sums[f"tarve_{koodi}"].sum())


def kapasiteetti(m):
    return sum(k.jono.kapasiteetti for k in m.keskukset)


@pytest.fixture(scope="module")
def perus():
    return elaa(1)


def test_at_rest_not_a_bit_moves(perus):
    levossa = elaa(1, epidemia=1.0, lastensuojelu=1.0, sairaala=1.0, henkilosto=0.0)
    assert levossa.results("kuukausi").equals(perus.results("kuukausi"))


@pytest.mark.parametrize(
    ("nimi", "koodi"), [("epidemia", "sote"), ("sairaala", "esh_vuode"), ("lastensuojelu", "perhe")]
)
def test_need_rises_by_the_factor_of_its_own_line_only(perus, nimi, koodi):
    m = elaa(1, **{nimi: 1.1})
    assert 1.07 < rivi(m, koodi) / rivi(perus, koodi) <= 1.1 + 1e-6  # the cap of 40 a year holds the very ill
    assert rivi(m, "kotihoito") == rivi(perus, "kotihoito")


def test_staff_leave_at_once_and_money_brings_them_back(perus):
    m = elaa(1, henkilosto=0.1)
    assert 0.89 < kapasiteetti(m) / kapasiteetti(perus) < 0.94
    m.run_for(11)
    perus_12 = elaa(12)
    assert kapasiteetti(m) / kapasiteetti(perus_12) > 0.97


def test_a_shock_ends_with_its_year():
    m = elaa(12, epidemia=1.1)
    m.ohjaa({"tapahtuma.epidemia": 1.0})
    m.run_for(1)
    assert (
        m.sidonta.b.parameters["vakio_sote"]
        == m.tarvevakiot.vakiot["sote"]
        == elaa(1).sidonta.b.parameters["vakio_sote"]
    )
