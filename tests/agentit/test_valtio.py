"""State funding: criteria, brake, correction with its lag."""

from dataclasses import replace

import pytest

from agentit import valtio as va

EHDOT = va.Rahoitusehdot()


def test_criteria_share_all_the_money():
    with pytest.raises(ValueError, match=r"add up to 1\.010"):
        va.Rahoitusehdot(asukasosuus=0.11)


def test_a_region_that_moves_with_the_nation_keeps_its_share():
    k = va.rahoituskerroin(EHDOT, 8, (1 + EHDOT.vaestonkasvu) ** 8, (1 + EHDOT.tarpeen_kasvu) ** 8)
    assert k == pytest.approx(1)


def test_each_criterion_moves_its_own_share():
    still = replace(EHDOT, vaestonkasvu=0.0, tarpeen_kasvu=0.0)
    assert va.rahoituskerroin(still, 3, 1.1) == pytest.approx(1.1)
    assert va.rahoituskerroin(still, 3, 1.0, tarve=1.1) == pytest.approx(1.089)
    assert va.rahoituskerroin(still, 3, 1.0, hyte=1.1) == pytest.approx(1.001)


def test_brake_goes_from_trend_to_brake():
    assert EHDOT.kasvu == 0.024
    assert replace(EHDOT, jarrutus=1.0).kasvu == pytest.approx(0.009)
    assert va.polku([0.1, -0.5]) == pytest.approx([1, 1.1, 0.55])
    assert va.laskennallinen(100.0, 1.1, 0.9) == pytest.approx(99.0)


def test_correction_covers_its_share_of_a_lasting_overspend_and_settles():
    """P56: spending above the calculated sum comes back in part, two years later."""
    calculated, paid, spent = 100.0, [100.0, 100.0], []
    for year in range(10):
        money = paid[year] if year < 2 else calculated + va.tarkistus(spent[year - 2], calculated, 0.8)
        if year >= 2:
            paid.append(money)
        spent.append(calculated + 5.0)
    assert paid[2:] == pytest.approx([104.0] * 8)
    assert va.tarkistus(95.0, 100.0, 0.8) == pytest.approx(-4)
    assert va.tarkistus(105.0, 100.0, 0.0) == 0


def test_terms_come_from_the_parameter_tree():
    p = {f"valtio.{nimi}": getattr(EHDOT, nimi) for nimi in va.Rahoitusehdot.__slots__}
    assert va.Rahoitusehdot.parametreista(p) == EHDOT
