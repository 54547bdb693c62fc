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

What a rule changes it returns: first the columns it `writes`, then what it `adds` to sums of the row's unit (in
float64). With `when` the rule is sparse: it concerns only rows for which that expression over the same kinds of names
is true. Rows that are not active keep their columns and add nothing. Results are cast to the column's type: a float
written to a whole-number column is cut towards zero, and a value that does not fit the column's type is the author's
error. Sums go to the unit the row belongs to after the rule's own writes. Which Python a rule may use, and how numbers
behave in it: saantokieli.
"""

from __future__ import annotations

import ast
import difflib
import importlib
import inspect
import operator
import os
import textwrap
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from agentit import saantosilmukat, satunnaisvirrat
from agentit.saantokieli import RuleError, RuleFunction, Source, Special, Table, as_kind, kind_of, value_kind
from agentit.saantomatematiikka import exp, log, logistic, normal, poisson, power, sqrt
from agentit.saantosilmukat import CHUNK, DRAWS, Argument, Plan

__all__ = [
    "Bindings",
    "Rule",
    "RuleError",
    "Unit",
    "exp",
    "log",
    "logistic",
    "normal",
    "poisson",
    "power",
    "rule",
    "rule_function",
    "sqrt",
    "warm",
]

Array = npt.NDArray[Any]
PREFIXES = {
    "p_": "parameter",
    "t_": "table",
    satunnaisvirrat.MONTH: "month draw",
    satunnaisvirrat.YEAR: "year draw",
    satunnaisvirrat.PERMANENT: "permanent draw",
}


@dataclass
class Unit:
    """What rows belong to: `index` (rows,) says to which, `attributes` (units,) are read, `sums` (units,) added to."""

    index: Array
    attributes: dict[str, Array] = field(default_factory=dict)
    sums: dict[str, Array] = field(default_factory=dict)


@dataclass
class Bindings:
    """What rules are bound to. Arrays may change in place or be replaced at any time; ids are permanent and never
    change in place.

    columns: (rows,) each; ids: (rows,) uint64; parameters: key with '_' for '.'; active: name of the column that is 1
    in live rows ("" = all rows are live); month, year: periods of the draws.
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
    _bound: dict[Rule, _Bound] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)
        if name not in ("month", "year", "seed", "parameters"):
            self.__dict__["_bound"] = {}  # rules bind anew

    def __getstate__(self) -> dict[str, Any]:
        return {k: v for k, v in self.__dict__.items() if k not in ("_bound", "_counters")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, _bound={})

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
        return {"month draw": self.month, "year draw": self.year, "permanent draw": 0}[what]


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
        """column | unit | parameter | table | month draw | year draw | permanent draw.

        Without bindings a prefix decides, else what the last bindings said, else it is called a column.
        """
        if bindings is not None:
            return bindings.what(name) or _unknown(self.name, name, bindings)
        for prefix, what in PREFIXES.items():
            if name.startswith(prefix):
                return self._kinds.get(name, what)
        return self._kinds.get(name, "column")

    def bound(self, name: str, /, **names: str) -> Rule:
        """The same rule under another name, with other arguments, writes and adds; both share one compiled loop."""
        known = {*self.reads, *self.writes, *self.adds}
        for n in names:
            if n not in known:
                raise RuleError(f"rule '{self.name}' has no '{n}' to bind elsewhere{_near(n, known)}")
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
        bound = bindings._bound.get(self) or _bind(self, bindings)
        bound.run(bindings, start, len(bindings.ids) if stop is None else min(stop, len(bindings.ids)), threads)

    def compile(self, bindings: Bindings) -> None:
        """Compiles the loop, or loads it from the cache folder, without running it."""
        _bind(self, bindings).compile(bindings)

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


def _bind(rule: Rule, bindings: Bindings) -> _Bound:
    bound = bindings._bound[rule] = _Bound(rule, bindings)
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


def _near(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), n=3, cutoff=0.6)
    likeness = [difflib.SequenceMatcher(None, c, word).ratio() for c in close]
    close = [c for c, r in zip(close, likeness, strict=True) if r > likeness[0] - 0.1]
    return f"; did you mean {' or '.join(close)}?" if close else ""


def _unknown(rule: str, name: str, b: Bindings, sums: bool = False) -> str:
    """Raises: nothing here is called that."""
    units = {f"{u}_{a}" for u, unit in b.units.items() for a in (unit.sums if sums else unit.attributes)}
    if sums:
        raise RuleError(
            f"rule '{rule}' adds to '{name}', which is no sum of a unit{_near(name, units)}\n  sums: {_list(units)}"
        )
    parameters, tables = {f"p_{p}" for p in b.parameters}, {f"t_{t}" for t in b.tables}
    known = {"p_": parameters, "t_": tables}.get(name[:2], {*b.columns, *units, *parameters, *tables})
    unit = b.split(name)
    units = {u for u in units if unit is None or u.startswith(unit[0] + "_")}
    lines = [
        f"rule '{rule}' reads '{name}', which is nothing here{_near(name, known)}",
        f"  columns: {_list(b.columns)}",
        f"  units, <unit>_<attribute>: {_list(units)}",
        f"  parameters, p_: {_list(parameters)}",
        f"  tables, t_: {_list(tables)}",
        "  draws: u_<stream> this month's, uy_<stream> this calendar year's, u0_<stream> permanent",
    ]
    if name[:2] in ("p_", "t_"):
        lines = [lines[0], lines[3 if name[:2] == "p_" else 4]]
    raise RuleError("\n".join(lines))


def _list(names: Iterable[str], most: int = 60) -> str:
    names = sorted(names)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return (", ".join(names[:most]) or "none") + more


class _Bound:
    """A rule bound to one Bindings object: which array is which argument of its loop."""

    def __init__(self, rule: Rule, b: Bindings) -> None:
        self.rule, self.names = rule, rule._names
        self.rows: dict[int, tuple[str, dict[str, Any], str]] = {}  # address -> loop's argument, and where it is kept
        self.watched: list[
            tuple[dict[str, Any], str]
        ] = []  # every array of rows, also one that is the same memory as another
        self.units: list[str] = []
        self.active = self._row("active", b.columns, b.active) if b.active else "active"
        args = tuple(self._argument(b, a) for a in rule._source.args)
        guard_args = tuple(self._argument(b, a) for a in rule._guard.args) if rule._guard else ()
        writes = tuple(self._write(b, w) for w in rule._writes)
        self.sums = [self._sum(b, a) for a in rule._adds]
        adds = tuple(self._index(b, u) for u, _ in self.sums)
        self.write_dtypes = [np.dtype(t) for _, t in writes]
        scalar = rule._source.special(tuple(self._kind(b, a) for a in args))
        guard = rule._guard.special(tuple(self._kind(b, a) for a in guard_args)) if rule._guard else None
        rows = (
            tuple(name for name, _, _ in self.rows.values())
            if b.active
            else ("active", *(name for name, _, _ in self.rows.values()))
        )
        self.plan = Plan(rule._base.name, scalar, guard, args, guard_args, writes, adds, self.active, rows)
        self._check(scalar)
        self._place(b)
        self._validate(b)
        rule._kinds.update({self._to(a.name): a.what for a in (*guard_args, *args)})
        self.loop: Any = None  # compiled

    # what each argument is

    def _to(self, own: str) -> str:
        return self.names.get(own, own)

    def _kind(self, b: Bindings, a: Argument) -> Any:
        return Table(b.tables[self._to(a.name)[2:]].ndim, a.kind) if a.what == "table" else a.kind

    def _row(self, name: str, where: dict[str, Any], key: str) -> str:
        """The loop's argument for an array of rows; the same memory is one argument only, by the name it came first."""
        self.watched.append((where, key))
        address = where[key].ctypes.data if len(where[key]) else id(where[key])
        return self.rows.setdefault(address, (name, where, key))[0]

    def _index(self, b: Bindings, unit: str) -> str:
        if unit not in self.units:
            self.units.append(unit)
        return self._row(f"x_{self.units.index(unit)}", b.units[unit].__dict__, "index")

    def _write(self, b: Bindings, own: str) -> tuple[str, str]:
        name = self._to(own)
        if name not in b.columns:
            near = _near(name, b.columns)
            raise RuleError(
                f"rule '{self.rule.name}' writes '{name}', which is no column{near}\n  columns: {_list(b.columns)}"
            )
        return self._row(f"c_{own}", b.columns, name), b.columns[name].dtype.str[1:]

    def _argument(self, b: Bindings, own: str) -> Argument:
        name = self._to(own)
        what = b.what(name) or _unknown(self.rule.name, name, b)
        if what in DRAWS:
            return Argument(own, what, "f", "f4")
        if what == "parameter":
            value = b.parameters[name[2:]]
            if not isinstance(value, (int, float, np.number, np.bool_)):
                raise RuleError(f"rule '{self.rule.name}': parameter '{name}' is {value!r}, not a number")
            return self._parameter(own)
        arg = index = ""
        if what == "unit":
            parts = b.split(name)
            assert parts is not None
            index, array = self._index(b, parts[0]), b.units[parts[0]].attributes[parts[1]]
        elif what == "column":
            arg, array = self._row(f"c_{own}", b.columns, name), b.columns[name]
        else:
            array = b.tables[name[2:]]
        try:
            return Argument(own, what, kind_of(array.dtype), array.dtype.str[1:], arg, index)
        except RuleError as e:
            raise RuleError(f"rule '{self.rule.name}', argument '{name}': {e}") from None

    def _parameter(self, own: str) -> Argument:
        """A float, whatever the value, so that 1 and 1.5 share a loop; a whole number where the rule uses it as one."""
        sources = [s for s in (self.rule._source, self.rule._guard) if s is not None]
        if not any(own in s.whole for s in sources):
            return Argument(own, "parameter", "f", "f")
        return Argument(own, "parameter", "i", "i")

    def _sum(self, b: Bindings, own: str) -> tuple[str, str]:
        parts = b.split(self._to(own))
        if parts is None or parts[1] not in b.units[parts[0]].sums:
            _unknown(self.rule.name, self._to(own), b, sums=True)
        assert parts is not None
        return parts

    def _check(self, scalar: Special) -> None:
        rule, plan = self.rule, self.plan
        got = len(scalar.returns) if isinstance(scalar.returns, tuple) else 1
        if got != len(rule._writes) + len(rule._adds):
            raise RuleError(
                f"rule '{rule.name}' returns {got} value(s), but writes {len(rule._writes)} and adds {len(rule._adds)}"
            )
        if len({w for w, _ in plan.writes}) < len(plan.writes):
            raise RuleError(f"rule '{rule.name}' writes one column twice")
        if any(a.what == "table" for a in (plan.args if plan.guard is None else plan.guard_args)):
            part = "a guard" if plan.guard else "a dense rule"
            raise RuleError(
                f"rule '{rule.name}': {part} cannot read a table; read <unit>_<attribute>, or give the rule a when="
            )

    # where its arrays are

    def _place(self, b: Bindings) -> None:
        """Dictionary and key of each array; looked up at each run, which costs less than a stale array."""
        p = self.plan
        places = [(where, key) for _, where, key in self.rows.values()]
        self.row_places = len(places)
        for a in p.of("unit"):
            unit, attribute = b.split(self._to(a.name)) or ("", "")
            places.append((b.units[unit].attributes, attribute))
        places += [(b.tables, self._to(a.name)[2:]) for a in p.of("table")]
        units: list[tuple[dict[str, Any], str]] = [(b.units, u) for u in self.units]
        self.totals = [(b.units[u].sums, s) for u, s in self.sums]
        self.places, self.watched = places, [*places, *self.watched, *self.totals, *units]
        self.known = [d[k] for d, k in self.watched]
        self.arrays = self.known[: len(places)]
        self.first = (b.counters,) if b.active else (b.counters, np.ones(len(b.ids), np.int8))
        self.codes = tuple(np.uint64(satunnaisvirrat.stream_code(self._to(a.name))) for a in p.of(*DRAWS))
        self.parameters: list[tuple[Callable[[Any], Any], str]] = [
            (np.float32 if a.kind == "f" else _whole, self._to(a.name)[2:]) for a in p.of("parameter")
        ]

    def _validate(self, b: Bindings) -> None:
        name, n = self.rule.name, len(b.ids)
        if b.ids.dtype != np.uint64:
            raise RuleError(f"ids are {b.ids.dtype}; permanent ids must be uint64")
        if b.active and b.columns[b.active].dtype.itemsize != 1:
            raise RuleError(
                f"the column '{b.active}' that says which rows are live must be int8, not {b.columns[b.active].dtype}"
            )
        for k, ((_, label), a) in enumerate(zip(self.places, self.arrays, strict=True)):
            if k < self.row_places and a.shape != (n,):
                raise RuleError(f"rule '{name}': '{label}' has shape {a.shape}, but there are {n} rows")
            if not a.flags.c_contiguous:
                raise RuleError(
                    f"rule '{name}': '{label}' is not contiguous in memory; bind np.ascontiguousarray of it"
                )
        for u in self.units:
            if b.units[u].index.dtype.kind not in "iu" or b.units[u].index.dtype == np.uint64:
                raise RuleError(
                    f"rule '{name}': the index of unit '{u}' must be whole numbers, not {b.units[u].index.dtype}"
                )
        for sums, label in self.totals:
            if sums[label].dtype != np.float64 or sums[label].ndim != 1 or not sums[label].flags.c_contiguous:
                raise RuleError(f"rule '{name}': sum '{label}' must be one float64 per unit")
        self.rows_of_sums = [sums[label].reshape(1, -1) for sums, label in self.totals]

    def arguments(self, b: Bindings) -> tuple[Any, ...] | None:
        """Arguments of the loop after start and stop, before the sums; None if something bound has been replaced."""
        p = b.parameters
        try:
            now = [d[k] for d, k in self.watched]
            numbers = [cast(p[n]) for cast, n in self.parameters]
        except KeyError:
            return None
        if not all(map(operator.is_, now, self.known)):
            return None
        seed = np.uint64(b.seed & 0xFFFFFFFFFFFFFFFF)
        return (seed, b.month, b.year, *self.codes, *numbers, *self.first, *self.arrays)

    # all rows

    def ready(self, b: Bindings) -> tuple[Any, ...]:
        """Arguments of the loop, bound anew if need be, and the loop loaded."""
        args = self.arguments(b)
        if args is None:
            loop, plan = self.loop, self.plan
            self.__init__(self.rule, b)  # type: ignore[misc]
            self.loop = loop if plan == self.plan else None
            args = self.arguments(b)
            assert args is not None
        if self.loop is None:
            self.loop = saantosilmukat.load(self.plan)
        return args

    def compile(self, b: Bindings) -> None:
        import numba

        args = (0, 0, *self.ready(b), *self.rows_of_sums)
        self.loop.compile(tuple(numba.typeof(a) for a in args))

    def run(self, b: Bindings, start: int, stop: int, threads: int) -> None:
        """Sums of chunks are added to the totals in order, by the loop itself or after the threads: the same bits."""
        args = self.ready(b)
        if threads <= 1 or stop - start <= CHUNK:
            self.loop(start, stop, *args, *self.rows_of_sums)
            return
        parts = [np.zeros((-(-stop // CHUNK), total.shape[1])) for total in self.rows_of_sums]
        edges = [start, *range((start // CHUNK + 1) * CHUNK, stop, CHUNK), stop]
        jobs = [_pool(threads).submit(self.loop, lo, hi, *args, *parts) for lo, hi in pairwise(edges)]
        for job in jobs:
            job.result()
        for (total,), part in zip(self.rows_of_sums, parts, strict=True):
            for of_chunk in part:
                total += of_chunk

    # one row

    def one(self, b: Bindings, row: int) -> tuple[dict[str, Any], dict[str, Any]]:
        rule, plan = self.rule, self.plan
        read: dict[str, Any] = {}
        if not b.is_active(row):
            return {}, read
        if plan.guard is not None:
            values = self._values(b, row, plan.guard_args, read)
            if not plan.guard.plain(*values):
                return {}, read
        got = plan.scalar.plain(*self._values(b, row, plan.args, read))
        got = got if isinstance(got, tuple) else (got,)
        out = {self._to(w): _cell(t, v) for w, t, v in zip(rule._writes, self.write_dtypes, got, strict=False)}
        out.update({self._to(a): float(v) for a, v in zip(rule._adds, got[len(rule._writes) :], strict=True)})
        return out, read

    def _values(self, b: Bindings, row: int, args: tuple[Argument, ...], read: dict[str, Any]) -> list[Any]:
        values = [self._value(b, a, row) for a in args]
        read.update({self._to(a.name): v for a, v in zip(args, values, strict=True)})
        return values

    def _value(self, b: Bindings, a: Argument, row: int) -> Any:
        name = self._to(a.name)
        if a.what in DRAWS:
            return satunnaisvirrat.draw(satunnaisvirrat.key(b.seed, name, b.period(a.what)), b.ids[row])
        if a.what == "table":
            return b.tables[name[2:]]
        if a.what == "parameter":
            value = b.parameters[name[2:]]
            return np.float32(value) if a.kind == "f" else _whole(value)
        if a.what == "column":
            return as_kind(b.columns[name][row], a.kind)
        unit, attribute = b.split(name) or ("", "")
        j = int(b.units[unit].index[row])
        return as_kind(b.units[unit].attributes[attribute][j] if j >= 0 else 0, a.kind)


def _whole(value: Any) -> int:
    if value != int(value):
        raise RuleError(f"a parameter that a rule indexes or counts with must be a whole number, not {value!r}")
    return int(value)


def _cell(dtype: np.dtype, value: Any) -> Any:
    """A result as the cell of a column: a float is cut towards zero for a whole-number column."""
    return dtype.type(int(value) if dtype.kind in "iu" else value)


_pools: dict[tuple[int, int], ThreadPoolExecutor] = {}


def _pool(threads: int) -> ThreadPoolExecutor:
    """One pool per process and number of threads; a forked child makes its own."""
    key = (os.getpid(), threads)
    if key not in _pools:
        _pools[key] = ThreadPoolExecutor(threads, thread_name_prefix="saannot")
    return _pools[key]


def warm(rules: Iterable[Rule], bindings: Bindings, progress: Callable[[Rule, int, int], None] | None = None) -> None:
    """Compiles all rules, or loads them from the cache folder; `progress(rule, number, of)` is told before each."""
    todo = list(rules)
    for k, r in enumerate(todo):
        if progress is not None:
            progress(r, k + 1, len(todo))
        r.compile(bindings)
