"""Reading the parameter files: every *.yaml of a folder, each fault with file, line and key.

The form of an entry and what is checked of it: `kalibrointi.parametrit`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from kalibrointi.parametrit import Kielet, Parametri, Parametrit
from kalibrointi.viat import ViallinenSyote, Vika, lue_teksti, luettele, nayta_polku, pydantic_viat, pydantic_viesti

_AVAIN = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


class _Lataaja(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML 1.1 reads 1e6 as text; a number is a number here."""


_Lataaja.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+"), list("-+0123456789")
)


def lue(kansio: Path) -> Parametrit:
    """Read every *.yaml of a folder. Raises `ViallinenSyote` with all faults of all files."""
    viat: list[Vika] = []
    parametrit: dict[str, Parametri] = {}
    tiedostot = sorted(Path(kansio).glob("*.yaml"))
    if not tiedostot:
        viat.append(Vika("no parameter files (*.yaml) here.", nayta_polku(kansio)))
    for tiedosto in tiedostot:
        for avain, raaka, rivit in _lue_tiedosto(tiedosto, viat):
            if avain in parametrit:
                viesti = f"given twice; first at {parametrit[avain].where}."
                viat.append(Vika(viesti, nayta_polku(tiedosto), rivit[()], avain))
            elif parametri := _parametri(tiedosto, avain, raaka, rivit, viat):
                parametrit[avain] = parametri
    if viat:
        raise ViallinenSyote(viat)
    return Parametrit(parametrit)


Rivit = dict[tuple[str, ...], int]


def _lue_tiedosto(tiedosto: Path, viat: list[Vika]) -> Iterator[tuple[str, Any, Rivit]]:
    """Each entry of one file as (key, plain value, line of each field)."""
    nimi = nayta_polku(tiedosto)
    try:
        lataaja = _Lataaja(lue_teksti(tiedosto, "parameter file"))
        juuri = lataaja.get_single_node()
    except ViallinenSyote as virhe:
        viat.extend(virhe.viat)
        return
    except yaml.YAMLError as virhe:
        merkki = getattr(virhe, "problem_mark", None)
        ongelma = getattr(virhe, "problem", None) or str(virhe)
        viat.append(Vika(f"not readable as YAML: {ongelma}.", nimi, merkki.line + 1 if merkki else None))
        return
    if juuri is None:
        return
    if not isinstance(juuri, yaml.MappingNode):
        viat.append(Vika("must be a table of parameters, `group.name:` on each first line.", nimi, 1))
        return
    for avainsolmu, solmu in juuri.value:
        rivit: Rivit = {(): avainsolmu.start_mark.line + 1}
        avain = str(avainsolmu.value)
        yield avain, _arvoksi(lataaja, solmu, (), rivit, viat, nimi, avain), rivit


def _arvoksi(lataaja: Any, solmu: Any, polku: tuple, rivit: Rivit, viat: list[Vika], nimi: str, avain: str) -> Any:
    """A YAML node as plain values; notes each field's line and each field given twice."""
    if not isinstance(solmu, yaml.MappingNode):
        try:
            return lataaja.construct_object(solmu, deep=True)
        except (yaml.YAMLError, ValueError) as virhe:
            ongelma = getattr(virhe, "problem", None) or virhe
            viat.append(Vika(f"cannot be read: {ongelma}.", nimi, solmu.start_mark.line + 1, avain))
            return None
    taulu: dict[str, Any] = {}
    for kenttasolmu, arvosolmu in solmu.value:
        kentta, rivi = str(kenttasolmu.value), kenttasolmu.start_mark.line + 1
        if kentta in taulu:
            viesti = f"field '{kentta}' is given twice; first on line {rivit[*polku, kentta]}."
            viat.append(Vika(viesti, nimi, rivi, avain))
        rivit[*polku, kentta] = rivi
        taulu[kentta] = _arvoksi(lataaja, arvosolmu, (*polku, kentta), rivit, viat, nimi, avain)
    return taulu


def _parametri(tiedosto: Path, avain: str, raaka: Any, rivit: Rivit, viat: list[Vika]) -> Parametri | None:
    """One checked entry, or None with the faults noted."""
    nimi, alku = nayta_polku(tiedosto), len(viat)
    if not _AVAIN.fullmatch(avain):
        viat.append(Vika("a key is <group>.<name>: a-z, 0-9, _ and exactly one dot.", nimi, rivit[()], avain))
    elif avain.partition(".")[0] != tiedosto.stem:
        viat.append(Vika(f"belongs to the file {avain.partition('.')[0]}.yaml.", nimi, rivit[()], avain))
    if not isinstance(raaka, dict):
        kentat = luettele(Parametri.model_fields)
        viat.append(Vika(f"needs a table of fields: {kentat}.", nimi, rivit[()], avain))
        return None
    try:
        parametri = Parametri.model_validate(raaka)
    except ValidationError as virhe:
        for polku, tieto in pydantic_viat(virhe):
            viat.append(_pydantic_vika(polku, tieto, nimi, avain, rivit))
        return None
    parametri._key, parametri._file, parametri._line = avain, nimi, rivit[()]
    return parametri if len(viat) == alku else None


def _pydantic_vika(polku: tuple[str, ...], tieto: dict, nimi: str, avain: str, rivit: Rivit) -> Vika:
    sallitut = tuple(Kielet.model_fields if polku[:1] == ("text",) else Parametri.model_fields)
    viesti, sana = pydantic_viesti(tieto, sallitut)
    rivi = next(rivit[polku[:n]] for n in range(len(polku), -1, -1) if polku[:n] in rivit)
    return Vika(viesti, nimi, rivi, ".".join((avain, *polku)), sana)
