"""Entry and exit: level and signs of evidence on a small geography, caps, draws."""

import numpy as np
import pytest

from agentit import markkina as ma

EHDOT = ma.Markkinaehdot()
SIVU = 19
rng = np.random.Generator(np.random.Philox(key=5))
XY = np.stack(np.meshgrid(np.arange(SIVU), np.arange(SIVU)), -1).reshape(-1, 2) * 2.5
VAKI = 4600 * np.exp(-np.hypot(*(XY - XY.mean(0)).T) / 12)
VAKI *= 1_655_624 / VAKI.sum()
TARVE = np.clip(np.exp(0.14 * rng.standard_normal(len(XY))), 0.7, 1.4)
TARVE /= np.average(TARVE, weights=VAKI)
KULU = 150 * TARVE + 38
KM = np.hypot(*(XY[:, None] - XY[None]).transpose(2, 0, 1))
np.fill_diagonal(KM, 0.8)
VETO = ma.veto(KM, EHDOT.kantama_km)
KESKUKSET = rng.choice(len(XY), 130, p=VAKI / VAKI.sum())
TARJONTA = ma.tarjonta(VETO[:, KESKUKSET], np.ones(130))


def tulot(paino, kausia=12, ehdot=EHDOT, tarjonta=TARJONTA):
    return ma.odotetut_tulot(VAKI, paino, KULU, VETO, tarjonta, 220.0, 130_000.0, ehdot, kausia)


def test_free_entry_adds_ten_to_thirty_per_cent_in_six_years():
    """P15."""
    assert 0.10 < tulot(np.ones(len(XY))).sum() / 130 < 0.30


def test_need_weights_move_entry_to_high_need_areas_without_raising_it():
    """P17: sign; the total hardly moves."""
    flat, need = tulot(np.ones(len(XY))), tulot(TARVE)
    high, low = np.quantile(TARVE, 0.75) < TARVE, np.quantile(TARVE, 0.25) > TARVE
    assert need[high].sum() > 2 * flat[high].sum()
    assert need[low].sum() < flat[low].sum()
    assert need.sum() == pytest.approx(flat.sum(), rel=0.08)


def test_entry_prefers_dense_areas_and_thin_supply():
    r = tulot(np.ones(len(XY)))
    dense = np.quantile(VAKI, 0.75) < VAKI
    assert r[dense].sum() / VAKI[dense].sum() > 1.1 * r[~dense].sum() / VAKI[~dense].sum()
    assert tulot(np.ones(len(XY)), tarjonta=1.3 * TARJONTA).sum() < r.sum()


def test_lower_hurdle_means_more_entry_and_splitting_areas_changes_nothing():
    tulos = np.full(10, 20_000.0)
    p = ma.tulon_todennakoisyys(tulos, np.full(10, 4000.0), EHDOT)
    assert (ma.tulon_todennakoisyys(tulos, np.full(10, 4000.0), EHDOT, este_kerroin=0.3) > p).all()
    halves = ma.tulon_todennakoisyys(np.full(20, 20_000.0), np.full(20, 2000.0), EHDOT)
    assert halves.sum() == pytest.approx(p.sum())
    ends = ma.tulon_todennakoisyys([-1e12, 1e12], [10_000.0, 10_000.0], EHDOT)
    assert ends.tolist() == [0, EHDOT.taso]


def test_expected_lists_share_the_residents_around():
    alone = ma.odotettu_lista([1000.0], [0.0], [[1.0]], 1.0)
    assert alone == pytest.approx([1000.0])
    rival = ma.odotettu_lista([1000.0], [1.0], [[1.0]], 1.0)
    assert rival == pytest.approx([500.0])
    assert ma.odotettu_tulos(rival, 220.0, 1.0, 188.0, 10_000.0) == pytest.approx([6000.0])


def test_supply_counts_open_centres_only():
    assert ma.tarjonta([[1.0, 0.5], [0.2, 0.1]], [1, 0]) == pytest.approx([1.0, 0.2])


def test_cap_keeps_the_most_profitable_and_permission_binds():
    p, u, tulos = np.full(4, 0.5), np.array([0.1, 0.6, 0.2, 0.3]), np.array([1.0, 9.0, 3.0, 2.0])
    assert ma.tulijat(p, u, tulos).tolist() == [2, 3, 0]
    assert ma.tulijat(p, u, tulos, katto=1).tolist() == [2]
    assert ma.tulijat(p, u, tulos, katto=0).tolist() == []
    assert ma.tulijat(p, u, tulos, sallittu=[1, 1, 0, 1]).tolist() == [3, 0]


def test_draw_of_one_area_never_moves_another():
    p = np.full(5, 0.4)
    base = set(ma.tulijat(p, [0.1, 0.9, 0.3, 0.9, 0.2], np.ones(5)).tolist())
    moved = set(ma.tulijat(p, [0.1, 0.9, 0.9, 0.9, 0.2], np.ones(5)).tolist())
    assert base - moved == {2}


def test_exit_needs_losses_in_a_row_a_draw_and_freedom():
    t = np.zeros(3, int)
    for quarter in range(4):
        t = ma.tappiokaudet(t, np.array([-1.0, -1.0, 1.0 if quarter == 2 else -1.0]))
    assert t.tolist() == [4, 4, 1]
    assert ma.poistuvat(t, [0.1, 0.9, 0.1], EHDOT, [1, 1, 1]).tolist() == [0]
    assert ma.poistuvat(t, [0.1, 0.1, 0.1], EHDOT, [0, 1, 1]).tolist() == [1]


def test_terms_come_from_the_parameter_tree():
    p = {f"markkina.{nimi}": getattr(EHDOT, nimi) for nimi in ma.Markkinaehdot.__slots__}
    assert ma.Markkinaehdot.parametreista(p) == EHDOT
