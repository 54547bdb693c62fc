"""Checks of layers and languages: rows with ids of their own, in or out by their band."""

import pytest

from kalibrointi.parametrit import lue_oletukset
from runs import kerrostarkistus


def test_a_row_is_in_only_inside_its_band():
    assert kerrostarkistus._tee("kerros-x", "koe", 0.01, 0.001, 0.0, 0.02).in_band
    for arvo in (-0.001, 0.021, float("nan")):
        rivi = kerrostarkistus._tee("kerros-x", "koe", arvo, 0.001, 0.0, 0.02)
        assert not rivi.in_band
        assert rivi.cause


def test_cards_at_the_end_of_their_range_are_all_cards_of_the_layers():
    puu = lue_oletukset()
    kortit = {k for k, p in puu.items() if k.startswith("kerros.") and p.kind == "uncertainty"}
    assert set(kerrostarkistus.AARIARVOT) == kortit
    for avain, arvo in kerrostarkistus.AARIARVOT.items():
        ala, yla = puu[avain].range
        assert all(x in (ala, yla) for x in (arvo if isinstance(arvo, list) else [arvo])), avain


@pytest.mark.hidas
def test_every_row_is_in_and_named_once():
    rivit = kerrostarkistus.tarkista(otos=0.002, seeds=2)
    assert [r.id for r in rivit if not r.in_band] == []
    assert len({r.id for r in rivit}) == len(rivit) > 20
