"""Money matrix: conservation, splitting to the cent, refusals, views and pickling."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentit.raha import Raha, RahaVirhe, Tili, split_cents, to_cents

PAKETIT = ("sote", "suu", "esh", "rahoitus")


def kirjat(keskuksia: int = 3) -> Raha:
    tilit = [Tili("valtio", "valtio", True), Tili("jarjestaja", "jarjestaja"), Tili("liikelaitos", "liikelaitos")]
    tilit += [Tili(f"keskus {i}", "sotekeskukset") for i in range(keskuksia)]
    return Raha([*tilit, Tili("kansantalous", "kansantalous", True)], PAKETIT)


@given(st.integers(0, 10**12), st.lists(st.floats(0, 1e6), min_size=1, max_size=200))
def test_split_adds_up_and_is_fair(cents, weights):
    if not sum(weights) > 0:
        with pytest.raises(RahaVirhe):
            split_cents(cents, weights)
        return
    parts = split_cents(cents, weights)
    w = np.array(weights) / np.sum(weights)
    assert parts.sum() == cents
    assert (np.abs(parts - cents * w) <= 1 + 1e-3).all()
    assert (parts[w == 0] == 0).all()


def test_split_by_largest_remainder_gives_ties_to_the_first():
    assert split_cents(10_000, [1, 1, 1]).tolist() == [3334, 3333, 3333]
    assert split_cents(100, [1, 2, 4]).tolist() == [14, 29, 57]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [1, np.nan], [[1, 2]]])
def test_split_refuses_bad_weights(weights):
    with pytest.raises(RahaVirhe):
        split_cents(100, weights)


def test_to_cents_rounds_once():
    assert to_cents([1.234, 0.1 + 0.2, -0.006]).tolist() == [123, 30, -1]


def test_a_year_of_flows_is_conserved_to_the_cent():
    raha = kirjat(130)
    keskukset = [f"keskus {i}" for i in range(130)]
    vuosi = split_cents(500_000_000_000, [0.7, 4.3])  # 5 bn EUR: sums are split from the top down
    for sote, muu in zip(*(split_cents(int(osa), np.ones(12)) for osa in vuosi), strict=True):
        raha.transfer("valtio", "jarjestaja", "rahoitus", int(sote + muu))
        raha.split("jarjestaja", keskukset, "sote", int(sote), np.arange(1, 131))
        raha.transfer("jarjestaja", "liikelaitos", "esh", int(muu))
        rows = raha.close_month()
        assert len(rows) == 132
    raha.audit()
    assert raha.balance("jarjestaja") == 0
    assert raha.balances.sum() == 0
    assert raha.flows("jarjestaja") == {"liikelaitos": 430_000_000_000, "sotekeskukset": 70_000_000_000}
    assert sum(raha.money_tree().values()) == 2 * 500_000_000_000
    assert raha.flows("jarjestaja", slice(11, 12)) == {"liikelaitos": int(muu), "sotekeskukset": int(sote)}


def test_rows_are_sorted_unique_and_merge_repeated_postings():
    raha = kirjat()
    for sentit in (5, 7, 0):
        raha.transfer("valtio", "keskus 1", "suu", sentit)
    raha.transfer_many("valtio", ["keskus 2", "keskus 0"], ["sote", "esh"], np.array([3, 4]))
    rows = raha.close_month()
    assert rows.tolist() == [[0, 3, 2, 4], [0, 4, 1, 12], [0, 5, 0, 3]]
    assert raha.rows().tolist() == [[0, 0, 3, 2, 4], [0, 0, 4, 1, 12], [0, 0, 5, 0, 3]]
    assert len(raha.close_month()) == 0
    with pytest.raises(ValueError, match="read-only"):
        rows[0, 3] = 1


@pytest.mark.parametrize(
    ("teko", "sanoma"),
    [
        (lambda r: r.transfer("jarjestja", "liikelaitos", "esh", 1), "did you mean 'jarjestaja'"),
        (lambda r: r.transfer("valtio", "liikelaitos", "esk", 1), "unknown package 'esk'; did you mean 'esh'"),
        (lambda r: r.transfer("valtio", "valtio", "esh", 1), "pays itself"),
        (lambda r: r.transfer("valtio", "jarjestaja", "esh", -1), "negative"),
        (lambda r: r.transfer("valtio", "jarjestaja", "esh", 1.5), "whole number of cents"),
        (lambda r: r.transfer_many("valtio", ["jarjestaja"], "esh", np.array([1.0])), "use to_cents"),
        (lambda r: r.transfer("jarjestaja", "liikelaitos", "esh", 101), "has 1.00 EUR and cannot pay 1.01 EUR"),
        (
            lambda r: r.transfer_many("jarjestaja", ["liikelaitos", "keskus 1"], "esh", np.array([60, 60])),
            "cannot pay 1.20 EUR to liikelaitos and others",
        ),
        (lambda r: r.transfer_many(np.array([99]), np.array([0]), np.array([0]), np.array([1])), "out of range"),
        (lambda r: r.register(Tili("valtio", "x")), "exists already"),
    ],
)
def test_refusals_say_what_is_wrong_and_post_nothing(teko, sanoma):
    raha = kirjat()
    raha.transfer("valtio", "jarjestaja", "rahoitus", 100)
    before = raha.balances
    with pytest.raises(RahaVirhe, match=sanoma):
        teko(raha)
    assert (raha.balances == before).all()
    assert raha.close_month()[:, 3].tolist() == [100]


def test_balances_cannot_be_moved_outside_the_matrix():
    raha = kirjat()
    raha.balances[1] += 500
    assert raha.balance("jarjestaja") == 0
    raha._saldo[1] += 500
    with pytest.raises(RahaVirhe, match="outside the matrix: jarjestaja"):
        raha.close_month()
    with pytest.raises(RahaVirhe, match="jarjestaja"):
        raha.audit()


def test_accounts_may_open_later_and_carry_an_opening_balance():
    raha = kirjat()
    raha.transfer("valtio", "jarjestaja", "rahoitus", 50)
    raha.close_month()
    raha.register(Tili("uusi keskus", "yksityiset"), opening_cents=700)
    raha.transfer("uusi keskus", "kansantalous", "sote", 700)
    raha.close_month()
    raha.audit()
    assert raha.balances.sum() == 700


def test_books_pickle_and_go_on():
    raha = kirjat()
    raha.transfer("valtio", "jarjestaja", "rahoitus", 50)
    toinen = pickle.loads(pickle.dumps(raha))
    for r in (raha, toinen):
        r.transfer("jarjestaja", "liikelaitos", "esh", 20)
        r.close_month()
    assert (raha.rows() == toinen.rows()).all()
    assert (raha.balances == toinen.balances).all()
