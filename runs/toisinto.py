"""`sote reproduce FOLDER`: run a run or a sweep again and compare bit for bit; say what differs, and why it may.

Results must be the same when the model, its facts, the parameters and the libraries that compute are. Where they are
not, what was made with what is listed beside the figures that moved.
"""

from __future__ import annotations

import itertools
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kalibrointi.viat import ViallinenSyote, Vika
from runs import ajo, alkupera
from runs.ajo import Edistyminen
from runs.prosessit import aja_kaikki
from runs.raporttialkupera import tarkista_sinetti

if TYPE_CHECKING:
    from runs.skenaariot import Maarays, Skenaario
    from runs.varasto import Varasto

ERO = ("run", "when", "measure", "group", "stored", "now")


@dataclass(frozen=True, slots=True)
class Toisinto:
    """What came of it: runs repeated and the same, figures compared and the same, those that differ, and why they may.

    eroja: rows `ERO`; alkupera: key -> (as stored, now) of versions and hashes that differ; sinetti: what is wrong with
    the seal; virheet: runs that failed now, with their error.
    """

    kansio: Path
    laji: str  # "run" or "sweep"
    ajoja: int
    samoja_ajoja: int
    lukuja: int
    eroja: pd.DataFrame
    alkupera: Mapping[str, tuple[Any, Any]]
    sinetti: tuple[str, ...]
    virheet: Mapping[str, str]

    @property
    def sama(self) -> bool:
        """Is every figure the same, and the seal whole?"""
        return self.samoja_ajoja == self.ajoja and not self.sinetti


def toista(
    kansio: Path | str,
    sample: int | None = None,
    *,
    seed: int = 1,
    processes: int | None = None,
    progress: Edistyminen | None = None,
) -> Toisinto:
    """Run a folder's runs again. sample: so many of a sweep's runs, drawn by `seed` (default: all).

    Raises `ViallinenSyote` when the folder is neither a run nor a sweep, or nothing in it can be repeated.
    """
    kansio = Path(kansio)
    if sample is not None and sample < 1:
        raise ViallinenSyote(Vika(f"a sample has at least one run, got {sample}.", "--sample"))
    manifesti = _manifesti(kansio)
    if "study" in manifesti:
        from runs.varasto import Varasto

        return _toista_sarja(Varasto(kansio), sample, seed, processes, progress)
    return _toista_ajo(kansio, manifesti, progress)


def _manifesti(kansio: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((kansio / "manifest.json").read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        raise ViallinenSyote(Vika("no run and no sweep: it has no manifest.json.", str(kansio))) from None
    except (OSError, ValueError) as virhe:
        raise ViallinenSyote(Vika(f"manifest.json cannot be read: {virhe}.", str(kansio))) from None


# --------------------------------------------------------------------------------------------------- one run
def _toista_ajo(kansio: Path, manifesti: Mapping[str, Any], progress: Edistyminen | None) -> Toisinto:
    viat = ajo.tarkista_sinetti(kansio)
    if any(vika.viesti.startswith("no SEAL") for vika in viat):
        raise ViallinenSyote(viat)
    if manifesti.get("schema") != ajo.MANIFESTIVERSIO or "provisions" not in manifesti.get("scenario", {}):
        viesti = f"written in format {manifesti.get('schema')}; this version repeats format {ajo.MANIFESTIVERSIO}."
        raise ViallinenSyote(Vika(viesti, str(kansio)))
    skenaario = skenaario_manifestista(manifesti)
    malli = _ela(kansio, skenaario, manifesti, progress)
    osat = []
    for taso, tiedosto, aika in (("vuosi", "vuodet.parquet", "vuosi"), ("kuukausi", "kuukaudet.parquet", "kuukausi")):
        vanha = pd.read_parquet(kansio / tiedosto).rename(columns=_NIMET | {aika: "when"})
        uusi = malli.results(taso).rename(columns=_NIMET | {aika: "when"})
        osat.append(vertaa(vanha, uusi, f"{skenaario.name}, seed {manifesti['seed']}"))
    lukuja, eroja = sum(n for n, _ in osat), pd.concat([e for _, e in osat], ignore_index=True)
    nyt = nykyinen(skenaario.region)
    nyt["hashes"] |= {"programme": malli.ohjelma.fingerprint, "world": malli.maailma.tunniste}
    erot = eroavat(manifesti, nyt)
    return Toisinto(
        kansio, "run", 1, int(eroja.empty), lukuja, eroja, erot, tuple(str(vika) for vika in viat), {}
    )  # fmt: skip


_NIMET = {"mittari": "measure", "ryhma": "group", "arvo": "value"}


def skenaario_manifestista(manifesti: Mapping[str, Any]) -> Skenaario:
    """The scenario of a run as its manifest tells it, without the scenario's files: they may have changed or gone."""
    from kalibrointi.parametrit import lue_oletukset
    from runs.skenaariot import Maarays, Skenaario
    from runs.skenaariotiedosto import Tekstit

    s, parametrit = manifesti["scenario"], lue_oletukset()
    maaraykset = [Maarays(**{**m, "arvo": _arvo(m["arvo"])}) for m in s["provisions"]]
    vieraat = [m for m in maaraykset if m.avain not in parametrit]
    if vieraat:
        viesti = "this version has no such parameter: the run cannot be repeated with it."
        raise ViallinenSyote([Vika(viesti, avain=m.avain) for m in vieraat])
    kerrokset = tuple(tuple(omat) for _, omat in itertools.groupby(maaraykset, _kerros))
    return Skenaario(
        name=s["name"], chain=tuple(s["chain"]), text=Tekstit(), notes=(), start=manifesti["start"],
        end=manifesti["end"], region=manifesti["region"], otos=manifesti["otos"], layers=kerrokset, files=s["files"],
        defaults=parametrit.defaults(),
    )  # fmt: skip


def _kerros(maarays: Maarays) -> str:
    """Which layer said it: its file, or the command line."""
    return maarays.lahde.rpartition(":")[0] or maarays.lahde


def _arvo(arvo: Any) -> Any:
    return tuple(arvo) if isinstance(arvo, list) else arvo


def _ela(kansio: Path, skenaario: Skenaario, manifesti: Mapping[str, Any], progress: Edistyminen | None) -> Any:
    from runs import sopimustiedosto

    otos, seed = manifesti["otos"], manifesti["seed"]
    if "agreement" in manifesti:
        malli, _ = sopimustiedosto.ela(skenaario, otos, seed, kansio / sopimustiedosto.NIMI, progress)
        return malli
    malli = ajo.rakenna_malli(skenaario, otos, seed)
    ajo.ela(malli, skenaario.months, progress)
    return malli


# --------------------------------------------------------------------------------------------------- a sweep
def _toista_sarja(
    varasto: Varasto, sample: int | None, seed: int, processes: int | None, progress: Edistyminen | None
) -> Toisinto:
    from runs import moottori

    ajot = varasto.runs()
    ajot = ajot[ajot["error"] == ""].drop_duplicates("task").reset_index(drop=True)
    if ajot.empty:
        raise ViallinenSyote(Vika("the sweep has no finished run: nothing to repeat.", str(varasto.path)))
    if sample is not None and sample < len(ajot):
        ajot = ajot.iloc[np.sort(np.random.default_rng(seed).choice(len(ajot), sample, replace=False))]
    tutkimus, pisteet = varasto.study, varasto.points().set_index("point", drop=False)
    rivit = pisteet.loc[ajot["point"]].to_dict("records")
    tehtavat = [
        ([tutkimus.scenario_of(piste)], int(siemen), tutkimus.outcomes, ajo.rakenna_malli)
        for piste, siemen in zip(rivit, ajot["seed"], strict=True)
    ]
    tulokset = aja_kaikki(moottori.live, tehtavat, processes or None, progress)
    vanhat = varasto.results(points=sorted({int(p) for p in ajot["point"]}))
    return _sarjan_tulos(varasto, ajot, [tulos[0] for tulos in tulokset], vanhat)


def _sarjan_tulos(varasto: Varasto, ajot: pd.DataFrame, tulokset: Sequence[Any], vanhat: pd.DataFrame) -> Toisinto:
    osat, virheet, lukuja, samoja = [], {}, 0, 0
    vanhat = vanhat.rename(columns={"year": "when"})
    for rivi, tulos in zip(ajot.itertuples(), tulokset, strict=True):
        nimi = f"point {rivi.point}, seed {rivi.seed}"
        if tulos.error:
            virheet[nimi] = tulos.error
            continue
        oma = vanhat[(vanhat["point"] == rivi.point) & (vanhat["replicate"] == rivi.replicate)]
        maara, erot = vertaa(oma, tulos.rows.rename(columns={"year": "when"}), nimi)
        lukuja, samoja = lukuja + maara, samoja + erot.empty
        osat.append(erot)
    eroja = pd.concat(osat, ignore_index=True) if osat else pd.DataFrame(columns=list(ERO))
    viat = tarkista_sinetti(varasto)
    erot = eroavat(varasto.manifest, nykyinen(varasto.manifest["region"]))
    sinetti = tuple(str(vika) for vika in viat or ())
    return Toisinto(varasto.path, "sweep", len(ajot), int(samoja), lukuja, eroja, erot, sinetti, virheet)


# --------------------------------------------------------------------------------------------------- comparison
def vertaa(vanha: pd.DataFrame, uusi: pd.DataFrame, nimi: str) -> tuple[int, pd.DataFrame]:
    """(figures compared, rows `ERO` of those that differ). Tables: when, measure, group, value; NaN is like NaN."""
    avain = ["when", "measure", "group"]
    osat = [taulu[[*avain, "value"]] for taulu in (vanha, uusi)]
    yhdessa = osat[0].merge(osat[1], on=avain, how="outer", suffixes=("_a", "_b"), indicator=True)
    a, b = yhdessa["value_a"].to_numpy(dtype=float), yhdessa["value_b"].to_numpy(dtype=float)
    samat = ((a == b) | (np.isnan(a) & np.isnan(b))) & (yhdessa["_merge"] == "both").to_numpy()
    eri = yhdessa[~samat].rename(columns={"value_a": "stored", "value_b": "now"})
    return len(yhdessa), eri.assign(run=nimi)[list(ERO)].reset_index(drop=True)


def nykyinen(alue: str) -> dict[str, Any]:
    """Versions and hashes as a manifest made now would have them."""
    from kalibrointi import alueet
    from kalibrointi.parametrit import lue_oletukset
    from runs.tutkimus import model_fingerprint

    return {
        "sotemalli": alkupera.versio(),
        "hashes": {
            "model": model_fingerprint(),
            "source": alkupera.lahdekoodin_tiiviste(),
            "facts": alkupera.aineiston_tiiviste(),
            "region": alueet.tarkiste(alue),
            "parameters": lue_oletukset().fingerprint,
        },
        "git": alkupera.git(),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": {nimi: alkupera.paketin_versio(nimi) for nimi in alkupera.PAKETIT},
    }


def eroavat(manifesti: Mapping[str, Any], nyt: Mapping[str, Any], alku: str = "") -> dict[str, tuple[Any, Any]]:
    """What of the present differs from a manifest, by dotted key; what the manifest does not tell is no difference."""
    erot: dict[str, tuple[Any, Any]] = {}
    for avain, uusi in nyt.items():
        vanha = manifesti.get(avain)
        if isinstance(uusi, Mapping) and isinstance(vanha, Mapping):
            erot |= eroavat(vanha, uusi, f"{alku}{avain}.")
        elif vanha is not None and vanha != uusi:
            erot[alku + avain] = (vanha, uusi)
    return erot
