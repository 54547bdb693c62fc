"""A real browser against a real server: headless Chromium, every request outside this machine refused and recorded."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

expect.set_options(timeout=60_000)  # a run may be going on behind the page
SELAIMET = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def palvelin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of `sote app`, started for this session."""
    from visualisointi.selain.palvelin import vapaa_portti

    portti = vapaa_portti()
    sote = Path(sys.executable).with_name("sote")
    loki = tmp_path_factory.mktemp("palvelin") / "loki.txt"
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
            yield osoite
        finally:
            prosessi.terminate()
            prosessi.wait(20)


@pytest.fixture(scope="session")
def selain() -> Iterator[Browser]:
    """Headless Chromium of this machine."""
    polku = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, SELAIMET)), None)
    if polku is None:
        pytest.fail("no Chromium: apt-get install chromium, or name one in CHROMIUM")
    with sync_playwright() as p:
        yield p.chromium.launch(executable_path=polku, args=["--no-sandbox", "--disable-gpu"])


@pytest.fixture
def sivu(selain: Browser, palvelin: str) -> Iterator[Page]:
    """A new page; the test fails on an error in its console and on any request outside."""
    konteksti = selain.new_context(viewport={"width": 1280, "height": 900}, base_url=palvelin)
    viat: list[str] = []
    sivu = konteksti.new_page()
    sivu.set_default_timeout(120_000)
    sivu.on("console", lambda m: viat.append(m.text) if m.type == "error" else None)
    sivu.on("pageerror", lambda e: viat.append(str(e)))
    sivu.on("request", lambda r: viat.append(r.url) if not r.url.startswith((palvelin, "data:", "blob:")) else None)
    yield sivu
    konteksti.close()
    assert viat == []
