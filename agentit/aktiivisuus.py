"""R11 Activity and referral: what a centre does when visits are paid for, or when referring costs it something.

    visits per need = exp(theta (fee share - reference) + t),   t' = t 2^(-1/half-life) + gain (change of fee share)
    logit(referral) = logit(r0) - 2 (1 - a) slope (carried share x price of a specialised visit
                                                   + (fee share - reference) x price of the own contacts it takes)
    emergency visits of the listed = what waits ask for x exp(-psi (fee share - reference))

More visits by pay are denser work: the same staff and money, more and shorter contacts, so queues do not move. Own
contacts in place of referrals are more work and load the queue. At the reference, the fee share of the proposed
compensation, and with nothing of specialised care carried, all are exactly 1 times what need asks. A centre moves
towards its referral rate by quarters; the year's specialised need of its listed residents follows in January, its own
contacts at once. Sources: P26 (Krasnik 1990: transient +5.7, lasting about 0; fewer referrals), P27 (Agerholm 2015:
lasting, less for the sick) - they disagree, so theta is a card of its own. Emergency: a centre keeps evening hours
where a visit pays, and who finds it closed goes to the emergency (P31, Glazier 2009); nothing unless psi is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, logit

from agentit import kapitaatio, ponnistus
from agentit.palvelupaketit import PRIMAARI
from agentit.saannot import rule

if TYPE_CHECKING:
    from agentit.malli import SoteMalli
    from agentit.sotekeskus import Sotekeskus

ERIKOISRIVI = "esh_avo"  # the line that referrals lead to


@rule(writes="taso_esh_avo tarve_muu", adds="kunta_tarve_esh_avo")
def lahetetaan(taso_esh_avo, tarve_muu, keskus_lahete):
    """The year's specialised outpatient contacts follow the own centre's referrals (R11); the municipality's need too.

    Nothing moves while every centre refers as in the base year. Source: P26 (sign).
    """
    ero = taso_esh_avo * (keskus_lahete - 1.0)
    return taso_esh_avo + ero, tarve_muu + ero, ero


def pysyva(suoriteosuus: float, vertailu: float, theta: float) -> float:
    """Log of lasting activity: theta (fee share - reference); exactly 0 at the reference."""
    return theta * round(suoriteosuus - vertailu, 9)


def hetkellinen(ennen: float, muutos: float, vaikutus: float, puoliintuminen_kk: float) -> float:
    """Log of transient activity a month later: what is left of it, and the response to a change of the fee share."""
    return ennen * 0.5 ** (1.0 / puoliintuminen_kk) + vaikutus * muutos


def lahete(perus: float, altruismi: float, jousto: float, kannettu: float) -> float:
    """Probability of referral when one costs the centre `kannettu` EUR; exactly `perus` when it costs nothing."""
    if kannettu == 0.0:
        return perus
    return float(expit(logit(perus) - 2.0 * (1.0 - altruismi) * jousto * kannettu))


def erikoisosuus(malli: SoteMalli) -> float:
    """Share of specialised outpatient cost that capitation carries: 0 unless it covers it and choice is in force."""
    p = malli.p
    if not malli.suora_valinta or "erikoisosuus" not in kapitaatio.kattaa(p):
        return 0.0
    return float(p["kapitaatio.erikoisosuus"])


# the month and the quarter ----------------------------------------------------------------------------------------


def kuukausi(malli: SoteMalli) -> None:
    """Activity of every open centre this month, where the rules read it: contacts relative to need, and of the
    chronically ill, for whom the gain or loss is smaller. Nothing before direct choice."""
    if not malli.suora_valinta:
        return
    p, osuus = malli.p, round(malli.korvausosat.suorite, 12)
    vertailu = float(p["ponnistus.suoritevertailu"])
    vaikutus, puoli = float(p["ponnistus.aktiivisuus_hetki"]), float(p["ponnistus.aktiivisuus_puoliintuminen"])
    kestava = pysyva(osuus, vertailu, float(p["ponnistus.aktiivisuus"]))
    omat = malli.sidonta.b.units["keskus"].attributes
    kertoimet, sairaan, paivystys = (omat[x] for x in ("aktiivisuus", "aktiivisuus_sairas", "paivystys"))
    ilta = float(np.exp(-pysyva(osuus, vertailu, float(p["ponnistus.paivystysjousto"]))))
    sairaan_osuus = float(p["ponnistus.aktiivisuus_sairas"])
    for k in malli.keskukset:
        uusi = malli.avauskk is not None and k.avattu > malli.avauskk
        ennen = k.suoriteosuus if k.suoriteosuus is not None else osuus if uusi else vertailu
        k.hetkellinen = hetkellinen(k.hetkellinen, osuus - ennen, vaikutus, puoli)
        k.suoriteosuus = osuus
        tihea = float(np.exp(kestava + k.hetkellinen))
        kerroin = tihea * (1.0 + _omaan(malli, k))
        k.tiheys = (tihea - 1.0) / (kerroin - 1.0) if tihea != 1.0 and kerroin != 1.0 else 0.0
        kertoimet[k.paikka], sairaan[k.paikka] = kerroin, 1.0 + sairaan_osuus * (kerroin - 1.0)
        paivystys[k.paikka] = ilta


def neljannes(malli: SoteMalli) -> None:
    """Every open centre takes a step towards the referral rate its pay suggests."""
    if not malli.suora_valinta:
        return
    p = malli.p
    perus, jousto = float(p["ponnistus.lahetteet"]), float(p["ponnistus.lahetejousto"])
    suorite = pysyva(malli.korvausosat.suorite, float(p["ponnistus.suoritevertailu"]), 1.0)
    omat = float(p["ponnistus.lahete_omaan"]) * malli.hinnat[PRIMAARI]
    kannettu = erikoisosuus(malli) * malli.hinnat[ERIKOISRIVI] + suorite * omat
    eta = ponnistus.askelosuus(float(p["ponnistus.puoliintuminen_kk"]))
    kertoimet = malli.sidonta.b.units["keskus"].attributes["lahete"]
    osuus = float(p["ponnistus.lahetteista"])
    for k in malli.keskukset:
        k.lahete += eta * (lahete(perus, k.altruismi, jousto, kannettu) / perus - k.lahete)
        kertoimet[k.paikka] = 1.0 + osuus * (k.lahete - 1.0)


def _omaan(malli: SoteMalli, k: Sotekeskus) -> float:
    """Own contacts that take the place of referrals avoided, relative to all own contacts; 0 in the base year."""
    if k.lahete == 1.0 or not k.kuorma > 0:
        return 0.0
    rivi = malli.paketit[ERIKOISRIVI]
    valtetyt = float(malli.p["ponnistus.lahetteista"]) * (1.0 - k.lahete) * rivi.eur_asukas / rivi.hinta
    return float(malli.p["ponnistus.lahete_omaan"]) * valtetyt * k.lista / (12.0 * k.kuorma)
