"""`sote document odd | trace | stress`: the protocol, made from schedule, columns, rules, parameters and sources.

What people wrote stands in `runs/asiakirjat/*.md`; {{places}} in it are filled with tables made by looking at the code,
so a protocol cannot fall behind it. A test holds both ways: nothing in the code is missing, nothing named is not there.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kalibrointi import kohteet, lahteet, tavoitetaulu
from kalibrointi.parametrit import lue_oletukset, nayta
from kalibrointi.viat import ViallinenSyote, Vika, lahin, luettele
from runs import saantoluettelo, selitteet
from runs.alkupera import versio

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

KANSIO = Path(__file__).parent / "asiakirjat"
ASIAKIRJAT = ("odd", "trace", "stress")
_PAIKKA = re.compile(r"\{\{(\w+)\}\}")
OTOS = 0.0005  # of the model that is looked at


def kirjoita(nimi: str) -> str:
    """A document as Markdown. Raises `ViallinenSyote` for an unknown one."""
    if nimi not in ASIAKIRJAT:
        viesti = f"no document '{nimi}'. Documents: {luettele(ASIAKIRJAT)}."
        raise ViallinenSyote(Vika(viesti, ehdotus=lahin(nimi, ASIAKIRJAT)))
    pohja = (KANSIO / f"{nimi}.md").read_text(encoding="utf-8")
    return _PAIKKA.sub(lambda osuma: PAIKAT[osuma[1]](), pohja)


@lru_cache(maxsize=1)
def _malli() -> SoteMalli:
    import runs

    malli: SoteMalli = runs.build("nykytila-2017", otos=OTOS)
    return malli


def toimijat() -> dict[str, str]:
    """Kinds of agents: class -> first paragraph of its docstring."""
    import mesa

    from agentit import allianssi, asukas, jarjestaja, kunta, liikelaitos, sotekeskus

    out = {}
    for moduuli in (asukas, sotekeskus, liikelaitos, jarjestaja, kunta, allianssi):
        for nimi, luokka in vars(moduuli).items():
            if inspect.isclass(luokka) and issubclass(luokka, mesa.Agent) and luokka.__module__ == moduuli.__name__:
                out[nimi] = " ".join((inspect.getdoc(luokka) or "").split("\n\n")[0].split())
    return out


def sarakkeet() -> dict[str, tuple[str, str]]:
    """State variables of a resident: column -> (type, meaning)."""
    malli = _malli()
    return {nimi: (str(taulu.dtype), selitteet.selite(malli, nimi)) for nimi, taulu in malli.sidonta.b.columns.items()}


def aikataulu() -> list[dict[str, Any]]:
    """Steps of a month, in order."""
    from agentit.kuukausi import schedule

    return schedule().rows()


def saannot() -> list[saantoluettelo.Saanto]:
    """Every rule."""
    return saantoluettelo.luettelo(_malli())


# --------------------------------------------------------------------------------------------------- tables
def taulu(otsikot: Sequence[str], rivit: Iterable[Sequence[object]]) -> str:
    """A Markdown table; bars and line breaks inside cells are made harmless."""
    solut = [[" ".join(str(s).split()).replace("|", "\\|") for s in rivi] for rivi in rivit]
    viiva = ["---"] * len(otsikot)
    return "\n".join("| " + " | ".join(rivi) + " |" for rivi in (list(otsikot), viiva, *solut))


def _saannot() -> str:
    osat = []
    for s in saannot():
        luettu = "; ".join(f"{laji}: {', '.join(nimet)}" for laji, nimet in s.lukee.items())
        osat.append(
            f"#### {', '.join(s.numerot) or '-'} `{s.nimi}` ({s.kuka})\n\n{s.yhtalo or s.teksti}\n\n"
            + (f"Source: {s.lahde.removeprefix('Source: ').removeprefix('Sources: ')}\n\n" if s.lahde else "")
            + (f"Reads {luettu}. " if luettu else "")
            + (f"Writes {', '.join(s.kirjoittaa)}. " if s.kirjoittaa else "")
            + f"{s.paikka}"
        )
    return "\n\n".join(osat)


PAIKAT: dict[str, Callable[[], str]] = {
    "versio": versio,
    "kuviot": lambda: taulu(
        ("pattern", "what studies found", "band"), ((k.tunnus, k.kuvio, k.bandi) for k in kohteet.kuviot().values())
    ),
    "tavoitteet": lambda: taulu(
        ("target", "what", "figure", "error", "discrepancy", "use"),
        ((t.tunnus, t.nimi["en"], t.arvo, t.keskivirhe, t.mallivirhe, t.kaytto) for t in tavoitetaulu.lue()),
    ),
    "toimijat": lambda: taulu(("agent", "what it is"), toimijat().items()),
    "sarakkeet": lambda: taulu(
        ("column", "type", "meaning"), ((f"`{n}`", tyyppi, mika) for n, (tyyppi, mika) in sarakkeet().items())
    ),
    "aikataulu": lambda: taulu(
        ("number", "step", "who", "when", "what"),
        ((r["number"], f"`{r['step']}`", r["who"], r["when"], r["what"]) for r in aikataulu()),
    ),
    "lahteet": lambda: taulu(
        ("table", "column", "unit", "year", "source", "licence"),
        ((s.taulu, s.sarake, s.yksikko, s.vuosi, s.lahde, s.lisenssi) for s in lahteet.sarakkeet()),
    ),
    "saannot": _saannot,
    "parametrit": lambda: taulu(
        ("parameter", "value", "range", "unit", "kind", "status", "what", "source"),
        (
            (f"`{p.key}`", nayta(p.value), p.allowed, p.unit, p.kind, p.status, p.text.get("en"), p.source)
            for p in lue_oletukset().values()
        ),
    ),
}
