"""The base year: organisations, residents and the constants that make 2017 stationary in the run's own sample.

Need constants meet the base year's EUR per resident, or are those of another region (`Tarvevakiot`): its cost level is
predicted. Each centre's capacity is the demand it meets at its target wait (inversion), so the base year needs no
search and every sample starts from the same means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from agentit import aktiivisuus, elamankulku, hakeutuminen, ponnistus, sydan
from agentit.asiakasseteli import tuottajien_laatu
from agentit.asukas import Asukas, rivisarakkeet
from agentit.jarjestaja import Jarjestaja
from agentit.kerrokset import Kerrosvaikutus
from agentit.kunta import Kunta
from agentit.liikelaitos import Liikelaitos
from agentit.liikelaitosvalinta import Sairaalat
from agentit.linjasiirrot import Linjasiirrot
from agentit.palvelupaketit import IKIA, PRIMAARI
from agentit.rakenne import YKSITYISET, nykyverkko, tuottaja, tuottajasolut
from agentit.sarakkeet import ColumnAgentSet
from agentit.satunnaisvirrat import draws, key
from agentit.sidonta import PAIKKOJA, Sidonta
from agentit.sotekeskus import JULKINEN, YKSITYINEN, Sotekeskus

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

SOVITUSKIERROKSIA, SOVITUSTARKKUUS = 20, 1e-3
ALUEEN_SIEMEN = 2017  # what belongs to the region, not to luck, is drawn once for all seeds

PERUSVUODEN_RYHMAT = ("vaesto", "kuolleisuus", "vaestonkehitys", "palveluverkko")
PERUSVUODEN_AVAIMET = (
    *("haku.tarve", "hoitovaikutus.osuus", "kanava.tth_kattavuus", "kanava.tth_gradientti"),
    *("keskus.odotus", "keskus.odotushaje", "tarve.hintaosuus", "valinta.ehdokkaita"),
    *("tarve.ilmaantuvuus", "tarve.sairausgradientti"),
    *("sydan.yleisyys", "sydan.hauraus"),
)


@dataclass(frozen=True)
class Tarvevakiot:
    """All that the base year's fit takes from euros: need relations that hold in another region as well."""

    vakiot: Mapping[str, float]  # line of service -> constant of its need rule
    kaynnin_hinta: float  # EUR of one contact of the primary line


def vain_alussa(avain: str) -> bool:
    """Does this parameter shape the world or the base year, so that it cannot change in the middle of a run?"""
    return avain.split(".")[0] in PERUSVUODEN_RYHMAT or avain in PERUSVUODEN_AVAIMET


def luo_organisaatiot(malli: SoteMalli) -> None:
    """Municipalities, orderer, liikelaitos and the public centres with their places in the network."""
    m = malli.maailma
    malli.kunnat = [Kunta(malli, i) for i in range(len(m.kunnat.koodi))]
    malli.jarjestaja, malli.liikelaitos = Jarjestaja(malli), Liikelaitos(malli)
    malli.liikelaitokset = [malli.liikelaitos]
    malli.tuottajasolut = tuottajasolut(malli)
    malli.tarve_kunnittain = np.zeros_like(malli.liikelaitos.solut, float)
    malli.keskuspaikat = []
    for kunta in malli.kunnat:
        kunta.jarjestaa_itse()
    malli.verkko = nykyverkko(malli)
    malli.matkat = malli.verkko.matkat
    malli.tuottajat, malli.sairaalat = tuottajien_laatu(malli), Sairaalat(malli)
    for j in range(len(m.yksikot.nimi)):
        _keskus(malli, j, m.yksikot.nimi[j], JULKINEN, int(m.yksikot.alue[j]))


def lisaa_yksityinen(malli: SoteMalli, nimi: str, alue: int) -> Sotekeskus:
    """Open a private centre in a postal area, at the next free place of the network."""
    a = malli.maailma.alueet
    lahettaa = tuottaja(malli, int(a.kunta[alue]), "esh") if malli.maakunta else None
    paikka = malli.verkko.avaa(nimi, alue, float(a.x_km[alue]), float(a.y_km[alue]), YKSITYISET, lahettaa)
    return _keskus(malli, paikka, nimi, YKSITYINEN, alue)


def _keskus(malli: SoteMalli, paikka: int, nimi: str, omistaja: str, alue: int) -> Sotekeskus:
    """Register a centre; its altruism is a permanent draw of the place."""
    p = malli.p
    if paikka >= PAIKKOJA:
        raise ValueError(f"no more than {PAIKKOJA} centres fit in one run: lower markkina.taso")
    u = float(draws(key(ALUEEN_SIEMEN, "u0_altruismi", 0), np.array([paikka], np.uint64))[0])
    a = ponnistus.altruismi(
        u,
        float(p["ponnistus.altruismi_ala"]),
        float(p["ponnistus.altruismi_yla"]),
        float(p["ponnistus.altruismi_lisa"]),
        omistaja == JULKINEN,
    )
    keskus = Sotekeskus(malli, paikka, nimi, omistaja, alue, float(a))
    malli.keskuspaikat.append(keskus)
    return keskus


def luo_asukkaat(malli: SoteMalli) -> None:
    """Residents and all who will be born or move in, as rows; those of the start live here now."""
    v, m = malli.maailma.vaesto, malli.maailma
    residents = ColumnAgentSet(malli, Asukas, len(v.id), ids=v.id, extra=rivisarakkeet(malli.paketit), active="elossa")
    malli.add_column_set(residents)
    c = residents.columns
    for name in ("sukupuoli", "alue", "kunta", "kieli", "tyo", "sija"):
        c[name][:] = getattr(v, name)
    c["ikakk"][:], c["ika"][:] = v.ika_kk, np.minimum(v.ika_kk // 12, IKIA - 1)
    c["viidennes"][:] = np.minimum((v.sija * 5).astype(np.int8), 4)
    c["aluekieli"][:] = c["alue"] * 3 + c["kieli"]
    c["elossa"][: v.alussa] = 1
    malli.asukkaita_rivilla = v.alussa  # rows that have entered so far
    malli.paino = float(m.kunnat.vaesto.sum()) / v.alussa  # residents that one row stands for
    malli.sidonta = Sidonta(malli, c, residents.ids)
    v = replace(v, sukupuoli=c["sukupuoli"], alue=c["alue"], kunta=c["kunta"], kieli=c["kieli"], sija=c["sija"])
    malli.maailma = replace(m, vaesto=v)  # what never changes is kept once


def ikaindeksit(malli: SoteMalli, alku: int, loppu: int) -> None:
    """Indices by age at the middle of the calendar year, for rows alku..loppu."""
    c, rajat = malli.sidonta.b.columns, malli.maailma.vaesto.ikarajat
    s = slice(alku, loppu)
    ika = np.clip((c["ikakk"][s] + 6) // 12, 0, IKIA - 1).astype(np.int32)
    c["ikasuku"][s] = c["sukupuoli"][s].astype(np.int32) * IKIA + ika
    c["ikasukuviides"][s] = c["ikasuku"][s].astype(np.int32) * 5 + c["viidennes"][s]
    c["kuntaika"][s] = c["kunta"][s].astype(np.int32) * IKIA + ika
    band = (np.searchsorted(rajat, np.arange(IKIA), side="right") - 1).astype(np.int32)[ika]
    c["uusiluokka"][s] = band != c["ikaviides"][s] // 5
    c["ikaviides"][s] = band * 5 + c["viidennes"][s]
    lapsi = np.searchsorted(rajat, 35, side="right") - 1  # a child's quintile is read at its parents' age
    aikuinen = np.searchsorted(rajat, 18, side="right") - 1
    c["ikaluokkasuku"][s] = c["sukupuoli"][s].astype(np.int32) * len(rajat) + np.where(band < aikuinen, lapsi, band)


def saapuvat(malli: SoteMalli, alku: int, loppu: int) -> None:
    """First state of the rows alku..loppu, which have just begun to live here, and this year's levels for them."""
    s, b, t = malli.sidonta, malli.sidonta.b, malli.threads
    ikaindeksit(malli, alku, loppu)
    for rule in (elamankulku.saapuu, elamankulku.tuloluokka, sydan.sydan_alussa):
        rule.run(b, alku, loppu, t)
    if malli.suunhoito is not None:
        malli.suunhoito.saapuvat(alku, loppu)
    vuoden_tasot(malli, alku, loppu)
    for rule in s.alkutila:
        rule.run(b, alku, loppu, t)


def vuoden_tasot(malli: SoteMalli, alku: int = 0, loppu: int | None = None) -> None:
    """Levels of the year: hazard of death, readiness, need of every line, entry into care."""
    from agentit.kuolleisuus import kuolinvaara

    s, b, t = malli.sidonta, malli.sidonta.b, malli.threads
    own = [
        kuolinvaara,
        hakeutuminen.hakuhalu,
        elamankulku.tarve_nollataan,
        *s.taso,
        aktiivisuus.lahetetaan,
        sydan.sydan_vuodetaso,
        hakeutuminen.erikoislaakarille,
        *s.hoitotaso,
    ]
    for rule in own:
        rule.run(b, alku, loppu, t)


def hoitamattomat(malli: SoteMalli, alku: int = 0, loppu: int | None = None) -> None:
    """What the year's money treats and leaves untreated, once it is known."""
    for rule in (*malli.sidonta.hoito, *malli.sidonta.puute, *malli.sidonta.paasy):
        rule.run(malli.sidonta.b, alku, loppu, malli.threads)


# the base year ---------------------------------------------------------------------------------------------------


def sovita_perusvuosi(malli: SoteMalli) -> None:
    """Constants of need, states, centres' capacities and unit costs of the base year; see the module."""
    n = malli.asukkaita_rivilla
    kotikeskukset(malli)
    malli.kerrokset, malli.linjat = Kerrosvaikutus(malli), Linjasiirrot(malli)
    malli.ruotsi_nakyviin()
    ikaindeksit(malli, 0, n)
    malli.paivita_vuositaulut()
    annetut = malli.tarvevakiot
    vakiot = _tarvevakiot(malli, n, annetut)
    _hintatasot(malli)
    hoitamattomat(malli, 0, n)
    _keskukset(malli, n, annetut)
    luvut = {koodi: float(vakio) for koodi, vakio in vakiot.items()}
    malli.tarvevakiot = annetut or Tarvevakiot(luvut, float(malli.hinnat_perusvuosi[PRIMAARI]))
    malli.kapitaatiopainot(sovita=True)


def kotikeskukset(malli: SoteMalli) -> None:
    """Nearest and second nearest open public centre of the own municipality by postal area; lists are shared by their
    distances.

    Raises ValueError when no public centre is open."""
    order, d = oman_kunnan_lahimmat(malli, malli.keskuspaikat, malli.matkat.km)
    s = malli.sidonta
    s.aseta("alue", "keskus", order[:, 0])
    s.aseta("alue", "toinenkeskus", order[:, 1])
    s.aseta("alue", "toinenosuus", 0.5 * np.exp(-(d[:, 1] - d[:, 0]) / 1.5))


def oman_kunnan_lahimmat(
    malli: SoteMalli, yksikot: Sequence[Sotekeskus], km: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(A, 2) the two nearest open public ones of these units, first of the own municipality, and their distances.

    km: road kilometres (A, units). Raises ValueError when no public unit is open."""
    kunta = np.array([k.kunta for k in yksikot])
    kelpaa = np.array([k.auki and not k.yksityinen for k in yksikot])
    if not kelpaa.any():
        raise ValueError("no public centre is open: residents would have no home centre")
    km = km.astype(float)
    km = np.where(malli.maailma.alueet.kunta[:, None] == kunta[None, :], km, km + 1e3)
    km = np.where(kelpaa, km, km + 1e6)
    order = np.argsort(km, axis=1, kind="stable")[:, :2]
    return order, np.take_along_axis(km, order, 1)


def _tarvevakiot(malli: SoteMalli, n: int, annetut: Tarvevakiot | None) -> dict[str, float]:
    """Constants b of every line, as given or such that the mean level meets the base year's EUR per resident."""
    s, b, p = malli.sidonta, malli.sidonta.b, malli.p
    u = float(p["puute.muu"])
    malli.hinnat_perusvuosi = {r.koodi: r.hinta for r in malli.paketit.rivit}
    for rule in (elamankulku.saapuu, elamankulku.tuloluokka, sydan.sydan_alussa, hakeutuminen.hakuhalu):
        rule.run(b, 0, n)
    tavoite, vakiot = {}, {}
    for r in malli.paketit.rivit:
        per_kk = r.eur_asukas / r.hinta / (1.0 if r.on_tila else 12.0 * (1.0 - u))
        tavoite[r.koodi] = float(p["haku.tarve"]) / 12.0 if r.koodi == PRIMAARI else per_kk
    rules = {x.name.split("_", 1)[1]: x for x in (*s.taso, *s.hoitotaso)}
    for r in malli.paketit.rivit:  # states after each other: home care leaves out those in round-the-clock care
        vakio = annetut.vakiot[r.koodi] if annetut else tavoite[r.koodi]
        kierroksia = 0 if annetut else SOVITUSKIERROKSIA  # the level is not quite proportional to the constant: capped
        for _ in range(kierroksia):
            s.riviparametrit(r, vakio)
            s.nollaa("kunta", f"tarve_{r.koodi}")
            rules[r.koodi].run(b, 0, n, malli.threads)
            suhde = tavoite[r.koodi] / (b.units["kunta"].sums[f"tarve_{r.koodi}"].sum() / n)
            vakio *= suhde
            if abs(suhde - 1.0) < SOVITUSTARKKUUS:
                break
        s.riviparametrit(r, vakio)
        vakiot[r.koodi] = vakio
        if r.on_tila:
            next(x for x in s.alkutila if x.name == f"alkutila_{r.koodi}").run(b, 0, n)
    s.nollaa("kunta")
    vuoden_tasot(malli, 0, n)
    return vakiot


def _hintatasot(malli: SoteMalli) -> None:
    """Municipal levels of unit cost: a share of what need leaves unexplained of net cost per resident, population
    mean 1."""
    m, b = malli.maailma, malli.sidonta.b
    tarve = sum(
        b.units["kunta"].sums[f"tarve_{r.koodi}"] * r.hinta * (1.0 if r.on_tila else 12.0)
        for r in malli.paketit.rivit
        if r.koodi != PRIMAARI
    )
    vaki = np.bincount(b.columns["kunta"][: malli.asukkaita_rivilla], minlength=len(malli.kunnat))
    with np.errstate(divide="ignore", invalid="ignore"):
        ero = np.log(m.kunnat.nettokustannus / (tarve / vaki))
    ero = np.where(np.isfinite(ero), ero, 0.0)
    taso = np.exp(np.clip(float(malli.p["tarve.hintaosuus"]) * (ero - np.average(ero, weights=vaki)), -0.2, 0.2))
    taso /= np.average(taso, weights=tarve)
    for kunta, t in zip(malli.kunnat, taso.tolist(), strict=True):
        kunta.hintataso = t


def _keskukset(malli: SoteMalli, n: int, annetut: Tarvevakiot | None) -> None:
    """Queues by inversion at the target waits, the price of a contact, and everybody's care deficit at rest."""
    s, b, p = malli.sidonta, malli.sidonta.b, malli.p
    ehdot = malli.jonoehdot
    keskukset = malli.keskuspaikat
    sija = np.argsort(np.argsort(draws(key(ALUEEN_SIEMEN, "u0_odotus", 0), np.arange(len(keskukset), dtype=np.uint64))))
    odotus = float(p["keskus.odotus"]) * np.exp(float(p["keskus.odotushaje"]) * ndtri((sija + 0.5) / len(sija)))
    taulu = np.zeros(PAIKKOJA)
    taulu[: len(odotus)] = odotus
    malli.odotus_nakyviin(taulu)
    c = b.columns
    c["usko_odotus"][:n] = taulu[c["keskus"][:n]]
    for _ in range(2):
        ennen = c["hoitovelka"][:n].copy()
        s.nollaa("keskus")
        hakeutuminen.kuormittaa.run(b, 0, n)
        c["hoitovelka"][:n] = np.clip(ennen + 12.0 * (c["hoitovelka"][:n] - ennen), 0.0, 1.0)
    elamankulku.vuosi_vaihtuu.run(b, 0, n)
    malli.kerrokset.punnitse()
    kuorma = b.units["keskus"].sums["kuorma"] * malli.kerrokset.kuormapainot * malli.paino
    primaari = malli.paketit[PRIMAARI].eur_asukas * malli.maailma.kunnat.vaesto.sum()
    malli.hinnat_perusvuosi[PRIMAARI] = annetut.kaynnin_hinta if annetut else primaari / (12.0 * kuorma.sum())
    malli.viiteodotus = float(np.average(odotus, weights=kuorma[: len(odotus)]))
    s.parametrit()
    for k in keskukset:
        k.avaa_jono(ehdot, float(kuorma[k.paikka]), float(odotus[k.paikka]))
        k.kuorma, k.lista = float(kuorma[k.paikka]), float(b.units["keskus"].sums["lista"][k.paikka] * malli.paino)
