"""The schedule: what happens in a step of the model, in order, as an object that can be printed, timed and run.

    schedule = Schedule([Step("ageing", "residents", age_all, "month", "everyone a month older"), ...])
    print(schedule)
    schedule.run(model)

Steps are called with the model. The model says which month of the calendar it is by its attribute `kuukausi`, 1-12.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

__all__ = ["WHEN", "Schedule", "Step"]

WHEN = {
    "month": frozenset(range(1, 13)),
    "quarter": frozenset((1, 4, 7, 10)),
    "half-year": frozenset((1, 7)),
    "january": frozenset((1,)),
}


@dataclass(frozen=True)
class Step:
    """One step: its name, who acts, what is called with the model, in which months (a key of WHEN), in words."""

    name: str
    who: str
    action: Callable[[Any], object]
    when: str = "month"
    what: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError for an unknown `when`."""
        if self.when not in WHEN:
            raise ValueError(f"step '{self.name}' runs {self.when!r}; known: {', '.join(WHEN)}")


class Schedule:
    """Numbered steps, run in order. With `timing` true each step's time is kept from then on."""

    def __init__(self, steps: Iterable[Step]) -> None:
        self.steps = tuple(steps)
        self.timing = False
        self.calls = [0] * len(self.steps)
        self.seconds = [0.0] * len(self.steps)
        names = [s.name for s in self.steps]
        if len(set(names)) != len(names):
            raise ValueError("two steps have the same name")

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def __len__(self) -> int:
        return len(self.steps)

    def __getitem__(self, key: int | str) -> Step:
        """A step by its number, from 1, or by its name."""
        if isinstance(key, int):
            if not 1 <= key <= len(self.steps):
                raise KeyError(f"steps are numbered 1 to {len(self.steps)}")
            return self.steps[key - 1]
        for step in self.steps:
            if step.name == key:
                return step
        raise KeyError(key)

    def due(self, month: int) -> list[tuple[int, Step]]:
        """(number, step) of those that run in a month of the calendar, 1-12."""
        return [(k, s) for k, s in enumerate(self.steps, 1) if month in WHEN[s.when]]

    def run(self, model: Any) -> None:
        """Runs the steps that are due in the model's month."""
        for number, step in self.due(model.kuukausi):
            if not self.timing:
                step.action(model)
                continue
            start = time.perf_counter()
            step.action(model)
            self.seconds[number - 1] += time.perf_counter() - start
            self.calls[number - 1] += 1

    def rows(self) -> list[dict[str, Any]]:
        """One dictionary per step: number, name, who, when, what; if timed also calls, seconds and ms per call."""
        rows = []
        for k, s in enumerate(self.steps):
            row: dict[str, Any] = {"number": k + 1, "step": s.name, "who": s.who, "when": s.when, "what": s.what}
            if self.timing:
                ms = 1000.0 * self.seconds[k] / self.calls[k] if self.calls[k] else 0.0
                row.update(calls=self.calls[k], seconds=round(self.seconds[k], 4), ms=round(ms, 3))
            rows.append(row)
        return rows

    def __str__(self) -> str:
        """A table in plain text."""
        rows = self.rows()
        if not rows:
            return "(no steps)"
        table = [[str(v) for v in row.values()] for row in rows]
        width = [max(len(line[c]) for line in table) for c in range(len(table[0]))]
        return "\n".join(
            "  ".join(cell.ljust(w) for cell, w in zip(line, width, strict=True)).rstrip() for line in table
        )
