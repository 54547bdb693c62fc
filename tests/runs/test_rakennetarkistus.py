"""Checks of production structures: rows that can fail, the path of the merger, what the scenarios say."""

import pytest

from agentit import rakenne
from kalibrointi.viat import ViallinenSyote
from runs import rakennetarkistus as rt
from runs import skenaariot


def test_books_of_a_structure_add_up():
    rivi = rt._kirjarivi(0, "viisi-aluetta-2014", [[rt._kirjattu("viisi-aluetta-2014", 0.002, 1)]])
    assert rivi.in_band, rivi.cause


def test_a_cell_without_a_producer_and_a_crash_are_out(monkeypatch):
    assert not rt._kirjarivi(0, "x", [[(0.0, 1, "")]]).in_band
    assert not rt._kirjarivi(0, "x", [[(0.5, 0, "")]]).in_band
    monkeypatch.setattr(rakenne, "_perusta_tuottajat", lambda malli: 1 / 0)
    rivi = rt._kirjarivi(0, "x", [[rt._kirjattu("paras-2007", 0.002, 1)]])
    assert not rivi.in_band
    assert "ZeroDivisionError" in rivi.cause


def test_brake_is_the_only_difference_of_the_county_without_it():
    jarru, ilman = (skenaariot.lue(f"uusimaa-liikelaitos-{x}") for x in ("2021", "ilman-jarrua"))
    a, b = jarru.ohjelma().at(60), ilman.ohjelma().at(60)
    assert {k: (a[k], b[k]) for k in a if a[k] != b[k]} == {"valtio.jarrutus": (1.0, 0.0)}


@pytest.mark.parametrize("nimi", rt.RAKENTEET)
def test_structures_have_their_limits_in_words(nimi):
    skenaario = skenaariot.lue(nimi)
    assert skenaario.notes[-1].en.strip()
    assert skenaario.ohjelma().at(60)["rakenne.tuotanto"] != "yksi" or nimi.endswith(("yhdistyminen", "linen", "817k"))


def test_structure_of_another_region_or_with_many_organisers_is_refused():
    with pytest.raises(ViallinenSyote, match="no rows for 'keski-suomi-sote-alueet' in uusimaa"):
        skenaariot.lue("nykytila-2017", ["rakenne.tuotanto=keski-suomi-sote-alueet"])
    with pytest.raises(ViallinenSyote, match="several organisers"):
        skenaariot.lue("uusimaa-liikelaitos-2021", ["rakenne.tuotanto=paras-2007"])
