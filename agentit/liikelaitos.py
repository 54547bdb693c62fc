"""`Liikelaitos`, county utility or another production area: splits its money between service packages and treats what
the money reaches (R14, R22)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from agentit import rahoitusmalli

if TYPE_CHECKING:
    from agentit.malli import SoteMalli


class Liikelaitos(mesa.Agent):
    """Producer under an orderer. Sees true need; wants the strategy's weights mixed with what history and the acute
    ask for.

    `solut` (M, K) tells for whom it produces what: the whole region and every package when there is one, else the
    municipalities of a production area and the packages it integrates. Every cell has one producer (rakenne.py).

    Arrays over packages (K,), EUR a year: `tarve` need at the standard of care, `jako` the money it gave each.
    `kattavuus` =
    jako / (need after efficiency gains). `tehokkuus`: cumulated share of cost saved.
    """

    def __init__(self, model: SoteMalli) -> None:
        super().__init__(model)
        self.paketit = model.paketit.paketit
        n = len(self.paketit)
        self.nimi, self.tili = "Liikelaitos", "liikelaitos"
        self.solut = np.ones((len(model.maailma.kunnat.koodi), n), bool)
        self.tarve, self.jako, self.kattavuus = np.zeros(n), np.zeros(n), np.ones(n)
        self.akuutti = np.array(
            [np.mean([r.akuuttipaino for r in model.paketit.rivit_paketissa(k)]) for k in self.paketit]
        )
        self.kiinni: dict[str, float] = {}  # package -> coverage that stays what it was: its money tells in waits
        self.tehokkuus = 0.0
        self.palkkataso = self.palkkatavoite = 1.0  # pay in unit costs now and when harmonised, before the merger = 1
        self.palkka_askel = 0.0  # what pay harmonisation adds a year
        self.mittakaava = 1.0  # effect of size on unit costs
        self.yhdistynyt = False  # was it made of several organisations during the run?
        self.ylitys = 0.0  # EUR overspent this year
        self.ohjauskulu = 0.0  # EUR a year that steering takes of its money
        self.ehkaisyhistoria = [0.0, 0.0]  # log coverage of preventive lines, two last years

    @property
    def kunnat(self) -> np.ndarray:
        """Indices of the municipalities it produces something for."""
        return np.flatnonzero(self.solut.any(1))

    @property
    def mukana(self) -> np.ndarray:
        """(K,) packages it produces for somebody who needs them."""
        return self.solut.any(0) & (self.tarve > 0)

    @property
    def kustannustaso(self) -> float:
        """Level of its unit costs before efficiency gains: pay and scale."""
        return self.palkkataso * self.mittakaava

    def palkat_nousevat(self) -> None:
        """A year of pay harmonisation: pay rises before anything is saved (R22)."""
        self.palkkataso = min(self.palkkataso + self.palkka_askel, max(self.palkkatavoite, self.palkkataso))

    def strategia(self) -> np.ndarray:
        """Weights of the service strategy (K,): packages with preventive lines weigh more by their share
        (ohjaus.ehkaisypaino)."""
        rivit = [self.model.paketit.rivit_paketissa(k) for k in self.paketit]
        osuus = np.array([sum(r.eur_asukas for r in rr if r.ehkaiseva) / sum(r.eur_asukas for r in rr) for rr in rivit])
        return 1.0 + float(self.model.p["ohjaus.ehkaisypaino"]) * osuus

    def painot(self, mukana: np.ndarray) -> np.ndarray:
        """Its own weights over the packages `mukana`: strategy mixed with history and the acute by its bias t."""
        tarve = self.tarve[mukana]
        t = float(self.model.p["liikelaitos.vinouma"])
        return rahoitusmalli.painot(self.strategia()[mukana], self.akuutti[mukana], tarve / tarve.sum(), t)

    def varautuu(self, raha: float, tarve: float) -> float:
        """Answer to a gap between money and need (EUR a year): save what can be saved, overspend a part, ration the
        rest.

        Returns the money spent. Efficiency gains never exceed the gap; the shares are assumption cards (P54-P56).
        """
        p = self.model.p
        vaje = max(1.0 - raha / tarve, 0.0)
        self.tehokkuus = min(self.tehokkuus + float(p["liikelaitos.tehostuminen"]), max(vaje, self.tehokkuus))
        jaljella = max(tarve * (1.0 - self.tehokkuus) - raha, 0.0)
        self.ylitys = float(p["liikelaitos.ylitys"]) * jaljella
        return raha + self.ylitys

    def jakaa(self, raha: float, kehys: np.ndarray, mukana: np.ndarray, virement: float) -> None:
        """Split `raha` over the packages `mukana` (bool mask) as it wants, inside the virement band of the frame
        (R14)."""
        self.jako[mukana] = self.jako_kehyksessa(raha, kehys, mukana, virement)
        self.kattavuus[mukana] = self.jako[mukana] / (self.tarve[mukana] * (1.0 - self.tehokkuus))

    def jako_kehyksessa(self, raha: float, kehys: np.ndarray, mukana: np.ndarray, virement: float) -> np.ndarray:
        """The split of `raha` over the packages `mukana` that it would make inside this frame's band, EUR."""
        halu = rahoitusmalli.halu(self.tarve[mukana], self.painot(mukana), float(self.model.p["ohjaus.kaarevuus"]))
        return rahoitusmalli.jaa(raha, halu, kehys[mukana], rahoitusmalli.kaista(virement))

    def hoidettu_osuus(self, c: float) -> float:
        """Share of need that coverage c treats: (1 - u) c^j below full coverage, 1 - u / c above."""
        u, j = float(self.model.p["puute.muu"]), float(self.model.p["liikelaitos.hoitamisen_jousto"])
        return (1.0 - u) * c**j if c < 1.0 else 1.0 - u / c

    def hoidettu(self) -> tuple[dict[str, float], dict[str, float]]:
        """Share of need treated and the factor of unit cost, by line, from the year's coverage c.

        c < 1: share (1 - u) c^j, cost per event c^(1 - j): a shortage becomes untreated need and, for j < 1, thinner
        care.
        c > 1: share 1 - u / c; what is left over makes care dearer. Spending is the money in both.
        """
        u = float(self.model.p["puute.muu"])
        osuudet, hinnat = {}, {}
        for i, paketti in enumerate(self.paketit):
            if not self.solut[:, i].any():
                continue
            c = self.kiinni.get(paketti, float(self.kattavuus[i]))
            osuus = self.hoidettu_osuus(c)
            for r in self.model.paketit.rivit_paketissa(paketti):
                osuudet[r.koodi], hinnat[r.koodi] = osuus, c * (1.0 - u) / osuus
        return osuudet, hinnat

    def kirjaa_ehkaisy(self, rivitarve: dict[str, float]) -> None:
        """Log coverage of preventive lines, need-weighted; it pays back two years later (EUR of need by line)."""
        ehkaisevat = [
            (i, r.koodi)
            for i, k in enumerate(self.paketit)
            for r in self.model.paketit.rivit_paketissa(k)
            if r.ehkaiseva and self.solut[:, i].any()
        ]
        if not ehkaisevat:
            return
        w = np.array([rivitarve[k] for _, k in ehkaisevat])
        c = np.array([self.kattavuus[i] for i, _ in ehkaisevat])
        self.ehkaisyhistoria = [self.ehkaisyhistoria[1], float((w * np.log(c)).sum() / w.sum())]

    def koostaa(self, osat: list[Liikelaitos]) -> None:
        """The whole of several production areas, for reading: sums of money, means weighted by need."""
        self.tarve = np.sum([x.tarve for x in osat], 0)
        self.jako = np.sum([x.jako for x in osat], 0)
        painot = [max(float(x.tarve.sum()), 1e-9) for x in osat]
        self.tehokkuus = float(np.average([x.tehokkuus for x in osat], weights=painot))
        self.palkkataso = float(np.average([x.palkkataso for x in osat], weights=painot))
        self.mittakaava = float(np.average([x.kustannustaso for x in osat], weights=painot)) / self.palkkataso
        ostettava = np.sum([x.tarve * (1.0 - x.tehokkuus) for x in osat], 0)
        self.kattavuus = self.jako / np.maximum(ostettava, 1e-9)
        self.ylitys = float(sum(x.ylitys for x in osat))
        self.ehkaisyhistoria = np.average([x.ehkaisyhistoria for x in osat], 0, weights=painot).tolist()

    def perii(self, edeltajat: list[Liikelaitos], tarve: np.ndarray) -> None:
        """Take over from the producers that had these cells: what they saved and covered; need (M, K) weighs them.

        In the middle of a year it also takes their money: the year's frame goes on until January.
        """
        osat = [(x, tarve * (self.solut & x.solut)) for x in edeltajat]
        painot = np.array([max(float(w.sum()), 1e-9) for _, w in osat])
        if not len(painot):
            return
        self.kiinni = dict(edeltajat[int(np.argmax(painot))].kiinni)
        self.tehokkuus = float(np.average([x.tehokkuus for x, _ in osat], weights=painot))
        self.ehkaisyhistoria = np.average([x.ehkaisyhistoria for x, _ in osat], 0, weights=painot).tolist()
        self.tarve = (tarve * self.solut).sum(0)
        osuudet = [w.sum(0) / np.maximum(x.tarve, 1e-9) for x, w in osat]
        self.jako = np.sum([x.jako * o for (x, _), o in zip(osat, osuudet, strict=True)], 0)
        peitto = self.jako / np.maximum(self.tarve * (1.0 - self.tehokkuus), 1e-9)
        self.kattavuus = np.where(self.mukana & (self.tarve > 0), peitto, 1.0)

    def purkaa(self) -> None:
        """Dormant until a county organises services."""
        self.kattavuus[:] = 1.0
        self.ylitys = 0.0
