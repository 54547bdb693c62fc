"""Statistics Finland's PxWeb (API 1): folders, a table's variables, a query, json-stat2 decoded. Licence CC BY 4.0.

A table is asked by codes. Which variable is region, year, sex or measure is told by the variable's name, not by its
code: the codes changed in June 2026, as did the names of the files (`statfin_x_pxt_12tg.px` became `12tg.px`); a table
that is not found under its long name is asked for under the short one.

The service takes only so many cells at once and says how many (`?config`): a larger query goes in parts.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from kalibrointi.lataus import Aineisto, Hakija, Lahdetieto, Latausvirhe, Muotovirhe, jarjesta, kentta
from kalibrointi.viat import ViallinenSyote, Vika, lahin, luettele

OSOITE = "https://pxdata.stat.fi/PxWeb/api/v1/fi"
LISENSSI = "CC BY 4.0"
TUOTTAJA = "Tilastokeskus"
VARMA_KOKO = 10_000  # cells that any PxWeb takes: no need to ask for the limit
OLETUSRAJA = 100_000  # when the service does not tell its own
PIENIN_RAJA = 100  # a query as small as this that is refused is not refused for its size
OSIA_ENINTAAN = 200
PUUTTUU = ("..", "...", ".", "", "-")

_NIMET = {
    "alue": ("alue", "kunta", "maakunta", "postinumero", "region", "area", "municipality", "område", "kommun"),
    "vuosi": ("vuosi", "kuukausi", "vuosineljännes", "year", "month", "quarter", "år", "månad"),
    "sukupuoli": ("sukupuoli", "sex", "gender", "kön"),
    "mittari": ("tiedot", "information", "uppgifter", "contents"),
}
_PITKA_NIMI = re.compile(r"^(?:[a-z]+_)+pxt_(\w{4})\.px$")


@dataclass(frozen=True)
class Kohta:
    """An entry of a folder: another folder or a table."""

    tunnus: str
    taulu: bool
    teksti: str


@dataclass(frozen=True)
class Muuttuja:
    """A variable of a table: its values by code, what it is about, and whether it may be left out of a query."""

    koodi: str
    teksti: str
    arvot: dict[str, str]
    rooli: str  # alue, vuosi, sukupuoli, mittari, or "" for any other
    valinnainen: bool


@dataclass(frozen=True)
class Taulu:
    """A table's place, title and variables."""

    polku: str
    otsikko: str
    muuttujat: tuple[Muuttuja, ...]


@dataclass(frozen=True)
class Solut:
    """A decoded json-stat2 answer: dimension -> codes, names and units of codes, cells row-major (None = missing)."""

    ulottuvuudet: dict[str, list[str]]
    nimet: dict[str, dict[str, str]]
    yksikot: dict[str, str]
    arvot: list[float | None]
    paivitetty: str


def listaa(hakija: Hakija, polku: str = "") -> list[Kohta]:
    """What is in a folder."""

    def jasenna(tieto: Any) -> list[Kohta]:
        rivit = kentta(tieto, laji=list)
        return [
            Kohta(str(rivi.get("id") or kentta(rivi, "dbid")), rivi.get("type") == "t", str(rivi.get("text") or ""))
            for rivi in rivit
        ]

    return _loytyen(polku, lambda: hakija.hae(polku.strip("/"), jasenna))


def taulu(hakija: Hakija, polku: str) -> Taulu:
    """A table's variables; also under its short name. Raises `ViallinenSyote` when there is no such table."""
    polku = polku.strip("/")

    def jasenna(tieto: Any) -> Taulu:
        if isinstance(tieto, list):
            raise ViallinenSyote(Vika("is a folder, not a table; look into it: sote data selaa pxweb FOLDER", polku))
        muuttujat = _yksi_kutakin(_muuttuja(rivi) for rivi in kentta(tieto, "variables", laji=list))
        return Taulu(polku, str(kentta(tieto, "title")), muuttujat)

    kansio, _, tiedosto = polku.rpartition("/")
    lyhyt = _PITKA_NIMI.match(tiedosto)
    try:
        return hakija.hae(polku, jasenna)
    except Latausvirhe as virhe:
        if virhe.tila not in (400, 404):
            raise
        if not lyhyt:
            raise _ei_ole(polku) from None
    polku = f"{kansio}/{lyhyt[1]}.px"
    hakija.kerro(f"no table {tiedosto}; trying its short name {lyhyt[1]}.px")
    return _loytyen(polku, lambda: hakija.hae(polku, jasenna))


def hae(
    hakija: Hakija,
    polku: str,
    vuodet: Iterable[int] = (),
    koodit: Iterable[str] = (),
    valinnat: Mapping[str, Sequence[str]] | None = None,
) -> Aineisto:
    """A table, or a part of it, tidy.

    vuodet: none = the last one; koodit: municipality or postal codes (or codes of the table's own), none = all;
    valinnat: variable (code or name) -> values (codes or names; ("*",) = all). What can be left out and is not named
    is left out, else all of it is taken.
    """
    tieto = taulu(hakija, polku)
    valittu = _valitse(tieto, set(vuodet), set(koodit), dict(valinnat or {}))
    palat = list(_palat(hakija, tieto, valittu))
    rivit = [rivi for pala in palat for rivi in _rivit(tieto, pala)]
    if not rivit:
        koko = math.prod(map(len, valittu.values()))
        raise Latausvirhe(f"table {tieto.polku} ({tieto.otsikko}) has no values here: all {koko} cells are missing.")
    try:
        kehys = jarjesta(rivit)
    except Muotovirhe as virhe:
        raise Latausvirhe(f"table {tieto.polku}: {virhe}.") from None
    lahde = Lahdetieto(
        "pxweb", hakija.osoite, tieto.polku, tieto.otsikko, TUOTTAJA, LISENSSI, palat[0].paivitetty,
        tuple(hakija.vastaukset),
    )  # fmt: skip
    mittarit = {str(avain): nimi for pala in palat for avain, nimi in _mittarinimet(tieto, pala).items()}
    soluja = sum(len(pala.arvot) for pala in palat)
    puuttuu = f"no value, and so absent: {soluja - len(rivit)} of {soluja} cells"
    return Aineisto(kehys, lahde, mittarit, (puuttuu,) if soluja > len(rivit) else ())


# --------------------------------------------------------------------------------------------------- variables
def _muuttuja(rivi: Any) -> Muuttuja:
    koodi, teksti = str(kentta(rivi, "code")), str(rivi.get("text") or rivi["code"])
    koodit = [str(arvo) for arvo in kentta(rivi, "values", laji=list)]
    tekstit = [str(arvo) for arvo in rivi.get("valueTexts") or koodit]
    if len(koodit) != len(tekstit):
        raise Muotovirhe(f"variable '{koodi}' has {len(koodit)} values and {len(tekstit)} names")
    rooli = "vuosi" if rivi.get("time") else _rooli(teksti) or _rooli(koodi)
    valinnainen = bool(rivi.get("elimination")) and rooli not in ("alue", "mittari")
    return Muuttuja(koodi, teksti, dict(zip(koodit, tekstit, strict=True)), rooli, valinnainen)


def _yksi_kutakin(muuttujat: Iterable[Muuttuja]) -> tuple[Muuttuja, ...]:
    """Only the first variable of a role has it: a table of moves has two regions."""
    annetut: set[str] = set()
    omat = []
    for muuttuja in muuttujat:
        omat.append(replace(muuttuja, rooli="") if muuttuja.rooli in annetut else muuttuja)
        annetut.add(muuttuja.rooli)
    return tuple(omat)


def _rooli(nimi: str) -> str:
    return next((rooli for rooli, alut in _NIMET.items() if nimi.casefold().startswith(alut)), "")


def _valitse(
    tieto: Taulu, vuodet: set[int], koodit: set[str], valinnat: dict[str, Sequence[str]]
) -> dict[str, list[str]]:
    """Codes asked of each variable; variables that are left out are not there."""
    valittu: dict[str, list[str]] = {}
    nimetyt = {_etsi_muuttuja(tieto, nimi).koodi: arvot for nimi, arvot in valinnat.items()}
    for muuttuja in tieto.muuttujat:
        if muuttuja.koodi in nimetyt:
            valittu[muuttuja.koodi] = _etsi_arvot(muuttuja, nimetyt[muuttuja.koodi])
        elif muuttuja.rooli == "vuosi":
            valittu[muuttuja.koodi] = _etsi_vuodet(tieto, muuttuja, vuodet)
        elif muuttuja.rooli == "alue" and koodit:
            valittu[muuttuja.koodi] = _etsi_alueet(tieto, muuttuja, koodit)
        elif not muuttuja.valinnainen:
            valittu[muuttuja.koodi] = list(muuttuja.arvot)
    if vuodet and all(m.rooli != "vuosi" for m in tieto.muuttujat):
        raise ViallinenSyote(Vika(f"table {tieto.polku} has no variable of time.", "--vuodet"))
    if koodit and all(m.rooli != "alue" for m in tieto.muuttujat):
        raise ViallinenSyote(Vika(f"table {tieto.polku} has no variable of region.", "--alue"))
    return valittu


def _etsi_muuttuja(tieto: Taulu, nimi: str) -> Muuttuja:
    for muuttuja in tieto.muuttujat:
        if nimi.casefold() in (muuttuja.koodi.casefold(), muuttuja.teksti.casefold()):
            return muuttuja
    omat = [muuttuja for muuttuja in tieto.muuttujat if muuttuja.rooli and muuttuja.rooli == _rooli(nimi)]
    if len(omat) == 1:  # "Alue" for "Alue 2020", "Tiedot" for "contents"
        return omat[0]
    nimet = [muuttuja.koodi for muuttuja in tieto.muuttujat]
    viesti = f"table {tieto.polku} has no variable '{nimi}'. Variables: {luettele(nimet)}."
    raise ViallinenSyote(Vika(viesti, "--valinta", ehdotus=lahin(nimi, nimet)))


def _etsi_arvot(muuttuja: Muuttuja, arvot: Sequence[str]) -> list[str]:
    if list(arvot) == ["*"]:
        return list(muuttuja.arvot)
    tekstista = {teksti.casefold(): koodi for koodi, teksti in muuttuja.arvot.items()}
    loydetyt = []
    for arvo in arvot:
        # Since June 2026 some codes have a prefix: M411 may be vaki_M411.
        paatteet = [koodi for koodi in muuttuja.arvot if koodi.endswith(f"_{arvo}")]
        koodi = arvo if arvo in muuttuja.arvot else tekstista.get(arvo.casefold(), "")
        koodi = koodi or (paatteet[0] if len(paatteet) == 1 else "")
        if not koodi:
            tunnetut = [*muuttuja.arvot, *muuttuja.arvot.values()]
            viesti = f"'{muuttuja.teksti}' has no value '{arvo}' among its {len(muuttuja.arvot)}."
            raise ViallinenSyote(Vika(viesti, "--valinta", ehdotus=lahin(arvo, tunnetut)))
        loydetyt.append(koodi)
    return list(dict.fromkeys(loydetyt))


def _etsi_vuodet(tieto: Taulu, muuttuja: Muuttuja, vuodet: set[int]) -> list[str]:
    if not vuodet:
        return [max(muuttuja.arvot)]
    loydetyt = [koodi for koodi, teksti in muuttuja.arvot.items() if _vuosi(koodi, teksti) in vuodet]
    if not loydetyt:
        omat = sorted(v for koodi, teksti in muuttuja.arvot.items() if (v := _vuosi(koodi, teksti)) is not None)
        valilla = f"{omat[0]}-{omat[-1]}" if omat else "none"
        raise ViallinenSyote(Vika(f"table {tieto.polku} has years {valilla}.", "--vuodet"))
    return loydetyt


def _etsi_alueet(tieto: Taulu, muuttuja: Muuttuja, koodit: set[str]) -> list[str]:
    loydetyt = [koodi for koodi in muuttuja.arvot if aluekoodi(koodi) in koodit or koodi in koodit]
    if not loydetyt:
        esim = luettele(list(muuttuja.arvot)[:3])
        viesti = f"table {tieto.polku} has none of the regions asked for; its own are like {esim}."
        raise ViallinenSyote(Vika(viesti, "--alue"))
    return loydetyt


def aluekoodi(koodi: str) -> str:
    """'KU091' -> '091'; other codes as they are."""
    return koodi[2:] if re.fullmatch(r"KU\d{3}", koodi) else koodi


def _vuosi(koodi: str, teksti: str) -> int | None:
    osuma = re.match(r"(\d{4})", koodi) or re.match(r"(\d{4})", teksti)
    return int(osuma[1]) if osuma else None


# --------------------------------------------------------------------------------------------------- query
def _palat(hakija: Hakija, tieto: Taulu, valittu: dict[str, list[str]]) -> Iterator[Solut]:
    """The answers to a query, in as many parts as the service wants."""
    raja, tauko = math.prod(map(len, valittu.values())), 0.0
    if raja > VARMA_KOKO:
        raja, kutsuja, ikkuna = _asetukset(hakija)
        osia = math.prod(map(len, valittu.values())) / raja
        if osia > OSIA_ENINTAAN:
            viesti = f"over {OSIA_ENINTAAN} queries of {raja} cells would be needed: ask for fewer values."
            raise ViallinenSyote(Vika(viesti, "--valinta"))
        tauko = ikkuna / kutsuja if osia > kutsuja else 0.0
    jono = list(jaa(valittu, raja))
    while jono:
        osa = jono.pop(0)
        try:
            yield _kysy(hakija, tieto, osa)
        except Latausvirhe as virhe:
            koko = math.prod(map(len, osa.values()))
            if virhe.tila not in (403, 413) or koko <= PIENIN_RAJA:
                raise
            hakija.kerro(f"{koko} cells are refused ({virhe.tila}): asking in smaller parts")
            jono[:0] = jaa(osa, koko // 2)
        if jono and not hakija.vastaukset[-1].valimuistista:
            time.sleep(tauko)


def _asetukset(hakija: Hakija) -> tuple[int, int, float]:
    """(cells at once, calls in a window, seconds of the window) as the service says, else what is usual."""

    def jasenna(tieto: Any) -> tuple[int, int, float]:
        raja = int(tieto.get("maxCells") or tieto.get("maxValues") or OLETUSRAJA)
        return max(raja, PIENIN_RAJA), max(int(tieto.get("maxCalls") or 10), 1), float(tieto.get("timeWindow") or 10)

    try:
        return hakija.hae("?config", jasenna)
    except Latausvirhe as virhe:
        if not virhe.tila:
            raise
        return OLETUSRAJA, 10, 10.0


def jaa(valittu: dict[str, list[str]], raja: int) -> Iterator[dict[str, list[str]]]:
    """Parts of at most `raja` cells: the longest list in halves, again and again."""
    if math.prod(map(len, valittu.values())) <= max(raja, 1):
        yield valittu
        return
    koodi = max(valittu, key=lambda k: len(valittu[k]))
    puoli = len(valittu[koodi]) // 2
    for osa in (valittu[koodi][:puoli], valittu[koodi][puoli:]):
        yield from jaa({**valittu, koodi: osa}, raja)


def _kysy(hakija: Hakija, tieto: Taulu, valittu: dict[str, list[str]]) -> Solut:
    kysely = [{"code": k, "selection": {"filter": "item", "values": arvot}} for k, arvot in valittu.items()]

    def jasenna(vastaus: Any) -> Solut:
        solut = pura(vastaus)
        for koodi, arvot in valittu.items():
            if set(solut.ulottuvuudet.get(koodi, ())) != set(arvot):
                raise Muotovirhe(f"dimension '{koodi}' is not what was asked for")
        return solut

    return hakija.hae(tieto.polku, jasenna, runko={"query": kysely, "response": {"format": "json-stat2"}})


def pura(vastaus: Any) -> Solut:
    """Decode json-stat2. Cells are row-major: the last dimension runs fastest. Raises `Muotovirhe`."""
    nimet = [str(nimi) for nimi in kentta(vastaus, "id", laji=list)]
    koot = kentta(vastaus, "size", laji=list)
    ulottuvuudet, nimistot, yksikot = {}, {}, {}
    for nimi in nimet:
        luokat = kentta(vastaus, "dimension", nimi, "category", laji=dict)
        ulottuvuudet[nimi] = _jarjestyksessa(luokat)
        nimistot[nimi] = {koodi: str((luokat.get("label") or {}).get(koodi, koodi)) for koodi in ulottuvuudet[nimi]}
        for koodi, yksikko in (luokat.get("unit") or {}).items():
            yksikot[koodi] = str((yksikko or {}).get("base") or "")
    if koot != [len(koodit) for koodit in ulottuvuudet.values()]:
        raise Muotovirhe(f"'size' is {koot}, the dimensions have {[len(k) for k in ulottuvuudet.values()]}")
    koko, arvot = math.prod(koot), kentta(vastaus, "value", laji=(list, dict))
    if isinstance(arvot, dict):  # sparse: position -> value
        if any(not 0 <= int(paikka) < koko for paikka in arvot):
            raise Muotovirhe("'value' has a cell outside the table")
        arvot = [arvot.get(str(paikka)) for paikka in range(koko)]
    if len(arvot) != koko:
        raise Muotovirhe(f"'value' has {len(arvot)} cells, 'size' says {koko}")
    return Solut(ulottuvuudet, nimistot, yksikot, list(map(_luku, arvot)), str(vastaus.get("updated") or ""))


def _jarjestyksessa(luokat: dict[str, Any]) -> list[str]:
    """Codes of a dimension in order: `index` is a list or code -> place; without it there is one code."""
    indeksi = luokat.get("index")
    if isinstance(indeksi, dict):
        return sorted(indeksi, key=indeksi.__getitem__)
    return list(indeksi or kentta(luokat, "label", laji=dict))


def _luku(arvo: Any) -> float | None:
    if arvo is None or arvo in PUUTTUU:
        return None
    luku = float(arvo) if isinstance(arvo, (int, float, str)) and not isinstance(arvo, bool) else math.nan
    if not math.isfinite(luku):
        raise Muotovirhe(f"a cell is {arvo!r}")
    return luku


def _rivit(tieto: Taulu, solut: Solut) -> Iterator[dict[str, Any]]:
    """Tidy rows of the cells that have a value."""
    roolit = {nimi: _ulottuvuuden_rooli(tieto, nimi) for nimi in solut.ulottuvuudet}
    for koodit, arvo in zip(product(*solut.ulottuvuudet.values()), solut.arvot, strict=True):
        if arvo is None:
            continue
        rivi: dict[str, Any] = {"alue": "", "alue_nimi": "", "vuosi": None}
        mittari, yksikko = tieto.otsikko, ""
        for nimi, koodi in zip(solut.ulottuvuudet, koodit, strict=True):
            teksti = solut.nimet[nimi][koodi]
            if roolit[nimi] == "alue":
                rivi["alue"], rivi["alue_nimi"] = aluekoodi(koodi), teksti
            elif roolit[nimi] == "vuosi":
                rivi["vuosi"] = _vuosi(koodi, teksti)
                if not re.fullmatch(r"\d{4}", koodi):
                    rivi["aika"] = koodi
            elif roolit[nimi] == "mittari":
                mittari, yksikko = koodi, solut.yksikot.get(koodi, "")
            else:
                rivi[roolit[nimi] or nimi] = koodi
        yield {**rivi, "mittari": mittari, "arvo": arvo, "yksikko": yksikko}


def _ulottuvuuden_rooli(tieto: Taulu, nimi: str) -> str:
    return next((muuttuja.rooli for muuttuja in tieto.muuttujat if muuttuja.koodi == nimi), "")


def _mittarinimet(tieto: Taulu, solut: Solut) -> dict[str, str]:
    nimi = next((nimi for nimi in solut.ulottuvuudet if _ulottuvuuden_rooli(tieto, nimi) == "mittari"), None)
    return solut.nimet[nimi] if nimi else {tieto.otsikko: tieto.otsikko}


def _loytyen(polku: str, kysy: Any) -> Any:
    """The answer, or that there is nothing of this name."""
    try:
        return kysy()
    except Latausvirhe as virhe:
        if virhe.tila not in (400, 404):
            raise
        raise _ei_ole(polku) from None


def _ei_ole(polku: str) -> ViallinenSyote:
    kansio = polku.strip("/").rpartition("/")[0]
    return ViallinenSyote(Vika(f"no such table or folder. See what there is: sote data selaa pxweb {kansio}", polku))
