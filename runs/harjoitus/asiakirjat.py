"""Documents of a session: minutes, draft of the partnership agreement, debrief - as blocks, then as HTML, Word or PDF.

Texts people wrote in the room (statements, reasons) are in the minutes and nowhere else.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from agentit.neuvottelu import JARJESTAJA, LIIKELAITOS
from agentit.tavoitteet import PALVELUTAVOITTEET
from kalibrointi import palvelupaketit
from kalibrointi.levy import kansio_syrjassa, kirjoita
from kalibrointi.parametrit import lue_oletukset
from runs import raporttitiedosto
from runs.alkupera import versio
from runs.harjoitus import nakymat
from runs.harjoitus.huone import Huone, Kierros
from runs.harjoitus.komennot import jarjestyksessa
from runs.harjoitus.kortit import kortit
from runs.harjoitus.purku import Ero, Purku
from runs.harjoitus.roolit import roolit
from runs.neuvottelukomento import asian_nimi
from runs.sopimustiedosto import LAITOS
from visualisointi import raporttisivu, sanat, wordsivu
from visualisointi.harjoitussanat import SANAT, sana

Lohkot = list[tuple[Any, ...]]
LISAKOHDAT = ("kannustin", "seuraamus", "kapitaatio")
PROSENTTEINA = {  # measures told in per cent
    *("menokasvu", "tyydyttamaton", "tyytyvaisyys", "lasten_psykiatria_hoidettu", "kotona_75", "lista_yksityinen"),
    *("kattavuus", "yksityisten_kate"),
}
DESIMAALIT = {"kustannus_asukas": 0, "vaesto": 0, "elinajanodote_ero": 2, "kohdentumisvirhe": 4, "log_kattavuus": 4}


# words ---------------------------------------------------------------------------------------------------------------
def kohdan_nimi(nimi: str, kieli: str) -> str:
    """Words of an item of the exercise's agenda."""
    if nimi == "raha":
        return sana("raha_meur", kieli)
    return sana(nimi, kieli) if nimi in (*LISAKOHDAT, "virement") else asian_nimi(nimi, kieli)


def jako_ja_tavoitteet() -> list[str]:
    """Items of the agenda that every region may have: shares of packages and weights of goals."""
    paketit = palvelupaketit.lue().paketit
    return [*(f"jako.{k}" for k in paketit), *(f"tavoite.{t.koodi}" for t in PALVELUTAVOITTEET)]


def keinojen_nimet(kieli: str) -> dict[str, str]:
    """Words of every role's levers, from the parameter tree."""
    puu = lue_oletukset()
    return {k.key: puu[k.key].text.get(kieli) for r in roolit().values() for k in r.levers}


def tavoitteen_nimi(koodi: str, kieli: str) -> str:
    """Words of a goal, one of the three practice services' or of every contract's."""
    palvelun = any(t.koodi == koodi for t in PALVELUTAVOITTEET)
    return kohdan_nimi(f"tavoite.{koodi}", kieli) if palvelun else sana(f"tavoite_{koodi}", kieli)


def kohdan_arvo(nimi: str, x: float, viimeraha: float, kieli: str) -> str:
    """An item's value: money in millions, shares in per cent."""
    if nimi == "raha":
        return sanat.luku(x * viimeraha / 1e6, 0, kieli)
    return f"{sanat.luku(100 * x, 1, kieli)} %"


def mittarin_arvo(mittari: str, x: float, kieli: str, etumerkki: bool = False) -> str:
    """A measure's value in the unit its name tells."""
    kerroin = 100.0 if mittari in PROSENTTEINA else 1.0
    return sanat.luku(kerroin * x, DESIMAALIT.get(mittari, 1), kieli, etumerkki)


def mittarin_nimi(mittari: str, kieli: str) -> str:
    """A measure's name with its unit."""
    return sana(f"m_{mittari}", kieli) if f"m_{mittari}" in SANAT else mittari


def roolin_nimi(rooli: str, kieli: str) -> str:
    """A role's name."""
    return roolit()[rooli].name.get(kieli)


def lahde(h: Huone, kieli: str) -> str:
    """Where the numbers come from."""
    otos = sanat.luku(100 * h.otos, 1, kieli)
    return sana("lahde", kieli, versio=versio(), nimi=h.esiasetus.name, otos=otos, siemen=h.seed)


# minutes -------------------------------------------------------------------------------------------------------------
def poytakirja(h: Huone, kieli: str) -> Lohkot:
    """Minutes: round by round events, offers, statements, what was agreed and what came of it."""
    out: Lohkot = [("kappale", h.esiasetus.text.get(kieli))]
    for k in h.kierrokset:
        if k.numero == 1:
            malli = sana(f"rm_{h.esiasetus.part[k.osa].financing}", kieli)
            out.append(("otsikko", sana("osa", kieli, n=k.osa + 1, malli=malli)))
        out += _kierroksen_poytakirja(k, kieli)
    return out


def _kierroksen_poytakirja(k: Kierros, kieli: str) -> Lohkot:
    out: Lohkot = [("alaotsikko", sana("kierros_vuosi", kieli, n=k.numero, vuosi=k.vuosi))]
    if k.kortit:
        out.append(("luettelo", [f"{kortit()[x].name.get(kieli)}: {kortit()[x].text.get(kieli)}" for x in k.kortit]))
    for rooli, teksti in sorted(k.lausunnot.items()):
        mitta = mittarin_nimi(teksti, kieli) if f"m_{teksti}" in SANAT else teksti
        out.append(("kappale", f"{sana('lausunto', kieli)}, {roolin_nimi(rooli, kieli)}: {mitta}"))
    if k.tarjoukset:
        out.append(tarjoustaulu(k.tarjoukset, k.tammikuu, k.lukittu["kohdat"], kieli))
    out.append(("kappale", _synty(k, kieli)))
    return [*out, *tavoitetaulu(k, kieli)]


def tavoitetaulu(k: Kierros, kieli: str) -> Lohkot:
    """Goals of a round's agreement: weight, attainment, in all by the weights, and what it pays."""
    t = nakymat.tavoitteet(k)
    sarakkeet = [sana("tavoitteet", kieli), *(f">{sana(x, kieli)}" for x in ("u_paino", "u_toteutui"))]
    rivit = [
        [tavoitteen_nimi(r["tavoite"], kieli), *(sanat.luku(100 * r[x], 0, kieli) for x in ("paino", "toteuma"))]
        for r in t["rivit"]
    ]
    rivit.append([sana("u_tavoite_yhteensa", kieli), "", sanat.luku(100 * t["yhteensa"], 0, kieli)])
    avain = "u_ei_palkkiota" if not t["sovittu"] else "u_bonus_maksetaan" if t["palkkio"] >= 0 else "u_sanktio_peritaan"
    palkkio = sana(avain, kieli).format(x=sanat.luku(abs(t["palkkio"]) / 1e6, 1, kieli))
    return [("taulu", sarakkeet, rivit), ("kappale", f"{palkkio} {sana('u_toteuma_selite', kieli)}")]


def tarjoustaulu(
    tarjoukset: Sequence[Mapping[str, Any]], tammikuu: Mapping[str, Any], sovittu: Mapping[str, float], kieli: str
) -> tuple[Any, ...]:
    """Items by rows; last year, every offer, what holds by columns. Items nobody moved are left out."""
    viime, raha = tammikuu["viimevuosi"], tammikuu["viimeraha"]
    sarakkeet = [sana("kohta", kieli), f">{sana('viime', kieli)}"]
    sarakkeet += [f">{t['numero']}. {roolin_nimi(t['rooli'], kieli)}" for t in tarjoukset]
    sarakkeet.append(f">{sana('sovittu_', kieli)}")
    rivit = []
    for nimi in jarjestyksessa(tammikuu["asialista"]):
        arvot = [viime[nimi], *(t["kohdat"][nimi] for t in tarjoukset), sovittu[nimi]]
        if max(arvot) - min(arvot) > 5e-4:
            rivit.append([kohdan_nimi(nimi, kieli), *(kohdan_arvo(nimi, x, raha, kieli) for x in arvot)])
    return ("taulu", sarakkeet, rivit)


def _synty(k: Kierros, kieli: str) -> str:
    return sana(f"syntyi_{k.lukittu['synty']}", kieli, n=len(k.tarjoukset))


# the agreement -------------------------------------------------------------------------------------------------------
def luonnos(k: Kierros, kieli: str) -> Lohkot:
    """Draft of the partnership agreement of a round."""
    kohdat, raha = k.lukittu["kohdat"], k.tammikuu["viimeraha"]
    ehdot = [n for n in jarjestyksessa(k.tammikuu["asialista"]) if n.partition(".")[0] not in ("jako", "tavoite")]

    def rivit(nimet: Sequence[str]) -> list[list[str]]:
        return [[kohdan_nimi(n, kieli), kohdan_arvo(n, kohdat[n], raha, kieli)] for n in nimet]

    vuodet = "-".join(dict.fromkeys(str(v) for v in (k.tulos["vuodet"][0], k.tulos["vuodet"][-1])))
    sarakkeet = [sana("kohta", kieli), f">{sana('sovittu_', kieli)}"]
    return [
        ("kappale", sana("luonnos_huomautus", kieli)),
        ("otsikko", sana("osapuolet", kieli)),
        ("kappale", sana("osapuolet_teksti", kieli, laitos=_laitos(k, kieli), vuosi=vuodet)),
        ("otsikko", sana("ehdot", kieli)),
        ("taulu", sarakkeet, rivit(ehdot)),
        ("otsikko", sana("rahan_jako", kieli)),
        ("taulu", sarakkeet, rivit([n for n in k.tammikuu["asialista"] if n.startswith("jako.")])),
        ("otsikko", sana("tavoitteet", kieli)),
        ("taulu", sarakkeet, rivit([n for n in k.tammikuu["asialista"] if n.startswith("tavoite.")])),
        ("otsikko", sana("syntytapa", kieli)),
        ("kappale", _synty(k, kieli)),
        ("otsikko", sana("allekirjoitukset", kieli)),
        ("taulu", [roolin_nimi(JARJESTAJA, kieli), roolin_nimi(LIIKELAITOS, kieli)], [["", ""]]),
    ]


def _laitos(k: Kierros, kieli: str) -> str:
    """The producer: by its own name when it has one."""
    nimi = str(k.tammikuu["laitos"])
    return sana("laitos_yhteinen", kieli) if nimi == LAITOS else nimi


# the debrief ---------------------------------------------------------------------------------------------------------
def purkusivu(p: Purku, kieli: str) -> Lohkot:
    """Agreements against outcomes, forecasts, and the worlds that might have been."""
    h = p.huone
    onni = sana("yksi_onni" if p.pareja < 2 else "monta_onnea", kieli, n=p.pareja)
    out: Lohkot = [("kappale", sana("ei_ennuste", kieli)), ("otsikko", sana("aikajana", kieli)), _aikajana(h, kieli)]
    out.append(("otsikko", sana("u_sopimuksen_tavoitteet", kieli)))
    for k in h.kierrokset:
        malli = sana(f"rm_{h.esiasetus.part[k.osa].financing}", kieli)
        out.append(("alaotsikko", f"{sana('kierros_vuosi', kieli, n=k.numero, vuosi=k.vuosi)} ({malli})"))
        out += tavoitetaulu(k, kieli)
    out.append(("kappale", sana("tavoitteet_huomautus", kieli)))
    out += [("otsikko", sana("arviot", kieli)), ("kappale", sana("arviot_selite", kieli)), _pisteet(h, kieli)]
    out += [("otsikko", sana("viime_sopimus", kieli)), ("kappale", onni)]
    for k, erot in p.kierrokset:
        malli = sana(f"rm_{h.esiasetus.part[k.osa].financing}", kieli)
        out.append(("alaotsikko", f"{sana('kierros_vuosi', kieli, n=k.numero, vuosi=k.vuosi)} ({malli})"))
        out.append(_erotaulu(erot, kieli, p.pareja))
    for osa, malli_, erot in p.mallit:
        out.append(("otsikko", sana("toinen_malli", kieli, malli=sana(f"rm_{malli_}", kieli))))
        out += [("kappale", f"{_osa(h, osa, kieli)}. {onni}"), _erotaulu(erot, kieli, p.pareja)]
    out.append(("otsikko", sana("ketka", kieli)))
    for osa, erot in p.ketka:
        out += [("alaotsikko", _osa(h, osa, kieli)), _erotaulu(erot, kieli, p.pareja, h.esiasetus.region)]
    out.append(("otsikko", sana("kannusteet", kieli)))
    for osa, rivit in p.kannustimet:
        out += [("alaotsikko", _osa(h, osa, kieli)), _kannusteet(rivit, kieli)]
    out.append(("otsikko", sana("saantona", kieli)))
    out += [("kappale", sana("saantona_teksti", kieli, osa=osa + 1)) for osa, _ in p.ketka]
    return out


def _osa(h: Huone, osa: int, kieli: str) -> str:
    return sana("osa", kieli, n=osa + 1, malli=sana(f"rm_{h.esiasetus.part[osa].financing}", kieli))


def _aikajana(h: Huone, kieli: str) -> tuple[Any, ...]:
    """A row per round: what was agreed, what befell, what came of it."""
    mitat = ("odotus", "kustannus_asukas", "tyydyttamaton", "sijoitettuja_1000")
    ehdot = ("virement", "ketjut")
    sarakkeet = [sana("vuosi", kieli), sana("syntytapa", kieli), f">{sana('raha_meur', kieli)}"]
    sarakkeet += [f">{kohdan_nimi(n, kieli)}" for n in ehdot] + [sana("tapahtumat", kieli)]
    sarakkeet += [f">{mittarin_nimi(m, kieli)}" for m in mitat]
    rivit = []
    for k in h.kierrokset:
        kohdat, raha, vuosi = k.lukittu["kohdat"], k.tammikuu["viimeraha"], str(k.tulos["vuodet"][-1])
        malli = sana(f"rm_{h.esiasetus.part[k.osa].financing}", kieli)
        rivit.append(
            [
                f"{k.vuosi}, {malli}", sana(k.lukittu["synty"], kieli),
                kohdan_arvo("raha", kohdat["raha"], raha, kieli),
                *(kohdan_arvo(n, kohdat[n], raha, kieli) for n in ehdot),
                sanat.luettelo([kortit()[x].name.get(kieli) for x in k.kortit], kieli) if k.kortit else "",
                *(mittarin_arvo(m, k.tulos["rivit"][m][vuosi], kieli) for m in mitat),
            ]
        )  # fmt: skip
    return ("taulu", sarakkeet, rivit)


def _pisteet(h: Huone, kieli: str) -> tuple[Any, ...]:
    if not nakymat.julkinen(h).get("pisteet"):
        return ("kappale", sana("ei_arvioita", kieli))
    sarakkeet = [sana("rooli", kieli), *(f">{sana(x, kieli)}" for x in ("arvioita", "osui", "pisteet"))]
    rivit = [
        [
            roolin_nimi(r["rooli"], kieli), str(r["arvioita"]), sanat.luku(100 * r["osui"], 0, kieli),
            sanat.luku(r["pisteet"], 1, kieli),
        ]
        for r in nakymat.julkinen(h).get("pisteet", [])
    ]  # fmt: skip
    return ("taulu", sarakkeet, rivit)


def _erotaulu(erot: Sequence[Ero], kieli: str, pareja: int, alue: str = "") -> tuple[Any, ...]:
    sarakkeet = [sana("mittari", kieli), *([sana("ryhma", kieli)] if alue else [])]
    sarakkeet += [f">{sana(x, kieli)}" for x in ("elettiin", "muuten", "ero" if pareja < 2 else "ero_vali")]
    return ("taulu", sarakkeet, [_erorivi(e, kieli, alue) for e in erot if e.mittari != "vaesto"])


def _erorivi(e: Ero, kieli: str, alue: str) -> list[str]:
    ero = mittarin_arvo(e.mittari, e.ero, kieli, etumerkki=True)
    if e.ala is not None and e.yla is not None:
        ero += f" ({mittarin_arvo(e.mittari, e.ala, kieli)} … {mittarin_arvo(e.mittari, e.yla, kieli)})"
    nimet = [mittarin_nimi(e.mittari, kieli), *([_ryhma(e.ryhma, alue, kieli)] if alue else [])]
    return [*nimet, mittarin_arvo(e.mittari, e.elettiin, kieli), mittarin_arvo(e.mittari, e.muuten, kieli), ero]


def _ryhma(koodi: str, alue: str, kieli: str) -> str:
    laji, _, osa = koodi.partition("_")
    if laji == "viidennes":
        return sana("viidennes", kieli, n=osa)
    return _kunnat(alue, kieli).get(osa, osa)


@cache
def _kunnat(alue: str, kieli: str) -> dict[str, str]:
    from kalibrointi.aluetaulut import taulut

    nimi = "nimi_sv" if kieli == "sv" else "nimi_fi"
    return {str(k.kuntanumero): str(getattr(k, nimi)) for k in taulut(alue).kunnat.itertuples()}


def _kannusteet(rivit: Sequence[Mapping[str, Any]], kieli: str) -> tuple[Any, ...]:
    sarakkeet = [sana("toimija", kieli), sana("asiakas", kieli), f">{sana('netto', kieli)}"]
    return (
        "taulu",
        sarakkeet,
        [
            [
                sanat.miksisana(r["actor"], kieli), sanat.miksisana(f"asiakas_{r['client']}", kieli),
                sanat.luku(r["net"], 0, kieli, True),
            ]
            for r in rivit
        ],
    )  # fmt: skip


# files ---------------------------------------------------------------------------------------------------------------
def kirjoita_kaikki(p: Purku, kansio: Path, kieli: str) -> list[str]:
    """Debrief, minutes and the last agreement of each part into a new folder, as HTML and, where python-docx and a
    browser that prints are installed, as Word and PDF; returns names of the files.

    Raises `ViallinenSyote` on disk trouble.
    """
    h = p.huone
    sivut: list[tuple[str, str, Lohkot]] = [
        ("purku", sana("purku", kieli), purkusivu(p, kieli)),
        ("poytakirja", sana("poytakirja", kieli), poytakirja(h, kieli)),
    ]
    for osa in sorted({k.osa for k in h.kierrokset}):
        k = [x for x in h.kierrokset if x.osa == osa][-1]
        sivut.append((f"sopimusluonnos-{osa + 1}", f"{sana('luonnos', kieli)} {k.vuosi}", luonnos(k, kieli)))
    return kirjoita_sivut(kansio, sivut, h.esiasetus.name, lahde(h, kieli), kieli, pdf=True)


def asiakirja(h: Huone, p: Purku | None, nimi: str, muoto: str, kieli: str) -> bytes:
    """One document: purku (needs `p`), poytakirja or sopimusluonnos (of the last round lived), as html, docx or pdf.

    Raises KeyError for another name or form, for docx where python-docx is not installed, and for pdf where no browser
    prints it.
    """
    k = h.kierrokset[-1]
    otsikko, lohkot = {
        "purku": lambda: (sana("purku", kieli), purkusivu(p, kieli) if p else []),
        "poytakirja": lambda: (sana("poytakirja", kieli), poytakirja(h, kieli)),
        "sopimusluonnos": lambda: (f"{sana('luonnos', kieli)} {k.vuosi}", luonnos(k, kieli)),
    }[nimi]()
    valmiit = dict(_muodot(otsikko, lohkot, h.esiasetus.name, lahde(h, kieli), kieli))
    return _pdf(valmiit["html"]) if muoto == "pdf" else valmiit[muoto]


def tulostin() -> str:
    """The browser that prints PDF on this machine, '' when there is none."""
    return raporttitiedosto.selain() or ""


def _pdf(sivu: bytes) -> bytes:
    with tempfile.TemporaryDirectory(prefix="sotemalli-") as tyo:
        mista, mihin = Path(tyo) / "sivu.html", Path(tyo) / "sivu.pdf"
        mista.write_bytes(sivu)
        if not tulostin() or raporttitiedosto.tulosta(tulostin(), mista, mihin):
            raise KeyError("pdf")
        return mihin.read_bytes()


def kirjoita_sivut(
    kansio: Path, sivut: Iterable[tuple[str, str, Lohkot]], ylapuoli: str, lahde: str, kieli: str,
    muut: Iterable[tuple[str, bytes]] = (), pdf: bool = False,
) -> list[str]:  # fmt: skip
    """Pages (name of the file, heading, blocks) into a new folder, as HTML, where python-docx is, as Word, and with
    `pdf`, where a browser prints, as PDF; `muut`: files that are ready. Names of the files.

    Raises `ViallinenSyote` on disk trouble.
    """
    nimet = []
    with kansio_syrjassa(kansio) as kesken:
        for nimi, otsikko, lohkot in sivut:
            for paate, tavut in _muodot(otsikko, lohkot, ylapuoli, lahde, kieli):
                kirjoita(kesken / f"{nimi}.{paate}", tavut)
                nimet.append(f"{nimi}.{paate}")
            if pdf and tulostin():
                with suppress(KeyError):
                    kirjoita(kesken / f"{nimi}.pdf", _pdf((kesken / f"{nimi}.html").read_bytes()))
                    nimet.append(f"{nimi}.pdf")
        for nimi, tavut in muut:
            kirjoita(kesken / nimi, tavut)
            nimet.append(nimi)
    return nimet


def _muodot(otsikko: str, lohkot: Lohkot, ylapuoli: str, lahde: str, kieli: str) -> list[tuple[str, bytes]]:
    alas = f"{lahde} {sana('ei_ennuste', kieli)}"
    sivu = raporttisivu.sivu(kieli, otsikko, ylapuoli, "", wordsivu.html(lohkot), alas, sana("sisallys", kieli))
    out = [("html", sivu.encode())]
    with suppress(wordsivu.WordPuuttuu):
        out.append(("docx", wordsivu.word(otsikko, lohkot, kieli, alas)))
    return out
