"""Is everything in place? What `sote doctor` looks at, and the warming of the compile cache (`--lammita`)."""

from __future__ import annotations

import gc
import os
import platform
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from kalibrointi.levy import KESKEN
from kalibrointi.viat import ViallinenSyote
from runs.ajo import Edistyminen, oletuskansio, tarkista_sinetti
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


def lammita(progress: Edistyminen | None = None) -> Tila:
    """Compile every rule into the cache, in two processes; the row says how many and how long it took."""
    import time

    from runs import prosessit

    alku = time.perf_counter()
    osia = 8
    maarat = prosessit.rinnakkain(
        kaanna_osa,
        [(osa, osia) for osa in range(osia)],
        min(2, prosessit.suorittimia()),
        valmistui=lambda valmiita, kaikkiaan: progress(valmiita, kaikkiaan) if progress else None,
    )
    return Tila("rules", True, f"{sum(maarat)} loops in the compile cache, {time.perf_counter() - alku:.1f} s")


def kaanna_osa(osa: int, osia: int) -> int:
    """Compile every `osia`-th of the different loops, from the `osa`-th on; returns how many. Work of one process."""
    gc.disable()  # compiling makes millions of small objects, and this process soon ends
    sidonta = _kaannettava()
    erilaiset = list({saanto.source(): saanto for saanto in sidonta.saannot}.values())[osa::osia]
    import_module("agentit.saannot").warm(erilaiset, sidonta.b)
    return len(erilaiset)


@cache
def _kaannettava() -> Any:
    """Bindings of a model that will not live, enough to compile its rules."""
    from runs import ajo, skenaariot

    skenaario = skenaariot.lue(skenaariot.luettelo()[0], otos=0.0005)
    return ajo.rakenna_malli(skenaario, skenaario.otos, 1, perusvuosi=False).sidonta
