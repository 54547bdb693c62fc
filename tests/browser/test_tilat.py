"""Every page in every state it can be in - computing, stopped, refused, menu open, connection lost - and axe-core on
each; the keyboard; the server gone and back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.palvelin import palvelu, uusi_sivu
from tests.browser.sivut import KIELET, SIVUT, TEEMAT, avaa, ensimmainen, kielella, seisova, teemassa, viat

pytestmark = pytest.mark.browser
ALKU = "tbody tr:nth-child(n + 9), .elamat li:nth-child(n + 9) { display: none }"  # rows of a table are alike
OTSIKOT = {
    "etusivu": ("Mitä uudistus tekee", "Vad gör reformen", "What does the reform"),
    "tutki": ("Tutki", "Utforska", "Explore"),
    "vertaa": ("Vertaa", "Jämför", "Compare"),
    "asukas": ("Seuraa", "Följ", "Follow"),
    "malli": ("Malli ja", "Modell och", "Model and"),
}


def ei_vikoja(sivu: Page, nimi: str, teemat: tuple[str, ...] = TEEMAT) -> None:
    """No violation, light or dark."""
    for teema in teemat:
        teemassa(sivu, teema)
        assert viat(sivu) == [], f"{nimi} {teema}"


@pytest.mark.parametrize("nimi", [n for n, tila in SIVUT.items() if not tila.hidas])
def test_no_page_in_any_state_or_language_has_a_fault(sivu: Page, oma_palvelin: tuple[str, int], nimi: str) -> None:
    """axe-core finds nothing, light or dark, and nothing is wider than a small phone."""
    sivu.set_viewport_size({"width": 320, "height": 700})
    with seisova(oma_palvelin[1], SIVUT[nimi].seis):
        avaa(sivu, nimi, KIELET[0], ensimmainen)
        sivu.add_style_tag(content=ALKU)
        for kieli, otsikko in zip(KIELET, OTSIKOT[nimi.partition("-")[0]], strict=True):
            kielella(sivu, nimi, kieli)
            expect(sivu.locator("h1").first).to_contain_text(otsikko)
            assert sivu.evaluate("document.documentElement.scrollWidth") <= 320
            # colours are the same in every language; `kuvakaappaukset --axe` looks at each picture
            if kieli == "sv" or not SIVUT[nimi].suuri:
                ei_vikoja(sivu, f"{nimi} {kieli}", TEEMAT if kieli == "sv" else TEEMAT[:1])


def test_what_is_said_of_a_bad_link_and_of_a_refused_value(sivu: Page) -> None:
    avaa(sivu, "tutki-virhe", "sv", ensimmainen)
    expect(sivu.locator("header ~ .ilmoitus[role=alert]").first).to_contain_text("2/3")
    kielella(sivu, "tutki-virhe", "sv")
    expect(sivu.locator(".saatimet [role=alert]")).to_contain_text("7 ")


def test_every_control_is_reached_by_tab_and_seen(sivu: Page) -> None:
    avaa(sivu, "tutki", "fi", ensimmainen)
    sivu.locator("body").press("Home")
    nahdyt = set()
    for _ in range(90):
        sivu.keyboard.press("Tab")
        tieto = sivu.evaluate(
            """() => { const e = document.activeElement, t = getComputedStyle(e), r = e.getBoundingClientRect()
            const nimi = e === document.body ? 'BODY' : e.id || e.className || e.tagName
            const merkki = t.outlineStyle !== 'none' && parseFloat(t.outlineWidth) >= 2
            return [nimi, merkki, r.width > 0 && r.height > 0] }"""
        )
        if tieto[0] == "BODY":  # before the first, or after the last
            if nahdyt:
                break
            continue
        assert tieto[1], f"no focus mark on {tieto[0]}"
        assert tieto[2], f"focus on what is not seen: {tieto[0]}"
        nahdyt.add(tieto[0])
    assert {"s-kapitaatio.painot", "s-kapitaatio.kiintea_osuus", "s-valinnanvapaus.suora_valinta"} <= nahdyt
    assert any("mittari" in x for x in nahdyt)
    assert "v-viidennekset" in nahdyt


def test_a_lost_connection_is_told_and_the_server_s_return_brings_the_view_back(
    selain: Browser, tmp_path: Path
) -> None:
    sivu = uusi_sivu(selain)
    with palvelu(tmp_path / "loki.txt") as (osoite, _prosessi):
        portti = int(osoite.rpartition(":")[2])
        sivu.goto(f"{osoite}/tutki?kieli=fi&k.kapitaatio.painot=tarve")
        sivu.locator(".muutoslista").wait_for()
    expect(sivu.locator(".katkos")).to_be_visible(timeout=120_000)
    expect(sivu.locator(".katkos")).to_contain_text("Yhteys katkesi")
    ei_vikoja(sivu, "katkos")
    with palvelu(tmp_path / "loki2.txt", portti):
        sivu.wait_for_function("document.querySelector('.katkos') && document.querySelector('.katkos').hidden")
        expect(sivu.locator(".muutoslista")).to_contain_text(re.compile("tarve"))
    sivu.context.close()
