"""R16 Negotiation of a partnership agreement: agenda, offers in turn, deadline, threat point, agreement or arbitration.

A position is a flat table item -> number: `raha` (money, last year's contract indexed = 1), `virement`, `ketjut` (how
far chains are specified), `jako.<package>` (frame, sums to one) and `tavoite.<goal>` (weight). A side's utility is

    U = 1 - sum w_i ((x_i - ideal_i) / dispute_i)^2 / sum w_i

with each item measured by a typical dispute, else raw weights end most talks without agreement. An offer lies on the
line from the own ideal to the other's last offer,

    x = ideal + c a(tau) (other - ideal),   tau = own turns taken / own turns in all,   c = the furthest it goes

so every offer stays in the box and on the simplex: no agreement can break the budget identity. It accepts what is worth
its own next offer less the cost of delay, and at the deadline what is worth the threat point less the cost of parting
without agreement. Each side has its own clock; an even number of rounds treats both alike.

Sources: alternating offers with discounting, Rubinstein 1982 (Econometrica 50:97); concession a = tau^4 (tough) and
tau^(1/2) (cooperative), Faratin, Sierra & Jennings 1998 (Rob. Auton. Syst. 24:159). No draws: same sides, same result.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Protocol

JARJESTAJA, LIIKELAITOS = "jarjestaja", "liikelaitos"
OSAPUOLET = (JARJESTAJA, LIIKELAITOS)
RYHMAT = ("raha", "virement", "jako", "tavoite", "ketjut")  # groups of agenda items, the order of weights
EI_SOPUA = ("viime_vuosi", "puolivali")  # what holds when the deadline passes
RAHA, VIREMENT, KETJUT = (0.9, 1.1, 0.03), (0.0, 1.0, 0.35), (0.0, 1.0, 0.6)  # low, high, typical dispute
TAVOITE = (0.0, 1.0, 0.4)
JAON_RIITA = 0.15  # typical dispute over a package, share of its money: the orderer's usual error (R15)
_TARKKUUS = 1e-9
Kohdat = Mapping[str, float]


class TarjousVirhe(ValueError):
    """An offer that may not be made; `virheet` lists every reason."""

    def __init__(self, virheet: Sequence[str]) -> None:
        self.virheet = tuple(virheet)
        super().__init__("; ".join(virheet))


# agenda --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asia:
    """Agenda item: bounds, and how far apart the sides typically are."""

    low: float
    high: float
    riita: float


@dataclass(frozen=True)
class Asialista:
    """Agenda: what is negotiated, within what."""

    asiat: Mapping[str, Asia]

    @classmethod
    def tee(cls, jako: Mapping[str, float], tavoitteet: Sequence[str]) -> Asialista:
        """Agenda over these packages (with last year's shares) and goals."""
        asiat = {"raha": Asia(*RAHA), "virement": Asia(*VIREMENT)}
        asiat |= {f"jako.{k}": Asia(0.0, 1.0, JAON_RIITA * max(osuus, 1e-3)) for k, osuus in jako.items()}
        asiat |= {f"tavoite.{k}": Asia(*TAVOITE) for k in tavoitteet}
        return cls({**asiat, "ketjut": Asia(*KETJUT)})

    def ryhmassa(self, ryhma: str) -> list[str]:
        """Items of a group: 'raha', or every 'jako.*'."""
        return [nimi for nimi in self.asiat if nimi.partition(".")[0] == ryhma]

    def painot(self, ryhmapainot: Sequence[float], jako: Mapping[str, float]) -> dict[str, float]:
        """Weight of each item from weights of groups: packages by their money, goals alike."""
        out = {}
        for ryhma, paino in zip(RYHMAT, ryhmapainot, strict=True):
            nimet = self.ryhmassa(ryhma)
            osat = [jako[n.partition(".")[2]] if ryhma == "jako" else 1.0 / len(nimet) for n in nimet]
            out.update({nimi: paino * osa for nimi, osa in zip(nimet, osat, strict=True)})
        return out

    def virheet(self, kohdat: Kohdat, katto: float) -> list[str]:
        """Everything that is wrong with a position: unknown, missing, out of bounds, split, money over the funding."""
        out = [f"{nimi}: not on the agenda" for nimi in kohdat if nimi not in self.asiat]
        for nimi, asia in self.asiat.items():
            low, x = (min(asia.low, katto) if nimi == "raha" else asia.low), kohdat.get(nimi)
            if x is None:
                out.append(f"{nimi}: missing")
            elif isinstance(x, bool) or not isinstance(x, (int, float)) or not low <= x <= asia.high:
                out.append(f"{nimi}: {x!r} is not a number in [{low:.4g}, {asia.high:g}]")
            elif nimi == "raha" and x > katto + _TARKKUUS:
                out.append(f"raha: {x:.4f} is above the state funding {katto:.4f}")
        osuudet = [kohdat.get(nimi) for nimi in self.ryhmassa("jako")]
        if all(isinstance(x, (int, float)) and math.isfinite(x) for x in osuudet):
            summa = math.fsum(osuudet)  # type: ignore[arg-type]
            if abs(summa - 1.0) > _TARKKUUS:
                out.append(f"jako: shares of packages add up to {summa:.6f}, not to 1")
        return out

    def kelpaa(self, kohdat: Kohdat, katto: float) -> dict[str, float]:
        """The one gate of every offer, whoever makes it. Raises TarjousVirhe with all errors at once."""
        if virheet := self.virheet(kohdat, katto):
            raise TarjousVirhe(virheet)
        return {nimi: float(kohdat[nimi]) for nimi in self.asiat}

    def taydenna(self, pohja: Kohdat, muutokset: Kohdat) -> dict[str, float]:
        """`pohja` with some items changed; packages not named share what the named ones leave, in proportion."""
        out = {**pohja, **muutokset}
        muut = [nimi for nimi in self.ryhmassa("jako") if nimi not in muutokset]
        nimetyt = [muutokset[nimi] for nimi in self.ryhmassa("jako") if nimi in muutokset]
        ennen = math.fsum(pohja[nimi] for nimi in muut)
        if nimetyt and ennen > 0 and all(isinstance(x, (int, float)) for x in nimetyt):
            kerroin = (1.0 - math.fsum(nimetyt)) / ennen
            out.update({nimi: pohja[nimi] * kerroin for nimi in muut})
        return out


def siirry(mista: Kohdat, mihin: Kohdat, osuus: float) -> dict[str, float]:
    """The point this share of the way from one position to another."""
    return {nimi: x + osuus * (mihin[nimi] - x) for nimi, x in mista.items()}


def katon_alle(kohdat: Kohdat, katto: float) -> dict[str, float]:
    """The position with no more money than there is."""
    return {**kohdat, "raha": min(kohdat["raha"], katto)}


# talk ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tarjous:
    """Offer: a full position, who made it in which round and why."""

    kierros: int
    tekija: str
    kohdat: Kohdat
    perustelu: str = ""

    def __post_init__(self) -> None:
        """A copy of its own: what was offered stays offered."""
        object.__setattr__(self, "kohdat", dict(self.kohdat))


@dataclass(frozen=True)
class Tilanne:
    """What a negotiator sees at its turn. `katto`: money the state funding allows; `viimevuosi`: the threat point."""

    asialista: Asialista
    kierros: int
    kierroksia: int
    katto: float
    viimevuosi: Kohdat
    historia: tuple[Tarjous, ...] = ()

    @property
    def viimeinen(self) -> bool:
        """No round comes after this one."""
        return self.kierros >= self.kierroksia

    @property
    def vain_vastaus(self) -> bool:
        """The rounds are over: the last offer can only be accepted or refused."""
        return self.kierros > self.kierroksia

    def muun(self, nimi: str) -> Tarjous | None:
        """The other side's last offer."""
        return next((t for t in reversed(self.historia) if t.tekija != nimi), None)

    def muun_avaus(self, nimi: str) -> Tarjous | None:
        """The other side's first offer."""
        return next((t for t in self.historia if t.tekija != nimi), None)

    @property
    def aika(self) -> float:
        """Own clock of whose turn it is, 0 at its first turn, 1 at its last."""
        omia = (self.kierroksia + self.kierros % 2) // 2
        return min((self.kierros - 1) // 2 / max(omia - 1, 1), 1.0)


class Neuvottelija(Protocol):
    """Either side: a rule, a person at a screen, a file of moves."""

    @property
    def nimi(self) -> str:
        """jarjestaja or liikelaitos."""

    def vastaa(self, t: Tilanne) -> Tarjous | None:
        """The next offer; None accepts the other's last one."""


@dataclass(frozen=True)
class Neuvottelutulos:
    """How it ended: the position that holds, 'neuvottelu' or 'ei_sopua', who accepted, all offers."""

    kohdat: Kohdat
    synty: str
    hyvaksyja: str
    historia: tuple[Tarjous, ...]

    @property
    def sopu(self) -> bool:
        """Did they agree?"""
        return self.synty == "neuvottelu"


def neuvottele(
    avaaja: Neuvottelija,
    vastaaja: Neuvottelija,
    asialista: Asialista,
    katto: float,
    viimevuosi: Kohdat,
    kierroksia: int = 6,
    ei_sopua: str = "viime_vuosi",
) -> Neuvottelutulos:
    """At most `kierroksia` offers in turn, the last one answered once more; always ends, always passes the gate.

    Raises TarjousVirhe when somebody offers what may not be offered.
    """
    if kierroksia < 1 or ei_sopua not in EI_SOPUA:
        raise ValueError(f"{kierroksia} rounds, {ei_sopua!r}: at least one round and one of {', '.join(EI_SOPUA)}")
    viimevuosi = asialista.kelpaa(katon_alle(viimevuosi, katto), katto)
    t = Tilanne(asialista, 0, kierroksia, katto, viimevuosi)
    for kierros in range(1, kierroksia + 2):
        t = replace(t, kierros=kierros)
        puhuja = (avaaja, vastaaja)[(kierros - 1) % 2]
        tarjous = puhuja.vastaa(t)
        if tarjous is None:
            if not t.historia:
                raise TarjousVirhe(["there is no offer to accept yet"])
            return Neuvottelutulos(t.historia[-1].kohdat, "neuvottelu", puhuja.nimi, t.historia)
        if not t.vain_vastaus:
            asialista.kelpaa(tarjous.kohdat, katto)
            t = replace(t, historia=(*t.historia, tarjous))
    return Neuvottelutulos(_ratkaisu(t, ei_sopua), "ei_sopua", "", t.historia)


def _ratkaisu(t: Tilanne, ei_sopua: str) -> dict[str, float]:
    """Arbitration: last year's contract indexed, or half-way between the two last offers."""
    if ei_sopua == "viime_vuosi":
        return dict(t.viimevuosi)
    edellinen = t.historia[-2].kohdat if len(t.historia) > 1 else t.viimevuosi
    return siirry(edellinen, t.historia[-1].kohdat, 0.5)


# negotiators ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Saantoneuvottelija:
    """Rule-based negotiator. `ihanne`: what it wants; `painot`: what it cares for; see the module's equations."""

    nimi: str
    ihanne: Kohdat
    painot: Kohdat
    raja: float = 0.5  # the furthest it goes towards the other, share of the way
    viivekulu: float = 0.03  # what a round of delay costs, utility
    riitakulu: float = 0.10  # what ending without agreement costs, utility
    oma_varianssi: float = 1.0  # error it believes to be in its own view of the split ...
    muun_varianssi: float = 1.0  # ... and in the other's
    tyyli: ClassVar[str] = ""

    def hyoty(self, t: Tilanne, kohdat: Kohdat) -> float:
        """Utility of a position, 1 at the ideal."""
        ihanne, asiat = self.tavoiteltu(t), t.asialista.asiat
        tappio = sum(w * ((kohdat[k] - ihanne[k]) / asiat[k].riita) ** 2 for k, w in self.painot.items())
        return 1.0 - tappio / sum(self.painot.values())

    def tavoiteltu(self, t: Tilanne) -> Kohdat:
        """The ideal it pursues now."""
        return self.ihanne

    def myonnytys(self, aika: float) -> float:
        """Concession a(tau), 0-1."""
        raise NotImplementedError

    def vastaa(self, t: Tilanne) -> Tarjous | None:
        """Open with the ideal; then accept, or concede along the line to the other's last offer."""
        muun = t.muun(self.nimi)
        if muun is None:
            return Tarjous(t.kierros, self.nimi, katon_alle(self.ihanne, t.katto), "avaus")
        osuus = self.raja * self.myonnytys(t.aika)
        oma = katon_alle(siirry(self.tavoiteltu(t), muun.kohdat, osuus), t.katto)
        hyoty = self.hyoty(t, muun.kohdat)
        if not t.vain_vastaus and hyoty >= self.hyoty(t, oma) - self.viivekulu:
            return None
        if t.viimeinen and hyoty >= self.hyoty(t, t.viimevuosi) - self.riitakulu:
            return None
        return Tarjous(t.kierros, self.nimi, oma, self.perustelu(t))

    def perustelu(self, t: Tilanne) -> str:
        """Why this offer, in a word."""
        return self.tyyli


class Tiukka(Saantoneuvottelija):
    """Tough: gives in late, tau^4."""

    tyyli: ClassVar[str] = "tiukka"

    def myonnytys(self, aika: float) -> float:
        """Boulware."""
        return aika**4


class Yhteistyohaluinen(Saantoneuvottelija):
    """Cooperative: gives in early, tau^(1/2)."""

    tyyli: ClassVar[str] = "yhteistyohaluinen"

    def myonnytys(self, aika: float) -> float:
        """Conceder."""
        return aika**0.5


class NayttoonPerustuva(Saantoneuvottelija):
    """Evidence-based: takes the precision-weighted mean of both views as its ideal split, then gives in evenly."""

    tyyli: ClassVar[str] = "nayttoon_perustuva"

    def luottamus(self) -> float:
        """Weight on the other's view: own error s^2, the other's b^2 -> s^2 / (s^2 + b^2), which is the best mix."""
        summa = self.oma_varianssi + self.muun_varianssi
        return self.oma_varianssi / summa if summa > 0 else 0.5

    def tavoiteltu(self, t: Tilanne) -> Kohdat:
        """Own ideal with the split of both views; the other's view is its first offer."""
        muun = t.muun_avaus(self.nimi)
        if muun is None:
            return self.ihanne
        jako = {k: self.ihanne[k] for k in t.asialista.ryhmassa("jako")}
        return {**self.ihanne, **siirry(jako, muun.kohdat, self.luottamus())}

    def myonnytys(self, aika: float) -> float:
        """Linear."""
        return aika

    def perustelu(self, t: Tilanne) -> str:
        """With the weight it gives to the other's view."""
        return f"{self.tyyli} {self.luottamus():.2f}"


NEUVOTTELIJAT: dict[str, type[Saantoneuvottelija]] = {
    x.tyyli: x for x in (Tiukka, Yhteistyohaluinen, NayttoonPerustuva)
}


@dataclass(frozen=True)
class Kasin:
    """A person or a file: `siirto` is told the situation and the errors of its last try; None accepts.

    What it gives may be a part of the agenda; the rest is as in the other's last offer (at the opening: last year).
    """

    nimi: str
    siirto: Callable[[Tilanne, tuple[str, ...]], Kohdat | None]

    def vastaa(self, t: Tilanne) -> Tarjous | None:
        """Ask until the offer passes the gate."""
        muun, virheet = t.muun(self.nimi), tuple[str, ...]()
        while True:
            muutokset = self.siirto(t, virheet)
            if muutokset is None and muun is not None:
                return None
            kohdat = t.asialista.taydenna(muun.kohdat if muun else t.viimevuosi, muutokset or {})
            virheet = tuple(t.asialista.virheet(kohdat, t.katto))
            if muutokset is None:
                virheet = ("there is no offer to accept yet",)
            if not virheet:
                return Tarjous(t.kierros, self.nimi, kohdat, "kasin")


def siirroista(siirrot: Sequence[Kohdat | None]) -> Callable[[Tilanne, tuple[str, ...]], Kohdat | None]:
    """Moves of a file for `Kasin`, one a turn, the last one repeated; an offer that is refused raises TarjousVirhe."""

    def siirto(t: Tilanne, virheet: tuple[str, ...]) -> Kohdat | None:
        if virheet:
            raise TarjousVirhe(virheet)
        return siirrot[min((t.kierros - 1) // 2, len(siirrot) - 1)]

    return siirto
