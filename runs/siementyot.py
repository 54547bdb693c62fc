"""The same work for several seeds, in worker processes: results in the order of seeds, whatever the number of processes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, wait
from typing import TypeVar

from runs.ajo import Edistyminen, tarkista_otos
from runs.vertailu import _allas, suorittimia

T = TypeVar("T")


def siemenittain(
    tyo: Callable[[float, int], T],
    otos: float,
    siemenet: Sequence[int],
    processes: int | None = None,
    progress: Edistyminen | None = None,
) -> list[T]:
    """[tyo(otos, seed) for seed in siemenet]; `tyo` is a function of a module, its result can be pickled.

    processes: default one per processor, no more than seeds. progress: told (seeds done, seeds in all).
    """
    tarkista_otos(otos)
    kerro = progress or (lambda tehty, kaikkiaan: None)
    kerro(0, len(siemenet))
    prosesseja = min(len(siemenet), suorittimia() if processes is None else max(1, processes))
    if prosesseja <= 1:
        tulokset = []
        for siemen in siemenet:
            tulokset.append(tyo(otos, siemen))
            kerro(len(tulokset), len(siemenet))
        return tulokset
    with _allas(prosesseja) as (allas, _):
        tehtavat = [allas.submit(tyo, otos, siemen) for siemen in siemenet]
        jaljella = set(tehtavat)
        while jaljella:
            valmiit, jaljella = wait(jaljella, return_when=FIRST_COMPLETED)
            for tehtava in valmiit:
                tehtava.result()
            kerro(len(siemenet) - len(jaljella), len(siemenet))
        return [tehtava.result() for tehtava in tehtavat]
