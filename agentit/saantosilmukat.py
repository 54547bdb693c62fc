"""From a rule to a loop: writes the text of a compiled loop over all rows, keeps it in the cache folder, loads and compiles it.

The generated file is meant to be read. A dense rule goes block by block, 2,048 rows at a time: look-ups and draws to strips, each in a loop
of its own (64-bit hashing beside float32 would stop vector code); one loop that calls the rule and writes only strips, so that nothing can
overlap and it becomes vector code; then the strips to the columns of live rows and to the sums of their units. A sparse rule writes the
guard's mask in a vector loop, lists the few rows that pass, and only they look up, draw and call.

Rows come in chunks of 65,536 with sums of their own, merged in order: any number of threads gives the same bits.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import inspect
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from agentit import saantomatematiikka, satunnaisvirrat
from agentit.saantokieli import RuleError, Special, intrinsic_text, kind_of

__all__ = ["CHUNK", "DRAWS", "Argument", "Plan", "cache_folder", "load", "text_of"]

BLOCK = 2048
CHUNK = 65536
WIDE = ("f8", "i8", "u4")  # cells that a 32-bit strip cannot hold unchanged
_NOTHING = {"f": "F(0.0)", "i": "I(0)", "b": "False"}
DRAWS = {"month draw": "month", "year draw": "year", "permanent draw": "0"}
_STAMP = 1_577_836_800  # one modification time for all generated files, so that processes agree whether a cache is fresh


@dataclass(frozen=True)
class Argument:
    """What one argument of a rule is bound to; `unit` is the position of its unit's index among the indices."""

    name: str
    what: str  # column | unit | parameter | table | month draw | year draw | permanent draw
    kind: str
    dtype: str
    unit: int = -1


@dataclass(frozen=True)
class Plan:
    """All that decides the text of a loop."""

    rule: str
    scalar: Special
    guard: Special | None
    args: tuple[Argument, ...]  # of the rule
    guard_args: tuple[Argument, ...]
    writes: tuple[tuple[str, str], ...]  # (column argument, dtype)
    adds: tuple[int, ...]  # position of the unit's index
    units: int  # number of index arrays

    @property
    def every(self) -> list[Argument]:
        """Arguments of guard and rule, each once."""
        return list({a.name: a for a in (*self.guard_args, *self.args)}.values())

    def of(self, *what: str) -> list[Argument]:
        """Arguments of these kinds."""
        return [a for a in self.every if a.what in what]

    @property
    def columns(self) -> list[str]:
        """Column arguments read or written, each once."""
        return list(dict.fromkeys([a.name for a in self.of("column")] + [w for w, _ in self.writes]))


def text_of(plan: Plan) -> str:
    """The generated file of a plan."""
    return _Text(plan).file()


def _indent(lines: list[str], by: int) -> list[str]:
    return [" " * by + line for line in lines]


class _Text:
    """Text of one plan's loop. Names in it: c_ column, x_ index of a unit, a_ attribute, k_ key of a draw, g_ strip of look-ups or draws,
    w_ strip of results to write, v_ strip of results to add, l_ sums of this chunk in four lanes, s_ sums by chunk."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        outs = plan.scalar.returns if isinstance(plan.scalar.returns, tuple) else (plan.scalar.returns,)
        self.single = not isinstance(plan.scalar.returns, tuple)
        self.strips = [a for a in (plan.guard_args if plan.guard else plan.args) if a.what == "unit" or a.what in DRAWS]
        self.outs = [f"w_{c}" for c, _ in plan.writes] + [f"v_{k}" for k in range(len(plan.adds))]
        self.out_kinds = outs
        self.strip_kinds = [kind_of(np.dtype(t)) for _, t in plan.writes] + list(outs[len(plan.writes) :])

    def arguments(self) -> list[str]:
        p = self.plan
        return [
            *("start", "stop", "seed", "month", "year"),
            *(f"d_{a.name}" for a in p.of(*DRAWS)),
            *(a.name for a in p.of("parameter")),
            *("counters", "active"),
            *(f"c_{c}" for c in p.columns),
            *(f"x_{k}" for k in range(p.units)),
            *(f"a_{a.name}" for a in p.of("unit")),
            *(a.name for a in p.of("table")),
            *(f"s_{k}" for k in range(len(p.adds))),
        ]

    def value(self, a: Argument) -> str:
        """Value of an argument in row i, k rows from the start of its block."""
        if a in self.strips:
            return f"g_{a.name}[k]"
        if a.what == "column":
            cell = f"c_{a.name}[i]"
            return f"F({cell})" if a.dtype == "f8" else f"I({cell})" if a.dtype in ("i8", "u4") else cell
        if a.what == "unit":
            return f"lookup_{a.kind}(a_{a.name}, x_{a.unit}[i])"
        return f"draw_of(k_{a.name}, counters[i])" if a.what in DRAWS else a.name

    def call(self) -> str:
        return f"{self.plan.scalar.name}({', '.join(map(self.value, self.plan.args))})"

    def results(self) -> list[str]:
        return ["r"] if self.single else [f"r[{k}]" for k in range(len(self.outs))]

    def head(self) -> list[str]:
        p = self.plan
        lines = [f"k_{a.name} = stream_key(seed, d_{a.name}, {DRAWS[a.what]})" for a in p.of(*DRAWS)]
        lines += [f"g_{a.name} = strip_{a.kind}()" for a in self.strips]
        lines += ["mask = strip_b()", "rows = strip_i()"] if p.guard else []
        lines += [] if p.guard else [f"{o} = strip_{kind}()" for o, kind in zip(self.outs, self.strip_kinds, strict=True)]
        return lines + [f"l_{k} = lanes(s_{k})" for k in range(len(p.adds))]

    def fill(self) -> list[str]:
        """Look-ups and draws, each to its strip."""
        return [
            f"draw_all(g_{a.name}, k_{a.name}, counters, s, e)"
            if a.what in DRAWS
            else f"look_up_all(g_{a.name}, a_{a.name}, x_{a.unit}, s, e)"
            for a in self.strips
        ]

    def rows(self) -> tuple[str, list[str]]:
        """Header and body of the dense rule's own loop. Its arrays are promised not to overlap: it writes nothing but fresh strips."""
        p = self.plan
        columns = [f"c_{a.name}" for a in p.of("column")]
        columns += [c for c in (f"c_{c}" for c, _ in p.writes) if c not in columns]
        names = ["active", *columns, *(f"g_{a.name}" for a in self.strips), *(a.name for a in p.of("parameter"))]
        body = ["k = i - s", f"r = {self.call()}", "on = active[i] == 1"]
        for (c, dtype), kind, r in zip(p.writes, self.out_kinds, self.results(), strict=False):
            new, old = self.cell(dtype, kind, r), f"c_{c}[i]"
            old = {"f": f"F({old})", "i": f"I({old})", "b": old}[kind_of(np.dtype(dtype))]
            body.append(f"w_{c}[k] = {new}" if dtype in WIDE else f"w_{c}[k] = {new} if on else {old}")
        for k, (kind, r) in enumerate(list(zip(self.out_kinds, self.results(), strict=True))[len(p.writes) :]):
            body.append(f"v_{k}[k] = {r} if on else {_NOTHING[kind]}")
        return f"rule_all({', '.join(['s', 'e', *names, *self.outs])})", ["for i in range(s, e):", *_indent(body, 4)]

    @staticmethod
    def cell(dtype: str, kind: str, value: str) -> str:
        """A result of this kind as the strip of a column of this dtype holds it."""
        to = kind_of(np.dtype(dtype))
        return value if kind == to else f"{value} != 0" if to == "b" else f"{'F' if to == 'f' else 'I'}({value})"

    def dense(self) -> list[str]:
        p = self.plan
        write = [f"write_{'wide' if t in WIDE else 'all'}(c_{c}, w_{c}, active, s, e)" for c, t in sorted(p.writes, key=lambda w: w[1] not in WIDE)]
        return [self.rows()[0], *write, *(f"add_all(l_{k}, x_{u}, v_{k}, s, e)" for k, u in enumerate(p.adds))]

    def sparse(self) -> list[str]:
        p = self.plan
        store = self.results()
        body = [f"r = {self.call()}"]
        body += [f"write_one(c_{c}, i, {v})" for (c, _), v in zip(p.writes, store, strict=False)]
        body += [f"add_one(l_{k}, x_{u}, i, {store[k + len(p.writes)]})" for k, u in enumerate(p.adds)]
        return [
            "for i in range(s, e):",
            "    k = i - s",
            f"    mask[k] = {self.guard()}",
            "for h in range(list_hits(mask, active, s, e, rows)):",
            "    k = rows[h]",
            "    i = s + U(k)",
            *_indent(body, 4),
        ]

    def guard(self) -> str:
        """The guard's expression with its names replaced by values of row i."""
        assert self.plan.guard is not None
        values = {a.name: self.value(a) for a in self.plan.guard_args}
        tree = ast.parse(self.plan.guard.text).body[0].body[-1].value  # its only statement returns it
        for node in ast.walk(tree):
            if isinstance(node, ast.Name):
                node.id = values.get(node.id, node.id)
        return ast.unparse(tree)

    def loop(self) -> str:
        p = self.plan
        blocks = [
            f"for s in range(max(U(start), chunk * U({CHUNK})), min(U(stop), (chunk + U(1)) * U({CHUNK})), U({BLOCK})):",
            f"    e = min(s + U({BLOCK}), min(U(stop), (chunk + U(1)) * U({CHUNK})))",
            "    if none_active(active, s, e):",
            "        continue",
            *_indent(self.fill(), 4),
            *_indent(self.sparse() if p.guard else self.dense(), 4),
        ]
        lines = [
            "@njit(nogil=True, cache=True, no_cfunc_wrapper=True, **J)",
            f"def loop({', '.join(self.arguments())}):",
            *_indent(self.head(), 4),
            f"    for chunk in range(U(start) // U({CHUNK}), (U(stop) + U({CHUNK - 1})) // U({CHUNK})):",
            *_indent(blocks, 8),
            *(f"        merge_lanes(s_{k}, chunk, l_{k})" for k in range(len(p.adds))),
        ]
        return "\n".join(lines) + "\n"

    def file(self) -> str:
        p = self.plan
        used: dict[str, str] = {}
        for special in (p.scalar, p.guard):
            used.update(special.all if special else [])
        skip = {*saantomatematiikka.FUNCTIONS, p.guard.name if p.guard else ""}
        own = [text for name, text in used.items() if name not in skip]
        dtypes = " ".join(f"{a.name}:{a.dtype}" for a in p.every) + " -> " + " ".join(f"{c}:{t}" for c, t in p.writes)
        parts = [f'"""Generated loop of the rule {p.rule}. Change the rule, not this file.\n\n{dtypes}\n"""\n']
        parts.append(f"from {_common_name()} import *\n\n")
        parts += [f"@njit(**INLINE)\n{text}\n" for text in own]
        if not p.guard:
            header, body = self.rows()
            parts.append("\n".join(["@njit(**DISTINCT)", f"def {header}:", *_indent(body, 4)]) + "\n")
        return "\n".join([*parts, self.loop()])


# What all loops share, compiled once. A negative index means: belongs to no unit; its look-ups read 0 and it adds nothing.
# DISTINCT promises LLVM that the arrays of a function don't overlap; Numba has the flag but no option for it, so a compiler class sets it,
# and without the flag the same code merely runs slower.
_COMMON = f'''"""What the generated loops of all rules share: draws, look-ups, writing, adding up, each over one block of rows s..e."""

import numpy as np
from numba import njit
from numba.core.compiler import Compiler

F, I, I32, U = np.float32, np.int32, np.int32, np.uint64
J = dict(error_model="numpy")
WHOLE = dict(no_cpython_wrapper=True, no_cfunc_wrapper=True, **J)
INLINE = dict(forceinline=True, **WHOLE)


class Distinct(Compiler):
    def __init__(self, *args, **named):
        super().__init__(*args, **named)
        if hasattr(self.state.flags, "noalias"):
            self.state.flags.noalias = True


DISTINCT = dict(pipeline_class=Distinct, **WHOLE)


@njit(**WHOLE)
def strip_f():
    return np.empty({BLOCK}, np.float32)


@njit(**WHOLE)
def strip_i():
    return np.empty({BLOCK}, np.int32)


@njit(**WHOLE)
def strip_b():
    return np.empty({BLOCK}, np.bool_)


@njit(**WHOLE)
def none_active(active, s, e):
    for i in range(s, e):
        if active[i] == 1:
            return False
    return True


@njit(**INLINE)
def lookup_f(attribute, j):
    return F(attribute[np.uint32(j)]) if np.uint32(j) < np.uint32(len(attribute)) else F(0)


@njit(**INLINE)
def lookup_i(attribute, j):
    return I(attribute[np.uint32(j)]) if np.uint32(j) < np.uint32(len(attribute)) else I(0)


@njit(**INLINE)
def lookup_b(attribute, j):
    return attribute[np.uint32(j)] if np.uint32(j) < np.uint32(len(attribute)) else False


@njit(**WHOLE)
def look_up_all(strip, attribute, index, s, e):
    for i in range(s, e):
        j = np.uint32(index[i])
        strip[i - s] = attribute[j] if j < np.uint32(len(attribute)) else attribute.dtype.type(0)


@njit(**WHOLE)
def write_all(column, strip, active, s, e):
    for i in range(s, e):
        column[i] = column.dtype.type(strip[i - s])


@njit(**WHOLE)
def write_wide(column, strip, active, s, e):
    for i in range(s, e):
        if active[i] == 1:
            column[i] = column.dtype.type(strip[i - s])


@njit(**INLINE)
def write_one(column, i, value):
    column[i] = column.dtype.type(value)


@njit(**WHOLE)
def lanes(sums):
    """Four copies of the sums and one cell for those of no unit: neighbours of one unit needn't wait for each other."""
    return np.zeros((4, sums.shape[1] + 1))


@njit(**WHOLE)
def add_all(lanes, index, strip, s, e):
    n = np.uint32(lanes.shape[1] - 1)
    for i in range(s, e):
        lanes[i & U(3), min(np.uint32(index[i]), n)] += np.float64(strip[i - s])


@njit(**INLINE)
def add_one(lanes, index, i, value):
    lanes[i & U(3), min(np.uint32(index[i]), np.uint32(lanes.shape[1] - 1))] += np.float64(value)


@njit(**WHOLE)
def merge_lanes(sums, chunk, lanes):
    for j in range(sums.shape[1]):
        sums[chunk, j] += (lanes[0, j] + lanes[1, j]) + (lanes[2, j] + lanes[3, j])
    lanes[:] = 0.0


@njit(**WHOLE)
def list_hits(mask, active, s, e, rows):
    """Live rows whose mask is set; eight at a time are skipped when none is."""
    n = e - s
    for k in range(n, (n + U(7)) // U(8) * U(8)):
        mask[k] = False
    words = mask.view(np.uint64)
    h = 0
    for w in range((n + U(7)) // U(8)):
        if words[w] != 0:
            for k in range(U(8) * w, min(U(8) * w + U(8), n)):
                rows[h] = k
                h += mask[k] & (active[s + k] == 1)
    return h
'''
_DRAW_ALL = """def draw_all(strip, key, counters, s, e):
    for i in range(s, e):
        strip[i - s] = draw_of(key, counters[i])
"""


@cache
def _common_text() -> str:
    texts = [inspect.getsource(f) for f in (satunnaisvirrat.mix64, satunnaisvirrat.stream_key, satunnaisvirrat.draw_of)]
    texts += [intrinsic_text(name) for name in saantomatematiikka.FUNCTIONS]
    return "\n\n".join([_COMMON, *(f"@njit(**INLINE)\n{t}" for t in texts), f"@njit(**WHOLE)\n{_DRAW_ALL}"])


@cache
def _common_name() -> str:
    return f"sotemalli_yhteinen_{_digest(_common_text())}"


def _digest(text: str) -> str:
    import numba

    return hashlib.sha256("\n".join([text, numba.__version__, np.__version__]).encode()).hexdigest()[:16]


_loops: dict[str, Callable[..., Any]] = {}


def load(plan: Plan) -> Callable[..., Any]:
    """The loop of a plan: from memory, from the cache folder, or newly written there."""
    text = text_of(plan)
    if text not in _loops:
        folder = cache_folder()
        if _common_name() not in sys.modules:
            _import(folder, _common_name(), _common_text())
        _loops[text] = _import(folder, f"sotemalli_{plan.rule}_{_digest(text)}", text).loop
    return _loops[text]


def _import(folder: Path, name: str, text: str) -> ModuleType:
    path = folder / f"{name}.py"
    if not path.exists():
        _write_aside(path, text)
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _write_aside(path: Path, text: str) -> None:
    """Two processes may write the same file: each writes its own and renames it; whichever comes last, the file is the same."""
    fd, aside = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    with os.fdopen(fd, "w", encoding="utf-8") as f:
        f.write(text)
    os.utime(aside, (_STAMP, _STAMP))
    os.replace(aside, path)


def cache_folder() -> Path:
    """SOTEMALLI_CACHE, else the user's cache folder; one that cannot be written gives way to a temporary folder."""
    given = os.environ.get("SOTEMALLI_CACHE")
    if not given:
        import platformdirs

        given = platformdirs.user_cache_dir("sotemalli")
    user = str(os.getuid()) if hasattr(os, "getuid") else ""
    for folder in (Path(given) / "saannot", Path(tempfile.gettempdir()) / f"sotemalli-{user}"):
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    raise RuleError(f"no folder to keep compiled rules in: neither {given} nor the temporary folder can be written")
