"""R19 Heart failure: who has it, admissions, the vulnerable months after discharge, follow-up reached or not.

A prevented readmission is what a follow-up that was reached prevents; whether it is reached is the hand-over loss of
the care chain (`ketjut.py`). Nothing here is a ratio of readmissions. Admissions are part of the inpatient line's need
and money: they add no cost and no deaths (published death rates hold theirs), and they share the line's monthly draw.
"""

from __future__ import annotations

from agentit.saannot import exp, rule, rule_function


@rule_function
def sydanriski(hauraus, ika_z, p_sydan_hauraus):
    """exp(s (z - mean at this age) - s^2 / 2), at most 4: the frail have heart failure more often, mean one."""
    x = p_sydan_hauraus * (hauraus - ika_z) - 0.5 * p_sydan_hauraus * p_sydan_hauraus
    return min(exp(x), 4.0)


@rule(writes="sydan", when="u0_sydan < 4.0 * ika_sydan")
def sydan_alussa(hauraus, ika_z, ika_sydan, p_sydan_hauraus, u0_sydan):
    """Has heart failure on arrival, with the prevalence of the age, more often when frail.

    Source: 100-140,000 patients in Finland (C41); the age profile is from memory (arvio).
    """
    return int(u0_sydan < ika_sydan * sydanriski(hauraus, ika_z, p_sydan_hauraus))


@rule(writes="sydan", when="sydan == 0 and uy_sydan < 4.0 * ika_sydanuusi")
def sydan_sairastuu(hauraus, ika_z, ika_sydanuusi, p_sydan_hauraus, uy_sydan):
    """New heart failure this year, at the rate that keeps the prevalence of every age level; it does not go away."""
    return int(uy_sydan < ika_sydanuusi * sydanriski(hauraus, ika_z, p_sydan_hauraus))


@rule(writes="sydanjaksot_v sydanuusinnat_v sydankaikki_v", when="sydan == 1")
def sydanvuosi_vaihtuu(sydan):
    """The calendar year's counts of heart failure start from zero."""
    return 0, 0, 0


@rule(writes="taso_esh_vuode tarve_muu", adds="kunta_tarve_esh_vuode", when="sydan == 1")
def sydan_vuodetaso(taso_esh_vuode, tarve_muu, alue_sydantaso):
    """Need of inpatient care of those with heart failure follows the readmissions that follow-up prevents.

    level' = level x (1 - share of readmissions x (reach x effect - base year's)); the factor is 1 in the base year.
    """
    taso = taso_esh_vuode * alue_sydantaso
    return taso, tarve_muu + (taso - taso_esh_vuode), taso - taso_esh_vuode


@rule_function
def alttius(kk, p_sydan_alttius, p_sydan_alttius_kk):
    """Hazard of admission kk months after a heart-failure discharge: 1 + a exp(-(kk - 1) / tau) for 6 months."""
    if kk < 1 or kk > 6:
        return 1.0
    return 1.0 + p_sydan_alttius * exp(-(kk - 1.0) / p_sydan_alttius_kk)


@rule(
    writes="sydankk sydanjaksokk sydanhoito sydanpalasi sydanjaksot_v sydanuusinnat_v sydankaikki_v", when="sydan == 1"
)
def sydan_kuussa(
    sydankk, sydanjaksokk, sydanhoito, sydanpalasi, sydanjaksot_v, sydanuusinnat_v, sydankaikki_v, hauraus, ika_z,
    alue_sydanseuranta, alue_sydanteho, p_kk, p_sydan_jaksot, p_sydan_jaksohauraus, p_sydan_hauraus, p_sydan_osuus,
    p_sydan_osuus_alttiina, p_sydan_alttius, p_sydan_alttius_kk,
    u_maara_esh_vuode, u_sydansyy, u_sydanesto, u_sydanseuranta,
):  # fmt: skip
    """A month with heart failure: P(admitted) = 1 - exp(-h v); of heart failure or another cause; prevented or not.

    h = yearly rate / 12 x exp(s (z - mean of patients) - s^2 / 2); v = `alttius` after a discharge. In the vulnerable
    months follow-up that was reached prevents its share of heart-failure admissions and no others. On discharge
    follow-up is reached with the chain's probability in the resident's area. A period of 6 months from an index
    admission counts as readmitted once (`sydanpalasi`: 1 heart failure, 2 any cause).
    Source: 30-day and 6-month rates, share of heart failure among readmissions: general literature from memory (arvio).
    """
    kk = p_kk - sydankk if sydankk >= 0 else 0
    jaksossa = sydanjaksokk >= 0 and p_kk - sydanjaksokk <= 6
    x = p_sydan_jaksohauraus * (hauraus - ika_z - p_sydan_hauraus)
    h = p_sydan_jaksot / 12.0 * exp(x - 0.5 * p_sydan_jaksohauraus * p_sydan_jaksohauraus)
    if u_maara_esh_vuode < exp(-h * alttius(kk, p_sydan_alttius, p_sydan_alttius_kk)):
        return sydankk, sydanjaksokk, sydanhoito, sydanpalasi, sydanjaksot_v, sydanuusinnat_v, sydankaikki_v
    altis = kk >= 1 and kk <= 6
    oma = u_sydansyy < (p_sydan_osuus_alttiina if altis else p_sydan_osuus)
    if oma and altis and u_sydanesto < sydanhoito:
        return sydankk, sydanjaksokk, sydanhoito, sydanpalasi, sydanjaksot_v, sydanuusinnat_v, sydankaikki_v
    kaikki = min(sydankaikki_v + int(jaksossa and sydanpalasi < 2), 12)
    if not oma:
        palasi = 2 + sydanpalasi % 2 if jaksossa else sydanpalasi
        return sydankk, sydanjaksokk, sydanhoito, palasi, sydanjaksot_v, sydanuusinnat_v, kaikki
    hoito = alue_sydanteho if u_sydanseuranta < alue_sydanseuranta else 0.0
    if not jaksossa:
        return p_kk, p_kk, hoito, 0, min(sydanjaksot_v + 1, 12), sydanuusinnat_v, sydankaikki_v
    uusinnat = min(sydanuusinnat_v + int(sydanpalasi % 2 == 0), 12)
    return p_kk, sydanjaksokk, hoito, 3, sydanjaksot_v, uusinnat, kaikki
