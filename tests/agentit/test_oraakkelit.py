"""Every law of the institutional modules holds, row by row."""

from collections import Counter

import pytest

from agentit.oraakkelit import Oraakkelirivi, kaikki, rivi

RIVIT = kaikki()


@pytest.mark.parametrize("rivi", RIVIT, ids=[f"{i}-{r.id}" for i, r in enumerate(RIVIT)])
def test_law(rivi: Oraakkelirivi):
    assert rivi.ok, f"{rivi.what}: expected {rivi.expected}, got {rivi.got} ({rivi.source})"


def test_rows_can_be_told_apart_and_say_where_they_come_from():
    assert Counter((r.id, r.what) for r in RIVIT).most_common(1)[0][1] == 1
    assert all(r.source and r.what for r in RIVIT)


def test_a_broken_law_shows():
    assert not rivi("x", "y", 1.0, 1.1, 0.05, "z").ok
    assert not rivi("x", "y", 1.0, float("nan"), 0.05, "z").ok
