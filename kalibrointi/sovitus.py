"""Fitting on emulators: history matching, the posterior sample, and the recovery of truths that are known.

History matching rules out what no target can live with: a point stays while its second largest implausibility,
|model - figure| / sd over emulator, figure and discrepancy, is at most 3 in every wave. What is handed on is a sample
of the points that stay, never their box. The posterior is sampled by emcee on the last emulators inside that region.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kalibrointi.emulaattori import Emulaattori, Luvut
from kalibrointi.sovitettavat import Lohko
from kalibrointi.tavoitetaulu import Tavoite
from kalibrointi.viat import ViallinenSyote, Vika

RAJA = 3.0  # implausibility above which a point is ruled out
MONESKO = 2  # which largest of the targets' implausibilities must be above it
EHDOKKAITA = 20_000
RYHMIA = 10  # of runs left out in turn for the error that runs leave in a posterior
VEDOKSIA_VIRHEESEEN = 2000
KUOLLUT = 0.8  # posterior width / prior width above which a parameter counts as not identified


@dataclass(frozen=True)
class Aalto:
    """A wave: its emulators, in the order of the block's fitted targets."""

    emulaattorit: tuple[Emulaattori, ...]

    def epauskottavuus(self, x: Luvut, tavoitteet: Sequence[Tavoite]) -> Luvut:
        """(m, targets); 0 where the emulator is not to be trusted: it rules nothing out."""
        out = np.zeros((len(x), len(tavoitteet)))
        for j, (em, t) in enumerate(zip(self.emulaattorit, tavoitteet, strict=True)):
            if em.luotettava:
                keski, varianssi = em.ennusta(x)
                out[:, j] = np.abs(keski - t.arvo) / np.sqrt(varianssi + t.hajonta**2)
        return out

    def ohi(self, x: Luvut, y: Luvut) -> list[float]:
        """Share of fresh runs y (n, targets or more) at x that are more than 2 sd from what each emulator foresaw."""
        osuudet = []
        for em, omat in zip(self.emulaattorit, y.T, strict=False):
            keski, varianssi = em.ennusta(x)
            siemen = em.siemenhajonta * (np.abs(keski) if em.log else 1.0)
            z = (omat - keski) / np.sqrt(varianssi + siemen**2)
            osuudet.append(float(np.mean(np.abs(z[np.isfinite(z)]) > 2.0)))
        return osuudet


def opeta(x: Luvut, y: Luvut, seed: int, ytimet: Sequence[tuple[Any, float]] | None = None) -> tuple[Emulaattori, ...]:
    """An emulator per column of y (n, targets), each of the rows in which its target has a number."""
    out = []
    for j in range(y.shape[1]):
        mukana = np.isfinite(y[:, j])
        out.append(Emulaattori(x[mukana], y[mukana, j], seed + j, ytimet[j] if ytimet is not None else None))
    return tuple(out)


def jaljella(x: Luvut, aallot: Sequence[Aalto], tavoitteet: Sequence[Tavoite]) -> np.ndarray:
    """Which points no wave has ruled out, (m,) bool."""
    mukana = np.ones(len(x), bool)
    for aalto in aallot:
        if mukana.any():
            i = aalto.epauskottavuus(x[mukana], tavoitteet)
            monesko = min(MONESKO, i.shape[1])
            mukana[mukana] = np.sort(i, axis=1)[:, -monesko] <= RAJA
    return mukana


def kuutio(n: int, d: int, seed: int) -> Luvut:
    """Latin hypercube (n, d), 0-1."""
    from scipy.stats import qmc

    return np.asarray(qmc.LatinHypercube(d=d, rng=np.random.default_rng(seed)).random(n))


def seuraavat(lohko: Lohko, aallot: Sequence[Aalto], n: int, seed: int) -> tuple[Luvut, float]:
    """n points spread over what is left, and its share of the prior. Raises `ViallinenSyote` when nothing is left."""
    d = len(lohko.avaimet)
    ehdokkaat = kuutio(EHDOKKAITA, d, seed)
    omat = ehdokkaat[jaljella(ehdokkaat, aallot, lohko.sovitettavat)]
    osuus = len(omat) / len(ehdokkaat)
    if not len(omat):
        raise ViallinenSyote(Vika(f"history matching left nothing of the prior: {_ristiriita(lohko, aallot, seed)}"))
    rng = np.random.default_rng(seed)
    for leveys in (0.05, 0.02):  # where little is left: more candidates around what is, tested like the others
        if len(omat) < 10 * n:
            uudet = omat[rng.integers(len(omat), size=EHDOKKAITA // 4)]
            uudet = np.clip(uudet + rng.normal(0.0, leveys, uudet.shape), 0.0, 1.0)
            omat = np.vstack([omat, uudet[jaljella(uudet, aallot, lohko.sovitettavat)]])
    return _levittaen(omat, n, rng), osuus


def _levittaen(x: Luvut, n: int, rng: np.random.Generator) -> Luvut:
    """n of the points, each next the farthest from those chosen."""
    valitut = [int(rng.integers(len(x)))]
    etaisyys = np.linalg.norm(x - x[valitut[0]], axis=1)
    while len(valitut) < min(n, len(x)):
        valitut.append(int(etaisyys.argmax()))
        etaisyys = np.minimum(etaisyys, np.linalg.norm(x - x[valitut[-1]], axis=1))
    return np.asarray(x[valitut])


def _ristiriita(lohko: Lohko, aallot: Sequence[Aalto], seed: int) -> str:
    """Which targets the most plausible point cannot meet."""
    x = kuutio(EHDOKKAITA, len(lohko.avaimet), seed)
    i = np.max([aalto.epauskottavuus(x, lohko.sovitettavat) for aalto in aallot], axis=0)
    paras = i[np.sort(i, axis=1)[:, -min(MONESKO, i.shape[1])].argmin()]
    pahimmat = np.argsort(-paras)[:3]
    return "targets in conflict: " + ", ".join(f"{lohko.sovitettavat[j].tunnus} ({paras[j]:.1f})" for j in pahimmat)


# posterior ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Otanta:
    """A posterior sample: coordinates (n, d); autocorrelation time in steps, steps after burn-in, acceptance.

    virheet (d,): Monte Carlo standard error of the means of coordinates: the sampler's, and that of the runs the
    emulators were taught with; zeros where it was not asked for.
    """

    u: Luvut
    tau: float
    askelia: int
    hyvaksytty: float
    virheet: Luvut


def posteriori(
    lohko: Lohko,
    aallot: Sequence[Aalto],
    alut: Luvut,
    askelia: int,
    seed: int,
    figures: Luvut | None = None,
    lisavarianssi: Luvut | float = 0.0,
) -> Otanta:
    """Sample the posterior on the last wave's emulators; what the waves ruled out is left out of the sample.

    The walk is over normal scores of the coordinates, in which a uniform prior is a standard normal: walls of a cube
    would hold it up. figures: the figures of the fitted targets, when others than the table's (recovery): then waves
    rule nothing out; alut: points to start from; lisavarianssi: variance besides emulator, figure and discrepancy.
    """
    import emcee
    from scipy.special import ndtr, ndtri

    d = len(lohko.avaimet)
    viimeiset = aallot[-1].emulaattorit

    def log_tiheys(z: Luvut) -> Luvut:
        uskottavuus = log_uskottavuus(lohko, viimeiset, ndtr(z), figures, lisavarianssi)
        return np.asarray(uskottavuus - 0.5 * (z**2).sum(axis=1))

    kulkijoita = max(32, 4 * d)
    rng = np.random.default_rng(seed)
    alku = alut[rng.integers(len(alut), size=kulkijoita)]
    alku = ndtri(np.clip(alku, 1e-3, 1.0 - 1e-3)) + rng.normal(0.0, 1e-2, alku.shape)
    otin = emcee.EnsembleSampler(kulkijoita, d, log_tiheys, vectorize=True)
    tila = np.random.RandomState(seed % 2**32).get_state()
    poltto = max(100, askelia // 4)
    otin.run_mcmc(emcee.State(alku, random_state=tila), poltto + askelia, skip_initial_state_check=True)
    tau = float(np.max(otin.get_autocorr_time(tol=0, discard=poltto)))
    u = ndtr(np.asarray(otin.get_chain(discard=poltto, thin=max(1, int(tau / 2)), flat=True)))
    virheet = np.zeros(d)
    if figures is None:
        u = u[jaljella(u, aallot, lohko.sovitettavat)]
        if not len(u):
            raise ViallinenSyote(
                Vika(f"the posterior lies where waves ruled all out: {_ristiriita(lohko, aallot, seed)}")
            )
        otannasta = u.std(axis=0) * np.sqrt(tau / (kulkijoita * askelia))
        virheet = np.hypot(otannasta, ajojen_virhe(lohko, viimeiset, u, seed))
    return Otanta(u, tau, askelia, float(np.mean(otin.acceptance_fraction)), virheet)


def log_uskottavuus(
    lohko: Lohko,
    emulaattorit: Sequence[Emulaattori],
    u: Luvut,
    figures: Luvut | None = None,
    lisavarianssi: Luvut | float = 0.0,
) -> Luvut:
    """Log likelihood of the fitted targets' figures at coordinates (m, d), (m,); see `posteriori`."""
    hajonta2 = np.array([t.hajonta**2 for t in lohko.sovitettavat]) + lisavarianssi
    luvut = np.array([t.arvo for t in lohko.sovitettavat]) if figures is None else figures
    summa = np.zeros(len(u))
    for j, em in enumerate(emulaattorit):
        keski, varianssi = em.ennusta(u)
        v = varianssi + hajonta2[j]
        summa -= 0.5 * ((keski - luvut[j]) ** 2 / v + np.log(v))
    return summa


def ajojen_virhe(lohko: Lohko, emulaattorit: Sequence[Emulaattori], u: Luvut, seed: int) -> Luvut:
    """Standard error of the posterior means (d,) that comes of the runs: which points, and their luck.

    A grouped jackknife: emulators are taught without each group of runs in turn, and the sample is weighted by what
    that does to its likelihood.
    """
    rng = np.random.default_rng(seed)
    u = u[rng.permutation(len(u))[:VEDOKSIA_VIRHEESEEN]]
    ryhmat = [rng.permutation(len(em.x)) % RYHMIA for em in emulaattorit]
    kaikilla = log_uskottavuus(lohko, emulaattorit, u)
    keskiarvot = []
    for g in range(RYHMIA):
        ilman = [
            Emulaattori(em.x[r != g], em.y[r != g], seed, (em.ydin, em.kohina), em.log)
            for em, r in zip(emulaattorit, ryhmat, strict=True)
        ]
        ero = log_uskottavuus(lohko, ilman, u) - kaikilla
        keskiarvot.append(np.average(u, axis=0, weights=np.exp(ero - ero.max())))
    poikkeamat = np.array(keskiarvot) - np.mean(keskiarvot, axis=0)
    return np.sqrt((RYHMIA - 1) / RYHMIA * (poikkeamat**2).sum(axis=0))


def suunnat(u: Luvut) -> tuple[Luvut, Luvut]:
    """What data say of parameters together: widths (d,) of the posterior along its own axes relative to the prior,
    narrowest first, and those axes (d, d), one per row, in coordinates of one prior standard deviation."""
    arvot, vektorit = np.linalg.eigh(12.0 * np.atleast_2d(np.cov(u, rowvar=False)))
    return np.sqrt(np.maximum(arvot, 0.0)), vektorit.T


# recovery -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Palautus:
    """Recovery of known truths: inside (truths, d) says whether the 90 % interval held the truth; widths the same."""

    avaimet: tuple[str, ...]
    sisalla: np.ndarray
    leveydet: Luvut

    @property
    def kattavuus(self) -> float:
        """Share of truths x parameters inside their 90 % intervals."""
        return float(self.sisalla.mean())


def palauta(
    lohko: Lohko,
    x: Luvut,
    y: Luvut,
    ytimet: Sequence[tuple[Any, float]],
    totuuksia: int,
    askelia: int,
    seed: int,
    kerro: Callable[[int, int], None] = lambda tehty, kaikkiaan: None,
) -> Palautus:
    """Take runs at known points as truth, add the figures' errors and discrepancies, and fit them on the other runs.

    x (n, d), y (n, fitted targets): the first wave. The fit is a first wave's: what later waves sharpen is absent.
    """
    rng = np.random.default_rng(seed)
    hajonnat = np.array([t.hajonta for t in lohko.sovitettavat])
    sisalla, leveydet = [], []
    kokonaiset = np.flatnonzero(np.isfinite(y).all(axis=1))
    for n, i in enumerate(rng.permutation(kokonaiset)[:totuuksia]):
        kerro(n, totuuksia)
        muut = np.arange(len(x)) != i
        emulaattorit = opeta(x[muut], y[muut], seed, ytimet)
        siemenet = np.array([e.siemenhajonta * (y[i, j] if e.log else 1.0) for j, e in enumerate(emulaattorit)])
        figures = y[i] + rng.normal(0.0, hajonnat)
        otanta = posteriori(lohko, [Aalto(emulaattorit)], x[muut], askelia, seed + int(i), figures, siemenet**2)
        ala, yla = np.quantile(otanta.u, (0.05, 0.95), axis=0)
        sisalla.append((ala <= x[i]) & (x[i] <= yla))
        leveydet.append(yla - ala)
    return Palautus(lohko.avaimet, np.array(sisalla), np.array(leveydet))


def leveydet(u: Luvut) -> Luvut:
    """Posterior 90 % widths over those of the uniform prior, (d,)."""
    ala, yla = np.quantile(u, (0.05, 0.95), axis=0)
    return np.asarray((yla - ala) / 0.9)
