"""R19 Care chains in the model: who carries each step where, what is lost between them, what the lost come back with.

Every January the organisations of each chain's steps are read from the production structure, postal area by postal
area. Under direct choice part of an area is on private lists: there the sote centre is another organisation than the
next step (P45). The loss of each hand-over follows (verkosto/palveluketju.py), and from it

    need of the line a lost patient comes back with = level x exp(k x sum over hand-overs of weight x (lost - lost0))

with lost0 of the base year's structure without levers, so that the factor is exactly one there; it follows the loss
with a lag of years (P43). Heart failure is not in this sum: its patients are followed one by one (`sydan.py`).
Source: form, k and weights oletus; that the effect is small and slow: P43, P53.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np

from agentit.palvelupaketit import PRIMAARI
from agentit.rakenne import YKSITYISET, tuottaja
from verkosto.palveluketju import (
    JARJESTO,
    KUNTA,
    Askel,
    Palveluketju,
    Perushavio,
    Yhdistavat,
    eri_organisaatio,
    havio,
    kadonneet,
    poista_organisaatio,
    saavutettu,
    sillat,
    yhdessa,
)

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

SYDAN = "sydan"  # chain, line of entry and column of residents with heart failure
SAIRAALA, SEURANTA = "sairaala", "seuranta"  # its steps around discharge
TEHOT = ("yhteinen_tieto", "vastuutyontekija", "maarittely", "allianssi", "yksi_organisaatio")


class Ketjut:
    """Care chains of one model. Arrays over postal areas (A,) or hand-overs and areas (E, A).

    `haviot`: chain -> loss of each hand-over now; `perushaviot`: the base year's, without levers;
    `yksityisilla`: share of an area's residents on a private list.
    """

    def __init__(self, malli: SoteMalli) -> None:
        """The base year's structure, before anything has changed."""
        self.malli = malli
        self.ketjut: tuple[Palveluketju, ...] = malli.paketit.ketjut
        self.alueita = len(malli.maailma.alueet.nimi)
        self.yksityisilla = np.zeros(self.alueita)
        rakenteet = self.rakenteet()
        self.perushaviot = {k.koodi: self._haviot(k, Yhdistavat(), rakenteet) for k in self.ketjut}
        self.haviot = dict(self.perushaviot)
        self._kaytanto = {r.koodi: np.zeros(self.alueita) for r in malli.paketit.rivit}
        self._tarve = {r.koodi: np.zeros(self.alueita) for r in malli.paketit.rivit}
        self._poistot: dict[tuple, dict[str, float]] = {}
        self.perusseuranta = self._seuranta(self.perushaviot) * float(malli.p["sydan.teho_tavallinen"])

    # January -----------------------------------------------------------------------------------------------------

    def paivita(self) -> None:
        """Structure, levers and losses of the year; what the lost of earlier years come back with."""
        self.yksityisilla = self._yksityisten_osuudet()
        rakenteet = self.rakenteet()
        self.haviot = {k.koodi: self._haviot(k, self.yhdistavat(k.koodi), rakenteet) for k in self.ketjut}
        if self.malli.kk > 0:
            self._tarve_seuraa()
        self._sydan_nakyviin()

    def yhdistavat(self, ketju: str = "") -> Yhdistavat:
        """What ties organisations together now: levers, the contract in force, an alliance; one chain's programme."""
        p, m = self.malli.p, self.malli
        sopimus = m.jarjestaja.sopimus if m.maakunta else None
        liitto = getattr(m, "allianssi", None)
        yhteiset = Yhdistavat(
            yhteinen_tieto=float(p["ketju.yhteinen_tieto"]),
            vastuutyontekija=float(p["ketju.vastuutyontekija"]),
            maarittely=max(float(p["ketju.maarittely"]), 0.0 if sopimus is None else float(sopimus.ketjut)),
            allianssi=0.0 if liitto is None else liitto.vahvuus_alueittain(),
            yksi_organisaatio=float(p["ketju.yksi_organisaatio"]),
        )
        if ketju != SYDAN:
            return yhteiset
        v = float(p["sydan.vastuuorganisaatio"])
        return yhdessa(yhteiset, Yhdistavat(v, v, v, 0.0, v))

    def tehot(self) -> dict[str, float]:
        """Share of the loss each lever removes at full strength."""
        return {nimi: float(self.malli.p[f"ketju.teho_{nimi}"]) for nimi in TEHOT}

    def _yksityisten_osuudet(self) -> np.ndarray:
        """Share of each area's residents listed at a private centre; none before direct choice."""
        m = self.malli
        if not m.suora_valinta or not any(k.yksityinen for k in m.keskukset):
            return np.zeros(self.alueita)
        c, n = m.sidonta.b.columns, m.asukkaita_rivilla
        yksityinen = np.array([k.yksityinen for k in m.keskuspaikat])
        taalla = c["elossa"][:n] == 1
        alue = c["alue"][:n][taalla]
        vaki = np.bincount(alue, minlength=self.alueita)
        omat = np.bincount(alue, yksityinen[c["keskus"][:n][taalla]], self.alueita)
        return omat / np.maximum(vaki, 1)

    def rakenteet(self) -> list[np.ndarray]:
        """Municipalities (indices) where the same packages have the same producers: a chain runs alike in them."""
        m, ryhmat = self.malli, dict[tuple[int, ...], list[int]]()
        for i, kunta in enumerate(m.kunnat):
            nimet = [kunta.nimi, *(tuottaja(m, i, paketti) for paketti in m.paketit.paketit)]
            jarjestys = {nimi: j for j, nimi in enumerate(dict.fromkeys(nimet))}
            ryhmat.setdefault(tuple(jarjestys[nimi] for nimi in nimet), []).append(i)
        return [np.array(kunnat) for kunnat in ryhmat.values()]

    def toimijat(self, askel: Askel, kunta: int, alueet: np.ndarray) -> dict[str, Any]:
        """Organisation -> share of the step's clients in postal areas where it runs as in a municipality."""
        m, out = self.malli, dict[str, Any]()
        for laji, osuus in askel.toimijat.items():
            if laji == JARJESTO:
                out[f"{JARJESTO} {askel.koodi}"] = osuus
            elif laji == KUNTA:
                out[m.kunnat[kunta].nimi] = out.get(m.kunnat[kunta].nimi, 0.0) + osuus
            else:
                nimi = tuottaja(m, kunta, m.paketit[askel.rivi].paketti)
                q = self.yksityisilla[alueet] if askel.rivi == PRIMAARI else 0.0
                out[nimi] = out.get(nimi, 0.0) + osuus * (1.0 - q)
                if askel.rivi == PRIMAARI and np.any(q > 0.0):
                    out[YKSITYISET] = osuus * q
        return out

    def _haviot(self, ketju: Palveluketju, yhdistavat: Yhdistavat, rakenteet: list[np.ndarray]) -> np.ndarray:
        """Loss of each hand-over by area (E, A)."""
        eri = np.zeros((len(ketju.siirtymat), self.alueita))
        for kunnat in rakenteet:
            alueet = np.flatnonzero(np.isin(self.malli.maailma.alueet.kunta, kunnat))
            omat = [self.toimijat(a, int(kunnat[0]), alueet) for a in ketju.askeleet]
            for e in range(len(ketju.siirtymat)):
                eri[e, alueet] = eri_organisaatio(omat[e], omat[e + 1])
        tehot = self.tehot()
        perus = [a.perus for a in ketju.askeleet[1:] if a.perus is not None]
        return np.array([havio(b, eri[e], yhdistavat, tehot) for e, b in enumerate(perus)])

    def _tarve_seuraa(self) -> None:
        """Practice follows the structure and need follows practice, both by a share of the gap a year."""
        m, v = self.malli, float(self.malli.p["ketju.viive"])
        tavoite = {r.koodi: np.zeros(self.alueita) for r in m.paketit.rivit}
        for ketju in self.ketjut:
            muutos = kadonneet(self.haviot[ketju.koodi]) - kadonneet(self.perushaviot[ketju.koodi])
            for askel, ero in zip(ketju.askeleet[1:], muutos, strict=True):
                if askel.rivi:
                    tavoite[m.paketit[askel.rivi].hoitamatta] += askel.paino * ero
        for koodi, x in tavoite.items():
            self._tarve[koodi] += v * (self._kaytanto[koodi] - self._tarve[koodi])
            self._kaytanto[koodi] += v * (x - self._kaytanto[koodi])
            m.sidonta.aseta("alue", f"ketju_{koodi}", np.exp(float(m.p["ketju.vaikutus"]) * self._tarve[koodi]))

    # heart failure -------------------------------------------------------------------------------------------------

    def _seuranta(self, haviot: dict[str, np.ndarray]) -> np.ndarray:
        """P(follow-up is reached | discharged) by area (A,)."""
        for ketju in self.ketjut:
            if ketju.koodi == SYDAN:
                return 1.0 - haviot[SYDAN][ketju.siirtymat.index((SAIRAALA, SEURANTA))]
        return np.zeros(self.alueita)

    def _sydan_nakyviin(self) -> None:
        """Reach and content of follow-up, and the need of inpatient care that goes with them."""
        p, s = self.malli.p, self.malli.sidonta
        v, tavallinen = float(p["sydan.vastuuorganisaatio"]), float(p["sydan.teho_tavallinen"])
        teho = tavallinen + v * (float(p["sydan.teho_ohjelma"]) - tavallinen)
        seuranta = self._seuranta(self.haviot)
        s.aseta("alue", "sydanseuranta", seuranta)
        s.aseta("alue", "sydanteho", teho)
        estetty = seuranta * teho - self.perusseuranta
        s.aseta("alue", "sydantaso", 1.0 - float(p["sydan.uusintaosuus"]) * estetty)

    # what if a bridge goes -------------------------------------------------------------------------------------------

    def verkko(self, ketju: Palveluketju, alue: int) -> nx.DiGraph:
        """The chain in a postal area as a graph: losses now, and the organisation that carries most of each step."""
        kunta = int(self.malli.maailma.alueet.kunta[alue])
        omat = [self.toimijat(a, kunta, np.array([alue])) for a in ketju.askeleet]
        nimet = [max(o, key=lambda nimi, o=o: float(np.mean(o[nimi]))) for o in omat]  # type: ignore[misc]
        return ketju.verkko(self.haviot[ketju.koodi][:, alue].tolist(), nimet)

    def sillan_poisto(self, ketju: Palveluketju, alue: int) -> dict[str, float]:
        """Bridge organisation -> fall in P(reach the last step) in an area if it were not there."""
        verkko, viimeinen = self.verkko(ketju, alue), ketju.askeleet[-1].koodi
        ohitus, oma = float(self.malli.p["ketju.silta"]), verkko.nodes[viimeinen]["organisaatio"]
        avain = (tuple(verkko.edges(data="havio")), tuple(verkko.nodes(data="organisaatio")), ohitus)
        if avain not in self._poistot:
            perille = saavutettu(verkko)[viimeinen]
            uudet = {o: poista_organisaatio(verkko, o, ohitus) for o in sillat(verkko) if o != oma}
            self._poistot[avain] = {o: perille - saavutettu(uusi)[viimeinen] for o, uusi in uudet.items()}
        return self._poistot[avain]

    def hyppy(self) -> tuple[np.ndarray, np.ndarray]:
        """Loss of a hand-over between any two packages, inside one organisation and between two, by area (A,) each."""
        p, y, tehot = self.malli.p, self.yhdistavat(), self.tehot()
        perus = Perushavio(float(p["ketju.koordinaatio_sisalla"]), float(p["ketju.koordinaatio_valissa"]))
        nolla = np.zeros(self.alueita)
        return nolla + havio(perus, 0.0, y, tehot), nolla + havio(perus, 1.0, y, tehot)
