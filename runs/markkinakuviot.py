"""Patterns of the market of sote centres: entry, where firms go, who ends up on private lists, rivals and quality
(P15, P16, P18, P22).

Direct choice from 2023 is lived; P18 in all three regions and with choice as settled as in Sweden, for the study counts
a whole country where a third of residents are on private lists.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from agentit.markkinat import alueen_asukkaat, tulon_odotus
from runs import ajo, skenaariot
from runs.kuviokoe import Koe, Mitat
from runs.tilannekuva import kopio

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

Luvut = npt.NDArray[Any]
VALINTA, AVAUS = "uusimaa-suora-valinta", 72
VUOSIA = 6  # P15: about six years
ALUEET = {"uusimaa": 1.0, "pirkanmaa": 2.0, "keski-suomi": 2.0}  # region -> sample relative to the experiment's
RUOTSI = {  # ends of ranges at which private lists come near Sweden's share by 2030
    "valinta.huomio": 0.012, "valinta.yksityinen": 0.5, "markkina.taso": 0.07
}  # fmt: skip
VAHAN_JA_PALJON = (0.01, 0.07)  # ends of the range of markkina.taso: few and many rivals
LAHELLA_KM = 5.0
PIENIN_ALUE = 500.0  # residents: smaller postal areas tell nothing of their people


def _ela(asetukset: Mapping[str, Any], otos: float, seed: int, kuukausia: int, alue: str = "uusimaa") -> SoteMalli:
    malli = ajo.rakenna_malli(skenaariot.lue(VALINTA, dict(asetukset), alue=alue), otos, seed)
    malli.run_for(kuukausia)
    return malli


def _yksityiset(malli: SoteMalli) -> Luvut:
    return np.array([k.yksityinen for k in malli.keskuspaikat])


def _tiheys(malli: SoteMalli) -> Luvut:
    """ln residents per square kilometre of postal areas (A,)."""
    a = malli.maailma.alueet
    return np.log(a.vaesto / a.pinta_ala_km2)


# entry --------------------------------------------------------------------------------------------------------------


def tulo(otos: float, seed: int) -> Mitat:
    """P15: net new centres in six years of free entry, and whether their areas are more urban than those before."""
    malli = _ela({}, otos, seed, AVAUS)
    ennen = malli.keskukset
    malli.run_for(12 * VUOSIA)
    tiheys = _tiheys(malli)
    uudet = [k for k in malli.keskukset if k.yksityinen]
    return {
        "kasvu": len(uudet) / len(ennen),
        "tiheammassa": float(tiheys[[k.alue for k in uudet]].mean() - tiheys[[k.alue for k in ennen]].mean()),
    }


# where --------------------------------------------------------------------------------------------------------------


def sijainti(otos: float, seed: int) -> Mitat:
    """P16, a conflicting pair: chance of entry by need and by income of the area as direct choice opens.

    Effects of one SD over areas (weighted by residents), relative to the mean chance. Under flat pay as areas are, as
    the study of advantaged urban areas saw them; under need-weighted pay at equal density, as Isaksson did.
    """
    malli = _ela({}, otos, seed, AVAUS)
    tasa, tarve = (cast("SoteMalli", kopio(malli)) for _ in range(2))
    for painot, toinen in (("tasa", tasa), ("tarve", tarve)):
        toinen.ohjaa({"kapitaatio.painot": painot})
        toinen.run_for(1)
    kulu, ylin = _vaikutukset(tasa, vakioiden=False)
    kulu_vakioitu, ylin_vakioitu = _vaikutukset(tarve, vakioiden=True)
    return {
        "tarve_tasa": kulu,
        "tulo_tasa": ylin,
        "tarve_tarve": kulu_vakioitu,
        "tulo_tarpeesta": abs(ylin_vakioitu / kulu_vakioitu),
    }


def _vaikutukset(malli: SoteMalli, vakioiden: bool) -> tuple[float, float]:
    """Effect of expected cost per resident, and of the share in the top income quintile, on the chance of entry.

    vakioiden: at equal density.
    """
    c, n = malli.sidonta.b.columns, malli.asukkaita_rivilla
    w, alueita = c["elossa"][:n] == 1, len(malli.maailma.alueet.nimi)
    vaki, _, kulu = alueen_asukkaat(malli)
    ylin = np.bincount(c["alue"][:n][w], c["kvintiili"][:n][w] == 4, alueita) * malli.paino / np.maximum(vaki, 1e-9)
    mukana = vaki > PIENIN_ALUE
    paino = vaki[mukana]
    tahti = (tulon_odotus(malli)[0] / np.maximum(vaki, 1e-9))[mukana]
    tahti = tahti / np.average(tahti, weights=paino)
    muut = [_tiheys(malli)[mukana]] if vakioiden else []
    return _kulma(tahti, kulu[mukana], muut, paino), _kulma(tahti, ylin[mukana], muut, paino)


def _kulma(y: Luvut, x: Luvut, vakioitavat: Sequence[Luvut], paino: Luvut) -> float:
    """Weighted least squares: change of y by one SD of x at equal `vakioitavat`."""
    z = [(v - np.average(v, weights=paino)) / _hajonta(v, paino) for v in (x, *vakioitavat)]
    juuri = np.sqrt(paino)
    a = np.column_stack([np.ones(len(y)), *z]) * juuri[:, None]
    return float(np.linalg.lstsq(a, y * juuri, rcond=None)[0][1])


def _hajonta(v: Luvut, paino: Luvut) -> float:
    return float(np.sqrt(np.average((v - np.average(v, weights=paino)) ** 2, weights=paino)))


# who is on private lists --------------------------------------------------------------------------------------------


def listat(otos: float, seed: int) -> Mitat:
    """P18: top less bottom national income quintile on private lists, three regions together; of it by location."""
    summat = np.zeros((3, 5))
    for alue, kerroin in ALUEET.items():
        malli = _ela(RUOTSI, min(1.0, kerroin * otos), seed, 168, alue)
        summat += _listoilla(malli)
    vaki, omat, alueesta = summat
    osuus, sijainnista = omat / vaki, alueesta / vaki
    ero, sijaintiero = osuus[4] - osuus[0], sijainnista[4] - sijainnista[0]
    return {
        "ero": float(ero),
        "sijainti_yli_muun": float(sijaintiero - (ero - sijaintiero)),
        "osuus": float(omat.sum() / vaki.sum()),
    }


def _listoilla(malli: SoteMalli) -> Luvut:
    """By income quintile (3, 5): residents, those on a private list, and as many as if all in an area did as one."""
    c = malli.sidonta.b.columns
    w = c["elossa"] == 1
    kvintiili, alue = c["kvintiili"][w], c["alue"][w].astype(np.int64)
    yksityisella = _yksityiset(malli)[c["keskus"][w]].astype(float)
    alueita = len(malli.maailma.alueet.nimi)
    osuus = np.bincount(alue, yksityisella, alueita) / np.maximum(np.bincount(alue, minlength=alueita), 1)
    laskut: Sequence[Luvut] = (np.ones(len(alue)), yksityisella, osuus[alue])
    return np.stack([np.bincount(kvintiili, x, 5) for x in laskut]) * malli.paino


# rivals -------------------------------------------------------------------------------------------------------------


def kilpailijat(otos: float, seed: int) -> Mitat:
    """P22: quality of public centres and satisfaction with many against few private rivals near, six years on."""
    alku = _ela({}, otos, seed, AVAUS)
    maailmat = []
    for taso in VAHAN_JA_PALJON:
        malli = cast("SoteMalli", kopio(alku))
        malli.ohjaa({"markkina.taso": taso})
        malli.run_for(12 * VUOSIA)
        maailmat.append(malli)
    vahan, paljon = maailmat
    julkiset = [k.paikka for k in alku.keskukset]
    lahella = [_kilpailijoita(m, julkiset) for m in maailmat]
    lisa = (lahella[1].mean() - lahella[0].mean()) / lahella[1].std()
    laatu = np.mean([paljon.keskuspaikat[j].laatu - vahan.keskuspaikat[j].laatu for j in julkiset])
    tyytyvaisyys = _tyytyvaisyys(paljon) - _tyytyvaisyys(vahan)
    return {"laatu": float(laatu / lisa), "tyytyvaisyys": tyytyvaisyys / float(lisa), "lisa": float(lisa)}


def _kilpailijoita(malli: SoteMalli, paikat: Sequence[int]) -> Luvut:
    """Private centres within reach of each of these centres."""
    yksityiset = [k.paikka for k in malli.keskukset if k.yksityinen]
    alueet = [malli.keskuspaikat[j].alue for j in paikat]
    return (malli.matkat.km[alueet][:, yksityiset] <= LAHELLA_KM).sum(1)


def _tyytyvaisyys(malli: SoteMalli) -> float:
    r = malli.results()
    viimeinen = r[(r["vuosi"] == r["vuosi"].max()) & (r["mittari"] == "tyytyvaisyys") & (r["ryhma"] == "kaikki")]
    return float(viimeinen["arvo"].iloc[0])


KOKEET = (
    Koe("private lists", 0.01, 5, mittaa=listat),
    Koe("rivals", 0.005, 3, mittaa=kilpailijat),
    Koe("free entry", 0.005, 6, mittaa=tulo),
    Koe("location", 0.02, 3, mittaa=sijainti),
)
