"""The life of one resident, month by month, in one world or two side by side: `sote resident N`.

    maailmat = [skenaariot.lue(nimi) for nimi in ("nykytila-2017", "uusimaa-valinnanvapaus-2023")]
    print(kerro(maailmat, 1146, otos=0.02, seed=1).teksti())

All figures come from the rules themselves: each rule that is run over all residents is also read plainly on this one
(runs/jaljitys.py). Shape of `json()`:

    {resident, otos, seed, worlds: [world], parts}

    world   {scenario, from, to, facts, years: [year], months: [month], end: {month, status}}
    facts   {month, age, sex, municipality, postal_area: {code, name}, language, income_rank, fifth, quintile, work,
             months_in_work, occupational_health, frailty, chronic, centre: {place, name, km, known_wait}}
    year    {year, age, work, quintile, chronic, frailty, need: {line: events a year}, states: {line: {in, entry}},
             hazard, months, death_probability, contacts: {channel: expected}, unmet, cost, satisfaction, centre}
    month   {month, centre, known_wait, need, death_probability, cost, events: [{kind, text, ...}],
             changed: {rule: {column: [before, after]}}}; in full also
            {rules: [{rule, inputs, cells, before, after}], choice: {considered, attention, choice_set: [option]}}
    option  {place, centre, own, km, wait, quality, private, utility, probability}
    parts   null in one world, else {programme, input, life}, each null when it never came:
            programme  {month, differs: [{key, a, b}]}: the first month in which a parameter differs
            input      {month, rule, what, differs: [{name, means, a, b}]}: the first rule given another input
            life       as input, and {a, b}, what the rule did in each world: the first countable thing that went
                       another way - a contact, channel, centre, service, disease, work, death

Fifth and quintile are 1 lowest ... 5; hazard of death a month, in January, before care; entry: monthly probability;
death_probability of the months lived; waits in days; cost EUR; need of a month: expected doctor contacts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kalibrointi.viat import ViallinenSyote, Vika, luettele
from runs import ajo
from runs.elamanero import Elama, Kuukausi, eroaminen
from runs.elamantapahtumat import KIELET, POISSA, SUKUPUOLET, TYO, Kertoja, huomio
from runs.jaljitys import Jalki, lue, seuraten
from runs.selitteet import selite
from runs.skenaariot import Skenaario, nimea
from runs.skenaariotiedosto import kuukausi as tarkista_kuukausi

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

KANAVASUMMAT = {
    "public": "julkinen_v",
    "occupational": "tth_v",
    "own money": "yksityinen_v",
    "emergency": "paivystys_v",
}
# A switch considered for certain: what the choice rule would say this month.
HARKITSEE = {"valinta_huomio": 1e6, "valinta_huomiokatto": 2.0, "valinnanvapaus_vaihtovali_kk": 0.0}
LAHIMPIA = 6


@dataclass(frozen=True)
class Kertomus:
    """The life told: `teksti()` to read, `json()` to work on (shape: see the module)."""

    tunnus: int
    otos: float
    seed: int
    elamat: list[Elama]
    ero: dict[str, Any] | None
    pyydetyt: frozenset[str]

    def json(self) -> dict[str, Any]:
        """Plain values, as documented in the module."""
        return {
            "resident": self.tunnus, "otos": self.otos, "seed": self.seed,
            "worlds": [self._maailma(elama) for elama in self.elamat], "parts": self.ero,
        }  # fmt: skip

    def _maailma(self, elama: Elama) -> dict[str, Any]:
        s = elama.skenaario
        kuukaudet = [self._kuukausi(s, kuukausi, edellinen) for edellinen, kuukausi in _perakkain(elama.kuukaudet)]
        return {
            "scenario": s.label, "from": s.start, "to": s.end, "facts": elama.tiedot,
            "years": elama.vuodet, "months": kuukaudet, "end": elama.loppu,
        }  # fmt: skip

    def _kuukausi(self, skenaario: Skenaario, kuukausi: Kuukausi, edellinen: Kuukausi | None) -> dict[str, Any]:
        nimi = nimea(skenaario.start, kuukausi.kk)
        tila = kuukausi.tila
        vastaus = {
            "month": nimi, "centre": kuukausi.keskus, "known_wait": kuukausi.tuttu_odotus, "need": tila["taso_sote"],
            "death_probability": tila["kuolinkk"], "cost": kustannus(kuukausi, edellinen),
            "events": [{"kind": t.laji, "text": t.teksti, **t.tiedot} for t in kuukausi.tapahtumat],
            "changed": {j.nimi: {c: list(v) for c, v in j.muuttui.items()} for j in kuukausi.jaljet if j.muuttui},
        }  # fmt: skip
        if nimi in self.pyydetyt:
            vastaus |= {"rules": [_saanto(j) for j in kuukausi.jaljet if j.tulos], "choice": kuukausi.valinta}
        return vastaus

    def teksti(self) -> str:
        """The story as tables of plain text."""
        from runs.kertomusteksti import kirjoita

        return kirjoita(self)


def _perakkain(kuukaudet: list[Kuukausi]) -> Iterator[tuple[Kuukausi | None, Kuukausi]]:
    return zip([None, *kuukaudet], kuukaudet, strict=False)


def _saanto(jalki: Jalki) -> dict[str, Any]:
    solut = {nimi: {str(paikka): arvo for paikka, arvo in luetut.items()} for nimi, luetut in jalki.solut.items()}
    return {"rule": jalki.nimi, "inputs": jalki.luettu, "cells": solut, "before": jalki.ennen, "after": jalki.tulos}


def kustannus(kuukausi: Kuukausi, edellinen: Kuukausi | None) -> float:
    """Public cost of one month, EUR: what the year's own account grew by."""
    ennen = edellinen.tila["kustannus_v"] if edellinen and kuukausi.kk % 12 else 0.0
    return float(kuukausi.tila["kustannus_v"] - ennen)


# --------------------------------------------------------------------------------------------------- living it
def kerro(
    skenaariot: Sequence[Skenaario],
    tunnus: int,
    otos: float | None = None,
    seed: int = 1,
    progress: Callable[[int, int], None] | None = None,
    kuukaudet: Sequence[str] = (),
) -> Kertomus:
    """Live one or two worlds with an eye on the resident `tunnus` (permanent number).

    kuukaudet: months told in full, "2023-01" or "2023-01:2023-06". Raises `ViallinenSyote` when the resident isn't in
    this sample or doesn't arrive before the end, or a month is not of the run.
    """
    if not 1 <= len(skenaariot) <= 2:
        raise ViallinenSyote(Vika(f"a life is told in one world or two, not in {len(skenaariot)}."))
    otos = ajo.tarkista_otos(skenaariot[0].otos if otos is None else otos)
    ajo.tarkista_siemen(seed)
    pyydetyt = frozenset(nimi for teksti in kuukaudet for nimi in _kuukausivali(teksti, skenaariot[0]))
    kaikkiaan = sum(s.months for s in skenaariot)
    elamat: list[Elama] = []
    for n, skenaario in enumerate(skenaariot):
        tehty = sum(s.months for s in skenaariot[:n])
        edistyi = (lambda kk, tehty=tehty: progress(tehty + kk, kaikkiaan)) if progress else None
        elamat.append(_ela(skenaario, tunnus, otos, seed, pyydetyt, edistyi))
    ero = eroaminen(*elamat) if len(elamat) == 2 else None
    return Kertomus(tunnus, otos, seed, elamat, ero, pyydetyt)


def _kuukausivali(teksti: str, skenaario: Skenaario) -> list[str]:
    """'2023-01:2023-03' -> the names of the three months."""
    alku, _, loppu = teksti.partition(":")
    try:
        a, z = (skenaario.kk(tarkista_kuukausi(osa)) for osa in (alku, loppu or alku))
    except ValueError as virhe:
        raise ViallinenSyote(Vika(str(virhe), "--kuukaudet")) from None
    if not 0 <= a <= z < skenaario.months:
        viesti = f"months {skenaario.start} to {skenaario.end} are lived, not {teksti}."
        raise ViallinenSyote(Vika(viesti, "--kuukaudet"))
    return [nimea(skenaario.start, kk) for kk in range(a, z + 1)]


def _ela(
    skenaario: Skenaario,
    tunnus: int,
    otos: float,
    seed: int,
    pyydetyt: frozenset[str],
    edistyi: Callable[[int], None] | None,
) -> Elama:
    malli = ajo.rakenna_malli(skenaario, otos, seed)
    rivi = _rivi(malli, skenaario, tunnus, otos)
    kertoja, b = Kertoja(malli), malli.sidonta.b
    tiedot = _tiedot(malli, rivi) if b.is_active(rivi) else {}
    kuukaudet: list[Kuukausi] = []
    for kk in range(skenaario.months):
        kuukausi = Kuukausi(kk)
        with seuraten(b, rivi, _kuulija(kuukausi, kertoja, rivi, nimea(skenaario.start, kk) in pyydetyt)):
            malli.step()
        if edistyi:
            edistyi(kk + 1)
        if not kuukausi.jaljet:
            continue  # not here yet, or no more
        tiedot = tiedot or _tiedot(malli, rivi)
        _paata(kuukausi, malli, rivi)
        kuukausi.tapahtumat = list(kertoja.tapahtumat(kuukausi.jaljet))
        kuukaudet.append(kuukausi)
    return Elama(
        skenaario=skenaario,
        tiedot=tiedot,
        kuukaudet=kuukaudet,
        vuodet=_vuodet(malli, skenaario, kuukaudet),
        loppu=_loppu(skenaario, kuukaudet),
        sanat={nimi: selite(malli, nimi) for saanto in malli.sidonta.kaikki_saannot for nimi in saanto.reads},
        keskukset=[k.nimi for k in malli.keskuspaikat],
    )


def _kuulija(kuukausi: Kuukausi, kertoja: Kertoja, rivi: int, kaikki: bool) -> Callable[[Jalki], None]:
    """What is noted of each rule; in months told in full also what the choice rule would have said."""

    def kuule(jalki: Jalki) -> None:
        kuukausi.jaljet.append(jalki)
        if jalki.nimi == "valitsee" and kaikki:
            b, joukko = kertoja.malli.sidonta.b, kertoja.valintajoukko(jalki)
            huomioi = jalki if jalki.tulos else lue(jalki.saanto, b, rivi, {"valinta_huomiokatto": 2.0})
            kuvitellen = joukko or kertoja.valintajoukko(lue(jalki.saanto, b, rivi, HARKITSEE))
            kuukausi.valinta = {"considered": bool(joukko), "attention": huomio(huomioi), "choice_set": kuvitellen}

    return kuule


def _paata(kuukausi: Kuukausi, malli: SoteMalli, rivi: int) -> None:
    """Note the state at the month's end."""
    kuukausi.tila = {nimi: sarake[rivi].item() for nimi, sarake in malli.sidonta.b.columns.items()}
    keskus = malli.keskuspaikat[kuukausi.tila["keskus"]]
    kuukausi.keskus, kuukausi.tuttu_odotus = keskus.nimi, float(keskus.jono.tuttu)


def _rivi(malli: SoteMalli, skenaario: Skenaario, tunnus: int, otos: float) -> int:
    """Row of the resident. Raises `ViallinenSyote` that says who is in this sample and how to get the one asked for."""
    tunnukset = malli.asukkaat.ids.astype(np.int64)
    osumat = np.flatnonzero(tunnukset == tunnus)
    if not len(osumat):
        lahimmat = sorted(tunnukset[np.argsort(np.abs(tunnukset - tunnus), kind="stable")[:LAHIMPIA]].tolist())
        viesti = f"resident {tunnus} is not in this sample of {otos:g}. The nearest that are: {luettele(lahimmat)}."
        if otos < 1:
            viesti += " With --otos 1 everybody is there; smaller samples of a seed are parts of larger ones."
        raise ViallinenSyote(Vika(viesti))
    rivi = int(osumat[0])
    if (tulokk := int(malli.maailma.vaesto.tulokk[rivi])) >= skenaario.months:
        tulo = nimea(skenaario.start, tulokk)
        raise ViallinenSyote(Vika(f"resident {tunnus} comes here in {tulo}, after the run's end {skenaario.end}."))
    return rivi


def _tiedot(malli: SoteMalli, rivi: int) -> dict[str, Any]:
    """Facts of the resident now, at the start or on arrival."""
    a, m = malli.asukkaat.agent(rivi), malli.maailma
    keskus = malli.keskuspaikat[a.keskus]
    return {
        "month": nimea(f"{malli.alkuvuosi}-01", max(malli.kk - 1, 0)),
        "age": a.ika,
        "sex": SUKUPUOLET[a.sukupuoli],
        "municipality": m.kunnat.nimi_fi[a.kunta],
        "postal_area": {"code": m.alueet.postinumero[a.alue], "name": m.alueet.nimi[a.alue]},
        "language": KIELET[a.kieli],
        "income_rank": a.sija,
        "fifth": a.viidennes + 1,
        "quintile": a.kvintiili + 1,
        "work": TYO[a.tyo],
        "months_in_work": a.tyokk,
        "occupational_health": bool(a.tyoterveys),
        "frailty": a.hauraus,
        "chronic": a.krooniset,
        "centre": {
            "place": a.keskus,
            "name": keskus.nimi,
            "km": float(malli.matkat.km[a.alue, a.keskus]),
            "known_wait": float(keskus.jono.tuttu),
        },
    }


def _vuodet(malli: SoteMalli, skenaario: Skenaario, kuukaudet: list[Kuukausi]) -> list[dict[str, Any]]:
    """Need, hazard, use and cost of each calendar year, from its first and last month here."""
    vuodet: dict[int, list[Kuukausi]] = {}
    for kuukausi in kuukaudet:
        vuodet.setdefault(int(skenaario.start[:4]) + kuukausi.kk // 12, []).append(kuukausi)
    return [_vuosi(malli, vuosi, omat) for vuosi, omat in vuodet.items()]


def _vuosi(malli: SoteMalli, vuosi: int, omat: list[Kuukausi]) -> dict[str, Any]:
    alku, loppu = omat[0].tila, omat[-1].tila
    tapahtumat = [r for r in malli.paketit.rivit if not r.on_tila]
    tilat = {
        r.nimi["en"]: {"in": bool(loppu[r.koodi]), "entry": alku[f"sisaan_{r.koodi}"]} for r in malli.paketit.tilat
    }
    return {
        "year": vuosi,
        "age": loppu["ika"],
        "work": TYO[loppu["tyo"]],
        "quintile": loppu["kvintiili"] + 1,
        "chronic": loppu["krooniset"],
        "frailty": alku["hauraus"],
        "need": {r.nimi["en"]: 12.0 * alku[f"taso_{r.koodi}"] for r in tapahtumat},
        "states": tilat,
        "hazard": alku["kuolinvaara"],
        "months": len(omat),
        "death_probability": loppu["kuolinodote"],
        "contacts": {kanava: loppu[sarake] for kanava, sarake in KANAVASUMMAT.items()},
        "unmet": loppu["puute_v"],
        "cost": loppu["kustannus_v"],
        "satisfaction": loppu["tyytyvaisyys"],
        "centre": omat[-1].keskus,
    }


def _loppu(skenaario: Skenaario, kuukaudet: list[Kuukausi]) -> dict[str, str]:
    if not kuukaudet:
        return {"month": skenaario.end, "status": "never here"}
    viimeinen = kuukaudet[-1]
    return {"month": nimea(skenaario.start, viimeinen.kk), "status": POISSA.get(viimeinen.tila["elossa"], "lives here")}
