"""Suites of `sote check`: start, laws, otos, pairs, systems, levers, capitation, patterns, and the topics of systems.

A row has a band, the model's number and its source.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from runs import (
    alkutarkistus,
    jarjestelmatarkistus,
    kapitaatiotarkistus,
    kuviotarkistus,
    lakitarkistus,
    neuvottelutarkistus,
    ohjaustarkistus,
    otosvertailu,
    paritarkistus,
    suutarkistus,
    valintatarkistus,
)
from runs.tarkistusrivi import Tarkistusrivi

VIVUT = (
    *(ohjaustarkistus.tarkista, kapitaatiotarkistus.vivut, neuvottelutarkistus.vivut),
    *(valintatarkistus.tarkista, suutarkistus.tarkista),
)


def vivut(progress: Any = None, **valinnat: Any) -> list[Tarkistusrivi]:
    """Every lever that is built: its scenario, sign and size on gap, cost and wait; the null at zero."""
    return [rivi for tarkista in VIVUT for rivi in tarkista(progress=progress, **valinnat)]


SUITES: dict[str, Callable[..., list[Tarkistusrivi]]] = {
    "start": alkutarkistus.tarkista,
    "laws": lakitarkistus.tarkista,
    "otos": otosvertailu.tarkista,
    "pairs": paritarkistus.tarkista,
    "systems": jarjestelmatarkistus.tarkista,
    "levers": vivut,
    "capitation": kapitaatiotarkistus.tarkista,
    "patterns": kuviotarkistus.tarkista,
    **jarjestelmatarkistus.AIHEET,
}
