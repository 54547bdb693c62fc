"""Words of the validation page (`sote validate`), in Finnish, Swedish and English."""

from __future__ import annotations

from visualisointi.sanat import Tekstit, luku, taytetty

SANAT: dict[str, Tekstit] = {
    "otsikko": {
        "fi": "Kuinka hyvin Sotemalli vastaa sitä, mitä tiedetään",
        "sv": "Hur väl Sotemalli stämmer med det man vet",
        "en": "How well Sotemalli fits what is known",
    },
    "ylapuoli": {
        "fi": "Sotemallin kelpoisuus · versio {versio}", "sv": "Sotemallis giltighet · version {versio}",
        "en": "Validation of Sotemalli · version {versio}",
    },
    "johdanto": {
        "fi": "Sivu asettaa mallin rinnakkain julkaistujen lukujen ja tutkimustulosten kanssa. Jokaisen luvun "
        "virhe on "
        "kirjattu ennen sovitusta, eikä yhtäkään vaihteluväliä ole siirretty mallin mukaan. Ohi menevät rivit "
        "näytetään "
        "syineen.",
        "sv": "Sidan ställer modellen bredvid publicerade siffror och forskningsresultat. Felet i varje siffra har "
        "skrivits upp före anpassningen och inget intervall har flyttats efter modellen. Det som ligger utanför "
        "visas "
        "med orsak.",
        "en": "This page sets the model beside published figures and findings. The error of every figure was written "
        "down before any fit, and no band was moved to suit the model. What is out is shown with its cause.",
    },
    "sisallys": {"fi": "Sisällys", "sv": "Innehåll", "en": "Contents"},
    "lyhyesti": {"fi": "Lyhyesti", "sv": "I korthet", "en": "In brief"},
    "lyhyesti_targets": {
        "fi": "Tavoitteista on 90 %:n välissään sovitettavia {fit} ja vain tarkistettavia {check}.",
        "sv": "Av målen ligger {fit} som får anpassas och {check} som bara kontrolleras inom sina 90 %-intervall.",
        "en": "Of the targets, {fit} that may be fitted and {check} that are only checked are inside their 90 % "
        "intervals.",
    },
    "lyhyesti_kaikki": {
        "fi": "{sarja}: kaikki {kaikki} riviä ovat välissään.",
        "sv": "{sarja}: alla {kaikki} rader ligger inom sina band.",
        "en": "{sarja}: all {kaikki} rows are in their bands.",
    },
    "lyhyesti_kirjatut": {
        "fi": "{sarja}: {sisalla} riviä {kaikki}:sta on välissään; {kirjattu} ohi menevää on kirjattu syineen.",
        "sv": "{sarja}: {sisalla} av {kaikki} rader ligger inom sina band; {kirjattu} utanför är antecknade med orsak.",
        "en": "{sarja}: {sisalla} of {kaikki} rows are in their bands; {kirjattu} out of theirs are on record with "
        "their cause.",
    },
    "lyhyesti_rivit": {
        "fi": "{sarja}: {sisalla} riviä {kaikki}:sta on välissään; {kirjattu} ohi menevää on kirjattu syineen, "
        "{muut} ei.",
        "sv": "{sarja}: {sisalla} av {kaikki} rader ligger inom sina band; {kirjattu} utanför är antecknade med "
        "orsak, {muut} inte.",
        "en": "{sarja}: {sisalla} of {kaikki} rows are in their bands; of those out {kirjattu} are on record with "
        "their cause, {muut} are not.",
    },
    "lyhyesti_kuviot": {
        "fi": "Ilmiöiden riveistä, joilla on numeerinen väli tai etumerkki, {rows} on sisällä; kokein tutkituista "
        "ilmiöistä {patterns} kokonaan, kaikista {all}, kun mallista puuttuvat lasketaan ohi meneviksi. Ohi "
        "menevistä riveistä {explained} on selitetty.",
        "sv": "Av mönstrens rader med ett numeriskt band eller ett tecken ligger {rows} inom; av mönstren med ett "
        "försök {patterns} helt, av alla {all} när det som saknas i modellen räknas utanför. Av raderna utanför är "
        "{explained} förklarade.",
        "en": "Of the patterns' rows with a numeric band or a sign {rows} are in; of the patterns with an experiment "
        "{patterns} wholly, of all {all} when what the model has not counts as out. Of the rows out {explained} are "
        "explained.",
    },
    "lyhyesti_kaytto": {
        "fi": "Malli vertaa maailmoja, joiden säännöt eroavat. Se ei ennusta.",
        "sv": "Modellen jämför världar vars regler skiljer sig åt. Den förutsäger inte.",
        "en": "The model compares worlds whose rules differ. It does not forecast.",
    },
    "targets": {"fi": "Tavoitteet", "sv": "Mål", "en": "Targets"},
    "targets_selite": {
        "fi": "Väli on luku ± 90 %: luvun oma virhe ja perusteltu mallivirhe (alue, vuosi tai määritelmä on toinen). "
        "Sovitettavia saa käyttää kalibroinnissa, tarkistettavia ei koskaan.",
        "sv": "Intervallet är siffran ± 90 %: dess eget fel och ett motiverat modellfel (annat område, år eller "
        "annan "
        "definition). Mål som anpassas får användas i kalibreringen, de som kontrolleras aldrig.",
        "en": "The interval is the figure ± 90 %: its own error and an argued model discrepancy (another region, "
        "year or "
        "definition). Fitted targets may be used in calibration, checked ones never are.",
    },
    "etaisyys_otsikko": {
        "fi": "{sisalla} tavoitetta {kaikki}:sta on 90 %:n välissään",
        "sv": "{sisalla} av {kaikki} mål ligger inom sina 90 %-intervall",
        "en": "{sisalla} of {kaikki} targets are inside their 90 % intervals",
    },
    "etaisyys_ala": {
        "fi": "Malli miinus luku, keskihajontoina; vaalea alue on 90 %:n väli",
        "sv": "Modellen minus siffran, i standardavvikelser; det ljusa området är 90 %-intervallet",
        "en": "Model less figure, in standard deviations; the pale area is the 90 % interval",
    },
    "sovitettava": {"fi": "sovitettava", "sv": "anpassas", "en": "fitted"},
    "tarkistettava": {"fi": "vain tarkistettava", "sv": "bara kontroll", "en": "only checked"},
    "patterns": {"fi": "Tutkitut ilmiöt", "sv": "Undersökta mönster", "en": "Patterns"},
    "patterns_selite": {
        "fi": "Jokainen ilmiö on nimetty koe: malli elää tilanteen, jota tutkimus mittasi. Näihin ei ole sovitettu "
        "mitään tältä sivulta.",
        "sv": "Varje mönster är ett namngivet försök: modellen lever den situation som studien mätte. Ingenting har "
        "anpassats till dem.",
        "en": "Every pattern is a named experiment: the model lives the situation that the study measured. "
        "Nothing is "
        "fitted to them.",
    },
    "kuntakartta_otsikko": {
        "fi": "Kunnat ensimmäisen vuoden jälkeen: kustannuksen korrelaatio tilastoon on {r}",
        "sv": "Kommunerna efter det första året: kostnadens korrelation med statistiken är {r}",
        "en": "Municipalities after the first year: cost correlates with the statistics by {r}",
    },
    "kuntakartta_ala": {
        "fi": "Yksi siemen; tumma on paljon, viidenneksittäin. Pienissä kunnissa otos on pieni",
        "sv": "Ett frö; mörkt är mycket, efter femtedelar. I små kommuner är urvalet litet",
        "en": "One seed; dark is much, by fifths. In small municipalities the sample is small",
    },
    "kuntakartta_yli_64": {"fi": "65 täyttäneet, %", "sv": "65 år fyllda, %", "en": "Aged 65 and over, %"},
    "kuntakartta_tyydyttamaton": {
        "fi": "Tyydyttämätön tarve, %", "sv": "Otillfredsställt behov, %", "en": "Unmet need, %",
    },
    "kuntakartta_kustannus": {
        "fi": "Kustannus, EUR/asukas: malli", "sv": "Kostnad, EUR/invånare: modell", "en": "Cost, EUR/resident: model",
    },
    "kuntakartta_tilaston_kustannus": {
        "fi": "Nettokäyttökustannus: tilasto", "sv": "Nettodriftskostnad: statistik",
        "en": "Net operating cost: statistics",
    },
    "start": {"fi": "Lähtötilanne 2017", "sv": "Utgångsläget 2017", "en": "The start, 2017"},
    "start_selite": {
        "fi": "Onko mallin vuosi 2017 tilastojen Uusimaa? Kartta näyttää palveluverkon mallin ensimmäisen vuoden "
        "lopussa.",
        "sv": "Är modellens år 2017 statistikens Nyland? Kartan visar servicenätet i slutet av modellens första år.",
        "en": "Is the model's 2017 the Uusimaa of the statistics? The map shows the service network at the end of "
        "its first year.",
    },
    "laws": {"fi": "Lait ja tunnetut vastaukset", "sv": "Lagar och kända svar", "en": "Laws and known answers"},
    "laws_selite": {
        "fi": "Suljetut ratkaisut, nollavaikutukset ja säilymislait, jotka mallin on toteutettava.",
        "sv": "Slutna lösningar, nolleffekter och bevarandelagar som modellen måste uppfylla.",
        "en": "Closed forms, nulls and laws of conservation that the model must obey.",
    },
    "kalibrointi": {"fi": "Kalibrointi", "sv": "Kalibrering", "en": "Calibration"},
    "kalibrointi_selite": {
        "fi": "Mitä aineisto kertoo mallin parametreista, ja mistä se ei kerro mitään. Posteriori {nimi}, versio "
        "{versio}, siemen {siemen}, {ajoja} ajoa.",
        "sv": "Vad data säger om modellens parametrar, och vad de inte säger något om. Posterior {nimi}, version "
        "{versio}, frö {siemen}, {ajoja} körningar.",
        "en": "What data say of the model's parameters, and of which they say nothing. Posterior {nimi}, version "
        "{versio}, seed {siemen}, {ajoja} runs.",
    },
    "lohko_kokeilut": {"fi": "valinta, kokeilut", "sv": "valet, försöken", "en": "choice, the trials"},
    "lohko_lahto": {"fi": "palvelujen käyttö, 2017", "sv": "användningen, 2017", "en": "use of care, 2017"},
    "ei_posterioria": {
        "fi": "Posterioria ei ole: sote calibrate tekee sellaisen.",
        "sv": "Det finns ingen posterior: sote calibrate gör en.",
        "en": "There is no posterior: sote calibrate makes one.",
    },
    "vanha_malli": {
        "fi": "Posteriori on tehty toisesta mallin versiosta kuin tämä.",
        "sv": "Posteriorn är gjord med en annan version av modellen än denna.",
        "en": "The posterior was made with another version of the model than this one.",
    },
    "palautus": {
        "fi": "Tunnetut totuudet ({lohko}): {osuus} % 90 %:n väleistä sisälsi totuuden, {n} totuutta.",
        "sv": "Kända sanningar ({lohko}): {osuus} % av 90 %-intervallen innehöll sanningen, {n} sanningar.",
        "en": "Known truths ({lohko}): {osuus} % of 90 % intervals held the truth, {n} truths.",
    },
    "tunnistamatta": {
        "fi": "Aineisto ei tunnista näitä: {avaimet}.", "sv": "Data identifierar inte dessa: {avaimet}.",
        "en": "Not identified by the data: {avaimet}.",
    },
    "siirtyma_otsikko": {
        "fi": "Aineisto kaventaa {n} parametria {kaikki}:sta ja siirtää {m} muuta",
        "sv": "Data snävar in {n} av {kaikki} parametrar och flyttar {m} andra",
        "en": "Data narrow {n} of {kaikki} parameters and move {m} more",
    },
    "siirtyma_ala": {
        "fi": "Parametrin vaihteluväli, sen 90 %:n posterioriväli ja mediaani (valkoinen piste); harmaa: data ei kerro",
        "sv": "Parametrens intervall, dess posteriora 90 %-intervall och median (vit punkt); grått: data säger inget",
        "en": "Range of the parameter, its 90 % posterior interval and median (white dot); grey: data say nothing",
    },
    "suunnat": {
        "fi": "Yhdessä ({lohko}): aineisto kertoo {tiedetty} parametrin verran {kaikki}:sta. Kaventuneet suunnat "
        "(leveys ennen sovitusta 1): {suunnat}.",
        "sv": "Tillsammans ({lohko}): data säger så mycket som {tiedetty} av {kaikki} parametrar. Insnävade riktningar "
        "(bredd före anpassningen 1): {suunnat}.",
        "en": "Together ({lohko}): the data tell {tiedetty} parameters' worth of {kaikki}. Directions narrowed (width "
        "before the fit 1): {suunnat}.",
    },
    "toinen_siemen": {
        "fi": "Sovitus toisella siemenellä antaa samat {n} keskiarvoa Monte Carlo -virheensä rajoissa: suurin |z| "
        "{suurin}, sallittu {raja}.",
        "sv": "En anpassning med ett annat frö ger samma {n} medeltal inom sitt Monte Carlo-fel: största |z| {suurin}, "
        "tillåtet {raja}.",
        "en": "A fit with another seed gives the same {n} means within Monte Carlo error: largest |z| {suurin}, "
        "allowed "
        "{raja}.",
    },
    "toinen_siemen_eri": {
        "fi": "Sovitus toisella siemenellä EROAA Monte Carlo -virhettä enemmän: suurin |z| {suurin}, sallittu {raja} "
        "({n} parametria).",
        "sv": "En anpassning med ett annat frö SKILJER sig mer än Monte Carlo-felet: största |z| {suurin}, tillåtet "
        "{raja} ({n} parametrar).",
        "en": "A fit with another seed DIFFERS by more than Monte Carlo error: largest |z| {suurin}, allowed "
        "{raja} ({n} "
        "parameters).",
    },
    "tuoreet_ohi": {
        "fi": "uusista ajoista ohi, %", "sv": "av nya körningar utanför, %", "en": "of fresh runs missed, %",
    },
    "keinot": {
        "fi": "Mitä keinot tekevät, ja kuinka varmasti", "sv": "Vad medlen gör, och hur säkert",
        "en": "What the levers do, and how surely",
    },
    "keinot_selite": {
        "fi": "Vuosien {alku}–{loppu} keskiarvo {maailmoja} maailmassa: posteriorin vedokset kertaa "
        "oletuskorttien rivit "
        "(liikelaitoksen vinouma, järjestäjän tietovirhe, ehkäisyn teho, valikointi), {siemenia} siementä. Tutkimus "
        "{tutkimus}, komento sote analyze uncertainty.",
        "sv": "Medeltal för åren {alku}–{loppu} i {maailmoja} världar: dragningar ur posteriorn gånger rader av "
        "antagandekort (affärsverkets snedvridning, anordnarens informationsfel, förebyggandets effekt, selektion), "
        "{siemenia} frön. Studien {tutkimus}, kommandot sote analyze uncertainty.",
        "en": "Mean of the years {alku}–{loppu} in {maailmoja} worlds: draws of the posterior times rows of assumption "
        "cards (bias of the liikelaitos, the orderer's information error, effect of prevention, selection), {siemenia} "
        "seeds. Study {tutkimus}, command sote analyze uncertainty.",
    },
    "vanha_malli_vastaus": {
        "fi": "Vastaukset on laskettu toisella mallin versiolla kuin tämä.",
        "sv": "Svaren har räknats med en annan version av modellen än denna.",
        "en": "The answers were computed with another version of the model than this one.",
    },
    "ei_vastauksia": {
        "fi": "Vastauksia ei ole: sote analyze uncertainty tekee ne.",
        "sv": "Det finns inga svar: sote analyze uncertainty gör dem.",
        "en": "There are no answers: sote analyze uncertainty makes them.",
    },
    "jako_otsikko": {
        "fi": "Yhden parin vaihtelu yhdessä maailmassa, osuudet: mitä ei tiedetä ja minkä vuoksi",
        "sv": "Ett pars variation i en värld, andelar: vad man inte vet och varför",
        "en": "Variance of one paired run in one world, shares: what is not known, and why",
    },
    "jako_kuva": {
        "fi": "Mistä kunkin vastauksen epävarmuus tulee", "sv": "Varifrån varje svars osäkerhet kommer",
        "en": "Where the uncertainty of each answer comes from",
    },
    "kuvalahde_keinot": {
        "fi": "Sotemalli {versio}, sote analyze uncertainty", "sv": "Sotemalli {versio}, sote analyze uncertainty",
        "en": "Sotemalli {versio}, sote analyze uncertainty",
    },
    "laji_parameter": {"fi": "parametrit", "sv": "parametrar", "en": "parameters"},
    "laji_assumption": {"fi": "oletukset", "sv": "antaganden", "en": "assumptions"},
    "laji_both": {"fi": "molemmat yhdessä", "sv": "båda tillsammans", "en": "both together"},
    "laji_chance": {"fi": "sattuma", "sv": "slump", "en": "chance"},
    "keino": {"fi": "keino", "sv": "medel", "en": "lever"},
    "mittari": {"fi": "mittari", "sv": "mått", "en": "measure"},
    "maailmoissa": {"fi": "maailmoissa", "sv": "världar", "en": "worlds"},
    "ennustetut": {
        "fi": "Ennusteet, joita voi verrata julkaistuihin lukuihin",
        "sv": "Förutsägelser som kan jämföras med publicerade siffror",
        "en": "Predictions to hold against published figures",
    },
    "ennusteet_selite": {
        "fi": "Vuosien 2017–2019 valintakokeilut elettynä vuoden 2018 loppuun ja kahden muun alueen "
        "kustannustaso, 90 %:n "
        "väli. Tiedosto kalibrointi/ennusteet/kokeilut.csv, komento sote trials.",
        "sv": "Försöken med valfrihet 2017–2019 levda till slutet av 2018 och två andra regioners kostnadsnivå, "
        "90 %-intervall. Filen kalibrointi/ennusteet/kokeilut.csv, kommandot sote trials.",
        "en": "The choice trials of 2017-2019 lived to the end of 2018, and the cost level of two other regions, 90 % "
        "intervals. File kalibrointi/ennusteet/kokeilut.csv, command sote trials.",
    },
    "ei_ennusteita": {
        "fi": "Ennusteita ei ole: sote trials tekee ne.", "sv": "Det finns inga förutsägelser: sote trials gör dem.",
        "en": "There are no predictions: sote trials makes them.",
    },
    "paikka": {"fi": "paikka", "sv": "plats", "en": "place"},
    "keskiarvo": {"fi": "keskiarvo", "sv": "medeltal", "en": "mean"},
    "vali90": {"fi": "90 %:n väli", "sv": "90 %-intervall", "en": "90 % interval"},
    "vedoksia": {"fi": "vedoksia", "sv": "dragningar", "en": "draws"},
    "priori": {"fi": "ennen", "sv": "före", "en": "prior"},
    "posteriori": {"fi": "jälkeen, 90 %", "sv": "efter, 90 %", "en": "posterior, 90 %"},
    "toimitettu": {"fi": "mallissa", "sv": "i modellen", "en": "shipped"},
    "ennusteet": {
        "fi": "Posteriorin ajot tavoitteita vasten", "sv": "Posteriorns körningar mot målen",
        "en": "Runs of the posterior against the targets",
    },
    "emulaattorit": {"fi": "Emulaattorien portit", "sv": "Emulatorernas portar", "en": "Gates of the emulators"},
    "selitti": {"fi": "selitti", "sv": "förklarade", "en": "explained"},
    "luotettiin": {"fi": "luotettiin", "sv": "litades på", "en": "trusted"},
    "kylla": {"fi": "kyllä", "sv": "ja", "en": "yes"},
    "ei": {"fi": "ei", "sv": "nej", "en": "no"},
    "luku": {"fi": "luku", "sv": "siffra", "en": "figure"},
    "kaytto": {"fi": "käyttö", "sv": "bruk", "en": "use"},
    "viat": {"fi": "Mikä ei vastaa todellisuutta", "sv": "Vad som inte stämmer", "en": "Known failures"},
    "viat_selite": {
        "fi": "Kaikki ohi menevät rivit ja niiden syyt.", "sv": "Alla rader utanför och deras orsaker.",
        "en": "Every row that is out, and why.",
    },
    "ei_vikoja": {"fi": "Yksikään rivi ei ole ohi.", "sv": "Ingen rad ligger utanför.", "en": "No row is out."},
    "ei_syyta": {"fi": "syytä ei ole kirjattu", "sv": "orsaken är inte antecknad", "en": "no cause on record"},
    "ei_saa": {
        "fi": "Mihin mallia ei saa käyttää",
        "sv": "Vad modellen inte får användas till",
        "en": "What the model must not be used for",
    },
    "alkupera": {"fi": "Alkuperä", "sv": "Ursprung", "en": "Provenance"},
    "tunnus": {"fi": "tunnus", "sv": "kod", "en": "id"},
    "mika": {"fi": "mikä", "sv": "vad", "en": "what"},
    "vali": {"fi": "väli", "sv": "band", "en": "band"},
    "malli": {"fi": "malli", "sv": "modell", "en": "model"},
    "tila": {"fi": "tila", "sv": "läge", "en": "state"},
    "lahde": {"fi": "lähde", "sv": "källa", "en": "source"},
    "syy": {"fi": "syy", "sv": "orsak", "en": "cause"},
    "sisalla": {"fi": "sisällä", "sv": "inom", "en": "in"},
    "ulkona": {"fi": "OHI", "sv": "UTANFÖR", "en": "OUT"},
    "kuvalahde": {
        "fi": "Sotemalli {versio}, sote check targets", "sv": "Sotemalli {versio}, sote check targets",
        "en": "Sotemalli {versio}, sote check targets",
    },
    "alatunniste": {
        "fi": "Tehty komennolla sote validate, Sotemalli {versio}.",
        "sv": "Gjord med kommandot sote validate, Sotemalli {versio}.",
        "en": "Made with sote validate, Sotemalli {versio}.",
    },
    "sarja_rivi": {
        "fi": "sote check {sarja}: {paiva}, otos {otos}, siemeniä {siemenia}, avain {tunniste}",
        "sv": "sote check {sarja}: {paiva}, urval {otos}, frön {siemenia}, nyckel {tunniste}",
        "en": "sote check {sarja}: {paiva}, sample {otos}, seeds {siemenia}, key {tunniste}",
    },
    "oma": {"fi": "sarjan oma", "sv": "seriens egen", "en": "the suite's own"},
}  # fmt: skip

ENNUSTEET: dict[str, Tekstit] = {  # places and measures of `sote trials`
    "keski-uusimaa": {"fi": "Keski-Uusimaa", "sv": "Mellersta Nyland", "en": "Keski-Uusimaa"},
    "jyvaskyla": {"fi": "Jyväskylä", "sv": "Jyväskylä", "en": "Jyväskylä"},
    "tampere": {"fi": "Tampere", "sv": "Tammerfors", "en": "Tampere"},
    "hameenlinnan-kaltainen": {
        "fi": "Hämeenlinnan kaltainen", "sv": "Som Tavastehus", "en": "Like Hämeenlinna",
    },
    "pirkanmaa": {"fi": "Pirkanmaa", "sv": "Birkaland", "en": "Pirkanmaa"},
    "keski-suomi": {"fi": "Keski-Suomi", "sv": "Mellersta Finland", "en": "Keski-Suomi"},
    "osuus_5": {
        "fi": "yksityisillä 5 kuukauden jälkeen, %", "sv": "hos privata efter 5 månader, %",
        "en": "at private centres after 5 months, %",
    },
    "osuus_14": {
        "fi": "yksityisillä 14 kuukauden jälkeen, %", "sv": "hos privata efter 14 månader, %",
        "en": "at private centres after 14 months, %",
    },
    "osuus_lopussa": {
        "fi": "yksityisillä vuoden 2018 lopussa, %", "sv": "hos privata i slutet av 2018, %",
        "en": "at private centres at the end of 2018, %",
    },
    "ulkopuolelta": {
        "fi": "siirtyneistä julkisen ulkopuolelta, %", "sv": "av dem som bytte, utanför den offentliga vården, %",
        "en": "of joiners, from outside public care, %",
    },
    "ika_ero": {
        "fi": "siirtyneiden keski-ikä miinus kaikkien, vuotta", "sv": "medelålder hos dem som bytte minus allas, år",
        "en": "mean age of joiners less that of all, years",
    },
    "naisten_ero": {
        "fi": "naisten osuus siirtyneistä miinus kaikista, %-yks.", "sv": "andel kvinnor av dem som bytte minus "
        "av alla, "
        "procentenheter", "en": "share of women among joiners less among all, percentage points",
    },
    "paivystys_ero": {
        "fi": "päivystyskäynnit 1 000 asukasta kohti 2018, ero kokeilutta", "sv": "jourbesök per 1 000 invånare 2018, "
        "skillnad mot utan försök", "en": "emergency contacts per 1,000 residents in 2018, less those without "
        "the trial",
    },
    "kustannus_asukas": {
        "fi": "julkiset sosiaali- ja terveyspalvelut 2017, euroa asukasta kohti",
        "sv": "offentliga social- och hälsovårdstjänster 2017, euro per invånare",
        "en": "public social and health services in 2017, EUR per resident",
    },
}  # fmt: skip
_ENNUSTEIDEN_YKSIKOT = {  # factor and decimals of what is shown
    "osuus_5": (100.0, 1), "osuus_14": (100.0, 1), "osuus_lopussa": (100.0, 1), "ulkopuolelta": (100.0, 0),
    "ika_ero": (1.0, 1), "naisten_ero": (100.0, 1), "paivystys_ero": (1000.0, 1), "kustannus_asukas": (1.0, 0),
}  # fmt: skip


def ennusteluku(mitta: str, x: float, kieli: str) -> str:
    """A prediction in the unit its name tells."""
    kerroin, desimaaleja = _ENNUSTEIDEN_YKSIKOT[mitta]
    return luku(kerroin * x, desimaaleja, kieli)


EI_SAA: dict[str, list[str]] = {
    "fi": [
        "Ennusteena: yhden maailman taso ei kerro, mitä tapahtuu. Vain maailmojen erot kertovat jotakin.",
        "Yksittäisen kunnan, keskuksen tai yrityksen arviointiin: alueen sisällä väestö on synteettinen ja "
        "yksityisten paikat oletuksia.",
        "Liikelaitoksen vinouman, järjestäjän tiedon, ehkäisyn tehon tai valikoinnin mittaamiseen: ne ovat "
        "oletuksia, joita vaihdellaan.",
        "Kuolleisuusvaikutusten perusteluna yksin: hoidon vaikutus kuolleisuuteen on ketjun heikoin lenkki.",
        "Muiden alueiden eurotason ennustamiseen Uudenmaan luvuista ilman paikallista tarkistusta.",
    ],
    "sv": [
        "Som prognos: nivån i en enda värld säger inte vad som händer. Bara skillnader mellan världar säger något.",
        "För att bedöma en enskild kommun, central eller firma: inom ett område är befolkningen syntetisk och de "
        "privatas lägen antaganden.",
        "För att mäta affärsverkets snedvridning, anordnarens kunskap, förebyggandets effekt eller selektion: de "
        "är antaganden som varieras.",
        "Som enda grund för påståenden om dödlighet: vårdens effekt på dödligheten är kedjans svagaste länk.",
        "För att förutsäga andra regioners euronivå av Nylands siffror utan lokal kontroll.",
    ],
    "en": [
        "As a forecast: the level of a single world does not tell what will happen. Only differences between "
        "worlds do.",
        "To judge a single municipality, centre or firm: inside an area people are synthetic, and places of "
        "private centres are assumptions.",
        "To measure the liikelaitos's bias, the orderer's knowledge, the effect of prevention or selection: they "
        "are assumptions that are varied.",
        "As the only ground for claims about deaths: what care does to mortality is the weakest link of the chain.",
        "To predict the euro level of other regions from Uusimaa's figures without a local check.",
    ],
}


# causes on record of what is out; they are written in English where the check is
SYYT: dict[str, Tekstit] = {
    "at the edge of the band, within the Monte Carlo error: the card's lasting effect is off, what remains a year "
    "later comes of pay by visit through queues, which demand answers": {
        "fi": "välin reunalla, Monte Carlo -virheen sisällä: kortin pysyvä vaikutus on nollassa; vuoden päästä "
        "jäljellä oleva tulee käyntikorvauksesta jonojen kautta, joihin kysyntä vastaa",
        "sv": "vid intervallets kant, inom Monte Carlo-felet: kortets bestående verkan är noll; det som finns kvar "
        "efter ett år kommer av besöksersättningen via köerna, som efterfrågan svarar på",
    },
    "deaths have no causes in the model, only an amenable share": {
        "fi": "kuolemilla ei ole mallissa syitä, vain hoidolla vältettävä osuus",
        "sv": "dödsfallen har inga orsaker i modellen, bara en andel som vården kan förhindra",
    },
    "kinds of employment contract are not in the model": {
        "fi": "mallissa ei ole työsuhteen lajeja", "sv": "anställningsformer finns inte i modellen",
    },
    "haku.pitkatyoton is .55 as shipped and gives .52; its range reaches what the study says, a fit may move it": {
        "fi": "haku.pitkatyoton on mallissa 0,55 ja antaa 0,52; sen vaihteluväli ulottuu siihen, mitä tutkimus sanoo, "
        "ja sovitus saa siirtää sitä",
        "sv": "haku.pitkatyoton är 0,55 i modellen och ger 0,52; dess intervall når det som studien säger, och en "
        "anpassning får flytta den",
    },
    "a new centre is quick at first and then its queue forms: that alone gives what is seen; first checks of new "
    "clients and visits put off before a switch are not in the model, nor doctors and nurses apart by owner": {
        "fi": "uusi keskus on aluksi nopea ja sitten sen jono kasvaa: vain se antaa sen, mikä nähdään; uusien "
        "asiakkaiden alkutarkastuksia ja ennen vaihtoa lykättyjä käyntejä ei ole mallissa, eikä lääkäreitä ja "
        "hoitajia erikseen omistajan mukaan",
        "sv": "en ny central är först snabb och sedan växer dess kö: bara det ger det som syns; nya klienters första "
        "kontroller och besök som skjutits upp före bytet finns inte i modellen, inte heller läkare och skötare "
        "skilt enligt ägare",
    },
    "with today's parameters being able to choose is worth about 5 days: people stay too little (valinta.pysyy 1.3) "
    "for six centres to be worth as little as the study says; the other corner of the ridge, which meets the same "
    "trials, is the next row": {
        "fi": "nykyisillä parametreilla mahdollisuus valita on noin 5 päivän arvoinen: ihmiset pysyvät liian vähän "
        "(valinta.pysyy 1,3), jotta kuusi keskusta olisi niin vähän arvoinen kuin tutkimus sanoo; toinen parametrien "
        "yhdistelmä, joka vastaa samoja kokeiluja, on seuraava rivi",
        "sv": "med dagens parametrar är möjligheten att välja värd ungefär 5 dagar: folk stannar för lite "
        "(valinta.pysyy 1,3) för att sex centraler ska vara så lite värda som studien säger; den andra "
        "kombinationen av parametrar, som motsvarar samma försök, är nästa rad",
    },
    "cost of one person in the model varies by frailty and shocks that age explains little of: C44 and C45 set the "
    "spread of need, and a visit has its own lognormal cost; age profile of the line is flat at working age": {
        "fi": "yhden ihmisen kustannus vaihtelee mallissa haurauden ja sattumien mukaan, joista ikä selittää vähän: "
        "C44 ja C45 määräävät tarpeen hajonnan, ja käynnillä on oma lognormaali kustannuksensa; palvelun ikäprofiili "
        "on työiässä tasainen",
        "sv": "en persons kostnad varierar i modellen med skörhet och slump som åldern förklarar lite av: C44 och C45 "
        "bestämmer behovets spridning, och ett besök har sin egen lognormala kostnad; tjänstens åldersprofil är jämn "
        "i arbetsför ålder",
    },
    "outside the band: see the cards kapitaatio.* and ponnistus.*": {
        "fi": "välin ulkopuolella: katso parametrit kapitaatio.* ja ponnistus.*",
        "sv": "utanför intervallet: se parametrarna kapitaatio.* och ponnistus.*",
    },
    "the young have low incomes of their own, and the model's poorest fifth heeds fees twice as much; the study ranks "
    "them by their parents' income": {
        "fi": "nuorten omat tulot ovat pienet, ja mallin pienituloisin viidennes ottaa maksut huomioon kaksi kertaa "
        "niin herkästi; tutkimus asettaa nuoret järjestykseen vanhempien tulojen mukaan",
        "sv": "unga har låga egna inkomster, och modellens lägsta inkomstkvintil reagerar dubbelt så starkt på "
        "avgifter; studien rangordnar de unga enligt föräldrarnas inkomst",
    },
    "a fee moves demand by one per cent, and a queue that demand itself shortens keeps most of its wait (elasticity "
    "-.2, P35); the study's longer waits answered more": {
        "fi": "maksu muuttaa kysyntää prosentin, ja jono, jota vain kysyntä lyhentää, säilyttää suurimman osan "
        "odotuksestaan (jousto −0,2, P35); tutkimuksen pidemmät odotukset muuttuivat enemmän",
        "sv": "en avgift ändrar efterfrågan med en procent, och en kö som bara efterfrågan förkortar behåller det "
        "mesta av sin väntetid (elasticitet −0,2, P35); studiens längre väntetider ändrades mer",
    },
}  # fmt: skip


def syy(teksti: str, kieli: str) -> tuple[str, str]:
    """A cause in a language, and the language it is in: English when nobody has translated it."""
    if not teksti:
        return sana("ei_syyta", kieli), kieli
    if kieli == "en" or teksti not in SYYT:
        return teksti, "en"
    return SYYT[teksti][kieli], kieli


def sana(avain: str, kieli: str, **tiedot: object) -> str:
    """A phrase of `SANAT` with its {places} filled. Raises KeyError or, for a language, ValueError when unknown."""
    return taytetty(SANAT, avain, kieli, **tiedot)
