"""Why two worlds differ: shares of games with known values, parts that add up, the same answer in any processes."""

import itertools
import math
import random
from dataclasses import replace

import pytest

from kalibrointi.viat import ViallinenSyote
from runs import miksi, miksiteksti, skenaariot
from runs.miksi import ERO, LOHKOT, LOPUT, Kysymys
from runs.naytto import jsoniksi
from tests.runs.kanavakoe import rakenna
from visualisointi import sanat

NIMET = ("a", "b", "c", "d")


def joukot(nimet):
    return [frozenset(s) for n in range(len(nimet) + 1) for s in itertools.combinations(nimet, n)]


def shapley(v, nimet):
    """By the definition: the mean over all orders."""
    osat = dict.fromkeys(nimet, 0.0)
    jarjestykset = list(itertools.permutations(nimet))
    for jono in jarjestykset:
        for i, nimi in enumerate(jono):
            osat[nimi] += (v[frozenset(jono[: i + 1])] - v[frozenset(jono[:i])]) / len(jarjestykset)
    return osat


# ------------------------------------------------------------------------------------------------- shares of a game
@pytest.mark.parametrize("jono", list(itertools.permutations(NIMET))[::5])
def test_one_order_and_its_reverse_are_exact_for_pairs(jono):
    rng = random.Random(3)
    yksin = {n: rng.uniform(-1, 1) for n in NIMET}
    parit = {p: rng.uniform(-1, 1) for p in itertools.combinations(NIMET, 2)}
    v = {s: 0.7 + sum(yksin[n] for n in s) + sum(x for p, x in parit.items() if s.issuperset(p)) for s in joukot(NIMET)}
    assert miksi.osuudet(v, jono) == pytest.approx(shapley(v, NIMET))


def test_the_glove_game_needs_more_orders_but_parts_always_add_up():
    """a has a left glove, b and c right ones: the exact shares are 2/3, 1/6, 1/6; one order and its reverse err."""
    v = {s: float("a" in s and bool(s & {"b", "c"})) for s in joukot("abc")}
    assert shapley(v, "abc") == pytest.approx({"a": 2 / 3, "b": 1 / 6, "c": 1 / 6})
    kaikki = [miksi.osuudet(v, jono) for jono in itertools.permutations("abc")]
    assert all(sum(osat.values()) == pytest.approx(1.0) for osat in kaikki)
    assert kaikki[0] != pytest.approx(shapley(v, "abc"))
    assert sum(o["a"] for o in kaikki) / 6 == pytest.approx(2 / 3)


def test_sets_asked_are_those_on_the_way_each_alone_and_all_but_each():
    s = miksi.koalitiot(NIMET)
    assert len(s) == len(set(s)) == 2 + 4 + 4 + 2
    assert {frozenset(), frozenset("a"), frozenset("bcd"), frozenset("ab"), frozenset("dc"), frozenset("abcd")} < set(s)
    assert len(miksi.koalitiot(tuple(LOHKOT))) == 16


def test_every_seed_has_an_order_of_its_own_and_keeps_it():
    jonot = [miksi.jarjestys(s) for s in range(1, 30)]
    assert jonot[0] == miksi.jarjestys(1)
    assert all(sorted(j) == sorted(LOHKOT) for j in jonot)
    assert len(set(jonot)) > 15
    assert {j[0] for j in jonot} == set(LOHKOT)


# ------------------------------------------------------------------------------------------------------ small worlds
@pytest.fixture
def selita(lue):
    def selita(a="perusta", b="uudistus", mittari="y", ryhma="kaikki", vuosi=None, pareja=4, **muut):
        muut = {"processes": 1, "rakentaja": rakenna, **muut}
        omat = [lue(x, ["2018-01:koe.taso=4"] if x == "oma" else ()) if isinstance(x, str) else x for x in (a, b)]
        return miksi.selita(*omat, Kysymys(mittari, ryhma), vuosi, pareja, **muut)

    return selita


def test_parts_are_what_each_block_does_and_the_rest_what_no_channel_carries(selita):
    """From 2018 on uudistus has level 3 (base 1), tarkennus has in addition what is listed: + 10."""
    s = selita(b="tarkennus", pareja=3)
    taso = [1.0 + random.Random(seed).random() for seed in (1, 2, 3)]
    keski, nelio = sum(taso) / 3, sum(x * x for x in taso) / 3
    risti = 0.5 * (9.0 - 1.0) * nelio  # x_tarjonta x_kattavuus, shared by halves: 3 x 3 - 1 x 1
    odotettu = {"tarjonta": 2 * 3.0 * keski + risti, "panostus": 2 * -0.5 * keski, "jako": 2 * 0.25 * keski + risti}
    odotettu |= {"ketjut": 0.0, "ehkaisy": 0.0, LOPUT: 10.0}
    for lohko, osa in odotettu.items():
        assert s.rivi(lohko).osa == pytest.approx(osa)
    assert s.rivi("tarjonta").ensin == pytest.approx(2 * 3.0 * keski + 2 * nelio)
    assert s.rivi("tarjonta").viimeisena == pytest.approx(2 * 3.0 * keski + 6 * nelio)
    assert s.rivi(LOPUT).ala == pytest.approx(10.0)
    assert math.isnan(s.rivi(LOPUT).ensin)


def test_parts_and_rest_sum_to_the_whole_in_every_year(selita):
    s = selita(b="tarkennus")
    assert list(s.vuosittain) == [2017, 2018]
    for rivit in s.vuosittain.values():
        *osat, ero = rivit
        assert ero.lohko == ERO
        assert sum(r.osa for r in osat) == pytest.approx(ero.osa, abs=1e-12)
    assert s.rivi(ERO).osa == pytest.approx(s.arvo_b - s.arvo_a, abs=1e-12)


@pytest.mark.hidas
def test_the_answer_is_the_same_in_two_processes(selita):
    yksi, kaksi = (jsoniksi(selita(b="tarkennus", processes=n).json()) for n in (1, 2))
    assert yksi == kaksi


def test_one_pair_has_no_error_and_says_so(selita):
    s = selita(pareja=1)
    assert math.isnan(s.rivi(ERO).ala)
    assert "One pair shows no error" in miksiteksti.lause(s, "en")


# ------------------------------------------------------------------------------------------------------ bad questions
@pytest.mark.parametrize(
    ("kysymys", "viesti"),
    [
        ({"mittari": "odotsu"}, "the model gives no 'odotsu'. Measures: y."),
        ({"mittari": "yy"}, "the model gives no 'yy'. Did you mean 'y'?"),
        ({"mittari": "vain_b", "b": "tarkennus"}, "given in world B only"),
        ({"ryhma": "viidennes_2"}, "Groups: kaikki, viidennes_1. Did you mean 'viidennes_1'?"),
        ({"vuosi": 2031}, "no whole year 2031 is lived. Years: 2017-2018."),
        ({"pareja": 0}, "whole number from 1, got 0"),
        ({"b": "perusta"}, "are the same world"),
    ],
)
def test_bad_questions_are_told_in_plain_words(selita, kysymys, viesti):
    with pytest.raises(ViallinenSyote) as virhe:
        selita(**kysymys)
    assert viesti in str(virhe.value)


def test_worlds_of_other_lengths_and_choice_the_wrong_way_are_refused(lue, selita):
    with pytest.raises(ViallinenSyote, match="need one end"):
        selita(b=lue("uudistus", end="2018-06"))
    a, b = (skenaariot.lue(n) for n in ("uusimaa-valinnanvapaus-2023", "uusimaa-liikelaitos-2021"))
    with pytest.raises(ViallinenSyote, match="sote why uusimaa-liikelaitos-2021 uusimaa-valinnanvapaus-2023"):
        miksi.tarkista(a, b, None, 1)


# ------------------------------------------------------------------------------------------------------ what is said
@pytest.mark.parametrize("kieli", ["fi", *(pytest.param(k, marks=pytest.mark.sekunteja) for k in ("sv", "en"))])
def test_table_sentence_and_figure_in_every_language(selita, kieli, capsys, tmp_path):
    s = selita(b="tarkennus")
    miksiteksti.nayta(s, kieli)
    teksti = capsys.readouterr().out
    assert all(sanat.miksisana(nimi, kieli) in teksti for nimi in (*LOHKOT, LOPUT, ERO))
    assert miksiteksti.lause(s, kieli) in teksti
    miksiteksti.piirra(s, tmp_path / "kuva.svg", kieli)
    assert sorted(p.name for p in tmp_path.glob("kuva.*")) == ["kuva.png", "kuva.svg"]


def test_the_sentence_claims_no_more_than_the_intervals(selita):
    s = selita(b="tarkennus")
    assert "largest part is budget split" in miksiteksti.lause(s, "en") or "supply" in miksiteksti.lause(s, "en")
    ero = miksi.Osarivi(ERO, 1.0, -0.5, 2.5, math.nan, math.nan)
    hajalla = replace(s, rivit=(*s.rivit[:-1], ero))
    assert "cannot be told from zero with 4 pairs" in miksiteksti.lause(hajalla, "en")
    loput = miksi.Osarivi(LOPUT, 99.0, 98.0, 100.0, math.nan, math.nan)
    assert "do not explain most" in miksiteksti.lause(replace(s, rivit=(*s.rivit[:-2], loput, s.rivit[-1])), "en")


def test_a_figure_without_a_folder_or_a_known_ending_is_refused(tmp_path):
    with pytest.raises(ViallinenSyote, match="no folder"):
        miksiteksti.tarkista_kuva(tmp_path / "ei" / "kuva.svg")
    with pytest.raises(ViallinenSyote, match="no known ending"):
        miksiteksti.tarkista_kuva(tmp_path / "kuva.pdf")
