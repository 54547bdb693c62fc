"""Comparison of scenarios on paired runs: same seed, same residents, same luck - only the rules differ.

What two scenarios do to a measure is the mean over seeds of the paired difference, with a 95 % t-interval for its Monte
Carlo error. Beside it stands the error that as many independent runs would have, and the ratio of the two.

Scenarios that follow the same rules up to some month have lived the same life until then, bit for bit. It is lived
once: `elamat` forks the model at the month where their programmes part.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.queues import SimpleQueue
from typing import TYPE_CHECKING

from kalibrointi.viat import ViallinenSyote, Vika
from runs.ajo import Edistyminen, Malli, Rakentaja, ela, rakenna_malli, tarkista_otos, tarkista_siemen
from runs.skenaariot import Asetukset, Skenaario, lue

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

_SAIKEET = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


# --------------------------------------------------------------------------------------------------- one seed
def elamat(
    skenaariot: Sequence[Skenaario],
    otos: float,
    seed: int,
    rakentaja: Rakentaja = rakenna_malli,
    eletty: Callable[[int], None] = lambda kuukausia: None,
) -> list[pd.DataFrame]:
    """Yearly results of each scenario with one seed, shared history lived once.

    eletty: told how many scenario-months were lived since last told.
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
        jatka(rakentaja(skenaariot[joukko[0]], otos, seed), joukko)
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
) -> pd.DataFrame:
    """Run every scenario with the seeds seed ... seed + pairs - 1, each scenario once.

    Returns tidy yearly rows: skenaario (its `label`), seed, vuosi, mittari, ryhma, arvo, yksikko; the same whatever the
    number of processes. otos: default that of the first scenario. progress: (scenario-months lived, in all).
    Raises `ViallinenSyote` for a bad sample, seed or number of pairs.
    """
    skenaariot = list({skenaario.label: skenaario for skenaario in skenaariot}.values())
    otos = tarkista_otos(skenaariot[0].otos if otos is None else otos)
    if not isinstance(pairs, int) or pairs < 1:
        raise ViallinenSyote(Vika(f"the number of pairs is a whole number from 1, got {pairs}.", "--pairs"))
    siemenet = range(tarkista_siemen(seed), tarkista_siemen(seed + pairs - 1) + 1)
    kaikkiaan = pairs * sum(skenaario.months for skenaario in skenaariot)
    laskuri = _Laskuri(progress, kaikkiaan)
    laskuri(0)
    prosesseja = min(pairs, suorittimia() if processes is None else max(1, processes))
    if prosesseja == 1:
        tulokset = [elamat(skenaariot, otos, siemen, rakentaja, laskuri) for siemen in siemenet]
    else:
        tulokset = _altaassa(skenaariot, otos, siemenet, rakentaja, prosesseja, laskuri)
    return _kokoa(skenaariot, siemenet, tulokset)


def _kokoa(
    skenaariot: Sequence[Skenaario], siemenet: Sequence[int], tulokset: Sequence[Sequence[pd.DataFrame]]
) -> pd.DataFrame:
    import pandas as pd

    taulut = []
    for siemen, omat in zip(siemenet, tulokset, strict=True):
        for skenaario, taulu in zip(skenaariot, omat, strict=True):
            alku = pd.DataFrame({"skenaario": skenaario.label, "seed": siemen}, index=taulu.index)
            taulut.append(pd.concat([alku, taulu], axis=1))
    return pd.concat(taulut, ignore_index=True)


class _Laskuri:
    """Adds up lived scenario-months and tells the listener."""

    def __init__(self, progress: Edistyminen | None, kaikkiaan: int) -> None:
        self.progress, self.kaikkiaan, self.eletty = progress, kaikkiaan, 0

    def __call__(self, kuukausia: int) -> None:
        self.eletty += kuukausia
        if self.progress:
            self.progress(self.eletty, self.kaikkiaan)


def suorittimia() -> int:
    """Processors this process may use (a cluster's allotment counts, not the machine's)."""
    if varaus := os.environ.get("SLURM_CPUS_PER_TASK", ""):
        return max(1, int(varaus))
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


# --------------------------------------------------------------------------------------------------- process pool
_kanava: SimpleQueue | None = None  # in a worker: where lived months are told


def _altaassa(
    skenaariot: Sequence[Skenaario],
    otos: float,
    siemenet: Sequence[int],
    rakentaja: Rakentaja,
    prosesseja: int,
    laskuri: _Laskuri,
) -> list[list[pd.DataFrame]]:
    """One task per seed, results in the order of seeds."""
    with _allas(prosesseja) as (allas, kanava):
        try:
            tehtavat = [allas.submit(_tyo, skenaariot, otos, siemen, rakentaja) for siemen in siemenet]
            _odota(tehtavat, kanava, laskuri)
            return [tehtava.result() for tehtava in tehtavat]
        except BrokenProcessPool as virhe:
            raise RuntimeError(
                "a worker process died before its run was done (out of memory? a script without "
                "`if __name__ == '__main__':`?). Try a smaller otos or processes=1."
            ) from virhe


def _odota(tehtavat: Sequence[Future], kanava: SimpleQueue, laskuri: _Laskuri) -> None:
    """Pass progress on until all is done; the first failure is raised at once."""
    jaljella = set(tehtavat)
    while jaljella:
        valmiit, jaljella = wait(jaljella, timeout=0.1, return_when=FIRST_COMPLETED)
        while not kanava.empty():
            laskuri(kanava.get())
        for tehtava in valmiit:
            tehtava.result()


@contextmanager
def _allas(prosesseja: int) -> Iterator[tuple[ProcessPoolExecutor, SimpleQueue]]:
    """A spawn pool whose workers use one thread each, leave Ctrl-C to the parent and never outlive it."""
    konteksti = multiprocessing.get_context("spawn")
    kanava = konteksti.SimpleQueue()
    ennen = set(multiprocessing.active_children())
    with _yksi_saie():
        allas = ProcessPoolExecutor(prosesseja, konteksti, initializer=_alusta, initargs=(kanava,))
        try:
            yield allas, kanava
        except BaseException:
            allas.shutdown(wait=False, cancel_futures=True)
            for prosessi in set(multiprocessing.active_children()) - ennen:
                prosessi.terminate()
            raise
        finally:
            allas.shutdown(wait=True)
            kanava.close()


@contextmanager
def _yksi_saie() -> Iterator[None]:
    """Workers inherit one thread per library: they are as many as there are processors."""
    vanhat = {nimi: os.environ.get(nimi) for nimi in _SAIKEET}
    os.environ.update(dict.fromkeys(_SAIKEET, "1"))
    try:
        yield
    finally:
        for nimi, arvo in vanhat.items():
            if arvo is None:
                os.environ.pop(nimi, None)
            else:
                os.environ[nimi] = arvo


def _alusta(kanava: SimpleQueue) -> None:
    """In a new worker."""
    global _kanava
    _kanava = kanava
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_lopu_vanhemman_mukana, daemon=True).start()


def _lopu_vanhemman_mukana() -> None:
    vanhempi = multiprocessing.parent_process()
    if vanhempi is not None:
        multiprocessing.connection.wait([vanhempi.sentinel])
        os._exit(1)


def _tyo(skenaariot: Sequence[Skenaario], otos: float, seed: int, rakentaja: Rakentaja) -> list[pd.DataFrame]:
    """In a worker: all scenarios with one seed."""
    kertoja = _Kertoja(_kanava)
    tulokset = elamat(skenaariot, otos, seed, rakentaja, kertoja)
    kertoja.kerro()
    return tulokset


class _Kertoja:
    """Tells lived months to the parent at most ten times a second."""

    def __init__(self, kanava: SimpleQueue | None) -> None:
        self.kanava, self.kertynyt, self.viimeksi = kanava, 0, 0.0

    def __call__(self, kuukausia: int) -> None:
        self.kertynyt += kuukausia
        if time.monotonic() - self.viimeksi > 0.1:
            self.kerro()

    def kerro(self) -> None:
        if self.kanava is not None and self.kertynyt:
            self.kanava.put(self.kertynyt)
            self.kertynyt, self.viimeksi = 0, time.monotonic()


# --------------------------------------------------------------------------------------------------- contrasts
def vastakohta(ajot: pd.DataFrame, a: str, b: str, taso: float = 0.95) -> pd.DataFrame:
    """Paired contrast b - a of every yearly measure, over the seeds both were run with.

    ajot: rows of `ajot()`; a, b: labels of scenarios. Returns one row per (vuosi, mittari, ryhma): a, b, value_a,
    value_b (means over seeds), difference, low, high (t-interval of the paired difference), se_paired, se_unpaired,
    ratio = unpaired / paired, pairs, yksikko. With one pair the errors are NaN; a difference that is the same in every
    pair has se_paired 0 and ratio inf (NaN when nothing varies). Raises KeyError for an unknown label.
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
        ero, hajonta = _keskiarvo(erotus, voimassa)
        parittain = np.sqrt(hajonta / n)
        erillaan = np.sqrt((hajonta_a + hajonta_b) / n)
        vali = stdtrit(np.maximum(n - 1, 1), 0.5 + taso / 2) * parittain
        suhde = erillaan / parittain
    taulu = x.index.to_frame(index=False)
    luvut = {
        "value_a": arvo_a, "value_b": arvo_b, "difference": ero, "low": ero - vali, "high": ero + vali,
        "se_paired": parittain, "se_unpaired": erillaan, "ratio": suhde, "pairs": n,
    }  # fmt: skip
    yksikot = ajot.drop_duplicates(["mittari"]).set_index("mittari")["yksikko"]
    taulu = pd.concat([taulu, pd.DataFrame(luvut)], axis=1)
    taulu["yksikko"] = taulu["mittari"].map(yksikot)
    taulu.insert(0, "a", a)
    taulu.insert(1, "b", b)
    return taulu


def _siemenittain(ajot: pd.DataFrame, nimi: str, avain: list[str]) -> pd.DataFrame:
    """Measures by seed: index (vuosi, mittari, ryhma) in order of appearance, one column per seed."""
    import pandas as pd

    omat = ajot[ajot["skenaario"] == nimi]
    if omat.empty:
        raise KeyError(f"no runs of {nimi!r}")
    jarjestys = pd.MultiIndex.from_frame(omat[avain].drop_duplicates())
    return omat.set_index([*avain, "seed"])["arvo"].unstack("seed").reindex(jarjestys)


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
    processes: int | None = None,
    progress: Edistyminen | None = None,
    rakentaja: Rakentaja = rakenna_malli,
) -> pd.DataFrame:
    """What scenario b does compared with a: rows of `vastakohta`. set: overrides for those given by name or path."""
    return chain(
        [a, b], pairs, otos=otos, seed=seed, set=set, processes=processes, progress=progress, rakentaja=rakentaja
    )


def chain(
    scenarios: Sequence[str | Skenaario],
    pairs: int = 20,
    *,
    otos: float | None = None,
    seed: int = 1,
    set: Asetukset = (),
    processes: int | None = None,
    progress: Edistyminen | None = None,
    rakentaja: Rakentaja = rakenna_malli,
) -> pd.DataFrame:
    """Each scenario compared with the one before it, every scenario run once: rows of `vastakohta` for each pair."""
    import pandas as pd

    luetut = [lue(nimi, set) if not isinstance(nimi, Skenaario) else nimi for nimi in scenarios]
    taulu = ajot(luetut, pairs, otos=otos, seed=seed, processes=processes, progress=progress, rakentaja=rakentaja)
    parit = itertools.pairwise(skenaario.label for skenaario in luetut)
    return pd.concat([vastakohta(taulu, x, y) for x, y in parit], ignore_index=True)
