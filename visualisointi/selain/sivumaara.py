"""How many pages a Word document of ours takes. Word alone knows; this is an estimate on the wide side.

Paragraphs, tables and charts are laid on pages one after another, what is kept with the next as one block. Text is
taken to be wider than Calibri is, so that a machine without it needs no more pages either.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

MERKKI, RIVI = 0.56, 1.22  # width of a character and height of a line over the size of type
PT_CM = 2.54 / 72
SOLUN_REUNA = 0.38  # cm on both sides of a cell's text together


def sivuja(d: Any) -> float:
    """Pages of a `docx.Document`, the last one as the part of it that is filled: 1.75."""
    osa = d.sections[0]
    korkeus = (osa.page_height - osa.top_margin - osa.bottom_margin) / 360_000
    leveys = (osa.page_width - osa.left_margin - osa.right_margin) / 360_000
    sivut, y = 0, 0.0
    for pala in _palat(d, leveys):
        if y + pala > korkeus:
            sivut, y = sivut + 1, 0.0
        sivut, y = sivut + int((y + pala) // korkeus), (y + pala) % korkeus
    return sivut + y / korkeus


def _palat(d: Any, leveys: float) -> Iterator[float]:
    """Heights in cm of what is not broken between pages: paragraphs kept together, rows of tables."""
    from docx.table import Table

    kesken = 0.0
    for osa in d.iter_inner_content():
        if isinstance(osa, Table):
            rivit = [_rivi(rivi, [s.width / 360_000 for s in osa.rows[0].cells]) for rivi in osa.rows]
            yield kesken + rivit[0]
            yield from rivit[1:]
            kesken = 0.0
            continue
        kesken += _kappale(osa, leveys)
        if not (osa.paragraph_format.keep_with_next or osa.style.paragraph_format.keep_with_next):
            yield kesken
            kesken = 0.0
    if kesken:
        yield kesken


def _rivi(rivi: Any, leveydet: list[float]) -> float:
    return max(
        sum(_kappale(k, w - SOLUN_REUNA) for k in solu.paragraphs) for solu, w in zip(rivi.cells, leveydet, strict=True)
    )


def _kappale(kappale: Any, leveys: float) -> float:
    tyyli, omat = kappale.style, kappale.paragraph_format
    koko = max([_pt(r.font.size) for r in kappale.runs if r.font.size] or [_pt(_peritty(tyyli))])
    kuvia = [int(x.get("cy")) / 360_000 for x in kappale._p.iter() if x.tag.endswith("}extent")]
    vali = sum(_pt(_arvo(omat, tyyli, nimi)) for nimi in ("space_before", "space_after")) * PT_CM
    if kuvia:
        return max(kuvia) + vali
    kapea = 0.75 if tyyli.name.startswith("List") else 0.0
    mahtuu = max(1.0, (leveys - kapea) / (MERKKI * koko * PT_CM))
    riveja = max(1, math.ceil(len(kappale.text) / mahtuu))
    return riveja * RIVI * koko * PT_CM + vali


def _arvo(omat: Any, tyyli: Any, nimi: str) -> Any:
    arvo = getattr(omat, nimi)
    while arvo is None and tyyli is not None:
        arvo, tyyli = getattr(tyyli.paragraph_format, nimi), tyyli.base_style
    return arvo


def _peritty(tyyli: Any) -> Any:
    while tyyli is not None:
        if tyyli.font.size:
            return tyyli.font.size
        tyyli = tyyli.base_style
    return None


def _pt(arvo: Any) -> float:
    return arvo.pt if arvo else 0.0
