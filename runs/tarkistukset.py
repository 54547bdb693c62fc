"""Suites of `sote check`: start, laws, otos, pairs, systems, levers, capitation, patterns, targets, topics of systems.

A row has a band, the model's number and its source.
"""

from __future__ import annotations

from collections.abc import Callable

from runs import (
    alkutarkistus,
    jarjestelmatarkistus,
    kapitaatiotarkistus,
    kuviotarkistus,
    lakitarkistus,
    otosvertailu,
    paritarkistus,
    tavoitetarkistus,
    viputarkistus,
)
from runs.tarkistusrivi import Tarkistusrivi

SUITES: dict[str, Callable[..., list[Tarkistusrivi]]] = {
    "start": alkutarkistus.tarkista,
    "laws": lakitarkistus.tarkista,
    "otos": otosvertailu.tarkista,
    "pairs": paritarkistus.tarkista,
    "systems": jarjestelmatarkistus.tarkista,
    "levers": viputarkistus.tarkista,
    "capitation": kapitaatiotarkistus.tarkista,
    "patterns": kuviotarkistus.tarkista,
    "targets": tavoitetarkistus.tarkista,
    **jarjestelmatarkistus.AIHEET,
}
