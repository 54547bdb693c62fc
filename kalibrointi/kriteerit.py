"""Reads access criteria that differ between municipalities, `aineisto/kriteerit.csv` (R22).

A row says what a group of municipalities gives of one line of service for the same need, relative to other groups. What
counts is the spread: it is centred so that the residents' mean is the base year's care.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from agentit.palvelupaketit import PRIMAARI
from kalibrointi import palvelupaketit
from kalibrointi.tuotantorakenteet import TILAT
from kalibrointi.viat import ViallinenSyote, Vika, lahin, lue_teksti, luettele, nayta_polku

TIEDOSTO = Path(__file__).parent / "aineisto" / "kriteerit.csv"
SARAKKEET = ("rivi", "ryhma", "vaesto_alle", "suhteellinen", "lahde", "tila")


def lue(vaki: npt.NDArray[np.int64], tiedosto: Path = TIEDOSTO) -> Mapping[str, npt.NDArray[np.float64]]:
    """Line of service -> (M,) log of the care given relative to the region's mean; `vaki` (M,) residents.

    A municipality belongs to the first group whose `vaesto_alle` is above its residents. Raises `ViallinenSyote`.
    """
    lukija = csv.DictReader(io.StringIO(lue_teksti(tiedosto, "table of access criteria")))
    paikka = nayta_polku(tiedosto)
    if puuttuu := [s for s in SARAKKEET if s not in (lukija.fieldnames or ())]:
        raise ViallinenSyote(Vika(f"lacks the column(s) {luettele(puuttuu)}.", paikka, 1))
    rajat: dict[str, list[tuple[float, float]]] = {}
    viat: list[Vika] = []
    koodit = [r.koodi for r in palvelupaketit.lue().rivit if r.koodi != PRIMAARI]
    for n, rivi in enumerate(lukija, start=2):
        omat = [Vika(viesti, paikka, n, ehdotus=sana) for viesti, sana in _rivin_viat(rivi, koodit)]
        viat += omat
        if not omat:
            rajat.setdefault(rivi["rivi"], []).append((float(rivi["vaesto_alle"]), float(rivi["suhteellinen"])))
    viat += [Vika(f"'{k}' has no group for all (inf).", paikka) for k, x in rajat.items() if max(x)[0] < np.inf]
    if viat:
        raise ViallinenSyote(viat)
    return {koodi: _logit(np.asarray(vaki, float), sorted(ryhmat)) for koodi, ryhmat in rajat.items()}


def _rivin_viat(rivi: Mapping[str, str], koodit: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(sentence, likely word) of each fault of a row."""
    if rivi["rivi"] not in koodit:
        yield f"no line '{rivi['rivi']}' with criteria.", lahin(rivi["rivi"], koodit)
    if rivi["tila"] not in TILAT or not rivi["lahde"]:
        yield f"a source and a status ({', '.join(TILAT)}) are needed.", ""
    try:
        if float(rivi["vaesto_alle"]) <= 0 or not 0.5 <= float(rivi["suhteellinen"]) <= 2.0:
            yield "'vaesto_alle' must be above 0 and 'suhteellinen' in 0.5 ... 2.", ""
    except ValueError:
        yield "'vaesto_alle' and 'suhteellinen' must be numbers.", ""


def _logit(vaki: npt.NDArray[np.float64], ryhmat: list[tuple[float, float]]) -> npt.NDArray[np.float64]:
    suhteet = np.array([next(suhde for raja, suhde in ryhmat if n < raja) for n in vaki.tolist()])
    logit: npt.NDArray[np.float64] = np.log(suhteet / np.average(suhteet, weights=vaki))
    return logit
