"""A report as slides: findings as titles, charts that PowerPoint can edit, provenance on each."""

from __future__ import annotations

import datetime
import io
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from visualisointi import kuvatyyli
from visualisointi.selain.kieli import kaantaja
from visualisointi.selain.raportti import Raportti, Taulu
from visualisointi.selain.raporttiword import MAAT, MERKKI_CM, SOLUN_REUNA_CM, leveydet, lyhyt, vaihtoehto

if TYPE_CHECKING:
    from pptx.presentation import Presentation

    from visualisointi.selain.raporttikuvat import Kaavio, Raporttikuva

LEVEYS, KORKEUS, REUNA = 33.867, 19.05, 1.6  # cm: 16:9
TAULUN_CM = 12.6  # height of a table's rows on a slide
LUOKAN_NIMI = 10  # characters of a category's name that stand upright under columns
KATKOT = ("ROUND_DOT", "SOLID", "DASH", "DASH_DOT", "LONG_DASH")


def diat(r: Raportti) -> bytes:
    """The presentation's bytes."""
    import pptx
    from pptx.util import Cm

    _, p = kaantaja(r.kieli), pptx.Presentation()
    p.slide_width, p.slide_height = Cm(LEVEYS), Cm(KORKEUS)
    _luettelo(
        p, r, r.otsikko, [r.kysymys, *(f"{n}. {k}" for n, k in r.skenaariot), *([r.alustava] if r.alustava else [])]
    )
    lauseet = [f"{nimi}: {x}" if nimi else x for nimi, omat in r.vastaus for x in omat]
    _luettelo(p, r, _("In brief"), lauseet)
    _taulu(p, r, r.erot)
    _taulu(p, r, lyhyt(r))
    for kuva in r.kuvat:
        _kuva(p, r, kuva)
    _luettelo(p, r, _("How sure"), r.varmuus)
    _luettelo(p, r, _("What to keep in mind"), r.rajat)
    _luettelo(p, r, _("Repeat"), [*r.toista, r.linkki])
    tiedot = p.core_properties
    tiedot.title, tiedot.subject, tiedot.language, tiedot.author = r.otsikko, r.kysymys, MAAT[r.kieli], "Sotemalli"
    tiedot.comments = r.lahde
    tiedot.created = tiedot.modified = datetime.datetime.combine(r.pvm, datetime.time())
    puskuri = io.BytesIO()
    p.save(puskuri)
    return puskuri.getvalue()


def _dia(p: Presentation, r: Raportti, otsikko: str) -> Any:
    """A slide with its title and provenance."""
    from pptx.util import Cm

    dia = p.slides.add_slide(p.slide_layouts[5])  # title only
    laatikko = dia.shapes.title
    laatikko.left, laatikko.top, laatikko.width, laatikko.height = Cm(REUNA), Cm(0.9), Cm(LEVEYS - 2 * REUNA), Cm(2.6)
    _kirjoita(laatikko.text_frame, [otsikko], 26 if len(otsikko) < 90 else 21, r.kieli, lihava=True, vari="003479")
    _teksti(dia, r, [r.lahde], (REUNA, KORKEUS - 1.3, LEVEYS - 2 * REUNA, 0.9), 11, vari="51585D")
    return dia


def _teksti(dia: Any, r: Raportti, kappaleet: Sequence[str], paikka: tuple[float, float, float, float], koko: float,
            vari: str = "212121") -> None:  # fmt: skip
    from pptx.util import Cm

    laatikko = dia.shapes.add_textbox(*(Cm(x) for x in paikka))
    laatikko.text_frame.word_wrap = True
    _kirjoita(laatikko.text_frame, kappaleet, koko, r.kieli, vari=vari)


def _kirjoita(kehys: Any, kappaleet: Sequence[str], koko: float, kieli: str, lihava: bool = False,
              vari: str = "212121") -> None:  # fmt: skip
    from pptx.dml.color import RGBColor
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    for i, teksti in enumerate(kappaleet):
        kappale = kehys.paragraphs[0] if i == 0 else kehys.add_paragraph()
        kappale.text, kappale.alignment, kappale.space_after = teksti, PP_ALIGN.LEFT, Pt(8)
        for osa in kappale.runs:
            osa.font.size, osa.font.bold, osa.font.name = Pt(koko), lihava, "Calibri"
            osa.font.color.rgb = RGBColor.from_string(vari)
            osa._r.get_or_add_rPr().set("lang", MAAT[kieli])


def _luettelo(p: Presentation, r: Raportti, otsikko: str, kohdat: Sequence[str]) -> None:
    dia = _dia(p, r, otsikko)
    koko = 20 if sum(len(k) for k in kohdat) < 700 else 16 if sum(len(k) for k in kohdat) < 1400 else 13
    _teksti(dia, r, [f"• {k}" for k in kohdat], (REUNA, 3.8, LEVEYS - 2 * REUNA, KORKEUS - 5.4), koko)


def _taulu(p: Presentation, r: Raportti, taulu: Taulu) -> None:
    """A table, on as many slides as it needs."""
    from pptx.util import Cm

    mitat = leveydet(taulu, LEVEYS - 2 * REUNA, 13)
    for osa in _dioille(taulu.rivit, mitat):
        dia = _dia(p, r, taulu.otsikko)
        kehys = dia.shapes.add_table(
            len(osa) + 1, len(taulu.sarakkeet), Cm(REUNA), Cm(3.8), Cm(LEVEYS - 2 * REUNA), Cm(1.0)
        )
        for i, leveys in enumerate(mitat):
            kehys.table.columns[i].width = Cm(leveys)
        for j, rivi in enumerate([taulu.sarakkeet, *osa]):
            for i, x in enumerate(rivi):
                solu = kehys.table.cell(j, i)
                _kirjoita(solu.text_frame, [x], 13, r.kieli, lihava=j == 0, vari="FFFFFF" if j == 0 else "212121")
                solu.margin_top = solu.margin_bottom = Cm(0.1)
                for kappale in solu.text_frame.paragraphs:
                    kappale.space_after = Cm(0)


def _dioille(rivit: Sequence[Sequence[str]], mitat: Sequence[float]) -> list[list[Sequence[str]]]:
    """Rows of a table by slide, as many as there is room for."""
    out: list[list[Sequence[str]]] = [[]]
    tilaa = TAULUN_CM
    for rivi in rivit:
        riveja = max(
            math.ceil(len(x) * 13 * MERKKI_CM / (w - SOLUN_REUNA_CM)) for x, w in zip(rivi, mitat, strict=True)
        )
        korkeus = 0.56 * max(riveja, 1) + 0.25
        if out[-1] and korkeus > tilaa:
            out.append([])
            tilaa = TAULUN_CM
        out[-1].append(rivi)
        tilaa -= korkeus
    return out


def _kuva(p: Presentation, r: Raportti, kuva: Raporttikuva) -> None:
    dia = _dia(p, r, kuva.otsikko)
    _teksti(dia, r, [kuva.ala], (REUNA, 3.4, LEVEYS - 2 * REUNA, 1.0), 14, vari="51585D")
    n = len(kuva.kaaviot)
    leveys = (LEVEYS - 2 * REUNA) / n
    for i, kaavio in enumerate(kuva.kaaviot):
        lisaa_kaavio(dia, r, kaavio, (REUNA + i * leveys, 4.8, leveys - 0.4, KORKEUS - 6.4), kuva)


def lisaa_kaavio(
    dia: Any, r: Raportti, k: Kaavio, paikka: tuple[float, float, float, float], kuva: Raporttikuva, koko: float = 12
) -> Any:
    """A chart of Office's own on a slide: left, top, width and height in cm; text of that many points. Returns it."""
    from pptx.chart.data import CategoryChartData
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Cm, Pt

    tiedot = CategoryChartData(number_format=k.muoto)
    tiedot.categories = list(k.luokat)
    for nimi, arvot in k.sarjat:
        tiedot.add_series(nimi, list(arvot))
    pitkia = max(len(x) for x in k.luokat) > LUOKAN_NIMI  # names that would stand aslant under columns
    palkki = XL_CHART_TYPE.BAR_CLUSTERED if pitkia else XL_CHART_TYPE.COLUMN_CLUSTERED
    laji = XL_CHART_TYPE.LINE if k.laji == "viiva" else palkki
    kehys = dia.shapes.add_chart(laji, *(Cm(x) for x in paikka), tiedot)
    kehys._element.nvGraphicFramePr.cNvPr.set("descr", f"{kuva.otsikko}. {k.otsikko}. {vaihtoehto(kuva)}")
    kaavio = kehys.chart
    kaavio.font.size, kaavio.font.name = Pt(koko), "Calibri"
    kaavio.has_title = True
    _kirjoita(kaavio.chart_title.text_frame, [k.otsikko], koko + 1, r.kieli)
    kaavio.has_legend = len(k.sarjat) > 1 and not k.vali
    if kaavio.has_legend:
        vieressa = paikka[2] > 2.5 * paikka[3]
        kaavio.legend.position = XL_LEGEND_POSITION.RIGHT if vieressa else XL_LEGEND_POSITION.BOTTOM
        kaavio.legend.include_in_layout = False
    kaavio.value_axis.major_gridlines.format.line.color.rgb = RGBColor(0xEC, 0xED, 0xEE)
    kaavio.value_axis.tick_labels.number_format, kaavio.value_axis.tick_labels.number_format_is_linked = k.muoto, False
    kaavio.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if laji == XL_CHART_TYPE.BAR_CLUSTERED:
        kaavio.category_axis.reverse_order = True
        kaavio.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH  # reversed, that is below
    _pystyyn(kaavio.category_axis, 3 if k.laji == "viiva" and len(k.luokat) > 8 else 1, koko)
    for i, sarja in enumerate(kaavio.plots[0].series):
        j = k.ensimmainen + (0 if k.vali else i)
        if len(k.sarjat) == 1:
            j = 1
        vari = RGBColor.from_string(kuvatyyli.SARJATYYLIT[j].vari[1:])
        if k.laji == "viiva":
            sarja.smooth = False
            sarja.format.line.color.rgb, sarja.format.line.width = vari, Pt((1.0 if k.vali and i else 2.5) * koko / 12)
            sarja.format.line.dash_style = getattr(MSO_LINE, "DASH" if k.vali and i else KATKOT[j])
        else:
            sarja.format.fill.solid()
            sarja.format.fill.fore_color.rgb = vari
            sarja.invert_if_negative = False
    return kaavio


def _pystyyn(akseli: Any, joka: int, koko: float) -> None:
    """Names of the axis upright: all of them, or every n-th."""
    from pptx.oxml.ns import qn
    from pptx.util import Pt

    akseli.tick_labels.font.size = Pt(koko)
    if joka == 1:
        akseli._element.find(qn("c:txPr")).find(qn("a:bodyPr")).set("rot", "0")
    viimeinen = akseli._element.find(qn("c:noMultiLvlLbl"))
    for nimi in ("c:tickLblSkip", "c:tickMarkSkip"):
        viimeinen.addprevious(akseli._element.makeelement(qn(nimi), {"val": str(joka)}))
