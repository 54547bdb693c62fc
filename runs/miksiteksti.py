"""What `sote why` says: the table, one honest sentence, the figure - in fi, sv or en."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from kalibrointi.levy import kirjoita_syrjassa
from kalibrointi.viat import ViallinenSyote, Vika, luettele
from runs import naytto
from runs.miksi import ERO, LOHKOT, LOPUT
from visualisointi import kuviot, sanat

if TYPE_CHECKING:
    from runs.miksi import Osarivi, Selitys

PAATTEET = (".svg", ".png")


class Kirjoittaja:
    """Numbers and names of one answer in a language: one unit and one number of decimals throughout."""

    def __init__(self, s: Selitys, kieli: str) -> None:
        """Three figures of the largest number shown, and no more than one figure beyond the error of the whole."""
        self.s, self.kieli = s, kieli
        self.sanat = sanat.MITTARIT.get(s.kysymys.mittari)
        self.kerroin = self.sanat.kerroin if self.sanat else 1.0
        suurin = self.kerroin * max((abs(r.osa) for r in s.rivit if math.isfinite(r.osa)), default=0.0)
        self.desimaaleja = min(max(2 - math.floor(math.log10(suurin)), 0), 8) if suurin > 0 else 2
        puoli = self.kerroin * (s.rivi(ERO).yla - s.rivi(ERO).osa)
        if puoli > 0:
            self.desimaaleja = min(self.desimaaleja, sanat.desimaaleja(puoli, 0, 7) + 1)

    @property
    def mittari(self) -> str:
        """Name of the measure with its unit and group."""
        nimi = self.sanat.nimi[self.kieli] if self.sanat else self.s.kysymys.mittari
        yksikko = self.sanat.yksikko[self.kieli] if self.sanat else self.s.yksikko
        ryhma = "" if self.s.kysymys.ryhma == "kaikki" else f" ({self.s.kysymys.ryhma})"
        return nimi + ryhma + (f", {yksikko}" if yksikko else "")

    def ero(self, x: float) -> str:
        """A part, with its sign."""
        return sanat.luku(self.kerroin * x, self.desimaaleja, self.kieli, etumerkki=True)

    def taso(self, x: float) -> str:
        """A level."""
        return sanat.luku(self.kerroin * x, self.desimaaleja, self.kieli)

    def vali(self, r: Osarivi) -> str:
        """An interval; nothing when there is none."""
        if not math.isfinite(r.ala):
            return ""
        return sanat.vali(self.kerroin * r.ala, self.kerroin * r.yla, self.desimaaleja, self.kieli)

    def t(self, avain: str, **tiedot: object) -> str:
        """A phrase."""
        return sanat.miksisana(avain, self.kieli, **tiedot)

    @property
    def parit(self) -> str:
        """How many pairs, of what sample."""
        otos = sanat.luku(100 * self.s.otos, 0 if self.s.otos >= 0.01 else 1, self.kieli)
        return self.t("parit", pareja=self.s.pareja, otos=otos)


def lause(s: Selitys, kieli: str) -> str:
    """The answer in one sentence that claims no more than the intervals do."""
    k = Kirjoittaja(s, kieli)
    ero, loput = s.rivi(ERO), s.rivi(LOPUT)
    tiedot = {"ero": k.ero(ero.osa), "loput": k.ero(loput.osa), "pareja": s.pareja}
    if not math.isfinite(ero.ala):
        return k.t("lause_yksi", **tiedot)
    if not ero.erottuu:
        return k.t("lause_ei", vali=k.vali(ero), **tiedot)
    suurin = max((r for r in s.rivit if r.lohko in LOHKOT), key=lambda r: abs(r.osa))
    if not suurin.erottuu or abs(loput.osa) > abs(suurin.osa):
        return k.t("lause_loput", **tiedot)
    return k.t("lause", lohko=k.t(suurin.lohko), osa=k.ero(suurin.osa), vali=k.vali(suurin), **tiedot)


def taulu(s: Selitys, kieli: str) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Columns and rows: blocks by size, rest, whole."""
    k = Kirjoittaja(s, kieli)
    sarakkeet = (k.t("osa"), *(f">{k.t(x)}" for x in ("osuus", "vali", "ensin", "viimeisena")))
    rivit = []
    for r in jarjestetty(s):
        reunat = [k.ero(x) if r.lohko in LOHKOT else "" for x in (r.ensin, r.viimeisena)]
        rivit.append((k.t(r.lohko), k.ero(r.osa), k.vali(r), *reunat))
    return sarakkeet, rivit


def jarjestetty(s: Selitys) -> list[Osarivi]:
    """Blocks from the largest part to the smallest, then the rest and the whole."""
    lohkot = sorted((r for r in s.rivit if r.lohko in LOHKOT), key=lambda r: -abs(r.osa))
    return [*lohkot, s.rivi(LOPUT), s.rivi(ERO)]


def nayta(s: Selitys, kieli: str) -> None:
    """Table and sentence on stdout."""
    k = Kirjoittaja(s, kieli)
    otsikko = k.t("otsikko", mittari=k.mittari, vuosi=s.vuosi, a=k.taso(s.arvo_a), b=k.taso(s.arvo_b))
    naytto.tulosta(f"A  {s.a}\nB  {s.b}\n{otsikko}\n{k.parit}\n")
    naytto.taulukko(*taulu(s, kieli))
    naytto.tulosta(f"\n{lause(s, kieli)}\n{k.t('selite')}")


# --------------------------------------------------------------------------------------------------- figure
def tarkista_kuva(tiedosto: Path | None) -> None:
    """A figure has a known ending, or none, and a folder. Raises `ViallinenSyote`."""
    if tiedosto is None:
        return
    if tiedosto.suffix.lower() not in ("", *PAATTEET):
        raise ViallinenSyote(Vika(f"'{tiedosto.name}' has no known ending. Endings: {luettele(PAATTEET)}.", "--kuva"))
    if not tiedosto.resolve().parent.is_dir():
        raise ViallinenSyote(Vika(f"there is no folder {tiedosto.resolve().parent}.", "--kuva"))


def kuva(s: Selitys, kieli: str) -> dict[str, bytes]:
    """The bars as SVG and PNG: ending -> bytes; the same answer gives the same bytes."""
    from runs.alkupera import versio

    k = Kirjoittaja(s, kieli)
    ala = k.t("kuva_ala", mittari=k.mittari, vuosi=s.vuosi, a=s.a, b=s.b)
    tekstit = kuviot.Tekstit(lause(s, kieli), ala, k.t("kuva_lahde", versio=versio(), parit=k.parit))
    palkit = [palkki(k, r) for r in jarjestetty(s)]
    tiedot = {
        "Title": tekstit.otsikko, "Description": tekstit.alaotsikko, "Source": tekstit.lahde,
        "Identifier": f"{s.a} / {s.b} / {s.kysymys.mittari} {s.vuosi} {s.seed}", "Language": kieli,
    }  # fmt: skip
    tiedostot = kuviot.tiedostot(kuviot.osatekijat(tekstit, palkit), "miksi", tiedot)
    return {Path(nimi).suffix: tavut for nimi, tavut in tiedostot.items()}


def piirra(s: Selitys, tiedosto: Path, kieli: str) -> None:
    """Write the figure twice, as .svg and as .png."""
    for paate, tavut in kuva(s, kieli).items():
        kirjoita_syrjassa(tiedosto.with_suffix(paate), tavut)


def palkki(k: Kirjoittaja, r: Osarivi) -> kuviot.Osapalkki:
    """A part as the figure's bar."""
    laji = "kaikki" if r.lohko == ERO else "ero" if r.erottuu else "ei"
    osa, ala, yla, ensin, viimeisena = (k.kerroin * x for x in (r.osa, r.ala, r.yla, r.ensin, r.viimeisena))
    nimi = sanat.isolla(k.t(r.lohko))
    return kuviot.Osapalkki(nimi, osa, ala, yla, ensin, viimeisena, k.ero(r.osa), k.vali(r), laji)
