"""Do the seven steering instruments do what they say, one thing each, and nothing at zero? Rows of `sote check levers`.

Every instrument alone at full intensity, cost of use included, against the world it steers: paired differences of the
life-expectancy gap, cost and wait, and of the measure its mechanism shows in. Then whether any of them does the work of
another: their effects beside each other, money split beforehand (v = 0) and as one sum (no band), without cost of use.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from agentit.ohjaus import OHJAUSKEINOT, Ohjauskeino
from kalibrointi.parametrit import lue_oletukset
from runs import skenaariot, vertailu
from runs.ajo import Edistyminen, tarkista_otos
from runs.siementyot import siemenittain
from runs.skenaariot import Skenaario
from runs.tarkistusrivi import Tarkistusrivi, luku

if TYPE_CHECKING:
    import pandas as pd

OTOS, SIEMENIA = 0.002, 3
LOPPU, NOLLAN_LOPPU, ERILLISYYDEN_LOPPU = "2024-12", "2023-12", "2024-12"  # firms take years to enter
LAHDE = "R14-R16; notes on institutions, 4"
GAP, HINTA, ODOTUS = "elinajanodote_ero", "kustannus_asukas", "odotus"
SUURIN_OSUUS = 0.20  # P53: levers of services alone close at most a fifth of the gap in ten years
OMA = {  # instrument -> the measure its mechanism shows in, group, which way
    "omistaja": ("ehkaisyosuus", "kaikki", +1),
    "talous": ("laatu", "kaikki", +1),
    "normi": ("odotus", "kaikki", -1),
    "sopimus": ("koordinaatio", "kaikki", +1),
    "informaatio": ("jarjestajan_virhe", "kaikki", -1),
    "vuorovaikutus": ("jarjestajan_virhe", "kaikki", -1),
    "markkina": ("yksityisia_keskuksia", "kaikki", +1),
}
# What performance pay works by; at intensity 0 neither may matter.
YHTEISET = ("ohjaus.mittariherkkyys", "ohjaus.syrjaytyminen")
VIREMENT = "uusimaa-virement"
ODOTUKSET = {  # what the liikelaitos expects
    "pelastus": ["2021-01:valtio.pelastusodotus=1"],
    "ratchet": ["2021-01:ohjaus.ratchet=1"],
    "vertailu": ["2021-01:ohjaus.ratchet=1", "2021-01:ohjaus.vertailu=1"],
}
PIENI_ELINIKA = 0.02  # years: what counts as no effect on health
EROMITAT = (
    "jarjestajan_virhe", "ehkaisyosuus", "odotus", "tyydyttamaton", "laatu", "ehkaisypanos", "ketju_havio",
    "yksityisia_keskuksia", "kustannus_asukas",
)  # fmt: skip
RAJA = 0.1  # singular values of unit vectors above this count towards the rank


def tarkista(
    otos: float = OTOS, seeds: int = SIEMENIA, processes: int | None = None, progress: Edistyminen | None = None
) -> list[Tarkistusrivi]:
    """Rows: each instrument alone, its null, and whether the seven are seven."""
    tarkista_otos(otos)
    ajot = vertailu.ajot(vipumaailmat(LOPPU), max(seeds, 2), otos=otos, processes=processes, progress=progress)
    return vipurivit(ajot) + muut_rivit(otos, processes)


def vipumaailmat(loppu: str) -> list[Skenaario]:
    """Worlds of `vipurivit`, to the end of `loppu`."""
    perusta = [skenaariot.lue(_skenaario(k), end=loppu) for k in OHJAUSKEINOT]
    pohjat = [skenaariot.lue(s.chain[-2], end=loppu) for s in perusta]
    return [*pohjat, *perusta, *_odotusmaailmat(loppu).values()]


def vipurivit(ajot: pd.DataFrame) -> list[Tarkistusrivi]:
    """Rows of each instrument and of expectations, from runs of `vipumaailmat`; later years are left out."""
    ajot = ajot[ajot["vuosi"] <= int(LOPPU[:4])]
    rivit = [_vipu(k, ajot, skenaariot.lue(_skenaario(k)).chain[-2], _skenaario(k)) for k in OHJAUSKEINOT]
    return rivit + list(_odotusrivit(ajot, {nimi: s.label for nimi, s in _odotusmaailmat(LOPPU).items()}))


def _odotusmaailmat(loppu: str) -> dict[str, Skenaario]:
    return {nimi: skenaariot.lue(VIREMENT, arvot, end=loppu) for nimi, arvot in ODOTUKSET.items()}


def muut_rivit(otos: float, processes: int | None = None) -> list[Tarkistusrivi]:
    """Rows that need small runs of their own: nulls with every card at the end of its range, and are seven seven?"""
    return siemenittain(_nollat, min(otos, 0.0005), [1])[0] + erillisyys(min(otos, 0.005), 3, processes)


def _skenaario(keino: Ohjauskeino) -> str:
    return f"uusimaa-ohjaus-{keino.avain}"


# alone -----------------------------------------------------------------------------------------------------------


def _vipu(keino: Ohjauskeino, ajot: pd.DataFrame, pohja: str, ohjattu: str) -> Tarkistusrivi:
    """One instrument against its world, last year: in if its own measure goes its way and the gap moves little."""
    t = vertailu.vastakohta(ajot, pohja, ohjattu)
    e = t[t["vuosi"] == t["vuosi"].max()].set_index(["mittari", "ryhma"])
    mittari, ryhma, suunta = OMA[keino.avain]
    oma, gap = e.loc[(mittari, ryhma)], e.loc[(GAP, "kaikki")]
    # A handful of pairs: the estimate must go the right way, its interval is printed for the reader.
    toimii, pieni = bool(suunta * oma["difference"] > 0), abs(gap["difference"]) <= SUURIN_OSUUS * gap["value_a"]
    osat = [("gap", GAP, " y"), ("cost", HINTA, " EUR"), ("wait", ODOTUS, " d"), (mittari, mittari, "")]
    if keino.avain == "talous":
        osat.append(("prevention", "ehkaisypanos", ""))
    luvut = "; ".join(f"{nimi} {_vali(e.loc[(m, 'kaikki')])}{yksikko}" for nimi, m, yksikko in osat)
    if keino.avain == "talous":  # money that passes to the liikelaitos's surplus, no service
        w = (ajot["skenaario"] == ohjattu) & (ajot["mittari"] == "sopimus_palkkio")
        luvut += f"; bonus {luku(float(ajot.loc[w & (ajot['vuosi'] == t['vuosi'].max()), 'arvo'].mean()))} EUR"
    syy = "" if toimii else f"{mittari} does not move as the mechanism says; "
    syy += "" if pieni else "the gap moves more than evidence allows"
    return Tarkistusrivi(
        id=f"ohjaus-{keino.avain}",
        what=f"{keino.en}: {pohja} -> {ohjattu}, {int(t['vuosi'].max())}, {int(oma['pairs'])} pairs, 95 %",
        band=f"{mittari} {'up' if suunta > 0 else 'down'}; gap within a fifth",
        model=luvut,
        in_band=toimii and pieni,
        source=f"{LAHDE}; P53",
        cause=syy,
    )


def _vali(r: pd.Series) -> str:
    return f"{r['difference']:+.3g} [{r['low']:+.3g}, {r['high']:+.3g}]"


def _odotusrivit(ajot: pd.DataFrame, nimet: dict[str, str]) -> Iterator[Tarkistusrivi]:
    """Bailout expectation (P54, P55), ratchet and benchmark over the virement scenario, last year."""
    e = {}
    for avain, nimi in nimet.items():
        t = vertailu.vastakohta(ajot, VIREMENT, nimi)
        e[avain] = t[t["vuosi"] == t["vuosi"].max()].set_index(["mittari", "ryhma"])
    hinta = {avain: x.loc[(HINTA, "kaikki")] for avain, x in e.items()}
    ika = e["pelastus"].loc[("elinajanodote_30", "kaikki")]
    hyva = bool(hinta["pelastus"]["difference"] > 0 and abs(ika["difference"]) < PIENI_ELINIKA)
    yield Tarkistusrivi(
        id="ohjaus-pelastusodotus",
        what=f"{VIREMENT}: the liikelaitos is sure that the state pays its overspending",
        band=f"cost up, life expectancy within {PIENI_ELINIKA:g} y",
        model=f"cost {_vali(hinta['pelastus'])} EUR; life expectancy {_vali(ika)} y",
        in_band=hyva,
        source="P54, P55",
        cause="" if hyva else "a bailout should cost money and not buy health",
    )
    hyva = bool(hinta["ratchet"]["difference"] > hinta["vertailu"]["difference"])
    osuus = {avain: e[avain].loc[("ehkaisyosuus", "kaikki")] for avain in ("ratchet", "vertailu")}
    yield Tarkistusrivi(
        id="ohjaus-ratchet",
        what=f"{VIREMENT}: the frame follows last year's spending, without and with a full benchmark",
        band="costs more without the benchmark",
        model="; ".join(
            f"{avain}: cost {_vali(hinta[avain])} EUR, prevention share {_vali(osuus[avain])}" for avain in osuus
        ),
        in_band=hyva,
        source="R15; notes on institutions, 1",
        cause="" if hyva else "a benchmark should restore the reason to save",
    )


def _nollat(otos: float, seed: int) -> list[Tarkistusrivi]:
    """Rows of the nulls, all in one life up to the first steering."""
    ohjatut = {k.avain: skenaariot.lue(_skenaario(k)) for k in OHJAUSKEINOT}
    pohjat = {avain: skenaariot.lue(s.chain[-2], end=NOLLAN_LOPPU) for avain, s in ohjatut.items()}
    nollat = {k.avain: _nollana(k, ohjatut[k.avain]) for k in OHJAUSKEINOT}
    ajot = vertailu.ajot([*pohjat.values(), *nollat.values()], 1, otos=otos, seed=seed, processes=1)
    return [_nollarivi(k, ajot, pohjat[k.avain].label, nollat[k.avain].label) for k in OHJAUSKEINOT]


def _nollana(keino: Ohjauskeino, skenaario: Skenaario) -> Skenaario:
    """The instrument's scenario at intensity 0, its cost and full values at the far end of their ranges."""
    puu = lue_oletukset()
    kortit = [f"ohjaus.{x}" for x in (keino.kulu, *(taysi for _, taysi in keino.muuttujat), keino.puoliintuminen) if x]
    if keino.avain == "talous":
        kortit += YHTEISET
    aaret = [f"2021-01:{k}={max(puu[k].range, key=lambda x, k=k: abs(x - puu[k].value)):g}" for k in kortit]  # type: ignore
    return skenaariot.lue(skenaario.name, [f"2021-01:ohjaus.{keino.avain}=0", *aaret], end=NOLLAN_LOPPU)


def _nollarivi(keino: Ohjauskeino, ajot: pd.DataFrame, pohja: str, nolla: str) -> Tarkistusrivi:
    avain = ["seed", "vuosi", "mittari", "ryhma"]
    x, y = (ajot[ajot["skenaario"] == nimi].set_index(avain)["arvo"] for nimi in (pohja, nolla))
    sama = x.equals(y)
    eroja = "same bits" if sama else f"{int((x != y.reindex(x.index)).sum())} of {len(x)} yearly results differ"
    return Tarkistusrivi(
        id=f"ohjaus-{keino.avain}-nolla",
        what=f"{keino.en} at intensity 0, its cost and full values at the end of their ranges: {pohja}",
        band="same bits",
        model=eroja,
        in_band=sama,
        source="null of R16",
        cause="" if sama else "something acts at intensity 0",
    )


# seven things or fewer ---------------------------------------------------------------------------------------------


def erillisyys(otos: float, seeds: int, processes: int | None = None) -> list[Tarkistusrivi]:
    """Rank of the seven effect vectors and the pair most alike, both financing models side by side and each alone."""
    perus = ["2021-01:valinnanvapaus.suora_valinta=true"] + [f"ohjaus.{k.kulu}=0" for k in OHJAUSKEINOT]
    maailmat = {}
    for v in (0, 1):
        oma = [*perus, f"2021-01:ohjaus.virement={v}"]
        for k in (None, *OHJAUSKEINOT):
            lisa = [] if k is None else [f"2021-01:ohjaus.{k.avain}=1"]
            skenaario = skenaariot.lue("uusimaa-liikelaitos-2021", [*oma, *lisa], end=ERILLISYYDEN_LOPPU)
            maailmat[v, k.avain if k else ""] = skenaario
    ajot = vertailu.ajot(list(maailmat.values()), seeds, otos=otos, processes=processes)
    vektorit = {
        v: _vakioidut([_vaikutus(ajot, maailmat[v, ""], maailmat[v, k.avain]) for k in OHJAUSKEINOT]) for v in (0, 1)
    }
    molemmat = np.concatenate([vektorit[0], vektorit[1]], axis=1)
    return list(_erillisyysrivit(molemmat, vektorit))


def _vaikutus(ajot: pd.DataFrame, a: Skenaario, b: Skenaario) -> np.ndarray:
    """Mean paired effect of the last year on the measures that tell the instruments apart."""
    t = vertailu.vastakohta(ajot, a.label, b.label)
    t = t[(t["vuosi"] == t["vuosi"].max()) & t["mittari"].isin(EROMITAT)].set_index(["mittari", "ryhma"])["difference"]
    paketit = sorted(r for m, r in t.index if m == HINTA and r.startswith("paketti_"))
    yksin = [float(t[m, "kaikki"]) for m in EROMITAT if m != "ketju_havio"]
    return np.array([*yksin, float(t["ketju_havio"].mean()), *(float(t[HINTA, r]) for r in paketit)])


def _vakioidut(vaikutukset: list[np.ndarray]) -> np.ndarray:
    """(7, measures) effects in units of their root mean square over instruments; what nobody moves is 0."""
    x = np.array(vaikutukset)
    koko = np.sqrt((x**2).mean(0))
    return x / np.where(koko > 0, koko, 1.0)


def rinnakkaisuus(vektorit: np.ndarray) -> tuple[int, float, tuple[int, int]]:
    """Rank of the rows as unit vectors, largest |cosine| and between which two; a row of zeros is no direction."""
    pituus = np.linalg.norm(vektorit, axis=1, keepdims=True)
    u = np.where(pituus > 0, vektorit / np.where(pituus > 0, pituus, 1.0), 0.0)
    aste = int((np.linalg.svd(u, compute_uv=False) > RAJA).sum())
    cos = np.abs(u @ u.T) - np.eye(len(u))
    i, j = np.unravel_index(int(np.argmax(cos)), cos.shape)
    return aste, float(cos[i, j]), (int(i), int(j))


def _erillisyysrivit(molemmat: np.ndarray, vektorit: dict[int, np.ndarray]) -> Iterator[Tarkistusrivi]:
    n = len(OHJAUSKEINOT)
    nimet = {"": molemmat, "-ennalta": vektorit[0], "-kerta": vektorit[1]}
    mista = {"": "both financing models side by side", "-ennalta": "money split beforehand", "-kerta": "one sum"}
    for tunnus, x in nimet.items():
        aste, cos, (i, j) = rinnakkaisuus(x)
        hyva = (aste == n and cos < 0.95) if not tunnus else True
        yield Tarkistusrivi(
            id=f"ohjaus-erillisyys{tunnus}",
            what=f"do two instruments do the same? Standardised effects, {mista[tunnus]}",
            band=f"rank {n}, |cosine| < 0.95" if not tunnus else "reported",
            model=f"rank {aste}; {OHJAUSKEINOT[i].avain} and {OHJAUSKEINOT[j].avain} |cosine| {luku(cos)}",
            in_band=hyva,
            source=LAHDE,
            cause="" if hyva else "one instrument does the work of another",
        )
