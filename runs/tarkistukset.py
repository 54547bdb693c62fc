"""Suites of checks: `sote check start | laws | otos | pairs | systems` and the topics that `systems` is made of.

A row has a band, the model's number and its source.
"""

from __future__ import annotations

from collections.abc import Callable

from runs import alkutarkistus, jarjestelmatarkistus, lakitarkistus, otosvertailu, paritarkistus
from runs.tarkistusrivi import Tarkistusrivi

SUITES: dict[str, Callable[..., list[Tarkistusrivi]]] = {
    "start": alkutarkistus.tarkista,
    "laws": lakitarkistus.tarkista,
    "otos": otosvertailu.tarkista,
    "pairs": paritarkistus.tarkista,
    "systems": jarjestelmatarkistus.tarkista,
    **jarjestelmatarkistus.AIHEET,
}
