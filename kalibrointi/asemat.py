"""Public health stations at the start: the known ones, and assumed ones where the list has gaps.

A municipality has about one station per `palveluverkko.asukkaita_asemaa_kohti` residents, at least one. Missing ones
are put at the centres of postal areas: the first of a municipality at its largest, the next where it shortens
residents' way most.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from agentit.maailma import Alueet, Kunnat, Yksikot
from verkosto.matka import matkat, oma_etaisyys

Koko = npt.NDArray[np.int64]


def julkiset_asemat(yksikot: pd.DataFrame, alueet: Alueet, kunnat: Kunnat, p: Mapping[str, Any]) -> Yksikot:
    """Stations of the facts first, assumed ones after them by municipality; `p` = group `palveluverkko`.

    A station of the facts whose postal area has no residents raises ValueError (`kalibrointi.alueet` says so in words).
    """
    paikat = {koodi: i for i, koodi in enumerate(alueet.postinumero)}
    vieraat = sorted(set(yksikot["postinumero"]) - set(paikat))
    if vieraat:
        raise ValueError(f"Stations in postal areas without residents: {', '.join(vieraat)}.")
    alue = [paikat[koodi] for koodi in yksikot["postinumero"]]
    x = list(yksikot["x_tm35fin_m"].to_numpy(float) / 1000)
    y = list(yksikot["y_tm35fin_m"].to_numpy(float) / 1000)
    nimi, tila = list(yksikot["nimi"]), list(yksikot["tila"])
    for kunta in range(len(kunnat.koodi)):
        omat = [u for u, a in enumerate(alue) if alueet.kunta[a] == kunta]
        tavoite = max(1, round(float(kunnat.vaesto[kunta]) / p["palveluverkko.asukkaita_asemaa_kohti"]))
        for a in _uudet_paikat(alueet, kunta, np.array(x)[omat], np.array(y)[omat], tavoite - len(omat), p):
            alue.append(a)
            x.append(float(alueet.x_km[a]))
            y.append(float(alueet.y_km[a]))
            uusi = f"{alueet.nimi[a]} (terveysasema)"
            nimi.append(uusi if uusi not in nimi else f"{alueet.nimi[a]} {alueet.postinumero[a]} (terveysasema)")
            tila.append("oletus")
    sijainnit = np.array(alue, np.int64)
    return Yksikot(
        tuple(nimi),
        sijainnit,
        alueet.kunta[sijainnit],
        np.array(x),
        np.array(y),
        tuple(tila),
        ("terveysasema",) * len(nimi),
    )


def sairaalat(yksikot: pd.DataFrame, alueet: Alueet) -> Yksikot:
    """Hospitals of the facts in file order, at the nearest postal area with residents when their own has none."""
    x, y = (yksikot[sarake].to_numpy(float) / 1000 for sarake in ("x_tm35fin_m", "y_tm35fin_m"))
    paikat = {koodi: i for i, koodi in enumerate(alueet.postinumero)}
    lahimmat = np.hypot(x[:, None] - alueet.x_km, y[:, None] - alueet.y_km).argmin(axis=1)
    omat = [paikat.get(koodi, int(lahin)) for koodi, lahin in zip(yksikot["postinumero"], lahimmat, strict=True)]
    sijainnit = np.array(omat, np.int64)
    nimi, tila, laji = (tuple(yksikot[sarake]) for sarake in ("nimi", "tila", "laji"))
    return Yksikot(nimi, sijainnit, alueet.kunta[sijainnit], x, y, tila, laji)


def _uudet_paikat(
    alueet: Alueet, kunta: int, x: npt.NDArray[Any], y: npt.NDArray[Any], maara: int, p: Mapping[str, Any]
) -> list[int]:
    """Postal areas of the municipality for `maara` more stations, one at a time (greedy p-median)."""
    omat = np.flatnonzero(alueet.kunta == kunta)
    rajat_km = tuple(p["palveluverkko.oma_rajat"])
    oma_km = oma_etaisyys(alueet.pinta_ala_km2[omat], p["palveluverkko.oma_kerroin"], rajat_km)

    def km(x_yksikot: npt.ArrayLike, y_yksikot: npt.ArrayLike) -> npt.NDArray[np.float32]:
        return matkat(alueet.x_km[omat], alueet.y_km[omat], oma_km, x_yksikot, y_yksikot, p["palveluverkko.mutka"])

    ehdokkaat = km(alueet.x_km[omat], alueet.y_km[omat])
    nykyinen = km(x, y).min(axis=1) if len(x) else np.full(len(omat), np.inf)
    valitut: list[int] = []
    for _ in range(maara):
        if np.isinf(nykyinen).all():
            paras = int(alueet.vaesto[omat].argmax())
        else:
            saasto = alueet.vaesto[omat] @ np.maximum(nykyinen[:, None] - ehdokkaat, 0)
            paras = int(saasto.argmax())
        valitut.append(int(omat[paras]))
        nykyinen = np.minimum(nykyinen, ehdokkaat[:, paras])
    return valitut
