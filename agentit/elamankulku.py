"""What a year does to a resident outside services: work, income quintile, health; and how a life starts in the
model."""

from __future__ import annotations

from agentit.saannot import exp, logistic, normal, poisson, rule


@rule(
    writes="hauraus krooniset tyokk tyoterveys keskus kuukausia usko_laatu usko_odotus hoitovelka terveys "
    "toimintakyky kontaktikk"
)
def saapuu(
    ika, tyo, ikasukuviides_z, ika_krooniset, ika_z, viidennes_sairaus, viidennes_tth, alue_keskus, alue_toinenkeskus,
    alue_toinenosuus, alue_odotus, p_hoitovaikutus_velkataso, p_tarve_sairaushauraus, p_tyo_pitkaosuus, v0_hauraus,
    u0_krooniset, u0_tth,
    u0_tyokk, u0_lista, u0_listalla,
):  # fmt: skip
    """First state of a resident: frailty of those alive at this age, chronic diseases, cover, the nearest (or second
    nearest) centre.

    Start frailty ~ N(mean of survivors, 1): a plain N(0, 1) would start mortality too high.
    """
    z = ikasukuviides_z + normal(v0_hauraus)
    s = p_tarve_sairaushauraus
    k = min(poisson(min(ika_krooniset * viidennes_sairaus * exp(s * (z - ika_z) - 0.5 * s * s), 4.0), u0_krooniset), 12)
    kk = 18 if u0_tyokk < p_tyo_pitkaosuus else 3
    keskus = alue_toinenkeskus if u0_lista < alue_toinenosuus else alue_keskus
    cover = 1 if tyo == 0 and u0_tth < viidennes_tth else 0
    return (
        z,
        k,
        kk,
        cover,
        keskus,
        int(12.0 + 48.0 * u0_listalla),
        0.0,
        alue_odotus,
        p_hoitovaikutus_velkataso,
        0.85,
        1.0,
        -1,
    )


@rule(writes="kvintiili")
def tuloluokka(sija, ikaluokkasuku_raja1, ikaluokkasuku_raja2, ikaluokkasuku_raja3, ikaluokkasuku_raja4):
    """National income quintile (0-4) of the permanent rank at the present age: fees and purchasing power follow it,
    measures do not."""
    return (
        int(sija >= ikaluokkasuku_raja1) + int(sija >= ikaluokkasuku_raja2) + int(sija >= ikaluokkasuku_raja3)
        + int(sija >= ikaluokkasuku_raja4)
    )  # fmt: skip


@rule(writes="tyo tyokk tyoterveys")
def tyollistyy(
    tyo, tyokk, ika, uusiluokka, ikaviides_tyo0, ikaviides_tyo1, ikaviides_tyo2, ikaviides_tyo3, ikaviides_tyo4,
    viidennes_tth, p_tyo_vaihtuvuus, uy_vaihtaa, uy_tyo, u0_tth,
):  # fmt: skip
    """Work status of the year: redrawn from P(status | age band, fifth) when an age band begins and else with a small
    turnover.

    Keeps the cross-section of 2017 by age and fifth while people move. 0 employed, 1 unemployed, 2 student, 3
    pensioner, 4 other, 5 child.
    """
    if ika < 15:
        return 5, 0, 0
    if tyo < 5 and uusiluokka == 0 and (uy_vaihtaa >= p_tyo_vaihtuvuus or tyo == 3):
        return tyo, min(tyokk + 12, 600), 1 if tyo == 0 and u0_tth < viidennes_tth else 0
    uusi = (
        int(uy_tyo >= ikaviides_tyo0) + int(uy_tyo >= ikaviides_tyo1) + int(uy_tyo >= ikaviides_tyo2)
        + int(uy_tyo >= ikaviides_tyo3) + int(uy_tyo >= ikaviides_tyo4)
    )  # fmt: skip
    kk = min(tyokk + 12, 600) if uusi == tyo else 0
    return uusi, kk, 1 if uusi == 0 and u0_tth < viidennes_tth else 0


@rule(writes="terveys toimintakyky")
def voi(
    terveys, toimintakyky, ika, hauraus, krooniset, hoiva, kotihoito, hoitovelka,
    p_terveys_nuori, p_terveys_ika, p_terveys_krooninen, p_terveys_hauraus, p_terveys_velka, p_terveys_hoiva,
    p_terveys_toimintakyky_ika, p_terveys_toimintakyky_hauraus, p_terveys_toimintakyky_hoiva,
    p_terveys_toimintakyky_kotihoito,
):  # fmt: skip
    """Health utility (0-1) and functional ability (0-1) move half-way to what age, frailty, disease and care imply.

    utility: level - age slope - chronic - frailty - untreated need - care; ability: 1 - age^2 - frailty - care.
    Source: utility by age after Finnish EQ-5D population norms (from memory, arvio); the rest oletus (terveys.*).
    """
    vanhuus = max(ika - 30, 0)
    z = max(hauraus, 0.0)
    t = p_terveys_nuori - p_terveys_ika * vanhuus - p_terveys_krooninen * krooniset - p_terveys_hauraus * z
    t = t - p_terveys_velka * hoitovelka - p_terveys_hoiva * hoiva
    f = 1.0 - p_terveys_toimintakyky_ika * vanhuus * vanhuus - p_terveys_toimintakyky_hauraus * z
    f = f - p_terveys_toimintakyky_hoiva * hoiva - p_terveys_toimintakyky_kotihoito * kotihoito
    t = min(max(t, 0.05), 1.0)
    f = min(max(f, 0.05), 1.0)
    return terveys + 0.5 * (t - terveys), toimintakyky + 0.5 * (f - toimintakyky)


@rule(writes="tyytyvaisyys")
def tyytyvaisyys(
    usko_laatu, usko_odotus, hoitovelka, kieli, keskus_ruotsi,
    p_tyytyvaisyys_taso, p_tyytyvaisyys_laatu, p_tyytyvaisyys_odotus, p_tyytyvaisyys_velka, p_keskus_viiteodotus,
    p_kieli_tyytyvaisyys,
):  # fmt: skip
    """Probability of being satisfied with the own centre: logit in believed quality and wait, untreated need, language.

    Source: signs P11, P12, P22; levels oletus (tyytyvaisyys.*). Waits count from the base year's mean.
    """
    odotus = p_tyytyvaisyys_odotus * (usko_odotus - p_keskus_viiteodotus)
    vieras = p_kieli_tyytyvaisyys * (1.0 - keskus_ruotsi) if kieli == 1 else 0.0
    return logistic(
        p_tyytyvaisyys_taso + p_tyytyvaisyys_laatu * usko_laatu - odotus - p_tyytyvaisyys_velka * hoitovelka - vieras
    )


@rule(
    writes="kustannus_ed kustannus_v kaytto_ed kaytto tarve_v julkinen_v tth_v yksityinen_v paivystys_v puute_v "
    "kuolinodote vaikutettava_v kuukaudet_v vaihdot_v omavastuu_v"
)
def vuosi_vaihtuu(kustannus_v, kaytto):
    """The calendar year's own accounts move to last year's and start from zero."""
    return kustannus_v, 0.0, kaytto, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0, 0, 0.0


@rule(writes="tarve_muu puute_muu")
def tarve_nollataan(kustannus_v):
    """Before the yearly levels of all lines are summed."""
    return 0.0, 0.0
