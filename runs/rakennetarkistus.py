"""Checks of production structures (R22): books and producers in every structure, the null, small effects, the merger.

The path of the merger is a result, not a target: its rows say what the model gives as a function of the harmonisation
assumption, and are out only if more pay did not cost more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from agentit.hyte import HYTEPAKETTI
from agentit.malli import SoteMalli
from agentit.ohjelma import Ohjelma
from agentit.rakenne import tuottaja
from kalibrointi import palvelupaketit
from kalibrointi.maailma import rakenna
from runs import skenaariot, vertailu
from runs.ajo import Edistyminen
from runs.siementyot import siemenittain
from runs.tarkistusrivi import Tarkistusrivi, luku
from verkosto.palveluverkko import organisaatio

if TYPE_CHECKING:
    import pandas as pd

    from agentit.maailma import Maailma

OTOS, SIEMENIA = 0.004, 3
RAKENTEET = (
    "uusimaa-25-organisaatiota", "uusimaa-yhdistyminen", "viisi-aluetta-2014", "paras-2007", "valimaki-2010",
    "keski-suomi-sote-alueet", "keski-suomi-maakunnallinen", "keski-suomi-817k", "keski-suomi-817k-alueet",
)  # fmt: skip
LAHDE = "R22; facts/uusimaa.md, History and Keski-Suomi"
ENNEN, JALKEEN = 12, 13  # months lived before a structure comes into force, and in it, in the check of the books
YHDISTYMINEN, LAHTO = "uusimaa-yhdistyminen", "uusimaa-25-organisaatiota"
HARMONISOINNIT = (0.0, 0.5, 1.0)
LOPPU = "2026-12"
PIENI = 0.03  # most that size or integration alone may move the cost per resident


def tarkista(
    otos: float = OTOS, seeds: int = SIEMENIA, processes: int | None = None, progress: Edistyminen | None = None
) -> list[Tarkistusrivi]:
    """All rows of production structures."""
    siemenet = range(1, max(seeds, 1) + 1)
    kirjat = siemenittain(_kirjat, min(otos, OTOS), siemenet[:2], processes)
    rivit = [_kirjarivi(i, nimi, kirjat) for i, nimi in enumerate(RAKENTEET)]
    rivit += _nollat(min(otos, OTOS))
    return rivit + yhdistymisen_polku(otos, max(seeds, 3), processes, progress)


# the books -------------------------------------------------------------------------------------------------------


def _kirjat(otos: float, seed: int) -> list[tuple[float, int, str]]:
    """By structure: largest balance left to a producer or gap of a month's money (EUR), cells without a producer, and
    how it crashed if it did."""
    return [_kirjattu(nimi, otos, seed) for nimi in RAKENTEET]


def _kirjattu(nimi: str, otos: float, seed: int) -> tuple[float, int, str]:
    try:
        malli = _malli(nimi, otos, seed)
        jaanyt, tuottajatta = 0.0, 0
        for _ in range(ENNEN + JALKEEN):
            malli.step()
            jaanyt = max(jaanyt, _jaanyt(malli))
            tuottajatta += _tuottajatta(malli) if malli.kk in (1, ENNEN + 1) else 0
        malli.raha.audit()
    except (ValueError, ArithmeticError, LookupError) as virhe:
        return np.nan, -1, f"{type(virhe).__name__}: {virhe}"
    return jaanyt, tuottajatta, ""


def _malli(
    nimi: str, otos: float, seed: int, muut: Mapping[str, Any] = MappingProxyType({}), maailma: Maailma | None = None
) -> SoteMalli:
    """A shipped scenario whose change of structure comes after the first year; muut: values that come with it."""
    skenaario = skenaariot.lue(nimi)
    ohjelma, polut = skenaario.ohjelma(), {}
    for avain in skenaario.defaults:
        polut[avain] = [(min(kk, ENNEN), arvo) for kk, arvo in ohjelma.path(avain)]
        if avain in muut:
            polut[avain] = [(0, ohjelma.at(0)[avain]), (ENNEN, muut[avain])]
    maailma = maailma or rakenna(alue=skenaario.region, otos=otos, seed=seed)
    return SoteMalli(Ohjelma(polut), maailma, palvelupaketit.lue(), seed=seed)


def _jaanyt(malli: SoteMalli) -> float:
    """EUR that do not add up this month: left on a producer's account, or paid by organisers but not by payers."""
    saldot = dict(zip((t.nimi for t in malli.raha.tilit), malli.raha.balances.tolist(), strict=True))
    jaanyt = max(abs(saldot[tili]) for tili in {"hus", "jarjestaja", *(lk.tili for lk in malli.liikelaitokset)})
    viime = slice(len(malli.raha.kuukaudet) - 1, None)
    lahteet, tilaajat = ("valtio", "veronmaksajat", "asukkaat", "rahoittajat"), ("kunnat", "jarjestaja")
    tulo = malli.raha.view(
        lambda a, b, paketti: (
            "x" if a.ryhma in lahteet and b.ryhma in tilaajat and paketti != HYTEPAKETTI else None
        ),  # health promotion is no service
        viime,
    )
    return max(float(jaanyt) / 100.0, abs(tulo["x"] / 100.0 - malli.kuukausimenot))


def _tuottajatta(malli: SoteMalli) -> int:
    """Cells (municipality, package) whose producer is not in the network, or that have two."""
    monta = np.sum([lk.solut for lk in malli.liikelaitokset], 0) if malli.maakunta or malli.yhteislaitoksia else 0
    puuttuu = sum(
        organisaatio(tuottaja(malli, k.indeksi, paketti)) not in malli.verkko.verkko
        for k in malli.kunnat
        for paketti in malli.paketit.paketit
    )
    return int(puuttuu) + int(np.count_nonzero(np.asarray(monta) > 1))


def _kirjarivi(i: int, nimi: str, kirjat: list[list[tuple[float, int, str]]]) -> Tarkistusrivi:
    tulokset = [siemen[i] for siemen in kirjat]
    kaatui = next((syy for *_, syy in tulokset if syy), "")
    jaanyt, tuottajatta = max(x for x, *_ in tulokset), max(n for _, n, _ in tulokset)
    hyva = not kaatui and jaanyt < 0.01 and tuottajatta == 0
    return Tarkistusrivi(
        id=f"rakenne-kirjat-{nimi}",
        what=f"{nimi}: every month each producer pays out what it is paid, everybody has one producer",
        band="0 EUR, 0 cells",
        model=kaatui or f"{luku(jaanyt)} EUR, {tuottajatta} cells, {len(tulokset)} seeds",
        in_band=hyva,
        source=LAHDE,
        cause="" if hyva else kaatui or "money or a producer is missing",
    )


# nulls -----------------------------------------------------------------------------------------------------------


def _nollat(otos: float) -> Iterator[Tarkistusrivi]:
    """One area that has everything is the single liikelaitos; names and order of areas mean nothing."""
    yksi = _tulos(_malli("uusimaa-yhdistyminen", otos, 1))
    nimetty = _tulos(_malli("uusimaa-yhdistyminen", otos, 1, {"rakenne.tuotanto": "uusimaa-yksi-alue"}))
    yield _nollarivi(
        "rakenne-yksi-alue", "one named area with every package against the single liikelaitos", yksi, nimetty
    )
    maailma = rakenna(alue="uusimaa", otos=otos, seed=1)
    rakenne = maailma.rakenteet["viisi-aluetta-2014"]
    nimet = sorted(set(rakenne.tuotantoalue))
    uudet = {nimi: f"Alue {len(nimet) - i}" for i, nimi in enumerate(nimet)}
    toisin = replace(rakenne, tuotantoalue=tuple(uudet[nimi] for nimi in rakenne.tuotantoalue))
    vaihdettu = replace(maailma, rakenteet={**maailma.rakenteet, "viisi-aluetta-2014": toisin})
    a, b = (_tulos(_malli("viisi-aluetta-2014", otos, 1, maailma=x)) for x in (maailma, vaihdettu))
    yield _nollarivi("rakenne-numerointi", "production areas named and numbered in another order", a, b)


def _tulos(malli: SoteMalli) -> pd.Series:
    malli.run_for(ENNEN + 2 * 12)
    r = malli.results()
    return r[~r["ryhma"].str.startswith("tuotantoalue_")].set_index(["vuosi", "mittari", "ryhma"])["arvo"]


def _nollarivi(tunnus: str, what: str, a: pd.Series, b: pd.Series) -> Tarkistusrivi:
    sama = a.equals(b)
    erot = "same bits" if sama else f"{int((a != b).sum())} of {len(a)} yearly results differ"
    syy = "" if sama else "a number depends on the name of an area"
    return Tarkistusrivi(tunnus, what, "same bits", erot, sama, "null of R22", syy)


# effects ---------------------------------------------------------------------------------------------------------


def yhdistymisen_polku(
    otos: float = OTOS, seeds: int = SIEMENIA, processes: int | None = None, progress: Edistyminen | None = None
) -> list[Tarkistusrivi]:
    """Merger of the 25 organisations year by year for each harmonisation assumption; size and integration alone."""
    lue = partial(skenaariot.lue, end=LOPPU)
    lahto = lue(LAHTO)
    polut = {h: lue(YHDISTYMINEN, [f"2021-01:rakenne.harmonisointi={h:g}"]) for h in HARMONISOINNIT}
    suuruudet = {x: lue(YHDISTYMINEN, [f"2021-01:rakenne.mittakaavajousto={x:g}"]) for x in (-0.01, 0.02)}
    erillaan = lue(YHDISTYMINEN, ["2021-01:rakenne.tuotanto=uusimaa-sairaala-erikseen"])
    kaikki = [lahto, *polut.values(), *suuruudet.values(), erillaan]
    taulu = vertailu.ajot(kaikki, seeds, otos=otos, processes=processes, progress=progress)
    viimeiset = {}
    rivit = []
    for h, skenaario in polut.items():
        ero = _erot(taulu, lahto.label, skenaario.label)
        viimeiset[h] = float(ero.iloc[-1]["difference"])
        rivit.append((h, "; ".join(f"{int(r['vuosi'])} {_vali(r)}" for _, r in ero.iterrows())))
    nousee = bool(np.all(np.diff(list(viimeiset.values())) > 0))
    out = [
        Tarkistusrivi(
            id=f"rakenne-yhdistyminen-{h:g}",
            what=f"25 organisations merge, harmonisation {h:g}: cost per resident against no merger, EUR a year, 95 %",
            band="reported; rises with harmonisation",
            model=polku,
            in_band=nousee,
            source="R22: 25 predecessor organisations in Uusimaa; level of harmonisation oletus",
            cause="" if nousee else "more pay does not cost more",
        )
        for h, polku in rivit
    ]
    vertailukohta = polut[0.5].label  # as the scenario ships
    for x, skenaario in suuruudet.items():
        what = f"scale effect alone, elasticity {x:g} (end of its range): cost per resident"
        out.append(_pieni(f"rakenne-mittakaava-{x:g}", what, taulu, vertailukohta, skenaario.label))
    # A part of it is the orderer's: it splits money between two producers by its own noisy view of need (R15).
    what = "the hospital as a producer of its own instead of one integrated producer: cost per resident"
    out.append(_pieni("rakenne-integraatio", what, taulu, vertailukohta, erillaan.label))
    return out


def _erot(taulu: pd.DataFrame, a: str, b: str) -> pd.DataFrame:
    t = vertailu.vastakohta(taulu, a, b)
    return t[(t["mittari"] == "kustannus_asukas") & (t["ryhma"] == "kaikki") & (t["vuosi"] >= 2021)]


def _vali(r: pd.Series) -> str:
    return f"{r['difference']:+.0f} [{r['low']:+.0f}, {r['high']:+.0f}]"


def _pieni(tunnus: str, what: str, taulu: pd.DataFrame, a: str, b: str) -> Tarkistusrivi:
    r = _erot(taulu, a, b).iloc[-1]
    suhde = float(r["difference"] / r["value_a"])
    pieni = abs(suhde) <= PIENI
    return Tarkistusrivi(
        id=tunnus,
        what=f"{what}, {int(r['vuosi'])}",
        band=f"within {PIENI:.0%} either way",
        model=f"{suhde:+.2%} ({_vali(r)} EUR)",
        in_band=pieni,
        source="R22: scale and integration effects are small",
        cause="" if pieni else "the assumption gives more than evidence allows",
    )
