"""The year's cube: sums of residents' columns by when they lived here, age, sex, fifth, language and distance.

Most yearly measures are sums over some of its sides. Rows are put in order of their cell block by block, and each
column is then summed over runs of rows: some three times as quick as adding row by row, whatever the measures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from agentit.palvelupaketit import IKIA
from agentit.rivisummat import Jaksot, Laskija, Lohko, Luvut, Rivit, Sarake

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

IKARAJAT = (0, 16, 18, 25, *range(30, 96, 5))  # first age of each class
MATKARAJAT = (3.0, 7.0)  # km to the nearest open centre
AKSELIT = {"aika": 4, "ika": len(IKARAJAT), "sukupuoli": 2, "viidennes": 5, "kieli": 3, "matka": len(MATKARAJAT) + 1}
# who: places on the first axis, 0 came in December, 1 lives here but not from January, 2 all year, 3 left in the year
KETKA = {"asuvat": slice(0, 3), "koko_vuoden": slice(2, 3), "vuonna": slice(1, 4)}
Sarakkeet = Callable[[Rivit], Mapping[str, Sarake]]  # columns to sum, by name, of the rows given


class Kuutio:
    """Sums of a year by name; "vaki" is the number of rows."""

    def __init__(self, summat: Mapping[str, Luvut]) -> None:
        self.summat = {nimi: x.reshape(*AKSELIT.values()) for nimi, x in summat.items()}

    def __contains__(self, nimi: str) -> bool:
        return nimi in self.summat

    def __call__(self, nimi: str, *akselit: str, ketka: str = "asuvat", alin: int = 0, ylin: int = IKIA) -> Luvut:
        """Sum by these axes, in this order, of those aged alin <= age < ylin; ages are limits of classes.

        Raises ValueError when they are not.
        """
        alku, loppu = IKARAJAT.index(alin), len(IKARAJAT) if ylin == IKIA else IKARAJAT.index(ylin)
        osa = self.summat[nimi][KETKA[ketka], alku:loppu]
        summa = osa.sum(tuple(k for k, akseli in enumerate(AKSELIT) if akseli not in akselit))
        jaljella = [akseli for akseli in AKSELIT if akseli in akselit]
        return np.asarray(summa.transpose([jaljella.index(akseli) for akseli in akselit]))

    def kaikki(self, nimi: str, ketka: str = "asuvat", alin: int = 0, ylin: int = IKIA) -> float:
        """Sum over all axes."""
        return float(self(nimi, ketka=ketka, alin=alin, ylin=ylin))


def sarakkeina(*nimet: str) -> Sarakkeet:
    """These columns as they are."""
    return lambda x: {nimi: x[nimi] for nimi in nimet}


def laskija(malli: SoteMalli, *sarakkeet: Sarakkeet) -> Laskija:
    """Sums of a block's columns by cell, for `rivisummat.summaa` and then `Kuutio`."""
    km, koko = malli.sidonta.b.units["alue"].attributes["lahin_km"], prod(AKSELIT.values())
    matka = np.searchsorted(MATKARAJAT, km, side="right").astype(np.int16)

    def laske(lohko: Lohko) -> dict[str, Luvut]:
        x = lohko.elaneet
        kuukausia = x["kuukaudet_v"]
        solu = np.where(x["elossa"] == 1, (kuukausia > 0).astype(np.int16) + (kuukausia > 11), np.int16(3))
        paikat = (x.luokka(IKARAJAT[1:]), x["sukupuoli"], x["viidennes"], x["kieli"], matka[x["alue"]])
        for pituus, paikka in zip(list(AKSELIT.values())[1:], paikat, strict=True):
            solu = solu * np.int16(pituus) + paikka
        jarjestys = np.argsort(solu, kind="stable")
        jaksot = Jaksot(solu[jarjestys], koko)
        out = {"vaki": jaksot.maarat()}
        for osa in sarakkeet:
            out |= {nimi: jaksot.summa(arvot.take(jarjestys)) for nimi, arvot in osa(x).items()}
        return out

    return laske
