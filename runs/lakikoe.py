"""Worlds that laws are tried on: lived lives, their whole state, and what a rule read and wrote, row by row.

Nothing here knows a law; the laws stand in `runs/lakitarkistus.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from types import CodeType
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from agentit.saannot import Bindings, Rule
from runs import skenaariot
from runs.ajo import rakenna_malli
from runs.tilannekuva import kopio

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

Luvut = npt.NDArray[Any]
JONON_KENTAT = ("kapasiteetti", "odotus", "tuttu", "jonossa", "hoidettu", "lisatyo")
KESKUKSEN_KENTAT = ("auki", "laatu", "ehkaisy", "kuorma", "lista", "paino", "tulo", "meno", "tappiokuukausia", "avattu")


def rakenna(nimi: str, otos: float, seed: int = 1, muutokset: Mapping[str, Any] | None = None) -> SoteMalli:
    """The model of a scenario with overrides, at its start."""
    return rakenna_malli(skenaariot.lue(nimi, muutokset or {}), otos, seed)


def kopioi(malli: SoteMalli) -> SoteMalli:
    """A second model in the same state."""
    return cast("SoteMalli", kopio(malli))


@dataclass
class Elamat:
    """Lives already lived, by scenario and month: a life is lived once and copied where another goes on from it.

    muutokset: overrides of each scenario by name."""

    otos: float
    seed: int = 1
    muutokset: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    talletetut: dict[tuple[str, int], SoteMalli] = field(default_factory=dict)

    def kuussa(self, nimi: str, kk: int) -> SoteMalli:
        """A model of its own that has lived scenario `nimi` for `kk` months."""
        if (nimi, kk) not in self.talletetut:
            aiemmat = [k for n, k in self.talletetut if n == nimi and k < kk]
            malli = self.kuussa(nimi, max(aiemmat)) if aiemmat else self.alku(nimi)
            if kk > malli.kk:
                malli.run_for(kk - malli.kk)
            self.talletetut[nimi, kk] = malli
        return kopioi(self.talletetut[nimi, kk])

    def alku(self, nimi: str) -> SoteMalli:
        """A model at the start of scenario `nimi`."""
        return rakenna(nimi, self.otos, self.seed, self.muutokset.get(nimi))

    def haara(self, nimi: str, kk: int, kuukausia: int, muutokset: Mapping[str, Any]) -> SoteMalli:
        """The same life steered from month `kk` on, lived `kuukausia` further."""
        malli = self.kuussa(nimi, kk)
        malli.ohjaa(muutokset)
        malli.run_for(kuukausia)
        return malli


# whole state ------------------------------------------------------------------------------------------------------


def tila(malli: SoteMalli, mittarit: bool = True) -> dict[str, Luvut]:
    """Everything that goes on living: residents' columns, centres and queues, unit costs, money, and the measures."""
    osat: dict[str, Luvut] = {f"asukas.{k}": v for k, v in malli.sidonta.b.columns.items()}
    keskukset = malli.keskuspaikat
    osat |= {f"keskus.{k}": np.array([getattr(x, k) for x in keskukset], float) for k in KESKUKSEN_KENTAT}
    osat |= {f"jono.{k}": np.array([getattr(x.jono, k) for x in keskukset], float) for k in JONON_KENTAT}
    osat["kunta.hintataso"] = np.array([k.hintataso for k in malli.kunnat])
    osat["liikelaitos.jako"], osat["liikelaitos.kattavuus"] = malli.liikelaitos.jako, malli.liikelaitos.kattavuus
    osat["raha"] = malli.raha.rows()
    if mittarit:
        for taso in ("vuosi", "kuukausi"):
            osat[f"tulos.{taso}"] = malli.results(taso)["arvo"].to_numpy()
    return osat


def erot(a: Mapping[str, Luvut], b: Mapping[str, Luvut]) -> list[str]:
    """Names of the parts of two states that are not the same bits; NaN equals NaN."""
    return [k for k in a.keys() | b.keys() if k not in a or k not in b or not sama(a[k], b[k])]


def sama(a: Luvut, b: Luvut) -> bool:
    """Same shape, type and bits."""
    return a.shape == b.shape and a.dtype == b.dtype and a.tobytes() == b.tobytes()


# what rules read and write ---------------------------------------------------------------------------------------


@dataclass
class Luku:
    """One run of one rule over the first rows of a model: per row what it read, whether it applied, what it wrote."""

    nimi: str
    luettu: dict[str, Luvut]  # name -> (rows,) of columns and units' attributes
    yhteiset: dict[str, Any]  # parameters and tables: the same for all rows
    koski: npt.NDArray[np.bool_]  # (rows,) active, and the guard true
    kirjoitettu: dict[str, Luvut] = field(default_factory=dict)


@contextmanager
def kuunnellen(b: Bindings, kuulija: Callable[[Luku], None]) -> Iterator[None]:
    """While this lasts, every run of a rule over these bindings is told to `kuulija`; the run itself is as always."""

    def ennen(saanto: Rule, alku: int, loppu: int) -> Callable[[], None]:
        luku = _lue(saanto, b, alku, loppu)

        def jalkeen() -> None:
            luku.kirjoitettu = {nimi: b.columns[nimi].copy() for nimi in saanto.writes}
            kuulija(luku)

        return jalkeen

    with b.watched(ennen):
        yield


def _lue(saanto: Rule, b: Bindings, alku: int, loppu: int) -> Luku:
    """What the rule reads on every row, before it runs. Draws depend on seed, month and id alone: they are not kept."""
    luettu: dict[str, Luvut] = {}
    yhteiset: dict[str, Any] = {}
    for nimi in saanto.reads:
        laji = saanto.kind(nimi, b)
        if laji == "column":
            luettu[nimi] = b.columns[nimi].copy()
        elif laji == "unit":
            yksikko, attribuutti = b.split(nimi) or ("", "")
            luettu[nimi] = b.units[yksikko].attributes[attribuutti][b.units[yksikko].index]
        elif laji == "parameter":
            yhteiset[nimi] = b.parameters[nimi[2:]]
        elif laji == "table":
            yhteiset[nimi] = b.tables[nimi[2:]].copy()
    koski = np.zeros(len(b.ids), bool)
    koski[alku:loppu] = b.columns[b.active][alku:loppu] == 1
    return Luku(saanto.name, luettu, yhteiset, koski & _vartio(saanto, b, luettu, yhteiset))


def _vartio(saanto: Rule, b: Bindings, luettu: Mapping[str, Luvut], yhteiset: Mapping[str, Any]) -> Luvut:
    """Where the rule's guard is true, read as plain Python row by row in the compiled loop's float32."""
    n = len(b.ids)
    if not saanto.when:
        return np.ones(n, bool)
    teksti = _kaannettyna(saanto.when)
    sarakkeet = {k: luettu[k] for k in teksti.co_names if k in luettu}
    sarakkeet |= {
        k: _arvat(saanto, b, k) for k in teksti.co_names if k in saanto.reads and k not in luettu and k not in yhteiset
    }
    vakiot = {k: np.float32(v) for k, v in yhteiset.items() if k in teksti.co_names}
    return np.array([bool(eval(teksti, {**vakiot, **{k: v[i] for k, v in sarakkeet.items()}})) for i in range(n)])


def _arvat(saanto: Rule, b: Bindings, nimi: str) -> Luvut:
    return b.draws(nimi)


@lru_cache
def _kaannettyna(teksti: str) -> CodeType:
    return compile(teksti, "<guard>", "eval")
