"""The life of a resident as text: facts, where two lives part, years, months, and asked months in full."""

from __future__ import annotations

import io
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from kalibrointi.parametrit import nayta
from runs.naytto import luku
from runs.skenaariot import nimea

if TYPE_CHECKING:
    from runs.asukaskertomus import Kertomus
    from runs.elamanero import Elama, Kuukausi

ARPOJA = ("u_", "uy_", "u0_", "vy_", "v0_")
NAYTETTAVIA_EROJA = 6
LEVEYS = 160  # of what is not shown on a screen


def kirjoita(kertomus: Kertomus) -> str:
    """The whole story."""
    osat = [_alku(kertomus)]
    if kertomus.ero is not None:
        osat.append(_eroaminen(kertomus))
    osat += [_vuodet(kertomus), _kuukaudet(kertomus)]
    osat += [_kokonaan(kertomus, nimi) for nimi in sorted(kertomus.pyydetyt)]
    return "\n\n".join(osat)


# who, and where the lives part ---------------------------------------------------------------------------------------


def _alku(kertomus: Kertomus) -> str:
    t = kertomus.elamat[0].tiedot
    keskus, kattavuus = t["centre"], ", covered by occupational health" if t["occupational_health"] else ""
    rivit = [
        f"Resident {kertomus.tunnus} (otos {kertomus.otos:g}, seed {kertomus.seed}), {t['month']}",
        f"{t['sex'].capitalize()} of {t['age']}, {t['postal_area']['code']} {t['postal_area']['name']}, "
        f"{t['municipality']}; language {t['language']}; {t['work']}{kattavuus}",
        f"Income: fifth {t['fifth']} of 5 for life (rank {t['income_rank']:.3f}), national quintile {t['quintile']} at "
        f"this age; log-frailty {t['frailty']:+.2f}; chronic diseases {t['chronic']}",
        f"Listed at {keskus['name']}, {keskus['km']:.1f} km, known wait {keskus['known_wait']:.0f} days",
    ]
    for kirjain, elama in zip("AB", kertomus.elamat, strict=False):
        alku = f"{kirjain}  " if kertomus.ero is not None else "World: "
        rivit.append(f"{alku}{elama.skenaario.label}: {elama.loppu['status']} in {elama.loppu['month']}")
    return "\n".join(rivit)


def _eroaminen(kertomus: Kertomus) -> str:
    assert kertomus.ero is not None
    ohjelma, syote, elama = (kertomus.ero[osa] for osa in ("programme", "input", "life"))
    rivit = ["Where the lives part"]
    if ohjelma is not None:
        erot = ", ".join(f"{e['key']} {nayta(e['a'])} / {nayta(e['b'])}" for e in ohjelma["differs"])
        rivit.append(f"  {ohjelma['month']}  the worlds differ: {erot}")
    if syote is None:
        rivit.append("  never    any other input of this resident's rules: the two lives are the same")
        return "\n".join(rivit)
    rivit += [f"  {syote['month']}  first other input: {_saannon_ero(syote)}", *_erorivit(syote["differs"])]
    if elama is None:
        rivit.append("  never    anything lived otherwise: every visit, centre, service and disease is the same")
        return "\n".join(rivit)
    rivit.append(f"  {elama['month']}  first lived otherwise: {_saannon_ero(elama)}")
    rivit.append("           " + "; ".join(f"{kirjain} changes {_teot(elama[kirjain.lower()])}" for kirjain in "AB"))
    return "\n".join([*rivit, *_erorivit(elama["differs"])])


def _saannon_ero(ero: dict[str, Any]) -> str:
    return f"rule {ero['rule']} - {ero['what']}"


def _teot(teot: dict[str, Any]) -> str:
    return ", ".join(nimi if arvo is None else f"{nimi} to {arvo}" for nimi, arvo in teot.items()) or "nothing"


def _erorivit(erot: Sequence[dict[str, Any]]) -> list[str]:
    rivit = [f"{e['name']}: A {_arvo(e['a'])}, B {_arvo(e['b'])}  ({e['means']})" for e in erot[:NAYTETTAVIA_EROJA]]
    loput = len(erot) - len(rivit)
    return [f"           {rivi}" for rivi in rivit + ([f"and {loput} more"] if loput else [])]


# years ---------------------------------------------------------------------------------------------------------------


def _vuodet(kertomus: Kertomus) -> str:
    kaksi = len(kertomus.elamat) == 2
    otsikot = [
        "year", *(["world"] if kaksi else []), ">age", "work", ">quintile", ">chronic", ">need", ">hazard/month",
        ">P(death)", ">unmet", ">cost EUR", ">satisfied", "in care", "centre",
    ]  # fmt: skip
    vuodet = sorted({v["year"] for elama in kertomus.elamat for v in elama.vuodet})
    rivit = []
    for vuosi in vuodet:
        edellinen = None
        for kirjain, elama in zip("AB", kertomus.elamat, strict=False):
            solut = next((_vuosirivi(v) for v in elama.vuodet if v["year"] == vuosi), None)
            if solut is None:
                continue
            nimi = [str(vuosi) if edellinen is None else ""] + ([kirjain] if kaksi else [])
            rivit.append([*nimi, *(["as A"] if solut == edellinen else solut)])
            edellinen = solut
    selitys = (
        "need: expected events of all lines a year; hazard/month: of death, in January, before care; "
        "P(death): summed over the months lived; unmet: expected untreated events"
    )
    return taulu("Year by year", otsikot, rivit) + "\n" + selitys + "\n\n" + _tarpeet(kertomus)


def _vuosirivi(v: dict[str, Any]) -> list[str]:
    hoidossa = ", ".join(nimi for nimi, tila in v["states"].items() if tila["in"])
    return [
        str(v["age"]), v["work"], str(v["quintile"]), str(v["chronic"]), luku(sum(v["need"].values())),
        luku(v["hazard"]), luku(v["death_probability"]), luku(v["unmet"]), f"{v['cost']:,.0f}",
        f"{v['satisfaction']:.2f}", hoidossa or "-", v["centre"],
    ]  # fmt: skip


def _tarpeet(kertomus: Kertomus) -> str:
    """Need by line, A's: it is the same in two worlds until prevention or health promotion has changed disease."""
    vuodet = kertomus.elamat[0].vuodet
    rivit = [[nimi, *(luku(v["need"][nimi]) for v in vuodet)] for nimi in vuodet[0]["need"]] if vuodet else []
    otsikko = "Need by line, expected events a year" + (", world A" if len(kertomus.elamat) == 2 else "")
    return taulu(otsikko, ["line", *(f">{v['year']}" for v in vuodet)], rivit)


# months --------------------------------------------------------------------------------------------------------------


def _kuukaudet(kertomus: Kertomus) -> str:
    elamat = [_kuukausittain(elama) for elama in kertomus.elamat]
    rivit = []
    for kk in sorted({kk for kuukaudet in elamat for kk in kuukaudet}):
        tekstit = ["\n".join(kuukaudet.get(kk, [])) for kuukaudet in elamat]
        if any(tekstit):
            rivit.append([nimea(kertomus.elamat[0].skenaario.start, kk), *_vierekkain(tekstit)])
    otsikot = ["month", "what happened"] if len(elamat) == 1 else ["month", "A", "B"]
    return taulu("Month by month (months in which something happened)", otsikot, rivit)


def _vierekkain(tekstit: list[str]) -> list[str]:
    return [tekstit[0] or "-", *("as A" if t == tekstit[0] else t or "-" for t in tekstit[1:])]


def _kuukausittain(elama: Elama) -> dict[int, list[str]]:
    return {k.kk: [t.teksti for t in k.tapahtumat] for k in elama.kuukaudet}


# one month in full ---------------------------------------------------------------------------------------------------


def _kokonaan(kertomus: Kertomus, nimi: str) -> str:
    osat = []
    for elama in kertomus.elamat:
        kuukausi = next((k for k in elama.kuukaudet if nimea(elama.skenaario.start, k.kk) == nimi), None)
        otsikko = f"{nimi} in full, {elama.skenaario.label}"
        osat += [f"{otsikko}: not here."] if kuukausi is None else [_saannot(otsikko, kuukausi), _valinta(kuukausi)]
    return "\n\n".join(osat)


def _saannot(otsikko: str, kuukausi: Kuukausi) -> str:
    rivit = [otsikko]
    for jalki in kuukausi.jaljet:
        muutos = ", ".join(f"{n} {_arvo(a)} -> {_arvo(z)}" for n, (a, z) in jalki.muuttui.items())
        tulos = muutos or ("changes nothing" if jalki.tulos else f"not this month, it needs {jalki.saanto.when}")
        luettu = jalki.luettu.items()
        arvat = _luettelo((n, a) for n, a in luettu if n.startswith(ARPOJA))
        rivit.append(f"\n{jalki.nimi}: {tulos}")
        rivit += _kappale("  reads  ", _luettelo((n, a) for n, a in luettu if not n.startswith(ARPOJA)))
        rivit += _kappale("  draws  ", arvat)
    return "\n".join(rivit)


def _kappale(alku: str, teksti: str) -> list[str]:
    sisennys = " " * len(alku)
    return textwrap.wrap(teksti, LEVEYS, initial_indent=alku, subsequent_indent=sisennys) if teksti else []


def _luettelo(parit: Iterable[tuple[str, Any]]) -> str:
    return ", ".join(f"{nimi} {_arvo(arvo)}" for nimi, arvo in parit)


def _valinta(kuukausi: Kuukausi) -> str:
    if kuukausi.valinta is None:
        return "No choice rule this month."
    v = kuukausi.valinta
    otsikko = "Choice set (a switch was considered)" if v["considered"] else "Choice set, had a switch been considered"
    if v["attention"] is not None:
        otsikko += f"; probability of considering this month {100 * v['attention']:.2f} %"
    rivit = [
        [
            c["centre"] + (" (own)" if c["own"] else ""), f"{c['km']:.1f}", f"{c['wait']:.0f}", f"{c['quality']:+.2f}",
            f"{c['utility']:+.2f}", f"{100 * c['probability']:.1f} %",
        ]
        for c in v["choice_set"]
    ]  # fmt: skip
    return taulu(otsikko, ["centre", ">km", ">wait, days", ">quality, SD", ">utility", ">probability"], rivit)


def _arvo(arvo: Any) -> str:
    arvo = arvo.item() if hasattr(arvo, "item") else arvo
    return f"{arvo:.6g}" if isinstance(arvo, float) else str(arvo)


def taulu(otsikko: str, sarakkeet: Sequence[str], rivit: Iterable[Sequence[str]]) -> str:
    """A table as text; a column whose name begins with '>' is set to the right."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    taulukko = Table(title=otsikko, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for sarake in sarakkeet:
        taulukko.add_column(sarake.lstrip(">"), justify="right" if sarake.startswith(">") else "left", overflow="fold")
    for rivi in rivit:
        taulukko.add_row(*(Text(solu) for solu in rivi))
    leveys = shutil.get_terminal_size().columns if sys.stdout.isatty() else LEVEYS
    kuva = io.StringIO()
    Console(file=kuva, width=leveys, highlight=False).print(taulukko)
    return "\n".join(rivi.rstrip() for rivi in kuva.getvalue().splitlines()).strip("\n")
