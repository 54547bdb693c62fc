"""Agents in columns behave as Mesa agents: the same test, where it can be, on columns and on ordinary agents."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable

import mesa
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentit.sarakkeet import Column, ColumnAgent, ColumnAgentSet, ColumnModel


class Henkilo(ColumnAgent):
    """A person of the tests."""

    elossa = Column("i1", doc="1 = alive")
    ika = Column("i1", default=30, doc="years")
    tulo = Column("f4", doc="EUR")
    nainen = Column("?", doc="truth value")

    def vanhenee(self, vuosia: int = 1) -> int:
        self.ika += vuosia
        return self.ika

    @property
    def elakkeella(self) -> bool:
        return self.ika >= 65


class Tavallinen(mesa.Agent):
    """The same as an ordinary Mesa agent."""

    def __init__(self, model: mesa.Model, ika: int, tulo: float, nainen: bool) -> None:
        super().__init__(model)
        self.ika, self.tulo, self.nainen = ika, tulo, nainen

    vanhenee = Henkilo.vanhenee
    elakkeella = Henkilo.elakkeella


class Talo(mesa.Agent):
    """An agent of another type."""

    def __init__(self, model: mesa.Model, ika: int) -> None:
        super().__init__(model)
        self.ika = ika

    def vanhenee(self, vuosia: int = 1) -> int:
        self.ika += vuosia
        return self.ika


class Kyla(ColumnModel):
    """n persons, of whom the last fifth isn't here yet, and three houses."""

    def __init__(self, n: int = 50, rng: int = 1) -> None:
        super().__init__(rng=rng)
        Talo.create_agents(self, 3, [100, 200, 300])
        people = ColumnAgentSet(
            self, Henkilo, n, ids=np.arange(n) + 1000, extra={"paino": Column("f8", 70.0)}, active="elossa"
        )
        people.columns["ika"][:] = self.rng.integers(0, 100, n)
        people.columns["tulo"][:] = self.rng.normal(2000, 500, n)
        people.columns["nainen"][:] = self.rng.random(n) < 0.5
        people.activate(0, n * 4 // 5)
        self.add_column_set(people)
        self.data = mesa.DataCollector(
            model_reporters={"vaki": vaki}, agenttype_reporters={Henkilo: {"ika": ika}, Talo: {"ika": ika}}
        )

    @property
    def ihmiset(self) -> ColumnAgentSet:
        return self.agents_by_type[Henkilo]

    def step(self) -> None:
        self.data.collect(self)
        self.ihmiset.shuffle_do("vanhenee")
        self.ihmiset.select(lambda a: a.ika > 95).do("remove")


def ika(agent: mesa.Agent) -> int:
    """A reporter by name would do as well, but Mesa cannot pickle one."""
    return agent.ika


def vaki(model: Kyla) -> int:
    """Living persons."""
    return len(model.ihmiset)


@pytest.fixture
def kyla() -> Kyla:
    return Kyla()


def twin(kyla: Kyla) -> mesa.agentset.AgentSet:
    """Ordinary agents with the same attributes as the living, in order."""
    other = mesa.Model(rng=1)
    rows = kyla.ihmiset.get(["ika", "tulo", "nainen"])
    other.kept = [Tavallinen(other, *row) for row in rows]
    return other.agents


# one agent


def test_an_agent_is_a_mesa_agent(kyla: Kyla) -> None:
    a = kyla.ihmiset.agent(3)
    assert isinstance(a, mesa.Agent)
    assert a.model is kyla
    assert a.rng is kyla.rng
    assert a.random is kyla.random
    assert a.unique_id == 1003
    assert a == kyla.ihmiset[3] == kyla.ihmiset.by_id(1003)
    assert a is not kyla.ihmiset[3]
    assert len({a, kyla.ihmiset[3], kyla.ihmiset[4]}) == 2
    assert a != Kyla().ihmiset.agent(3)
    with pytest.raises(KeyError):
        kyla.ihmiset.by_id(3)


def test_attributes_are_cells_and_plain_numbers(kyla: Kyla) -> None:
    a = kyla.ihmiset[3]
    a.ika = 64
    assert kyla.ihmiset.columns["ika"][3] == 64
    assert type(a.ika) is int
    assert type(a.tulo) is float
    assert type(a.nainen) is bool
    assert a.ika * 12 == 768  # no int8 that overflows
    assert not a.elakkeella
    assert a.vanhenee() == 65
    assert a.elakkeella
    assert a.paino == 70.0
    a.paino = 71.5
    assert kyla.ihmiset.columns["paino"][3] == 71.5
    assert Henkilo.ika.doc == "years"
    assert list(Henkilo.columns()) == ["elossa", "ika", "tulo", "nainen"]


def test_what_is_no_column_is_not_silently_lost(kyla: Kyla) -> None:
    with pytest.raises(AttributeError, match="declare it as a Column"):
        kyla.ihmiset[0].lempivari = "sininen"
    with pytest.raises(AttributeError, match="no column or attribute 'lempivari'"):
        _ = kyla.ihmiset[0].lempivari
    assert not hasattr(kyla.ihmiset[0], "lempivari")


def test_columns_are_inherited() -> None:
    class Lapsi(Henkilo):
        koulussa = Column("i1")

    assert list(Lapsi.columns()) == ["elossa", "ika", "tulo", "nainen", "koulussa"]


# the model


def test_the_model_knows_them_all(kyla: Kyla) -> None:
    assert len(kyla.agents) == 43
    assert kyla.ihmiset[0] in kyla.agents
    assert kyla.agents_by_type[Talo].to_list()[0] in kyla.agents
    assert set(kyla.agent_types) == {Talo, Henkilo}
    assert len(kyla.agents.select(agent_type=Talo)) == 3
    assert isinstance(kyla.agents.select(agent_type=Henkilo), ColumnAgentSet)
    assert len(kyla.agents.select(lambda a: a.ika > 90)) == 3 + int((kyla.ihmiset["ika"] > 90).sum())
    assert len(kyla.agents.select(at_most=5)) == 5
    assert len(kyla.agents.select(at_most=0.5)) == 21
    assert kyla.agents.get("ika")[:4] == [100, 200, 300, kyla.ihmiset[0].ika]
    assert kyla.agents.agg("ika", max) == 300
    assert len(list(kyla.agents)) == len(kyla.agents.to_list()) == 43
    groups = kyla.agents.groupby(lambda a: type(a).__name__)
    assert groups.count() == {"Talo": 3, "Henkilo": 40}
    assert kyla.agents.sort("ika").to_list()[0].ika == 300
    assert sorted(kyla.agents.shuffle().get("ika")) == sorted(kyla.agents.get("ika"))


def test_methods_of_all(kyla: Kyla) -> None:
    before = kyla.agents.get("ika")
    kyla.agents.do("vanhenee")
    kyla.agents.shuffle_do("vanhenee", 2)
    assert kyla.agents.map(lambda a: a.ika) == [x + 3 for x in before]
    kyla.agents.set("ika", 7)
    assert set(kyla.agents.get("ika")) == {7}
    with pytest.raises(TypeError):
        kyla.agents.add(kyla.ihmiset[0])
    with pytest.raises(TypeError):
        kyla.agents.shuffle(inplace=True)


def test_agents_leave(kyla: Kyla) -> None:
    first = kyla.ihmiset[0]
    first.remove()
    assert first not in kyla.agents
    assert first not in kyla.ihmiset
    assert len(kyla.agents) == 42
    assert first.elossa == 2
    with pytest.raises(KeyError):
        kyla.ihmiset.remove(first)
    kyla.ihmiset.discard(first)
    kyla.agents.remove(kyla.agents_by_type[Talo].to_list()[0])
    kyla.agents.discard(kyla.ihmiset[0])
    assert len(kyla.agents) == 40
    kyla.ihmiset.add(first)
    assert first in kyla.ihmiset
    with pytest.raises(TypeError, match="activate"):
        kyla.ihmiset.add(Kyla().ihmiset[0])
    kyla.remove_all_agents()
    assert len(kyla.agents) == 0


def test_births_and_deaths(kyla: Kyla) -> None:
    born = kyla.ihmiset.activate(40, 45)
    assert len(born) == 5
    assert len(kyla.ihmiset) == 45
    assert [a.unique_id for a in born] == list(range(1040, 1045))
    kyla.ihmiset.deactivate(np.array([0, 1, 40]), 3)
    assert (len(kyla.ihmiset), len(born)) == (42, 4)
    kyla.ihmiset.deactivate(kyla.ihmiset.columns["ika"] > 50)
    assert kyla.ihmiset["ika"].max() <= 50


def test_two_models_never_touch() -> None:
    a, b = Kyla(), Kyla()
    before = b.ihmiset["ika"].copy()
    a.ihmiset.do("vanhenee")
    a.ihmiset.set("tulo", 0)
    assert np.array_equal(b.ihmiset["ika"], before)
    assert a.ihmiset[0] not in b.agents


def test_a_model_without_columns_is_an_ordinary_model() -> None:
    m = ColumnModel(rng=1)
    Talo.create_agents(m, 2, 5)
    assert len(m.agents) == 2
    assert m.agents is m._all_agents


def test_create_agents_as_in_mesa() -> None:
    class Lintu(ColumnAgent):
        paino = Column("f4")

    m = ColumnModel(rng=1)
    Talo.create_agents(m, 2, 5)
    birds = Lintu.create_agents(m, 4, paino=[1, 2, 3, 4])
    assert len(birds) == 4
    assert [b.unique_id for b in birds] == [3, 4, 5, 6]
    assert Talo(m, 1).unique_id == 7
    assert birds.agg("paino", [min, max]) == [1, 4]
    birds[0].remove()
    assert birds.columns["active"].tolist() == [2, 1, 1, 1]


def test_ids_are_different(kyla: Kyla) -> None:
    with pytest.raises(ValueError, match="3 different ids"):
        ColumnAgentSet(kyla, Henkilo, 3, ids=[1, 1, 2])


# sets: as Mesa's


SAME: dict[str, Callable] = {
    "len": len,
    "get": lambda s: list(s.get("ika")),
    "get property": lambda s: list(s.get("elakkeella")),
    "get several": lambda s: s.get(["ika", "nainen"]),
    "get default": lambda s: list(s.get("puuttuu", "default", 5)),
    "agg": lambda s: s.agg("ika", [min, max, sum]),
    "agg one": lambda s: s.agg("ika", lambda ages: len(ages)),
    "select": lambda s: list(s.select(lambda a: a.ika > 30).get("ika")),
    "select most": lambda s: list(s.select(lambda a: a.ika > 30, at_most=4).get("ika")),
    "select share": lambda s: list(s.select(at_most=0.25).get("ika")),
    "select one": lambda s: list(s.select(at_most=1).get("ika")),
    "sort": lambda s: list(s.sort("ika").get("tulo")),
    "sort up": lambda s: list(s.sort("tulo", ascending=True).get("tulo")),
    "sort by function": lambda s: list(s.sort(lambda a: (a.nainen, a.ika)).get("tulo")),
    "groups": lambda s: {k: list(g.get("ika")) for k, g in s.groupby("nainen")},
    "groups by function": lambda s: s.groupby(lambda a: a.ika // 10).count(),
    "groups agg": lambda s: s.groupby("nainen").agg("ika", max),
    "groups map": lambda s: s.groupby("nainen").map(len),
    "groups do": lambda s: [len(g) for _, g in s.groupby("elakkeella").do("do", "vanhenee")],
    "groups of lists": lambda s: {k: len(v) for k, v in s.groupby("nainen", result_type="list")},
    "map": lambda s: s.map("vanhenee", 2),
    "map function": lambda s: s.map(lambda a, n: a.ika + n, 5),
    "do": lambda s: list(s.do("vanhenee").do(lambda a: a.vanhenee()).get("ika")),
    "set": lambda s: list(s.set("ika", 5).get("ika")),
    "shuffle": lambda s: sorted(s.shuffle().get("tulo")),
    "contains": lambda s: all(a in s for a in s),
    "copy": lambda s: len(copy.copy(s)),
    "list": lambda s: len(s.to_list()),
}


@pytest.mark.parametrize("what", SAME)
def test_the_same_as_mesas_own_set(kyla: Kyla, what: str) -> None:
    kyla.ihmiset.agent(5).remove()
    ordinary = twin(kyla)
    mine, theirs = SAME[what](kyla.ihmiset), SAME[what](ordinary)
    if isinstance(mine, dict):
        assert {k: mine[k] for k in sorted(mine)} == {k: theirs[k] for k in sorted(theirs)}
    else:
        assert mine == theirs


@given(st.lists(st.integers(0, 5), min_size=1, max_size=30), st.integers(0, 30))
@settings(max_examples=40, deadline=None)
def test_groups_cover_the_living_once(keys: list[int], dead: int) -> None:
    m = ColumnModel(rng=1)
    people = ColumnAgentSet(m, Henkilo, len(keys), active="elossa")
    people.activate(0, len(keys))
    people.set("ika", keys)
    people.deactivate(np.arange(len(keys))[:dead])
    groups = people.groupby("ika")
    assert sum(groups.count().values()) == len(people)
    assert list(groups.groups) == sorted(set(keys[dead:]))
    rows = [r for _, g in groups for r in g.rows]
    assert sorted(rows) == people.rows.tolist()
    assert groups.agg("ika", np.min) == {k: k for k in groups.groups}


def test_masks(kyla: Kyla) -> None:
    people = kyla.ihmiset
    old = people.select(people["ika"] > 50)
    assert np.array_equal(old["ika"], people["ika"][people["ika"] > 50])
    assert np.array_equal(people.select(people.columns["ika"] > 50).rows, old.rows)
    assert len(old.select(old["nainen"])) == int((people["nainen"] & (people["ika"] > 50)).sum())
    with pytest.raises(ValueError, match="the mask has 3 values"):
        people.select(np.ones(3, bool))
    with pytest.raises(TypeError, match="truth values"):
        people.select(people["ika"])
    with pytest.raises(TypeError, match="agent_type"):
        kyla.agents.select(np.ones(43, bool))


def test_a_selection_follows_the_living_and_can_change_in_place(kyla: Kyla) -> None:
    some = kyla.ihmiset.select(at_most=10)
    some[0].remove()
    assert len(some) == 9
    some.sort("ika", inplace=True)
    assert some["ika"].tolist() == sorted(some["ika"].tolist(), reverse=True)
    some.select(lambda a: a.nainen, inplace=True)
    assert some["nainen"].all()
    with pytest.raises(TypeError, match="inplace=False"):
        kyla.ihmiset.sort("ika", inplace=True)
    with pytest.raises(AttributeError):
        some.set("lempivari", 1)


def test_who_is_removed_before_its_turn_is_not_called(kyla: Kyla) -> None:
    called = []

    def visit(agent: Henkilo) -> None:
        called.append(agent.row)
        for other in (agent.row + 1, agent.row + 2):
            kyla.ihmiset.deactivate(np.array([other]))

    kyla.ihmiset.do(visit)
    assert called == list(range(0, 40, 3))


def test_shuffling_is_by_the_models_seed() -> None:
    orders = [[a.row for a in Kyla(rng=seed).ihmiset.shuffle()] for seed in (1, 1, 2)]
    assert orders[0] == orders[1] != orders[2]
    seen: list[int] = []
    Kyla().ihmiset.shuffle_do(lambda a: seen.append(a.row))
    assert sorted(seen) == list(range(40)) != seen


def test_set_operations(kyla: Kyla) -> None:
    old, women = kyla.ihmiset.select(kyla.ihmiset["ika"] > 50), kyla.ihmiset.select(kyla.ihmiset["nainen"])
    assert len(old & women) == sum(a.nainen for a in old)
    assert len(old | women) == len(old) + len(women) - len(old & women)
    assert repr(kyla.ihmiset) == "<40 x Henkilo>"
    assert repr(kyla.ihmiset[0]) == "<Henkilo 1000>"


# with the rest of Mesa


def test_data_collector_and_steps(kyla: Kyla) -> None:
    kyla.run_for(3)
    table = kyla.data.get_agenttype_vars_dataframe(Henkilo)
    assert table.loc[1.0].shape[0] == 40
    first, second = table.loc[1.0]["ika"], table.loc[2.0]["ika"]
    assert (second - first.reindex(second.index) == 1).all()
    assert kyla.data.get_agenttype_vars_dataframe(Talo).shape[0] == 9
    assert kyla.data.get_model_vars_dataframe()["vaki"].tolist()[0] == 40
    assert kyla.ihmiset["ika"].max() <= 95


def test_a_pickled_model_goes_on_as_the_original(kyla: Kyla) -> None:
    kyla.run_for(2)
    kyla.kaveri = kyla.ihmiset.agent(7)
    other: Kyla = pickle.loads(pickle.dumps(kyla))
    assert other.kaveri == other.ihmiset.agent(7)
    assert other.kaveri.model is other
    assert other.kaveri != kyla.kaveri
    for m in (kyla, other):
        m.run_for(3)
    assert np.array_equal(kyla.ihmiset.rows, other.ihmiset.rows)
    assert np.array_equal(kyla.ihmiset["ika"], other.ihmiset["ika"])
    assert kyla.random.random() == other.random.random()
    kyla.ihmiset.set("ika", 1)
    assert other.ihmiset["ika"].max() > 1
    some = pickle.loads(pickle.dumps(kyla.ihmiset.select(at_most=3)))
    assert len(some) == 3
    assert some[0] in some.model.agents
    one = pickle.loads(pickle.dumps(kyla.ihmiset.agent(4)))
    assert one.unique_id == 1004
    assert one in one.model.agents


def test_a_million_agents_cost_their_columns_only() -> None:
    m = ColumnModel(rng=1)
    people = ColumnAgentSet(m, Henkilo, 1_000_000, active="elossa")
    people.activate(0, 1_000_000)
    m.add_column_set(people)
    assert len(m.agents) == 1_000_000
    assert sum(c.nbytes for c in people.columns.values()) == 7_000_000
    assert sum(a.ika for a in people.select(at_most=10)) == 300
    assert people.groupby("ika").count() == {30: 1_000_000}
    assert people.agg("ika", sum) == 30_000_000  # of int8
