"""Do the six layers and the languages do what they must, and nothing at zero? Rows of `sote check systems`.

Worlds are paired: the county's liikelaitos without choice, and the same with contacts moved to one layer from 2021, or
with service in Swedish improved. Bands say direction and size: evidence says effects are small.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from runs import skenaariot, vertailu
from runs.ajo import Edistyminen, tarkista_otos
from runs.tarkistusrivi import Tarkistusrivi, bandi, luku, virheineen

if TYPE_CHECKING:
    import pandas as pd

OTOS, SIEMENIA = 0.005, 4
LOPPU = "2022-12"  # two years after the shift
PERUS, SAHKOINEN, KESKITETTY, LIIKKUVA = (
    "uusimaa-liikelaitos-2021", "uusimaa-sahkoinen", "uusimaa-keskittaminen", "uusimaa-liikkuva",
)  # fmt: skip
LINJAT = {"kerros.etakotihoito": 0.1, "kerros.nettihoito": 0.2, "kerros.liikkuva_suunhoito": 0.1}  # moved, each alone
SUURIN_PUUTE = 0.02  # most that unmet need may move, share of adults: the shift is a fifth of contacts
# What acts only on contacts that move, at the ends of its range: with nothing moved none may change a bit.
AARIARVOT = {
    "kerros.digivalmius": [0.0] * 8, "kerros.digi_muu": 0.6, "kerros.digi_sv": 0.85, "kerros.lahikaynti_silti": 0.5,
    "kerros.paluu": 0.3, "kerros.hinta_sahkoinen": 0.4, "kerros.hinta_liikkuva": 2.0, "kerros.hinta_keskitetty": 0.85,
    "kerros.matkavaimennus": 0.015, "kerros.saatavuusjousto": 0.3, "kerros.liikkuva_km": 0.5,
    "kerros.etakotihoito_hinta": 0.9, "kerros.etakotihoito_apu": 0.1, "kerros.etakotihoito_silti": 0.9,
    "kerros.etakotihoito_hukka": 0.1, "kerros.nettihoito_hinta": 0.9, "kerros.nettihoito_apu": 0.0,
    "kerros.nettihoito_silti": 0.5, "kerros.nettihoito_hukka": 0.2, "kerros.liikkuva_suunhoito_hinta": 1.5,
}  # fmt: skip


def tarkista(
    otos: float = OTOS, seeds: int = SIEMENIA, processes: int | None = None, progress: Edistyminen | None = None
) -> list[Tarkistusrivi]:
    """Rows: nulls, who gains and who loses from each shift, its cost, the gap between Swedish and Finnish speakers."""
    tarkista_otos(otos)
    luetut = [
        *(skenaariot.lue(nimi, end=LOPPU) for nimi in (PERUS, SAHKOINEN, KESKITETTY, LIIKKUVA)),
        skenaariot.lue(PERUS, AARIARVOT, end=LOPPU),
        skenaariot.lue(PERUS, ["2021-01:kieli.parannus=1"], end=LOPPU),
        *(skenaariot.lue(PERUS, {f"2021-01:{vipu}": osuus}, end=LOPPU) for vipu, osuus in LINJAT.items()),
    ]
    ajot = vertailu.ajot(luetut, max(seeds, 2), otos=otos, processes=processes, progress=progress)
    return [
        _nolla(ajot, luetut[0].label, luetut[4].label),
        *_sahkoinen(_erot(ajot, PERUS, SAHKOINEN)),
        *_matkarivit(_erot(ajot, PERUS, KESKITETTY), _erot(ajot, PERUS, LIIKKUVA)),
        *_kielirivit(_erot(ajot, PERUS, luetut[5].label)),
        *_linjarivit(*(_erot(ajot, PERUS, s.label) for s in luetut[6:])),
    ]


def _erot(ajot: pd.DataFrame, a: str, b: str) -> pd.DataFrame:
    """Paired contrast of the last year by (measure, group)."""
    taulu = vertailu.vastakohta(ajot, a, b)
    return taulu[taulu["vuosi"] == taulu["vuosi"].max()].set_index(["mittari", "ryhma"])


def _nolla(ajot: pd.DataFrame, a: str, b: str) -> Tarkistusrivi:
    avain = ["seed", "vuosi", "mittari", "ryhma"]
    x, y = (ajot[ajot["skenaario"] == nimi].set_index(avain)["arvo"] for nimi in (a, b))
    eroavat = int((~((x == y) | (x.isna() & y.isna()))).sum())
    return Tarkistusrivi(
        id="kerros-nolla",
        what="nothing moved, every card of the layers at the end of its range: figures that differ from the base",
        band=bandi(0, 0),
        model=f"{eroavat} of {len(x)}",
        in_band=eroavat == 0 and len(x) == len(y),
        source="null of R23: a lever at zero strength",
    )


def _sahkoinen(e: pd.DataFrame) -> list[Tarkistusrivi]:
    s = "a fifth of the sote centres' contacts to electronic services"
    valmius = "hakuvalmius"
    vanhat, nuoret = (valmius, "ika_75"), (valmius, "ika_18_64")
    muut, suomi = (valmius, "ika_18_64:kieli_muu"), (valmius, "ika_18_64:kieli_fi")
    return [
        _rivi(e, "kerros-sahkoinen-75", f"{s}: readiness to seek at 75+", vanhat, -0.06, -1e-9),
        _rivi(e, "kerros-sahkoinen-nuoret", f"{s}: readiness at 18-64", nuoret, -0.01, 0.02),
        _ero(e, "kerros-sahkoinen-ika", f"{s}: readiness, 75+ less 18-64", vanhat, nuoret, -0.06, -1e-9),
        _ero(e, "kerros-sahkoinen-kieli", f"{s}: readiness at 18-64, other languages less Finnish", muut, suomi, -0.03,
             -1e-9),
        _rivi(e, "kerros-sahkoinen-osuus", f"{s}: electronic share of contacts", ("sahkoisten_osuus", "kaikki"), 0.1,
              0.2),
        _rivi(e, "kerros-sahkoinen-puute", f"{s}: unmet need", ("tyydyttamaton", "kaikki"), -SUURIN_PUUTE,
              SUURIN_PUUTE),
        _ero(e, "kerros-sahkoinen-puute-75", f"{s}: unmet need, 75+ less 18-64", ("tyydyttamaton", "ika_75"),
             ("tyydyttamaton", "ika_18_64"), 1e-9, SUURIN_PUUTE),
        _rivi(e, "kerros-sahkoinen-kustannus", f"{s}: cost of sote centres, EUR per resident",
              ("kustannus_asukas", "paketti_sote"), -25.0, 0.0),
        _rivi(e, "kerros-sahkoinen-kokonaiskustannus", f"{s}: cost of all services, EUR per resident",
              ("kustannus_asukas", "kaikki"), -30.0, 15.0),
    ]  # fmt: skip


def _matkarivit(keskitetty: pd.DataFrame, liikkuva: pd.DataFrame) -> list[Tarkistusrivi]:
    k, m = "a fifth of contacts centralised", "a tenth of contacts in mobile units"
    kaukana, lahella = ("hakuvalmius", "km_yli_7"), ("hakuvalmius", "km_alle_3")
    return [
        _rivi(keskitetty, "kerros-keskitetty-valmius", f"{k}: readiness to seek", ("hakuvalmius", "kaikki"), -0.04,
              -1e-9),
        _rivi(keskitetty, "kerros-keskitetty-puute", f"{k}: unmet need", ("tyydyttamaton", "kaikki"), -0.001,
              SUURIN_PUUTE),
        _rivi(keskitetty, "kerros-keskitetty-saavutettavuus", f"{k}: accessibility of a contact, 0-1",
              ("kerrosten_saavutettavuus", "kaikki"), -0.09, -0.05),
        _ero(liikkuva, "kerros-liikkuva-kaukana", f"{m}: readiness, over 7 km from a centre less under 3 km", kaukana,
             lahella, 1e-9, 0.02),
        _rivi(liikkuva, "kerros-liikkuva-puute", f"{m}: unmet need", ("tyydyttamaton", "kaikki"), -SUURIN_PUUTE,
              SUURIN_PUUTE),
    ]  # fmt: skip


def _linjarivit(koti: pd.DataFrame, netti: pd.DataFrame, suu: pd.DataFrame) -> list[Tarkistusrivi]:
    k, n, s = "a tenth of home care visits remote", "a fifth of mental health contacts online", "a tenth of oral visits"
    m, hinta, puute = "tarpeesta_hoidettu", "kustannus_asukas", ("tyydyttamaton", "kaikki")
    vanhat, nuoret = "rivi_mielenterveys:ika_75", "rivi_mielenterveys:ika_18_64"
    muut, suomi = "rivi_mielenterveys:kieli_muu", "rivi_mielenterveys:kieli_fi"
    return [
        _rivi(koti, "kerros-etakotihoito-hoidettu", f"{k}: need of home care met at 75+", (m, "rivi_kotihoito:ika_75"),
              -0.01, -1e-9),
        _rivi(koti, "kerros-etakotihoito-kustannus", f"{k}: cost of older people's care, EUR per resident",
              (hinta, "paketti_ikaantyneet"), -12.0, -1e-9),
        _rivi(koti, "kerros-etakotihoito-puute", f"{k}: unmet need", puute, -SUURIN_PUUTE, SUURIN_PUUTE),
        _ero(netti, "kerros-nettihoito-ika", f"{n}: need met, 75+ less 18-64", (m, vanhat), (m, nuoret), -0.03, -1e-9),
        _ero(netti, "kerros-nettihoito-kieli", f"{n}: need met, other languages less Finnish", (m, muut), (m, suomi),
             -0.02, -1e-9),
        _rivi(netti, "kerros-nettihoito-puute", f"{n}: unmet need", puute, -SUURIN_PUUTE, SUURIN_PUUTE),
        _rivi(netti, "kerros-nettihoito-kustannus", f"{n}: cost of mental health care, EUR per resident",
              (hinta, "paketti_miepa"), -15.0, -1e-9),
        _ero(suu, "kerros-suunhoito-kaukana", f"{s} in mobile units: need met, over 7 km from a centre less under 3 km",
             (m, "rivi_suu:km_yli_7"), (m, "rivi_suu:km_alle_3"), 1e-9, 0.02),
        _rivi(suu, "kerros-suunhoito-kustannus", f"{s} in mobile units: cost of oral health, EUR per resident",
              (hinta, "paketti_suu"), 1e-9, 4.0),
    ]  # fmt: skip


def _kielirivit(e: pd.DataFrame) -> list[Tarkistusrivi]:
    s = "all service to Swedish speakers in Swedish"
    return [
        _taso(e, "kieli-oma", "share of Swedish speakers' contacts in Swedish", ("omalla_kielella", "kieli_sv"), 0.5,
              0.95),
        _taso(e, "kieli-ero-puute", "unmet need, Swedish less Finnish speakers", ("tyydyttamaton", "kieliero_sv_fi"),
              -0.03, 0.03),
        _taso(e, "kieli-ero-odotus", "wait (days), Swedish less Finnish speakers", ("odotus", "kieliero_sv_fi"),
              -math.inf, math.inf),
        _taso(e, "kieli-ero-tyytyvaisyys", "satisfaction, Swedish less Finnish speakers",
              ("tyytyvaisyys", "kieliero_sv_fi"), -0.05, 0.05),
        _rivi(e, "kieli-parannus-valmius", f"{s}: readiness of Swedish speakers", ("hakuvalmius", "kieli_sv"), 1e-9,
              0.03),
        _rivi(e, "kieli-parannus-puute", f"{s}: unmet need, Swedish less Finnish speakers",
              ("tyydyttamaton", "kieliero_sv_fi"), -0.01, -1e-9),
        _rivi(e, "kieli-parannus-suomi", f"{s}: readiness of Finnish speakers", ("hakuvalmius", "kieli_fi"), -2e-4,
              2e-4),
    ]  # fmt: skip


def _rivi(e: pd.DataFrame, tunnus: str, mita: str, avain: tuple[str, str], ala: float, yla: float) -> Tarkistusrivi:
    """The paired difference of one measure."""
    r = e.loc[avain]
    return _tee(tunnus, mita, float(r["difference"]), float(r["se_paired"]), ala, yla)


def _taso(e: pd.DataFrame, tunnus: str, mita: str, avain: tuple[str, str], ala: float, yla: float) -> Tarkistusrivi:
    """The level of one measure in the base world; its error is that of independent runs."""
    r = e.loc[avain]
    return _tee(tunnus, mita, float(r["value_a"]), float(r["se_unpaired"]) / 2**0.5, ala, yla)


def _ero(
    e: pd.DataFrame, tunnus: str, mita: str, a: tuple[str, str], b: tuple[str, str], ala: float, yla: float
) -> Tarkistusrivi:
    """How much more one group's measure moves than another's."""
    x, y = e.loc[a], e.loc[b]
    virhe = math.hypot(float(x["se_paired"]), float(y["se_paired"]))
    return _tee(tunnus, mita, float(x["difference"] - y["difference"]), virhe, ala, yla)


def _tee(tunnus: str, mita: str, arvo: float, virhe: float, ala: float, yla: float) -> Tarkistusrivi:
    return Tarkistusrivi(
        id=tunnus,
        what=mita,
        band="any: reported" if math.isinf(ala) and math.isinf(yla) else bandi(ala, yla),
        model=virheineen(arvo, virhe) if math.isfinite(arvo) else luku(arvo),
        in_band=ala <= arvo <= yla,
        source="R23" if tunnus.startswith("kerros") else "issue: gap by language as a measure",
        cause="" if ala <= arvo <= yla else "outside the band: see the cards kerros.* and kieli.*",
    )
