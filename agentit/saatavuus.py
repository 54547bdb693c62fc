"""Measures of access: waits, their gap between fifths, unmet need, list shares, continuity, satisfaction.

Sources: waits C46 (THL), continuity index Bice & Boxerman 1977 (Med. Care 15:347), unmet need EU-SILC (C31).
Shapes: centres (J,), groups (G,) from the lowest fifth up, centres by fifth (J, G).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from agentit.jono import Jonoehdot, osuus_paivissa

Luvut = npt.NDArray[np.float64]


def odotusosuudet(
    odotus: npt.ArrayLike, kaynnit: npt.ArrayLike, ehdot: Jonoehdot, rajat: Sequence[float] = (7.0, 14.0)
) -> tuple[float, ...]:
    """Share of non-urgent visits within each limit (days), over centres (J,) weighted by expected visits."""
    return tuple(osuus_paivissa(odotus, d, ehdot, kaynnit) for d in rajat)


def keskiodotus(odotus: npt.ArrayLike, kaynnit: npt.ArrayLike) -> Luvut:
    """Mean wait of the slow queue (days), weighted by expected visits (J,) or, by group, (J, G)."""
    v = np.asarray(kaynnit, dtype=np.float64)
    return (np.asarray(odotus, dtype=np.float64) @ v) / v.sum(0)


def odotusero(odotus: npt.ArrayLike, kaynnit: npt.ArrayLike) -> float:
    """Wait of the lowest minus the highest fifth (days): who waits longer comes from where each fifth is listed."""
    by_fifth = keskiodotus(odotus, kaynnit)
    return float(by_fifth[0] - by_fifth[-1])


def tyydyttamaton(puute: npt.ArrayLike, tarve: npt.ArrayLike) -> Luvut:
    """Unmet need 0-1 by group: expected untreated events / expected events; 0 where nobody needs anything."""
    d, n = np.asarray(puute, dtype=np.float64), np.asarray(tarve, dtype=np.float64)
    return np.divide(d, n, out=np.zeros(np.broadcast_shapes(d.shape, n.shape)), where=n > 0)


def listaosuudet(listat: npt.ArrayLike, ryhma: npt.ArrayLike, ryhmia: int) -> Luvut:
    """Share of listed residents by group of centres (e.g. owner), (ryhmia,)."""
    n = np.asarray(listat, dtype=np.float64)
    return np.bincount(np.asarray(ryhma), n, minlength=ryhmia) / n.sum()


def alueen_keskittyneisyys(listat_alueittain: npt.ArrayLike) -> float:
    """HHI of lists within areas, weighted by residents; lists (A, J)."""
    n = np.asarray(listat_alueittain, dtype=np.float64)
    area = n.sum(1)
    share = np.divide(n, area[:, None], out=np.zeros_like(n), where=area[:, None] > 0)
    return float((area * (share**2).sum(1)).sum() / area.sum())


def jatkuvuus(kaynnit_tuottajittain: npt.ArrayLike) -> Luvut:
    """Continuity of care index (n,) of residents' visits by provider (n, K): (sum n_j^2 - N) / (N (N - 1)).

    nan with fewer than two visits: continuity cannot be seen from one.
    """
    n = np.asarray(kaynnit_tuottajittain, dtype=np.float64)
    total = n.sum(-1)
    pairs = total * (total - 1.0)
    out = np.full(total.shape, np.nan)
    return np.divide((n**2).sum(-1) - total, pairs, out=out, where=pairs > 0)


def tyytyvaisyys(summat: npt.ArrayLike, vaki: npt.ArrayLike) -> tuple[float, Luvut]:
    """Satisfaction 0-1 of all and of each group (G,), from summed probabilities of being satisfied and heads."""
    s, n = np.asarray(summat, dtype=np.float64), np.asarray(vaki, dtype=np.float64)
    return float(s.sum() / n.sum()), np.divide(s, n, out=np.zeros_like(s), where=n > 0)
