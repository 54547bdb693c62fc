"""Reads the layers of the network and each line's mix of them: `aineisto/kerrokset.csv`, `kerrososuudet.csv`."""

from __future__ import annotations

import csv
from collections.abc import Collection
from pathlib import Path

from kalibrointi.viat import ViallinenSyote, Vika, lahin, lue_teksti, nayta_polku
from verkosto.kerrokset import KOODIT, TARKKUUS, Kerrokset, Kerros

KANSIO = Path(__file__).parent / "aineisto"
KERROKSET, OSUUDET = "kerrokset.csv", "kerrososuudet.csv"


def lue(rivikoodit: Collection[str], kansio: Path = KANSIO) -> Kerrokset:
    """The layers, and a mix for every line of service in `rivikoodit`.

    Raises `ViallinenSyote` naming file, line and column: a number that is none or outside 0-1, an unknown or missing
    layer or line, shares that do not sum to 1.
    """
    kerrokset = tuple(_kerros(kansio / KERROKSET, n, r) for n, r in _rivit(kansio / KERROKSET))
    if (koodit := tuple(k.koodi for k in kerrokset)) != KOODIT:
        viesti = f"the layers are {', '.join(KOODIT)}, in this order; found {', '.join(koodit)}."
        raise ViallinenSyote(Vika(viesti, nayta_polku(kansio / KERROKSET)))
    tiedosto, osuudet = kansio / OSUUDET, {}
    missa = nayta_polku(tiedosto)
    for numero, rivi in _rivit(tiedosto):
        koodi = rivi["rivi"]
        if koodi not in rivikoodit:
            viesti = f"no line of service '{koodi}'."
            raise ViallinenSyote(Vika(viesti, missa, numero, "rivi", ehdotus=lahin(koodi, rivikoodit)))
        osat = tuple(_luku(tiedosto, numero, rivi, k) for k in KOODIT)
        if abs(sum(osat) - 1.0) > TARKKUUS:
            raise ViallinenSyote(Vika(f"shares of '{koodi}' sum to {sum(osat):g}, not 1.", missa, numero, "rivi"))
        osuudet[koodi] = osat
    if puuttuu := [k for k in rivikoodit if k not in osuudet]:
        raise ViallinenSyote(Vika(f"no row for {', '.join(puuttuu)}.", missa))
    return Kerrokset(kerrokset, osuudet)


def _rivit(tiedosto: Path) -> list[tuple[int, dict[str, str]]]:
    teksti = lue_teksti(tiedosto, "table of layers")
    return list(enumerate(csv.DictReader(teksti.splitlines()), start=2))


def _kerros(tiedosto: Path, numero: int, rivi: dict[str, str]) -> Kerros:
    return Kerros(
        koodi=rivi["koodi"],
        nimi={k: rivi[f"nimi_{k}"] for k in ("fi", "sv", "en")},
        saatavuus=rivi["saatavuus"],
        saatavuus_arvo=_luku(tiedosto, numero, rivi, "saatavuus_arvo"),
        saavutettavuus=rivi["saavutettavuus"],
        saavutettavuus_arvo=_luku(tiedosto, numero, rivi, "saavutettavuus_arvo"),
    )


def _luku(tiedosto: Path, numero: int, rivi: dict[str, str], sarake: str) -> float:
    teksti = rivi.get(sarake) or ""
    try:
        arvo = float(teksti)
    except ValueError:
        viesti = f"'{teksti}' is not a number." if sarake in rivi else "lacks this column."
        raise ViallinenSyote(Vika(viesti, nayta_polku(tiedosto), numero, sarake)) from None
    if not 0.0 <= arvo <= 1.0:
        raise ViallinenSyote(Vika(f"{teksti} is not between 0 and 1.", nayta_polku(tiedosto), numero, sarake))
    return arvo
