"""R1 Need: log-frailty, chronic disease, the yearly level of every service line, long-term care states.

One log-frailty z per resident carries over all lines; each line adds its own shock. Levels are refreshed each January
and lived month by
month. Sources: shape fitted to C44 (costliest 10 % = 81 % of cost) and C45 (55 % use nothing of a narrow sote centre,
correlation of
yearly costs .47); the values stand in `kalibrointi/aineisto/palvelupaketit.csv` and
`kalibrointi/parametrit/tarve.yaml`.
"""

from __future__ import annotations

from agentit.saannot import exp, log, normal, poisson, rule, sqrt


@rule(writes="hauraus")
def haurastuu(hauraus, p_kuolleisuus_rho, vy_hauraus):
    """Log-frailty next year: z' = rho z + sqrt(1 - rho^2) e, e ~ N(0, 1).

    Source: the AR(1) form is an assumption; rho .92 a year (oletus, kuolleisuus.rho).
    """
    return p_kuolleisuus_rho * hauraus + sqrt(1.0 - p_kuolleisuus_rho * p_kuolleisuus_rho) * normal(vy_hauraus)


@rule(writes="krooniset")
def sairastuu(
    krooniset, hauraus, ika_ilmaantuvuus, viidennes_sairaus, keskus_ehkaisy, kunta_hyte,
    p_tarve_sairaushauraus, p_tarve_ehkaisyteho, uy_sairaus,
):  # fmt: skip
    """A new chronic disease this year: h = h(age) gradient(fifth) exp(s z - s^2/2) exp(-effect x prevention - HYTE).

    exp(s z - s^2/2) has mean one over N(0, 1). The centre's prevention effort (R10) and the municipality's health
    promotion act here only. Source: form oletus; the size of the prevention effect is an assumption card
    (tarve.ehkaisyteho, P33).
    """
    s = p_tarve_sairaushauraus
    x = exp(s * hauraus - 0.5 * s * s - p_tarve_ehkaisyteho * keskus_ehkaisy - kunta_hyte)
    return min(krooniset + int(uy_sairaus < ika_ilmaantuvuus * viidennes_sairaus * x), 12)


@rule(writes="taso tarve_muu", adds="kunta_tarve")
def palvelutaso(
    hauraus, krooniset, tarve_muu, ika_krooniset, ika_profiili, viidennes_kerroin, alue_ketju,
    p_vakio, p_g, p_pysyva, p_vuosi, p_tarve_krooninen, v0_sokki, vy_sokki,
):  # fmt: skip
    """Expected events a month of one line this year: b profile(age) gradient(fifth) exp(g z + s e + c (chronic - mean
    at this age)).

    e = sqrt(rho) e0 + sqrt(1 - rho) e_year: a shock with correlation rho between any two years, without a column of
    its own.
    At most 3.3 events a month (40 a year), which keeps the correlation of yearly costs estimable. Times what those
    lost in care chains come back with (R19; 1 in the base year). Adds the level to the municipality's need.
    Source: C44, C45.
    """
    sokki = p_pysyva * normal(v0_sokki) + p_vuosi * normal(vy_sokki)
    x = exp(p_g * hauraus + sokki + p_tarve_krooninen * (krooniset - ika_krooniset))
    taso = min(p_vakio * ika_profiili * viidennes_kerroin * x, 3.3) * alue_ketju
    return taso, tarve_muu + taso, taso


@rule(writes="puute_muu")
def jaa_hoitamatta(taso, puute_muu, kunta_hoidettu):
    """Expected events a month of one line that the year's money leaves untreated."""
    return puute_muu + taso * (1.0 - kunta_hoidettu)


@rule(writes="sisaan", adds="kunta_tarve")
def hoitotaso(hauraus, este, ika_profiili, viidennes_kerroin, alue_ketju, p_vakio, p_g, p_sisaan):
    """Monthly probability of entering a long-term care state: c w / (1 - w), w = the share expected in the state at
    this need.

    w = min(.9, b profile(age) gradient(fifth) exp(g z)) x care chains (R19, 1 in the base year);
    c = yearly turnover / 12 x the constant that keeps
    prevalence level while
    frailty moves. Adds w, the expected stock, to the municipality's need (nothing for those in a state that excludes
    this one).
    """
    w = min(p_vakio * ika_profiili * viidennes_kerroin * exp(p_g * hauraus), 0.9) * alue_ketju
    if este > 0:
        return 0.0, 0.0
    return min(p_sisaan * w / (1.0 - w), 0.5), w


@rule(writes="sisaan")
def hoitoon_paasy(sisaan, kunta_hoidettu):
    """Care that is rationed slows entry into the state."""
    return sisaan * kunta_hoidettu


@rule(writes="tila", when="u0_tila < 0.95")
def alkutila(tila, hauraus, ika, este, ika_profiili, viidennes_kerroin, p_vakio, p_g, p_ylaika, u0_tila):
    """State on arrival: in it with the probability w of `hoitotaso`."""
    w = min(p_vakio * ika_profiili * viidennes_kerroin * exp(p_g * hauraus), 0.9)
    return int(u0_tila < w and este == 0 and ika < p_ylaika)


@rule(writes="tila kustannus_v kaytto", when="tila > 0 or u_tila >= 1.0 - sisaan")
def tilassa(tila, este, ika, kustannus_v, kaytto, kunta_hintataso, p_hinta, p_poistuma, p_ylaika, p_bitti, u_poistuu):
    """A month of long-term care: enter, stay at a monthly price, or leave (age limit, a state that excludes it, or
    the monthly exit).

    Deaths end a state by R2; `p_poistuma` is the monthly probability of leaving alive.
    """
    if este > 0 or ika >= p_ylaika:
        return 0, kustannus_v, kaytto
    if tila > 0 and u_poistuu < p_poistuma:
        return 0, kustannus_v, kaytto
    return 1, kustannus_v + p_hinta * kunta_hintataso, kaytto | p_bitti


@rule(writes="kustannus_v kaytto", when="u_maara >= 1.0 - taso")
def kayttaa(
    taso, kustannus_v, kaytto, kunta_hoidettu, kunta_hintataso, p_hinta, p_cv2, p_bitti, u_maara, u_hoidettu, u_hinta
):
    """This month's use of one line: events ~ Poisson(level); treated with the municipality's share; cost of n events
    lognormal.

    The sum of n lognormal costs is taken as lognormal with matched mean and variance.
    """
    n = poisson(taso, u_maara)
    if n < 1 or u_hoidettu >= kunta_hoidettu:
        return kustannus_v, kaytto
    s2 = log(1.0 + p_cv2 / n)
    return kustannus_v + n * p_hinta * kunta_hintataso * exp(sqrt(s2) * normal(u_hinta) - 0.5 * s2), kaytto | p_bitti
