"""R22 Production structure: who organises and who produces, as edges of the service network.

Nykytila: every municipality organises and produces, all own the hospital district together. From the reform on a
county orders and its
liikelaitos produces; under direct choice private centres join. A partition (`rakenne.tuotanto`, rows of the region's
data) gives several producers under one orderer, or joint organisations of municipalities. Each (municipality, package)
cell has exactly one producer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agentit.liikelaitos import Liikelaitos
from agentit.maailma import Tuotantorakenne
from agentit.palvelupaketit import PRIMAARI
from verkosto.matka import Matkataulu, Vauhdit
from verkosto.palveluverkko import Laji, Palveluverkko, Side, nykytila, organisaatio

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agentit.kunta import Kunta
    from agentit.malli import SoteMalli

YKSI = "yksi"  # no partition: one production area in a county, every municipality alone before it
MAAKUNTA, LIIKELAITOS, YKSITYISET = "Maakunta", "Liikelaitos", "Yksityiset tuottajat"
YKSITYISET_SAIRAALAT = "Yksityiset sairaalat"
HUSIN_PAKETIT = ("esh", "paivystys", "lnpsyk")


def sairaanhoitopiiri(malli: SoteMalli) -> str:
    """Name of the region's hospital district, as it stands in the network."""
    return malli.maailma.sairaanhoitopiiri


def nykyverkko(malli: SoteMalli) -> Palveluverkko:
    """The network of the base year, with the travel table the residents choose by."""
    a, k, y, p = malli.maailma.alueet, malli.maailma.kunnat, malli.maailma.yksikot, malli.p
    matkat = Matkataulu(
        a.x_km, a.y_km, a.pinta_ala_km2, int(p["valinta.ehdokkaita"]),
        float(p["palveluverkko.mutka"]), float(p["palveluverkko.oma_kerroin"]), tuple(p["palveluverkko.oma_rajat"]),
    )  # fmt: skip
    yksikot = zip(y.nimi, y.alue.tolist(), y.kunta.tolist(), y.x_km.tolist(), y.y_km.tolist(), strict=True)
    vauhdit = Vauhdit(
        float(p["palveluverkko.alku_min"]), float(p["palveluverkko.lahimatka"]),
        float(p["palveluverkko.vauhti_tiivis"]), float(p["palveluverkko.vauhti_harva"]),
        float(p["palveluverkko.vauhti_paatie"]), tuple(p["palveluverkko.tiheysrajat"]),
    )  # fmt: skip
    verkko = nykytila(
        matkat, a.postinumero, k.nimi_fi, k.vaesto.tolist(), yksikot, sairaanhoitopiiri(malli), HUSIN_PAKETIT,
        tiheys=a.vaesto / a.pinta_ala_km2, vauhdit=vauhdit,
    )  # fmt: skip
    _avaa_sairaalat(malli, verkko)
    return verkko


def _avaa_sairaalat(malli: SoteMalli, verkko: Palveluverkko) -> None:
    """Hospitals as places: the public ones under the hospital district (those of cities too: the facts name no owner),
    private ones under an owner of their own."""
    s = malli.maailma.sairaalat
    for i, nimi in enumerate(s.nimi):
        yksityinen = s.laji[i] == Laji.YKSITYINEN_SAIRAALA
        if yksityinen and organisaatio(YKSITYISET_SAIRAALAT) not in verkko:
            verkko.lisaa_organisaatio(YKSITYISET_SAIRAALAT, laji="yritykset")
        omistaja = YKSITYISET_SAIRAALAT if yksityinen else sairaanhoitopiiri(malli)
        paikka = (int(s.alue[i]), float(s.x_km[i]), float(s.y_km[i]))
        verkko.avaa_sairaala(nimi, Laji(s.laji[i]), *paikka, omistaja=omistaja)


def tuotantoalueet(malli: SoteMalli) -> list[tuple[str, np.ndarray]]:
    """Production areas in force: (name of the producer, (M, K) the cells it produces), in the order of municipalities.

    A county has a producer for every cell: what an area does not integrate stays with its old producer, which is then
    one of the areas. While municipalities organise only organisations they have formed are listed; [] = nykytila.
    """
    rakenne = voimassa(malli)
    paketit = malli.paketit.paketit
    muoto = (len(malli.kunnat), len(paketit))
    if rakenne is None:
        return [(LIIKELAITOS, np.ones(muoto, bool))] if malli.maakunta else []
    solut = np.array([[not mukaan or k in mukaan for k in paketit] for mukaan in rakenne.paketit])
    nimet = np.array(rakenne.tuotantoalue)
    alueet = [(str(nimi), solut & (nimet == nimi)[:, None]) for nimi in dict.fromkeys(rakenne.tuotantoalue)]
    if not malli.maakunta:
        omat = {k.nimi for k in malli.kunnat}
        return [(nimi, x) for nimi, x in alueet if nimi not in omat and x.any()]
    sairaala = np.array([k in HUSIN_PAKETIT for k in paketit])
    vanhat = dict(alueet)
    for nimi, x in [
        (sairaanhoitopiiri(malli), ~solut & sairaala),
        *((k.nimi, _rivi(~solut & ~sairaala, k.indeksi)) for k in malli.kunnat),
    ]:
        vanhat[nimi] = vanhat.get(nimi, False) | x
    return [(nimi, x) for nimi, x in vanhat.items() if x.any()]


def _rivi(solut: np.ndarray, kunta: int) -> np.ndarray:
    oma = np.zeros_like(solut)
    oma[kunta] = solut[kunta]
    return oma


def voimassa(malli: SoteMalli) -> Tuotantorakenne | None:
    """The partition in force, None = one production area for all (a county) or every municipality alone.

    Raises ValueError when the region has no rows for it.
    """
    avain = str(malli.p["rakenne.tuotanto"])
    if avain != YKSI and avain not in malli.maailma.rakenteet:
        raise ValueError(f"rakenne.tuotanto: no rows for '{avain}' in {malli.maailma.alue_nimi}")
    return None if avain == YKSI else malli.maailma.rakenteet[avain]


def tuottajasolut(malli: SoteMalli) -> dict[str, np.ndarray]:
    """Name of every producer now -> (M, K) the cells it produces; every cell is in one of them."""
    paketit = malli.paketit.paketit
    out: dict[str, np.ndarray] = {}
    for kunta in range(len(malli.kunnat)):
        for i, paketti in enumerate(paketit):
            nimi = tuottaja(malli, kunta, paketti)
            out.setdefault(nimi, np.zeros((len(malli.kunnat), len(paketit)), bool))[kunta, i] = True
    return out


def muuta(malli: SoteMalli) -> None:
    """The month a structure comes into force: producers, whose stations are whose, contracts, and what merges."""
    ennen = malli.tuottajasolut
    tasot: dict[str, tuple[float, ...]] = {
        lk.nimi: (lk.palkkataso, lk.palkkatavoite, lk.palkka_askel, lk.mittakaava) for lk in malli.liikelaitokset
    }
    _perusta_tuottajat(malli)
    malli.tuottajasolut = tuottajasolut(malli)
    _siirra_asemat(malli)
    if malli.kk > 0:  # what stands from the start has merged before the base year, which shows it
        for lk in malli.liikelaitokset if malli.maakunta or malli.yhteislaitoksia else ():
            _yhdista(malli, lk, ennen, tasot)


def _yhdista(
    malli: SoteMalli, lk: Liikelaitos, ennen: dict[str, np.ndarray], tasot: dict[str, tuple[float, ...]]
) -> None:
    """What a merger starts: pay rises to the harmonised level (nobody's is cut), unit costs converge, size tells.

    An organisation's pay is its level of unit costs to the power `liikelaitos.palkkahajonta`, times what earlier
    mergers gave; weights are money, which is staff. The harmonised level lies between the mean (0) and the highest (1).
    Source: form oletus; the Labour Court in 2018 demanded the highest for the same work.
    """
    p, vaki = malli.p, malli.maailma.kunnat.vaesto
    osuus, kappa = float(p["liikelaitos.palkkaosuus"]), float(p["liikelaitos.palkkahajonta"])
    hintatasot = np.array([k.hintataso for k in malli.kunnat])
    painot, tulot, koot, perityt = [], [], [], []
    for nimi, solut in ennen.items():
        euroa = (malli.tarve_kunnittain * (solut & lk.solut)).sum(1)
        if euroa.sum() > 0:
            painot.append(float(euroa.sum()))
            perityt.append(tasot.get(nimi, (1.0, 1.0, 0.0, 1.0)))
            nousu = (perityt[-1][0] - 1.0) / osuus
            tulot.append(float(np.average(hintatasot, weights=euroa)) ** kappa * (1.0 + nousu))
            koot.append(float(vaki[solut.any(1)].sum()))
    lk.palkkataso, lk.palkkatavoite, lk.palkka_askel, lk.mittakaava = (
        _keski(arvot, painot) for arvot in zip(*perityt, strict=True)
    )
    if len(painot) < 2:
        return
    lk.yhdistynyt = True
    keskipalkka = _keski(tulot, painot)
    tavoite = keskipalkka + float(p["rakenne.harmonisointi"]) * (max(tulot) - keskipalkka)
    lk.palkkatavoite = lk.palkkataso * (1.0 + osuus * _keski([max(tavoite / x - 1.0, 0.0) for x in tulot], painot))
    lk.palkka_askel = (lk.palkkatavoite - lk.palkkataso) / float(p["rakenne.harmonisoinnin_kesto"])
    koko, jousto = float(vaki[lk.solut.any(1)].sum()), float(p["rakenne.mittakaavajousto"])
    lk.mittakaava *= _keski([(koko / n) ** -jousto for n in koot], painot)


def _keski(arvot: Sequence[float], painot: list[float]) -> float:
    """Weighted mean; the value itself, to the last bit, when all are the same."""
    return arvot[0] if len(set(arvot)) == 1 else float(np.average(arvot, weights=painot))


def yhdentyvat(malli: SoteMalli) -> None:
    """A year after a merger: unit costs of a producer's municipalities come closer to each other."""
    for jasenet, painot in _yhdistyneet(malli):
        keski = float(np.average([k.hintataso for k in jasenet], weights=painot))
        for kunta in jasenet:
            kunta.yhdentyy(1.0 if len(jasenet) == len(malli.kunnat) else keski)


def yhtenaistyvat(malli: SoteMalli) -> None:
    """A year after a merger: access criteria of a producer's municipalities come closer to the common line."""
    for jasenet, painot in _yhdistyneet(malli):
        linjat = _kriteerilinjat(malli, jasenet, painot)
        for kunta in jasenet:
            kunta.yhtenaistaa_kriteerit(linjat)


def _yhdistyneet(malli: SoteMalli) -> Iterator[tuple[list[Kunta], np.ndarray]]:
    """Municipalities, with their need in euros, of each producer of sote centres that was made of several."""
    i = malli.paketit.paketit.index(PRIMAARI)
    for lk in malli.liikelaitokset:
        jasenet = [malli.kunnat[n] for n in np.flatnonzero(lk.solut[:, i]).tolist()]
        if lk.yhdistynyt and len(jasenet) > 1:
            yield jasenet, malli.tarve_kunnittain[[k.indeksi for k in jasenet]].sum(1)


def _kriteerilinjat(malli: SoteMalli, jasenet: list[Kunta], painot: np.ndarray) -> dict[str, float]:
    """Common line of access criteria by service line, logs: between the members' mean (0) and the most generous (1)."""
    h, out = float(malli.p["rakenne.kriteerilinja"]), dict[str, float]()
    if float(malli.p["rakenne.kriteerien_yhdentyminen"]) == 0.0:
        return out
    for koodi in malli.maailma.kriteerit:
        arvot = [k.kriteerit_alussa[koodi] for k in jasenet]
        keski = float(np.average(arvot, weights=painot))
        out[koodi] = keski + h * (max(arvot) - keski)
    return out


def _perusta_tuottajat(malli: SoteMalli) -> None:
    """Producers of the structure in force; new ones take over from those whose cells they get."""
    vanhat, alueet = malli.liikelaitokset, tuotantoalueet(malli)
    koko = malli.liikelaitos
    malli.yhteislaitoksia = bool(alueet) and not malli.maakunta
    if len(alueet) < 2 and not malli.yhteislaitoksia:  # one producer is the whole itself, whatever its name
        koko.nimi, koko.tili = alueet[0][0] if alueet else LIIKELAITOS, "liikelaitos"
        malli.liikelaitokset = [koko]
    else:
        malli.liikelaitokset = []
        for nimi, solut in alueet:
            lk = Liikelaitos(malli)
            lk.nimi, lk.solut = nimi, solut
            lk.tili = "hus" if nimi == sairaanhoitopiiri(malli) else f"liikelaitos_{nimi}"
            lk.perii([x for x in vanhat if (x.solut & solut).any()], malli.tarve_kunnittain)
            malli.liikelaitokset.append(lk)
    for lk in vanhat:
        if lk is not koko and lk not in malli.liikelaitokset:
            lk.remove()
    i = malli.paketit.paketit.index(PRIMAARI)
    omistetut = malli.liikelaitokset if malli.maakunta or malli.yhteislaitoksia else []
    for kunta in malli.kunnat:
        kunta.tuotantoalue = next((n for n, lk in enumerate(omistetut) if lk.solut[kunta.indeksi, i]), -1)


def _siirra_asemat(malli: SoteMalli) -> None:
    """Organisations and contracts of the structure in force; stations and hospitals go to who produces their services,
    and stations refer to who produces specialised care."""
    verkko, piiri = malli.verkko, sairaanhoitopiiri(malli)
    sairaalat = [solmu for nimi in (piiri, *malli.perustetut) for solmu in verkko.sairaalat(nimi)]
    if malli.maakunta and MAAKUNTA not in malli.perustetut:
        verkko.lisaa_organisaatio(MAAKUNTA, laji="maakunta")
        malli.perustetut.append(MAAKUNTA)
    for tilaaja in [k.nimi for k in malli.kunnat] + [MAAKUNTA] * (MAAKUNTA in malli.perustetut):
        for (_, nimi), _ in list(verkko.seuraajat(organisaatio(tilaaja), Side.SOPIMUS)):
            if nimi in (piiri, *malli.perustetut, *(k.nimi for k in malli.kunnat)):
                verkko.pura(tilaaja, nimi)
    for nimi, solut in tuotantoalueet(malli):
        _sovi(malli, nimi, solut)
    for kunta in malli.kunnat:
        omat = [k for k in HUSIN_PAKETIT if tuottaja(malli, kunta.indeksi, k) == piiri and not malli.maakunta]
        if omat:
            verkko.sovi(kunta.nimi, piiri, omat)
    for k in malli.keskukset:
        if not k.yksityinen:
            verkko.siirra(k.paikka, tuottaja(malli, k.kunta, PRIMAARI))
        verkko.lahettaa(k.paikka, tuottaja(malli, k.kunta, "esh"))
    if malli.suunhoito is not None:
        malli.suunhoito.siirrot()
    for solmu in sairaalat:
        kunta_i = int(malli.maailma.alueet.kunta[verkko.verkko.nodes[solmu]["alue"]])
        verkko.siirra(solmu, tuottaja(malli, kunta_i, "esh"))


def _sovi(malli: SoteMalli, nimi: str, solut: np.ndarray) -> None:
    """A producer's node and its contracts with the county or with its members."""
    kattaa = tuple(k for k, on in zip(malli.paketit.paketit, solut.any(0).tolist(), strict=True) if on)
    jasenet = [malli.kunnat[i].nimi for i in np.flatnonzero(solut.any(1)).tolist()]
    if nimi not in (sairaanhoitopiiri(malli), *(k.nimi for k in malli.kunnat), *malli.perustetut):
        osuudet = {MAAKUNTA: 1.0} if malli.maakunta else _omistus(malli, jasenet)
        malli.verkko.lisaa_organisaatio(nimi, osuudet, laji="liikelaitos" if malli.maakunta else "kuntayhtyma")
        malli.perustetut.append(nimi)
    for tilaaja in (MAAKUNTA,) if malli.maakunta else jasenet:
        malli.verkko.sovi(tilaaja, nimi, kattaa)


def _omistus(malli: SoteMalli, jasenet: list[str]) -> dict[str, float]:
    """Shares of a joint organisation's members, by residents."""
    vaki = {k.nimi: float(malli.maailma.kunnat.vaesto[k.indeksi]) for k in malli.kunnat if k.nimi in jasenet}
    return {nimi: n / sum(vaki.values()) for nimi, n in vaki.items()}


def avaa_valinta(malli: SoteMalli, *paketit: str) -> None:
    """The month direct choice of these packages opens: private producers may contract with the orderer for them."""
    tilaaja, kattaa = MAAKUNTA if malli.maakunta else malli.kunnat[0].nimi, dict.fromkeys(paketit)
    if organisaatio(YKSITYISET) not in malli.verkko:
        malli.verkko.lisaa_organisaatio(YKSITYISET, laji="yritykset")
    for (_, nimi), tiedot in malli.verkko.seuraajat(organisaatio(tilaaja), Side.SOPIMUS):
        if nimi == YKSITYISET:
            kattaa = dict.fromkeys((*tiedot["kattaa"], *paketit))
    malli.verkko.sovi(tilaaja, YKSITYISET, tuple(kattaa))


def tuottaja(malli: SoteMalli, kunta: int, paketti: str) -> str:
    """Name of the organisation in the network that produces a package for a municipality's residents now.

    Sote centres (the primary package) are named here by their public producer; under direct choice part of the
    residents are on a private list (`malli.verkko`).
    """
    if malli.maakunta or malli.yhteislaitoksia:
        i = malli.paketit.paketit.index(paketti)
        for lk in malli.liikelaitokset:
            if lk.solut[kunta, i]:
                return lk.nimi
    return sairaanhoitopiiri(malli) if paketti in HUSIN_PAKETIT else malli.kunnat[kunta].nimi
