"""Watching one resident's rules while a model lives: what each rule read, the draws, what came out.

Nothing is computed here. Each time a rule is run over all residents it is also read plainly on the one (`Rule.one`: the
same text, the same draws, the same bits), and Python's own call events show what the rule called and its variables when
it returned.
"""

from __future__ import annotations

import ast
import dataclasses
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from types import FrameType
from typing import Any

import numpy as np

from agentit import saantomatematiikka
from agentit.saannot import Bindings, Rule

_TIEDOSTO = "<rule "  # how the text of a rule's plain reading is named
_MATEMATIIKKA = {funktio.__code__ for funktio, *_ in saantomatematiikka.FUNCTIONS.values()}


@dataclasses.dataclass(frozen=True)
class Kutsu:
    """A function called inside a rule: its name, its arguments, its result, and the rule's variables at that moment."""

    nimi: str
    argumentit: dict[str, Any]
    tulos: Any
    muuttujat: dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Jalki:
    """One rule on the resident once: what it read, draws included, before and after, its variables at the end.

    `tulos` is empty when the rule's condition `when` was false; `luettu` then holds what the condition read.
    """

    kk: int
    saanto: Rule
    luettu: dict[str, Any]
    solut: dict[str, dict[Any, Any]]
    ennen: dict[str, Any]
    tulos: dict[str, Any]
    muuttujat: dict[str, Any]
    kutsut: tuple[Kutsu, ...]

    @property
    def nimi(self) -> str:
        """Name of the rule."""
        return self.saanto.name

    @property
    def muuttui(self) -> dict[str, tuple[Any, Any]]:
        """Columns the rule changed: name -> (before, after)."""
        return {nimi: (vanha, self.tulos[nimi]) for nimi, vanha in self.ennen.items() if self.tulos[nimi] != vanha}


class _Taulu(np.ndarray):
    """A table that remembers which of its cells were looked at."""

    luetut: dict[Any, Any]

    def __getitem__(self, paikka: Any) -> Any:
        arvo = super().__getitem__(paikka)
        self.luetut[paikka] = arvo.item()
        return arvo


def lue(saanto: Rule, b: Bindings, rivi: int, parametrit: Mapping[str, float] | None = None) -> Jalki:
    """Read a rule plainly on one row as things are now, changing nothing; `parametrit` stand in for the bound ones."""
    taulut: dict[str, _Taulu] = {}
    if parametrit is not None or any(nimi.startswith("t_") for nimi in saanto.reads):
        for nimi in (n[2:] for n in saanto.reads if n.startswith("t_")):
            taulut[nimi] = np.ascontiguousarray(b.tables[nimi]).view(_Taulu)
            taulut[nimi].luetut = {}
        b = dataclasses.replace(b, tables={**b.tables, **taulut}, parameters={**b.parameters, **(parametrit or {})})
    (tulos, luettu), kutsut, muuttujat = _seuraten(lambda: saanto.one(b, rivi, explain=True))
    return Jalki(
        kk=b.month,
        saanto=saanto,
        luettu={nimi: arvo for nimi, arvo in luettu.items() if not isinstance(arvo, np.ndarray)},
        solut={nimi: taulu.luetut for nimi, taulu in taulut.items() if taulu.luetut},
        ennen={nimi: b.columns[nimi][rivi] for nimi in tulos if nimi in saanto.writes},
        tulos=tulos,
        muuttujat=muuttujat if tulos else {},
        kutsut=tuple(kutsut) if tulos else (),
    )


def _seuraten[T](lukeminen: Callable[[], T]) -> tuple[T, list[Kutsu], dict[str, Any]]:
    """Result, calls made by the outermost function of a rule's text, and its variables when it returned."""
    kutsut: list[Kutsu] = []
    lopuksi: dict[str, Any] = {}
    pino: list[tuple[str, dict[str, Any], dict[str, Any]]] = []

    def tapahtuma(kehys: FrameType, laji: str, arvo: Any) -> None:
        koodi = kehys.f_code
        if laji not in ("call", "return") or not (koodi.co_filename.startswith(_TIEDOSTO) or koodi in _MATEMATIIKKA):
            return
        if not pino and koodi in _MATEMATIIKKA:
            return
        if laji == "call":
            kutsuja = kehys.f_back
            muuttujat = dict(kutsuja.f_locals) if len(pino) == 1 and kutsuja is not None else {}
            pino.append((koodi.co_name.split("__")[0], dict(kehys.f_locals), muuttujat))
            return
        nimi, argumentit, muuttujat = pino.pop()
        if not pino:
            lopuksi.clear()
            lopuksi.update(kehys.f_locals)
        elif len(pino) == 1:
            kutsut.append(Kutsu(nimi, argumentit, arvo, muuttujat))

    ennen = sys.getprofile()
    sys.setprofile(tapahtuma)
    try:
        tulos = lukeminen()
    finally:
        sys.setprofile(ennen)
    return tulos, kutsut, lopuksi


@contextmanager
def seuraten(b: Bindings, rivi: int, kerro: Callable[[Jalki], None]) -> Iterator[None]:
    """While this lasts, `kerro` is told of every rule run over the row in these bindings, just before it is run."""

    def ennen(saanto: Rule, alku: int, loppu: int) -> None:
        if alku <= rivi < loppu and b.is_active(rivi):
            kerro(lue(saanto, b, rivi))

    with b.watched(ennen):
        yield


# what else the rule would have said --------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def argumentit(saanto: Rule) -> tuple[str, ...]:
    """Names of the arguments of the rule's function, without those only its condition reads."""
    maaritelma = ast.parse(saanto.source()).body[0]
    assert isinstance(maaritelma, ast.FunctionDef)
    return tuple(a.arg for a in maaritelma.args.args)


def osuudet(jalki: Jalki, arpa: str, tulos: int, arvot: Mapping[str, Any] | None = None) -> dict[Any, float]:
    """What share of a draw's range leads to each value of the rule's result number `tulos`, all else as it was read.

    Only for a result that changes at a few thresholds of the draw; found by halving, exact to the 24 bits of a draw.
    """
    annettu = {nimi: jalki.luettu[nimi] for nimi in argumentit(jalki.saanto)} | dict(arvot or {})

    def arvolla(n: int) -> Any:
        saatu = jalki.saanto(**{**annettu, arpa: np.float32(n * 2.0**-24)})
        return saatu[tulos] if isinstance(saatu, tuple) else saatu

    saatu: dict[Any, int] = {}

    def jaa(alku: int, a: Any, loppu: int, z: Any) -> None:
        """Count the draws alku <= n < loppu, given the results at both ends."""
        if a == z or loppu - alku == 1:
            saatu[a] = saatu.get(a, 0) + loppu - alku
            return
        keski = (alku + loppu) // 2
        k = arvolla(keski)
        jaa(alku, a, keski, k)
        jaa(keski, k, loppu, z)

    kaikki = 1 << 24
    viimeinen = arvolla(kaikki - 1)
    jaa(0, arvolla(0), kaikki - 1, viimeinen)
    saatu[viimeinen] = saatu.get(viimeinen, 0) + 1
    return {arvo: n / kaikki for arvo, n in saatu.items()}
