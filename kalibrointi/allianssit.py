"""Alliances as data: reads `aineisto/allianssit.yaml` and the frozen targets `tuotteet/allianssitavoite.yaml` (R18).

A target belongs to the parameters it was made with; under others (a sweep, another reform) it holds as it was signed,
and the run says so (`allianssi_tavoite_oma` 0). Made by: python -m runs.allianssitavoite
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from agentit.allianssi import KPI_RIVIT, Allianssisopimus, Odotus
from agentit.ohjelma import Ohjelma
from kalibrointi import palvelupaketit
from kalibrointi.parametrit import Kielet
from kalibrointi.viat import (
    ViallinenSyote,
    Vika,
    lahin,
    lue_yaml_taulu,
    luettele,
    nayta_polku,
    pydantic_viat,
    pydantic_viesti,
    tiedoston_tila,
)
from verkosto.allianssi import Kumppani, Kumppaniverkko, Tehtava, pari

TIEDOSTO = Path(__file__).parent / "aineisto" / "allianssit.yaml"
TUOTE = Path(__file__).parent / "tuotteet" / "allianssitavoite.yaml"
KAIKKI_ALUEET = "*"
KOMENTO = "python -m runs.allianssitavoite"


class _Kumppani(BaseModel):
    model_config = ConfigDict(extra="forbid")
    nimi: str
    laji: Literal["kunta", "yritys", "jarjesto", "jarjestaja"]
    osuus: float


class _Tehtava(BaseModel):
    model_config = ConfigDict(extra="forbid")
    nimi: str
    kumppani: str
    rivi: str


class Allianssitiedot(BaseModel):
    """One entry of the file: an alliance, where it is and who does what."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    alue: str
    nimi: Kielet
    lahde: str
    tila: Literal["laki", "esitys", "tilasto", "tutkimus", "arvio", "oletus"]
    postinumerot: list[str] | Literal["kaikki"]
    vuosia: int
    arvo_eur: float
    asukkaita: float
    kumppanit: list[_Kumppani]
    tehtavat: list[_Tehtava]
    rivit: dict[str, float]
    siirrot: list[tuple[str, str, float]]
    tieto: list[tuple[str, str, float]]

    def sopimus(self, avain: str, odotus: Odotus | None = None) -> Allianssisopimus:
        """The contract the model takes. Raises ValueError for what does not fit together."""
        verkko = Kumppaniverkko(
            [Kumppani(k.nimi, k.laji, k.osuus) for k in self.kumppanit],
            [Tehtava(t.nimi, t.kumppani, t.rivi) for t in self.tehtavat],
            {(a, b): w for a, b, w in self.siirrot},
            {pari(a, b): w for a, b, w in self.tieto},
        )
        rivit = palvelupaketit.koodit()
        for koodi, osa in self.rivit.items():
            if koodi not in rivit or not 0.0 <= osa <= 1.0:
                raise ValueError(f"'{koodi}: {osa}' in rivit: service lines {luettele(rivit)}, shares 0-1.")
        numerot = () if self.postinumerot == "kaikki" else tuple(self.postinumerot)
        return Allianssisopimus(
            avain, numerot, verkko, dict(self.rivit), odotus, self.arvo_eur, self.asukkaita, self.vuosia
        )


def lue(tiedosto: Path = TIEDOSTO) -> dict[str, Allianssitiedot]:
    """Every alliance by name. Raises `ViallinenSyote` naming file and key."""
    return dict(_lue(tiedosto, tiedoston_tila(tiedosto)))


@lru_cache(maxsize=4)
def _lue(tiedosto: Path, tila: object) -> dict[str, Allianssitiedot]:
    raaka = lue_yaml_taulu(tiedosto, "table of alliances")
    viat: list[Vika] = []
    out: dict[str, Allianssitiedot] = {}
    for nimi, tiedot in raaka.items():
        try:
            out[nimi] = Allianssitiedot.model_validate(tiedot)
            out[nimi].sopimus(nimi)
        except ValidationError as virhe:
            for polku, tieto in pydantic_viat(virhe):
                viesti, sana = pydantic_viesti(tieto, tuple(Allianssitiedot.model_fields))
                viat.append(Vika(viesti, nayta_polku(tiedosto), avain=".".join([nimi, *polku]), ehdotus=sana))
        except ValueError as virhe:
            viat.append(Vika(str(virhe), nayta_polku(tiedosto), avain=nimi))
    if viat:
        raise ViallinenSyote(viat)
    return out


def sopimukset(alue: str, ohjelma: Ohjelma, kansio: Path = TUOTE) -> dict[str, Allianssisopimus]:
    """Contracts that can be signed in a region, with their frozen targets where there are any."""
    tavoitteet = _tavoitteet(kansio, tiedoston_tila(kansio)) if kansio.is_file() else {}
    out = {}
    for nimi, tiedot in lue().items():
        if tiedot.alue in (alue, KAIKKI_ALUEET):
            tavoite = tavoitteet.get(tuotteen_avain(nimi, alue))
            out[nimi] = tiedot.sopimus(nimi, _odotus(tavoite, ohjelma) if tavoite else None)
    return out


@lru_cache(maxsize=4)
def _tavoitteet(kansio: Path, tila: object) -> dict[str, Any]:
    return lue_yaml_taulu(kansio, "table of alliance targets")


def tarkista_valinta(
    valitut: Sequence[tuple[int, str, str]],
    alue: str,
    sopimukset: Mapping[str, Allianssisopimus],
    tavoitteetta: bool = False,
) -> list[Vika]:
    """Faults of the alliances a programme names, (month, name, where it stands): not of this region, not from a January
    with a year before it, or (unless `tavoitteetta`) without a frozen target."""
    viat = []
    for kk, nimi, paikka in valitut:
        avain = "allianssi.alueet"
        if nimi not in sopimukset:
            viesti = f"the alliance '{nimi}' is not in the region '{alue}'. Here: {luettele(sorted(sopimukset))}."
            viat.append(Vika(viesti, paikka, avain=avain, ehdotus=lahin(nimi, sopimukset)))
        elif kk == 0 or kk % 12:
            viesti = "an alliance begins in a January after the first year: its target is anchored to the year before."
            viat.append(Vika(viesti, paikka, avain=avain))
        elif sopimukset[nimi].odotus is None and not tavoitteetta:
            viesti = f"no frozen target of '{nimi}' in the region '{alue}'. Make it: {KOMENTO} {nimi} --region {alue}"
            viat.append(Vika(viesti, nayta_polku(TUOTE), avain=tuotteen_avain(nimi, alue)))
    return viat


def tuotteen_avain(nimi: str, alue: str) -> str:
    """Key of a target in the product file."""
    return f"{nimi}@{alue}"


def tunniste(ohjelma: Ohjelma) -> str:
    """Hash of a programme without the alliance's own parameters: what a target depends on."""
    return Ohjelma({k: ohjelma.path(k) for k in ohjelma.keys() if not k.startswith("allianssi.")}).fingerprint  # noqa: SIM118


def rivit(tiedot: Allianssitiedot) -> tuple[str, ...]:
    """Lines a target is needed for: the scope's and those of the KPIs."""
    return tuple(dict.fromkeys([*tiedot.rivit, *(k for omat in KPI_RIVIT.values() for k in omat)]))


def _odotus(tavoite: Mapping[str, Any], ohjelma: Ohjelma) -> Odotus:
    kasvu = {k: tuple(float(x) for x in v) for k, v in tavoite["kasvu"].items()}
    return Odotus(kasvu, tavoite["ohjelma"] == tunniste(ohjelma))
