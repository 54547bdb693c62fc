"""The same work for several seeds, in worker processes: results in the order of seeds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from runs.ajo import Edistyminen, tarkista_otos
from runs.prosessit import aja_kaikki


def siemenittain[T](
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
    return aja_kaikki(tyo, [(otos, siemen) for siemen in siemenet], processes, progress)
