"""`Shelf`: a dictionary of arrays that counts how often something in it was replaced.

Who remembers arrays by name asks `version` instead of looking each of them up again.
"""

from __future__ import annotations

from typing import Any, Self


class Shelf[Value](dict[str, Value]):
    """Dictionary with a `version` that grows at every change of what is in it; never at changes inside the arrays."""

    version = 0

    def __setitem__(self, name: str, value: Value) -> None:
        self.version += 1
        super().__setitem__(name, value)

    def __delitem__(self, name: str) -> None:
        self.version += 1
        super().__delitem__(name)

    def __ior__(self, other: Any) -> Self:  # type: ignore[override,misc]
        self.version += 1
        super().__ior__(other)
        return self

    def update(self, *others: Any, **named: Any) -> None:
        """As a dictionary's."""
        self.version += 1
        super().update(*others, **named)

    def setdefault(self, name: str, default: Value) -> Value:
        """As a dictionary's."""
        if name not in self:
            self[name] = default
        return self[name]

    def pop(self, *name_and_default: Any) -> Any:
        """As a dictionary's."""
        self.version += 1
        return super().pop(*name_and_default)

    def popitem(self) -> tuple[str, Value]:
        """As a dictionary's."""
        self.version += 1
        return super().popitem()

    def clear(self) -> None:
        """As a dictionary's."""
        self.version += 1
        super().clear()
