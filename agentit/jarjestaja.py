"""`Jarjestaja`, orderer: sees need late and with noise, splits the frame, makes the yearly contract (R15, R16's
place)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from agentit import rahoitusmalli
from agentit.saantomatematiikka import normal
from agentit.satunnaisvirrat import uniform

if TYPE_CHECKING:
    from agentit.malli import SoteMalli


class Jarjestaja(mesa.Agent):
    """Orderer of services: the county from the start of the reform, in nykytila the municipalities act instead.

    `arvio` (K,): its estimate of need, EUR a year; `kehys` (K,): the split it would make of the money; `virhe`: rms
    log error of
    the estimated shares, a measure of R15.
    """

    def __init__(self, model: SoteMalli) -> None:
        super().__init__(model)
        n = len(model.paketit.paketit)
        self.viime_tarve = np.zeros(n)
        self.arvio, self.kehys = np.zeros(n), np.zeros(n)
        self.virhe = 0.0
        self.rahoitus = 0.0  # state funding of the year, EUR
        self.sopimus = None

    def arvioi(self, tarve: np.ndarray, raportti: np.ndarray) -> None:
        """Estimate need (K,) from last year's and the liikelaitos's report, with noise s per package (R15)."""
        p, m = self.model.p, self.model
        e = np.array([float(normal(uniform(m.siemen, "u_jarjestajan_arvio", m.vuosi, i))) for i in range(len(tarve))])
        nahty = rahoitusmalli.nahty(tarve, self.viime_tarve, float(p["ohjaus.tiedon_viive"]))
        self.arvio = rahoitusmalli.arvio(
            nahty, e, float(p["ohjaus.tietovirhe"]), raportti, float(p["ohjaus.raportin_paino"])
        )
        ero = np.log(self.arvio / self.arvio.sum()) - np.log(tarve / tarve.sum())
        self.virhe = float(np.sqrt(np.mean(ero**2)))
        self.viime_tarve = tarve.copy()

    def kehystaa(self, raha: float, mukana: np.ndarray) -> None:
        """The orderer's own split of the money over the packages `mukana`."""
        self.kehys[:] = 0.0
        strategia = self.model.liikelaitos.strategia()[mukana]
        self.kehys[mukana] = rahoitusmalli.kehys(
            raha, strategia, self.arvio[mukana], float(self.model.p["ohjaus.kaarevuus"])
        )
