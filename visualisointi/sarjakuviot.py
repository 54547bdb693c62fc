"""Charts of sweeps: what levers do, what uncertainties decide, in how many worlds, under which conditions.

Plain numbers and finished texts in, Matplotlib figures out, in the look of `kuvatyyli`. The Monte Carlo interval (95 %)
and the spread over worlds (5-95 %) are never one mark: the first is a whisker on a dot, the second a bar, each in its
panel. Blue and orange are levers and outcomes; purple is what nobody knows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from visualisointi.kuvatyyli import (
    HARMAA_MUSTE,
    HARMAA_PINTA,
    LEIPA,
    LIHAVA,
    MUSTE,
    NYKYTILA,
    ORANSSI,
    PAPERI,
    PIENI,
    SININEN,
    VAALEA_SININEN,
    VIIVA,
    VIIVA_HENTO,
    VIOLETTI,
    Pohja,
    tyyli,
)
from visualisointi.kuviot import Tekstit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Luvut = Callable[[float], str]
VAALEA_VIOLETTI, VAALEA_ORANSSI = "#e6d8ea", "#f3d9c5"


def _nimi(pohja: Pohja, y: float, nimi: str, tila: float, lisa: str = "", lihava: bool = True) -> None:
    """A row's name, on one or two lines, and a quieter line below it."""
    palat = pohja.rivita(nimi, LEIPA, LIHAVA if lihava else 400, tila)
    rivit = [(pala, LEIPA, LIHAVA if lihava else 400, MUSTE) for pala in palat]
    rivit += [(pala, PIENI, 400, HARMAA_MUSTE) for pala in (pohja.rivita(lisa, PIENI, 400, tila) if lisa else [])]
    ylin = y + 6.2 * (len(rivit) - 1)
    for i, (pala, koko, paino, vari) in enumerate(rivit):
        pohja.kirjoita(pohja.vasen, ylin - 12.4 * i, pala, koko=koko, paino=paino, vari=vari)


def _otsikko(pohja: Pohja, x: float, teksti: str, tila: float, y: float) -> None:
    """Head of a panel, on as many lines as it needs, the last of them at y."""
    for i, pala in enumerate(reversed(pohja.rivita(teksti, PIENI, LIHAVA, tila))):
        pohja.kirjoita(x, y + 11.5 * i, pala, koko=PIENI, paino=LIHAVA)


# --------------------------------------------------------------------------------------------------- what levers do
@dataclass(frozen=True, slots=True)
class Keinorivi:
    """A lever's change: difference with its Monte Carlo interval, and its spread over worlds; both in words too.

    erottuu: the interval leaves zero out and more than too small to matter. kohinaa: the spread is mostly luck.
    """

    nimi: str
    muutos: str
    ero: float
    ala: float
    yla: float
    p5: float
    p95: float
    teksti: str
    vali: str
    hajonta: str
    erottuu: bool
    kohinaa: bool = False


def keinot(tekstit: Tekstit, rivit: Sequence[Keinorivi], paneelit: tuple[str, str], raja: float = 0.0) -> Figure:
    """Left: paired difference with its 95 % interval; right: where it lies in 5-95 % of worlds. One scale for both.

    paneelit: heads of the two panels; raja: +- too small to matter, grey.
    """
    rivikorkeus, nimitila, otsikkotila = 50.0, 196.0, 40.0
    with tyyli():
        pohja = Pohja(otsikkotila + rivikorkeus * len(rivit) + 4.0, tekstit.otsikko, tekstit.alaotsikko, tekstit.lahde)
        rako = 20.0
        leveys = (pohja.oikea - pohja.vasen - nimitila - rako) / 2.0
        luvut = [x for r in rivit for x in (r.ero, r.ala, r.yla, r.p5, r.p95) if math.isfinite(x)]
        suurin = 1.1 * max([1.4 * raja, *(abs(x) for x in luvut)], default=1.0) or 1.0
        mitta = (leveys / 2.0 - 6.0) / suurin
        keskit = [pohja.vasen + nimitila + leveys * (j + 0.5) + rako * j for j in range(2)]
        for keski, nimi in zip(keskit, paneelit, strict=True):
            _otsikko(pohja, keski - leveys / 2.0, nimi, leveys, pohja.yla - otsikkotila + 10.0)
            alin = pohja.yla - otsikkotila - rivikorkeus * len(rivit)
            _vyo(pohja, keski, raja * mitta, alin, pohja.yla - otsikkotila)
        for i, rivi in enumerate(rivit):
            y = pohja.yla - otsikkotila - rivikorkeus * (i + 0.5)
            pohja.sivu.plot([pohja.vasen, pohja.oikea], [y + rivikorkeus / 2.0] * 2, color=VIIVA_HENTO, lw=0.8)
            _nimi(pohja, y, rivi.nimi, nimitila - 12.0, rivi.muutos)
            _keinopiste(pohja, rivi, keskit[0], mitta, y)
            _keinopalkki(pohja, rivi, keskit[1], mitta, y)
        return pohja.kuva


def _vyo(pohja: Pohja, keski: float, puoli: float, ala: float, yla: float) -> None:
    """Zero line with the band of what is too small to matter."""
    from matplotlib.patches import Rectangle

    if puoli > 0:
        pohja.sivu.add_patch(
            Rectangle((keski - puoli, ala), 2 * puoli, yla - ala, fc=HARMAA_PINTA, ec="none", zorder=0)
        )
    pohja.sivu.plot([keski, keski], [ala, yla], color=MUSTE, lw=1.0, zorder=1)


def _keinopiste(pohja: Pohja, r: Keinorivi, keski: float, mitta: float, y: float) -> None:
    vari = SININEN if r.erottuu else NYKYTILA
    if math.isfinite(r.ala):
        pohja.sivu.plot([keski + r.ala * mitta, keski + r.yla * mitta], [y - 8.0] * 2, color=vari, lw=2.2, zorder=3)
    pinta = vari if r.erottuu else PAPERI
    pohja.sivu.plot([keski + r.ero * mitta], [y - 8.0], "o", ms=7.0, mfc=pinta, mec=vari, mew=1.5, zorder=4)
    teksti = f"{r.teksti}  ({r.vali})" if r.vali else r.teksti
    paino = LIHAVA if r.erottuu else 400
    pohja.kirjoita(keski, y + 9.0, teksti, koko=PIENI, paino=paino, ha="center", tausta=True)


def _keinopalkki(pohja: Pohja, r: Keinorivi, keski: float, mitta: float, y: float) -> None:
    from matplotlib.patches import Rectangle

    if not math.isfinite(r.p5):
        return
    leveys = max((r.p95 - r.p5) * mitta, 1.5)
    pinta, reuna = (PAPERI, NYKYTILA) if r.kohinaa else (VAALEA_VIOLETTI, VIOLETTI)
    pohja.sivu.add_patch(
        Rectangle((keski + r.p5 * mitta, y - 13.0), leveys, 10.0, fc=pinta, ec=reuna, lw=1.0, zorder=3)
    )
    if r.kohinaa:
        _viivoita(pohja, (keski + r.p5 * mitta, y - 13.0), leveys, 10.0, reuna, zorder=3)
    pohja.kirjoita(keski, y + 9.0, r.hajonta, koko=PIENI, ha="center", tausta=True)


# --------------------------------------------------------------------------------------------------- tornado
@dataclass(frozen=True, slots=True)
class Heilahdus:
    """An uncertainty: the target when it is low and when it is high, and those two ends in words.

    heikko: no more than chance by the method used: drawn pale.
    """

    nimi: str
    alhaalla: float
    ylhaalla: float
    alateksti: str
    ylateksti: str
    heikko: bool = False


def heilahdukset(
    tekstit: Tekstit, rivit: Sequence[Heilahdus], keski: float, luvut: Luvut, keskiteksti: str, selite: tuple[str, str]
) -> Figure:
    """Tornado: one bar of each uncertainty around the mean of all worlds; filled end = the uncertainty is high.

    selite: what the open and the filled end mean.
    """
    rivikorkeus, nimitila, otsikkotila, akselitila = 38.0, 214.0, 40.0, 40.0
    with tyyli():
        pohja = Pohja(
            otsikkotila + rivikorkeus * len(rivit) + akselitila, tekstit.otsikko, tekstit.alaotsikko, tekstit.lahde
        )
        arvot = [x for r in rivit for x in (r.alhaalla, r.ylhaalla)] + [keski]
        vasen, oikea = pohja.vasen + nimitila + 46.0, pohja.oikea - 46.0
        laajuus = (max(arvot) - min(arvot)) or 1.0
        mitta = (oikea - vasen) / laajuus
        alku = min(arvot)
        pohjalla = pohja.yla - otsikkotila - rivikorkeus * len(rivit)

        def x_(arvo: float) -> float:
            return vasen + (arvo - alku) * mitta

        if min(arvot) < 0.0 < max(arvot):
            pohja.sivu.plot([x_(0.0)] * 2, [pohjalla, pohja.yla - otsikkotila], color=MUSTE, lw=1.0, zorder=2)
        _asteikko(pohja, pohjalla, alku, alku + laajuus, x_, luvut)
        pohja.sivu.plot(
            [x_(keski)] * 2,
            [pohjalla - 20.0, pohja.yla - otsikkotila],
            color=HARMAA_MUSTE,
            lw=1.0,
            ls=(0, (1.5, 2.0)),
            zorder=2,
        )
        puoli = pohja.leveys(keskiteksti, PIENI) / 2.0
        paikka = min(max(x_(keski), pohja.vasen + puoli), pohja.oikea - puoli)
        pohja.kirjoita(paikka, pohjalla - 27.0, keskiteksti, koko=PIENI, ha="center", vari=HARMAA_MUSTE)
        _paaselite(pohja, pohja.vasen + nimitila + 46.0, pohja.yla - 14.0, selite)
        for i, rivi in enumerate(rivit):
            y = pohja.yla - otsikkotila - rivikorkeus * (i + 0.5)
            _nimi(pohja, y, rivi.nimi, nimitila - 10.0, lihava=not rivi.heikko)
            _heilahdus(pohja, rivi, y, x_(rivi.alhaalla), x_(rivi.ylhaalla))
        return pohja.kuva


def _asteikko(pohja: Pohja, y: float, alku: float, loppu: float, x_: Callable[[float], float], luvut: Luvut) -> None:
    """Axis below the bars: a line, ticks and their numbers."""
    from matplotlib.ticker import MaxNLocator

    pohja.sivu.plot([x_(alku), x_(loppu)], [y, y], color=VIIVA, lw=0.8)
    for arvo in MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(alku, loppu):
        if alku - 1e-12 <= arvo <= loppu + 1e-12:
            pohja.sivu.plot([x_(arvo)] * 2, [y, y - 3.0], color=HARMAA_MUSTE, lw=0.8)
            pohja.kirjoita(x_(arvo), y - 10.0, luvut(arvo), koko=PIENI, ha="center", vari=HARMAA_MUSTE, tausta=True)


def _paaselite(pohja: Pohja, x: float, y: float, selite: tuple[str, str]) -> None:
    for teksti, pinta in zip(selite, (PAPERI, VIOLETTI), strict=True):
        pohja.sivu.plot([x], [y], "o", ms=7.0, mfc=pinta, mec=VIOLETTI, mew=1.4)
        pohja.kirjoita(x + 9.0, y, teksti, koko=PIENI)
        x += 9.0 + pohja.leveys(teksti, PIENI) + 22.0


def _heilahdus(pohja: Pohja, r: Heilahdus, y: float, x0: float, x1: float) -> None:
    from matplotlib.patches import Rectangle

    vari, pinta = (NYKYTILA, HARMAA_PINTA) if r.heikko else (VIOLETTI, VAALEA_VIOLETTI)
    pohja.sivu.add_patch(
        Rectangle((min(x0, x1), y - 7.0), max(abs(x1 - x0), 1.0), 14.0, fc=pinta, ec=vari, lw=0.9, zorder=3)
    )
    vasemmalla = x0 <= x1
    for x, teksti, taynna in ((x0, r.alateksti, False), (x1, r.ylateksti, True)):
        pohja.sivu.plot([x], [y], "o", ms=7.0, mfc=vari if taynna else PAPERI, mec=vari, mew=1.4, zorder=4)
        puoli = -1.0 if taynna != vasemmalla else 1.0
        pohja.kirjoita(x + 9.0 * puoli, y, teksti, koko=PIENI, ha="right" if puoli < 0 else "left", tausta=True)


# --------------------------------------------------------------------------------------------------- heat map
@dataclass(frozen=True, slots=True)
class Ruutu:
    """A cell: strength from -1 to 1 (the colour), its text, and whether it is too weak or unsure to say anything."""

    voima: float
    teksti: str
    heikko: bool = False


def lampokartta(
    tekstit: Tekstit,
    sarakkeet: Sequence[str],
    rivit: Sequence[tuple[str, str, Sequence[Ruutu]]],
    oletuksia: bool = False,
) -> Figure:
    """A table of numbers with their strength as colour: blue below, orange above; weak cells are hatched.

    rivit: name, quieter line, cells. oletuksia: the rows are uncertainties, one-signed strength in purple.
    """
    rivikorkeus, nimitila = 40.0, 204.0
    with tyyli():
        apu = Pohja(10.0, "", "", "")
        leveys = (apu.oikea - apu.vasen - nimitila) / max(len(sarakkeet), 1)
        pisin = max((apu.leveys(sana, PIENI, LIHAVA) for s in sarakkeet for sana in s.split()), default=1.0)
        koko = PIENI * min(1.0, (leveys - 6.0) / pisin)  # no word runs over its column
        rivimaara = max(len(apu.rivita(s, koko, LIHAVA, leveys - 6.0)) for s in sarakkeet)
        otsikkotila = 12.0 * rivimaara * koko / PIENI + 10.0
        korkeus = otsikkotila + rivikorkeus * len(rivit) + 4.0
        pohja = Pohja(korkeus, tekstit.otsikko, tekstit.alaotsikko, tekstit.lahde)
        for j, nimi in enumerate(sarakkeet):
            keski = pohja.vasen + nimitila + leveys * (j + 0.5)
            for i, pala in enumerate(reversed(pohja.rivita(nimi, koko, LIHAVA, leveys - 6.0))):
                y = pohja.yla - otsikkotila + 9.0 + 11.5 * i * koko / PIENI
                pohja.kirjoita(keski, y, pala, koko=koko, paino=LIHAVA, ha="center")
        for i, (nimi, lisa, ruudut) in enumerate(rivit):
            y = pohja.yla - otsikkotila - rivikorkeus * (i + 0.5)
            _nimi(pohja, y, nimi, nimitila - 12.0, lisa)
            for j, ruutu in enumerate(ruudut):
                _ruutu(pohja, ruutu, pohja.vasen + nimitila + leveys * j, y, leveys, rivikorkeus, oletuksia)
        return pohja.kuva


def _viivoita(
    pohja: Pohja, kulma: tuple[float, float], leveys: float, korkeus: float, vari: str, zorder: int, pysty: bool = False
) -> None:
    """Slanted or upright lines in a rectangle: a hatch of the library becomes a picture of half a megabyte in PDF."""
    from matplotlib.collections import LineCollection

    (x, y), vali, vino = kulma, 7.0 if pysty else 4.0, 0.0 if pysty else korkeus
    viivat = []
    for n in range(1, int((leveys + vino) / vali) + 1):
        alku = n * vali - vino  # where the line meets the bottom, from the left edge
        vasen, oikea = max(0.0, alku), min(leveys, alku + vino)
        if pysty:
            viivat.append([(x + alku, y), (x + alku, y + korkeus)])
        elif oikea > vasen:
            viivat.append([(x + vasen, y + vasen - alku), (x + oikea, y + oikea - alku)])
    pohja.sivu.add_collection(LineCollection(viivat, colors=vari, linewidths=0.5, zorder=zorder), autolim=False)


def _ruutu(pohja: Pohja, r: Ruutu, x: float, y: float, leveys: float, korkeus: float, oletuksia: bool) -> None:
    from matplotlib.colors import to_rgb
    from matplotlib.patches import Rectangle

    voima = 0.0 if not math.isfinite(r.voima) else max(-1.0, min(1.0, r.voima))
    kohti = to_rgb(VIOLETTI if oletuksia else ORANSSI if voima > 0 else SININEN)
    osuus = 0.62 * abs(voima)
    pinta = PAPERI if r.heikko else tuple(1.0 - osuus * (1.0 - k) for k in kohti)
    kulma, koko, reuna = (x + 1.5, y - korkeus / 2.0 + 1.5), (leveys - 3.0, korkeus - 3.0), VIIVA_HENTO
    pohja.sivu.add_patch(Rectangle(kulma, *koko, fc=pinta, ec=reuna if r.heikko else "none", lw=0.8, zorder=1))
    if r.heikko:
        _viivoita(pohja, kulma, *koko, reuna, zorder=1)
    pohja.kirjoita(
        x + leveys / 2.0, y, r.teksti, ha="center", paino=400 if r.heikko else LIHAVA,
        vari=HARMAA_MUSTE if r.heikko else MUSTE, tausta=r.heikko,
    )  # fmt: skip


# --------------------------------------------------------------------------------------------------- shares of worlds
@dataclass(frozen=True, slots=True)
class Osuusrivi:
    """A policy: shares of worlds in which the outcome is below, like and above that of the policy compared with."""

    nimi: str
    alle: float
    sama: float
    yli: float
    lisa: str = ""


def osuuspalkit(tekstit: Tekstit, rivit: Sequence[Osuusrivi], nimet: tuple[str, str, str], luvut: Luvut) -> Figure:
    """Bars of shares: below (blue), no difference (hatched), above (orange); `luvut` writes a share 0-1."""
    rivikorkeus, nimitila, otsikkotila = 42.0, 236.0, 30.0
    with tyyli():
        pohja = Pohja(otsikkotila + rivikorkeus * len(rivit) + 4.0, tekstit.otsikko, tekstit.alaotsikko, tekstit.lahde)
        vasen = pohja.vasen + nimitila
        leveys = pohja.oikea - vasen
        x = vasen
        for nimi, (pinta, reuna, kuvio) in zip(nimet, _OSUUSTYYLIT, strict=True):
            _laatikkoselite(pohja, x, pohja.yla - 9.0, nimi, pinta, reuna, kuvio)
            x += 22.0 + pohja.leveys(nimi, PIENI) + 20.0
        for i, rivi in enumerate(rivit):
            y = pohja.yla - otsikkotila - rivikorkeus * (i + 0.5)
            _nimi(pohja, y, rivi.nimi, nimitila - 14.0, rivi.lisa)
            x = vasen
            for osa, tyyli_ in zip((rivi.alle, rivi.sama, rivi.yli), _OSUUSTYYLIT, strict=True):
                x = _osuuspalkki(pohja, x, y, osa * leveys, tyyli_, luvut(osa))
        return pohja.kuva


# surface, edge, and what tells them apart without colours: nothing, slanted or upright lines
_OSUUSTYYLIT = ((VAALEA_SININEN, SININEN, None), (PAPERI, VIIVA, "/"), (VAALEA_ORANSSI, ORANSSI, "|"))


def _laatikkoselite(pohja: Pohja, x: float, y: float, nimi: str, pinta: str, reuna: str, kuvio: str | None) -> None:
    from matplotlib.patches import Rectangle

    pohja.sivu.add_patch(Rectangle((x, y - 5.0), 15.0, 10.0, fc=pinta, ec=reuna, lw=0.9))
    if kuvio:
        _viivoita(pohja, (x, y - 5.0), 15.0, 10.0, reuna, zorder=2, pysty=kuvio == "|")
    pohja.kirjoita(x + 20.0, y, nimi, koko=PIENI)


def _osuuspalkki(
    pohja: Pohja, x: float, y: float, leveys: float, tyyli_: tuple[str, str, str | None], teksti: str
) -> float:
    from matplotlib.patches import Rectangle

    if leveys <= 0.0:
        return x
    pinta, reuna, kuvio = tyyli_
    pohja.sivu.add_patch(Rectangle((x, y - 10.0), leveys, 20.0, fc=pinta, ec=reuna, lw=0.9, zorder=2))
    if kuvio:
        _viivoita(pohja, (x, y - 10.0), leveys, 20.0, reuna, zorder=2, pysty=kuvio == "|")
    if leveys > pohja.leveys(teksti, PIENI, LIHAVA) + 6.0:
        pohja.kirjoita(x + leveys / 2.0, y, teksti, koko=PIENI, paino=LIHAVA, ha="center", tausta=kuvio is not None)
    return x + leveys


# --------------------------------------------------------------------------------------------------- conditions
@dataclass(frozen=True, slots=True)
class Ehtorivi:
    """A condition: where it lies in the factor's whole range, as shares 0-1, and in words."""

    nimi: str
    alku: float
    loppu: float
    teksti: str
    alin: str
    ylin: str


def ehdot(
    tekstit: Tekstit, rivit: Sequence[Ehtorivi], polku: Sequence[tuple[float, float]], valittu: tuple[float, float],
    akselit: tuple[str, str], osuudet: Luvut, paneelit: tuple[str, str],
) -> Figure:  # fmt: skip
    """Left: each condition as a part of the factor's range; right: the way in, coverage against density."""
    rivikorkeus = 62.0
    with tyyli():
        pohja = Pohja(max(232.0, 34.0 + rivikorkeus * len(rivit)), tekstit.otsikko, tekstit.alaotsikko, tekstit.lahde)
        vasen, leveys = pohja.vasen, 372.0
        pohja.kirjoita(vasen, pohja.yla - 8.0, paneelit[0], koko=PIENI, paino=LIHAVA)
        for i, rivi in enumerate(rivit):
            _ehtorivi(pohja, rivi, vasen, pohja.yla - 36.0 - rivikorkeus * i, leveys)
        pohja.kirjoita(vasen + leveys + 44.0, pohja.yla - 8.0, paneelit[1], koko=PIENI, paino=LIHAVA)
        kaavio = pohja.akselit(vasen + leveys + 84.0, pohja.yla - 196.0, pohja.oikea - vasen - leveys - 96.0, 164.0)
        _kuorintapolku(kaavio, polku, valittu, akselit, osuudet)
        return pohja.kuva


def _ehtorivi(pohja: Pohja, r: Ehtorivi, x: float, y: float, leveys: float) -> None:
    from matplotlib.patches import Rectangle

    pohja.kirjoita(x, y, r.nimi, paino=LIHAVA)
    pohja.sivu.add_patch(Rectangle((x, y - 23.0), leveys, 9.0, fc=HARMAA_PINTA, ec="none", zorder=1))
    alku, osa = x + leveys * r.alku, max(leveys * (r.loppu - r.alku), 3.0)
    pohja.sivu.add_patch(Rectangle((alku, y - 25.0), osa, 13.0, fc=VAALEA_VIOLETTI, ec=VIOLETTI, lw=1.2, zorder=2))
    puoli = pohja.leveys(r.teksti, PIENI, LIHAVA) / 2.0
    keski = min(max(alku + osa / 2.0, x + puoli), x + leveys - puoli)
    pohja.kirjoita(keski, y - 34.0, r.teksti, koko=PIENI, paino=LIHAVA, ha="center", vari=VIOLETTI)
    if keski - puoli > x + pohja.leveys(r.alin, PIENI) + 8.0:
        pohja.kirjoita(x, y - 34.0, r.alin, koko=PIENI, vari=HARMAA_MUSTE)
    if keski + puoli < x + leveys - pohja.leveys(r.ylin, PIENI) - 8.0:
        pohja.kirjoita(x + leveys, y - 34.0, r.ylin, koko=PIENI, vari=HARMAA_MUSTE, ha="right")


def _kuorintapolku(
    kaavio: Axes,
    polku: Sequence[tuple[float, float]],
    valittu: tuple[float, float],
    nimet: tuple[str, str],
    luvut: Luvut,
) -> None:
    kaavio.plot([p[0] for p in polku], [p[1] for p in polku], "o-", color=NYKYTILA, lw=1.0, ms=3.4, mfc=PAPERI, mew=0.9)
    kaavio.plot([valittu[0]], [valittu[1]], "D", ms=8.5, mfc=VIOLETTI, mec=VIOLETTI, clip_on=False, zorder=4)
    for akseli, nimi in ((kaavio.xaxis, nimet[0]), (kaavio.yaxis, nimet[1])):
        akseli.set_major_formatter(lambda x, _: luvut(x))
        akseli.set_label_text(nimi, fontsize=PIENI)
    kaavio.set_xlim(0.0, 1.03)
    kaavio.set_ylim(0.0, 1.03)
    kaavio.set_xticks([0.0, 0.5, 1.0])
    kaavio.set_yticks([0.0, 0.5, 1.0])
    kaavio.grid(color=VIIVA_HENTO, lw=0.8)
    kaavio.set_axisbelow(True)


# --------------------------------------------------------------------------------------------------- parallel axes
@dataclass(frozen=True, slots=True)
class Pystyakseli:
    """An axis: name, its ends in words, each world's place 0-1, and the part a condition allows (None: all)."""

    nimi: str
    alin: str
    ylin: str
    paikat: Sequence[float]
    ehto: tuple[float, float] | None = None
    tulos: bool = False


def rinnakkaiset(
    tekstit: Tekstit, akselit: Sequence[Pystyakseli], korostetut: Sequence[bool], selite: tuple[str, str]
) -> Figure:
    """Every world as a line through its assumptions to its outcome; worlds of interest orange and on top.

    selite: names of the worlds of interest and of the others.
    """
    from matplotlib.collections import LineCollection

    korkeus = 210.0
    with tyyli():
        apu = Pohja(10.0, "", "", "")
        tila = min((apu.oikea - apu.vasen - 120.0) / max(len(akselit) - 1, 1), 136.0) - 12.0
        nimitila = 22.0 + 11.5 * max(min(4, len(apu.rivita(a.nimi, PIENI, LIHAVA, tila))) for a in akselit)
        pohja = Pohja(korkeus + nimitila + 56.0, tekstit.otsikko, tekstit.alaotsikko, tekstit.lahde)
        vasen, oikea = pohja.vasen + 60.0, pohja.oikea - 60.0
        vali = (oikea - vasen) / max(len(akselit) - 1, 1)
        xs = [vasen + vali * j for j in range(len(akselit))]
        ala = pohja.ala + nimitila
        for taso, (korostettu, vari, paksuus, peitto) in enumerate(
            ((False, NYKYTILA, 0.8, 0.35), (True, ORANSSI, 1.1, 0.75))
        ):
            viivat = [
                [(x, ala + korkeus * a.paikat[i]) for x, a in zip(xs, akselit, strict=True)]
                for i, oma in enumerate(korostetut) if bool(oma) is korostettu
            ]  # fmt: skip
            pohja.sivu.add_collection(
                LineCollection(viivat, colors=vari, linewidths=paksuus, alpha=peitto, zorder=2 + taso)
            )
        for x, akseli in zip(xs, akselit, strict=True):
            _pystyakseli(pohja, x, akseli, ala, korkeus, tila)
        x = pohja.vasen
        for teksti, vari, paksuus in ((selite[0], ORANSSI, 2.0), (selite[1], NYKYTILA, 1.0)):
            y = ala + korkeus + 38.0
            pohja.sivu.plot([x, x + 20.0], [y, y], color=vari, lw=paksuus)
            pohja.kirjoita(x + 26.0, y, teksti, koko=PIENI)
            x += 26.0 + pohja.leveys(teksti, PIENI) + 26.0
        return pohja.kuva


def _pystyakseli(pohja: Pohja, x: float, a: Pystyakseli, ala: float, korkeus: float, tila: float) -> None:
    from matplotlib.patches import Rectangle

    pohja.sivu.plot(
        [x, x], [ala, ala + korkeus], color=MUSTE if a.tulos else HARMAA_MUSTE, lw=1.6 if a.tulos else 1.0, zorder=5
    )
    if a.ehto is not None:
        y0, y1 = (ala + korkeus * k for k in a.ehto)
        pohja.sivu.add_patch(
            Rectangle(
                (x - 6.0, y0), 12.0, max(y1 - y0, 2.0), fc=VAALEA_VIOLETTI, ec=VIOLETTI, lw=1.3, alpha=0.85, zorder=5
            )
        )
    pohja.kirjoita(x, ala + korkeus + 10.0, a.ylin, koko=PIENI, ha="center", vari=HARMAA_MUSTE)
    pohja.kirjoita(x, ala - 10.0, a.alin, koko=PIENI, ha="center", vari=HARMAA_MUSTE)
    for i, pala in enumerate(pohja.rivita(a.nimi, PIENI, LIHAVA, tila)[:4]):
        pohja.kirjoita(x, ala - 24.0 - 11.5 * i, pala, koko=PIENI, paino=LIHAVA, ha="center")


# --------------------------------------------------------------------------------------------------- plane
@dataclass(frozen=True, slots=True)
class Taso:
    """A plane of two uncertainties: worlds with their place, difference, and how sure: 1 above, -1 below, 0 unsure."""

    x: Sequence[float]
    y: Sequence[float]
    ero: Sequence[float]
    merkki: Sequence[int]
    xnimi: str
    ynimi: str
    luokat: tuple[str, str, str]


def taso(tekstit: Tekstit, t: Taso, luvut: Luvut, akseliluvut: tuple[Luvut, Luvut], askel: str) -> Figure:
    """Worlds on the plane of two uncertainties: up-triangles above zero (orange), down below (blue), hollow unsure.

    Size is the size of the difference. luvut: writes a difference; askel: name of the size scale.
    """
    from matplotlib.ticker import FuncFormatter

    with tyyli():
        pohja = Pohja(338.0, tekstit.otsikko, tekstit.alaotsikko, tekstit.lahde)
        kaavio = pohja.akselit(pohja.vasen + 56.0, pohja.ala + 48.0, 420.0, 268.0)
        suurin = max((abs(e) for e in t.ero if math.isfinite(e)), default=1.0) or 1.0
        for merkki_, (kuvio, vari) in ((0, ("o", NYKYTILA)), (-1, ("v", SININEN)), (1, ("^", ORANSSI))):
            omat = [i for i, m in enumerate(t.merkki) if m == merkki_ and math.isfinite(t.ero[i])]
            koot = [_pintaala(t.ero[i], suurin) for i in omat]
            kaavio.scatter(
                [t.x[i] for i in omat], [t.y[i] for i in omat], s=koot, marker=kuvio, lw=1.0, alpha=0.9, zorder=3,
                facecolors=PAPERI if merkki_ == 0 else vari, edgecolors=vari,
            )  # fmt: skip
        kaavio.margins(0.06)
        for akseli, nimi, kirjoita in (
            (kaavio.xaxis, t.xnimi, akseliluvut[0]),
            (kaavio.yaxis, t.ynimi, akseliluvut[1]),
        ):
            akseli.set_major_formatter(FuncFormatter(lambda x, _, w=kirjoita: w(x)))
            akseli.set_label_text(nimi)
        kaavio.grid(color=VIIVA_HENTO, lw=0.8)
        kaavio.set_axisbelow(True)
        _tasoselite(pohja, pohja.vasen + 500.0, t.luokat, suurin, luvut, askel)
        return pohja.kuva


def _pintaala(ero: float, suurin: float) -> float:
    return 14.0 + 110.0 * min(1.0, abs(ero) / suurin)


def _tasoselite(pohja: Pohja, x: float, luokat: tuple[str, str, str], suurin: float, luvut: Luvut, askel: str) -> None:
    y = pohja.yla - 10.0
    for nimi, (kuvio, vari, pinta) in zip(
        luokat, (("^", ORANSSI, ORANSSI), ("v", SININEN, SININEN), ("o", NYKYTILA, PAPERI)), strict=True
    ):
        pohja.sivu.plot([x + 6.0], [y], kuvio, ms=8.0, mfc=pinta, mec=vari, mew=1.2)
        for i, pala in enumerate(pohja.rivita(nimi, PIENI, 400, pohja.oikea - x - 20.0)):
            pohja.kirjoita(x + 20.0, y - 11.5 * i, pala, koko=PIENI)
        y -= 11.5 * len(pohja.rivita(nimi, PIENI, 400, pohja.oikea - x - 20.0)) + 10.0
    y -= 8.0
    for pala in pohja.rivita(askel, PIENI, LIHAVA, pohja.oikea - x):
        pohja.kirjoita(x, y, pala, koko=PIENI, paino=LIHAVA)
        y -= 12.0
    y -= 6.0
    for osa in (0.25, 0.5, 1.0):
        pohja.sivu.scatter(
            [x + 6.0], [y], s=_pintaala(osa * suurin, suurin), marker="^", facecolors=PAPERI, edgecolors=NYKYTILA
        )
        pohja.kirjoita(x + 20.0, y, luvut(osa * suurin), koko=PIENI)
        y -= 19.0
