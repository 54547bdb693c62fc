"""Mortality tables of R2: national rates, strength of the income gradient, levels that keep the published rates.

    h = taso[sex, age, year] exp( B[sex] g[fifth] phi[age] + C psi[age] (z + D g[fifth]) )   per year
    taso = m R K:  m national rate, R regional ratio, K puts the mean hazard of those alive in the baseline back on m R

K is a table made beforehand, never a run-time mean (one resident's treatment would change another's death), and has a
year axis (survivors' ranks drift upwards). B is fitted so that life expectancy at 30 differs between the top and the
bottom fifth as published. The tables are shipped in `tuotteet/elinaika.npz` with the constants they belong to in
`tuotteet/elinaika.yaml`.

Rebuild after a change of constants or death rates:  python -m kalibrointi.elinaika
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import yaml

from agentit.maailma import Kuolleisuus
from kalibrointi.faktat import AINEISTO, KAUDET, lue, tarkiste
from kalibrointi.parametrit import lue_oletukset
from kalibrointi.viat import ViallinenSyote, Vika, lue_yaml, luettele, nayta_polku

Liuku = npt.NDArray[np.float64]

TUOTTEET = Path(__file__).parent / "tuotteet"
VUODET = np.arange(2017, 2031)
IAT = np.arange(111)
Z = np.linspace(-5.0, 5.0, 61)  # grid of log-frailty


@dataclass(frozen=True)
class Vakiot:
    """Constants the tables are made of: group `kuolleisuus` of the parameter tree."""

    C: float
    D: float
    rho: float
    g: tuple[float, ...]
    phi_ika: tuple[float, ...]
    phi: tuple[float, ...]
    psi_ika: tuple[float, ...]
    psi: tuple[float, ...]
    aluesuhde: tuple[float, ...]
    ero: tuple[float, ...]
    ero_vuosi: int

    @classmethod
    def parametreista(cls, p: Mapping[str, Any]) -> Vakiot:
        """From parameter values {key: value}."""

        def lista(nimi: str) -> tuple[float, ...]:
            return tuple(float(x) for x in p[f"kuolleisuus.{nimi}"])

        return cls(
            C=float(p["kuolleisuus.c"]),
            D=float(p["kuolleisuus.d"]),
            rho=float(p["kuolleisuus.rho"]),
            g=lista("gradientti"),
            phi_ika=lista("gradientti_ika"),
            phi=lista("gradientti_ialla"),
            psi_ika=lista("hauraus_ika"),
            psi=lista("hauraus_ialla"),
            aluesuhde=lista("aluesuhde"),
            ero=lista("ero"),
            ero_vuosi=int(p["kuolleisuus.ero_vuosi"]),
        )

    @property
    def phi_taulu(self) -> Liuku:
        """Strength of the income gradient by age, (111,)."""
        return np.interp(IAT, self.phi_ika, self.phi)

    @property
    def psi_taulu(self) -> Liuku:
        """Strength of frailty by age, (111,)."""
        return np.interp(IAT, self.psi_ika, self.psi)

    def riski(self, B: float) -> Liuku:
        """Relative hazard by age, fifth and frailty, (111, 5, 61)."""
        g = np.array(self.g)[None, :, None]
        suora = B * g * self.phi_taulu[:, None, None]
        return np.exp(suora + self.C * self.psi_taulu[:, None, None] * (Z + self.D * g))

    @property
    def siirtyma(self) -> Liuku:
        """P(z next year | z) on the grid, (61, 61)."""
        siirto = np.exp(-0.5 * (Z[None, :] - self.rho * Z[:, None]) ** 2 / (1 - self.rho**2))
        return siirto / siirto.sum(axis=1, keepdims=True)


@dataclass(frozen=True)
class Elinaikatuote:
    """What is shipped: see the module's equation. Y = 14 years from 2017."""

    perustaso: Liuku  # (2, 111, Y) m R, the mean hazard of the baseline
    K: Liuku  # (2, 111, Y)
    B: Liuku  # (2,)
    alku_z: Liuku  # (2, 111, 5) mean log-frailty of those alive in 2017


# --- death rates and life expectancy ---


def kuolemanvaarat(taulu: pd.DataFrame) -> Liuku:
    """National death rate per year at exact age x + 1/2 in the middle of each year, (2, 111, 14).

    Log-linear in age between the middles of the age bands and in time between those of the periods. After the middle of
    the last period (2027.5) the last slope goes on: holding the last value would stop the decline, .5 years by 2030.
    """
    alku = taulu["ika_alku"].to_numpy(float)
    iat = np.select([alku == 0, alku == 1, alku == 100], [0.5, 3.0, 102.0], alku + 2.5)
    hetket = np.array([(int(k[:4]) + int(k[5:])) / 2 for k in KAUDET])
    keskivuodet = VUODET + 0.5
    vaarat = np.empty((2, len(IAT), len(VUODET)))
    for sukupuoli, nimi in enumerate(("mies", "nainen")):
        log = np.log(taulu[[f"mx_{nimi}_{k}" for k in KAUDET]].to_numpy(float))
        kulma = (log[:, -1] - log[:, -2]) / (hetket[-1] - hetket[-2])
        jatko = np.maximum(keskivuodet - hetket[-1], 0) * kulma[:, None]
        vuosittain = np.array([np.interp(keskivuodet, hetket, rivi) for rivi in log]) + jatko
        for v in range(len(VUODET)):
            vaarat[sukupuoli, :, v] = np.exp(np.interp(IAT + 0.5, iat, vuosittain[:, v]))
    return vaarat


def elinajanodote(vaarat: npt.ArrayLike, ika: int = 0) -> Any:
    """Remaining years at exact age `ika` from yearly death rates on axis 0 (single ages, the last one open)."""
    m = np.asarray(vaarat, float)[ika:]
    elossa = np.cumprod(np.concatenate([np.ones((1, *m.shape[1:])), np.exp(-m[:-1])]), axis=0)
    eletty = elossa * (1 - np.exp(-m)) / m
    return eletty.sum(axis=0) + elossa[-1] * np.exp(-m[-1]) / m[-1]


# --- fit ---


def kohortti(vaarat: Liuku, vakiot: Vakiot, B: float) -> tuple[Liuku, Liuku]:
    """One life course under the rates `vaarat` (111,): observed rates and mean z of the living, (111, 5) each.

    The frail die first, so observed rates flatten with age; every age's mean is held at `vaarat`.
    """
    riski, siirtyma = vakiot.riski(B), vakiot.siirtyma
    P = np.tile(_normaali(), (len(vakiot.g), 1)) / len(vakiot.g)
    havaitut, keskiarvot = np.empty((2, len(IAT), len(vakiot.g)))
    for ika in IAT:
        keskiarvot[ika] = P @ Z * len(vakiot.g)
        vaara = vaarat[ika] * _kerroin(P, vaarat[ika], riski[ika]) * riski[ika]
        kuolleet, vuodet = _vuosi(P, vaara)
        havaitut[ika] = kuolleet.sum(axis=1) / vuodet.sum(axis=1)
        P = (P - kuolleet) @ siirtyma
        P /= P.sum(axis=1, keepdims=True) * len(P)
    return havaitut, keskiarvot


def _vuosi(P: Liuku, vaara: Liuku) -> tuple[Liuku, Liuku]:
    """Deaths and person-years of a year at a constant hazard, the shape of `P`."""
    kuolleet = P * -np.expm1(-vaara)
    return kuolleet, kuolleet / vaara


def _kerroin(P: Liuku, vaarat: npt.ArrayLike, riski: Liuku) -> Any:
    """K with which deaths per person-year of the group `P` (..., fifth, z) are `vaarat` (...), the frail dying first.

    Four rounds: the first guess, the mean risk of those alive at the year's start, is off by a per cent at 90.
    """
    vaarat = np.asarray(vaarat)
    K = P.sum(axis=(-2, -1)) / (P * riski).sum(axis=(-2, -1))
    for _ in range(4):
        kuolleet, vuodet = _vuosi(P, (vaarat * K)[..., None, None] * riski)
        K = K * vaarat * vuodet.sum(axis=(-2, -1)) / kuolleet.sum(axis=(-2, -1))
    return K


def _normaali() -> Liuku:
    n = np.exp(-0.5 * Z**2)
    return n / n.sum()


def ero_30(havaitut: Liuku) -> float:
    """Life expectancy at 30, top fifth minus bottom fifth, in years."""
    odotteet = elinajanodote(havaitut, 30)
    return float(odotteet[-1] - odotteet[0])


def sovita_b(vaarat: Liuku, vakiot: Vakiot, ero: float) -> float:
    """B with which the gap at 30 is `ero` years under the rates `vaarat` (111,).

    Raises ValueError when frailty alone makes a larger gap.
    """
    from scipy.optimize import brentq

    def poikkeama(B: float) -> float:
        return ero_30(kohortti(vaarat, vakiot, B)[0]) - ero

    if poikkeama(0.0) > 0:
        raise ValueError(f"Frailty alone makes a gap of {poikkeama(0.0) + ero:.1f} years, target {ero}: lower C or D.")
    return float(brentq(poikkeama, 0.0, 5.0, xtol=1e-10))


def tasot(vaarat: Liuku, vakiot: Vakiot, B: float, alku_z: Liuku) -> Liuku:
    """K by age and year, (111, Y): the baseline of 2017 projected forward under the rates `vaarat` (111, Y).

    In 2017 every fifth is equally large at every age; afterwards the upper fifths outlive the lower ones.
    """
    riski, siirtyma = vakiot.riski(B), vakiot.siirtyma
    P = np.exp(-0.5 * (Z - alku_z[:, :, None]) ** 2)
    P /= P.sum(axis=2, keepdims=True) * P.shape[1]
    syntyvat = P[0].copy()
    K = np.empty_like(vaarat)
    for v in range(vaarat.shape[1]):
        K[:, v] = _kerroin(P, vaarat[:, v], riski)
        kuolleet, _ = _vuosi(P, (vaarat[:, v] * K[:, v])[:, None, None] * riski)
        eloon = (P - kuolleet) @ siirtyma
        P = np.concatenate([syntyvat[None], eloon[:-1]])
        P /= P.sum(axis=(1, 2), keepdims=True)
    return K


def laske(taulu: pd.DataFrame, vakiot: Vakiot) -> Elinaikatuote:
    """All tables from the death-rate table and the constants; a second or two."""
    perustaso = kuolemanvaarat(taulu) * np.array(vakiot.aluesuhde)[:, None, None]
    v = vakiot.ero_vuosi - int(VUODET[0])
    B = np.array([sovita_b(perustaso[s, :, v], vakiot, vakiot.ero[s]) for s in (0, 1)])
    alku_z = np.array([kohortti(perustaso[s, :, 0], vakiot, B[s])[1] for s in (0, 1)])
    K = np.array([tasot(perustaso[s], vakiot, B[s], alku_z[s]) for s in (0, 1)])
    return Elinaikatuote(perustaso, K, B, alku_z)


# --- product ---


def _otsake(vakiot: Vakiot, kansio: Path) -> dict[str, Any]:
    arvot = {nimi: list(a) if isinstance(a, tuple) else a for nimi, a in asdict(vakiot).items()}
    return {"vakiot": arvot, "kuolleisuus_csv": tarkiste(["kuolleisuus"], kansio)}


def kirjoita(tuote: Elinaikatuote, vakiot: Vakiot, kohde: Path = TUOTTEET, kansio: Path = AINEISTO) -> None:
    """Write elinaika.npz and the readable elinaika.yaml with the constants, each whole or not at all."""
    muisti = io.BytesIO()
    np.savez_compressed(muisti, **asdict(tuote))
    otsake = _otsake(vakiot, kansio) | {
        "taulut_sha256": hashlib.sha256(muisti.getvalue()).hexdigest(),
        "B_miehet_naiset": [round(float(b), 6) for b in tuote.B],
    }
    alku = "# Made by: python -m kalibrointi.elinaika. The tables in elinaika.npz belong to these constants only.\n"
    _vaihda(kohde / "elinaika.npz", muisti.getvalue())
    _vaihda(kohde / "elinaika.yaml", (alku + yaml.safe_dump(otsake, sort_keys=False)).encode())


def _vaihda(tiedosto: Path, sisalto: bytes) -> None:
    tiedosto.parent.mkdir(parents=True, exist_ok=True)
    uusi = tiedosto.with_name(f".{tiedosto.name}.{os.getpid()}")
    uusi.write_bytes(sisalto)
    uusi.replace(tiedosto)


def lataa(vakiot: Vakiot, kohde: Path = TUOTTEET, kansio: Path = AINEISTO) -> Elinaikatuote:
    """The shipped tables. Raises `ViallinenSyote` when missing, damaged or made of other constants or rates."""
    otsake = lue_yaml(kohde / "elinaika.yaml", "mortality product")
    tiedosto = kohde / "elinaika.npz"
    tavut = tiedosto.read_bytes() if tiedosto.is_file() else b""
    odotettu = _otsake(vakiot, kansio)
    erot = [n for n, a in odotettu["vakiot"].items() if otsake["vakiot"].get(n) != a]
    syyt = {
        "missing or not the file elinaika.yaml describes": hashlib.sha256(tavut).hexdigest() != otsake["taulut_sha256"],
        "made of other death rates": odotettu["kuolleisuus_csv"] != otsake["kuolleisuus_csv"],
        f"made of other constants ({luettele(erot)})": bool(erot),
    }
    if any(syyt.values()):
        viesti = "; ".join(syy for syy, on in syyt.items() if on) + ". Rebuild with: python -m kalibrointi.elinaika"
        raise ViallinenSyote(Vika(viesti, nayta_polku(tiedosto)))
    with np.load(io.BytesIO(tavut)) as taulut:
        return Elinaikatuote(**{nimi: taulut[nimi] for nimi in ("perustaso", "K", "B", "alku_z")})


def hae(vakiot: Vakiot) -> Elinaikatuote:
    """The shipped tables for the default constants, computed ones for any other (a sweep over C, D, rho ...)."""
    if vakiot == Vakiot.parametreista(lue_oletukset().defaults()):
        return lataa(vakiot)
    return laske(lue("kuolleisuus"), vakiot)


def alueelle(tuote: Elinaikatuote, vakiot: Vakiot, suhde: tuple[float, float]) -> Elinaikatuote:
    """The tables at the death rates of a region: `suhde` = its rates over Finland's, men and women.

    Only the level moves; B, K and the start of frailty stay as fitted (K moves by .1 % at a ratio 4 % higher). A ratio
    that the run sets itself (`kuolleisuus.aluesuhde` off its default) is the region's, whatever its folder says.
    """
    oletus = Vakiot.parametreista(lue_oletukset().defaults()).aluesuhde
    if vakiot.aluesuhde != oletus or suhde == oletus:
        return tuote
    kerroin = np.array(suhde) / np.array(oletus)
    return replace(tuote, perustaso=tuote.perustaso * kerroin[:, None, None])


def kuolleisuus(tuote: Elinaikatuote, vakiot: Vakiot) -> Kuolleisuus:
    """The model's mortality input."""
    return Kuolleisuus(
        taso=tuote.perustaso * tuote.K,
        B=tuote.B,
        C=vakiot.C,
        D=vakiot.D,
        rho=vakiot.rho,
        g=np.array(vakiot.g),
        phi=vakiot.phi_taulu,
        psi=vakiot.psi_taulu,
        alku_z=tuote.alku_z,
    )


def rakenna_tuote() -> None:
    """Compute the tables from the facts and the default constants, write them, print what they say."""
    vakiot = Vakiot.parametreista(lue_oletukset().defaults())
    tuote = laske(lue("kuolleisuus"), vakiot)
    kirjoita(tuote, vakiot)
    for s, nimi in enumerate(("men", "women")):
        havaitut, _ = kohortti(tuote.perustaso[s, :, vakiot.ero_vuosi - int(VUODET[0])], vakiot, tuote.B[s])
        e0 = elinajanodote(tuote.perustaso[s])
        odotteet = f"e0 {e0[0]:.2f} (2017) {e0[-1]:.2f} (2030)"
        print(f"{nimi}: B {tuote.B[s]:.4f}, gap at 30 {ero_30(havaitut):.2f} years, {odotteet}")


if __name__ == "__main__":
    rakenna_tuote()
