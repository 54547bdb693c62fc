"""Measures of care chains: where patients are lost and who they are, coordination, heart failure.

Flows are expected: from the residents' levels of the chain's first line. Lost are those who don't reach its last
public service; associations at its end are voluntary. Coordination is over the hand-overs between all packages a
resident used in the year; lived use decides who counts, expected loss what is kept.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from agentit.ketjut import SYDAN
from agentit.palvelupaketit import PRIMAARI
from agentit.rakenne import tuottaja
from verkosto.palveluketju import Palveluketju, kadonneet, paasy

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

KIELET = ("fi", "sv", "muu")
SEGMENTIT = (("lapset", 0, 18), ("tyoikaiset", 18, 65), ("iakkaat", 65, 200))
MONIKAYTTAJA = 3  # packages in a year from which a resident counts as a multi-package user
Sarakkeet = dict[str, np.ndarray]


def vuosi(malli: SoteMalli, c: Sarakkeet, eli: np.ndarray, elossa: np.ndarray) -> None:
    """Rows of the year; c: columns, `eli` rows that lived here this year, `elossa` rows that do now."""
    ika = c["ika"][elossa]
    solu = c["alue"][elossa].astype(np.int32)
    for taulu, koko in ((c["viidennes"], 5), (c["kieli"], len(KIELET))):
        solu *= koko
        solu += taulu[elossa]
    for ketju in malli.ketjut.ketjut:
        _ketju(malli, ketju, lahtijat(malli, ketju, c, elossa, ika, solu))
    _sillat(malli)
    _koordinaatio(malli, c, elossa, ika)
    _sydan(malli, c, eli, elossa)


def lahtijat(
    malli: SoteMalli, ketju: Palveluketju, c: Sarakkeet, elossa: np.ndarray, ika: np.ndarray, solu: np.ndarray
) -> np.ndarray:
    """Expected starts of the chain a year, persons, by area, fifth and language (A, 5, 3)."""
    if ketju.lahtorivi == SYDAN:
        sarake, kertaa = SYDAN, 1.0
    else:
        sarake, kertaa = f"{'sisaan' if malli.paketit[ketju.lahtorivi].on_tila else 'taso'}_{ketju.lahtorivi}", 12.0
    mukana = (ika >= ketju.iat[0]) & (ika < ketju.iat[1])
    n = malli.ketjut.alueita * 5 * len(KIELET)
    maara = np.bincount(solu[mukana], c[sarake][elossa[mukana]], n)
    return (maara * (kertaa * ketju.osuus * malli.paino)).reshape(-1, 5, len(KIELET))


def _ketju(malli: SoteMalli, ketju: Palveluketju, alku: np.ndarray) -> None:
    """Loss of each hand-over, and how many are lost: by step, fifth, language and functional area."""
    lisaa, haviot = malli.mittarit.lisaa, malli.ketjut.haviot[ketju.koodi]
    alueittain = alku.sum((1, 2))
    hukassa, perille = kadonneet(haviot), paasy(haviot)[:-1]
    for askel, h, p in zip(ketju.askeleet[1:], hukassa, perille, strict=True):
        kadonneita = float(alueittain @ h)
        osuus = kadonneita / max(float(alueittain @ p), 1e-9)
        lisaa("ketju_havio", osuus, "osuus", f"{ketju.koodi}:{askel.koodi}")
        lisaa("ketju_kadonneet", kadonneita, "henkilöä/v", f"{ketju.koodi}:{askel.koodi}")
    yhteensa = hukassa[[bool(askel.rivi) for askel in ketju.askeleet[1:]]].sum(0)
    m = malli.maailma
    toiminnallinen = np.array(m.kunnat.toiminnallinen_alue)[m.alueet.kunta]
    ryhmat = [(f"viidennes_{q + 1}", alku[:, q].sum(1)) for q in range(5)]
    ryhmat += [(f"kieli_{kieli}", alku[:, :, i].sum(1)) for i, kieli in enumerate(KIELET)]
    ryhmat += [
        (f"alue_{nimi}", alueittain * (toiminnallinen == nimi)) for nimi in dict.fromkeys(m.kunnat.toiminnallinen_alue)
    ]
    for nimi, maara in [("", alueittain), *ryhmat]:
        ryhma = f"{ketju.koodi}:{nimi}" if nimi else ketju.koodi
        lisaa("ketju_kadonneet", float(maara @ yhteensa), "henkilöä/v", ryhma)
        osuus = float(maara @ yhteensa) / max(float(maara.sum()), 1e-9)
        lisaa("ketju_kadonneiden_osuus", osuus, "osuus", ryhma)


def _sillat(malli: SoteMalli) -> None:
    """Largest fall in P(reach the last step) if one bridge organisation were missing, in the largest postal area."""
    alue = int(np.argmax(malli.maailma.alueet.vaesto))
    for ketju in malli.ketjut.ketjut:
        poistot = malli.ketjut.sillan_poisto(ketju, alue)
        malli.mittarit.lisaa("ketju_silta", max(poistot.values(), default=0.0), "osuus", ketju.koodi)


def _koordinaatio(malli: SoteMalli, c: Sarakkeet, elossa: np.ndarray, ika: np.ndarray) -> None:
    """Share of hand-overs kept among residents who used at least three packages, all and by segment.

    A resident's hand-overs are all pairs of packages used; each is kept with 1 - its loss, which is larger when two
    organisations produce them. Who is on a private list has the sote centre in an organisation of its own.
    """
    paketit = malli.paketit.paketit
    rivien_paketit = tuple(r.paketti for r in malli.paketit.rivit)
    maara = _kayttotaulu(rivien_paketit).sum(1)
    kaytto = c["kaytto"][elossa]
    moni = np.flatnonzero((maara >= MONIKAYTTAJA)[kaytto])
    omat, kaytto, ika = elossa[moni], kaytto[moni].astype(np.int64), ika[moni]
    yksityinen = np.array([k.yksityinen for k in malli.keskuspaikat], np.int64)[c["keskus"][omat]]
    taulut, rakenne = [], np.zeros(len(malli.kunnat), np.int64)
    for j, kunnat in enumerate(malli.ketjut.rakenteet()):
        rakenne[kunnat] = 2 * j
        nimet = np.array([tuottaja(malli, int(kunnat[0]), x) for x in paketit])
        eri = (nimet[:, None] != nimet[None, :]).astype(np.float64)
        oma, i = eri.copy(), paketit.index(PRIMAARI)
        oma[i, :] = oma[:, i] = 1.0
        oma[i, i] = 0.0
        taulut += [_eri_pareja(rivien_paketit, t.tobytes()) for t in (eri, oma)]
    eri_pareja = np.array(taulut)[rakenne[c["kunta"][omat]] + yksityinen, kaytto]
    pareja = (maara * (maara - 1.0) / 2.0)[kaytto]
    sisalla, valissa = (x[c["alue"][omat]] for x in malli.ketjut.hyppy())
    pidetty = 1.0 - ((pareja - eri_pareja) * sisalla + eri_pareja * valissa) / pareja
    for nimi, ala, yla in (("kaikki", 0, 200), *SEGMENTIT):
        w = (ika >= ala) & (ika < yla)
        malli.mittarit.lisaa("koordinaatio", float(pidetty[w].mean()) if w.any() else 0.0, "osuus", nimi)
    malli.mittarit.lisaa("monikayttajat", len(moni) / len(elossa), "osuus")


@lru_cache(maxsize=4)
def _kayttotaulu(rivien_paketit: tuple[str, ...]) -> np.ndarray:
    """Packages (codes, K) 0 or 1 in every code of lines used, one bit a line."""
    paketit, koodit = list(dict.fromkeys(rivien_paketit)), np.arange(1 << len(rivien_paketit))
    u = np.zeros((len(koodit), len(paketit)))
    for bitti, paketti in enumerate(rivien_paketit):
        u[(koodit >> bitti) & 1 == 1, paketit.index(paketti)] = 1.0
    return u


@lru_cache(maxsize=64)
def _eri_pareja(rivien_paketit: tuple[str, ...], eri: bytes) -> np.ndarray:
    """Pairs of packages used that two organisations produce (codes,); `eri`: (K, K) 1.0 where they are two, as bytes.

    Structures stay for years, so the same table is asked for every December."""
    u = _kayttotaulu(rivien_paketit)
    return np.asarray(((u @ np.frombuffer(eri).reshape(u.shape[1], -1)) * u).sum(1) / 2.0)


def _sydan(malli: SoteMalli, c: Sarakkeet, eli: np.ndarray, elossa: np.ndarray) -> None:
    """Patients with heart failure, index admissions, and how many of these came back within six months."""
    lisaa, paino = malli.mittarit.lisaa, malli.paino
    lisaa("sydan_potilaat", float(c["sydan"][elossa].sum(dtype=np.float64)) * paino, "henkilöä")
    for nimi, sarake in (
        ("sydan_jaksot", "sydanjaksot_v"), ("sydan_uusinnat", "sydanuusinnat_v"), ("sydan_paluut", "sydankaikki_v"),
    ):  # fmt: skip
        lisaa(nimi, float(c[sarake][eli].sum(dtype=np.float64)) * paino, "jaksoa")
