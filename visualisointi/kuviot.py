"""Charts: what is drawn of results. Each function takes plain numbers and finished texts and gives a Matplotlib figure.

Every chart has its finding as title, names on the marks instead of a legend, the base world in hollow grey, differences
with their intervals around a zero line, and its source below. `tiedostot` makes SVG and PNG of it. Imports nothing of
ours but the look, `kuvatyyli`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from visualisointi.kuvatyyli import (
    HARMAA_MUSTE,
    HARMAA_PINTA,
    LEIPA,
    LIHAVA,
    MUSTE,
    NYKYTILA,
    PAPERI,
    PIENI,
    SARJATYYLIT,
    SININEN,
    VAALEA_SININEN,
    VIIVA,
    VIIVA_HENTO,
    Pohja,
    merkki,
    svg,
    tiedostot,
    tyyli,
    viiva,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "Ero", "Matriisirivi", "Osapalkki", "Puu", "Sarja", "Solmu", "Tapahtuma", "Tekstit", "Viidennespaneeli",
    "Viidennesrivi", "Viite", "Virta",
    "aikasarjat", "osatekijat", "osuudet", "rahapuu", "svg", "tiedostot", "vaikutusmatriisi", "viidennekset",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tekstit:
    """Texts around a chart: finding, what is measured, source with the run's id."""

    otsikko: str
    alaotsikko: str
    lahde: str


# --------------------------------------------------------------------------------------------------- effect matrix
@dataclass(frozen=True, slots=True)
class Ero:
    """One difference with its interval; `vali` in words, `laji`: "ero", "pieni" (too small to matter) or "ei"."""

    ero: float
    ala: float
    yla: float
    teksti: str
    vali: str
    laji: str


@dataclass(frozen=True, slots=True)
class Matriisirivi:
    """A measure: name, level of the base world in words, band too small to matter (+-raja), differences by column."""

    nimi: str
    taso: str
    raja: float
    erot: Sequence[Ero]


def vaikutusmatriisi(
    tekstit: Tekstit, sarakkeet: Sequence[str], rivit: Sequence[Matriisirivi], jakaja: int | None = None
) -> Figure:
    """Differences of every measure (rows) in every step (columns) around zero lines; one scale for each row.

    jakaja: number of columns after which a line divides them.
    """
    rivikorkeus, nimitila, otsikkotila = 49.0, 172.0, 44.0
    with tyyli():
        pohja = Pohja(otsikkotila + rivikorkeus * len(rivit), tekstit.otsikko, tekstit.alaotsikko, tekstit.lahde)
        leveys = (pohja.oikea - pohja.vasen - nimitila) / len(sarakkeet)
        for j, nimi in enumerate(sarakkeet):
            keski = pohja.vasen + nimitila + leveys * (j + 0.5)
            for i, pala in enumerate(reversed(pohja.rivita(nimi, PIENI, LIHAVA, leveys - 10.0))):
                pohja.kirjoita(
                    keski, pohja.yla - otsikkotila + 9.0 + 11.5 * i, pala, koko=PIENI, paino=LIHAVA, ha="center"
                )
        if jakaja:
            x = pohja.vasen + nimitila + leveys * jakaja
            pohja.sivu.plot([x, x], [pohja.ala + 4.0, pohja.yla], color=VIIVA, lw=0.8)
        for i, rivi in enumerate(rivit):
            ylareuna = pohja.yla - otsikkotila - rivikorkeus * i
            pohja.sivu.plot([pohja.vasen, pohja.oikea], [ylareuna] * 2, color=VIIVA_HENTO, lw=0.8)
            _matriisirivi(pohja, rivi, ylareuna, rivikorkeus, nimitila, leveys)
        return pohja.kuva


def _matriisirivi(
    pohja: Pohja, rivi: Matriisirivi, ylareuna: float, korkeus: float, nimitila: float, leveys: float
) -> None:
    palat = pohja.rivita(rivi.nimi, LEIPA, LIHAVA, nimitila - 12.0)
    y = ylareuna - 11.0 - (0.0 if len(palat) > 1 else 5.0)
    for pala in palat:
        pohja.kirjoita(pohja.vasen, y, pala, paino=LIHAVA)
        y -= 12.5
    pohja.kirjoita(pohja.vasen, y, rivi.taso, koko=PIENI, vari=HARMAA_MUSTE)
    rajat = [abs(x) for ero in rivi.erot for x in (ero.ala, ero.yla, ero.ero) if math.isfinite(x)]
    suurin = 1.08 * max([1.6 * rivi.raja, *rajat])
    for j, ero in enumerate(rivi.erot):
        keski = pohja.vasen + nimitila + leveys * (j + 0.5)
        _erosolu(pohja, ero, keski, ylareuna, korkeus, (leveys / 2.0 - 12.0) / suurin, rivi.raja)


def _erosolu(pohja: Pohja, ero: Ero, keski: float, ylareuna: float, korkeus: float, mitta: float, raja: float) -> None:
    from matplotlib.patches import Rectangle

    y, sivu = ylareuna - korkeus + 11.0, pohja.sivu
    sivu.add_patch(Rectangle((keski - raja * mitta, y - 6.0), 2 * raja * mitta, 12.0, fc=HARMAA_PINTA, ec="none"))
    sivu.plot([keski, keski], [y - 8.0, y + 8.0], color=MUSTE, lw=1.0)
    vari = SININEN if ero.laji == "ero" else NYKYTILA
    if math.isfinite(ero.ero):
        if math.isfinite(ero.ala):
            sivu.plot([keski + ero.ala * mitta, keski + ero.yla * mitta], [y, y], color=vari, lw=2.2, zorder=3)
        pinta = PAPERI if ero.laji == "ei" else vari
        sivu.plot([keski + ero.ero * mitta], [y], "o", ms=5.5, mfc=pinta, mec=vari, mew=1.5, zorder=4)
    lihava = LIHAVA if ero.laji == "ero" else 400
    pohja.kirjoita(keski, ylareuna - 10.5, ero.teksti, paino=lihava, ha="center", vari=MUSTE)
    pohja.kirjoita(keski, ylareuna - 22.5, ero.vali, koko=PIENI, ha="center", vari=HARMAA_MUSTE)


# --------------------------------------------------------------------------------------------------- years
@dataclass(frozen=True, slots=True)
class Sarja:
    """A series by year; `laji` its look (0 the base world); `nimi` and `luku` at its end; ala, yla: a 95 % band."""

    nimi: str
    x: Sequence[float]
    y: Sequence[float]
    laji: int
    luku: str = ""
    ala: Sequence[float] | None = None
    yla: Sequence[float] | None = None


@dataclass(frozen=True, slots=True)
class Viite:
    """A path to compare with: thin line, name at its end."""

    nimi: str
    x: Sequence[float]
    y: Sequence[float]


@dataclass(frozen=True, slots=True)
class Tapahtuma:
    """A year in which something begins."""

    x: float
    nimi: str


def aikasarjat(
    tekstit: Tekstit, sarjat: Sequence[Sarja], erot: Sequence[Sarja], erotus: str, luvut: Any,
    viitteet: Sequence[Viite] = (), tapahtumat: Sequence[Tapahtuma] = (), alkaa_nollasta: bool = True,
) -> Figure:  # fmt: skip
    """Levels by year above; below, paired differences of each step on one common scale.

    luvut: writes an axis number (float -> str). erotus: what the lower row shows, in words.
    """
    with tyyli():
        pohja = Pohja(434.0, tekstit.otsikko, tekstit.alaotsikko, tekstit.lahde)
        nimitila = (
            max(pohja.leveys(f"{s.nimi} {s.luku}", LEIPA, LIHAVA) for s in (*sarjat, *viitteet_sarjoina(viitteet)))
            + 14.0
        )
        ylin = pohja.akselit(pohja.vasen + 26.0, pohja.ala + 200.0, pohja.oikea - pohja.vasen - 26.0 - nimitila, 228.0)
        _sarjat(pohja, ylin, sarjat, viitteet, tapahtumat, luvut, alkaa_nollasta)
        pohja.kirjoita(pohja.vasen, pohja.ala + 160.0, erotus, paino=LIHAVA)
        leveys, vali = (pohja.oikea - pohja.vasen - 26.0) / max(len(erot), 1), 14.0
        rajat = [x for s in erot for xs in (s.y, s.ala or (), s.yla or ()) for x in xs if math.isfinite(x)]
        yla, ala = max([0.0, *rajat]), min([0.0, *rajat])
        vara = 0.12 * (yla - ala) or 1.0
        for j, sarja in enumerate(erot):
            akselit = pohja.akselit(pohja.vasen + 26.0 + leveys * j, pohja.ala + 20.0, leveys - vali, 82.0)
            akselit.set_ylim(ala - vara, yla + vara)
            _erosarja(akselit, sarja, luvut, nimet=j == 0)
            for i, pala in enumerate(reversed(pohja.rivita(sarja.nimi, LEIPA, 400, leveys - vali))):
                pohja.kirjoita(pohja.vasen + 26.0 + leveys * j, pohja.ala + 121.0 + 12.5 * i, pala)
            pohja.kirjoita(
                pohja.vasen + 26.0 + leveys * j, pohja.ala + 109.0, sarja.luku, koko=PIENI, vari=HARMAA_MUSTE
            )
        return pohja.kuva


def viitteet_sarjoina(viitteet: Sequence[Viite]) -> list[Sarja]:
    """Paths as series, for labels."""
    return [Sarja(v.nimi, v.x, v.y, 0) for v in viitteet]


def _sarjat(
    pohja: Pohja, akselit: Axes, sarjat: Sequence[Sarja], viitteet: Sequence[Viite], tapahtumat: Sequence[Tapahtuma],
    luvut: Any, alkaa_nollasta: bool,
) -> None:  # fmt: skip
    """Lines with their names at the right end, kept apart."""
    for viite in viitteet:
        akselit.plot(viite.x, viite.y, color=MUSTE, lw=0.9, zorder=2)
    for sarja in sarjat:
        ulkoasu = SARJATYYLIT[sarja.laji]
        if sarja.ala is not None and sarja.yla is not None:
            akselit.fill_between(sarja.x, sarja.ala, sarja.yla, color=ulkoasu.vari, alpha=0.16, lw=0)
        akselit.plot(sarja.x, sarja.y, **viiva(ulkoasu))
        akselit.plot(sarja.x[-1:], sarja.y[-1:], **merkki(ulkoasu), clip_on=False)
    _vuosiakseli(akselit, [x for s in sarjat for x in s.x])
    if alkaa_nollasta:
        akselit.set_ylim(bottom=min(0.0, akselit.get_ylim()[0]))
    _luvut(akselit, luvut)
    ala, yla = akselit.get_ylim()
    akselit.set_ylim(ala, yla)
    if ala < 0.0 < yla:
        akselit.axhline(0.0, color=HARMAA_MUSTE, lw=0.8, zorder=1)
    for i, tapahtuma in enumerate(tapahtumat):
        vasemmalle = i < len(tapahtumat) - 1  # each name on its own side of the lines
        akselit.axvline(tapahtuma.x, color=HARMAA_MUSTE, lw=0.9, ls=(0, (1.5, 2.0)), zorder=1)
        akselit.annotate(
            tapahtuma.nimi, (tapahtuma.x, 1.0), (-4.0 if vasemmalle else 4.0, -1.0), xycoords=("data", "axes fraction"),
            textcoords="offset points", fontsize=PIENI, color=HARMAA_MUSTE, va="top",
            ha="right" if vasemmalle else "left",
        )  # fmt: skip
    _paatenimet(pohja, akselit, sarjat, viitteet)


def _paatenimet(pohja: Pohja, akselit: Axes, sarjat: Sequence[Sarja], viitteet: Sequence[Viite]) -> None:
    """Names at the lines' ends, moved apart where they would touch, tied to their line."""
    nimet = [(s.nimi, s.luku, float(s.y[-1]), SARJATYYLIT[s.laji].vari, LIHAVA) for s in sarjat]
    nimet += [(v.nimi, "", float(v.y[-1]), MUSTE, 400) for v in viitteet]
    nimet.sort(key=lambda n: n[2])
    ala, yla = akselit.get_ylim()
    laatikko = akselit.get_position()
    pohja_y, korkeus = laatikko.y0 * pohja.korkeus, laatikko.height * pohja.korkeus
    tosi = [pohja_y + korkeus * (n[2] - ala) / (yla - ala) for n in nimet]
    x = laatikko.x1 * 720.0
    for (nimi, luku, _, vari, paino), alku, y in zip(nimet, tosi, _erilleen(tosi, 12.5), strict=True):
        if abs(y - alku) > 2.0:
            pohja.sivu.plot([x + 5.0, x + 12.0], [alku, y], color=VIIVA, lw=0.8)
        pohja.kirjoita(x + 14.0, y, f"{nimi} {luku}".strip(), paino=paino, vari=vari)


def _erilleen(paikat: Sequence[float], vali: float) -> list[float]:
    """Places in rising order moved as little as needed to keep `vali` between neighbours."""
    ryhmat: list[list[float]] = []  # [sum of (place - index * vali), count] of places that stand close
    for y in paikat:
        ryhmat.append([y, 1.0])
        while len(ryhmat) > 1 and _alku(ryhmat[-1], vali) < _alku(ryhmat[-2], vali) + ryhmat[-2][1] * vali:
            summa, maara = ryhmat.pop()
            ryhmat[-1] = [ryhmat[-1][0] + summa, ryhmat[-1][1] + maara]
    return [_alku(r, vali) + i * vali for r in ryhmat for i in range(int(r[1]))]


def _alku(ryhma: Sequence[float], vali: float) -> float:
    summa, maara = ryhma
    return summa / maara - vali * (maara - 1.0) / 2.0


def _erosarja(akselit: Axes, sarja: Sarja, luvut: Any, nimet: bool) -> None:
    """One small panel of differences around zero."""
    ulkoasu = SARJATYYLIT[sarja.laji]
    if sarja.ala is not None and sarja.yla is not None:
        akselit.fill_between(sarja.x, sarja.ala, sarja.yla, color=ulkoasu.vari, alpha=0.2, lw=0)
    akselit.axhline(0.0, color=MUSTE, lw=1.0, zorder=2)
    akselit.plot(sarja.x, sarja.y, color=ulkoasu.vari, lw=1.7, zorder=3)
    akselit.plot(sarja.x[-1:], sarja.y[-1:], **merkki(ulkoasu, ms=4.5), clip_on=False)
    _vuosiakseli(akselit, sarja.x)
    akselit.set_xticks([sarja.x[0], sarja.x[-1]], [str(int(sarja.x[0])), str(int(sarja.x[-1]))])
    ensin, viimeinen = akselit.get_xticklabels()
    ensin.set_horizontalalignment("left")
    viimeinen.set_horizontalalignment("right")
    akselit.locator_params(axis="y", nbins=4)
    _luvut(akselit, luvut)
    if not nimet:
        akselit.set_yticklabels([])


def _vuosiakseli(akselit: Axes, vuodet: Sequence[float]) -> None:
    alku, loppu = int(min(vuodet)), int(max(vuodet))
    akselit.set_xlim(alku, loppu if loppu > alku else alku + 1)
    askel = 1 if loppu - alku <= 6 else 3 if (loppu - alku) % 3 == 0 or loppu - alku > 9 else 2
    merkit = sorted({alku, loppu, *range(alku, loppu - askel + 2, askel)})
    akselit.set_xticks(merkit, [str(v) for v in merkit])
    akselit.tick_params(axis="x", pad=5.0)  # clear of the lowest number of the other axis


def _luvut(akselit: Axes, luvut: Any) -> None:
    akselit.grid(axis="y", color=VIIVA_HENTO, lw=0.8)
    akselit.set_axisbelow(True)
    akselit.yaxis.set_major_formatter(lambda x, _: luvut(x))


# --------------------------------------------------------------------------------------------------- parts of a whole
@dataclass(frozen=True, slots=True)
class Osapalkki:
    """A part of a difference: bar, its interval (NaN: none), alone and beside all others (NaN: no marks), in words."""

    nimi: str
    osa: float
    ala: float
    yla: float
    ensin: float
    viimeisena: float
    teksti: str
    vali: str
    laji: str  # "ero" (leaves zero out), "ei", or "kaikki" (the whole)


def osatekijat(tekstit: Tekstit, palkit: Sequence[Osapalkki]) -> Figure:
    """Parts of a difference as bars from one zero line; the whole below a rule."""
    rivikorkeus, nimitila, lukutila = 36.0, 188.0, 116.0
    with tyyli():
        pohja = Pohja(rivikorkeus * len(palkit) + 6.0, tekstit.otsikko, tekstit.alaotsikko, tekstit.lahde)
        luvut = [
            x for p in palkit for x in (p.osa, p.ala, p.yla, p.ensin, p.viimeisena, 0.0) if math.isfinite(x)
        ]  # fmt: skip
        leveys = pohja.oikea - pohja.vasen - nimitila - lukutila - 24.0
        mitta = leveys / ((max(luvut) - min(luvut)) or 1.0)
        nolla = pohja.vasen + nimitila + 12.0 - min(luvut) * mitta
        pohja.sivu.plot([nolla] * 2, [pohja.yla - rivikorkeus * len(palkit), pohja.yla], color=MUSTE, lw=1.0)
        for i, palkki in enumerate(palkit):
            y = pohja.yla - rivikorkeus * (i + 0.5)
            if palkki.laji == "kaikki":
                pohja.sivu.plot([pohja.vasen, pohja.oikea], [y + rivikorkeus / 2.0] * 2, color=VIIVA, lw=0.8)
            _osapalkki(pohja, palkki, y, nolla, mitta, nimitila)
        return pohja.kuva


def _osapalkki(pohja: Pohja, p: Osapalkki, y: float, nolla: float, mitta: float, nimitila: float) -> None:
    from matplotlib.patches import Rectangle

    sivu, erottuu = pohja.sivu, p.laji != "ei"
    vari = SININEN if p.laji == "ero" else NYKYTILA
    pinta = VAALEA_SININEN if p.laji == "ero" else HARMAA_PINTA
    for i, pala in enumerate(palat := pohja.rivita(p.nimi, LEIPA, LIHAVA if erottuu else 400, nimitila - 8.0)):
        korkeus = y + 6.5 * (len(palat) - 1) - 13.0 * i
        pohja.kirjoita(pohja.vasen, korkeus, pala, paino=LIHAVA if erottuu else 400)
    if math.isfinite(p.osa):
        x = nolla + min(p.osa, 0.0) * mitta
        sivu.add_patch(Rectangle((x, y - 8.0), abs(p.osa) * mitta, 16.0, fc=pinta, ec=vari, lw=0.8, zorder=2))
    if math.isfinite(p.ala):
        sivu.plot([nolla + p.ala * mitta, nolla + p.yla * mitta], [y, y], color=vari, lw=2.4, zorder=3)
    if math.isfinite(p.ensin):
        sivu.plot([nolla + x * mitta for x in (p.ensin, p.viimeisena)], [y - 12.0] * 2, color=HARMAA_MUSTE, lw=0.9)
        for x, laji in ((p.ensin, "o"), (p.viimeisena, "D")):
            sivu.plot([nolla + x * mitta], [y - 12.0], laji, ms=4.2, mfc=PAPERI, mec=HARMAA_MUSTE, mew=1.1, zorder=4)
    pohja.kirjoita(pohja.oikea, y + 5.5, p.teksti, paino=LIHAVA if erottuu else 400, ha="right")
    pohja.kirjoita(pohja.oikea, y - 6.5, p.vali, koko=PIENI, vari=HARMAA_MUSTE, ha="right")


# --------------------------------------------------------------------------------------------------- income fifths
@dataclass(frozen=True, slots=True)
class Viidennesrivi:
    """A fifth: level before and after, in words too; by column: difference, interval, does it leave zero out."""

    nimi: str
    ennen: float
    jalkeen: float
    ennen_teksti: str
    jalkeen_teksti: str
    erot: Sequence[tuple[str, str, bool]]


@dataclass(frozen=True, slots=True)
class Viidennespaneeli:
    """Fifths of one population; `erot` names the columns of differences."""

    nimi: str
    erot: Sequence[str]
    rivit: Sequence[Viidennesrivi]


def viidennekset(tekstit: Tekstit, ennen: str, jalkeen: str, paneelit: Sequence[Viidennespaneeli]) -> Figure:
    """Levels of income fifths, hollow before and filled after, differences beside; one scale for all panels."""
    rivikorkeus, otsikkotila, erotila, nimitila = 30.0, 40.0, 118.0, 96.0
    with tyyli():
        korkeus = sum(otsikkotila + rivikorkeus * len(p.rivit) for p in paneelit)
        pohja = Pohja(korkeus, tekstit.otsikko, tekstit.alaotsikko, tekstit.lahde)
        arvot = [x for p in paneelit for r in p.rivit for x in (r.ennen, r.jalkeen)]
        vara = 0.14 * (max(arvot) - min(arvot)) or 1.0
        pienin, suurin = min(arvot) - vara, max(arvot) + vara
        vasen = pohja.vasen + nimitila
        ylareuna = pohja.yla
        for paneeli in paneelit:
            oikea = pohja.oikea - erotila * len(paneeli.erot)
            mitta = (oikea - vasen) / (suurin - pienin)
            ensin = paneeli.rivit[0]
            _paneelin_otsikot(pohja, paneeli, ylareuna, oikea, erotila, otsikkotila)
            _parin_nimet(
                pohja, ennen, jalkeen, vasen + (ensin.ennen - pienin) * mitta, vasen + (ensin.jalkeen - pienin) * mitta,
                ylareuna - otsikkotila + 3.0,
            )  # fmt: skip
            for i, rivi in enumerate(paneeli.rivit):
                y = ylareuna - otsikkotila - rivikorkeus * (i + 0.5)
                xs = [vasen + (x - pienin) * mitta for x in (rivi.ennen, rivi.jalkeen)]
                _viidennesrivi(pohja, rivi, y, xs, (vasen, oikea), erotila)
            ylareuna -= otsikkotila + rivikorkeus * len(paneeli.rivit)
        return pohja.kuva


def _paneelin_otsikot(
    pohja: Pohja, paneeli: Viidennespaneeli, ylareuna: float, oikea: float, erotila: float, otsikkotila: float
) -> None:
    pohja.kirjoita(pohja.vasen, ylareuna - otsikkotila + 18.0, paneeli.nimi, paino=LIHAVA)
    for j, nimi in enumerate(paneeli.erot):
        palat = pohja.rivita(nimi, PIENI, LIHAVA, erotila - 14.0)
        for i, pala in enumerate(reversed(palat)):
            pohja.kirjoita(
                oikea + erotila * (j + 1), ylareuna - otsikkotila + 6.0 + 11.5 * i, pala, koko=PIENI, paino=LIHAVA,
                ha="right",
            )  # fmt: skip


def _parin_nimet(pohja: Pohja, ennen: str, jalkeen: str, x0: float, x1: float, y: float) -> None:
    """Names of the two worlds over their marks in the first row, moved apart where they would touch."""
    nimet = sorted([(x0, ennen, NYKYTILA, 400), (x1, jalkeen, SININEN, LIHAVA)], key=lambda n: n[0])
    leveydet = [pohja.leveys(n[1], PIENI, n[3]) for n in nimet]
    puute = max(0.0, (sum(leveydet) / 2.0 + 8.0) - (nimet[1][0] - nimet[0][0]))
    for (x, nimi, vari, paino), siirto in zip(nimet, (-puute / 2.0, puute / 2.0), strict=True):
        pohja.kirjoita(x + siirto, y, nimi, koko=PIENI, vari=vari, paino=paino, ha="center")


def _viidennesrivi(
    pohja: Pohja, rivi: Viidennesrivi, y: float, xs: Sequence[float], reunat: tuple[float, float], erotila: float
) -> None:
    sivu = pohja.sivu
    sivu.plot(reunat, [y, y], color=VIIVA_HENTO, lw=0.8, zorder=1)
    sivu.plot(xs, [y, y], color=SININEN, lw=2.0, zorder=2)
    sivu.plot([xs[0]], [y], **merkki(SARJATYYLIT[0], ms=7.0))
    sivu.plot([xs[1]], [y], **merkki(SARJATYYLIT[1], ms=5.5, zorder=5))
    pohja.kirjoita(pohja.vasen, y, rivi.nimi)
    puolet = (-1.0, 1.0) if xs[0] <= xs[1] or not rivi.jalkeen_teksti else (1.0, -1.0)
    arvot = ((rivi.ennen_teksti, NYKYTILA, 400), (rivi.jalkeen_teksti, SININEN, LIHAVA))
    for x, puoli, (arvo, vari, paino) in zip(xs, puolet, arvot, strict=True):
        if arvo:
            pohja.kirjoita(
                x + 10.0 * puoli, y, arvo, koko=PIENI, vari=vari, paino=paino, ha="left" if puoli > 0 else "right",
                tausta=True,
            )  # fmt: skip
    for j, (ero, vali, varma) in enumerate(rivi.erot):
        x = reunat[1] + erotila * (j + 1)
        pohja.kirjoita(x, y + 6.0, ero, paino=LIHAVA if varma else 400, ha="right")
        pohja.kirjoita(x, y - 6.0, vali, koko=PIENI, vari=HARMAA_MUSTE, ha="right")


# --------------------------------------------------------------------------------------------------- shares
def osuudet(
    tekstit: Tekstit, sarjat: Sequence[Sarja], ryhmat: Sequence[str],
    arvot: Sequence[Sequence[tuple[float, float, float]]],
    luvut: Any, tapahtumat: Sequence[Tapahtuma] = (),
) -> Figure:  # fmt: skip
    """Shares by year (left) and by group (right) on one scale; `arvot` by series and group: share, interval's ends."""
    with tyyli():
        pohja = Pohja(262.0, tekstit.otsikko, tekstit.alaotsikko, tekstit.lahde)
        nimitila = max(pohja.leveys(f"{s.nimi} {s.luku}", LEIPA, LIHAVA) for s in sarjat) + 18.0
        vasen = pohja.akselit(pohja.vasen + 26.0, pohja.ala + 42.0, 378.0 - nimitila, 208.0)
        oikea = pohja.akselit(pohja.vasen + 430.0, pohja.ala + 42.0, pohja.oikea - pohja.vasen - 430.0, 208.0)
        for sarja, rivi in zip(sarjat, arvot, strict=True):
            siirto = 0.13 * (-1.0 if sarja is sarjat[0] else 1.0) if len(sarjat) > 1 else 0.0
            ulkoasu = SARJATYYLIT[sarja.laji]
            for i, (arvo, ala, yla) in enumerate(rivi):
                if math.isfinite(ala):
                    oikea.plot([i + siirto] * 2, [ala, yla], color=ulkoasu.vari, lw=1.8)
                oikea.plot([i + siirto], [arvo], **merkki(ulkoasu))
        katto = 1.12 * max(
            [x for s in sarjat for x in (s.yla or s.y)] + [x for r in arvot for t in r for x in t if math.isfinite(x)]
        )
        for akselit in (vasen, oikea):
            akselit.set_ylim(0.0, katto or 1.0)
        oikea.set_xlim(-0.5, len(ryhmat) - 0.5)
        oikea.set_xticks(range(len(ryhmat)), [nimi.replace(" ", "\n") for nimi in ryhmat])
        _luvut(oikea, luvut)
        oikea.tick_params(axis="x", length=0.0)
        _sarjat(pohja, vasen, sarjat, (), tapahtumat, luvut, alkaa_nollasta=True)
        return pohja.kuva


# --------------------------------------------------------------------------------------------------- money tree
@dataclass(frozen=True, slots=True)
class Solmu:
    """A box of the money tree: key, name, column from the left."""

    avain: str
    nimi: str
    sarake: int


@dataclass(frozen=True, slots=True)
class Virta:
    """Money from one box to another; `valinta`: it follows the resident's choice."""

    mista: str
    mihin: str
    maara: float
    valinta: bool = False


@dataclass(frozen=True, slots=True)
class Puu:
    """Money of one world: boxes in order from the top, flows between neighbouring columns."""

    nimi: str
    solmut: Sequence[Solmu]
    virrat: Sequence[Virta]


def rahapuu(tekstit: Tekstit, puut: Sequence[Puu], luvut: Any) -> Figure:
    """Money trees under each other on one scale: width is money; `luvut` writes a sum (float -> str)."""
    korkeus, otsikkotila, rako = 212.0, 26.0, 15.0
    with tyyli():
        pohja = Pohja((korkeus + otsikkotila) * len(puut), tekstit.otsikko, tekstit.alaotsikko, tekstit.lahde)
        mitta = min(_mitta(puu, korkeus - 12.0, rako) for puu in puut)
        for i, puu in enumerate(puut):
            yla = pohja.yla - (korkeus + otsikkotila) * i
            pohja.kirjoita(pohja.vasen, yla - 10.0, puu.nimi, paino=LIHAVA)
            _piirra_puu(pohja, puu, yla - otsikkotila, korkeus - 12.0, mitta, rako, luvut)
        return pohja.kuva


def _koot(puu: Puu) -> dict[str, float]:
    """Money through each box: the greater of what comes in and what goes out."""
    sisaan: dict[str, float] = {}
    ulos: dict[str, float] = {}
    for virta in puu.virrat:
        ulos[virta.mista] = ulos.get(virta.mista, 0.0) + virta.maara
        sisaan[virta.mihin] = sisaan.get(virta.mihin, 0.0) + virta.maara
    return {s.avain: max(sisaan.get(s.avain, 0.0), ulos.get(s.avain, 0.0)) for s in puu.solmut}


def _mitta(puu: Puu, korkeus: float, rako: float) -> float:
    """Points per unit of money at which every column fits."""
    koot = _koot(puu)
    mitat = []
    for sarake in {s.sarake for s in puu.solmut}:
        omat = [koot[s.avain] for s in puu.solmut if s.sarake == sarake]
        mitat.append((korkeus - rako * (len(omat) - 1)) / sum(omat))
    return min(mitat)


def _piirra_puu(pohja: Pohja, puu: Puu, yla: float, korkeus: float, mitta: float, rako: float, luvut: Any) -> None:
    from matplotlib.patches import Rectangle

    koot, paikat, palkki = _koot(puu), {}, 9.0
    sarakkeita = max(s.sarake for s in puu.solmut) + 1
    vasen, oikea = pohja.vasen + 128.0, pohja.oikea - 178.0
    for sarake in range(sarakkeita):
        omat = [s for s in puu.solmut if s.sarake == sarake]
        tila = sum(koot[s.avain] for s in omat) * mitta + rako * (len(omat) - 1)
        keskella = sarake != sarakkeita - 2  # what stands before the last column stands by its first boxes
        y = yla - ((korkeus - tila) / 2.0 if keskella else 0.0)
        for solmu in omat:
            paikat[solmu.avain] = (vasen + (oikea - vasen) * sarake / (sarakkeita - 1), y)
            y -= koot[solmu.avain] * mitta + rako
    valitut = {v.mihin for v in puu.virrat if v.valinta}
    _virrat(pohja, puu, paikat, mitta, palkki)
    for solmu in puu.solmut:
        x, y = paikat[solmu.avain]
        h = max(koot[solmu.avain] * mitta, 0.8)
        vari = SININEN if solmu.avain in valitut else NYKYTILA
        pohja.sivu.add_patch(Rectangle((x, y - h), palkki, h, fc=vari, ec="none", zorder=3))
        teksti = f"{luvut(koot[solmu.avain])} {solmu.nimi}"
        if solmu.sarake == sarakkeita - 1:
            pohja.kirjoita(x + palkki + 6.0, y - h / 2.0, teksti, vari=vari if solmu.avain in valitut else MUSTE)
        elif solmu.sarake == 0:
            pohja.kirjoita(x - 6.0, y - h / 2.0, teksti, ha="right")
        else:
            pohja.kirjoita(x + palkki / 2.0, y + 8.5, teksti, ha="center")


def _virrat(pohja: Pohja, puu: Puu, paikat: dict[str, tuple[float, float]], mitta: float, palkki: float) -> None:
    """Ribbons from box to box, stacked in the order of the boxes they come from and go to."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    jarjestys = {s.avain: i for i, s in enumerate(puu.solmut)}
    ulos, sisaan = ({avain: y for avain, (_, y) in paikat.items()} for _ in range(2))
    paikalla = {}
    for virta in sorted(puu.virrat, key=lambda v: jarjestys[v.mihin]):
        paikalla[virta.mista, virta.mihin] = ulos[virta.mista]
        ulos[virta.mista] -= virta.maara * mitta
    for virta in sorted(puu.virrat, key=lambda v: (jarjestys[v.mista], jarjestys[v.mihin])):
        h = virta.maara * mitta
        x0, x1 = paikat[virta.mista][0] + palkki, paikat[virta.mihin][0]
        y0, y1 = paikalla[virta.mista, virta.mihin], sisaan[virta.mihin]
        sisaan[virta.mihin] -= h
        xm = (x0 + x1) / 2.0
        pisteet = [
            (x0, y0),
            (xm, y0),
            (xm, y1),
            (x1, y1),
            (x1, y1 - h),
            (xm, y1 - h),
            (xm, y0 - h),
            (x0, y0 - h),
            (x0, y0),
        ]
        koodit = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
        pinta, reuna = (VAALEA_SININEN, SININEN) if virta.valinta else (HARMAA_PINTA, "none")
        pohja.sivu.add_patch(
            PathPatch(Path(pisteet, koodit), fc=pinta, ec=reuna, lw=0.8, zorder=2 if virta.valinta else 1)
        )
