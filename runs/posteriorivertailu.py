"""`sote posterior A B`: do two fits agree within their Monte Carlo error?

Each file tells the mean of every parameter with its error: the sampler's, and that of the runs the emulators were
taught with (`kalibrointi.sovitus.ajojen_virhe`). z is their difference over both errors. With k parameters in common
the fits agree when no |z| is above the two-sided 99 % point of the largest of k.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kalibrointi.posteriori import Posteriori
from kalibrointi.viat import ViallinenSyote, Vika

TASO = 0.01  # share of pairs of fits that differ by luck alone and are still told apart


@dataclass(frozen=True)
class Ero:
    """A parameter in two fits: means and their errors, z, and the difference in standard deviations of the prior."""

    key: str
    mean_a: float
    error_a: float
    mean_b: float
    error_b: float
    z: float
    prior_sd: float


@dataclass(frozen=True)
class Vertailu:
    """Parameters of both fits, the |z| allowed, and parameters that only one of them fitted."""

    erot: tuple[Ero, ...]
    raja: float
    vain_a: tuple[str, ...]
    vain_b: tuple[str, ...]

    @property
    def samat(self) -> bool:
        """Do the fits agree?"""
        return all(abs(e.z) <= self.raja for e in self.erot)

    def json(self) -> dict[str, Any]:
        """All of it, JSON-able."""
        return {
            "agree": self.samat, "allowed_z": self.raja, "largest_z": max(abs(e.z) for e in self.erot),
            "rms_z": math.sqrt(sum(e.z**2 for e in self.erot) / len(self.erot)),
            "parameters": [vars(e) for e in self.erot], "only_in_a": self.vain_a, "only_in_b": self.vain_b,
        }  # fmt: skip


def parametrit(p: Posteriori) -> Iterable[dict[str, Any]]:
    """What a fit learned of each parameter. Raises `ViallinenSyote` for a file without its record."""
    try:
        return [x for lohko in p.tiedot["blocks"] for x in lohko["parameters"]]
    except (KeyError, TypeError):
        raise ViallinenSyote(Vika(f"posterior {p.nimi} does not tell how it was fitted.")) from None


def vertaa(a: Posteriori, b: Posteriori) -> Vertailu:
    """Compare two fits. Raises `ViallinenSyote` when they have nothing in common or tell no errors."""
    from scipy.special import ndtri

    omat, toiset = ({x["key"]: x for x in parametrit(p)} for p in (a, b))
    yhteiset = [avain for avain in omat if avain in toiset]
    if not yhteiset:
        raise ViallinenSyote(Vika(f"posteriors {a.nimi} and {b.nimi} have no parameter in common."))
    if vailla := [p.nimi for p, x in ((a, omat), (b, toiset)) if "error" not in x[yhteiset[0]]]:
        raise ViallinenSyote(
            Vika(f"posterior {vailla[0]} tells no Monte Carlo error: it was fitted by an older version.")
        )
    erot = []
    for avain in yhteiset:
        x, y = omat[avain], toiset[avain]
        ero, priori = x["mean"] - y["mean"], (x["prior"][1] - x["prior"][0]) / math.sqrt(12.0)
        virhe = math.hypot(x["error"], y["error"])
        z = ero / virhe if virhe > 0 else math.copysign(math.inf, ero) if ero else 0.0
        erot.append(Ero(avain, x["mean"], x["error"], y["mean"], y["error"], z, ero / priori))
    raja = float(-ndtri(TASO / 2.0 / len(erot)))
    return Vertailu(tuple(erot), raja, *(tuple(k for k in m if k not in yhteiset) for m in (omat, toiset)))
