"""A posterior file: draws of the fitted parameters, and how they came about. Named, versioned, plain JSON.

The version is a hash of the draws, so two files of one version hold the same draws. Scenarios draw from it by seed:
draw number (seed - 1) modulo the number of draws.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kalibrointi.levy import kirjoita_syrjassa
from kalibrointi.oletuskortit import KORTIT, levita
from kalibrointi.parametrit import lue_oletukset, nayta
from kalibrointi.viat import ViallinenSyote, Vika, lahin, lue_teksti, luettele, nayta_polku

KANSIO = Path(__file__).parent / "posteriorit"
MUOTOVERSIO = 1
KORTEIN = "cards"


@dataclass(frozen=True)
class Posteriori:
    """Draws (n, d) of parameters `avaimet`; `tiedot`: targets, waves, gates, recovery and predictive checks."""

    nimi: str
    avaimet: tuple[str, ...]
    vedokset: npt.NDArray[np.float64]
    tiedot: dict[str, Any]

    @property
    def versio(self) -> str:
        """Hash of parameters and draws."""
        summa = hashlib.blake2b("\n".join(self.avaimet).encode(), digest_size=8)
        summa.update(np.ascontiguousarray(self.vedokset, dtype="<f8").tobytes())
        return summa.hexdigest()

    def asetukset(self, seed: int) -> dict[str, float]:
        """The draw of a seed, as overrides of a scenario."""
        vedos = self.vedokset[(seed - 1) % len(self.vedokset)]
        return {avain: float(arvo) for avain, arvo in zip(self.avaimet, vedos, strict=True)}

    def kirjoita(self, polku: Path) -> None:
        """Write the file, and beside it the draws as CSV, which a study's list design takes as it is."""
        osat = {"schema": MUOTOVERSIO, "name": self.nimi, "version": self.versio, "parameters": list(self.avaimet)}
        alku = json.dumps({**osat, **self.tiedot}, ensure_ascii=False, indent=1).removesuffix("\n}")
        rivit = ",\n".join(json.dumps(rivi) for rivi in self.vedokset.tolist())
        kirjoita_syrjassa(polku, f'{alku},\n "draws": [\n{rivit}\n]}}\n'.encode())
        puskuri = io.StringIO()
        kirjoittaja = csv.writer(puskuri, lineterminator="\n")
        kirjoittaja.writerows([self.avaimet, *self.vedokset.tolist()])
        kirjoita_syrjassa(polku.with_suffix(".csv"), puskuri.getvalue().encode())


def lue(nimi_tai_polku: str | Path) -> Posteriori:
    """A posterior by name (one that ships) or path; with "+cards" after it, swept over the assumption cards too.

    Raises `ViallinenSyote` in plain words.
    """
    nimi, plus, lisa = str(nimi_tai_polku).rpartition("+")
    if plus and lisa == KORTEIN:
        return korteilla(lue(nimi))
    polku = _etsi(str(nimi_tai_polku))
    paikka = nayta_polku(polku)
    try:
        raaka = json.loads(lue_teksti(polku, "posterior file"))
        if raaka["schema"] != MUOTOVERSIO:
            raise ViallinenSyote(
                Vika(f"written in format {raaka['schema']}; this version reads {MUOTOVERSIO}.", paikka)
            )
        vedokset = np.array(raaka["draws"], dtype=np.float64)
        avaimet = tuple(str(a) for a in raaka["parameters"])
        if vedokset.ndim != 2 or vedokset.shape[1] != len(avaimet) or not len(vedokset):
            raise ValueError("draws and parameters do not fit together")
    except ViallinenSyote:
        raise
    except (ValueError, KeyError, TypeError) as virhe:
        raise ViallinenSyote(Vika(f"is no posterior file: {virhe}.", paikka)) from None
    _tarkista(avaimet, vedokset, paikka)
    ylimaaraiset = ("schema", "name", "version", "parameters", "draws")
    tulos = Posteriori(str(raaka["name"]), avaimet, vedokset, {k: v for k, v in raaka.items() if k not in ylimaaraiset})
    if tulos.versio != raaka["version"]:
        raise ViallinenSyote(Vika("its draws are not those of its version: the file was changed.", paikka))
    return tulos


def korteilla(p: Posteriori) -> Posteriori:
    """Draws that also hold a row each of the assumption cards, spread evenly over what is allowed."""
    mukaan = [j for j, avain in enumerate(KORTIT) if avain not in p.avaimet]
    vedokset = np.hstack([p.vedokset, levita(len(p.vedokset))[:, mukaan]])
    return Posteriori(f"{p.nimi}+{KORTEIN}", (*p.avaimet, *(KORTIT[j] for j in mukaan)), vedokset, p.tiedot)


def _etsi(teksti: str) -> Path:
    if teksti.endswith(".json") or "/" in teksti or "\\" in teksti:
        return Path(teksti).expanduser()
    if (polku := KANSIO / f"{teksti}.json").is_file():
        return polku
    omat = sorted(p.stem for p in KANSIO.glob("*.json"))
    viesti = (
        f"unknown posterior '{teksti}'. Posteriors: {luettele(omat) or 'none ships'}; a file ends in .json; +{KORTEIN} "
        "after either sweeps the assumption cards too."
    )
    raise ViallinenSyote(Vika(viesti, "--uncertainty", ehdotus=lahin(teksti, omat)))


def _tarkista(avaimet: tuple[str, ...], vedokset: npt.NDArray[np.float64], paikka: str) -> None:
    """Every parameter is one of the tree's, every draw inside its range."""
    parametrit = lue_oletukset()
    viat = []
    for j, avain in enumerate(avaimet):
        if avain not in parametrit:
            viat.append(Vika("no such parameter.", paikka, avain=avain, ehdotus=lahin(avain, list(parametrit))))
            continue
        rajat = parametrit[avain].range
        if rajat and not ((vedokset[:, j] >= rajat[0]) & (vedokset[:, j] <= rajat[1])).all():
            viat.append(Vika(f"has draws outside {nayta(rajat[0])} ... {nayta(rajat[1])}.", paikka, avain=avain))
    if viat:
        raise ViallinenSyote(viat)
