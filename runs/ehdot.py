"""Scenario discovery: under which conditions does something happen? PRIM, Friedman & Fisher's patient rules.

A box of conditions on the uncertainties is peeled a little at a time, always where the share of worlds of interest
rises most per world given up, and then pasted back where that does not lower it (Friedman & Fisher 1999, Statistics and
Computing 9:123). The reader chooses along the trade-off of coverage (share of all worlds of interest inside) and
density (share of the worlds inside that are of interest); quasi-p values tell which conditions may be chance (Bryant &
Lempert 2010, Technological Forecasting and Social Change 77:34), shuffled worlds whether the whole box may be.

Own code: it is short, thirty times as fast, and tests the box against chance. EMA Workbench 3.0, whose `Prim` peels the
same way (its LENIENT1; tests/runs/test_ehdot.py holds its answers), brings 400 MB and takes seconds to import.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from kalibrointi.viat import ViallinenSyote, Vika

KUORI = 0.05  # share of a box's worlds peeled or pasted at a time
PIENIN = 0.05  # share of all worlds that a box keeps at least
P_RAJA = 0.05  # conditions, and boxes, more likely than this by chance are dropped
SEKOITUKSIA = 99  # shuffles behind `sattuma_p`, unless told otherwise
TAPAUKSIA = 5  # worlds of interest, and of the others, below which nothing can be found


@dataclass(frozen=True, slots=True)
class Ehto:
    """A condition on one factor: between `ala` and `yla`, or one of `arvot`."""

    ala: float | None = None
    yla: float | None = None
    arvot: tuple[Any, ...] | None = None


@dataclass(frozen=True, slots=True)
class Laatikko:
    """A box: conditions by factor, and what is inside; quasi_p by factor and `sattuma_p` of the whole once chosen."""

    ehdot: Mapping[str, Ehto]
    kattavuus: float  # share of all worlds of interest that are inside
    tiheys: float  # share of worlds inside that are of interest
    osuus: float  # share of all worlds that are inside
    maailmoja: int
    quasi_p: Mapping[str, float] = field(default_factory=dict)
    sattuma_p: float = float("nan")

    @property
    def hyvyys(self) -> float:
        """Harmonic mean of coverage and density."""
        return 2 * self.kattavuus * self.tiheys / max(self.kattavuus + self.tiheys, 1e-12)


@dataclass(frozen=True, slots=True)
class Loyto:
    """What was found: the way of peeling from all worlds inwards, and the box chosen on it (None: nothing to find)."""

    polku: Sequence[Laatikko]
    valittu: Laatikko | None
    pohjatiheys: float  # share of worlds of interest among all
    maailmoja: int
    syy: str = ""  # why no box was chosen


def etsi(
    x: pd.DataFrame,
    y: np.ndarray,
    *,
    kuori: float = KUORI,
    pienin: float = PIENIN,
    kattavuus: float | None = None,
    tiheys: float | None = None,
    seed: int = 1,
    sekoituksia: int = SEKOITUKSIA,
) -> Loyto:
    """A box where worlds of interest are dense.

    x: one row per world; columns of numbers get ranges, all others sets of classes. y: is the world of interest?
    kattavuus: choose the densest box that still covers this share of them; tiheys: the box of largest coverage that is
    this dense; neither: the best harmonic mean of the two. Conditions that may be chance (quasi-p) are dropped, and so
    is the whole box when shuffled worlds give one as good in more than a twentieth of shuffles: a box is always found,
    also in noise. Raises `ViallinenSyote` when there are too few worlds of either kind to find anything.
    """
    y = np.asarray(y, dtype=bool)
    if min(y.sum(), (~y).sum()) < TAPAUKSIA:
        viesti = (
            f"{int(y.sum())} of {len(y)} worlds are of interest: conditions can be looked for only when at least "
            f"{TAPAUKSIA} are and {TAPAUKSIA} are not."
        )
        raise ViallinenSyote(Vika(viesti))
    m = _Maailmat(x)
    polku = m.polku(y, kuori, pienin)
    valittu, syy = _valitse(polku, kattavuus, tiheys), ""
    if valittu is None:
        syy = "no box is so dense or covers so much"
    else:
        valittu = m.liimaa(y, m.karsi(y, valittu), kuori)
        if not valittu.ehdot:
            valittu, syy = None, "no condition stands out from chance"
    if valittu is not None:
        p = _sattuma_p(m, y, (kuori, pienin), (kattavuus, tiheys), seed, sekoituksia)
        if p > P_RAJA:
            valittu, syy = None, f"shuffled worlds give a box as good in {100 * p:.0f} % of shuffles"
        else:
            valittu = replace(valittu, quasi_p=m.quasi_p(y, valittu.ehdot), sattuma_p=p)
    return Loyto(polku, valittu, float(y.mean()), len(y), syy)


class _Maailmat:
    """Worlds as numbers, so that peeling is quick: classes are their places in the list of values."""

    def __init__(self, x: pd.DataFrame) -> None:
        self.avaimet = [str(avain) for avain in x.columns]
        self.arvot: list[list[Any] | None] = []
        self.x = np.empty((len(x), len(self.avaimet)))
        for j, avain in enumerate(x.columns):
            sarake = x[avain]
            if pd.api.types.is_numeric_dtype(sarake) and not pd.api.types.is_bool_dtype(sarake):
                self.arvot.append(None)
                self.x[:, j] = sarake.to_numpy(dtype=float)
            else:
                arvot = list(dict.fromkeys(sarake.tolist()))
                self.arvot.append(arvot)
                self.x[:, j] = [arvot.index(a) for a in sarake.tolist()]

    def sisalla(self, ehdot: Mapping[str, Ehto], paitsi: str = "") -> np.ndarray:
        """Which worlds fulfil the conditions."""
        sisalla = np.ones(len(self.x), dtype=bool)
        for avain, ehto in ehdot.items():
            if avain != paitsi:
                sisalla &= self._tayttyy(avain, ehto)
        return sisalla

    def _tayttyy(self, avain: str, ehto: Ehto) -> np.ndarray:
        j = self.avaimet.index(avain)
        arvot, x = self.arvot[j], self.x[:, j]
        if arvot is not None:
            return np.isin(x, [arvot.index(a) for a in ehto.arvot or ()])
        return (x >= (-np.inf if ehto.ala is None else ehto.ala)) & (x <= (np.inf if ehto.yla is None else ehto.yla))

    def laatikko(self, y: np.ndarray, ehdot: Mapping[str, Ehto]) -> Laatikko:
        """What is inside the conditions."""
        sisalla = self.sisalla(ehdot)
        n, osumia = int(sisalla.sum()), int(y[sisalla].sum())
        return Laatikko(dict(ehdot), osumia / max(int(y.sum()), 1), osumia / max(n, 1), n / len(y), n)

    # ---------------------------------------------------------------------------------------------- peeling
    def polku(self, y: np.ndarray, kuori: float, pienin: float) -> list[Laatikko]:
        """All boxes on the way in."""
        ehdot: dict[str, Ehto] = {}
        rivit = np.arange(len(y))
        polku = [self.laatikko(y, ehdot)]
        vahintaan = max(3.0, pienin * len(y))  # fewer worlds are an anecdote
        while True:
            paras: tuple[str, Ehto, np.ndarray] | None = None
            voitto, nyt = 0.0, float(y[rivit].mean())
            for avain, ehto, jaa in self._kuoret(rivit, ehdot, kuori):
                if vahintaan <= len(jaa) < len(rivit):
                    hyoty = (float(y[jaa].mean()) - nyt) / (len(rivit) - len(jaa))
                    if hyoty > voitto:
                        paras, voitto = (avain, ehto, jaa), hyoty
            if paras is None:
                return polku
            ehdot = {**ehdot, paras[0]: paras[1]}
            rivit = paras[2]
            polku.append(self.laatikko(y, ehdot))

    def _kuoret(
        self, rivit: np.ndarray, ehdot: Mapping[str, Ehto], kuori: float
    ) -> Iterator[tuple[str, Ehto, np.ndarray]]:
        """Every way to peel the worlds inside: factor, its new condition, worlds left."""
        for j, avain in enumerate(self.avaimet):
            x, arvot, vanha = self.x[rivit, j], self.arvot[j], ehdot.get(avain, Ehto())
            eri = np.unique(x)
            if len(eri) < 2:
                continue
            if arvot is not None:
                for pois in eri:
                    yield avain, Ehto(arvot=tuple(arvot[int(a)] for a in eri if a != pois)), rivit[x != pois]
                continue
            jarjestyksessa = np.sort(x)
            maara = max(1, round(kuori * len(x)))
            ala = max(jarjestyksessa[maara], eri[1])
            yla = min(jarjestyksessa[-1 - maara], eri[-2])
            yield avain, replace(vanha, ala=float(ala)), rivit[x >= ala]
            yield avain, replace(vanha, yla=float(yla)), rivit[x <= yla]

    # ---------------------------------------------------------------------------------------------- the choice
    def karsi(self, y: np.ndarray, laatikko: Laatikko) -> Laatikko:
        """The box without the conditions that may be chance, the weakest first."""
        while laatikko.ehdot:
            p = self.quasi_p(y, laatikko.ehdot)
            heikoin = max(p, key=lambda avain: p[avain])
            if p[heikoin] <= P_RAJA:
                break
            laatikko = self.laatikko(y, {a: e for a, e in laatikko.ehdot.items() if a != heikoin})
        return laatikko

    def quasi_p(self, y: np.ndarray, ehdot: Mapping[str, Ehto]) -> dict[str, float]:
        """For each condition: how likely the box's count of worlds of interest, were the condition of no use.

        One-sided binomial with the density of the box without the condition; the box was chosen on the same worlds.
        """
        from scipy.special import bdtrc

        sisalla = self.sisalla(ehdot)
        n, osumia = int(sisalla.sum()), int(y[sisalla].sum())
        tiheydet = {avain: float(y[self.sisalla(ehdot, paitsi=avain)].mean()) for avain in ehdot}
        return {avain: float(bdtrc(osumia - 1, n, t)) if osumia else 1.0 for avain, t in tiheydet.items()}

    def liimaa(self, y: np.ndarray, laatikko: Laatikko, kuori: float) -> Laatikko:
        """Paste back along single conditions while the density does not fall."""
        while True:
            paras = laatikko
            for ehdot in self._liimaukset(laatikko.ehdot, kuori):
                uusi = self.laatikko(y, ehdot)
                if uusi.maailmoja > laatikko.maailmoja and uusi.tiheys >= paras.tiheys:
                    paras = uusi
            if paras is laatikko:
                return laatikko
            laatikko = paras

    def _liimaukset(self, ehdot: Mapping[str, Ehto], kuori: float) -> Iterator[dict[str, Ehto]]:
        for avain, ehto in ehdot.items():
            j = self.avaimet.index(avain)
            arvot, muut = self.arvot[j], {a: e for a, e in ehdot.items() if a != avain}
            if arvot is not None:
                for arvo in [a for a in arvot if a not in (ehto.arvot or ())]:
                    uudet = (*(ehto.arvot or ()), arvo)
                    yield muut if len(uudet) == len(arvot) else {**muut, avain: Ehto(arvot=uudet)}
                continue
            x = np.sort(self.x[self.sisalla(muut), j])
            maara = max(1, round(kuori * int(self.sisalla(ehdot).sum())))
            if ehto.ala is not None:
                alta = x[x < ehto.ala]
                yield _ilman_tyhjia(muut, avain, replace(ehto, ala=float(alta[-maara]) if len(alta) > maara else None))
            if ehto.yla is not None:
                ylta = x[x > ehto.yla]
                yla = float(ylta[maara - 1]) if len(ylta) > maara else None
                yield _ilman_tyhjia(muut, avain, replace(ehto, yla=yla))


def _ilman_tyhjia(muut: dict[str, Ehto], avain: str, ehto: Ehto) -> dict[str, Ehto]:
    """Conditions with this one, unless nothing is left of it."""
    return muut if ehto == Ehto() else {**muut, avain: ehto}


def _valitse(polku: Sequence[Laatikko], kattavuus: float | None, tiheys: float | None) -> Laatikko | None:
    if kattavuus is not None:
        return max((b for b in polku if b.kattavuus >= kattavuus), key=lambda b: b.tiheys, default=None)
    if tiheys is not None:
        return max((b for b in polku if b.tiheys >= tiheys), key=lambda b: b.kattavuus, default=None)
    return max(polku, key=lambda b: b.hyvyys)


def _sattuma_p(
    m: _Maailmat, y: np.ndarray, kuorinta: tuple[float, float], valinta: tuple[float | None, float | None],
    seed: int, sekoituksia: int,
) -> float:  # fmt: skip
    """Share of shuffles of the worlds of interest in which the same rule gives a box as good as in the real ones."""

    def hyvyys(z: np.ndarray) -> float:
        b = _valitse(m.polku(z, *kuorinta), *valinta)
        return -1.0 if b is None else b.tiheys if valinta[0] is not None else b.hyvyys

    rng = np.random.default_rng(seed)
    oikea = hyvyys(y)
    parempia = sum(hyvyys(rng.permutation(y)) >= oikea for _ in range(sekoituksia))
    return (1 + parempia) / (1 + sekoituksia)
