"""How much of a year's unmet need is the luck of the orderer's errors: a control variate of paired comparisons (R15).

The orderer's errors eps are drawn anew every January. With the split x(eps) that follows from them, contacts left
untreated are V(x) = sum_k n_k (1 - h(x_k / N_k)), primary care apart, h the share of need that coverage treats. The
luck of the year is what these errors do, less what others of the same distribution would do on average:

    L = V(x(eps)) - 1/J sum_j V(x(eps_j)),   J = 16 other draws, named like all draws.

eps and eps_j are alike and independent of all that happened before, so E L = 0 whatever the state of the model, for
any J; nothing in the model reads L. Comparisons do (`runs/vertailu.py`): V is kinked at full coverage and most of L is
even in eps, so mirrored luck does not cancel it. 0 where errors cannot change the split: kertabudjetti, no ignorance;
and not computed (0) under a negotiated agreement and with several production areas, whose money depends on them too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from agentit.palvelupaketit import PRIMAARI

if TYPE_CHECKING:
    from agentit.liikelaitos import Liikelaitos
    from agentit.malli import SoteMalli

MUITA = 16  # J: they add 1 / 16 to the luck's own variance
VIRTA = "u_jarjestajan_muu_arvio"


def vaikuttaa(malli: SoteMalli) -> bool:
    """Can the orderer's errors change how the only production area splits its money this year?"""
    p = malli.p
    return len(malli.liikelaitokset) == 1 and float(p["ohjaus.virement"]) < 1.0 and float(p["ohjaus.tietovirhe"]) > 0.0


def kontaktit(lk: Liikelaitos) -> np.ndarray:
    """Contacts (K,) that an area's residents need in the year, by package, primary care and care in a state apart."""
    m, sums = lk.model, lk.model.sidonta.b.units["kunta"].sums
    out = np.zeros(len(lk.paketit))
    for r in m.paketit.rivit:
        if r.koodi != PRIMAARI and not r.on_tila:
            i = lk.paketit.index(r.paketti)
            out[i] += 12.0 * m.paino * float(sums[f"tarve_{r.koodi}"][lk.solut[:, i]].sum())
    return out


def hoitamatta(lk: Liikelaitos, jako: np.ndarray, mukana: np.ndarray, tarvitaan: np.ndarray) -> float:
    """V: contacts of the year left untreated when the packages `mukana` (mask) get `jako`, EUR; of `kontaktit`."""
    kattavuus = jako / (lk.tarve[mukana] * (1.0 - lk.tehokkuus))
    vajeet = [1.0 - lk.hoidettu_osuus(c) for c in kattavuus.tolist()]
    omat = [lk.paketit[i] not in lk.kiinni for i in np.flatnonzero(mukana)]
    return float((tarvitaan[mukana] * vajeet)[omat].sum())


def arvioi(lk: Liikelaitos, raha: float, muut: Sequence[np.ndarray], mukana: np.ndarray, virement: float) -> float:
    """L, contacts a year and resident, once the area has split `raha`; muut: the orderer's other estimates (K,)."""
    if not muut:
        return 0.0
    j, tarvitaan = lk.model.jarjestaja, kontaktit(lk)
    jaot = [lk.jako_kehyksessa(raha, j.kehystaa(raha, arvio, mukana), mukana, virement) for arvio in muut]
    muualla = [hoitamatta(lk, jako, mukana, tarvitaan) for jako in jaot]
    return (hoitamatta(lk, lk.jako[mukana], mukana, tarvitaan) - float(np.mean(muualla))) / lk.model.vaki()
