"""Words of `sote plane`, in Finnish, Swedish and English."""

from __future__ import annotations

from visualisointi.sanat import Tekstit


def tasosana(avain: str, kieli: str, **tiedot: object) -> str:
    """A phrase of `TASO` with its {places} filled."""
    return TASO[avain][kieli].format(**tiedot)


TASO: dict[str, Tekstit] = {
    # `sote plane`: who wins on the plane of bias and noise
    "log_kattavuus": {
        "fi": "tarpeen kattavuus (logaritmi), promillea",
        "sv": "behovets täckning (logaritm), promille",
        "en": "coverage of need (log), per mille",
    },
    "tyydyttamaton": {
        "fi": "tyydyttymätön tarve, prosenttiyksikköä",
        "sv": "otillfredsställt behov, procentenheter",
        "en": "unmet need, percentage points",
    },
    "kerta": {"fi": "kertabudjetti", "sv": "klumpsumma", "en": "lump sum"},
    "ennalta": {"fi": "palvelukokonaisuuksittain", "sv": "per servicehelhet", "en": "pre-split"},
    "virement": {"fi": "siirtovara 10 %", "sv": "omfördelningsmån 10 %", "en": "virement 10%"},
    "ei": {"fi": "ei erotu", "sv": "ingen skillnad syns", "en": "not told apart"},
    "voittaa_kerta": {"fi": "kertabudjetti on parempi", "sv": "klumpsumma är bättre", "en": "lump sum is better"},
    "voittaa_ennalta": {
        "fi": "palvelukokonaisuuksittain on parempi",
        "sv": "per servicehelhet är bättre",
        "en": "pre-split is better",
    },
    "voittaa_ei": {
        "fi": "nämä kaksi eivät erotu toisistaan",
        "sv": "de två skiljer sig inte åt",
        "en": "the two are not told apart",
    },
    "kaista": {
        "fi": "siirtovara 10 % näyttää paremmalta kuin kumpikaan",
        "sv": "omfördelningsmån 10 % ser bättre ut än båda",
        "en": "virement 10% looks better than both",
    },
    "kaista_selva": {
        "fi": "siirtovara 10 % on selvästi parempi kuin kumpikaan",
        "sv": "omfördelningsmån 10 % är klart bättre än båda",
        "en": "virement 10% is clearly better than both",
    },
    "kaava": {
        "fi": "suljetun muodon tasapaino: vasemmalla voittaa kertabudjetti",
        "sv": "jämvikt enligt den slutna formeln: till vänster vinner klumpsumman",
        "en": "break-even of the closed form: lump sum wins to its left",
    },
    "bias": {
        "fi": "liikelaitoksen vinouma t",
        "sv": "affärsverkets snedvridning t",
        "en": "bias of the county utility, t",
    },
    "virhe": {
        "fi": "järjestäjän tarvearvion virhe s",
        "sv": "felet i anordnarens behovsuppskattning s",
        "en": "noise of the orderer's estimate of need, s",
    },
    "ero": {"fi": "kerta − ennalta", "sv": "klump − per helhet", "en": "lump − pre-split"},
    "vali": {"fi": "95 %:n väli", "sv": "95 % intervall", "en": "95% interval"},
    "parempi": {"fi": "parempi", "sv": "bättre", "en": "better"},
    "kaavan_t": {"fi": "kaavan raja-t", "sv": "formelns gräns t", "en": "break-even t, formula"},
    "lause": {
        "fi": "Pisteitä on {solut}: kertabudjetti on selvästi parempi {kerta} pisteessä, palvelukokonaisuuksittain "
        "{ennalta} pisteessä, ja {ei} pisteessä ne eivät erotu. Siirtovara on kumpaakin parempi {kaista} pisteessä.",
        "sv": "Av {solut} punkter är klumpsumman klart bättre i {kerta}, fördelning per servicehelhet i {ennalta}; "
        "i {ei} skiljer de sig inte åt. Omfördelningsmån är bättre än båda i {kaista}.",
        "en": "Of {solut} points lump sum is clearly better in {kerta}, pre-split in {ennalta}; in {ei} they are not "
        "told apart. Virement beats both in {kaista}.",
    },
    "kaavasta": {
        "fi": "Niistä {selvat} pisteestä, joissa ero erottuu, suljettu muoto on samaa mieltä {sama} pisteessä.",
        "sv": "Den slutna formeln är av samma mening i {sama} av de {selvat} punkter som går att skilja åt.",
        "en": "The closed form agrees in {sama} of the {selvat} points that can be told apart.",
    },
    "ala": {
        "fi": "{skenaario}, {ensi}-{viime}: {mitta}, kertabudjetti miinus palvelukokonaisuuksittain, 95 %:n väli",
        "sv": "{skenaario}, {ensi}-{viime}: {mitta}, klumpsumma minus per servicehelhet, 95 % intervall",
        "en": "{skenaario}, {ensi}-{viime}: {mitta}, lump sum minus pre-split, 95% interval",
    },
    "lahde": {
        "fi": "Sotemalli {versio}. {parit}. Vinouma ja virhe ovat oletuskortteja. Ei ennuste.",
        "sv": "Sotemalli {versio}. {parit}. Snedvridning och fel är antaganden. Ingen prognos.",
        "en": "Sotemalli {versio}. {parit}. Bias and noise are assumption cards. Not a forecast.",
    },
}
