"""The store of a sweep: a folder that anyone can read, that no crash can spoil.

    manifest.json     first: study, seeds, versions, hashes; never edited
    study.toml        the study file as it was
    points.parquet    one row per point: point, experiment, lever.<key> ..., uncertainty.<key> ..., and for designs that
                      fill a cube u.<lever|uncertainty>.<key>, the coordinate 0-1 before it became a value
    chunks/*.parquet  result rows, below
    events.jsonl      append-only: start, flush, failure, interruption, resume, retry, seal; times are for people only
    SEAL              last: counts, and the SHA-256 of every file

Result rows: `task` (hash of everything the run depends on), `point` (int), `replicate` (from 1), `seed`, `year`,
`measure`, `group`, `value`, `unit`, `error`. A run that failed is one row with its `error`, and no year, measure, group
or value. A task is done when it has rows: there is no other list that could disagree.

A chunk is written aside, synced and renamed, so it is whole or not there. What its footer says under `sotemalli` is
which tasks it holds and which older chunks it replaces: a reader leaves those out, so no row is ever seen twice.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kalibrointi.viat import ViallinenSyote, Vika, lahin, luettele

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    import xarray as xr

    from runs.tutkimus import Tutkimus

MUOTOVERSIO = 1
SARAKKEET = ("task", "point", "replicate", "seed", "year", "measure", "group", "value", "unit", "error")
AJOSARAKKEET = ("task", "point", "replicate", "seed", "seconds", "peak_mb", "error")


@dataclass(frozen=True)
class Pala:
    """A chunk: its path, the runs in it, and the names of the chunks it replaces."""

    path: Path
    runs: tuple[Mapping[str, Any], ...]  # AJOSARAKKEET
    replaces: tuple[str, ...]


class Varasto:
    """Varasto (store): reads a sweep's folder, also while it is being written. Raises `ViallinenSyote` when it is none.

    `.question` etc. of the study: `.study`; what the run was: `.manifest`.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        try:
            self.manifest: dict[str, Any] = json.loads((self.path / "manifest.json").read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            raise ViallinenSyote(Vika("not a sweep's folder: it has no manifest.json.", str(self.path))) from None
        except (OSError, ValueError) as virhe:
            raise ViallinenSyote(Vika(f"manifest.json cannot be read: {virhe}.", str(self.path))) from None
        if "study" not in self.manifest:
            raise ViallinenSyote(Vika("this is the folder of a single run, not of a sweep.", str(self.path)))
        if self.manifest.get("schema") != MUOTOVERSIO:
            viesti = f"written in format {self.manifest.get('schema')}; this version reads format {MUOTOVERSIO}."
            raise ViallinenSyote(Vika(viesti, str(self.path)))

    # ------------------------------------------------------------------------------------------- tables
    @property
    def study(self) -> Tutkimus:
        """The study as it was when the sweep began."""
        from runs import tutkimustiedosto

        return tutkimustiedosto.tulkitse(self.manifest["study"]["source"], self.manifest["study"]["folder"])

    def points(self) -> pd.DataFrame:
        """One row per point, in order of `point` = 0, 1, ..."""
        import pandas as pd

        return pd.read_parquet(self.path / "points.parquet")

    def runs(self) -> pd.DataFrame:
        """One row per run: task, point, replicate, seed, seconds, peak_mb, error ('' when it succeeded)."""
        import pandas as pd

        rivit = [ajo for pala in self.chunks() for ajo in pala.runs]
        taulu = pd.DataFrame(rivit, columns=list(AJOSARAKKEET))
        taulu = taulu.sort_values(["point", "replicate"], kind="stable", ignore_index=True)
        return _voimassa(taulu)

    def results(
        self,
        measures: Sequence[str] | str | None = None,
        years: Sequence[int] | int | None = None,
        groups: Sequence[str] | str | None = None,
        points: Sequence[int] | None = None,
    ) -> pd.DataFrame:
        """Result rows of the runs that succeeded: task, point, replicate, seed, year, measure, group, value, unit.

        Sorted by point, replicate, year, measure, group: equal sweeps give equal tables. Raises `ViallinenSyote` for a
        measure, year or group that the sweep does not have.
        """
        import pandas as pd
        import pyarrow.dataset as ds

        ehto = ds.field("error") == ""
        rajat = {"measure": measures, "year": years, "group": groups, "point": points}
        for sarake, raja in rajat.items():
            if raja is not None:
                ehto &= ds.field(sarake).isin([raja] if isinstance(raja, (str, int)) else list(raja))
        taulu = self._rivit(ehto, [nimi for nimi in SARAKKEET if nimi != "error"])
        for sarake, raja in rajat.items():
            if raja is not None and sarake != "point":
                self._tarkista_rajaus(sarake, [raja] if isinstance(raja, (str, int)) else list(raja), taulu)
        kehys = taulu.to_pandas()
        if self._kahdesti():
            kehys = kehys.drop_duplicates(["task", "point", "year", "measure", "group"])
        for sarake in ("task", "measure", "group", "unit"):
            kehys[sarake] = kehys[sarake].astype(object).astype(str if pd.__version__ < "3" else "str")
        jarjestys = ["point", "replicate", "year", "measure", "group"]
        return kehys.sort_values(jarjestys, kind="stable", ignore_index=True)

    def _tarkista_rajaus(self, sarake: str, raja: Sequence[Any], taulu: pa.Table) -> None:
        loytyi = set(taulu.column(sarake).unique().to_pylist())
        puuttuu = [arvo for arvo in raja if arvo not in loytyi]
        if not puuttuu:
            return
        tunnetut = sorted(set(self._rivit(None, [sarake]).column(sarake).unique().to_pylist()) - {None, ""})
        tuntemattomat = [arvo for arvo in puuttuu if arvo not in tunnetut]
        if tuntemattomat:
            viesti = f"no {sarake} '{tuntemattomat[0]}' in this sweep; it has: {luettele(tunnetut)}."
            raise ViallinenSyote(Vika(viesti, ehdotus=lahin(str(tuntemattomat[0]), map(str, tunnetut))))

    def failures(self) -> pd.DataFrame:
        """Runs that failed and have not been retried with success: columns of `runs`."""
        ajot = self.runs()
        return ajot[ajot["error"] != ""].reset_index(drop=True)

    def to_xarray(
        self,
        measures: Sequence[str] | str | None = None,
        years: Sequence[int] | int | None = None,
        groups: Sequence[str] | str | None = None,
    ) -> xr.Dataset:
        """Results as a cube (point, replicate, year, group), a variable per measure; what was not run is NaN."""
        taulu = self.results(measures, years, groups)
        avaimet = ["point", "replicate", "year", "group"]
        leveana = taulu.set_index([*avaimet, "measure"])["value"].unstack("measure")
        kuutio = leveana.to_xarray()
        yksikot = taulu.drop_duplicates("measure").set_index("measure")["unit"]
        for mittari in kuutio.data_vars:
            kuutio[mittari].attrs["units"] = yksikot[mittari]
        pisteet = self.points().set_index("point")
        for sarake in pisteet.columns:
            kuutio = kuutio.assign_coords(
                {sarake: ("point", pisteet[sarake].reindex(kuutio["point"].values).to_numpy())}
            )
        return kuutio

    # ------------------------------------------------------------------------------------------- state
    def status(self) -> dict[str, Any]:
        """How far the sweep is; can be asked from another shell. JSON-able.

        study, folder, points, tasks (planned so far; grows when replicates are adaptive), done, failed, left, chunks,
        bytes, sealed, running (someone holds the folder's lock), seconds_per_run (median), last_event.
        """
        ajot = self.runs()
        tapahtumat = self.events()
        suunniteltu = max([e["tasks"] for e in tapahtumat if e["event"] == "planned"], default=0)
        epaonnistui = int((ajot["error"] != "").sum())
        palat = list((self.path / "chunks").glob("*.parquet"))
        return {
            "study": self.manifest["study"]["name"],
            "folder": str(self.path),
            "points": self.manifest["points"],
            "tasks": max(suunniteltu, len(ajot)),
            "done": len(ajot) - epaonnistui,
            "failed": epaonnistui,
            "left": max(0, suunniteltu - len(ajot)),
            "chunks": len(palat),
            "bytes": sum(_koko(polku) for polku in palat),
            "sealed": (self.path / "SEAL").is_file(),
            "running": kaytossa(self.path),
            "seconds_per_run": float(ajot["seconds"].median()) if len(ajot) else None,
            "last_event": tapahtumat[-1] if tapahtumat else None,
        }

    def events(self) -> list[dict[str, Any]]:
        """The log, a dict per line; a line torn by a crash is left out."""
        try:
            rivit = (self.path / "events.jsonl").read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return []
        tapahtumat = []
        for rivi in rivit:
            try:
                tapahtumat.append(dict(json.loads(rivi)))
            except (ValueError, TypeError):
                continue
        return tapahtumat

    # ------------------------------------------------------------------------------------------- chunks
    def chunks(self) -> list[Pala]:
        """Whole chunks, by name, without those that another one replaces; a torn file is left out."""
        for _ in range(20):
            try:
                palat = [pala for polku in sorted((self.path / "chunks").glob("*.parquet")) if (pala := _pala(polku))]
                break
            except FileNotFoundError:  # merged away while we were reading: look again
                time.sleep(0.02)
        korvatut = {nimi for pala in palat for nimi in pala.replaces}
        return [pala for pala in palat if pala.path.name not in korvatut]

    def _kahdesti(self) -> bool:
        """Did two writers do one run (shards of different numbers of parts)? Then rows are the same, but twice."""
        onnistuneet = [(ajo["task"], ajo["point"]) for pala in self.chunks() for ajo in pala.runs if not ajo["error"]]
        return len(set(onnistuneet)) < len(onnistuneet)

    def _rivit(self, ehto: Any, sarakkeet: list[str]) -> pa.Table:
        """Rows of all chunks in force, one version of each (task, point)."""
        import pyarrow as pa
        import pyarrow.dataset as ds

        for _ in range(20):
            palat = [str(pala.path) for pala in self.chunks()]
            try:
                if not palat:
                    return rivikaava().empty_table().select(sarakkeet)
                taulu = ds.dataset(palat, schema=rivikaava()).to_table(columns=sarakkeet, filter=ehto)
                return taulu.unify_dictionaries() if isinstance(taulu, pa.Table) else taulu
            except FileNotFoundError:
                time.sleep(0.02)
        raise RuntimeError(f"{self.path}: chunks keep vanishing while they are read")


def rivikaava() -> pa.Schema:
    """Types of the result rows; repeated texts are dictionaries."""
    import pyarrow as pa

    sana = pa.dictionary(pa.int32(), pa.string())
    tyypit = {
        "task": sana, "point": pa.int32(), "replicate": pa.int32(), "seed": pa.int64(), "year": pa.int16(),
        "measure": sana, "group": sana, "value": pa.float64(), "unit": sana, "error": sana,
    }  # fmt: skip
    return pa.schema([(nimi, tyypit[nimi]) for nimi in SARAKKEET])


def _pala(polku: Path) -> Pala | None:
    """A chunk by its footer, or None when it is torn. Raises FileNotFoundError when it is gone."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        tieto = (pq.read_schema(polku).metadata or {}).get(b"sotemalli")
        sisalto = json.loads(tieto) if tieto else None
    except (pa.ArrowInvalid, ValueError):
        return None
    except OSError as virhe:
        if not polku.exists():
            raise FileNotFoundError(polku) from virhe
        return None
    if sisalto is None:
        return None
    ajot = tuple(dict(zip(AJOSARAKKEET, ajo, strict=True)) for ajo in sisalto["runs"])
    return Pala(polku, ajot, tuple(sisalto["replaces"]))


def _voimassa(ajot: pd.DataFrame) -> pd.DataFrame:
    """One row per (point, replicate): a success wins over failures before it."""
    onnistui = ajot["error"] == ""
    jarjestyksessa = ajot.assign(_n=~onnistui).sort_values(["point", "replicate", "_n"], kind="stable")
    return jarjestyksessa.drop_duplicates(["point", "replicate"]).drop(columns="_n").reset_index(drop=True)


def _koko(polku: Path) -> int:
    try:
        return polku.stat().st_size
    except OSError:
        return 0


def kaytossa(kansio: Path) -> bool:
    """Does a sweep hold the folder right now?"""
    import fcntl

    try:
        kahva = os.open(kansio / "LOCK", os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(kahva, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return False
    except OSError:
        return True
    finally:
        os.close(kahva)


def sweeps(kansio: Path) -> Iterable[Varasto]:
    """The sweeps of a folder, by name; what is not a sweep is passed by."""
    for polku in sorted(Path(kansio).glob("*/manifest.json")):
        try:
            yield Varasto(polku.parent)
        except ViallinenSyote:
            continue
