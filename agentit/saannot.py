"""Rules: what one resident does, a small function read two ways - compiled over all rows, or in plain Python on one.

    @rule(writes="terveys")
    def toipuu(terveys, keskus_laatu, p_toipuminen, u_kohina):
        '''Health returns towards 1 with the centre's quality (equation, source).'''
        return min(terveys + p_toipuminen * keskus_laatu * (1.0 - terveys) + 0.01 * (u_kohina - 0.5), 1.0)

The names of the arguments say what the rule reads:

    <column>            that column of the row
    <unit>_<attribute>  attribute of the unit the row belongs to; a unit is anything a whole-number column points to,
                        such as a centre or a year of age; a negative number points to none, and 0 is read
    p_<parameter>       a parameter, the same for all rows: float32, or whole if the rule indexes or counts with it
    t_<table>           a table, indexed inside the rule; in sparse rules only
    u_ uy_ u0_<stream>  this month's, this calendar year's or the permanent draw of the row's id (satunnaisvirrat)
    vy_ v0_<stream>     the same of the year and for life, shared out among neighbours

What a rule changes it returns: first the columns it `writes`, then what it `adds` to sums of the row's unit (in
float64). With `when` the rule is sparse: it concerns only rows for which that expression over the same kinds of names
is true. Rows that are not active keep their columns and add nothing. Results are cast to the column's type: a float
written to a whole-number column is cut towards zero, and a value that does not fit the column's type is the author's
error. Sums go to the unit the row belongs to after the rule's own writes. Which Python a rule may use, and how numbers
behave in it: saantokieli.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import operator
import textwrap
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from agentit import saantosilmukat, satunnaisvirrat
from agentit.hylly import Shelf
from agentit.saantokieli import RuleError, RuleFunction, Source, as_kind, value_kind
from agentit.saantomatematiikka import exp, log, logistic, normal, poisson, power, sqrt
from agentit.saantosidos import Bound, near, unknown
from agentit.saantosilmukat import DRAWS, SHARED_DRAWS

__all__ = [
    "Bindings",
    "Rule",
    "RuleError",
    "Unit",
    "compilations",
    "exp",
    "log",
    "logistic",
    "normal",
    "poisson",
    "power",
    "rule",
    "rule_function",
    "sqrt",
]

Array = npt.NDArray[Any]
PREFIXES = {
    "p_": "parameter",
    "t_": "table",
    satunnaisvirrat.MONTH: "month draw",
    satunnaisvirrat.YEAR: "year draw",
    satunnaisvirrat.PERMANENT: "permanent draw",
    satunnaisvirrat.SHARED_YEAR: "shared year draw",
    satunnaisvirrat.SHARED_PERMANENT: "shared permanent draw",
}

PERIODS = {  # kind of draw -> the attribute of bindings that says which it is, None: for life
    what: "month" if what.startswith("month") else "year" if "year" in what else None for what in DRAWS
}


@dataclass
class Unit:
    """What rows belong to: `index` (rows,) says to which, `attributes` (units,) are read, `sums` (units,) added to."""

    index: Array
    attributes: dict[str, Array] = field(default_factory=dict)
    sums: dict[str, Array] = field(default_factory=dict)

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value if name == "index" else _shelf(value))


@dataclass
class Bindings:
    """What rules are bound to. Arrays may change in place or be replaced at any time; ids are permanent and never
    change in place.

    columns: (rows,) each; ids: (rows,) uint64; parameters: key with '_' for '.'; active: name of the column that is 1
    in live rows ("" = all rows are live); month, year: periods of the draws; places: (rows,) uint64 where each stands
    among the neighbours with whom it shares out draws (default: the row).
    """

    columns: dict[str, Array]
    ids: npt.NDArray[np.uint64]
    units: dict[str, Unit] = field(default_factory=dict)
    parameters: dict[str, float | int] = field(default_factory=dict)
    tables: dict[str, Array] = field(default_factory=dict)
    seed: int = 0
    month: int = 0
    year: int = 0
    active: str = ""
    places: npt.NDArray[np.uint64] = field(default_factory=lambda: np.zeros(0, np.uint64))
    _bound: dict[Rule, Bound] = field(default_factory=dict, init=False, repr=False, compare=False)
    _watchers: tuple[Watcher, ...] = field(default=(), init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not len(self.places):
            self.places = np.arange(len(self.ids), dtype=np.uint64)

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, _shelf(value) if name in ("columns", "units", "parameters", "tables") else value)
        if name not in ("month", "year", "seed", "parameters"):
            self.__dict__["_bound"] = {}  # rules bind anew

    def __getstate__(self) -> dict[str, Any]:
        return {k: v for k, v in self.__dict__.items() if k not in ("_bound", "_counters", "_watchers")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, _bound={}, _watchers=())

    @contextmanager
    def watched(self, watcher: Watcher) -> Iterator[None]:
        """While this lasts, `watcher(rule, start, stop)` is told of every run of a rule over these bindings just before
        it; if it returns a function, that is called just after the run. Several may watch at a time; a copy is not
        watched."""
        others = self._watchers
        self.__dict__["_watchers"] = (*others, watcher)
        try:
            yield
        finally:
            self.__dict__["_watchers"] = others

    @property
    def counters(self) -> npt.NDArray[np.uint64]:
        """What draws count from, made of the ids once."""
        known = self.__dict__.get("_counters")
        if known is None or known[0] is not self.ids:
            known = self.__dict__["_counters"] = (self.ids, satunnaisvirrat.counters(self.ids))
        return known[1]

    def check(self) -> None:
        """Raises RuleError if a live row's unit does not exist; a compiled look-up would read 0 and say nothing."""
        live = self.columns[self.active] == 1 if self.active else slice(None)
        for name, unit in self.units.items():
            sizes = {len(a) for a in (*unit.attributes.values(), *unit.sums.values())}
            if sizes and len(unit.index[live]) and (top := int(unit.index[live].max())) >= min(sizes):
                raise RuleError(f"unit '{name}': a live row belongs to number {top}, but there are {min(sizes)}")

    def is_active(self, row: int) -> bool:
        """Is this row live?"""
        return not self.active or self.columns[self.active][row] == 1

    def split(self, name: str) -> tuple[str, str] | None:
        """(unit, attribute or sum) of a name, by the longest unit that fits."""
        fits = [u for u in self.units if name.startswith(u + "_")]
        unit = max(fits, key=len, default=None)
        return None if unit is None else (unit, name[len(unit) + 1 :])

    def what(self, name: str) -> str | None:
        """What an argument's name stands for here, None if nothing."""
        if name in self.columns:
            return "column"
        for prefix, what in PREFIXES.items():
            if name.startswith(prefix):
                if what in DRAWS:
                    return what
                return what if name[2:] in (self.parameters if what == "parameter" else self.tables) else None
        parts = self.split(name)
        return "unit" if parts and parts[1] in self.units[parts[0]].attributes else None

    def period(self, what: str) -> int:
        """Period of a kind of draw."""
        when = PERIODS[what]
        return 0 if when is None else getattr(self, when)

    def draws(self, name: str) -> npt.NDArray[np.float32]:
        """Every row's draw of this name and period, as rules read it."""
        what = self.what(name) or ""
        key = satunnaisvirrat.key(self.seed, name, self.period(what))
        if what in SHARED_DRAWS:
            return satunnaisvirrat.shared_draws(key, self.ids, self.places)
        return satunnaisvirrat.draws(key, self.ids)


def _shelf(names: dict[str, Any]) -> Shelf[Any]:
    """The same, told when something in it is replaced."""
    return names if isinstance(names, Shelf) else Shelf(names)


type Watcher = Callable[[Rule, int, int], Callable[[], None] | None]


def rule(writes: str = "", when: str = "", adds: str = "") -> Callable[[Callable[..., Any]], Rule]:
    """Makes a scalar function a rule; `writes` and `adds` are names with spaces between, in the order of return."""
    return lambda fn: Rule(fn, writes, when, adds)


def rule_function(fn: Callable[..., Any]) -> RuleFunction:
    """Marks a plain function as one that rules may call."""
    return RuleFunction(fn)


class Rule:
    """One behavioural rule; see the module. Attributes: name, doc, reads, writes, when, adds."""

    def __init__(self, fn: Callable[..., Any], writes: str = "", when: str = "", adds: str = "") -> None:
        self._fn = fn
        self._base: Rule = self
        self._names: dict[str, str] = {}  # own name of an argument -> name it is bound to
        self.name = fn.__name__
        self.doc = inspect.getdoc(fn) or ""
        self.__doc__ = fn.__doc__
        self._writes, self._adds, self._when = tuple(writes.split()), tuple(adds.split()), when
        self._source = Source.of_function(fn)
        self._guard = Source.of_guard(when, fn) if when else None
        self._kinds: dict[str, str] = {}  # as last seen in bindings
        if not self._writes and not self._adds:
            raise RuleError(f"rule '{self.name}' neither writes nor adds anything")

    # what it says about itself

    def __repr__(self) -> str:
        return f"<rule {self.name}({', '.join(self.reads)}) -> {', '.join((*self.writes, *self.adds))}>"

    def _to(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(self._names.get(n, n) for n in names)

    @property
    def reads(self) -> tuple[str, ...]:
        """Names it reads, the guard's first."""
        guard = self._guard.args if self._guard else ()
        return tuple(dict.fromkeys(self._to((*guard, *self._source.args))))

    @property
    def writes(self) -> tuple[str, ...]:
        """Columns it writes."""
        return self._to(self._writes)

    @property
    def adds(self) -> tuple[str, ...]:
        """Sums it adds to, as <unit>_<sum>."""
        return self._to(self._adds)

    @property
    def when(self) -> str:
        """The guard as written, in the names it is bound to; empty for a dense rule."""
        return _renamed(self._when, self._names) if self._when else ""

    def source(self) -> str:
        """The rule's text as its author wrote it."""
        return textwrap.dedent(inspect.getsource(self._fn))

    def kind(self, name: str, bindings: Bindings | None = None) -> str:
        """column | unit | parameter | table, or a kind of draw, e.g. month draw.

        Without bindings a prefix decides, else what the last bindings said, else it is called a column.
        """
        if bindings is not None:
            return bindings.what(name) or unknown(self.name, name, bindings)
        for prefix, what in PREFIXES.items():
            if name.startswith(prefix):
                return self._kinds.get(name, what)
        return self._kinds.get(name, "column")

    def bound(self, name: str, /, **names: str) -> Rule:
        """The same rule under another name, with other arguments, writes and adds; both share one compiled loop."""
        known = {*self.reads, *self.writes, *self.adds}
        for n in names:
            if n not in known:
                raise RuleError(f"rule '{self.name}' has no '{n}' to bind elsewhere{near(n, known)}")
        other = object.__new__(Rule)
        other.__dict__.update(self.__dict__)
        own = {
            self._names.get(n, n): n
            for n in (*self._source.args, *(self._guard.args if self._guard else ()), *self._writes, *self._adds)
        }
        other._names = {**self._names, **{own[n]: to for n, to in names.items()}}
        other.name, other._kinds = name, {}
        return other

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled by the name of its function, which stands in its module."""
        base = (_find, (self._fn.__module__, self._fn.__qualname__))
        return (
            base
            if not self._names and self.name == self._fn.__name__
            else (_rebound, (*base[1], self.name, self._names))
        )

    def __call__(self, *args: Any, **named: Any) -> Any:
        """The plain reading with given values, without guard and casts: for tests and worked examples."""
        values = inspect.signature(self._fn).bind(*args, **named).arguments
        kinds = tuple(value_kind(v) for v in values.values())
        with np.errstate(all="ignore"):
            return self._source.special(kinds).plain(
                *(as_kind(v, k) for v, k in zip(values.values(), kinds, strict=True))
            )

    # all rows, compiled

    def run(self, bindings: Bindings, start: int = 0, stop: int | None = None, threads: int = 1) -> None:
        """Runs the rule over rows start..stop: columns and sums change in place, to the same bits by any threads."""
        stop = len(bindings.ids) if stop is None else min(stop, len(bindings.ids))
        afterwards = [w(self, start, stop) for w in bindings._watchers] if bindings._watchers else ()
        bound = bindings._bound.get(self) or _bind(self, bindings)
        bound.run(bindings, start, stop, threads)
        for told in afterwards:
            if told is not None:
                told()

    def compiled_text(self, bindings: Bindings) -> str:
        """The generated file this rule runs as on these bindings."""
        return saantosilmukat.text_of(_bind(self, bindings).plan)

    # one row, in plain Python

    def one(self, bindings: Bindings, row: int, explain: bool = False) -> Any:
        """New values of one row, {column or sum: value}, changing nothing; {} when not active or the guard is false.

        With `explain` a pair: these, and {name: value} of all the rule read.
        """
        bound = bindings._bound.get(self)
        if bound is None or bound.arguments(bindings) is None:
            bound = _bind(self, bindings)
        with np.errstate(all="ignore"):
            out, read = bound.one(bindings, row)
        return (out, read) if explain else out


def _bind(rule: Rule, bindings: Bindings) -> Bound:
    bound = bindings._bound[rule] = Bound(rule, bindings)
    return bound


def _renamed(text: str, names: dict[str, str]) -> str:
    tree = ast.parse(text, mode="eval")
    found = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id in names]
    for n in found:
        n.id = names[n.id]
    return ast.unparse(tree) if found else text


def _find(module: str, qualname: str) -> Rule:
    return operator.attrgetter(qualname)(importlib.import_module(module))


def _rebound(module: str, qualname: str, name: str, names: dict[str, str]) -> Rule:
    return _find(module, qualname).bound(name, **names)


def compilations(rules: Iterable[Rule], bindings: Bindings) -> list[tuple[str, str, tuple[Any, ...]]]:
    """Arguments of `saantosilmukat.compiled` for each different loop of these rules, the longest text first."""
    todo: dict[str, tuple[str, str, tuple[Any, ...]]] = {}
    for r in rules:
        bound = _bind(r, bindings)
        todo.setdefault(text := saantosilmukat.text_of(bound.plan), (bound.plan.rule, text, bound.types(bindings)))
    return sorted(todo.values(), key=lambda one: -len(one[1]))
