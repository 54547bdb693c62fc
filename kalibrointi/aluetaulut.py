"""The fact tables of a region (`kalibrointi.alueet`), read and checked: do they fit together?

Every fault is told with file and line; what stands in which table: `aineisto/alueet/LUE.md`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kalibrointi import faktat
from kalibrointi.alueet import OLETUSALUE, kansio, tarkiste
from kalibrointi.viat import ViallinenSyote, Vika, lahin, luettele, nayta_polku

LAJIT = ("terveysasema", "sairaala", "yliopistosairaala", "muu sairaala", "yksityinen sairaala")
TILAT = ("tilasto", "tutkimus", "arvio", "oletus")
KUNTIA_ENINTAAN = 127  # residents carry the municipality's index in one byte


@dataclass(frozen=True, eq=False)
class Aluetaulut:
    """The fact tables of a region, checked; municipalities by code, inhabited postal areas by municipality and code."""

    kunnat: pd.DataFrame
    postialueet: pd.DataFrame
    yksikot: pd.DataFrame  # in file order


def taulut(alue: str | Path = OLETUSALUE) -> Aluetaulut:
    """The checked tables of a region. Raises `ViallinenSyote` with every fault."""
    return _taulut(kansio(alue), tarkiste(alue))


@lru_cache(maxsize=8)
def _taulut(polku: Path, sisalto: str) -> Aluetaulut:
    luetut: dict[str, pd.DataFrame] = {}
    viat: list[Vika] = []
    for taulu in ("kunnat", "postialueet", "yksikot"):
        try:
            luetut[taulu] = faktat.lue(taulu, polku)
        except ViallinenSyote as virhe:
            viat.extend(virhe.viat)
    if not viat:
        viat = list(_viat(polku, **luetut))
    if viat:
        raise ViallinenSyote(viat)
    postialueet = luetut["postialueet"]
    return Aluetaulut(
        kunnat=luetut["kunnat"].sort_values("kuntanumero", ignore_index=True),
        postialueet=postialueet[postialueet["vaesto"] > 0]
        .sort_values(["kuntanumero", "postinumero"], ignore_index=True)
        .reset_index(drop=True),
        yksikot=luetut["yksikot"],
    )


# --- do the tables fit together? ---


def _viat(polku: Path, kunnat: pd.DataFrame, postialueet: pd.DataFrame, yksikot: pd.DataFrame) -> Iterator[Vika]:
    k, p, y = (nayta_polku(polku / f"{nimi}.csv") for nimi in ("kunnat", "postialueet", "yksikot"))
    yield from _kuntien_viat(kunnat, k)
    yield from _kertaalleen(postialueet["postinumero"], p)
    for rivi, koodi in _vieraat(postialueet["kuntanumero"], kunnat["kuntanumero"]):
        ehdotus = lahin(koodi, set(kunnat["kuntanumero"]))
        yield Vika(
            f"postal area of a municipality that is not in kunnat.csv: '{koodi}'.", p, rivi, "kuntanumero", ehdotus
        )
    for sarake in ("x_tm35fin_m", "y_tm35fin_m", "pinta_ala_m2"):
        yield from _puuttuvat(postialueet[sarake], p)
    asutut = postialueet[postialueet["vaesto"] > 0]
    for rivi, koodi in _vieraat(kunnat["kuntanumero"], asutut["kuntanumero"]):
        yield Vika(
            f"municipality '{koodi}' has no postal area with residents in postialueet.csv.", k, rivi, "kuntanumero"
        )
    yield from _peitettyjen_viat(kunnat, asutut, k)
    yield from _yksikoiden_viat(yksikot, postialueet, asutut, y)


def _peitettyjen_viat(kunnat: pd.DataFrame, asutut: pd.DataFrame, tiedosto: str) -> Iterator[Vika]:
    """An area with suppressed cells borrows from its municipality's others: one must have them all."""
    for ryhma in (faktat.IKASARAKKEET, ("miehet", "naiset"), faktat.TULOSARAKKEET, faktat.TYOSARAKKEET):
        luvut = asutut[list(ryhma)]
        kokonaiset = asutut[luvut.notna().all(axis=1) & (luvut.sum(axis=1) > 0)]
        asutetut = kunnat["kuntanumero"].where(kunnat["kuntanumero"].isin(set(asutut["kuntanumero"])))
        for rivi, koodi in _vieraat(asutetut, pd.Series([*kokonaiset["kuntanumero"], float("nan")])):
            viesti = (
                f"no postal area of municipality '{koodi}' has all of {ryhma[0]} ... {ryhma[-1]} in postialueet.csv."
            )
            yield Vika(viesti, tiedosto, rivi, "kuntanumero")


def _kuntien_viat(kunnat: pd.DataFrame, tiedosto: str) -> Iterator[Vika]:
    if kunnat.empty or len(kunnat) > KUNTIA_ENINTAAN:
        yield Vika(f"a region has 1-{KUNTIA_ENINTAAN} municipalities, this one {len(kunnat)}.", tiedosto)
    yield from _kertaalleen(kunnat["kuntanumero"], tiedosto)
    yield from _kertaalleen(kunnat["nimi_fi"], tiedosto)
    for sarake in kunnat.columns.difference(["sote_nettokustannus_eur_as", *faktat.RUUTUSARAKKEET]):
        yield from _puuttuvat(kunnat[sarake], tiedosto)
    for sarake in ("vaesto_2017", "vaesto_2018", "vaesto_2022"):
        for rivi in _rivit(kunnat[sarake] <= 0):
            yield Vika("a municipality has residents: the number is above 0.", tiedosto, rivi, sarake)
    for sarake in (nimi for nimi in kunnat.columns if nimi.endswith("_pct")):
        for rivi in _rivit((kunnat[sarake] < 0) | (kunnat[sarake] > 100)):
            yield Vika("a percentage is 0-100.", tiedosto, rivi, sarake)
    summa = kunnat[["alle_15_pct", "ika_15_64_pct", "yli_64_pct"]].sum(axis=1)
    for rivi in _rivit((summa - 100).abs() > 1):
        viesti = f"alle_15_pct + ika_15_64_pct + yli_64_pct = {summa.iloc[rivi - 2]:.1f}, not 100."
        yield Vika(viesti, tiedosto, rivi)
    if faktat.RUUTUSARAKKEET[0] in kunnat:
        for sarake in faktat.RUUTUSARAKKEET:
            yield from _puuttuvat(kunnat[sarake], tiedosto)


def _yksikoiden_viat(
    yksikot: pd.DataFrame, postialueet: pd.DataFrame, asutut: pd.DataFrame, tiedosto: str
) -> Iterator[Vika]:
    for sarake in ("x_tm35fin_m", "y_tm35fin_m"):
        yield from _puuttuvat(yksikot[sarake], tiedosto)
    for sarake, sallitut in (("laji", LAJIT), ("tila", TILAT)):
        for rivi, arvo in _vieraat(yksikot[sarake], pd.Series(sallitut)):
            viesti = f"'{arvo}' is not allowed; allowed: {luettele(sallitut)}."
            yield Vika(viesti, tiedosto, rivi, sarake, lahin(arvo, sallitut))
    for rivi, koodi in _vieraat(yksikot["postinumero"], postialueet["postinumero"]):
        ehdotus = lahin(koodi, set(postialueet["postinumero"]))
        yield Vika(f"postal area '{koodi}' is not in postialueet.csv.", tiedosto, rivi, "postinumero", ehdotus)
    asemat = yksikot["laji"] == "terveysasema"
    tyhjat = asemat & yksikot["postinumero"].isin(set(postialueet["postinumero"]) - set(asutut["postinumero"]))
    for rivi in _rivit(tyhjat):
        viesti = "a health station stands in a postal area without residents: give the nearest one that has them."
        yield Vika(viesti, tiedosto, rivi, "postinumero")


def _rivit(ehto: pd.Series[Any]) -> list[int]:
    """Lines of the file where the condition holds."""
    return [int(i) + 2 for i in np.flatnonzero(ehto.to_numpy(bool))]


def _vieraat(sarake: pd.Series[Any], tunnetut: pd.Series[Any]) -> list[tuple[int, str]]:
    return [(rivi, str(sarake.iloc[rivi - 2])) for rivi in _rivit(~sarake.isin(set(tunnetut)))]


def _kertaalleen(sarake: pd.Series[Any], tiedosto: str) -> Iterator[Vika]:
    for rivi in _rivit(sarake.duplicated()):
        yield Vika(f"'{sarake.iloc[rivi - 2]}' stands here twice.", tiedosto, rivi, str(sarake.name))


def _puuttuvat(sarake: pd.Series[Any], tiedosto: str) -> Iterator[Vika]:
    for rivi in _rivit(sarake.isna() | (sarake.astype(str) == "")):
        yield Vika("is empty.", tiedosto, rivi, str(sarake.name))
