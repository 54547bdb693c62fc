"""Guidance of heavy users, placement of those who do not choose, approval of producers; nothing at zero."""

import copy

import numpy as np
import pytest

import runs
from agentit import valinnanvapaus, valintaohjaus
from agentit.ohjaus import OHJAUSPAKETTI

ALUSTA = {"rakenne.jarjestaja": "maakunta", "2018-01:valinnanvapaus.suora_valinta": True}
ALUSTA |= {"2018-01:valinnanvapaus.vaihtovali_kk": 6}
ENNEN = 12  # months before choice opens


def mallissa(kuukausia, **asetukset):
    m = runs.build("nykytila-2017", otos=0.002, set=ALUSTA | asetukset)
    m.run_for(ENNEN + kuukausia)
    return m


@pytest.fixture(scope="module")
def perus():
    return mallissa(6)


def valinneet(malli, krooniset, neuvonta):
    """Share of adults with this many chronic diseases who switch in the month after, guided or not."""
    b = copy.deepcopy(malli.sidonta.b)
    b.columns["krooniset"][:] = krooniset
    b.columns["kuukausia"][:] = 60
    b.parameters["valinnanvapaus_neuvonta"] = neuvonta
    b.parameters["valinta_huomiokatto"] = 1.0
    ennen = b.columns["keskus"].copy()
    valinnanvapaus.valitsee.run(b, 0, malli.asukkaita_rivilla)
    return np.flatnonzero(b.columns["keskus"] != ennen)


def test_guidance_reaches_heavy_users_only_and_never_keeps_one_from_considering(perus):
    raskas = valinnanvapaus.RASKAS
    assert np.array_equal(valinneet(perus, raskas - 1, 0.0), valinneet(perus, raskas - 1, 1.0))
    ilman, neuvotut = valinneet(perus, raskas, 0.0), valinneet(perus, raskas, 1.0)
    assert len(neuvotut) > len(ilman)


def test_guidance_costs_per_person_guided_in_the_first_year(perus):
    m = perus
    p, muisti = dict(m.p), m.p
    m.p = p | {"valinnanvapaus.neuvonta": 0.5}
    c, n = m.sidonta.b.columns, m.asukkaita_rivilla
    raskaat = np.count_nonzero((c["krooniset"][:n] >= valinnanvapaus.RASKAS) & (c["elossa"][:n] == 1)) * m.paino
    assert valintaohjaus.kulut(m) == int(raskaat * 0.5 * p["valinta.neuvonnan_hinta"] / 12.0 * 100.0)
    m.p = muisti
    assert valintaohjaus.kulut(m) == 0


def test_who_has_not_chosen_is_placed_after_the_first_interval(perus):
    paikat = {minne: mallissa(7, **{"valinnanvapaus.sijoitus": minne}) for minne in ("lahin_julkinen", "lahin")}
    julkinen = paikat["lahin_julkinen"]
    c, n = julkinen.sidonta.b.columns, julkinen.asukkaita_rivilla
    oma = julkinen.sidonta.b.units["alue"].attributes["keskus"][c["alue"][:n]]
    ei_valinnut = (c["elossa"][:n] == 1) & (c["kuukausia"][:n] > 7)
    assert ei_valinnut.sum() > 0.5 * (c["elossa"][:n] == 1).sum()
    assert (c["keskus"][:n] == oma)[ei_valinnut].all()
    c0 = perus.sidonta.b.columns
    assert not (c0["keskus"][:n] == oma)[ei_valinnut].all()
    yksityiset = {
        minne: sum(m.sidonta.b.units["keskus"].sums["lista"][k.paikka] for k in m.keskukset if k.yksityinen)
        for minne, m in paikat.items()
    }
    assert yksityiset["lahin"] >= yksityiset["lahin_julkinen"]


@pytest.mark.sekunteja
def test_approval_raises_the_hurdle_the_quality_and_the_cost(perus):
    assert valintaohjaus.este_kerroin(perus) == 1.0
    tiukka = mallissa(13, **{"valinnanvapaus.hyvaksymisehto": 1.0, "markkina.avauskerroin": 15.0})
    kevyt = mallissa(13, **{"markkina.avauskerroin": 15.0})
    assert valintaohjaus.este_kerroin(tiukka) == 1.0 + tiukka.p["markkina.hyvaksymiseste"]
    yksityiset = [k for k in tiukka.keskukset if k.yksityinen]
    assert 0 < len(yksityiset) <= sum(k.yksityinen for k in kevyt.keskukset)
    assert min(k.laatu for k in yksityiset) >= tiukka.p["markkina.hyvaksymislaatu"]
    ohjaus = tiukka.raha.view(lambda a, b, p: p if a.ryhma == "jarjestaja" else None, slice(-1, None))
    assert ohjaus[OHJAUSPAKETTI] == int(len(yksityiset) * tiukka.p["markkina.hyvaksymiskulu"] / 12.0 * 100.0)
    tiukka.raha.audit()
