"""Do the forms of choice do what they say, and nothing at zero? Rows of `sote check levers` and of the catalogue.

Each form alone against the world it is added to: paired differences of the life-expectancy gap, cost and wait, and of
the measure its mechanism shows in. At zero, its cards at the end of their ranges, the same bits. And the money of all
forms together against the plan (C15).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agentit.asiakasseteli import SETELIVIVUT
from agentit.henkilokohtainen_budjetti import BUDJETTIVIVUT
from kalibrointi.parametrit import lue_oletukset
from runs import skenaariot, vertailu
from runs.ajo import Edistyminen, tarkista_otos
from runs.siementyot import siemenittain
from runs.skenaariot import Skenaario
from runs.tarkistusrivi import Tarkistusrivi, luku

if TYPE_CHECKING:
    import pandas as pd

OTOS, SIEMENIA, NOLLAN_OTOS = 0.005, 3, 0.0005
LOPPU, NOLLAN_LOPPU = "2025-12", "2023-12"
GAP, HINTA, ODOTUS, VAJE = "elinajanodote_ero", "kustannus_asukas", "odotus", "tyydyttamaton"
SUURIN_OSUUS = 0.20  # P53: levers of services alone close at most a fifth of the gap in ten years
SUURIN_HINTA = 0.01  # share of cost: home care of free choice did not change costs in Sweden
SUUNNAT = {(1, False): "up", (-1, False): "down", (1, True): "not down", (-1, True): "not up"}
KOKO = "uusimaa-valinnanvapaus-2023"
MARKKINA = (1000.0, 1400.0)  # MEUR, C15


@dataclass(frozen=True)
class Muoto:
    """A form of choice: its scenario, the measure its mechanism shows in and which way, its levers."""

    avain: str
    en: str
    skenaario: str
    mittari: str
    ryhma: str
    suunta: int
    vivut: tuple[str, ...]
    lahde: str
    kortit: tuple[str, ...] | None = None  # what else it is made of; None = the other numbers of its levers' group
    vuosi: int = 0  # year in which it shows; 0 = the last
    voi_olla_nolla: bool = False  # too small to show in the draws of a few pairs: it may not go the other way


MUODOT = (
    Muoto("suora-valinta", "Direct choice of the sote centre", "uusimaa-suora-valinta", "lista_yksityinen", "kaikki",
          +1, ("valinnanvapaus.suora_valinta",), "R5, R6; HE 16/2018",
          ("markkina.este", "valinta.yksityinen", "markkina.taso")),
    Muoto("asiakasseteli", "Vouchers in care and rehabilitation", "uusimaa-asiakasseteli", "liikelaitoksen_maara",
          "kaikki", -1, SETELIVIVUT, "R20; HE 16/2018"),
    Muoto("henkilokohtainen-budjetti", "The personal budget", "uusimaa-henkilokohtainen-budjetti",
          "liikelaitoksen_maara", "kaikki", -1, BUDJETTIVIVUT, "R20; HE 16/2018"),
    Muoto("liikelaitosvalinta", "Choice of the liikelaitos and its unit", "uusimaa-liikelaitosvalinta",
          "potilasvirta_netto", "kaikki", +1, ("liikelaitosvalinta.kaytossa",), "R20; HE 16/2018"),
    Muoto("neuvonta", "Guidance of heavy users when choice opens", "uusimaa-valinta-neuvonta", "vaihtaneet",
          "krooniset_3", +1, ("valinnanvapaus.neuvonta",), "R5, R6; HE 16/2018",
          ("valinta.huomio_neuvonta", "valinta.neuvontateho", "valinta.neuvonnan_hinta"), 2023),
    Muoto("sijoitus", "Placement of those who do not choose at the nearest centre", "uusimaa-valinta-sijoitus",
          "lista_yksityinen", "kaikki", +1, ("valinnanvapaus.sijoitus",), "R6; HE 16/2018", ()),
    Muoto("hyvaksyminen", "The strictest approval of producers", "uusimaa-hyvaksymisehdot", "yksityisia_keskuksia",
          "kaikki", -1, ("valinnanvapaus.hyvaksymisehto",), "R13; HE 16/2018",
          ("markkina.hyvaksymiseste", "markkina.hyvaksymislaatu", "markkina.hyvaksymiskulu"), 0, True),
)  # fmt: skip


def tarkista(
    otos: float = OTOS, seeds: int = SIEMENIA, processes: int | None = None, progress: Edistyminen | None = None
) -> list[Tarkistusrivi]:
    """Rows: each form alone, its null, and the choice market."""
    tarkista_otos(otos)
    ajot = vertailu.ajot(vipumaailmat(LOPPU), max(seeds, 2), otos=otos, processes=processes, progress=progress)
    return vipurivit(ajot) + muut_rivit(otos)


def vipumaailmat(loppu: str) -> list[Skenaario]:
    """Worlds of `vipurivit`, to the end of `loppu`."""
    omat = [skenaariot.lue(m.skenaario, end=loppu) for m in MUODOT]
    return [*(skenaariot.lue(s.chain[-2], end=loppu) for s in omat), *omat, skenaariot.lue(KOKO, end=loppu)]


def vipurivit(ajot: pd.DataFrame) -> list[Tarkistusrivi]:
    """Rows of each form and of the choice market, from runs of `vipumaailmat`; later years are left out."""
    ajot = ajot[ajot["vuosi"] <= int(LOPPU[:4])]
    rivit = [_muoto(m, ajot, skenaariot.lue(m.skenaario).chain[-2], m.skenaario) for m in MUODOT]
    return [*rivit, _markkina(ajot)]


def muut_rivit(otos: float) -> list[Tarkistusrivi]:
    """Nulls, which need small runs of their own."""
    return siemenittain(_nollat, min(otos, NOLLAN_OTOS), [1])[0]


def _muoto(m: Muoto, ajot: pd.DataFrame, pohja: str, oma: str) -> Tarkistusrivi:
    """One form against its world, last year: in if its measure goes its way, and gap and cost move little."""
    t = vertailu.vastakohta(ajot, pohja, oma)
    vuosi = m.vuosi or int(t["vuosi"].max())
    e = t[t["vuosi"] == vuosi].set_index(["mittari", "ryhma"])
    liike, osat = _oma_mitta(m, ajot, e, pohja, oma, vuosi)
    gap, hinta = e.loc[(GAP, "kaikki")], e.loc[(HINTA, "kaikki")]
    for nimi, mittari, yksikko in (("gap", GAP, " y"), ("cost", HINTA, " EUR"), ("wait", ODOTUS, " d")):
        osat.append(f"{nimi} {_vali(e.loc[(mittari, 'kaikki')])}{yksikko}")
    osat.append(f"unmet need {_vali(e.loc[(VAJE, 'kaikki')])}")
    syyt = []
    if not (m.suunta * liike > 0 or (m.voi_olla_nolla and liike == 0)):
        syyt.append(f"{m.mittari} does not move as the mechanism says")
    if abs(gap["difference"]) > SUURIN_OSUUS * gap["value_a"]:
        syyt.append("the gap moves more than evidence allows")
    if abs(hinta["difference"]) > SUURIN_HINTA * hinta["value_a"]:
        syyt.append("cost moves more than evidence allows")
    return Tarkistusrivi(
        id=f"valinta-{m.avain}",
        what=f"{m.en}: {pohja} -> {oma}, {vuosi}, {int(gap['pairs'])} pairs, 95 %",
        band=f"{m.mittari} {SUUNNAT[m.suunta, m.voi_olla_nolla]}; gap within a fifth, cost within {SUURIN_HINTA:.0%}",
        model="; ".join(osat),
        in_band=not syyt,
        source=f"{m.lahde}; P53",
        cause="; ".join(syyt),
    )


def _oma_mitta(
    m: Muoto, ajot: pd.DataFrame, e: pd.DataFrame, pohja: str, oma: str, vuosi: int
) -> tuple[float, list[str]]:
    """How the form's own measure moves: against the base where both have it, else its level."""
    if (m.mittari, m.ryhma) in e.index:
        r = e.loc[(m.mittari, m.ryhma)]
        return float(r["difference"]), [f"{m.mittari} {_vali(r)}"]
    w = (ajot["mittari"] == m.mittari) & (ajot["ryhma"] == m.ryhma) & (ajot["vuosi"] == vuosi)
    taso = float(ajot.loc[w & (ajot["skenaario"] == oma), "arvo"].mean())
    return taso, [f"{m.mittari} {luku(taso)}"]


def _vali(r: pd.Series) -> str:
    return f"{r['difference']:+.3g} [{r['low']:+.3g}, {r['high']:+.3g}]"


def _markkina(ajot: pd.DataFrame) -> Tarkistusrivi:
    """Money that follows the client's choice with all forms in use, last year."""
    w = (ajot["skenaario"] == KOKO) & (ajot["mittari"] == "valinnan_markkina") & (ajot["vuosi"] == ajot["vuosi"].max())
    luvut = ajot[w].groupby("ryhma")["arvo"].mean()
    kaikki = float(luvut.get("kaikki", float("nan")))
    osat = ", ".join(f"{k.removeprefix('muoto_')} {luku(float(v))}" for k, v in luvut.items() if k != "kaikki")
    sisalla = MARKKINA[0] <= kaikki <= MARKKINA[1]
    return Tarkistusrivi(
        id="valinta-markkina",
        what=f"Choice market, all forms: {KOKO}, {LOPPU[:4]}",
        band=f"{MARKKINA[0]:g}-{MARKKINA[1]:g} MEUR",
        model=f"{luku(kaikki)} MEUR: {osat}",
        in_band=sisalla,
        source="C15; Uusimaa presentation 10.9.2018 (it sets take-up of vouchers and budgets: no independent test)",
        cause="" if sisalla else "take-up or lists are not what the planners expected",
    )


# nothing at zero -----------------------------------------------------------------------------------------------------


def _nollat(otos: float, seed: int) -> list[Tarkistusrivi]:
    """Rows of the nulls: levers at zero, all other parameters of the form at the far end of their ranges."""
    muodot = [m for m in MUODOT if m.kortit != ()]
    pohjat = {m.avain: skenaariot.lue(skenaariot.lue(m.skenaario).chain[-2], end=NOLLAN_LOPPU) for m in muodot}
    nollat = {m.avain: skenaariot.lue(pohjat[m.avain].name, _aaret(m), end=NOLLAN_LOPPU) for m in muodot}
    maailmat = {s.label: s for s in (*pohjat.values(), *nollat.values())}
    ajot = vertailu.ajot(list(maailmat.values()), 1, otos=otos, seed=seed, processes=1)
    return [_nollarivi(m, ajot, pohjat[m.avain].label, nollat[m.avain].label) for m in muodot]


def _aaret(m: Muoto) -> list[str]:
    """What else the form is made of, each at the end of its range that is further away."""
    ryhma, aaret = m.vivut[0].partition(".")[0], []
    for p in lue_oletukset().values():
        oma = p.key in m.kortit if m.kortit is not None else p.group == ryhma and p.key not in m.vivut
        if oma and p.range and isinstance(p.value, float):
            kaukaisin = max(p.range, key=lambda x, v=p.value: abs(x - v))  # type: ignore[misc]
            aaret.append(f"2021-01:{p.key}={kaukaisin:g}")
    return aaret


def _nollarivi(m: Muoto, ajot: pd.DataFrame, pohja: str, nolla: str) -> Tarkistusrivi:
    avain = ["seed", "vuosi", "mittari", "ryhma"]
    x, y = (ajot[ajot["skenaario"] == nimi].set_index(avain)["arvo"] for nimi in (pohja, nolla))
    sama = bool(x.equals(y)) and len(x) > 0
    eroja = "same bits" if sama else f"{int((x != y.reindex(x.index)).sum())} of {len(x)} yearly results differ"
    return Tarkistusrivi(
        id=f"valinta-{m.avain}-nolla",
        what=f"{m.en} at zero, its other parameters at the end of their ranges: {pohja}",
        band="same bits",
        model=eroja,
        in_band=sama,
        source="null of R20",
        cause="" if sama else "something acts at zero",
    )
