"""R12 Soft selection: no centre may refuse, but location, hours and digital reach pull those who leave a margin.

    V_j += d x margin of the resident's segment      j private, V the utility of R6
    margin = income / mean income - variable cost / mean variable cost, of one more client

under the contract in force (the two sides of kannustimet.py; fixed cost is spread as the variable), by what a centre
can tell people by: age band, occupational-health cover, chronic illness. The mean margin is 0, and a tariff that
follows cost leaves 0 on everybody: nobody is pulled. d (valinta.valikointi) is an assumption card; at 0, nothing is
added.
Source: R12; d <= .1 is an assumption, for location explains most of P18. Public centres do not select.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from agentit import kannustimet

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

SEGMENTTEJA = 24  # 4 age bands x cover x 0, 1, 2+ chronic diseases; the number is `valinnanvapaus.segmentti`
IKARAJAT = (18, 65, 75)


def segmentit(ika: npt.ArrayLike, tyoterveys: npt.ArrayLike, krooniset: npt.ArrayLike) -> npt.NDArray[np.intp]:
    """Segments of residents (n,): the same numbers as the rule function `valinnanvapaus.segmentti` gives."""
    kaista = np.digitize(np.asarray(ika), IKARAJAT)
    return kaista * 6 + 3 * (np.asarray(tyoterveys) > 0) + np.minimum(np.asarray(krooniset).astype(np.intp), 2)


def katteet(malli: SoteMalli) -> npt.NDArray[np.float32]:
    """Margin of each segment, shares of the mean income (SEGMENTTEJA,); 0 where nobody is."""
    c, n = malli.sidonta.b.columns, malli.asukkaita_rivilla
    rivit = np.flatnonzero(c["elossa"][:n] == 1)
    tulo, meno = kannustimet.keskuksen(malli, rivit)
    kate = tulo / float(tulo.mean()) - meno / float(meno.mean())
    solu = segmentit(*(c[x][rivit] for x in ("ika", "tyoterveys", "krooniset")))
    vaki = np.bincount(solu, minlength=SEGMENTTEJA)
    summa = np.bincount(solu, kate, SEGMENTTEJA)
    return (summa / np.maximum(vaki, 1)).astype(np.float32)


def puolivuosi(malli: SoteMalli) -> None:
    """Firms look again, each January and July of direct choice, at what a client of each segment leaves."""
    if voima(malli) > 0.0:
        malli.segmenttikatteet = katteet(malli)


def voima(malli: SoteMalli) -> float:
    """How hard private centres select: d under direct choice, else 0."""
    return float(malli.p["valinta.valikointi"]) if malli.suora_valinta else 0.0


def veto(malli: SoteMalli) -> npt.NDArray[np.float32]:
    """Pull of each centre per unit of margin, d of private ones (n_centres,)."""
    return voima(malli) * np.array([k.yksityinen for k in malli.keskuspaikat], np.float32)
