"""A report as a Word document: the whole of it, or a memo of two pages. Headings, lists, tables and charts are Word's
own."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from visualisointi import sanat
from visualisointi.selain.kieli import kaantaja
from visualisointi.selain.raportti import Raportti, Taulu, on_luku
from visualisointi.selain.sivumaara import sivuja

if TYPE_CHECKING:
    from docx.document import Document

    from visualisointi.selain.raporttikuvat import Raporttikuva

MAAT = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}
LEVEYS_CM = 17.0  # text of an A4 page
MERKKI_CM, SOLUN_REUNA_CM = 0.0235, 0.5  # width of a bold character per point of its size; margins of a cell
KAAVIO_CM, PALKIN_CM = 8.0, 0.5  # height of a chart; of a group of bars in it, at least
MUISTION_KUVIA, MUISTION_SIVUJA = 2, 1.95


@dataclass(frozen=True)
class Mitat:
    """Of a memo: rows of its table of what differs, height of its charts (cm), sentences of each scenario's answer."""

    eroja: int
    kaavio: float
    lauseita: int = 9


MUISTION_MITAT = (Mitat(6, 5.2), Mitat(4, 5.2), Mitat(3, 5.2, 1), Mitat(1, 4.8, 1))  # the first that fits


def word(r: Raportti, muistio: bool) -> bytes:
    """The document's bytes; muistio: what fits on two pages, with fewer rows and lower charts if it must."""
    if not muistio:
        return _talleta(_asiakirja(r, None), r)
    for mitat in MUISTION_MITAT:
        d = _asiakirja(r, mitat)
        if sivuja(d) <= MUISTION_SIVUJA:
            break
    return _talleta(d, r)


def _asiakirja(r: Raportti, muistio: Mitat | None) -> Document:
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm, Pt

    _, d = kaantaja(r.kieli), docx.Document()
    sivu = d.sections[0]
    sivu.orientation, sivu.page_width, sivu.page_height = WD_ORIENT.PORTRAIT, Cm(21.0), Cm(29.7)
    sivu.left_margin = sivu.right_margin = Cm(2.0)
    sivu.top_margin, sivu.bottom_margin = Cm(1.5 if muistio else 2.0), Cm(1.6 if muistio else 2.0)
    sivu.footer_distance = Cm(0.7)
    _tyylit(d, r, Pt(9.5 if muistio else 11), bool(muistio))
    d.add_paragraph(r.ylapuoli, style="Caption")
    d.add_heading(r.otsikko, 0)
    _kappale(d, r.kysymys, lihava=True)
    if r.alustava:
        _kappale(d, r.alustava, lihava=True)
    d.add_heading(_("In brief"), 1)
    for nimi, lauseet in r.vastaus:
        for lause in [" ".join(lauseet[: muistio.lauseita])] if muistio and nimi else lauseet:
            d.add_paragraph(f"{nimi}: {sanat.pienella(lause)}" if nimi else lause, style="List Bullet")
    d.add_heading(r.erot.otsikko, 1)
    for nimi, kuvaus in r.skenaariot:
        _kappale(d, f"{nimi}. {kuvaus}")
    _erot(d, r, muistio)
    d.add_heading(r.paataulu.otsikko, 1)
    _taulu(d, lyhyt(r) if muistio else r.paataulu, LEVEYS_CM, 8.0 if muistio else 9.5)
    d.add_heading(_("Figures"), 1)
    kuvia = len(r.kuvat) if not muistio else MUISTION_KUVIA if len(r.skenaariot) == 1 else 1
    for kuva in r.kuvat[:kuvia]:
        _kuva(d, r, kuva, muistio)
    for otsikko, kohdat in ((_("How sure"), r.varmuus), (_("What to keep in mind"), r.rajat)):
        d.add_heading(otsikko, 1)
        for kohta in kohdat:
            d.add_paragraph(kohta, style="List Bullet")
    d.add_heading(_("Repeat"), 1)
    for komento in (*r.toista, r.linkki):
        _kappale(d, komento, koodi=True)
    alatunniste = d.sections[0].footer.paragraphs[0]
    alatunniste.text, alatunniste.style = r.lahde, d.styles["Caption"]
    return d


def _tyylit(d: Document, r: Raportti, koko: Any, muistio: bool) -> None:
    """Typeface, sizes, language; a memo stands closer."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    perus = d.styles["Normal"]
    perus.font.name, perus.font.size = "Calibri", koko
    perus.paragraph_format.space_after = Pt(2 if muistio else 6)
    perus.paragraph_format.line_spacing = 1.0 if muistio else 1.15
    ominaisuudet = perus.element.get_or_add_rPr()
    ominaisuudet.append(ominaisuudet.makeelement(qn("w:lang"), {qn("w:val"): MAAT[r.kieli]}))
    for nimi, pt, ennen in (("Title", 17 if muistio else 24, 0), ("Heading 1", 11.5 if muistio else 16, 6)):
        t = d.styles[nimi]
        t.font.name, t.font.size, t.font.bold, t.font.color.rgb = "Calibri", Pt(pt), True, RGBColor(0x00, 0x34, 0x79)
        for avain in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            t.element.rPr.rFonts.attrib.pop(qn(f"w:{avain}"), None)
        t.paragraph_format.space_before = Pt(ennen if muistio else 2 * ennen)
        t.paragraph_format.space_after = Pt(2 if muistio else 6)
        t.paragraph_format.keep_with_next = True
    pieni = d.styles["Caption"].font
    pieni.color.rgb, pieni.bold, pieni.size = RGBColor(0x51, 0x58, 0x5D), False, Pt(8)
    d.styles["List Bullet"].paragraph_format.space_after = Pt(1 if muistio else 4)


def _kappale(
    d: Document, teksti: str, lihava: bool = False, pieni: bool = False, koodi: bool = False,
    seuraavan_kanssa: bool = False,
) -> None:  # fmt: skip
    from docx.shared import Pt

    kappale = d.add_paragraph()
    kappale.paragraph_format.keep_with_next = seuraavan_kanssa or None
    osa = kappale.add_run(teksti)
    osa.bold = lihava or None
    if pieni or koodi:
        osa.font.size = Pt(8)
    if koodi:
        osa.font.name = "Consolas"


def _erot(d: Document, r: Raportti, muistio: Mitat | None) -> None:
    rivit = list(r.erot.rivit)
    if muistio and len(rivit) > muistio.eroja:
        loput = kaantaja(r.kieli)("and {n} other levers", n=len(rivit) - muistio.eroja)
        rivit = [*rivit[: muistio.eroja], [loput, *[""] * (len(r.erot.sarakkeet) - 1)]]
    _taulu(d, Taulu(r.erot.otsikko, r.erot.sarakkeet, rivit), LEVEYS_CM, 8.0 if muistio else 9.5)


def lyhyt(r: Raportti) -> Taulu:
    """The headline measures; of one scenario without the column that says in words what the answer has said."""
    taulu = r.paataulu
    n = -1 if len(r.skenaariot) == 1 else None
    return Taulu(taulu.otsikko, taulu.sarakkeet[:n], [rivi[:n] for rivi in taulu.rivit])


def _taulu(d: Document, taulu: Taulu, leveys: float, pieni: float) -> None:
    """A table whose head repeats on the next page; numbers on the right."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    t = d.add_table(rows=1, cols=len(taulu.sarakkeet), style="Light List Accent 1")
    t.autofit = False
    mitat = leveydet(taulu, leveys, pieni)
    for i, mitta in enumerate(mitat):
        t.columns[i].width = Cm(mitta)
    nakyma = t._tblPr.find(qn("w:tblLook"))
    if nakyma is not None:  # the first column is not bold
        nakyma.set(qn("w:firstColumn"), "0")
        nakyma.set(qn("w:val"), "0420")
    for i, nimi in enumerate(taulu.sarakkeet):
        t.rows[0].cells[i].text = nimi
    otsikkorivi = t.rows[0]._tr.get_or_add_trPr()
    otsikkorivi.append(otsikkorivi.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))
    for rivi in taulu.rivit:
        solut = t.add_row().cells
        for solu, x in zip(solut, rivi, strict=True):
            solu.text = x
    for rivi in t.rows:
        ehjana = rivi._tr.get_or_add_trPr()
        ehjana.insert(0, ehjana.makeelement(qn("w:cantSplit"), {}))
        for i, solu in enumerate(rivi.cells):
            solu.width = Cm(mitat[i])
            for kappale in solu.paragraphs:
                kappale.paragraph_format.space_after = Pt(0)
                for osa in kappale.runs:
                    osa.font.size = Pt(pieni)
                if i and on_luku(solu.text):
                    kappale.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    d.add_paragraph().paragraph_format.space_after = Pt(0)


def leveydet(taulu: Taulu, leveys: float, koko: float) -> list[float]:
    """Widths of columns, cm, in text of `koko` points: each at least as wide as its longest word, the rest by their
    longest text."""
    vahintaan, tarve = [], []
    for i, nimi in enumerate(taulu.sarakkeet):
        tekstit = [nimi, *(str(rivi[i]) for rivi in taulu.rivit)]
        sana = max(len(s) for t in tekstit for s in t.replace(sanat.VALIMERKKI, f"{sanat.VALIMERKKI} ").split(" "))
        pisin = max(len(t) for t in tekstit)
        vahintaan.append(min(sana, 24) * koko * MERKKI_CM + SOLUN_REUNA_CM)
        tarve.append(max(min(pisin, 30 if i else 46), 1))
    yli = leveys - sum(vahintaan)
    if yli < 0:
        return [leveys * v / sum(vahintaan) for v in vahintaan]
    halu = [max(t * koko * MERKKI_CM + SOLUN_REUNA_CM - v, 0.05) for t, v in zip(tarve, vahintaan, strict=True)]
    return [v + yli * h / sum(halu) for v, h in zip(vahintaan, halu, strict=True)]


def _kuva(d: Document, r: Raportti, kuva: Raporttikuva, muistio: Mitat | None) -> None:
    """A figure: finding, what is measured, charts that Word can edit side by side, provenance, and in a report its
    numbers."""
    from docx.shared import Pt

    from visualisointi.selain import wordkaavio

    _kappale(d, kuva.otsikko, lihava=True, seuraavan_kanssa=True)
    _kappale(d, kuva.ala, pieni=True, seuraavan_kanssa=True)
    kaaviot = list(kuva.kaaviot)
    rinnakkain = all(len(k.sarjat) <= 3 for k in kaaviot)  # names of more lines need their room
    if muistio and not rinnakkain:
        kaaviot = kaaviot[-1:]  # differences: the levels are in the table
    for i, k in enumerate(kaaviot):
        if i == 0 or not rinnakkain:
            kappale = d.add_paragraph()
            kappale.paragraph_format.keep_with_next = True
            kappale.paragraph_format.space_after = Pt(0)
        leveys = LEVEYS_CM / len(kaaviot) - 0.1 if rinnakkain else LEVEYS_CM
        palkeille = PALKIN_CM * len(k.luokat) + 1.8 if k.laji == "palkki" else 0.0
        korkeus = max(muistio.kaavio if muistio else KAAVIO_CM, palkeille)
        wordkaavio.lisaa(d, kappale, r, k, kuva, leveys, korkeus, 8 if muistio else 9)
    _kappale(d, kuva.lahde, pieni=True)
    if not muistio:
        _taulu(d, Taulu(kuva.otsikko, kuva.sarakkeet, kuva.rivit), LEVEYS_CM, 8.0)


def vaihtoehto(kuva: Raporttikuva) -> str:
    """A figure's numbers as text, at most some hundreds of characters."""
    return "; ".join(" ".join(r) for r in _harva(kuva.rivit))[:900]


def _harva(rivit: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    return rivit if len(rivit) <= 10 else [*rivit[::4], rivit[-1]]


def _talleta(d: Document, r: Raportti) -> bytes:
    tiedot = d.core_properties
    tiedot.title, tiedot.subject, tiedot.language = r.otsikko, r.kysymys, MAAT[r.kieli]
    tiedot.author, tiedot.comments = "Sotemalli", r.lahde
    tiedot.created = tiedot.modified = datetime.datetime.combine(r.pvm, datetime.time())
    puskuri = io.BytesIO()
    d.save(puskuri)
    return puskuri.getvalue()
