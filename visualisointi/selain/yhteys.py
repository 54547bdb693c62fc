"""Does anybody look at this page? What nobody looks at is not computed."""

from __future__ import annotations

import time
from collections.abc import Callable

from solara.server.kernel_context import PageStatus, get_current_context

ODOTUS = 10.0  # seconds a lost connection may take to come back


def katsoja() -> Callable[[], bool]:
    """A question for the page being rendered: is it connected, or was it a moment ago?"""
    konteksti, viimeksi = get_current_context(), [time.monotonic()]

    def katsotaan() -> bool:
        if PageStatus.CONNECTED in list(konteksti.page_status.values()):
            viimeksi[0] = time.monotonic()
        return time.monotonic() - viimeksi[0] < ODOTUS

    return katsotaan
