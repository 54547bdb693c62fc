"""Measures of the forms of choice (R20): who uses them, whose money, what is left to the liikelaitos.

Rows of a form only where it is in use; what the liikelaitos produces itself and buys in every year of a county. Groups:
fifth of permanent income rank, functional ability of clients (low < .4, middle, high >= .75), service line, form.
Choice market: money that follows the client's choice, MEUR a year (C15: 1,000-1,400 planned).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from agentit.asiakasseteli import SETELIRIVIT
from agentit.henkilokohtainen_budjetti import BUDJETTIRIVIT
from agentit.kielet import Mitta
from agentit.liikelaitosvalinta import MUU_MAAKUNTA
from agentit.ohjaus import OHJAUSPAKETTI
from agentit.rivisummat import Lohko, Rivit, Summat
from agentit.valintaraha import BUDJETTI, MUU_VAESTO, MUUALLA, SETELI, mukana

if TYPE_CHECKING:
    from agentit.malli import SoteMalli
    from agentit.raha import Tili

TOIMINTAKYVYT = {
    "toimintakyky_heikko": (0.0, 0.4),
    "toimintakyky_keski": (0.4, 0.75),
    "toimintakyky_hyva": (0.75, 1.01),
}
HOIVARIVIT = ("kotihoito", "hoiva")
MUODOT = {  # group of the receiving account -> form
    "asiakasseteli": SETELI, "henkilokohtainen budjetti": BUDJETTI, "muut maakunnat": MUUALLA,
    "yksityiset keskukset": "suora_valinta", "yksityiset suuyksiköt": "suun_valinta",
}  # fmt: skip
PALVELUJEN_MAKSAJAT = ("jarjestaja", "liikelaitos")
OMAT = ("kansantalous", "julkiset keskukset", "julkiset suuyksiköt", "hus")  # own work, own centres


def summat(malli: SoteMalli, lohko: Lohko) -> dict[str, Any]:
    """Sums of a block for `mitat`: need and what of it each form meets, by line and by group of clients."""
    v, x = malli.valintaraha, lohko.asuvat
    out: dict[str, Any] = {}
    if SETELI in v.kaytossa:
        out |= _osuussummat(malli, x, SETELI, tuple(SETELIRIVIT), HOIVARIVIT) | _setelisummat(malli, x)
    if BUDJETTI in v.kaytossa:
        out |= _osuussummat(malli, x, BUDJETTI, BUDJETTIRIVIT, BUDJETTIRIVIT)
    if MUUALLA in v.kaytossa:
        out |= _sairaalasummat(malli, x)
    return out


def mitat(malli: SoteMalli, s: Summat) -> Iterator[Mitta]:
    """Measures of the year."""
    v = malli.valintaraha
    if not malli.maakunta:
        return
    for muoto, nimi, rivit in (
        (SETELI, "seteli_osuus", tuple(SETELIRIVIT)),
        (BUDJETTI, "budjetti_osuus", BUDJETTIRIVIT),
    ):
        if muoto in v.kaytossa:
            for koodi in rivit:
                yield nimi, _suhde(s[f"{muoto}:{koodi}"], s[f"tarve:{muoto}:{koodi}"]), "osuus", f"rivi_{koodi}"
            for ryhma, osa, koko in _ryhmat(s[muoto], s[f"tarve:{muoto}"]):
                yield nimi, _suhde(osa, koko), "osuus", ryhma
    if SETELI in v.kaytossa:
        for nimi, yksikko in (("setelin_laatu", "SD"), ("setelin_omavastuu", "EUR/asiakas")):
            for ryhma, osa, koko in _ryhmat(s[nimi], s["asiakkaat"]):
                yield nimi, _suhde(osa, koko), yksikko, ryhma
    if MUUALLA in v.kaytossa:
        yield from _sairaalat(s)
    yield from _raha(malli)


def _solut(x: Rivit, kohta: np.ndarray) -> np.ndarray:
    """Fifth and functional ability of these rows, a cell of (5, 3)."""
    rajat, kyky = [yla for _, yla in TOIMINTAKYVYT.values()][:-1], x["toimintakyky"][kohta]
    return np.asarray(x["viidennes"][kohta] * np.int8(len(TOIMINTAKYVYT)) + sum(kyky >= raja for raja in rajat))


def _soluina(solu: np.ndarray, arvot: np.ndarray | None = None) -> np.ndarray:
    """Sums by cell of `_solut` (5, 3)."""
    return np.bincount(solu, arvot, 5 * len(TOIMINTAKYVYT)).reshape(5, -1)


def _ryhmat(osat: np.ndarray, koot: np.ndarray) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """All, each fifth and each class of functional ability: its cells of two tables (5, 3)."""
    yield "kaikki", osat, koot
    for q in range(5):
        yield f"viidennes_{q + 1}", osat[q], koot[q]
    for i, taso in enumerate(TOIMINTAKYVYT):
        yield taso, osat[:, i], koot[:, i]


def _osuussummat(
    malli: SoteMalli, x: Rivit, muoto: str, rivit: tuple[str, ...], ryhmissa: tuple[str, ...]
) -> dict[str, Any]:
    """Need and what of it a form meets: of each line, and of some lines together by group."""
    out: dict[str, Any] = {}
    w, omat = np.zeros(x.maara), np.zeros(x.maara)
    for koodi in rivit:
        tarve = x[malli.paketit[koodi].tarvesarake].astype(np.float64)
        oma = tarve * mukana(x, muoto, koodi)
        out |= {f"tarve:{muoto}:{koodi}": float(tarve.sum()), f"{muoto}:{koodi}": float(oma.sum())}
        if koodi in ryhmissa:
            w += tarve
            omat += oma
    kohta = np.flatnonzero(w)
    solu = _solut(x, kohta)
    return out | {f"tarve:{muoto}": _soluina(solu, w[kohta]), muoto: _soluina(solu, omat[kohta])}


def _setelisummat(malli: SoteMalli, x: Rivit) -> dict[str, Any]:
    """Quality of the producers chosen (SD, own service 0) and own money of those who bought care with a voucher."""
    omat = np.maximum(x["seteli_kotihoito"], x["seteli_hoiva"]).astype(np.int64)
    kohta = np.flatnonzero(omat > 0)
    solu, laatu = _solut(x, kohta), malli.tuottajat[x["kunta"][kohta], omat[kohta] - 1].astype(float)
    return {
        "asiakkaat": _soluina(solu), "setelin_laatu": _soluina(solu, laatu),
        "setelin_omavastuu": _soluina(solu, x["omavastuu_v"][kohta]),
    }  # fmt: skip


def _sairaalasummat(malli: SoteMalli, x: Rivit) -> dict[str, Any]:
    """Specialised outpatient need by fifth, what of it goes to a hospital one chose, and how much farther that is."""
    w, s, viid = x["taso_esh_avo"].astype(np.float64), x["sairaala"], x["viidennes"]
    muualla, kohta = s == MUU_MAAKUNTA, np.flatnonzero((s > 0) & (s < MUU_MAAKUNTA))
    km, a, paino = malli.sairaalat.km, x["alue"][kohta], np.maximum(w[kohta], 1e-9)
    lisa = km[a, s[kohta].astype(np.int64) - 1] - km[a].min(1)
    return {
        "esh_tarve": np.bincount(viid, w, 5), "valittu_sairaala": np.bincount(viid[kohta], w[kohta], 5),
        "muu_maakunta": np.bincount(viid, w * muualla, 5),
        "lisakm": float(lisa @ paino), "lisapaino": float(paino.sum()),
    }  # fmt: skip


def _sairaalat(s: Summat) -> Iterator[Mitta]:
    """Specialised outpatient need met in a hospital one chose: another of the own county, or another county's."""
    for q in range(-1, 5):
        ryhma, x = (f"viidennes_{q + 1}", q) if q >= 0 else ("kaikki", slice(None))
        for nimi in ("valittu_sairaala", "muu_maakunta"):
            yield nimi, _suhde(s[nimi][x], s["esh_tarve"][x]), "osuus", ryhma
    if s["lisapaino"] > 0:
        yield "sairaalamatkan_lisa", _suhde(s["lisakm"], s["lisapaino"]), "km", "kaikki"


def _raha(malli: SoteMalli) -> Iterator[Mitta]:
    """Choice market by form, patient flows, and what is left to the liikelaitos: MEUR of the year."""
    sentit = malli.raha.view(_muoto, slice(max(len(malli.raha.kuukaudet) - 12, 0), None))
    milj = {k: x / 1e8 for k, x in sentit.items()}
    muodot = [k for k in MUODOT.values() if k in malli.valintaraha.kaytossa or milj.get(k, 0.0)]
    for muoto in muodot:
        yield "valinnan_markkina", milj.get(muoto, 0.0), "milj. EUR", f"muoto_{muoto}"
    markkina = [milj.get(k, 0.0) for k in muodot if k != MUUALLA]
    if muodot:
        yield "valinnan_markkina", sum(markkina), "milj. EUR", "kaikki"
    if MUUALLA in malli.valintaraha.kaytossa:
        yield "potilasvirta_netto", milj.get("tulo", 0.0) - milj.get(MUUALLA, 0.0), "milj. EUR", "kaikki"
    yield "liikelaitoksen_maara", milj.get("oma", 0.0), "milj. EUR", "kaikki"
    yield "ostopalvelut", milj.get("ostot", 0.0), "milj. EUR", "kaikki"


def _muoto(maksaja: Tili, saaja: Tili, paketti: str) -> str | None:
    if maksaja.ryhma == "muut maakunnat":
        return "tulo"
    if maksaja.ryhma in PALVELUJEN_MAKSAJAT and saaja.ryhma in OMAT:
        return None if paketti in (MUU_VAESTO, OHJAUSPAKETTI) else "oma"
    if maksaja.ryhma == "liikelaitos" and saaja.ryhma == "ostopalvelut":
        return "ostot"
    return MUODOT.get(saaja.ryhma) if maksaja.ryhma in PALVELUJEN_MAKSAJAT else None


def _suhde(osa: np.ndarray, koko: np.ndarray) -> float:
    """Ratio of sums; nan where nobody needs the service."""
    summa = float(np.sum(koko))
    return float(np.sum(osa)) / summa if summa > 0 else float("nan")
