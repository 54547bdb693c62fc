"""Experiments of use, pay and steering: forks leave their origin alone, and each measures what its rows name."""

import numpy as np
import pytest

from kalibrointi import kohteet
from runs import kayttokuviot, kuviokoe, ohjauskuviot
from tests.elamat import eletty

OTOS = 0.0006
KOKEET = {k.nimi: k for k in (*kayttokuviot.KOKEET, *ohjauskuviot.KOKEET)}
MITTAAVAT = [k for k in KOKEET.values() if k.mittaa]
RIVIT = [k for k in kohteet.lue(kuviokoe.SARJA) if kuviokoe.koe(k.mitta) in KOKEET]


@pytest.fixture(scope="module")
def malli():
    return eletty(OTOS)


def test_a_fork_lives_on_and_its_origin_stays(malli):
    ennen = {k: v.copy() for k, v in malli.sidonta.b.columns.items()}
    toinen = kayttokuviot.haara(malli, {"haku.maksu": 0.0}, 1)
    assert (toinen.kk, malli.kk) == (13, 12)
    assert malli.p["haku.maksu"] > 0
    assert all(np.array_equal(v, malli.sidonta.b.columns[k]) for k, v in ennen.items())
    a, b = (kayttokuviot.elossa(m)["hakukerroin"].mean() for m in (malli, toinen))
    assert b > a


def test_the_last_year_of_a_measure_is_read(malli):
    oikea = [x for v, m, r, x, _ in malli.mittarit.vuosirivit if (v, m, r) == (2017, "odotus", "kaikki")]
    assert kayttokuviot.vuosiarvo(malli, "odotus") == oikea[0]


def test_the_gap_of_measured_items_is_that_of_the_study_at_equal_effort(malli):
    for k in malli.keskukset:
        k.laatu = k.ehkaisy = 0.0
    mitattu, muu = ohjauskuviot._erot(malli)
    assert mitattu == muu
    assert mitattu == pytest.approx(0.04, abs=0.02)


@pytest.mark.hidas
@pytest.mark.parametrize("koe", MITTAAVAT, ids=lambda k: k.nimi)
def test_every_experiment_measures_what_its_rows_name(koe):
    nimet = {k.mitta.partition(":")[2] for k in RIVIT if kuviokoe.koe(k.mitta) == koe.nimi}
    assert nimet
    mitatut = koe.mittaa(OTOS, 1)
    assert nimet <= set(mitatut)
    assert all(np.isfinite(x) for x in mitatut.values())
