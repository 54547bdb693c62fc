"""Figures of a report: the page's findings and numbers, drawn for paper, and as charts that Office can edit."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from runs import esittelymitat as mitat
from runs import miksiteksti
from visualisointi import kuviot, sanat, sarjakuviot
from visualisointi.selain import epavarmuus
from visualisointi.selain import kuvat as sivun
from visualisointi.selain.kuvat import Aineisto, Kuva

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from runs.miksi import Selitys
    from visualisointi.selain.oletusmaailmat import Oletusvastaus


@dataclass(frozen=True)
class Kaavio:
    """A chart for Office: "viiva" or "palkki", categories, series of numbers (None: nothing), what is measured.

    ensimmainen: style of the first series (0: the baseline's). vali: after the first, the ends of its interval.
    """

    laji: str
    otsikko: str
    luokat: Sequence[str]
    sarjat: Sequence[tuple[str, Sequence[float | None]]]
    muoto: str = "0.0"
    ensimmainen: int = 0
    vali: bool = False


@dataclass(frozen=True)
class Raporttikuva:
    """A figure: texts with its provenance, its numbers as a table, how it is drawn, and the same for Office."""

    otsikko: str
    ala: str
    lahde: str
    sarakkeet: Sequence[str]
    rivit: Sequence[Sequence[str]]
    piirra: Callable[[], Figure]
    kaaviot: Sequence[Kaavio]


@dataclass(frozen=True)
class Lisat:
    """What takes minutes and is taken along when it has been computed: why (`runs.miksi`), and other assumptions."""

    syyt: Selitys | None = None
    oletukset: Oletusvastaus | None = None


def kuvat(
    aineistot: Sequence[Aineisto], nimet: Sequence[str], lahde: str, lisat: Lisat | None = None
) -> list[Raporttikuva]:
    """One scenario: development, groups, life expectancy, money, and what `lisat` holds. Several: development, all
    measures, groups."""
    if len(aineistot) > 1:
        return [_kehitykset(aineistot, nimet, lahde), _matriisi(aineistot, nimet, lahde)] + [
            _ryhmat(a, "tyydyttamaton", nimi, lahde) for a, nimi in list(zip(aineistot, nimet, strict=True))[:2]
        ]
    a, nimi = aineistot[0], nimet[0]
    return [
        _kehitykset([a], [nimi], lahde),
        _ryhmat(a, "tyydyttamaton", nimi, lahde),
        _elinaika(a, nimi, lahde),
        _raha(a, nimi, lahde),
        *([_syyt(a, lisat.syyt, lahde)] if lisat and lisat.syyt else []),
        *([_tornado(a, lisat.oletukset, lahde)] if lisat and lisat.oletukset else []),
    ]


def _syyt(a: Aineisto, s: Selitys, lahde: str) -> Raporttikuva:
    """Which mechanism made the difference."""
    rivit, k = miksiteksti.jarjestetty(s), miksiteksti.Kirjoittaja(s, a.kieli)
    kaavio = Kaavio(
        "palkki", k.mittari, [sivun.syynimi(k, r.lohko) for r in rivit],
        [(a._("Difference"), _luvut([r.osa for r in rivit], k.kerroin))], "+0.0;−0.0;0",
    )  # fmt: skip
    palkit = [replace(miksiteksti.palkki(k, r), nimi=sivun.syynimi(k, r.lohko)) for r in rivit]
    return _kuva(sivun.syyt(a.kieli, s), lahde, lambda t: kuviot.osatekijat(t, palkit), [kaavio])


def _tornado(a: Aineisto, v: Oletusvastaus, lahde: str) -> Raporttikuva:
    """What other assumptions do to the difference."""
    mittari = epavarmuus.mittari(a.nakyma, v)
    t = epavarmuus.heilahdukset(a.nakyma, v, mittari)
    rivit = [sarjakuviot.Heilahdus(p.nimi, p.alhaalla, p.ylhaalla, p.alapaa, p.ylapaa) for p in t.palkit]
    paat = epavarmuus.tornadosarakkeet(a.kieli)[3:]
    kaavio = Kaavio(
        "palkki", f"{sanat.MITTARIT[mittari].nimi[a.kieli]}, {sanat.MITTARIT[mittari].ero_yksikko[a.kieli]}",
        [p.nimi for p in t.palkit],
        [(paat[0], [p.alhaalla for p in t.palkit]), (paat[1], [p.ylhaalla for p in t.palkit])], "+0.0;−0.0;0",
    )  # fmt: skip
    keski = f"{a._('Scenario')} {t.luku(t.keski)}"
    selite = (a._("assumption low"), a._("assumption high"))
    kuva = epavarmuus.tornado(a.nakyma, v, mittari)
    return _kuva(kuva, lahde, lambda x: sarjakuviot.heilahdukset(x, rivit, t.keski, t.luku, keski, selite), [kaavio])


def _kuva(k: Kuva, lahde: str, piirra: Callable[[kuviot.Tekstit], Figure], kaaviot: Sequence[Kaavio]) -> Raporttikuva:
    tekstit = kuviot.Tekstit(k.otsikko, k.ala, lahde)
    return Raporttikuva(k.otsikko, k.ala, lahde, k.sarakkeet, k.rivit, lambda: piirra(tekstit), kaaviot)


def _luvut(xs: Sequence[float], kerroin: float = 1.0) -> list[float | None]:
    return [kerroin * float(x) if math.isfinite(x) else None for x in xs]


def _kehitykset(aineistot: Sequence[Aineisto], nimet: Sequence[str], lahde: str) -> Raporttikuva:
    """The measure looked at by year: levels, and below them paired differences."""
    a, koodi = aineistot[0], aineistot[0].nakyma.mittari
    m, _, perus = sanat.MITTARIT[koodi], a._, a.vuosittain(koodi)
    k, vuodet = m.kerroin, [float(v) for v in perus["vuosi"]]
    sarjat = [
        kuviot.Sarja(_("Baseline"), vuodet, [k * float(x) for x in perus["value_a"]], 0, _loppu(a, m, perus["value_a"]))
    ]
    erot, kaavion_erot = [], []
    for i, (x, nimi) in enumerate(zip(aineistot, nimet, strict=True), start=1):
        taulu = x.vuosittain(koodi)
        sarjat.append(
            kuviot.Sarja(nimi, vuodet, [k * float(v) for v in taulu["value_b"]], i, _loppu(x, m, taulu["value_b"]))
        )
        y, ala, yla = ([k * float(v) for v in taulu[n]] for n in ("difference", "low", "high"))
        kaista = all(math.isfinite(v) for v in (*ala, *yla))
        ero, vali = mitat.ero_sanoin(x.rivi(koodi), koodi, x.kieli)
        selite = f"{x.jakso}: {ero}" + (f" ({vali})" if kaista else "")
        erot.append(kuviot.Sarja(nimi, vuodet, y, i, selite, ala if kaista else None, yla if kaista else None))
        kaavion_erot.append((nimi, _luvut(y)))
        if len(aineistot) == 1 and kaista:
            kaavion_erot += [(_("interval, low"), _luvut(ala)), (_("interval, high"), _luvut(yla))]
    kuva = sivun.kehitys(a, koodi)
    if len(aineistot) > 1:
        kuva = _yhteinen(aineistot, nimet, koodi)
    akseli = 1 if max(abs(v) for s in sarjat for v in s.y) < 10 else 0
    luokat = [str(int(v)) for v in vuodet]
    tapahtumat = [kuviot.Tapahtuma(v, t) for v, t in sivun.tapahtumat(a)] if len(aineistot) == 1 else []
    parittain = _("Paired difference from the baseline, {unit}, 95% interval", unit=m.yksikko[a.kieli])
    vali_mukana = len(kaavion_erot) > len(erot)
    muoto = "0" if max(abs(v) for s in sarjat for v in s.y) >= 20 else "0.0"
    isoin = max((abs(v) for e in erot for v in (*e.y, *(e.ala or ()), *(e.yla or ()))), default=1.0)
    eromuoto = "+0;−0;0" if isoin >= 5 else "+0.0;−0.0;0" if isoin >= 0.5 else "+0.000;−0.000;0"
    return _kuva(
        kuva, lahde,
        lambda t: kuviot.aikasarjat(t, sarjat, erot, parittain, lambda v: _akseliluku(a, v, akseli), (), tapahtumat),
        [Kaavio("viiva", m.otsikko(a.kieli), luokat, [(s.nimi, _luvut(s.y)) for s in sarjat], muoto),
         Kaavio("viiva", f"{parittain} ({_('dashed')})" if vali_mukana else parittain, luokat, kaavion_erot, eromuoto,
                1, vali_mukana)],
    )  # fmt: skip


def _akseliluku(a: Aineisto, v: float, d: int) -> str:
    """A number of an axis: no decimals that tell nothing, but those of small steps."""
    return a.luku(v, d if abs(v * 10**d - round(v * 10**d)) < 1e-6 else d + 1)


def _loppu(a: Aineisto, m: sanat.Mittarisanat, arvot: Any) -> str:
    return m.arvo(float(arvot.iloc[-1]), a.kieli)


def _yhteinen(aineistot: Sequence[Aineisto], nimet: Sequence[str], koodi: str) -> Kuva:
    """The finding of several scenarios in one measure, and their years as a table."""
    a, m = aineistot[0], sanat.MITTARIT[koodi]
    osat = []
    for x, nimi in zip(aineistot, nimet, strict=True):
        rivi = x.rivi(koodi)
        laji = x.arvio(koodi, rivi)
        isot = laji in ("ero", "suuri", "pieni")
        osat.append(f"{nimi} {mitat.ero_sanoin(rivi, koodi, x.kieli)[0] if isot else sivun.sana(x._, laji, rivi)}")
    otsikko = f"{m.nimi[a.kieli]}: " + "; ".join(osat)
    taulut = [x.vuosittain(koodi) for x in aineistot]
    rivit = [
        [str(int(v)), m.arvo(float(taulut[0]["value_a"].iloc[i]), a.kieli),
         *(m.arvo(float(t["value_b"].iloc[i]), a.kieli) for t in taulut)]
        for i, v in enumerate(taulut[0]["vuosi"])
    ]  # fmt: skip
    ala = f"{m.otsikko(a.kieli)}, {sivun.alueen_nimi(a)}"
    return Kuva(otsikko, ala, "", "", [a._("Year"), a._("Baseline"), *nimet], rivit)


def _matriisi(aineistot: Sequence[Aineisto], nimet: Sequence[str], lahde: str) -> Raporttikuva:
    """All headline measures: differences of every scenario around zero lines."""
    a, rivit, taulu = aineistot[0], [], []
    for koodi in sivun.KUVAMITAT:
        if not all(x.on(koodi) for x in aineistot):
            continue
        m, erot, solut = sanat.MITTARIT[koodi], [], []
        for x in aineistot:
            r = x.rivi(koodi)
            laji = {"ero": "ero", "suuri": "ero", "pieni": "pieni"}.get(x.arvio(koodi, r), "ei")
            ero, vali = mitat.ero_sanoin(r, koodi, x.kieli)
            luvut = [m.kerroin * float(r[n]) for n in ("difference", "low", "high")]
            erot.append(kuviot.Ero(luvut[0], luvut[1], luvut[2], ero, vali, laji))
            solut.append(f"{ero} ({vali})")
        taso = m.arvo_yksikolla(a.rivi(koodi)["value_a"], a.kieli)
        perus = sanat.teksti("nykytilassa", a.kieli, arvo=taso)
        rivit.append(kuviot.Matriisirivi(m.nimi[a.kieli], perus, m.kerroin * sivun.MITAT[koodi].raja, erot))
        taulu.append([m.otsikko(a.kieli), m.arvo(a.rivi(koodi)["value_a"], a.kieli), *solut])
    maarat = [f"{n} {sum(r.erot[i].laji == 'ero' for r in rivit)}" for i, n in enumerate(nimet)]
    otsikko = sanat.teksti("vaikutukset_otsikko", a.kieli, mittareita=len(rivit), luettelo=", ".join(maarat))
    kuva = Kuva(
        otsikko, a._("Difference from the baseline, mean of {years}, 95% intervals", years=a.jakso), "", "",
        [a._("Measure"), a._("Baseline"), *nimet], taulu,
    )  # fmt: skip
    suhteet = [(n, [100 * r.erot[i].ero / (100 * r.raja) for r in rivit]) for i, n in enumerate(nimet)]
    kaavio = Kaavio(
        "palkki", a._("Difference, as multiples of the smallest that matters"), [r.nimi for r in rivit],
        [(n, _luvut(arvot)) for n, arvot in suhteet], ensimmainen=1,
    )  # fmt: skip
    return _kuva(kuva, lahde, lambda t: kuviot.vaikutusmatriisi(t, nimet, rivit), [kaavio])


def _rivit(kuva: Kuva, parit: Sequence[tuple[float, float, bool]]) -> list[kuviot.Viidennesrivi]:
    """Rows of a dumbbell chart: words from the page's table, numbers beside them."""
    return [
        kuviot.Viidennesrivi(r[0], ennen, jalkeen, r[1], r[2], [(r[3], r[4], varma)])
        for r, (ennen, jalkeen, varma) in zip(kuva.rivit, parit, strict=True)
    ]


def _varma(r: dict[str, Any]) -> bool:
    return bool(r["low"] > 0 or r["high"] < 0)


def _ryhmat(a: Aineisto, koodi: str, nimi: str, lahde: str) -> Raporttikuva:
    """A measure by income fifth and language."""
    kuva, k = sivun.ryhmat(a, koodi), sanat.MITTARIT[koodi].kerroin
    omat = [a.rivi(koodi, r) for r in (*sivun.VIIDENNEKSET, *sivun.KIELIRYHMAT) if a.on(koodi, r)]
    rivit = _rivit(kuva, [(k * r["value_a"], k * r["value_b"], _varma(r)) for r in omat])
    paneeli = kuviot.Viidennespaneeli("", [a._("Difference")], rivit)
    kaavio = Kaavio(
        "palkki", sanat.MITTARIT[koodi].otsikko(a.kieli), [r[0] for r in kuva.rivit],
        [(a._("Baseline"), _luvut([r["value_a"] for r in omat], k)), (nimi, _luvut([r["value_b"] for r in omat], k))],
    )  # fmt: skip
    return _kuva(kuva, lahde, lambda t: kuviot.viidennekset(t, a._("Baseline"), nimi, [paneeli]), [kaavio])


def _elinaika(a: Aineisto, nimi: str, lahde: str) -> Raporttikuva:
    """Life expectancy by sex and fifth."""
    kuva = sivun.elinaika(a)
    omat = [a.rivi("elinajanodote_30", f"{s}:viidennes_{i}") for s in ("miehet", "naiset") for i in range(1, 6)]
    rivit = _rivit(kuva, [(r["value_a"], r["value_b"], _varma(r)) for r in omat])
    rivit = [
        kuviot.Viidennesrivi(str(i % 5 + 1), r.ennen, r.jalkeen, r.ennen_teksti, "", r.erot)
        for i, r in enumerate(rivit)
    ]
    suvut = (a._("men"), a._("women"))
    paneelit = [
        kuviot.Viidennespaneeli(sanat.isolla(s), [a._("Difference")], rivit[5 * i : 5 * i + 5])
        for i, s in enumerate(suvut)
    ]
    paivat = [365.25 * r["difference"] for r in omat]
    kaavio = Kaavio(
        "palkki", a._("Difference from baseline in life expectancy at 30, days"), [str(i) for i in range(1, 6)],
        [(suvut[0], _luvut(paivat[:5])), (suvut[1], _luvut(paivat[5:]))], "+0.0;−0.0;0",
    )  # fmt: skip
    return _kuva(kuva, lahde, lambda t: kuviot.viidennekset(t, a._("Baseline"), nimi, paneelit), [kaavio])


def _raha(a: Aineisto, nimi: str, lahde: str) -> Raporttikuva:
    """Money trees of both worlds; for Office, money by the service it ends in."""
    kuva, parit, puut = sivun.raha(a, "b"), [], []
    for maailma, otsikko in (("a", a._("Baseline")), ("b", nimi)):
        virrat, valittu = sivun.rahavirrat(a, maailma), sivun.valinta_kaytossa(a, maailma)
        kaytossa = {s for pari in virrat for s in pari}
        solmut = [kuviot.Solmu(s, sanat.RAHA[s][a.kieli], c) for s, c in sivun.RAHASOLMUT.items() if s in kaytossa]
        nauhat = [kuviot.Virta(x, y, v, valittu and y.startswith("sote_")) for (x, y), v in virrat.items()]
        puut.append(kuviot.Puu(otsikko, solmut, nauhat))
        summat: dict[str, float] = {}
        for (_x, y), v in virrat.items():
            if sivun.RAHASOLMUT.get(y) == 3:
                summat[y] = summat.get(y, 0.0) + v
        parit.append((otsikko, summat))
    palvelut = [s for s in sivun.RAHASOLMUT if any(s in summat for _n, summat in parit)]
    kaavio = Kaavio(
        "palkki", a._("Public money by service, billion euros a year"), [sanat.RAHA[s][a.kieli] for s in palvelut],
        [(n, [summat.get(s, 0.0) for s in palvelut]) for n, summat in parit], "0.00",
    )  # fmt: skip
    return _kuva(kuva, lahde, lambda t: kuviot.rahapuu(t, puut, lambda x: a.luku(x, 2 if x < 0.995 else 1)), [kaavio])
