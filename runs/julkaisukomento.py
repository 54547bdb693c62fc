"""`sote report`, `sote reproduce` and `sote sweep export`: what leaves the house, and how to redo it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runs import naytto
from runs.jsonvalinta import Json

if TYPE_CHECKING:
    from runs.toisinto import Toisinto

ERI = 4  # exit code: something differs
RIVEJA = 30  # differing figures shown


Sarja = Annotated[Path, typer.Argument(metavar="SWEEP", help="A sweep's folder.")]


def report(
    sweep: Sarja,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.html", help="The page (default: beside the sweep's folder).")
    ] = None,
    lang: Annotated[str, typer.Option("--lang", help="Language: fi, sv or en.")] = "fi",
    pdf: Annotated[
        bool, typer.Option("--pdf/--no-pdf", help="A PDF beside the page, where a browser can print.")
    ] = True,
    experiment: Annotated[str | None, typer.Option(help="Experiment of the study (default: the first).")] = None,
    json: Json = False,
) -> None:
    """A sweep's report as one HTML page that needs no network, and as PDF."""
    from runs import raporttitiedosto
    from runs.varasto import Varasto

    raporttitiedosto.tarkista(out, lang)
    varasto = Varasto(sweep)
    with naytto.edistyminen("Writing the report"):
        sivu, tuloste, syy = raporttitiedosto.kirjoita(varasto, lang, out, pdf, experiment)
    if json:
        tiedot = {"html": str(sivu), "pdf": str(tuloste) if tuloste else None, "why_no_pdf": syy, "lang": lang}
        naytto.tulosta_json("report", tiedot)
        return
    if syy:
        naytto.sano(f"No PDF: {syy}.")
    naytto.sano("The report is in")
    naytto.tulosta("\n".join(str(polku) for polku in (sivu, tuloste) if polku))


def reproduce(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of a run or of a sweep.")],
    sample: Annotated[int | None, typer.Option(metavar="N", help="Only N of a sweep's runs, drawn by --seed.")] = None,
    seed: Annotated[int, typer.Option(help="Which runs the sample has.")] = 1,
    processes: Annotated[int | None, typer.Option(help="Worker processes (default: one per processor).")] = None,
    json: Json = False,
) -> None:
    """Run a folder's runs again and compare bit for bit. Exit code 4 when something differs."""
    from runs import toisinto

    with naytto.edistyminen(f"Running {folder.name} again") as kerro:
        tulos = toisinto.toista(folder, sample, seed=seed, processes=processes, progress=kerro)
    if json:
        naytto.tulosta_json("reproduce", _toisinto_json(tulos))
    else:
        _nayta(tulos)
    raise typer.Exit(0 if tulos.sama else ERI)


def _toisinto_json(t: Toisinto) -> dict[str, Any]:
    return {
        "folder": str(t.kansio), "kind": t.laji, "same": t.sama, "runs": t.ajoja, "same_runs": t.samoja_ajoja,
        "figures": t.lukuja, "differences": t.eroja, "seal": list(t.sinetti), "failed": dict(t.virheet),
        "differs": [{"key": k, "stored": a, "now": b} for k, (a, b) in t.alkupera.items()],
    }  # fmt: skip


def _nayta(t: Toisinto) -> None:
    for vika in t.sinetti:
        naytto.tulosta(f"Seal: {vika}")
    for nimi, virhe in t.virheet.items():
        naytto.tulosta(f"Failed now: {nimi}: {virhe}")
    if len(t.eroja):
        solut = [
            (r.run, r.when, r.measure, r.group, naytto.luku(r.stored), naytto.luku(r.now))
            for r in t.eroja.head(RIVEJA).itertuples()
        ]
        naytto.taulukko(("run", "when", "measure", "group", ">stored", ">now"), solut)
        if len(t.eroja) > RIVEJA:
            naytto.tulosta(f"... and {len(t.eroja) - RIVEJA:,} more.")
    if t.alkupera:
        rivit = [(avain, _lyhyt(a), _lyhyt(b)) for avain, (a, b) in t.alkupera.items()]
        naytto.taulukko(("made with another", "then", "now"), rivit)
    naytto.tulosta(
        f"{t.samoja_ajoja} of {t.ajoja} runs are the same, bit for bit: {t.lukuja - len(t.eroja):,} of {t.lukuja:,} "
        "figures."
    )


def _lyhyt(arvo: Any) -> str:
    teksti = "-" if arvo is None else str(arvo)
    return teksti if len(teksti) <= 40 else f"{teksti[:39]}..."


def export(
    sweep: Sarja,
    out: Annotated[Path | None, typer.Option(help="A new folder (default: beside the sweep's).")] = None,
    csv: Annotated[bool, typer.Option("--csv/--no-csv", help="Tables as CSV.")] = True,
    rocrate: Annotated[
        bool, typer.Option("--rocrate/--no-rocrate", help="The sweep's files as a Research Object Crate.")
    ] = True,
    json: Json = False,
) -> None:
    """A sweep for others: CSV tables and a Research Object Crate for an archive."""
    from runs import sarjavienti
    from runs.varasto import Varasto

    varasto = Varasto(sweep)
    kohde = out or varasto.path.parent / f"{varasto.path.name}-export"
    nimet = sarjavienti.vie(varasto, kohde, csv, rocrate)
    if json:
        naytto.tulosta_json("sweep export", {"folder": str(kohde), "files": nimet})
        return
    naytto.sano(f"{len(nimet)} files are in")
    naytto.tulosta(str(kohde))
