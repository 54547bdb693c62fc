"""Words of the report on a sweep (`sote report`), in Finnish, Swedish and English: plain administrative language."""

from __future__ import annotations

from visualisointi.sanat import Tekstit, taytetty

RAPORTTI: dict[str, Tekstit] = {
    "ylapuoli": {
        "fi": "Sotemallin raportti · {alue} · {alku}–{loppu}", "sv": "Rapport från Sotemalli · {alue} · {alku}–{loppu}",
        "en": "Report of Sotemalli · {alue} · {alku}–{loppu}",
    },
    "sisallys": {"fi": "Sisällys", "sv": "Innehåll", "en": "Contents"},
    "johdanto": {
        "fi": "Raportti vastaa kysymykseen Sotemallin laskelmilla. Sotemalli on tietokonemalli, jossa asukkaat, "
        "sote-keskukset, "
        "liikelaitos, järjestäjä ja kunnat toimivat kuukausi kerrallaan. Malli ei ole ennuste: se kertoo, mihin "
        "suuntaan ja "
        "kuinka paljon päätös muuttaisi asioita, jos oletukset pitävät paikkansa.",
        "sv": "Rapporten besvarar frågan med beräkningar gjorda med Sotemalli. Sotemalli är en datormodell där "
        "invånare, social- "
        "och hälsocentraler, affärsverket, anordnaren och kommunerna handlar en månad i sänder. Modellen är ingen "
        "prognos: den "
        "visar åt vilket håll och hur mycket ett beslut skulle ändra läget, om antagandena håller.",
        "en": "This report answers the question with calculations of Sotemalli, a computer model in which residents, "
        "sote centres, "
        "the county utility, the orderer and municipalities act month by month. The model is not a forecast: it "
        "tells which way "
        "and how much a decision would change things if the assumptions hold.",
    },
    # headings
    "lyhyesti": {"fi": "Lyhyesti", "sv": "I korthet", "en": "In brief"},
    "asetelma": {"fi": "Mitä verrattiin", "sv": "Vad som jämfördes", "en": "What was compared"},
    "oletukset": {"fi": "Mitä ei tiedetä", "sv": "Vad man inte vet", "en": "What is not known"},
    "laskenta": {"fi": "Miten laskettiin", "sv": "Hur beräkningen gjordes", "en": "How it was calculated"},
    "tulokset": {"fi": "Tulokset", "sv": "Resultat", "en": "Results"},
    "varmuus": {"fi": "Kuinka varma tulos on", "sv": "Hur säkert resultatet är", "en": "How sure the result is"},
    "riippuu": {"fi": "Mistä tulos riippuu", "sv": "Vad resultatet beror på", "en": "What the result depends on"},
    "kaantyy": {"fi": "Milloin tulos kääntyy", "sv": "När resultatet vänder", "en": "When the result turns round"},
    "rajoitukset": {"fi": "Rajoitukset", "sv": "Begränsningar", "en": "Limits"},
    "alkupera": {"fi": "Alkuperä ja toistaminen", "sv": "Ursprung och upprepning", "en": "Provenance and reproduction"},
    "viittaus": {"fi": "Viittaaminen", "sv": "Hänvisning", "en": "Citation"},
    "sanasto": {"fi": "Sanasto", "sv": "Ordlista", "en": "Glossary"},
    "taulukkona": {"fi": "Näytä taulukkona", "sv": "Visa som tabell", "en": "Show as a table"},
    # in brief
    "vaikutuksia": {"fi": "{keino}: {lauseet}.", "sv": "{keino}: {lauseet}.", "en": "{keino}: {lauseet}."},
    "suunnassa": {
        "fi": "{lause} (samansuuntainen {osuus} %:ssa maailmoista)",
        "sv": "{lause} (åt samma håll i {osuus} % av världarna)",
        "en": "{lause} (same direction in {osuus}% of worlds)",
    },
    "ei_liiku": {
        "fi": "Mikään keino ei muuttanut merkittävästi näitä: {mittarit}.",
        "sv": "Inget medel ändrade följande på ett sätt som har betydelse: {mittarit}.",
        "en": "No lever moved these enough to matter: {mittarit}.",
    },
    "ei_vaikutusta": {
        "fi": "{keino}: merkittävää eroa ei nähty.", "sv": "{keino}: ingen betydande skillnad sågs.",
        "en": "{keino}: no difference that matters was seen.",
    },
    "riippuu_lause": {
        "fi": "Vastaus riippuu eniten oletuksesta ”{oletus}”, jota kukaan ei ole mitannut tarkasti.",
        "sv": "Svaret beror mest på antagandet ”{oletus}”, som ingen har mätt exakt.",
        "en": "The answer depends most on the assumption “{oletus}”, which nobody has measured exactly.",
    },
    "suunta_auki": {
        "fi": "{keino}: {mittari} voi kasvaa tai pienentyä sen mukaan, mitkä oletukset pitävät (5–95 % maailmoista "
        "{vali} {yksikko}).",
        "sv": "{keino}: {mittari} kan öka eller minska beroende på vilka antaganden som håller (5–95 % av världarna "
        "{vali} {yksikko}).",
        "en": "{keino}: {mittari} may rise or fall, depending on which assumptions hold (5–95% of worlds {vali} "
        "{yksikko}).",
    },
    "kaantyy_lause": {
        "fi": "Kaikki tulokset eivät kestä: {n} vaikutuksen suunta vaihtuu, kun oletukset vaihtuvat.",
        "sv": "Alla resultat håller inte: riktningen av {n} effekter byts när antagandena byts.",
        "en": "Not every result holds: {n} effects change direction when assumptions change.",
    },
    "kaantyy_yksi": {
        "fi": "Yhden vaikutuksen suunta vaihtuu, kun oletukset vaihtuvat.",
        "sv": "En effekts riktning byts när antagandena byts.",
        "en": "One effect changes direction when assumptions change.",
    },
    "ei_kaanny": {
        "fi": "Yhdenkään merkittävän vaikutuksen suunta ei vaihdu yli viidessä prosentissa tutkituista maailmoista.",
        "sv": "Ingen betydande effekt byter riktning i mer än fem procent av de undersökta världarna.",
        "en": "No effect that matters changes direction in more than five per cent of the worlds looked at.",
    },
    "ei_kaanny_lyhyt": {
        "fi": "Näiden merkittävien vaikutusten suunta säilyy, vaikka oletukset vaihtelevat.",
        "sv": "Dessa betydande effekters riktning består även om antagandena varierar.",
        "en": "These effects keep their direction while assumptions vary.",
    },
    "ei_merkittavia": {
        "fi": "Tutkituilla keinoilla ei nähty merkittäviä eroja.",
        "sv": "De undersökta medlen gav inga betydande skillnader.",
        "en": "The levers looked at made no difference that matters.",
    },
    "ei_siementen_valia": {
        "fi": "Satunnaisvirhettä ei voi arvioida yhdestä siemenestä: yhtäkään eroa ei siksi sanota merkittäväksi.",
        "sv": "Slumpfelet kan inte uppskattas från ett enda frö: ingen skillnad kallas därför betydande.",
        "en": "One seed does not tell the Monte Carlo error: no difference is therefore called one that matters.",
    },
    # what was compared
    "keinot_selite": {
        "fi": "Keino on asia, josta päättäjä voi päättää. Jokainen keinojen yhdistelmä laskettiin erikseen. "
        "Vertailukohta on "
        "merkitty sanalla ”vertailu”.",
        "sv": "Ett medel är något som beslutsfattaren kan besluta om. Varje kombination av medel beräknades för sig. "
        "Jämförelsen är märkt med ordet ”jämförelse”.",
        "en": "A lever is something a decision maker can decide. Every combination of levers was calculated. What "
        "the others are "
        "compared with is marked “comparison”.",
    },
    "keino": {"fi": "Keino", "sv": "Medel", "en": "Lever"},
    "vaihtoehdot": {"fi": "Vaihtoehdot", "sv": "Alternativ", "en": "Alternatives"},
    "alkaen": {"fi": "Alkaen", "sv": "Från", "en": "From"},
    "mita": {"fi": "Mitä se on", "sv": "Vad det är", "en": "What it is"},
    "vertailu_sulut": {"fi": "{arvo} (vertailu)", "sv": "{arvo} (jämförelse)", "en": "{arvo} (comparison)"},
    # what is not known
    "oletukset_selite": {
        "fi": "Oletus on asia, josta malli tarvitsee luvun mutta jota kukaan ei tarkasti tiedä. Jokainen oletusten "
        "yhdistelmä on "
        "yksi maailma. Keinoja verrattiin aina saman maailman sisällä.",
        "sv": "Ett antagande är något som modellen behöver ett tal för men som ingen vet exakt. Varje kombination av "
        "antaganden är "
        "en värld. Medlen jämfördes alltid inom samma värld.",
        "en": "An assumption is something the model needs a number for but nobody knows exactly. Each combination of "
        "assumptions is "
        "a world. Levers were always compared inside the same world.",
    },
    "mallin_oletus": {
        "fi": "mallin oma oletus: mitattua arvoa ei ole",
        "sv": "modellens eget antagande: inget uppmätt värde finns",
        "en": "the model's own assumption: there is no measured value",
    },
    "ei_oletuksia": {
        "fi": "Tässä ajosarjassa oletukset pidettiin perusarvoissaan. Tulos ei siis kerro, kestääkö se toisilla "
        "oletuksilla.",
        "sv": "I den här körserien hölls antagandena vid sina grundvärden. Resultatet berättar alltså inte om det "
        "håller under andra "
        "antaganden.",
        "en": "In this sweep the assumptions stayed at their base values. The result does not tell whether it holds "
        "under others.",
    },
    "oletus": {"fi": "Oletus", "sv": "Antagande", "en": "Assumption"},
    "vaihteluvali": {"fi": "Vaihteluväli", "sv": "Intervall", "en": "Range"},
    "perusarvo": {"fi": "Perusarvo", "sv": "Grundvärde", "en": "Base value"},
    "peruste": {"fi": "Peruste", "sv": "Grund", "en": "Basis"},
    "lahde": {"fi": "Lähde", "sv": "Källa", "en": "Source"},
    # how
    "laskenta_ajot": {
        "fi": "Laskettiin {ajoja} ajoa: {valikoimia} keinojen yhdistelmää, {maailmoja} maailmaa ja {siemenia} "
        "siementä. "
        "{epaonnistui}Kukin ajo kattaa vuodet {alku}–{loppu}, ja siinä on mukana {otos} % alueen asukkaista ({alue}).",
        "sv": "{ajoja} körningar beräknades: {valikoimia} kombinationer av medel, {maailmoja} världar och {siemenia} "
        "frön. "
        "{epaonnistui}Varje körning omfattar åren {alku}–{loppu} och {otos} % av områdets invånare ({alue}).",
        "en": "{ajoja} runs were calculated: {valikoimia} combinations of levers, {maailmoja} worlds and {siemenia} "
        "seeds. "
        "{epaonnistui}Each run covers the years {alku}–{loppu} and {otos}% of the region's residents ({alue}).",
    },
    "epaonnistui": {
        "fi": "Ajoista {n} epäonnistui, eivätkä ne ole mukana. ", "sv": "{n} körningar misslyckades och är inte med. ",
        "en": "{n} runs failed and are not included. ",
    },
    "kesken": {
        "fi": "Ajosarja on kesken: {n} ajoa puuttuu. Luvut voivat vielä muuttua. ",
        "sv": "Körserien är inte färdig: {n} körningar saknas. Siffrorna kan ännu ändras. ",
        "en": "The sweep is not finished: {n} runs are missing. Figures may still change. ",
    },
    "menetelma": {
        "fi": "Keinojen yhdistelmät: {keinot}. Maailmat: {oletukset}.",
        "sv": "Kombinationer av medel: {keinot}. Världar: {oletukset}.",
        "en": "Combinations of levers: {keinot}. Worlds: {oletukset}.",
    },
    "paritus": {
        "fi": "Sama siemen antaa samat asukkaat ja saman sattuman. Kun vain keino vaihtuu, ero johtuu keinosta. "
        "Luvut ovat "
        "{aika}, rahat vuoden 2017 euroja.",
        "sv": "Samma frö ger samma invånare och samma slump. När bara medlet byts beror skillnaden på medlet. Talen "
        "gäller {aika}, "
        "pengar i 2017 års euro.",
        "en": "The same seed gives the same residents and the same luck. When only the lever changes, the lever made "
        "the "
        "difference. Figures: {aika}; money in 2017 euros.",
    },
    "grid": {"fi": "kaikki yhdistelmät", "sv": "alla kombinationer", "en": "all combinations"},
    "list": {
        "fi": "tutkijan valitsema luettelo",
        "sv": "en lista vald av forskaren",
        "en": "a list chosen by the researcher",
    },
    "oat": {"fi": "yksi kerrallaan", "sv": "en i taget", "en": "one at a time"},
    "lhs": {
        "fi": "latinalainen hyperkuutio (tasainen otos vaihteluväleistä)",
        "sv": "latinsk hyperkub (jämnt urval ur intervallen)",
        "en": "Latin hypercube (an even sample of the ranges)",
    },
    "sobol": {"fi": "Sobolin jono", "sv": "Sobol-sekvens", "en": "Sobol sequence"},
    "saltelli": {"fi": "Saltellin otos", "sv": "Saltellis urval", "en": "Saltelli sample"},
    "morris": {"fi": "Morrisin polut", "sv": "Morris banor", "en": "Morris trajectories"},
    "ei_vaihdu": {"fi": "ei vaihdella", "sv": "varieras inte", "en": "not varied"},
    # results
    "tulokset_selite": {
        "fi": "Ero on laskettu saman maailman ja saman siemenen sisällä. Erosta sanotaan jotakin vain, kun se "
        "erottuu sattumasta "
        "(95 %) ja on niin suuri, että sillä on merkitystä.",
        "sv": "Skillnaden är beräknad inom samma värld och samma frö. Något sägs om den bara när den skiljer sig "
        "från slumpen "
        "(95 %) och är så stor att den har betydelse.",
        "en": "Differences are taken inside the same world and the same seed. Something is said of one only when it "
        "is told from "
        "chance (95%) and is large enough to matter.",
    },
    "ero": {"fi": "Ero", "sv": "Skillnad", "en": "Difference"},
    "vali95": {"fi": "Satunnaisvirhe 95 %", "sv": "Slumpfel 95 %", "en": "Monte Carlo 95%"},
    "maailmat590": {"fi": "5–95 % maailmoista", "sv": "5–95 % av världarna", "en": "5–95% of worlds"},
    "muutos": {"fi": "Muutos", "sv": "Ändring", "en": "Change"},
    # sureness
    "varmuus_selite": {
        "fi": "Tuloksessa on kahta epävarmuutta, jotka pidetään erillään. Satunnaisvirhe johtuu sattumasta mallin "
        "sisällä, ja se "
        "pienenee ajoja lisäämällä. Oletusten epävarmuus johtuu siitä, mitä ei tiedetä, eikä se pienene laskemalla.",
        "sv": "Resultatet har två slags osäkerhet som hålls isär. Slumpfelet beror på slumpen i modellen och minskar "
        "med fler "
        "körningar. Antagandenas osäkerhet beror på det man inte vet och minskar inte av att man räknar mera.",
        "en": "The result has two kinds of uncertainty that are kept apart. Monte Carlo error comes from luck inside "
        "the model and "
        "shrinks with more runs. Uncertainty of assumptions comes from what is not known, and no calculation shrinks "
        "it.",
    },
    "katumus_otsikko": {
        "fi": "{mittari}: kuinka kaukana saman maailman parhaasta vaihtoehdosta",
        "sv": "{mittari}: hur långt från det bästa alternativet i samma värld",
        "en": "{mittari}: how far from the best alternative of the same world",
    },
    "katumus_selite": {
        "fi": "”Paras” tarkoittaa tässä vain yhtä mittaria kerrallaan: {suunta}. Taulukko kertoo, mitä maksaisi "
        "valita vaihtoehto, "
        "joka myöhemmin osoittautuu vääräksi.",
        "sv": "”Bäst” avser här bara ett mått i sänder: {suunta}. Tabellen visar vad det skulle kosta att välja ett "
        "alternativ som "
        "senare visar sig vara fel.",
        "en": "“Best” means one measure at a time here: {suunta}. The table tells what it would cost to choose an "
        "alternative that "
        "later turns out wrong.",
    },
    "vahemman": {"fi": "pienempi on parempi", "sv": "mindre är bättre", "en": "lower is better"},
    "enemman": {"fi": "suurempi on parempi", "sv": "större är bättre", "en": "higher is better"},
    "vaihtoehto": {"fi": "Vaihtoehto", "sv": "Alternativ", "en": "Alternative"},
    "paras": {"fi": "Paras, % maailmoista", "sv": "Bäst, % av världarna", "en": "Best, % of worlds"},
    "jaa_keski": {"fi": "Jää keskimäärin", "sv": "Efter i medeltal", "en": "Behind on average"},
    "jaa_p95": {
        "fi": "Jää enintään (95 % maailmoista)",
        "sv": "Efter högst (95 % av världarna)",
        "en": "Behind at most (95% of worlds)",
    },
    # depends
    "riippuu_selite": {
        "fi": "Kuvat kertovat, mikä oletus muuttaa tulosta eniten. Näiden asioiden mittaaminen parantaisi vastausta "
        "eniten.",
        "sv": "Figurerna visar vilket antagande som ändrar resultatet mest. Att mäta dessa saker skulle förbättra "
        "svaret mest.",
        "en": "The figures tell which assumption moves the result most. Measuring those would improve the answer most.",
    },
    "ei_ratkaise": {
        "fi": "{mittari}: mikään oletus ei siirrä keinojen vaikutuksia enempää kuin sattuma.",
        "sv": "{mittari}: inget antagande flyttar medlens effekter mera än slumpen.",
        "en": "{mittari}: no assumption moves what the levers do more than chance does.",
    },
    "liian_vahan": {
        "fi": "Maailmoja on {n}, mikä on liian vähän oletusten vaikutuksen arvioimiseen (tarvitaan vähintään {raja}).",
        "sv": "Världarna är {n}, för få för att bedöma antagandenas inverkan (minst {raja} behövs).",
        "en": "There are {n} worlds, too few to judge what assumptions do (at least {raja} are needed).",
    },
    "kaantyy_selite": {
        "fi": "Alla ovat vaikutukset, joiden suunta vaihtuu yli viidessä prosentissa maailmoista, ja ehdot, joilla "
        "näin käy.",
        "sv": "Nedan finns de effekter vars riktning byts i mer än fem procent av världarna, och villkoren för det.",
        "en": "Below are effects whose direction changes in more than five per cent of worlds, and the conditions "
        "for it.",
    },
    "ei_ehtoja": {
        "fi": "{kohde}: suunta vaihtuu {osuus} %:ssa maailmoista, mutta mikään yksittäinen raja ei erota niitä "
        "sattumaa varmemmin.",
        "sv": "{kohde}: riktningen byts i {osuus} % av världarna, men ingen enskild gräns skiljer dem säkrare än "
        "slumpen.",
        "en": "{kohde}: the direction changes in {osuus}% of worlds, but no single limit tells them apart better than "
        "chance.",
    },
    # limits
    "raja_ennuste": {
        "fi": "Malli ei ole ennuste. Yhden maailman taso kertoo vähän; vertailut kertovat enemmän.",
        "sv": "Modellen är ingen prognos. En enda världs nivå säger litet; jämförelserna säger mera.",
        "en": "The model is not a forecast. The level of one world means little; comparisons mean more.",
    },
    "raja_osuus": {
        "fi": "Osuus maailmoista ei ole todennäköisyys: kukaan ei tiedä, mikä maailmoista on meidän.",
        "sv": "En andel av världarna är ingen sannolikhet: ingen vet vilken av världarna som är vår.",
        "en": "A share of worlds is no probability: nobody knows which of the worlds is ours.",
    },
    "raja_oletukset": {
        "fi": "Mukana on vain se epävarmuus, joka on lueteltu kohdassa ”{osio}”. Muut oletukset ovat "
        "perusarvoissaan, ja mallin "
        "rakenne voi olla väärä tavalla, jota tämä raportti ei paljasta.",
        "sv": "Bara den osäkerhet som räknas upp i avsnittet ”{osio}” är med. Övriga antaganden har sina "
        "grundvärden, och modellens "
        "struktur kan vara fel på ett sätt som rapporten inte avslöjar.",
        "en": "Only the uncertainty listed under “{osio}” is included. Other assumptions have their base values, and "
        "the model's "
        "structure may be wrong in ways this report does not reveal.",
    },
    "raja_otos": {
        "fi": "Mallissa on {otos} % asukkaista. Pienten ryhmien ja harvinaisten tapahtumien luvut ovat epätarkkoja.",
        "sv": "Modellen har {otos} % av invånarna. Tal för små grupper och sällsynta händelser är osäkra.",
        "en": "The model has {otos}% of residents. Figures of small groups and rare events are imprecise.",
    },
    "raja_siemenet": {
        "fi": "Siemeniä on {n}: satunnaisvirheen arvio on itsekin karkea.",
        "sv": "Fröna är {n}: uppskattningen av slumpfelet är själv grov.",
        "en": "There are {n} seeds: the estimate of Monte Carlo error is itself rough.",
    },
    "raja_kohina": {
        "fi": "{mittari}, {kohde}: sattuma selittää {osuus} % maailmojen välisistä eroista, joten oletusten "
        "vaikutusta ei voi lukea "
        "tarkasti.",
        "sv": "{mittari}, {kohde}: slumpen förklarar {osuus} % av skillnaderna mellan världarna, så antagandenas "
        "inverkan kan inte "
        "läsas exakt.",
        "en": "{mittari}, {kohde}: luck makes {osuus}% of the differences between worlds, so the influence of "
        "assumptions cannot be "
        "read exactly.",
    },
    "raja_merkitys": {
        "fi": "Merkittävän eron raja on arvio, ei päätös: {rajat}.",
        "sv": "Gränsen för en betydande skillnad är en bedömning, inget beslut: {rajat}.",
        "en": "The limit of a difference that matters is a judgement, not a decision: {rajat}.",
    },
    "raja_pituus": {
        "fi": "Laskelma päättyy vuoteen {loppu}. Vaikutukset, jotka näkyvät vasta myöhemmin, jäävät pois.",
        "sv": "Beräkningen slutar {loppu}. Effekter som syns först senare faller bort.",
        "en": "The calculation ends in {loppu}. Effects that show only later are left out.",
    },
    # provenance
    "alkupera_selite": {
        "fi": "Kansiosta voi tarkistaa, ettei mitään ole muutettu, ja laskea kaiken uudelleen samoin tuloksin.",
        "sv": "Av mappen kan man kontrollera att inget har ändrats och räkna om allt med samma resultat.",
        "en": "From the folder one can check that nothing was changed, and calculate everything again with the same "
        "results.",
    },
    "tieto": {"fi": "Tieto", "sv": "Uppgift", "en": "Item"},
    "arvo": {"fi": "Arvo", "sv": "Värde", "en": "Value"},
    "sinetti_ehja": {
        "fi": "ehjä: tiedostot ovat ennallaan",
        "sv": "helt: filerna är oförändrade",
        "en": "whole: files are unchanged",
    },
    "sinetti_puuttuu": {
        "fi": "puuttuu: ajosarja on kesken",
        "sv": "saknas: körserien är inte färdig",
        "en": "none: the sweep is unfinished",
    },
    "sinetti_rikki": {"fi": "RIKKI: {mika}", "sv": "BRUTET: {mika}", "en": "BROKEN: {mika}"},
    "siemenet": {"fi": "Siemenet", "sv": "Frön", "en": "Seeds"},
    "tutkimus": {"fi": "Tutkimus", "sv": "Studie", "en": "Study"},
    "model": {"fi": "Mallin tiiviste", "sv": "Modellens kontrollsumma", "en": "Hash of the model"},
    "source": {"fi": "Lähdekoodin tiiviste", "sv": "Källkodens kontrollsumma", "en": "Hash of the source"},
    "facts": {"fi": "Aineiston tiiviste", "sv": "Materialets kontrollsumma", "en": "Hash of the facts"},
    "region": {"fi": "Alueen tiiviste", "sv": "Områdets kontrollsumma", "en": "Hash of the region"},
    "parameters": {"fi": "Parametrien tiiviste", "sv": "Parametrarnas kontrollsumma", "en": "Hash of the parameters"},
    "platform": {"fi": "Alusta", "sv": "Plattform", "en": "Platform"},
    "sinetti": {"fi": "Sinetti", "sv": "Sigill", "en": "Seal"},
    "tehty": {"fi": "Aloitettu", "sv": "Påbörjad", "en": "Begun"},
    "muutettu": {"fi": "{x}, muutettu sen jälkeen", "sv": "{x}, ändrad därefter", "en": "{x}, changed since"},
    "toista": {
        "fi": "Näin laskelman voi toistaa ja tarkistaa bitilleen (ensimmäinen komento ottaa 20 ajoa, toinen kaikki):",
        "sv": "Så här kan beräkningen upprepas och kontrolleras bit för bit (det första kommandot tar 20 körningar, "
        "det andra alla):",
        "en": "To repeat the calculation and compare it bit for bit (the first command takes 20 runs, the second all):",
    },
    "viittaus_selite": {
        "fi": "Viittaa raporttiin näin:",
        "sv": "Hänvisa till rapporten så här:",
        "en": "Please cite this report as:",
    },
    "viite": {
        "fi": "Sotemalli {versio} (2026). {kysymys} Ajosarja {sarja}, tutkimuksen tunniste {tunniste}. MIT-lisenssi.",
        "sv": "Sotemalli {versio} (2026). {kysymys} Körserie {sarja}, studiens kod {tunniste}. MIT-licens.",
        "en": "Sotemalli {versio} (2026). {kysymys} Sweep {sarja}, study fingerprint {tunniste}. MIT licence.",
    },
    "alatunniste": {
        "fi": "Sotemalli {versio}. Sivu on kokonainen: se ei hae mitään verkosta.",
        "sv": "Sotemalli {versio}. Sidan är hel: den hämtar inget från nätet.",
        "en": "Sotemalli {versio}. This page is whole: it fetches nothing from the network.",
    },
}  # fmt: skip

YKSIKOT: dict[str, Tekstit] = {  # units of assumptions; one that is not here is shown in Finnish reports only
    "osuus": {"fi": "osuus", "sv": "andel", "en": "share"},
    "vuotta": {"fi": "vuotta", "sv": "år", "en": "years"},
    "kuukautta": {"fi": "kuukautta", "sv": "månader", "en": "months"},
    "päivää": {"fi": "päivää", "sv": "dagar", "en": "days"},
    "kerroin": {"fi": "kerroin", "sv": "koefficient", "en": "factor"},
    "log-hajonta": {"fi": "log-hajonta", "sv": "log-spridning", "en": "log s.d."},
    "log-yksikköä": {"fi": "log-yksikköä", "sv": "log-enheter", "en": "log units"},
    "SD": {"fi": "SD", "sv": "SD", "en": "SD"},
    "logit": {"fi": "logit", "sv": "logit", "en": "logit"},
    "logit / SD": {"fi": "logit / SD", "sv": "logit / SD", "en": "logit / SD"},
    "km": {"fi": "km", "sv": "km", "en": "km"},
    "EUR": {"fi": "euroa", "sv": "euro", "en": "euros"},
}

SANASTO: tuple[tuple[Tekstit, Tekstit], ...] = (
    (
        {"fi": "Keino", "sv": "Medel", "en": "Lever"},
        {
            "fi": "Asia, josta voi päättää: laki, rahoitusmalli, sopimus tai ohjaus.",
            "sv": "Något man kan besluta om: lag, finansieringsmodell, avtal eller styrning.",
            "en": "Something that can be decided: a law, a financing model, a contract or steering.",
        },
    ),
    (
        {"fi": "Oletus", "sv": "Antagande", "en": "Assumption"},
        {
            "fi": "Luku, jonka malli tarvitsee mutta jota ei tunneta tarkasti.",
            "sv": "Ett tal som modellen behöver men som inte är exakt känt.",
            "en": "A number the model needs but that is not known exactly.",
        },
    ),
    (
        {"fi": "Maailma", "sv": "Värld", "en": "World"},
        {
            "fi": "Yksi yhdistelmä oletuksia. Ei väitetä, että jokin niistä olisi todennäköisin.",
            "sv": "En kombination av antaganden. Det påstås inte att någon av dem är sannolikast.",
            "en": "One combination of assumptions. None of them is claimed to be the likeliest.",
        },
    ),
    (
        {"fi": "Siemen", "sv": "Frö", "en": "Seed"},
        {
            "fi": "Luku, joka määrää sattuman. Sama siemen antaa samat asukkaat ja saman onnen.",
            "sv": "Ett tal som bestämmer slumpen. Samma frö ger samma invånare och samma tur.",
            "en": "A number that fixes chance. The same seed gives the same residents and the same luck.",
        },
    ),
    (
        {"fi": "Paritettu ero", "sv": "Parad skillnad", "en": "Paired difference"},
        {
            "fi": "Kahden ajon ero, kun maailma ja siemen ovat samat ja vain keino vaihtuu.",
            "sv": "Skillnaden mellan två körningar med samma värld och frö där bara medlet byts.",
            "en": "The difference of two runs of the same world and seed in which only the lever changes.",
        },
    ),
    (
        {"fi": "Satunnaisvirhe (95 %)", "sv": "Slumpfel (95 %)", "en": "Monte Carlo error (95%)"},
        {
            "fi": "Väli, jolle toistettu laskenta osuisi 95 kertaa sadasta. Ei kerro, ovatko oletukset oikein.",
            "sv": "Ett intervall som upprepade beräkningar skulle träffa 95 gånger av hundra. Berättar inte om "
            "antagandena är rätt.",
            "en": "The interval that repeated calculations would hit 95 times in a hundred. It does not tell whether "
            "assumptions hold.",
        },
    ),
)  # fmt: skip


def sana(avain: str, kieli: str, **tiedot: object) -> str:
    """A phrase of `RAPORTTI` with its {places} filled. Raises KeyError or, for a language, ValueError when unknown."""
    return taytetty(RAPORTTI, avain, kieli, **tiedot)
