"""What a new user comes to find out, each within a handful of clicks; the fourth, the memo, is in test_selain.py."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser
KOURALLINEN = 5
VALI = re.compile(r"[+−]?\d+(,\d+)?…[+−]?\d+(,\d+)?")  # an interval


class Kayttaja:
    """A user who starts on the home page and whose clicks are counted."""

    def __init__(self, sivu: Page) -> None:
        self.sivu, self.klikkeja = sivu, 0
        sivu.goto("/?kieli=fi")

    def klikkaa(self, mita: Locator) -> None:
        mita.click()
        self.klikkeja += 1

    def valitse(self, mista: Locator, mita: str) -> None:
        mista.select_option(label=mita)
        self.klikkeja += 1

    def odota(self) -> None:
        """Until the answer is no longer provisional."""
        self.sivu.locator(".tilarivi.laskee").wait_for()
        self.sivu.locator(".tilarivi:not(.laskee)").wait_for(timeout=900_000)
        expect(self.sivu.locator(".tilarivi")).to_have_class("tilarivi valmis", timeout=1000)


def aloita(sivu: Page) -> Kayttaja:
    k = Kayttaja(sivu)
    k.klikkaa(sivu.locator(".esittely").get_by_role("link", name="Tutki"))
    sivu.locator(".palkki h1").wait_for()
    return k


def test_does_need_weighted_capitation_narrow_the_gap_and_how_sure(sivu: Page) -> None:
    k = aloita(sivu)
    k.valitse(sivu.locator(".palkki select").nth(1), "Tarvekapitaatio")
    k.odota()
    kortti = sivu.locator(".mittari", has_text="Elinajanodotteen ero")
    k.klikkaa(kortti)
    expect(sivu.locator(".tulokset .kuva h2").first).to_contain_text("linajanodotteen ero")
    assert VALI.search(kortti.inner_text())
    assert kortti.locator(".merkki").inner_text().strip()
    k.klikkaa(sivu.get_by_role("tab", name="Epävarmuus"))
    expect(sivu.locator("#valilehti button.nappi")).to_have_text("Vaihtele oletuksia")
    assert k.klikkeja <= KOURALLINEN


def test_who_loses_when_free_choice_opens(sivu: Page) -> None:
    k = aloita(sivu)
    sivu.locator(".tilarivi.valmis").wait_for(timeout=900_000)
    k.klikkaa(sivu.get_by_role("tab", name="Terveyserot"))
    kuva = sivu.locator("#valilehti .kuva").first
    k.klikkaa(kuva.locator("summary"))
    rivit = kuva.locator("tbody tr")
    expect(rivit.first).to_contain_text("1 pienituloisin")
    assert rivit.count() == 8  # fifths and languages
    assert all(VALI.search(rivi) for rivi in rivit.all_inner_texts())
    k.klikkaa(sivu.get_by_role("link", name="Seuraa asukasta"))
    sivu.locator(".henkilo").wait_for()
    expect(sivu.locator(".palkki select").first).to_have_value("huonompi")
    assert k.klikkeja <= KOURALLINEN


def test_what_splits_the_money_differently_under_pre_split(sivu: Page) -> None:
    k = aloita(sivu)
    k.valitse(sivu.locator(".palkki select").nth(1), "Palvelukokonaisuuksittain")
    k.odota()
    k.klikkaa(sivu.get_by_role("tab", name="Raha"))
    expect(sivu.get_by_role("tab", name="Raha")).to_have_attribute("aria-selected", "true")
    kuvat = sivu.locator("#valilehti .kuva")
    expect(kuvat).to_have_count(2)
    for i in range(2):
        k.klikkaa(kuvat.nth(i).locator("summary"))
    taulut = [kuvat.nth(i).locator("tbody").inner_text() for i in range(2)]
    assert taulut[0] != taulut[1]
    assert "Kunnat" in taulut[0]
    assert k.klikkeja <= KOURALLINEN
