"""R20 Asiakasseteli, client voucher: after needs assessment the client may buy the service from an approved producer.

    P(takes) = offered (1 - refused) logistic(a - b (1 - ability) - c top-up)     ability = f + (1 - f) help
    top-up   = max(producer's price - value, 0)                                   the client's own money
    P(j)     = ability exp(b_q q_j) / sum exp(b_q q) + (1 - ability) / n          over the n approved producers

f functional ability; help of a relative or an adviser makes up a part of what is missing. Who is able compares
producers by quality q (SD), who is not is placed by chance. Value and price are shares of own unit cost. Who decides
when: agentit/palvelutarve.py; what vouchers do to money: agentit/valintaraha.py.

Source: legal form HE 16/2018 vp (value set by the county, refusal, approval); b_q Santos et al. 2017 (P10); client's
money P36; levels oletus, swept (asiakasseteli.*).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from agentit.saannot import logistic, rule_function
from agentit.saantomatematiikka import normal
from agentit.satunnaisvirrat import draws, key

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

SETELIRIVIT = {  # line -> name of its lever
    "kotihoito": "kotihoito", "hoiva": "hoiva", "kuntoutus": "kuntoutus", "esh_vuode": "leikkaus",
}  # fmt: skip
SETELIVIVUT = tuple(f"asiakasseteli.{nimi}" for nimi in SETELIRIVIT.values())
TUOTTAJIA = 12  # producers who apply for approval in each functional area
ALUEEN_SIEMEN = 2017  # producers belong to the region, not to luck


@rule_function
def kyky(toimintakyky, laheinen, tuki, apu):
    """Ability to arrange one's care, 0-1: functional ability, and what a relative or an adviser makes up of the
    rest."""
    return toimintakyky + (1.0 - toimintakyky) * (apu if laheinen or tuki else 0.0)


@rule_function
def ottamistodennakoisyys(tarjottu, k, omavastuu, taso, kyvysta, maksusta):
    """P(takes) of the module; top-up in EUR a month, its effect by 100 EUR."""
    return tarjottu * logistic(taso - kyvysta * (1.0 - k) - maksusta * omavastuu * 0.01)


# producers and prices ------------------------------------------------------------------------------------------------


def tuottajien_laatu(malli: SoteMalli) -> npt.NDArray[np.float32]:
    """Quality of voucher producers who apply in each municipality's functional area (M, TUOTTAJIA), SD; drawn once.

    Their mean in an area is that of the liikelaitos's own service, 0.
    """
    alueet = list(dict.fromkeys(malli.maailma.kunnat.toiminnallinen_alue))
    n = np.arange(len(alueet) * TUOTTAJIA, dtype=np.uint64)
    u = draws(key(ALUEEN_SIEMEN, "u0_setelituottaja", 0), n)
    q = np.array([float(normal(x)) for x in u.tolist()]).reshape(len(alueet), TUOTTAJIA)
    q -= q.mean(1, keepdims=True)
    return q[[alueet.index(a) for a in malli.maailma.kunnat.toiminnallinen_alue]].astype(np.float32)


def hyvaksytyt(laatu: npt.NDArray[np.float32], raja: float) -> npt.NDArray[np.bool_]:
    """Who is approved (M, TUOTTAJIA): quality not under the threshold (SD); the best of an area always."""
    return (laatu >= raja) | (laatu >= laatu.max(1, keepdims=True))


def kertymat(laatu: npt.NDArray[np.float32], raja: float, b_laatu: float) -> dict[str, npt.NDArray[np.float32]]:
    """Tables of the rule: cumulated shares of producers (M, TUOTTAJIA) by comparison and by chance."""
    mukana = hyvaksytyt(laatu, raja)
    vertaillen, sattumalta = np.where(mukana, np.exp(b_laatu * laatu.astype(float)), 0.0), mukana.astype(float)
    osuudet = {"setelivalinta": vertaillen, "setelisattuma": sattumalta}
    return {k: np.cumsum(x / x.sum(1, keepdims=True), 1).astype(np.float32) for k, x in osuudet.items()}


def setelin_hinta(p: Mapping[str, Any], koodi: str, hylatty: float) -> tuple[float, float]:
    """(what the orderer pays, what is left to the client) of a voucher service, shares of own unit cost.

    The producer's price rises a little when fewer producers are approved.
    """
    hinta = float(p["asiakasseteli.hinta"]) + float(p["asiakasseteli.hyvaksymishinta"]) * hylatty
    arvot = {
        "kotihoito": "asiakasseteli.arvo_kotihoito", "hoiva": "asiakasseteli.arvo_hoiva",
        "kuntoutus": "asiakasseteli.arvo_kuntoutus", "esh_vuode": "asiakasseteli.arvo_leikkaus",
    }  # fmt: skip
    arvo = float(p[arvot[koodi]])
    return min(arvo, hinta), max(hinta - arvo, 0.0)
