"""Charts of the validation page: how far the model is from each target, and what a calibration learned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from visualisointi.kuvatyyli import (
    HARMAA_MUSTE,
    MUSTE,
    NYKYTILA,
    ORANSSI,
    PAPERI,
    PIENI,
    SININEN,
    VAALEA_SININEN,
    VIIVA,
    Pohja,
    tyyli,
)
from visualisointi.kuviot import Tekstit

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Etaisyys", "Siirtyma", "etaisyydet", "siirtymat"]

RIVI = 21.0  # height of a row, points
NIMITILA = 372.0
AARIVIIVA = 4.0  # z at the edge of the chart; what lies beyond is drawn at the edge


@dataclass(frozen=True, slots=True)
class Etaisyys:
    """One target: name, z, is it inside, and is it fitted (filled mark) or only checked (hollow)."""

    nimi: str
    z: float
    sisalla: bool
    sovitettu: bool


def etaisyydet(tekstit: Tekstit, rivit: Sequence[Etaisyys], raja: float, selitteet: tuple[str, str]) -> Figure:
    """A row per target; the pale band is the 90 % interval +-`raja`. selitteet: words for fitted and only checked."""
    with tyyli():
        pohja = Pohja(RIVI * (len(rivit) + 2.2), tekstit.otsikko, tekstit.alaotsikko, tekstit.lahde)
        x0, leveys = pohja.vasen + NIMITILA, pohja.oikea - pohja.vasen - NIMITILA
        keski, mitta = x0 + leveys / 2.0, leveys / 2.0 / (AARIVIIVA + 0.4)
        yla = pohja.yla - RIVI
        alin = yla - RIVI * len(rivit)
        for z, vari in ((-raja, VAALEA_SININEN), (raja, VAALEA_SININEN)):
            pohja.sivu.fill_between([keski, keski + z * mitta], alin, yla, color=vari, lw=0)
        pohja.sivu.plot([keski, keski], [alin, yla], color=VIIVA, lw=1.0)
        for z in (-4, -2, 0, 2, 4):
            pohja.kirjoita(
                keski + z * mitta, alin - 9.0, f"{z:+d}" if z else "0", koko=PIENI, vari=HARMAA_MUSTE, ha="center"
            )
        for x, selite, taysi in ((x0, selitteet[0], True), (x0 + leveys / 2.0, selitteet[1], False)):
            _merkki(pohja, x + 6.0, yla + 10.0, SININEN, taysi)
            pohja.kirjoita(x + 14.0, yla + 10.0, selite, koko=PIENI, vari=HARMAA_MUSTE)
        for i, r in enumerate(rivit):
            y = yla - RIVI * (i + 0.5)
            nimi = pohja.rivita(r.nimi, PIENI, mahtuu=NIMITILA - 14.0)
            pohja.kirjoita(pohja.vasen, y, nimi[0] + ("…" if len(nimi) > 1 else ""), koko=PIENI, vari=MUSTE)
            _merkki(
                pohja,
                keski + max(-AARIVIIVA, min(AARIVIIVA, r.z)) * mitta,
                y,
                SININEN if r.sisalla else ORANSSI,
                r.sovitettu,
            )
    return pohja.kuva


def _merkki(pohja: Pohja, x: float, y: float, vari: str, taysi: bool) -> None:
    pohja.sivu.plot([x], [y], "o" if taysi else "D", ms=6.0, mfc=vari if taysi else PAPERI, mec=vari, mew=1.6, zorder=5)


@dataclass(frozen=True, slots=True)
class Siirtyma:
    """One parameter, all on the scale 0-1 of its prior range: posterior 5 %, median, 95 %, and the value shipped.

    `selvilla`: did the data say anything; `teksti`: the interval in words.
    """

    nimi: str
    ala: float
    keski: float
    yla: float
    toimitettu: float
    selvilla: bool
    teksti: str


def siirtymat(tekstit: Tekstit, rivit: Sequence[Siirtyma], selitteet: tuple[str, str, str]) -> Figure:
    """A row per parameter: pale bar the prior, dark bar the posterior's 90 %, dot its median, diamond what ships.

    selitteet: words for prior, posterior and shipped.
    """
    with tyyli():
        pohja = Pohja(RIVI * (len(rivit) + 1.6), tekstit.otsikko, tekstit.alaotsikko, tekstit.lahde)
        lukutila = 118.0
        x0 = pohja.vasen + NIMITILA - 60.0
        leveys = pohja.oikea - x0 - lukutila
        yla = pohja.yla - RIVI
        _palkki(pohja, x0, x0 + 18.0, yla + 10.0, VAALEA_SININEN)
        pohja.kirjoita(x0 + 22.0, yla + 10.0, selitteet[0], koko=PIENI, vari=HARMAA_MUSTE)
        _palkki(pohja, x0 + 0.34 * leveys, x0 + 0.34 * leveys + 18.0, yla + 10.0, SININEN)
        pohja.kirjoita(x0 + 0.34 * leveys + 22.0, yla + 10.0, selitteet[1], koko=PIENI, vari=HARMAA_MUSTE)
        _merkki(pohja, x0 + 0.8 * leveys, yla + 10.0, ORANSSI, taysi=False)
        pohja.kirjoita(x0 + 0.8 * leveys + 8.0, yla + 10.0, selitteet[2], koko=PIENI, vari=HARMAA_MUSTE)
        for i, r in enumerate(rivit):
            y = yla - RIVI * (i + 0.5)
            osat = pohja.rivita(r.nimi, PIENI, mahtuu=NIMITILA - 70.0)
            pohja.kirjoita(pohja.vasen, y, osat[0] + ("…" if len(osat) > 1 else ""), koko=PIENI, vari=MUSTE)
            _palkki(pohja, x0, x0 + leveys, y, VAALEA_SININEN)
            _palkki(pohja, x0 + r.ala * leveys, x0 + r.yla * leveys, y, SININEN if r.selvilla else NYKYTILA)
            pohja.sivu.plot([x0 + r.keski * leveys], [y], "o", ms=6.0, mfc=PAPERI, mec=PAPERI, zorder=5)
            _merkki(pohja, x0 + r.toimitettu * leveys, y, ORANSSI, taysi=False)
            pohja.kirjoita(pohja.oikea, y, r.teksti, koko=PIENI, vari=HARMAA_MUSTE, ha="right")
    return pohja.kuva


def _palkki(pohja: Pohja, x0: float, x1: float, y: float, vari: str) -> None:
    pohja.sivu.fill_between([x0, x1], y - 5.0, y + 5.0, color=vari, lw=0)
