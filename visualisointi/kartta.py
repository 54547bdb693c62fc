"""Map of the service network: municipalities as hexagons, and beside them units at their places over postal areas.

Plain numbers and finished texts in, a Matplotlib figure out. One scale of colour for both maps, dark = far; kinds of
units differ by shape and colour, their size is their list. Postal areas are drawn as the ground nearer to their centre
than to any other, no farther out than their size allows: an approximation, there are no borders in the facts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from visualisointi.kuvatyyli import (
    HARMAA_MUSTE,
    LIHAVA,
    MUSTE,
    ORANSSI,
    PAPERI,
    PIENI,
    VIIVA,
    VIOLETTI,
    Pohja,
    tyyli,
)
from visualisointi.kuviot import Tekstit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "Alue", "Asteikko", "Merkkilaji", "Ruutu", "Yksikko", "asteikko", "mahtuva", "muste", "palveluverkko", "pinnat",
    "tihein",
]  # fmt: skip

SINISET = ("#eaf2fb", "#bcd5f0", "#82b0e2", "#2f74c0", "#123f80")  # light to dark: each step is seen in grey too
MERI = "#f4f5f6"  # ground without residents
HUOMIO = 0.45  # luminance below which text on a colour is white
KUUSIKULMIO = 68.0  # widest tile, points
RINNAKKAIN = 400.0  # a tile map no wider stands beside the other, not above it


@dataclass(frozen=True, slots=True)
class Ruutu:
    """A municipality: its name in lines, its place in the tile map, its value (NaN: nothing to show) in words."""

    nimi: Sequence[str]
    rivi: int
    sarake: int
    arvo: float
    teksti: str


@dataclass(frozen=True, slots=True)
class Alue:
    """A postal area: centre (km), area (km2), value."""

    x: float
    y: float
    ala: float
    arvo: float


@dataclass(frozen=True, slots=True)
class Yksikko:
    """A unit: place (km), kind, size (a list; 0 = it has none), name to write beside it ("" = none)."""

    x: float
    y: float
    laji: str
    koko: float = 0.0
    nimi: str = ""


@dataclass(frozen=True, slots=True)
class Merkkilaji:
    """How a kind of unit is called."""

    koodi: str
    nimi: str


@dataclass(frozen=True, slots=True)
class Asteikko:
    """Classes of the colour: inner limits, rising; the name of each class, one more; what is measured."""

    rajat: tuple[float, ...]
    nimet: tuple[str, ...]
    otsikko: str

    def vari(self, arvo: float) -> str:
        """Colour of a value; white when there is none."""
        if math.isnan(arvo):
            return PAPERI
        luokka = sum(arvo >= raja for raja in self.rajat)
        return SINISET[round(luokka * (len(SINISET) - 1) / max(len(self.rajat), 1))]


MERKIT = {"julkinen": ("o", MUSTE), "yksityinen": ("s", ORANSSI), "sairaala": ("^", VIOLETTI)}


def asteikko(kunnat: Sequence[float], alueet: Sequence[float]) -> tuple[float, ...]:
    """Four round inner limits of five classes: the first parts municipalities, the last leaves the far areas out."""
    x, y = (np.array([a for a in arvot if math.isfinite(a)]) for arvot in (kunnat, alueet))
    if not len(x) or not len(y) or max(x.max(), y.max()) <= x.min():
        return ()
    ala = float(np.quantile(x, 0.1))
    raaka = ((float(np.quantile(x, 0.9)) + float(np.quantile(y, 0.9))) / 2.0 - ala) / 3.0
    kymmen = 10.0 ** math.floor(math.log10(max(raaka, 0.1)))
    askel = min((k * kymmen for k in (1.0, 2.0, 3.0, 5.0, 10.0)), key=lambda k: abs(k - raaka))
    alku = (math.floor(ala / askel) + 1) * askel
    return tuple(round(alku + i * askel, 6) for i in range(4))


def palveluverkko(
    tekstit: Tekstit, ruudut: Sequence[Ruutu], alueet: Sequence[Alue], yksikot: Sequence[Yksikko], asteikko: Asteikko,
    lajit: Sequence[Merkkilaji], otsikot: tuple[str, str, str], selite: str,
) -> Figure:  # fmt: skip
    """The two maps. otsikot: heads of the tile map, the region and the close-up; selite: what the sizes mean."""
    with tyyli():
        kartta = _Kartta(ruudut, alueet, yksikot, asteikko, lajit, otsikot, selite)
        pohja = Pohja(kartta.korkeus, tekstit.otsikko, tekstit.alaotsikko, tekstit.lahde)
        kartta.piirra(pohja)
        return pohja.kuva


class _Kartta:
    """Where everything goes, then the drawing."""

    def __init__(
        self, ruudut: Sequence[Ruutu], alueet: Sequence[Alue], yksikot: Sequence[Yksikko], asteikko: Asteikko,
        lajit: Sequence[Merkkilaji], otsikot: tuple[str, str, str], selite: str,
    ) -> None:  # fmt: skip
        self.ruudut, self.alueet, self.yksikot = ruudut, alueet, yksikot
        self.asteikko, self.lajit, self.otsikot, self.selite = asteikko, lajit, otsikot, selite
        self.leveys = 720.0 - 2 * 26.0
        self.rajaus = _rajaus(alueet, yksikot)
        self.lahi = tihein(yksikot, self.rajaus)
        self._mitoita_ruudut()
        self._mitoita_kartat()

    def _mitoita_ruudut(self) -> None:
        """Width of a hexagon and of the tile map."""
        if not self.ruudut:
            self.kuusi = self.ruutuleveys = self.ruutukorkeus = 0.0
            self.rinnakkain = False
            return
        x = [r.sarake + 0.5 * (r.rivi % 2) for r in self.ruudut]
        y = [r.rivi for r in self.ruudut]
        self.x0, self.y0 = min(x), min(y)
        sarakkeita = max(x) - self.x0 + 1.0
        self.rinnakkain = sarakkeita * 62.0 <= RINNAKKAIN
        tila = RINNAKKAIN if self.rinnakkain else self.leveys
        self.kuusi = min(tila / sarakkeita, KUUSIKULMIO)
        self.ruutuleveys = self.kuusi * sarakkeita
        self.ruutukorkeus = self.kuusi / math.sqrt(3.0) * (1.5 * (max(y) - self.y0) + 2.0)

    def _mitoita_kartat(self) -> None:
        """Sizes of the region map and its close-up, and of the whole."""
        x0, x1, y0, y1 = self.rajaus
        suhde = (y1 - y0) / (x1 - x0)
        rako, otsikko = 22.0, 20.0
        if self.rinnakkain:
            leveys, kork = self.leveys - self.ruutuleveys - rako, self.ruutukorkeus
            self.kokokartta = (leveys, min(leveys * suhde, kork * (0.58 if self.lahi else 1.0)))
            lahi = max(kork - self.kokokartta[1] - otsikko - 8.0, 0.45 * leveys)
            self.lahikartta = (leveys, lahi) if self.lahi else (0.0, 0.0)
            oikea = self.kokokartta[1] + otsikko + (lahi + otsikko + 8.0 if self.lahi else 0.0)
            self.piirtoala = max(kork + otsikko, oikea)
        else:
            leveys = (self.leveys - rako) * 0.6 if self.lahi else self.leveys
            korkeus = min(leveys * suhde, 300.0)
            self.kokokartta = (leveys, korkeus)
            self.lahikartta = (self.leveys - rako - leveys, korkeus) if self.lahi else (0.0, 0.0)
            self.piirtoala = korkeus + otsikko + (self.ruutukorkeus + otsikko + 14.0 if self.ruudut else 0.0)
        self.korkeus = 52.0 + self.piirtoala + 8.0

    # drawing -----------------------------------------------------------------------------------------------------

    def piirra(self, pohja: Pohja) -> None:
        """All of it, from the top."""
        self._luokat(pohja, pohja.yla - 8.0)
        self._lajiselite(pohja, pohja.yla - 32.0)
        ylareuna = pohja.yla - 52.0
        if self.rinnakkain:
            self._ruutukartta(pohja, pohja.vasen, ylareuna)
            x = pohja.oikea - self.kokokartta[0]
            self._paikkakartta(pohja, x, ylareuna, self.kokokartta, self.rajaus, self.otsikot[1], laatikko=True)
            if self.lahi:
                y = ylareuna - self.kokokartta[1] - 28.0
                self._paikkakartta(pohja, x, y, self.lahikartta, self.lahi, self.otsikot[2], laatikko=False)
            return
        if self.ruudut:
            self._ruutukartta(pohja, pohja.vasen + (self.leveys - self.ruutuleveys) / 2.0, ylareuna)
            ylareuna -= self.ruutukorkeus + 34.0
        self._paikkakartta(pohja, pohja.vasen, ylareuna, self.kokokartta, self.rajaus, self.otsikot[1], laatikko=True)
        if self.lahi:
            x = pohja.oikea - self.lahikartta[0]
            self._paikkakartta(pohja, x, ylareuna, self.lahikartta, self.lahi, self.otsikot[2], laatikko=False)

    def _luokat(self, pohja: Pohja, y: float) -> None:
        """Colour classes with their names."""
        from matplotlib.patches import Rectangle

        pohja.kirjoita(pohja.vasen, y, self.asteikko.otsikko, koko=PIENI, paino=LIHAVA)
        x = pohja.vasen + pohja.leveys(self.asteikko.otsikko, PIENI, LIHAVA) + 14.0
        for i, nimi in enumerate(self.asteikko.nimet):
            raja = self.asteikko.rajat[i] - 1e-9 if i < len(self.asteikko.rajat) else math.inf
            pohja.sivu.add_patch(Rectangle((x, y - 5.5), 16.0, 11.0, fc=self.asteikko.vari(raja), ec=VIIVA, lw=0.8))
            pohja.kirjoita(x + 21.0, y, nimi, koko=PIENI)
            x += 21.0 + pohja.leveys(nimi, PIENI) + 16.0

    def _lajiselite(self, pohja: Pohja, y: float) -> None:
        """Marks of the kinds of units, and what their size says."""
        x = pohja.vasen
        for laji in self.lajit:
            merkki, vari = MERKIT[laji.koodi]
            pohja.sivu.plot([x + 5.0], [y], merkki, ms=7.0, mfc=vari, mec=PAPERI, mew=0.8, zorder=4)
            pohja.kirjoita(x + 14.0, y, laji.nimi, koko=PIENI)
            x += 14.0 + pohja.leveys(laji.nimi, PIENI) + 18.0
        pohja.kirjoita(x, y, self.selite, koko=PIENI, vari=HARMAA_MUSTE)

    def _ruutukartta(self, pohja: Pohja, x: float, ylareuna: float) -> None:
        from matplotlib.patches import RegularPolygon

        pohja.kirjoita(pohja.vasen, ylareuna - 6.0, self.otsikot[0], paino=LIHAVA, koko=PIENI + 0.5)
        sade = self.kuusi / math.sqrt(3.0)
        for r in self.ruudut:
            cx = x + self.kuusi * (r.sarake + 0.5 * (r.rivi % 2) - self.x0 + 0.5)
            cy = ylareuna - 20.0 - sade * (1.0 + 1.5 * (r.rivi - self.y0))
            vari = self.asteikko.vari(r.arvo)
            pohja.sivu.add_patch(RegularPolygon((cx, cy), 6, radius=sade * 0.97, fc=vari, ec=HARMAA_MUSTE, lw=0.6))
            paalla = muste(vari)
            koko = mahtuva(pohja, r.nimi, self.kuusi * 0.9)
            rivit = [*((rivi, koko, 400) for rivi in r.nimi), (r.teksti, PIENI + 0.5, LIHAVA)]
            korkeus = sum(1.2 * k for _, k, _ in rivit)
            ty = cy + korkeus / 2.0
            for teksti, k, paino in rivit:
                pohja.kirjoita(cx, ty - 0.6 * k, teksti, koko=k, paino=paino, vari=paalla, ha="center")
                ty -= 1.2 * k

    def _paikkakartta(
        self, pohja: Pohja, x: float, ylareuna: float, koko: tuple[float, float],
        rajaus: tuple[float, float, float, float], otsikko: str, laatikko: bool,
    ) -> None:  # fmt: skip
        """Units over postal areas within limits (km), drawn in a box of this size."""
        from matplotlib.patches import Rectangle

        pohja.kirjoita(x, ylareuna - 6.0, otsikko, paino=LIHAVA, koko=PIENI + 0.5)
        akselit = pohja.akselit(x, ylareuna - 18.0 - koko[1], *koko)
        x0, x1, y0, y1 = _kuvasuhteeseen(rajaus, koko[1] / koko[0])
        akselit.set_xlim(x0, x1)
        akselit.set_ylim(y0, y1)
        akselit.set_xticks([])
        akselit.set_yticks([])
        for reuna in akselit.spines.values():
            reuna.set_visible(True)
            reuna.set_color(VIIVA)
        self._pinnat(akselit)
        nakyvat = [u for u in self.yksikot if x0 < u.x < x1 and y0 < u.y < y1]
        self.ala = _suurin_merkki(nakyvat, mitta=koko[0] / (x1 - x0))
        for laji in self.lajit:
            merkki, vari = MERKIT[laji.koodi]
            omat = [u for u in self.yksikot if u.laji == laji.koodi]
            ala = [self._merkin_ala(u) for u in omat]
            akselit.scatter(
                [u.x for u in omat], [u.y for u in omat], s=ala, marker=merkki, fc=vari, ec=PAPERI, lw=0.7,
                alpha=0.92, zorder=4 + (laji.koodi == "sairaala"),
            )  # fmt: skip
        if laatikko and self.lahi:
            a0, a1, b0, b1 = _kuvasuhteeseen(self.lahi, self.lahikartta[1] / self.lahikartta[0])
            akselit.add_patch(Rectangle((a0, b0), a1 - a0, b1 - b0, fc="none", ec=MUSTE, lw=1.0, zorder=7))
        self._nimet(pohja, akselit, (x0, x1, y0, y1), koko, laatikko)
        self._mittakaava(akselit, (x0, x1, y0, y1))

    def _merkin_ala(self, u: Yksikko) -> float:
        """Area of a mark on the map being drawn, points^2: in proportion to the list, hospitals all alike."""
        suurin = max((v.koko for v in self.yksikot), default=1.0) or 1.0
        return 46.0 if u.laji == "sairaala" else 6.0 + self.ala * u.koko / suurin

    def _pinnat(self, akselit: Axes) -> None:
        """Ground of each postal area."""
        from matplotlib.patches import Polygon

        akselit.set_facecolor(MERI)
        for alue, pinta in zip(self.alueet, pinnat(self.alueet), strict=True):
            if len(pinta) > 2:
                akselit.add_patch(Polygon(pinta, fc=self.asteikko.vari(alue.arvo), ec=PAPERI, lw=0.35, zorder=1))

    def _nimet(
        self, pohja: Pohja, akselit: Axes, rajat: tuple[float, float, float, float], koko: tuple[float, float],
        koko_alue: bool,
    ) -> None:  # fmt: skip
        """Names of units where there is room beside the mark; inside the close-up's box they are left to it."""
        x0, x1, y0, _ = rajat
        mitta = koko[0] / (x1 - x0)
        merkit = [((u.x - x0) * mitta, (u.y - y0) * mitta, math.sqrt(self._merkin_ala(u)) / 2.0) for u in self.yksikot]
        peitot = [(px - r, py - r, px + r, py + r) for px, py, r in merkit]
        varatut = [peitto for u, peitto in zip(self.yksikot, peitot, strict=True) if u.nimi]
        lahi = _kuvasuhteeseen(self.lahi, self.lahikartta[1] / self.lahikartta[0]) if self.lahi else None
        for u, (px, py, _) in zip(self.yksikot, merkit, strict=True):
            sisalla = lahi is not None and lahi[0] <= u.x <= lahi[1] and lahi[2] <= u.y <= lahi[3]
            if not u.nimi or not (0 < px < koko[0] and 0 < py < koko[1]) or (koko_alue and sisalla):
                continue
            paikat = [
                (sum(_limittain(laatikko, peitto) for peitto in peitot), laatikko)
                for laatikko in _nimen_paikat(px, py, pohja.leveys(u.nimi, 8.5) + 3.0, 12.5)
                if laatikko[0] > 2 and laatikko[1] > 14 and laatikko[2] < koko[0] - 2 and laatikko[3] < koko[1] - 2
                and not any(_limittain(laatikko, varattu) for varattu in varatut)
            ]  # fmt: skip
            if not paikat:
                continue
            _, laatikko = min(paikat, key=lambda paikka: paikka[0])
            varatut.append(laatikko)
            akselit.text(
                x0 + (laatikko[0] + 1.0) / mitta, y0 + (laatikko[1] + laatikko[3]) / 2.0 / mitta, u.nimi,
                fontsize=8.5, va="center", zorder=8,
                bbox={"fc": PAPERI, "ec": "none", "alpha": 0.86, "boxstyle": "square,pad=0.08"},
            )  # fmt: skip

    def _mittakaava(self, akselit: Axes, rajat: tuple[float, float, float, float]) -> None:
        x0, x1, y0, _ = rajat
        raaka = (x1 - x0) / 5.0
        km = max(k for k in (1, 2, 5, 10, 20, 50, 100) if k <= max(raaka, 1.0))
        vali = (x1 - x0) * 0.025
        akselit.plot([x0 + vali, x0 + vali + km], [y0 + vali] * 2, color=MUSTE, lw=1.4, zorder=8)
        akselit.text(
            x0 + 1.5 * vali + km, y0 + vali, f"{km} km", fontsize=8.5, va="center", zorder=8,
            bbox={"fc": PAPERI, "ec": "none", "alpha": 0.82, "boxstyle": "square,pad=0.08"},
        )  # fmt: skip


def pinnat(alueet: Sequence[Alue], kulmia: int = 32) -> list[Any]:
    """Ground of each postal area, corners (n, 2) in km: its Voronoi cell within a circle somewhat larger than it."""
    from scipy.spatial import Voronoi

    pisteet = np.array([(a.x, a.y) for a in alueet])
    kaukana = np.array([(-1e4, -1e4), (2e4, -1e4), (-1e4, 2e4), (2e4, 2e4)]) + pisteet.mean(axis=0)
    # Areas with one and the same centre would have no cell; a hair's breadth apart they have.
    voronoi = Voronoi(np.vstack([pisteet + 1e-6 * np.arange(len(pisteet))[:, None], kaukana]))
    kulmat = np.linspace(0.0, 2.0 * math.pi, kulmia, endpoint=False)
    keha, out = np.column_stack([np.cos(kulmat), np.sin(kulmat)]), []
    for i, alue in enumerate(alueet):
        solu = voronoi.regions[voronoi.point_region[i]]
        ympyra = (alue.x, alue.y) + (1.45 * math.sqrt(alue.ala / math.pi) + 0.4) * keha
        out.append(_leikkaus(ympyra, voronoi.vertices[solu]) if solu and -1 not in solu else ympyra)
    return out


def _leikkaus(sisa: Any, ulko: Any) -> Any:
    """What two convex polygons share (Sutherland-Hodgman)."""
    keski = ulko.mean(axis=0)
    kulmat = np.arctan2(*(ulko - keski).T[::-1])
    ulko, pinta = ulko[np.argsort(kulmat)], list(sisa)
    for a, b in zip(ulko, np.roll(ulko, -1, axis=0), strict=True):
        suunta, vanha, pinta = b - a, pinta, []
        puoli = [suunta[0] * (p[1] - a[1]) - suunta[1] * (p[0] - a[0]) for p in vanha]
        for i, p in enumerate(vanha):
            q, ero = vanha[i - 1], puoli[i] - puoli[i - 1]
            if (puoli[i] >= 0.0) != (puoli[i - 1] >= 0.0):
                pinta.append(q - (p - q) * puoli[i - 1] / ero)
            if puoli[i] >= 0.0:
                pinta.append(p)
    return np.array(pinta)


def _suurin_merkki(yksikot: Sequence[Yksikko], mitta: float) -> float:
    """Area of the largest mark (points^2) at which neighbours mostly stand apart; `mitta` = points per km."""
    x = np.array([(u.x, u.y) for u in yksikot if u.koko > 0.0])
    if len(x) < 2:
        return 90.0
    valit = np.hypot(*(x[:, None] - x).transpose(2, 0, 1))
    np.fill_diagonal(valit, np.inf)
    return float(np.clip((1.1 * mitta * np.median(valit.min(axis=1))) ** 2, 16.0, 90.0))


def muste(vari: str) -> str:
    """Colour of text that is read on a colour."""
    r, g, b = (int(vari[i : i + 2], 16) / 255.0 for i in (1, 3, 5))
    return PAPERI if 0.299 * r + 0.587 * g + 0.114 * b < HUOMIO else MUSTE


def mahtuva(pohja: Pohja, rivit: Sequence[str], tila: float) -> float:
    """Size of type at which the lines fit."""
    levein = max(pohja.leveys(rivi, PIENI) for rivi in rivit)
    return PIENI if levein <= tila else max(6.5, PIENI * tila / levein)


def _nimen_paikat(x: float, y: float, w: float, h: float) -> list[tuple[float, float, float, float]]:
    """Boxes for a name of this size around a mark, the best first."""
    siirrot = (
        (7.0, -h / 2), (-7.0 - w, -h / 2), (-w / 2, 7.0), (-w / 2, -7.0 - h),
        (5.0, 5.0), (5.0, -5.0 - h), (-5.0 - w, 5.0), (-5.0 - w, -5.0 - h),
    )  # fmt: skip
    return [(x + dx, y + dy, x + dx + w, y + dy + h) for dx, dy in siirrot]


def _limittain(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _rajaus(alueet: Sequence[Alue], yksikot: Sequence[Yksikko]) -> tuple[float, float, float, float]:
    """Limits (km) that hold every area and unit, with a margin."""
    x = [*(a.x for a in alueet), *(u.x for u in yksikot)]
    y = [*(a.y for a in alueet), *(u.y for u in yksikot)]
    vara = 0.03 * max(max(x) - min(x), max(y) - min(y)) + 1.0
    return min(x) - vara, max(x) + vara, min(y) - vara, max(y) + vara


def tihein(yksikot: Sequence[Yksikko], rajaus: tuple[float, float, float, float]) -> Any:
    """The square with most units, a sixth of the region across; None when they do not crowd anywhere."""
    sivu = max(rajaus[1] - rajaus[0], rajaus[3] - rajaus[2]) / 6.0
    paras, maara = None, 0
    for u in yksikot:
        sisalla = [v for v in yksikot if abs(v.x - u.x) <= sivu / 2 and abs(v.y - u.y) <= sivu / 2]
        if len(sisalla) > maara:
            paras, maara = sisalla, len(sisalla)
    if paras is None or maara < 6:
        return None
    x, y = np.mean([v.x for v in paras]), np.mean([v.y for v in paras])
    return (float(x - sivu / 2), float(x + sivu / 2), float(y - sivu / 2), float(y + sivu / 2))


def _kuvasuhteeseen(rajaus: tuple[float, float, float, float], suhde: float) -> tuple[float, float, float, float]:
    """The limits widened to this ratio of height to width, same centre."""
    x0, x1, y0, y1 = rajaus
    leveys, korkeus = x1 - x0, y1 - y0
    if korkeus / leveys < suhde:
        lisa = (leveys * suhde - korkeus) / 2.0
        return x0, x1, y0 - lisa, y1 + lisa
    lisa = (korkeus / suhde - leveys) / 2.0
    return x0 - lisa, x1 + lisa, y0, y1
