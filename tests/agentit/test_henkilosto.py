"""Staff moving between employers: nothing is created, pay and distance steer it, vacancies fill."""

import numpy as np
import pytest

import runs
from agentit.henkilosto import Siirtoehdot, nettokasvu, siirtymat
from runs.tilannekuva import kopio

YKSITYINEN = np.array([True, True, False, False, False])
HENKILOSTO = np.array([100.0, 50.0, 400.0, 300.0, 800.0])
KM = np.abs(np.arange(5.0)[:, None] - np.arange(5.0)) * 10.0
EHDOT = Siirtoehdot(liikkuvuus=0.5, palkkaveto=0.0, tyomatka_km=20.0)


def test_a_sector_counts_its_net_growth_only():
    kasvu = np.array([30.0, -10.0, -5.0, 5.0, -20.0])
    netto = nettokasvu(kasvu, YKSITYINEN)
    assert netto[:2].tolist() == [20.0, 0.0]
    assert netto[2:].tolist() == pytest.approx([-4.0, 0.0, -16.0])
    assert not nettokasvu(np.zeros(5), YKSITYINEN).any()


def test_what_one_side_recruits_the_other_is_taken():
    kasvu = np.array([20.0, 0.0, 0.0, 0.0, 0.0])
    otettu = siirtymat(kasvu, HENKILOSTO, KM, YKSITYINEN, EHDOT)
    w = HENKILOSTO * np.exp(-KM[0] / 20.0)
    assert not otettu[:2].any(), "a move inside the sector is nobody's loss"
    assert otettu.sum() == pytest.approx(0.5 * 20.0 * w[2:].sum() / w.sum())
    assert otettu[2] / otettu[3] == pytest.approx(4 / 3 * np.exp(0.5)), "staff and distance"
    takaisin = siirtymat(-kasvu, HENKILOSTO, KM, YKSITYINEN, EHDOT)
    assert takaisin == pytest.approx(-otettu), "a centre that closes offers what it took"
    lisa = siirtymat(kasvu, HENKILOSTO, KM, YKSITYINEN, Siirtoehdot(0.5, 0.5, 20.0)).sum()
    assert otettu.sum() < lisa < 10.0, "better pay takes more of them from the other side, never more than the share"
    assert not siirtymat(kasvu, HENKILOSTO, KM, YKSITYINEN, Siirtoehdot(0.0, 0.5, 20.0)).any()


@pytest.fixture(scope="module")
def avattu():
    malli = runs.build("nykytila-2017", otos=0.002)
    malli.run_for(12)
    malli.ohjaa({"rakenne.jarjestaja": "maakunta", "valinnanvapaus.suora_valinta": True, "markkina.taso": 0.07})
    return malli


def elanyt(malli, kuukausia, **arvot):
    m = kopio(malli)
    m.ohjaa({k.replace("__", "."): v for k, v in arvot.items()})
    m.run_for(kuukausia)
    return m


def test_public_centres_lose_staff_when_private_ones_open_and_get_it_back(avattu):
    ilman, kanssa = elanyt(avattu, 1), elanyt(avattu, 1, henkilosto__liikkuvuus=1.0)
    kapasiteetti = [{k.paikka: k.jono.kapasiteetti for k in m.keskukset if not k.yksityinen} for m in (ilman, kanssa)]
    menetetty = sum(kapasiteetti[0].values()) - sum(kapasiteetti[1].values())
    vajaus = sum(k.vajaus for k in kanssa.keskukset) / 0.5 ** (1 / 12)  # a month of filling is behind
    assert menetetty == pytest.approx(vajaus)
    assert 0 < menetetty <= kanssa.henkilosto_siirtynyt
    ennen = sum(k.vajaus for k in kanssa.keskukset)
    kanssa.ohjaa({"henkilosto.liikkuvuus": 0.0})
    kanssa.run_for(12)
    assert sum(k.vajaus for k in kanssa.keskukset) == pytest.approx(ennen / 2)


def test_cards_do_nothing_when_nobody_moves(avattu):
    a, b = (elanyt(avattu, 12, **x) for x in ({}, {"henkilosto__palkkajousto": 8.0, "henkilosto__tyomatka_km": 5.0}))
    assert a.results().equals(b.results())


def test_better_pay_makes_private_care_dearer(avattu):
    kalliimpi = elanyt(avattu, 1, henkilosto__palkkaero=0.1)
    parit = zip(elanyt(avattu, 1).keskukset, kalliimpi.keskukset, strict=True)
    assert all((y.meno > x.meno) == x.yksityinen for x, y in parit)
