"""Write your deal as a rule: a part of a session as a scenario file and an agreement file that the command line runs.

    sote run FOLDER/NAME.toml --agreement FOLDER/sopimukset.toml --otos OTOS --seed SEED

gives the numbers of the session to the last bit: the scenario says what changed and when - levers, events, the
financing model - and the agreement file what was agreed.
"""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from agentit.ohjelma import Arvo
from agentit.sopimus import Kumppanuussopimus
from kalibrointi.levy import kansio_syrjassa, kirjoita
from runs.harjoitus.esiasetus import Esiasetus
from runs.harjoitus.huone import Huone
from runs.harjoitus.vuodet import ohjelmamuutokset
from runs.skenaariot import KANSIO
from runs.sopimustiedosto import LAITOS, NIMI, tekstiksi

TEKSTIT = {
    "fi": "Harjoituksessa '{nimi}' tehty sopimus, osa {osa}: {malli}.",
    "sv": "Avtalet från övningen '{nimi}', del {osa}: {malli}.",
    "en": "The deal made in the exercise '{nimi}', part {osa}: {malli}.",
}


def skenaario(h: Huone, osa: int) -> str:
    """The scenario file of a part."""
    e = h.esiasetus
    malli = e.part[osa].financing
    rivit = [f'name = "{nimi(e, osa)}"', f'extends = "{_pohja(e)}"']
    rivit += [f"text.{k} = {json.dumps(x.format(nimi=e.name, osa=osa + 1, malli=malli), ensure_ascii=False)}"
              for k, x in TEKSTIT.items()]  # fmt: skip
    loppu = [k for k in h.kierrokset if k.osa == osa][-1].tulos["vuodet"][-1]
    rivit += [f'region = "{e.region}"', f'end = "{loppu}-12"', f"otos = {h.otos!r}"]
    alusta, lohkot = _asetukset(e)
    if alusta:
        rivit += ["", "[set]", *(f'"{k}" = {x}' for k, x in alusta.items())]
    for vuosi, avain, arvo in ohjelmamuutokset(h.polku(osa)):
        lohkot.setdefault(f"{vuosi}-01", {})[avain] = _toml(arvo)
    for kuukausi, arvot in sorted(lohkot.items()):
        rivit += ["", "[[change]]", f'from = "{kuukausi}"', "[change.set]", *(f'"{k}" = {x}' for k, x in arvot.items())]
    return "\n".join(rivit) + "\n"


def sopimukset(h: Huone, osa: int) -> str:
    """The agreement file of a part: contracts as they were executed."""
    tehdyt = {
        (s["vuosi"], k.tammikuu.get("laitos", LAITOS)): Kumppanuussopimus.from_dict(s)
        for k in h.kierrokset
        if k.osa == osa
        for s in k.tulos["sopimukset"]
    }
    return tekstiksi(tehdyt)


def kirjoita_kansio(h: Huone, osa: int, kansio: Path) -> list[str]:
    """Both files into a new folder; returns the command that runs them. Raises `ViallinenSyote` on disk trouble."""
    tiedosto = f"{nimi(h.esiasetus, osa)}.toml"
    with kansio_syrjassa(kansio) as kesken:
        kirjoita(kesken / tiedosto, skenaario(h, osa).encode())
        kirjoita(kesken / NIMI, sopimukset(h, osa).encode())
    polut = [str(kansio / x) for x in (tiedosto, NIMI)]
    return ["sote", "run", polut[0], "--agreement", polut[1], "--otos", f"{h.otos!r}", "--seed", str(h.seed)]


def zippina(h: Huone) -> bytes:
    """Every part's two files in a folder of its own, and the commands that run them, as a zip."""
    puskuri, komennot = io.BytesIO(), []
    with zipfile.ZipFile(puskuri, "w", zipfile.ZIP_DEFLATED) as z:
        for osa in sorted({k.osa for k in h.kierrokset}):
            kansio, tiedosto = nimi(h.esiasetus, osa), f"{nimi(h.esiasetus, osa)}.toml"
            z.writestr(f"{kansio}/{tiedosto}", skenaario(h, osa))
            z.writestr(f"{kansio}/{NIMI}", sopimukset(h, osa))
            komennot.append(
                f"sote run {kansio}/{tiedosto} --agreement {kansio}/{NIMI} --otos {h.otos!r} --seed {h.seed}"
            )
        z.writestr("komennot.txt", "\n".join(komennot) + "\n")
    return puskuri.getvalue()


def nimi(e: Esiasetus, osa: int) -> str:
    """Name of a part's scenario, and of its file."""
    siisti = "".join(m if m.isascii() and m.isalnum() else "-" for m in e.name.lower()).strip("-") or "harjoitus"
    return f"{siisti}-osa-{osa + 1}"


def _pohja(e: Esiasetus) -> str:
    """A scenario that ships by its name, one of one's own by its full path: the rule's folder is another one."""
    oma = e.scenario.endswith(".toml") or not (KANSIO / f"{e.scenario}.toml").is_file()
    return Path(e.scenario).expanduser().resolve().as_posix() if oma else e.scenario


def _asetukset(e: Esiasetus) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """The preset's own overrides: from the start, and by month."""
    alusta: dict[str, str] = {}
    lohkot: dict[str, dict[str, str]] = {}
    for kerros in e.skenaario().layers[len(e.skenaario().chain) :]:
        for m in kerros:
            (lohkot.setdefault(m.alkaen, {}) if m.alkaen else alusta)[m.avain] = _toml(m.arvo)
    return alusta, lohkot


def _toml(arvo: Arvo | Any) -> str:
    if isinstance(arvo, bool):
        return "true" if arvo else "false"
    if isinstance(arvo, (tuple, list)):
        return "[" + ", ".join(_toml(x) for x in arvo) + "]"
    return json.dumps(arvo, ensure_ascii=False) if isinstance(arvo, str) else repr(arvo)
