"""`sote check pairs`: how much tighter paired worlds are than independent runs, contrast by contrast.

Each contrast is one step of the reform or one lever. The ratio is the standard error that as many independent runs
would have over that of the pairs (`vertailu.vastakohta`); it is measured, not assumed, so it has an error of its own.

How large it can be by pairing alone is known from each world. What differs between seeds has spreads s_a and s_b;
however the worlds are paired, the spread of b - a is at least |s_b - s_a| (Cauchy-Schwarz, perfect correlation), so

    ratio <= sqrt(s_a^2 + s_b^2) / |s_b - s_a|

Where this bound is below the demand, one world has a source of chance that the other lacks. Of such chance the part
that is organisations' luck cancels in duos of seeds with mirrored luck (`runs/vertailu.py`); the residents' own does
not, and only more pairs or a larger sample take it away. A row that is out says the bound.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from runs import skenaariot, vertailu
from runs.ajo import Edistyminen, tarkista_otos
from runs.tarkistusrivi import Tarkistusrivi, luku

if TYPE_CHECKING:
    import pandas as pd

OTOS, PAREJA = 0.02, 24  # 12 duos: the ratio itself has an error of about a fifth
LOPPU = "2025-12"  # three years after direct choice opened
VASTAKOHDAT = (
    ("nykytila-2017", "uusimaa-liikelaitos-2021"),
    ("uusimaa-liikelaitos-2021", "uusimaa-valinnanvapaus-2023"),
    ("uusimaa-valinnanvapaus-2023", "uusimaa-tarvekapitaatio"),
    ("uusimaa-kertabudjetti", "uusimaa-palvelukokonaisuuksittain"),
)
SATTUMAT = {  # what acts by chance in the second world only; found by giving all seeds the same draws of all but it
    VASTAKOHDAT[1]: "residents' need: under capitation money follows a centre's list, not the need of those few of it "
    "that are sampled, so their shocks turn into waits, where the county's budget follows need (alone they spread the "
    "wait's difference by 1.5 days, who moves between centres by .35; the part that neighbours share out is gone, what "
    "is left are products of shocks; it is even in them, so mirrored luck of residents does not cancel it)",
    VASTAKOHDAT[3]: "the orderer's error about packages (R15), drawn each year, is in the effect itself: what is not "
    "linear in it does not cancel in duos (groups of four, with luck half a turn on: ratio 1.95, but with half "
    "the groups the interval is no narrower)",
}
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
        for mittari, vahintaan in VAHINTAAN.items():
            hajonnat = [_hajonta(ajot, nimi, mittari, viimeinen.loc[mittari, "vuosi"]) for nimi in (a, b)]
            rivit.append(_rivi(a, b, mittari, vahintaan, viimeinen.loc[mittari], *hajonnat))
    return rivit


def _hajonta(ajot: pd.DataFrame, nimi: str, mittari: str, vuosi: int) -> float:
    """Spread of a measure between seeds in one world."""
    omat = ajot[(ajot["skenaario"] == nimi) & (ajot["mittari"] == mittari)]
    return float(omat.loc[(omat["vuosi"] == vuosi) & (omat["ryhma"] == "kaikki"), "arvo"].std())


def suurin_suhde(hajonta_a: float, hajonta_b: float) -> float:
    """The largest ratio any pairing of two worlds with these spreads can give."""
    ero = abs(hajonta_b - hajonta_a)
    return math.hypot(hajonta_a, hajonta_b) / ero if ero else math.inf


def _syy(a: str, b: str, vahintaan: float, hajonta_a: float, hajonta_b: float) -> str:
    """Why a row is out: the bound, and whose chance it is."""
    katto, oma = suurin_suhde(hajonta_a, hajonta_b), SATTUMAT.get((a, b), "")
    lause = f"spread between seeds {luku(hajonta_a)} and {luku(hajonta_b)}: "
    if katto < vahintaan:
        lause += f"pairing alone can give no more than {luku(katto)}"
    else:
        lause += f"perfect pairing would give {luku(katto)}, so the worlds' shared chance acts differently in each"
    return f"{lause}; {oma}" if oma else lause


def _rivi(
    a: str, b: str, mittari: str, vahintaan: float, r: pd.Series, hajonta_a: float, hajonta_b: float
) -> Tarkistusrivi:
    suhde = float(r["ratio"])
    sisalla = suhde >= vahintaan or (math.isnan(suhde) and r["se_paired"] == 0)
    return Tarkistusrivi(
        id=mittari,
        what=f"{a} -> {b}: unpaired / paired standard error",
        band=f">= {luku(vahintaan)}",
        model=luku(suhde),
        in_band=sisalla,
        source=f"difference {r['difference']:+.3g}, paired error {r['se_paired']:.2g} over {int(r['pairs'])} pairs",
        cause="" if sisalla else _syy(a, b, vahintaan, hajonta_a, hajonta_b),
    )
