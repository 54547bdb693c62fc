"""The schedule: order, months, numbers, printing, timing."""

from __future__ import annotations

import pickle
from types import SimpleNamespace

import pytest

from agentit.aikataulu import WHEN, Schedule, Step


def joka(model: SimpleNamespace) -> None:
    model.log.append("joka")


def tammi(model: SimpleNamespace) -> None:
    model.log.append("tammi")


def puoli(model: SimpleNamespace) -> None:
    model.log.append("puoli")


def neljannes(model: SimpleNamespace) -> None:
    model.log.append("neljannes")


@pytest.fixture
def schedule() -> Schedule:
    return Schedule(
        [
            Step("vuosi", "malli", tammi, "january", "a year begins"),
            Step("elo", "asukkaat", joka, what="everyone lives"),
            Step("markkina", "yritykset", puoli, "half-year"),
            Step("vaiva", "keskukset", neljannes, "quarter"),
        ]
    )


def test_order_and_months(schedule: Schedule) -> None:
    seen = {}
    for month in range(1, 13):
        model = SimpleNamespace(kuukausi=month, log=[])
        schedule.run(model)
        seen[month] = model.log
    assert seen[1] == ["tammi", "joka", "puoli", "neljannes"]
    assert seen[2] == seen[3] == seen[12] == ["joka"]
    assert seen[4] == seen[10] == ["joka", "neljannes"]
    assert seen[7] == ["joka", "puoli", "neljannes"]
    assert [k for k, _ in schedule.due(7)] == [2, 3, 4]


def test_steps_are_numbered_from_one(schedule: Schedule) -> None:
    assert len(schedule) == 4
    assert schedule[1].name == "vuosi"
    assert schedule["elo"] is schedule[2] is list(schedule)[1]
    for key in (0, 5, "tuntematon"):
        with pytest.raises(KeyError):
            schedule[key]


def test_printed(schedule: Schedule) -> None:
    lines = str(schedule).splitlines()
    assert len(lines) == 4
    assert lines[0].split("  ")[0] == "1"
    assert "asukkaat" in lines[1]
    assert "everyone lives" in lines[1]
    assert str(Schedule([])) == "(no steps)"
    assert schedule.rows()[2] == {"number": 3, "step": "markkina", "who": "yritykset", "when": "half-year", "what": ""}


def test_timed_on_request(schedule: Schedule) -> None:
    model = SimpleNamespace(kuukausi=2, log=[])
    schedule.run(model)
    assert "ms" not in schedule.rows()[0]
    schedule.timing = True
    schedule.run(model)
    rows = schedule.rows()
    assert [r["calls"] for r in rows] == [0, 1, 0, 0]
    assert all(r["ms"] >= 0 for r in rows)
    assert rows[0]["seconds"] == 0


def test_pickled(schedule: Schedule) -> None:
    model = SimpleNamespace(kuukausi=1, log=[])
    pickle.loads(pickle.dumps(schedule)).run(model)
    assert len(model.log) == 4


def test_refused() -> None:
    with pytest.raises(ValueError, match="known: month, quarter, half-year, january"):
        Step("x", "y", joka, "weekly")
    with pytest.raises(ValueError, match="same name"):
        Schedule([Step("x", "y", joka), Step("x", "z", joka)])
    assert WHEN["month"] == set(range(1, 13))
