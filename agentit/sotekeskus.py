"""`Sotekeskus`, sote centre: owns its queue, staff and money; decides effort on quality and prevention (R8-R10)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import mesa
import numpy as np

from agentit import jono, ponnistus
from agentit.jono import KUUKAUDEN_PAIVAT, Jono, Jonoehdot, Luvut
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


# a month of many centres on the same terms: one pass over all, figure by figure -----------------------------------


def vastaanottavat(
    keskukset: Sequence[Sotekeskus], kaynnit: Luvut, tihennys: Luvut, lista: Luvut, paino: Luvut
) -> None:
    """A month of the queues (J,), loaded with residents' expected contacts but those that denser work makes room
    for."""
    kuormat = kaynnit - tihennys
    luvut = zip(kaynnit.tolist(), kuormat.tolist(), lista.tolist(), paino.tolist(), strict=True)
    for k, omat in zip(keskukset, luvut, strict=True):
        k.kaynnit, k.kuorma, k.lista, k.paino = omat
    jono.kuukausi([k.jono for k in keskukset], kuormat)


def kysynnat(keskukset: Sequence[Sotekeskus], odotukset: Luvut) -> Luvut:
    """Contacts a month (J,) that would be sought if people knew these waits (J,) (days), from the present load."""
    e = float(keskukset[0].model.p["haku.odotusjousto"]) if keskukset else 0.0
    suhteet = (1.0 + odotukset / 7.0) / (1.0 + np.array([k.jono.tuttu for k in keskukset]) / 7.0)
    muutos = np.array([x**e for x in suhteet.tolist()])  # an array's power differs by machine in its last bit
    return np.array([k.kuorma for k in keskukset]) * muutos


def tarvittavat_kapasiteetit(keskukset: Sequence[Sotekeskus]) -> Luvut:
    """Contacts a month (J,) that keep each centre at its target wait: demand there, and a twelfth of the backlog
    beyond it.

    The target is never above the legal maximum: an organiser has to finance what the law demands.
    """
    if not keskukset:
        return np.zeros(0)
    ehdot = keskukset[0].jono.ehdot
    tavoite, kapasiteetti, jonossa, kuorma = np.array(
        [(k.tavoiteodotus, k.jono.kapasiteetti, k.jono.jonossa, k.kuorma) for k in keskukset]
    ).T
    odotus = np.minimum(tavoite, ehdot.enimmaisodotus)
    kysynta = kysynnat(keskukset, odotus)
    tavoitejono = odotus / KUUKAUDEN_PAIVAT * jono.hitaat_kapasiteetit(ehdot, kapasiteetti, kuorma)
    return np.maximum(kysynta + (jonossa - tavoitejono) / 12.0, 0.5 * kysynta)


def lisatyokulut(keskukset: Sequence[Sotekeskus], hinnat: Luvut) -> Luvut:
    """Cost of the month's overtime and purchases, EUR (J,), at these prices of a contact (J,)."""
    hinta = float(keskukset[0].model.p["jono.lisatyohinta"]) if keskukset else 0.0
    return hinta * hinnat * np.array([k.jono.lisatyo for k in keskukset])


def mitoittavat(keskukset: Sequence[Sotekeskus], tulot: Luvut, hinnat: Luvut) -> None:
    """Staff follows money: a public centre spends its income; a private one also stops at its target wait (R8, R10).

    `tulot`: income of the month, EUR (J,); `hinnat`: price of a contact (J,). The month costs premises, staff by
    capacity, overtime and purchases, effort by listed resident.
    """
    if not keskukset:
        return
    p, kk = keskukset[0].model.p, keskukset[0].model.kk
    kiintea = float(p["keskus.kiintea"])
    tilat, kapasiteetti, laatu, ehkaisy, lista, vajaus = np.array(
        [(k.tilat, k.jono.kapasiteetti, k.laatu, k.ehkaisy, k.lista, k.vajaus) for k in keskukset]
    ).T
    panos = float(p["ponnistus.kappa"]) * laatu * laatu + float(p["keskus.ehkaisykulu"]) * ehkaisy * ehkaisy
    muuttuvahinta = (1.0 - kiintea) * hinnat
    menot = kiintea * hinnat * tilat + (muuttuvahinta * kapasiteetti + lisatyokulut(keskukset, hinnat))
    menot = menot + panos / 2.0 * lista / 12.0
    varaa = tulot - (menot - muuttuvahinta * kapasiteetti)
    yksityiset = [i for i, k in enumerate(keskukset) if k.yksityinen]
    kaynnistyy = np.array([k.yksityinen and kk - k.avattu < k.kaynnistys_kk for k in keskukset])
    varaa[yksityiset] -= float(p["keskus.kate"]) * tulot[yksityiset]
    tavoite = varaa / muuttuvahinta
    tarvittavat = tarvittavat_kapasiteetit([keskukset[i] for i in yksityiset])
    tavoite[yksityiset] = np.where(kaynnistyy[yksityiset], tarvittavat, np.minimum(tavoite[yksityiset], tarvittavat))
    tavoite -= vajaus
    vauhti, tilojen_kk = np.array([(k.mitoitusvauhti, k.tilojen_kk) for k in keskukset]).T
    kapasiteetti = np.maximum(kapasiteetti + vauhti * (tavoite - kapasiteetti), PIENIN_KAPASITEETTI)
    tilat = tilat + (kapasiteetti - tilat) / tilojen_kk
    tappiolla = ((menot > tulot) & ~kaynnistyy).tolist()
    for k, tulo, meno, c, t, tappio in zip(
        keskukset, tulot.tolist(), menot.tolist(), kapasiteetti.tolist(), tilat.tolist(), tappiolla, strict=True
    ):
        k.tulo, k.meno, k.jono.kapasiteetti, k.tilat = tulo, meno, c, t
        k.tappiokuukausia = k.tappiokuukausia + 1 if tappio else 0


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
