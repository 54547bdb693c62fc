"""Checks of the service network for `sote check systems`: reach, closing, exports, as exact questions.

Each row is a law that holds to the bit or not at all; the time network work takes is measured by
tests/benchmarks/nopeus.py (part verkko).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from agentit import markkinat
from runs import ajo, skenaariot
from runs.siementyot import siemenittain
from runs.tarkistusrivi import Tarkistusrivi
from verkosto import verkkomitat, vienti
from verkosto.palveluverkko import AKUUTTISAIRAALAT, Laji, Side, alue, yksikko

if TYPE_CHECKING:
    from agentit.malli import SoteMalli
    from agentit.sotekeskus import Sotekeskus
    from runs.ajo import Edistyminen

ALUEET = ("uusimaa", "pirkanmaa", "keski-suomi")
SKENAARIO = "uusimaa-suora-valinta"
LOPPU = "2023-09"  # direct choice has been open for some months and private centres with it
KOHTEET = ((Laji.SOTEKESKUS,), (Laji.SAIRAALA,), AKUUTTISAIRAALAT)
LAKI = "exact: a law of the model's own construction"


def tarkista(
    otos: float = 0.002, seeds: int = 2, processes: int | None = None, progress: Edistyminen | None = None
) -> list[Tarkistusrivi]:
    """The rows of the service network."""
    osat = siemenittain(_siemen, otos, range(1, seeds + 1), processes, progress)
    laskut = {nimi: sum(osa[nimi] for osa in osat) for nimi in osat[0]}
    return [
        _rivi("verkko-saavutettavuus", "Reach by area from the table is that of the graph's shortest paths",
              "areas that differ", laskut["polut"], laskut["alueita"], "areas compared, three regions"),
        _rivi("verkko-muuttuva", "The same while centres open and close, month by month",
              "areas that differ", laskut["polut_ajossa"], laskut["alueita_ajossa"], "areas compared"),
        _rivi("verkko-sulkeminen", "A closing centre re-lists everyone within the same month, public or private",
              "residents left on its list, or edges to it", laskut["jaaneet"], laskut["suljetut"], "centres closed"),
        _rivi("verkko-listat", "After the closings nobody is listed at a centre that is not open",
              "residents", laskut["haamut"], laskut["asukkaita"], "sampled residents"),
        _rivi("verkko-vienti", "The network comes back from GraphML, GEXF and JSON as it went",
              "nodes and edges that differ", laskut["vientierot"], laskut["viennit"], "nodes and edges written"),
    ]  # fmt: skip


def _rivi(id: str, what: str, mita: str, vikoja: int, tutkittu: int, yksikko_: str) -> Tarkistusrivi:
    return Tarkistusrivi(
        id=id,
        what=what,
        band=f"0 {mita}",
        model=f"{vikoja} of {tutkittu:,} {yksikko_}",
        in_band=vikoja == 0 and tutkittu > 0,
        source=LAKI,
        cause="" if vikoja == 0 else "a fault in verkosto or in how the model closes a centre",
    )


def _siemen(otos: float, seed: int) -> dict[str, int]:
    """Counts of one seed."""
    out: dict[str, int] = dict.fromkeys(
        ("polut", "alueita", "polut_ajossa", "alueita_ajossa", "jaaneet", "suljetut", "haamut", "asukkaita",
         "vientierot", "viennit"), 0,
    )  # fmt: skip
    for nimi in ALUEET:
        skenaario = skenaariot.lue("nykytila-2017", alue=nimi, otos=otos)
        malli = ajo.rakenna_malli(skenaario, otos, seed, perusvuosi=False)  # the network stands before the base year
        _polut(malli, out, "polut", "alueita")
    malli = ajo.rakenna_malli(skenaariot.lue(SKENAARIO, end=LOPPU, otos=otos), otos, seed)
    kuukausia = skenaariot.lue(SKENAARIO, end=LOPPU).months
    for kk in range(kuukausia):
        malli.run_for(1)
        if kk % 12 == 0 or kk == kuukausia - 1:
            _polut(malli, out, "polut_ajossa", "alueita_ajossa")
    _vienti(malli, out)
    for keskus in _suljettavat(malli):
        markkinat.sulje(malli, keskus)
        out["suljetut"] += 1
        out["jaaneet"] += _jaljella(malli, keskus.paikka)
        _polut(malli, out, "polut_ajossa", "alueita_ajossa")
    malli.run_for(1)
    c, n = malli.sidonta.b.columns, malli.asukkaita_rivilla
    elossa = c["elossa"][:n] == 1
    auki = np.array([k.auki for k in malli.keskuspaikat])
    out["haamut"], out["asukkaita"] = int((elossa & ~auki[c["keskus"][:n]]).sum()), int(elossa.sum())
    return out


def _polut(malli: SoteMalli, out: dict[str, int], eroja: str, alueita: str) -> None:
    for lajit in KOHTEET:
        taulusta, poluista = verkkomitat.ajat(malli.verkko, lajit), verkkomitat.lyhimmat_polut(malli.verkko, lajit)
        out[eroja] += int((taulusta != poluista).sum())
        out[alueita] += len(taulusta)


def _suljettavat(malli: SoteMalli) -> list[Sotekeskus]:
    """The largest private centre, and the largest public ones of two municipalities that have others."""
    yksityiset = sorted((k for k in malli.keskukset if k.yksityinen), key=lambda k: -k.lista)
    julkiset = sorted((k for k in malli.keskukset if not k.yksityinen), key=lambda k: -k.lista)
    return [*yksityiset[:1], *julkiset[:2]]


def _jaljella(malli: SoteMalli, paikka: int) -> int:
    """Residents still listed at a place, postal areas whose home centre it is, and edges that lead there."""
    c, a = malli.sidonta.b.columns, malli.sidonta.b.units["alue"].attributes
    listalla = int(((c["elossa"] == 1) & (c["keskus"] == paikka)).sum())
    koteja = int((a["keskus"] == paikka).sum() + ((a["toinenkeskus"] == paikka) & (a["toinenosuus"] > 0)).sum())
    matkoja = sum(
        kohde == yksikko(paikka)
        for i in range(len(malli.maailma.alueet.nimi))
        for kohde, _ in malli.verkko.seuraajat(alue(i), Side.MATKA)
    )
    return listalla + koteja + matkoja + int((malli.matkat.lahimmat == paikka).sum())


def _vienti(malli: SoteMalli, out: dict[str, int]) -> None:
    graafi = vienti.nakyma(malli.verkko)
    solmut, reunat = _sisalto(graafi)
    for paate in vienti.MUODOT:
        luetut, luetut_reunat = _sisalto(vienti.lue(vienti.sisalto(graafi, paate), paate))
        out["viennit"] += len(solmut) + len(reunat)
        out["vientierot"] += sum(luetut.get(nimi) != tiedot for nimi, tiedot in solmut.items())
        out["vientierot"] += len(set(reunat) ^ set(luetut_reunat)) + abs(len(reunat) - len(luetut_reunat))


def _sisalto(graafi: Any) -> tuple[dict[str, Any], list[Any]]:
    """Nodes and edges with their attributes, without what a format adds of its own."""
    vieraat = ("viz", "id")
    solmut = {n: {k: v for k, v in d.items() if k not in vieraat} for n, d in graafi.nodes(data=True)}
    reunat = [
        (u, v, tuple(sorted((k, x) for k, x in d.items() if k not in vieraat))) for u, v, d in graafi.edges(data=True)
    ]
    return solmut, sorted(reunat)
