"""Centre map: every sote centre at its place, month by month, in both worlds; how long its list and its wait are.

One run of the fast sample: the worlds of the page's first answer, lived by the worker already. What the map needs is
noted while they are lived (`kirjaa`), put together in the worker (`koosta`), told in the page's language (`sanoina`).
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from visualisointi import kartta, sanat
from visualisointi.selain.kieli import kaantaja

if TYPE_CHECKING:
    from visualisointi.selain.nakyma import Nakyma

LEVEYS = 1000  # units of the drawing across the region
KIINNI = 65535  # list of a closed centre, in steps
ASKEL = 100.0  # residents of a step of the list: what one sampled resident stands for at the fast sample
PISIN = 250  # days of wait that are told
ODOTUSRAJAT = (7, 14, 30, 90)  # days: inner limits of the classes of colour; 7 and 14 of the law's debate, 90 its limit
OSUUSRAJAT = (5, 10, 25, 50)  # per cent of the lists of the municipality
PERUSKOKO = 12.0  # pixels between names


@dataclass(frozen=True)
class Keskus:
    """A centre that is open at some time: name, private or not, municipality's index, place in km."""

    nimi: str
    yksityinen: bool
    kunta: int
    x: float
    y: float


@dataclass(frozen=True)
class Maailma:
    """One world: its centres, and by month (rows) their list in steps of `ASKEL` and wait in days."""

    keskukset: tuple[Keskus, ...]
    listat: np.ndarray  # (months, centres) uint16, KIINNI = closed
    odotukset: np.ndarray  # (months, centres) uint8


@dataclass(frozen=True)
class Keskukset:
    """Both worlds over the same ground: corners of postal areas (km), municipalities with their centres and weights."""

    a: Maailma
    b: Maailma
    pinnat: tuple[np.ndarray, ...]
    kunnat: tuple[tuple[str, str, float, float, float], ...]  # fi, sv, x, y, residents


# --------------------------------------------------------------------------------------------------- in a worker
def kirjaa(malli: Any) -> np.ndarray:
    """This month's list and wait of every place, (places, 2); NaN where the centre is closed."""
    return np.array([(k.lista, k.jono.odotus) if k.auki else (np.nan, np.nan) for k in malli.keskuspaikat], np.float32)


def koosta(a: Any, b: Any, kuukaudet_a: Sequence[np.ndarray], kuukaudet_b: Sequence[np.ndarray]) -> Keskukset:
    """From lived models and their months."""
    m = a.maailma
    alueet = [
        kartta.Alue(float(x), float(y), float(ala), 0.0)
        for x, y, ala in zip(m.alueet.x_km, m.alueet.y_km, m.alueet.pinta_ala_km2, strict=True)
    ]
    vaki = np.asarray(m.alueet.vaesto, float)
    kunnat = []
    for i, (fi, sv) in enumerate(zip(m.kunnat.nimi_fi, m.kunnat.nimi_sv, strict=True)):
        omat = np.flatnonzero(np.asarray(m.alueet.kunta) == i)
        painot = vaki[omat] if vaki[omat].sum() > 0 else np.ones(len(omat))
        x, y = (float(np.average(np.asarray(z)[omat], weights=painot)) for z in (m.alueet.x_km, m.alueet.y_km))
        kunnat.append((str(fi), str(sv), x, y, float(vaki[omat].sum())))
    pinnat = tuple(np.asarray(p) for p in kartta.pinnat(alueet, kulmia=14) if len(p) > 2)
    return Keskukset(_maailma(a, kuukaudet_a), _maailma(b, kuukaudet_b), pinnat, tuple(kunnat))


def _maailma(malli: Any, kuukaudet: Sequence[np.ndarray]) -> Maailma:
    graafi, n = malli.verkko.verkko, len(malli.keskuspaikat)
    taulu = np.full((len(kuukaudet), n, 2), np.nan, np.float32)
    for kk, rivit in enumerate(kuukaudet):
        taulu[kk, : len(rivit)] = rivit
    listat = np.where(np.isnan(taulu[..., 0]), KIINNI, np.clip(np.rint(taulu[..., 0] / ASKEL), 0, KIINNI - 1))
    odotukset = np.where(np.isnan(taulu[..., 1]), 0, np.clip(np.rint(taulu[..., 1]), 0, PISIN))
    keskukset = []
    for k in malli.keskuspaikat:
        solmu = ("yksikko", k.paikka)
        if solmu in graafi:
            x, y = graafi.nodes[solmu]["x_km"], graafi.nodes[solmu]["y_km"]
        else:  # closed for good: where its area is
            x, y = malli.maailma.alueet.x_km[k.alue], malli.maailma.alueet.y_km[k.alue]
        keskukset.append(Keskus(str(k.nimi), bool(k.yksityinen), int(k.kunta), float(x), float(y)))
    return Maailma(tuple(keskukset), listat.astype("<u2"), odotukset.astype("u1"))


# --------------------------------------------------------------------------------------------------- for the page
def sanoina(nakyma: Nakyma, k: Keskukset) -> dict[str, Any]:
    """The map as the page takes it."""
    from visualisointi.selain.nakyma import maailman_nimi

    kieli = nakyma.kieli
    _, rajaus, mitta = kaantaja(kieli), _rajaus(k), _mitta(k)
    korkeus = round((rajaus[3] - rajaus[2]) * mitta)
    lahi = kartta.tihein([kartta.Yksikko(x.x, x.y, "") for x in k.b.keskukset], rajaus)
    return {
        "laji": "valmis",
        "otsikko": otsikko(k, kieli),
        "ala": _("One run, 1% sample, the same luck in both worlds. The larger the mark, the longer the list."),
        "korkeus": korkeus,
        "lahi": _nakyma(lahi, rajaus, mitta) if lahi else "",
        "maa": "".join(_polku(p, rajaus, mitta) for p in k.pinnat),
        "nimet": _nimet(k, rajaus, mitta, kieli),
        "kunnat": [sv if kieli == "sv" else fi for fi, sv, *_x in k.kunnat],
        "kuukausia": int(k.b.listat.shape[0]),
        "alkuvuosi": 2017,
        "askel": ASKEL,
        "kiinni": KIINNI,
        "suurin": int(_suurin(k)),
        "rajat": {"odotus": list(ODOTUSRAJAT), "osuus": list(OSUUSRAJAT)},
        "luokat": {"odotus": _luokat(ODOTUSRAJAT, kieli, _("days")), "osuus": _luokat(OSUUSRAJAT, kieli, "%")},
        "maailmat": [
            {"koodi": koodi, "nimi": nimi, **_pakattu(m, rajaus, mitta, kieli)}
            for koodi, nimi, m in (("b", maailman_nimi(nakyma), k.b), ("a", _("Baseline"), k.a))
        ],
        "t": _tekstit(nakyma),
    }


def otsikko(k: Keskukset, kieli: str) -> str:
    """The finding: private centres and their lists at the end, against the baseline."""
    _, luvut = kaantaja(kieli), []
    for m in (k.a, k.b):
        lista = np.where(m.listat[-1] == KIINNI, 0, m.listat[-1]).astype(float)
        yksityinen = np.array([x.yksityinen for x in m.keskukset])
        auki = m.listat[-1] != KIINNI
        luvut.append((int(auki.sum()), int((auki & yksityinen).sum()), 100.0 * lista[yksityinen].sum() / lista.sum()))
    (kaikki_a, _y, _o), (kaikki, yksityisia, osuus) = luvut
    if yksityisia:
        return _(
            "Centres at the end: {n}, of them {private} private with {share}% of lists; in the baseline {base}",
            n=kaikki, private=yksityisia, share=sanat.luku(osuus, 1, kieli), base=kaikki_a,
        )  # fmt: skip
    return _("Centres at the end: {n}, none private; in the baseline {base}", n=kaikki, base=kaikki_a)


def _tekstit(nakyma: Nakyma) -> dict[str, str]:
    _ = kaantaja(nakyma.kieli)
    return {
        "kartta": _("Sote centres on the map"),
        "aika": _("Month"),
        "toista": _("Play"),
        "seis": _("Pause"),
        "maailma": _("World"),
        "vari": _("Colour"),
        "odotus": _("Wait, days"),
        "osuus": _("Share of the municipality's lists"),
        "koko": _("Whole region"),
        "lahi": _("Where centres are densest"),
        "rajaus": _("Area shown"),
        "keskus": _("Centre"),
        "ei_valittu": _("none picked"),
        "julkinen": _("public"),
        "yksityinen": _("private"),
        "kunta": _("Municipality"),
        "omistaja": _("Owner"),
        "lista": _("List"),
        "tilanne": _(
            "{kk}: {n} centres open, {y} of them private with {o}% of lists. Mean wait {w} days; longest in {p}, {d} "
            "days."
        ),
        "yksi": _("{k}, {m}, {o}: list {l}, wait {w} days, {s}% of the municipality's lists."),
        "suljettu": _("{k} is not open in this month."),
        "selite": _("largest mark: {x} residents"),
    }


def _luokat(rajat: Sequence[int], kieli: str, yksikko: str) -> list[str]:
    _ = kaantaja(kieli)
    valit = [f"{a}–{b}" for a, b in pairwise(rajat)]
    return [f"{x} {yksikko}" for x in (_("under {x}", x=rajat[0]), *valit, _("{x} or more", x=rajat[-1]))]


def _rajaus(k: Keskukset) -> tuple[float, float, float, float]:
    """Limits in km that hold all the ground, and every centre."""
    pisteet = np.vstack([*k.pinnat, *[[(x.x, x.y)] for m in (k.a, k.b) for x in m.keskukset]])
    (x0, y0), (x1, y1) = pisteet.min(axis=0), pisteet.max(axis=0)
    return float(x0), float(x1), float(y0), float(y1)


def _mitta(k: Keskukset) -> float:
    x0, x1, _y0, _y1 = _rajaus(k)
    return LEVEYS / (x1 - x0)


def _xy(x: float, y: float, rajaus: tuple[float, float, float, float], mitta: float) -> tuple[int, int]:
    return round((x - rajaus[0]) * mitta), round((rajaus[3] - y) * mitta)


def _polku(pinta: np.ndarray, rajaus: tuple[float, float, float, float], mitta: float) -> str:
    pisteet = list(dict.fromkeys(_xy(x, y, rajaus, mitta) for x, y in pinta))
    return "M" + "L".join(f"{x} {y}" for x, y in pisteet) + "Z" if len(pisteet) > 2 else ""


def _nakyma(laatikko: Any, rajaus: tuple[float, float, float, float], mitta: float) -> str:
    """The close-up as a viewBox."""
    x0, x1, y0, y1 = laatikko
    vasen, yla = _xy(x0, y1, rajaus, mitta)
    return f"{vasen} {yla} {round((x1 - x0) * mitta)} {round((y1 - y0) * mitta)}"


def _suurin(k: Keskukset) -> float:
    return max(float(np.where(m.listat == KIINNI, 0, m.listat).max()) for m in (k.a, k.b))


def _nimet(k: Keskukset, rajaus: tuple[float, float, float, float], mitta: float, kieli: str) -> list[dict[str, Any]]:
    """Names of municipalities, the largest first; the page leaves out those that would lie upon each other."""
    out = []
    for fi, sv, x, y, _vaki in sorted(k.kunnat, key=lambda r: -r[4]):
        vasen, yla = _xy(x, y, rajaus, mitta)
        out.append({"nimi": sv if kieli == "sv" else fi, "x": vasen, "y": yla})
    return out


def _pakattu(m: Maailma, rajaus: tuple[float, float, float, float], mitta: float, kieli: str) -> dict[str, Any]:
    """Centres and their months: lists and waits as base64 of little-endian numbers, month by month."""
    return {
        "keskukset": [
            {"nimi": keskuksen_nimi(x, kieli), "y": int(x.yksityinen), "k": x.kunta, "p": _xy(x.x, x.y, rajaus, mitta)}
            for x in m.keskukset
        ],
        "listat": base64.b64encode(m.listat.tobytes()).decode(),
        "odotukset": base64.b64encode(m.odotukset.tobytes()).decode(),
    }


def keskuksen_nimi(k: Keskus, kieli: str) -> str:
    """A centre's own name; private ones of the model are named after their area."""
    _ = kaantaja(kieli)
    alku = "Yksityinen "
    if k.yksityinen and k.nimi.startswith(alku):
        return _("Private, {place}", place=k.nimi.removeprefix(alku))
    return k.nimi.replace("(terveysasema)", f"({_('health station')})")
