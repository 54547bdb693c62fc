"""What all tests share: the tree of commands is built once in a process, not anew for every call of the command."""

import functools
import gc

import typer.testing

typer.testing._get_command = functools.cache(typer.testing._get_command)


def pytest_collection_finish():
    """Modules and thousands of collected tests stay to the end: the collector of garbage need not walk them again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
