"""Names of the checks whose names are made in code, in words of each language.

`tarkistusnimet.csv` has them with # for every number, so that a name is found whatever its numbers are: what the code
writes, then Finnish, Swedish, and English where the code's own is not plain English.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_LUKU = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+")


@cache
def _taulu() -> Mapping[str, Mapping[str, str]]:
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as tiedosto:
        return {rivi["koodissa"]: rivi for rivi in csv.DictReader(tiedosto)}


def nimi(koodissa: str, kieli: str) -> str | None:
    """The name with its own numbers; None when there are no words for it but the code's."""
    luvut = _LUKU.findall(koodissa)
    rivi = _taulu().get(_LUKU.sub("#", koodissa))
    if rivi is None or not rivi[kieli]:
        return None
    omat = iter(_luku(x, kieli) for x in luvut)
    return re.sub("#", lambda _: next(omat), rivi[kieli])


def _luku(teksti: str, kieli: str) -> str:
    if kieli == "en":
        return teksti
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", teksti):
        teksti = teksti.replace(",", "\u00a0")
    return ("0" + teksti if teksti.startswith(".") else teksti).replace(".", ",")
