"""The engine: runs a sweep's tasks wherever they are done, writes each as it comes, and survives what happens.

Replicate 1 of all points first, then 2, ...: whatever time allows is a whole experiment. Points that follow the same
rules up to some month share that history (`runs.vertailu.elamat`): they go to a worker together and it is lived once.
A run that raises is a row with its error. A worker that dies takes its runs with it: each of them is run again alone,
twice if need be, and only what kills its worker every time is a failure. What is done is what the store holds, so a
sweep may be ended at any moment, by any means, and resumed.
"""

from __future__ import annotations

import dataclasses
import gc
import itertools
import math
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kalibrointi import alueet
from kalibrointi.viat import ViallinenSyote, Vika
from runs import pisteet as pt
from runs.ajo import Edistyminen, Rakentaja, rakenna_malli
from runs.suorittimet import Suoritin, worker_died
from runs.toistot import needed
from runs.tutkimus import Tulokset, Tutkimus, model_fingerprint, task_key
from runs.varasto import Varasto
from runs.varastokirjuri import KOKO, Kirjuri, Levyongelma, luo

if TYPE_CHECKING:
    import pandas as pd

    from runs.skenaariot import Skenaario

ERASSA_ENINTAAN = 24  # tasks that go to a worker together
ERIA_TYOLAISELLE = 2  # but each worker has at least so many turns
YKSIN_YRITYKSIA = 2  # times a run alone may kill its worker before it is a failure
LEVYA_ODOTETAAN = (1.0, 4.0, 10.0)  # seconds between tries to write to a disk that refuses


# --------------------------------------------------------------------------------------------------- tasks
@dataclass(frozen=True)
class Tehtava:
    """Tehtava (task): one run. Points whose worlds do not differ share it."""

    key: str
    points: tuple[int, ...]
    replicate: int
    seed: int
    scenario: Skenaario


@dataclass(frozen=True)
class Ajotulos:
    """What came of a task: yearly rows (year, measure, group, value, unit), or the error it failed with."""

    rows: pd.DataFrame | None
    seconds: float
    peak_mb: float
    error: str = ""


class Keskeytys(Exception):
    """Ended before the end; everything finished is on disk. `.folder`; `.vika` says why when it was not a person."""

    def __init__(self, folder: Path, vika: Vika | None = None) -> None:
        self.folder, self.vika = folder, vika
        super().__init__(str(folder))


class Suunnitelma:
    """Suunnitelma (plan): a study's points with their worlds, and the tasks they make.

    Raises `ViallinenSyote` when a point's values do not fit together.
    """

    def __init__(self, tutkimus: Tutkimus, pisteet: pd.DataFrame | None = None) -> None:
        self.study = tutkimus
        self.points = pt.points(tutkimus) if pisteet is None else pisteet
        if not len(self.points):
            raise ViallinenSyote(Vika("the study has no points: nothing would be run."))
        self.reference = pt.reference_of(tutkimus, self.points)
        self.model = model_fingerprint()
        self._alueet: dict[str, str] = {}  # region -> hash of its files
        viat: list[Vika] = []
        self.scenarios: list[Skenaario] = []
        for rivi in self.points.to_dict("records"):
            try:
                self.scenarios.append(tutkimus.scenario_of(rivi))
            except ViallinenSyote as virhe:
                viat += virhe.viat
        if viat:
            raise ViallinenSyote(list(dict.fromkeys(viat))[:50])
        self._ohjelmat = [s.ohjelma().fingerprint for s in self.scenarios]

    def tasks(self, replicate: int, points: Iterable[int] | None = None) -> list[Tehtava]:
        """One replicate of some points (default: all), each world once."""
        seed = self.study.replicates.seed + replicate - 1
        maailmat: dict[tuple[str, ...], list[int]] = {}
        for piste in range(len(self.points)) if points is None else points:
            s = self.scenarios[piste]
            maailmat.setdefault((self._ohjelmat[piste], s.region, s.end, str(s.otos)), []).append(piste)
        return [
            Tehtava(self._avain(omat[0], seed), tuple(omat), replicate, seed, self.scenarios[omat[0]])
            for omat in maailmat.values()
        ]

    def _avain(self, piste: int, seed: int) -> str:
        s = self.scenarios[piste]
        if s.region not in self._alueet:
            self._alueet[s.region] = alueet.tarkiste(s.region)
        return task_key(s, s.otos, seed, self.model, self._alueet[s.region])

    @property
    def fingerprint(self) -> str:
        """Hash of all points' worlds under this model."""
        import hashlib

        avaimet = [self._avain(piste, self.study.replicates.seed) for piste in range(len(self.points))]
        return hashlib.blake2b("\n".join(avaimet).encode(), digest_size=16).hexdigest()


def batches(tehtavat: Sequence[Tehtava], tyolaisia: int) -> list[tuple[Tehtava, ...]]:
    """Tasks that share history together, most shared first; enough batches that no worker is left without."""
    raja = max(1, min(ERASSA_ENINTAAN, len(tehtavat) // (ERIA_TYOLAISELLE * tyolaisia)))
    suvut: dict[tuple, list[tuple[tuple, Tehtava]]] = {}
    for tehtava in tehtavat:
        ohjelma = tehtava.scenario.ohjelma()
        suku = (tehtava.seed, tehtava.scenario.region, tehtava.scenario.otos, tuple(sorted(ohjelma.at(0).items())))
        muutokset = tuple((kk, tuple(sorted(ohjelma.changes(kk).items()))) for kk in ohjelma.change_months)
        suvut.setdefault(suku, []).append((muutokset, tehtava))
    erat = []
    for jasenet in suvut.values():
        jarjestyksessa = [tehtava for _, tehtava in sorted(jasenet, key=lambda j: repr(j[0]))]
        osia = math.ceil(len(jarjestyksessa) / raja)
        koko = math.ceil(len(jarjestyksessa) / osia)
        erat += [tuple(osa) for osa in itertools.batched(jarjestyksessa, koko)]
    return sorted(erat, key=lambda era: (era[0].replicate, min(min(t.points) for t in era)))


# --------------------------------------------------------------------------------------------------- in a worker
def live(skenaariot: Sequence[Skenaario], seed: int, kept: Tulokset, rakentaja: Rakentaja) -> list[Ajotulos]:
    """The runs of one batch. If one of them fails, each is run by itself: the others must not suffer."""
    if len(skenaariot) == 1:
        return _live(skenaariot, seed, kept, rakentaja)
    gc.freeze()  # what is here already is not looked through below
    try:
        return _live(skenaariot, seed, kept, rakentaja)
    finally:
        gc.collect()  # copies of a model made where histories part hold themselves: let go of them now, not some day
        gc.unfreeze()


def _live(skenaariot: Sequence[Skenaario], seed: int, kept: Tulokset, rakentaja: Rakentaja) -> list[Ajotulos]:
    from runs.vertailu import elamat

    alku = time.perf_counter()
    try:
        taulut = elamat(skenaariot, skenaariot[0].otos, seed, rakentaja)
        rivit = [_rivit(taulu, kept) for taulu in taulut]
    except Exception as virhe:
        if len(skenaariot) > 1:
            return [tulos for s in skenaariot for tulos in _live([s], seed, kept, rakentaja)]
        return [Ajotulos(None, time.perf_counter() - alku, _huippu_mb(), _virhe(virhe))]
    kesto = (time.perf_counter() - alku) / len(skenaariot)
    return [Ajotulos(taulu, kesto, _huippu_mb()) for taulu in rivit]


def _rivit(taulu: pd.DataFrame, kept: Tulokset) -> pd.DataFrame:
    """Yearly rows under the store's names, those that are kept. Raises ValueError when nothing is left of a measure."""
    nimet = {"vuosi": "year", "mittari": "measure", "ryhma": "group", "arvo": "value", "yksikko": "unit"}
    taulu = taulu.rename(columns=nimet)[list(nimet.values())]
    for sarake, raja in (("measure", kept.measures), ("group", kept.groups), ("year", kept.years)):
        if raja:
            puuttuu = set(raja) - set(taulu[sarake])
            if puuttuu:
                raise ValueError(f"the model gives no {sarake} {sorted(map(str, puuttuu))[0]!r}")
            taulu = taulu[taulu[sarake].isin(raja)]
    return taulu.reset_index(drop=True)


def _virhe(virhe: BaseException) -> str:
    """An error as one line: what, and where in the code."""
    import traceback

    if isinstance(virhe, MemoryError):
        return "MemoryError: the run asked for more memory than its worker may have"
    kehykset = traceback.extract_tb(virhe.__traceback__)
    missa = f" ({Path(kehykset[-1].filename).name}:{kehykset[-1].lineno})" if kehykset else ""
    ensi = (str(virhe).splitlines() or [""])[0]
    return f"{type(virhe).__name__}: {ensi}{missa}"


def _huippu_mb() -> float:
    """Largest memory of this process so far."""
    import resource
    import sys

    huippu = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(huippu / (1024 if sys.platform != "darwin" else 1 << 20), 1)


# --------------------------------------------------------------------------------------------------- the engine
class Moottori:
    """Moottori (engine): does tasks, writes what comes of them. `edistyi`: (runs done, runs planned)."""

    def __init__(
        self,
        kirjuri: Kirjuri,
        suoritin: Suoritin,
        kept: Tulokset,
        rakentaja: Rakentaja = rakenna_malli,
        edistyi: Edistyminen | None = None,
        odota: Callable[[float], None] = time.sleep,
    ) -> None:
        self.kirjuri, self.suoritin, self.kept, self.rakentaja = kirjuri, suoritin, kept, rakentaja
        self.edistyi, self.odota = edistyi or (lambda tehty, kaikkiaan: None), odota
        self.kaikkiaan, self.tehty = 0, 0
        self._matkalla: dict[Future, tuple[Tehtava, ...]] = {}
        self._epaillyt: deque[Tehtava] = deque()

    def run(self, tehtavat: Sequence[Tehtava]) -> None:
        """Do what is not done yet, and put it on disk. Raises `Levyongelma` when the disk refuses for good."""
        tekematta = [t for t in tehtavat if any((t.key, p) not in self.kirjuri.done for p in t.points)]
        jono = iter(batches(tekematta, self.suoritin.workers))
        for era in jono:
            self._laheta(era)
            while len(self._matkalla) >= self.suoritin.window:
                self._vastaanota()
        while self._matkalla:
            self._vastaanota()
        self.flush()

    def _laheta(self, era: tuple[Tehtava, ...]) -> None:
        """Give a batch to a worker. The pool may be found broken here too."""
        tyo = ([t.scenario for t in era], era[0].seed, self.kept, self.rakentaja)
        try:
            tuleva = self.suoritin.submit(live, *tyo)
        except Exception as virhe:
            if not worker_died(virhe):
                raise
            self._matkalla[_kuollut(virhe)] = era
            self._vastaanota()
            return
        self._matkalla[tuleva] = era

    def _vastaanota(self) -> None:
        """Wait for at least one batch; write what has waited long enough."""
        valmiit, _ = wait(self._matkalla, timeout=1.0, return_when=FIRST_COMPLETED)
        kuoli = False
        for tuleva in valmiit:
            kuoli |= self._kirjaa(tuleva, self._matkalla.pop(tuleva))
        if kuoli:
            self._toivu()
        if self.kirjuri.due():
            self.flush()

    def _kirjaa(self, tuleva: Future, era: tuple[Tehtava, ...]) -> bool:
        """Note a batch's results; True when its worker died instead."""
        virhe = tuleva.exception()
        if virhe is None:
            for tehtava, tulos in zip(era, tuleva.result(), strict=True):
                self._lisaa(tehtava, tulos)
            return False
        if worker_died(virhe):
            self._epaillyt.extend(era)
            return True
        if len(era) > 1:  # a result that cannot be sent, say: each alone
            for tehtava in era:
                self._laheta((tehtava,))
        else:
            self._lisaa(era[0], Ajotulos(None, 0.0, 0.0, _virhe(virhe)))
        return False

    def _toivu(self) -> None:
        """A worker died: all that was with the workers is under suspicion, and is run again one by one."""
        for tuleva in list(self._matkalla):  # those that were finished before it
            with suppress(Exception):
                tuleva.exception(timeout=30)
            if tuleva.done() and not self._kirjaa(tuleva, self._matkalla.pop(tuleva)):
                continue
            self._matkalla.pop(tuleva, None)
        self.suoritin.renew(alone=True)
        self.kirjuri.tapahtuma("worker-died", suspects=len(self._epaillyt))
        self.flush()
        while self._epaillyt:
            tehtava = self._epaillyt.popleft()
            self._lisaa(tehtava, self._yksin(tehtava))
        self.suoritin.renew()

    def _yksin(self, tehtava: Tehtava) -> Ajotulos:
        """One task with nothing else under way."""
        for _ in range(YKSIN_YRITYKSIA):
            try:
                tyo = ([tehtava.scenario], tehtava.seed, self.kept, self.rakentaja)
                tulos: Ajotulos = self.suoritin.submit(live, *tyo).result()[0]
                return tulos
            except Exception as virhe:
                if not worker_died(virhe):
                    return Ajotulos(None, 0.0, 0.0, _virhe(virhe))
                self.suoritin.renew(alone=True)
        return Ajotulos(None, 0.0, 0.0, "the worker died (out of memory, or killed), alone and more than once")

    def _lisaa(self, tehtava: Tehtava, tulos: Ajotulos) -> None:
        for piste in tehtava.points:
            self.kirjuri.add(
                {
                    "task": tehtava.key, "point": piste, "replicate": tehtava.replicate, "seed": tehtava.seed,
                    "seconds": round(tulos.seconds, 4), "peak_mb": tulos.peak_mb, "error": tulos.error,
                },
                tulos.rows,
            )  # fmt: skip
            self.tehty += 1
        if tulos.error:
            self.kirjuri.tapahtuma("failed", task=tehtava.key, points=list(tehtava.points), error=tulos.error)
        self.edistyi(self.tehty, self.kaikkiaan)

    def flush(self) -> None:
        """Write what waits; a disk that refuses is given some time. Raises `Levyongelma`."""
        for tauko in (*LEVYA_ODOTETAAN, None):
            try:
                self.kirjuri.flush()
                return
            except Levyongelma:
                if tauko is None:
                    raise
                self.odota(tauko)


def _kuollut(virhe: BaseException) -> Future:
    tuleva: Future = Future()
    tuleva.set_exception(virhe)
    return tuleva


# --------------------------------------------------------------------------------------------------- a sweep
@dataclass(frozen=True)
class Loppu:
    """How a call ended: runs planned, done and failed in all, reused from earlier sweeps, and whether it is sealed."""

    folder: Path
    planned: int
    done: int
    failed: int
    computed: int
    reused: int
    sealed: bool
    seconds: float


def begin(tutkimus: Tutkimus | Suunnitelma, kansio: Path, komento: Sequence[str] = ()) -> Suunnitelma:
    """Make a sweep's folder; an unfinished one is taken as it is. Raises `ViallinenSyote` if it is of another study."""
    from runs.sweepmanifesti import manifest

    suunnitelma = Suunnitelma(tutkimus) if isinstance(tutkimus, Tutkimus) else tutkimus
    if (Path(kansio) / "points.parquet").is_file():
        check_same(Varasto(kansio), suunnitelma)
    else:
        luo(Path(kansio), manifest(suunnitelma, komento), suunnitelma.study.source, suunnitelma.points)
    return suunnitelma


def check_same(varasto: Varasto, suunnitelma: Suunnitelma) -> None:
    """Is the folder of this very study, model, facts and scenarios? Raises `ViallinenSyote` in plain words."""
    oma, vanha = suunnitelma, varasto.manifest
    if vanha["points_fingerprint"] == oma.fingerprint and vanha["study"]["fingerprint"] == oma.study.fingerprint:
        return
    if vanha["study"]["fingerprint"] != oma.study.fingerprint:
        syy = "the study file has changed since this sweep began"
    elif vanha["hashes"]["model"] != oma.model:
        syy = "the model, its facts or its libraries have changed since this sweep began"
    else:
        syy = "a scenario or a parameter's default has changed since this sweep began"
    viesti = f"{syy}: results would mix. Give a new folder; what has not changed is taken from the old one."
    raise ViallinenSyote(Vika(viesti, str(varasto.path)))


def sweep(
    kansio: Path,
    suoritin: Suoritin,
    *,
    suunnitelma: Suunnitelma | None = None,
    shard: tuple[int, int] | None = None,
    retry: bool = False,
    reuse: Iterable[Varasto] = (),
    rakentaja: Rakentaja = rakenna_malli,
    progress: Edistyminen | None = None,
    kello: Callable[[], float] = time.monotonic,
) -> Loppu:
    """Do what a sweep's folder still lacks; seal it when nothing is left.

    shard: (k, N), the k-th of N parts, k from 1; retry: run failures again; reuse: earlier sweeps whose runs may be
    taken. Raises `Keskeytys` on Ctrl-C, SIGTERM or SIGUSR1 and when the disk refuses; `ViallinenSyote` when the folder
    is in use or of another model.
    """
    alku = kello()
    varasto = Varasto(kansio)
    if suunnitelma is None:
        suunnitelma = Suunnitelma(varasto.study, varasto.points())
        check_same(varasto, suunnitelma)
    nimi = f"{shard[0]}of{shard[1]}" if shard else KOKO
    with Kirjuri(kansio, nimi, kello) as kirjuri:
        kirjuri.tapahtuma("start", done=len(kirjuri.done), retry=retry, workers=suoritin.workers)
        if retry:
            kirjuri.unseal()
            kirjuri.done = {avain: True for avain, onnistui in kirjuri.done.items() if onnistui}
        moottori = Moottori(kirjuri, suoritin, suunnitelma.study.outcomes, rakentaja, progress)
        try:
            with kirjuri.keskeytin.kuunnellen():
                otettu = _kayta_uudelleen(kirjuri, suunnitelma, reuse, shard)
                suunniteltu = _toistot(moottori, suunnitelma, shard)
            suoritin.close()
        except (KeyboardInterrupt, Levyongelma) as virhe:
            suoritin.close(now=True)
            raise _keskeyta(kirjuri, virhe) from None
        except BaseException:
            suoritin.close(now=True)
            with suppress(Exception):
                kirjuri.flush()
            raise
        tila = list(kirjuri.done.values())
        epaonnistui = tila.count(False)
        sinetoity = _sinetoi(kirjuri, suunnitelma, suunniteltu, shard)
    luvut = (len(tila) - epaonnistui, epaonnistui, moottori.tehty, otettu)
    return Loppu(Path(kansio), suunniteltu, *luvut, sinetoity, kello() - alku)


def _toistot(moottori: Moottori, suunnitelma: Suunnitelma, shard: tuple[int, int] | None) -> int:
    """All replicates, one after another over all points; returns the number of (task, point) pairs planned."""
    toistot = suunnitelma.study.replicates
    ensin = _osa([suunnitelma.tasks(r) for r in range(1, toistot.first + 1)], shard)
    suunniteltu = sum(len(t.points) for tehtavat in ensin for t in tehtavat)
    _ilmoita(moottori, suunniteltu)
    for tehtavat in ensin:
        moottori.run(tehtavat)
    if not toistot.adaptive or shard:
        return suunniteltu
    tehty = dict.fromkeys(range(len(suunnitelma.points)), toistot.first)
    while lisaa := needed(suunnitelma, moottori.kirjuri.varasto, tehty):
        uudet: dict[int, list[int]] = {}
        for piste, maara in lisaa.items():
            for r in range(tehty[piste] + 1, maara + 1):
                uudet.setdefault(r, []).append(piste)
            tehty[piste] = maara
        suunniteltu = sum(tehty.values())
        _ilmoita(moottori, suunniteltu)
        for r in sorted(uudet):
            moottori.run(suunnitelma.tasks(r, sorted(uudet[r])))
    return suunniteltu


def _ilmoita(moottori: Moottori, suunniteltu: int) -> None:
    moottori.kaikkiaan = suunniteltu - len(moottori.kirjuri.done) + moottori.tehty
    moottori.kirjuri.tapahtuma("planned", tasks=suunniteltu)
    moottori.edistyi(moottori.tehty, moottori.kaikkiaan)


def _osa(toistot: list[list[Tehtava]], shard: tuple[int, int] | None) -> list[list[Tehtava]]:
    """The part of a shard: every N-th task of the whole list, so that parts are of one size whatever their number."""
    if shard is None:
        return toistot
    k, osia = shard
    numero = itertools.count()
    return [[t for t in tehtavat if next(numero) % osia == k - 1] for tehtavat in toistot]


def _sinetoi(kirjuri: Kirjuri, suunnitelma: Suunnitelma, suunniteltu: int, shard: tuple[int, int] | None) -> bool:
    """Seal when the whole is done. A shard looks at what the others have written."""
    luvut: dict[str, Any] = {"runs": len(kirjuri.done), "failed": list(kirjuri.done.values()).count(False)}
    if shard:
        toistot = suunnitelma.study.replicates
        ajot = kirjuri.varasto.runs()
        if toistot.adaptive or len(ajot) < toistot.first * len(suunnitelma.points):
            return False
        luvut = {"runs": len(ajot), "failed": int((ajot["error"] != "").sum())}
    elif len(kirjuri.done) < suunniteltu:
        return False
    if (kirjuri.kansio / "SEAL").is_file():
        return True
    return kirjuri.seal(**luvut)


def _keskeyta(kirjuri: Kirjuri, virhe: BaseException) -> Keskeytys:
    """Write what there is, and say how it ended."""
    vika = virhe.vika if isinstance(virhe, Levyongelma) else None
    try:
        kirjuri.flush()
    except Levyongelma as toinen:
        vika = toinen.vika
    kirjuri.tapahtuma("interrupted", reason=str(vika) if vika else "asked")
    return Keskeytys(kirjuri.kansio, vika)


def _kayta_uudelleen(
    kirjuri: Kirjuri, suunnitelma: Suunnitelma, muut: Iterable[Varasto], shard: tuple[int, int] | None
) -> int:
    """Take from earlier sweeps the runs that are the same, bit for bit, as those asked; returns how many."""
    toistot = suunnitelma.study.replicates
    otettu = 0
    for muu in muut:
        if muu.path.resolve() == kirjuri.kansio.resolve() or not covers(muu, suunnitelma):
            continue
        tehtavat = [t for ts in _osa([suunnitelma.tasks(r) for r in range(1, toistot.most + 1)], shard) for t in ts]
        omat = otettavat(kirjuri.done, tehtavat, muu)
        if omat:
            _kopioi(kirjuri, muu, omat, suunnitelma.study.outcomes)
            maara = sum(len(t.points) for t in omat)
            kirjuri.tapahtuma("reused", runs=maara, folder=str(muu.path))
            otettu += maara
    return otettu


def covers(muu: Varasto, suunnitelma: Suunnitelma) -> bool:
    """Was it made by this model, and did it keep all we keep? A neighbour that does not say so did not."""
    tulokset, malli = muu.manifest.get("outcomes"), muu.manifest.get("hashes", {}).get("model")
    if tulokset is None or malli != suunnitelma.model:
        return False
    omat = Tulokset(**{nimi: tuple(arvo) for nimi, arvo in tulokset.items()})
    return omat.covers(suunnitelma.study.outcomes)


def otettavat(done: Mapping[tuple[str, int], bool], tehtavat: Sequence[Tehtava], muu: Varasto) -> list[Tehtava]:
    """Tasks not done here that succeeded there."""
    ajot = muu.runs()
    siella = set(ajot.loc[ajot["error"] == "", "task"])
    return [t for t in tehtavat if t.key in siella and any((t.key, p) not in done for p in t.points)]


def _kopioi(kirjuri: Kirjuri, muu: Varasto, tehtavat: Sequence[Tehtava], kept: Tulokset) -> None:
    ajot = muu.runs().drop_duplicates("task").set_index("task")
    rajat = (kept.measures or None, kept.years or None, kept.groups or None)
    rivit = muu.results(*rajat).drop_duplicates(["task", "year", "measure", "group"])
    rivit = dict(tuple(rivit[rivit["task"].isin([t.key for t in tehtavat])].groupby("task")))
    for tehtava in tehtavat:
        vanha = ajot.loc[tehtava.key]
        tiedot = {"seconds": float(vanha["seconds"]), "peak_mb": float(vanha["peak_mb"]), "error": ""}
        for piste in tehtava.points:
            oma = {"task": tehtava.key, "point": piste, "replicate": tehtava.replicate, "seed": tehtava.seed}
            kirjuri.add({**oma, **tiedot}, rivit[tehtava.key])
    kirjuri.flush()


def as_dict(loppu: Loppu) -> dict[str, Any]:
    """JSON-able."""
    return {**dataclasses.asdict(loppu), "folder": str(loppu.folder)}
