"""`Sotekeskus`, sote centre: owns its queue, staff and money; decides effort on quality and prevention (R8-R10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import mesa
import numpy as np
import numpy.typing as npt

from agentit import jono, ponnistus
from agentit.jono import KUUKAUDEN_PAIVAT, Jono, Jonoehdot, Luvut
from agentit.kielet import saatavuus
from agentit.ohjaus import tulospalkkio
from agentit.yksikkotaulu import Luku, Yksikkotaulu

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

JULKINEN, YKSITYINEN = "julkinen", "yksityinen"
TILOJEN_SOPEUTUMINEN_KK = 60.0  # premises follow staff over years (oletus)
PIENIN_KAPASITEETTI = 20.0  # contacts a month: one professional a couple of days a week


class Mitoitusehdot(NamedTuple):
    """How staff follows money. vauhti: share of the gap to the staff its money pays for that is closed in a month;
    tilojen_kk: months in which premises follow staff; kaynnistys_kk: months from opening in which the owner pays for
    staff that keeps the target wait."""

    vauhti: float
    tilojen_kk: float
    kaynnistys_kk: float


class Sotekeskus(mesa.Agent):
    """Sote centre at one place of the network.

    Figures of the last month at full scale: kuorma (expected contacts), lista (residents), paino (sum of capitation
    weights),
    tulo and meno (EUR). laatu and ehkaisy are efforts in SD; altruismi is the weight of residents' benefit (R10).
    Its numbers are cells of the table of its kind: a month of all centres is one pass over the columns.
    """

    TILIT = "keskus"
    altruismi, avattu = Luku(), Luku()
    laatu, ehkaisy, tulo, meno = Luku(), Luku(), Luku(), Luku()
    kuorma, lista, paino = Luku(), Luku(), Luku()
    kaynnit = Luku()  # contacts of the month, denser ones too: what performance pay counts
    tappiokuukausia = Luku()
    hetkellinen = Luku()  # log of transient activity
    tiheys = Luku()  # share of contacts beyond need that come of denser work, not of more of it
    lahete = Luku()  # referrals relative to narrow capitation
    tilat = Luku()  # contacts a month its premises are made for: what the fixed cost follows
    henkilosto = Luku()  # capacity at the end of last month (henkilosto.py)
    vajaus = Luku()  # vacancies, contacts a month, left by those who went to the other sector
    tavoiteodotus = Luku()  # days

    def __init__(self, model: SoteMalli, paikka: int, nimi: str, omistaja: str, alue: int, altruismi: float) -> None:
        super().__init__(model)
        self.paikka, self.nimi, self.omistaja, self.alue = paikka, nimi, omistaja, alue
        self.tili = f"{self.TILIT}_{paikka}"  # name of its account in the money matrix
        self.yksityinen = omistaja == YKSITYINEN  # owned by a firm or association
        self.kunta = int(model.maailma.alueet.kunta[alue])
        self.rivi, self.taulu = paikka, model.yksikkotaulut.setdefault(self.TILIT, Yksikkotaulu())
        self.taulu.mahdu(paikka)
        self.altruismi, self.avattu, self.lahete = altruismi, model.kk, 1.0
        self.auki = True  # whoever sets it, the model forgets which units were open
        self.suoriteosuus: float | None = None  # fee share it was last paid by (R11)
        self.jono: Jono

    @property
    def ruotsi(self) -> float:
        """Chance that a contact here is in Swedish, 0-1."""
        return saatavuus(self.model, self)

    @property
    def auki(self) -> bool:
        """Is it open?"""
        return self._auki

    @auki.setter
    def auki(self, auki: bool) -> None:
        self._auki = auki
        self.model.avoimet = {}

    @classmethod
    def mitoitusehdot(cls, p: Mapping[str, Any], yksityinen: bool) -> Mitoitusehdot:
        """Terms on which staff follows money, by owner."""
        return Mitoitusehdot(
            float(p["keskus.mitoitusvauhti"]), TILOJEN_SOPEUTUMINEN_KK, float(p["keskus.kaynnistys_kk"]) * yksityinen
        )

    # queue ---------------------------------------------------------------------------------------------------------

    def avaa_jono(self, ehdot: Jonoehdot, kuorma: float, odotus: float) -> None:
        """Start with the capacity, and the premises, that meet `kuorma` (contacts a month) at `odotus` days."""
        self.tilat = max(kuorma, PIENIN_KAPASITEETTI)
        self.jono = Jono(ehdot, self.tilat, odotus, self.taulu, self.rivi)
        self.tavoiteodotus = odotus


class Joukko(list[Sotekeskus]):
    """Open units of one kind in order of their places, and figures of them as arrays (J,)."""

    def luvut(self, nimi: str) -> Luvut:
        """One number of each, e.g. "lista" or "jono.odotus"."""
        return self.taulu[nimi][self.paikat]

    def aseta(self, **luvut: Luvut) -> None:
        """Set numbers of each (J,)."""
        for nimi, arvot in luvut.items():
            self.taulu[nimi][self.paikat] = arvot

    @property
    def taulu(self) -> Yksikkotaulu:
        """The table of their kind."""
        return self[0].taulu if self else Yksikkotaulu()

    @cached_property
    def paikat(self) -> npt.NDArray[np.intp]:
        """Their places."""
        return np.array([k.paikka for k in self], np.intp)

    @cached_property
    def kunnat(self) -> npt.NDArray[np.intp]:
        """Their municipalities."""
        return np.array([k.kunta for k in self], np.intp)

    @cached_property
    def yksityiset(self) -> npt.NDArray[np.bool_]:
        """Which are owned by firms or associations."""
        return np.array([k.yksityinen for k in self], bool)

    @cached_property
    def tilit(self) -> npt.NDArray[np.int64]:
        """Their accounts in the money matrix."""
        return self[0].model.raha.account([k.tili for k in self]) if self else np.zeros(0, np.int64)

    def mitoitusehdot(self, p: Mapping[str, Any]) -> list[Luvut]:
        """Speed of staff, months of premises, months of start (J,)."""
        julkiset, omat = (np.array(self[0].mitoitusehdot(p, yksityinen)) for yksityinen in (False, True))
        return list(np.where(self.yksityiset, omat[:, None], julkiset[:, None]))


def avoimet(malli: SoteMalli, laji: str, yksikot: Sequence[Sotekeskus]) -> Joukko:
    """Open ones among these units, all there are of their kind; made anew when one has opened or closed."""
    if laji not in malli.avoimet:
        malli.avoimet[laji] = Joukko(k for k in yksikot if k.auki)
    return malli.avoimet[laji]


def paikoittain(yksikot: Sequence[Sotekeskus], nimi: str) -> Luvut:
    """One number of all units of a kind, open or closed, by place: the column itself, to be read or set."""
    return yksikot[0].taulu[nimi][: len(yksikot)]


# a month of many centres on the same terms: one pass over all, figure by figure -----------------------------------


def vastaanottavat(keskukset: Joukko, kaynnit: Luvut, tihennys: Luvut, lista: Luvut, paino: Luvut) -> None:
    """A month of the queues (J,), loaded with residents' expected contacts but those that denser work makes room
    for."""
    kuormat = kaynnit - tihennys
    keskukset.aseta(kaynnit=kaynnit, kuorma=kuormat, lista=lista, paino=paino)
    if keskukset:
        jono.kuukausi(keskukset[0].jono.ehdot, keskukset.taulu, keskukset.paikat, kuormat)


def kysynnat(keskukset: Joukko, odotukset: Luvut) -> Luvut:
    """Contacts a month (J,) that would be sought if people knew these waits (J,) (days), from the present load."""
    e = float(keskukset[0].model.p["haku.odotusjousto"])
    suhteet = (1.0 + odotukset / 7.0) / (1.0 + keskukset.luvut("jono.tuttu") / 7.0)
    muutos = np.array([x**e for x in suhteet.tolist()])  # an array's power differs by machine in its last bit
    return keskukset.luvut("kuorma") * muutos


def tarvittavat_kapasiteetit(keskukset: Joukko) -> Luvut:
    """Contacts a month (J,) that keep each centre at its target wait: demand there, and a twelfth of the backlog
    beyond it.

    The target is never above the legal maximum: an organiser has to finance what the law demands.
    """
    ehdot = keskukset[0].jono.ehdot
    odotus = np.minimum(keskukset.luvut("tavoiteodotus"), ehdot.enimmaisodotus)
    kysynta = kysynnat(keskukset, odotus)
    hitaat = jono.hitaat_kapasiteetit(ehdot, keskukset.luvut("jono.kapasiteetti"), keskukset.luvut("kuorma"))
    yli = keskukset.luvut("jono.jonossa") - odotus / KUUKAUDEN_PAIVAT * hitaat
    return np.maximum(kysynta + yli / 12.0, 0.5 * kysynta)


def lisatyokulut(keskukset: Joukko, hinnat: Luvut) -> Luvut:
    """Cost of the month's overtime and purchases, EUR (J,), at these prices of a contact (J,)."""
    return float(keskukset[0].model.p["jono.lisatyohinta"]) * hinnat * keskukset.luvut("jono.lisatyo")


def mitoittavat(keskukset: Joukko, tulot: Luvut, hinnat: Luvut) -> None:
    """Staff follows money: a public centre spends its income; a private one also stops at its target wait (R8, R10).

    `tulot`: income of the month, EUR (J,); `hinnat`: price of a contact (J,). The month costs premises, staff by
    capacity, overtime and purchases, effort by listed resident.
    """
    p, yksityiset = keskukset[0].model.p, keskukset.yksityiset
    vauhti, tilojen_kk, kaynnistys_kk = keskukset.mitoitusehdot(p)
    tilat, kapasiteetti = keskukset.luvut("tilat"), keskukset.luvut("jono.kapasiteetti")
    laatu, ehkaisy = keskukset.luvut("laatu"), keskukset.luvut("ehkaisy")
    panos = float(p["ponnistus.kappa"]) * laatu**2 + float(p["keskus.ehkaisykulu"]) * ehkaisy**2
    kiintea = float(p["keskus.kiintea"])
    muuttuvahinta = (1.0 - kiintea) * hinnat
    menot = kiintea * hinnat * tilat + (muuttuvahinta * kapasiteetti + lisatyokulut(keskukset, hinnat))
    menot = menot + panos / 2.0 * keskukset.luvut("lista") / 12.0
    varaa = tulot - (menot - muuttuvahinta * kapasiteetti)
    varaa = np.where(yksityiset, varaa - float(p["keskus.kate"]) * tulot, varaa)
    kaynnistyy = keskukset[0].model.kk - keskukset.luvut("avattu") < kaynnistys_kk
    tavoite, tarvittavat = varaa / muuttuvahinta, tarvittavat_kapasiteetit(keskukset)
    oma = np.where(kaynnistyy, tarvittavat, np.minimum(tavoite, tarvittavat))
    tavoite = np.where(yksityiset, oma, tavoite) - keskukset.luvut("vajaus")
    kapasiteetti = np.maximum(kapasiteetti + vauhti * (tavoite - kapasiteetti), PIENIN_KAPASITEETTI)
    tilat = tilat + (kapasiteetti - tilat) / tilojen_kk
    tappiolla = (menot > tulot) & ~kaynnistyy
    kaudet = np.where(tappiolla, keskukset.luvut("tappiokuukausia") + 1.0, 0.0)
    keskukset.aseta(tulo=tulot, meno=menot, tilat=tilat, tappiokuukausia=kaudet)
    keskukset.taulu["jono.kapasiteetti"][keskukset.paikat] = kapasiteetti


def ponnistavat(keskukset: Sequence[Sotekeskus], kilpailu: bool, osuudet: np.ndarray, katteet: np.ndarray) -> None:
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
