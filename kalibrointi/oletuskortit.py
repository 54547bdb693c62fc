"""Assumption cards: what nobody has measured and no data could teach, so that every answer is swept over it.

Bias of the liikelaitos, the orderer's information error, the effect of prevention and soft selection of clients. They
are never fitted; with `+cards` a posterior's draws meet them spread evenly over all that is allowed.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kalibrointi.parametrit import lue_oletukset

KORTIT = ("liikelaitos.vinouma", "ohjaus.tietovirhe", "tarve.ehkaisyteho", "valinta.valikointi")
SIEMEN = 1


def levita(n: int) -> npt.NDArray[np.float64]:
    """n rows of the cards (n, cards), a Latin hypercube over their ranges; the same rows every time."""
    from scipy.stats import qmc

    rajat = np.array([lue_oletukset()[avain].range for avain in KORTIT], dtype=np.float64)
    u = qmc.LatinHypercube(d=len(KORTIT), rng=np.random.default_rng(SIEMEN)).random(n)
    return np.asarray(rajat[:, 0] + u * (rajat[:, 1] - rajat[:, 0]))
