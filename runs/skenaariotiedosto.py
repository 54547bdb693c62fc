"""One scenario file as it is written: its fields, its dated values, and the line each of them stands on.

    name = "uusimaa-suora-valinta"
    extends = "uusimaa-liikelaitos-2021"     # another scenario, or a path to a .toml file
    text.en = "Direct choice from 2023."     # one sentence: what differs; fi, sv, en
    note.en = "No other form of choice."     # limits a reader must know
    start = "2017-01"                        # start, end, region, otos: only where they differ from the base
    [set]                                    # values from the start of the run
    "kapitaatio.kiintea_osuus" = 0.8
    [[change]]                               # dated rules: values from a month on
    from = "2023-01"
    [change.set]
    "valinnanvapaus.suora_valinta" = true

Lines are found by a scan of the text, because `tomllib` tells none.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, PlainValidator, StringConstraints, ValidationError

from kalibrointi.viat import (
    ViallinenSyote,
    Vika,
    desimaalipilkku,
    desimaalipilkku_rivilla,
    lue_teksti,
    nayta_polku,
    pilkkuviesti,
    pydantic_viat,
    pydantic_viesti,
)

_KUUKAUSI = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_NIMI = re.compile(r"[a-z0-9][a-z0-9-]*")
_AVAINRIVI = re.compile(r"""^\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""")
_TAULURIVI = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?$")


def kuukausi(arvo: Any) -> str:
    """Check a month 'YYYY-MM'. Raises ValueError with what is allowed."""
    if not (isinstance(arvo, str) and _KUUKAUSI.fullmatch(arvo)):
        raise ValueError(f'a month is written "YYYY-MM", for example "2023-01"; got {str(arvo)!r}.')
    return arvo


def otososuus(arvo: Any) -> float:
    """Check a sample share. Raises ValueError with what is allowed."""
    if oikein := desimaalipilkku(arvo):
        raise ValueError(pilkkuviesti(str(arvo), oikein))
    if isinstance(arvo, bool) or not isinstance(arvo, (int, float)) or not 0 < arvo <= 1:
        raise ValueError(f"otos (sample share) must be above 0 and at most 1, for example 0.02; got {arvo}.")
    return float(arvo)


def _nimi(arvo: Any) -> str:
    if not (isinstance(arvo, str) and _NIMI.fullmatch(arvo)):
        raise ValueError(f"a scenario's name has a-z, 0-9 and -, got {arvo!r}.")
    return arvo


Teksti = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Kuukausi = Annotated[str, PlainValidator(kuukausi)]


class Tekstit(BaseModel):
    """A sentence in up to three languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    fi: Teksti | None = None
    sv: Teksti | None = None
    en: Teksti | None = None

    def get(self, kieli: str) -> str:
        """The text in a language, or in the first one there is; '' when there is none."""
        return getattr(self, kieli) or self.en or self.fi or self.sv or ""


class Otsake(BaseModel):
    """Fields of a scenario file besides its parameter values; None = as in the base."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    name: Annotated[str, PlainValidator(_nimi)]
    extends: Teksti | None = None
    text: Tekstit = Tekstit()
    note: Tekstit = Tekstit()
    start: Kuukausi | None = None
    end: Kuukausi | None = None
    region: Teksti | None = None
    otos: Annotated[float | None, PlainValidator(otososuus)] = None


KENTAT = (*Otsake.model_fields, "set", "change")


@dataclass(frozen=True)
class Kirjaus:
    """One value as written: `avain` = `arvo` from month `alkaen` ('' = from the start)."""

    avain: str
    arvo: Any
    alkaen: str
    rivi: int | None


@dataclass(frozen=True)
class Tiedosto:
    """A scenario file as written."""

    polku: Path
    otsake: Otsake
    kirjaukset: tuple[Kirjaus, ...]
    rivit: Mapping[str, int]  # dotted path of a field -> line
    tiiviste: str  # SHA-256 of the text

    @property
    def nimi(self) -> str:
        """The path as it is shown to people."""
        return nayta_polku(self.polku)


def lue_tiedosto(polku: Path) -> Tiedosto:
    """Read one file. Raises `ViallinenSyote` with every fault of its form; values are not judged here."""
    teksti = lue_teksti(polku, "scenario file")
    nimi = nayta_polku(polku)
    try:
        raaka = tomllib.loads(teksti)
    except tomllib.TOMLDecodeError as virhe:
        raise ViallinenSyote(toml_vika(virhe, teksti, nimi)) from None
    rivit = etsi_rivit(teksti)
    viat: list[Vika] = []
    kirjaukset = tuple(_kirjaukset(raaka, rivit, nimi, viat))
    otsake = _otsake(raaka, rivit, nimi, viat)
    if otsake and otsake.name != polku.stem:
        viesti = f"name '{otsake.name}' differs from the file name; rename one: the file is {polku.name}."
        viat.append(Vika(viesti, nimi, rivit.get("name"), "name"))
    if viat or otsake is None:
        raise ViallinenSyote(viat)
    return Tiedosto(Path(polku), otsake, kirjaukset, rivit, hashlib.sha256(teksti.encode()).hexdigest())


def toml_vika(virhe: tomllib.TOMLDecodeError, teksti: str, nimi: str) -> Vika:
    """What is wrong with a text that is not TOML, with its line."""
    osuma = re.search(r"\(at line (\d+), column \d+\)", str(virhe))
    rivi = int(osuma[1]) if osuma else None
    rivin_teksti = teksti.splitlines()[rivi - 1] if rivi and rivi <= len(teksti.splitlines()) else ""
    if pilkku := desimaalipilkku_rivilla(rivin_teksti):
        return Vika(pilkkuviesti(*pilkku), nimi, rivi, _polku(rivin_teksti.partition("=")[0]))
    syy = re.sub(r" \(at .*\)$", "", str(virhe))
    if syy == "Cannot overwrite a value":
        syy = "this name is written twice in its table"
    naytto = f" The line is: {rivin_teksti.strip()}" if rivin_teksti.strip() else ""
    return Vika(f"not readable as TOML: {syy[:1].lower() + syy[1:]}.{naytto}", nimi, rivi)


def _otsake(raaka: Mapping[str, Any], rivit: Mapping[str, int], nimi: str, viat: list[Vika]) -> Otsake | None:
    try:
        return Otsake.model_validate({avain: arvo for avain, arvo in raaka.items() if avain not in ("set", "change")})
    except ValidationError as virhe:
        for polku, tieto in pydantic_viat(virhe):
            sallitut = tuple(Tekstit.model_fields) if polku[0] in ("text", "note") else KENTAT
            viesti, sana = pydantic_viesti(tieto, sallitut)
            viat.append(Vika(viesti, nimi, rivilla(rivit, ".".join(polku)), ".".join(polku), sana))
        return None


def _kirjaukset(raaka: Mapping[str, Any], rivit: Mapping[str, int], nimi: str, viat: list[Vika]) -> Iterator[Kirjaus]:
    yield from _litista(raaka.get("set", {}), "set", "", rivit, nimi, viat)
    muutokset = raaka.get("change", [])
    if not (isinstance(muutokset, list) and all(isinstance(muutos, dict) for muutos in muutokset)):
        viesti = "dated rules are written [[change]], with double brackets."
        viat.append(Vika(viesti, nimi, rivilla(rivit, "change.0"), "change"))
        return
    for n, muutos in enumerate(muutokset):
        paikka = f"change.{n}"
        for vieras in sorted(muutos.keys() - {"from", "set"}):
            viesti = f"unknown field '{vieras}'; a [[change]] has from and set ([change.set])."
            viat.append(Vika(viesti, nimi, rivilla(rivit, f"{paikka}.{vieras}"), f"change.{vieras}"))
        try:
            alkaen = kuukausi(muutos.get("from", "nothing"))
        except ValueError as virhe:
            viat.append(Vika(str(virhe), nimi, rivilla(rivit, f"{paikka}.from"), "change.from"))
            alkaen = ""
        yield from _litista(muutos.get("set", {}), f"{paikka}.set", alkaen, rivit, nimi, viat)


def _litista(
    taulu: Any, paikka: str, alkaen: str, rivit: Mapping[str, int], nimi: str, viat: list[Vika], alku: str = ""
) -> Iterator[Kirjaus]:
    """'"a.b" = 1', 'a.b = 1' and a table [set.a] mean the same key a.b."""
    if not isinstance(taulu, dict):
        viat.append(Vika(f"must be a table of 'key = value', got {taulu!r}.", nimi, rivilla(rivit, paikka), paikka))
        return
    for osa, arvo in taulu.items():
        avain = f"{alku}{osa}"
        if isinstance(arvo, dict):
            yield from _litista(arvo, paikka, alkaen, rivit, nimi, viat, f"{avain}.")
        else:
            yield Kirjaus(avain, arvo, alkaen, rivilla(rivit, f"{paikka}.{avain}"))


def rivilla(rivit: Mapping[str, int], polku: str) -> int | None:
    """The line of a dotted path, or of the nearest table around it."""
    while polku and polku not in rivit:
        polku = polku.rpartition(".")[0]
    return rivit.get(polku)


def etsi_rivit(teksti: str, luettelo: str = "change") -> dict[str, int]:
    """Dotted path of each key -> line (from 1), for the part of TOML scenario files use; tomllib tells no lines.

    luettelo: the one array of tables, [[change]]: its n-th table has the path change.<n>, from 0.
    """
    rivit: dict[str, int] = {}
    taulu, jasenia, merkkijonossa = "", -1, ""
    for numero, rivi in enumerate(teksti.splitlines(), start=1):
        if not merkkijonossa:
            if osuma := _TAULURIVI.match(rivi):
                taulu = _polku(osuma[2])
                jasenia += osuma[1] == "[[" and taulu == luettelo
                taulu = re.sub(rf"^{luettelo}(?=$|\.)", f"{luettelo}.{max(0, jasenia)}", taulu)
                rivit.setdefault(taulu, numero)
            elif osuma := _AVAINRIVI.match(rivi):
                rivit.setdefault(f"{taulu}.{_polku(osuma[1])}".lstrip("."), numero)
        for merkki in ('"""', "'''"):
            if rivi.count(merkki) % 2 and merkkijonossa in ("", merkki):
                merkkijonossa = "" if merkkijonossa else merkki
                break
    return rivit


def _polku(teksti: str) -> str:
    osat = re.findall(r'"([^"]*)"|\'([^\']*)\'|([\w-]+)', teksti)
    return ".".join("".join(osa) for osa in osat)
