"""Explore: levers on the left, what they do on the right. The first answer is provisional and grows surer by itself."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import solara

from kalibrointi.alueet import hae
from kalibrointi.viat import ViallinenSyote
from visualisointi import sanat
from visualisointi.selain import keinot, kuvat, verkkokuvat, viat, vienti
from visualisointi.selain.kieli import Kaantaja, kaantaja
from visualisointi.selain.laskenta import Tulos, laskin
from visualisointi.selain.lasku import Kohta, Lasku, Tyo, use_lasku
from visualisointi.selain.nakyma import (
    ALUEET,
    VUODET,
    Nakyma,
    parametrit,
    skenaarion_kuvaus,
    skenaarion_nimi,
    skenaariot,
)
from visualisointi.selain.pyydettavat import use_keskukset, use_pyydettava

VIIVE = 0.15  # seconds without a change before a run starts
MUISTETAAN = 100  # changes that can be undone


@solara.component_vue("osat/tutki.vue")
def _Tutki(
    t: dict,
    valinnat: dict,
    saatimet: str,
    tila: dict,
    kortit: list,
    paakuva: dict,
    valilehdet: list,
    kuvat: list,
    taulukko: dict,
    vie: dict,
    virhe: str,
    syyt: dict,
    keskukset: dict,
    raportti: dict,
    kumottavaa: bool,
    palautettavaa: bool,
    event_kumoa: Callable[[Any], None],
    event_tee_uudelleen: Callable[[Any], None],
    event_peru: Callable[[Any], None],
    event_raportoi: Callable[[dict], None],
    event_selita: Callable[[Any], None],
    event_aseta: Callable[[dict], None],
    event_valitse: Callable[[dict], None],
    event_palauta: Callable[[Any], None],
    event_keskeyta: Callable[[Any], None],
    event_laske: Callable[[Any], None],
    event_siirry: Callable[[str], None],
) -> None: ...


@solara.component
def Sivu() -> None:
    """The page."""
    reititin = solara.use_router()
    nakyma = Nakyma.parse(reititin.search)
    _ = kaantaja(nakyma.kieli)
    virhe = solara.use_reactive("")
    maailmat = nakyma.maailmoina()
    lasku: Lasku[Nakyma, Tulos] = use_lasku(maailmat, lambda tyo: _laske(nakyma, tyo))
    oma, nakyva = lasku.oma.vastaus, lasku.nakyva
    pyydetty, kysy, peru, lisat = use_pyydettava(nakyma, maailmat)
    raportti, raportoi = vienti.use_raportti([(nakyma, oma)] if oma else [], "tutki", nakyma.kieli, lisat)
    keskukset = use_keskukset(nakyma, maailmat, oma is not None)
    historia: solara.Reactive[tuple[tuple[str, ...], tuple[str, ...]]] = solara.use_reactive(((), ()))

    def siirry(uusi: Nakyma) -> None:
        virhe.value = ""
        if uusi.kysely() != nakyma.kysely():
            laskin().ennakoi(uusi, nakyma)
            historia.value = ((*historia.value[0], nakyma.kysely())[-MUISTETAAN:], ())
            reititin.push(f"/tutki?{uusi.kysely()}")

    def palaa(eteen: bool) -> None:
        menneet, tulevat = historia.value
        if not (tulevat if eteen else menneet):
            return
        virhe.value = ""
        if eteen:
            kohde, historia.value = tulevat[0], ((*menneet, nakyma.kysely()), tulevat[1:])
        else:
            kohde, historia.value = menneet[-1], (menneet[:-1], (nakyma.kysely(), *tulevat))
        reititin.push(f"/tutki?{kohde}")

    def aseta(muutos: dict) -> None:
        avain, teksti = str(muutos.get("avain", "")), str(muutos.get("arvo", ""))[:100]
        if avain not in parametrit():
            return
        luettu = keinot.luku_sanoin(teksti, nakyma.kieli)
        if vika := viat.arvovika(parametrit(), avain, luettu, nakyma.kieli):
            virhe.value = vika
            return
        try:
            siirry(nakyma.aseta(avain, luettu))
        except ViallinenSyote as vikoja:
            virhe.value = viat.sanoina(vikoja, nakyma.kieli)

    def valitse(muutos: dict) -> None:
        sallitut = {"alue", "skenaario", "alkaen", "valilehti", "mittari"}
        arvot: dict[str, Any] = {k: int(v) if k == "alkaen" else str(v) for k, v in muutos.items() if k in sallitut}
        if "skenaario" in arvot:
            arvot |= {"keinot": ()}
        siirry(Nakyma.parse(replace(nakyma, **arvot).kysely()))

    a = solara.use_memo(
        lambda: kuvat.Aineisto(replace(nakyva[0], kieli=nakyma.kieli), nakyva[1]) if nakyva else None,
        [id(nakyva and nakyva[1]), nakyma.kieli],
    )
    saatimet = solara.use_memo(lambda: _saatimet(nakyma), [maailmat, nakyma.kieli])
    _Tutki(
        t={**_tekstit(_), "lang": nakyma.kieli},
        valinnat=solara.use_memo(lambda: _valinnat(nakyma, _), [nakyma]),
        saatimet=saatimet,
        tila=_tila(lasku.oma, a.kuvaus if a and oma else "", a is not None, _),
        kortit=solara.use_memo(lambda: kuvat.kortit(a) if a else [], [id(a)]),
        paakuva=solara.use_memo(
            lambda: kuvat.kehitys(a, nakyma.mittari).sanoina() if a else {}, [id(a), nakyma.mittari]
        ),
        kuvat=solara.use_memo(lambda: _kuvat(a, nakyma.valilehti) if a else [], [id(a), nakyma.valilehti]),
        taulukko=solara.use_memo(
            lambda: kuvat.kaikki_mittarit(a) if a and nakyma.valilehti == "taulukko" else {}, [id(a), nakyma.valilehti]
        ),
        valilehdet=_valilehdet(nakyma, _),
        syyt=pyydetty,
        keskukset=keskukset,
        kumottavaa=bool(historia.value[0]),
        palautettavaa=bool(historia.value[1]),
        event_kumoa=lambda _x: palaa(False),
        event_tee_uudelleen=lambda _x: palaa(True),
        event_peru=peru,
        vie=solara.use_memo(lambda: _vie(nakyma, a if oma else None, _), [id(a), maailmat, oma is None]),
        virhe=virhe.value,
        raportti=raportti,
        event_raportoi=raportoi,
        event_aseta=aseta,
        event_valitse=valitse,
        event_palauta=lambda _x: siirry(replace(nakyma, keinot=(), oletukset=())),
        event_keskeyta=lambda _x: lasku.keskeyta(),
        event_laske=lambda _x: lasku.uudelleen(),
        event_selita=kysy,
        event_siirry=reititin.push,
    )


async def _laske(nakyma: Nakyma, tyo: Tyo[Tulos]) -> None:
    """The view's answer, growing surer."""
    await asyncio.sleep(VIIVE)
    osat = laskin().vastaa(nakyma, lambda vaihe, n: tyo.edistyi((vaihe, n)), katsotaan=tyo.katsotaan)
    async with aclosing(osat):
        async for osa in osat:
            tyo.vastaa(osa, (osa.vaihe, osa.pareja))


def _saatimet(nakyma: Nakyma) -> str:
    """Controls as JSON text: thousands of values that the renderer would else walk one by one whenever it draws."""
    saatimet = {
        "ryhmat": keinot.keinoryhmat(nakyma),
        "oletukset": keinot.oletuskortit(nakyma),
        "muutokset": keinot.muutokset(nakyma),
    }
    return json.dumps(saatimet, ensure_ascii=False)


def _tila(oma: Kohta[Tulos], kuvaus: str, lukuja: bool, _: Kaantaja) -> dict[str, Any]:
    """What the status line says: computing, ready, stopped, failed. kuvaus: what has been run for the view, in words;
    lukuja: are there figures on the page, its own or those before?"""
    if oma.laji == "virhe":
        return {"laji": "virhe", "teksti": _("The run did not succeed. Your choices are kept."), "osuus": 0}
    if oma.laji == "keskeytetty":
        teksti = _("Stopped. The figures may be of an earlier choice.") if lukuja else _("Stopped.")
        return {"laji": "keskeytetty", "teksti": teksti, "osuus": 0}
    if oma.laji == "valmis":
        return {"laji": "valmis", "teksti": kuvaus, "osuus": 1}
    vaihe, n = oma.edistys or (None, 0)
    kaikki = vaihe.pareja if vaihe else 1
    teksti = _("Computing {n}/{all}", n=n, all=kaikki) if vaihe else _("Computing")
    return {"laji": "laskee", "teksti": kuvaus or teksti, "osuus": n / kaikki}


def _kuvat(a: kuvat.Aineisto, valilehti: str) -> list[dict[str, Any]]:
    """Figures of the open tab only: a click costs what it shows."""
    if valilehti == "raha":
        return [kuvat.raha(a, "a").sanoina(), kuvat.raha(a, "b").sanoina()]
    if valilehti == "alueet":
        return [kuvat.alueet(a).sanoina()]
    if valilehti == "verkko":
        return [kuvat.ketjut(a).sanoina(), verkkokuvat.katkokset(a).sanoina(), verkkokuvat.kerrokset(a).sanoina()]
    if valilehti == "lista":
        return [kuvat.kehitys(a, "lista_yksityinen").sanoina(), kuvat.ryhmat(a, "lista_yksityinen").sanoina()]
    if valilehti == "viidennekset":
        return [kuvat.ryhmat(a, "tyydyttamaton").sanoina(), kuvat.elinaika(a).sanoina()]
    return []


def _valilehdet(nakyma: Nakyma, _: Kaantaja) -> list[dict[str, Any]]:
    nimet = {
        "viidennekset": _("Health gaps"),
        "miksi": _("Why?"),
        "epavarmuus": _("Uncertainty"),
        "raha": _("Money"),
        "alueet": _("Areas"),
        "verkko": _("Service network"),
        "lista": _("Who switches"),
        "kannustimet": _("Incentives"),
        "taulukko": _("All measures"),
    }
    return [{"koodi": k, "nimi": nimi, "tama": k == nakyma.valilehti} for k, nimi in nimet.items()]


def _valinnat(nakyma: Nakyma, _: Kaantaja) -> dict[str, Any]:
    kieli = nakyma.kieli
    nimet = (
        [n for n in skenaariot() if n.startswith(("nykytila", "uusimaa"))]
        if nakyma.alue == "uusimaa"
        else list(skenaariot())
    )
    return {
        "alue": nakyma.alue,
        "skenaario": nakyma.skenaario,
        "alkaen": nakyma.alkaen,
        "mittari": nakyma.mittari,
        "valilehti": nakyma.valilehti,
        "alueet": [{"koodi": k, "nimi": hae(k).nimi.get(kieli)} for k in ALUEET],
        "skenaariot": [
            {"koodi": k, "nimi": skenaarion_nimi(k, kieli)} for k in dict.fromkeys([*nimet, nakyma.skenaario])
        ],
        "asukas": f"/asukas?{nakyma.kysely()}",
        "kuvaus": skenaarion_kuvaus(nakyma.skenaario, kieli),
        "vuodet": list(VUODET),
        "mittarit": [{"koodi": k, "nimi": sanat.MITTARIT[k].nimi[kieli]} for k in kuvat.KUVAMITAT],
    }


def _vie(nakyma: Nakyma, a: kuvat.Aineisto | None, _: Kaantaja) -> dict[str, str]:
    """What is taken along: scenario file, command line, CSV of yearly contrasts."""
    rivit = [f'name = "oma-skenaario"\nextends = "{nakyma.skenaario}"\n']
    rivit += [f'text.{k} = "{kaantaja(k)("Own scenario, made in the browser")}"\n' for k in ("fi", "sv", "en")]
    if nakyma.alue != "uusimaa":
        rivit.insert(1, f'region = "{nakyma.alue}"\n')
    if nakyma.oletukset:
        rivit.append("\n[set]\n" + "".join(f'"{k}" = {v}\n' for k, v in nakyma.oletukset))
    if nakyma.keinot:
        rivit.append(f'\n[[change]]\nfrom = "{nakyma.alkaen}-01"\n[change.set]\n')
        rivit += [f'"{k}" = {v}\n' for k, v in nakyma.keinot]
    ajot = f" --pairs {a.tulos.pareja} --otos {a.tulos.vaihe.otos:g}" if a else ""
    return {"toml": "".join(rivit), "komento": nakyma.komento() + ajot, "csv": _csv(a) if a else ""}


def _csv(a: kuvat.Aineisto) -> str:
    sarakkeet = {
        "value_a": "baseline",
        "value_b": "scenario",
        "difference": "difference",
        "low": "low95",
        "high": "high95",
    }
    taulu = a.erot[[*sarakkeet, "pairs", "yksikko"]].rename(columns={**sarakkeet, "yksikko": "unit"})
    return str(taulu.to_csv(index_label=["measure", "group"], float_format="%.6g", na_rep="nan", lineterminator="\r\n"))


def _tekstit(_: Kaantaja) -> dict[str, str]:
    return {
        "otsikko": _("Explore"),
        "vuosi": _("Year"),
        "toista": _("Play"),
        "seis": _("Pause"),
        "keinot": _("Levers"),
        "keinot_apu": _("What decision makers decide. A blue edge: differs from the scenario."),
        "alue": _("Region"),
        "skenaario": _("Scenario"),
        "alkaen": _("Changes take effect"),
        "mittari": _("Measure"),
        "muutettu": _("changed"),
        "yksi_muutettu": _("one changed"),
        "ei_muutoksia": _("no changes"),
        "nykytila": _("baseline"),
        "nayta_lisaa": _("Show more"),
        "vahemman": _("Show fewer"),
        "palauta": _("Undo all changes"),
        "kumoa": _("Undo"),
        "tee_uudelleen": _("Redo"),
        "asukas": _("Follow a resident in these worlds"),
        "oletukset": _("Assumptions"),
        "oletusarvo": _("default"),
        "oletukset_apu": _("What nobody has measured. An assumption acts on both worlds."),
        "lahde": _("Source"),
        "kaikki": _("All assumptions"),
        "tila": _("Status"),
        "keskeyta": _("Stop"),
        "laske": _("Compute again"),
        "taulukkona": _("Show as table"),
        "lataa": _("Download image"),
        "csv": _("Download table (CSV)"),
        "erotus": _("difference"),
        "vie": _("Take away"),
        "linkki": _("Copy link"),
        "kopioitu": _("Copied"),
        "skenaariotiedosto": _("Scenario file"),
        "komento": _("Repeat on the command line"),
        "tulokset": _("Results"),
        "odottaa": _("Computing the first answer…"),
        "valilehdet": _("Views"),
        "virhe": _("That value was not accepted"),
        "saadin_lista": _("Changes to the scenario"),
        "avaa": _("Help"),
        "laki": _("law"),
        "esitys": _("bill"),
        "tilasto": _("statistic"),
        "tutkimus": _("study"),
        "arvio": _("estimate"),
        "oletus": _("assumption"),
    }
