"""Comparison of scenarios on paired runs: same seed, same residents, same luck - only the rules differ.

What two scenarios do to a measure is the mean over seeds of the paired difference, with a 95 % t-interval for its Monte
Carlo error. Beside it stands the error that as many independent runs would have, and the ratio of the two.

Scenarios that follow the same rules up to some month have lived the same life until then, bit for bit. It is lived
once: `elamat` forks the model at the month where their programmes part.

From `DUOISTA` pairs on seeds come in duos (antithetic variates): in the second run of each, residents have the luck of
its own seed, but organisations (the orderer's errors, firms' entry and exit) have the mirror image of the luck of the
first run. What is linear in that luck cancels within a duo, so the error then is that of the means of duos: t with
duos - 1 degrees of freedom. A mirrored run is no `sote run` of its seed; each run by itself is as likely as any other.

What is even in that luck does not cancel: an orderer who errs much, either way, leaves more untreated. Nor does the
residents' own luck, where it acts in one world only: what lists are paid follows need a year or two behind. How much
the year owes to either stands in the results (`arviosattuma`, `tariffisattuma`, expected value 0 in every year of every
scenario), so they are control variates (Hammersley & Handscomb 1964; Lavenberg & Welch 1981): where the luck L of two
worlds differs, the difference is read off a least-squares line over duos, at equal luck,

    d_g = difference + beta (L_g^b - L_g^a) + e_g,    t with duos - 1 - lucks degrees of freedom.

`SAADOSTA` duos carry one luck, each further `SAATOA_KOHTI` another; where luck is the same in both worlds, or there are
fewer duos, nothing is adjusted.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kalibrointi.viat import ViallinenSyote, Vika
from runs.ajo import Edistyminen, Malli, Rakentaja, ela, rakenna_malli, tarkista_otos, tarkista_siemen
from runs.prosessit import kertoen, rinnakkain, suorittimia
from runs.skenaariot import Asetukset, Skenaario, lue
from runs.vedokset import vedoksella

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from kalibrointi.posteriori import Posteriori


DUOISTA = 8  # pairs; with fewer the degrees of freedom lost cost more than what cancels
SAADOSTA = 8  # duos; a line fitted in vain makes the variance 1 + 1 / (duos - 3) times larger
SAATOA_KOHTI = 4  # further duos that a line in one luck more takes
# measures whose expected value is 0 in every year of every scenario (modules of `agentit` by these names)
SATTUMAT = ("arviosattuma", "tariffisattuma")
LISTOIN = "valinnanvapaus.suora_valinta"  # lever under which lists are paid


def duot(n: int) -> list[int]:
    """Which duo each of n seeds in order belongs to; each its own when there are fewer than `DUOISTA`."""
    return [i // 2 if n >= DUOISTA else i for i in range(n)]


def peilit(siemenet: Sequence[int]) -> list[int | None]:
    """Whose luck of organisations each of these seeds has in the mirror: the first's of its duo; None: its own."""
    ensin = dict(zip(reversed(duot(len(siemenet))), reversed(siemenet), strict=True))  # duo -> its first seed
    return [ensin[d] if ensin[d] != s else None for d, s in zip(duot(len(siemenet)), siemenet, strict=True)]


# --------------------------------------------------------------------------------------------------- one seed
def elamat(
    skenaariot: Sequence[Skenaario],
    otos: float,
    seed: int,
    rakentaja: Rakentaja = rakenna_malli,
    eletty: Callable[[int], None] = lambda kuukausia: None,
    peili: int | None = None,
    seuraa: bool = False,
) -> list[pd.DataFrame]:
    """Yearly results of each scenario with one seed, shared history lived once.

    eletty: told how many scenario-months were lived since last told. peili: the seed whose organisational luck is
    mirrored; None: the own luck of `seed`. seuraa: reckon the luck of what lists are paid, too.
    """
    tulokset: dict[int, pd.DataFrame] = {}
    ohjelmat = [skenaario.ohjelma() for skenaario in skenaariot]

    def sama_alku(i: int) -> tuple:
        return skenaariot[i].region, skenaariot[i].start, tuple(sorted(ohjelmat[i].at(0).items()))

    def jatka(malli: Malli, joukko: list[int]) -> None:
        """All of `joukko` have lived the same life so far: live on to where the first ends or they part."""
        seis = min(skenaariot[i].months for i in joukko)
        for i in joukko[1:]:
            ero = ohjelmat[joukko[0]].first_difference(ohjelmat[i])
            seis = min(seis, seis if ero is None else ero)
        ela(malli, seis, lambda kk, _: eletty(len(joukko)))
        for i in [i for i in joukko if skenaariot[i].months == seis]:
            tulokset[i] = malli.results("vuosi")
            joukko.remove(i)
        haarat = list(_ryhmittele(joukko, lambda i: tuple(ohjelmat[i].at(seis).items())))
        for haara in haarat:
            oma = malli if haara is haarat[-1] else _kopio(malli)
            oma.ohjelma = ohjelmat[haara[0]]
            jatka(oma, haara)

    for joukko in _ryhmittele(list(range(len(skenaariot))), sama_alku):
        malli = rakentaja(skenaariot[joukko[0]], otos, seed)
        if peili is not None and hasattr(malli, "peilaa"):
            malli.peilaa(peili)
        if seuraa and hasattr(malli, "seuraa_sattumaa"):
            malli.seuraa_sattumaa()
        jatka(malli, joukko)
    return [tulokset[i] for i in range(len(skenaariot))]


def _ryhmittele(joukko: list[int], avain: Callable[[int], tuple]) -> Iterator[list[int]]:
    ryhmat: dict[tuple, list[int]] = {}
    for i in joukko:
        ryhmat.setdefault(avain(i), []).append(i)
    yield from ryhmat.values()


def _kopio(malli: Malli) -> Malli:
    from runs.tilannekuva import kopio

    return kopio(malli)


# --------------------------------------------------------------------------------------------------- many seeds
def ajot(
    skenaariot: Sequence[Skenaario],
    pairs: int = 20,
    *,
    otos: float | None = None,
    seed: int = 1,
    processes: int | None = None,
    progress: Edistyminen | None = None,
    rakentaja: Rakentaja = rakenna_malli,
    duoina: bool = True,
    posteriori: Posteriori | None = None,
) -> pd.DataFrame:
    """Run every scenario with the seeds seed ... seed + pairs - 1, each scenario once.

    Returns tidy yearly rows: skenaario (its `label`), seed, vuosi, mittari, ryhma, arvo, yksikko and, of the year, each
    of `SATTUMAT` that the runs have; the same whatever the number of processes.
    otos: default that of the first scenario. progress: (scenario-months lived, in all). duoina: from `DUOISTA` pairs
    on, mirror organisational luck in the second of each two seeds (else seeds are independent). posteriori: each seed
    lives with the parameters of its own draw, the same in all scenarios.
    Raises `ViallinenSyote` for a bad sample, seed or number of pairs.
    """
    skenaariot = _eri_skenaariot(skenaariot)
    otos = tarkista_otos(skenaariot[0].otos if otos is None else otos)
    if not isinstance(pairs, int) or pairs < 1:
        raise ViallinenSyote(Vika(f"the number of pairs is a whole number from 1, got {pairs}.", "--pairs"))
    siemenet = range(tarkista_siemen(seed), tarkista_siemen(seed + pairs - 1) + 1)
    kaikkiaan = pairs * sum(skenaario.months for skenaario in skenaariot)
    laskuri = _Laskuri(progress, kaikkiaan)
    laskuri(0)
    prosesseja = min(pairs, suorittimia() if processes is None else max(1, processes))
    seuraa = duoina and _saatoja(len(set(duot(pairs)))) > 0 and _listoin_vain_osassa(skenaariot)
    tehtavat = [
        ([vedoksella(s, posteriori, siemen) for s in skenaariot], otos, siemen, rakentaja, peili if duoina else None,
         seuraa)
        for siemen, peili in zip(siemenet, peilit(siemenet), strict=True)
    ]  # fmt: skip
    if prosesseja == 1:
        tulokset = [elamat(*tehtava[:4], laskuri, *tehtava[4:]) for tehtava in tehtavat]
    else:
        tulokset = rinnakkain(_tyo, tehtavat, prosesseja, laskuri)
    return _kokoa(skenaariot, siemenet, tulokset)


def _listoin_vain_osassa(skenaariot: Sequence[Skenaario]) -> bool:
    """Are lists paid in some of these and not in others, in any month?"""
    ohjelmat = [skenaario.ohjelma() for skenaario in skenaariot]
    kuukaudet = {kk for ohjelma in ohjelmat for kk in (0, *ohjelma.change_months)}
    return any(len({bool(ohjelma.at(kk).get(LISTOIN)) for ohjelma in ohjelmat}) > 1 for kk in kuukaudet)


def _saatoja(duoja: int) -> int:
    """In how many lucks at most a line over so many duos is fitted."""
    return 0 if duoja < SAADOSTA else 1 + (duoja - SAADOSTA) // SAATOA_KOHTI


def _eri_skenaariot(skenaariot: Sequence[Skenaario]) -> list[Skenaario]:
    """Each scenario once. Raises `ViallinenSyote` when two that differ have one name: results are told apart by it."""
    erilaiset: dict[str, Skenaario] = {}
    for skenaario in skenaariot:
        ensin = erilaiset.setdefault(skenaario.label, skenaario)
        if (ensin.ohjelma(), ensin.months, ensin.region) != (skenaario.ohjelma(), skenaario.months, skenaario.region):
            raise ViallinenSyote(Vika(f"two scenarios that differ are both called '{skenaario.label}'; rename one."))
    return list(erilaiset.values())


def _kokoa(
    skenaariot: Sequence[Skenaario], siemenet: Sequence[int], tulokset: Sequence[Sequence[pd.DataFrame]]
) -> pd.DataFrame:
    import pandas as pd

    taulut = []
    for siemen, omat in zip(siemenet, tulokset, strict=True):
        for skenaario, taulu in zip(skenaariot, omat, strict=True):
            alku = pd.DataFrame({"skenaario": skenaario.label, "seed": siemen}, index=taulu.index)
            taulut.append(pd.concat([alku, taulu], axis=1))
    return _sattumineen(pd.concat(taulut, ignore_index=True))


def _sattumineen(taulu: pd.DataFrame) -> pd.DataFrame:
    """The rows with their run's luck of the year beside them, so that it stays when rows are picked."""
    import pandas as pd

    avain = ["skenaario", "seed", "vuosi"]
    rivit = pd.MultiIndex.from_frame(taulu[avain])
    for mittari in SATTUMAT:
        sattumat = taulu[taulu["mittari"] == mittari].set_index(avain)["arvo"]
        if not sattumat.empty:
            taulu[mittari] = sattumat.reindex(rivit).to_numpy()
    return taulu


class _Laskuri:
    """Adds up lived scenario-months and tells the listener."""

    def __init__(self, progress: Edistyminen | None, kaikkiaan: int) -> None:
        self.progress, self.kaikkiaan, self.eletty = progress, kaikkiaan, 0

    def __call__(self, kuukausia: int) -> None:
        self.eletty += kuukausia
        if self.progress:
            self.progress(self.eletty, self.kaikkiaan)


def _tyo(
    skenaariot: Sequence[Skenaario], otos: float, seed: int, rakentaja: Rakentaja, peili: int | None, seuraa: bool
) -> list[pd.DataFrame]:
    """In a worker: all scenarios with one seed."""
    with kertoen() as eletty:
        return elamat(skenaariot, otos, seed, rakentaja, eletty, peili, seuraa)


# --------------------------------------------------------------------------------------------------- contrasts
def vastakohta(ajot: pd.DataFrame, a: str, b: str, taso: float = 0.95, hajonta: bool = False) -> pd.DataFrame:
    """Paired contrast b - a of every yearly measure, over the seeds both were run with.

    ajot: rows of `ajot()`; a, b: labels of scenarios. Returns one row per (vuosi, mittari, ryhma): a, b, value_a,
    value_b (means over seeds), difference, low, high (t-interval of the paired difference, over duos of seeds from
    `DUOISTA` seeds on), se_paired, se_unpaired (as many independent runs of each, by the spread between seeds),
    ratio = unpaired / paired, pairs, adjusted, yksikko. adjusted: the difference is that at equal luck of the two
    worlds, a line over duos, and value_b is value_a + difference, no longer B's plain mean; needs the column sattuma
    and `SAADOSTA` duos, all of them whole. With one pair the errors are NaN; a difference that is the same in every
    pair has se_paired 0 and ratio inf (NaN when nothing varies). Raises KeyError for an unknown label.

    hajonta: also p5, p95, the spread of the difference over seeds - over worlds, when each seed has parameters of its
    own - and same_sign, how many have the mean's sign.
    """
    import numpy as np
    import pandas as pd
    from scipy.special import stdtrit

    avain = ["vuosi", "mittari", "ryhma"]
    x, y = (_siemenittain(ajot, nimi, avain) for nimi in (a, b))
    x, y = x.align(y, join="inner")
    erotus = (y - x).to_numpy()
    voimassa = np.isfinite(erotus)
    n = voimassa.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        arvo_a, hajonta_a = _keskiarvo(x.to_numpy(), voimassa)
        arvo_b, hajonta_b = _keskiarvo(y.to_numpy(), voimassa)
        ero, _ = _keskiarvo(erotus, voimassa)
        parittain, duoja = _duojen_keskivirhe(erotus, ero, voimassa)
        vapaita, saadetty = duoja - 1, np.zeros(len(erotus), bool)
        for omat, sattumat in _saadettavat(ajot, a, b, avain, x, erotus):
            ero[omat], parittain[omat] = _suoralta(erotus[omat], sattumat[omat])
            arvo_b[omat] = arvo_a[omat] + ero[omat]
            vapaita[omat] -= sattumat.shape[1]
            saadetty |= omat
        erillaan = np.sqrt((hajonta_a + hajonta_b) / n)
        vali = stdtrit(np.maximum(vapaita, 1), 0.5 + taso / 2) * parittain
        suhde = erillaan / parittain
    taulu = x.index.to_frame(index=False)
    luvut = {
        "value_a": arvo_a, "value_b": arvo_b, "difference": ero, "low": ero - vali, "high": ero + vali,
        "se_paired": parittain, "se_unpaired": erillaan, "ratio": suhde, "pairs": n,
        "adjusted": saadetty,
    }  # fmt: skip
    if hajonta:
        luvut["p5"], luvut["p95"] = np.nanpercentile(erotus, (5.0, 95.0), axis=1)
        luvut["same_sign"] = (np.sign(erotus) == np.sign(ero)[:, None]).sum(axis=1)
    yksikot = ajot.drop_duplicates(["mittari"]).set_index("mittari")["yksikko"]
    taulu = pd.concat([taulu, pd.DataFrame(luvut)], axis=1)
    taulu["yksikko"] = taulu["mittari"].map(yksikot)
    taulu.insert(0, "a", a)
    taulu.insert(1, "b", b)
    return taulu


def _siemenittain(ajot: pd.DataFrame, nimi: str, avain: list[str], luku: str = "arvo") -> pd.DataFrame:
    """Measures by seed: index (vuosi, mittari, ryhma) in order of appearance, one column per seed; luku: the column."""
    import pandas as pd

    omat = ajot[ajot["skenaario"] == nimi]
    if omat.empty:
        raise KeyError(f"no runs of {nimi!r}")
    jarjestys = pd.MultiIndex.from_frame(omat[avain].drop_duplicates())
    return omat.set_index([*avain, "seed"])[luku].unstack("seed").reindex(jarjestys)


def _duojen_keskivirhe(erotus: np.ndarray, ero: np.ndarray, voimassa: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Standard error of the mean difference by row, from sums over duos, and the number of duos in force.

    G / (G - 1) sum_g (sum_{i in g} (d_i - d))^2 / n^2; duos of one seed each give the common s / sqrt(n)."""
    import numpy as np

    jasenet = np.equal.outer(np.array(duot(erotus.shape[1])), np.unique(duot(erotus.shape[1]))).astype(float)
    summat = np.where(voimassa, erotus - ero[:, None], 0.0) @ jasenet
    n, duoja = voimassa.sum(axis=1), ((voimassa @ jasenet) > 0).sum(axis=1)
    nelio = (summat**2).sum(axis=1) / n**2
    return np.sqrt(np.where(duoja > 1, nelio * duoja / (duoja - 1), np.nan)), duoja


def _saadettavat(
    ajot: pd.DataFrame, a: str, b: str, avain: list[str], muoto: pd.DataFrame, erotus: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Rows (R,) of `muoto` to adjust, a mask, and the luck of b less that of a in each of them (R, lucks, seeds).

    Rows with one luck first, then those with two: those whose difference is known for every seed and varies, and
    whose lucks do."""
    import numpy as np

    mahtuu = _saatoja(len(np.unique(duot(erotus.shape[1]))))
    erot = []
    for mittari in [m for m in SATTUMAT if m in ajot][: mahtuu and len(SATTUMAT)]:
        x, y = (_siemenittain(ajot, nimi, avain, mittari).reindex_like(muoto) for nimi in (a, b))
        erot.append((y - x).to_numpy())
    if not erot:
        return
    sattumat = np.stack(erot, axis=1)
    vaihtelee = np.isfinite(sattumat).all(axis=2) & (np.ptp(sattumat, axis=2) > 0)
    vaihtelee &= vaihtelee.cumsum(axis=1) <= mahtuu  # the first that the duos carry
    omat = np.isfinite(erotus).all(axis=1) & (np.ptp(erotus, axis=1) > 0)
    omat &= ~muoto.index.get_level_values("mittari").isin(SATTUMAT)
    for mitka in np.unique(vaihtelee, axis=0):
        if mitka.any():
            yield omat & (vaihtelee == mitka).all(axis=1), sattumat[:, mitka]


def _suoralta(erotus: np.ndarray, sattumat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean difference at equal luck and its standard error by row (R, seeds): a line over duos, weighted by size, in
    each of the lucks (R, k, seeds).

    With w_g = n_g / n: sqrt(G / (G - 1 - k) sum_g (w_g r_g)^2 (1 + c' S^-1 c)), which is that of ordinary least squares
    when duos are of one size; c and S are the weighted mean and covariance of the duos' lucks."""
    import numpy as np

    d = np.array(duot(erotus.shape[1]))
    jasenet = np.equal.outer(d, np.unique(d)).astype(float)
    koot = jasenet.sum(axis=0)
    w, duoja = koot / koot.sum(), len(koot)
    y, x = erotus @ (jasenet / koot), sattumat @ (jasenet / koot)
    y_keski, x_keski = (y @ w)[:, None], x @ w
    x_ero = x - x_keski[:, :, None]
    kaanteinen = np.linalg.pinv((x_ero * w) @ x_ero.swapaxes(1, 2), hermitian=True)
    kulmat = np.einsum("rij,rjg,rg->ri", kaanteinen, x_ero * w, y - y_keski)
    vakio = y_keski[:, 0] - (kulmat * x_keski).sum(axis=1)
    jaannos = y - vakio[:, None] - np.einsum("rk,rkg->rg", kulmat, x)
    nelio = ((w * jaannos) ** 2).sum(axis=1) * duoja / (duoja - 1 - sattumat.shape[1])
    return vakio, np.sqrt(nelio * (1.0 + np.einsum("ri,rij,rj->r", x_keski, kaanteinen, x_keski)))


def _keskiarvo(luvut: np.ndarray, voimassa: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and sample variance by row over the pairs in force; variance NaN for one pair."""
    import numpy as np

    n = voimassa.sum(axis=1)
    keskiarvo = np.where(voimassa, luvut, 0.0).sum(axis=1) / n
    poikkeamat = np.where(voimassa, luvut - keskiarvo[:, None], 0.0)
    return keskiarvo, np.where(n > 1, (poikkeamat**2).sum(axis=1) / (n - 1), np.nan)


def compare(
    a: str | Skenaario,
    b: str | Skenaario,
    pairs: int = 20,
    *,
    otos: float | None = None,
    seed: int = 1,
    set: Asetukset = (),
    alue: str | Path | None = None,
    processes: int | None = None,
    progress: Edistyminen | None = None,
    rakentaja: Rakentaja = rakenna_malli,
    posteriori: Posteriori | None = None,
) -> pd.DataFrame:
    """What scenario b does compared with a: rows of `vastakohta`.

    set, alue: overrides, and the region, for those given by name or path. posteriori: pair s has the parameters of
    draw s; then also p5, p95, the spread of the difference over those worlds.
    """
    muut: dict[str, Any] = {"processes": processes, "progress": progress, "rakentaja": rakentaja}
    muut["posteriori"] = posteriori
    return chain([a, b], pairs, otos=otos, seed=seed, set=set, alue=alue, **muut)


def chain(
    scenarios: Sequence[str | Skenaario],
    pairs: int = 20,
    *,
    otos: float | None = None,
    seed: int = 1,
    set: Asetukset = (),
    alue: str | Path | None = None,
    processes: int | None = None,
    progress: Edistyminen | None = None,
    rakentaja: Rakentaja = rakenna_malli,
    posteriori: Posteriori | None = None,
) -> pd.DataFrame:
    """Each scenario compared with the one before it, every scenario run once: rows of `vastakohta` for each pair."""
    import pandas as pd

    luetut = [lue(nimi, set, alue=alue) if not isinstance(nimi, Skenaario) else nimi for nimi in scenarios]
    muut: dict[str, Any] = {"processes": processes, "progress": progress, "rakentaja": rakentaja}
    taulu = ajot(luetut, pairs, otos=otos, seed=seed, posteriori=posteriori, **muut)
    parit = itertools.pairwise(skenaario.label for skenaario in luetut)
    return pd.concat([vastakohta(taulu, x, y, hajonta=posteriori is not None) for x, y in parit], ignore_index=True)
