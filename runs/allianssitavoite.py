"""Frozen target costs of alliances: the model's own expectation without the alliance, over seeds.

    python -m runs.allianssitavoite                        every alliance in every region it belongs to
    python -m runs.allianssitavoite tesoma --region pirkanmaa --otos 0.1 --seeds 10

The scenario is lived with the alliance there but at zero strength, which is the world without it to the last bit
(a test holds it), so the same books give the expectation that later give the actual. Stored: the rate (EUR per need
expected of ages and income fifths) by line and contract year over the year before, mean over seeds, with the hash of
the parameters.
"""

from __future__ import annotations

import argparse
import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from kalibrointi import allianssit, alueet
from kalibrointi.allianssit import TUOTE
from runs import ajo, skenaariot
from runs.siementyot import siemenittain

OTOS, SIEMENIA = 0.1, 10
SIEMENET_ALKAEN = 10_001  # seeds nobody's run has: the target knows nothing of the luck it is held against
ALKU = "2018-01"
NOLLA = {"allianssi.jako": 0.0, "allianssi.yhteinen_tieto": 0.0}


def nollaskenaario(nimi: str, alue: str) -> skenaariot.Skenaario:
    """The region's nykytila with the alliance at zero strength for its contract years."""
    loppu = int(ALKU[:4]) + allianssit.lue()[nimi].vuosia - 1
    asetukset: dict[str, Any] = {**NOLLA, f"{ALKU}:allianssi.alueet": nimi}
    return skenaariot.lue(nykytila(alue), asetukset, end=f"{min(loppu, int(skenaariot.VIIMEINEN[:4]))}-12")


def nykytila(alue: str) -> str:
    """Name of the scenario of a region's present state, by the municipalities."""
    ehdokkaat = (f"{alue}-nykytila", f"{alue}-kunnat", "nykytila-2017")
    return next(nimi for nimi in ehdokkaat if (skenaariot.KANSIO / f"{nimi}.toml").is_file())


def elama(skenaario: skenaariot.Skenaario, otos: float, seed: int) -> dict[str, list[float]]:
    """Line -> EUR per resident the year before, then the rate of every contract year over that year's. One seed."""
    malli = ajo.rakenna_malli(skenaario, otos, seed, tavoitteetta=True)
    polut: dict[str, list[float]] = {}
    while malli.kk < skenaario.months:
        malli.run_for(12)
        if malli.allianssi is None or malli.allianssi.tulos is None:
            continue
        for rivi, kasvu in malli.allianssi.tulos.kasvu.items():
            polut.setdefault(rivi, [malli.allianssi.eur_ennen[rivi]]).append(kasvu)
    return polut


def laske(
    nimi: str, alue: str, otos: float = OTOS, seeds: int = SIEMENIA, processes: int | None = None
) -> dict[str, Any]:
    """One entry of the product file."""
    skenaario = nollaskenaario(nimi, alue)
    siemenet = range(SIEMENET_ALKAEN, SIEMENET_ALKAEN + seeds)
    elamat = siemenittain(functools.partial(elama, skenaario), otos, list(siemenet), processes)
    kasvu, eur = {}, {}
    for rivi in elamat[0]:
        polku = np.mean([e[rivi] for e in elamat], axis=0)
        kasvu[rivi] = [round(float(x), 5) for x in polku[1:]]
        eur[rivi] = round(float(polku[0]), 2)
    return {
        "skenaario": skenaario.name,
        "ohjelma": allianssit.tunniste(skenaario.ohjelma()),
        "otos": otos,
        "siemenet": [siemenet[0], siemenet[-1]],
        "eur_asukas_ennen": eur,
        "kasvu": kasvu,
    }


def kirjoita(uudet: dict[str, Any], tiedosto: Path = TUOTE) -> None:
    """Put entries into the product file, the others stay."""
    vanhat = yaml.safe_load(tiedosto.read_text(encoding="utf-8")) if tiedosto.is_file() else {}
    alku = f"# Made by: {allianssit.KOMENTO}. Rates by contract year over the year before.\n"
    teksti = yaml.safe_dump({**(vanhat or {}), **uudet}, allow_unicode=True, default_flow_style=None, width=118)
    uusi = tiedosto.with_name(f".{tiedosto.name}")
    uusi.write_text(alku + teksti, encoding="utf-8")
    uusi.replace(tiedosto)


def main(argumentit: Sequence[str] | None = None) -> None:
    """Command line."""
    jasennin = argparse.ArgumentParser(prog=allianssit.KOMENTO, description=__doc__)
    jasennin.add_argument("nimi", nargs="?", choices=sorted(allianssit.lue()))
    jasennin.add_argument("--region", choices=alueet.luettelo())
    jasennin.add_argument("--otos", type=float, default=OTOS)
    jasennin.add_argument("--seeds", type=int, default=SIEMENIA)
    valinnat = jasennin.parse_args(argumentit)
    for nimi, tiedot in allianssit.lue().items():
        for alue in alueet.luettelo():
            if valinnat.nimi in (None, nimi) and valinnat.region in (None, alue) and tiedot.alue in (alue, "*"):
                tulos = laske(nimi, alue, valinnat.otos, valinnat.seeds)
                kirjoita({allianssit.tuotteen_avain(nimi, alue): tulos})
                print(f"{nimi}, {alue}: {sum(tulos['eur_asukas_ennen'].values()):.0f} EUR per resident the year before")


if __name__ == "__main__":
    from runs.allianssitavoite import main as aja  # workers find its functions in the module, not in __main__

    aja()
