"""The start on maps: what the model's municipalities are like after their first year, beside the statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from visualisointi import kelpoisuuskuviot, kelpoisuussanat, kuviot, sanat
from visualisointi.kartta import Ruutu

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

Luvut = npt.NDArray[np.float64]
IKARAJA = 65
ESITYS = {"yli_64": (100.0, 0), "tyydyttamaton": (100.0, 1)}  # factor and decimals; of the others 1 and 0


def kunnittain(malli: SoteMalli) -> dict[str, Luvut]:
    """Measures by municipality, in the world's order: share of 65 and over, unmet need, cost a resident - modelled, and
    the statistics' net operating cost."""
    c = {k: v[: malli.asukkaita_rivilla] for k, v in malli.sidonta.b.columns.items()}
    w = c["elossa"] == 1
    kunta, n = c["kunta"][w].astype(np.int64), len(malli.maailma.kunnat.koodi)
    vaki = np.bincount(kunta, minlength=n)

    def osuus(arvo: npt.NDArray[Any]) -> Luvut:
        summa = np.bincount(kunta, weights=arvo[w].astype(np.float64), minlength=n)
        return np.where(vaki > 0, summa / np.maximum(vaki, 1), np.nan)

    tulos = malli.results()
    puute = tulos[tulos["mittari"] == "tyydyttamaton"].set_index("ryhma")["arvo"]
    return {
        "yli_64": osuus(c["ika"] >= IKARAJA),
        "tyydyttamaton": np.array([puute.get(f"kunta_{k}", np.nan) for k in malli.maailma.kunnat.koodi], dtype=float),
        "kustannus": osuus(c["kustannus_v"]),
        "tilaston_kustannus": np.asarray(malli.maailma.kunnat.nettokustannus, dtype=np.float64),
    }


def korrelaatio(malli: SoteMalli, luvut: dict[str, Luvut]) -> float:
    """Correlation of modelled and counted cost over municipalities, weighted by residents."""
    a, b, w = luvut["kustannus"], luvut["tilaston_kustannus"], np.asarray(malli.maailma.kunnat.vaesto, dtype=float)
    on = np.isfinite(a) & np.isfinite(b)
    kovarianssi = np.cov(a[on], b[on], aweights=w[on])
    return float(kovarianssi[0, 1] / np.sqrt(kovarianssi[0, 0] * kovarianssi[1, 1]))


def kartat(malli: SoteMalli, kieli: str, versio: str) -> tuple[kuviot.Tekstit, Any] | None:
    """Texts and figure; None for a region without tiles."""
    k = malli.maailma.kunnat
    if k.ruutu is None:
        return None
    luvut = kunnittain(malli)
    nimet = [str(n) for n in (k.nimi_sv if kieli == "sv" else k.nimi_fi)]
    palat = []
    for avain, arvot in luvut.items():
        kerroin, desimaaleja = ESITYS.get(avain, (1.0, 0))
        tekstit = [sanat.luku(kerroin * float(x), desimaaleja, kieli) if np.isfinite(x) else "" for x in arvot]
        ruudut = [
            Ruutu([nimet[i]], int(rivi), int(sarake), float(arvot[i]), tekstit[i])
            for i, (rivi, sarake) in enumerate(k.ruutu.tolist())
        ]
        palat.append(kelpoisuuskuviot.Kuntakartta(kelpoisuussanat.sana(f"kuntakartta_{avain}", kieli), ruudut))
    r = sanat.luku(korrelaatio(malli, luvut), 2, kieli)
    otsikot = kuviot.Tekstit(
        kelpoisuussanat.sana("kuntakartta_otsikko", kieli, r=r), kelpoisuussanat.sana("kuntakartta_ala", kieli),
        kelpoisuussanat.sana("kuvalahde", kieli, versio=versio),
    )  # fmt: skip
    return otsikot, kelpoisuuskuviot.kuntakartat(otsikot, palat)
