"""`sote check regions`: are the regions those of the statistics, and what do they cost by Uusimaa's need relations?

Population, age, language and work of each region against its facts. Then EUR per resident by package of every region
that takes its need relations from another. Such a level is a prediction from age, sex and rank: a package must lie
between the least and the most that an age group's share differs, the whole against the need coefficients. What the
prediction leaves out - ranks are the region's own, though its incomes are lower - is measured beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kalibrointi import alueet
from runs.ajo import Edistyminen
from runs.siementyot import siemenittain
from runs.tarkistusrivi import Tarkistusrivi, bandi, keskivirhe, virheineen

if TYPE_CHECKING:
    import pandas as pd

    from agentit.maailma import Vaesto
    from agentit.malli import SoteMalli
    from kalibrointi.maailma import Perusta

OTOS, SIEMENIA = 0.05, 4
SKENAARIO = "nykytila-2017"
IAT = {"alle_15_pct": (0, 15), "ika_15_64_pct": (15, 65), "yli_64_pct": (65, 111)}
IKARYHMAT = ((0, 7), (7, 15), (15, 25), (25, 45), (45, 65), (65, 75), (75, 85), (85, 111))
TARKKUUS, TYOTARKKUUS = 0.1, 0.5  # percentage points, as in `sote check start`
# Need coefficients (Finland = 1), low and high, from memory: a lead, not a source.
TARVEKERROIN = {"uusimaa": (0.88, 0.92), "pirkanmaa": (0.98, 1.00), "keski-suomi": (1.05, 1.08)}
MUU_KIELI = {"uusimaa": (12.0, 13.0), "pirkanmaa": (4.0, 5.0), "keski-suomi": (2.5, 3.5)}  # %, from memory
FAKTAT = "Statistics Finland, municipal key figures 2017"
MUISTISTA = "from memory, unverified"
SYY = (
    "Need follows age, sex, frailty and the income rank inside the region; what lower incomes (next row) and more "
    "illness than in Uusimaa add is not predicted."
)
TULOSYY = "More illness than age, sex and income tell is not predicted."
TYOSYY = "How many of the employed are 65-74 is an assumption (vaesto.tyolliset_65_74), met only on average."


@dataclass(frozen=True)
class Aluemitat:
    """One seed of one region; persons are at full scale."""

    vaesto: np.ndarray  # (M,) by municipality
    iat: np.ndarray  # (G,) by `IKARYHMAT`
    osuudet: Mapping[str, float]  # column of kunnat.csv, or muu_kieli -> %
    euroa: Mapping[str, float]  # package -> EUR of need per resident in January 2017
    viitteen_sijoin: (
        float  # the same, all packages, were the rank read on the reference region's incomes; NaN for itself
    )
    otos: float


def tarkista(
    progress: Edistyminen | None = None, otos: float = OTOS, seeds: int = SIEMENIA, processes: int | None = None
) -> list[Tarkistusrivi]:
    """Rows of all regions that ship. otos, seeds: fewer and smaller worlds are quicker and noisier."""
    mitatut = siemenittain(mittaa_siemen, otos, range(1, seeds + 1), processes, progress)
    return rivit({avain: [m[avain] for m in mitatut] for avain in mitatut[0]})


def mittaa_siemen(otos: float, seed: int) -> dict[str, Aluemitat]:
    """One seed, in a worker: the base world of every region, lived for a month."""
    return {avain: mittaa(avain, otos, seed) for avain in alueet.luettelo()}


def mittaa(alue: str, otos: float, seed: int, asetukset: Sequence[str] = ()) -> Aluemitat:
    """The base world of one region."""
    from runs import ajo, skenaariot

    malli = ajo.rakenna_malli(skenaariot.lue(SKENAARIO, asetukset, alue=alue), otos, seed)
    n, c = malli.asukkaita_rivilla, malli.sidonta.b.columns
    ika, kunta, kieli, tyo = (c[nimi][:n].astype(int) for nimi in ("ika", "kunta", "kieli", "tyo"))
    aikuinen = (ika >= 18) & (ika < 65)
    osuudet = {nimi: 100 * ((ika >= a) & (ika < b)).mean() for nimi, (a, b) in IAT.items()}
    osuudet |= {"ruotsinkieliset_pct": 100 * (kieli == 1).mean(), "muu_kieli": 100 * (kieli == 2).mean()}
    osuudet["tyollisyysaste_pct"] = 100 * (tyo[aikuinen] == 0).mean()
    return Aluemitat(
        vaesto=np.bincount(kunta, minlength=len(malli.kunnat)) * malli.paino,
        iat=np.array([((ika >= a) & (ika < b)).sum() for a, b in IKARYHMAT]) * malli.paino,
        osuudet={nimi: float(osuus) for nimi, osuus in osuudet.items()},
        euroa=euroa_asukasta_kohti(malli),
        viitteen_sijoin=_viitteen_sijoin(malli, alue),
        otos=otos,
    )


def _viitteen_sijoin(malli: SoteMalli, alue: str) -> float:
    """EUR per resident if need followed the income rank on the scale of the reference region."""
    from agentit.malli import SoteMalli as Malli

    tiedot = alueet.hae(alue)
    if tiedot.oma_viite:
        return float("nan")
    m = malli.maailma
    siirretty = replace(m, vaesto=replace(m.vaesto, sija=viitteen_sijat(m.vaesto, tiedot.viitealue)))
    toinen = Malli(malli.ohjelma, siirretty, malli.paketit, seed=malli.siemen, tarvevakiot=malli.tarvevakiot)
    return sum(euroa_asukasta_kohti(toinen).values())


def viitteen_sijat(vaesto: Vaesto, viite: str) -> npt.NDArray[np.float32]:
    """Income ranks on the scale of another region: the same place inside the same national quintile, (R,)."""
    from kalibrointi.maailma import perusta

    luokka = np.searchsorted(vaesto.ikarajat, vaesto.ika_kk // 12, side="right") - 1
    oma, muu = (
        rajat[vaesto.sukupuoli, luokka] for rajat in (vaesto.kvintiilirajat, perusta(viite).pohja.kvintiilirajat)
    )
    rivit, sija = np.arange(len(vaesto.sija)), vaesto.sija.astype(float)
    q = (sija[:, None] >= oma[:, 1:5]).sum(axis=1)
    osa = np.clip((sija - oma[rivit, q]) / np.maximum(oma[rivit, q + 1] - oma[rivit, q], 1e-9), 0, 1)
    uusi = muu[rivit, q] + osa * (muu[rivit, q + 1] - muu[rivit, q])
    return np.clip(uusi, 0, 1 - 2.0**-24).astype(np.float32)


def euroa_asukasta_kohti(malli: SoteMalli) -> dict[str, float]:
    """Need at the standard of care, EUR per resident and year by package, in the first January (lives a month)."""
    malli.run_for(1)
    return dict(zip(malli.paketit.paketit, (malli.liikelaitos.tarve / malli.vaki()).tolist(), strict=True))


def rivit(mitatut: Mapping[str, Sequence[Aluemitat]]) -> list[Tarkistusrivi]:
    """Compare every region's seeds with its facts, and predicted levels with those of the reference region."""
    from kalibrointi import aluetaulut, palvelupaketit
    from kalibrointi.maailma import perusta

    paketit = palvelupaketit.lue()
    eurot = {k: sum(r.eur_asukas for r in paketit.rivit_paketissa(k)) for k in paketit.paketit}
    tulos: list[Tarkistusrivi] = []
    for avain, mitat in mitatut.items():
        pohja = perusta(avain)
        tulos += _vaestorivit(pohja, mitat, aluetaulut.taulut(avain).kunnat)
        if not pohja.alue.oma_viite:
            ika_ala, ika_yla = ikaraja(mitat, mitatut[pohja.alue.viitealue])
            tulos += _kustannusrivit(pohja, mitat, eurot, ika_ala, ika_yla)
    return tulos


def _vaestorivit(pohja: Perusta, mitat: Sequence[Aluemitat], kunnat: pd.DataFrame) -> Iterator[Tarkistusrivi]:
    avain, nimi = pohja.alue.avain, pohja.alue.nimi.en
    vaki = kunnat["vaesto_2017"].to_numpy(float)
    saatu = np.mean([m.vaesto for m in mitat], axis=0)
    siemenia = 1 if mitat[0].otos == 1 else len(mitat)
    virhe2 = (vaki * (1 / mitat[0].otos - 1) + 1) / siemenia
    suhde = float(np.sqrt(np.mean((saatu - vaki) ** 2 / virhe2)))
    mita = f"{nimi}: residents by municipality, distance in standard errors of simple random samples"
    yield _rivi(f"{avain}-kunnat", mita, (-np.inf, 1.0), [suhde], f"THL Sotkanet 127, {len(vaki)} municipalities")
    for sarake, sanat in (
        ("alle_15_pct", "under 15, %"),
        ("ika_15_64_pct", "15-64 years, %"),
        ("yli_64_pct", "65 and over, %"),
        ("ruotsinkieliset_pct", "Swedish speakers, %"),
        ("tyollisyysaste_pct", "employed, % of ages 18-64"),
    ):
        paino = vaki
        if sarake == "tyollisyysaste_pct":
            paino = vaki * kunnat["ika_15_64_pct"].to_numpy(float)  # near enough the residents it is a share of
        halu = float(np.average(kunnat[sarake], weights=paino))
        luvut = [m.osuudet[sarake] for m in mitat]
        ero = TYOTARKKUUS if sarake == "tyollisyysaste_pct" else TARKKUUS
        band = (max(halu - ero, 0.0), halu + ero)
        yield _rivi(f"{avain}-{sarake}", f"{nimi}: {sanat}", band, luvut, FAKTAT, TYOSYY if ero > TARKKUUS else "")
    if avain in MUU_KIELI:
        luvut = [m.osuudet["muu_kieli"] for m in mitat]
        syy = "1.5 x foreign citizens, an assumption."
        yield _rivi(f"{avain}-muu-kieli", f"{nimi}: other languages, %", MUU_KIELI[avain], luvut, MUISTISTA, syy)


def ikaraja(mitat: Sequence[Aluemitat], viite: Sequence[Aluemitat]) -> tuple[float, float]:
    """Least and largest ratio of the shares of age groups to those of the reference region."""
    oma, muu = (np.mean([m.iat / m.iat.sum() for m in joukko], axis=0) for joukko in (mitat, viite))
    return float((oma / muu).min()), float((oma / muu).max())


def _kustannusrivit(
    pohja: Perusta, mitat: Sequence[Aluemitat], eurot: Mapping[str, float], ika_ala: float, ika_yla: float
) -> Iterator[Tarkistusrivi]:
    avain, nimi, viite = pohja.alue.avain, pohja.alue.nimi.en, pohja.alue.viitealue
    yhteensa = [sum(m.euroa.values()) / sum(eurot.values()) for m in mitat]
    if avain in TARVEKERROIN and viite in TARVEKERROIN:
        (ala, yla), (viite_ala, viite_yla) = TARVEKERROIN[avain], TARVEKERROIN[viite]
        mita = f"{nimi}: predicted EUR per resident over {viite.capitalize()}'s, all packages"
        lahde = f"Need coefficients {MUISTISTA}: {ala}-{yla} against {viite_ala}-{viite_yla}"
        band = (ala / viite_yla, yla / viite_ala)
        yield _rivi(f"{avain}-kustannustaso", mita, band, yhteensa, lahde, SYY)
        tuloin = [m.viitteen_sijoin / sum(eurot.values()) for m in mitat]
        mita = f"{nimi}: the same if need followed income on {viite.capitalize()}'s scale (not in the model)"
        yield _rivi(f"{avain}-kustannustaso-tuloin", mita, band, tuloin, lahde, TULOSYY)
    for paketti, euroa in eurot.items():
        luvut = [m.euroa[paketti] for m in mitat]
        mita = f"{nimi}: predicted {paketti}, EUR per resident ({viite.capitalize()} {euroa:,.0f})"
        lahde = f"Age alone: the shares of age groups are {ika_ala:.2f}-{ika_yla:.2f} times {viite.capitalize()}'s"
        syy = "The sample is small for a rare and dear service, or more than age moves it."
        yield _rivi(f"{avain}-{paketti}", mita, (ika_ala * euroa, ika_yla * euroa), luvut, lahde, syy)


def _rivi(
    tunnus: str, mita: str, band: tuple[float, float], luvut: Sequence[float], lahde: str, syy: str = ""
) -> Tarkistusrivi:
    arvo, virhe = keskivirhe(luvut)
    sisalla = band[0] <= arvo <= band[1]
    return Tarkistusrivi(tunnus, mita, bandi(*band), virheineen(arvo, virhe), sisalla, lahde, "" if sisalla else syy)
