"""Facts: the project's own tables of municipalities, postal areas, ages, death rates and health stations.

National tables lie in `aineisto/`, those of a region in its folder (`kalibrointi.alueet`); `aineisto/lahteet.yaml`
names the source, year and licence of every column.
A reader returns a pandas DataFrame with exactly the columns the project uses, in the units of `lahteet.yaml`.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

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

AINEISTO = Path(__file__).parent / "aineisto"

# Age bands of the postal-area statistics: lower age -> column suffix.
PAAVO_IAT: dict[int, str] = {
    0: "0_2", 3: "3_6", 7: "7_12", 13: "13_15", 16: "16_17", 18: "18_19", 20: "20_24", 25: "25_29", 30: "30_34",
    35: "35_39", 40: "40_44", 45: "45_49", 50: "50_54", 55: "55_59", 60: "60_64", 65: "65_69", 70: "70_74", 75: "75_79",
    80: "80_84", 85: "85_plus",
}  # fmt: skip
IKASARAKKEET = tuple(f"ika_{loppu}" for loppu in PAAVO_IAT.values())
TYOSARAKKEET = ("tyolliset", "tyottomat", "opiskelijat", "elakelaiset", "muut")
TULOSARAKKEET = ("alin_tuloluokka", "keskimmainen_tuloluokka", "ylin_tuloluokka")
KAUDET = ("2010_2015", "2015_2020", "2020_2025", "2025_2030")

_TEKSTI = ("kuntanumero", "postinumero", "nimi", "nimi_fi", "nimi_sv", "toiminnallinen_alue", "laji", "tila")
RUUTUSARAKKEET = ("ruutu_rivi", "ruutu_sarake")  # place on the tile map; a region may go without
KANSALLISET = ("ikarakenne", "kuolleisuus")
SARAKKEET: dict[str, tuple[str, ...]] = {
    "kunnat": (
        "kuntanumero", "nimi_fi", "nimi_sv", "toiminnallinen_alue", "vaesto_2017", "vaesto_2018",
        "vaesto_2022", "alle_15_pct", "ika_15_64_pct", "yli_64_pct", "ruotsinkieliset_pct", "ulkomaan_kansalaiset_pct",
        "tyollisyysaste_pct", "tyottomyys_pct", "elakelaiset_pct", "sote_nettokustannus_eur_as",
    ),
    "postialueet": (
        "postinumero", "nimi", "kuntanumero", "x_tm35fin_m", "y_tm35fin_m", "pinta_ala_m2", "vaesto",
        "naiset", "miehet", *IKASARAKKEET, *TULOSARAKKEET, *TYOSARAKKEET,
    ),
    "ikarakenne": ("ika_alku", "miehet_2015", "naiset_2015"),
    "kuolleisuus": ("ika_alku", *(f"mx_{s}_{k}" for s in ("mies", "nainen") for k in KAUDET)),
    "yksikot": ("nimi", "laji", "postinumero", "x_tm35fin_m", "y_tm35fin_m", "tila"),
}  # fmt: skip


def lue(taulu: str, kansio: Path = AINEISTO) -> pd.DataFrame:
    """One fact table with the columns of `SARAKKEET[taulu]`, codes as text, all else as numbers (NaN = suppressed).

    Raises `ViallinenSyote` for a missing or unreadable file, missing columns, or all cells that are not numbers.
    """
    tiedosto = kansio / f"{taulu}.csv"
    kehys = _lue_csv(lue_teksti(tiedosto, "fact table"), tiedosto)
    puuttuu = [s for s in SARAKKEET[taulu] if s not in kehys.columns]
    if puuttuu:
        ehdotus = lahin(puuttuu[0], set(kehys.columns) - set(SARAKKEET[taulu]))
        viesti = f"lacks the column(s) {luettele(puuttuu)}."
        raise ViallinenSyote(Vika(viesti, nayta_polku(tiedosto), 1, ehdotus=ehdotus))
    ruutu = RUUTUSARAKKEET if taulu == "kunnat" and set(RUUTUSARAKKEET) <= set(kehys.columns) else ()
    kehys = kehys[[*SARAKKEET[taulu], *ruutu]]
    numerot = [s for s in kehys.columns if s not in _TEKSTI]
    viat = [vika for sarake in numerot for vika in _ei_lukuja(kehys[sarake], tiedosto)]
    if viat:
        raise ViallinenSyote(viat)
    return kehys.astype(dict.fromkeys(numerot, float))


def _lue_csv(teksti: str, tiedosto: Path) -> pd.DataFrame:
    try:
        otsikot = pd.read_csv(io.StringIO(teksti), nrows=0).columns
        tyhjat = {sarake: [""] for sarake in otsikot if sarake not in _TEKSTI}
        tekstit = {sarake: str for sarake in otsikot if sarake in _TEKSTI}
        return pd.read_csv(io.StringIO(teksti), dtype=tekstit, keep_default_na=False, na_values=tyhjat)
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as virhe:
        raise ViallinenSyote(Vika(f"not readable as CSV: {virhe}", nayta_polku(tiedosto))) from None


def _ei_lukuja(sarake: pd.Series[Any], tiedosto: Path) -> Iterator[Vika]:
    if pd.api.types.is_numeric_dtype(sarake):
        return
    huonot = pd.to_numeric(sarake, errors="coerce").isna() & sarake.notna()
    for rivi, solu in sarake[huonot].items():
        oikein = desimaalipilkku(solu)
        viesti = pilkkuviesti(solu, oikein) if oikein else f"'{solu}' is not a number."
        yield Vika(viesti, nayta_polku(tiedosto), int(str(rivi)) + 2, str(sarake.name))


def tarkiste(taulut: Iterable[str] = KANSALLISET, kansio: Path = AINEISTO) -> str:
    """SHA-256 of the fact files as they lie on disk, line ends unified."""
    summa = hashlib.sha256()
    for taulu in sorted(taulut):
        summa.update(taulu.encode() + b"\0" + (kansio / f"{taulu}.csv").read_bytes().replace(b"\r\n", b"\n"))
    return summa.hexdigest()
