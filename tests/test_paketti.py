"""What is installed: a wheel of the five packages with their data and nothing else; a stray `runs/` hides nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.test_readme import ROOT, in_the_packages

ONLY_IN_A_CHECKOUT = {"runs/kaynnista.py"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Names of the files in a wheel built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (file,) = folder.glob("sotemalli-*.whl")
    return set(zipfile.ZipFile(file).namelist())


def test_the_wheel_holds_every_file_of_the_packages(wheel: set[str]) -> None:
    assert sorted(in_the_packages() - ONLY_IN_A_CHECKOUT - wheel) == []


def test_the_wheel_holds_nothing_else(wheel: set[str]) -> None:
    npm = {f"visualisointi/selain/{name}" for name in ("package.json", "package-lock.json")}  # from the root
    assert npm <= wheel
    more = {name for name in wheel - in_the_packages() - npm if ".dist-info/" not in name}
    assert sorted(more) == []
    assert not ONLY_IN_A_CHECKOUT & wheel
    assert {Path(name).name for name in wheel if ".dist-info/" in name} >= {"LICENSE", "entry_points.txt"}


def test_a_folder_named_runs_where_the_user_stands_hides_nothing(tmp_path: Path) -> None:
    (tmp_path / "runs" / "tulokset").mkdir(parents=True)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", "import runs; print(runs.__file__)"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.stdout.strip() == str(ROOT / "runs" / "__init__.py"), done.stderr
