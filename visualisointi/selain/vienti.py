"""Reports taken from a page: made in a worker process, kept for a moment under a name nobody can guess, downloaded."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import solara
import solara.lab

from kalibrointi.viat import ViallinenSyote
from visualisointi.selain import raporttisivut
from visualisointi.selain.kieli import Kaantaja, kaantaja
from visualisointi.selain.laskenta import Tulos, laskin
from visualisointi.selain.nakyma import Nakyma
from visualisointi.selain.raportti import MUODOT
from visualisointi.selain.raporttikuvat import Lisat

SAILYY, ENINTAAN = 600.0, 64  # seconds a file waits for its download; files at a time
POLKU = "/lataus"


@dataclass(frozen=True)
class Tiedosto:
    """A file that waits for its download."""

    nimi: str
    laji: str
    sisalto: bytes
    vanhenee: float


_tiedostot: OrderedDict[str, Tiedosto] = OrderedDict()
_lukko = threading.Lock()


def talleta(nimi: str, laji: str, sisalto: bytes) -> str:
    """Keep a file for a while; the path it is downloaded from."""
    avain = secrets.token_urlsafe(24)
    with _lukko:
        _siivoa()
        _tiedostot[avain] = Tiedosto(nimi, laji, sisalto, time.monotonic() + SAILYY)
        while len(_tiedostot) > ENINTAAN:
            _tiedostot.popitem(last=False)
    return f"{POLKU}/{avain}/{quote(nimi)}"


def hae(avain: str) -> Tiedosto | None:
    """A kept file, if its time has not passed."""
    with _lukko:
        _siivoa()
        return _tiedostot.get(avain)


def _siivoa() -> None:
    nyt = time.monotonic()
    for avain in [k for k, t in _tiedostot.items() if t.vanhenee < nyt]:
        del _tiedostot[avain]


def muodot(kieli: str) -> list[dict[str, str]]:
    """What the menu offers."""
    _ = kaantaja(kieli)
    nimet = {
        "muistio": _("Memo of two pages (Word)"),
        "docx": _("Report (Word)"),
        "pptx": _("Slides (PowerPoint)"),
        "html": _("Report (web page)"),
        "pdf": _("Report (PDF)"),
    }
    return [{"koodi": k, "nimi": nimet[k]} for k in MUODOT]


def use_raportti(
    parit: Sequence[tuple[Nakyma, Tulos]], sivu: str, kieli: str, lisat: Lisat | None = None
) -> tuple[dict[str, Any], Callable[[dict], None]]:
    """State of the report asked last (for the page), and how one is asked: {"muoto": "docx", "osoite": "http://..."}."""
    _ = kaantaja(kieli)
    pyynto: solara.Reactive[tuple[int, str, str, tuple, Lisat] | None] = solara.use_reactive(None)

    async def tee() -> tuple[str, str]:
        if pyynto.value is None:
            return "", ""
        _n, muoto, osoite, omat, mukaan = pyynto.value
        nimi, laji, sisalto = await laskin().teeta(raporttisivut.tiedosto, omat, sivu, osoite, muoto, mukaan)
        return nimi, talleta(nimi, laji, sisalto)

    tehtava = solara.lab.use_task(tee, dependencies=[pyynto.value and pyynto.value[0]], raise_error=False)

    def pyyda(tieto: dict) -> None:
        muoto = str(tieto.get("muoto", ""))
        if muoto in MUODOT and parit:
            n = pyynto.value[0] + 1 if pyynto.value else 1
            pyynto.set((n, muoto, str(tieto.get("osoite", ""))[:300], tuple(parit), lisat or Lisat()))

    puuttuu = lisat is not None and (lisat.syyt is None or lisat.oletukset is None)
    huomio = _("Why and Uncertainty come along once they have been computed on their tabs.") if puuttuu else ""
    return {**_tila(tehtava, pyynto.value is not None, bool(parit), kieli, _), "huomio": huomio}, pyyda


def _tila(tehtava: Any, pyydetty: bool, on: bool, kieli: str, _: Kaantaja) -> dict[str, Any]:
    alku: dict[str, Any] = {"muodot": muodot(kieli), "otsikko": _("Report"), "on": on, "tila": "", "teksti": ""}
    if not pyydetty:
        return alku
    if tehtava.error:
        vika = tehtava.exception
        oma = " ".join(v.viesti for v in vika.viat) if isinstance(vika, ViallinenSyote) else ""
        return {**alku, "tila": "virhe", "teksti": oma or _("The report could not be made.")}
    if tehtava.pending or not tehtava.value or not tehtava.value[0]:
        return {**alku, "tila": "tekee", "teksti": _("Making the report…")}
    nimi, href = tehtava.value
    return {**alku, "tila": "valmis", "teksti": _("The report is ready:"), "nimi": nimi, "href": href}
