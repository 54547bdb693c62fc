"""Synthetic residents of a region at the end of 2017: a systematic sample of the fitted postal areas.

Resident i stands at i + 1/2 on the line of expected residents (`kalibrointi/vaestopohja.py`); a sample takes every
(1/otos)-th place from a start that depends on the seed. Age, language and rank inside a cell follow from i, without
random numbers. So a resident keeps its id and its columns at every sample size, and samples of one seed are nested
when 1/otos divide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from kalibrointi.reunat import IKARAJAT, YLARAJAT, Koko, Liuku, Tavoitteet, tavoitteet
from kalibrointi.vaestopohja import PERHELOKEROT, Vaestopohja

__all__ = [
    "Alkuvaesto",
    "Tavoitteet",
    "ika_kuukausina",
    "kieli",
    "otos_paikat",
    "poimi",
    "sija",
    "tavoitteet",
    "vierus",
    "weyl",
]

VIERUSVALIT = (50, 10, 5, 1)  # every how many places the samples .02, .1, .2 and 1 take one; each divides the last
LOHKO = 1 << 18  # residents drawn at a time, to keep memory flat

# Fractional parts of irrational numbers: i -> frac(i x number) fills 0-1 evenly along the list.
KULTA, JUURI2, JUURI3, JUURI7, JUURI11 = (5**0.5 - 1) / 2, 2**0.5 - 1, 3**0.5 - 1, 7**0.5 - 2, 11**0.5 - 3


@dataclass(frozen=True)
class Alkuvaesto:
    """Columns of residents who live in the region at the start; dtypes as in `agentit.maailma.Vaesto`."""

    id: npt.NDArray[np.uint64]
    ika_kk: npt.NDArray[np.int16]
    sukupuoli: npt.NDArray[np.int8]
    alue: npt.NDArray[np.int16]
    kunta: npt.NDArray[np.int8]
    kieli: npt.NDArray[np.int8]
    tyo: npt.NDArray[np.int8]
    sija: npt.NDArray[np.float32]


def weyl(tunnus: npt.NDArray[Any], luku: float, siirto: float) -> Liuku:
    """frac(tunnus x luku + siirto) in [0, 1)."""
    return (tunnus * luku + siirto) % 1.0


def otos_paikat(asukkaita: int, otos: float, alku: float) -> Koko:
    """Places 0 ... asukkaita - 1 of a systematic sample: one in every 1/otos, through the place `alku` x asukkaita.

    All samples with the same `alku` share that place, so {otos 0.02} is part of {otos 0.2}, part of everybody.
    Raises ValueError unless 0 < otos <= 1.
    """
    if not 0 < otos <= 1:
        raise ValueError(f"otos must be above 0 and at most 1, not {otos}.")
    ankkuri = np.floor(alku * asukkaita)
    askeleet = np.arange(np.floor(-ankkuri * otos), np.ceil((asukkaita - ankkuri) * otos) + 1)
    paikat = np.floor(ankkuri + askeleet / otos).astype(np.int64)
    return paikat[(paikat >= 0) & (paikat < asukkaita)]


def vierus(paikat: npt.NDArray[Any], ankkuri: float) -> npt.NDArray[np.uint64]:
    """Place in the row of neighbours that share out draws (agentit/satunnaisvirrat.py), from the samples' anchor on.

    Those whom the smallest sample takes stand in one row, those whom the next one adds in another, so that neighbours
    of one sample stand next to each other in every larger one too and a resident's draws never depend on the sample.
    """
    etaisyys = paikat.astype(np.int64) - int(np.floor(ankkuri))
    tulos = np.zeros(len(etaisyys), np.int64)
    for rivi, vali in reversed(list(enumerate(VIERUSVALIT))):
        ennen = VIERUSVALIT[rivi - 1] if rivi else 0
        omat = etaisyys % vali == 0
        sija = etaisyys[omat] // vali
        tulos[omat] = (sija - etaisyys[omat] // ennen if ennen else sija) + ((2 * rivi + 1) << 40)
    return tulos.astype(np.uint64)


def poimi(pohja: Vaestopohja, otos: float, alku: float) -> Alkuvaesto:
    """Residents of the systematic sample `otos_paikat(N, otos, alku)`, by ascending id."""
    tunnukset = otos_paikat(pohja.asukkaita, otos, alku)
    n = len(tunnukset)
    tulos = Alkuvaesto(
        id=tunnukset.astype(np.uint64),
        ika_kk=np.empty(n, np.int16),
        sukupuoli=np.empty(n, np.int8),
        alue=np.empty(n, np.int16),
        kunta=np.empty(n, np.int8),
        kieli=np.empty(n, np.int8),
        tyo=np.empty(n, np.int8),
        sija=np.empty(n, np.float32),
    )
    for lohkon_alku in range(0, n, LOHKO):
        _tayta(pohja, tunnukset[lohkon_alku : lohkon_alku + LOHKO], tulos, slice(lohkon_alku, lohkon_alku + LOHKO))
    return tulos


def _tayta(pohja: Vaestopohja, tunnus: Koko, tulos: Alkuvaesto, vali: slice) -> None:
    paikka = np.searchsorted(pohja.kertyma, (tunnus + 0.5) * (pohja.kertyma[-1] / pohja.asukkaita))
    alue, solu = paikka // len(pohja.solut.ika), pohja.jarjestys[paikka]
    kunta = pohja.tavoitteet.kunta[alue]
    tulos.alue[vali], tulos.kunta[vali] = alue, kunta
    tulos.sukupuoli[vali], tulos.tyo[vali] = pohja.solut.sukupuoli[solu], pohja.solut.tyo[solu]
    tulos.ika_kk[vali] = ika_kuukausina(pohja, solu, weyl(tunnus, KULTA, 0.5))
    tulos.kieli[vali] = kieli(pohja, kunta, weyl(tunnus, JUURI2, 0.25))
    tulos.sija[vali] = sija(pohja, alue, solu, weyl(tunnus, JUURI3, 0.1))


def ika_kuukausina(pohja: Vaestopohja, solu: npt.NDArray[Any], u: Liuku) -> npt.NDArray[np.int16]:
    """Age in whole months inside the cell's band, spread as in the national single years; u in [0, 1)."""
    ika, sukupuoli = pohja.solut.ika[solu], pohja.solut.sukupuoli[solu]
    ala, yla = (pohja.ikakertyma[sukupuoli, rajat[ika]] for rajat in (IKARAJAT, YLARAJAT))
    vuodet = np.empty(len(solu))
    for s in (0, 1):
        omat = sukupuoli == s
        vuodet[omat] = np.interp((ala + (yla - ala) * u)[omat], pohja.ikakertyma[s], np.arange(107.0))
    kuukaudet = np.floor(vuodet * 12).astype(np.int16)
    return np.clip(kuukaudet, IKARAJAT[ika] * 12, YLARAJAT[ika] * 12 - 1).astype(np.int16)


def kieli(pohja: Vaestopohja, kunta: npt.NDArray[Any], u: Liuku) -> npt.NDArray[np.int8]:
    """0 Finnish, 1 Swedish, 2 other by the municipality's shares; u in [0, 1)."""
    ruotsi, muu = pohja.tavoitteet.kieli[kunta, 1], pohja.tavoitteet.kieli[kunta, 2]
    return np.where(u < ruotsi, 1, np.where(u < ruotsi + muu, 2, 0)).astype(np.int8)


def sija(pohja: Vaestopohja, alue: npt.NDArray[Any], solu: npt.NDArray[Any], u: Liuku) -> npt.NDArray[np.float32]:
    """Income rank: inside the cell's quintile from 18 on, below as the area's 25-54-year-olds; u in [0, 1)."""
    q, ika, sukupuoli = pohja.solut.tulo[solu], pohja.solut.ika[solu], pohja.solut.sukupuoli[solu]
    ala, yla = (pohja.kvintiilirajat[sukupuoli, ika, np.maximum(q, 0) + d] for d in (0, 1))
    tulos = ala + (yla - ala) * u
    lapset = np.flatnonzero(q < 0)
    jakauma, omat = pohja.perhesijat, alue[lapset].astype(np.int64)
    # All areas' distributions end to end: area a occupies a ... a + 1, one search for everybody.
    perakkain = (jakauma[:, 1:] + np.arange(len(jakauma))[:, None]).ravel()
    lokero = np.searchsorted(perakkain, omat + u[lapset], side="right")
    lokero = np.clip(lokero - omat * PERHELOKEROT, 0, PERHELOKEROT - 1)
    ala, yla = jakauma[omat, lokero], jakauma[omat, lokero + 1]
    tulos[lapset] = (lokero + np.clip((u[lapset] - ala) / np.maximum(yla - ala, 1e-12), 0, 1)) / PERHELOKEROT
    return np.minimum(tulos, 1 - 2.0**-24).astype(np.float32)
