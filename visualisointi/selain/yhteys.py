"""Does anybody look at this page? What nobody looks at is not computed."""

from __future__ import annotations

import asyncio
import time

from solara.server.kernel_context import PageStatus, get_current_context

ODOTUS = 10.0  # seconds a lost connection may take to come back


class Katsoja:
    """Asked whether the page being rendered is looked at: is it connected, or was it a moment ago?"""

    def __init__(self) -> None:
        self.konteksti, self.viimeksi, self.poissa = get_current_context(), time.monotonic(), False

    def __call__(self) -> bool:
        """Is it?"""
        if self.poissa:
            return False
        if PageStatus.CONNECTED in list(self.konteksti.page_status.values()):
            self.viimeksi = time.monotonic()
        return time.monotonic() - self.viimeksi < ODOTUS

    def poistu(self) -> None:
        """The part of the page that asks is gone."""
        self.poissa = True

    async def odota(self) -> bool:
        """Wait until it is looked at again; False when it never will be."""
        while not self.poissa and not self.konteksti.closed_event.is_set():
            if self():
                return True
            await asyncio.sleep(1.0)
        return False
