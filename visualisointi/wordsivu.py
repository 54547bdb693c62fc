"""A plain Word document from blocks: headings, paragraphs, lists, tables - Word's own, so that they can be edited.

A block is ("otsikko", text), ("alaotsikko", text), ("kappale", text), ("luettelo", [text]) or
("taulu", [column], [[cell]]); a column whose name begins with '>' holds numbers.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document

MAAT = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}
Lohko = Sequence[Any]


class WordPuuttuu(RuntimeError):
    """The library that writes Word files is not installed."""


def word(otsikko: str, lohkot: Iterable[Lohko], kieli: str, alatunniste: str = "") -> bytes:
    """The document's bytes. Raises WordPuuttuu where python-docx is not installed (the extra `app`)."""
    try:
        import docx
    except ImportError:
        raise WordPuuttuu("python-docx is not installed: pip install sotemalli[app]") from None
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    d = docx.Document()
    sivu = d.sections[0]
    sivu.page_width, sivu.page_height = Cm(21.0), Cm(29.7)
    sivu.left_margin = sivu.right_margin = Cm(2.0)
    perus = d.styles["Normal"]
    perus.font.name, perus.font.size = "Calibri", Pt(11)
    ominaisuudet = perus.element.get_or_add_rPr()
    ominaisuudet.append(ominaisuudet.makeelement(qn("w:lang"), {qn("w:val"): MAAT[kieli]}))
    d.add_heading(otsikko, 0)
    for lohko in lohkot:
        _lohko(d, lohko)
    d.core_properties.title, d.core_properties.language = otsikko, MAAT[kieli]
    d.core_properties.author = "Sotemalli"
    if alatunniste:
        sivu.footer.paragraphs[0].text = alatunniste
        sivu.footer.paragraphs[0].style = d.styles["Caption"]
    puskuri = io.BytesIO()
    d.save(puskuri)
    return puskuri.getvalue()


def _lohko(d: Document, lohko: Lohko) -> None:
    laji, *sisalto = lohko
    if laji == "otsikko":
        d.add_heading(sisalto[0], 1)
    elif laji == "alaotsikko":
        d.add_heading(sisalto[0], 2)
    elif laji == "kappale":
        d.add_paragraph(sisalto[0])
    elif laji == "luettelo":
        for kohta in sisalto[0]:
            d.add_paragraph(kohta, style="List Bullet")
    else:
        _taulu(d, sisalto[0], sisalto[1])


def _taulu(d: Document, sarakkeet: Sequence[str], rivit: Sequence[Sequence[str]]) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn

    t = d.add_table(rows=1, cols=len(sarakkeet), style="Light List Accent 1")
    for solu, nimi in zip(t.rows[0].cells, sarakkeet, strict=True):
        solu.text = nimi.lstrip(">")
    otsikkorivi = t.rows[0]._tr.get_or_add_trPr()
    otsikkorivi.append(otsikkorivi.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))
    for rivi in rivit:
        solut = t.add_row().cells
        for solu, nimi, x in zip(solut, sarakkeet, rivi, strict=True):
            solu.text = x
            if nimi.startswith(">"):
                solu.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    d.add_paragraph()


def html(lohkot: Iterable[Lohko]) -> list[tuple[str, str, str]]:
    """The same blocks as sections of `raporttisivu.sivu`: (id, heading, HTML)."""
    from visualisointi import raporttisivu as r

    osiot: list[tuple[str, str, list[str]]] = []
    for laji, *sisalto in lohkot:
        if laji == "otsikko" or not osiot:
            osiot.append((f"o{len(osiot) + 1}", sisalto[0] if laji == "otsikko" else "", []))
            if laji == "otsikko":
                continue
        osiot[-1][2].append(
            {
                "alaotsikko": lambda s: r.alaotsikko(s[0]), "kappale": lambda s: r.kappale(s[0]),
                "luettelo": lambda s: r.luettelo(s[0]), "taulu": lambda s: r.taulukko(s[0], s[1]),
            }[laji](sisalto)
        )  # fmt: skip
    return [(t, n, r.osio(t, n, *osat) if n else "".join(osat)) for t, n, osat in osiot]
