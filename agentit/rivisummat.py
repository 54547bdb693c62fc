"""Sums over residents for the year's measures: block by block, so that what is gathered stays in the processor's cache.

A measure is made of sums over rows. Each module of measures says which (`summat`, from a block of rows to named sums)
and what becomes of them once all blocks are in (`mitat`). Blocks come in the order of rows, so sums are the same bits
in every run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from agentit.palvelupaketit import IKIA

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

Luvut = npt.NDArray[np.float64]
Sarake = npt.NDArray[Any]
RIVEJA = 1 << 16  # rows of a block


class Rivit:
    """Columns of some rows of a block, each gathered when it is first asked for."""

    def __init__(self, sarakkeet: Mapping[str, Sarake], rajat: slice, mukana: npt.NDArray[np.bool_]) -> None:
        self._sarakkeet, self._rajat = sarakkeet, rajat
        valitut = np.flatnonzero(mukana)
        self._valitut = None if len(valitut) == len(mukana) else valitut
        self._koottu: dict[str, Sarake] = {}
        self.maara = len(valitut)

    def __getitem__(self, nimi: str) -> Sarake:
        if nimi not in self._koottu:
            sarake = self._sarakkeet[nimi][self._rajat]
            self._koottu[nimi] = sarake if self._valitut is None else sarake.take(self._valitut)
        return self._koottu[nimi]

    def luokka(self, rajat: tuple[int, ...]) -> npt.NDArray[np.int16]:
        """Age class of each row: how many of these ages it has reached."""
        return np.searchsorted(rajat, np.arange(IKIA), side="right").astype(np.int16)[self["ika"]]


class Lohko:
    """A block of rows, and who of them is measured."""

    def __init__(self, sarakkeet: Mapping[str, Sarake], rajat: slice) -> None:
        self._sarakkeet, self._rajat = sarakkeet, rajat

    @cached_property
    def kaikki(self) -> Rivit:
        """Every row of the block."""
        return Rivit(self._sarakkeet, self._rajat, np.ones(self._rajat.stop - self._rajat.start, np.bool_))

    @cached_property
    def asuvat(self) -> Rivit:
        """Who lives here now."""
        return Rivit(self._sarakkeet, self._rajat, self._sarakkeet["elossa"][self._rajat] == 1)

    @cached_property
    def elaneet(self) -> Rivit:
        """Who lives here now or lived here this year, if only for a part of it."""
        asuu = self._sarakkeet["elossa"][self._rajat] == 1
        return Rivit(self._sarakkeet, self._rajat, asuu | (self._sarakkeet["kuukaudet_v"][self._rajat] > 0))


Summat = dict[str, Luvut]
Laskija = Callable[[Lohko], Mapping[str, Luvut | float]]


def summaa(malli: SoteMalli, *laskijat: Laskija) -> list[Summat]:
    """Sums of each of these over all rows so far."""
    n, sarakkeet = malli.asukkaita_rivilla, malli.sidonta.b.columns
    summat: list[Summat] = [{} for _ in laskijat]
    for alku in range(0, n, RIVEJA):
        lohko = Lohko(sarakkeet, slice(alku, min(alku + RIVEJA, n)))
        for laskija, oma in zip(laskijat, summat, strict=True):
            for nimi, osa in laskija(lohko).items():
                oma[nimi] = oma[nimi] + osa if nimi in oma else np.asarray(osa, np.float64)
    return summat


class Jaksot:
    """Runs of rows of one group, for sums by a group that rows mostly stand in order of, as of municipalities."""

    def __init__(self, ryhmat: Sarake, koko: int) -> None:
        self.alut = np.concatenate(([0], np.flatnonzero(ryhmat[1:] != ryhmat[:-1]) + 1))
        self.ryhmat, self.koko, self.riveja = ryhmat[self.alut].astype(np.intp), koko, len(ryhmat)

    def maarat(self) -> Luvut:
        """Rows of each group (koko,)."""
        return np.bincount(self.ryhmat, np.diff(np.append(self.alut, self.riveja)), self.koko)

    def summa(self, x: Sarake) -> Luvut:
        """Sums of x by group (koko,)."""
        out = np.zeros(self.koko)
        np.add.at(out, self.ryhmat, np.add.reduceat(x, self.alut, dtype=np.float64))
        return out


def summa(x: Sarake) -> float:
    """Sum in double precision."""
    return float(x.sum(dtype=np.float64))
