"""Event cards: what may befall the county in a round - scripted by the preset or pulled by the facilitator."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from agentit.ohjelma import Arvo, Ohjelma
from kalibrointi.parametrit import lue_oletukset
from kalibrointi.viat import lue_teksti
from runs.skenaariotiedosto import Tekstit

TIEDOSTO = Path(__file__).with_name("kortit.toml")
Muutos = tuple[int, str, Arvo]  # (year, parameter, value): holds from that January on


class Kortti(BaseModel):
    """One card; see the head of `kortit.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: Tekstit
    text: Tekstit
    set: dict[str, float] = {}
    postpone: tuple[str, ...] = ()
    least: dict[str, float] = {}


@lru_cache(maxsize=1)
def kortit() -> dict[str, Kortti]:
    """All cards by name. Raises `ViallinenSyote` when the shipped file gives a parameter a value it may not have."""
    raaka: dict[str, Any] = tomllib.loads(lue_teksti(TIEDOSTO, "file of event cards"))
    luetut = {nimi: Kortti.model_validate(kortti) for nimi, kortti in raaka.items()}
    puu = lue_oletukset()
    for kortti in luetut.values():
        for avain, arvo in kortti.set.items():
            puu.check(avain, arvo)
    return luetut


def muutokset(nimet: Iterable[str], vuosi: int, ohjelma: Ohjelma, alkuvuosi: int) -> tuple[Muutos, ...]:
    """What these cards change in a year, and what goes back in the next; `ohjelma` is the policy without them."""
    nyt, sitten = (ohjelma.at(12 * (v - alkuvuosi)) for v in (vuosi, vuosi + 1))
    ennen = ohjelma.at(max(12 * (vuosi - alkuvuosi) - 1, 0))
    out: dict[tuple[int, str], Arvo] = {}
    for nimi in nimet:
        kortti = kortit()[nimi]
        for avain, arvo in kortti.set.items():
            out[vuosi, avain], out[vuosi + 1, avain] = arvo, sitten[avain]
        for avain in kortti.postpone:
            if nyt[avain] != ennen[avain]:
                out[vuosi, avain], out[vuosi + 1, avain] = ennen[avain], sitten[avain]
    return tuple((v, avain, arvo) for (v, avain), arvo in sorted(out.items()))


def alarajat(nimet: Iterable[str]) -> Mapping[str, float]:
    """Lowest values of agenda items these cards demand."""
    out: dict[str, float] = {}
    for nimi in nimet:
        for kohta, arvo in kortit()[nimi].least.items():
            out[kohta] = max(arvo, out.get(kohta, 0.0))
    return out
