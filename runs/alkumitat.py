"""What one seed's world looks like at the start: margins of the population, and the first years lived.

Everything here is read from outside: columns, money matrix and results of a model. The one thing the model does not
keep by itself, a resident's cost in the sote centre, is recorded around its step of the month.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from agentit import terveyserot
from agentit.aikataulu import Schedule
from agentit.palvelupaketit import PRIMAARI
from kalibrointi.reunat import IKARAJAT, REUNAIAT
from runs.skenaariot import Skenaario

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

Luvut = npt.NDArray[Any]

ERIKOISPAKETIT = ("esh", "paivystys", "miepa", "lnpsyk")  # "specialised care" of C13
PITKAAN_TYOTTOMANA_KK = 12
VUOSIA = 3  # years of expected deaths pooled for life expectancy


@dataclass
class Alkumitat:
    """Measures of one seed: numbers by key, and persons at full scale (groups, classes) by name of the margin."""

    luvut: dict[str, float] = field(default_factory=dict)
    reunat: dict[str, Luvut] = field(default_factory=dict)
    otos: float = 1.0


def mittaa(skenaario: Skenaario, otos: float, seed: int, eletty: Callable[[int], None] = lambda kk: None) -> Alkumitat:
    """Build one world, look at its people, live its first years and measure them."""
    from runs.ajo import rakenna_malli

    malli = rakenna_malli(skenaario, otos, seed)
    mitat = Alkumitat(otos=otos)
    mittaa_vaesto(malli, mitat)
    seuranta = Soteseuranta(malli)
    for vuosi in range(VUOSIA):
        for _ in range(12):
            malli.step()
            eletty(1)
        if vuosi == 0:
            _ensimmainen_vuosi(malli, mitat)
        if vuosi == 1:
            mitat.luvut.update(seuranta.mitat())
    _elinajat(malli, mitat)
    return mitat


# people ---------------------------------------------------------------------------------------------------------------


def _elossa(malli: SoteMalli) -> dict[str, Luvut]:
    """Columns of those who live here now."""
    c = {k: v[: malli.asukkaita_rivilla] for k, v in malli.sidonta.b.columns.items()}
    w = c["elossa"] == 1
    return {k: v[w] for k, v in c.items()}


def mittaa_vaesto(malli: SoteMalli, mitat: Alkumitat) -> None:
    """Margins before the first month, in persons: municipality x age, work and language, postal area x income class."""
    c, m = _elossa(malli), malli.maailma
    kuntia, alueita = len(m.kunnat.koodi), len(m.alueet.nimi)
    kunta, alue = c["kunta"].astype(np.int64), c["alue"].astype(np.int64)
    luokka = np.minimum(np.searchsorted(IKARAJAT, c["ika"], side="right") - 1, REUNAIAT - 1)
    tulo = np.array([0, 1, 1, 1, 2])[c["kvintiili"]]
    t18, t15 = c["ika"] >= 18, c["tyo"] < 5

    def laske(ryhma: Luvut, luokka: Luvut, ryhmia: int, luokkia: int) -> Luvut:
        solut = np.bincount(ryhma * luokkia + luokka, minlength=ryhmia * luokkia).reshape(ryhmia, luokkia)
        return solut * malli.paino

    mitat.reunat["kunta"] = laske(kunta, np.zeros_like(kunta), kuntia, 1)
    mitat.reunat["ika_kunnittain"] = laske(kunta, luokka, kuntia, REUNAIAT)
    mitat.reunat["tuloluokat"] = laske(alue[t18], tulo[t18], alueita, 3)
    mitat.reunat["tyotilat_kunnittain"] = laske(kunta[t15], c["tyo"][t15].astype(np.int64), kuntia, 5)
    mitat.reunat["kielet"] = laske(kunta, c["kieli"].astype(np.int64), kuntia, 3)
    tyoika = (c["ika"] >= 18) & (c["ika"] < 65)
    mitat.luvut.update(
        vaesto=len(kunta) * malli.paino,
        yli_64=float(np.mean(c["ika"] >= 65)),
        alle_15=float(np.mean(c["ika"] < 15)),
        ruotsinkieliset=float(np.mean(c["kieli"] == 1)),
        tyolliset=float(np.mean(c["tyo"][tyoika] == 0)),
        tth_kattavuus=float(np.mean(c["tyoterveys"][c["tyo"] == 0])),
    )


# the first year ---------------------------------------------------------------------------------------------------


def _ensimmainen_vuosi(malli: SoteMalli, mitat: Alkumitat) -> None:
    """Results of the base year and what they leave out."""
    tulos = malli.results()
    tulos = tulos[tulos["vuosi"] == malli.alkuvuosi].set_index(["mittari", "ryhma"])["arvo"]
    suoraan = (
        "karkiosuus_10", "osuus_7vrk", "osuus_14vrk", "odotus", "laakarikontaktit", "tyydyttamaton", "ci_vaikutettava",
        "hi_laakarikaynnit", "hi_julkiset", "hi_julkinen_perustaso", "oma_kustannus", "kustannus_asukas",
        "kuolemien_martingaali",
    )  # fmt: skip
    mitat.luvut.update({k: float(tulos[k, "kaikki"]) for k in suoraan})
    eur = {k: float(tulos["kustannus_asukas", f"paketti_{k}"]) for k in malli.paketit.paketit}
    esh = sum(eur[k] for k in ERIKOISPAKETIT)
    muut = sum(eur.values()) - eur[PRIMAARI] - eur["suu"] - esh
    mitat.luvut.update(eur_sote=eur[PRIMAARI], eur_suu=eur["suu"], eur_erikois=esh, eur_sosiaali=muut)
    eletty = malli.sidonta.b.columns["kustannus_v"].sum(dtype=np.float64) * malli.paino  # the dead included
    mitat.luvut["oma_suhde"] = float(eletty / (sum(eur.values()) * malli.vaki()))
    c = _elossa(malli)
    katetut = float(np.count_nonzero(c["tyoterveys"])) * malli.paino
    tth = float(tulos["tyoterveys_asukas", "kaikki"]) * malli.vaki()
    mitat.luvut.update(tth_hinta=tth / katetut, tth_milj=tth / 1e6)
    mitat.luvut.update(_tyottomien_kaynnit(c))
    yksityiset = c["yksityinen_v"].astype(np.float64) + c["esh_yksityinen_v"]
    mitat.luvut.update(yksityiskaynnit=float(yksityiset.mean()), yksityiskayttajat=float(-np.expm1(-yksityiset).mean()))


def _tyottomien_kaynnit(c: dict[str, Luvut]) -> dict[str, float]:
    """Odds of any doctor contact in the year against the employed at equal need, ages 25-64 (20 strata of need)."""
    w = (c["ika"] >= 25) & (c["ika"] < 65) & (c["kuukaudet_v"] == 12)
    kanavat = ("julkinen_v", "tth_v", "yksityinen_v", "paivystys_v", "esh_julkinen_v", "esh_yksityinen_v")
    kaynnit = np.sum([c[k][w] for k in kanavat], axis=0, dtype=np.float64)
    p = -np.expm1(-kaynnit)
    tarve = c["tarve_v"][w] + 12.0 * c["taso_esh_avo"][w]
    ositteet = np.searchsorted(np.quantile(tarve, np.linspace(0, 1, 21)[1:-1]), tarve)
    tyo, kk = c["tyo"][w], c["tyokk"][w]
    tyolliset = tyo == 0
    pitkaan = (tyo == 1) & (kk >= PITKAAN_TYOTTOMANA_KK)
    lyhyesti = (tyo == 1) & ~pitkaan
    muut = (tyo != 0) & (tyo != 1)
    pitkaan_tyottomat = mantel_haenszel(p, pitkaan, tyolliset, ositteet)
    return {
        "kaytto_tyottomat": float(p[tyo == 1].mean() / p[tyolliset].mean()),
        "kaytto_muut": float(p[muut].mean() / p[tyolliset].mean()),
        "log_or_pitkaan": float(np.log(pitkaan_tyottomat)),
        "or_pitkaaikaistyottomat": pitkaan_tyottomat,
        "or_lyhytaikaistyottomat": mantel_haenszel(p, lyhyesti, tyolliset, ositteet),
        "or_jarjestys": float(np.log(mantel_haenszel(p, pitkaan, lyhyesti, ositteet))),
    }


def mantel_haenszel(p: Luvut, altistuneet: Luvut, verrokit: Luvut, ositteet: Luvut) -> float:
    """Odds ratio exposed / controls pooled over strata; p (n,): probability of the outcome, masks and strata (n,)."""
    osoittaja = nimittaja = 0.0
    for osite in np.unique(ositteet):
        a, b = (p[m & (ositteet == osite)] for m in (altistuneet, verrokit))
        n = len(a) + len(b)
        if len(a) and len(b):
            osoittaja += a.sum() * (1.0 - b).sum() / n
            nimittaja += b.sum() * (1.0 - a).sum() / n
    return float(osoittaja / nimittaja) if nimittaja else float("nan")


class Soteseuranta:
    """Records each resident's yearly cost in the sote centre, around the model's own step `hakeutuminen`.

    The model is left as it was but for this: no column is added, nothing is drawn.
    """

    def __init__(self, malli: SoteMalli) -> None:
        self.malli = malli
        self.eurot: list[Luvut] = []  # by year, over rows
        vaihe = malli.schedule["hakeutuminen"]
        seurattu = replace(vaihe, action=lambda m: self._kirjaa(vaihe.action, m))
        malli.schedule = Schedule([seurattu if s is vaihe else s for s in malli.schedule])

    def _kirjaa(self, vaihe: Callable[[Any], object], malli: SoteMalli) -> None:
        n = malli.asukkaita_rivilla
        if malli.kk % 12 == 0:
            self.eurot.append(np.zeros(len(malli.sidonta.b.ids)))
        kulut = malli.sidonta.b.columns["kustannus_v"]
        ennen = kulut[:n].astype(np.float64)
        vaihe(malli)
        self.eurot[-1][:n] += kulut[:n] - ennen

    def mitat(self) -> dict[str, float]:
        """C45 after two years: share that used nothing, correlation of two years, cost of the covered against all."""
        malli, (ensin, sitten) = self.malli, self.eurot[:2]
        n = malli.maailma.vaesto.alussa
        w = malli.sidonta.b.columns["elossa"][:n] == 1
        a, b = ensin[:n][w], sitten[:n][w]
        katetut = malli.sidonta.b.columns["tyoterveys"][:n][w] == 1
        return {
            "sote_ei_mitaan": float(np.mean(b == 0.0)),
            "sote_korrelaatio": float(np.corrcoef(a, b)[0, 1]),
            "sote_tth_suhde": float(b[katetut].mean() / b.mean()),
        }


# life expectancy ---------------------------------------------------------------------------------------------------


def _elinajat(malli: SoteMalli, mitat: Alkumitat) -> None:
    """Gap at 30 from the expected deaths of all years lived."""
    d, t = np.sum(list(malli.mittarit.kuolinsolut.values()), axis=0)
    ero = terveyserot.e30_gap(d, t)
    mitat.luvut.update(e30_ero_miehet=float(ero[0]), e30_ero_naiset=float(ero[1]))
