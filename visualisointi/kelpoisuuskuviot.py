"""Charts of the validation page: how far the model is from each target, and what a calibration learned."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from visualisointi.kartta import SINISET, Ruutu, mahtuva, muste
from visualisointi.kuvatyyli import (
    HARMAA_MUSTE,
    LIHAVA,
    MUSTE,
    NYKYTILA,
    ORANSSI,
    PAPERI,
    PIENI,
    SININEN,
    VAALEA_SININEN,
    VIIVA,
    VIOLETTI,
    Pohja,
    tyyli,
)
from visualisointi.kuviot import Tekstit

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Etaisyys", "Kuntakartta", "Siirtyma", "etaisyydet", "jaot", "kuntakartat", "siirtymat"]

RIVI = 21.0  # height of a row, points
NIMITILA = 372.0
AARIVIIVA = 4.0  # z at the edge of the chart; what lies beyond is drawn at the edge


@dataclass(frozen=True, slots=True)
class Etaisyys:
    """One target: name, z, is it inside, and is it fitted (filled mark) or only checked (hollow)."""

    nimi: str
    z: float
    sisalla: bool
    sovitettu: bool


def etaisyydet(tekstit: Tekstit, rivit: Sequence[Etaisyys], raja: float, selitteet: tuple[str, str]) -> Figure:
    """A row per target; the pale band is the 90 % interval +-`raja`. selitteet: words for fitted and only checked."""
    with tyyli():
        pohja = Pohja(RIVI * (len(rivit) + 2.2), tekstit.otsikko, tekstit.alaotsikko, tekstit.lahde)
        x0, leveys = pohja.vasen + NIMITILA, pohja.oikea - pohja.vasen - NIMITILA
        keski, mitta = x0 + leveys / 2.0, leveys / 2.0 / (AARIVIIVA + 0.4)
        yla = pohja.yla - RIVI
        alin = yla - RIVI * len(rivit)
        for z, vari in ((-raja, VAALEA_SININEN), (raja, VAALEA_SININEN)):
            pohja.sivu.fill_between([keski, keski + z * mitta], alin, yla, color=vari, lw=0)
        pohja.sivu.plot([keski, keski], [alin, yla], color=VIIVA, lw=1.0)
        for z in (-4, -2, 0, 2, 4):
            pohja.kirjoita(
                keski + z * mitta, alin - 9.0, f"{z:+d}" if z else "0", koko=PIENI, vari=HARMAA_MUSTE, ha="center"
            )
        for x, selite, taysi in ((x0, selitteet[0], True), (x0 + leveys / 2.0, selitteet[1], False)):
            _merkki(pohja, x + 6.0, yla + 10.0, SININEN, taysi)
            pohja.kirjoita(x + 14.0, yla + 10.0, selite, koko=PIENI, vari=HARMAA_MUSTE)
        for i, r in enumerate(rivit):
            y = yla - RIVI * (i + 0.5)
            nimi = pohja.rivita(r.nimi, PIENI, mahtuu=NIMITILA - 14.0)
            pohja.kirjoita(pohja.vasen, y, nimi[0] + ("…" if len(nimi) > 1 else ""), koko=PIENI, vari=MUSTE)
            _merkki(
                pohja,
                keski + max(-AARIVIIVA, min(AARIVIIVA, r.z)) * mitta,
                y,
                SININEN if r.sisalla else ORANSSI,
                r.sovitettu,
            )
    return pohja.kuva


def _merkki(pohja: Pohja, x: float, y: float, vari: str, taysi: bool) -> None:
    pohja.sivu.plot([x], [y], "o" if taysi else "D", ms=6.0, mfc=vari if taysi else PAPERI, mec=vari, mew=1.6, zorder=5)


@dataclass(frozen=True, slots=True)
class Siirtyma:
    """One parameter, all on the scale 0-1 of its prior range: posterior 5 %, median, 95 %, and the value shipped.

    `selvilla`: did the data say anything; `teksti`: the interval in words.
    """

    nimi: str
    ala: float
    keski: float
    yla: float
    toimitettu: float
    selvilla: bool
    teksti: str


def siirtymat(tekstit: Tekstit, rivit: Sequence[Siirtyma], selitteet: tuple[str, str, str]) -> Figure:
    """A row per parameter: pale bar the prior, dark bar the posterior's 90 %, dot its median, diamond what ships.

    selitteet: words for prior, posterior and shipped.
    """
    with tyyli():
        pohja = Pohja(RIVI * (len(rivit) + 1.6), tekstit.otsikko, tekstit.alaotsikko, tekstit.lahde)
        lukutila = 118.0
        x0 = pohja.vasen + NIMITILA - 60.0
        leveys = pohja.oikea - x0 - lukutila
        yla = pohja.yla - RIVI
        _palkki(pohja, x0, x0 + 18.0, yla + 10.0, VAALEA_SININEN)
        pohja.kirjoita(x0 + 22.0, yla + 10.0, selitteet[0], koko=PIENI, vari=HARMAA_MUSTE)
        _palkki(pohja, x0 + 0.34 * leveys, x0 + 0.34 * leveys + 18.0, yla + 10.0, SININEN)
        pohja.kirjoita(x0 + 0.34 * leveys + 22.0, yla + 10.0, selitteet[1], koko=PIENI, vari=HARMAA_MUSTE)
        _merkki(pohja, x0 + 0.8 * leveys, yla + 10.0, ORANSSI, taysi=False)
        pohja.kirjoita(x0 + 0.8 * leveys + 8.0, yla + 10.0, selitteet[2], koko=PIENI, vari=HARMAA_MUSTE)
        for i, r in enumerate(rivit):
            y = yla - RIVI * (i + 0.5)
            osat = pohja.rivita(r.nimi, PIENI, mahtuu=NIMITILA - 70.0)
            pohja.kirjoita(pohja.vasen, y, osat[0] + ("…" if len(osat) > 1 else ""), koko=PIENI, vari=MUSTE)
            _palkki(pohja, x0, x0 + leveys, y, VAALEA_SININEN)
            _palkki(pohja, x0 + r.ala * leveys, x0 + r.yla * leveys, y, SININEN if r.selvilla else NYKYTILA)
            pohja.sivu.plot([x0 + r.keski * leveys], [y], "o", ms=6.0, mfc=PAPERI, mec=PAPERI, zorder=5)
            _merkki(pohja, x0 + r.toimitettu * leveys, y, ORANSSI, taysi=False)
            pohja.kirjoita(pohja.oikea, y, r.teksti, koko=PIENI, vari=HARMAA_MUSTE, ha="right")
    return pohja.kuva


def _palkki(pohja: Pohja, x0: float, x1: float, y: float, vari: str) -> None:
    pohja.sivu.fill_between([x0, x1], y - 5.0, y + 5.0, color=vari, lw=0)


@dataclass(frozen=True, slots=True)
class Kuntakartta:
    """A tile map: its title, and municipalities with value and its words."""

    otsikko: str
    ruudut: Sequence[Ruutu]


def kuntakartat(tekstit: Tekstit, kartat: Sequence[Kuntakartta]) -> Figure:
    """Tile maps side by side, two in a row, each with a scale of its own: dark is much."""
    with tyyli():
        x = [r.sarake + 0.5 * (r.rivi % 2) for r in kartat[0].ruudut]
        y = [r.rivi for r in kartat[0].ruudut]
        rako, leveys = 26.0, (720.0 - 2 * 26.0 - 26.0) / 2.0
        kuusi = min(leveys / (max(x) - min(x) + 1.0), 46.0)
        sade = kuusi / math.sqrt(3.0)
        korkeus = sade * (1.5 * (max(y) - min(y)) + 2.0) + 30.0
        pohja = Pohja(korkeus * math.ceil(len(kartat) / 2), tekstit.otsikko, tekstit.alaotsikko, tekstit.lahde)
        for i, kartta in enumerate(kartat):
            vasen, ylareuna = pohja.vasen + (i % 2) * (leveys + rako), pohja.yla - korkeus * (i // 2)
            pohja.kirjoita(vasen, ylareuna - 4.0, kartta.otsikko, koko=PIENI + 0.5, paino=LIHAVA)
            arvot = sorted(r.arvo for r in kartta.ruudut if math.isfinite(r.arvo))
            for r in kartta.ruudut:
                cx = vasen + kuusi * (r.sarake + 0.5 * (r.rivi % 2) - min(x) + 0.5)
                cy = ylareuna - 18.0 - sade * (1.0 + 1.5 * (r.rivi - min(y)))
                _ruutu(pohja, r, (cx, cy), kuusi, _luokkavari(r.arvo, arvot))
    return pohja.kuva


def _luokkavari(arvo: float, arvot: Sequence[float]) -> str:
    """Colour by fifths of municipalities; arvot: all of them, rising."""
    if not math.isfinite(arvo):
        return PAPERI
    sija = sum(a < arvo for a in arvot) / len(arvot)
    return SINISET[min(int(sija * len(SINISET)), len(SINISET) - 1)]


def _ruutu(pohja: Pohja, r: Ruutu, paikka: tuple[float, float], kuusi: float, tausta: str) -> None:
    """One hexagon with its name and value."""
    from matplotlib.patches import RegularPolygon

    (x, y), sade, vari = paikka, kuusi / math.sqrt(3.0) * 0.97, muste(tausta)
    pohja.sivu.add_patch(RegularPolygon(paikka, 6, radius=sade, fc=tausta, ec=HARMAA_MUSTE, lw=0.5))
    koko = mahtuva(pohja, r.nimi, kuusi * 0.92)
    for i, rivi in enumerate(r.nimi):
        pohja.kirjoita(x, y + 6.0 + 1.1 * koko * (len(r.nimi) - 1 - i), rivi, koko=koko, vari=vari, ha="center")
    pohja.kirjoita(x, y - 6.0, r.teksti, koko=PIENI, paino=LIHAVA, vari=vari, ha="center")


JAKOVARIT = (SININEN, VIOLETTI, NYKYTILA, VAALEA_SININEN)  # parameters, assumptions, both together, chance


def jaot(
    tekstit: Tekstit, rivit: Sequence[tuple[str, Sequence[float], str]], selitteet: Sequence[str], oikealla: str
) -> Figure:
    """A bar per answer, parted by kind of what is not known. rivit: name, shares in the order of `JAKOVARIT`, words on
    the right; selitteet: words for the kinds; oikealla: head of the words on the right."""
    with tyyli():
        pohja = Pohja(RIVI * (len(rivit) + 1.6), tekstit.otsikko, tekstit.alaotsikko, tekstit.lahde)
        x0, lukutila = pohja.vasen + NIMITILA - 20.0, 62.0
        leveys, yla = pohja.oikea - x0 - lukutila, pohja.yla - RIVI
        x = pohja.vasen
        for vari, selite in zip(JAKOVARIT, selitteet, strict=True):
            _palkki(pohja, x, x + 14.0, yla + 10.0, vari)
            pohja.kirjoita(x + 18.0, yla + 10.0, selite, koko=PIENI, vari=HARMAA_MUSTE)
            x += 18.0 + pohja.leveys(selite, PIENI) + 16.0
        pohja.kirjoita(pohja.oikea, yla + 10.0, oikealla, koko=PIENI, vari=HARMAA_MUSTE, ha="right")
        for i, (nimi, osuudet, sanat) in enumerate(rivit):
            y, kohta = yla - RIVI * (i + 0.5), x0
            osat = pohja.rivita(nimi, PIENI, mahtuu=NIMITILA - 30.0)
            pohja.kirjoita(pohja.vasen, y, osat[0] + ("…" if len(osat) > 1 else ""), koko=PIENI, vari=MUSTE)
            for vari, osuus in zip(JAKOVARIT, osuudet, strict=True):
                if math.isfinite(osuus) and osuus > 0.0:
                    _palkki(pohja, kohta, kohta + osuus * leveys, y, vari)
                    kohta += osuus * leveys
            pohja.kirjoita(pohja.oikea, y, sanat, koko=PIENI, vari=HARMAA_MUSTE, ha="right")
    return pohja.kuva
