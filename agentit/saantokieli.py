"""The language of rules: a small part of Python, rewritten once so that plain and compiled readings give the same bits.

Every value in a rule is one of three kinds, known before it runs:

    f   float32        float literals, float columns of any width, draws, results of /, parameters (unless counted with)
    i   whole number   integer columns of any width, int(...), range(...), indices; 32 bits
    b   truth value    bool columns, comparisons, and / or / not

The rewriting makes every change of kind visible in the text. Where a float meets a whole number the latter becomes
float32; / always divides as float32; a truth value in arithmetic counts as 0 or 1 (so True + True is 2 in both
readings); a variable, an `a if c else b`, a min or a max that is a float somewhere is a float everywhere; `and`, `or`
and `not` give truth values. Both readings run this text.

Allowed: assignment, if, for over range, while, return, arithmetic, comparisons, min, max, abs, int, float, bool, the
functions of saantomatematiikka, functions marked @rule_function, constants of the module, and in sparse rules tables
indexed by whole numbers.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NoReturn, TypeGuard

import numpy as np

from agentit import saantomatematiikka as matematiikka

Kind = Any  # "f" | "i" | "b" | Table | tuple of kinds


class RuleError(ValueError):
    """A rule that cannot be read, bound or compiled; the message names the rule and the likely remedy."""


@dataclass(frozen=True)
class Table:
    """Kind of a table: number of indices it takes and kind of its cells."""

    ndim: int
    cell: str

    def __str__(self) -> str:
        return f"t{self.ndim}{self.cell}"


def kind_of(dtype: np.dtype) -> str:
    """Kind of a NumPy dtype in rules: f, i or b."""
    if dtype.kind == "b":
        return "b"
    if dtype.kind in "iu" and dtype != np.uint64:
        return "i"
    if dtype.kind == "f":
        return "f"
    raise RuleError(f"a rule cannot read values of type {dtype}")


def _join(a: Kind, b: Kind) -> Kind:
    if a == b or b is None:
        return a
    if a is None:
        return b
    if isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b):
        return tuple(_join(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, str) and isinstance(b, str):
        return "f" if "f" in (a, b) else "i"
    raise RuleError(f"{a} and {b} cannot be one value")


_WHOLE = (ast.FloorDiv, ast.Mod, ast.LShift, ast.RShift, ast.BitAnd, ast.BitOr, ast.BitXor)


class Source:
    """One scalar function as text: its name, arguments and statements, and the function whose names it may use."""

    def __init__(self, name: str, args: tuple[str, ...], body: list[ast.stmt], fn: Callable[..., Any]) -> None:
        self.name, self.args, self.body, self.fn = name, args, body, fn
        self._special: dict[tuple[Kind, ...], Special] = {}

    @classmethod
    def of_function(cls, fn: Callable[..., Any]) -> Source:
        """The text of a function. Raises RuleError unless it is a def with plain arguments."""
        node = ast.parse(textwrap.dedent(inspect.getsource(fn))).body[0]
        if not isinstance(node, ast.FunctionDef):
            raise RuleError(f"rule '{fn.__name__}': write it with def")
        a = node.args
        if a.vararg or a.kwarg or a.kwonlyargs or a.defaults or a.posonlyargs:
            raise RuleError(f"rule '{fn.__name__}': only plain argument names, no defaults and no *args")
        return cls(fn.__name__, tuple(x.arg for x in a.args), node.body, fn)

    @classmethod
    def of_guard(cls, when: str, fn: Callable[..., Any]) -> Source:
        """A guard as a function of the names in it that are no constants of the module of `fn`."""
        try:
            expression = ast.parse(when, mode="eval").body
        except SyntaxError as e:
            raise RuleError(f"rule '{fn.__name__}': when=\"{when}\" is not an expression: {e.msg}") from None
        source = cls(f"{fn.__name__}_when", (), [], fn)
        calls = [n.func for n in ast.walk(expression) if isinstance(n, ast.Call)]
        bases = [n.value for n in ast.walk(expression) if isinstance(n, ast.Attribute)]
        names = [n for n in ast.walk(expression) if isinstance(n, ast.Name) and n not in calls and n not in bases]
        free = [n.id for n in sorted(names, key=lambda n: n.col_offset)]
        source.args = tuple(dict.fromkeys(n for n in free if not isinstance(source.names.get(n), (int, float))))
        source.body = [
            ast.copy_location(ast.Return(ast.copy_location(call("bool", expression), expression)), expression)
        ]
        return source

    @cached_property
    def names(self) -> dict[str, Any]:
        """Global and closure names of the function."""
        free = self.fn.__code__.co_freevars
        cells = {}
        for name, cell in zip(free, self.fn.__closure__ or (), strict=True):
            try:
                cells[name] = cell.cell_contents
            except ValueError:  # not yet assigned
                continue
        return {**self.fn.__globals__, **cells}

    @cached_property
    def whole(self) -> frozenset[str]:
        """Names used where only a whole number will do: as an index, in range, with // % << >> & | ^."""
        found: set[str] = set()
        for node in (n for s in self.body for n in ast.walk(s)):
            parts: list[ast.expr] = []
            if isinstance(node, ast.BinOp) and isinstance(node.op, _WHOLE):
                parts = [node.left, node.right]
            elif isinstance(node, ast.AugAssign) and isinstance(node.op, _WHOLE):
                parts = [node.value]
            elif isinstance(node, ast.Subscript):
                parts = [node.slice, *(node.slice.elts if isinstance(node.slice, ast.Tuple) else [])]
            elif isinstance(node, ast.Call) and is_call(node, "range"):
                parts = node.args
            found.update(n.id for n in parts if isinstance(n, ast.Name))
        return frozenset(found)

    def special(self, kinds: tuple[Kind, ...]) -> Special:
        """The function rewritten for arguments of these kinds."""
        if kinds not in self._special:
            self._special[kinds] = _Writer(self, kinds).write()
        return self._special[kinds]


@dataclass(frozen=True)
class Special:
    """A function written out for given kinds of arguments: one text, two readings."""

    name: str
    text: str
    returns: Kind
    uses: tuple[Special, ...] = field(default=())

    @cached_property
    def all(self) -> list[tuple[str, str]]:
        """(name, text) of this and of the functions it calls, in an order in which they can be defined."""
        found: dict[str, str] = {}
        for other in self.uses:
            found.update(other.all)
        return [*found.items(), (self.name, self.text)]

    @cached_property
    def plain(self) -> Callable[..., Any]:
        """The plain reading: the same text run by Python on float32 scalars and ints."""
        space: dict[str, Any] = {"F": np.float32, "I": int}
        space.update((name, known[0]) for name, known in matematiikka.FUNCTIONS.items())
        for _, text in self.all:
            exec(compile(text, f"<rule {self.name}>", "exec"), space)
        return space[self.name]


class RuleFunction:
    """A plain function that rules may call; written like a rule, rewritten like a rule."""

    def __init__(self, fn: Callable[..., Any]) -> None:
        self.source = Source.of_function(fn)
        self.__doc__, self.__name__, self.__wrapped__ = fn.__doc__, fn.__name__, fn

    def __call__(self, *args: Any) -> Any:
        """The plain reading with float32 arithmetic."""
        kinds = tuple(value_kind(a) for a in args)
        with np.errstate(all="ignore"):
            return self.source.special(kinds).plain(*(as_kind(a, k) for a, k in zip(args, kinds, strict=True)))


def value_kind(value: Any) -> Kind:
    """Kind of one value given from outside."""
    if isinstance(value, np.ndarray):
        return Table(value.ndim, kind_of(value.dtype))
    if isinstance(value, (bool, np.bool_)):
        return "b"
    return "i" if isinstance(value, (int, np.integer)) else "f"


def as_kind(value: Any, kind: Kind) -> Any:
    """The value as the plain reading holds it: np.float32, int, bool, or a table as it is."""
    return {"f": np.float32, "i": int, "b": bool}[kind](value) if isinstance(kind, str) else value


def call(name: str, *args: ast.expr) -> ast.expr:
    """The expression name(args)."""
    return ast.Call(ast.Name(name, ast.Load()), list(args), [])


def is_call(node: ast.AST, name: str) -> TypeGuard[ast.Call]:
    """Is it name(...)?"""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def cast(node: ast.expr, kind: Kind, to: Kind) -> ast.expr:
    """The expression as another kind."""
    if isinstance(to, tuple):
        if isinstance(node, ast.Tuple):
            return ast.Tuple([cast(n, k, t) for n, k, t in zip(node.elts, kind, to, strict=True)], ast.Load())
        if kind == to:
            return node
        raise RuleError("a tuple of other kinds cannot be converted as a whole")
    if to == "f":
        if kind == "f":
            return node
        if isinstance(node, ast.Constant):
            return call("F", ast.Constant(float(ast.literal_eval(node))))
        return call("F", cast(node, kind, "i"))
    if to == "i":
        return node if is_call(node, "I") else call("I", node)
    if to == "b" and kind != "b":
        zero = call("F", ast.Constant(0.0)) if kind == "f" else ast.Constant(0)
        return ast.Compare(node, [ast.NotEq()], [zero])
    return node


_EAGER: tuple[type[ast.AST], ...] = (
    ast.Name,
    ast.Constant,
    ast.Compare,
    ast.BinOp,
    ast.Call,
    ast.expr_context,
    ast.cmpop,
    ast.Add,
    ast.Sub,
    ast.Mult,
    ast.Div,
)
_EAGER += (ast.BitAnd, ast.BitOr, ast.UnaryOp, ast.USub, ast.Not, ast.IfExp)
_PURE = {"F", "I", "min", "max", "abs", *matematiikka.FUNCTIONS}


def _eager(node: ast.expr) -> bool:
    """May both sides of and/or always be evaluated? Then & or | is written, which becomes vector code."""
    nodes = list(ast.walk(node))
    pure = all(isinstance(n.func, ast.Name) and n.func.id in _PURE for n in nodes if isinstance(n, ast.Call))
    return pure and len(nodes) <= 100 and all(isinstance(n, _EAGER) for n in nodes)


class _Writer:
    """Writes a function out for given kinds: over and over until the kinds of its variables stand still."""

    def __init__(self, source: Source, kinds: tuple[Kind, ...]) -> None:
        self.source = source
        self.given = dict(zip(source.args, kinds, strict=True))
        self.env: dict[str, Kind] = dict(self.given)
        self.returns: Kind = None
        self.uses: dict[str, Special] = {}

    def write(self) -> Special:
        body: list[ast.stmt] = []
        for _ in range(8):
            before = (dict(self.env), self.returns)
            body = self.block(self.source.body)
            if before == (self.env, self.returns):
                break
        if self.returns is None:
            self.fail(None, "returns nothing")
        lifts = [
            ast.Assign([ast.Name(a, ast.Store())], cast(ast.Name(a, ast.Load()), k, self.env[a]))
            for a, k in self.given.items()
            if self.env[a] != k
        ]
        name = self.source.name + "__" + "".join(str(k) for k in self.given.values())
        args = ast.arguments([], [ast.arg(a) for a in self.source.args], None, [], [], None, [])
        d = ast.FunctionDef(name, args, [*lifts, *body], [], type_params=[])
        text = ast.unparse(ast.fix_missing_locations(ast.Module([d], [])))
        return Special(name, text, self.returns, tuple(self.uses.values()))

    def fail(self, node: ast.AST | None, what: str) -> NoReturn:
        line = f", line {node.lineno} of the function" if node is not None and hasattr(node, "lineno") else ""
        text = f": {ast.unparse(node)}" if node is not None else ""
        raise RuleError(f"rule '{self.source.name}'{line}{text}\n  {what}")

    # statements

    def block(self, body: list[ast.stmt]) -> list[ast.stmt]:
        return [new for s in body for new in self.statement(s)]

    def statement(self, s: ast.stmt) -> list[ast.stmt]:
        match s:
            case ast.Assign(targets=[target], value=value):
                return [self.assign(target, value)]
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                return [self.assign(target, value)]
            case ast.AugAssign(target=ast.Name(id=n) as target, op=op, value=value):
                read = ast.copy_location(ast.Name(n, ast.Load()), s)
                return [self.assign(target, ast.copy_location(ast.BinOp(read, op, value), s))]
            case ast.Return(value=ast.expr() as value):
                kind, node = self.expr(value)
                self.returns = _join(self.returns, kind)
                return [ast.Return(cast(node, kind, self.returns))]
            case ast.If(test=test, body=body, orelse=orelse):
                return [ast.If(self.truth(test), self.block(body), self.block(orelse))]
            case ast.While(test=test, body=body, orelse=[]):
                return [ast.While(self.truth(test), self.block(body), [])]
            case ast.For(target=ast.Name(id=n) as target, iter=it, body=body, orelse=[]) if is_call(it, "range"):
                if self.store(target, "i") != "i":
                    self.fail(s, f"'{n}' counts here: use the name for nothing else")
                bounds = [cast(node, k, "i") for k, node in map(self.expr, it.args)]
                return [ast.For(target, call("range", *bounds), self.block(body), [])]
            case ast.Pass() | ast.Break() | ast.Continue():
                return [s]
            case ast.Expr(value=ast.Constant()):
                return []
        self.fail(s, "this statement is not part of the language of rules")

    def assign(self, target: ast.expr, value: ast.expr) -> ast.stmt:
        kind, node = self.expr(value)
        if isinstance(target, ast.Tuple):
            if not isinstance(kind, tuple) or len(kind) != len(target.elts):
                self.fail(target, "the two sides have different lengths")
            want: Kind = tuple(self.store(t, k) for t, k in zip(target.elts, kind, strict=True))
            if want != kind and not isinstance(node, ast.Tuple):
                self.fail(target, "give each result its own variable, used for nothing else")
        else:
            want = self.store(target, kind)
        return ast.Assign([target], cast(node, kind, want))

    def store(self, target: ast.expr, kind: Kind) -> Kind:
        """Kind of a variable that is assigned a value of this kind."""
        if not isinstance(target, ast.Name):
            self.fail(target, "a rule assigns to plain variables only; what it changes it returns")
        self.env[target.id] = _join(self.env.get(target.id), kind)
        return self.env[target.id]

    # expressions: each gives (kind, rewritten node)

    def truth(self, node: ast.expr) -> ast.expr:
        kind, new = self.expr(node)
        return cast(new, kind, "b")

    def expr(self, e: ast.expr) -> tuple[Kind, ast.expr]:
        match e:
            case ast.Constant(value=value):
                return self.constant(e, value)
            case ast.Name(id=name):
                return self.name(e, name)
            case ast.Attribute():
                return self.constant(e, self.outside(e))
            case ast.Tuple(elts=elts):
                pairs = [self.expr(x) for x in elts]
                return tuple(k for k, _ in pairs), ast.Tuple([n for _, n in pairs], ast.Load())
            case ast.BinOp():
                return self.binary(e)
            case ast.UnaryOp(op=op, operand=operand):
                return self.unary(e, op, operand)
            case ast.BoolOp(op=op, values=values):
                return "b", self.both(op, [self.truth(v) for v in values])
            case ast.Compare():
                return "b", self.compare(e)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                test = self.truth(test)
                (a, x), (b, y) = self.expr(body), self.expr(orelse)
                kind = _join(a, b)
                return kind, ast.IfExp(test, cast(x, a, kind), cast(y, b, kind))
            case ast.Subscript():
                return self.subscript(e)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                return self.calling(e, name, args)
        self.fail(e, "this expression is not part of the language of rules")

    def constant(self, e: ast.expr, value: Any) -> tuple[Kind, ast.expr]:
        if isinstance(value, (bool, np.bool_)):
            return "b", ast.Constant(bool(value))
        if isinstance(value, (int, np.integer)):
            return "i", ast.Constant(int(value))
        if isinstance(value, (float, np.floating)):
            return "f", call("F", ast.Constant(float(value)))
        self.fail(e, f"a rule knows numbers and truth values only, not {type(value).__name__}")

    def name(self, e: ast.expr, name: str) -> tuple[Kind, ast.expr]:
        kind = self.env.get(name)
        if kind is not None:
            return kind, ast.Name(name, ast.Load())
        return self.constant(e, self.outside(e))

    def outside(self, e: ast.expr) -> Any:
        """Value of a constant of the module, such as KK_VUODESSA or Tila.JONO."""
        if isinstance(e, ast.Attribute):
            return getattr(self.outside(e.value), e.attr)
        if isinstance(e, ast.Name):
            if e.id in self.source.names:
                return self.source.names[e.id]
            self.fail(e, "unknown name: neither an argument, a variable nor a constant of the module")
        self.fail(e, "not a constant")

    def binary(self, e: ast.BinOp) -> tuple[Kind, ast.expr]:
        (a, x), (b, y) = self.expr(e.left), self.expr(e.right)
        if not (isinstance(a, str) and isinstance(b, str)):
            self.fail(e, "arithmetic needs two numbers")
        if isinstance(e.op, ast.Pow):
            return self.power(e, a, x)
        if isinstance(e.op, ast.Div):
            return "f", ast.BinOp(cast(x, a, "f"), e.op, cast(y, b, "f"))
        if isinstance(e.op, (ast.BitAnd, ast.BitOr, ast.BitXor)) and a == b == "b":
            return "b", ast.BinOp(x, e.op, y)
        kind = "f" if "f" in (a, b) else "i"
        if kind == "f":
            if not isinstance(e.op, (ast.Add, ast.Sub, ast.Mult)):
                self.fail(e, "only + - * / between floats; for a remainder or a floor use int(...)")
            return "f", ast.BinOp(cast(x, a, "f"), e.op, cast(y, b, "f"))
        whole = [n if k == "i" else cast(n, k, "i") for k, n in ((a, x), (b, y))]
        return "i", call("I", ast.BinOp(whole[0], e.op, whole[1]))

    def power(self, e: ast.BinOp, kind: Kind, base: ast.expr) -> tuple[Kind, ast.expr]:
        n = e.right.value if isinstance(e.right, ast.Constant) else None
        if not (isinstance(n, int) and 2 <= n <= 4):
            self.fail(e, "write power(x, y) for a real exponent, x > 0; ** takes the literals 2, 3 and 4")
        out = e.left
        for _ in range(n - 1):
            out = ast.copy_location(ast.BinOp(out, ast.Mult(), e.left), e)
        return self.expr(out)

    def unary(self, e: ast.expr, op: ast.unaryop, operand: ast.expr) -> tuple[Kind, ast.expr]:
        kind, x = self.expr(operand)
        if isinstance(op, ast.Not):
            return "b", ast.UnaryOp(op, cast(x, kind, "b"))
        if kind == "f" and isinstance(op, (ast.USub, ast.UAdd)):
            return "f", ast.UnaryOp(op, x)
        if kind in ("i", "b"):
            return "i", call("I", ast.UnaryOp(op, x if kind == "i" else cast(x, kind, "i")))
        self.fail(e, "not possible here")

    @staticmethod
    def both(op: ast.boolop, values: list[ast.expr]) -> ast.expr:
        if not all(_eager(v) for v in values):
            return ast.BoolOp(op, values)
        bit = ast.BitAnd() if isinstance(op, ast.And) else ast.BitOr()
        out = values[0]
        for v in values[1:]:
            out = ast.BinOp(out, bit, v)
        return out

    def compare(self, e: ast.Compare) -> ast.expr:
        if len(e.ops) == 1 and isinstance(e.ops[0], (ast.In, ast.NotIn)):
            return self.membership(e)
        pairs = [self.expr(x) for x in (e.left, *e.comparators)]
        if any(not isinstance(k, str) for k, _ in pairs) or any(isinstance(o, (ast.Is, ast.IsNot)) for o in e.ops):
            self.fail(e, "compare numbers with == != < <= > >=")
        tests: list[ast.expr] = []
        for (a, x), op, (b, y) in zip(pairs, e.ops, pairs[1:], strict=False):
            kind = _join(a, b)
            left, right = (x, y) if a == b and kind != "f" else (self.side(x, a, kind), self.side(y, b, kind))
            tests.append(ast.Compare(left, [op], [right]))
        return tests[0] if len(tests) == 1 else self.both(ast.And(), tests)

    @staticmethod
    def side(node: ast.expr, kind: Kind, to: Kind) -> ast.expr:
        return node if kind == to else cast(node, kind, to)

    def membership(self, e: ast.Compare) -> ast.expr:
        values = e.comparators[0]
        if not isinstance(values, (ast.Tuple, ast.List, ast.Set)):
            self.fail(e, "write `x in (1, 2, 3)`")
        one: list[ast.expr] = [
            self.compare(ast.copy_location(ast.Compare(e.left, [ast.Eq()], [v]), e)) for v in values.elts
        ]
        any_of = self.both(ast.Or(), one) if len(one) > 1 else one[0]
        return any_of if isinstance(e.ops[0], ast.In) else ast.UnaryOp(ast.Not(), any_of)

    def subscript(self, e: ast.Subscript) -> tuple[Kind, ast.expr]:
        kind = self.env.get(e.value.id) if isinstance(e.value, ast.Name) else None
        if not isinstance(kind, Table):
            self.fail(e, "only a table, an argument t_<name>, can be indexed")
        index = e.slice.elts if isinstance(e.slice, ast.Tuple) else [e.slice]
        if len(index) != kind.ndim:
            self.fail(e, f"this table takes {kind.ndim} indices")
        pairs = [self.expr(x) for x in index]
        if any(k == "f" or not isinstance(k, str) for k, _ in pairs):
            self.fail(e, "an index is a whole number: write int(...)")
        nodes = [n if k == "i" else cast(n, k, "i") for k, n in pairs]
        cell = ast.Subscript(e.value, nodes[0] if len(nodes) == 1 else ast.Tuple(nodes, ast.Load()), ast.Load())
        return kind.cell, cell if kind.cell == "b" else call({"f": "F", "i": "I"}[kind.cell], cell)

    def calling(self, e: ast.Call, name: str, args: list[ast.expr]) -> tuple[Kind, ast.expr]:
        pairs = [self.expr(a) for a in args]
        kinds = tuple(k for k, _ in pairs)
        if name == "len" and len(pairs) == 1 and isinstance(kinds[0], Table):
            return "i", call("I", call("len", pairs[0][1]))
        target = self.source.names.get(name)
        if isinstance(target, RuleFunction):
            special = target.source.special(kinds)
            self.uses[special.name] = special
            nodes = [n if k == "b" or isinstance(k, Table) else cast(n, k, k) for k, n in pairs]
            return special.returns, call(special.name, *nodes)
        if any(not isinstance(k, str) for k in kinds):
            self.fail(e, "a table can be indexed, measured with len() or handed to a @rule_function")
        if name in ("min", "max") and len(pairs) > 1:
            kind = "f" if "f" in kinds else "i"
            return kind, call(name, *(cast(n, k, kind) for k, n in pairs))
        if name in ("int", "float", "bool", "abs") and len(pairs) == 1:
            return self.convert(name, *pairs[0])
        known = matematiikka.FUNCTIONS.get(name)
        if known is None or (name in self.source.names and target is not known[0]):
            self.fail(e, f"'{name}' cannot be called in a rule; mark your own function with @rule_function")
        if len(pairs) != known[1]:
            self.fail(e, f"{name} takes {known[1]} argument(s)")
        return known[2], call(name, *(cast(n, k, "f") for k, n in pairs))

    @staticmethod
    def convert(name: str, kind: Kind, node: ast.expr) -> tuple[Kind, ast.expr]:
        if name == "abs":
            kind, node = (kind, node) if kind != "b" else ("i", cast(node, kind, "i"))
            return kind, call("abs", node) if kind == "f" else call("I", call("abs", node))
        to = {"int": "i", "float": "f", "bool": "b"}[name]
        return to, cast(node, kind, to)
