"""One row of a check: what was looked at, the band it must lie in, what the model gives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Tarkistusrivi:
    """Row of `sote check`: `band` and `model` in words, with the Monte Carlo error; `cause` says why a row is out.

    `recorded`: it is out, is known to be, and stays in the table with its cause; it does not fail the suite. `z`: how
    many standard deviations the model is from a figure whose error is known.
    """

    id: str
    what: str
    band: str
    model: str
    in_band: bool
    source: str
    cause: str = ""
    recorded: bool = False
    z: float | None = None

    def __post_init__(self) -> None:
        """Comparisons of arrays give NumPy's own true and false, which no JSON knows."""
        for nimi in ("in_band", "recorded"):
            object.__setattr__(self, nimi, bool(getattr(self, nimi)))


def keskivirhe(arvot: npt.ArrayLike) -> tuple[float, float]:
    """Mean and standard error over seeds (n,); the error is NaN with one seed."""
    x = np.asarray(arvot, dtype=np.float64)
    return float(x.mean()), float(x.std(ddof=1) / len(x) ** 0.5) if len(x) > 1 else float("nan")


def luku(arvo: float) -> str:
    """A number with four significant digits, whole ones in full."""
    return f"{arvo:,.0f}" if abs(arvo) >= 10_000 else f"{arvo:.4g}"


def virheineen(arvo: float, virhe: float) -> str:
    """'0.593 ± 0.0012'; without the error when there is none."""
    return luku(arvo) if not np.isfinite(virhe) else f"{luku(arvo)} ± {virhe:.2g}"


def bandi(ala: float, yla: float) -> str:
    """A band in words: '0.5 - 0.65', '<= 1', '> 0' for an open end just off zero."""
    if ala == yla:
        return luku(ala)
    if not np.isfinite(ala):
        return "< 0" if -1e-6 < yla < 0 else f"<= {luku(yla)}"
    if not np.isfinite(yla):
        return "> 0" if 0 < ala < 1e-6 else f">= {luku(ala)}"
    return f"{luku(ala)} - {luku(yla)}"
