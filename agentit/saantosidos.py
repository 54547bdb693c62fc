"""A rule bound to arrays: what each of its names is, where its arrays are, and how it runs over them or on one row."""

from __future__ import annotations

import difflib
import operator
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
import numpy.typing as npt

from agentit import saantosilmukat, satunnaisvirrat
from agentit.hylly import Shelf
from agentit.saantokieli import RuleError, Special, Table, as_kind, kind_of
from agentit.saantosilmukat import CHUNK, DRAWS, SHARED_DRAWS, Argument, Plan

if TYPE_CHECKING:
    from agentit.saannot import Bindings, Rule

__all__ = ["Bound", "near", "unknown"]

Array = npt.NDArray[Any]


def near(word: str, known: Iterable[str]) -> str:
    """What was likely meant, to end a message with; empty when nothing is like it."""
    close = difflib.get_close_matches(word, list(known), n=3, cutoff=0.6)
    likeness = [difflib.SequenceMatcher(None, c, word).ratio() for c in close]
    close = [c for c, r in zip(close, likeness, strict=True) if r > likeness[0] - 0.1]
    return f"; did you mean {' or '.join(close)}?" if close else ""


def unknown(rule: str, name: str, b: Bindings, sums: bool = False) -> NoReturn:
    """Raises: nothing here is called that."""
    units = {f"{u}_{a}" for u, unit in b.units.items() for a in (unit.sums if sums else unit.attributes)}
    if sums:
        raise RuleError(
            f"rule '{rule}' adds to '{name}', which is no sum of a unit{near(name, units)}\n  sums: {_list(units)}"
        )
    parameters, tables = {f"p_{p}" for p in b.parameters}, {f"t_{t}" for t in b.tables}
    known = {"p_": parameters, "t_": tables}.get(name[:2], {*b.columns, *units, *parameters, *tables})
    unit = b.split(name)
    units = {u for u in units if unit is None or u.startswith(unit[0] + "_")}
    lines = [
        f"rule '{rule}' reads '{name}', which is nothing here{near(name, known)}",
        f"  columns: {_list(b.columns)}",
        f"  units, <unit>_<attribute>: {_list(units)}",
        f"  parameters, p_: {_list(parameters)}",
        f"  tables, t_: {_list(tables)}",
        "  draws: u_<stream> this month's, uy_<stream> this calendar year's, u0_<stream> permanent; vy_ v0_ shared out",
    ]
    if name[:2] in ("p_", "t_"):
        lines = [lines[0], lines[3 if name[:2] == "p_" else 4]]
    raise RuleError("\n".join(lines))


def _list(names: Iterable[str], most: int = 60) -> str:
    names = sorted(names)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return (", ".join(names[:most]) or "none") + more


class Bound:
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
        self.loop: Any = None  # the generated module
        self.room: tuple[Any, ...] | None = None  # what runs over all rows at once work in: each leaves it as it was

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
            meant = near(name, b.columns)
            raise RuleError(
                f"rule '{self.rule.name}' writes '{name}', which is no column{meant}\n  columns: {_list(b.columns)}"
            )
        return self._row(f"c_{own}", b.columns, name), b.columns[name].dtype.str[1:]

    def _argument(self, b: Bindings, own: str) -> Argument:
        name = self._to(own)
        what = b.what(name) or unknown(self.rule.name, name, b)
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
            unknown(self.rule.name, self._to(own), b, sums=True)
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
        self._look_up()
        self.arrays = self.known[: len(places)]
        shared = (b.places,) if p.of(*SHARED_DRAWS) else ()
        self.first = (b.counters, *shared, *(() if b.active else (np.ones(len(b.ids), np.int8),)))
        self.streams = [(self._to(a.name), a.what) for a in p.of(*DRAWS)]
        self.parameters = [self._to(a.name)[2:] for a in p.of("parameter")]
        self.casts: list[Callable[[Any], Any]] = [np.float32 if a.kind == "f" else _whole for a in p.of("parameter")]
        self.given: list[Any] = []  # values of the parameters as last seen, and cast to what the loop takes
        self.numbers: list[Any] = []

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
        try:
            given = [b.parameters[n] for n in self.parameters]
            if given != self.given:
                self.given, self.numbers = given, [cast(v) for cast, v in zip(self.casts, given, strict=True)]
            if not self._as_seen():
                if not all(map(operator.is_, [d[k] for d, k in self.watched], self.known)):
                    return None
                self._look_up()
        except KeyError:
            return None
        keys = [np.uint64(satunnaisvirrat.key(b.seed, stream, b.period(what))) for stream, what in self.streams]
        return (*keys, *self.numbers, *self.first, *self.arrays)

    def _look_up(self) -> None:
        """Remember that all it watches is in its place, and the versions of the shelves where that is so."""
        own = {id(d): d for d, _ in self.watched if isinstance(d, Shelf)}
        self.versions = [(d, d.version) for d in own.values()]
        self.unshelved = [(d, k, v) for (d, k), v in zip(self.watched, self.known, strict=True) if id(d) not in own]

    def _as_seen(self) -> bool:
        """Has nothing been replaced, by all that shelves can tell?"""
        for shelf, version in self.versions:  # a generator would cost more than what it looks at
            if shelf.version != version:
                return False
        return all(d[k] is value for d, k, value in self.unshelved)

    def moved(self, b: Bindings) -> bool:
        """Takes on tables that were replaced by others of the same kind: the loop stays what it is. False if more
        than that has been replaced."""
        known = list(self.known)
        for k, ((where, key), old) in enumerate(zip(self.watched, self.known, strict=True)):
            new = where.get(key)
            if new is old:
                continue
            if where is not b.tables or new is None or new.dtype != old.dtype or new.ndim != old.ndim:
                return False
            if not new.flags.c_contiguous:
                return False
            known[k] = new
        self.known, self.arrays = known, known[: len(self.places)]
        self._look_up()
        return True

    # all rows

    def ready(self, b: Bindings) -> tuple[Any, ...]:
        """Arguments of the loop, bound anew if need be, and the loop loaded."""
        args = self.arguments(b)
        if args is None and self.moved(b):
            args = self.arguments(b)
        if args is None:
            loop, plan = self.loop, self.plan
            self.__init__(self.rule, b)  # type: ignore[misc]
            self.loop = loop if plan == self.plan else None
            args = self.arguments(b)
            assert args is not None
        if self.loop is None:
            self.loop = saantosilmukat.load(self.plan.rule, saantosilmukat.text_of(self.plan))
        return args

    def types(self, b: Bindings) -> tuple[Any, ...]:
        """Numba's types of the loop's arguments."""
        import numba

        args = (0, 0, *self.ready(b), *self.rows_of_sums, *self.loop.room(*self.rows_of_sums))
        return tuple(numba.typeof(a) for a in args)

    def run(self, b: Bindings, start: int, stop: int, threads: int) -> None:
        """Sums of chunks are added to the totals in order, by the loop itself or after the threads: the same bits."""
        args = self.ready(b)
        if threads <= 1 or stop - start <= CHUNK:
            if self.room is None:
                self.room = self.loop.room(*self.rows_of_sums)
            self.loop.loop(start, stop, *args, *self.rows_of_sums, *self.room)
            return
        parts = [np.zeros((-(-stop // CHUNK), total.shape[1])) for total in self.rows_of_sums]
        edges = [start, *range((start // CHUNK + 1) * CHUNK, stop, CHUNK), stop]
        jobs = [_pool(threads).submit(self.over, lo, hi, args, parts) for lo, hi in pairwise(edges)]
        for job in jobs:
            job.result()
        for (total,), part in zip(self.rows_of_sums, parts, strict=True):
            for of_chunk in part:
                total += of_chunk

    def over(self, start: int, stop: int, args: tuple[Any, ...], sums: list[Array]) -> None:
        """The loop over some rows, with room of its own."""
        self.loop.loop(start, stop, *args, *sums, *self.loop.room(*sums))

    # one row

    def one(self, b: Bindings, row: int) -> tuple[dict[str, Any], dict[str, Any]]:
        """New values of a row, and what was read for them."""
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
            key = satunnaisvirrat.key(b.seed, name, b.period(a.what))
            if a.what in SHARED_DRAWS:
                return satunnaisvirrat.shared_draw(key, int(b.ids[row]), int(b.places[row]))
            return satunnaisvirrat.draw(key, b.ids[row])
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
