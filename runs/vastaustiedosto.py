"""What the levers do over the posterior, on file: `sote analyze uncertainty SWEEP --out FILE.json`.

The file holds every answer with its sentence in three languages, intervals, split and badge, and what made it: model,
study. The one that ships (`kalibrointi/ennusteet/vastaukset.json`) is shown on the validation page.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kalibrointi.levy import kirjoita_syrjassa
from runs import epavarmuusjako, naytto
from runs.varasto import Varasto

MUOTOVERSIO = 1
TOIMITETTU = Path(__file__).parents[1] / "kalibrointi" / "ennusteet" / "vastaukset.json"
KIELET = ("fi", "sv", "en")
SARAKKEET = (
    "lever", "change", "measure", "unit", "difference", "low", "high", "p5", "p95", "below", "same", "above", "worlds",
    "verdict",
)  # fmt: skip


def kokoa(varasto: Varasto, vuodet: str | None = None, koe: str | None = None) -> dict[str, Any]:
    """Answers of a sweep as data, JSON-able."""
    rivit: list[dict[str, Any]] = []
    ylitykset: list[dict[str, Any]] = []
    for kieli in KIELET:
        h, tulemat, sanasto = epavarmuusjako.avaa(varasto, kieli, vuodet, koe)
        omat = epavarmuusjako.vastaukset(h, tulemat, sanasto)
        ulkona = epavarmuusjako.ylitykset(h, tulemat, sanasto)
        if not rivit:
            rivit = [{**v.json(), "sentence": {}, "change": {}, "unit": {}} for v in omat]
            ylitykset = [{**vars(y), "sentence": {}} for y in ulkona]
        for rivi, vastaus in zip(rivit, omat, strict=True):
            rivi["sentence"][kieli], rivi["change"][kieli] = vastaus.sentence, vastaus.change
            rivi["unit"][kieli] = vastaus.unit
        for rivi, ylitys in zip(ylitykset, ulkona, strict=True):
            rivi["sentence"][kieli] = ylitys.sentence
    m = varasto.manifest
    vaihtelee, puuttuu = epavarmuusjako.kortit(h)
    return {
        "schema": MUOTOVERSIO,
        "study": {"name": varasto.study.name, "fingerprint": varasto.study.fingerprint},
        "model": m["hashes"]["model"],
        "otos": m["otos"],
        "years": tulemat[0].vuodet(h.results["year"].unique()),
        "worlds": len(h.maailmat),
        "seeds": int(h.results["replicate"].nunique()),
        "cards": {"varied": vaihtelee, "missing": puuttuu},
        "answers": rivit,
        "outside_observed": ylitykset,
    }


def kirjoita(tiedot: Mapping[str, Any], tiedosto: Path) -> None:
    """Write JSON and, beside it, a CSV of the numbers with the English sentence."""
    teksti = json.dumps(naytto.jsoniksi(dict(tiedot)), ensure_ascii=False, indent=1) + "\n"
    kirjoita_syrjassa(tiedosto, teksti.encode())
    puskuri = io.StringIO()
    kirjoittaja = csv.writer(puskuri, lineterminator="\n")
    lajit = epavarmuusjako.LAJIT
    kirjoittaja.writerow([*SARAKKEET, *(f"share_{laji}" for laji in lajit), "sentence"])
    for rivi in tiedot["answers"]:
        luvut = [rivi[k]["en"] if isinstance(rivi[k], dict) else rivi[k] for k in SARAKKEET]
        kirjoittaja.writerow([*luvut, *(rivi["shares"][laji] for laji in lajit), rivi["sentence"]["en"]])
    kirjoita_syrjassa(tiedosto.with_suffix(".csv"), puskuri.getvalue().encode())


def lue(tiedosto: Path = TOIMITETTU) -> dict[str, Any] | None:
    """The answers that ship; None when there are none."""
    if not tiedosto.is_file():
        return None
    tiedot: dict[str, Any] = json.loads(tiedosto.read_text(encoding="utf-8"))
    return tiedot
