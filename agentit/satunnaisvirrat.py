"""Random streams: one reproducible draw for each seed, stream, period and permanent id, whoever else draws or dies.

A draw is not taken from a sequence; it is computed from a counter (SplitMix64, Steele, Lea & Flood 2014). Changing a
lever therefore changes only what it causes: common random numbers hold person by person.

A stream is named after the argument that reads it, prefix included; the prefix says how long a draw lasts:

    u_<stream>   a new draw every month            period = month
    uy_<stream>  one draw per calendar year        period = year
    u0_<stream>  one draw for life                 period = 0
    vy_ v0_      as uy_ u0_, shared out among neighbours

Sixteen neighbours in the row of residents (`kalibrointi/vaesto.py`) take one draw each from every sixteenth of 0-1, in
an order drawn anew for every stream and period: (a place + c) mod 16, a odd. By itself each draw is as uniform as any
other, and a resident's draws of different streams and periods are independent; only the sum over neighbours varies
less (stratified sampling, Neyman 1934), and no contrast between them more than by a fifteenth. It is for draws that
move a level of need for long: where a centre has few sampled residents, their luck would otherwise move its load, and
with it waits, more than chance does in a real one.

A draw is a float32 with 24 random bits, uniform on 0, 2**-24, ..., 1 - 2**-24. Streams of equal name are one stream.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

__all__ = [
    "MONTH", "PERMANENT", "SHARED_PERMANENT", "SHARED_YEAR", "YEAR", "Source", "counters", "draw", "draws", "key",
    "period_of", "shared_draw", "shared_draws", "stream_code", "uniform",
]  # fmt: skip

U = np.uint64
F = np.float32
MONTH, YEAR, PERMANENT = "u_", "uy_", "u0_"
SHARED_YEAR, SHARED_PERMANENT = "vy_", "v0_"
_LARGEST = 1.0 - 2.0**-24  # of all draws
_GOLD, _MIX1, _MIX2, _MASK = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, (1 << 64) - 1


# The next four are read by NumPy over arrays and, as the same text, compiled into every rule's loop.
def mix64(z):
    z = (z ^ (z >> U(30))) * U(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> U(27))) * U(0x94D049BB133111EB)
    return z ^ (z >> U(31))


def stream_key(seed, code, period):
    return mix64(mix64(mix64(U(seed) + U(0x9E3779B97F4A7C15)) ^ code) + U(period) * U(0x9E3779B97F4A7C15))


def draw_of(key, counter):
    return F(np.int32(mix64(key + counter) >> U(40))) * F(5.9604644775390625e-08)


def shared_draw_of(key, counter, place):
    order = mix64(key + (place >> U(4)) * U(0x9E3779B97F4A7C15))
    sixteenth = ((order | U(1)) * place + (order >> U(32))) & U(15)
    return F(np.int32((sixteenth << U(20)) | (mix64(key + counter) >> U(44)))) * F(5.9604644775390625e-08)


def counters(ids: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """What the draws of these ids count from: computed once for all streams and periods."""
    return np.asarray(ids, U) * U(_GOLD)


@lru_cache(maxsize=4096)
def stream_code(stream: str) -> int:
    """64-bit number of a stream's name."""
    return int.from_bytes(blake2b(stream.encode(), digest_size=8).digest(), "little")


def _mix(z: int) -> int:
    z = ((z ^ (z >> 30)) * _MIX1) & _MASK
    z = ((z ^ (z >> 27)) * _MIX2) & _MASK
    return z ^ (z >> 31)


def key(seed: int, stream: str, period: int) -> int:
    """64-bit key of one stream in one period; `stream` carries its prefix (u_, uy_, u0_) when a rule is to share it."""
    return _mix((_root(seed, stream) + (period & _MASK) * _GOLD) & _MASK)


@lru_cache(maxsize=4096)
def _root(seed: int, stream: str) -> int:
    return _mix(_mix((seed + _GOLD) & _MASK) ^ stream_code(stream))


def draw(key: int, id: int) -> np.float32:
    """The draw of one permanent id, uniform in [0, 1)."""
    return F(_mix((key + int(id) * _GOLD) & _MASK) >> 40) * F(2.0**-24)


def draws(key: int, ids: npt.NDArray[np.uint64]) -> npt.NDArray[np.float32]:
    """The draws of many ids, shape of `ids`; equal bit for bit to `draw` of each."""
    return draw_of(U(key), np.atleast_1d(counters(ids))).reshape(np.shape(ids))


def shared_draw(key: int, id: int, place: int) -> np.float32:
    """The draw of one permanent id that neighbours share out; `place` is its place among them."""
    order = _mix((key + (place >> 4) * _GOLD) & _MASK)
    sixteenth = (((order | 1) * place) + (order >> 32)) & 15
    return F((sixteenth << 20) | (_mix((key + int(id) * _GOLD) & _MASK) >> 44)) * F(2.0**-24)


def shared_draws(key: int, ids: npt.NDArray[np.uint64], places: npt.NDArray[np.uint64]) -> npt.NDArray[np.float32]:
    """The shared draws of many ids, shape of `ids`; equal bit for bit to `shared_draw` of each."""
    u = shared_draw_of(U(key), np.atleast_1d(counters(ids)), np.atleast_1d(np.asarray(places, U)))
    return u.reshape(np.shape(ids))


def period_of(stream: str, month: int, year: int) -> int:
    """The period a stream's prefix asks for: month, calendar year or 0."""
    if stream.startswith((PERMANENT, SHARED_PERMANENT)):
        return 0
    return year if stream.startswith((YEAR, SHARED_YEAR)) else month


def uniform(seed: int, stream: str, period: int, id: int) -> float:
    """One draw for an actor that is no row of columns (a centre, a firm, an orderer)."""
    return float(draw(key(seed, stream, period), id))


@dataclass(frozen=True)
class Source:
    """Draws of actors that are no rows of columns, by one seed; mirrored: each draw u becomes 1 - 2**-24 - u.

    A mirrored draw is as uniform as the other, on the same grid. What a run owes to its draws in a straight line, the
    run with the mirrored ones gives back (antithetic variates, Hammersley & Morton 1956).
    """

    seed: int
    mirrored: bool = False

    def one(self, stream: str, period: int, id: int) -> float:
        """One draw; `uniform` of the seed, or its mirror image."""
        u = uniform(self.seed, stream, period, id)
        return _LARGEST - u if self.mirrored else u

    def many(self, stream: str, period: int, ids: npt.NDArray[np.uint64]) -> npt.NDArray[np.float32]:
        """Draws of many ids, float32 of the shape of `ids`."""
        u = draws(key(self.seed, stream, period), ids)
        return F(_LARGEST) - u if self.mirrored else u
