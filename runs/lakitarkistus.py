"""`sote check laws`: what must hold exactly - oracles, conservation, nulls, paired worlds, one seed one result.

Closed forms stand in `agentit/oraakkelit.py`; here are the laws that need a living model. Each law is one function of
lived lives (`Elamat`) and gives its rows; `LAIT` lists them, for the command and for pytest alike. A small sample is
enough: the laws are exact.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from agentit import oraakkelit, valinnanvapaus
from agentit.kanavat import KANAVAT
from runs import skenaariot, tilannekuva, vertailu
from runs.ajo import Edistyminen
from runs.lakikoe import Elamat, Luku, erot, kopioi, kuunnellen, rakenna, sama, tila
from runs.tarkistusrivi import Tarkistusrivi, luku

if TYPE_CHECKING:
    from agentit.malli import SoteMalli
    from agentit.sotekeskus import Sotekeskus

OTOS = 0.001
KUNNAT, MAAKUNTA, VALINTA = "nykytila-2017", "uusimaa-liikelaitos-2021", "uusimaa-suora-valinta"
KAIKKI_MUODOT = "uusimaa-valinnanvapaus-2023"
MAAKUNTA_KK, VALINTA_KK = 12, 24  # months in which the county takes over and direct choice opens
AIKAISTUS = {  # sooner than in the scenarios: a law is no truer after long years of municipalities
    MAAKUNTA: {"2018-01:rakenne.jarjestaja": "maakunta", "2018-01:valtio.jarrutus": 1.0},
    VALINTA: {
        "2018-01:rakenne.jarjestaja": "maakunta", "2018-01:valtio.jarrutus": 1.0,
        "2019-01:valinnanvapaus.suora_valinta": True, "2019-01:valinnanvapaus.vaihtovali_kk": 6,
    },
}  # fmt: skip
HAARA_KK = VALINTA_KK + 6  # where worlds with private centres are steered apart
ALOITUS = "2018-01"  # the county's start
ELAMA_KK = 168  # months of a whole life
SAIKEOTOS = 0.05  # more rows than one chunk, so that two threads have something to share
LAHTEET = {"L": "conservation", "N": "null", "P": "common random numbers", "S": "one seed, one result"}


def rivi(id: str, what: str, vaadittu: str, saatu: str, pitaa: bool, lahde: str = "") -> Tarkistusrivi:
    """A law as a row: what is demanded, what was found; its source, if none is given, is the kind of law."""
    syy = "" if pitaa else "a law is broken"
    return Tarkistusrivi(id, what, vaadittu, saatu, bool(pitaa), lahde or LAHTEET[id.partition(".")[0]], syy)


def samat(id: str, what: str, eroavat: list[str]) -> Tarkistusrivi:
    """A row that holds when no part of two states differs."""
    nimet = ", ".join(sorted(eroavat)[:4]) + (" ..." if len(eroavat) > 4 else "")
    return rivi(id, what, "same bits", nimet or "same bits", not eroavat)


# closed forms -----------------------------------------------------------------------------------------------------


def oraakkelirivit(elamat: Elamat) -> Iterator[Tarkistusrivi]:
    """All closed forms and published numbers."""
    for o in oraakkelit.kaikki():
        yield rivi(o.id, o.what, luku(o.expected), luku(o.got), o.ok, o.source)


# conservation -------------------------------------------------------------------------------------------------------


def sailyminen(elamat: Elamat) -> Iterator[Tarkistusrivi]:
    """Every month of a whole life with county and direct choice: people, money, queues; deaths against expectation."""
    malli = elamat.kuussa(KAIKKI_MUODOT, 0)
    viat: dict[str, list[str]] = {k: [] for k in ("lista", "vaki", "raha", "jono", "jonovirta")}
    while malli.kk < ELAMA_KK:
        alku = ennen(malli)
        malli.step()
        for laji, vika in kuukauden_viat(malli, alku):
            viat[laji].append(f"{vika} in month {malli.kk}")
    mita = {
        "lista": "people listed at open centres = people alive, every month to 2030",
        "vaki": "alive = alive before + born and moved in - dead - moved out",
        "raha": "money matrix: sum of balances 0, balances = opening + matrix, no overdraft",
        "jono": "queues >= 0, waits >= 0",
        "jonovirta": "backlog before + load = treated + backlog after",
    }
    for laji, teksti in mita.items():
        saatu = f"{len(viat[laji])} {'; '.join(viat[laji][:1])}".strip()
        yield rivi(f"L.{laji}", teksti, "0 broken", saatu, not viat[laji])
    yield from _martingaali(malli)


def ennen(malli: SoteMalli) -> dict[str, Any]:
    """What `kuukauden_viat` compares a month with: the state before it."""
    return {
        "elossa": malli.sidonta.b.columns["elossa"].copy(),
        "rivilla": malli.asukkaita_rivilla,
        "jonossa": [k.jono.jonossa for k in malli.keskuspaikat],
        "suujonossa": [k.jono.jonossa for k in malli.suunhoito.yksikot] if malli.suunhoito else [],
        "painot": malli.kerrokset.kuormapainot.copy(),
        "saldot": malli.raha.balances,
    }


def kuukauden_viat(malli: SoteMalli, alku: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(kind, words) of every conservation law broken in the month just lived."""
    c = malli.sidonta.b.columns
    elossa = c["elossa"] == 1
    auki = np.array([k.auki for k in malli.keskuspaikat])
    listat = sum(k.lista for k in malli.keskukset)
    if not auki[c["keskus"][elossa]].all():
        yield "lista", "somebody is listed at a closed centre"
    if abs(listat - elossa.sum() * malli.paino) > 1e-6 * listat:
        yield "lista", f"{listat:.1f} listed, {elossa.sum() * malli.paino:.1f} alive"
    oli = alku["elossa"] == 1
    lahti, tuli = np.count_nonzero(oli & ~elossa), malli.asukkaita_rivilla - alku["rivilla"]
    if elossa.sum() != oli.sum() + tuli - lahti or (c["elossa"][oli & ~elossa] < 2).any():
        yield "vaki", "residents do not add up"
    yield from _rahaviat(malli, alku["saldot"])
    for k, jonossa in zip(malli.keskuspaikat, alku["jonossa"], strict=False):
        painot = malli.kerrokset.kuormapainot[k.paikka] / alku["painot"][k.paikka]  # January weighs contacts anew
        yield from _jonoviat(k, jonossa * painot)
    if malli.suunhoito is not None:
        yield from _suunhoidon_viat(malli, c, elossa, alku["suujonossa"])


def _jonoviat(k: Sotekeskus, jonossa: float) -> Iterator[tuple[str, str]]:
    """A queue is never below 0, and what came is treated or still there."""
    if not k.auki:
        return
    if min(k.jono.jonossa, k.jono.odotus, k.jono.tuttu) < 0:
        yield "jono", f"{k.nimi} has a negative queue"
    if abs(jonossa + k.kuorma - k.jono.hoidettu - k.jono.jonossa) > 1e-6 * max(k.kuorma, 1.0):
        yield "jonovirta", f"visits of {k.nimi} do not add up"


def _suunhoidon_viat(malli: SoteMalli, c: Any, elossa: np.ndarray, jonossa: list[float]) -> Iterator[tuple[str, str]]:
    """Everybody is listed at one open oral unit; its queue adds up."""
    s = malli.suunhoito
    assert s is not None
    auki = np.array([k.auki for k in s.yksikot])
    if (c["suuyksikko"][elossa] < 0).any() or not auki[c["suuyksikko"][elossa]].all():
        yield "lista", "somebody is listed at no open oral unit"
    listat = sum(k.lista for k in s.avoimet)
    if abs(listat - elossa.sum() * malli.paino) > 1e-6 * listat:
        yield "lista", f"{listat:.1f} on oral lists, {elossa.sum() * malli.paino:.1f} alive"
    for k, oli in zip(s.yksikot, jonossa, strict=False):
        yield from _jonoviat(k, oli)


def _rahaviat(malli: SoteMalli, ennen: np.ndarray) -> Iterator[tuple[str, str]]:
    """The month's matrix explains every change of a balance; nothing is created and nobody overdraws."""
    raha = malli.raha
    virta = np.zeros(len(raha.tilit), np.int64)
    maksaja, saaja, _, sentit = raha.kuukaudet[-1].T
    np.subtract.at(virta, maksaja, sentit)
    np.add.at(virta, saaja, sentit)
    virta[: len(ennen)] += ennen
    lahde = np.array([tili.saa_ylittaa for tili in raha.tilit])
    if (virta != raha.balances).any():
        yield "raha", "a balance moved outside the matrix"
    if raha.balances.sum() != 0 or (raha.balances[~lahde] < 0).any():
        yield "raha", "balances do not add up to 0, or an account is overdrawn"


def _martingaali(malli: SoteMalli) -> Iterator[Tarkistusrivi]:
    """(Realised - expected deaths) / sqrt(expected) never leaves +-4, in any year of the life."""
    r = malli.results()
    pahin = float(r.loc[r["mittari"] == "kuolemien_martingaali", "arvo"].abs().max())
    what = "deaths: |realised - expected| / sqrt(expected), worst year"
    yield rivi("L.kuolemat", what, "< 4", luku(pahin), pahin < 4)


# nulls ------------------------------------------------------------------------------------------------------------


def rahoitusmallien_nolla(elamat: Elamat) -> Iterator[Tarkistusrivi]:
    """No ignorance, no bias, no lag: lump sum, virement band and pre-split budget are one and the same world."""
    tieto = {"ohjaus.tietovirhe": 0.0, "liikelaitos.vinouma": 0.0, "ohjaus.tiedon_viive": 0.0}
    kerta, *muut = (elamat.haara(MAAKUNTA, MAAKUNTA_KK, 13, tieto | {"ohjaus.virement": v}) for v in (1.0, 0.1, 0.0))
    for malli, nimi in zip(muut, ("a virement band of 10 %", "a pre-split budget"), strict=True):
        what = f"s = t = 0 and no lag: a lump sum and {nimi} give the same year"
        yield samat("N.rahoitus", what, erot(tila(kerta), tila(malli)))
    tavalliset = [tila(elamat.haara(MAAKUNTA, MAAKUNTA_KK, 13, {"ohjaus.virement": v})) for v in (1.0, 0.0)]
    eroaa = bool(erot(*tavalliset))
    what = "with ignorance and bias they differ (the null is not empty)"
    yield rivi("N.rahoitus", what, "differ", "differ" if eroaa else "same bits", eroaa)


def laadun_nolla(elamat: Elamat) -> Iterator[Tarkistusrivi]:
    """b_q = 0: nobody's choice changes when the repute of every other centre rises by 2 SD; with b_q > 0 some do."""
    for paino, eroaa in ((0.0, False), (0.17, True)):
        valinnat = [_valinnat(elamat.kuussa(VALINTA, HAARA_KK), paino, nosto) for nosto in (0.0, 2.0)]
        vaihtui = int(np.count_nonzero(valinnat[0] != valinnat[1]))
        vaadittu = "some" if eroaa else "0"
        what = f"b_q = {paino}: residents who choose another centre when half the centres' repute rises"
        yield rivi("N.laatu", what, vaadittu, str(vaihtui), (vaihtui > 0) == eroaa)


def _valinnat(malli: SoteMalli, paino: float, nosto: float) -> np.ndarray:
    """Centres after a month in which everybody considers, with the repute of every second centre raised."""
    b = malli.sidonta.b
    maine = b.tables["maine"].copy()
    maine[::2] += np.float32(nosto)
    b.tables["maine"] = maine
    kaikki_harkitsevat = {"valinta_huomio": 1.0, "valinta_huomiokatto": 4.0, "valinnanvapaus_vaihtovali_kk": 0.0}
    b.parameters.update(kaikki_harkitsevat | {"valinta_laatu": paino})
    valinnanvapaus.valitsee.run(b, 0, malli.asukkaita_rivilla)
    return b.columns["keskus"]


def ponnistuksen_nolla(elamat: Elamat) -> Iterator[Tarkistusrivi]:
    """Nothing to gain and no altruism: every centre makes the least effort on quality, whoever owns it."""
    altruismi = dict.fromkeys(("ponnistus.altruismi_ala", "ponnistus.altruismi_yla", "ponnistus.altruismi_lisa"), 0.0)
    malli = rakenna(KUNNAT, elamat.otos, elamat.seed, altruismi)
    malli.ohjaa({"kapitaatio.kiintea_osuus": 1.0, "ponnistus.uskottu_kaltevuus": 0.0})
    malli.run_for(12)
    malli.ohjaa({"rakenne.jarjestaja": "maakunta", "valinnanvapaus.suora_valinta": True})
    malli.run_for(12)
    eniten = max(k.laatu for k in malli.keskukset)
    yksityisia = sum(k.yksityinen for k in malli.keskukset)
    keskuksia = f"{len(malli.keskukset)} centres, {yksityisia} private"
    what = f"fee share 0, altruism 0, b = 0: greatest effort on quality of {keskuksia}"
    yield rivi("N.ponnistus", what, "0", luku(eniten), eniten == 0.0)


NOLLAT: tuple[tuple[str, str, int, dict[str, Any], dict[str, Any]], ...] = (
    (
        "capitation, market, orderer and liikelaitos levers, while municipalities organise without choice",
        KUNNAT, 12, {},
        {
            "kapitaatio.kiintea_osuus": 0.7, "markkina.taso": 0.2, "ohjaus.virement": 0.0,
            "ohjaus.tietovirhe": 0.4, "liikelaitos.vinouma": 0.8, "rakenne.harmonisointi": 1.0,
            "valtio.jarrutus": 1.0,
        },
    ),
    (
        "direct choice said to be off", KUNNAT, 12, {},
        {"valinnanvapaus.suora_valinta": False, "rakenne.jarjestaja": "kunnat", "valtio.jarrutus": 0.0},
    ),
    (
        "a letter to all that draws no attention", VALINTA, HAARA_KK,
        {"valinta.huomio_kirje": 0.0}, {"valinnanvapaus.tiedotuskirje": 1.0},
    ),
    (
        "a published comparison that nobody heeds", VALINTA, HAARA_KK,
        {"oppi.vertailu": 0.0}, {"valinnanvapaus.vertailutieto": 1.0},
    ),
    (
        "overstated need in a report without weight", MAAKUNTA, MAAKUNTA_KK,
        {"ohjaus.raportin_paino": 0.0}, {"ohjaus.liioittelu": 1.0},
    ),
    (
        "a tight brake with no braking", MAAKUNTA, MAAKUNTA_KK,
        {"valtio.jarrutus": 0.0}, {"valtio.jarru": 0.0},
    ),
)  # fmt: skip


def vivut_nollassa(elamat: Elamat) -> Iterator[Tarkistusrivi]:
    """A lever at zero strength is the baseline, bit for bit: its settings may say what they like."""
    for what, nimi, kk, voima, vipu in NOLLAT:
        ilman, kanssa = (elamat.haara(nimi, kk, 12, x) for x in (voima, voima | vipu))
        yield samat("N.vipu", f"{what} = baseline for a year", erot(tila(ilman, False), tila(kanssa, False)))


def kanavien_nolla(elamat: Elamat) -> Iterator[Tarkistusrivi]:
    """A run that replays its own path of a channel is the same run, also as a copy in between; another's path shows."""
    alku, kuukausia = VALINTA_KK - 6, 18  # over a January, the opening of choice and two rounds of entry and exit
    oma, toinen = elamat.kuussa(VALINTA, alku), elamat.kuussa(MAAKUNTA, alku)
    for malli in (oma, toinen):
        malli.kanavat.tallenna()
        malli.run_for(kuukausia)
    verrattava = tila(oma)
    for nimet in (*((nimi,) for nimi in KANAVAT), tuple(KANAVAT)):
        malli = elamat.kuussa(VALINTA, alku)
        malli.toista({nimi: oma.kanavat.polut[nimi] for nimi in nimet})
        malli.run_for(kuukausia - 7)
        malli = kopioi(malli)
        malli.run_for(7)
        mika = f"channel '{nimet[0]}'" if len(nimet) == 1 else "all channels at once"
        yield samat("N.kanava", f"{mika}: replaying its own path = not replaying", erot(verrattava, tila(malli)))
    malli = elamat.kuussa(VALINTA, alku)
    malli.toista(toinen.kanavat.polut)
    malli.run_for(kuukausia)
    ilman = tila(elamat.haara(VALINTA, alku, kuukausia, {}), False)
    eroaa = bool(erot(ilman, tila(malli, False))) and not any(k.yksityinen for k in malli.keskukset)
    what = "replaying the paths of the world without choice: no private centres (the null is not empty)"
    yield rivi("N.kanava", what, "differ", "differ" if eroaa else "same bits", eroaa)


# paired worlds ----------------------------------------------------------------------------------------------------


def aiemmat_kuukaudet(elamat: Elamat) -> Iterator[Tarkistusrivi]:
    """A lever that starts in month m leaves all earlier months identical: independent runs, not copies of one."""
    vivut = (
        (KUNNAT, MAAKUNTA, MAAKUNTA_KK, "county from 2018"),
        (MAAKUNTA, VALINTA, VALINTA_KK, "direct choice from 2019"),
    )
    for a, b, kk, vipu in vivut:
        eroavat = erot(tila(elamat.kuussa(a, kk)), tila(elamat.kuussa(b, kk)))
        yield samat("P.ennen", f"{vipu}: all months before are as without", eroavat)


def parimaailmat(elamat: Elamat) -> Iterator[Tarkistusrivi]:
    """Two worlds that part in the market for private centres: rule by rule, equal inputs give equal rows.

    What a rule reads from outside the resident (centre, area, parameters, tables) is compared before each run; a
    resident's row may differ only after such an input of one of the resident's own rules did.
    """
    a = elamat.kuussa(VALINTA, HAARA_KK - 3)
    b = elamat.kuussa(VALINTA, HAARA_KK - 3)
    b.ohjaa({"markkina.taso": 4.0 * float(b.p["markkina.taso"])})
    vertaaja = Parivertaaja(len(a.sidonta.b.ids))
    while a.kk < HAARA_KK + 4:
        vertaaja.kuukausi(_kuuntele(a), _kuuntele(b), a.sidonta.b.columns, b.sidonta.b.columns)
    eri, kaikki = int(vertaaja.eronnut.sum()), int((a.sidonta.b.columns["elossa"] > 0).sum())
    what = "a rule that read the same wrote the same: pairs of rows that break it"
    yield rivi("P.saanto", what, "0", str(vertaaja.saantoviat), vertaaja.saantoviat == 0)
    what = "residents whose row came apart before an input of their rules did"
    yield rivi("P.rivi", what, "0", str(vertaaja.riviviat), vertaaja.riviviat == 0)
    what = "months between the lever and its first effect: rows and inputs identical"
    yield rivi("P.alku", what, ">= 3", str(vertaaja.samoja_kuukausia), vertaaja.samoja_kuukausia >= 3)
    what = "four months later some rows differ, some do not yet"
    yield rivi("P.leviaa", what, "some of all", f"{eri} of {kaikki}", 0 < eri < kaikki)


def _kuuntele(malli: SoteMalli) -> list[Luku]:
    """Live a month; the runs of rules in order."""
    luvut: list[Luku] = []
    with kuunnellen(malli.sidonta.b, luvut.append):
        malli.step()
    return luvut


class Parivertaaja:
    """Compares two worlds month by month, rule run by rule run."""

    def __init__(self, riveja: int) -> None:
        self.koskettu = np.zeros(riveja, bool)  # an outside input of one of the resident's rules has differed
        self.eronnut = np.zeros(riveja, bool)  # the row itself has differed
        self.saantoviat = self.riviviat = self.samoja_kuukausia = 0
        self.kirjoitetut: set[str] = set()  # columns that some rule writes

    def kuukausi(self, a: list[Luku], b: list[Luku], sarakkeet_a: dict[str, Any], sarakkeet_b: dict[str, Any]) -> None:
        """One month lived in both worlds: runs of rules in order, and the columns at its end."""
        self.kirjoitetut |= {nimi for luku in (*a, *b) for nimi in luku.kirjoitettu}
        for x, y in _parit(a, b):
            if x is None or y is None:
                self.koskettu |= x.koski if x is not None else y.koski if y is not None else False
            else:
                self._saanto(x, y)
        eri = np.any([_eri(sarakkeet_a[k], sarakkeet_b[k]) for k in sarakkeet_a], axis=0)
        self.riviviat += int(np.count_nonzero(eri & ~self.koskettu))
        self.eronnut |= eri
        self.samoja_kuukausia += not (self.koskettu.any() or self.eronnut.any())

    def _saanto(self, x: Luku, y: Luku) -> None:
        yhteinen = any(not _sama_arvo(x.yhteiset[k], y.yhteiset[k]) for k in x.yhteiset)
        oma, ulkoa = np.zeros(len(x.koski), bool), np.full(len(x.koski), yhteinen)
        for nimi, arvot in x.luettu.items():
            eri = _eri(arvot, y.luettu[nimi])
            if nimi in self.kirjoitetut:
                oma |= eri
            else:
                ulkoa |= eri
        koski = x.koski | y.koski
        tulos = np.any([_eri(x.kirjoitettu[k], y.kirjoitettu[k]) for k in x.kirjoitettu], axis=0)
        self.saantoviat += int(np.count_nonzero(x.koski & y.koski & ~oma & ~ulkoa & tulos))
        self.koskettu |= koski & ulkoa


def _parit(a: list[Luku], b: list[Luku]) -> Iterator[tuple[Luku | None, Luku | None]]:
    """Runs of the same rule, the first with the first; a run that the other world did not have stands alone."""
    jaljella: dict[str, list[Luku]] = {}
    for luku_ in b:
        jaljella.setdefault(luku_.nimi, []).append(luku_)
    for luku_ in a:
        omat = jaljella.get(luku_.nimi)
        yield luku_, omat.pop(0) if omat else None
    for omat in jaljella.values():
        for luku_ in omat:
            yield None, luku_


def _eri(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Rows whose bits differ."""
    bitit = {1: np.int8, 2: np.int16, 4: np.int32, 8: np.int64}[x.dtype.itemsize]
    return x.view(bitit) != y.view(bitit)


def _sama_arvo(x: Any, y: Any) -> bool:
    return sama(x, y) if isinstance(x, np.ndarray) else x == y


# one seed, one result ---------------------------------------------------------------------------------------------


def tilannekuvat(elamat: Elamat) -> Iterator[Tarkistusrivi]:
    """Saved to disk in the middle of a year and gone on: the same bits as without a break."""
    suoraan = elamat.kuussa(VALINTA, HAARA_KK + 3)
    with tempfile.TemporaryDirectory() as kansio:
        polku = Path(kansio) / "malli.tila"
        tilannekuva.save(elamat.kuussa(VALINTA, HAARA_KK - 3), polku)
        jatkettu: Any = tilannekuva.load(polku)
    jatkettu.run_for(6)
    yield samat("S.tilannekuva", "saved, loaded and gone on = never stopped", erot(tila(suoraan), tila(jatkettu)))
    sama_uudelleen = elamat.alku(VALINTA)
    sama_uudelleen.run_for(HAARA_KK + 3)
    yield samat("S.siemen", "same seed again = same run", erot(tila(suoraan), tila(sama_uudelleen)))
    vieras = elamat.alku(VALINTA)
    toinen = rakenna(MAAKUNTA, elamat.otos, elamat.seed + 1)
    for _ in range(12):
        vieras.step()
        toinen.step()
    what = "two models stepped in turns in one process = one alone"
    yield samat("S.kaksi", what, erot(tila(vieras), tila(elamat.kuussa(VALINTA, 12))))


def saikeet(elamat: Elamat) -> Iterator[Tarkistusrivi]:
    """Over more rows than one chunk: one, two and three threads give the same bits."""
    alku = rakenna(VALINTA, SAIKEOTOS, elamat.seed)
    tilat = []
    for saikeita in (1, 2, 3):
        malli = kopioi(alku)
        malli.threads = saikeita
        malli.run_for(13)
        tilat.append(tila(malli))
    for saikeita, t in zip((2, 3), tilat[1:], strict=True):
        yield samat("S.saikeet", f"{saikeita} threads = 1 thread, {alku.asukkaita_rivilla:,} rows", erot(tilat[0], t))


def prosessit(elamat: Elamat) -> Iterator[Tarkistusrivi]:
    """Two processes give the rows one gives, in the same order; a forked history is what two separate runs give."""
    maakunta = {f"{ALOITUS}:rakenne.jarjestaja": "maakunta"}
    omat = [skenaariot.lue(KUNNAT, muutos, end="2018-12") for muutos in ({}, maakunta)]
    yksi, kaksi = (vertailu.ajot(omat, pairs=2, otos=elamat.otos, seed=elamat.seed, processes=n) for n in (1, 2))
    yield rivi("S.prosessit", "2 processes = 1 process", "same bits", _taulun_ero(yksi, kaksi), yksi.equals(kaksi))
    erillaan = rakenna(KUNNAT, elamat.otos, elamat.seed, maakunta)
    erillaan.run_for(omat[1].months)
    oma = erillaan.results("vuosi")
    sama_ajo = (yksi["skenaario"] == omat[1].label) & (yksi["seed"] == elamat.seed)
    haara = yksi[sama_ajo][list(oma)].reset_index(drop=True)
    what = "shared history lived once = lived twice"
    yield rivi("S.haara", what, "same bits", _taulun_ero(oma, haara), oma.equals(haara))


def _taulun_ero(a: Any, b: Any) -> str:
    return "same bits" if a.equals(b) else f"differ ({len(a)} and {len(b)} rows)"


# one rule, two readings -------------------------------------------------------------------------------------------


def kaksi_lukutapaa(elamat: Elamat) -> Iterator[Tarkistusrivi]:
    """Every rule on residents spread over a lived world: compiled equals plain, bit for bit."""
    malli = elamat.kuussa(VALINTA, HAARA_KK)
    b = malli.sidonta.b
    rivit = np.linspace(0, malli.asukkaita_rivilla - 1, 24).astype(int)
    soluja, viat = 0, []
    for saanto in malli.sidonta.kaikki_saannot:
        ennen = {k: b.columns[k].copy() for k in saanto.writes}
        luettu = [saanto.one(b, int(i)) for i in rivit]
        saanto.run(b, 0, malli.asukkaita_rivilla)
        for i, uudet in zip(rivit, luettu, strict=True):
            oikein = {k: uudet.get(k, ennen[k][i]) for k in saanto.writes}
            viat += [f"{saanto.name}.{k}" for k, x in oikein.items() if b.columns[k][i].tobytes() != x.tobytes()]
            soluja += len(oikein)
        for k, vanha in ennen.items():
            b.columns[k][:] = vanha
    what = f"{len(malli.sidonta.kaikki_saannot)} rules, {soluja} cells: compiled = plain"
    yield rivi("S.luennat", what, "0 differ", f"{len(viat)} differ {' '.join(sorted(set(viat))[:4])}".strip(), not viat)


LAIT: dict[str, Callable[[Elamat], Iterator[Tarkistusrivi]]] = {
    "oracles": oraakkelirivit,
    "conservation": sailyminen,
    "financing null": rahoitusmallien_nolla,
    "quality null": laadun_nolla,
    "effort null": ponnistuksen_nolla,
    "levers at zero": vivut_nollassa,
    "channels replayed": kanavien_nolla,
    "months before a lever": aiemmat_kuukaudet,
    "paired worlds": parimaailmat,
    "snapshot and seed": tilannekuvat,
    "threads": saikeet,
    "processes": prosessit,
    "two readings": kaksi_lukutapaa,
}


def tarkista(
    progress: Edistyminen | None = None, otos: float = OTOS, seeds: int = 1, processes: int | None = None
) -> list[Tarkistusrivi]:
    """Rows of all laws. otos: sample of the worlds; seeds: lives to try them on; processes: not used here."""
    kerro = progress or (lambda tehty, kaikkiaan: None)
    rivit: list[Tarkistusrivi] = []
    for seed in range(1, seeds + 1):
        elamat = Elamat(otos, seed, AIKAISTUS)
        for i, laki in enumerate(LAIT.values()):
            kerro((seed - 1) * len(LAIT) + i, seeds * len(LAIT))
            rivit += laki(elamat)
    kerro(seeds * len(LAIT), seeds * len(LAIT))
    return rivit
