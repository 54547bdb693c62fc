"""Patterns of use and pay, P17, P20, P21, P26-P28, P30, P31, P35-P37: what fees, waits, lists and pay do to visits.

Each experiment forks one lived world and changes one thing: the same residents with the same luck. Where studies
disagree, rows say where each holds: P26 with no lasting effect of pay by visit, P27 with a strong one (card
`ponnistus.aktiivisuus`); P28's gain of the poor in contacts per resident, P27's of the healthy in per cent of what they
had.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import numpy as np

from agentit.malli import SoteMalli
from runs import ajo, kapitaatiotarkistus, skenaariot
from runs.kuviokoe import Koe, Mitat
from runs.tarkistusrivi import Tarkistusrivi
from runs.tilannekuva import kopio

NYKYTILA, LIIKELAITOS, VALINTA = "nykytila-2017", "uusimaa-liikelaitos-2021", "uusimaa-suora-valinta"
ILMAN_JARRUA = "uusimaa-liikelaitos-ilman-jarrua"  # as in the Swedish counties: nothing holds spending down
AVAUS = 72  # months before direct choice opens
VUOSI = 12


# what experiments share -----------------------------------------------------------------------------------------------


def elanyt(nimi: str, otos: float, seed: int, kuukausia: int, asetukset: Any = ()) -> SoteMalli:
    """A model lived to this month."""
    malli = ajo.rakenna_malli(skenaariot.lue(nimi, asetukset), otos, seed)
    malli.run_for(kuukausia)
    return malli


def haara(malli: SoteMalli, muutokset: dict[str, Any], kuukausia: int = 0) -> SoteMalli:
    """A copy that lives on by changed rules; the original stays where it was."""
    toinen = cast(SoteMalli, kopio(malli))
    toinen.ohjaa(muutokset)
    if kuukausia:
        toinen.run_for(kuukausia)
    return toinen


def elossa(malli: SoteMalli) -> dict[str, np.ndarray]:
    """Columns of those alive."""
    n = malli.asukkaita_rivilla
    c = {k: v[:n] for k, v in malli.sidonta.b.columns.items()}
    tassa = c["elossa"] == 1
    return {k: v[tassa] for k, v in c.items()}


def vuosiarvo(malli: SoteMalli, mittari: str) -> float:
    """Last year's value of a measure for all residents."""
    rivit = [(v, x) for v, m, r, x, _ in malli.mittarit.vuosirivit if m == mittari and r == "kaikki"]
    return max(rivit)[1]


# P35, P36, P30: waits, fees, lists ---------------------------------------------------------------------------------


def odotusjousto(otos: float, seed: int) -> Mitat:
    """P35: a legal limit halves waits for a year; log change of public contacts over log change of the wait."""
    malli = elanyt(NYKYTILA, otos, seed, VUOSI)
    tiukka = haara(malli, {"jono.enimmaisodotus": 14.0, "jono.lisatyokatto": 0.3}, 2 * VUOSI)
    malli.run_for(2 * VUOSI)
    kaynnit = [float(elossa(m)["julkinen_v"].sum(dtype=np.float64)) for m in (tiukka, malli)]
    odotus = [vuosiarvo(m, "odotus") for m in (tiukka, malli)]
    return {"jousto": float(np.log(kaynnit[0] / kaynnit[1]) / np.log(odotus[0] / odotus[1]))}


MAKSU_NYT, MAKSU_YLOS = 14.0, 17.85  # EUR a visit; 27.5 % more
TUTKITUT = {
    "poisto": 0.044, "poisto_alin40": 0.045, "aikuistuva": -0.045, "aikuistuva_alin": -0.085, "odotus": -3.5,
    "hoitaja": -0.095,
}  # fmt: skip


def asiakasmaksu(otos: float, seed: int) -> Mitat:
    """P36: the visit fee abolished, or raised by 27.5 %, for a year; each effect over that of the study, less one."""
    malli = elanyt(NYKYTILA, otos, seed, VUOSI)
    ilman = haara(malli, {"haku.maksu": 0.0}, VUOSI)
    ylos = haara(malli, {"haku.maksu": MAKSU_YLOS}, VUOSI)
    hoitaja = haara(malli, {"haku.hoitajamaksu": 10.0}, VUOSI)
    malli.run_for(VUOSI)
    a, b, c = (elossa(m) for m in (malli, ilman, ylos))
    aikuinen = [x["ika"] >= 19 for x in (a, b, c)]
    alin40 = [x["kvintiili"] < 2 for x in (a, b, c)]
    nuori = [(x["ika"] >= 19) & (x["ika"] < 21) for x in (a, b, c)]
    alin = [x["kvintiili"] == 0 for x in (a, b, c)]
    tulokset = {
        "poisto": _suhde(b, aikuinen[1], a, aikuinen[0]),
        "poisto_alin40": _suhde(b, aikuinen[1] & alin40[1], a, aikuinen[0] & alin40[0]),
        "aikuistuva": _suhde(c, nuori[2], b, nuori[1]),
        "aikuistuva_alin": _suhde(c, nuori[2] & alin[2], b, nuori[1] & alin[1]),
        "odotus": vuosiarvo(ylos, "odotus") - vuosiarvo(malli, "odotus"),
        "hoitaja": _hoitajakaynnit(hoitaja) / _hoitajakaynnit(malli) - 1.0,
    }
    return {k: v / TUTKITUT[k] - 1.0 for k, v in tulokset.items()}


def _suhde(a: dict[str, np.ndarray], w: np.ndarray, b: dict[str, np.ndarray], u: np.ndarray) -> float:
    """Mean public contacts of a group in one world over the other's, less one."""
    return float(a["julkinen_v"][w].mean(dtype=np.float64) / b["julkinen_v"][u].mean(dtype=np.float64) - 1.0)


def _hoitajakaynnit(malli: SoteMalli) -> float:
    """Expected nurse contacts of adults a month: need times readiness, at the wait of December."""
    c = elossa(malli)
    aikuinen = c["ika"] >= 18
    haku = malli.sidonta.b.units["keskus"].attributes["haku"][c["keskus"]]
    kaynnit = c["taso_sote"] * c["hakukerroin"] * haku * malli.hoitajaosuudet(c["ika"])
    return float(kaynnit[aikuinen].sum(dtype=np.float64))


def listajousto(otos: float, seed: int) -> Mitat:
    """P30: a third of one centre's list moves to another of the municipality; contacts by list at those who receive."""
    malli = elanyt(NYKYTILA, otos, seed, VUOSI)
    toinen = cast(SoteMalli, kopio(malli))
    saajat = []
    keskus = toinen.sidonta.b.columns["keskus"]
    siirtyy = np.arange(len(keskus)) % 3 == 0
    for kunta in range(len(malli.kunnat)):
        omat = [k.paikka for k in malli.keskukset if k.kunta == kunta and not k.yksityinen]
        for luovuttaja, saaja in zip(omat[::2], omat[1::2], strict=False):
            keskus[(keskus == luovuttaja) & siirtyy] = saaja
            saajat.append(saaja)
    kuormat, listat = [], []
    for m in (malli, toinen):
        m.run_for(VUOSI)
        kuormat.append(np.array([m.keskuspaikat[j].kuorma for j in saajat]))
        listat.append(np.array([m.keskuspaikat[j].lista for j in saajat]))
    x, y = np.log(listat[1] / listat[0]), np.log(kuormat[1] / kuormat[0])
    return {"jousto": float((x * y).sum() / (x * x).sum())}


# P28, P37: pay and referral after choice ----------------------------------------------------------------------------

PELKKA, SEKA = 1.0, 0.5  # fixed share of pay: capitation alone, half by visit


def valinta_ja_korvaus(otos: float, seed: int) -> Mitat:
    """P28: choice opens under capitation alone and under mixed pay; public and private centres' contacts by fifth in
    the second year, against the same world without choice, where centres had a budget and no pay by visit."""
    alku = elanyt(ILMAN_JARRUA, otos, seed, AVAUS)
    avaa = {
        "valinnanvapaus.suora_valinta": True, "valinnanvapaus.vaihtovali_kk": 6, "ponnistus.suoritevertailu": 0.0
    }  # fmt: skip
    maailmat = {
        "ilman": {},
        "pelkka": {**avaa, "kapitaatio.kiintea_osuus": PELKKA},
        "seka": {**avaa, "kapitaatio.kiintea_osuus": SEKA, "kapitaatio.laista_poiketen": True},
    }
    kaynnit = {nimi: _viidenneksittain(haara(alku, m, 2 * VUOSI)) for nimi, m in maailmat.items()}
    pelkka, seka = (kaynnit[nimi] - kaynnit["ilman"] for nimi in ("pelkka", "seka"))
    suhteessa = seka / kaynnit["ilman"] - pelkka / kaynnit["ilman"]
    return {
        "kaikki_pelkka": float(pelkka.min()),
        "kaikki_seka": float(seka.min()),
        "ero": float(seka.mean() - pelkka.mean()),
        "pienituloiset": float((seka - pelkka)[0] - (seka - pelkka)[-1]),
        "pienituloiset_suhteessa": float(suhteessa[0] - suhteessa[-1]),
    }


def _viidenneksittain(malli: SoteMalli) -> np.ndarray:
    """Contacts with a doctor at the sote centre per resident and year, by fifth from the lowest (5,)."""
    c = elossa(malli)
    viid = c["viidennes"].astype(np.int64)
    return np.bincount(viid, c["julkinen_v"], 5) / np.bincount(viid, minlength=5)


def iltavastaanotto(otos: float, seed: int) -> Mitat:
    """P31: emergency visits of a year under capitation alone over those under pay by visit alone, evening hours at the
    study's card (.18 a unit of fee share), waits as they fall."""
    alku = haara(elanyt(VALINTA, otos, seed, AVAUS), {"ponnistus.paivystysjousto": 0.18})
    kapitaatio = haara(alku, {"kapitaatio.kiintea_osuus": 0.999}, VUOSI)
    kaynnit = haara(alku, {"kapitaatio.kiintea_osuus": 0.0, "kapitaatio.laista_poiketen": True}, VUOSI)
    summat = [float(elossa(m)["paivystys_v"].sum(dtype=np.float64)) for m in (kapitaatio, kaynnit)]
    return {"suhde": summat[0] / summat[1]}


def portinvartija(otos: float, seed: int) -> Mitat:
    """P37: centres that carry a fifth of specialised cost guard the gate harder; the third year against that they
    carry none."""
    alku = elanyt(VALINTA, otos, seed, AVAUS)
    vapaa = haara(alku, {}, 3 * VUOSI)
    tiukka = haara(alku, {"kapitaatio.kattaa": "erikoisosuus", "kapitaatio.erikoisosuus": 0.2}, 3 * VUOSI)
    a, b = elossa(vapaa), elossa(tiukka)
    esh = [float(x["esh_julkinen_v"].mean(dtype=np.float64)) for x in (a, b)]
    oma = [sum(k.kuorma for k in m.keskukset) for m in (vapaa, tiukka)]
    return {
        "erikois": esh[1] / esh[0] - 1.0,
        "oma": oma[1] / oma[0] - 1.0,
        "tyytyvaisyys": vuosiarvo(tiukka, "tyytyvaisyys") - vuosiarvo(vapaa, "tyytyvaisyys"),
    }


KIRJATUT = ("P21-ika", "P26-vuosi")


def kapitaatiorivit(otos: float, seeds: int, processes: int | None = None) -> list[Tarkistusrivi]:
    """Rows of `sote check capitation` that judge P17, P20, P21, P26, P27; two of them are out, on record."""
    rivit = kapitaatiotarkistus.kuviot(otos, seeds, processes)
    return [replace(r, recorded=r.id in KIRJATUT and not r.in_band) for r in rivit]


KOKEET = (
    Koe("capitation", 0.005, 4, rivit=kapitaatiorivit, kuviot=("P17", "P20", "P21", "P26", "P27")),
    Koe("waits", 0.005, 2, odotusjousto),
    Koe("fees", 0.01, 2, asiakasmaksu),
    Koe("lists", 0.05, 4, listajousto),
    Koe("choice and pay", 0.02, 2, valinta_ja_korvaus),
    Koe("evening hours", 0.005, 2, iltavastaanotto),
    Koe("gatekeeping", 0.005, 2, portinvartija),
)
