"""How charts look: colours and type, the frame every chart stands in, files with their provenance inside.

Colours are the tokens of Suomi.fi (MIT) and keep apart for the colour-blind; dash and mark tell a series too. The
typeface is Source Sans 3 (OFL, `kirjasimet/`). Matplotlib is imported when something is drawn.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

KIRJASIMET = Path(__file__).parent / "kirjasimet"
PERHE = "Source Sans 3"
VARAPERHEET = f"'{PERHE}', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"

MUSTE, HARMAA_MUSTE, VIIVA, VIIVA_HENTO, PAPERI = "#212121", "#51585d", "#c8cdd0", "#ecedee", "#ffffff"
NYKYTILA, SININEN, ORANSSI, VIOLETTI, VIHREA = "#5f686d", "#2a6ebb", "#be5513", "#86499c", "#067459"
VAALEA_SININEN, HARMAA_PINTA = "#cfdff2", "#e3e6e8"

LEVEYS = 720.0  # points: 10 inches, text is read at its nominal size
REUNA, YLAREUNA = 26.0, 14.0
PNG_DPI = 160
OTSIKKO, LEIPA, PIENI = 16.0, 10.5, 9.5  # points
LIHAVA = 600
_LEIKKAUS = {400: "Regular", LIHAVA: "SemiBold"}


@dataclass(frozen=True, slots=True)
class Sarjatyyli:
    """Colour, dash (points on and off, None = solid) and mark of a series."""

    vari: str
    viiva: tuple[float, ...] | None
    merkki: str
    ontto: bool = False


SARJATYYLIT = (
    Sarjatyyli(NYKYTILA, (0.6, 2.0), "o", ontto=True),
    Sarjatyyli(SININEN, None, "o"),
    Sarjatyyli(ORANSSI, (4.0, 2.0), "s"),
    Sarjatyyli(VIOLETTI, (6.0, 1.6, 1.2, 1.6), "^"),
    Sarjatyyli(VIHREA, (9.0, 2.0), "D"),
)


# --------------------------------------------------------------------------------------------------- frame
@lru_cache(maxsize=1)
def lataa_kirjasimet() -> None:
    """Make the typeface known to Matplotlib; on a new machine Matplotlib first lists all typefaces there are."""
    from matplotlib import font_manager

    for tiedosto in sorted(KIRJASIMET.glob("*.ttf")):
        font_manager.fontManager.addfont(tiedosto)


@contextmanager
def tyyli() -> Iterator[None]:
    """Inside, Matplotlib draws in the project's manner; outside nothing has changed."""
    import matplotlib

    lataa_kirjasimet()
    with matplotlib.rc_context({
        "font.family": [PERHE], "font.size": LEIPA, "text.color": MUSTE, "axes.labelcolor": MUSTE,
        "axes.edgecolor": VIIVA, "axes.spines.top": False, "axes.spines.right": False, "axes.spines.left": False,
        "axes.linewidth": 0.8, "xtick.color": HARMAA_MUSTE, "ytick.color": HARMAA_MUSTE, "xtick.labelsize": PIENI,
        "ytick.labelsize": PIENI, "xtick.major.size": 3.0, "ytick.major.size": 0.0, "axes.unicode_minus": True,
        "figure.facecolor": PAPERI, "savefig.facecolor": PAPERI, "svg.fonttype": "none", "svg.hashsalt": "sotemalli",
        "path.simplify": False,
    }):  # fmt: skip
        yield


class Pohja:
    """A chart's frame: finding as title, subtitle, footer with the source; between them room to draw in points.

    `kuva` is the figure; `ala`, `yla` bound the room from the page's bottom, `vasen`, `oikea` from its left, in points.
    """

    def __init__(self, korkeus: float, otsikko: str, alaotsikko: str, lahde: str) -> None:
        """korkeus: of the room between subtitle and footer, points; the page is as high as its texts need."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.kuva: Figure = Figure(figsize=(LEVEYS / 72.0, 4.0), dpi=72.0)
        FigureCanvasAgg(self.kuva)
        rivit = (
            (self.rivita(otsikko, OTSIKKO, LIHAVA), OTSIKKO, LIHAVA, MUSTE),
            (self.rivita(alaotsikko, LEIPA), LEIPA, 400, HARMAA_MUSTE),
        )
        lahderivit = self.rivita(lahde, PIENI)
        ylatila = YLAREUNA + sum(1.28 * koko * len(tekstit) for tekstit, koko, *_ in rivit) + 4.0 + 12.0
        self.ala = 20.0 + 1.3 * PIENI * len(lahderivit)
        self.korkeus = self.ala + korkeus + ylatila
        self.yla, self.vasen, self.oikea = self.korkeus - ylatila, REUNA, LEVEYS - REUNA
        self.kuva.set_size_inches(LEVEYS / 72.0, self.korkeus / 72.0)
        self.sivu = self._sivu()
        y = self.korkeus - YLAREUNA
        for tekstit, koko, paino, vari in rivit:
            for teksti in tekstit:
                self.kirjoita(REUNA, y, teksti, koko=koko, paino=paino, vari=vari, va="top")
                y -= 1.28 * koko
            y -= 4.0
        self.sivu.plot([REUNA, LEVEYS - REUNA], [self.ala - 8.0] * 2, color=VIIVA_HENTO, lw=0.8)
        for i, teksti in enumerate(lahderivit):
            self.kirjoita(REUNA, self.ala - 12.0 - 1.3 * PIENI * i, teksti, koko=PIENI, vari=HARMAA_MUSTE, va="top")

    def _sivu(self) -> Axes:
        """The whole page as a drawing surface in points."""
        sivu = self.kuva.add_axes((0.0, 0.0, 1.0, 1.0))
        sivu.set_xlim(0.0, LEVEYS)
        sivu.set_ylim(0.0, self.korkeus)
        sivu.set_axis_off()
        return sivu

    def kirjoita(
        self, x: float, y: float, teksti: str, *, koko: float = LEIPA, paino: int = 400, vari: str = MUSTE,
        ha: str = "left", va: str = "center", tausta: bool = False,
    ) -> None:  # fmt: skip
        """Text on the page, at points; tausta: on a pale ground, over lines."""
        laatikko = {"fc": PAPERI, "ec": "none", "alpha": 0.8, "boxstyle": "square,pad=0.1"} if tausta else None
        self.sivu.text(
            x, y, teksti, fontsize=koko, fontweight=paino, color=vari, ha=ha, va=va, bbox=laatikko, zorder=6
        )  # fmt: skip

    def akselit(self, x: float, y: float, leveys: float, korkeus: float) -> Axes:
        """Axes with their lower left corner at (x, y), points."""
        return self.kuva.add_axes((x / LEVEYS, y / self.korkeus, leveys / LEVEYS, korkeus / self.korkeus))

    def leveys(self, teksti: str, koko: float, paino: int = 400) -> float:
        """Width of a text, points."""
        from matplotlib.font_manager import FontProperties

        ominaisuudet = FontProperties(family=[PERHE], size=koko, weight=paino)
        piirrin = self.kuva.canvas.get_renderer()  # type: ignore[attr-defined]
        return (
            float(piirrin.get_text_width_height_descent(teksti, ominaisuudet, ismath=False)[0]) * 72.0 / self.kuva.dpi
        )

    def rivita(self, teksti: str, koko: float, paino: int = 400, mahtuu: float = LEVEYS - 2 * REUNA) -> list[str]:
        """The text in lines that fit."""
        rivit, rivi = [], ""
        for sana in teksti.split(" "):
            koe = f"{rivi} {sana}".strip()
            if rivi and self.leveys(koe, koko, paino) > mahtuu:
                rivit.append(rivi)
                koe = sana
            rivi = koe
        return [*rivit, rivi]


# --------------------------------------------------------------------------------------------------- files
def tiedostot(kuva: Figure, nimi: str, tiedot: Mapping[str, str]) -> dict[str, bytes]:
    """The chart as `nimi`.svg and `nimi`.png, with title, description, source and run id in their metadata.

    tiedot: Title, Description, Source, Identifier, Language, Date. The same chart gives the same bytes.
    The SVG keeps text as text, carries the letters it uses, and has a title and a description for screen readers.
    """
    with tyyli():
        png = io.BytesIO()
        kuva.savefig(
            png,
            format="png",
            dpi=PNG_DPI,
            pil_kwargs={"compress_level": 4},
            metadata={"Software": "Sotemalli", **tiedot},
        )
    return {f"{nimi}.svg": svg(kuva, tiedot), f"{nimi}.png": png.getvalue()}


def svg(kuva: Figure, tiedot: Mapping[str, str], kirjasimet: bool = True) -> bytes:
    """The chart as SVG alone; kirjasimet false: without the letters, for a page that has them."""
    with tyyli():
        puskuri = io.BytesIO()
        perus = {"Creator": "Sotemalli", "Format": "image/svg+xml", "Type": "StillImage"}
        kuva.savefig(puskuri, format="svg", metadata={"Date": None, **perus, **tiedot})
    return _viimeistele_svg(puskuri.getvalue().decode(), tiedot, kirjasimet).encode()


def _viimeistele_svg(svg: str, tiedot: Mapping[str, str], kirjasimet: bool) -> str:
    """Names for screen readers, one list of typefaces, and the letters used."""
    svg = svg.replace(f"'{PERHE}'", VARAPERHEET)
    merkit = set(_avaa("".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))))
    otsikko = (
        f"<title>{_suojaa(tiedot.get('Title', ''))}</title>\n<desc>{_suojaa(tiedot.get('Description', ''))}</desc>\n"
    )
    tyylit = ""
    if kirjasimet:
        tyylit = "<style>" + "".join(_upotettu(paino, merkit) for paino in (400, LIHAVA)) + "</style>\n"
    alku = re.search(r"<svg\b[^>]*>", svg)
    if alku is None:
        raise ValueError("not an SVG document")
    avaus = alku.group(0)[:-1] + ' role="img">\n'
    return svg[: alku.start()] + avaus + otsikko + tyylit + svg[alku.end() :]


def _upotettu(paino: int, merkit: set[str]) -> str:
    """An @font-face rule that holds the letters of this document."""
    from fontTools import subset, ttLib  # type: ignore[import-untyped]

    kirjasin = ttLib.TTFont(KIRJASIMET / f"SourceSans3-{_LEIKKAUS[paino]}.ttf", recalcTimestamp=False)
    for taulu in {"GPOS", "GSUB", "GDEF", "DSIG"} & set(
        kirjasin.keys()
    ):  # letters are enough, and these are slow to read
        del kirjasin[taulu]
    rajaus = subset.Subsetter(subset.Options(hinting=False, name_IDs=[]))
    rajaus.populate(unicodes=[ord(merkki) for merkki in merkit])
    rajaus.subset(kirjasin)
    puskuri = io.BytesIO()
    kirjasin.save(puskuri)
    tieto = base64.b64encode(puskuri.getvalue()).decode()
    return f"@font-face{{font-family:'{PERHE}';font-weight:{paino};src:url(data:font/ttf;base64,{tieto})}}\n"


def _suojaa(teksti: str) -> str:
    return teksti.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _avaa(teksti: str) -> str:
    return teksti.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def viiva(tyyli_: Sarjatyyli, **muut: Any) -> dict[str, Any]:
    """Line properties of a series for Axes.plot."""
    katko = "-" if tyyli_.viiva is None else (0, tyyli_.viiva)
    return {"color": tyyli_.vari, "ls": katko, "lw": 1.9, "solid_capstyle": "round", "zorder": 3, **muut}


def merkki(tyyli_: Sarjatyyli, **muut: Any) -> dict[str, Any]:
    """Mark properties of a series for Axes.plot."""
    pinta = PAPERI if tyyli_.ontto else tyyli_.vari
    return {
        "marker": tyyli_.merkki, "ms": 5.5, "mfc": pinta, "mec": tyyli_.vari, "mew": 1.5, "ls": "none", "zorder": 4,
        **muut,
    }  # fmt: skip
