"""What `tests.benchmarks.nopeus` prints, measured: one part in one process, figures as JSON on the last line.

python -m tests.benchmarks.mittaukset '{"osa": "rakennus", "otos": 0.1, ...}'
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from runs import saikeet

saikeet.oletuksena_yksi()  # as the command does
Valinnat = argparse.Namespace
Luvut = dict[str, Any]


def skenaario(v: Valinnat) -> Any:
    """The chosen scenario, cut to the chosen number of months."""
    from runs import skenaariot

    loppu = f"{2017 + (v.kuukausia - 1) // 12}-{(v.kuukausia - 1) % 12 + 1:02d}"
    return skenaariot.lue(v.skenaario, otos=v.otos, end=loppu)


def malli(v: Valinnat, otos: float | None = None, saikeita: int = 1) -> Any:
    """The model of the chosen scenario before its first month."""
    return _rakentaja(saikeita)(skenaario(v), v.otos if otos is None else otos, 1)


def _rakentaja(saikeita: int) -> Any:
    from agentit.malli import SoteMalli
    from kalibrointi import maailma, palvelupaketit

    def rakenna(sk: Any, otos: float, seed: int) -> SoteMalli:
        ohjelma = sk.ohjelma()
        w = maailma.rakenna(alue=sk.region, otos=otos, seed=seed, parametrit=ohjelma.at(0))
        return SoteMalli(ohjelma, w, palvelupaketit.lue(), seed=seed, alku=sk.start, threads=saikeita)

    return rakenna


def yhdelle_ytimelle() -> None:
    """Nothing in this process, threads of libraries included, may use another core."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def huippumuisti() -> float:
    """Most memory this process has held, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 1024)


# the parts ------------------------------------------------------------------------------------------------------


def prosessoriaika() -> float:
    """Seconds of processor time of this process and of those it has started and outlived."""
    return sum(
        r.ru_utime + r.ru_stime for r in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def kaannos(v: Valinnat) -> Luvut:
    """What `sote doctor --lammita` does, with whatever the cache folder holds."""
    from runs import lammitys

    alku, cpu = time.perf_counter(), prosessoriaika()
    lammitys.lammita()
    return {"s": time.perf_counter() - alku, "cpu": prosessoriaika() - cpu}


def rakennus(v: Valinnat) -> Luvut:
    from kalibrointi import maailma

    malli(v, otos=0.0005)  # rules loaded, tables of the region read
    maailma._perusta.cache_clear()
    alku = time.perf_counter()
    maailma.rakenna(otos=v.otos)
    uusi = time.perf_counter() - alku
    alku = time.perf_counter()
    maailma.rakenna(otos=v.otos)
    toinen = time.perf_counter() - alku
    alku = time.perf_counter()
    m = malli(v)
    return {
        "maailma": uusi, "toinen": toinen, "malli": time.perf_counter() - alku - toinen,
        "asukkaita": m.asukkaita_rivilla, "tulijoita": len(m.asukkaat.ids) - m.asukkaita_rivilla,
        "tavua": sum(c.itemsize for c in m.asukkaat.columns.values()), "muisti": huippumuisti(),
    }  # fmt: skip


def ajo(v: Valinnat) -> Luvut:
    """A run as `sote run` makes it: built, lived, saved."""
    from runs import ajo

    if v.saikeita == 1:
        yhdelle_ytimelle()
    mallit: list[Any] = []
    asukaskuukausia = 0

    def rakenna(*annetut: Any) -> Any:
        mallit.append(_rakentaja(v.saikeita)(*annetut))
        valmis.append(time.perf_counter())
        return mallit[0]

    def laske(kk: int, kuukausia: int) -> None:
        nonlocal asukaskuukausia
        asukaskuukausia += len(mallit[0].asukkaat)
        if kk == kuukausia:
            valmis.append(time.perf_counter())

    sk = skenaario(v)
    valmis = [time.perf_counter()]
    cpu = prosessoriaika()
    with tempfile.TemporaryDirectory() as kansio:
        ajo.aja(sk, otos=v.otos, seed=1, out=Path(kansio) / "ajo", rakentaja=rakenna, progress=laske)
    valmis.append(time.perf_counter())
    rakennettu, eletty, tallennettu = (b - a for a, b in pairwise(valmis))
    return {
        "rakennus": rakennettu, "kuukaudet": eletty, "tallennus": tallennettu, "yhteensa": valmis[-1] - valmis[0],
        "cpu": prosessoriaika() - cpu, "muisti": huippumuisti(), "asukaskuukausia": asukaskuukausia,
    }  # fmt: skip


def askeleet(v: Valinnat) -> Luvut:
    """A year with its January and December, after a first one."""
    from agentit import saannot, saantosilmukat

    m = malli(v)
    m.run_for(12)
    for tyo in saannot.compilations(m.sidonta.kaikki_saannot, m.sidonta.b):
        saantosilmukat.compiled(*tyo)
    m.schedule.timing = True
    alku = time.perf_counter()
    m.run_for(12)
    return {"s": time.perf_counter() - alku, "rivit": m.schedule.rows(), "asukkaita": len(m.asukkaat)}


def saannot(v: Valinnat) -> Luvut:
    """Each rule alone, from the same state: the state of a second January."""
    m = malli(v)
    m.run_for(13)
    b, n = m.sidonta.b, m.asukkaita_rivilla
    tila = {k: c.copy() for k, c in b.columns.items()}
    ajat: dict[str, list[float]] = {s.name: [] for s in m.sidonta.kaikki_saannot}
    for kierros in range(v.kierroksia + 1):  # the first, which loads the loop, does not count
        for s in m.sidonta.kaikki_saannot:
            alku = time.perf_counter()
            s.run(b, 0, n)
            if kierros:
                ajat[s.name].append((time.perf_counter() - alku) / n * 1e9)
            for k in s.writes:
                b.columns[k][:] = tila[k]
    rivit = [
        {
            "rule": s.name, "ns": statistics.median(ajat[s.name]), "best": min(ajat[s.name]),
            "kind": "sparse" if s.when else "dense", "reads": len(s.reads), "writes": len(s.writes),
            "adds": len(s.adds),
        }
        for s in m.sidonta.kaikki_saannot
    ]  # fmt: skip
    return {"rivit": sorted(rivit, key=lambda r: -r["ns"]), "asukkaita": n}


def mesa(v: Valinnat) -> Luvut:
    """A year of each in turns; the model at the chosen sample and at the yardstick's own, smaller one."""
    from tests.kaksoset.mesakaksonen import Mesakaksonen

    v.skenaario = "nykytila-2017"
    pieni = malli(v, otos=v.mesaotos)
    kaksonen = Mesakaksonen(pieni, rng=1)
    mallit = {"malli": malli(v), "pieni": pieni, "mesa": kaksonen}
    ns: dict[str, list[float]] = {k: [] for k in mallit}
    for kierros in range(v.kierroksia + 1):
        for nimi, m in mallit.items():
            n = len(m.asukkaat)
            alku = time.perf_counter()
            m.run_for(12)
            if kierros:
                ns[nimi].append((time.perf_counter() - alku) / 12 / n * 1e9)
    return {"ns": ns, "asukkaita": {k: len(m.asukkaat) for k, m in mallit.items()}}


def verkko(v: Valinnat) -> Luvut:
    """A whole run with the time spent inside the network's own methods; then what reading it every month adds.

    Ratio = time of the run over the same without its network work, from one run, so that a busy machine slows both.
    """
    from verkosto import palveluverkko, verkkomitat
    from verkosto.matka import Matkataulu

    kello = _Kello()
    kello.mittaa(palveluverkko.Palveluverkko, *(n for n in vars(palveluverkko.Palveluverkko) if n in VERKKOTYOT))
    kello.mittaa(Matkataulu, "avaa", "sulje", "avaa_uudelleen", "lahin")
    alku = time.perf_counter()
    m = malli(v)
    ajettu, luettuna = time.perf_counter() - alku, 0.0
    for _ in range(v.kuukausia):
        alku = time.perf_counter()
        m.run_for(1)
        ajettu += time.perf_counter() - alku
        omat, alku = kello.aika, time.perf_counter()
        m.verkko.paivita_matkat()
        for lajit in ([palveluverkko.Laji.SOTEKESKUS], palveluverkko.AKUUTTISAIRAALAT):
            minuutit = verkkomitat.ajat(m.verkko, lajit)
            verkkomitat.saavuttavat(minuutit, verkkomitat.ryhmittain(
                m.maailma.alueet.kunta, m.maailma.alueet.vaesto, len(m.kunnat)))  # fmt: skip
        luettuna += time.perf_counter() - alku
        kello.aika = omat  # reading is its own figure
    m.verkko.matkat.muuttuneet[:] = True
    kaikki = _kesto(m.verkko.paivita_matkat)
    m.verkko.sulje(m.keskukset[0].paikka)
    return {
        "ajo": ajettu, "verkko": kello.aika, "luettuna": kello.aika + luettuna, "keskuksia": len(m.keskukset),
        "suhde": ajettu / (ajettu - kello.aika), "suhde_luettuna": (ajettu + luettuna) / (ajettu - kello.aika),
        "kaikki_uudelleen": kaikki, "yksi_sulkeminen": _kesto(m.verkko.paivita_matkat),
    }  # fmt: skip


VERKKOTYOT = (
    "avaa", "avaa_sairaala", "sulje", "sulje_sairaala", "siirra", "lahettaa", "sovi", "pura", "lisaa_organisaatio",
    "paivita_matkat", "sairaalat", "yksikot", "omistaja",
)  # fmt: skip


class _Kello:
    """Seconds inside chosen methods, each moment once however they call each other."""

    def __init__(self) -> None:
        self.aika, self._syvyys = 0.0, 0

    def mittaa(self, luokka: type, *nimet: str) -> None:
        for nimi in nimet:
            setattr(luokka, nimi, self._mitattuna(getattr(luokka, nimi)))

    def _mitattuna(self, funktio: Any) -> Any:
        def mitattu(*args: Any, **kwargs: Any) -> Any:
            self._syvyys += 1
            alku = time.perf_counter()
            try:
                return funktio(*args, **kwargs)
            finally:
                self._syvyys -= 1
                if not self._syvyys:
                    self.aika += time.perf_counter() - alku

        return mitattu


def _kesto(tyo: Any) -> float:
    alku = time.perf_counter()
    tyo()
    return time.perf_counter() - alku


OSAT = {f.__name__: f for f in (kaannos, rakennus, ajo, askeleet, saannot, verkko, mesa)}

if __name__ == "__main__":
    valinnat = Valinnat(**json.loads(sys.argv[1]))
    print(json.dumps(OSAT[valinnat.osa](valinnat)))
