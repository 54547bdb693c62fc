"""THL's Sotkanet (REST 1.1): an indicator by region, year and sex. No key; licence CC BY 4.0.

A row of an answer names a region by Sotkanet's own id, which is not its code: rows are joined to the list of regions,
and `alue` is the code (for a municipality the municipality number). What is missing is absent from the answer.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kalibrointi.lataus import TYHJA, Aineisto, Hakija, Lahdetieto, Latausvirhe, Muotovirhe, jarjesta, kentta
from kalibrointi.viat import ViallinenSyote, Vika, lahin, luettele

if TYPE_CHECKING:
    import pandas as pd

OSOITE = "https://sotkanet.fi/rest/1.1"
LISENSSI = "CC BY 4.0"
SUKUPUOLET = ("total", "male", "female")
KUNTA = "KUNTA"


@dataclass(frozen=True)
class Indikaattori:
    """What an indicator is: title, owner, unit, first and last year, sexes, when it was last updated."""

    tunnus: int
    otsikko: str
    tuottaja: str
    yksikko: str
    alku: int
    loppu: int
    sukupuolet: tuple[str, ...]
    paivitetty: str


@dataclass(frozen=True)
class Alue:
    """A region of Sotkanet: its code within its category."""

    koodi: str
    luokka: str
    nimi: str


def indikaattori(hakija: Hakija, tunnus: int) -> Indikaattori:
    """Metadata of one indicator. Raises `ViallinenSyote` when there is none of this number."""

    def jasenna(tieto: Any) -> Indikaattori:
        kentta(tieto, laji=dict)
        if kentta(tieto, "id") != tunnus:
            raise Muotovirhe(f"'id' is {tieto['id']!r}, asked was {tunnus}")
        sukupuolet = tieto.get("classifications", {}).get("sex", {}).get("values") or []
        if "range" in tieto and not tieto["range"]:
            raise Latausvirhe(f"indicator {tunnus} ({_nimi(tieto['title'])}) has no years: it is not kept up any more.")
        return Indikaattori(
            tunnus,
            _nimi(kentta(tieto, "title", laji=dict)),
            _nimi(kentta(tieto, "organization", "title", laji=dict)),
            _nimi((tieto.get("primaryValueType") or {}).get("title") or {}),
            kentta(tieto, "range", "start", laji=int),
            kentta(tieto, "range", "end", laji=int),
            tuple(dict.fromkeys([*sukupuolet, "total"])),
            str(tieto.get("data-updated") or ""),
        )

    try:
        return hakija.hae(f"indicators/{tunnus}", jasenna)
    except Latausvirhe as virhe:
        if virhe.tila not in (404, TYHJA):
            raise
        viesti = "no such indicator in Sotkanet (some have been taken away). Look for it: sote data selaa sotkanet WORD"
        raise ViallinenSyote(Vika(viesti, str(tunnus))) from None


def alueet(hakija: Hakija) -> dict[int, Alue]:
    """All regions by Sotkanet's own id."""

    def jasenna(tieto: Any) -> dict[int, Alue]:
        return {
            kentta(rivi, "id", laji=int): Alue(
                str(kentta(rivi, "code", laji=(str, int))), str(kentta(rivi, "category")), _nimi(kentta(rivi, "title"))
            )
            for rivi in kentta(tieto, laji=list)
        }

    return hakija.hae("regions", jasenna)


def etsi(hakija: Hakija, sana: str) -> list[tuple[int, str]]:
    """(id, title) of the indicators whose title in fi, sv or en holds a word."""

    def jasenna(tieto: Any) -> list[tuple[int, str]]:
        return [
            (kentta(rivi, "id", laji=int), _nimi(rivi["title"]))
            for rivi in kentta(tieto, laji=list)
            if any(sana.casefold() in str(nimi).casefold() for nimi in kentta(rivi, "title", laji=dict).values())
        ]

    return hakija.hae("indicators", jasenna)


def hae(
    hakija: Hakija,
    tunnus: int,
    vuodet: Iterable[int] = (),
    koodit: Iterable[str] = (),
    luokka: str = KUNTA,
    sukupuolet: Sequence[str] = ("total",),
) -> Aineisto:
    """An indicator as a tidy table.

    vuodet: none = the last one there is; koodit: codes of regions, none = all of the category `luokka`.
    """
    tieto = indikaattori(hakija, tunnus)
    omat_vuodet = _vuodet(tieto, vuodet)
    _sukupuolet(tieto, sukupuolet)
    tutut = alueet(hakija)
    koodit = sorted(koodit)
    omat_alueet = _alueet(tutut, koodit, luokka)

    def jasenna(vastaus: Any) -> pd.DataFrame:
        rivit = [rivi for rivi in map(_rivi, kentta(vastaus, laji=list)) if rivi is not None]
        vieras = next((rivi for rivi in rivit if rivi[0] not in tutut or rivi[3] != tunnus), None)
        if vieras:
            raise Muotovirhe(f"a row of region {vieras[0]} and indicator {vieras[3]}")
        valitut = [
            {"alue": omat_alueet[alue].koodi, "alue_nimi": omat_alueet[alue].nimi, "vuosi": vuosi,
             "sukupuoli": sukupuoli, "mittari": str(tunnus), "arvo": arvo, "yksikko": tieto.yksikko}
            for alue, vuosi, sukupuoli, _, arvo in rivit
            if alue in omat_alueet and vuosi in omat_vuodet and sukupuoli in sukupuolet
        ]  # fmt: skip
        if not valitut:
            raise Latausvirhe(
                f"indicator {tunnus} ({tieto.otsikko}) has no values here: {len(omat_alueet)} regions of {luokka}, "
                f"years {luettele(omat_vuodet)}, {luettele(sukupuolet)} ({len(rivit)} rows elsewhere)."
            )
        return jarjesta(valitut)

    params = [("indicator", tunnus), *(("years", v) for v in omat_vuodet), *(("genders", s) for s in sukupuolet)]
    rivit = hakija.hae("json", jasenna, params)
    lahde = Lahdetieto(
        "sotkanet", hakija.osoite, str(tunnus), tieto.otsikko, tieto.tuottaja, LISENSSI, tieto.paivitetty,
        tuple(hakija.vastaukset),
    )  # fmt: skip
    soluja = len(omat_alueet) * len(omat_vuodet) * len(sukupuolet)
    return Aineisto(rivit, lahde, {str(tunnus): tieto.otsikko}, _huomautukset(rivit, omat_alueet, koodit, soluja))


def _rivi(rivi: Any) -> tuple[int, int, str, int, float] | None:
    """(region, year, gender, indicator, value); None for a row without a value."""
    arvo = kentta(rivi, "value")
    if arvo is None:
        return None
    if isinstance(arvo, bool) or not isinstance(arvo, (int, float)) or not math.isfinite(arvo):
        raise Muotovirhe(f"'value' is {arvo!r}")
    alue, vuosi, indikaattori_ = (kentta(rivi, nimi, laji=int) for nimi in ("region", "year", "indicator"))
    return alue, vuosi, kentta(rivi, "gender", laji=str), indikaattori_, float(arvo)


def _vuodet(tieto: Indikaattori, pyydetyt: Iterable[int]) -> list[int]:
    vuodet = sorted(set(pyydetyt)) or [tieto.loppu]
    if vuodet[-1] < tieto.alku or vuodet[0] > tieto.loppu:
        viesti = f"indicator {tieto.tunnus} ({tieto.otsikko}) has years {tieto.alku}-{tieto.loppu}."
        raise ViallinenSyote(Vika(viesti, "--vuodet"))
    return vuodet


def _sukupuolet(tieto: Indikaattori, pyydetyt: Sequence[str]) -> None:
    for sukupuoli in pyydetyt:
        if sukupuoli not in SUKUPUOLET:
            viesti = f"no '{sukupuoli}'; allowed: {luettele(SUKUPUOLET)}."
            raise ViallinenSyote(Vika(viesti, "--sukupuolet", ehdotus=lahin(sukupuoli, SUKUPUOLET)))
        if sukupuoli not in tieto.sukupuolet:
            viesti = f"indicator {tieto.tunnus} is not told by {sukupuoli}; it has {luettele(tieto.sukupuolet)}."
            raise ViallinenSyote(Vika(viesti, "--sukupuolet"))


def _alueet(tutut: dict[int, Alue], koodit: list[str], luokka: str) -> dict[int, Alue]:
    omat = {tunnus: alue for tunnus, alue in tutut.items() if alue.luokka == luokka}
    if not omat:
        luokat = sorted({alue.luokka for alue in tutut.values()})
        viesti = f"Sotkanet has no regions of kind '{luokka}'. Kinds: {luettele(luokat)}."
        raise ViallinenSyote(Vika(viesti, "--alue", ehdotus=lahin(luokka, luokat)))
    if not koodit:
        return omat
    valitut = {tunnus: alue for tunnus, alue in omat.items() if alue.koodi in koodit}
    if not valitut:
        raise ViallinenSyote(Vika(f"Sotkanet has no {luokka} of code {luettele(koodit)}.", "--alue"))
    return valitut


def _huomautukset(rivit: pd.DataFrame, omat: dict[int, Alue], koodit: list[str], soluja: int) -> tuple[str, ...]:
    """What was asked and is not there: regions that Sotkanet does not know (merged ones), cells without a value."""
    tuntemattomat = sorted(set(koodit) - {alue.koodi for alue in omat.values()})
    huomautukset = [f"Sotkanet has no region of code {luettele(tuntemattomat)}"] if tuntemattomat else []
    if soluja > len(rivit):
        huomautukset.append(f"no value, and so absent: {soluja - len(rivit)} of {soluja} cells")
    return tuple(huomautukset)


def _nimi(nimet: Any) -> str:
    """The Finnish name, else the first there is."""
    nimet = kentta(nimet, laji=dict)
    return str(nimet.get("fi") or next((nimi for nimi in nimet.values() if nimi), ""))
