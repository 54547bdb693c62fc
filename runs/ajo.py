"""One run is a folder: manifest.json, vuodet.parquet, kuukaudet.parquet and, written last, SEAL.

The folder appears under its name only when all of it is on disk; a full disk or Ctrl-C leaves nothing behind.
`manifest.json` says what is needed to run it again: scenario with all provisions, seed, sample, versions, hashes.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from agentit.ohjelma import Ohjelma
from kalibrointi import alueet
from kalibrointi.levy import kansio_syrjassa, kirjoita, kirjoittaen
from kalibrointi.parametrit import lue_oletukset
from kalibrointi.viat import ViallinenSyote, Vika
from runs.alkupera import (
    JUURI,
    PAKETIT,
    aineiston_tiiviste,
    git,
    lahdekoodin_tiiviste,
    on_kehitysversio,
    paketin_versio,
    versio,
)
from runs.skenaariot import Skenaario
from runs.skenaariotiedosto import otososuus

if TYPE_CHECKING:
    import pandas as pd

    from agentit.malli import SoteMalli
    from agentit.sopimus import Kumppanuussopimus

MANIFESTIVERSIO = 1
Edistyminen = Callable[[int, int], None]  # (months lived, months in all)


class Malli(Protocol):
    """What a run needs of a model; `agentit.malli.SoteMalli` is one."""

    ohjelma: Ohjelma  # may be replaced between months: the next month lives by the new one
    kk: int  # months lived = index of the month to be lived next
    maailma: Any  # .tunniste: hash of the world's tables

    def run_for(self, kuukausia: int) -> None:
        """Live that many months."""

    def results(self, taso: str = "vuosi") -> pd.DataFrame:
        """Tidy rows vuosi (or kuukausi 'YYYY-MM' when taso is 'kuukausi'), mittari, ryhma, arvo, yksikko."""


Rakentaja = Callable[[Skenaario, float, int], Malli]


def rakenna_malli(
    skenaario: Skenaario,
    otos: float,
    seed: int,
    perusvuosi: bool = True,
    tavoitteetta: bool = False,
    sopimukset: Mapping[tuple[int, str], Kumppanuussopimus] | None = None,
    jaetaan: bool = True,
) -> SoteMalli:
    """The real model of a scenario: world and packages from the facts, programme from the scenario.

    `perusvuosi` false: a model whose rules can be compiled or listed, but that cannot live. `tavoitteetta`: an alliance
    may lack its frozen target (when that target is being made). `sopimukset`: partnership agreements to execute (R16).
    `jaetaan` false: residents draw by themselves also where neighbours share out draws, more noise and the same
    expectation (what `sote check pairs` compares with).
    """
    from agentit.malli import SoteMalli
    from kalibrointi import allianssit, palvelupaketit, tarvevakiot, valintakokeilut
    from kalibrointi.maailma import ilman_naapureita, rakenna

    ohjelma = skenaario.ohjelma()
    maailma = rakenna(alue=skenaario.region, otos=otos, seed=seed, parametrit=ohjelma.at(0))
    maailma = maailma if jaetaan else ilman_naapureita(maailma)
    allianssisopimukset = allianssit.sopimukset(maailma.alue_avain, ohjelma)
    if viat := allianssit.tarkista_valinta(
        _allianssit(skenaario, ohjelma), maailma.alue_avain, allianssisopimukset, tavoitteetta
    ):
        raise ViallinenSyote(viat)
    kokeilut = valintakokeilut.kokeilut(maailma)
    nimetyt = [(nimi, paikka) for _, nimi, paikka in _nimetyt(skenaario, ohjelma, valintakokeilut.AVAIN, "kaikki")]
    if viat := valintakokeilut.tarkista_valinta(nimetyt, maailma.alue_avain, kokeilut):
        raise ViallinenSyote(viat)
    _tarkista_kierrokset(ohjelma)
    viite = tarvevakiot.hae(skenaario.region, ohjelma.at(0)) if perusvuosi else None
    muut: dict[str, Any] = {"seed": seed, "alku": skenaario.start, "perusvuosi": perusvuosi}
    muut |= {"allianssit": allianssisopimukset, "sopimukset": sopimukset, "kokeilut": kokeilut}
    return SoteMalli(ohjelma, maailma, palvelupaketit.lue(), tarvevakiot=viite, **muut)


def _tarkista_kierrokset(ohjelma: Ohjelma) -> None:
    """A negotiation has an even number of rounds. Raises `ViallinenSyote`."""
    from agentit.neuvottelupoyta import tarkista_kierrokset

    for _, arvo in ohjelma.path("neuvottelu.kierroksia"):
        try:
            tarkista_kierrokset({"neuvottelu.kierroksia": arvo})
        except ValueError as virhe:
            raise ViallinenSyote(Vika(f"{virhe}.", avain="neuvottelu.kierroksia")) from None


def _allianssit(skenaario: Skenaario, ohjelma: Ohjelma) -> list[tuple[int, str, str]]:
    """(month, name, file:line) of every alliance that the programme names."""
    return _nimetyt(skenaario, ohjelma, "allianssi.alueet", "ei")


def _nimetyt(skenaario: Skenaario, ohjelma: Ohjelma, avain: str, muu: str) -> list[tuple[int, str, str]]:
    """(month, name, file:line) of every value but `muu` that a parameter takes."""
    lahteet = {m.arvo: m.lahde for kerros in skenaario.layers for m in kerros if m.avain == avain}
    return [(kk, str(nimi), lahteet.get(nimi, "")) for kk, nimi in ohjelma.path(avain) if nimi != muu]


def tarkista_siemen(seed: int) -> int:
    """A seed is a whole number 0 ... 2^63 - 1. Raises `ViallinenSyote`."""
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**63:
        raise ViallinenSyote(Vika(f"a seed is a whole number from 0 to 2^63 - 1, got {seed}.", "--seed"))
    return seed


def tarkista_otos(otos: float) -> float:
    """A sample share above 0 and at most 1. Raises `ViallinenSyote`."""
    try:
        return otososuus(otos)
    except ValueError as virhe:
        raise ViallinenSyote(Vika(str(virhe), "--otos")) from None


def aja(
    skenaario: Skenaario,
    otos: float | None = None,
    seed: int = 1,
    out: Path | str | None = None,
    *,
    rakentaja: Rakentaja | None = None,
    progress: Edistyminen | None = None,
    komento: Sequence[str] | None = None,
    sopimustiedosto: Path | str | None = None,
) -> Path:
    """Run a scenario from start to end and write its folder; returns the folder.

    out: a new or empty folder (default: a new one in `oletuskansio()`). Raises `ViallinenSyote` when it can't be
    written. sopimustiedosto: partnership agreements to execute; the manifest names the file with its hash.
    """
    from runs import sopimustiedosto as sopimukset

    otos = tarkista_otos(skenaario.otos if otos is None else otos)
    tarkista_siemen(seed)
    kohde = Path(out) if out is not None else oletuskansio() / _ajon_nimi(skenaario, seed)
    with kansio_syrjassa(kohde) as kansio:
        alku = time.perf_counter()
        liite: dict[str, Any] = {}
        malli: Malli
        if sopimustiedosto is None:
            malli = (rakentaja or rakenna_malli)(skenaario, otos, seed)
            ela(malli, skenaario.months, progress)
        else:
            malli, liite = sopimukset.ela(skenaario, otos, seed, Path(sopimustiedosto), progress)
        manifesti = {**tee_manifesti(skenaario, otos, seed, malli, komento), **liite}
        manifesti["seconds"] = round(time.perf_counter() - alku, 3)
        with kirjoittaen(kohde):
            _kirjoita_ajo(kansio, malli, manifesti)
    return kohde


def ela(malli: Malli, kuukausia: int, progress: Edistyminen | None = None) -> None:
    """Live the months up to `kuukausia`, telling after each."""
    while malli.kk < kuukausia:
        malli.run_for(1)
        if progress:
            progress(malli.kk, kuukausia)


def oletuskansio() -> Path:
    """`runs/tulokset/` of the checkout the package is run from, else `./sote-tulokset/`."""
    return JUURI / "runs" / "tulokset" if on_kehitysversio() else Path("sote-tulokset")


def _ajon_nimi(skenaario: Skenaario, seed: int) -> str:
    hetki = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%S")
    return f"{hetki}-{skenaario.name}-{seed}-{os.getpid()}"


def _kirjoita_ajo(kansio: Path, malli: Malli, manifesti: Mapping[str, Any]) -> None:
    """Results and manifest, then the seal over them."""
    sisalto = {
        "manifest.json": json.dumps(manifesti, indent=2, ensure_ascii=False).encode(),
        "vuodet.parquet": _parquet(malli.results("vuosi")),
        "kuukaudet.parquet": _parquet(malli.results("kuukausi")),
    }
    poyta = getattr(malli, "neuvottelupoyta", None)
    if poyta is not None and poyta.tehdyt:  # contracts that no rule made
        from runs.sopimustiedosto import NIMI, tekstiksi

        sisalto[NIMI] = tekstiksi(poyta.tehdyt).encode()
    for nimi, tavut in sisalto.items():
        kirjoita(kansio / nimi, tavut)
    sinetti = {"schema": MANIFESTIVERSIO, "sha256": {nimi: _sha256(tavut) for nimi, tavut in sisalto.items()}}
    kirjoita(kansio / "SEAL", json.dumps(sinetti, indent=2).encode())


def _parquet(taulu: pd.DataFrame) -> bytes:
    puskuri = io.BytesIO()
    taulu.reset_index(drop=True).to_parquet(puskuri, index=False)
    return puskuri.getvalue()


def _sha256(tavut: bytes) -> str:
    return hashlib.sha256(tavut).hexdigest()


def lue_vuodet(kansio: Path) -> pd.DataFrame:
    """Yearly results of a finished run."""
    import pandas as pd

    return pd.read_parquet(Path(kansio) / "vuodet.parquet")


def tarkista_sinetti(kansio: Path) -> list[Vika]:
    """Is the run whole and as it was sealed? [] when it is, else what is wrong."""
    kansio = Path(kansio)
    try:
        summat = json.loads((kansio / "SEAL").read_text(encoding="utf-8"))["sha256"]
    except FileNotFoundError:
        return [Vika("no SEAL: not a finished run.", str(kansio))]
    except (OSError, ValueError, KeyError, TypeError) as virhe:
        return [Vika(f"the SEAL cannot be read: {virhe}.", str(kansio))]
    viat = []
    for nimi, summa in summat.items():
        polku = kansio / nimi
        if not polku.is_file():
            viat.append(Vika("missing.", str(polku)))
        elif _sha256(polku.read_bytes()) != summa:
            viat.append(Vika("changed since the run was sealed.", str(polku)))
    return viat


# --------------------------------------------------------------------------------------------------- manifest
def tee_manifesti(
    skenaario: Skenaario, otos: float, seed: int, malli: Malli, komento: Sequence[str] | None = None
) -> dict[str, Any]:
    """Everything needed to run it again, and to know whether the same would come out. JSON-able."""
    return {
        "schema": MANIFESTIVERSIO,
        "sotemalli": versio(),
        "created": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "command": list(sys.argv if komento is None else komento),
        "scenario": {
            "name": skenaario.name,
            "chain": list(skenaario.chain),
            "files": skenaario.files,
            "provisions": [maarays.model_dump() for kerros in skenaario.layers for maarays in kerros],
        },
        "start": skenaario.start,
        "end": skenaario.end,
        "region": skenaario.region,
        "otos": otos,
        "seed": seed,
        "hashes": {
            "parameters": lue_oletukset().fingerprint,
            "programme": malli.ohjelma.fingerprint,
            "facts": aineiston_tiiviste(),
            "region": alueet.tarkiste(skenaario.region),
            "world": malli.maailma.tunniste,
            "source": lahdekoodin_tiiviste(),
        },
        "git": git(),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": {nimi: paketin_versio(nimi) for nimi in PAKETIT},
    }
