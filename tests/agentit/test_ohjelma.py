"""The parameter programme: dated values, equality, forking points."""

import pickle

import pytest

from agentit.ohjelma import Ohjelma

POLUT = {"a.x": [(0, 0.8), (48, 0.9)], "a.y": [(0, False), (72, True)], "b.z": [(0, (1.0, 2.0))]}


def test_at_gives_the_values_in_force():
    ohjelma = Ohjelma(POLUT)
    assert ohjelma.at(0) == {"a.x": 0.8, "a.y": False, "b.z": (1.0, 2.0)}
    assert ohjelma.at(47)["a.x"] == 0.8
    assert ohjelma.at(48)["a.x"] == 0.9
    assert ohjelma.at(1000) == {"a.x": 0.9, "a.y": True, "b.z": (1.0, 2.0)}


def test_at_returns_a_dict_of_ones_own():
    ohjelma = Ohjelma(POLUT)
    ohjelma.at(0)["a.x"] = 5.0
    assert ohjelma.at(0)["a.x"] == 0.8


def test_at_refuses_months_before_the_start():
    with pytest.raises(ValueError, match="before the start"):
        Ohjelma(POLUT).at(-1)


def test_changes_are_told_in_their_month_only():
    ohjelma = Ohjelma(POLUT)
    assert [kk for kk in range(100) if ohjelma.changes(kk)] == [48, 72] == list(ohjelma.change_months)
    assert ohjelma.changes(72) == {"a.y": True}
    assert ohjelma.changes(0) == {}


@pytest.mark.parametrize("kk", range(0, 80, 7))
def test_at_is_the_sum_of_changes(kk):
    ohjelma = Ohjelma(POLUT)
    arvot = ohjelma.at(0)
    for k in range(1, kk + 1):
        arvot.update(ohjelma.changes(k))
    assert arvot == ohjelma.at(kk)


def test_steps_that_change_nothing_do_not_count():
    assert Ohjelma({"a.x": [(0, 1), (5, 1.0), (9, 2.0)]}) == Ohjelma({"a.x": [(0, 1.0), (9, 2)]})
    assert Ohjelma({"a.x": [(0, 0.0)]}) == Ohjelma({"a.x": [(0, -0.0)]})
    assert Ohjelma({"a.x": [(0, [1, 2])]}) == Ohjelma({"a.x": [(0, (1.0, 2.0))]})


def test_equal_programmes_have_equal_hashes_and_others_do_not():
    ohjelma, toinen = Ohjelma(POLUT), Ohjelma(dict(reversed(POLUT.items())))
    assert ohjelma == toinen
    assert hash(ohjelma) == hash(toinen)
    assert ohjelma.fingerprint == toinen.fingerprint
    assert ohjelma != ohjelma.with_values(10, {"a.x": 0.7})
    assert Ohjelma.constant({"a.x": True}) != Ohjelma.constant({"a.x": 1.0})
    assert Ohjelma.constant({"a.x": "1.0"}) != Ohjelma.constant({"a.x": 1.0})


def test_with_values_holds_from_its_month_to_the_end():
    ohjelma = Ohjelma(POLUT).with_values(24, {"a.x": 0.7})
    assert [ohjelma.at(kk)["a.x"] for kk in (0, 23, 24, 48, 160)] == [0.8, 0.8, 0.7, 0.7, 0.7]
    assert Ohjelma(POLUT).with_values(0, {"a.x": 0.7}).path("a.x") == ((0, 0.7),)
    with pytest.raises(KeyError):
        Ohjelma(POLUT).with_values(24, {"a.q": 1.0})


def test_first_difference_is_where_two_worlds_part():
    ohjelma = Ohjelma(POLUT)
    assert ohjelma.first_difference(ohjelma) is None
    assert ohjelma.first_difference(ohjelma.with_values(24, {"a.x": 0.7})) == 24
    assert ohjelma.first_difference(ohjelma.with_values(60, {"a.y": True})) == 60
    assert ohjelma.first_difference(ohjelma.with_values(72, {"a.y": False})) == 72
    assert ohjelma.first_difference(Ohjelma.constant({"a.x": 1.0})) == 0


@pytest.mark.parametrize("polku", [[], [(1, 0.5)], [(0, 0.5), (0, 0.6)], [(0, 1.0), (9, 2.0), (5, 3.0)]])
def test_unordered_paths_are_refused(polku):
    with pytest.raises(ValueError, match="rise from 0"):
        Ohjelma({"a.x": polku})


def test_pickles():
    ohjelma = pickle.loads(pickle.dumps(Ohjelma(POLUT)))
    assert ohjelma == Ohjelma(POLUT)
    assert ohjelma.at(50) == Ohjelma(POLUT).at(50)
