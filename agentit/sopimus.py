"""Kumppanuussopimus (partnership agreement) between orderer and liikelaitos: money, frame, goals, chains, bonus.

The contract is a value: whoever makes it - the rule below, a negotiation, a person at a screen or a file - hands over
the same object, and the model reads nothing else. Every maker passes the same gate, which lists all errors at once.

Source: R14, R16; contents after the Uusimaa steering exercise of 2018 (economic steering, effectiveness goals, frame
for production; how precisely care chains are specified is open).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from agentit import tavoitteet

YLEISTAVOITTEET = tuple(t.koodi for t in tavoitteet.YLEISTAVOITTEET)  # every contract weighs them
TAVOITTEET = tuple(tavoitteet.KAIKKI_TAVOITTEET)  # with those of the three practice services
SYNNYT = ("saanto", "neuvottelu", "ei_sopua", "ihminen", "tiedosto")
_JAON_TARKKUUS = 1e-9


class SopimusVirhe(ValueError):
    """A contract that breaks its own terms; `virheet` lists every one."""

    def __init__(self, virheet: Sequence[str]) -> None:
        self.virheet = tuple(virheet)
        super().__init__("; ".join(virheet))


@dataclass(frozen=True)
class Kumppanuussopimus:
    """Partnership agreement of one year. Checked when made; raises SopimusVirhe with all errors."""

    vuosi: int
    raha: float  # EUR a year to the liikelaitos
    virement: float  # how far it may leave each line of the frame, 0-1; 1 = kertabudjetti
    jako: Mapping[str, float]  # frame: package -> share of the money, sums to 1
    tavoitteet: Mapping[str, float] = field(default_factory=dict)  # goal -> weight 0-1
    ketjut: float = 0.2  # how far care chains are specified, 0-1
    kannustin: float = 0.0  # bonus for goals, share of the money
    seuraamus: float = 0.0  # most that is withheld for missed goals, share of the money
    synty: str = "saanto"  # who made it

    def __post_init__(self) -> None:
        """Check the terms; copies of the mappings keep the contract from changing under the model's feet."""
        object.__setattr__(self, "jako", dict(self.jako))
        object.__setattr__(self, "tavoitteet", dict(self.tavoitteet))
        if errors := self._virheet():
            raise SopimusVirhe(errors)

    def _virheet(self) -> list[str]:
        errors = []
        for nimi, low, high in (
            ("raha", 0.0, math.inf),
            ("virement", 0.0, 1.0),
            ("ketjut", 0.0, 1.0),
            ("kannustin", 0.0, 1.0),
            ("seuraamus", 0.0, 1.0),
        ):
            errors += _valilla(nimi, getattr(self, nimi), low, high)
        for paketti, osuus in self.jako.items():
            errors += _valilla(f"jako.{paketti}", osuus, 0.0, 1.0)
        total = sum(self.jako.values())
        if not errors and abs(total - 1.0) > _JAON_TARKKUUS:
            errors.append(f"jako: shares of packages add up to {total:.6f}, not to 1")
        for tavoite, w in self.tavoitteet.items():
            errors += _valilla(f"tavoitteet.{tavoite}", w, 0.0, 1.0)
            if tavoite not in TAVOITTEET:
                errors.append(f"tavoitteet.{tavoite}: unknown goal; known: {', '.join(TAVOITTEET)}")
        if self.synty not in SYNNYT:
            errors.append(f"synty: {self.synty!r} is not one of {', '.join(SYNNYT)}")
        return errors

    def kehys(self, paketit: Sequence[str]) -> npt.NDArray[np.float64]:
        """The frame in EUR (K,) in this order of packages. Raises SopimusVirhe when the packages differ."""
        missing = [f"jako.{p}: missing" for p in paketit if p not in self.jako]
        extra = [f"jako.{p}: no such package" for p in self.jako if p not in paketit]
        if missing or extra:
            raise SopimusVirhe(missing + extra)
        shares = np.array([self.jako[p] for p in paketit])
        return self.raha * (shares / shares.sum())

    def as_dict(self) -> dict[str, Any]:
        """Plain numbers and texts, fit for JSON or TOML."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Kumppanuussopimus:
        """The contract of a file or form; unknown and missing items are errors like any other."""
        known = {f.name for f in fields(cls)}
        required = ("vuosi", "raha", "virement", "jako")
        errors = [f"{k}: unknown item of a contract" for k in data if k not in known]
        errors += [f"{k}: missing" for k in required if k not in data]
        if errors:
            raise SopimusVirhe(errors)
        return cls(**dict(data))


def _valilla(nimi: str, arvo: object, low: float, high: float) -> list[str]:
    good = isinstance(arvo, (int, float)) and not isinstance(arvo, bool) and low <= arvo <= high and math.isfinite(arvo)
    return [] if good else [f"{nimi}: {arvo!r} is not a number in [{low:g}, {high:g}]"]


def saantosopimus(
    vuosi: int,
    raha: float,
    kehys: npt.ArrayLike,
    paketit: Sequence[str],
    p: Mapping[str, Any],
) -> Kumppanuussopimus:
    """Contract made by rule: this money, the frame's proportions, the rest as the parameters say.

    raha: EUR, the state's funding of the year and clients' fees; kehys (K,): the orderer's frame
    from its estimate of need, any scale. p: ohjaus.virement, sopimus.ketjut, .kannustin, .seuraamus, .tavoitepainot.
    """
    shares = np.asarray(kehys, dtype=np.float64)
    shares = shares / shares.sum()
    return Kumppanuussopimus(
        vuosi=vuosi,
        raha=float(raha),
        virement=float(p["ohjaus.virement"]),
        jako={nimi: float(s) for nimi, s in zip(paketit, shares, strict=True)},
        tavoitteet=dict(zip(YLEISTAVOITTEET, (float(w) for w in p["sopimus.tavoitepainot"]), strict=True)),
        ketjut=float(p["sopimus.ketjut"]),
        kannustin=float(p["sopimus.kannustin"]),
        seuraamus=float(p["sopimus.seuraamus"]),
        synty="saanto",
    )


def tavoitetoteuma(tavoitteet: Mapping[str, float], toteumat: Mapping[str, float]) -> float:
    """Goal attainment 0-1: weighted mean of attainments 0-1; 1/2 (as expected) when no goal has weight."""
    total = sum(tavoitteet.values())
    if total == 0:
        return 0.5
    return sum(w * min(1.0, max(0.0, toteumat[nimi])) for nimi, w in tavoitteet.items()) / total


def palkkio_ja_seuraamus(sopimus: Kumppanuussopimus, toteuma: float) -> float:
    """EUR paid (+) or withheld (-) for goals: bonus above attainment 1/2, sanction below, both linear and 0 at 1/2."""
    share = sopimus.kannustin if toteuma >= 0.5 else sopimus.seuraamus
    return sopimus.raha * share * (2.0 * toteuma - 1.0)
