"""R13 for oral units: private ones open and close by the market rule of sote centres, on a scale of their own.

A firm looks at every postal area as `markkinat.py` does, with the oral tariff, residents' expected oral cost and the
oral units around. Hurdle, spread and fixed cost are `suu.markkinamitta` times those of a sote centre. Under capitation
that covers oral health there is no market of its own: a private centre comes and goes with its oral unit.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from agentit import markkina, suuraha
from agentit.markkinat import arvioi, poistuvat
from agentit.palvelupaketit import PRIMAARI
from agentit.sotekeskus import YKSITYINEN
from agentit.suunvalinta import SUU

if TYPE_CHECKING:
    from agentit.suunhoito import Suunhoito


def puolivuosi(s: Suunhoito) -> None:
    """Firms look at every postal area: close after loss-making quarters, open where it pays."""
    m, p = s.malli, s.malli.p
    for k in poistuvat(m, s.avoimet, "u_suun_poistuu"):
        s.sulje(k)
    tn, tulos, lista = tulon_odotus(s)
    u = m.sattuma.many("u_suun_tulo", m.kk, np.arange(len(tn), dtype=np.uint64))
    alueet = markkina.tulijat(tn, u, tulos, katto=int(p["markkina.enintaan"]) or None).tolist()
    nimet = [f"Yksityinen suunhoito {m.maailma.alueet.nimi[alue]}" for alue in alueet]
    uudet = s.avaa_monta([(nimi, alue, YKSITYINEN, None) for nimi, alue in zip(nimet, alueet, strict=True)])
    for k in uudet:
        kuorma = 0.3 * float(lista[k.alue]) * s.tariffi_arvio() / 12.0 / m.hinnat[SUU]  # starts small, as sote centres
        k.avaa_jono(s.jonoehdot(), kuorma, float(p["suu.yksityisen_odotus"]))


def tulon_odotus(s: Suunhoito) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """By postal area (A,): chance that an oral unit opens in this half-year, the profit and the list expected."""
    m, mitta = s.malli, float(s.malli.p["suu.markkinamitta"])
    ehdot = markkina.Markkinaehdot.parametreista(m.p)
    ehdot = replace(ehdot, este=mitta * ehdot.este, hajonta=mitta * ehdot.hajonta)
    c, n, koko = m.sidonta.b.columns, m.asukkaita_rivilla, len(m.maailma.alueet.nimi)
    elossa, alue = (c["elossa"][:n] == 1).astype(float), c["alue"][:n]
    vaki = np.bincount(alue, elossa, koko)
    paino = np.bincount(alue, elossa * c["suupaino"][:n], koko) / np.maximum(vaki, 1e-9)
    kulu = np.bincount(alue, elossa * suuraha.odotettu_kustannus(s, n), koko) / np.maximum(vaki, 1e-9)
    return arvioi(
        m, ehdot, s.matkat, (vaki * m.paino, paino, kulu), s.tariffi_arvio(), mitta * float(m.p["markkina.kiintea"]),
        m.kk - s.avauskk,
    )  # fmt: skip


def seuraa_keskuksia(s: Suunhoito) -> None:
    """Oral units of the private centres that have opened or closed; whose unit each centre's list is at."""
    m, p = s.malli, s.malli.p
    for keskus in m.keskuspaikat:
        oma = s.keskuksen.get(keskus.paikka)
        if oma is not None and oma.auki and not keskus.auki:
            s.sulje(oma)
        if keskus.auki and keskus.yksityinen and oma is None:
            k = s.avaa(keskus.nimi, keskus.alue, keskus.omistaja, keskus)
            kuorma = float(keskus.jono.kapasiteetti) * s.tariffi_arvio() / max(m.tariffi_arvio() - s.tariffi, 1.0)
            k.avaa_jono(s.jonoehdot(), kuorma * m.hinnat[PRIMAARI] / m.hinnat[SUU], float(p["suu.yksityisen_odotus"]))
    kotona = m.sidonta.b.units["alue"].attributes["suuyksikko"]
    omat = m.sidonta.b.units["keskus"].attributes["suuyksikko"]
    for keskus in m.keskuspaikat:
        oma = s.keskuksen.get(keskus.paikka)
        omat[keskus.paikka] = oma.paikka if oma is not None and oma.auki else kotona[keskus.alue]
