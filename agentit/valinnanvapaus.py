"""R5 considering a switch, R6 choosing a sote centre, R7 learning - and moving on when a centre closes.

hazard of switching = attention x logit. Attention is high when choice opens and fades; most people stay, and location
and waits matter
more than quality. The parameters are one sampled ridge fitted to the choice trials 2017-19 (C34-C36), not three free
sliders.
"""

from __future__ import annotations

from agentit.saannot import exp, normal, rule, rule_function

RASKAS = 3  # chronic diseases from which a resident counts as a heavy user here


@rule_function
def huomio(ika, usko_laatu, usko_odotus, viite, herate, b_odotus, b_laatu, vanhoilla):
    """Monthly attention (R5): what draws it x exp(b_w (wait - mean of the base year) - b_q quality), less from 80
    years."""
    a = herate * exp(b_odotus * (usko_odotus - viite) - b_laatu * usko_laatu)
    return a * vanhoilla if ika >= 80 else a


@rule_function
def hyoty(km, odotus, laatu, yksityinen, ruotsi, veto, b_km, b_paiva, b_laatu, maku, kielietu):
    """Utility of a centre (R6): -b_d km - b_w wait + b_q quality + taste for private + service in Swedish + its own
    pull."""
    return -b_km * km - b_paiva * odotus + b_laatu * laatu + maku * yksityinen + kielietu * ruotsi + veto


@rule_function
def segmentti(ika, tyoterveys, krooniset):
    """Number of the segment a centre can tell a resident by (R12): age band, occupational-health cover, illness."""
    kaista = 0 if ika < 18 else (1 if ika < 65 else (2 if ika < 75 else 3))
    return kaista * 6 + (3 if tyoterveys > 0 else 0) + min(krooniset, 2)


@rule(writes="keskus kuukausia usko_laatu usko_odotus vaihdot_v", when="u_harkinta < p_valinta_huomiokatto")
def valitsee(
    keskus, kuukausia, vaihdot_v, alue, ika, kieli, tyoterveys, krooniset, usko_laatu, usko_odotus, alue_avaus,
    alue_uusi,
    t_ehdokkaat, t_km, t_odotus, t_maine, t_yksityinen, t_ruotsi, t_veto, t_kate,
    p_valinta_huomio, p_valinta_huomio_avaus, p_valinta_huomio_kirje, p_keskus_viiteodotus,
    p_valinta_huomio_odotus, p_valinta_huomio_laatu, p_valinta_huomio_80,
    p_valinnanvapaus_tiedotuskirje, p_valinnanvapaus_vaihtovali_kk, p_valinnanvapaus_neuvonta,
    p_valinta_huomio_neuvonta, p_valinta_neuvontateho,
    p_valinta_km, p_valinta_paiva, p_valinta_laatu, p_valinta_pysyy, p_valinta_kieli, p_valinta_yksityinen,
    p_valinta_yksityinen_hajonta, p_valinta_tuttu, p_valinta_tth_odotus, p_valinta_ehdokkaita,
    u_harkinta, u_valinta, u0_mieltymys, u0_kirje, u0_neuvonta,
):  # fmt: skip
    """Consider (R5), then choose among the nearest admissible centres and the present one (R6): a logit.

    One uniform and the inverse cdf; the present centre is judged by own beliefs and gets a bonus for staying, others by
    their known wait and repute. What draws attention: choice opening and a letter, both fading (`alue_avaus`), or a
    new private centre near (`alue_uusi`); heavy users may be guided (valintaohjaus.py). A centre that selects softly
    (R12) pulls by its margin on one's segment.
    Source: b_q .17 per SD (Santos et al. 2017, P10); the rest one ridge fitted to C34-C36 (search 2 of the trial note).
    """
    if kuukausia < p_valinnanvapaus_vaihtovali_kk:
        return keskus, kuukausia, usko_laatu, usko_odotus, vaihdot_v
    kirje = p_valinta_huomio_kirje * alue_avaus if u0_kirje < p_valinnanvapaus_tiedotuskirje else 0.0
    herate = p_valinta_huomio + p_valinta_huomio_avaus * max(alue_avaus, alue_uusi) + kirje
    neuvottu = 1.0 if krooniset >= RASKAS and u0_neuvonta < p_valinnanvapaus_neuvonta else 0.0
    herate = herate + p_valinta_huomio_neuvonta * alue_avaus * neuvottu
    vanhoilla = p_valinta_huomio_80 + (1.0 - p_valinta_huomio_80) * neuvottu
    if u_harkinta >= huomio(
        ika, usko_laatu, usko_odotus, p_keskus_viiteodotus, herate,
        p_valinta_huomio_odotus, p_valinta_huomio_laatu, vanhoilla,
    ):  # fmt: skip
        return keskus, kuukausia, usko_laatu, usko_odotus, vaihdot_v
    b_km, b_laatu = p_valinta_km, p_valinta_laatu * (1.0 + p_valinta_neuvontateho * neuvottu)
    b_paiva = p_valinta_paiva * (p_valinta_tth_odotus if tyoterveys else 1.0)
    tuttu = p_valinta_tuttu if tyoterveys else 0.0
    maku = p_valinta_yksityinen + p_valinta_yksityinen_hajonta * normal(u0_mieltymys) + tuttu
    etu = p_valinta_kieli if kieli == 1 else 0.0
    kate = t_kate[segmentti(ika, tyoterveys, krooniset)]
    v = hyoty(
        t_km[alue, keskus], usko_odotus, usko_laatu, t_yksityinen[keskus], t_ruotsi[keskus], t_veto[keskus] * kate,
        b_km, b_paiva, b_laatu, maku, etu,
    )  # fmt: skip
    oma = exp(p_valinta_pysyy + v)
    summa = oma
    for k in range(p_valinta_ehdokkaita):
        j = t_ehdokkaat[alue, k]
        if j >= 0 and j != keskus:
            v = hyoty(
                t_km[alue, j], t_odotus[j], t_maine[j], t_yksityinen[j], t_ruotsi[j], t_veto[j] * kate,
                b_km, b_paiva, b_laatu, maku, etu,
            )  # fmt: skip
            summa += exp(v)
    x = u_valinta * summa - oma
    if x < 0.0:
        return keskus, kuukausia, usko_laatu, usko_odotus, vaihdot_v
    for k in range(p_valinta_ehdokkaita):
        j = t_ehdokkaat[alue, k]
        if j >= 0 and j != keskus:
            v = hyoty(
                t_km[alue, j], t_odotus[j], t_maine[j], t_yksityinen[j], t_ruotsi[j], t_veto[j] * kate,
                b_km, b_paiva, b_laatu, maku, etu,
            )  # fmt: skip
            x -= exp(v)
            if x < 0.0:
                return j, 0, t_maine[j], t_odotus[j], vaihdot_v + 1
    return keskus, kuukausia, usko_laatu, usko_odotus, vaihdot_v


@rule(writes="keskus kuukausia usko_laatu usko_odotus", when="keskus_auki < 0.5")
def siirtyy_suljetusta(alue_keskus, alue_odotus):
    """A closed centre's residents are listed at the nearest public centre of their postal area the same month."""
    return alue_keskus, 0, 0.0, alue_odotus


@rule(writes="kuukausia", adds="keskus_uskosumma aluekieli_uskosumma aluekieli_vaki")
def keskustelee(kuukausia, usko_laatu):
    """A month more at this centre; own belief joins the talk of the postal area and language, and the centre's
    repute."""
    return min(kuukausia + 1, 600), usko_laatu, usko_laatu, 1.0


@rule(writes="usko_laatu usko_odotus", when="kontaktikk == p_kk and kanava == 0")
def oppii(
    usko_laatu, usko_odotus, keskus_laatu, keskus_odotus, aluekieli_usko, p_oppi_oma, p_oppi_tappio, p_oppi_alue,
    p_oppi_vertailu,
    p_oppi_kokemushajonta, p_valinnanvapaus_vertailutieto, u_koettu,
):  # fmt: skip
    """Belief after a visit: own experience (losses weigh more), the area's mean belief last month, and a published
    comparison.

    b' = b + a (q + e - b) + w (area - b) + lambda (q - b). Source: HealthSim form (Chavez-Juarez 2020); lambda .1
    oletus, swept.
    """
    ero = keskus_laatu + p_oppi_kokemushajonta * normal(u_koettu) - usko_laatu
    askel = p_oppi_oma * p_oppi_tappio if ero < 0.0 else p_oppi_oma
    vertailu = p_oppi_vertailu * p_valinnanvapaus_vertailutieto * (keskus_laatu - usko_laatu)
    usko = usko_laatu + askel * ero + p_oppi_alue * (aluekieli_usko - usko_laatu) + vertailu
    return usko, usko_odotus + 0.5 * (keskus_odotus - usko_odotus)
