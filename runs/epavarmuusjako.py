"""`sote analyze uncertainty`: what a policy does, and how much of what is not known of it is of which kind.

Three kinds: **parameter** (draws of a posterior: what data could teach), **assumption** (the cards: what nobody has
measured, so it is swept and never fitted) and **chance** (seeds: what one life of the county may bring). They are told
apart by a two-way analysis of variance of paired differences over draws x cards x seeds; what draws and cards do only
together is a share of its own. A policy has a clear sign only when 90 % of worlds and the seeds' interval agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kalibrointi import havaitut, oletuskortit
from runs import tulemat
from runs.havainnot import Havainnot, Kohde, Tulema, vaikutus
from runs.kestavyys import raja
from runs.tutkimus import POSTERIORI
from runs.tutkimussanat import Sanasto
from visualisointi import sanat

Luvut = npt.NDArray[np.float64]
PUUTTUU = float("nan")
LAJIT = ("parameter", "assumption", "both", "chance")


@dataclass(frozen=True)
class Jako:
    """Standard deviations of an effect by kind: over draws, over cards, what both do only together, and of one paired
    run by chance. NaN: the sweep does not vary it, or not so that it can be told apart."""

    parameter: float
    assumption: float
    both: float
    chance: float

    def osuudet(self) -> dict[str, float]:
        """Shares of the variance of one paired run in one world; kinds that are not varied have none."""
        nelio = {laji: getattr(self, laji) ** 2 for laji in LAJIT}
        summa = float(np.nansum(list(nelio.values())))
        return {laji: x / summa if summa > 0 else PUUTTUU for laji, x in nelio.items()}


@dataclass(frozen=True)
class Vastaus:
    """What one lever does to one outcome.

    difference with its 95 % interval over seeds (low, high) and its spread over worlds (p5, p95); worlds in which it
    is below, within and above what matters; verdict: clear, small or open; sentence in the language asked.
    """

    lever: str
    change: str
    measure: str
    unit: str
    level: float
    difference: float
    low: float
    high: float
    p5: float
    p95: float
    limit: float
    jako: Jako
    below: int
    same: int
    above: int
    worlds: int
    seeds: int
    verdict: str
    sentence: str

    def json(self) -> dict[str, Any]:
        """All of it, JSON-able."""
        tiedot = asdict(self)
        return {**tiedot, "sd": tiedot.pop("jako"), "shares": self.jako.osuudet(), "badge": list(self.merkki())}

    def merkki(self) -> tuple[int, int]:
        """The badge: in n of N worlds what most worlds say."""
        return max(self.below, self.same, self.above), self.worlds


def jaa(h: Havainnot, kohde: Kohde) -> Jako:
    """Split an effect's variance, by expected mean squares; see the module's text. Negative estimates are 0."""
    kuutio = _kuutioksi(h, kohde.erot)
    if kuutio is None:
        return Jako(PUUTTUU, PUUTTUU, PUUTTUU, PUUTTUU)
    a, b, n = kuutio.shape
    solut, siemenet = kuutio.mean(axis=2), kuutio.mean(axis=(0, 1))
    kaikki = float(kuutio.mean())
    rivit, sarakkeet = solut.mean(axis=1) - kaikki, solut.mean(axis=0) - kaikki
    jaannos = kuutio - solut[:, :, None] - (siemenet - kaikki)
    virhe = float((jaannos**2).sum()) / max(1, (a * b - 1) * (n - 1)) if n > 1 else PUUTTUU
    onni = max(0.0, float(np.var(siemenet, ddof=1)) - virhe / (a * b)) if n > 1 else PUUTTUU
    yhdessa = solut - kaikki - rivit[:, None] - sarakkeet
    ms_a = b * n * float((rivit**2).sum()) / (a - 1) if a > 1 else PUUTTUU
    ms_b = a * n * float((sarakkeet**2).sum()) / (b - 1) if b > 1 else PUUTTUU
    ms_ab = n * float((yhdessa**2).sum()) / ((a - 1) * (b - 1)) if a > 1 and b > 1 else virhe
    varianssit = ((ms_a - ms_ab) / (b * n), (ms_b - ms_ab) / (a * n))
    molemmat = (ms_ab - virhe) / n if a > 1 and b > 1 else PUUTTUU
    parametri, oletus, yhteis, sattuma = (_juuri(v) for v in (*varianssit, molemmat, virhe + onni))
    return Jako(parametri, oletus, yhteis, sattuma)


def _juuri(varianssi: float) -> float:
    return float(np.sqrt(max(0.0, varianssi))) if np.isfinite(varianssi) else PUUTTUU


def _kuutioksi(h: Havainnot, erot: Luvut) -> Luvut | None:
    """(draws, cards, seeds) of (worlds, seeds); None when worlds are not all pairs of a draw and a row of cards, or
    runs are missing."""
    maailmat = h.maailmat
    vedos = pd.factorize(maailmat[POSTERIORI])[0] if POSTERIORI in maailmat else np.zeros(len(maailmat), int)
    muut = maailmat.drop(columns=[POSTERIORI], errors="ignore").astype(str)
    kortit = pd.factorize(pd.MultiIndex.from_frame(muut))[0] if len(muut.columns) else np.zeros(len(maailmat), int)
    a, b = (int(x.max()) + 1 if len(x) else 1 for x in (vedos, kortit))
    if len(erot) != a * b or len(set(zip(vedos.tolist(), kortit.tolist(), strict=True))) != a * b:
        return None
    kuutio = np.full((a, b, erot.shape[1]), np.nan)
    kuutio[vedos, kortit] = erot
    return kuutio if np.isfinite(kuutio).all() else None


# --------------------------------------------------------------------------------------------------- answers
def vastaukset(h: Havainnot, tutkimus_tulemat: Sequence[Tulema], sanasto: Sanasto) -> list[Vastaus]:
    """Every lever's effect on every outcome, lever by lever."""
    out: list[Vastaus] = []
    for tulema in tutkimus_tulemat:
        taso = float(np.nanmean(h.kuutio(tulema)[0]))
        kohteet = [k for k in h.kohteet(tulema) if k.keino is not None]
        out += [_vastaus(h, tulema, kohde, taso, sanasto) for kohde in kohteet]
    return sorted(out, key=lambda v: [t.keino for t in h.kohteet(tutkimus_tulemat[0])].index(v.lever))


def _vastaus(h: Havainnot, tulema: Tulema, kohde: Kohde, taso: float, s: Sanasto) -> Vastaus:
    v, pienin = vaikutus(kohde.erot), raja(tulema)
    keski = kohde.maailmoittain
    keski = keski[np.isfinite(keski)]
    alle, yli = int((keski < -pienin).sum()), int((keski > pienin).sum())
    # one world has no spread: then the seeds' interval is all there is
    p5, p95 = (v.p5, v.p95) if np.isfinite(v.p5) else (v.ala, v.yla)
    selva = (min(p5, v.ala) > 0.0 or max(p95, v.yla) < 0.0) if np.isfinite(v.ala) else False
    pieni = max(abs(x) for x in (p5, p95, v.ala, v.yla)) <= pienin if np.isfinite(v.ala) else False
    arvio = "small" if pieni else "clear" if selva else "open"
    maara = {"below": alle, "same": len(keski) - alle - yli, "above": yli}
    tiedot = {
        "lever": str(kohde.keino),
        "change": s.kohde(kohde, tulema),
        "measure": tulema.nimi,
        "unit": s.yksikko(tulema),
    }
    luvut = {"level": taso, "difference": v.ero, "low": v.ala, "high": v.yla, "p5": p5, "p95": p95, "limit": pienin}
    koko = {"worlds": len(keski), "seeds": v.siemenia}
    lause = _lause(tulema, kohde, s, luvut, maara, arvio)
    osat: dict[str, Any] = {**tiedot, **luvut, **maara, **koko}
    return Vastaus(**osat, jako=jaa(h, kohde), verdict=arvio, sentence=lause)


def _lause(tulema: Tulema, kohde: Kohde, s: Sanasto, luvut: dict[str, float], maara: dict[str, int], arvio: str) -> str:
    """The answer as one plain sentence."""
    kaikki = sum(maara.values())
    tarkkuus = s.tarkkuus(tulema, *(luvut[k] for k in ("difference", "p5", "p95")))
    vali = s.maara(tulema, s.vali(tulema, luvut["p5"], luvut["p95"], tarkkuus))
    mittari = sanat.pienella(s.lyhyt(tulema))
    tiedot = {"keino": s.kohde(kohde, tulema), "vali": vali, "kaikki": kaikki, "mittari": mittari}
    if arvio == "clear":
        lause = s.lause(tulema, luvut["difference"], tarkkuus)
        return s.s("vastaus_selva", **tiedot, lause=lause, n=maara["below" if luvut["difference"] < 0 else "above"])
    if arvio == "small":
        return s.s("vastaus_pieni", **tiedot, n=maara["same"])
    if luvut["p5"] * luvut["p95"] > 0.0:  # worlds agree, seeds do not
        luku = s.tarkkuus(tulema, luvut["low"], luvut["high"])
        sattuma = s.maara(tulema, s.vali(tulema, luvut["low"], luvut["high"], luku)) or "-"
        return s.s("vastaus_sattuma", **tiedot, sattuma=sattuma)
    return s.s("vastaus_auki", **tiedot, alle=maara["below"], yli=maara["above"])


# --------------------------------------------------------------------------------------------------- the observed
@dataclass(frozen=True)
class Ylitys:
    """Levels of a measure outside anything observed: in how many policies x worlds, the extremes, and what was seen."""

    measure: str
    outside: int
    of: int
    lowest: float
    highest: float
    observed_low: float
    observed_high: float
    sentence: str


def ylitykset(h: Havainnot, tutkimus_tulemat: Sequence[Tulema], sanasto: Sanasto) -> list[Ylitys]:
    """Outcomes whose level lies outside what has been observed anywhere, in some policy and world."""
    out = []
    for tulema in tutkimus_tulemat:
        if tulema.ryhma == "kaikki" and tulema.mittari in havaitut.omat():
            tasot = np.nanmean(h.kuutio(tulema), axis=2)
            if ylitys := ylittaa(tulema, tasot[np.isfinite(tasot)], sanasto):
                out.append(ylitys)
    return out


def ylittaa(tulema: Tulema, tasot: Luvut, s: Sanasto) -> Ylitys | None:
    """The warning on levels of one measure; None when all are inside what has been observed."""
    h = havaitut.omat()[tulema.mittari]
    ulkona = int(sum(h.ulkona(float(x)) for x in tasot))
    if not ulkona:
        return None
    alin, ylin = float(tasot.min()), float(tasot.max())
    lause = s.s(
        "havaitun_ulkona", mittari=s.lyhyt(tulema), n=ulkona, kaikki=len(tasot), ala=s.taso(tulema, alin),
        yla=s.taso(tulema, ylin), havaittu_ala=s.taso(tulema, h.ala), havaittu_yla=s.taso(tulema, h.yla),
        mika=h.mika[s.kieli],
    )  # fmt: skip
    return Ylitys(tulema.nimi, ulkona, len(tasot), alin, ylin, h.ala, h.yla, lause)


def varoitukset(taulu: pd.DataFrame, kieli: str = "en") -> list[Ylitys]:
    """The same for rows of `vertailu.vastakohta`: levels of A and B, all residents."""
    out, s = [], Sanasto(kieli)
    for mittari, omat in taulu[taulu["ryhma"] == "kaikki"].groupby("mittari", sort=False):
        if mittari in havaitut.omat():
            tasot = omat[["value_a", "value_b"]].to_numpy(dtype=np.float64).ravel()
            if ylitys := ylittaa(Tulema(str(mittari)), tasot[np.isfinite(tasot)], s):
                out.append(ylitys)
    return out


def kortit(h: Havainnot) -> tuple[list[str], list[str]]:
    """Assumption cards that the sweep varies, and those it does not: no answer is whole without them."""
    omat = {t.avain.rpartition(":")[2] for t in h.maailman_tekijat}
    return [k for k in oletuskortit.KORTIT if k in omat], [k for k in oletuskortit.KORTIT if k not in omat]


def avaa(varasto: Any, kieli: str, vuodet: str | None, koe: str | None) -> tuple[Havainnot, list[Tulema], Sanasto]:
    """Observations of a sweep, the outcomes it is judged by, and its words."""
    h = Havainnot.lue(varasto, koe)
    kaikki = tulemat.raportin(h, varasto.study) if vuodet is None else tulemat.oletukset(h, vuodet)
    yksikot = h.results.drop_duplicates("measure").set_index("measure")["unit"].to_dict() if "unit" in h.results else {}
    return h, kaikki, Sanasto(kieli, varasto.study.words, yksikot)
