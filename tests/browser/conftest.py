"""A real browser against a real server: headless Chromium, every request outside this machine refused and recorded."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.palvelin import chromi, palvelu, uusi_sivu

expect.set_options(timeout=120_000)  # a run may be going on behind the page


@pytest.fixture(scope="session")
def oma_palvelin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """Address and process of `sote app`, started for this session."""
    with palvelu(tmp_path_factory.mktemp("palvelin") / "loki.txt") as (osoite, prosessi):
        yield osoite, prosessi.pid


@pytest.fixture(scope="session")
def palvelin(oma_palvelin: tuple[str, int]) -> str:
    """Its address."""
    return oma_palvelin[0]


@pytest.fixture(scope="session")
def selain() -> Iterator[Browser]:
    """Headless Chromium of this machine."""
    try:
        with chromi() as selain:
            yield selain
    except FileNotFoundError as vika:
        pytest.fail(str(vika))


@pytest.fixture
def sivu(selain: Browser, palvelin: str) -> Iterator[Page]:
    """A new page; the test fails on an error in its console and on any request outside."""
    viat: list[str] = []
    sivu = uusi_sivu(selain, viewport={"width": 1280, "height": 900}, base_url=palvelin)
    sivu.on("console", lambda m: viat.append(m.text) if m.type == "error" else None)
    sivu.on("pageerror", lambda e: viat.append(str(e)))
    sivu.on("request", lambda r: viat.append(r.url) if not r.url.startswith((palvelin, "data:", "blob:")) else None)
    yield sivu
    sivu.context.close()
    assert viat == []
