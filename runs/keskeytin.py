"""Ctrl-C, and a cluster's warning that time is up, at a moment that suits: never in the middle of noting a result.

Python raises KeyboardInterrupt between any two steps of the program. Between noting that a run is done and keeping what
it gave, that would be a run without results; between writing a chunk and forgetting it, a chunk written twice.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any


class Keskeytin:
    """While it listens, SIGINT, SIGTERM and SIGUSR1 raise KeyboardInterrupt, inside `rauhassa` only at its end."""

    def __init__(self) -> None:
        self.pyydetty, self._syvyys = False, 0

    def _kasittele(self, signaali: int, kehys: Any) -> None:
        self.pyydetty = True
        if not self._syvyys:
            raise KeyboardInterrupt

    @contextmanager
    def kuunnellen(self) -> Iterator[None]:
        """Listens inside the block, in the main thread. A SIGINT that a shell has made deaf stays so (nohup, &)."""
        vanhat: dict[int, Any] = {}
        try:
            with suppress(ValueError):  # not the main thread
                for signaali in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1):
                    if signal.getsignal(signaali) is not signal.SIG_IGN:
                        vanhat[signaali] = signal.signal(signaali, self._kasittele)
            yield
        finally:
            for numero, vanha in vanhat.items():
                signal.signal(numero, vanha)
            self.pyydetty = False  # heard: what is done about it may write in peace

    @contextmanager
    def rauhassa(self) -> Iterator[None]:
        """The block is done whole; what was asked meanwhile, or was lost on the way, is raised at its end."""
        self._syvyys += 1
        try:
            yield
        finally:
            self._syvyys -= 1
            if self.pyydetty and not self._syvyys:
                self.pyydetty = False
                raise KeyboardInterrupt
