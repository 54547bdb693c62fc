"""Mathematics for rules: exp, log, normal, poisson ... in float32, the same bits compiled and in plain Python.

Only + - * /, square root, floor, comparisons and bit views: no table and no library call, so that a compiled loop over
residents becomes vector code and a plain reading of one resident gives exactly the same numbers.

A rule calls these by name; other code may call them with one number, which is rounded to float32 first.
"""

from __future__ import annotations

import numpy as np

F = np.float32
I32 = np.int32


def exp(x):
    """e**x, relative error 2e-7 (Cephes polynomial); x is clipped to [-87, 88]."""
    x = min(max(F(x), F(-87.0)), F(88.0))
    f = F(np.floor(x * F(1.44269504) + F(0.5)))
    r = x - f * F(0.693359375) + f * F(2.12194440e-4)
    y = F(1.9875691e-4)
    y = y * r + F(1.3981999e-3)
    y = y * r + F(8.3334519e-3)
    y = y * r + F(4.1665796e-2)
    y = y * r + F(1.6666665e-1)
    y = y * r + F(0.5)
    return (y * r * r + r + F(1.0)) * I32((I32(f) + I32(127)) << I32(23)).view(F)


def log(x):
    """Natural logarithm, relative error 3e-7; anything below 1.2e-38 (zero, negative) counts as 1.2e-38."""
    b = F(max(F(x), F(1.1754944e-38))).view(I32)
    e = I32((b - I32(0x3F3504F3)) >> I32(23))
    m = I32(b - I32(e << I32(23))).view(F)
    s = (m - F(1.0)) / (m + F(1.0))
    q = s * s
    p = F(0.33333334) + q * (F(0.2) + q * (F(0.14285715) + q * F(0.11111111)))
    return F(e) * F(0.6931472) + F(2.0) * s * (F(1.0) + q * p)


def sqrt(x):
    """Square root, correctly rounded; of a negative number it is not a number."""
    return F(np.sqrt(F(x)))


def logistic(x):
    """1 / (1 + e**-x)."""
    return F(1.0) / (F(1.0) + exp(-F(x)))


def power(x, y):
    """x**y for x > 0, as exp(y log x)."""
    return exp(F(y) * log(x))


def normal(u):
    """Standard normal deviate of a uniform draw: inverse normal, error < 4.5e-4 (Abramowitz & Stegun 26.2.23)."""
    u = F(u)
    p = max(min(u, F(1.0) - u), F(3e-8))
    t = F(np.sqrt(F(-2.0) * log(p)))
    z = t - (F(2.515517) + t * (F(0.802853) + t * F(0.010328))) / (
        F(1.0) + t * (F(1.432788) + t * (F(0.189269) + t * F(0.001308)))
    )
    return -z if u < F(0.5) else z


def poisson(rate, u):
    """Poisson count of a uniform draw: exact inverse for rate <= 4 (a higher rate counts as 4), at most 8 events."""
    rate = min(max(F(rate), F(0.0)), F(4.0))
    u = F(u)
    p = exp(-rate)
    c = p
    k = I32(u >= c)
    p = p * rate
    c = c + p
    k = I32(k + I32(u >= c))
    p = p * rate * F(0.5)
    c = c + p
    k = I32(k + I32(u >= c))
    p = p * rate * F(0.33333334)
    c = c + p
    k = I32(k + I32(u >= c))
    p = p * rate * F(0.25)
    c = c + p
    k = I32(k + I32(u >= c))
    p = p * rate * F(0.2)
    c = c + p
    k = I32(k + I32(u >= c))
    p = p * rate * F(0.16666667)
    c = c + p
    k = I32(k + I32(u >= c))
    p = p * rate * F(0.14285715)
    c = c + p
    return I32(k + I32(u >= c))


# name -> (function, number of arguments, kind of result: f float32, i whole number)
FUNCTIONS = {
    "exp": (exp, 1, "f"),
    "log": (log, 1, "f"),
    "sqrt": (sqrt, 1, "f"),
    "logistic": (logistic, 1, "f"),
    "power": (power, 2, "f"),
    "normal": (normal, 1, "f"),
    "poisson": (poisson, 2, "i"),
}
