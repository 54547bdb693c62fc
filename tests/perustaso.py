"""The exact baseline: yearly results of one short run, so that numbers never move unseen.

    python -m tests.perustaso        writes tests/perustaso.json anew for this class of platform

A refresh belongs with a line in CHANGELOG.md tagged Tulosmuutos: what moved, by how much and why.
"""

from __future__ import annotations

import json
import platform
from pathlib import Path

import numpy as np

import runs

TIEDOSTO = Path(__file__).with_name("perustaso.json")
SKENAARIO, OTOS, SIEMEN, VUOSIA = "uusimaa-tarvekapitaatio", 0.002, 1, 8
MUUALLA = 0.03  # relative difference allowed where there is no baseline: other bits of exp turn a few people's draws


def luokka() -> str:
    """Class of platform within which results are the same bits."""
    simd = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])
    laajin = simd[-1] if simd else "baseline"
    return f"{platform.system()}-{platform.machine()}-{laajin}-numpy{np.__version__.split('.')[0]}".lower()


def tulokset() -> dict[str, float]:
    """measure|group|year -> value, all residents and both sexes only."""
    malli = runs.build(SKENAARIO, otos=OTOS, seed=SIEMEN)
    malli.run_for(12 * VUOSIA)
    r = malli.results()
    r = r[~r.ryhma.str.startswith("kunta_")]
    return {f"{m}|{g}|{v}": x for v, m, g, x in zip(r.vuosi.tolist(), r.mittari, r.ryhma, r.arvo.tolist(), strict=True)}


if __name__ == "__main__":
    kaikki = json.loads(TIEDOSTO.read_text()) if TIEDOSTO.exists() else {}
    kaikki[luokka()] = tulokset()
    TIEDOSTO.write_text(json.dumps(kaikki, indent=0, sort_keys=True) + "\n")
