"""The short answer of a sweep, printed when it ends: what each lever does, and how far that hangs on the unknown.

For every lever and each of its values: the paired difference from the lever's reference value, all else equal, same
seeds; averaged over seeds, and then over all combinations of the other levers and all worlds of the uncertainties. The
spread is the 5th and 95th per cent over those, not a Monte Carlo error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kalibrointi.parametrit import nayta as arvona
from runs import naytto

if TYPE_CHECKING:
    import pandas as pd

    from runs.tutkimus import Koe
    from runs.varasto import Varasto

ENSIN = ("elinajanodote_ero", "tyydyttamaton", "kustannus_asukas", "odotus")  # what the model is for
MITTAREITA = 4


def vastaus(varasto: Varasto, mittarit: tuple[str, ...] = ()) -> pd.DataFrame:
    """One row per (experiment, lever, value, measure): reference, mean, low, high, of the last year, for all residents.

    mittarit: default those the model is for, of what the sweep kept.
    """
    import pandas as pd

    rivit = varasto.results(mittarit or None)
    rivit = rivit[(rivit["year"] == rivit["year"].max()) & rivit["group"].isin(["kaikki", ""])]
    olemassa = list(dict.fromkeys(rivit["measure"]))
    valitut = mittarit or tuple([m for m in ENSIN if m in olemassa] or olemassa)[:MITTAREITA]
    pisteet, tulos = varasto.points().set_index("point"), []
    for koe in varasto.study.experiments:
        omat = pisteet[pisteet["experiment"] == koe.name]
        for mittari in valitut:
            arvot = rivit[(rivit["measure"] == mittari) & rivit["point"].isin(omat.index)]
            taulu = arvot.pivot_table("value", "point", "replicate")
            yksikko = arvot["unit"].iloc[0] if len(arvot) else ""
            tulos += [{**rivi, "measure": mittari, "unit": yksikko} for rivi in _vivut(koe, omat, taulu)]
    return pd.DataFrame(tulos)


def _vivut(koe: Koe, pisteet: pd.DataFrame, taulu: pd.DataFrame) -> list[dict[str, Any]]:
    """Effect of each value of each lever on one measure. taulu: (point, replicate) values."""
    rivit = []
    sarakkeet = [t.column for t in koe.factors]
    for tekija in koe.levers:
        viite = koe.reference.get(tekija.key, pisteet[tekija.column].iloc[0])
        muut = [s for s in sarakkeet if s != tekija.column]
        maailmat = {
            tuple(rivi): piste
            for piste, *rivi in pisteet.loc[pisteet[tekija.column] == viite, muut].itertuples(name=None)
        }
        for arvo, osa in pisteet.groupby(tekija.column, sort=False):
            parit = [
                (piste, maailmat[tuple(rivi)])
                for piste, *rivi in osa[muut].itertuples(name=None)
                if tuple(rivi) in maailmat and {piste, maailmat[tuple(rivi)]} <= set(taulu.index)
            ]
            if arvo == viite or not parit:
                continue
            a, b = (taulu.loc[list(pisteet_)].to_numpy() for pisteet_ in zip(*parit, strict=True))
            rivit.append({"experiment": koe.name, "lever": tekija.key, "value": arvo, **_luvut(a - b, viite)})
    return rivit


def _luvut(erotukset: Any, viite: Any) -> dict[str, Any]:
    """(pairs of points, replicates) differences -> mean over seeds, then over points."""
    import numpy as np

    pisteittain = np.nanmean(erotukset, axis=1)
    ala, yla = np.quantile(pisteittain, [0.05, 0.95])
    luvut = {"mean": float(pisteittain.mean()), "low": float(ala), "high": float(yla)}
    return {"reference": viite, **luvut, "worlds": len(pisteittain)}


def nayta(varasto: Varasto) -> None:
    """Print the answer as a table."""
    taulu = vastaus(varasto)
    if not len(taulu):
        return
    kokeita = taulu["experiment"].nunique() > 1
    rivit = [
        (
            f"{r.experiment}: {r.lever}" if kokeita else r.lever,
            f"{_sana(r.reference)} -> {_sana(r.value)}", r.measure,
            naytto.luku(r.mean, True), naytto.luku(r.low, True), naytto.luku(r.high, True), r.worlds, r.unit,
        )
        for r in taulu.itertuples()
    ]  # fmt: skip
    naytto.tulosta(varasto.study.question.get("en"))
    naytto.taulukko(("lever", "from -> to", "measure", ">mean", ">5 %", ">95 %", ">worlds", "unit"), rivit)
    naytto.tulosta("Mean of paired differences in the last year; 5-95 % over the other levers and all worlds.")


def _sana(arvo: Any) -> str:
    arvo = arvo.item() if hasattr(arvo, "item") else arvo
    return arvo if isinstance(arvo, str) else arvona(arvo)
