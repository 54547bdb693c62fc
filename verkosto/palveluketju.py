"""Care chains: a path of steps over organisations, where each hand-over can lose the patient (R19).

    sote-keskus --havio--> päivystys --havio--> sairaala --havio--> kotihoito --havio--> järjestö

A hand-over inside one organisation loses few, one between organisations more; five things that tie organisations
together lower the loss, each by its own share and each exactly neutral at zero:

    loss = base x (1 - e_record x record) x (1 - e_worker x worker)                       inside and between
                x (1 - e_spec x spec) x (1 - e_alliance x alliance) x (1 - e_one x one)   between only

Source: form and sizes are assumptions (oletus); that contract specification acts between organisations only: notes on
institutions, 4. All functions take numbers or arrays, e.g. one value a postal area.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt

Luku = float | npt.NDArray[np.float64]  # a share 0-1, or an array of them
TUOTTAJA, KUNTA, JARJESTO = "tuottaja", "kunta", "jarjesto"
TOIMIJAT = (TUOTTAJA, KUNTA, JARJESTO)  # who carries a step: producer of its package, municipality, association


@dataclass(frozen=True)
class Yhdistavat:
    """What ties the organisations of a chain together; each 0 (not at all) to 1 (fully)."""

    yhteinen_tieto: Luku = 0.0  # shared records
    vastuutyontekija: Luku = 0.0  # a named worker who follows the patient over the hand-over
    maarittely: Luku = 0.0  # how far the contract specifies the chain
    allianssi: Luku = 0.0  # an alliance of the partners
    yksi_organisaatio: Luku = 0.0  # one organisation answers for the whole chain (responsible care organisation)

    @classmethod
    def nimet(cls) -> tuple[str, ...]:
        """The five, in order."""
        return tuple(f.name for f in fields(cls))


YHTEISET = ("yhteinen_tieto", "vastuutyontekija")  # act at every hand-over
VALISET = ("maarittely", "allianssi", "yksi_organisaatio")  # act between organisations only


@dataclass(frozen=True)
class Perushavio:
    """Base loss of one hand-over, share of patients: inside one organisation and between two."""

    sisalla: float
    valissa: float

    def __post_init__(self) -> None:
        """Raises ValueError unless 0 <= sisalla <= valissa < 1."""
        if not 0.0 <= self.sisalla <= self.valissa < 1.0:
            raise ValueError(f"a hand-over loses 0 <= inside ({self.sisalla}) <= between ({self.valissa}) < 1")


@dataclass(frozen=True)
class Askel:
    """One step: its service line ("" = none), who carries it (kind -> share of clients), loss on the way to it."""

    koodi: str
    rivi: str
    toimijat: Mapping[str, float]
    perus: Perushavio | None  # None in the first step
    nimi: Mapping[str, str]
    paino: float = 0.0  # share of the need a lost patient comes back with that this hand-over concerns
    peruste: str = ""


@dataclass(frozen=True)
class Palveluketju:
    """A chain: who enters it and its steps in order.

    `lahtorivi` and `osuus`: the share of a service line's events that start the chain, among ages `iat`; a line
    "sydan" is the residents with heart failure and `osuus` the starts a year.
    """

    koodi: str
    nimi: Mapping[str, str]
    lahtorivi: str
    osuus: float
    iat: tuple[int, int]  # from, below
    askeleet: tuple[Askel, ...]

    def __post_init__(self) -> None:
        """Raises ValueError when the steps do not make a path."""
        koodit = [a.koodi for a in self.askeleet]
        if len(koodit) < 2 or len(set(koodit)) != len(koodit):
            raise ValueError(f"chain {self.koodi}: at least two steps, each with a code of its own, got {koodit}")
        if self.askeleet[0].perus is not None or any(a.perus is None for a in self.askeleet[1:]):
            raise ValueError(f"chain {self.koodi}: every step but the first has a hand-over to it")

    @property
    def siirtymat(self) -> tuple[tuple[str, str], ...]:
        """Hand-overs (from, to), in order."""
        koodit = [a.koodi for a in self.askeleet]
        return tuple(pairwise(koodit))

    def verkko(self, haviot: Sequence[Luku], organisaatiot: Sequence[str] | None = None) -> nx.DiGraph:
        """The chain as a graph with the loss of each hand-over; `organisaatiot`: name of each step's organisation."""
        verkko = nx.DiGraph(ketju=self.koodi)
        nimet = organisaatiot or [max(a.toimijat, key=lambda t, a=a: a.toimijat[t]) for a in self.askeleet]  # type: ignore[misc]
        for askel, organisaatio in zip(self.askeleet, nimet, strict=True):
            verkko.add_node(askel.koodi, rivi=askel.rivi, organisaatio=organisaatio)
        for (a, b), h in zip(self.siirtymat, haviot, strict=True):
            verkko.add_edge(a, b, havio=h)
        return verkko


def havio(perus: Perushavio, valissa: Luku | bool, yhdistavat: Yhdistavat, tehot: Mapping[str, float]) -> Any:
    """Share of patients lost in one hand-over; see the module.

    valissa: is it between organisations - or for which share of the patients. tehot: lever -> share of the loss it
    removes at full strength, 0-1; a lever without one does nothing.
    """
    osuus = valissa * 1.0
    yhteinen: Any = 1.0
    for nimi in YHTEISET:
        yhteinen = yhteinen * (1.0 - tehot.get(nimi, 0.0) * getattr(yhdistavat, nimi))
    valinen: Any = 1.0
    for nimi in VALISET:
        valinen = valinen * (1.0 - tehot.get(nimi, 0.0) * getattr(yhdistavat, nimi))
    return ((1.0 - osuus) * perus.sisalla + osuus * perus.valissa * valinen) * yhteinen


def eri_organisaatio(a: Mapping[str, Luku], b: Mapping[str, Luku]) -> Any:
    """Share of patients who change organisation between two steps; organisation -> share of the step's clients."""
    sama: Any = 0.0
    for nimi, osuus in a.items():
        if nimi in b:
            sama = sama + osuus * b[nimi]
    return 1.0 - sama


# expected flow ---------------------------------------------------------------------------------------------------


def paasy(haviot: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """P(reach step k) from the losses of the hand-overs (E, ...): (E + 1, ...), first 1."""
    h = np.asarray(haviot, dtype=np.float64)
    return np.concatenate([np.ones_like(h[:1]), np.cumprod(1.0 - h, axis=0)])


def kadonneet(haviot: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Share of those who enter that is lost at each hand-over (E, ...); with those who get through it sums to 1."""
    h = np.asarray(haviot, dtype=np.float64)
    return paasy(h)[:-1] * h


def saavutettu(verkko: nx.DiGraph) -> dict[str, float]:
    """P(reach) of every step of a chain's graph, from the first step, by following its edges."""
    p = dict.fromkeys(verkko, 0.0)
    for solmu in nx.topological_sort(verkko):
        tulot = list(verkko.in_edges(solmu, data="havio"))
        p[solmu] = sum(p[a] * (1.0 - h) for a, _, h in tulot) if tulot else 1.0
    return p


def kadonneet_verkossa(verkko: nx.DiGraph) -> dict[tuple[str, str], float]:
    """Share of those who enter that is lost on each edge of a chain's graph."""
    p = saavutettu(verkko)
    return {(a, b): p[a] * h for a, b, h in verkko.edges(data="havio")}


def absorboiva(verkko: nx.DiGraph) -> tuple[dict[str, float], dict[tuple[str, str], float]]:
    """The same two by linear algebra: the chain as an absorbing Markov chain, N = (I - Q)^-1 and B = N R.

    Transient states are the steps; absorbing ones "lost on this edge" and "got through". An independent check.
    """
    solmut, reunat = list(verkko), list(verkko.edges(data="havio"))
    paikka = {s: i for i, s in enumerate(solmut)}
    q, r = np.zeros((len(solmut),) * 2), np.zeros((len(solmut), len(reunat)))
    for j, (a, b, h) in enumerate(reunat):
        q[paikka[a], paikka[b]], r[paikka[a], j] = 1.0 - h, h
    alku = next(i for s, i in paikka.items() if not verkko.in_degree(s))
    kaynnit = np.linalg.solve((np.eye(len(solmut)) - q).T, np.eye(len(solmut))[alku])  # row `alku` of N
    return dict(zip(solmut, kaynnit.tolist(), strict=True)), {
        (a, b): float(x) for (a, b, _), x in zip(reunat, kaynnit @ r, strict=True)
    }


def poista_organisaatio(verkko: nx.DiGraph, organisaatio: str, ohitus: float) -> nx.DiGraph:
    """The chain without the steps of an organisation: those before it must find their way past it.

    The new hand-over loses what both old ones lost and a share `ohitus` of the rest, whom nobody hands on. Steps
    before it and hand-overs elsewhere stay as they are. Raises ValueError when the chain starts there.
    """
    uusi = verkko.copy()
    for solmu in [s for s, o in verkko.nodes(data="organisaatio") if o == organisaatio]:
        tulot, menot = list(uusi.in_edges(solmu, data="havio")), list(uusi.out_edges(solmu, data="havio"))
        if not tulot:
            raise ValueError(f"{organisaatio} starts the chain {verkko.graph.get('ketju', '')}: it is no bridge")
        uusi.remove_node(solmu)
        for a, _, h1 in tulot:
            for _, b, h2 in menot:
                uusi.add_edge(a, b, havio=1.0 - (1.0 - h1) * (1.0 - h2) * (1.0 - ohitus))
    return uusi


def sillat(verkko: nx.DiGraph) -> tuple[str, ...]:
    """Organisations whose loss cuts the chain: they hold a step with steps both before and after it, in order."""
    valissa = [o for s, o in verkko.nodes(data="organisaatio") if verkko.in_degree(s) and verkko.out_degree(s)]
    alku = {o for s, o in verkko.nodes(data="organisaatio") if not verkko.in_degree(s)}
    return tuple(dict.fromkeys(o for o in valissa if o not in alku))


def yhdessa(a: Yhdistavat, b: Yhdistavat) -> Yhdistavat:
    """Levers of two sources on one chain: the stronger of each."""
    return replace(a, **{n: np.maximum(getattr(a, n), getattr(b, n)) for n in Yhdistavat.nimet()})
