"""Checks of what ships: every column of every table has its source, and no run needs a network."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from kalibrointi import lahteet
from runs.tarkistusrivi import Tarkistusrivi

if TYPE_CHECKING:
    from runs.ajo import Edistyminen

# The world of the default region is read and a model's modules are loaded while every socket is an error.
_VERKOTTA = """
import sys
def vahti(tapahtuma, tiedot):
    if tapahtuma in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        raise RuntimeError(f"{tapahtuma} {tiedot}")
sys.addaudithook(vahti)
import runs.ajo
from kalibrointi.maailma import perusta
perusta()
sys.exit("the loader is loaded" if {"requests", "kalibrointi.lataus"} & set(sys.modules) else 0)
"""


def tarkista_data(
    otos: float = 0.0, seeds: int = 1, processes: int | None = None, progress: Edistyminen | None = None
) -> list[Tarkistusrivi]:
    """Rows about the shipped tables and their loader; nothing is drawn, so sample and seeds move nothing."""
    puuttuu, sarakkeet = lahteet.puutteet(), len(lahteet.sarakkeet())
    palveluttomat = [p.sarake for p in lahteet.paivitykset() if p.palvelu not in ("sotkanet", "pxweb")]
    lataaja, verkotta = _lataaja(), _verkotta()
    return [
        Tarkistusrivi(
            "data-lahteet", "Columns of shipped tables without source, year, unit or licence", "0",
            f"{len(puuttuu)} of {sarakkeet}", not puuttuu, "kalibrointi/aineisto/lahteet.yaml", "; ".join(puuttuu[:5]),
        ),
        Tarkistusrivi(
            "data-paivitys", "Columns that a service can give anew, each from a service that the loader knows", ">= 1",
            str(len(lahteet.paivitykset())), not palveluttomat and bool(lahteet.paivitykset()),
            "kalibrointi/aineisto/paivitys.yaml", "; ".join(palveluttomat),
        ),
        Tarkistusrivi(
            "data-lataaja", "The loader's package is installed", "requests >= 2.33", lataaja or "not installed",
            bool(lataaja), "extra 'data'", "" if lataaja else "run runs/kaynnista.py again, or install requests",
        ),
        Tarkistusrivi(
            "data-verkotta", "The world of a run is read with every socket shut", "no socket, no loader",
            verkotta or "no socket, no loader", not verkotta, "own rule", verkotta,
        ),
    ]  # fmt: skip


def _lataaja() -> str:
    try:
        return f"requests {version('requests')}"
    except PackageNotFoundError:
        return ""


def _verkotta() -> str:
    """'' or why a world cannot be read without a network."""
    ajettu = subprocess.run([sys.executable, "-c", _VERKOTTA], capture_output=True, text=True)
    return "" if ajettu.returncode == 0 else (ajettu.stderr.strip().splitlines() or ["failed"])[-1]
