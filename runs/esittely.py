"""The main job: what free choice, capitation and the financing model do to health gaps and costs, in steps.

Each step is paired with the one before by common random numbers; the years before a step are lived once. The result is
a folder with tables, figures and a manifest, sealed like the folder of a run, and a text for the screen.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runs import esittelymitat as mitat

if TYPE_CHECKING:
    import pandas as pd

    from kalibrointi.posteriori import Posteriori
    from runs.ajo import Edistyminen, Rakentaja
    from runs.skenaariot import Asetukset, Skenaario

PAREJA = 8  # four duos; fits in a minute on two processors at the default sample, start-up and figures included
MANIFESTIVERSIO = 1


@dataclass(frozen=True, slots=True)
class Esittely:
    """The answer: rows that are shown, all contrasts, runs, the folder; `tunniste` is the same for the same inputs."""

    rivit: pd.DataFrame
    kontrastit: pd.DataFrame
    ajot: pd.DataFrame
    skenaariot: tuple[Skenaario, ...]
    kieli: str
    pareja: int
    otos: float
    tunniste: str
    kansio: Path
    posteriori: Posteriori | None = None

    def teksti(self) -> str:
        """Tables and sentences for the screen, in the chosen language."""
        from runs import esittelyteksti

        return esittelyteksti.teksti(self)

    def json(self) -> dict[str, Any]:
        """The answer as plain values; see runs/json.md."""
        sarakkeet = [
            "askel", "a", "b", "mittari", "yksikko", "value_a", "value_b", "difference", "low", "high", "se_paired",
            "se_unpaired", "ratio", "pairs", "threshold", "verdict", "sentence",
        ]  # fmt: skip
        sarakkeet += ["p5", "p95", "same_sign"] if self.posteriori else []
        return {
            "run": self.tunniste, "folder": str(self.kansio), "lang": self.kieli, "pairs": self.pareja,
            "otos": self.otos, "posterior": posteriorin_nimi(self.posteriori),
            "years": mitat.vuodet(self.ajot), "figures": sorted(p.name for p in self.kansio.glob("*.png")),
            "contrasts": self.rivit[sarakkeet],
        }  # fmt: skip


def esittele(
    out: Path | str | None = None,
    otos: float | None = None,
    pairs: int | None = None,
    seed: int = 1,
    processes: int | None = None,
    kieli: str = "fi",
    progress: Edistyminen | None = None,
    *,
    end: str | None = None,
    set: Asetukset = (),
    figures: bool = True,
    posteriori: Posteriori | None = None,
    rakentaja: Rakentaja = mitat.rakenna,
) -> Esittely:
    """Run the steps and write the folder.

    out: a new or empty folder (default: a new one beside the runs); pairs: default `PAREJA`; kieli: fi, sv or en;
    end: last month ("YYYY-12"); set: overrides for every scenario; figures: draw them too; posteriori: each
    pair lives with the parameters of its own draw. Raises `ViallinenSyote` for
    bad input, RuntimeError when the model does not give a measure that is to be shown.
    """
    from kalibrointi.levy import kansio_syrjassa, kirjoita, kirjoittaen
    from runs import ajo, skenaariot, vertailu

    pairs = PAREJA if pairs is None else pairs
    nimet = dict.fromkeys(nimi for askel in mitat.ASKELEET for nimi in (askel.a, askel.b))
    luetut = tuple(skenaariot.lue(nimi, set, end=end, otos=otos) for nimi in nimet)
    otos = ajo.tarkista_otos(luetut[0].otos if otos is None else otos)
    tunniste = _tunniste(luetut, otos, pairs, seed, posteriori)
    kohde = Path(out) if out is not None else ajo.oletuskansio() / _kansion_nimi(tunniste)
    with kansio_syrjassa(kohde) as kansio:
        muut: dict[str, Any] = {"processes": processes, "progress": progress, "rakentaja": rakentaja}
        ajot = vertailu.ajot(luetut, pairs, otos=otos, seed=seed, posteriori=posteriori, **muut)
        ajot = mitat.taydenna(_nimilla(ajot, luetut), luetut)
        kaikki = mitat.kontrastit(ajot, hajonta=posteriori is not None)
        tulos = Esittely(
            mitat.paarivit(kaikki, kieli),
            kaikki,
            ajot,
            luetut,
            kieli,
            pairs,
            otos,
            tunniste,
            Path(os.path.abspath(kohde)),
            posteriori,
        )
        with kirjoittaen(kohde):
            for nimi, tavut in _tiedostot(tulos, seed, figures).items():
                kirjoita(kansio / nimi, tavut)
    return tulos


def _nimilla(ajot: pd.DataFrame, skenaariot: Sequence[Skenaario]) -> pd.DataFrame:
    """Runs by the scenario's name, not by its label, which also tells the overrides."""
    nimet = {skenaario.label: skenaario.name for skenaario in skenaariot}
    return ajot.assign(skenaario=ajot["skenaario"].map(nimet))


def posteriorin_nimi(posteriori: Posteriori | None) -> dict[str, str] | None:
    """What parameters were drawn from: name and version; None without a posterior."""
    return None if posteriori is None else {"name": posteriori.nimi, "version": posteriori.versio}


def _tunniste(
    skenaariot: Sequence[Skenaario], otos: float, pairs: int, seed: int, posteriori: Posteriori | None
) -> str:
    """Short name of what was run: code, facts, rules, sample, seeds."""
    from runs.alkupera import aineiston_tiiviste, lahdekoodin_tiiviste

    osat = [
        lahdekoodin_tiiviste(),
        aineiston_tiiviste(),
        *(s.ohjelma().fingerprint for s in skenaariot),
        skenaariot[0].end,
        *([posteriori.versio] if posteriori else []),
    ]
    return hashlib.sha256(json.dumps([*osat, otos, pairs, seed]).encode()).hexdigest()[:8]


def _kansion_nimi(tunniste: str) -> str:
    hetki = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%S")
    return f"{hetki}-esittely-{tunniste}-{os.getpid()}"


# --------------------------------------------------------------------------------------------------- folder
def _tiedostot(tulos: Esittely, seed: int, kuvineen: bool) -> dict[str, bytes]:
    """Everything in the folder, the seal last."""
    from runs import esittelykuvat

    sisalto = {
        "kontrastit.csv": tulos.rivit.to_csv(index=False, lineterminator="\n").encode(),
        "kontrastit.parquet": _parquet(tulos.kontrastit),
        "ajot.parquet": _parquet(tulos.ajot),
        "yhteenveto.txt": tulos.teksti().encode(),
        **(esittelykuvat.kuvat(tulos) if kuvineen else {}),
    }
    sisalto["manifest.json"] = json.dumps(_manifesti(tulos, seed), indent=2, ensure_ascii=False).encode()
    summat = {nimi: hashlib.sha256(tavut).hexdigest() for nimi, tavut in sisalto.items()}
    sisalto["SEAL"] = json.dumps({"schema": MANIFESTIVERSIO, "sha256": summat}, indent=2).encode()
    return sisalto


def _parquet(taulu: pd.DataFrame) -> bytes:
    puskuri = io.BytesIO()
    taulu.reset_index(drop=True).to_parquet(puskuri, index=False)
    return puskuri.getvalue()


def _manifesti(tulos: Esittely, seed: int) -> dict[str, Any]:
    """What is needed to run it again, and to know whether the same would come out."""
    from kalibrointi.parametrit import lue_oletukset
    from runs import alkupera

    return {
        "schema": MANIFESTIVERSIO,
        "job": "esittely",
        "run": tulos.tunniste,
        "sotemalli": alkupera.versio(),
        "created": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "command": list(sys.argv),
        "steps": [{"step": askel.koodi, "a": askel.a, "b": askel.b} for askel in mitat.ASKELEET],
        "thresholds": {mitta.koodi: mitta.raja for mitta in mitat.MITAT},
        "scenarios": {
            s.name: {
                "files": s.files,
                "programme": s.ohjelma().fingerprint,
                "start": s.start,
                "end": s.end,
                "region": s.region,
            }
            for s in tulos.skenaariot
        },
        "otos": tulos.otos,
        "posterior": posteriorin_nimi(tulos.posteriori),
        "seeds": [seed, seed + tulos.pareja - 1],
        "lang": tulos.kieli,
        "hashes": {
            "parameters": lue_oletukset().fingerprint,
            "facts": alkupera.aineiston_tiiviste(),
            "source": alkupera.lahdekoodin_tiiviste(),
        },
        "git": alkupera.git(),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": {nimi: alkupera.paketin_versio(nimi) for nimi in (*alkupera.PAKETIT, "matplotlib")},
    }
