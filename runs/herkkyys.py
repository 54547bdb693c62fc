"""Sensitivity: which uncertainties decide an outcome, or what a lever does to it, by the method the design allows.

The design is recognised from the points themselves: Morris trajectories, Saltelli blocks (Sobol indices), one at a
time, else any sample (given data: PAWN and regional sensitivity). Indices are SALib's (MIT, extra `sweep`); its import
takes a second and waits until asked for. Levers are told by `Havainnot.keinojen_vaikutukset`, never in the same list.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kalibrointi.viat import ViallinenSyote, Vika, lahin, luettele
from runs.havainnot import Havainnot, Kohde, Tekija, Tulema, kohinan_osuus

MENETELMAT = ("morris", "sobol", "pawn", "regional", "oat")
PAALUVUT = {"morris": "mu_star", "sobol": "ST", "pawn": "median", "regional": "KS", "oat": "swing"}
UUSINTOJA = 200  # bootstrap resamples behind the intervals
SEKOITUKSIA = 200  # shuffles of a factor behind the threshold of PAWN
VAHINTAAN = 12  # worlds below which given-data indices say nothing; shuffles tell what so few can show


@dataclass(frozen=True, slots=True)
class Asetelma:
    """Worlds as numbers, shape (worlds, factors): values (classes as their place in the list) and the design.

    u: coordinates 0-1 that the design chose, where it is one that fills a cube; otherwise the values themselves.
    """

    tekijat: Sequence[Tekija]
    x: np.ndarray
    u: np.ndarray

    @property
    def ongelma(self) -> dict[str, Any]:
        """SALib's problem, over the coordinates."""
        nimet = [t.avain for t in self.tekijat]
        return {"num_vars": len(nimet), "names": nimet, "bounds": [[0.0, 1.0]] * len(nimet), "groups": None}


def asetelma(h: Havainnot) -> Asetelma:
    """The worlds of a sweep as numbers."""
    tekijat, maailmat = h.maailman_tekijat, h.maailmat
    x = np.zeros((len(maailmat), len(tekijat)))
    for i, t in enumerate(tekijat):
        arvot = maailmat[t.avain].tolist()
        x[:, i] = arvot if t.numeerinen else [t.arvot.index(a) for a in arvot]
    u = h.yksikkomaailmat
    return Asetelma(tekijat, x, x if u is None else u.to_numpy(dtype=float))


# --------------------------------------------------------------------------------------------------- the design
def tunnista(x: np.ndarray) -> str:
    """Which method the rows of a design allow: "morris", "sobol", "oat" or "pawn" (any sample)."""
    n, d = x.shape
    if n > 1 and ((x != x[0]).sum(axis=1)[1:] == 1).all():
        return "oat"
    if d > 1 and n % (d + 1) == 0 and _on_morris(x):
        return "morris"
    return "sobol" if saltelli_lohko(x) else "pawn"


def _on_morris(x: np.ndarray) -> bool:
    """Trajectories of d + 1 rows, in each of which every factor changes once, alone."""
    d = x.shape[1]
    muuttuu = np.diff(x.reshape(-1, d + 1, d), axis=1) != 0
    return bool((muuttuu.sum(axis=2) == 1).all() and (muuttuu.sum(axis=1) == 1).all())


def saltelli_lohko(x: np.ndarray) -> int:
    """Length of a Saltelli block: d + 2, 2 d + 2 (with second order), or 0 when the rows are none."""
    n, d = x.shape
    for lohko in (2 * d + 2, d + 2):
        if d > 1 and n % lohko == 0 and n > lohko:
            osat = x.reshape(-1, lohko, d)
            a, b = osat[:, 0], osat[:, -1]
            ab = np.repeat(a[:, None, :], d, axis=1)
            ab[:, range(d), range(d)] = b
            ba = np.repeat(b[:, None, :], d, axis=1)
            ba[:, range(d), range(d)] = a
            keski = ab if lohko == d + 2 else np.concatenate([ab, ba], axis=1)
            if np.array_equal(osat[:, 1:-1], keski):
                return lohko
    return 0


def _valitse(a: Asetelma, menetelma: str | None) -> list[str]:
    """Methods to use: those of the design, or the one asked for. Raises `ViallinenSyote` when the design lacks it."""
    oma = tunnista(a.u)
    if menetelma is None:
        return ["pawn", "regional"] if oma == "pawn" else [oma]
    if menetelma not in MENETELMAT:
        viesti = f"no method '{menetelma}'. Methods: {luettele(MENETELMAT)}."
        raise ViallinenSyote(Vika(viesti, "--method", ehdotus=lahin(menetelma, MENETELMAT)))
    if menetelma in ("morris", "sobol", "oat") and oma != menetelma:
        viesti = f"the sweep's design is not one for {menetelma}; it allows: {luettele(_sallitut(oma))}."
        raise ViallinenSyote(Vika(viesti, "--method"))
    return [menetelma]


def _sallitut(oma: str) -> list[str]:
    return list(dict.fromkeys([oma, "pawn", "regional"]))


# --------------------------------------------------------------------------------------------------- indices
RIVI = ("target", "kind", "factor", "method", "statistic", "value", "low", "high")


def herkkyys(
    h: Havainnot, tulema: Tulema, menetelma: str | None = None, *, tasoja: int = 4, seed: int = 1
) -> pd.DataFrame:
    """Indices of every uncertainty for the level of an outcome and for every lever's effect on it.

    Returns tidy rows: target ("level" or "lever=value"), kind and key of the factor, method, statistic, value, low and
    high (95 % bootstrap interval over worlds; NaN when there is none). tasoja: levels of a Morris design. With the
    indices stands, for each target, `noise`: the share of the variance between worlds that is the seeds' (factor "").
    Levers are among the factors only when the design made them one with the uncertainties; `kind` keeps them apart.
    Raises `ViallinenSyote` when the design does not allow the method or nothing varies from world to world.
    """
    a = asetelma(h)
    if not a.tekijat:
        raise ViallinenSyote(Vika("no uncertainty varies in this sweep: only levers can be compared."))
    menetelmat = _valitse(a, menetelma)
    lajit = {t.avain: t.laji for t in a.tekijat}
    rivit: list[tuple[Any, ...]] = []
    for kohde in h.kohteet(tulema):
        for nimi in menetelmat:
            for tekija, *loput in _indeksit(a, kohde, nimi, tasoja, seed):
                rivit.append((kohde.nimi, lajit.get(tekija, "pair"), tekija, nimi, *loput))
        rivit.append((kohde.nimi, "", "", "noise", "share", kohinan_osuus(kohde.erot), np.nan, np.nan))
    return pd.DataFrame(rivit, columns=list(RIVI))


def _indeksit(a: Asetelma, kohde: Kohde, menetelma: str, tasoja: int, seed: int) -> list[tuple[Any, ...]]:
    y = kohde.maailmoittain
    if menetelma in ("pawn", "regional"):
        on = np.isfinite(y)
        if on.sum() < VAHINTAAN:
            viesti = f"{int(on.sum())} worlds are too few for {menetelma}: at least {VAHINTAAN} are needed."
            raise ViallinenSyote(Vika(viesti))
        return (pawn if menetelma == "pawn" else alueellinen)(a, a.x[on], y[on], seed=seed)
    if menetelma == "oat":
        return yksi_kerrallaan(a, y)
    return morris(a, y, tasoja=tasoja, seed=seed) if menetelma == "morris" else sobol(a, y, seed=seed)


def morris(a: Asetelma, y: np.ndarray, *, tasoja: int = 4, seed: int = 1) -> list[tuple[Any, ...]]:
    """Elementary effects per whole range: mu (mean), mu_star (mean size, with interval), sigma (how much it varies).

    Whole trajectories are left out when one of their runs failed.
    """
    d = len(a.tekijat)
    u, y = _ehjat_lohkot(a.u, y, d + 1)
    if not y.size:
        raise ViallinenSyote(Vika("no whole Morris trajectory has all its runs: sote sweep resume, or retry."))
    s = _salib("morris")(
        a.ongelma, u, y, num_levels=tasoja, num_resamples=UUSINTOJA, conf_level=0.95, seed=np.random.default_rng(seed)
    )
    rivit: list[tuple[Any, ...]] = []
    for i, t in enumerate(a.tekijat):
        m, vali = float(s["mu_star"][i]), float(s["mu_star_conf"][i])
        rivit += [
            (t.avain, "mu_star", m, m - vali, m + vali),
            (t.avain, "mu", float(s["mu"][i]), np.nan, np.nan),
            (t.avain, "sigma", float(s["sigma"][i]), np.nan, np.nan),
        ]
    return rivit


def sobol(a: Asetelma, y: np.ndarray, *, seed: int = 1) -> list[tuple[Any, ...]]:
    """Shares of variance: S1 alone, ST with everything it takes part in, S2 of pairs when the design has them.

    Whole blocks are left out when one of their runs failed. All zero when the outcome does not vary.
    """
    lohko = saltelli_lohko(a.u)
    pari = lohko == 2 * len(a.tekijat) + 2
    _, y = _ehjat_lohkot(a.u, y, lohko)
    if y.size < 2 * lohko:
        raise ViallinenSyote(Vika("fewer than two whole Saltelli blocks have all their runs: sote sweep resume."))
    nimet = [t.avain for t in a.tekijat]
    if np.ptp(y) == 0.0:
        return [(nimi, suure, 0.0, 0.0, 0.0) for nimi in nimet for suure in ("ST", "S1")]
    s = _salib("sobol")(a.ongelma, y, calc_second_order=pari, num_resamples=UUSINTOJA, conf_level=0.95, seed=seed)
    rivit: list[tuple[Any, ...]] = []
    for i, nimi in enumerate(nimet):
        for suure in ("ST", "S1"):
            arvo, vali = float(s[suure][i]), float(s[f"{suure}_conf"][i])
            rivit.append((nimi, suure, arvo, arvo - vali, arvo + vali))
    if pari:
        for i, j in itertools.combinations(range(len(nimet)), 2):
            arvo, vali = float(s["S2"][i, j]), float(s["S2_conf"][i, j])
            rivit.append((f"{nimet[i]} x {nimet[j]}", "S2", arvo, arvo - vali, arvo + vali))
    return rivit


def pawn(a: Asetelma, x: np.ndarray, y: np.ndarray, *, seed: int = 1) -> list[tuple[Any, ...]]:
    """PAWN: how far an outcome's distribution moves when a factor is known - median and maximum over slices.

    `threshold` is what a factor without any influence reaches in 95 % of shuffles of this same sample: an index below
    it says nothing (a dummy as of Khorashadi Zadeh et al. 2017). Numbers are sliced by quantiles with SALib, classes
    by class with the same statistic (SALib's slices would split classes).
    """
    rng = np.random.default_rng(seed)
    rivit: list[tuple[Any, ...]] = []
    for i, t in enumerate(a.tekijat):
        if t.luokkia:
            etaisyydet = _viipaleet(x[:, i], y, 0)
            keski, suurin = float(np.median(etaisyydet)), max(etaisyydet)
        else:
            ongelma = {"num_vars": 1, "names": ["x"], "bounds": [[0.0, 1.0]], "groups": None}
            with np.errstate(invalid="ignore"):  # SALib's coefficient of variation of an outcome that never moves
                s = _salib("pawn")(ongelma, x[:, [i]], y, S=_viipaleita(y))
            keski, suurin = float(s["median"][0]), float(s["maximum"][0])
        viipaleita = 0 if t.luokkia else _viipaleita(y)
        sekoitetut = [np.median(_viipaleet(rng.permutation(x[:, i]), y, viipaleita)) for _ in range(SEKOITUKSIA)]
        rivit += [
            (t.avain, "median", keski, np.nan, np.nan),
            (t.avain, "maximum", suurin, np.nan, np.nan),
            (t.avain, "threshold", float(np.quantile(sekoitetut, 0.95)), np.nan, np.nan),
        ]
    return rivit


def _viipaleita(y: np.ndarray) -> int:
    """Slices of a number: fifteen worlds in each at least. Six and nine are left out: SALib 1.6 fails at them."""
    return max((s for s in (3, 4, 5, 7, 8, 10) if s <= len(y) // 15), default=3)


def _viipaleet(x: np.ndarray, y: np.ndarray, viipaleita: int) -> list[float]:
    """Distance between the outcome's distribution in each slice (0 slices: in each class) and in all.

    SALib's statistic and slices, without the exact p-values that make it slow.
    """
    if not viipaleita:
        return [_ks(y[x == arvo], y) for arvo in np.unique(x)]
    rajat = np.quantile(x, np.linspace(0.0, 1.0, viipaleita + 1))
    osat = [y[(x >= ala) & (x < yla)] for ala, yla in itertools.pairwise(rajat)]
    return [_ks(osa, y) for osa in osat if len(osa)]


def _ks(a: np.ndarray, b: np.ndarray) -> float:
    """Kolmogorov-Smirnov distance of two samples."""
    kaikki = np.concatenate([a, b])
    fa = np.searchsorted(np.sort(a), kaikki, side="right") / len(a)
    fb = np.searchsorted(np.sort(b), kaikki, side="right") / len(b)
    return float(np.abs(fa - fb).max())


def alueellinen(a: Asetelma, x: np.ndarray, y: np.ndarray, *, seed: int = 1) -> list[tuple[Any, ...]]:
    """Regional sensitivity (Hornberger & Spear 1981): do worlds with an outcome above its median differ from the rest?

    KS: distance between the factor's distributions in the two halves (classes: total variation); p: of no difference,
    by shuffling; direction: Spearman's rank correlation with the outcome.
    """
    from scipy.stats import spearmanr

    rng = np.random.default_rng(seed)
    ylla = y > np.median(y)
    vakio = not ylla.any()
    rivit: list[tuple[Any, ...]] = []
    for i, t in enumerate(a.tekijat):
        etaisyys = _luokkaetaisyys if t.luokkia else _ks
        arvo = 0.0 if vakio else etaisyys(x[ylla, i], x[~ylla, i])
        sekoitetut = [0.0] * UUSINTOJA
        if not vakio:
            sekoitetut = [etaisyys(u[ylla], u[~ylla]) for u in (rng.permutation(x[:, i]) for _ in range(UUSINTOJA))]
        suunta = 0.0 if vakio or np.ptp(x[:, i]) == 0 else float(spearmanr(x[:, i], y).statistic)
        rivit += [
            (t.avain, "KS", arvo, np.nan, np.nan),
            (t.avain, "p", float((1 + (np.array(sekoitetut) >= arvo).sum()) / (UUSINTOJA + 1)), np.nan, np.nan),
            (t.avain, "direction", suunta, np.nan, np.nan),
        ]
    return rivit


def _luokkaetaisyys(a: np.ndarray, b: np.ndarray) -> float:
    """Total variation between two samples of classes."""
    return float(sum(abs(np.mean(a == k) - np.mean(b == k)) for k in np.union1d(a, b)) / 2.0)


def yksi_kerrallaan(a: Asetelma, y: np.ndarray) -> list[tuple[Any, ...]]:
    """One factor at a time from the first world: lowest and highest outcome over its values, and their distance."""
    rivit: list[tuple[Any, ...]] = []
    for i, t in enumerate(a.tekijat):
        omat = [y[0], *(y[r] for r in range(1, len(y)) if a.x[r, i] != a.x[0, i])]
        pienin, suurin = float(np.nanmin(omat)), float(np.nanmax(omat))
        rivit += [
            (t.avain, "swing", suurin - pienin, np.nan, np.nan),
            (t.avain, "lowest", pienin, np.nan, np.nan),
            (t.avain, "highest", suurin, np.nan, np.nan),
        ]
    return rivit


# --------------------------------------------------------------------------------------------------- swings
def heilahdukset(h: Havainnot, kohde: Kohde) -> pd.DataFrame:
    """What a tornado shows: the target's mean when an uncertainty is in its lowest and highest third of worlds.

    Classes and one-at-a-time designs: the mean at each end value. Columns factor, at_low, at_high, low_value,
    high_value, middle; sorted by the distance, the largest first.
    """
    a, y = asetelma(h), kohde.maailmoittain
    keski = float(np.nanmean(y))
    yksitellen = len(a.tekijat) > 0 and tunnista(a.u) == "oat"
    rivit = []
    for i, t in enumerate(a.tekijat):
        x = a.x[:, i]
        if t.numeerinen and not t.luokkia and not yksitellen:
            alas, ylos = x <= np.nanquantile(x, 1 / 3), x >= np.nanquantile(x, 2 / 3)
            arvot = (float(x[alas].mean()), float(x[ylos].mean()))
        else:
            alas, ylos = x == x.min(), x == x.max()
            arvot = (t.arvot[int(x.min())], t.arvot[int(x.max())]) if not t.numeerinen else (x.min(), x.max())
        rivit.append((t.avain, float(np.nanmean(y[alas])), float(np.nanmean(y[ylos])), *arvot))
    taulu = pd.DataFrame(rivit, columns=["factor", "at_low", "at_high", "low_value", "high_value"])
    taulu["middle"] = float(y[0]) if yksitellen else keski
    jarjestys = (taulu["at_high"] - taulu["at_low"]).abs().sort_values(ascending=False, kind="stable").index
    return taulu.loc[jarjestys].reset_index(drop=True)


def _ehjat_lohkot(x: np.ndarray, y: np.ndarray, lohko: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows of blocks in which every outcome is there."""
    ehja = np.repeat(np.isfinite(y).reshape(-1, lohko).all(axis=1), lohko)
    return x[ehja], y[ehja]


def _salib(menetelma: str) -> Callable[..., Any]:
    """SALib's `analyze` of a method. Raises `ViallinenSyote` when SALib is not installed."""
    import importlib

    try:
        return importlib.import_module(f"SALib.analyze.{menetelma}").analyze
    except ModuleNotFoundError as virhe:
        if virhe.name and virhe.name.split(".")[0] == "SALib":
            viesti = "sensitivity needs SALib: pip install 'sotemalli[sweep]' (or python3 runs/kaynnista.py)."
            raise ViallinenSyote(Vika(viesti)) from None
        raise
