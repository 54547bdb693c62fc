"""The catalogue of systems and means: all that the reform's source documents name, and what of it is in the model.

`jarjestelmat.yaml` has a row for each; a row names its tests, or rows of other suites, or says why it is not modelled.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kalibrointi.viat import ViallinenSyote, Vika, lue_yaml, nayta_polku, pydantic_viesti

TIEDOSTO = Path(__file__).with_name("jarjestelmat.yaml")
Odotus = Literal["up", "down", "moves", "acts", "null", "reported"]


class Koe(BaseModel):
    """Koe (trial): a yearly measure in scenario b, compared with scenario a, in the last year lived or in `year`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    a: str | None = None
    b: str
    set_a: dict[str, Any] = Field(default_factory=dict)
    set: dict[str, Any] = Field(default_factory=dict)
    measure: str
    group: str = "kaikki"
    expect: Odotus
    year: int | None = None

    @model_validator(mode="after")
    def _vertailukohta(self) -> Koe:
        if self.a is None and self.expect != "reported":
            raise ValueError(f"expect '{self.expect}' compares: it needs scenario a.")
        return self


class Jarjestelma(BaseModel):
    """A system or a means of the reform, and where it is in the model."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    kind: Literal["system", "means"]
    name: dict[Literal["fi", "sv", "en"], str]
    where: str = ""  # levers, parameters, measures, files
    scenario: str | None = None
    pattern: str = ""  # evidence it can be held against (patterns P.., targets C..)
    tests: tuple[Koe, ...] = ()
    checks: tuple[str, ...] = ()  # ids of rows of other suites; one that ends in '-' stands for all that begin so
    not_modelled: str = ""
    out: str = ""  # cause of a failure that is known and stays visible
    out_rows: tuple[str, ...] = ()  # rows of other suites that it is about; none: those of the tests

    @model_validator(mode="after")
    def _jotain_kerrotaan(self) -> Jarjestelma:
        if set(self.name) != {"fi", "sv", "en"}:
            raise ValueError("name needs fi, sv and en.")
        if bool(self.not_modelled) == bool(self.tests or self.checks):
            raise ValueError("name tests or checks, or say in not_modelled why there are none.")
        if self.out_rows and not (self.out and all(self.tutkii(x) for x in self.out_rows)):
            raise ValueError("out_rows names rows of checks that are out, and out says why.")
        return self

    def tutkii(self, tunnus: str) -> bool:
        """Is this row of another suite one of its checks?"""
        return any(tunnus == x or (x.endswith("-") and tunnus.startswith(x)) for x in self.checks)


@lru_cache
def lue(tiedosto: Path = TIEDOSTO) -> tuple[Jarjestelma, ...]:
    """The catalogue in file order. Raises `ViallinenSyote` with every faulty row."""
    rivit = lue_yaml(tiedosto, "catalogue of systems")
    oikeat, viat = [], []
    for rivi in rivit:
        try:
            oikeat.append(Jarjestelma.model_validate(rivi))
        except ValidationError as virhe:
            viat += [_vika(e, tiedosto, str(rivi.get("id"))) for e in virhe.errors()]
    tunnukset = [x.id for x in oikeat]
    viat += [
        Vika("two rows have this id.", nayta_polku(tiedosto), avain=x)
        for x in sorted({x for x in tunnukset if tunnukset.count(x) > 1})
    ]
    if viat:
        raise ViallinenSyote(viat)
    return tuple(oikeat)


def syyt() -> dict[str, str]:
    """Rows of suites that are known to be out -> why."""
    return {tunnus: rivi.out for rivi in lue() for tunnus in rivi.out_rows}


def _vika(virhe: Any, tiedosto: Path, tunnus: str) -> Vika:
    if virhe["type"] == "value_error":
        return Vika(str(virhe["ctx"]["error"]), nayta_polku(tiedosto), avain=tunnus)
    kentat = Koe.model_fields if "tests" in virhe["loc"] else Jarjestelma.model_fields
    viesti, ehdotus = pydantic_viesti(virhe, list(kentat))
    return Vika(viesti, nayta_polku(tiedosto), avain=tunnus, ehdotus=ehdotus)
