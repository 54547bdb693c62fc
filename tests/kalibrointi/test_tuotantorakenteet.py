"""Production structures as rows: what ships, what is refused, and the rule some rows were made by."""

import csv
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentit import rakenne
from kalibrointi import tuotantorakenteet as tr
from kalibrointi.parametrit import lue_oletukset
from kalibrointi.viat import ViallinenSyote

with tr.TIEDOSTO.open(encoding="utf-8", newline="") as f:
    RIVIT = list(csv.DictReader(f))
OTSIKKO = ",".join(tr.SARAKKEET)


def koodit(maakunta):
    return sorted({r["kuntanumero"] for r in RIVIT if r["maakunta"] == maakunta})


def test_no_partition_has_one_name():
    assert tr.YKSI == rakenne.YKSI


def test_lever_offers_exactly_the_structures_with_rows():
    assert set(lue_oletukset()["rakenne.tuotanto"].choices) == {"yksi", *tr.rakenteet()}


@pytest.mark.parametrize("maakunta", sorted({r["maakunta"] for r in RIVIT}))
def test_every_municipality_is_in_one_area_of_every_structure(maakunta):
    kunnat = koodit(maakunta)
    for avain, taulu in tr.lue(maakunta, kunnat).items():
        rivit = [r for r in RIVIT if r["rakenne"] == avain and r["maakunta"] == maakunta]
        assert sorted(r["kuntanumero"] for r in rivit) == kunnat
        assert len(taulu.tuotantoalue) == len(taulu.jarjestysalue) == len(taulu.paketit) == len(kunnat)


def test_uusimaa_has_25_organisations_and_keski_suomi_its_areas():
    assert len(set(tr.lue("uusimaa", koodit("uusimaa"))["uusimaa-25"].tuotantoalue)) == 25
    alueet = tr.lue("keski-suomi", koodit("keski-suomi"))["keski-suomi-sote-alueet"].tuotantoalue
    assert {"JYTE", "Saarikka", "Seututerveyskeskus", "Wiitaunioni"} < set(alueet)


@pytest.mark.parametrize(
    ("rivit", "viesti"),
    [
        ("a,x,001,J,T,all,l,oletus\n", "leaves out 002"),
        ("a,x,001,J,T,all,l,oletus\na,x,001,J,T,all,l,oletus\na,x,002,J,T,all,l,oletus\n", "given twice"),
        ("a,x,001,J,T,all,l,oletus\na,x,003,J,T,all,l,oletus\n", "no municipality '003'"),
        ("a,x,001,J,T,esk,l,oletus\na,x,002,J,T,all,l,oletus\n", "no package 'esk'"),
        ("a,x,001,J,T,all,l,varma\na,x,002,J,T,all,l,oletus\n", "status 'varma'"),
        ("a,x,001,J,,all,l,oletus\na,x,002,J,T,all,l,oletus\n", "are needed"),
        ("a,x,001,J,Kakola,all,l,oletus\na,x,002,J,Kakola,all,l,oletus\n", "must be Kakola alone"),
    ],
)
def test_faults_are_told(rivit, viesti, tmp_path):
    tiedosto = tmp_path / "rakenteet.csv"
    tiedosto.write_text(f"{OTSIKKO}\n{rivit}")
    with pytest.raises(ViallinenSyote, match=viesti):
        tr.lue("x", ("001", "002"), ("Kakola", "Toola"), tiedosto)


def test_missing_column_is_told(tmp_path):
    tiedosto = tmp_path / "rakenteet.csv"
    tiedosto.write_text("rakenne,maakunta\n")
    with pytest.raises(ViallinenSyote, match="lacks the column"):
        tr.lue("x", ("001",), (), tiedosto)


@given(
    st.lists(st.tuples(st.integers(500, 90_000), st.sampled_from("abc"), st.integers(0, 99)), min_size=1, max_size=25),
    st.sampled_from([20_000, 70_000]),
)
def test_rule_covers_everybody_once_and_leaves_no_area_too_small(kunnat, raja):
    vaki, seutu = [k[0] for k in kunnat], [k[1] for k in kunnat]
    alueet = tr.vahintaan(vaki, seutu, [(float(x), 0.0) for *_, x in kunnat], raja)
    assert sorted(i for a in alueet for i in a) == list(range(len(kunnat)))
    assert len(alueet) == 1 or all(sum(vaki[i] for i in a) >= raja for a in alueet)


def test_rule_joins_the_nearest_of_the_sub_region():
    paikat = [(0.0, 0.0), (1.0, 0.0), (9.0, 0.0)]
    assert tr.vahintaan([5e3, 3e4, 3e4], "aba", paikat, 2e4) == [[0, 2], [1]]
    assert tr.vahintaan([5e3, 3e4, 3e4], "abb", paikat, 2e4) == [[0, 1], [2]]
    assert math.isclose(len(tr.vahintaan([5e3, 3e4, 3e4], "aba", paikat, 1e3)), 3)
