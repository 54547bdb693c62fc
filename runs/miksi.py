"""`sote why A B`: which mechanism made the difference - a paired difference split into blocks of channels.

World B is lived with world A's paths in some of the channels (`agentit/kanavat.py`): v(S) is the measure when only the
blocks in S are B's own. The part of a block is its Shapley value of v; what stays when every channel is A's,

    rest = v(none) - A,     sum of parts + rest = B - A,

is who is listed where, money, and what no channel carries. Blocks meet in one random order and its reverse per seed,
another order in every seed: exact for interactions of pairs. First in (alone) and last out (with all others) show
by how far they differ how much a block works together with others. Errors are over paired seeds.
Source: Shapley 1953; Shorrocks 2013 (J. Econ. Inequal. 11:99).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from agentit.satunnaisvirrat import draws, key
from kalibrointi.viat import ViallinenSyote, Vika, lahin, luettele
from runs.ajo import Edistyminen, Rakentaja, ela, rakenna_malli, tarkista_otos, tarkista_siemen
from runs.prosessit import kertoen, rinnakkain, suorittimia
from runs.skenaariot import nimea

if TYPE_CHECKING:
    import pandas as pd

    from runs.skenaariot import Skenaario

LOHKOT: dict[str, tuple[str, ...]] = {  # block of mechanisms -> its channels; the order of the table
    "tarjonta": ("tarjonta", "odotus"),  # a new centre's wait has no path in A: supply and waits are one
    "panostus": ("laatu", "aktiivisuus"),
    "jako": ("kattavuus",),
    "ketjut": ("ketjut",),
    "ehkaisy": ("ehkaisy",),
}
LOPUT, ERO = "loput", "ero"  # rows of what no channel explains, and of the whole difference
KAIKKI = "kaikki"

Joukko = frozenset[str]


# --------------------------------------------------------------------------------------------------- shares of blocks
def koalitiot(jarjestys: Sequence[str]) -> list[Joukko]:
    """Sets of blocks whose values are asked: on the way there and back, each block alone, all but each."""
    kaikki = frozenset(jarjestys)
    matkalla = [
        frozenset(suunta[:i]) for suunta in (jarjestys, jarjestys[::-1]) for i in range(len(jarjestys) + 1)
    ]  # fmt: skip
    yksin = [x for nimi in jarjestys for x in (frozenset({nimi}), kaikki - {nimi})]
    return list(dict.fromkeys([*matkalla, *yksin]))


def osuudet(arvot: Mapping[Joukko, Any], jarjestys: Sequence[str]) -> dict[str, Any]:
    """Part of each block: the mean of what it adds in this order and in the reverse; parts sum to v(all) - v(none)."""
    osat: dict[str, Any] = dict.fromkeys(jarjestys, 0.0)
    for suunta in (jarjestys, jarjestys[::-1]):
        mukana: Joukko = frozenset()
        for nimi in suunta:
            osat[nimi] = osat[nimi] + 0.5 * (arvot[mukana | {nimi}] - arvot[mukana])
            mukana = mukana | {nimi}
    return osat


def jarjestys(seed: int, lohkot: Iterable[str] = LOHKOT) -> tuple[str, ...]:
    """The order in which blocks meet in this seed's world: a permanent draw of its own stream."""
    nimet = tuple(lohkot)
    u = draws(key(seed, "u0_miksi", 0), np.arange(len(nimet), dtype=np.uint64))
    return tuple(nimet[i] for i in np.argsort(u, kind="stable"))


# --------------------------------------------------------------------------------------------------- one seed
@dataclass(frozen=True)
class Kysymys:
    """What is to be explained: a yearly measure of a group."""

    mittari: str = "odotus"
    ryhma: str = KAIKKI


@dataclass(frozen=True)
class Siementulos:
    """One seed: A by year, v by set of blocks and year, each (years,)."""

    vuodet: tuple[int, ...]
    yksikko: str
    jarjestys: tuple[str, ...]
    a: np.ndarray
    v: dict[Joukko, np.ndarray]


def siemen(
    a: Skenaario, b: Skenaario, otos: float, seed: int, kysymys: Kysymys, rakentaja: Rakentaja = rakenna_malli,
    eletty: Callable[[int], None] = lambda kuukausia: None,
) -> Siementulos:  # fmt: skip
    """Live A once and B once for every set of blocks, from the month in which their programmes part.

    eletty: told of every month lived. Raises `ViallinenSyote` when the two give no such measure.
    """
    from runs.tilannekuva import kopio

    ohjelmat = a.ohjelma(), b.ohjelma()
    ero = ohjelmat[0].first_difference(ohjelmat[1]) or 0

    def kerro(kk: int, kaikkiaan: int) -> None:
        eletty(1)

    malli: Any = rakentaja(a, otos, seed)
    ela(malli, ero, kerro)
    haara: Any = kopio(malli) if ero else rakentaja(b, otos, seed)
    haara.ohjelma = ohjelmat[1]
    malli.kanavat.tallenna()
    ela(malli, a.months, kerro)
    a_taulu, polut = malli.results("vuosi"), malli.kanavat.polut
    jono = jarjestys(seed)
    arvot: dict[Joukko, pd.Series] = {}
    oma, yksikko = None, ""
    for joukko in sorted(koalitiot(jono), key=len, reverse=True):  # B itself first: a wrong question is told early
        malli = kopio(haara)
        malli.toista({k: polut[k] for nimi in LOHKOT if nimi not in joukko for k in LOHKOT[nimi]})
        ela(malli, b.months, kerro)
        taulu = malli.results("vuosi")
        if oma is None:
            oma, yksikko = _vastaus(a_taulu, taulu, kysymys)
        arvot[joukko] = _sarja(taulu, kysymys)
    assert oma is not None
    vuodet = reduce(lambda x, y: x.intersection(y.index), arvot.values(), oma.index)
    v = {joukko: x.loc[vuodet].to_numpy(float) for joukko, x in arvot.items()}
    return Siementulos(tuple(map(int, vuodet)), yksikko, jono, oma.loc[vuodet].to_numpy(float), v)


def _sarja(taulu: pd.DataFrame, kysymys: Kysymys) -> pd.Series:
    omat = taulu[(taulu["mittari"] == kysymys.mittari) & (taulu["ryhma"] == kysymys.ryhma)]
    return omat.set_index("vuosi")["arvo"]


def _vastaus(a: pd.DataFrame, b: pd.DataFrame, kysymys: Kysymys) -> tuple[pd.Series, str]:
    """The measure by year in A, and its unit. Raises `ViallinenSyote` when A or B does not give it."""
    sanat_a, sanat_b = set(a["mittari"]), set(b["mittari"])
    if kysymys.mittari not in sanat_a | sanat_b:
        ehdotus = lahin(kysymys.mittari, sanat_a & sanat_b)
        lista = "" if ehdotus else f" Measures: {luettele(sorted(sanat_a & sanat_b))}."
        raise ViallinenSyote(Vika(f"the model gives no '{kysymys.mittari}'.{lista}", "--measure", ehdotus=ehdotus))
    if kysymys.mittari not in sanat_a & sanat_b:
        kumpi = "A" if kysymys.mittari in sanat_a else "B"
        viesti = f"'{kysymys.mittari}' is given in world {kumpi} only: there is no difference to explain."
        raise ViallinenSyote(Vika(viesti, "--measure"))
    ryhmat = [set(x.loc[x["mittari"] == kysymys.mittari, "ryhma"]) for x in (a, b)]
    if kysymys.ryhma not in ryhmat[0] & ryhmat[1]:
        yhteiset = sorted(ryhmat[0] & ryhmat[1])
        viesti = f"'{kysymys.mittari}' has no group '{kysymys.ryhma}' in both worlds. Groups: {luettele(yhteiset)}."
        raise ViallinenSyote(Vika(viesti, "--group", ehdotus=lahin(kysymys.ryhma, yhteiset)))
    return _sarja(a, kysymys), str(a.loc[a["mittari"] == kysymys.mittari, "yksikko"].iloc[0])


def _tyo(a: Skenaario, b: Skenaario, otos: float, seed: int, kysymys: Kysymys, rakentaja: Rakentaja) -> Siementulos:
    """In a worker: one seed."""
    with kertoen() as eletty:
        return siemen(a, b, otos, seed, kysymys, rakentaja, eletty)


# --------------------------------------------------------------------------------------------------- many seeds
@dataclass(frozen=True)
class Osarivi:
    """A block, the rest or the whole: mean over seeds with its 95 % paired t-interval (NaN with one pair).

    ensin: alone in A's channels; viimeisena: with all others B's own; NaN in the last two rows.
    """

    lohko: str
    osa: float
    ala: float
    yla: float
    ensin: float
    viimeisena: float

    @property
    def erottuu(self) -> bool:
        """Does the interval leave zero out?"""
        return self.ala > 0.0 or self.yla < 0.0


@dataclass(frozen=True)
class Selitys:
    """The difference of a measure in a year, split; `vuosittain` has the rows of every year."""

    a: str
    b: str
    kysymys: Kysymys
    yksikko: str
    vuosi: int
    arvo_a: float
    arvo_b: float
    rivit: tuple[Osarivi, ...]
    vuosittain: dict[int, tuple[Osarivi, ...]]
    pareja: int
    otos: float
    seed: int

    def rivi(self, lohko: str) -> Osarivi:
        """One row. Raises StopIteration for an unknown block."""
        return next(r for r in self.rivit if r.lohko == lohko)

    def json(self) -> dict[str, Any]:
        """As plain values; the shape is in runs/json.md."""
        nimet = {"lohko": "block", "osa": "part", "ala": "low", "yla": "high", "ensin": "first_in"}
        nimet |= {"viimeisena": "last_out"}

        def rivit(omat: tuple[Osarivi, ...]) -> list[dict[str, Any]]:
            return [{nimet[k]: x for k, x in asdict(r).items()} for r in omat]

        return {
            "a": self.a, "b": self.b, "measure": self.kysymys.mittari, "group": self.kysymys.ryhma,
            "unit": self.yksikko, "year": self.vuosi, "pairs": self.pareja, "otos": self.otos, "seed": self.seed,
            "value_a": self.arvo_a, "value_b": self.arvo_b, "blocks": {k: list(v) for k, v in LOHKOT.items()},
            "rows": rivit(self.rivit),
            "years": [{"year": v, **r} for v, omat in self.vuosittain.items() for r in rivit(omat)],
        }  # fmt: skip


def selita(
    a: Skenaario,
    b: Skenaario,
    kysymys: Kysymys | None = None,
    vuosi: int | None = None,
    pairs: int = 8,
    *,
    otos: float | None = None,
    seed: int = 1,
    processes: int | None = None,
    progress: Edistyminen | None = None,
    rakentaja: Rakentaja = rakenna_malli,
) -> Selitys:
    """Why B differs from A; year: default the last. The same answer whatever the number of processes.

    Raises `ViallinenSyote` for worlds that cannot be compared, and a measure, group or year that they do not give.
    """
    kysymys = kysymys or Kysymys()
    tarkista(a, b, vuosi, pairs)
    otos = tarkista_otos(a.otos if otos is None else otos)
    siemenet = range(tarkista_siemen(seed), tarkista_siemen(seed + pairs - 1) + 1)
    tulokset = _siemenet(a, b, otos, siemenet, kysymys, processes, progress, rakentaja)
    return koosta(a, b, kysymys, tulokset, vuosi, otos, seed)


def koosta(
    a: Skenaario, b: Skenaario, kysymys: Kysymys, tulokset: Sequence[Siementulos], vuosi: int | None, otos: float,
    seed: int,
) -> Selitys:  # fmt: skip
    """The answer from lived seeds; year: default the last that all have."""
    vuodet = [v for v in tulokset[0].vuodet if all(v in t.vuodet for t in tulokset)]
    valittu = vuodet[-1] if vuosi is None else vuosi
    rivit = {v: tuple(_rivit(tulokset, v)) for v in vuodet}
    kaikki = frozenset(LOHKOT)
    arvo_a, arvo_b = (
        float(np.mean([x[t.vuodet.index(valittu)] for t, x in parit]))
        for parit in ([(t, t.a) for t in tulokset], [(t, t.v[kaikki]) for t in tulokset])
    )
    return Selitys(
        a.label, b.label, kysymys, tulokset[0].yksikko, valittu, arvo_a, arvo_b, rivit[valittu], rivit,
        len(tulokset), otos, seed,
    )  # fmt: skip


def tarkista(a: Skenaario, b: Skenaario, vuosi: int | None, pairs: int) -> None:
    """Can these worlds be explained by each other? Raises `ViallinenSyote` with every fault."""
    viat = []
    for mika, x, y in (("region", a.region, b.region), ("start", a.start, b.start), ("end", a.end, b.end)):
        if x != y:
            viat.append(Vika(f"A and B need one {mika}; they have {x} and {y}."))
    ohjelmat = a.ohjelma(), b.ohjelma()
    ero = ohjelmat[0].first_difference(ohjelmat[1])
    if ero is None or ero >= a.months:
        viat.append(Vika(f"'{a.label}' and '{b.label}' are the same world: there is no difference to explain."))
    valinta = [[bool(o.at(kk).get("valinnanvapaus.suora_valinta")) for kk in range(a.months)] for o in ohjelmat]
    if any(x and not y for x, y in zip(*valinta, strict=True)):
        viesti = "A has direct choice when B has none: private centres cannot be replayed there. Ask why the other way:"
        viat.append(Vika(f"{viesti} sote why {b.label} {a.label}"))
    if not isinstance(pairs, int) or pairs < 1:
        viat.append(Vika(f"the number of pairs is a whole number from 1, got {pairs}.", "--pairs"))
    ensi, viime = int(a.start[:4]), int(nimea(a.start, a.months)[:4]) - 1
    if vuosi is not None and not ensi <= vuosi <= viime:
        viat.append(Vika(f"no whole year {vuosi} is lived. Years: {ensi}-{viime}.", "--year"))
    if viat:
        raise ViallinenSyote(viat)


def _siemenet(
    a: Skenaario, b: Skenaario, otos: float, siemenet: Sequence[int], kysymys: Kysymys, processes: int | None,
    progress: Edistyminen | None, rakentaja: Rakentaja,
) -> list[Siementulos]:  # fmt: skip
    ero = a.ohjelma().first_difference(b.ohjelma()) or 0
    kaikkiaan = sum(ero + (1 + len(koalitiot(jarjestys(s)))) * (a.months - ero) for s in siemenet)
    tehty = 0

    def kerro(kuukausia: int) -> None:
        nonlocal tehty
        tehty += kuukausia
        if progress:
            progress(tehty, kaikkiaan)

    kerro(0)
    prosesseja = min(len(siemenet), suorittimia() if processes is None else max(1, processes))
    if prosesseja == 1:
        return [siemen(a, b, otos, s, kysymys, rakentaja, kerro) for s in siemenet]
    return rinnakkain(_tyo, [(a, b, otos, s, kysymys, rakentaja) for s in siemenet], prosesseja, kerro)


def _rivit(tulokset: Sequence[Siementulos], vuosi: int) -> list[Osarivi]:
    """Rows of one year: blocks, rest, whole; seeds in which the measure is not a number are left out."""
    kaikki: Joukko = frozenset(LOHKOT)
    tyhja: Joukko = frozenset()
    luvut: dict[str, list[float]] = {nimi: [] for nimi in (*LOHKOT, LOPUT, ERO)}
    yksin: dict[str, list[tuple[float, float]]] = {nimi: [] for nimi in LOHKOT}
    for t in tulokset:
        i = t.vuodet.index(vuosi)
        v, a = {joukko: float(x[i]) for joukko, x in t.v.items()}, float(t.a[i])
        if not np.isfinite([a, *v.values()]).all():
            continue
        osat = osuudet(v, t.jarjestys)
        for nimi in LOHKOT:
            luvut[nimi].append(osat[nimi])
            yksin[nimi].append((v[frozenset({nimi})] - v[tyhja], v[kaikki] - v[kaikki - {nimi}]))
        luvut[LOPUT].append(v[tyhja] - a)
        luvut[ERO].append(v[kaikki] - a)
    ei = (float("nan"),) * 2
    reunat = {nimi: tuple(np.mean(x, axis=0).tolist()) if x else ei for nimi, x in yksin.items()}
    return [Osarivi(nimi, *_vali(x), *reunat.get(nimi, ei)) for nimi, x in luvut.items()]


def _vali(arvot: Sequence[float], taso: float = 0.95) -> tuple[float, float, float]:
    """Mean with its t-interval over seeds; NaN where there are too few."""
    from scipy.special import stdtrit

    n = len(arvot)
    if n == 0:
        return (float("nan"),) * 3
    keski = float(np.mean(arvot))
    puoli = float(stdtrit(n - 1, 0.5 + taso / 2) * np.std(arvot, ddof=1) / n**0.5) if n > 1 else float("nan")
    return keski, keski - puoli, keski + puoli
