"""Writing a sweep's folder: one writer at a time, chunks by atomic rename, few files, a seal at the end.

A writer holds the folder's lock; the system lets go of it however the process ends. Shards of one sweep share the lock
and each has its own. Small chunks are merged into larger ones ten at a time, so ten thousand runs leave tens of files.
"""

from __future__ import annotations

import datetime
import errno
import fcntl
import hashlib
import io
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kalibrointi.levy import KESKEN, kirjoita_syrjassa, levyvika
from kalibrointi.viat import ViallinenSyote, Vika
from runs.keskeytin import Keskeytin
from runs.varasto import AJOSARAKKEET, MUOTOVERSIO, Pala, Varasto, rivikaava

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

YHDISTETAAN = 10  # this many chunks of one size become one of the next
ERAN_AJOJA = 200  # a chunk is written at the latest when so many runs wait
ERAN_SEKUNTEJA = 20.0  # or the oldest has waited so long
PALAN_RIVEJA = 5_000_000  # chunks are not merged beyond this: some 250 MB of memory while it is done
KOKO = "whole"  # the shard's name when there are no shards


class Levyongelma(Exception):
    """The store cannot be written now: what is on disk is whole, what waits is still in memory."""

    def __init__(self, virhe: OSError, kansio: Path) -> None:
        self.vika = levyvika(virhe, kansio).viat[0]
        super().__init__(str(self.vika))


def luo(kansio: Path, manifesti: Mapping[str, Any], lahde: str, pisteet: pd.DataFrame) -> None:
    """Begin a sweep's folder: manifest first. An unfinished beginning (no points yet) is begun again.

    Raises `ViallinenSyote` when the place is taken by something else or cannot be written.
    """
    if (kansio / "points.parquet").is_file():
        return
    if kansio.exists() and not kansio.is_dir():
        raise ViallinenSyote(Vika("there is a file of this name; a sweep needs a folder of its own.", str(kansio)))
    vieraat = (
        [
            p.name
            for p in kansio.iterdir()
            if p.name not in _OMAT and not p.name.startswith("LOCK-") and KESKEN not in p.name
        ]
        if kansio.exists()
        else []
    )
    if vieraat:
        viesti = f"this folder has something else in it ({vieraat[0]}); a sweep needs a new or empty one."
        raise ViallinenSyote(Vika(viesti, str(kansio)))
    with _levy(kansio):
        kansio.mkdir(parents=True, exist_ok=True)
        kahva = os.open(kansio / "LOCK-new", os.O_RDWR | os.O_CREAT, 0o644)
    try:  # shards may begin at one time: the first makes the folder
        fcntl.flock(kahva, fcntl.LOCK_EX)
        if not (kansio / "points.parquet").is_file():
            _kirjoita_alku(kansio, manifesti, lahde, pisteet)
    finally:
        with suppress(OSError):
            (kansio / "LOCK-new").unlink()
        os.close(kahva)


def _kirjoita_alku(kansio: Path, manifesti: Mapping[str, Any], lahde: str, pisteet: pd.DataFrame) -> None:
    kirjoita_syrjassa(kansio / "manifest.json", json.dumps(manifesti, indent=2, ensure_ascii=False).encode())
    kirjoita_syrjassa(kansio / "study.toml", lahde.encode())
    puskuri = io.BytesIO()
    pisteet.to_parquet(puskuri, index=False)
    with _levy(kansio):
        (kansio / "chunks").mkdir(exist_ok=True)
    kirjoita_syrjassa(kansio / "points.parquet", puskuri.getvalue())


_OMAT = ("manifest.json", "study.toml", "points.parquet", "chunks", "events.jsonl", "LOCK", "SEAL")


@contextmanager
def _levy(kansio: Path) -> Iterator[None]:
    try:
        yield
    except OSError as virhe:
        raise levyvika(virhe, kansio) from virhe


class Kirjuri:
    """Kirjuri (writer) of one sweep or shard; use as a context manager.

    `done`: task -> True when it succeeded, False when it failed, for all that is on disk and all that waits.
    Raises `ViallinenSyote` when another process writes here, or the place cannot be written.
    """

    def __init__(self, kansio: Path, shard: str = KOKO, kello: Any = time.monotonic) -> None:
        self.kansio, self.shard, self.kello = Path(kansio), shard, kello
        self.varasto = Varasto(kansio)
        self.done: dict[tuple[str, int], bool] = {}
        self.rivit: list[pa.Table] = []
        self.ajot: list[tuple[Any, ...]] = []
        self.vanhin = 0.0
        self.numero = 0
        self.lukot: list[int] = []
        self.keskeytin = Keskeytin()

    def __enter__(self) -> Kirjuri:
        self._lukitse()
        try:
            self._ehjaa_loki()
            self._siivoa()
        except BaseException:
            self._vapauta()
            raise
        return self

    def __exit__(self, *virhe: object) -> None:
        self._vapauta()

    # ------------------------------------------------------------------------------------------- lock
    def _lukitse(self) -> None:
        """The whole sweep locks the folder for itself; shards share it, and each locks its own name."""
        with _levy(self.kansio):
            self._lukko("LOCK", fcntl.LOCK_EX if self.shard == KOKO else fcntl.LOCK_SH)
            if self.shard != KOKO:
                self._lukko(f"LOCK-{self.shard}", fcntl.LOCK_EX)

    def _lukko(self, nimi: str, tapa: int) -> None:
        kahva = os.open(self.kansio / nimi, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(kahva, tapa | fcntl.LOCK_NB)
        except OSError as virhe:
            os.close(kahva)
            self._vapauta()
            if virhe.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                raise
            osa = "" if self.shard == KOKO else f" (shard {self.shard})"
            viesti = f"another sweep is writing in this folder{osa}; see `sote sweep status {self.kansio}`."
            raise ViallinenSyote(Vika(viesti, str(self.kansio))) from None
        self.lukot.append(kahva)

    def _vapauta(self) -> None:
        while self.lukot:
            os.close(self.lukot.pop())

    # ------------------------------------------------------------------------------------------- opening
    def _siivoa(self) -> None:
        """Remove what a crash left: files half-written, chunks torn or already merged; see what is done."""
        palat = self.varasto.chunks()
        omat = {pala.path.name for pala in palat}
        with _levy(self.kansio):
            for polku in self.kansio.iterdir() if self.shard == KOKO else ():
                if KESKEN in polku.name or polku.name.startswith("LOCK-"):
                    polku.unlink()
            for polku in (self.kansio / "chunks").iterdir():
                oma = self.shard == KOKO or polku.name.lstrip(".").startswith(f"{self.shard}-")
                if oma and polku.name not in omat:
                    polku.unlink()
                    if KESKEN not in polku.name:
                        self.tapahtuma("removed", file=polku.name)
        for pala in palat:
            self._merkitse(pala.runs)
            self.numero = max(self.numero, *(int(osa) for osa in pala.path.stem.split("-")[-1:]))

    def _merkitse(self, ajot: Sequence[Mapping[str, Any]]) -> None:
        for ajo in ajot:
            avain = (ajo["task"], ajo["point"])
            self.done[avain] = self.done.get(avain, False) or not ajo["error"]

    # ------------------------------------------------------------------------------------------- writing
    def add(self, ajo: Mapping[str, Any], rivit: pd.DataFrame | None) -> None:
        """One finished run of one point: its record (AJOSARAKKEET), and its yearly rows (year, measure, group, value,
        unit), or None when it failed. It is on disk after the next flush.
        """
        with self.keskeytin.rauhassa():
            taulu = tauluksi(ajo, rivit)
            if not self.ajot:
                self.vanhin = self.kello()
            self.ajot.append(tuple(ajo[nimi] for nimi in AJOSARAKKEET))
            self.rivit.append(taulu)
            self._merkitse([ajo])

    def due(self) -> bool:
        """Is it time to write?"""
        return len(self.ajot) >= ERAN_AJOJA or (bool(self.ajot) and self.kello() - self.vanhin >= ERAN_SEKUNTEJA)

    def flush(self) -> int:
        """Write what waits as one chunk; returns the number of runs. Raises `Levyongelma`; nothing waiting is lost."""
        import pyarrow as pa

        if not self.ajot:
            return 0
        with self.keskeytin.rauhassa():
            maara = len(self.ajot)
            self._kirjoita(pa.concat_tables(self.rivit), self.ajot, (), taso=0)
            self.rivit, self.ajot = [], []
            self.tapahtuma("flush", runs=maara)
            self._yhdista(YHDISTETAAN)
        return maara

    def _kirjoita(self, taulu: pa.Table, ajot: Sequence[Sequence[Any]], korvaa: Sequence[str], taso: int) -> None:
        """A chunk, aside and then renamed; its number rises, its level says how often it was merged."""
        import pyarrow.parquet as pq

        self.numero += 1
        nimi = f"{self.shard}-{taso}-{self.numero:06d}.parquet"
        sisalto = {"runs": [list(ajo) for ajo in ajot], "replaces": list(korvaa), "schema": MUOTOVERSIO}
        taulu = taulu.replace_schema_metadata({"sotemalli": json.dumps(sisalto)})
        puskuri = io.BytesIO()
        pq.write_table(taulu, puskuri, compression="zstd")
        try:
            kirjoita_syrjassa(self.kansio / "chunks" / nimi, puskuri.getvalue())
        except ViallinenSyote as virhe:
            self.numero -= 1
            if isinstance(virhe.__cause__, OSError):
                raise Levyongelma(virhe.__cause__, self.kansio) from None
            raise

    def _yhdista(self, maara: int) -> None:
        """Merge levels that have `maara` chunks; the old ones go when the new one is on disk."""
        tasot: dict[int, list[Pala]] = {}
        for pala in self.varasto.chunks():
            if pala.path.name.startswith(f"{self.shard}-"):
                tasot.setdefault(int(pala.path.stem.split("-")[-2]), []).append(pala)
        for taso, palat in sorted(tasot.items()):
            if len(palat) >= maara and sum(_riveja(pala.path) for pala in palat) <= PALAN_RIVEJA:
                self._yhdeksi(palat, taso + 1)
                return self._yhdista(maara)
        return None

    def _yhdeksi(self, palat: Sequence[Pala], taso: int) -> None:
        """One chunk of many: rows in order, failures that were retried with success left out."""
        import pyarrow as pa
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        taulu = pa.concat_tables([pq.read_table(pala.path, schema=rivikaava()) for pala in palat])
        kaikki = [ajo for pala in palat for ajo in pala.runs]
        ajot: dict[tuple[Any, Any], Mapping[str, Any]] = {}
        for ajo in kaikki:
            avain = (ajo["task"], ajo["point"])
            if avain not in ajot or ajot[avain]["error"]:
                ajot[avain] = ajo
        onnistuneet = pa.array([tehtava for tehtava, piste in ajot if not ajot[tehtava, piste]["error"]], pa.string())
        if any(ajo["error"] for ajo in kaikki):
            vanhaa = pc.and_(
                pc.not_equal(taulu["error"].cast("string"), ""), pc.is_in(taulu["task"].cast("string"), onnistuneet)
            )
            taulu = taulu.filter(pc.invert(vanhaa))
        if len(kaikki) > len(ajot):
            kehys = taulu.to_pandas().drop_duplicates(["task", "point", "year", "measure", "group"])
            taulu = pa.Table.from_pandas(kehys, rivikaava(), preserve_index=False)
        taulu = taulu.unify_dictionaries()
        taulu = taulu.take(
            pc.sort_indices(taulu, [("point", "ascending"), ("replicate", "ascending"), ("year", "ascending")])
        )
        rivit = sorted((tuple(ajo[nimi] for nimi in AJOSARAKKEET) for ajo in ajot.values()), key=lambda r: r[1:3])
        self._kirjoita(taulu, rivit, [pala.path.name for pala in palat], taso)
        for pala in palat:
            with suppress(OSError):
                pala.path.unlink()

    def _tiivista(self) -> None:
        """The small chunks of a finished sweep, whichever shard wrote them, in one."""
        pienet, riveja = [], 0
        for pala in sorted(self.varasto.chunks(), key=lambda p: _riveja(p.path)):
            riveja += _riveja(pala.path)
            if riveja > PALAN_RIVEJA:
                break
            pienet.append(pala)
        if len(pienet) > 1:
            self._yhdeksi(pienet, max(int(pala.path.stem.split("-")[-2]) for pala in pienet))

    # ------------------------------------------------------------------------------------------- log and seal
    def tapahtuma(self, mika: str, **tiedot: Any) -> None:
        """A line to the log; when the log can't be written the sweep goes on, results come first."""
        hetki = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
        rivi = json.dumps({"time": hetki, "event": mika, "shard": self.shard, "pid": os.getpid(), **tiedot})
        with suppress(OSError):
            kahva = os.open(self.kansio / "events.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
            try:
                os.write(kahva, f"{rivi}\n".encode())
                os.fsync(kahva)
            finally:
                os.close(kahva)

    def seal(self, **luvut: Any) -> bool:
        """Close a finished sweep. A shard seals only when it is the last to write here. Returns whether it did."""
        if self.shard != KOKO:
            self._vapauta()
            try:
                self._lukko("LOCK", fcntl.LOCK_EX)
            except ViallinenSyote:
                return False
        self._tiivista()
        self.tapahtuma("sealed", **luvut)
        nimet = ["manifest.json", "study.toml", "points.parquet"]
        polut = [self.kansio / nimi for nimi in nimet] + [pala.path for pala in self.varasto.chunks()]
        summat = {p.relative_to(self.kansio).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in polut}
        sinetti = {"schema": MUOTOVERSIO, **luvut, "sha256": summat}
        kirjoita_syrjassa(self.kansio / "SEAL", json.dumps(sinetti, indent=2).encode())
        return True

    def _ehjaa_loki(self) -> None:
        """End a line that a crash tore, so that only that one is lost."""
        with suppress(OSError), (self.kansio / "events.jsonl").open("rb+") as loki:
            loki.seek(-1, os.SEEK_END)
            if loki.read(1) != b"\n":
                loki.write(b"\n")

    def unseal(self) -> None:
        """Open a finished sweep again, for more replicates or a retry."""
        with _levy(self.kansio), suppress(FileNotFoundError):
            (self.kansio / "SEAL").unlink()


def tauluksi(ajo: Mapping[str, Any], rivit: pd.DataFrame | None) -> pa.Table:
    """Result rows of one run, or the one row of a failure."""
    import pyarrow as pa

    kaava = rivikaava()
    maara = 1 if rivit is None else len(rivit)
    sarakkeet: dict[str, Any] = {nimi: [ajo[nimi]] * maara for nimi in ("task", "point", "replicate", "seed", "error")}
    for nimi in ("year", "measure", "group", "value", "unit"):
        sarakkeet[nimi] = [None] if rivit is None else rivit[nimi].to_numpy()
    taulukot = []
    for kentta in kaava:
        tyyppi = kentta.type
        if pa.types.is_dictionary(tyyppi):
            taulukot.append(pa.array(sarakkeet[kentta.name], pa.string()).dictionary_encode().cast(tyyppi))
        else:
            taulukot.append(pa.array(sarakkeet[kentta.name], tyyppi, from_pandas=False))
    return pa.Table.from_arrays(taulukot, schema=kaava)


def _riveja(polku: Path) -> int:
    import pyarrow.parquet as pq

    return int(pq.read_metadata(polku).num_rows)


def vapaata(kansio: Path) -> int:
    """Bytes free where the folder is or will be."""
    olemassa = next(polku for polku in (kansio, *kansio.absolute().parents) if polku.exists())
    return shutil.disk_usage(olemassa).free
