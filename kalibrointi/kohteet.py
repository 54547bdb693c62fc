"""Targets: what the model must meet at its start, each with its band, source and status (`tavoitteet/kohteet.csv`).

A band is set before the model is run and never moved: a target that is missed is shown as out, with its cause.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import pandas as pd

from kalibrointi.viat import ViallinenSyote, Vika, lue_teksti, nayta_polku

TAVOITTEET = Path(__file__).parent / "tavoitteet"
SARAKKEET = (
    "tunnus", "sarja", "mitta", "ala", "yla", "yksikko", "vuosi", "tila", "lahde", "nimi_fi", "nimi_sv", "nimi_en",
    "syy",
)  # fmt: skip


@dataclass(frozen=True)
class Kohde:
    """One target: a measure must lie in [ala, yla]; an empty `mitta` says that the model has nothing to compare.

    `mitta` is the key of the measure in `runs/alkumitat.py`, in series `patterns` `<experiment>:<measure>`; `tila`
    (tilasto, tutkimus, arvio, oletus) is the status of the figure; `syy` says in words why the row is out, when it is
    known to be.
    """

    tunnus: str
    mitta: str
    ala: float
    yla: float
    yksikko: str
    vuosi: str
    tila: str
    lahde: str
    nimi: dict[str, str]
    syy: str = ""

    def sisalla(self, arvo: float) -> bool:
        """Is the value in the band, its ends included? NaN never is."""
        return self.ala <= arvo <= self.yla


def lue(sarja: str, kansio: Path = TAVOITTEET) -> list[Kohde]:
    """Targets of one suite of checks, in file order.

    Raises `ViallinenSyote` when the file is missing, its columns are not `SARAKKEET`, or a band is empty.
    """
    tiedosto = kansio / "kohteet.csv"
    lue_teksti(tiedosto, "table of targets")
    kehys = pd.read_csv(tiedosto, dtype=str, keep_default_na=False)
    if tuple(kehys.columns) != SARAKKEET:
        raise ViallinenSyote(Vika(f"columns must be {', '.join(SARAKKEET)}.", nayta_polku(tiedosto), 1))
    return [_kohde(rivi, tiedosto, i + 2) for i, rivi in enumerate(kehys.to_dict("records")) if rivi["sarja"] == sarja]


def _kohde(rivi: dict[str, str], tiedosto: Path, numero: int) -> Kohde:
    try:
        ala, yla = (float(rivi[nimi] or tyhja) for nimi, tyhja in (("ala", "-inf"), ("yla", "inf")))
        if ala > yla or (rivi["mitta"] and not (rivi["ala"] or rivi["yla"])):
            raise ValueError("a band needs a lower or an upper end, and lower <= upper")
    except ValueError as virhe:
        raise ViallinenSyote(Vika(f"{virhe}.", nayta_polku(tiedosto), numero, rivi["tunnus"])) from None
    nimet = {kieli: rivi[f"nimi_{kieli}"] for kieli in ("fi", "sv", "en")}
    tekstit = {nimi: rivi[nimi] for nimi in ("tunnus", "mitta", "yksikko", "vuosi", "tila", "lahde", "syy")}
    return Kohde(ala=ala, yla=yla, nimi=nimet, **tekstit)


@dataclass(frozen=True)
class Kuvio:
    """A stylised fact (pattern): what studies found, and the band a named experiment of the model should fall in.

    In `lahde`, [V] = seen, mostly the abstract; [M] = from memory; [C] = computed. `paino`: A Finnish, B Nordic or
    English, C theory.
    """

    tunnus: str
    kuvio: str
    lahde: str
    bandi: str
    paino: str


def kuviot(kansio: Path = TAVOITTEET) -> dict[str, Kuvio]:
    """Patterns by id, in file order. Raises `ViallinenSyote` when the file is missing or its columns are others."""
    tiedosto = kansio / "kuviot.csv"
    lue_teksti(tiedosto, "table of patterns")
    kehys = pd.read_csv(tiedosto, dtype=str, keep_default_na=False)
    nimet = [kentta.name for kentta in fields(Kuvio)]
    if list(kehys.columns) != nimet:
        raise ViallinenSyote(Vika(f"columns must be {', '.join(nimet)}.", nayta_polku(tiedosto), 1))
    return {rivi["tunnus"]: Kuvio(**rivi) for rivi in kehys.to_dict("records")}
