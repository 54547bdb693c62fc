"""Names of all measures of the model in Finnish, Swedish and English, short as on an axis, and their units.

The measures of the main job have more words, in `visualisointi.sanat.MITTARIT`; those go first.
"""

from __future__ import annotations

Tekstit = dict[str, str]

MITTANIMET: dict[str, Tekstit] = {  # as a beginning of a sentence, but for its capital
    "elinajanodote_30": {
        "fi": "elinajanodote 30-vuotiaana",
        "sv": "förväntad livslängd vid 30 års ålder",
        "en": "life expectancy at 30",
    },
    "ci_vaikutettava": {
        "fi": "terveydenhuollolla vältettävien kuolemien eriarvoisuus",
        "sv": "ojämlikhet i dödsfall som vården kan påverka",
        "en": "inequality of amenable deaths",
    },
    "vaikutettava_100000": {
        "fi": "terveydenhuollolla vältettävät kuolemat 100 000 asukasta kohti",
        "sv": "dödsfall som vården kan påverka per 100 000 invånare",
        "en": "amenable deaths per 100,000 residents",
    },
    "kuolleet": {"fi": "kuolleet", "sv": "döda", "en": "deaths"},
    "kuolleet_odotus": {"fi": "odotetut kuolleet", "sv": "förväntat antal döda", "en": "expected deaths"},
    "kuolemien_martingaali": {
        "fi": "kuolleiden poikkeama odotetusta",
        "sv": "avvikelse i antalet döda från det förväntade",
        "en": "departure of deaths from those expected",
    },
    "erreygers_tyydyttamaton": {
        "fi": "tyydyttämättömän tarpeen eriarvoisuus (Erreygers)",
        "sv": "ojämlikhet i otillfredsställt behov (Erreygers)",
        "en": "inequality of unmet need (Erreygers)",
    },
    "hi_laakarikaynnit": {
        "fi": "lääkärikäyntien tarvevakioitu eriarvoisuus",
        "sv": "behovsstandardiserad ojämlikhet i läkarbesök",
        "en": "horizontal inequity of doctor visits",
    },
    "hi_julkiset": {
        "fi": "julkisten käyntien tarvevakioitu eriarvoisuus",
        "sv": "behovsstandardiserad ojämlikhet i offentliga besök",
        "en": "horizontal inequity of public visits",
    },
    "hi_julkinen_perustaso": {
        "fi": "julkisten perustason käyntien tarvevakioitu eriarvoisuus",
        "sv": "behovsstandardiserad ojämlikhet i offentliga primärvårdsbesök",
        "en": "horizontal inequity of public primary visits",
    },
    "laakarikontaktit_aikuinen": {
        "fi": "lääkärikontaktit, aikuiset",
        "sv": "läkarkontakter, vuxna",
        "en": "doctor contacts, adults",
    },
    "laakarikontaktit": {"fi": "lääkärikontaktit", "sv": "läkarkontakter", "en": "doctor contacts"},
    "hoitovelka": {"fi": "hoitovelka", "sv": "vårdskuld", "en": "care deficit"},
    "krooniset": {
        "fi": "pitkäaikaissairauksia asukkaalla",
        "sv": "långtidssjukdomar per invånare",
        "en": "chronic conditions per resident",
    },
    "terveys": {"fi": "terveys", "sv": "hälsa", "en": "health"},
    "oma_kustannus": {
        "fi": "asukkaan itse maksama",
        "sv": "det invånaren själv betalar",
        "en": "what residents pay themselves",
    },
    "karkiosuus_10": {
        "fi": "kalleimman kymmenesosan osuus menoista",
        "sv": "den dyraste tiondelens andel av kostnaderna",
        "en": "share of cost of the costliest tenth",
    },
    "tyoterveys_asukas": {
        "fi": "työterveyshuollon menot asukasta kohti",
        "sv": "företagshälsovårdens kostnader per invånare",
        "en": "occupational health cost per resident",
    },
    "yksityislaakarit_asukas": {
        "fi": "yksityislääkärien menot asukasta kohti",
        "sv": "privatläkarkostnader per invånare",
        "en": "private doctors' cost per resident",
    },
    "osuus_7vrk": {
        "fi": "hoitoon seitsemässä päivässä päässeet",
        "sv": "vård inom sju dagar",
        "en": "seen within seven days",
    },
    "osuus_14vrk": {"fi": "hoitoon 14 päivässä päässeet", "sv": "vård inom 14 dagar", "en": "seen within 14 days"},
    "odotusero": {
        "fi": "odotusajan ero asukasryhmien välillä",
        "sv": "skillnad i väntetid mellan grupper",
        "en": "difference in wait between groups",
    },
    "tyytyvaisyys": {"fi": "tyytyväiset", "sv": "nöjda", "en": "satisfied residents"},
    "vaihtaneet": {"fi": "keskusta vaihtaneet", "sv": "har bytt central", "en": "have switched centre"},
    "henkilosto_siirtynyt": {
        "fi": "työnantajaa vaihtanut henkilöstö",
        "sv": "personal som bytt arbetsgivare",
        "en": "staff that changed employer",
    },
    "henkilostovajaus": {"fi": "henkilöstövajaus", "sv": "personalbrist", "en": "staff shortage"},
    "kerroksen_osuus": {
        "fi": "palveluverkon kerroksen osuus käynneistä",
        "sv": "servicenätets skikts andel av besöken",
        "en": "a network layer's share of contacts",
    },
    "kerrosten_saatavuus": {
        "fi": "palveluverkon kerrosten saatavuus",
        "sv": "tillgång till servicenätets skikt",
        "en": "availability of network layers",
    },
    "kerrosten_saavutettavuus": {
        "fi": "palveluverkon kerrosten saavutettavuus",
        "sv": "tillgänglighet till servicenätets skikt",
        "en": "reach of network layers",
    },
    "sahkoisten_osuus": {
        "fi": "sähköisten palvelujen osuus",
        "sv": "de elektroniska tjänsternas andel",
        "en": "share of electronic services",
    },
    "hakuvalmius": {"fi": "valmius hakea hoitoa", "sv": "beredskap att söka vård", "en": "readiness to seek care"},
    "kerroksen_kustannus": {
        "fi": "palveluverkon kerroksen kustannus asukasta kohti",
        "sv": "kostnad för ett skikt av servicenätet per invånare",
        "en": "cost of a network layer per resident",
    },
    "tarpeesta_hoidettu": {
        "fi": "hoidettu osuus tarpeesta",
        "sv": "andel av behovet som vårdas",
        "en": "share of need that is cared for",
    },
    "perustason_kontaktit": {
        "fi": "perustason kontaktit",
        "sv": "kontakter i primärvården",
        "en": "primary care contacts",
    },
    "kontaktit_tarpeesta": {
        "fi": "kontaktit suhteessa tarpeeseen",
        "sv": "kontakter i förhållande till behov",
        "en": "contacts relative to need",
    },
    "omalla_kielella": {
        "fi": "omalla kielellä palvellut",
        "sv": "betjänade på eget språk",
        "en": "served in own language",
    },
    "suu_tyydyttamaton": {
        "fi": "suun hoidon tyydyttämätön tarve",
        "sv": "otillfredsställt behov av munvård",
        "en": "unmet need of oral care",
    },
    "vaesto": {"fi": "väestö", "sv": "befolkning", "en": "population"},
    "keskuksia": {"fi": "sote-keskuksia", "sv": "social- och hälsocentraler", "en": "health and social centres"},
    "yksityisia_keskuksia": {"fi": "yksityisiä keskuksia", "sv": "privata centraler", "en": "private centres"},
    "laatu": {"fi": "hoidon laatu", "sv": "vårdens kvalitet", "en": "quality of care"},
    "ehkaisypanos": {"fi": "ehkäisevän työn määrä", "sv": "mängden förebyggande arbete", "en": "effort for prevention"},
    "hhi": {
        "fi": "keskusten markkinan keskittyminen (HHI)",
        "sv": "koncentration på centralmarknaden (HHI)",
        "en": "concentration of the market of centres (HHI)",
    },
    "jarjestajan_virhe": {
        "fi": "järjestäjän virhe tarpeen arviossa",
        "sv": "anordnarens fel i bedömningen av behov",
        "en": "orderer's error about need",
    },
    "arviosattuma": {
        "fi": "hoitamatta jääneet kontaktit järjestäjän arvioiden sattuman takia (odotusarvo 0)",
        "sv": "obehandlade kontakter på grund av slumpen i anordnarens bedömningar (väntevärde 0)",
        "en": "contacts untreated by the luck of the orderer's estimates (expected 0)",
    },
    "tariffisattuma": {
        "fi": "listoista maksetun rahan sattuma suhteessa tarpeeseen (odotusarvo 0)",
        "sv": "slumpen i pengarna för listorna i förhållande till behovet (väntevärde 0)",
        "en": "luck of the money paid for lists, relative to need (expected 0)",
    },
    "kattavuus": {"fi": "tarpeen kattavuus", "sv": "täckning av behov", "en": "coverage of need"},
    "log_kattavuus": {
        "fi": "tarpeen kattavuuden logaritmi",
        "sv": "logaritmen av täckningen av behov",
        "en": "log coverage of need",
    },
    "kohdentumisvirhe": {
        "fi": "rahan kohdentumisvirhe",
        "sv": "felallokering av pengar",
        "en": "misallocation of money",
    },
    "yksikkokustannusten_hajonta": {
        "fi": "yksikkökustannusten hajonta",
        "sv": "spridning i enhetskostnader",
        "en": "spread of unit costs",
    },
    "palkkataso": {"fi": "palkkataso", "sv": "lönenivå", "en": "pay level"},
    "yksityisten_kate": {
        "fi": "yksityisten keskusten kate",
        "sv": "de privata centralernas marginal",
        "en": "private centres' margin",
    },
    "ketju_havio": {
        "fi": "hoitoketjuissa kadonneiden osuus siirroista",
        "sv": "andel förlorade vid övergångar i vårdkedjor",
        "en": "loss at hand-overs of care chains",
    },
    "ketju_kadonneet": {"fi": "hoitoketjuissa kadonneet", "sv": "förlorade i vårdkedjor", "en": "lost in care chains"},
    "ketju_kadonneiden_osuus": {
        "fi": "hoitoketjuissa kadonneiden osuus",
        "sv": "andel förlorade i vårdkedjor",
        "en": "share lost in care chains",
    },
    "ketju_silta": {
        "fi": "hoitoketjun haavoittuvin silta",
        "sv": "vårdkedjans känsligaste bro",
        "en": "most critical bridge of a care chain",
    },
    "koordinaatio": {"fi": "koordinaatio", "sv": "koordination", "en": "coordination"},
    "monikayttajat": {
        "fi": "monia palveluja käyttävät",
        "sv": "de som använder många tjänster",
        "en": "users of many services",
    },
    "sydan_potilaat": {
        "fi": "sydämen vajaatoimintapotilaat",
        "sv": "patienter med hjärtsvikt",
        "en": "heart failure patients",
    },
    "sydan_jaksot": {
        "fi": "sydämen vajaatoiminnan hoitojaksot",
        "sv": "vårdperioder för hjärtsvikt",
        "en": "heart failure episodes",
    },
    "sydan_uusinnat": {
        "fi": "sydämen vajaatoiminnan uusintajaksot",
        "sv": "nya vårdperioder för hjärtsvikt",
        "en": "repeated heart failure episodes",
    },
    "sydan_paluut": {
        "fi": "sydämen vajaatoimintapotilaiden paluut sairaalaan",
        "sv": "hjärtsviktspatienters återkomst till sjukhus",
        "en": "heart failure readmissions",
    },
    "sijoitettuja_1000": {"fi": "sijoitetut lapset", "sv": "placerade barn", "en": "children in care"},
    "lasten_psykiatria_hoidettu": {
        "fi": "lasten psykiatrian hoidettu osuus",
        "sv": "andel vårdade inom barnpsykiatrin",
        "en": "share cared for in child psychiatry",
    },
    "kotona_75": {
        "fi": "kotona asuvat 75 vuotta täyttäneet",
        "sv": "75 år fyllda som bor hemma",
        "en": "those over 75 who live at home",
    },
    "hyte_panos": {
        "fi": "hyvinvoinnin ja terveyden edistämisen määrä",
        "sv": "mängden främjande av hälsa och välfärd",
        "en": "effort for health promotion",
    },
    "hyte_vaikutus": {
        "fi": "hyvinvoinnin ja terveyden edistämisen vaikutus",
        "sv": "effekten av främjande av hälsa och välfärd",
        "en": "effect of health promotion",
    },
    "hyte_asukas": {
        "fi": "hyvinvoinnin ja terveyden edistämisen menot asukasta kohti",
        "sv": "kostnader för främjande av hälsa och välfärd per invånare",
        "en": "health promotion cost per resident",
    },
    "menokasvu": {"fi": "menojen kasvu", "sv": "kostnadsökning", "en": "growth of cost"},
    "ero_jarruun": {
        "fi": "menojen kasvu yli menojarrun",
        "sv": "kostnadsökning över utgiftsbromsen",
        "en": "growth of cost over the brake",
    },
    "liikelaitoksen_maara": {
        "fi": "liikelaitoksen rahat",
        "sv": "affärsverkets pengar",
        "en": "money of the county utility",
    },
    "ostopalvelut": {"fi": "ostopalvelut", "sv": "köpta tjänster", "en": "bought services"},
}

YKSIKOT: dict[str, Tekstit] = {  # unit in results -> as shown
    "vuotta": {"fi": "vuotta", "sv": "år", "en": "years"},
    "indeksi": {"fi": "indeksi", "sv": "index", "en": "index"},
    "kuolemaa": {"fi": "kuolemaa", "sv": "dödsfall", "en": "deaths"},
    "henkilöä": {"fi": "henkilöä", "sv": "personer", "en": "persons"},
    "henkilöä/v": {"fi": "henkilöä/v", "sv": "personer/år", "en": "persons/year"},
    "hajontaa": {"fi": "hajontaa", "sv": "standardavvikelser", "en": "standard deviations"},
    "osuus": {"fi": "osuus", "sv": "andel", "en": "share"},
    "osuus/v": {"fi": "osuus/v", "sv": "andel/år", "en": "share/year"},
    "kontaktia/v": {"fi": "kontaktia/v", "sv": "kontakter/år", "en": "contacts/year"},
    "kpl": {"fi": "kpl", "sv": "st.", "en": "number"},
    "0-1": {"fi": "0-1", "sv": "0-1", "en": "0-1"},
    "EUR/asukas": {"fi": "euroa/asukas", "sv": "euro/invånare", "en": "euros/resident"},
    "EUR/asukasvuosi": {"fi": "euroa/asukasvuosi", "sv": "euro/invånarår", "en": "euros/resident-year"},
    "vrk": {"fi": "vrk", "sv": "dygn", "en": "days"},
    "suhde": {"fi": "suhde", "sv": "kvot", "en": "ratio"},
    "SD": {"fi": "SD", "sv": "SD", "en": "SD"},
    "log": {"fi": "log", "sv": "log", "en": "log"},
    "log-yksikköä": {"fi": "log-yksikköä", "sv": "log-enheter", "en": "log units"},
    "perusvuosi = 1": {"fi": "perusvuosi = 1", "sv": "basår = 1", "en": "base year = 1"},
    "jaksoa": {"fi": "jaksoa", "sv": "vårdperioder", "en": "episodes"},
    "lasta / 1 000": {"fi": "lasta / 1 000", "sv": "barn / 1 000", "en": "children / 1,000"},
    "milj. EUR": {"fi": "milj. euroa", "sv": "mn euro", "en": "EUR million"},
    "-": {"fi": "-", "sv": "-", "en": "-"},
}
