"""`sote app` as a process of its own, and headless Chromium: for the browser's tests, screenshots and benchmark."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

SELAIMET = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@contextmanager
def palvelu(loki: Path, portti: int = 0) -> Iterator[tuple[str, subprocess.Popen]]:
    """Address and process of a server that answers; its output goes to `loki`. portti: 0 takes a free one."""
    from visualisointi.selain.palvelin import vapaa_portti

    portti = portti or vapaa_portti()
    sote = Path(sys.executable).with_name("sote")
    with loki.open("w") as tuloste:
        prosessi = subprocess.Popen([sote, "app", "--port", str(portti)], stdout=tuloste, stderr=tuloste)
        try:
            osoite = f"http://127.0.0.1:{portti}"
            for _ in range(600):
                assert prosessi.poll() is None, loki.read_text()
                try:
                    urllib.request.urlopen(f"{osoite}/terveys", timeout=2).read()
                    break
                except OSError:
                    time.sleep(0.1)
            yield osoite, prosessi
        finally:
            prosessi.terminate()
            prosessi.wait(20)


@contextmanager
def harjoituspalvelu(huoneet: Path, loki: Path, portti: int | None = None) -> Iterator[tuple[str, subprocess.Popen]]:
    """Address and process of `sote exercise serve` with its rooms in this folder; ended with the block."""
    osoite, prosessi = kaynnista_harjoitus(huoneet, loki, portti)
    try:
        yield osoite, prosessi
    finally:
        prosessi.terminate()
        prosessi.wait(20)


def kaynnista_harjoitus(huoneet: Path, loki: Path, portti: int | None = None) -> tuple[str, subprocess.Popen]:
    """The same without an end: for who kills it."""
    from visualisointi.selain.palvelin import vapaa_portti

    portti = portti or vapaa_portti()
    sanat = [Path(sys.executable).with_name("sote"), "exercise", "serve", "--port", str(portti), "--rooms", huoneet]
    with loki.open("a") as tuloste:
        prosessi = subprocess.Popen(sanat, stdout=tuloste, stderr=tuloste)
    osoite = f"http://127.0.0.1:{portti}"
    for _ in range(600):
        assert prosessi.poll() is None, loki.read_text()
        try:
            urllib.request.urlopen(f"{osoite}/harjoitus", timeout=2).read()
            return osoite, prosessi
        except OSError:
            time.sleep(0.05)
    raise AssertionError(loki.read_text())


def chromium() -> str | None:
    """Path of a Chromium on this machine."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, SELAIMET)), None)


def uusi_sivu(selain: Browser, **konteksti: Any) -> Page:
    """A page in a context of its own, which waits as long as a loaded machine may take."""
    sivu = selain.new_context(**konteksti).new_page()
    sivu.set_default_timeout(240_000)
    return sivu


@contextmanager
def chromi() -> Iterator[Browser]:
    """A headless Chromium. Raises FileNotFoundError when there is none."""
    polku = chromium()
    if polku is None:
        raise FileNotFoundError("no Chromium: apt-get install chromium, or name one in CHROMIUM")
    with sync_playwright() as p:
        yield p.chromium.launch(executable_path=polku, args=["--no-sandbox", "--disable-gpu"])
