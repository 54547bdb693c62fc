"""States a page can be in - computing, stopped, refused, menu open, connection lost - and axe-core on each."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.palvelin import palvelu

pytestmark = pytest.mark.browser
SAANNOT = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
TEEMAT = ("vaalea", "tumma")


def ei_vikoja(sivu: Page) -> None:
    """No violation, light or dark."""
    for teema in TEEMAT:
        sivu.evaluate(f"document.documentElement.dataset.teema = '{teema}'")
        tulos = Axe().run(sivu, options={"runOnly": {"type": "tag", "values": SAANNOT}})
        viat = [(v["id"], v["nodes"][0]["html"][:200]) for v in tulos.response["violations"]]
        assert viat == [], json.dumps(viat, indent=1, ensure_ascii=False)


def avaa(sivu: Page, polku: str) -> None:
    sivu.goto(polku)
    sivu.locator("h1").first.wait_for()


def test_computing_and_stopped(sivu: Page) -> None:
    avaa(sivu, "/tutki?kieli=sv&alue=pirkanmaa&k.kapitaatio.kiintea_osuus=0.77")
    sivu.locator(".tilarivi.laskee").wait_for()
    ei_vikoja(sivu)
    sivu.get_by_role("button", name="Avbryt").click()
    sivu.locator(".tilarivi.keskeytetty").wait_for()
    ei_vikoja(sivu)


@pytest.mark.parametrize("kieli", ["fi", "sv", "en"])
def test_a_refused_value_and_a_bad_link(sivu: Page, kieli: str) -> None:
    avaa(sivu, f"/tutki?kieli={kieli}&alue=atlantis&k.kapitaatio.kiintea_osuus=0.5")
    expect(sivu.locator("header ~ .ilmoitus[role=alert]").first).to_contain_text("2/3")
    kentta = sivu.locator("#s-kapitaatio\\.kiintea_osuus")
    kentta.fill("7")
    kentta.press("Enter")
    expect(sivu.locator(".saatimet [role=alert]")).to_contain_text("7 ")
    ei_vikoja(sivu)


@pytest.mark.parametrize("kieli", ["fi", "sv", "en"])
def test_open_menu_and_open_help(sivu: Page, kieli: str) -> None:
    avaa(sivu, f"/tutki?kieli={kieli}")
    sivu.locator(".mittarit").wait_for()
    sivu.locator(".apu").first.click()
    sivu.locator(".oletukset > summary").click()
    sivu.locator(".vienti summary").press("Enter")
    expect(sivu.locator(".vientilista")).to_be_visible()
    ei_vikoja(sivu)


def test_the_menu_of_a_phone(sivu: Page) -> None:
    sivu.set_viewport_size({"width": 320, "height": 700})
    avaa(sivu, "/?kieli=fi")
    sivu.get_by_role("button", name="Valikko").press("Enter")
    expect(sivu.locator("#paavalikko nav").first).to_be_visible()
    ei_vikoja(sivu)
    assert sivu.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("valilehti", ["raha", "alueet", "verkko", "lista", "taulukko", "miksi", "epavarmuus"])
def test_every_tab_at_320_pixels_and_in_axe(sivu: Page, valilehti: str) -> None:
    sivu.set_viewport_size({"width": 320, "height": 700})
    avaa(sivu, f"/tutki?kieli=sv&nakyma={valilehti}")
    sivu.locator("#valilehti").wait_for()
    if valilehti == "alueet":
        sivu.locator(".keskuskartta").wait_for()
    assert sivu.evaluate("document.documentElement.scrollWidth") <= 320
    ei_vikoja(sivu)


@pytest.mark.parametrize("kieli", ["fi", "sv", "en"])
def test_validation_and_the_schedule_open(sivu: Page, kieli: str) -> None:
    avaa(sivu, f"/malli?kieli={kieli}")
    osio = sivu.locator("#kelpoisuus")
    osio.locator("h3").first.wait_for(state="attached")
    osio.locator("summary").first.click()
    osio.locator("details details summary").first.click()
    expect(osio.locator("details details tbody tr").first).to_be_visible()
    sivu.locator("summary", has=sivu.locator("h2")).nth(2).click()  # a month, step by step
    ei_vikoja(sivu)


def test_every_control_is_reached_by_tab_and_seen(sivu: Page) -> None:
    avaa(sivu, "/tutki?kieli=fi")
    sivu.locator(".mittarit").wait_for()
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
    konteksti = selain.new_context()
    sivu = konteksti.new_page()
    sivu.set_default_timeout(240_000)
    with palvelu(tmp_path / "loki.txt") as (osoite, _prosessi):
        portti = int(osoite.rpartition(":")[2])
        sivu.goto(f"{osoite}/tutki?kieli=fi&k.kapitaatio.painot=tarve")
        sivu.locator(".muutoslista").wait_for()
    expect(sivu.locator(".katkos")).to_be_visible(timeout=120_000)
    expect(sivu.locator(".katkos")).to_contain_text("Yhteys katkesi")
    ei_vikoja(sivu)
    with palvelu(tmp_path / "loki2.txt", portti):
        sivu.wait_for_function("document.querySelector('.katkos') && document.querySelector('.katkos').hidden")
        expect(sivu.locator(".muutoslista")).to_contain_text(re.compile("tarve"))
    konteksti.close()
