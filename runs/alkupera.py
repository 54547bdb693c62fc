"""Where results come from: versions, hashes of source and facts, the git commit. All of it goes to the manifest."""

from __future__ import annotations

import hashlib
import subprocess
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

JUURI = Path(__file__).resolve().parents[1]  # the checkout, or the folder the packages are installed in
PAKETIT = ("mesa", "numba", "numpy", "pandas", "pyarrow", "scipy", "networkx", "pydantic", "pyyaml")


def versio() -> str:
    """Version of Sotemalli: of the checkout it is run from, else as installed."""
    return str(_pyproject().get("version") or paketin_versio("sotemalli"))


def paketin_versio(paketti: str) -> str:
    """Installed version of a package, or 'unknown'."""
    try:
        return metadata.version(paketti)
    except metadata.PackageNotFoundError:
        return "unknown"


@lru_cache(maxsize=1)
def lahdekoodin_tiiviste() -> str:
    """Hash of the Python source of the packages results depend on."""
    return _tiedostojen_tiiviste(*(f"{paketti}/*.py" for paketti in ("verkosto", "agentit", "kalibrointi")))


def mallin_tiiviste() -> str:
    """Hash of all files a model is built of: source, parameters, scenarios, facts."""
    return _tiedostojen_tiiviste(
        *(f"{paketti}/**/*.*" for paketti in ("verkosto", "agentit", "kalibrointi", "runs/skenaariot"))
    )


@lru_cache(maxsize=1)
def aineiston_tiiviste() -> str:
    """Hash of the fact tables and of the tables made of them that ship with the model."""
    return _tiedostojen_tiiviste("kalibrointi/aineisto/*", "kalibrointi/aineisto/alueet/*/*", "kalibrointi/tuotteet/*")


def _tiedostojen_tiiviste(*kuviot: str) -> str:
    summa = hashlib.sha256()
    tiedostot = (polku for kuvio in kuviot for polku in JUURI.glob(kuvio) if polku.is_file())
    for polku in sorted(polku for polku in tiedostot if polku.suffix != ".pyc"):
        summa.update(f"{polku.relative_to(JUURI).as_posix()}\0".encode() + polku.read_bytes().replace(b"\r\n", b"\n"))
    return summa.hexdigest()


def git() -> dict[str, Any] | None:
    """Commit of the checkout and whether files differ from it; None when there is no commit to name."""
    if not (on_kehitysversio() and (JUURI / ".git").exists()):
        return None
    try:
        komento = ["git", "-C", str(JUURI)]
        tunnus = subprocess.run([*komento, "rev-parse", "HEAD"], capture_output=True, text=True, timeout=5)
        muutokset = subprocess.run([*komento, "status", "--porcelain"], capture_output=True, text=True, timeout=5)
    except (OSError, subprocess.TimeoutExpired):
        return None
    if tunnus.returncode:
        return None
    return {"commit": tunnus.stdout.strip(), "modified": bool(muutokset.stdout.strip())}


def on_kehitysversio() -> bool:
    """Is the package run from a checkout of the project (its own pyproject.toml beside it)?"""
    return bool(_pyproject())


@lru_cache(maxsize=1)
def _pyproject() -> dict[str, Any]:
    """[project] of the project's own pyproject.toml beside the packages; {} when there is none."""
    import tomllib

    try:
        projekti = tomllib.loads((JUURI / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    except (OSError, ValueError, KeyError):
        return {}
    return dict(projekti) if projekti.get("name") == "sotemalli" else {}
