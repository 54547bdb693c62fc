"""Measures of care chains: where patients are lost and who they are, coordination, heart failure.

Flows are expected: from the residents' levels of the chain's first line. Lost are those who don't reach its last
public service; associations at its end are voluntary. Coordination is over the hand-overs between all packages a
resident used in the year; lived use decides who counts, expected loss what is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from agentit.ketjut import SYDAN
from agentit.kielet import KIELET, Mitta
from agentit.palvelupaketit import PRIMAARI
from agentit.rakenne import tuottaja
from agentit.rivisummat import Laskija, Lohko, Rivit, Summat, summa
from verkosto.palveluketju import Palveluketju, kadonneet, paasy

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

SEGMENTIT = {"lapset": (0, 18), "tyoikaiset": (18, 65), "iakkaat": (65, 200)}
SYDANJAKSOT = {  # measure -> column
    "sydan_jaksot": "sydanjaksot_v", "sydan_uusinnat": "sydanuusinnat_v", "sydan_paluut": "sydankaikki_v",
}  # fmt: skip
MONIKAYTTAJA = 3  # packages in a year from which a resident counts as a multi-package user


def laskija(malli: SoteMalli) -> Laskija:
    """Sums of a block for `mitat`: starts of each chain by area, fifth and language (A, 5, 3); hand-overs; heart
    failure."""
    luovutukset = Luovutukset(malli)
    return lambda lohko: _lahtijat(malli, lohko.asuvat) | luovutukset.summat(lohko.asuvat) | _sydansummat(lohko)


def mitat(malli: SoteMalli, s: Summat) -> Iterator[Mitta]:
    """Rows of the year (measure, value, unit, group)."""
    for ketju in malli.ketjut.ketjut:
        yield from _ketju(malli, ketju, s[f"ketju_{ketju.koodi}"] * malli.paino)
    yield from _sillat(malli)
    for nimi in ("kaikki", *SEGMENTIT):
        maara = float(s[f"moni_{nimi}"])
        yield "koordinaatio", float(s[f"pidetty_{nimi}"]) / maara if maara else 0.0, "osuus", nimi
    yield "monikayttajat", float(s["moni_kaikki"] / s["asuvat"]), "osuus", "kaikki"
    yield "sydan_potilaat", float(s["sydan"]) * malli.paino, "henkilöä", "kaikki"
    for nimi, sarake in SYDANJAKSOT.items():
        yield nimi, float(s[sarake]) * malli.paino, "jaksoa", "kaikki"


def _lahtijat(malli: SoteMalli, x: Rivit) -> dict[str, Any]:
    """Expected starts of each chain a year, rows, by area, fifth and language (A, 5, 3)."""
    solu = (x["alue"] * np.int32(5) + x["viidennes"]) * np.int32(len(KIELET)) + x["kieli"]
    n, ika, out = malli.ketjut.alueita * 5 * len(KIELET), x["ika"], {}
    for ketju in malli.ketjut.ketjut:
        if ketju.lahtorivi == SYDAN:
            sarake, kertaa = SYDAN, 1.0
        else:
            sarake, kertaa = malli.paketit[ketju.lahtorivi].tulosarake, 12.0
        mukana = (ika >= ketju.iat[0]) & (ika < ketju.iat[1])
        maara = np.bincount(solu, x[sarake] * mukana, n)
        out[f"ketju_{ketju.koodi}"] = (maara * (kertaa * ketju.osuus)).reshape(-1, 5, len(KIELET))
    return out


def _ketju(malli: SoteMalli, ketju: Palveluketju, alku: np.ndarray) -> Iterator[Mitta]:
    """Loss of each hand-over, and how many are lost: by step, fifth, language and functional area."""
    haviot = malli.ketjut.haviot[ketju.koodi]
    alueittain = alku.sum((1, 2))
    hukassa, perille = kadonneet(haviot), paasy(haviot)[:-1]
    for askel, h, p in zip(ketju.askeleet[1:], hukassa, perille, strict=True):
        kadonneita = float(alueittain @ h)
        osuus = kadonneita / max(float(alueittain @ p), 1e-9)
        yield "ketju_havio", osuus, "osuus", f"{ketju.koodi}:{askel.koodi}"
        yield "ketju_kadonneet", kadonneita, "henkilöä/v", f"{ketju.koodi}:{askel.koodi}"
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
        yield "ketju_kadonneet", float(maara @ yhteensa), "henkilöä/v", ryhma
        osuus = float(maara @ yhteensa) / max(float(maara.sum()), 1e-9)
        yield "ketju_kadonneiden_osuus", osuus, "osuus", ryhma


def _sillat(malli: SoteMalli) -> Iterator[Mitta]:
    """Largest fall in P(reach the last step) if one bridge organisation were missing, in the largest postal area."""
    alue = int(np.argmax(malli.maailma.alueet.vaesto))
    for ketju in malli.ketjut.ketjut:
        poistot = malli.ketjut.sillan_poisto(ketju, alue)
        yield "ketju_silta", max(poistot.values(), default=0.0), "osuus", ketju.koodi


class Luovutukset:
    """Hand-overs of the year, by who produces what.

    A resident's hand-overs are all pairs of packages used; each is kept with 1 - its loss, which is larger when two
    organisations produce them. Who is on a private list has the sote centre in an organisation of its own.
    """

    def __init__(self, malli: SoteMalli) -> None:
        paketit = malli.paketit.paketit
        rivien_paketit = tuple(r.paketti for r in malli.paketit.rivit)
        self.maara = _kayttotaulu(rivien_paketit).sum(1)  # packages of a code of lines used
        self.yksityinen = np.array([k.yksityinen for k in malli.keskuspaikat], np.int64)
        self.rakenne, taulut = np.zeros(len(malli.kunnat), np.int64), []  # municipality -> its two tables
        for j, kunnat in enumerate(malli.ketjut.rakenteet()):
            self.rakenne[kunnat] = 2 * j
            nimet = np.array([tuottaja(malli, int(kunnat[0]), nimi) for nimi in paketit])
            eri = (nimet[:, None] != nimet[None, :]).astype(np.float64)
            oma, i = eri.copy(), paketit.index(PRIMAARI)
            oma[i, :] = oma[:, i] = 1.0
            oma[i, i] = 0.0
            taulut += [_eri_pareja(rivien_paketit, t.tobytes()) for t in (eri, oma)]
        self.eri_pareja = np.array(taulut)
        self.hyppy = malli.ketjut.hyppy()

    def summat(self, x: Rivit) -> dict[str, Any]:
        """Shares kept, summed over those who used at least three packages, and how many these are; all and by
        segment."""
        moni = np.flatnonzero((self.maara >= MONIKAYTTAJA)[x["kaytto"]])
        kaytto, ika = x["kaytto"][moni].astype(np.int64), x["ika"][moni]
        rakenne = self.rakenne[x["kunta"][moni]] + self.yksityinen[x["keskus"][moni]]
        eri_pareja = self.eri_pareja[rakenne, kaytto]
        pareja = (self.maara * (self.maara - 1.0) / 2.0)[kaytto]
        sisalla, valissa = (hyppy[x["alue"][moni]] for hyppy in self.hyppy)
        pidetty = 1.0 - ((pareja - eri_pareja) * sisalla + eri_pareja * valissa) / pareja
        out: dict[str, Any] = {"moni_kaikki": len(moni), "pidetty_kaikki": float(pidetty.sum()), "asuvat": x.maara}
        for nimi, (ala, yla) in SEGMENTIT.items():
            w = (ika >= ala) & (ika < yla)
            out |= {f"moni_{nimi}": np.count_nonzero(w), f"pidetty_{nimi}": float(pidetty[w].sum())}
        return out


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


def _sydansummat(lohko: Lohko) -> dict[str, Any]:
    """Patients with heart failure, index admissions, and how many of these came back within six months."""
    x = lohko.elaneet
    vuonna = x["kuukaudet_v"] > 0
    return {SYDAN: summa(lohko.asuvat[SYDAN])} | {k: summa(x[k] * vuonna) for k in SYDANJAKSOT.values()}
