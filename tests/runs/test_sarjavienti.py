"""Export: CSV says what the store says, and the crate is one: every file named, with its size and hash."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest

from kalibrointi.viat import ViallinenSyote
from runs import sarjavienti
from tests.runs import sarjakoe


@pytest.fixture(scope="module")
def viety(tmp_path_factory: pytest.TempPathFactory):
    koti = tmp_path_factory.mktemp("sarja")
    varasto = sarjakoe.kirjoita(koti / "koe", sarjakoe.teksti("lhs", 8, 2), epaonnistuu=lambda p, t: (p, t) == (3, 2))
    return varasto, koti / "vienti", sarjavienti.vie(varasto, koti / "vienti")


def test_csv_says_what_the_store_says(viety) -> None:
    varasto, kansio, _ = viety
    tulokset = pd.read_csv(kansio / "results.csv")
    pd.testing.assert_frame_equal(tulokset, varasto.results().drop(columns="task"), check_dtype=False)
    ajot = pd.read_csv(kansio / "runs.csv", keep_default_na=False)
    assert (ajot["error"] != "").sum() == 1
    leveana = pd.read_csv(kansio / "outcomes.csv")
    assert len(leveana) == 8 * 4 * 2 - 1
    assert {"odotus", "kustannus_asukas", f"lever.{sarjakoe.VALINTA}"} <= set(leveana.columns)


def test_the_crate_names_every_file_with_its_hash(viety) -> None:
    """The rules of RO-Crate 1.1 and the Process Run Crate that a reader relies on."""
    varasto, kansio, nimet = viety
    kuvaus = json.loads((kansio / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    osat = {osa["@id"]: osa for osa in kuvaus["@graph"]}
    assert len(osat) == len(kuvaus["@graph"])
    assert osat["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    juuri = osat["./"]
    assert {"name", "description", "datePublished", "license"} <= set(juuri)
    assert {v["@id"] for v in juuri["hasPart"]} == set(nimet) - {"ro-crate-metadata.json"}
    for nimi in set(nimet) - {"ro-crate-metadata.json"}:
        tavut = (kansio / nimi).read_bytes()
        assert osat[nimi]["sha256"] == hashlib.sha256(tavut).hexdigest()
        assert osat[nimi]["contentSize"] == str(len(tavut))
    teko = osat[juuri["mentions"]["@id"]]
    assert teko["@type"] == "CreateAction"
    assert osat[teko["instrument"]["@id"]]["softwareVersion"] == varasto.manifest["sotemalli"]
    assert teko["object"] == [{"@id": "study.toml"}]
    viitteet = [v["@id"] for osa in osat.values() for arvo in osa.values() for v in _viitteet(arvo)]
    assert [v for v in viitteet if v not in osat and not v.startswith("http")] == []


def _viitteet(arvo):
    arvot = arvo if isinstance(arvo, list) else [arvo]
    return [v for v in arvot if isinstance(v, dict) and set(v) == {"@id"}]


def test_a_place_that_is_taken_and_nothing_asked_are_told(viety, tmp_path: Path) -> None:
    varasto, kansio, _ = viety
    with pytest.raises(ViallinenSyote, match="has something in it"):
        sarjavienti.vie(varasto, kansio)
    with pytest.raises(ViallinenSyote, match="nothing to export"):
        sarjavienti.vie(varasto, tmp_path / "x", csv=False, rocrate=False)
    assert not (tmp_path / "x").exists()
