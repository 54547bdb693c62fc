"""R9 How much of the sote centres' money is luck of the sample: a control variate of paired comparisons.

Under direct choice the orderer pays lists by a tariff that follows what contacts have shown: the year's money is the
county's, which follows need in all lines, T, times primary care's share of it when the tariff was set. Contacts show
the primary need N of the year before, and the share is last year's,

    money / need  ~  (T_y / T_{y-1}) (N_{y-2} / N_y).

Where few residents are sampled, the shocks of the year (`vy_hauraus`, `vy_sokki`) move both by a per cent, and waits
with them; among a county's 1.7 million they do not. The luck of the year is, with what each January's shocks did
relative to what was expected before them, l(T) and l(N),

    L_y = l_y(T) - l_y(N) + .8 l_{y-2}(N).

A lognormal level cut at its ceiling has a known mean, so E l = 0 whatever the state of the model, for any weights (.8:
about what of a year's luck in primary need is gone two years later). New illness of the year is left out of both level
and mean. Nothing in the model reads L. Comparisons do (`runs/vertailu.py`), and it costs a seventh of a run, so it is
reckoned only in runs that are asked for it; 0 while nobody chooses a centre.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentit.palvelupaketit import PRIMAARI
from agentit.saannot import exp, log, normal, rule, rule_function, sqrt

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

PALAUTUU = 0.8


@rule_function
def kertyma(x):
    """Standard normal distribution function, error < 2e-7 (Abramowitz & Stegun 26.2.17)."""
    y = x if x > 0.0 else -x
    t = 1.0 / (1.0 + 0.2316419 * y)
    p = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
    yli = 0.39894228 * exp(-0.5 * y * y) * p
    return 1.0 - yli if x > 0.0 else yli


@rule_function
def keskitaso(m, s, katto):
    """Mean of min(e^x, ceiling) where x ~ N(m, s^2), s > 0."""
    h = (log(katto) - m) / s
    return exp(m + 0.5 * s * s) * kertyma(h - s) + katto * (1.0 - kertyma(h))


@rule(adds="kunta_sattuma kunta_odotettu")
def tasosattuma(
    hauraus, krooniset, ika_krooniset, ika_profiili, viidennes_kerroin,
    p_vakio, p_g, p_pysyva, p_vuosi, p_tarve_krooninen, p_kuolleisuus_rho, v0_sokki, vy_sokki, vy_hauraus,
):  # fmt: skip
    """Level of a line (`tarve.palvelutaso`) less its mean before the January's shocks of frailty and of the year; that
    mean. Source: the mean of a lognormal cut at its ceiling."""
    s = p_g * sqrt(1.0 - p_kuolleisuus_rho * p_kuolleisuus_rho)
    e = s * normal(vy_hauraus)
    ennen = p_g * hauraus - e + p_pysyva * normal(v0_sokki) + p_tarve_krooninen * (krooniset - ika_krooniset)
    m = log(p_vakio * ika_profiili * viidennes_kerroin) + ennen
    odotettu = keskitaso(m, sqrt(s * s + p_vuosi * p_vuosi), 3.3)
    return min(exp(m + e + p_vuosi * normal(vy_sokki)), 3.3) - odotettu, odotettu


@rule(adds="kunta_sattuma kunta_odotettu")
def tilasattuma(hauraus, este, ika_profiili, viidennes_kerroin, p_vakio, p_g, p_kuolleisuus_rho, vy_hauraus):
    """Share expected in a state (`tarve.hoitotaso`) less its mean before the January's shock of frailty; that mean.
    Source: as of `tasosattuma`."""
    if este > 0:
        return 0.0, 0.0
    s = p_g * sqrt(1.0 - p_kuolleisuus_rho * p_kuolleisuus_rho)
    e = s * normal(vy_hauraus)
    m = log(p_vakio * ika_profiili * viidennes_kerroin) + p_g * hauraus - e
    odotettu = keskitaso(m, s, 0.9)
    return min(exp(m + e), 0.9) - odotettu, odotettu


class Tariffisattuma:
    """Luck of each January, latest last: (l(T), l(N)), relative to what was expected."""

    def __init__(self) -> None:
        self.vuodet: list[tuple[float, float]] = []

    def tammikuu(self, malli: SoteMalli) -> None:
        """Reckon a January's luck, once frailty has moved and before anybody falls ill or moves in."""
        s, n = malli.sidonta, malli.asukkaita_rivilla
        summat = s.b.units["kunta"].sums
        kaikki = odotettu = primaari = 0.0
        for rivi, saanto in zip(malli.paketit.rivit, s.sattuma, strict=True):
            s.nollaa("kunta", "sattuma", "odotettu")
            saanto.run(s.b, 0, n, malli.threads)
            onni, taso = float(summat["sattuma"].sum()), float(summat["odotettu"].sum())
            hinta = malli.perushinnat[rivi.koodi] * (1.0 if rivi.on_tila else 12.0)
            kaikki, odotettu = kaikki + hinta * onni, odotettu + hinta * taso
            if rivi.koodi == PRIMAARI:
                primaari = onni / taso if taso > 0.0 else 0.0
        self.vuodet.append((kaikki / odotettu if odotettu > 0.0 else 0.0, primaari))

    def arvo(self, malli: SoteMalli) -> float:
        """L of the year, share of the money per need; 0 unless lists are paid and three Januaries are known."""
        if not malli.suora_valinta or len(self.vuodet) < 3:
            return 0.0
        (kaikki, primaari), toissa = self.vuodet[-1], self.vuodet[-3][1]
        return kaikki - primaari + PALAUTUU * toissa
