"""Regions as folders: the three that ship, a made-up fourth, and what a bad folder is told."""

import shutil

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kalibrointi import alueet, aluetaulut, elinaika
from kalibrointi.maailma import perusta, rakenna
from kalibrointi.parametrit import lue_oletukset
from kalibrointi.reunat import IKARAJAT, REUNAIAT
from kalibrointi.viat import ViallinenSyote
from tests import pienialue

KUNTIA = {"keski-suomi": 23, "pirkanmaa": 22, "uusimaa": 26}
VAESTO = {"keski-suomi": 276_031, "pirkanmaa": 512_081, "uusimaa": 1_655_624}  # C03, C02, C01


@pytest.fixture
def kansio(tmp_path):
    return pienialue.kirjoita(tmp_path / "koealue")


# --------------------------------------------------------------------------------------------- those that ship
def test_the_regions_that_ship():
    assert alueet.luettelo() == tuple(KUNTIA)
    for avain in KUNTIA:
        alue = alueet.hae(avain)
        assert (alue.avain, alueet.nimea(avain), alueet.nimea(alue.kansio)) == (avain, avain, avain)
        assert alue.viitealue == "uusimaa"
    assert [alueet.hae(avain).oma_viite for avain in KUNTIA] == [False, False, True]


@pytest.mark.parametrize("avain", KUNTIA)
def test_margins_are_the_published_ones(avain):
    taulut, p = aluetaulut.taulut(avain), perusta(avain)
    kunnat, reunat = taulut.kunnat, p.pohja.tavoitteet
    assert len(kunnat) == KUNTIA[avain]
    assert kunnat["vaesto_2017"].sum() == VAESTO[avain]
    np.testing.assert_allclose(reunat.ika_kunnittain.sum(axis=1), kunnat["vaesto_2017"], rtol=1e-12)
    rajat = IKARAJAT[:REUNAIAT]
    for sarake, alku, loppu in (("alle_15_pct", 0, 15), ("ika_15_64_pct", 15, 65), ("yli_64_pct", 65, 200)):
        osuus = 100 * reunat.ika_kunnittain[:, (rajat >= alku) & (rajat < loppu)].sum(axis=1) / kunnat["vaesto_2017"]
        np.testing.assert_allclose(
            osuus, kunnat[sarake], atol=0.11
        )  # published shares are rounded to sum to 99.9-100.1
    np.testing.assert_allclose(100 * reunat.kieli[:, 1], kunnat["ruotsinkieliset_pct"])
    np.testing.assert_allclose(reunat.tyo.sum(axis=1), 1)


@pytest.mark.parametrize("avain", KUNTIA)
def test_every_municipality_has_a_station_and_the_central_hospital_is_one(avain):
    maailma = rakenna(avain, 0.002)
    assert set(maailma.yksikot.kunta) == set(range(KUNTIA[avain]))
    assert set(maailma.yksikot.laji) == {"terveysasema"}
    assert set(maailma.sairaalat.laji) <= set(aluetaulut.LAJIT) - {"terveysasema"}
    assert maailma.sairaalat.nimi[maailma.keskussairaala] == alueet.hae(avain).keskussairaala
    assert maailma.alue_avain == avain
    assert "sairaanhoitopiiri" in maailma.sairaanhoitopiiri
    a, s = maailma.alueet, maailma.sairaalat
    assert (np.hypot(a.x_km[s.alue] - s.x_km, a.y_km[s.alue] - s.y_km) < 12).all()


@pytest.mark.parametrize("avain", KUNTIA)
def test_tiles_lie_as_the_land_does(avain):
    """One municipality a tile, west to the left and north on top."""
    p = perusta(avain)
    ruutu = p.kunnat.ruutu
    assert len({tuple(r) for r in ruutu.tolist()}) == KUNTIA[avain]
    vaki = np.bincount(p.alueet.kunta, p.alueet.vaesto)
    x, y = (np.bincount(p.alueet.kunta, p.alueet.vaesto * q) / vaki for q in (p.alueet.x_km, p.alueet.y_km))
    assert np.corrcoef(ruutu[:, 1], x)[0, 1] > 0.8
    assert np.corrcoef(ruutu[:, 0], -y)[0, 1] > 0.8


def test_kuhmoinen_is_in_keski_suomi_and_no_postal_area_in_two_regions():
    assert "Kuhmoinen" in set(aluetaulut.taulut("keski-suomi").kunnat["nimi_fi"])
    koodit = pd.concat([aluetaulut.taulut(avain).postialueet["postinumero"] for avain in KUNTIA])
    assert koodit.is_unique


# --------------------------------------------------------------------------------------------- mortality
def test_mortality_of_a_region_is_its_ratio_of_the_fitted_tables():
    uusimaa, muu = perusta("uusimaa").kuolleisuus, perusta("pirkanmaa").kuolleisuus
    for s, suhde in enumerate((0.96, 0.97)):
        np.testing.assert_allclose(muu.taso[s], uusimaa.taso[s] / suhde)
    np.testing.assert_array_equal(muu.B, uusimaa.B)
    p = lue_oletukset().defaults()
    oletus = elinaika.Vakiot.parametreista(p)
    assert oletus.aluesuhde == alueet.hae("uusimaa").kuolleisuussuhde.arvo
    tuote = elinaika.hae(oletus)
    assert elinaika.alueelle(tuote, oletus, oletus.aluesuhde) is tuote  # Uusimaa: not even a copy
    oma = elinaika.Vakiot.parametreista({**p, "kuolleisuus.aluesuhde": [1.0, 1.0]})
    tarkka = elinaika.hae(oma)
    assert elinaika.alueelle(tarkka, oma, (1.3, 1.3)) is tarkka  # the run's own ratio is the last word
    likiarvo = elinaika.alueelle(tuote, oletus, (1.0, 1.0))
    np.testing.assert_allclose(likiarvo.perustaso, tarkka.perustaso)
    np.testing.assert_allclose((likiarvo.K / tarkka.K)[:, :90], 1, atol=0.01)


# --------------------------------------------------------------------------------------------- a folder of one's own
def test_a_fourth_region_needs_files_only(kansio):
    m = rakenna(kansio, 1.0)
    assert (m.alue_avain, m.alue_nimi, m.sairaanhoitopiiri) == ("koealue", "Koealue", "Koealueen sairaanhoitopiiri")
    assert np.bincount(m.vaesto.kunta[: m.vaesto.alussa]).tolist() == [12000, 3000, 800]
    assert m.kunnat.ruutu is None
    assert np.isnan(m.kunnat.nettokustannus).all()
    assert (m.yksikot.nimi[0], m.sairaalat.nimi) == ("Alun terveysasema", ("Koesairaala",))
    assert len(set(m.yksikot.kunta.tolist())) == 3
    assert rakenna(str(kansio), 1.0).tunniste == m.tunniste


def test_a_changed_file_is_another_world(kansio):
    ennen = rakenna(kansio, 0.1).tunniste
    tiedosto = kansio / "kunnat.csv"
    tiedosto.write_text(tiedosto.read_text().replace("12000", "12500"))
    assert rakenna(kansio, 0.1).kunnat.vaesto[0] == 12500
    assert rakenna(kansio, 0.1).tunniste != ennen


@pytest.mark.sekunteja
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(3)), st.permutations(range(6)))
def test_order_of_rows_does_not_matter(tmp_path, kunnat, postialueet):
    pohja = rakenna(pienialue.kirjoita(tmp_path / "a"), 0.05)
    toinen = pienialue.kirjoita(tmp_path / "b")
    pienialue.kunnat().iloc[list(kunnat)].to_csv(toinen / "kunnat.csv", index=False)
    pienialue.postialueet().iloc[list(postialueet)].to_csv(toinen / "postialueet.csv", index=False)
    sekoitettu = rakenna(toinen, 0.05)
    for nimi in ("id", "ika_kk", "alue", "kunta", "tyo", "sija"):
        np.testing.assert_array_equal(getattr(sekoitettu.vaesto, nimi), getattr(pohja.vaesto, nimi))
    assert sekoitettu.yksikot.nimi == pohja.yksikot.nimi


# --------------------------------------------------------------------------------------------- bad input
def test_unknown_key_and_missing_folder(tmp_path):
    with pytest.raises(ViallinenSyote, match=r"Regions: keski-suomi, pirkanmaa, uusimaa;.*Did you mean 'pirkanmaa'"):
        alueet.kansio("pirkanma")
    with pytest.raises(ViallinenSyote, match="no such folder of a region"):
        alueet.kansio(tmp_path / "puuttuu")


@pytest.mark.parametrize(
    ("vanha", "uusi", "sanat"),
    [
        ("avain: koealue", "avain: Koe alue", "alue.yaml:1: avain: a region's key has a-z, 0-9 and -"),
        ("sairaanhoitopiiri:", "sairanhoitopiiri:", "Did you mean 'sairaanhoitopiiri'?"),
        ("fi: Koealue, ", "", "alue.yaml:2: nimi.fi: 'fi' is missing."),
        ("[1.1, 1.05]", "[1.1]", "are two numbers 0.5-2, [men, women], got [1.1]."),
        ("tila: oletus", "tila: oletettu", "'oletettu' is not allowed"),
        ("viitealue: uusimaa", "viitealue: usimaa", "alue.yaml:5: viitealue: no region 'usimaa'"),
        ("viitealue: uusimaa", "viitealue: pirkanmaa", "pirkanmaa takes its need relations from uusimaa"),
        ("lahteet:", "lahteet: [", "not readable as YAML"),
    ],
)  # fmt: skip
def test_bad_descriptions_in_plain_words(kansio, vanha, uusi, sanat):
    (kansio / "alue.yaml").write_text(pienialue.ALUE.replace(vanha, uusi), encoding="utf-8")
    with pytest.raises(ViallinenSyote) as virhe:
        alueet.hae(kansio)
    assert sanat in str(virhe.value)


def test_unknown_central_hospital(kansio):
    (kansio / "alue.yaml").write_text(pienialue.ALUE.replace("Koesairaala", "Koesairala"), encoding="utf-8")
    with pytest.raises(ViallinenSyote, match=r"Hospitals: Koesairaala\. Did you mean 'Koesairaala'"):
        rakenna(kansio, 0.1)


@pytest.mark.parametrize(
    ("taulu", "muutos", "sanat"),
    [
        ("kunnat", {"vaesto_2018": None}, "lacks the column(s) vaesto_2018."),
        ("kunnat", {"nimi_fi": ["Alku", "Keski", "Alku"]}, "kunnat.csv:4: nimi_fi: 'Alku' stands here twice."),
        ("kunnat", {"vaesto_2022": [1, 0, 1]}, "kunnat.csv:3: vaesto_2022: a municipality has residents"),
        ("kunnat", {"tyottomyys_pct": [1, 2, 130]}, "kunnat.csv:4: tyottomyys_pct: a percentage is 0-100."),
        ("kunnat", {"alle_15_pct": [18, 17, 26]}, "kunnat.csv:4: alle_15_pct + ika_15_64_pct + yli_64_pct = 110.0"),
        ("kunnat", {"elakelaiset_pct": [27, "", 30]}, "kunnat.csv:3: elakelaiset_pct: is empty."),
        ("kunnat", {"kuntanumero": ["901", "902", "904"]}, "postialueet.csv:7: kuntanumero: postal area of a "
         "municipality that is not in kunnat.csv: '903'."),
        ("kunnat", {"kuntanumero": ["901", "902", "904"]}, "kunnat.csv:4: kuntanumero: municipality '904' has no "
         "postal area with residents"),
        ("postialueet", {"vaesto": ["7200", "3600", "1200", "2100", "900", "x"]}, "vaesto: 'x' is not a number."),
        ("postialueet", {"postinumero": ["99100"] * 6}, "postialueet.csv:3: postinumero: '99100' stands here twice."),
        ("postialueet", {"tyottomat": [1, 1, 1, 1, 1, ""]}, "kunnat.csv:4: kuntanumero: no postal area of municipality "
         "'903' has all of tyolliset ... muut"),
        ("yksikot", {"laji": ["terveysasma", "sairaala"]}, "Did you mean 'terveysasema'?"),
        ("yksikot", {"postinumero": ["99101", "99110"]}, "yksikot.csv:2: postinumero: postal area '99101' is not in"),
        ("yksikot", {"x_tm35fin_m": ["", 1]}, "yksikot.csv:2: x_tm35fin_m: is empty."),
    ],
)  # fmt: skip
def test_bad_tables_in_plain_words(kansio, taulu, muutos, sanat):
    kehys = getattr(pienialue, taulu)()
    for sarake, arvot in muutos.items():
        kehys = kehys.drop(columns=sarake) if arvot is None else kehys.assign(**{sarake: arvot})
    kehys.to_csv(kansio / f"{taulu}.csv", index=False)
    with pytest.raises(ViallinenSyote) as virhe:
        aluetaulut.taulut(kansio)
    assert sanat in str(virhe.value)


def test_a_station_where_nobody_lives(kansio):
    tyhja = pienialue.postialueet().iloc[[1]].assign(postinumero="99130", vaesto=0)
    pd.concat([pienialue.postialueet(), tyhja]).to_csv(kansio / "postialueet.csv", index=False)
    asuttu = len(aluetaulut.taulut(kansio).postialueet)
    assert asuttu == 6
    yksikot = pienialue.yksikot().assign(postinumero=["99100", "99130"])
    yksikot.to_csv(kansio / "yksikot.csv", index=False)
    m = rakenna(kansio, 0.1)  # a hospital may stand there
    assert m.alueet.postinumero[m.sairaalat.alue[0]] == "99110"
    yksikot.assign(postinumero=["99130", "99110"]).to_csv(kansio / "yksikot.csv", index=False)
    with pytest.raises(ViallinenSyote, match=r"yksikot.csv:2: postinumero: a health station stands in a postal area"):
        rakenna(kansio, 0.1)


def test_all_missing_files_are_told_at_once(kansio):
    for nimi in ("kunnat", "yksikot"):
        (kansio / f"{nimi}.csv").unlink()
    with pytest.raises(ViallinenSyote) as virhe:
        aluetaulut.taulut(kansio)
    assert len(virhe.value.viat) == 2
    shutil.rmtree(kansio)
    with pytest.raises(ViallinenSyote, match="no such folder"):
        aluetaulut.taulut(kansio)
