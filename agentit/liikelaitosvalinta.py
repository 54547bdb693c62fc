"""R20 Choice of the liikelaitos and of its unit: a resident may be treated in another hospital, also another county's.

    V_unit  = -b_km km + b_q quality + stay (the unit one would be sent to: the nearest)
    V_other = -b_km max(D - km to the own central hospital, 5)          D between central hospitals
    considers with a small monthly chance; one logit over own hospitals and the other county

Money follows at cost: the orderer pays another county's liikelaitos, others pay this one for theirs (`tulovirta`, an
assumption card). What a liikelaitos loses or gains of patients leaves or uses fixed cost until it has adapted:
agentit/valintaraha.py. No effect on health is claimed: which hospital one chose moves volumes, ways and money.

Source: legal form HE 16/2018 vp, today Terveydenhuoltolaki 1326/2010, 48 §; b_q Santos et al. 2017 (P10); the rest
oletus (liikelaitosvalinta.*).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from agentit.saannot import rule
from agentit.saantomatematiikka import normal
from agentit.satunnaisvirrat import draws, key

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

MUU_MAAKUNTA = 100  # value of the column `sairaala`: a hospital of another county
ERIKOISRIVIT = ("esh_avo", "esh_vuode")
ALUEEN_SIEMEN = 2017  # hospitals belong to the region, not to luck
VAHINTAAN_KM = 5.0


@rule(writes="sairaala", when="u_sairaala < p_liikelaitosvalinta_huomio")
def valitsee_sairaalan(alue, t_sairaalakertyma, p_sairaaloita, p_liikelaitosvalinta_huomio, u_sairaala):
    """Where specialised care is had from now on: 0 where one is sent, j own hospital j (from 1), 100 another county.

    One uniform (of those who consider) and the cumulated shares of the logit of the module, by postal area: sent to,
    own hospitals, the rest.
    """
    valittu, u = 0, u_sairaala / p_liikelaitosvalinta_huomio
    for j in range(p_sairaaloita + 1):
        valittu += int(u >= t_sairaalakertyma[alue, j])
    return MUU_MAAKUNTA if valittu > p_sairaaloita else valittu


class Sairaalat:
    """Own hospitals as residents compare them: road km (A, H), quality (H,), km to the central hospital (A,)."""

    def __init__(self, malli: SoteMalli) -> None:
        """Public hospitals of the region; quality is drawn once."""
        m = malli.maailma
        self.julkiset = [i for i, laji in enumerate(m.sairaalat.laji) if laji != "yksityinen sairaala"]
        x, y = m.sairaalat.x_km[self.julkiset], m.sairaalat.y_km[self.julkiset]
        alueita = len(m.alueet.nimi)
        self.km = malli.matkat.kilometrit(x, y) if self.julkiset else np.zeros((alueita, 0), np.float32)
        u = draws(key(ALUEEN_SIEMEN, "u0_sairaalalaatu", 0), np.arange(len(self.julkiset), dtype=np.uint64))
        self.laatu = np.array([float(normal(a)) for a in u.tolist()])
        if m.keskussairaala in self.julkiset:
            self.keskuskm = self.km[:, self.julkiset.index(m.keskussairaala)].astype(float)
        else:
            self.keskuskm = self.km.min(1).astype(float) if self.julkiset else np.zeros(alueita)

    def kertyma(self, p: Mapping[str, Any]) -> npt.NDArray[np.float32]:
        """Cumulated shares (A, H + 1): sent to (the nearest), own hospitals in order, what is left another county's.

        The nearest hospital is in the first; its own column adds nothing.
        """
        b_km = float(p["liikelaitosvalinta.km"])
        v = float(p["valinta.laatu"]) * self.laatu - b_km * self.km.astype(float)
        w = np.exp(v)
        if w.shape[1]:
            rivit, lahin = np.arange(len(w)), self.km.argmin(1)
            oma = w[rivit, lahin] * np.exp(float(p["liikelaitosvalinta.pysyy"]))
            w[rivit, lahin] = 0.0
        else:
            oma = np.zeros(len(w))
        muu = np.exp(-b_km * np.maximum(float(p["liikelaitosvalinta.muu_km"]) - self.keskuskm, VAHINTAAN_KM))
        w = np.column_stack([oma, w])
        return np.ascontiguousarray(np.cumsum(w, 1) / (w.sum(1) + muu)[:, None], np.float32)
