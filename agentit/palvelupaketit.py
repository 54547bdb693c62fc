"""Service packages as data: what a line of service costs, who needs it, who may produce it, what failing to treat
turns into.

A *line* (rivi) is one stream of events (visits, episodes) or one state (round-the-clock care, home care, placement,
disability); a
*package* (paketti) is what the orderer steers and may hold several lines. The table is
`kalibrointi/aineisto/palvelupaketit.csv`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from verkosto.kerrokset import Kerrokset
from verkosto.palveluketju import Palveluketju

IKIA = 111  # single years of age 0-110
PRIMAARI = "sote"  # the line whose need is met through channels, queues and choice (R3-R8)


@dataclass(frozen=True)
class Rivi:
    """One line of service. Euros are constant euros of the base year."""

    koodi: str
    nimi: dict[str, str]  # fi, sv, en
    laji: str  # tapahtuma (event) | tila (state)
    paketti: str
    eur_asukas: float  # EUR per resident and year, base year
    hinta: float  # EUR per event, or per year in the state
    vaihtelukerroin: float  # coefficient of variation of one event's cost
    g: float  # exponent of log-frailty
    s: float  # sd of the line's own yearly shock
    rho: float  # share of the shock that is permanent
    gradientti: float  # ratio of need between neighbouring fifths of income rank
    poistuma: float  # yearly probability of leaving a state other than by death; 0 for events
    vaihtuvuus: float  # yearly turnover of a state, deaths included; 0 for events
    tulokerroin: float  # constant that keeps prevalence level while frailty moves; 1 for events
    profiili: npt.NDArray[np.float64]  # (111,) relative need by year of age
    jono: bool  # is there a queue owned by a provider
    ehkaiseva: bool  # does its use prevent later need
    akuuttipaino: float  # what history and the acute favour in a lump-sum budget (R14)
    tuottajat: tuple[str, ...]  # forms under which it may be produced
    hoitamatta: str  # the line that untreated need turns into

    @property
    def on_tila(self) -> bool:
        """Is it a state residents live in, not a stream of events?"""
        return self.laji == "tila"

    @property
    def tarvesarake(self) -> str:
        """Column of a resident's need: 1 in a state, expected events a month of a stream."""
        return self.koodi if self.on_tila else f"taso_{self.koodi}"

    @property
    def tulosarake(self) -> str:
        """Column of what a month is expected to bring: entry into a state, events of a stream."""
        return f"{'sisaan' if self.on_tila else 'taso'}_{self.koodi}"


@dataclass(frozen=True)
class Paketit:
    """All lines in table order."""

    rivit: tuple[Rivi, ...]
    kerrokset: Kerrokset = field(repr=False)  # through which layers of the network each line reaches people (R23)
    ketjut: tuple[Palveluketju, ...] = ()  # care chains over the lines (R19)

    def __getitem__(self, koodi: str) -> Rivi:
        for r in self.rivit:
            if r.koodi == koodi:
                return r
        raise KeyError(f"no service line {koodi!r}; lines: {', '.join(r.koodi for r in self.rivit)}")

    @cached_property
    def tapahtumat(self) -> tuple[Rivi, ...]:
        """Event lines other than primary care."""
        return tuple(r for r in self.rivit if not r.on_tila and r.koodi != PRIMAARI)

    @cached_property
    def tilat(self) -> tuple[Rivi, ...]:
        """Long-term care states."""
        return tuple(r for r in self.rivit if r.on_tila)

    @cached_property
    def paketit(self) -> tuple[str, ...]:
        """Package codes, in table order."""
        return tuple(dict.fromkeys(r.paketti for r in self.rivit))

    def rivit_paketissa(self, paketti: str) -> tuple[Rivi, ...]:
        """Lines that make up a package."""
        return tuple(r for r in self.rivit if r.paketti == paketti)
