"""Reads the care chains, `aineisto/palveluketjut.csv` and `palveluketjun_askeleet.csv`, into `Palveluketju` (R19)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from kalibrointi.faktat import AINEISTO
from kalibrointi.viat import (
    ViallinenSyote,
    Vika,
    desimaalipilkku,
    lahin,
    lue_teksti,
    luettele,
    nayta_polku,
    pilkkuviesti,
)
from verkosto.palveluketju import TOIMIJAT, Askel, Palveluketju, Perushavio

KETJUT, ASKELEET = "palveluketjut.csv", "palveluketjun_askeleet.csv"
SYDAN = "sydan"  # as `lahtorivi`: residents with heart failure
KETJUSARAKKEET = (
    "ketju", "nimi_fi", "nimi_sv", "nimi_en", "lahtorivi", "osuus", "ika_alku", "ika_loppu", "tila", "peruste",
)  # fmt: skip
ASKELSARAKKEET = (
    "ketju", "askel", "rivi", "toimijat", "havio_sisalla", "havio_valissa", "paino", "nimi_fi", "nimi_sv", "nimi_en",
    "tila", "peruste",
)  # fmt: skip
Rivit = list[tuple[int, dict[str, str]]]


class _Lukija:
    """Cells of one table; gathers what is wrong with them."""

    def __init__(self, tiedosto: Path, sarakkeet: tuple[str, ...]) -> None:
        self.nimi, self.viat = nayta_polku(tiedosto), list[Vika]()
        luettu = csv.DictReader(io.StringIO(lue_teksti(tiedosto, "table of care chains")))
        if tuple(luettu.fieldnames or ()) != sarakkeet:
            raise ViallinenSyote(Vika(f"columns must be {luettele(sarakkeet)}.", self.nimi, 1))
        self.rivit: Rivit = [(i, rivi) for i, rivi in enumerate(luettu, start=2)]

    def vika(self, viesti: str, i: int, sarake: str, sana: str = "", sanat: Iterable[str] = ()) -> None:
        self.viat.append(Vika(viesti, self.nimi, i, sarake, lahin(sana, sanat)))

    def luku(self, i: int, rivi: dict[str, str], sarake: str, yla: float = 1.0) -> float:
        """A number from 0 to `yla`; 0 with a fault noted when it is not one."""
        teksti = rivi[sarake]
        try:
            arvo = float(teksti)
        except ValueError:
            oikein = desimaalipilkku(teksti)
            self.vika(pilkkuviesti(teksti, oikein) if oikein else f"{teksti!r} is not a number.", i, sarake)
            return 0.0
        if not 0.0 <= arvo <= yla:
            self.vika(f"{teksti} is not from 0 to {yla:g}.", i, sarake)
        return arvo

    def sana(self, i: int, rivi: dict[str, str], sarake: str, sallitut: Iterable[str]) -> str:
        """One of the allowed words."""
        sallitut = list(sallitut)
        if rivi[sarake] not in sallitut:
            self.vika(f"'{rivi[sarake]}' is not one of {luettele(sallitut)}.", i, sarake, rivi[sarake], sallitut)
        return rivi[sarake]


def lue(rivit: Iterable[str], kansio: Path = AINEISTO) -> tuple[Palveluketju, ...]:
    """All chains in table order; `rivit`: codes of the service lines steps may name.

    Raises `ViallinenSyote` naming file, line and column of every faulty cell.
    """
    rivit = list(rivit)
    ketjut, askeleet = _Lukija(kansio / KETJUT, KETJUSARAKKEET), _Lukija(kansio / ASKELEET, ASKELSARAKKEET)
    tunnetut = [rivi["ketju"] for _, rivi in ketjut.rivit]
    askellista: dict[str, list[Askel]] = {k: [] for k in tunnetut}
    for i, rivi in askeleet.rivit:
        ketju = askeleet.sana(i, rivi, "ketju", tunnetut)
        askellista.get(ketju, []).append(_askel(askeleet, i, rivi, rivit, ensimmainen=not askellista.get(ketju)))
    valmiit = []
    for i, rivi in ketjut.rivit:
        lahto = ketjut.sana(i, rivi, "lahtorivi", [*rivit, SYDAN])
        osuus = ketjut.luku(i, rivi, "osuus", 100.0)
        iat = (int(ketjut.luku(i, rivi, "ika_alku", 111)), int(ketjut.luku(i, rivi, "ika_loppu", 111)))
        try:
            nimet, polku = _nimet(rivi), tuple(askellista[rivi["ketju"]])
            valmiit.append(Palveluketju(rivi["ketju"], nimet, lahto, osuus, iat, polku))
        except ValueError as virhe:
            ketjut.vika(f"{virhe}.", i, "ketju")
    if ketjut.viat or askeleet.viat:
        raise ViallinenSyote([*ketjut.viat, *askeleet.viat])
    return tuple(valmiit)


def _askel(lukija: _Lukija, i: int, rivi: dict[str, str], rivit: list[str], ensimmainen: bool) -> Askel:
    lukija.sana(i, rivi, "rivi", [*rivit, ""])
    perus, paino = None, 0.0
    if not ensimmainen:
        paino = lukija.luku(i, rivi, "paino")
        try:
            perus = Perushavio(lukija.luku(i, rivi, "havio_sisalla"), lukija.luku(i, rivi, "havio_valissa"))
        except ValueError as virhe:
            lukija.vika(f"{virhe}.", i, "havio_valissa")
            perus = Perushavio(0.0, 0.0)
    return Askel(rivi["askel"], rivi["rivi"], _toimijat(lukija, i, rivi), perus, _nimet(rivi), paino, rivi["peruste"])


def _toimijat(lukija: _Lukija, i: int, rivi: dict[str, str]) -> dict[str, float]:
    """'tuottaja:0.5 kunta:0.5' -> shares, which sum to 1."""
    try:
        osuudet = {laji: float(luku) for laji, luku in (osa.split(":") for osa in rivi["toimijat"].split())}
    except ValueError:
        osuudet = {}
    if set(osuudet) - set(TOIMIJAT) or abs(sum(osuudet.values()) - 1.0) > 1e-9:
        viesti = f"'{rivi['toimijat']}' is not kinds of {luettele(TOIMIJAT)} with shares that sum to 1."
        lukija.vika(viesti, i, "toimijat")
    return osuudet


def _nimet(rivi: dict[str, str]) -> dict[str, str]:
    return {kieli: rivi[f"nimi_{kieli}"] for kieli in ("fi", "sv", "en")}
