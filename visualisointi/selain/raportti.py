"""What a report to take away says: question, what differs, the answer, figures, how sure, limits, where it is from.

Numbers and sentences are those of the page (`kuvat`) and of the command line (`esittelyteksti.lauseet`). How it looks
as a web page, in Word or as slides: `raporttisivut`, `raporttiword`, `raporttidiat`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel.dates import format_date

from runs import esittelymitat as mitat
from runs import miksiteksti
from runs.alkupera import versio
from runs.esittelyteksti import lauseet
from runs.skenaariot import lue
from visualisointi import sanat
from visualisointi.selain import epavarmuus, keinot, kuvat, raporttikuvat
from visualisointi.selain.kieli import kaantaja
from visualisointi.selain.nakyma import Nakyma, maailman_nimi, parametrit, skenaarion_kuvaus
from visualisointi.selain.raporttikuvat import Lisat, Raporttikuva

if TYPE_CHECKING:
    from visualisointi.selain.laskenta import Tulos

MUODOT = ("muistio", "docx", "pptx", "html", "pdf")
_OSOITE = re.compile(r"https?://[A-Za-z0-9.:\-\[\]]{1,200}")


@dataclass(frozen=True)
class Taulu:
    """A table: heading, column names, rows of finished text."""

    otsikko: str
    sarakkeet: Sequence[str]
    rivit: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Raportti:
    """A report, ready to be laid out; `vastaus` has (scenario or "", sentences), the texts are in `kieli`."""

    kieli: str
    otsikko: str
    kysymys: str
    ylapuoli: str
    skenaariot: Sequence[tuple[str, str]]  # name, what it is
    erot: Taulu
    vastaus: Sequence[tuple[str, Sequence[str]]]
    paataulu: Taulu
    kuvat: Sequence[Raporttikuva]
    varmuus: Sequence[str]
    rajat: Sequence[str]
    toista: Sequence[str]  # commands
    linkki: str
    lahde: str
    alustava: str
    pvm: datetime.date


def rakenna(
    parit: Sequence[tuple[Nakyma, Tulos]], sivu: str, osoite: str, pvm: datetime.date | None = None,
    lisat: Lisat | None = None,
) -> Raportti:  # fmt: skip
    """The report of what a page shows: one scenario against the baseline, or several.

    sivu: "tutki" or "vertaa". osoite: where the server is, "http://127.0.0.1:8765"; what is no address is left out.
    lisat: why and uncertainty, if they have been computed for the one scenario.
    """
    aineistot = [kuvat.Aineisto(n, t) for n, t in parit]
    a = aineistot[0]
    _, kieli, paiva = a._, a.kieli, pvm or datetime.date.today()
    nimet = [maailman_nimi(x.nakyma) for x in aineistot]
    linkki = f"/{sivu}?{parit[0][0].kysely()}"
    linkki = f"{osoite}{linkki}" if _OSOITE.fullmatch(osoite) else linkki
    lahde = _lahde(a, nimet, paiva)
    yksi = len(aineistot) == 1
    mukaan = lisat if lisat and yksi else Lisat()
    syyt = [f"{_('Why?')} {miksiteksti.lause(mukaan.syyt, kieli)}"] if mukaan.syyt else []
    return Raportti(
        kieli=kieli,
        otsikko=_("{scenario} compared with the baseline", scenario=sanat.luettelo(nimet, kieli)),
        kysymys=_(
            "What changes in {region} by {years}, for whom and how surely, when the scenario is carried out?",
            region=kuvat.alueen_nimi(a),
            years=a.jakso,
        ),
        ylapuoli=" · ".join((_("Sote simulator"), kuvat.alueen_nimi(a), format_date(paiva, "long", locale=kieli))),
        skenaariot=[(n, skenaarion_kuvaus(x.nakyma.skenaario, kieli)) for n, x in zip(nimet, aineistot, strict=True)],
        erot=_erot(aineistot, nimet),
        vastaus=[("" if yksi else n, _vastaus(x) + syyt) for n, x in zip(nimet, aineistot, strict=True)],
        paataulu=_paataulu(aineistot, nimet),
        kuvat=raporttikuvat.kuvat(aineistot, nimet, lahde, mukaan),
        varmuus=_varmuus(a, mukaan),
        rajat=_rajat(aineistot),
        toista=[x.nakyma.komento() + f" --pairs {x.tulos.pareja} --otos {x.tulos.vaihe.otos:g}" for x in aineistot],
        linkki=linkki,
        lahde=lahde,
        alustava=_("Provisional: the answer was still being computed.") if a.tulos.vaihe.alustava else "",
        pvm=paiva,
    )


def _lahde(a: kuvat.Aineisto, nimet: Sequence[str], paiva: datetime.date) -> str:
    """Provenance that stands under every figure."""
    siemenet = sorted(int(s) for s in a.tulos.ajot["seed"].unique())
    return a._(
        "Sotemalli {version}, {date}. {scenario}, {region}. Seeds {seeds}, sample {otos}%. 2017 euros. Not a forecast.",
        version=versio(),
        date=format_date(paiva, "short", locale=a.kieli)
        if a.kieli != "en"
        else format_date(paiva, "medium", locale="en"),
        scenario=sanat.luettelo(list(nimet), a.kieli),
        region=kuvat.alueen_nimi(a),
        seeds=f"{siemenet[0]}–{siemenet[-1]}",
        otos=a.luku(100 * a.tulos.vaihe.otos, 1),
    )


def _erot(aineistot: Sequence[kuvat.Aineisto], nimet: Sequence[str]) -> Taulu:
    """Levers that are not the same in all worlds at the end, then assumptions that were set."""
    n, _ = aineistot[0].nakyma, aineistot[0]._
    maailmat = [n.perusta(), *(x.nakyma.maailma() for x in aineistot)]
    rivit = keinot.eroavat(maailmat, n.kieli)[0]
    for m in keinot.muutokset(n):
        if m["laji"] == "uncertainty":
            rivit.append(
                [_("Assumption: {what}", what=m["nimi"]), *[f"{m['arvo']} {m['yksikko']}".strip()] * len(maailmat)]
            )
    return Taulu(_("What differs from the baseline"), [_("Lever"), _("Baseline"), *nimet], rivit)


def _vastaus(a: kuvat.Aineisto) -> list[str]:
    """Verdict of every measure in a few sentences."""
    rivit = {}
    for koodi in kuvat.MITAT:
        if a.on(koodi):
            rivi = a.rivi(koodi)
            rivit[koodi] = {**rivi, "verdict": a.arvio(koodi, rivi)}
    return lauseet(rivit, a.kieli)


def _paataulu(aineistot: Sequence[kuvat.Aineisto], nimet: Sequence[str]) -> Taulu:
    """Headline measures: level of the baseline, then difference and interval; of one scenario its level and verdict."""
    a = aineistot[0]
    _, otsikko = a._, a._("Headline measures, mean of {years}", years=a.jakso)
    if len(aineistot) == 1:
        taulu = kuvat.kaikki_mittarit(a)
        return Taulu(otsikko, taulu["sarakkeet"], taulu["rivit"])
    rivit = []
    for koodi in kuvat.KUVAMITAT:
        omat = [x.rivi(koodi) for x in aineistot if x.on(koodi)]
        if len(omat) < len(aineistot):
            continue
        m = sanat.MITTARIT[koodi]
        erot = [" ".join((ero, f"({vali})" if vali != "–" else "")).strip() for ero, vali in
                (mitat.ero_sanoin(r, koodi, a.kieli) for r in omat)]  # fmt: skip
        rivit.append([m.otsikko(a.kieli), m.arvo(omat[0]["value_a"], a.kieli), *erot])
    return Taulu(otsikko, [_("Measure"), _("Baseline"), *nimet], rivit)


def _varmuus(a: kuvat.Aineisto, lisat: Lisat) -> list[str]:
    """What the intervals mean, and what is not in them."""
    _ = a._
    out = [
        _(
            "{n} paired runs: the same residents and the same luck with and without the change, {otos}% of residents. "
            "The interval is the 95% interval of chance.",
            n=a.tulos.pareja,
            otos=a.luku(100 * a.tulos.vaihe.otos, 1),
        )
    ]
    if a.tulos.vaihe.alustava:
        out.append(_("Provisional: the answer was still being computed."))
    out.append(_("No difference is claimed when the interval covers zero."))
    arvot = a.nakyma.perusta().ohjelma().at(0)
    kortit = [parametrit()[k] for k in keinot.KORTIT]
    luettelo = "; ".join(
        f"{sanat.pienella(getattr(p.text, a.kieli))} {keinot.sanoin(arvot[p.key], a.kieli)}" for p in kortit
    )
    out.append(_("The interval does not hold what nobody has measured. Assumed here: {cards}.", cards=luettelo))
    if v := lisat.oletukset:
        kestaa = epavarmuus.kestaa(a.nakyma, v, epavarmuus.mittari(a.nakyma, v))
        out.append(f"{sanat.isolla(kestaa['merkki'])}. {kestaa['teksti']}")
    suuret = [sanat.MITTARIT[k].lyhyt[a.kieli] for k in kuvat.MITAT if a.on(k) and a.arvio(k, a.rivi(k)) == "suuri"]
    if suuret:
        out.append(_("So large that the assumptions are to be doubted: {what}.", what=", ".join(suuret)))
    return out


def _rajat(aineistot: Sequence[kuvat.Aineisto]) -> list[str]:
    """Limits of the model, and notes of the scenarios."""
    _, kieli = aineistot[0]._, aineistot[0].kieli
    omat = [h.get(kieli) for x in aineistot for h in lue(x.nakyma.skenaario).notes]
    return [*rajat(kieli), *dict.fromkeys(omat)]


def rajat(kieli: str) -> list[str]:
    """What a reader must keep in mind of any result."""
    _ = kaantaja(kieli)
    return [
        _("It compares worlds that differ in named rules; the level of a single world means little."),
        _("Most real effects are small. A result of tens of per cent is a reason to look for an error."),
        _(
            "The utility's bias, the organiser's ignorance, the effect of prevention and soft selection have not been "
            "measured."
        ),
        _("What health care does to mortality is the weakest link of the chain."),
    ]


def tiedostonimi(r: Raportti, paate: str) -> str:
    """Name of the file: sotemalli-2026-11-30.docx."""
    return f"sotemalli-{r.pvm.isoformat()}.{paate}"


def on_luku(teksti: str) -> bool:
    """Is a cell a number (or an interval), to stand on the right?"""
    return bool(re.fullmatch(rf"[+{sanat.MIINUS}\d][\d.,{sanat.KOVA_VALI}{sanat.MIINUS}+…() –]*", teksti))
