"""Every view of the classroom - home, joining, a team of each role, projector, facilitator, debrief, minutes, draft -
in three languages, on a laptop and a phone.

`python -m tests.browser.harjoituskuvat [FOLDER]` takes their pictures; a test looks for faults of access in them.
"""

from __future__ import annotations

import http.cookiejar
import json
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.palvelin import chromi, harjoituspalvelu

ROOLIT = ("jarjestaja", "liikelaitos", "yksityinen", "kunta", "allianssi", "asiakasraati", "tarkkailija")
KIELET = ("fi", "sv", "en")
LEVEYDET = ((1280, 900), (360, 780))
KASITTELIJA = Callable[[Page, str], None]


@dataclass
class Henkilo:
    """Somebody's cookies, and commands given with them."""

    osoite: str
    koodi: str = ""
    laji: str = "j"
    keksit: http.cookiejar.CookieJar = field(default_factory=http.cookiejar.CookieJar)

    def pyyda(self, polku: str, runko: dict[str, Any] | None = None) -> dict[str, Any]:
        tiedot = None if runko is None else json.dumps(runko).encode()
        pyynto = urllib.request.Request(
            f"{self.osoite}/harjoitus/api/{polku}", tiedot, {"content-type": "application/json"}
        )
        avaaja = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.keksit))
        with avaaja.open(pyynto, timeout=120) as v:
            return dict(json.loads(v.read()))

    def komento(self, **k: Any) -> None:
        self.pyyda(f"{self.koodi}/komento?laji={self.laji}", k)

    def nakyma(self) -> dict[str, Any]:
        return self.pyyda(f"{self.koodi}/nakyma?laji={self.laji}")

    def sivu(self, selain: Browser, polku: str, koko: tuple[int, int]) -> Page:
        """A page of this person's in a browser of its own."""
        nakyma = ViewportSize(width=koko[0], height=koko[1])
        konteksti = selain.new_context(viewport=nakyma, base_url=self.osoite)
        konteksti.add_cookies([{"name": k.name, "value": str(k.value), "url": self.osoite} for k in self.keksit])
        sivu = konteksti.new_page()
        sivu.goto(polku)
        sivu.locator("main").wait_for()
        return sivu


class Luokka:
    """A room in which all seven roles have a person."""

    def __init__(self, osoite: str, otos: float = 0.002) -> None:
        self.osoite, self.ohjaaja = osoite, Henkilo(osoite, laji="o")
        muutokset = {"roles": ROOLIT, "rounds": 1, "event": [{"round": 1, "card": "kohu"}]}
        runko = {"esiasetus": "kaksi-mallia", "otos": otos, "muutokset": muutokset}
        self.luotu = self.ohjaaja.pyyda("huoneet", runko)
        self.koodi = self.ohjaaja.koodi = self.luotu["koodi"]
        self.joukkueet = {r: Henkilo(osoite, self.koodi) for r in ROOLIT}
        for rooli, h in self.joukkueet.items():
            h.pyyda(f"{self.koodi}/liity", {"nimi": f"Ryhmä {rooli}"})
            h.komento(laji="rooli", rooli=rooli)

    def vaiheeseen(self, vaihe: str) -> None:
        """Go on until this phase."""
        while (n := self.ohjaaja.nakyma())["vaihe"] != vaihe:
            if n["vaihe"] == "laskenta":
                time.sleep(0.1)
            else:
                self.ohjaaja.komento(laji="seuraava", vaiheesta=n["vaihe"])

    def arvioi(self) -> None:
        """Everybody forecasts."""
        arvot = {m: [-0.05, 0.05] for m in self.ohjaaja.nakyma()["arvioitavat"]}
        for h in self.joukkueet.values():
            h.komento(laji="arvio", arvot=arvot)

    def neuvottele(self) -> None:
        """Two offers, a statement, a lever."""
        j, lk = self.joukkueet["jarjestaja"], self.joukkueet["liikelaitos"]
        tavoitteet = {"tavoite.ikaihmiset": 0.7, "kannustin": 0.02, "seuraamus": 0.01}
        j.komento(laji="tarjous", nahty=0, kohdat=tavoitteet, perustelu="Ikäihmiset ensin")
        lk.komento(laji="tarjous", nahty=1, kohdat={"tavoite.ikaihmiset": 0.5, "kannustin": 0.03})
        self.joukkueet["asiakasraati"].komento(laji="lausunto", teksti="Kuka odottaa pisimpään?")
        self.joukkueet["kunta"].komento(laji="keino", avain="kunta.hyte_jousto", arvo=0.5)


def kierra(selain: Browser, osoite: str, katso: KASITTELIJA, kielet: tuple[str, ...] = KIELET) -> int:
    """Visit every view; `katso(page, name)` looks at it. Returns how many."""
    maara = 0

    def nayta(sivu: Page, nimi: str, kielilla: bool = True) -> None:
        nonlocal maara
        for kieli in kielet if kielilla else ("",):
            if kieli:
                sivu.click(f"#kieli-{kieli}")
                sivu.locator(f"html[lang={kieli}]").wait_for()
            katso(sivu, f"{nimi}-{kieli}" if kieli else nimi)
            maara += 1

    luokka, vieras = Luokka(osoite), Henkilo(osoite)
    for koko in LEVEYDET:
        sivu = vieras.sivu(selain, "/harjoitus", koko)
        sivu.locator("#muokkaus summary").click()
        nayta(sivu, f"alku-{koko[0]}")
        nayta(vieras.sivu(selain, f"/harjoitus/{luokka.koodi}", koko), f"liity-{koko[0]}")
        uusi = Henkilo(osoite, luokka.koodi)
        uusi.pyyda(f"{luokka.koodi}/liity", {"nimi": f"Myöhässä {koko[0]}"})
        nayta(uusi.sivu(selain, f"/harjoitus/{luokka.koodi}", koko), f"rooli-{koko[0]}")
    for vaihe in ("odotus", "arvio", "neuvottelu", "tulokset", "paattynyt"):
        luokka.vaiheeseen(vaihe)
        if vaihe == "neuvottelu":
            luokka.neuvottele()
        _vaihe(selain, luokka, vaihe, nayta)
        if vaihe == "arvio":
            luokka.arvioi()
    for nimi in ("purku", "poytakirja", "sopimusluonnos"):
        for kieli in kielet:
            polku = f"/harjoitus/api/{luokka.koodi}/asiakirja/{nimi}.html?kieli={kieli}"
            sivu = luokka.ohjaaja.sivu(selain, polku, LEVEYDET[0])
            nayta(sivu, f"{nimi}-{kieli}", kielilla=False)
            sivu.context.close()
    return maara


def _vaihe(selain: Browser, luokka: Luokka, vaihe: str, nayta: Callable[[Page, str], None]) -> None:
    """Teams of each role - of the orderer alone where the phase asks the same of all - facilitator and projector."""
    kaikki = vaihe in ("neuvottelu", "tulokset")
    for rooli in ROOLIT if kaikki else ROOLIT[:1]:
        for koko in LEVEYDET:
            sivu = luokka.joukkueet[rooli].sivu(selain, f"/harjoitus/{luokka.koodi}", koko)
            nayta(sivu, f"{vaihe}-{rooli}-{koko[0]}")
            if koko[0] < 900 and vaihe != "neuvottelu":  # the same tabs in either phase
                for osa in ("omat", "taulu"):
                    sivu.click(f"#v-{osa}")
                    nayta(sivu, f"{vaihe}-{rooli}-{koko[0]}-{osa}")
            sivu.context.close()
    for koko in LEVEYDET:
        sivu = luokka.ohjaaja.sivu(selain, luokka.luotu["ohjaaja"], koko)
        nayta(sivu, f"{vaihe}-ohjaaja-{koko[0]}")
        sivu.context.close()
    kangas = Henkilo(luokka.osoite).sivu(selain, luokka.luotu["valkokangas"], (1920, 1080))
    kangas.locator(".vk-koodi").wait_for()
    nayta(kangas, f"{vaihe}-valkokangas")
    kangas.context.close()


def main() -> None:
    """Take the pictures into a folder that git ignores, or the one given."""
    kansio = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "kaappaukset" / "harjoitus"
    kansio.mkdir(parents=True, exist_ok=True)

    def kuva(sivu: Page, nimi: str) -> None:
        sivu.screenshot(path=kansio / f"{nimi}.png", full_page=True)

    with (
        tempfile.TemporaryDirectory() as tyo,
        chromi() as selain,
        harjoituspalvelu(Path(tyo) / "huoneet", Path(tyo) / "loki.txt") as (osoite, _),
    ):
        print(f"{kierra(selain, osoite, kuva)} pictures in {kansio}")


if __name__ == "__main__":
    main()
