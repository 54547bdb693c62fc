"""The exercise's years in the model: what is known in a January, and what the year after an agreement brings.

Everything is a function of the decisions made so far in a part (`Paatos` after `Paatos` from the common start), so the
same decisions always give the same bits, whoever asks: the room, the debrief's other worlds, a replay of the log. Lived
states are kept in memory only; they are made anew when they are gone.
"""

from __future__ import annotations

import pickle
import threading
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from agentit.neuvottelu import OSAPUOLET, Asia, Asialista, Saantoneuvottelija
from kalibrointi.viat import ViallinenSyote, Vika
from runs import ajo, skenaariot
from runs.harjoitus.esiasetus import VIREMENT, VIREMENTIN_ALKU, Esiasetus
from runs.harjoitus.kortit import Muutos, alarajat
from runs.tilannekuva import kopio

if TYPE_CHECKING:
    from agentit.malli import SoteMalli
    from agentit.neuvottelupoyta import Asetelma
    from agentit.sopimus import Kumppanuussopimus

LAUTA = (  # yearly measures everybody sees
    *("odotus", "kustannus_asukas", "menokasvu", "tyydyttamaton", "tyytyvaisyys", "sijoitettuja_1000"),
    *("lasten_psykiatria_hoidettu", "kotona_75", "elinajanodote_ero", "lista_yksityinen", "vaesto"),
)
PURKU = ("oma_kustannus", "ehkaisyosuus", "sopimus_palkkio", "tavoitetoteuma", "kohdentumisvirhe", "log_kattavuus")
LISAKOHDAT = ("kannustin", "seuraamus", "kapitaatio")  # on the exercise's agenda beside those of R16
PALKKIOT = ("kannustin", "seuraamus")
KAPITAATIO = "kapitaatio.kiintea_osuus"
MUISTI = 12  # lived states kept


@dataclass(frozen=True)
class Paatos:
    """What holds for the years of one round: the position agreed, how it was made, and what else changes."""

    vuosi: int
    kohdat: tuple[tuple[str, float], ...]
    synty: str  # neuvottelu | ei_sopua
    muutokset: tuple[Muutos, ...] = ()  # (year, parameter, value), each from that January on

    @classmethod
    def tee(cls, vuosi: int, kohdat: Mapping[str, float], synty: str, muutokset: Iterable[Muutos]) -> Paatos:
        """From a position in any order."""
        return cls(vuosi, tuple(sorted(kohdat.items())), synty, tuple(sorted(muutokset)))


Polku = tuple[Paatos, ...]


class Vuodet(ABC):
    """The years of one room, wherever they are lived: a preset's world at a sample and a seed."""

    def __init__(self, esiasetus: Esiasetus, otos: float | None = None, seed: int | None = None) -> None:
        self.esiasetus = esiasetus
        self.otos = ajo.tarkista_otos(esiasetus.otos if otos is None else otos)
        self.seed = ajo.tarkista_siemen(esiasetus.seed if seed is None else seed)
        self.skenaario = esiasetus.skenaario(self.otos)
        self.ohjelma = self.skenaario.ohjelma()
        self.alkuvuosi = int(self.skenaario.start[:4])
        self._tammikuut: OrderedDict[tuple[Any, ...], dict[str, Any]] = OrderedDict()
        self._lukko = threading.RLock()

    def rahoitusmuutos(self, osa: int) -> tuple[Muutos, ...]:
        """A part's financing model as a change of policy from its first January."""
        malli = self.esiasetus.part[osa].financing
        return ((self.esiasetus.first_year, "ohjaus.virement", VIREMENT.get(malli, VIREMENTIN_ALKU)),)

    def tammikuu(self, osa: int, polku: Polku, kortit: Iterable[str], muutokset: Iterable[Muutos]) -> dict[str, Any]:
        """The January after `polku`: agenda, money, threat point, what each side knows, how the rules would play it.

        `muutokset`: what events change (and the part's financing model); `kortit` set lower limits of the agenda.
        Plain numbers and texts, fit for the log. What was asked before is remembered: do not change it.
        """
        kysymys = (osa, polku, tuple(kortit), tuple(muutokset))
        with self._lukko:
            if kysymys in self._tammikuut:
                return self._tammikuut[kysymys]
        vastaus = self._tammikuu(*kysymys)
        with self._lukko:
            self._tammikuut[kysymys] = vastaus
            while len(self._tammikuut) > MUISTI:
                self._tammikuut.popitem(last=False)
        return vastaus

    @abstractmethod
    def _tammikuu(
        self, osa: int, polku: Polku, kortit: tuple[str, ...], muutokset: tuple[Muutos, ...]
    ) -> dict[str, Any]:
        """`tammikuu`, asked for the first time."""

    @abstractmethod
    def historia(self, polku: Polku, mittarit: Iterable[str]) -> dict[str, dict[str, float]]:
        """Yearly measures of the lived years: measure (or measure|group) -> year -> value."""

    @abstractmethod
    def tulos(
        self, polku: Polku, mittarit: Iterable[str], edistyminen: ajo.Edistyminen | None = None
    ) -> dict[str, Any]:
        """What the last round of a path brought: measures of its years, contracts as executed, goals attained."""


class Vuosikone(Vuodet):
    """Lives the years itself. Safe to call from several threads."""

    def __init__(self, esiasetus: Esiasetus, otos: float | None = None, seed: int | None = None) -> None:
        super().__init__(esiasetus, otos, seed)
        self._muisti: OrderedDict[tuple[str, Polku], bytes] = OrderedDict()

    # states ------------------------------------------------------------------------------------------------------

    def malli(self, polku: Polku, edistyminen: ajo.Edistyminen | None = None) -> SoteMalli:
        """A model of one's own that has lived to the end of these rounds; the start for an empty path."""
        return self._malli(polku, edistyminen)[0]

    def _malli(
        self, polku: Polku, edistyminen: ajo.Edistyminen | None = None
    ) -> tuple[SoteMalli, list[Kumppanuussopimus]]:
        avain = (f"{self.seed} {self.otos!r}", polku)
        with self._lukko:
            if avain in self._muisti:
                self._muisti.move_to_end(avain)
                return pickle.loads(self._muisti[avain])
            tulos = self._ela(polku, edistyminen)
            self._muisti[avain] = pickle.dumps(tulos, protocol=pickle.HIGHEST_PROTOCOL)
            while len(self._muisti) > MUISTI:
                self._muisti.popitem(last=False)
            return tulos

    def _ela(self, polku: Polku, edistyminen: ajo.Edistyminen | None) -> tuple[SoteMalli, list[Kumppanuussopimus]]:
        e = self.esiasetus
        if not polku:
            return lahto(self.skenaario, self.seed, e.first_year, edistyminen), []
        malli, _ = self._malli(polku[:-1], edistyminen)
        paatos, sopimukset = polku[-1], []
        for vuosi in range(paatos.vuosi, paatos.vuosi + e.years_per_round):
            kohdat = dict(paatos.kohdat) if vuosi == paatos.vuosi else {**dict(paatos.kohdat), "raha": 1.0}
            malli.ohjaa(_vuoden(paatos, vuosi, kohdat))
            a = kuuntele(malli)
            sopimus = sopimukseksi(a, kohdat, vuosi, paatos.synty, malli.p)
            malli.neuvottelupoyta.annetut[vuosi, a.laitos] = sopimus
            ajo.ela(malli, malli.kk + 12, edistyminen)
            sopimukset.append(malli.neuvottelupoyta.tehdyt[vuosi, a.laitos])
        return malli, sopimukset

    # what is known ------------------------------------------------------------------------------------------------

    def _tammikuu(
        self, osa: int, polku: Polku, kortit: tuple[str, ...], muutokset: tuple[Muutos, ...]
    ) -> dict[str, Any]:
        vuosi = self.esiasetus.vuosi(len(polku) + 1)
        malli = self.malli(polku)
        malli.ohjaa({avain: arvo for v, avain, arvo in sorted(muutokset) if v == vuosi})
        a = kuuntele(malli, askella=True)
        lista = asialista(self, osa, a, malli, alarajat(kortit))
        return {
            "vuosi": vuosi,
            "laitos": a.laitos,
            "vara": a.vara,
            "viimeraha": a.viimeraha,
            "viimevuosi": _rajoissa(lista, {**a.viimevuosi, **_ennallaan(malli)}),
            "asialista": {k: [x.low, x.high, x.riita] for k, x in lista.asiat.items()},
            "botit": {x.nimi: _botti(x, lista, malli) for x in a.osapuolet},
            "jarjestaja": _jarjestajan_tieto(malli, vuosi),
            "liikelaitos": _liikelaitoksen_tieto(malli),
            "valinta": bool(malli.suora_valinta),
        }

    def historia(self, polku: Polku, mittarit: Iterable[str]) -> dict[str, dict[str, float]]:
        """Yearly measures of the lived years: measure (or measure|group) -> year -> value."""
        return _rivit(self.malli(polku), set(mittarit))

    def tulos(
        self, polku: Polku, mittarit: Iterable[str], edistyminen: ajo.Edistyminen | None = None
    ) -> dict[str, Any]:
        """What the last round of a path brought: measures of its years, contracts as executed, goals attained."""
        malli, sopimukset = self._malli(polku, edistyminen)
        alku, loppu = polku[-1].vuosi, polku[-1].vuosi + self.esiasetus.years_per_round
        rivit = _rivit(malli, set(mittarit), range(alku, loppu))
        return {
            "vuodet": list(range(alku, loppu)),
            "rivit": rivit,
            "sopimukset": [s.as_dict() for s in sopimukset],
            "toteumat": {k: float(v) for k, v in malli.neuvottelupoyta.toteumat.items()},
            "leikattu": [[v, float(e)] for v, _, e in malli.neuvottelupoyta.leikatut if alku <= v < loppu],
        }


_LAHDOT: OrderedDict[tuple[str, str, str, float, int, int], bytes] = OrderedDict()
_LAHTOLUKKO = threading.Lock()


def lahto(
    skenaario: skenaariot.Skenaario, seed: int, vuosi: int, edistyminen: ajo.Edistyminen | None = None
) -> SoteMalli:
    """A model at the start of the first January, shared by all rooms of the same world; each caller has its own copy.

    Raises `ViallinenSyote` when more than one producer signs.
    """
    alku = skenaario.ohjelma().fingerprint
    avain = (alku, skenaario.region, skenaario.start, skenaario.otos, seed, vuosi)
    with _LAHTOLUKKO:
        if avain not in _LAHDOT:
            malli = ajo.rakenna_malli(skenaario, skenaario.otos, seed)
            ajo.ela(malli, skenaario.kk(f"{vuosi}-01"), edistyminen)
            if len(malli.liikelaitokset) != 1:
                raise ViallinenSyote(Vika("an exercise has one production area.", avain="rakenne.tuotanto"))
            _LAHDOT[avain] = pickle.dumps(malli, protocol=pickle.HIGHEST_PROTOCOL)
            while len(_LAHDOT) > 4:
                _LAHDOT.popitem(last=False)
        return pickle.loads(_LAHDOT[avain])


# January -------------------------------------------------------------------------------------------------------------
def kuuntele(malli: SoteMalli, askella: bool = False) -> Asetelma:
    """What will be on the table in the coming January. `askella`: live that month in `malli` itself, else in a copy."""
    elava: Any = malli if askella else kopio(malli)
    kuultu: list[Asetelma] = []
    elava.neuvottelupoyta.kuulija = kuultu.append
    elava.run_for(1)
    elava.neuvottelupoyta.kuulija = None
    return kuultu[0]


def sopimukseksi(
    a: Asetelma, kohdat: Mapping[str, float], vuosi: int, synty: str, p: Mapping[str, Any]
) -> Kumppanuussopimus:
    """A position as the contract of a year; its money is at most what the state pays with a full bonus in it."""
    from agentit.sopimus import YLEISTAVOITTEET, Kumppanuussopimus

    yleiset = dict(zip(YLEISTAVOITTEET, (float(w) for w in p["sopimus.tavoitepainot"]), strict=True))
    jako = {k.partition(".")[2]: kohdat[k] for k in a.asialista.ryhmassa("jako")}
    return Kumppanuussopimus(
        vuosi=vuosi,
        raha=float(min(kohdat["raha"], a.katto(kohdat["kannustin"])) * a.viimeraha),
        virement=kohdat["virement"],
        jako=jako,
        tavoitteet={**yleiset, **{k.partition(".")[2]: x for k, x in kohdat.items() if k.startswith("tavoite.")}},
        ketjut=kohdat["ketjut"],
        kannustin=kohdat["kannustin"],
        seuraamus=kohdat["seuraamus"],
        synty=synty,
    )


def asialista(kone: Vuodet, osa: int, a: Asetelma, malli: SoteMalli, alarajat_: Mapping[str, float]) -> Asialista:
    """The agenda of R16, with bonus, sanction and, under direct choice, the fixed share of capitation; what the part's
    financing model fixes has one value."""
    puu = skenaariot.lue_oletukset()
    asiat = dict(a.asialista.asiat)
    kiintea = VIREMENT.get(kone.esiasetus.part[osa].financing)
    if kiintea is not None:
        asiat["virement"] = replace(asiat["virement"], low=kiintea, high=kiintea)
    for nimi in PALKKIOT:
        low, high = _rajat(puu[f"sopimus.{nimi}"].range)
        asiat[nimi] = Asia(low, high, high - low)
    if malli.suora_valinta:
        low, high = _rajat(puu[KAPITAATIO].range)
        asiat["kapitaatio"] = Asia(max(low, 2.0 / 3.0), high, high - max(low, 2.0 / 3.0))  # the act: at least 2/3
    for nimi, arvo in alarajat_.items():
        asiat[nimi] = replace(asiat[nimi], low=min(max(arvo, asiat[nimi].low), asiat[nimi].high))
    return Asialista(asiat)


def _rajat(range_: Any) -> tuple[float, float]:
    return float(range_[0]), float(range_[1])


def _ennallaan(malli: SoteMalli) -> dict[str, float]:
    """The extra items as they are in force."""
    viime = malli.jarjestaja.sopimus
    edelliset = [s for (v, _), s in sorted(malli.neuvottelupoyta.tehdyt.items()) if v < malli.vuosi]
    pohja = edelliset[-1] if edelliset else viime
    out = {nimi: float(getattr(pohja, nimi)) if pohja else float(malli.p[f"sopimus.{nimi}"]) for nimi in PALKKIOT}
    if malli.suora_valinta:
        out["kapitaatio"] = float(malli.p[KAPITAATIO])
    return out


def _rajoissa(lista: Asialista, kohdat: Mapping[str, float]) -> dict[str, float]:
    return {k: min(max(kohdat[k], asia.low), asia.high) for k, asia in lista.asiat.items()}


def _botti(osapuoli: Any, lista: Asialista, malli: SoteMalli) -> dict[str, Any]:
    """A rule-based side, written down: the log holds all a stand-in needs, so it plays without the model."""
    assert isinstance(osapuoli, Saantoneuvottelija)
    lisa = _ennallaan(malli)
    paino = sum(osapuoli.painot[k] for k in ("ketjut",))
    return {
        "tapa": osapuoli.tyyli,
        "ihanne": _rajoissa(lista, {**osapuoli.ihanne, **lisa}),  # bonus, sanction, capitation: as they are
        "painot": {**osapuoli.painot, **dict.fromkeys(lisa, paino)},
        **{k: getattr(osapuoli, k) for k in ("raja", "viivekulu", "riitakulu", "oma_varianssi", "muun_varianssi")},
    }


def _jarjestajan_tieto(malli: SoteMalli, vuosi: int) -> dict[str, Any]:
    """What the orderer knows of need: its own estimate by package (EUR), how old and how uncertain it is."""
    p = malli.p
    return {
        "arvio": dict(zip(malli.paketit.paketit, malli.jarjestaja.arvio.tolist(), strict=True)),
        "virhe": float(p["ohjaus.tietovirhe"]),
        "vuodelta": vuosi - round(float(p["ohjaus.tiedon_viive"])),
    }


def _liikelaitoksen_tieto(malli: SoteMalli) -> dict[str, Any]:
    """What only the liikelaitos knows: true need and coverage by package, EUR a year."""
    lk = malli.liikelaitos
    return {
        "tarve": dict(zip(malli.paketit.paketit, lk.tarve.tolist(), strict=True)),
        "tarve_yhteensa": float(lk.tarve.sum()),
    }


# -------------------------------------------------------------------------------------------------------------------
def _vuoden(paatos: Paatos, vuosi: int, kohdat: Mapping[str, float]) -> dict[str, Any]:
    """Changes of policy in the January of a year."""
    out: dict[str, Any] = {avain: arvo for v, avain, arvo in paatos.muutokset if v == vuosi}
    if "kapitaatio" in kohdat and vuosi == paatos.vuosi:
        out[KAPITAATIO] = kohdat["kapitaatio"]
    return out


def ohjelmamuutokset(polku: Polku) -> list[Muutos]:
    """All changes of policy of a path, in order of time: what a scenario file has to say."""
    out: list[Muutos] = []
    for paatos in polku:
        vuodet = sorted({v for v, _, _ in paatos.muutokset} | {paatos.vuosi})
        for vuosi in vuodet:
            out += [(vuosi, k, x) for k, x in _vuoden(paatos, vuosi, dict(paatos.kohdat)).items()]
    return out


def _rivit(malli: SoteMalli, mittarit: set[str], vuodet: range | None = None) -> dict[str, dict[str, float]]:
    out: dict[str, dict[str, float]] = {}
    for vuosi, mittari, ryhma, arvo, _ in malli.mittarit.vuosirivit:
        if mittari in mittarit and (vuodet is None or vuosi in vuodet) and arvo == arvo:
            nimi = mittari if ryhma == "kaikki" else f"{mittari}|{ryhma}"
            out.setdefault(nimi, {})[str(vuosi)] = float(arvo)
    return out


Edistyminen = Callable[[int, int], None]
__all__ = ["LAUTA", "OSAPUOLET", "PURKU", "Paatos", "Polku", "Vuodet", "Vuosikone", "lahto"]
