"""Huone (room): what an exercise is at a moment, and what each event of its log makes of it.

    odotus -> [ tilanne -> arvio -> neuvottelu -> lukitus -> laskenta -> tulokset -> pohdinta ] per round -> paattynyt
    lobby       brief     forecast  negotiate     lock       simulate    results     reflect                 ended

The room is the replay of its log and nothing else: `sovella` is a pure function of the state before, the event and its
time. Events say what was decided, never what somebody wished; refused wishes are events too, but change nothing. An
undone round gives back the state in which it began; the log keeps it all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from agentit.neuvottelu import JARJESTAJA, LIIKELAITOS, OSAPUOLET, Asia, Asialista, Tarjous, Tilanne
from runs.harjoitus.esiasetus import Esiasetus
from runs.harjoitus.vuodet import Paatos, Polku

VAIHEET = (
    *("odotus", "tilanne", "arvio", "neuvottelu", "lukitus", "laskenta", "tulokset", "pohdinta"),
    "paattynyt",
)
KIERROKSEN_VAIHEET = VAIHEET[1:8]
IHMINEN, MALLI = "ihminen", "malli"  # who plays a role
Olio = Mapping[str, Any]  # an event, a command, a January: plain data


@dataclass(frozen=True)
class Jasen:
    """Somebody in the room: nickname, role (None while choosing), hash of the secret that proves who comes back."""

    id: str
    nimi: str
    rooli: str | None
    avain: str  # SHA-256


@dataclass(frozen=True)
class Kierros:
    """A round that was lived: what was decided and what came of it."""

    osa: int
    numero: int
    vuosi: int
    tammikuu: Olio
    tarjoukset: tuple[Olio, ...]
    lukittu: Olio
    arviot: Mapping[str, Olio]
    keinot: Mapping[str, Mapping[str, float]]
    lausunnot: Mapping[str, str]
    kortit: tuple[str, ...]
    tulos: Olio


@dataclass(frozen=True)
class Huone:
    """State of a room. `versio`: number of the last event applied."""

    esiasetus: Esiasetus
    otos: float
    seed: int
    koodi: str
    ohjaaja: str = ""  # SHA-256 of the secret in the facilitator's link
    valkokangas: str = ""  # ... and in the projector's
    versio: int = 0
    vaihe: str = "odotus"
    osa: int = 0
    kierros: int = 0  # 1, 2, ... in this part; 0 before the first
    jasenet: Mapping[str, Jasen] = field(default_factory=dict)
    pelaajat: Mapping[str, str] = field(default_factory=dict)  # role -> IHMINEN or MALLI
    tammikuu: Olio = field(default_factory=dict)
    kortit: tuple[str, ...] = ()  # of this round
    tarjoukset: tuple[Olio, ...] = ()
    hyvaksyja: str = ""
    hylatty: bool = False  # was the last possible offer turned down?
    lukittu: Olio | None = None
    arviot: Mapping[str, Olio] = field(default_factory=dict)
    keinot: Mapping[str, Mapping[str, float]] = field(default_factory=dict)  # role -> lever -> value, kept over rounds
    lausunnot: Mapping[str, str] = field(default_factory=dict)
    viesti: str = ""
    maaraaika: float | None = None  # seconds since 1970
    tauolla: float | None = None  # seconds left when the clock was stopped
    kierrokset: tuple[Kierros, ...] = ()
    historia: Mapping[str, Mapping[str, float]] = field(default_factory=dict)  # measure -> year -> value, before
    tehdyt: frozenset[str] = frozenset()  # ids of commands that were carried out
    _alut: tuple[Huone, ...] = field(default=(), repr=False)  # states in which rounds began

    # reading -----------------------------------------------------------------------------------------------------

    @property
    def vuosi(self) -> int:
        """First year of this round's agreement."""
        return self.esiasetus.vuosi(max(self.kierros, 1))

    @property
    def lista(self) -> Asialista:
        """This round's agenda."""
        return Asialista({k: Asia(*x) for k, x in self.tammikuu["asialista"].items()})

    def katto(self, kohdat: Mapping[str, float]) -> float:
        """Most money under this position's bonus, last year's contract indexed = 1."""
        t = self.tammikuu
        return float(t["vara"]) / (1.0 + float(kohdat.get("kannustin", 0.0))) / float(t["viimeraha"])

    @property
    def vuorossa(self) -> str:
        """Whose turn it is in the negotiation; '' when it has ended."""
        if self.vaihe != "neuvottelu" or self.hyvaksyja or self.hylatty:
            return ""
        return OSAPUOLET[len(self.tarjoukset) % 2]

    @property
    def viimeinen_tehty(self) -> bool:
        """Has the last possible offer been made, so that it can only be accepted or turned down?"""
        return len(self.tarjoukset) >= self.esiasetus.offers

    def neuvottelutilanne(self) -> Tilanne:
        """What a rule-based side sees at its turn."""
        historia = tuple(Tarjous(t["numero"], t["rooli"], t["kohdat"], t["perustelu"]) for t in self.tarjoukset)
        t, viime = self.tammikuu, self.tammikuu["viimevuosi"]
        return Tilanne(
            self.lista, len(historia) + 1, self.esiasetus.offers, self.katto({}), self.rahat(viime), historia
        ) if t else Tilanne(Asialista({}), 1, 2, 1.0, {})  # fmt: skip

    def rahat(self, kohdat: Mapping[str, float]) -> dict[str, float]:
        """The position with no more money than there is."""
        return {**kohdat, "raha": min(kohdat["raha"], self.katto(kohdat))}

    @property
    def osan_kierrokset(self) -> tuple[Kierros, ...]:
        """Rounds lived in this part."""
        return tuple(k for k in self.kierrokset if k.osa == self.osa)

    def polku(self, osa: int | None = None) -> Polku:
        """Decisions of a part so far."""
        osa = self.osa if osa is None else osa
        return tuple(paatos(k.lukittu) for k in self.kierrokset if k.osa == osa)

    def seuraava_kierros(self) -> tuple[int, int] | None:
        """(part, round) that comes after this one; None at the end."""
        if self.kierros < self.esiasetus.part[self.osa].rounds:
            return self.osa, self.kierros + 1
        return (self.osa + 1, 1) if self.osa + 1 < len(self.esiasetus.part) else None

    def pelaa(self, rooli: str) -> str:
        """Who plays a role: IHMINEN, MALLI or '' when it is not in play."""
        return self.pelaajat.get(rooli, MALLI) if rooli in self.esiasetus.roles else ""


def paatos(lukittu: Olio) -> Paatos:
    """The decision of a locked round."""
    muutokset = [(int(v), str(k), x) for v, k, x in lukittu["muutokset"]]
    return Paatos.tee(lukittu["vuosi"], lukittu["kohdat"], lukittu["synty"], muutokset)


# events --------------------------------------------------------------------------------------------------------------
def alusta(t: Olio) -> Huone:
    """The room of a log's first event."""
    e = Esiasetus.model_validate(t["esiasetus"])
    pelaajat = dict.fromkeys(e.roles, MALLI)
    return Huone(e, t["otos"], t["seed"], t["koodi"], t["ohjaaja"], t["valkokangas"], versio=1, pelaajat=pelaajat)


def sovella(h: Huone, t: Olio, aika: float) -> Huone:
    """The room after an event. Raises KeyError for an event nobody knows."""
    uusi = _TAPAHTUMAT[t["laji"]](h, t, aika)
    tehdyt = uusi.tehdyt | {t["tunnus"]} if t.get("tunnus") else uusi.tehdyt
    return replace(uusi, versio=h.versio + 1, tehdyt=h.tehdyt | tehdyt)


def _liittyi(h: Huone, t: Olio, aika: float) -> Huone:
    jasen = Jasen(t["jasen"], t["nimi"], None, t["avain"])
    return replace(h, jasenet={**h.jasenet, jasen.id: jasen})


def _rooli(h: Huone, t: Olio, aika: float) -> Huone:
    """The member's new role has a person; one that nobody is left in goes back to its stand-in."""
    vanha, jasen = h.jasenet[t["jasen"]].rooli, replace(h.jasenet[t["jasen"]], rooli=t["rooli"])
    jasenet = {**h.jasenet, jasen.id: jasen}
    pelaajat = {**h.pelaajat, **({t["rooli"]: IHMINEN} if t["rooli"] and t.get("pelaa", True) else {})}
    if vanha and vanha not in {x.rooli for x in jasenet.values()}:
        pelaajat[vanha] = MALLI
    return replace(h, jasenet=jasenet, pelaajat=pelaajat)


def _poistui(h: Huone, t: Olio, aika: float) -> Huone:
    jasenet = {k: x for k, x in h.jasenet.items() if k != t["jasen"]}
    jaljella = {x.rooli for x in jasenet.values()}
    poistuva = h.jasenet[t["jasen"]].rooli
    pelaajat = {**h.pelaajat, **({poistuva: MALLI} if poistuva and poistuva not in jaljella else {})}
    return replace(h, jasenet=jasenet, pelaajat=pelaajat)


def _sija(h: Huone, t: Olio, aika: float) -> Huone:
    return replace(h, pelaajat={**h.pelaajat, t["rooli"]: t["pelaaja"]})


def _kierros_alkoi(h: Huone, t: Olio, aika: float) -> Huone:
    uusi_osa = t["osa"] != h.osa
    alku = replace(
        h, vaihe="tilanne", osa=t["osa"], kierros=t["kierros"], kortit=tuple(t["kortit"]), tammikuu=t["tammikuu"],
        tarjoukset=(), hyvaksyja="", hylatty=False, lukittu=None, arviot={}, lausunnot={}, viesti="",
        keinot={} if uusi_osa else h.keinot, historia=t["historia"], _alut=(*h._alut, h),
    )  # fmt: skip
    return _aikaa(alku, "tilanne", aika)


def _aikaa(h: Huone, vaihe: str, aika: float) -> Huone:
    minuutit = h.esiasetus.minutes.get(vaihe)
    return replace(h, maaraaika=None if minuutit is None else aika + 60.0 * minuutit, tauolla=None)


def _vaihe(h: Huone, t: Olio, aika: float) -> Huone:
    return _aikaa(replace(h, vaihe=t["vaihe"]), t["vaihe"], aika)


def _arvio(h: Huone, t: Olio, aika: float) -> Huone:
    return replace(h, arviot={**h.arviot, t["rooli"]: t["arvot"]})


def _tarjous(h: Huone, t: Olio, aika: float) -> Huone:
    tarjous = {k: t[k] for k in ("rooli", "numero", "kohdat", "perustelu")}
    return replace(h, tarjoukset=(*h.tarjoukset, tarjous))


def _hyvaksyi(h: Huone, t: Olio, aika: float) -> Huone:
    return replace(h, hyvaksyja=t["rooli"])


def _hylkasi(h: Huone, t: Olio, aika: float) -> Huone:
    return replace(h, hylatty=True)


def _keino(h: Huone, t: Olio, aika: float) -> Huone:
    omat = {**h.keinot.get(t["rooli"], {}), t["avain"]: t["arvo"]}
    return replace(h, keinot={**h.keinot, t["rooli"]: omat})


def _lausunto(h: Huone, t: Olio, aika: float) -> Huone:
    return replace(h, lausunnot={**h.lausunnot, t["rooli"]: t["teksti"]})


def _kortti(h: Huone, t: Olio, aika: float) -> Huone:
    """The table is laid anew: an offer made before the event means other euros after it."""
    kortit = (*h.kortit, t["kortti"])
    return replace(h, kortit=kortit, tammikuu=t["tammikuu"], tarjoukset=(), hylatty=False)


def _lukittu(h: Huone, t: Olio, aika: float) -> Huone:
    lukittu = {k: t[k] for k in ("vuosi", "kohdat", "synty", "muutokset")}
    return replace(h, vaihe="lukitus", lukittu=lukittu, maaraaika=None, tauolla=None)


def _laskettu(h: Huone, t: Olio, aika: float) -> Huone:
    assert h.lukittu is not None
    kierros = Kierros(
        h.osa, h.kierros, h.vuosi, h.tammikuu, h.tarjoukset, h.lukittu, h.arviot, h.keinot, h.lausunnot, h.kortit,
        t["tulos"],
    )  # fmt: skip
    return _aikaa(replace(h, vaihe="tulokset", kierrokset=(*h.kierrokset, kierros)), "tulokset", aika)


def _lisaaika(h: Huone, t: Olio, aika: float) -> Huone:
    if h.tauolla is not None:
        return replace(h, tauolla=h.tauolla + t["sekuntia"])
    return replace(h, maaraaika=max(h.maaraaika or aika, aika) + t["sekuntia"])


def _tauko(h: Huone, t: Olio, aika: float) -> Huone:
    if h.tauolla is not None:
        return replace(h, maaraaika=aika + h.tauolla, tauolla=None)
    return replace(h, tauolla=max((h.maaraaika or aika) - aika, 0.0), maaraaika=None)


def _viesti(h: Huone, t: Olio, aika: float) -> Huone:
    return replace(h, viesti=t["teksti"])


def _peruttu(h: Huone, t: Olio, aika: float) -> Huone:
    alku = h._alut[-1]
    return replace(alku, jasenet=h.jasenet, pelaajat=h.pelaajat, tehdyt=h.tehdyt)


def _paattyi(h: Huone, t: Olio, aika: float) -> Huone:
    return replace(h, vaihe="paattynyt", maaraaika=None, tauolla=None)


def _ennallaan(h: Huone, t: Olio, aika: float) -> Huone:
    return h


_TAPAHTUMAT: dict[str, Callable[[Huone, Olio, float], Huone]] = {
    "liittyi": _liittyi, "rooli": _rooli, "poistui": _poistui, "sija": _sija, "kierros_alkoi": _kierros_alkoi,
    "vaihe": _vaihe, "arvio": _arvio, "tarjous": _tarjous, "hyvaksyi": _hyvaksyi, "hylkasi": _hylkasi,
    "keino": _keino, "lausunto": _lausunto, "kortti": _kortti, "lukittu": _lukittu, "laskettu": _laskettu,
    "lisaaika": _lisaaika, "tauko": _tauko, "viesti": _viesti, "kierros_peruttu": _peruttu, "paattyi": _paattyi,
    "torjuttu": _ennallaan,
}  # fmt: skip
TAPAHTUMAT = tuple(_TAPAHTUMAT)
__all__ = ["JARJESTAJA", "LIIKELAITOS", "Huone", "Jasen", "Kierros", "alusta", "paatos", "sovella"]
