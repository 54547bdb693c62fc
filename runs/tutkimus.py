"""A study: which worlds are run, how many times each, what is kept of them. Read by `runs.tutkimustiedosto`.

Levers (what a decision maker sets) and uncertainties (what nobody knows) are kept apart: each lever row of the design
meets every uncertainty row, so that a decision can be judged world by world. A *point* is one such pair; a *task* is
one point with one seed. All points share their seeds, so that points are compared pair by pair.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from kalibrointi.parametrit import Arvo, nayta
from kalibrointi.viat import ViallinenSyote, Vika

if TYPE_CHECKING:
    from runs.skenaariot import Skenaario
    from runs.skenaariotiedosto import Tekstit

Laji = Literal["lever", "uncertainty"]
Tasoarvo = str | float | bool
POSTERIORI = "posterior"  # the factor whose levels are draws of a posterior


@dataclass(frozen=True)
class Taso:
    """One level of a factor: the word or number shown, and what it sets."""

    value: Tasoarvo
    settings: Mapping[str, Arvo] = field(default_factory=dict)  # "key" or "YYYY-MM:key" -> value
    scenario: str | None = None


@dataclass(frozen=True)
class Tekija:
    """Tekija (factor): a parameter, or a named bundle of settings, that the design varies.

    Has either levels or a range (low, high); `steps` levels of the range when a grid or a one-at-a-time design asks.
    """

    key: str  # "kapitaatio.painot", "2023-01:kapitaatio.painot", a bundle's name, or "scenario"
    kind: Laji
    levels: tuple[Taso, ...] = ()
    range: tuple[float, float] | None = None
    steps: int = 0
    log: bool = False
    where: str = ""  # file:line

    @property
    def column(self) -> str:
        """Name of its column in the points table."""
        return f"{self.kind}.{self.key}"

    def at(self, u: float) -> Tasoarvo:
        """The value at `u`, 0-1 of its range or of its levels."""
        if self.range is None:
            return self.levels[min(int(u * len(self.levels)), len(self.levels) - 1)].value
        ala, yla = self.range
        return float(ala * (yla / ala) ** u) if self.log else float(ala + u * (yla - ala))

    def grid(self) -> list[Tasoarvo]:
        """The levels, or `steps` evenly spaced values of the range."""
        if self.range is None:
            return [taso.value for taso in self.levels]
        return [self.at(n / (self.steps - 1)) for n in range(self.steps)]

    def level(self, value: Tasoarvo) -> Taso:
        """What a value of the points table sets. Raises KeyError when it is no level of this factor."""
        value = value.item() if hasattr(value, "item") else value  # a cell of the points table
        if self.range is not None:
            return Taso(value, {self.key: float(value)})
        for taso in self.levels:
            if type(taso.value) is type(value) and taso.value == value:
                return taso
        raise KeyError(value)


@dataclass(frozen=True)
class Menetelma:
    """How rows of factors are chosen; fields as in `runs.tutkimustiedosto`."""

    method: str  # grid, list, oat, lhs, sobol, saltelli, morris
    points: int = 0  # rows asked (lhs, sobol), base samples (saltelli), trajectories (morris)
    seed: int = 1
    levels: int = 4  # of morris
    second_order: bool = False  # of saltelli
    rows: tuple[Mapping[str, Tasoarvo], ...] = ()  # of list


@dataclass(frozen=True)
class Koe:
    """Koe (experiment): a set of points with one design. `joint` designs levers and uncertainties as one."""

    name: str
    scenario: str
    levers: tuple[Tekija, ...]
    uncertainties: tuple[Tekija, ...]
    lever_design: Menetelma | None
    uncertainty_design: Menetelma | None
    joint: Menetelma | None
    reference: Mapping[str, Tasoarvo]  # lever -> value of the world the others are compared with
    where: str = ""

    @property
    def factors(self) -> tuple[Tekija, ...]:
        """Levers, then uncertainties."""
        return self.levers + self.uncertainties

    @property
    def posterior(self) -> Tekija | None:
        """The uncertainty whose levels are draws of a posterior: every row of the design meets each of them."""
        return next((t for t in self.uncertainties if t.key == POSTERIORI), None)

    @property
    def designed(self) -> tuple[Tekija, ...]:
        """Uncertainties that the design chooses values for."""
        return tuple(t for t in self.uncertainties if t.key != POSTERIORI)


@dataclass(frozen=True)
class Toistot:
    """Replicates: a fixed number, or as many as the precision of paired differences asks (Hoad et al. 2010)."""

    seed: int = 1
    first: int = 1
    most: int = 1
    ahead: int = 10
    half_width: Mapping[str, float] = field(default_factory=dict)  # "measure" or "measure:group" -> allowed half-width

    @property
    def adaptive(self) -> bool:
        """Is the number of replicates decided by results?"""
        return self.most > self.first


@dataclass(frozen=True)
class Tulokset:
    """What is kept of each run: () keeps all."""

    measures: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    years: tuple[int, ...] = ()

    def covers(self, toinen: Tulokset) -> bool:
        """Is everything that `toinen` keeps kept by this?"""
        return all(
            not oma or (muu and set(muu) <= set(oma))
            for oma, muu in zip(vars(self).values(), vars(toinen).values(), strict=True)
        )


@dataclass(frozen=True)
class Tutkimus:
    """Tutkimus (study), checked: nothing in it can fail for a reason known before the first run."""

    name: str
    question: Tekstit
    text: Tekstit
    scenario: str
    end: str | None
    otos: float | None
    region: str | None
    replicates: Toistot
    outcomes: Tulokset
    experiments: tuple[Koe, ...]
    folder: str  # where files the study names are looked for
    source: str  # the text of the study file, its CSV designs written into it
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # "factor" or "factor.level" -> {fi, sv, en}
    report: Mapping[str, Any] = field(
        default_factory=dict
    )  # outcomes: what a report shows, "measure" or "measure:group"

    @property
    def fingerprint(self) -> str:
        """Hash of the study file's text."""
        return hashlib.blake2b(self.source.encode(), digest_size=16).hexdigest()

    def experiment(self, nimi: str) -> Koe:
        """The experiment of that name. Raises KeyError."""
        return next(iter(koe for koe in self.experiments if koe.name == nimi))

    def scenario_of(self, point: Mapping[str, Any]) -> Skenaario:
        """The world of a row of the points table. Raises `ViallinenSyote` when its values do not fit together."""
        from runs import skenaariot

        koe = self.experiment(str(point["experiment"]))
        tasot = {tekija.key: tekija.level(point[tekija.column]) for tekija in koe.factors}
        nimi = next((taso.scenario for taso in tasot.values() if taso.scenario), koe.scenario)
        pohja = _pohja(nimi, self.folder, self.end, self.otos, self.region)
        vedos = tasot.pop(POSTERIORI, None)
        asetukset = {avain: arvo for taso in tasot.values() for avain, arvo in taso.settings.items()}
        if vedos is not None:  # what a scenario sets itself it keeps, as in `runs.vedokset`
            omat = {maarays.avain for kerros in pohja.layers for maarays in kerros}
            asetukset |= {avain: arvo for avain, arvo in vedos.settings.items() if avain not in omat}
        try:
            return skenaariot.muunna(pohja, asetukset)
        except ViallinenSyote as virhe:
            arvot = ", ".join(f"{t.key} = {nayta(point[t.column])}" for t in koe.factors)
            viat = [Vika(f"{vika.viesti} In the point {arvot}.", koe.where, avain=vika.avain) for vika in virhe.viat]
            raise ViallinenSyote(viat) from None


@lru_cache(maxsize=256)
def _pohja(nimi: str, kansio: str, end: str | None, otos: float | None, alue: str | None) -> Skenaario:
    """A base scenario with the study's horizon, sample and region; files are looked for beside the study."""
    from runs import skenaariot

    return skenaariot.lue(skenaariopolku(nimi, kansio), end=end, otos=otos, alue=alue)


def skenaariopolku(nimi: str, kansio: str) -> str:
    """The name as it is, or a .toml file's path from where the study stands."""
    from pathlib import Path

    return str(Path(kansio) / nimi) if nimi.endswith(".toml") else nimi


def task_key(skenaario: Skenaario, otos: float, seed: int, malli: str, alue: str = "") -> str:
    """What a run is, as a hash: programme with all its dates, horizon, region, sample, seed, and the model itself.

    malli: `model_fingerprint`; alue: hash of the region's files when it is known already. Two runs with one key have
    the same results, bit for bit.
    """
    from kalibrointi import alueet

    osat = {
        "programme": skenaario.ohjelma().fingerprint,
        "start": skenaario.start,
        "end": skenaario.end,
        "region": alue or alueet.tarkiste(skenaario.region),
        "otos": float(otos),
        "seed": int(seed),
        "model": malli,
    }
    return hashlib.blake2b(json.dumps(osat, sort_keys=True).encode(), digest_size=16).hexdigest()


def model_fingerprint() -> str:
    """Hash of what all runs share: source of the model, facts, versions of the libraries that compute."""
    from runs import alkupera

    osat = [alkupera.lahdekoodin_tiiviste(), alkupera.aineiston_tiiviste()]
    osat += [f"{nimi} {alkupera.paketin_versio(nimi)}" for nimi in ("numpy", "numba", "scipy")]
    return hashlib.blake2b("\n".join(osat).encode(), digest_size=16).hexdigest()
