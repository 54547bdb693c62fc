"""Commands: what people, stand-ins and the facilitator may do in a room, and what each is refused for.

`paata` is the one gate: it looks at the room and a command and gives the event that is written to the log, or raises
`Torjuttu` with a code that the screens put into words. It changes nothing itself. A command carries an id: the same id
again is the same deed (a double click), not a second one.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agentit.neuvottelu import OSAPUOLET, RYHMAT, siirry
from runs.harjoitus.huone import IHMINEN, MALLI, Huone, Olio
from runs.harjoitus.kortit import Muutos, kortit, muutokset
from runs.harjoitus.roolit import keino, roolit
from runs.harjoitus.vuodet import LISAKOHDAT, Vuodet

NIMI_MERKKEJA, TEKSTI_MERKKEJA = 24, 600
JASENIA = 60  # most people in a room
OHJAAJA, JASEN, SIJAINEN = "ohjaaja", "jasen", "sijainen"
_TUNNUS = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Torjuttu(ValueError):
    """A command that is refused: `koodi` names why, `tiedot` fills the sentence."""

    def __init__(self, koodi: str, **tiedot: Any) -> None:
        self.koodi, self.tiedot = koodi, tiedot
        super().__init__(koodi)


@dataclass(frozen=True)
class Tekija:
    """Who gives a command: facilitator, a member of the room, or the stand-in of a role."""

    laji: str
    jasen: str = ""
    rooli: str = ""


def tiiviste(salaisuus: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(salaisuus.encode()).hexdigest()


def tunnistaa(salaisuus: str, tiiviste_: str) -> bool:
    """Is this the secret? In time that tells nothing."""
    return hmac.compare_digest(tiiviste(salaisuus), tiiviste_)


def siivoa(teksti: object, merkkeja: int) -> str:
    """What a person wrote, as plain text: no control characters, one space between words, cut to length."""
    if not isinstance(teksti, str):
        raise Torjuttu("teksti")
    puhdas = "".join(" " if m.isspace() else m for m in teksti if m.isspace() or unicodedata.category(m)[0] != "C")
    return " ".join(puhdas.split())[:merkkeja].strip()


def paata(h: Huone, kone: Vuodet, tekija: Tekija, k: Olio, nyt: float) -> dict[str, Any] | None:
    """The event this command makes; None when it was carried out before. Raises Torjuttu."""
    laji, tunnus = k.get("laji"), k.get("tunnus", "")
    if not isinstance(tunnus, str) or (tunnus and not _TUNNUS.fullmatch(tunnus)):
        raise Torjuttu("tunnus")
    if tunnus and tunnus in h.tehdyt:
        return None
    kasittelija = _KOMENNOT.get(laji if isinstance(laji, str) else "")
    if kasittelija is None:
        raise Torjuttu("tuntematon_komento")
    tapahtuma = kasittelija(h, kone, tekija, k, nyt)
    return {**tapahtuma, **({"tunnus": tunnus} if tunnus else {})}


# who may ----------------------------------------------------------------------------------------------------------
def _ohjaaja(tekija: Tekija) -> None:
    if tekija.laji != OHJAAJA:
        raise Torjuttu("vain_ohjaaja")


def _rooli(h: Huone, tekija: Tekija) -> str:
    """The role the command is given for. A person may not play a role that the model plays, nor the other way round."""
    if tekija.laji == SIJAINEN:
        rooli, pelaaja = tekija.rooli, MALLI
    elif tekija.laji == JASEN and tekija.jasen in h.jasenet:
        rooli, pelaaja = h.jasenet[tekija.jasen].rooli or "", IHMINEN
    else:
        raise Torjuttu("ei_jasen")
    if not rooli:
        raise Torjuttu("ei_roolia")
    if h.pelaa(rooli) != pelaaja:
        raise Torjuttu("malli_pelaa" if pelaaja == IHMINEN else "ihminen_pelaa")
    return rooli


def _vaiheessa(h: Huone, *vaiheet: str) -> None:
    if h.vaihe not in vaiheet:
        raise Torjuttu("vaara_vaihe", vaihe=h.vaihe)


def _ajoissa(h: Huone, nyt: float) -> None:
    if h.tauolla is None and h.maaraaika is not None and nyt > h.maaraaika:
        raise Torjuttu("aika_loppui")


def _neuvottelija(h: Huone, tekija: Tekija, nyt: float) -> str:
    """The side whose turn it is. Raises Torjuttu."""
    rooli = _rooli(h, tekija)
    if rooli not in OSAPUOLET:
        raise Torjuttu("ei_neuvottele")
    _vaiheessa(h, "neuvottelu")
    _ajoissa(h, nyt)
    if h.hyvaksyja or h.hylatty:
        raise Torjuttu("neuvottelu_ohi")
    return rooli


def _tuore(h: Huone, nahty: object) -> None:
    """Has the sender seen the last offer? `nahty`: number of offers on its screen."""
    if isinstance(nahty, bool) or not isinstance(nahty, int) or nahty != len(h.tarjoukset):
        raise Torjuttu("vanhentunut", numero=len(h.tarjoukset))


# members ----------------------------------------------------------------------------------------------------------
def _liity(h: Huone, kone: Vuodet, tekija: Tekija, k: Olio, nyt: float) -> dict[str, Any]:
    nimi = siivoa(k.get("nimi"), NIMI_MERKKEJA)
    if not nimi:
        raise Torjuttu("nimi_puuttuu")
    if nimi.casefold() in {x.nimi.casefold() for x in h.jasenet.values()}:
        raise Torjuttu("nimi_varattu", nimi=nimi)
    if len(h.jasenet) >= JASENIA:
        raise Torjuttu("huone_taynna", enintaan=JASENIA)
    if h.vaihe == "paattynyt":
        raise Torjuttu("vaara_vaihe", vaihe=h.vaihe)
    return {"laji": "liittyi", "jasen": k["jasen"], "nimi": nimi, "avain": k["avain"]}


def _valitse_rooli(h: Huone, kone: Vuodet, tekija: Tekija, k: Olio, nyt: float) -> dict[str, Any]:
    jasen = tekija.jasen if tekija.laji == JASEN else str(k.get("jasen", ""))
    if jasen not in h.jasenet:
        raise Torjuttu("ei_jasen")
    if k.get("rooli") not in h.esiasetus.roles:
        raise Torjuttu("ei_mukana", rooli=str(k.get("rooli"))[:NIMI_MERKKEJA])
    vanha = h.jasenet[jasen].rooli
    if tekija.laji == JASEN and vanha and vanha != k["rooli"]:
        raise Torjuttu("rooli_valittu")  # who has seen one side's figures does not walk over to the other by itself
    return {"laji": "rooli", "jasen": jasen, "rooli": k["rooli"]}


def _poista(h: Huone, kone: Vuodet, tekija: Tekija, k: Olio, nyt: float) -> dict[str, Any]:
    jasen = tekija.jasen if tekija.laji == JASEN else str(k.get("jasen", ""))
    if jasen not in h.jasenet:
        raise Torjuttu("ei_jasen")
    return {"laji": "poistui", "jasen": jasen}


def _arvio(h: Huone, kone: Vuodet, tekija: Tekija, k: Olio, nyt: float) -> dict[str, Any]:
    rooli = _rooli(h, tekija)
    _vaiheessa(h, "arvio")
    arvot, out = k.get("arvot"), {}
    if not isinstance(arvot, Mapping) or set(arvot) != set(h.esiasetus.forecast):
        raise Torjuttu("arvio_vajaa", mittarit=list(h.esiasetus.forecast))
    for mittari in h.esiasetus.forecast:
        vali = arvot[mittari]
        if not (isinstance(vali, (list, tuple)) and len(vali) == 2 and all(_luku(x) for x in vali)):
            raise Torjuttu("arvio_ei_luku", mittari=mittari)
        ala, yla = float(vali[0]), float(vali[1])
        if not -1.0 <= ala <= yla <= 2.0:
            raise Torjuttu("arvio_vali", mittari=mittari)
        out[mittari] = [ala, yla]
    return {"laji": "arvio", "rooli": rooli, "arvot": out}


def _luku(x: object) -> bool:
    return isinstance(x, (int, float)) and not isinstance(x, bool) and math.isfinite(x)


def _tarjous(h: Huone, kone: Vuodet, tekija: Tekija, k: Olio, nyt: float) -> dict[str, Any]:
    rooli = _neuvottelija(h, tekija, nyt)
    if rooli != h.vuorossa:
        raise Torjuttu("ei_vuorossa", vuorossa=h.vuorossa)
    _tuore(h, k.get("nahty"))
    if h.viimeinen_tehty:
        raise Torjuttu("ei_enaa_tarjouksia")
    annetut = k.get("kohdat")
    if not isinstance(annetut, Mapping):
        raise Torjuttu("kohdat_puuttuvat")
    if tekija.laji != SIJAINEN:
        _muokattavat(h, annetut)
    pohja = h.tarjoukset[-1]["kohdat"] if h.tarjoukset else h.tammikuu["viimevuosi"]
    kohdat = h.lista.taydenna(pohja, annetut)
    if "raha" not in annetut and _luku(kohdat.get("kannustin")):
        kohdat = h.rahat(kohdat)
    _kelpaa(h, kohdat)
    perustelu = siivoa(k.get("perustelu", ""), TEKSTI_MERKKEJA)
    siisti = {nimi: float(kohdat[nimi]) for nimi in h.lista.asiat}
    return {
        "laji": "tarjous", "rooli": rooli, "numero": len(h.tarjoukset) + 1, "kohdat": siisti, "perustelu": perustelu,
    }  # fmt: skip


def muokattavat(h: Huone) -> list[str]:
    """Items of the agenda that people may change: money, band unless fixed, shares of services in play, goals,
    chains, bonus, sanction, capitation."""
    out = []
    for nimi, asia in h.lista.asiat.items():
        ryhma, _, osa = nimi.partition(".")
        if asia.low < asia.high and (ryhma != "jako" or osa in h.esiasetus.services):
            out.append(nimi)
    return jarjestyksessa(out)


def jarjestyksessa(nimet: Iterable[str]) -> list[str]:
    """Items in the order of an agreement: money, band, split, goals, chains, bonus, sanction, capitation."""
    jarjestys = (*RYHMAT, *LISAKOHDAT)
    return sorted(nimet, key=lambda nimi: (jarjestys.index(nimi.partition(".")[0]), nimi))


def _muokattavat(h: Huone, annetut: Mapping[str, Any]) -> None:
    sallitut = muokattavat(h)
    vieraat = [str(x)[:40] for x in annetut if x not in sallitut]
    if vieraat:
        raise Torjuttu("ei_muokattavissa", kohdat=vieraat)
    if ei_lukuja := [x for x, arvo in annetut.items() if not _luku(arvo)]:
        raise Torjuttu("ei_luku", kohdat=ei_lukuja)


def _kelpaa(h: Huone, kohdat: Mapping[str, Any]) -> None:
    """The gate every offer and every agreement passes, with today's funding and limits."""
    katto = h.katto(kohdat) if _luku(kohdat.get("kannustin")) else 0.0
    if virheet := h.lista.virheet(kohdat, katto):
        raise Torjuttu("ei_kelpaa", virheet=virheet)


def _hyvaksy(h: Huone, kone: Vuodet, tekija: Tekija, k: Olio, nyt: float) -> dict[str, Any]:
    rooli = _neuvottelija(h, tekija, nyt)
    if not h.tarjoukset:
        raise Torjuttu("ei_tarjousta")
    if h.tarjoukset[-1]["rooli"] == rooli:
        raise Torjuttu("oma_tarjous")
    _tuore(h, k.get("nahty"))
    _kelpaa(h, h.tarjoukset[-1]["kohdat"])
    return {"laji": "hyvaksyi", "rooli": rooli, "numero": len(h.tarjoukset)}


def _hylkaa(h: Huone, kone: Vuodet, tekija: Tekija, k: Olio, nyt: float) -> dict[str, Any]:
    rooli = _neuvottelija(h, tekija, nyt)
    if not h.viimeinen_tehty:
        raise Torjuttu("tee_vastatarjous")
    if h.tarjoukset[-1]["rooli"] == rooli:
        raise Torjuttu("oma_tarjous")
    _tuore(h, k.get("nahty"))
    return {"laji": "hylkasi", "rooli": rooli, "numero": len(h.tarjoukset)}


def _keino(h: Huone, kone: Vuodet, tekija: Tekija, k: Olio, nyt: float) -> dict[str, Any]:
    rooli = _rooli(h, tekija)
    _vaiheessa(h, "tilanne", "arvio", "neuvottelu")
    oma = keino(rooli, str(k.get("avain", "")))
    if oma is None:
        raise Torjuttu("ei_oma_keino")
    if oma.needs_choice and not h.tammikuu.get("valinta"):
        raise Torjuttu("vasta_valinnassa")
    if not _luku(k.get("arvo")) or float(k["arvo"]) not in oma.values:
        raise Torjuttu("keinon_arvo", arvot=list(oma.values))
    return {"laji": "keino", "rooli": rooli, "avain": oma.key, "arvo": float(k["arvo"])}


def _lausunto(h: Huone, kone: Vuodet, tekija: Tekija, k: Olio, nyt: float) -> dict[str, Any]:
    rooli = _rooli(h, tekija)
    _vaiheessa(h, "tilanne", "arvio", "neuvottelu")
    if not roolit()[rooli].statement:
        raise Torjuttu("ei_lausuntoa")
    teksti = siivoa(k.get("teksti"), TEKSTI_MERKKEJA)
    if not teksti:
        raise Torjuttu("teksti")
    return {"laji": "lausunto", "rooli": rooli, "teksti": teksti}


# the facilitator -----------------------------------------------------------------------------------------------------
def _seuraava(h: Huone, kone: Vuodet, tekija: Tekija, k: Olio, nyt: float) -> dict[str, Any]:
    """The next phase. The command names the phase it was given in: a second click does not skip one."""
    _ohjaaja(tekija)
    if k.get("vaiheesta") != h.vaihe:
        raise Torjuttu("vanhentunut", numero=h.versio)
    if h.vaihe in ("odotus", "pohdinta"):
        seuraava = (0, 1) if h.vaihe == "odotus" and not h.kierros else h.seuraava_kierros()
        return {"laji": "paattyi"} if seuraava is None else aloita(h, kone, *seuraava)
    if h.vaihe == "neuvottelu":
        return _lukitse(h, kone)
    jatko = {"tilanne": "arvio", "arvio": "neuvottelu", "lukitus": "laskenta", "tulokset": "pohdinta"}
    if h.vaihe not in jatko:
        raise Torjuttu("lasketaan" if h.vaihe == "laskenta" else "vaara_vaihe", vaihe=h.vaihe)
    return {"laji": "vaihe", "vaihe": jatko[h.vaihe]}


def aloita(h: Huone, kone: Vuodet, osa: int, kierros: int) -> dict[str, Any]:
    """A round begins: scripted cards, and what the model says of the coming January."""
    polku = h.polku(osa)
    korttinimet = list(h.esiasetus.kortit(kierros))
    edelliset = h.osan_kierrokset[-1].kortit if osa == h.osa and h.osan_kierrokset else ()
    tammikuu = kone.tammikuu(
        osa, polku, korttinimet, kierroksen_muutokset(h, kone, osa, kierros, korttinimet, edelliset)
    )
    return {
        "laji": "kierros_alkoi", "osa": osa, "kierros": kierros, "kortit": korttinimet, "tammikuu": tammikuu,
        "historia": kone.historia(polku, seurattavat(h)),
    }  # fmt: skip


def seurattavat(h: Huone) -> set[str]:
    """Measures the room keeps: the board, the forecast ones, each role's own, those of the debrief."""
    from runs.harjoitus.vuodet import LAUTA, PURKU

    omat = {m for rooli in h.esiasetus.roles for m in roolit()[rooli].measures}
    return {*LAUTA, *PURKU, *h.esiasetus.forecast, *omat}


def kierroksen_muutokset(
    h: Huone, kone: Vuodet, osa: int, kierros: int, korttinimet: Sequence[str], edelliset: Sequence[str]
) -> tuple[Muutos, ...]:
    """What changes in a round's years: the financing model at the start, this round's cards, the last round's gone."""
    e = h.esiasetus
    vuosi = e.vuosi(kierros)
    vuodet = range(vuosi, vuosi + e.years_per_round)
    out: dict[tuple[int, str], Any] = {}
    if kierros == 1:
        out.update({(v, avain): x for v, avain, x in kone.rahoitusmuutos(osa)})
    else:
        ennen = e.vuosi(kierros - 1)
        out.update({(v, a): x for v, a, x in muutokset(edelliset, ennen, kone.ohjelma, kone.alkuvuosi) if v in vuodet})
    out.update({(v, a): x for v, a, x in muutokset(korttinimet, vuosi, kone.ohjelma, kone.alkuvuosi) if v in vuodet})
    return tuple((v, a, x) for (v, a), x in sorted(out.items()))


def _lukitse(h: Huone, kone: Vuodet) -> dict[str, Any]:
    """Close the negotiation: the offer that was accepted, else arbitration; levers as they stand."""
    kohdat, synty = dict(h.tarjoukset[-1]["kohdat"]) if h.hyvaksyja else ratkaisu(h), "ei_sopua"
    if h.hyvaksyja:
        _kelpaa(h, kohdat)
        synty = "neuvottelu"
    edelliset = h.osan_kierrokset[-1].kortit if h.osan_kierrokset else ()
    muut = list(kierroksen_muutokset(h, kone, h.osa, h.kierros, h.kortit, edelliset))
    vanhat = {(r, a): x for r, omat in (h.osan_kierrokset[-1].keinot if h.osan_kierrokset else {}).items()
              for a, x in omat.items()}  # fmt: skip
    muut += [
        (h.vuosi, avain, arvo)
        for rooli, omat in sorted(h.keinot.items())
        for avain, arvo in sorted(omat.items())
        if vanhat.get((rooli, avain)) != arvo
    ]
    muutokset_ = [list(m) for m in sorted(muut)]
    return {"laji": "lukittu", "vuosi": h.vuosi, "kohdat": kohdat, "synty": synty, "muutokset": muutokset_}


def ratkaisu(h: Huone) -> dict[str, float]:
    """Arbitration: last year's contract indexed, or half-way between the two last offers; within today's limits."""
    viime = h.tammikuu["viimevuosi"]
    if h.esiasetus.no_agreement == "puolivali" and h.tarjoukset:
        edellinen = h.tarjoukset[-2]["kohdat"] if len(h.tarjoukset) > 1 else viime
        kohdat = siirry(edellinen, h.tarjoukset[-1]["kohdat"], 0.5)
    else:
        kohdat = dict(viime)
    rajat = h.lista.asiat
    kohdat = {k: min(max(x, rajat[k].low), rajat[k].high) if k != "raha" else x for k, x in kohdat.items()}
    return h.rahat(kohdat)


def _kortti(h: Huone, kone: Vuodet, tekija: Tekija, k: Olio, nyt: float) -> dict[str, Any]:
    _ohjaaja(tekija)
    _vaiheessa(h, "tilanne", "arvio", "neuvottelu")
    nimi = str(k.get("kortti", ""))
    if nimi not in kortit():
        raise Torjuttu("ei_korttia", kortit=list(kortit()))
    if nimi in h.kortit:
        raise Torjuttu("kortti_kaytetty")
    if h.hyvaksyja:
        raise Torjuttu("neuvottelu_ohi")
    kaikki = [*h.kortit, nimi]
    edelliset = h.osan_kierrokset[-1].kortit if h.osan_kierrokset else ()
    muut = kierroksen_muutokset(h, kone, h.osa, h.kierros, kaikki, edelliset)
    return {"laji": "kortti", "kortti": nimi, "tammikuu": kone.tammikuu(h.osa, h.polku(), kaikki, muut)}


def _sija(h: Huone, kone: Vuodet, tekija: Tekija, k: Olio, nyt: float) -> dict[str, Any]:
    _ohjaaja(tekija)
    if k.get("rooli") not in h.esiasetus.roles or k.get("pelaaja") not in (IHMINEN, MALLI):
        raise Torjuttu("ei_mukana", rooli=str(k.get("rooli"))[:NIMI_MERKKEJA])
    if k["pelaaja"] == IHMINEN and not any(x.rooli == k["rooli"] for x in h.jasenet.values()):
        raise Torjuttu("ei_ihmista")
    return {"laji": "sija", "rooli": k["rooli"], "pelaaja": k["pelaaja"]}


def _lisaaika(h: Huone, kone: Vuodet, tekija: Tekija, k: Olio, nyt: float) -> dict[str, Any]:
    _ohjaaja(tekija)
    sekuntia = k.get("sekuntia")
    if not _luku(sekuntia) or not 0 < float(sekuntia) <= 3600:  # type: ignore[arg-type]
        raise Torjuttu("aika_vali")
    if h.maaraaika is None and h.tauolla is None:
        raise Torjuttu("ei_kelloa")
    return {"laji": "lisaaika", "sekuntia": float(sekuntia)}  # type: ignore[arg-type]


def _tauko(h: Huone, kone: Vuodet, tekija: Tekija, k: Olio, nyt: float) -> dict[str, Any]:
    _ohjaaja(tekija)
    if h.maaraaika is None and h.tauolla is None:
        raise Torjuttu("ei_kelloa")
    return {"laji": "tauko"}


def _viesti(h: Huone, kone: Vuodet, tekija: Tekija, k: Olio, nyt: float) -> dict[str, Any]:
    _ohjaaja(tekija)
    return {"laji": "viesti", "teksti": siivoa(k.get("teksti"), TEKSTI_MERKKEJA)}


def _peru(h: Huone, kone: Vuodet, tekija: Tekija, k: Olio, nyt: float) -> dict[str, Any]:
    _ohjaaja(tekija)
    if not h._alut:
        raise Torjuttu("ei_peruttavaa")
    if k.get("versio") != h.versio:
        raise Torjuttu("vanhentunut", numero=h.versio)
    return {"laji": "kierros_peruttu", "osa": h.osa, "kierros": h.kierros}


_KOMENNOT: dict[str, Callable[[Huone, Vuodet, Tekija, Olio, float], dict[str, Any]]] = {
    "liity": _liity, "rooli": _valitse_rooli, "poistu": _poista, "arvio": _arvio, "tarjous": _tarjous,
    "hyvaksy": _hyvaksy, "hylkaa": _hylkaa, "keino": _keino, "lausunto": _lausunto, "seuraava": _seuraava,
    "kortti": _kortti, "sija": _sija, "lisaaika": _lisaaika, "tauko": _tauko, "viesti": _viesti, "peru": _peru,
}  # fmt: skip
__all__ = ["LISAKOHDAT", "Tekija", "Torjuttu", "muokattavat", "paata"]
