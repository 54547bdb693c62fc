"""Agreement file: partnership agreements (kumppanuussopimus) as TOML, written and read to the last bit.

    [[sopimus]]
    vuosi = 2021
    liikelaitos = "Liikelaitos"     # the producer's name; this one when there is one production area
    raha = 5141222333.25            # EUR of the year; at most what the state pays is executed
    virement = 0.185                # 0 = split by service package, 1 = lump sum
    ketjut = 0.57                   # how far care chains are specified
    kannustin = 0.0                 # bonus and sanction for goals, share of the money
    seuraamus = 0.0
    synty = "neuvottelu"            # saanto | neuvottelu | ei_sopua | ihminen | tiedosto
    [sopimus.jako]                  # frame: package = share, sums to 1
    sote = 0.08
    [sopimus.tavoitteet]            # goal = weight 0-1
    lastensuojelu = 0.6

One block for each year and producer. Years without a block are as the scenario says.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agentit.sopimus import Kumppanuussopimus, SopimusVirhe
from kalibrointi import palvelupaketit
from kalibrointi.levy import kirjoita_syrjassa
from kalibrointi.viat import ViallinenSyote, Vika, lahin, lue_teksti, luettele, nayta_polku
from runs.skenaariotiedosto import etsi_rivit, rivilla, toml_vika

if TYPE_CHECKING:
    from agentit.malli import SoteMalli
    from runs.ajo import Edistyminen
    from runs.skenaariot import Skenaario

NIMI = "sopimukset.toml"  # in the folder of a run
LAITOS = "Liikelaitos"
Sopimukset = Mapping[tuple[int, str], Kumppanuussopimus]


# writing -------------------------------------------------------------------------------------------------------------
def tekstiksi(sopimukset: Sopimukset) -> str:
    """The agreements as TOML, by year and producer; numbers in full, so that reading gives the same bits."""
    osat = [
        "# Kumppanuussopimus - partnerskapsavtal - partnership agreement. Execute: sote run SCENARIO --agreement FILE"
    ]
    for (_, laitos), sopimus in sorted(sopimukset.items()):
        tiedot = sopimus.as_dict()
        taulut = {nimi: tiedot.pop(nimi) for nimi in ("jako", "tavoitteet")}
        osat.append("\n[[sopimus]]")
        osat += _rivit({"vuosi": tiedot.pop("vuosi"), "liikelaitos": laitos, **tiedot})
        for nimi, taulu in taulut.items():
            osat += [f"[sopimus.{nimi}]", *_rivit(taulu)]
    return "\n".join(osat) + "\n"


def _rivit(taulu: Mapping[str, Any]) -> list[str]:
    return [f"{k} = {json.dumps(v, ensure_ascii=False) if isinstance(v, str) else repr(v)}" for k, v in taulu.items()]


def kirjoita(polku: Path, sopimukset: Sopimukset) -> None:
    """Write the file in one step. Raises `ViallinenSyote` on disk trouble."""
    kirjoita_syrjassa(polku, tekstiksi(sopimukset).encode())


# reading -------------------------------------------------------------------------------------------------------------
def lue(polku: Path) -> dict[tuple[int, str], Kumppanuussopimus]:
    """Read and check an agreement file. Raises `ViallinenSyote` with every fault, its line and key."""
    teksti, nimi = lue_teksti(polku, "agreement file"), nayta_polku(polku)
    try:
        raaka = tomllib.loads(teksti)
    except tomllib.TOMLDecodeError as virhe:
        raise ViallinenSyote(toml_vika(virhe, teksti, nimi)) from None
    lohkot = raaka.get("sopimus")
    viat = [
        Vika("unknown field; an agreement file has [[sopimus]] blocks.", nimi, avain=k) for k in raaka if k != "sopimus"
    ]
    if not isinstance(lohkot, list) or not all(isinstance(x, dict) for x in lohkot):
        raise ViallinenSyote([*viat, Vika("an agreement is written [[sopimus]], with double brackets.", nimi)])
    sopimukset: dict[tuple[int, str], Kumppanuussopimus] = {}
    for lohko, (alku, rivit) in zip(lohkot, _lohkojen_rivit(teksti), strict=True):
        laitos = lohko.pop("liikelaitos", LAITOS)
        viat += _pakettiviat(lohko.get("jako"), nimi, alku, rivit)
        try:
            sopimus = Kumppanuussopimus.from_dict(lohko)
            _paikka(sopimus.vuosi, laitos, sopimukset)
            sopimukset[sopimus.vuosi, laitos] = sopimus
        except SopimusVirhe as virhe:
            for rivi in virhe.virheet:
                avain, _, viesti = rivi.partition(": ")
                paikka = rivilla(rivit, f"sopimus.{avain}")
                viat.append(Vika(f"{viesti}.", nimi, alku if paikka is None else alku + paikka - 1, avain))
    if viat:
        raise ViallinenSyote(viat)
    return sopimukset


def _pakettiviat(jako: object, nimi: str, alku: int, rivit: Mapping[str, int]) -> list[Vika]:
    """Names in the frame that are no service packages."""
    paketit = palvelupaketit.lue().paketit
    return [
        Vika(
            f"no such package; packages: {luettele(paketit)}.",
            nimi,
            alku + (rivilla(rivit, f"sopimus.jako.{k}") or 1) - 1,
            f"jako.{k}",
            lahin(k, paketit),
        )
        for k in (jako if isinstance(jako, dict) else ())
        if k not in paketit
    ]


def _paikka(vuosi: object, laitos: object, ennen: Sopimukset) -> None:
    if isinstance(vuosi, bool) or not isinstance(vuosi, int):
        raise SopimusVirhe([f"vuosi: {vuosi!r} is not a year"])
    if not isinstance(laitos, str) or not laitos:
        raise SopimusVirhe([f"liikelaitos: {laitos!r} is not a name"])
    if (vuosi, laitos) in ennen:
        raise SopimusVirhe([f"vuosi: {vuosi} of '{laitos}' is given twice"])


def _lohkojen_rivit(teksti: str) -> list[tuple[int, dict[str, int]]]:
    """First line of each [[sopimus]] block, and the lines of its keys inside it."""
    rivit = teksti.splitlines()
    alut = [n for n, rivi in enumerate(rivit) if rivi.replace(" ", "").startswith("[[sopimus]]")]
    return [(a + 1, etsi_rivit("\n".join(rivit[a:b]))) for a, b in zip(alut, [*alut[1:], len(rivit)], strict=True)]


# running -------------------------------------------------------------------------------------------------------------
def ela(
    skenaario: Skenaario, otos: float, seed: int, polku: Path, progress: Edistyminen | None = None
) -> tuple[SoteMalli, dict[str, Any]]:
    """The scenario lived with the agreements of a file, and what the manifest says of them.

    Raises `ViallinenSyote` when they could not be in force, or speak of packages or producers the model has not.
    """
    from runs.ajo import ela as ela_malli
    from runs.ajo import rakenna_malli

    sopimukset, nimi = lue(polku), nayta_polku(polku)
    ohjelma = skenaario.ohjelma()
    viat = []
    for vuosi, _ in sopimukset:
        kk = skenaario.kk(f"{vuosi}-01")
        if not 0 <= kk < skenaario.months:
            viat.append(Vika(f"{vuosi} is outside the run {skenaario.start} - {skenaario.end}.", nimi, avain="vuosi"))
        elif ohjelma.at(kk)["rakenne.jarjestaja"] != "maakunta":
            viat.append(Vika(f"no county organises in January {vuosi}: nobody could sign it.", nimi, avain="vuosi"))
    if viat:
        raise ViallinenSyote(viat)
    malli = rakenna_malli(skenaario, otos, seed, sopimukset=sopimukset)
    try:
        ela_malli(malli, skenaario.months, progress)
    except SopimusVirhe as virhe:
        raise ViallinenSyote([Vika(f"{v}.", nimi) for v in virhe.virheet]) from None
    tiiviste = hashlib.sha256(polku.read_bytes()).hexdigest()
    leikatut = [{"vuosi": v, "liikelaitos": n, "eur": e} for v, n, e in malli.neuvottelupoyta.leikatut]
    return malli, {"agreement": {"file": nimi, "sha256": tiiviste, "above_funding": leikatut}}
