"""The classroom in real browsers: teams, facilitator and projector through a round, languages, keyboard."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = pytest.mark.browser
ESIASETUS = "virement-90"
SAANNOT = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Palvelu:
    """A server of the exercise alone, with the styles of the whole, that can be stopped and started again."""

    def __init__(self, kansio: Path) -> None:
        from visualisointi.selain.palvelin import vapaa_portti

        self.kansio, self.portti = kansio, vapaa_portti()
        self.osoite = f"http://127.0.0.1:{self.portti}"
        self.kaynnista()

    def kaynnista(self) -> None:
        import uvicorn

        from visualisointi.selain import harjoituspalvelin
        from visualisointi.selain.harjoitushuoneet import Huoneet

        self.huoneet = Huoneet(self.kansio)
        asetukset = {"port": self.portti, "log_level": "critical", "timeout_graceful_shutdown": 1}
        self.palvelin = uvicorn.Server(uvicorn.Config(harjoituspalvelin.sovellus(self.huoneet), **asetukset))
        self.saie = threading.Thread(target=self.palvelin.run, daemon=True)
        self.saie.start()
        while not self.palvelin.started:
            time.sleep(0.05)

    def pysayta(self) -> None:
        self.palvelin.should_exit = True
        self.saie.join(15)
        self.huoneet.sulje()


@pytest.fixture(scope="module")
def palvelu(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Palvelu]:
    p = Palvelu(tmp_path_factory.mktemp("huoneet"))
    yield p
    p.pysayta()


def uusi(
    selain: Browser, osoite: str, leveys: int = 1280, korkeus: int = 900
) -> tuple[BrowserContext, Page, list[str]]:
    konteksti = selain.new_context(viewport={"width": leveys, "height": korkeus}, base_url=osoite)
    sivu, viat = konteksti.new_page(), list[str]()
    sivu.set_default_timeout(90_000)
    sivu.on("console", lambda m: viat.append(m.text) if m.type == "error" and "409" not in m.text else None)
    sivu.on("pageerror", lambda e: viat.append(str(e)))
    sivu.on("request", lambda r: viat.append(r.url) if not r.url.startswith((osoite, "data:", "blob:")) else None)
    return konteksti, sivu, viat


def viat_axe(sivu: Page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    tulos = Axe().run(sivu, options={"runOnly": SAANNOT})
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in tulos.response["violations"]]


def etene(ohjaaja: Page, vaihe: str) -> None:
    """The facilitator goes on, phase by phase."""
    nyt = ohjaaja.locator("li[aria-current=step]")
    for _ in range(200):
        ennen = nyt.inner_text()
        if vaihe in ennen:
            return
        if "laskee" in ennen:  # by itself: a button seen a moment later is already that of the results
            ohjaaja.wait_for_timeout(100)
        else:
            ohjaaja.click("#seuraava")
            expect(nyt).not_to_have_text(ennen)
    raise AssertionError(f"never came to {vaihe}")


def test_a_session_with_four_browsers(selain: Browser, palvelu: Palvelu, tmp_path: Path) -> None:
    kuvat, osoite = tmp_path, palvelu.osoite
    avoinna = [
        uusi(selain, osoite),
        uusi(selain, osoite, 360, 780),
        uusi(selain, osoite),
        uusi(selain, osoite, 1920, 1080),
    ]
    (_, ohjaaja, _), (_, j, _), (_, lk, _), (_, kangas, _) = avoinna
    # the facilitator makes a room
    ohjaaja.goto("/harjoitus?kieli=fi")
    ohjaaja.select_option("#esiasetus", ESIASETUS)
    ohjaaja.fill("#otos", "0,001")
    assert viat_axe(ohjaaja) == []
    ohjaaja.click("#luo")
    koodi = ohjaaja.locator("#uusi-koodi").inner_text()
    linkit = {x: ohjaaja.locator(f"#linkki-{x}").get_attribute("href") or "" for x in ("ohjaaja", "valkokangas")}
    ohjaaja.goto(linkit["ohjaaja"])
    kangas.goto(linkit["valkokangas"])
    expect(kangas.get_by_text(koodi)).to_be_visible()
    # two teams join by code, one of them by keyboard alone, one in Swedish
    j.goto("/harjoitus?kieli=fi")
    j.fill("#koodi", koodi.lower())
    j.keyboard.press("Enter")
    j.locator("#nimi").focus()
    j.keyboard.type("<b>Haapa</b>")
    j.keyboard.press("Enter")
    j.locator("#rooli-jarjestaja").focus()
    j.keyboard.press("Enter")
    lk.goto(f"/harjoitus/{koodi}?kieli=sv")
    lk.fill("#nimi", "Koivu")
    lk.keyboard.press("Enter")
    lk.click("#rooli-liikelaitos")
    expect(ohjaaja.get_by_text("<b>Haapa</b>").first).to_be_visible()  # as text
    for _ in range(3):
        vaihe = ohjaaja.locator("#seuraava").inner_text()
        ohjaaja.click("#seuraava")
        expect(ohjaaja.locator("li[aria-current=step]")).not_to_have_text(vaihe)
        ohjaaja.wait_for_timeout(300)
    expect(j.locator("#laheta")).to_be_visible()
    for sivu, nimi in ((ohjaaja, "ohjaaja"), (j, "joukkue"), (lk, "joukkue-sv"), (kangas, "kangas")):
        sivu.screenshot(path=kuvat / f"{nimi}-neuvottelu.png", full_page=True)
        assert viat_axe(sivu) == [], nimi
    assert j.evaluate("document.documentElement.scrollWidth") <= 360
    # offer, counter-offer, acceptance; a wrong number is told in words
    j.fill("#kohta-raha", "sata")
    j.click("#laheta")
    expect(j.locator("#virhe")).to_contain_text("Kirjoita luku")
    j.fill("#kohta-raha", "")
    j.fill("[id='kohta-tavoite.ikaihmiset']", "70")
    j.click("#laheta")
    expect(lk.locator("#hyvaksy")).to_be_visible()
    expect(lk.get_by_text("70,0 %").first).to_be_visible()
    lk.fill("[id='kohta-tavoite.ikaihmiset']", "60")
    lk.click("#laheta")
    expect(j.locator("#hyvaksy")).to_be_visible()
    j.click("#hyvaksy")
    expect(kangas.get_by_text("Nyt neuvotellaan: ", exact=False)).to_be_visible()
    # locked, lived, shown to all
    ohjaaja.click("#seuraava")
    expect(ohjaaja.locator("li[aria-current=step]")).to_have_text("Sopimus lukittu")
    ohjaaja.click("#seuraava")
    expect(ohjaaja.locator("li[aria-current=step]")).to_have_text("Tulokset")
    for sivu in (j, kangas):
        expect(sivu.get_by_text("60,0 %").first).to_be_visible()
    for sivu, nimi in ((ohjaaja, "ohjaaja"), (j, "joukkue"), (lk, "joukkue-sv"), (kangas, "kangas")):
        sivu.screenshot(path=kuvat / f"{nimi}-tulokset.png", full_page=True)
        assert viat_axe(sivu) == [], nimi
    lk.click("#kieli-en")
    expect(lk.get_by_role("heading", name="The public board")).to_be_visible()
    assert lk.evaluate("document.documentElement.lang") == "en"
    assert [v for _, _, viat in avoinna for v in viat] == []
    # the server is stopped and started again: every page says so, comes back by itself and has lost nothing
    palvelu.pysayta()
    for sivu in (ohjaaja, j, lk, kangas):
        expect(sivu.locator("#katkos")).to_be_visible()
    palvelu.kaynnista()
    alku = time.monotonic()
    for sivu in (ohjaaja, j, lk, kangas):
        expect(sivu.locator("#katkos")).to_be_hidden()
    assert time.monotonic() - alku <= 10
    ohjaaja.fill("#viesti", "Tauko 10 minuuttia")
    ohjaaja.click("#laheta-viesti")
    for sivu in (j, lk, kangas):
        expect(sivu.get_by_text("Tauko 10 minuuttia")).to_be_visible()
    # two more rounds to the end: the model takes the liikelaitos over for one, arbitration decides the other
    ohjaaja.click("#sija-liikelaitos")
    for kierros in (2, 3):
        etene(ohjaaja, "Neuvottelu")
        if kierros == 2:
            expect(j.locator("#laheta")).to_be_visible()
            j.click("#laheta")
            expect(j.get_by_text("Järjestäjä", exact=False).first).to_be_visible()
            expect(ohjaaja.get_by_text("2. Liikelaitos")).to_be_visible()  # the stand-in answered
            ohjaaja.click("#sija-liikelaitos")
        etene(ohjaaja, "Tulokset")
        expect(j.get_by_text(f"Voimassa oleva sopimus ({2020 + kierros})")).to_have_count(1)
    etene(ohjaaja, "Pohdinta")
    ohjaaja.click("#seuraava")
    loput = ((j, "Harjoitus on päättynyt"), (lk, "The exercise has ended"), (kangas, "Harjoitus on päättynyt"))
    for sivu, sanoo in loput:
        expect(sivu.get_by_text(sanoo).first).to_be_visible()
    for kieli in ("sv", "en"):
        for sivu, nimi in ((ohjaaja, "ohjaaja"), (j, "joukkue"), (kangas, "kangas")):
            sivu.click(f"#kieli-{kieli}")
            expect(sivu.locator("html")).to_have_attribute("lang", kieli)
            sivu.screenshot(path=kuvat / f"{nimi}-loppu-{kieli}.png", full_page=True)
            assert viat_axe(sivu) == [], (nimi, kieli)
    with ohjaaja.expect_popup() as uusi_sivu:
        ohjaaja.get_by_role("link", name="Debrief of the exercise", exact=True).click()
    expect(uusi_sivu.value.get_by_role("heading", name="Had you kept last year's contract")).to_be_visible()
    uusi_sivu.value.screenshot(path=kuvat / "purku.png", full_page=True)
    for konteksti, _, _ in avoinna:
        konteksti.close()
