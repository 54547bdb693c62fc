"""Screenshots of every page and state: `python -m tests.browser.kuvakaappaukset`, into a folder that git ignores.

Three languages, light and dark, 360 and 1280 pixels wide. What a page computes is computed once: language, theme and
width change on the open page. `--sivut tutki,vertaa`, `--kielet sv`, `--leveydet 360` and `--teemat tumma` take some of
them; `--osoite` uses a server that runs already, for all but the states in which the server itself fails.
"""

from __future__ import annotations

import argparse
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.palvelin import chromi, palvelu

KANSIO = Path(__file__).parent / "kaappaukset"
ODOTUS = 900_000  # ms a refined answer may take
KORKEIN = 6_000  # pixels of a picture: the table of all parameters goes on like this for long
AVAA = "(valitsin) => document.querySelectorAll(valitsin).forEach((x) => { x.open = true })"


def ei(_sivu: Page) -> None:
    """Nothing to do or to wait for."""


def valmis(sivu: Page) -> None:
    """The refined answer, or why there is none."""
    sivu.locator(".tilarivi.valmis, .tilarivi.virhe").wait_for(timeout=ODOTUS)


def pyydetty(sivu: Page) -> None:
    """A tab that is computed when asked."""
    valmis(sivu)
    sivu.locator("#valilehti button.nappi").first.click()
    sivu.locator("#valilehti .kuva, #valilehti [role=alert]").first.wait_for(timeout=ODOTUS)


def kestavyys(sivu: Page) -> None:
    """What is computed when asked on the page that compares."""
    valmis(sivu)
    sivu.locator("#kestavyys button.nappi").click()
    sivu.locator("#kestavyys .kuva").wait_for(timeout=3 * ODOTUS)


def kartta(sivu: Page) -> None:
    valmis(sivu)
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
    sivu.locator(".palkki .nappi.toissijainen").first.click()
    sivu.locator(".tilarivi.keskeytetty, .tilarivi.valmis").wait_for()


@dataclass(frozen=True)
class Kuvattava:
    """A page in one state: its link, what is done there once, and again in every language."""

    linkki: str
    kerran: Callable[[Page], None] = ei
    aina: Callable[[Page], None] = ei
    leveydet: tuple[int, ...] = (1280, 360)
    viat: str = ""  # 'laskee': its workers stand still, 'kaatuu': they die, 'poissa': the server is away


KAKSI = "uusimaa-palvelukokonaisuuksittain,uusimaa-tarvekapitaatio"
MUUTETTU = "k.kapitaatio.painot=tarve&k.valinnanvapaus.vaihtovali_kk=12&"
SIVUT: dict[str, Kuvattava] = {
    "etusivu": Kuvattava("/?"),
    "etusivu-valikko": Kuvattava("/?", aina=valikko, leveydet=(360,)),
    "tutki": Kuvattava("/tutki?", valmis),
    "tutki-miksi": Kuvattava("/tutki?nakyma=miksi&", pyydetty),
    "tutki-epavarmuus": Kuvattava("/tutki?nakyma=epavarmuus&", pyydetty),
    "tutki-raha": Kuvattava("/tutki?nakyma=raha&", valmis),
    "tutki-alueet": Kuvattava("/tutki?nakyma=alueet&", kartta),
    "tutki-verkko": Kuvattava("/tutki?nakyma=verkko&", valmis),
    "tutki-lista": Kuvattava("/tutki?nakyma=lista&", valmis),
    "tutki-kannustimet": Kuvattava("/tutki?nakyma=kannustimet&", pyydetty),
    "tutki-taulukko": Kuvattava("/tutki?nakyma=taulukko&", valmis),
    "tutki-tarjous": Kuvattava("/tutki?nakyma=miksi&", valmis),
    "tutki-taulukkona": Kuvattava("/tutki?", valmis, auki(".tulokset .luvut")),
    "tutki-saatimet": Kuvattava(f"/tutki?{MUUTETTU}", valmis, auki(".keinot", ".ryhma", ".oletukset")),
    "tutki-vienti": Kuvattava("/tutki?", valmis, auki(".vienti")),
    "tutki-perusta": Kuvattava("/tutki?skenaario=nykytila-2017&", valmis),
    "tutki-menot": Kuvattava("/tutki?skenaario=uusimaa-tarvekapitaatio&mittari=kustannus_asukas&nakyma=raha&", valmis),
    "tutki-keski-suomi": Kuvattava(
        "/tutki?alue=keski-suomi&skenaario=keski-suomi-maakunnallinen&nakyma=alueet&", kartta
    ),
    "tutki-pirkanmaa": Kuvattava("/tutki?alue=pirkanmaa&skenaario=pirkanmaa-tesoma-allianssi&nakyma=alueet&", kartta),
    "tutki-virhe": Kuvattava("/tutki?alue=atlantis&k.kapitaatio.kiintea_osuus=0.5&", valmis, vaara_arvo),
    "tutki-laskee": Kuvattava("/tutki?k.kapitaatio.kiintea_osuus=0.83&", viat="laskee"),
    "tutki-keskeytetty": Kuvattava("/tutki?k.kapitaatio.kiintea_osuus=0.84&", keskeyta, viat="laskee"),
    "tutki-kaatui": Kuvattava("/tutki?k.kapitaatio.kiintea_osuus=0.86&", valmis, viat="kaatuu"),
    "vertaa": Kuvattava("/vertaa?", valmis),
    "vertaa-2": Kuvattava(f"/vertaa?muut={KAKSI}&mittari=kustannus_asukas&", kestavyys),
    "vertaa-4": Kuvattava(
        f"/vertaa?muut=uusimaa-liikelaitos-2021,uusimaa-valinnanvapaus-2023,{KAKSI}&", valmis, auki(".luvut")
    ),
    "vertaa-vienti": Kuvattava("/vertaa?", valmis, auki(".vienti")),
    "vertaa-laskee": Kuvattava("/vertaa?muut=uusimaa-hyte,uusimaa-palvelukokonaisuuksittain&", viat="laskee"),
    "asukas": Kuvattava("/asukas?", valmis),
    "asukas-auki": Kuvattava("/asukas?joukko=ika_75&", valmis, auki(".luvut")),
    "asukas-laskee": Kuvattava("/asukas?k.kapitaatio.kiintea_osuus=0.87&", viat="laskee"),
    "asukas-keskeytetty": Kuvattava("/asukas?k.kapitaatio.kiintea_osuus=0.88&", keskeyta, viat="laskee"),
    "asukas-virhe": Kuvattava("/asukas?asukas=999999999&", valmis),
    "malli": Kuvattava("/malli?"),
    "malli-saannot": Kuvattava("/malli?", aina=osio(0)),
    "malli-kelpoisuus": Kuvattava("/malli?", aina=osio(1)),
    "malli-kuukausi": Kuvattava("/malli?", aina=osio(2)),
    "malli-keinot": Kuvattava("/malli?", aina=osio(3)),
    "malli-oletukset": Kuvattava("/malli?", aina=osio(4)),
    "malli-sanasto": Kuvattava("/malli?", aina=osio(5)),
    "katkos": Kuvattava("/tutki?", valmis, viat="poissa"),
}  # fmt: skip


def main() -> None:
    """Take the pictures that are asked for, and print their paths."""
    valinnat = _valinnat()
    nimet = valinnat.sivut.split(",")
    KANSIO.mkdir(exist_ok=True)
    with _palvelin(valinnat.osoite) as (osoite, pid), chromi() as selain:
        for nimi in nimet:
            viat = SIVUT[nimi].viat
            if viat == "poissa" or (viat and pid is None):
                continue
            with _vika(viat, pid):
                _kuvaa(selain, osoite, nimi, valinnat)
    for nimi in nimet:
        if SIVUT[nimi].viat == "poissa" and not valinnat.osoite:
            with chromi() as selain:
                _katkos(selain, nimi, valinnat)


def _kuvaa(selain: Browser, osoite: str, nimi: str, valinnat: argparse.Namespace) -> None:
    """Every picture of a page, on one open page."""
    oma, kielet = SIVUT[nimi], valinnat.kielet.split(",")
    sivu = _avaa(selain, osoite, nimi, kielet[0])
    oma.kerran(sivu)
    for kieli in kielet:
        if sivu.evaluate("document.documentElement.lang") != kieli:
            sivu.locator(f".kielet a[lang={kieli}]").dispatch_event("click")
            sivu.locator(f"html[lang={kieli}]").wait_for()
            sivu.locator(f".kielet a[lang={kieli}][aria-current=true]").wait_for(state="attached")
            sivu.wait_for_timeout(500)  # the parts of a page come one by one
        oma.aina(sivu)
        _ota(sivu, nimi, kieli, valinnat)
    sivu.context.close()


def _avaa(selain: Browser, osoite: str, nimi: str, kieli: str) -> Page:
    sivu = selain.new_context(viewport={"width": 1280, "height": 900}, base_url=osoite).new_page()
    sivu.set_default_timeout(ODOTUS)
    sivu.goto(f"{SIVUT[nimi].linkki}kieli={kieli}")
    sivu.locator("#sisalto").wait_for()
    return sivu


def _ota(sivu: Page, nimi: str, kieli: str, valinnat: argparse.Namespace) -> None:
    """A picture in every width and theme."""
    for leveys in (x for x in map(int, valinnat.leveydet.split(",")) if x in SIVUT[nimi].leveydet):
        sivu.set_viewport_size({"width": leveys, "height": 900})
        for teema in valinnat.teemat.split(","):
            if sivu.evaluate("document.documentElement.dataset.teema") != teema:
                sivu.locator(".teemanappi").dispatch_event("click")
            sivu.wait_for_timeout(200)
            kuva = KANSIO / f"{nimi}-{kieli}-{leveys}-{teema}.png"
            korkeus = min(KORKEIN, sivu.evaluate("document.documentElement.scrollHeight"))
            rajat = {"x": 0, "y": 0, "width": leveys, "height": korkeus}
            sivu.screenshot(path=kuva, full_page=True, clip=rajat)
            print(kuva, flush=True)


def _katkos(selain: Browser, nimi: str, valinnat: argparse.Namespace) -> None:
    """A page in each language whose server has gone."""
    with palvelu(KANSIO / "palvelin.log") as (osoite, _prosessi):
        sivut = {kieli: _avaa(selain, osoite, nimi, kieli) for kieli in valinnat.kielet.split(",")}
        for sivu in sivut.values():
            SIVUT[nimi].kerran(sivu)
    for kieli, sivu in sivut.items():
        sivu.locator(".katkos").wait_for()
        _ota(sivu, nimi, kieli, valinnat)


@contextmanager
def _vika(viat: str, pid: int | None) -> Iterator[None]:
    """The server's workers stand still meanwhile, or have died in the middle of their work."""
    omat = [int(x) for x in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()] if viat else []
    for tyolainen in omat:
        os.kill(tyolainen, signal.SIGSTOP)
    try:
        yield
    finally:
        for tyolainen in omat:
            os.kill(tyolainen, signal.SIGCONT)


@contextmanager
def _palvelin(osoite: str) -> Iterator[tuple[str, int | None]]:
    if osoite:
        yield osoite, None
        return
    with palvelu(KANSIO / "palvelin.log") as (oma, prosessi):
        yield oma, prosessi.pid


def _valinnat() -> argparse.Namespace:
    lukija = argparse.ArgumentParser(description=__doc__)
    lukija.add_argument("--sivut", default=",".join(SIVUT))
    lukija.add_argument("--kielet", default="fi,sv,en")
    lukija.add_argument("--teemat", default="vaalea,tumma")
    lukija.add_argument("--leveydet", default="1280,360")
    lukija.add_argument("--osoite", default="")
    return lukija.parse_args()


if __name__ == "__main__":
    main()
