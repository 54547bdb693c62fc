"""Need relations of a reference region, which predict the cost level of others: `tuotteet/tarvevakiot.yaml`.

The base year's fit (`agentit.alustus`) sets the constant of every line's need and the price of a contact from the
region's euros. A region that names another as its `viitealue` takes that one's: fitted once, to all its residents.

A run whose need parameters are not those of the product gets product x (fit at its values / fit at the product's), both
fits on one small sample of the reference region: the sample's own error cancels, and a parameter that does not matter
moves nothing, to the last bit.

Rebuild after a change of need rules, parameters or packages:  python -m kalibrointi.tarvevakiot
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from agentit import elamankulku, hakeutuminen, kuolleisuus, tarve
from agentit.alustus import Tarvevakiot, vain_alussa
from kalibrointi import alueet, faktat, palvelupaketit
from kalibrointi.levy import kirjoita_syrjassa
from kalibrointi.parametrit import lue_oletukset
from kalibrointi.viat import ViallinenSyote, Vika, lue_yaml, nayta_polku

TUOTE = Path(__file__).parent / "tuotteet" / "tarvevakiot.yaml"
OTOS, SIEMEN = 1.0, 1  # the product: all residents
PIKAOTOS = 0.02  # the correction for other values
VARAOTOS = 0.2  # in place of a product made of other tables
TARKISTUSOTOS = 0.002  # a fit that a test repeats: rules or tables that changed show in it
SAANNOT = (  # of residents, as the base year's fit runs them
    *(elamankulku.saapuu, elamankulku.tuloluokka, elamankulku.tarve_nollataan, elamankulku.vuosi_vaihtuu),
    *(hakeutuminen.hakuhalu, hakeutuminen.kuormittaa, hakeutuminen.erikoislaakarille, kuolleisuus.kuolinvaara),
    *(tarve.palvelutaso, tarve.hoitotaso, tarve.alkutila, tarve.jaa_hoitamatta, tarve.hoitoon_paasy),
)
RYHMAT = ("kieli",)  # what is available in whose language moves readiness to seek
MUUT = ("haku.odotusjousto", "puute.muu")  # read by the fit itself, besides what shapes the base year


def tarveavaimet() -> tuple[str, ...]:
    """Parameters that may move the constants: read by the rules or the fit of the base year."""
    luetut = {nimi.removeprefix("p_") for saanto in SAANNOT for nimi in saanto.reads if nimi.startswith("p_")}
    return tuple(
        avain
        for avain in lue_oletukset()
        if avain.replace(".", "_") in luetut or avain in MUUT or avain.partition(".")[0] in RYHMAT or vain_alussa(avain)
    )


def hae(alue: str | Path, arvot: Mapping[str, Any]) -> Tarvevakiot | None:
    """Need relations a region takes from its reference at the values of the start; None when it fits its own."""
    tiedot = alueet.hae(alue)
    if tiedot.oma_viite:
        return None
    oletukset = lue_oletukset().defaults()
    omat = {avain: arvot.get(avain, oletukset[avain]) for avain in tarveavaimet()}
    tuote = lataa(tiedot.viitealue)
    if tuote is None:  # made of other tables: nothing to correct
        return _sovita(tiedot.viitealue, VARAOTOS, tuple(omat.items()))
    vanhat = {avain: tuote.parametrit.get(avain, oletukset[avain]) for avain in omat}
    if omat == vanhat:
        return tuote.tarvevakiot
    return _korjaa(tuote.tarvevakiot, *(_sovita(tiedot.viitealue, PIKAOTOS, tuple(x.items())) for x in (omat, vanhat)))


def tuotteesta(alue: str | Path, arvot: Mapping[str, Any]) -> bool:
    """Do the relations come as they ship (or from the region itself), without a fit of the reference region?"""
    tiedot, oletukset = alueet.hae(alue), lue_oletukset().defaults()
    tuote = None if tiedot.oma_viite else lataa(tiedot.viitealue)
    if tuote is None:
        return tiedot.oma_viite
    return all(
        arvot.get(avain, oletukset[avain]) == tuote.parametrit.get(avain, oletukset[avain]) for avain in tarveavaimet()
    )


def _korjaa(tuote: Tarvevakiot, uusi: Tarvevakiot, vanha: Tarvevakiot) -> Tarvevakiot:
    vakiot = {koodi: vakio * (uusi.vakiot[koodi] / vanha.vakiot[koodi]) for koodi, vakio in tuote.vakiot.items()}
    return Tarvevakiot(vakiot, tuote.kaynnin_hinta * (uusi.kaynnin_hinta / vanha.kaynnin_hinta))


@lru_cache(maxsize=8)
def _sovita(alue: str, otos: float, arvot: tuple[tuple[str, Any], ...], seed: int = SIEMEN) -> Tarvevakiot:
    """The base year's fit of a region to its own euros."""
    from agentit.malli import SoteMalli
    from agentit.ohjelma import Ohjelma
    from kalibrointi.maailma import rakenna

    p = {**lue_oletukset().defaults(), **dict(arvot)}
    maailma = rakenna(alue, otos, seed, p)
    malli = SoteMalli(Ohjelma({k: [(0, v)] for k, v in p.items()}), maailma, palvelupaketit.lue(), seed=seed)
    assert malli.tarvevakiot is not None
    return malli.tarvevakiot


# --- product ---


@dataclass(frozen=True)
class Tuote:
    """What is shipped: the relations, and the parameter values they were fitted at."""

    tarvevakiot: Tarvevakiot
    parametrit: Mapping[str, Any]
    tarkistus: Tarvevakiot  # the same fit on the sample `TARKISTUSOTOS`


def tunniste(viite: str) -> str:
    """Hash of the tables the product is made of: service lines, national facts, facts of the reference region."""
    rivit = palvelupaketit.TIEDOSTO.read_bytes().replace(b"\r\n", b"\n")
    osat = (rivit, faktat.tarkiste().encode(), alueet.tarkiste(viite).encode())
    return hashlib.sha256(b"\0".join(osat)).hexdigest()


def lataa(viite: str, tiedosto: Path = TUOTE) -> Tuote | None:
    """The product; None when it is of another region or made of other tables. Raises `ViallinenSyote` when damaged."""
    tuote = lue_yaml(tiedosto, "product of need relations")
    try:
        if (tuote["alue"], tuote["taulut_sha256"]) != (viite, tunniste(viite)):
            return None
        parametrit = {k: tuple(v) if isinstance(v, list) else v for k, v in tuote["parametrit"].items()}
        return Tuote(_luvut(tuote), parametrit, _luvut(tuote["tarkistus"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        viesti = "damaged. Rebuild with: python -m kalibrointi.tarvevakiot"
        raise ViallinenSyote(Vika(viesti, nayta_polku(tiedosto))) from None


def _luvut(osa: Mapping[str, Any]) -> Tarvevakiot:
    return Tarvevakiot({k: float(v) for k, v in osa["vakiot"].items()}, float(osa["kaynnin_hinta_eur"]))


def rakenna_tuote(viite: str = alueet.OLETUSALUE, otos: float = OTOS, tiedosto: Path = TUOTE) -> None:
    """Fit the reference region, all residents, and write the product."""

    def sovitus(otos: float) -> dict[str, Any]:
        luvut = _sovita(viite, otos, ())
        return {"otos": otos, "vakiot": dict(luvut.vakiot), "kaynnin_hinta_eur": luvut.kaynnin_hinta}

    oletukset = lue_oletukset().defaults()
    parametrit = {k: list(v) if isinstance(v := oletukset[k], tuple) else v for k in tarveavaimet()}
    tuote = {
        "alue": viite,
        "siemen": SIEMEN,
        **sovitus(otos),
        "tarkistus": sovitus(TARKISTUSOTOS),
        "taulut_sha256": tunniste(viite),
        "parametrit": parametrit,
    }
    alku = (
        "# Made by: python -m kalibrointi.tarvevakiot. Need relations of the base year that other regions take over.\n"
    )
    kirjoita_syrjassa(tiedosto, (alku + yaml.safe_dump(tuote, sort_keys=False)).encode())


if __name__ == "__main__":
    rakenna_tuote()
