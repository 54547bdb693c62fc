"""Choice trials as data: reads `aineisto/valintakokeilut.yaml` - who may choose, and where the private centres are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from agentit.maailma import Maailma
from agentit.valintakokeilu import Valintakokeilu
from kalibrointi.parametrit import Kielet
from kalibrointi.viat import (
    ViallinenSyote,
    Vika,
    lahin,
    lue_yaml,
    luettele,
    nayta_polku,
    pydantic_viat,
    pydantic_viesti,
    tiedoston_tila,
)

TIEDOSTO = Path(__file__).parent / "aineisto" / "valintakokeilut.yaml"
AVAIN = "valinnanvapaus.alueet"


class Kokeilutiedot(BaseModel):
    """One entry of the file: a trial, its region, who takes part and where private centres are."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    alue: str
    nimi: Kielet
    lahde: str
    tila: Literal["laki", "esitys", "tilasto", "tutkimus", "arvio", "oletus"]
    kunnat: list[str]
    postinumerot: list[str]
    yksityiset: list[str]


def lue(tiedosto: Path = TIEDOSTO) -> dict[str, Kokeilutiedot]:
    """Every trial by name. Raises `ViallinenSyote` naming file and key."""
    return dict(_lue(tiedosto, tiedoston_tila(tiedosto)))


@lru_cache(maxsize=4)
def _lue(tiedosto: Path, tila: object) -> dict[str, Kokeilutiedot]:
    raaka = lue_yaml(tiedosto, "table of choice trials")
    if not isinstance(raaka, dict):
        raise ViallinenSyote(Vika("must be a table, a name on each first line.", nayta_polku(tiedosto), 1))
    viat: list[Vika] = []
    out: dict[str, Kokeilutiedot] = {}
    for nimi, tiedot in raaka.items():
        try:
            out[nimi] = Kokeilutiedot.model_validate(tiedot)
        except ValidationError as virhe:
            for polku, tieto in pydantic_viat(virhe):
                viesti, sana = pydantic_viesti(tieto, tuple(Kokeilutiedot.model_fields))
                viat.append(Vika(viesti, nayta_polku(tiedosto), avain=".".join([nimi, *polku]), ehdotus=sana))
    if viat:
        raise ViallinenSyote(viat)
    return out


def kokeilut(maailma: Maailma, tiedosto: Path = TIEDOSTO) -> dict[str, Valintakokeilu]:
    """Trials of a region. Raises `ViallinenSyote` for a municipality or postal area that is not in it."""
    out, viat = {}, []
    tunnetut = {"kunnat": maailma.kunnat.koodi, "postinumerot": maailma.alueet.postinumero}
    tunnetut["yksityiset"] = maailma.alueet.postinumero
    for nimi, tiedot in lue(tiedosto).items():
        if tiedot.alue != maailma.alue_avain:
            continue
        for kentta, koodit in tunnetut.items():
            viat += [
                Vika(f"'{x}' is not in the region '{tiedot.alue}'.", nayta_polku(tiedosto), None, f"{nimi}.{kentta}")
                for x in getattr(tiedot, kentta)
                if x not in koodit
            ]
        out[nimi] = Valintakokeilu(nimi, tuple(tiedot.kunnat), tuple(tiedot.postinumerot), tuple(tiedot.yksityiset))
    if viat:
        raise ViallinenSyote(viat)
    return out


def tarkista_valinta(nimet: Sequence[tuple[str, str]], alue: str, omat: Mapping[str, Valintakokeilu]) -> list[Vika]:
    """Faults of the trials a programme names, (name, where it stands): those that are not of this region."""
    return [
        Vika(f"the choice trial '{nimi}' is not in the region '{alue}'. Here: {luettele(sorted(omat)) or 'none'}.",
             paikka, avain=AVAIN, ehdotus=lahin(nimi, omat))
        for nimi, paikka in nimet
        if nimi not in omat
    ]  # fmt: skip
