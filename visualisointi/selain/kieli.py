"""Words of the browser in Finnish, Swedish and English: gettext catalogues, read once, never a language of the process.

An English phrase of the code is the key; `kielet/<language>.po` translates it, and units and choices of the parameter
tree. Names of measures, and numbers as each language writes them, are those of `visualisointi.sanat`.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from visualisointi.sanat import KOVA_VALI

KIELET = ("fi", "sv", "en")
OLETUS = "fi"
KANSIO = Path(__file__).parent / "kielet"
LAHTEET = KANSIO / "lahteet.csv"
Kaantaja = Callable[..., str]


@cache
def luettelo(kieli: str, aihe: str = "") -> Mapping[str, str]:
    """English phrase -> phrase. `aihe` "unit" or "choice": the tree's unit, or value of a choice, -> words."""
    with (KANSIO / f"{kieli}.po").open("rb") as tiedosto:
        viestit = read_po(tiedosto, locale=kieli)
    return {str(v.id): str(v.string) for v in viestit if v.id and v.string and (v.context or "") == aihe}


def yksikko(teksti: str, kieli: str) -> str:
    """A unit of the parameter tree, which is written in Finnish there."""
    return luettelo(kieli, "unit").get(teksti, teksti)


def valinta(koodi: str, kieli: str) -> str:
    """A value of a choice in words; several joined by + each by itself."""
    sanat = luettelo(kieli, "choice")
    return " + ".join(sanat.get(osa, osa.replace("-", " ").replace("_", " ")) for osa in koodi.split("+"))


@cache
def _lahteet() -> Mapping[str, Mapping[str, str]]:
    with LAHTEET.open(encoding="utf-8", newline="") as tiedosto:
        return {rivi.pop("lahde"): rivi for rivi in csv.DictReader(tiedosto)}


def lahteena(teksti: str, kieli: str) -> str:
    """The source of a parameter in a language: in the tree it stands in the language it was written down in."""
    return _lahteet().get(teksti, {}).get(kieli) or teksti


@cache
def kaantaja(kieli: str) -> Kaantaja:
    """`_` of a language: `_("{n} runs", n=4)`. A phrase without a translation stays English; tests keep that from
    happening."""
    sanat = luettelo(kieli)

    def _(lause: str, **tiedot: object) -> str:
        teksti = sanat.get(lause, lause)
        for merkki in "%€":  # stays on the line of its number
            teksti = teksti.replace(f" {merkki}", f"{KOVA_VALI}{merkki}")
        return teksti.format(**tiedot) if tiedot else teksti

    return _
