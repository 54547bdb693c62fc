"""The map of `sote network`: from a report to the figure of `visualisointi.kartta`, its title from the numbers."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from agentit.sotekeskus import JULKINEN
from kalibrointi import alueet
from runs.alkupera import versio
from verkosto import verkkomitat
from verkosto.palveluverkko import AKUUTTISAIRAALAT
from visualisointi import kartta as piirros
from visualisointi import kuviot, sanat

if TYPE_CHECKING:
    from runs.verkkoraportti import Verkkoraportti

RIVI = 11  # letters of a municipality's name that fit on one line of its tile


def kartta(raportti: Verkkoraportti, kieli: str, kohde: str = "sotekeskus") -> tuple[kuviot.Tekstit, Any]:
    """Texts and figure; kohde: minutes to what the colours show, "sotekeskus" or "sairaala"."""
    malli, tila = raportti.malli, raportti.tila
    ajat = tila.ajat[kohde]
    kunnat = verkkomitat.keskiminuutit(ajat, tila.vaki["kunta"])
    asteikko = _asteikko(kunnat, ajat, kieli)
    a = malli.maailma.alueet
    pinnat = [
        piirros.Alue(float(x), float(y), float(ala), float(t) if np.isfinite(t) else float("nan"))
        for x, y, ala, t in zip(a.x_km, a.y_km, a.pinta_ala_km2, ajat, strict=True)
    ]
    tekstit = _tekstit(raportti, kieli, kohde, kunnat)
    suurin = sanat.luku(max(k.lista for k in malli.keskukset), 0, kieli)
    yksikot = list(_yksikot(raportti))
    lajit = [
        piirros.Merkkilaji(laji, sanat.verkkosana(f"laji_{laji}", kieli))
        for laji in piirros.MERKIT
        if any(u.laji == laji for u in yksikot)
    ]
    otsikot = tuple(sanat.verkkosana(f"kartta_{osa}", kieli) for osa in ("kunnat", "alue", "lahi"))
    kuva = piirros.palveluverkko(
        tekstit, _ruudut(raportti, kieli, kunnat), pinnat, yksikot, asteikko, lajit, otsikot,  # type: ignore[arg-type]
        sanat.verkkosana("kartta_koko", kieli, suurin=suurin),
    )  # fmt: skip
    return tekstit, kuva


def _tekstit(raportti: Verkkoraportti, kieli: str, kohde: str, kunnat: np.ndarray) -> kuviot.Tekstit:
    """Title: how far it is for all, and the two ends; below it the two ends of income."""
    tila, s = raportti.tila, raportti.skenaario
    ajat = tila.ajat[kohde]
    viidennekset = verkkomitat.keskiminuutit(ajat, tila.vaki["viidennes"])
    osuus = float(verkkomitat.saavuttavat(ajat, tila.vaki["kaikki"], raportti.raja)[0])

    def luku(x: float, desimaaleja: int = 0) -> str:
        return sanat.luku(x, desimaaleja, kieli)

    if np.isfinite(kunnat).any():
        jarjestys = [i for i in np.argsort(kunnat).tolist() if np.isfinite(kunnat[i])]
        lyhin, pisin = jarjestys[0], jarjestys[-1]
        otsikko = sanat.verkkosana(
            f"kartta_{kohde}", kieli, keski=luku(float(verkkomitat.keskiminuutit(ajat, tila.vaki["kaikki"])[0]), 1),
            osuus=luku(100.0 * osuus), raja=luku(raportti.raja),
            pisin=_nimi(raportti, pisin, kieli), pisin_min=luku(kunnat[pisin]),
            lyhin=_nimi(raportti, lyhin, kieli), lyhin_min=luku(kunnat[lyhin]),
        )  # fmt: skip
    else:
        otsikko = sanat.verkkosana("kartta_ei_sairaalaa", kieli)
    ala = sanat.verkkosana(
        "kartta_ala", kieli, alue=_alue(raportti, kieli), kuukausi=s.end, alin=luku(viidennekset[0], 1),
        ylin=luku(viidennekset[-1], 1),
    )  # fmt: skip
    otos = luku(100.0 * s.otos, 0 if s.otos >= 0.01 else 1)
    lahde = sanat.verkkosana(
        "kartta_lahde", kieli, versio=versio(), skenaario=s.label, otos=otos, siemen=raportti.seed
    )  # fmt: skip
    return kuviot.Tekstit(otsikko, ala, lahde)


def _asteikko(kunnat: np.ndarray, alueet: np.ndarray, kieli: str) -> piirros.Asteikko:
    rajat = piirros.asteikko(kunnat.tolist(), alueet.tolist())
    desimaaleja = 0 if all(float(r).is_integer() for r in rajat) else 1

    def luku(x: float) -> str:
        return sanat.luku(x, desimaaleja, kieli)

    nimet = ["–"]
    if rajat:
        nimet = [sanat.verkkosana("alle", kieli, x=luku(rajat[0]))]
        nimet += [f"{luku(a)}–{luku(b)}" for a, b in pairwise(rajat)]
        nimet.append(sanat.verkkosana("vahintaan", kieli, x=luku(rajat[-1])))
    return piirros.Asteikko(rajat, tuple(nimet), sanat.verkkosana("kartta_asteikko", kieli))


def _alue(raportti: Verkkoraportti, kieli: str) -> str:
    return str(getattr(alueet.hae(raportti.skenaario.region).nimi, kieli))


def _nimi(raportti: Verkkoraportti, kunta: int, kieli: str) -> str:
    k = raportti.malli.maailma.kunnat
    return (k.nimi_sv if kieli == "sv" else k.nimi_fi)[kunta]


def _ruudut(raportti: Verkkoraportti, kieli: str, kunnat: np.ndarray) -> list[piirros.Ruutu]:
    ruutu = raportti.malli.maailma.kunnat.ruutu
    if ruutu is None:
        return []
    return [
        piirros.Ruutu(
            _rivitetty(_nimi(raportti, i, kieli)), int(rivi), int(sarake), float(np.round(kunnat[i])),
            sanat.luku(float(kunnat[i]), 0, kieli),
        )
        for i, (rivi, sarake) in enumerate(ruutu.tolist())
    ]  # fmt: skip


def _rivitetty(nimi: str) -> list[str]:
    """A name in two lines when it is long and has where to break."""
    if len(nimi) > RIVI and "-" in nimi:
        alku, _, loppu = nimi.partition("-")
        return [f"{alku}-", loppu]
    return [nimi]


def _yksikot(raportti: Verkkoraportti) -> Any:
    """Open centres, then acute hospitals with their names."""
    malli = raportti.malli
    graafi = malli.verkko.verkko
    for k in sorted(malli.keskukset, key=lambda k: -k.lista):
        tiedot = graafi.nodes["yksikko", k.paikka]
        laji = "julkinen" if k.omistaja == JULKINEN else "yksityinen"
        yield piirros.Yksikko(tiedot["x_km"], tiedot["y_km"], laji, k.lista)
    for solmu in malli.verkko.sairaalat():
        tiedot = graafi.nodes[solmu]
        if tiedot["laji"] in AKUUTTISAIRAALAT:
            yield piirros.Yksikko(tiedot["x_km"], tiedot["y_km"], "sairaala", nimi=tiedot["nimi"])
