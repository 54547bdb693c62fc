"""Calibration targets (`tavoitteet/tavoitteet.csv`): a figure, how surely it is known, how far the model may miss it.

`keskivirhe` is the figure's own standard error. `mallivirhe` (model discrepancy, sd) is what a right model may still
miss it by, because region, year or definition differ; it is argued in `mallivirheen_syy` and never 0. `kaytto` says
whether the figure is fitted (`fit`) or only checked (`check`). All of it was set before the first fit.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kalibrointi.viat import (
    ViallinenSyote,
    Vika,
    desimaalipilkku,
    lahin,
    lue_teksti,
    luettele,
    nayta_polku,
    pilkkuviesti,
)

TIEDOSTO = Path(__file__).parent / "tavoitteet" / "tavoitteet.csv"
SARAKKEET = (
    "tunnus", "maailma", "mitta", "arvo", "keskivirhe", "mallivirhe", "mallivirheen_syy", "yksikko", "vuosi", "alue",
    "kaytto", "tila", "lahde", "nimi_fi", "nimi_sv", "nimi_en", "syy",
)  # fmt: skip
KAYTOT = ("fit", "check")
TILAT = ("laki", "esitys", "tilasto", "tutkimus", "arvio", "oletus")
LUVUT = ("arvo", "keskivirhe", "mallivirhe")
TARKISTETTAVIA = 0.25  # least share of targets that are never fitted
Z90 = 1.6448536269514722  # a 90 % interval of the normal distribution is mean +- Z90 sd


@dataclass(frozen=True)
class Tavoite:
    """One target: measure `mitta` (a key of `runs/tavoitemitat.py`) of the scenario `maailma`, in `yksikko`.

    `nimi`: what it is, by language; `syy`: why the model is known to miss it, or ''.
    """

    tunnus: str
    maailma: str
    mitta: str
    arvo: float
    keskivirhe: float
    mallivirhe: float
    mallivirheen_syy: str
    yksikko: str
    vuosi: str
    alue: str
    kaytto: str
    tila: str
    lahde: str
    nimi: dict[str, str]
    syy: str = ""

    @property
    def hajonta(self) -> float:
        """Standard deviation of figure less model when the model is right: own error and discrepancy together."""
        return math.hypot(self.keskivirhe, self.mallivirhe)

    def z(self, malli: float, virhe: float = 0.0) -> float:
        """(model - figure) / sd, the Monte Carlo error of the model's number included; NaN errors count as 0."""
        return (malli - self.arvo) / math.hypot(self.hajonta, virhe if math.isfinite(virhe) else 0.0)

    def sisalla(self, malli: float, virhe: float = 0.0) -> bool:
        """Is the model's number inside the 90 % interval?"""
        return abs(self.z(malli, virhe)) <= Z90


def lue(tiedosto: Path = TIEDOSTO) -> list[Tavoite]:
    """All targets, in file order. Raises `ViallinenSyote` with every fault: file, line, key, what is allowed."""
    import csv

    paikka = nayta_polku(tiedosto)
    rivit = list(csv.reader(io.StringIO(lue_teksti(tiedosto, "table of targets"))))
    if not rivit or tuple(rivit[0]) != SARAKKEET:
        raise ViallinenSyote(Vika(f"columns must be {', '.join(SARAKKEET)}.", paikka, 1))
    viat: list[Vika] = []
    tavoitteet: list[tuple[int, Tavoite]] = []
    for numero, rivi in enumerate(rivit[1:], start=2):
        if len(rivi) != len(SARAKKEET):
            viesti = f"{len(rivi)} cells, the table has {len(SARAKKEET)} columns: quote texts that hold a comma."
            viat.append(Vika(viesti, paikka, numero))
            continue
        solut = dict(zip(SARAKKEET, rivi, strict=True))
        omat = [
            Vika(viesti, paikka, numero, f"{solut['tunnus']}.{avain}", sana) for avain, viesti, sana in _viat(solut)
        ]
        viat += omat
        if not omat:
            tavoitteet.append((numero, _tavoite(solut)))
    viat += _kaksoiskappaleet(tavoitteet, paikka)
    tarkistettavia = sum(t.kaytto == "check" for _, t in tavoitteet)
    if not viat and tarkistettavia < TARKISTETTAVIA * len(tavoitteet):
        viesti = f"{tarkistettavia} of {len(tavoitteet)} targets are kept for checking; at least a quarter must be."
        viat.append(Vika(viesti, paikka, avain="kaytto"))
    if viat:
        raise ViallinenSyote(viat)
    return [t for _, t in tavoitteet]


def _viat(solut: dict[str, str]) -> Iterable[tuple[str, str, str]]:
    """(key, sentence, likely word) of every fault of a row."""
    for avain in SARAKKEET[:-1]:
        if not solut[avain].strip():
            yield avain, "is empty." + (" A target without an error is no target." if avain in LUVUT[1:] else ""), ""
        elif avain in LUVUT:
            yield from ((avain, viesti, "") for viesti in _lukuviat(avain, solut[avain]))
    for avain, sallitut in (("kaytto", KAYTOT), ("tila", TILAT)):
        if solut[avain] and solut[avain] not in sallitut:
            viesti = f"'{solut[avain]}' is not allowed; allowed: {luettele(sallitut)}."
            yield avain, viesti, lahin(solut[avain], sallitut)


def _lukuviat(avain: str, teksti: str) -> Iterable[str]:
    if oikein := desimaalipilkku(teksti):
        yield pilkkuviesti(teksti, oikein)
        return
    try:
        luku = float(teksti)
    except ValueError:
        yield f"'{teksti}' is not a number."
        return
    if not math.isfinite(luku):
        yield f"'{teksti}' is not a finite number."
    elif avain != "arvo" and luku <= 0:
        yield f"must be above 0, got {teksti}: every figure has an error, and every model a discrepancy."


def _kaksoiskappaleet(tavoitteet: list[tuple[int, Tavoite]], paikka: str) -> Iterable[Vika]:
    """The same id twice, or the same measure of the same world twice: its information would count twice."""
    ensin: dict[tuple[str, ...], int] = {}
    for numero, t in tavoitteet:
        for avain, mika in (((t.tunnus,), "id"), ((t.maailma, t.mitta), "measure")):
            if avain in ensin:
                viesti = f"the same {mika} as on line {ensin[avain]}: it would count twice."
                yield Vika(viesti, paikka, numero, t.tunnus)
            ensin.setdefault(avain, numero)


def _tavoite(solut: dict[str, str]) -> Tavoite:
    nimi = {kieli: solut[f"nimi_{kieli}"] for kieli in ("fi", "sv", "en")}
    muut = {k: v for k, v in solut.items() if not k.startswith("nimi_") and k not in LUVUT}
    arvo, keskivirhe, mallivirhe = (float(solut[k]) for k in LUVUT)
    return Tavoite(arvo=arvo, keskivirhe=keskivirhe, mallivirhe=mallivirhe, nimi=nimi, **muut)
