"""`sote check patterns`: does the model show what studies found? Every pattern is a named experiment with its band.

An experiment runs the model (or a compiled rule) and measures what the study measured; no band was ever fitted to it.
`--only P10,P11` runs the experiments of these patterns alone. What is out stays in the table with its cause.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kalibrointi import kohteet
from kalibrointi.viat import ViallinenSyote, Vika, lahin, luettele
from runs import alkukuviot, kayttokuviot, kokeilukuviot, markkinakuviot, ohjauskuviot, valintakuviot
from runs.ajo import Edistyminen, tarkista_otos
from runs.kuviokoe import SARJA, Koe, kuvio, puuttuvat, rivita
from runs.prosessit import aja_kaikki
from runs.tarkistusrivi import Tarkistusrivi

MODUULIT = (markkinakuviot, kokeilukuviot, ohjauskuviot, kayttokuviot, valintakuviot, alkukuviot)  # the longest first
KOKEET: dict[str, Koe] = {koe.nimi: koe for moduuli in MODUULIT for koe in moduuli.KOKEET}
VAHINTAAN = 0.8  # share of patterns that must be in


def tarkista(
    otos: float | None = None,
    seeds: int | None = None,
    processes: int | None = None,
    progress: Edistyminen | None = None,
    only: Iterable[str] = (),
) -> list[Tarkistusrivi]:
    """Rows by pattern, then the share of patterns that are in. otos, seeds: in place of each experiment's own.

    Raises `ViallinenSyote` for a pattern that no experiment judges.
    """
    kaikki = kohteet.lue(SARJA)
    halutut = _halutut(only, kaikki)
    valitut = [koe for koe in KOKEET.values() if halutut & set(koe.patterns(kaikki))]
    rivit = _mitattujen_rivit([k for k in valitut if k.mittaa], kaikki, otos, seeds, processes, progress)
    for koe in valitut:
        if koe.rivit is not None:
            rivit += koe.rivit(otos=otos or koe.otos, seeds=seeds or koe.siemenia, processes=processes)
    rivit += puuttuvat(kaikki)
    rivit = sorted((r for r in rivit if kuvio(r.id) in halutut), key=lambda r: kuvio(r.id))
    return rivit if only else [*rivit, osuusrivi(rivit)]


def kuviot() -> list[str]:
    """Patterns that have an experiment here, or a row that says why they have none."""
    kaikki = kohteet.lue(SARJA)
    omat = {p for koe in KOKEET.values() for p in koe.patterns(kaikki)}
    return sorted(omat | {kuvio(k.tunnus) for k in kaikki if not k.mitta})


def _halutut(only: Iterable[str], kaikki: Sequence[kohteet.Kohde]) -> set[str]:
    tunnetut = kuviot()
    pyydetyt = list(dict.fromkeys(only))
    if viat := [
        Vika(f"no experiment for '{p}'. Patterns: {luettele(tunnetut)}.", "--only", ehdotus=lahin(p, tunnetut))
        for p in pyydetyt
        if p not in tunnetut
    ]:
        raise ViallinenSyote(viat)
    return set(pyydetyt or tunnetut)


def _mitattujen_rivit(
    kokeet: Sequence[Koe],
    kaikki: Sequence[kohteet.Kohde],
    otos: float | None,
    seeds: int | None,
    processes: int | None,
    progress: Edistyminen | None,
) -> list[Tarkistusrivi]:
    """All experiments that measure seed by seed, in one pool of workers."""
    if otos is not None:
        tarkista_otos(otos)
    tyot = [(koe.nimi, otos or koe.otos, seed) for koe in kokeet for seed in range(1, (seeds or koe.siemenia) + 1)]
    tulokset = aja_kaikki(mittaa, tyot, processes, progress)
    return [
        rivi
        for koe in kokeet
        for rivi in rivita(
            koe.nimi, [t for (nimi, *_), t in zip(tyot, tulokset, strict=True) if nimi == koe.nimi], kaikki
        )
    ]


def mittaa(nimi: str, otos: float, seed: int) -> dict[str, float]:
    """One seed of one experiment, in a worker."""
    tyo = KOKEET[nimi].mittaa
    if tyo is None:
        raise ValueError(f"experiment {nimi} gives rows, not measures")
    return tyo(otos, seed)


def osuusrivi(rivit: Sequence[Tarkistusrivi]) -> Tarkistusrivi:
    """Share of patterns whose every row is in its band."""
    tunnukset = {kuvio(r.id) for r in rivit}
    ulkona = {kuvio(r.id) for r in rivit if not r.in_band}
    osuus = 1.0 - len(ulkona) / len(tunnukset)
    return Tarkistusrivi(
        id="share in",
        what=f"patterns all of whose rows are in: {len(tunnukset) - len(ulkona)} of {len(tunnukset)}",
        band=f">= {VAHINTAAN:g}",
        model=f"{osuus:.2f}",
        in_band=osuus >= VAHINTAAN,
        source="every pattern has an experiment; those out: " + (", ".join(sorted(ulkona)) or "none"),
    )
