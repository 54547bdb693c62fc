"""Patterns of the choice trials 2017-19: who switches, how fast, from where and why (P01, P02, P04, P05, P07, P14).

Four trials are lived as their scenarios `kokeilu-*` say; beside them the same places without letters, with public waits
as short as private ones, and without a trial.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from agentit.sotekeskus import Joukko, kysynnat
from runs import ajo, skenaariot, valintakysely
from runs.kuviokoe import Koe, Mitat

if TYPE_CHECKING:
    from agentit.malli import SoteMalli
    from runs.skenaariot import Skenaario

Luvut = npt.NDArray[Any]
PAIKAT = {  # trial -> sample of its region relative to the experiment's: the smaller the trial, the larger
    "keski-uusimaa": 1.0, "jyvaskyla": 2.5, "tampere": 4.0, "hameenlinnan-kaltainen": 2.5
}  # fmt: skip
AVAUS, KUUKAUSIA = 3, 24  # month in which the trials open, and how long they are followed
KANAVAT = ("julkinen_v", "tth_v", "yksityinen_v")  # expected doctor contacts of the year by channel


@dataclass
class Kokeiltu:
    """One lived trial: share at private centres by month, and those who listed there first in the trial."""

    osuudet: list[float] = field(default_factory=list)
    menot: float = 0.0  # EUR that municipalities paid in the last twelve months
    asukkaita: float = 0.0  # who may choose
    kysytyt: float = 0.0  # share that would choose a private centre when asked as it opens
    julkisen_ulkopuolelta: float = 0.0  # of joiners, used mostly occupational health or private doctors
    alussa: float = 0.0  # contacts in months 1-3 of membership
    lopussa: float = 0.0  # in months 10-12
    paivystys: float = 0.0  # emergency contacts per living eligible resident in the calendar year so far
    mukana_ika: float = 0.0  # mean age of those living, and share of women
    mukana_naiset: float = 0.0
    liittyneiden_ika: float = float("nan")
    liittyneiden_naiset: float = float("nan")


def ela(
    nimi: str, otos: float, seed: int, asetukset: dict[str, Any] | None = None, tasajonot: bool = False
) -> Kokeiltu:
    """Live one trial. tasajonot: public capacity is raised until waits are those of private centres."""
    return ela_skenaario(skenaariot.lue(f"kokeilu-{nimi}", asetukset or {}), otos, seed, tasajonot=tasajonot)


def ela_skenaario(
    skenaario: Skenaario, otos: float, seed: int, kuukausia: int = KUUKAUSIA, tasajonot: bool = False
) -> Kokeiltu:
    """Live the trial `kokeilu-<name>` that a scenario sets up, for so many months after it opens."""
    nimi = skenaario.name.removeprefix("kokeilu-")
    malli = ajo.rakenna_malli(skenaario, otos, seed)
    if tasajonot:
        tasaa_jonot(malli)
    malli.run_for(AVAUS)
    c, n = malli.sidonta.b.columns, malli.asukkaita_rivilla
    omat = np.flatnonzero((c["elossa"][:n] == 1) & malli.kokeilut[nimi].mukana(malli)[c["alue"][:n]])
    tulos = Kokeiltu(asukkaita=len(omat) * malli.paino)
    seuranta = _Liittyneet(malli, omat)
    for kk in range(kuukausia):
        seuranta.ennen()
        malli.step()
        seuranta.jalkeen()
        elossa = omat[c["elossa"][omat] == 1]
        tulos.osuudet.append(float(_yksityiset(malli)[c["keskus"][elossa]].mean()))
        if kk == 0:
            tulos.kysytyt = float(_yksityiset(malli)[valintakysely.kysy(malli)[elossa]].mean())
        tulos.menot += malli.kuukausimenot if kk >= kuukausia - 12 else 0.0
    seuranta.yhteenveto(tulos)
    return tulos


def tasaa_jonot(malli: SoteMalli) -> None:
    """Every public centre has the capacity, and the budget, of the wait that private centres aim at; all know it."""
    odotus = float(malli.p["keskus.yksityisen_odotus"])
    kaikki = Joukko(malli.keskuspaikat)
    for k, kysytty in zip(kaikki, kysynnat(kaikki, np.full(len(kaikki), odotus)).tolist(), strict=True):
        k.avaa_jono(malli.jonoehdot, kysytty, odotus)
    malli.sidonta.b.columns["usko_odotus"][: malli.asukkaita_rivilla] = odotus
    malli.keskukset_nakyviin()


def _yksityiset(malli: SoteMalli) -> Luvut:
    return np.array([k.yksityinen for k in malli.keskuspaikat])


class _Liittyneet:
    """Who lists at a private centre: where they came from, and their public contacts by month of membership."""

    def __init__(self, malli: SoteMalli, omat: Luvut) -> None:
        self.malli, self.omat = malli, omat
        self.liittyi = np.full(len(omat), -1)
        self.ulkoa = np.zeros(len(omat), bool)
        self.kaynnit: list[Luvut] = []

    def ennen(self) -> None:
        """Before a month: the channel each used most so far this year, and contacts so far."""
        c = self.malli.sidonta.b.columns
        maarat = np.stack([c[k][self.omat].astype(np.float64) for k in KANAVAT])
        self.paakanava = maarat.argmax(0)
        self.sitten = maarat[0] if self.malli.kk % 12 else np.zeros(len(self.omat))

    def jalkeen(self) -> None:
        """After it: new members, contacts of the month."""
        c = self.malli.sidonta.b.columns
        self.kaynnit.append(c["julkinen_v"][self.omat] - self.sitten)
        yksityisella = _yksityiset(self.malli)[c["keskus"][self.omat]]
        uudet = (self.liittyi < 0) & yksityisella & (c["elossa"][self.omat] == 1)
        self.liittyi[uudet] = len(self.kaynnit) - 1
        self.ulkoa[uudet] = self.paakanava[uudet] > 0
        self.yksityisella = yksityisella & (c["elossa"][self.omat] == 1)

    def yhteenveto(self, tulos: Kokeiltu) -> None:
        """Origin of all who joined; visits of those who have been members for a year and still are."""
        liittyneet = self.liittyi >= 0
        tulos.julkisen_ulkopuolelta = float(self.ulkoa[liittyneet].mean()) if liittyneet.any() else float("nan")
        self._keita(tulos, liittyneet)
        kaynnit = np.stack(self.kaynnit)
        for i in np.flatnonzero(liittyneet & self.yksityisella & (self.liittyi + 12 <= len(kaynnit))):
            alku = self.liittyi[i]
            tulos.alussa += float(kaynnit[alku : alku + 3, i].sum())
            tulos.lopussa += float(kaynnit[alku + 9 : alku + 12, i].sum())

    def _keita(self, tulos: Kokeiltu, liittyneet: Luvut) -> None:
        """Age, sex and emergency use of those living at the end, all and joiners."""
        c = self.malli.sidonta.b.columns
        elossa = c["elossa"][self.omat] == 1
        kaikki, uudet = self.omat[elossa], self.omat[elossa & liittyneet]
        tulos.paivystys = float(c["paivystys_v"][kaikki].mean())
        tulos.mukana_ika, tulos.mukana_naiset = (float(c[k][kaikki].mean()) for k in ("ika", "sukupuoli"))
        if len(uudet):
            luvut = (float(c[k][uudet].mean()) for k in ("ika", "sukupuoli"))
            tulos.liittyneiden_ika, tulos.liittyneiden_naiset = luvut


def mittaa(otos: float, seed: int) -> Mitat:
    """One seed of all trials and their counterfactuals."""
    elatyt = {nimi: ela(nimi, min(1.0, kerroin * otos), seed) for nimi, kerroin in PAIKAT.items()}
    ilman = {f"{AVAUSKUUKAUSI}:valinnanvapaus.tiedotuskirje": 0.0}
    kirjeetta = dict(elatyt)
    for nimi in KIRJEELLISET:
        kirjeetta[nimi] = ela(nimi, min(1.0, PAIKAT[nimi] * otos), seed, ilman)
    tasan = {nimi: ela(nimi, min(1.0, PAIKAT[nimi] * otos), seed, tasajonot=True) for nimi in TASATTAVAT}
    ei = {f"{AVAUSKUUKAUSI}:valinnanvapaus.suora_valinta": False}
    verrokki = ela(KALLEIN, min(1.0, PAIKAT[KALLEIN] * otos), seed, ei)
    lopussa = {nimi: k.osuudet[-1] for nimi, k in elatyt.items()}
    maantiede = [k.osuudet[-1] for k in kirjeetta.values()]
    return {
        "pienin": min(lopussa.values()),
        "suurin": max(lopussa.values()),
        "leveys": max(maantiede) / min(maantiede),
        "puolivuodet": max((k.osuudet[11] - k.osuudet[5]) / k.osuudet[5] for k in elatyt.values()),
        "ulkopuolelta_pienin": min(k.julkisen_ulkopuolelta for k in elatyt.values()),
        "ulkopuolelta_suurin": max(k.julkisen_ulkopuolelta for k in elatyt.values()),
        "menot": (elatyt[KALLEIN].menot - verrokki.menot) / verrokki.asukkaita,
        "tasajonot": max(tasan[nimi].osuudet[-1] / elatyt[nimi].osuudet[-1] for nimi in TASATTAVAT),
        "kaynnit": sum(k.alussa for k in elatyt.values()) / sum(k.lopussa for k in elatyt.values()),
        "sanottu": max(k.osuudet[-1] / k.kysytyt for k in elatyt.values()),
        "kysytyt": float(np.mean([k.kysytyt for k in elatyt.values()])),
        **{f"osuus5_{nimi}": k.osuudet[4] for nimi, k in elatyt.items()},
        **{f"osuus_{nimi}": k.osuudet[-1] for nimi, k in elatyt.items()},
    }


AVAUSKUUKAUSI = "2017-04"
KIRJEELLISET = ("hameenlinnan-kaltainen",)
TASATTAVAT = ("tampere", "hameenlinnan-kaltainen")  # where public waits are longest
KALLEIN = "jyvaskyla"  # the largest share of its region: what it costs shows best
KOKEET = (Koe("choice trials", 0.04, 4, mittaa=mittaa),)
