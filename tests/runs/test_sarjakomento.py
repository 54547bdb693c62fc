"""`sote sweep` and `sote slurm`: what they print, their exit codes, and that bad words are told in plain ones."""

from __future__ import annotations

import functools
import json
import subprocess

import pytest
from typer.testing import CliRunner

from runs import cli, moottori, sarjakomento, sweeparvio
from tests.runs import sweepkoe


def sote(*sanat):
    return CliRunner().invoke(cli.app, [str(sana) for sana in sanat], prog_name="sote")


@pytest.fixture
def koe(monkeypatch, tmp_path):
    """The command with the tests' own model, in this process; a study file."""
    oikea = moottori.sweep
    monkeypatch.setattr(moottori, "sweep", functools.partial(oikea, rakentaja=sweepkoe.rakenna))
    monkeypatch.setattr(sweeparvio, "arvioi", functools.partial(sweeparvio.arvioi, rakentaja=sweepkoe.rakenna))
    tarkista = functools.partial(sweeparvio.tarkista_tulokset, rakentaja=sweepkoe.rakenna)
    monkeypatch.setattr(sweeparvio, "tarkista_tulokset", tarkista)
    polku = tmp_path / "koe.toml"
    polku.write_text(sweepkoe.STUDY.format(worlds=2, count=2))
    return polku


@pytest.mark.sekunteja
def test_plan_run_status_and_a_second_run(koe, tmp_path):
    ensin = json.loads(sote("sweep", "plan", koe, "--out", tmp_path / "s" / "koe", "--json").stdout)["result"]
    assert (ensin["points"], ensin["runs"], ensin["reused"]) == (20, [40, 40], 0)
    assert ensin["seconds"] > 0 < ensin["bytes"]
    assert not (tmp_path / "s").exists(), "a plan writes nothing"
    ajo = ("sweep", "run", koe, "--out", tmp_path / "s" / "koe", "--engine", "single")
    tulos = sote(*ajo)
    assert tulos.exit_code == 0, tulos.stderr
    assert "40 computed now" in tulos.stderr
    assert "Does the sweep hold?" in tulos.stdout
    assert "0 -> 0.1" in tulos.stdout
    assert tulos.stdout.splitlines()[-1] == str(tmp_path / "s" / "koe")
    assert "0 computed now" in sote(*ajo).stderr
    uusi = json.loads(sote("sweep", "plan", koe, "--out", tmp_path / "s" / "uusi", "--json").stdout)["result"]
    assert (uusi["reused"], uusi["seconds"]) == (40, 0)
    tila = json.loads(sote("sweep", "status", tmp_path / "s" / "koe", "--json").stdout)["result"]
    assert (tila["done"], tila["left"], tila["sealed"], tila["failures"]) == (40, 0, True, [])
    assert "finished" in sote("sweep", "status", tmp_path / "s" / "koe").stdout


def test_a_measure_the_model_does_not_give_is_told_before_anything_runs(koe, tmp_path):
    koe.write_text(koe.read_text() + '[outcomes]\nmeasures = ["vakio", "tasoo"]\n')
    for sanat in (("plan", koe), ("run", koe, "--out", tmp_path / "s", "--engine", "single")):
        tulos = sote("sweep", *sanat)
        assert (tulos.exit_code, (tmp_path / "s").exists()) == (2, False)
        rivi = 1 + koe.read_text().splitlines().index('measures = ["vakio", "tasoo"]')
        assert f"koe.toml:{rivi}: outcomes.measures: the model gives no measure 'tasoo'" in tulos.stderr
        assert "Did you mean 'taso'?" in tulos.stderr


def test_failed_runs_give_code_3_and_retry_mends_them(koe, tmp_path, monkeypatch):
    monkeypatch.setattr(moottori, "sweep", functools.partial(moottori.sweep.func, rakentaja=sweepkoe.rakenna_kaatuva))
    koe.write_text(sweepkoe.STUDY.format(worlds=4, count=1))
    tulos = sote("sweep", "run", koe, "--out", tmp_path / "s", "--engine", "single")
    assert tulos.exit_code == 3
    assert "runs failed" in tulos.stderr
    assert "ValueError: capacity below zero" in sote("sweep", "status", tmp_path / "s").stdout
    monkeypatch.setattr(moottori, "sweep", functools.partial(moottori.sweep.func, rakentaja=sweepkoe.rakenna))
    assert sote("sweep", "retry", tmp_path / "s", "--engine", "single").exit_code == 0


def test_an_interruption_gives_code_75_and_the_command_that_goes_on(koe, tmp_path, monkeypatch):
    def rakenna(skenaario, otos, seed):
        if seed == 2:
            raise KeyboardInterrupt
        return sweepkoe.rakenna(skenaario, otos, seed)

    monkeypatch.setattr(moottori, "sweep", functools.partial(moottori.sweep.func, rakentaja=rakenna))
    tulos = sote("sweep", "run", koe, "--out", tmp_path / "my sweep", "--engine", "single")
    assert tulos.exit_code == 75
    assert f"sote sweep resume '{tmp_path / 'my sweep'}'" in tulos.stderr
    assert "Traceback" not in tulos.output
    tila = sote("sweep", "status", tmp_path / "my sweep")
    assert "20 of 40 done" in tila.stdout
    assert "Go on with: sote sweep resume" in tila.stderr


@pytest.mark.parametrize(
    ("sanat", "viesti"),
    [
        (("run", "valinta-kapitatio-rahoitus"), "Did you mean 'valinta-kapitaatio-rahoitus'?"),
        (("run", "KOE", "--engine", "dusk"), "no engine 'dusk'. Engines: pool, dask, single. Did you mean 'dask'?"),
        (("run", "KOE", "--engine", "dask"), "--engine dask and --address tcp://HOST:8786 go together"),
        (("run", "KOE", "--shard", "3/2"), "a shard is K/N"),
        (("run", "KOE", "--workers", "0"), "a whole number from 1, got 0"),
        (("status", "EI"), "not a sweep's folder: it has no manifest.json"),
        (("resume", "EI"), "not a sweep's folder"),
        (("run", "KOE", "--out", "TAYSI"), "this folder has something else in it"),
    ],
)
def test_bad_words_are_told(koe, tmp_path, sanat, viesti):
    (tmp_path / "taysi").mkdir()
    (tmp_path / "taysi" / "tärkeä.txt").write_text("x")
    paikat = {"KOE": koe, "EI": tmp_path / "ei", "TAYSI": tmp_path / "taysi"}
    tulos = sote("sweep", *(paikat.get(sana, sana) for sana in sanat))
    assert tulos.exit_code == 2, tulos.output
    assert viesti in tulos.stderr
    assert not (tmp_path / "ei").exists()


def test_every_sweep_command_takes_json_and_plan_needs_no_heavy_import():
    for komento in sarjakomento.app.registered_commands:
        assert "json" in komento.callback.__annotations__, komento.callback.__name__


def test_a_dry_run_imports_neither_pandas_nor_mesa_nor_scipy():
    ohjelma = (
        "import sys; from typer.testing import CliRunner; from runs import cli;"
        "r = CliRunner().invoke(cli.app, ['sweep', 'plan', 'valinta-kapitaatio-rahoitus', '--dry-run']);"
        "assert r.exit_code == 0 and 'runs        ' in r.stdout, r.output;"
        "raskaat = {'pandas', 'mesa', 'scipy', 'pyarrow', 'networkx', 'numpy'} & set(sys.modules);"
        "assert not raskaat, raskaat"
    )
    import sys

    ajettu = subprocess.run([sys.executable, "-c", ohjelma], capture_output=True, text=True)
    assert ajettu.returncode == 0, ajettu.stderr


def test_the_job_script_is_sound_shell_and_asks_for_what_was_said(tmp_path):
    tulos = sote(
        "slurm", "valinta-kapitaatio-rahoitus", "--system", "lumi", "--account", "project_462000001", "--nodes", 4,
        "--hours", 1.5, "--folder", "/scratch/p/my sweep", "--out", tmp_path / "aja.sh",
    )  # fmt: skip
    assert tulos.exit_code == 0, tulos.output
    skripti = (tmp_path / "aja.sh").read_text()
    for osa in ("--partition=standard", "--cpus-per-task=128", "--array=1-4", "--time=01:30:00", "--signal=B:USR1@180"):
        assert f"#SBATCH {osa}\n" in skripti
    assert """--out '/scratch/p/my sweep' --shard "$SLURM_ARRAY_TASK_ID/4" &""" in skripti
    assert subprocess.run(["bash", "-n", tmp_path / "aja.sh"]).returncode == 0


def test_bad_wishes_of_a_cluster_are_told_at_once():
    tulos = sote("slurm", "valinta-kapitaatio-rahoitus", "--nodes", 9999, "--cores", 500, "--account", "matti")
    assert tulos.exit_code == 2
    assert [rivi.split(":")[1].strip() for rivi in tulos.stderr.splitlines()] == ["--account", "--nodes", "--cores"]
