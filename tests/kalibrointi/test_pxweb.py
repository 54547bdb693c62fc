"""PxWeb's tables: roles of variables, json-stat2, parts of a large query."""

import math
import time

import pytest

from kalibrointi import pxweb
from kalibrointi.lataus import Hakija, Latausvirhe, Muotovirhe
from kalibrointi.viat import ViallinenSyote
from tests.kalibrointi import palvelin as p
from tests.kalibrointi.test_lataus import oma_muisti  # noqa: F401


@pytest.fixture
def palvelin():
    with p.palvelimella(p.pxweb()) as kone:
        yield kone


def hakija(palvelin):
    return Hakija("Statistics Finland", palvelin.osoite + p.PXWEB)


def odotettu(*koodit):
    return p.solu(koodit)


def test_folders_and_variables(palvelin):
    assert [kohta.tunnus for kohta in pxweb.listaa(hakija(palvelin))] == ["StatFin"]
    assert [(k.tunnus, k.taulu) for k in pxweb.listaa(hakija(palvelin), "StatFin/")] == [
        ("vaerak", False),
        ("11ra.px", True),
    ]
    tieto = pxweb.taulu(hakija(palvelin), p.TAULU)
    assert [m.rooli for m in tieto.muuttujat] == ["alue", "mittari", "vuosi", "sukupuoli"]
    with pytest.raises(ViallinenSyote, match="is a folder, not a table"):
        pxweb.taulu(hakija(palvelin), "StatFin")
    with pytest.raises(ViallinenSyote, match="no such table or folder"):
        pxweb.listaa(hakija(palvelin), "StatFn")


def test_cells_are_read_row_by_row(palvelin):
    aineisto = pxweb.hae(hakija(palvelin), p.TAULU, [2016, 2017], ["018", "091"])
    rivit = aineisto.rivit
    assert list(rivit.columns) == ["alue", "alue_nimi", "vuosi", "mittari", "arvo", "yksikko"]
    arvot = rivit.set_index(["alue", "vuosi", "mittari"])["arvo"].to_dict()
    assert arvot == {
        (alue, vuosi, mittari): odotettu(f"KU{alue}", mittari, str(vuosi))
        for alue in ("018", "091")
        for vuosi in (2016, 2017)
        for mittari in ("M411", "M404")
    }
    assert dict(zip(rivit["mittari"], rivit["yksikko"], strict=True)) == {"M411": "henkilöä", "M404": ""}
    assert aineisto.mittarit["M404"] == "Ruotsinkielisten osuus väestöstä, %"
    assert aineisto.lahde.paivitetty == "2019-05-21T06:00:00Z"
    kysely = palvelin.pyynnot[-1][3]["query"]
    assert [k["code"] for k in kysely] == ["Alue 2018", "Tiedot", "Vuosi"]  # sex can be left out and is


def test_a_missing_cell_is_absent(palvelin):
    aineisto = pxweb.hae(hakija(palvelin), p.TAULU, [2017], ["049"])
    assert list(aineisto.rivit["mittari"]) == ["M411"]
    assert aineisto.huomautukset == ("no value, and so absent: 1 of 2 cells",)
    with pytest.raises(Latausvirhe, match="has no values here"):
        pxweb.hae(hakija(palvelin), p.TAULU, [2017], ["049"], {"Tiedot": ["M404"]})


def test_choices_by_code_or_by_name(palvelin):
    valinnat = {"alue": ["Helsinki", "SSS"], "tiedot": ["Väkiluku"], "Sukupuoli": ["*"]}
    rivit = pxweb.hae(hakija(palvelin), p.TAULU, valinnat=valinnat).rivit
    assert set(rivit["alue"]) == {"091", "SSS"}
    assert set(rivit["sukupuoli"]) == {"S", "1", "2"}
    assert set(rivit["vuosi"]) == {2017}  # the last


@pytest.mark.parametrize(
    ("kysymys", "sanat"),
    [
        ({"vuodet": [1999]}, "has years 2016-2017"),
        ({"koodit": ["999"]}, "none of the regions asked for"),
        ({"valinnat": {"Ikä": ["1"]}}, "has no variable 'Ikä'"),
        ({"valinnat": {"Tiedot": ["M412"]}}, "Did you mean 'M41"),
    ],
)
def test_a_wrong_question(palvelin, kysymys, sanat):
    with pytest.raises(ViallinenSyote, match=sanat):
        pxweb.hae(hakija(palvelin), p.TAULU, **kysymys)


def test_the_long_name_of_before_june_2026(palvelin):
    tieto = pxweb.taulu(hakija(palvelin), "StatFin/vaerak/statfin_vaerak_pxt_11ra.px")
    assert tieto.polku == "StatFin/vaerak/11ra.px"
    with pytest.raises(ViallinenSyote, match="no such table"):
        pxweb.taulu(hakija(palvelin), "StatFin/vaerak/statfin_vaerak_pxt_99zz.px")


def test_the_codes_of_after_june_2026(palvelin, monkeypatch):
    uudet = [
        {"code": "alue", "text": "Alue", "values": ["KU091"], "valueTexts": ["Helsinki"]},
        {"code": "contents", "text": "Tiedot", "values": ["vaerak_M411"], "valueTexts": ["Väkiluku"]},
        {"code": "aika_x", "text": "Vuosi", "values": ["2017M01", "2017M02"], "valueTexts": ["2017M01", "2017M02"]},
    ]
    monkeypatch.setattr(p, "MUUTTUJAT", uudet)
    rivit = pxweb.hae(hakija(palvelin), p.TAULU, [2017], ["091"], {"Tiedot": ["M411"]}).rivit
    assert list(rivit["mittari"]) == ["vaerak_M411"] * 2
    assert list(rivit["aika"]) == ["2017M01", "2017M02"]


POSTI = [
    {"code": "Postinumeroalue", "text": "Postinumeroalue", "values": ["SSS", "00100", "02100"],
     "valueTexts": ["KOKO MAA", "00100 Helsinki keskusta (Helsinki)", "02100 Tapiola (Espoo)"]},
    {"code": "Tiedot", "text": "Tiedot", "values": ["he_vakiy"], "valueTexts": ["Asukkaat yhteensä (HE)"]},
]  # fmt: skip


def test_postal_areas_and_no_year(palvelin, monkeypatch):
    monkeypatch.setattr(p, "MUUTTUJAT", POSTI)
    rivit = pxweb.hae(hakija(palvelin), p.TAULU, koodit=["091", "00100"]).rivit
    assert list(rivit["alue"]) == ["00100"]
    assert rivit["vuosi"].isna().all()
    with pytest.raises(ViallinenSyote, match="no variable of time"):
        pxweb.hae(hakija(palvelin), p.TAULU, [2017])


def test_two_variables_of_region(palvelin, monkeypatch):
    kaksi = [POSTI[0], {**POSTI[0], "code": "Alue", "text": "Alue, johon muutetaan"}, POSTI[1]]
    monkeypatch.setattr(p, "MUUTTUJAT", kaksi)
    rivit = pxweb.hae(hakija(palvelin), p.TAULU, koodit=["00100"]).rivit
    assert list(rivit["Alue"]) == ["00100", "02100", "SSS"]


def test_a_large_query_goes_in_parts_that_fit(monkeypatch):
    monkeypatch.setattr(pxweb, "VARMA_KOKO", 10)
    monkeypatch.setattr(pxweb, "PIENIN_RAJA", 4)
    monkeypatch.setattr(time, "sleep", lambda s: None)
    with p.palvelimella(p.pxweb(raja=6)) as palvelin:
        rivit = pxweb.hae(hakija(palvelin), p.TAULU, [2016, 2017]).rivit
    koot = [math.prod(len(k["selection"]["values"]) for k in q[3]["query"]) for q in palvelin.pyynnot if q[3]]
    assert sum(koot) == 20
    assert max(koot) <= 6
    assert ["config"] in [list(q[2]) for q in palvelin.pyynnot]
    assert len(rivit) == 18
    arvot = rivit.set_index(["alue", "vuosi", "mittari"])["arvo"]
    assert arvot["SSS", 2016, "M404"] == odotettu("SSS", "M404", "2016")
    assert arvot["MK01", 2017, "M411"] == odotettu("MK01", "M411", "2017")


def test_a_limit_that_is_not_told_is_found(monkeypatch):
    monkeypatch.setattr(pxweb, "PIENIN_RAJA", 4)
    with p.palvelimella(p.pxweb(raja=6)) as palvelin:
        assert len(pxweb.hae(hakija(palvelin), p.TAULU, [2016, 2017]).rivit) == 18
    with p.palvelimella(p.pxweb(raja=1)) as palvelin, pytest.raises(Latausvirhe, match="refuses to answer"):
        pxweb.hae(hakija(palvelin), p.TAULU, [2016, 2017])


def test_too_many_parts(monkeypatch):
    monkeypatch.setattr(pxweb, "VARMA_KOKO", 10)
    monkeypatch.setattr(pxweb, "PIENIN_RAJA", 1)
    monkeypatch.setattr(pxweb, "OSIA_ENINTAAN", 3)
    with p.palvelimella(p.pxweb(raja=1)) as palvelin, pytest.raises(ViallinenSyote, match="over 3 queries"):
        pxweb.hae(hakija(palvelin), p.TAULU, [2016, 2017])


def test_parts_hold_every_cell_once():
    valittu = {"a": list("abcdefg"), "b": list("xyz"), "c": ["1", "2"]}
    osat = list(pxweb.jaa(valittu, 5))
    solut = [(a, b, c) for osa in osat for a in osa["a"] for b in osa["b"] for c in osa["c"]]
    assert len(solut) == len(set(solut)) == 42
    assert max(math.prod(map(len, osa.values())) for osa in osat) <= 5


def jsonstat(**muutokset):
    pohja = {
        "id": ["x", "y"],
        "size": [2, 2],
        "dimension": {
            "x": {"category": {"index": {"b": 1, "a": 0}, "label": {"a": "A", "b": "B"}}},
            "y": {"category": {"index": ["1", "2"]}},
        },
        "value": [1, 2.5, None, 4],
    }
    return {**pohja, **muutokset}


def test_json_stat():
    solut = pxweb.pura(jsonstat())
    assert solut.ulottuvuudet == {"x": ["a", "b"], "y": ["1", "2"]}
    assert solut.nimet == {"x": {"a": "A", "b": "B"}, "y": {"1": "1", "2": "2"}}
    assert solut.arvot == [1, 2.5, None, 4]
    assert pxweb.pura(jsonstat(value={"1": 7})).arvot == [None, 7, None, None]
    assert pxweb.pura(jsonstat(value=["1", "..", ".", "-2.5"])).arvot == [1, None, None, -2.5]


@pytest.mark.parametrize(
    "muutos",
    [
        {"value": [1, 2, 3]},
        {"value": {"9": 1}},
        {"value": None},
        {"value": [1, 2, 3, True]},
        {"value": [1, 2, 3, float("nan")]},
        {"size": [2, 3]},
        {"id": ["x"]},
        {"id": ["x", "z"]},
        {"dimension": {}},
    ],
)
def test_what_is_no_json_stat(muutos):
    with pytest.raises(Muotovirhe):
        pxweb.pura(jsonstat(**muutos))


def test_an_answer_to_another_question(palvelin):
    tieto = pxweb.taulu(hakija(palvelin), p.TAULU)
    palvelin.vikoja = [p.json_vastaus(jsonstat())]
    with pytest.raises(Latausvirhe, match="is not what was asked for"):
        pxweb.hae(hakija(palvelin), tieto.polku, [2017], ["091"])
