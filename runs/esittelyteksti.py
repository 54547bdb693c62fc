"""The main job on the screen: a short answer, a table for each step, what the result depends on - in fi, sv or en."""

from __future__ import annotations

import io
import math
import shutil
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kalibrointi.oletuskortit import KORTIT
from runs import esittelymitat as mitat
from visualisointi import sanat

if TYPE_CHECKING:
    from rich.console import Console

    from runs.esittely import Esittely

LEVEIN, KAPEIN, TIEDOSTOSSA = 126, 84, 118  # characters a line


def teksti(tulos: Esittely) -> str:
    """The whole text."""
    konsoli = _konsoli()
    kieli = tulos.kieli
    _lyhyesti(konsoli, tulos)
    for askel in mitat.ASKELEET:
        konsoli.print(_taulu(tulos, askel))
        for rivi in maailmoittain(tulos, askel.koodi):
            _kohta(konsoli, rivi)
    konsoli.print(f"[bold]{sanat.teksti('varaukset', kieli)}[/bold]")
    for kohta in varaukset(tulos):
        _kohta(konsoli, kohta)
    konsoli.print(f"\n{sanat.teksti('kansio', kieli)} {tulos.kansio}", soft_wrap=True)
    virta = konsoli.file
    assert isinstance(virta, io.StringIO)
    return "\n".join(rivi.rstrip() for rivi in virta.getvalue().splitlines()) + "\n"


def _konsoli() -> Console:
    """As wide as the screen within limits; bold only on a screen."""
    from rich.console import Console

    ruutu = sys.stdout.isatty()
    leveys = min(max(shutil.get_terminal_size().columns, KAPEIN), LEVEIN) if ruutu else TIEDOSTOSSA
    return Console(
        file=io.StringIO(), width=leveys, force_terminal=ruutu, no_color=not ruutu, highlight=False, emoji=False
    )


def _kohta(konsoli: Console, kohta: str) -> None:
    from rich.padding import Padding

    konsoli.print(Padding(kohta, (0, 0, 0, 2)))


def _lyhyesti(konsoli: Console, tulos: Esittely) -> None:
    from rich.padding import Padding

    konsoli.print(f"[bold]{sanat.teksti('lyhyesti', tulos.kieli)}[/bold]")
    for askel in mitat.ASKELEET:
        nimi = sanat.ASKELEET[askel.koodi]["nimi"][tulos.kieli]
        konsoli.print(Padding(f"[bold]{nimi}[/bold]: {askel_lyhyesti(tulos, askel.koodi)}", (0, 0, 0, 2)))
    konsoli.print()


def askel_lyhyesti(tulos: Esittely, koodi: str) -> str:
    """One step in a few sentences: what changed enough to matter, what a little, what did not, what is open."""
    omat = tulos.rivit[tulos.rivit["askel"] == koodi]
    return " ".join(lauseet({rivi["mittari"]: rivi for rivi in omat.to_dict("records")}, tulos.kieli))


def lauseet(rivit: Mapping[str, Mapping[str, Any]], kieli: str) -> list[str]:
    """Contrasts (measure -> row with its "verdict") in a few sentences: what matters, what is small, none, open."""
    kaikki = (*mitat.PAAMITAT, *(m.koodi for m in mitat.MITAT if m.koodi not in mitat.PAAMITAT))
    jarjestys = [m for m in kaikki if m in rivit]
    isot = [mitat.muutos(rivit[m], m, kieli) for m in jarjestys if rivit[m]["verdict"] in ("ero", "suuri")]
    ryhmat = (("vahan", ("pieni",)), ("ei_eroja", ("ei_eroa", "sama")), ("avoimia", ("epavarma", "ei_valia")))
    lauseet_ = ["; ".join(isot)] if isot else []
    for avain, lajit in ryhmat:
        nimet = [sanat.MITTARIT[m].lyhyt[kieli] for m in jarjestys if rivit[m]["verdict"] in lajit]
        if nimet:
            lauseet_.append(sanat.teksti(avain, kieli, mitat=", ".join(nimet)))
    return [f"{sanat.isolla(x)}." for x in lauseet_]


def _taulu(tulos: Esittely, askel: mitat.Askel) -> Any:
    from rich import box
    from rich.table import Table

    kieli = tulos.kieli
    otsikko = f"{sanat.ASKELEET[askel.koodi]['nimi'][kieli]}   ({askel.a} → {askel.b})"
    taulu = Table(title=otsikko, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    levea = {"mittari": 26, "sanoin": 24}  # the rest are numbers, never folded
    for nimi in ("mittari", "ennen", "jalkeen", "ero", "vali95", "kertaa", "sanoin"):
        taulu.add_column(
            sanat.teksti(nimi, kieli), justify="left" if nimi in levea else "right", min_width=levea.get(nimi),
            no_wrap=nimi not in levea, overflow="fold", ratio=1 if nimi in levea else None,
        )  # fmt: skip
    for rivi in tulos.rivit[tulos.rivit["askel"] == askel.koodi].to_dict("records"):
        koodi = rivi["mittari"]
        mittari = sanat.MITTARIT[koodi]
        ero, vali = mitat.ero_sanoin(rivi, koodi, kieli)
        taulu.add_row(
            mittari.otsikko(kieli), mittari.arvo(rivi["value_a"], kieli), mittari.arvo(rivi["value_b"], kieli),
            ero, vali, _kertaa(rivi["ratio"], kieli), f"{sanat.isolla(rivi['sentence'])}.",
        )  # fmt: skip
    return taulu


def _kertaa(suhde: float, kieli: str) -> str:
    """Standard error unpaired / paired; a dash when nothing varies."""
    return sanat.luku(suhde, 0 if suhde >= 10 else 1, kieli) if math.isfinite(suhde) else sanat.luku(math.nan, 0, kieli)


def maailmoittain(tulos: Esittely, koodi: str) -> list[str]:
    """The main measures of a step over the drawn worlds: how many have the sign of the mean, and 5-95 %; [] without."""
    if tulos.posteriori is None:
        return []
    omat = tulos.rivit[tulos.rivit["askel"] == koodi].set_index("mittari")
    out = []
    for mittari in mitat.PAAMITAT:
        rivi = omat.loc[mittari].to_dict()
        vali = mitat.ero_sanoin({**rivi, "low": rivi["p5"], "high": rivi["p95"]}, mittari, tulos.kieli)[1]
        tiedot = {"mittari": sanat.MITTARIT[mittari].lyhyt[tulos.kieli], "vali": vali}
        out.append(
            sanat.teksti("maailmoissa", tulos.kieli, n=int(rivi["same_sign"]), kaikki=int(rivi["pairs"]), **tiedot)
        )
    return out


def varaukset(tulos: Esittely) -> list[str]:
    """What a reader must know: precision, what each step hangs on, limits of the scenarios."""
    kieli, vuodet = tulos.kieli, mitat.vuodet(tulos.ajot)
    otos = sanat.luku(100 * tulos.otos, 0 if tulos.otos >= 0.01 else 1, kieli)
    tarkkuus = sanat.teksti(
        "tarkkuus", kieli, pareja=tulos.pareja, otos=otos, vuodet=vuosivali(vuodet), loppu=vuodet[-1]
    )
    vedokset = [] if tulos.posteriori is None else [_vedoksista(tulos)]
    out = [tarkkuus, *vedokset, *(sanat.teksti(avain, kieli) for avain in ("merkityksellinen", "paritus"))]
    arvot = _oletusarvot(tulos)
    for askel in mitat.ASKELEET:
        sanottava = sanat.ASKELEET[askel.koodi]
        out.append(f"{sanottava['nimi'][kieli]}: {sanottava['riippuu'][kieli].format(**arvot)}")
    huomautukset = [huomautus.get(kieli) for s in tulos.skenaariot for huomautus in s.notes]
    return [*out, *dict.fromkeys(huomautukset), sanat.teksti("ei_ennuste", kieli)]


def _vedoksista(tulos: Esittely) -> str:
    assert tulos.posteriori is not None
    p = tulos.posteriori
    avain = "vedokset_korttein" if set(KORTIT) <= set(p.avaimet) else "vedokset"
    return sanat.teksti(avain, tulos.kieli, nimi=p.nimi, versio=p.versio)


def _oletusarvot(tulos: Esittely) -> dict[str, str]:
    """Values of the assumptions that decide, in the last month."""
    p = tulos.skenaariot[1].ohjelma().at(tulos.skenaariot[1].months - 1)
    avaimet = {"t": ("liikelaitos.vinouma", 1), "s": ("ohjaus.tietovirhe", 2), "jarrutus": ("valtio.jarrutus", 0)}
    return {nimi: sanat.luku(float(p[avain]), tarkkuus, tulos.kieli) for nimi, (avain, tarkkuus) in avaimet.items()}


def vuosivali(vuodet: list[int]) -> str:
    """2026–2030, or one year."""
    return f"{vuodet[0]}\u2013{vuodet[-1]}" if len(vuodet) > 1 else str(vuodet[0])
