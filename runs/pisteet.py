"""Designs: which rows of factors are run, and the points table made of them.

Every design draws from its own seed in the study file, so that the same file gives the same points anywhere.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kalibrointi.viat import ViallinenSyote, Vika

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from runs.tutkimus import Koe, Menetelma, Tasoarvo, Tekija, Tutkimus

Rivi = Mapping[str, "Tasoarvo"]


def points(tutkimus: Tutkimus) -> pd.DataFrame:
    """The points table: point (0, 1, ...), experiment, lever.<key>, uncertainty.<key>, and u.<column>, the coordinate
    0-1 of designs that fill a cube. A column is empty in experiments that do not vary it.

    Raises `ViallinenSyote` when a design needs a library that is not installed.
    """
    import pandas as pd

    rivit = [{"experiment": koe.name, **rivi} for koe in tutkimus.experiments for rivi in _kokeen_rivit(koe)]
    sarakkeet = dict.fromkeys(avain for rivi in rivit for avain in rivi)
    jarjestys = sorted(sarakkeet, key=lambda nimi: (nimi != "experiment", nimi.startswith("u.")))  # stable
    taulu = pd.DataFrame(rivit, columns=jarjestys)
    taulu.insert(0, "point", range(len(taulu)))
    return taulu


def count(tutkimus: Tutkimus) -> int:
    """How many points there will be, without making them."""
    return sum(_kokeen_koko(koe) for koe in tutkimus.experiments)


def reference_of(tutkimus: Tutkimus, pisteet: pd.DataFrame) -> list[int]:
    """For each point the point it is compared with: same experiment and uncertainties, levers as in [reference].

    Without [reference] the experiment's first lever row. A point with no such partner (joint designs) has -1.
    """
    numerot: list[int] = []
    for _, omat in pisteet.groupby("experiment", sort=False):
        koe = tutkimus.experiment(str(omat["experiment"].iloc[0]))
        vivut = [t.column for t in koe.levers]
        muut = [t.column for t in koe.uncertainties]
        viite = {t.column: koe.reference.get(t.key, omat[t.column].iloc[0]) for t in koe.levers}
        on_viite = (omat[vivut] == [viite[sarake] for sarake in vivut]).all(axis=1) if vivut else omat["point"] < 0
        maailmat = {
            tuple(rivi): int(piste)
            for *rivi, piste in omat.loc[on_viite, [*muut, "point"]].itertuples(index=False, name=None)
        }
        numerot += [maailmat.get(tuple(rivi), -1) for rivi in omat[muut].itertuples(index=False, name=None)]
    return numerot


def _kokeen_koko(koe: Koe) -> int:
    vedoksia = len(koe.posterior.levels) if koe.posterior else 1
    if koe.joint:
        return vedoksia * _koko(koe.joint, (*koe.levers, *koe.designed))
    vivut = _koko(koe.lever_design, koe.levers) if koe.lever_design else 1
    return vedoksia * vivut * (_koko(koe.uncertainty_design, koe.designed) if koe.uncertainty_design else 1)


def _koko(menetelma: Menetelma, tekijat: Sequence[Tekija]) -> int:
    d = len(tekijat)
    match menetelma.method:
        case "grid":
            return math.prod(len(tekija.grid()) for tekija in tekijat)
        case "oat":
            return 1 + sum(len(_yksittain(tekija)) - 1 for tekija in tekijat)
        case "list":
            return len(menetelma.rows)
        case "saltelli":
            return menetelma.points * (2 * d + 2 if menetelma.second_order else d + 2)
        case "morris":
            return menetelma.points * (d + 1)
    return menetelma.points


def _kokeen_rivit(koe: Koe) -> list[dict[str, Tasoarvo]]:
    """Lever rows x uncertainty rows, or the rows of the joint design; all of them in each draw of a posterior."""
    vedokset: list[dict[str, Tasoarvo]] = [{}]
    if koe.posterior:
        vedokset = [{koe.posterior.column: taso.value} for taso in koe.posterior.levels]
    if koe.joint:
        yhdessa = _rivit(koe.joint, (*koe.levers, *koe.designed), koe.reference)
        return [{**rivi, **vedos} for vedos in vedokset for rivi in yhdessa]
    vivut = _rivit(koe.lever_design, koe.levers, koe.reference) if koe.lever_design else [{}]
    muut = _rivit(koe.uncertainty_design, koe.designed, {}) if koe.uncertainty_design else [{}]
    return [{**vipu, **muu, **vedos} for vedos in vedokset for muu in muut for vipu in vivut]


def _rivit(menetelma: Menetelma, tekijat: Sequence[Tekija], viite: Mapping[str, Tasoarvo]) -> list[dict[str, Tasoarvo]]:
    """Rows column -> value of one design."""
    match menetelma.method:
        case "grid":
            tasot = itertools.product(*(tekija.grid() for tekija in tekijat))
            return [dict(zip((t.column for t in tekijat), rivi, strict=True)) for rivi in tasot]
        case "list":
            return [{t.column: rivi[t.key] for t in tekijat} for rivi in menetelma.rows]
        case "oat":
            return _oat(tekijat, viite)
    kuutio = _kuutio(menetelma, len(tekijat))
    rivit = []
    for u in kuutio.tolist():
        rivi: dict[str, Tasoarvo] = {t.column: t.at(x) for t, x in zip(tekijat, u, strict=True)}
        rivit.append(rivi | {f"u.{t.column}": x for t, x in zip(tekijat, u, strict=True)})
    return rivit


def _oat(tekijat: Sequence[Tekija], viite: Mapping[str, Tasoarvo]) -> list[dict[str, Tasoarvo]]:
    """The base row, then each factor's other values one at a time."""
    pohja = {t.column: viite.get(t.key, _yksittain(t)[0]) for t in tekijat}
    rivit = [pohja]
    for tekija in tekijat:
        rivit += [{**pohja, tekija.column: arvo} for arvo in _yksittain(tekija) if arvo != pohja[tekija.column]]
    return rivit


def _yksittain(tekija: Tekija) -> list[Tasoarvo]:
    """Values of a one-at-a-time design, the base first: the levels; of a range its middle, then its steps or ends."""
    if tekija.range is None:
        return tekija.grid()
    keski = tekija.at(0.5)
    return [
        keski,
        *(arvo for arvo in (tekija.grid() if tekija.steps else [tekija.at(0.0), tekija.at(1.0)]) if arvo != keski),
    ]


def _kuutio(menetelma: Menetelma, d: int) -> np.ndarray:
    """(rows, d) coordinates 0-1."""
    match menetelma.method:
        case "lhs":
            from scipy.stats import qmc

            optimointi: Any = "random-cd" if 1 < menetelma.points <= 2000 and d > 1 else None
            otin = qmc.LatinHypercube(d, rng=menetelma.seed, optimization=optimointi)
            return otin.random(menetelma.points)
        case "sobol":
            from scipy.stats import qmc

            return qmc.Sobol(d, scramble=True, rng=menetelma.seed).random(menetelma.points)
    return _salib(menetelma, d)


def _salib(menetelma: Menetelma, d: int) -> np.ndarray:
    """Designs of sensitivity analysis, by SALib, on the unit cube."""
    try:
        from SALib.sample import morris, sobol
    except ImportError:
        viesti = f"the design '{menetelma.method}' needs SALib: install the extra, `pip install 'sotemalli[sweep]'`."
        raise ViallinenSyote(Vika(viesti)) from None
    ongelma = {"num_vars": d, "names": [f"x{n}" for n in range(d)], "bounds": [[0.0, 1.0]] * d}
    if menetelma.method == "saltelli":
        return sobol.sample(ongelma, menetelma.points, calc_second_order=menetelma.second_order, seed=menetelma.seed)
    return morris.sample(ongelma, menetelma.points, num_levels=menetelma.levels, seed=menetelma.seed)
