"""Where the market rules meet the model: half-yearly entry and exit of private centres (R13), quarterly effort
(R10)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from agentit import alustus, markkina, raharata, valikointi, valinnanvapaus, valintakokeilu, valintaohjaus
from agentit.maailma import Alueet
from agentit.palvelupaketit import PRIMAARI
from agentit.sotekeskus import Sotekeskus, ponnistavat

if TYPE_CHECKING:
    from agentit.malli import SoteMalli
    from verkosto.matka import Matkataulu


def puolivuosi(malli: SoteMalli) -> None:
    """Firms look at every postal area: open where it pays, close after loss-making quarters. Only under direct
    choice."""
    rajattu = valintakokeilu.kaynnissa(malli) is not None
    if malli.suora_valinta and not rajattu and not malli.kanavat.toistaa("tarjonta"):
        _lopettavat(malli)
        _aloittavat(malli)
        malli.keskukset_nakyviin()
    valikointi.puolivuosi(malli)
    malli.kanavat.kulje("tarjonta")


def tulon_odotus(malli: SoteMalli) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """By postal area (A,): chance that a centre opens in this half-year, the profit and the list a firm expects."""
    ehdot, kiintea = markkina.Markkinaehdot.parametreista(malli.p), float(malli.p["markkina.kiintea"])
    vaki, paino, kulu = alueen_asukkaat(malli)
    if (kokeilu := valintakokeilu.kaynnissa(malli)) is not None:
        vaki = vaki * kokeilu.mukana(malli)
    return arvioi(malli, ehdot, malli.matkat, (vaki, paino, kulu), malli.tariffi_arvio(), kiintea, malli.kk_avauksesta)


def arvioi(
    malli: SoteMalli,
    ehdot: markkina.Markkinaehdot,
    matkat: Matkataulu,
    asukkaat: tuple[np.ndarray, np.ndarray, np.ndarray],
    tariffi: float,
    kiintea: float,
    avauksesta: int | None,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Chance of entry, profit and list by area for units of any kind: `matkat` to those that exist, `asukkaat` as of
    `alueen_asukkaat`, tariff and fixed cost (EUR a year), months since choice opened."""
    vaki, paino, kulu = asukkaat
    veto_alueisiin = _alueiden_vedot(malli.maailma.alueet, ehdot.kantama_km)
    tarjonta = markkina.tarjonta(markkina.veto(matkat.km, ehdot.kantama_km), matkat.auki)
    lista = markkina.odotettu_lista(vaki, tarjonta, veto_alueisiin, ehdot.uuden_osuus)
    kulu = (1.0 - float(malli.p["keskus.kiintea"])) * kulu
    tulos = markkina.odotettu_tulos(lista, tariffi, paino, kulu, kiintea)
    tn = markkina.tulon_todennakoisyys(tulos, vaki, ehdot, valintaohjaus.este_kerroin(malli))
    if avauksesta is not None and avauksesta < 6:  # clinics that exist already are approved first
        tn = np.minimum(float(malli.p["markkina.avauskerroin"]) * tn, 1.0)
    return tn, tulos, lista


def _aloittavat(malli: SoteMalli) -> None:
    tn, tulos, lista = tulon_odotus(malli)
    u = malli.sattuma.many("u_tulo", malli.kk, np.arange(len(tn), dtype=np.uint64))
    katto = int(malli.p["markkina.enintaan"]) or None  # 0 = no cap
    for alue in markkina.tulijat(tn, u, tulos, katto=katto).tolist():
        _avaa_listalle(malli, alue, float(lista[alue]))


def avaa_odottaen(malli: SoteMalli, alue: int) -> None:
    """Open a private centre in a postal area, for the list a firm expects there."""
    _avaa_listalle(malli, alue, float(tulon_odotus(malli)[2][alue]))


def _avaa_listalle(malli: SoteMalli, alue: int, lista: float) -> None:
    kuorma = 0.3 * lista * malli.tariffi_arvio() / 12.0 / malli.hinnat[PRIMAARI]  # starts small; staff follows the list
    avaa(malli, f"Yksityinen {malli.maailma.alueet.nimi[alue]}", alue, kuorma)


def avaa(malli: SoteMalli, nimi: str, alue: int, kuorma: float) -> None:
    """Open a private centre in a postal area, made for `kuorma` contacts a month."""
    k = alustus.lisaa_yksityinen(malli, nimi, alue)
    k.avaa_jono(malli.jonoehdot, kuorma, float(malli.p["keskus.yksityisen_odotus"]))
    raharata.avaa_tili(malli, k)


@lru_cache(maxsize=2)
def _alueiden_vedot(alueet: Alueet, kantama_km: float) -> np.ndarray:
    """Pull between postal areas (A, A) over straight lines; the same for every run of a region."""
    km = np.sqrt((alueet.x_km[:, None] - alueet.x_km) ** 2 + (alueet.y_km[:, None] - alueet.y_km) ** 2)
    return markkina.veto(km, kantama_km)


def _lopettavat(malli: SoteMalli) -> None:
    for k in poistuvat(malli, malli.keskukset, "u_poistuu"):
        sulje(malli, k)


def poistuvat[Yksikko: Sotekeskus](malli: SoteMalli, yksikot: Sequence[Yksikko], virta: str) -> list[Yksikko]:
    """Private ones among these open units that give up now, after quarters of loss; `virta` names their draws."""
    ehdot = markkina.Markkinaehdot.parametreista(malli.p)
    yksityiset = [k for k in yksikot if k.yksityinen]
    if not yksityiset:
        return []
    u = np.array([malli.sattuma.one(virta, malli.kk, k.paikka) for k in yksityiset])
    tappiot = np.array([k.tappiokuukausia // 3 for k in yksityiset])
    lopettavat = markkina.poistuvat(tappiot, u, ehdot, np.ones(len(yksityiset), bool))
    return [yksityiset[i] for i in lopettavat.tolist()]


def sulje(malli: SoteMalli, keskus: Sotekeskus) -> None:
    """Close a centre; its residents are listed elsewhere the same month."""
    keskus.auki = False
    malli.verkko.sulje(keskus.paikka)
    if not keskus.yksityinen:
        alustus.kotikeskukset(malli)
    malli.keskukset_nakyviin()
    valinnanvapaus.siirtyy_suljetusta.run(malli.sidonta.b, 0, malli.asukkaita_rivilla, malli.threads)


def alueen_asukkaat(malli: SoteMalli) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """By postal area: residents, mean capitation weight, and expected yearly cost per resident in a sote centre
    (EUR)."""
    c, n = malli.sidonta.b.columns, malli.asukkaita_rivilla
    elossa = (c["elossa"][:n] == 1).astype(float)
    alue, koko = c["alue"][:n], len(malli.maailma.alueet.nimi)
    vaki = np.bincount(alue, elossa, koko)
    paino = np.bincount(alue, elossa * c["kapitaatiopaino"][:n], koko)
    kulu = np.bincount(alue, elossa * malli.odotettu_kustannus(n), koko)
    jaettava = np.maximum(vaki, 1e-9)
    return vaki * malli.paino, paino / jaettava, kulu / jaettava


def panostus(malli: SoteMalli) -> None:
    """Effort of all open centres: without choice, or in a trial of some areas, nobody is worth attracting (slope 0);
    with it the margin and rivals count."""
    kilpailu = malli.suora_valinta and valintakokeilu.kaynnissa(malli) is None
    keskukset = malli.keskukset
    lista = keskukset.luvut("lista")
    alueen = np.bincount(keskukset.kunnat, lista, minlength=len(malli.kunnat))
    osuudet = np.minimum(lista / np.maximum(alueen[keskukset.kunnat], 1.0), 1.0)
    katteet = np.zeros(len(keskukset))
    if kilpailu:
        muuttuva = (1.0 - float(malli.p["keskus.kiintea"])) * malli.hinnat[PRIMAARI]
        jaettava = np.maximum(lista, 1.0)
        kulu = 12.0 * muuttuva * keskukset.luvut("kuorma") / jaettava
        katteet = 12.0 * keskukset.luvut("tulo") / jaettava - kulu
    ponnistavat(keskukset, kilpailu, osuudet, katteet)
    valintaohjaus.valvoo(malli)
    malli.kanavat.kulje("laatu")
    malli.keskukset_nakyviin()
