"""Warming of the compile cache (`sote doctor --lammita`): every rule's loop is compiled before the first run needs it.

The parent builds a tiny model and tells two workers what to compile: a text and the types of its arguments. Workers
import Numba but no model, and begin to do so while the parent builds. A list beside the loops says for which source
and processor they were compiled; when it still holds, nothing is built and nothing is imported.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from kalibrointi.levy import kirjoita_syrjassa
from runs import prosessit
from runs.alkupera import mallin_tiiviste, paketin_versio

PROSESSEJA = 2
LUETTELO = "lammitetty.json"  # {source and processor: names of the loops' files}


def lammita(progress: Callable[[int, int], None] | None = None) -> str:
    """Compile every rule that is not in the cache yet; says how many loops and how long it took."""
    alku = time.perf_counter()
    silmukat = import_module("agentit.saantosilmukat")
    luettelo = silmukat.cache_folder() / LUETTELO
    tunnus = _tunnus()
    nimet = _lue(luettelo).get(tunnus)
    if not nimet or not set(nimet) <= silmukat.kept():
        prosesseja = min(PROSESSEJA, prosessit.suorittimia())
        tulokset = prosessit.rinnakkain(
            kaanna,
            _tehtavat(prosesseja),
            prosesseja,
            valmistui=lambda valmiita, kaikkiaan: progress(valmiita, kaikkiaan) if progress else None,
        )
        nimet = sorted(nimi for nimi in tulokset if nimi)
        kirjoita_syrjassa(luettelo, json.dumps({tunnus: nimet}, indent=1).encode())
    return f"{len(nimet)} loops in the compile cache, {time.perf_counter() - alku:.1f} s"


def _tehtavat(prosesseja: int) -> Iterator[tuple[Any, ...]]:
    """First what wakes the workers, then the loops, the longest first so that both workers end together."""
    yield from [("", "", ())] * prosesseja
    sidonta = _kaannettava()
    yield from import_module("agentit.saannot").compilations(sidonta.kaikki_saannot, sidonta.b)


def kaanna(saanto: str, teksti: str, tyypit: tuple[Any, ...]) -> str:
    """Work of one process: a loop into the cache; returns the name of its file."""
    gc.disable()  # compiling makes millions of small objects, and this process soon ends
    if not saanto:
        _kaanna_osat()
        return ""
    return str(import_module("agentit.saantosilmukat").compiled(saanto, teksti, tyypit))


def _kaanna_osat() -> None:
    """The parts most loops call, for the types most loops have, while there is nothing else to do yet."""
    from numba import types

    from agentit import saantoyhteiset as osat

    f, i, u, boolean = types.float32, types.int32, types.uint64, types.boolean
    rivit = {laji: types.Array(laji, 1, "C") for laji in (f, i, u, types.int8, types.int16, boolean)}
    summat = types.Array(types.float64, 2, "C")
    tyot: list[tuple[Any, tuple[Any, ...]]] = [
        *((osa, (f,)) for osa in (osat.exp, osat.log, osat.logistic, osat.normal)),
        (osat.poisson, (f, f)),
        (osat.none_active, (rivit[types.int8], u, u)),
        (osat.draw_all, (rivit[f], u, u, rivit[u], u, u)),
        (osat.list_hits, (rivit[boolean], rivit[types.int8], u, u, rivit[i])),
        *((osat.look_up_all, (rivit[f], u, rivit[f], rivit[laji], u, u)) for laji in (types.int8, types.int16)),
        (osat.write_all, (rivit[f], rivit[f], u, u, u)),
        (osat.add_all, (summat, rivit[types.int16], rivit[f], u, u, u)),
        (osat.merge_lanes, (summat, u, summat)),
    ]
    for osa, tyypit in tyot:
        osa.compile(tyypit)


def _kaannettava() -> Any:
    """Bindings of a model that will not live, enough to know its rules' loops."""
    from runs import ajo, skenaariot

    skenaario = skenaariot.lue(skenaariot.luettelo()[0], otos=0.0005)
    return ajo.rakenna_malli(skenaario, skenaario.otos, 1, perusvuosi=False).sidonta


def _tunnus() -> str:
    """Of all that decides what is compiled: the model's files, the compilers, and the processor (as Numba asks it)."""
    from llvmlite import binding

    versiot = [paketin_versio(paketti) for paketti in ("numba", "llvmlite", "numpy")]
    suoritin = [binding.get_host_cpu_name(), binding.get_host_cpu_features().flatten()]
    ymparisto = [f"{nimi}={arvo}" for nimi, arvo in sorted(os.environ.items()) if nimi.startswith("NUMBA_")]
    return hashlib.sha256("\n".join([mallin_tiiviste(), *versiot, *suoritin, *ymparisto]).encode()).hexdigest()[:16]


def _lue(luettelo: Path) -> dict[str, list[str]]:
    try:
        return dict(json.loads(luettelo.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}
