import numpy as np
import pytest

from verkosto.matka import Matkataulu
from verkosto.palveluverkko import Laji, Palveluverkko, Side, alue, nykytila, organisaatio, sairaala, yksikko


def tyhja(k=2):
    return Matkataulu([0.0, 10.0, 20.0], [0.0, 0.0, 0.0], [1.0, 1.0, 1.0], k)


@pytest.fixture
def verkko():
    asemat = [("A", 0, 0, 0.0, 0.0), ("B", 1, 0, 10.0, 0.0), ("C", 2, 1, 20.0, 0.0)]
    return nykytila(tyhja(), ["1", "2", "3"], ["Iso", "Pieni"], [300, 100], asemat, "Piiri")


def test_before_the_reform_municipalities_own_stations_and_the_hospital_district(verkko):
    assert verkko.yksikot("Iso") == [0, 1]
    assert verkko.yksikko(2).omistaja == "Pieni"
    omistus = {solmu[1]: tiedot["osuus"] for solmu, tiedot in verkko.edeltajat(organisaatio("Piiri"), Side.OMISTUS)}
    assert omistus == {"Iso": 0.75, "Pieni": 0.25}
    sopimukset = list(verkko.seuraajat(organisaatio("Pieni"), Side.SOPIMUS))
    assert sopimukset == [(organisaatio("Piiri"), {"kattaa": ("esh", "paivystys")})]
    assert [kohde for kohde, _ in verkko.seuraajat(yksikko(1), Side.LAHETE)] == [organisaatio("Piiri")]


def test_travel_edges_are_the_nearest_units(verkko):
    matkat = {kohde: tiedot["km"] for kohde, tiedot in verkko.seuraajat(alue(0), Side.MATKA)}
    assert set(matkat) == {yksikko(0), yksikko(1)}
    assert matkat[yksikko(0)] == pytest.approx(0.625)
    assert matkat[yksikko(1)] == pytest.approx(1.25 * np.hypot(10, 0.5), rel=1e-6)


def test_opening_and_closing(verkko):
    verkko.lisaa_organisaatio("Yritys", laji="yritys")
    uusi = verkko.avaa("D", 0, 1.0, 0.0, omistaja="Yritys")
    assert uusi == 3
    verkko.sulje(1)
    assert verkko.yksikot() == [0, 2, 3]
    assert {kohde for kohde, _ in verkko.seuraajat(alue(0), Side.MATKA)} == {yksikko(0), yksikko(3)}
    assert list(verkko.seuraajat(yksikko(uusi), Side.LAHETE)) == []
    with pytest.raises(ValueError, match="yksikko 1"):
        verkko.yksikko(1)


def test_ownership_and_contracts_change(verkko):
    verkko.lisaa_organisaatio("Liikelaitos")
    verkko.siirra(2, "Liikelaitos")
    assert verkko.yksikot("Pieni") == []
    assert verkko.yksikko(2).omistaja == "Liikelaitos"
    verkko.sovi("Iso", "Liikelaitos", ["sote"], alkaa="2021-01")
    ((kohde, tiedot),) = (s for s in verkko.seuraajat(organisaatio("Iso"), Side.SOPIMUS) if s[0][1] != "Piiri")
    assert (kohde[1], tiedot) == ("Liikelaitos", {"kattaa": ("sote",), "alkaa": "2021-01"})
    verkko.pura("Iso", "Liikelaitos")
    assert len(list(verkko.seuraajat(organisaatio("Iso"), Side.SOPIMUS))) == 1


def tieto(verkko, solmu):
    return {(kohde[1], d["sisalto"]) for kohde, d in verkko.seuraajat(solmu, Side.TIETO)}


def test_information_follows_ownership_and_contracts(verkko):
    assert tieto(verkko, yksikko(2)) == {("Pieni", "potilastiedot")}
    assert tieto(verkko, organisaatio("Piiri")) == {("Iso", "raportointi"), ("Pieni", "raportointi")}
    verkko.lisaa_organisaatio("Liikelaitos")
    verkko.siirra(2, "Liikelaitos")
    verkko.pura("Iso", "Piiri")
    assert tieto(verkko, yksikko(2)) == {("Liikelaitos", "potilastiedot")}
    assert tieto(verkko, organisaatio("Piiri")) == {("Pieni", "raportointi")}


def test_a_hospital_is_in_the_network_and_in_nobodys_list_of_units(verkko):
    ennen = verkko.matkat.lahimmat.copy()
    s = verkko.avaa_sairaala("Sairaala", Laji.SAIRAALA, 1, 10.0, 0.0, "Piiri")
    assert s == sairaala(0)
    assert verkko.sairaalat() == [s]
    assert verkko.sairaalat("Iso") == []
    assert (verkko.matkat.lahimmat == ennen).all()
    assert verkko.yksikot() == [0, 1, 2]
    ((_kohde, matka),) = [x for x in verkko.seuraajat(alue(1), Side.MATKA) if x[0] == s]
    assert matka["km"] == pytest.approx(0.625)
    assert verkko.verkko.nodes[s]["kerros"] == "keskitetty"
    verkko.siirra(s, "Iso")
    assert verkko.omistaja(s) == "Iso"
    verkko.sulje_sairaala(s)
    assert s not in verkko.verkko
    assert verkko.avaa_sairaala("Toinen", Laji.SAIRAALA, 1, 10.0, 0.0, "Piiri") == sairaala(1)


def test_a_unit_refers_to_one_place(verkko):
    verkko.lahettaa(0, "Pieni")
    assert [kohde for kohde, _ in verkko.seuraajat(yksikko(0), Side.LAHETE)] == [organisaatio("Pieni")]


def test_wrong_use_is_told(verkko):
    with pytest.raises(ValueError, match="in the network already"):
        verkko.lisaa_organisaatio("Iso")
    with pytest.raises(ValueError, match="not 1"):
        verkko.lisaa_organisaatio("Kuntayhtymä", {"Iso": 0.5, "Pieni": 0.4})
    with pytest.raises(ValueError, match="organisaatio Kuu"):
        verkko.avaa("E", 0, 0, 0, omistaja="Kuu")
    with pytest.raises(ValueError, match="alue 9"):
        verkko.avaa("E", 9, 0, 0, omistaja="Iso")
    with pytest.raises(ValueError, match="postal codes"):
        Palveluverkko(tyhja(), ["1"])
    assert verkko.yksikot() == [0, 1, 2]
