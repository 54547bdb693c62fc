"""What performance pay measures: a level by deprivation, pay by what a step adds, nothing above the ceiling."""

import numpy as np
import pytest
from scipy.special import ndtr

from agentit import mitattulaatu as ml

OSUUS, ERO = 0.81, 0.04


def test_deprived_centres_start_lower_by_the_gap_of_the_study():
    d = np.random.default_rng(1).normal(0.2, 0.05, 20_000)
    alku = ml.lahto(d, OSUUS, ERO)
    jarjestys = np.argsort(d)
    paras, huonoin = (ndtr(alku[x]).mean() for x in (jarjestys[:4000], jarjestys[-4000:]))
    assert paras - huonoin == pytest.approx(ERO, abs=0.001)
    assert ndtr(ml.lahto(d, OSUUS, 0.0)) == pytest.approx(OSUUS)
    assert ndtr(ml.lahto([0.3, 0.3], OSUUS, ERO)) == pytest.approx(OSUUS), "no spread, no gap"


def test_a_step_of_effort_shows_as_much_as_the_card_says():
    alku, h = ml.lahto([0.1, 0.1], OSUUS, ERO), 1e-5
    kulma = (ml.saavutettu(alku, h, OSUUS, 0.1) - ml.saavutettu(alku, 0.0, OSUUS, 0.1)) / h
    assert kulma == pytest.approx(0.1, rel=1e-4)


class Keskus:
    """A public centre as the module reads it."""

    def __init__(self, paikka, laatu):
        self.paikka, self.laatu = paikka, laatu


@pytest.fixture
def palkka(monkeypatch):
    monkeypatch.setattr(ml, "huono_osaisuus", lambda malli, keskukset: np.array([0.1, 0.2, 0.3]))

    def palkka(katto, laatu=0.0):
        p = {"ohjaus.mittarikatto": katto, "ohjaus.mittarilahto": OSUUS, "ohjaus.mittariero": ERO}
        malli = type("Malli", (), {"p": p | {"ohjaus.mittariherkkyys": 0.1}})()
        return ml.jaljella(malli, [Keskus(i, laatu) for i in range(3)])

    return palkka


def test_pay_asks_more_of_those_who_have_reached_less_and_stops_at_the_ceiling(palkka):
    assert palkka(0.0) == 1.0, "without a ceiling it is exactly the old pay"
    rikas, keski, koyha = palkka(0.95)
    assert rikas < keski < koyha
    assert keski == pytest.approx(1.0)
    assert (palkka(0.95, laatu=5.0) == 0.0).all()
