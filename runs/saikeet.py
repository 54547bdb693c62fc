"""One thread per numerical library.

The model's matrices are small: threads of BLAS would wait for each other longer than they work, a hundred times as
long on a busy machine, and add in an order of their own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

MUUTTUJAT = (
    "NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS",
)  # fmt: skip


def oletuksena_yksi() -> None:
    """In this process and those it starts, unless the user says otherwise; to be called before NumPy is imported."""
    for nimi in MUUTTUJAT:
        os.environ.setdefault(nimi, "1")


@contextmanager
def yksi() -> Iterator[None]:
    """Workers started in this block inherit one thread: they are as many as there are processors."""
    vanhat = {nimi: os.environ.get(nimi) for nimi in MUUTTUJAT}
    os.environ.update(dict.fromkeys(MUUTTUJAT, "1"))
    try:
        yield
    finally:
        for nimi, arvo in vanhat.items():
            if arvo is None:
                os.environ.pop(nimi, None)
            else:
                os.environ[nimi] = arvo
