"""`sote why --incentives SCENARIO`: what one more client of a kind is worth to each actor under the rules in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kalibrointi.viat import ViallinenSyote, Vika
from runs import ajo, naytto
from runs.ajo import Edistyminen
from runs.skenaariot import nimea
from visualisointi import sanat

if TYPE_CHECKING:
    from agentit.kannustimet import Kannustin
    from runs.skenaariot import Skenaario


@dataclass(frozen=True)
class Kannustinraportti:
    """The actors' margins in the December of a year."""

    skenaario: str
    vuosi: int
    otos: float
    seed: int
    rivit: tuple[Kannustin, ...]

    def json(self) -> dict[str, Any]:
        """As plain values; the shape is in runs/json.md."""
        rivit = [
            {"actor": r.toimija, "client": r.asiakas, "income": r.tulo, "cost": r.meno, "net": r.netto}
            for r in self.rivit
        ]
        return {"incentives": self.skenaario, "year": self.vuosi, "otos": self.otos, "seed": self.seed, "rows": rivit}


def raportoi(
    skenaario: Skenaario, vuosi: int | None = None, seed: int = 1, progress: Edistyminen | None = None
) -> Kannustinraportti:
    """Live to the end of a year (default: the last whole one). Raises `ViallinenSyote` for a year that is not lived."""
    from agentit.kannustimet import kannustimet

    ensi, viime = int(skenaario.start[:4]), int(nimea(skenaario.start, skenaario.months)[:4]) - 1
    vuosi = viime if vuosi is None else vuosi
    if not ensi <= vuosi <= viime:
        raise ViallinenSyote(Vika(f"no whole year {vuosi} is lived. Years: {ensi}-{viime}.", "--year"))
    malli = ajo.rakenna_malli(skenaario, skenaario.otos, ajo.tarkista_siemen(seed))
    ajo.ela(malli, 12 * (vuosi - ensi + 1), progress)
    return Kannustinraportti(skenaario.label, vuosi, skenaario.otos, seed, tuple(kannustimet(malli)))


def taulu(raportti: Kannustinraportti, kieli: str) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Kinds of clients by rows; income, cost and what is left of every actor by columns."""
    toimijat = list(dict.fromkeys(r.toimija for r in raportti.rivit))
    asiakkaat = list(dict.fromkeys(r.asiakas for r in raportti.rivit))
    luvut = {(r.toimija, r.asiakas): r for r in raportti.rivit}
    osat = ("tulo", "meno", "netto")
    sarakkeet = [f">{sanat.miksisana(t, kieli)}: {sanat.miksisana(x, kieli)}" for t in toimijat for x in osat]
    rivit = [
        (
            sanat.miksisana(f"asiakas_{asiakas}", kieli),
            *(sanat.luku(getattr(luvut[t, asiakas], x), 0, kieli, x == "netto") for t in toimijat for x in osat),
        )
        for asiakas in asiakkaat
    ]
    return (sanat.miksisana("asiakas", kieli), *sarakkeet), rivit


def nayta(raportti: Kannustinraportti, kieli: str) -> None:
    """Table and what it does not say, on stdout."""
    otos = sanat.luku(100 * raportti.otos, 0 if raportti.otos >= 0.01 else 1, kieli)
    otsikko = sanat.miksisana(
        "kannustimet", kieli, skenaario=raportti.skenaario, vuosi=raportti.vuosi, otos=otos, siemen=raportti.seed
    )
    naytto.tulosta(otsikko + "\n")
    naytto.taulukko(*taulu(raportti, kieli))
    naytto.tulosta("\n" + sanat.miksisana("kannustin_selite", kieli))
