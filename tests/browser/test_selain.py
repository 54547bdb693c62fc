"""What a policy preparer does in the browser, done by a real one."""

from __future__ import annotations

import re
import time

import docx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.palvelin import uusi_sivu

pytestmark = pytest.mark.browser


def avaa(sivu: Page, polku: str) -> None:
    sivu.goto(polku)
    sivu.locator("h1").first.wait_for()


def odota_valmis(sivu: Page) -> None:
    """Until the answer is as sure as it gets."""
    sivu.locator(".tilarivi:not(.laskee)").wait_for(timeout=600_000)
    expect(sivu.locator(".tilarivi")).to_have_class("tilarivi valmis", timeout=1000)


def test_a_lever_changes_the_link_and_the_answer_and_back_brings_both_back(sivu: Page) -> None:
    avaa(sivu, "/tutki?kieli=en")
    sivu.locator(".mittarit").wait_for()
    sivu.get_by_label("Weights of capitation", exact=True).select_option("tarve")
    sivu.wait_for_url(re.compile(r"k\.kapitaatio\.painot="))
    expect(sivu.locator(".muutoslista")).to_contain_text("need: the above and occupational health")
    sivu.go_back()
    expect(sivu.locator(".muutoslista")).to_have_count(0)


def test_a_value_against_the_law_is_told_and_nothing_is_lost(sivu: Page) -> None:
    avaa(sivu, "/tutki?kieli=en")
    kentta = sivu.get_by_label("Fixed share of payment", exact=True)
    kentta.fill("0.5")
    kentta.press("Enter")
    expect(sivu.locator(".saatimet [role=alert]")).to_contain_text("2/3")
    expect(sivu.get_by_label("Weights of capitation", exact=True)).to_be_visible()


def test_what_is_being_typed_stays_while_answers_come(sivu: Page) -> None:
    avaa(sivu, "/tutki?kieli=fi&k.kapitaatio.kiintea_osuus=0.9")
    kentta = sivu.get_by_label("Kiinteä osuus korvauksesta", exact=True)
    kentta.fill("0.95")
    sivu.locator(".mittarit").wait_for()
    expect(kentta).to_have_value("0.95")
    kentta.press("Enter")
    sivu.wait_for_url(re.compile(r"kiintea_osuus=0\.95"))
    expect(kentta).to_have_value("0,95")  # as it is written in Finnish
    kentta.press("ArrowDown")
    expect(kentta).to_have_value("0,9")
    sivu.wait_for_url(re.compile(r"kiintea_osuus=0\.9(&|$)"))
    kentta.fill("3")
    kentta.press("Enter")
    expect(sivu.locator(".saatimet [role=alert]")).to_contain_text("3 on sallitun ulkopuolella: 0–1")


def test_maps_change_over_time_by_keyboard_and_have_a_table(sivu: Page) -> None:
    avaa(sivu, "/tutki?kieli=sv&nakyma=alueet")
    kartta = sivu.locator(".keskuskartta")
    kartta.wait_for()
    viimeksi = kartta.locator("g.kmerkki").count()
    assert viimeksi > 100
    expect(kartta.locator("output")).to_have_text("december 2030")
    sivu.get_by_label("Månad").focus()
    sivu.keyboard.press("Home")
    expect(kartta.locator("output")).to_have_text("januari 2017")
    assert kartta.locator("g.kmerkki").count() < viimeksi
    sivu.keyboard.press("ArrowRight")
    expect(kartta.locator("output")).to_have_text("februari 2017")
    kartta.locator("select").last.select_option(index=3)
    expect(kartta.locator(".tilanne b")).to_contain_text("väntetid")
    kartta.locator("summary").click()
    expect(kartta.locator("tbody tr")).to_have_count(kartta.locator("g.kmerkki").count())
    vuosi = sivu.locator("#valilehti .kuva").first
    ennen = vuosi.locator("h2").inner_text()
    sivu.get_by_label("År", exact=True).focus()
    sivu.keyboard.press("Home")
    expect(vuosi.locator("output")).to_have_text("2017")
    expect(vuosi.locator("h2")).not_to_have_text(ennen)
    kartta.get_by_role("button", name="Spela upp").click()
    expect(kartta.locator("output")).not_to_have_text("februari 2017")
    kartta.get_by_role("button", name="Pausa").click()


def test_who_wants_less_motion_has_no_play_button(selain, palvelin: str) -> None:
    sivu = uusi_sivu(selain, base_url=palvelin, reduced_motion="reduce")
    avaa(sivu, "/tutki?kieli=fi&nakyma=alueet")
    sivu.locator(".keskuskartta").wait_for()
    expect(sivu.get_by_label("Kuukausi")).to_be_visible()
    expect(sivu.get_by_role("button", name="Toista")).to_have_count(0)
    sivu.context.close()


def test_the_answer_grows_surer_and_says_which_it_is(sivu: Page) -> None:
    avaa(sivu, "/tutki?kieli=fi&k.kapitaatio.kiintea_osuus=0.83")  # a view of its own: nobody has lived it
    sivu.locator(".mittarit").wait_for()
    expect(sivu.locator(".mittari .merkki").first).to_contain_text("alustava")
    odota_valmis(sivu)
    expect(sivu.locator(".tilarivi")).to_contain_text("95 %:n välit")
    expect(sivu.locator(".mittari").first).to_contain_text("…")


def test_a_mind_changed_again_and_again_ends_in_its_own_answer(sivu: Page) -> None:
    avaa(sivu, "/tutki?kieli=fi")
    skenaariot = sivu.locator(".palkki select").nth(1)
    for tauko, nimi in ((300, "Tarvekapitaatio"), (900, "Valinnanvapaus"), (1500, "Tarvekapitaatio"),
                        (200, "Palvelukokonaisuuksittain"), (0, "Tarvekapitaatio")):  # fmt: skip
        sivu.wait_for_timeout(tauko)
        skenaariot.select_option(label=nimi)
    sivu.wait_for_url(re.compile("tarvekapitaatio"))
    sivu.wait_for_timeout(500)
    odota_valmis(sivu)
    luvut = sivu.locator(".mittarit").inner_text()
    sivu.reload()
    sivu.locator(".mittarit").wait_for()
    odota_valmis(sivu)
    assert sivu.locator(".mittarit").inner_text() == luvut


def test_tabs_by_keyboard(sivu: Page) -> None:
    avaa(sivu, "/tutki?kieli=en")
    sivu.locator(".mittarit").wait_for()
    sivu.locator("#v-viidennekset").focus()
    sivu.keyboard.press("End")
    expect(sivu.locator("#v-taulukko")).to_have_attribute("aria-selected", "true")
    expect(sivu.locator("#valilehti table")).to_be_visible()


def test_stop_stops_at_once(sivu: Page) -> None:
    avaa(sivu, "/tutki?kieli=en&alue=keski-suomi&skenaario=keski-suomi-maakunnallinen")
    nappi = sivu.get_by_role("button", name="Stop")
    nappi.wait_for()
    alku = time.monotonic()
    nappi.click()
    sivu.locator(".tilarivi.keskeytetty").wait_for()
    assert time.monotonic() - alku < 5


def test_two_viewers_do_not_see_each_other_s_choices(sivu: Page, selain, palvelin: str) -> None:
    avaa(sivu, "/tutki?kieli=en&k.kapitaatio.painot=tarve")
    toinen = uusi_sivu(selain, base_url=palvelin)
    avaa(toinen, "/tutki?kieli=sv")
    expect(sivu.locator(".muutoslista")).to_have_count(1)
    expect(toinen.locator(".muutoslista")).to_have_count(0)
    toinen.context.close()


def test_script_in_a_link_is_text(sivu: Page) -> None:
    avaa(sivu, "/tutki?kieli=en&k.<img src=x onerror=alert(1)>=1&alue=<script>alert(1)</script>")
    expect(sivu.locator("header ~ .ilmoitus[role=alert]").first).to_contain_text("left out")
    assert sivu.locator("img").count() == 0


def test_a_memo_in_swedish_is_a_handful_of_clicks_away(sivu: Page) -> None:
    avaa(sivu, "/")
    sivu.get_by_label("sv, på svenska").click()
    sivu.locator(".esittely").get_by_role("link", name="Utforska").click()
    odota_valmis(sivu)  # else the page grows surer behind the file
    sivu.get_by_text("Ta med", exact=True).click()
    with sivu.expect_download() as lataus:
        sivu.get_by_role("button", name="Promemoria på två sidor (Word)").click()
    assert re.fullmatch(r"sotemalli-\d{4}-\d\d-\d\d\.docx", lataus.value.suggested_filename)
    asiakirja = docx.Document(lataus.value.path())
    assert asiakirja.core_properties.language == "sv-FI"
    arvo = sivu.locator(".mittari").first.locator(".arvo").inner_text().split()[0]
    assert asiakirja.tables[1].rows[1].cells[2].text == arvo


def test_a_resident_of_a_segment_is_followed_and_the_link_brings_her_back(sivu: Page) -> None:
    avaa(sivu, "/asukas?kieli=en")
    sivu.get_by_label("Who").select_option("ika_75")
    sivu.locator(".henkilo").wait_for()
    sivu.get_by_role("button", name="Another resident").click()
    sivu.wait_for_url(re.compile(r"asukas=\d+"))
    numero = re.search(r"asukas=(\d+)", sivu.url).group(1)
    expect(sivu.locator(".henkilo dl")).to_contain_text(numero)
    sivu.reload()
    expect(sivu.locator(".henkilo dl")).to_contain_text(numero)


def test_a_resident_who_is_not_here_is_told(sivu: Page) -> None:
    avaa(sivu, "/asukas?kieli=en&asukas=999999999")
    expect(sivu.locator(".tilarivi.virhe")).to_contain_text("no. 999999999 is not in this sample")


def test_undo_and_redo_a_change(sivu: Page) -> None:
    avaa(sivu, "/tutki?kieli=en")
    kumoa, uudelleen = (sivu.get_by_role("button", name=n, exact=True) for n in ("Undo", "Redo"))
    expect(kumoa).to_be_disabled()
    sivu.get_by_label("Weights of capitation", exact=True).select_option("tarve")
    sivu.wait_for_url(re.compile(r"k\.kapitaatio\.painot="))
    kumoa.click()
    expect(sivu.locator(".muutoslista")).to_have_count(0)
    expect(sivu).to_have_url(re.compile(r"/tutki\?kieli=en$"))
    uudelleen.click()
    expect(sivu.locator(".muutoslista")).to_have_count(1)
    expect(uudelleen).to_be_disabled()


def test_incentives_are_computed_when_asked(sivu: Page) -> None:
    avaa(sivu, "/tutki?kieli=en&nakyma=kannustimet")
    sivu.get_by_role("button", name="Show the incentives").click()
    expect(sivu.locator("#valilehti .kuva")).to_have_count(2)


def test_varying_the_assumptions_tells_how_far_it_is_and_stops(sivu: Page) -> None:
    avaa(sivu, "/tutki?kieli=en&nakyma=epavarmuus")
    sivu.get_by_role("button", name="Vary the assumptions").click()
    expect(sivu.locator("#valilehti [role=status]")).to_contain_text("/32")
    sivu.locator("#valilehti").get_by_role("button", name="Stop").click()
    expect(sivu.get_by_role("button", name="Vary the assumptions")).to_be_visible()


def test_rules_glossary_and_statement_stand_on_the_model_page(sivu: Page) -> None:
    avaa(sivu, "/malli?kieli=sv")
    sivu.get_by_role("heading", name=re.compile("Reglerna och deras ekvationer")).click()
    expect(sivu.locator("td.kaava").first).to_contain_text("Log-frailty")
    sivu.get_by_role("heading", name=re.compile("Ordlista")).click()
    expect(sivu.locator("td[lang=sv]").get_by_text("landskap", exact=True)).to_be_visible()
    expect(sivu.locator("#saavutettavuus")).to_contain_text("WCAG 2.1")
    sivu.locator("#kelpoisuus summary").first.click()
    expect(sivu.locator("#kelpoisuus")).to_contain_text("Vad modellen inte får användas till")
    sivu.locator("#kelpoisuus details details summary").first.click()
    expect(sivu.locator("#kelpoisuus details details tbody tr").first).to_be_visible()
