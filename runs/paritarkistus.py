"""`sote check pairs`: how much tighter paired worlds are than unpaired runs, contrast by contrast.

Each contrast is one step of the reform or one lever. The ratio is the standard error that as many unpaired runs would
have over that of the pairs (`vertailu.vastakohta`); it is measured, not assumed, so it has an error of its own.

Unpaired runs are plain Monte Carlo: every world has seeds of its own, and every resident draws alone - what one would
have without the design. They are run beside the pairs, for their spread. The design has four parts: the same seed in
both worlds, draws that neighbours share out (`agentit/satunnaisvirrat.py`), mirrored luck of organisations in duos of
seeds, and the difference read at equal luck of the orderer and of what lists are paid (`runs/vertailu.py`). Neighbours
share out draws in every run of the product, paired or not; how large the ratio is against such runs, by the same spread
between seeds as in `sote compare`, stands on each row too.

How large it can be by pairing alone is known from each world. What differs between seeds has spreads s_a and s_b;
however the worlds are paired, the spread of b - a is at least |s_b - s_a| (Cauchy-Schwarz, perfect correlation), so

    ratio <= sqrt(s_a^2 + s_b^2) / |s_b - s_a|

Where this bound is below the demand, one world has a source of chance that the other lacks. Of such chance the part
that is organisations' luck cancels in duos of seeds with mirrored luck (`runs/vertailu.py`); the residents' own does
not, and only more pairs or a larger sample take it away. A row that is out says the bound.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from runs import skenaariot, vertailu
from runs.ajo import Edistyminen, rakenna_malli, tarkista_otos
from runs.tarkistusrivi import Tarkistusrivi, luku

if TYPE_CHECKING:
    import pandas as pd

    from agentit.malli import SoteMalli
    from runs.skenaariot import Skenaario

OTOS, PAREJA = 0.02, 24  # 12 duos: the ratio itself has an error of about a fifth
LOPPU = "2025-12"  # three years after direct choice opened
VASTAKOHDAT = (
    ("nykytila-2017", "uusimaa-liikelaitos-2021"),
    ("uusimaa-liikelaitos-2021", "uusimaa-valinnanvapaus-2023"),
    ("uusimaa-valinnanvapaus-2023", "uusimaa-tarvekapitaatio"),
    ("uusimaa-kertabudjetti", "uusimaa-palvelukokonaisuuksittain"),
)
OMAT_SATTUMAT = {  # what acts by chance in the second world only; found by giving all seeds one draw of all but it
    VASTAKOHDAT[1]: "residents' need: what lists are paid follows need a year or two behind, so the sample's shocks "
    "turn into waits, where the county's budget follows need (alone they spread the wait's difference by 1.5 days, "
    "who moves between centres by .35); the luck of the money in all is read away (agentit/tariffisattuma.py), how "
    "money and need differ between centres is not",
    VASTAKOHDAT[3]: "the orderer's error about packages (R15), drawn each year, is in the effect itself: what it does "
    "beyond a straight line and beyond the year's untreated contacts (agentit/arviosattuma.py) does not cancel",
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
    luetut, n = [skenaariot.lue(nimi, end=loppu) for nimi in nimet], max(seeds, 3)
    muut: dict[str, Any] = {"otos": otos, "processes": processes}
    ajot = vertailu.ajot(luetut, n, progress=_puolet(progress, 0), **muut)
    erilliset = vertailu.ajot(
        luetut, n, progress=_puolet(progress, 1), duoina=False, rakentaja=rakenna_erillaan, **muut
    )
    rivit = []
    for a, b in VASTAKOHDAT:
        taulu = vertailu.vastakohta(ajot, a, b)
        viimeinen = taulu[(taulu["vuosi"] == taulu["vuosi"].max()) & (taulu["ryhma"] == "kaikki")].set_index("mittari")
        for mittari, vahintaan in VAHINTAAN.items():
            omat, yksin = (
                [_hajonta(taulut, nimi, mittari, viimeinen.loc[mittari, "vuosi"]) for nimi in (a, b)]
                for taulut in (ajot, erilliset)
            )
            rivit.append(_rivi(a, b, mittari, vahintaan, viimeinen.loc[mittari], omat, math.hypot(*yksin) / n**0.5))
    return rivit


def rakenna_erillaan(skenaario: Skenaario, otos: float, seed: int) -> SoteMalli:
    """The model where every resident draws alone."""
    return rakenna_malli(skenaario, otos, seed, jaetaan=False)


def _puolet(progress: Edistyminen | None, ennen: int) -> Edistyminen | None:
    """Progress of one of two equal halves."""
    return None if progress is None else lambda tehty, kaikki: progress(ennen * kaikki + tehty, 2 * kaikki)


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
    katto, oma = suurin_suhde(hajonta_a, hajonta_b), OMAT_SATTUMAT.get((a, b), "")
    lause = f"spread between seeds {luku(hajonta_a)} and {luku(hajonta_b)}: "
    if katto < vahintaan:
        lause += f"pairing alone can give no more than {luku(katto)}"
    else:
        lause += f"perfect pairing would give {luku(katto)}, so the worlds' shared chance acts differently in each"
    return f"{lause}; {oma}" if oma else lause


def _rivi(
    a: str, b: str, mittari: str, vahintaan: float, r: pd.Series, hajonnat: list[float], erillaan: float
) -> Tarkistusrivi:
    """hajonnat: spreads of the two worlds in the paired runs; erillaan: standard error that plain runs would have."""
    samaa = r["se_paired"] == 0
    suhde = float(erillaan / r["se_paired"]) if not samaa else math.nan
    oma = float(r["ratio"])
    sisalla, syy = bool(samaa or suhde >= vahintaan), _syy(a, b, vahintaan, *hajonnat)
    jaetut = f"{luku(oma)} against unpaired runs whose neighbours share out draws as in every run of the product"
    if sisalla and oma < vahintaan:
        jaetut += f" ({syy})"
    return Tarkistusrivi(
        id=mittari,
        what=f"{a} -> {b}: plain unpaired / paired standard error",
        band=f">= {luku(vahintaan)}",
        model=luku(suhde),
        in_band=sisalla,
        source=f"{jaetut}; difference {r['difference']:+.3g}, paired error {r['se_paired']:.2g} over "
        f"{int(r['pairs'])} pairs",
        cause="" if sisalla else syy,
    )
