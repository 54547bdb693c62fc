"""The world of a region: facts and assumptions in, one `agentit.maailma.Maailma` out.

The fitted population does not depend on the sample or the seed and is kept in memory between calls (one entry per
region, its files and set of assumptions); a further world of the same region then costs only its residents.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from agentit.maailma import Alueet, Kunnat, Maailma, Muutto, Vaesto, Yksikot
from agentit.satunnaisvirrat import uniform
from kalibrointi import alueet, aluetaulut, asemat, elinaika, faktat, kriteerit, tuotantorakenteet, vaestonkehitys
from kalibrointi import vaesto as va
from kalibrointi.parametrit import lue_oletukset
from kalibrointi.reunat import IKARAJAT
from kalibrointi.vaestopohja import Vaestopohja, sovita
from kalibrointi.viat import ViallinenSyote, Vika, lahin, luettele, nayta_polku

RYHMAT = ("vaesto", "kuolleisuus", "vaestonkehitys", "palveluverkko")


@dataclass(frozen=True)
class Perusta:
    """What all worlds of a region share: everything but the residents."""

    alue: alueet.Alue
    kunnat: Kunnat
    alueet: Alueet
    yksikot: Yksikot
    sairaalat: Yksikot
    pohja: Vaestopohja
    ennuste: vaestonkehitys.Ennuste
    kuolleisuus: elinaika.Kuolleisuus
    muutto: Muutto
    tarkiste: str  # hash of the region's files


def rakenna(
    alue: str | Path = alueet.OLETUSALUE, otos: float = 0.02, seed: int = 1, parametrit: Mapping[str, Any] | None = None
) -> Maailma:
    """The world of a region at its start.

    Args:
        alue: key of the region (`kalibrointi.alueet.luettelo()`) or path of a region's folder.
        otos: share of residents, 0 < otos <= 1; one row stands for 1/otos persons.
        seed: decides where the systematic sample starts; at otos 1 every seed has the same residents.
        parametrit: parameter values {key: value}, missing keys take the defaults. Only the groups vaesto, kuolleisuus,
            vaestonkehitys and palveluverkko are read.

    Raises:
        ViallinenSyote: unknown region; a missing or broken table, with every fault.
        ValueError: `otos` outside (0, 1].
    """
    arvot = _arvot(parametrit)
    perusta = _perusta(*_alueavain(alue), tuple(arvot.items()))
    # Separate starts: the sample of residents and that of entrants must not move together.
    vaesto = _vaesto(perusta, arvot, otos, uniform(seed, "otos_asukkaat", 0, 0), uniform(seed, "otos_tulijat", 0, 0))
    return Maailma(
        alue_avain=perusta.alue.avain,
        alue_nimi=perusta.alue.nimi.fi,
        sairaanhoitopiiri=perusta.alue.sairaanhoitopiiri,
        keskussairaala=_keskussairaala(perusta),
        otos=otos,
        seed=seed,
        kunnat=perusta.kunnat,
        alueet=perusta.alueet,
        yksikot=perusta.yksikot,
        sairaalat=perusta.sairaalat,
        vaesto=vaesto,
        kuolleisuus=perusta.kuolleisuus,
        muutto=perusta.muutto,
        tunniste=_tunniste(perusta, vaesto),
        rakenteet=tuotantorakenteet.lue(perusta.alue.avain, perusta.kunnat.koodi, perusta.kunnat.nimi_fi),
        kriteerit=kriteerit.lue(perusta.kunnat.vaesto),
    )


def perusta(alue: str | Path = alueet.OLETUSALUE, parametrit: Mapping[str, Any] | None = None) -> Perusta:
    """The shared part alone: margins to compare a run with (`.pohja.tavoitteet`), the projection (`.ennuste`)."""
    return _perusta(*_alueavain(alue), tuple(_arvot(parametrit).items()))


def _alueavain(alue: str | Path) -> tuple[Path, str]:
    """What tells regions apart in memory: the folder and what its files hold now."""
    return alueet.kansio(alue), alueet.tarkiste(alue)


def _arvot(parametrit: Mapping[str, Any] | None) -> dict[str, Any]:
    """Values of the groups a world is made of: those given, else the defaults."""
    oletukset = lue_oletukset().defaults()
    annetut = parametrit or {}
    avaimet = [avain for avain in oletukset if avain.partition(".")[0] in RYHMAT]
    return {avain: annetut.get(avain, oletukset[avain]) for avain in avaimet}


@lru_cache(maxsize=6)
def _perusta(kansio: Path, sisalto: str, avain: tuple[tuple[str, Any], ...]) -> Perusta:
    p = dict(avain)
    alue, taulut = alueet.hae(kansio), aluetaulut.taulut(kansio)
    kunnat, postialueet = taulut.kunnat, taulut.postialueet
    pohja = sovita(kunnat, postialueet, faktat.lue("ikarakenne"), p)
    vakiot = elinaika.Vakiot.parametreista(p)
    tuote = elinaika.alueelle(elinaika.hae(vakiot), vakiot, alue.kuolleisuussuhde.arvo)
    ennuste = vaestonkehitys.ennusta(pohja, kunnat, tuote.perustaso, p)
    kuntataulu, aluetaulu = _kunnat(kunnat), _alueet(postialueet, pohja)
    asemarivit = taulut.yksikot["laji"] == "terveysasema"
    perusta = Perusta(
        alue=alue,
        kunnat=kuntataulu,
        alueet=aluetaulu,
        yksikot=asemat.julkiset_asemat(taulut.yksikot[asemarivit], aluetaulu, kuntataulu, p),
        sairaalat=asemat.sairaalat(taulut.yksikot[~asemarivit], aluetaulu),
        pohja=pohja,
        ennuste=ennuste,
        kuolleisuus=elinaika.kuolleisuus(tuote, vakiot),
        muutto=Muutto(lahto=vaestonkehitys.lahdot(ennuste)),
        tarkiste=sisalto,
    )
    _keskussairaala(perusta)
    return perusta


def _keskussairaala(perusta: Perusta) -> int:
    """Index of the central hospital; -1 when the region names none. Raises `ViallinenSyote` for a name unknown."""
    nimi, nimet = perusta.alue.keskussairaala, perusta.sairaalat.nimi
    if nimi and nimi not in nimet:
        viesti = f"'{nimi}' is no hospital of yksikot.csv. Hospitals: {luettele(nimet) or 'none'}."
        tiedosto = nayta_polku(perusta.alue.kansio / "alue.yaml")
        raise ViallinenSyote(Vika(viesti, tiedosto, avain="keskussairaala", ehdotus=lahin(nimi, nimet)))
    return nimet.index(nimi) if nimi else -1


def _kunnat(taulu: pd.DataFrame) -> Kunnat:
    return Kunnat(
        koodi=tuple(taulu["kuntanumero"]),
        nimi_fi=tuple(taulu["nimi_fi"]),
        nimi_sv=tuple(taulu["nimi_sv"]),
        toiminnallinen_alue=tuple(taulu["toiminnallinen_alue"]),
        vaesto=taulu["vaesto_2017"].to_numpy(np.int64),
        ruotsinkieliset=taulu["ruotsinkieliset_pct"].to_numpy(float) / 100,
        nettokustannus=taulu["sote_nettokustannus_eur_as"].to_numpy(float),
        ruutu=taulu[list(faktat.RUUTUSARAKKEET)].to_numpy(np.int64) if faktat.RUUTUSARAKKEET[0] in taulu else None,
    )


def _alueet(taulu: pd.DataFrame, pohja: Vaestopohja) -> Alueet:
    return Alueet(
        postinumero=tuple(taulu["postinumero"]),
        nimi=tuple(taulu["nimi"]),
        kunta=pohja.tavoitteet.kunta,
        x_km=taulu["x_tm35fin_m"].to_numpy(float) / 1000,
        y_km=taulu["y_tm35fin_m"].to_numpy(float) / 1000,
        pinta_ala_km2=taulu["pinta_ala_m2"].to_numpy(float) / 1e6,
        vaesto=pohja.tavoitteet.vaesto,
    )


def _vaesto(perusta: Perusta, p: Mapping[str, Any], otos: float, alku: float, tulijoiden_alku: float) -> Vaesto:
    asukkaat = va.poimi(perusta.pohja, otos, alku)
    tulijat = vaestonkehitys.tulijat(perusta.pohja, perusta.ennuste, p, otos, tulijoiden_alku)
    nimet = [f.name for f in fields(asukkaat)]
    n, tulossa = perusta.pohja.asukkaita, vaestonkehitys.tulijoita(perusta.ennuste)
    vierus = va.vierus(asukkaat.id, alku * n), va.vierus(tulijat.henkilot.id - np.uint64(n), tulijoiden_alku * tulossa)
    sarakkeet = {n: np.concatenate([getattr(asukkaat, n), getattr(tulijat.henkilot, n)]) for n in nimet}
    return Vaesto(
        **sarakkeet,
        tulokk=np.concatenate([np.full(len(asukkaat.id), -1, np.int16), tulijat.tulokk]),
        vierus=np.concatenate([vierus[0], vierus[1] + np.uint64(1 << 50)]),
        kvintiilirajat=perusta.pohja.kvintiilirajat,
        ikarajat=IKARAJAT,
        tyoosuudet=perusta.pohja.tyoosuudet,
        alussa=len(asukkaat.id),
    )


def ilman_naapureita(maailma: Maailma) -> Maailma:
    """The same world, where nobody has a neighbour to share out draws with: each in a row of its own."""
    omat = np.arange(len(maailma.vaesto.vierus), dtype=np.uint64) * np.uint64(16)
    return replace(maailma, vaesto=replace(maailma.vaesto, vierus=omat))


def _tunniste(perusta: Perusta, vaesto: Vaesto) -> str:
    """SHA-256 of the facts and of every table of the world."""
    summa = hashlib.sha256((faktat.tarkiste() + perusta.tarkiste).encode())
    for tiedosto in (tuotantorakenteet.TIEDOSTO, kriteerit.TIEDOSTO):
        summa.update(tiedosto.read_bytes().replace(b"\r\n", b"\n"))
    for taulu in (
        perusta.kunnat,
        perusta.alueet,
        perusta.yksikot,
        perusta.sairaalat,
        perusta.kuolleisuus,
        perusta.muutto,
        vaesto,
    ):
        for kentta in fields(taulu):
            arvo = getattr(taulu, kentta.name)
            summa.update(kentta.name.encode())
            summa.update(np.ascontiguousarray(arvo).data if isinstance(arvo, np.ndarray) else repr(arvo).encode())
    return summa.hexdigest()
