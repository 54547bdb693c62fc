"""Channels: what organisations hand on to residents, as paths that are recorded in one run and replayed in another.

A mechanism is switched off by giving a run another run's path of its channel: where the values become visible to
residents the recorded ones are put in place of its own. A run that replays its own path is the same run, bit for bit.
Paths are kept by centre, municipality or postal area, never by resident. A centre that the path does not know (a
private one that opened in this run only) goes on by itself: supply and waits are therefore switched off together.

Money stays each run's own, and so do fees, network layers and the language of a centre: what they do, and who is
listed where, is what no channel explains.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from agentit import markkinat

if TYPE_CHECKING:
    from agentit.malli import SoteMalli
    from agentit.sotekeskus import Sotekeskus

Tunnus = tuple[int, ...]  # who a centre is in every run: (place,) of a public one, (postal area, number in it) else


@dataclass
class Polku:
    """Values of one channel by the months in which they passed, months rising."""

    kuukaudet: list[int] = field(default_factory=list)
    arvot: list[Any] = field(default_factory=list)

    def lisaa(self, kk: int, arvo: Any) -> None:
        """One month more."""
        self.kuukaudet.append(kk)
        self.arvot.append(arvo)

    def at(self, kk: int) -> Any:
        """What held in month kk: the last value from it or before; None before the first."""
        i = bisect_right(self.kuukaudet, kk)
        return self.arvot[i - 1] if i else None


@dataclass(frozen=True, slots=True)
class Kanava:
    """A channel: how its values are read from a model, and put into one."""

    lue: Callable[[SoteMalli], Any]
    aseta: Callable[[SoteMalli, Any], None]


class Kanavat:
    """Channels of one model: what is being recorded and what is being replayed; nothing of either unless asked."""

    def __init__(self, malli: SoteMalli) -> None:
        self.malli = malli
        self.polut: dict[str, Polku] = {}  # recorded so far
        self._toistettavat: dict[str, Polku] = {}

    def tallenna(self, nimet: Iterable[str] | None = None) -> None:
        """Record these channels (default: all) from the coming month on. Raises KeyError for an unknown one."""
        self.polut = {nimi: Polku() for nimi in _tunnetut(KANAVAT if nimet is None else nimet)}

    def toista(self, polut: Mapping[str, Polku]) -> None:
        """From the coming month on these paths in place of own values. Raises KeyError for an unknown channel."""
        self._toistettavat = {nimi: polut[nimi] for nimi in _tunnetut(polut)}

    def toistaa(self, nimi: str) -> bool:
        """Is a recorded path in place of this run's own decisions?"""
        return nimi in self._toistettavat

    def kulje(self, nimi: str) -> None:
        """The one place where a channel's values go over to residents: replay, then record."""
        kk = self.malli.kk
        if nimi in self._toistettavat and (arvo := self._toistettavat[nimi].at(kk)) is not None:
            KANAVAT[nimi].aseta(self.malli, arvo)
        if nimi in self.polut:
            self.polut[nimi].lisaa(kk, KANAVAT[nimi].lue(self.malli))


def _tunnetut(nimet: Iterable[str]) -> list[str]:
    nimet = list(nimet)
    if vieraat := [nimi for nimi in nimet if nimi not in KANAVAT]:
        raise KeyError(f"no channel {', '.join(vieraat)}; channels: {', '.join(KANAVAT)}")
    return nimet


# centres ---------------------------------------------------------------------------------------------------------


def _tunnukset(malli: SoteMalli) -> list[tuple[Tunnus, Sotekeskus]]:
    """Every centre, open or closed, with who it is: the second private centre of an area is the same in all runs."""
    alueella: Counter[int] = Counter()
    out: list[tuple[Tunnus, Sotekeskus]] = []
    for k in malli.keskuspaikat:
        alueella[k.alue] += k.yksityinen
        out.append(((k.alue, alueella[k.alue]) if k.yksityinen else (k.paikka,), k))
    return out


def _odotukset(malli: SoteMalli) -> dict[Tunnus, tuple[float, ...]]:
    """Wait that people know and wait there is (days), backlog and load (visits)."""
    jonot = [(tunnus, k.jono, k.kuorma) for tunnus, k in _tunnukset(malli)]
    return {tunnus: (j.tuttu, j.odotus, j.jonossa, kuorma) for tunnus, j, kuorma in jonot}


def _aseta_odotukset(malli: SoteMalli, odotukset: Mapping[Tunnus, tuple[float, ...]]) -> None:
    """Those waits, known and real, and that backlog for each visit of the load here.

    With known waits alone held fast nobody would turn away from a queue that grows, and it would grow without end.
    """
    for tunnus, k in _tunnukset(malli):
        if tunnus in odotukset:
            k.jono.tuttu, k.jono.odotus, jonossa, kuorma = odotukset[tunnus]
            k.jono.jonossa = jonossa * (k.kuorma / kuorma) if kuorma > 0.0 else jonossa


def _panokset(malli: SoteMalli) -> dict[Tunnus, tuple[float, float]]:
    return {tunnus: (k.laatu, k.ehkaisy) for tunnus, k in _tunnukset(malli)}


def _aseta_panokset(malli: SoteMalli, panokset: Mapping[Tunnus, tuple[float, float]]) -> None:
    for tunnus, k in _tunnukset(malli):
        k.laatu, k.ehkaisy = panokset.get(tunnus, (k.laatu, k.ehkaisy))


TOIMELIAISUUS = ("aktiivisuus", "aktiivisuus_sairas", "lahete", "paivystys")  # attributes of centres that R11 sets


def _toimeliaisuus(malli: SoteMalli) -> dict[Tunnus, tuple[float, ...]]:
    """Visits relative to need, and referrals; last the referral rate that the next quarter starts from."""
    at = malli.sidonta.b.units["keskus"].attributes
    return {
        tunnus: (*(float(at[x][k.paikka]) for x in TOIMELIAISUUS), k.lahete) for tunnus, k in _tunnukset(malli)
    }  # fmt: skip


def _aseta_toimeliaisuus(malli: SoteMalli, arvot: Mapping[Tunnus, tuple[float, ...]]) -> None:
    at = malli.sidonta.b.units["keskus"].attributes
    for tunnus, k in _tunnukset(malli):
        if tunnus in arvot:
            *nakyvat, k.lahete = arvot[tunnus]
            for nimi, x in zip(TOIMELIAISUUS, nakyvat, strict=True):
                at[nimi][k.paikka] = x


def _keskukset(malli: SoteMalli) -> dict[Tunnus, tuple[str, int, bool, float]]:
    """Name, postal area, open or not, and size (contacts a month) of every centre."""
    return {tunnus: (k.nimi, k.alue, k.auki, k.tilat) for tunnus, k in _tunnukset(malli)}


def _aseta_keskukset(malli: SoteMalli, keskukset: Mapping[Tunnus, tuple[str, int, bool, float]]) -> None:
    """Close what is closed there and open what is open there; private ones only where they may have lists."""
    omat = dict(_tunnukset(malli))
    for tunnus, k in omat.items():
        auki = keskukset[tunnus][2] if tunnus in keskukset else not k.yksityinen
        if k.auki and not auki:
            markkinat.sulje(malli, k)
    for tunnus, (nimi, alue, auki, koko) in keskukset.items():
        if tunnus not in omat and auki and malli.suora_valinta:
            markkinat.avaa(malli, nimi, alue, koko)
    malli.keskukset_nakyviin()


# municipalities and areas ------------------------------------------------------------------------------------------

KETJUISTA = ("ketju_", "sydan")  # attributes of postal areas that care chains set


def _kattavuus(malli: SoteMalli) -> tuple[dict[str, list[float]], np.ndarray, dict[str, float]]:
    """Share of need treated by line and municipality, level of unit prices (M, lines), price of an event or month."""
    rivit, p = malli.paketit.rivit, malli.sidonta.b.parameters
    osuudet = {r.koodi: [kunta.hoidettu[r.koodi] for kunta in malli.kunnat] for r in rivit}
    return osuudet, malli.hintatasot.copy(), {f"hinta_{r.koodi}": p[f"hinta_{r.koodi}"] for r in rivit}


def _aseta_kattavuus(malli: SoteMalli, arvo: tuple[dict[str, list[float]], np.ndarray, dict[str, float]]) -> None:
    osuudet, hintatasot, hinnat = arvo
    for kunta in malli.kunnat:
        kunta.hoidettu = {koodi: x[kunta.indeksi] for koodi, x in osuudet.items()}
    malli.hintatasot = hintatasot.copy()
    malli.sidonta.b.parameters.update(hinnat)
    malli.kunnat_nakyviin()


def _hyte(malli: SoteMalli) -> list[float]:
    return [kunta.hyte for kunta in malli.kunnat]


def _aseta_hyte(malli: SoteMalli, arvot: list[float]) -> None:
    for kunta, x in zip(malli.kunnat, arvot, strict=True):
        kunta.hyte = x
    malli.kunnat_nakyviin()


def _ketjut(malli: SoteMalli) -> dict[str, np.ndarray]:
    at = malli.sidonta.b.units["alue"].attributes
    return {nimi: x.copy() for nimi, x in at.items() if nimi.startswith(KETJUISTA)}


def _aseta_ketjut(malli: SoteMalli, arvot: Mapping[str, np.ndarray]) -> None:
    for nimi, x in arvot.items():
        malli.sidonta.aseta("alue", nimi, x)


KANAVAT: dict[str, Kanava] = {
    "tarjonta": Kanava(_keskukset, _aseta_keskukset),  # which centres are open: entry and exit
    "odotus": Kanava(_odotukset, _aseta_odotukset),  # waits, by centre
    "laatu": Kanava(_panokset, _aseta_panokset),  # effort on quality and on prevention, by centre
    "aktiivisuus": Kanava(_toimeliaisuus, _aseta_toimeliaisuus),  # visits relative to need, referrals, by centre
    "kattavuus": Kanava(_kattavuus, _aseta_kattavuus),  # share treated and unit price, by line and municipality
    "ketjut": Kanava(_ketjut, _aseta_ketjut),  # factors of need from losses at hand-overs, by postal area
    "ehkaisy": Kanava(_hyte, _aseta_hyte),  # health promotion, by municipality
}
