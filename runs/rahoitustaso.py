"""`sote plane`: which financing model wins in the whole model, by the liikelaitos's bias t and the orderer's noise s.

Every cell is paired runs of one lump sum, a budget split beforehand and a band of virement, over the years in which a
county organises. Beside them stands the closed form of the plane: one sum wins where

    t sd(h) sqrt(1 - (w m)^2) < e sqrt((1 - sum p^2) ((1 - w)^2 s^2 + lag^2))

with w the weight of the liikelaitos's report, m its tilt, lag the orderer's error at t = s = 0 (R14, R15). The whole
model has what the formula leaves out: prevention, queues, overspending, a strategy that is not need itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kalibrointi import palvelupaketit
from kalibrointi.viat import ViallinenSyote, Vika, luettele
from runs import vertailu
from runs.ajo import Edistyminen
from runs.skenaariot import Skenaario, lue, muunna, nimea

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

POHJA, LOPPU = "uusimaa-liikelaitos-2021", "2024-12"
BIAKSET, VIRHEET = (0.0, 0.2, 0.4, 0.6, 0.8), (0.0, 0.1, 0.2, 0.3, 0.4)
KERTA, VIREMENT, ENNALTA = "kerta", "virement", "ennalta"
MALLIT = {KERTA: 1.0, VIREMENT: 0.1, ENNALTA: 0.0}  # the band: all, a tenth, nothing of a line may be moved
MITAT = {"log_kattavuus": +1, "tyydyttamaton": -1}  # measure -> which way is better
EI = "ei"


@dataclass(frozen=True, slots=True)
class Solu:
    """A point of the plane: mean of the measure by model, one sum less pre-split with its interval, who wins.

    voittaja: of these two, `EI` when the interval holds zero. virement: does the band beat both, by its mean; selvasti:
    with both intervals above zero.
    """

    t: float
    s: float
    arvot: dict[str, float]
    ero: float
    ala: float
    yla: float
    voittaja: str
    virement: bool
    selvasti: bool


@dataclass(frozen=True, slots=True)
class Taso:
    """The plane of a measure: cells, and the closed form's break-even bias by noise."""

    skenaario: str
    mittari: str
    vuodet: tuple[int, int]
    pareja: int
    otos: float
    seed: int
    solut: tuple[Solu, ...]
    kaava: tuple[tuple[float, float], ...]  # (s, break-even t)

    def voitot(self, voittaja: str) -> int:
        """Cells that one of the two wins clearly, or nobody (`EI`)."""
        return sum(x.voittaja == voittaja for x in self.solut)

    def tasapaino(self, s: float) -> float:
        """Break-even bias of the closed form at one of the plane's noises."""
        return dict(self.kaava)[s]

    @property
    def samaa_mielta(self) -> int:
        """Clear cells on whose winner the closed form agrees."""
        selvat = [x for x in self.solut if x.voittaja != EI]
        return sum((x.t < self.tasapaino(x.s)) == (x.voittaja == KERTA) for x in selvat)

    def json(self) -> dict[str, Any]:
        """As plain values; the shape is in runs/json.md."""
        solut = [
            {"bias": x.t, "noise": x.s, "values": {ENGLANNIKSI[k]: v for k, v in x.arvot.items()},
             "difference": x.ero, "low": x.ala, "high": x.yla, "winner": ENGLANNIKSI[x.voittaja],
             "band_beats_both": x.virement, "clearly": x.selvasti}
            for x in self.solut
        ]  # fmt: skip
        return {
            "scenario": self.skenaario, "measure": self.mittari, "years": list(self.vuodet), "pairs": self.pareja,
            "otos": self.otos, "seed": self.seed, "cells": solut,
            "closed_form": [{"noise": s, "bias": t} for s, t in self.kaava],
        }  # fmt: skip


ENGLANNIKSI = {KERTA: "lump_sum", VIREMENT: "virement", ENNALTA: "pre_split", EI: "none"}


def akseli(teksti: str, mista: str) -> tuple[float, ...]:
    """Points of an axis from "0,0.2,0.4", in rising order. Raises `ViallinenSyote`."""
    try:
        arvot = sorted({float(osa) for osa in teksti.split(",")})
    except ValueError:
        raise ViallinenSyote(Vika(f"'{teksti}' is no list of numbers such as 0,0.2,0.4.", mista)) from None
    if len(arvot) < 2:
        raise ViallinenSyote(Vika(f"a plane needs two points or more, got '{teksti}'.", mista))
    return tuple(arvot)


def laske(
    pohja: str = POHJA,
    mittari: str = "log_kattavuus",
    biakset: Sequence[float] = BIAKSET,
    virheet: Sequence[float] = VIRHEET,
    pairs: int = 4,
    *,
    asetukset: Sequence[str] = (),
    otos: float | None = None,
    seed: int = 1,
    end: str | None = LOPPU,
    processes: int | None = None,
    progress: Edistyminen | None = None,
) -> Taso:
    """Run the plane. Raises `ViallinenSyote` for a measure it is not drawn of, and a world without a county."""
    if mittari not in MITAT:
        raise ViallinenSyote(Vika(f"no plane of '{mittari}'. Measures: {luettele(MITAT)}.", "--measure"))
    lahto = lue(pohja, end=end, otos=otos)
    perus = muunna(lahto, asetukset) if asetukset else lahto
    alku = maakunnan_alku(perus)
    kk = nimea(perus.start, alku)

    def maailma(t: float, s: float, v: float) -> Skenaario:
        arvot = {"liikelaitos.vinouma": t, "ohjaus.tietovirhe": s, "ohjaus.virement": v}
        omat = [f"{kk}:{avain}={arvo:g}" for avain, arvo in arvot.items()]
        return muunna(lahto, [*asetukset, *omat])

    maailmat = {
        (t, s, nimi): maailma(t, 0.0 if nimi == KERTA else s, v)
        for t in biakset for s in virheet for nimi, v in MALLIT.items()
    }  # fmt: skip
    tarkka = maailma(0.0, 0.0, MALLIT[ENNALTA])
    eri = {x.label: x for x in (perus, tarkka, *maailmat.values())}
    ajot = vertailu.ajot(list(eri.values()), pairs, otos=perus.otos, seed=seed, processes=processes, progress=progress)
    vuodet = (int(nimea(perus.start, alku)[:4]), int(ajot["vuosi"].max()))
    arvot = siemenarvot(ajot, mittari, vuodet)
    solut = tuple(
        solu(t, s, {nimi: arvot[maailmat[t, s, nimi].label] for nimi in MALLIT}, MITAT[mittari])
        for t in biakset for s in virheet
    )  # fmt: skip
    # What the orderer errs by where nobody is biased and nothing is noisy: its information is old.
    virhe = float(siemenarvot(ajot, "jarjestajan_virhe", vuodet)[tarkka.label].mean())
    osuudet = menojen_osuudet(ajot, perus.label, vuodet[0] - 1 if alku else vuodet[0])
    kaava = tuple((s, tasapaino(perus.ohjelma().at(alku), osuudet, s, virhe)) for s in virheet)
    return Taso(perus.label, mittari, vuodet, pairs, perus.otos, seed, solut, kaava)


def maakunnan_alku(skenaario: Skenaario) -> int:
    """First month in which a county organises; before it neither bias nor noise matters."""
    ohjelma = skenaario.ohjelma()
    for kk in sorted({0, *ohjelma.change_months}):
        if ohjelma.at(kk)["rakenne.jarjestaja"] == "maakunta" and kk < skenaario.months:
            return int(kk)
    raise ViallinenSyote(Vika(f"no county organises in {skenaario.label}: nobody is biased, nobody splits a budget."))


def siemenarvot(ajot: pd.DataFrame, mittari: str, vuodet: tuple[int, int]) -> dict[str, np.ndarray]:
    """label -> mean of a measure over years, by seed (pairs,)."""
    w = (ajot["mittari"] == mittari) & (ajot["ryhma"] == "kaikki") & ajot["vuosi"].between(*vuodet)
    keskiarvot = ajot[w].groupby(["skenaario", "seed"], sort=True)["arvo"].mean()
    return {nimi: keskiarvot[nimi].to_numpy() for nimi in keskiarvot.index.get_level_values(0).unique()}


def solu(t: float, s: float, arvot: dict[str, np.ndarray], suunta: int) -> Solu:
    """One cell from the measure by model and seed (pairs,)."""
    ero, ala, yla = luottamusvali(arvot[KERTA] - arvot[ENNALTA])
    voittaja = EI  # one pair has no interval (NaN): nobody wins
    if ala > 0 or yla < 0:
        voittaja = KERTA if suunta * ero > 0 else ENNALTA
    lisat = [luottamusvali(suunta * (arvot[VIREMENT] - arvot[k])) for k in (KERTA, ENNALTA)]
    return Solu(
        t, s, {k: float(x.mean()) for k, x in arvot.items()}, ero, ala, yla, voittaja,
        virement=all(x[0] > 0 for x in lisat), selvasti=all(x[1] > 0 for x in lisat),
    )  # fmt: skip


def luottamusvali(erot: np.ndarray, taso: float = 0.95) -> tuple[float, float, float]:
    """Mean of paired differences (pairs,) and its t-interval; one pair has none (NaN)."""
    from scipy.special import stdtrit

    n, keski = len(erot), float(erot.mean())
    if n < 2:
        return keski, math.nan, math.nan
    puoli = float(stdtrit(n - 1, 0.5 + taso / 2) * erot.std(ddof=1) / n**0.5)
    return keski, keski - puoli, keski + puoli


def menojen_osuudet(ajot: pd.DataFrame, nimi: str, vuosi: int) -> dict[str, float]:
    """Packages' shares of public money in a year: p of the closed form (need and money agree before the county)."""
    w = (ajot["skenaario"] == nimi) & (ajot["mittari"] == "kustannus_asukas") & (ajot["vuosi"] == vuosi)
    euroa = ajot[w & ajot["ryhma"].str.startswith("paketti_")].groupby("ryhma")["arvo"].mean()
    return {k.removeprefix("paketti_"): float(x / euroa.sum()) for k, x in euroa.items()}


def tasapaino(p: dict[str, Any], osuudet: dict[str, float], s: float, viivevirhe: float) -> float:
    """Break-even bias of the closed form at noise s, with reports read and the lag's error."""
    from agentit import rahoitusmalli

    rivit = palvelupaketit.lue()
    akuutti = [sum(r.akuuttipaino for r in rivit.rivit_paketissa(k)) / len(rivit.rivit_paketissa(k)) for k in osuudet]
    w, m = float(p["ohjaus.raportin_paino"]), float(p["ohjaus.liioittelu"])
    t = rahoitusmalli.tasapainobias(
        (1.0 - w) * s, akuutti, list(osuudet.values()), viivevirhe**2, float(p["ohjaus.kaarevuus"])
    )
    return float(t / math.sqrt(1.0 - (w * m) ** 2)) if w * m < 1.0 else math.inf
