"""The world a model starts from, as plain tables: municipalities, postal areas, units, residents, mortality,
migration, packages.

Nothing here reads a file or draws a number: `kalibrointi` fills these tables from facts, `SoteMalli` lives in them.
All arrays are read-only by convention; the model copies the columns it changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy.typing as npt

Taulukko = npt.NDArray[Any]


@dataclass(frozen=True)
class Kunnat:
    """Municipalities of the region, M rows."""

    koodi: tuple[str, ...]
    nimi_fi: tuple[str, ...]
    nimi_sv: tuple[str, ...]
    toiminnallinen_alue: tuple[str, ...]
    vaesto: Taulukko  # (M,) persons at the end of the base year
    ruotsinkieliset: Taulukko  # (M,) share of residents 0-1
    nettokustannus: Taulukko  # (M,) social and health net operating cost, EUR per resident, base year; NaN = unknown
    ruutu: (
        Taulukko | None
    )  # (M, 2) row and column of each municipality on the tile map; None: the region has no such map


@dataclass(frozen=True, eq=False)
class Alueet:
    """Inhabited postal areas, A rows; coordinates ETRS-TM35FIN in km."""

    postinumero: tuple[str, ...]
    nimi: tuple[str, ...]
    kunta: Taulukko  # (A,) int index to Kunnat
    x_km: Taulukko
    y_km: Taulukko
    pinta_ala_km2: Taulukko
    vaesto: Taulukko  # (A,) persons at start, scaled to the municipal totals


@dataclass(frozen=True)
class Yksikot:
    """Units at the start, U rows: public sote stations, or hospitals."""

    nimi: tuple[str, ...]
    alue: Taulukko  # (U,) int index to Alueet
    kunta: Taulukko  # (U,) int index to Kunnat
    x_km: Taulukko
    y_km: Taulukko
    tila: tuple[str, ...]  # status of the location: tilasto | arvio | oletus
    laji: tuple[str, ...]  # terveysasema | sairaala | yliopistosairaala | muu sairaala | yksityinen sairaala


@dataclass(frozen=True)
class Vaesto:
    """Residents: those of the start first, then births and in-migrants by entry month. R rows."""

    id: Taulukko  # (R,) uint64 permanent id, the same person at every sample size
    tulokk: Taulukko  # (R,) int16 month of entry, -1 = lives here at the start; non-decreasing
    ika_kk: Taulukko  # (R,) int16 age in months at the start or at entry
    sukupuoli: Taulukko  # (R,) int8 0 man, 1 woman
    alue: Taulukko  # (R,) int16 index to Alueet
    kunta: Taulukko  # (R,) int8 index to Kunnat
    kieli: Taulukko  # (R,) int8 0 fi, 1 sv, 2 other
    tyo: Taulukko  # (R,) int8 0 employed, 1 unemployed, 2 student, 3 pensioner, 4 other, 5 child (< 15)
    sija: Taulukko  # (R,) float32 permanent income rank within sex and age band, 0-1
    vierus: Taulukko  # (R,) uint64 place in the row of neighbours: sixteen on end live close together and are alike
    kvintiilirajat: Taulukko  # (2, B, 6) float64 cumulated national-quintile shares of the rank by sex and age band
    ikarajat: Taulukko  # (B,) int lower age of each band
    tyoosuudet: Taulukko  # (B, 5, 6) P(work status | age band, fifth of rank) in the base year
    alussa: int  # rows that live here at the start


@dataclass(frozen=True)
class Kuolleisuus:
    """Mortality: hazard/year = taso[sex, age, year] * exp(B[sex] g[fifth] phi[age] + C psi[age] (z + D g[fifth])).

    `taso` = national rate x regional ratio x K, where K puts the baseline's mean hazard back on the published rate.
    """

    taso: Taulukko  # (2, 111, Y) per year; mid-year age in whole years; Y years from the base year
    B: Taulukko  # (2,) men, women
    C: float
    D: float
    rho: float  # yearly persistence of log-frailty
    g: Taulukko  # (5,) gradient by fifth, bottom first
    phi: Taulukko  # (111,)
    psi: Taulukko  # (111,)
    alku_z: Taulukko  # (2, 111, 5) mean log-frailty of those alive at the start


@dataclass(frozen=True)
class Muutto:
    """Yearly probability of moving out of the region where a municipality's net migration is negative."""

    lahto: Taulukko  # (Y, M, 111)


@dataclass(frozen=True)
class Tuotantorakenne:
    """Production structure (R22): who organises and who produces for each municipality, M rows.

    A package a municipality's area does not integrate stays with its old producer: the hospital district or the
    municipality itself. An area named as a municipality is that municipality alone.
    """

    jarjestysalue: tuple[str, ...]  # (M,) name of the organiser
    tuotantoalue: tuple[str, ...]  # (M,) name of the producer
    paketit: tuple[tuple[str, ...], ...]  # (M,) packages the area integrates there; () = all


@dataclass(frozen=True)
class Maailma:
    """Everything a model needs besides its scenario."""

    alue_avain: str  # key of the region, for example "uusimaa"
    alue_nimi: str
    sairaanhoitopiiri: str  # name of the hospital district the municipalities own together
    keskussairaala: int  # index to `sairaalat` of its central hospital; -1: none is known
    otos: float
    seed: int
    kunnat: Kunnat
    alueet: Alueet
    yksikot: Yksikot  # health stations, which become sote centres
    sairaalat: Yksikot
    vaesto: Vaesto
    kuolleisuus: Kuolleisuus
    muutto: Muutto
    tunniste: str  # hash of the facts and of the tables made of them
    rakenteet: Mapping[str, Tuotantorakenne] = field(default_factory=dict)  # production structures of this region
    kriteerit: Mapping[str, Taulukko] = field(default_factory=dict)  # line -> (M,) log of access relative to the mean
