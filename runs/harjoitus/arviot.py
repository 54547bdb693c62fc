"""Forecasts: a team says between which changes a measure will land in four worlds of five; how well did it know?

    score = (high - low) + 2/a max(low - x, 0) + 2/a max(x - high, 0),   a = 0.2, all in percentage points of change

Lower is better: a wide interval costs its width, a miss costs ten times its distance. The score is proper: nobody gains
by saying anything but what they believe (interval score, Gneiting & Raftery 2007, JASA 102:359).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runs.harjoitus.huone import Kierros

OSUUS = 0.8  # how surely the interval is to hold the outcome


def pisteet(vali: tuple[float, float], toteuma: float, osuus: float = OSUUS) -> float:
    """Interval score of one forecast, in the units of the outcome."""
    ala, yla = vali
    sakko = 2.0 / (1.0 - osuus)
    return (yla - ala) + sakko * max(ala - toteuma, 0.0) + sakko * max(toteuma - yla, 0.0)


def toteuma(k: Kierros, historia: Mapping[str, Mapping[str, float]], mittari: str) -> float | None:
    """Relative change of a measure from the year before the round to its last year; None when either is missing."""
    ennen = historia.get(mittari, {}).get(str(k.vuosi - 1))
    jalkeen = k.tulos["rivit"].get(mittari, {}).get(str(k.tulos["vuodet"][-1]))
    return None if not ennen or jalkeen is None else jalkeen / ennen - 1.0


def kierroksen_arviot(k: Kierros, historia: Mapping[str, Mapping[str, float]]) -> list[dict[str, Any]]:
    """Every forecast of a round with its outcome and score (percentage points)."""
    out = []
    for rooli, arvot in sorted(k.arviot.items()):
        for mittari, (ala, yla) in arvot.items():
            x = toteuma(k, historia, mittari)
            if x is not None:
                out.append(
                    {
                        "osa": k.osa, "kierros": k.numero, "rooli": rooli, "mittari": mittari, "ala": ala, "yla": yla,
                        "toteuma": x, "osui": ala <= x <= yla, "pisteet": 100.0 * pisteet((ala, yla), x),
                    }
                )  # fmt: skip
    return out


def yhteenveto(rivit: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """By role: forecasts made, share that held, mean score; the best first."""
    roolit = sorted({r["rooli"] for r in rivit})
    out = []
    for rooli in roolit:
        omat = [r for r in rivit if r["rooli"] == rooli]
        osui = sum(r["osui"] for r in omat) / len(omat)
        out.append(
            {
                "rooli": rooli,
                "arvioita": len(omat),
                "osui": osui,
                "pisteet": sum(r["pisteet"] for r in omat) / len(omat),
            }
        )
    return sorted(out, key=lambda r: (r["pisteet"], r["rooli"]))
