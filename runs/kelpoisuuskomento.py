"""`sote validate`: how well the model fits what is known, on one page and as JSON; `sote document`: its protocol."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from runs import naytto
from runs.jsonvalinta import Json

if TYPE_CHECKING:
    from kalibrointi.posteriori import Posteriori

ULKONA = 4
OLETUSPOSTERIORI = "posterior"


def _posteriori(nimi: str | None) -> Posteriori | None:
    """The posterior asked for, else the one that ships, else none."""
    from kalibrointi import posteriori

    if nimi is None and not (posteriori.KANSIO / f"{OLETUSPOSTERIORI}.json").is_file():
        return None
    return posteriori.lue(nimi or OLETUSPOSTERIORI)


def document(
    name: Annotated[str, typer.Argument(metavar="odd|trace|stress", help="ODD 2020, TRACE outline or STRESS-ABS.")],
    out: Annotated[Path | None, typer.Option(metavar="FILE.md", help="A file (default: on stdout).")] = None,
    json: Json = False,
) -> None:
    """The model's protocol in Markdown, made from schedule, columns, rules, parameters and sources."""
    from kalibrointi.levy import kirjoita_syrjassa
    from runs import asiakirja

    teksti = asiakirja.kirjoita(name)
    if out is not None:
        kirjoita_syrjassa(out, (teksti.rstrip("\n") + "\n").encode())
    if json:
        naytto.tulosta_json("document", {"name": name, "file": str(out) if out else None, "markdown": teksti})
        return
    if out is None:
        naytto.tulosta(teksti.rstrip("\n"))
        return
    naytto.sano("The document is in")
    naytto.tulosta(str(out))


def validate(
    out: Annotated[Path, typer.Option(metavar="FILE.html", help="The page; the JSON stands beside it.")] = Path(
        "validation.html"
    ),
    lang: Annotated[str, typer.Option("--lang", help="Language of the page: fi, sv or en.")] = "en",
    only: Annotated[
        str | None, typer.Option(help="Of targets, patterns, start, laws only these, e.g. targets,patterns.")
    ] = None,
    otos: Annotated[float | None, typer.Option(help="Sample of every suite (default: each its own).")] = None,
    seeds: Annotated[int | None, typer.Option(help="Seeds of every suite (default: each its own).")] = None,
    posterior: Annotated[
        str | None, typer.Option(help="Calibration shown: a name or FILE.json (default: the one that ships, if any).")
    ] = None,
    processes: Annotated[int | None, typer.Option(help="Worker processes (default: one per processor).")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Check again, also what has not changed.")] = False,
    json: Json = False,
) -> None:
    """The validation page: targets and patterns in or out, why, and what the model must not be used for."""
    from runs import kelpoisuus, kelpoisuussivu, raporttitiedosto

    raporttitiedosto.tarkista(out, lang)
    sarjat = kelpoisuus.tarkista_sarjat([osa.strip() for osa in (only or "").split(",") if osa.strip()])
    kalibroitu = _posteriori(posterior)
    tulokset = []
    for sarja in sarjat:
        with naytto.edistyminen(f"check {sarja}") as kerro:
            tulokset.append(kelpoisuus.kokoa(sarja, otos, seeds, processes, fresh, kerro))
        if tulokset[-1].cached:
            naytto.sano(f"check {sarja}: nothing it hangs on has changed since {tulokset[-1].created}")
    with naytto.edistyminen("Writing the page"):
        sivu, tiedot = kelpoisuussivu.kirjoita(tulokset, lang, out, kalibroitu)
    if json:
        luvut = {
            t.suite: {
                "rows": len(t.rows), "in": len(t.rows) - len(t.out), "out": len(t.out),
                "recorded": len(t.out) - len(t.unrecorded), "otos": t.otos, "seeds": t.seeds, "cached": t.cached,
            }
            for t in tulokset
        }  # fmt: skip
        naytto.tulosta_json("validate", {"html": str(sivu), "json": str(tiedot), "lang": lang, "suites": luvut})
    else:
        rivit = [(t.suite, len(t.rows) - len(t.out), len(t.out), len(t.out) - len(t.unrecorded)) for t in tulokset]
        naytto.taulukko(("suite", ">in", ">out", ">of these on record"), rivit)
        naytto.sano("The page is in")
        naytto.tulosta(f"{sivu}\n{tiedot}")
    raise typer.Exit(ULKONA if any(t.unrecorded for t in tulokset) else 0)
