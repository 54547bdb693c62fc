"""Languages: the law's thresholds, availability of Swedish, and what another language does."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import runs
from agentit.kielet import kaksikielinen, kielikerroin, ruotsin_saatavuus
from kalibrointi import faktat
from kalibrointi.parametrit import lue_oletukset

P = lue_oletukset().defaults()
# Bilingual municipalities of Uusimaa by the decree for 2013-2022 (the same in 2023-2032).
KAKSIKIELISET = {
    "Espoo", "Hanko", "Helsinki", "Vantaa", "Inkoo", "Kauniainen", "Kirkkonummi", "Lapinjärvi", "Lohja", "Loviisa",
    "Myrskylä", "Porvoo", "Raasepori", "Sipoo", "Siuntio",
}  # fmt: skip


@pytest.mark.parametrize(
    ("alue", "odotettu"), [("uusimaa", KAKSIKIELISET), ("pirkanmaa", set()), ("keski-suomi", set())]
)
def test_bilingual_municipalities_are_those_of_the_decree(alue, odotettu):
    k = faktat.lue("kunnat", faktat.AINEISTO / "alueet" / alue)
    rivit = zip(k["nimi_fi"], k["ruotsinkieliset_pct"] / 100, k["vaesto_2017"], k["kuntanumero"], strict=True)
    assert {nimi for nimi, osuus, vaki, koodi in rivit if kaksikielinen(osuus, vaki, koodi, P)} == odotettu


@pytest.mark.parametrize(
    ("osuus", "vaki", "koodi", "odotettu"),
    [(0.08, 5000, "1", True), (0.079, 5000, "1", False), (0.02, 150_000, "1", True), (0.02, 149_000, "1", False),
     (0.93, 5000, "1", False), (0.035, 47_000, "444", True)],
)  # fmt: skip
def test_thresholds_of_the_language_act(osuus, vaki, koodi, odotettu):
    assert kaksikielinen(osuus, vaki, koodi, P) == odotettu


@given(st.floats(0, 1), st.floats(0, 1), st.booleans(), st.booleans(), st.floats(0, 1))
def test_availability_is_a_share_and_rises_with_swedish_speakers(a, b, kaksi, yksityinen, parannus):
    p = {**P, "kieli.parannus": parannus}
    a, b = sorted((a, b))
    x, y = ruotsin_saatavuus(a, kaksi, yksityinen, p), ruotsin_saatavuus(b, kaksi, yksityinen, p)
    assert 0 <= x <= y <= 1
    assert ruotsin_saatavuus(a, kaksi, True, p) <= ruotsin_saatavuus(a, kaksi, False, p)
    assert x >= ruotsin_saatavuus(a, kaksi, yksityinen, P)
    assert ruotsin_saatavuus(a, kaksi, yksityinen, {**p, "kieli.parannus": 1.0}) == pytest.approx(1.0)


@given(st.floats(0, 1), st.floats(0, 0.08))
@example(0.0, 0.036762682931016206)  # rounds down as float32, and 1 less it up as float64
def test_only_swedish_speakers_feel_the_lack_of_swedish(ruotsi, este):
    assert kielikerroin(0, ruotsi, este, 0.0) == kielikerroin(2, ruotsi, este, 0.0) == 1.0
    assert np.float32(1) - np.float32(este) <= np.float32(kielikerroin(1, ruotsi, este, 0.0)) <= 1.0
    assert kielikerroin(1, 1.0, este, 0.0) == 1.0
    assert kielikerroin(2, ruotsi, este, 0.05) == pytest.approx(0.95)


@pytest.fixture(scope="module")
def malli():
    m = runs.build("nykytila-2017", otos=0.002, seed=1)
    m.run_for(12)
    return m


def test_units_serve_in_swedish_where_it_is_spoken(malli):
    k = malli.maailma.kunnat
    kunnittain = {k.nimi_fi[c.kunta]: c.ruotsi for c in malli.keskuspaikat}
    assert kunnittain["Raasepori"] == 1.0
    assert kunnittain["Raasepori"] > kunnittain["Porvoo"] > kunnittain["Kirkkonummi"] > kunnittain["Helsinki"] > 0.5
    assert kunnittain["Hyvinkää"] == pytest.approx(0.1)
    luettu = malli.sidonta.b.units["keskus"].attributes["ruotsi"][: len(malli.keskuspaikat)]
    assert luettu == pytest.approx([c.ruotsi for c in malli.keskuspaikat])


def test_measures_by_language(malli):
    r = malli.results().set_index(["mittari", "ryhma"]).arvo
    for mittari in ("perustason_kontaktit", "odotus", "tyytyvaisyys", "kontaktit_tarpeesta", "tyydyttamaton"):
        ero = r[mittari, "kieli_sv"] - r[mittari, "kieli_fi"]
        assert r[mittari, "kieliero_sv_fi"] == pytest.approx(ero), mittari
        assert np.isfinite([r[mittari, f"kieli_{x}"] for x in ("fi", "sv", "muu")]).all()
    assert 0.6 < r["omalla_kielella", "kieli_sv"] < 0.8  # Helsinki and Espoo have most Swedish speakers
    assert r["omalla_kielella", "kieli_fi"] == 1.0


def test_the_lever_closes_the_gap():
    m = runs.build("nykytila-2017", otos=0.001, seed=1)
    ennen = np.array([k.ruotsi for k in m.keskuspaikat])
    m.ohjaa({"kieli.parannus": 0.5})
    assert np.array([k.ruotsi for k in m.keskuspaikat]) == pytest.approx(1 - 0.5 * (1 - ennen))
