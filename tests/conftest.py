"""What all tests share: the tree of commands is built once in a process, not anew for every call of the command."""

import functools

import typer.testing

typer.testing._get_command = functools.cache(typer.testing._get_command)
