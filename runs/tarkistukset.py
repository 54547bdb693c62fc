"""Suites of checks: `sote check start | laws | otos | pairs | systems | capitation` and the topics of `systems`.

A row has a band, the model's number and its source.
"""

from __future__ import annotations

from collections.abc import Callable

from runs import alkutarkistus, jarjestelmatarkistus, kapitaatiotarkistus, lakitarkistus, otosvertailu, paritarkistus
from runs.tarkistusrivi import Tarkistusrivi

SUITES: dict[str, Callable[..., list[Tarkistusrivi]]] = {
    "start": alkutarkistus.tarkista,
    "laws": lakitarkistus.tarkista,
    "otos": otosvertailu.tarkista,
    "pairs": paritarkistus.tarkista,
    "systems": jarjestelmatarkistus.tarkista,
    "capitation": kapitaatiotarkistus.tarkista,
    **jarjestelmatarkistus.AIHEET,
}
