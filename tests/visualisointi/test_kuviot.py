"""Charts: texts stay on the page and apart, files carry their provenance, the same chart gives the same bytes."""

import io
import itertools
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.visualisointi.sivulla import paallekkain, yli_sivun
from visualisointi import kuvatyyli, kuviot

TEKSTIT = kuviot.Tekstit("Ero kapenee 0,4 vuotta", "Elinajanodotteen ero, vuotta", "Ajo abc. 8 paria. Ei ennuste.")
VUODET = [2020.0, 2021.0, 2022.0, 2023.0]
TIEDOT = {"Title": "Ero <pieni> & ei muuta", "Description": "kuvaus", "Source": "Sotemalli", "Identifier": "abc123"}


def luvut(x):
    return f"{x:.0f}"


def matriisi():
    erot = [
        kuviot.Ero(-1.6, -2.1, -1.1, "−1,6", "−2,1…−1,1", "ero"),
        kuviot.Ero(0.1, -0.3, 0.4, "+0,1", "−0,3…+0,4", "ei"),
        kuviot.Ero(0.2, 0.1, 0.3, "+0,2", "+0,1…+0,3", "pieni"),
        kuviot.Ero(0.0, float("nan"), float("nan"), "0,0", "", "ei"),
    ]
    rivit = [
        kuviot.Matriisirivi("Elinajanodotteen ero, 30-vuotiaat", "nykytila 7,6 vuotta", 1.0, erot),
        kuviot.Matriisirivi("Menot", "nykytila 3 486 €/v", 0.5, erot[::-1]),
    ]
    return kuviot.vaikutusmatriisi(
        TEKSTIT, ["Askel yksi", "+ toinen", "+ kolmas", "Neljäs, muuhun verrattuna"], rivit, 3
    )


def sarjat():
    sarja = kuviot.Sarja("Nykytila", VUODET, [0.0, 2.0, 4.0, 5.0], 0, "5 %")
    lahella = kuviot.Sarja("Suora valinta", VUODET, [0.0, 2.0, 4.1, 5.05], 2, "5,05 %", [0, 1, 3, 4.5], [0, 3, 5, 5.5])
    ero = kuviot.Sarja(
        "+ suora valinta", VUODET, [0.0, -1.0, 0.5, 0.2], 1, "2022–2023: +0,4", [0, -2, 0, 0], [0, 0, 1, 0.4]
    )
    return kuviot.aikasarjat(
        TEKSTIT, [sarja, lahella], [ero, ero], "Paritettu ero", luvut,
        [kuviot.Viite("Jarru 0,7 %/v", VUODET, [0.0, 1.0, 2.0, 5.1])], [kuviot.Tapahtuma(2021, "maakunta vastaa")],
    )  # fmt: skip


def viidennekset():
    ero = [("+2,0", "+1,8…+2,2", True)]
    arvot = [(q, 7.0 - q, 9.0 - 1.3 * q) for q in range(1, 6)]
    rivit = [kuviot.Viidennesrivi(f"{q} viidennes", a, b, f"{a:.0f}", f"{b:.1f}", ero) for q, a, b in arvot]
    paneeli = kuviot.Viidennespaneeli("Kaikki", ["Koko uudistus"], rivit)
    return kuviot.viidennekset(TEKSTIT, "Nykytila", "Tarvekapitaatio", [paneeli])


def osuudet():
    sarja = kuviot.Sarja("Suora valinta", VUODET, [0.0, 2.0, 4.0, 5.0], 2, "5 %", [0, 1, 3, 4], [0, 3, 5, 6])
    toinen = kuviot.Sarja("Tarvekapitaatio", VUODET, [0.0, 2.0, 4.0, 4.8], 3, "4,8 %")
    arvot = [[(5.0, 4.0, 6.0)] * 5, [(4.8, float("nan"), float("nan"))] * 5]
    nimet = ["1 pienituloisin", "2", "3", "4", "5 suurituloisin"]
    return kuviot.osuudet(TEKSTIT, [sarja, toinen], nimet, arvot, luvut, [kuviot.Tapahtuma(2021, "valinta alkaa")])


def rahapuu():
    nimet = {"valtio": 0, "maakunta": 1, "liikelaitos": 2, "hoito": 3, "keskus": 3}
    solmut = [kuviot.Solmu(nimi, nimi.capitalize(), sarake) for nimi, sarake in nimet.items()]
    virrat = [
        kuviot.Virta("valtio", "maakunta", 5.0), kuviot.Virta("maakunta", "liikelaitos", 4.4),
        kuviot.Virta("maakunta", "keskus", 0.6, valinta=True), kuviot.Virta("liikelaitos", "hoito", 4.4),
    ]  # fmt: skip
    return kuviot.rahapuu(TEKSTIT, [kuviot.Puu("Nykytila", solmut, virrat)] * 2, lambda x: f"{x:.1f}")


def osatekijat():
    nan = float("nan")
    palkit = [
        kuviot.Osapalkki(
            "Tarjonta, pääsy ja odotus, pitkä nimi", 8.0, 1.6, 14.5, 5.0, 9.0, "+8,0", "+1,6…+14,5", "ero"
        ),
        kuviot.Osapalkki("Loput", -1.2, nan, nan, nan, nan, "−1,2", "", "ei"),
        kuviot.Osapalkki("Koko ero", 6.8, 0.1, 13.5, nan, nan, "+6,8", "+0,1…+13,5", "kaikki"),
    ]
    return kuviot.osatekijat(TEKSTIT, palkit)


KUVAT = {
    "matriisi": matriisi, "sarjat": sarjat, "viidennekset": viidennekset, "osuudet": osuudet, "rahapuu": rahapuu,
    "osatekijat": osatekijat,
}  # fmt: skip


@pytest.fixture(scope="module")
def kuvat():
    return {nimi: tee() for nimi, tee in KUVAT.items()}


@pytest.mark.parametrize("nimi", KUVAT)
def test_texts_stay_on_the_page_and_apart(kuvat, nimi):
    with kuvatyyli.tyyli():
        assert yli_sivun(kuvat[nimi]) == []
        assert paallekkain(kuvat[nimi]) == []


@pytest.mark.parametrize("nimi", KUVAT)
def test_files_carry_text_letters_and_provenance(kuvat, nimi):
    tiedostot = kuviot.tiedostot(kuvat[nimi], nimi, TIEDOT)
    svg, png = tiedostot[f"{nimi}.svg"].decode(), tiedostot[f"{nimi}.png"]
    juuri = ET.fromstring(svg)
    assert juuri.attrib["role"] == "img"
    assert juuri.find("{http://www.w3.org/2000/svg}title").text == TIEDOT["Title"]
    assert TEKSTIT.otsikko in svg  # text is text
    assert TEKSTIT.lahde in svg
    assert "abc123" in svg
    assert svg.count("@font-face") == 2
    assert set(re.findall(r"font-family: ([^;\"]*)", svg)) == {kuvatyyli.VARAPERHEET}
    kuva = Image.open(io.BytesIO(png))
    assert kuva.size[0] == 1600
    assert {k: kuva.text[k] for k in TIEDOT} == TIEDOT


def test_the_same_chart_gives_the_same_bytes():
    assert kuviot.tiedostot(matriisi(), "a", TIEDOT) == kuviot.tiedostot(matriisi(), "a", TIEDOT)


def test_an_event_a_zero_line_and_bands_are_drawn(kuvat):
    ylin, *erot = kuvat["sarjat"].axes[1:]
    assert [t.get_text() for t in ylin.texts] == ["maakunta vastaa"]
    assert len(erot) == 2
    assert {tuple(a.get_ylim()) for a in erot} == {erot[0].get_ylim()}  # one scale for all steps
    assert len(ylin.collections) == 1  # the band of the series that has one


def test_money_flows_have_the_width_of_their_sums(kuvat):
    puu = kuviot.Puu("x", [kuviot.Solmu("a", "A", 0), kuviot.Solmu("b", "B", 1)], [kuviot.Virta("a", "b", 2.0)])
    assert kuviot._koot(puu) == {"a": 2.0, "b": 2.0}
    assert kuviot._mitta(puu, 100.0, 10.0) == 50.0


@given(st.lists(st.floats(0, 500), min_size=1, max_size=8))
def test_labels_are_moved_apart_in_order_and_no_more_than_needed(paikat):
    paikat = sorted(paikat)
    uudet = kuviot._erilleen(paikat, 12.5)
    assert all(b - a >= 12.5 - 1e-6 for a, b in itertools.pairwise(uudet))
    assert sum(uudet) == pytest.approx(sum(paikat), abs=1e-6)
    if all(b - a >= 12.5 for a, b in itertools.pairwise(paikat)):
        assert uudet == pytest.approx(paikat)


@pytest.mark.sekunteja
def test_matplotlib_waits_until_something_is_drawn_and_its_settings_stay():
    ohjelma = """
import sys
from visualisointi import kuviot
assert "matplotlib" not in sys.modules
import matplotlib
asetukset = lambda: {k: matplotlib.rcParams[k] for k in matplotlib.rcParams if k != "backend"}
ennen = asetukset()
kuviot.rahapuu(kuviot.Tekstit("a", "b", "c"), [kuviot.Puu("x", [kuviot.Solmu("a", "A", 0), kuviot.Solmu("b", "B", 1),
    kuviot.Solmu("c", "C", 2)], [kuviot.Virta("a", "b", 1.0), kuviot.Virta("b", "c", 1.0)])], str)
assert asetukset() == ennen
assert "matplotlib.pyplot" not in sys.modules
"""
    ajettu = subprocess.run([sys.executable, "-c", ohjelma], capture_output=True, text=True)
    assert ajettu.returncode == 0, ajettu.stderr
    assert ajettu.stderr == ""
