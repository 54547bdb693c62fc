"""From a rule to a loop over all rows: writes its text, keeps it in the cache folder, compiles and loads it (Numba).

The generated file is meant to be read. It goes block by block, 2,048 rows at a time, through strips of float32 and
int32 that stay in the processor's cache, each step a loop of its own that becomes vector code:

    dense rule   look-ups and draws to strips; the rule, without branches, from columns and strips to strips; from these
                 to the columns of live rows and to the sums of their units
    sparse rule  the guard's mask; a list of the live rows that pass; what they read to strips; the rule on those; from
                 these to columns and sums. A rule with tables or loops is worked out row by row instead.

Rows come in chunks of 65,536 with sums of their own, merged in order: any number of threads gives the same bits.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import os
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from agentit.saantohaarat import flat, inlined
from agentit.saantokieli import RuleError, Special, kind_of

__all__ = ["CHUNK", "DRAWS", "SHARED_DRAWS", "Argument", "Plan", "cache_folder", "compiled", "kept", "load", "text_of"]

BLOCK = 2048
STRIDE = BLOCK + 16  # from strip to strip: strips a power of two apart would share the same few lines of cache
CHUNK = 65536
WIDE = ("f8", "i8", "u4")  # cells that a 32-bit strip cannot hold unchanged
SHARED_DRAWS = ("shared year draw", "shared permanent draw")
DRAWS = ("month draw", "year draw", "permanent draw", *SHARED_DRAWS)
_STAMP = 1_577_836_800  # modification time of every generated file, so that processes agree whether a cache is fresh


@dataclass(frozen=True)
class Argument:
    """What one argument of a rule is bound to; `array` or `index` name the loop's argument with its column or unit."""

    name: str
    what: str  # column | unit | parameter | table | one of DRAWS
    kind: str
    dtype: str
    array: str = ""
    index: str = ""


@dataclass(frozen=True)
class Plan:
    """All that decides the text of a loop."""

    rule: str
    scalar: Special
    guard: Special | None
    args: tuple[Argument, ...]  # of the rule
    guard_args: tuple[Argument, ...]
    writes: tuple[tuple[str, str], ...]  # (the loop's argument that holds the column, dtype)
    adds: tuple[str, ...]  # the loop's argument that holds the index of the unit whose sum it is
    active: str  # the loop's argument that says which rows are live
    rows: tuple[str, ...]  # the loop's arguments with one cell per row, each its own memory

    @property
    def every(self) -> list[Argument]:
        """Arguments of guard and rule, each once."""
        return list({a.name: a for a in (*self.guard_args, *self.args)}.values())

    def of(self, *what: str) -> list[Argument]:
        """Arguments of these kinds."""
        return [a for a in self.every if a.what in what]


@cache
def text_of(plan: Plan) -> str:
    """The generated file of a plan; written once in a process, whatever the number of models."""
    return _Text(plan).file()


def _indent(lines: list[str], by: int) -> list[str]:
    return [" " * by + line for line in lines]


class _Text:
    """Text of one plan's loop.

    Names in it: c_ column, x_ index of a unit, a_ attribute, k_ key of a draw, s_ sums by chunk, l_ sums of this chunk
    in four lanes. `strip` (float32) and `whole` (int32, also for truth values) hold the strips, which begin
    at the constants g_ (look-ups and draws of all rows), h_ (what the rows that pass a guard read), w_ (results to
    write), v_ (results to add). A rule's variables have an underscore after their name.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        returns = plan.scalar.returns
        self.out_kinds = returns if isinstance(returns, tuple) else (returns,)
        self.columns = [(c, t, f"w_{c[2:]}") for c, t in plan.writes]
        self.outs = [w for _, _, w in self.columns] + [f"v_{k}" for k in range(len(plan.adds))]
        self.flat = flat(plan.scalar)
        self.sums = [f"s_{k}" for k in range(len(plan.adds))]
        self.filled = [a for a in (plan.guard_args if plan.guard else plan.args) if a.what == "unit" or a.what in DRAWS]
        self.read = [a for a in plan.args if plan.guard and self.flat and a.what != "parameter"]
        self.place = {f"g_{a.name}": _array(a.kind) for a in self.filled}  # strip -> the array it is in
        self.place.update({f"h_{a.name}": _array(a.kind) for a in self.read})
        if self.flat:
            kinds = [kind_of(np.dtype(t)) for _, t in plan.writes] + list(self.out_kinds[len(plan.writes) :])
            self.place.update({o: _array(kind) for o, kind in zip(self.outs, kinds, strict=True)})
        self.place_strips()

    def cell(self, name: str, k: str = "k") -> str:
        """A cell of a strip."""
        return f"{self.place[name]}[{name} + {k}]"

    def arguments(self) -> list[str]:
        p = self.plan
        return [
            *("start", "stop"),
            *(f"k_{a.name}" for a in p.of(*DRAWS)),
            *(a.name for a in p.of("parameter")),
            "counters",
            *(("places",) if p.of(*SHARED_DRAWS) else ()),
            *p.rows,
            *(f"a_{a.name}" for a in p.of("unit")),
            *(a.name for a in p.of("table")),
            *self.sums,
            *self.room,
        ]

    def value(self, a: Argument) -> str:
        """Value of an argument in row i, k rows from the start of its block."""
        if a in self.filled:
            return _from_strip(self.cell(f"g_{a.name}"), a.kind)
        if a.what == "column":
            cell = f"{a.array}[i]"
            return f"F({cell})" if a.dtype == "f8" else f"I({cell})" if a.dtype in ("i8", "u4") else cell
        if a.what == "unit":
            return f"lookup_{a.kind}(a_{a.name}, {a.index}[i])"
        if a.what in SHARED_DRAWS:
            return f"shared_draw_of(k_{a.name}, counters[i], places[i])"
        return f"draw_of(k_{a.name}, counters[i])" if a.what in DRAWS else a.name

    def place_strips(self) -> None:
        """Where each strip begins, and what the loop works in."""
        self.constants = []
        size = {"strip": 0, "whole": 0}
        for name, array in self.place.items():
            self.constants.append(f"{name} = U({size[array]})")
            size[array] += STRIDE
        self.room = {array: f"{array}s({n})" for array, n in size.items() if n}
        if self.plan.guard:
            self.room["mask, rows"] = f"*masks({BLOCK})"
        self.room.update({f"l_{s[2:]}": f"lanes({s})" for s in self.sums})

    def allocation(self) -> str:
        """The function that allocates what the loop works in."""
        lines = [
            f"def room({', '.join(self.sums)}):",
            '    """What the loop works in; two runs at a time need two."""',
            f"    return ({''.join(f'{made}, ' for made in self.room.values())})",
        ]
        return "\n".join(lines) + "\n"

    def fill(self) -> list[str]:
        """Look-ups and draws of all rows, each to its strip."""
        out = []
        for a in self.filled:
            strip = f"{self.place[f'g_{a.name}']}, g_{a.name}"
            if a.what in SHARED_DRAWS:
                out.append(f"shared_draw_all({strip}, k_{a.name}, counters, places, s, e)")
            elif a.what in DRAWS:
                out.append(f"draw_all({strip}, k_{a.name}, counters, s, e)")
            else:
                out.append(f"look_up_all({strip}, a_{a.name}, {a.index}, s, e)")
        return out

    def without_branches(self, values: list[str]) -> tuple[list[str], list[str]]:
        """Lines that work the rule out from these values of its arguments, and its results as strips hold them."""
        assert self.flat is not None
        lines, results = self.flat
        loads = [
            f"{a.name}_ = {f'I({v})' if a.kind == 'i' else v}" for a, v in zip(self.plan.args, values, strict=True)
        ]
        kinds = [kind_of(np.dtype(t)) for _, t, _ in self.columns] + list(self.out_kinds[len(self.columns) :])
        found = [_to_strip(r, kind, to) for r, kind, to in zip(results, self.out_kinds, kinds, strict=True)]
        return loads + lines, found

    def dense(self) -> list[str]:
        p = self.plan
        arguments = p.args
        if not self.flat:
            return self.row_by_row("range(s, e)", ["k = i - s", f"if {p.active}[i] != 1:", "    continue"])
        lines, results = self.without_branches([self.value(a) for a in arguments])
        body = ["k = i - s", *lines, f"live = {p.active}[i] == 1"]
        for (c, t, w), new in zip(self.columns, results, strict=False):
            old = _to_strip(f"{c}[i]", "", kind_of(np.dtype(t)))
            body.append(f"{self.cell(w)} = {new if t in WIDE else f'pick(live, {new}, {old})'}")
        for v, new in list(zip(self.outs, results, strict=True))[len(self.columns) :]:
            body.append(f"{self.cell(v)} = pick(live, {new}, {'F(0.0)' if self.place[v] == 'strip' else 'I(0)'})")
        wide = [f"write_wide({c}, {self.place[w]}, {w}, {p.active}, s, e)" for c, t, w in self.columns if t in WIDE]
        other = [f"write_all({c}, {self.place[w]}, {w}, s, e)" for c, t, w in self.columns if t not in WIDE]
        add = [f"add_all(l_{k}, {x}, {self.place[f'v_{k}']}, v_{k}, s, e)" for k, x in enumerate(p.adds)]
        return ["for i in range(s, e):", *_indent(body, 4), *wide, *other, *add]  # wide ask who is live, so come first

    def sparse(self) -> list[str]:
        p = self.plan
        mask = ["for i in range(s, e):", "    k = i - s", f"    mask[k] = {self.guard()}"]
        hits = f"list_hits(mask, {p.active}, s, e, rows)"
        at = ["k = U(rows[h])", "i = s + k"]
        if not self.flat:
            return [*mask, *self.row_by_row(f"range({hits})", at, "h")]
        reads = [f"{self.cell(f'h_{a.name}', 'h')} = {_to_strip(self.value(a), a.kind, a.kind)}" for a in self.read]
        values = [_from_strip(self.cell(f"h_{a.name}", "h"), a.kind) if a in self.read else a.name for a in p.args]
        lines, results = self.without_branches(values)
        lines += [f"{self.cell(o, 'h')} = {r}" for o, r in zip(self.outs, results, strict=True)]
        loops = [at + reads, lines, at + self.store([self.cell(o, "h") for o in self.outs])]
        out = [*mask, f"hits = U({hits})"]
        for body in loops:
            out += ["for h in range(hits):", *_indent(body, 4)]
        return out

    def row_by_row(self, rows: str, at: list[str], name: str = "i") -> list[str]:
        """A rule that has loops or tables: one row after another."""
        results = [f"r{k}" for k in range(len(self.outs))]
        values = [self.value(a) for a in self.plan.args]
        lines = inlined(self.plan.scalar)
        if lines is None:
            work = [f"{', '.join(results)} = {self.plan.scalar.name}({', '.join(values)})"]
        else:
            work = [f"{a.name}_ = {v}" for a, v in zip(self.plan.args, values, strict=True)] + lines
        return [f"for {name} in {rows}:", *_indent([*at, *work, *self.store(results)], 4)]

    def store(self, results: list[str]) -> list[str]:
        """Results to the columns and sums of row i."""
        lines = [f"write_one({c}, i, {r})" for (c, _, _), r in zip(self.columns, results, strict=False)]
        adds = zip(self.plan.adds, results[len(self.columns) :], strict=True)
        return lines + [f"add_one(l_{k}, {x}, i, {r})" for k, (x, r) in enumerate(adds)]

    def guard(self) -> str:
        """The guard's expression with its names replaced by values of row i."""
        assert self.plan.guard is not None
        values = {a.name: self.value(a) for a in self.plan.guard_args}
        d = ast.parse(self.plan.guard.text).body[0]
        assert isinstance(d, ast.FunctionDef)
        last = d.body[-1]
        assert isinstance(last, ast.Return)
        tree = last.value
        assert tree is not None
        for node in ast.walk(tree):
            if isinstance(node, ast.Name):
                node.id = values.get(node.id, node.id)
        return ast.unparse(tree)

    def loop(self) -> str:
        p = self.plan
        blocks = [
            f"first = max(U(start), chunk * U({CHUNK}))",
            f"last = min(U(stop), (chunk + U(1)) * U({CHUNK}))",
            f"for s in range(first, last, U({BLOCK})):",
            f"    e = min(s + U({BLOCK}), last)",
            f"    if none_active({p.active}, s, e):",
            "        continue",
            *_indent(self.fill(), 4),
            *_indent(self.sparse() if p.guard else self.dense(), 4),
        ]
        lines = [
            "@njit(**LOOP)",
            f"def loop({', '.join(self.arguments())}):",
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
        skip = {p.guard.name if p.guard else "", p.scalar.name if inlined(p.scalar) is not None else ""}
        own = [] if self.flat else [text for name, text in used.items() if name not in skip]
        dtypes = " ".join(f"{a.name}:{a.dtype}" for a in p.every) + " -> " + " ".join(f"{c}:{t}" for c, t in p.writes)
        parts = [f'"""Generated loop of the rule {p.rule}. Change the rule, not this file.\n\n{dtypes}\n"""\n']
        parts.append("from agentit.saantoyhteiset import *\n")
        parts += ["\n".join(self.constants) + "\n", self.allocation()]
        parts += [f"@njit(**INLINE)\n{text}\n" for text in own]
        return "\n".join([*parts, self.loop()])


def _array(kind: str) -> str:
    return "strip" if kind == "f" else "whole"


def _to_strip(value: str, kind: str, to: str) -> str:
    """A value of one kind (none: a cell) as the strip of another holds it: float32, or int32 also for truth values."""
    if to == "f":
        return value if kind == "f" else f"F({value})"
    return f"I({value} != 0)" if to == "b" and kind not in ("", "b") else f"I({value})"


def _from_strip(cell: str, kind: str) -> str:
    return f"({cell} != 0)" if kind == "b" else cell


_loops: dict[str, ModuleType] = {}


def load(rule: str, text: str) -> ModuleType:
    """The generated module of a rule's text, with `loop` and `room`: from memory, the cache folder, or new in it."""
    if text not in _loops:
        _loops[text] = _import(cache_folder(), f"sotemalli_{rule}_{_digest(text)}", text)
    return _loops[text]


def compiled(rule: str, text: str, types: tuple[Any, ...]) -> str:
    """Compiles a loop for these types of arguments, or finds it in the cache folder; the name of its file.

    All that a process needs for it is this module and Numba: no model.
    """
    module = load(rule, text)
    module.loop.compile(types)
    return module.__name__


def kept() -> set[str]:
    """Names of the files whose loops are compiled in the cache folder."""
    return {path.name.split(".loop-")[0] for path in (cache_folder() / "__pycache__").glob("sotemalli_*.nbc")}


def _digest(text: str) -> str:
    """Of the text, of what it imports, and of the compilers."""
    import numba

    return hashlib.sha256("\n".join([text, _shared(), numba.__version__, np.__version__]).encode()).hexdigest()[:16]


@cache
def _shared() -> str:
    here = Path(__file__).parent
    names = ("saantoyhteiset", "saantomatematiikka", "satunnaisvirrat")
    return "".join((here / f"{name}.py").read_text(encoding="utf-8") for name in names)


def _import(folder: Path, name: str, text: str) -> ModuleType:
    path = folder / f"{name}.py"
    if not path.exists():
        _write_aside(path, text)
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _write_aside(path: Path, text: str) -> None:
    """Two processes may write one file: each writes its own and renames it; whichever comes last, it is the same."""
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
