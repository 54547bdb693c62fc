"""R8 Staff moving between employers: who recruits takes some of it from others near, and queues follow capacity.

    taken from j = x sum_i gain_i w_ij / sum_k w_ik        w_ij = staff_j exp(-km_ij / r) exp(e d (owner_i - owner_j))

x (henkilosto.liikkuvuus): share of recruits that come from other centres of the region, the rest from the wider labour
market, as all do at x = 0. gain: growth of a centre's capacity this month, net within the public employer and within
private ones: moves inside a sector are nobody's loss. d: pay of private centres over public ones (log), e its
elasticity, owner 1 private, 0 public. What one side is taken is what the other recruits: nothing is created.

What was taken stays a vacancy (`vajaus`, contacts a month) that new recruits fill by half in `rekrytointi_kk` months;
posts a centre gives up anyway are taken first. Staff a shrinking side lets go fill the other side's vacancies. A
private centre pays its wages: d makes its contacts dearer. Form and sizes oletus; only under direct choice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from agentit.malli import SoteMalli
    from agentit.sotekeskus import Sotekeskus

Luvut = npt.NDArray[np.float64]
Maski = npt.NDArray[np.bool_]
ENINTAAN = 0.5  # share of a centre's staff that can be taken in a month: nobody is emptied at once


@dataclass(frozen=True, slots=True)
class Siirtoehdot:
    """Cards of staff moves; palkkaveto: elasticity x pay difference."""

    liikkuvuus: float
    palkkaveto: float
    tyomatka_km: float

    @classmethod
    def parametreista(cls, p: Mapping[str, object]) -> Siirtoehdot:
        """From the parameter tree (keys henkilosto.*)."""
        x, ero, jousto, km = (
            float(p[f"henkilosto.{k}"])  # type: ignore[arg-type]
            for k in ("liikkuvuus", "palkkaero", "palkkajousto", "tyomatka_km")
        )
        return cls(x, jousto * ero, km)


def palkkakertoimet(malli: SoteMalli, yksityinen: Maski) -> Luvut:
    """What pay does to the price of a contact (J,): private centres' difference under direct choice."""
    return np.where(yksityinen & malli.suora_valinta, 1.0 + float(malli.p["henkilosto.palkkaero"]), 1.0)


def nettokasvu(kasvu: Luvut, yksityinen: Maski) -> Luvut:
    """Growth of each centre (n,) as its sector sees it: gains scaled so that they sum to the sector's net, or losses
    if it shrinks."""
    out = np.zeros(len(kasvu))
    for sektori in (yksityinen, ~yksityinen):
        netto = float(kasvu[sektori].sum())
        suunta = np.where(sektori & (np.sign(kasvu) == np.sign(netto)), kasvu, 0.0)
        if suunta.any():
            out += suunta * (netto / float(suunta.sum()))
    return out


def siirtymat(kasvu: Luvut, henkilosto: Luvut, km: Luvut, yksityinen: Maski, ehdot: Siirtoehdot) -> Luvut:
    """What each centre (n,) is taken by the other sector's growth (+), or offered by its shrinking (-).

    kasvu: net growth (n,); henkilosto: capacity (n,); km (n, n) from centre to centre.
    """
    oma = yksityinen.astype(np.float64)
    w = henkilosto[None, :] * np.exp(-km / ehdot.tyomatka_km + ehdot.palkkaveto * (oma[:, None] - oma[None, :]))
    osuus = w / w.sum(1, keepdims=True)
    toinen = yksityinen[:, None] != yksityinen[None, :]
    return np.asarray(ehdot.liikkuvuus * (kasvu[:, None] * osuus * toinen).sum(0))


def kuukausi(malli: SoteMalli) -> None:
    """Who grew this month recruits from the other sector; vacancies of before fill; queues follow."""
    auki = np.array([k.auki for k in malli.keskuspaikat])
    henkilosto, vajaus = malli.keskusluvut("henkilosto"), malli.keskusluvut("vajaus")
    ehdot = Siirtoehdot.parametreista(malli.p)
    if malli.suora_valinta and ehdot.liikkuvuus > 0.0:
        mukana = auki | (henkilosto > 0.0)
        keskukset = [malli.keskuspaikat[i] for i in np.flatnonzero(mukana).tolist()]
        _siirtyy(malli, keskukset, _kapasiteetit(malli, auki)[mukana], henkilosto[mukana], ehdot)
    vajaus *= 0.5 ** (1.0 / float(malli.p["henkilosto.rekrytointi_kk"]))
    henkilosto[:] = _kapasiteetit(malli, auki)


def _kapasiteetit(malli: SoteMalli, auki: Maski) -> Luvut:
    """Capacity of all centres by place, 0 in closed ones."""
    return np.where(auki, malli.keskusluvut("jono.kapasiteetti"), 0.0)


def _siirtyy(malli: SoteMalli, keskukset: list[Sotekeskus], nyt: Luvut, ennen: Luvut, ehdot: Siirtoehdot) -> None:
    """Moves of the month: capacity and vacancies of every centre in place."""
    yksityinen = np.array([k.yksityinen for k in keskukset])
    km = malli.matkat.km[np.ix_([k.alue for k in keskukset], [k.paikka for k in keskukset])].astype(np.float64)
    otettu = siirtymat(nettokasvu(nyt - ennen, yksityinen), np.maximum(nyt, 1e-9), km, yksityinen, ehdot)
    for k, x, y, luku in zip(keskukset, nyt.tolist(), ennen.tolist(), otettu.tolist(), strict=True):
        if luku > 0.0:
            lahtee = min(luku, ENINTAAN * x)
            uusi = max(lahtee - max(y - x, 0.0), 0.0)  # posts it gives up anyway are taken first
            k.vajaus += uusi
            k.jono.kapasiteetti -= uusi
            malli.henkilosto_siirtynyt += lahtee
        elif luku < 0.0 and k.auki:
            palaa = min(-luku, k.vajaus)
            k.vajaus -= palaa
            k.jono.kapasiteetti += palaa
            malli.henkilosto_siirtynyt += palaa


def mitat(malli: SoteMalli) -> Iterator[tuple[str, float, str, str]]:
    """Measures of the year: staff that changed sector as a share of all, vacancies left by moves by owner."""
    kaikki = sum(k.jono.kapasiteetti for k in malli.keskukset)
    yield "henkilosto_siirtynyt", malli.henkilosto_siirtynyt / kaikki, "osuus/v", "kaikki"
    malli.henkilosto_siirtynyt = 0.0
    for ryhma, omat in (
        ("julkinen", [k for k in malli.keskukset if not k.yksityinen]),
        ("yksityinen", [k for k in malli.keskukset if k.yksityinen]),
    ):
        virat = sum(k.jono.kapasiteetti + k.vajaus for k in omat)
        yield "henkilostovajaus", sum(k.vajaus for k in omat) / virat if virat else 0.0, "osuus", ryhma
