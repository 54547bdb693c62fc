"""R2 Mortality: published death rates x income gradient x frailty; care and prevention act on the amenable part only.

Expected deaths (each living resident's probability, summed) are the measure; realised deaths only a check: at a 2 %
sample the paired
contrast of the life-expectancy gap is 15 times tighter that way.
"""

from __future__ import annotations

from agentit.saannot import exp, rule, rule_function


@rule(writes="kuolinvaara")
def kuolinvaara(hauraus, ikasuku_taso, ikasuku_suora, ika_hauraus, viidennes_gradientti, p_kuolleisuus_d):
    """Monthly hazard this year before care: m(sex, age, year) K / 12 x exp(B g phi(age) + C psi(age) (z + D g)).

    m: UN WPP 2017 rates for Finland x regional ratio; g: income gradient by fifth, fitted so that the gap at 30 is 11
    / 5 years (C47).
    `ikasuku_taso` = m K / 12, `ikasuku_suora` = B phi, `ika_hauraus` = C psi.
    """
    g = viidennes_gradientti
    return ikasuku_taso * exp(ikasuku_suora * g + ika_hauraus * (hauraus + p_kuolleisuus_d * g))


@rule_function
def hoidon_vaikutus(
    hoitovelka, krooniset, ika_krooniset, keskus_laatu,
    p_hoitovaikutus_velka, p_hoitovaikutus_velkataso, p_hoitovaikutus_krooninen, p_hoitovaikutus_laatu,
):  # fmt: skip
    """f = exp(th (care deficit - base) + c (chronic - mean at this age) - q quality): what care can change, 1 in the
    base year's mean."""
    velka = p_hoitovaikutus_velka * (hoitovelka - p_hoitovaikutus_velkataso)
    return exp(velka + p_hoitovaikutus_krooninen * (krooniset - ika_krooniset) - p_hoitovaikutus_laatu * keskus_laatu)


@rule(writes="kuolinkk kuolinodote")
def kuolemanvaara(
    kuolinvaara, kuolinodote, hoitovelka, krooniset, ika_krooniset, ika_vaikutettava, keskus_laatu,
    p_hoitovaikutus_velka, p_hoitovaikutus_velkataso, p_hoitovaikutus_krooninen, p_hoitovaikutus_laatu,
):  # fmt: skip
    """Probability of dying this month, p = 1 - exp(-h (1 - a + a f)), and its sum over the year: the expected deaths.

    a = amenable share at this age (.20 below 75; .1-.3, from memory, arvio); f = `hoidon_vaikutus`, assumption
    cards.
    """
    f = hoidon_vaikutus(
        hoitovelka, krooniset, ika_krooniset, keskus_laatu,
        p_hoitovaikutus_velka, p_hoitovaikutus_velkataso, p_hoitovaikutus_krooninen, p_hoitovaikutus_laatu,
    )  # fmt: skip
    p = 1.0 - exp(-kuolinvaara * (1.0 - ika_vaikutettava + ika_vaikutettava * f))
    return p, kuolinodote + p


@rule(writes="elossa", when="u_kuolema < kuolinkk")
def kuolee(elossa):
    """Death, by this month's draw."""
    return 2


@rule(writes="vaikutettava_v")
def vaikutettavat(
    kuolinodote, hoitovelka, krooniset, ika_krooniset, ika_vaikutettava, keskus_laatu,
    p_hoitovaikutus_velka, p_hoitovaikutus_velkataso, p_hoitovaikutus_krooninen, p_hoitovaikutus_laatu,
):  # fmt: skip
    """Amenable part of the year's expected deaths: a f / (1 - a + a f), at the state of December."""
    f = hoidon_vaikutus(
        hoitovelka, krooniset, ika_krooniset, keskus_laatu,
        p_hoitovaikutus_velka, p_hoitovaikutus_velkataso, p_hoitovaikutus_krooninen, p_hoitovaikutus_laatu,
    )  # fmt: skip
    osa = ika_vaikutettava * f
    return kuolinodote * osa / (1.0 - ika_vaikutettava + osa)


@rule(writes="elossa", when="u_muutto < kuntaika_lahto")
def muuttaa_pois(elossa):
    """Move out of the region, where the municipality's net migration is negative (projection,
    kalibrointi/vaestonkehitys.py)."""
    return 3


@rule(writes="ikakk ika kuukaudet_v")
def vanhenee(ikakk, kuukaudet_v):
    """One month older; age in whole years, at most 110, where every table ends; one month of the year lived."""
    return ikakk + 1, min((ikakk + 1) // 12, 110), kuukaudet_v + 1
