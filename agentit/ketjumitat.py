"""Measures of care chains: where patients are lost and who they are, coordination, heart failure.

Flows are expected: from the residents' levels of the chain's first line. Lost are those who don't reach its last
public service; associations at its end are voluntary. Coordination is over the hand-overs between all packages a
resident used in the year; lived use decides who counts, expected loss what is kept.
"""

from __future__ import annotations

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
    for ketju in malli.ketjut.ketjut:
        _ketju(malli, ketju, c, elossa)
    _koordinaatio(malli, c, elossa)
    _sydan(malli, c, eli, elossa)


def lahtijat(malli: SoteMalli, ketju: Palveluketju, c: Sarakkeet, elossa: np.ndarray) -> np.ndarray:
    """Expected starts of the chain a year of the rows `elossa`."""
    if ketju.lahtorivi == SYDAN:
        maara = c[SYDAN][elossa].astype(np.float64)
    elif malli.paketit[ketju.lahtorivi].on_tila:
        maara = 12.0 * c[f"sisaan_{ketju.lahtorivi}"][elossa].astype(np.float64)
    else:
        maara = 12.0 * c[f"taso_{ketju.lahtorivi}"][elossa].astype(np.float64)
    ika = c["ika"][elossa]
    return maara * ketju.osuus * ((ika >= ketju.iat[0]) & (ika < ketju.iat[1]))


def _ketju(malli: SoteMalli, ketju: Palveluketju, c: Sarakkeet, elossa: np.ndarray) -> None:
    """Loss of each hand-over, and how many are lost: by step, fifth, language and functional area."""
    lisaa, haviot = malli.mittarit.lisaa, malli.ketjut.haviot[ketju.koodi]
    n = haviot.shape[1]
    alku = lahtijat(malli, ketju, c, elossa) * malli.paino
    alue = c["alue"][elossa].astype(np.int64)
    alueittain = np.bincount(alue, alku, n)
    hukassa, perille = kadonneet(haviot), paasy(haviot)[:-1]
    for askel, h, p in zip(ketju.askeleet[1:], hukassa, perille, strict=True):
        kadonneita = float(alueittain @ h)
        osuus = kadonneita / max(float(alueittain @ p), 1e-9)
        lisaa("ketju_havio", osuus, "osuus", f"{ketju.koodi}:{askel.koodi}")
        lisaa("ketju_kadonneet", kadonneita, "henkilöä/v", f"{ketju.koodi}:{askel.koodi}")
    julkiset = [bool(askel.rivi) for askel in ketju.askeleet[1:]]
    yhteensa = hukassa[julkiset].sum(0)
    for jako, luokka, nimet in _ryhmat(malli, c, elossa):
        solut = np.bincount(alue * len(nimet) + luokka, alku, n * len(nimet)).reshape(n, -1)
        for i, nimi in enumerate(nimet):
            lisaa("ketju_kadonneet", float(solut[:, i] @ yhteensa), "henkilöä/v", f"{ketju.koodi}:{jako}_{nimi}")
            osuus = float(solut[:, i] @ yhteensa) / max(float(solut[:, i].sum()), 1e-9)
            lisaa("ketju_kadonneiden_osuus", osuus, "osuus", f"{ketju.koodi}:{jako}_{nimi}")
    kaikki = float(alueittain.sum())
    lisaa("ketju_kadonneet", float(alueittain @ yhteensa), "henkilöä/v", ketju.koodi)
    lisaa("ketju_kadonneiden_osuus", float(alueittain @ yhteensa) / max(kaikki, 1e-9), "osuus", ketju.koodi)


def _ryhmat(malli: SoteMalli, c: Sarakkeet, elossa: np.ndarray) -> list[tuple[str, np.ndarray, list[str]]]:
    """(division, class of each row, names of classes)."""
    alueet = list(dict.fromkeys(malli.maailma.kunnat.toiminnallinen_alue))
    kunnan_alue = np.array([alueet.index(a) for a in malli.maailma.kunnat.toiminnallinen_alue])
    return [
        ("viidennes", c["viidennes"][elossa].astype(np.int64), [str(q + 1) for q in range(5)]),
        ("kieli", c["kieli"][elossa].astype(np.int64), list(KIELET)),
        ("alue", kunnan_alue[c["kunta"][elossa]], alueet),
    ]


def _koordinaatio(malli: SoteMalli, c: Sarakkeet, elossa: np.ndarray) -> None:
    """Share of hand-overs kept among residents who used at least three packages, all and by segment."""
    kaytti, kunta = _paketit(malli, c, elossa)
    moni = kaytti.sum(1) >= MONIKAYTTAJA
    u, omat = kaytti[moni].astype(np.float64), elossa[moni]
    pidetty = _pidetty(malli, u, kunta[moni], c["alue"][omat], _yksityinen(malli, c["keskus"][omat]))
    ika = c["ika"][omat]
    for nimi, ala, yla in (("kaikki", 0, 200), *SEGMENTIT):
        w = (ika >= ala) & (ika < yla)
        malli.mittarit.lisaa("koordinaatio", float(pidetty[w].mean()) if w.any() else 0.0, "osuus", nimi)
    malli.mittarit.lisaa("monikayttajat", float(moni.mean()), "osuus")


def _paketit(malli: SoteMalli, c: Sarakkeet, elossa: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Packages used this year (n, K) and municipality (n,)."""
    paketit, kaytto = malli.paketit.paketit, c["kaytto"][elossa].astype(np.int64)
    kaytti = np.zeros((len(elossa), len(paketit)), bool)
    for bitti, r in enumerate(malli.paketit.rivit):
        kaytti[:, paketit.index(r.paketti)] |= (kaytto >> bitti) & 1 == 1
    return kaytti, c["kunta"][elossa]


def _yksityinen(malli: SoteMalli, keskus: np.ndarray) -> np.ndarray:
    return np.array([k.yksityinen for k in malli.keskuspaikat], bool)[keskus]


def _pidetty(
    malli: SoteMalli, u: np.ndarray, kunta: np.ndarray, alue: np.ndarray, yksityinen: np.ndarray
) -> np.ndarray:
    """Mean over pairs of packages used of 1 - loss of the hand-over between them; u (n, K) 0 or 1."""
    paketit = malli.paketit.paketit
    eri_pareja, maara = np.zeros(len(u)), u.sum(1)
    for k in np.unique(kunta):
        nimet = np.array([tuottaja(malli, int(k), x) for x in paketit])
        eri = (nimet[:, None] != nimet[None, :]).astype(np.float64)
        oma = eri.copy()
        i = paketit.index(PRIMAARI)
        oma[i, :] = oma[:, i] = 1.0
        oma[i, i] = 0.0
        for listalla, taulu in ((False, eri), (True, oma)):
            w = np.flatnonzero((kunta == k) & (yksityinen == listalla))
            eri_pareja[w] = ((u[w] @ taulu) * u[w]).sum(1) / 2.0
    sisalla, valissa = malli.ketjut.hyppy()
    pareja = np.maximum(maara * (maara - 1.0) / 2.0, 1.0)
    return 1.0 - ((pareja - eri_pareja) * sisalla[alue] + eri_pareja * valissa[alue]) / pareja


def _sydan(malli: SoteMalli, c: Sarakkeet, eli: np.ndarray, elossa: np.ndarray) -> None:
    """Patients with heart failure, index admissions, and how many of these came back within six months."""
    lisaa, paino = malli.mittarit.lisaa, malli.paino
    lisaa("sydan_potilaat", float(c["sydan"][elossa].sum(dtype=np.float64)) * paino, "henkilöä")
    for nimi, sarake in (
        ("sydan_jaksot", "sydanjaksot_v"), ("sydan_uusinnat", "sydanuusinnat_v"), ("sydan_paluut", "sydankaikki_v"),
    ):  # fmt: skip
        lisaa(nimi, float(c[sarake][eli].sum(dtype=np.float64)) * paino, "jaksoa")
