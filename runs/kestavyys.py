"""Robustness: in what share of the worlds does one policy beat another, and what is lost by the wrong choice (regret)?

Worlds are those of the sweep's uncertainties, as the design chose them: a share of worlds is no probability.
Policies are paired by world and seed. The Monte Carlo error of a share or a regret (95 %) comes from resampling seeds -
the same seeds in all worlds, as they were run - and is told beside the figure, never mixed with the spread over worlds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kalibrointi.viat import ViallinenSyote, Vika, lahin
from runs.havainnot import HAJONTA, PUUTTUU, Havainnot, Tulema, kuvaus

UUSINTOJA = 400
SUUNNAT = {  # what is wished for, where hardly anyone disagrees; of the others no policy is better or worse
    "elinajanodote_ero": "lower", "erreygers_tyydyttamaton": "lower", "tyydyttamaton": "lower", "odotus": "lower",
    "odotusero": "lower", "kustannus_asukas": "lower", "menokasvu": "lower", "ero_jarruun": "lower",
    "vaikutettava_100000": "lower", "hoitovelka": "lower", "osuus_7vrk": "higher", "osuus_14vrk": "higher",
    "tyytyvaisyys": "higher", "terveys": "higher", "elinajanodote_30": "higher", "koordinaatio": "higher",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Osuus:
    """Shares of worlds in which policy B is below A, no different (within `raja`) and above; 95 % intervals."""

    a: int
    b: int
    alle: float
    sama: float
    yli: float
    alle_vali: tuple[float, float]
    yli_vali: tuple[float, float]
    maailmoja: int


def raja(tulema: Tulema) -> float:
    """The smallest difference that matters, of the measures of the main job; 0 for others."""
    from runs.esittelymitat import MITAT

    return next((m.raja for m in MITAT if m.koodi == tulema.mittari), 0.0)


def suunta(tulema: Tulema) -> str:
    """ "lower" or "higher": what is wished for of an outcome; "" when that is open."""
    return tulema.parempi or SUUNNAT.get(tulema.mittari, "")


def osuus(kuutio: np.ndarray, a: int, b: int, raja: float = 0.0, seed: int = 1) -> Osuus:
    """In what share of worlds is B below, like or above A?

    kuutio: policy, world, replicate; raja: differences up to it count as none. Worlds that lack either are left out.
    """
    erot = kuutio[b] - kuutio[a]
    erot = erot[np.isfinite(erot).any(axis=1)]
    if not len(erot):
        return Osuus(a, b, PUUTTUU, PUUTTUU, PUUTTUU, (PUUTTUU, PUUTTUU), (PUUTTUU, PUUTTUU), 0)
    keski = np.nanmean(erot, axis=1)
    uusinnat = np.array([_osuudet(m, raja) for m in _siemenuusinnat(erot, seed)])
    valit = [(PUUTTUU, PUUTTUU)] * 2
    if len(uusinnat):
        valit = [tuple(float(q) for q in np.nanquantile(uusinnat[:, i], (0.025, 0.975))) for i in (0, 2)]  # type: ignore[misc]
    alle, sama, yli = _osuudet(keski, raja)
    return Osuus(a, b, alle, sama, yli, valit[0], valit[1], len(erot))


def _osuudet(keski: np.ndarray, raja: float) -> tuple[float, float, float]:
    alle, yli = float(np.mean(keski < -raja)), float(np.mean(keski > raja))
    return alle, 1.0 - alle - yli, yli


def _siemenuusinnat(erot: np.ndarray, seed: int) -> list[np.ndarray]:
    """Means by world when seeds are drawn anew with replacement; none with fewer than three seeds."""
    n = erot.shape[1]
    if n < 3:
        return []
    rng = np.random.default_rng(seed)
    on = np.isfinite(erot)
    painot = rng.multinomial(n, np.full(n, 1.0 / n), size=UUSINTOJA).T
    maara = on @ painot
    summat = np.where(on, erot, 0.0) @ painot
    return list(np.where(maara > 0, summat / np.maximum(maara, 1), np.nan).T)


def katumus(kuutio: np.ndarray, parempi: str) -> np.ndarray:
    """Regret by policy and world: how much worse than the best policy of that same world. Always 0 or more.

    kuutio: policy, world, replicate; parempi: "lower" or "higher". NaN where a policy has no result.
    """
    if parempi not in ("lower", "higher"):
        raise ViallinenSyote(Vika("regret needs to know what is wished for: --better lower or --better higher."))
    on = np.isfinite(kuutio)
    keski = np.where(on.any(axis=2), np.where(on, kuutio, 0.0).sum(axis=2) / np.maximum(on.sum(axis=2), 1), np.nan)
    etumerkki = 1.0 if parempi == "lower" else -1.0
    return etumerkki * keski - np.nanmin(etumerkki * keski, axis=0)


def kestavyys(
    h: Havainnot, tulema: Tulema, *, raja_: float | None = None, parempi: str | None = None, vertailu: int = 0
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(pairs, policies) of an outcome.

    pairs, every policy against policy `vertailu`: policy, settings, below, same, above (shares of worlds), below_low,
    below_high, above_low, above_high (95 % Monte Carlo interval), worlds. policies: policy, settings, level, p5, p95
    (over worlds), and when it is known what is wished for: best (share of worlds where no policy is better),
    regret_mean, regret_p95, regret_max. Raises `ViallinenSyote` when levers and uncertainties were not crossed.
    """
    if not h.keinot:
        syy = "no lever varies" if h.ristiin else "levers and uncertainties were designed as one"
        raise ViallinenSyote(Vika(f"{syy}: there are no two policies that met the same worlds."))
    kuutio = h.kuutio(tulema)
    sanat = [kuvaus(rivi) for _, rivi in h.keinovalikoimat.iterrows()]
    if not 0 <= vertailu < len(sanat):
        raise ViallinenSyote(Vika(f"no policy {vertailu}. Policies: 0-{len(sanat) - 1}.", "--against"))
    pienin = raja(tulema) if raja_ is None else raja_
    parit = []
    for b in range(len(kuutio)):
        if b != vertailu:
            o = osuus(kuutio, vertailu, b, pienin)
            parit.append((b, sanat[b], o.alle, o.sama, o.yli, *o.alle_vali, *o.yli_vali, o.maailmoja))
    sarakkeet = ["policy", "settings", "below", "same", "above", "below_low", "below_high", "above_low", "above_high"]
    return pd.DataFrame(parit, columns=[*sarakkeet, "worlds"]), _valikoimat(kuutio, sanat, parempi or suunta(tulema))


def _valikoimat(kuutio: np.ndarray, sanat: list[str], parempi: str) -> pd.DataFrame:
    keski = np.nanmean(kuutio, axis=2)
    taulu = pd.DataFrame({"policy": range(len(sanat)), "settings": sanat, "level": np.nanmean(keski, axis=1)})
    if keski.shape[1] > 1:
        taulu["p5"], taulu["p95"] = np.nanpercentile(keski, HAJONTA, axis=1)
    if parempi:
        katumukset = katumus(kuutio, parempi)
        taulu["best"] = np.nanmean(katumukset <= 0.0, axis=1)
        taulu["regret_mean"] = np.nanmean(katumukset, axis=1)
        taulu["regret_p95"] = np.nanpercentile(katumukset, 95.0, axis=1)
        taulu["regret_max"] = np.nanmax(katumukset, axis=1)
    return taulu


def tarkista_parempi(parempi: str | None) -> str | None:
    """lower, higher or nothing. Raises `ViallinenSyote`."""
    if parempi not in (None, "lower", "higher"):
        vika = Vika(f"'{parempi}' is not known. Allowed: lower, higher.", "--better")
        raise ViallinenSyote(Vika(vika.viesti, vika.tiedosto, ehdotus=lahin(parempi, ("lower", "higher"))))
    return parempi
