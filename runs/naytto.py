"""What the `sote` command shows: results on stdout, talk and progress on stderr, JSON on request.

Rich is imported when something is drawn, so that `sote --help` stays quick.
"""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from rich.console import Console

    from kalibrointi.viat import Vika

JSONVERSIO = 1  # raised when the shape of an answer changes; runs/json.md documents the shapes


def sano(teksti: str) -> None:
    """Talk: a line on stderr."""
    print(teksti, file=sys.stderr, flush=True)


def kysy(kehote: str) -> str:
    """A line from the person at the terminal; the prompt is talk. Raises EOFError when there is none."""
    print(kehote, end="", file=sys.stderr, flush=True)
    rivi = sys.stdin.readline()
    if not rivi:
        raise EOFError
    return rivi


def tulosta(teksti: str = "") -> None:
    """Result: a line on stdout."""
    print(teksti)


def _konsoli(vahintaan: int) -> Console:
    """A console on stdout, at least so wide that nothing is cut; as wide as it takes when no screen reads it."""
    from rich.console import Console

    naytolla = Console(highlight=False)
    return Console(highlight=False, width=max(vahintaan, naytolla.width) if sys.stdout.isatty() else 1000)


def taulukko(sarakkeet: Sequence[str], rivit: Iterable[Sequence[object]], otsikko: str = "") -> None:
    """A table on stdout; a column whose name begins with '>' is set to the right; the last one wraps."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    tekstit = [[str(solu) for solu in rivi] for rivi in rivit]
    taulu = Table(title=otsikko or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    leveydet = [max(map(len, sarake)) for sarake in zip(sarakkeet, *tekstit, strict=True)]
    for n, sarake in enumerate(sarakkeet, start=1):
        suunta: Literal["right", "left"] = "right" if sarake.startswith(">") else "left"
        taulu.add_column(sarake.lstrip(">"), justify=suunta, no_wrap=n < len(sarakkeet))
    for rivi in tekstit:
        taulu.add_row(*map(Text, rivi))
    konsoli = _konsoli(sum(leveydet[:-1]) + min(leveydet[-1], 40) + 3 * len(leveydet))
    with konsoli.capture() as kuva:
        konsoli.print(taulu)
    tulosta("\n".join(rivi.rstrip() for rivi in kuva.get().splitlines()).strip("\n"))


def tulosta_json(komento: str, tulos: Any) -> None:
    """The one answer of a command under --json: {"schema", "command", "result"}; NaN and infinity become null."""
    _kirjoita_json({"command": komento, "result": jsoniksi(tulos)})


def virheet(komento: str, viat: Iterable[Vika], koodi: int, json_muodossa: bool) -> None:
    """Faults: each a line on stderr; under --json also {"schema", "command", "error": {"code", "faults"}} on stdout."""
    viat = list(viat)
    for vika in viat:
        sano(f"error: {vika}")
    if json_muodossa:
        nimet = ("message", "file", "line", "key", "suggestion")
        luettelo = [dict(zip(nimet, vars(vika).values(), strict=True)) for vika in viat]
        _kirjoita_json({"command": komento, "error": {"code": koodi, "faults": luettelo}})


def _kirjoita_json(vastaus: dict[str, Any]) -> None:
    tulosta(json.dumps({"schema": JSONVERSIO, **vastaus}, ensure_ascii=False, indent=2))


def jsoniksi(arvo: Any) -> Any:
    """Plain JSON values: tuples to lists, NumPy scalars to numbers, NaN and infinity to null, tables to rows."""
    if hasattr(arvo, "to_dict") and hasattr(arvo, "columns"):
        return [jsoniksi(rivi) for rivi in arvo.to_dict(orient="records")]
    if isinstance(arvo, dict):
        return {str(avain): jsoniksi(osa) for avain, osa in arvo.items()}
    if isinstance(arvo, (list, tuple)):
        return [jsoniksi(osa) for osa in arvo]
    if hasattr(arvo, "item"):
        arvo = arvo.item()
    if isinstance(arvo, float) and not math.isfinite(arvo):
        return None
    return arvo


def luku(arvo: float, etumerkki: bool = False) -> str:
    """A number with four figures, thousands apart: 1,655,624  3,012  0.1234  -  ; '+' before a gain on request."""
    if arvo is None or math.isnan(arvo):
        return "-"
    merkki = "+" if etumerkki and arvo > 0 else ""
    if math.isinf(arvo):
        return merkki + ("inf" if arvo > 0 else "-inf")
    desimaaleja = 0 if arvo == 0 or abs(arvo) >= 1000 else max(0, 3 - math.floor(math.log10(abs(arvo))))
    return f"{merkki}{arvo:,.{min(desimaaleja, 6)}f}"


@contextmanager
def edistyminen(otsikko: str) -> Iterator[Callable[[int, int], None]]:
    """Yields progress(done, total): a bar with time left on a screen, else a line first and every ten seconds."""
    sano(f"{otsikko} ...")
    if sys.stderr.isatty():
        with _palkki() as kerro:
            yield kerro
    else:
        yield _Rivikertoja(otsikko)


@contextmanager
def _palkki() -> Iterator[Callable[[int, int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    osat = (
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*osat, console=Console(stderr=True), transient=True) as palkki:
        tehtava = palkki.add_task("", total=None)
        yield lambda tehty, kaikkiaan: palkki.update(tehtava, completed=tehty, total=kaikkiaan)


class _Rivikertoja:
    """Progress for logs: a line every ten seconds, with the time left once the pace can be told.

    The pace counts from the first thing done, so that the start of processes and the first of many things do not
    promise hours; nothing is promised before a twentieth is done at it.
    """

    def __init__(self, otsikko: str) -> None:
        self.otsikko, self.viimeksi = otsikko, time.monotonic()
        self.ensin: tuple[float, int] | None = None  # when something was first done, and how much

    def __call__(self, tehty: int, kaikkiaan: int) -> None:
        nyt = time.monotonic()
        if not tehty:
            return
        self.ensin = self.ensin or (nyt, tehty)
        if nyt - self.viimeksi < 10:
            return
        self.viimeksi = nyt
        aikaa, valmista = nyt - self.ensin[0], tehty - self.ensin[1]
        arvio = f", {aikaa * (kaikkiaan - tehty) / valmista:.0f} s left" if 20 * valmista >= kaikkiaan else ""
        sano(f"{self.otsikko}: {100 * tehty / kaikkiaan:.0f} %{arvio}")
