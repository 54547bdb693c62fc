"""Controls of the page: levers in four groups, a few of them open, and the assumptions apart from them.

All comes from the parameter tree: range, unit, source, status and help; here stands only which are open, their short
names and how they are grouped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from agentit.alustus import vain_alussa
from kalibrointi.oletuskortit import KORTIT
from kalibrointi.parametrit import MAAILMARYHMAT, Arvo, Parametri, nayta
from runs.skenaariot import Skenaario
from visualisointi import sanat
from visualisointi.selain.kieli import Kaantaja, kaantaja, lahteena, valinta, yksikko
from visualisointi.selain.nakyma import Nakyma, parametrit, perusarvot

RYHMAT: dict[str, tuple[str, ...]] = {  # group on the page -> groups of the tree
    "valinnanvapaus": (
        "valinnanvapaus",
        "asiakasseteli",
        "suu",
        "henkilokohtainen_budjetti",
        "liikelaitosvalinta",
        "haku",
        "markkina",
    ),
    "kapitaatio": ("kapitaatio",),
    "ohjaus": ("ohjaus", "sopimus", "neuvottelu", "valtio", "jono"),
    "rakenne": (),  # all others
}
AVOIMET: dict[str, tuple[str, ...]] = {  # open ones; the others fold
    "valinnanvapaus": (
        "valinnanvapaus.suora_valinta",
        "valinnanvapaus.suun_valinta",
        "valinnanvapaus.vaihtovali_kk",
        "valinnanvapaus.tiedotuskirje",
    ),
    "kapitaatio": ("kapitaatio.painot", "kapitaatio.kiintea_osuus"),
    "ohjaus": ("ohjaus.virement", "valtio.jarrutus"),
    "rakenne": ("ketju.yhteinen_tieto", "kerros.sahkoinen_siirto"),
}


def _otsikot(_: Kaantaja) -> dict[str, str]:
    return {
        "valinnanvapaus": _("Freedom of choice"),
        "kapitaatio": _("Capitation"),
        "ohjaus": _("Steering"),
        "rakenne": _("Structure"),
    }


def _lyhyet(_: Kaantaja) -> dict[str, str]:
    return {
        "valinnanvapaus.suora_valinta": _("Direct choice of sote centre"),
        "valinnanvapaus.suun_valinta": _("Direct choice of oral health unit"),
        "valinnanvapaus.vaihtovali_kk": _("Switching interval"),
        "valinnanvapaus.tiedotuskirje": _("Personal letter when choice opens"),
        "kapitaatio.painot": _("Weights of capitation"),
        "kapitaatio.kiintea_osuus": _("Fixed share of payment"),
        "ohjaus.virement": _("Virement band (0 split by service, 1 lump sum)"),
        "valtio.jarrutus": _("Strength of the cost brake"),
        "ketju.yhteinen_tieto": _("Shared records in care chains"),
        "kerros.sahkoinen_siirto": _("Contacts moved to electronic services"),
    }


def keinoryhmat(nakyma: Nakyma) -> list[dict[str, Any]]:
    """Groups of levers with their controls, for the page."""
    _ = kaantaja(nakyma.kieli)
    lyhyet, perus = _lyhyet(_), perusarvot(nakyma.alue)
    ryhmat = []
    for koodi in RYHMAT:
        avoimet, muut = _keinot(koodi)
        saatimet = [_saadin(nakyma, p, perus, lyhyet.get(p.key, "")) for p in (*avoimet, *muut)]
        ryhmat.append(
            {
                "koodi": koodi,
                "otsikko": _otsikot(_)[koodi],
                "avoimia": len(avoimet),
                "saatimet": saatimet,
                "muutettu": sum(bool(s["muutettu"]) for s in saatimet),
                "auki": koodi in ("valinnanvapaus", "kapitaatio"),
            }
        )
    return ryhmat


def oletuskortit(nakyma: Nakyma) -> list[dict[str, Any]]:
    """Assumptions nobody has measured: they act on both worlds."""
    perus = {p.key: p.value for p in parametrit().values()}
    ensin, muut = _oletukset()
    return [_saadin(nakyma, p, perus, "") for p in (*ensin, *muut)]


@cache
def _keinot(ryhma: str) -> tuple[list[Parametri], list[Parametri]]:
    """Levers of a group, those that are open first; which they are is asked at every change."""
    omat = {p.key: p for p in parametrit().values() if saadettava(p, "lever") and _ryhma(p) == ryhma}
    avoimet = [omat.pop(avain) for avain in AVOIMET[ryhma] if avain in omat]
    return avoimet, list(omat.values())


@cache
def _oletukset() -> tuple[list[Parametri], list[Parametri]]:
    """Assumptions, the chosen first."""
    omat = {p.key: p for p in parametrit().values() if oletuskortti(p)}
    ensin = [omat.pop(avain) for avain in KORTIT if avain in omat]
    return ensin, list(omat.values())


def oletuskortti(p: Parametri) -> bool:
    """Is it an assumption a viewer may set?"""
    return saadettava(p, "uncertainty") and p.status == "oletus" and p.range is not None


def _ryhma(p: Parametri) -> str:
    return next((koodi for koodi, omat in RYHMAT.items() if p.group in omat), "rakenne")


def saadettava(p: Parametri, laji: str) -> bool:
    """Can a viewer set it? Lists cannot, nor can a lever that shapes the base year."""
    if p.kind != laji or isinstance(p.value, tuple) or p.group in MAAILMARYHMAT:
        return False
    if isinstance(p.value, str) and not p.choices:
        return False
    return laji == "uncertainty" or not vain_alussa(p.key)


def _saadin(nakyma: Nakyma, p: Parametri, perus: Mapping[str, Arvo], lyhyt: str) -> dict[str, Any]:
    kieli, arvo = nakyma.kieli, nakyma.arvo(p)
    laji = "kytkin" if isinstance(p.value, bool) else "valikko" if p.choices else "liuku" if p.range else "luku"
    saadin: dict[str, Any] = {
        "avain": p.key,
        "laji": laji,
        "nimi": lyhyt or getattr(p.text, kieli),
        "apu": getattr(p.text, kieli),
        "yksikko": yksikko(p.unit, kieli) if laji in ("liuku", "luku") else "",
        "lahde": lahteena(p.source, kieli),
        "tila": p.status,
        "saanto": p.rule,
        "arvo": nayta(arvo).strip('"'),
        "perus": sanoin(perus[p.key], kieli),
        "muutettu": arvo != nakyma.oma_arvo(p),
    }
    if p.choices:
        koodit = dict.fromkeys([*p.choices, str(arvo)])
        saadin["valinnat"] = [{"koodi": k, "nimi": valinta(k, kieli)} for k in koodit]
    if p.range and laji == "liuku":
        lo, hi = p.range
        saadin |= {"lo": lo, "hi": hi, "askel": _askel(lo, hi), "perus_kohta": _kohta(perus[p.key], lo, hi)}
    return saadin


def _askel(lo: float, hi: float) -> float:
    if float(lo).is_integer() and float(hi).is_integer() and hi - lo >= 10:
        return 1.0
    return next(a for a in (10.0, 1.0, 0.1, 0.05, 0.01, 0.001, 0.0001, 1e-6) if (hi - lo) / a >= 20)


def _kohta(arvo: Arvo, lo: float, hi: float) -> float:
    return 100.0 * (float(arvo) - lo) / (hi - lo) if isinstance(arvo, (int, float)) and hi > lo else 0.0


def sanoin(arvo: Arvo, kieli: str) -> str:
    """A value of the tree in words."""
    _ = kaantaja(kieli)
    if isinstance(arvo, bool):
        return _("in use") if arvo else _("not in use")
    if isinstance(arvo, float):
        teksti = f"{arvo:.4g}"
        return teksti if kieli == "en" or "e" in teksti else teksti.replace(".", ",")
    return valinta(str(arvo), kieli)


def muutokset(nakyma: Nakyma) -> list[dict[str, str]]:
    """Levers and assumptions that differ from the scenario's own, in words."""
    out = []
    for avain, teksti in (*nakyma.keinot, *nakyma.oletukset):
        p = parametrit()[avain]
        arvo = parametrit().parse(avain, teksti)
        out.append(
            {
                "avain": avain,
                "nimi": _lyhyet(kaantaja(nakyma.kieli)).get(avain) or getattr(p.text, nakyma.kieli),
                "arvo": sanoin(arvo, nakyma.kieli),
                "oma": sanoin(nakyma.oma_arvo(p), nakyma.kieli),
                "yksikko": yksikko(p.unit, nakyma.kieli) if not isinstance(arvo, bool | str) else "",
                "laji": p.kind,
            }
        )
    return out


def eroavat(maailmat: Sequence[Skenaario], kieli: str) -> tuple[list[list[str]], int]:
    """Levers that are not the same in all worlds at the end, in words, and how many are the same."""
    arvot = [m.ohjelma().at(m.months - 1) for m in maailmat]
    rivit, samoja = [], 0
    for p in parametrit().values():
        if p.kind != "lever":
            continue
        omat = [a[p.key] for a in arvot]
        if len(set(omat)) == 1:
            samoja += 1
            continue
        nimi = _lyhyet(kaantaja(kieli)).get(p.key) or getattr(p.text, kieli)
        rivit.append([nimi] + [sanoin(x, kieli) if not isinstance(x, tuple) else "…" for x in omat])
    return rivit, samoja


def luku_sanoin(teksti: str, kieli: str) -> str:
    """A typed number with a decimal comma or point, as the parameter tree reads it."""
    siisti = teksti.strip().replace(sanat.KOVA_VALI, "").replace(" ", "").replace(sanat.MIINUS, "-")
    return siisti.replace(",", ".") if kieli != "en" else siisti
