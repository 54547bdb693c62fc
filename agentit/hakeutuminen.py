"""R3 seeking care and R4 channel: occupational health, own money, emergency or the public sote centre - or giving up.

The same probabilities are read twice: `kuormittaa` adds everybody's *expected* visits to the centre's queue,
`hakeutuu` lets the person
live one draw. A queue loaded with draws would bias waits at small samples (26 -> 39 days at a 2 % sample).
"""

from __future__ import annotations

from agentit.kerrokset import kerroskerroin
from agentit.kielet import kielikerroin
from agentit.saannot import exp, log, logistic, normal, poisson, rule, rule_function, sqrt


@rule_function
def omalla_rahalla(kvintiili, ika, odotus, p_kanava_oma, p_kanava_oma_tulo, p_kanava_oma_odotus, p_kanava_oma_lapsi):
    """Share that pays a private doctor: logit in income quintile (0-4, centred), log wait and childhood. Fitted to
    C22-C24, P48."""
    lapsi = p_kanava_oma_lapsi if ika < 12 else 0.0
    return logistic(p_kanava_oma + p_kanava_oma_tulo * (kvintiili - 2) + p_kanava_oma_odotus * odotus + lapsi)


@rule_function
def hoitajamaksu(ika, p_haku_hoitajamaksu, p_haku_hoitajaherkkyys):
    """Share of nurse contacts that a fee of their own leaves: exp(c fee) from 18 years on, exactly 1 without a fee.

    c = -.010 per EUR (Haaga et al. 2020-25, P36: 10 EUR, -9...-10 %)."""
    return exp(p_haku_hoitajaherkkyys * p_haku_hoitajamaksu) if ika >= 18 else 1.0


@rule(writes="hakukerroin")
def hakuhalu(
    ika, tyo, tyokk, kvintiili, kieli, ika_digi, alue_lahin_km, alue_keskitetty_km, keskus_ruotsi,
    p_haku_maksu, p_haku_maksuherkkyys, p_haku_maksuherkkyys_alin, p_haku_tyoton, p_haku_pitkatyoton, p_haku_muu,
    p_kieli_hakueste, p_kieli_hakueste_muu,
    p_kerros_sahkoinen_siirto, p_kerros_liikkuva_siirto, p_kerros_keskittaminen, p_kerros_digi_sv, p_kerros_digi_muu,
    p_kerros_etu_sahkoinen, p_kerros_etu_liikkuva, p_kerros_etu_keskitetty, p_kerros_lahikaynti_silti,
    p_kerros_matkavaimennus, p_kerros_liikkuva_km,
):  # fmt: skip
    """How readily a resident seeks public care at no wait: exp(c fee) x access by work status x language x layers.

    c = -.003 per EUR, -.006 in the bottom quintile (Haaga et al. 2020-25, P36); working-age people outside work have
    less access
    (Virtanen 2006: odds of any visit .21 for the long-term unemployed, P49). Language: agentit/kielet.py; a shift of
    network layers (R23): agentit/kerrokset.py, exactly 1 when nothing moves. Never above 1.
    """
    herkkyys = p_haku_maksuherkkyys_alin if kvintiili == 0 else p_haku_maksuherkkyys
    maksu = exp(herkkyys * p_haku_maksu) if ika >= 18 else 1.0
    kerros = kerroskerroin(
        kieli, ika_digi, alue_lahin_km, alue_keskitetty_km,
        p_kerros_sahkoinen_siirto, p_kerros_liikkuva_siirto, p_kerros_keskittaminen, p_kerros_digi_sv,
        p_kerros_digi_muu, p_kerros_etu_sahkoinen, p_kerros_etu_liikkuva, p_kerros_etu_keskitetty,
        p_kerros_lahikaynti_silti, p_kerros_matkavaimennus, p_kerros_liikkuva_km,
    )  # fmt: skip
    maksu = min(maksu * kielikerroin(kieli, keskus_ruotsi, p_kieli_hakueste, p_kieli_hakueste_muu) * kerros, 1.0)
    if ika < 20 or ika >= 62 or tyo == 0:
        return maksu
    if tyo == 1:
        return maksu * (p_haku_pitkatyoton if tyokk >= 12 else p_haku_tyoton)
    return maksu * p_haku_muu


@rule(
    writes="hoitovelka tarve_v julkinen_v tth_v yksityinen_v paivystys_v puute_v",
    adds="keskus_kuorma keskus_paino keskus_lista keskus_lisakuorma",
)
def kuormittaa(
    taso_sote, tarve_muu, puute_muu, hoitovelka, tyoterveys, krooniset, kvintiili, ika, hakukerroin, kapitaatiopaino,
    tarve_v, julkinen_v, tth_v, yksityinen_v, paivystys_v, puute_v, keskus_odotusln, keskus_haku, keskus_aktiivisuus,
    keskus_aktiivisuus_sairas, keskus_paivystys,
    p_kanava_tth, p_kanava_tth_lisa, p_kanava_oma, p_kanava_oma_tulo, p_kanava_oma_odotus, p_kanava_oma_lapsi,
    p_kanava_paivystys, p_kanava_paivystys_odotus, p_haku_hoitajasuhde, p_haku_hoitajamaksu, p_haku_hoitajaherkkyys,
    p_puute_osuus,
):  # fmt: skip
    """Expected contacts of the month by channel, and what stays untreated.

    public = need (1 - OHC) (1 - own - emergency) (1 + w/7)^e x readiness; e = -.2 (Martin & Smith; Sivey 2018, P35).
    Nurse contacts
    follow primary need outside channels. Forgone contacts x p_puute_osuus count as unmet need (C31). The care deficit
    closes 1/12 of its
    gap to this month's untreated share. What the centre's activity (R11) adds is visits, not need met; exactly 1 unless
    pay has moved it, like the share of emergency visits that its evening hours leave (keskus_paivystys).
    """
    tth = p_kanava_tth if tyoterveys else 0.0
    loput = taso_sote * (1.0 - tth)
    oma = omalla_rahalla(
        kvintiili, ika, keskus_odotusln, p_kanava_oma, p_kanava_oma_tulo, p_kanava_oma_odotus, p_kanava_oma_lapsi
    )
    paiv = (p_kanava_paivystys + p_kanava_paivystys_odotus * keskus_odotusln) * keskus_paivystys
    julkisiin = loput * (1.0 - oma - paiv)
    haku = keskus_haku * hakukerroin
    julkinen = julkisiin * haku
    hoitaja = taso_sote * p_haku_hoitajasuhde * haku * hoitajamaksu(ika, p_haku_hoitajamaksu, p_haku_hoitajaherkkyys)
    puute = (julkisiin - julkinen) * p_puute_osuus + puute_muu
    velka = hoitovelka + 0.083333336 * (puute / (taso_sote + tarve_muu + 0.001) - hoitovelka)
    lisa = keskus_aktiivisuus_sairas if krooniset > 0 else keskus_aktiivisuus
    kaynnit = (julkinen + hoitaja) * lisa
    return (
        velka, tarve_v + taso_sote, julkinen_v + julkinen * lisa, tth_v + taso_sote * tth * p_kanava_tth_lisa,
        yksityinen_v + loput * oma,
        paivystys_v + loput * paiv, puute_v + puute, kaynnit, kapitaatiopaino, 1.0,
        (julkinen + hoitaja) * (lisa - 1.0),
    )  # fmt: skip


@rule(writes="kaynnit kanava kontaktikk kustannus_v kaytto", when="u_tarve >= 1.0 - taso_sote")
def hakeutuu(
    kaynnit, kanava, kontaktikk, taso_sote, tyoterveys, kvintiili, ika, hakukerroin, kustannus_v, kaytto,
    keskus_odotusln, keskus_haku, keskus_paivystys,
    kunta_hintataso,
    p_kanava_tth, p_kanava_oma, p_kanava_oma_tulo, p_kanava_oma_odotus, p_kanava_oma_lapsi, p_kanava_paivystys,
    p_kanava_paivystys_odotus, p_hinta_sote, p_cv2_sote, p_bitti_sote, p_kk, u_tarve, u_kanava, u_haku, u_kayntihinta,
):  # fmt: skip
    """This person's own month: number of contacts, then one channel. 0 public, 1 occupational, 2 own money, 3
    emergency, 4 gave up."""
    n = poisson(taso_sote, u_tarve)
    if n < 1:
        return kaynnit, kanava, kontaktikk, kustannus_v, kaytto
    tth = p_kanava_tth if tyoterveys else 0.0
    oma = omalla_rahalla(
        kvintiili, ika, keskus_odotusln, p_kanava_oma, p_kanava_oma_tulo, p_kanava_oma_odotus, p_kanava_oma_lapsi
    )
    paiv = (p_kanava_paivystys + p_kanava_paivystys_odotus * keskus_odotusln) * keskus_paivystys
    if u_kanava < tth:
        return n, 1, p_kk, kustannus_v, kaytto
    if u_kanava < tth + (1.0 - tth) * oma:
        return n, 2, p_kk, kustannus_v, kaytto
    if u_kanava < tth + (1.0 - tth) * (oma + paiv):
        return n, 3, p_kk, kustannus_v, kaytto
    if u_haku >= keskus_haku * hakukerroin:
        return n, 4, p_kk, kustannus_v, kaytto
    s2 = log(1.0 + p_cv2_sote / n)
    hinta = n * p_hinta_sote * kunta_hintataso * exp(sqrt(s2) * normal(u_kayntihinta) - 0.5 * s2)
    return n, 0, p_kk, kustannus_v + hinta, kaytto | p_bitti_sote


@rule(writes="kustannus_v kaytto", when="u_hoitaja >= 1.0 - taso_sote * p_haku_hoitajasuhde")
def hoitajan_luona(
    taso_sote, hakukerroin, ika, kustannus_v, kaytto, keskus_haku, kunta_hintataso, p_haku_hoitajasuhde,
    p_haku_hoitajamaksu, p_haku_hoitajaherkkyys, p_hinta_sote, p_bitti_sote,
    u_hoitaja, u_hoitajahaku,
):  # fmt: skip
    """Nurse and other contacts at the sote centre: Poisson(need x ratio), sought with the same readiness."""
    n = poisson(taso_sote * p_haku_hoitajasuhde, u_hoitaja)
    maksu = hoitajamaksu(ika, p_haku_hoitajamaksu, p_haku_hoitajaherkkyys)
    if n < 1 or u_hoitajahaku >= keskus_haku * hakukerroin * maksu:
        return kustannus_v, kaytto
    return kustannus_v + n * p_hinta_sote * kunta_hintataso, kaytto | p_bitti_sote


@rule(writes="esh_julkinen_v esh_yksityinen_v")
def erikoislaakarille(
    taso_esh_avo, kvintiili, p_kanava_erikois, p_kanava_erikois_tulo, p_kanava_erikois_oma, p_kanava_erikois_oma_tulo
):
    """Expected specialist contacts of the year, public and paid: need x exp(gradient (quintile - 2)). Fitted with R4
    to C24 and P48."""
    q = kvintiili - 2
    return (
        12.0 * taso_esh_avo * p_kanava_erikois * exp(p_kanava_erikois_tulo * q),
        12.0 * taso_esh_avo * p_kanava_erikois_oma * exp(p_kanava_erikois_oma_tulo * q),
    )
