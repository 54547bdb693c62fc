"""The month, step by step, in words: names of the steps, who acts and what is done, in three languages.

Keys are those of the schedule itself (`agentit.kuukausi.schedule`); a test holds that every step has its words.
"""

from __future__ import annotations

from agentit.kuukausi import schedule

Tekstit = dict[str, str]

TOIMIJAT: dict[str, Tekstit] = {
    "asukkaat": {"fi": "asukkaat", "sv": "invånarna", "en": "residents"},
    "valtio": {"fi": "valtio", "sv": "staten", "en": "the state"},
    "jarjestaja": {"fi": "järjestäjä", "sv": "anordnaren", "en": "the organiser"},
    "liikelaitos": {"fi": "liikelaitos", "sv": "affärsverket", "en": "the county utility"},
    "kunnat": {"fi": "kunnat", "sv": "kommunerna", "en": "municipalities"},
    "kumppanit": {"fi": "kumppanit", "sv": "partnerna", "en": "partners"},
    "yksityiset tuottajat": {"fi": "yksityiset tuottajat", "sv": "privata producenter", "en": "private producers"},
    "suuyksiköt": {"fi": "suunhoidon yksiköt", "sv": "mun- och tandvårdsenheterna", "en": "oral health units"},
    "sote-keskukset": {"fi": "sote-keskukset", "sv": "social- och hälsocentralerna", "en": "sote centres"},
    "sotekeskukset": {"fi": "sote-keskukset", "sv": "social- och hälsocentralerna", "en": "sote centres"},
    "maksajat ja saajat": {"fi": "maksajat ja saajat", "sv": "betalare och mottagare", "en": "payers and payees"},
    "malli": {"fi": "malli", "sv": "modellen", "en": "the model"},
}
ASKELEET: dict[str, tuple[Tekstit, Tekstit]] = {
    "vuosi vaihtuu": (
        {"fi": "Vuosi vaihtuu", "sv": "Året växlar", "en": "The year turns"},
        {
            "fi": "edellinen vuosi päätetään; ikäryhmä, työ, hauraus, sairaudet",
            "sv": "det gångna året avslutas; åldersgrupp, arbete, skörhet, sjukdomar",
            "en": "last year closes; age band, work, frailty, disease",
        },
    ),
    "vaesto": (
        {"fi": "Väestö", "sv": "Befolkningen", "en": "Population"},
        {
            "fi": "R2: vanheneminen, syntymät, kuolemat, muuttajat",
            "sv": "R2: åldrande, födda, döda, flyttande",
            "en": "R2: ageing, births, deaths, movers",
        },
    ),
    "palveluketjut": (
        {"fi": "Palveluketjut", "sv": "Servicekedjorna", "en": "Service chains"},
        {
            "fi": "R19: katoamiset siirroissa ja se, minkä kanssa kadonneet palaavat",
            "sv": "R19: vilka tappas bort i övergångarna, och vad de kommer tillbaka med",
            "en": "R19: losses at hand-overs, and what the lost come back with",
        },
    ),
    "tarve": (
        {"fi": "Tarve", "sv": "Behovet", "en": "Need"},
        {
            "fi": "R1, R2: vuoden tarpeen taso, riski ja herkkyys hakeutua",
            "sv": "R1, R2: årets behov, risk och benägenhet att söka vård",
            "en": "R1, R2: levels of need, hazard, readiness of the year",
        },
    ),
    "verkkokerrokset": (
        {"fi": "Palveluverkon kerrokset", "sv": "Servicenätets lager", "en": "Layers of the network"},
        {"fi": "R23: mitä yksi kontakti painaa", "sv": "R23: vad en kontakt väger", "en": "R23: what a contact weighs"},
    ),
    "rahoitus ja sopimus": (
        {"fi": "Rahoitus ja sopimus", "sv": "Finansiering och avtal", "en": "Funding and agreement"},
        {
            "fi": "R14, R15, R17: rahoitus, kehys, sopimus, jako",
            "sv": "R14, R15, R17: finansiering, ram, avtal, fördelning",
            "en": "R14, R15, R17: funding, frame, contract, split",
        },
    ),
    "allianssi": (
        {"fi": "Allianssi", "sv": "Alliansen", "en": "Alliance"},
        {
            "fi": "R18: tilitys, säästö ja käytön hinta",
            "sv": "R18: avräkning, besparing och vad den kostar",
            "en": "R18: settlement, saving and cost of use",
        },
    ),
    "markkina": (
        {"fi": "Markkina", "sv": "Marknaden", "en": "Market"},
        {
            "fi": "R13: keskuksia avataan ja suljetaan",
            "sv": "R13: centraler öppnas och stängs",
            "en": "R13: centres open and close",
        },
    ),
    "valinta": (
        {"fi": "Valinta", "sv": "Valet", "en": "Choice"},
        {
            "fi": "R5, R6: harkitaan vaihtoa, valitaan keskus",
            "sv": "R5, R6: man överväger att byta och väljer central",
            "en": "R5, R6: consider a switch, choose a centre",
        },
    ),
    "suunhoito": (
        {"fi": "Suunhoito", "sv": "Mun- och tandvården", "en": "Oral health"},
        {
            "fi": "R5, R6, R8, R13: suunhoidon yksiköt, kun niillä on listat",
            "sv": "R5, R6, R8, R13: mun- och tandvårdsenheterna, när de har listor",
            "en": "R5, R6, R8, R13: oral units, once they have lists",
        },
    ),
    "hakeutuminen": (
        {"fi": "Hakeutuminen", "sv": "Vårdsökandet", "en": "Care seeking"},
        {
            "fi": "R3, R4, R11: odotettu kuorma; arvonta kullekin",
            "sv": "R3, R4, R11: väntad belastning; en dragning för var och en",
            "en": "R3, R4, R11: expected load; a draw each",
        },
    ),
    "palvelut": (
        {"fi": "Palvelut", "sv": "Tjänsterna", "en": "Services"},
        {
            "fi": "R1: muut palvelut, pitkäaikainen hoiva",
            "sv": "R1: övriga tjänster, långvarig omsorg",
            "en": "R1: other lines of service, long-term care",
        },
    ),
    "setelit ja budjetit": (
        {"fi": "Setelit ja budjetit", "sv": "Sedlar och budgetar", "en": "Vouchers and budgets"},
        {
            "fi": "R20: asiakassetelit, henkilökohtaiset budjetit, valitut sairaalat",
            "sv": "R20: kundsedlar, personliga budgetar, valda sjukhus",
            "en": "R20: vouchers, budgets, hospitals chosen",
        },
    ),
    "jonot": (
        {"fi": "Jonot", "sv": "Köerna", "en": "Queues"},
        {"fi": "R8: jonot, odotukset", "sv": "R8: köer, väntetider", "en": "R8: queues, waits"},
    ),
    "raha": (
        {"fi": "Raha", "sv": "Pengarna", "en": "Money"},
        {
            "fi": "R9: tulot ja rahamatriisi; henkilöstö seuraa",
            "sv": "R9: intäkter och pengamatrisen; personalen följer",
            "en": "R9: revenue, the money matrix; staff follows",
        },
    ),
    "henkilosto": (
        {"fi": "Henkilöstö", "sv": "Personalen", "en": "Staff"},
        {
            "fi": "R8: uudet työntekijät tulevat muilta työnantajilta",
            "sv": "R8: nyanställda kommer från andra arbetsgivare",
            "en": "R8: recruits come from other employers",
        },
    ),
    "panostus": (
        {"fi": "Panostus", "sv": "Insatsen", "en": "Effort"},
        {
            "fi": "R10, R11: panostus laatuun ja ehkäisyyn; lähettäminen",
            "sv": "R10, R11: insats för kvalitet och förebyggande; remisser",
            "en": "R10, R11: effort on quality and prevention; referral",
        },
    ),
    "oppiminen": (
        {"fi": "Oppiminen", "sv": "Lärandet", "en": "Learning"},
        {
            "fi": "R7: kokemus, alueen puheet, maine",
            "sv": "R7: erfarenhet, vad som sägs i området, rykte",
            "en": "R7: experience, talk of the area, repute",
        },
    ),
    "mittaus": (
        {"fi": "Mittaus", "sv": "Mätningen", "en": "Measurement"},
        {
            "fi": "kuukauden mittarit, joulukuussa vuoden",
            "sv": "månadens mått, i december årets",
            "en": "measures of the month, in December of the year",
        },
    ),
}


def rivit(kieli: str) -> list[list[str]]:
    """Number, step, who, what - in the order in which the model takes them."""
    out = []
    for i, s in enumerate(schedule(), start=1):
        nimi, mita = ASKELEET[s.name]
        kuka = ", ".join(TOIMIJAT[x][kieli] for x in s.who.split(", "))
        out.append([str(i), nimi[kieli], kuka, mita[kieli]])
    return out
