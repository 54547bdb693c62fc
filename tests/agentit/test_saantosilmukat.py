"""The files of compiled loops: readable, kept in a cache folder, safe to write at the same time, loaded when there."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

from agentit import saantosilmukat
from agentit.saannot import Bindings, Unit, rule


@rule(writes="a", adds="yksikko_summa")
def kasvaa(a, b, yksikko_x, u_arvo, p_kerroin):
    return a + b * p_kerroin * u_arvo, yksikko_x


@rule(writes="a", when="u_arvo > 0.5")
def harva(a, t_taulu):
    return a + t_taulu[0]


def bindings(n: int = 10) -> Bindings:
    columns = {"a": np.zeros(n, "f4"), "b": np.ones(n, "i1"), "elossa": np.ones(n, "i1")}
    unit = Unit(np.zeros(n, "i4"), {"x": np.ones(3, "f4")}, {"summa": np.zeros(3)})
    return Bindings(
        columns,
        np.arange(n, dtype=np.uint64),
        {"yksikko": unit},
        {"kerroin": 2.0},
        {"taulu": np.ones(1)},
        active="elossa",
    )


@pytest.fixture
def cold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder and a process that has loaded nothing."""
    monkeypatch.setenv("SOTEMALLI_CACHE", str(tmp_path))
    monkeypatch.setattr(saantosilmukat, "_loops", {})
    return tmp_path


def test_the_generated_text_can_be_read() -> None:
    text = kasvaa.compiled_text(bindings())
    assert text.startswith('"""Generated loop of the rule kasvaa. Change the rule, not this file.')
    assert "= a_ + F(I(b_)) * p_kerroin_ * u_arvo_\n" in text
    compile(text, "kasvaa", "exec")
    assert "list_hits" in harva.compiled_text(bindings())


def test_the_text_knows_no_stream_no_value_and_no_number_of_rows() -> None:
    """So that aliases, seeds, months, parameter values and samples of any size share one compiled loop."""
    a, b = bindings(10), bindings(99)
    b.parameters["kerroin"], b.seed, b.month = 7, 5, 9
    other = kasvaa.bound("toinen", u_arvo="u_muu")
    assert other.compiled_text(b) == kasvaa.compiled_text(a)


@pytest.mark.sekunteja
def test_compiled_once_then_loaded(cold: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    b = bindings()
    kasvaa.run(b)
    (file,) = (cold / "saannot").glob("sotemalli_kasvaa_*.py")
    assert not list(cold.rglob("*.tmp"))
    first = b._bound[kasvaa].loop.loop
    assert not first.stats.cache_hits
    monkeypatch.setattr(saantosilmukat, "_loops", {})  # as another process would
    again = bindings()
    kasvaa.run(again)
    second = again._bound[kasvaa].loop.loop
    assert second is not first
    assert list(second.stats.cache_hits.values()) == [1]
    assert not second.stats.cache_misses
    assert np.array_equal(again.columns["a"], b.columns["a"])
    assert file.stat().st_mtime == saantosilmukat._STAMP


def test_a_folder_that_cannot_be_written(cold: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    blocked, spare = tmp_path / "file", tmp_path / "spare"
    blocked.write_text("")
    spare.mkdir()
    monkeypatch.setenv("SOTEMALLI_CACHE", str(blocked))
    monkeypatch.setattr(tempfile, "tempdir", str(spare))
    assert saantosilmukat.cache_folder().parent == spare


@pytest.mark.hidas
def test_two_processes_at_once(tmp_path: Path) -> None:
    """Both compile the same rules into one empty folder at the same time; a third finds them ready."""
    code = f"""
import importlib.util
spec = importlib.util.spec_from_file_location("t", {__file__!r})
t = importlib.util.module_from_spec(spec)
spec.loader.exec_module(t)
b = t.bindings()
t.kasvaa.run(b)
t.harva.run(b)
loops = t.saantosilmukat._loops.values()
print(b.columns["a"].tobytes().hex(), sum(sum(f.loop.stats.cache_hits.values()) for f in loops))
"""
    env = {**os.environ, "SOTEMALLI_CACHE": str(tmp_path)}
    start = [sys.executable, "-c", code]
    both = [subprocess.Popen(start, env=env, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [p.communicate(timeout=300)[0].split() for p in both]
    third = subprocess.run(start, env=env, capture_output=True, text=True, check=True).stdout.split()
    assert said[0][0] == said[1][0] == third[0]
    assert third[1] == "2"
    assert not list(tmp_path.rglob("*.tmp"))
