"""Luck of the orderer's errors: what it says of the model's own unmet need, and that it is expected to be nothing."""

import numpy as np
import pytest

import runs
from agentit import arviosattuma
from agentit.satunnaisvirrat import Source


@pytest.fixture(scope="module")
def malli():
    """January 2021 of the county, its money split by package."""
    m = runs.build("uusimaa-palvelukokonaisuuksittain", otos=0.002, seed=3)
    m.run_for(49)
    return m


def test_what_is_left_untreated_is_what_residents_lack(malli):
    lk, c = malli.liikelaitos, malli.sidonta.b.columns
    elossa = c["elossa"] == 1
    asukkailta = 12.0 * malli.paino * float(c["puute_muu"][elossa].astype(float).sum())
    laskettu = arviosattuma.hoitamatta(lk, lk.jako[lk.mukana], lk.mukana, arviosattuma.kontaktit(lk))
    assert malli.jarjestaja.arviosattuma != 0.0
    assert laskettu == pytest.approx(asukkailta, rel=0.005)


@pytest.mark.sekunteja
def test_luck_is_expected_to_be_nothing_and_tells_most_of_what_errors_do(malli):
    j, lk = malli.jarjestaja, malli.liikelaitos
    tarve, raha, mukana, oma = malli.tarve_kunnittain, float(lk.jako.sum()), lk.mukana, malli.sattuma
    onnet, vajeet = [], []
    for seed in range(1, 81):
        malli.sattuma = Source(seed)
        arvio = j.arvioi([lk], tarve)[0]
        lk.jakaa(raha, j.kehystaa(raha, arvio, mukana), mukana, 0.0)
        onnet.append(arviosattuma.arvioi(lk, raha, j.muut_arviot, mukana, 0.0))
        vajeet.append(arviosattuma.hoitamatta(lk, lk.jako[mukana], mukana, arviosattuma.kontaktit(lk)) / malli.vaki())
    malli.sattuma = oma
    assert abs(np.mean(onnet)) < 4.0 * np.std(onnet, ddof=1) / len(onnet) ** 0.5
    assert np.corrcoef(onnet, vajeet)[0, 1] > 0.9
    assert np.std(np.subtract(vajeet, onnet)) < 0.4 * np.std(vajeet)


@pytest.mark.parametrize(("avain", "arvo"), [("ohjaus.virement", 1.0), ("ohjaus.tietovirhe", 0.0)])
def test_there_is_no_luck_where_errors_change_nothing(malli, avain, arvo):
    ennen = malli.p
    malli.p = {**ennen, avain: arvo}
    malli.jarjestaja.arvioi([malli.liikelaitos], malli.tarve_kunnittain)
    malli.p = ennen
    assert malli.jarjestaja.muut_arviot == []
    assert arviosattuma.arvioi(malli.liikelaitos, 1.0, [], malli.liikelaitos.mukana, 0.0) == 0.0
