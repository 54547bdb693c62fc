"""Debrief: what the agreements did, against worlds that might have been, on the same luck.

    the round      as it was lived, less the same years with last year's contract kept
    the part       as it was lived, less the same terms under the other financing model
    who            the part as lived, less nothing ever agreed: by income fifth and by municipality

Each is a paired difference: same residents, same draws, same events and levers; only the agreement differs. On one luck
a difference is a fact of that world and says nothing of others: with several pairs (other luck, the same terms) it has
a 95 % interval over them, and only then anything can be claimed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Any

from agentit.neuvottelu import Asia, Asialista
from runs import toistot
from runs.harjoitus import nakymat
from runs.harjoitus.esiasetus import VIREMENT, VIREMENTIN_ALKU
from runs.harjoitus.huone import Huone, Kierros, paatos
from runs.harjoitus.vuodet import LAUTA, Paatos, Polku, Vuosikone

RYHMITTAIN = ("tyydyttamaton", "tyytyvaisyys")  # measures that are told by group
Edistyminen = Callable[[int, int], None]


@dataclass(frozen=True)
class Ero:
    """A paired difference of a measure (and group) in a year; low and high are None on one luck."""

    mittari: str
    ryhma: str
    elettiin: float
    muuten: float
    ero: float
    ala: float | None
    yla: float | None
    pareja: int

    def json(self) -> dict[str, Any]:
        """Plain."""
        return {
            "measure": self.mittari, "group": self.ryhma, "lived": self.elettiin, "otherwise": self.muuten,
            "difference": self.ero, "low": self.ala, "high": self.yla, "pairs": self.pareja,
        }  # fmt: skip


@dataclass(frozen=True)
class Purku:
    """All of a debrief."""

    huone: Huone
    pareja: int
    kierrokset: tuple[tuple[Kierros, tuple[Ero, ...]], ...]  # against last year's contract kept
    mallit: tuple[tuple[int, str, tuple[Ero, ...]], ...]  # part, the other financing model, lived less other
    ketka: tuple[tuple[int, tuple[Ero, ...]], ...]  # part, by fifth and municipality
    kannustimet: tuple[tuple[int, tuple[dict[str, Any], ...]], ...]  # part, what one more client is worth to whom

    def json(self) -> dict[str, Any]:
        """Plain, as documented in json.md."""
        julki = nakymat.julkinen(self.huone)
        return {
            "preset": self.huone.esiasetus.name, "otos": self.huone.otos, "seed": self.huone.seed, "pairs": self.pareja,
            "rounds": [
                {
                    "part": k.osa, "round": k.numero, "years": k.tulos["vuodet"], "made": k.lukittu["synty"],
                    "cards": list(k.kortit), "money_eur": k.lukittu["kohdat"]["raha"] * k.tammikuu["viimeraha"],
                    "agreement": dict(k.lukittu["kohdat"]), "goals": dict(k.tulos["toteumat"]),
                    "against_last_year": [e.json() for e in erot],
                }
                for k, erot in self.kierrokset
            ],
            "other_financing": [
                {"part": o, "other": m, "differences": [e.json() for e in erot]} for o, m, erot in self.mallit
            ],
            "who": [{"part": o, "differences": [e.json() for e in erot]} for o, erot in self.ketka],
            "incentives": [{"part": o, "rows": list(rivit)} for o, rivit in self.kannustimet],
            "forecasts": julki.get("arviot", []), "scores": julki.get("pisteet", []),
        }  # fmt: skip


def pura(h: Huone, pareja: int = 1, edistyminen: Edistyminen | None = None, kone: Vuosikone | None = None) -> Purku:
    """Compute a debrief of the rounds lived so far. `pareja`: how many lucks, the room's own first."""
    ensin = kone or Vuosikone(h.esiasetus, h.otos, h.seed)
    koneet = [ensin, *(Vuosikone(h.esiasetus, h.otos, h.seed + i) for i in range(1, pareja))]
    osat = sorted({k.osa for k in h.kierrokset})
    tehtavia, tehty = len(h.kierrokset) + 2 * len(osat), 0

    def kerro() -> None:
        nonlocal tehty
        tehty += 1
        if edistyminen:
            edistyminen(tehty, tehtavia)

    kierrokset, mallit, ketka, kannusteet = [], [], [], []
    for k in h.kierrokset:
        polku = h.polku(k.osa)[: k.numero]
        kierrokset.append((k, _erot(koneet, polku, (*polku[:-1], _viime(k, paatos(k.lukittu))), LAUTA, k)))
        kerro()
    for osa in osat:
        polku, viimeinen = h.polku(osa), [k for k in h.kierrokset if k.osa == osa][-1]
        mallit += [(osa, m, _erot(koneet, polku, toisin(h, osa, m), LAUTA, viimeinen)) for m in _muut(h, osa)]
        kerro()
        pohja = sopimatta(h, osa)
        ketka.append((osa, _erot(koneet, polku, pohja, RYHMITTAIN, viimeinen, ryhmittain=True)))
        kannusteet.append((osa, _kannustimet(ensin, polku)))
        kerro()
    return Purku(h, pareja, tuple(kierrokset), tuple(mallit), tuple(ketka), tuple(kannusteet))


# other worlds --------------------------------------------------------------------------------------------------------
def _viime(k: Kierros, tehty: Paatos) -> Paatos:
    """The same year with last year's contract: within the limits of the agenda and of the money."""
    lista = Asialista({n: Asia(*x) for n, x in k.tammikuu["asialista"].items()})
    viime = {n: min(max(x, lista.asiat[n].low), lista.asiat[n].high) if n != "raha" else x
             for n, x in k.tammikuu["viimevuosi"].items()}  # fmt: skip
    return replace(tehty, kohdat=tuple(sorted(viime.items())), synty="ei_sopua")


def _muut(h: Huone, osa: int) -> list[str]:
    """The other financing models worth a look: those of the preset, and the two pure ones."""
    oma = h.esiasetus.part[osa].financing
    kaikki = [o.financing for o in h.esiasetus.part] + list(VIREMENT)
    return [m for m in dict.fromkeys(kaikki) if m != oma]


def toisin(h: Huone, osa: int, malli: str) -> Polku:
    """A part's terms under another financing model: the band it fixes in place of the one agreed."""
    virement = VIREMENT.get(malli, VIREMENTIN_ALKU)
    out = []
    for p in h.polku(osa):
        kohdat = {**dict(p.kohdat), "virement": virement}
        muutokset = [(v, a, virement if a == "ohjaus.virement" else x) for v, a, x in p.muutokset]
        out.append(Paatos.tee(p.vuosi, kohdat, p.synty, muutokset))
    return tuple(out)


def sopimatta(h: Huone, osa: int) -> Polku:
    """A part in which nobody ever agreed: the first threat point, grown with the funding, year after year."""
    kierrokset = [k for k in h.kierrokset if k.osa == osa]
    ensi = dict(_viime(kierrokset[0], paatos(kierrokset[0].lukittu)).kohdat)
    out = []
    for k in kierrokset:
        kohdat = {n: min(max(x, k.tammikuu["asialista"][n][0]), k.tammikuu["asialista"][n][1]) if n != "raha" else 1.0
                  for n, x in ensi.items() if n in k.tammikuu["asialista"]}  # fmt: skip
        kohdat |= {n: k.tammikuu["viimevuosi"][n] for n in k.tammikuu["asialista"] if n not in kohdat}
        out.append(Paatos.tee(k.vuosi, kohdat, "ei_sopua", paatos(k.lukittu).muutokset))
    return tuple(out)


# comparing -----------------------------------------------------------------------------------------------------------
def _erot(
    koneet: Sequence[Vuosikone],
    oma: Polku,
    toinen: Polku,
    mittarit: Iterable[str],
    k: Kierros,
    ryhmittain: bool = False,
) -> tuple[Ero, ...]:  # fmt: skip
    """Differences in the last year of a round, measure by measure."""
    vuosi = str(k.tulos["vuodet"][-1])
    parit = [(_vuosi(kone, oma, mittarit, vuosi), _vuosi(kone, toinen, mittarit, vuosi)) for kone in koneet]
    out = []
    for nimi in parit[0][0]:
        mittari, _, ryhma = nimi.partition("|")
        if bool(ryhma) != ryhmittain or not all(nimi in a and nimi in b for a, b in parit):
            continue
        if ryhmittain and not ryhma.startswith(("viidennes_", "kunta_")):
            continue
        erot = [a[nimi] - b[nimi] for a, b in parit]
        ala, yla = _vali(erot)
        out.append(Ero(mittari, ryhma, parit[0][0][nimi], parit[0][1][nimi], fmean(erot), ala, yla, len(erot)))
    return tuple(out)


def _vuosi(kone: Vuosikone, polku: Polku, mittarit: Iterable[str], vuosi: str) -> Mapping[str, float]:
    rivit = kone.tulos(polku, mittarit)["rivit"]
    return {nimi: sarja[vuosi] for nimi, sarja in rivit.items() if vuosi in sarja}


def _vali(erot: Sequence[float]) -> tuple[float | None, float | None]:
    """95 % interval of the mean over pairs; none of one pair."""
    if len(erot) < 2:
        return None, None
    import numpy as np

    puoli = float(toistot.half_widths(np.array(erot))[-1])
    return fmean(erot) - puoli, fmean(erot) + puoli


def _kannustimet(kone: Vuosikone, polku: Polku) -> tuple[dict[str, Any], ...]:
    """Incentives in force at the end of a part, as `sote why --incentives`."""
    from agentit.kannustimet import kannustimet

    return tuple(
        {"actor": r.toimija, "client": r.asiakas, "income": r.tulo, "cost": r.meno, "net": r.netto}
        for r in kannustimet(kone.malli(polku))
    )
