"""Roles of the exercise: brief, goals, own levers, own figures - as data in `roolit.toml`.

Two roles negotiate the partnership agreement, jarjestaja and liikelaitos. The others have levers or a say of their
own; the observer has eyes only. A lever is a parameter of the model with the values a role may give it.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from agentit.neuvottelu import JARJESTAJA, LIIKELAITOS, OSAPUOLET
from kalibrointi.parametrit import lue_oletukset
from kalibrointi.viat import lue_teksti
from runs.skenaariotiedosto import Tekstit

TIEDOSTO = Path(__file__).with_name("roolit.toml")
YKSITYINEN, KUNTA, ALLIANSSI, RAATI, TARKKAILIJA = "yksityinen", "kunta", "allianssi", "asiakasraati", "tarkkailija"
ROOLIT = (JARJESTAJA, LIIKELAITOS, YKSITYINEN, KUNTA, ALLIANSSI, RAATI, TARKKAILIJA)
NEUVOTTELEVAT = OSAPUOLET


class Keino(BaseModel):
    """A lever of a role: parameter, the values it may be given, does it need direct choice to matter."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: str
    values: tuple[float, ...]
    needs_choice: bool = False


class Rooli(BaseModel):
    """One role as it is told to those who play it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: Tekstit
    brief: Tekstit
    goals: tuple[Tekstit, ...]
    measures: tuple[str, ...] = ()  # yearly measures only this role is shown
    levers: tuple[Keino, ...] = ()
    statement: bool = False  # may it publish a statement in the negotiation?


@lru_cache(maxsize=1)
def roolit() -> dict[str, Rooli]:
    """All roles in their order. Raises `ViallinenSyote` or pydantic's error when the shipped file is not sound."""
    raaka: dict[str, Any] = tomllib.loads(lue_teksti(TIEDOSTO, "file of roles"))
    puu = lue_oletukset()
    luetut = {nimi: Rooli.model_validate(raaka[nimi]) for nimi in ROOLIT}
    for rooli in luetut.values():
        for keino in rooli.levers:
            for arvo in keino.values:
                puu.check(keino.key, arvo)
    return luetut


def keino(rooli: str, avain: str) -> Keino | None:
    """A role's lever of this key, None when it has none."""
    return next((k for k in roolit()[rooli].levers if k.key == avain), None)
