"""What happens in a month, in order: the printed schedule of the model.

Residents' steps are rules (compiled over all, plain on one); what couples residents - queues, money, contracts - is
done by the
organisations that own it. In January the year's need is known before money is split, because the liikelaitos sees
true need; the
orderer sees last year's, with noise (R15).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agentit import (
    aktiivisuus,
    allianssi,
    alustus,
    elamankulku,
    hakeutuminen,
    henkilosto,
    huomio,
    kerrokset,
    kuolleisuus,
    markkinat,
    raharata,
    suunhoito,
    sydan,
    tapahtumat,
    tarve,
    valinnanvapaus,
    valintakokeilu,
    valintaohjaus,
)
from agentit.aikataulu import Schedule, Step
from agentit.sotekeskus import vastaanottavat

if TYPE_CHECKING:
    from agentit.malli import SoteMalli


def schedule() -> Schedule:
    """The month as numbered steps; `print(malli.schedule)` shows it."""
    organisers = "valtio, jarjestaja, liikelaitos, kunnat"
    return Schedule(
        [
            Step(
                "vuosi vaihtuu",
                "asukkaat",
                vuosi_vaihtuu,
                "january",
                "last year closes; age band, work, frailty, disease",
            ),
            Step("vaesto", "asukkaat", vaesto, "month", "R2: ageing, births, deaths, movers"),
            Step(
                "palveluketjut",
                organisers,
                palveluketjut,
                "january",
                "R19: losses at hand-overs, and what the lost come back with",
            ),
            Step("tarve", "asukkaat", vuoden_tarve, "january", "R1, R2: levels of need, hazard, readiness of the year"),
            Step("verkkokerrokset", "sote-keskukset", kerrokset.tammikuu, "january", "R23: what a contact weighs"),
            Step(
                "rahoitus ja sopimus",
                organisers,
                raharata.tammikuu,
                "january",
                "R14, R15, R17: funding, frame, contract, split",
            ),
            Step("allianssi", "kumppanit", allianssi.tammikuu, "january", "R18: settlement, saving and cost of use"),
            Step("markkina", "yksityiset tuottajat", markkinat.puolivuosi, "half-year", "R13: centres open and close"),
            Step("valinta", "asukkaat", valinta, "month", "R5, R6: consider a switch, choose a centre"),
            Step(
                "suunhoito",
                "asukkaat, suuyksiköt",
                suunhoito.kuukausi,
                "month",
                "R5, R6, R8, R13: oral units, once they have lists",
            ),
            Step("hakeutuminen", "asukkaat", hakeutuminen_kuussa, "month", "R3, R4, R11: expected load; a draw each"),
            Step("palvelut", "asukkaat", palvelut, "month", "R1: other lines of service, long-term care"),
            Step(
                "setelit ja budjetit",
                "asukkaat",
                setelit_ja_budjetit,
                "month",
                "R20: vouchers, budgets, hospitals chosen",
            ),
            Step("jonot", "sotekeskukset", keskukset, "month", "R8: queues, waits"),
            Step(
                "raha", "maksajat ja saajat", raharata.kuukausi, "month", "R9: revenue, the money matrix; staff follows"
            ),
            Step("henkilosto", "sotekeskukset", henkilosto.kuukausi, "month", "R8: recruits come from other employers"),
            Step(
                "panostus", "sotekeskukset", panostus, "quarter", "R10, R11: effort on quality and prevention; referral"
            ),
            Step("oppiminen", "asukkaat", oppiminen, "month", "R7: experience, talk of the area, repute"),
            Step("mittaus", "malli", mittaus, "month", "measures of the month, in December of the year"),
        ]
    )


def vuosi_vaihtuu(malli: SoteMalli) -> None:
    """January, but not the first: a year's change of the residents themselves."""
    if malli.kk == 0:
        return
    b, t = malli.sidonta.b, malli.threads
    poissa = b.columns["elossa"][: malli.asukkaita_rivilla] != 1
    for column in elamankulku.vuosi_vaihtuu.writes:  # who left last year is measured no more
        b.columns[column][: malli.asukkaita_rivilla][poissa] = 0
    alustus.ikaindeksit(malli, 0, malli.asukkaita_rivilla)
    life = (elamankulku.vuosi_vaihtuu, elamankulku.tyollistyy, elamankulku.tuloluokka)
    heart = (sydan.sydan_sairastuu, sydan.sydanvuosi_vaihtuu)
    for rule in (*life, tarve.haurastuu):
        rule.run(b, 0, malli.asukkaita_rivilla, t)
    if malli.tariffisattuma is not None:
        malli.tariffisattuma.tammikuu(malli)
    for rule in (tarve.sairastuu, *heart, elamankulku.voi):
        rule.run(b, 0, malli.asukkaita_rivilla, t)


def vaesto(malli: SoteMalli) -> None:
    """A month older; who dies or moves out; who is born or moves in."""
    b, t, n = malli.sidonta.b, malli.threads, malli.asukkaita_rivilla
    for rule in (kuolleisuus.vanhenee, kuolleisuus.kuolemanvaara, kuolleisuus.kuolee, kuolleisuus.muuttaa_pois):
        rule.run(b, 0, n, t)
    tulokk = malli.maailma.vaesto.tulokk
    loppu = n + int(np.searchsorted(tulokk[n:], malli.kk, side="right"))
    if loppu > n:
        malli.asukkaat.activate(n, loppu)
        malli.asukkaita_rivilla = loppu
        alustus.saapuvat(malli, n, loppu)
        alustus.hoitamattomat(malli, n, loppu)


def palveluketjut(malli: SoteMalli) -> None:
    """Hand-over losses of the year's structure and levers."""
    malli.ketjut.paivita()
    malli.kanavat.kulje("ketjut")


def vuoden_tarve(malli: SoteMalli) -> None:
    """Levels of the year, and the need of every municipality by line."""
    if malli.kk == 0:
        return
    malli.paivita_vuositaulut()
    tapahtumat.tammikuu(malli)
    tapahtumat.lahtevat(malli)
    malli.sidonta.nollaa("kunta")
    alustus.vuoden_tasot(malli, 0, malli.asukkaita_rivilla)
    malli.kapitaatiopainot()


def valinta(malli: SoteMalli) -> None:
    """Attention of the month, then considering and choosing; tables of the admissible centres."""
    b, p = malli.sidonta.b, malli.p
    tau = float(p["valinta.huomio_kk"])
    hiipuminen = huomio.hiipuminen(malli.kk_avauksesta, tau)
    uusi = huomio.uusi_lahella(malli.keskukset, malli.matkat.km, malli.kk, tau)
    malli.sidonta.aseta("alue", "avaus", valintakokeilu.mukana_olevilla(malli, np.full(len(uusi), hiipuminen)))
    malli.sidonta.aseta("alue", "uusi", valintakokeilu.mukana_olevilla(malli, uusi))
    b.parameters["valinta_huomiokatto"] = huomio.huomiokatto(p, hiipuminen, uusi)
    b.tables.update(km=malli.matkat.km, ehdokkaat=valintakokeilu.ehdokkaat(malli), **malli.keskustaulut())
    valinnanvapaus.valitsee.run(b, 0, malli.asukkaita_rivilla, malli.threads)
    valintaohjaus.sijoitus(malli)


def hakeutuminen_kuussa(malli: SoteMalli) -> None:
    """Expected visits to the queues; each person's own draw."""
    s, b, t, n = malli.sidonta, malli.sidonta.b, malli.threads, malli.asukkaita_rivilla
    aktiivisuus.kuukausi(malli)
    malli.kanavat.kulje("aktiivisuus")
    s.nollaa("keskus", "kuorma", "paino", "lista", "lisakuorma")
    for rule in (hakeutuminen.kuormittaa, hakeutuminen.hakeutuu, hakeutuminen.hoitajan_luona):
        rule.run(b, 0, n, t)


def palvelut(malli: SoteMalli) -> None:
    """Lived use of all other lines; heart failure."""
    for rule in (*malli.sidonta.kaytto, *malli.sidonta.tila, sydan.sydan_kuussa):
        rule.run(malli.sidonta.b, 0, malli.asukkaita_rivilla, malli.threads)


def setelit_ja_budjetit(malli: SoteMalli) -> None:
    """Forms of choice that follow needs assessment, and the choice of a hospital, where they are in use."""
    if malli.valintaraha.kaytossa:
        malli.valintaraha.asukkaat()


def keskukset(malli: SoteMalli) -> None:
    """Every open centre takes the month's load."""
    auki = malli.keskukset
    paikat, sums = auki.paikat, malli.sidonta.b.units["keskus"].sums
    kaynnit, lista, paino, tihea = (sums[x][paikat] * malli.paino for x in ("kuorma", "lista", "paino", "lisakuorma"))
    kuormapainot = malli.kerrokset.kuormapainot[paikat]
    tihennys = auki.luvut("tiheys") * (tihea * kuormapainot)
    vastaanottavat(auki, kaynnit * kuormapainot, tihennys, lista, paino)
    malli.kanavat.kulje("odotus")


def panostus(malli: SoteMalli) -> None:
    """Quarterly effort of the centres, and how readily they refer."""
    markkinat.panostus(malli)
    aktiivisuus.neljannes(malli)


def oppiminen(malli: SoteMalli) -> None:
    """Belief after a visit, talk of the area, repute of centres; next month's known waits."""
    s, b, t, n = malli.sidonta, malli.sidonta.b, malli.threads, malli.asukkaita_rivilla
    valinnanvapaus.oppii.run(b, 0, n, t)
    s.nollaa("keskus", "uskosumma")
    s.nollaa("aluekieli")
    valinnanvapaus.keskustelee.run(b, 0, n, t)
    vaki = b.units["aluekieli"].sums["vaki"]
    s.aseta("aluekieli", "usko", b.units["aluekieli"].sums["uskosumma"] / np.maximum(vaki, 1.0))
    malli.keskukset_nakyviin()


def mittaus(malli: SoteMalli) -> None:
    """Record the month; in December the year."""
    malli.mittarit.kuukausi()
    if malli.kuukausi == 12:
        for rule in (elamankulku.tyytyvaisyys, kuolleisuus.vaikutettavat):
            rule.run(malli.sidonta.b, 0, malli.asukkaita_rivilla, malli.threads)
        if malli.allianssi is not None:
            malli.allianssi.sulje_vuosi()
        malli.mittarit.vuosi()
        malli.neuvottelupoyta.sulje_vuosi()
