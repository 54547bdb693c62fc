"""What the answer hangs on, as a page shows it: tornado of the named assumptions, in how many worlds it holds; and
what one more client is worth to each actor."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kalibrointi.parametrit import nayta
from runs import kannustinraportti
from visualisointi import sanat
from visualisointi.selain import keinot, svg
from visualisointi.selain.kieli import kaantaja
from visualisointi.selain.kuvat import Kuva, oma_ajo
from visualisointi.selain.nakyma import Nakyma, maailman_nimi, parametrit

if TYPE_CHECKING:
    from runs.kannustinraportti import Kannustinraportti
    from visualisointi.selain.oletusmaailmat import Oletusvastaus


def kestaa(nakyma: Nakyma, v: Oletusvastaus, mittari: str) -> dict[str, str]:
    """The badge: holds in n of N worlds, and which assumptions turn it round."""
    _, o, n = kaantaja(nakyma.kieli), v.osuus(mittari), len(v.maailmat)
    lasketut = {"alle": round(o.alle * n), "yli": round(o.yli * n), "sama": n - round(o.alle * n) - round(o.yli * n)}
    paras = max(lasketut, key=lambda k: lasketut[k])
    sana = {"alle": _("shrinks"), "yli": _("grows"), "sama": _("no difference that matters")}[paras]
    kaantavat = _kaantavat(nakyma, v, mittari, paras)
    teksti = _(
        "Shrinks in {below}, grows in {above}, no difference that matters in {same} of {all} worlds.",
        below=lasketut["alle"],
        above=lasketut["yli"],
        same=lasketut["sama"],
        all=n,
    )
    if kaantavat:
        teksti += " " + _("Alone, these change the verdict: {what}.", what="; ".join(kaantavat))
    return {
        "teksti": teksti,
        "merkki": _("{verdict}: holds in {n} of {all} worlds", verdict=sana, n=lasketut[paras], all=n),
        "luokka": "",  # sure is neither good nor bad
    }


def _kaantavat(nakyma: Nakyma, v: Oletusvastaus, mittari: str, paras: str) -> list[str]:
    from runs.esittelymitat import MITAT

    raja, erot = next(m.raja for m in MITAT if m.koodi == mittari), v.erot(mittari)

    def laji(ero: float) -> str:
        return "alle" if ero < -raja else "yli" if ero > raja else "sama"

    out = []
    for i, m in enumerate(v.maailmat):
        if m.yksin and laji(float(erot[i])) != paras:
            p = parametrit()[m.yksin]
            out.append(f"{sanat.pienella(getattr(p.text, nakyma.kieli))} {_arvo(m.arvot[0][1], nakyma.kieli)}")
    return out


def _arvo(teksti: str, kieli: str) -> str:
    return teksti if kieli == "en" else teksti.replace(".", ",")


@dataclass(frozen=True)
class Tornado:
    """What is drawn: bars, the scenario as it is, how numbers are written, the table's rows, finding and subtitle."""

    palkit: Sequence[svg.Heilahdus]
    keski: float
    luku: Callable[[float], str]
    rivit: Sequence[Sequence[str]]
    otsikko: str
    ala: str


def heilahdukset(nakyma: Nakyma, v: Oletusvastaus, mittari: str) -> Tornado:
    """The difference from baseline when each assumption alone is low or high, around the world as it is."""
    kieli, m = nakyma.kieli, sanat.MITTARIT[mittari]
    _, k, keski = kaantaja(kieli), m.kerroin, m.kerroin * float(v.erot(mittari)[0])
    omat = v.heilahdukset(mittari)
    luvut = [keski, *(k * x for h in omat for x in (h.alhaalla, h.ylhaalla))]
    d = sanat.desimaaleja(max(max(luvut) - min(luvut), abs(keski) / 10) / 10, 0, m.desimaaleja + 3)

    def luku(x: float) -> str:
        return sanat.luku(x, d, kieli, etumerkki=True)

    palkit, rivit = [], []
    for h in omat:
        p = parametrit()[h.avain]
        assert p.range is not None
        paat = [_arvo(nayta(float(x)), kieli) for x in p.range]
        nimi = getattr(p.text, kieli)
        palkit.append(svg.Heilahdus(nimi, k * h.alhaalla, k * h.ylhaalla, paat[0], paat[1]))
        oma = keinot.sanoin(nakyma.arvo(p), kieli)
        rivit.append([nimi, oma, f"{paat[0]}–{paat[1]}", luku(k * h.alhaalla), luku(k * h.ylhaalla)])
    ensin = omat[0]
    liike = ensin.liike(float(v.erot(mittari)[0])) * k
    otsikko = _(
        "{measure}: hangs most on “{assumption}”", measure=m.nimi[kieli],
        assumption=sanat.pienella(getattr(parametrit()[ensin.avain].text, kieli)),
    )  # fmt: skip
    if math.isclose(liike, 0.0, abs_tol=1e-12):
        otsikko = _("{measure}: none of the named assumptions moves it", measure=m.nimi[kieli])
    ala = _(
        "Difference from baseline, {unit}, when an assumption alone is at the low (hollow) or the high end of its "
        "range. {seeds} seeds, {otos}% sample; the dotted line is the scenario as it is.",
        unit=m.ero_yksikko[kieli],
        seeds=len(v.siemenet),
        otos=sanat.luku(1, 0, kieli),
    )
    return Tornado(palkit, keski, luku, rivit, otsikko, ala)


def tornado(nakyma: Nakyma, v: Oletusvastaus, mittari: str) -> Kuva:
    """The same as a figure of the page."""
    t = heilahdukset(nakyma, v, mittari)
    kuvaus = "; ".join(f"{r[0]} {r[3]} … {r[4]}" for r in t.rivit)
    piirra: Callable[[float], str] = lambda w: svg.tornado(t.palkit, t.keski, t.luku, t.otsikko, kuvaus, w)  # noqa: E731
    ala = f"{t.ala} {oma_ajo(kaantaja(nakyma.kieli))}"
    return Kuva(t.otsikko, ala, piirra(svg.LEVEA), piirra(svg.KAPEA), tornadosarakkeet(nakyma.kieli), t.rivit)


def tornadosarakkeet(kieli: str) -> list[str]:
    """Columns of the tornado's table."""
    _ = kaantaja(kieli)
    return [_("Assumption"), _("Now"), _("Range"), _("Difference at the low end"), _("Difference at the high end")]


def mittari(nakyma: Nakyma, v: Oletusvastaus) -> str:
    """The measure of the view, or waits when the worlds do not give it."""
    return nakyma.mittari if nakyma.mittari in v.tasot else "odotus"


def kannustimet(nakyma: Nakyma, raportit: tuple[Kannustinraportti, Kannustinraportti]) -> list[Kuva]:
    """What is left of one more client of each kind: to the sote centre as bars; all actors as a table, both worlds."""
    kieli = nakyma.kieli
    _ = kaantaja(kieli)
    return [
        _kannustin(kieli, r, nimi)
        for r, nimi in zip(raportit, (_("Baseline"), maailman_nimi(nakyma)), strict=True)
    ]  # fmt: skip


def _kannustin(kieli: str, r: Kannustinraportti, nimi: str) -> Kuva:
    sarakkeet, rivit = kannustinraportti.taulu(r, kieli)
    toimija = r.rivit[0].toimija
    omat = [x for x in r.rivit if x.toimija == toimija]
    palkit = [
        svg.Palkki(
            sanat.miksisana(f"asiakas_{x.asiakas}", kieli), x.netto, math.nan, math.nan,
            sanat.luku(x.netto, 0, kieli, etumerkki=True),
        )
        for x in omat
    ]  # fmt: skip
    _ = kaantaja(kieli)
    paras, huonoin = max(omat, key=lambda x: x.netto), min(omat, key=lambda x: x.netto)
    otsikko = _(
        "{world}: to the {actor}, the most is left of “{best}” ({x} €), the least of “{worst}” ({y} €)",
        world=nimi,
        actor=sanat.pienella(sanat.miksisana(toimija, kieli)),
        best=sanat.miksisana(f"asiakas_{paras.asiakas}", kieli),
        x=sanat.luku(paras.netto, 0, kieli, etumerkki=True),
        worst=sanat.miksisana(f"asiakas_{huonoin.asiakas}", kieli),
        y=sanat.luku(huonoin.netto, 0, kieli, etumerkki=True),
    )
    ala = _("One more client for a year, income less cost, euros, {year}", year=r.vuosi)
    ala += ". " + sanat.miksisana("kannustin_selite", kieli)
    kuvaus = "; ".join(f"{p.nimi} {p.luku}" for p in palkit)
    piirra: Callable[[float], str] = lambda w: svg.palkit(palkit, otsikko, kuvaus, w)  # noqa: E731
    return Kuva(
        otsikko, ala, piirra(svg.LEVEA), piirra(svg.KAPEA), [s.lstrip(">") for s in sarakkeet], [list(x) for x in rivit]
    )
