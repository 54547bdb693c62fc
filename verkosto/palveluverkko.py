"""The service network: who provides where, on what terms - a typed graph of postal areas, units and organisations.

    alue              --matka-->    yksikko | sairaala          km by road, minutes by car
    organisaatio      --omistus-->  yksikko | sairaala | organisaatio   osuus (share of ownership, 0-1)
    organisaatio      --sopimus-->  organisaatio   orderer to producer; what it covers stands in `kattaa`
    yksikko           --lahete-->   organisaatio   where the unit refers for specialised care
    yksikko, sairaala --tieto-->    organisaatio   shared records, to whom it belongs
    organisaatio      --tieto-->    organisaatio   reports, producer to orderer

A unit is a sote centre residents can be listed at; a hospital is a place care is given at, and nobody chooses it here.
An area has a travel edge to each of its K nearest units and to the quickest open place of every kind, so that shortest
paths over minutes are those of the whole network. Information follows ownership and contracts. Nodes are keys (kind,
name or index); nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt

from verkosto.kerrokset import KANSALLINEN, KESKITETTY, LAHI
from verkosto.matka import Matkataulu, Minuuttitaulu, Vauhdit

Solmu = tuple[str, Any]


class Side(StrEnum):
    """Kinds of edges: travel, ownership, contract, referral, information."""

    MATKA = "matka"
    OMISTUS = "omistus"
    SOPIMUS = "sopimus"
    LAHETE = "lahete"
    TIETO = "tieto"


class Laji(StrEnum):
    """Kinds of places: sote centre, acute hospital, university hospital, other public or private one, oral unit."""

    SOTEKESKUS = "sotekeskus"
    SAIRAALA = "sairaala"
    MUU_SAIRAALA = "muu sairaala"
    YLIOPISTOSAIRAALA = "yliopistosairaala"
    YKSITYINEN_SAIRAALA = "yksityinen sairaala"
    SUUNHOITO = "suunhoidon yksikkö"


AKUUTTISAIRAALAT = (Laji.SAIRAALA, Laji.YLIOPISTOSAIRAALA)  # emergency care and all common specialties
# Layer a kind of place belongs to (verkosto/kerrokset.py); electronic, home and mobile services have no place.
KERROS = {
    Laji.SOTEKESKUS: LAHI,
    Laji.SUUNHOITO: LAHI,
    Laji.SAIRAALA: KESKITETTY,
    Laji.MUU_SAIRAALA: KESKITETTY,
    Laji.YKSITYINEN_SAIRAALA: KESKITETTY,
    Laji.YLIOPISTOSAIRAALA: KANSALLINEN,
}


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


def sairaala(indeksi: int) -> Solmu:
    """Key of a hospital."""
    return ("sairaala", int(indeksi))


def suuyksikko(indeksi: int) -> Solmu:
    """Key of an oral unit."""
    return ("suuyksikko", int(indeksi))


def organisaatio(nimi: str) -> Solmu:
    """Key of an organisation."""
    return ("organisaatio", nimi)


class Palveluverkko:
    """The network of one region.

    Attributes:
        matkat: travel table of the units; unit indices of the network are its columns.
        minuutit: travel times to units and hospitals.
    """

    def __init__(
        self,
        matkat: Matkataulu,
        postinumerot: Sequence[str],
        tiheys: npt.ArrayLike | None = None,
        vauhdit: Vauhdit | None = None,
    ) -> None:
        """A network of postal areas alone; `matkat` must have no units yet.

        `tiheys`: residents per square kilometre of the areas, for travel times; without it all are country.
        """
        if len(matkat.auki):
            raise ValueError("The travel table has units already; open them through the network.")
        if len(postinumerot) != len(matkat.km):
            raise ValueError(f"{len(postinumerot)} postal codes for {len(matkat.km)} areas.")
        self.matkat = matkat
        self.minuutit = Minuuttitaulu(np.zeros(len(postinumerot)) if tiheys is None else tiheys, vauhdit or Vauhdit())
        self._paikat: list[Solmu] = []  # node of each place of `minuutit`
        self._paikka: dict[Solmu, int] = {}
        self._km: list[npt.NDArray[np.float32]] = []  # (A,) of each place
        self._verkko = nx.MultiDiGraph()
        self._verkko.add_nodes_from((alue(i), {"postinumero": koodi}) for i, koodi in enumerate(postinumerot))

    @property
    def verkko(self) -> nx.MultiDiGraph:
        """The graph, edge key = `Side`, travel edges brought up to date. Read it freely, change it by the methods."""
        self.paivita_matkat()
        return self._verkko

    def __contains__(self, solmu: Solmu) -> bool:
        """Is this node in the network?"""
        return solmu in self._verkko

    # --- organisations ---

    def lisaa_organisaatio(self, nimi: str, omistajat: dict[str, float] | None = None, **tiedot: Any) -> Solmu:
        """Add an organisation, owned by others in shares that sum to 1 (a hospital district by its municipalities).

        Raises ValueError for a known name, unknown owners or shares that do not sum to 1.
        """
        solmu = organisaatio(nimi)
        if solmu in self._verkko:
            raise ValueError(f"Organisation '{nimi}' is in the network already.")
        if omistajat:
            self._tunne(organisaatio(omistaja) for omistaja in omistajat)
            if not np.isclose(sum(omistajat.values()), 1.0):
                raise ValueError(f"Shares of '{nimi}' sum to {sum(omistajat.values()):.6g}, not 1.")
        self._verkko.add_node(solmu, **tiedot)
        for omistaja, osuus in (omistajat or {}).items():
            self._verkko.add_edge(organisaatio(omistaja), solmu, key=Side.OMISTUS, osuus=osuus)
        return solmu

    def sovi(self, tilaaja: str, tuottaja: str, kattaa: Iterable[str], **tiedot: Any) -> None:
        """Make or replace the contract between an orderer and a producer; `kattaa` = service packages."""
        self._tunne([organisaatio(tilaaja), organisaatio(tuottaja)])
        reuna = {"kattaa": tuple(kattaa), **tiedot}
        self._verkko.add_edge(organisaatio(tilaaja), organisaatio(tuottaja), key=Side.SOPIMUS, **reuna)
        self._verkko.add_edge(organisaatio(tuottaja), organisaatio(tilaaja), key=Side.TIETO, sisalto="raportointi")

    def pura(self, tilaaja: str, tuottaja: str) -> None:
        """End a contract."""
        self._verkko.remove_edge(organisaatio(tilaaja), organisaatio(tuottaja), key=Side.SOPIMUS)
        self._verkko.remove_edge(organisaatio(tuottaja), organisaatio(tilaaja), key=Side.TIETO)

    # --- units ---

    def avaa(
        self, nimi: str, sijainti: int, x_km: float, y_km: float, omistaja: str, lahettaa: str | None = None
    ) -> int:
        """Open a unit in postal area `sijainti`; returns its index. `lahettaa` names where it refers."""
        self._tunne([organisaatio(nimi) for nimi in (omistaja, lahettaa) if nimi is not None] + [alue(sijainti)])
        indeksi = int(self.matkat.avaa(x_km, y_km)[0])
        km = self.matkat.km[:, indeksi]
        self._sijoita(yksikko(indeksi), Laji.SOTEKESKUS, km, nimi, sijainti, x_km, y_km, omistaja)
        if lahettaa is not None:
            self.lahettaa(indeksi, lahettaa)
        return indeksi

    def avaa_sairaala(self, nimi: str, laji: Laji, sijainti: int, x_km: float, y_km: float, omistaja: str) -> Solmu:
        """Open a hospital in postal area `sijainti`: a place of the network that no resident chooses from."""
        self._tunne([organisaatio(omistaja), alue(sijainti)])
        solmu = sairaala(sum(s[0] == "sairaala" for s in self._paikat))
        km = self.matkat.kilometrit(x_km, y_km)[:, 0]
        self._sijoita(solmu, Laji(laji), km, nimi, sijainti, x_km, y_km, omistaja)
        return solmu

    def avaa_suunhoito(self, indeksi: int, nimi: str, sijainti: int, x_km: float, y_km: float, omistaja: str) -> Solmu:
        """Open an oral unit with a list of its own in postal area `sijainti`; `indeksi`: its place in its own table."""
        self._tunne([organisaatio(omistaja), alue(sijainti)])
        km = self.matkat.kilometrit(x_km, y_km)[:, 0]
        self._sijoita(suuyksikko(indeksi), Laji.SUUNHOITO, km, nimi, sijainti, x_km, y_km, omistaja)
        return suuyksikko(indeksi)

    def _sijoita(
        self,
        solmu: Solmu,
        laji: Laji,
        km: npt.NDArray[np.float32],
        nimi: str,
        sijainti: int,
        x_km: float,
        y_km: float,
        omistaja: str,
    ) -> None:
        self._paikka[solmu] = self.minuutit.avaa(km, sijainti, laji)
        self._paikat.append(solmu)
        self._km.append(np.array(km, np.float32))
        tiedot = {"alue": int(sijainti), "laji": str(laji), "kerros": KERROS[laji]}
        self._verkko.add_node(solmu, nimi=nimi, **tiedot, x_km=float(x_km), y_km=float(y_km))
        self._omistaa(omistaja, solmu)

    def _omistaa(self, omistaja: str, solmu: Solmu) -> None:
        self._verkko.add_edge(organisaatio(omistaja), solmu, key=Side.OMISTUS, osuus=1.0)
        self._verkko.add_edge(solmu, organisaatio(omistaja), key=Side.TIETO, sisalto="potilastiedot")

    def sulje(self, indeksi: int) -> None:
        """Close a unit: it leaves the graph, its index stays reserved."""
        self._tunne([yksikko(indeksi)])
        self.matkat.sulje(indeksi)
        self._poista(yksikko(indeksi))

    def sulje_suunhoito(self, indeksi: int) -> None:
        """Close an oral unit."""
        self.sulje_sairaala(suuyksikko(indeksi))

    def sulje_sairaala(self, solmu: Solmu) -> None:
        """Close a hospital."""
        self._tunne([solmu])
        self._poista(solmu)

    def _poista(self, solmu: Solmu) -> None:
        self.minuutit.sulje(self._paikka[solmu])
        self._verkko.remove_node(solmu)

    def siirra(self, kohde: int | Solmu, omistaja: str) -> None:
        """Give a unit (its index) or a hospital (its node) a new owner: a merger, the start of the county."""
        solmu = kohde if isinstance(kohde, tuple) else yksikko(kohde)
        self._tunne([solmu, organisaatio(omistaja)])
        vanha = organisaatio(self.omistaja(solmu))
        self._verkko.remove_edge(vanha, solmu, key=Side.OMISTUS)
        self._verkko.remove_edge(solmu, vanha, key=Side.TIETO)
        self._omistaa(omistaja, solmu)

    def lahettaa(self, indeksi: int, minne: str) -> None:
        """Let a unit refer to this organisation, and to no other."""
        self._tunne([yksikko(indeksi), organisaatio(minne)])
        vanhat = [(u, v, k) for u, v, k in self._verkko.out_edges(yksikko(indeksi), keys=True) if k == Side.LAHETE]
        self._verkko.remove_edges_from(vanhat)
        self._verkko.add_edge(yksikko(indeksi), organisaatio(minne), key=Side.LAHETE)

    def paivita_matkat(self) -> None:
        """Bring travel edges up to date: only areas whose nearest units or quickest places have changed."""
        muuttuneet = self.matkat.muuttuneet | self.minuutit.muuttuneet
        for i in np.flatnonzero(muuttuneet).tolist():
            vanhat = [(u, v, k) for u, v, k in self._verkko.out_edges(alue(i), keys=True) if k == Side.MATKA]
            self._verkko.remove_edges_from(vanhat)
            lahimmat = [self._paikka[yksikko(u)] for u in self.matkat.lahimmat[i].tolist() if u >= 0]
            nopeimmat = [int(nopein[i]) for nopein in self.minuutit.nopein.values() if nopein[i] >= 0]
            for paikka in dict.fromkeys([*lahimmat, *nopeimmat]):
                self._verkko.add_edge(alue(i), self._paikat[paikka], key=Side.MATKA, **self._matka(i, paikka))
        self.matkat.muuttuneet[:] = False
        self.minuutit.muuttuneet[:] = False

    def _matka(self, i: int, paikka: int) -> dict[str, float]:
        return {"km": float(self._km[paikka][i]), "minuutit": float(self.minuutit.minuutit[paikka][i])}

    # --- reading ---

    def yksikko(self, indeksi: int) -> Yksikkotiedot:
        """What the network knows of an open unit."""
        self._tunne([yksikko(indeksi)])
        tiedot = self._verkko.nodes[yksikko(indeksi)]
        return Yksikkotiedot(int(indeksi), tiedot["nimi"], tiedot["alue"], self.omistaja(yksikko(indeksi)))

    def minuutit_paikkaan(self, solmu: Solmu) -> npt.NDArray[np.float64]:
        """Minutes from every area to an open unit or hospital, (A,)."""
        self._tunne([solmu])
        return self.minuutit.minuutit[self._paikka[solmu]]

    def omistaja(self, solmu: Solmu) -> str:
        """Who owns a unit or a hospital."""
        (omistaja,) = (u[1] for u, _, k in self._verkko.in_edges(solmu, keys=True) if k == Side.OMISTUS)
        return str(omistaja)

    def sairaalat(self, omistaja: str | None = None) -> list[Solmu]:
        """Nodes of open hospitals, of one owner or all."""
        kaikki = [solmu for solmu in self._verkko if solmu[0] == "sairaala"]
        return kaikki if omistaja is None else [solmu for solmu in kaikki if self.omistaja(solmu) == omistaja]

    def yksikot(self, omistaja: str | None = None) -> list[int]:
        """Indices of open units, of one owner or all."""
        if omistaja is None:
            return [indeksi for laji, indeksi in self._verkko if laji == "yksikko"]
        omat = (kohde for kohde, _ in self.seuraajat(organisaatio(omistaja), Side.OMISTUS))
        return sorted(indeksi for laji, indeksi in omat if laji == "yksikko")

    def seuraajat(self, solmu: Solmu, side: Side) -> Iterator[tuple[Solmu, dict[str, Any]]]:
        """Nodes an edge of kind `side` leads to, with the edge's data."""
        self._tunne([solmu])
        verkko = self.verkko if side == Side.MATKA else self._verkko
        for _, kohde, laji, tiedot in verkko.out_edges(solmu, keys=True, data=True):
            if laji == side:
                yield kohde, tiedot

    def edeltajat(self, solmu: Solmu, side: Side) -> Iterator[tuple[Solmu, dict[str, Any]]]:
        """Nodes an edge of kind `side` comes from, with the edge's data."""
        self._tunne([solmu])
        verkko = self.verkko if side == Side.MATKA else self._verkko
        for lahto, _, laji, tiedot in verkko.in_edges(solmu, keys=True, data=True):
            if laji == side:
                yield lahto, tiedot

    def _tunne(self, solmut: Iterable[Solmu]) -> None:
        puuttuu = [f"{laji} {nimi}" for laji, nimi in solmut if (laji, nimi) not in self._verkko]
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
    tiheys: npt.ArrayLike | None = None,
    vauhdit: Vauhdit | None = None,
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
        tiheys: residents per square kilometre of the areas, and `vauhdit`, terms of travel time.
    """
    verkko = Palveluverkko(matkat, postinumerot, tiheys, vauhdit)
    for kunta in kunnat:
        verkko.lisaa_organisaatio(kunta, laji="kunta")
    osuudet = {kunta: n / sum(vaesto) for kunta, n in zip(kunnat, vaesto, strict=True)}
    verkko.lisaa_organisaatio(sairaanhoitopiiri, osuudet, laji="kuntayhtyma")
    kattaa = tuple(erikoissairaanhoito)
    for kunta in kunnat:
        verkko.sovi(kunta, sairaanhoitopiiri, kattaa)
    for nimi, sijainti, kunta_i, x_km, y_km in yksikot:
        verkko.avaa(nimi, sijainti, x_km, y_km, omistaja=kunnat[kunta_i], lahettaa=sairaanhoitopiiri)
    return verkko
