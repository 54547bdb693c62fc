"""Rooms of the exercise on this server: opened by code from their logs, told to listeners, computed in the background.

A room is its log in the folder of rooms; the server may be killed and started again at any moment. Years are lived in
worker processes (`etakone`) and stand-ins act in a thread of their own: no room waits for another, no page for either.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import re
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs

from kalibrointi.viat import ViallinenSyote, Vika
from runs.harjoitus import esiasetus
from runs.harjoitus.etakone import Etakone, Laskijat
from runs.harjoitus.huone import Huone
from runs.harjoitus.istunto import KOODIN_MERKIT, KOODIN_PITUUS, Istunto, uusi_koodi
from runs.harjoitus.komennot import Torjuttu

if TYPE_CHECKING:
    from runs.harjoitus.purku import Purku

ARVAUKSIA, ARVAUSIKKUNA = 10, 300.0  # wrong codes and secrets of one address in so many seconds
HUONEITA, HUONEIKKUNA = 20, 3600.0  # rooms made from one address in so many seconds
_KOODI = re.compile(rf"[{KOODIN_MERKIT}]{{{KOODIN_PITUUS}}}")


def oletuskansio() -> Path:
    """Where rooms are kept: SOTE_HARJOITUKSET, else the user's own data folder."""
    annettu = os.environ.get("SOTE_HARJOITUKSET")
    return Path(annettu) if annettu else Path(platformdirs.user_data_dir("sotemalli")) / "harjoitukset"


class Tuntematon(KeyError):
    """No room of this code."""


class Liikaa(Exception):
    """Too many wrong codes, or too many rooms, from one address."""


class Huoneet:
    """The rooms of one server."""

    def __init__(self, kansio: Path | None = None) -> None:
        self.kansio = kansio or oletuskansio()
        self._avoimet: dict[str, Istunto] = {}
        self._kuulijat: dict[str, dict[asyncio.Event, asyncio.AbstractEventLoop]] = {}
        self._lukko = threading.Lock()
        self._sijaiset = ThreadPoolExecutor(1, "sijaiset")
        self.laskijat = Laskijat()
        self._laskija = ThreadPoolExecutor(4 * self.laskijat.maara, "laskenta")  # each waits for a worker process
        self._yritykset: dict[tuple[str, str], deque[float]] = {}
        self._suljettu = False
        self._purku: tuple[object, Purku] | None = None  # the last debrief, and of what

    # rooms -----------------------------------------------------------------------------------------------------------

    def avaa(
        self, nimi: str, otos: float | None, osoite: str, muutokset: Mapping[str, Any] | None = None
    ) -> tuple[Istunto, str, str]:
        """A new room of a preset, changed as the facilitator wants: (session, facilitator's secret, projector's).

        Raises `ViallinenSyote` for an unknown preset, bad changes or a bad sample, Liikaa.
        """
        if nimi not in esiasetus.luettelo():
            raise ViallinenSyote(Vika(f"unknown preset; presets: {', '.join(esiasetus.luettelo())}."))
        e = esiasetus.muuta(esiasetus.lue(nimi), muutokset or {})
        self._rajoita("huone", osoite, HUONEITA, HUONEIKKUNA, kirjaa=True)
        salaisuudet = (secrets.token_urlsafe(24), secrets.token_urlsafe(24))
        koodi = uusi_koodi()
        while self._polku(koodi).exists():
            koodi = uusi_koodi()
        polku, kone = self._polku(koodi), partial(Etakone, self.laskijat)
        istunto = Istunto.avaa(polku, e, otos, koodi=koodi, salaisuudet=salaisuudet, kone=kone)
        with self._lukko:
            self._ota(koodi, istunto)
        self._tee(self._laskija, istunto.ennakoi)
        return istunto, *salaisuudet

    def hae(self, koodi: str, osoite: str = "") -> Istunto:
        """The room of a code. Raises Tuntematon, and Liikaa when an address guesses."""
        koodi = koodi.strip().upper()
        self._rajoita("arvaus", osoite, ARVAUKSIA, ARVAUSIKKUNA)
        with self._lukko:
            if koodi in self._avoimet:
                return self._avoimet[koodi]
            if _KOODI.fullmatch(koodi) and self._polku(koodi).is_file():
                istunto = Istunto(self._polku(koodi), kone=partial(Etakone, self.laskijat))
                self._ota(koodi, istunto)
                self.jatka(istunto)  # a computation that a killed server left undone
                return istunto
        self.vaara(osoite)
        raise Tuntematon(koodi)

    def vaara(self, osoite: str) -> None:
        """Somebody at this address gave a wrong code or secret."""
        self._yritykset.setdefault(("arvaus", osoite), deque()).append(time.monotonic())

    def _rajoita(self, mika: str, osoite: str, enintaan: int, ikkuna: float, kirjaa: bool = False) -> None:
        hetket = self._yritykset.setdefault((mika, osoite), deque())
        nyt = time.monotonic()
        while hetket and nyt - hetket[0] > ikkuna:
            hetket.popleft()
        if len(hetket) >= enintaan:
            raise Liikaa(mika)
        if kirjaa:
            hetket.append(nyt)

    def _ota(self, koodi: str, istunto: Istunto) -> None:
        self._avoimet[koodi] = istunto
        istunto.kuulijat.append(lambda h: self._kerro(koodi, h))

    def _polku(self, koodi: str) -> Path:
        return self.kansio / f"{koodi}.sqlite"

    def asiakirja(self, istunto: Istunto, nimi: str, muoto: str, kieli: str) -> bytes:
        """A document of the rounds lived so far; the debrief's other worlds are lived once for each round."""
        from runs.harjoitus import asiakirjat, purku, saanto, vienti

        h = istunto.huone
        if nimi == "saanto":
            return saanto.zippina(h)
        if nimi == "vienti":
            rivit = vienti.vie(istunto.loki.polku)
            return "".join(json.dumps(r, ensure_ascii=False, sort_keys=True) + "\n" for r in rivit).encode()
        if nimi != "purku":
            return asiakirjat.asiakirja(h, None, nimi, muoto, kieli)
        avain = (h.koodi, len(h.kierrokset), h.versio if h.vaihe == "odotus" else 0)
        if self._purku is None or self._purku[0] != avain:
            self._purku = (avain, istunto.kone.pura(h) if isinstance(istunto.kone, Etakone) else purku.pura(h))
        return asiakirjat.asiakirja(h, self._purku[1], nimi, muoto, kieli)

    # by itself ---------------------------------------------------------------------------------------------------

    def jatka(self, istunto: Istunto) -> None:
        """Let stand-ins act and the model compute, in the background; does nothing when there is nothing to do."""
        self._tee(self._sijaiset, self._jatka, istunto)

    def _jatka(self, istunto: Istunto) -> None:
        """Stand-ins, then the model. What goes wrong is not lost: the next command tries again."""
        with contextlib.suppress(Torjuttu):
            istunto.sijaiset_toimivat()
        if istunto.huone.vaihe == "laskenta":
            self._tee(self._laskija, self._laske, istunto)

    def _laske(self, istunto: Istunto) -> None:
        """The year, then what comes after it, and the next January before anybody asks for it."""
        if istunto.laske():
            self.jatka(istunto)
            istunto.ennakoi()

    def _tee(self, joukko: ThreadPoolExecutor, tyo: Callable[..., None], *sanat: Istunto) -> None:
        """In the background; a fault is told in the server's log, unless the server is being stopped."""

        def tee() -> None:
            try:
                tyo(*sanat)
            except Exception:
                if not self._suljettu:
                    logging.getLogger(__name__).exception("a room's work in the background failed")

        with contextlib.suppress(RuntimeError):  # the server is being stopped
            joukko.submit(tee)

    def sulje(self) -> None:
        """Close every log and end the workers."""
        self._suljettu = True
        for joukko in (self._sijaiset, self._laskija):
            joukko.shutdown(wait=False, cancel_futures=True)
        self.laskijat.sulje()
        with self._lukko:
            for istunto in self._avoimet.values():
                with contextlib.suppress(Exception):
                    istunto.sulje()
            self._avoimet.clear()

    # listeners -------------------------------------------------------------------------------------------------------

    def kuuntele(self, koodi: str) -> asyncio.Event:
        """An event that is set whenever the room changes; give it back with `lopeta`. Call in the running loop."""
        tapahtuma = asyncio.Event()
        with self._lukko:
            self._kuulijat.setdefault(koodi, {})[tapahtuma] = asyncio.get_running_loop()
        return tapahtuma

    def lopeta(self, koodi: str, tapahtuma: asyncio.Event) -> None:
        """Stop listening."""
        with self._lukko:
            self._kuulijat.get(koodi, {}).pop(tapahtuma, None)

    def _kerro(self, koodi: str, huone: Huone) -> None:
        for tapahtuma, silmukka in list(self._kuulijat.get(koodi, {}).items()):
            with contextlib.suppress(RuntimeError):  # the loop has gone
                silmukka.call_soon_threadsafe(tapahtuma.set)
