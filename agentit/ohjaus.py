"""Steering: the seven instruments an orderer has over its liikelaitos, and what the liikelaitos expects in return.

Each instrument moves one thing that the model's rules already read, from its value p towards a value at full strength,

    p_eff = p + strength (full - p),

every month before any rule reads p, never past a value the scenario has itself made stricter. Its use costs a share of
the liikelaitos's money each January, in proportion to intensity. At intensity 0 nothing is touched: the same bits. No
friction switches on by itself: what an intensity of 1e-9 changes is not visible.

Instruments act once a county orders services; in nykytila nobody steers a liikelaitos. Virement is no instrument but
the financing model itself (R14). Sources: R14-R16; Uusimaa steering exercise 2018; values at full strength oletus.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from agentit import mitattulaatu
from agentit.ponnistus import askelosuus

if TYPE_CHECKING:
    from agentit.liikelaitos import Liikelaitos
    from agentit.malli import SoteMalli
    from agentit.sotekeskus import Sotekeskus

OHJAUSPAKETTI = "ohjaus"  # package of the money matrix: what steering itself costs


@dataclass(frozen=True)
class Ohjauskeino:
    """One instrument. Names of parameters stand without their group `ohjaus.`: the key is the intensity's own."""

    avain: str
    fi: str
    sv: str
    en: str
    muuttujat: tuple[tuple[str, str], ...]  # (parameter it moves, its value at full strength)
    kulu: str  # cost of use at intensity 1, share of the liikelaitos's money
    mekanismi: str
    ei_voi: str  # what it cannot do
    paikka: str  # what belongs here in practice
    nostaa: bool = False  # does it raise what it moves?
    puoliintuminen: str = ""  # months in which it gains half of its strength; "" = at once


OHJAUSKEINOT = (
    Ohjauskeino(
        "omistaja", "omistajaohjaus", "ägarstyrning", "owner steering",
        muuttujat=(("liikelaitos.vinouma", "omistaja_taysi"),),
        kulu="omistaja_kulu",
        mekanismi="Owner goals and appointments pull what the liikelaitos wants towards the strategy.",
        ei_voi="Nothing where the liikelaitos has no choice (virement 0 and reports unread), nor in private centres, "
        "whose owner is another. Slow: people and habits change over years.",
        paikka="Appointments, owner policy; omavalvonta (self-monitoring) as what the owner asks for.",
        puoliintuminen="omistaja_puoliintuminen",
    ),
    Ohjauskeino(
        "talous", "talous- ja tulosohjaus", "ekonomi- och resultatstyrning", "economic and performance steering",
        muuttujat=(("sopimus.kannustin", "talous_taysi"),),
        kulu="talous_kulu",
        mekanismi="A share of the contract's money is paid on measured goals: effort that shows in them pays.",
        ei_voi="It moves only what is measured; unmeasured prevention gives way, and luck is paid as well. How money "
        "is divided between packages is the financing model, not this.",
        paikka="Tuotteistus (defining services as priced products) makes goals measurable.",
        nostaa=True,
    ),
    Ohjauskeino(
        "normi", "normiohjaus", "normstyrning", "regulation",
        muuttujat=(("jono.enimmaisodotus", "normi_taysi"),),
        kulu="normi_kulu",
        mekanismi="A longest wait that binds every centre: what is over it is bought or done as overtime.",
        ei_voi="It brings no money and no staff, and says the same where need differs. One queue is governed, the rest "
        "of the service is not.",
        paikka="Care guarantee, staffing ratios, supervision of omavalvonta plans.",
    ),
    Ohjauskeino(
        "sopimus", "sopimusohjaus", "avtalsstyrning", "contract steering",
        muuttujat=(("sopimus.ketjut", "sopimus_taysi"),),
        kulu="sopimus_kulu",
        mekanismi="The contract says who takes over from whom: fewer are lost at hand-overs between organisations.",
        ei_voi="Nothing inside one organisation. Care that no contract foresaw is left as it was. Where contracts are "
        "negotiated chains are on the agenda, and this only sets where the first talk starts.",
        paikka="Partnership agreement, hankinta (purchasing) from private and third-sector producers.",
        nostaa=True,
    ),
    Ohjauskeino(
        "informaatio", "informaatio-ohjaus", "informationsstyrning", "steering by information",
        muuttujat=(("ohjaus.tietovirhe", "informaatio_taysi"), ("ohjaus.tiedon_viive", "informaatio_viive")),
        kulu="informaatio_kulu",
        mekanismi="Shared records and statistics: the orderer sees need with less noise and sooner.",
        ei_voi="It changes what is seen, not what is wanted or reported: nothing under kertabudjetti, where the "
        "orderer's estimate splits no money.",
        paikka="Registers, recommendations, published results of omavalvonta.",
    ),
    Ohjauskeino(
        "vuorovaikutus", "vuorovaikutusohjaus", "interaktionsstyrning", "steering by interaction",
        muuttujat=(("ohjaus.liioittelu", "vuorovaikutus_taysi"),),
        kulu="vuorovaikutus_kulu",
        mekanismi="Regular joint work and open books: the liikelaitos tilts its reports of need less.",
        ei_voi="Honest reports help only where they are read: nothing under kertabudjetti or if their weight is 0. It "
        "does not make the reports exact.",
        paikka="Joint management groups, osallisuus (residents and staff at the table).",
    ),
    Ohjauskeino(
        "markkina", "markkinaohjaus", "marknadsstyrning", "market steering",
        muuttujat=(("markkina.este", "markkina_taysi"),),
        kulu="markkina_kulu",
        mekanismi="Light approval and stable tariffs lower the hurdle of entry: more private centres.",
        ei_voi="It says who exists, not how they behave; nothing without direct choice. Fixed costs are doubled.",
        paikka="Producer approval, hankinta and vouchers, tuotteistus of what is bought.",
    ),
)  # fmt: skip


class Ohjaus:
    """Steering of one model. `voima`: instrument -> strength in force, its intensity but for what grows slowly."""

    def __init__(self) -> None:
        """No steering."""
        self.voima = {keino.avain: 0.0 for keino in OHJAUSKEINOT}

    def kuukausi(self, p: dict[str, Any]) -> dict[str, Any]:
        """Strengths a month later, and the month's parameters as they are with them (changed in place)."""
        maakunta = p["rakenne.jarjestaja"] == "maakunta"
        for keino in OHJAUSKEINOT:
            tavoite, oma = (float(p[f"ohjaus.{keino.avain}"]) if maakunta else 0.0), self.voima[keino.avain]
            askel = askelosuus(float(p[f"ohjaus.{keino.puoliintuminen}"])) if keino.puoliintuminen else 1.0
            self.voima[keino.avain] = tavoite if askel == 1.0 else oma + askel * (tavoite - oma)
        return self.vaikuttaa(p)

    def vaikuttaa(self, p: dict[str, Any]) -> dict[str, Any]:
        """Parameters as rules read them: p + strength (full - p); changed in place."""
        for keino in OHJAUSKEINOT:
            voima = self.voima[keino.avain]
            for muuttuja, taysi in keino.muuttujat:
                arvo, raja = float(p[muuttuja]), float(p[f"ohjaus.{taysi}"])
                raja = max(arvo, raja) if keino.nostaa else min(arvo, raja)
                if voima > 0.0:
                    p[muuttuja] = arvo + voima * (raja - arvo)
        return odotukset(p)

    # cost of use ---------------------------------------------------------------------------------------------------

    def perii(self, laitos: Liikelaitos, raha: float) -> float:
        """Money of the year (EUR) left to a liikelaitos when steering has taken its cost of use."""
        laitos.ohjauskulu = raha * kuluosuus(laitos.model.p)
        return raha - laitos.ohjauskulu


def kuluosuus(p: Mapping[str, Any]) -> float:
    """Cost of use of all instruments, share of the money: sum of intensity x cost at full intensity."""
    return sum(float(p[f"ohjaus.{keino.avain}"]) * float(p[f"ohjaus.{keino.kulu}"]) for keino in OHJAUSKEINOT)


def odotukset(p: dict[str, Any]) -> dict[str, Any]:
    """What the liikelaitos expects of the next budget, in the parameters it decides by (changed in place).

    Benchmark y, ratchet r, bailout expectation pi, each 0-1; b: what of overspending it takes others to pay:

        b = 1 - (1 - pi (1 - c)) (1 - g k)                  c: how strict a bailout's conditions are; k: share corrected
                                                            afterwards (R17), g: how far that is counted on
        tilt of reports = tilt (1 - y)                      its own word counts less beside peers' figures (yardstick)
        saving effort   = effort (1 - r (1 - y)) (1 - b)    what is saved leaves the next frame, or others would pay
        overspent share = u + b (1 - u)                     of a gap between money and need

    Forms are assumptions; signs: P54-P56 (conditional bailouts need not erode
    discipline); Shleifer 1985 (RAND J. Econ. 16:319), Weitzman 1980
    (Bell J. Econ. 11:302).
    """
    y, r, b = float(p["ohjaus.vertailu"]), float(p["ohjaus.ratchet"]), pelastus(p)
    if y > 0.0:
        p["ohjaus.liioittelu"] = float(p["ohjaus.liioittelu"]) * (1.0 - y)
    if r > 0.0 or b > 0.0:
        p["liikelaitos.tehostuminen"] = float(p["liikelaitos.tehostuminen"]) * (1.0 - r * (1.0 - y)) * (1.0 - b)
    if b > 0.0:
        u = float(p["liikelaitos.ylitys"])
        p["liikelaitos.ylitys"] = u + b * (1.0 - u)
    return p


def pelastus(p: Mapping[str, Any]) -> float:
    """b: share of overspending that the liikelaitos takes others to pay, 0-1."""
    b = float(p["valtio.pelastusodotus"]) * (1.0 - float(p["valtio.pelastusehto"]))
    if (g := float(p["valtio.tarkistusvaste"])) > 0.0:
        b = 1.0 - (1.0 - b) * (1.0 - g * float(p["valtio.tarkistusosuus"]))
    return b


# performance pay -----------------------------------------------------------------------------------------------------


def tulospalkkio(malli: SoteMalli, keskukset: Sequence[Sotekeskus]) -> tuple[np.ndarray | float, np.ndarray | float]:
    """Marginal pay of quality and of prevention (J,), EUR per listed resident and SD, by the contract.

    Goals are met as well as missed, so a step in attainment is worth bonus + sanction of the centre's money R a year:

        pay         (1 - a) R m (bonus + sanction)          m: attainment per SD of effort (ohjaus.mittariherkkyys)
        quality     (1 - h) c pay                           h: share paid on prevention (ohjaus.palkattu_ehkaisy)
        prevention  h pay - sigma kappa_e / kappa x (1 - h) c pay       effort moves to what is measured (multitasking)

    sigma: prevention lost per SD of quality so gained (ohjaus.syrjaytyminen); c: 1, or what the share already reached
    and a ceiling leave of it (mittarit of `mitattulaatu.py`). Own centres of the liikelaitos only.
    Source: R10 form; Holmström & Milgrom 1991 (J. Law Econ. Organ. 7:24), P32-P34; sizes oletus.
    """
    p = malli.p
    m, sigma = float(p["ohjaus.mittariherkkyys"]), float(p["ohjaus.syrjaytyminen"])
    sopimus = malli.jarjestaja.sopimus if malli.maakunta else None
    if sopimus is None or sopimus.kannustin + sopimus.seuraamus == 0.0:
        return 0.0, 0.0
    omat = np.array([(1.0 - k.altruismi) * (not k.yksityinen) for k in keskukset])
    raha = np.array([12.0 * k.tulo / max(k.lista, 1.0) for k in keskukset])
    palkkio = omat * raha * m * (sopimus.kannustin + sopimus.seuraamus)
    laadusta = palkkio * mitattulaatu.jaljella(malli, keskukset)
    syrjaytyy = -sigma * float(p["keskus.ehkaisykulu"]) / float(p["ponnistus.kappa"])
    if (h := float(p["ohjaus.palkattu_ehkaisy"])) > 0.0:
        laadusta = (1.0 - h) * laadusta
        return laadusta, h * palkkio + syrjaytyy * laadusta
    return laadusta, syrjaytyy * laadusta
