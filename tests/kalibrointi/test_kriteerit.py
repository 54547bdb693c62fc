"""Access criteria as rows: centred, grouped by size, faults told."""

import numpy as np
import pytest

from kalibrointi import kriteerit
from kalibrointi.viat import ViallinenSyote

VAKI = np.array([1_000, 50_000, 600_000])


def test_criteria_are_relative_to_the_residents_mean():
    for logit in kriteerit.lue(VAKI).values():
        assert np.average(np.exp(logit), weights=VAKI) == pytest.approx(1.0)
        assert len(set(logit.tolist())) == 3
    samat = kriteerit.lue(np.array([5, 5]))
    assert all(np.abs(x).max() < 1e-12 for x in samat.values())


@pytest.mark.parametrize(
    ("rivi", "viesti"),
    [
        ("hoivaa,a,inf,1,l,oletus", "no line 'hoivaa'"),
        ("sote,a,inf,1,l,oletus", "no line 'sote'"),
        ("hoiva,a,inf,1,,oletus", "a source"),
        ("hoiva,a,inf,9,l,oletus", "must be above"),
        ("hoiva,a,x,1,l,oletus", "must be numbers"),
        ("hoiva,a,20,1,l,oletus", "no group for all"),
    ],
)
def test_faults_are_told(rivi, viesti, tmp_path):
    tiedosto = tmp_path / "kriteerit.csv"
    tiedosto.write_text(",".join(kriteerit.SARAKKEET) + f"\n{rivi}\n")
    with pytest.raises(ViallinenSyote, match=viesti):
        kriteerit.lue(VAKI, tiedosto)
