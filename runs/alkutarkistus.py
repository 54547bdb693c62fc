"""`sote check start`: is the model's 2017 the Uusimaa of the statistics, and does it show the published patterns?

Targets and bands are data (`kalibrointi/tavoitteet/kohteet.csv`). A row is judged by its mean over seeds; the standard
error over seeds stands beside it and moves no band. What the model has not is listed as out, with the cause.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from kalibrointi import kohteet
from runs.ajo import Edistyminen
from runs.siementyot import siemenittain
from runs.tarkistusrivi import Tarkistusrivi, bandi, keskivirhe, virheineen

if TYPE_CHECKING:
    from kalibrointi.reunat import Tavoitteet
    from runs.alkumitat import Alkumitat

OTOS, SIEMENIA = 0.2, 5
SKENAARIO = "nykytila-2017"
LAKIRAJA_PAIVAA = 14


def tarkista(
    progress: Edistyminen | None = None, otos: float = OTOS, seeds: int = SIEMENIA, processes: int | None = None
) -> list[Tarkistusrivi]:
    """Rows of the suite, in the order of the file. otos, seeds: fewer and smaller worlds are quicker and noisier."""
    mitatut = siemenittain(mittaa_siemen, otos, range(1, seeds + 1), processes, progress)
    return rivit(mitatut)


def mittaa_siemen(otos: float, seed: int) -> Alkumitat:
    """One seed, in a worker: the base world, then the same world under a legal limit on the wait."""
    from runs import ajo, alkumitat, skenaariot

    mitat = alkumitat.mittaa(skenaariot.lue(SKENAARIO), otos, seed)
    rajattu = skenaariot.lue(SKENAARIO, {"jono.enimmaisodotus": float(LAKIRAJA_PAIVAA)})
    malli = ajo.rakenna_malli(rajattu, otos, seed)
    malli.run_for(12)
    tulos = malli.results().set_index(["mittari", "ryhma"])["arvo"]
    mitat.luvut["lakiraja_14vrk"] = float(tulos["osuus_14vrk", "kaikki"]) - mitat.luvut["osuus_14vrk"]
    return mitat


def rivit(mitatut: Sequence[Alkumitat]) -> list[Tarkistusrivi]:
    """Compare the seeds' measures with every target of the suite."""
    from kalibrointi.maailma import perusta

    reunat = perusta().pohja.tavoitteet
    return [_rivi(kohde, mitatut, reunat) for kohde in kohteet.lue("start")]


def _rivi(kohde: kohteet.Kohde, mitatut: Sequence[Alkumitat], reunat: Tavoitteet) -> Tarkistusrivi:
    nimi = kohde.nimi["en"]
    if not kohde.mitta:
        return Tarkistusrivi(kohde.tunnus, nimi, "-", "not in the model", False, kohde.lahde, kohde.syy, recorded=True)
    if kohde.mitta.startswith("reuna:"):
        arvo, virhe = reunapoikkeama(mitatut, kohde.mitta.partition(":")[2], reunat), float("nan")
    else:
        arvo, virhe = keskivirhe([m.luvut[kohde.mitta] for m in mitatut])
    sisalla = kohde.sisalla(arvo)
    syy = "" if sisalla else kohde.syy
    malli = virheineen(arvo, virhe)
    kirjattu = bool(syy)
    rivi = (kohde.tunnus, nimi, bandi(kohde.ala, kohde.yla), malli, sisalla, kohde.lahde, syy)
    return Tarkistusrivi(*rivi, recorded=kirjattu)


def reunapoikkeama(mitatut: Sequence[Alkumitat], reuna: str, tavoitteet: Tavoitteet) -> float:
    """Root mean square over cells of (mean over seeds - target) / standard error of simple random samples.

    A systematic sample must do better than 1. The error of a cell of t persons over S samples at share s is
    sqrt((t (1/s - 1) + 1) / S): at s = 1 what is left is the rounding to whole persons.
    """
    halu = tavoitteet.vaesto_kunta[:, None] if reuna == "kunta" else getattr(tavoitteet, reuna)
    saatu = np.mean([m.reunat[reuna] for m in mitatut], axis=0)
    siemenia = 1 if mitatut[0].otos == 1 else len(mitatut)  # at the full sample every seed has the same residents
    virhe2 = (halu * (1.0 / mitatut[0].otos - 1.0) + 1.0) / siemenia
    return float(np.sqrt(np.mean((saatu - halu) ** 2 / virhe2)))
