"""What all tests share: one thread per numerical library, as in the command, and the tree of commands built once in a
process, not anew for every call."""

import functools
import gc

import typer.testing

from runs import saikeet

typer.testing._get_command = functools.cache(typer.testing._get_command)
saikeet.oletuksena_yksi()


def pytest_collection_finish():
    """Modules and thousands of collected tests stay to the end: the collector of garbage need not walk them again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
