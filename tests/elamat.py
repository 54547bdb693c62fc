"""A year already lived, for tests of what comes after it: lived once in a process and copied for each who goes on."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import runs
from runs import skenaariot
from runs.tilannekuva import kopio

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

VUOSI = 12


def eletty(otos: float, *asetukset: str) -> SoteMalli:
    """A model of its own that has lived 2017 as it was; from 2018 on `asetukset` hold, as in `--set`.

    What a setting without a date would have done in 2017 is left undone: for levers that are idle before a county.
    """
    malli = kopio(_vuosi(otos))
    if asetukset:
        malli.ohjelma = skenaariot.lue("nykytila-2017", list(asetukset)).ohjelma()
    return malli


@lru_cache(maxsize=4)
def _vuosi(otos: float) -> SoteMalli:
    malli = runs.build("nykytila-2017", otos=otos)
    malli.run_for(VUOSI)
    return malli
