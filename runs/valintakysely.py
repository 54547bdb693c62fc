"""Asking residents: what each would choose, by the model's own compiled rule of choice, without living a month.

The model is left as it was. Everybody considers in `kysy`; `listat_asettuvat` lets attention work as it does and
goes on until lists no longer move.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from agentit import valintakokeilu
from agentit.satunnaisvirrat import draws, key
from agentit.valinnanvapaus import valitsee

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

Luvut = npt.NDArray[Any]
VARMASTI = {  # whatever the interval and the age
    "valinta_huomio_80": 1.0, "valinta_huomiokatto": 2.0, "valinnanvapaus_vaihtovali_kk": 0.0
}  # fmt: skip
KIERROKSIA, HARKITSEE = 80, 0.2  # rounds until lists are at rest, and how many consider in one


def kysy(malli: SoteMalli, kerta: int = 0, harkitsee: float = 1e6, **muutokset: Any) -> Luvut:
    """Centre that each row would choose now; `kerta` picks the draw. See `_kysymys` for changes.

    harkitsee: attention of a mean resident; above 1 everybody considers.
    """
    with _kysymys(malli, {**VARMASTI, "valinta_huomio": harkitsee}, **muutokset):
        return _valitaan(malli, kerta).copy()


def valinnan_arvo(malli: SoteMalli, kertoja: int = 20) -> Luvut:
    """Value of being able to choose, in units of utility, by row: -ln P(stay), estimated over draws.

    The rule stays when its draw u is below P, and E[1(u > P) / u] = -ln P.
    """
    ennen = malli.sidonta.b.columns["keskus"].copy()
    summa = np.zeros(len(ennen))
    for kerta in range(kertoja):
        vaihtaa = kysy(malli, kerta) != ennen
        u = draws(key(malli.siemen, "u_valinta", _kuukausi(malli, kerta)), malli.sidonta.b.ids)
        summa[vaihtaa] += 1.0 / np.maximum(u[vaihtaa], 1e-9)
    return summa / kertoja


def listat_asettuvat(malli: SoteMalli, **muutokset: Any) -> Luvut:
    """Residents listed at each place (J,) when lists are at rest, waits and quality held."""
    harkinta = {"valinta_huomio": HARKITSEE, "valinta_huomiokatto": 2.0, "valinnanvapaus_vaihtovali_kk": 0.0}
    c, n = malli.sidonta.b.columns, malli.asukkaita_rivilla
    with _kysymys(malli, harkinta, **muutokset):
        for kerta in range(KIERROKSIA):
            _valitaan(malli, kerta)
        return np.bincount(c["keskus"][:n][c["elossa"][:n] == 1], minlength=len(malli.keskuspaikat))


def _kuukausi(malli: SoteMalli, kerta: int) -> int:
    return malli.kk + 1000 + kerta  # months nobody lives: no draw of the run is used


def _valitaan(malli: SoteMalli, kerta: int) -> Luvut:
    b = malli.sidonta.b
    b.month = _kuukausi(malli, kerta)
    valitsee.run(b, 0, malli.asukkaita_rivilla, malli.threads)
    return b.columns["keskus"]


@contextmanager
def _kysymys(
    malli: SoteMalli,
    parametrit: Mapping[str, float],
    laatu: Mapping[int, float] | None = None,
    lahemmas_km: Mapping[int, float] | None = None,
) -> Iterator[None]:
    """The rule's parameters, tables and beliefs for a question, put back afterwards.

    laatu: SD added to the repute of these places, and to the belief of those listed there; lahemmas_km: kilometres by
    which everybody is nearer to these places.
    """
    b, n = malli.sidonta.b, malli.asukkaita_rivilla
    sarakkeet = {nimi: b.columns[nimi].copy() for nimi in valitsee.writes}
    ennen = dict(b.parameters), dict(b.tables), b.month
    taulut = {"km": malli.matkat.km, "ehdokkaat": valintakokeilu.ehdokkaat(malli), **malli.keskustaulut()}
    for paikka, lisa in (laatu or {}).items():
        taulut["maine"][paikka] += lisa
        b.columns["usko_laatu"][:n][b.columns["keskus"][:n] == paikka] += lisa
    if lahemmas_km:
        taulut["km"] = taulut["km"].copy()
        for paikka, km in lahemmas_km.items():
            taulut["km"][:, paikka] = np.maximum(taulut["km"][:, paikka] - np.float32(km), 0.0)
    b.parameters.update(parametrit)
    b.tables.update(taulut)
    try:
        yield
    finally:
        for nimi, arvot in sarakkeet.items():
            b.columns[nimi][:] = arvot
        vanhat, taulut, b.month = ennen
        b.parameters.clear()
        b.parameters.update(vanhat)
        b.tables.clear()
        b.tables.update(taulut)
