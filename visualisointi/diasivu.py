"""Plain slides from texts: a PowerPoint file that can be edited, and the same as an HTML page, one slide to a sheet."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from visualisointi import raporttisivu
from visualisointi.wordsivu import MAAT

LEVEYS, KORKEUS, REUNA = 33.867, 19.05, 1.6  # cm: 16:9
TYYLI = """
main { max-width: 1100px; }
.dia { background: #fff; border: 1px solid var(--line); margin: 20px 0; padding: 34px 44px; min-height: 560px; }
.dia h2 { border: 0; margin: 0 0 18px; padding: 0; font-size: 34px; color: #003479; }
.dia li { font-size: 24px; max-width: none; margin-bottom: 12px; }
.puhe { color: var(--ink2); font-size: 16px; border-top: 1px solid var(--line); padding-top: 10px; margin-top: 26px; }
@page { size: A4 landscape; margin: 10mm; }
@media print { .dia { break-after: page; border: 0; margin: 0; } header, nav { display: none; } }
"""


class DiatPuuttuu(RuntimeError):
    """The library that writes PowerPoint files is not installed."""


@dataclass(frozen=True)
class Dia:
    """A slide: title, points, and what the speaker says."""

    otsikko: str
    kohdat: tuple[str, ...]
    puhe: str = ""


def html(otsikko: str, ylapuoli: str, diat: Sequence[Dia], kieli: str, alatunniste: str, sisallys: str) -> str:
    """One page that needs no network; in print every slide has a sheet of its own, with what is said under it."""
    osiot = []
    for i, d in enumerate(diat, 1):
        kohdat = "".join(f"<li>{raporttisivu.suojaa(k)}</li>" for k in d.kohdat)
        puhe = f'<p class="puhe">{raporttisivu.suojaa(d.puhe)}</p>' if d.puhe else ""
        nimi = raporttisivu.suojaa(d.otsikko)
        dia = f'<section class="dia" id="d{i}"><h2>{nimi}</h2><ul>{kohdat}</ul>{puhe}</section>'
        osiot.append((f"d{i}", d.otsikko, dia))
    sivu = raporttisivu.sivu(kieli, otsikko, ylapuoli, "", osiot, alatunniste, sisallys)
    return sivu.replace("</style>", f"{TYYLI}</style>", 1)


def powerpoint(otsikko: str, diat: Sequence[Dia], kieli: str, alatunniste: str) -> bytes:
    """The presentation's bytes; what is said is in the notes. Raises DiatPuuttuu where python-pptx is not installed."""
    try:
        import pptx
    except ImportError:
        raise DiatPuuttuu("python-pptx is not installed: pip install sotemalli[app]") from None
    from pptx.util import Cm

    p = pptx.Presentation()
    p.slide_width, p.slide_height = Cm(LEVEYS), Cm(KORKEUS)
    for d in diat:
        dia = p.slides.add_slide(p.slide_layouts[5])  # title only
        nimi = dia.shapes.title
        nimi.left, nimi.top, nimi.width, nimi.height = Cm(REUNA), Cm(1.0), Cm(LEVEYS - 2 * REUNA), Cm(2.4)
        _kirjoita(nimi.text_frame, [d.otsikko], 34, kieli, "003479")
        koko = 26 if sum(map(len, d.kohdat)) < 450 else 20 if sum(map(len, d.kohdat)) < 900 else 15
        _teksti(dia, [f"• {k}" for k in d.kohdat], (REUNA, 3.8, LEVEYS - 2 * REUNA, KORKEUS - 5.6), koko, kieli)
        _teksti(dia, [alatunniste], (REUNA, KORKEUS - 1.3, LEVEYS - 2 * REUNA, 0.9), 11, kieli, "51585D")
        if d.puhe:
            dia.notes_slide.notes_text_frame.text = d.puhe
    p.core_properties.title, p.core_properties.language, p.core_properties.author = otsikko, MAAT[kieli], "Sotemalli"
    puskuri = io.BytesIO()
    p.save(puskuri)
    return puskuri.getvalue()


def _teksti(dia: Any, kappaleet: Sequence[str], paikka: tuple[float, ...], koko: float, kieli: str,
            vari: str = "212121") -> None:  # fmt: skip
    from pptx.util import Cm

    laatikko = dia.shapes.add_textbox(*(Cm(x) for x in paikka))
    laatikko.text_frame.word_wrap = True
    _kirjoita(laatikko.text_frame, kappaleet, koko, kieli, vari)


def _kirjoita(kehys: Any, kappaleet: Sequence[str], koko: float, kieli: str, vari: str) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    for i, teksti in enumerate(kappaleet):
        kappale = kehys.paragraphs[0] if i == 0 else kehys.add_paragraph()
        kappale.text, kappale.alignment, kappale.space_after = teksti, PP_ALIGN.LEFT, Pt(8)
        for osa in kappale.runs:
            osa.font.size, osa.font.name = Pt(koko), "Calibri"
            osa.font.color.rgb = RGBColor.from_string(vari)
            osa._r.get_or_add_rPr().set("lang", MAAT[kieli])
