"""Words and numbers: all three languages everywhere, the same places to fill, numbers as each language writes them."""

import string
from pathlib import Path

import pytest

from visualisointi import sanat

KOVA = sanat.KOVA_VALI


def sanastot():
    yield from sanat.TEKSTIT.items()
    yield from sanat.SKENAARIOT.items()
    yield from sanat.RAHA.items()
    yield from sanat.VERKKO.items()
    yield from sanat.MIKSI.items()
    for koodi, mittari in sanat.MITTARIT.items():
        for kentta in ("lyhyt", "nimi", "yksikko", "ero_yksikko", "kasvaa", "pienenee"):
            yield f"{koodi}.{kentta}", getattr(mittari, kentta)
    for koodi, askel in sanat.ASKELEET.items():
        for kentta, tekstit in askel.items():
            yield f"{koodi}.{kentta}", tekstit


def paikat(teksti):
    return {nimi for _, nimi, _, _ in string.Formatter().parse(teksti) if nimi is not None}


def test_every_scenario_that_ships_has_a_name_of_its_own_in_every_language():
    from runs.skenaariot import luettelo

    assert set(sanat.SKENAARIOT) == set(luettelo())
    for kieli in sanat.KIELET:
        nimet = [tekstit[kieli] for tekstit in sanat.SKENAARIOT.values()]
        assert all(nimet)
        assert len(set(nimet)) == len(nimet)


@pytest.mark.parametrize(("avain", "tekstit"), list(sanastot()))
def test_every_entry_has_three_languages_with_the_same_places(avain, tekstit):
    assert set(tekstit) == set(sanat.KIELET)
    assert len({frozenset(paikat(t)) for t in tekstit.values()}) == 1
    assert len({t == "" for t in tekstit.values()}) == 1
    for teksti in tekstit.values():
        assert teksti == teksti.strip()
        assert "  " not in teksti


def test_every_measure_tells_its_difference():
    for mittari in sanat.MITTARIT.values():
        for kieli in sanat.KIELET:
            assert mittari.kasvaa[kieli] != mittari.pienenee[kieli]
            assert "{d}" in mittari.kasvaa[kieli]


@pytest.mark.parametrize(
    ("arvo", "desimaaleja", "kieli", "etumerkki", "odotettu"),
    [
        (1655624.0, 0, "fi", False, f"1{KOVA}655{KOVA}624"),
        (1655624.0, 0, "sv", False, f"1{KOVA}655{KOVA}624"),
        (1655624.0, 0, "en", False, "1,655,624"),
        (-1.64, 1, "fi", False, "−1,6"),
        (-1.64, 1, "en", True, "−1.6"),
        (2.5, 2, "sv", True, "+2,50"),
        (-0.004, 2, "fi", True, "0,00"),
        (0.0, 1, "en", True, "0.0"),
        (float("nan"), 1, "fi", True, "–"),
        (float("-inf"), 1, "fi", False, "−∞"),
    ],
)
def test_numbers(arvo, desimaaleja, kieli, etumerkki, odotettu):
    assert sanat.luku(arvo, desimaaleja, kieli, etumerkki) == odotettu


def test_intervals_have_signs_and_an_ellipsis():
    assert sanat.vali(-2.1, 0.44, 1, "fi") == "−2,1…+0,4"
    assert sanat.vali(float("nan"), 1.0, 1, "fi") == "–"


@pytest.mark.parametrize(
    ("puolivali", "odotettu"), [(0.34, 1), (0.034, 2), (12.0, 0), (0.0000001, 3), (0.0, 0), (float("nan"), 0)]
)
def test_decimals_stop_at_the_error(puolivali, odotettu):
    assert sanat.desimaaleja(puolivali, 0, 3) == odotettu


def test_levels_with_units_follow_the_language():
    osuus, euro, indeksi = (sanat.MITTARIT[k] for k in ("tyydyttamaton", "kustannus_asukas", "erreygers_tyydyttamaton"))
    assert [osuus.arvo_yksikolla(0.0487, k) for k in sanat.KIELET] == [f"4,9{KOVA}%", f"4,9{KOVA}%", "4.9%"]
    assert euro.arvo_yksikolla(3486.2, "en") == f"3,486{KOVA}€/year"
    assert indeksi.arvo_yksikolla(-0.0301, "fi") == "−0,030"
    assert indeksi.otsikko("fi") == indeksi.nimi["fi"]
    assert euro.otsikko("fi") == "Menot asukasta kohti, €/v"


def test_lists_capitals_and_unknown_languages():
    assert sanat.luettelo(["a", "b", "c"], "sv") == "a, b och c"
    assert sanat.luettelo(["a"], "en") == "a"
    assert sanat.isolla("ei eroa") == "Ei eroa"
    with pytest.raises(ValueError, match="fi, sv, en"):
        sanat.luku(1.0, 1, "de")
    with pytest.raises(KeyError):
        sanat.teksti("ei_ole", "fi")


def test_it_imports_nothing_of_ours():
    lahde = Path(sanat.__file__).read_text(encoding="utf-8")
    for paketti in ("agentit", "kalibrointi", "runs", "verkosto"):
        assert f"import {paketti}" not in lahde
        assert f"from {paketti}" not in lahde
