"""Regions: a region is a folder of facts, `aineisto/alueet/<key>/` or any folder given by its path; none is code.

What stands in a folder and in which units: `aineisto/alueet/LUE.md`. Here is where it lies and what its `alue.yaml`
says; its tables are read by `kalibrointi.aluetaulut`.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, StringConstraints, ValidationError

from kalibrointi.viat import (
    ViallinenSyote,
    Vika,
    lahin,
    lue_teksti,
    lue_yaml_taulu,
    luettele,
    nayta_polku,
    pydantic_viat,
    pydantic_viesti,
)

KANSIO = Path(__file__).parent / "aineisto" / "alueet"
OLETUSALUE = "uusimaa"
MIKA = "description of a region"
TIEDOSTOT = ("alue.yaml", "kunnat.csv", "postialueet.csv", "yksikot.csv")
_AVAIN = re.compile(r"[a-z0-9][a-z0-9-]*")


def _avain(arvo: Any) -> str:
    if not (isinstance(arvo, str) and _AVAIN.fullmatch(arvo)):
        raise ValueError(f"a region's key has a-z, 0-9 and -, got {arvo!r}.")
    return arvo


def _suhde(arvo: Any) -> tuple[float, float]:
    luvut = isinstance(arvo, list) and all(isinstance(x, (int, float)) and 0.5 <= x <= 2 for x in arvo)
    if not luvut or len(arvo) != 2:
        raise ValueError(f"death rates over Finland's are two numbers 0.5-2, [men, women], got {arvo!r}.")
    return float(arvo[0]), float(arvo[1])


Teksti = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Malli(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Nimi(_Malli):
    """Name of the region in three languages."""

    fi: Teksti
    sv: Teksti
    en: Teksti

    def get(self, kieli: str) -> str:
        """The name in a language: fi, sv or en."""
        return str(getattr(self, kieli))


class Suhde(_Malli):
    """Death rates of the region over Finland's: men, women."""

    arvo: Annotated[tuple[float, float], PlainValidator(_suhde)]
    tila: Literal["tilasto", "tutkimus", "arvio", "oletus"]
    lahde: Teksti


class Alue(_Malli):
    """A region as its `alue.yaml` tells it."""

    kansio: Path
    avain: Annotated[str, PlainValidator(_avain)]
    nimi: Nimi
    sairaanhoitopiiri: Teksti
    keskussairaala: str
    kuolleisuussuhde: Suhde
    viitealue: Annotated[str, PlainValidator(_avain)]
    lahteet: Teksti
    huomautus: str = Field(default="")

    @property
    def oma_viite(self) -> bool:
        """Are the need relations fitted to this region's own euros?"""
        return self.viitealue == self.avain


def luettelo(kansio: Path = KANSIO) -> tuple[str, ...]:
    """Keys of the regions that ship."""
    return tuple(sorted(polku.parent.name for polku in kansio.glob("*/alue.yaml")))


def on_polku(alue: str) -> bool:
    """Is it a folder's path, not a key?"""
    return "/" in alue or "\\" in alue or alue.startswith((".", "~"))


def kansio(alue: str | Path, viereinen: Path | None = None) -> Path:
    """Folder of a region: of a key, or of a path (from `viereinen`, default the current folder).

    Raises `ViallinenSyote` with the nearest key when there is none.
    """
    teksti = str(alue)
    if isinstance(alue, Path) or on_polku(teksti):
        polku = Path(teksti).expanduser()
        polku = (viereinen or Path.cwd()) / polku
        if polku.is_dir():
            return polku.resolve()
        raise ViallinenSyote(Vika(f"no such folder of a region ({luettele(TIEDOSTOT)}).", nayta_polku(polku)))
    tunnetut = luettelo()
    if teksti not in tunnetut:
        viesti = (
            f"no region '{teksti}'. Regions: {luettele(tunnetut)}; a folder of your own is given as a path, ./{teksti}"
        )
        raise ViallinenSyote(Vika(f"{viesti}.", ehdotus=lahin(teksti, tunnetut)))
    return KANSIO / teksti


def nimea(alue: str | Path, viereinen: Path | None = None) -> str:
    """How a region is written down: the key of one that ships, else the folder's full path."""
    polku = kansio(alue, viereinen)
    return polku.name if polku.parent == KANSIO.resolve() or polku.parent == KANSIO else str(polku)


def hae(alue: str | Path = OLETUSALUE) -> Alue:
    """A region's `alue.yaml`. Raises `ViallinenSyote` with every fault."""
    polku = kansio(alue)
    tiedosto = polku / "alue.yaml"
    teksti, raaka = lue_teksti(tiedosto, MIKA), lue_yaml_taulu(tiedosto, MIKA)
    try:
        return _tarkista_viite(Alue.model_validate({**raaka, "kansio": polku}), tiedosto)
    except ValidationError as virhe:
        sallitut = [nimi for nimi in Alue.model_fields if nimi != "kansio"]
        viat = []
        for paikka, tieto in pydantic_viat(virhe):
            omat = {"nimi": list(Nimi.model_fields), "kuolleisuussuhde": list(Suhde.model_fields)}
            viesti, sana = pydantic_viesti(tieto, omat.get(paikka[0], sallitut) if len(paikka) > 1 else sallitut)
            viat.append(Vika(viesti, nayta_polku(tiedosto), _rivi(teksti, paikka[0]), ".".join(paikka), sana))
        raise ViallinenSyote(viat) from None


def _tarkista_viite(alue: Alue, tiedosto: Path) -> Alue:
    """The reference region ships (or is the region itself) and is fitted to its own euros."""
    tunnetut = luettelo()
    if alue.oma_viite:
        return alue
    if alue.viitealue not in tunnetut:
        viesti = f"no region '{alue.viitealue}' to take need relations from. Regions: {luettele(tunnetut)}."
    elif not (viite := hae(alue.viitealue)).oma_viite:
        viesti = f"{viite.avain} takes its need relations from {viite.viitealue}: name that one."
    else:
        return alue
    rivi = _rivi(tiedosto.read_text(encoding="utf-8-sig"), "viitealue")
    raise ViallinenSyote(Vika(viesti, nayta_polku(tiedosto), rivi, "viitealue", lahin(alue.viitealue, tunnetut)))


def _rivi(teksti: str, avain: str) -> int | None:
    rivit = (n for n, rivi in enumerate(teksti.splitlines(), start=1) if rivi.startswith(f"{avain}:"))
    return next(rivit, None)


def tarkiste(alue: str | Path) -> str:
    """SHA-256 of the four files of a region as they lie on disk, line ends unified."""
    polku, summa = kansio(alue), hashlib.sha256()
    for nimi in TIEDOSTOT:
        tavut = (polku / nimi).read_bytes() if (polku / nimi).is_file() else b"-"
        summa.update(nimi.encode() + b"\0" + tavut.replace(b"\r\n", b"\n"))
    return summa.hexdigest()
