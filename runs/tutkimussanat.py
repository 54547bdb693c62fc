"""How a sweep's levers, values, assumptions and outcomes are called in a language; numbers as it writes them.

A study may name them itself (`[words]`); else the short names of `visualisointi.sarjasanat`, else the parameter's text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from kalibrointi.parametrit import Parametri, lue_oletukset
from runs.havainnot import KAIKKI, Havainnot, Kohde, Tekija, Tulema, Vaikutus, nayta
from runs.kestavyys import raja
from visualisointi import mittasanat, sanat, sarjasanat

_LOPPU = re.compile(r"[:;(]")  # where the short part of a parameter's text ends


class Sanasto:
    """Names and numbers of one sweep in one language.

    omat: words of the study, "key" or "key.value" -> {fi, sv, en}; yksikot: unit of each measure.
    """

    def __init__(
        self, kieli: str, omat: Mapping[str, Mapping[str, str]] | None = None, yksikot: Mapping[str, str] | None = None
    ) -> None:
        self.kieli, self.omat, self.yksikot = kieli, omat or {}, yksikot or {}
        self.parametrit = lue_oletukset()

    # ---------------------------------------------------------------------------------------------- factors
    def parametri(self, avain: str) -> Parametri | None:
        """The parameter a factor sets ("key" or "YYYY-MM:key"); None for a bundle of settings."""
        nimi = avain.rpartition(":")[2]
        return self.parametrit.get(nimi)

    def tekija(self, avain: str) -> str:
        """Name of a lever or an uncertainty."""
        nimi = avain.rpartition(":")[2]
        for lahde in (self.omat.get(avain), self.omat.get(nimi), sarjasanat.TEKIJAT.get(nimi)):
            if lahde and lahde.get(self.kieli):
                return lahde[self.kieli]
        parametri = self.parametri(avain)
        if parametri is None:
            return sanat.isolla(nimi.replace("_", " "))
        return sanat.isolla(_LOPPU.split(str(parametri.text.get(self.kieli)))[0].strip())

    def arvo(self, avain: str, arvo: Any) -> str:
        """A value of a factor as words."""
        nimi, teksti = avain.rpartition(":")[2], nayta(arvo)
        for lahde in (
            self.omat.get(f"{avain}.{teksti}"),
            self.omat.get(f"{nimi}.{teksti}"),
            sarjasanat.ARVOT.get(teksti),
        ):
            if lahde and lahde.get(self.kieli):
                return lahde[self.kieli]
        if isinstance(arvo, str):
            return " + ".join(self._osa(osa) for osa in arvo.split("+"))
        return self.numero(float(arvo))

    def _osa(self, osa: str) -> str:
        lahde = sarjasanat.ARVOT.get(osa)
        return lahde[self.kieli] if lahde else osa.replace("_", " ")

    def muutos(self, kohde: Kohde) -> str:
        """What changes: no -> yes."""
        avain = str(kohde.keino)
        return f"{self.arvo(avain, kohde.vertailuarvo)} \u2192 {self.arvo(avain, kohde.arvo)}"

    def kohde(self, kohde: Kohde, tulema: Tulema) -> str:
        """What is explained: the level of the outcome, or a lever's change."""
        if kohde.keino is None:
            return f"{self.lyhyt(tulema)}, {sarjasanat.sana('taso', self.kieli)}"
        return sarjasanat.sana("vaikutus", self.kieli, keino=self.tekija(kohde.keino), muutos=self.muutos(kohde))

    def valikoima(self, h: Havainnot, numero: int, vain_erot: bool = True) -> str:
        """A policy as words: values that differ from the policy compared with, or all of them."""
        rivi, vertailu = h.keinovalikoimat.iloc[numero], h.keinovalikoimat.iloc[0]
        avaimet = [a for a in rivi.index if not vain_erot or rivi[a] != vertailu[a]]
        return "; ".join(f"{self.tekija(a)}: {self.arvo(a, rivi[a])}" for a in avaimet) or self.s("vertailu")

    # ---------------------------------------------------------------------------------------------- outcomes
    def lyhyt(self, tulema: Tulema) -> str:
        """Name of an outcome with its group, without its unit; as a beginning of a sentence."""
        m = sanat.MITTARIT.get(tulema.mittari)
        nimi = m.nimi[self.kieli] if m else self._mittanimi(tulema)
        return sanat.isolla(nimi) + self._ryhma(tulema)

    def mittari(self, tulema: Tulema) -> str:
        """Name of an outcome with its unit and group."""
        m = sanat.MITTARIT.get(tulema.mittari)
        yksikko = self.yksikko(tulema)
        nimi = m.otsikko(self.kieli) if m else ", ".join(x for x in (self._mittanimi(tulema), yksikko) if x)
        return sanat.isolla(nimi) + self._ryhma(tulema)

    def _mittanimi(self, tulema: Tulema) -> str:
        """Name of an outcome that the main job does not show; what has no name is shown by its code."""
        return mittasanat.MITTANIMET.get(tulema.mittari, {}).get(self.kieli, tulema.mittari.replace("_", " "))

    def _ryhma(self, tulema: Tulema) -> str:
        if tulema.ryhma == KAIKKI:
            return ""
        osat = [sarjasanat.RYHMAT.get(o, {}).get(self.kieli, o.replace("_", " ")) for o in tulema.ryhma.split(":")]
        return f" ({', '.join(osat)})"

    def yksikko(self, tulema: Tulema) -> str:
        """Unit of a difference."""
        m = sanat.MITTARIT.get(tulema.mittari)
        oma = self.yksikot.get(tulema.mittari, "")
        return m.ero_yksikko[self.kieli] if m else mittasanat.YKSIKOT.get(oma, {}).get(self.kieli, oma)

    def aika(self, h: Havainnot, tulema: Tulema) -> str:
        """The years averaged."""
        vuodet = tulema.vuodet(int(v) for v in h.results["year"].unique())
        if len(vuodet) == 1:
            return str(vuodet[0])
        return self.s("keskiarvo", vuodet=f"{vuodet[0]}\u2013{vuodet[-1]}")

    # ---------------------------------------------------------------------------------------------- numbers
    def kerroin(self, tulema: Tulema) -> float:
        """From the model's unit to the one shown."""
        m = sanat.MITTARIT.get(tulema.mittari)
        return m.kerroin if m else 1.0

    def tarkkuus(self, tulema: Tulema, *luvut: float) -> int:
        """Decimals for numbers of an outcome: two figures of the largest, no more than its level allows."""
        suurin = max((abs(x) * self.kerroin(tulema) for x in luvut if math.isfinite(x)), default=0.0)
        m = sanat.MITTARIT.get(tulema.mittari)
        enintaan = m.desimaaleja + 2 if m else 6
        if suurin <= 0.0:
            return min(1, enintaan)
        return min(max(0, 1 - math.floor(math.log10(suurin))), enintaan)

    def askeldesimaalit(self, tulema: Tulema, laajuus: float) -> int:
        """Decimals that tell the ticks of an axis this long apart."""
        if not laajuus > 0.0:
            return 0
        return min(max(0, math.ceil(-math.log10(self.kerroin(tulema) * laajuus / 5.0))), 6)

    def ero(self, tulema: Tulema, x: float, desimaaleja: int) -> str:
        """A difference with its sign."""
        return sanat.luku(self.kerroin(tulema) * x, desimaaleja, self.kieli, etumerkki=True)

    def vali(self, tulema: Tulema, ala: float, yla: float, desimaaleja: int) -> str:
        """An interval of a difference; nothing when there is none."""
        if not (math.isfinite(ala) and math.isfinite(yla)):
            return ""
        k = self.kerroin(tulema)
        return sanat.vali(k * ala, k * yla, desimaaleja, self.kieli)

    def taso(self, tulema: Tulema, x: float) -> str:
        """A level, without its unit."""
        m = sanat.MITTARIT.get(tulema.mittari)
        return m.arvo(x, self.kieli) if m else self.numero(x)

    def numero(self, x: float, etumerkki: bool = False) -> str:
        """Any number with three figures."""
        if not math.isfinite(x) or x == 0.0:
            return sanat.luku(x, 0, self.kieli)
        desimaaleja = min(max(0, 2 - math.floor(math.log10(abs(x)))), 6)
        teksti = sanat.luku(x, desimaaleja, self.kieli, etumerkki=etumerkki)
        pilkku = "." if self.kieli == "en" else ","
        return teksti.rstrip("0").rstrip(pilkku) if pilkku in teksti else teksti

    def prosentti(self, osuus: float) -> str:
        """A share 0-1 as a whole percentage, without the sign."""
        return sanat.luku(100.0 * osuus, 0, self.kieli)

    def maara(self, tulema: Tulema, luku: str) -> str:
        """A written number with the unit of a difference: 3 days, 1 day."""
        yksikko = self.yksikko(tulema)
        if luku.strip("+" + sanat.MIINUS) == "1":
            yksikko = sarjasanat.YKSI.get(yksikko, yksikko)
        return f"{luku}{sanat.KOVA_VALI}{yksikko}" if yksikko else luku

    def lause(self, tulema: Tulema, ero: float, desimaaleja: int) -> str:
        """What moves, which way and how much."""
        m = sanat.MITTARIT.get(tulema.mittari)
        d = self.maara(tulema, sanat.luku(abs(self.kerroin(tulema) * ero), desimaaleja, self.kieli))
        if m and tulema.ryhma == KAIKKI:
            return (m.kasvaa if ero > 0 else m.pienenee)[self.kieli].format(d=d)
        nimi = self.lyhyt(tulema)
        return self.s("kasvaa" if ero > 0 else "pienenee", mittari=sanat.pienella(nimi), d=d)

    def s(self, avain: str, **tiedot: object) -> str:
        """A phrase of figures."""
        return sarjasanat.sana(avain, self.kieli, **tiedot)

    def paa(self, t: Tekija, arvo: Any) -> str:
        """A value of an uncertainty with no more figures than its range calls for."""
        if not t.numeerinen or t.luokkia:
            return self.arvo(t.avain, arvo)
        laajuus = float(t.arvot[-1]) - float(t.arvot[0])
        return sanat.luku(float(arvo), min(max(0, 1 - math.floor(math.log10(laajuus))), 6), self.kieli)


def erottuu(v: Vaikutus, tulema: Tulema) -> bool:
    """Does the difference leave zero out (95 %), and is it large enough to matter?"""
    return math.isfinite(v.ala) and (v.ala > 0.0 or v.yla < 0.0) and abs(v.ero) >= raja(tulema)
