"""R23 The six layers of the service network, and through which of them each line of service reaches people.

    electronic - to the home - near - mobile - centralised in the county - centralised nationally

A layer has an availability (when is it there) and an accessibility (can it be reached), in the words of the source and
as a reading of them from 0 to 1. A mix is a line's share of contacts by layer; a shift moves a part of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Luvut = npt.NDArray[np.float64]

SAHKOINEN, KOTI, LAHI, LIIKKUVA, KESKITETTY, KANSALLINEN = (
    "sahkoinen", "koti", "lahi", "liikkuva", "keskitetty", "kansallinen",
)  # fmt: skip
KOODIT = (SAHKOINEN, KOTI, LAHI, LIIKKUVA, KESKITETTY, KANSALLINEN)
TARKKUUS = 1e-9  # how far from 1 the shares of a line may sum


@dataclass(frozen=True)
class Kerros:
    """One layer: names fi/sv/en, the source's words ("" = it says nothing) and their readings 0-1."""

    koodi: str
    nimi: Mapping[str, str]
    saatavuus: str
    saatavuus_arvo: float
    saavutettavuus: str
    saavutettavuus_arvo: float


class Kerrokset:
    """The layers in order, and the mix of every line; raises ValueError when a mix is not one."""

    def __init__(self, kerrokset: tuple[Kerros, ...], osuudet: Mapping[str, tuple[float, ...]]) -> None:
        self.kerrokset = kerrokset
        self.koodit = tuple(k.koodi for k in kerrokset)
        if self.koodit != KOODIT:
            raise ValueError(f"the layers are {', '.join(KOODIT)}, in this order, not {', '.join(self.koodit)}")
        for rivi, osat in osuudet.items():
            if len(osat) != len(KOODIT) or min(osat) < 0.0 or abs(sum(osat) - 1.0) > TARKKUUS:
                raise ValueError(f"{rivi}: shares of the six layers must be 0-1 and sum to 1, not {sum(osat):g}")
        self._osuudet = {rivi: tuple(map(float, osat)) for rivi, osat in osuudet.items()}

    def __getitem__(self, koodi: str) -> Kerros:
        return self.kerrokset[self.koodit.index(koodi)]

    @property
    def rivit(self) -> tuple[str, ...]:
        """Codes of the lines of service, in table order."""
        return tuple(self._osuudet)

    def osuudet(self, rivi: str) -> Luvut:
        """Share of a line's contacts by layer (6,), base year."""
        return np.array(self._osuudet[rivi])

    def osuus(self, rivi: str, kerros: str) -> float:
        """Share of a line's contacts in one layer, base year."""
        return self._osuudet[rivi][self.koodit.index(kerros)]

    def paakerros(self, rivi: str) -> str:
        """The layer that carries most of a line."""
        return self.koodit[int(np.argmax(self._osuudet[rivi]))]

    def siirretty(self, rivi: str, siirrot: Mapping[str, float], mista: str = LAHI) -> Luvut:
        """The line's mix (6,) after shares of all its contacts move from one layer to others.

        Raises ValueError when more would move than the layer carries.
        """
        osat = self.osuudet(rivi)
        if min(siirrot.values(), default=0.0) < 0.0 or sum(siirrot.values()) > self.osuus(rivi, mista) + TARKKUUS:
            raise ValueError(
                f"{rivi}: cannot move {sum(siirrot.values()):g} of the contacts out of a layer that carries "
                f"{self.osuus(rivi, mista):g}"
            )
        for kerros, osuus in siirrot.items():
            osat[self.koodit.index(kerros)] += osuus
            osat[self.koodit.index(mista)] -= osuus
        return osat

    def tunnusluvut(self, osat: npt.ArrayLike) -> tuple[float, float]:
        """(availability, accessibility) 0-1 of a mix of contacts (6,): means of the layers' readings."""
        w = np.asarray(osat, float)
        arvot = np.array([(k.saatavuus_arvo, k.saavutettavuus_arvo) for k in self.kerrokset])
        saatavuus, saavutettavuus = (w @ arvot) / w.sum()
        return float(saatavuus), float(saavutettavuus)
