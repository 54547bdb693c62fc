"""The parameter programme: which value each parameter has in which month. Reform rules are dated, as in law.

`kk` counts months from the scenario's start. The programme knows no file format: `runs.skenaariot` resolves scenario
files, overrides and defaults into one.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

Arvo = bool | int | float | str | tuple[float, ...]
Polku = tuple[tuple[int, Arvo], ...]  # ((kk, value), ...): from month kk on; kk rises from 0


class Ohjelma:
    """Ohjelma (programme): parameter key -> ((kk, value), ...), immutable, hashable and picklable.

    polut: for each key the months its value changes, the first at kk 0; a step that changes nothing is dropped, so
    two programmes that mean the same are equal. Raises ValueError on an empty or unordered path.
    """

    __slots__ = ("_alku", "_muutoskuukaudet", "_muuttuvat", "_polut", "fingerprint")

    def __init__(self, polut: Mapping[str, Sequence[tuple[int, Arvo]]]) -> None:
        self._polut: dict[str, Polku] = {avain: _siisti(avain, polut[avain]) for avain in sorted(polut)}
        self._alku = {avain: polku[0][1] for avain, polku in self._polut.items()}
        self._muuttuvat = tuple(avain for avain, polku in self._polut.items() if len(polku) > 1)
        kuukaudet: dict[int, dict[str, Arvo]] = {}
        for avain, polku in self._polut.items():
            for kk, arvo in polku[1:]:
                kuukaudet.setdefault(kk, {})[avain] = arvo
        self._muutoskuukaudet = {kk: kuukaudet[kk] for kk in sorted(kuukaudet)}
        self.fingerprint: str = _tiiviste(self._polut)

    @classmethod
    def constant(cls, arvot: Mapping[str, Arvo]) -> Ohjelma:
        """A programme in which nothing ever changes."""
        return cls({avain: [(0, arvo)] for avain, arvo in arvot.items()})

    def at(self, kk: int) -> dict[str, Any]:
        """All values in force in month kk, as a new dict. Raises ValueError for a month before the start."""
        if kk < 0:
            raise ValueError(f"month {kk} is before the start")
        arvot = dict(self._alku)
        for avain in self._muuttuvat:
            arvot[avain] = _voimassa(self._polut[avain], kk)
        return arvot

    def changes(self, kk: int) -> dict[str, Arvo]:
        """Keys whose value in month kk differs from the month before, with the new value; {} in month 0."""
        return dict(self._muutoskuukaudet.get(kk, {}))

    @property
    def change_months(self) -> tuple[int, ...]:
        """Months in which something changes, in order."""
        return tuple(self._muutoskuukaudet)

    def path(self, avain: str) -> Polku:
        """((kk, value), ...) of one key. Raises KeyError for an unknown key."""
        return self._polut[avain]

    def keys(self) -> tuple[str, ...]:
        """All keys, sorted."""
        return tuple(self._polut)

    def with_values(self, kk: int, arvot: Mapping[str, Arvo]) -> Ohjelma:
        """A new programme: from month kk to the end the given values hold. Raises KeyError for an unknown key."""
        polut: dict[str, Sequence[tuple[int, Arvo]]] = dict(self._polut)
        for avain, arvo in arvot.items():
            polut[avain] = aseta(self._polut[avain], kk, arvo)
        return Ohjelma(polut)

    def first_difference(self, toinen: Ohjelma) -> int | None:
        """The first month in which any value differs, or None when the programmes are equal."""
        if self._polut.keys() != toinen._polut.keys():
            return 0
        kuukaudet = sorted({0, *self._muutoskuukaudet, *toinen._muutoskuukaudet})
        return next((kk for kk in kuukaudet if self.at(kk) != toinen.at(kk)), None)

    def __eq__(self, toinen: object) -> bool:
        return isinstance(toinen, Ohjelma) and self.fingerprint == toinen.fingerprint

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __repr__(self) -> str:
        return f"Ohjelma({len(self._polut)} keys, changes in {list(self.change_months)}, {self.fingerprint[:12]})"


def aseta(polku: Sequence[tuple[int, Arvo]], kk: int, arvo: Arvo) -> list[tuple[int, Arvo]]:
    """The path with `arvo` from month kk to the end: what was said earlier about those months no longer holds."""
    return [(alku, vanha) for alku, vanha in polku if alku < kk] + [(kk, arvo)]


def _voimassa(polku: Polku, kk: int) -> Arvo:
    return polku[bisect_right(polku, kk, key=lambda askel: askel[0]) - 1][1]


def _siisti(avain: str, polku: Sequence[tuple[int, Arvo]]) -> Polku:
    """Check one path and drop the steps that change nothing."""
    if len(polku) == 1 and polku[0][0] == 0:
        arvo = polku[0][1]
        return ((0, tuple(arvo) if isinstance(arvo, list) else arvo),)
    kuukaudet = [kk for kk, _ in polku]
    if not polku or kuukaudet[0] != 0 or any(a >= b for a, b in pairwise(kuukaudet)):
        raise ValueError(f"{avain}: months of a path rise from 0, got {kuukaudet}")
    siisti: list[tuple[int, Arvo]] = []
    for kk, arvo in polku:
        uusi = tuple(arvo) if isinstance(arvo, list) else arvo
        if not siisti or _sama(uusi) != _sama(siisti[-1][1]):
            siisti.append((kk, uusi))
    return tuple(siisti)


def _sama(arvo: Arvo) -> object:
    """A value as it is compared and hashed: 1, 1.0 and -0.0 against 0.0 do not differ, True and 1 do."""
    if isinstance(arvo, tuple):
        return [_sama(osa) for osa in arvo]
    if isinstance(arvo, (bool, str)):
        return arvo if isinstance(arvo, str) else ["bool", arvo]
    return float(arvo) + 0.0


def _tiiviste(polut: Mapping[str, Polku]) -> str:
    teksti = ", ".join(_kohta(avain, polku, _lajit(polku)) for avain, polku in polut.items())
    return hashlib.blake2b(f"{{{teksti}}}".encode(), digest_size=16).hexdigest()


@lru_cache(maxsize=1 << 12)
def _kohta(avain: str, polku: Polku, lajit: object) -> str:
    """One key of a programme as JSON; most are the same in every programme. `lajit` tells True from 1."""
    return f"{json.dumps(avain)}: {json.dumps([[kk, _sama(arvo)] for kk, arvo in polku])}"


def _lajit(polku: Polku) -> object:
    if len(polku) == 1 and not isinstance(arvo := polku[0][1], tuple):
        return type(arvo)
    return tuple(tuple(map(type, arvo)) if isinstance(arvo, tuple) else type(arvo) for _, arvo in polku)
