"""PRIM finds a box that is known, drops conditions that are chance, and finds nothing where there is nothing."""

import numpy as np
import pandas as pd
import pytest

from kalibrointi.viat import ViallinenSyote
from runs import ehdot


def maailmat(n: int = 600, siemen: int = 3) -> pd.DataFrame:
    rng = np.random.default_rng(siemen)
    x = pd.DataFrame(rng.random((n, 6)), columns=list("abcdef"))
    x["luokka"] = rng.choice(["p", "q", "r"], n)
    return x


def laatikossa(x: pd.DataFrame) -> np.ndarray:
    return ((x["a"] > 0.6) & (x["b"] < 0.4) & (x["luokka"] != "q")).to_numpy()


@pytest.mark.sekunteja
def test_a_known_box_is_found_to_within_a_peel() -> None:
    x = maailmat()
    loyto = ehdot.etsi(x, laatikossa(x))
    assert loyto.valittu is not None
    b = loyto.valittu
    assert set(b.ehdot) == {"a", "b", "luokka"}
    assert b.ehdot["a"].ala == pytest.approx(0.6, abs=0.03)
    assert b.ehdot["b"].yla == pytest.approx(0.4, abs=0.03)
    assert set(b.ehdot["luokka"].arvot or ()) == {"p", "r"}
    assert b.kattavuus > 0.9
    assert b.tiheys > 0.95
    assert max(b.quasi_p.values()) < 1e-6
    assert b.sattuma_p == pytest.approx(0.01)


EMA = {  # ema-workbench 3.0.0, Prim(x, y).find_box(): points of its path, and its box of the best harmonic mean
    False: ([(1.0, 0.1367), (1.0, 0.1966), (1.0, 0.2071), (1.0, 0.2181)], (0.598, 0.400), (1.0, 1.0)),
    True: ([(1.0, 0.1667), (0.93, 0.223), (0.92, 0.2323), (0.92, 0.2447)], (0.609, 0.406), (0.78, 0.951)),
}


@pytest.mark.parametrize("kohinaa", [False, True])
def test_peels_as_ema_workbench_does(kohinaa: bool) -> None:
    """The same first peels to the last digit, and a box within a peel of its: quantiles are rounded otherwise."""
    x = maailmat()
    y = laatikossa(x)
    if kohinaa:
        y = y ^ (np.random.default_rng(1).random(len(x)) < 0.05)
    polku, (a, b), (kattavuus, tiheys) = EMA[kohinaa]
    loyto = ehdot.etsi(x, y, sekoituksia=19)
    assert [(round(p.kattavuus, 4), round(p.tiheys, 4)) for p in loyto.polku[:4]] == polku
    assert loyto.valittu is not None
    assert loyto.valittu.ehdot["a"].ala == pytest.approx(a, abs=0.03)
    assert loyto.valittu.ehdot["b"].yla == pytest.approx(b, abs=0.03)
    assert loyto.valittu.hyvyys > 2 * kattavuus * tiheys / (kattavuus + tiheys) - 0.08


@pytest.mark.sekunteja
def test_the_path_trades_coverage_for_density_and_the_reader_chooses() -> None:
    x = maailmat(300)
    y = laatikossa(x) ^ (np.random.default_rng(1).random(len(x)) < 0.05)
    polku = ehdot.etsi(x, y, sekoituksia=19).polku
    assert [b.kattavuus for b in polku] == sorted((b.kattavuus for b in polku), reverse=True)
    assert [b.tiheys for b in polku] == sorted(b.tiheys for b in polku)
    laaja, tarkka = (
        ehdot.etsi(x, y, sekoituksia=19, **valinta).valittu for valinta in ({"kattavuus": 0.85}, {"tiheys": 0.9})
    )
    assert laaja is not None
    assert tarkka is not None
    assert laaja.kattavuus >= 0.85
    assert tarkka.tiheys >= 0.85
    assert laaja.kattavuus > tarkka.kattavuus
    assert laaja.tiheys < tarkka.tiheys


def test_chance_is_not_taken_for_a_condition() -> None:
    """On noise a box passes one time in twenty, as promised; 3 or more of 12 would happen once in 50 such tests."""
    loydetyt = 0
    for siemen in range(12):
        x = maailmat(200, siemen).drop(columns="luokka")
        loydetyt += (
            ehdot.etsi(x, np.random.default_rng(siemen + 100).random(200) < 0.2, sekoituksia=39).valittu is not None
        )
    assert loydetyt <= 2


def test_too_few_worlds_of_interest_are_told() -> None:
    x = maailmat(100)
    with pytest.raises(ViallinenSyote, match="3 of 100 worlds are of interest"):
        ehdot.etsi(x, np.arange(100) < 3)
