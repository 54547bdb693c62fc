"""Snapshot: a model saved at a month's end, to go on later bit for bit - also by other rules (`malli.ohjelma = ...`).

The file has one line of JSON (what it is, of which version, checksum), then the pickled model. Unpickling runs code:
open only snapshots you made or trust.
"""

from __future__ import annotations

import hashlib
import json
import pickle
from pathlib import Path
from typing import Any

from kalibrointi.levy import kirjoita_syrjassa
from kalibrointi.viat import ViallinenSyote, Vika
from runs.ajo import Malli
from runs.alkupera import lahdekoodin_tiiviste, versio

MUOTO = "sotemalli-tilannekuva"
MUOTOVERSIO = 1


def save(malli: Malli, path: Path | str) -> None:
    """Write the model's state; an older file is replaced in one step. Raises `ViallinenSyote` on disk trouble."""
    tila = nukuta(malli)
    otsake = {
        "format": MUOTO,
        "format_version": MUOTOVERSIO,
        "sotemalli": versio(),
        "source": lahdekoodin_tiiviste(),
        "programme": malli.ohjelma.fingerprint,
        "kk": malli.kk,
        "sha256": hashlib.sha256(tila).hexdigest(),
    }
    kirjoita_syrjassa(Path(path), json.dumps(otsake).encode() + b"\n" + tila)


def load(path: Path | str) -> Malli:
    """Read a model that goes on where it was saved.

    Raises `ViallinenSyote` when the file is missing, not a snapshot, damaged, or made by other code: a model only goes
    on bit for bit under the code that saved it.
    """
    polku = Path(path)
    try:
        rivi, _, tila = polku.read_bytes().partition(b"\n")
    except FileNotFoundError:
        raise _vika("no such snapshot.", polku) from None
    except OSError as virhe:
        raise _vika(f"cannot be read: {virhe.strerror}.", polku) from None
    _tarkista(lue_otsake(rivi, polku), tila, polku)
    return herata(tila)


def lue_otsake(rivi: bytes, polku: Path) -> dict[str, Any]:
    """The first line of a snapshot. Raises `ViallinenSyote` when it isn't one."""
    try:
        otsake = json.loads(rivi)
        kelpaa = otsake["format"] == MUOTO
    except (ValueError, KeyError, TypeError):
        kelpaa = False
    if not kelpaa:
        raise _vika("not a snapshot of Sotemalli.", polku)
    return dict(otsake)


def _tarkista(otsake: dict[str, Any], tila: bytes, polku: Path) -> None:
    if otsake["format_version"] != MUOTOVERSIO:
        viesti = f"snapshot format {otsake['format_version']}; this version reads format {MUOTOVERSIO}."
        raise _vika(viesti, polku)
    if (otsake["sotemalli"], otsake["source"]) != (versio(), lahdekoodin_tiiviste()):
        viesti = (
            f"saved by Sotemalli {otsake['sotemalli']} with other source code (this is {versio()}): "
            "it would not go on as it was. Run the scenario again, or use the version that saved it."
        )
        raise _vika(viesti, polku)
    if hashlib.sha256(tila).hexdigest() != otsake["sha256"]:
        raise _vika("damaged or cut short: the checksum does not match.", polku)


def kopio(malli: Malli) -> Malli:
    """A second model in the same state; from here on the two never touch each other."""
    return herata(nukuta(malli))


def nukuta(malli: Malli) -> bytes:
    """A model as bytes of this process, for `herata`; what is to outlive it goes to `save`."""
    return pickle.dumps(malli, protocol=pickle.HIGHEST_PROTOCOL)


def herata(tila: bytes) -> Malli:
    """The model as it was when `nukuta` took it; each call gives one of its own."""
    malli: Malli = pickle.loads(tila)
    return malli


def _vika(viesti: str, polku: Path) -> ViallinenSyote:
    return ViallinenSyote(Vika(viesti, str(polku)))
