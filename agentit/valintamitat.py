"""Measures of the forms of choice (R20): who uses them, whose money, what is left to the liikelaitos.

Rows of a form only where it is in use; what the liikelaitos produces itself and buys in every year of a county. Groups:
fifth of permanent income rank, functional ability of clients (low < .4, middle, high >= .75), service line, form.
Choice market: money that follows the client's choice, MEUR a year (C15: 1,000-1,400 planned).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from agentit.asiakasseteli import SETELIRIVIT
from agentit.henkilokohtainen_budjetti import BUDJETTIRIVIT
from agentit.kielet import Mitta
from agentit.liikelaitosvalinta import MUU_MAAKUNTA
from agentit.ohjaus import OHJAUSPAKETTI
from agentit.valintaraha import BUDJETTI, MUU_VAESTO, MUUALLA, SETELI, tarve

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


def mitat(malli: SoteMalli, c: Mapping[str, np.ndarray], elossa: np.ndarray) -> Iterator[Mitta]:
    """Measures of the year; c holds the columns of the rows so far, `elossa` those who live here."""
    v = malli.valintaraha
    if not malli.maakunta:
        return
    if SETELI in v.kaytossa:
        for koodi in SETELIRIVIT:
            yield from _osuudet(malli, c, elossa, "seteli_osuus", SETELI, (koodi,), koodi)
        yield from _osuudet(malli, c, elossa, "seteli_osuus", SETELI, HOIVARIVIT, "")
        yield from _setelit(malli, c, elossa)
    if BUDJETTI in v.kaytossa:
        for koodi in BUDJETTIRIVIT:
            yield from _osuudet(malli, c, elossa, "budjetti_osuus", BUDJETTI, (koodi,), koodi)
        yield from _osuudet(malli, c, elossa, "budjetti_osuus", BUDJETTI, BUDJETTIRIVIT, "")
    if MUUALLA in v.kaytossa:
        yield from _sairaalat(malli, c, elossa)
    yield from _raha(malli)


def _osuudet(
    malli: SoteMalli, c: Mapping[str, np.ndarray], elossa: np.ndarray, nimi: str, muoto: str, rivit: tuple[str, ...],
    ryhma: str,
) -> Iterator[Mitta]:  # fmt: skip
    """Share of need met by a form: of one line, or of several by fifth and functional ability as well."""
    if all(malli.paketit[koodi].on_tila for koodi in rivit):  # whole numbers: who needs nothing changes no sum
        elossa = elossa[np.logical_or.reduce([c[koodi][elossa] > 0 for koodi in rivit])]
    w, omat = np.zeros(len(elossa)), np.zeros(len(elossa))
    for koodi in rivit:
        oma = tarve(malli, koodi, elossa)
        w += oma
        omat += oma * malli.valintaraha.mukana(muoto, koodi)[elossa]
    yield nimi, _suhde(omat, w), "osuus", f"rivi_{ryhma}" if ryhma else "kaikki"
    if ryhma:
        return
    for q in range(5):
        x = c["viidennes"][elossa] == q
        yield nimi, _suhde(omat[x], w[x]), "osuus", f"viidennes_{q + 1}"
    for taso, (ala, yla) in TOIMINTAKYVYT.items():
        x = (c["toimintakyky"][elossa] >= ala) & (c["toimintakyky"][elossa] < yla)
        yield nimi, _suhde(omat[x], w[x]), "osuus", taso


def _setelit(malli: SoteMalli, c: Mapping[str, np.ndarray], elossa: np.ndarray) -> Iterator[Mitta]:
    """Quality of the producers chosen (SD, own service 0) and own money of those who bought care with a voucher."""
    omat = np.maximum(c["seteli_kotihoito"], c["seteli_hoiva"])[elossa].astype(np.int64)
    x = elossa[omat > 0]
    laatu = malli.tuottajat[c["kunta"][x], omat[omat > 0] - 1].astype(float)
    ryhmat = {"kaikki": np.ones(len(x), bool)} | {f"viidennes_{q + 1}": c["viidennes"][x] == q for q in range(5)}
    ryhmat |= {
        taso: (c["toimintakyky"][x] >= ala) & (c["toimintakyky"][x] < yla) for taso, (ala, yla) in TOIMINTAKYVYT.items()
    }
    for ryhma, y in ryhmat.items():
        yield "setelin_laatu", float(laatu[y].mean()) if y.any() else float("nan"), "SD", ryhma
        oma = c["omavastuu_v"][x][y].astype(float)
        yield "setelin_omavastuu", float(oma.mean()) if y.any() else float("nan"), "EUR/asiakas", ryhma


def _sairaalat(malli: SoteMalli, c: Mapping[str, np.ndarray], elossa: np.ndarray) -> Iterator[Mitta]:
    """Specialised outpatient need met in a hospital one chose: another of the own county, or another county's."""
    w, viid = tarve(malli, "esh_avo", elossa), c["viidennes"][elossa]
    s = c["sairaala"][elossa]
    omat, muualla = (s > 0) & (s < MUU_MAAKUNTA), s == MUU_MAAKUNTA
    for q in range(-1, 5):
        ryhma, x = (f"viidennes_{q + 1}", viid == q) if q >= 0 else ("kaikki", slice(None))
        yield "valittu_sairaala", _suhde(w[x] * omat[x], w[x]), "osuus", ryhma
        yield "muu_maakunta", _suhde(w[x] * muualla[x], w[x]), "osuus", ryhma
    km = malli.sairaalat.km
    a = c["alue"][elossa][omat]
    if omat.any():
        lisa = km[a, s[omat].astype(np.int64) - 1] - km[a].min(1)
        yield "sairaalamatkan_lisa", float(np.average(lisa, weights=np.maximum(w[omat], 1e-9))), "km", "kaikki"


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
