"""The report on disk: one HTML file, and a PDF beside it where a browser that can print is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from kalibrointi.levy import kirjoita_syrjassa
from kalibrointi.viat import ViallinenSyote, Vika, luettele

if TYPE_CHECKING:
    from runs.varasto import Varasto

SELAIMET = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
AIKAA = 120.0  # seconds a browser may take


def selain() -> str | None:
    """A browser that prints without a screen: Chromium, Chrome or Edge; None when there is none."""
    for nimi in SELAIMET:
        if polku := shutil.which(nimi):
            return polku
    return next((polku for polku in MAC if Path(polku).is_file()), None)


def tarkista(tiedosto: Path | None, kieli: str) -> None:
    """A report's file ends in .html and has a folder. Raises `ViallinenSyote`."""
    if kieli not in ("fi", "sv", "en"):
        raise ViallinenSyote(Vika(f"no texts in '{kieli}'. Languages: fi, sv, en.", "--lang"))
    if tiedosto is None:
        return
    if tiedosto.suffix.lower() != ".html":
        viesti = f"'{tiedosto.name}' must end in {luettele(['.html'])}; the PDF stands beside it with the ending .pdf."
        raise ViallinenSyote(Vika(viesti, "--out"))
    if not tiedosto.resolve().parent.is_dir():
        raise ViallinenSyote(Vika(f"there is no folder {tiedosto.resolve().parent}.", "--out"))


def kirjoita(
    varasto: Varasto, kieli: str, tiedosto: Path | None = None, pdf: bool = True, experiment: str | None = None
) -> tuple[Path, Path | None, str]:
    """Write the report; returns the HTML file, the PDF (None: not made), and why there is no PDF.

    tiedosto: default `report-<lang>.html` beside the sweep's folder, whose files no report may change.
    """
    from runs import sarjaraportti

    kohde = tiedosto or varasto.path.parent / f"{varasto.path.name}-report-{kieli}.html"
    kirjoita_syrjassa(kohde, sarjaraportti.rakenna(varasto, kieli, experiment).encode())
    if not pdf:
        return kohde, None, ""
    ohjelma = selain()
    if ohjelma is None:
        return kohde, None, "no Chromium, Chrome or Edge is installed; any browser prints the HTML page to PDF"
    syy = tulosta(ohjelma, kohde, kohde.with_suffix(".pdf"))
    return kohde, None if syy else kohde.with_suffix(".pdf"), syy


def tulosta(ohjelma: str, sivu: Path, pdf: Path) -> str:
    """Print a page with a browser that has no network to speak of; "" or why it failed."""
    with tempfile.TemporaryDirectory(prefix="sotemalli-") as koti:
        syrja = Path(koti) / "sivu.pdf"
        komento = [
            ohjelma, "--headless", "--disable-gpu", "--disable-extensions", "--no-first-run",
            f"--user-data-dir={koti}/u", "--host-resolver-rules=MAP * ~NOTFOUND",
            "--no-pdf-header-footer", f"--print-to-pdf={syrja}",
            sivu.resolve().as_uri(),
        ]  # fmt: skip
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            komento.insert(1, "--no-sandbox")  # a browser refuses to be run by root otherwise; the page is our own
        try:
            ajo = subprocess.run(komento, capture_output=True, text=True, timeout=AIKAA, check=False)
        except (OSError, subprocess.TimeoutExpired) as virhe:
            return f"{ohjelma} did not print it: {virhe}"
        if not syrja.is_file() or not syrja.read_bytes().startswith(b"%PDF"):
            viimeinen = (ajo.stderr.strip().splitlines() or ["no message"])[-1]
            return f"{ohjelma} did not print it: {viimeinen}"
        kirjoita_syrjassa(pdf, syrja.read_bytes())
    return ""
