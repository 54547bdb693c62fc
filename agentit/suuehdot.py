"""When oral units have lists of their own, and which settings of oral choice and capitation are refused, with the rule.

Two ways, never both: residents choose an oral unit (`valinnanvapaus.suun_valinta`), or capitation of sote centres under
direct choice covers oral health (`kapitaatio.kattaa` names suu).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from agentit.kapitaatio import kattaa

if TYPE_CHECKING:
    from agentit.ohjelma import Ohjelma

VALINTA, KAPITAATIO = "valinta", "kapitaatio"
KATTAA = "suu"  # what kapitaatio.kattaa says of oral health


def muoto(p: Mapping[str, object]) -> str:
    """How oral units have lists at these parameter values: "valinta", "kapitaatio" or "" (they have none)."""
    if p["valinnanvapaus.suun_valinta"]:
        return VALINTA
    return KAPITAATIO if p["valinnanvapaus.suora_valinta"] and KATTAA in kattaa(p) else ""


def virheet_kuussa(ohjelma: Ohjelma, kk: int) -> list[str]:
    """What is wrong with oral health in month kk of a programme, in words; empty when nothing is."""
    return ohjelmavirheet(ohjelma.at(max(kk - 1, 0)), ohjelma.at(kk))


def ohjelmavirheet(ennen: Mapping[str, object], p: Mapping[str, object]) -> list[str]:
    """Rules that values `p` break when `ennen` were in force before; a faulty `kapitaatio.kattaa` is told elsewhere."""
    try:
        oli, nyt, yhdessa = muoto(ennen), muoto(p), KATTAA in kattaa(p)
    except ValueError:
        return []
    virheet = []
    if p["valinnanvapaus.suun_valinta"] and yhdessa:
        virheet.append(
            "valinnanvapaus.suun_valinta = true and kapitaatio.kattaa = suu: an oral unit that residents choose has a"
            " tariff of its own (HE 16/2018 vp), so the sote centre cannot be paid for the same care."
        )
    if nyt and p["rakenne.jarjestaja"] != "maakunta":
        avain = "valinnanvapaus.suun_valinta = true" if nyt == VALINTA else "kapitaatio.kattaa = suu"
        virheet.append(f"{avain} needs rakenne.jarjestaja = maakunta: the county pays by list (HE 16/2018 vp).")
    if oli and nyt != oli:
        virheet.append(
            f"oral units have lists by {oli}: within a run that cannot be taken back or changed to '{nyt or 'none'}'"
            " (lists and money of a unit have no other home)."
        )
    return virheet
