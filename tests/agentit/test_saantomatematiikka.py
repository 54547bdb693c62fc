"""Mathematics of rules: as exact as it says, over its whole range, in float32."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from agentit import saantomatematiikka as m

F = np.float32


def _each(fn, xs) -> np.ndarray:
    with np.errstate(all="ignore"):
        values = [fn(x) for x in xs]
    assert all(isinstance(v, np.float32) for v in values)
    return np.array(values, np.float64)


def test_exp() -> None:
    x = np.linspace(-80, 80, 4001).astype(F)
    exact = np.exp(x.astype(np.float64))
    assert np.max(np.abs(_each(m.exp, x) / exact - 1)) < 2e-7
    assert m.exp(F(0)) == 1.0
    assert m.exp(F(-1000)) == m.exp(F(-87))
    assert m.exp(F(1000)) == m.exp(F(88))
    assert m.exp(1) == m.exp(F(1))


def test_log() -> None:
    x = np.concatenate([np.geomspace(1e-37, 1e37, 4001), np.linspace(0.5, 2, 2001)]).astype(F)
    exact = np.log(x.astype(np.float64))
    assert np.max(np.abs(_each(m.log, x) - exact) / np.maximum(np.abs(exact), 0.3)) < 4e-7
    assert m.log(F(1)) == 0.0
    assert m.log(F(0)) == m.log(F(-3)) == m.log(F(1.1754944e-38))


def test_sqrt_is_correctly_rounded() -> None:
    x = np.geomspace(1e-30, 1e30, 500).astype(F)
    assert np.array_equal(_each(m.sqrt, x), np.sqrt(x).astype(np.float64))


def test_logistic_and_power() -> None:
    x = np.linspace(-20, 20, 401).astype(F)
    assert np.allclose(_each(m.logistic, x), 1 / (1 + np.exp(-x.astype(float))), rtol=4e-7)
    base = np.geomspace(1e-3, 1e3, 101).astype(F)
    assert np.allclose(_each(lambda b: m.power(b, -0.2), base), base.astype(float) ** np.float64(F(-0.2)), rtol=2e-6)


def test_normal() -> None:
    u = ((np.arange(20_000) + 0.5) / 20_000).astype(F)
    z = _each(m.normal, u)
    assert np.max(np.abs(z - stats.norm.ppf(u.astype(np.float64)))) < 4.5e-4
    assert abs(z.mean()) < 1e-6
    assert abs(z.std() - 1) < 1e-3
    assert np.all(np.diff(z) >= -5e-4)
    assert -6 < m.normal(F(0)) < -5


@pytest.mark.parametrize("rate", [0.0, 0.01, 0.3, 1.0, 4.0])
def test_poisson_is_the_inverse(rate: float) -> None:
    u = ((np.arange(5000) + 0.5) / 5000).astype(F)
    with np.errstate(all="ignore"):
        k = np.array([m.poisson(F(rate), x) for x in u])
    exact = np.minimum(stats.poisson.ppf(u.astype(np.float64), float(F(rate))), 8)
    assert np.mean(k != exact) < 0.001  # where u sits on a step, to the last bit of float32
    assert np.max(np.abs(k - exact)) <= 1


def test_poisson_beyond_its_range() -> None:
    assert m.poisson(F(100), F(0.5)) == m.poisson(F(4), F(0.5))
    assert m.poisson(F(-1), F(0.999)) == 0
    assert m.poisson(F(4), F(1 - 2**-24)) == 8


def test_every_function_of_the_language_is_listed() -> None:
    own = {n for n, f in vars(m).items() if callable(f) and getattr(f, "__module__", "") == m.__name__}
    assert own == set(m.FUNCTIONS)
