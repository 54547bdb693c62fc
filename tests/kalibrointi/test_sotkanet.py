"""Sotkanet's answers as tidy tables."""

import pytest

from kalibrointi import sotkanet
from kalibrointi.lataus import Hakija, Latausvirhe
from kalibrointi.viat import ViallinenSyote
from tests.kalibrointi import palvelin as p
from tests.kalibrointi.test_lataus import oma_muisti  # noqa: F401


@pytest.fixture
def palvelin():
    with p.palvelimella(p.sotkanet()) as kone:
        yield kone


@pytest.fixture
def hakija(palvelin):
    return Hakija("Sotkanet", palvelin.osoite + p.SOTKANET)


def test_years_regions_and_sexes(hakija, palvelin):
    aineisto = sotkanet.hae(hakija, 127, [2017, 2016], ["049", "091"], sukupuolet=["total", "male"])
    rivit = aineisto.rivit
    assert list(rivit.columns) == ["alue", "alue_nimi", "vuosi", "sukupuoli", "mittari", "arvo", "yksikko"]
    assert len(rivit) == 6  # Espoo 2016 is absent
    taulu = rivit.set_index(["alue", "vuosi", "sukupuoli"])["arvo"]
    assert taulu["049", 2017, "total"] == 279044  # joined by the id of the municipality, not of another kind of region
    assert taulu["091", 2016, "total"] == 643262
    assert taulu["091", 2017, "male"] == 321636
    assert set(rivit["yksikko"]) == {"Lukumäärä"}
    assert aineisto.huomautukset == ("no value, and so absent: 2 of 8 cells",)
    kysely = palvelin.pyynnot[-1][2]
    assert kysely == {"indicator": ["127"], "years": ["2016", "2017"], "genders": ["total", "male"]}


def test_where_it_came_from(hakija, palvelin):
    lahde = sotkanet.hae(hakija, 127, [2017]).lahde
    assert (lahde.otsikko, lahde.tuottaja, lahde.lisenssi) == ("Väestö 31.12.", "Tilastokeskus", "CC BY 4.0")
    assert lahde.paivitetty == "2026-04-01"
    assert [v.kysely.removeprefix(f"GET {palvelin.osoite}{p.SOTKANET}/") for v in lahde.vastaukset] == [
        "indicators/127",
        "regions",
        "json?indicator=127&years=2017&genders=total",
    ]
    assert all(len(v.sha256) == 64 for v in lahde.vastaukset)


def test_the_last_year_and_all_municipalities_unless_said(hakija):
    rivit = sotkanet.hae(hakija, 127).rivit
    assert set(rivit["vuosi"]) == {2019}
    assert list(rivit["alue"]) == ["018", "049", "091"]


def test_a_municipality_that_is_no_more_is_told(hakija):
    aineisto = sotkanet.hae(hakija, 127, [2017], ["091", "444"])
    assert list(aineisto.rivit["alue"]) == ["091"]
    assert aineisto.huomautukset == ("Sotkanet has no region of code 444",)


def test_another_kind_of_region(hakija):
    rivit = sotkanet.hae(hakija, 127, [2017], luokka="MAAKUNTA").rivit
    assert list(rivit["alue_nimi"]) == ["Uusimaa"]


def test_no_such_indicator(hakija):
    with pytest.raises(ViallinenSyote, match="9999: no such indicator"):
        sotkanet.hae(hakija, 9999)


def test_a_dead_indicator_has_no_values(hakija, palvelin):
    with pytest.raises(Latausvirhe, match="3216 \\(Kuollut\\) has no values here: 3 regions of KUNTA, years 2017"):
        sotkanet.hae(hakija, 3216, [2017])
    kyselyja = len(palvelin.pyynnot)
    with pytest.raises(Latausvirhe):
        sotkanet.hae(hakija, 3216, [2017])
    assert len(palvelin.pyynnot) == kyselyja + 1  # an empty answer is not kept: there may be figures tomorrow


def test_an_indicator_without_years_or_words(hakija, palvelin):
    palvelin.reitit[f"{p.SOTKANET}/indicators/127"] = lambda *_: p.json_vastaus({**p.indikaattori(), "range": None})
    with pytest.raises(Latausvirhe, match=r"127 .* has no years"):
        sotkanet.hae(hakija, 127)
    palvelin.reitit[f"{p.SOTKANET}/indicators/127"] = lambda *_: (200, {}, b"")
    with pytest.raises(ViallinenSyote, match="no such indicator"):
        sotkanet.hae(hakija, 127)


@pytest.mark.parametrize(
    ("kysymys", "sanat"),
    [
        ({"vuodet": [2030]}, "has years 2015-2019"),
        ({"koodit": ["999"]}, "no KUNTA of code 999"),
        ({"luokka": "MAKUNTA"}, "Did you mean 'MAAKUNTA'"),
        ({"sukupuolet": ["men"]}, "allowed: total, male, female"),
    ],
)
def test_a_wrong_question(hakija, kysymys, sanat):
    with pytest.raises(ViallinenSyote, match=sanat):
        sotkanet.hae(hakija, 127, **kysymys)


def test_a_sex_that_the_indicator_has_not(hakija):
    with pytest.raises(ViallinenSyote, match="not told by male; it has total"):
        sotkanet.hae(hakija, 3216, sukupuolet=["male"])


@pytest.mark.parametrize(
    ("vastaus", "sanat"),
    [
        ({"data": []}, "'the answer' is a dict"),
        ([{"indicator": 127, "region": 3, "year": 2017, "gender": "total"}], "'value' is missing"),
        ([{"indicator": 127, "region": 3, "year": 2017, "gender": "total", "value": "4990"}], "'value' is '4990'"),
        ([{"indicator": 127, "region": 3, "year": "2017", "gender": "total", "value": 1}], "'year' is a str"),
        ([{"indicator": 127, "region": 777, "year": 2017, "gender": "total", "value": 1}], "a row of region 777"),
        ([{"indicator": 5, "region": 3, "year": 2017, "gender": "total", "value": 1}], "indicator 5"),
        ([{"indicator": 127, "region": 3, "year": 2017, "gender": "total", "value": 1}] * 2, "comes twice"),
    ],
)
def test_changed_shapes(hakija, palvelin, vastaus, sanat):
    palvelin.reitit[f"{p.SOTKANET}/json"] = lambda *_: p.json_vastaus(vastaus)
    with pytest.raises(Latausvirhe, match="changed the shape") as virhe:
        sotkanet.hae(hakija, 127, [2017])
    assert sanat in str(virhe.value)


def test_a_changed_description(hakija, palvelin):
    for kentta in ("title", "range", "organization", "id"):
        tieto = p.indikaattori()
        del tieto[kentta]
        palvelin.reitit[f"{p.SOTKANET}/indicators/127"] = lambda *_, tieto=tieto: p.json_vastaus(tieto)
        with pytest.raises(Latausvirhe, match="changed the shape"):
            sotkanet.hae(hakija, 127, [2017])


def test_a_null_is_a_missing_value(hakija, palvelin):
    rivi = {"indicator": 127, "region": 3, "year": 2017, "gender": "total", "value": 7.5}
    palvelin.reitit[f"{p.SOTKANET}/json"] = lambda *_: p.json_vastaus([rivi, {**rivi, "region": 14, "value": None}])
    assert list(sotkanet.hae(hakija, 127, [2017]).rivit["arvo"]) == [7.5]


def test_indicators_by_a_word_of_any_language(hakija):
    assert [tunnus for tunnus, _ in sotkanet.etsi(hakija, "ruotsinKIELI")] == [2433]
    assert [tunnus for tunnus, _ in sotkanet.etsi(hakija, "befolkning")] == [127, 3216, 2433]
