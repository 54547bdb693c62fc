"""R22 Production structure: who organises and who produces, as edges of the service network.

Nykytila: every municipality organises and produces, all own the hospital district together. From the reform on a
county orders and its
liikelaitos produces; under direct choice private centres join. Partitions into several production areas come with the
other regions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentit.palvelupaketit import PRIMAARI
from verkosto.matka import Matkataulu, Vauhdit
from verkosto.palveluverkko import Palveluverkko, nykytila

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

MAAKUNTA, LIIKELAITOS, YKSITYISET = "Maakunta", "Liikelaitos", "Yksityiset tuottajat"
HUSIN_PAKETIT = ("esh", "paivystys", "lnpsyk")


def sairaanhoitopiiri(malli: SoteMalli) -> str:
    """Name of the region's hospital district, as it stands in the network."""
    return malli.maailma.sairaanhoitopiiri


def nykyverkko(malli: SoteMalli) -> Palveluverkko:
    """The network of the base year, with the travel table the residents choose by."""
    a, k, y, p = malli.maailma.alueet, malli.maailma.kunnat, malli.maailma.yksikot, malli.p
    matkat = Matkataulu(
        a.x_km, a.y_km, a.pinta_ala_km2, int(p["valinta.ehdokkaita"]),
        float(p["palveluverkko.mutka"]), float(p["palveluverkko.oma_kerroin"]), tuple(p["palveluverkko.oma_rajat"]),
    )  # fmt: skip
    yksikot = zip(y.nimi, y.alue.tolist(), y.kunta.tolist(), y.x_km.tolist(), y.y_km.tolist(), strict=True)
    vauhdit = Vauhdit(
        float(p["palveluverkko.alku_min"]), float(p["palveluverkko.lahimatka"]),
        float(p["palveluverkko.vauhti_tiivis"]), float(p["palveluverkko.vauhti_harva"]),
        float(p["palveluverkko.vauhti_paatie"]), tuple(p["palveluverkko.tiheysrajat"]),
    )  # fmt: skip
    return nykytila(
        matkat, a.postinumero, k.nimi_fi, k.vaesto.tolist(), yksikot, sairaanhoitopiiri(malli), HUSIN_PAKETIT,
        tiheys=a.vaesto / a.pinta_ala_km2, vauhdit=vauhdit,
    )  # fmt: skip


def perusta_maakunta(malli: SoteMalli) -> None:
    """The month the county takes over: stations and the hospital district's tasks move to its liikelaitos."""
    verkko = malli.verkko
    verkko.lisaa_organisaatio(MAAKUNTA, laji="maakunta")
    verkko.lisaa_organisaatio(LIIKELAITOS, {MAAKUNTA: 1.0}, laji="liikelaitos")
    verkko.sovi(MAAKUNTA, LIIKELAITOS, malli.paketit.paketit)
    for kunta in malli.kunnat:
        verkko.pura(kunta.nimi, sairaanhoitopiiri(malli))
    for k in malli.keskukset:
        verkko.siirra(k.paikka, LIIKELAITOS)
        verkko.lahettaa(k.paikka, LIIKELAITOS)
    for solmu in verkko.sairaalat(sairaanhoitopiiri(malli)):
        verkko.siirra(solmu, LIIKELAITOS)


def avaa_valinta(malli: SoteMalli) -> None:
    """The month direct choice opens: private producers may contract with the orderer for sote centres."""
    tilaaja = MAAKUNTA if malli.maakunta else malli.kunnat[0].nimi
    malli.verkko.lisaa_organisaatio(YKSITYISET, laji="yritykset")
    malli.verkko.sovi(tilaaja, YKSITYISET, (PRIMAARI,))


def tuottaja(malli: SoteMalli, kunta: int, paketti: str) -> str:
    """Name of the organisation in the network that produces a package for a municipality's residents now.

    Sote centres (the primary package) are named here by their public producer; under direct choice part of the
    residents are on a private list (`malli.verkko`).
    """
    if malli.maakunta:
        return LIIKELAITOS
    return sairaanhoitopiiri(malli) if paketti in HUSIN_PAKETIT else malli.kunnat[kunta].nimi
