"""Ageing stops where the tables stop: a look-up by age never leaves them."""

import runs
from agentit.kuolleisuus import vanhenee
from agentit.palvelupaketit import IKIA


def test_age_ends_with_the_tables() -> None:
    malli = runs.build("nykytila-2017", otos=0.002, seed=1)
    b = malli.sidonta.b
    b.columns["ikakk"][0], b.columns["ikakk"][1] = 12 * IKIA + 5, 12 * 41 - 1
    vanhenee.run(b, 0, 2)
    assert b.columns["ika"][:2].tolist() == [IKIA - 1, 41]
    assert b.columns["ikakk"][0] == 12 * IKIA + 6
