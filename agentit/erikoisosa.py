"""A share of specialised outpatient money inside capitation (R9): centres get it by weights and pay it by expected use.

The orderer's money for the line stays what the contract says. The carried share of it goes to centres with their
capitation, in proportion to the weights on their lists, and from them to the liikelaitos that treats, in proportion to
the specialised contacts expected of those listed. So a centre gains when its residents need less specialised care than
their weights say, and all centres together neither gain nor lose.

    received_j = S w_j / sum w,   paid_j = S e_j / sum e,   S = share x outpatient part x month's specialised money
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from agentit.aktiivisuus import ERIKOISRIVI, erikoisosuus
from agentit.raha import split_cents

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

ERIKOISPAKETTI = "esh"
Sentit = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Erikoisosa:
    """A month's carried money in cents: open centres (J,), producers (L,), and whose each centre is (J,)."""

    tulo: Sentit
    meno: Sentit
    summa: Sentit
    laitos: npt.NDArray[np.int64]

    @property
    def netto(self) -> npt.NDArray[np.float64]:
        """What each centre keeps, EUR; 0 in all."""
        return (self.tulo - self.meno) / 100.0


def kuukausi(malli: SoteMalli) -> Erikoisosa | None:
    """The month's money, None when capitation carries nothing of specialised care."""
    osuus = erikoisosuus(malli)
    if osuus == 0.0 or not malli.maakunta:
        return None
    paketit, keskukset = malli.paketit.paketit, malli.keskukset
    i = paketit.index(ERIKOISPAKETTI)
    rivit = [r.koodi for r in malli.paketit.rivit_paketissa(ERIKOISPAKETTI)]
    avo = malli.rivitarve[ERIKOISRIVI] / sum(malli.rivitarve[koodi] for koodi in rivit)
    odotettu = odotettu_kaytto(malli)[[k.paikka for k in keskukset]]
    painot = np.array([k.paino for k in keskukset])
    kunta = np.array([k.kunta for k in keskukset])
    laitos = np.full(len(keskukset), -1)
    tulo, meno = np.zeros(len(keskukset), np.int64), np.zeros(len(keskukset), np.int64)
    summa = np.zeros(len(malli.liikelaitokset), np.int64)
    for n, lk in enumerate(malli.liikelaitokset):
        omat = np.flatnonzero(lk.solut[kunta, i])
        laitos[omat] = n
        if not (painot[omat].sum() > 0 and odotettu[omat].sum() > 0):
            continue  # nobody listed to carry it for
        summa[n] = int(osuus * avo * float(lk.jako[i]) * 100.0 / 12.0)
        tulo[omat] = split_cents(int(summa[n]), painot[omat])
        meno[omat] = split_cents(int(summa[n]), odotettu[omat])
    return Erikoisosa(tulo, meno, summa, laitos)


def odotettu_kaytto(malli: SoteMalli) -> npt.NDArray[np.float64]:
    """Specialised outpatient contacts a month expected of those listed at each place, at full scale."""
    c, n = malli.sidonta.b.columns, malli.asukkaita_rivilla
    elossa = c["elossa"][:n] == 1
    kaytto = np.bincount(
        c["keskus"][:n][elossa], c[f"taso_{ERIKOISRIVI}"][:n][elossa], minlength=len(malli.keskuspaikat)
    )
    return kaytto * malli.paino
