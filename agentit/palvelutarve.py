"""R20 Needs assessment of the liikelaitos: own service, a voucher or a personal budget - and a month lived with them.

The forms of choice that follow an assessment. It takes `asiakasseteli.arviointi_kk` months on average; a voucher or a
budget lasts as long as the need. Take-up, ability and producers: agentit/asiakasseteli.py; what a budget buys:
agentit/henkilokohtainen_budjetti.py. Both rules run only where one of the forms is in use.
"""

from __future__ import annotations

from agentit.asiakasseteli import TUOTTAJIA, kyky, ottamistodennakoisyys
from agentit.henkilokohtainen_budjetti import kaytetty
from agentit.saannot import rule


@rule(
    writes="seteli_kotihoito seteli_hoiva seteli_kuntoutus seteli_esh_vuode budjetti",
    when="u_arviointi < p_arviointi and (kotihoito > 0 or hoiva > 0 or vammais > 0 or "
    "taso_kuntoutus > p_asiakasseteli_suunnitelma or taso_esh_vuode > p_asiakasseteli_suunnitelma or "
    "budjetti + seteli_kotihoito + seteli_hoiva + seteli_kuntoutus + seteli_esh_vuode > 0)",
)
def arvioidaan(
    seteli_kotihoito, seteli_hoiva, seteli_kuntoutus, seteli_esh_vuode, budjetti, kotihoito, hoiva, vammais,
    taso_kuntoutus, taso_esh_vuode, kunta, kvintiili, toimintakyky, t_setelivalinta, t_setelisattuma,
    p_asiakasseteli_kotihoito, p_asiakasseteli_hoiva, p_asiakasseteli_kuntoutus, p_asiakasseteli_leikkaus,
    p_omavastuu_kotihoito, p_omavastuu_hoiva, p_asiakasseteli_suunnitelma, p_asiakasseteli_evataan,
    p_asiakasseteli_taso, p_asiakasseteli_kyvysta, p_asiakasseteli_maksusta, p_asiakasseteli_maksusta_alin,
    p_asiakasseteli_laheiset, p_asiakasseteli_tuki, p_asiakasseteli_apu,
    p_henkilokohtainen_budjetti_vammais, p_henkilokohtainen_budjetti_ikaantyneet, p_henkilokohtainen_budjetti_taso,
    p_henkilokohtainen_budjetti_kyvysta, p_henkilokohtainen_budjetti_tuki,
    u0_laheinen, u0_tuki, u0_seteli, u0_budjetti, u_setelituottaja,
):  # fmt: skip
    """Who is assessed this month: a budget (1) first, else a voucher for each line (number of the producer from 1), 0
    own service.

    One lasting willingness (`u0_`) for all vouchers, another for the budget: a higher chance only adds takers. Who has
    a voucher for care keeps it rather than takes a budget. One producer for all of a client's vouchers.
    """
    laheinen = u0_laheinen < p_asiakasseteli_laheiset
    k = kyky(toimintakyky, laheinen, u0_tuki < p_henkilokohtainen_budjetti_tuki, p_asiakasseteli_apu)
    tarjottu = p_henkilokohtainen_budjetti_vammais if vammais > 0 else p_henkilokohtainen_budjetti_ikaantyneet
    p = ottamistodennakoisyys(
        tarjottu, k, 0.0, p_henkilokohtainen_budjetti_taso, p_henkilokohtainen_budjetti_kyvysta, 0.0
    )
    hoidossa = kotihoito + hoiva + vammais > 0
    if hoidossa and (budjetti > 0 or (u0_budjetti < p and seteli_kotihoito + seteli_hoiva == 0)):
        return 0, 0, 0, 0, 1
    k = kyky(toimintakyky, laheinen, u0_tuki < p_asiakasseteli_tuki, p_asiakasseteli_apu)
    a, b, saa = p_asiakasseteli_taso, p_asiakasseteli_kyvysta, 1.0 - p_asiakasseteli_evataan
    herkka = p_asiakasseteli_maksusta_alin if kvintiili == 0 else p_asiakasseteli_maksusta
    u = u0_seteli / saa
    omavastuu = p_omavastuu_hoiva if hoiva > 0 else p_omavastuu_kotihoito
    p = ottamistodennakoisyys(1.0, k, omavastuu, a, b, herkka)
    koti = kotihoito > 0 and (seteli_kotihoito > 0 or u < p * p_asiakasseteli_kotihoito)
    hoito = hoiva > 0 and (seteli_hoiva > 0 or u < p * p_asiakasseteli_hoiva)
    p = ottamistodennakoisyys(1.0, k, 0.0, a, b, 0.0)  # health services: no top-up
    raja = p_asiakasseteli_suunnitelma
    kunt = taso_kuntoutus > raja and (seteli_kuntoutus > 0 or u < p * p_asiakasseteli_kuntoutus)
    leik = taso_esh_vuode > raja and (seteli_esh_vuode > 0 or u < p * p_asiakasseteli_leikkaus)
    if not (koti or hoito or kunt or leik):
        return 0, 0, 0, 0, 0
    tuottaja = max(max(seteli_kotihoito, seteli_hoiva), max(seteli_kuntoutus, seteli_esh_vuode))
    if tuottaja == 0:
        tuottaja = 1
        for j in range(TUOTTAJIA - 1):
            tuottaja += int(u_setelituottaja >= k * t_setelivalinta[kunta, j] + (1.0 - k) * t_setelisattuma[kunta, j])
    return (
        tuottaja * int(koti),
        tuottaja * int(hoito),
        tuottaja * int(kunt),
        tuottaja * int(leik),
        0,
    )


@rule(
    writes="omavastuu_v puute_v hoitovelka terveys",
    when="budjetti + seteli_kotihoito + seteli_hoiva > 0 and kotihoito + hoiva + vammais > 0",
)
def elaa_valinnoillaan(
    omavastuu_v, puute_v, hoitovelka, terveys, seteli_kotihoito, seteli_hoiva, budjetti, kotihoito, hoiva, vammais,
    kunta, toimintakyky, t_setelilaatu, p_omavastuu_kotihoito, p_omavastuu_hoiva, p_asiakasseteli_laatuvaikutus,
    p_asiakasseteli_laheiset, p_asiakasseteli_apu, p_henkilokohtainen_budjetti_kayttamatta, p_budjetin_teho,
    p_henkilokohtainen_budjetti_puuteosuus, p_henkilokohtainen_budjetti_hallinta, p_henkilokohtainen_budjetti_tuki,
    u0_laheinen, u0_tuki,
):  # fmt: skip
    """A month of care with them: own money, care not got, what the producer's quality and deciding oneself are worth.

    Voucher: + top-up; health utility + e q / 12, q the quality of the producer (SD). Budget: untreated (1 - got) / 12;
    utility + e (2 ability - 1) / 12. What the public pays for a client follows from the shares (valintaraha.py); the
    client's own cost column stays at own unit cost.
    """
    if budjetti > 0:
        tuki = u0_tuki < p_henkilokohtainen_budjetti_tuki
        k = kyky(toimintakyky, u0_laheinen < p_asiakasseteli_laheiset, tuki, p_asiakasseteli_apu)
        saatu = kaytetty(k, p_henkilokohtainen_budjetti_kayttamatta) * p_budjetin_teho
        vajaa = (1.0 - saatu) * 0.083333336
        t = terveys + p_henkilokohtainen_budjetti_hallinta * (2.0 * k - 1.0) * 0.083333336
        velka = hoitovelka + vajaa * p_henkilokohtainen_budjetti_puuteosuus
        return omavastuu_v, puute_v + vajaa, velka, min(max(t, 0.05), 1.0)
    j = seteli_hoiva if hoiva > 0 else seteli_kotihoito * int(kotihoito > 0)
    if j == 0:
        return omavastuu_v, puute_v, hoitovelka, terveys
    oma = p_omavastuu_hoiva if hoiva > 0 else p_omavastuu_kotihoito
    t = terveys + p_asiakasseteli_laatuvaikutus * 0.083333336 * t_setelilaatu[kunta, j - 1]
    return omavastuu_v + oma, puute_v, hoitovelka, min(max(t, 0.05), 1.0)
