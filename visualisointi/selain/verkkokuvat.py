"""The service network of a page: where its chains break, hand-over by hand-over, and in which layer services are used.

Chains, steps, layers and their names are those of the facts (`palveluketjut.csv`, `palveluketjun_askeleet.csv`,
`kerrokset.csv`); losses and shares are the runs'.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from kalibrointi import palvelupaketit
from visualisointi import sanat
from visualisointi.selain import svg
from visualisointi.selain.kuvat import Aineisto, Kuva

HAVIO, KADONNEET, KERROS = "ketju_havio", "ketju_kadonneiden_osuus", "kerroksen_osuus"


@dataclass(frozen=True)
class Siirto:
    """A hand-over: names of its ends, loss in both worlds (%), what has changed in words; and is its end public?"""

    mista: str
    mihin: str
    ennen: float
    jalkeen: float
    ero: str
    vali: str
    julkinen: bool


@dataclass(frozen=True)
class Polku:
    """A chain with its hand-overs in order."""

    nimi: str
    siirrot: Sequence[Siirto]

    @property
    def pahin(self) -> Siirto:
        """Where most of those who come that far are lost; an association at the end is voluntary."""
        return max((s for s in self.siirrot if s.julkinen), key=lambda s: s.jalkeen)


@cache
def _paketit() -> palvelupaketit.Paketit:
    return palvelupaketit.lue()


def _ero(a: Aineisto, mittari: str, ryhma: str) -> tuple[float, float, str, str]:
    """Baseline and scenario in per cent, the difference and its interval in words."""
    r = a.rivi(mittari, ryhma)
    vali = sanat.vali(100 * r["low"], 100 * r["high"], 1, a.kieli) if math.isfinite(r["low"]) else "–"
    return 100 * r["value_a"], 100 * r["value_b"], a.luku(100 * r["difference"], 1, True), vali


def polut(a: Aineisto) -> list[Polku]:
    """Every chain the runs tell of."""
    out = []
    for ketju in _paketit().ketjut:
        siirrot = []
        for alku, loppu in zip(ketju.askeleet, ketju.askeleet[1:], strict=False):
            ryhma = f"{ketju.koodi}:{loppu.koodi}"
            if a.on(HAVIO, ryhma):
                ennen, jalkeen, ero, vali = _ero(a, HAVIO, ryhma)
                mista, mihin = alku.nimi[a.kieli], loppu.nimi[a.kieli]
                siirrot.append(Siirto(mista, mihin, ennen, jalkeen, ero, vali, bool(loppu.rivi)))
        if siirrot:
            out.append(Polku(ketju.nimi[a.kieli], siirrot))
    return out


def katkokset(a: Aineisto) -> Kuva:
    """Hand-overs of every chain and the loss at each, the worst of each chain broken."""
    _, omat = a._, polut(a)
    pahin = max((p.pahin for p in omat), key=lambda s: s.jalkeen)
    otsikko = _(
        "Most are lost on the way to “{step}”: {share}%, in the baseline {base}%",
        step=pahin.mihin, share=a.luku(pahin.jalkeen, 0), base=a.luku(pahin.ennen, 0),
    )  # fmt: skip
    ala = _(
        "Share of those who come that far who are lost at the hand-over, %, {years}. ✕: the worst hand-over of the "
        "chain. An association at the end is voluntary.",
        years=a.jakso,
    )
    rivit = [
        [p.nimi, f"{s.mista} → {s.mihin}", a.luku(s.ennen, 1), a.luku(s.jalkeen, 1), s.ero, s.vali]
        for p in omat
        for s in p.siirrot
    ]
    kuvaus = "; ".join(f"{r[1]} {r[2]} → {r[3]}" for r in rivit)
    luku: Callable[[float], str] = lambda x: a.luku(x, 0)  # noqa: E731
    yksikko = "%" if a.kieli == "en" else f"{sanat.KOVA_VALI}%"
    kuva = piirra(omat, (_("Scenario"), _("Baseline")), luku, yksikko, otsikko, kuvaus)
    kapea = piirra_kapea(omat, luku, yksikko, otsikko, kuvaus)
    sarakkeet = [_("Chain"), _("Hand-over"), _("Baseline"), _("Scenario"), _("Difference"), _("95% interval")]
    return Kuva(otsikko, ala, kuva, kapea, sarakkeet, rivit)


def kerrokset(a: Aineisto) -> Kuva:
    """In which layer of the network contacts are, in both worlds."""
    _, parit, rivit, suurin = a._, [], [], ("", 0.0, 0.0, "")
    for kerros in _paketit().kerrokset.kerrokset:
        ryhma = f"kerros_{kerros.koodi}"
        if not a.on(KERROS, ryhma):
            continue
        nimi = kerros.nimi[a.kieli]
        ennen, jalkeen, ero, vali = _ero(a, KERROS, ryhma)
        parit.append(svg.Pari(nimi, ennen, jalkeen, ero))
        rivit.append([nimi, a.luku(ennen, 1), a.luku(jalkeen, 1), ero, vali])
        if abs(jalkeen - ennen) > abs(suurin[2] - suurin[1]):
            suurin = (nimi, ennen, jalkeen, ero)
    otsikko = _("Contacts stay in the layers they were in")
    if abs(suurin[2] - suurin[1]) >= 0.05:
        otsikko = _("Contacts move most in the layer “{layer}”: {x} percentage points", layer=suurin[0], x=suurin[3])
    ala = _("Layers of the service network, share of contacts, %, {years}", years=a.jakso)
    sarakkeet = (_("Baseline"), _("Scenario"), _("Difference"))
    kuvaus = "; ".join(f"{r[0]} {r[1]} → {r[2]}" for r in rivit)
    piirros: Callable[[float], str] = lambda w: svg.kasapallot(  # noqa: E731
        parit, a.luku, otsikko, kuvaus, sarakkeet, w
    )
    return Kuva(
        otsikko, ala, piirros(svg.LEVEA), piirros(svg.KAPEA), [_("Layer"), *sarakkeet, _("95% interval")], rivit
    )


def piirra(
    omat: Sequence[Polku],
    maailmat: tuple[str, str],
    luku: Callable[[float], str],
    yksikko: str,
    otsikko: str,
    kuvaus: str,
) -> str:
    """Chains one below another, each from left to right: the scenario over the line, the baseline under it."""
    y, leveys = 0.0, svg.LEVEA
    osat = [svg.teksti(leveys, 14, maailmat[0], "nu", "end"), svg.teksti(leveys, 32, maailmat[1], "t2", "end")]
    osat.append(svg.viiva(leveys - 80, 19, leveys, 19, "ru2"))
    for p in omat:
        nimet = [p.siirrot[0].mista, *(s.mihin for s in p.siirrot)]
        ala = leveys / len(nimet)
        x = [ala * (i + 0.5) for i in range(len(nimet))]
        rivit = [textwrap.wrap(nimi, max(9, int(ala / 7.4)), break_long_words=False) for nimi in nimet]
        osat.append(svg.teksti(0, y + 16, p.nimi, "n"))
        yy = y + 52
        for i, s in enumerate(p.siirrot):
            pahin, keski = s is p.pahin, (x[i] + x[i + 1]) / 2
            osat.append(svg.viiva(x[i] + 8, yy, x[i + 1] - 8, yy, "siirto pahin" if pahin else "siirto"))
            arvo = f"{'✕ ' if pahin else ''}{luku(s.jalkeen)}{yksikko}"
            osat.append(svg.teksti(keski, yy - 9, arvo, "nu pahint" if pahin else "nu", "middle"))
            osat.append(svg.teksti(keski, yy + 20, f"{luku(s.ennen)}{yksikko}", "t2", "middle"))
        for i, omat_rivit in enumerate(rivit):
            osat.append(svg.merkki(0 if i == len(nimet) - 1 and not p.siirrot[-1].julkinen else 1, x[i], yy))
            osat += [svg.teksti(x[i], yy + 40 + 16 * j, rivi, "t13", "middle") for j, rivi in enumerate(omat_rivit)]
        y = yy + 40 + 16 * max(map(len, rivit)) + 14
    return svg.kuva(leveys, y - 10, "".join(osat), otsikko, kuvaus)


def piirra_kapea(omat: Sequence[Polku], luku: Callable[[float], str], yksikko: str, otsikko: str, kuvaus: str) -> str:
    """The same on a narrow screen: hand-overs one below another, the bar as long as the loss."""
    osat, y, leveys = [], 0.0, svg.KAPEA
    for p in omat:
        for rivi in textwrap.wrap(p.nimi, 40):
            y += 18
            osat.append(svg.teksti(0, y, rivi, "n"))
        y += 6
        for s in p.siirrot:
            pahin = s is p.pahin
            for rivi in textwrap.wrap(f"→ {s.mihin}", 32):
                y += 18
                osat.append(svg.teksti(10, y, rivi))
            arvo = f"{'✕ ' if pahin else ''}{luku(s.ennen)} → {luku(s.jalkeen)}{yksikko}"
            osat.append(svg.teksti(leveys, y, arvo, "nu pahint" if pahin else "nu", "end"))
            pituus = max(s.jalkeen / 100 * (leveys - 10), 1.0)
            luokka = "pahinp" if pahin else "pa"
            osat.append(f'<rect class="{luokka}" x="10" y="{y + 6:.1f}" width="{pituus:.1f}" height="6"/>')
            y += 14
        y += 12
    return svg.kuva(leveys, y - 6, "".join(osat), otsikko, kuvaus)
