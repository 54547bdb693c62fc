"""Rules: behaviour of one resident, written once as a small function, read two ways - compiled over all rows, or in plain Python on one.

    @rule(writes="terveys")
    def toipuu(terveys, keskus_laatu, p_toipuminen, u_kohina):
        '''Health returns towards 1 with the centre's quality (equation, source).'''
        return min(terveys + p_toipuminen * keskus_laatu * (1.0 - terveys) + 0.01 * (u_kohina - 0.5), 1.0)

The names of the arguments say what the rule reads:

    <column>            that column of the row
    <unit>_<attribute>  attribute of the unit the row belongs to; a unit is anything reached by a whole-number column (0 if negative)
    p_<parameter>       a parameter, the same for all rows
    t_<table>           a table, indexed inside the rule; in sparse rules only
    u_ uy_ u0_<stream>  this month's, this calendar year's or the permanent draw of the row's id (satunnaisvirrat)

What a rule changes it returns: first the columns it `writes`, then what it `adds` to sums of the row's unit (in float64). With `when` the
rule is sparse: it concerns only rows for which that expression over the same kinds of names is true. Rows that are not active keep their
columns and add nothing. Results are cast to the column's type: a float written to a whole-number column is cut towards zero, and a value
that does not fit the column's type is the author's error. Sums go to the unit the row belongs to after the rule's own writes.
Which Python a rule may use, and how numbers behave in it: saantokieli.
"""

from __future__ import annotations

import ast
import difflib
import importlib
import inspect
import operator
import os
import textwrap
import weakref
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from agentit import saantosilmukat, satunnaisvirrat
from agentit.saantokieli import RuleError, RuleFunction, Source, Special, Table, as_kind, kind_of, value_kind
from agentit.saantomatematiikka import exp, log, logistic, normal, poisson, power, sqrt
from agentit.saantosilmukat import CHUNK, DRAWS, Argument, Plan

__all__ = [
    *("Bindings", "Rule", "RuleError", "Unit", "rule", "rule_function", "warm"),
    *("exp", "log", "logistic", "normal", "poisson", "power", "sqrt"),
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
    """What rows can belong to: `index` (rows,) says to which unit, `attributes` (units,) are read, `sums` (units,) float64 are added to."""

    index: Array
    attributes: dict[str, Array] = field(default_factory=dict)
    sums: dict[str, Array] = field(default_factory=dict)


@dataclass
class Bindings:
    """What rules are bound to. Arrays may change in place or be replaced by others at any time; names of units hold no other unit's name + _.

    columns: (rows,) each; ids: (rows,) uint64 permanent; parameters: key with '_' for '.'; active: name of the column that is 1 in live rows
    ("" = all rows are live); month, year: periods of the draws.
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
    _bound: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __getstate__(self) -> dict[str, Any]:
        return {k: v for k, v in self.__dict__.items() if k != "_bound"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, _bound={})

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
                known = {"parameter": self.parameters, "table": self.tables}.get(what)
                return what if known is None or name[2:] in known else None
        parts = self.split(name)
        return "unit" if parts and parts[1] in self.units[parts[0]].attributes else None

    def period(self, what: str) -> int:
        """Period of a kind of draw."""
        return {"month draw": self.month, "year draw": self.year, "permanent draw": 0}[what]


def rule(writes: str = "", when: str = "", adds: str = "") -> Callable[[Callable[..., Any]], Rule]:
    """Makes a scalar function a rule; `writes` and `adds` are names separated by spaces, in the order in which they are returned."""
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
        self._source = Source(fn)
        self._guard = _guard(self.name, fn, when) if when else None
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
        """The same rule under another name and bound to other names: arguments, writes and adds; it shares the compiled loop."""
        known = {*self.reads, *self.writes, *self.adds}
        for n in names:
            if n not in known:
                raise RuleError(f"rule '{self.name}' has no '{n}' to bind elsewhere{_near(n, known)}")
        other = object.__new__(Rule)
        other.__dict__.update(self.__dict__)
        own = {self._names.get(n, n): n for n in (*self._source.args, *(self._guard.args if self._guard else ()), *self._writes, *self._adds)}
        other._names = {**self._names, **{own[n]: to for n, to in names.items()}}
        other.name, other._kinds = name, {}
        return other

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled by the name of its function, which stands in its module."""
        base = (_find, (self._fn.__module__, self._fn.__qualname__))
        return base if not self._names and self.name == self._fn.__name__ else (_rebound, (*base[1], self.name, self._names))

    def __call__(self, *args: Any, **named: Any) -> Any:
        """The plain reading with given values, without guard and casts: for tests and worked examples."""
        values = inspect.signature(self._fn).bind(*args, **named).arguments
        values = {n: v for n, v in values.items()}
        kinds = tuple(value_kind(v) for v in values.values())
        with np.errstate(all="ignore"):
            return self._source.special(kinds).plain(*(as_kind(v, k) for v, k in zip(values.values(), kinds, strict=True)))

    # all rows, compiled

    def run(self, bindings: Bindings, start: int = 0, stop: int | None = None, threads: int = 1) -> None:
        """Runs the rule over rows start..stop (all): columns and sums of the bindings change in place, the same bits for any threads."""
        b = bindings._bound.get(self)
        if b is None:
            b = bindings._bound[self] = _Bound(self, bindings)
        b.run(start, len(bindings.ids) if stop is None else min(stop, len(bindings.ids)), threads)

    def compile(self, bindings: Bindings) -> None:
        """Compiles the loop, or loads it from the cache folder, without running it."""
        b = bindings._bound[self] = _Bound(self, bindings)
        b.compile()

    def compiled_text(self, bindings: Bindings) -> str:
        """The generated file this rule runs as on these bindings."""
        return saantosilmukat.text_of(_Bound(self, bindings, load=False).plan)

    # one row, in plain Python

    def one(self, bindings: Bindings, row: int, explain: bool = False) -> Any:
        """New values of one row, {column or sum: value}, changing nothing; {} when not active or the guard is false.

        With `explain` a pair: these, and {name: value} of all the rule read.
        """
        b = bindings._bound.get(self)
        if b is None or not b.fresh():
            b = bindings._bound[self] = _Bound(self, bindings, load=False)
        with np.errstate(all="ignore"):
            out, read = b.one(row)
        return (out, read) if explain else out


def _guard(name: str, fn: Callable[..., Any], when: str) -> Source:
    """The guard as a function of the names in it."""
    try:
        tree = ast.parse(when, mode="eval")
    except SyntaxError as e:
        raise RuleError(f"rule '{name}': when=\"{when}\" is not an expression: {e.msg}") from None
    called = {n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    constants = {n.value.id for n in ast.walk(tree) if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name)}
    names = [n.id for n in ast.walk(tree) if isinstance(n, ast.Name)]
    known = lambda n: n in called or n in constants or isinstance(fn.__globals__.get(n), (int, float))  # noqa: E731
    args = tuple(dict.fromkeys(n for n in names if not known(n)))
    source = object.__new__(Source)
    source.fn, source.name, source.args, source._special = fn, f"{name}_when", args, {}
    truth = ast.IfExp(tree.body, ast.Constant(True), ast.Constant(False))
    whole = isinstance(tree.body, (ast.Compare, ast.BoolOp)) or (isinstance(tree.body, ast.UnaryOp) and isinstance(tree.body.op, ast.Not))
    source.body = [ast.copy_location(ast.Return(tree.body if whole else ast.copy_location(truth, tree.body)), tree.body)]
    return source


def _renamed(text: str, names: dict[str, str]) -> str:
    tree = ast.parse(text, mode="eval")
    if not any(isinstance(n, ast.Name) and n.id in names for n in ast.walk(tree)):
        return text
    for n in ast.walk(tree):
        if isinstance(n, ast.Name):
            n.id = names.get(n.id, n.id)
    return ast.unparse(tree)


def _find(module: str, qualname: str) -> Rule:
    return operator.attrgetter(qualname)(importlib.import_module(module))


def _rebound(module: str, qualname: str, name: str, names: dict[str, str]) -> Rule:
    return _find(module, qualname).bound(name, **names)


def _near(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), n=3, cutoff=0.6)
    return f"; did you mean {' or '.join(close)}?" if close else ""


def _unknown(rule: str, name: str, b: Bindings, sums: bool = False) -> str:
    """Raises: nothing here is called that."""
    units = {f"{u}_{a}" for u, unit in b.units.items() for a in (unit.sums if sums else unit.attributes)}
    parameters, tables = {f"p_{p}" for p in b.parameters}, {f"t_{t}" for t in b.tables}
    if sums:
        raise RuleError(f"rule '{rule}' adds to '{name}', which is no sum of a unit{_near(name, units)}\n  sums: {_list(units)}")
    lines = [
        f"rule '{rule}' reads '{name}', which is nothing here{_near(name, {*b.columns, *units, *parameters, *tables})}",
        f"  columns: {_list(b.columns)}",
        f"  units (<unit>_<attribute>): {_list(units)}",
        f"  parameters (p_): {_list(parameters)}",
        f"  tables (t_): {_list(tables)}",
        "  draws: u_<stream> this month's, uy_<stream> this calendar year's, u0_<stream> permanent",
    ]
    raise RuleError("\n".join(lines))


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"


class _Bound:
    """A rule bound to one Bindings object: which array is which argument of its loop, refreshed when an array has been replaced."""

    def __init__(self, rule: Rule, bindings: Bindings, load: bool = True) -> None:
        self.rule = rule
        self.bindings = weakref.proxy(bindings)
        self._bind()
        self._loop = saantosilmukat.load(self.plan) if load else None

    # binding

    def _bind(self) -> None:
        rule, b = self.rule, self.bindings
        to = rule._names
        self.names = to
        self.units: list[str] = []
        args = tuple(self._argument(a) for a in rule._source.args)
        guard_args = tuple(self._argument(a) for a in rule._guard.args) if rule._guard else ()
        self.add_to = [self._sum(a) for a in rule._adds]
        self.args, self.guard_args = args, guard_args
        writes = tuple((w, self._column(to.get(w, w)).dtype.str[1:]) for w in rule._writes)
        self.write_dtypes = [np.dtype(t) for _, t in writes]
        guard = rule._guard.special(tuple(self._kind(a) for a in guard_args)) if rule._guard else None
        scalar = rule._source.special(tuple(self._kind(a) for a in args))
        self._check(scalar)
        if not rule._guard and any(a.what == "table" for a in args):
            raise RuleError(f"rule '{rule.name}' reads a table, which only sparse rules may (give it when=), or read <unit>_<attribute> instead")
        if any(a.what == "table" for a in guard_args):
            raise RuleError(f"rule '{rule.name}': a guard cannot index a table; read <unit>_<attribute> instead")
        sums = tuple(self.units.index(u) for u, _ in self.add_to)
        self.plan = Plan(rule._base.name, scalar, guard, args, guard_args, writes, sums, len(self.units))
        self.places = self._places()
        self.arrays = self._arrays()
        self._validate()
        rule._kinds.update({to.get(a.name, a.name): a.what for a in (*guard_args, *args)})

    def _kind(self, a: Argument) -> Any:
        return Table(self._table(a).ndim, a.kind) if a.what == "table" else a.kind

    def _table(self, a: Argument) -> Array:
        return self.bindings.tables[self.names.get(a.name, a.name)[2:]]

    def _column(self, name: str) -> Array:
        if name not in self.bindings.columns:
            near = _near(name, self.bindings.columns)
            raise RuleError(f"rule '{self.rule.name}' writes '{name}', which is no column{near}\n  columns: {_list(self.bindings.columns)}")
        return self.bindings.columns[name]

    def _unit(self, unit: str) -> int:
        if unit not in self.units:
            self.units.append(unit)
        return self.units.index(unit)

    def _argument(self, own: str) -> Argument:
        b, name = self.bindings, self.names.get(own, own)
        what = b.what(name) or _unknown(self.rule.name, name, b)
        if what in DRAWS:
            return Argument(own, what, "f", "f4")
        if what == "parameter":
            kind = value_kind(b.parameters[name[2:]])
            if not isinstance(kind, str) or isinstance(b.parameters[name[2:]], str):
                raise RuleError(f"rule '{self.rule.name}': parameter '{name}' is not a number")
            return Argument(own, what, kind, kind)
        unit = -1
        if what == "unit":
            parts = b.split(name)
            unit, array = self._unit(parts[0]), b.units[parts[0]].attributes[parts[1]]
        else:
            array = b.columns[name] if what == "column" else b.tables[name[2:]]
        return Argument(own, what, self._array_kind(name, array), array.dtype.str[1:], unit)

    def _array_kind(self, name: str, array: Array) -> str:
        try:
            return kind_of(array.dtype)
        except RuleError as e:
            raise RuleError(f"rule '{self.rule.name}', argument '{name}': {e}") from None

    def _sum(self, own: str) -> tuple[str, str]:
        name = self.names.get(own, own)
        parts = self.bindings.split(name)
        if parts is None or parts[1] not in self.bindings.units[parts[0]].sums:
            _unknown(self.rule.name, name, self.bindings, sums=True)
        self._unit(parts[0])
        return parts

    def _check(self, scalar: Special) -> None:
        rule = self.rule
        got = len(scalar.returns) if isinstance(scalar.returns, tuple) else 1
        want = len(rule._writes) + len(rule._adds)
        if got != want:
            raise RuleError(f"rule '{rule.name}' returns {got} value(s), but writes {len(rule._writes)} and adds {len(rule._adds)}")

    # arrays, in the order of the loop's arguments

    def _places(self) -> list[tuple[Any, str]]:
        """(dict, key) or (object, attribute) of each array; looked up anew at each run, which costs less than being wrong."""
        b, p, to = self.bindings, self.plan, self.names
        places: list[tuple[Any, str]] = [(b.columns, to.get(c, c)) for c in p.columns]
        places += [(b.units[u].__dict__, "index") for u in self.units]
        for a in p.of("unit"):
            unit, attribute = b.split(to.get(a.name, a.name))
            places.append((b.units[unit].attributes, attribute))
        places += [(b.tables, to.get(a.name, a.name)[2:]) for a in p.of("table")]
        self.active: Array | None = None if b.active else np.ones(len(b.ids), np.int8)
        self.parameters = [(to.get(a.name, a.name)[2:], {"f": np.float32, "i": int, "b": bool}[a.kind], a.kind) for a in p.of("parameter")]
        self.codes = tuple(np.uint64(satunnaisvirrat.stream_code(to.get(a.name, a.name))) for a in p.of(*DRAWS))
        return places

    def _arrays(self) -> list[Array]:
        b = self.bindings
        return [b.ids, b.columns[b.active] if b.active else self.active, *[d[k] for d, k in self.places]]

    def fresh(self) -> bool:
        """Are the arrays, and the kinds of the parameters, those that were bound?"""
        try:
            now = self._arrays()
        except KeyError:
            return False
        return len(now) == len(self.arrays) and all(map(operator.is_, now, self.arrays)) and self._same_kinds()

    def _same_kinds(self) -> bool:
        p = self.bindings.parameters
        return all(n in p and value_kind(p[n]) == kind for n, _, kind in self.parameters)

    def _validate(self) -> None:
        b, name = self.bindings, self.rule.name
        n = len(b.ids)
        if b.ids.dtype != np.uint64:
            raise RuleError(f"ids are {b.ids.dtype}; permanent ids must be uint64")
        rows = 2 + len(self.plan.columns) + len(self.units)
        labels = ["ids", b.active or "active", *(k for _, k in self.places)]
        for k, (label, a) in enumerate(zip(labels, self.arrays, strict=True)):
            if k < rows and a.shape != (n,):
                raise RuleError(f"rule '{name}': '{label}' has shape {a.shape}, but there are {n} rows")
            if not a.flags.c_contiguous:
                raise RuleError(f"rule '{name}': '{label}' is not contiguous in memory; bind np.ascontiguousarray of it")
        for u in self.units:
            if b.units[u].index.dtype.kind not in "iu" or b.units[u].index.dtype == np.uint64:
                raise RuleError(f"rule '{name}': the index of unit '{u}' must be whole numbers, not {b.units[u].index.dtype}")

    # running

    def _ready(self) -> tuple[Any, ...]:
        if not self.fresh():
            before = saantosilmukat.text_of(self.plan)
            self._bind()
            if saantosilmukat.text_of(self.plan) != before:
                self._loop = None
        if self._loop is None:
            self._loop = saantosilmukat.load(self.plan)
        b = self.bindings
        p = b.parameters
        seed = np.uint64(b.seed & 0xFFFFFFFFFFFFFFFF)
        return (seed, int(b.month), int(b.year), *self.codes, *[cast(p[n]) for n, cast, _ in self.parameters], *self.arrays)

    def _sums(self) -> list[Array]:
        b = self.bindings
        return [b.units[u].sums[s] for u, s in self.add_to]

    def compile(self) -> None:
        import numba

        args = (0, 0, *self._ready(), *[np.zeros((1, len(s))) for s in self._sums()])
        self._loop.compile(tuple(numba.typeof(a) for a in args))

    def run(self, start: int, stop: int, threads: int) -> None:
        args = self._ready()
        sums = self._sums()
        chunks = -(-stop // CHUNK)
        parts = tuple(np.zeros((chunks, len(s))) for s in sums)
        if threads <= 1 or stop - start <= CHUNK:
            self._loop(start, stop, *args, *parts)
        else:
            edges = [max(start, k * CHUNK) for k in range(start // CHUNK, chunks)] + [stop]
            jobs = [(edges[k], edges[k + 1]) for k in range(len(edges) - 1)]
            list(_pool(threads).map(lambda job: self._loop(*job, *args, *parts), jobs))
        for total, part in zip(sums, parts, strict=True):
            for p in part:
                total += p

    def one(self, row: int) -> tuple[dict[str, Any], dict[str, Any]]:
        rule, to = self.rule, self.names
        if not self.bindings.is_active(row):
            return {}, {}
        read: dict[str, Any] = {}
        if self.plan.guard is not None:
            values = [self._value(a, row) for a in self.guard_args]
            read.update(zip(self._labels(self.guard_args), values, strict=True))
            if not self.plan.guard.plain(*values):
                return {}, read
        values = [self._value(a, row) for a in self.args]
        read.update(zip(self._labels(self.args), values, strict=True))
        got = self.plan.scalar.plain(*values)
        got = got if isinstance(got, tuple) else (got,)
        out = {to.get(w, w): _cell(t, v) for w, t, v in zip(rule._writes, self.write_dtypes, got, strict=False)}
        out.update({to.get(a, a): float(v) for a, v in zip(rule._adds, got[len(rule._writes) :], strict=True)})
        return out, read

    def _labels(self, args: tuple[Argument, ...]) -> list[str]:
        return [self.names.get(a.name, a.name) for a in args]

    def _value(self, a: Argument, row: int) -> Any:
        b, name = self.bindings, self.names.get(a.name, a.name)
        if a.what in DRAWS:
            return satunnaisvirrat.draw(satunnaisvirrat.key(b.seed, name, b.period(a.what)), b.ids[row])
        if a.what == "table":
            return self._table(a)
        if a.what == "parameter":
            return as_kind(b.parameters[name[2:]], a.kind)
        if a.what == "column":
            return as_kind(b.columns[name][row], a.kind)
        unit, attribute = b.split(name)
        j = int(b.units[unit].index[row])
        return as_kind(b.units[unit].attributes[attribute][j] if j >= 0 else 0, a.kind)


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
    """Compiles all rules for these bindings, or loads them from the cache folder; `progress(rule, number, of)` is told before each."""
    todo = list(rules)
    for k, r in enumerate(todo):
        if progress is not None:
            progress(r, k + 1, len(todo))
        r.compile(bindings)
