"""Capitation: need weights of residents, and what a centre is paid for those on its list.

A weight is a linear index of what the payer can see of a person, estimated once per run by regression of the expected
cost of the sote centre on the chosen columns, and scaled to mean 1. What is seen is a list of blocks, each from a few
columns to its regressors (`LOHKOT`); a scenario names a ready set ("tarve") or joins blocks by + (such as
"ika_sukupuoli+kieli", "tarve+syrjaisyys"). Payment (R9) is a fixed part per weighted resident, a performance part per
visit, an incentive part and another part, for residents of remote areas; from one tariff for all owners.

    revenue = tariff / 12 (fixed sum(weights) + incentive attainment list + other remote) + fee visits - sanction

Sources: HE 16/2018 vp (C37: fixed part at least 2/3; factors age, sex, employment, other socio-economic; other payment:
remote location); the power of adjusters: Zielinski 2009, Ellegård & Laberge 2025 (P21); what is left out: Leskelä et
al. 2018 (P20).
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Luvut = npt.NDArray[np.float64]
Sarakkeet = Mapping[str, npt.ArrayLike]

IKIA = 111
TYOTILOJA = 6
KIELIA = 3
IKARAJAT = (0, 7, 18, 30, 45, 65, 75, 85)  # lower ages of the age-sex cells
KIINTEAN_VAHIMMAISOSUUS = 2.0 / 3.0
LIITOS = "+"  # joins blocks in a scenario
SUPPEA = "suppea"  # capitation covers the narrow sote centre only

# what the payer sees: one block after another ---------------------------------------------------------------------


def ika_sukupuoli(s: Sarakkeet) -> npt.NDArray[np.int64]:
    """Age and sex: one of 16 cells."""
    band = np.searchsorted(IKARAJAT, np.asarray(s["ika"]), side="right") - 1
    return np.asarray(s["sukupuoli"], dtype=np.int64) * len(IKARAJAT) + band


def tyo(s: Sarakkeet) -> npt.NDArray[np.int64]:
    """Employment: one of 6 work statuses, the employed are what others are compared with."""
    return np.asarray(s["tyo"]).astype(np.int64)


def sairaus(s: Sarakkeet) -> npt.NDArray[np.int64]:
    """Illness: number of chronic diseases."""
    return np.asarray(s["krooniset"]).astype(np.int64)


def kustannus(s: Sarakkeet, katto: float) -> Luvut:
    """Prior cost: EUR of all services last year, up to a ceiling so that one episode does not decide."""
    return np.minimum(np.asarray(s["kustannus_ed"], dtype=np.float64), katto)


def tyoterveys(s: Sarakkeet) -> npt.NDArray[np.int64]:
    """Occupational-health cover: 0 or 1."""
    return np.asarray(s["tyoterveys"]).astype(np.int64)


def kieli(s: Sarakkeet) -> npt.NDArray[np.int64]:
    """Language: Finnish (what others are compared with), Swedish, other."""
    return np.asarray(s["kieli"]).astype(np.int64)


def syrjaisyys(s: Sarakkeet) -> Luvut:
    """Remoteness (n, 2): ln(1 + km to the nearest unit), and -ln(residents per km2) of the postal area."""
    km, tiheys = (np.asarray(s[nimi], dtype=np.float64) for nimi in ("lahin_km", "tiheys"))
    return np.column_stack([np.log1p(km), -np.log(np.maximum(tiheys, 0.1))])


LOHKOT: dict[str, Callable[..., npt.NDArray]] = {
    "ika_sukupuoli": ika_sukupuoli,
    "tyo": tyo,
    "sairaus": sairaus,
    "kustannus": kustannus,
    "tyoterveys": tyoterveys,
    "kieli": kieli,
    "syrjaisyys": syrjaisyys,
}
# ready sets: each sees what the one before it does, and one thing more
TEKIJAT: dict[str, tuple[str, ...]] = {
    "tasa": (),
    "ika_sukupuoli": ("ika_sukupuoli",),
    "tyo": ("ika_sukupuoli", "tyo"),
    "sairaus": ("ika_sukupuoli", "tyo", "sairaus"),
    "kustannus": ("ika_sukupuoli", "tyo", "sairaus", "kustannus"),
    "tarve": ("ika_sukupuoli", "tyo", "sairaus", "kustannus", "tyoterveys"),
}


def lohkot(valinta: str) -> tuple[str, ...]:
    """Blocks of a choice, in the order of `LOHKOT`: a ready set alone, or words joined by +.

    In a list a word is the block of that name and nothing before it; `tarve` is its five blocks. Raises ValueError on
    an unknown word (with the nearest one), on one given twice and on `tasa` (nothing) in a list.
    """
    if valinta in TEKIJAT:
        return TEKIJAT[valinta]
    sanat = valinta.split(LIITOS)
    tunnetut = list(dict.fromkeys([*TEKIJAT, *LOHKOT]))
    valitut: list[str] = []
    for sana in sanat:
        if sana not in tunnetut:
            lahin = difflib.get_close_matches(sana, tunnetut, n=1, cutoff=0.6)
            vihje = f" Did you mean '{lahin[0]}'?" if lahin else ""
            raise ValueError(f"unknown capitation weights {sana!r}; choices: {', '.join(tunnetut)}.{vihje}")
        if sana == "tasa":
            raise ValueError(f"'tasa' means that nothing is seen: it stands alone, not in '{valinta}'")
        valitut += [sana] if sana in LOHKOT else TEKIJAT[sana]
    kahdesti = {lohko for lohko in valitut if valitut.count(lohko) > 1}
    if kahdesti:
        raise ValueError(f"capitation weights '{valinta}' name {', '.join(sorted(kahdesti))} twice")
    return tuple(lohko for lohko in LOHKOT if lohko in valitut)


# weights --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Painokertoimet:
    """Coefficients of a capitation weight; `paino` applies them, and a resident rule can read them as tables.

    weight = skaala max(lattia, ika_sukupuoli[sex, age] + tyo[work status] + krooniset n + kustannus_ed min(cost, katto)
    + tyoterveys covered + kieli[language] + syrjaisyys . remoteness), in EUR of expected cost before scaling; the mean
    over the residents it was fitted to is exactly 1.
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
    kieli: tuple[float, ...] = (0.0,) * KIELIA  # EUR by language, 0 for Finnish
    syrjaisyys: tuple[float, ...] = (0.0, 0.0)  # EUR per unit of the two measures of remoteness


def sovita(
    valinta: str,
    sarakkeet: Sarakkeet,
    kustannus: npt.ArrayLike,
    katto: float = 3000.0,
    vahimmaispaino: float = 0.1,
) -> Painokertoimet:
    """Estimate weights by least squares on residents.

    sarakkeet: ika (whole years), sukupuoli (0/1), tyo (0-5), krooniset, kustannus_ed (EUR), tyoterveys (0/1), kieli
    (0-2), lahin_km and tiheys (residents per km2), each (n,); only those the choice sees are read, but for ika and
    sukupuoli. kustannus (n,): expected EUR a year. Raises ValueError on an unknown choice, KeyError on a missing
    column. A factor that does not vary gets the coefficient 0.
    """
    tekijat = lohkot(valinta)
    y = np.asarray(kustannus, dtype=np.float64)
    mean = float(y.mean())
    if not tekijat or not mean > 0:
        flat = np.ones((2, IKIA))
        return Painokertoimet(valinta, flat, np.zeros(TYOTILOJA), 0.0, 0.0, 0.0, katto, 0.0, 1.0, 0.0)
    beta = _normaaliyhtalot(tekijat, sarakkeet, y, katto, mean)
    raaka = _kertoimet(valinta, tekijat, beta, katto, lattia=vahimmaispaino * mean)
    index = paino(raaka, sarakkeet)
    skaala = 1.0 / float(index.mean())
    return replace(raaka, skaala=skaala, selitysaste=selitysaste(skaala * index, y))


def paino(k: Painokertoimet, sarakkeet: Sarakkeet) -> Luvut:
    """Weights (n,) of these residents; see `sovita` for the columns."""
    tekijat = lohkot(k.valinta)
    if not tekijat:
        return np.ones(len(np.asarray(sarakkeet["ika"])))
    ika = np.minimum(np.asarray(sarakkeet["ika"]), IKIA - 1)
    index = k.ika_sukupuoli[np.asarray(sarakkeet["sukupuoli"]), ika]
    if "tyo" in tekijat:
        index = index + k.tyo[np.asarray(sarakkeet["tyo"])]
    if "sairaus" in tekijat:
        index = index + k.krooniset * np.asarray(sarakkeet["krooniset"], dtype=np.float64)
    if "kustannus" in tekijat:
        index = index + k.kustannus_ed * LOHKOT["kustannus"](sarakkeet, k.katto)
    if "tyoterveys" in tekijat:
        index = index + k.tyoterveys * np.asarray(sarakkeet["tyoterveys"], dtype=np.float64)
    if "kieli" in tekijat:
        index = index + np.array(k.kieli)[np.asarray(sarakkeet["kieli"])]
    if "syrjaisyys" in tekijat:
        index = index + syrjaisyys(sarakkeet) @ np.array(k.syrjaisyys)
    return k.skaala * np.maximum(index, k.lattia)


def selitysaste(paino: npt.ArrayLike, kustannus: npt.ArrayLike) -> float:
    """R2 = 1 - sum (y - mean(y) w)^2 / sum (y - mean y)^2 of weights against any cost, expected or realised."""
    w, y = np.asarray(paino, dtype=np.float64), np.asarray(kustannus, dtype=np.float64)
    spread = ((y - y.mean()) ** 2).sum()
    return float(1.0 - ((y - y.mean() * w) ** 2).sum() / spread) if spread > 0 else 0.0


def _normaaliyhtalot(tekijat: tuple[str, ...], s: Sarakkeet, y: Luvut, katto: float, mean: float) -> Luvut:
    """Coefficients (16 + 5 + 2, languages if seen, then prior cost and measures of remoteness if seen).

    Order: age-sex cells, work status but the employed, chronic, cover. All blocks but prior cost and remoteness are
    counts, so residents are summed by their combination first and the regression runs over combinations. Empty cells
    get the mean cost, factors that do not vary 0.
    """
    zero = np.zeros(len(y), np.int64)
    luokat = ("ika_sukupuoli", "tyo", "sairaus", "tyoterveys", "kieli")
    solu, work, ill, cover, lang = (LOHKOT[nimi](s) if nimi in tekijat else zero for nimi in luokat)
    cost = LOHKOT["kustannus"](s, katto) if "kustannus" in tekijat else None
    jatkuvat = [cost, *(syrjaisyys(s).T if "syrjaisyys" in tekijat else ())]
    kielia = KIELIA if "kieli" in tekijat else 1
    shape = (2 * len(IKARAJAT), TYOTILOJA, int(ill.max(initial=0)) + 1, 2, kielia)
    key = np.ravel_multi_index((solu, work, ill, cover, lang), shape)
    size = int(np.prod(shape))

    def total(values: Luvut | None) -> Luvut:
        return np.zeros(size) if values is None else np.bincount(key, values, minlength=size)

    def kertaa(a: Luvut | None, b: Luvut | None) -> Luvut | None:
        return None if a is None or b is None else a * b

    n = np.bincount(key, minlength=size).astype(np.float64)
    cell, work, ill, cover, lang = np.unravel_index(np.arange(size), shape)
    x = np.column_stack(
        [cell[:, None] == np.arange(shape[0]), work[:, None] == np.arange(1, TYOTILOJA), ill, cover]
        + [lang == j for j in range(1, kielia)]
    ).astype(np.float64)
    xc = np.column_stack([x.T @ total(v) for v in jatkuvat])
    cc = np.array([[total(kertaa(a, b)).sum() for b in jatkuvat] for a in jatkuvat])
    xtx = np.block([[(x.T * n) @ x, xc], [xc.T, cc]])
    xty = np.append(x.T @ total(y), [total(kertaa(v, y)).sum() for v in jatkuvat])
    scale = np.sqrt(np.where(np.diag(xtx) > 0, np.diag(xtx), 1.0))
    beta = np.linalg.lstsq(xtx / np.outer(scale, scale), xty / scale, rcond=1e-10)[0] / scale
    beta[: shape[0]][np.diag(xtx)[: shape[0]] == 0] = mean
    return beta


def _kertoimet(valinta: str, tekijat: tuple[str, ...], beta: Luvut, katto: float, lattia: float) -> Painokertoimet:
    cells = 2 * len(IKARAJAT)
    band = np.searchsorted(IKARAJAT, np.arange(IKIA), side="right") - 1
    table = beta[:cells].reshape(2, -1)[:, band]
    if "ika_sukupuoli" not in tekijat:
        table = np.full_like(table, beta[0])  # one cell: the constant
    tyo = np.concatenate([[0.0], beta[cells : cells + TYOTILOJA - 1]])
    loput = [float(b) for b in beta[cells + TYOTILOJA - 1 :]]
    krooniset, tyoterveys = loput[:2]
    kielia = KIELIA - 1 if "kieli" in tekijat else 0
    kustannus_ed, *syrja = loput[2 + kielia :]
    perus = Painokertoimet(valinta, table, tyo, krooniset, kustannus_ed, tyoterveys, katto, lattia, 1.0, 0.0)
    kielet = (0.0, *loput[2 : 2 + kielia]) if kielia else perus.kieli
    return replace(perus, kieli=kielet, syrjaisyys=tuple(syrja) or perus.syrjaisyys)


# payment --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Korvausosat:
    """Parts of the compensation as shares of the tariff; they sum to 1."""

    kiintea: float
    suorite: float
    kannustin: float
    muu: float = 0.0


def korvausosat(
    kiintea_osuus: float, suoriteosuus: float, kannustinosuus: float, muu_osuus: float = 0.0
) -> Korvausosat:
    """Shares of fixed, performance, incentive and other pay: the part 1 - fixed is divided by the others' weights."""
    if kiintea_osuus == 1.0:
        return Korvausosat(1.0, 0.0, 0.0)
    weights = suoriteosuus + kannustinosuus + muu_osuus
    if not (0.0 <= kiintea_osuus < 1.0 and min(suoriteosuus, kannustinosuus, muu_osuus) >= 0.0 and weights > 0.0):
        raise ValueError(
            f"compensation shares fixed {kiintea_osuus:g}, performance {suoriteosuus:g}, incentive {kannustinosuus:g},"
            f" other {muu_osuus:g}: the fixed share must be 0-1 and the weights of the rest >= 0, one of them above 0,"
            " or the parts do not sum to 1"
        )
    rest = 1.0 - kiintea_osuus
    return Korvausosat(
        kiintea_osuus, rest * suoriteosuus / weights, rest * kannustinosuus / weights, rest * muu_osuus / weights
    )


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
    total = osat.kiintea + osat.suorite + osat.kannustin + osat.muu
    if abs(total - 1.0) > 1e-9 or min(osat.kiintea, osat.suorite, osat.kannustin, osat.muu) < 0:
        errors.append(f"the parts of the compensation add up to {total:.3f}, not to 1")
    if tariffit is not None and np.ptp(np.asarray(tariffit, dtype=np.float64)) > 1e-9:
        errors.append("tariffs differ between centres (HE 16/2018 vp: equal grounds for all producers of a service)")
    return errors


def ohjelmavirheet(p: Mapping[str, object]) -> list[str]:
    """What is wrong with the compensation and weights among these parameter values, in words; empty when nothing is.

    `kapitaatio.laista_poiketen` lifts the rules of law, not those of arithmetic.
    """
    try:
        kattaa(p)
        lohkot(str(p["kapitaatio.painot"]))
        osat = ohjelman_osat(p)
    except ValueError as virhe:
        return [f"{virhe}."]
    if p["kapitaatio.laista_poiketen"]:
        return []
    return [f"{virhe}; an experiment may say kapitaatio.laista_poiketen = true." for virhe in lakivirheet(osat)]


def kattaa(p: Mapping[str, object]) -> frozenset[str]:
    """What capitation covers beyond the narrow sote centre: some of suu, erikoisosuus; empty = narrow.

    Raises ValueError when the narrow centre is joined with something, or a word stands twice."""
    sanat = str(p["kapitaatio.kattaa"]).split(LIITOS)
    if len(sanat) > 1 and (SUPPEA in sanat or len(set(sanat)) < len(sanat)):
        raise ValueError(
            f"kapitaatio.kattaa = '{p['kapitaatio.kattaa']}': '{SUPPEA}' (the narrow sote centre) stands alone,"
            " and each addition once"
        )
    return frozenset(sanat) - {SUPPEA}


def ohjelman_osat(p: Mapping[str, object]) -> Korvausosat:
    """Parts of the compensation from the parameter tree."""
    nimet = ("kiintea_osuus", "suoriteosuus", "kannustinosuus", "muu_osuus")
    return korvausosat(*(float(p[f"kapitaatio.{nimi}"]) for nimi in nimet))  # type: ignore[arg-type]


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
    muu: Luvut

    @property
    def yhteensa(self) -> Luvut:
        """Fixed + performance + incentive + other - sanction."""
        return self.kiintea + self.suorite + self.kannustin + self.muu - self.seuraamus


def tuotto(
    osat: Korvausosat,
    tariffi: float,
    painosumma: npt.ArrayLike,
    listalla: npt.ArrayLike,
    kaynnit: npt.ArrayLike,
    kayntihinta: float,
    toteuma: npt.ArrayLike = 0.5,
    seuraamus: npt.ArrayLike = 0.0,
    syrjassa: npt.ArrayLike = 0.0,
) -> Tuotto:
    """A month's revenue of centres (J,), R9.

    tariffi: EUR per resident of weight 1 and year; painosumma: sum of weights on the list; listalla: residents on it;
    kaynnit: expected visits of the month; kayntihinta: from `suoritehinta`; toteuma: goal attainment 0-1, 1/2 pays the
    incentive share as expected and 1 pays it double; seuraamus: share 0-1 of the month's fixed part withheld; syrjassa:
    the list's remoteness, scaled so that over all lists it adds up to their residents.
    """
    weights, heads = np.asarray(painosumma, dtype=np.float64), np.asarray(listalla, dtype=np.float64)
    fixed = osat.kiintea * tariffi / 12.0 * weights
    bonus = 2.0 * osat.kannustin * tariffi / 12.0 * heads * np.asarray(toteuma, dtype=np.float64)
    visits = kayntihinta * np.asarray(kaynnit, dtype=np.float64)
    other = osat.muu * tariffi / 12.0 * np.asarray(syrjassa, dtype=np.float64)
    return Tuotto(fixed, visits, bonus, fixed * np.asarray(seuraamus, dtype=np.float64), other)
