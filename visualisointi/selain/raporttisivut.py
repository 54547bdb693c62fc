"""A report as one HTML page or PDF, and the files of all kinds: `tiedosto` makes any of them."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kalibrointi.viat import ViallinenSyote, Vika
from runs import raporttitiedosto
from visualisointi import kuviot, raporttisivu
from visualisointi.selain.kieli import kaantaja
from visualisointi.selain.raportti import Raportti, Taulu, on_luku, rakenna, tiedostonimi

if TYPE_CHECKING:
    from visualisointi.selain.laskenta import Tulos
    from visualisointi.selain.nakyma import Nakyma
    from visualisointi.selain.raporttikuvat import Lisat

LAJIT = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
}


def tiedosto(
    parit: Sequence[tuple[Nakyma, Tulos]], sivu: str, osoite: str, muoto: str, lisat: Lisat | None = None
) -> tuple[str, str, bytes]:
    """A report's file: name, media type, bytes. muoto: one of `raportti.MUODOT`; lisat: what else was computed.

    Raises `ViallinenSyote` when a PDF cannot be printed on this machine.
    """
    r = rakenna(parit, sivu, osoite, lisat=lisat)
    paate = "docx" if muoto == "muistio" else muoto
    if muoto in ("muistio", "docx"):
        from visualisointi.selain.raporttiword import word

        sisalto = word(r, muistio=muoto == "muistio")
    elif muoto == "pptx":
        from visualisointi.selain.raporttidiat import diat

        sisalto = diat(r)
    else:
        sisalto = html(r).encode() if muoto == "html" else pdf(r)
    return tiedostonimi(r, paate), LAJIT[paate], sisalto


def html(r: Raportti) -> str:
    """The whole page."""
    _ = kaantaja(r.kieli)
    ryhmat = [("", r.vastaus[0][1])] if len(r.vastaus) == 1 else r.vastaus
    lyhyesti = "".join(
        (raporttisivu.alaotsikko(nimi) if nimi else "") + raporttisivu.luettelo(lauseet) for nimi, lauseet in ryhmat
    )
    johdanto = raporttisivu.kappale(r.kysymys, "lead")
    if r.alustava:
        johdanto += raporttisivu.laatikko(raporttisivu.kappale(r.alustava))
    johdanto += raporttisivu.laatikko(f"<h2>{raporttisivu.suojaa(_('In brief'))}</h2>", lyhyesti, luokka="brief")
    kuvaukset = "".join(raporttisivu.kappale(f"{nimi}. {kuvaus}") for nimi, kuvaus in r.skenaariot)
    kuvat = "".join(
        raporttisivu.kuva(
            kuviot.svg(k.piirra(), {"Title": k.otsikko, "Description": k.ala, "Source": k.lahde}, kirjasimet=False),
            f"k{i}",
            _("Show as table"),
            _taulukko(Taulu(k.otsikko, k.sarakkeet, k.rivit)),
        )
        for i, k in enumerate(r.kuvat)
    )
    osat = [
        ("erot", r.erot.otsikko, kuvaukset + _taulukko(Taulu("", r.erot.sarakkeet, r.erot.rivit))),
        ("luvut", r.paataulu.otsikko, _taulukko(Taulu("", r.paataulu.sarakkeet, r.paataulu.rivit))),
        ("kuvat", _("Figures"), kuvat),
        ("varmuus", _("How sure"), raporttisivu.luettelo(r.varmuus)),
        ("rajat", _("What to keep in mind"), raporttisivu.luettelo(r.rajat)),
        ("toista", _("Repeat"), raporttisivu.koodi("\n".join((*r.toista, r.linkki)))),
    ]
    osiot = [(tunnus, otsikko, raporttisivu.osio(tunnus, otsikko, sisus)) for tunnus, otsikko, sisus in osat]
    return raporttisivu.sivu(r.kieli, r.otsikko, r.ylapuoli, johdanto, osiot, r.lahde, _("Contents"))


def _taulukko(t: Taulu) -> str:
    lukuja = [all(on_luku(x) for rivi in t.rivit if (x := rivi[i]) not in ("", "–")) for i in range(len(t.sarakkeet))]
    nimet = [f">{n}" if i and luku else n for i, (n, luku) in enumerate(zip(t.sarakkeet, lukuja, strict=True))]
    return raporttisivu.taulukko(nimet, t.rivit, t.otsikko)


def pdf(r: Raportti) -> bytes:
    """The page printed by Chromium, Chrome or Edge. Raises `ViallinenSyote` when there is none or it fails."""
    _ = kaantaja(r.kieli)
    ohjelma = raporttitiedosto.selain()
    if ohjelma is None:
        raise ViallinenSyote(Vika(_("This server has no browser that prints PDF: take the HTML and print it."), "pdf"))
    with tempfile.TemporaryDirectory(prefix="sotemalli-") as tyo:
        sivu, kohde = Path(tyo) / "raportti.html", Path(tyo) / "raportti.pdf"
        sivu.write_text(html(r), encoding="utf-8")
        if raporttitiedosto.tulosta(ohjelma, sivu, kohde):
            viesti = _("The browser of this server did not print the PDF: take the web page and print it.")
            raise ViallinenSyote(Vika(viesti, "pdf"))
        return kohde.read_bytes()
