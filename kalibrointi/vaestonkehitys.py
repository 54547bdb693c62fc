"""Births and migration: one deterministic projection per municipality gives entrants and the yearly chances to leave.

    ennusta    yearly cohort-component, municipality x sex x single age; net migration is what is missing from the
               population path (2017 held at its year-end level, 2018 and 2022 known, the growth of 2018-22 goes on)
    tulijat    births and net in-migrants as rows known before the first month: no life depends on who else dies
    lahdot     where the net is negative: yearly probability of moving out by municipality and age

Entrant j stands at j + 1/2 on the flows laid end to end (births, then movers; by municipality; by month) and takes
its mother's, or its own, cell from the residents of its municipality. Its id is N + j: the same person at every
sample size. Only net flows: gross moves and moves inside the region are missing, so continuity of care is overstated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kalibrointi import vaesto as va
from kalibrointi.elinaika import IAT, VUODET
from kalibrointi.reunat import IKARAJAT, LAPSI, YLARAJAT, Koko, Liuku, summaa
from kalibrointi.vaestopohja import Vaestopohja

TUNNETUT = ("vaesto_2017", "vaesto_2018", "vaesto_2022")
ENINTAAN_LAHTO = 0.9


@dataclass(frozen=True)
class Ennuste:
    """Yearly flows of the region; Y years from 2017, M municipalities."""

    vaesto: Liuku  # (Y + 1, M, 2, 111) persons at the start and at each year's end
    syntyneet: Liuku  # (Y, M)
    kuolleet: Liuku  # (Y, M)
    nettomuutto: Liuku  # (Y, M)
    muuttajan_ika: Liuku  # (111,) distribution of the net mover's age
    synnyttajan_ika: Liuku  # (111,) distribution of the mother's age under equal numbers of women

    @property
    def tulomuutto(self) -> Liuku:
        """Net in-migrants where the net is positive, (Y, M)."""
        return np.clip(self.nettomuutto, 0, None)

    @property
    def lahtomuutto(self) -> Liuku:
        """Net out-migrants where the net is negative, (Y, M)."""
        return np.clip(-self.nettomuutto, 0, None)


@dataclass(frozen=True)
class Tulijat:
    """Columns of births and net in-migrants, by entry month; dtypes as in `agentit.maailma.Vaesto`."""

    tulokk: npt.NDArray[np.int16]
    henkilot: va.Alkuvaesto


# --- projection ---


def polku(kunnat: pd.DataFrame, jatko: float) -> Liuku:
    """Residents of each municipality at the start and at the ends of 2017 ... 2030, (Y + 1, M).

    Geometric between 2018 and 2022; after that the yearly growth rate of 2018-22 to the power `jatko`.
    """
    n2017, n2018, n2022 = (kunnat[s].to_numpy(float) for s in TUNNETUT)
    kasvu = (n2022 / n2018) ** 0.25
    vuodet = [n2017, n2017, *(n2018 * kasvu**i for i in range(5))]
    vuodet += [n2022 * kasvu ** (jatko * i) for i in range(1, int(VUODET[-1]) - 2021)]
    return np.array(vuodet[: len(VUODET) + 1])


def alkuvaesto_ialla(pohja: Vaestopohja) -> Liuku:
    """Expected persons by municipality, sex and single age at the start, (M, 2, 111)."""
    solut, kuntia = pohja.solut, len(pohja.tavoitteet.vaesto_kunta)
    soluittain = summaa(pohja.henkilot, pohja.tavoitteet.kunta, kuntia)  # (M, C)
    ryhmittain = summaa(soluittain.T, solut.sukupuoli * len(IKARAJAT) + solut.ika, 2 * len(IKARAJAT)).T
    return np.einsum("msb,sba->msa", ryhmittain.reshape(kuntia, 2, -1), ikaosuudet(pohja))


def ikaosuudet(pohja: Vaestopohja) -> Liuku:
    """P(single age | sex, age band) as residents are drawn, (2, B, 111)."""
    yksi = np.diff(pohja.ikakertyma, axis=1)
    osuudet = np.zeros((2, len(IKARAJAT), len(IAT)))
    for b, (alku, loppu) in enumerate(zip(IKARAJAT, YLARAJAT, strict=True)):
        osuudet[:, b, alku:loppu] = yksi[:, alku:loppu] / yksi[:, alku:loppu].sum(axis=1, keepdims=True)
    return osuudet


def synnyttajan_ika(p: Mapping[str, Any]) -> Liuku:
    """Age-specific fertility as shares, ages 15-49, (111,)."""
    keski, hajonta = p["vaestonkehitys.synnyttajan_ika"]
    tiheys = np.exp(-0.5 * ((IAT + 0.5 - keski) / hajonta) ** 2) * ((IAT >= 15) & (IAT < 50))
    return tiheys / tiheys.sum()


def muuttajan_ika(p: Mapping[str, Any]) -> Liuku:
    """Age of net movers as shares: adults from 17 on, and children under 15 evenly, (111,)."""
    keski, hajonta = p["vaestonkehitys.muuttajan_ika"]
    lapsia = p["vaestonkehitys.muuttajista_lapsia"]
    aikuiset = np.exp(-0.5 * ((IAT + 0.5 - keski) / hajonta) ** 2) * (IAT >= 17)
    return (1 - lapsia) * aikuiset / aikuiset.sum() + lapsia * (IAT < 15) / 15


def ennusta(pohja: Vaestopohja, kunnat: pd.DataFrame, perustaso: Liuku, p: Mapping[str, Any]) -> Ennuste:
    """Project the population under the mean death rates `perustaso` (2, 111, Y); `p` = group `vaestonkehitys`."""
    halu = polku(kunnat, p["vaestonkehitys.kasvun_jatko"])
    hedelmallisyys, tyttoja = p["vaestonkehitys.hedelmallisyys"], p["vaestonkehitys.tyttojen_osuus"]
    synnyttajat, muuttajat = synnyttajan_ika(p), muuttajan_ika(p)
    # Movers come evenly over the year: half have had a birthday by its end.
    vuoden_lopussa = (muuttajat + np.append(0, muuttajat[:-1])) / 2
    vaesto = [alkuvaesto_ialla(pohja)]
    syntyneet, kuolleet, netto = [], [], []
    for v in range(len(VUODET)):
        alussa = vaesto[-1]
        lapsia = alussa[:, 1] @ synnyttajat * hedelmallisyys[min(v, len(hedelmallisyys) - 1)]
        jaljella = _vanhene(alussa, perustaso[:, :, v], lapsia, tyttoja)
        muutto = halu[v + 1] - jaljella.sum(axis=(1, 2))
        tulevat = np.clip(muutto, 0, None)[:, None, None] * vuoden_lopussa / 2
        lahtevat = jaljella * _lahtoosuus(jaljella, muuttajat, np.clip(-muutto, 0, None))[:, None, :]
        syntyneet.append(lapsia)
        kuolleet.append(alussa.sum(axis=(1, 2)) + lapsia - jaljella.sum(axis=(1, 2)))
        netto.append(muutto)
        vaesto.append(jaljella + tulevat - lahtevat)
    return Ennuste(np.array(vaesto), np.array(syntyneet), np.array(kuolleet), np.array(netto), muuttajat, synnyttajat)


def _vanhene(alussa: Liuku, vaara: Liuku, lapsia: Liuku, tyttoja: float) -> Liuku:
    """Survivors a year later with the year's births, (M, 2, 111); `vaara` (2, 111) at x + 1/2."""
    lopussa = np.zeros_like(alussa)
    lopussa[:, :, 1:] = alussa[:, :, :-1] * np.exp(-(vaara[:, :-1] + vaara[:, 1:]) / 2)
    lopussa[:, :, -1] += alussa[:, :, -1] * np.exp(-vaara[:, -1])
    lopussa[:, :, 0] = lapsia[:, None] * np.array([1 - tyttoja, tyttoja]) * np.exp(-vaara[:, 0] / 2)
    return lopussa


def _lahtoosuus(vaesto: Liuku, muuttajat: Liuku, lahtijoita: Liuku) -> Liuku:
    """Share leaving by municipality and age, (M, 111): the region's age pattern scaled to `lahtijoita` (M,)."""
    liikkuvuus = muuttajat / np.maximum(vaesto.sum(axis=(0, 1)), 1)
    paino = vaesto.sum(axis=1) * liikkuvuus
    return np.minimum((lahtijoita / paino.sum(axis=1))[:, None] * liikkuvuus, ENINTAAN_LAHTO)


def lahdot(ennuste: Ennuste) -> Liuku:
    """Yearly probability of moving out by municipality and age, (Y, M, 111); 0 where the net is positive."""
    keskivaesto = (ennuste.vaesto[:-1] + ennuste.vaesto[1:]) / 2
    vuodet = zip(keskivaesto, ennuste.lahtomuutto, strict=True)
    return np.array([_lahtoosuus(vaesto, ennuste.muuttajan_ika, lahtijoita) for vaesto, lahtijoita in vuodet])


# --- entrants ---


def tulijoita(ennuste: Ennuste) -> int:
    """Entrants at full scale, births and movers of all years."""
    return round(float(ennuste.syntyneet.sum() + ennuste.tulomuutto.sum()))


def tulijat(pohja: Vaestopohja, ennuste: Ennuste, p: Mapping[str, Any], otos: float, alku: float) -> Tulijat:
    """Entrants of the systematic sample `otos_paikat(entrants, otos, alku)`, sorted by month of entry, then id."""
    kaikkiaan = tulijoita(ennuste)
    j = va.otos_paikat(kaikkiaan, otos, alku)
    syntyva, kunta, kk = _virran_paikat(ennuste, j, kaikkiaan)
    alue, solu = np.empty(len(j), np.int64), np.empty(len(j), np.int64)
    for omat, paino in ((syntyva, _aitien_paino(pohja, ennuste)), (~syntyva, _muuttajien_paino(pohja, ennuste))):
        alue[omat], solu[omat] = _lahdesolut(pohja, paino, kunta[omat], va.weyl(j[omat], va.KULTA, 0.5))
    tytto = va.weyl(j, va.JUURI7, 0.4) < p["vaestonkehitys.tyttojen_osuus"]
    ika_kk = _muuttajan_ika_kk(pohja, ennuste, solu, va.weyl(j, va.JUURI11, 0.3))
    jarjestys = np.argsort(kk, kind="stable")
    henkilot = va.Alkuvaesto(
        id=(pohja.asukkaita + j).astype(np.uint64)[jarjestys],
        ika_kk=np.where(syntyva, 0, ika_kk).astype(np.int16)[jarjestys],
        sukupuoli=np.where(syntyva, tytto, pohja.solut.sukupuoli[solu]).astype(np.int8)[jarjestys],
        alue=alue.astype(np.int16)[jarjestys],
        kunta=kunta.astype(np.int8)[jarjestys],
        kieli=va.kieli(pohja, kunta, va.weyl(j, va.JUURI2, 0.25))[jarjestys],
        tyo=np.where(syntyva, LAPSI, pohja.solut.tyo[solu]).astype(np.int8)[jarjestys],
        sija=va.sija(pohja, alue, solu, va.weyl(j, va.JUURI3, 0.1))[jarjestys],
    )
    return Tulijat(kk.astype(np.int16)[jarjestys], henkilot)


def _virran_paikat(ennuste: Ennuste, j: Koko, kaikkiaan: int) -> tuple[npt.NDArray[np.bool_], Koko, Koko]:
    """Whether entrant j is born here, its municipality and its month: j + 1/2 on the flows laid end to end."""
    virrat = np.stack([ennuste.syntyneet, ennuste.tulomuutto]).transpose(0, 2, 1)  # kind, municipality, year
    kuukausittain = np.repeat(virrat / 12, 12, axis=2)
    kertyma = np.cumsum(kuukausittain)
    paikka = np.searchsorted(kertyma, (j + 0.5) * (kertyma[-1] / kaikkiaan), side="right")
    laji, kunta, kk = np.unravel_index(paikka, kuukausittain.shape)
    return laji == 0, kunta, kk


def _aitien_paino(pohja: Vaestopohja, ennuste: Ennuste) -> Liuku:
    """Expected births by area and mother's cell, up to a constant, (A, C)."""
    hedelmallisyys = ikaosuudet(pohja)[1] @ ennuste.synnyttajan_ika  # by age band
    return pohja.henkilot * (hedelmallisyys[pohja.solut.ika] * (pohja.solut.sukupuoli == 1))


def _muuttajien_paino(pohja: Vaestopohja, ennuste: Ennuste) -> Liuku:
    """Net movers by area and cell, shares of the municipality's, (A, C): half women, ages as `muuttajan_ika`."""
    solut, kunta = pohja.solut, pohja.tavoitteet.kunta
    ryhma = solut.ika * 2 + solut.sukupuoli
    kunnittain = summaa(pohja.henkilot, kunta, len(pohja.tavoitteet.vaesto_kunta))
    ryhmittain = summaa(kunnittain.T, ryhma, 2 * len(IKARAJAT)).T  # (M, band x sex)
    ikaryhmat = np.add.reduceat(ennuste.muuttajan_ika, IKARAJAT)
    return pohja.henkilot / np.maximum(ryhmittain, 1e-12)[kunta][:, ryhma] * ikaryhmat[solut.ika] / 2


def _lahdesolut(pohja: Vaestopohja, paino: Liuku, kunta: Koko, u: Liuku) -> tuple[Koko, Koko]:
    """Area and cell at the share `u` of the municipality's weight along the line of residents."""
    jonossa = np.take_along_axis(paino, pohja.jarjestys.reshape(paino.shape).astype(np.int64), axis=1).ravel()
    kertyma = np.cumsum(jonossa)
    ensimmainen = np.searchsorted(pohja.tavoitteet.kunta, np.arange(len(pohja.tavoitteet.vaesto_kunta) + 1))
    rajat = np.append(0, kertyma)[ensimmainen * paino.shape[1]]
    paikka = np.searchsorted(kertyma, rajat[kunta] + u * np.diff(rajat)[kunta], side="right")
    return paikka // paino.shape[1], pohja.jarjestys[paikka].astype(np.int64)


def _muuttajan_ika_kk(pohja: Vaestopohja, ennuste: Ennuste, solu: Koko, u: Liuku) -> Koko:
    """Age in months at entry inside the cell's band, spread as `muuttajan_ika`."""
    kertyma = np.append(0, np.cumsum(ennuste.muuttajan_ika))
    ika = pohja.solut.ika[solu]
    ala, yla = kertyma[IKARAJAT[ika]], kertyma[YLARAJAT[ika]]
    # Ages nobody moves at make flat steps; a rising hair keeps the inverse single-valued.
    vuodet = np.interp(ala + (yla - ala) * u, kertyma + np.arange(len(kertyma)) * 1e-15, np.arange(len(kertyma)))
    return np.clip(np.floor(vuodet * 12).astype(np.int64), IKARAJAT[ika] * 12, YLARAJAT[ika] * 12 - 1)
