"""The plane of the financing models: who wins at which bias and noise, with the closed form's line over the cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from visualisointi.kuvatyyli import (
    HARMAA_MUSTE,
    HARMAA_PINTA,
    LEIPA,
    LIHAVA,
    MUSTE,
    ORANSSI,
    PAPERI,
    PIENI,
    SININEN,
    VIOLETTI,
    Pohja,
    tyyli,
)
from visualisointi.kuviot import Tekstit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

VARIT = {"kerta": (SININEN, PAPERI), "ennalta": (ORANSSI, PAPERI), "ei": (HARMAA_PINTA, MUSTE)}  # ground, ink
SOLU_KORKEUS, AVAIN = 58.0, 178.0  # points


@dataclass(frozen=True, slots=True)
class Tasosolu:
    """A cell: its place, difference and interval in words, who wins ("kerta", "ennalta", "ei"), the band's mark.

    kaista: 0 the band does not beat both, 1 by its mean, 2 clearly.
    """

    x: float
    y: float
    teksti: str
    vali: str
    voittaja: str
    kaista: int


@dataclass(frozen=True, slots=True)
class Tasosanat:
    """Names: of the axes, of the colours by winner, of the band's two marks, of the line."""

    x: str
    y: str
    voittajat: dict[str, str]
    kaista: str
    kaista_selva: str
    kaava: str


def taso(
    tekstit: Tekstit, solut: Sequence[Tasosolu], kaava: Sequence[tuple[float, float]], sanat: Tasosanat, luvut: Any
) -> Figure:
    """Cells over bias (x) and noise (y), the closed form's break-even line (noise, bias), a key of colours beside.

    luvut: writes an axis number (float -> str).
    """
    xs, ys = sorted({s.x for s in solut}), sorted({s.y for s in solut})
    with tyyli():
        pohja = Pohja(SOLU_KORKEUS * len(ys) + 62.0, tekstit.otsikko, tekstit.alaotsikko, tekstit.lahde)
        vasen, ala = pohja.vasen + 38.0, pohja.ala + 40.0
        leveys = pohja.oikea - AVAIN - vasen
        akselit = pohja.akselit(vasen, ala, leveys, SOLU_KORKEUS * len(ys))
        for solu in solut:
            _piirra(akselit, solu, xs.index(solu.x), ys.index(solu.y))
        akselit.set(xlim=(0, len(xs)), ylim=(0, len(ys)))
        akselit.set_xticks([i + 0.5 for i in range(len(xs))], [luvut(x) for x in xs])
        akselit.set_yticks([i + 0.5 for i in range(len(ys))], [luvut(y) for y in ys])
        akselit.tick_params(length=0)
        akselit.spines["bottom"].set_visible(False)
        _kaava(akselit, kaava, xs, ys)
        pohja.kirjoita(vasen + leveys / 2, pohja.ala + 12.0, sanat.x, ha="center")
        pohja.kirjoita(pohja.vasen, ala + SOLU_KORKEUS * len(ys) + 10.0, sanat.y)
        _avain(pohja, pohja.oikea - AVAIN + 20.0, ala + SOLU_KORKEUS * len(ys) - 8.0, sanat)
        return pohja.kuva


def _piirra(akselit: Axes, solu: Tasosolu, i: int, j: int) -> None:
    from matplotlib.patches import Rectangle

    pinta, muste = VARIT[solu.voittaja]
    akselit.add_patch(Rectangle((i + 0.02, j + 0.03), 0.96, 0.94, fc=pinta, ec="none"))
    for y, teksti, muut in ((0.62, solu.teksti, {"fontweight": LIHAVA}), (0.32, solu.vali, {"fontsize": PIENI})):
        akselit.text(
            i + 0.5, y + j, teksti, ha="center", va="center", color=muste, zorder=6,
            bbox={"fc": pinta, "ec": "none", "boxstyle": "square,pad=0.12"}, **muut,
        )  # fmt: skip
    if solu.kaista:
        _merkki(akselit, i + 0.9, j + 0.84, solu.kaista == 2)


def _merkki(akselit: Axes, x: float, y: float, taysi: bool, **muut: Any) -> None:
    """The band's mark, on a pale ground that shows on any colour."""
    akselit.plot([x], [y], "o", ms=10.0, mfc=PAPERI, mec="none", zorder=4, **muut)
    pinta = VIOLETTI if taysi else PAPERI
    akselit.plot([x], [y], "D", ms=5.0, mfc=pinta, mec=VIOLETTI, mew=1.4, zorder=5, **muut)


def _kaava(akselit: Axes, kaava: Sequence[tuple[float, float]], xs: Sequence[float], ys: Sequence[float]) -> None:
    """The line through cells that stand at even steps of bias and noise; beyond them it is not drawn."""
    import numpy as np

    s, t = np.array([x for x, _ in kaava]), np.array([y for _, y in kaava])
    tihea = np.linspace(s.min(), s.max(), 200)
    bias = np.interp(tihea, s, t)
    paikka_x = np.interp(bias, xs, np.arange(len(xs)) + 0.5, left=np.nan, right=np.nan)
    paikka_y = np.interp(tihea, ys, np.arange(len(ys)) + 0.5)
    akselit.plot(paikka_x, paikka_y, color=PAPERI, lw=4.0, zorder=3)
    akselit.plot(paikka_x, paikka_y, color=MUSTE, lw=1.6, ls=(0, (5.0, 2.0)), zorder=4)


def _avain(pohja: Pohja, x: float, y: float, sanat: Tasosanat) -> None:
    """Key: colours, the band's marks, the line."""
    from matplotlib.patches import Rectangle

    for avain, (pinta, _) in VARIT.items():
        palat = pohja.rivita(sanat.voittajat[avain], LEIPA, 400, AVAIN - 46.0)
        pohja.sivu.add_patch(Rectangle((x, y - 7.0), 14.0, 14.0, fc=pinta, ec="none"))
        y = _rivit(pohja, x + 22.0, y, palat) - 10.0
    for nimi, taysi in ((sanat.kaista_selva, True), (sanat.kaista, False)):
        _merkki(pohja.sivu, x + 7.0, y, taysi)
        y = _rivit(pohja, x + 22.0, y, pohja.rivita(nimi, LEIPA, 400, AVAIN - 46.0)) - 10.0
    pohja.sivu.plot([x - 2.0, x + 16.0], [y, y], color=MUSTE, lw=1.6, ls=(0, (5.0, 2.0)))
    _rivit(pohja, x + 22.0, y, pohja.rivita(sanat.kaava, LEIPA, 400, AVAIN - 46.0), HARMAA_MUSTE)


def _rivit(pohja: Pohja, x: float, y: float, palat: Sequence[str], vari: str = MUSTE) -> float:
    """Lines of a name downwards; returns where the next one goes."""
    for pala in palat:
        pohja.kirjoita(x, y, pala, vari=vari)
        y -= 13.0
    return y
