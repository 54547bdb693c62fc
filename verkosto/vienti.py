"""Out: the service network as GraphML, GEXF or node-link JSON, for Gephi, Cytoscape, igraph or networkx.

Node names are text ("alue:00100", "yksikko:3", "organisaatio:Helsinki"), attributes are numbers, truth values or text
(a list is joined by "|"), nothing is missing by being null. Every edge has an id of its own and its kind in `side`.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from typing import Any

import networkx as nx

from verkosto.palveluverkko import Palveluverkko, Solmu

MUODOT = (".graphml", ".gexf", ".json")


def nimi(solmu: Solmu, graafi: nx.MultiDiGraph) -> str:
    """Name of a node outside: a postal area by its code."""
    tyyppi, avain = solmu
    return f"{tyyppi}:{graafi.nodes[solmu]['postinumero'] if tyyppi == 'alue' else avain}"


def nakyma(
    verkko: Palveluverkko, lisat: Mapping[Solmu, Mapping[str, Any]] | None = None,
    kerrokset: Mapping[str, Mapping[str, Any]] | None = None, **tiedot: Any,
) -> nx.MultiDiGraph:  # fmt: skip
    """A copy of the network with plain names and values.

    lisat: further attributes of nodes, such as the residents listed at a unit; kerrokset: layers by code with what is
    known of them, each becomes a node that its units lead to (side "kerros"); tiedot: attributes of the whole.
    """
    lahde = verkko.verkko
    nimet = {solmu: nimi(solmu, lahde) for solmu in lahde}
    out = nx.MultiDiGraph(**_puhtaat(tiedot))
    for solmu, attribuutit in lahde.nodes(data=True):
        kaikki = {"tyyppi": solmu[0], **attribuutit, **(lisat or {}).get(solmu, {})}
        if solmu[0] == "organisaatio":
            kaikki.setdefault("nimi", solmu[1])
        if "alue" in kaikki:  # an index inside the model, a postal code outside
            kaikki["alue"] = lahde.nodes["alue", kaikki["alue"]]["postinumero"]
        kaikki["label"] = kaikki.get("nimi", nimet[solmu])
        out.add_node(nimet[solmu], **_puhtaat(kaikki))
    for n, (a, b, side, attribuutit) in enumerate(lahde.edges(keys=True, data=True)):
        out.add_edge(nimet[a], nimet[b], key=f"e{n}", side=str(side), **_puhtaat(attribuutit))
    for koodi, attribuutit in (kerrokset or {}).items():
        out.add_node(f"kerros:{koodi}", tyyppi="kerros", **_puhtaat({"label": koodi, **attribuutit}))
    if kerrokset:
        for n, (solmu, koodi) in enumerate(lahde.nodes(data="kerros")):
            if koodi in kerrokset:
                out.add_edge(nimet[solmu], f"kerros:{koodi}", key=f"k{n}", side="kerros")
    return out


def _puhtaat(tiedot: Mapping[str, Any]) -> dict[str, Any]:
    return {str(avain): _puhdas(arvo) for avain, arvo in tiedot.items() if arvo is not None}


def _puhdas(arvo: Any) -> str | int | float | bool:
    if hasattr(arvo, "item"):
        arvo = arvo.item()
    if isinstance(arvo, (tuple, list, set, frozenset)):
        return "|".join(map(str, sorted(arvo) if isinstance(arvo, (set, frozenset)) else arvo))
    return arvo if type(arvo) in (bool, int, float) else str(arvo)


def sisalto(graafi: nx.MultiDiGraph, paate: str) -> bytes:
    """The view as a file of one of `MUODOT`. Raises ValueError for another ending."""
    if paate not in _KIRJOITTAJAT:
        raise ValueError(f"no network format {paate!r}; formats: {', '.join(MUODOT)}")
    return _KIRJOITTAJAT[paate](graafi)


def lue(sisalto: bytes, paate: str) -> nx.MultiDiGraph:
    """A network written by `sisalto`, as networkx reads it."""
    if paate == ".json":
        return nx.node_link_graph(json.loads(sisalto), edges="edges")
    if paate == ".graphml":
        return nx.read_graphml(io.BytesIO(sisalto), force_multigraph=True)
    if paate == ".gexf":
        graafi = nx.read_gexf(io.BytesIO(sisalto))
        return graafi if graafi.is_multigraph() else nx.MultiDiGraph(graafi)
    raise ValueError(f"no network format {paate!r}; formats: {', '.join(MUODOT)}")


def _graphml(graafi: nx.MultiDiGraph) -> bytes:
    puskuri = io.BytesIO()
    nx.write_graphml(graafi, puskuri, encoding="utf-8")
    return puskuri.getvalue()


def _gexf(graafi: nx.MultiDiGraph) -> bytes:
    puskuri = io.BytesIO()
    kuvana = graafi.copy()
    for _, attribuutit in kuvana.nodes(data=True):
        if "x_km" in attribuutit:  # where Gephi draws it
            paikka = {"x": attribuutit["x_km"], "y": attribuutit["y_km"], "z": 0.0}
            attribuutit["viz"] = {"position": paikka}
    nx.write_gexf(kuvana, puskuri, encoding="utf-8")
    return puskuri.getvalue()


def _json(graafi: nx.MultiDiGraph) -> bytes:
    return json.dumps(nx.node_link_data(graafi, edges="edges"), ensure_ascii=False, indent=1).encode()


_KIRJOITTAJAT: dict[str, Callable[[nx.MultiDiGraph], bytes]] = {".graphml": _graphml, ".gexf": _gexf, ".json": _json}
