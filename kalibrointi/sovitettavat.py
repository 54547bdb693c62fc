"""Which parameters a calibration fits, in blocks (`tavoitteet/sovitettavat.csv`), and the coordinates 0-1 of a block.

A block is fitted to the targets of its own worlds: the choice trials tell how people choose, the start how they use
care. In the trials the parameters of use stay at their defaults, for each trial has a public wait of its own. The prior
is uniform over a parameter's range.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kalibrointi import tavoitetaulu
from kalibrointi.parametrit import Parametri, lue_oletukset
from kalibrointi.tavoitetaulu import Tavoite
from kalibrointi.viat import ViallinenSyote, Vika, lahin, lue_teksti, luettele, nayta_polku

TIEDOSTO = Path(__file__).parent / "tavoitteet" / "sovitettavat.csv"
SARAKKEET = ("parametri", "lohko", "peruste")
KOKEILU = "kokeilu-"
LOHKOT = ("kokeilut", "lahto")
Luvut = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Lohko:
    """A block: parameters in order, their ranges (d, 2), the targets of its worlds, those fitted first."""

    nimi: str
    avaimet: tuple[str, ...]
    rajat: Luvut
    tavoitteet: tuple[Tavoite, ...]

    @property
    def sovitettavat(self) -> tuple[Tavoite, ...]:
        """Targets that are fitted."""
        return tuple(t for t in self.tavoitteet if t.kaytto == "fit")

    @property
    def maailmat(self) -> tuple[str, ...]:
        """Scenarios the targets need."""
        return tuple(dict.fromkeys(t.maailma for t in self.tavoitteet))

    def arvot(self, u: Luvut) -> Luvut:
        """Parameter values of coordinates 0-1, (n, d)."""
        return np.asarray(self.rajat[:, 0] + u * (self.rajat[:, 1] - self.rajat[:, 0]))

    def yksikkoina(self, arvot: Luvut) -> Luvut:
        """Coordinates 0-1 of parameter values, (n, d)."""
        return np.asarray((arvot - self.rajat[:, 0]) / (self.rajat[:, 1] - self.rajat[:, 0]))


def lohkot(tavoitteet: Sequence[Tavoite] | None = None, tiedosto: Path = TIEDOSTO) -> list[Lohko]:
    """The blocks with their targets. Raises `ViallinenSyote` for a parameter that cannot be fitted."""
    paikka = nayta_polku(tiedosto)
    rivit = list(csv.reader(io.StringIO(lue_teksti(tiedosto, "table of fitted parameters"))))
    if not rivit or tuple(rivit[0]) != SARAKKEET:
        raise ViallinenSyote(Vika(f"columns must be {', '.join(SARAKKEET)}.", paikka, 1))
    parametrit, viat = lue_oletukset(), []
    jasenet: dict[str, list[str]] = {nimi: [] for nimi in LOHKOT}
    for numero, rivi in enumerate(rivit[1:], start=2):
        if len(rivi) != len(SARAKKEET):
            viat.append(Vika(f"must have {len(SARAKKEET)} cells: {', '.join(SARAKKEET)}.", paikka, numero))
            continue
        avain, lohko = rivi[0], rivi[1]
        if avain not in parametrit:
            viat.append(Vika("no such parameter.", paikka, numero, avain, lahin(avain, list(parametrit))))
        elif viesti := _sopimaton(parametrit[avain]):
            viat.append(Vika(viesti, paikka, numero, avain))
        elif lohko not in jasenet:
            viat.append(
                Vika(f"no block '{lohko}'. Blocks: {luettele(LOHKOT)}.", paikka, numero, avain, lahin(lohko, LOHKOT))
            )
        elif any(avain in omat for omat in jasenet.values()):
            viat.append(Vika("is listed twice.", paikka, numero, avain))
        else:
            jasenet[lohko].append(avain)
    if viat:
        raise ViallinenSyote(viat)
    kaikki = sorted(tavoitetaulu.lue() if tavoitteet is None else tavoitteet, key=lambda t: t.kaytto != "fit")
    return [_lohko(nimi, avaimet, kaikki) for nimi, avaimet in jasenet.items() if avaimet]


def _lohko(nimi: str, avaimet: Sequence[str], tavoitteet: Sequence[Tavoite]) -> Lohko:
    parametrit = lue_oletukset()
    rajat = np.array([parametrit[a].range for a in avaimet], dtype=np.float64)
    omat = tuple(t for t in tavoitteet if t.maailma.startswith(KOKEILU) == (nimi == "kokeilut"))
    return Lohko(nimi, tuple(avaimet), rajat, omat)


def _sopimaton(p: Parametri) -> str:
    """Why a parameter cannot be fitted, or ''."""
    if p.kind != "uncertainty":
        return "is a lever, what a decision maker sets: only an uncertainty is fitted."
    if p.range is None or not isinstance(p.value, (int, float)) or isinstance(p.value, bool):
        return "is no single number with a range: it cannot be fitted."
    return ""
