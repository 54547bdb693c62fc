"""R18 The partner graph of an alliance: who does what, who tells whom, and how well what they share hangs together.

    kumppani --tieto--> kumppani       information edge (both ways), 0-1: share of what the other needs that comes
    tehtava  --siirto--> tehtava       clients handed on from one task to another, weight per year
    kumppani --tekee--> tehtava        main responsibility of a task

Coordination of the graph is a weighted efficiency:

    c = sum_ab w_ab r(i_a, i_b) / sum_ab w_ab

over hand-overs w_ab between tasks; i_a is the partner that does task a; r is the best path between two partners: the
largest product of the information of its edges (1 inside one partner, 0 when no path leads there). So 0 <= c <= 1,
c = 1 when nothing is lost between partners, c rises with the information of any edge, and a partner on whom the only
path runs is a bridge: without it c falls. Form after the efficiency of a weighted network (Latora & Marchiori 2001,
Phys. Rev. Lett. 87:198701) with hand-overs as weights; the multiplicative loss by step is an assumption (oletus).
Nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt

KUMPPANILAJIT = ("kunta", "yritys", "jarjesto", "jarjestaja")
Pari = tuple[str, str]


@dataclass(frozen=True)
class Kumppani:
    """A partner: `laji` is one of KUMPPANILAJIT, `osuus` its share of contribution and of pain and gain, 0-1."""

    nimi: str
    laji: str
    osuus: float


@dataclass(frozen=True)
class Tehtava:
    """A task and the partner with main responsibility; `rivi` names the service line it produces, '' when outside."""

    nimi: str
    kumppani: str
    rivi: str = ""


def pari(a: str, b: str) -> Pari:
    """Key of the edge between two partners, the same both ways."""
    return (a, b) if a <= b else (b, a)


class Kumppaniverkko:
    """The partner graph of one alliance.

    Attributes:
        verkko: `networkx.Graph` of partners, edge attribute `tieto` 0-1.
        siirrot: hand-overs between tasks, (task, task) -> weight.
    """

    def __init__(
        self,
        kumppanit: Sequence[Kumppani],
        tehtavat: Sequence[Tehtava],
        siirrot: Mapping[Pari, float],
        tieto: Mapping[Pari, float],
    ) -> None:
        """Raises ValueError for an unknown name or kind, shares that do not sum to 1, information outside 0-1."""
        self.kumppanit, self.tehtavat = tuple(kumppanit), tuple(tehtavat)
        self.siirrot = {k: float(w) for k, w in siirrot.items()}
        nimet = [k.nimi for k in self.kumppanit]
        self._tekija = {t.nimi: t.kumppani for t in self.tehtavat}
        _tarkista_nimet(nimet, self.kumppanit, self.tehtavat, self.siirrot, tieto)
        self.verkko = nx.Graph()
        self.verkko.add_nodes_from((k.nimi, {"laji": k.laji, "osuus": k.osuus}) for k in self.kumppanit)
        for (a, b), arvo in tieto.items():
            self.verkko.add_edge(a, b, tieto=float(arvo))

    @property
    def sivut(self) -> tuple[Pari, ...]:
        """Information edges, in a fixed order."""
        return tuple(sorted(pari(a, b) for a, b in self.verkko.edges))

    @property
    def osuudet(self) -> dict[str, float]:
        """Share key by partner."""
        return {k.nimi: k.osuus for k in self.kumppanit}

    def tieto(self) -> npt.NDArray[np.float64]:
        """Information of the edges as the graph was given, in the order of `sivut`."""
        return np.array([self.verkko.edges[s]["tieto"] for s in self.sivut])

    def virrat(self) -> dict[Pari, float]:
        """Hand-overs between pairs of partners, both ways added; (a, a) is what stays inside a."""
        out: dict[Pari, float] = {}
        for (t, u), w in self.siirrot.items():
            avain = pari(self._tekija[t], self._tekija[u])
            out[avain] = out.get(avain, 0.0) + w
        return out

    def lapaisy(self, tieto: npt.ArrayLike | None = None) -> dict[Pari, float]:
        """Best product of information over paths, by pair of partners; 0 when no path leads there."""
        arvot = self.tieto() if tieto is None else np.asarray(tieto, dtype=np.float64)
        g = nx.Graph()
        g.add_nodes_from(self.verkko)
        for (a, b), arvo in zip(self.sivut, arvot.tolist(), strict=True):
            if arvo > 0.0:
                g.add_edge(a, b, matka=-np.log(arvo), tieto=arvo)
        out: dict[Pari, float] = {}
        for a, polut in nx.all_pairs_dijkstra_path(g, weight="matka"):
            for b, polku in polut.items():
                if a <= b:
                    out[a, b] = float(np.prod([g.edges[x, y]["tieto"] for x, y in pairwise(polku)]))
        return out

    def koordinaatio(self, tieto: npt.ArrayLike | None = None) -> float:
        """Coordination c of the module's text; `tieto` in the order of `sivut` replaces the graph's own. 1 if no
        hand-over."""
        lapi, virrat = self.lapaisy(tieto), self.virrat()
        kaikki = sum(virrat.values())
        return 1.0 if kaikki <= 0.0 else sum(w * lapi.get(k, 0.0) for k, w in virrat.items()) / kaikki

    def ilman(self, kumppani: str) -> Kumppaniverkko:
        """The graph when a partner has left: its tasks and edges go, shares of the others grow in proportion."""
        jaa = [k for k in self.kumppanit if k.nimi != kumppani]
        if len(jaa) == len(self.kumppanit):
            raise ValueError(f"No partner '{kumppani}' in the alliance.")
        summa = sum(k.osuus for k in jaa)
        jaljella = [Kumppani(k.nimi, k.laji, k.osuus / summa) for k in jaa]
        tehtavat = [t for t in self.tehtavat if t.kumppani != kumppani]
        nimet = {t.nimi for t in tehtavat}
        siirrot = {(t, u): w for (t, u), w in self.siirrot.items() if t in nimet and u in nimet}
        tieto = {s: float(self.verkko.edges[s]["tieto"]) for s in self.sivut if kumppani not in s}
        return Kumppaniverkko(jaljella, tehtavat, siirrot, tieto)

    def sillat(self) -> tuple[str, ...]:
        """Partners whose leaving would cut others from each other (articulation points)."""
        return tuple(sorted(nx.articulation_points(self.verkko)))


def koordinaatiohavio(verkko: Kumppaniverkko, kumppani: str) -> float:
    """Rise of the loss 1 - c among the *remaining* partners' hand-overs when one leaves; 0 for one nobody's path
    needs."""
    jaljella = verkko.ilman(kumppani)
    lapi, virrat = verkko.lapaisy(), jaljella.virrat()
    kaikki = sum(virrat.values())
    ennen = 1.0 if kaikki <= 0.0 else sum(w * lapi.get(k, 0.0) for k, w in virrat.items()) / kaikki
    return ennen - jaljella.koordinaatio()


def _tarkista_nimet(
    nimet: list[str],
    kumppanit: Iterable[Kumppani],
    tehtavat: Iterable[Tehtava],
    siirrot: Mapping[Pari, float],
    tieto: Mapping[Pari, float],
) -> None:
    """Everything named is there, shares sum to one, information and weights make sense."""
    tyot = [t.nimi for t in tehtavat]
    oudot = [k.laji for k in kumppanit if k.laji not in KUMPPANILAJIT]
    vieraat = [t.kumppani for t in tehtavat if t.kumppani not in nimet]
    vieraat += [x for p in siirrot for x in p if x not in tyot] + [x for p in tieto for x in p if x not in nimet]
    if len(set(nimet)) != len(nimet) or len(set(tyot)) != len(tyot):
        raise ValueError("Two partners or two tasks of an alliance have the same name.")
    if oudot:
        raise ValueError(f"Unknown kind of partner: {', '.join(oudot)}; known: {', '.join(KUMPPANILAJIT)}.")
    if vieraat:
        raise ValueError(f"Not in the alliance: {', '.join(dict.fromkeys(vieraat))}.")
    if not np.isclose(sum(k.osuus for k in kumppanit), 1.0) or any(k.osuus < 0.0 for k in kumppanit):
        raise ValueError("Shares of the partners must be at least 0 and sum to 1.")
    if any(not 0.0 <= x <= 1.0 for x in tieto.values()) or any(a == b for a, b in tieto):
        raise ValueError("Information of an edge must lie in 0-1, between two partners.")
    if any(w < 0.0 for w in siirrot.values()):
        raise ValueError("A hand-over cannot have a negative weight.")


# what raises information, and trust ------------------------------------------------------------------------------


def jaettu_tieto(
    perus: npt.ArrayLike, luottamus: npt.ArrayLike, rekisterit: float, ponnistus: npt.ArrayLike = 0.0
) -> Any:
    """Information of edges once something is shared: 1 - (1 - i0)(1 - t r)(1 - t x), never below i0.

    perus: i0 of the edge; luottamus: trust t; rekisterit: r, what shared records let through; ponnistus: x, joint work.
    All 0-1. With r = x = 0 it is the same expression at every trust: coordination stays at its base to the bit.
    """
    i0, t = np.asarray(perus, dtype=np.float64), np.asarray(luottamus, dtype=np.float64)
    return 1.0 - (1.0 - i0) * (1.0 - t * rekisterit) * (1.0 - t * np.asarray(ponnistus, dtype=np.float64))


def vahvuus(koordinaatio: float, perus: float) -> float:
    """How much of the coordination that was missing is there now: (c - c0) / (1 - c0), within 0-1; exactly 0 at c0."""
    return 0.0 if perus >= 1.0 else min(max((koordinaatio - perus) / (1.0 - perus), 0.0), 1.0)


def luottamus_jalkeen(luottamus: npt.ArrayLike, pidetty: npt.ArrayLike, nousu: float, lasku: float) -> Any:
    """Trust after one promise: t + a (1 - t) when it was kept, t - b t when broken; stays in 0-1 for a, b in 0-1."""
    t = np.asarray(luottamus, dtype=np.float64)
    return np.where(np.asarray(pidetty, dtype=bool), t + nousu * (1.0 - t), t - lasku * t)


def luottamus_levossa(osuus_pidetty: float, nousu: float, lasku: float) -> float:
    """Mean trust in the long run when a share p of promises is kept: p a / (p a + (1 - p) b). Exact: the step is linear
    in t."""
    return osuus_pidetty * nousu / (osuus_pidetty * nousu + (1.0 - osuus_pidetty) * lasku)
