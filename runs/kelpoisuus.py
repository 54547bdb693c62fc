"""Evidence for the validation page: suites of `sote check`, run or taken from the last time the same model was checked.

What a suite gave is kept as one JSON file under `<results>/kelpoisuus/`, named by a key over everything its rows hang
on: source, parameters, facts, scenarios, targets, the checks' own code, sample, seeds and library versions.
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kalibrointi.levy import kirjoita_syrjassa
from kalibrointi.viat import ViallinenSyote, Vika, lahin, luettele
from runs import alkupera
from runs.ajo import Edistyminen, oletuskansio
from runs.tarkistusrivi import Tarkistusrivi

SARJAT = ("targets", "patterns", "start", "laws")  # suites of the page, in its order
KANSIO = "kelpoisuus"
TOIMITETTU = Path(__file__).with_name("kelpoisuustulos.json")  # what `sote validate` gave when this was made


@dataclass(frozen=True)
class Sarjatulos:
    """What one suite gave. `created`: the day, for people only; `cached`: taken from an earlier check."""

    suite: str
    rows: tuple[Tarkistusrivi, ...]
    otos: float | None  # None: the suite's own
    seeds: int | None
    key: str
    created: str
    cached: bool = False

    @property
    def out(self) -> tuple[Tarkistusrivi, ...]:
        """Rows outside their bands."""
        return tuple(r for r in self.rows if not r.in_band)

    @property
    def unrecorded(self) -> tuple[Tarkistusrivi, ...]:
        """Rows that are out without being known to be."""
        return tuple(r for r in self.out if not r.recorded)

    def json(self) -> dict[str, Any]:
        """All of it, JSON-able."""
        return dataclasses.asdict(self)


def avain(sarja: str, otos: float | None, seeds: int | None) -> str:
    """Hash of everything the rows of a suite hang on."""
    osat = [sarja, repr(otos), repr(seeds), alkupera.mallin_tiiviste(), _tarkistusten_tiiviste()]
    osat += [f"{nimi} {alkupera.paketin_versio(nimi)}" for nimi in ("mesa", "numpy", "numba", "scipy", "pandas")]
    return hashlib.blake2b("\n".join(osat).encode(), digest_size=16).hexdigest()


def _tarkistusten_tiiviste() -> str:
    """Hash of the code and tables of the checks."""
    summa = hashlib.sha256()
    for polku in sorted([*Path(__file__).parent.glob("*.py"), *Path(__file__).parent.glob("*.yaml")]):
        summa.update(f"{polku.name}\0".encode() + polku.read_bytes().replace(b"\r\n", b"\n"))
    return summa.hexdigest()


def tarkista_sarjat(sarjat: Sequence[str]) -> tuple[str, ...]:
    """The suites asked, in the page's order. Raises `ViallinenSyote` for one that the page has not."""
    viat = [
        Vika(f"the page has no suite '{s}'. Suites: {luettele(SARJAT)}.", "--only", ehdotus=lahin(s, SARJAT))
        for s in sarjat
        if s not in SARJAT
    ]
    if viat:
        raise ViallinenSyote(viat)
    return tuple(s for s in SARJAT if s in sarjat) or SARJAT


def kokoa(
    sarja: str,
    otos: float | None = None,
    seeds: int | None = None,
    processes: int | None = None,
    uudestaan: bool = False,
    progress: Edistyminen | None = None,
    kansio: Path | None = None,
    tarkista: Callable[..., Sequence[Tarkistusrivi]] | None = None,
) -> Sarjatulos:
    """Rows of a suite: kept ones when nothing they hang on has changed, else by running it; `uudestaan` always runs.

    otos, seeds: in place of the suite's own. kansio: where results are kept. tarkista: the suite's function.
    """
    from runs import tarkistukset

    oma = avain(sarja, otos, seeds)
    polku = (kansio or oletuskansio() / KANSIO) / f"{sarja}-{oma[:16]}.json"
    if not uudestaan and (vanha := _lue(polku, oma)):
        return vanha
    valinnat = {"otos": otos, "seeds": seeds, "processes": processes}
    annetut = {nimi: arvo for nimi, arvo in valinnat.items() if arvo is not None}
    rivit = (tarkista or tarkistukset.SUITES[sarja])(progress=progress, **annetut)
    nyt = datetime.datetime.now(datetime.UTC).date().isoformat()
    tulos = Sarjatulos(sarja, tuple(rivit), otos, seeds, oma, nyt)
    kirjoita_syrjassa(polku, json.dumps(tulos.json(), ensure_ascii=False, indent=1).encode())
    return tulos


def uusimmat(kansio: Path | None = None, toimitettu: Path = TOIMITETTU) -> list[Sarjatulos]:
    """The newest result of each suite there is, made on this machine or shipped. Nothing is run; none may be there.

    A result may be of an earlier model: `voimassa` tells.
    """
    paikka = kansio or oletuskansio() / KANSIO
    out = []
    for sarja in SARJAT:
        omat = [(polku.stat().st_mtime, _sisalto(_json(polku))) for polku in paikka.glob(f"{sarja}-*.json")]
        tulokset = [t for _aika, t in sorted(omat, key=lambda x: x[0]) if t is not None and t.suite == sarja]
        if (mukana := _sisalto((_json(toimitettu).get("suites") or {}).get(sarja) or {})) is not None:
            tulokset.insert(0, mukana)
        if tulokset:
            out.append(sorted(tulokset, key=lambda t: t.created)[-1])  # of one day the last in the list: made here
    return out


def voimassa(tulos: Sarjatulos) -> bool:
    """Has nothing that the rows hang on changed since?"""
    return tulos.key == avain(tulos.suite, tulos.otos, tulos.seeds)


def _json(polku: Path) -> dict[str, Any]:
    try:
        tiedot = json.loads(polku.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return tiedot if isinstance(tiedot, dict) else {}


def _lue(polku: Path, avain: str) -> Sarjatulos | None:
    """A kept result; None when there is none of this key or it cannot be read."""
    tulos = _sisalto(_json(polku))
    return tulos if tulos is not None and tulos.key == avain else None


def _sisalto(tiedot: dict[str, Any]) -> Sarjatulos | None:
    """A result as it was written; None when it is none."""
    try:
        rivit = tuple(Tarkistusrivi(**rivi) for rivi in tiedot["rows"])
        return Sarjatulos(**{**tiedot, "rows": rivit, "cached": True})
    except (TypeError, KeyError):
        return None
