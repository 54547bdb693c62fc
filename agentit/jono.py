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

from agentit.yksikkotaulu import Luku, Yksikkotaulu

Luvut = npt.NDArray[np.float64]
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
    """Fluid queue of one provider, a row of a table; the function `kuukausi` moves many one month.

    After each month: `odotus` wait of the slow queue (days), `tuttu` the wait people know (days), `jonossa` backlog,
    `hoidettu` visits treated, `lisatyo` of them by overtime or purchase. In every month
    jonossa_before + load = hoidettu + jonossa_after, and hoidettu <= capacity + lisatyo.
    """

    kapasiteetti, jonossa, odotus = Luku("jono.kapasiteetti"), Luku("jono.jonossa"), Luku("jono.odotus")
    tuttu, hoidettu, lisatyo = Luku("jono.tuttu"), Luku("jono.hoidettu"), Luku("jono.lisatyo")

    def __init__(
        self, ehdot: Jonoehdot, kapasiteetti: float, odotus: float = 0.0, taulu: Yksikkotaulu | None = None,
        rivi: int = 0,
    ) -> None:  # fmt: skip
        """Start with a given wait (days) at a load (visits a month) that equals the capacity: stationary from the first
        month. Without a table it has one of its own."""
        if not kapasiteetti > 0 or odotus < 0:
            raise ValueError(f"a queue needs capacity > 0 and wait >= 0, got {kapasiteetti} and {odotus}")
        self.ehdot, self.rivi = ehdot, rivi
        self.taulu = Yksikkotaulu(rivi + 1) if taulu is None else taulu
        self.kapasiteetti = kapasiteetti
        self.odotus = self.tuttu = odotus
        self.jonossa = odotus / KUUKAUDEN_PAIVAT * self.hidas_kapasiteetti(kapasiteetti)
        self.hoidettu = self.lisatyo = 0.0

    def hidas_kapasiteetti(self, kuorma: float) -> float:
        """Visits a month left for the backlog at this load."""
        return float(hitaat_kapasiteetit(self.ehdot, self.kapasiteetti, kuorma))

    def kuukausi(self, kuorma: float, kapasiteetti: float | None = None) -> float:
        """One month with `kuorma` expected visits; returns the wait at its end (days)."""
        if kapasiteetti is not None:
            self.kapasiteetti = kapasiteetti
        kuukausi(self.ehdot, self.taulu, np.array([self.rivi]), np.array([kuorma]))
        return self.odotus


def hitaat_kapasiteetit(ehdot: Jonoehdot, kapasiteetti: npt.ArrayLike, kuorma: npt.ArrayLike) -> Luvut:
    """Visits a month left for the backlog at this load, any shape."""
    c, q = np.asarray(kapasiteetti, np.float64), np.asarray(kuorma, np.float64)
    return np.maximum(c - ehdot.nopeat * q, ehdot.pohja * c)


def kuukausi(ehdot: Jonoehdot, taulu: Yksikkotaulu, rivit: npt.NDArray[np.intp], kuormat: Luvut) -> None:
    """One month of the queues at these rows (J,), on the same terms, with `kuormat` (J,) expected visits.

    The legal maximum is kept by buying the excess backlog week by week, up to `lisatyokatto` of capacity.
    Urgent visits beyond capacity are overtime whatever the law says: they are treated at once.
    """
    e = ehdot
    cap, start, tuttu = (taulu[f"jono.{x}"][rivit] for x in ("kapasiteetti", "jonossa", "tuttu"))
    fast = e.nopeat * kuormat
    slow_in = (kuormat - fast) / VIIKKOJA
    slow = hitaat_kapasiteetit(e, cap, kuormat)
    week, budget = slow / VIIKKOJA, e.lisatyokatto * cap / VIIKKOJA
    most = slow * e.enimmaisodotus / KUUKAUDEN_PAIVAT
    back, bought = start, np.zeros(len(start))
    for _ in range(VIIKKOJA):
        back = np.maximum(back + (slow_in - week), 0.0)
        extra = np.clip(back - most, 0.0, budget)
        back = back - extra
        bought += extra
    odotus = np.divide(KUUKAUDEN_PAIVAT * back, slow, out=np.zeros(len(back)), where=slow > 0.0)
    odotus = np.minimum(odotus, e.pisin)
    taulu["jono.jonossa"][rivit], taulu["jono.odotus"][rivit] = back, odotus
    taulu["jono.tuttu"][rivit] = tuttu + e.tieto * (odotus - tuttu)
    taulu["jono.hoidettu"][rivit] = kuormat + start - back
    taulu["jono.lisatyo"][rivit] = bought + np.maximum(0.0, fast + e.pohja * cap - cap)


def osuus_paivissa(odotus: npt.ArrayLike, paivat: float, ehdot: Jonoehdot, paino: npt.ArrayLike | None = None) -> float:
    """Share of non-urgent visits treated within `paivat` days, over centres with these waits (J,) and weights (J,).

    theta + (1 - theta) sum_j v_j Phi((ln d - ln w_j + sigma^2 / 2) / sigma): each centre's waits are lognormal with
    mean w_j, so no centre is ever counted over a line. Source: C46, to which sigma and theta are fitted.
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
