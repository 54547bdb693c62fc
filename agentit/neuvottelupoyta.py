"""R16 The negotiating table: who sits at it each January, what they know and want, and the contract it ends in.

The orderer wants the split of its own estimate (R15), the liikelaitos the split it would make itself (R14); both know
what the state pays, and that last year's contract, grown with that funding, holds if nobody agrees. Every production
area negotiates its own contract. A contract handed over (`annetut`: a file, a class) is executed as it stands, its
money at most what the state pays. Either way raharata executes the contract, not the talk: a file of the same terms
gives the same bits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from agentit import rahoitusmalli, tavoitteet
from agentit.neuvottelu import (
    JARJESTAJA,
    LIIKELAITOS,
    NEUVOTTELIJAT,
    Asialista,
    Kohdat,
    Neuvottelija,
    Neuvottelutulos,
    neuvottele,
)
from agentit.raha import Tili, to_cents
from agentit.sopimus import (
    TAVOITTEET,
    YLEISTAVOITTEET,
    Kumppanuussopimus,
    SopimusVirhe,
    palkkio_ja_seuraamus,
    tavoitetoteuma,
)

if TYPE_CHECKING:
    from agentit.liikelaitos import Liikelaitos
    from agentit.malli import SoteMalli

PALVELUTAVOITTEET = tuple(t.koodi for t in tavoitteet.PALVELUTAVOITTEET)


@dataclass(frozen=True)
class Poytakirja:
    """Minutes of one negotiation: the agenda, the situation, the offers and the contract."""

    vuosi: int
    laitos: str
    asialista: Asialista
    katto: float  # state funding, last year's contract indexed = 1
    viimeraha: float  # EUR: last year's contract indexed
    viimevuosi: Kohdat
    tulos: Neuvottelutulos
    sopimus: Kumppanuussopimus


@dataclass(frozen=True)
class Asetelma:
    """What is on the table before anybody speaks: agenda, money, threat point, and the two sides as their rules are."""

    laitos: str
    asialista: Asialista
    vara: float  # EUR that state funding and fees allow, bonus included
    viimeraha: float  # EUR: last year's contract indexed
    viimevuosi: Kohdat
    osapuolet: tuple[Neuvottelija, Neuvottelija]

    def katto(self, kannustin: float) -> float:
        """Most money under a bonus of this share of it, last year's contract indexed = 1: a full bonus fits in too."""
        return self.vara / (1.0 + kannustin) / self.viimeraha


class Neuvottelupoyta:
    """Contracts of one model. `neuvottelijat` puts a person or a file in the place of a side's rule; `kuulija` is told
    what is on the table each time a contract is about to be made."""

    def __init__(self, malli: SoteMalli, annetut: Mapping[tuple[int, str], Kumppanuussopimus] | None = None) -> None:
        """`annetut`: contracts handed over, by year and name of the liikelaitos."""
        self.malli = malli
        self.annetut = dict(annetut or {})
        self.neuvottelijat: dict[str, Neuvottelija] = {}
        self.kuulija: Callable[[Asetelma], None] | None = None
        self.poytakirjat: list[Poytakirja] = []
        self.tehdyt: dict[tuple[int, str], Kumppanuussopimus] = {}  # executed, not made by rule
        self.leikatut: list[tuple[int, str, float]] = []  # a given contract's money above the funding, EUR
        self.toteumat: dict[str, float] = {}  # attainment of the year by goal
        self._viime: dict[str, tuple[Kumppanuussopimus, float]] = {}  # last contract, its share of the funding
        self._osoittimet: dict[str, float] = {}
        self._maksettava: list[tuple[str, float]] = []  # account, EUR: bonus + or sanction -

    # January -----------------------------------------------------------------------------------------------------

    def sopii(
        self, lk: Liikelaitos, arvio: np.ndarray, raha: float, viime: np.ndarray, mukana: np.ndarray
    ) -> Kumppanuussopimus | None:
        """The year's contract of a production area over the packages `mukana`, None when the rule makes it.

        raha: EUR that state funding and fees allow; arvio, viime (K,): the orderer's estimate, last year's need.
        """
        m = self.malli
        if self.kuulija is not None:
            self.kuulija(self._asetelma(lk, arvio, raha, viime, mukana))
        annettu = self.annetut.get((m.vuosi, lk.nimi))
        tuntemattomat = {n for v, n in self.annetut if v == m.vuosi} - {x.nimi for x in m.liikelaitokset}
        if tuntemattomat:
            tutut = ", ".join(x.nimi for x in m.liikelaitokset)
            raise SopimusVirhe([f"{m.vuosi}: no producer '{nimi}'; there are: {tutut}" for nimi in tuntemattomat])
        if annettu is not None:
            self._sopiiko(annettu, mukana)
            if annettu.raha > raha:
                self.leikatut.append((m.vuosi, lk.nimi, float(annettu.raha - raha)))
                annettu = replace(annettu, raha=float(raha))
        elif m.p["neuvottelu.kaytossa"]:
            annettu = self._neuvottele(lk, arvio, raha, viime, mukana)
        if annettu is not None:
            self.tehdyt[m.vuosi, lk.nimi] = annettu
        return annettu

    def merkitse(self, lk: Liikelaitos, sopimus: Kumppanuussopimus, raha: float) -> None:
        """Remember the year's contract: it is next year's threat point. One made by rule takes all the money."""
        osuus = sopimus.raha / raha if (self.malli.vuosi, lk.nimi) in self.tehdyt else 1.0
        self._viime[lk.nimi] = (sopimus, osuus)

    def kehys(self, sopimus: Kumppanuussopimus, raha: float, mukana: np.ndarray) -> np.ndarray:
        """The contract's frame (K,) of this money, EUR."""
        paketit = np.array(self.malli.paketit.paketit)
        osuudet = np.array([sopimus.jako[k] for k in paketit[mukana]])
        out = np.zeros(len(paketit))
        out[mukana] = raha * (osuudet / osuudet.sum())
        return out

    def _sopiiko(self, sopimus: Kumppanuussopimus, mukana: np.ndarray) -> None:
        """Does a contract from outside speak of the packages this area has? Shares of others are left out."""
        nimet = self.malli.paketit.paketit
        virheet = [f"jako.{k}: no such package" for k in sopimus.jako if k not in nimet]
        omat = [k for k, on in zip(nimet, mukana.tolist(), strict=True) if on]
        virheet += [f"jako.{k}: missing or nothing, but somebody needs it" for k in omat if not sopimus.jako.get(k)]
        if virheet:
            raise SopimusVirhe([f"{sopimus.vuosi}: {v}" for v in virheet])

    def _asetelma(
        self, lk: Liikelaitos, arvio: np.ndarray, raha: float, viime: np.ndarray, mukana: np.ndarray
    ) -> Asetelma:
        m = self.malli
        nimet = [k for k, on in zip(m.paketit.paketit, mukana.tolist(), strict=True) if on]
        viimevuosi, viimeosuus = self._uhkapiste(lk, nimet, np.where(viime > 0, viime, lk.tarve)[mukana])
        viimejako = {k: viimevuosi[f"jako.{k}"] for k in nimet}
        lista = Asialista.tee(viimejako, PALVELUTAVOITTEET)
        raha = float(raha)
        avaa, vastaa = (self._osapuoli(nimi, lk, arvio, mukana, lista, viimejako) for nimi in (JARJESTAJA, LIIKELAITOS))
        return Asetelma(lk.nimi, lista, raha, raha * viimeosuus, viimevuosi, (avaa, vastaa))

    def _neuvottele(
        self, lk: Liikelaitos, arvio: np.ndarray, raha: float, viime: np.ndarray, mukana: np.ndarray
    ) -> Kumppanuussopimus:
        m, p = self.malli, self.malli.p
        a = self._asetelma(lk, arvio, raha, viime, mukana)
        katto = a.katto(float(p["sopimus.kannustin"]))
        kierroksia, ei_sopua = tarkista_kierrokset(p), str(p["neuvottelu.ei_sopua"])
        tulos = neuvottele(*a.osapuolet, a.asialista, katto, a.viimevuosi, kierroksia, ei_sopua)
        vara = a.vara / (1.0 + float(p["sopimus.kannustin"]))
        nimet = [k.partition(".")[2] for k in a.asialista.ryhmassa("jako")]
        sopimus = self._sopimukseksi(tulos, a.viimeraha, vara, nimet)
        kirja = Poytakirja(m.vuosi, lk.nimi, a.asialista, katto, a.viimeraha, a.viimevuosi, tulos, sopimus)
        self.poytakirjat.append(kirja)
        return sopimus

    def _uhkapiste(self, lk: Liikelaitos, nimet: list[str], tarve: np.ndarray) -> tuple[dict[str, float], float]:
        """Last year's contract as a position, and its share of last year's funding; the first year what the rule would
        say, with last year's need as the split."""
        p, osuudet = self.malli.p, tarve / tarve.sum()
        jako = dict(zip(nimet, osuudet.tolist(), strict=True))
        if lk.nimi not in self._viime:
            ehdot = {"virement": float(p["ohjaus.virement"]), "ketjut": float(p["sopimus.ketjut"])}
            ehdot |= dict.fromkeys([f"tavoite.{k}" for k in PALVELUTAVOITTEET], 0.5)
            viimeosuus = 1.0
        else:
            viime, viimeosuus = self._viime[lk.nimi]
            jako = {k: viime.jako.get(k, osuus) for k, osuus in jako.items()}
            ehdot = {"virement": viime.virement, "ketjut": viime.ketjut}
            ehdot |= {f"tavoite.{k}": viime.tavoitteet.get(k, 0.5) for k in PALVELUTAVOITTEET}
        summa = sum(jako.values())
        return {"raha": 1.0, **ehdot, **{f"jako.{k}": x / summa for k, x in jako.items()}}, viimeosuus

    def _osapuoli(
        self, nimi: str, lk: Liikelaitos, arvio: np.ndarray, mukana: np.ndarray, lista: Asialista, viime: Kohdat
    ) -> Neuvottelija:
        """One side: the rule the parameters name, or whoever has taken its seat."""
        if nimi in self.neuvottelijat:
            return self.neuvottelijat[nimi]
        p = self.malli.p
        raha, virement, ketjut = p[f"neuvottelu.ihanteet_{nimi}"]
        tarve, paino = lk.tarve[mukana], lk.painot(mukana)
        e = float(p["ohjaus.kaarevuus"])
        if nimi == JARJESTAJA:
            halu = rahoitusmalli.halu(arvio[mukana], lk.strategia()[mukana], e)
        else:
            halu = rahoitusmalli.halu(tarve, paino, e)
        jako = dict(zip(viime, (halu / halu.sum()).tolist(), strict=True))
        ihanne = {"raha": raha, "virement": virement, "ketjut": ketjut, **{f"jako.{k}": x for k, x in jako.items()}}
        painot = p[f"neuvottelu.tavoitteet_{nimi}"]
        ihanne |= {f"tavoite.{k}": w for k, w in zip(PALVELUTAVOITTEET, painot, strict=True)}
        ihanne = {k: min(max(x, lista.asiat[k].low), lista.asiat[k].high) for k, x in ihanne.items()}
        luulo_s = float(p["ohjaus.tietovirhe"]) ** 2
        hajonta = rahoitusmalli.kallistuksen_hajonta(lk.akuutti[mukana], tarve / tarve.sum())
        luulo_b = (float(p["liikelaitos.vinouma"]) * hajonta) ** 2
        oma, muun = (luulo_s, luulo_b) if nimi == JARJESTAJA else (luulo_b, luulo_s)
        tapa = str(p["neuvottelu.jarjestaja"] if nimi == JARJESTAJA else p["neuvottelu.liikelaitos"])
        return NEUVOTTELIJAT[tapa](
            nimi,
            ihanne,
            lista.painot(p[f"neuvottelu.painot_{nimi}"], viime),
            float(p["neuvottelu.raja"]),
            float(p["neuvottelu.viivekulu"]),
            float(p["neuvottelu.riitakulu"]),
            oma,
            muun,
        )

    def _sopimukseksi(
        self, tulos: Neuvottelutulos, viimeraha: float, vara: float, nimet: list[str]
    ) -> Kumppanuussopimus:
        """The position that holds, as a contract."""
        p, k = self.malli.p, tulos.kohdat
        yleiset = dict(zip(YLEISTAVOITTEET, (float(w) for w in p["sopimus.tavoitepainot"]), strict=True))
        return Kumppanuussopimus(
            vuosi=self.malli.vuosi,
            raha=float(min(k["raha"] * viimeraha, vara)),
            virement=k["virement"],
            jako={nimi: k[f"jako.{nimi}"] for nimi in nimet},
            tavoitteet={**yleiset, **{t: k[f"tavoite.{t}"] for t in PALVELUTAVOITTEET}},
            ketjut=k["ketjut"],
            kannustin=float(p["sopimus.kannustin"]),
            seuraamus=float(p["sopimus.seuraamus"]),
            synty=tulos.synty,
        )

    def yhteinen(self, saanto: Kumppanuussopimus, osat: list[Kumppanuussopimus]) -> Kumppanuussopimus:
        """Several areas' contracts as one, for reading: terms weighted by money. Made by rule: the rule's."""
        if all(s.synty == "saanto" for s in osat):
            return saanto
        w = np.array([s.raha for s in osat])
        ehdot: dict[str, Any] = {
            nimi: float(np.average([getattr(s, nimi) for s in osat], weights=w))
            for nimi in ("virement", "ketjut", "kannustin", "seuraamus")
        }
        painot = {t: float(np.average([s.tavoitteet.get(t, 0.0) for s in osat], weights=w)) for t in TAVOITTEET}
        synnyt = {s.synty for s in osat if s.synty != "saanto"}
        return replace(saanto, tavoitteet=painot, synty=min(synnyt), **ehdot)

    # the year's end ----------------------------------------------------------------------------------------------

    def sulje_vuosi(self) -> None:
        """December: attainment of the goals against the year before; what it earns is paid in January."""
        m, ennen = self.malli, self._osoittimet
        self._osoittimet = tavoitteet.osoittimet(m)
        self.toteumat = tavoitteet.toteumat(self._osoittimet, ennen)
        self._maksettava = []
        if not m.maakunta:
            return
        tilit = [lk.tili for lk in m.liikelaitokset if lk.mukana.any()]
        for tili, s in zip(tilit, m.jarjestaja.sopimukset, strict=False):
            euroa = palkkio_ja_seuraamus(s, tavoitetoteuma(s.tavoitteet, self.toteumat))
            if euroa:
                self._maksettava.append((tili, euroa))
        for mitta in self.mitat():
            m.mittarit.lisaa(*mitta)

    def maksa(self) -> None:
        """January: last year's bonuses out of what state funding was left, then by loan; sanctions back the same way.

        The liikelaitos keeps a bonus as surplus and covers a sanction by loan: services of the year are as agreed.
        """
        m, r = self.malli, self.malli.raha
        for tili, euroa in self._maksettava:
            if not (senttia := int(to_cents(abs(euroa)))):
                continue
            if euroa > 0:
                valtiolta = min(senttia, self._valtion_rahaa_jaljella())
                for lahde, summa in (("valtio", valtiolta), ("rahoittajat", senttia - valtiolta)):
                    if summa:
                        r.transfer(lahde, "jarjestaja", "rahoitus", summa)
                r.transfer("jarjestaja", tili, "rahoitus", senttia)
                r.transfer(tili, "rahoittajat", "rahoitus", senttia)
            else:
                r.transfer("rahoittajat", tili, "rahoitus", senttia)
                r.transfer(tili, "jarjestaja", "rahoitus", senttia)
                r.transfer("jarjestaja", "valtio", "rahoitus", senttia)
            m.vuosimenot += euroa
        self._maksettava = []

    def _valtion_rahaa_jaljella(self) -> int:
        """Cents of last year's state funding that were not drawn."""
        m = self.malli
        vuosi = slice(max(len(m.raha.kuukaudet) - 12, 0), None)
        saatu = m.raha.view(_valtiolta, vuosi).get("saatu", 0)
        return max(round(m.jarjestaja.rahoitus * 100) - saatu, 0)

    def mitat(self) -> list[tuple[str, float, str]]:
        """Rows of a year in which a contract was negotiated or handed over; of others the bonus, if there is one."""
        m = self.malli
        s = m.jarjestaja.sopimus
        palkkio = ("sopimus_palkkio", sum(e for _, e in self._maksettava) / m.vaki(), "EUR/asukas")
        if s is None or not any(vuosi == m.vuosi for vuosi, _ in self.tehdyt):
            return [palkkio] if self._maksettava else []
        sovittu = [k for k in self.poytakirjat if k.vuosi == m.vuosi]
        rivit = [
            ("sopimus_raha", sum(x.raha for x in m.jarjestaja.sopimukset) / m.vaki(), "EUR/asukas"),
            ("sopimus_virement", s.virement, "osuus"),
            ("sopimus_ketjut", s.ketjut, "osuus"),
            palkkio,
            ("tavoitetoteuma", tavoitetoteuma(s.tavoitteet, self.toteumat), "0-1"),
        ]
        if sovittu:
            rivit.append(("neuvottelu_sopu", sum(k.tulos.sopu for k in sovittu) / len(sovittu), "osuus"))
        return rivit


def tarkista_kierrokset(p: Mapping[str, object]) -> int:
    """Rounds of the negotiation. Raises ValueError when they are not even: an odd number favours one side."""
    n = float(p["neuvottelu.kierroksia"])  # type: ignore[arg-type]
    if n % 2:
        raise ValueError(f"neuvottelu.kierroksia is {n:g}; an even number of rounds treats both sides alike")
    return int(n)


def _valtiolta(maksaja: Tili, saaja: Tili, paketti: str) -> str | None:
    return "saatu" if maksaja.nimi == "valtio" and saaja.nimi == "jarjestaja" else None
