"""Faults, each with real processes: whatever happens to a sweep, after resume its result is that of an undisturbed one,
bit for bit, and nothing is left behind. `pytest -m faults`.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from runs import moottori, suorittimet
from runs.varasto import Varasto
from tests.runs import sweepkoe

faults = pytest.mark.faults
JUURI = Path(__file__).resolve().parents[2]
MAAILMIA, TOISTOJA = 8, 3  # 10 lever rows x 8 worlds x 3 seeds = 240 runs


# --------------------------------------------------------------------------------------------------- processes
def kaynnista(kansio, rakentaja="rakenna_hidas", tyolaisia=2, maailmoja=MAAILMIA, toistoja=TOISTOJA, **muut):
    """The sweep in a process of its own, in a session of its own so that its children can be found."""
    osat = [str(kansio), rakentaja, str(maailmoja), str(tyolaisia), str(toistoja)]
    osat += [f"{nimi}={arvo}" for nimi, arvo in muut.items()]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.runs.sweepkoe", *osat],
        cwd=JUURI, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def loppuun(kansio, **muut):
    """Run to the end; returns what was said."""
    prosessi = kaynnista(kansio, **muut)
    ulos, virhe = prosessi.communicate(timeout=300)
    assert prosessi.returncode == 0, virhe
    return ulos


def _tila(pid):
    """(parent, session) of a live process, None when it is gone or a zombie."""
    try:
        osat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if osat[0] == "Z" else (int(osat[1]), int(osat[3]))


def istunto(pid):
    """Live processes of a session: the sweep and all it started."""
    kaikki = [int(polku.name) for polku in Path("/proc").iterdir() if polku.name.isdigit()]
    return [p for p in kaikki if (tila := _tila(p)) and tila[1] == pid]


def tyolaiset(pid):
    """Worker processes of a sweep."""
    komennot = {}
    for p in istunto(pid):
        try:
            komennot[p] = Path(f"/proc/{p}/cmdline").read_bytes()
        except OSError:
            continue
    return [p for p, komento in komennot.items() if b"spawn_main" in komento]


def odota(ehto, sekunteja=60.0):
    loppu = time.monotonic() + sekunteja
    while time.monotonic() < loppu:
        if tulos := ehto():
            return tulos
        time.sleep(0.02)
    raise AssertionError("waited in vain")


def valmiita(kansio):
    try:
        return len(Varasto(kansio).runs())
    except ValueError:
        return 0


# --------------------------------------------------------------------------------------------------- the yardstick
@pytest.fixture(scope="module")
def malliksi(tmp_path_factory):
    """Results of an undisturbed sweep in one process."""
    kansio = tmp_path_factory.mktemp("malli") / "koe"
    suunnitelma = moottori.begin(sweepkoe.tutkimus(MAAILMIA, TOISTOJA), kansio)
    loppu = moottori.sweep(kansio, suorittimet.Yksin(), suunnitelma=suunnitelma, rakentaja=sweepkoe.rakenna)
    assert loppu.done == 240
    return Varasto(kansio).results()


def tarkista(kansio, malliksi):
    """The same rows, each once, and no file that should not be there."""
    varasto = Varasto(kansio)
    pd.testing.assert_frame_equal(varasto.results(), malliksi, check_exact=True)
    assert len(pd.read_parquet(kansio / "chunks")) == len(malliksi)
    sallitut = {"manifest.json", "study.toml", "points.parquet", "events.jsonl", "SEAL", "LOCK", "chunks"}
    assert {polku.name for polku in kansio.iterdir()} == sallitut
    assert {polku.name for polku in (kansio / "chunks").iterdir()} == {pala.path.name for pala in varasto.chunks()}
    assert varasto.status()["left"] == 0
    return varasto


# --------------------------------------------------------------------------------------------------- kills
@faults
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for orphans in /proc")
def test_kill_9_of_the_parent_twenty_times(tmp_path, malliksi):
    arpa, tapettu, loytyi = random.Random(20), 0, []
    kansio = tmp_path / "s"
    while tapettu < 20:
        prosessi = kaynnista(kansio)
        if arpa.random() < 0.7:  # most kills hit while results are coming
            ennen = valmiita(kansio)
            odota(lambda p=prosessi, e=ennen: valmiita(kansio) > e or p.poll() is not None)
            time.sleep(arpa.uniform(0, 0.4))
        else:
            time.sleep(arpa.uniform(0, 4))
        if prosessi.poll() is not None:  # finished before its time: start anew, the kills go on
            tarkista(kansio, malliksi)
            shutil.rmtree(kansio)
            continue
        os.kill(prosessi.pid, signal.SIGKILL)
        prosessi.communicate()
        tapettu += 1
        odota(lambda p=prosessi: not istunto(p.pid), 10)  # no orphans
        loytyi.append(valmiita(kansio))
    assert len(set(loytyi)) > 5, "the kills did not come at different moments"
    loppuun(kansio)
    tarkista(kansio, malliksi)


@faults
def test_kill_9_of_workers(tmp_path, malliksi):
    prosessi = kaynnista(tmp_path / "s")
    arpa = random.Random(4)
    for n in range(4):
        odota(lambda n=n: valmiita(tmp_path / "s") > 30 * n or prosessi.poll() is not None)
        os.kill(arpa.choice(odota(lambda: tyolaiset(prosessi.pid))), signal.SIGKILL)
    ulos, virhe = prosessi.communicate(timeout=300)
    assert (prosessi.returncode, ulos.split()[:4]) == (0, ["done", "240", "failed", "0"]), virhe
    varasto = tarkista(tmp_path / "s", malliksi)
    assert [e["event"] for e in varasto.events()].count("worker-died") >= 2
    odota(lambda: not istunto(prosessi.pid), 10)


@faults
def test_a_run_that_kills_its_worker_is_a_row_and_the_others_finish(tmp_path, malliksi):
    ulos = loppuun(tmp_path / "s", rakentaja="rakenna_tappava")
    varasto = Varasto(tmp_path / "s")
    viat = varasto.failures()
    pisteet = varasto.points().set_index("point")["uncertainty.liikelaitos.vinouma"]
    assert set(viat["point"]) == set(pisteet[pisteet > 0.7].index)
    assert viat["error"].str.startswith("the worker died").all()
    assert f"failed {len(viat)}" in ulos
    ehjat = malliksi[~malliksi["point"].isin(set(viat["point"]))].reset_index(drop=True)
    pd.testing.assert_frame_equal(varasto.results(), ehjat, check_exact=True)
    uusi = moottori.sweep(tmp_path / "s", suorittimet.Yksin(), retry=True, rakentaja=sweepkoe.rakenna)
    assert (uusi.failed, uusi.computed) == (0, len(viat))
    tarkista(tmp_path / "s", malliksi)


@faults
def test_a_run_that_raises_is_a_row_and_the_others_finish(tmp_path, malliksi):
    loppuun(tmp_path / "s", rakentaja="rakenna_kaatuva")
    varasto = Varasto(tmp_path / "s")
    viat = varasto.failures()
    pisteet = varasto.points().set_index("point")["uncertainty.liikelaitos.vinouma"]
    assert set(viat["point"]) == set(pisteet[pisteet > 0.6].index)
    assert viat["error"].str.startswith("ValueError: capacity below zero (sweepkoe.py:").all()
    ehjat = malliksi[~malliksi["point"].isin(set(viat["point"]))].reset_index(drop=True)
    pd.testing.assert_frame_equal(varasto.results(), ehjat, check_exact=True)


@faults
@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
def test_a_run_that_eats_memory_fails_alone(tmp_path, malliksi):
    loppuun(tmp_path / "s", rakentaja="rakenna_ahne", memory=2000)
    varasto = Varasto(tmp_path / "s")
    viat = varasto.failures()
    assert len(viat) > 0
    assert viat["error"].str.startswith("MemoryError").all()
    ehjat = malliksi[~malliksi["point"].isin(set(viat["point"]))].reset_index(drop=True)
    pd.testing.assert_frame_equal(varasto.results(), ehjat, check_exact=True)


@faults
@pytest.mark.parametrize("signaali", [signal.SIGINT, signal.SIGTERM, signal.SIGUSR1])
def test_an_interruption_writes_what_is_finished_and_ends_the_workers(tmp_path, malliksi, signaali):
    prosessi = kaynnista(tmp_path / "s")
    odota(lambda: valmiita(tmp_path / "s"))
    alku = time.monotonic()
    os.kill(prosessi.pid, signaali)
    ulos, virhe = prosessi.communicate(timeout=60)
    assert (prosessi.returncode, ulos) == (75, "interrupted\n"), virhe
    assert time.monotonic() - alku < 10
    odota(lambda: not istunto(prosessi.pid), 10)  # the interpreter's own tracker of resources goes a moment later
    assert 0 < valmiita(tmp_path / "s") < 240
    loppuun(tmp_path / "s")
    tarkista(tmp_path / "s", malliksi)


# --------------------------------------------------------------------------------------------------- the folder
@faults
def test_two_sweeps_in_one_folder(tmp_path, malliksi):
    prosessi = kaynnista(tmp_path / "s")
    odota(lambda: valmiita(tmp_path / "s"))
    os.kill(prosessi.pid, signal.SIGSTOP)  # or it might be done before the other one is up
    toinen = subprocess.run(
        [sys.executable, "-m", "runs.cli", "sweep", "resume", str(tmp_path / "s")],
        cwd=JUURI, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert toinen.returncode == 2, toinen.stderr
    assert "another sweep is writing in this folder" in toinen.stderr
    assert Varasto(tmp_path / "s").status()["running"]
    os.kill(prosessi.pid, signal.SIGCONT)
    prosessi.communicate(timeout=300)
    assert prosessi.returncode == 0
    tarkista(tmp_path / "s", malliksi)


@faults
def test_torn_files_are_left_out_and_redone(tmp_path, malliksi):
    kansio = tmp_path / "s"
    prosessi = kaynnista(kansio)
    odota(lambda: len(Varasto(kansio).chunks()) > 2 if valmiita(kansio) else False)
    os.kill(prosessi.pid, signal.SIGKILL)
    prosessi.communicate()
    palat = sorted((kansio / "chunks").glob("*.parquet"))
    ennen = valmiita(kansio)
    palat[0].write_bytes(palat[0].read_bytes()[:-40])  # torn at its end
    palat[1].write_bytes(palat[1].read_bytes()[:10])
    (kansio / "chunks" / "whole-0-000777.parquet").write_bytes(b"")
    (kansio / "chunks" / f".whole-0-000778.parquet.kesken-{prosessi.pid}").write_bytes(b"PAR1")
    with (kansio / "events.jsonl").open("a") as loki:
        loki.write('{"time": "2026-')
    assert valmiita(kansio) < ennen
    loppuun(kansio)
    varasto = tarkista(kansio, malliksi)
    assert [e["event"] for e in varasto.events()].count("removed") == 3


@faults
def test_a_clock_put_back_changes_nothing(tmp_path, malliksi):
    prosessi = kaynnista(tmp_path / "s")
    odota(lambda: valmiita(tmp_path / "s"))
    os.kill(prosessi.pid, signal.SIGKILL)
    prosessi.communicate()
    assert 0 < valmiita(tmp_path / "s") < 240
    loppuun(tmp_path / "s", clock="back")
    varasto = tarkista(tmp_path / "s", malliksi)
    ajat = [tapahtuma["time"] for tapahtuma in varasto.events()]
    assert ajat[0] > ajat[-1], "the clock did not go back"


LEVY = """
set -e
mount -t tmpfs -o size={koko} tmpfs {levy}
{komento}
"""


def levylla(levy, koko, komento):
    """A command with a disk of its own, in a name space of its own; skips where the system does not let us."""
    levy.mkdir(exist_ok=True)
    if subprocess.run(["unshare", "-rm", "true"], capture_output=True).returncode:
        pytest.skip("no name spaces of users here")
    return subprocess.run(
        ["unshare", "-rm", "bash", "-c", LEVY.format(levy=levy, koko=koko, komento=komento)],
        cwd=JUURI, capture_output=True, text=True, timeout=400,
    )  # fmt: skip


@faults
def test_a_full_disk_interrupts_and_nothing_on_it_is_lost(tmp_path, malliksi):
    levy = tmp_path / "levy"
    aja = f"{sys.executable} -m tests.runs.sweepkoe {levy}/s rakenna {MAAILMIA} 2 {TOISTOJA}"
    komento = f"""
    {aja.replace(" rakenna ", " rakenna_hidas ")} > {tmp_path}/ensin & PID=$!
    for i in $(seq 600); do ls {levy}/s/chunks/*.parquet >/dev/null 2>&1 && break; sleep 0.1; done
    head -c 100M /dev/zero > {levy}/tayte 2>/dev/null || true
    set +e; wait $PID; echo "code $?"; set -e
    cp -r {levy}/s {tmp_path}/kesken
    rm {levy}/tayte
    {aja}
    cp -r {levy}/s {tmp_path}/s
    """
    tulos = levylla(levy, "600k", komento)
    assert tulos.returncode == 0, tulos.stderr
    assert "code 75" in tulos.stdout
    assert "the disk is full" in (tmp_path / "ensin").read_text()
    assert 0 < valmiita(tmp_path / "kesken") < 240
    tarkista(tmp_path / "s", malliksi)


@faults
def test_a_read_only_store_is_told_before_anything_runs(tmp_path, malliksi):
    levy = tmp_path / "levy"
    aja = f"{sys.executable} -m tests.runs.sweepkoe {levy}/s rakenna_hidas {MAAILMIA} 2 {TOISTOJA}"
    komento = f"""
    {aja} & PID=$!
    for i in $(seq 600); do ls {levy}/s/chunks/*.parquet >/dev/null 2>&1 && break; sleep 0.1; done
    kill -9 $PID; set +e; wait $PID; set -e
    mount -o remount,ro {levy}
    set +e; {sys.executable} -m runs.cli sweep resume {levy}/s; echo "code $?"; set -e
    mount -o remount,rw {levy}
    {aja}
    cp -r {levy}/s {tmp_path}/s
    """
    tulos = levylla(levy, "20m", komento)
    assert tulos.returncode == 0, tulos.stderr
    assert "code 2" in tulos.stdout, tulos.stderr
    assert "the disk is read-only" in tulos.stderr
    tarkista(tmp_path / "s", malliksi)


# --------------------------------------------------------------------------------------------------- equality
@faults
def test_shards_together_are_the_whole(tmp_path, malliksi):
    osat = [kaynnista(tmp_path / "s", rakentaja="rakenna", tyolaisia=1, shard=f"{k}/3") for k in (1, 2, 3)]
    for prosessi in osat:
        _, virhe = prosessi.communicate(timeout=300)
        assert prosessi.returncode == 0, virhe
    varasto = Varasto(tmp_path / "s")
    assert {pala["shard"] for pala in varasto.events() if pala["event"] == "flush"} == {"1of3", "2of3", "3of3"}
    pd.testing.assert_frame_equal(varasto.results(), malliksi, check_exact=True)
    assert varasto.status()["sealed"]
    loppuun(tmp_path / "s", rakentaja="rakenna")
    tarkista(tmp_path / "s", malliksi)


@faults
def test_shards_of_other_numbers_do_not_double_a_run(tmp_path, malliksi):
    for osa in ("1/2", "1/3", "2/3", "3/3"):
        loppuun(tmp_path / "s", rakentaja="rakenna", tyolaisia=0, shard=osa)
    pd.testing.assert_frame_equal(Varasto(tmp_path / "s").results(), malliksi, check_exact=True)


@pytest.fixture
def klusteri(tmp_path):
    """A Dask scheduler and three workers on this computer."""
    pytest.importorskip("distributed")
    tiedosto = tmp_path / "scheduler.json"
    python = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    muut = ["--port", "0", "--no-dashboard", "--host", "127.0.0.1", "--scheduler-file", str(tiedosto)]
    prosessit = [subprocess.Popen([*python, *muut], cwd=JUURI, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)]
    odota(tiedosto.exists)
    osoite = odota(lambda: pd.read_json(tiedosto, typ="series")["address"])
    for n in range(3):
        python = [sys.executable, "-m", "distributed.cli.dask_worker", osoite, "--nthreads", "1", "--no-nanny"]
        muut = ["--name", f"w{n}", "--no-dashboard", "--local-directory", str(tmp_path / f"w{n}")]
        prosessit.append(
            subprocess.Popen([*python, *muut], cwd=JUURI, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        )
    from distributed import Client

    with Client(osoite) as asiakas:
        asiakas.wait_for_workers(3, timeout=60)
    yield osoite, prosessit
    for prosessi in prosessit:
        prosessi.kill()
        prosessi.wait()


@faults
def test_dask_is_the_same_bit_for_bit_also_when_a_worker_is_killed(tmp_path, malliksi, klusteri):
    osoite, prosessit = klusteri
    prosessi = kaynnista(tmp_path / "s", address=osoite)
    odota(lambda: valmiita(tmp_path / "s") > 40 or prosessi.poll() is not None)
    assert prosessi.poll() is None
    prosessit[2].send_signal(signal.SIGKILL)
    ulos, virhe = prosessi.communicate(timeout=300)
    assert (prosessi.returncode, ulos.split()[:4]) == (0, ["done", "240", "failed", "0"]), virhe
    tarkista(tmp_path / "s", malliksi)
