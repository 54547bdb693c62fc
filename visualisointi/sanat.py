"""Words people read, in Finnish, Swedish and English; numbers as each language writes them.

Swedish follows the Finnish government's own texts of 2018-19, not Sweden's. Plain dictionaries: an entry has all three
languages or is a fault. This module imports nothing of ours, so that everything may import it.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

KIELET = ("fi", "sv", "en")
KOVA_VALI = "\u00a0"  # no-break space
MIINUS = "\u2212"
VALIMERKKI = "\u2026"  # between the ends of an interval: −2,1…−1,1

Tekstit = Mapping[str, str]


# --------------------------------------------------------------------------------------------------- numbers
def luku(arvo: float, desimaaleja: int, kieli: str, etumerkki: bool = False) -> str:
    """A number as the language writes it: 1 655 624,5 (fi, sv), 1,655,624.5 (en), a real minus sign, NaN as an en dash.

    etumerkki: '+' before what is above zero. A number that rounds to zero has no sign.
    """
    _tarkista_kieli(kieli)
    if math.isnan(arvo):
        return "\u2013"
    if math.isinf(arvo):
        return (MIINUS if arvo < 0 else "") + "\u221e"
    teksti = f"{abs(arvo):,.{desimaaleja}f}"
    nolla = not any(merkki in "123456789" for merkki in teksti)
    if kieli != "en":
        teksti = teksti.replace(",", KOVA_VALI).replace(".", ",")
    if nolla:
        return teksti
    return (MIINUS if arvo < 0 else "+" if etumerkki else "") + teksti


def vali(ala: float, yla: float, desimaaleja: int, kieli: str) -> str:
    """An interval of a difference, with signs: −2,1…+0,4; an en dash when there is none."""
    if math.isnan(ala) or math.isnan(yla):
        return "\u2013"
    return VALIMERKKI.join(luku(x, desimaaleja, kieli, etumerkki=True) for x in (ala, yla))


def desimaaleja(puolivali: float, vahintaan: int, enintaan: int) -> int:
    """Decimals that do not go beyond the error: the first figure of an interval's half-width, within limits."""
    if not math.isfinite(puolivali) or puolivali <= 0:
        return vahintaan
    return min(max(vahintaan, -math.floor(math.log10(puolivali))), enintaan)


def teksti(avain: str, kieli: str, **tiedot: object) -> str:
    """A phrase of `TEKSTIT` with its {places} filled. Raises KeyError or, for a language, ValueError when unknown."""
    _tarkista_kieli(kieli)
    return TEKSTIT[avain][kieli].format(**tiedot)


def verkkosana(avain: str, kieli: str, **tiedot: object) -> str:
    """A phrase of `VERKKO` with its {places} filled."""
    _tarkista_kieli(kieli)
    return VERKKO[avain][kieli].format(**tiedot)


def miksisana(avain: str, kieli: str, **tiedot: object) -> str:
    """A phrase of `MIKSI` with its {places} filled."""
    _tarkista_kieli(kieli)
    return MIKSI[avain][kieli].format(**tiedot)


def isolla(lause: str) -> str:
    """First letter as a capital, the rest as it is."""
    return lause[:1].upper() + lause[1:]


def pienella(lause: str) -> str:
    """First letter as a small one, the rest as it is."""
    return lause[:1].lower() + lause[1:]


def luettelo(osat: list[str], kieli: str) -> str:
    """a, b and c."""
    _tarkista_kieli(kieli)
    sana = {"fi": "ja", "sv": "och", "en": "and"}[kieli]
    return osat[0] if len(osat) == 1 else f"{', '.join(osat[:-1])} {sana} {osat[-1]}"


def _tarkista_kieli(kieli: str) -> None:
    if kieli not in KIELET:
        raise ValueError(f"no words in {kieli!r}; languages: {', '.join(KIELET)}")


def taytetty(taulu: Mapping[str, Tekstit], avain: str, kieli: str, **tiedot: object) -> str:
    """A phrase of a table of words with its {places} filled, no line broken before its %. Raises KeyError or, for a
    language, ValueError when unknown."""
    _tarkista_kieli(kieli)
    return taulu[avain][kieli].replace(" %", f"{KOVA_VALI}%").format(**tiedot)


# --------------------------------------------------------------------------------------------------- measures
@dataclass(frozen=True, slots=True)
class Mittarisanat:
    """How a measure is called and told: in a list, as a row's name, in sentences.

    kerroin: from the model's unit to the one shown (shares x 100). kasvaa, pienenee: what is said of a difference above
    and below zero, {d} its size with its unit. ero_yksikko: the unit of a difference, in full.
    """

    lyhyt: Tekstit
    nimi: Tekstit
    yksikko: Tekstit
    ero_yksikko: Tekstit
    kasvaa: Tekstit
    pienenee: Tekstit
    kerroin: float = 1.0
    desimaaleja: int = 1

    def arvo(self, x: float, kieli: str) -> str:
        """A level, without its unit."""
        return luku(self.kerroin * x, self.desimaaleja, kieli)

    def arvo_yksikolla(self, x: float, kieli: str) -> str:
        """A level with its unit: '4,9 %' in Finnish and Swedish, '4.9%' in English."""
        yksikko = self.yksikko[kieli]
        vali = "" if not yksikko or (kieli == "en" and yksikko.startswith("%")) else KOVA_VALI
        return f"{self.arvo(x, kieli)}{vali}{yksikko}"

    def otsikko(self, kieli: str) -> str:
        """Name and unit, for the head of a row."""
        return f"{self.nimi[kieli]}, {self.yksikko[kieli]}" if self.yksikko[kieli] else self.nimi[kieli]


_PROSENTTI = {"fi": "%", "sv": "%", "en": "%"}
_YKSIKKO = {"fi": "prosenttiyksikköä", "sv": "procentenheter", "en": "percentage points"}
_PAIVAA = {"fi": "päivää", "sv": "dagar", "en": "days"}

MITTARIT: dict[str, Mittarisanat] = {
    "elinajanodote_ero": Mittarisanat(
        {"fi": "elinajanodotteen ero", "sv": "skillnaden i förväntad livslängd", "en": "the life-expectancy gap"},
        {
            "fi": "Elinajanodotteen ero, 30-vuotiaat",
            "sv": "Skillnad i förväntad livslängd, 30-åringar",
            "en": "Life-expectancy gap at 30",
        },
        {"fi": "vuotta", "sv": "år", "en": "years"},
        {"fi": "vuotta", "sv": "år", "en": "years"},
        {
            "fi": "elinajanodotteen ero kasvaa {d}",
            "sv": "skillnaden i förväntad livslängd växer med {d}",
            "en": "the life-expectancy gap widens by {d}",
        },
        {
            "fi": "elinajanodotteen ero kapenee {d}",
            "sv": "skillnaden i förväntad livslängd krymper med {d}",
            "en": "the life-expectancy gap narrows by {d}",
        },
    ),
    "erreygers_tyydyttamaton": Mittarisanat(
        {"fi": "tarpeen kasautuminen", "sv": "behovets hopning", "en": "concentration of unmet need"},
        {
            "fi": "Tyydyttämättömän tarpeen Erreygersin indeksi",
            "sv": "Erreygers index för otillfredsställt behov",
            "en": "Erreygers index of unmet need",
        },
        {"fi": "", "sv": "", "en": ""},
        {"fi": "indeksissä", "sv": "i index", "en": "on the index"},
        {
            "fi": "tyydyttämätön tarve kasautuu pienituloisille vähemmän, {d}",
            "sv": "otillfredsställt behov hopar sig mindre hos låginkomsttagare, {d}",
            "en": "unmet need concentrates less among the poor, {d}",
        },
        {
            "fi": "tyydyttämätön tarve kasautuu pienituloisille enemmän, {d}",
            "sv": "otillfredsställt behov hopar sig mera hos låginkomsttagare, {d}",
            "en": "unmet need concentrates more among the poor, {d}",
        },
        desimaaleja=3,
    ),
    "tyydyttamaton": Mittarisanat(
        {"fi": "tyydyttämätön tarve", "sv": "otillfredsställt behov", "en": "unmet need"},
        {
            "fi": "Tyydyttämätön tarve, osuus aikuisista",
            "sv": "Otillfredsställt behov, andel av vuxna",
            "en": "Unmet need, share of adults",
        },
        _PROSENTTI,
        _YKSIKKO,
        {
            "fi": "tyydyttämätön tarve kasvaa {d}",
            "sv": "det otillfredsställda behovet ökar med {d}",
            "en": "unmet need rises by {d}",
        },
        {
            "fi": "tyydyttämätön tarve vähenee {d}",
            "sv": "det otillfredsställda behovet minskar med {d}",
            "en": "unmet need falls by {d}",
        },
        kerroin=100,
    ),
    "kustannus_asukas": Mittarisanat(
        {"fi": "menot", "sv": "utgifterna", "en": "spending"},
        {"fi": "Menot asukasta kohti", "sv": "Utgifter per invånare", "en": "Spending per resident"},
        {"fi": "€/v", "sv": "€/år", "en": "€/year"},
        {"fi": "euroa", "sv": "euro", "en": "euros"},
        {
            "fi": "menot asukasta kohti kasvavat {d}",
            "sv": "utgifterna per invånare ökar med {d}",
            "en": "spending per resident rises by {d}",
        },
        {
            "fi": "menot asukasta kohti pienenevät {d}",
            "sv": "utgifterna per invånare minskar med {d}",
            "en": "spending per resident falls by {d}",
        },
        desimaaleja=0,
    ),
    "menokasvu_asukas": Mittarisanat(
        {"fi": "menojen kasvu", "sv": "utgifternas tillväxt", "en": "growth of spending"},
        {
            "fi": "Menojen kasvu asukasta kohti vuodesta 2017",
            "sv": "Utgifternas tillväxt per invånare från 2017",
            "en": "Growth of spending per resident since 2017",
        },
        {"fi": "%/v", "sv": "%/år", "en": "%/year"},
        {"fi": "prosenttiyksikköä vuodessa", "sv": "procentenheter om året", "en": "percentage points a year"},
        {
            "fi": "menojen kasvu nopeutuu {d}",
            "sv": "utgiftsökningen blir {d} snabbare",
            "en": "spending grows {d} faster",
        },
        {
            "fi": "menojen kasvu hidastuu {d}",
            "sv": "utgiftsökningen blir {d} långsammare",
            "en": "spending grows {d} slower",
        },
        kerroin=100,
        desimaaleja=2,
    ),
    "ero_jarruun_asukas": Mittarisanat(
        {"fi": "ero jarrun uraan", "sv": "skillnaden mot bromsen", "en": "distance to the brake"},
        {
            "fi": "Menot asukasta kohti yli kustannusjarrun uran",
            "sv": "Utgifter per invånare över kostnadsbromsens bana",
            "en": "Spending per resident above the path of the cost brake",
        },
        _PROSENTTI,
        _YKSIKKO,
        {
            "fi": "menot etääntyvät jarrun urasta {d}",
            "sv": "utgifterna fjärmar sig från bromsens bana med {d}",
            "en": "spending moves {d} further above the brake",
        },
        {
            "fi": "menot lähenevät jarrun uraa {d}",
            "sv": "utgifterna närmar sig bromsens bana med {d}",
            "en": "spending moves {d} closer to the brake",
        },
        kerroin=100,
    ),
    "odotus": Mittarisanat(
        {"fi": "odotus", "sv": "väntetiden", "en": "waits"},
        {
            "fi": "Odotus kiireettömään hoitoon",
            "sv": "Väntetid till icke-brådskande vård",
            "en": "Wait for non-urgent care",
        },
        _PAIVAA,
        _PAIVAA,
        {"fi": "odotus pitenee {d}", "sv": "väntetiden förlängs med {d}", "en": "the wait lengthens by {d}"},
        {"fi": "odotus lyhenee {d}", "sv": "väntetiden förkortas med {d}", "en": "the wait shortens by {d}"},
    ),
    "osuus_7vrk": Mittarisanat(
        {"fi": "viikossa hoitoon", "sv": "vård inom en vecka", "en": "seen within a week"},
        {
            "fi": "Hoitoon viikossa, osuus käynneistä",
            "sv": "Vård inom en vecka, andel av besöken",
            "en": "Seen within a week, share of visits",
        },
        _PROSENTTI,
        _YKSIKKO,
        {
            "fi": "viikossa hoitoon pääsevien osuus kasvaa {d}",
            "sv": "andelen som får vård inom en vecka ökar med {d}",
            "en": "the share seen within a week rises by {d}",
        },
        {
            "fi": "viikossa hoitoon pääsevien osuus pienenee {d}",
            "sv": "andelen som får vård inom en vecka minskar med {d}",
            "en": "the share seen within a week falls by {d}",
        },
        kerroin=100,
    ),
    "odotusero": Mittarisanat(
        {"fi": "odotusero", "sv": "väntetidsskillnaden", "en": "the wait gap"},
        {
            "fi": "Odotusero, pieni- ja suurituloisin viidennes",
            "sv": "Väntetidsskillnad, lägsta och högsta kvintilen",
            "en": "Wait gap, lowest to highest income fifth",
        },
        _PAIVAA,
        _PAIVAA,
        {
            "fi": "odotusero kasvaa {d} pienituloisten tappioksi",
            "sv": "väntetidsskillnaden växer med {d} till låginkomsttagarnas nackdel",
            "en": "the wait gap grows by {d} to the poor's disadvantage",
        },
        {
            "fi": "odotusero pienenee {d}",
            "sv": "väntetidsskillnaden minskar med {d}",
            "en": "the wait gap shrinks by {d}",
        },
    ),
    "lista_yksityinen": Mittarisanat(
        {"fi": "yksityiset listat", "sv": "privata listor", "en": "private lists"},
        {
            "fi": "Yksityisten keskusten listoilla, osuus asukkaista",
            "sv": "På privata centralers listor, andel av invånarna",
            "en": "On private centres' lists, share of residents",
        },
        _PROSENTTI,
        _YKSIKKO,
        {
            "fi": "yksityisten listojen osuus kasvaa {d}",
            "sv": "de privata listornas andel ökar med {d}",
            "en": "the share of private lists rises by {d}",
        },
        {
            "fi": "yksityisten listojen osuus pienenee {d}",
            "sv": "de privata listornas andel minskar med {d}",
            "en": "the share of private lists falls by {d}",
        },
        kerroin=100,
    ),
    "ehkaisyosuus": Mittarisanat(
        {"fi": "ehkäisevien osuus", "sv": "de förebyggandes andel", "en": "preventive share"},
        {
            "fi": "Ehkäisevien palvelujen osuus menoista",
            "sv": "De förebyggande tjänsternas andel av utgifterna",
            "en": "Preventive services, share of spending",
        },
        _PROSENTTI,
        _YKSIKKO,
        {
            "fi": "ehkäisevien palvelujen osuus kasvaa {d}",
            "sv": "de förebyggande tjänsternas andel ökar med {d}",
            "en": "the share of preventive services rises by {d}",
        },
        {
            "fi": "ehkäisevien palvelujen osuus pienenee {d}",
            "sv": "de förebyggande tjänsternas andel minskar med {d}",
            "en": "the share of preventive services falls by {d}",
        },
        kerroin=100,
    ),
    "tyytyvaisyys": Mittarisanat(
        {"fi": "tyytyväisyys", "sv": "nöjdheten", "en": "satisfaction"},
        {
            "fi": "Tyytyväiset, osuus asukkaista",
            "sv": "Nöjda, andel av invånarna",
            "en": "Satisfied, share of residents",
        },
        _PROSENTTI,
        _YKSIKKO,
        {
            "fi": "tyytyväisten osuus kasvaa {d}",
            "sv": "andelen nöjda ökar med {d}",
            "en": "the share of satisfied residents rises by {d}",
        },
        {
            "fi": "tyytyväisten osuus pienenee {d}",
            "sv": "andelen nöjda minskar med {d}",
            "en": "the share of satisfied residents falls by {d}",
        },
        kerroin=100,
    ),
}


# --------------------------------------------------------------------------------------------------- who and what
def _skenaarionimet() -> dict[str, Tekstit]:
    """Names of the shipped scenarios, from the table beside this file."""
    with Path(__file__).with_name("skenaarionimet.csv").open(encoding="utf-8", newline="") as tiedosto:
        return {rivi["skenaario"]: {k: rivi[k] for k in KIELET} for rivi in csv.DictReader(tiedosto)}


SKENAARIOT: dict[str, Tekstit] = _skenaarionimet()

ASKELEET: dict[str, dict[str, Tekstit]] = {
    "liikelaitos": {
        "nimi": {
            "fi": "Kunnista liikelaitokseen",
            "sv": "Från kommuner till affärsverk",
            "en": "Municipalities to county utility",
        },
        "riippuu": {
            "fi": "Menojen ja odotuksen ero tulee enimmäkseen kustannusjarrusta, jonka oletetaan pitävän (jarrutus "
            "{jarrutus}; nykytilassa 0): uudistus ja jarru ovat tässä sama askel. Osa tarpeen kasvusta tulee siitä, "
            "miten liikelaitos jakaa rahansa. Tehostuminen ja palkkojen yhtenäistyminen ovat oletuksia.",
            "sv": "Skillnaden i utgifter och väntetid kommer mest från kostnadsbromsen, som antas hålla (bromsning "
            "{jarrutus}; i nuläget 0): reformen och bromsen är här ett och samma steg. En del av det ökade behovet "
            "kommer av hur affärsverket fördelar sina pengar. Effektiviseringen och löneharmoniseringen är antaganden.",
            "en": "The difference in spending and waits comes mostly from the cost brake, which is assumed to hold "
            "(braking {jarrutus}; 0 in the baseline): reform and brake are one step here. Part of the rise in unmet "
            "need comes from how the utility splits its money. The efficiency gain and pay harmonisation are "
            "assumptions.",
        },
    },
    "valinta": {
        "nimi": {
            "fi": "+ suora valinta ja muut muodot",
            "sv": "+ direktval och de andra formerna",
            "en": "+ direct choice and the other forms",
        },
        "riippuu": {
            "fi": "Valinnan herkkyys laadulle on Englannista, huomio ja tuottajien tulo on sovitettu julkaistuihin "
            "osuuksiin; tuottajien panostus laatuun ja hoidon vaikutus kuolleisuuteen ovat oletuksia. Askeleessa "
            "ovat kaikki valinnanvapauden muodot; setelin ja henkilökohtaisen budjetin käyttö on sovitettu "
            "suunnitelmaan.",
            "sv": "Valets känslighet för kvalitet är från England, uppmärksamheten och producenternas inträde är "
            "anpassade till publicerade andelar; producenternas satsning på kvalitet och vårdens effekt på "
            "dödligheten är antaganden. Steget "
            "omfattar alla former av valfrihet; användningen av sedel och personlig budget är anpassad till planen.",
            "en": "How choice responds to quality is from England; attention and entry of producers are fitted to "
            "published shares; producers' effort for quality and what care does to mortality are assumptions. The "
            "step has all forms of free choice; take-up of vouchers and personal budgets is fitted to the plan.",
        },
    },
    "kapitaatio": {
        "nimi": {"fi": "+ tarvekapitaatio", "sv": "+ behovskapitering", "en": "+ need-weighted capitation"},
        "riippuu": {
            "fi": "Painot sovitetaan mallin omiin asukkaisiin, joten ne tuntevat tarpeen paremmin kuin todelliset "
            "painot. Pehmeän valikoinnin voimaa ei ole mitattu, eikä sitä tässä ole.",
            "sv": "Vikterna anpassas till modellens egna invånare och känner därför behovet bättre än verkliga "
            "vikter. Den mjuka selektionens styrka har inte mätts, och den ingår inte här.",
            "en": "Weights are fitted to the model's own residents, so they know need better than real weights would. "
            "The strength of soft selection has not been measured, and it is not in here.",
        },
    },
    "rahoitusmalli": {
        "nimi": {
            "fi": "Kertabudjetti, verrattuna jakoon palvelukokonaisuuksittain",
            "sv": "Klumpsumma, jämförd med fördelning per servicehelhet",
            "en": "Lump-sum budget, against split by service package",
        },
        "riippuu": {
            "fi": "Tuloksen ratkaisee kaksi lukua, joita kukaan ei ole mitannut: liikelaitoksen vinouma t = {t} "
            "(kiireellisen hoidon hyväksi) ja järjestäjän tietämättömyys tarpeesta s = {s}. Muilla arvoilla järjestys "
            "voi kääntyä.",
            "sv": "Resultatet avgörs av två tal som ingen har mätt: affärsverkets skevhet t = {t} (till förmån för "
            "akut vård) och anordnarens okunskap om behovet s = {s}. Med andra värden kan ordningen bli omvänd.",
            "en": "Two numbers that nobody has measured decide this: the utility's bias t = {t} (towards acute care) "
            "and the orderer's ignorance of need s = {s}. With other values the order may turn round.",
        },
    },
}

RAHA: dict[str, Tekstit] = {
    "valtio": {"fi": "Valtio", "sv": "Staten", "en": "State"},
    "veronmaksajat": {"fi": "Kuntaverot", "sv": "Kommunalskatt", "en": "Municipal taxes"},
    "asukkaat": {"fi": "Asiakasmaksut", "sv": "Klientavgifter", "en": "Client fees"},
    "rahoittajat": {"fi": "Laina", "sv": "Lån", "en": "Borrowing"},
    "kunnat": {"fi": "Kunnat", "sv": "Kommunerna", "en": "Municipalities"},
    "jarjestaja": {"fi": "Maakunta (järjestäjä)", "sv": "Landskapet (anordnare)", "en": "County (organiser)"},
    "liikelaitos": {"fi": "Liikelaitos", "sv": "Affärsverket", "en": "County utility"},
    "hus": {"fi": "Sairaanhoitopiiri", "sv": "Sjukvårdsdistriktet", "en": "Hospital district"},
    "erikois": {"fi": "Erikoissairaanhoito", "sv": "Specialiserad sjukvård", "en": "Specialised care"},
    "ikaantyneet": {"fi": "Ikääntyneiden palvelut", "sv": "Tjänster för äldre", "en": "Services for older people"},
    "lapset": {"fi": "Lapset, nuoret, perheet", "sv": "Barn, unga, familjer", "en": "Children, youth, families"},
    "vammais": {"fi": "Vammaispalvelut", "sv": "Funktionshinderservice", "en": "Disability services"},
    "muut": {"fi": "Muut palvelut", "sv": "Övriga tjänster", "en": "Other services"},
    "sote_julkinen": {"fi": "Julkiset sote-keskukset", "sv": "Offentliga centraler", "en": "Public sote centres"},
    "sote_yksityinen": {"fi": "Yksityiset sote-keskukset", "sv": "Privata centraler", "en": "Private sote centres"},
}

NEUVOTTELU: dict[str, Tekstit] = {
    # the log and the agreement of `sote negotiate`
    "jarjestaja": {"fi": "järjestäjä", "sv": "anordnaren", "en": "orderer"},
    "liikelaitos": {"fi": "liikelaitos", "sv": "affärsverket", "en": "county utility"},
    "raha": {"fi": "Raha (viime = 1)", "sv": "Pengar (fjol = 1)", "en": "Money (last year = 1)"},
    "virement": {"fi": "Virement", "sv": "Virement", "en": "Virement"},
    "jako": {"fi": "Jako", "sv": "Fördelning", "en": "Split"},
    "tavoite": {"fi": "Tavoite", "sv": "Mål", "en": "Goal"},
    "ketjut": {"fi": "Ketjujen määrittely", "sv": "Kedjornas specifikation", "en": "Chain specification"},
    "lastensuojelu": {"fi": "lastensuojelu", "sv": "barnskyddet", "en": "child protection"},
    "lasten_psykiatria": {
        "fi": "lasten ja nuorten psykiatria",
        "sv": "barn- och ungdomspsykiatri",
        "en": "child and youth psychiatry",
    },
    "ikaihmiset": {"fi": "ikäihmiset", "sv": "äldre", "en": "older people"},
    "esh": {"fi": "Erikoissairaanhoito", "sv": "Specialiserad sjukvård", "en": "Specialised care"},
    "kierros": {"fi": "kierros", "sv": "omgång", "en": "round"},
    "tekija": {"fi": "kuka", "sv": "vem", "en": "who"},
    "miksi": {"fi": "miksi", "sv": "varför", "en": "why"},
    "avaus": {"fi": "avaus", "sv": "öppning", "en": "opening"},
    "tiukka": {"fi": "tiukka", "sv": "hård", "en": "tough"},
    "yhteistyohaluinen": {"fi": "yhteistyöhaluinen", "sv": "samarbetsvillig", "en": "cooperative"},
    "nayttoon_perustuva": {"fi": "näyttöön perustuva", "sv": "evidensbaserad", "en": "evidence"},
    "kasin": {"fi": "käsin", "sv": "för hand", "en": "by hand"},
    "toisen_paino": {
        "fi": "paino toisen jaolle",
        "sv": "vikt på den andras fördelning",
        "en": "weight on the other's split",
    },
    "loki": {
        "fi": "Tarjoukset (jako: lapset / lasten psykiatria / ikääntyneet, %)",
        "sv": "Buden (fördelning: barn / barnpsykiatri / äldre, %)",
        "en": "Offers (split: children / child psychiatry / older people, %)",
    },
    "viimeraha": {
        "fi": "viime vuoden sopimus indeksillä",
        "sv": "fjolårets avtal med index",
        "en": "last year's contract indexed",
    },
    "hyvaksyi": {
        "fi": "{kuka} hyväksyi tarjouksen {n}",
        "sv": "{kuka} godkände bud {n}",
        "en": "accepted by {kuka} after {n} offers",
    },
    "ei_sopua": {
        "fi": "ei sopua: sovittelusääntö ratkaisi",
        "sv": "inget avtal: skiljeregeln avgjorde",
        "en": "no agreement: decided by the rule of arbitration",
    },
    "sopimus": {"fi": "Kumppanuussopimus", "sv": "Partnerskapsavtal", "en": "Partnership agreement"},
    "kohta": {"fi": "kohta", "sv": "punkt", "en": "item"},
    "viime": {"fi": "viime vuosi", "sv": "i fjol", "en": "last year"},
    "sovittu": {"fi": "voimassa", "sv": "gäller", "en": "agreed"},
    "ero": {"fi": "ero", "sv": "skillnad", "en": "difference"},
    "oma": {"fi": "oma tarjous", "sv": "eget bud", "en": "own offer"},
    "toisen": {"fi": "toisen tarjous", "sv": "motpartens bud", "en": "other's offer"},
    "hylatty": {"fi": "hylätty", "sv": "underkänt", "en": "refused"},
    "katto": {
        "fi": "Valtion rahoitus (viime vuoden sopimus = 1)",
        "sv": "Statens finansiering (fjolårets avtal = 1)",
        "en": "State funding (last year's contract = 1)",
    },
    "ohje_lyhyt": {
        "fi": "Vastaa 'ok' tai muuta kohtia: raha=0.99 lapset=0.11; ? = ohje",
        "sv": "Svara 'ok' eller ändra punkter: raha=0.99 lapset=0.11; ? = hjälp",
        "en": "Answer 'ok' or change items: raha=0.99 lapset=0.11; ? = help",
    },
    "ohje": {
        "fi": (
            "ok hyväksyy toisen tarjouksen. kohta=luku muuttaa sitä; muut kohdat ovat kuin toisen tarjouksessa, ja "
            "nimeämättömät palvelut jakavat loput. Viimeisen kierroksen jälkeen voi vain hyväksyä (ok) "
            "tai hylätä (no)."
        ),
        "sv": (
            "ok godkänner motpartens bud. punkt=tal ändrar det; övriga punkter är som i motpartens bud, och onämnda "
            "tjänster delar på resten. Efter sista omgången kan man bara godkänna (ok) eller förkasta (no)."
        ),
        "en": (
            "ok accepts the other's offer. item=number changes it; other items are as the other offered, and services "
            "not named share the rest. After the last round one can only accept (ok) or refuse (no)."
        ),
    },
}

VERKKO: dict[str, Tekstit] = {
    # who and what, in the tables of `sote network`
    "kaikki": {"fi": "kaikki", "sv": "alla", "en": "all residents"},
    "alue": {"fi": "alue", "sv": "område", "en": "area"},
    "kunta": {"fi": "kunta", "sv": "kommun", "en": "municipality"},
    "viidennes": {"fi": "tuloviidennes", "sv": "inkomstkvintil", "en": "income fifth"},
    "viidennes_1": {"fi": "1 (alin)", "sv": "1 (lägst)", "en": "1 (lowest)"},
    "viidennes_5": {"fi": "5 (ylin)", "sv": "5 (högst)", "en": "5 (highest)"},
    "kieli": {"fi": "kieli", "sv": "språk", "en": "language"},
    "kieli_fi": {"fi": "suomenkieliset", "sv": "finskspråkiga", "en": "Finnish speakers"},
    "kieli_sv": {"fi": "ruotsinkieliset", "sv": "svenskspråkiga", "en": "Swedish speakers"},
    "kieli_muu": {"fi": "muunkieliset", "sv": "övriga", "en": "speakers of other languages"},
    "asukkaita": {"fi": "asukkaita", "sv": "invånare", "en": "residents"},
    "min_sotekeskus": {
        "fi": "sote-keskus, min",
        "sv": "social- och hälsocentral, min",
        "en": "sote centre, min",
    },
    "osuus_sotekeskus": {"fi": "≤ {raja} min, %", "sv": "≤ {raja} min, %", "en": "≤ {raja} min, %"},
    "min_ruotsi": {
        "fi": "ruotsinkielinen palvelu, min",
        "sv": "service på svenska, min",
        "en": "Swedish-language centre, min",
    },
    "min_sairaala": {
        "fi": "päivystävä sairaala, min",
        "sv": "jourhavande sjukhus, min",
        "en": "acute hospital, min",
    },
    "osuus_sairaala": {
        "fi": "sairaala ≤ {raja} min, %",
        "sv": "sjukhus ≤ {raja} min, %",
        "en": "hospital ≤ {raja} min, %",
    },
    "saavutettavuus": {
        "fi": "Matka lähimpään, autolla ovelta ovelle: asukkaiden keskiarvo, ja osuus jolla enintään {raja} minuuttia",
        "sv": "Väg till närmaste, med bil från dörr till dörr: invånarnas medeltal och andel med högst {raja} minuter",
        "en": "Way to the nearest, by car door to door: mean of residents, and share within {raja} minutes",
    },
    "mitta": {"fi": "mitta", "sv": "mått", "en": "measure"},
    "arvo": {"fi": "arvo", "sv": "värde", "en": "value"},
    "rakenne": {"fi": "Verkon rakenne", "sv": "Nätets struktur", "en": "Structure of the network"},
    "keskuksia": {"fi": "sote-keskuksia", "sv": "social- och hälsocentraler", "en": "sote centres"},
    "yksityisia": {"fi": "näistä yksityisiä", "sv": "av dem privata", "en": "of them private"},
    "sairaaloita": {
        "fi": "sairaaloita, julkisia ja yksityisiä",
        "sv": "sjukhus, offentliga och privata",
        "en": "hospitals, public and private",
    },
    "paivystavia": {"fi": "näistä päivystäviä", "sv": "av dem jourhavande", "en": "of them acute"},
    "asukkaita_keskusta": {
        "fi": "asukkaita keskusta kohti",
        "sv": "invånare per central",
        "en": "residents per centre",
    },
    "gini_listat": {
        "fi": "listojen Gini-kerroin",
        "sv": "listornas Ginikoefficient",
        "en": "Gini coefficient of lists",
    },
    "hhi_keskukset": {
        "fi": "listojen keskittyminen (HHI), keskuksittain",
        "sv": "listornas koncentration (HHI), per central",
        "en": "concentration of lists (HHI), by centre",
    },
    "hhi_tuottajat": {
        "fi": "listojen keskittyminen (HHI), tuottajittain",
        "sv": "listornas koncentration (HHI), per producent",
        "en": "concentration of lists (HHI), by producer",
    },
    "hhi_kapasiteetti": {
        "fi": "kapasiteetin keskittyminen (HHI), keskuksittain",
        "sv": "kapacitetens koncentration (HHI), per central",
        "en": "concentration of capacity (HHI), by centre",
    },
    "sillat": {
        "fi": "Siltaorganisaatiot: omistus-, sopimus-, lähete- ja tietoverkossa eniten muiden välissä",
        "sv": "Broorganisationer: oftast mellan andra i nätet av ägande, avtal, remisser och information",
        "en": "Bridge organisations: most between others in the network of ownership, contract, referral, information",
    },
    "organisaatio": {"fi": "organisaatio", "sv": "organisation", "en": "organisation"},
    "valissa": {"fi": "välissä, 0–1", "sv": "mellan, 0–1", "en": "betweenness"},
    "katkaisee": {
        "fi": "ilman sitä verkko hajoaa",
        "sv": "utan den faller nätet isär",
        "en": "the network falls apart without it",
    },
    "kylla": {"fi": "kyllä", "sv": "ja", "en": "yes"},
    "ei": {"fi": "ei", "sv": "nej", "en": "no"},
    "kerrokset": {"fi": "Palveluverkon kerrokset", "sv": "Servicenätets skikt", "en": "Layers of the service network"},
    "kerros": {"fi": "kerros", "sv": "skikt", "en": "layer"},
    "yksikoita": {"fi": "yksiköitä", "sv": "enheter", "en": "units"},
    "saatavuus": {"fi": "saatavuus, 0–1", "sv": "tillgång, 0–1", "en": "availability, 0-1"},
    "saavutettavuus_arvo": {"fi": "saavutettavuus, 0–1", "sv": "nåbarhet, 0–1", "en": "accessibility, 0-1"},
    "palvelut": {"fi": "palvelut", "sv": "tjänster", "en": "services"},
    "ketjut": {
        "fi": "Palveluketjut: missä katkeaa",
        "sv": "Servicekedjor: var de brister",
        "en": "Care chains: where they break",
    },
    "ketju": {"fi": "ketju", "sv": "kedja", "en": "chain"},
    "heikoin": {"fi": "heikoin siirto", "sv": "svagaste övergången", "en": "worst hand-over"},
    "katoaa": {"fi": "katoaa siinä, %", "sv": "förloras där, %", "en": "lost in it, %"},
    "lapi": {"fi": "pääsee läpi, %", "sv": "kommer igenom, %", "en": "gets through, %"},
    "allianssi": {"fi": "Allianssi", "sv": "Allians", "en": "Alliance"},
    "koordinaatio": {
        "fi": "kumppanien yhteistyö, 0–1",
        "sv": "partnernas samordning, 0–1",
        "en": "coordination of partners, 0-1",
    },
    # the map
    "kartta_sotekeskus": {
        "fi": "Lähin sote-keskus on keskimäärin {keski} minuutin päässä; pisin matka: {pisin} {pisin_min}\u00a0min, "
        "lyhin: {lyhin} {lyhin_min}\u00a0min",
        "sv": "Närmaste social- och hälsocentral är i medeltal {keski} minuter bort; längsta vägen: {pisin} "
        "{pisin_min}\u00a0min, kortaste: {lyhin} {lyhin_min}\u00a0min",
        "en": "The nearest sote centre is {keski} minutes away on average; longest way: {pisin} {pisin_min}\u00a0min, "
        "shortest: {lyhin} {lyhin_min}\u00a0min",
    },
    "kartta_sairaala": {
        "fi": "Päivystävä sairaala on {osuus} %:lla asukkaista {raja} minuutin päässä; pisin matka: {pisin} "
        "{pisin_min}\u00a0min",
        "sv": "För {osuus} % av invånarna är ett jourhavande sjukhus inom {raja} minuter; längsta vägen: {pisin} "
        "{pisin_min}\u00a0min",
        "en": "{osuus}% of residents have an acute hospital within {raja} minutes; longest way: {pisin} "
        "{pisin_min}\u00a0min",
    },
    "kartta_ei_sairaalaa": {
        "fi": "Alueen aineistossa ei ole päivystävää sairaalaa",
        "sv": "Områdets data har inget jourhavande sjukhus",
        "en": "The region's data hold no acute hospital",
    },
    "kartta_ala": {
        "fi": "Minuutteja autolla ovelta ovelle, asukkaiden keskiarvo. {alue}, {kuukausi}. Alin tuloviidennes {alin} "
        "min, ylin {ylin} min.",
        "sv": "Minuter med bil från dörr till dörr, invånarnas medeltal. {alue}, {kuukausi}. Lägsta inkomstkvintilen "
        "{alin} min, högsta {ylin} min.",
        "en": "Minutes by car door to door, mean of residents. {alue}, {kuukausi}. Lowest income fifth {alin} min, "
        "highest {ylin} min.",
    },
    "kartta_lahde": {
        "fi": "Sotemalli {versio}, {skenaario}, otos {otos} %, siemen {siemen}. Postinumeroalueet: Tilastokeskus, "
        "Paavo 2018, CC BY 4.0; rajat likimääräiset. Yksiköt: OpenStreetMap (ODbL), osa sijoitettu oletuksella. "
        "Matka-ajat ovat oletus. Ei ennuste.",
        "sv": "Sotemalli {versio}, {skenaario}, urval {otos} %, frö {siemen}. Postnummerområden: Statistikcentralen, "
        "Paavo 2018, CC BY 4.0; ungefärliga gränser. Enheter: OpenStreetMap (ODbL), en del placerade enligt antagande. "
        "Restiderna är antaganden. Ingen prognos.",
        "en": "Sotemalli {versio}, {skenaario}, sample {otos}%, seed {siemen}. Postal areas: Statistics Finland, Paavo "
        "2018, CC BY 4.0; borders approximate. Units: OpenStreetMap (ODbL), some placed by assumption. Travel times "
        "are an assumption. Not a forecast.",
    },
    "kartta_asteikko": {"fi": "Minuuttia", "sv": "Minuter", "en": "Minutes"},
    "alle": {"fi": "alle {x}", "sv": "under {x}", "en": "under {x}"},
    "vahintaan": {"fi": "{x} tai yli", "sv": "{x} eller mer", "en": "{x} or more"},
    "kartta_kunnat": {
        "fi": "Kunnat, kukin yhtä suurena",
        "sv": "Kommunerna, alla lika stora",
        "en": "Municipalities, all drawn alike",
    },
    "kartta_alue": {"fi": "Yksiköt paikoillaan", "sv": "Enheterna på sina platser", "en": "Units where they are"},
    "kartta_lahi": {
        "fi": "Kehyksen alue lähempää",
        "sv": "Det inramade området närmare",
        "en": "The framed part, closer",
    },
    "laji_julkinen": {
        "fi": "julkinen sote-keskus",
        "sv": "offentlig social- och hälsocentral",
        "en": "public sote centre",
    },
    "laji_yksityinen": {"fi": "yksityinen", "sv": "privat", "en": "private"},
    "laji_sairaala": {"fi": "päivystävä sairaala", "sv": "jourhavande sjukhus", "en": "acute hospital"},
    "kartta_koko": {
        "fi": "Keskuksen koko = listattuja asukkaita, suurin {suurin}",
        "sv": "Centralens storlek = listade invånare, den största {suurin}",
        "en": "Size of a centre = residents listed, largest {suurin}",
    },
}

TEKSTIT: dict[str, Tekstit] = {
    # differences, one row
    "sama": {"fi": "ei muutu: {nimi}", "sv": "oförändrat: {nimi}", "en": "no change: {nimi}"},
    "ei_eroa": {"fi": "eroa ei nähty", "sv": "ingen skillnad sågs", "en": "no difference seen"},
    "epavarma": {
        "fi": "eroa ei nähty, mutta väli on liian leveä sen kieltämiseen",
        "sv": "ingen skillnad sågs, men intervallet är för brett för att utesluta en",
        "en": "no difference seen, but the interval is too wide to rule one out",
    },
    "ei_valia": {
        "fi": "yhdestä parista ei voi laskea väliä",
        "sv": "av ett enda par fås inget intervall",
        "en": "one pair gives no interval",
    },
    "pieni": {
        "fi": "{lause}: liian vähän merkitäkseen",
        "sv": "{lause}: för litet för att ha betydelse",
        "en": "{lause}: too little to matter",
    },
    "suuri": {
        "fi": "{lause}; näin suuri ero on syy epäillä oletuksia",
        "sv": "{lause}; en så stor skillnad är skäl att betvivla antagandena",
        "en": "{lause}; a difference this large is a reason to doubt the assumptions",
    },
    "nakymaton": {
        "fi": "muutos on pienempi kuin näytetty tarkkuus: liian vähän merkitäkseen",
        "sv": "ändringen är mindre än den visade noggrannheten: för litet för att ha betydelse",
        "en": "the change is below the precision shown: too little to matter",
    },
    "muuttumaton": {"fi": "ei muutu", "sv": "oförändrat", "en": "no change"},
    # a contrast in short
    "ei_eroja": {
        "fi": "ei nähty eroa: {mitat}",
        "sv": "ingen skillnad sågs: {mitat}",
        "en": "no difference seen: {mitat}",
    },
    "avoimia": {
        "fi": "avoin, väli on leveä: {mitat}",
        "sv": "öppet, intervallet är brett: {mitat}",
        "en": "open, the interval is wide: {mitat}",
    },
    "vahan": {
        "fi": "hyvin vähän muuttuu: {mitat}",
        "sv": "mycket litet ändras: {mitat}",
        "en": "changes very little: {mitat}",
    },
    "ei_eroa_otsikko": {
        "fi": "{nimi}: ei eroa edelliseen",
        "sv": "{nimi}: ingen skillnad mot föregående",
        "en": "{nimi}: no difference from the step before",
    },
    # table
    "mittari": {"fi": "Mittari", "sv": "Mått", "en": "Measure"},
    "ennen": {"fi": "ennen", "sv": "före", "en": "before"},
    "jalkeen": {"fi": "jälkeen", "sv": "efter", "en": "after"},
    "ero": {"fi": "ero", "sv": "skillnad", "en": "difference"},
    "vali95": {"fi": "95 %:n väli", "sv": "95 % intervall", "en": "95% interval"},
    "sanoin": {"fi": "sanoin", "sv": "i ord", "en": "in words"},
    "vuodet": {"fi": "vuodet {vuodet}", "sv": "åren {vuodet}", "en": "years {vuodet}"},
    "lyhyesti": {"fi": "Lyhyesti", "sv": "I korthet", "en": "In brief"},
    "maailmoissa": {
        "fi": "{mittari}: samansuuntainen {n} maailmassa {kaikki}:sta, 5–95 % maailmoista {vali}.",
        "sv": "{mittari}: åt samma håll i {n} av {kaikki} världar, 5–95 % av världarna {vali}.",
        "en": "{mittari}: the same direction in {n} of {kaikki} worlds, 5–95 % of worlds {vali}.",
    },
    "vedokset": {
        "fi": "Sovitetut parametrit arvotaan ajo kerrallaan posteriorista {nimi} ({versio}): väli kattaa myös niiden "
        "epävarmuuden, ei oletuskorttien.",
        "sv": "Anpassade parametrar dras för varje körning ur posteriorn {nimi} ({versio}): intervallet täcker också "
        "deras osäkerhet, inte antagandekortens.",
        "en": "Fitted parameters are drawn for each run from posterior {nimi} ({versio}): the interval counts what is "
        "not known of them too, not the assumption cards.",
    },
    "vedokset_korttein": {
        "fi": "Sovitetut parametrit ja oletuskortit arvotaan ajo kerrallaan posteriorista {nimi} ({versio}): väli "
        "kattaa myös niiden epävarmuuden.",
        "sv": "Anpassade parametrar och antagandekort dras för varje körning ur posteriorn {nimi} ({versio}): "
        "intervallet täcker också deras osäkerhet.",
        "en": "Fitted parameters and assumption cards are drawn for each run from posterior {nimi} ({versio}): the "
        "interval counts what is not known of them too.",
    },
    "varaukset": {"fi": "Mistä tulos riippuu", "sv": "Vad resultatet beror på", "en": "What the result depends on"},
    "tarkkuus": {
        "fi": "{pareja} paritettua ajoa (samat asukkaat, sama sattuma), otos {otos} %, Uusimaa. Väli on sattuman 95 "
        "%:n väli: oletusten epävarmuus ei ole siinä. Vuosien {vuodet} keskiarvo; menojen kasvu vuoteen {loppu}.",
        "sv": "{pareja} parade körningar (samma invånare, samma slump), urval {otos} %, Nyland. Intervallet är "
        "slumpens 95 %: antagandenas osäkerhet ingår inte. Medeltal för åren {vuodet}; utgifternas tillväxt till "
        "{loppu}.",
        "en": "{pareja} paired runs (same residents, same luck), {otos}% sample, Uusimaa. The interval is the 95% "
        "interval of luck: the uncertainty of assumptions is not in it. Mean of the years {vuodet}; growth of "
        "spending to {loppu}.",
    },
    "ei_ennuste": {
        "fi": "Malli ei ole ennuste. Se vertaa maailmoja, jotka eroavat nimetyissä säännöissä; yhden maailman taso "
        "kertoo vähän.",
        "sv": "Modellen är ingen prognos. Den jämför världar som skiljer sig i nämnda regler; en enda världs nivå "
        "säger litet.",
        "en": "The model is not a forecast. It compares worlds that differ in named rules; the level of a single "
        "world means little.",
    },
    "merkityksellinen": {
        "fi": "”Liian vähän merkitäkseen”: ero on pienempi kuin mittarin raja (arvio, ks. kontrastit.csv). Rahamäärät "
        "ovat vuoden 2017 euroja.",
        "sv": "”För litet för att ha betydelse”: skillnaden är mindre än måttets gräns (bedömning, se "
        "kontrastit.csv). Belopp i 2017 års euro.",
        "en": "“Too little to matter”: the difference is below the measure's threshold (a judgement, see "
        "kontrastit.csv). Money in 2017 euros.",
    },
    "kertaa": {"fi": "\u00d7", "sv": "\u00d7", "en": "\u00d7"},
    "paritus": {
        "fi": "\u00d7: kuinka monta kertaa pienempi eron keskivirhe on kuin yhtä monella parittamattomalla ajolla.",
        "sv": "\u00d7: hur många gånger mindre skillnadens medelfel är än med lika många oparade körningar.",
        "en": "\u00d7: how many times smaller the standard error is than with as many unpaired runs.",
    },
    "kansio": {"fi": "Taulukot ja kuvat:", "sv": "Tabeller och figurer:", "en": "Tables and figures:"},
    # figures
    "lahde": {
        "fi": "Sotemalli {versio}, ajo {ajo}. {pareja} paria, otos {otos} %, Uusimaa. Vuoden 2017 euroja. Ei ennuste.",
        "sv": "Sotemalli {versio}, körning {ajo}. {pareja} par, urval {otos} %, Nyland. 2017 års euro. Ingen prognos.",
        "en": "Sotemalli {versio}, run {ajo}. {pareja} pairs, {otos}% sample, Uusimaa. 2017 euros. Not a forecast.",
    },
    "vaikutukset_otsikko": {
        "fi": "Merkityksellisiä eroja {mittareita} mittarissa: {luettelo}",
        "sv": "Skillnader av betydelse i {mittareita} mått: {luettelo}",
        "en": "Differences that matter, of {mittareita} measures: {luettelo}",
    },
    "vaikutukset_ala": {
        "fi": "Paritettu ero edelliseen askeleeseen ja 95 %:n väli, vuosien {vuodet} keskiarvo. Harmaa alue: ero "
        "liian pieni merkitäkseen.",
        "sv": "Parad skillnad mot föregående steg och 95 % intervall, medeltal för {vuodet}. Grått fält: för liten "
        "skillnad för att ha betydelse.",
        "en": "Paired difference from the step before with its 95% interval, mean of {vuodet}. Grey band: too small "
        "to matter.",
    },
    "nykytilassa": {"fi": "nykytila {arvo}", "sv": "nuläge {arvo}", "en": "baseline {arvo}"},
    "menot_otsikko": {
        "fi": "Menot asukasta kohti kasvavat vuoteen {loppu} nykytilassa {n}, uudistettuna {v}; jarrun ura sallisi {j}",
        "sv": "Utgifterna per invånare växer till {loppu} med {n} i nuläget, {v} efter reformen; bromsens bana "
        "tillåter {j}",
        "en": "By {loppu} spending per resident grows {n} in the baseline, {v} after the reform; the brake would "
        "allow {j}",
    },
    "menot_ala": {
        "fi": "Julkiset sote-menot asukasta kohti, muutos vuodesta 2017, %, kiintein euroin. Vertailu-urat: koko maa, "
        "väestönkasvu vähennetty.",
        "sv": "Offentliga social- och hälsovårdsutgifter per invånare, ändring från 2017, %, fasta euro. "
        "Jämförelsebanor: hela landet, utan befolkningsökning.",
        "en": "Public health and social spending per resident, change since 2017, %, constant euros. Paths: the "
        "nation, less population growth.",
    },
    "trendi": {
        "fi": "Ennustettu kasvu {p} %/v",
        "sv": "Prognostiserad tillväxt {p} %/år",
        "en": "Projected growth {p}%/year",
    },
    "jarru": {"fi": "Kustannusjarru {p} %/v", "sv": "Kostnadsbroms {p} %/år", "en": "Cost brake {p}%/year"},
    "parittain": {
        "fi": "Paritettu ero edelliseen askeleeseen, {yksikko}, 95 %:n väli",
        "sv": "Parad skillnad mot föregående steg, {yksikko}, 95 % intervall",
        "en": "Paired difference from the step before, {yksikko}, 95% interval",
    },
    "odotus_otsikko": {
        "fi": "Odotus muuttuu merkittävästi, päivää: {luettelo}",
        "sv": "Väntetiden ändras märkbart, dagar: {luettelo}",
        "en": "The wait changes markedly, days: {luettelo}",
    },
    "odotus_otsikko_ei": {
        "fi": "Odotuksessa ei nähty merkittävää eroa",
        "sv": "Ingen märkbar skillnad sågs i väntetiden",
        "en": "No marked difference seen in waits",
    },
    "odotus_ala": {
        "fi": "Keskimääräinen odotus kiireettömään hoitoon sote-keskuksessa, päivää",
        "sv": "Medelväntetid till icke-brådskande vård på social- och hälsocentral, dagar",
        "en": "Mean wait for non-urgent care at a sote centre, days",
    },
    "maakunta_alkaa": {"fi": "maakunta vastaa", "sv": "landskapet tar över", "en": "county takes over"},
    "valinta_alkaa": {"fi": "valinta alkaa", "sv": "valfriheten börjar", "en": "choice starts"},
    "viidennekset_otsikko": {
        "fi": "Tyydyttämätön tarve {suunta} kaikissa tuloviidenneksissä, pienituloisimmilla {a} ja suurituloisimmilla "
        "{b}",
        "sv": "Otillfredsställt behov {suunta} i alla inkomstkvintiler, med {a} i den lägsta och {b} i den högsta",
        "en": "Unmet need {suunta} in every income fifth, by {a} in the lowest and {b} in the highest",
    },
    "viidennekset_otsikko_ei": {
        "fi": "Tyydyttämättömän tarpeen muutos ei ole samansuuntainen kaikissa tuloviidenneksissä",
        "sv": "Det otillfredsställda behovet ändras inte åt samma håll i alla inkomstkvintiler",
        "en": "Unmet need does not move the same way in every income fifth",
    },
    "kasvaa": {"fi": "kasvaa", "sv": "ökar", "en": "rises"},
    "pienenee": {"fi": "vähenee", "sv": "minskar", "en": "falls"},
    "viidennekset_ala": {
        "fi": "Aikuiset, joilla on vuoden aikana hoitamatta jäänyttä tarvetta, %, {vuodet}. Viidennes pysyvän "
        "tulosijan mukaan, sukupuolen ja iän sisällä.",
        "sv": "Vuxna med obehandlat behov under året, %, {vuodet}. Kvintil enligt bestående inkomstrang inom kön och "
        "ålder.",
        "en": "Adults with a need left untreated in the year, %, {vuodet}. Fifths of the permanent income rank within "
        "sex and age.",
    },
    "viidennes_alin": {"fi": "1 pienituloisin", "sv": "1 lägsta inkomst", "en": "1 lowest income"},
    "viidennes_ylin": {"fi": "5 suurituloisin", "sv": "5 högsta inkomst", "en": "5 highest income"},
    "koko_uudistus": {"fi": "Koko uudistus, %-yks.", "sv": "Hela reformen, %-enh.", "en": "Whole reform, pp"},
    "siita_valinta": {
        "fi": "Siitä suora valinta, %-yks.",
        "sv": "Därav direktval, %-enh.",
        "en": "Of which direct choice, pp",
    },
    "elinika_otsikko": {
        "fi": "Miesten elinajanodotteen ero on {m} vuotta, naisten {n}; koko uudistus muuttaa eroja {p}",
        "sv": "Skillnaden i mäns förväntade livslängd är {m} år, i kvinnors {n}; hela reformen ändrar dem {p}",
        "en": "The life-expectancy gap is {m} years for men and {n} for women; the whole reform changes it {p}",
    },
    "paivia_enintaan": {"fi": "enintään {d} vrk", "sv": "högst {d} dygn", "en": "by at most {d} days"},
    "paivan_enintaan": {"fi": "enintään {d} vrk", "sv": "högst {d} dygn", "en": "by at most {d} day"},
    "elinika_ala": {
        "fi": "30-vuotiaan elinajanodote tuloviidenneksittäin odotetuista kuolemista, vuotta, {vuodet}",
        "sv": "30-åringars återstående förväntade livslängd per inkomstkvintil av förväntade dödsfall, år, {vuodet}",
        "en": "Remaining life expectancy at 30 by income fifth, from expected deaths, years, {vuodet}",
    },
    "elinika_muutos": {"fi": "Koko uudistus, vrk", "sv": "Hela reformen, dygn", "en": "Whole reform, days"},
    "miehet": {"fi": "Miehet", "sv": "Män", "en": "Men"},
    "naiset": {"fi": "Naiset", "sv": "Kvinnor", "en": "Women"},
    "listat_otsikko": {
        "fi": "Suorassa valinnassa yksityisten keskusten listoilla on {p} asukkaista vuonna {loppu}",
        "sv": "Med direktval står {p} av invånarna på privata centralers listor år {loppu}",
        "en": "Under direct choice {p} of residents are on private centres' lists in {loppu}",
    },
    "listat_ala": {
        "fi": "Osuus asukkaista, %, ja 95 %:n väli; vasemmalla koko Uusimaa, oikealla tuloviidenneksittäin {vuodet}",
        "sv": "Andel av invånarna, %, och 95 % intervall; till vänster hela Nyland, till höger per inkomstkvintil "
        "{vuodet}",
        "en": "Share of residents, %, with 95% interval; left all of Uusimaa, right by income fifth {vuodet}",
    },
    "raha_otsikko": {
        "fi": "{osuus} julkisesta rahasta seuraa asukkaan valintaa",
        "sv": "{osuus} av de offentliga pengarna följer invånarens val",
        "en": "{osuus} of public money follows the resident's choice",
    },
    "raha_ala": {
        "fi": "Sote-rahapuu, miljardia euroa vuodessa, {vuodet}. Leveys on rahaa; sininen seuraa asukkaan valintaa.",
        "sv": "Vårdens penningträd, miljarder euro om året, {vuodet}. Bredden är pengar; blått följer invånarens val.",
        "en": "The money tree of health and social services, billion euros a year, {vuodet}. Width is money; blue "
        "follows the resident's choice.",
    },
    "mrd": {"fi": "mrd €", "sv": "md €", "en": "bn €"},
}

MIKSI: dict[str, Tekstit] = {
    # `sote why`: blocks of mechanisms, the table, one sentence
    "tarjonta": {
        "fi": "tarjonta, pääsy ja odotus",
        "sv": "utbud, tillgång och väntan",
        "en": "supply, entry and waits",
    },
    "panostus": {
        "fi": "panos: laatu, ehkäisy, aktiivisuus",
        "sv": "insats: kvalitet, förebyggande, aktivitet",
        "en": "effort: quality, prevention, activity",
    },
    "jako": {
        "fi": "rahan jako: mitä hoidetaan",
        "sv": "budgetens fördelning: vad som behandlas",
        "en": "budget split: what is treated",
    },
    "ketjut": {
        "fi": "integraatio: palveluketjut",
        "sv": "integration: servicekedjor",
        "en": "integration: care chains",
    },
    "ehkaisy": {"fi": "terveyden edistäminen", "sv": "hälsofrämjande", "en": "health promotion"},
    "loput": {
        "fi": "loput: kuka on millä listalla, raha, muu",
        "sv": "rest: vem som står på vilken lista, pengar, annat",
        "en": "rest: who is listed where, money, other",
    },
    "ero": {"fi": "koko ero, B − A", "sv": "hela skillnaden, B − A", "en": "whole difference, B − A"},
    "osa": {"fi": "mekanismi", "sv": "mekanism", "en": "mechanism"},
    "osuus": {"fi": "osa erosta", "sv": "del av skillnaden", "en": "part"},
    "vali": {"fi": "95 %:n väli", "sv": "95 % intervall", "en": "95% interval"},
    "ensin": {"fi": "yksin", "sv": "ensam", "en": "first in"},
    "viimeisena": {"fi": "muiden lisäksi", "sv": "utöver andra", "en": "last out"},
    "otsikko": {
        "fi": "{mittari} {vuosi}: A {a}, B {b}",
        "sv": "{mittari} {vuosi}: A {a}, B {b}",
        "en": "{mittari} {vuosi}: A {a}, B {b}",
    },
    "parit": {
        "fi": "{pareja} paria samoilla asukkailla ja samalla onnella, otos {otos} %",
        "sv": "{pareja} par med samma invånare och samma tur, urval {otos} %",
        "en": "{pareja} pairs with the same residents and the same luck, {otos}% sample",
    },
    "selite": {
        "fi": "Yksin: ero, jos vain tämä on B:n; muiden lisäksi: ero, jos vain tämä puuttuu B:stä. Mitä kauempana ne "
        "ovat toisistaan, sitä enemmän mekanismi vaikuttaa yhdessä muiden kanssa.",
        "sv": "Ensam: skillnaden om bara denna är B:s; utöver andra: skillnaden om bara denna saknas i B. Ju längre de "
        "är från varandra, desto mer verkar mekanismen tillsammans med andra.",
        "en": "First in: the difference when only this is B's; last out: when only this is missing from B. The further "
        "apart, the more the mechanism works together with the others.",
    },
    "lause": {
        "fi": "Erosta {ero} suurin osa on {lohko} {osa} ({vali}); mikään kanava ei selitä osaa {loput}.",
        "sv": "Av skillnaden {ero} är den största delen {lohko} {osa} ({vali}); ingen kanal förklarar {loput}.",
        "en": "Of the difference {ero} the largest part is {lohko} {osa} ({vali}); no channel explains {loput}.",
    },
    "lause_loput": {
        "fi": "Eroa {ero} kanavat eivät pääosin selitä: loput {loput} on listoista, rahasta ja säännöistä.",
        "sv": "Skillnaden {ero} förklaras inte främst av kanalerna: resten {loput} är listor, pengar och regler.",
        "en": "The channels do not explain most of the difference {ero}: the rest {loput} is lists, money and rules.",
    },
    "lause_ei": {
        "fi": "Eroa {ero} ({vali}) ei erota nollasta {pareja} parilla: osatkaan eivät kerro mitään varmaa.",
        "sv": "Skillnaden {ero} ({vali}) går inte att skilja från noll med {pareja} par: delarna säger inget säkert.",
        "en": "The difference {ero} ({vali}) cannot be told from zero with {pareja} pairs: do not read the parts.",
    },
    "lause_yksi": {
        "fi": "Yhdestä parista ei näe virhettä: ero {ero} ja sen osat voivat olla sattumaa.",
        "sv": "Ett par visar inget fel: skillnaden {ero} och dess delar kan vara slump.",
        "en": "One pair shows no error: the difference {ero} and its parts may be chance.",
    },
    "kuva_ala": {
        "fi": "{mittari}, {vuosi}. A: {a}. B: {b}. Palkki: mekanismin osa erosta ja 95 %:n väli; "
        "rengas: yksin, vinoneliö: muiden lisäksi.",
        "sv": "{mittari}, {vuosi}. A: {a}. B: {b}. Stapel: mekanismens del av skillnaden och 95 % intervall; "
        "ring: ensam, romb: utöver andra.",
        "en": "{mittari}, {vuosi}. A: {a}. B: {b}. Bar: the mechanism's part of the difference, with its 95% interval; "
        "ring: first in, diamond: last out.",
    },
    # the incentive view
    "kannustimet": {
        "fi": "Yhden lisäasiakkaan merkitys, euroa vuodessa: {skenaario}, {vuosi} (otos {otos} %, siemen {siemen})",
        "sv": "Vad en klient till betyder, euro om året: {skenaario}, {vuosi} (urval {otos} %, frö {siemen})",
        "en": "What one more client is worth, EUR a year: {skenaario}, {vuosi} ({otos}% sample, seed {siemen})",
    },
    "kannustin_selite": {
        "fi": "Ryhmän keskiarvo vuoden sisällä. Sote-keskuksen meno on muuttuva kustannus. Liikelaitoksen raha ja se, "
        "mitä järjestäjä maksaa, eivät muutu vuoden aikana; seuraavan vuoden kehys tai tarkistus ei ole mukana.",
        "sv": "Gruppens medeltal inom året. Centralens utgift är den rörliga kostnaden. Affärsverkets pengar och vad "
        "anordnaren betalar ändras inte under året; nästa års ram eller justering är inte med.",
        "en": "Mean of each group within the year. A sote centre's cost is its variable cost. The county utility's "
        "money and what the orderer pays do not move in the year; next year's frame or correction is not counted.",
    },
    "keskus": {"fi": "sote-keskus", "sv": "central", "en": "sote centre"},
    "suuyksikko": {"fi": "suun hoidon yksikkö", "sv": "munvårdsenhet", "en": "oral unit"},
    "liikelaitos": {"fi": "liikelaitos", "sv": "affärsverk", "en": "county utility"},
    "jarjestaja": {"fi": "järjestäjä", "sv": "anordnare", "en": "orderer"},
    "kunta": {"fi": "kunta", "sv": "kommun", "en": "municipality"},
    "tulo": {"fi": "tulo", "sv": "inkomst", "en": "income"},
    "meno": {"fi": "meno", "sv": "utgift", "en": "cost"},
    "netto": {"fi": "jää", "sv": "kvar", "en": "net"},
    "asiakas": {"fi": "asiakas", "sv": "klient", "en": "client"},
    "asiakas_kaikki": {"fi": "keskimääräinen", "sv": "genomsnittlig", "en": "average"},
    "asiakas_terveet": {"fi": "ei pitkäaikaissairauksia", "sv": "inga kroniska sjukdomar", "en": "no chronic disease"},
    "asiakas_sairaat": {
        "fi": "vähintään 2 pitkäaikaissairautta",
        "sv": "minst 2 kroniska sjukdomar",
        "en": "2+ chronic diseases",
    },
    "asiakas_tyoterveys": {"fi": "työterveyshuollossa", "sv": "i företagshälsovård", "en": "occupational health"},
    "asiakas_ika_75": {"fi": "75 vuotta täyttänyt", "sv": "fyllt 75 år", "en": "75 or older"},
    "asiakas_kieli_sv": {"fi": "ruotsinkielinen", "sv": "svenskspråkig", "en": "Swedish-speaking"},
    "asiakas_syrjassa": {
        "fi": "yli 7 km lähimpään keskukseen",
        "sv": "över 7 km till närmaste central",
        "en": "remote: over 7 km",
    },
    "asiakas_viidennes_1": {"fi": "pienituloisin viidennes", "sv": "lägsta inkomstkvintilen", "en": "lowest fifth"},
    "kuva_lahde": {
        "fi": "Sotemalli {versio}. Shapley-osat kanavista; {parit}. Ei ennuste.",
        "sv": "Sotemalli {versio}. Shapleydelar av kanaler; {parit}. Ingen prognos.",
        "en": "Sotemalli {versio}. Shapley parts of channels; {parit}. Not a forecast.",
    },
}
