"""Choice trials: direct choice in named postal areas only, among private centres that take part from the first day.

Lever `valinnanvapaus.alueet`: "kaikki" (everywhere) or the name of a trial. In a trial there is no free entry and no
exit: who takes part is agreed. Public centres keep their budgets, private ones get capitation for those who list there;
outside the trial's areas nothing opens and nothing draws attention.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from agentit import markkinat

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

KAIKKI = "kaikki"


@dataclass(frozen=True)
class Valintakokeilu:
    """A trial: municipalities and postal areas by code that take part, postal areas where private centres are."""

    nimi: str
    kunnat: tuple[str, ...] = ()
    postinumerot: tuple[str, ...] = ()
    yksityiset: tuple[str, ...] = ()

    def mukana(self, malli: SoteMalli) -> npt.NDArray[np.bool_]:
        """Which postal areas (A,) take part."""
        a, koodit = malli.maailma.alueet, np.array(malli.maailma.kunnat.koodi)
        return np.isin(koodit[a.kunta], self.kunnat) | np.isin(a.postinumero, self.postinumerot)


def kaynnissa(malli: SoteMalli) -> Valintakokeilu | None:
    """The trial that direct choice is confined to now; None when it is nowhere or everywhere."""
    nimi = str(malli.p["valinnanvapaus.alueet"])
    if nimi == KAIKKI or not malli.suora_valinta:
        return None
    if nimi not in malli.kokeilut:
        raise ValueError(f"no choice trial '{nimi}' was given to the model")
    return malli.kokeilut[nimi]


def avautuu(malli: SoteMalli) -> None:
    """The month direct choice opens: a trial's private centres open, each for the list a firm expects there."""
    kokeilu = kaynnissa(malli)
    if kokeilu is None:
        return
    malli.kapitaatiopainot()
    for numero in kokeilu.yksityiset:
        markkinat.avaa_odottaen(malli, malli.maailma.alueet.postinumero.index(numero))
    malli.keskukset_nakyviin()


def mukana_olevilla(malli: SoteMalli, huomio: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Attention by postal area (A,), 0 where choice did not open."""
    kokeilu = kaynnissa(malli)
    return huomio if kokeilu is None else np.where(kokeilu.mukana(malli), huomio, 0.0)


def ehdokkaat(malli: SoteMalli) -> npt.NDArray[np.int32]:
    """Candidate centres (A, K) of every postal area: no private ones (-1) outside a trial's areas."""
    kokeilu, lahimmat = kaynnissa(malli), malli.matkat.lahimmat
    if kokeilu is None:
        return lahimmat
    yksityinen = np.array([*(k.yksityinen for k in malli.keskuspaikat), False])  # the last is for -1, no centre
    return np.where(yksityinen[lahimmat] & ~kokeilu.mukana(malli)[:, None], np.int32(-1), lahimmat)
