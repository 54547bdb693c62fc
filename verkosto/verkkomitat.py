"""Measures of the service network: reach, way, concentration, broken chains, bridges.

    reach within t      share of residents whose quickest open place of a kind is at most t minutes away
    HHI                 sum of squared shares, 1/n (equal) ... 1 (one has all)
    Gini                mean difference of two units over twice their mean, 0 (equal) ... 1
    broken chain        the worst hand-over of a care chain and the share that gets through all of them
    bridge              an organisation without which the network of organisations falls apart (articulation point);
                        betweenness says how much of its shortest paths go through it

Coordination of an alliance's partners is measured on their own graph (verkosto/allianssi.py). Functions take plain
arrays and graphs; nothing here knows a model.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt

from verkosto.palveluverkko import Laji, Palveluverkko, Side, Solmu

Luvut = npt.NDArray[np.float64]


# --------------------------------------------------------------------------------------------------- reach
def ajat(verkko: Palveluverkko, lajit: Sequence[Laji]) -> Luvut:
    """Minutes from every area to the quickest open place of these kinds, (A,), from the table; inf where none is."""
    return verkko.minuutit.lyhin(lajit)


def ajat_paikkoihin(verkko: Palveluverkko, solmut: Iterable[Solmu]) -> Luvut:
    """Minutes from every area to the quickest of these places, (A,); inf where none is."""
    sarakkeet = [verkko.minuutit_paikkaan(solmu) for solmu in solmut]
    return np.minimum.reduce(sarakkeet) if sarakkeet else np.full(len(verkko.minuutit.kmh), np.inf)


def lyhimmat_polut(verkko: Palveluverkko, lajit: Sequence[Laji]) -> Luvut:
    """The same as shortest paths of the graph: Dijkstra over minutes from all open places of the kinds at once."""
    graafi = verkko.verkko
    lahdot = [solmu for solmu, laji in graafi.nodes(data="laji") if solmu[0] != "organisaatio" and laji in lajit]
    out = np.full(len(verkko.minuutit.kmh), np.inf)
    if not lahdot:
        return out

    def paino(_a: object, _b: object, reunat: Mapping[str, Mapping[str, float]]) -> float | None:
        return reunat[Side.MATKA]["minuutit"] if Side.MATKA in reunat else None

    pituudet = nx.multi_source_dijkstra_path_length(graafi.reverse(copy=False), set(lahdot), weight=paino)
    for (tyyppi, i), minuutit in pituudet.items():
        if tyyppi == "alue":
            out[i] = minuutit
    return out


def saavuttavat(minuutit: Luvut, vaki: npt.ArrayLike, raja: float = 30.0) -> Luvut:
    """Share of residents within `raja` minutes: `vaki` (A,) or (A, G) by group; a scalar array or (G,), NaN if none."""
    v = np.asarray(vaki, float)
    return _jako((v.T * (minuutit <= raja)).sum(axis=-1), v.sum(axis=0))


def keskiminuutit(minuutit: Luvut, vaki: npt.ArrayLike) -> Luvut:
    """Mean minutes of residents: `vaki` (A,) or (A, G) by group."""
    v = np.asarray(vaki, float)
    ajassa = np.where(v.T > 0, v.T * np.where(np.isfinite(minuutit), minuutit, 0.0), 0.0).sum(axis=-1)
    eristetty = (v.T * ~np.isfinite(minuutit)).sum(axis=-1) > 0
    return np.where(eristetty, np.inf, _jako(ajassa, v.sum(axis=0)))


def ryhmittain(ryhma: npt.ArrayLike, vaki: npt.ArrayLike, ryhmia: int) -> Luvut:
    """Residents (A,) spread by the group of their area, (A, G): one column a municipality, for the two above."""
    koodit, v = np.asarray(ryhma), np.asarray(vaki, float)
    out = np.zeros((len(koodit), ryhmia))
    out[np.arange(len(koodit)), koodit] = v
    return out


def _jako(osoittaja: npt.ArrayLike, nimittaja: npt.ArrayLike) -> Luvut:
    n = np.asarray(nimittaja, float)
    return np.where(n > 0, np.asarray(osoittaja, float) / np.where(n > 0, n, 1.0), np.nan)


# --------------------------------------------------------------------------------------------------- concentration
def hhi(maarat: npt.ArrayLike) -> float:
    """Herfindahl-Hirschman index of amounts (lists, capacity), 0-1; NaN when there is nothing to share."""
    x = np.asarray(maarat, float)
    return float(((x / x.sum()) ** 2).sum()) if x.sum() > 0 else float("nan")


def gini(maarat: npt.ArrayLike) -> float:
    """Gini coefficient of amounts, 0-1; NaN when there is nothing to share."""
    x = np.sort(np.asarray(maarat, float))
    n = len(x)
    return float(2.0 * (np.arange(1, n + 1) @ x) / (n * x.sum()) - (n + 1) / n) if x.sum() > 0 else float("nan")


# --------------------------------------------------------------------------------------------------- chains
@dataclass(frozen=True)
class Katkos:
    """Where a chain breaks: its worst hand-over, the share lost in it, the share that gets through the whole chain."""

    mista: str
    mihin: str
    havio: float
    lapi: float
    katkenneita: int  # hand-overs that lose more than the limit


def katkos(siirrot: Iterable[tuple[str, str, float]], raja: float = 0.15) -> Katkos:
    """The break of a chain given as hand-overs (from, to, share lost); a hand-over above `raja` counts as broken.

    Raises ValueError for a chain without hand-overs or a loss outside 0-1.
    """
    rivit = list(siirrot)
    if not rivit:
        raise ValueError("a chain has at least one hand-over")
    if vaarat := [havio for *_, havio in rivit if not 0.0 <= havio <= 1.0]:
        raise ValueError(f"a loss is a share 0-1, not {vaarat[0]}")
    mista, mihin, havio = max(rivit, key=lambda rivi: rivi[2])
    lapi = float(np.prod([1.0 - h for *_, h in rivit]))
    return Katkos(mista, mihin, havio, lapi, sum(h > raja for *_, h in rivit))


def siirrot(polku: Sequence[str], haviot: Sequence[float]) -> list[tuple[str, str, float]]:
    """Hand-overs of a path of steps, losses in order."""
    return [(a, b, float(h)) for (a, b), h in zip(pairwise(polku), haviot, strict=True)]


# --------------------------------------------------------------------------------------------------- bridges
@dataclass(frozen=True)
class Silta:
    """An organisation, how much goes through it and whether others are cut off from each other without it."""

    nimi: str
    valissa: float  # betweenness 0-1
    katkaisee: bool


def organisaatioverkko(verkko: Palveluverkko) -> nx.Graph:
    """Organisations and places joined by ownership, contract, referral or information, whichever way it goes."""
    graafi = verkko.verkko
    out = nx.Graph()
    out.add_nodes_from(solmu for solmu in graafi if solmu[0] != "alue")
    out.add_edges_from((a, b) for a, b, laji in graafi.edges(keys=True) if laji != Side.MATKA)
    return out


def sillat(graafi: nx.Graph, omat: Iterable[Any] | None = None) -> list[Silta]:
    """Bridges among the nodes `omat` (default: all) of an undirected graph, most between first.

    A bridge cuts when without it two others of them are parted that hung together with it; a place that is left alone
    does not count. Names of nodes that are (kind, name) are their second part.
    """
    ehdokkaat = list(graafi) if omat is None else list(omat)
    valissa, nivelet = nx.betweenness_centrality(graafi), set(nx.articulation_points(graafi))
    rivit = [
        Silta(
            nimi=str(solmu[1] if isinstance(solmu, tuple) else solmu),
            valissa=float(valissa[solmu]),
            katkaisee=solmu in nivelet and _katkaisee(graafi, solmu, ehdokkaat),
        )
        for solmu in ehdokkaat
    ]
    return sorted(rivit, key=lambda silta: (-silta.valissa, silta.nimi))


def _katkaisee(graafi: nx.Graph, solmu: Any, omat: Iterable[Any]) -> bool:
    """Do two of the others part when this node goes?"""
    muut = (set(omat) & nx.node_connected_component(graafi, solmu)) - {solmu}
    if not muut:
        return False
    ilman = graafi.subgraph(set(graafi) - {solmu})
    return not muut <= nx.node_connected_component(ilman, next(iter(muut)))


def organisaatiosillat(verkko: Palveluverkko) -> list[Silta]:
    """Bridge organisations of a service network, most between first."""
    graafi = organisaatioverkko(verkko)
    return sillat(graafi, [solmu for solmu in graafi if solmu[0] == "organisaatio"])
