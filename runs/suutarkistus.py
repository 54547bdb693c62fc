"""Direct choice of oral health, and capitation that covers it: what each moves, and nothing at zero? (R6, R8, R9, R13)

Rows of `sote check levers` and of `sote check oral`: the two scenarios against their bases, sign and size on gap, cost
and wait, and on what is oral; the same choice with the money the liikelaitos would have given, which tells what
choosing does from what taking oral money out of its split does; the nulls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runs import skenaariot, vertailu
from runs.ajo import Edistyminen, tarkista_otos
from runs.skenaariot import Skenaario
from runs.tarkistusrivi import Tarkistusrivi, bandi, virheineen

if TYPE_CHECKING:
    import pandas as pd

OTOS, SIEMENIA, LOPPU = 0.003, 3, "2026-12"
EI_VALINTAA, VALINTA = "uusimaa-liikelaitos-2021", "uusimaa-suora-valinta"
SUUN_VALINTA, SUUN_KAPITAATIO = "uusimaa-suun-valinta", "uusimaa-kapitaatio-suu"
MITAT = {  # measure -> words, band: evidence (P15, P22, P53) says effects of choice are small
    "elinajanodote_ero": ("gap in life expectancy at 30, years", -0.1, 0.1),
    "kustannus_asukas": ("cost per resident, EUR", -15.0, 15.0),
    "odotus": ("wait at sote centres, days", -10.0, 10.0),
    "suu_tyydyttamaton": ("unmet oral need, share of visits", -0.02, 0.005),
}
TASOT = {  # measure of the scenario itself -> words, band, source
    "suu_lista_yksityinen": ("private share of oral lists", 0.005, 0.15, "C34-C36: the ridge of sote centres; oletus"),
    "suu_odotus": ("oral wait, days", 20.0, 120.0, "survey 10/2018: 60-120 d at the start; R8"),
    "suu_odotusero": ("oral wait, lowest less highest fifth, days", -15.0, 15.0, "P22: no large gradient"),
}
SAMA_RAHA = 73.5  # EUR: oral tariff at which units get what the liikelaitos gave (its coverage / the tariff's x 80)
# Cards and levers of oral units at the far ends of their ranges: nothing may read them while there are no lists.
AARET: dict[str, Any] = {
    "valinnanvapaus.suun_vaihtovali_kk": 60, "valinnanvapaus.suun_tiedotuskirje": 1, "kapitaatio.suutariffi": 130,
    "suu.odotus": 60, "suu.yksityisen_odotus": 40, "suu.enimmaisodotus": 30, "suu.kiireelliset": 0.35,
    "suu.viikossa": 0.5, "suu.paiva": 0.107, "suu.asemista": 0.4, "suu.markkinamitta": 1, "suu.yksityisen_mitoitus": 1,
}  # fmt: skip


def tarkista(
    otos: float = OTOS, seeds: int = SIEMENIA, processes: int | None = None, progress: Edistyminen | None = None
) -> list[Tarkistusrivi]:
    """All rows."""
    tarkista_otos(otos)
    ajot = vertailu.ajot(vipumaailmat(LOPPU), max(seeds, 2), otos=otos, processes=processes, progress=progress)
    return vipurivit(ajot)


def vipumaailmat(loppu: str) -> list[Skenaario]:
    """Worlds of `vipurivit`, to the end of `loppu`."""
    return list(_maailmat(loppu).values())


def _maailmat(loppu: str) -> dict[str, Skenaario]:
    return {
        "ei_valintaa": skenaariot.lue(EI_VALINTAA, end=loppu),
        "valitaan": skenaariot.lue(SUUN_VALINTA, end=loppu),
        "kattaa": skenaariot.lue(SUUN_KAPITAATIO, end=loppu),
        "ilman": skenaariot.lue(VALINTA, end=loppu),
        "sama_raha": skenaariot.lue(SUUN_VALINTA, {"kapitaatio.suutariffi": SAMA_RAHA}, end=loppu),
        "valinta_nolla": skenaariot.lue(EI_VALINTAA, {**AARET, "kapitaatio.kattaa": "suu"}, end=loppu),
        "kapitaatio_nolla": skenaariot.lue(VALINTA, AARET, end=loppu),
    }


def vipurivit(ajot: pd.DataFrame) -> list[Tarkistusrivi]:
    """All rows, from runs of `vipumaailmat`; later years are left out."""
    ajot = ajot[ajot["vuosi"] <= int(LOPPU[:4])]
    m = {nimi: s.label for nimi, s in _maailmat(LOPPU).items()}
    rivit = [
        _nolla(ajot, "suu-valinta-nolla", m["ei_valintaa"], m["valinta_nolla"]),
        _nolla(ajot, "suu-kapitaatio-nolla", m["ilman"], m["kapitaatio_nolla"]),
    ]
    for tunnus, pohja, s in (("suu-valinta", "ei_valintaa", "valitaan"), ("suu-kapitaatio", "ilman", "kattaa")):
        rivit += [*_erot(ajot, tunnus, m[pohja], m[s], MITAT), *_tasot(ajot, tunnus, m[s])]
    mitat = {"suu_tyydyttamaton": ("unmet oral need with the liikelaitos's money", -0.01, 0.005)}
    return rivit + _erot(ajot, "suu-valinta-sama-raha", m["ei_valintaa"], m["sama_raha"], mitat)


def _erot(
    ajot: pd.DataFrame, tunnus: str, pohja: str, nimi: str, mitat: dict[str, tuple[str, float, float]]
) -> list[Tarkistusrivi]:
    """Paired differences of the last year."""
    t = vertailu.vastakohta(ajot, pohja, nimi)
    e = t[t["vuosi"] == t["vuosi"].max()].set_index(["mittari", "ryhma"])
    rivit = []
    for mittari, (sanat, ala, yla) in mitat.items():
        r = e.loc[(mittari, "kaikki")]
        luku = (float(r["difference"]), float(r["se_paired"]))
        rivit.append(
            _rivi(f"{tunnus}-{mittari}", f"{pohja} -> {nimi}: {sanat}", luku, ala, yla, "R6, R9; P15, P22, P53")
        )
    return rivit


def _tasot(ajot: pd.DataFrame, tunnus: str, nimi: str) -> list[Tarkistusrivi]:
    """What only a world with oral lists has, last year."""
    omat = ajot[(ajot["skenaario"] == nimi) & (ajot["vuosi"] == ajot["vuosi"].max()) & (ajot["ryhma"] == "kaikki")]
    rivit = []
    for mittari, (sanat, ala, yla, lahde) in TASOT.items():
        arvot = omat.loc[omat["mittari"] == mittari, "arvo"]
        luku = (float(arvot.mean()), float(arvot.std(ddof=1) / len(arvot) ** 0.5))
        rivit.append(_rivi(f"{tunnus}-{mittari}", f"{nimi}: {sanat}", luku, ala, yla, lahde))
    return rivit


def _rivi(tunnus: str, mika: str, luku: tuple[float, float], ala: float, yla: float, lahde: str) -> Tarkistusrivi:
    sisalla = ala <= luku[0] <= yla
    syy = "" if sisalla else "moves more than evidence on choice allows"
    return Tarkistusrivi(tunnus, mika, bandi(ala, yla), virheineen(*luku), sisalla, lahde, syy)


def _nolla(ajot: pd.DataFrame, tunnus: str, pohja: str, nimi: str) -> Tarkistusrivi:
    avain = ["seed", "vuosi", "mittari", "ryhma"]
    x, y = (ajot[ajot["skenaario"] == s].set_index(avain)["arvo"] for s in (pohja, nimi))
    sama = len(x) > 0 and x.equals(y)
    return Tarkistusrivi(
        id=tunnus,
        what=f"{pohja}: no oral lists, their levers and cards at the ends of their ranges",
        band="same bits",
        model="same bits" if sama else f"{int((x != y.reindex(x.index)).sum())} of {len(x)} yearly results differ",
        in_band=sama,
        source="null of R6 and R9: a lever at zero strength",
        cause="" if sama else "something of oral units acts without lists",
    )
