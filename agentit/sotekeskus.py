"""`Sotekeskus`, sote centre: owns its queue, staff and money; decides effort on quality and prevention (R8-R10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from agentit import ponnistus
from agentit.jono import KUUKAUDEN_PAIVAT, Jono, Jonoehdot
from agentit.kielet import saatavuus
from agentit.ohjaus import tulospalkkio

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

JULKINEN, YKSITYINEN = "julkinen", "yksityinen"
TILOJEN_SOPEUTUMINEN_KK = 60.0  # premises follow staff over years (oletus)
PIENIN_KAPASITEETTI = 20.0  # contacts a month: one professional a couple of days a week


class Sotekeskus(mesa.Agent):
    """Sote centre at one place of the network.

    Figures of the last month at full scale: kuorma (expected contacts), lista (residents), paino (sum of capitation
    weights),
    tulo and meno (EUR). laatu and ehkaisy are efforts in SD; altruismi is the weight of residents' benefit (R10).
    """

    TILIT = "keskus"

    def __init__(self, model: SoteMalli, paikka: int, nimi: str, omistaja: str, alue: int, altruismi: float) -> None:
        super().__init__(model)
        self.paikka, self.nimi, self.omistaja, self.alue = paikka, nimi, omistaja, alue
        self.tili = f"{self.TILIT}_{paikka}"  # name of its account in the money matrix
        self.yksityinen = omistaja == YKSITYINEN  # owned by a firm or association
        self.kunta = int(model.maailma.alueet.kunta[alue])
        self.altruismi = altruismi
        self.auki = True
        self.avattu = model.kk
        self.laatu = self.ehkaisy = 0.0
        self.kuorma = self.lista = self.paino = 0.0
        self.tulo = self.meno = 0.0
        self.tappiokuukausia = 0
        self.suoriteosuus: float | None = None  # fee share it was last paid by (R11)
        self.hetkellinen = 0.0  # log of transient activity
        self.kaynnit = 0.0  # contacts of the month, denser ones too: what performance pay counts
        self.tiheys = 0.0  # share of contacts beyond need that come of denser work, not of more of it
        self.lahete = 1.0  # referrals relative to narrow capitation
        self.tilat = 0.0  # contacts a month its premises are made for: what the fixed cost follows
        self.henkilosto = 0.0  # capacity at the end of last month (henkilosto.py)
        self.vajaus = 0.0  # vacancies, contacts a month, left by those who went to the other sector
        self.jono: Jono

    @property
    def ruotsi(self) -> float:
        """Chance that a contact here is in Swedish, 0-1."""
        return saatavuus(self.model, self)

    @property
    def mitoitusvauhti(self) -> float:
        """Share of the gap to the staff its money pays for that is closed in a month."""
        return float(self.model.p["keskus.mitoitusvauhti"])

    @property
    def kaynnistys_kk(self) -> float:
        """Months from opening in which a private owner pays for staff that keeps the target wait."""
        return float(self.model.p["keskus.kaynnistys_kk"])

    @property
    def tilojen_kk(self) -> float:
        """Months in which premises follow staff."""
        return TILOJEN_SOPEUTUMINEN_KK

    # queue ---------------------------------------------------------------------------------------------------------

    def avaa_jono(self, ehdot: Jonoehdot, kuorma: float, odotus: float) -> None:
        """Start with the capacity, and the premises, that meet `kuorma` (contacts a month) at `odotus` days."""
        self.tilat = max(kuorma, PIENIN_KAPASITEETTI)
        self.jono = Jono.kaantaen(ehdot, self.tilat, odotus)
        self.tavoiteodotus = odotus

    def vastaanottaa(self, kaynnit: float, lista: float, paino: float, tihennys: float = 0.0) -> None:
        """A month of the queue, loaded with residents' expected contacts but those that denser work makes room for."""
        self.kaynnit, self.kuorma, self.lista, self.paino = kaynnit, kaynnit - tihennys, lista, paino
        self.jono.kuukausi(self.kuorma)

    def kysynta(self, odotus: float) -> float:
        """Contacts a month that would be sought if people knew this wait (days), from the present load."""
        e = float(self.model.p["haku.odotusjousto"])
        return self.kuorma * ((1.0 + odotus / 7.0) / (1.0 + self.jono.tuttu / 7.0)) ** e

    def tarvittava_kapasiteetti(self) -> float:
        """Contacts a month that keep this centre at its target wait: demand there, and a twelfth of the backlog
        beyond it.

        The target is never above the legal maximum: an organiser has to finance what the law demands.
        """
        odotus = min(self.tavoiteodotus, self.jono.ehdot.enimmaisodotus)
        kysynta = self.kysynta(odotus)
        tavoitejono = odotus / KUUKAUDEN_PAIVAT * self.jono.hidas_kapasiteetti(self.kuorma)
        return max(kysynta + (self.jono.jonossa - tavoitejono) / 12.0, 0.5 * kysynta)

    # money -----------------------------------------------------------------------------------------------------------

    def lisatyokulu(self, hinta: float) -> float:
        """Cost of the month's overtime and purchases, EUR."""
        return float(self.model.p["jono.lisatyohinta"]) * hinta * self.jono.lisatyo

    def kustannus(self, hinta: float) -> float:
        """Cost of a month, EUR: premises, staff by capacity, overtime and purchases, effort by listed resident."""
        p = self.model.p
        kiintea = float(p["keskus.kiintea"])
        kulu = kiintea * hinta * self.tilat + (
            (1.0 - kiintea) * hinta * self.jono.kapasiteetti + self.lisatyokulu(hinta)
        )
        if self.laatu == 0.0 == self.ehkaisy:
            return kulu
        panos = float(p["ponnistus.kappa"]) * self.laatu**2 + float(p["keskus.ehkaisykulu"]) * self.ehkaisy**2
        return kulu + panos / 2.0 * self.lista / 12.0

    def mitoittaa(self, tulo: float, hinta: float) -> None:
        """Staff follows money: a public centre spends its income; a private one also stops at its target wait (R8,
        R10)."""
        p, jono = self.model.p, self.jono
        self.tulo, self.meno = tulo, self.kustannus(hinta)
        muuttuvahinta = (1.0 - float(p["keskus.kiintea"])) * hinta
        varaa = tulo - (self.meno - muuttuvahinta * jono.kapasiteetti)
        kaynnistyy = False
        if self.yksityinen:
            varaa -= float(p["keskus.kate"]) * tulo
            kaynnistyy = self.model.kk - self.avattu < self.kaynnistys_kk
            tarvittava = self.tarvittava_kapasiteetti()
            tavoite = tarvittava if kaynnistyy else min(varaa / muuttuvahinta, tarvittava)
        else:
            tavoite = varaa / muuttuvahinta
        tavoite -= self.vajaus
        jono.kapasiteetti = max(
            jono.kapasiteetti + self.mitoitusvauhti * (tavoite - jono.kapasiteetti), PIENIN_KAPASITEETTI
        )
        self.tilat += (jono.kapasiteetti - self.tilat) / self.tilojen_kk
        self.tappiokuukausia = self.tappiokuukausia + 1 if self.meno > tulo and not kaynnistyy else 0


def ponnistavat(keskukset: list[Sotekeskus], kilpailu: bool, osuudet: np.ndarray, katteet: np.ndarray) -> None:
    """All centres take one gradient step of quality and prevention effort (R10).

    Without choice nobody can be attracted, so the believed slope is 0 and only altruism is left. `osuudet`: share of
    its area's
    residents; `katteet`: margin of one more average resident, EUR a year.
    """
    p = keskukset[0].model.p
    a = np.array([k.altruismi for k in keskukset])
    b = float(p["ponnistus.uskottu_kaltevuus"]) if kilpailu else 0.0
    eta = ponnistus.askelosuus(float(p["ponnistus.puoliintuminen_kk"]))
    kappa = float(p["ponnistus.kappa"])
    tulos, syrjaytyy = tulospalkkio(keskukset[0].model, keskukset)
    palkka = ponnistus.laadun_rajatuotto(katteet, b, osuudet, a, float(p["ponnistus.hyoty"]), tulos)
    laadut = ponnistus.laatuaskel(np.array([k.laatu for k in keskukset]), palkka, b, osuudet, kappa, eta)
    saasto = float(p["ponnistus.ehkaisyn_saasto"]) if kilpailu else 0.0
    allianssi = keskukset[0].model.allianssi
    lisa = 0.0 if allianssi is None else allianssi.ehkaisypalkkio(keskukset)  # R18: the gain share of later savings
    palkka = ponnistus.ehkaisyn_rajatuotto(
        saasto, float(p["ponnistus.pysyvyys"]), a, float(p["ponnistus.ehkaisyn_hyoty"]), lisa + syrjaytyy
    )
    ehkaisyt = ponnistus.ehkaisyaskel(
        np.array([k.ehkaisy for k in keskukset]), palkka, float(p["keskus.ehkaisykulu"]), eta
    )
    for k, laatu, ehkaisy in zip(keskukset, laadut.tolist(), ehkaisyt.tolist(), strict=True):
        k.laatu, k.ehkaisy = laatu, ehkaisy
