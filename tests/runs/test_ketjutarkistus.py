"""The checks of care chains: bridges and nulls hold, bands are those of the patterns, rows say why they are out."""

import numpy as np
import pytest

from runs import ketjutarkistus as kt


@pytest.mark.hidas
def test_bridges_and_nulls_hold():
    rivit = [*kt._siltarivit(), *kt._nollarivit()]
    assert [r.id for r in rivit] == ["silta-poistuu", "nollavipu", "tehoton-vipu"]
    assert all(r.in_band for r in rivit), rivit


def test_a_row_is_out_of_its_band_with_a_cause_and_the_bands_are_the_patterns():
    luvut = {nimi: np.mean([ala, min(yla, 1e6)]) for _, _, nimi, ala, yla, _, _ in kt.BANDIT}
    assert all(r.in_band for r in kt._lukurivit([kt.Siemen(luvut)]))
    luvut |= {"sydan_hf": 0.85, "kuolleisuus": 0.07}
    ulkona = {r.id: r for r in kt._lukurivit([kt.Siemen(luvut)]) if not r.in_band}
    assert set(ulkona) == {"sydanketju-P40", "sydan-kuolleisuus"}
    assert ulkona["sydan-kuolleisuus"].cause
    bandit = {tunnus: (ala, yla) for tunnus, _, _, ala, yla, _, _ in kt.BANDIT}
    assert bandit["sydanketju-P40"] == (0.6, 0.8)
    assert bandit["sydanketju-P40-kaikki"] == (0.8, 0.95)
    assert bandit["yleinen-koordinaatio"] == (0.97, 1.03)


def test_where_patients_are_lost_is_told_by_step():
    havio = {
        "ketju_havio k:a": 0.25, "ketju_kadonneet k:a": 100.0, "ketju_kadonneet k": 100.0,
        "ketju_kadonneet k:viidennes_1": 30.0, "ketju_kadonneet k:viidennes_5": 15.0,
    }  # fmt: skip
    (rivi,) = kt._haviorivit([kt.Siemen(havio=havio)])
    assert (rivi.id, rivi.model) == ("missa-k", "a 25 % (100/y); lowest/highest fifth 2.00")
