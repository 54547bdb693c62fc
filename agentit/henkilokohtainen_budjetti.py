"""R20 Henkilökohtainen budjetti, personal budget: a client with lasting need of care decides how its money is used.

    P(takes) = offered logistic(a - b (1 - ability))                      ability: agentit/asiakasseteli.py
    used     = 1 - w (1 - ability)                                        what one cannot arrange stays unused
    got      = used x min(value / price, 1) x (services + assistant + m other)

Who may have one: clients of disability services, home care and round-the-clock care, after needs assessment. Value is
a share of own unit cost; the plan says what it buys: producers' services, a personal assistant, other things that help
one cope (`jako`, sums to one). Care that was not got adds to unmet need; deciding oneself adds to health utility for
those who are able and takes from those who are not.

Source: legal form HE 16/2018 vp; England's individual-budget trial (Glendinning et al. 2008: cost a little less, gains
to the young, worse wellbeing for older people) and direct payments by age (NHS Digital 2017-18), from memory (arvio);
sizes oletus, swept (henkilokohtainen_budjetti.*).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agentit.saannot import rule_function

BUDJETTIRIVIT = ("vammais", "kotihoito", "hoiva")
BUDJETTIVIVUT = ("henkilokohtainen_budjetti.vammais", "henkilokohtainen_budjetti.ikaantyneet")


@rule_function
def kaytetty(k, kayttamatta):
    """Share of the budget that is used."""
    return 1.0 - kayttamatta * (1.0 - k)


def budjetin_teho(p: Mapping[str, Any]) -> float:
    """Care that a wholly used budget buys, share of the care assessed: `got` / `used` of the module."""
    palvelut, avustaja, muu = p["henkilokohtainen_budjetti.jako"]
    ostovoima = min(float(p["henkilokohtainen_budjetti.arvo"]) / float(p["asiakasseteli.hinta"]), 1.0)
    return float(ostovoima * (palvelut + avustaja + muu * float(p["henkilokohtainen_budjetti.muu_korvaa"])))


def virheet(p: Mapping[str, Any]) -> list[str]:
    """What is wrong with the plan among these parameter values, in words with the rule; empty when nothing is."""
    summa = sum(p["henkilokohtainen_budjetti.jako"]) if "henkilokohtainen_budjetti.jako" in p else 1.0
    if abs(summa - 1.0) > 1e-9:
        return [
            f"henkilokohtainen_budjetti.jako sums to {summa:g}, not to 1: the client plan says what all of a personal "
            "budget buys (services, assistant, other)."
        ]
    return []
