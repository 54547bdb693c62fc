"""Where the runs of a sweep are done: in this process, in worker processes, or on a Dask cluster. One seam.

A `Suoritin` takes work and gives a `concurrent.futures.Future`; the engine (`runs.moottori`) knows no more. Another
engine - MPI, an executor of one's own - is a class with the same four members.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from typing import Any, Protocol

from kalibrointi.viat import ViallinenSyote, Vika
from runs import prosessit, saikeet

MUISTISTA = 0.9  # share of the machine's memory that the workers may have together


class Suoritin(Protocol):
    """What the engine needs of a place to run."""

    workers: int  # runs at a time
    window: int  # runs in flight at most: enough that no worker waits, few enough that memory stays flat

    def submit(self, fn: Callable[..., Any], *args: Any) -> Future:
        """Start work; what it raises is raised by the future."""

    def renew(self, alone: bool = False) -> None:
        """Fresh workers after one has died; `alone`: one at a time is given, so one is enough."""

    def close(self, now: bool = False) -> None:
        """End the workers; `now`: without waiting for what they do."""


class Yksin:
    """In this process, one run at a time: for small sweeps, debugging and as the yardstick of the others."""

    workers, window = 1, 1

    def submit(self, fn: Callable[..., Any], *args: Any) -> Future:
        """Does the work at once."""
        tuleva: Future = Future()
        try:
            tuleva.set_result(fn(*args))
        except Exception as virhe:
            tuleva.set_exception(virhe)
        return tuleva

    def renew(self, alone: bool = False) -> None:
        """Nothing to renew."""

    def close(self, now: bool = False) -> None:
        """Nothing to end."""


class Allas:
    """Worker processes on this computer: spawned, one thread each, gone with their parent, memory shared out evenly.

    memory_mb: limit of one worker's own memory (default: its share of nine tenths of the machine's); a run that asks
    for more fails alone with MemoryError, where the system can hold it to that (Linux).
    """

    def __init__(self, workers: int | None = None, memory_mb: int | None = None) -> None:
        self.workers = prosessit.suorittimia() if workers is None else max(1, workers)
        self.window = 2 * self.workers
        self.memory_mb = memory_mb or int(MUISTISTA * _muistia_mb() / self.workers)
        self._allas: ProcessPoolExecutor | None = None
        self._ennen: set[Any] = set()  # children of this process that are not ours
        self._alone = False

    def submit(self, fn: Callable[..., Any], *args: Any) -> Future:
        """Start work in a worker; workers begin with the first of it."""
        with saikeet.yksi(), prosessit.ilman_paaohjelmaa():
            if self._allas is None:
                self._ennen = set(multiprocessing.active_children())
                konteksti = multiprocessing.get_context("spawn")
                self._allas = ProcessPoolExecutor(
                    1 if self._alone else self.workers, konteksti, _alusta, (self.memory_mb,)
                )
            return self._allas.submit(fn, *args)

    def renew(self, alone: bool = False) -> None:
        """End the workers that are left; new ones start with the next work."""
        self.close(now=True)
        self._alone = alone

    def close(self, now: bool = False) -> None:
        """End the workers; none is left when this returns."""
        if self._allas is None:
            return
        if now:  # all of them, also those that came with later work: one that dies while it waits for work takes the
            # lock of the queue along, and whoever is left waits for ever
            prosessit.lopeta(self._allas, set(multiprocessing.active_children()) - self._ennen, wait=True)
        self._allas.shutdown(wait=True, cancel_futures=True)
        self._allas, self._ennen = None, set()


class Dask:
    """A running Dask cluster (`dask scheduler`, `dask worker --nthreads 1`), by its address. Needs the extra `dask`.

    Raises `ViallinenSyote` when there is no cluster at the address, it has no workers, or they have another model.
    """

    def __init__(self, address: str, timeout: float = 10.0) -> None:
        try:
            from distributed import Client
        except ImportError:
            viesti = "the engine 'dask' needs Dask: install the extra, `pip install 'sotemalli[dask]'`."
            raise ViallinenSyote(Vika(viesti, "--engine")) from None
        try:
            self._asiakas = Client(address, timeout=timeout, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as virhe:
            ensi = str(virhe).splitlines()[0] if str(virhe) else type(virhe).__name__
            raise ViallinenSyote(Vika(f"no Dask scheduler answers at {address}: {ensi}.", "--address")) from None
        try:
            self._tarkista(address)
        except BaseException:
            self._asiakas.close()
            raise
        saikeita = sum(self._asiakas.nthreads().values())
        self.workers, self.window = saikeita, 2 * saikeita
        self._tulevat = self._asiakas.get_executor(pure=False)

    def _tarkista(self, osoite: str) -> None:
        from runs.tutkimus import model_fingerprint

        if not self._asiakas.nthreads():
            viesti = "the cluster has no workers: start some with `dask worker ADDRESS --nthreads 1`."
            raise ViallinenSyote(Vika(viesti, osoite))
        oma = model_fingerprint()
        muut = sorted(str(paikka) for paikka, tunnus in self._asiakas.run(model_fingerprint).items() if tunnus != oma)
        if muut:
            viesti = f"worker {muut[0]} has another version of the model, its facts or libraries; results would mix."
            raise ViallinenSyote(Vika(viesti, osoite))

    def submit(self, fn: Callable[..., Any], *args: Any) -> Future:
        """Start work on the cluster; Dask moves it when a worker dies, and gives up when several have died of it."""
        tuleva: Future = self._tulevat.submit(fn, *args)
        return tuleva

    def renew(self, alone: bool = False) -> None:
        """The cluster starts new workers itself."""

    def close(self, now: bool = False) -> None:
        """Leave the cluster; what we still have there is cancelled."""
        self._tulevat.shutdown(wait=not now, **({"cancel_futures": True} if now else {}))
        self._asiakas.close()


def worker_died(virhe: BaseException) -> bool:
    """Did the worker end instead of the work?"""
    return isinstance(virhe, BrokenExecutor) or type(virhe).__name__ == "KilledWorker"


def _alusta(memory_mb: int) -> None:
    """In a new worker: leave Ctrl-C to the parent, go with it, keep to one's share of memory."""
    prosessit.alusta_tyolainen()
    rajoita_muisti(memory_mb)


def rajoita_muisti(memory_mb: int) -> None:
    """Hold this process to so much memory of its own, where the system can."""
    try:
        import resource

        raja = memory_mb << 20
        _, kova = resource.getrlimit(resource.RLIMIT_DATA)
        if kova in (resource.RLIM_INFINITY, -1) or kova >= raja:
            resource.setrlimit(resource.RLIMIT_DATA, (raja, kova))
    except (ImportError, OSError, ValueError):
        return


def _muistia_mb() -> int:
    """Memory this process may use: the machine's, or its container's if that is less."""
    muisti = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for polku in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            with open(polku, encoding="ascii") as tiedosto:
                teksti = tiedosto.read().strip()
        except OSError:
            continue
        if teksti.isdigit():
            muisti = min(muisti, int(teksti))
    return muisti >> 20
