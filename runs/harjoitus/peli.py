"""A whole exercise by stand-ins alone, and a log run again: the same numbers to the last bit?"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from runs.harjoitus.esiasetus import Esiasetus
from runs.harjoitus.huone import Huone, alusta, paatos, sovella
from runs.harjoitus.istunto import Istunto
from runs.harjoitus.komennot import OHJAAJA, Tekija, kierroksen_muutokset, seurattavat
from runs.harjoitus.loki import Loki, tekstiksi
from runs.harjoitus.vuodet import Vuosikone

BOTTIKOODI = "BOTIT2"
Edistyminen = Callable[[int, int], None]


class Askelkello:
    """A clock that moves one second each time it is looked at."""

    def __init__(self, alku: float = 0.0) -> None:
        self.aika = alku

    def __call__(self) -> float:
        """The time, a second later than last time."""
        self.aika += 1.0
        return self.aika


def pelaa(
    esiasetus: Esiasetus, polku: Path | str, otos: float | None = None, seed: int | None = None,
    edistyminen: Edistyminen | None = None,
) -> Istunto:  # fmt: skip
    """Play a preset through, every role by its stand-in, into a new log. The same arguments give the same log."""
    istunto = Istunto.avaa(polku, esiasetus, otos, seed, BOTTIKOODI, Askelkello())
    ohjaaja = Tekija(OHJAAJA)
    kaikkiaan, tehty = sum(osa.rounds for osa in esiasetus.part), 0
    while istunto.huone.vaihe != "paattynyt":
        istunto.sijaiset_toimivat()
        if istunto.laske():
            tehty += 1
            if edistyminen:
                edistyminen(tehty, kaikkiaan)
            continue
        istunto.komento(ohjaaja, {"laji": "seuraava", "vaiheesta": istunto.huone.vaihe})
    return istunto


@dataclass
class Toisto:
    """A log run again: how many figures of the model it holds, and where the model now says otherwise."""

    tapahtumia: int = 0
    laskentoja: int = 0
    lukuja: int = 0
    erot: list[str] = field(default_factory=list)


def toista(polku: Path | str, edistyminen: Edistyminen | None = None) -> tuple[Huone, Toisto]:
    """Replay a log, asking the model anew for everything it said. Raises `ViallinenSyote` for a damaged log."""
    loki = Loki(polku)
    rivit = loki.rivit()
    loki.sulje()
    huone, toisto = alusta(rivit[0].tiedot), Toisto(tapahtumia=len(rivit))
    kone = Vuosikone(huone.esiasetus, huone.otos, huone.seed)
    for rivi in rivit[1:]:
        for nimi, kirjattu, uusi in _mallin_sanat(huone, kone, rivi.tiedot):
            toisto.laskentoja += 1
            _vertaa(toisto, f"event {rivi.nro}, {nimi}", kirjattu, json.loads(tekstiksi({"x": uusi}))["x"])
        huone = sovella(huone, rivi.tiedot, rivi.aika)
        if edistyminen:
            edistyminen(rivi.nro, len(rivit))
    return huone, toisto


def _mallin_sanat(h: Huone, kone: Vuosikone, t: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """(name, as recorded, as the model says now) of all that an event has from the model."""
    if t["laji"] == "kierros_alkoi":
        osa, kierros, kortit = t["osa"], t["kierros"], t["kortit"]
        edelliset = h.osan_kierrokset[-1].kortit if osa == h.osa and h.osan_kierrokset else ()
        muutokset = kierroksen_muutokset(h, kone, osa, kierros, kortit, edelliset)
        return [
            ("January", t["tammikuu"], kone.tammikuu(osa, h.polku(osa), kortit, muutokset)),
            ("history", t["historia"], kone.historia(h.polku(osa), seurattavat(h))),
        ]
    if t["laji"] == "kortti":
        kortit = [*h.kortit, t["kortti"]]
        edelliset = h.osan_kierrokset[-1].kortit if h.osan_kierrokset else ()
        muutokset = kierroksen_muutokset(h, kone, h.osa, h.kierros, kortit, edelliset)
        return [("January", t["tammikuu"], kone.tammikuu(h.osa, h.polku(), kortit, muutokset))]
    if t["laji"] == "laskettu" and h.lukittu is not None:
        return [("results", t["tulos"], kone.tulos((*h.polku(), paatos(h.lukittu)), seurattavat(h)))]
    return []


def _vertaa(toisto: Toisto, missa: str, a: Any, b: Any) -> None:
    """Every leaf of two plain values, bit for bit."""
    if isinstance(a, dict) and isinstance(b, dict):
        for avain in sorted({*a, *b}):
            _vertaa(toisto, f"{missa}: {avain}", a.get(avain), b.get(avain))
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for i, (x, y) in enumerate(zip(a, b, strict=True)):
            _vertaa(toisto, f"{missa}[{i}]", x, y)
    else:
        toisto.lukuja += 1
        if a != b or type(a) is not type(b):
            toisto.erot.append(f"{missa}: {a!r} in the log, {b!r} now")
