"""The option --json of every command: remembered at the root, so that an error is told as JSON too."""

from __future__ import annotations

from typing import Annotated

import typer


def _muista(ctx: typer.Context, arvo: bool) -> bool:
    ctx.find_root().meta["json"] = arvo
    return arvo


Json = Annotated[bool, typer.Option("--json", help="The result as JSON on stdout.", callback=_muista)]
