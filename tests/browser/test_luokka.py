"""A whole class against a real server: how soon all hear of a change, how long a year takes, nothing crosses rooms."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks import luokka

pytestmark = pytest.mark.browser  # alone on the machine, as the browsers' tests are


def test_forty_people_in_five_rooms(tmp_path: Path) -> None:
    m = luokka.luokka(tmp_path)
    assert (m.osallistujia, len(m.vuodet)) == (40, 5 * luokka.KIERROKSIA)
    assert len(m.muutokset) > 40 * 8
    assert all(r[3] for r in m.rivit()), m.rivit()
