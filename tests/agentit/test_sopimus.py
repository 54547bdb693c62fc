"""Partnership agreement: the gate, round trips, the rule that makes one, goals."""

import json
import pickle

import numpy as np
import pytest

from agentit.sopimus import (
    Kumppanuussopimus,
    SopimusVirhe,
    palkkio_ja_seuraamus,
    saantosopimus,
    tavoitetoteuma,
)

PAKETIT = ("sote", "esh", "ikaantyneet")
P = {
    "ohjaus.virement": 0.1,
    "sopimus.ketjut": 0.2,
    "sopimus.kannustin": 0.05,
    "sopimus.seuraamus": 0.02,
    "sopimus.tavoitepainot": (0.4, 0.2, 0.2, 0.2),
}


def sopimus(**muutos):
    data = {"vuosi": 2021, "raha": 5e9, "virement": 0.1, "jako": {"sote": 0.2, "esh": 0.5, "ikaantyneet": 0.3}}
    return Kumppanuussopimus(**{**data, **muutos})


def test_all_errors_are_listed_at_once():
    with pytest.raises(SopimusVirhe) as virhe:
        sopimus(raha=-1, virement=2, ketjut="paljon", tavoitteet={"odotus": 3, "onni": 0.5}, synty="huhu")
    assert len(virhe.value.virheet) == 6
    assert "unknown goal" in str(virhe.value)


def test_split_must_sum_to_one():
    with pytest.raises(SopimusVirhe, match=r"add up to 0\.900000"):
        sopimus(jako={"sote": 0.4, "esh": 0.5})
    with pytest.raises(SopimusVirhe, match=r"jako.esh: nan"):
        sopimus(jako={"sote": 0.4, "esh": float("nan")})


def test_round_trip_through_json_and_pickle():
    s = sopimus(tavoitteet={"odotus": 0.5}, synty="neuvottelu")
    assert Kumppanuussopimus.from_dict(json.loads(json.dumps(s.as_dict()))) == s
    assert pickle.loads(pickle.dumps(s)) == s


def test_unknown_and_missing_items_are_named():
    with pytest.raises(SopimusVirhe) as virhe:
        Kumppanuussopimus.from_dict({"vuosi": 2021, "rahaa": 1, "jako": {}})
    assert virhe.value.virheet == ("rahaa: unknown item of a contract", "raha: missing", "virement: missing")


def test_the_contract_does_not_change_with_the_mapping_it_was_made_of():
    jako = {"sote": 0.5, "esh": 0.5}
    s = sopimus(jako=jako)
    jako["sote"] = 0.9
    assert s.jako["sote"] == 0.5
    with pytest.raises(AttributeError):
        s.raha = 1.0


def test_frame_in_euros_and_in_order():
    assert sopimus().kehys(("esh", "sote", "ikaantyneet")) == pytest.approx([2.5e9, 1e9, 1.5e9])
    with pytest.raises(SopimusVirhe, match=r"jako.vammais: missing; jako.ikaantyneet: no such package"):
        sopimus().kehys(("esh", "sote", "vammais"))


def test_rule_makes_a_contract_from_the_frame():
    s = saantosopimus(2022, 5.1e9, np.array([1.0, 3.0, 1.0]), PAKETIT, P)
    assert s.jako == pytest.approx({"sote": 0.2, "esh": 0.6, "ikaantyneet": 0.2})
    assert (s.virement, s.synty, s.kannustin) == (0.1, "saanto", 0.05)
    assert s.tavoitteet["odotus"] == 0.4
    assert s.kehys(PAKETIT).sum() == pytest.approx(5.1e9)


def test_goals_pay_bonus_above_and_sanction_below_expectation():
    s = saantosopimus(2022, 1e6, np.ones(3), PAKETIT, P)
    assert tavoitetoteuma({"odotus": 3.0, "terveysero": 1.0}, {"odotus": 1.0, "terveysero": 0.0}) == 0.75
    assert tavoitetoteuma({}, {}) == 0.5
    assert tavoitetoteuma({"odotus": 1.0}, {"odotus": 7.0}) == 1.0
    assert [palkkio_ja_seuraamus(s, t) for t in (0.0, 0.5, 1.0)] == pytest.approx([-20_000, 0, 50_000])
