"""What a sweep observed, ready to be analysed: levers and uncertainties apart, outcomes as policy x world x replicate.

A policy (keinovalikoima) is one setting of all levers, a world (maailma) one setting of all uncertainties. Policies are
compared inside the same world and with the same seed; the Monte Carlo error of a comparison (95 %, from the seeds) and
its spread over worlds (5-95 %) are kept as two different things everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from kalibrointi.viat import ViallinenSyote, Vika, lahin, luettele

if TYPE_CHECKING:
    from runs.varasto import Varasto

Laji = Literal["lever", "uncertainty"]
KEINO: Laji = "lever"
OLETUS: Laji = "uncertainty"
KAIKKI = "kaikki"
LUOKKIA = 5  # a number with at most this many values is treated as classes where slices would be too few
PUUTTUU = float("nan")
HAJONTA = (5.0, 95.0)  # percentiles of the spread over worlds


@dataclass(frozen=True, slots=True)
class Tulema:
    """An outcome: a yearly measure of a group, its mean over the years from `alku` to `loppu`.

    parempi: "lower" or "higher" when less or more of it is wished for, else "".
    """

    mittari: str
    ryhma: str = KAIKKI
    alku: int | None = None
    loppu: int | None = None
    parempi: str = ""

    @property
    def nimi(self) -> str:
        """How it is named on the command line: odotus, tyydyttamaton:viidennes_1."""
        return self.mittari if self.ryhma == KAIKKI else f"{self.mittari}:{self.ryhma}"

    def vuodet(self, kaikki: Iterable[int]) -> list[int]:
        """Those of the years that are averaged."""
        return [v for v in sorted(kaikki) if (self.alku or v) <= v <= (self.loppu or v)]


@dataclass(frozen=True, slots=True)
class Tekija:
    """A lever or an uncertainty with the values it takes in the sweep, in rising order; classes as they first come."""

    avain: str
    laji: Laji
    arvot: tuple[Any, ...]
    numeerinen: bool

    @property
    def sarake(self) -> str:
        """Its column among the points."""
        return f"{self.laji}.{self.avain}"

    @property
    def luokkia(self) -> bool:
        """Is it read as classes: not a number, or one with few values?"""
        return not self.numeerinen or len(self.arvot) <= LUOKKIA


@dataclass(frozen=True, slots=True)
class Vaikutus:
    """A paired difference: its mean with the Monte Carlo interval (95 %), and its spread over worlds (5-95 %)."""

    ero: float
    ala: float
    yla: float
    p5: float
    p95: float
    maailmoja: int
    siemenia: int


@dataclass(frozen=True, slots=True)
class Kohde:
    """What is explained: the level of an outcome or what a lever's value does to it, one number in each world.

    erot: policy-averaged numbers, shape (worlds, replicates), NaN where a run is missing; `keino` and `arvo` are None
    for the level.
    """

    keino: str | None
    arvo: Any
    vertailuarvo: Any
    erot: np.ndarray

    @property
    def nimi(self) -> str:
        """level, or lever=value."""
        return "level" if self.keino is None else f"{self.keino}={nayta(self.arvo)}"

    @property
    def maailmoittain(self) -> np.ndarray:
        """Mean over replicates in each world."""
        return _keski(self.erot, axis=1)


class Havainnot:
    """Points and results of a sweep, as tables; see the module's text.

    points: `point`, `experiment`, columns `lever.<key>` and `uncertainty.<key>`, of cube-filling designs also
    `u.<column>`, the coordinate 0-1; results: `point`, `replicate`, `seed`, `year`, `measure`, `group`, `value`.
    experiment: take only the points of this one (default: the first). reference: lever -> value of the policy the
    others are compared with (default: the first point's). Raises `ViallinenSyote` when nothing is there to analyse.

    When levers and uncertainties were designed as one (not crossed), no two policies meet in the same world: then there
    is one "policy", every point is a world of its own, and the levers are among `maailman_tekijat`.
    """

    def __init__(
        self,
        points: pd.DataFrame,
        results: pd.DataFrame,
        experiment: str | None = None,
        reference: Mapping[str, Any] | None = None,
    ) -> None:
        kokeet = list(dict.fromkeys(points["experiment"].astype(str)))
        self.koe = kokeet[0] if experiment is None else experiment
        if self.koe not in kokeet:
            viesti = f"no experiment '{experiment}'. Experiments: {luettele(kokeet)}."
            raise ViallinenSyote(Vika(viesti, "--experiment", ehdotus=lahin(self.koe, kokeet)))
        points = points[points["experiment"].astype(str) == self.koe]
        self.points = points.dropna(axis="columns", how="all").sort_values("point", ignore_index=True)
        self.results = results[results["point"].isin(self.points["point"])]
        self.vertailu = dict(reference or {})
        if self.results.empty:
            raise ViallinenSyote(Vika("the sweep has no results yet: nothing to analyse."))
        self.tekijat = [
            _tekija(sarake, self.points[sarake])
            for sarake in self.points.columns
            if sarake.startswith((f"{KEINO}.", f"{OLETUS}."))
        ]

    @classmethod
    def lue(cls, varasto: Varasto, experiment: str | None = None, measures: Sequence[str] | None = None) -> Havainnot:
        """Of a stored sweep. Raises `ViallinenSyote` when it has no such experiment or measure."""
        koe = varasto.study.experiments[0].name if experiment is None else experiment
        vertailut = {k.name: k.reference for k in varasto.study.experiments}
        return cls(varasto.points(), varasto.results(measures=measures), koe, vertailut.get(koe))

    # ---------------------------------------------------------------------------------------------- factors
    def vaihtelevat(self, laji: Laji) -> list[Tekija]:
        """Levers or uncertainties that take more than one value."""
        return [t for t in self.tekijat if t.laji == laji and len(t.arvot) > 1]

    @cached_property
    def ristiin(self) -> bool:
        """Is every policy met in the same worlds, so that policies can be compared inside a world?"""
        keinot, oletukset = self._ryhmat(KEINO), self._ryhmat(OLETUS)
        if not (keinot.any() and oletukset.any()):
            return True
        monesko = _monesko(keinot, oletukset)
        parit = pd.MultiIndex.from_arrays([oletukset, monesko])
        return len(keinot) == len(np.unique(keinot)) * parit.nunique()

    @property
    def keinot(self) -> list[Tekija]:
        """Levers whose settings are policies: those that vary and are crossed with the worlds."""
        return self.vaihtelevat(KEINO) if self.ristiin else []

    @property
    def maailman_tekijat(self) -> list[Tekija]:
        """Factors that make worlds: uncertainties that vary, and levers when they were designed as one with them."""
        return self.vaihtelevat(OLETUS) if self.ristiin else [*self.vaihtelevat(KEINO), *self.vaihtelevat(OLETUS)]

    @cached_property
    def keinovalikoimat(self) -> pd.DataFrame:
        """Policies: one row per setting of `keinot`, columns by key; row 0 is the one the others are compared with."""
        return self._ensimmaiset("keino", self.keinot)

    @cached_property
    def maailmat(self) -> pd.DataFrame:
        """Worlds: one row per setting of `maailman_tekijat`, columns by key, in the order of the design."""
        return self._ensimmaiset("maailma", self.maailman_tekijat)

    @cached_property
    def yksikkomaailmat(self) -> pd.DataFrame | None:
        """Worlds as coordinates 0-1 of the design's cube, columns as in `maailmat`; None when the design has none."""
        tekijat = self.maailman_tekijat
        if not tekijat or any(f"u.{t.sarake}" not in self.points for t in tekijat):
            return None
        return self._ensimmaiset("maailma", tekijat, "u.")

    def _ensimmaiset(self, mika: str, tekijat: Sequence[Tekija], alku: str = "") -> pd.DataFrame:
        ensin = self._koodit.drop_duplicates(mika).sort_values(mika)
        taulu = self.points.loc[ensin.index, [alku + t.sarake for t in tekijat]].reset_index(drop=True)
        taulu.columns = [t.avain for t in tekijat]
        return taulu

    @cached_property
    def _koodit(self) -> pd.DataFrame:
        """Policy and world of every point; a world that a design repeats stays apart, as its n-th occurrence."""
        if not self.ristiin:
            n = len(self.points)
            return pd.DataFrame({"point": self.points["point"], "keino": np.zeros(n, int), "maailma": np.arange(n)})
        keinot, oletukset = self._ryhmat(KEINO), self._ryhmat(OLETUS)
        parit = pd.MultiIndex.from_arrays([oletukset, _monesko(keinot, oletukset)])
        keinot = self._vertailu_ensin(keinot)
        return pd.DataFrame({"point": self.points["point"], "keino": keinot, "maailma": pd.factorize(parit)[0]})

    def _vertailu_ensin(self, keinot: np.ndarray) -> np.ndarray:
        """Numbers of policies with that of the reference 0 and the others in their order."""
        sama = np.ones(len(keinot), dtype=bool)
        for t in self.vaihtelevat(KEINO):
            if t.avain in self.vertailu:
                sama &= (self.points[t.sarake] == self.vertailu[t.avain]).to_numpy()
        ensin = int(keinot[sama.argmax()]) if sama.any() else 0
        jarjestys = [ensin, *(k for k in dict.fromkeys(keinot.tolist()) if k != ensin)]
        return np.argsort(jarjestys)[keinot]

    def _ryhmat(self, laji: Laji) -> np.ndarray:
        sarakkeet = [t.sarake for t in self.vaihtelevat(laji)]
        if not sarakkeet:
            return np.zeros(len(self.points), dtype=np.int64)
        return pd.factorize(pd.MultiIndex.from_frame(self.points[sarakkeet].astype(str)))[0]

    # ---------------------------------------------------------------------------------------------- outcomes
    def tarkista(self, tulema: Tulema) -> Tulema:
        """The outcome, if the sweep has it. Raises `ViallinenSyote` with the likely name."""
        mittarit = sorted(self.results["measure"].unique())
        if tulema.mittari not in mittarit:
            viesti = f"the sweep kept no measure '{tulema.mittari}'. Measures: {luettele(mittarit)}."
            raise ViallinenSyote(Vika(viesti, "--measure", ehdotus=lahin(tulema.mittari, mittarit)))
        ryhmat = sorted(self.results.loc[self.results["measure"] == tulema.mittari, "group"].unique())
        if tulema.ryhma not in ryhmat:
            viesti = f"no group '{tulema.ryhma}' of {tulema.mittari}: write {tulema.mittari}:GROUP, "
            viesti += f"one of {luettele(ryhmat)}."
            raise ViallinenSyote(Vika(viesti, "--measure", ehdotus=lahin(tulema.ryhma, ryhmat)))
        vuodet = self.results["year"].unique()
        if not tulema.vuodet(vuodet):
            viesti = f"no results between those years. Years: {min(vuodet)}-{max(vuodet)}."
            raise ViallinenSyote(Vika(viesti, "--years"))
        return tulema

    def arvot(self, tulema: Tulema) -> pd.DataFrame:
        """One row per run: point, replicate, seed, keino, maailma, value (mean over the outcome's years)."""
        self.tarkista(tulema)
        r = self.results
        omat = r[(r["measure"] == tulema.mittari) & (r["group"] == tulema.ryhma)]
        omat = omat[omat["year"].isin(tulema.vuodet(omat["year"].unique()))]
        keski = omat.groupby(["point", "replicate"], as_index=False).agg(
            seed=("seed", "first"), value=("value", "mean")
        )
        return keski.merge(self._koodit, on="point")

    def kuutio(self, tulema: Tulema) -> np.ndarray:
        """Outcome by policy, world and replicate; NaN where there is no result."""
        arvot = self.arvot(tulema)
        toistot = np.unique(arvot["replicate"])
        koot = (int(self._koodit["keino"].max()) + 1, int(self._koodit["maailma"].max()) + 1, len(toistot))
        kuutio = np.full(koot, np.nan)
        paikat = np.searchsorted(toistot, arvot["replicate"])
        kuutio[arvot["keino"], arvot["maailma"], paikat] = arvot["value"]
        return kuutio

    # ---------------------------------------------------------------------------------------------- what levers do
    def kohteet(self, tulema: Tulema) -> list[Kohde]:
        """The level, and the main effect of every value of every lever against the first policy's value.

        A main effect is the difference between policies that are alike but for this lever, averaged over those pairs.
        """
        kuutio = self.kuutio(tulema)
        kohteet = [Kohde(None, None, None, _keski(kuutio, axis=0))]
        valikoimat = self.keinovalikoimat
        for keino in valikoimat.columns:
            perus = valikoimat[keino].iloc[0]
            muut = [k for k in valikoimat.columns if k != keino]
            for arvo in [a for a in dict.fromkeys(valikoimat[keino]) if a != perus]:
                parit = _parit(valikoimat, keino, muut, perus, arvo)
                if parit:
                    erot = _keski(np.stack([kuutio[b] - kuutio[a] for a, b in parit]), axis=0)
                    kohteet.append(Kohde(keino, arvo, perus, erot))
        return kohteet

    def keinojen_vaikutukset(self, tulema: Tulema) -> pd.DataFrame:
        """Main effects of levers: lever, value, reference, difference, low, high (95 % Monte Carlo), p5, p95, worlds,
        seeds."""
        rivit = []
        for kohde in self.kohteet(tulema):
            if kohde.keino is not None:
                v = vaikutus(kohde.erot)
                rivit.append((kohde.keino, kohde.arvo, kohde.vertailuarvo, *_kentat(v)))
        return pd.DataFrame(rivit, columns=["lever", "value", "reference", *KENTAT])

    def erot(self, tulema: Tulema, vertailu: int = 0) -> pd.DataFrame:
        """Every policy against one of them: policy, level, difference, low, high, p5, p95, worlds, seeds."""
        kuutio = self.kuutio(tulema)
        rivit = []
        for k in range(len(kuutio)):
            v = vaikutus(kuutio[k] - kuutio[vertailu])
            rivit.append((k, float(np.nanmean(_keski(kuutio[k], axis=1))), *_kentat(v)))
        return pd.DataFrame(rivit, columns=["policy", "level", *KENTAT])


KENTAT = ("difference", "low", "high", "p5", "p95", "worlds", "seeds")


def _kentat(v: Vaikutus) -> tuple[float, ...]:
    return v.ero, v.ala, v.yla, v.p5, v.p95, v.maailmoja, v.siemenia


def jakaumat(varasto: Varasto, measure: str, by: Sequence[str] = ("year", "group")) -> pd.DataFrame:
    """Mean and spread (5-95 %) of a measure over all runs of a sweep: columns `by`, mean, p5, p95, rows.

    by: year, group, or a part of the group's name: of "alue_espoo:viidennes_1" the parts are alue and viidennes; rows
    whose group lacks a part asked for are left out. Raises `ViallinenSyote` for what the sweep does not have.
    """
    taulu = varasto.results(measure)[["year", "group", "value"]]
    osat = [nimi for nimi in by if nimi not in ("year", "group")]
    ryhmat = taulu["group"].drop_duplicates()
    for osa in osat:
        arvot = {r: _osa(r, osa) for r in ryhmat}
        if not any(arvot.values()):
            viesti = f"no group of {measure} has the part '{osa}'. Groups: {luettele(sorted(ryhmat)[:8])} ..."
            raise ViallinenSyote(Vika(viesti))
        taulu = taulu.assign(**{osa: taulu["group"].map(arvot)})
    taulu = taulu.dropna(subset=osat) if osat else taulu
    ryhmitetty = taulu.groupby(list(by), sort=True)["value"]
    tulos = ryhmitetty.agg(mean="mean", rows="size")
    kvantiilit = ryhmitetty.quantile(np.array(HAJONTA) / 100.0).unstack()
    kvantiilit.columns = ["p5", "p95"]
    return tulos.join(kvantiilit)[["mean", "p5", "p95", "rows"]].reset_index()


def _osa(ryhma: str, osa: str) -> str | None:
    """Value of a part of a group's name."""
    alku = f"{osa}_"
    return next((p.removeprefix(alku) for p in ryhma.split(":") if p.startswith(alku)), None)


def vaikutus(erot: np.ndarray, taso: float = 0.95) -> Vaikutus:
    """Mean of paired differences over worlds, its Monte Carlo interval and its spread over worlds.

    erot: shape (worlds, replicates), NaN where missing; column r has the same seed in all worlds, so its errors go
    together: the standard error is clustered by seed. One seed gives no interval (NaN), one world no spread.
    """
    from scipy.special import stdtrit

    on = np.isfinite(erot)
    kaytossa = on.any(axis=1)
    erot, on = erot[kaytossa], on[kaytossa]
    if not len(erot):
        return Vaikutus(PUUTTUU, PUUTTUU, PUUTTUU, PUUTTUU, PUUTTUU, 0, 0)
    n = on.sum(axis=1)
    keskiarvot = np.where(on, erot, 0.0).sum(axis=1) / n
    siemenia = int(on.any(axis=0).sum())
    ero = float(keskiarvot.mean())
    puoli = float("nan")
    if (n > 1).all():
        poikkeamat = np.where(on, erot - keskiarvot[:, None], 0.0) / n[:, None]
        ryppaat = poikkeamat.sum(axis=0) / len(erot)
        osumia = on.sum(axis=0)
        tehollisia = float(osumia.sum()) ** 2 / float((osumia**2).sum())  # a seed run in few worlds counts for little
        keskivirhe = float(np.sqrt((ryppaat**2).sum() * tehollisia / (tehollisia - 1.0)))
        puoli = float(stdtrit(tehollisia - 1.0, 0.5 + taso / 2)) * keskivirhe
    p5, p95 = np.percentile(keskiarvot, HAJONTA) if len(keskiarvot) > 1 else (float("nan"),) * 2
    return Vaikutus(ero, ero - puoli, ero + puoli, float(p5), float(p95), len(keskiarvot), siemenia)


def kohinan_osuus(erot: np.ndarray) -> float:
    """Share of the variance between worlds' means that is the seeds' noise, 0-1; NaN with one seed or one world.

    What a seed does to all worlds alike moves none of them against the others, and is no noise here.
    """
    on = np.isfinite(erot)
    taynna = erot[on.sum(axis=1) > 1]
    on = np.isfinite(taynna)
    maailmoja, siemenia = len(taynna), int(on.any(axis=0).sum()) if len(taynna) else 0
    if maailmoja < 2 or siemenia < 2:
        return float("nan")
    keskiarvot = _keski(taynna, axis=1)
    kaikki = float(np.var(keskiarvot, ddof=1))
    if kaikki == 0.0:
        return 0.0
    jaannos = taynna - keskiarvot[:, None]
    jaannos = jaannos - _keski(jaannos, axis=0)
    vapausasteita = max(1, int(on.sum()) - maailmoja - siemenia + 1)
    varianssi = float(np.nansum(jaannos**2)) / vapausasteita
    return min(1.0, varianssi * float(np.mean(1.0 / on.sum(axis=1))) / kaikki)


def nayta(arvo: Any) -> str:
    """A value as it is written in a study: true, tarve, 0.05."""
    if isinstance(arvo, (bool, np.bool_)):
        return "true" if arvo else "false"
    return f"{arvo:g}" if isinstance(arvo, (int, float, np.number)) else str(arvo)


def kuvaus(keinot: pd.Series) -> str:
    """A policy in words: key=value, key=value."""
    return ", ".join(f"{avain}={nayta(arvo)}" for avain, arvo in keinot.items()) or "-"


def _monesko(keinot: np.ndarray, oletukset: np.ndarray) -> np.ndarray:
    """Which occurrence of its (policy, world) pair each point is, from 0."""
    return pd.DataFrame({"k": keinot, "o": oletukset}).groupby(["k", "o"]).cumcount().to_numpy()


def _tekija(sarake: str, arvot: pd.Series) -> Tekija:
    laji, _, avain = sarake.partition(".")
    numeerinen = pd.api.types.is_numeric_dtype(arvot) and not pd.api.types.is_bool_dtype(arvot)
    eri = list(dict.fromkeys(arvot.tolist()))
    return Tekija(avain, laji, tuple(sorted(eri) if numeerinen else eri), numeerinen)  # type: ignore[arg-type]


def _parit(valikoimat: pd.DataFrame, keino: str, muut: Sequence[str], perus: Any, arvo: Any) -> list[tuple[int, int]]:
    """Pairs of policies that differ in this lever alone."""
    ennen = {tuple(rivi[m] for m in muut): i for i, rivi in valikoimat.iterrows() if rivi[keino] == perus}
    jalkeen = {tuple(rivi[m] for m in muut): i for i, rivi in valikoimat.iterrows() if rivi[keino] == arvo}
    return [(int(ennen[avain]), int(jalkeen[avain])) for avain in ennen if avain in jalkeen]


def _keski(luvut: np.ndarray, axis: int) -> np.ndarray:
    """Mean of what there is; NaN where there is nothing."""
    on = np.isfinite(luvut)
    maara = on.sum(axis=axis)
    summa = np.where(on, luvut, 0.0).sum(axis=axis)
    return np.where(maara > 0, summa / np.maximum(maara, 1), np.nan)
