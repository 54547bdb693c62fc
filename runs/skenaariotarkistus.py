"""`sote check scenarios`: every scenario in its region, and the reform's in every region, live without a fault.

Each lived month is held to the conservation laws of `runs/lakitarkistus.py`: people, lists, queues, money.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from kalibrointi import alueet
from runs import skenaariot, vertailu
from runs.ajo import Edistyminen, rakenna_malli
from runs.lakitarkistus import ennen, kuukauden_viat
from runs.siementyot import siemenittain
from runs.skenaariot import Skenaario
from runs.tarkistusrivi import Tarkistusrivi

if TYPE_CHECKING:
    from agentit.malli import SoteMalli
    from agentit.ohjelma import Ohjelma

OTOS, SIEMENIA = 0.002, 10
LOPPU = "2023-12"  # every scenario has begun by 2023-01: a whole year under all of its rules


def maailmat() -> dict[str, Skenaario]:
    """What is lived: name, and '@ region' where a scenario is moved from its own."""
    luetut = {nimi: skenaariot.lue(nimi, end=LOPPU) for nimi in skenaariot.luettelo()}
    kaikki = dict(luetut)
    for nimi, skenaario in luetut.items():
        if skenaario.region == "uusimaa" and not _alueensa_oma(skenaario):
            for alue in alueet.luettelo():
                if alue != skenaario.region:
                    kaikki[f"{nimi} @ {alue}"] = skenaariot.lue(nimi, end=LOPPU, alue=alue)
    return kaikki


def _alueensa_oma(skenaario: Skenaario) -> bool:
    """Does it name parts of its own region: a production structure, an alliance or a choice trial of some areas?"""
    ohjelma = skenaario.ohjelma()
    rakenteet = {arvo for _, arvo in ohjelma.path("rakenne.tuotanto")}
    liitot = {arvo for _, arvo in ohjelma.path("allianssi.alueet")}
    kokeilut = {arvo for _, arvo in ohjelma.path("valinnanvapaus.alueet")}
    return rakenteet != {"yksi"} or not liitot <= {"ei", "kaikki"} or kokeilut != {"kaikki"}


def tarkista(
    progress: Edistyminen | None = None,
    otos: float = OTOS,
    seeds: int = SIEMENIA,
    processes: int | None = None,
) -> list[Tarkistusrivi]:
    """A row for each scenario and region, and one for all."""
    viat = siemenittain(partial(ela_kaikki, list(maailmat())), otos, range(1, seeds + 1), processes, progress)
    rivit = []
    for nimi in viat[0]:
        omat = [f"seed {siemen}: {v[nimi]}" for siemen, v in enumerate(viat, start=1) if v[nimi]]
        rivit.append(_rivi(f"skenaario-{nimi}", f"{nimi}: lives to {LOPPU}", len(omat), omat))
    kaikki = [f"{r.id[10:]} {r.model}" for r in rivit if not r.in_band]
    mita = f"{len(rivit)} scenarios and regions, {seeds} seeds each, to {LOPPU}"
    return [_rivi("jarjestelma-skenaariot", mita, len(kaikki), kaikki), *rivit]


def _rivi(id: str, mita: str, vikoja: int, viat: list[str]) -> Tarkistusrivi:
    return Tarkistusrivi(
        id, mita, "0 broken", f"{vikoja} {'; '.join(viat[:2])}".strip(), not vikoja, "conservation, every month"
    )


def ela_kaikki(nimet: list[str], otos: float, seed: int) -> dict[str, str]:
    """In a worker: live every world with one seed, shared history once; '' or the first fault of each."""
    kaikki = maailmat()
    try:
        viat = vertailu.elamat([kaikki[nimi] for nimi in nimet], otos, seed, Vartija.rakenna)
    except Exception:  # somebody's fault must not hide the others' lives
        viat = [_ela_yksin(kaikki[nimi], otos, seed) for nimi in nimet]
    return dict(zip(nimet, viat, strict=True))


def _ela_yksin(skenaario: Skenaario, otos: float, seed: int) -> str:
    try:
        return vertailu.elamat([skenaario], otos, seed, Vartija.rakenna)[0]
    except Exception as virhe:  # whatever it is belongs in the table
        return f"{type(virhe).__name__}: {virhe}"


class Vartija:
    """Vartija (guard): a model whose every month is held to the conservation laws; its results are the first fault."""

    def __init__(self, malli: SoteMalli) -> None:
        self.malli, self.vika = malli, ""

    @classmethod
    def rakenna(cls, skenaario: Skenaario, otos: float, seed: int) -> Any:
        """The guarded model of a scenario; a `runs.ajo.Rakentaja`."""
        return cls(rakenna_malli(skenaario, otos, seed))

    @property
    def ohjelma(self) -> Ohjelma:
        """The programme it lives by."""
        return self.malli.ohjelma

    @ohjelma.setter
    def ohjelma(self, uusi: Ohjelma) -> None:
        self.malli.ohjelma = uusi

    @property
    def kk(self) -> int:
        """Months lived."""
        return self.malli.kk

    def run_for(self, kuukausia: int) -> None:
        """Live that many months, looking at each."""
        for _ in range(kuukausia):
            alku = ennen(self.malli)
            self.malli.step()
            for laji, vika in kuukauden_viat(self.malli, alku):
                self.vika = self.vika or f"{laji}: {vika} in month {self.malli.kk}"

    def results(self, taso: str = "vuosi") -> str:
        """'' or what went wrong first, after the books were added up again."""
        self.malli.raha.audit()
        return self.vika if len(self.malli.results(taso)) else "no results"
