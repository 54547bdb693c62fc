"""Does capitation do what evidence says (P17, P20, P21, P26, P27), what does each lever move, and nothing at zero?

Each pattern is a named experiment with the band of its evidence; a row that is out stays in with its cause. P26 and
P27 disagree on the lasting effect of paying for visits, so each is run in the region of that card where it holds, and
the card's own value is shown beside them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from agentit import kapitaatio, kapitaatiomitat
from agentit.malli import SoteMalli
from agentit.markkinat import alueen_asukkaat, tulon_odotus
from runs import ajo, kapitaatioraportti, skenaariot, vertailu
from runs.ajo import Edistyminen
from runs.siementyot import siemenittain
from runs.skenaariot import Skenaario
from runs.tarkistusrivi import Tarkistusrivi, bandi, keskivirhe, luku, virheineen
from runs.tilannekuva import kopio as kopioi

if TYPE_CHECKING:
    import pandas as pd

OTOS, SIEMENIA = 0.005, 4
KAYNTIOTOS = 0.003  # visits of paired worlds: a small sample tells them
SELITYSOTOS = 0.02  # costs are skewed: R2 needs more residents than means do
VALINTA, NYKYTILA, AVAUS = "uusimaa-valinnanvapaus-2023", "nykytila-2017", 72
SUORA = "uusimaa-suora-valinta"  # experiments of pay: the sote centre's choice alone
LOPPU = "2026-12"
VIVUT = {
    "tasasuuruinen": "weights: none",
    "ikasukupuoli": "weights: age and sex (as the base)",
    "kustannus": "weights: age, sex, prior cost, occupational health",
    "suorite": "fee share a third",
    "laaja": "a tenth of specialised outpatient cost inside capitation",
}
VIPUNIMET = [*(f"uusimaa-kapitaatio-{nimi}" for nimi in VIVUT), "uusimaa-tarvekapitaatio"]
SUUREET = {
    "elinajanodote_ero": ("gap in life expectancy at 30, years", 0.1),
    "kustannus_asukas": ("cost per resident, EUR", 60.0),
    "odotus": ("wait, days", 15.0),
}
# Levers and cards that must do nothing while pay is the proposed one: at the ends of their ranges.
NOLLAT: dict[str, dict[str, Any]] = {
    "covers specialised care, share 0": {"kapitaatio.kattaa": "erikoisosuus"},
    "a share of specialised care that capitation does not cover": {"kapitaatio.erikoisosuus": 0.2},
    "law lifted, nothing unlawful": {"kapitaatio.laista_poiketen": True, "kapitaatio.syrjaraja_km": 20.0},
    "cards of activity and referral at their ends": {
        "ponnistus.aktiivisuus": 0.8, "ponnistus.aktiivisuus_hetki": 0.4, "ponnistus.aktiivisuus_puoliintuminen": 1.0,
        "ponnistus.aktiivisuus_sairas": 0.0, "ponnistus.lahetejousto": 0.05, "ponnistus.lahetteet": 0.6,
        "ponnistus.lahete_omaan": 2.0, "ponnistus.lahetteista": 1.0,
    },
}  # fmt: skip


def tarkista(
    otos: float = OTOS, seeds: int = SIEMENIA, processes: int | None = None, progress: Edistyminen | None = None
) -> list[Tarkistusrivi]:
    """All rows: nulls, levers one by one, patterns."""
    rivit = vivut(otos, seeds, processes, progress)
    return rivit + kuviot(otos, seeds, processes, None)


# levers -----------------------------------------------------------------------------------------------------------


def vivut(
    otos: float = OTOS, seeds: int = SIEMENIA, processes: int | None = None, progress: Edistyminen | None = None
) -> list[Tarkistusrivi]:
    """Each scenario of capitation against direct choice as proposed: sign and size on gap, cost and wait; nulls."""
    ajo.tarkista_otos(otos)
    ajot = vertailu.ajot(vipumaailmat(LOPPU), max(seeds, 2), otos=otos, processes=processes, progress=progress)
    return vipurivit(ajot)


def vipumaailmat(loppu: str) -> list[Skenaario]:
    """Worlds of `vipurivit`, to the end of `loppu`."""
    return [*(skenaariot.lue(nimi, end=loppu) for nimi in (VALINTA, *VIPUNIMET)), *_nollamaailmat(loppu)]


def _nollamaailmat(loppu: str) -> list[Skenaario]:
    return [skenaariot.lue(VALINTA, asetukset, end=loppu) for asetukset in NOLLAT.values()]


def vipurivit(ajot: pd.DataFrame) -> list[Tarkistusrivi]:
    """Rows of levers and nulls from runs of `vipumaailmat`; later years are left out."""
    ajot = ajot[ajot["vuosi"] <= int(LOPPU[:4])]
    nollat, nimet, selitykset = _nollamaailmat(LOPPU), VIPUNIMET, [*VIVUT.values(), "weights: need"]
    rivit = [_nolla(ajot, i, mika, s.label) for i, (mika, s) in enumerate(zip(NOLLAT, nollat, strict=True), 1)]
    for nimi, selitys in zip(nimet, selitykset, strict=True):
        taulu = vertailu.vastakohta(ajot, VALINTA, nimi)
        e = taulu[taulu["vuosi"] == taulu["vuosi"].max()].set_index(["mittari", "ryhma"])
        for suure, (sanat, eniten) in SUUREET.items():
            r = e.loc[suure, "kaikki"]
            rivit.append(
                _rivi(
                    f"kapitaatio-{nimi.removeprefix('uusimaa-').removeprefix('kapitaatio-')}-{suure}",
                    f"{selitys}: {sanat}",
                    (float(r["difference"]), float(r["se_paired"])),
                    (-eniten, eniten),
                    "R9, R11; evidence says effects of pay are small",
                )
            )
    return rivit


def _nolla(ajot: pd.DataFrame, i: int, mika: str, nimi: str) -> Tarkistusrivi:
    avain = ["seed", "vuosi", "mittari", "ryhma"]
    x, y = (ajot[ajot["skenaario"] == s].set_index(avain)["arvo"] for s in (VALINTA, nimi))
    eroavat = int((~((x == y) | (x.isna() & y.isna()))).sum()) if len(x) == len(y) else len(x)
    return Tarkistusrivi(
        id=f"kapitaatio-nolla-{i}",
        what=f"{mika}: figures that differ from the base",
        band=bandi(0, 0),
        model=f"{eroavat} of {len(x)}",
        in_band=eroavat == 0 and len(x) > 0,
        source="null of R9 and R11: a lever at zero strength",
    )


# patterns -----------------------------------------------------------------------------------------------------------


def kuviot(
    otos: float = OTOS, seeds: int = SIEMENIA, processes: int | None = None, progress: Edistyminen | None = None
) -> list[Tarkistusrivi]:
    """Rows of P20, P21, P17, P26, P27."""
    siemenet = range(1, max(seeds, 2) + 1)
    luvut = siemenittain(_painoluvut, max(otos, SELITYSOTOS), siemenet[:2], processes, progress)
    alueet = siemenittain(_alueluvut, otos, siemenet[:3], processes)
    kaynnit = siemenittain(_kayntiluvut, min(otos, KAYNTIOTOS), siemenet[:2], processes)
    return [*_painorivit(luvut), *_aluerivit(alueet), *_kayntirivit(kaynnit)]


def _painoluvut(otos: float, seed: int) -> dict[str, float]:
    """One seed of the experiment of weights: two years of nykytila."""
    a = kapitaatioraportti.aineisto(skenaariot.lue(NYKYTILA), otos, seed)
    rivit = {nimi: kapitaatioraportti.painorivi(a, nimi) for nimi in ("tasa", "ika_sukupuoli", "tarve")}
    return {
        "ohc": rivit["tasa"].katteet["tyoterveys"],
        "ohc_tarve": rivit["tarve"].katteet["tyoterveys"],
        "sairaat": rivit["tasa"].katteet["sairaat"],
        "hajonta": rivit["tarve"].hajonta / rivit["tasa"].hajonta,
        "log_ika": _log_keskuksin(a),
        "log_ika_kaikki": kapitaatiomitat.log_selitysaste("ika_sukupuoli", a.sarakkeet, a.sitten + 1.0),
        "raaka_ennen": kapitaatiomitat.suora_selitysaste(a.ennen, a.sitten),
        "raaka_tarve": rivit["tarve"].raaka,
    }


def _log_keskuksin(a: kapitaatioraportti.Aineisto) -> float:
    """R2 of age-sex cells and the centre listed at, on ln(cost) of those who used the sote centre."""
    kaytti = a.sitten > 0
    y = np.log(a.sitten[kaytti])
    solu = kapitaatio.ika_sukupuoli({k: v[kaytti] for k, v in a.sarakkeet.items()})
    keskus = np.unique(a.keskus[kaytti], return_inverse=True)[1]
    x = np.column_stack([solu[:, None] == np.arange(solu.max() + 1), keskus[:, None] == np.arange(1, keskus.max() + 1)])
    jaannos = y - x.astype(np.float64) @ np.linalg.lstsq(x.astype(np.float64), y, rcond=None)[0]
    return float(1.0 - jaannos.var() / y.var())


def _painorivit(luvut: Sequence[dict[str, float]]) -> list[Tarkistusrivi]:
    def rivi(tunnus: str, mika: str, avain: str, ala: float, yla: float, lahde: str, syy: str = "") -> Tarkistusrivi:
        return _rivi(tunnus, mika, keskivirhe([x[avain] for x in luvut]), (ala, yla), lahde, syy)

    p20, p21 = "P20: Leskelä et al. 2018: 62 EUR against a mean of 127", "P21: Zielinski 2009; Ellegård & Laberge 2025"
    tasainen = (
        "cost of one person in the model varies by frailty and shocks that age explains little of: C44 and C45 set the"
        " spread of need, and a visit has its own lognormal cost; age profile of the line is flat at working age"
    )
    return [
        rivi("P20", "flat pay: margin on clients with occupational health / payment", "ohc", 0.45, 0.55, p20),
        rivi("P20-sairaat", "flat pay: margin on residents with 2+ chronic diseases", "sairaat", -math.inf, -1e-9, p20),
        rivi("P20-tarve", "need weights: margin on clients with occupational health", "ohc_tarve", -0.1, 0.1, p20),
        rivi("P20-hajonta", "need weights: spread of margins over segments, flat pay = 1", "hajonta", 0.0, 0.5, p20),
        rivi(
            "P21-ika", "R2 of age, sex and centre, ln cost of users of the sote centre", "log_ika", 0.09, 0.2, p21,
            tasainen,
        ),
        rivi(
            "P21-ika-kaikki", "the same without centres, ln(1 + cost) of all residents: reported", "log_ika_kaikki",
            -math.inf, math.inf, p21,
        ),
        rivi(
            "P21-kustannus", "R2 of last year's cost of the sote centre on this year's, raw", "raaka_ennen", 0.17, 0.27,
            p21, "correlation of yearly costs is set by C45 (.47)",
        ),
        rivi(
            "P21-tarve", "R2 of need weights on the year's lived cost, raw: reported", "raaka_tarve", -math.inf,
            math.inf, p21,
        ),
    ]  # fmt: skip


def _alueluvut(otos: float, seed: int) -> dict[str, float]:
    """One seed of P17: private centres by need of the area, flat pay against need weights, from the same 2022.

    Counted by expectation: the chances of opening of every half-year, which draws would only blur.
    """
    malli = _ela(SUORA, otos, seed, AVAUS, {"kapitaatio.painot": "tasa"})
    vaki, _, kulu = alueen_asukkaat(malli)
    jarjestys = np.argsort(-kulu, kind="stable")
    tarvitsevat = np.zeros(len(vaki), bool)
    tarvitsevat[jarjestys[vaki[jarjestys].cumsum() <= 0.25 * vaki.sum()]] = True
    toinen = _kopio(malli)
    toinen.ohjaa({"kapitaatio.painot": "tarve"})
    luvut: dict[str, float] = {}
    for nimi, m in (("tasa", malli), ("tarve", toinen)):
        tulevat = np.zeros(len(vaki))
        for puolivuosi in range(1, 7):
            m.run_for(6)
            tulevat += tulon_odotus(m)[0]
            if puolivuosi % 2 == 0:
                luvut[f"{nimi}{puolivuosi // 2}"] = float(tulevat.sum())
                luvut[f"{nimi}_korkea{puolivuosi // 2}"] = float(tulevat[tarvitsevat].sum())
    return luvut


def _aluerivit(luvut: Sequence[dict[str, float]]) -> list[Tarkistusrivi]:
    lahde = "P17: Anell, Dackehag & Dietrichson 2018"

    def osuusero(vuosi: int) -> list[float]:
        return [
            x[f"tarve_korkea{vuosi}"] / x[f"tarve{vuosi}"] - x[f"tasa_korkea{vuosi}"] / x[f"tasa{vuosi}"] for x in luvut
        ]

    syy = "in the model the neediest areas are not those that pay firms: see the cards markkina.*"
    syy_kasvu = "a firm looks at pay and cost alone: the shift is there at once, and more supply then wears it down"
    korkea = [x["tarve_korkea3"] - x["tasa_korkea3"] for x in luvut]
    kasvu = [x["tarve_korkea3"] - x["tasa_korkea3"] - x["tarve_korkea1"] + x["tasa_korkea1"] for x in luvut]
    suhde = [x["tarve3"] / x["tasa3"] - 1.0 for x in luvut]
    alku = "need weights against flat pay, expected entries of three years"
    return [
        _rivi(
            "P17", f"{alku}: share in the neediest quarter of residents",
            keskivirhe(osuusero(3)), (1e-9, math.inf), lahde, syy,
        ),
        _rivi("P17-maara", f"{alku}: centres there", keskivirhe(korkea), (1e-9, math.inf), lahde, syy),
        _rivi("P17-kaikki", f"{alku}: all centres, relative", keskivirhe(suhde), (-0.05, 0.05), lahde, syy),
        _rivi(
            "P17-kasvaa", "centres gained there, three years less the first",
            keskivirhe(kasvu), (1e-9, math.inf), lahde, syy_kasvu,
        ),
    ]  # fmt: skip


def _kayntiluvut(otos: float, seed: int) -> dict[str, float]:
    """One seed of P26 and P27: pay changes a year after choice opened, against the same world without the change."""
    luvut: dict[str, float] = {}
    alku = _ela(SUORA, otos, seed, AVAUS)
    for nimi, theta, ennen, sitten in (
        ("p26", 0.0, 1.0, 0.5), ("p26_kortti", 0.3, 1.0, 0.5), ("p27", 0.8, 0.75, 0.4), ("p27_kortti", 0.3, 0.75, 0.4)
    ):  # fmt: skip
        verrokki = _kopio(alku)
        verrokki.ohjaa({"kapitaatio.kiintea_osuus": ennen, "ponnistus.aktiivisuus": theta})
        verrokki.run_for(12)
        koe = _kopio(verrokki)
        koe.ohjaa({"kapitaatio.kiintea_osuus": sitten, "kapitaatio.laista_poiketen": True})
        kaynnit = {}
        for arvo, malli in (("verrokki", verrokki), ("koe", koe)):
            kaynnit[arvo] = [_kaynnit(malli) for _ in range(13)]
        x, y = np.array(kaynnit["koe"]), np.array(kaynnit["verrokki"])
        luvut[f"{nimi}_alku"], luvut[f"{nimi}_vuosi"] = (float(x[kk, 0] / y[kk, 0] - 1.0) for kk in (1, 12))
        for i, ryhma in ((1, "sairas"), (2, "terve")):
            luvut[f"{nimi}_{ryhma}"] = float(x[12, i] / y[12, i] - 1.0)
        luvut[f"{nimi}_lahete"] = float(
            np.mean([k.lahete for k in koe.keskukset]) / np.mean([k.lahete for k in verrokki.keskukset]) - 1.0
        )
    return luvut


def _kaynnit(malli: SoteMalli) -> tuple[float, float, float]:
    """Live a month: contacts at centres, doctor contacts of the chronically ill and of others."""
    c = malli.sidonta.b.columns
    ennen = c["julkinen_v"].astype(np.float64) if malli.kk % 12 else np.zeros(len(c["julkinen_v"]))
    malli.step()
    uudet = c["julkinen_v"] - ennen
    elossa, sairas = c["elossa"] == 1, c["krooniset"] > 0
    kaikki = sum(k.kaynnit for k in malli.keskukset)
    return kaikki, float(uudet[elossa & sairas].sum()), float(uudet[elossa & ~sairas].sum())


P26_SYY = (
    "at the edge of the band, within the Monte Carlo error: the card's lasting effect is off, what remains a year "
    "later comes of pay by visit through queues, which demand answers"
)


def _kayntirivit(luvut: Sequence[dict[str, float]]) -> list[Tarkistusrivi]:
    def rivi(tunnus: str, mika: str, avain: str, ala: float, yla: float, lahde: str, syy: str = "") -> Tarkistusrivi:
        return _rivi(tunnus, mika, keskivirhe([x[avain] for x in luvut]), (ala, yla), lahde, syy)

    p26, p27 = "P26: Krasnik 1990 BMJ 300:1698", "P27: Agerholm 2015"
    ei, aarta = "fee share 0 -> .5, lasting effect 0", math.inf
    ero = [{"ero": x["p27_sairas"] - x["p27_terve"]} for x in luvut]
    return [
        rivi("P26", f"{ei}: contacts, second month", "p26_alku", 0.03, 0.12, p26),
        rivi("P26-vuosi", f"{ei}: contacts a year later", "p26_vuosi", -0.03, 0.03, p26, P26_SYY),
        rivi("P26-lahete", f"{ei}: referrals a year later", "p26_lahete", -math.inf, -1e-9, p26),
        rivi("P26-kortti", "the same with the card's .3, a year later: reported", "p26_kortti_vuosi", -aarta, aarta,
             p26),
        rivi("P27", "fee share .25 -> .6, lasting effect .8: contacts a year later", "p27_vuosi", 0.2, 0.5, p27),
        _rivi("P27-sairaat", "the same: gain of the chronically ill less that of others",
              keskivirhe([x["ero"] for x in ero]), (-math.inf, -1e-9), p27),
        rivi("P27-kortti", "the same with the card's .3: reported", "p27_kortti_vuosi", -aarta, aarta, p27),
    ]  # fmt: skip


def _kopio(malli: SoteMalli) -> SoteMalli:
    """A second model in the same state."""
    return cast(SoteMalli, kopioi(malli))


def _ela(nimi: str, otos: float, seed: int, kuukausia: int, asetukset: dict[str, Any] | None = None) -> SoteMalli:
    """A model lived to this month."""
    malli = ajo.rakenna_malli(skenaariot.lue(nimi, asetukset or ()), otos, seed)
    malli.run_for(kuukausia)
    return malli


def _rivi(
    tunnus: str, mika: str, arvo: tuple[float, float], vali: tuple[float, float], lahde: str, syy: str = ""
) -> Tarkistusrivi:
    """A row: value with its error, band; the cause is told when it is out."""
    (x, virhe), (ala, yla) = arvo, vali
    sisalla = ala <= x <= yla
    return Tarkistusrivi(
        id=tunnus,
        what=mika,
        band="any: reported" if math.isinf(ala) and math.isinf(yla) else bandi(ala, yla),
        model=virheineen(x, virhe) if math.isfinite(x) else luku(x),
        in_band=sisalla,
        source=lahde,
        cause="" if sisalla else syy or "outside the band: see the cards kapitaatio.* and ponnistus.*",
    )
