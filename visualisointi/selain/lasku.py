"""A computation behind a page. An answer belongs to the question it was computed of, whatever has been asked since:
work that was told to end may still speak for a moment, from a thread of its own, and must not be taken for the new.
"""

from __future__ import annotations

import itertools
import threading
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import solara
import solara.lab

from visualisointi.selain.laskenta import Hylatty
from visualisointi.selain.yhteys import Katsoja

MUISTETAAN = 6  # questions of a page whose answers are kept


class Vanhentunut(Exception):
    """Another run has been begun in this one's place."""


@dataclass
class Kohta[T]:
    """What is known of one question: the answer as far as it is, and how its computing goes."""

    vastaus: T | None = None
    valmis: bool = False
    keskeytetty: bool = False
    virhe: Exception | None = None
    edistys: Any = None
    ajo: int = 0  # the run that may write here

    @property
    def laji(self) -> str:
        """State as the pages name it: ready, failed, stopped, computing."""
        if self.valmis:
            return "valmis"
        if self.virhe is not None:
            return "virhe"
        return "keskeytetty" if self.keskeytetty else "laskee"


@dataclass
class Muisti[K: Hashable, T]:
    """Questions of a page and their answers, oldest first. Written by threads that compute, read by who draws."""

    piirra: Callable[[int], None]  # told a new number whenever something has changed
    kohdat: OrderedDict[K, Kohta[T]] = field(default_factory=OrderedDict)
    nahty: K | None = None  # the question whose answer was drawn last
    lukko: Any = field(default_factory=threading.Lock)
    numerot: Any = field(default_factory=lambda: itertools.count(1))

    def kohta(self, avain: K) -> Kohta[T]:
        """What is known of a question."""
        return self.kohdat.get(avain) or Kohta()

    def aloita(self, avain: K) -> int:
        """A run of this question begins; whatever ran for it before is not listened to any more."""
        with self.lukko:
            kohta = self.kohdat.setdefault(avain, Kohta())
            self.kohdat.move_to_end(avain)
            nakyy = kohta.keskeytetty or kohta.virhe is not None  # else the page says already that it computes
            kohta.ajo, kohta.keskeytetty, kohta.virhe, kohta.edistys = next(self.numerot), False, None, None
            for vanha in list(self.kohdat)[:-MUISTETAAN]:
                if vanha != self.nahty:
                    del self.kohdat[vanha]
        if nakyy:
            self.piirra(next(self.numerot))
        return kohta.ajo

    def kirjaa(self, avain: K, ajo: int, **tiedot: Any) -> None:
        """From a run: what has become known. Raises `Vanhentunut` when the run is not the question's own any more."""
        with self.lukko:
            kohta = self.kohdat.get(avain)
            if kohta is None or kohta.ajo != ajo:
                raise Vanhentunut
            for nimi, arvo in tiedot.items():
                setattr(kohta, nimi, arvo)
        self.piirra(next(self.numerot))

    def keskeyta(self, avain: K) -> None:
        """The viewer stopped it."""
        with self.lukko:
            kohta = self.kohdat.setdefault(avain, Kohta())
            kohta.ajo, kohta.keskeytetty = next(self.numerot), not kohta.valmis
        self.piirra(next(self.numerot))


@dataclass(frozen=True)
class Tyo[T]:
    """What a run is given: how it tells its answer and how far it is, and whether anybody looks."""

    kirjaa: Callable[..., None]  # `Muisti.kirjaa` of the run
    katsotaan: Katsoja

    def vastaa(self, vastaus: T, edistys: Any = None) -> None:
        """The answer as far as it is, and how far that is; drawing a page takes long enough to tell both at once."""
        self.kirjaa(vastaus=vastaus, edistys=edistys)

    def edistyi(self, edistys: Any) -> None:
        """How far it is."""
        self.kirjaa(edistys=edistys)


@dataclass(frozen=True)
class Lasku[K: Hashable, T]:
    """A page's computation as it is drawn: its own question, those before it, and how it is stopped and begun again."""

    oma: Kohta[T]
    muisti: Muisti[K, T]
    keskeyta: Callable[[], None]
    uudelleen: Callable[[], None]

    @property
    def nakyva(self) -> tuple[K, T] | None:
        """What stands on the page, and what it is the answer to: its own, or until there is one, the one before."""
        nahty = self.muisti.nahty
        vastaus = self.muisti.kohta(nahty).vastaus if nahty is not None else None
        return None if nahty is None or vastaus is None else (nahty, vastaus)


def use_lasku[K: Hashable, T](avain: K, laske: Callable[[Tyo[T]], Awaitable[None]] | None) -> Lasku[K, T]:
    """Compute the answer to `avain` unless it is known; `laske` None: nothing has been asked.

    `laske` tells its answer, as often as it grows surer; it may raise `Hylatty` when nobody looks, and is begun again
    when somebody does.
    """
    piirros, kerta = solara.use_reactive(0), solara.use_reactive(0)
    muisti: Muisti[K, T] = solara.use_memo(lambda: Muisti(piirros.set), [])
    katsotaan = solara.use_memo(Katsoja, [])
    solara.use_effect(lambda: katsotaan.poistu, [])
    _ = piirros.value  # drawn anew whenever it changes

    async def aja() -> None:
        if laske is None or muisti.kohta(avain).valmis:
            return
        ajo = muisti.aloita(avain)
        kirjaa = partial(muisti.kirjaa, avain, ajo)
        try:
            while True:
                try:
                    await laske(Tyo(kirjaa, katsotaan))
                    break
                except Hylatty:
                    if not await katsotaan.odota():
                        return
            kirjaa(valmis=True)
        except Vanhentunut:
            return
        except Exception as virhe:
            with suppress(Vanhentunut):
                kirjaa(virhe=virhe)
            raise

    tehtava = solara.lab.use_task(aja, dependencies=[avain, laske is None, kerta.value], raise_error=False)

    def keskeyta() -> None:
        if laske is not None:  # what has not been asked is not stopped either
            muisti.keskeyta(avain)
            tehtava.cancel()

    if muisti.kohta(avain).vastaus is not None:
        muisti.nahty = avain
    return Lasku(muisti.kohta(avain), muisti, keskeyta, lambda: kerta.set(kerta.value + 1))
