"""Screenshots of every page and state: `python -m tests.browser.kuvakaappaukset`, into a folder that git ignores.

Three languages, light and dark, 360 and 1280 pixels wide. What a page computes is computed once: language, theme and
width change on the open page. `--sivut tutki,vertaa`, `--kielet sv`, `--leveydet 360` and `--teemat tumma` take some of
them; `--osoite` uses a server that runs already, for all but the states in which the server stands still or is away.
`--axe` says of each what axe-core finds in it, and ends with 1 if there is anything.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.palvelin import chromi, palvelu
from tests.browser.sivut import KIELET, SIVUT, TEEMAT, avaa, kielella, seisova, teemassa, valmis, viat

KANSIO = Path(__file__).parent / "kaappaukset"
KORKEIN = 6_000  # pixels of a picture: the table of all parameters goes on like this for long
KATKOS = "katkos"  # the server has gone


def main() -> int:
    """Take the pictures that are asked for, and print their paths. Returns the exit code."""
    v = _valinnat()
    nimet, vikoja = v.sivut.split(","), 0
    KANSIO.mkdir(exist_ok=True)
    with chromi() as selain:
        with _palvelin(v.osoite) as (osoite, pid):
            for nimi in nimet:
                if nimi == KATKOS or (SIVUT[nimi].seis and not pid):
                    continue
                with seisova(pid, SIVUT[nimi].seis):
                    vikoja += _kuvaa(selain, osoite, nimi, v)
        if KATKOS in nimet and not v.osoite:
            vikoja += _katkos(selain, v)
    return int(vikoja > 0)


def _kuvaa(selain: Browser, osoite: str, nimi: str, v: argparse.Namespace) -> int:
    """Every picture of a page, on one open page."""
    kielet, vikoja = v.kielet.split(","), 0
    sivu = _sivu(selain, osoite, nimi, kielet[0])
    for kieli in kielet:
        kielella(sivu, nimi, kieli)
        vikoja += _ota(sivu, nimi, kieli, v, SIVUT[nimi].leveydet)
    sivu.context.close()
    return vikoja


def _sivu(selain: Browser, osoite: str, nimi: str, kieli: str) -> Page:
    sivu = selain.new_context(viewport={"width": 1280, "height": 900}, base_url=osoite).new_page()
    avaa(sivu, nimi, kieli, valmis)
    return sivu


def _ota(sivu: Page, nimi: str, kieli: str, v: argparse.Namespace, kaikki: tuple[int, ...] = (1280, 360)) -> int:
    """A picture in every width and theme. Returns how many faults there are in them."""
    vikoja = 0
    for leveys in (x for x in map(int, v.leveydet.split(",")) if x in kaikki):
        sivu.set_viewport_size({"width": leveys, "height": 900})
        for teema in v.teemat.split(","):
            teemassa(sivu, teema)
            sivu.wait_for_timeout(200)
            kuva = KANSIO / f"{nimi}-{kieli}-{leveys}-{teema}.png"
            korkeus = min(KORKEIN, sivu.evaluate("document.documentElement.scrollHeight"))
            rajat = {"x": 0, "y": 0, "width": leveys, "height": korkeus}
            sivu.screenshot(path=kuva, full_page=True, clip=rajat)
            omat = viat(sivu) if v.axe else []
            vikoja += len(omat)
            print(kuva, *omat, sep="\n  ", flush=True)
    return vikoja


def _katkos(selain: Browser, v: argparse.Namespace) -> int:
    """A page in each language whose server has gone."""
    with palvelu(KANSIO / "palvelin.log") as (osoite, _prosessi):
        sivut = {kieli: _sivu(selain, osoite, "tutki", kieli) for kieli in v.kielet.split(",")}
    vikoja = 0
    for kieli, sivu in sivut.items():
        sivu.locator(".katkos").wait_for()
        vikoja += _ota(sivu, KATKOS, kieli, v)
        sivu.context.close()
    return vikoja


@contextmanager
def _palvelin(osoite: str) -> Iterator[tuple[str, int]]:
    if osoite:
        yield osoite, 0
        return
    with palvelu(KANSIO / "palvelin.log") as (oma, prosessi):
        yield oma, prosessi.pid


def _valinnat() -> argparse.Namespace:
    lukija = argparse.ArgumentParser(description=__doc__)
    lukija.add_argument("--sivut", default=",".join([*SIVUT, KATKOS]))
    lukija.add_argument("--kielet", default=",".join(KIELET))
    lukija.add_argument("--teemat", default=",".join(TEEMAT))
    lukija.add_argument("--leveydet", default="1280,360")
    lukija.add_argument("--osoite", default="")
    lukija.add_argument("--axe", action="store_true")
    return lukija.parse_args()


if __name__ == "__main__":
    sys.exit(main())
