"""Does the comparison hold under other assumptions? In each world of assumptions, which scenario - or the baseline - is
best in the chosen measure, and what is the verdict of each scenario by itself.

Worlds are those of `oletusmaailmat`, the same for every scenario; the baseline is lived in each of them too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import solara

from runs import esittelymitat as mitat
from visualisointi import sanat
from visualisointi.selain import epavarmuus, kuvat, svg
from visualisointi.selain.kieli import kaantaja
from visualisointi.selain.laskenta import laskin
from visualisointi.selain.lasku import Tyo, use_lasku
from visualisointi.selain.nakyma import Nakyma, skenaarion_nimi

if TYPE_CHECKING:
    from visualisointi.selain.oletusmaailmat import Oletusvastaus

TASAN = -1
Vastaukset = Mapping[str, "Oletusvastaus"]


@dataclass(frozen=True)
class Parhaat:
    """How many worlds each wins: 0 the baseline, then the scenarios in their order; and worlds in which none does."""

    voitot: tuple[int, ...]
    tasan: int

    @property
    def maailmoja(self) -> int:
        """All worlds."""
        return sum(self.voitot) + self.tasan


def parhaat(vastaukset: Sequence[Oletusvastaus], mittari: str) -> Parhaat:
    """Who is best in each world, by means over seeds; a world in which the two best differ by less than what matters
    has no best. The measure must have a direction that is wished for."""
    suunta, raja = kuvat.SUUNNAT[mittari], next(m.raja for m in mitat.MITAT if m.koodi == mittari)
    tasot = [np.mean(vastaukset[0].tasot[mittari][0], axis=1)]
    tasot += [np.mean(v.tasot[mittari][1], axis=1) for v in vastaukset]
    hyvyys = suunta * np.array(tasot)
    jarjestys = np.sort(hyvyys, axis=0)
    voittaja = np.where(jarjestys[-1] - jarjestys[-2] > raja, np.argmax(hyvyys, axis=0), TASAN)
    voitot = tuple(int(np.sum(voittaja == i)) for i in range(len(tasot)))
    return Parhaat(voitot, int(np.sum(voittaja == TASAN)))


def sanoina(nakyma: Nakyma, nimet: Sequence[str], vastaukset: Vastaukset) -> dict[str, Any]:
    """For the page: the badge of every scenario, and the figure of who wins where somebody can."""
    kieli = nakyma.kieli
    mittari = epavarmuus.mittari(nakyma, vastaukset[nimet[0]])
    merkit = [
        {
            "nimi": skenaarion_nimi(nimi, kieli),
            **epavarmuus.kestaa(replace(nakyma, skenaario=nimi, keinot=()), vastaukset[nimi], mittari),
        }
        for nimi in nimet
    ]
    kuva = _kuva(nakyma, nimet, [vastaukset[n] for n in nimet], mittari) if kuvat.SUUNNAT.get(mittari, 0) else None
    return {"merkit": merkit, "mittari": sanat.MITTARIT[mittari].nimi[kieli], "kuva": kuva.sanoina() if kuva else {}}


def _kuva(nakyma: Nakyma, nimet: Sequence[str], vastaukset: Sequence[Oletusvastaus], mittari: str) -> kuvat.Kuva:
    _, kieli, p = kaantaja(nakyma.kieli), nakyma.kieli, parhaat(vastaukset, mittari)
    omat = [_("Baseline"), *(skenaarion_nimi(n, kieli) for n in nimet)]
    osat = [svg.Osa(nimi, n, i) for i, (nimi, n) in enumerate(zip(omat, p.voitot, strict=True))]
    osat.append(svg.Osa(_("none is clearly best"), p.tasan, None))
    eniten = int(np.argmax(p.voitot))
    nimi = sanat.MITTARIT[mittari].nimi[kieli]
    otsikko = _("{measure}: “{scenario}” is best in {n} of {all} worlds",
                measure=nimi, scenario=omat[eniten], n=p.voitot[eniten], all=p.maailmoja)  # fmt: skip
    if p.tasan >= p.voitot[eniten]:
        otsikko = _("{measure}: in {n} of {all} worlds none is clearly best", measure=nimi, n=p.tasan, all=p.maailmoja)
    ala = _(
        "Worlds of other assumptions in which each is best, the baseline as well. A share of worlds is no probability."
    )
    kuvaus = "; ".join(f"{o.nimi} {o.maara}" for o in osat)
    kuva, kapea = (svg.osuuspalkki(osat, otsikko, kuvaus, w) for w in (svg.LEVEA, svg.KAPEA))
    rivit = [[o.nimi, str(o.maara)] for o in osat]
    return kuvat.Kuva(otsikko, ala, kuva, kapea, [_("Scenario"), _("Best in worlds")], rivit)


def use_kestavyys(
    nakyma: Nakyma, nimet: Sequence[str]
) -> tuple[dict[str, Any], Callable[[Any], None], Callable[[Any], None]]:
    """What the page shows of it, how it is asked and how it is stopped. A scenario's worlds are lived once."""
    _ = kaantaja(nakyma.kieli)
    maailma = (nakyma.alue, nakyma.oletukset)
    avain = (*maailma, tuple(nimet))
    kysytty: solara.Reactive[tuple | None] = solara.use_reactive(None)
    eletyt: dict[tuple, Oletusvastaus] = solara.use_memo(dict, [])

    async def laske(tyo: Tyo[dict[str, Oletusvastaus]]) -> None:
        for i, nimi in enumerate(nimet):
            if (*maailma, nimi) not in eletyt:
                yksi = replace(nakyma, skenaario=nimi, keinot=())
                edistyi = _kertoja(tyo, i, len(nimet), nakyma.kieli)
                eletyt[*maailma, nimi] = await laskin().oletusmaailmat(yksi, edistyi, tyo.katsotaan)
        tyo.vastaa({nimi: eletyt[*maailma, nimi] for nimi in nimet})

    lasku = use_lasku(avain, laske if kysytty.value == avain else None)

    def kysy(_x: Any) -> None:
        kysytty.value = avain

    def keskeyta(_x: Any) -> None:
        lasku.keskeyta()
        kysytty.value = None

    if lasku.oma.vastaus:
        nayta = {"laji": "valmis", **sanoina(nakyma, nimet, lasku.oma.vastaus)}
    elif kysytty.value == avain and lasku.oma.laji == "virhe":
        nayta = {"laji": "virhe", "teksti": _("The run did not succeed. Your choices are kept.")}
    elif kysytty.value == avain:
        nayta = {"laji": "laskee", "teksti": lasku.oma.edistys or _("Computing")}
    else:
        nayta = {"laji": "tarjous"}
    return nayta, kysy, keskeyta


def _kertoja(tyo: Tyo[Any], monesko: int, monta: int, kieli: str) -> Callable[[int, int], None]:
    _ = kaantaja(kieli)
    return lambda n, kaikki: tyo.edistyi(_("Computing {n}/{all}", n=n + monesko * kaikki, all=monta * kaikki))
