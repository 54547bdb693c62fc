"""Queue of one provider: urgent care at once, a share within the week, the rest in a fluid first-come backlog.

The queue is loaded with residents' *expected* visits, never with their draws: the reflection of a noisy backlog at
zero would bias waits at small samples (26 -> 39 days at a 2 % sample). Capacity comes by inversion from a target wait,
so the base year is stationary by construction. All figures are visits a month and days; a month has 30.4 days and 4
weekly substeps.

    slow arrivals  = (1 - fast) load,  fast = urgent + (1 - urgent) theta
    slow capacity  = max(capacity - fast load, floor capacity)
    backlog'       = max(0, backlog + slow arrivals - slow capacity)
    wait           = 30.4 backlog / slow capacity

Source: rule R8; shares fitted to C46 (59 % within 7 days, 71 % within 14; THL, spring 2022).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

KUUKAUDEN_PAIVAT = 30.4
VIIKKOJA = 4


@dataclass(frozen=True, slots=True)
class Jonoehdot:
    """Terms of a queue, the same for all providers of one kind; see jono.yaml for sources."""

    kiireelliset: float = 0.30  # share of visits treated at once
    viikossa: float = 0.48  # theta: share of the non-urgent treated within the week
    hajonta: float = 0.90  # sd of log wait within a centre
    tieto: float = 0.35  # share of the gap to the true wait that people learn in a month
    enimmaisodotus: float = math.inf  # legal maximum wait, days
    lisatyokatto: float = 0.10  # most visits bought or done as overtime to keep the maximum, share of capacity
    pohja: float = 0.02  # least slow capacity, share of capacity
    pisin: float = 240.0  # longest wait that is reported, days

    @property
    def nopeat(self) -> float:
        """Share of visits treated at once or within the week."""
        return self.kiireelliset + (1.0 - self.kiireelliset) * self.viikossa

    @classmethod
    def parametreista(cls, p: Mapping[str, object]) -> Jonoehdot:
        """Terms from the parameter tree (keys jono.*)."""
        return cls(**{nimi: float(p[f"jono.{nimi}"]) for nimi in cls.__slots__})  # type: ignore[arg-type]


class Jono:
    """Fluid queue of one provider; `kuukausi` moves it one month.

    After each month: `odotus` wait of the slow queue (days), `tuttu` the wait people know (days), `jonossa` backlog,
    `hoidettu` visits treated, `lisatyo` of them by overtime or purchase. In every month
    jonossa_before + load = hoidettu + jonossa_after, and hoidettu <= capacity + lisatyo.
    """

    __slots__ = ("ehdot", "hoidettu", "jonossa", "kapasiteetti", "lisatyo", "odotus", "tuttu")

    def __init__(self, ehdot: Jonoehdot, kapasiteetti: float, odotus: float = 0.0, kuorma: float | None = None) -> None:
        """Start with a given wait (days) at a given load (visits a month, default = capacity)."""
        if not kapasiteetti > 0 or odotus < 0:
            raise ValueError(f"a queue needs capacity > 0 and wait >= 0, got {kapasiteetti} and {odotus}")
        self.ehdot = ehdot
        self.kapasiteetti = kapasiteetti
        self.odotus = odotus
        self.tuttu = odotus
        self.jonossa = odotus / KUUKAUDEN_PAIVAT * self.hidas_kapasiteetti(kapasiteetti if kuorma is None else kuorma)
        self.hoidettu = 0.0
        self.lisatyo = 0.0

    @classmethod
    def kaantaen(cls, ehdot: Jonoehdot, kuorma: float, odotus: float) -> Jono:
        """Queue whose capacity equals the demand met at a target wait (days): stationary from the first month."""
        return cls(ehdot, kuorma, odotus)

    def hidas_kapasiteetti(self, kuorma: float) -> float:
        """Visits a month left for the backlog at this load."""
        e = self.ehdot
        return max(self.kapasiteetti - e.nopeat * kuorma, e.pohja * self.kapasiteetti)

    def kuukausi(self, kuorma: float, kapasiteetti: float | None = None) -> float:
        """One month with `kuorma` expected visits; returns the wait at its end (days).

        The legal maximum is kept by buying the excess backlog week by week, up to `lisatyokatto` of capacity.
        Urgent visits beyond capacity are overtime whatever the law says: they are treated at once.
        """
        e = self.ehdot
        if kapasiteetti is not None:
            self.kapasiteetti = kapasiteetti
        cap = self.kapasiteetti
        fast = (e.kiireelliset + (1.0 - e.kiireelliset) * e.viikossa) * kuorma
        slow_in = (kuorma - fast) / VIIKKOJA
        slow = max(cap - fast, e.pohja * cap)
        week = slow / VIIKKOJA
        most = slow * e.enimmaisodotus / KUUKAUDEN_PAIVAT
        budget = e.lisatyokatto * cap / VIIKKOJA
        back = start = self.jonossa
        bought = 0.0
        for _ in range(VIIKKOJA):
            back += slow_in - week
            if back < 0.0:
                back = 0.0
            elif back > most:
                extra = min(back - most, budget)
                back -= extra
                bought += extra
        self.jonossa = back
        self.hoidettu = kuorma + start - back
        self.lisatyo = bought + max(0.0, fast + e.pohja * cap - cap)
        wait = KUUKAUDEN_PAIVAT * back / slow if slow > 0.0 else 0.0
        self.odotus = min(wait, e.pisin)
        self.tuttu += e.tieto * (self.odotus - self.tuttu)
        return self.odotus


def osuus_paivissa(odotus: npt.ArrayLike, paivat: float, ehdot: Jonoehdot, paino: npt.ArrayLike | None = None) -> float:
    """Share of non-urgent visits treated within `paivat` days, over centres with these waits (J,) and weights (J,).

    theta + (1 - theta) sum_j v_j Phi((ln d - ln w_j + sigma^2 / 2) / sigma): each centre's waits are lognormal with
    mean w_j, so no centre is ever counted over a line. Source: C46; sigma and theta of notes, section 2.
    """
    w = np.maximum(np.atleast_1d(np.asarray(odotus, dtype=np.float64)), 0.1)
    v = np.ones_like(w) if paino is None else np.asarray(paino, dtype=np.float64)
    s = ehdot.hajonta
    inside = ndtr((math.log(paivat) - np.log(w) + 0.5 * s * s) / s)
    return float(ehdot.viikossa + (1.0 - ehdot.viikossa) * (v * inside).sum() / v.sum())


def vakaa_odotus(kysynta: float, kapasiteetti: float, jousto: float) -> float:
    """Stationary wait (days): demand(w) = kysynta (1 + w/7)^jousto equals capacity.

    w = 7 ((capacity / demand at no wait)^(1 / elasticity) - 1); 0 when capacity is enough at no wait. Oracle of R8.
    """
    if kapasiteetti >= kysynta:
        return 0.0
    if not jousto < 0:
        raise ValueError("demand above capacity never settles unless the elasticity of demand on the wait is negative")
    return 7.0 * ((kapasiteetti / kysynta) ** (1.0 / jousto) - 1.0)
