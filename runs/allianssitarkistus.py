"""`sote check systems`, alliance: target undershot, null, each means alone, bridge, the contract's value (R18, P42).

One seed lives the Tesoma scenario in several worlds that share its first year: no alliance, the alliance at zero
strength, in full, each of its two means alone, and with the orderer outside. The target was frozen with other seeds.
What an alliance does is a paired difference; whether its partners undershoot the target is a fact of one world.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np

from kalibrointi import allianssit
from runs import skenaariot, vertailu
from runs.ajo import Edistyminen
from runs.siementyot import siemenittain
from runs.tarkistusrivi import Tarkistusrivi, keskivirhe, luku, virheineen
from verkosto.allianssi import koordinaatiohavio

SKENAARIO, NIMI = "pirkanmaa-tesoma-allianssi", "tesoma"
OTOS, SIEMENIA = 0.01, 8
ALKU, LOPPU = "2018-01", "2021-12"  # four contract years of ten
KERRAN, KERTOJA = ("ilman", "ulkona"), 2  # worlds that two seeds are enough for
MAAILMAT: dict[str, dict[str, float | bool | str]] = {
    "ilman": {"allianssi.alueet": "ei"},
    "nolla": {"allianssi.jako": 0.0, "allianssi.yhteinen_tieto": 0.0},
    "taysi": {},
    "hyvitys": {"allianssi.yhteinen_tieto": 0.0},
    "tieto": {"allianssi.jako": 0.0},
    "ulkona": {"allianssi.jarjestaja_mukana": False},
}
PIENI = 0.03  # an effect on cost above this would be more than any trial of shared savings found
LAHDE = "omatesoma.net 25.10.2017; pirha.cloudnc.fi 13.3.2023 (C40, P42)"
Tulos = dict[str, dict[str, float]]  # world -> measure -> value over the contract years


def tarkista(
    otos: float = OTOS,
    seeds: int = SIEMENIA,
    processes: int | None = None,
    progress: Edistyminen | None = None,
) -> list[Tarkistusrivi]:
    """All rows; under a minute at default size."""
    elamat = siemenittain(functools.partial(elama, loppu=LOPPU), otos, list(range(1, seeds + 1)), processes, progress)
    return [rivi(elamat) for rivi in (_p42, _nolla, _hyvitys, _tieto, _ulkona, _hyoty, _arvo)] + [_silta()]


def elama(otos: float, seed: int, loppu: str = LOPPU) -> Tulos:
    """One seed in every world; those of KERRAN only with the first seeds."""
    nimet = [nimi for nimi in MAAILMAT if nimi not in KERRAN or seed <= KERTOJA]
    maailmat = [
        skenaariot.lue(SKENAARIO, {f"{ALKU}:{k}": v for k, v in MAAILMAT[nimi].items()}, end=loppu) for nimi in nimet
    ]
    taulut = dict(zip(nimet, vertailu.elamat(maailmat, otos, seed), strict=True))
    out: Tulos = {}
    for nimi, taulu in taulut.items():
        omat = taulu[taulu.mittari.str.startswith("allianssi_") & (taulu.ryhma == "kaikki")]
        out[nimi] = {str(k): float(v) for k, v in omat.groupby("mittari")["arvo"].mean().items()}
        vuodet = taulu[(taulu.ryhma == "kaikki") & (taulu.vuosi >= int(ALKU[:4]))]
        for mittari in ("elinajanodote_30", "tyydyttamaton"):
            out[nimi][mittari] = float(vuodet[vuodet.mittari == mittari].arvo.mean())
    if "ilman" in taulut:
        pohja, nolla = (
            t[~t.mittari.str.startswith("allianssi_")].arvo.to_numpy() for t in (taulut["ilman"], taulut["nolla"])
        )
        out["nolla"]["samat"] = float(len(pohja) == len(nolla) and np.array_equal(pohja, nolla, equal_nan=True))
    return out


def _suhde(elamat: list[Tulos], maailma: str) -> np.ndarray:
    """Actual over target less one, by seed."""
    return np.array([e[maailma]["allianssi_toteuma"] / e[maailma]["allianssi_tavoite"] - 1.0 for e in elamat])


def _vaikutus(elamat: list[Tulos], maailma: str) -> np.ndarray:
    """Cost against the same life with the alliance at zero strength, by seed."""
    omat = [e for e in elamat if maailma in e]
    return np.array([e[maailma]["allianssi_toteuma"] / e["nolla"]["allianssi_toteuma"] - 1.0 for e in omat])


def _pros(x: np.ndarray) -> str:
    """Mean in per cent with its Monte Carlo error."""
    return virheineen(*(100.0 * v for v in keskivirhe(x))) + " %"


def _p42(elamat: list[Tulos]) -> Tarkistusrivi:
    taysi, nolla = _suhde(elamat, "taysi"), _suhde(elamat, "nolla")
    osuus, ilman = float((taysi <= 0.0).mean()), float((nolla <= 0.0).mean())
    return Tarkistusrivi(
        "allianssi-P42",
        "Tesoma: actual <= target, share of seeds over the contract years",
        "> 0.5",
        f"{luku(osuus)} (at zero strength {luku(ilman)}); actual - target {_pros(taysi)}",
        osuus > 0.5,
        LAHDE,
        "" if osuus > 0.5 else "what joint effort saves does not cover the assumed cost of use",
    )


def _nolla(elamat: list[Tulos]) -> Tarkistusrivi:
    kokeet = [e["nolla"]["samat"] for e in elamat if "samat" in e["nolla"]]
    samoja = sum(kokeet)
    return Tarkistusrivi(
        "allianssi-nolla",
        "pain/gain 0 and shared records off: every other yearly result",
        "same bits",
        f"same bits in {luku(samoja)} of {len(kokeet)} seeds",
        samoja == len(kokeet),
        "null",
        "" if samoja == len(kokeet) else "a law is broken",
    )


def _yksin(maailma: str, mika: str) -> Callable[[list[Tulos]], Tarkistusrivi]:
    def rivi(elamat: list[Tulos]) -> Tarkistusrivi:
        ero = _vaikutus(elamat, maailma)
        vahvuus, _ = keskivirhe([e[maailma]["allianssi_vahvuus"] for e in elamat if maailma in e])
        pieni = bool(abs(ero.mean()) < PIENI)
        return Tarkistusrivi(
            f"allianssi-{maailma}",
            f"{mika}: joint cost, cost of use included, against zero strength (paired)",
            f"-{luku(100 * PIENI)} - {luku(100 * PIENI)} %",
            f"{_pros(ero)}; strength of coordination {luku(vahvuus)}",
            pieni,
            "shared savings: McWilliams et al. 2016",
            "" if pieni else "larger than any trial of shared savings found",
        )

    return rivi


_hyvitys = _yksin("hyvitys", "pain/gain alone")
_tieto = _yksin("tieto", "shared records alone")
_ulkona = _yksin("ulkona", "orderer outside the alliance")


def _hyoty(elamat: list[Tulos]) -> Tarkistusrivi:
    """No gain in outcomes is claimed: neither in years of life nor in unmet need."""
    e30 = np.array([e["taysi"]["elinajanodote_30"] - e["nolla"]["elinajanodote_30"] for e in elamat])
    puute = np.array([e["taysi"]["tyydyttamaton"] - e["nolla"]["tyydyttamaton"] for e in elamat])
    pieni = bool(abs(e30.mean()) < 0.05 and abs(puute.mean()) < 0.005)
    return Tarkistusrivi(
        "allianssi-hyoty",
        "no proof of outcome gain: region's life expectancy at 30 (years) and unmet need (share), paired",
        "within 0.05 and 0.005",
        f"{virheineen(*keskivirhe(e30))}; {virheineen(*keskivirhe(puute))}",
        pieni,
        "P42",
        "" if pieni else "an alliance over 23,000 residents moves the region's health",
    )


def _arvo(elamat: list[Tulos]) -> Tarkistusrivi:
    """The contract's value against what the model spends on the scope; what the scope holds is only partly public."""
    tiedot = allianssit.lue()[NIMI]
    sopimus = tiedot.arvo_eur / tiedot.asukkaita / tiedot.vuosia
    eur, virhe = keskivirhe([e["nolla"]["allianssi_toteuma"] for e in elamat])
    vaki, _ = keskivirhe([e["nolla"]["allianssi_vaesto"] for e in elamat])
    sisalla = bool(2 / 3 <= eur / sopimus <= 3 / 2)
    return Tarkistusrivi(
        "allianssi-arvo",
        f"EUR per resident and year in the scope, against the contract's {luku(round(sopimus))}",
        "0.667 - 1.5 times",
        f"{virheineen(eur, virhe)} EUR, {luku(eur / sopimus)} times; residents {luku(round(vaki))}",
        sisalla,
        f"{LAHDE}; scope: sote centre, oral, family, home care, a quarter of round-the-clock care (oletus)",
        "" if sisalla else "the scope of the contract is not public in detail",
    )


def _silta() -> Tarkistusrivi:
    """Without a bridge partner the others lose what ran through it."""
    verkko = allianssit.lue()[NIMI].sopimus(NIMI).verkko
    havio = {k.nimi: koordinaatiohavio(verkko, k.nimi) for k in verkko.kumppanit}
    sillat = verkko.sillat()
    pitaa = bool(sillat) and all(havio[s] > 0.0 for s in sillat)
    return Tarkistusrivi(
        "allianssi-silta",
        f"removing a bridge ({', '.join(sillat)}) raises the others' coordination loss",
        "> 0",
        ", ".join(f"{k} {luku(round(v, 4))}" for k, v in havio.items()),
        pitaa,
        "graph of partners",
        "" if pitaa else "no partner is a bridge",
    )
