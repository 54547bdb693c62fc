"""Margins of the starting population: statistics of every postal area, scaled to the municipal totals of 2017.

The postal-area tables are of 2015-16 and by postal borders; ages are scaled to each municipality's shares under 15,
15-64 and 65+ and its total at the end of 2017, work to its employment rate, unemployment and pensioners. A postal
area belongs to one municipality, so about 0.8 % of residents stand on the wrong side of a border (Sipoo, Tuusula,
Järvenpää, Siuntio most).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kalibrointi.faktat import IKASARAKKEET, TULOSARAKKEET, TYOSARAKKEET

Liuku = npt.NDArray[np.float64]
Koko = npt.NDArray[np.int64]

# Lower ages of the model's bands: those of the statistics, 13-15 cut at the fifteenth birthday and 85+ in four.
IKARAJAT: Koko = np.array(
    [0, 3, 7, 13, 15, 16, 18, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90, 95, 100]
)
YLARAJAT: Koko = np.append(IKARAJAT[1:], 106)
REUNAIAT = 21  # bands with a margin of their own: the last four share 85+
LAPSI = 5  # work status of those under 15


@dataclass(frozen=True)
class Tavoitteet:
    """Expected persons and shares of the starting population; what a fit must meet and a check compares with.

    A postal areas, M municipalities; age bands are the first 21 of `IKARAJAT`, the last one being 85 and over.
    """

    kunta: Koko  # (A,) municipality of each area
    ika: Liuku  # (A, 21) persons
    naiset: Liuku  # (A,) share of women
    tyo: Liuku  # (A, 5) shares of 15+: employed, unemployed, student, pensioner, other
    tulo: Liuku  # (A, 3) shares of 18+: national lowest 20 %, middle 60 %, highest 20 %
    kieli: Liuku  # (M, 3) shares: Finnish, Swedish, other
    vaesto_kunta: Liuku  # (M,) persons

    @property
    def vaesto(self) -> Liuku:
        """Persons by area, (A,)."""
        return self.ika.sum(axis=1)

    @property
    def tayttaneet_15(self) -> Liuku:
        """Persons aged 15 and over by area, (A,)."""
        return self.ika[:, IKARAJAT[:REUNAIAT] >= 15].sum(axis=1)

    @property
    def tayttaneet_18(self) -> Liuku:
        """Persons aged 18 and over by area, (A,)."""
        return self.ika[:, IKARAJAT[:REUNAIAT] >= 18].sum(axis=1)

    @property
    def ika_kunnittain(self) -> Liuku:
        """Persons by municipality and age band, (M, 21)."""
        return self._kunnittain(self.ika)

    @property
    def tuloluokat(self) -> Liuku:
        """Persons aged 18+ by area and national income class, (A, 3)."""
        return self.tulo * self.tayttaneet_18[:, None]

    @property
    def tyotilat(self) -> Liuku:
        """Persons aged 15+ by area and work status, (A, 5)."""
        return self.tyo * self.tayttaneet_15[:, None]

    @property
    def tyotilat_kunnittain(self) -> Liuku:
        """Persons aged 15+ by municipality and work status, (M, 5)."""
        return self._kunnittain(self.tyotilat)

    @property
    def kielet(self) -> Liuku:
        """Persons by municipality and language, (M, 3)."""
        return self.kieli * self.vaesto_kunta[:, None]

    def _kunnittain(self, taulu: Liuku) -> Liuku:
        return summaa(taulu, self.kunta, len(self.vaesto_kunta))


def summaa(taulu: Liuku, ryhma: Koko, ryhmia: int) -> Liuku:
    """Column sums of `taulu` (rows, k) by group -> (ryhmia, k)."""
    return np.stack([np.bincount(ryhma, sarake, ryhmia) for sarake in taulu.T], axis=1)


def tavoitteet(kunnat: pd.DataFrame, postialueet: pd.DataFrame, p: Mapping[str, Any]) -> Tavoitteet:
    """Margins of all inhabited areas from the fact tables; `p` are the values of the group `vaesto`."""
    kunta = pd.Index(kunnat["kuntanumero"]).get_indexer(postialueet["kuntanumero"]).astype(np.int64)
    ika = _iat(kunnat, postialueet, kunta)
    tulo = _osuudet(postialueet, TULOSARAKKEET)
    naiset = _osuudet(postialueet, ("miehet", "naiset"))[:, 1]
    return Tavoitteet(
        kunta=kunta,
        ika=ika,
        naiset=naiset,
        tyo=_tyo(kunnat, postialueet, kunta, ika, p["vaesto.tyolliset_65_74"]),
        tulo=tulo,
        kieli=_kieli(kunnat, p["vaesto.muu_kieli_kerroin"]),
        vaesto_kunta=kunnat["vaesto_2017"].to_numpy(float),
    )


def _osuudet(postialueet: pd.DataFrame, sarakkeet: tuple[str, ...]) -> Liuku:
    """Shares of the columns by area; an area with a suppressed cell takes those of its municipality's other areas."""
    luvut = postialueet[list(sarakkeet)]
    summat = luvut.sum(axis=1, min_count=len(sarakkeet))
    osuudet = luvut.where(summat > 0).div(summat, axis=0)
    kunnan = luvut.groupby(postialueet["kuntanumero"]).transform("sum")
    return osuudet.fillna(kunnan.div(kunnan.sum(axis=1), axis=0)).to_numpy(float)


def _iat(kunnat: pd.DataFrame, postialueet: pd.DataFrame, kunta: Koko) -> Liuku:
    """Persons by area and band, scaled to the municipality's three broad ages and its total."""
    tulos = _jaa_13_15(_osuudet(postialueet, IKASARAKKEET) * postialueet["vaesto"].to_numpy(float)[:, None])
    laaja = np.digitize(IKARAJAT[:REUNAIAT], [15, 65])
    nyt = summaa(np.stack([tulos[:, laaja == i].sum(axis=1) for i in range(3)], axis=1), kunta, len(kunnat))
    osuus = kunnat[["alle_15_pct", "ika_15_64_pct", "yli_64_pct"]].to_numpy(float)
    halu = osuus / osuus.sum(axis=1, keepdims=True) * kunnat["vaesto_2017"].to_numpy(float)[:, None]
    return tulos * (halu / nyt)[kunta][:, laaja]


def _jaa_13_15(ika: Liuku) -> Liuku:
    """The 20 bands of the statistics -> 21: two thirds of 13-15 are under fifteen."""
    yhteinen = ika[:, 3:4]
    return np.concatenate([ika[:, :3], yhteinen * 2 / 3, yhteinen / 3, ika[:, 4:]], axis=1)


def _tyo(kunnat: pd.DataFrame, postialueet: pd.DataFrame, kunta: Koko, ika: Liuku, osuus_65_74: float) -> Liuku:
    """Work shares of 15+ by area that add up to the municipality's employed, unemployed and pensioners of 2017."""
    rajat = IKARAJAT[:REUNAIAT]
    aikuisia = ika[:, rajat >= 15].sum(axis=1)
    tyoikaisia = np.bincount(kunta, ika[:, (rajat >= 18) & (rajat < 65)].sum(axis=1), len(kunnat))
    tyo = _osuudet(postialueet, TYOSARAKKEET) * aikuisia[:, None]
    nyt = summaa(tyo, kunta, len(kunnat))
    tyottomyys = kunnat["tyottomyys_pct"].to_numpy(float) / 100
    tyolliset = kunnat["tyollisyysaste_pct"].to_numpy(float) / 100 * tyoikaisia / (1 - osuus_65_74)
    tyottomat = tyolliset * tyottomyys / (1 - tyottomyys)
    elakelaiset = kunnat["elakelaiset_pct"].to_numpy(float) / 100 * kunnat["vaesto_2017"].to_numpy(float)
    vahintaan = 0.02 * nyt.sum(axis=1)  # students and others: never squeezed out by rounding of the published rates
    loput = np.maximum(nyt.sum(axis=1) - tyolliset - tyottomat - elakelaiset, vahintaan) / (nyt[:, 2] + nyt[:, 4])
    halu = np.stack([tyolliset, tyottomat, nyt[:, 2] * loput, elakelaiset, nyt[:, 4] * loput], axis=1)
    for _ in range(30):  # both margins: the municipality's work, the area's adults
        tyo *= (halu / summaa(tyo, kunta, len(kunnat)))[kunta]
        tyo *= (aikuisia / tyo.sum(axis=1))[:, None]
    return tyo / aikuisia[:, None]


def _kieli(kunnat: pd.DataFrame, kerroin: float) -> Liuku:
    """Finnish, Swedish, other by municipality; other = `kerroin` x foreign citizens, at most 40 %."""
    ruotsi = kunnat["ruotsinkieliset_pct"].to_numpy(float) / 100
    muu = np.minimum(kerroin * kunnat["ulkomaan_kansalaiset_pct"].to_numpy(float) / 100, 0.4)
    return np.stack([1 - ruotsi - muu, ruotsi, muu], axis=1)
