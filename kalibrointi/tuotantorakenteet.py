"""Reads production structures, `aineisto/tuotantorakenteet.csv` (R22): who organises and who produces, as rows.

One row is one municipality in one structure. `paketit` names the packages its area integrates ("all" = every one);
the rest stay with their old producers. `vahintaan` is the rule some shipped rows were made by.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from agentit.ohjelma import Ohjelma
from kalibrointi.viat import ViallinenSyote, Vika, lahin, lue_teksti, luettele, nayta_polku

if TYPE_CHECKING:
    from agentit.maailma import Tuotantorakenne

YKSI = "yksi"  # agentit.rakenne.YKSI, which would load the model
TIEDOSTO = Path(__file__).parent / "aineisto" / "tuotantorakenteet.csv"
SARAKKEET = ("rakenne", "maakunta", "kuntanumero", "jarjestysalue", "tuotantoalue", "paketit", "lahde", "tila")
KAIKKI = "all"
Rivi = tuple[str, str, tuple[str, ...]]  # organiser, producer, packages; () = all
TILAT = ("laki", "esitys", "tilasto", "tutkimus", "arvio", "oletus")


def lue(
    maakunta: str, koodit: Sequence[str], nimet: Sequence[str] = (), tiedosto: Path = TIEDOSTO
) -> Mapping[str, Tuotantorakenne]:
    """Structures of one region by key, rows in the order of `koodit` (municipality codes; `nimet` their names).

    Raises `ViallinenSyote` with every fault: a municipality left out, given twice or unknown, an unknown package or
    status, an empty name, an area named as a municipality that is not that municipality alone.
    """
    return _lue(maakunta, tuple(koodit), tuple(nimet), tiedosto)


@lru_cache(maxsize=16)
def _lue(
    maakunta: str, koodit: tuple[str, ...], nimet: tuple[str, ...], tiedosto: Path
) -> Mapping[str, Tuotantorakenne]:
    from kalibrointi import palvelupaketit

    paikka, viat, paketit = nayta_polku(tiedosto), list[Vika](), palvelupaketit.lue().paketit
    taulut: dict[str, dict[str, Rivi]] = {}
    for n, rivi in _rivit(tiedosto):
        if rivi["maakunta"] != maakunta:
            continue
        taulu, koodi = taulut.setdefault(rivi["rakenne"], {}), rivi["kuntanumero"]
        omat = _rivin_viat(rivi, maakunta, koodit, taulu, paketit)
        viat += [Vika(viesti, paikka, n, ehdotus=sana) for viesti, sana in omat]
        mukana = () if rivi["paketit"] == KAIKKI else tuple(rivi["paketit"].split())
        taulu[koodi] = (rivi["jarjestysalue"], rivi["tuotantoalue"], mukana)
    for avain, taulu in taulut.items():
        if puuttuu := [koodi for koodi in koodit if koodi not in taulu]:
            viat.append(Vika(f"'{avain}' leaves out {luettele(puuttuu)} of {maakunta}.", paikka))
        for koodi, nimi in zip(koodit, nimet, strict=False):
            jasenet = [k for k, (_, alue, _) in taulu.items() if alue == nimi]
            if jasenet not in ([], [koodi]):
                viat.append(Vika(f"'{avain}': an area named {nimi} must be {nimi} alone.", paikka))
    if viat:
        raise ViallinenSyote(viat)
    return {avain: _rakenne([taulu[koodi] for koodi in koodit]) for avain, taulu in taulut.items()}


def _rivin_viat(
    rivi: Mapping[str, str],
    maakunta: str,
    koodit: Sequence[str],
    taulu: Mapping[str, Rivi],
    paketit: Sequence[str],
) -> Iterator[tuple[str, str]]:
    """(sentence, likely word) of each fault of a row."""
    koodi = rivi["kuntanumero"]
    if koodi not in koodit:
        yield f"no municipality '{koodi}' in {maakunta}.", lahin(koodi, koodit)
    elif koodi in taulu:
        yield f"municipality {koodi} is given twice in '{rivi['rakenne']}'.", ""
    if not (rivi["jarjestysalue"] and rivi["tuotantoalue"] and rivi["lahde"] and rivi["paketit"]):
        yield "an organiser, a producer, packages and a source are needed.", ""
    if rivi["tila"] not in TILAT:
        yield f"status '{rivi['tila']}' is not one of {', '.join(TILAT)}.", lahin(rivi["tila"], TILAT)
    for k in rivi["paketit"].split():
        if k not in (KAIKKI, *paketit):
            yield f"no package '{k}'; '{KAIKKI}' means all.", lahin(k, paketit)


def _rivit(tiedosto: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, row) of the table. Raises `ViallinenSyote` when a column is missing."""
    lukija = csv.DictReader(io.StringIO(lue_teksti(tiedosto, "table of production structures")))
    if puuttuu := [s for s in SARAKKEET if s not in (lukija.fieldnames or ())]:
        raise ViallinenSyote(Vika(f"lacks the column(s) {luettele(puuttuu)}.", nayta_polku(tiedosto), 1))
    for n, rivi in enumerate(lukija, start=2):
        yield n, {s: rivi[s] or "" for s in SARAKKEET}


def _rakenne(rivit: Sequence[Rivi]) -> Tuotantorakenne:
    from agentit.maailma import Tuotantorakenne

    jarjestys, tuotanto, paketit = zip(*rivit, strict=True)
    return Tuotantorakenne(jarjestysalue=jarjestys, tuotantoalue=tuotanto, paketit=paketit)


@lru_cache(maxsize=4)
def rakenteet(tiedosto: Path = TIEDOSTO) -> dict[str, tuple[str, ...]]:
    """Key of every structure in the table -> the regions it has rows for."""
    out: dict[str, dict[str, None]] = {}
    for _, rivi in _rivit(tiedosto):
        out.setdefault(rivi["rakenne"], {})[rivi["maakunta"]] = None
    return {avain: tuple(alueet) for avain, alueet in out.items()}


def tarkista(ohjelma: Ohjelma, maakunta: str) -> None:
    """Can this programme be run in this region? Raises `ViallinenSyote` for a structure without rows there, and for one
    with several organisers under a county."""
    viat, tunnetut = [], [avain for avain, alueet in rakenteet().items() if maakunta in alueet]
    for kk in (0, *ohjelma.change_months):
        p = ohjelma.at(kk)
        avain = str(p["rakenne.tuotanto"])
        if avain == YKSI:
            continue
        if avain not in tunnetut:
            viesti = f"no rows for '{avain}' in {Path(maakunta).name}; it has {luettele([YKSI, *tunnetut])}."
            viat.append(Vika(viesti, nayta_polku(TIEDOSTO), avain="rakenne.tuotanto", ehdotus=lahin(avain, tunnetut)))
        elif p["rakenne.jarjestaja"] == "maakunta" and len(_jarjestajat(avain, maakunta)) > 1:
            viesti = f"'{avain}' has several organisers, a county is one: leave rakenne.jarjestaja = kunnat."
            viat.append(Vika(viesti, nayta_polku(TIEDOSTO), avain="rakenne.tuotanto"))
    if viat:
        raise ViallinenSyote(list(dict.fromkeys(viat)))


def _jarjestajat(avain: str, maakunta: str) -> set[str]:
    return {r["jarjestysalue"] for _, r in _rivit(TIEDOSTO) if (r["rakenne"], r["maakunta"]) == (avain, maakunta)}


def vahintaan(
    vaki: Sequence[float], seutu: Sequence[str], paikat: Sequence[tuple[float, float]], raja: float
) -> list[list[int]]:
    """Municipalities as areas of at least `raja` residents: the smallest area below it joins the area of the nearest
    municipality in its sub-region, or of any when it is all of its sub-region.

    Returns lists of indices; one list when the whole region is smaller. Distances are between the points given.
    """
    alueet = [[i] for i in range(len(vaki))]
    while len(alueet) > 1:
        pienin = min(alueet, key=lambda a: (sum(vaki[i] for i in a), a))
        if sum(vaki[i] for i in pienin) >= raja:
            break
        muut = [a for a in alueet if a is not pienin]
        oma = {seutu[i] for i in pienin}
        lahella = [a for a in muut if oma & {seutu[i] for i in a}] or muut
        kohde = min(lahella, key=lambda a: min(math.dist(paikat[i], paikat[j]) for i in pienin for j in a))
        alueet = [a for a in alueet if a is not pienin and a is not kohde] + [sorted(pienin + kohde)]
    return sorted(alueet)
