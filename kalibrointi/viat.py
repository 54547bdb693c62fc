"""Faults in what people write (parameter files, scenario files, command lines): where, what is allowed, what was meant.

Error messages are part of the interface: all faults of a text are told at once, and none of them is a traceback.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import ValidationError

_JUURI = str(Path(__file__).resolve().parents[1])
_PILKKULUKU = re.compile(r"[+-]?\d+,\d+")
_PILKKURIVI = re.compile(r"[=:]\s*([+-]?\d+,\d+)\s*(#.*)?$")


@dataclass(frozen=True)
class Vika:
    """One fault: a sentence in plain words, and where it is."""

    viesti: str
    tiedosto: str = ""
    rivi: int | None = None
    avain: str = ""
    ehdotus: str = ""  # the word that was likely meant

    def __str__(self) -> str:
        paikka = f"{self.tiedosto}:{self.rivi}" if self.tiedosto and self.rivi else self.tiedosto
        osat = [osa for osa in (paikka, self.avain) if osa]
        ehdotus = f" Did you mean '{self.ehdotus}'?" if self.ehdotus else ""
        return ": ".join([*osat, self.viesti + ehdotus])


class ViallinenSyote(ValueError):
    """Bad input: carries every `Vika` found (`.viat`). The `sote` command turns it into exit code 2."""

    def __init__(self, viat: Iterable[Vika] | Vika | str) -> None:
        if isinstance(viat, str):
            viat = Vika(viat)
        self.viat: tuple[Vika, ...] = (viat,) if isinstance(viat, Vika) else tuple(viat)
        super().__init__(self.viat)

    def __str__(self) -> str:
        return "\n".join(str(vika) for vika in self.viat)


def lahin(sana: str, sanat: Iterable[str]) -> str:
    """The word likely meant, or ''. A dotted key is also recognised by its last part alone."""
    sanat = list(sanat)
    osumat = difflib.get_close_matches(sana, sanat, n=1, cutoff=0.6)
    if osumat:
        return osumat[0]
    paatteet = {avain.rpartition(".")[2]: avain for avain in sanat}
    osumat = difflib.get_close_matches(sana.rpartition(".")[2], paatteet, n=1, cutoff=0.75)
    return paatteet[osumat[0]] if osumat else ""


def desimaalipilkku(arvo: object) -> str:
    """'0,8' -> '0.8'; '' when `arvo` is not a number written with a decimal comma."""
    if isinstance(arvo, str) and _PILKKULUKU.fullmatch(arvo.strip()):
        return arvo.strip().replace(",", ".")
    return ""


def desimaalipilkku_rivilla(rivi: str) -> tuple[str, str] | None:
    """('0,8', '0.8') when a line `key = 0,8` holds a decimal comma, else None."""
    osuma = _PILKKURIVI.search(rivi)
    return (osuma[1], osuma[1].replace(",", ".")) if osuma else None


def pilkkuviesti(kirjoitettu: str, oikein: str) -> str:
    """The sentence for a decimal comma."""
    return f"decimal comma in '{kirjoitettu}': use a decimal point, {oikein}."


def nayta_polku(polku: Path) -> str:
    """A path as a reader wants it: relative to the project or to the current folder when inside one of them."""
    teksti = os.path.abspath(polku)
    for kansio in (_JUURI, os.getcwd()):
        if teksti.startswith(kansio.rstrip(os.sep) + os.sep):
            return teksti[len(kansio.rstrip(os.sep)) + 1 :].replace(os.sep, "/")
    return teksti


def lue_teksti(polku: Path, mika: str) -> str:
    """Read a UTF-8 file. Raises `ViallinenSyote` in plain words when it is missing, locked, a folder or not UTF-8."""
    try:
        return polku.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        viesti = f"no such {mika}."
    except IsADirectoryError:
        viesti = f"is a folder, not a {mika}."
    except PermissionError:
        viesti = f"this {mika} may not be read (no permission)."
    except UnicodeDecodeError as virhe:
        viesti = f"not UTF-8 text (byte {virhe.start}): save the file as UTF-8."
    except OSError as virhe:
        viesti = f"cannot be read: {virhe.strerror or virhe}."
    raise ViallinenSyote(Vika(viesti, tiedosto=nayta_polku(polku)))


def tiedoston_tila(polku: Path) -> tuple[int, int] | None:
    """What changes when a file does, for readings kept in memory; None when there is no such file."""
    try:
        tila = polku.stat()
    except OSError:
        return None
    return tila.st_mtime_ns, tila.st_size


def lue_yaml(polku: Path, mika: str) -> Any:
    """What a YAML file holds, read by libyaml where it is built in. Raises `ViallinenSyote` when it can't be read."""
    import yaml

    try:
        return yaml.load(lue_teksti(polku, mika), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as virhe:
        merkki = getattr(virhe, "problem_mark", None)
        ongelma = getattr(virhe, "problem", None) or str(virhe)
        vika = Vika(f"not readable as YAML: {ongelma}.", nayta_polku(polku), merkki.line + 1 if merkki else None)
        raise ViallinenSyote(vika) from None


def lue_yaml_taulu(polku: Path, mika: str) -> dict[str, Any]:
    """The table of 'key: value' a YAML file holds. Raises `ViallinenSyote` when it can't be read or holds no table."""
    raaka = lue_yaml(polku, mika)
    if not isinstance(raaka, dict):
        raise ViallinenSyote(Vika("must be a table of 'key: value'.", nayta_polku(polku), 1))
    return raaka


def luettele(sanat: Iterable[object]) -> str:
    """'a, b, c' for a message."""
    return ", ".join(str(sana) for sana in sanat)


def pydantic_viesti(virhe: dict, sallitut: Sequence[str]) -> tuple[str, str]:
    """(sentence, likely word) for one item of `ValidationError.errors()`, by its type, never by pydantic's own text."""
    laji, arvo = virhe["type"], virhe["input"]
    nimi = str(virhe["loc"][-1]) if virhe["loc"] else ""
    if laji == "missing":
        return f"'{nimi}' is missing.", ""
    if laji == "extra_forbidden":
        return f"unknown field '{nimi}'; allowed: {luettele(sallitut)}.", lahin(nimi, sallitut)
    if laji == "literal_error":
        valinnat = [osa.strip("'") for osa in re.split(r", | or ", virhe["ctx"]["expected"])]
        return f"'{arvo}' is not allowed; allowed: {luettele(valinnat)}.", lahin(str(arvo), valinnat)
    if laji in ("string_type", "string_too_short"):
        return f"'{nimi}' must be a text that is not empty, got {arvo!r}.", ""
    if laji in ("model_type", "model_attributes_type", "dict_type"):
        return f"'{nimi}' must be a table of {luettele(sallitut)}, got {arvo!r}.", ""
    return virhe["msg"].removeprefix("Value error, "), ""


def pydantic_viat(virhe: ValidationError) -> list[tuple[tuple[str, ...], dict]]:
    """Each fault as (path inside the text, pydantic's record)."""
    return [(tuple(str(osa) for osa in tieto["loc"]), dict(tieto)) for tieto in virhe.errors()]
