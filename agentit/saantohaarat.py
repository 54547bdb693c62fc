"""A rule's text without its returns or without its branches, to stand in the middle of a loop over rows.

`inlined` keeps the branches and is for one row after another; `flat` has none and is for vector code. Both leave the
arithmetic as it is: the compiled readings give the bits of the plain one.
"""

from __future__ import annotations

import ast
import copy

from agentit.saantokieli import RuleError, Special, call

__all__ = ["flat", "inlined"]


def inlined(special: Special) -> list[str] | None:
    """The body of a function as lines that leave its results in r0, r1, ...; None if it returns from a loop.

    Its variables get an underscore. What follows an `if` that may return moves to the branches that don't.
    """
    d = ast.parse(special.text).body[0]
    assert isinstance(d, ast.FunctionDef)
    names = {a.arg for a in d.args.args} | {
        n.id for n in ast.walk(d) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    for n in ast.walk(d):
        if isinstance(n, ast.Name) and n.id in names:
            n.id += "_"
    try:
        body = _single_exit(d.body, len(special.returns) if isinstance(special.returns, tuple) else 1)
    except RuleError:
        return None
    lines = ast.unparse(ast.fix_missing_locations(ast.Module(body, []))).split("\n")
    return lines if len(lines) <= 120 else None


def _returns(s: ast.stmt) -> bool:
    return any(isinstance(n, ast.Return) for n in ast.walk(s))


def _single_exit(body: list[ast.stmt], n: int) -> list[ast.stmt]:
    """A body that returns n values, written so that it ends in one place with them in r0, r1, ..."""
    for k, s in enumerate(body):
        if isinstance(s, ast.Return):
            assert s.value is not None
            results: list[ast.expr] = [ast.Name(f"r{j}", ast.Store()) for j in range(n)]
            if n == 1:
                return [*body[:k], ast.Assign(results, s.value)]
            if isinstance(s.value, ast.Tuple):
                return [*body[:k], *(ast.Assign([r], v) for r, v in zip(results, s.value.elts, strict=True))]
            return [*body[:k], ast.Assign([ast.Tuple(results, ast.Store())], s.value)]
        if isinstance(s, ast.If) and _returns(s):
            branches = [_single_exit(part if _always(part) else part + body[k + 1 :], n) for part in (s.body, s.orelse)]
            return [*body[:k], ast.If(s.test, *branches)]
        if _returns(s):
            raise RuleError("returns from a loop")
    raise RuleError("ends without returning")


def _always(body: list[ast.stmt]) -> bool:
    """Does this block return on every way through it?"""
    return any(
        isinstance(s, ast.Return) or (isinstance(s, ast.If) and _always(s.body) and _always(s.orelse)) for s in body
    )


def flat(special: Special) -> tuple[list[str], list[str]] | None:
    """A function without branches: (lines, names of its results), every `if` worked out both ways and picked from.

    A loop without branches is one that becomes vector code. The functions it calls are written out in place. None if it
    has loops or divides whole numbers by anything but a literal, which nobody may do needlessly. Arguments are taken
    from variables that are called like them with an underscore.
    """
    writer = _Flat()
    try:
        arguments, body, n = _parts(special)
        env = writer.run(body, {a: f"{a}_" for a in arguments}, special)
    except RuleError:
        return None
    results = [env[f"r{k}"] for k in range(n)]
    needed = writer.needed(set(results))
    lines = ast.unparse(ast.fix_missing_locations(ast.Module(needed, []))).split("\n")
    return (lines, results) if len(lines) <= 400 else None


def _parts(special: Special) -> tuple[list[str], list[ast.stmt], int]:
    """Arguments, statements that end in one place, and number of results."""
    d = ast.parse(special.text).body[0]
    assert isinstance(d, ast.FunctionDef)
    n = len(special.returns) if isinstance(special.returns, tuple) else 1
    return [a.arg for a in d.args.args], _single_exit(d.body, n), n


class _Flat:
    """Writes statements one after another; every assignment makes a new version of its variable."""

    def __init__(self) -> None:
        self.out: list[ast.Assign] = []
        self.versions = 0

    def new(self, name: str, value: ast.expr) -> str:
        self.versions += 1
        version = f"{name}__{self.versions}"
        self.out.append(ast.Assign([ast.Name(version, ast.Store())], value))
        return version

    def needed(self, names: set[str]) -> list[ast.stmt]:
        """What of it these versions come from."""
        kept: list[ast.stmt] = []
        for s in reversed(self.out):
            if _name(s.targets[0]) in names:
                kept.append(s)
                names |= {n.id for n in ast.walk(s.value) if isinstance(n, ast.Name)}
        return kept[::-1]

    def run(self, body: list[ast.stmt], env: dict[str, str], special: Special) -> dict[str, str]:
        """Writes the statements; `env` says which version a variable has, the result which it has afterwards."""
        env = dict(env)
        for s in body:
            if isinstance(s, ast.Assign):
                self.assign(s.targets[0], s.value, env, special)
            elif isinstance(s, ast.If):
                on = self.new("on", self.expr(s.test, env, special))
                yes, no = self.run(s.body, env, special), self.run(s.orelse, env, special)
                for name in (n for n in yes if n in no):  # in order: the text must be the same in every process
                    env[name] = yes[name] if yes[name] == no[name] else self.new(name, _pick(on, yes[name], no[name]))
            elif not isinstance(s, ast.Pass):
                raise RuleError("not flat")
        return env

    def assign(self, target: ast.expr, value: ast.expr, env: dict[str, str], special: Special) -> None:
        if isinstance(target, ast.Tuple):
            env.update(zip(map(_name, target.elts), self.several(value, env, special), strict=True))
        else:
            env[_name(target)] = self.new(_name(target), self.expr(value, env, special))

    def several(self, value: ast.expr, env: dict[str, str], special: Special) -> list[str]:
        """Writes a value that is several; the versions that hold them."""
        if isinstance(value, ast.IfExp):
            on = self.new("on", self.expr(value.test, env, special))
            both = zip(self.several(value.body, env, special), self.several(value.orelse, env, special), strict=True)
            return [self.new("one", _pick(on, yes, no)) for yes, no in both]
        if isinstance(value, ast.Tuple):
            return [self.new("one", self.expr(v, env, special)) for v in value.elts]
        assert isinstance(value, ast.Call)
        return self.results(value, env, special)

    def expr(self, node: ast.expr, env: dict[str, str], special: Special) -> ast.expr:
        return _Flattened(self, env, special).visit(copy.deepcopy(node))

    def results(self, node: ast.Call, env: dict[str, str], special: Special) -> list[str]:
        """Writes a called function out in place; the versions that hold its results."""
        called = next(u for u in special.uses if u.name == _name(node.func))
        arguments, body, n = _parts(called)
        values = [self.expr(a, env, special) for a in node.args]
        inner = {a: self.new(a, v) for a, v in zip(arguments, values, strict=True)}
        inner = self.run(body, inner, called)
        return [inner[f"r{k}"] for k in range(n)]


class _Flattened(ast.NodeTransformer):
    """An expression with the versions of its variables, choices as picks, and calls written out before it."""

    def __init__(self, writer: _Flat, env: dict[str, str], special: Special) -> None:
        self.writer, self.env, self.special = writer, env, special

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Name(self.env.get(node.id, node.id), node.ctx)

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        raise RuleError("not flat")

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        if isinstance(node.op, (ast.FloorDiv, ast.Mod)) and not (
            isinstance(node.right, ast.Constant) and node.right.value
        ):
            raise RuleError("not flat")
        return ast.BinOp(self.visit(node.left), node.op, self.visit(node.right))

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        bit = ast.BitAnd() if isinstance(node.op, ast.And) else ast.BitOr()
        first, *rest = [self.visit(v) for v in node.values]
        for value in rest:
            first = ast.BinOp(first, bit, value)
        return first

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        return call("pick", *(self.visit(n) for n in (node.test, node.body, node.orelse)))

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if any(u.name == _name(node.func) for u in self.special.uses):
            return ast.Name(self.writer.results(node, self.env, self.special)[0], ast.Load())
        return ast.Call(node.func, [self.visit(a) for a in node.args], [])


def _name(node: ast.expr) -> str:
    assert isinstance(node, ast.Name)
    return node.id


def _pick(on: str, yes: str, no: str) -> ast.expr:
    return call("pick", *(ast.Name(n, ast.Load()) for n in (on, yes, no)))
