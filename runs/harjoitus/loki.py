"""The log of a room: one SQLite file, appended to and never changed; the room is its replay.

An event is on disk (committed, fsynced) before anybody is told that it happened, so a killed server loses nothing that
was accepted. Each row carries the hash of the one before it: a changed, lost or moved row is found when the file is
read. Triggers refuse updates and deletes.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kalibrointi.viat import ViallinenSyote, Vika, nayta_polku

MUOTO, MUOTOVERSIO = "sotemalli-harjoitus", 1
TUNNUSLUKU = 0x534F5445  # application_id of the file: 'SOTE'
_TAULU = """
CREATE TABLE tapahtumat (nro INTEGER PRIMARY KEY, aika REAL NOT NULL, tiedot TEXT NOT NULL, ketju TEXT NOT NULL);
CREATE TRIGGER ei_muuteta BEFORE UPDATE ON tapahtumat BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER ei_poisteta BEFORE DELETE ON tapahtumat BEGIN SELECT RAISE(ABORT, 'append only'); END;
"""


@dataclass(frozen=True)
class Rivi:
    """One event of a log: number from 1, time in seconds since 1970, what happened."""

    nro: int
    aika: float
    tiedot: dict[str, Any]


class Loki:
    """An open log. One process writes it."""

    def __init__(self, polku: Path | str, uusi: bool = False) -> None:
        """Open, or with `uusi` make. Raises `ViallinenSyote` when it is there already, missing, or no log."""
        self.polku = Path(polku)
        if uusi:
            if self.polku.exists():
                raise ViallinenSyote(Vika("is there already: a log is never written over.", nayta_polku(self.polku)))
            self.polku.parent.mkdir(parents=True, exist_ok=True)
        elif not self.polku.is_file():
            raise ViallinenSyote(Vika("no such log of an exercise.", nayta_polku(self.polku)))
        try:
            self._kanta = sqlite3.connect(self.polku, isolation_level=None, check_same_thread=False, timeout=10.0)
            self._kanta.execute("PRAGMA synchronous = FULL")
            if uusi:
                self._kanta.execute(f"PRAGMA application_id = {TUNNUSLUKU}")
                self._kanta.execute(f"PRAGMA user_version = {MUOTOVERSIO}")
                self._kanta.executescript(_TAULU)
            luvut = tuple(self._kanta.execute(f"PRAGMA {x}").fetchone()[0] for x in ("application_id", "user_version"))
        except sqlite3.Error as virhe:
            raise self._vika(f"not a log of an exercise: {virhe}.") from None
        if luvut != (TUNNUSLUKU, MUOTOVERSIO):
            raise self._vika(f"not a log of an exercise of format {MUOTOVERSIO}.")
        self._viimeinen = self._kanta.execute("SELECT nro, ketju FROM tapahtumat ORDER BY nro DESC LIMIT 1").fetchone()

    def lisaa(self, tiedot: Mapping[str, Any], aika: float) -> Rivi:
        """Append an event; on disk when this returns."""
        nro, ennen = (self._viimeinen[0] + 1, self._viimeinen[1]) if self._viimeinen else (1, "")
        teksti = tekstiksi(tiedot)
        ketju = _ketju(ennen, nro, aika, teksti)
        self._kanta.execute("INSERT INTO tapahtumat VALUES (?, ?, ?, ?)", (nro, aika, teksti, ketju))
        self._viimeinen = (nro, ketju)
        return Rivi(nro, aika, json.loads(teksti))

    def rivit(self) -> list[Rivi]:
        """All events in order. Raises `ViallinenSyote` when a row was changed, lost or moved."""
        out, ennen = [], ""
        try:
            for odotettu, (nro, aika, teksti, ketju) in enumerate(
                self._kanta.execute("SELECT nro, aika, tiedot, ketju FROM tapahtumat ORDER BY nro"), 1
            ):
                if nro != odotettu or ketju != _ketju(ennen, nro, aika, teksti):
                    raise self._vika(f"damaged: event {odotettu} is not what was written.")
                out.append(Rivi(nro, aika, json.loads(teksti)))
                ennen = ketju
        except sqlite3.Error as virhe:
            raise self._vika(f"damaged: {virhe}.") from None
        return out

    def sulje(self) -> None:
        """Close the file."""
        self._kanta.close()

    def _vika(self, viesti: str) -> ViallinenSyote:
        return ViallinenSyote(Vika(viesti, nayta_polku(self.polku)))


def tekstiksi(tiedot: Mapping[str, Any]) -> str:
    """An event as it is written: JSON with keys in order and numbers in full, so equal events are equal texts.

    Raises ValueError for a number that JSON has not.
    """
    return json.dumps(tiedot, ensure_ascii=False, sort_keys=True, allow_nan=False, separators=(",", ":"))


def _ketju(ennen: str, nro: int, aika: float, teksti: str) -> str:
    return hashlib.sha256(f"{ennen}\0{nro}\0{aika!r}\0{teksti}".encode()).hexdigest()
