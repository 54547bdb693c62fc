"""R12 Soft selection: who is pulled depends on the tariff, and nobody when it follows cost or d is 0."""

import numpy as np
import pytest

import runs
from agentit import kannustimet, valikointi
from agentit.valinnanvapaus import segmentti
from runs.tilannekuva import kopio

OTOS = 0.002
TYOTERVEYDESSA, SAIRAAT_VANHAT = (9,), (14, 20)  # 18-64, covered, healthy; from 65 and 75, 2+ diseases


@pytest.fixture(scope="module")
def avattu():
    malli = runs.build("nykytila-2017", otos=OTOS)
    malli.run_for(12)
    malli.ohjaa({"rakenne.jarjestaja": "maakunta", "valinnanvapaus.suora_valinta": True, "kapitaatio.painot": "tasa"})
    return malli


def elanyt(malli, kuukausia, **arvot):
    m = kopio(malli)
    m.ohjaa({k.replace("__", "."): v for k, v in arvot.items()})
    m.run_for(kuukausia)
    return m


def test_rule_and_register_tell_the_same_segments():
    for ika in (0, 17, 18, 64, 65, 74, 75, 99):
        for cover in (0, 1):
            for n in (0, 1, 2, 5):
                assert segmentti(ika, cover, n) == valikointi.segmentit([ika], [cover], [n])[0]
    assert valikointi.segmentit([99], [1], [9])[0] == valikointi.SEGMENTTEJA - 1


def test_off_nothing_is_worked_out(avattu):
    m = elanyt(avattu, 1)
    assert not m.segmenttikatteet.any()
    assert not m.keskustaulut()["veto"].any()


def test_tariff_decides_who_is_pulled(avattu):
    """Flat pay pulls the covered and pushes the ill (P20); need weights take most of it; pay by cost takes all."""
    katteet = {
        painot: elanyt(avattu, 1, valinta__valikointi=0.1, kapitaatio__painot=painot) for painot in ("tasa", "tarve")
    }
    tasa, tarve = (katteet[k].segmenttikatteet for k in ("tasa", "tarve"))
    assert (tasa[list(TYOTERVEYDESSA)] > 0.2).all()
    assert (tasa[list(SAIRAAT_VANHAT)] < -0.2).all()
    assert np.abs(tarve[[*TYOTERVEYDESSA, *SAIRAAT_VANHAT]]).max() < 0.5 * np.abs(tasa).max()
    m = katteet["tasa"]
    n = m.asukkaita_rivilla
    m.ohjaa({"kapitaatio.kiintea_osuus": 1.0})
    meno = kannustimet.keskuksen(m, np.arange(n))[1]
    m.sidonta.b.columns["kapitaatiopaino"][:n] = meno / meno.mean()
    assert np.abs(valikointi.katteet(m)).max() < 1e-6


def test_the_pull_is_felt(avattu):
    """Many times the card's range: private lists fill with those who leave a margin."""
    osuus = {}
    for d in (0.0, 5.0):
        m = elanyt(avattu, 12, valinta__valikointi=d)
        c = m.sidonta.b.columns
        elossa = c["elossa"] == 1
        yksityinen = np.array([k.yksityinen for k in m.keskuspaikat])[c["keskus"]]
        osuus[d] = (c["tyoterveys"][elossa & yksityinen] > 0).mean()
    assert osuus[5.0] > osuus[0.0] + 0.05
