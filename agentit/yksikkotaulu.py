"""Figures of organisations of one kind in columns: an attribute of an agent is a cell, a month of all is one pass."""

from __future__ import annotations

from typing import Any, Self, overload

import numpy as np
import numpy.typing as npt

Sarake = npt.NDArray[np.float64]
ALKUKOKO = 512


class Yksikkotaulu(dict[str, Sarake]):
    """Columns (rows,) by name, made of zeros when first asked for; rows are added as units come."""

    def __init__(self, koko: int = ALKUKOKO) -> None:
        super().__init__()
        self.koko = koko

    def __missing__(self, nimi: str) -> Sarake:
        self[nimi] = np.zeros(self.koko)
        return self[nimi]

    def mahdu(self, rivi: int) -> None:
        """Make room for a row."""
        while rivi >= self.koko:
            self.koko *= 2
            for nimi, sarake in self.items():
                self[nimi] = np.concatenate([sarake, np.zeros(self.koko - len(sarake))])


class Luku:
    """A number of a unit that has `taulu` and `rivi`: kept there, in the column of this name."""

    def __init__(self, nimi: str = "") -> None:
        self.nimi = nimi

    def __set_name__(self, omistaja: type, nimi: str) -> None:
        self.nimi = self.nimi or nimi

    @overload
    def __get__(self, yksikko: None, luokka: type) -> Self: ...
    @overload
    def __get__(self, yksikko: Any, luokka: type) -> float: ...
    def __get__(self, yksikko: Any, luokka: type) -> Self | float:
        return self if yksikko is None else yksikko.taulu[self.nimi].item(yksikko.rivi)

    def __set__(self, yksikko: Any, arvo: float) -> None:
        yksikko.taulu[self.nimi][yksikko.rivi] = arvo
