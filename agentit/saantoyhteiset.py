"""What the compiled loops of all rules share: draws, look-ups, writing, adding up, each over one block of rows s..e.

Only generated loops import this module, and with it Numba. A negative index means that a row belongs to no unit: its
look-ups read 0 and it adds nothing. `first` is where a strip begins in its array.
"""

# mypy: disable-error-code="no-untyped-def"

from types import FunctionType
from typing import Any

import numpy as np
from llvmlite import binding, ir
from numba import njit, types
from numba.core.compiler import Compiler
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

from agentit import saantomatematiikka, satunnaisvirrat

# Loops run as fast without unrolled copies of vector code and a search for cheaper addresses, to the same bits, and
# compile in a sixth less time.
for _option in ("--unroll-runtime=false", "--unroll-threshold=0", "--disable-lsr"):
    binding.set_option("saannot", _option)

F, I, I32, U = np.float32, np.int32, np.int32, np.uint64  # noqa: E741 - the language of rules


class Distinct(Compiler):
    """Compiles a function whose arrays don't overlap.

    LLVM then needs no checks for it, of which it makes only a few before it gives up vector code. Numba knows this as a
    flag but has no option for it; without the flag the results are the same, only slower. The promise is kept by
    saannot: arrays that are the same memory are bound as one argument.
    """

    def __init__(self, *args, **named):
        super().__init__(*args, **named)
        if hasattr(self.state.flags, "noalias"):
            self.state.flags.noalias = True


# No reference counts (a loop allocates nothing, `room` does it) and none of the rewriting that such loops don't need:
# both make compiling a third cheaper.
J: dict[str, Any] = {"error_model": "numpy", "_nrt": False, "no_rewrites": True}
PART: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, **J}  # only loops and parts call a part
INLINE: dict[str, Any] = {"forceinline": True, **PART}
LOOP: dict[str, Any] = {"nogil": True, "cache": True, "no_cfunc_wrapper": True, "pipeline_class": Distinct, **J}


def _compiled(fn, **options):
    """The same code as in plain Python, with this module's names."""
    return njit(**options)(FunctionType(fn.__code__, globals(), fn.__name__))


@intrinsic
def pick(typing, on, yes, no):
    """yes if on else no, without a branch."""
    if yes != no:
        return None

    def select(context, builder, signature, args):
        return builder.select(*args)

    return yes(on, yes, no), select


@intrinsic
def eight(typing, mask, w):
    """Eight cells of a mask at once, as one whole number."""

    def load(context, builder, signature, args):
        data = make_array(signature.args[0])(context, builder, args[0]).data
        words = builder.bitcast(data, ir.IntType(64).as_pointer())
        return builder.load(builder.gep(words, [args[1]]), align=1)

    return types.uint64(mask, types.uint64), load


mix64 = _compiled(satunnaisvirrat.mix64, **INLINE)
draw_of = _compiled(satunnaisvirrat.draw_of, **INLINE)
shared_draw_of = _compiled(satunnaisvirrat.shared_draw_of, **INLINE)
exp = _compiled(saantomatematiikka.exp, **INLINE)
log = _compiled(saantomatematiikka.log, **INLINE)
sqrt = _compiled(saantomatematiikka.sqrt, **INLINE)
logistic = _compiled(saantomatematiikka.logistic, **INLINE)
power = _compiled(saantomatematiikka.power, **INLINE)
normal = _compiled(saantomatematiikka.normal, **INLINE)
poisson = _compiled(saantomatematiikka.poisson, **INLINE)


def strips(n):
    """Room for float32 strips."""
    return np.empty(n, np.float32)


def wholes(n):
    """Room for strips of whole numbers and truth values."""
    return np.empty(n, np.int32)


def masks(n):
    """Room for a guard's mask and for the list of rows that pass."""
    return np.empty(n, np.bool_), np.empty(n, np.int32)


def lanes(sums):
    """Four copies of the sums and a cell for rows of no unit: neighbours of one unit needn't wait for each other."""
    return np.zeros((4, sums.shape[1] + 1))


@njit(**PART)
def none_active(active, s, e):
    """Is nobody live in these rows?"""
    for i in range(s, e):  # noqa: SIM110 - all() of a generator doesn't compile
        if active[i] == 1:
            return False
    return True


@njit(**PART)
def draw_all(strip, first, key, counters, s, e):
    """Draws to a strip."""
    for i in range(s, e):
        strip[first + (i - s)] = draw_of(key, counters[i])


@njit(**PART)
def shared_draw_all(strip, first, key, counters, places, s, e):
    """Draws that neighbours share out to a strip."""
    for i in range(s, e):
        strip[first + (i - s)] = shared_draw_of(key, counters[i], places[i])


@njit(**PART)
def look_up_all(strip, first, attribute, index, s, e):
    """An attribute of every row's unit to a strip."""
    for i in range(s, e):
        j = np.uint32(index[i])
        strip[first + (i - s)] = attribute[j] if j < np.uint32(len(attribute)) else attribute.dtype.type(0)


@njit(**INLINE)
def lookup_f(attribute, j):
    """An attribute of one row's unit, as float32."""
    return F(attribute[np.uint32(j)]) if np.uint32(j) < np.uint32(len(attribute)) else F(0)


@njit(**INLINE)
def lookup_i(attribute, j):
    """An attribute of one row's unit, a whole number."""
    return I(attribute[np.uint32(j)]) if np.uint32(j) < np.uint32(len(attribute)) else I(0)


@njit(**INLINE)
def lookup_b(attribute, j):
    """An attribute of one row's unit, a truth value."""
    return attribute[np.uint32(j)] if np.uint32(j) < np.uint32(len(attribute)) else False


@njit(**PART)
def write_all(column, strip, first, s, e):
    """A strip, which holds the old values of rows that are not live, to its column."""
    for i in range(s, e):
        column[i] = column.dtype.type(strip[first + (i - s)])


@njit(**PART)
def write_wide(column, strip, first, active, s, e):
    """A strip to a column of which it cannot hold the old values."""
    for i in range(s, e):
        if active[i] == 1:
            column[i] = column.dtype.type(strip[first + (i - s)])


@njit(**INLINE)
def write_one(column, i, value):
    """A result to its column."""
    column[i] = column.dtype.type(value)


@njit(**PART)
def add_all(lanes, index, strip, first, s, e):
    """A strip to the sums of the rows' units."""
    n = np.uint32(lanes.shape[1] - 1)
    for i in range(s, e):
        lanes[i & U(3), min(np.uint32(index[i]), n)] += np.float64(strip[first + (i - s)])


@njit(**INLINE)
def add_one(lanes, index, i, value):
    """A result to the sum of the row's unit."""
    lanes[i & U(3), min(np.uint32(index[i]), np.uint32(lanes.shape[1] - 1))] += np.float64(value)


@njit(**PART)
def merge_lanes(sums, chunk, lanes):
    """The lanes to the sums of their chunk, or to the only sums there are; the lanes begin again at 0."""
    row = min(chunk, U(sums.shape[0] - 1))
    for j in range(sums.shape[1]):
        sums[row, j] += (lanes[0, j] + lanes[1, j]) + (lanes[2, j] + lanes[3, j])
    for lane in range(4):
        for j in range(lanes.shape[1]):
            lanes[lane, j] = 0.0


@njit(**PART)
def list_hits(mask, active, s, e, rows):
    """Lists the live rows whose mask is set and returns how many; eight at a time are skipped when none is."""
    n = e - s
    for k in range(n, (n + U(7)) // U(8) * U(8)):
        mask[k] = False
    h = 0
    for w in range((n + U(7)) // U(8)):
        if eight(mask, w) != 0:  # type: ignore[call-arg]
            for k in range(U(8) * w, min(U(8) * w + U(8), n)):
                rows[h] = k
                h += mask[k] & (active[s + k] == 1)
    return h
