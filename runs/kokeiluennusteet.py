"""The choice trials of 2017-19 run forward as predictions: a file that anyone can hold against published figures later.

Each seed lives every trial to the end of 2018 with the parameters of its own draw, and beside it the same world without
the trial. Also the cost level of the regions that take their need relations from Uusimaa. An interval is of 90 %: the
spread over draws and seeds, and for shares the trial's own model discrepancy from the table of targets.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kalibrointi import tavoitetaulu
from kalibrointi.levy import kirjoita_syrjassa
from kalibrointi.posteriori import Posteriori
from kalibrointi.tavoitetaulu import Z90
from runs import kokeilukuviot, moottori, naytto, skenaariot, tavoitemitat
from runs.ajo import Edistyminen, rakenna_malli, tarkista_otos
from runs.prosessit import aja_kaikki
from runs.vedokset import vedoksella

MUOTOVERSIO = 1
OTOS, VEDOKSIA = 0.02, 10
KUUKAUSIA = 21  # from April 2017 to the end of 2018
ALUEET = {"pirkanmaa": "pirkanmaa-nykytila", "keski-suomi": "keski-suomi-kunnat"}
MITAT = {  # measure -> (unit, what it is)
    "osuus_5": ("osuus", "share of eligible residents at private centres after 5 months"),
    "osuus_14": ("osuus", "the same after 14 months"),
    "osuus_lopussa": ("osuus", "the same at the end of 2018, 21 months"),
    "ulkopuolelta": ("osuus", "of joiners, used mostly occupational or private doctors before"),
    "ika_ero": ("vuotta", "mean age of joiners less that of all eligible"),
    "naisten_ero": ("osuus", "share of women among joiners less among all eligible"),
    "paivystys_ero": ("käyntiä/v", "emergency contacts per eligible resident in 2018 less those without the trial"),
    "kustannus_asukas": ("EUR/asukas", "public social and health services per resident, 2017"),
}


@dataclass(frozen=True)
class Ennuste:
    """One prediction: mean and sd over draws and seeds, 90 % interval; `discrepancy` None: none is known."""

    place: str
    measure: str
    what: str
    unit: str
    mean: float
    sd: float
    discrepancy: float | None
    low: float
    high: float
    draws: int


def mittaa(paikka: str, otos: float, seed: int, posteriori: Posteriori | None) -> dict[str, float]:
    """One seed of one trial or one region, in a worker."""
    if paikka in ALUEET:
        malli = rakenna_malli(vedoksella(skenaariot.lue(ALUEET[paikka]), posteriori, seed), otos, seed)
        malli.run_for(12)
        tulos = malli.results().set_index(["mittari", "ryhma"])["arvo"]
        return {"kustannus_asukas": float(tulos["kustannus_asukas", "kaikki"])}
    nimi = f"kokeilu-{paikka}"
    oma = min(1.0, otos * tavoitemitat.KERTOIMET.get(nimi, 1.0))
    ei = {f"{kokeilukuviot.AVAUSKUUKAUSI}:valinnanvapaus.suora_valinta": False}
    elatty, verrokki = (
        kokeilukuviot.ela_skenaario(vedoksella(skenaariot.lue(nimi, x), posteriori, seed), oma, seed, KUUKAUSIA)
        for x in ({}, ei)
    )
    return {
        "osuus_5": elatty.osuudet[4],
        "osuus_14": elatty.osuudet[13],
        "osuus_lopussa": elatty.osuudet[-1],
        "ulkopuolelta": elatty.julkisen_ulkopuolelta,
        "ika_ero": elatty.liittyneiden_ika - elatty.mukana_ika,
        "naisten_ero": elatty.liittyneiden_naiset - elatty.mukana_naiset,
        "paivystys_ero": elatty.paivystys - verrokki.paivystys,
    }


def ennusta(
    posteriori: Posteriori | None,
    vedoksia: int = VEDOKSIA,
    otos: float = OTOS,
    processes: int | None = None,
    progress: Edistyminen | None = None,
    paikat: Sequence[str] = (*kokeilukuviot.PAIKAT, *ALUEET),
) -> list[Ennuste]:
    """Predictions by place and measure from seeds 1..vedoksia, each with its own draw."""
    tarkista_otos(otos)
    tyot = [(paikka, otos, seed, posteriori) for paikka in paikat for seed in range(1, vedoksia + 1)]
    tulokset = aja_kaikki(mittaa, tyot, processes, progress)
    out = []
    for paikka in paikat:
        omat = [t for (p, *_), t in zip(tyot, tulokset, strict=True) if p == paikka]
        out += [_ennuste(paikka, mitta, [m[mitta] for m in omat]) for mitta in omat[0]]
    return out


def _ennuste(paikka: str, mitta: str, arvot: Sequence[float]) -> Ennuste:
    x = np.array([a for a in arvot if math.isfinite(a)])
    keski = float(x.mean()) if len(x) else math.nan
    hajonta = float(x.std(ddof=1)) if len(x) > 1 else math.nan
    suhde = _mallivirhe(paikka) if mitta.startswith("osuus_") else None
    mallivirhe = None if suhde is None else suhde * keski
    puolivali = Z90 * math.hypot(hajonta, mallivirhe or 0.0)
    yksikko, mika = MITAT[mitta]
    ala = keski - puolivali
    ala = max(0.0, ala) if mitta.startswith("osuus_") else ala
    return Ennuste(paikka, mitta, mika, yksikko, keski, hajonta, mallivirhe, ala, keski + puolivali, len(x))


def _mallivirhe(paikka: str) -> float | None:
    """Model discrepancy of the trial's share after 5 months, relative to the figure."""
    omat = [t for t in tavoitetaulu.lue() if t.maailma == f"kokeilu-{paikka}" and t.mitta == "osuus_5"]
    return omat[0].mallivirhe / omat[0].arvo if omat else None


TOIMITETTU = Path(__file__).parents[1] / "kalibrointi" / "ennusteet" / "kokeilut.json"


def lue(tiedosto: Path = TOIMITETTU) -> dict[str, Any] | None:
    """The predictions that ship; None when there are none."""
    if not tiedosto.is_file():
        return None
    tiedot: dict[str, Any] = json.loads(tiedosto.read_text(encoding="utf-8"))
    return tiedot


def kirjoita(
    ennusteet: Sequence[Ennuste], posteriori: Posteriori | None, otos: float, tiedosto: Path
) -> dict[str, Any]:
    """Write JSON and, beside it, CSV; returns what the JSON holds."""
    tiedot = {
        "schema": MUOTOVERSIO,
        "posterior": None if posteriori is None else {"name": posteriori.nimi, "version": posteriori.versio},
        "model": moottori.model_fingerprint(),
        "otos": otos,
        "interval": "90 %: draws and seeds; of shares also the model discrepancy",
        "predictions": [asdict(e) for e in ennusteet],
    }
    kirjoita_syrjassa(tiedosto, (json.dumps(naytto.jsoniksi(tiedot), ensure_ascii=False, indent=1) + "\n").encode())
    puskuri = io.StringIO()
    kirjoittaja = csv.DictWriter(puskuri, list(Ennuste.__dataclass_fields__), lineterminator="\n")
    kirjoittaja.writeheader()
    kirjoittaja.writerows(asdict(e) for e in ennusteet)
    kirjoita_syrjassa(tiedosto.with_suffix(".csv"), puskuri.getvalue().encode())
    return tiedot
