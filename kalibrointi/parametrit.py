"""The parameter tree: every number of the model with its unit, range, date, source, status, kind, rule and texts.

One YAML file per group in `kalibrointi/parametrit/`; a key is `<group>.<name>` and stands in `<group>.yaml`:

    kapitaatio.kiintea_osuus:
      value: 0.8                 # number | true/false | text (with choices) | list of numbers
      unit: "share"
      range: [0.667, 1.0]        # numbers: low and high; lists: for every element
      date: 2018-03-08           # what day, month or year the figure is of
      source: "HE 16/2018 vp"
      status: esitys             # laki | esitys | tilasto | tutkimus | arvio | oletus
      kind: lever                # lever (a policy maker decides) | uncertainty (nobody knows)
      rule: R9                   # the rule of the model that reads it
      text: {fi: "...", sv: "...", en: "..."}

The loader rejects a number without any of these and tells all faults at once with file, line and key.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import math
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, PlainValidator, StringConstraints, model_validator

from kalibrointi.viat import ViallinenSyote, Vika, desimaalipilkku, lahin, pilkkuviesti

Arvo = bool | float | str | tuple[float, ...]
KANSIO = Path(__file__).parent / "parametrit"
MAAILMARYHMAT = ("vaesto", "kuolleisuus", "vaestonkehitys", "palveluverkko")  # read once, when the world is built
_PVM = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


# ---------------------------------------------------------------------------------------------------- one entry
def _on_luku(arvo: object) -> bool:
    return isinstance(arvo, (int, float)) and not isinstance(arvo, bool) and math.isfinite(arvo)


def _arvo(arvo: Any) -> Arvo:
    """Numbers become float, lists tuples of float; anything else that is not a value is refused in plain words."""
    if oikein := desimaalipilkku(arvo):
        raise ValueError(pilkkuviesti(arvo, oikein))
    if isinstance(arvo, (bool, str)):
        return arvo
    if _on_luku(arvo):
        return float(arvo)
    if isinstance(arvo, (list, tuple)) and arvo and all(_on_luku(osa) for osa in arvo):
        return tuple(float(osa) for osa in arvo)
    raise ValueError(f"'value' must be a number, true/false, a text or a list of numbers, got {arvo!r}.")


def _vali(arvo: Any) -> tuple[float, float]:
    if not (isinstance(arvo, (list, tuple)) and len(arvo) == 2 and all(_on_luku(osa) for osa in arvo)):
        raise ValueError(f"'range' must be [low, high], got {arvo!r}.")
    if arvo[0] > arvo[1]:
        raise ValueError(f"'range' must be [low, high], got low {arvo[0]} above high {arvo[1]}.")
    return float(arvo[0]), float(arvo[1])


def _valinnat(arvo: Any) -> tuple[str, ...]:
    if not (isinstance(arvo, (list, tuple)) and len(arvo) > 1 and all(isinstance(osa, str) for osa in arvo)):
        raise ValueError(f"'choices' must be a list of at least two texts, got {arvo!r}.")
    return tuple(arvo)


def _pvm(arvo: Any) -> str:
    teksti = arvo.isoformat() if isinstance(arvo, datetime.date) else str(arvo)
    if not _PVM.fullmatch(teksti):
        raise ValueError(f"'date' must be a year, a month or a day (2018, 2018-03, 2018-03-08), got {arvo!r}.")
    return teksti


Teksti = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Kielet(BaseModel):
    """A text in Finnish, Swedish and English; none may be empty."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    fi: Teksti
    sv: Teksti
    en: Teksti

    def get(self, kieli: str) -> str:
        """The text in one language: fi, sv or en."""
        return str(getattr(self, kieli))


class Parametri(BaseModel):
    """Parametri (parameter): one entry of the tree, with the file and line it stands on."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    value: Annotated[Arvo, PlainValidator(_arvo)]
    unit: Teksti
    range: Annotated[tuple[float, float] | None, PlainValidator(_vali)] = None
    choices: Annotated[tuple[str, ...] | None, PlainValidator(_valinnat)] = None
    joined_by: Literal["+"] | None = None  # several choices may be joined by this mark
    date: Annotated[str, PlainValidator(_pvm)]
    source: Teksti
    status: Literal["laki", "esitys", "tilasto", "tutkimus", "arvio", "oletus"]
    kind: Literal["lever", "uncertainty"]
    rule: Teksti
    text: Kielet
    _key: str = ""
    _file: str = ""
    _line: int = 0

    @property
    def key(self) -> str:
        """`<group>.<name>`."""
        return self._key

    @property
    def group(self) -> str:
        """The part before the dot."""
        return self._key.partition(".")[0]

    @property
    def where(self) -> str:
        """`file:line` of the default."""
        return f"{self._file}:{self._line}"

    @property
    def allowed(self) -> str:
        """What values are allowed, in words: '0.667-1 share', 'tasa | tarve', 'true | false'."""
        if isinstance(self.value, bool):
            return "true | false"
        if self.choices:
            return " | ".join(self.choices) + (f", or several joined by {self.joined_by}" if self.joined_by else "")
        ala, yla = self.range or (0.0, 0.0)
        luvut = f"{ala:g} ... {yla:g} {self.unit}"
        return f"{len(self.value)} numbers, each {luvut}" if isinstance(self.value, tuple) else luvut

    def fault(self, arvo: Arvo) -> tuple[str, str]:
        """What is wrong with `arvo` as a value of this parameter: (sentence, likely word); ('', '') when nothing."""
        viesti, sana = _tyyppivika(self.value, arvo)
        if viesti:
            return f"{viesti} Allowed: {self.allowed}.", sana
        for sana in str(arvo).split(self.joined_by) if self.choices else ():
            if sana not in (self.choices or ()):
                return f"'{sana}' is not one of the choices. Allowed: {self.allowed}.", lahin(sana, self.choices or ())
        luvut = arvo if isinstance(arvo, tuple) else (arvo,)
        if self.range and any(not self.range[0] <= luku <= self.range[1] for luku in luvut):  # type: ignore[operator]
            raja = f" The rule: {self.source}." if self.kind == "lever" and self.status in ("laki", "esitys") else ""
            return f"{nayta(arvo)} is out of range. Allowed: {self.allowed}.{raja}", ""
        return "", ""

    @model_validator(mode="after")
    def _sopii(self) -> Parametri:
        numeroita = isinstance(self.value, (float, tuple)) and not isinstance(self.value, bool)
        if numeroita and self.range is None:
            raise ValueError("'range' is missing: a number needs [low, high].")
        if isinstance(self.value, str) and self.range is not None:
            raise ValueError(f"'value' has a range but '{self.value}' is a text, not a number.")
        if isinstance(self.value, str) and self.choices is None:
            raise ValueError("'choices' is missing: a text value needs the list of allowed texts.")
        if not numeroita and self.range is not None:
            raise ValueError("'range' is for numbers only.")
        if self.joined_by and self.choices is None:
            raise ValueError("'joined_by' is for texts with choices only.")
        if not isinstance(self.value, str) and self.choices is not None:
            raise ValueError("'choices' is for text values only.")
        viesti, _ = self.fault(self.value)
        if viesti:
            raise ValueError(viesti)
        return self


def _tyyppivika(oletus: Arvo, arvo: object) -> tuple[str, str]:
    """(sentence, likely word) when `arvo` is not of the kind of the default."""
    if oikein := (desimaalipilkku(arvo) if not isinstance(oletus, str) else ""):
        return pilkkuviesti(str(arvo), oikein), ""
    if isinstance(oletus, bool):
        return ("", "") if isinstance(arvo, bool) else (f"must be true or false, got {nayta(arvo)}.", "")
    if isinstance(oletus, str):
        return ("", "") if isinstance(arvo, str) else (f"must be a text, got {nayta(arvo)}.", "")
    if isinstance(oletus, tuple):
        sopii = isinstance(arvo, tuple) and len(arvo) == len(oletus)
        return ("", "") if sopii else (f"must be a list of {len(oletus)} numbers, got {nayta(arvo)}.", "")
    if isinstance(arvo, tuple):
        pilkku = f"{arvo[0]:g}.{arvo[1]:g}" if len(arvo) == 2 and all(luku >= 0 == luku % 1 for luku in arvo) else ""
        return f"must be a number, got the list {nayta(arvo)}.", pilkku
    return ("", "") if _on_luku(arvo) else (f"must be a number, got {nayta(arvo)}.", "")


def nayta(arvo: object) -> str:
    """A value as it is written in a scenario file: 0.8, true, "tarve", [1, 2]."""
    if isinstance(arvo, bool):
        return "true" if arvo else "false"
    if isinstance(arvo, float):
        return f"{arvo:.12g}"
    if isinstance(arvo, (tuple, list)):
        return "[" + ", ".join(nayta(osa) for osa in arvo) + "]"
    return f'"{arvo}"' if isinstance(arvo, str) else str(arvo)


# ---------------------------------------------------------------------------------------------------- the tree
class Parametrit(Mapping[str, Parametri]):
    """Parametrit (parameter tree): key -> `Parametri`, in the order of the files."""

    def __init__(self, parametrit: Mapping[str, Parametri]) -> None:
        self._parametrit = dict(parametrit)

    def __getitem__(self, avain: str) -> Parametri:
        return self._parametrit[avain]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parametrit)

    def __len__(self) -> int:
        return len(self._parametrit)

    def defaults(self) -> dict[str, Arvo]:
        """key -> default value."""
        return {avain: parametri.value for avain, parametri in self.items()}

    @property
    def groups(self) -> tuple[str, ...]:
        """Names of the groups, in the order of the files."""
        return tuple(dict.fromkeys(parametri.group for parametri in self.values()))

    @property
    def fingerprint(self) -> str:
        """Hash of all keys and defaults; a change of text or source alone does not change it."""
        return hashlib.blake2b(json.dumps(self.defaults(), sort_keys=True).encode(), digest_size=16).hexdigest()

    def check(self, avain: str, arvo: Any, tiedosto: str = "", rivi: int | None = None) -> Arvo:
        """`arvo` as a value of `avain`. Raises `ViallinenSyote`: unknown key, wrong type, decimal comma, range."""
        parametri = self.get(avain)
        if parametri is None:
            viesti = "no such parameter (`sote parameters` lists them)."
            raise ViallinenSyote(Vika(viesti, tiedosto, rivi, avain, lahin(avain, self)))
        try:
            arvo = _arvo(arvo)
        except ValueError as virhe:
            raise ViallinenSyote(Vika(f"{virhe} Allowed: {parametri.allowed}.", tiedosto, rivi, avain)) from None
        viesti, sana = parametri.fault(arvo)
        if viesti:
            raise ViallinenSyote(Vika(viesti, tiedosto, rivi, avain, sana))
        return arvo

    def parse(self, avain: str, teksti: str, lahde: str = "--set") -> Arvo:
        """A value written on the command line: 0.8, true, tarve, [0.1, 0.2]. Raises `ViallinenSyote`."""
        oletus = self[avain].value if avain in self else ""
        arvo: Any = teksti.strip()
        arvo = arvo.strip("\"'") if isinstance(oletus, str) else _komentoriviarvo(arvo)
        return self.check(avain, arvo, tiedosto=lahde)


def _komentoriviarvo(teksti: str) -> Any:
    if teksti in ("true", "false"):
        return teksti == "true"
    try:
        return json.loads(teksti) if teksti.startswith("[") else float(teksti)
    except ValueError:
        return teksti


# ---------------------------------------------------------------------------------------------------- the files
@lru_cache(maxsize=1)
def lue_oletukset() -> Parametrit:
    """The tree that ships with the model (`lue(KANSIO)`), read once in a process, from the user's cache when it can."""
    from kalibrointi import parametrivarasto

    return parametrivarasto.lue(KANSIO)


def lue(kansio: Path) -> Parametrit:
    """Read every *.yaml of a folder. Raises `ViallinenSyote` with all faults of all files."""
    from kalibrointi import parametritiedosto  # reads YAML, which a kept tree does without

    return parametritiedosto.lue(kansio)
