"""From a rule to a loop: writes the text of a compiled loop over all rows, keeps it in the cache folder, loads and compiles it.

The generated file is meant to be read. A dense rule: per block of 4,096 rows look-ups and draws go to strips, each in a loop of its own
(64-bit hashing beside float32 would stop vector code), then one loop calls the rule, then sums are added up by unit. A sparse rule: a
vector loop writes the guard's mask, the few rows that pass are listed, and only they look up, draw and call.

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

from agentit import saantokieli, saantomatematiikka, satunnaisvirrat
from agentit.saantokieli import Special

BLOCK = 4096
CHUNK = 65536
DRAWS = {"month draw": "month", "year draw": "year", "permanent draw": "0"}
_STAMP = 1_577_836_800  # one modification time for every generated file, so that processes agree whether a cache is fresh


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
        return [a for a in self.every if a.what in what]

    @property
    def columns(self) -> list[str]:
        return list(dict.fromkeys([a.name for a in self.of("column")] + [w for w, _ in self.writes]))


def _indent(lines: list[str], by: int) -> list[str]:
    return [" " * by + line for line in lines]


class _Text:
    """Text of one plan's loop."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        outs = plan.scalar.returns if isinstance(plan.scalar.returns, tuple) else (plan.scalar.returns,)
        self.write_kinds, self.add_kinds = outs[: len(plan.writes)], outs[len(plan.writes) :]
        self.single = not isinstance(plan.scalar.returns, tuple)
        self.strips = [a for a in (plan.guard_args if plan.guard else plan.args) if a.what == "unit" or a.what in DRAWS]

    def arguments(self) -> list[str]:
        p = self.plan
        return [
            *("start", "stop", "seed", "month", "year"),
            *(f"d_{a.name}" for a in p.of(*DRAWS)),
            *(a.name for a in p.of("parameter")),
            *("ids", "active"),
            *(f"c_{c}" for c in p.columns),
            *(f"x_{k}" for k in range(p.units)),
            *(f"a_{a.name}" for a in p.of("unit")),
            *(a.name for a in p.of("table")),
            *(f"s_{k}" for k in range(len(p.adds))),
        ]

    def value(self, a: Argument) -> str:
        """Value of an argument in row i of the block, k rows from its start."""
        if a in self.strips:
            return f"g_{a.name}[k]"
        if a.what == "column":
            cell = f"c_{a.name}[i]"
            return f"F({cell})" if a.dtype == "f8" else f"I({cell})" if a.dtype in ("i8", "u4") else cell
        if a.what == "unit":
            return f"lookup_{a.kind}(a_{a.name}, x_{a.unit}[i])"
        return f"draw_of(k_{a.name}, ids[i])" if a.what in DRAWS else a.name

    def call(self) -> str:
        return f"{self.plan.scalar.name}({', '.join(map(self.value, self.plan.args))})"

    def head(self) -> list[str]:
        p = self.plan
        lines = [f"k_{a.name} = stream_key(seed, d_{a.name}, {DRAWS[a.what]})" for a in p.of(*DRAWS)]
        lines += [f"g_{a.name} = strip_{a.kind}()" for a in self.strips]
        if p.guard:
            return [*lines, "mask = strip_b()", "rows = strip_i()"]
        lines += [f"w_{c} = strip_{kind}()" for (c, _), kind in zip(p.writes, self.write_kinds, strict=True)]
        return lines + [f"v_{k} = strip_{kind}()" for k, kind in enumerate(self.add_kinds)]

    def fill(self) -> list[str]:
        """Look-ups and draws, each to its strip."""
        return [
            f"draw_all(g_{a.name}, k_{a.name}, ids, s, e)"
            if a.what in DRAWS
            else f"look_up_all(g_{a.name}, a_{a.name}, x_{a.unit}, s, e)"
            for a in self.strips
        ]

    def dense(self) -> list[str]:
        p = self.plan
        outs = [f"w_{c}[k]" for c, _ in p.writes] + [f"v_{k}[k]" for k in range(len(p.adds))]
        store = [f"{outs[0]} = r"] if self.single else [f"{o} = r[{k}]" for k, o in enumerate(outs)]
        return [
            "for i in range(s, e):",
            "    k = i - s",
            f"    r = {self.call()}",
            *_indent(store, 4),
            *(f"write_all(c_{c}, w_{c}, active, s, e)" for c, _ in p.writes),
            *(f"add_all(s_{k}, chunk, x_{u}, v_{k}, active, s, e)" for k, u in enumerate(p.adds)),
        ]

    def sparse(self) -> list[str]:
        p = self.plan
        store = ["r"] if self.single else [f"r[{k}]" for k in range(len(p.writes) + len(p.adds))]
        body = [f"r = {self.call()}"]
        body += [f"write_one(c_{c}, i, {v})" for (c, _), v in zip(p.writes, store, strict=False)]
        body += [f"add_one(s_{k}, chunk, x_{u}, i, {store[k + len(p.writes)]})" for k, u in enumerate(p.adds)]
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
        tree = ast.parse(self.plan.guard.text).body[0].body[-1].value  # the only statement returns it
        for node in ast.walk(tree):
            if isinstance(node, ast.Name):
                node.id = values.get(node.id, node.id)
        return ast.unparse(tree)

    def loop(self) -> str:
        lines = [
            "@njit(nogil=True, cache=True, no_cfunc_wrapper=True, **J)",
            f"def loop({', '.join(self.arguments())}):",
            *_indent(self.head(), 4),
            f"    for s in range(U(start), U(stop), U({BLOCK})):",
            f"        e = min(s + U({BLOCK}), U(stop))",
            f"        chunk = s // U({CHUNK})",
            "        if none_active(active, s, e):",
            "            continue",
            *_indent(self.fill(), 8),
            *_indent(self.sparse() if self.plan.guard else self.dense(), 8),
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
        return "\n".join([*parts, self.loop()])


# What all loops share, compiled once. A negative index means: belongs to no unit; its look-ups read 0 and it adds nothing.
_COMMON = f'''"""What the generated loops of all rules share: draws, look-ups, writing, adding up, each over one block of rows s..e."""

import numpy as np
from numba import njit

F, I, I32, U = np.float32, np.int32, np.int32, np.uint64
J = dict(error_model="numpy")
WHOLE = dict(no_cpython_wrapper=True, no_cfunc_wrapper=True, **J)
INLINE = dict(forceinline=True, **WHOLE)


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
    k = 0
    for i in range(s, e):
        k += active[i] == 1
    return k == 0


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
        strip[i - s] = attribute[j] if j < np.uint32(len(attribute)) else 0


@njit(**WHOLE)
def write_all(column, strip, active, s, e):
    for i in range(s, e):
        column[i] = strip[i - s] if active[i] == 1 else column[i]


@njit(**INLINE)
def write_one(column, i, value):
    column[i] = value


@njit(**WHOLE)
def add_all(sums, chunk, index, strip, active, s, e):
    for i in range(s, e):
        j = np.uint32(index[i])
        if j < np.uint32(sums.shape[1]) and active[i] == 1:
            sums[chunk, j] += strip[i - s]


@njit(**INLINE)
def add_one(sums, chunk, index, i, value):
    j = np.uint32(index[i])
    if j < np.uint32(sums.shape[1]):
        sums[chunk, j] += value


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
_DRAW_ALL = """def draw_all(strip, key, ids, s, e):
    for i in range(s, e):
        strip[i - s] = draw_of(key, ids[i])
"""


@cache
def _common_text() -> str:
    texts = [inspect.getsource(f) for f in (satunnaisvirrat.mix64, satunnaisvirrat.stream_key, satunnaisvirrat.draw_of)]
    texts += [saantokieli.intrinsic_text(name) for name in saantomatematiikka.FUNCTIONS]
    return "\n\n".join([_COMMON, *(f"@njit(**INLINE)\n{t}" for t in texts), f"@njit(**WHOLE)\n{_DRAW_ALL}"])


@cache
def _common_name() -> str:
    return f"sotemalli_yhteinen_{_digest(_common_text())}"


def _digest(text: str) -> str:
    import numba

    return hashlib.sha256("\n".join([text, numba.__version__, np.__version__]).encode()).hexdigest()[:16]


def text_of(plan: Plan) -> str:
    """The generated file of a plan."""
    return _Text(plan).file()


_loops: dict[str, Callable[..., Any]] = {}


def load(plan: Plan) -> Callable[..., Any]:
    """The loop of a plan: from memory, from the cache folder, or newly written there."""
    text = text_of(plan)
    if text not in _loops:
        _loops[text] = _module(plan.rule, text).loop
    return _loops[text]


def _module(rule: str, text: str) -> ModuleType:
    folder = cache_folder()
    if _common_name() not in sys.modules:
        _import(folder, _common_name(), _common_text())
    return _import(folder, f"sotemalli_{rule}_{_digest(text)}", text)


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
    """Two processes may write the same file: each writes its own, the last rename wins, and both are equal to the second."""
    fd, aside = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    with os.fdopen(fd, "w", encoding="utf-8") as f:
        f.write(text)
    os.utime(aside, (_STAMP, _STAMP))
    os.replace(aside, path)


def cache_folder() -> Path:
    """SOTEMALLI_CACHE, else the user's cache folder; a folder one cannot write to gives way to a temporary one."""
    given = os.environ.get("SOTEMALLI_CACHE")
    if given:
        first = Path(given)
    else:
        import platformdirs

        first = Path(platformdirs.user_cache_dir("sotemalli"))
    for folder in (first / "saannot", Path(tempfile.gettempdir()) / f"sotemalli-{os.getuid() if hasattr(os, 'getuid') else ''}"):
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    raise saantokieli.RuleError(f"no folder to keep compiled rules in: {first} and the temporary folder are read-only")


__all__ = ["BLOCK", "CHUNK", "Argument", "Plan", "cache_folder", "load", "saantomatematiikka", "text_of"]
