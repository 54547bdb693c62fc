"""Incentives: what one more client of a kind is worth to each actor in a year, under the rules in force.

    sote centre    fixed share x tariff x weight + visit price x visits + other parts - (1 - premises) price x visits
                   (without choice: budget by need x coverage x price x visits in place of capitation)
    liikelaitos    0 - expected cost of the packages it produces: its money of the year does not move with clients
    orderer        state funding (residents and need, R17) - 0: what it pays is agreed for the year
    municipality   (nykytila) state grant and fees - expected cost of all packages

Averages over the residents of each kind, EUR a year. Marginal in the year: what next year's frame, need estimate or
correction gives back is not counted, nor are taxes. Sums over actors are no cost to society: one pays another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from agentit import aktiivisuus, kapitaatio, kapitaatiomitat, suuraha, valtio
from agentit.aktiivisuus import ERIKOISRIVI
from agentit.palvelupaketit import PRIMAARI
from agentit.suunvalinta import SUU

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

Luvut = npt.NDArray[np.float64]
KAIKKI = "kaikki"


@dataclass(frozen=True)
class Kannustin:
    """An actor and a kind of client: income and cost of one more, EUR a year."""

    toimija: str
    asiakas: str
    tulo: float
    meno: float

    @property
    def netto(self) -> float:
        """What is left to the actor."""
        return self.tulo - self.meno


def kannustimet(malli: SoteMalli) -> list[Kannustin]:
    """All actors by kinds of clients, at the end of a year lived: kinds nobody in the sample is of are left out."""
    c, n = malli.sidonta.b.columns, malli.asukkaita_rivilla
    rivit = np.flatnonzero(c["elossa"][:n] == 1)
    sarakkeet = {nimi: x[rivit] for nimi, x in malli.painosarakkeet().items()}
    ryhmat = {KAIKKI: np.ones(len(rivit), bool)}
    ryhmat |= kapitaatiomitat.segmentit(sarakkeet, c["viidennes"][:n][rivit])
    out = []
    for toimija, (tulo, meno) in _toimijat(malli, rivit).items():
        for nimi, omat in ryhmat.items():
            if omat.any():
                out.append(Kannustin(toimija, nimi, float(tulo[omat].mean()), float(meno[omat].mean())))
    return out


def _toimijat(malli: SoteMalli, rivit: npt.NDArray[np.intp]) -> dict[str, tuple[Luvut, Luvut]]:
    """Actor -> income and cost of each resident (n,), EUR a year."""
    kaynnit, p, nolla = _kaynnit(malli, rivit), malli.p, np.zeros(len(rivit))
    muut = kulut(malli, rivit)
    hinta = _kayntihinta(malli, rivit)
    out = {"keskus": keskuksen(malli, rivit)}
    if not malli.maakunta:
        kaikki = sum(muut.values(), nolla) + hinta * kaynnit
        osuus = float(p["kunta.valtionosuus"]) + float(p["kunta.asiakasmaksut"])
        return out | {"kunta": (osuus * kaikki, kaikki)}
    if malli.suunhoito is not None:  # oral units bear what their lists need
        muut.pop(SUU)
        out["suuyksikko"] = suuraha.kannustin(malli.suunhoito, rivit)
    laitos = sum(muut.values(), nolla) + (0.0 if malli.suora_valinta else hinta * kaynnit)
    return out | {"liikelaitos": (nolla, laitos), "jarjestaja": (_rahoitus(malli, rivit), nolla)}


def keskuksen(malli: SoteMalli, rivit: npt.NDArray[np.intp]) -> tuple[Luvut, Luvut]:
    """Income and variable cost of each resident (n,) to the sote centre, EUR a year, under the rules in force."""
    kaynnit, hinta = _kaynnit(malli, rivit), _kayntihinta(malli, rivit)
    muuttuva = (1.0 - float(malli.p["keskus.kiintea"])) * hinta * kaynnit
    kunta = malli.sidonta.b.columns["kunta"][rivit]
    tulo = _kapitaatio(malli, rivit, kaynnit) if malli.suora_valinta else _budjetti(malli, kunta) * hinta * kaynnit
    kannettu = _kannettu(malli, rivit)
    return tulo + kannettu[0], muuttuva + kannettu[1]


def _kayntihinta(malli: SoteMalli, rivit: npt.NDArray[np.intp]) -> Luvut:
    """Price of a contact in each resident's municipality (n,), EUR."""
    kunta = malli.sidonta.b.columns["kunta"][rivit]
    return np.asarray(malli.hinnat[PRIMAARI] * malli.hintasuhde[kunta, malli.paketit.paketit.index(PRIMAARI)])


# what a client needs ---------------------------------------------------------------------------------------------


def _kaynnit(malli: SoteMalli, rivit: npt.NDArray[np.intp]) -> Luvut:
    """Expected contacts of a year in a sote centre (n,), scaled to the load of the last month."""
    kulu = malli.odotettu_kustannus(malli.asukkaita_rivilla)[rivit]
    if (osuus := aktiivisuus.erikoisosuus(malli)) > 0:
        taso = malli.sidonta.b.columns[f"taso_{ERIKOISRIVI}"][rivit]
        kulu = kulu - osuus * 12.0 * taso * malli.hinnat_perusvuosi[ERIKOISRIVI]
    if malli.suunhoito is not None and malli.suunhoito.yhdessa:
        kulu = kulu - suuraha.odotettu_kustannus(malli.suunhoito, malli.asukkaita_rivilla)[rivit]
    kuorma = 12.0 * sum(k.kuorma for k in malli.keskukset)
    return np.asarray(kulu / max(float(kulu.sum()) * malli.paino, 1e-9) * kuorma, np.float64)


def kulut(malli: SoteMalli, rivit: npt.NDArray[np.intp]) -> dict[str, Luvut]:
    """Package -> expected cost of the year (n,), EUR, at shares treated and prices in force; no sote centres."""
    c = malli.sidonta.b.columns
    kunta = c["kunta"][rivit]
    out: dict[str, Luvut] = {}
    for j, r in enumerate(malli.paketit.rivit):
        if r.koodi == PRIMAARI:
            continue
        taso = malli.hintatasot[:, j] * malli.hintakertoimet[r.koodi]
        if r.on_tila:
            maara = (c[r.koodi][rivit] == 1).astype(np.float64)
        else:
            maara = 12.0 * c[f"taso_{r.koodi}"][rivit].astype(np.float64)
            taso = taso * np.array([k.hoidettu[r.koodi] for k in malli.kunnat])
        out[r.paketti] = out.get(r.paketti, np.zeros(len(rivit))) + maara * taso[kunta] * malli.hinnat[r.koodi]
    return out


# what a client brings --------------------------------------------------------------------------------------------


def _budjetti(malli: SoteMalli, kunta: npt.NDArray[np.intp]) -> Luvut:
    """Coverage of the sote centres' need in each resident's municipality."""
    i = malli.paketit.paketit.index(PRIMAARI)
    peitto = np.full(len(malli.kunnat), malli.liikelaitos.kattavuus[i])
    for lk in malli.liikelaitokset:
        peitto[lk.solut[:, i]] = lk.kattavuus[i]
    return peitto[kunta]


def _kapitaatio(malli: SoteMalli, rivit: npt.NDArray[np.intp], kaynnit: Luvut) -> Luvut:
    """Capitation of each resident (n,), EUR a year: the parts of R9, the incentive part at the expected attainment."""
    c, osat, p = malli.sidonta.b.columns, malli.korvausosat, malli.p
    paino = c["kapitaatiopaino"][rivit].astype(np.float64)
    raha = float(malli.liikelaitos.jako[malli.paketit.paketit.index(PRIMAARI)])
    tariffi = raha / max(float(paino.sum()) * malli.paino, 1.0)
    listalla = len(rivit) * malli.paino
    kayntihinta = kapitaatio.suoritehinta(osat, tariffi, listalla, float(kaynnit.sum()) * malli.paino)
    km = malli.sidonta.b.units["alue"].attributes["lahin_km"][c["alue"][rivit]].astype(np.float64)
    yli = np.maximum(km - float(p["kapitaatio.syrjaraja_km"]), 0.0)
    syrjassa = yli / yli.mean() if yli.any() else np.ones(len(rivit))
    return osat.kiintea * tariffi * paino + kayntihinta * kaynnit + tariffi * (osat.kannustin + osat.muu * syrjassa)


def _kannettu(malli: SoteMalli, rivit: npt.NDArray[np.intp]) -> tuple[Luvut, Luvut]:
    """Carried share of specialised care: what capitation adds by weight, what the client's expected use takes."""
    osuus = aktiivisuus.erikoisosuus(malli)
    if osuus == 0.0:
        return np.zeros(len(rivit)), np.zeros(len(rivit))
    c = malli.sidonta.b.columns
    paino, taso = (c[x][rivit].astype(np.float64) for x in ("kapitaatiopaino", f"taso_{ERIKOISRIVI}"))
    meno = osuus * 12.0 * taso * malli.hinnat[ERIKOISRIVI]
    return meno.sum() / paino.sum() * paino, meno


def _rahoitus(malli: SoteMalli, rivit: npt.NDArray[np.intp]) -> Luvut:
    """State funding that one more resident brings to the region (n,): the derivative of R17 in residents and need."""
    h = malli.rahoitushistoria
    if not h:
        return np.zeros(len(rivit))
    ehdot = valtio.Rahoitusehdot.parametreista(malli.p)
    vuosia = (malli.kk - h["alku"]) / 12.0
    tarve = sum(kulut(malli, rivit).values(), np.zeros(len(rivit))) + malli.hinnat[PRIMAARI] * _kaynnit(malli, rivit)
    tarve = tarve / tarve.mean() * malli.tarve_asukasta_kohti[1][1]  # need as the state counts it, mean of residents
    vaki = (1.0 + ehdot.vaestonkasvu) ** vuosia
    tarvekasvu = (1.0 + ehdot.tarpeen_kasvu) ** vuosia
    henki = ehdot.asukasosuus + ehdot.hyteosuus + ehdot.tarveosuus * tarve / h["tarve"] / tarvekasvu
    return np.asarray(h["perus"] * h["polku"] * henki / (vaki * h["vaki"]), np.float64)
