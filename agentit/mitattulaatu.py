"""What performance pay measures: the share of a centre's patients reached, lower where many are poor, up to a ceiling.

    A = Phi(a0 - g d + b q)       a0 = Phi^-1(share at no effort), b = m / phi(a0): m is attainment per SD at a0

d: share of listed residents in the lowest fifth, standardised over centres; g: such that the most and the least
deprived fifth of centres differ by `ohjaus.mittariero` at a0. A step of effort is paid by what it adds to A, so the
same pay asks more of those who have reached less, and nothing above the ceiling (`ohjaus.mittarikatto`; 0 = pay by SD,
without level or ceiling). Form and P32: Doran et al. 2008 (Lancet 372:728); thresholds of the English contract, 2004.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

if TYPE_CHECKING:
    from agentit.malli import SoteMalli
    from agentit.sotekeskus import Sotekeskus

Luvut = npt.NDArray[np.float64]
VIIDENNESTEN_VALI = 2.8  # between the means of the outer fifths of N(0, 1), SD


def tiheys(x: npt.ArrayLike) -> Luvut:
    """Density of N(0, 1)."""
    return np.exp(-0.5 * np.asarray(x, dtype=np.float64) ** 2) / np.sqrt(2.0 * np.pi)


def lahto(huono_osaisuus: npt.ArrayLike, osuus: float, ero: float) -> Luvut:
    """a0 - g d (J,): where centres start, from the deprivation of those listed; the same for all when ero is 0."""
    d, a0 = np.asarray(huono_osaisuus, dtype=np.float64), float(ndtri(osuus))
    hajonta = float(d.std())
    vakioitu = (d - d.mean()) / hajonta if hajonta > 0.0 else np.zeros(d.shape)
    return a0 - ero / (VIIDENNESTEN_VALI * float(tiheys(a0))) * vakioitu


def saavutettu(lahto: npt.ArrayLike, panos: npt.ArrayLike, osuus: float, herkkyys: float) -> Luvut:
    """A (J,), 0-1: share reached at this effort (SD); `osuus`, `herkkyys`: at no effort, and per SD there."""
    b = herkkyys / float(tiheys(ndtri(osuus)))
    return ndtr(np.asarray(lahto, dtype=np.float64) + b * np.asarray(panos, dtype=np.float64))


def huono_osaisuus(malli: SoteMalli, keskukset: Sequence[Sotekeskus]) -> Luvut:
    """Share of each centre's listed residents in the lowest fifth of income (J,)."""
    c, n = malli.sidonta.b.columns, malli.asukkaita_rivilla
    omat = c["elossa"][:n] == 1
    keskus, alin = c["keskus"][:n][omat], c["viidennes"][:n][omat] == 0
    paikkoja = len(malli.keskuspaikat)
    osuus = np.bincount(keskus, alin, paikkoja) / np.maximum(np.bincount(keskus, minlength=paikkoja), 1)
    return osuus[[k.paikka for k in keskukset]]


def mitatut(malli: SoteMalli, keskukset: Sequence[Sotekeskus], panos: npt.ArrayLike) -> Luvut:
    """Share reached by each centre (J,) at this effort."""
    p = malli.p
    osuus, ero = float(p["ohjaus.mittarilahto"]), float(p["ohjaus.mittariero"])
    alku = lahto(huono_osaisuus(malli, keskukset), osuus, ero)
    return saavutettu(alku, panos, osuus, float(p["ohjaus.mittariherkkyys"]))


def jaljella(malli: SoteMalli, keskukset: Sequence[Sotekeskus]) -> Luvut | float:
    """What level and ceiling leave of the pay for a step of quality, against a0 (J,); exactly 1 without a ceiling."""
    katto = float(malli.p["ohjaus.mittarikatto"])
    if katto == 0.0:
        return 1.0
    a = mitatut(malli, keskukset, [k.laatu for k in keskukset])
    return np.where(a < katto, tiheys(ndtri(a)) / float(tiheys(ndtri(float(malli.p["ohjaus.mittarilahto"])))), 0.0)
