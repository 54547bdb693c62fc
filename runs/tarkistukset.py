"""Suites of checks: `sote check start | laws | otos | pairs | regions`.

A row has a band, the model's number and its source.
"""

from __future__ import annotations

from collections.abc import Callable

from runs import alkutarkistus, aluetarkistus, lakitarkistus, otosvertailu, paritarkistus
from runs.tarkistusrivi import Tarkistusrivi

SUITES: dict[str, Callable[..., list[Tarkistusrivi]]] = {
    "start": alkutarkistus.tarkista,
    "laws": lakitarkistus.tarkista,
    "otos": otosvertailu.tarkista,
    "pairs": paritarkistus.tarkista,
    "regions": aluetarkistus.tarkista,
}
