"""R2 Mortality: published death rates x income gradient x frailty; care and prevention act on the amenable part only.

Expected deaths (each living resident's probability, summed) are the measure; realised deaths only a check: at a 2 % sample the paired
contrast of the life-expectancy gap is 15 times tighter that way.
"""

from __future__ import annotations

from agentit.saannot import exp, rule


@rule(writes="kuolinvaara")
def kuolinvaara(hauraus, ikasuku_taso, ikasuku_suora, ika_hauraus, viidennes_gradientti, p_kuolleisuus_d):
    """Monthly hazard this year before care: m(sex, age, year) K / 12 x exp(B g phi(age) + C psi(age) (z + D g)).

    m: UN WPP 2017 rates for Finland x regional ratio; g: income gradient by fifth, fitted so that the gap at 30 is 11 / 5 years (C47).
    `ikasuku_taso` = m K / 12, `ikasuku_suora` = B phi, `ika_hauraus` = C psi.
    """
    g = viidennes_gradientti
    return ikasuku_taso * exp(ikasuku_suora * g + ika_hauraus * (hauraus + p_kuolleisuus_d * g))


@rule(writes="elossa kuolinodote vaikutettava_v kuukaudet_v")
def kuolee(
    kuolinvaara, kuolinodote, vaikutettava_v, kuukaudet_v, hoitovelka, krooniset, ika_krooniset, ika_vaikutettava, keskus_laatu,
    p_hoitovaikutus_velka, p_hoitovaikutus_velkataso, p_hoitovaikutus_krooninen, p_hoitovaikutus_laatu, u_kuolema,
):  # fmt: skip
    """Die this month with p = 1 - exp(-h (1 + a (f - 1))); add p to the expected deaths of the year.

    a = amenable share at this age (.20 below 75); f = exp(th (care deficit - base) + c (chronic - mean) - q quality): what care can
    change. Source: amenable share evidence.md D2 (.1-.3, arvio); th, c, q assumption cards.
    """
    f = exp(
        p_hoitovaikutus_velka * (hoitovelka - p_hoitovaikutus_velkataso)
        + p_hoitovaikutus_krooninen * (krooniset - ika_krooniset)
        - p_hoitovaikutus_laatu * keskus_laatu
    )
    osa = ika_vaikutettava * f
    p = 1.0 - exp(-kuolinvaara * (1.0 - ika_vaikutettava + osa))
    return 2 if u_kuolema < p else 1, kuolinodote + p, vaikutettava_v + kuolinvaara * osa, kuukaudet_v + 1


@rule(writes="elossa", when="u_muutto < kuntaika_lahto")
def muuttaa_pois(elossa):
    """Move out of the region, where the municipality's net migration is negative (projection, kalibrointi/vaestonkehitys.py)."""
    return 3


@rule(writes="ikakk ika")
def vanhenee(ikakk):
    """One month older; age in whole years."""
    return ikakk + 1, (ikakk + 1) // 12
