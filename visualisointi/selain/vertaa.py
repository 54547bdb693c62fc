"""Compare: up to four scenarios against one baseline - a matrix of measures, what differs, development side by side."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import solara

from kalibrointi.alueet import hae
from visualisointi import sanat
from visualisointi.selain import keinot, kuvat, svg, vienti
from visualisointi.selain.kieli import Kaantaja, kaantaja
from visualisointi.selain.laskenta import Tulos, Vaihe, laskin
from visualisointi.selain.lasku import Kohta, Lasku, Tyo, use_lasku
from visualisointi.selain.nakyma import ALUEET, Nakyma, skenaarion_nimi, skenaariot
from visualisointi.selain.vertailukestavyys import use_kestavyys

ENINTAAN = 4
ALUSSA = ("uusimaa-liikelaitos-2021", "uusimaa-valinnanvapaus-2023", "uusimaa-tarvekapitaatio")
VAIHEET = (Vaihe(0.01, 3, True), Vaihe(0.02, 8, False))


@solara.component_vue("osat/vertaa.vue")
def _Vertaa(
    t: dict,
    valinnat: dict,
    tila: dict,
    matriisi: dict,
    erot: dict,
    kuvat: list,
    raportti: dict,
    kestavyys: dict,
    event_kysy: Callable[[Any], None],
    event_peru: Callable[[Any], None],
    event_raportoi: Callable[[dict], None],
    event_valitse: Callable[[dict], None],
    event_keskeyta: Callable[[Any], None],
    event_laske: Callable[[Any], None],
) -> None: ...


@solara.component
def Sivu() -> None:
    """The page."""
    reititin = solara.use_router()
    nakyma = Nakyma.parse(reititin.search)
    _ = kaantaja(nakyma.kieli)
    nimet = nakyma.muut or ALUSSA

    async def laske(tyo: Tyo[dict[str, Tulos]]) -> None:
        await _laske(nakyma, nimet, dict(_ennestaan(lasku, nakyma)), tyo)

    lasku: Lasku[Kysymys, dict[str, Tulos]] = use_lasku((nakyma.alue, nakyma.oletukset, nimet), laske)
    tulokset = lasku.oma.vastaus or _ennestaan(lasku, nakyma)

    def valitse(muutos: dict) -> None:
        uudet = [n for n in muutos.get("muut", nimet) if n in skenaariot()]
        arvot: dict[str, Any] = {"muut": tuple(dict.fromkeys(uudet))[:ENINTAAN]}
        arvot |= {k: str(muutos[k]) for k in ("alue", "mittari") if k in muutos}
        reititin.push(f"/vertaa?{Nakyma.parse(replace(nakyma, **arvot).kysely()).kysely()}")

    aineistot = {
        nimi: kuvat.Aineisto(replace(nakyma, skenaario=nimi, keinot=()), tulokset[nimi])
        for nimi in nimet
        if nimi in tulokset
    }
    omat = [(a.nakyma, a.tulos) for a in aineistot.values()]
    raportti, raportoi = vienti.use_raportti(omat if len(omat) == len(nimet) else [], "vertaa", nakyma.kieli)
    kestavyys, kysy, peru = use_kestavyys(nakyma, nimet)
    _Vertaa(
        t=_tekstit(_),
        valinnat=_valinnat(nakyma, nimet, _),
        tila=_tila(lasku.oma, aineistot, _),
        matriisi=_matriisi(aineistot, nakyma.kieli) if aineistot else {},
        erot=_erot(nakyma, nimet),
        kuvat=_pienkuvat(aineistot, nakyma.mittari),
        raportti=raportti,
        kestavyys=kestavyys,
        event_kysy=kysy,
        event_peru=peru,
        event_raportoi=raportoi,
        event_valitse=valitse,
        event_keskeyta=lambda _x: lasku.keskeyta(),
        event_laske=lambda _x: lasku.uudelleen(),
    )


Kysymys = tuple[str, tuple[tuple[str, str], ...], tuple[str, ...]]  # region, assumptions, scenarios


async def _laske(
    nakyma: Nakyma, nimet: tuple[str, ...], tulokset: dict[str, Tulos], tyo: Tyo[dict[str, Tulos]]
) -> None:
    """Answers of all scenarios, each stage of all before the next of any. tulokset: what is known to begin with."""
    if tulokset:
        tyo.vastaa(tulokset)
    for vaihe in VAIHEET:
        for nimi in nimet:
            if nimi in tulokset and tulokset[nimi].vaihe == VAIHEET[-1]:
                continue
            yksi, sanoin = replace(nakyma, skenaario=nimi, keinot=()), skenaarion_nimi(nimi, nakyma.kieli)
            osat = laskin().vastaa(yksi, _kertoja(tyo, sanoin), (vaihe,), tyo.katsotaan)
            async with aclosing(osat):
                async for osa in osat:
                    tulokset = {**tulokset, nimi: osa}
                    tyo.vastaa(tulokset, _edistys(sanoin, vaihe, osa.pareja))


def _kertoja(tyo: Tyo[Any], nimi: str) -> Callable[[Vaihe, int], None]:
    return lambda vaihe, n: tyo.edistyi(_edistys(nimi, vaihe, n))


def _edistys(nimi: str, vaihe: Vaihe, n: int) -> str:
    return f"{nimi} {n}/{vaihe.pareja}"


def _ennestaan(lasku: Lasku[Kysymys, dict[str, Tulos]], nakyma: Nakyma) -> Mapping[str, Tulos]:
    """Until there is an answer: what the one before says in the same region and under the same assumptions."""
    if lasku.nakyva is None:
        return {}
    (alue, oletukset, _nimet), tulokset = lasku.nakyva
    return tulokset if (alue, oletukset) == (nakyma.alue, nakyma.oletukset) else {}


def _tila(oma: Kohta[Any], aineistot: Mapping[str, kuvat.Aineisto], _: Kaantaja) -> dict[str, str]:
    if oma.laji == "virhe":
        return {"laji": "virhe", "teksti": _("The run did not succeed. Your choices are kept.")}
    if oma.laji == "laskee":
        return {"laji": "laskee", "teksti": f"{_('Computing')}: {oma.edistys}" if oma.edistys else _("Computing")}
    if oma.laji == "keskeytetty":
        teksti = _("Stopped. The figures may be of an earlier choice.") if aineistot else _("Stopped.")
        return {"laji": "keskeytetty", "teksti": teksti}
    a = next(iter(aineistot.values()), None)
    return {"laji": "valmis", "teksti": a.kuvaus if a else ""}


def _matriisi(aineistot: Mapping[str, kuvat.Aineisto], kieli: str) -> dict[str, Any]:
    """Measures by scenarios: difference from baseline, its interval on one scale a row, verdict."""
    _, rivit = kaantaja(kieli), []
    for koodi in kuvat.KUVAMITAT:
        omat = {nimi: a.rivi(koodi) for nimi, a in aineistot.items() if a.on(koodi)}
        if len(omat) < len(aineistot):
            continue
        m, k = sanat.MITTARIT[koodi], sanat.MITTARIT[koodi].kerroin
        luvut = [k * r[n] for r in omat.values() for n in ("difference", "low", "high")]
        raja = max([abs(x) for x in luvut if math.isfinite(x)] + [k * kuvat.MITAT[koodi].raja])
        solut = []
        for i, (nimi, r) in enumerate(omat.items(), start=1):
            laji = aineistot[nimi].arvio(koodi, r)
            ero, vali = kuvat.ero_ja_vali(r, koodi, kieli)
            solut.append(
                {
                    "ero": ero,
                    "vali": vali,
                    "svg": svg.vali(k * r["low"], k * r["difference"], k * r["high"], raja, i),
                    "merkki": kuvat.merkki(koodi, laji, r),
                    "sana": kuvat.sana(_, laji, r),
                }
            )
        perus = next(iter(omat.values()))["value_a"]
        rivit.append({"koodi": koodi, "nimi": m.nimi[kieli], "perus": m.arvo_yksikolla(perus, kieli), "solut": solut})
    return {"rivit": rivit, "otsikko": _matriisin_otsikko(aineistot, kieli)}


def _matriisin_otsikko(aineistot: Mapping[str, kuvat.Aineisto], kieli: str) -> str:
    """In how many measures some scenario differs in a way that matters, and which none moves; "" while provisional."""
    _ = kaantaja(kieli)
    liikkuvat: list[str] = []
    paikallaan: list[str] = []
    kaikki = 0
    for koodi in kuvat.KUVAMITAT:
        if not all(a.on(koodi) for a in aineistot.values()):
            continue
        lajit = {a.arvio(koodi, a.rivi(koodi)) for a in aineistot.values()}
        if "ei_valia" in lajit:
            return ""
        kaikki += 1
        if lajit & {"ero", "suuri"}:
            liikkuvat.append(sanat.MITTARIT[koodi].nimi[kieli])
        elif "epavarma" not in lajit:  # of what cannot be told yet nothing is said
            paikallaan.append(sanat.MITTARIT[koodi].nimi[kieli])
    if not liikkuvat:
        return _("No measure differs from the baseline in a way that matters")
    otsikko = _("{n} of {all} measures differ from the baseline", n=len(liikkuvat), all=kaikki)
    if 1 <= len(paikallaan) <= 3:
        otsikko += _("; not in any: {what}", what="; ".join(sanat.pienella(x) for x in paikallaan))
    return otsikko


def _erot(nakyma: Nakyma, nimet: tuple[str, ...]) -> dict[str, Any]:
    """Levers that are not the same in all worlds at the end, in words; the others are only counted."""
    maailmat = [nakyma.perusta(), *(replace(nakyma, skenaario=n, keinot=()).maailma() for n in nimet)]
    rivit, samoja = keinot.eroavat(maailmat, nakyma.kieli)
    return {"rivit": rivit, "samoja": samoja}


def _pienkuvat(aineistot: Mapping[str, kuvat.Aineisto], koodi: str) -> list[dict[str, Any]]:
    """Development of each scenario, all on the same axes."""
    k, taulut = sanat.MITTARIT[koodi].kerroin, [a.vuosittain(koodi) for a in aineistot.values()]
    tasot, erot = (
        [k * float(x) for taulu in taulut for sarake in sarakkeet for x in taulu[sarake]]
        for sarakkeet in (("value_a", "value_b"), ("difference", "low", "high"))
    )
    return [
        {"nimi": skenaarion_nimi(nimi, a.kieli), **kuvat.kehitys(a, koodi, i, (tasot, erot)).sanoina()}
        for i, (nimi, a) in enumerate(aineistot.items(), start=1)
    ]


def _valinnat(nakyma: Nakyma, nimet: tuple[str, ...], _: Kaantaja) -> dict[str, Any]:
    kieli = nakyma.kieli
    return {
        "alue": nakyma.alue,
        "mittari": nakyma.mittari,
        "nimet": list(nimet),
        "otsikot": [skenaarion_nimi(n, kieli) for n in nimet],
        "merkit": [svg.kuvamerkki(i) for i in range(len(nimet) + 1)],
        "enintaan": ENINTAAN,
        "alueet": [{"koodi": k, "nimi": hae(k).nimi.get(kieli)} for k in ALUEET],
        "skenaariot": [{"koodi": k, "nimi": skenaarion_nimi(k, kieli)} for k in skenaariot() if k not in nimet],
        "mittarit": [{"koodi": k, "nimi": sanat.MITTARIT[k].nimi[kieli]} for k in kuvat.KUVAMITAT],
    }


def _tekstit(_: Kaantaja) -> dict[str, str]:
    return {
        "otsikko": _("Compare"),
        "alue": _("Region"),
        "mittari": _("Measure"),
        "vie": _("Take away"),
        "linkki": _("Copy link"),
        "kopioitu": _("Copied"),
        "lisaa": _("Add a scenario"),
        "valitse": _("choose"),
        "ala": _("Up to four scenarios against the same baseline: the same residents and the same luck in all."),
        "poista": _("Remove"),
        "nykytila": _("Baseline"),
        "keskeyta": _("Stop"),
        "laske": _("Compute again"),
        "odottaa": _("Computing the first answer…"),
        "matriisi": _("Difference from baseline"),
        "matriisi_ala": _("Mean of the last five years, paired; the line is the baseline, the whisker a 95% interval."),
        "mita": _("Measure"),
        "erot": _("What differs in the scenarios"),
        "keino": _("Lever"),
        "samoja": _("levers are the same in all"),
        "kehitys": _("Development"),
        "taulukkona": _("Show as table"),
        "lataa": _("Download image"),
        "kestaako": _("Does it hold under other assumptions?"),
        "kestaako_ala": _(
            "Four assumptions that nobody has measured are varied over all that is allowed, alone and at once: sixteen "
            "worlds for every scenario. It takes minutes for each."
        ),
        "vaihtele": _("Vary the assumptions"),
    }
