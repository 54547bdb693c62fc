"""Patterns that must show before any reform, P46-P49 and P51: the rows of `sote check start`, at a smaller sample."""

from __future__ import annotations

from dataclasses import replace

from kalibrointi import kohteet
from runs import alkutarkistus
from runs.kuviokoe import Koe, kuvio
from runs.tarkistusrivi import Tarkistusrivi


def rivit(otos: float, seeds: int, processes: int | None = None) -> list[Tarkistusrivi]:
    """Rows of the start that judge a pattern; what the model has not is on record with its cause."""
    syyt = {k.tunnus: k.syy for k in kohteet.lue("start")}
    kaikki = alkutarkistus.tarkista(otos=otos, seeds=seeds, processes=processes)
    return [replace(r, recorded=bool(syyt[r.id]) and not r.in_band) for r in kaikki if kuvio(r.id)]


KOKEET = (Koe("base year", 0.02, 3, rivit=rivit, kuviot=("P46", "P47", "P48", "P49", "P51")),)
