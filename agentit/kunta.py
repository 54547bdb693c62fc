"""`Kunta`, municipality: organiser and producer in nykytila (R22), promoter of health throughout (R21)."""

from __future__ import annotations

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
        self.hintataso = 1.0
        self.hyte = 0.0
        self.hoidettu: dict[str, float] = {}

    def jarjestaa_itse(self) -> None:
        """Nykytila: every line is treated at the base year's share, whatever it costs."""
        perustaso = 1.0 - float(self.model.p["puute.muu"])
        self.hoidettu = {r.koodi: perustaso for r in self.model.paketit.rivit}

    def yhdentyy(self) -> None:
        """After a merger the level of unit costs closes part of its gap to the region's mean every year."""
        self.hintataso += float(self.model.p["liikelaitos.yhdentyminen"]) * (1.0 - self.hintataso)

    def edistaa_terveytta(self, ehkaisyn_kattavuus_log: float) -> None:
        """Health promotion of the municipality and, with a lag, what preventive services could reach (log coverage)."""
        p = self.model.p
        self.hyte = float(p["kunta.hyte"]) + float(p["liikelaitos.ehkaisyteho"]) * ehkaisyn_kattavuus_log
