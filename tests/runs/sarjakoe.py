"""A finished sweep for tests, its results from a formula instead of the model: what every answer must be is known.

Levers: choice (+1 on odotus) and weights; uncertainties bias b, noise n and an inert one. odotus = 30 - 4 choice
- 2 [tarve] + choice (3 b + n) + seed's luck shared by all points; kustannus_asukas = 3000 + 40 choice - 10 b.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from runs import moottori, sweepmanifesti, tutkimustiedosto
from runs.varasto import Varasto, rivikaava
from runs.varastokirjuri import Kirjuri, luo

TUTKIMUS = """
name = "koe"
question.fi = "Mitä valinta tekee odotukselle?"
question.sv = "Vad gör valfriheten med väntetiden?"
question.en = "What does choice do to waits?"
scenario = "uusimaa-liikelaitos-2021"
end = "2026-12"
otos = 0.005

[replicates]
seed = 1
count = {toistoja}

[levers]
"2023-01:valinnanvapaus.suora_valinta" = [false, true]
"2023-01:kapitaatio.painot" = ["ika_sukupuoli", "tarve"]

[uncertainties]
"liikelaitos.vinouma" = {{}}
"ohjaus.tietovirhe" = {{}}
"ohjaus.tiedon_viive" = {{}}

[design]
levers = "grid"
uncertainties = {{ method = "{menetelma}", points = {maara}, seed = 1 }}

[reference]
"2023-01:valinnanvapaus.suora_valinta" = false
"2023-01:kapitaatio.painot" = "ika_sukupuoli"
"""
VALINTA, PAINOT = "2023-01:valinnanvapaus.suora_valinta", "2023-01:kapitaatio.painot"
VINOUMA, TIETOVIRHE, VIIVE = "liikelaitos.vinouma", "ohjaus.tietovirhe", "ohjaus.tiedon_viive"
VUODET = (2024, 2025, 2026)


def teksti(menetelma: str = "lhs", maara: int = 40, toistoja: int = 3) -> str:
    return TUTKIMUS.format(menetelma=menetelma, maara=maara, toistoja=toistoja)


def yksikkona(piste: Mapping[str, Any], avain: str) -> float:
    """The factor as 0-1 of its range: the coordinate the design chose."""
    return float(piste[f"u.uncertainty.{avain}"])


def arvot(piste: Mapping[str, Any], siemen: int) -> dict[tuple[str, str], float]:
    """Yearly results by (measure, group)."""
    rng = np.random.default_rng([siemen, int(piste["point"])])
    onni = np.random.default_rng(siemen).normal(0.0, 2.0)  # shared by all points of a seed: pairing takes it away
    valinta, tarve = bool(piste[f"lever.{VALINTA}"]), piste[f"lever.{PAINOT}"] == "tarve"
    b, n = yksikkona(piste, VINOUMA), yksikkona(piste, TIETOVIRHE)
    odotus = 30.0 - 2.0 * tarve + valinta * (-2.0 + 3.0 * b + n) + onni + rng.normal(0.0, 0.05)
    tulos = {("odotus", "kaikki"): odotus, ("kustannus_asukas", "kaikki"): 3000.0 + 40.0 * valinta - 100.0 * b + onni}
    for viidennes in range(1, 6):
        tulos["tyydyttamaton", f"viidennes_{viidennes}"] = 0.10 - 0.01 * viidennes - 0.004 * tarve * (viidennes < 3)
    tulos["tyydyttamaton", "kaikki"] = 0.07 - 0.0016 * tarve
    return tulos


def kirjoita(
    kansio: Path,
    lahde: str,
    tulos: Callable[[Mapping[str, Any], int], dict[tuple[str, str], float]] = arvot,
    epaonnistuu: Callable[[int, int], bool] = lambda piste, toisto: False,
    vuodet: tuple[int, ...] = VUODET,
) -> Varasto:
    """A sealed sweep in `kansio`."""
    tutkimus = tutkimustiedosto.tulkitse(lahde)
    suunnitelma = moottori.Suunnitelma(tutkimus)
    taulu = suunnitelma.points
    luo(kansio, sweepmanifesti.manifest(suunnitelma, ["test"]), lahde, taulu)
    ajot, rivit = [], []
    for piste in taulu.to_dict("records"):
        for toisto in range(1, tutkimus.replicates.first + 1):
            siemen = tutkimus.replicates.seed + toisto - 1
            virhe = "MemoryError: a test" if epaonnistuu(piste["point"], toisto) else ""
            alku = (f"t{piste['point']}-{toisto}", piste["point"], toisto, siemen)
            ajot.append([*alku, 0.1, 10.0, virhe])
            if virhe:
                rivit.append((*alku, None, None, None, None, None, virhe))
            else:
                luvut = tulos(piste, siemen).items()
                rivit += [(*alku, v, m, r, x, "vrk", "") for v in vuodet for (m, r), x in luvut]
    _pala(kansio / "chunks" / "whole-0-000001.parquet", ajot, rivit)
    with Kirjuri(kansio) as kirjuri:
        kirjuri.seal(runs=len(ajot))
    return Varasto(kansio)


def _pala(polku: Path, ajot: list[list[Any]], rivit: list[tuple[Any, ...]]) -> None:
    """One chunk as the store's format has it: rows, and the runs it holds in the footer."""
    taulu = pa.Table.from_arrays(
        [pa.array(s, t.type.value_type if pa.types.is_dictionary(t.type) else t.type).cast(t.type)
         for s, t in zip(zip(*rivit, strict=True), rivikaava(), strict=True)],
        schema=rivikaava(),
    )  # fmt: skip
    sisalto = {"runs": ajot, "replaces": [], "schema": 1}
    pq.write_table(taulu.replace_schema_metadata({"sotemalli": json.dumps(sisalto)}), polku)
