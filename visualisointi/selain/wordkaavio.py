"""Charts of a Word document that Word can edit: python-docx makes none, so they are made as a slide's and moved over.

A chart of Office is the same XML and the same workbook of numbers in Word as in PowerPoint; only the frame around it
differs. So it looks and says the same in both (`raporttidiat.lisaa_kaavio`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from visualisointi.selain.raporttidiat import lisaa_kaavio

if TYPE_CHECKING:
    from docx.document import Document

    from visualisointi.selain.raportti import Raportti
    from visualisointi.selain.raporttikuvat import Kaavio, Raporttikuva

EMU_CM = 360_000
KAAVIOLAJI = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
TAULUKKOLAJI = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUHTEET = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KEHYS = (
    '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{cx}" cy="{cy}"/>'
    '<wp:docPr id="{n}" name="Chart {n}"/><wp:cNvGraphicFramePr/>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
    '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:r="{suhteet}" r:id="{suhde}"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
)


def lisaa(
    d: Document, kappale: Any, r: Raportti, k: Kaavio, kuva: Raporttikuva, leveys: float, korkeus: float, koko: float
) -> None:
    """A chart at the end of a paragraph: width and height in cm, text of that many points. Its alternative text is the
    figure's finding and numbers."""
    import pptx
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml.parser import parse_xml

    diat = pptx.Presentation()
    dia = diat.slides.add_slide(diat.slide_layouts[6])
    osa = lisaa_kaavio(dia, r, k, (0.0, 0.0, leveys, korkeus), kuva, koko).part
    n = 1 + sum(str(p.partname).startswith("/word/charts/") for p in d.part.package.iter_parts())
    kaavio = Part(PackURI(f"/word/charts/chart{n}.xml"), KAAVIOLAJI, osa.blob, d.part.package)
    luvut = Part(
        PackURI(f"/word/embeddings/chart{n}.xlsx"), TAULUKKOLAJI, osa.chart_workbook.xlsx_part.blob, d.part.package
    )
    (vanha,) = [rid for rid, suhde in osa.rels.items() if suhde.reltype.endswith("/package")]
    kaavio.rels.add_relationship(f"{SUHTEET}/package", luvut, vanha)  # the chart's XML names it by this
    suhde = d.part.relate_to(kaavio, f"{SUHTEET}/chart")
    kehys = parse_xml(
        KEHYS.format(cx=int(leveys * EMU_CM), cy=int(korkeus * EMU_CM), n=1000 + n, suhteet=SUHTEET, suhde=suhde)
    )
    kappale.add_run()._r.append(kehys)
    tiedot = kehys[0].docPr
    tiedot.set("title", kuva.otsikko)
    tiedot.set("descr", dia.shapes[0]._element.nvGraphicFramePr.cNvPr.get("descr"))
