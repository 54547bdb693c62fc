"""The table of levers as data: every lever, the scenario that shows it alone, and the null at which it does nothing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kalibrointi.viat import ViallinenSyote, Vika, lue_teksti, nayta_polku, pydantic_viesti
from runs.skenaariot import Skenaario, muunna
from runs.skenaariot import lue as lue_skenaario

TIEDOSTO = Path(__file__).with_name("viputaulu.yaml")
Arvot = Mapping[str, Any]


class Nolla(BaseModel):
    """Two worlds that give the same bits; what is not named is the entry's own, `set` on top of its values."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    a: str | None = None
    set_a: dict[str, Any] | None = None
    b: str | None = None
    set: dict[str, Any] = Field(default_factory=dict)


class Vipu(BaseModel):
    """A lever, or a few that act together: worlds a and b that differ by it, and its null."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    levers: tuple[str, ...] = Field(min_length=1)
    a: str
    set_a: dict[str, Any] = Field(default_factory=dict)
    b: str | None = None
    set: dict[str, Any] = Field(default_factory=dict)
    zero: Nolla | None = None
    no_zero: str = ""

    @model_validator(mode="after")
    def _nolla_tai_syy(self) -> Vipu:
        if bool(self.zero) == bool(self.no_zero):
            raise ValueError("name zero, the worlds of its null, or say in no_zero why there is none.")
        if self.b is None and not self.set:
            raise ValueError("nothing differs: name b or set.")
        return self

    def maailmat(self, loppu: str) -> tuple[Skenaario, Skenaario]:
        """The world without the lever and the one with it, to the end of `loppu`."""
        return _lue(self.a, self.set_a, loppu), _lue(self.b or self.a, self.set, loppu)

    def nollamaailmat(self, loppu: str) -> tuple[Skenaario, Skenaario] | None:
        """The two worlds of the null, None where there is none."""
        if (z := self.zero) is None:
            return None
        set_a = self.set_a if z.set_a is None else z.set_a
        set_b = {**self.set, **z.set} if z.b is None else z.set
        return _lue(z.a or self.a, set_a, loppu), _lue(z.b or self.b or self.a, set_b, loppu)


def _lue(nimi: str, arvot: Arvot, loppu: str) -> Skenaario:
    return muunna(_pohja(nimi, loppu), dict(arvot)) if arvot else _pohja(nimi, loppu)


@cache
def _pohja(nimi: str, loppu: str) -> Skenaario:
    return lue_skenaario(nimi, end=loppu)


@lru_cache
def lue(tiedosto: Path = TIEDOSTO) -> tuple[Vipu, ...]:
    """The table in file order. Raises `ViallinenSyote` with every faulty entry."""
    oikeat, viat = [], []
    for rivi in yaml.safe_load(lue_teksti(tiedosto, "table of levers")):
        try:
            oikeat.append(Vipu.model_validate(rivi))
        except ValidationError as virhe:
            viat += [_vika(e, tiedosto, str(rivi.get("id"))) for e in virhe.errors()]
    tunnukset = [x.id for x in oikeat]
    kahdesti = sorted({x for x in tunnukset if tunnukset.count(x) > 1})
    viat += [Vika("two entries have this id.", nayta_polku(tiedosto), avain=x) for x in kahdesti]
    if viat:
        raise ViallinenSyote(viat)
    return tuple(oikeat)


def _vika(virhe: Any, tiedosto: Path, tunnus: str) -> Vika:
    if virhe["type"] == "value_error":
        return Vika(str(virhe["ctx"]["error"]), nayta_polku(tiedosto), avain=tunnus)
    viesti, ehdotus = pydantic_viesti(virhe, list(Nolla.model_fields if "zero" in virhe["loc"] else Vipu.model_fields))
    return Vika(viesti, nayta_polku(tiedosto), avain=tunnus, ehdotus=ehdotus)
