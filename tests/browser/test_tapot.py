"""kill -9 of a real server at 20 random moments of a session: what it had answered to is in the log, and browsers come
back by themselves."""

from __future__ import annotations

import http.client
import http.cookiejar
import json
import random
import re
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from runs.harjoitus import peli
from runs.harjoitus.istunto import toista
from runs.harjoitus.loki import Loki
from tests.browser.palvelin import kaynnista_harjoitus, uusi_sivu

pytestmark = pytest.mark.browser
TAPPOJA, PALUU = 20, 10.0  # seconds in which a page must be back
ESIASETUS, OTOS = "virement-90", 0.001


@dataclass
class Sitkea:
    """A client that asks until it is answered, with the same id: as the page's own script does."""

    osoite: str
    koodi: str = ""
    laji: str = "j"
    vastatut: list[tuple[str, dict[str, Any]]] = field(default_factory=list)  # what the server said was done
    uusittuja: int = 0
    keksit: http.cookiejar.CookieJar = field(default_factory=http.cookiejar.CookieJar)

    def pyyda(self, polku: str, runko: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
        tiedot = None if runko is None else json.dumps(runko).encode()
        pyynto = urllib.request.Request(
            f"{self.osoite}/harjoitus/api/{polku}", tiedot, {"content-type": "application/json"}
        )
        avaaja = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.keksit))
        for _ in range(600):
            try:
                with avaaja.open(pyynto, timeout=60) as v:
                    return v.status, json.loads(v.read())
            except urllib.error.HTTPError as v:
                if v.code < 500:
                    return v.code, json.loads(v.read())
            except (OSError, http.client.HTTPException):
                pass
            self.uusittuja += 1
            time.sleep(0.1)
        raise AssertionError("the server never came back")

    def nakyma(self) -> dict[str, Any]:
        return self.pyyda(f"{self.koodi}/nakyma?laji={self.laji}")[1]

    def komento(self, **k: Any) -> bool:
        k["tunnus"] = f"{self.laji}-{random.getrandbits(64):x}"
        tila, _ = self.pyyda(f"{self.koodi}/komento?laji={self.laji}", k)
        if tila == 200:
            self.vastatut.append((k["tunnus"], k))
        return tila == 200


class Istunto(threading.Thread):
    """A facilitator and two teams who play a room to its end, whatever becomes of the server meanwhile."""

    def __init__(self, osoite: str) -> None:
        super().__init__(daemon=True)
        self.ohjaaja = Sitkea(osoite, laji="o")
        self.luotu = self.ohjaaja.pyyda("huoneet", {"esiasetus": ESIASETUS, "otos": OTOS})[1]
        self.koodi = self.ohjaaja.koodi = self.luotu["koodi"]
        self.joukkueet = {r: Sitkea(osoite, self.koodi) for r in ("jarjestaja", "liikelaitos")}
        self.nahdyt: dict[int, dict[str, Any]] = {}  # round -> board with its results, as a team saw it
        self.arpa, self.vika = random.Random(88), ""

    def run(self) -> None:
        try:
            for rooli, s in self.joukkueet.items():
                runko = {"nimi": rooli, "tunnus": f"pitka-salainen-tunnus-{rooli}"}
                assert s.pyyda(f"{self.koodi}/liity", runko)[0] == 200
                assert s.komento(laji="rooli", rooli=rooli)
            while (n := self.ohjaaja.nakyma())["vaihe"] != "paattynyt":
                self.toimi(n)
                time.sleep(self.arpa.uniform(0.02, 0.25))
        except Exception as vika:
            self.vika = repr(vika)

    def toimi(self, n: dict[str, Any]) -> None:
        vaihe = n["vaihe"]
        if vaihe == "arvio":
            for rooli, s in self.joukkueet.items():
                if rooli not in n["arvioineet"]:
                    vali = sorted(self.arpa.uniform(-0.2, 0.2) for _ in range(2))
                    s.komento(laji="arvio", arvot=dict.fromkeys(n["arvioitavat"], vali))
        if vaihe == "neuvottelu" and not n["neuvottelu"]["sovittu"]:
            self.neuvottele(n)
            return
        if vaihe == "tulokset":
            self.nahdyt[n["kierros"]] = self.joukkueet["jarjestaja"].nakyma()["lauta"]
        if vaihe != "laskenta":
            self.ohjaaja.komento(laji="seuraava", vaiheesta=vaihe)

    def neuvottele(self, n: dict[str, Any]) -> None:
        tarjouksia, vuorossa = n["neuvottelu"]["tarjouksia"], n["neuvottelu"]["vuorossa"]
        if tarjouksia >= 3:
            self.joukkueet[vuorossa].komento(laji="hyvaksy", nahty=tarjouksia)
        elif vuorossa:
            raha = round(self.arpa.uniform(0.93, 0.96), 6)
            self.joukkueet[vuorossa].komento(laji="tarjous", nahty=tarjouksia, kohdat={"raha": raha})


def avaa(selain: Browser, osoite: str, istunto: Istunto) -> dict[str, Page]:
    """The facilitator's page, the projector's, and a phone in a role with something half written."""
    sivut = {}
    for nimi in ("ohjaaja", "valkokangas", "puhelin"):
        sivut[nimi] = uusi_sivu(selain, viewport={"width": 1280, "height": 900}, base_url=osoite)
        sivut[nimi].goto(istunto.luotu.get(nimi) or f"/harjoitus/{istunto.koodi}?kieli=fi")
    sivut["puhelin"].fill("#nimi", "Selain")
    sivut["puhelin"].keyboard.press("Enter")
    sivut["puhelin"].click("#rooli-asiakasraati")
    sivut["ohjaaja"].fill("#viesti", "kesken oleva viesti")
    return sivut


def odota_tapahtumia(istunto: Istunto, huoneet: Path, maara: int) -> None:
    """Until the session has gone so many events further, or ended, or half a minute has passed."""
    kanta = sqlite3.connect(huoneet / f"{istunto.koodi}.sqlite")
    alku, loppu = None, time.monotonic() + 30.0
    while istunto.is_alive() and time.monotonic() < loppu:
        nyt = kanta.execute("SELECT max(nro) FROM tapahtumat").fetchone()[0]
        alku = nyt if alku is None else alku
        if nyt >= alku + maara:
            break
        time.sleep(0.01)
    kanta.close()


def odota_tila(sivu: Page, nakyy: bool, alku: float) -> float:
    """Seconds until the page says, or no longer says, that it is cut off."""
    odotus = expect(sivu.locator("#katkos"))
    (odotus.to_be_visible if nakyy else odotus.to_be_hidden)(timeout=1000 * PALUU)
    return time.monotonic() - alku


def test_kill_9_at_twenty_random_moments(selain: Browser, tmp_path: Path) -> None:
    arpa, paluut, vaiheet = random.Random(2018), list[float](), Counter[str]()
    huoneet, loki = tmp_path / "huoneet", tmp_path / "loki.txt"
    osoite, palvelin = kaynnista_harjoitus(huoneet, loki)
    portti = int(osoite.rpartition(":")[2])
    try:
        istunnot = [Istunto(osoite)]
        sivut = avaa(selain, osoite, istunnot[0])
        istunnot[0].start()
        for _ in range(TAPPOJA):
            if not istunnot[-1].is_alive():
                istunnot.append(Istunto(osoite))
                istunnot[-1].start()
            odota_tapahtumia(istunnot[-1], huoneet, arpa.randint(0, 8))
            time.sleep(arpa.uniform(0.0, 0.3))
            palvelin.kill()
            palvelin.wait()
            vaiheet[_vaihe(huoneet / f"{istunnot[-1].koodi}.sqlite")] += 1
            for sivu in sivut.values():
                odota_tila(sivu, True, 0.0)
                assert re.search(r"yhteys|Yhteys", sivu.locator("#katkos").inner_text())
            _, palvelin = kaynnista_harjoitus(huoneet, loki, portti)
            alku = time.monotonic()
            paluut += [odota_tila(sivu, False, alku) for sivu in sivut.values()]
        for istunto in istunnot:
            istunto.join(300)
            assert istunto.vika == ""
            assert not istunto.is_alive()
        assert sivut["ohjaaja"].input_value("#viesti") == "kesken oleva viesti"
        if len(istunnot) == 1:
            for sivu in sivut.values():
                expect(sivu.get_by_text("Harjoitus on päättynyt").first).to_be_visible()
    finally:
        palvelin.kill()
        palvelin.wait()
    print(f"\nkilled in {dict(vaiheet)}; pages back in {max(paluut):.2f} s at the longest; "
          f"{sum(s.uusittuja for i in istunnot for s in i.joukkueet.values())} requests asked again")  # fmt: skip
    assert max(paluut) <= PALUU
    assert sum(vaiheet.values()) == TAPPOJA
    assert len(vaiheet) >= 3
    for istunto in istunnot:
        _tarkista(istunto, huoneet / f"{istunto.koodi}.sqlite")


def _vaihe(polku: Path) -> str:
    loki = Loki(polku)
    huone = toista(loki)
    loki.sulje()
    return huone.vaihe


def _tarkista(istunto: Istunto, polku: Path) -> None:
    """Everything that was answered to is there, once; results are those that were seen; the model says the same."""
    loki = Loki(polku)
    tapahtumat = {r.tiedot["tunnus"]: r.tiedot for r in loki.rivit() if r.tiedot.get("tunnus")}
    tunnukset = Counter(r.tiedot.get("tunnus", r.nro) for r in loki.rivit())
    loki.sulje()
    assert max(tunnukset.values()) == 1
    vastatut = [x for s in (*istunto.joukkueet.values(), istunto.ohjaaja) for x in s.vastatut]
    lajit = Counter(k["laji"] for _, k in vastatut)
    assert lajit["tarjous"] >= 6
    assert lajit["arvio"] == 6
    for tunnus, k in vastatut:
        assert tunnus in tapahtumat, k
        if k["laji"] == "tarjous":
            assert tapahtumat[tunnus]["kohdat"]["raha"] == k["kohdat"]["raha"]
        if k["laji"] == "arvio":
            assert tapahtumat[tunnus]["arvot"] == k["arvot"]
    huone, toisto = peli.toista(polku)
    assert toisto.erot == []
    assert huone.vaihe == "paattynyt"
    assert set(istunto.nahdyt) == {1, 2, 3}
    for k in huone.kierrokset:
        assert istunto.nahdyt[k.numero]["odotus"][str(k.vuosi)] == k.tulos["rivit"]["odotus"][str(k.vuosi)]
