"""What the names in rules mean, in words: columns, attributes of units, parameters, tables, draws, sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentit.saannot import PREFIXES
from kalibrointi.parametrit import Parametri, lue_oletukset

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

YKSIKOT = {
    "keskus": "own centre",
    "suuyksikko": "own oral unit",
    "kunta": "municipality",
    "alue": "postal area",
    "aluekieli": "postal area and language",
    "ika": "this age",
    "ikasuku": "age and sex",
    "ikasukuviides": "age, sex and income fifth",
    "viidennes": "income fifth",
    "ikaluokkasuku": "age band and sex",
    "ikaviides": "age band and income fifth",
    "kuntaika": "municipality and age",
}
OMINAISUUDET = {
    "keskus_odotus": "known wait, days",
    "keskus_odotusln": "ln(1 + known wait / 7)",
    "keskus_haku": "(1 + known wait / 7)^elasticity: share who seek care at this wait",
    "keskus_laatu": "quality effort, SD",
    "keskus_ehkaisy": "prevention effort, SD",
    "keskus_auki": "1 open, 0 closed",
    "keskus_ruotsi": "chance that a contact is in Swedish, 0-1",
    "keskus_aktiivisuus": "contacts relative to need, 1 unless pay has moved it",
    "keskus_aktiivisuus_sairas": "the same of the chronically ill",
    "keskus_lahete": "specialised contacts by its referrals, base year = 1",
    "keskus_paivystys": "emergency visits relative to what waits ask for, 1 unless pay has moved it",
    "keskus_kuorma": "expected contacts of the month",
    "keskus_paino": "sum of capitation weights",
    "keskus_lisakuorma": "of them, beyond what need asks",
    "keskus_lista": "residents listed",
    "keskus_suuyksikko": "oral unit its list is at, where capitation covers oral health",
    "suuyksikko_odotus": "known wait, days",
    "suuyksikko_auki": "1 open, 0 closed",
    "suuyksikko_hoidettu": "share of the need at no wait that is treated at the known wait",
    "suuyksikko_katettu": "share of need that is met",
    "suuyksikko_kuorma": "expected visits of the month",
    "suuyksikko_paino": "sum of oral capitation weights",
    "suuyksikko_lista": "residents listed",
    "keskus_uskosumma": "sum of beliefs about its quality",
    "kunta_hintataso": "level of unit costs, region = 1",
    "kunta_sattuma": "luck of the sample's need",
    "kunta_odotettu": "need expected before the January's shocks",
    "kunta_hyte": "health promotion: log cut of new chronic disease",
    "alue_keskus": "nearest public centre of the own municipality",
    "alue_toinenkeskus": "second nearest public centre",
    "alue_toinenosuus": "share listed at the second nearest",
    "alue_suuyksikko": "nearest public oral unit of the own municipality",
    "alue_suun_odotus": "known wait of the nearest public oral unit, days",
    "alue_suun_avaus": "attention left from the opening of oral choice, exp(-months / valinta.huomio_kk)",
    "alue_suun_uusi": "how new the newest private oral unit near is, 0-1",
    "alue_odotus": "known wait of the nearest public centre, days",
    "alue_sijoitus": "centre where those who have not chosen are placed",
    "alue_sijoitusodotus": "known wait of that centre, days",
    "alue_lahin_km": "road kilometres to the nearest open centre",
    "alue_keskitetty_km": "road kilometres to the centralised site of the functional area",
    "alue_avaus": "attention left from the opening of choice, exp(-months / valinta.huomio_kk), 0 where it is not open",
    "alue_uusi": "how new the newest private centre near is, 0-1",
    "alue_sydanseuranta": "probability that follow-up is reached after a heart-failure discharge",
    "alue_sydanteho": "share of heart-failure readmissions that follow-up prevents",
    "alue_sydantaso": "inpatient need of heart-failure patients, base year = 1",
    "aluekieli_usko": "mean belief about quality last month, SD",
    "aluekieli_uskosumma": "sum of beliefs about quality",
    "aluekieli_vaki": "residents",
    "ika_ilmaantuvuus": "new chronic diseases a year",
    "ika_krooniset": "mean number of chronic diseases",
    "ika_digi": "readiness for an electronic contact, 0-1",
    "ika_sydan": "share with heart failure",
    "ika_sydanuusi": "new heart failure a year",
    "ika_z": "mean log-frailty of those alive",
    "ika_hauraus": "effect of log-frailty on death (C psi)",
    "ika_vaikutettava": "share of deaths that care can change",
    "ikasuku_taso": "hazard of death a month, m K / 12",
    "ikasuku_suora": "effect of income on death (B phi)",
    "ikasukuviides_z": "mean log-frailty of those alive",
    "viidennes_sairaus": "gradient of chronic disease",
    "viidennes_gradientti": "income gradient of death, g",
    "viidennes_tth": "share of the employed covered by occupational health",
    "kuntaika_lahto": "monthly probability of moving out",
}
RIVIOMINAISUUDET = {
    "ika_profiili_": "relative need of",
    "viidennes_kerroin_": "gradient of need by income:",
    "kunta_hoidettu_": "share treated of",
    "kunta_hintataso_": "level of unit costs, region = 1, of",
    "alue_ketju_": "need with what the lost of care chains come back with, base year = 1:",
    "kunta_tarve_": "need of the municipality:",
    "ikaluokkasuku_raja": "upper bound of the income rank in quintile",
    "ikaviides_tyo": "cumulated share of work statuses up to",
}
TAULUT = {
    "ehdokkaat": "nearest open centres of each postal area",
    "km": "road kilometres from a postal area to a centre",
    "odotus": "known wait of each centre, days",
    "maine": "repute of each centre: mean belief about its quality, SD",
    "yksityinen": "1 private centre",
    "ruotsi": "chance that a contact in each centre is in Swedish",
    "veto": "how hard each centre selects softly: pull per unit of a client's margin (R12)",
    "setelivalinta": "cumulated shares of voucher producers in a municipality when compared by quality",
    "setelisattuma": "the same when placed by chance",
    "setelilaatu": "quality of voucher producers, SD, the liikelaitos's own service 0",
    "sairaalakertyma": "cumulated shares of where one is sent, own hospitals and another county, by postal area",
    "kate": "margin that a client of each segment leaves a centre, shares of the mean income, mean 0",
    "suun_ehdokkaat": "nearest open oral units of each postal area",
    "suun_km": "road kilometres from a postal area to an oral unit",
    "suun_odotus": "known wait of each oral unit, days",
    "suun_maine": "repute of each oral unit, SD: not modelled, 0",
    "suun_yksityinen": "1 private oral unit",
    "suun_ruotsi": "chance that a contact in each oral unit is in Swedish",
    "suun_veto": "what else pulls to the oral unit: nothing",
}
# Parameters that are no key of the tree: computed at binding or every month (agentit.sidonta, agentit.kuukausi).
LASKETUT = {
    "kk": "month of the run, 0 = the first",
    "keskus_viiteodotus": "mean wait of the base year, days: what beliefs about waits are compared with",
    "kerros_etu_sahkoinen": "gain in seeking from being there round the clock: (a / a near)^elasticity - 1",
    "kerros_etu_liikkuva": "the same of mobile services: below 0, they come seldom",
    "kerros_etu_keskitetty": "the same of services centralised in the county",
    "kk_avauksesta": "months since direct choice opened",
    "arviointi": "monthly chance that needs are assessed, 1 / asiakasseteli.arviointi_kk",
    "omavastuu_kotihoito": "what a voucher leaves to the client of home care, EUR a month",
    "omavastuu_hoiva": "the same of round-the-clock care",
    "budjetin_teho": "care that a wholly used personal budget buys, share of the care assessed",
    "sairaaloita": "own hospitals of the region",
    "suun_huomiokatto": "draws above this are never looked at: 4 x the highest attention of the month",
    "suun_tuttu": "familiarity of private oral units from occupational health: none",
    "suun_tth": "weight of the wait for those in occupational health: as for others, it has no oral care",
    "suun_nollaodotus": "need at no wait relative to what is lived at the target wait, (1 + w0/7)^-elasticity",
    "suun_tasoitus": "scale that makes expected oral visits add up to the lived ones",
    "valinta_huomiokatto": "draws above this are never looked at: 4 x the highest attention of the month",
}
RIVIPARAMETRIT = {
    "vakio_": "constant of need that meets the base year's EUR per resident:",
    "g_": "exponent of log-frailty:",
    "bitti_": "bit of the line in what was used:",
    "pysyva_": "sd of the permanent shock to need:",
    "vuosi_": "sd of the year's shock to need:",
    "cv2_": "squared coefficient of variation of one event's cost:",
    "hinta_": "price this month, EUR per event or per month in the state:",
    "sisaan_": "monthly entry into the state per expected share in it:",
    "poistuma_": "monthly probability of leaving the state alive:",
    "ylaika_": "age at which the state ends:",
}
ARVAT = {
    "month draw": "this month's draw",
    "year draw": "this year's draw",
    "permanent draw": "draw for life",
    "shared year draw": "this year's draw, shared out among neighbours",
    "shared permanent draw": "draw for life, shared out among neighbours",
}


def nimen_laji(malli: SoteMalli, nimi: str) -> str | None:
    """column | unit | parameter | table | a kind of draw; prices and tables are known by name from the start."""
    return malli.sidonta.b.what(nimi) or next((laji for alku, laji in PREFIXES.items() if nimi.startswith(alku)), None)


def selite(malli: SoteMalli, nimi: str) -> str:
    """What a name in a rule of this model stands for, in words; "" when nobody has said it."""
    b, laji = malli.sidonta.b, nimen_laji(malli, nimi)
    if laji == "column":
        return malli.asukkaat.declared[nimi].doc
    if laji == "parameter":
        return parametrin_selite(malli, nimi[2:])
    if laji == "table":
        return TAULUT.get(nimi[2:], "")
    if laji in ARVAT:
        return ARVAT[laji]
    osat = b.split(nimi)
    if osat is None:
        return ""
    teksti = OMINAISUUDET.get(nimi) or _rivilta(malli, nimi, RIVIOMINAISUUDET)
    return f"{YKSIKOT.get(osat[0], osat[0])}: {teksti}" if teksti else ""


def parametrin_selite(malli: SoteMalli, nimi: str) -> str:
    """Words of a parameter as rules name it: of the tree, or computed."""
    if parametri := parametrit().get(nimi):
        return f"{parametri.text.get('en')} [{parametri.unit}]"
    return LASKETUT.get(nimi) or _rivilta(malli, nimi, RIVIPARAMETRIT)


def parametrit() -> dict[str, Parametri]:
    """The parameters of the tree by the names rules give them: kapitaatio.kiintea_osuus -> kapitaatio_kiintea_osuus."""
    return {avain.replace(".", "_"): parametri for avain, parametri in lue_oletukset().items()}


def _rivilta(malli: SoteMalli, nimi: str, tekstit: dict[str, str]) -> str:
    """Words of a name that ends in the code of a service line (or a number)."""
    for alku, teksti in tekstit.items():
        if nimi.startswith(alku):
            koodi = nimi.removeprefix(alku)
            nimet = {r.koodi: r.nimi["en"] for r in malli.paketit.rivit}
            if koodi in nimet or koodi.isdigit():
                return f"{teksti} {nimet.get(koodi, koodi)}"
    return ""
