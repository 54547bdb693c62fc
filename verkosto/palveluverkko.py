"""The service network: who provides where, on what terms - a typed graph of postal areas, units and organisations.

    alue         --matka-->    yksikko         km by road
    organisaatio --omistus-->  yksikko | organisaatio   osuus (share of ownership, 0-1)
    organisaatio --sopimus-->  organisaatio    orderer to producer; what it covers stands in `kattaa`
    yksikko      --lahete-->   organisaatio    where the unit refers for specialised care

Nodes are keys (kind, name or index); nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import networkx as nx
import numpy as np

from verkosto.matka import Matkataulu

Solmu = tuple[str, Any]


class Side(StrEnum):
    """Kinds of edges: travel, ownership, contract, referral."""

    MATKA = "matka"
    OMISTUS = "omistus"
    SOPIMUS = "sopimus"
    LAHETE = "lahete"


@dataclass(frozen=True)
class Yksikkotiedot:
    """A unit as it stands in the network."""

    indeksi: int
    nimi: str
    alue: int
    omistaja: str


def alue(indeksi: int) -> Solmu:
    """Key of a postal area."""
    return ("alue", int(indeksi))


def yksikko(indeksi: int) -> Solmu:
    """Key of a unit."""
    return ("yksikko", int(indeksi))


def organisaatio(nimi: str) -> Solmu:
    """Key of an organisation."""
    return ("organisaatio", nimi)


class Palveluverkko:
    """The network of one region; travel edges follow the K nearest units of `matkat`.

    Attributes:
        matkat: travel table; unit indices of the network are its columns.
        verkko: the `networkx.MultiDiGraph`, edge key = `Side`. Read it freely, change it by the methods below.
    """

    def __init__(self, matkat: Matkataulu, postinumerot: Sequence[str]) -> None:
        """A network of postal areas alone; `matkat` must have no units yet."""
        if len(matkat.auki):
            raise ValueError("The travel table has units already; open them through the network.")
        if len(postinumerot) != len(matkat.km):
            raise ValueError(f"{len(postinumerot)} postal codes for {len(matkat.km)} areas.")
        self.matkat = matkat
        self.verkko = nx.MultiDiGraph()
        self.verkko.add_nodes_from((alue(i), {"postinumero": koodi}) for i, koodi in enumerate(postinumerot))

    # --- organisations ---

    def lisaa_organisaatio(self, nimi: str, omistajat: dict[str, float] | None = None, **tiedot: Any) -> Solmu:
        """Add an organisation, owned by others in shares that sum to 1 (a hospital district by its municipalities).

        Raises ValueError for a known name, unknown owners or shares that do not sum to 1.
        """
        solmu = organisaatio(nimi)
        if solmu in self.verkko:
            raise ValueError(f"Organisation '{nimi}' is in the network already.")
        if omistajat:
            self._tunne(organisaatio(omistaja) for omistaja in omistajat)
            if not np.isclose(sum(omistajat.values()), 1.0):
                raise ValueError(f"Shares of '{nimi}' sum to {sum(omistajat.values()):.6g}, not 1.")
        self.verkko.add_node(solmu, **tiedot)
        for omistaja, osuus in (omistajat or {}).items():
            self.verkko.add_edge(organisaatio(omistaja), solmu, key=Side.OMISTUS, osuus=osuus)
        return solmu

    def sovi(self, tilaaja: str, tuottaja: str, kattaa: Iterable[str], **tiedot: Any) -> None:
        """Make or replace the contract between an orderer and a producer; `kattaa` = service packages."""
        self._tunne([organisaatio(tilaaja), organisaatio(tuottaja)])
        reuna = {"kattaa": tuple(kattaa), **tiedot}
        self.verkko.add_edge(organisaatio(tilaaja), organisaatio(tuottaja), key=Side.SOPIMUS, **reuna)

    def pura(self, tilaaja: str, tuottaja: str) -> None:
        """End a contract."""
        self.verkko.remove_edge(organisaatio(tilaaja), organisaatio(tuottaja), key=Side.SOPIMUS)

    # --- units ---

    def avaa(
        self, nimi: str, sijainti: int, x_km: float, y_km: float, omistaja: str, lahettaa: str | None = None
    ) -> int:
        """Open a unit in postal area `sijainti`; returns its index. `lahettaa` names where it refers."""
        self._tunne([organisaatio(nimi) for nimi in (omistaja, lahettaa) if nimi is not None] + [alue(sijainti)])
        indeksi = int(self.matkat.avaa(x_km, y_km)[0])
        self.verkko.add_node(yksikko(indeksi), nimi=nimi, alue=int(sijainti))
        self.verkko.add_edge(organisaatio(omistaja), yksikko(indeksi), key=Side.OMISTUS, osuus=1.0)
        if lahettaa is not None:
            self.verkko.add_edge(yksikko(indeksi), organisaatio(lahettaa), key=Side.LAHETE)
        return indeksi

    def sulje(self, indeksi: int) -> None:
        """Close a unit: it leaves the graph, its index stays reserved."""
        self._tunne([yksikko(indeksi)])
        self.matkat.sulje(indeksi)
        self.verkko.remove_node(yksikko(indeksi))

    def siirra(self, indeksi: int, omistaja: str) -> None:
        """Give a unit a new owner (a merger, the start of the county)."""
        self._tunne([yksikko(indeksi), organisaatio(omistaja)])
        self.verkko.remove_edge(organisaatio(self.yksikko(indeksi).omistaja), yksikko(indeksi), key=Side.OMISTUS)
        self.verkko.add_edge(organisaatio(omistaja), yksikko(indeksi), key=Side.OMISTUS, osuus=1.0)

    def paivita_matkat(self) -> None:
        """Draw the travel edges anew from the K nearest units; after a round of openings and closings."""
        vanhat = [(u, v, k) for u, v, k in self.verkko.edges(keys=True) if k == Side.MATKA]
        self.verkko.remove_edges_from(vanhat)
        for i, (yksikot, kilometrit) in enumerate(zip(self.matkat.lahimmat, self.matkat.lahimmat_km, strict=True)):
            for u, km in zip(yksikot, kilometrit, strict=True):
                if u >= 0:
                    self.verkko.add_edge(alue(i), yksikko(u), key=Side.MATKA, km=float(km))

    # --- reading ---

    def yksikko(self, indeksi: int) -> Yksikkotiedot:
        """What the network knows of an open unit."""
        self._tunne([yksikko(indeksi)])
        tiedot = self.verkko.nodes[yksikko(indeksi)]
        (omistaja,) = (u[1] for u, _, k in self.verkko.in_edges(yksikko(indeksi), keys=True) if k == Side.OMISTUS)
        return Yksikkotiedot(int(indeksi), tiedot["nimi"], tiedot["alue"], omistaja)

    def yksikot(self, omistaja: str | None = None) -> list[int]:
        """Indices of open units, of one owner or all."""
        if omistaja is None:
            return [indeksi for laji, indeksi in self.verkko if laji == "yksikko"]
        omat = (kohde for kohde, _ in self.seuraajat(organisaatio(omistaja), Side.OMISTUS))
        return sorted(indeksi for laji, indeksi in omat if laji == "yksikko")

    def seuraajat(self, solmu: Solmu, side: Side) -> Iterator[tuple[Solmu, dict[str, Any]]]:
        """Nodes an edge of kind `side` leads to, with the edge's data."""
        self._tunne([solmu])
        for _, kohde, laji, tiedot in self.verkko.out_edges(solmu, keys=True, data=True):
            if laji == side:
                yield kohde, tiedot

    def edeltajat(self, solmu: Solmu, side: Side) -> Iterator[tuple[Solmu, dict[str, Any]]]:
        """Nodes an edge of kind `side` comes from, with the edge's data."""
        self._tunne([solmu])
        for lahto, _, laji, tiedot in self.verkko.in_edges(solmu, keys=True, data=True):
            if laji == side:
                yield lahto, tiedot

    def _tunne(self, solmut: Iterable[Solmu]) -> None:
        puuttuu = [f"{laji} {nimi}" for laji, nimi in solmut if (laji, nimi) not in self.verkko]
        if puuttuu:
            raise ValueError(f"Not in the network: {', '.join(puuttuu)}.")


def nykytila(
    matkat: Matkataulu,
    postinumerot: Sequence[str],
    kunnat: Sequence[str],
    vaesto: Sequence[float],
    yksikot: Iterable[tuple[str, int, int, float, float]],
    sairaanhoitopiiri: str = "Sairaanhoitopiiri",
    erikoissairaanhoito: Iterable[str] = ("esh", "paivystys"),
) -> Palveluverkko:
    """The network before the reform: every municipality organises and produces, all own the hospital district together.

    Args:
        matkat: travel table without units.
        postinumerot: postal codes of its areas.
        kunnat: names of the municipalities, M.
        vaesto: their residents, M; ownership of the hospital district is in proportion.
        yksikot: (name, area, municipality, x_km, y_km) of each public station; indices into the sequences above.
        sairaanhoitopiiri: name of the hospital district.
        erikoissairaanhoito: packages the municipalities buy from it.
    """
    verkko = Palveluverkko(matkat, postinumerot)
    for kunta in kunnat:
        verkko.lisaa_organisaatio(kunta, laji="kunta")
    osuudet = {kunta: n / sum(vaesto) for kunta, n in zip(kunnat, vaesto, strict=True)}
    verkko.lisaa_organisaatio(sairaanhoitopiiri, osuudet, laji="kuntayhtyma")
    kattaa = tuple(erikoissairaanhoito)
    for kunta in kunnat:
        verkko.sovi(kunta, sairaanhoitopiiri, kattaa)
    for nimi, sijainti, kunta_i, x_km, y_km in yksikot:
        verkko.avaa(nimi, sijainti, x_km, y_km, omistaja=kunnat[kunta_i], lahettaa=sairaanhoitopiiri)
    verkko.paivita_matkat()
    return verkko
