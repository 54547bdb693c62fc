"""R5 What draws attention to switching in a month: choice that has opened, and new private units near."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from agentit.sotekeskus import Joukko

HUOMION_YLARAJA = (
    4.0  # most that waits and quality can raise attention over its level; a draw above it is never looked at
)
LAHELLA_KM = 5.0  # how near a new centre draws attention (oletus)


def hiipuminen(avauksesta: int | None, tau: float) -> float:
    """Attention left from the opening of choice, exp(-months / tau); 0 before it."""
    return float(np.exp(-avauksesta / tau)) if avauksesta is not None else 0.0


def uusi_lahella(yksikot: Joukko, km: np.ndarray, kk: int, tau: float) -> np.ndarray:
    """How new the newest private one of these open units near each area is: exp(-months / tau), 0 if none (A,).

    km: road kilometres from areas to places (A, places)."""
    if not yksikot.yksityiset.any():
        return np.zeros(len(km))
    tuoreus = np.exp(-(kk - yksikot.luvut("avattu")[yksikot.yksityiset]) / tau)
    lahella = km[:, yksikot.paikat[yksikot.yksityiset]] <= LAHELLA_KM
    return (lahella * tuoreus).max(1)


def huomiokatto(p: Mapping[str, Any], hiipuu: float, uusi: np.ndarray) -> float:
    """Draws above this are never looked at: highest attention of the month."""
    eniten = float(p["valinta.huomio"]) + float(p["valinta.huomio_avaus"]) * max(hiipuu, float(uusi.max()))
    lisa = float(p["valinta.huomio_kirje"])
    if float(p["valinnanvapaus.neuvonta"]) > 0.0:
        lisa += float(p["valinta.huomio_neuvonta"])
    return HUOMION_YLARAJA * (eniten + lisa * hiipuu)
