"""Worker processes: the same work for many inputs, results in the order of inputs, whatever the number of processes.

Workers are spawned, use one thread each, leave Ctrl-C to the parent and never outlive it.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from multiprocessing.queues import SimpleQueue
from types import ModuleType
from typing import Any

from runs import saikeet


def suorittimia() -> int:
    """Processors this process may use (a cluster's allotment counts, not the machine's)."""
    if varaus := os.environ.get("SLURM_CPUS_PER_TASK", ""):
        return max(1, int(varaus))
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def rinnakkain[T](
    tyo: Callable[..., T],
    tehtavat: Iterable[tuple[Any, ...]],
    prosesseja: int,
    edistyi: Callable[[int], None] = lambda maara: None,
    valmistui: Callable[[int, int], None] = lambda valmiita, kaikkiaan: None,
) -> list[T]:
    """[tyo(*tehtava) for tehtava in tehtavat] in worker processes; `tyo` is a module's function, its result is pickled.
    Workers begin with the first tasks while an iterator still makes the next.

    edistyi: told what the work itself tells inside `kertoen()`; valmistui: (tasks done, tasks in all).
    The first failure of a task is raised at once and ends the others; a worker that dies raises RuntimeError.
    """
    with _allas(prosesseja) as (allas, kanava):
        try:
            with ilman_paaohjelmaa():
                tulevat = [allas.submit(tyo, *tehtava) for tehtava in tehtavat]
            _odota(tulevat, kanava, edistyi, valmistui)
            return [tuleva.result() for tuleva in tulevat]
        except BrokenProcessPool as virhe:
            viesti = (
                "a worker process died before its work was done (out of memory?). Try a smaller otos or processes=1."
            )
            raise RuntimeError(viesti) from virhe


def aja_kaikki[T](
    tyo: Callable[..., T],
    tehtavat: Sequence[tuple[Any, ...]],
    processes: int | None,
    valmistui: Callable[[int, int], None] | None = None,
) -> list[T]:
    """[tyo(*tehtava) for tehtava in tehtavat], in as many worker processes as asked for (None: one per processor, never
    more than tasks), in this process when that is one.

    valmistui: told (tasks done, tasks in all), at the start and after each.
    """
    kerro = valmistui or (lambda valmiita, kaikkiaan: None)
    kerro(0, len(tehtavat))
    prosesseja = min(len(tehtavat), suorittimia() if processes is None else max(1, processes))
    if prosesseja > 1:
        return rinnakkain(tyo, tehtavat, prosesseja, valmistui=kerro)
    tulokset = []
    for tehtava in tehtavat:
        tulokset.append(tyo(*tehtava))
        kerro(len(tulokset), len(tehtavat))
    return tulokset


def _odota(
    tulevat: Sequence[Future],
    kanava: SimpleQueue,
    edistyi: Callable[[int], None],
    valmistui: Callable[[int, int], None],
) -> None:
    jaljella = set(tulevat)
    while jaljella:
        valmiit, jaljella = wait(jaljella, timeout=0.1, return_when=FIRST_COMPLETED)
        while not kanava.empty():
            edistyi(kanava.get())
        for tuleva in valmiit:
            tuleva.result()
        if valmiit:
            valmistui(len(tulevat) - len(jaljella), len(tulevat))


@contextmanager
def _allas(prosesseja: int) -> Iterator[tuple[ProcessPoolExecutor, SimpleQueue]]:
    konteksti = multiprocessing.get_context("spawn")
    kanava = konteksti.SimpleQueue()
    ennen = set(multiprocessing.active_children())
    with saikeet.yksi():
        allas = ProcessPoolExecutor(prosesseja, konteksti, initializer=_alusta, initargs=(kanava,))
        try:
            yield allas, kanava
        except BaseException:
            lopeta(allas, set(multiprocessing.active_children()) - ennen)
            raise
        finally:
            allas.shutdown(wait=True)
            kanava.close()


def lopeta(allas: ProcessPoolExecutor, tyolaiset: Iterable[BaseProcess] | None = None, wait: bool = False) -> None:
    """End a pool's workers at once, whatever they are doing (`tyolaiset`: who they are, when the pool does not know).

    One that dies in the middle of an answer leaves the pool waiting for the rest of it, and the program with it at its
    end: the parent's own end of that pipe is closed, so that the pool hears that nobody is left to write.
    """
    vastaukset = allas._result_queue
    for prosessi in list((allas._processes or {}).values()) if tyolaiset is None else tyolaiset:
        prosessi.kill()
    if vastaukset is not None:
        vastaukset._writer.close()  # type: ignore[attr-defined]
    allas.shutdown(wait=wait, cancel_futures=True)


@contextmanager
def ilman_paaohjelmaa() -> Iterator[None]:
    """Workers do not run the caller's script again: it needs no `if __name__ == "__main__":`."""
    paaohjelma = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = paaohjelma


# --------------------------------------------------------------------------------------------------- in a worker
_kanava: SimpleQueue | None = None  # where lived months are told


def _alusta(kanava: SimpleQueue) -> None:
    global _kanava
    _kanava = kanava
    alusta_tyolainen()


def alusta_tyolainen() -> None:
    """In a new worker: Ctrl-C is the parent's, and the worker does not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_lopu_vanhemman_mukana, daemon=True).start()


def _lopu_vanhemman_mukana() -> None:
    """A parent that was killed cannot end its workers: they watch it."""
    vanhempi = multiprocessing.parent_process()
    if vanhempi is not None:
        multiprocessing.connection.wait([vanhempi.sentinel])
        os._exit(1)


@contextmanager
def kertoen() -> Iterator[Callable[[int], None]]:
    """Inside work for `rinnakkain`: yields a function that tells the parent of progress, ten times a second at most."""
    kertynyt, viimeksi = 0, 0.0

    def kerro(maara: int) -> None:
        nonlocal kertynyt, viimeksi
        kertynyt += maara
        if time.monotonic() - viimeksi > 0.1:
            laheta()

    def laheta() -> None:
        nonlocal kertynyt, viimeksi
        if _kanava is not None and kertynyt:
            _kanava.put(kertynyt)
            kertynyt, viimeksi = 0, time.monotonic()

    yield kerro
    laheta()
