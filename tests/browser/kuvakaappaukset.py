"""Screenshots of every page: `python -m tests.browser.kuvakaappaukset`, into a folder that git ignores.

Three languages, light and dark, 360 and 1280 pixels wide; `--sivut tutki,vertaa`, `--kielet sv`, `--leveydet 360` and
`--teemat tumma` take some of them. `--osoite` uses a server that runs already.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.palvelin import chromi, palvelu

KANSIO = Path(__file__).parent / "kaappaukset"
ODOTUS = 600_000  # ms a refined answer may take


def _tutki(sivu: Page) -> None:
    sivu.locator(".tilarivi.valmis, .tilarivi.virhe").wait_for(timeout=ODOTUS)


def _valilehti(koodi: str) -> Callable[[Page], None]:
    def toimi(sivu: Page) -> None:
        _tutki(sivu)
        sivu.locator(f"#v-{koodi}[aria-selected=true]").wait_for()

    return toimi


def _pyydettava(koodi: str) -> Callable[[Page], None]:
    """A tab that is computed when asked."""

    def toimi(sivu: Page) -> None:
        _valilehti(koodi)(sivu)
        if not sivu.locator("#valilehti .kuva").count():
            sivu.locator("#valilehti button.nappi").first.click()
        sivu.locator("#valilehti .kuva, #valilehti [role=alert]").first.wait_for(timeout=ODOTUS)

    return toimi


def _kartta(sivu: Page) -> None:
    _valilehti("alueet")(sivu)
    sivu.locator(".keskuskartta").wait_for(timeout=ODOTUS)


def _avoin(tunnus: str) -> Callable[[Page], None]:
    """A folded section of the page of model and data, opened."""

    def toimi(sivu: Page) -> None:
        osio = sivu.locator(f"#{tunnus}")
        osio.locator("summary").first.click()
        osio.locator("table").first.wait_for()

    return toimi


def _vienti(sivu: Page) -> None:
    _tutki(sivu)
    sivu.locator(".vienti summary").click()


SIVUT: dict[str, tuple[str, Callable[[Page], None]]] = {
    "etusivu": ("/?", lambda sivu: None),
    "tutki": ("/tutki?", _tutki),
    "tutki-vienti": ("/tutki?", _vienti),
    "tutki-raha": ("/tutki?nakyma=raha&", _valilehti("raha")),
    "tutki-alueet": ("/tutki?nakyma=alueet&", _kartta),
    "tutki-kannustimet": ("/tutki?nakyma=kannustimet&", _pyydettava("kannustimet")),
    "tutki-epavarmuus": ("/tutki?nakyma=epavarmuus&", _pyydettava("epavarmuus")),
    "vertaa": ("/vertaa?", _tutki),
    "asukas": ("/asukas?", _tutki),
    "malli": ("/malli?", lambda sivu: None),
    "malli-kelpoisuus": ("/malli?", _avoin("kelpoisuus")),
}


def main() -> None:
    """Take the pictures that are asked for, and print their paths."""
    valinnat = _valinnat()
    KANSIO.mkdir(exist_ok=True)
    with _palvelin(valinnat.osoite) as osoite, chromi() as selain:
        for leveys in map(int, valinnat.leveydet.split(",")):
            for teema in valinnat.teemat.split(","):
                konteksti = selain.new_context(viewport={"width": leveys, "height": 900}, base_url=osoite)
                sivu = konteksti.new_page()
                for nimi in valinnat.sivut.split(","):
                    for kieli in valinnat.kielet.split(","):
                        print(_ota(sivu, nimi, kieli, teema, leveys), flush=True)
                konteksti.close()


def _ota(sivu: Page, nimi: str, kieli: str, teema: str, leveys: int) -> Path:
    polku, toimi = SIVUT[nimi]
    sivu.goto(f"{polku}kieli={kieli}&teema={teema}")
    sivu.locator("#sisalto").wait_for(timeout=120_000)
    toimi(sivu)
    kuva = KANSIO / f"{nimi}-{kieli}-{leveys}-{teema}.png"
    sivu.wait_for_timeout(300)
    sivu.screenshot(path=kuva, full_page=True)
    return kuva


@contextmanager
def _palvelin(osoite: str) -> Iterator[str]:
    if osoite:
        yield osoite
        return
    with palvelu(KANSIO / "palvelin.log") as (oma, _prosessi):
        yield oma


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
