"""What the browser computes: paired worlds in worker processes, so that nobody's run freezes anybody's page.

A seed always goes to the same worker, which keeps lived histories: the baseline once for all its viewers, and a
scenario up to the January in which a viewer's levers take effect. Only what differs is lived anew.
"""

from __future__ import annotations

import asyncio
import itertools
import multiprocessing
import os
import queue
import threading
from collections import OrderedDict, deque
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from runs import prosessit
from runs.skenaariot import Skenaario
from runs.vertailu import peilit
from visualisointi.selain import asukkaat
from visualisointi.selain.asukkaat import Elamat, Joukko
from visualisointi.selain.nakyma import Nakyma

if TYPE_CHECKING:
    import pandas as pd

    from agentit.ohjelma import Ohjelma
    from runs import miksi
    from runs.kannustinraportti import Kannustinraportti
    from visualisointi.selain.keskuskartta import Keskukset
    from visualisointi.selain.oletusmaailmat import Oletusvastaus


@dataclass(frozen=True)
class Vaihe:
    """One stage of an answer: sample, number of pairs, whether it is only provisional, and how many years are lived
    from the last reform or the levers' start on (0: to the end)."""

    otos: float
    pareja: int
    alustava: bool
    vuosia: int = 0


class Arpa(NamedTuple):
    """Whose lives, and whose luck: sample, seed, and the seed whose luck organisations have in the mirror."""

    otos: float
    seed: int
    peili: int | None = None


SYYOTOS, SYYPAREJA = 0.01, 4  # what the decomposition of a difference is made with
VAIHEET = (Vaihe(0.01, 1, True, 3), Vaihe(0.02, 8, False))
VALIIN = 2  # pairs after which an answer that is being refined is shown as far as it is
NAYTTAVA = Arpa(asukkaat.OTOS, asukkaat.SIEMEN)  # whose residents and centres are shown one by one
TYONTEKIJOITA = prosessit.suorittimia()
HAARAVUODET = (2021, 2023)  # Januaries in which the shipped scenarios part from each other
# bytes of lived worlds that workers keep, all together, by `tavuja`; half of it is what eight pairs of one scenario
# take, and a process takes some 1.4 times its share and 0.3 GB (measured)
MUISTIA = 1_500_000_000
PAIKKOJA = 2048  # jobs under way that can be cancelled; a viewer has three at most
ENNAKOITA = 32  # first answers begun before they were asked for


@dataclass(frozen=True)
class Tulos:
    """An answer so far: yearly rows of both worlds for every seed, at one sample."""

    ajot: pd.DataFrame  # skenaario ('a' | 'b'), seed, vuosi, mittari, ryhma, arvo, yksikko
    vaihe: Vaihe
    pareja: int


# --------------------------------------------------------------------------------------------------- in a worker
class _Peruttu(Exception):
    pass


_perutut: Any = None
_edistys: Any = None  # by place: share of a long job that is done
_historiat: OrderedDict[tuple, Any] = OrderedDict()


def _alusta(perutut: Any, edistys: Any) -> None:
    """Of a worker process: it leaves Ctrl-C to the server, ends with it, and runs behind it."""
    global _perutut, _edistys
    _perutut, _edistys = perutut, edistys
    prosessit.alusta_tyolainen()
    os.nice(5)


def _tarkista(paikka: int) -> None:
    if _perutut is not None and _perutut[paikka]:
        raise _Peruttu


def _avain(skenaario: Skenaario, ohjelma: Ohjelma, arpa: Arpa) -> tuple:
    muutokset = tuple((kk, tuple(sorted(ohjelma.changes(kk).items()))) for kk in ohjelma.change_months)
    return skenaario.region, skenaario.end, tuple(sorted(ohjelma.at(0).items())), muutokset, arpa


class _Historia:
    """A world lived so far, with copies of it at Januaries in which policies may part."""

    def __init__(self, malli: Any, ohjelma: Ohjelma) -> None:
        self.malli, self.ohjelma = malli, ohjelma
        self.rivit: dict[int, pd.DataFrame] = {}  # yearly results by the months they are of
        self.haarat: dict[int, bytes] = {}  # `tilannekuva.nukuta`
        self.keskukset: list[Any] = []  # by month (`keskuskartta.kirjaa`), of the seed that is shown one by one

    def ela(self, kk: int, paikka: int, tallella: Sequence[int], kirjataan: bool = False) -> None:
        from runs.tilannekuva import nukuta
        from visualisointi.selain import keskuskartta

        while self.malli.kk < kk:
            _tarkista(paikka)
            if self.malli.kk in tallella and self.malli.kk not in self.haarat:
                self.haarat[self.malli.kk] = nukuta(self.malli)
            if not kirjataan:
                self.malli.run_for(12)
                continue
            for _kk in range(12):
                self.malli.run_for(1)
                self.keskukset.append(keskuskartta.kirjaa(self.malli.malli))

    @property
    def tavuja(self) -> int:
        """Memory it takes: residents' columns are nearly all of a world."""
        sarakkeet = self.malli.malli.sidonta.b.columns.values()
        return sum(x.nbytes for x in sarakkeet) + sum(map(len, self.haarat.values()))

    def tulokset(self, kk: int) -> pd.DataFrame:
        """Yearly rows of the first `kk` months but those that no page shows: they would only be sent."""
        if kk not in self.rivit:
            taulu = self.malli.results("vuosi", kk)
            vaiheet = taulu["mittari"].str.startswith("ketju_kado") & taulu["ryhma"].str.contains(":")
            self.rivit[kk] = taulu[~vaiheet]
        return self.rivit[kk]


def _historia(
    skenaario: Skenaario, arpa: Arpa, paikka: int, haaraksi: Sequence[int], kk: int | None = None
) -> _Historia:
    """The lived world of a scenario, to its end or for at least `kk` months, from memory or lived now; it branches off
    a kept one where it can."""
    from runs.esittelymitat import rakenna
    from runs.tilannekuva import herata

    ohjelma = skenaario.ohjelma()
    avain = _avain(skenaario, ohjelma, arpa)
    loppu, kirjataan = kk or skenaario.months, arpa == NAYTTAVA
    if avain in _historiat:
        _historiat.move_to_end(avain)
        _historiat[avain].ela(loppu, paikka, haaraksi, kirjataan)
        return _historiat[avain]
    paras, alku = None, 0
    for muu_avain, muu in _historiat.items():
        if muu_avain[:2] != avain[:2] or muu_avain[-1] != avain[-1]:
            continue
        ero = muu.ohjelma.first_difference(ohjelma)
        yhteiset = [kk for kk in muu.haarat if ero is None or kk <= ero]
        if yhteiset and max(yhteiset) > alku:
            paras, alku = muu, max(yhteiset)
    if paras is None:
        uusi = _Historia(rakenna(skenaario, arpa.otos, arpa.seed), ohjelma)
        if arpa.peili is not None:
            uusi.malli.peilaa(arpa.peili)
    else:
        uusi = _Historia(herata(paras.haarat[alku]), ohjelma)
        uusi.malli.ohjelma, uusi.keskukset = ohjelma, paras.keskukset[:alku]
    uusi.ela(loppu, paikka, haaraksi, kirjataan)
    _historiat[avain] = uusi
    while len(_historiat) > 1 and sum(h.tavuja for h in _historiat.values()) > MUISTIA // TYONTEKIJOITA:
        _historiat.popitem(last=False)
    return uusi


def _pari(
    a: Skenaario,
    b: Skenaario,
    esivalinta: Skenaario,
    haarat: Sequence[int],
    arpa: Arpa,
    kk: int,
    paikka: int,
) -> pd.DataFrame:
    """Both worlds with one seed: yearly rows of `kk` months."""
    import pandas as pd

    taulut = []
    for nimi, maailma in (("a", a), ("b", b)):
        if nimi == "b" and b is not esivalinta:
            _historia(esivalinta, arpa, paikka, haarat, kk)
        # nothing parts from a viewer's own world: copies of it would only take time and memory
        oma = nimi == "b" and b is not esivalinta
        historia = _historia(maailma, arpa, paikka, () if oma else haarat, kk)
        taulut.append(historia.tulokset(kk).assign(skenaario=nimi, seed=arpa.seed))
    return pd.concat(taulut, ignore_index=True)


def _syy(a: Skenaario, b: Skenaario, otos: float, seed: int, mittari: str, paikka: int) -> miksi.Siementulos:
    """One seed of `sote why`."""
    from runs import miksi

    return miksi.siemen(a, b, otos, seed, miksi.Kysymys(mittari), eletty=lambda _kk: _tarkista(paikka))


def _joukot(a: Skenaario, b: Skenaario, esivalinta: Skenaario, haarat: Sequence[int], paikka: int) -> dict[str, Joukko]:
    """Residents to follow."""
    from visualisointi.selain import asukkaat

    perus = _historia(a, NAYTTAVA, paikka, haarat)
    if b is not esivalinta:
        _historia(esivalinta, NAYTTAVA, paikka, haarat)
    return asukkaat.joukot(perus.malli.malli, _historia(b, NAYTTAVA, paikka, haarat).malli.malli)


def _elamat(a: Skenaario, b: Skenaario, tunnus: int, naytteet: Sequence[str], paikka: int) -> Elamat:
    """One resident's life in both worlds."""
    from visualisointi.selain import asukkaat

    def edistyi(n: int, kaikki: int) -> None:
        _tarkista(paikka)
        if _edistys is not None:
            _edistys[paikka] = n / kaikki

    return asukkaat.elamat((a, b), tunnus, asukkaat.OTOS, asukkaat.SIEMEN, naytteet, edistyi)


def _oletuspari(a: Skenaario, b: Skenaario, otos: float, seed: int, missa: int, paikka: int) -> tuple[int, int, Any]:
    """One seed of one world of assumptions: its place, the seed, the table."""
    from visualisointi.selain import oletusmaailmat

    return missa, seed, oletusmaailmat.pari(a, b, otos, seed, lambda: _tarkista(paikka))


def _kannustimet(
    a: Skenaario, b: Skenaario, esivalinta: Skenaario, haarat: Sequence[int], paikka: int
) -> tuple[Kannustinraportti, Kannustinraportti]:
    """What one more client is worth in the last December, in both worlds."""
    from agentit.kannustimet import kannustimet
    from runs.kannustinraportti import Kannustinraportti

    raportit = []
    for maailma in (a, esivalinta, b):
        malli = _historia(maailma, NAYTTAVA, paikka, haarat).malli.malli
        rivit = tuple(kannustimet(malli))
        vuosi = int(maailma.end[:4])
        raportit.append(Kannustinraportti(maailma.label, vuosi, asukkaat.OTOS, asukkaat.SIEMEN, rivit))
    return raportit[0], raportit[2]


def _keskukset(a: Skenaario, b: Skenaario, esivalinta: Skenaario, haarat: Sequence[int], paikka: int) -> Keskukset:
    """The centre map of both worlds."""
    from visualisointi.selain import keskuskartta

    perus = _historia(a, NAYTTAVA, paikka, haarat)
    if b is not esivalinta:
        _historia(esivalinta, NAYTTAVA, paikka, haarat)
    muu = _historia(b, NAYTTAVA, paikka, ())
    return keskuskartta.koosta(perus.malli.malli, muu.malli.malli, perus.keskukset, muu.keskukset)


def _lammita(paikka: int) -> int:
    """Import and load the compiled rules before the first question."""
    import runs

    runs.build("nykytila-2017", otos=0.002, seed=1).run_for(1)
    return os.getpid()


# --------------------------------------------------------------------------------------------------- in the server
class Hylatty(Exception):
    """Nobody looks at this page any more: its work is not done."""


def arvat(vaihe: Vaihe) -> list[Arpa]:
    """Whose lives a stage lives: the very runs of `sote compare` with as many pairs and the same sample."""
    siemenet = range(1, vaihe.pareja + 1)
    return [Arpa(vaihe.otos, seed, peili) for seed, peili in zip(siemenet, peilit(siemenet), strict=True)]


def _kuukausia(nakyma: Nakyma, vaihe: Vaihe) -> int:
    """Months of a stage, from the start of the baseline."""
    a, alku = nakyma.perusta(), max(nakyma.alkaen, *HAARAVUODET)
    return min(a.kk(f"{alku + vaihe.vuosia}-01"), a.months) if vaihe.vuosia else a.months


class _Paikat:
    """Where a job's worker looks whether it is cancelled, and tells how far it is. A place is a job's own until its
    work is done; place 0 is of work that nobody cancels."""

    def __init__(self) -> None:
        konteksti = multiprocessing.get_context("spawn")
        self.perutut = konteksti.RawArray("b", PAIKKOJA)
        self.edistys = konteksti.RawArray("d", PAIKKOJA)
        self.vapaat, self.lukko = deque(range(1, PAIKKOJA)), threading.Lock()

    def varaa(self) -> int:
        """A free place; 0 when there is none."""
        with self.lukko:
            if not self.vapaat:
                return 0
            paikka = self.vapaat.popleft()
            self.perutut[paikka], self.edistys[paikka] = 0, 0.0
            return paikka

    def vapauta(self, paikka: int, tulevat: Sequence[Future]) -> None:
        """Free it when all its work is done, cancelled or failed."""
        jaljella = itertools.count(len(tulevat) - 1, -1)

        def valmistui(_tuleva: Future) -> None:
            if next(jaljella) == 0 and paikka:
                with self.lukko:
                    self.vapaat.append(paikka)

        for tuleva in tulevat:
            tuleva.add_done_callback(valmistui)

    def peru(self, paikka: int, *tulevat: Future) -> None:
        """End these, waiting or under way."""
        with self.lukko:
            if paikka and not all(tuleva.done() for tuleva in tulevat):
                self.perutut[paikka] = 1
        for tuleva in tulevat:
            tuleva.cancel()


class _Tekija:
    """One worker process and what waits for it: first answers before anybody's refinements."""

    def __init__(self, paikat: _Paikat) -> None:
        self.paikat = paikat
        self.jono: queue.PriorityQueue[tuple[int, int, Future, Callable[..., Any], tuple]] = queue.PriorityQueue()
        self.numero = itertools.count()
        self.suljettu = False
        self._avaa()
        threading.Thread(target=self._palvele, daemon=True).start()

    def _avaa(self) -> None:
        konteksti = multiprocessing.get_context("spawn")
        yhteiset = self.paikat.perutut, self.paikat.edistys
        self.allas = ProcessPoolExecutor(1, konteksti, initializer=_alusta, initargs=yhteiset)

    def anna(self, tarkeys: int, tyo: Callable[..., Any], *tiedot: Any) -> Future:
        """Work to be done; the smaller `tarkeys`, the sooner."""
        tuleva: Future = Future()
        self.jono.put((tarkeys, next(self.numero), tuleva, tyo, tiedot))
        return tuleva

    def _palvele(self) -> None:
        while not self.suljettu:
            _tarkeys, _numero, tuleva, tyo, tiedot = self.jono.get()
            if not tuleva.set_running_or_notify_cancel():
                continue
            try:
                tuleva.set_result(self._tee(tyo, tiedot))
            except BaseException as virhe:
                tuleva.set_exception(virhe)

    def _tee(self, tyo: Callable[..., Any], tiedot: tuple, uudelleen: bool = True) -> Any:
        """Have the process do it; where it died, of memory perhaps, a new one once more."""
        try:
            return self.allas.submit(tyo, *tiedot).result()
        except BrokenProcessPool:
            if self.suljettu:
                raise
            self._avaa()
            if not uudelleen:
                raise
        return self._tee(tyo, tiedot, uudelleen=False)

    def sulje(self) -> None:
        """End the process, whatever it is doing."""
        self.suljettu = True
        prosessit.lopeta(self.allas)


class Laskin:
    """Worker processes, one for each processor; a seed always goes to the same one."""

    def __init__(self, tyontekijoita: int = TYONTEKIJOITA) -> None:
        self.paikat = _Paikat()
        self.ennakot: OrderedDict[Nakyma, tuple[int, Future]] = OrderedDict()  # place and work begun for a view
        self.tekijat = [_Tekija(self.paikat) for _ in range(tyontekijoita)]
        for tekija in self.tekijat:
            tekija.anna(0, _lammita, 0)

    @property
    def jonossa(self) -> int:
        """Pairs that wait."""
        return sum(tekija.jono.qsize() for tekija in self.tekijat)

    async def vastaa(
        self,
        nakyma: Nakyma,
        edistyi: Callable[[Vaihe, int], None],
        vaiheet: Sequence[Vaihe] = VAIHEET,
        katsotaan: Callable[[], bool] = lambda: True,
    ) -> AsyncGenerator[Tulos]:
        """Answers of growing precision, each stage's as far as it is after every `VALIIN` pairs; `edistyi` is told of
        pairs between them. Closing the generator ends the work within a year of the model.

        Raises `Hylatty` when `katsotaan` (does anybody look?) says no.
        """
        import pandas as pd

        for vaihe in vaiheet:
            tieto, kk = self._maailmat(nakyma), _kuukausia(nakyma, vaihe)
            tyot = [(arpa.seed, (*tieto, arpa, kk)) for arpa in arvat(vaihe)]
            tarkeys = 1 + VAIHEET.index(vaihe) if vaihe in VAIHEET else 2
            alulla = self.ennakot.pop(nakyma.maailmoina(), None) if vaihe == VAIHEET[0] else None
            if alulla is not None and alulla[1].done() and (alulla[1].cancelled() or alulla[1].exception()):
                alulla = None  # what went wrong before it was asked for is no answer: it is begun again
            valmiit: list[pd.DataFrame] = []
            async with aclosing(self._tee(tarkeys, _pari, tyot, katsotaan, alulla=alulla)) as taulut:
                async for taulu in taulut:
                    valmiit.append(taulu)
                    n = len(valmiit)
                    if n % VALIIN and n < vaihe.pareja:
                        edistyi(vaihe, n)
                    else:
                        ajot = pd.concat(valmiit, ignore_index=True).sort_values("seed", kind="stable")
                        yield Tulos(ajot, vaihe if n == vaihe.pareja else replace(vaihe, alustava=True), n)

    def _maailmat(self, nakyma: Nakyma) -> tuple[Any, ...]:
        """What a pair of worlds is lived by."""
        a, b = nakyma.perusta(), nakyma.maailma()
        return a, b, nakyma.esivalinta(), self._haarat(nakyma, a)

    def ennakoi(self, nakyma: Nakyma, entinen: Nakyma) -> None:
        """Begin the first answer of a view before its page asks for it, in place of what was begun for the one before.

        The page has then the time it takes to draw itself anew, and a hand to come to rest, for nothing."""
        maailmat, vaihe = nakyma.maailmoina(), VAIHEET[0]
        if maailmat == entinen.maailmoina():
            return
        if (turha := self.ennakot.pop(entinen.maailmoina(), None)) is not None:
            self.paikat.peru(*turha)
        if maailmat not in self.ennakot:
            paikka = self.paikat.varaa()
            tieto = (*self._maailmat(nakyma), Arpa(vaihe.otos, 1), _kuukausia(nakyma, vaihe))
            alulla = self._anna(1, _pari, (1, tieto), paikka)
            self.paikat.vapauta(paikka, [alulla])
            self.ennakot[maailmat] = paikka, alulla
        while len(self.ennakot) > ENNAKOITA:
            self.paikat.peru(*self.ennakot.popitem(last=False)[1])

    def _anna(self, tarkeys: int, tyo: Callable[..., Any], mita: tuple[int, tuple], paikka: int) -> Future:
        seed, tieto = mita
        return self.tekijat[seed % len(self.tekijat)].anna(tarkeys, tyo, *tieto, paikka)

    async def _tee(
        self,
        tarkeys: int,
        tyo: Callable[..., Any],
        tyot: Sequence[tuple[int, tuple]],
        katsotaan: Callable[[], bool] = lambda: True,
        edistyi: Callable[[float], None] | None = None,
        alulla: tuple[int, Future] | None = None,
    ) -> AsyncGenerator[Any]:
        """Results of `tyo(*what, place)` for (seed, what), as they come; leaving the loop ends the rest.

        edistyi: told once a second what share of the work its worker says is done; alulla: place and future of the
        first of them, where it has been begun.
        """
        omat = tyot if alulla is None else tyot[1:]
        paikka = self.paikat.varaa() if omat else 0
        tulevat = [self._anna(tarkeys, tyo, mita, paikka) for mita in omat]
        self.paikat.vapauta(paikka, tulevat)
        kesken = {asyncio.wrap_future(tuleva) for tuleva in (*tulevat, *((alulla[1],) if alulla else ()))}
        try:
            while kesken:
                valmiit, kesken = await asyncio.wait(kesken, timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
                for valmis in valmiit:
                    yield valmis.result()
                if kesken and not katsotaan():
                    raise Hylatty
                if kesken and edistyi:
                    edistyi(self.paikat.edistys[paikka])
        finally:
            self.paikat.peru(paikka, *tulevat)
            if alulla is not None:
                self.paikat.peru(*alulla)

    async def selita(
        self, nakyma: Nakyma, edistyi: Callable[[int, int], None], katsotaan: Callable[[], bool] = lambda: True
    ) -> miksi.Selitys:
        """Which mechanism made the difference in the view's measure (`runs.miksi`). Raises `ViallinenSyote`."""
        from runs import miksi

        a, b = nakyma.perusta(), nakyma.maailma()
        miksi.tarkista(a, b, None, SYYPAREJA)
        tyot = [(seed, (a, b, SYYOTOS, seed, nakyma.mittari)) for seed in range(1, SYYPAREJA + 1)]
        valmiit: list[miksi.Siementulos] = []
        edistyi(0, SYYPAREJA)
        async with aclosing(self._tee(len(VAIHEET) + 1, _syy, tyot, katsotaan)) as osat:
            async for osa in osat:
                valmiit.append(osa)
                edistyi(len(valmiit), SYYPAREJA)
        return miksi.koosta(a, b, miksi.Kysymys(nakyma.mittari), valmiit, None, SYYOTOS, 1)

    async def joukot(self, nakyma: Nakyma, katsotaan: Callable[[], bool] = lambda: True) -> dict[str, Joukko]:
        """Residents to follow, by segment (`asukkaat.joukot`)."""
        (vastaus,) = [t async for t in self._tee(1, _joukot, [(asukkaat.SIEMEN, self._maailmat(nakyma))], katsotaan)]
        return dict(vastaus)

    async def elamat(
        self, nakyma: Nakyma, tunnus: int, naytteet: Sequence[str], edistyi: Callable[[float], None],
        katsotaan: Callable[[], bool] = lambda: True,
    ) -> Elamat:  # fmt: skip
        """One resident's two lives. Raises `ViallinenSyote` when there is no such resident."""
        tieto = (nakyma.perusta(), nakyma.maailma(), tunnus, naytteet)
        vastaus: Elamat
        (vastaus,) = [t async for t in self._tee(1, _elamat, [(asukkaat.SIEMEN + 1, tieto)], katsotaan, edistyi)]
        return vastaus

    async def oletusmaailmat(
        self, nakyma: Nakyma, edistyi: Callable[[int, int], None], katsotaan: Callable[[], bool] = lambda: True
    ) -> Oletusvastaus:
        """The difference in worlds of other assumptions (`oletusmaailmat`). Raises `ViallinenSyote`."""
        from visualisointi.selain import oletusmaailmat as om

        omat = om.maailmat()
        tyot: list[tuple[int, tuple]] = []
        for i, maailma in enumerate(omat):
            n = om.nakyma(nakyma, maailma)
            a, b = n.perusta(), n.maailma()
            tyot += [(i + seed, (a, b, om.OTOS, seed, i)) for seed in om.SIEMENET]
        taulut: dict[tuple[int, int], pd.DataFrame] = {}
        edistyi(0, len(tyot))
        async with aclosing(self._tee(len(VAIHEET) + 1, _oletuspari, tyot, katsotaan)) as osat:
            async for missa, seed, taulu in osat:
                taulut[missa, seed] = taulu
                edistyi(len(taulut), len(tyot))
        return om.koosta(omat, taulut)

    async def kannustimet(
        self, nakyma: Nakyma, katsotaan: Callable[[], bool] = lambda: True
    ) -> tuple[Kannustinraportti, Kannustinraportti]:
        """What one more client is worth to each actor, baseline and scenario."""
        (vastaus,) = [
            t async for t in self._tee(2, _kannustimet, [(asukkaat.SIEMEN, self._maailmat(nakyma))], katsotaan)
        ]
        return vastaus[0], vastaus[1]

    async def keskukset(self, nakyma: Nakyma, katsotaan: Callable[[], bool] = lambda: True) -> Keskukset:
        """Every centre month by month, baseline and scenario."""
        vastaus: Keskukset
        (vastaus,) = [t async for t in self._tee(2, _keskukset, [(asukkaat.SIEMEN, self._maailmat(nakyma))], katsotaan)]
        return vastaus

    def _haarat(self, nakyma: Nakyma, a: Skenaario) -> list[int]:
        return sorted({a.kk(f"{vuosi}-01") for vuosi in (*HAARAVUODET, nakyma.alkaen)})

    async def teeta(self, tyo: Callable[..., Any], *tiedot: Any) -> Any:
        """Anything else that takes a while, done by the worker with the shortest queue."""
        tekija = min(self.tekijat, key=lambda t: t.jono.qsize())
        return await asyncio.wrap_future(tekija.anna(1, tyo, *tiedot))

    def sulje(self) -> None:
        """End the workers."""
        for tekija in self.tekijat:
            tekija.sulje()


_laskin: Laskin | None = None
_lukko = threading.Lock()


def laskin() -> Laskin:
    """The server's calculator, started with the first question."""
    global _laskin
    with _lukko:
        if _laskin is None:
            _laskin = Laskin()
        return _laskin


def sulje() -> None:
    """End the server's workers, whatever they are doing: the process could not end before them."""
    with _lukko:
        if _laskin is not None:
            _laskin.sulje()


def tila() -> dict[str, Any]:
    """For the health page: workers and pairs waiting or being lived."""
    return {"workers": TYONTEKIJOITA, "pairs_waiting": 0 if _laskin is None else _laskin.jonossa}
