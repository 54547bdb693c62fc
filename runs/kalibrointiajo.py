"""`sote calibrate`: from the table of targets to a posterior file, in waves of sweeps that may be killed and resumed.

By block of parameters: Morris screening freezes what moves no target; a Latin hypercube is run; an emulator of each
target must pass its leave-one-out gate; known truths are recovered on that wave; history matching waves follow; emcee
samples the posterior on the emulators; draws are run by the real model and held against every target, fitted or only
checked. Every run goes through the sweep engine: what is on disk is not run again. Same seed, same file.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kalibrointi import posteriori, sovitettavat, sovitus, tavoitetaulu
from kalibrointi.emulaattori import Luvut
from kalibrointi.levy import kirjoita_syrjassa
from kalibrointi.parametrit import lue_oletukset
from kalibrointi.sovitettavat import Lohko
from kalibrointi.sovitus import Aalto
from kalibrointi.tavoitetaulu import Z90
from kalibrointi.viat import ViallinenSyote, Vika
from runs import moottori, tavoitemitat, tutkimustiedosto
from runs.ajo import Edistyminen
from runs.suorittimet import Suoritin

if TYPE_CHECKING:
    import pandas as pd

    from runs.skenaariot import Skenaario
    from runs.varasto import Varasto

MITTARI, LOPPU, MITTAVUOSI = "tavoite", "2019-12", 2017
Vaihe = Callable[[str], AbstractContextManager[Edistyminen]]


@dataclass(frozen=True)
class Koko:
    """How much is run: sample, Morris trajectories, rows per parameter of the first and of later waves, waves, steps of
    emcee, truths recovered, draws in the file, draws run by the real model."""

    otos: float
    radat: int
    ensin: int
    aaltoja: int
    sitten: int
    askelia: int
    totuuksia: int
    vedoksia: int
    ajettavia: int


LYHYT = Koko(otos=0.01, radat=2, ensin=8, aaltoja=2, sitten=4, askelia=5000, totuuksia=8, vedoksia=200, ajettavia=24)
TAYSI = Koko(
    otos=0.02, radat=10, ensin=12, aaltoja=4, sitten=8, askelia=6000, totuuksia=10, vedoksia=400, ajettavia=100
)
VAIKUTUKSETON = 0.15  # Morris mu* over a target's sd below which a parameter moves it too little to be fitted
KATTAVUUS = (0.80, 0.98)  # shares of 90 % intervals that must hold the truth in recovery
PALAUTUSASKELIA = 1000  # of emcee for each truth that is recovered
PIENIN_PAINO = 0.25  # of a parameter in a direction, below which it is not named
KUTISTUI = 0.8  # a wave that leaves more than this share of the last one's volume ends the waves


# --------------------------------------------------------------------------------------------------- what is run
class Tavoitemalli:
    """A world as the engine sees it: what it gives are its measures of the targets, of the year `MITTAVUOSI`.

    It is lived when its results are asked for, as long as its targets need.
    """

    def __init__(self, skenaario: Skenaario, otos: float, seed: int) -> None:
        self.skenaario, self.otos, self.seed = skenaario, otos, seed
        self.ohjelma, self.kk, self.maailma = skenaario.ohjelma(), 0, None

    def run_for(self, kuukausia: int) -> None:
        """Months pass; nothing is lived yet."""
        self.kk += kuukausia

    def results(self, taso: str = "vuosi") -> pd.DataFrame:
        """One row per target of this world."""
        import pandas as pd

        mitat = tavoitemitat.mittaa(self.skenaario, self.otos, self.seed)
        omat = [t for t in tavoitetaulu.lue() if t.maailma == self.skenaario.name]
        rivit = [(MITTAVUOSI, MITTARI, t.tunnus, mitat[t.mitta], t.yksikko) for t in omat]
        return pd.DataFrame(rivit, columns=["vuosi", "mittari", "ryhma", "arvo", "yksikko"])


def tavoitemalli(skenaario: Skenaario, otos: float, seed: int) -> Any:
    """Builder of `Tavoitemalli` for the engine."""
    return Tavoitemalli(skenaario, otos, seed)


class OmatSiemenet(moottori.Suunnitelma):
    """A plan in which every row of the design has a seed of its own: shared seeds would correlate an emulator's noise.

    A row has the same seed in all worlds.
    """

    def tasks(self, replicate: int, points: Any = None) -> list[moottori.Tehtava]:
        """One task per point."""
        rivit = self.points.groupby("experiment").cumcount().to_numpy()
        alku = self.study.replicates.seed + (replicate - 1) * len(self.points)
        out = []
        for piste in range(len(self.points)) if points is None else points:
            seed = alku + int(rivit[piste])
            out.append(moottori.Tehtava(self._avain(piste, seed), (piste,), replicate, seed, self.scenarios[piste]))
        return out


def tavoitteiden_tiiviste(tavut: bytes) -> str:
    """Hash of the table of targets, whatever its line ends."""
    return hashlib.sha256(tavut.replace(b"\r\n", b"\n")).hexdigest()


def _mittauksen_tiiviste() -> str:
    """Hash of what measures a target, which the engine's own hash of the model leaves out."""
    summa = hashlib.blake2b(digest_size=8)
    for nimi in ("tavoitemitat", "alkumitat", "kokeilukuviot", "kalibrointiajo"):
        summa.update((Path(__file__).parent / f"{nimi}.py").read_bytes().replace(b"\r\n", b"\n"))
    return summa.hexdigest()


# --------------------------------------------------------------------------------------------------- the pipeline
@dataclass(frozen=True)
class Lohkotulos:
    """What came of a block: its parameters left after screening, their sample, the last wave, the record of it all."""

    lohko: Lohko
    otanta: sovitus.Otanta
    aalto: Aalto
    tiedot: dict[str, Any]


class Kalibrointi:
    """One calibration in a folder of its own. vaihe: opens a phase and gives its progress."""

    def __init__(self, nimi: str, koko: Koko, seed: int, kansio: Path, suoritin: Callable[[], Suoritin], vaihe: Vaihe):
        self.nimi, self.koko, self.seed, self.kansio = nimi, koko, seed, Path(kansio)
        self.suoritin, self.vaihe = suoritin, vaihe
        self.ajoja = 0

    def kalibroi(self, lohkot: Sequence[Lohko] | None = None) -> posteriori.Posteriori:
        """All of it. Raises `ViallinenSyote` when nothing of the prior is left, `moottori.Keskeytys` on Ctrl-C."""
        tulokset = [self._sovita(i, lohko) for i, lohko in enumerate(lohkot or sovitettavat.lohkot())]
        rng = np.random.default_rng(self.seed)
        n = self.koko.vedoksia
        palat = [t.lohko.arvot(t.otanta.u[rng.integers(len(t.otanta.u), size=n)]) for t in tulokset]
        avaimet = tuple(a for t in tulokset for a in t.lohko.avaimet)
        ennusteet = [
            rivi for i, (t, x) in enumerate(zip(tulokset, palat, strict=True)) for rivi in self._koeta(i, t, x)
        ]
        tiedot = {
            "seed": self.seed,
            "size": asdict(self.koko),
            "runs": self.ajoja,
            "hashes": {
                "model": moottori.model_fingerprint(),
                "measures": _mittauksen_tiiviste(),
                "parameters": lue_oletukset().fingerprint,
                "targets": tavoitteiden_tiiviste(tavoitetaulu.TIEDOSTO.read_bytes()),
            },
            "blocks": [t.tiedot for t in tulokset],
            "predictions": ennusteet,
            "shares_in": {k: _osuus(ennusteet, k) for k in tavoitetaulu.KAYTOT},
        }
        return posteriori.Posteriori(self.nimi, avaimet, np.hstack(palat), tiedot)

    # ------------------------------------------------------------------------------------------- one block
    def _sovita(self, i: int, alkuperainen: Lohko) -> Lohkotulos:
        lohko, karsinta = self._karsi(i, alkuperainen)
        d, k = len(lohko.avaimet), len(lohko.sovitettavat)
        x = sovitus.kuutio(self.koko.ensin * d, d, self._siemen(i, 1))
        y = self._aja(f"{lohko.nimi}-aalto-1", lohko, x, self._siemen(i, 1))[:, :k]
        with self.vaihe(f"{lohko.nimi}: emulators and recovery of known truths") as kerro:
            aallot = [Aalto(sovitus.opeta(x, y, self._siemen(i, 2)))]
            ytimet = [(em.ydin, em.kohina) for em in aallot[0].emulaattorit]
            palautus = sovitus.palauta(
                lohko,
                x,
                y,
                ytimet,
                self.koko.totuuksia,
                min(self.koko.askelia, PALAUTUSASKELIA),
                self._siemen(i, 3),
                kerro,
            )
        kirja = [_aaltokirja(lohko, aallot[0], 1.0, len(x))]
        osuus = 1.0
        for n in range(2, self.koko.aaltoja + 1):
            uudet, jai = sovitus.seuraavat(lohko, aallot, self.koko.sitten * d, self._siemen(i, 10 + n))
            y2 = self._aja(f"{lohko.nimi}-aalto-{n}", lohko, uudet, self._siemen(i, 20 + n))[:, :k]
            x, y = np.vstack([x, uudet]), np.vstack([y, y2])
            with self.vaihe(f"{lohko.nimi}: emulators of wave {n}"):
                aallot.append(Aalto(sovitus.opeta(x, y, self._siemen(i, 30 + n))))
            kirja.append(_aaltokirja(lohko, aallot[-1], jai, len(uudet)))
            if jai > KUTISTUI * osuus and n > 2:
                break
            osuus = jai
        alut, lopuksi = sovitus.seuraavat(lohko, aallot, 200, self._siemen(i, 40))
        with self.vaihe(f"{lohko.nimi}: posterior sample"):
            otanta = sovitus.posteriori(lohko, aallot, alut, self.koko.askelia, self._siemen(i, 41))
        tiedot = _lohkokirja(alkuperainen, lohko, karsinta, kirja, lopuksi, palautus, otanta)
        return Lohkotulos(lohko, otanta, aallot[-1], tiedot)

    def _karsi(self, i: int, lohko: Lohko) -> tuple[Lohko, dict[str, float]]:
        """Freeze at its default what moves no fitted target: parameter -> its largest mu* in the target's sd."""
        from runs import herkkyys
        from runs.havainnot import Havainnot, Tulema

        d = len(lohko.avaimet)
        asetelma = f'{{ method = "morris", points = {self.koko.radat}, seed = {self._siemen(i, 50)} }}'
        varasto = self._sarja(f"{lohko.nimi}-karsinta", lohko, asetelma, self._siemen(i, 51), moottori.Suunnitelma)
        vahvuus = dict.fromkeys(lohko.avaimet, 0.0)
        for t in lohko.sovitettavat:
            taulu = herkkyys.herkkyys(Havainnot.lue(varasto, t.maailma), Tulema(MITTARI, t.tunnus), "morris")
            omat = taulu[(taulu["statistic"] == "mu_star") & (taulu["target"] == "level")]
            for r in omat.itertuples():
                if np.isfinite(r.value):
                    vahvuus[r.factor] = max(vahvuus[r.factor], float(r.value) / t.hajonta)
        jaavat = [j for j in range(d) if vahvuus[lohko.avaimet[j]] >= VAIKUTUKSETON] or list(range(d))
        avaimet = tuple(lohko.avaimet[j] for j in jaavat)
        return replace(lohko, avaimet=avaimet, rajat=lohko.rajat[jaavat]), vahvuus

    def _koeta(self, i: int, t: Lohkotulos, arvot: Luvut) -> list[dict[str, Any]]:
        """Run draws by the real model; each target against their spread, its own error and discrepancy."""
        u = t.lohko.yksikkoina(arvot[: self.koko.ajettavia])
        y = self._aja(f"{t.lohko.nimi}-ennusteet", t.lohko, np.clip(u, 0.0, 1.0), self._siemen(i, 60))
        ohi = t.aalto.ohi(u, y)
        rivit = []
        for j, tavoite in enumerate(t.lohko.tavoitteet):
            omat = y[np.isfinite(y[:, j]), j]
            keski, hajonta = float(omat.mean()), float(omat.std(ddof=1))
            koko = float(np.hypot(hajonta, tavoite.hajonta))
            rivit.append(
                {
                    "target": tavoite.tunnus, "use": tavoite.kaytto, "figure": tavoite.arvo, "mean": keski,
                    "sd": hajonta, "low": keski - Z90 * koko, "high": keski + Z90 * koko,
                    "z": (keski - tavoite.arvo) / koko, "in": bool(abs(keski - tavoite.arvo) <= Z90 * koko),
                    "emulator_missed": ohi[j] if j < len(ohi) else None,
                }
            )  # fmt: skip
        return rivit

    # ------------------------------------------------------------------------------------------- runs
    def _siemen(self, lohko: int, mika: int) -> int:
        """Seeds of the parts of a calibration, apart from each other."""
        return self.seed * 1_000_003 + lohko * 100_003 + mika * 1_009

    def _aja(self, nimi: str, lohko: Lohko, u: Luvut, seed: int) -> Luvut:
        """Run rows of coordinates in every world of the block: measures (n, targets), NaN where a run failed."""
        csv_nimi = f"{nimi}.csv"
        puskuri = io.StringIO()
        arvot = np.clip(lohko.arvot(u), lohko.rajat[:, 0], lohko.rajat[:, 1])
        csv.writer(puskuri, lineterminator="\n").writerows([lohko.avaimet, *arvot.tolist()])
        kirjoita_syrjassa(self.kansio / "asetelmat" / csv_nimi, puskuri.getvalue().encode())
        varasto = self._sarja(nimi, lohko, f'{{ method = "list", file = "{csv_nimi}" }}', seed, OmatSiemenet)
        return _taulu(varasto, lohko, len(u))

    def _sarja(self, nimi: str, lohko: Lohko, asetelma: str, seed: int, suunnitelmalaji: Any) -> Varasto:
        """A sweep of the block's worlds, resumed or begun."""
        from runs.varasto import Varasto

        tutkimus = tutkimustiedosto.tulkitse(
            _tutkimusteksti(nimi, lohko, asetelma, seed, self.koko.otos), str(self.kansio / "asetelmat")
        )
        suunnitelma = moottori.begin(suunnitelmalaji(tutkimus), self.kansio / nimi)
        with self.vaihe(f"{nimi}: {len(suunnitelma.points)} runs") as kerro:
            loppu = moottori.sweep(
                self.kansio / nimi, self.suoritin(), suunnitelma=suunnitelma, rakentaja=tavoitemalli, progress=kerro
            )
        self.ajoja += loppu.planned
        if loppu.failed > 0.1 * loppu.planned:
            viesti = f"{loppu.failed} of {loppu.planned} runs failed: see sote sweep status {self.kansio / nimi}."
            raise ViallinenSyote(Vika(viesti))
        return Varasto(self.kansio / nimi)


def _tutkimusteksti(nimi: str, lohko: Lohko, asetelma: str, seed: int, otos: float) -> str:
    kokeet = "".join(f'[[experiment]]\nname = "{m}"\nscenario = "{m}"\n' for m in lohko.maailmat)
    epavarmat = "".join(f'"{avain}" = {{}}\n' for avain in lohko.avaimet)
    return (
        f'name = "{nimi}"\nquestion.en = "A wave of a calibration, measured by {_mittauksen_tiiviste()}"\n'
        f'scenario = "{lohko.maailmat[0]}"\nend = "{LOPPU}"\notos = {otos}\n[replicates]\nseed = {seed}\ncount = 1\n'
        f'[outcomes]\nmeasures = ["{MITTARI}"]\n[uncertainties]\n{epavarmat}'
        f"[design]\nuncertainties = {asetelma}\n{kokeet}"
    )


def _taulu(varasto: Varasto, lohko: Lohko, n: int) -> Luvut:
    """(n, targets) from a sweep whose experiments have the same n rows."""
    pisteet = varasto.points()
    rivi = dict(zip(pisteet["point"], pisteet.groupby("experiment").cumcount(), strict=True))
    sarake = {t.tunnus: j for j, t in enumerate(lohko.tavoitteet)}
    y = np.full((n, len(sarake)), np.nan)
    for r in varasto.results(MITTARI).itertuples():
        y[rivi[r.point], sarake[r.group]] = r.value
    return y


# --------------------------------------------------------------------------------------------------- the record
def _aaltokirja(lohko: Lohko, aalto: Aalto, osuus: float, rivia: int) -> dict[str, Any]:
    portit = {
        t.tunnus: {
            "explained": em.selitetty(), "inflation": em.inflaatio, "trusted": em.luotettava, "log": em.log,
            "seed_sd": em.siemenhajonta,
        }
        for t, em in zip(lohko.sovitettavat, aalto.emulaattorit, strict=True)
    }  # fmt: skip
    return {"rows": rivia, "share_of_prior_sampled": osuus, "emulators": portit}


def _lohkokirja(
    alkuperainen: Lohko, lohko: Lohko, karsinta: dict[str, float], aallot: list[dict[str, Any]], jaljella: float,
    palautus: sovitus.Palautus, otanta: sovitus.Otanta,
) -> dict[str, Any]:  # fmt: skip
    leveydet = sovitus.leveydet(otanta.u)
    omat = lohko.arvot(otanta.u)
    arvot = np.quantile(omat, (0.05, 0.5, 0.95), axis=0)
    oletukset = lue_oletukset()
    parametrit = [
        {
            "key": avain, "prior": lohko.rajat[j].tolist(), "shipped": oletukset[avain].value,
            "low": float(arvot[0, j]), "median": float(arvot[1, j]), "high": float(arvot[2, j]),
            "mean": float(omat.mean(axis=0)[j]), "error": float(otanta.virheet[j] * np.ptp(lohko.rajat[j])),
            "shift": float((otanta.u[:, j].mean() - 0.5) * np.sqrt(12.0)),
            "width": float(leveydet[j]), "identified": bool(leveydet[j] < sovitus.KUOLLUT),
            "recovered": float(palautus.sisalla[:, j].mean()),
        }
        for j, avain in enumerate(lohko.avaimet)
    ]  # fmt: skip
    return {
        "block": lohko.nimi,
        "screening": karsinta,
        "frozen": [a for a in alkuperainen.avaimet if a not in lohko.avaimet],
        "waves": aallot,
        "share_of_prior_left": jaljella,
        "recovery": {
            "truths": len(palautus.sisalla),
            "coverage": palautus.kattavuus,
            "passed": bool(KATTAVUUS[0] <= palautus.kattavuus <= KATTAVUUS[1]),
        },
        "sampler": {"draws": len(otanta.u), "autocorrelation_steps": otanta.tau, "acceptance": otanta.hyvaksytty},
        "parameters": parametrit,
        **_suunnat(lohko, otanta),
    }


def _suunnat(lohko: Lohko, otanta: sovitus.Otanta) -> dict[str, Any]:
    """What is known of parameters together though of none alone: how many parameters' worth of knowledge there is, and
    the directions that are narrowed, each by its parameters' weights (of unit length, the largest first)."""
    leveydet, akselit = sovitus.suunnat(otanta.u)
    kavenneet = []
    for leveys, akseli in zip(leveydet, akselit, strict=True):
        if leveys < sovitus.KUOLLUT:
            jarjestys = np.argsort(-np.abs(akseli))
            painot = {lohko.avaimet[j]: float(akseli[j]) for j in jarjestys if abs(akseli[j]) > PIENIN_PAINO}
            kavenneet.append({"width": float(leveys), "weights": painot})
    return {"informed": float(np.maximum(0.0, 1.0 - leveydet**2).sum()), "directions": kavenneet}


def _osuus(ennusteet: Sequence[dict[str, Any]], kaytto: str) -> float:
    omat = [e["in"] for e in ennusteet if e["use"] == kaytto]
    return sum(omat) / len(omat) if omat else float("nan")
