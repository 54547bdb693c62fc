"""R23 Other lines of service moved to another layer: remote home care, electronic mental health care, mobile oral care.

    met by one who needs   k = 1 - s ((1 - d)(1 - n) + d w)          electronic: d who can; n met the old way all the
                                                                     same; w of electronic contacts that do not help
                           k = 1 + s ((1 + g) exp(c max(km - km_m, 0)) - 1)    mobile: comes near those who live far
    cost of need           F = 1 - s + s ((1 - d) n + d h)  and  F = 1 - s + s h (1 + g) exp(...)

s share of the line's contacts moved, h cost of a moved contact over one where it was; d by age and language as in
agentit/kerrokset.py, and for the rest the share a that manages with a device and help (a d' = d + (1 - d) a). Of need,
m k is met, m the share that the year's money treats: what is not met is care deficit, and keeps people from entering
care. What a cheaper contact saves treats more: need in EUR is F times what it was, and the state funds it as if nothing
had moved. k and F are exactly 1 when nothing moves. Once oral units have lists the liikelaitos moves none of their
visits.

Source: who can - as kerros.*; the rest arvio or oletus, argued where they stand (kerros.etakotihoito_*,
kerros.nettihoito_*, kerros.liikkuva_suunhoito_*).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from agentit.kerrokset import RYHMAT, ryhmittain, suhde
from agentit.kielet import Mitta
from agentit.mittakuutio import Kuutio
from agentit.rivisummat import Rivit, Sarake
from agentit.saannot import Rule, exp, rule, rule_function
from verkosto.kerrokset import KOTI, LAHI, LIIKKUVA, SAHKOINEN

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

Luvut = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Linjasiirto:
    """One line whose contacts a scenario can move: from which layer to which, and its parameters kerros.*."""

    rivi: str
    mista: str
    mihin: str
    siirto: str
    hinta: str
    apu: str = ""
    silti: str = ""
    hukka: str = ""

    @property
    def vipu(self) -> str:
        """Key of the lever."""
        return f"kerros.{self.siirto}"

    @property
    def nimet(self) -> dict[str, str]:
        """Names of the rule's parameters -> those of this lever."""
        omat = {"p_siirto": self.siirto, "p_apu": self.apu, "p_silti": self.silti, "p_hukka": self.hukka}
        return {nimi: f"p_kerros_{avain}" for nimi, avain in omat.items() if avain}


SIIRROT = (
    Linjasiirto(
        "kotihoito", KOTI, SAHKOINEN, "etakotihoito", "etakotihoito_hinta", "etakotihoito_apu", "etakotihoito_silti",
        "etakotihoito_hukka",
    ),
    Linjasiirto(
        "mielenterveys", LAHI, SAHKOINEN, "nettihoito", "nettihoito_hinta", "nettihoito_apu", "nettihoito_silti",
        "nettihoito_hukka",
    ),
    Linjasiirto("suu", LAHI, LIIKKUVA, "liikkuva_suunhoito", "liikkuva_suunhoito_hinta"),
)  # fmt: skip
SIIRTYVAT = tuple(x.rivi for x in SIIRROT)


@rule_function
def etavalmius(kieli, digi, digi_sv, digi_muu, apu):
    """Share of electronic contacts that this resident can have: by age and language, the rest with help."""
    d = digi
    if kieli == 1:
        d = digi * digi_sv
    if kieli == 2:
        d = digi * digi_muu
    return d + (1.0 - d) * apu


@rule(writes="hoidettu")
def hoito_etana(
    hoidettu, kieli, ika_digi, kunta_hoidettu,
    p_siirto, p_apu, p_silti, p_hukka, p_kerros_digi_sv, p_kerros_digi_muu,
):  # fmt: skip
    """Share of this resident's need of one line that is met: the municipality's x k of electronic contacts."""
    d = etavalmius(kieli, ika_digi, p_kerros_digi_sv, p_kerros_digi_muu, p_apu)
    return kunta_hoidettu * (1.0 - p_siirto * ((1.0 - d) * (1.0 - p_silti) + d * p_hukka))


@rule(writes="hoidettu")
def hoito_liikkuen(
    hoidettu, alue_lahin_km, kunta_hoidettu,
    p_siirto, p_kerros_etu_liikkuva, p_kerros_matkavaimennus, p_kerros_liikkuva_km,
):  # fmt: skip
    """Share of this resident's need of one line that is met: the municipality's x k of mobile units, at most 1."""
    lahelle = (1.0 + p_kerros_etu_liikkuva) * exp(
        p_kerros_matkavaimennus * max(alue_lahin_km - p_kerros_liikkuva_km, 0.0)
    )
    return min(kunta_hoidettu * (1.0 + p_siirto * (lahelle - 1.0)), 1.0)


def saanto(rivi: str) -> tuple[Rule, dict[str, str]]:
    """The rule of a line that can be moved, and the names of its parameters."""
    siirto = SIIRROT[SIIRTYVAT.index(rivi)]
    return (hoito_etana if siirto.mihin == SAHKOINEN else hoito_liikkuen), siirto.nimet


class Linjasiirrot:
    """The moved lines of one model: what need costs and how much of it is met, once a year; measures.

    Attributes:
        jaljella: line -> cost of contacts that stay in their layer, per need; only of what is moved.
        siirtyi: line -> cost of contacts in the layer they were moved to, per need.
        kate: line -> k, mean over need.
    """

    def __init__(self, malli: SoteMalli) -> None:
        self.malli = malli
        self.jaljella: dict[str, float] = {}
        self.siirtyi: dict[str, float] = {}
        self.kate: dict[str, float] = {}

    def osuus(self, siirto: Linjasiirto) -> float:
        """Share of the line's contacts that is moved, in force."""
        if siirto.rivi == "suu" and self.malli.suunhoito is not None:
            return 0.0
        return float(self.malli.p[siirto.vipu])

    def tarkista(self) -> None:
        """Raises ValueError when more would move than the layer carries."""
        for x in SIIRROT:
            self.malli.kerrokset.kerrokset.siirretty(x.rivi, {x.mihin: self.osuus(x)}, x.mista)

    def punnitse(self) -> None:
        """F and k of the year, over everybody's need."""
        self.jaljella, self.siirtyi, self.kate = {}, {}, {}
        m = self.malli
        n, c = m.asukkaita_rivilla, m.sidonta.b.columns
        for x in SIIRROT:
            if not self.osuus(x):
                continue
            e = np.flatnonzero(c["elossa"][:n] == 1)
            w = self._tarve(x.rivi, e)
            if w.sum() > 0:
                osat = self._kertoimet(x, c["ika"][e], c["kieli"][e], c["alue"][e])
                for taulu, luvut in zip((self.jaljella, self.siirtyi, self.kate), osat, strict=True):
                    taulu[x.rivi] = float(np.average(luvut, weights=w))

    def _tarve(self, rivi: str, e: npt.NDArray[np.intp]) -> Luvut:
        """Expected need of residents e: events a month, or the odds of being in the state."""
        return self.malli.sidonta.b.columns[self.malli.paketit[rivi].tulosarake][e].astype(np.float64)

    def _kertoimet(self, x: Linjasiirto, ika: np.ndarray, kieli: np.ndarray, alue: np.ndarray) -> tuple[Luvut, ...]:
        """By resident (n,): cost of contacts that stay and of those moved (together F), and k."""
        p, a, s = self.malli.p, self.malli.sidonta.b.units, self.osuus(x)
        hinta = float(p[f"kerros.{x.hinta}"])
        if x.mihin == SAHKOINEN:
            apu, silti, hukka = (float(p[f"kerros.{osa}"]) for osa in (x.apu, x.silti, x.hukka))
            d = np.array([1.0, float(p["kerros.digi_sv"]), float(p["kerros.digi_muu"])])[kieli]
            d = d * a["ika"].attributes["digi"][ika].astype(float)
            d = d + (1.0 - d) * apu
            return 1.0 - s + s * (1.0 - d) * silti, s * d * hinta, 1.0 - s * ((1.0 - d) * (1.0 - silti) + d * hukka)
        km = a["alue"].attributes["lahin_km"][alue].astype(float)
        yli = np.maximum(km - float(p["kerros.liikkuva_km"]), 0.0)
        lahelle = (1.0 + self.malli.kerrokset.edut()[LIIKKUVA]) * np.exp(float(p["kerros.matkavaimennus"]) * yli)
        return np.full(len(km), 1.0 - s), s * hinta * lahelle, 1.0 + s * (lahelle - 1.0)

    # money -----------------------------------------------------------------------------------------------------------

    @property
    def siirretyt(self) -> tuple[str, ...]:
        """Lines of which anything is moved this year."""
        return tuple(self.kate)

    def kulu(self, rivi: str) -> float:
        """What need of a line costs, relative to nothing moved: F."""
        return self.jaljella[rivi] + self.siirtyi[rivi] if rivi in self.kate else 1.0

    def katettu(self, rivi: str) -> float:
        """Share of need met of what the money treats: k."""
        return self.kate.get(rivi, 1.0)

    def ennallaan(self, eurot: Mapping[str, float]) -> float:
        """EUR a year to add to need (line -> EUR) to see it as if nothing had moved; 0 when nothing has."""
        return sum(eurot[rivi] * (1.0 / self.kulu(rivi) - 1.0) for rivi in self.siirretyt)

    def eurojako(self, rivi: str) -> Luvut:
        """Share of a line's euros by layer (6,)."""
        kerrokset = self.malli.kerrokset.kerrokset
        jako = kerrokset.osuudet(rivi)
        if rivi in self.kate:
            x = SIIRROT[SIIRTYVAT.index(rivi)]
            jako[kerrokset.koodit.index(x.mista)] += self.jaljella[rivi] - 1.0
            jako[kerrokset.koodit.index(x.mihin)] += self.siirtyi[rivi]
            jako = jako / jako.sum()
        return jako

    # measures --------------------------------------------------------------------------------------------------------

    def sarakkeet(self, x: Rivit) -> dict[str, Sarake]:
        """What is summed for `mitat`: need of a line, and what is met of it."""
        out: dict[str, Sarake] = {}
        for siirto in SIIRROT:
            hoidettu, w = x[f"hoidettu_{siirto.rivi}"], x[self.malli.paketit[siirto.rivi].tulosarake]
            if self.malli.paketit[siirto.rivi].on_tila:  # entry is that of the treated
                osa, w = w, np.divide(w, hoidettu, out=np.zeros_like(w), where=hoidettu > 0)
            else:
                osa = w * hoidettu
            out |= {f"hoidettu_{siirto.rivi}": osa, f"kaikki_{siirto.rivi}": w}
        return out

    def mitat(self, kuutio: Kuutio) -> Iterator[Mitta]:
        """Share of need that is met of the lines that can be moved: all, by age, language and distance."""
        for x in SIIRROT:
            osat, tarpeet = ryhmittain(kuutio, f"hoidettu_{x.rivi}"), ryhmittain(kuutio, f"kaikki_{x.rivi}")
            for nimi, missa in RYHMAT.items():
                ryhma = f"rivi_{x.rivi}" if nimi == "kaikki" else f"rivi_{x.rivi}:{nimi}"
                yield "tarpeesta_hoidettu", suhde(osat[missa], tarpeet[missa]), "osuus", ryhma
