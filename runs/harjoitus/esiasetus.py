"""Presets of the exercise, as data: which world, which rounds, who plays, what befalls.

name = "kaksi-mallia"
text.fi = "..."                         # one sentence; fi, sv, en
scenario = "uusimaa-liikelaitos-2021"   # any scenario in which a county with one production area organises
settings = ["valtio.hyteosuus=0.015"]   # overrides, as `--set`
region = "uusimaa"
otos = 0.02                             # sample of a room; `--otos` in its place
seed = 2018                             # luck, the same for every part
first_year = 2021                       # year of the first agreement
years_per_round = 1
services = ["lapset", "lnpsyk", "ikaantyneet"]   # packages whose share people may change
offers = 6                              # most offers in a round, an even number
minutes = { tilanne = 5, arvio = 5, neuvottelu = 20, tulokset = 5, pohdinta = 10 }
no_agreement = "viime_vuosi"            # or puolivali
forecast = ["odotus", "kustannus_asukas"]        # measures that teams forecast
roles = ["jarjestaja", "liikelaitos"]   # roles in play
[[part]]                                # every part begins in the same world, with the same luck and events
financing = "kertabudjetti"             # palvelukokonaisuuksittain | kertabudjetti | virement
rounds = 2
[[event]]
round = 2
card = "lastensuojelu"
[[pause]]                               # for the guide: after this round of all rounds (1, 2, ...)
after = 2
kind = "lounas"                         # tauko | lounas | yo
minutes = 45
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError

from agentit.neuvottelu import EI_SOPUA, OSAPUOLET
from agentit.ohjelma import Ohjelma
from kalibrointi import palvelupaketit
from kalibrointi.viat import ViallinenSyote, Vika, lahin, lue_teksti, luettele, nayta_polku, pydantic_viat
from kalibrointi.viat import pydantic_viesti as viesti_
from runs import skenaariot
from runs.harjoitus.kortit import kortit
from runs.harjoitus.roolit import ROOLIT
from runs.skenaariotiedosto import Tekstit, otososuus, toml_vika

KANSIO = Path(__file__).with_name("esiasetukset")
AJASTETUT = ("tilanne", "arvio", "neuvottelu", "tulokset", "pohdinta")
VIREMENT = {"kertabudjetti": 1.0, "palvelukokonaisuuksittain": 0.0}  # what a financing model fixes
VIIMEINEN_VUOSI = 2030
MUUTETTU = {  # begins the text of a preset a facilitator has changed
    "fi": "Muokattu harjoituksesta {nimi}.",
    "sv": "Ändrad från övningen {nimi}.",
    "en": "Changed from the exercise {nimi}.",
}
VIREMENTIN_ALKU = 0.1  # band of the first threat point when the band itself is negotiated, as in uusimaa-virement
Malli = Literal["kertabudjetti", "palvelukokonaisuuksittain", "virement"]


class Osa(BaseModel):
    """A part of the exercise: one financing model, so many rounds, from the common start."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    financing: Malli
    rounds: Annotated[int, Field(ge=1, le=8)]


class Tapahtuma(BaseModel):
    """A scripted event: in this round of every part."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    round: Annotated[int, Field(ge=1, le=8)]
    card: str


class Valiaika(BaseModel):
    """A pause of the day, for the guide: after this round, counted over all parts."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    after: Annotated[int, Field(ge=1, le=32)]
    kind: Literal["tauko", "lounas", "yo"] = "tauko"
    minutes: Annotated[int, Field(ge=0, le=180)] = 0


class Esiasetus(BaseModel):
    """A preset, checked. `lue` also checks that its world, roles and cards exist."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    text: Tekstit
    scenario: str
    settings: tuple[str, ...] = ()
    region: str = "uusimaa"
    otos: Annotated[float, PlainValidator(otososuus)] = 0.02
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 2018
    first_year: Annotated[int, Field(ge=2018, le=2028)] = 2021
    years_per_round: Annotated[int, Field(ge=1, le=4)] = 1
    services: tuple[str, ...]
    offers: Annotated[int, Field(ge=2, le=12, multiple_of=2)] = 6
    minutes: dict[str, Annotated[float, Field(gt=0, le=600)]]
    no_agreement: Literal["viime_vuosi", "puolivali"] = "viime_vuosi"
    forecast: tuple[str, ...]
    roles: tuple[str, ...]
    part: tuple[Osa, ...] = Field(min_length=1, max_length=4)
    event: tuple[Tapahtuma, ...] = ()
    pause: tuple[Valiaika, ...] = ()

    def kortit(self, kierros: int) -> tuple[str, ...]:
        """Scripted cards of a round (1, 2, ...)."""
        return tuple(t.card for t in self.event if t.round == kierros)

    def vuosi(self, kierros: int) -> int:
        """First year of a round's agreement."""
        return self.first_year + (kierros - 1) * self.years_per_round

    @property
    def kierroksia(self) -> int:
        """Most rounds of any part."""
        return max(osa.rounds for osa in self.part)

    @property
    def viimeinen_vuosi(self) -> int:
        """Last year that is lived."""
        return self.vuosi(self.kierroksia) + self.years_per_round - 1

    def skenaario(self, otos: float | None = None) -> skenaariot.Skenaario:
        """The world's scenario, to the end of the last year."""
        loppu = f"{self.viimeinen_vuosi}-12"
        return skenaariot.lue(
            self.scenario, list(self.settings), end=loppu, otos=otos or self.otos, alue=self.region, kokonaan=False
        )

    @property
    def tunniste(self) -> str:
        """Short hash of all it says."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]


MUUTETTAVAT = ("region", "services", "rounds", "years_per_round", "offers", "roles", "event")  # by a facilitator


def muuta(e: Esiasetus, muutokset: Mapping[str, Any]) -> Esiasetus:
    """A preset as a facilitator wants it: region, services, rounds of each part, years, offers, roles, events.

    Raises `ViallinenSyote` with every fault.
    """
    vieraat = [Vika("cannot be changed here.", avain=str(k), ehdotus=lahin(str(k), MUUTETTAVAT))
               for k in muutokset if k not in MUUTETTAVAT]  # fmt: skip
    if vieraat:
        raise ViallinenSyote(vieraat)
    raaka = e.model_dump(mode="json") | {k: x for k, x in muutokset.items() if k != "rounds"}
    kierrokset = muutokset.get("rounds")
    if kierrokset is not None:
        raaka["part"] = [{**osa, "rounds": kierrokset} for osa in raaka["part"]]
        kaikkiaan = kierrokset * len(raaka["part"]) if isinstance(kierrokset, int) else 0
        raaka["pause"] = [t for t in raaka["pause"] if t["after"] < kaikkiaan]
    if raaka == e.model_dump(mode="json"):
        return e
    raaka["text"] = {k: f"{MUUTETTU[k].format(nimi=e.name)} {x}" for k, x in raaka["text"].items()}
    uusi = _tarkistettu(raaka, e.name)
    if viat := _viat(uusi, e.name):
        raise ViallinenSyote(viat)
    return uusi


def luettelo() -> list[str]:
    """Names of the presets that ship."""
    return sorted(p.stem for p in KANSIO.glob("*.toml"))


def lue(nimi_tai_polku: str | Path) -> Esiasetus:
    """A preset by name or path. Raises `ViallinenSyote` with every fault."""
    polku = _etsi(str(nimi_tai_polku))
    teksti, nimi = lue_teksti(polku, "preset"), nayta_polku(polku)
    try:
        raaka = tomllib.loads(teksti)
    except tomllib.TOMLDecodeError as virhe:
        raise ViallinenSyote(toml_vika(virhe, teksti, nimi)) from None
    esiasetus = _tarkistettu(raaka, nimi)
    if viat := _viat(esiasetus, nimi):
        raise ViallinenSyote(viat)
    return esiasetus


def _tarkistettu(raaka: dict[str, Any], nimi: str) -> Esiasetus:
    try:
        return Esiasetus.model_validate(raaka)
    except ValidationError as virhe:
        kentat = tuple(Esiasetus.model_fields)
        raise ViallinenSyote([_vika(nimi, polku, tieto, kentat) for polku, tieto in pydantic_viat(virhe)]) from None


def _vika(nimi: str, polku: tuple[str, ...], tieto: dict[str, Any], kentat: tuple[str, ...]) -> Vika:
    viesti, ehdotus = viesti_(tieto, kentat)
    return Vika(viesti, nimi, avain=".".join(polku), ehdotus=ehdotus)


def _etsi(nimi: str) -> Path:
    if nimi.endswith(".toml") or "/" in nimi or "\\" in nimi:
        return Path(nimi).expanduser()
    polku = KANSIO / f"{nimi}.toml"
    if not polku.is_file():
        viesti = f"unknown preset '{nimi}'. Presets: {luettele(luettelo())}; a file is given as a path ending in .toml."
        raise ViallinenSyote(Vika(viesti, ehdotus=lahin(nimi, luettelo())))
    return polku


def _viat(e: Esiasetus, nimi: str) -> list[Vika]:
    """What does not exist or does not fit together."""
    viat = []
    paketit = palvelupaketit.lue().paketit
    for kentta, annetut, sallitut in (
        ("services", e.services, paketit),
        ("roles", e.roles, ROOLIT),
        ("event.card", [t.card for t in e.event], tuple(kortit())),
        ("minutes", tuple(e.minutes), AJASTETUT),
    ):
        viat += [
            Vika(f"unknown '{x}'; allowed: {luettele(sallitut)}.", nimi, avain=kentta, ehdotus=lahin(x, sallitut))
            for x in annetut
            if x not in sallitut
        ]
    viat += [Vika(f"'{v}' is missing.", nimi, avain="minutes") for v in AJASTETUT if v not in e.minutes]
    viat += [
        Vika(f"'{x}' must be in play: it signs the agreement.", nimi, avain="roles")
        for x in OSAPUOLET
        if x not in e.roles
    ]
    if len(set(e.roles)) < len(e.roles):
        viat.append(Vika("a role is named twice.", nimi, avain="roles"))
    viat += [
        Vika(f"round {t.round} is never played: at most {e.kierroksia} rounds.", nimi, avain="event.round")
        for t in e.event
        if t.round > e.kierroksia
    ]
    if e.viimeinen_vuosi > VIIMEINEN_VUOSI:
        viat.append(
            Vika(f"ends in {e.viimeinen_vuosi}; the model ends in {VIIMEINEN_VUOSI}.", nimi, avain="part.rounds")
        )
    if not e.services:
        viat.append(Vika("no service is in play.", nimi, avain="services"))
    kaikkiaan = sum(osa.rounds for osa in e.part)
    viat += [
        Vika(f"no round comes after round {t.after}: {kaikkiaan} rounds in all.", nimi, avain="pause.after")
        for t in e.pause
        if t.after >= kaikkiaan
    ]
    if viat:
        return viat
    try:
        return _maailmaviat(e, e.skenaario().ohjelma(), nimi)
    except ViallinenSyote as virhe:
        return list(virhe.viat)


def _maailmaviat(e: Esiasetus, ohjelma: Ohjelma, nimi: str) -> list[Vika]:
    p = ohjelma.at(12 * (e.first_year - int(skenaariot.ALKU[:4])))
    viat = []
    if p["rakenne.jarjestaja"] != "maakunta":
        viat.append(Vika(f"no county organises in January {e.first_year}: nobody could sign.", nimi, avain="scenario"))
    if p["rakenne.tuotanto"] != "yksi":
        viat.append(Vika("an exercise has one production area (rakenne.tuotanto = yksi).", nimi, avain="scenario"))
    return viat


__all__ = ["EI_SOPUA", "VIREMENT", "Esiasetus", "Osa", "Tapahtuma", "lue", "luettelo"]
