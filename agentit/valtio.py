"""The state: need-based funding of the orderer, the brake on its growth, correction afterwards.

A region's money follows the national sum, whose yearly growth is held between the trend and the brake, and the region's
share of residents, need and health promotion. Two years later a share of what was really spent above (or below) the
calculated sum is corrected. The state is a set of rules, not an agent.

    funding_v = base x national path_v x residents_v (a + b need_v + c hyte_v) + share (spent_{v-2} - calculated_{v-2})

with residents, need and HYTE relative to the base year and to the nation.

Sources: R17; draft funding act 31.8.2016, 10 % residents, 89 % need, 1 % HYTE; brake 2.4 -> 0.9 % a year, about 3 bn
EUR by 2029 (C39); correction share HE 70/2024 vp (P56). Euros are constant euros of the base year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rahoitusehdot:
    """Terms of state funding; see valtio.yaml for sources."""

    asukasosuus: float = 0.10
    tarveosuus: float = 0.89
    hyteosuus: float = 0.01
    trendi: float = 0.024  # growth a year without a brake
    jarru: float = 0.009  # growth a year with the full brake
    jarrutus: float = 0.0  # how hard the brake is on, 0-1
    vaestonkasvu: float = 0.002  # of the nation, a year
    tarpeen_kasvu: float = 0.011  # need per resident of the nation, a year
    tarkistusosuus: float = 0.8
    tarkistusviive: float = 2.0  # years

    def __post_init__(self) -> None:
        """The three criteria share all the money."""
        total = self.asukasosuus + self.tarveosuus + self.hyteosuus
        if abs(total - 1.0) > 1e-9:
            raise ValueError(f"shares of residents, need and HYTE add up to {total:.3f}, not to 1")

    @classmethod
    def parametreista(cls, p: Mapping[str, object]) -> Rahoitusehdot:
        """Terms from the parameter tree (keys valtio.*)."""
        return cls(**{nimi: float(p[f"valtio.{nimi}"]) for nimi in cls.__slots__})  # type: ignore[arg-type]

    @property
    def kasvu(self) -> float:
        """Growth of the national sum this year: from the trend at jarrutus 0 to the brake at 1."""
        return self.trendi - self.jarrutus * (self.trendi - self.jarru)


def ohjelmavirheet(p: Mapping[str, object]) -> list[str]:
    """What is wrong with the criteria of funding among these parameter values, in words; empty when nothing is."""
    if "valtio.hyteosuus" not in p:
        return []
    try:
        Rahoitusehdot.parametreista(p)
    except ValueError as virhe:
        return [f"{virhe} (R17; draft funding act of 31.8.2016: 10 % residents, 89 % need, 1 % HYTE)"]
    return []


def polku(kasvut: Sequence[float]) -> list[float]:
    """Index of a sum that grows by these yearly rates; the base year is 1."""
    path = [1.0]
    for growth in kasvut:
        path.append(path[-1] * (1.0 + growth))
    return path


def rahoituskerroin(ehdot: Rahoitusehdot, vuosia: float, vaesto: float, tarve: float = 1.0, hyte: float = 1.0) -> float:
    """The region's share of the national sum relative to its share in the base year.

    vaesto: residents / residents in the base year; tarve: need per resident over that of the base year; hyte: health
    promotion relative to the nation. The nation's own growth of residents and need over `vuosia` years is taken off.
    """
    residents = vaesto / (1.0 + ehdot.vaestonkasvu) ** vuosia
    need = tarve / (1.0 + ehdot.tarpeen_kasvu) ** vuosia
    return residents * (ehdot.asukasosuus + ehdot.tarveosuus * need + ehdot.hyteosuus * hyte)


def laskennallinen(perus: float, polku_nyt: float, kerroin: float) -> float:
    """Calculated funding of the year, EUR: base year's sum x national path x the region's share."""
    return perus * polku_nyt * kerroin


def tarkistus(toteuma: float, laskettu: float, osuus: float) -> float:
    """Correction paid after the lag, EUR: share of (spent - calculated) in that year; may be negative.

    Made at the national level: other regions are taken to deviate as this one does (oletus).
    """
    return osuus * (toteuma - laskettu)
