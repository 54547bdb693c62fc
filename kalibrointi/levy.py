"""Writing to disk so that nothing half-written is ever left: write aside, fsync, rename; trouble in plain words."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kalibrointi.viat import ViallinenSyote, Vika

KESKEN = ".kesken-"  # .<name>.kesken-<process>: being written; safe to remove when that process is gone

_SYYT = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is full",
    errno.EFBIG: "the file would be larger than allowed",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "no permission to write there",
    errno.EPERM: "no permission to write there",
    errno.ENOTDIR: "a part of the path is a file, not a folder",
    errno.ENAMETOOLONG: "the path is too long",
    errno.EIO: "the disk reports an error",
}


def valimuisti() -> Path:
    """The cache folder: SOTEMALLI_CACHE, else the user's. Everything in it can be made again."""
    annettu = os.environ.get("SOTEMALLI_CACHE")
    if not annettu:
        import platformdirs

        annettu = platformdirs.user_cache_dir("sotemalli")
    return Path(annettu)


def levyvika(virhe: OSError, kohde: Path) -> ViallinenSyote:
    """An operating-system error as bad input: why, where and what to do."""
    syy = _SYYT.get(virhe.errno or 0, virhe.strerror or str(virhe))
    return ViallinenSyote(Vika(f"{syy}: nothing was left behind. Give another place with --out.", str(kohde)))


@contextmanager
def kirjoittaen(kohde: Path) -> Iterator[None]:
    """Inside, an OSError means that `kohde` could not be written."""
    try:
        yield
    except OSError as virhe:
        raise levyvika(virhe, kohde) from virhe


def kirjoita(polku: Path, tavut: bytes) -> None:
    """Write a whole file to stable storage under its own name: for files inside a folder that is itself aside."""
    with polku.open("wb") as tiedosto:
        tiedosto.write(tavut)
        tiedosto.flush()
        os.fsync(tiedosto.fileno())


def kirjoita_syrjassa(polku: Path, tavut: bytes) -> None:
    """Replace a file in one step: readers see the old or the new one whole. Raises `ViallinenSyote` on disk trouble."""
    syrja = polku.with_name(f".{polku.name}{KESKEN}{os.getpid()}")
    try:
        with kirjoittaen(polku):
            polku.parent.mkdir(parents=True, exist_ok=True)
            kirjoita(syrja, tavut)
            os.replace(syrja, polku)
            _varmista_kansio(polku.parent)
    finally:
        with suppress(OSError):
            syrja.unlink()


@contextmanager
def kansio_syrjassa(kohde: Path) -> Iterator[Path]:
    """A folder that appears under its name only when the block ends well; otherwise everything made is removed.

    Yields the folder to write in. Raises `ViallinenSyote` at once when the place is taken or cannot be written.
    """
    kohde = Path(os.path.abspath(kohde))
    _vapaa(kohde)
    uudet = [vanhempi for vanhempi in (kohde.parent, *kohde.parent.parents) if not os.path.lexists(vanhempi)]
    syrja = kohde.with_name(f".{kohde.name}{KESKEN}{os.getpid()}")
    try:
        with kirjoittaen(kohde):
            syrja.mkdir(parents=True)
        yield syrja
        with kirjoittaen(kohde):
            with suppress(FileNotFoundError):
                kohde.rmdir()  # an empty folder made ready for the run
            os.rename(syrja, kohde)
            _varmista_kansio(kohde.parent)
    except BaseException:
        shutil.rmtree(syrja, ignore_errors=True)
        for vanhempi in uudet:
            with suppress(OSError):
                vanhempi.rmdir()
        raise


def _vapaa(kohde: Path) -> None:
    """A run is never written over."""
    with kirjoittaen(kohde):
        if not os.path.lexists(kohde):
            return
        if not kohde.is_dir():
            raise ViallinenSyote(Vika("there is a file of this name; a run needs a folder of its own.", str(kohde)))
        if any(kohde.iterdir()):
            raise ViallinenSyote(Vika("this folder has something in it; a run needs a new or empty one.", str(kohde)))


def _varmista_kansio(kansio: Path) -> None:
    """The rename itself to stable storage, where the system can (not on Windows)."""
    with suppress(OSError):
        kahva = os.open(kansio, os.O_RDONLY)
        try:
            os.fsync(kahva)
        finally:
            os.close(kahva)
