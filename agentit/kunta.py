"""`Kunta`, municipality: organiser and producer in nykytila (R22), promoter of health throughout (R21)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import mesa

if TYPE_CHECKING:
    from agentit.malli import SoteMalli


class Kunta(mesa.Agent):
    """Municipality. In nykytila its services cost what need asks, at its own level of unit costs; spending follows
    need.

    hintataso: unit cost relative to the region (population mean 1); hyte: log-reduction of new chronic disease;
    hoidettu: share of need treated, by line.
    """

    def __init__(self, model: SoteMalli, indeksi: int) -> None:
        super().__init__(model)
        k = model.maailma.kunnat
        self.indeksi, self.koodi, self.nimi = indeksi, k.koodi[indeksi], k.nimi_fi[indeksi]
        self.tuotantoalue = -1  # which of `liikelaitokset` produces its sote centres; -1: it does itself
        self.hintataso = 1.0
        # Logs of what access criteria give here relative to the region's mean, by line; now and before any merger.
        self.kriteerit = {koodi: float(x[indeksi]) for koodi, x in model.maailma.kriteerit.items()}
        self.kriteerit_alussa = dict(self.kriteerit)
        self.hyte = 0.0
        self.hyte_panos, self.hyte_kertyma, self.hyte_meno = 1.0, 0.0, 0.0  # work, what past work does, EUR (hyte.py)
        self.hoidettu: dict[str, float] = {}

    def jarjestaa_itse(self) -> None:
        """Nykytila: every line is treated at the base year's share, whatever it costs."""
        perustaso = 1.0 - float(self.model.p["puute.muu"])
        self.hoidettu = {r.koodi: perustaso for r in self.model.paketit.rivit}

    def yhdentyy(self, keskitaso: float = 1.0) -> None:
        """After a merger the level of unit costs closes part of its gap to the producer's mean every year."""
        self.hintataso += float(self.model.p["liikelaitos.yhdentyminen"]) * (keskitaso - self.hintataso)

    def yhtenaistaa_kriteerit(self, linjat: dict[str, float]) -> None:
        """After a merger access criteria close part of their gap to the producer's common line every year (logs)."""
        vauhti = float(self.model.p["rakenne.kriteerien_yhdentyminen"])
        for koodi, linja in linjat.items():
            self.kriteerit[koodi] += vauhti * (linja - self.kriteerit[koodi])

    def kriteerikerroin(self, koodi: str) -> float:
        """Care given by the criteria of a line, relative to the base year; exactly 1 while they stand."""
        if koodi not in self.kriteerit or self.kriteerit[koodi] == self.kriteerit_alussa[koodi]:
            return 1.0
        return math.exp(self.kriteerit[koodi] - self.kriteerit_alussa[koodi])

    def edistaa_terveytta(self, ehkaisyn_kattavuus_log: float) -> None:
        """Health promotion of the municipality and, with a lag, what preventive services could reach (log coverage)."""
        p = self.model.p
        self.hyte = (
            float(p["kunta.hyte"]) + self.hyte_kertyma + float(p["liikelaitos.ehkaisyteho"]) * ehkaisyn_kattavuus_log
        )
