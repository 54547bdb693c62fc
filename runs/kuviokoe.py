"""A named experiment: what is done to the model to see whether it shows published patterns, and its rows.

Bands stand once, as data: rows of series `patterns` in `kalibrointi/tavoitteet/kohteet.csv`, whose `mitta` is
`<experiment>:<measure>`. They say in numbers what `kuviot.csv` says in words; a test holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kalibrointi import kohteet
from runs.tarkistusrivi import Tarkistusrivi, bandi, keskivirhe, luku, virheineen

SARJA = "patterns"
Mitat = dict[str, float]


@dataclass(frozen=True)
class Koe:
    """Experiment `nimi`, run at sample `otos` over seeds 1..`siemenia` unless the caller says otherwise.

    mittaa: (otos, seed) -> measures, a function of a module that runs in a worker. Or `rivit`: a check that stands
    elsewhere, called with otos, seeds, processes; then `kuviot` says which patterns its rows judge.
    """

    nimi: str
    otos: float
    siemenia: int
    mittaa: Callable[[float, int], Mitat] | None = None
    rivit: Callable[..., list[Tarkistusrivi]] | None = None
    kuviot: tuple[str, ...] = ()

    def patterns(self, kaikki: Sequence[kohteet.Kohde]) -> tuple[str, ...]:
        """Patterns this experiment judges: as said, or by the rows that name it."""
        return self.kuviot or tuple(dict.fromkeys(kuvio(k.tunnus) for k in kaikki if koe(k.mitta) == self.nimi))


def kuvio(tunnus: str) -> str:
    """Pattern that a row's id names, '' if none: 'P17-maara', 'P01.leveys', 'allianssi-P42' -> 'P17', 'P01', 'P42'."""
    loytyi = re.search(r"P\d\d(?!\d)", tunnus)
    return loytyi[0] if loytyi else ""


def koe(mitta: str) -> str:
    """Experiment that a measure of the table belongs to."""
    return mitta.partition(":")[0]


def rivita(nimi: str, mitatut: Sequence[Mapping[str, float]], kaikki: Sequence[kohteet.Kohde]) -> list[Tarkistusrivi]:
    """Rows of one experiment from its seeds' measures, in the order of the table."""
    return [_rivi(k, [m[k.mitta.partition(":")[2]] for m in mitatut]) for k in kaikki if koe(k.mitta) == nimi]


def puuttuvat(kaikki: Sequence[kohteet.Kohde]) -> list[Tarkistusrivi]:
    """Rows of what the model has nothing to compare with: out, on record with their cause."""
    return [
        Tarkistusrivi(k.tunnus, k.nimi["en"], "-", "not in the model", False, k.lahde, k.syy, recorded=True)
        for k in kaikki
        if not k.mitta
    ]


def _rivi(kohde: kohteet.Kohde, arvot: Sequence[float]) -> Tarkistusrivi:
    """A row is judged by its mean over seeds; one that is out is on record when the table says why."""
    arvo, virhe = keskivirhe(arvot)
    sisalla = kohde.sisalla(arvo)
    return Tarkistusrivi(
        id=kohde.tunnus,
        what=kohde.nimi["en"],
        band=bandi(kohde.ala, kohde.yla),
        model=virheineen(arvo, virhe) if arvo == arvo else luku(arvo),
        in_band=sisalla,
        source=kohde.lahde,
        cause="" if sisalla else kohde.syy,
        recorded=bool(kohde.syy) and not sisalla,
    )
