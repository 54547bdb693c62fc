"""R9 for oral health: weights on oral need, the oral tariff's parts, and who pays whom.

Under direct choice the orderer pays every oral unit by its list; the weights see what `kapitaatio.painot` names and are
fitted to expected oral cost. Under capitation that covers oral health one weight is fitted to both costs; the orderer
pays the sote centre, which pays the oral unit its list is at. The tariff is the year's money over the sum of weights,
the same for all owners.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from agentit import kapitaatio
from agentit.raha import Tili, split_cents, to_cents
from agentit.sotekeskus import Joukko, mitoittavat
from agentit.suunvalinta import SUU

if TYPE_CHECKING:
    from agentit.malli import SoteMalli
    from agentit.raharata import _Erat as Erat
    from agentit.suunhoito import Suunhoito, Suuyksikko

Sentit = npt.NDArray[np.int64]


def avaa_tili(malli: SoteMalli, k: Suuyksikko) -> None:
    """Account of an oral unit."""
    malli.raha.register(Tili(k.tili, f"{'yksityiset' if k.yksityinen else 'julkiset'} suuyksiköt"))


def odotettu_kustannus(s: Suunhoito, n: int) -> np.ndarray:
    """Expected yearly oral cost of rows 0..n, EUR at the target wait and prices of the base year: what weights see."""
    return 12.0 * s.malli.sidonta.b.columns["suu_taso"][:n] * s.viitehaku * s.malli.hinnat_perusvuosi[SUU]


def painot(s: Suunhoito) -> None:
    """Oral capitation weight of every resident for the year; fitted once for each choice of what weights see."""
    m, n, c = s.malli, s.malli.asukkaita_rivilla, s.malli.sidonta.b.columns
    if s.yhdessa:
        c["suupaino"][:n] = c["kapitaatiopaino"][:n]
        return
    valinta, rows = str(m.p["kapitaatio.painot"]), m.painosarakkeet()
    if valinta not in s.painokertoimet:
        katto, pohja = (float(m.p[f"kapitaatio.{x}"]) for x in ("kustannuskatto", "vahimmaispaino"))
        s.painokertoimet[valinta] = kapitaatio.sovita(valinta, rows, odotettu_kustannus(s, n), katto, pohja)
    c["suupaino"][:n] = kapitaatio.paino(s.painokertoimet[valinta], rows)


@dataclass(frozen=True, slots=True)
class Suuraha:
    """A month's oral money in cents: open units (U,), and of it what each open sote centre passes on (J, U)."""

    tilit: Sentit
    tulo: Sentit
    keskuksilta: dict[str, Sentit]  # account of a centre -> what it pays to each unit; {} under direct choice

    def maksa(self, ketju: Erat, valissa: Erat) -> None:
        """From the orderer to the units, straight or through the centres."""
        if not self.keskuksilta:
            ketju.lisaa("jarjestaja", self.tilit, SUU, self.tulo)
        for keskus, osat in self.keskuksilta.items():
            ketju.lisaa("jarjestaja", keskus, SUU, osat.sum())
            valissa.lisaa(keskus, self.tilit, SUU, osat)


def kuukausi(malli: SoteMalli) -> Suuraha | None:
    """The month's oral income of units with lists, whose staff follows it; None before there are lists."""
    s = malli.suunhoito
    if s is None:
        return None
    yksikot, i = s.avoimet, s.paketti
    tulot = _tulot(s, yksikot)
    hinta = malli.hinnat[SUU] * malli.hintakertoimet[SUU]
    mitoittavat(yksikot, tulot, hinta * malli.hintasuhde[yksikot.kunnat, i])
    if s.yhdessa:
        malli.tariffi += s.tariffi  # what firms see of a sote centre's capitation
    sentit = to_cents(tulot)
    return Suuraha(yksikot.tilit, sentit, _keskuksittain(s, yksikot, sentit) if s.yhdessa else {})


def _tulot(s: Suunhoito, yksikot: Joukko) -> np.ndarray:
    """Income of open oral units (U,), EUR: the parts of R9; a sanction for a wait beyond the legal maximum."""
    m = s.malli
    lista, paino, kaynnit = (yksikot.luvut(x) for x in ("lista", "paino", "kaynnit"))
    osat, kuussa = m.korvausosat, 12.0 * float(kaynnit.sum())
    s.tariffi = float(m.liikelaitos.jako[s.paketti]) / max(float(paino.sum()), 1.0)
    yli = (yksikot.luvut("jono.odotus") > yksikot[0].jono.ehdot.enimmaisodotus).astype(float)
    return kapitaatio.tuotto(
        osat, s.tariffi, paino, lista, kaynnit, kapitaatio.suoritehinta(osat, s.tariffi, float(lista.sum()), kuussa),
        seuraamus=float(m.p["kapitaatio.seuraamus"]) * yli, syrjassa=lista,
    ).yhteensa  # fmt: skip


def _keskuksittain(s: Suunhoito, yksikot: Joukko, sentit: Sentit) -> dict[str, Sentit]:
    """What each sote centre passes on to each oral unit: by the weights of its list there."""
    omat = s.malli.sidonta.b.units["keskus"].attributes["suuyksikko"]
    out = {k.tili: np.zeros(len(yksikot), np.int64) for k in s.malli.keskukset}
    for j, (k, summa) in enumerate(zip(yksikot, sentit.tolist(), strict=True)):
        listat = [x for x in s.malli.keskukset if omat[x.paikka] == k.paikka]
        if listat:
            osat = split_cents(summa, np.array([max(x.paino, 1e-9) for x in listat]))
            for keskus, osa in zip(listat, osat.tolist(), strict=True):
                out[keskus.tili][j] = osa
    return out


def maksa_tuotannosta(malli: SoteMalli, ennen: Erat, jalkeen: Erat) -> None:
    """Oral units pay what they cost; owners cover a loss and take a surplus."""
    if malli.suunhoito is None:
        return
    yksikot = malli.suunhoito.avoimet
    tilit = yksikot.tilit
    menot, saldot = to_cents(yksikot.luvut("meno")), malli.raha.balances[tilit]
    ennen.lisaa("rahoittajat", tilit, "rahoitus", np.maximum(menot - saldot, 0))
    jalkeen.lisaa(tilit, "kansantalous", SUU, menot)
    jalkeen.lisaa(tilit, "rahoittajat", "rahoitus", np.maximum(saldot - menot, 0))


def kannustin(s: Suunhoito, rivit: npt.NDArray[np.intp]) -> tuple[np.ndarray, np.ndarray]:
    """What each of these residents brings and costs an oral unit, EUR a year (n,): the parts of R9, variable cost of
    the visits their own need leads to at their unit's wait."""
    m, c, yksikot = s.malli, s.malli.sidonta.b.columns, s.avoimet
    oma, osat = c["suuyksikko"][rivit], m.korvausosat
    kaynnit = 12.0 * c["suu_tarve"][rivit] * m.sidonta.b.units["suuyksikko"].attributes["hoidettu"][oma]
    lista, kaikki = (sum(getattr(k, x) for k in yksikot) for x in ("lista", "kaynnit"))
    suorite = kapitaatio.suoritehinta(osat, s.tariffi, lista, 12.0 * kaikki)
    tulo = s.tariffi * (osat.kiintea * c["suupaino"][rivit] + osat.kannustin + osat.muu) + suorite * kaynnit
    hinta = m.hinnat[SUU] * m.hintakertoimet[SUU] * m.hintasuhde[[k.kunta for k in s.yksikot], s.paketti][oma]
    return tulo, (1.0 - float(m.p["keskus.kiintea"])) * hinta * kaynnit
