"""Words of sweeps' figures and reports, in Finnish, Swedish and English; plain administrative language.

As in `sanat`, an entry has all three languages or is a fault, and Swedish is that of the Finnish government.
"""

from __future__ import annotations

from visualisointi.sanat import Tekstit, taytetty

ARVOT: dict[str, Tekstit] = {  # values of levers as words, where the study says nothing else
    "true": {"fi": "kyllä", "sv": "ja", "en": "yes"},
    "false": {"fi": "ei", "sv": "nej", "en": "no"},
    "tasa": {"fi": "kaikille sama", "sv": "lika för alla", "en": "same for all"},
    "ika_sukupuoli": {"fi": "ikä ja sukupuoli", "sv": "ålder och kön", "en": "age and sex"},
    "tyo": {"fi": "ikä, sukupuoli, työ", "sv": "ålder, kön, arbete", "en": "age, sex, work"},
    "sairaus": {"fi": "lisäksi sairaudet", "sv": "även sjukdomar", "en": "illness as well"},
    "kustannus": {"fi": "edellisen vuoden kustannus", "sv": "fjolårets kostnad", "en": "last year's cost"},
    "tarve": {"fi": "palvelutarve", "sv": "servicebehov", "en": "need of services"},
    "kertabudjetti": {"fi": "kertabudjetti", "sv": "klumpsumma", "en": "lump-sum budget"},
    "virement": {"fi": "siirtovara", "sv": "omfördelningsmån", "en": "virement band"},
    "palvelukokonaisuuksittain": {
        "fi": "palvelukokonaisuuksittain", "sv": "per servicehelhet", "en": "split by service package",
    },
}  # fmt: skip

TEKIJAT: dict[str, Tekstit] = {  # short names of factors, where the parameter's own text is long; and of bundles
    "valinnanvapaus.suora_valinta": {"fi": "Suora valinta", "sv": "Direktval", "en": "Direct choice"},
    "kapitaatio.painot": {"fi": "Kapitaation painot", "sv": "Kapiteringens vikter", "en": "Capitation weights"},
    "ohjaus.virement": {"fi": "Siirtovara", "sv": "Omfördelningsmån", "en": "Virement band"},
    "rahoitusmalli": {"fi": "Rahoitusmalli", "sv": "Finansieringsmodell", "en": "Financing model"},
    "scenario": {"fi": "Skenaario", "sv": "Scenario", "en": "Scenario"},
    "posterior": {
        "fi": "Sovitetut parametrit", "sv": "Anpassade parametrar", "en": "Fitted parameters",
    },
    "liikelaitos.vinouma": {
        "fi": "Liikelaitoksen vinouma kiireelliseen hoitoon", "sv": "Affärsverkets dragning mot akut vård",
        "en": "Utility's bias towards acute care",
    },
    "ohjaus.tietovirhe": {
        "fi": "Järjestäjän tiedon virhe", "sv": "Felet i anordnarens kunskap", "en": "Noise in the orderer's knowledge",
    },
    "ohjaus.tiedon_viive": {
        "fi": "Järjestäjän tiedon viive",
        "sv": "Dröjsmålet i anordnarens kunskap",
        "en": "Age of the orderer's knowledge",
    },
}  # fmt: skip

YKSI: dict[str, str] = {  # units after the number 1
    "päivää": "päivä", "dagar": "dag", "days": "day", "vuotta": "vuosi", "years": "year", "euroa": "euro",
    "euros": "euro", "prosenttiyksikköä": "prosenttiyksikkö", "procentenheter": "procentenhet",
    "percentage points": "percentage point",
}  # fmt: skip

RYHMAT: dict[str, Tekstit] = {
    "viidennes_1": {"fi": "pienituloisin viidennes", "sv": "lägsta inkomstkvintilen", "en": "lowest income fifth"},
    "viidennes_2": {"fi": "2. tuloviidennes", "sv": "2:a inkomstkvintilen", "en": "2nd income fifth"},
    "viidennes_3": {"fi": "3. tuloviidennes", "sv": "3:e inkomstkvintilen", "en": "3rd income fifth"},
    "viidennes_4": {"fi": "4. tuloviidennes", "sv": "4:e inkomstkvintilen", "en": "4th income fifth"},
    "viidennes_5": {"fi": "suurituloisin viidennes", "sv": "högsta inkomstkvintilen", "en": "highest income fifth"},
    "kieli_fi": {"fi": "suomenkieliset", "sv": "finskspråkiga", "en": "Finnish speakers"},
    "kieli_sv": {"fi": "ruotsinkieliset", "sv": "svenskspråkiga", "en": "Swedish speakers"},
    "kieli_muu": {"fi": "muunkieliset", "sv": "andra språkgrupper", "en": "other languages"},
    "miehet": {"fi": "miehet", "sv": "män", "en": "men"},
    "naiset": {"fi": "naiset", "sv": "kvinnor", "en": "women"},
}

STATUS: dict[str, Tekstit] = {
    "laki": {"fi": "laki", "sv": "lag", "en": "law"},
    "esitys": {"fi": "lakiesitys", "sv": "lagförslag", "en": "bill"},
    "tilasto": {"fi": "tilasto", "sv": "statistik", "en": "statistics"},
    "tutkimus": {"fi": "tutkimus", "sv": "forskning", "en": "research"},
    "arvio": {"fi": "arvio", "sv": "uppskattning", "en": "estimate"},
    "oletus": {"fi": "oletus", "sv": "antagande", "en": "assumption"},
}

KUVAT: dict[str, Tekstit] = {
    "lahde": {
        "fi": "Sotemalli {versio}, ajosarja {sarja}: {maailmoja} maailmaa, {siemenia} siementä, otos {otos} %, {alue}. "
        "Mallin tulos, ei ennuste.",
        "sv": "Sotemalli {versio}, körserie {sarja}: {maailmoja} världar, {siemenia} frön, urval {otos} %, {alue}. "
        "Modellens resultat, ingen prognos.",
        "en": "Sotemalli {versio}, sweep {sarja}: {maailmoja} worlds, {siemenia} seeds, {otos}% sample, {alue}. "
        "A model's result, not a forecast.",
    },
    "keskiarvo": {"fi": "keskiarvo {vuodet}", "sv": "medeltal {vuodet}", "en": "mean of {vuodet}"},
    # levers
    "keinot_otsikko": {"fi": "{keino}: {lause}", "sv": "{keino}: {lause}", "en": "{keino}: {lause}"},
    "keinot_ei": {
        "fi": "{mittari}: minkään keinon vaikutus ei erotu merkittävänä",
        "sv": "{mittari}: inget medels effekt framträder som betydande",
        "en": "{mittari}: no lever's effect stands out as one that matters",
    },
    "keinot_ala": {
        "fi": "{mittari}, {aika}. Sama maailma ja sama sattuma, vain keino vaihtuu; keskiarvo muiden keinojen "
        "arvoista. "
        "Harmaa alue: ero liian pieni merkitäkseen. Vinoviivoitettu palkki: enimmäkseen sattumaa.",
        "sv": "{mittari}, {aika}. Samma värld och samma slump, bara medlet byts; medeltal över de övriga medlen. Grått "
        "fält: för liten skillnad för att ha betydelse. Skrafferad stapel: mest slump.",
        "en": "{mittari}, {aika}. Same world and same luck, only the lever changes; averaged over the other levers. "
        "Grey "
        "band: too small to matter. Hatched bar: mostly luck.",
    },
    "paneeli_sattuma": {
        "fi": "Ero ja sen satunnaisvirhe (95 %)", "sv": "Skillnad och slumpfel (95 %)",
        "en": "Difference and its Monte Carlo error (95%)",
    },
    "paneeli_maailmat": {
        "fi": "Ero eri oletuksilla (5–95 % maailmoista)", "sv": "Skillnad under olika antaganden (5–95 % av världarna)",
        "en": "Difference under other assumptions (5–95% of worlds)",
    },
    # tornado
    "heilahdus_otsikko": {
        "fi": "{kohde}: tulokseen vaikuttaa eniten oletus ”{oletus}”",
        "sv": "{kohde}: mest påverkar antagandet ”{oletus}”",
        "en": "{kohde}: the assumption that moves it most is “{oletus}”",
    },
    "heilahdus_ei": {
        "fi": "{kohde}: mikään oletus ei siirrä tulosta sattumaa enempää",
        "sv": "{kohde}: inget antagande flyttar resultatet mera än slumpen",
        "en": "{kohde}: no assumption moves the result more than chance does",
    },
    "heilahdus_ala": {
        "fi": "{mittari}, {aika}. Keskiarvo maailmoista, joissa oletus on pieni tai suuri. Harmaa: ei erotu "
        "sattumasta.",
        "sv": "{mittari}, {aika}. Medeltal av världar där antagandet är litet eller stort. Grått: skiljer sig inte "
        "från "
        "slumpen.",
        "en": "{mittari}, {aika}. Mean of worlds where the assumption is low or high. Grey: not told apart from "
        "chance.",
    },
    "oletus_pieni": {
        "fi": "oletus pieni (alin kolmannes)", "sv": "antagandet litet (lägsta tredjedelen)",
        "en": "assumption low (lowest third)",
    },
    "oletus_suuri": {
        "fi": "oletus suuri (ylin kolmannes)", "sv": "antagandet stort (högsta tredjedelen)",
        "en": "assumption high (highest third)",
    },
    "oletus_alin": {
        "fi": "oletuksen alin arvo",
        "sv": "antagandets lägsta värde",
        "en": "the assumption's lowest value",
    },
    "oletus_ylin": {
        "fi": "oletuksen ylin arvo",
        "sv": "antagandets högsta värde",
        "en": "the assumption's highest value",
    },
    "kaikki_maailmat": {
        "fi": "kaikkien maailmojen keskiarvo {x}", "sv": "medeltal av alla världar {x}", "en": "mean of all worlds {x}",
    },
    "taso": {"fi": "taso", "sv": "nivå", "en": "level"},
    "vaikutus": {"fi": "{keino} ({muutos})", "sv": "{keino} ({muutos})", "en": "{keino} ({muutos})"},
    # heat maps
    "lampo_otsikko": {
        "fi": "{n} eroa {kaikki}:sta on merkittäviä; suurin: {keino}, {lause}",
        "sv": "{n} av {kaikki} skillnader har betydelse; störst: {keino}, {lause}",
        "en": "{n} of {kaikki} differences matter; the largest: {keino}, {lause}",
    },
    "lampo_ei": {
        "fi": "Yksikään {kaikki} erosta ei ole merkittävä",
        "sv": "Ingen av {kaikki} skillnader har betydelse",
        "en": "None of the {kaikki} differences matters",
    },
    "lampo_ala": {
        "fi": "Paritettu ero, {aika}. Sininen: pienenee, oranssi: kasvaa; väri suhteessa sarakkeen suurimpaan. "
        "Vinoviivoitus: "
        "ero ei erotu sattumasta tai on liian pieni merkitäkseen.",
        "sv": "Parad skillnad, {aika}. Blått: minskar, orange: ökar; färgen i förhållande till kolumnens största. "
        "Skraffering: "
        "skillnaden skiljer sig inte från slumpen eller är för liten för att ha betydelse.",
        "en": "Paired difference, {aika}. Blue: falls, orange: rises; colour relative to the column's largest. "
        "Hatched: not "
        "told apart from chance, or too small to matter.",
    },
    "oletuslampo_otsikko": {
        "fi": "”{oletus}” ratkaisee useimmin, kuinka suuri keinon vaikutus on",
        "sv": "”{oletus}” avgör oftast hur stor ett medels effekt är",
        "en": "“{oletus}” most often decides how large a lever's effect is",
    },
    "oletuslampo_ei": {
        "fi": "Mikään oletus ei ratkaise keinojen vaikutuksia",
        "sv": "Inget antagande avgör medlens effekter",
        "en": "No assumption decides the levers' effects",
    },
    "oletuslampo_ala": {
        "fi": "{mittari}, {aika}. Herkkyysluku ({suure}): 0 = ei vaikuta. Vinoviivoitus: ei erotu sattumasta.",
        "sv": "{mittari}, {aika}. Känslighetstal ({suure}): 0 = ingen inverkan. Skraffering: skiljer sig inte från "
        "slumpen.",
        "en": "{mittari}, {aika}. Sensitivity ({suure}): 0 = no influence. Hatched: not told apart from chance.",
    },
    # robustness
    "kestavyys_otsikko": {
        "fi": "{keinot}: {mittari} on {suunta} kuin vertailussa {osuus} %:ssa maailmoista",
        "sv": "{keinot}: {mittari} är {suunta} än i jämförelsen i {osuus} % av världarna",
        "en": "{keinot}: {mittari} is {suunta} than in the comparison in {osuus}% of worlds",
    },
    "kestavyys_ei": {
        "fi": "{mittari}: useimmissa maailmoissa mikään vaihtoehto ei eroa vertailusta",
        "sv": "{mittari}: i de flesta världar skiljer sig inget alternativ från jämförelsen",
        "en": "{mittari}: in most worlds no alternative differs from the comparison",
    },
    "kestavyys_ala": {
        "fi": "{mittari}, {aika}. Osuus {maailmoja} maailmasta, vertailu: {vertailu}. Ei eroa: enintään {raja}. "
        "Osuus ei ole "
        "todennäköisyys.",
        "sv": "{mittari}, {aika}. Andel av {maailmoja} världar, jämförelse: {vertailu}. Ingen skillnad: högst "
        "{raja}. Andelen är "
        "ingen sannolikhet.",
        "en": "{mittari}, {aika}. Share of {maailmoja} worlds, compared with: {vertailu}. No difference: at most "
        "{raja}. A share "
        "is no probability.",
    },
    "pienempi": {"fi": "pienempi", "sv": "mindre", "en": "lower"},
    "ei_eroa": {"fi": "ei eroa", "sv": "ingen skillnad", "en": "no difference"},
    "suurempi": {"fi": "suurempi", "sv": "större", "en": "higher"},
    # conditions
    "ehdot_otsikko": {
        "fi": "{kohde}: {suunta} {raja} useimmiten, kun {ehdot}",
        "sv": "{kohde}: {suunta} {raja} oftast då {ehdot}",
        "en": "{kohde}: {suunta} {raja} mostly when {ehdot}",
    },
    "ehdot_ei": {
        "fi": "{kohde}: ehtoja, joilla tulos olisi {suunta} {raja}, ei löytynyt",
        "sv": "{kohde}: inga villkor hittades där resultatet är {suunta} {raja}",
        "en": "{kohde}: no conditions were found under which it is {suunta} {raja}",
    },
    "yli": {"fi": "yli", "sv": "över", "en": "above"},
    "alle": {"fi": "alle", "sv": "under", "en": "below"},
    "ehdot_ala": {
        "fi": "{mittari}, {aika}. Ehtojen sisällä {tiheys} % maailmoista on tällaisia (kaikista {pohja} %); ehdot "
        "kattavat "
        "tällaisista {kattavuus} %.",
        "sv": "{mittari}, {aika}. Inom villkoren är {tiheys} % av världarna sådana (av alla {pohja} %); villkoren "
        "täcker "
        "{kattavuus} % av dem.",
        "en": "{mittari}, {aika}. Inside the conditions {tiheys}% of worlds are such (of all {pohja}%); the "
        "conditions cover "
        "{kattavuus}% of them.",
    },
    "ehto_vali": {"fi": "{nimi} on {ala}–{yla}", "sv": "{nimi} är {ala}–{yla}", "en": "{nimi} is {ala}–{yla}"},
    "ehto_vahintaan": {
        "fi": "{nimi} on vähintään {ala}", "sv": "{nimi} är minst {ala}", "en": "{nimi} is at least {ala}",
    },
    "ehto_enintaan": {"fi": "{nimi} on enintään {yla}", "sv": "{nimi} är högst {yla}", "en": "{nimi} is at most {yla}"},
    "ehto_arvot": {"fi": "{nimi}: {arvot}", "sv": "{nimi}: {arvot}", "en": "{nimi}: {arvot}"},
    "vahintaan": {"fi": "vähintään {x}", "sv": "minst {x}", "en": "at least {x}"},
    "enintaan": {"fi": "enintään {x}", "sv": "högst {x}", "en": "at most {x}"},
    "paneeli_ehdot": {
        "fi": "Ehdot, kaikki yhtä aikaa (harmaa: koko vaihteluväli)",
        "sv": "Villkor, alla på en gång (grått: hela intervallet)",
        "en": "Conditions, all together (grey: whole range)",
    },
    "paneeli_kuorinta": {
        "fi": "Tiukempi ehto on varmempi mutta suppeampi", "sv": "Ett strängare villkor är säkrare men smalare",
        "en": "Tighter conditions are surer but narrower",
    },
    "kattavuus": {"fi": "kattavuus", "sv": "täckning", "en": "coverage"},
    "tiheys": {"fi": "tiheys", "sv": "täthet", "en": "density"},
    "rinnakkain_ala": {
        "fi": "{mittari}, {aika}. Jokainen viiva on yksi maailma: sen oletukset ja viimeisenä tulos. Violetti: ehto.",
        "sv": "{mittari}, {aika}. Varje linje är en värld: dess antaganden och sist resultatet. Violett: villkor.",
        "en": "{mittari}, {aika}. Each line is one world: its assumptions and, last, the outcome. Purple: condition.",
    },
    "kiinnostavat": {
        "fi": "tulos {suunta} {raja}",
        "sv": "resultatet {suunta} {raja}",
        "en": "outcome {suunta} {raja}",
    },
    "muut": {"fi": "muut maailmat", "sv": "övriga världar", "en": "other worlds"},
    # plane
    "taso_otsikko": {
        "fi": "{kohde}: etumerkki riippuu oletuksista – kasvaa {yli} %:ssa, pienenee {alle} %:ssa maailmoista",
        "sv": "{kohde}: tecknet beror på antagandena – ökar i {yli} %, minskar i {alle} % av världarna",
        "en": "{kohde}: the sign depends on assumptions – up in {yli}%, down in {alle}% of worlds",
    },
    "taso_sama": {
        "fi": "{kohde}: suunta on sama kaikissa maailmoissa, joissa se erottuu",
        "sv": "{kohde}: riktningen är densamma i alla världar där den framträder",
        "en": "{kohde}: the direction is the same in all worlds where it can be told",
    },
    "taso_ala": {
        "fi": "{mittari}, {aika}. Jokainen merkki on yksi maailma; muut oletukset vaihtelevat.",
        "sv": "{mittari}, {aika}. Varje tecken är en värld; övriga antaganden varierar.",
        "en": "{mittari}, {aika}. Each mark is one world; the other assumptions vary.",
    },
    "taso_yli": {"fi": "kasvaa", "sv": "ökar", "en": "up"},
    "taso_alle": {"fi": "pienenee", "sv": "minskar", "en": "down"},
    "taso_epavarma": {
        "fi": "ei erotu satunnaisvirheestä (95 %)", "sv": "skiljer sig inte från slumpfelet (95 %)",
        "en": "not told from Monte Carlo error (95%)",
    },
    "taso_koko": {
        "fi": "Eron koko, {yksikko}",
        "sv": "Skillnadens storlek, {yksikko}",
        "en": "Size of difference, {yksikko}",
    },
    # bands
    "nauhat_oletukset": {
        "fi": "{mittari}: oletukset siirtävät tasoa enemmän kuin yksikään keino",
        "sv": "{mittari}: antagandena flyttar nivån mera än något medel",
        "en": "{mittari}: assumptions move the level more than any lever does",
    },
    "nauhat_keinot": {
        "fi": "{mittari}: suurin keino siirtää tasoa enemmän kuin oletukset",
        "sv": "{mittari}: det största medlet flyttar nivån mera än antagandena",
        "en": "{mittari}: the strongest lever moves the level more than assumptions do",
    },
    "nauhat_ala": {
        "fi": "{mittari}. Viiva: maailmojen keskiarvo, nauha: 5–95 % maailmoista. Alla kunkin keinon ero samassa "
        "maailmassa.",
        "sv": "{mittari}. Linje: världarnas medeltal, band: 5–95 % av världarna. Nedan varje medels skillnad i samma "
        "värld.",
        "en": "{mittari}. Line: mean of worlds, band: 5–95% of worlds. Below, each lever's difference in the same "
        "world.",
    },
    "nauhat_erot": {
        "fi": "Ero vertailuun samassa maailmassa, {yksikko}; nauha 5–95 % maailmoista",
        "sv": "Skillnad mot jämförelsen i samma värld, {yksikko}; band 5–95 % av världarna",
        "en": "Difference from the comparison in the same world, {yksikko}; band 5–95% of worlds",
    },
    "vertailu": {"fi": "Vertailu", "sv": "Jämförelse", "en": "Comparison"},
    "kasvaa": {"fi": "{mittari} kasvaa {d}", "sv": "{mittari} ökar med {d}", "en": "{mittari} rises by {d}"},
    "pienenee": {"fi": "{mittari} pienenee {d}", "sv": "{mittari} minskar med {d}", "en": "{mittari} falls by {d}"},
    "vastaus_selva": {
        "fi": "{keino}: {lause} (90 % maailmoista {vali}; näin {n} maailmassa {kaikki}:sta).",
        "sv": "{keino}: {lause} (90 % av världarna {vali}; så i {n} av {kaikki} världar).",
        "en": "{keino}: {lause} (90 % of worlds {vali}; so in {n} of {kaikki} worlds).",
    },
    "vastaus_pieni": {
        "fi": "{keino}: {mittari} ei muutu niin, että sillä olisi merkitystä (90 % maailmoista {vali}; {n} maailmassa "
        "{kaikki}:sta).",
        "sv": "{keino}: {mittari} ändras inte så att det har betydelse (90 % av världarna {vali}; i {n} av {kaikki} "
        "världar).",
        "en": "{keino}: no change that matters in {mittari} (90 % of worlds {vali}; in {n} of {kaikki} worlds).",
    },
    "vastaus_auki": {
        "fi": "{keino}: ei selvää suuntaa, {mittari} (90 % maailmoista {vali}; merkitsevästi vähemmän {alle}, enemmän "
        "{yli} maailmassa {kaikki}:sta).",
        "sv": "{keino}: ingen klar riktning, {mittari} (90 % av världarna {vali}; märkbart mindre i {alle}, mera i "
        "{yli} av {kaikki} världar).",
        "en": "{keino}: no clear sign, {mittari} (90 % of worlds {vali}; less by what matters in {alle}, more in {yli} "
        "of {kaikki} worlds).",
    },
    "vastaus_sattuma": {
        "fi": "{keino}: ei selvää suuntaa, {mittari} (90 % maailmoista {vali}, maailmoja {kaikki}, mutta siementen "
        "95 %:n väli on {sattuma}: sattuma voi selittää sen).",
        "sv": "{keino}: ingen klar riktning, {mittari} (90 % av {kaikki} världar {vali}, men frönas 95 %-intervall är "
        "{sattuma}: slumpen kan förklara det).",
        "en": "{keino}: no clear sign, {mittari} (90 % of {kaikki} worlds {vali}, but over seeds the 95 % interval is "
        "{sattuma}: chance may explain it).",
    },
    "havaitun_ulkona": {
        "fi": "{mittari}: taso {ala}–{yla} on {n} tapauksessa {kaikki}:sta kaiken havaitun ulkopuolella "
        "({havaittu_ala}–{havaittu_yla}; {mika}). Mallia ei ole koeteltu siellä.",
        "sv": "{mittari}: nivån {ala}–{yla} ligger i {n} fall av {kaikki} utanför allt som observerats "
        "({havaittu_ala}–{havaittu_yla}; {mika}). Där har modellen inte prövats.",
        "en": "{mittari}: the level {ala}–{yla} is outside anything observed in {n} cases of {kaikki} "
        "({havaittu_ala}–{havaittu_yla}; {mika}). The model has not been tried there.",
    },
}  # fmt: skip


def sana(avain: str, kieli: str, **tiedot: object) -> str:
    """A phrase of `KUVAT` with its {places} filled. Raises KeyError or, for a language, ValueError when unknown."""
    return taytetty(KUVAT, avain, kieli, **tiedot)
