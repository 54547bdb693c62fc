"""Market entry and exit of private sote centres, each half-year, by postal area.

A firm looks at every area and expects a share of the residents around it, in proportion to its own pull among the
supply that is there already. It enters with a logit in expected profit; a centre leaves after quarters of loss. Draws
are passed in, one per area or centre, so that entry elsewhere never shifts them.

    expected list_a = share sum_b residents_b pull(d_ab) / (supply_b + pull(d_ab)),  pull(d) = exp(-d / reach)
    profit_a        = list_a (tariff weight_a - cost_a) - fixed
    P(enter)        = rate residents_a / 10,000 x logistic((profit_a - hurdle) / spread)

Sources: R13; level fitted to +10-30 % centres in six years of free entry (P15, Sweden: Burström 2017, Isaksson 2016);
need-weighted tariffs move entry to high-need areas (P17, Anell, Dackehag & Dietrichson 2018).
Shapes: areas (A,), centres (J,), distances in km (A, A) or (A, J); money in EUR a year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit

Luvut = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Markkinaehdot:
    """Terms of entry and exit; see markkina.yaml for sources."""

    este: float = 60_000.0  # hurdle, EUR of profit a year
    hajonta: float = 60_000.0  # spread of the logit, EUR
    taso: float = 0.0256  # most entries per 10,000 residents in half a year
    kantama_km: float = 3.0  # distance at which a centre's pull has fallen to 1/e
    uuden_osuus: float = 0.55  # a newcomer's list as a share of an equal share
    tappiokausia: float = 4.0  # quarters of loss before a centre may close
    poistuma: float = 0.5  # probability of closing in a half-year after them

    @classmethod
    def parametreista(cls, p: Mapping[str, object]) -> Markkinaehdot:
        """Terms from the parameter tree (keys markkina.*)."""
        return cls(**{nimi: float(p[f"markkina.{nimi}"]) for nimi in cls.__slots__})  # type: ignore[arg-type]


# what a firm expects --------------------------------------------------------------------------------------------


def veto(km: npt.ArrayLike, kantama_km: float) -> Luvut:
    """Pull of a centre over distance: exp(-d / reach), any shape."""
    return np.exp(-np.asarray(km, dtype=np.float64) / kantama_km)


def tarjonta(veto_keskuksiin: npt.ArrayLike, auki: npt.ArrayLike) -> Luvut:
    """Supply around each area (A,): pulls (A, J) of open centres (J,) added up."""
    return np.asarray(veto_keskuksiin, dtype=np.float64) @ np.asarray(auki, dtype=np.float64)


def odotettu_lista(vaki: npt.ArrayLike, supply: npt.ArrayLike, veto_alueisiin: npt.ArrayLike, osuus: float) -> Luvut:
    """Residents a newcomer expects to list in each area (A,); pulls between areas (A, A), own area on the diagonal."""
    v = np.asarray(veto_alueisiin, dtype=np.float64)
    return osuus * (v / (np.asarray(supply, dtype=np.float64) + v)) @ np.asarray(vaki, dtype=np.float64)


def odotettu_tulos(
    lista: npt.ArrayLike, tariffi: float, paino: npt.ArrayLike, kulu: npt.ArrayLike, kiintea: float
) -> Luvut:
    """Expected yearly profit (EUR): list x (tariff x mean weight - cost per listed resident) - fixed cost."""
    margin = tariffi * np.asarray(paino, dtype=np.float64) - np.asarray(kulu, dtype=np.float64)
    return np.asarray(lista, dtype=np.float64) * margin - kiintea


# entry ----------------------------------------------------------------------------------------------------------


def tulon_todennakoisyys(
    tulos: npt.ArrayLike, vaki: npt.ArrayLike, ehdot: Markkinaehdot, este_kerroin: float = 1.0
) -> Luvut:
    """Probability (A,) that a centre opens in the area in this half-year.

    este_kerroin lowers or raises the hurdle (market steering). Chances follow residents, so that cutting an area in two
    does not change the region's expected entry.
    """
    n = np.asarray(vaki, dtype=np.float64)
    z = (np.asarray(tulos, dtype=np.float64) - este_kerroin * ehdot.este) / ehdot.hajonta
    return np.minimum(ehdot.taso * n / 10_000.0 * expit(z), 1.0)


def tulijat(
    todennakoisyys: npt.ArrayLike,
    u: npt.ArrayLike,
    tulos: npt.ArrayLike,
    sallittu: npt.ArrayLike | None = None,
    katto: int | None = None,
) -> npt.NDArray[np.int64]:
    """Areas in which a centre opens, best expected profit first; one per area and half-year.

    sallittu (A,): where the orderer allows new centres; katto: most new centres now (None = no cap).
    """
    enters = np.asarray(u) < np.asarray(todennakoisyys)
    if sallittu is not None:
        enters = enters & np.asarray(sallittu, dtype=bool)
    areas = np.flatnonzero(enters)
    areas = areas[np.argsort(-np.asarray(tulos, dtype=np.float64)[areas], kind="stable")]
    return areas if katto is None else areas[: max(0, katto)]


# exit -----------------------------------------------------------------------------------------------------------


def tappiokaudet(aiemmat: npt.ArrayLike, tulos: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Quarters of loss in a row (J,): one more after a loss, zero after a quarter without."""
    return np.where(np.asarray(tulos) < 0, np.asarray(aiemmat, dtype=np.int64) + 1, 0)


def poistuvat(
    tappiot: npt.ArrayLike, u: npt.ArrayLike, ehdot: Markkinaehdot, voi_lopettaa: npt.ArrayLike
) -> npt.NDArray[np.int64]:
    """Centres that close now: enough quarters of loss in a row, a draw below the exit rate, and free to leave (J,)."""
    tired = np.asarray(tappiot) >= ehdot.tappiokausia
    return np.flatnonzero(tired & (np.asarray(u) < ehdot.poistuma) & np.asarray(voi_lopettaa, dtype=bool))


def odotetut_tulot(
    vaki: npt.ArrayLike,
    paino: npt.ArrayLike,
    kulu: npt.ArrayLike,
    veto_alueisiin: npt.ArrayLike,
    supply: npt.ArrayLike,
    tariffi: float,
    kiintea: float,
    ehdot: Markkinaehdot,
    kausia: int = 12,
) -> Luvut:
    """Expected number of new centres by area (A,) over half-years, with no draws: supply grows by expected entry.

    A mean-field reading of the rule, used to set its level and to test its signs.
    """
    v = np.asarray(veto_alueisiin, dtype=np.float64)
    total, s = np.zeros(len(np.asarray(vaki))), np.array(supply, dtype=np.float64)
    for _ in range(kausia):
        lista = odotettu_lista(vaki, s, v, ehdot.uuden_osuus)
        p = tulon_todennakoisyys(odotettu_tulos(lista, tariffi, paino, kulu, kiintea), vaki, ehdot)
        total += p
        s += v @ p
    return total
