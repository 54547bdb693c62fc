"""What capitation weights see and miss: their predictive power, and the margin each segment of residents leaves.

    R2 (raw)  = 1 - sum (y - mean(y) w)^2 / sum (y - mean y)^2, weights w of January against the cost y lived that year
    R2 (log)  = the same blocks fitted to ln y of those who had any cost: the form studies report for age and sex (P21)
    margin_g  = tariff mean(w in g) - mean expected cost in g, tariff = mean expected cost: all segments together 0

Shapes: residents (n,).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from agentit import kapitaatio

Luvut = npt.NDArray[np.float64]
Maski = npt.NDArray[np.bool_]

SAIRAS_VAHINTAAN = 2  # chronic diseases
VANHA_VUOTTA, SYRJASSA_KM = 75, 7.0


def segmentit(s: Mapping[str, npt.ArrayLike], viidennes: npt.ArrayLike) -> dict[str, Maski]:
    """Who belongs to each segment (n,), from the columns that weights may see and the income fifth (0 lowest)."""
    tyoterveys, krooniset, ika, kieli = (np.asarray(s[k]) for k in ("tyoterveys", "krooniset", "ika", "kieli"))
    return {
        "tyoterveys": tyoterveys > 0,
        "sairaat": krooniset >= SAIRAS_VAHINTAAN,
        "terveet": krooniset == 0,
        "ika_75": ika >= VANHA_VUOTTA,
        "kieli_sv": kieli == 1,
        "syrjassa": np.asarray(s["lahin_km"]) > SYRJASSA_KM,
        "viidennes_1": np.asarray(viidennes) == 0,
    }


def katteet(paino: npt.ArrayLike, odotettu: npt.ArrayLike, ryhmat: Mapping[str, Maski]) -> dict[str, float]:
    """Margin by segment as a share of the mean payment: (tariff x weight - expected cost) / tariff; NaN if empty."""
    w, y = np.asarray(paino, dtype=np.float64), np.asarray(odotettu, dtype=np.float64)
    tariffi = y.sum() / w.sum()
    kate = (tariffi * w - y) / tariffi
    return {nimi: float(kate[omat].mean()) if omat.any() else float("nan") for nimi, omat in ryhmat.items()}


def hajonta(kattavat: Mapping[str, float]) -> float:
    """Spread of margins over segments: their root mean square, as a share of the mean payment; empty ones left out."""
    x = np.array([v for v in kattavat.values() if np.isfinite(v)])
    return float(np.sqrt(np.mean(x * x))) if len(x) else float("nan")


def log_selitysaste(valinta: str, sarakkeet: Mapping[str, npt.ArrayLike], kustannus: npt.ArrayLike) -> float:
    """R2 of the blocks of a choice, fitted by least squares to ln(cost) of those who had any.

    The cost is scaled so that its logs are positive: R2 does not depend on the unit.
    """
    y = np.asarray(kustannus, dtype=np.float64)
    kaytti = y > 0
    if kaytti.sum() < 2:
        return float("nan")
    ln = np.log(y[kaytti])
    rivit = {nimi: np.asarray(x)[kaytti] for nimi, x in sarakkeet.items()}
    return kapitaatio.sovita(valinta, rivit, ln - ln.min() + 1.0, vahimmaispaino=0.0).selitysaste


def suora_selitysaste(selittaja: npt.ArrayLike, kustannus: npt.ArrayLike) -> float:
    """R2 of a straight line of one regressor: the squared correlation; 0 when one of them does not vary."""
    x, y = np.asarray(selittaja, dtype=np.float64), np.asarray(kustannus, dtype=np.float64)
    return float(np.corrcoef(x, y)[0, 1] ** 2) if x.std() > 0 and y.std() > 0 else 0.0
