"""A run or a sweep that is run again gives the same bits; a figure that was changed, or a seal broken, is found."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import runs.ajo
from kalibrointi.viat import ViallinenSyote
from runs import cli, skenaariot, toisinto


@pytest.fixture(scope="module")
def ajo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Overrides of two layers, one of them dated, and a month too many for a year."""
    s = skenaariot.lue(
        "uusimaa-valinnanvapaus-2023", ["2018-01:ohjaus.virement=0.2", "haku.maksu=10"], end="2018-12", otos=0.002
    )
    return runs.ajo.aja(s, seed=3, out=tmp_path_factory.mktemp("ajo") / "a", komento=["test"])


def test_a_run_again_is_the_same_bit_for_bit(ajo: Path) -> None:
    t = toisinto.toista(ajo)
    assert t.eroja.empty
    assert t.sama
    assert t.lukuja > 900
    assert "hashes.programme" not in t.alkupera  # the programme is rebuilt from the manifest alone


def test_a_changed_figure_and_a_broken_seal_are_found(ajo: Path, tmp_path: Path) -> None:
    import shutil

    kansio = tmp_path / "b"
    shutil.copytree(ajo, kansio)
    vuodet = pd.read_parquet(kansio / "vuodet.parquet")
    vuodet.loc[5, "arvo"] += 1e-12 + abs(vuodet.loc[5, "arvo"]) * 1e-12
    vuodet.to_parquet(kansio / "vuodet.parquet", index=False)
    manifesti = json.loads((kansio / "manifest.json").read_text())
    manifesti["packages"]["numpy"] = "1.0"
    (kansio / "manifest.json").write_text(json.dumps(manifesti))
    tulos = CliRunner().invoke(cli.app, ["reproduce", str(kansio), "--json"])
    assert tulos.exit_code == 4
    t = json.loads(tulos.stdout)["result"]
    assert not t["same"]
    assert [(r["when"], r["measure"]) for r in t["differences"]] == [(vuodet.loc[5, "vuosi"], vuodet.loc[5, "mittari"])]
    assert len(t["seal"]) == 2
    assert {"key": "packages.numpy", "stored": "1.0", "now": pd.__version__} not in t["differs"]
    assert "packages.numpy" in [d["key"] for d in t["differs"]]


@pytest.mark.hidas
def test_a_sweep_again_is_the_same_and_a_sample_of_it_too(tmp_path: Path) -> None:
    from runs import moottori, suorittimet, tutkimustiedosto

    lahde = """
name = "pieni"
question.en = "?"
scenario = "uusimaa-liikelaitos-2021"
end = "2017-12"
otos = 0.002
[replicates]
count = 2
[outcomes]
measures = ["odotus", "kustannus_asukas"]
[uncertainties]
"liikelaitos.vinouma" = [0.1, 0.5]
[design]
uncertainties = "grid"
"""
    suunnitelma = moottori.Suunnitelma(tutkimustiedosto.tulkitse(lahde))
    moottori.begin(suunnitelma.study, tmp_path / "s", ["test"])
    moottori.sweep(tmp_path / "s", suorittimet.Yksin(), suunnitelma=suunnitelma)
    kaikki = toisinto.toista(tmp_path / "s", processes=1)
    assert kaikki.sama
    assert (kaikki.laji, kaikki.ajoja) == ("sweep", len(suunnitelma.tasks(1)) * 2)
    otos = toisinto.toista(tmp_path / "s", 1, processes=1)
    assert otos.sama
    assert otos.ajoja == 1


def test_what_cannot_be_repeated_is_told(tmp_path: Path) -> None:
    with pytest.raises(ViallinenSyote, match=r"no run and no sweep: it has no manifest\.json"):
        toisinto.toista(tmp_path)
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(ViallinenSyote, match="cannot be read"):
        toisinto.toista(tmp_path)
    with pytest.raises(ViallinenSyote, match="at least one run"):
        toisinto.toista(tmp_path, 0)
