"""Is everything in place? What `sote doctor` looks at; `--lammita` compiles the rules (lammitys)."""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from kalibrointi.levy import KESKEN
from kalibrointi.viat import ViallinenSyote
from runs.ajo import oletuskansio, tarkista_sinetti
from runs.alkupera import PAKETIT, paketin_versio, versio


@dataclass(frozen=True)
class Tila:
    """One thing looked at."""

    what: str
    ok: bool
    detail: str


def tarkista() -> list[Tila]:
    """Look at everything; never raises."""
    kohteet: dict[str, Callable[[], str]] = {
        "Python": _python,
        "packages": _paketit,
        "parameters": _parametrit,
        "scenarios": _skenaariot,
        "facts": _aineisto,
        "compile cache": _valimuisti,
        "run folder": _ajokansio,
        "runs": _ajot,
    }
    return [_katso(nimi, kohde) for nimi, kohde in kohteet.items()]


def _katso(nimi: str, kohde: Callable[[], str]) -> Tila:
    try:
        return Tila(nimi, True, kohde())
    except Exception as virhe:
        return Tila(nimi, False, f"{virhe}" if isinstance(virhe, (ViallinenSyote, Puute)) else repr(virhe))


class Puute(Exception):
    """Something is not as it should be; the text says what to do."""


def _python() -> str:
    return f"{platform.python_version()} on {platform.system()} {platform.machine()}, {os.cpu_count()} processors"


def _paketit() -> str:
    puuttuvat = [nimi for nimi in PAKETIT if paketin_versio(nimi) == "unknown"]
    if puuttuvat:
        raise Puute(f"missing: {', '.join(puuttuvat)}. Set the project up again.")
    return f"sotemalli {versio()}, " + ", ".join(f"{nimi} {paketin_versio(nimi)}" for nimi in PAKETIT)


def _parametrit() -> str:
    from kalibrointi.parametrit import lue_oletukset

    puu = lue_oletukset()
    return f"{len(puu)} in {len(puu.groups)} groups, {sum(p.kind == 'lever' for p in puu.values())} of them levers"


def _skenaariot() -> str:
    from runs import skenaariot

    nimet = skenaariot.luettelo()
    viat = [vika for nimi in nimet for vika in skenaariot.tarkista(nimi)]
    if viat:
        raise ViallinenSyote(dict.fromkeys(viat))
    return f"{len(nimet)} sound"


def _aineisto() -> str:
    faktat = import_module("kalibrointi.faktat")
    return f"{len(faktat.SARAKKEET)} tables, hash {faktat.tarkiste()[:12]}"


def _valimuisti() -> str:
    from agentit.saantosilmukat import cache_folder

    return _kirjoitettava(cache_folder())


def _ajokansio() -> str:
    return _kirjoitettava(oletuskansio())


def _kirjoitettava(kansio: Path) -> str:
    """Try to write in the folder, or in the nearest one above it that exists."""
    kansio = Path(os.path.abspath(kansio))
    olemassa = next(polku for polku in (kansio, *kansio.parents) if polku.exists())
    try:
        with tempfile.TemporaryFile(dir=olemassa):
            pass
    except OSError as virhe:
        raise Puute(f"{kansio} cannot be written: {virhe.strerror}.") from None
    return f"{kansio}, {shutil.disk_usage(olemassa).free / 1e9:.1f} GB free"


def _ajot() -> str:
    """Seals of the runs in the default folder; folders an earlier run was killed in."""
    kansio = oletuskansio()
    if not kansio.is_dir():
        return "none yet"
    kesken = [polku.name for polku in kansio.iterdir() if KESKEN in polku.name]
    if kesken:
        raise Puute(f"left by a killed run, may be removed: {', '.join(kesken)} in {kansio}.")
    valmiit = [polku for polku in kansio.iterdir() if (polku / "manifest.json").is_file()]
    viat = [vika for polku in valmiit for vika in tarkista_sinetti(polku)]
    if viat:
        raise ViallinenSyote(viat)
    return f"{len(valmiit)} whole"
