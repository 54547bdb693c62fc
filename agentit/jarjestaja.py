"""`Jarjestaja`, orderer: sees need late and with noise, splits the frame, makes the yearly contract (R15, R16's
place)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from agentit import arviosattuma, rahoitusmalli
from agentit.rahoitusmalli import raportti
from agentit.saantomatematiikka import normal

if TYPE_CHECKING:
    from agentit.liikelaitos import Liikelaitos
    from agentit.malli import SoteMalli
    from agentit.sopimus import Kumppanuussopimus


class Jarjestaja(mesa.Agent):
    """Orderer of services: the county from the start of the reform, in nykytila the municipalities act instead.

    `arvio` (K,): its estimate of need, EUR a year; `kehys` (K,): the split it would make of the money; `virhe`: rms
    log error of
    the estimated shares, a measure of R15. With several production areas they are sums over areas; each area has its
    own estimate and contract (`sopimukset`).
    """

    def __init__(self, model: SoteMalli) -> None:
        super().__init__(model)
        n = len(model.paketit.paketit)
        self.viime_tarve = np.zeros(n)
        self.viime_kunnittain = np.zeros((len(model.maailma.kunnat.koodi), n))  # (M, K), what `viime_tarve` sums
        self.arvio, self.kehys = np.zeros(n), np.zeros(n)
        self.virhe = 0.0
        self.muut_arviot: list[np.ndarray] = []  # what it might as well have estimated this year (K,)
        self.arviosattuma = 0.0  # contacts a resident that the luck of its errors leaves untreated this year
        self.rahoitus = 0.0  # state funding of the year, EUR
        self.sopimus: Kumppanuussopimus | None = None
        self.sopimukset: list[Kumppanuussopimus] = []  # one for each production area

    def arvioi(self, laitokset: list[Liikelaitos], tarve: np.ndarray) -> list[np.ndarray]:
        """Estimates of need (K,), one for each production area, from last year's and the area's own report, with noise
        s per package and area (R15); tarve (M, K) is the true need of this year."""
        monesko = range(1 + arviosattuma.MUITA if arviosattuma.vaikuttaa(self.model) else 1)
        kaikki = [self._arviot(lk, [self._hairio(lk, i) for i in monesko]) for lk in laitokset]
        arviot, self.muut_arviot = [omat[0] for omat in kaikki], kaikki[0][1:]
        solut = np.concatenate([lk.mukana for lk in laitokset])
        oikea, arvattu = np.concatenate([lk.tarve for lk in laitokset])[solut], np.concatenate(arviot)[solut]
        ero = np.log(arvattu / arvattu.sum()) - np.log(oikea / oikea.sum())
        self.arvio = np.sum(arviot, 0)
        self.virhe = float(np.sqrt(np.mean(ero**2)))
        self.viime_kunnittain, self.viime_tarve = tarve.copy(), tarve.sum(0)
        return arviot

    def _arviot(self, lk: Liikelaitos, hairiot: list[np.ndarray]) -> list[np.ndarray]:
        """Estimates (K,) of an area's need with each of these errors (K,), standard normal."""
        p, mukana = self.model.p, lk.mukana
        strategia = lk.strategia()[mukana]
        report = raportti(lk.tarve[mukana], lk.painot(mukana), strategia, float(p["ohjaus.liioittelu"]))
        viime = (self.viime_kunnittain * lk.solut).sum(0)
        viime = np.where(viime > 0, viime, lk.tarve)[mukana]
        nahty = rahoitusmalli.nahty(lk.tarve[mukana], viime, float(p["ohjaus.tiedon_viive"]))
        s, w = float(p["ohjaus.tietovirhe"]), float(p["ohjaus.raportin_paino"])
        arviot = []
        for hairio in hairiot:
            arvio = np.zeros(len(lk.tarve))
            arvio[mukana] = rahoitusmalli.arvio(nahty, hairio[mukana], s, report, w)
            arvio[mukana] = rahoitusmalli.ratchet(arvio[mukana], lk.jako[mukana], strategia, float(p["ohjaus.ratchet"]))
            arviot.append(arvio)
        return arviot

    def _hairio(self, lk: Liikelaitos, muu: int = 0) -> np.ndarray:
        """Its errors of the year about an area's packages, standard normal (K,); from muu 1 on errors it did not make.

        They belong to the first municipality a package is produced for, not to the number of the area.
        """
        m, ekat = self.model, lk.solut.argmax(0)
        numerot = np.arange(len(ekat)) + len(ekat) * (ekat + len(lk.solut) * max(muu - 1, 0))
        virta = arviosattuma.VIRTA if muu else "u_jarjestajan_arvio"
        return np.array([float(normal(m.sattuma.one(virta, m.vuosi, i))) for i in numerot.tolist()])

    def jakaa_alueille(self, raha: float, arviot: list[np.ndarray]) -> list[float]:
        """Money of each production area, EUR: in proportion to the orderer's estimate of its need (R22)."""
        if len(arviot) == 1:
            return [raha]
        koot = np.array([a.sum() for a in arviot])
        return list((raha * (koot / koot.sum())).tolist())

    def kehystaa(self, raha: float, arvio: np.ndarray, mukana: np.ndarray) -> np.ndarray:
        """The orderer's own split (K,) of an area's money over the packages `mukana`."""
        kehys = np.zeros(len(arvio))
        strategia = self.model.liikelaitos.strategia()[mukana]
        kehys[mukana] = rahoitusmalli.kehys(raha, strategia, arvio[mukana], float(self.model.p["ohjaus.kaarevuus"]))
        return kehys
