"""Rooms of the exercise on this server: opened by code from their logs, told to listeners, computed in the background.

A room is its log in the folder of rooms; the server may be killed and started again at any moment. One thread computes,
so that rooms queue for the model and pages stay awake.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import secrets
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from kalibrointi.viat import ViallinenSyote, Vika
from runs.harjoitus import esiasetus
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
        self._laskija = ThreadPoolExecutor(1, "harjoitus")
        self._yritykset: dict[tuple[str, str], deque[float]] = {}
        self._purku: tuple[object, Purku] | None = None  # the last debrief, and of what

    # rooms -----------------------------------------------------------------------------------------------------------

    def avaa(self, nimi: str, otos: float | None, osoite: str) -> tuple[Istunto, str, str]:
        """A new room of a preset: (session, facilitator's secret, projector's secret).

        Raises `ViallinenSyote` for an unknown preset or a bad sample, Liikaa.
        """
        if nimi not in esiasetus.luettelo():
            raise ViallinenSyote(Vika(f"unknown preset; presets: {', '.join(esiasetus.luettelo())}."))
        e = esiasetus.lue(nimi)
        self._rajoita("huone", osoite, HUONEITA, HUONEIKKUNA, kirjaa=True)
        salaisuudet = (secrets.token_urlsafe(24), secrets.token_urlsafe(24))
        koodi = uusi_koodi()
        while self._polku(koodi).exists():
            koodi = uusi_koodi()
        istunto = Istunto.avaa(self._polku(koodi), e, otos, koodi=koodi, salaisuudet=salaisuudet)
        with self._lukko:
            self._ota(koodi, istunto)
        self._laskija.submit(_lammita, istunto)
        return istunto, *salaisuudet

    def hae(self, koodi: str, osoite: str = "") -> Istunto:
        """The room of a code. Raises Tuntematon, and Liikaa when an address guesses."""
        koodi = koodi.strip().upper()
        self._rajoita("arvaus", osoite, ARVAUKSIA, ARVAUSIKKUNA)
        with self._lukko:
            if koodi in self._avoimet:
                return self._avoimet[koodi]
            if _KOODI.fullmatch(koodi) and self._polku(koodi).is_file():
                istunto = Istunto(self._polku(koodi))
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
        from runs.harjoitus import asiakirjat, purku

        h = istunto.huone
        if nimi != "purku":
            return asiakirjat.asiakirja(h, None, nimi, muoto, kieli)
        avain = (h.koodi, len(h.kierrokset), h.versio if h.vaihe == "odotus" else 0)
        if self._purku is None or self._purku[0] != avain:
            self._purku = (avain, self._laskija.submit(purku.pura, h, 1, None, istunto.kone).result())
        return asiakirjat.asiakirja(h, self._purku[1], nimi, muoto, kieli)

    # by itself ---------------------------------------------------------------------------------------------------

    def jatka(self, istunto: Istunto) -> None:
        """Let stand-ins act and the model compute, in the background; does nothing when there is nothing to do."""
        self._laskija.submit(_jatka, istunto)

    def sulje(self) -> None:
        """Close every log."""
        self._laskija.shutdown(wait=False, cancel_futures=True)
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


def _lammita(istunto: Istunto) -> None:
    istunto.kone.malli(())


def _jatka(istunto: Istunto) -> None:
    """Stand-ins, the model, stand-ins again. What goes wrong is not lost: the next command tries again."""
    with contextlib.suppress(Torjuttu):
        istunto.sijaiset_toimivat()
        if istunto.laske():
            istunto.sijaiset_toimivat()
