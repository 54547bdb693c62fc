"""Charts of the browser as SVG text: drawn here, coloured by the page's own variables, so that they follow its theme.

Every chart has a title that is its finding and a description with its numbers; what colour tells is told by dash or
mark as well. Texts are escaped. `kuvat.py` says what is drawn.
"""

from __future__ import annotations

import html
import itertools
import math
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

_numero = itertools.count(1)
LEVEA, KAPEA = 700.0, 320.0  # a drawing for a wide place and one for a narrow: text keeps its size in both
Luku = Callable[[float], str]
Merkinta = Callable[[float, int], str]  # a number with that many decimals


def kuva(leveys: float, korkeus: float, sisus: str, otsikko: str, kuvaus: str) -> str:
    """An SVG of that size with its title and description for those who do not see it."""
    n = next(_numero)
    return (
        f'<svg viewBox="0 0 {leveys:g} {korkeus:g}" role="img" aria-labelledby="k{n}o k{n}k" '
        f'xmlns="http://www.w3.org/2000/svg"><title id="k{n}o">{html.escape(otsikko)}</title>'
        f'<desc id="k{n}k">{html.escape(kuvaus)}</desc>{sisus}</svg>'
    )


def teksti(x: float, y: float, sanat: str, luokka: str = "", ankkuri: str = "start") -> str:
    """A line of text."""
    luokka = f' class="{luokka}"' if luokka else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{ankkuri}"{luokka}>{html.escape(sanat)}</text>'


def viiva(x0: float, y0: float, x1: float, y1: float, luokka: str) -> str:
    """A straight line."""
    return f'<path class="{luokka}" d="M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}"/>'


def murto(pisteet: Sequence[tuple[float, float]], luokka: str, kiinni: bool = False) -> str:
    """A line through points, or the area they bound."""
    polku = "L".join(f"{x:.1f} {y:.1f}" for x, y in pisteet)
    return f'<path class="{luokka}" d="M{polku}{"Z" if kiinni else ""}"/>'


def merkki(sarja: int, x: float, y: float, r: float = 5.0) -> str:
    """The mark of a series: 0 hollow circle (the baseline), 1 circle, 2 square, 3 triangle, 4 diamond."""
    if sarja == 0:
        return f'<circle class="m0" cx="{x:.1f}" cy="{y:.1f}" r="{r:g}"/>'
    if sarja == 1:
        return f'<circle class="m1" cx="{x:.1f}" cy="{y:.1f}" r="{r + 0.5:g}"/>'
    if sarja == 2:
        return f'<rect class="m2" x="{x - r:.1f}" y="{y - r:.1f}" width="{2 * r:g}" height="{2 * r:g}"/>'
    if sarja == 3:
        return f'<path class="m3" d="M{x:.1f} {y - r - 1:.1f}l{r + 1:g} {2 * r:g}h{-2 * r - 2:g}z"/>'
    s = r + 1
    return f'<path class="m4" d="M{x:.1f} {y - s:.1f}l{s:g} {s:g}l{-s:g} {s:g}l{-s:g} {-s:g}z"/>'


def kuvamerkki(sarja: int) -> str:
    """The mark of a series as a small picture of its own, beside its name."""
    return f'<svg class="kuvamerkki" viewBox="0 0 16 16" aria-hidden="true">{merkki(sarja, 8, 8)}</svg>'


def asteikko(ala: float, yla: float, enintaan: int = 5) -> list[float]:
    """Round ticks that cover ala-yla."""
    if not math.isfinite(ala) or not math.isfinite(yla) or yla <= ala:
        yla = ala + 1.0
    karkea = (yla - ala) / max(enintaan - 1, 1)
    suuruus = 10.0 ** math.floor(math.log10(karkea))
    askel = next(k * suuruus for k in (1, 2, 2.5, 5, 10) if k * suuruus >= karkea * 0.999)
    alku, loppu = math.floor(ala / askel + 1e-9), math.ceil(yla / askel - 1e-9)
    return [k * askel for k in range(alku, loppu + 1)]


# --------------------------------------------------------------------------------------------------- development
@dataclass(frozen=True)
class Sarja:
    """A line: its mark (0 the baseline), name, values by year, and the interval around them."""

    merkki: int
    nimi: str
    arvot: Sequence[float]
    ala: Sequence[float] = ()
    yla: Sequence[float] = ()


@dataclass(frozen=True)
class Kehitys:
    """Development by years, and below it the paired difference from the baseline."""

    vuodet: Sequence[int]
    sarjat: Sequence[Sarja]
    erot: Sequence[Sarja]
    tapahtumat: Sequence[tuple[int, str]]
    yksikko: str
    ero_otsikko: str
    nolla: str
    luku: Luku
    eroluku: Luku
    merkinta: Callable[[float, int, bool], str]  # of an axis: number, decimals, with its sign
    mukaan: tuple[Sequence[float], Sequence[float]] = ((), ())  # values the axes must hold: levels, differences


def kehitys(k: Kehitys, otsikko: str, kuvaus: str, leveys: float = LEVEA) -> str:
    """Levels above, differences below, on one axis of years."""
    kapea = leveys < 420
    vasen, oikea = 52.0, 96.0 if kapea else 132.0
    yla_h, ala_h, vali = 210.0, (96.0 if k.erot else 0.0), 62.0
    korkeus = 40 + yla_h + (vali + ala_h if k.erot else 0) + 26

    def x(vuosi: float) -> float:
        return vasen + (vuosi - k.vuodet[0]) / (k.vuodet[-1] - k.vuodet[0]) * (leveys - vasen - oikea)

    osat = [teksti(0, 13, k.yksikko, "t2")]
    osat += _tapahtumat(k, x, 40, 40 + yla_h, kapea)
    osat += _taso(k, k.sarjat, x, 40, yla_h, leveys - oikea, k.luku, True)
    pohja = 40 + yla_h
    if k.erot:
        osat.append(teksti(0, pohja + vali - 18, k.ero_otsikko, "t2"))
        osat += _taso(k, k.erot, x, pohja + vali, ala_h, leveys - oikea, k.eroluku, False)
        pohja += vali + ala_h
    for vuosi in (2017, 2020, 2025, 2030) if not kapea else (2017, 2023, 2030):
        osat.append(viiva(x(vuosi), pohja, x(vuosi), pohja + 5, "ak"))
        osat.append(teksti(x(vuosi), pohja + 20, str(vuosi), "t2", "middle"))
    return kuva(leveys, korkeus, "".join(osat), otsikko, kuvaus)


def _tapahtumat(k: Kehitys, x: Luku2, yla: float, ala: float, kapea: bool) -> list[str]:
    """What happens when. Wide: side by side, away from each other; narrow: to the right, one row above the other."""
    osat = []
    for i, (vuosi, sana) in enumerate(k.tapahtumat):
        jaljella = len(k.tapahtumat) - 1 - i
        rivi = yla - 13 - (14 * jaljella if kapea else 0)
        oikealle = kapea or not jaljella
        osat.append(viiva(x(vuosi), rivi + (-10 if kapea else 4), x(vuosi), ala, "tap"))
        osat.append(teksti(x(vuosi) + (5 if oikealle else -5), rivi, sana, "t2", "start" if oikealle else "end"))
    return osat


Luku2 = Callable[[float], float]


def _taso(
    k: Kehitys, sarjat: Sequence[Sarja], x: Luku2, yla: float, korkeus: float, x1: float, luku: Luku, nollasta: bool
) -> list[str]:
    kaikki = [v for s in sarjat for v in (*s.arvot, *s.ala, *s.yla) if math.isfinite(v)] or [0.0, 1.0]
    kaikki += [v for v in k.mukaan[0 if nollasta else 1] if math.isfinite(v)]
    pienin, suurin = min(kaikki), max(kaikki)
    pienin, suurin = min(pienin, 0.0), max(suurin, 0.0)  # what a small change is, is seen in the difference below
    merkit = asteikko(pienin, suurin, 5 if nollasta else 4)
    lo, hi = merkit[0], merkit[-1]

    def y(v: float) -> float:
        return yla + korkeus - (v - lo) / (hi - lo) * korkeus

    osat = []
    for v in merkit:
        osat.append(viiva(x(k.vuodet[0]), y(v), x1, y(v), "ak" if v == lo and nollasta else "ru"))
        osat.append(teksti(x(k.vuodet[0]) - 8, y(v) + 5, k.merkinta(v, desimaalit(merkit), not nollasta), "t2", "end"))
    if not nollasta:
        osat.append(viiva(x(k.vuodet[0]), y(0), x1, y(0), "no"))
        osat.append(teksti(x1 + 12, y(0) + 5, k.nolla, "t2"))
    for s in sarjat:
        if s.ala:
            reuna = [(x(v), y(u)) for v, u in zip(k.vuodet, s.yla, strict=True) if math.isfinite(u)]
            alareuna = [(x(v), y(u)) for v, u in zip(k.vuodet, s.ala, strict=True) if math.isfinite(u)]
            if reuna and alareuna:
                osat.append(murto(reuna + alareuna[::-1], f"va{s.merkki}", kiinni=True))
    paat = []
    for s in sarjat:
        pisteet = [(x(v), y(u)) for v, u in zip(k.vuodet, s.arvot, strict=True) if math.isfinite(u)]
        if not pisteet:
            continue
        osat.append(murto(pisteet, f"vi s{s.merkki}"))
        osat.append(merkki(s.merkki, *pisteet[-1]))
        paat.append([pisteet[-1][1], s])
    kielletty = [] if nollasta else [y(0)]
    for kohta, s in _erilleen(paat, kielletty):
        osat.append(teksti(x1 + 12, kohta + 5, f"{s.nimi} {luku(s.arvot[-1])}".strip(), f"n{s.merkki}"))
    return osat


def _erilleen(paat: list[list], kielletty: Sequence[float], vali: float = 18.0) -> list[tuple[float, Sarja]]:
    """Names of lines' ends, moved apart from each other and from the name of the zero line."""
    jarjestyksessa = sorted(paat, key=lambda p: p[0])
    paikat = [p[0] for p in jarjestyksessa]
    for i, kohta in enumerate(paikat):
        for este in kielletty:
            if abs(kohta - este) < vali:
                paikat[i] = este + math.copysign(vali, kohta - este if kohta != este else -1.0)
    for i in range(1, len(paikat)):
        paikat[i] = max(paikat[i], paikat[i - 1] + vali)
    return [(kohta, p[1]) for kohta, p in zip(paikat, jarjestyksessa, strict=True)]


def desimaalit(merkit: Sequence[float]) -> int:
    """Decimals that tell ticks apart and no more."""
    askel = merkit[1] - merkit[0] if len(merkit) > 1 else 1.0
    return next((d for d in range(7) if abs(askel * 10**d - round(askel * 10**d)) < 1e-6), 7)


def vali(ala: float, keski: float, yla: float, raja: float, sarja: int = 1, leveys: float = 180.0) -> str:
    """A paired difference around zero, one scale: what a card shows. Decorative: the card says it in words."""

    def x(v: float) -> float:
        return leveys / 2 + max(-1.0, min(1.0, v / raja if raja else 0.0)) * (leveys / 2 - 8)

    osat = viiva(4, 11, leveys - 4, 11, "ru") + viiva(leveys / 2, 2, leveys / 2, 20, "no")
    if math.isfinite(ala) and math.isfinite(yla):
        osat += viiva(x(ala), 11, x(yla), 11, f"vl s{sarja}")
    osat += merkki(sarja, x(keski), 11, 4.5)
    return f'<svg class="vali" viewBox="0 0 {leveys:g} 22" aria-hidden="true">{osat}</svg>'


# --------------------------------------------------------------------------------------------------- pairs of groups
@dataclass(frozen=True)
class Pari:
    """One group before and after, and its difference in words."""

    nimi: str
    ennen: float
    jalkeen: float
    ero: str


def kasapallot(
    parit: Sequence[Pari],
    merkinta: Merkinta,
    otsikko: str,
    kuvaus: str,
    sarakkeet: tuple[str, str, str],
    leveys: float = LEVEA,
) -> str:
    """A dumbbell for each group: hollow the baseline, filled the scenario. Narrow: names over the dumbbells."""
    kapea = leveys < 420
    nimet = [textwrap.wrap(p.nimi, 36 if kapea else 28) or [""] for p in parit]
    pisin = max(map(len, nimet), default=1)
    vasen, oikea, rivi = (12.0, 16.0, 52.0 + 16 * max(pisin - 2, 0)) if kapea else (210.0, 120.0, 38.0)
    kaikki = [v for p in parit for v in (p.ennen, p.jalkeen) if math.isfinite(v)] or [0.0, 1.0]
    merkit = asteikko(min(kaikki), max(kaikki), 4 if kapea else 6)
    lo, hi = merkit[0], merkit[-1]
    korkeus = 40 + rivi * len(parit) + 34

    def x(v: float) -> float:
        return vasen + (v - lo) / (hi - lo) * (leveys - vasen - oikea)

    osat = [teksti(leveys, 16, sarakkeet[2], "t2", "end")]
    osat += [merkki(0, 7, 12), teksti(18, 16, sarakkeet[0], "n0")]
    siirto = 26 + 8.2 * len(sarakkeet[0])
    osat += [merkki(1, siirto + 7, 12), teksti(siirto + 18, 16, sarakkeet[1], "n1")]
    for v in merkit:
        osat += [
            viiva(x(v), 34, x(v), korkeus - 30, "ru"),
            teksti(x(v), korkeus - 12, merkinta(v, desimaalit(merkit)), "t2", "middle"),
        ]
    for i, (p, nimi) in enumerate(zip(parit, nimet, strict=True)):
        y = 40 + rivi * i + (rivi - 12 if kapea else rivi / 2)
        ylla = y - 16 if kapea else y + 5
        nosto = 15 * (len(nimi) - 1) if kapea else 8 * (len(nimi) - 1)
        osat += [teksti(0, ylla - nosto + 16 * j, osa) for j, osa in enumerate(nimi)]
        if math.isfinite(p.ennen) and math.isfinite(p.jalkeen):
            osat += [
                viiva(x(p.ennen), y, x(p.jalkeen), y, "vl s1"),
                merkki(0, x(p.ennen), y),
                merkki(1, x(p.jalkeen), y),
            ]
        osat.append(teksti(leveys, ylla, p.ero, "nu", "end"))
    return kuva(leveys, korkeus, "".join(osat), otsikko, kuvaus)


# --------------------------------------------------------------------------------------------------- money tree
@dataclass(frozen=True)
class Solmu:
    """A node of the money tree: its column, name, and whether it follows the resident's choice."""

    tunnus: str
    sarake: int
    nimi: str
    valittu: bool = False


def rahapuu(
    solmut: Sequence[Solmu],
    virrat: Mapping[tuple[str, str], float],
    luku: Luku,
    otsikko: str,
    kuvaus: str,
    leveys: float = 820.0,
    korkeus: float = 460.0,
) -> str:
    """Flows from left to right; the width of a band is its money."""
    tulee = {s.tunnus: sum(v for (_, b), v in virrat.items() if b == s.tunnus) for s in solmut}
    lahtee = {s.tunnus: sum(v for (a, _), v in virrat.items() if a == s.tunnus) for s in solmut}
    koko = {s.tunnus: max(tulee[s.tunnus], lahtee[s.tunnus]) for s in solmut}
    sarakkeita = max(s.sarake for s in solmut) + 1
    vasen, oikea, palkki, rako = 120.0, 230.0, 10.0, 16.0
    tayteen = max(sum(koko[s.tunnus] for s in solmut if s.sarake == c) for c in range(sarakkeita))
    eniten = max(sum(1 for s in solmut if s.sarake == c) for c in range(sarakkeita))
    mitta = (korkeus - 40 - 2 * rako * (eniten - 1)) / max(tayteen, 1e-9)
    paikat: dict[str, tuple[float, float]] = {}
    for c in range(sarakkeita):
        omat = [s for s in solmut if s.sarake == c and koko[s.tunnus] > 0]
        y = 20.0
        for s in omat:  # from the top, so that what goes by a producer passes below it
            paikat[s.tunnus] = (vasen + c * (leveys - vasen - oikea - palkki) / max(sarakkeita - 1, 1), y)
            y += max(koko[s.tunnus] * mitta + rako, 22.0 if c == sarakkeita - 1 else 46.0)
    nimetty = {s.tunnus: s for s in solmut}
    lahto, tulo = dict.fromkeys(paikat, 0.0), dict.fromkeys(paikat, 0.0)
    nauhat, osat = [], []
    for (a, b), v in sorted(virrat.items(), key=lambda p: (paikat.get(p[0][0], (0, 0)), paikat.get(p[0][1], (0, 0)))):
        if a not in paikat or b not in paikat or v <= 0:
            continue
        w = v * mitta
        (xa, ya), (xb, yb) = paikat[a], paikat[b]
        ya, yb, xa = ya + lahto[a] + w / 2, yb + tulo[b] + w / 2, xa + palkki
        lahto[a] += w
        tulo[b] += w
        puoli = (xa + xb) / 2
        nauhat.append(
            f'<path class="nauha{" oma" if nimetty[b].valittu else ""}" stroke-width="{max(w, 0.8):.1f}" '
            f'd="M{xa:.1f} {ya:.1f}C{puoli:.1f} {ya:.1f} {puoli:.1f} {yb:.1f} {xb:.1f} {yb:.1f}"/>'
        )
    for tunnus, (px, py) in paikat.items():
        s, h = nimetty[tunnus], max(koko[tunnus] * mitta, 1.5)
        osat.append(
            f'<rect class="{"pa oma" if s.valittu else "pa"}" x="{px:.1f}" y="{py:.1f}" width="{palkki:g}" '
            f'height="{h:.1f}"/>'
        )
        osat.append(_solmun_nimi(s, px, py + h / 2, palkki, sarakkeita, luku(koko[tunnus])))
    alin = max(py + max(koko[tunnus] * mitta, 30.0) for tunnus, (_px, py) in paikat.items())
    return kuva(leveys, alin + 10, "".join(nauhat + osat), otsikko, kuvaus)


def rahaluettelo(
    solmut: Sequence[Solmu], virrat: Mapping[tuple[str, str], float], luku: Luku, otsikko: str, kuvaus: str,
    leveys: float = 320.0,
) -> str:  # fmt: skip
    """The same on a narrow screen: who gives, and below it to whom, with bars as long as their money."""
    nimetty, suurin = {s.tunnus: s for s in solmut}, max(virrat.values(), default=1.0) or 1.0
    osat, y = [], 16.0
    for s in sorted(solmut, key=lambda s: s.sarake):
        omat = sorted(((b, v) for (a, b), v in virrat.items() if a == s.tunnus and b in nimetty), key=lambda p: -p[1])
        omat = [(b, v) for b, v in omat if v >= suurin / 1000]  # what would have no bar and no digit
        if not omat:
            continue
        osat += [teksti(0, y, s.nimi, "n"), teksti(leveys, y, luku(sum(v for _b, v in omat)), "nu", "end")]
        y += 22
        for b, v in omat:
            luokka = "pa oma" if nimetty[b].valittu else "pa"
            osat += [teksti(14, y, f"→ {nimetty[b].nimi}"), teksti(leveys, y, luku(v), "nu", "end")]
            leveana = max(v / suurin * (leveys - 14), 1.0)
            osat.append(f'<rect class="{luokka}" x="14" y="{y + 6:.1f}" width="{leveana:.1f}" height="6"/>')
            y += 32
        y += 8
    return kuva(leveys, y - 8, "".join(osat), otsikko, kuvaus)


def _solmun_nimi(s: Solmu, x: float, y: float, palkki: float, sarakkeita: int, maara: str) -> str:
    if s.sarake == sarakkeita - 1:
        return teksti(x + palkki + 8, y + 5, f"{maara} {s.nimi}", "n1" if s.valittu else "")
    return teksti(x - 8, y - 3, s.nimi, "solmu", "end") + teksti(x - 8, y + 15, maara, "nu solmu", "end")


# --------------------------------------------------------------------------------------------------- tile map
@dataclass(frozen=True)
class Laatta:
    """A municipality on the tile map: place, name, value, what is written, and whether it differs at all."""

    rivi: int
    sarake: int
    nimi: str
    arvo: float
    luku: str
    eroaa: bool = True


def _viivoitettu(osat: Sequence[str]) -> str:
    """With a hatching of the picture's own for what does not differ: one of a hidden picture would not be drawn."""
    n = next(_numero)
    kuvio = (
        f'<defs><pattern id="viivoitus{n}" width="7" height="7" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><path class="ru2" d="M0 0V7"/></pattern></defs>'
    )
    oma = f'class="laatta la0" style="fill:url(#viivoitus{n})"'
    return kuvio + "".join(osat).replace('class="laatta la0"', oma)


SELITTEET = (("la-2", "la-1"), ("la0",), ("la1", "la2"))  # classes of the legend: less, no difference, more


def laattakartta(
    laatat: Sequence[Laatta], otsikko: str, kuvaus: str, selitteet: tuple[str, str, str], suurin: float
) -> str:
    """Hexagons in rows, odd rows half a hexagon to the right; five classes around zero, hatched where nothing
    differs. suurin: the value of the strongest colour."""
    r = 44.0
    leveys, kartta_h, paikat = _laattapaikat(laatat, r)
    korkeus = kartta_h + 52
    osat = []
    for t, (x, y) in zip(laatat, paikat, strict=True):
        luokka = _luokka(t, suurin)
        osat.append(_kuusikulmio(x, y, r, luokka))
        nimirivit = _tavuta(t.nimi)
        for i, rivi in enumerate(nimirivit):
            osat.append(teksti(x, y - 8 + 13 * i - 6 * (len(nimirivit) - 1), rivi, f"t13 {luokka}t", "middle"))
        osat.append(teksti(x, y + 14 + 6 * (len(nimirivit) - 1), t.luku, f"nu {luokka}t", "middle"))
    y, kohta = korkeus - 22, 4.0
    for luokat, sana in zip(SELITTEET, selitteet, strict=True):
        osat += [_ruutu(kohta + 18 * i, y, luokka) for i, luokka in enumerate(luokat)]
        osat.append(teksti(kohta + 4 + 18 * len(luokat), y, sana, "t2"))
        kohta += 22 + 18 * len(luokat) + 7.0 * len(sana)
    return kuva(max(leveys, kohta), korkeus, _viivoitettu(osat), otsikko, kuvaus)


def laattaluettelo(
    laatat: Sequence[Laatta], otsikko: str, kuvaus: str, selitteet: tuple[str, str, str], suurin: float,
    leveys: float = 320.0,
) -> str:  # fmt: skip
    """For a narrow screen: the tile map without words, and below it every name with its colour and number."""
    sarakkeita = _laattapaikat(laatat, 1.0)[0] - 8.0
    r = (leveys - 8.0) / sarakkeita
    _leveys, kartta_h, paikat = _laattapaikat(laatat, r)
    osat = [_kuusikulmio(x, y, r, _luokka(t, suurin)) for t, (x, y) in zip(laatat, paikat, strict=True)]
    y = kartta_h + 24.0
    for luokat, sana in zip(SELITTEET, selitteet, strict=True):
        osat += [_ruutu(4 + 18 * i, y, luokka) for i, luokka in enumerate(luokat)]
        osat.append(teksti(46, y, sana, "t2"))
        y += 24
    y += 12
    for t in sorted(laatat, key=lambda t: (not t.eroaa, -t.arvo if t.eroaa else 0.0, t.nimi)):
        osat += [_ruutu(4, y, _luokka(t, suurin)), teksti(28, y, t.nimi), teksti(leveys - 4, y, t.luku, "nu", "end")]
        y += 24
    return kuva(leveys, y - 12, _viivoitettu(osat), otsikko, kuvaus)


def _laattapaikat(laatat: Sequence[Laatta], r: float) -> tuple[float, float, list[tuple[float, float]]]:
    """Width and height of the tiles together, and the centre of each."""
    w, h = math.sqrt(3) * r, 1.5 * r
    x0, y0 = min(t.sarake + (t.rivi % 2) / 2 for t in laatat), min(t.rivi for t in laatat)
    leveys = (max(t.sarake + (t.rivi % 2) / 2 for t in laatat) - x0 + 1) * w + 8
    korkeus = (max(t.rivi for t in laatat) - y0) * h + 2 * r + 4
    return leveys, korkeus, [(4 + (t.sarake + (t.rivi % 2) / 2 - x0 + 0.5) * w, 4 + (t.rivi - y0) * h + r)
                             for t in laatat]  # fmt: skip


def _kuusikulmio(x: float, y: float, r: float, luokka: str) -> str:
    kulmat = [(x + r * 0.97 * math.sin(k * math.pi / 3), y - r * 0.97 * math.cos(k * math.pi / 3)) for k in range(6)]
    return murto(kulmat, f"laatta {luokka}", kiinni=True)


def _ruutu(x: float, y: float, luokka: str) -> str:
    """A square of a legend on the line of text at y."""
    return f'<rect class="laatta {luokka}" x="{x:.0f}" y="{y - 13:.0f}" width="16" height="16"/>'


def _luokka(t: Laatta, suurin: float) -> str:
    if not t.eroaa or not math.isfinite(t.arvo) or suurin <= 0:
        return "la0"
    return f"la{'-' if t.arvo < 0 else ''}{2 if abs(t.arvo) > suurin / 2 else 1}"


YHDYSOSAT = ("nummi", "koski", "laidun", "fors", "järvi", "vesi", "joki", "saari")  # a long name breaks before these


def _tavuta(nimi: str, pisin: int = 10) -> list[str]:
    if len(nimi) <= pisin:
        return [nimi]
    if "-" in nimi:
        alku, _, loppu = nimi.partition("-")
        return [f"{alku}-", loppu]
    kohta = next((nimi.rindex(x) for x in YHDYSOSAT if nimi.endswith(x)), len(nimi) // 2)
    return [f"{nimi[:kohta]}-", nimi[kohta:]]


# --------------------------------------------------------------------------------------------------- bars around zero
@dataclass(frozen=True)
class Palkki:
    """A signed bar: its name, value, interval and what is written; `summa` is drawn under a line."""

    nimi: str
    arvo: float
    ala: float
    yla: float
    luku: str
    summa: bool = False


def palkit(palkit_: Sequence[Palkki], otsikko: str, kuvaus: str, leveys: float = 300.0) -> str:
    """Signed bars around one zero line, names above them."""
    luvut = [v for p in palkit_ for v in (p.arvo, p.ala, p.yla) if math.isfinite(v)]
    lo, hi = min([0.0, *luvut]), max([0.0, *luvut])
    rivi, vara, laajuus = 46.0, 6.0, (hi - lo) or 1.0

    def x(v: float) -> float:
        return vara + (v - lo) / laajuus * (leveys - 2 * vara)

    osat = []
    for i, p in enumerate(palkit_):
        y = 16 + rivi * i
        if p.summa:
            osat.append(viiva(0, y - 14, leveys, y - 14, "ak"))
        osat += [teksti(0, y, p.nimi, "n" if p.summa else ""), teksti(leveys, y, p.luku, "nu", "end")]
        alku, loppu = sorted((x(0), x(p.arvo)))
        luokka = "pk-" if p.arvo < 0 else "pk+"
        osat.append(
            f'<rect class="{luokka}" x="{alku:.1f}" y="{y + 7:.1f}" width="{max(loppu - alku, 0.6):.1f}" height="12"/>'
        )
        if math.isfinite(p.ala) and math.isfinite(p.yla):
            osat.append(viiva(x(p.ala), y + 13, x(p.yla), y + 13, "vii"))
        osat.append(viiva(x(0), y + 4, x(0), y + 22, "no"))
    return kuva(leveys, rivi * len(palkit_) + 4, "".join(osat), otsikko, kuvaus)


# --------------------------------------------------------------------------------------------------- shares of worlds
@dataclass(frozen=True)
class Osa:
    """A part of a whole: its name, its number, and its series (None: nobody's, hatched)."""

    nimi: str
    maara: int
    sarja: int | None


def osuuspalkki(osat: Sequence[Osa], otsikko: str, kuvaus: str, leveys: float = LEVEA) -> str:
    """One bar of the whole, and under it every part by its mark, number and name."""
    kaikki = sum(o.maara for o in osat) or 1
    x, palat = 0.0, []
    for o in osat:
        w = leveys * o.maara / kaikki
        if o.maara:
            luokka = "laatta la0" if o.sarja is None else f"laatta osa m{o.sarja}"
            palat.append(f'<rect class="{luokka}" x="{x:.1f}" y="2" width="{w:.1f}" height="34"/>')
        x += w
    for i, o in enumerate(osat):
        y = 64 + 26.0 * i
        palat.append(_ruutu(1, y, "la0") if o.sarja is None else merkki(o.sarja, 9, y - 5))
        palat += [teksti(46, y, str(o.maara), "nu", "end"), teksti(56, y, o.nimi)]
    return kuva(leveys, 52 + 26.0 * len(osat), _viivoitettu(palat), otsikko, kuvaus)


# --------------------------------------------------------------------------------------------------- two lives
@dataclass(frozen=True)
class Kaista:
    """A kind of event: its name, and the months (0 = January 2017) in which it happened in each world."""

    nimi: str
    a: Sequence[int]
    b: Sequence[int]


@dataclass(frozen=True)
class Elamanviiva:
    """Two lives: strips of events, quality of life as (month, value) in each world, names of the worlds."""

    kaistat: Sequence[Kaista]
    laatu_a: Sequence[tuple[int, float]]
    laatu_b: Sequence[tuple[int, float]]
    maailmat: tuple[str, str]
    laatu: str
    luku: Merkinta


def elamanviiva(k: Elamanviiva, otsikko: str, kuvaus: str, leveys: float = 1100.0) -> str:
    """Ticks of events in two rows for each kind, baseline above; quality of life below. Narrow: names over the rows."""
    kapea = leveys < 420
    vasen, oikea, rivi = (8.0, 8.0, 62.0) if kapea else (150.0, 16.0, 42.0)
    kuukausia = 1 + max((m for m, _v in (*k.laatu_a, *k.laatu_b)), default=167)

    def x(kk: float) -> float:
        return vasen + kk / kuukausia * (leveys - vasen - oikea)

    osat = [merkki(0, 7, 12), teksti(18, 17, k.maailmat[0], "n0")]
    siirto = 40 + 8.2 * len(k.maailmat[0])
    osat += [merkki(1, siirto, 12), teksti(siirto + 12, 17, k.maailmat[1], "n1")]
    y = 34.0
    for kaista in k.kaistat:
        yla = y + (20 if kapea else 4)
        osat.append(teksti(0, y + (14 if kapea else 22), kaista.nimi))
        osat += [viiva(x(0), yla + 8, x(kuukausia), yla + 8, "ru"), viiva(x(0), yla + 24, x(kuukausia), yla + 24, "ru")]
        for kuukaudet, kohta, luokka in ((kaista.a, yla, "s0"), (kaista.b, yla + 16, "s1")):
            osat += [viiva(x(m + 0.5), kohta + 1, x(m + 0.5), kohta + 14, f"vl {luokka}") for m in kuukaudet]
        y += rivi
    osat.append(teksti(0, y + 16, k.laatu))
    korkeus, yla = 90.0, y + (26 if kapea else 6)
    arvot = [v for _m, v in (*k.laatu_a, *k.laatu_b)] or [0.0, 1.0]
    merkit = asteikko(min(arvot), max(arvot), 3)

    def yy(v: float) -> float:
        return yla + korkeus - (v - merkit[0]) / (merkit[-1] - merkit[0]) * korkeus

    for v in merkit:
        osat.append(viiva(x(0), yy(v), x(kuukausia), yy(v), "ru"))
        if not kapea:
            osat.append(teksti(vasen - 8, yy(v) + 5, k.luku(v, max(1, desimaalit(merkit))), "t2", "end"))
    for laatu, sarja in ((k.laatu_a, 0), (k.laatu_b, 1)):
        if laatu:
            osat.append(murto([(x(m + 0.5), yy(v)) for m, v in laatu], f"vi s{sarja}"))
            osat.append(merkki(sarja, x(laatu[-1][0] + 0.5), yy(laatu[-1][1]), 4.0))
    pohja = yla + korkeus
    for vuosi in range(2017, 2017 + math.ceil(kuukausia / 12), 4 if kapea else 1):
        osat.append(viiva(x(12 * (vuosi - 2017)), 30, x(12 * (vuosi - 2017)), pohja + 4, "ru"))
        osat.append(teksti(x(12 * (vuosi - 2017)) + 3, pohja + 20, str(vuosi), "t2"))
    return kuva(leveys, pohja + 28, "".join(osat), otsikko, kuvaus)


# --------------------------------------------------------------------------------------------------- tornado
@dataclass(frozen=True)
class Heilahdus:
    """A bar of the tornado: name of the assumption, the outcome at its ends, and the ends in words."""

    nimi: str
    alhaalla: float
    ylhaalla: float
    alapaa: str
    ylapaa: str


def tornado(
    rivit: Sequence[Heilahdus], keski: float, luku: Luku, otsikko: str, kuvaus: str, leveys: float = LEVEA
) -> str:
    """A bar for each assumption around a dotted middle: hollow end = the assumption is low, filled = high."""
    kapea = leveys < 420
    vasen, oikea = (34.0, 34.0) if kapea else (60.0, 60.0)
    kaikki = [keski, *(x for r in rivit for x in (r.alhaalla, r.ylhaalla))]
    laajuus = max(kaikki) - min(kaikki)
    nolla = min(kaikki) - 2 * laajuus <= 0 <= max(kaikki) + 2 * laajuus  # from far away bars would be dots
    merkit = asteikko(
        min([*kaikki, 0.0] if nolla else kaikki), max([*kaikki, 0.0] if nolla else kaikki), 4 if kapea else 6
    )
    lo, hi = merkit[0], merkit[-1]

    def x(v: float) -> float:
        return vasen + (v - lo) / (hi - lo) * (leveys - vasen - oikea)

    osat, y = [], 14.0
    for r in rivit:
        nimi = textwrap.wrap(r.nimi, int(leveys / 7.2))
        osat += [teksti(0, y + 18 * i, osa) for i, osa in enumerate(nimi)]
        y += 18 * len(nimi)
        osat += [viiva(x(v), y - 10, x(v), y + 14, "ru") for v in merkit]
        osat += [viiva(x(0), y - 10, x(0), y + 14, "no")] if nolla else []
        osat.append(viiva(x(keski), y - 10, x(keski), y + 14, "tap"))
        osat.append(viiva(x(r.alhaalla), y + 2, x(r.ylhaalla), y + 2, "vl s1"))
        osat += [merkki(0, x(r.alhaalla), y + 2), merkki(1, x(r.ylhaalla), y + 2)]
        suunta = 1 if r.alhaalla <= r.ylhaalla else -1
        for arvo, sana, puoli in ((r.alhaalla, r.alapaa, -suunta), (r.ylhaalla, r.ylapaa, suunta)):
            osat.append(teksti(x(arvo) + 12 * puoli, y + 7, sana, "t2", "start" if puoli > 0 else "end"))
        y += 36
    osat += [teksti(x(v), y + 2, luku(v), "t2", "middle") for v in merkit]
    return kuva(leveys, y + 12, "".join(osat), otsikko, kuvaus)
