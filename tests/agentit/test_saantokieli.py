"""The language of rules: kinds of values, the rewritten text, what is refused and how it is said."""

from __future__ import annotations

import enum

import numpy as np
import pytest

from agentit.saannot import RuleError, exp, rule_function
from agentit.saantohaarat import flat, inlined
from agentit.saantokieli import Source, Table

F = np.float32
KATTO = 3
OSUUS = 0.25


class Tila(enum.IntEnum):
    EI = 0
    JONO = 2


def text(fn, *kinds) -> str:
    return Source.of_function(fn).special(kinds).text


def body(fn, *kinds) -> list[str]:
    return [line.strip() for line in text(fn, *kinds).splitlines()[1:]]


def test_float_literals_become_float32() -> None:
    def f(x):
        """Docstrings and annotations don't count."""
        y: float = 0.5 * x
        return y + 1

    assert body(f, "f") == ["y = F(0.5) * x", "return y + F(1.0)"]


def test_whole_numbers_meet_floats_as_float32() -> None:
    def f(n, x):
        return n * x + n // 2

    assert body(f, "i", "f") == ["return F(I(n)) * x + F(I(n // 2))"]


def test_division_is_always_of_floats() -> None:
    def f(n):
        return n / 3

    assert body(f, "i") == ["return F(I(n)) / F(3.0)"]


def test_truth_values_count_as_one() -> None:
    def f(x, y):
        return (x > 1.0) + (y > 1.0)

    assert body(f, "f", "f") == ["return I(I(x > F(1.0)) + I(y > F(1.0)))"]
    assert Source.of_function(f).special(("f", "f")).plain(F(2), F(2)) == 2


def test_a_variable_that_is_a_float_somewhere_is_a_float_everywhere() -> None:
    def f(n, x):
        y = 0
        if n > 2:
            y = n
        if x > 0.0:
            y = x
        return y

    assert "y = F(0.0)" in body(f, "i", "f")
    assert "y = F(I(n))" in body(f, "i", "f")


def test_an_argument_given_a_float_is_a_float_from_the_start() -> None:
    def f(n):
        n = n * 0.5
        return n

    assert body(f, "i") == ["n = F(I(n))", "n = n * F(0.5)", "return n"]


def test_both_ways_of_a_choice_have_one_kind() -> None:
    def f(n, x):
        a = 1 if n > 0 else x
        return max(a, n), min(n, 3)

    assert body(f, "i", "f")[0] == "a = F(1.0) if n > 0 else x"
    assert body(f, "i", "f")[1] == "return (max(a, F(I(n))), I(min(I(n), I(3))))"
    special = Source.of_function(f).special(("i", "f"))
    assert special.returns == ("f", "i")


def test_every_return_has_the_same_kinds() -> None:
    def f(n):
        if n > 0:
            return 0, n
        return 0.5, n > -1

    assert Source.of_function(f).special(("i",)).returns == ("f", "i")
    assert body(f, "i")[1] == "return (F(0.0), I(n))"


def test_and_or_not_are_truth_values_and_vectorise() -> None:
    def f(n, x):
        return (n and not x > 0.5) or 0 < n < 3

    assert body(f, "i", "f") == ["return (n != 0) & (not x > F(0.5)) | (0 < n) & (n < 3)"]


def test_sides_that_index_are_not_evaluated_early() -> None:
    def f(n, t_x):
        return n >= 0 and t_x[n] > 0.5

    assert body(f, "i", Table(1, "f")) == ["return n >= 0 and F(t_x[n]) > F(0.5)"]


def test_membership_powers_and_constants_of_the_module() -> None:
    def f(n, x):
        return x**2 + OSUUS if n in (1, KATTO) else Tila.JONO

    assert body(f, "i", "f") == ["return x * x + F(0.25) if (n == 1) | (n == 3) else F(2.0)"]


def test_tables() -> None:
    def f(n, t_x):
        total = 0.0
        for k in range(len(t_x)):
            total += t_x[k, n]
        return total

    assert body(f, "i", Table(2, "i")) == [
        "total = F(0.0)",
        "for k in range(I(len(t_x))):",
        "total = total + F(I(t_x[k, n]))",
        "return total",
    ]


@rule_function
def kolmannes(x):
    """A third."""
    return x / 3.0


@rule_function
def pari(n):
    return n, kolmannes(n)


def test_functions_of_rules_are_written_for_the_kinds_they_get() -> None:
    def f(n, x):
        a, b = pari(n)
        return kolmannes(x) + a * b

    special = Source.of_function(f).special(("i", "f"))
    assert [name for name, _ in special.all] == ["kolmannes__i", "pari__i", "kolmannes__f", "f__if"]
    assert special.plain(6, F(3)) == F(3) / F(3) + F(6) * (F(6) / F(3))
    assert kolmannes(1.0) == F(1) / F(3)
    assert isinstance(kolmannes(1), np.float32)


def test_inlined_leaves_results_in_r() -> None:
    def f(n, x):
        if n > 1:
            return n, x
        if n > 0:
            x = x * 2.0
        return 0, x

    assert inlined(Source.of_function(f).special(("i", "f"))) == [
        "if n_ > 1:",
        "    r0 = I(n_)",
        "    r1 = x_",
        "else:",
        "    if n_ > 0:",
        "        x_ = x_ * F(2.0)",
        "    r0 = I(0)",
        "    r1 = x_",
    ]


def test_what_returns_from_a_loop_is_not_inlined() -> None:
    def f(n):
        for k in range(3):
            if k > n:
                return k
        return 0

    assert inlined(Source.of_function(f).special(("i",))) is None


def test_flat_has_no_branches() -> None:
    def f(n, x):
        if n > 1:
            return n, x
        y = x if x > 0.5 and kolmannes(x) < 1.0 else 0.0
        if n > 0:
            x = y * 2.0
        return (0, x) if n < -1 else (1, y)

    lines, results = flat(Source.of_function(f).special(("i", "f")))
    text = "\n".join(lines)
    assert all(word not in text for word in ("if ", "else", "return", "kolmannes"))
    assert text.count("pick(") == 6
    for n in (-3, 0, 1, 2):
        for x in (0.25, 0.75, 5.0):
            space = {"F": F, "I": int, "pick": lambda on, a, b: a if on else b, "n_": n, "x_": F(x)}
            exec(text, space)
            assert tuple(space[r] for r in results) == Source.of_function(f).special(("i", "f")).plain(n, F(x))


def test_flat_does_nothing_needlessly_that_could_fail() -> None:
    def silmukka(n):
        for k in range(3):
            n += k
        return n

    def taulu(n, t_x):
        return t_x[n] if n >= 0 else 0.0

    def jako(n, m):
        return n // m if m > 0 else 0

    assert flat(Source.of_function(silmukka).special(("i",))) is None
    assert flat(Source.of_function(taulu).special(("i", Table(1, "f")))) is None
    assert flat(Source.of_function(jako).special(("i", "i"))) is None


def test_numbers_used_as_whole() -> None:
    def f(n, m, x, t_x):
        for _ in range(m):
            n |= m
        return t_x[n] + x + n // 2

    assert Source.of_function(f).whole == {"n", "m"}


# what is refused


def refused(fn, *kinds) -> str:
    with pytest.raises(RuleError) as caught:
        Source.of_function(fn).special(kinds)
    return str(caught.value)


def test_a_refusal_names_rule_line_and_text() -> None:
    def huono(x):
        y = x
        return [y]

    said = refused(huono, "f")
    assert "rule 'huono', line 3" in said
    assert "[y]" in said


def test_unknown_names_and_functions() -> None:
    def f(x):
        return x + tuntematon  # noqa: F821

    def g(x):
        return np.exp(x)

    def h(x):
        return round(x)

    assert "tuntematon" in refused(f, "f")
    refused(g, "f")
    assert "@rule_function" in refused(h, "f")


def test_other_refusals() -> None:
    def teksti(x):
        return "a" if x > 0 else "b"

    def jaannos(x):
        return x % 2.0

    def potenssi(x, y):
        return x**y

    def indeksi(x, t_x):
        return t_x[x]

    def ulottuvuus(n, t_x):
        return t_x[n, n]

    def sarake(n):
        return n[0]

    def ei_mitaan(n):
        n = n + 1

    def liikaa(x):
        return exp(x, x)

    assert "str" in refused(teksti, "f")
    assert "int(" in refused(jaannos, "f")
    assert "power(x, y)" in refused(potenssi, "f", "f")
    assert "whole number" in refused(indeksi, "f", Table(1, "f"))
    assert "takes 1 indices" in refused(ulottuvuus, "i", Table(1, "f"))
    assert "t_<name>" in refused(sarake, "i")
    assert "returns nothing" in refused(ei_mitaan, "i")
    assert "1 argument" in refused(liikaa, "f")


def test_arguments_are_plain_names() -> None:
    def f(x, y=1):
        return x + y

    with pytest.raises(RuleError, match="no defaults"):
        Source.of_function(f)


def test_a_guard_is_a_function_of_its_names() -> None:
    def f(x):
        return x

    guard = Source.of_guard("u_a >= 1.0 - taso and n == KATTO or exp(taso) > 2 or Tila.JONO == n", f)
    assert guard.args == ("u_a", "taso", "n")
    assert guard.special(("f", "f", "i")).plain(F(0.5), F(0.6), 3)
    one = Source.of_guard("n", f).special(("i",))
    assert (one.plain(2), one.plain(0)) == (True, False)
    with pytest.raises(RuleError, match="not an expression"):
        Source.of_guard("n >", f)
