"""`sote capitation`: what each set of capitation weights foresees of next year's cost, and whom it makes profitable.

A world is lived without choice for two years. Weights are fitted and read in the second January; what they foresee is
the cost of the sote centre each resident then lives through that year, and the margin is against its expectation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from agentit import kapitaatio, kapitaatiomitat
from agentit.aikataulu import Schedule
from runs import ajo, skenaariot
from runs.ajo import Edistyminen

if TYPE_CHECKING:
    from agentit.malli import SoteMalli
    from runs.skenaariot import Skenaario

JOUKOT = (*kapitaatio.TEKIJAT, "ika_sukupuoli+kustannus+tyoterveys", "tarve+kieli", "tarve+kieli+syrjaisyys")
SEGMENTIT = {
    "tyoterveys": "occupational health",
    "sairaat": "2+ chronic",
    "terveet": "no chronic",
    "ika_75": "75+",
    "kieli_sv": "Swedish",
    "syrjassa": "over 7 km",
    "viidennes_1": "bottom fifth",
}


@dataclass(frozen=True)
class Painorivi:
    """One set of weights: R2 against the cost expected, lived (raw) and its log; margins by segment, their spread."""

    valinta: str
    odotettu: float
    raaka: float
    log: float
    katteet: dict[str, float]
    hajonta: float

    def json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "weights": self.valinta, "r2_expected": self.odotettu, "r2_raw": self.raaka, "r2_log": self.log,
            "margins": self.katteet, "spread": self.hajonta,
        }  # fmt: skip


@dataclass(frozen=True)
class Aineisto:
    """Residents who lived both years: what was seen in January, expected cost, costs of the sote centre lived."""

    sarakkeet: dict[str, np.ndarray]
    viidennes: np.ndarray
    keskus: np.ndarray
    odotettu: np.ndarray
    ennen: np.ndarray  # EUR lived in the year before
    sitten: np.ndarray  # EUR lived in the year after


def aineisto(skenaario: Skenaario, otos: float, seed: int, progress: Edistyminen | None = None) -> Aineisto:
    """Live two years of a scenario and keep what weights see and what they are to foresee."""
    malli = ajo.rakenna_malli(skenaario, otos, seed)
    kerro = progress or (lambda tehty, kaikkiaan: None)
    kapea = kuuntele(malli)
    vuodet = []
    for kk in range(24):
        if kk % 12 == 0:
            kapea[:] = 0.0
        malli.step()
        kerro(kk + 1, 24)
        if kk == 12:  # the second January: levels of the year are known
            n = malli.asukkaita_rivilla
            sarakkeet = {nimi: x.copy() for nimi, x in malli.painosarakkeet().items()}
            odotettu = malli.odotettu_kustannus(n)
            c = malli.sidonta.b.columns
            muut = c["viidennes"][:n].copy(), c["keskus"][:n].copy()
        if kk % 12 == 11:
            vuodet.append(kapea.copy())
    omat = (c["elossa"][:n] == 1) & (np.arange(n) < malli.maailma.vaesto.alussa)
    return Aineisto(
        {nimi: x[omat] for nimi, x in sarakkeet.items()},
        viidennes=muut[0][omat],
        keskus=muut[1][omat],
        odotettu=odotettu[omat],
        ennen=vuodet[0][:n][omat],
        sitten=vuodet[1][:n][omat],
    )


def kuuntele(malli: SoteMalli) -> np.ndarray:
    """From now on each resident's cost in the sote centre adds up here (rows,), EUR; the run itself is the same."""
    hakeutuminen = malli.schedule["hakeutuminen"]
    c = malli.sidonta.b.columns
    kapea = np.zeros(len(c["kustannus_v"]))

    def mitaten(m: SoteMalli) -> None:
        ennen = c["kustannus_v"].astype(np.float64)
        hakeutuminen.action(m)
        kapea[:] += c["kustannus_v"] - ennen

    malli.schedule = Schedule(
        replace(askel, action=mitaten) if askel is hakeutuminen else askel for askel in malli.schedule
    )
    return kapea


def painorivi(a: Aineisto, valinta: str) -> Painorivi:
    """Power and margins of one set of weights."""
    k = kapitaatio.sovita(valinta, a.sarakkeet, a.odotettu)
    w = kapitaatio.paino(k, a.sarakkeet)
    katteet = kapitaatiomitat.katteet(w, a.odotettu, kapitaatiomitat.segmentit(a.sarakkeet, a.viidennes))
    return Painorivi(
        valinta,
        k.selitysaste,
        kapitaatio.selitysaste(w, a.sitten),
        kapitaatiomitat.log_selitysaste(valinta, a.sarakkeet, a.sitten),
        katteet,
        kapitaatiomitat.hajonta(katteet),
    )


def raportoi(
    scenario: str,
    otos: float | None = None,
    seed: int = 1,
    asetukset: skenaariot.Asetukset = (),
    alue: str | None = None,
    joukot: Sequence[str] = JOUKOT,
    progress: Edistyminen | None = None,
) -> list[Painorivi]:
    """Rows of the table, one per set of weights; the scenario's own set last, if it is another."""
    skenaario = skenaariot.lue(scenario, asetukset, otos=otos, alue=alue)
    oma = str(skenaario.ohjelma().at(skenaario.months - 1)["kapitaatio.painot"])
    a = aineisto(skenaario, skenaario.otos, ajo.tarkista_siemen(seed), progress)
    return [painorivi(a, valinta) for valinta in dict.fromkeys([*joukot, oma])]


def taulu(rivit: Sequence[Painorivi]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Column names and rows in words: R2, then margins as a share of the mean payment."""
    sarakkeet = ("weights", ">R2 expected", ">R2 raw", ">R2 log", *(f">{t}" for t in SEGMENTIT.values()), ">spread")
    return sarakkeet, [
        (
            r.valinta, *(f"{x:.3f}" for x in (r.odotettu, r.raaka, r.log)),
            *(f"{r.katteet[nimi]:+.3f}" for nimi in SEGMENTIT), f"{r.hajonta:.3f}",
        )
        for r in rivit
    ]  # fmt: skip
