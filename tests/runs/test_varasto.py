"""The store: what comes out of a finished sweep, and that half-written files are no part of it."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from kalibrointi.viat import ViallinenSyote
from runs import moottori, suorittimet, varasto
from tests.runs import sweepkoe


def aja(kansio, rakentaja=sweepkoe.rakenna, suoritin=None, **koko):
    suunnitelma = moottori.begin(sweepkoe.tutkimus(**koko), kansio)
    return moottori.sweep(kansio, suoritin or suorittimet.Yksin(), suunnitelma=suunnitelma, rakentaja=rakentaja)


@pytest.fixture(scope="module")
def valmis(tmp_path_factory):
    kansio = tmp_path_factory.mktemp("sweep") / "koe"
    loppu = aja(kansio)
    assert (loppu.done, loppu.failed, loppu.sealed) == (60, 0, True)
    return varasto.Varasto(kansio)


def test_points_and_results_fit_together(valmis):
    pisteet = valmis.points()
    assert list(pisteet["point"]) == list(range(30))
    assert {"experiment", "lever.2021-01:ohjaus.ehkaisypaino", "uncertainty.liikelaitos.vinouma"} <= set(pisteet)
    rivit = valmis.results("taso", years=2022, groups="kaikki")
    assert len(rivit) == 60
    assert not rivit.duplicated(["point", "replicate"]).any()
    assert set(rivit["seed"]) == {1, 2}
    assert set(rivit["unit"]) == {"-"}


def test_a_row_is_what_the_model_gives_for_that_world_and_seed(valmis):
    tutkimus = valmis.study
    rivi = valmis.points().iloc[17]
    malli = sweepkoe.rakenna(tutkimus.scenario_of(rivi), 0.002, 2)
    malli.run_for(72)
    suoraan = malli.results().query("mittari == 'taso' and ryhma == 'kaikki'")["arvo"].to_numpy()
    kannasta = valmis.results("taso", groups="kaikki", points=[17])
    assert (kannasta.loc[kannasta["replicate"] == 2, "value"].to_numpy() == suoraan).all()


@pytest.mark.sekunteja
def test_pandas_duckdb_and_xarray_read_the_same(valmis):
    duckdb = pytest.importorskip("duckdb")
    pytest.importorskip("xarray")
    palat = str(valmis.path / "chunks" / "*.parquet")
    kysely = f"SELECT avg(value) FROM '{palat}' WHERE measure = 'taso' AND year = 2022 AND \"group\" = 'kaikki'"
    sql = duckdb.sql(kysely).fetchall()[0][0]
    kuutio = valmis.to_xarray("taso", groups="kaikki")
    assert kuutio["taso"].dims == ("point", "replicate", "year", "group")
    omat = valmis.results("taso", years=2022, groups="kaikki")["value"]
    assert sql == pytest.approx(omat.mean(), rel=1e-12)
    assert float(kuutio["taso"].sel(year=2022).mean()) == pytest.approx(omat.mean(), rel=1e-12)
    assert len(pd.read_parquet(valmis.path / "chunks")) == len(valmis.results())


def test_files_are_few_and_sealed(valmis):
    sinetti = json.loads((valmis.path / "SEAL").read_text())
    assert sinetti["runs"] == 60
    assert all((valmis.path / nimi).is_file() for nimi in sinetti["sha256"])
    assert valmis.status() | {"last_event": None} == {
        "study": "koe", "folder": str(valmis.path), "points": 30, "tasks": 60, "done": 60, "failed": 0, "left": 0,
        "chunks": 1, "bytes": valmis.status()["bytes"], "sealed": True, "running": False, "last_event": None,
        "seconds_per_run": valmis.runs()["seconds"].median(),
    }  # fmt: skip


def test_an_unknown_measure_is_named(valmis):
    with pytest.raises(ViallinenSyote, match=r"no measure 'taos'.*Did you mean 'taso'"):
        valmis.results("taos")


@pytest.mark.sekunteja
def test_a_failure_is_a_row_with_its_error_and_others_go_on(tmp_path):
    loppu = aja(tmp_path / "s", sweepkoe.rakenna_kaatuva, worlds=4)
    viat = varasto.Varasto(tmp_path / "s").failures()
    assert loppu.failed == len(viat) > 0
    assert loppu.done == 80 - loppu.failed
    assert viat["error"].str.contains(r"^ValueError: capacity below zero \(sweepkoe.py:\d+\)$").all()
    uusi = moottori.sweep(tmp_path / "s", suorittimet.Yksin(), retry=True, rakentaja=sweepkoe.rakenna)
    assert (uusi.done, uusi.failed, uusi.computed) == (80, 0, loppu.failed)
    aja(tmp_path / "t", worlds=4)
    a, b = (varasto.Varasto(tmp_path / nimi).results() for nimi in "st")
    pd.testing.assert_frame_equal(a, b, check_exact=True)
    assert np.isfinite(a["value"]).all()
