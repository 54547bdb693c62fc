"""`Asukas`, a resident: which columns a life has, and how columns, units, tables and draws are bound to the rules.

A resident is one row of NumPy columns and a true `mesa.Agent` (sarakkeet.py). What each column means stands here, once.
"""

from __future__ import annotations

from agentit.linjasiirrot import SIIRTYVAT
from agentit.palvelupaketit import IKIA, Paketit
from agentit.sarakkeet import Column, ColumnAgent

IKALUOKAT = 24  # age bands of work and income (kalibrointi/vaesto.py)


class Asukas(ColumnAgent):
    """Resident: an agent whose attributes are cells of columns shared by all residents of one model."""

    elossa = Column("i1", doc="0 not here yet, 1 lives here, 2 dead, 3 moved away")
    ikakk = Column("i2", doc="age in months")
    ika = Column("i1", doc="age in whole years, at most 110")
    sukupuoli = Column("i1", doc="0 man, 1 woman")
    alue = Column("i2", doc="postal area, index to Alueet")
    kunta = Column("i1", doc="municipality, index to Kunnat")
    kieli = Column("i1", doc="0 Finnish, 1 Swedish, 2 other")
    sija = Column("f4", doc="permanent income rank within sex and age band, 0-1")
    viidennes = Column("i1", doc="fifth of the permanent rank, 0 lowest: the ranking variable of the measures")
    kvintiili = Column("i1", doc="national income quintile at the present age, 0 lowest: fees and purchasing power")
    tyo = Column("i1", doc="0 employed, 1 unemployed, 2 student, 3 pensioner, 4 other, 5 child under 15")
    tyokk = Column("i2", doc="months in the work status")
    tyoterveys = Column("i1", doc="1 covered by occupational health care")
    hauraus = Column("f4", doc="log-frailty z, one scale over all packages and mortality")
    krooniset = Column("i1", doc="number of chronic diseases, 0-12")
    terveys = Column("f4", default=0.85, doc="health utility 0-1")
    toimintakyky = Column("f4", default=1.0, doc="functional ability 0-1")
    hoitovelka = Column("f4", doc="care deficit: share of need left untreated, moving average of a year")
    keskus = Column("i2", doc="sote centre where listed, index to places")
    kuukausia = Column("i2", doc="months since the last choice of a centre")
    usko_laatu = Column("f4", doc="belief about the own centre's quality, SD units")
    usko_odotus = Column("f4", doc="belief about the own centre's wait, days")
    suuyksikko = Column("i2", default=-1, doc="oral unit where listed, -1 before oral units have lists")
    suukuukausia = Column("i2", doc="months since the last choice of an oral unit")
    suu_laatu = Column("f4", doc="belief about the own oral unit's quality, SD units")
    suu_odotus = Column("f4", doc="belief about the own oral unit's wait, days")
    suu_tarve = Column("f4", doc="oral visits a month that would be sought at no wait")
    suu_taso = Column("f4", doc="the same to be expected of such a person, before the year's shock is known")
    suupaino = Column("f4", default=1.0, doc="oral capitation weight of this resident, mean 1")
    suuvaihdot = Column("i1", doc="switches of oral unit since lists began")
    hakukerroin = Column("f4", default=1.0, doc="readiness to seek public care at no wait, 0-1")
    kapitaatiopaino = Column("f4", default=1.0, doc="capitation weight of this resident, mean 1")
    kaynnit = Column("i1", doc="primary contacts in the last month with any")
    kanava = Column("i1", doc="their channel: 0 public, 1 occupational, 2 own money, 3 emergency, 4 gave up")
    kontaktikk = Column("i2", default=-1, doc="month of the last primary contact")
    kuolinvaara = Column("f4", doc="monthly hazard of death before care")
    tarve_muu = Column("f4", doc="expected events a month over all lines but primary care")
    puute_muu = Column("f4", doc="of these, expected untreated")
    kustannus_v = Column("f4", doc="cost of this calendar year, EUR (public services)")
    kustannus_ed = Column("f4", doc="cost of the last calendar year, EUR")
    kaytto = Column("i2", doc="lines used this year, one bit each")
    kaytto_ed = Column("i2", doc="lines used last year")
    tarve_v = Column("f4", doc="expected primary need of the year so far, contacts")
    julkinen_v = Column("f4", doc="expected public doctor contacts of the year so far")
    tth_v = Column("f4", doc="expected occupational-health contacts of the year so far")
    yksityinen_v = Column("f4", doc="expected private contacts of the year so far")
    paivystys_v = Column("f4", doc="expected emergency contacts of the year so far")
    esh_julkinen_v = Column("f4", doc="expected public specialist contacts of the year")
    esh_yksityinen_v = Column("f4", doc="expected private specialist contacts of the year")
    puute_v = Column("f4", doc="expected unmet need of the year so far, events")
    kuolinkk = Column("f4", doc="probability of dying this month")
    kuolinodote = Column("f4", doc="expected deaths of this resident this year so far")
    vaikutettava_v = Column("f4", doc="of these, amenable to care")
    kuukaudet_v = Column("i1", doc="months lived this year so far")
    vaihdot_v = Column("i1", doc="switches of centre this year so far")
    tyytyvaisyys = Column("f4", default=0.75, doc="probability of being satisfied with the own centre")
    sydan = Column("i1", doc="1 has heart failure")
    sydankk = Column("i2", default=-1, doc="month of the last heart-failure admission")
    sydanjaksokk = Column("i2", default=-1, doc="month of the admission that began the present period of 6 months")
    sydanhoito = Column("f4", doc="share of heart-failure readmissions that follow-up prevents, 0 if not reached")
    sydanpalasi = Column("i1", doc="readmitted in this period: 0 no, 2 another cause, 3 heart failure")
    sydanjaksot_v = Column("i1", doc="periods begun this year so far")
    sydanuusinnat_v = Column("i1", doc="periods in which heart failure brought back, this year so far")
    sydankaikki_v = Column("i1", doc="periods in which any cause brought back, this year so far")
    seteli_kotihoito = Column("i1", doc="producer (from 1) a home-care voucher is used at, 0 the liikelaitos's own")
    seteli_hoiva = Column("i1", doc="the same of round-the-clock care")
    seteli_kuntoutus = Column("i1", doc="the same of rehabilitation")
    seteli_esh_vuode = Column("i1", doc="the same of non-urgent surgery")
    omavastuu_v = Column("f4", doc="own money added to vouchers this calendar year, EUR")
    budjetti = Column("i1", doc="1 has a personal budget")
    sairaala = Column("i1", doc="specialised care: 0 where one is sent, j + 1 chose hospital j, 100 another county's")
    ikasuku = Column("i2", doc=f"index sex x {IKIA} + age at mid-year")
    ikaluokkasuku = Column("i2", doc="index sex x 24 + age band")
    ikaviides = Column("i2", doc="index age band x 5 + fifth")
    ikasukuviides = Column("i2", doc="index (sex x 111 + age) x 5 + fifth")
    kuntaika = Column("i2", doc="index municipality x 111 + age")
    aluekieli = Column("i2", doc="index postal area x 3 + language")
    uusiluokka = Column("i1", doc="1 in the January in which a new age band has begun")


def rivisarakkeet(paketit: Paketit) -> dict[str, Column]:
    """Columns that come from the table of service lines: a level per event line, an entry rate and a flag per state,
    and the share of need that is met of lines that can be moved to another layer."""
    columns: dict[str, Column] = {}
    for rivi in paketit.rivit:
        if rivi.on_tila:
            columns[f"sisaan_{rivi.koodi}"] = Column("f4", doc=f"monthly probability of entering {rivi.nimi['en']}")
            columns[rivi.koodi] = Column("i1", doc=f"1 in {rivi.nimi['en']}")
        else:
            columns[f"taso_{rivi.koodi}"] = Column("f4", doc=f"expected events a month: {rivi.nimi['en']}")
        if rivi.koodi in SIIRTYVAT:
            doc = f"share of need that is met: {rivi.nimi['en']}"
            columns[f"hoidettu_{rivi.koodi}"] = Column("f4", default=1.0, doc=doc)
    return columns
