"""Somebody who has never seen it runs ninety minutes from the printed guide alone: what is read from the guide's own
page is done in the browser, word for word, and nothing else."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from typer.testing import CliRunner

from runs.cli import app
from tests.browser.palvelin import uusi_sivu
from visualisointi.selain.palvelin import vapaa_portti

pytestmark = pytest.mark.browser
ESIASETUS = "virement-90"


class Opas:
    """The guide as it is printed: its lists and its table, read off the page."""

    def __init__(self, sivu: Page, kansio: Path) -> None:
        sivu.goto((kansio / "opas.html").as_uri())
        osiot = sivu.locator("main section")
        self.ennen, self.purku, self.jos = (osiot.nth(i).locator("li").all_inner_texts() for i in (0, 2, 3))
        self.rivit = [r.locator("td").all_inner_texts() for r in osiot.nth(1).locator("tbody tr").all()]

    @staticmethod
    def lainatut(teksti: str) -> list[str]:
        """Words of the screen, in quotation marks."""
        return re.findall(r"[“”]([^“”]+)[“”]", teksti)


@contextmanager
def kaynnista(komento: str, kansio: Path) -> Iterator[str]:
    """Run the command the guide gives; the address it tells. Only the port and the folder are the test's own."""
    sanat = [Path(sys.executable).with_name("sote"), *komento.split()[1:], "--port", str(vapaa_portti())]
    prosessi = subprocess.Popen([*sanat, "--rooms", kansio / "huoneet"], stderr=subprocess.PIPE, text=True)
    try:
        assert prosessi.stderr is not None
        osoite = re.search(r"http://\S+", prosessi.stderr.readline())
        assert osoite is not None
        yield osoite.group()
    finally:
        prosessi.terminate()
        prosessi.wait(20)


def avaa(sivu: Page, osoite: str) -> None:
    """As a person does: again until the server answers."""
    for _ in range(150):
        try:
            sivu.goto(osoite)
            return
        except Exception:
            time.sleep(0.2)
    raise AssertionError(f"{osoite} does not answer")


def paina(sivu: Page, nimi: str) -> None:
    sivu.get_by_role("button", name=nimi, exact=True).click()


def vaihe(ohjaaja: Page, nimi: str) -> None:
    """The facilitator's page must say that it is in this phase."""
    expect(ohjaaja.locator("header p").first).to_contain_text(nimi)


@pytest.mark.parametrize("kieli", ["fi", "sv", "en"])
def test_the_guide_done_word_for_word(selain: Browser, tmp_path: Path, kieli: str) -> None:
    kansio = tmp_path / "kansio"
    tulos = CliRunner().invoke(app, ["exercise", "kit", ESIASETUS, "--lang", kieli, "--out", str(kansio)])
    assert tulos.exit_code == 0, tulos.output
    lukija = uusi_sivu(selain)
    opas = Opas(lukija, kansio)
    assert sum(float(r[0].partition("(")[2].partition(" ")[0]) for r in opas.rivit) <= 90
    komento = re.search(r"\((sote [^)]+)\)", opas.ennen[0])
    assert komento is not None
    with kaynnista(komento.group(1), tmp_path) as osoite:
        kangas, ohjaaja = valmistele(selain, opas, osoite, kansio, kieli)
        puhelin = osallistuja(selain, kangas, osoite, kieli)
        for nyt, seuraava in zip(opas.rivit, [*opas.rivit[1:], None], strict=True):
            _, nimi, _, nappi = nyt
            vaihe(ohjaaja, nimi.rpartition(": ")[2])
            if nimi == opas.rivit[3][1]:  # the first negotiation
                jos_jokin_menee_vikaan(ohjaaja, puhelin, opas)
            if nappi:
                paina(ohjaaja, nappi)
            elif seuraava is not None:  # the guide says to wait
                vaihe(ohjaaja, seuraava[1].rpartition(": ")[2])
        (linkki,) = opas.lainatut(" ".join(opas.purku))
        with ohjaaja.expect_popup() as uusi:
            ohjaaja.get_by_role("link", name=linkki, exact=True).click()
        expect(uusi.value.get_by_role("heading", name=linkki)).to_be_visible(timeout=120_000)
        assert uusi.value.locator("table").count() > 5
        expect(puhelin.get_by_text(opas.rivit[-1][1].rpartition(": ")[2]).first).to_be_visible()


def valmistele(selain: Browser, opas: Opas, osoite: str, kansio: Path, kieli: str) -> tuple[Page, Page]:
    """The list of what is done before people come: (projector, facilitator)."""
    ohjaaja = uusi_sivu(selain)
    avaa(ohjaaja, f"{osoite}?kieli={kieli}")
    ohjaaja.locator("select").first.wait_for()
    nimi = next(x for x in ohjaaja.locator("select option").all_inner_texts() if f" {x} " in opas.ennen[0])
    ohjaaja.locator("select").first.select_option(nimi)
    (nappi,) = opas.lainatut(opas.ennen[0])
    paina(ohjaaja, nappi)
    sivut = []
    for lainaus in opas.lainatut(opas.ennen[1]):
        href = ohjaaja.locator("p", has_text=lainaus).get_by_role("link").get_attribute("href")
        sivut.append(uusi_sivu(selain))
        sivut[-1].goto(osoite.partition("/harjoitus")[0] + str(href))
        sivut[-1].click(f"#kieli-{kieli}")
    for tuloste in ("roolikortit", "lomake", "kysely"):
        assert (kansio / f"{tuloste}.html").stat().st_size > 1000
    return sivut[0], sivut[1]


def osallistuja(selain: Browser, kangas: Page, osoite: str, kieli: str) -> Page:
    """Join by the code on the wall and a nickname, take a role."""
    puhelin = uusi_sivu(selain, viewport={"width": 360, "height": 780})
    koodi = kangas.locator(".vk-koodi b").inner_text()
    puhelin.goto(f"{osoite}?kieli={kieli}")
    puhelin.locator("input").first.fill(koodi)
    puhelin.keyboard.press("Enter")
    puhelin.locator("#nimi").fill("Haapa")
    puhelin.keyboard.press("Enter")
    puhelin.locator(".roolit button").first.click()
    return puhelin


def jos_jokin_menee_vikaan(ohjaaja: Page, puhelin: Page, opas: Opas) -> None:
    """Every button named under "if something goes wrong" is there and does it; the round is not undone here."""
    mallille, ihmiselle = opas.lainatut(opas.jos[0])
    lisaaika, tauko = opas.lainatut(opas.jos[1])
    (peru,) = opas.lainatut(opas.jos[2])
    rivi = ohjaaja.locator("tr", has_text="Haapa")
    rivi.get_by_text(mallille).click()
    expect(puhelin.locator("#laheta")).to_have_count(0)
    rivi.get_by_text(ihmiselle).click()
    kello = ohjaaja.locator(".kello b")
    minuutteja = int(kello.inner_text().partition(".")[0])
    paina(ohjaaja, lisaaika)
    expect(kello).to_have_text(re.compile(rf"^({minuutteja + 1}|{minuutteja + 2})\."))
    paina(ohjaaja, tauko)
    expect(ohjaaja.locator("#tauko")).not_to_have_text(tauko)
    ohjaaja.locator("#tauko").click()
    expect(ohjaaja.get_by_role("button", name=peru, exact=True)).to_be_enabled()
