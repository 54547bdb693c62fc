"""Asking residents: the model is left as it was, answers are the rule's, and values follow from staying."""

import numpy as np
import pytest

from runs import kokeilukuviot, skenaariot, valintakuviot, valintakysely
from runs.ajo import rakenna_malli
from runs.lakikoe import erot, tila
from runs.tilannekuva import kopio


@pytest.fixture(scope="module")
def malli():
    malli = rakenna_malli(skenaariot.lue("nykytila-2017"), 0.005, 1)
    malli.run_for(2)
    return malli


def test_a_question_changes_nothing(malli):
    ennen, taulut, kk = tila(malli), dict(malli.sidonta.b.tables), malli.sidonta.b.month
    parametrit = dict(malli.sidonta.b.parameters)
    valintakysely.kysy(malli, laatu={3: 1.0}, lahemmas_km={5: 2.0})
    valintakysely.listat_asettuvat(malli, laatu={3: 1.0})
    assert erot(ennen, tila(malli)) == []
    assert malli.sidonta.b.tables.keys() == taulut.keys()
    assert all(malli.sidonta.b.tables[k] is taulut[k] for k in taulut)
    assert (malli.sidonta.b.parameters, malli.sidonta.b.month) == (parametrit, kk)


def test_quality_and_nearness_draw_and_few_consider_when_few_are_asked(malli):
    n, c = malli.asukkaita_rivilla, malli.sidonta.b.columns
    joukko = [k.paikka for k in malli.keskukset][::5]
    osuus = lambda **x: np.isin(valintakysely.kysy(malli, **x)[:n], joukko).mean()  # noqa: E731
    perus = osuus()
    assert perus < osuus(laatu=dict.fromkeys(joukko, 1.0)) < osuus(lahemmas_km=dict.fromkeys(joukko, 3.0))
    vaihtaa = [(valintakysely.kysy(malli, harkitsee=h)[:n] != c["keskus"][:n]).mean() for h in (1e-9, 0.1, 1e6)]
    assert vaihtaa[0] == 0 < vaihtaa[1] < 0.3 * vaihtaa[2]


def test_worth_of_choice_is_minus_log_of_staying(malli):
    """By Jensen above -ln of the mean, and near it when people are alike."""
    n = malli.asukkaita_rivilla
    pysyy = np.mean([(valintakysely.kysy(malli, i) == malli.sidonta.b.columns["keskus"])[:n].mean() for i in range(10)])
    arvo = valintakysely.valinnan_arvo(malli, 40)[:n].mean()
    assert -np.log(pysyy) < arvo < 3 * -np.log(pysyy)


@pytest.mark.parametrize(("kanava", "attribuutti"), [("laatu", "laatu"), ("aktiivisuus", "aktiivisuus")])
def test_treated_centres_hand_on_what_the_experiment_says(malli, kanava, attribuutti):
    toinen = kopio(malli)
    toinen.toista({kanava: valintakuviot._polku(toinen, kanava, [3, 7])})
    ennen = np.array([k.laatu for k in malli.keskukset]) if kanava == "laatu" else np.ones(len(malli.keskukset))
    toinen.run_for(3)  # effort is of the quarter
    nyt = toinen.sidonta.b.units["keskus"].attributes[attribuutti][: len(ennen)]
    ero = nyt[[3, 7]] - ennen[[3, 7]]
    np.testing.assert_allclose(ero, -1.0 if kanava == "laatu" else 0.2, atol=1e-6)
    muut = np.delete(np.arange(len(ennen)), [3, 7])
    np.testing.assert_allclose(nyt[muut], ennen[muut], atol=1e-6)


def test_equal_waits_are_known_to_all_and_kept_by_the_budget():
    malli = rakenna_malli(skenaariot.lue("kokeilu-tampere"), 0.01, 1)
    kokeilukuviot.tasaa_jonot(malli)
    malli.run_for(3)
    odotukset = np.array([k.jono.tuttu for k in malli.keskukset])
    assert 3 < np.median(odotukset) < 9 < 20 < malli.viiteodotus  # 5 is aimed at; without, the trial's 27
