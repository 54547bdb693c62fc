"""Patterns of choosing a centre: distance, quality, waits and services (P09, P10, P11, P12), by the model's own rules.

Lists at rest and one-off questions are `runs/valintakysely.py`; what centres do to beliefs is lived (P12).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from agentit.kanavat import KANAVAT, Polku
from runs import ajo, skenaariot, valintakysely
from runs.kuviokoe import Koe, Mitat
from runs.tilannekuva import kopio

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

Luvut = npt.NDArray[Any]
NYKYTILA, VALINTA = "nykytila-2017", "uusimaa-suora-valinta"
VUOSI_AVAUKSESTA = 84  # months: direct choice has been open for a year
JOUKKOJA = 4  # every tenth centre is treated, in this many ways
KAKSI_KM, YKSI_SD = 2.0, 1.0
TEKI_VALINNAN = 0.6  # P09: 60 % felt that they had made a choice
PAIVAN_HINTA, VALINNAN_HINTA = 111.0, 164.0  # P11: SEK a visit (Hjelmgren & Anell 2007)
TOINEN_KULMA = {  # medians of search 1 of the ridge of choice: people stay more readily (note on choice, section 3)
    "valinta.km": 0.42, "valinta.paiva": 0.10, "valinta.pysyy": 2.2, "valinta.yksityinen": -1.5,
    "valinta.yksityinen_hajonta": 1.2, "valinta.tuttu": 1.2, "valinta.tth_odotus": 0.65,
}  # fmt: skip
HUONO_SD, LISAKAYNNIT = -1.0, 1.2  # P12: what treated centres offer: quality added, visits multiplied


def _elossa(malli: SoteMalli) -> Luvut:
    return malli.sidonta.b.columns["elossa"][: malli.asukkaita_rivilla] == 1


def _joukot(malli: SoteMalli) -> list[list[int]]:
    """Tenths of open centres, spread over the region."""
    auki = [k.paikka for k in malli.keskukset]
    return [auki[i::10] for i in range(JOUKKOJA)]


def _ela(nimi: str, otos: float, seed: int, kuukausia: int, asetukset: dict[str, Any] | None = None) -> SoteMalli:
    malli = ajo.rakenna_malli(skenaariot.lue(nimi, asetukset or {}), otos, seed)
    malli.run_for(kuukausia)
    return malli


# distance and quality -----------------------------------------------------------------------------------------------


def etaisyys_ja_laatu(otos: float, seed: int) -> Mitat:
    """P09 a year after choice opened, P10 on public lists at rest."""
    avattu, julkinen = _ela(VALINTA, otos, seed, VUOSI_AVAUKSESTA), _ela(NYKYTILA, otos, seed, 12)
    return {**_etaisyys(avattu), "lista": _lista(julkinen)}


def _etaisyys(malli: SoteMalli) -> Mitat:
    w, n = _elossa(malli), malli.asukkaita_rivilla
    c = malli.sidonta.b.columns
    nyt, lahin = c["keskus"][:n], malli.matkat.lahimmat[c["alue"][:n], 0]
    vastaus = valintakysely.kysy(malli, harkitsee=TEKI_VALINNAN)[:n]
    kaikki = valintakysely.kysy(malli)[:n]
    vaikutukset: dict[str, list[float]] = {"laatu": [], "lahemmas_km": []}
    for joukko in _joukot(malli):
        perus = np.isin(kaikki[w], joukko).mean()
        laatu = valintakysely.kysy(malli, laatu=dict.fromkeys(joukko, YKSI_SD))[:n]
        matka = valintakysely.kysy(malli, lahemmas_km=dict.fromkeys(joukko, KAKSI_KM))[:n]
        for muutos, vastaukset in (("laatu", laatu), ("lahemmas_km", matka)):
            vaikutukset[muutos].append(np.isin(vastaukset[w], joukko).mean() / perus - 1.0)
    return {
        "pysyy_tai_lahin": float(((vastaus == nyt) | (vastaus == lahin))[w].mean()),
        "laatu_2km": float(np.mean(vaikutukset["laatu"]) / np.mean(vaikutukset["lahemmas_km"])),
    }


def _lista(malli: SoteMalli) -> float:
    """Relative gain in list of a tenth of centres with 1 SD more quality, mean over tenths."""
    ennen = valintakysely.listat_asettuvat(malli)
    kasvut = []
    for joukko in _joukot(malli):
        sitten = valintakysely.listat_asettuvat(malli, laatu=dict.fromkeys(joukko, YKSI_SD))
        kasvut.append(sitten[joukko].sum() / ennen[joukko].sum() - 1.0)
    return float(np.mean(kasvut))


# what choice is worth in days of waiting ----------------------------------------------------------------------------


def valinnan_hinta(otos: float, seed: int) -> Mitat:
    """P11: value of being able to choose in days of wait, relative to the study's, when all waits are the same.

    By the parameters of today and by those of the ridge's other corner, which meet the same trials.
    """
    return {
        "valinta_paivina": _paivina(otos, seed, {}),
        "valinta_paivina_toinen": _paivina(otos, seed, TOINEN_KULMA),
    }


def _paivina(otos: float, seed: int, asetukset: dict[str, Any]) -> float:
    malli = _ela(NYKYTILA, otos, seed, 12, asetukset)
    for k in malli.keskuspaikat:
        k.jono.tuttu = malli.viiteodotus
    c, n = malli.sidonta.b.columns, malli.asukkaita_rivilla
    c["usko_odotus"][:n] = malli.viiteodotus
    hyoty = valintakysely.valinnan_arvo(malli)[:n][_elossa(malli)].mean()
    return float(hyoty / float(malli.p["valinta.paiva"]) / (VALINNAN_HINTA / PAIVAN_HINTA))


# quality or more services -------------------------------------------------------------------------------------------


def laatu_vai_palvelut(otos: float, seed: int) -> Mitat:
    """P12: who would leave centres that have been 1 SD worse for a year, and that have given a fifth more visits."""
    malli = _ela(NYKYTILA, otos, seed, 12)
    joukko = _joukot(malli)[0]
    c, n = malli.sidonta.b.columns, malli.asukkaita_rivilla
    listalla = np.isin(c["keskus"][:n], joukko)
    lahtee = {}
    for nimi, kanavat in (("perus", ()), ("huono", ("laatu",)), ("palvelut", ("laatu", "aktiivisuus"))):
        toinen = cast("SoteMalli", kopio(malli))
        toinen.toista({kanava: _polku(toinen, kanava, joukko) for kanava in kanavat})
        toinen.run_for(12)
        nyt = toinen.sidonta.b.columns["keskus"][:n]
        omat = listalla & _elossa(toinen)[:n] & np.isin(nyt, joukko)
        lahtee[nimi] = float((~np.isin(valintakysely.kysy(toinen)[:n], joukko))[omat].mean())
    return {"huono": lahtee["huono"] - lahtee["perus"], "palvelut": lahtee["palvelut"] - lahtee["perus"]}


def _polku(malli: SoteMalli, kanava: str, joukko: Sequence[int]) -> Polku:
    """What a channel hands on from now on: worse quality, or more visits, at the treated centres only."""
    arvot = KANAVAT[kanava].lue(malli)
    for paikka in joukko:
        eka, toka, *muut = arvot[paikka,]
        uudet = (eka + HUONO_SD, toka) if kanava == "laatu" else (eka * LISAKAYNNIT, toka * LISAKAYNNIT)
        arvot[paikka,] = (*uudet, *muut)
    polku = Polku()
    polku.lisaa(0, arvot)
    return polku


KOKEET = (
    Koe("distance and quality", 0.02, 4, mittaa=etaisyys_ja_laatu),
    Koe("worth of choice", 0.01, 4, mittaa=valinnan_hinta),
    Koe("quality or services", 0.02, 4, mittaa=laatu_vai_palvelut),
)
