"""The parameter tree kept as it was read, so that a command does not parse forty YAML files each time.

A kept tree is named by a hash of what it was made from - the files and the code that checks them - and begins with a
hash of itself: an edited file, another version, a torn or foreign copy is not read but made anew. Without a folder to
write in, the files are read each time; nothing else changes.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from kalibrointi import levy, parametrit, viat
from kalibrointi.parametrit import Kielet, Parametri, Parametrit
from kalibrointi.viat import ViallinenSyote, nayta_polku

PIDETAAN = 8  # trees of other versions and checkouts; the oldest go
_KOODI = tuple(Path(m.__file__ or "") for m in (parametrit, viat)) + (Path(__file__).with_name("parametritiedosto.py"),)


def lue(kansio: Path) -> Parametrit:
    """`parametrit.lue`, from the cache when the same files were read before. Raises `ViallinenSyote`."""
    try:
        polku = levy.valimuisti() / "parametrit" / f"{_tunnus(kansio)}.json"
    except OSError:  # unreadable files are for the reader to explain
        return parametrit.lue(kansio)
    with suppress(OSError, ValueError, KeyError, TypeError):
        return _kokoa(kansio, _pura(polku.read_bytes()))
    puu = parametrit.lue(kansio)
    with suppress(OSError, ViallinenSyote):
        levy.kirjoita_syrjassa(polku, _pakkaa(puu))
        _siivoa(polku.parent)
    return puu


def _tunnus(kansio: Path) -> str:
    """Hash of the files' names and texts, and of the code that reads and checks them."""
    summa = hashlib.blake2b(digest_size=16)
    for polku in (*sorted(Path(kansio).glob("*.yaml")), *_KOODI, Path(__file__)):
        tavut = polku.read_bytes()
        summa.update(f"{polku.name} {len(tavut)}\n".encode() + tavut)
    return summa.hexdigest()


def _pakkaa(puu: Parametrit) -> bytes:
    rivit = [[p.key, p._line, _kentat(p) | {"text": _kentat(p.text)}] for p in puu.values()]
    tavut = json.dumps(rivit, ensure_ascii=False, separators=(",", ":")).encode()
    return hashlib.blake2b(tavut, digest_size=16).hexdigest().encode() + b"\n" + tavut


def _kentat(osa: Parametri | Kielet) -> dict[str, Any]:
    """The fields that were written in the file."""
    return {nimi: getattr(osa, nimi) for nimi in type(osa).model_fields if nimi in osa.model_fields_set}


def _pura(tavut: bytes) -> list[Any]:
    """The rows of a kept tree. Raises ValueError when they are not what was written."""
    summa, _, rivit = tavut.partition(b"\n")
    if hashlib.blake2b(rivit, digest_size=16).hexdigest().encode() != summa:
        raise ValueError("not whole")
    return list(json.loads(rivit))


def _kokoa(kansio: Path, rivit: list[Any]) -> Parametrit:
    """The tree of checked rows: nothing is checked again."""
    puu, nimet = {}, {polku.stem: nayta_polku(polku) for polku in Path(kansio).glob("*.yaml")}
    for avain, rivi, kentat in rivit:
        monikot = {nimi: tuple(arvo) for nimi, arvo in kentat.items() if isinstance(arvo, list)}
        tekstit = Kielet.model_construct(**kentat["text"])
        puu[avain] = parametri = Parametri.model_construct(**{**kentat, **monikot, "text": tekstit})
        parametri._key, parametri._file, parametri._line = avain, nimet[avain.partition(".")[0]], rivi
    return Parametrit(puu)


def _siivoa(kansio: Path) -> None:
    """Keeps the newest; what another process removes meanwhile is gone all the same."""
    ajat = {}
    for polku in kansio.glob("*.json"):
        with suppress(OSError):
            ajat[polku] = polku.stat().st_mtime
    for polku in sorted(ajat, key=lambda p: ajat[p])[:-PIDETAAN]:
        with suppress(OSError):
            polku.unlink()
