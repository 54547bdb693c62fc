"""Worlds around the viewer's scenario in which the named assumptions are something else, and what is seen in each.

First the world as it is, then each assumption alone at both ends of what is allowed, then all of them at once by a
Latin hypercube: sixteen worlds, the same seeds in all, baseline and scenario paired in each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kalibrointi.parametrit import nayta
from runs import esittelymitat as mitat
from runs import kestavyys
from visualisointi.selain import keinot
from visualisointi.selain.nakyma import Nakyma, parametrit

if TYPE_CHECKING:
    import pandas as pd

    from runs.skenaariot import Skenaario

OTOS, SIEMENET = 0.01, (1, 2)
YHTEISIA = 7  # worlds in which all assumptions move at once
MITAT = tuple(m.koodi for m in mitat.MITAT)


@dataclass(frozen=True)
class Oletusmaailma:
    """A world: the assumptions set, and which one alone is at an end ("" none, or all at once)."""

    arvot: tuple[tuple[str, str], ...]
    yksin: str = ""
    ylhaalla: bool = False


def maailmat() -> list[Oletusmaailma]:
    """The world as it is, each assumption alone low and high, then all at once."""
    from scipy.stats import qmc

    kortit = [parametrit()[k] for k in keinot.KORTIT]
    out = [Oletusmaailma(())]
    for p in kortit:
        assert p.range is not None
        out += [Oletusmaailma(((p.key, _arvo(x)),), p.key, i == 1) for i, x in enumerate(p.range)]
    for rivi in qmc.LatinHypercube(d=len(kortit), rng=1).random(YHTEISIA):
        arvot = []
        for p, u in zip(kortit, rivi, strict=True):
            assert p.range is not None
            arvot.append((p.key, _arvo(p.range[0] + float(u) * (p.range[1] - p.range[0]))))
        out.append(Oletusmaailma(tuple(arvot)))
    return out


def _arvo(x: float) -> str:
    return nayta(float(f"{x:.4g}"))


def nakyma(n: Nakyma, maailma: Oletusmaailma) -> Nakyma:
    """The view in that world; assumptions the viewer set stay unless the world sets them. Raises `ViallinenSyote`."""
    for avain, teksti in maailma.arvot:
        n = n.aseta(avain, teksti)
    return n


def pari(a: Skenaario, b: Skenaario, otos: float, seed: int, tarkista: Callable[[], None]) -> pd.DataFrame:
    """Means over the last years in both worlds (skenaario 'a' | 'b'), of all residents. `tarkista` may raise."""
    import pandas as pd

    from runs import ajo
    from runs.tilannekuva import kopio

    ensin = a.ohjelma().first_difference(b.ohjelma())
    malli = ajo.rakenna_malli(a, otos, seed)
    _ela(malli, a.months if ensin is None else min(ensin, a.months), tarkista)
    toinen = kopio(malli)
    toinen.ohjelma = b.ohjelma()
    taulut = []
    for nimi, oma in (("a", malli), ("b", toinen)):
        _ela(oma, a.months, tarkista)
        rivit = oma.results("vuosi")
        rivit = rivit[(rivit["ryhma"] == mitat.KAIKKI) & rivit["mittari"].isin(MITAT)]
        taulut.append(rivit.assign(skenaario=nimi, seed=seed))
    return mitat.keskiarvot(pd.concat(taulut, ignore_index=True))


def _ela(malli: Any, kk: int, tarkista: Callable[[], None]) -> None:
    while malli.kk < kk:
        tarkista()
        malli.run_for(min(12, kk - malli.kk))


@dataclass(frozen=True)
class Heilahdus:
    """What an assumption does to the difference when it alone is at the low or the high end of its range."""

    avain: str
    alhaalla: float
    ylhaalla: float

    def liike(self, keski: float) -> float:
        """How far the difference moves at most: between the ends, or from the world as it is, `keski`, to one."""
        paat = (self.alhaalla, self.ylhaalla)
        return max(abs(self.ylhaalla - self.alhaalla), *(abs(x - keski) for x in paat))


@dataclass(frozen=True)
class Oletusvastaus:
    """Differences (scenario - baseline) by measure, world and seed: `erot[mittari]` has shape (worlds, seeds)."""

    maailmat: tuple[Oletusmaailma, ...]
    siemenet: tuple[int, ...]
    tasot: dict[str, np.ndarray]  # measure -> (2, worlds, seeds): baseline and scenario

    def osuus(self, mittari: str) -> kestavyys.Osuus:
        """In what share of the worlds is the scenario below, like or above the baseline (`runs.kestavyys`)?"""
        raja = next(m.raja for m in mitat.MITAT if m.koodi == mittari)
        return kestavyys.osuus(self.tasot[mittari], 0, 1, raja)

    def erot(self, mittari: str) -> np.ndarray:
        """Differences by world, mean over seeds."""
        taso = self.tasot[mittari]
        return np.asarray(np.nanmean(taso[1] - taso[0], axis=1))

    def heilahdukset(self, mittari: str) -> list[Heilahdus]:
        """Assumptions alone at their ends, the one that moves the difference most first."""
        erot, out = self.erot(mittari), []
        for avain in dict.fromkeys(m.yksin for m in self.maailmat if m.yksin):
            paat = {m.ylhaalla: float(erot[i]) for i, m in enumerate(self.maailmat) if m.yksin == avain}
            out.append(Heilahdus(avain, paat[False], paat[True]))
        keski = float(erot[0])
        return sorted(out, key=lambda h: -h.liike(keski))


def koosta(omat: Sequence[Oletusmaailma], taulut: dict[tuple[int, int], pd.DataFrame]) -> Oletusvastaus:
    """The answer from the tables of (place of the world, seed)."""
    siemenet = tuple(sorted({s for _i, s in taulut}))
    tasot = {}
    for mittari in MITAT:
        kuutio = np.full((2, len(omat), len(siemenet)), np.nan)
        for (i, seed), taulu in taulut.items():
            rivit = taulu[taulu["mittari"] == mittari].set_index("skenaario")["arvo"]
            for j, nimi in enumerate(("a", "b")):
                if nimi in rivit.index:
                    kuutio[j, i, siemenet.index(seed)] = rivit.loc[nimi]
        if np.isfinite(kuutio).all():
            tasot[mittari] = kuutio
    return Oletusvastaus(tuple(omat), siemenet, tasot)
