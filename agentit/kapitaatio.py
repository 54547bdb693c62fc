"""Capitation: need weights of residents, and what a centre is paid for those on its list.

A weight is a linear index of what the payer can see of a person, estimated once per run by regression of the expected
cost of the sote centre on the chosen columns of the base year, and scaled to mean 1. Payment (R9) is a fixed part per
weighted resident, a performance part per visit and an incentive part, from one tariff for all owners.

    revenue = tariff (fixed sum(weights) / 12 + incentive attainment list / 12) + fee visits - sanction

Sources: HE 16/2018 vp (C37: fixed part at least 2/3; factors age, sex, employment, other socio-economic); the power of
adjusters: Zielinski 2009, Ellegård & Laberge 2025 (P21); what is left out: Leskelä et al. 2018 (P20).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Luvut = npt.NDArray[np.float64]

IKIA = 111
TYOTILOJA = 6
IKARAJAT = (0, 7, 18, 30, 45, 65, 75, 85)  # lower ages of the age-sex cells
KIINTEAN_VAHIMMAISOSUUS = 2.0 / 3.0

# what each choice of weights sees; each adds to the one before
TEKIJAT: dict[str, tuple[str, ...]] = {
    "tasa": (),
    "ika_sukupuoli": ("ika_sukupuoli",),
    "tyo": ("ika_sukupuoli", "tyo"),
    "sairaus": ("ika_sukupuoli", "tyo", "krooniset"),
    "kustannus": ("ika_sukupuoli", "tyo", "krooniset", "kustannus_ed"),
    "tarve": ("ika_sukupuoli", "tyo", "krooniset", "kustannus_ed", "tyoterveys"),
}


# weights --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Painokertoimet:
    """Coefficients of a capitation weight; `paino` applies them, and a resident rule can read them as tables.

    weight = skaala max(lattia, ika_sukupuoli[sex, age] + tyo[work status] + krooniset n + kustannus_ed min(cost, katto)
    + tyoterveys covered), in EUR of expected cost before scaling; the mean over the base population is exactly 1.
    """

    valinta: str
    ika_sukupuoli: Luvut  # (2, 111) EUR by sex and year of age
    tyo: Luvut  # (6,) EUR by work status, 0 for the employed
    krooniset: float  # EUR per chronic condition
    kustannus_ed: float  # EUR per EUR of last year's cost up to `katto`
    tyoterveys: float  # EUR for occupational-health cover
    katto: float  # EUR, last year's cost counts up to this
    lattia: float  # EUR, least index
    skaala: float  # weight per EUR
    selitysaste: float  # R2 of the weight against the expected cost it was fitted to


def sovita(
    valinta: str,
    sarakkeet: Mapping[str, npt.ArrayLike],
    kustannus: npt.ArrayLike,
    katto: float = 3000.0,
    vahimmaispaino: float = 0.1,
) -> Painokertoimet:
    """Estimate weights by least squares on the base year's residents.

    sarakkeet: ika (whole years), sukupuoli (0/1), tyo (0-5), krooniset, kustannus_ed (EUR), tyoterveys (0/1), each
    (n,); only those the choice sees are read. kustannus (n,): expected EUR a year. Raises ValueError on an unknown
    choice, KeyError on a missing column. A factor that does not vary gets the coefficient 0.
    """
    if valinta not in TEKIJAT:
        raise ValueError(f"unknown capitation weights {valinta!r}; choices: {', '.join(TEKIJAT)}")
    y = np.asarray(kustannus, dtype=np.float64)
    mean = float(y.mean())
    tekijat = TEKIJAT[valinta]
    if not tekijat or not mean > 0:
        flat = np.ones((2, IKIA))
        return Painokertoimet(valinta, flat, np.zeros(TYOTILOJA), 0.0, 0.0, 0.0, katto, 0.0, 1.0, 0.0)
    beta = _normaaliyhtalot(tekijat, sarakkeet, y, katto, mean)
    raaka = _kertoimet(valinta, beta, katto, lattia=vahimmaispaino * mean)
    index = paino(raaka, sarakkeet)
    skaala = 1.0 / float(index.mean())
    return replace(raaka, skaala=skaala, selitysaste=selitysaste(skaala * index, y))


def paino(k: Painokertoimet, sarakkeet: Mapping[str, npt.ArrayLike]) -> Luvut:
    """Weights (n,) of these residents; see `sovita` for the columns."""
    tekijat = TEKIJAT[k.valinta]
    if not tekijat:
        return np.ones(len(np.asarray(sarakkeet["ika"])))
    ika = np.minimum(np.asarray(sarakkeet["ika"]), IKIA - 1)
    index = k.ika_sukupuoli[np.asarray(sarakkeet["sukupuoli"]), ika]
    if "tyo" in tekijat:
        index = index + k.tyo[np.asarray(sarakkeet["tyo"])]
    if "krooniset" in tekijat:
        index = index + k.krooniset * np.asarray(sarakkeet["krooniset"], dtype=np.float64)
    if "kustannus_ed" in tekijat:
        index = index + k.kustannus_ed * np.minimum(np.asarray(sarakkeet["kustannus_ed"], dtype=np.float64), k.katto)
    if "tyoterveys" in tekijat:
        index = index + k.tyoterveys * np.asarray(sarakkeet["tyoterveys"], dtype=np.float64)
    return k.skaala * np.maximum(index, k.lattia)


def selitysaste(paino: npt.ArrayLike, kustannus: npt.ArrayLike) -> float:
    """R2 = 1 - sum (y - mean(y) w)^2 / sum (y - mean y)^2 of weights against any cost, expected or realised."""
    w, y = np.asarray(paino, dtype=np.float64), np.asarray(kustannus, dtype=np.float64)
    spread = ((y - y.mean()) ** 2).sum()
    return float(1.0 - ((y - y.mean() * w) ** 2).sum() / spread) if spread > 0 else 0.0


def _solut(ika: npt.ArrayLike, sukupuoli: npt.ArrayLike) -> npt.NDArray[np.int64]:
    band = np.searchsorted(IKARAJAT, np.asarray(ika), side="right") - 1
    return np.asarray(sukupuoli, dtype=np.int64) * len(IKARAJAT) + band


def _normaaliyhtalot(
    tekijat: tuple[str, ...], s: Mapping[str, npt.ArrayLike], y: Luvut, katto: float, mean: float
) -> Luvut:
    """Coefficients (16 + 5 + 3): age-sex cells, work status but the employed, chronic, cover, last year's cost.

    All factors but last year's cost are counts, so residents are summed by their combination first and the regression
    runs over combinations. Empty cells get the mean cost, factors that do not vary 0.
    """
    zero = np.zeros(len(y), np.int64)
    tyo, krooniset, tyoterveys = (
        np.asarray(s[nimi]).astype(np.int64) if nimi in tekijat else zero for nimi in ("tyo", "krooniset", "tyoterveys")
    )
    cost = np.minimum(np.asarray(s["kustannus_ed"], dtype=np.float64), katto) if "kustannus_ed" in tekijat else None
    shape = (2 * len(IKARAJAT), TYOTILOJA, int(krooniset.max(initial=0)) + 1, 2)
    key = np.ravel_multi_index((_solut(s["ika"], s["sukupuoli"]), tyo, krooniset, tyoterveys), shape)
    size = int(np.prod(shape))

    def total(values: Luvut | None) -> Luvut:
        return np.zeros(size) if values is None else np.bincount(key, values, minlength=size)

    n = np.bincount(key, minlength=size).astype(np.float64)
    c, cc, cy = (total(v) for v in ((None,) * 3 if cost is None else (cost, cost * cost, cost * y)))
    cell, work, ill, covered = np.unravel_index(np.arange(size), shape)
    x = np.column_stack(
        [cell[:, None] == np.arange(shape[0]), work[:, None] == np.arange(1, TYOTILOJA), ill, covered]
    ).astype(np.float64)
    xtx = np.block([[(x.T * n) @ x, (x.T @ c)[:, None]], [(x.T @ c)[None, :], np.full((1, 1), cc.sum())]])
    xty = np.append(x.T @ total(y), cy.sum())
    scale = np.sqrt(np.where(np.diag(xtx) > 0, np.diag(xtx), 1.0))
    beta = np.linalg.lstsq(xtx / np.outer(scale, scale), xty / scale, rcond=1e-10)[0] / scale
    beta[: shape[0]][np.diag(xtx)[: shape[0]] == 0] = mean
    return beta


def _kertoimet(valinta: str, beta: Luvut, katto: float, lattia: float) -> Painokertoimet:
    cells = 2 * len(IKARAJAT)
    band = np.searchsorted(IKARAJAT, np.arange(IKIA), side="right") - 1
    table = beta[:cells].reshape(2, -1)[:, band]
    tyo = np.concatenate([[0.0], beta[cells : cells + TYOTILOJA - 1]])
    krooniset, tyoterveys, kustannus_ed = (float(b) for b in beta[cells + TYOTILOJA - 1 :])
    return Painokertoimet(valinta, table, tyo, krooniset, kustannus_ed, tyoterveys, katto, lattia, 1.0, 0.0)


# payment --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Korvausosat:
    """Parts of the compensation as shares of the tariff; they sum to 1."""

    kiintea: float
    suorite: float
    kannustin: float


def korvausosat(kiintea_osuus: float, suoriteosuus: float, kannustinosuus: float) -> Korvausosat:
    """Shares of fixed, performance and incentive pay: the part 1 - fixed is divided by the two others' weights."""
    if kiintea_osuus == 1.0:
        return Korvausosat(1.0, 0.0, 0.0)
    weights = suoriteosuus + kannustinosuus
    if not (0.0 <= kiintea_osuus < 1.0 and suoriteosuus >= 0.0 and kannustinosuus >= 0.0 and weights > 0.0):
        raise ValueError(
            f"compensation shares fixed {kiintea_osuus}, performance {suoriteosuus}, incentive {kannustinosuus}: the"
            " fixed share must be 0-1 and the weights of the rest >= 0, one of them above 0"
        )
    rest = 1.0 - kiintea_osuus
    return Korvausosat(kiintea_osuus, rest * suoriteosuus / weights, rest * kannustinosuus / weights)


def lakivirheet(osat: Korvausosat, tariffit: npt.ArrayLike | None = None) -> list[str]:
    """Rules of HE 16/2018 vp that a compensation breaks, in words; empty when it is lawful.

    tariffit: tariff of each centre, if they are not one number; they must be equal for all owners.
    """
    errors = []
    if osat.kiintea < KIINTEAN_VAHIMMAISOSUUS - 1e-9:
        errors.append(
            f"fixed share {osat.kiintea:.3f} is below 2/3 of the compensation"
            " (HE 16/2018 vp, proposal of 8.3.2018: the fixed payment is at least two thirds)"
        )
    total = osat.kiintea + osat.suorite + osat.kannustin
    if abs(total - 1.0) > 1e-9 or min(osat.kiintea, osat.suorite, osat.kannustin) < 0:
        errors.append(f"the parts of the compensation add up to {total:.3f}, not to 1")
    if tariffit is not None and np.ptp(np.asarray(tariffit, dtype=np.float64)) > 1e-9:
        errors.append("tariffs differ between centres (HE 16/2018 vp: equal grounds for all producers of a service)")
    return errors


def suoritehinta(osat: Korvausosat, tariffi: float, listattuja: float, kaynteja: float) -> float:
    """EUR per visit that pays out the performance share when the region's visits are as expected.

    listattuja: residents on all lists; kaynteja: their expected visits a year. The same price for all owners.
    """
    return osat.suorite * tariffi * listattuja / kaynteja if kaynteja > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Tuotto:
    """Revenue of centres in a month, EUR, arrays (J,)."""

    kiintea: Luvut
    suorite: Luvut
    kannustin: Luvut
    seuraamus: Luvut

    @property
    def yhteensa(self) -> Luvut:
        """Fixed + performance + incentive - sanction."""
        return self.kiintea + self.suorite + self.kannustin - self.seuraamus


def tuotto(
    osat: Korvausosat,
    tariffi: float,
    painosumma: npt.ArrayLike,
    listalla: npt.ArrayLike,
    kaynnit: npt.ArrayLike,
    kayntihinta: float,
    toteuma: npt.ArrayLike = 0.5,
    seuraamus: npt.ArrayLike = 0.0,
) -> Tuotto:
    """A month's revenue of centres (J,), R9.

    tariffi: EUR per resident of weight 1 and year; painosumma: sum of weights on the list; listalla: residents on it;
    kaynnit: expected visits of the month; kayntihinta: from `suoritehinta`; toteuma: goal attainment 0-1, 1/2 pays the
    incentive share as expected and 1 pays it double; seuraamus: share 0-1 of the month's fixed part withheld.
    """
    weights, heads = np.asarray(painosumma, dtype=np.float64), np.asarray(listalla, dtype=np.float64)
    fixed = osat.kiintea * tariffi / 12.0 * weights
    bonus = 2.0 * osat.kannustin * tariffi / 12.0 * heads * np.asarray(toteuma, dtype=np.float64)
    visits = kayntihinta * np.asarray(kaynnit, dtype=np.float64)
    return Tuotto(fixed, visits, bonus, fixed * np.asarray(seuraamus, dtype=np.float64))
