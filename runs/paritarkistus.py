"""`sote check pairs`: how much tighter paired worlds are than independent runs, contrast by contrast.

Each contrast is one step of the reform or one lever. The ratio is the standard error that as many independent runs
would have over that of the pairs (`vertailu.vastakohta`); it is measured, not assumed, so it has an error of its own.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from runs import skenaariot, vertailu
from runs.ajo import Edistyminen, tarkista_otos
from runs.tarkistusrivi import Tarkistusrivi, luku

if TYPE_CHECKING:
    import pandas as pd

OTOS, PAREJA = 0.02, 12
LOPPU = "2025-12"  # three years after direct choice opened
VASTAKOHDAT = (
    ("nykytila-2017", "uusimaa-liikelaitos-2021"),
    ("uusimaa-liikelaitos-2021", "uusimaa-valinnanvapaus-2023"),
    ("uusimaa-valinnanvapaus-2023", "uusimaa-tarvekapitaatio"),
    ("uusimaa-kertabudjetti", "uusimaa-palvelukokonaisuuksittain"),
)
VAHINTAAN = {"elinajanodote_ero": 3.0, "kustannus_asukas": 3.0, "tyydyttamaton": 2.0, "odotus": 2.0}


def tarkista(
    progress: Edistyminen | None = None,
    otos: float = OTOS,
    seeds: int = PAREJA,
    processes: int | None = None,
    loppu: str = LOPPU,
) -> list[Tarkistusrivi]:
    """Rows: unpaired / paired standard error of every contrast and headline measure, in the last year."""  # fmt: skip
    tarkista_otos(otos)
    nimet = dict.fromkeys(nimi for pari in VASTAKOHDAT for nimi in pari)
    luetut = [skenaariot.lue(nimi, end=loppu) for nimi in nimet]
    ajot = vertailu.ajot(luetut, max(seeds, 3), otos=otos, processes=processes, progress=progress)
    rivit = []
    for a, b in VASTAKOHDAT:
        taulu = vertailu.vastakohta(ajot, a, b)
        viimeinen = taulu[(taulu["vuosi"] == taulu["vuosi"].max()) & (taulu["ryhma"] == "kaikki")].set_index("mittari")
        rivit += [_rivi(a, b, mittari, vahintaan, viimeinen.loc[mittari]) for mittari, vahintaan in VAHINTAAN.items()]
    return rivit


def _rivi(a: str, b: str, mittari: str, vahintaan: float, r: pd.Series) -> Tarkistusrivi:
    suhde = float(r["ratio"])
    sisalla = suhde >= vahintaan or (math.isnan(suhde) and r["se_paired"] == 0)
    return Tarkistusrivi(
        id=mittari,
        what=f"{a} -> {b}: unpaired / paired standard error",
        band=f">= {luku(vahintaan)}",
        model=luku(suhde),
        in_band=sisalla,
        source=f"difference {r['difference']:+.3g}, paired error {r['se_paired']:.2g} over {int(r['pairs'])} pairs",
        cause=""
        if sisalla
        else "the effect itself differs between seeds: firms' entry or the orderer's noise is in one world only",
    )
