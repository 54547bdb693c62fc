"""Facilitator kit: guide with scripts and timing for a preset, slides, role briefs, form, questionnaire, reading list.

Made from the preset itself, so the times, roles and events on paper are those the room will have. Each step of the
guide names the phase it begins in and the button to press, by the words that stand on the screen: a test reads the
printed guide and does what it says, in a browser.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agentit.neuvottelu import OSAPUOLET
from runs.alkupera import versio
from runs.harjoitus import asiakirjat, kalvot
from runs.harjoitus.esiasetus import Esiasetus
from runs.harjoitus.huone import KIERROKSEN_VAIHEET
from runs.harjoitus.kortit import kortit
from runs.harjoitus.roolit import roolit
from visualisointi.harjoitussanat import sana

Lohkot = list[tuple[Any, ...]]
ALKU_MIN, PURKU_MIN = 10.0, 15.0  # minutes before the first round and after the last
NAPIT = {  # phase -> word of the button that ends it
    "odotus": "u_aloita", "tilanne": "u_seuraava", "arvio": "u_seuraava", "neuvottelu": "u_lukitse",
    "lukitus": "u_laske", "laskenta": "", "tulokset": "u_seuraava", "pohdinta": "u_seuraava",
}  # fmt: skip
KYSYMYKSIA = 6
LAHTEET = (  # the first one is for everybody
    "Uudenmaan liitto 2019, Uusimaa 2019 -hankkeen keskeiset nostot ja johtopäätökset, C 92-2019",
    "HE 16/2018 vp, hallituksen esitys laiksi asiakkaan valinnanvapaudesta sosiaali- ja terveydenhuollossa",
    "Sterman ym. 2015, World Climate: A Role-Play Simulation of Climate Negotiations. Simulation & Gaming 46, 348-382",
    "Rooney-Varga ym. 2018, Combining role-play with interactive simulation to motivate informed climate action. "
    "PLOS ONE 13, e0202877",
    "Rubinstein 1982, Perfect equilibrium in a bargaining model. Econometrica 50, 97-109",
    "Faratin, Sierra & Jennings 1998, Negotiation decision functions for autonomous agents. Robotics and Autonomous "
    "Systems 24, 159-182",
    "Gneiting & Raftery 2007, Strictly proper scoring rules, prediction, and estimation. Journal of the American "
    "Statistical Association 102, 359-378",
)
MERKIT = {  # a screen's words that the guide quotes
    "nappi": "u_luo_nappi", "valkokangas": "u_valkokankaan_linkki", "ohjaaja": "u_ohjaajan_linkki", "linkki": "purku",
    "mallille": "u_anna_mallille", "ihmiselle": "u_anna_ihmiselle", "lisaaika": "u_lisaa_aikaa",
    "tauko": "u_pysayta", "peru": "u_peru",
}  # fmt: skip


@dataclass(frozen=True)
class Askel:
    """A step of the session: when (minutes from the day's start), phase or kind of pause, round, and the button that
    ends it."""

    alkaa: float
    kestaa: float
    osa: int
    kierros: int
    vaihe: str
    nappi: str
    paiva: int = 1


def askeleet(e: Esiasetus) -> list[Askel]:
    """The whole session, step by step, with the pauses of the day."""
    out, aika, paiva = [Askel(0.0, ALKU_MIN, 0, 0, "odotus", NAPIT["odotus"])], ALKU_MIN, 1
    kierrokset = [(osa, n) for osa, o in enumerate(e.part) for n in range(1, o.rounds + 1)]
    for nro, (osa, kierros) in enumerate(kierrokset, 1):
        for vaihe in KIERROKSEN_VAIHEET:
            kestaa = float(e.minutes.get(vaihe, 0.0))
            out.append(Askel(aika, kestaa, osa, kierros, vaihe, NAPIT[vaihe], paiva))
            aika += kestaa
        for t in (t for t in e.pause if t.after == nro):
            out.append(Askel(aika, float(t.minutes), osa, 0, t.kind, "", paiva))
            aika, paiva = (0.0, paiva + 1) if t.kind == "yo" else (aika + t.minutes, paiva)
    return [*out, Askel(aika, PURKU_MIN, len(e.part) - 1, e.part[-1].rounds, "paattynyt", "", paiva)]


def kesto(e: Esiasetus) -> float:
    """Minutes of the whole session, pauses of the days with it."""
    return sum(a.kestaa for a in askeleet(e))


def lause(avain: str, kieli: str, **tiedot: object) -> str:
    """A sentence of the guide; the words of the screen are in quotation marks."""
    alku, loppu = "“”" if kieli == "en" else "””"
    return sana(avain, kieli).format(**{k: f"{alku}{sana(x, kieli)}{loppu}" for k, x in MERKIT.items()}, **tiedot)


def opas(e: Esiasetus, kieli: str) -> Lohkot:
    """The guide: what is needed, step by step, what to say, the debrief."""
    out: Lohkot = [
        ("kappale", e.text.get(kieli)),
        ("kappale", sana("k_kesto", kieli, min=round(kesto(e)))),
        ("otsikko", sana("k_ennen", kieli)),
        ("luettelo", [lause(f"k_ennen_{n}", kieli, nimi=e.name) for n in (1, 2, 3, 4)]),
        ("otsikko", sana("k_kulku", kieli)),
    ]
    sarakkeet = [f">{sana('k_aika', kieli)}", sana("k_vaihe", kieli), sana("k_sano", kieli), sana("k_paina", kieli)]
    for osa, o in enumerate(e.part):
        malli = sana(f"rm_{o.financing}", kieli)
        out.append(("alaotsikko", sana("osa", kieli, n=osa + 1, malli=malli)))
        rivit = [_rivi(e, a, kieli) for a in askeleet(e) if a.osa == osa]
        out.append(("taulu", sarakkeet, rivit))
    out += [("otsikko", sana("k_purku", kieli)), ("luettelo", [lause(f"k_purku_{n}", kieli) for n in range(1, 6)])]
    return [*out, ("otsikko", sana("k_jos", kieli)), ("luettelo", [lause(f"k_jos_{n}", kieli) for n in range(1, 6)])]


def _rivi(e: Esiasetus, a: Askel, kieli: str) -> list[str]:
    kello = f"{int(a.alkaa) // 60}.{int(a.alkaa) % 60:02d}"
    if any(t.kind == "yo" for t in e.pause):
        kello = f"{sana('k_paiva', kieli, n=a.paiva)} {kello}"
    tauko = a.vaihe in ("tauko", "lounas", "yo")
    nimi = sana(f"{'k' if tauko else 'v'}_{a.vaihe}", kieli)
    if a.kierros:
        nimi = f"{sana('kierros_vuosi', kieli, n=a.kierros, vuosi=e.vuosi(a.kierros))}: {nimi}"
    sano = sana(f"k_sano_{a.vaihe}", kieli, min=f"{a.kestaa:g}") if tauko else sana(f"k_sano_{a.vaihe}", kieli)
    if a.vaihe == "tilanne":
        sano = " ".join([sano, *(kortit()[k].text.get(kieli) for k in e.kortit(a.kierros))])
    return [f"{kello} ({a.kestaa:g} min)", nimi, sano, sana(a.nappi, kieli) if a.nappi else ""]


def lukemisto(kieli: str) -> Lohkot:
    """What to read."""
    return [("kappale", sana("k_lukemisto_ohje", kieli)), ("luettelo", list(LAHTEET))]


def roolikortit(e: Esiasetus, kieli: str) -> Lohkot:
    """Briefs of the roles in play, one heading each: to be cut apart."""
    nimet = asiakirjat.keinojen_nimet(kieli)
    out: Lohkot = []
    for nimi in e.roles:
        r = roolit()[nimi]
        out += [("otsikko", r.name.get(kieli)), ("kappale", r.brief.get(kieli))]
        out += [("alaotsikko", sana("u_tavoitteet", kieli)), ("luettelo", [g.get(kieli) for g in r.goals])]
        if r.levers:
            out += [("alaotsikko", sana("u_keinot", kieli)), ("luettelo", [nimet[k.key] for k in r.levers])]
        if nimi in OSAPUOLET:
            out.append(("kappale", sana("k_neuvottelija", kieli)))
    return out


def lomake(e: Esiasetus, kieli: str) -> Lohkot:
    """The proposal form: one page for each offer, for those who like paper."""
    sarakkeet = [sana("kohta", kieli), sana("viime", kieli), sana("u_uusi", kieli), sana("u_perustelu", kieli)]
    return [
        ("kappale", sana("k_lomake_ohje", kieli)),
        ("taulu", sarakkeet, [[asiakirjat.kohdan_nimi(k, kieli), "", "", ""] for k in kalvot.kohdat(e)]),
    ]


def kysely(kieli: str) -> Lohkot:
    """Pre and post questionnaire: the same questions before and after."""
    asteikko = [sana("k_kysymys", kieli), *(str(n) for n in range(1, 8))]
    rivit = [[sana(f"k_kysymys_{n}", kieli), *[""] * 7] for n in range(1, KYSYMYKSIA + 1)]
    return [
        ("kappale", sana("k_kysely_ohje", kieli)),
        ("otsikko", sana("k_ennen_harjoitusta", kieli)),
        ("taulu", asteikko, rivit),
        ("otsikko", sana("k_jalkeen_harjoituksen", kieli)),
        ("taulu", asteikko, rivit),
        ("luettelo", [sana("k_avoin_1", kieli), sana("k_avoin_2", kieli)]),
    ]


def kirjoita_kaikki(e: Esiasetus, kansio: Path, kieli: str) -> list[str]:
    """The kit into a new folder, as HTML and Word, slides as HTML and PowerPoint; names of the files.

    Raises `ViallinenSyote` on disk trouble.
    """
    sivut: Sequence[tuple[str, str, Lohkot]] = (
        ("opas", sana("k_opas", kieli), opas(e, kieli)),
        ("roolikortit", sana("k_roolikortit", kieli), roolikortit(e, kieli)),
        ("lomake", sana("k_lomake", kieli), lomake(e, kieli)),
        ("kysely", sana("k_kysely", kieli), kysely(kieli)),
        ("lukemisto", sana("k_lukemisto", kieli), lukemisto(kieli)),
    )
    lahde = f"Sotemalli {versio()}, {e.name}."
    diat = [
        (f"kalvot.{paate}", tavut) for paate, tavut in kalvot.muodot(e, kieli, f"{lahde} {sana('ei_ennuste', kieli)}")
    ]
    return asiakirjat.kirjoita_sivut(kansio, sivut, e.name, lahde, kieli, muut=diat)
