"""From paired runs to what a page shows: cards, figures and tables, with findings as titles.

A title claims a difference only when its interval does not cover zero; decimals stop at the error. Differences are of
the mean of the last five years, paired by seed, with a 95 % interval.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from kalibrointi.alueet import hae
from runs import esittelymitat as mitat
from runs import miksi, miksiteksti
from runs.vertailu import vastakohta
from visualisointi import sanat
from visualisointi.selain import svg
from visualisointi.selain.kieli import Kaantaja, kaantaja
from visualisointi.selain.laskenta import Tulos
from visualisointi.selain.nakyma import Nakyma

if TYPE_CHECKING:
    import pandas as pd

    from runs.miksi import Selitys

KORTIT = ("odotus", "odotusero", "tyydyttamaton", "elinajanodote_ero", "kustannus_asukas", "lista_yksityinen")
# better when it is smaller (-1) or larger (1); 0: neither, a share is no merit
SUUNNAT = {
    "odotus": -1,
    "odotusero": -1,
    "tyydyttamaton": -1,
    "elinajanodote_ero": -1,
    "kustannus_asukas": -1,
    "lista_yksityinen": 0,
    "osuus_7vrk": 1,
    "erreygers_tyydyttamaton": 0,
    "ehkaisyosuus": 0,
    "tyytyvaisyys": 1,
}
KUVAMITAT = (
    "odotus",
    "odotusero",
    "tyydyttamaton",
    "elinajanodote_ero",
    "kustannus_asukas",
    "lista_yksityinen",
    "osuus_7vrk",
    "ehkaisyosuus",
    "tyytyvaisyys",
)
MITAT = {mitta.koodi: mitta for mitta in mitat.MITAT}
VIIDENNEKSET = tuple(f"viidennes_{i}" for i in range(1, 6))
KIELIRYHMAT = ("kieli_fi", "kieli_sv", "kieli_muu")


@dataclass(frozen=True)
class Kuva:
    """A figure of a page: finding, what is measured, drawings for wide and narrow screens, its numbers as a table."""

    otsikko: str
    ala: str
    svg: str
    kapea: str
    sarakkeet: Sequence[str]
    rivit: Sequence[Sequence[str]]
    ajat: Sequence[tuple[str, Kuva]] = ()  # the same at other times: name of the time, figure

    def sanoina(self) -> dict[str, Any]:
        """As the page takes it."""
        ajat = [{"nimi": nimi, **kuva.sanoina()} for nimi, kuva in self.ajat]
        return {
            **({"ajat": ajat} if ajat else {}),
            "otsikko": self.otsikko,
            "ala": self.ala,
            "svg": self.svg,
            "kapea": self.kapea,
            "sarakkeet": list(self.sarakkeet),
            "rivit": [list(r) for r in self.rivit],
        }


class Aineisto:
    """What has been computed for one view, ready to be told in its language."""

    def __init__(self, nakyma: Nakyma, tulos: Tulos) -> None:
        self.nakyma, self.tulos = nakyma, tulos
        self.kieli = nakyma.kieli
        self._ = kaantaja(nakyma.kieli)

    @cached_property
    def erot(self) -> pd.DataFrame:
        """Contrasts of the last years' means, by (measure, group)."""
        ajot = self.tulos.ajot
        omat = ajot[ajot["mittari"] != mitat.RAHAVIRTA]
        return vastakohta(mitat.keskiarvot(omat), "a", "b").set_index(["mittari", "ryhma"])

    @cached_property
    def _mittarin_rivit(self) -> dict[str, Any]:
        """Measure -> places of its rows: they are asked for again and again."""
        return dict(self.tulos.ajot.groupby("mittari", sort=False).indices)

    def _rivit(self, mittari: str) -> pd.DataFrame:
        return self.tulos.ajot.take(self._mittarin_rivit[mittari])

    def vuosittain(self, mittari: str, ryhma: str = mitat.KAIKKI) -> pd.DataFrame:
        """Contrast of every year."""
        omat = self._rivit(mittari)
        return vastakohta(omat[omat["ryhma"] == ryhma], "a", "b").sort_values("vuosi")

    def kunnittain(self, mittari: str) -> dict[int, dict[str, dict[str, Any]]]:
        """Contrasts by year and municipality's group."""
        omat = self._rivit(mittari)
        taulu = vastakohta(omat[omat["ryhma"].str.startswith("kunta_")], "a", "b")
        out: dict[int, dict[str, dict[str, Any]]] = {}
        for rivi in taulu.sort_values("vuosi").to_dict("records"):
            out.setdefault(int(rivi["vuosi"]), {})[str(rivi["ryhma"])] = {str(k): v for k, v in rivi.items()}
        return out

    def rivi(self, mittari: str, ryhma: str = mitat.KAIKKI) -> dict[str, Any]:
        """One contrast."""
        rivi: dict[str, Any] = self.erot.loc[(mittari, ryhma)].to_dict()
        return rivi

    def on(self, mittari: str, ryhma: str = mitat.KAIKKI) -> bool:
        """Does the model give it?"""
        return (mittari, ryhma) in self.erot.index

    def luku(self, x: float, desimaaleja: int, etumerkki: bool = False) -> str:
        """A number in the page's language."""
        return sanat.luku(x, desimaaleja, self.kieli, etumerkki)

    def arvio(self, mittari: str, rivi: Mapping[str, Any]) -> str:
        """Verdict of a contrast (`esittelymitat.arvio`)."""
        return mitat.arvio(rivi, MITAT[mittari])

    @property
    def jakso(self) -> str:
        """The years that are averaged: 2026–2030."""
        vuodet = mitat.vuodet(self.tulos.ajot)
        return f"{vuodet[0]}–{vuodet[-1]}"

    @property
    def kuvaus(self) -> str:
        """What was run, in words: pairs, sample, and that it is provisional."""
        n, otos = self.tulos.pareja, self.luku(100 * self.tulos.vaihe.otos, 1)
        loppu = self._("provisional") if self.tulos.vaihe.alustava else self._("95% intervals")
        if n == 1:
            return self._("One paired run, {otos}% sample, {years}; {loppu}.", otos=otos, years=self.jakso, loppu=loppu)
        return self._("{n} paired runs, {otos}% sample; {loppu}.", n=n, otos=otos, loppu=loppu)


# --------------------------------------------------------------------------------------------------- cards
def kortit(a: Aineisto) -> list[dict[str, Any]]:
    """The cards of the headline measures."""
    return [_kortti(a, koodi) for koodi in KORTIT if a.on(koodi)]


def _kortti(a: Aineisto, koodi: str) -> dict[str, Any]:
    mittari, rivi = sanat.MITTARIT[koodi], a.rivi(koodi)
    laji = a.arvio(koodi, rivi)
    ero, vali = ero_ja_vali(rivi, koodi, a.kieli)
    k = mittari.kerroin
    raja = max(abs(k * rivi[n]) for n in ("difference", "low", "high") if math.isfinite(rivi[n])) or 1.0
    raja = max(raja, k * MITAT[koodi].raja)
    return {
        "koodi": koodi,
        "nimi": mittari.nimi[a.kieli],
        "arvo": mittari.arvo(rivi["value_b"], a.kieli),
        "yksikko": mittari.yksikko[a.kieli],
        "perus": mittari.arvo_yksikolla(rivi["value_a"], a.kieli),
        "ero": ero,
        "vali": vali,
        "merkki": merkki(koodi, laji, rivi),
        "sana": sana(a._, laji, rivi),
        "svg": svg.vali(k * rivi["low"], k * rivi["difference"], k * rivi["high"], raja),
        "lause": sanat.isolla(mitat.lause(rivi, koodi, laji, a.kieli)) + ".",
    }


def ero_ja_vali(rivi: Mapping[str, Any], koodi: str, kieli: str) -> tuple[str, str]:
    """A difference and its interval in words, with the decimals that tell the ends of a narrow interval apart; the
    interval is "" when there is none."""
    ero, vali = mitat.ero_sanoin(rivi, koodi, kieli)
    if not math.isfinite(rivi["low"]) or rivi["low"] == rivi["high"]:
        return ero, ""
    k, d = sanat.MITTARIT[koodi].kerroin, mitat.eron_desimaalit(rivi, koodi)
    for tarkkuus in range(d, d + 4):
        vali = sanat.vali(k * rivi["low"], k * rivi["high"], tarkkuus, kieli)
        if len(set(vali.split(sanat.VALIMERKKI))) > 1:
            return sanat.luku(k * rivi["difference"], tarkkuus, kieli, etumerkki=True), vali
    return ero, vali


SANAT = {
    "sama": "no change",
    "ei_eroa": "no difference from baseline",
    "epavarma": "cannot be told yet",
    "pieni": "too small to matter",
    "ei_valia": "provisional",
}


def sana(_: Kaantaja, laji: str, rivi: Mapping[str, Any]) -> str:
    """A verdict in a word or two."""
    return _(SANAT[laji]) if laji in SANAT else _("grows") if rivi["difference"] > 0 else _("shrinks")


def merkki(koodi: str, laji: str, rivi: Mapping[str, Any]) -> dict[str, str]:
    """Symbol and colour class of a verdict: arrows tell the direction, colours better or worse."""
    if laji in SANAT:
        return {"symboli": {"epavarma": "?", "ei_valia": "…"}.get(laji, "≈"), "luokka": ""}
    ylos = rivi["difference"] > 0
    hyva = SUUNNAT.get(koodi, 0) * (1 if ylos else -1)
    return {"symboli": "▲" if ylos else "▼", "luokka": "ok" if hyva > 0 else "huono" if hyva < 0 else ""}


# --------------------------------------------------------------------------------------------------- figures
def kehitys(
    a: Aineisto, koodi: str, merkki_: int = 1, mukaan: tuple[Sequence[float], Sequence[float]] = ((), ())
) -> Kuva:
    """Development of a measure in both worlds, and their paired difference. mukaan: what the axes must hold as well,
    so that figures side by side have the same ones: levels, differences."""
    mittari, rivi = sanat.MITTARIT[koodi], a.rivi(koodi)
    taulu, k, _ = a.vuosittain(koodi), mittari.kerroin, a._
    vuodet = [int(v) for v in taulu["vuosi"]]
    ero, vali = mitat.ero_sanoin(rivi, koodi, a.kieli)
    arvot = {n: [k * float(x) for x in taulu[n]] for n in ("value_a", "value_b", "difference", "low", "high")}
    kaista = any(math.isfinite(x) for x in arvot["low"])
    d = mittari.desimaaleja
    ed = mitat.eron_desimaalit(rivi, koodi) if kaista else d + 1
    kuvio = svg.Kehitys(
        vuodet,
        [svg.Sarja(0, _("Baseline"), arvot["value_a"]), svg.Sarja(merkki_, _("Scenario"), arvot["value_b"])],
        [svg.Sarja(merkki_, "", arvot["difference"], arvot["low"] if kaista else (), arvot["high"] if kaista else ())],
        tapahtumat(a),
        mittari.yksikko[a.kieli],
        _("Paired difference: same residents, same luck"),
        _("baseline"),
        lambda x: a.luku(x, d),
        lambda x: a.luku(x, ed, True),
        a.luku,
        mukaan,
    )
    otsikko = sanat.isolla(mitat.lause(rivi, koodi, a.arvio(koodi, rivi), a.kieli))
    if a.arvio(koodi, rivi) in SANAT:
        otsikko = f"{mittari.nimi[a.kieli]}: {otsikko[:1].lower()}{otsikko[1:]}"
    ala = f"{mittari.otsikko(a.kieli)}, {alueen_nimi(a)}. {_('Mean of {years}', years=a.jakso)}: {ero} ({vali})"
    if not kaista:
        ala = f"{mittari.otsikko(a.kieli)}, {alueen_nimi(a)}. {_('Mean of {years}', years=a.jakso)}: {ero}"
    rivit = [
        [str(v), a.luku(x, d + 1), a.luku(y, d + 1), a.luku(e, ed, True), sanat.vali(lo, hi, ed, a.kieli)]
        for v, x, y, e, lo, hi in zip(vuodet, *(arvot[n] for n in arvot), strict=True)
    ]
    sarakkeet = [_("Year"), _("Baseline"), _("Scenario"), _("Difference"), _("95% interval")]
    piirra: Callable[[float], str] = lambda w: svg.kehitys(kuvio, otsikko, ala, w)  # noqa: E731
    return Kuva(otsikko, ala, piirra(svg.LEVEA), piirra(svg.KAPEA), sarakkeet, rivit)


def tapahtumat(a: Aineisto) -> list[tuple[int, str]]:
    """Years in which the rules change, in words."""
    _, omat = a._, []
    b = a.nakyma.maailma()
    ohjelma = b.ohjelma()
    for kk in ohjelma.change_months:
        muutokset = ohjelma.changes(kk)
        vuosi = 2017 + kk // 12
        if "rakenne.jarjestaja" in muutokset:
            omat.append((vuosi, _("county begins")))
        elif any(avain.startswith("valinnanvapaus.") for avain in muutokset):
            omat.append((vuosi, _("choice begins")))
        elif not omat or vuosi != omat[-1][0]:
            omat.append((vuosi, _("rules change")))
    jarjestys = sorted(dict(omat).items())
    return jarjestys[:1] + jarjestys[-1:] if len(jarjestys) > 2 else jarjestys


def alueen_nimi(a: Aineisto) -> str:
    """Name of the region in the page's language."""
    return hae(a.nakyma.alue).nimi.get(a.kieli)


def ryhmat(a: Aineisto, koodi: str) -> Kuva:
    """A measure by income fifth and language: who gains, who loses."""
    _, mittari = a._, sanat.MITTARIT[koodi]
    nimet = {
        **{f"viidennes_{i}": (f"{i}") for i in range(2, 5)},
        "viidennes_1": _("1 lowest income"),
        "viidennes_5": _("5 highest income"),
        "kieli_fi": _("Finnish speakers"),
        "kieli_sv": _("Swedish speakers"),
        "kieli_muu": _("Other languages"),
    }
    jarjestys = [*VIIDENNEKSET, *KIELIRYHMAT]
    parit, rivit, kokoelma = [], [], []
    for ryhma in jarjestys:
        if not a.on(koodi, ryhma):
            continue
        rivi = a.rivi(koodi, ryhma)
        kokoelma.append((ryhma, rivi))
        ero, vali = mitat.ero_sanoin(rivi, koodi, a.kieli)
        varma = rivi["low"] > 0 or rivi["high"] < 0
        sana = ero if varma or not math.isfinite(rivi["low"]) else f"≈ {ero}"
        k = mittari.kerroin
        parit.append(svg.Pari(nimet[ryhma], k * rivi["value_a"], k * rivi["value_b"], sana))
        rivit.append(
            [nimet[ryhma], mittari.arvo(rivi["value_a"], a.kieli), mittari.arvo(rivi["value_b"], a.kieli), ero, vali]
        )
    otsikko = _ryhmaotsikko(a, koodi, kokoelma)
    ala = _(
        "{measure}, by income fifth (permanent rank within sex and age) and language, {years}",
        measure=mittari.otsikko(a.kieli),
        years=a.jakso,
    )
    sarakkeet = (_("Baseline"), _("Scenario"), _("Difference"))
    kuvaus = "; ".join(f"{r[0]} {r[1]} → {r[2]}" for r in rivit)
    piirra: Callable[[float], str] = lambda w: svg.kasapallot(  # noqa: E731
        parit, a.luku, otsikko, kuvaus, sarakkeet, w
    )
    return Kuva(otsikko, ala, piirra(svg.LEVEA), piirra(svg.KAPEA), [_("Group"), *sarakkeet, _("95% interval")], rivit)


def _ryhmaotsikko(a: Aineisto, koodi: str, rivit: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    """Both ends of the fifths, when both intervals say something."""
    _, omat = a._, dict(rivit)
    if "viidennes_1" not in omat or "viidennes_5" not in omat:
        return sanat.MITTARIT[koodi].nimi[a.kieli]
    ala, yla = omat["viidennes_1"], omat["viidennes_5"]
    if all(r["low"] > 0 or r["high"] < 0 for r in (ala, yla)):
        erot = [mitat.ero_sanoin(r, koodi, a.kieli)[0] for r in (ala, yla)]
        yksikko = sanat.MITTARIT[koodi].ero_yksikko[a.kieli]
        return _(
            "{measure}: lowest income fifth {low}, highest {high} {unit}",
            measure=sanat.MITTARIT[koodi].nimi[a.kieli],
            low=erot[0],
            high=erot[1],
            unit=yksikko,
        )
    return _("{measure}: no sure difference between income fifths", measure=sanat.MITTARIT[koodi].nimi[a.kieli])


RAHASOLMUT = {
    "valtio": 0,
    "veronmaksajat": 0,
    "asukkaat": 0,
    "rahoittajat": 0,
    "kunnat": 1,
    "jarjestaja": 1,
    "hus": 2,
    "liikelaitos": 2,
    "erikois": 3,
    "ikaantyneet": 3,
    "vammais": 3,
    "lapset": 3,
    "muut": 3,
    "sote_julkinen": 3,
    "sote_yksityinen": 3,
}


def rahavirrat(a: Aineisto, maailma: str) -> dict[tuple[str, str], float]:
    """Money of one world, (from, to) -> billion euros a year."""
    ajot = a.tulos.ajot
    omat = ajot[(ajot["skenaario"] == maailma) & (ajot["mittari"] == mitat.RAHAVIRTA)].groupby("ryhma")["arvo"].mean()
    virrat: dict[tuple[str, str], float] = {}
    for pari, milj in omat.items():
        mista, _, mihin = str(pari).partition(">")
        if milj >= 0.5:
            virrat[mista, mihin] = float(milj) / 1000.0
    return virrat


def valinta_kaytossa(a: Aineisto, maailma: str) -> bool:
    """Is direct choice in use at the end in this world?"""
    skenaario = a.nakyma.perusta() if maailma == "a" else a.nakyma.maailma()
    return bool(skenaario.ohjelma().at(skenaario.months - 1)["valinnanvapaus.suora_valinta"])


def raha(a: Aineisto, maailma: str) -> Kuva:
    """The money tree of one world: payer, organiser, producer, service."""
    _, virrat, valinta = a._, rahavirrat(a, maailma), valinta_kaytossa(a, maailma)
    kaytossa = {solmu for pari in virrat for solmu in pari}
    solmut = [
        svg.Solmu(
            t, RAHASOLMUT.get(t, 3), sanat.RAHA[t][a.kieli] if t in sanat.RAHA else t, valinta and t.startswith("sote_")
        )
        for t in sorted(
            kaytossa, key=lambda t: (RAHASOLMUT.get(t, 3), list(RAHASOLMUT).index(t) if t in RAHASOLMUT else 99)
        )
    ]
    kaikki = sum(v for (x, _y), v in virrat.items() if RAHASOLMUT.get(x, 3) == 0) or 1.0
    seuraa = sum(v for (_x, y), v in virrat.items() if y.startswith("sote_")) if valinta else 0.0
    nimi = _("Baseline") if maailma == "a" else _("Scenario")
    osuus = a.luku(100 * seuraa / kaikki, 1)
    otsikko = (
        _("{world}: {share}% of public money follows the resident's choice", world=nimi, share=osuus)
        if seuraa
        else _("{world}: no money follows the resident's choice", world=nimi)
    )
    ala = _("Public money, billion euros a year, mean of {years}, 2017 euros", years=a.jakso)
    luku: svg.Luku = lambda x: a.luku(x, 2 if x < 0.995 else 1)  # noqa: E731
    nimet = {s.tunnus: s.nimi for s in solmut}
    rivit = [[nimet[x], nimet[y], a.luku(v, 3)] for (x, y), v in sorted(virrat.items(), key=lambda p: -p[1])]
    kuvaus = "; ".join(f"{x} → {y} {v}" for x, y, v in rivit)
    kuva = svg.rahapuu(solmut, virrat, luku, otsikko, kuvaus)
    kapea = svg.rahaluettelo(solmut, virrat, luku, otsikko, kuvaus)
    return Kuva(otsikko, ala, kuva, kapea, [_("From"), _("To"), _("Billion €")], rivit)


def alueet(a: Aineisto) -> Kuva:
    """Unmet need by municipality, the difference on a tile map: of every year, and of the last years' mean."""
    koodi = "tyydyttamaton"
    ajat = {str(vuosi): omat for vuosi, omat in a.kunnittain(koodi).items()}
    keskiarvo = {r: a.rivi(koodi, r) for r in next(iter(ajat.values()), {})}
    varmat = [abs(r["difference"]) for omat in (*ajat.values(), keskiarvo) for r in omat.values() if varma(r)]
    suurin = max(varmat, default=0.0)
    viimeiset = _alueet(a, keskiarvo, a.jakso, suurin)
    omat = [(vuosi, _alueet(a, rivit, vuosi, suurin)) for vuosi, rivit in ajat.items()]
    return replace(viimeiset, ajat=[*omat, (a._("Mean of {years}", years=a.jakso), viimeiset)])


@cache
def _kunnat(alue: str) -> tuple[tuple[str, str, str, int, int], ...]:
    """Number, names and tile of each municipality."""
    from kalibrointi.aluetaulut import taulut

    return tuple(
        (str(k.kuntanumero), str(k.nimi_fi), str(k.nimi_sv), int(k.ruutu_rivi), int(k.ruutu_sarake))
        for k in taulut(alue).kunnat.itertuples()
    )


def varma(rivi: Mapping[str, Any]) -> bool:
    """Does the interval leave zero out?"""
    return bool(rivi["low"] > 0 or rivi["high"] < 0)


def _alueet(a: Aineisto, omat: Mapping[str, Mapping[str, Any]], aika: str, suurin: float) -> Kuva:
    """Municipalities at one time; `suurin`: the difference that has the strongest colour at any time."""
    koodi, _ = "tyydyttamaton", a._
    mittari, laatat, rivit = sanat.MITTARIT[koodi], [], []
    for numero, nimi_fi, nimi_sv, ruutu_y, ruutu_x in _kunnat(a.nakyma.alue):
        rivi = omat.get(f"kunta_{numero}")
        if rivi is None:
            continue
        ero, vali = mitat.ero_sanoin(rivi, koodi, a.kieli)
        nimi = nimi_sv if a.kieli == "sv" else nimi_fi
        laatat.append(svg.Laatta(ruutu_y, ruutu_x, nimi, rivi["difference"], ero if varma(rivi) else "≈", varma(rivi)))
        rivit.append([nimi, mittari.arvo(rivi["value_a"], a.kieli), mittari.arvo(rivi["value_b"], a.kieli), ero, vali])
    varmat = [x for x in laatat if x.eroaa]
    if varmat:
        alin, ylin = (f(varmat, key=lambda x: x.arvo) for f in (min, max))
        otsikko = _(
            "Unmet need {years}: differences from {y} ({b}) to {x} ({a})",
            years=aika, a=ylin.nimi, x=ylin.luku, b=alin.nimi, y=alin.luku,
        )  # fmt: skip
        if len(varmat) == 1:
            otsikko = _("Unmet need {years}: only {a} differs for sure ({x})", years=aika, a=ylin.nimi, x=ylin.luku)
    else:
        otsikko = _("Unmet need {years}: no municipality differs for sure", years=aika)
    ala = _(
        "Difference from baseline by municipality, percentage points, {years}; stronger colour: over half of the "
        "largest of all years",
        years=aika,
    )
    selitteet = (_("less unmet need"), _("no sure difference"), _("more unmet need"))
    kuvaus = "; ".join(f"{r[0]} {r[3]}" for r in rivit)
    kuva = svg.laattakartta(laatat, otsikko, kuvaus, selitteet, suurin)
    kapea = svg.laattaluettelo(laatat, otsikko, kuvaus, selitteet, suurin)
    sarakkeet = [_("Municipality"), _("Baseline"), _("Scenario"), _("Difference"), _("95% interval")]
    return Kuva(otsikko, ala, kuva, kapea, sarakkeet, rivit)


def kaikki_mittarit(a: Aineisto) -> dict[str, Any]:
    """Every headline measure as a table: level in both worlds, difference, verdict."""
    _, rivit = a._, []
    for koodi in KUVAMITAT:
        if not a.on(koodi):
            continue
        m, rivi = sanat.MITTARIT[koodi], a.rivi(koodi)
        ero, vali = ero_ja_vali(rivi, koodi, a.kieli)
        laji = a.arvio(koodi, rivi)
        rivit.append(
            [
                m.otsikko(a.kieli),
                m.arvo(rivi["value_a"], a.kieli),
                m.arvo(rivi["value_b"], a.kieli),
                ero,
                vali,
                sanat.isolla(mitat.lause(rivi, koodi, laji, a.kieli)) + ".",
            ]
        )
    return {
        "sarakkeet": [_("Measure"), _("Baseline"), _("Scenario"), _("Difference"), _("95% interval"), _("In words")],
        "rivit": rivit,
    }


def elinaika(a: Aineisto) -> Kuva:
    """Life expectancy at 30 by sex and income fifth: levels, and what changes, in days."""
    _, parit, rivit = a._, [], []
    paat = {1: _("1 lowest income"), 5: _("5 highest income")}
    for suku, sana in (("miehet", _("men")), ("naiset", _("women"))):
        for i in range(1, 6):
            rivi = a.rivi("elinajanodote_30", f"{suku}:viidennes_{i}")
            paivat = [365.25 * rivi[n] for n in ("difference", "low", "high")]
            d = sanat.desimaaleja((paivat[2] - paivat[1]) / 2.0, 0, 1) if math.isfinite(paivat[1]) else 0
            nimi = f"{sanat.isolla(sana)}, {paat.get(i, i)}"
            ero = f"{a.luku(paivat[0], d, True)} {_('days')}"
            vali = sanat.vali(paivat[1], paivat[2], d, a.kieli)
            parit.append(svg.Pari(nimi, rivi["value_a"], rivi["value_b"], ero))
            rivit.append([nimi, a.luku(rivi["value_a"], 1), a.luku(rivi["value_b"], 1), ero, vali])
    erot = [a.rivi("elinajanodote_ero", s)["value_a"] for s in ("miehet", "naiset")]
    otsikko = _(
        "Life expectancy: the richest fifth lives {m} years longer among men, {w} among women",
        m=a.luku(erot[0], 1),
        w=a.luku(erot[1], 1),
    )
    ala = _("Life expectancy at 30 by income fifth, {years}; difference from baseline in days", years=a.jakso)
    sarakkeet = (_("Baseline"), _("Scenario"), _("Difference"))
    kuvaus = "; ".join(f"{r[0]} {r[1]}, {r[3]}" for r in rivit)
    piirra: Callable[[float], str] = lambda w: svg.kasapallot(  # noqa: E731
        parit, a.luku, otsikko, kuvaus, sarakkeet, w
    )
    return Kuva(otsikko, ala, piirra(svg.LEVEA), piirra(svg.KAPEA), [_("Group"), *sarakkeet, _("95% interval")], rivit)


def ketjut(a: Aineisto) -> Kuva:
    """Share of patients lost in each care chain, in both worlds."""
    _ = a._
    nimet = {
        "sydan": _("Heart failure"),
        "lastensuojelu": _("Child protection"),
        "lnpsyk": _("Child and youth psychiatry"),
        "ikaantynyt": _("Older people"),
        "miepa": _("Mental health, substance use"),
    }
    parit, rivit, pahin = [], [], ("", 0.0, 0.0)
    for ketju, nimi in nimet.items():
        if not a.on("ketju_kadonneiden_osuus", ketju):
            continue
        r = a.rivi("ketju_kadonneiden_osuus", ketju)
        d = 1
        ero, vali = a.luku(100 * r["difference"], d, True), sanat.vali(100 * r["low"], 100 * r["high"], d, a.kieli)
        parit.append(svg.Pari(nimi, 100 * r["value_a"], 100 * r["value_b"], ero))
        rivit.append([nimi, a.luku(100 * r["value_a"], 1), a.luku(100 * r["value_b"], 1), ero, vali])
        pahin = max(pahin, (nimi, 100 * r["value_b"], 100 * r["value_a"]), key=lambda p: p[1])
    otsikko = _(
        "Most are lost in the chain “{chain}”: {share}%, in the baseline {base}%",
        chain=pahin[0], share=a.luku(pahin[1], 1), base=a.luku(pahin[2], 1),
    )  # fmt: skip
    ala = _("Share of patients lost at a hand-over between organisations, %, {years}", years=a.jakso)
    sarakkeet = (_("Baseline"), _("Scenario"), _("Difference"))
    kuvaus = "; ".join(f"{r[0]} {r[1]} → {r[2]}" for r in rivit)
    piirra: Callable[[float], str] = lambda w: svg.kasapallot(  # noqa: E731
        parit, a.luku, otsikko, kuvaus, sarakkeet, w
    )
    return Kuva(otsikko, ala, piirra(svg.LEVEA), piirra(svg.KAPEA), [_("Chain"), *sarakkeet, _("95% interval")], rivit)


def oma_ajo(_: Kaantaja) -> str:
    """Why a figure that is computed when asked has other numbers than the page around it."""
    return _("A run of its own, on a smaller sample: its figures differ from the page's.")


def syyt(kieli: str, s: Selitys) -> Kuva:
    """Which mechanism made the difference: signed bars around zero, and the answer in one sentence."""
    _, k = kaantaja(kieli), miksiteksti.Kirjoittaja(s, kieli)
    otsikko = miksiteksti.lause(s, kieli)
    ala = _(
        "{measure} in {year}: baseline {a}, scenario {b}.", measure=k.mittari, year=s.vuosi, a=k.taso(s.arvo_a),
        b=k.taso(s.arvo_b),
    )  # fmt: skip
    palkit = [
        svg.Palkki(
            syynimi(k, r.lohko),
            k.kerroin * r.osa,
            k.kerroin * r.ala,
            k.kerroin * r.yla,
            k.ero(r.osa),
            r.lohko == miksi.ERO,
        )
        for r in miksiteksti.jarjestetty(s)
    ]
    sarakkeet, luvut = miksiteksti.taulu(s, kieli)
    rivit = [[syynimi(k, r.lohko), *x[1:]] for r, x in zip(miksiteksti.jarjestetty(s), luvut, strict=True)]
    kuvaus = "; ".join(f"{r[0]} {r[1]}" for r in rivit)
    piirra: Callable[[float], str] = lambda w: svg.palkit(palkit, otsikko, kuvaus, w)  # noqa: E731
    omat = [x.lstrip(">") for x in sarakkeet]
    return Kuva(otsikko, f"{ala} {k.parit} {oma_ajo(_)}", piirra(svg.LEVEA), piirra(svg.KAPEA), omat, rivit)


def syynimi(k: miksiteksti.Kirjoittaja, lohko: str) -> str:
    """A mechanism, the rest, or the whole, as a row's name."""
    return kaantaja(k.kieli)("The whole difference") if lohko == miksi.ERO else sanat.isolla(k.t(lohko))
