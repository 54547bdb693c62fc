"""The exercise's years in worker processes: a year being lived freezes nobody's room.

A room always asks the same worker, which keeps what it has lived (`Vuosikone`); rooms beyond the number of workers
queue. A worker that dies is replaced and asked once more: the same question gives the same bits, whoever answers.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any

from runs import ajo, prosessit, saikeet
from runs.harjoitus.esiasetus import Esiasetus
from runs.harjoitus.kortit import Muutos
from runs.harjoitus.vuodet import Polku, Vuodet, Vuosikone

if TYPE_CHECKING:
    from runs.harjoitus.huone import Huone
    from runs.harjoitus.purku import Purku

KONEITA = 8  # rooms whose lived states a worker keeps
_koneet: OrderedDict[tuple[str, float, int], Vuosikone] = OrderedDict()  # in a worker


class Laskijat:
    """Worker processes, started when first asked."""

    def __init__(self, maara: int | None = None) -> None:
        """`maara`: how many (default: one fewer than processors, at least one: the pages need one as well)."""
        self.maara = maara or max(1, min(4, prosessit.suorittimia() - 1))
        self._altaat: dict[int, ProcessPoolExecutor] = {}
        self._lukko = threading.Lock()
        self._suljettu = False

    def aja[T](self, huone: str, tyo: Callable[..., T], *sanat: Any) -> T:
        """`tyo(*sanat)` in the room's worker; waits for it. Raises what the work raises, RuntimeError after `sulje`."""
        mika = zlib.crc32(huone.encode()) % self.maara
        try:
            return self._allas(mika).submit(tyo, *sanat).result()
        except BrokenProcessPool:
            with self._lukko:
                self._altaat.pop(mika, None)
            return self._allas(mika).submit(tyo, *sanat).result()

    def _allas(self, mika: int) -> ProcessPoolExecutor:
        with self._lukko:
            if self._suljettu:
                raise RuntimeError("the server is being stopped")
            if mika not in self._altaat:
                konteksti = multiprocessing.get_context("spawn")
                with saikeet.yksi(), prosessit.ilman_paaohjelmaa():
                    self._altaat[mika] = ProcessPoolExecutor(1, konteksti, initializer=_alusta)
                    self._altaat[mika].submit(os.getpid).result()  # it inherits the environment of this moment
            return self._altaat[mika]

    def tyolaiset(self) -> list[int]:
        """Process ids of the workers that run."""
        with self._lukko:
            return [p for allas in self._altaat.values() for p in (allas._processes or {})]

    def sulje(self) -> None:
        """End the workers, whatever they are doing."""
        with self._lukko:
            self._suljettu = True
            for allas in self._altaat.values():
                prosessit.lopeta(allas)
            self._altaat.clear()


class Etakone(Vuodet):
    """A room's years, asked of a worker. What needs no model - the scenario and its policy - is known here."""

    def __init__(self, laskijat: Laskijat, esiasetus: Esiasetus, otos: float | None = None, seed: int | None = None):
        super().__init__(esiasetus, otos, seed)
        self.laskijat = laskijat
        self._avain = (esiasetus.model_dump_json(), self.otos, self.seed)

    def _kysy(self, tyo: Callable[..., Any], *sanat: Any) -> Any:
        return self.laskijat.aja(f"{self._avain}", tyo, self._avain, *sanat)

    def _tammikuu(self, osa: int, polku: Polku, kortit: tuple[str, ...], muutokset: tuple[Muutos, ...]) -> Any:
        return self._kysy(_kysymys, "tammikuu", osa, polku, kortit, muutokset)

    def historia(self, polku: Polku, mittarit: Iterable[str]) -> dict[str, dict[str, float]]:
        """As `Vuodet.historia`."""
        return dict(self._kysy(_kysymys, "historia", polku, sorted(mittarit)))

    def tulos(
        self, polku: Polku, mittarit: Iterable[str], edistyminen: ajo.Edistyminen | None = None
    ) -> dict[str, Any]:
        """As `Vuodet.tulos`; progress is not told."""
        return dict(self._kysy(_kysymys, "tulos", polku, sorted(mittarit)))

    def pura(self, huone: Huone, pareja: int = 1) -> Purku:
        """The debrief (`purku.pura`), made where the years were lived."""
        vastaus: Purku = self._kysy(_pura, huone, pareja)
        return vastaus


# in a worker ---------------------------------------------------------------------------------------------------------
def _alusta() -> None:
    prosessit.alusta_tyolainen()
    if hasattr(os, "nice"):
        os.nice(5)  # behind the pages


def _kone(avain: tuple[str, float, int]) -> Vuosikone:
    if avain not in _koneet:
        teksti, otos, seed = avain
        _koneet[avain] = Vuosikone(Esiasetus.model_validate_json(teksti), otos, seed)
        while len(_koneet) > KONEITA:
            _koneet.popitem(last=False)
    _koneet.move_to_end(avain)
    return _koneet[avain]


def _kysymys(avain: tuple[str, float, int], nimi: str, *sanat: Any) -> Any:
    return getattr(_kone(avain), nimi)(*sanat)


def _pura(avain: tuple[str, float, int], huone: Huone, pareja: int) -> Purku:
    from runs.harjoitus import purku

    return purku.pura(huone, pareja, kone=_kone(avain))
