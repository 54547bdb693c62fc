"""Sources: where the shipped tables came from, which of them a service can give anew, how they differ, and the form in
which a fetched table is put away - a CSV and, beside it, a yaml like `aineisto/lahteet.yaml`.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from kalibrointi.levy import kirjoita_syrjassa
from kalibrointi.viat import ViallinenSyote, Vika, lahin, lue_yaml, luettele, nayta_polku

if TYPE_CHECKING:
    import pandas as pd

    from kalibrointi.lataus import Aineisto

AINEISTO = Path(__file__).parent / "aineisto"
AVAIMET = {"kunnat": ("kuntanumero", "nimi_fi"), "postialueet": ("postinumero", "nimi")}  # table -> code, name
TUNNISTEET = {
    "alue": "code of the region", "alue_nimi": "name of the region", "vuosi": "year", "aika": "period",
    "sukupuoli": "total, male, female, or the code of the source", "mittari": "key of the measure",
    "yksikko": "unit of arvo",
}  # fmt: skip


@dataclass(frozen=True)
class Paivitys:
    """What a service would be asked for one shipped column."""

    taulu: str
    sarake: str
    palvelu: str
    tunnus: str
    vuosi: int
    varmuus: str
    mittari: str = ""

    @property
    def sanoin(self) -> str:
        """For a table: 'sotkanet 127, 2017'."""
        arvio = ", to be checked" if self.varmuus == "arvio" else ""
        return f"{self.palvelu} {self.tunnus}, {self.vuosi}{arvio}"


@dataclass(frozen=True)
class Sarake:
    """A column of a shipped table: source, year, unit, licence, and what it could be fetched anew from."""

    taulu: str
    sarake: str
    lahde: str
    lisenssi: str
    vuosi: str
    yksikko: str
    paivitys: Paivitys | None


@cache
def _lue(nimi: str) -> Any:
    return lue_yaml(AINEISTO / nimi, "list of sources")


def paivitykset() -> list[Paivitys]:
    """Every shipped column that a service can give anew, in the order of the file."""
    return [
        Paivitys(taulu, sarake, **tieto)
        for taulu, sarakkeet in _lue("paivitys.yaml").items()
        for sarake, tieto in sarakkeet.items()
    ]


def sarakkeet() -> list[Sarake]:
    """Every column of every shipped table."""
    tiedot = _lue("lahteet.yaml")
    uusittavat = {(p.taulu, p.sarake): p for p in paivitykset()}
    rivit = []
    for taulu, kuvaus in tiedot["taulut"].items():
        for sarake, s in kuvaus["sarakkeet"].items():
            lahde = tiedot["lahteet"][s["lahde"]]
            rivit.append(
                Sarake(taulu, sarake, lahde["nimi"], lahde["lisenssi"], str(s["vuosi"]), s["yksikko"],
                       uusittavat.get((taulu, sarake)))
            )  # fmt: skip
    return rivit


def taulut() -> list[Path]:
    """Every shipped table of facts."""
    return sorted(AINEISTO.rglob("*.csv"))


def aluekoodit(alue: str) -> set[str]:
    """Municipality and postal codes of a region: its key, or a folder's path."""
    from kalibrointi import alueet, faktat

    kansio = alueet.kansio(alue)
    return {str(koodi) for taulu, (sarake, _) in AVAIMET.items() for koodi in faktat.lue(taulu, kansio)[sarake]}


# --------------------------------------------------------------------------------------------------- comparison
def valitse(nimet: Sequence[str]) -> list[Paivitys]:
    """The columns named ('vaesto_2017', 'kunnat.vaesto_2017' or an indicator's number); none = all."""
    kaikki = paivitykset()
    valitut: dict[str, Paivitys] = {}
    for nimi in nimet:
        osuneet = [p for p in kaikki if nimi in (p.sarake, f"{p.taulu}.{p.sarake}", p.tunnus)]
        if not osuneet:
            viesti = f"no service gives '{nimi}' anew. Columns: {luettele(p.sarake for p in kaikki)}."
            raise ViallinenSyote(Vika(viesti, ehdotus=lahin(nimi, [p.sarake for p in kaikki])))
        valitut.update({p.sarake: p for p in osuneet})
    return list(valitut.values()) or kaikki


def vertaa(paivitys: Paivitys, aineisto: Aineisto, alue: str) -> pd.DataFrame:
    """A row for each area of the region: what ships, what the service gives, the difference (NaN: one is missing)."""
    from kalibrointi import alueet, faktat

    avain, nimi = AVAIMET[paivitys.taulu]
    omat = faktat.lue(paivitys.taulu, alueet.kansio(alue)).set_index(avain)
    rivit = aineisto.rivit[aineisto.rivit["vuosi"] == paivitys.vuosi]
    if paivitys.mittari:
        rivit = rivit[rivit["mittari"] == _mittarin_avain(paivitys, aineisto)]
    taulu = omat[[nimi, paivitys.sarake]].set_axis(["alue_nimi", "oma"], axis=1)
    taulu["haettu"] = rivit.set_index("alue")["arvo"].reindex(taulu.index)
    taulu["ero"] = (taulu["haettu"] - taulu["oma"]).round(9)
    taulu.insert(0, "sarake", paivitys.sarake)
    return taulu.rename_axis("alue").reset_index()


def _mittarin_avain(paivitys: Paivitys, aineisto: Aineisto) -> str:
    """Key of the measure in the answer: its code - with or without the prefix of June 2026 - or its name."""
    for koodi, nimi in aineisto.mittarit.items():
        if paivitys.mittari in (koodi, nimi) or koodi.endswith(f"_{paivitys.mittari}"):
            return koodi
    raise ViallinenSyote(Vika(f"table {aineisto.lahde.tunnus} has no '{paivitys.mittari}'.", avain=paivitys.sarake))


# --------------------------------------------------------------------------------------------------- putting away
def tarkista_kohde(polku: Path, korvaa: bool) -> Path:
    """The yaml's place beside `polku`. Raises `ViallinenSyote` for a wrong suffix or a place that is taken."""
    if polku.suffix != ".csv":
        raise ViallinenSyote(Vika("the name must end with .csv; the yaml with the sources goes beside it.", str(polku)))
    selite = polku.with_suffix(".yaml")
    varattu = next((p for p in (polku, selite) if p.exists()), None)
    if varattu and not korvaa:
        raise ViallinenSyote(Vika("is there already; another name, or --korvaa to write over it.", str(varattu)))
    return selite


def kirjoita(aineisto: Aineisto, polku: Path, korvaa: bool = False) -> Path:
    """Write the table and its yaml, the yaml first: a table is never without its source. Returns the yaml's place."""
    selite = tarkista_kohde(polku, korvaa)
    tavut = aineisto.rivit.to_csv(index=False, lineterminator="\n", float_format="%.15g").encode()
    tiedot = yaml.safe_dump(lahdemerkinta(aineisto, polku.name, tavut), allow_unicode=True, sort_keys=False, width=120)
    uusi = not selite.exists()
    kirjoita_syrjassa(selite, f"# Written by sote data hae; its form is that of lahteet.yaml.\n{tiedot}".encode())
    try:
        kirjoita_syrjassa(polku, tavut)
    except BaseException:
        if uusi:
            selite.unlink(missing_ok=True)
        raise
    return selite


def lahdemerkinta(aineisto: Aineisto, nimi: str, tavut: bytes) -> dict[str, Any]:
    """Source, year, unit and licence of every column as in `lahteet.yaml`, and under `haku` how it was asked."""
    lahde, rivit = aineisto.lahde, aineisto.rivit
    avain = f"{lahde.palvelu}_{Path(lahde.tunnus).stem}"
    vuodet = rivit["vuosi"].dropna()
    vuosi = (
        "" if vuodet.empty else str(vuodet.min()) if vuodet.min() == vuodet.max() else f"{vuodet.min()}-{vuodet.max()}"
    )
    yksikot = {sarake: TUNNISTEET.get(sarake, "code of the source") for sarake in rivit.columns}
    yksikot["arvo"] = luettele(sorted(set(rivit["yksikko"]) - {""})) or "as mittari says"
    return {
        "lahteet": {
            avain: {"nimi": f"{lahde.tuottaja}, {lahde.palvelu} {lahde.tunnus}: {lahde.otsikko}",
                    "lisenssi": lahde.lisenssi},
        },
        "taulut": {
            Path(nimi).stem: {
                "text": lahde.otsikko,
                "sarakkeet": {s: {"lahde": avain, "vuosi": vuosi, "yksikko": y} for s, y in yksikot.items()},
            }
        },
        "haku": {
            "tiedosto": nimi,
            "sha256": hashlib.sha256(tavut).hexdigest(),
            "mittarit": aineisto.mittarit,
            **lahde.json(),
        },
    }  # fmt: skip


def puutteet() -> list[str]:
    """What the list of sources lacks: shipped columns without source, year, unit or licence; refreshes of no column."""
    tunnetut = {(s.taulu, s.sarake): s for s in sarakkeet()}
    viat = []
    for polku in taulut():
        with polku.open(encoding="utf-8", newline="") as tiedosto:
            otsikot = next(csv.reader(tiedosto), [])
        for sarake in otsikot:
            tieto = tunnetut.get((polku.stem, sarake))
            if tieto is None or not all((tieto.lahde, tieto.lisenssi, tieto.vuosi, tieto.yksikko)):
                viat.append(f"{nayta_polku(polku)}: {sarake}")
    viat += [f"paivitys.yaml: {p.taulu}.{p.sarake}" for p in paivitykset() if (p.taulu, p.sarake) not in tunnetut]
    return viat
