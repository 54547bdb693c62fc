"""Every page of the browser in every state it can be in, and how to get there: for pictures and for axe-core."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

KIELET, TEEMAT = ("fi", "sv", "en"), ("vaalea", "tumma")
SAANNOT = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ODOTUS = 900_000  # ms a refined answer may take
AVAA = "(valitsin) => document.querySelectorAll(valitsin).forEach((x) => { x.open = true })"


def ei(_sivu: Page) -> None:
    """Nothing to do."""


def valmis(sivu: Page) -> None:
    """Wait for the refined answer, or why there is none."""
    sivu.locator(".tilarivi.valmis, .tilarivi.virhe").wait_for(timeout=ODOTUS)


def ensimmainen(sivu: Page) -> None:
    """Wait for the first answer, or why there is none."""
    sivu.locator(".mittarit, .henkilo, .vertaa .riveina td.lohko, .tilarivi.virhe").first.wait_for(timeout=ODOTUS)


def pyyda(sivu: Page) -> None:
    """A tab that is computed when asked."""
    sivu.locator("#valilehti button.nappi").first.click()
    sivu.locator("#valilehti .kuva, #valilehti [role=alert]").first.wait_for(timeout=ODOTUS)


def kestavyys(sivu: Page) -> None:
    """What is computed when asked on the page that compares."""
    sivu.locator("#kestavyys button.nappi").click()
    sivu.locator("#kestavyys .kuva").wait_for(timeout=3 * ODOTUS)


def kartta(sivu: Page) -> None:
    """The map of centres."""
    sivu.locator(".keskuskartta").wait_for(timeout=ODOTUS)


def auki(*valitsimet: str) -> Callable[[Page], None]:
    """These folded parts opened."""

    def toimi(sivu: Page) -> None:
        for valitsin in valitsimet:
            sivu.locator(valitsin).first.wait_for(state="attached")
            sivu.evaluate(AVAA, valitsin)

    return toimi


def osio(n: int) -> Callable[[Page], None]:
    """The n-th of the page of model and data, opened."""

    def toimi(sivu: Page) -> None:
        osa = sivu.locator("main > section:has(> details)").nth(n)
        osa.locator("table").first.wait_for(state="attached", timeout=ODOTUS)
        osa.evaluate("x => x.querySelectorAll('details').forEach((y) => { y.open = true })")

    return toimi


def valikko(sivu: Page) -> None:
    """The menu of a phone."""
    if sivu.locator(".valikkonappi").get_attribute("aria-expanded") == "false":
        sivu.locator(".valikkonappi").dispatch_event("click")


def vaara_arvo(sivu: Page) -> None:
    """A value outside what is allowed, and the help of a lever."""
    kentta = sivu.locator("#s-kapitaatio\\.kiintea_osuus")
    auki(".keinot")(sivu)
    if not sivu.locator(".ohje").count():
        sivu.locator(".apu").first.click()
    kentta.fill("7")
    kentta.press("Enter")
    sivu.locator(".saatimet [role=alert]").wait_for()


def keskeyta(sivu: Page) -> None:
    """The run stopped."""
    sivu.locator(".palkki .nappi.toissijainen").first.click()
    sivu.locator(".tilarivi.keskeytetty, .tilarivi.valmis").wait_for()


@dataclass(frozen=True)
class Tila:
    """A page in one state: its link, whether its answer is waited for, what is done there once, and what again in every
    language. seis: the server's workers stand still, so that it stays computing. hidas: takes
    minutes, or is like another. suuri: thousands of elements, which take axe-core long."""

    linkki: str
    vastaa: bool = False
    kerran: Callable[[Page], None] = ei
    aina: Callable[[Page], None] = ei
    leveydet: tuple[int, ...] = (1280, 360)
    seis: bool = False
    hidas: bool = False
    suuri: bool = False


KAKSI = "uusimaa-palvelukokonaisuuksittain,uusimaa-tarvekapitaatio"
NELJA = f"uusimaa-liikelaitos-2021,uusimaa-valinnanvapaus-2023,{KAKSI}"
MUUTETTU = "k.kapitaatio.painot=tarve&k.valinnanvapaus.vaihtovali_kk=12&"
KS = "alue=keski-suomi&skenaario=keski-suomi-maakunnallinen"
SIVUT: dict[str, Tila] = {
    "etusivu": Tila("/?"),
    "etusivu-valikko": Tila("/?", aina=valikko, leveydet=(360,)),
    "tutki": Tila("/tutki?", True),
    "tutki-raha": Tila("/tutki?nakyma=raha&", True),
    "tutki-alueet": Tila("/tutki?nakyma=alueet&", True, kartta),
    "tutki-verkko": Tila("/tutki?nakyma=verkko&", True),
    "tutki-lista": Tila("/tutki?nakyma=lista&", True),
    "tutki-kannustimet": Tila("/tutki?nakyma=kannustimet&", True, pyyda),
    "tutki-taulukko": Tila("/tutki?nakyma=taulukko&", True),
    "tutki-tarjous": Tila("/tutki?nakyma=miksi&", True),
    "tutki-taulukkona": Tila("/tutki?", True, aina=auki(".tulokset .luvut")),
    "tutki-saatimet": Tila(f"/tutki?{MUUTETTU}", True, aina=auki(".keinot", ".ryhma", ".oletukset")),
    "tutki-vienti": Tila("/tutki?", True, aina=auki(".vienti")),
    "tutki-perusta": Tila("/tutki?skenaario=nykytila-2017&", True, hidas=True),
    "tutki-menot": Tila(
        "/tutki?skenaario=uusimaa-tarvekapitaatio&mittari=kustannus_asukas&nakyma=raha&", True, hidas=True
    ),
    "tutki-keski-suomi": Tila(f"/tutki?{KS}&nakyma=alueet&", True, kartta, hidas=True),
    "tutki-pirkanmaa": Tila(
        "/tutki?alue=pirkanmaa&skenaario=pirkanmaa-tesoma-allianssi&nakyma=alueet&", True, kartta, hidas=True
    ),
    "tutki-virhe": Tila("/tutki?alue=atlantis&k.kapitaatio.kiintea_osuus=0.5&", True, aina=vaara_arvo),
    "tutki-laskee": Tila("/tutki?k.kapitaatio.kiintea_osuus=0.83&", seis=True),
    "tutki-keskeytetty": Tila("/tutki?k.kapitaatio.kiintea_osuus=0.84&", kerran=keskeyta, seis=True),
    "tutki-miksi": Tila("/tutki?nakyma=miksi&", True, pyyda, hidas=True),
    "tutki-epavarmuus": Tila("/tutki?nakyma=epavarmuus&", True, pyyda, hidas=True),
    "vertaa": Tila("/vertaa?", True),
    "vertaa-2": Tila(f"/vertaa?muut={KAKSI}&mittari=kustannus_asukas&", True, kestavyys, hidas=True),
    "vertaa-4": Tila(f"/vertaa?muut={NELJA}&", True, aina=auki(".luvut"), hidas=True),
    "vertaa-vienti": Tila("/vertaa?", True, aina=auki(".vienti")),
    "vertaa-laskee": Tila("/vertaa?muut=uusimaa-hyte,uusimaa-palvelukokonaisuuksittain&", seis=True),
    "vertaa-keskeytetty": Tila("/vertaa?muut=uusimaa-hyte,uusimaa-liikkuva&", kerran=keskeyta, seis=True),
    "asukas": Tila("/asukas?", True),
    "asukas-auki": Tila("/asukas?joukko=ika_75&", True, aina=auki(".luvut"), suuri=True),
    "asukas-laskee": Tila("/asukas?k.kapitaatio.kiintea_osuus=0.87&", seis=True),
    "asukas-keskeytetty": Tila("/asukas?k.kapitaatio.kiintea_osuus=0.88&", kerran=keskeyta, seis=True),
    "asukas-virhe": Tila("/asukas?asukas=999999999&", True),
    "malli": Tila("/malli?"),
    "malli-saannot": Tila("/malli?", aina=osio(0), suuri=True),
    "malli-kelpoisuus": Tila("/malli?", aina=osio(1), suuri=True),
    "malli-kuukausi": Tila("/malli?", aina=osio(2)),
    "malli-keinot": Tila("/malli?", aina=osio(3), suuri=True),
    "malli-oletukset": Tila("/malli?", aina=osio(4), hidas=True),
    "malli-sanasto": Tila("/malli?", aina=osio(5)),
}


def avaa(sivu: Page, nimi: str, kieli: str, odota: Callable[[Page], None]) -> None:
    """Into that state; `odota` says which answer is waited for."""
    tila = SIVUT[nimi]
    sivu.set_default_timeout(240_000)
    sivu.goto(f"{tila.linkki}kieli={kieli}")
    sivu.locator("#sisalto").wait_for()
    if tila.vastaa:
        odota(sivu)
    tila.kerran(sivu)


def kielella(sivu: Page, nimi: str, kieli: str) -> None:
    """The open page in another language, in the same state."""
    if sivu.evaluate("document.documentElement.lang") != kieli:
        sivu.locator(f".kielet a[lang={kieli}]").dispatch_event("click")
        sivu.locator(f"html[lang={kieli}]").wait_for()
        sivu.locator(f".kielet a[lang={kieli}][aria-current=true]").wait_for(state="attached")
        sivu.wait_for_timeout(500)  # the parts of a page come one by one
    SIVUT[nimi].aina(sivu)


def teemassa(sivu: Page, teema: str) -> None:
    """The open page light or dark, by its own button."""
    if sivu.evaluate("document.documentElement.dataset.teema") != teema:
        sivu.locator(".teemanappi").dispatch_event("click")
        sivu.locator(f"html[data-teema={teema}]").wait_for()


def viat(sivu: Page) -> list[str]:
    """What axe-core finds against WCAG 2.0-2.2, levels A and AA."""
    tulos = Axe().run(sivu, options={"runOnly": {"type": "tag", "values": SAANNOT}, "resultTypes": ["violations"]})
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in tulos.response["violations"]]


@contextmanager
def seisova(pid: int, seis: bool) -> Iterator[None]:
    """The server's workers stand still meanwhile: what is computed stays unfinished."""
    omat = [int(x) for x in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()] if seis else []
    for tyolainen in omat:
        os.kill(tyolainen, signal.SIGSTOP)
    try:
        yield
    finally:
        for tyolainen in omat:
            os.kill(tyolainen, signal.SIGCONT)
