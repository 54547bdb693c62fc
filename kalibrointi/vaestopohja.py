"""Expected residents of every postal area at the end of 2017, by iterative proportional fitting (IPF).

    seed      one joint table age band x sex x work x income class, the same everywhere (assumptions: group `vaesto`)
    IPF       raked to four margins of every postal area: income class, work, sex, age
    classes   the middle 60 % is split into national quintiles 2-4 by a latent normal income (closed form)
    order     all cells of all areas in one line where neighbours are alike; resident i stands at i + 1/2

Income is a permanent rank within sex and age band; the national quintile is read from the rank at the present age,
because a quintile fixed for life would keep students poor for ever. The tables that turn one into the other are made
here too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kalibrointi.faktat import TYOSARAKKEET
from kalibrointi.reunat import IKARAJAT, LAPSI, REUNAIAT, YLARAJAT, Koko, Liuku, Tavoitteet, tavoitteet

KIERROKSIA = 60  # IPF rounds: work, the slowest margin, is then off by 1e-5 of residents, all of them in Meltola
OSIA = 2.0**20  # cells are whole millionths of a person: sums are exact, so no processor's rounding moves a resident
PERHELOKEROT = 40


@dataclass(frozen=True)
class Solut:
    """Cells of the joint table, C rows."""

    ika: Koko  # band, index to `IKARAJAT`
    sukupuoli: Koko  # 0 man, 1 woman
    tyo: Koko  # 0-4 as `TYOSARAKKEET`, 5 under 15
    tulo: Koko  # income class 0-2 in the seed, national quintile 0-4 after the fit; -1 under 18

    def ota(self, rivit: Koko) -> Solut:
        """The given rows."""
        return Solut(self.ika[rivit], self.sukupuoli[rivit], self.tyo[rivit], self.tulo[rivit])


@dataclass(frozen=True)
class Vaestopohja:
    """Expected persons of every area and cell, in the order residents are numbered. A areas, C cells, B age bands."""

    tavoitteet: Tavoitteet
    solut: Solut
    henkilot: Liuku  # (A, C) expected persons
    jarjestys: npt.NDArray[np.int16]  # (A * C,) cell of each place in the line
    kertyma: Liuku  # (A * C,) persons up to and including each place
    ikakertyma: Liuku  # (2, 107) cumulated national persons by sex and exact age
    kvintiilirajat: Liuku  # (2, B, 6) cumulated quintile shares of the rank
    perhesijat: Liuku  # (A, 41) cumulated distribution of the rank of 25-54-year-olds, which children take
    tyoosuudet: Liuku  # (B, 5, 6) P(work | age band, fifth of rank)
    asukkaita: int  # N


def sovita(kunnat: pd.DataFrame, alueet: pd.DataFrame, ikarakenne: pd.DataFrame, p: Mapping[str, Any]) -> Vaestopohja:
    """The fitted region from its fact tables (inhabited areas by municipality) and the values of group `vaesto`."""
    yksivuotiset = _yksivuotiset(ikarakenne)
    reunat = tavoitteet(kunnat, alueet, p)
    solut, paino = _siemen(yksivuotiset, p)
    solut, henkilot = _kvintiilit(solut, ipf(solut, paino, reunat))
    rivit = _kaarmejarjestys(solut)
    solut, henkilot = solut.ota(rivit), np.round(henkilot[:, rivit] * OSIA) / OSIA
    rajat = _kvintiilirajat(solut, henkilot)
    jarjestys = np.tile(np.arange(henkilot.shape[1], dtype=np.int16), (len(alueet), 1))
    jarjestys[1::2] = jarjestys[1::2, ::-1].copy()
    return Vaestopohja(
        tavoitteet=reunat,
        solut=solut,
        henkilot=henkilot,
        jarjestys=jarjestys.ravel(),
        kertyma=np.cumsum(np.take_along_axis(henkilot, jarjestys, axis=1)),
        ikakertyma=np.concatenate([np.zeros((2, 1)), np.cumsum(yksivuotiset, axis=1)], axis=1),
        kvintiilirajat=_lasten_rajat(rajat, solut, henkilot),
        perhesijat=_perhesijat(rajat, solut, henkilot),
        tyoosuudet=_tyoosuudet(rajat, solut, henkilot),
        asukkaita=round(reunat.vaesto_kunta.sum()),
    )


def _yksivuotiset(ikarakenne: pd.DataFrame) -> Liuku:
    """National persons by sex and single year of age, (2, 106): monotone cubic through the five-year sums."""
    reunat = np.append(ikarakenne["ika_alku"].to_numpy(float), 106.0)
    kertymat = [np.append(0, ikarakenne[s].to_numpy(float).cumsum()) for s in ("miehet_2015", "naiset_2015")]
    return np.array([np.diff(monotoni_kuutio(reunat, k, np.arange(107.0))) for k in kertymat])


def monotoni_kuutio(x: Liuku, y: Liuku, kohdat: Liuku) -> Liuku:
    """Monotone piecewise cubic (Fritsch-Butland) through (x, y) at `kohdat`; = scipy.interpolate.PchipInterpolator.

    Own lines because the library's import alone would double the start of every worker process.
    """
    h, jyrkkyys = np.diff(x), np.diff(y) / np.diff(x)
    w1, w2 = 2 * h[1:] + h[:-1], h[1:] + 2 * h[:-1]
    sisalla = np.where(jyrkkyys[:-1] * jyrkkyys[1:] > 0, (w1 + w2) / (w1 / jyrkkyys[:-1] + w2 / jyrkkyys[1:]), 0.0)
    kulmat = np.concatenate([[_paatykulma(h, jyrkkyys)], sisalla, [_paatykulma(h[::-1], jyrkkyys[::-1])]])
    i = np.clip(np.searchsorted(x, kohdat, side="right") - 1, 0, len(h) - 1)
    t = (kohdat - x[i]) / h[i]
    perus = (1 + 2 * t) * (1 - t) ** 2 * y[i] + t**2 * (3 - 2 * t) * y[i + 1]
    return perus + h[i] * t * (1 - t) * ((1 - t) * kulmat[i] - t * kulmat[i + 1])


def _paatykulma(h: Liuku, jyrkkyys: Liuku) -> float:
    """One-sided slope at an end, never against the first step and at most three times it."""
    kulma = ((2 * h[0] + h[1]) * jyrkkyys[0] - h[0] * jyrkkyys[1]) / (h[0] + h[1])
    if kulma * jyrkkyys[0] <= 0:
        return 0.0
    return float(np.sign(kulma) * min(abs(kulma), 3 * abs(jyrkkyys[0])) if jyrkkyys[0] * jyrkkyys[1] < 0 else kulma)


def _siemen(yksivuotiset: Liuku, p: Mapping[str, Any]) -> tuple[Solut, Liuku]:
    """Cells (income class 0-2) and weights of the seed."""
    rivit = [
        (ika, sukupuoli, tyo, tulo, yksivuotiset[sukupuoli, alku:loppu].sum() * osuus)
        for ika, (alku, loppu) in enumerate(zip(IKARAJAT.tolist(), YLARAJAT.tolist(), strict=True))
        for sukupuoli in (0, 1)
        for tyo, tulo, osuus in _siemenosuudet(alku, sukupuoli, p)
    ]
    koodit = np.array([rivi[:4] for rivi in rivit], np.int64).T
    return Solut(*koodit), np.array([rivi[4] for rivi in rivit], float)


def _siemenosuudet(ika: int, sukupuoli: int, p: Mapping[str, Any]) -> Iterator[tuple[int, int, float]]:
    """(work, income class, share) of everybody in an age band (its lower age) of one sex."""
    if ika < 15:
        yield LAPSI, -1, 1.0
        return
    ryhma = int(np.searchsorted(p["vaesto.tyo_ika"], ika, side="right")) - 1
    for tyo, nimi in enumerate(TYOSARAKKEET):
        osuus = p[f"vaesto.tyo_{nimi}"][ryhma]
        if osuus > 0 and ika < 18:
            yield tyo, -1, osuus
        elif osuus > 0:
            yield from ((tyo, luokka, osuus * t) for luokka, t in enumerate(_tulot(ika, sukupuoli, nimi, p)))


def _tulot(ika: int, sukupuoli: int, tyo: str, p: Mapping[str, Any]) -> Liuku:
    """P(income class | age, sex, work) of the seed, (3,): all odds to the power `vaesto.voimakkuus`."""
    paino = np.array(p[f"vaesto.tulo_{tyo}"], float)
    paino[2] *= p["vaesto.tulo_ylin_sukupuoli"][sukupuoli]
    paino *= p.get(f"vaesto.tulo_kerroin_{min(ika, 75)}", 1.0)
    paino = paino ** p["vaesto.voimakkuus"]
    return paino / paino.sum()


def ipf(solut: Solut, paino: Liuku, reunat: Tavoitteet, kierroksia: int = KIERROKSIA) -> Liuku:
    """Persons by area and cell, (A, C): the seed raked to income class, work, sex, age; age is met exactly.

    The one margin that cannot be met is work in Meltola (60 residents, more pensioners than old people).
    """
    kaikki, n15, n18 = reunat.vaesto, reunat.tayttaneet_15, reunat.tayttaneet_18
    sukupuolet = np.stack([1 - reunat.naiset, reunat.naiset], axis=1)
    vaiheet = [
        _Reuna(solut.tulo, reunat.tulo * n18[:, None]),
        _Reuna(solut.tyo, reunat.tyo * n15[:, None]),
        _Reuna(solut.sukupuoli, sukupuolet * kaikki[:, None]),
        _Reuna(np.minimum(solut.ika, REUNAIAT - 1), reunat.ika),
    ]
    x = np.repeat(paino[:, None], len(kaikki), axis=1)  # a cell's areas lie together: sums run along memory
    for _ in range(kierroksia):
        for reuna in vaiheet:
            x *= reuna.kertoimet(x)
    return np.ascontiguousarray(x.T)


class _Reuna:
    """One margin: the group of each cell and how many persons a group must have; cells outside keep theirs.

    Plain sums instead of a matrix product: the same bits on any number of threads.
    """

    def __init__(self, koodi: Koko, halu: Liuku) -> None:
        ryhmia = halu.shape[1]
        self._koodi = np.where((koodi >= 0) & (koodi < ryhmia), koodi, ryhmia)
        self._jarjestys = np.argsort(self._koodi, kind="stable")
        alut = np.searchsorted(self._koodi[self._jarjestys], np.arange(ryhmia + 1))
        self._alut = alut[alut < len(koodi)]
        self._halu = halu.T

    def kertoimet(self, x: Liuku) -> Liuku:
        """Factor of every cell and area, (C, A)."""
        nyt = np.add.reduceat(x[self._jarjestys], self._alut, axis=0)[: len(self._halu)]
        kerroin = np.ones((len(nyt) + 1, x.shape[1]))
        np.divide(self._halu, nyt, out=kerroin[:-1], where=nyt > 0)
        return kerroin[self._koodi]


def keskiluokka(alin: Liuku, ylin: Liuku) -> Liuku:
    """Shares of national quintiles 2, 3, 4 inside the middle class of a group, (..., 3).

    Latent normal income: mean and spread follow from the group's share below the national 20 % point and above the
    80 % point; the 40 % and 60 % points then cut the middle. Against the areas' median income, unused here: r2 .96.
    """
    z20, z40 = (NormalDist().inv_cdf(osuus) for osuus in (0.2, 0.4))
    alin, ylin = np.clip(alin, 0.002, 0.996), np.clip(ylin, 0.002, 0.996)
    z_alin, z_ylin = _normaalipiste(alin), _normaalipiste(1 - ylin)
    hajonta = -2 * z20 / np.maximum(z_ylin - z_alin, 0.25)
    keski = z20 - z_alin * hajonta
    alle_40, alle_60 = _normaalikertyma((z40 - keski) / hajonta), _normaalikertyma((-z40 - keski) / hajonta)
    osat = np.stack([alle_40 - alin, alle_60 - alle_40, 1 - ylin - alle_60], axis=-1)
    return osat / osat.sum(axis=-1, keepdims=True)


def _normaalipiste(osuus: Liuku) -> Liuku:
    return np.asarray(np.frompyfunc(NormalDist().inv_cdf, 1, 1)(osuus), float)


def _normaalikertyma(z: Liuku) -> Liuku:
    return np.asarray(np.frompyfunc(NormalDist().cdf, 1, 1)(z), float)


def _kvintiilit(solut: Solut, x: Liuku) -> tuple[Solut, Liuku]:
    """Class 1 -> quintiles 2-4 inside every area, age, sex and work group."""
    lapset = np.flatnonzero(solut.tulo < 0)
    alimmat = np.flatnonzero(solut.tulo == 0)  # the three classes of a group are neighbours
    luokat = x[:, alimmat[:, None] + np.arange(3)]  # (A, groups, 3)
    osuudet = luokat / np.maximum(luokat.sum(axis=2, keepdims=True), 1e-12)
    keski = luokat[:, :, 1:2] * keskiluokka(osuudet[:, :, 0], osuudet[:, :, 2])
    viisi = np.concatenate([luokat[:, :, :1], keski, luokat[:, :, 2:]], axis=2).reshape(len(x), -1)
    uudet = solut.ota(np.concatenate([lapset, np.repeat(alimmat, 5)]))
    tulo = np.concatenate([np.full(len(lapset), -1), np.tile(np.arange(5), len(alimmat))])
    return Solut(uudet.ika, uudet.sukupuoli, uudet.tyo, tulo), np.concatenate([x[:, lapset], viisi], axis=1)


def _kaarmejarjestys(solut: Solut) -> Koko:
    """Order income > age > work > sex where every second block runs backwards, so that neighbours are alike."""
    lohko, avain = np.zeros(len(solut.ika), np.int64), np.zeros(len(solut.ika), np.int64)
    for sarake in (solut.tulo, solut.ika, solut.tyo, solut.sukupuoli):
        arvo = sarake + 1
        suurin = arvo.max()
        jarjestysluku = np.unique(lohko, return_inverse=True)[1]
        avain = avain * (suurin + 1) + np.where(jarjestysluku % 2 == 0, arvo, suurin - arvo)
        lohko = avain
    return np.argsort(avain, kind="stable")


def _kvintiilimaarat(solut: Solut, henkilot: Liuku) -> Liuku:
    """Persons aged 18+ by sex, age band and national quintile, (2, B, 5)."""
    maarat = np.zeros((2, len(IKARAJAT), 5))
    aikuiset = solut.tulo >= 0
    indeksi = (solut.sukupuoli[aikuiset], solut.ika[aikuiset], solut.tulo[aikuiset])
    np.add.at(maarat, indeksi, henkilot[:, aikuiset].sum(axis=0))
    return maarat


def _kertymaosuudet(maarat: Liuku) -> Liuku:
    osuudet = maarat / np.maximum(maarat.sum(axis=-1, keepdims=True), 1e-12)
    tulos = np.concatenate([np.zeros((*maarat.shape[:-1], 1)), osuudet.cumsum(axis=-1)], axis=-1)
    tulos[..., -1] = np.where(maarat.sum(axis=-1) > 0, 1.0, 0.0)
    return tulos


def _kvintiilirajat(solut: Solut, henkilot: Liuku) -> Liuku:
    """Cumulated quintile shares by sex and age band of those 18+, zeros below, (2, B, 6)."""
    return _kertymaosuudet(_kvintiilimaarat(solut, henkilot))


def _lasten_rajat(rajat: Liuku, solut: Solut, henkilot: Liuku) -> Liuku:
    """The same with bands under 18 filled by 25-54-year-olds of both sexes: a child has its parents' means."""
    vanhemmat = _kvintiilimaarat(solut, henkilot)[:, (IKARAJAT >= 25) & (IKARAJAT < 55)].sum(axis=(0, 1))
    tulos = rajat.copy()
    tulos[:, IKARAJAT < 18] = _kertymaosuudet(vanhemmat)
    return tulos


def _sijavali(rajat: Liuku, solut: Solut) -> tuple[Liuku, Liuku]:
    """Lowest and highest rank of each cell of an adult; 0 and 0 for the others."""
    q = np.maximum(solut.tulo, 0)
    aikuinen = solut.tulo >= 0
    ala, yla = (rajat[solut.sukupuoli, solut.ika, q + d] for d in (0, 1))
    return np.where(aikuinen, ala, 0.0), np.where(aikuinen, yla, 0.0)


def _limitys(ala: Liuku, yla: Liuku, lokeroita: int) -> Liuku:
    """Share of each interval [ala, yla] that falls into equal bins of 0-1, (n, lokeroita)."""
    reunat = np.linspace(0, 1, lokeroita + 1)
    yhteinen = np.minimum(yla[:, None], reunat[1:]) - np.maximum(ala[:, None], reunat[:-1])
    return np.clip(yhteinen, 0, None) / np.maximum(yla - ala, 1e-12)[:, None]


def _perhesijat(rajat: Liuku, solut: Solut, henkilot: Liuku) -> Liuku:
    """Cumulated rank distribution of each area's 25-54-year-olds on 40 bins, (A, 41)."""
    vanhemmat = np.flatnonzero((IKARAJAT[solut.ika] >= 25) & (IKARAJAT[solut.ika] < 55))
    ala, yla = _sijavali(rajat, solut.ota(vanhemmat))
    lokerot = henkilot[:, vanhemmat] @ _limitys(ala, yla, PERHELOKEROT)
    return _kertymaosuudet(np.round(lokerot * OSIA) / OSIA)


def _tyoosuudet(rajat: Liuku, solut: Solut, henkilot: Liuku) -> Liuku:
    """P(work | age band, fifth of the rank) in the region, (B, 5, 6); under 18 it does not depend on the rank."""
    ala, yla = _sijavali(rajat, solut)
    osuus = np.where((solut.tulo >= 0)[:, None], _limitys(ala, yla, 5), 0.2)
    maarat = np.zeros((len(IKARAJAT), 6, 5))
    np.add.at(maarat, (solut.ika, solut.tyo), henkilot.sum(axis=0)[:, None] * osuus)
    maarat = maarat.transpose(0, 2, 1)
    return maarat / maarat.sum(axis=2, keepdims=True)
