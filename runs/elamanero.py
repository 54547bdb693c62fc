"""Where two lives of the same resident part: the first other input of a rule, the first thing lived otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from runs.elamantapahtumat import Tapahtuma
from runs.jaljitys import Jalki
from runs.skenaariot import Skenaario, nimea


@dataclass
class Kuukausi:
    """One month lived: traces of the rules, the columns at its end; `valinta`: what the choice rule would have said."""

    kk: int
    jaljet: list[Jalki] = field(default_factory=list)
    tila: dict[str, Any] = field(default_factory=dict)
    keskus: str = ""
    tuttu_odotus: float = 0.0
    tapahtumat: list[Tapahtuma] = field(default_factory=list)
    valinta: dict[str, Any] | None = None


@dataclass
class Elama:
    """A resident's life in one world."""

    skenaario: Skenaario
    tiedot: dict[str, Any]
    kuukaudet: list[Kuukausi]
    vuodet: list[dict[str, Any]]
    loppu: dict[str, str]
    sanat: dict[str, str]  # what the names in the rules mean
    keskukset: list[str]


def eroaminen(a: Elama, b: Elama) -> dict[str, Any]:
    """The first rule that was given another input, and the first that changed something countable otherwise."""
    syote = elama = None
    for kk, x, y in _parit(a, b):
        if syote is None and (x is None or y is None or _erot(x, y)):
            syote = _ero(a, b, kk, x, y)
        if _teot(x) != _teot(y):
            elama = _ero(a, b, kk, x, y) | {"a": _teot(x), "b": _teot(y)}
            break
    return {"programme": _ohjelmien_ero(a.skenaario, b.skenaario), "input": syote, "life": elama}


def _ohjelmien_ero(a: Skenaario, b: Skenaario) -> dict[str, Any] | None:
    """The first month in which a parameter differs, and which do then."""
    x, y = a.ohjelma(), b.ohjelma()
    if (kk := x.first_difference(y)) is None:
        return None
    p, q = x.at(kk), y.at(kk)
    return {"month": nimea(a.start, kk), "differs": [{"key": n, "a": p[n], "b": q[n]} for n in p if p[n] != q[n]]}


def _parit(a: Elama, b: Elama) -> Iterator[tuple[int, Jalki | None, Jalki | None]]:
    """The same call of the same rule in both worlds, in order; None where it was made in one only."""
    kuukaudet_b = {k.kk: k for k in b.kuukaudet}
    for kuukausi in a.kuukaudet:
        toinen = kuukaudet_b.pop(kuukausi.kk, None)
        x, y = _numeroidut(kuukausi), _numeroidut(toinen)
        for avain in dict.fromkeys((*x, *y)):
            yield kuukausi.kk, x.get(avain), y.get(avain)
    for kk, kuukausi in kuukaudet_b.items():
        for jalki in kuukausi.jaljet:
            yield kk, None, jalki


def _numeroidut(kuukausi: Kuukausi | None) -> dict[tuple[str, int], Jalki]:
    numeroidut: dict[tuple[str, int], Jalki] = {}
    for jalki in kuukausi.jaljet if kuukausi else ():
        n = sum(nimi == jalki.nimi for nimi, _ in numeroidut)
        numeroidut[jalki.nimi, n] = jalki
    return numeroidut


def _teot(jalki: Jalki | None) -> dict[str, Any]:
    """What a rule did that can be counted: new whole numbers; of rules of single occasions whatever they changed."""
    teot: dict[str, Any] = {}
    if jalki is None:
        return teot
    for nimi, (_, nyt) in jalki.muuttui.items():
        if np.issubdtype(nyt.dtype, np.integer):
            teot[nimi] = nyt.item()
        elif jalki.saanto.when:
            teot[nimi] = None
    return teot


def _syotteet(jalki: Jalki) -> dict[tuple[str, Any], Any]:
    """Inputs by (name, None), cells of tables by (name, index)."""
    luettu = {(n, None): arvo.item() if isinstance(arvo, np.generic) else arvo for n, arvo in jalki.luettu.items()}
    return luettu | {(f"t_{taulu}", i): arvo for taulu, luetut in jalki.solut.items() for i, arvo in luetut.items()}


def _erot(x: Jalki, y: Jalki) -> list[tuple[str, Any, Any, Any]]:
    """(name, index in a table, a, b) of inputs read in both worlds that differ, those from outside first."""
    a, b = _syotteet(x), _syotteet(y)
    erot = [(nimi, i, arvo, b[nimi, i]) for (nimi, i), arvo in a.items() if (nimi, i) in b and arvo != b[nimi, i]]
    return sorted(erot, key=lambda ero: x.saanto.kind(ero[0]) == "column")


def _ero(a: Elama, b: Elama, kk: int, x: Jalki | None, y: Jalki | None) -> dict[str, Any]:
    jalki = x or y
    assert jalki is not None
    erot = []
    for nimi, i, p, q in _erot(x, y) if x and y else ():
        paikka = i[-1] if isinstance(i, tuple) else i
        mika = a.sanat.get(nimi, "")
        if paikka is not None and nimi != "t_ehdokkaat":
            mika += ": " + " / ".join(dict.fromkeys((a.keskukset[paikka], b.keskukset[paikka])))
        erot.append({"name": nimi, "means": mika, "a": p, "b": q})
    lahde = jalki.saanto.doc.split("\n\n")[0].replace("\n", " ")
    return {"month": nimea(a.skenaario.start, kk), "rule": jalki.nimi, "what": lahde, "differs": erot}
