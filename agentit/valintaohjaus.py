"""What surrounds direct choice: guidance of heavy users, placement of those who do not choose, approval of producers.

    guidance   attention + a x (what is left of the opening); full attention also from 80 years; quality weighs 1 + g
    placement  once, when the first interval after the opening has passed, of those who have not chosen since
    approval   entry hurdle x (1 + h strictness); an approved private centre keeps at least q strictness of quality

Each costs money of the orderer: guidance once per person guided, spread over the year after the opening; approval by
private centre and year. A resident is a heavy user with three chronic diseases or more. At zero nothing is added.

Source: HE 16/2018 vp (guidance, placement in the liikelaitos's centre, approval; paragraphs unverified); Constitutional
Law Committee PeVL 65/2018 and the ministry's expert group 2017: choice helps those able to grasp a complex system;
sizes oletus (valinta.*, markkina.*). R5, R6, R13.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agentit.saannot import rule
from agentit.valinnanvapaus import RASKAS

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

NYKYINEN, LAHIN_JULKINEN, LAHIN = "nykyinen", "lahin_julkinen", "lahin"  # values of valinnanvapaus.sijoitus
NEUVONTAKUUKAUSIA = 12


@rule(writes="keskus usko_laatu usko_odotus", when="kuukausia > p_kk_avauksesta")
def sijoitetaan(keskus, usko_laatu, usko_odotus, alue_sijoitus, alue_sijoitusodotus):
    """Who has not chosen since choice opened is listed where the county places those of the postal area.

    The interval does not start anew: one may choose at once.
    """
    if keskus == alue_sijoitus:
        return keskus, usko_laatu, usko_odotus
    return alue_sijoitus, 0.0, alue_sijoitusodotus


def sijoitus(malli: SoteMalli) -> None:
    """Place those who have not chosen, in the month when the first interval after the opening has passed."""
    minne, kk = str(malli.p["valinnanvapaus.sijoitus"]), malli.kk_avauksesta
    if minne == NYKYINEN or kk is None or kk != int(malli.p["valinnanvapaus.vaihtovali_kk"]):
        return
    s, b = malli.sidonta, malli.sidonta.b
    julkinen = b.units["alue"].attributes["keskus"]
    lahin = malli.matkat.lahimmat[:, 0]
    b.units["alue"].attributes["sijoitus"][:] = np.where(lahin >= 0, lahin, julkinen) if minne == LAHIN else julkinen
    tuttu = b.units["keskus"].attributes["odotus"]
    s.aseta("alue", "sijoitusodotus", tuttu[b.units["alue"].attributes["sijoitus"]])
    b.parameters["kk_avauksesta"] = kk
    sijoitetaan.run(b, 0, malli.asukkaita_rivilla, malli.threads)


def este_kerroin(malli: SoteMalli) -> float:
    """How much higher the hurdle of entry is by approval; 1 when it is light."""
    return 1.0 + float(malli.p["markkina.hyvaksymiseste"]) * float(malli.p["valinnanvapaus.hyvaksymisehto"])


def valvoo(malli: SoteMalli) -> None:
    """Approval holds private centres to a least quality."""
    ehto = float(malli.p["valinnanvapaus.hyvaksymisehto"])
    if ehto > 0.0:
        for k in malli.keskukset:
            if k.yksityinen:
                k.laatu = max(k.laatu, float(malli.p["markkina.hyvaksymislaatu"]) * ehto)


def kulut(malli: SoteMalli) -> int:
    """Cents of the month that guidance and approval cost the orderer."""
    p, kk = malli.p, malli.kk_avauksesta
    if kk is None:
        return 0
    euroa = 0.0
    if float(p["valinnanvapaus.neuvonta"]) > 0.0 and kk < NEUVONTAKUUKAUSIA:
        c, n = malli.sidonta.b.columns, malli.asukkaita_rivilla
        raskaat = np.count_nonzero((c["krooniset"][:n] >= RASKAS) & (c["elossa"][:n] == 1)) * malli.paino
        euroa += raskaat * float(p["valinnanvapaus.neuvonta"]) * float(p["valinta.neuvonnan_hinta"]) / NEUVONTAKUUKAUSIA
    yksityisia = sum(k.yksityinen for k in malli.keskukset)
    euroa += yksityisia * float(p["valinnanvapaus.hyvaksymisehto"]) * float(p["markkina.hyvaksymiskulu"]) / 12.0
    return int(euroa * 100.0)
