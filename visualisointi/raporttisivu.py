"""One self-contained HTML page: text, tables and figures with the style, typeface and images inside; no network.

Made to be read on paper too: A4 in print, a figure is never cut in two, tables keep their heads.
"""

from __future__ import annotations

import base64
import html
import io
import re
from collections.abc import Iterable, Sequence

from visualisointi.kuvatyyli import KIRJASIMET, PERHE

_TUNNUS = re.compile(r'(\bid="|href="#|url\(#)')

TYYLI = """
:root { --ink: #212121; --ink2: #51585d; --line: #c8cdd0; --page: #f7f8fa; --paper: #fff; --action: #2a6ebb;
  --assume: #86499c; }
@media screen and (prefers-color-scheme: dark) {
  :root { color-scheme: dark; --ink: #e6e9eb; --ink2: #aab3b9; --line: #454d54; --page: #15191c; --paper: #1f2529;
    --action: #82b6f2; --assume: #cf9fe3; }
}
* { box-sizing: border-box; }
html { font-size: 16px; }
body { margin: 0; background: var(--page); color: var(--ink); line-height: 1.5;
  font-family: 'Source Sans 3', 'Helvetica Neue', Arial, sans-serif; }
main, header, footer, nav { max-width: 1008px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 40px; }
.kicker { color: var(--ink2); font-size: 14px; margin: 0; }
h1 { font-size: 30px; line-height: 1.25; margin: 6px 0 12px; font-weight: 600; }
h2 { font-size: 22px; line-height: 1.3; margin: 44px 0 10px; padding-top: 14px; border-top: 2px solid var(--line);
  font-weight: 600; }
h3 { font-size: 18px; line-height: 1.35; margin: 28px 0 6px; font-weight: 600; }
p, li { max-width: 68ch; }
p { margin: 0 0 12px; }
ul { padding-left: 22px; margin: 0 0 14px; }
li { margin-bottom: 7px; }
.lead { font-size: 18px; }
a { color: var(--action); }
nav ol { columns: 2; padding-left: 22px; font-size: 15px; margin: 16px 0 0; }
.brief { background: var(--paper); border-left: 4px solid var(--action); padding: 18px 22px 10px; margin: 22px 0; }
.brief h2 { border: 0; margin: 0 0 8px; padding: 0; }
.note { border: 1px dashed var(--assume); background: var(--paper); padding: 12px 18px 4px; margin: 14px 0; }
figure { --ink: #212121; --ink2: #51585d; --line: #c8cdd0; --paper: #fff; --action: #2a6ebb; color: var(--ink);
  margin: 18px 0 24px; background: #fff; border: 1px solid var(--line); border-radius: 4px; padding: 4px; }
figure svg { display: block; width: 100%; height: auto; }
details { margin: 0 0 8px; padding: 0 12px; font-size: 14px; }
summary { cursor: pointer; color: var(--action); }
.scroll { overflow-x: auto; margin: 10px 0 20px; }
table { border-collapse: collapse; background: var(--paper); width: 100%; font-size: 15px; line-height: 1.4; }
caption { text-align: left; font-weight: 600; padding: 0 0 6px; }
th, td { padding: 7px 10px; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { font-weight: 600; border-bottom: 2px solid var(--line); }
th.n, td.n { text-align: right; font-variant-numeric: tabular-nums; }
td.n { white-space: nowrap; }
td.t { white-space: nowrap; }
td.w { min-width: 24ch; }
td.m { text-align: right; font-variant-numeric: tabular-nums; min-width: 11ch; }
th.m { text-align: right; }
td.out { white-space: nowrap; font-weight: 600; }
th:first-child { min-width: 15ch; }
td.h { overflow-wrap: anywhere; }
code, pre { font-family: ui-monospace, 'DejaVu Sans Mono', Consolas, monospace; font-size: 13px; }
pre { background: var(--paper); border: 1px solid var(--line); padding: 10px 14px; overflow-x: auto;
  white-space: pre-wrap; }
dt { font-weight: 600; margin-top: 10px; }
dd { margin: 0; max-width: 68ch; }
footer { color: var(--ink2); font-size: 14px; padding-top: 30px; padding-bottom: 50px; }
@media (max-width: 576px) {
  nav ol { columns: 1; } h1 { font-size: 25px; } main, header, footer, nav { padding: 0 14px; }
}
@page { size: A4; margin: 14mm 12mm; }
@media print {
  html { font-size: 14px; } body { background: #fff; }
  main, header, footer, nav { max-width: none; padding: 0; }
  figure, tr, .brief, .note { break-inside: avoid; } h2, h3 { break-after: avoid; }
  nav { display: none; }
  thead { display: table-header-group; } details { display: none; } .scroll { overflow: visible; }
}
"""


def suojaa(teksti: object) -> str:
    """Text made safe for HTML."""
    return html.escape(str(teksti), quote=True)


def kappale(teksti: str, luokka: str = "") -> str:
    """A paragraph of plain text."""
    return f"<p{_luokka(luokka)}>{suojaa(teksti)}</p>"


def luettelo(kohdat: Iterable[str]) -> str:
    """A list of plain texts."""
    return "<ul>" + "".join(f"<li>{suojaa(k)}</li>" for k in kohdat) + "</ul>"


def maaritelmat(parit: Iterable[tuple[str, str]]) -> str:
    """Words and what they mean."""
    return "<dl>" + "".join(f"<dt>{suojaa(a)}</dt><dd>{suojaa(b)}</dd>" for a, b in parit) + "</dl>"


def laatikko(*osat: str, luokka: str = "note") -> str:
    """Parts in a box: "brief" for the answer, "note" for what nobody knows."""
    return f'<div class="{luokka}">' + "".join(osat) + "</div>"


def koodi(teksti: str) -> str:
    """Commands to copy."""
    return f"<pre>{suojaa(teksti)}</pre>"


def taulukko(sarakkeet: Sequence[str], rivit: Iterable[Sequence[object]], otsikko: str = "") -> str:
    """A table. First letters of columns: '>' numbers, '~' numbers with words, which may break, '#' long unbroken text,
    '=' what stays whole, '+' sentences."""
    luokat = [{">": "n", "#": "h", "=": "t", "~": "m", "+": "w"}.get(s[:1], "") for s in sarakkeet]
    nimet = [s.lstrip(">#=~+") for s in sarakkeet]
    paa = "".join(f'<th scope="col"{_luokka(x)}>{suojaa(n)}</th>' for x, n in zip(luokat, nimet, strict=True))
    runko = "".join(
        "<tr>" + "".join(f"<td{_luokka(x)}>{suojaa(s)}</td>" for x, s in zip(luokat, rivi, strict=True)) + "</tr>"
        for rivi in rivit
    )
    nimi = f"<caption>{suojaa(otsikko)}</caption>" if otsikko else ""
    taulu = f"<table>{nimi}<thead><tr>{paa}</tr></thead><tbody>{runko}</tbody></table>"
    return f'<div class="scroll" tabindex="0">{taulu}</div>'


def kuva(svg: bytes, etuliite: str, nayta_taulukkona: str = "", taulu: str = "") -> str:
    """A figure (SVG without its letters) drawn inside the page, whose typeface it uses; its ids get a prefix.

    taulu: the same as a table, behind `nayta_taulukkona`.
    """
    teksti = svg.decode()
    alku = teksti.index("<svg")
    teksti = _TUNNUS.sub(rf"\g<1>{etuliite}-", teksti[alku:])
    lisa = f"<details><summary>{suojaa(nayta_taulukkona)}</summary>{taulu}</details>" if taulu else ""
    return f"<figure>{teksti}{lisa}</figure>"


def osio(tunnus: str, otsikko: str, *osat: str) -> str:
    """A section with its heading."""
    return f'<section id="{tunnus}"><h2>{suojaa(otsikko)}</h2>' + "".join(osat) + "</section>"


def alaotsikko(teksti: str) -> str:
    """A heading inside a section."""
    return f"<h3>{suojaa(teksti)}</h3>"


def sivu(
    kieli: str, otsikko: str, ylapuoli: str, johdanto: str, osiot: Sequence[tuple[str, str, str]], alatunniste: str,
    sisallys: str,
) -> str:  # fmt: skip
    """The whole page. osiot: id, heading for the contents, HTML; those without a heading, the answer, stand above the
    contents; johdanto: HTML below the title.
    """
    kohdat = "".join(f'<li><a href="#{t}">{suojaa(n)}</a></li>' for t, n, _ in osiot if n)
    alku = "".join(sisalto for _, n, sisalto in osiot if not n)
    runko = "".join(sisalto for _, n, sisalto in osiot if n)
    nakyva = alku + runko + johdanto + otsikko + ylapuoli + alatunniste + kohdat
    return (
        f'<!DOCTYPE html>\n<html lang="{kieli}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{suojaa(otsikko)}</title>\n<style>{_kirjasimet(nakyva)}{TYYLI}</style>\n</head>\n<body>\n"
        f'<header><p class="kicker">{suojaa(ylapuoli)}</p><h1>{suojaa(otsikko)}</h1>{johdanto}{alku}</header>\n'
        f'<nav aria-label="{suojaa(sisallys)}"><ol>{kohdat}</ol></nav>\n<main>{runko}</main>\n'
        f"<footer>{suojaa(alatunniste)}</footer>\n</body>\n</html>\n"
    )


def _luokka(nimi: str) -> str:
    return f' class="{nimi}"' if nimi else ""


def _kirjasimet(teksti: str) -> str:
    """@font-face rules that hold the letters of the page, in both weights."""
    from fontTools import subset, ttLib  # type: ignore[import-untyped]

    saannot = []
    for paino, leikkaus in ((400, "Regular"), (600, "SemiBold")):
        kirjasin = ttLib.TTFont(KIRJASIMET / f"SourceSans3-{leikkaus}.ttf", recalcTimestamp=False)
        for taulu in {"GPOS", "GSUB", "GDEF", "DSIG"} & set(kirjasin.keys()):
            del kirjasin[taulu]
        rajaus = subset.Subsetter(subset.Options(hinting=False, name_IDs=[]))
        rajaus.populate(unicodes=sorted({ord(merkki) for merkki in html.unescape(teksti)}))
        rajaus.subset(kirjasin)
        puskuri = io.BytesIO()
        kirjasin.save(puskuri)
        tieto = base64.b64encode(puskuri.getvalue()).decode()
        saannot.append(
            f"@font-face{{font-family:'{PERHE}';font-weight:{paino};src:url(data:font/ttf;base64,{tieto})}}\n"
        )
    return "".join(saannot)
