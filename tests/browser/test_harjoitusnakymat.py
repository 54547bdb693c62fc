"""Every view of the classroom in three languages, on a laptop, a phone and a wall: no fault of accessibility, nothing
wider than the screen; and a round played with the keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.harjoituskuvat import ROOLIT, Henkilo, Luokka, kierra
from tests.browser.palvelin import harjoituspalvelu
from tests.browser.test_harjoitus import viat_axe

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def osoite(tmp_path_factory: pytest.TempPathFactory):
    kansio = tmp_path_factory.mktemp("nakymat")
    with harjoituspalvelu(kansio / "huoneet", kansio / "loki.txt") as (osoite, _):
        yield osoite


def test_no_view_has_a_fault_of_accessibility(selain: Browser, osoite: str) -> None:
    viat: dict[str, list[str]] = {}

    def katso(sivu: Page, nimi: str) -> None:
        omat = viat_axe(sivu)
        leveys, sisalto = sivu.evaluate("[innerWidth, document.documentElement.scrollWidth]")
        if sisalto > leveys:
            omat.append(f"{sisalto} px wide on {leveys}")
        if "valkokangas" in nimi and (korkeus := sivu.evaluate("document.documentElement.scrollHeight")) > 1080:
            omat.append(f"{korkeus} px high on a wall of 1080")
        if omat:
            viat[nimi] = omat

    maara = kierra(selain, osoite, katso)
    assert viat == {}
    assert maara > 3 * (2 * 3 * len(ROOLIT) + 10)


def test_a_phone_that_slept_comes_back_to_where_the_room_is(selain: Browser, osoite: str) -> None:
    luokka = Luokka(osoite)
    puhelin = luokka.joukkueet["jarjestaja"].sivu(selain, f"/harjoitus/{luokka.koodi}?kieli=fi", (360, 780))
    luokka.vaiheeseen("neuvottelu")
    puhelin.fill("[id='kohta-tavoite.ikaihmiset']", "65")
    puhelin.context.set_offline(True)
    puhelin.click("#laheta")  # sent when there is a connection again, once
    luokka.ohjaaja.komento(laji="viesti", teksti="Kymmenen minuuttia jäljellä")
    puhelin.wait_for_timeout(2500)
    expect(puhelin.get_by_text("Kymmenen minuuttia jäljellä")).to_have_count(0)
    puhelin.context.set_offline(False)
    expect(puhelin.get_by_text("Kymmenen minuuttia jäljellä")).to_be_visible(timeout=10_000)
    expect(puhelin.get_by_text("65,0 %").first).to_be_visible(timeout=10_000)
    tarjoukset = luokka.joukkueet["liikelaitos"].nakyma()["rooli"]["poyta"]["tarjoukset"]
    assert [t["kohdat"]["tavoite.ikaihmiset"] for t in tarjoukset] == [0.65]
    puhelin.context.close()


def sarkaimella(sivu: Page, valitsin: str) -> None:
    """Tab until there; the focus must be seen."""
    for _ in range(120):
        sivu.keyboard.press("Tab")
        if sivu.evaluate("s => document.activeElement.matches(s)", valitsin):
            tyyli = sivu.evaluate("(s => s.outlineStyle + s.outlineWidth)(getComputedStyle(document.activeElement))")
            assert tyyli.startswith(("solid", "auto")), (valitsin, tyyli)
            assert not tyyli.endswith(("solid0px", "auto0px")), (valitsin, tyyli)
            return
    raise AssertionError(f"the keyboard never came to {valitsin}")


def nappaimella(sivu: Page, valitsin: str, teksti: str = "") -> None:
    """Go there by Tab; write, or press Enter."""
    sivu.locator(valitsin).wait_for()
    sarkaimella(sivu, valitsin)
    if teksti:
        sivu.keyboard.type(teksti)
    else:
        sivu.keyboard.press("Enter")


def test_a_round_by_keyboard_alone(selain: Browser, osoite: str, tmp_path: Path) -> None:
    """Room, joining, role, forecast, lever, offer, tabs of the phone, counter-offer, lock, results, undo."""
    ohjaaja, j, lk = (
        Henkilo(osoite).sivu(selain, "/harjoitus?kieli=en", k) for k in ((1280, 900), (360, 780), (1280, 900))
    )
    ohjaaja.locator("#esiasetus").wait_for()
    sarkaimella(ohjaaja, "#esiasetus")
    while ohjaaja.locator("#esiasetus").input_value() != "virement-90":
        ohjaaja.keyboard.press("ArrowDown")
    nappaimella(ohjaaja, "#otos", "0.002")
    nappaimella(ohjaaja, "#muokkaus summary")
    sarkaimella(ohjaaja, "#kierroksia")
    ohjaaja.keyboard.type("1")
    nappaimella(ohjaaja, "#luo")
    koodi = ohjaaja.locator("#uusi-koodi").inner_text()
    nappaimella(ohjaaja, "#linkki-ohjaaja")
    for sivu, nimi, rooli in ((j, "Haapa", "jarjestaja"), (lk, "Koivu", "liikelaitos")):
        nappaimella(sivu, "#koodi", koodi)
        sivu.keyboard.press("Enter")
        nappaimella(sivu, "#nimi", nimi)
        sivu.keyboard.press("Enter")
        nappaimella(sivu, f"#rooli-{rooli}")
        expect(sivu.locator("#sisalto")).to_be_visible()
    nyt = ohjaaja.locator("li[aria-current=step]")
    for vaihe in ("Brief", "Forecast"):
        nappaimella(ohjaaja, "#seuraava")
        expect(nyt).to_have_text(vaihe)
    for m in ("odotus", "kustannus_asukas"):
        nappaimella(j, f"#ala-{m}", "-2,5")
        nappaimella(j, f"#yla-{m}", "3")
    nappaimella(j, "#laheta-arvio")
    expect(j.get_by_text("+3.0 %").first).to_be_visible()
    sarkaimella(j, "#v-neuvottelu")
    j.keyboard.press("ArrowRight")
    expect(j.locator("#p-omat")).to_be_visible()
    expect(j.locator("#p-neuvottelu")).to_be_hidden()
    sarkaimella(j, "[id='keino-ohjaus.normi']")
    j.keyboard.press("ArrowDown")
    j.keyboard.press("ArrowDown")
    sarkaimella(j, "#v-omat")
    j.keyboard.press("Home")
    nappaimella(ohjaaja, "#seuraava")
    expect(nyt).to_have_text("Negotiation")
    nappaimella(j, "[id='kohta-tavoite.ikaihmiset']", "70")
    nappaimella(j, "#laheta")
    nappaimella(lk, "[id='kohta-tavoite.ikaihmiset']", "60")
    nappaimella(lk, "#laheta")
    nappaimella(j, "[id='avaa-tavoite.lastensuojelu']")
    assert j.evaluate("document.activeElement.id") == "kohta-tavoite.lastensuojelu"
    expect(j.locator("dd.heidan s", has_text="50.0 %")).to_have_count(1)
    nappaimella(j, "#hyvaksy")
    expect(j.get_by_text("Agreed.", exact=False).first).to_be_visible()
    for vaihe in ("Agreement locked", "Results", "Reflection"):
        nappaimella(ohjaaja, "#seuraava")
        expect(nyt).to_have_text(vaihe)
    sopimus = ohjaaja.locator("tr", has_text="Goal: older people")
    expect(sopimus.filter(has_text="60")).not_to_have_count(0)
    nappaimella(ohjaaja, "#peru")
    expect(ohjaaja.locator("header p").first).to_contain_text("Waiting")
    nappaimella(ohjaaja, "#seuraava")
    expect(nyt).to_have_text("Brief")
