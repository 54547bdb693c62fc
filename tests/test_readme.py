"""The README is held to the tree: every file has its line, every line its file, and the example runs."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

import runs

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PACKAGES = ("verkosto", "agentit", "kalibrointi", "runs", "visualisointi")
NOT_OF_THE_TREE = ("__pycache__", "tulokset")

ROWS = re.findall(r"^\| `([\w./-]+\.\w+)` \| (.+) \|$", README, re.MULTILINE)


def in_the_packages() -> set[str]:
    files = {path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file()}
    return {
        path.relative_to(ROOT).as_posix()
        for path in files
        if not set(path.relative_to(ROOT).parts) & set(NOT_OF_THE_TREE)
    }


def test_every_file_of_the_packages_has_its_line() -> None:
    assert sorted(in_the_packages() - {name for name, _ in ROWS}) == []


def test_every_line_has_its_file_and_says_something() -> None:
    assert [name for name, _ in ROWS if not (ROOT / name).is_file()] == []
    assert len({name for name, _ in ROWS}) == len(ROWS)
    assert all(len(text) > 10 for _, text in ROWS)


def test_links_lead_somewhere() -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_the_two_commands_stand_on_the_first_screen() -> None:
    first_screen = README.splitlines()[:25]
    assert any(line.startswith("python3 runs/kaynnista.py  ") for line in first_screen)
    assert any(line.startswith("python3 runs/kaynnista.py testit") for line in first_screen)


def test_the_python_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    """As written, at a smaller sample; the comparison has tests of its own and only has to take what it is given."""
    example = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert example is not None
    compare = inspect.signature(runs.compare)
    monkeypatch.setattr(runs, "compare", lambda *given, **named: compare.bind(*given, **named).args)
    monkeypatch.chdir(tmp_path)
    exec(compile(example[1].replace("otos=0.02", "otos=0.002"), "README.md", "exec"), {"__name__": "example"})
    assert len(capsys.readouterr().out.splitlines()) > 10


@pytest.mark.hidas
def test_the_example_of_sweeps_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    from tests.runs import sarjakoe

    sarjakoe.kirjoita(tmp_path / "sweeps" / "koe", sarjakoe.teksti("lhs", 24, 2))
    monkeypatch.chdir(tmp_path)
    example = re.findall(r"```python\n(.*?)```", README, re.DOTALL)[1]
    names: dict[str, object] = {"__name__": "example"}
    exec(compile(example, "README.md", "exec"), names)
    assert len(capsys.readouterr().out.splitlines()) > 30
    assert "<svg" in names["kuva"]._repr_svg_()  # type: ignore[attr-defined]
    assert str(names["sivu"]).startswith("<!DOCTYPE html>")
