"""What a sweep's manifest says: all that is needed to run it again, and to know whether the same would come out."""

from __future__ import annotations

import dataclasses
import datetime
import platform
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from runs import alkupera
from runs.varasto import MUOTOVERSIO

if TYPE_CHECKING:
    from runs.moottori import Suunnitelma
    from runs.tutkimus import Koe, Menetelma


def manifest(suunnitelma: Suunnitelma, komento: Sequence[str] = ()) -> dict[str, Any]:
    """JSON-able: study, points, seeds, what is kept, scenarios and their files, versions and hashes."""
    from kalibrointi import alueet
    from kalibrointi.parametrit import lue_oletukset

    tutkimus, ensin = suunnitelma.study, suunnitelma.scenarios[0]
    tiedostot = {nimi: tiiviste for s in suunnitelma.scenarios for nimi, tiiviste in s.files.items()}
    return {
        "schema": MUOTOVERSIO,
        "kind": "sweep",
        "sotemalli": alkupera.versio(),
        "created": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "command": list(komento or sys.argv),
        "study": {
            "name": tutkimus.name,
            "question": tutkimus.question.model_dump(exclude_none=True),
            "fingerprint": tutkimus.fingerprint,
            "folder": tutkimus.folder,
            "source": tutkimus.source,
        },
        "points": len(suunnitelma.points),
        "points_fingerprint": suunnitelma.fingerprint,
        "start": ensin.start,
        "end": max(s.end for s in suunnitelma.scenarios),
        "region": ensin.region,
        "otos": ensin.otos,
        "replicates": dataclasses.asdict(tutkimus.replicates),
        "outcomes": dataclasses.asdict(tutkimus.outcomes),
        "experiments": [_koe(koe) for koe in tutkimus.experiments],
        "scenarios": tiedostot,
        "hashes": {
            "model": suunnitelma.model,
            "source": alkupera.lahdekoodin_tiiviste(),
            "facts": alkupera.aineiston_tiiviste(),
            "region": alueet.tarkiste(ensin.region),
            "parameters": lue_oletukset().fingerprint,
        },
        "git": alkupera.git(),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": {nimi: alkupera.paketin_versio(nimi) for nimi in alkupera.PAKETIT},
    }


def _koe(koe: Koe) -> dict[str, Any]:
    """One experiment: its factors with levels or range, its designs, its reference."""
    tekijat = [
        {
            "column": t.column,
            "levels": [taso.value for taso in t.levels],
            "range": list(t.range) if t.range else None,
            "scale": "log" if t.log else "linear",
        }
        for t in koe.factors
    ]
    asetelmat = {
        "levers": _menetelma(koe.lever_design),
        "uncertainties": _menetelma(koe.uncertainty_design),
        "joint": _menetelma(koe.joint),
    }
    return {
        "name": koe.name,
        "scenario": koe.scenario,
        "factors": tekijat,
        "design": asetelmat,
        "reference": dict(koe.reference),
    }


def _menetelma(menetelma: Menetelma | None) -> dict[str, Any] | None:
    if menetelma is None:
        return None
    tiedot = dataclasses.asdict(menetelma)
    tiedot["rows"] = len(menetelma.rows)
    return tiedot
