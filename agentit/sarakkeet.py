"""Agents in columns: a million Mesa agents whose attributes are cells of NumPy columns.

A `ColumnAgent` is a `mesa.Agent` made on demand: it holds its set and its row, nothing else. A `ColumnAgentSet` is a
Mesa agent set over columns that belong to one model; a selection of it is a list of rows over the same columns.
`ColumnModel` makes `model.agents` and `model.agents_by_type` include them, so Mesa's own tools (DataCollector, groupby,
SolaraViz) see every agent.

Rows are allocated once. A row is live when its active column is 1; births make a block of rows live, deaths set another
value. A rule of one agent over all rows is `agentit.saannot`.

What this leans on in Mesa 3.5 beyond everyday use: `mesa.agentset.AbstractAgentSet` and `GroupBy` (importable, made for
subclassing); `AgentSet._update`; `Model.agents`, `agents_by_type` and `agent_types` as properties that a subclass
overrides; `Model.agent_id_counter`; that `Agent.__init__` is what registers an agent, which column agents never call.
Datasets of `model.data_registry` don't see column agents.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from random import Random
from typing import Any, Literal, NoReturn, Self

import mesa
import numpy as np
import numpy.typing as npt
from mesa.agentset import AbstractAgentSet, AgentSet, GroupBy

from agentit.hylly import Shelf

__all__ = ["Column", "ColumnAgent", "ColumnAgentSet", "ColumnModel"]

Array = npt.NDArray[Any]
Rows = npt.NDArray[np.intp]
LIVE = 1


class Column:
    """One attribute of an agent = one cell of a column: its dtype, default, and doc: what it means, in which unit."""

    def __init__(self, dtype: npt.DTypeLike, default: Any = 0, doc: str = "") -> None:
        self.dtype, self.default, self.doc = np.dtype(dtype), default, doc
        self.__doc__ = doc
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, agent: ColumnAgent | None, owner: type | None = None) -> Any:
        return self if agent is None else agent._set.columns[self.name].item(agent._row)

    def __set__(self, agent: ColumnAgent, value: Any) -> None:
        agent._set.columns[self.name][agent._row] = value

    def allocate(self, n: int) -> Array:
        """A column of n cells, all at the default."""
        return np.full(n, self.default, self.dtype) if self.default else np.zeros(n, self.dtype)


class ColumnAgent(mesa.Agent):
    """An agent whose attributes are cells of its set's columns; two of them are equal when they are the same row.

    Subclasses declare `Column`s and may have methods and properties. Reading a column gives a plain Python number.
    """

    def __init__(self, agents: ColumnAgentSet, row: int) -> None:  # registers nothing: the set is what the model knows
        object.__setattr__(self, "_set", agents)
        object.__setattr__(self, "_row", row)

    @property
    def model(self) -> mesa.Model:
        """The model this agent lives in."""
        return self._set.model

    @property
    def unique_id(self) -> int:
        """Permanent number of this agent."""
        return int(self._set.ids[self._row])

    @property
    def row(self) -> int:
        """Its row in the columns."""
        return self._row

    @property
    def pos(self) -> None:
        """Column agents stand in no space."""
        return None

    def __getattr__(self, name: str) -> Any:
        columns = self.__dict__["_set"].columns if "_set" in self.__dict__ else {}
        if name in columns:  # one given to the set beside those of the class
            return columns[name].item(self._row)
        raise AttributeError(f"{type(self).__name__} has no column or attribute '{name}'")

    def __setattr__(self, name: str, value: Any) -> None:
        columns = self._set.columns
        if name in columns:
            columns[name][self._row] = value
        elif isinstance(getattr(type(self), name, None), property):
            object.__setattr__(self, name, value)
        else:
            kind = type(self).__name__
            raise AttributeError(f"'{name}' would be forgotten: {kind} keeps only columns; declare it as a Column")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ColumnAgent) and other._set is self._set and other._row == self._row

    def __hash__(self) -> int:
        return hash((id(self._set), self._row))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._set, self._row)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.unique_id}>"

    def remove(self) -> None:
        """Takes the agent out of its set; its row keeps its cells."""
        self._set.discard(self)

    @classmethod
    def columns(cls) -> dict[str, Column]:
        """Columns declared by this class and its bases, bases first."""
        return {k: c for base in reversed(cls.__mro__) for k, c in vars(base).items() if isinstance(c, Column)}

    @classmethod
    def create_agents(cls, model: mesa.Model, n: int, *args: Any, **columns: Any) -> ColumnAgentSet:
        """As in Mesa: n live agents of this type; keyword values are one value or n of them. For a ColumnModel."""
        if args:
            raise TypeError("give columns by name")
        agents = ColumnAgentSet(model, cls, n)
        for name, value in columns.items():
            agents.columns[name][:] = value
        agents.activate(0, n)
        model.add_column_set(agents)
        return agents


class ColumnAgentSet(AbstractAgentSet):
    """All agents of one type, or a selection of them in some order. All its methods concern live rows only.

    `columns`: name -> (rows,) array, live or not; rules and vectorised code work on these. `declared`: name -> Column.
    `ids`: (rows,) uint64 permanent numbers.
    """

    def __init__(
        self,
        model: mesa.Model,
        agent_type: type[ColumnAgent],
        n: int,
        ids: Array | None = None,
        extra: Mapping[str, Column] | None = None,
        active: str = "active",
        gone: int = 2,
    ) -> None:
        """Allocates n rows at the columns' defaults; `extra` are columns beside those that the type declares.

        `active` names the column that is 1 in live rows, added when not declared; `gone` is what it becomes when an
        agent is removed. Without `ids` the model's next n numbers are taken.
        Raises ValueError when ids are not n different numbers.
        """
        declared = {**agent_type.columns(), **(extra or {})}
        declared.setdefault(active, Column("i1", doc="1 = live"))
        self.columns: dict[str, Array] = Shelf({name: c.allocate(n) for name, c in declared.items()})
        self.declared = declared
        self.ids = self._numbers(model, n) if ids is None else np.ascontiguousarray(ids, np.uint64)
        in_order = np.sort(self.ids)  # far quicker than np.unique on two million
        if self.ids.shape != (n,) or (in_order[1:] == in_order[:-1]).any():
            raise ValueError(f"{n} rows need {n} different ids")
        self.model, self.agent_type, self.active, self.gone = model, agent_type, active, gone
        self._all: ColumnAgentSet = self
        self._rows: Rows | None = None

    @staticmethod
    def _numbers(model: mesa.Model, n: int) -> Array:
        first = model.agent_id_counter
        model.agent_id_counter += n
        return np.arange(first, first + n, dtype=np.uint64)

    def _of(self, rows: Rows) -> ColumnAgentSet:
        """A selection: these rows of the same columns."""
        view = object.__new__(type(self))
        view.__dict__.update(self.__dict__, _rows=np.asarray(rows, np.intp))
        return view

    # rows

    @property
    def random(self) -> Random:
        """The model's generator, for shuffling."""
        return self.model.random

    @property
    def live(self) -> npt.NDArray[np.bool_]:
        """(rows,) which rows are live, whatever the selection."""
        return self.columns[self.active] == LIVE

    @property
    def rows(self) -> Rows:
        """Numbers of the live rows, in the order of this set."""
        return (
            np.flatnonzero(self.live)
            if self._rows is None
            else self._rows[self.columns[self.active][self._rows] == LIVE]
        )

    def activate(self, start: int, stop: int) -> ColumnAgentSet:
        """Births: the block of rows start..stop begins to live. Returns them as a selection."""
        self.columns[self.active][start:stop] = LIVE
        return self._of(np.arange(start, stop))

    def deactivate(self, rows: Array, value: int | None = None) -> None:
        """Deaths: rows (numbers or a mask over all rows) live no more; `value` says why, by default `gone`."""
        self.columns[self.active][rows] = self.gone if value is None else value

    def agent(self, row: int) -> ColumnAgent:
        """The agent in a row, live or not."""
        return self.agent_type(self._all, int(row))

    def by_id(self, unique_id: int) -> ColumnAgent:
        """The agent of a permanent number, live or not. Raises KeyError."""
        found = np.flatnonzero(self.ids == np.uint64(unique_id))
        if not len(found):
            raise KeyError(unique_id)
        return self.agent(found[0])

    # a set

    def __len__(self) -> int:
        return int(np.count_nonzero(self.live)) if self._rows is None else len(self.rows)

    def __iter__(self) -> Iterator[ColumnAgent]:
        whole, make = self._all, self.agent_type
        return (make(whole, row) for row in self.rows.tolist())

    def __contains__(self, agent: object) -> bool:
        if (
            not isinstance(agent, ColumnAgent)
            or agent._set is not self._all
            or self.columns[self.active][agent._row] != LIVE
        ):
            return False
        return self._rows is None or agent._row in self._rows

    def __getitem__(self, key: str | int) -> Any:
        """The live cells of a column, or the agent in that place of this set."""
        return self.get(key) if isinstance(key, str) else self.agent(self.rows[key])

    def __repr__(self) -> str:
        return f"<{len(self):,} x {self.agent_type.__name__}>"

    def __copy__(self) -> ColumnAgentSet:
        return self._of(self.rows)

    copy = __copy__

    @classmethod
    def _from_iterable(cls, agents: Iterable[ColumnAgent]) -> set[ColumnAgent]:
        return set(agents)

    def to_list(self) -> list[ColumnAgent]:
        """All of them as objects."""
        return list(self)

    def add(self, agent: ColumnAgent) -> None:
        """Makes a row of this store live (again). Raises TypeError for anything else: new rows come with the set."""
        if not isinstance(agent, ColumnAgent) or agent._set is not self._all:
            raise TypeError("rows are allocated with the set; make a block of them live with activate(start, stop)")
        self.columns[self.active][agent._row] = LIVE

    def discard(self, agent: ColumnAgent) -> None:
        """Takes an agent out of the model, if it is here."""
        if agent in self:
            self.columns[self.active][agent._row] = self.gone

    def remove(self, agent: ColumnAgent) -> None:
        """Takes an agent out of the model. Raises KeyError when it is not here."""
        if agent not in self:
            raise KeyError(agent)
        self.discard(agent)

    def _update(self, agents: Iterable[ColumnAgent]) -> Self:
        return self._become(np.fromiter((a._row for a in agents), np.intp))

    def _become(self, rows: Rows) -> Self:
        if self._all is self:
            raise TypeError("the set of all agents has no order of its own to change in place: take inplace=False")
        self._rows = rows
        return self

    def _taken(self, rows: Rows, inplace: bool) -> ColumnAgentSet:
        return self._become(rows) if inplace else self._of(rows)

    # Mesa's set methods

    def select(
        self,
        filter_func: Callable[[Any], bool] | Array | None = None,
        at_most: float = float("inf"),
        inplace: bool = False,
        agent_type: type[mesa.Agent] | None = None,
    ) -> ColumnAgentSet:
        """A selection by a mask (over this set or over all rows) or by a function of one agent.

        Of these the first `at_most`: a number, or as in Mesa a share of this set when it is a float up to 1.0.
        """
        rows = self.rows
        n = len(rows)
        if agent_type is not None and not issubclass(self.agent_type, agent_type):
            rows = rows[:0]
        elif isinstance(filter_func, np.ndarray):
            rows = rows[self._mask(filter_func, rows)]
        elif filter_func is not None:
            make, whole = self.agent_type, self._all
            rows = rows[np.fromiter((bool(filter_func(make(whole, r))) for r in rows.tolist()), bool, n)]
        if at_most != float("inf"):
            rows = rows[: int(n * at_most) if isinstance(at_most, float) and at_most <= 1.0 else int(at_most)]
        return self._taken(rows, inplace)

    def _mask(self, mask: Array, rows: Rows) -> Array:
        if mask.dtype != bool:
            raise TypeError(f"a selection is a mask of truth values, not {mask.dtype}")
        if mask.shape == rows.shape:
            return mask
        if mask.shape == self.ids.shape:
            return mask[rows]
        raise ValueError(f"the mask has {len(mask)} values; this set has {len(rows)} agents in {len(self.ids)} rows")

    def get(
        self,
        attr_names: str | Sequence[str],
        handle_missing: Literal["error", "default"] = "error",
        default_value: Any = None,
    ) -> Any:
        """Values in order: an array for a column, a list for another attribute; for several names a list per agent."""
        if not isinstance(attr_names, str):
            each = [self.get(a, handle_missing, default_value) for a in attr_names]
            return [
                list(values)
                for values in zip(*(v.tolist() if isinstance(v, np.ndarray) else v for v in each), strict=True)
            ]
        if attr_names in self.columns:
            column = self.columns[attr_names]
            return column[self.live] if self._rows is None else column[self.rows]
        if attr_names == "unique_id":
            return self.ids[self.rows]
        if handle_missing not in ("error", "default"):
            raise ValueError(f"handle_missing is 'error' or 'default', not {handle_missing!r}")
        extra = () if handle_missing == "error" else (default_value,)
        return [getattr(agent, attr_names, *extra) for agent in self]

    def agg(self, attribute: str, func: Callable[[Any], Any] | Iterable[Callable[[Any], Any]]) -> Any:
        """One or several functions of the values in order; Python's sum, min and max are NumPy's, in 64 bits."""
        values = self.get(attribute)
        if isinstance(func, Iterable):
            return [_aggregate(f, values) for f in func]
        return _aggregate(func, values)

    def set(self, attr_name: str, value: Any) -> Self:
        """Sets a column of live agents to one value, or to one value each."""
        if attr_name not in self.columns:
            raise AttributeError(f"{self.agent_type.__name__} has no column '{attr_name}'")
        self.columns[attr_name][self.rows] = value
        return self

    def groupby(
        self, by: Callable[[Any], Hashable] | str, result_type: Literal["agentset", "list"] = "agentset"
    ) -> GroupBy:
        """Groups by a column (in order of its values), an attribute or a function of one agent (as they come)."""
        keys = self.get(by) if isinstance(by, str) else [by(agent) for agent in self]
        if isinstance(keys, np.ndarray):
            values, place = np.unique(keys, return_inverse=True)
        else:
            seen: dict[Hashable, int] = {}
            place = np.fromiter((seen.setdefault(k, len(seen)) for k in keys), np.intp, len(keys))
            values = np.empty(len(seen), object)
            values[:] = list(seen)
        rows = self.rows[np.argsort(place, kind="stable")]
        parts = np.split(rows, np.cumsum(np.bincount(place, minlength=len(values)))[:-1]) if len(values) else []
        groups = {k: self._of(part) for k, part in zip(values.tolist(), parts, strict=True)}
        return (
            _ColumnGroups(groups) if result_type == "agentset" else GroupBy({k: g.to_list() for k, g in groups.items()})
        )

    def shuffle(self, inplace: bool = False) -> ColumnAgentSet:
        """The same agents in random order (model.random)."""
        rows = self.rows.tolist()
        self.random.shuffle(rows)
        return self._taken(np.array(rows, np.intp), inplace)

    def sort(self, key: Callable[[Any], Any] | str, ascending: bool = False, inplace: bool = False) -> ColumnAgentSet:
        """Ordered by a column, an attribute or a function: descending unless told, equal ones keep their order."""
        values = self.get(key) if isinstance(key, str) else [key(agent) for agent in self]
        rows = self.rows
        if isinstance(values, np.ndarray) and values.dtype.kind in "iufb":
            rank = np.unique(values, return_inverse=True)[1]
            return self._taken(rows[np.argsort(rank if ascending else -rank, kind="stable")], inplace)
        order = sorted(range(len(rows)), key=values.__getitem__, reverse=not ascending)
        return self._taken(rows[order], inplace)

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Self:
        """Calls a method, or a function of one agent, for each that is still live when its turn comes."""
        for _ in self._each(self, method, args, kwargs):
            pass
        return self

    def shuffle_do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Self:
        """As `do`, in random order."""
        for _ in self._each(self.shuffle(), method, args, kwargs):
            pass
        return self

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """As `do`, and returns the results."""
        return list(self._each(self, method, args, kwargs))

    @staticmethod
    def _each(
        agents: ColumnAgentSet, method: str | Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Iterator[Any]:
        active = agents.columns[agents.active]
        for agent in agents:
            if active[agent._row] == LIVE:
                yield (
                    getattr(agent, method)(*args, **kwargs)
                    if isinstance(method, str)
                    else method(agent, *args, **kwargs)
                )


_BUILTIN: dict[Any, Callable[[Any], Any]] = {
    sum: lambda v: v.sum(dtype=np.float64 if v.dtype.kind == "f" else np.int64),
    min: np.min,
    max: np.max,
}


def _aggregate(func: Callable[[Any], Any], values: Any) -> Any:
    """Python's own sum over a column of small whole numbers would overflow without a word."""
    if isinstance(values, np.ndarray) and func in _BUILTIN:
        return _BUILTIN[func](values).item()
    return func(values)


class _ColumnGroups(GroupBy):
    """Groups of column agents: aggregates columns, not objects."""

    def agg(self, attr_name: str, func: Callable[[Any], Any]) -> dict[Hashable, Any]:
        return {k: group.agg(attr_name, func) for k, group in self.groups.items()}


class _KeptAgentSet(AgentSet):
    """An ordinary agent set that holds its agents: column agents are made on demand and nobody else does."""

    def __init__(self, agents: Iterable[mesa.Agent], random: Random | None = None) -> None:
        self._kept = list(agents)
        super().__init__(self._kept, random)

    def _update(self, agents: Iterable[mesa.Agent]) -> Self:
        self._kept = list(agents)
        return super()._update(self._kept)

    def shuffle(self, inplace: bool = False) -> AgentSet:
        kept = list(self)
        self.random.shuffle(kept)
        return self._update(kept) if inplace else type(self)(kept, self.random)

    def sort(self, key: Callable[[Any], Any] | str, ascending: bool = False, inplace: bool = False) -> AgentSet:
        kept = list(super().sort(key, ascending))
        return self._update(kept) if inplace else type(self)(kept, self.random)


class UnionAgentSet(AbstractAgentSet):
    """All agents of a model: Mesa's own registry first, then each column set. Agents come and go by their own sets."""

    def __init__(self, parts: Sequence[AbstractAgentSet], random: Random) -> None:
        self.parts, self.random = tuple(parts), random

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    def __iter__(self) -> Iterator[mesa.Agent]:
        return itertools.chain.from_iterable(self.parts)

    def __contains__(self, agent: object) -> bool:
        return any(agent in part for part in self.parts)

    @classmethod
    def _from_iterable(cls, agents: Iterable[mesa.Agent]) -> set[mesa.Agent]:
        return set(agents)

    def __copy__(self) -> UnionAgentSet:
        return UnionAgentSet(self.parts, self.random)

    def _update(self, agents: Iterable[mesa.Agent]) -> NoReturn:
        raise TypeError("model.agents cannot be changed in place: take inplace=False")

    def add(self, agent: mesa.Agent) -> None:
        """An agent joins by being made. Raises TypeError."""
        raise TypeError("agents join a model by being made")

    def discard(self, agent: mesa.Agent) -> None:
        """Takes an agent out of the model, if it is in it."""
        if agent in self:
            agent.remove()

    def remove(self, agent: mesa.Agent) -> None:
        """Takes an agent out of the model. Raises KeyError when it isn't in it."""
        if agent not in self:
            raise KeyError(agent)
        agent.remove()

    def select(
        self,
        filter_func: Callable[[Any], bool] | Array | None = None,
        at_most: float = float("inf"),
        inplace: bool = False,
        agent_type: type[mesa.Agent] | None = None,
    ) -> AbstractAgentSet:
        """As in Mesa; of one column type alone it is a selection of columns, and a mask will do."""
        columns = [
            p
            for p in self.parts
            if isinstance(p, ColumnAgentSet) and agent_type and issubclass(p.agent_type, agent_type)
        ]
        others = agent_type and any(
            isinstance(a, agent_type) for p in self.parts if not isinstance(p, ColumnAgentSet) for a in p
        )
        if len(columns) == 1 and not others:
            return columns[0].select(filter_func, at_most, inplace)
        if inplace:
            self._update(())
        if isinstance(filter_func, np.ndarray):
            raise TypeError("a mask selects agents of one type: name it by agent_type")
        most = int(len(self) * at_most) if isinstance(at_most, float) and at_most <= 1.0 else at_most
        chosen = (
            a for a in self if (not agent_type or isinstance(a, agent_type)) and (not filter_func or filter_func(a))
        )
        return _KeptAgentSet(itertools.islice(chosen, None if most == float("inf") else int(most)), self.random)

    def get(self, attr_names: Any, handle_missing: Any = "error", default_value: Any = None) -> list[Any]:
        """Values of all agents, in order, as a list."""
        each = (p.get(attr_names, handle_missing, default_value) for p in self.parts)
        return [v for values in each for v in (values.tolist() if isinstance(values, np.ndarray) else values)]

    def set(self, attr_name: str, value: Any) -> Self:
        """Sets an attribute of every agent."""
        for part in self.parts:
            part.set(attr_name, value)
        return self

    def to_list(self) -> list[mesa.Agent]:
        """All of them as objects."""
        return list(self)

    def groupby(
        self, by: Callable[[Any], Hashable] | str, result_type: Literal["agentset", "list"] = "agentset"
    ) -> GroupBy:
        """Groups over all types."""
        return _KeptAgentSet(self, self.random).groupby(by, result_type)

    def shuffle(self, inplace: bool = False) -> AgentSet:
        """The same agents in random order (model.random), as objects."""
        return _KeptAgentSet(self, self.random).shuffle() if not inplace else self._update(())

    def sort(self, key: Callable[[Any], Any] | str, ascending: bool = False, inplace: bool = False) -> AgentSet:
        """The same agents in order, as objects."""
        return _KeptAgentSet(self, self.random).sort(key, ascending) if not inplace else self._update(())

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Self:
        """Calls a method or function for every agent, set by set."""
        for part in self.parts:
            part.do(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Self:
        """As `do`, in one random order over all sets."""
        agents = list(self)
        self.random.shuffle(agents)
        for agent in agents:
            if agent in self:
                getattr(agent, method)(*args, **kwargs) if isinstance(method, str) else method(agent, *args, **kwargs)
        return self

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """As `do`, and returns the results."""
        return [result for part in self.parts for result in part.map(method, *args, **kwargs)]


class ColumnModel(mesa.Model):
    """A `mesa.Model` that can also hold agents in columns: `add_column_set`."""

    def add_column_set(self, agents: ColumnAgentSet) -> None:
        """From now on these agents are the model's, as the agents of their type."""
        self.__dict__.setdefault("_column_sets", {})[agents.agent_type] = agents

    @property
    def column_sets(self) -> dict[type[ColumnAgent], ColumnAgentSet]:
        """Agents in columns by type."""
        return self.__dict__.get("_column_sets", {})

    @property
    def agents(self) -> AbstractAgentSet:
        """All agents: Mesa's own registry and the column sets."""
        sets = self.column_sets
        return UnionAgentSet([super().agents, *sets.values()], self.random) if sets else super().agents

    @property
    def agents_by_type(self) -> dict[type[mesa.Agent], AbstractAgentSet]:
        """Agents of each type; those in columns as their column set."""
        return {**super().agents_by_type, **self.column_sets}

    @property
    def agent_types(self) -> list[type[mesa.Agent]]:
        """Types of agents in the model."""
        return list(self.agents_by_type)

    def remove_all_agents(self) -> None:
        """Removes every agent, in columns or not."""
        for agents in self.column_sets.values():
            agents.deactivate(agents.rows)
        super().remove_all_agents()
