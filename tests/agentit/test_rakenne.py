"""Production structures in the model (R22): several producers under one orderer, joint organisations, who produces."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentit.malli import SoteMalli
from agentit.ohjelma import Ohjelma
from agentit.rakenne import HUSIN_PAKETIT, LIIKELAITOS, tuottaja
from kalibrointi import palvelupaketit
from kalibrointi.maailma import rakenna
from kalibrointi.parametrit import lue_oletukset
from tests.elamat import VUOSI, eletty
from verkosto.palveluverkko import Side, organisaatio

HUS = "Helsingin ja Uudenmaan sairaanhoitopiiri"
JARJ, TUOT = "rakenne.jarjestaja", "rakenne.tuotanto"


OTOS = 0.002


def malli(muutokset=(), kuukausia=0):
    """A model that has lived so many months; 2017 is lived once where nothing changes before 2018."""
    oletukset = lue_oletukset().defaults()
    polut = {k: [(0, v)] for k, v in oletukset.items()}
    for k, (kk, v) in dict(muutokset).items():
        polut[k] = [(0, oletukset[k]), (kk, v)] if kk else [(0, v)]
    if kuukausia >= VUOSI and all(kk >= VUOSI for kk, _ in dict(muutokset).values()):
        m = eletty(OTOS)
        m.ohjelma = Ohjelma(polut)
    else:
        m = SoteMalli(Ohjelma(polut), rakenna(otos=OTOS, seed=1), palvelupaketit.lue())
    if kuukausia > m.kk:
        m.run_for(kuukausia - m.kk)
    return m


@pytest.fixture(scope="module")
def alueet():
    return malli({JARJ: (12, "maakunta"), TUOT: (12, "viisi-aluetta-2014")}, 24)


@pytest.fixture(scope="module")
def yhteistoiminta():
    return malli({TUOT: (12, "paras-2007")}, 13)


def tulokset(m):
    r = m.results()
    return r[~r.ryhma.str.startswith("tuotantoalue_")].set_index(["vuosi", "mittari", "ryhma"]).arvo


def test_every_cell_has_one_producer_in_the_network(alueet, yhteistoiminta):
    assert (np.sum([lk.solut for lk in alueet.liikelaitokset], 0) == 1).all()
    assert (np.sum([lk.solut for lk in yhteistoiminta.liikelaitokset], 0) <= 1).all()
    for m in (alueet, yhteistoiminta, malli()):
        for k in m.kunnat:
            for paketti in m.paketit.paketit:
                assert organisaatio(tuottaja(m, k.indeksi, paketti)) in m.verkko.verkko


def test_producer_is_the_area_for_what_it_integrates_and_the_old_one_for_the_rest(alueet, yhteistoiminta):
    hanko = [k.nimi for k in alueet.kunnat].index("Hanko")
    assert tuottaja(alueet, hanko, "sote") == "Tuotantoalue Läntinen Uusimaa"
    assert tuottaja(alueet, hanko, "esh") == HUS
    assert tuottaja(yhteistoiminta, hanko, "sote") == "Yhteistoiminta-alue Raasepori"
    assert tuottaja(yhteistoiminta, hanko, "vammais") == "Hanko"
    assert {tuottaja(yhteistoiminta, hanko, k) for k in HUSIN_PAKETIT} == {HUS}


def test_municipality_knows_its_production_area(alueet, yhteistoiminta):
    for m in (alueet, yhteistoiminta):
        for k in m.kunnat:
            nimi = m.liikelaitokset[k.tuotantoalue].nimi if k.tuotantoalue >= 0 else k.nimi
            assert nimi == tuottaja(m, k.indeksi, "sote")
    assert {k.tuotantoalue for k in alueet.kunnat} == set(range(6))
    assert min(k.tuotantoalue for k in yhteistoiminta.kunnat) == -1


def test_stations_and_contracts_follow_the_producer(alueet, yhteistoiminta):
    for m in (alueet, yhteistoiminta):
        assert all(m.verkko.yksikko(k.paikka).omistaja == tuottaja(m, k.kunta, "sote") for k in m.keskukset)
    sopimus = {x[1]: d["kattaa"] for x, d in yhteistoiminta.verkko.seuraajat(organisaatio("Hanko"), Side.SOPIMUS)}
    assert set(sopimus) == {HUS, "Yhteistoiminta-alue Raasepori"}
    assert "sote" in sopimus["Yhteistoiminta-alue Raasepori"]


def test_one_area_with_everything_is_the_single_liikelaitos_bit_for_bit():
    yksi = tulokset(malli({JARJ: (12, "maakunta")}, 24))
    nimetty = malli({JARJ: (12, "maakunta"), TUOT: (12, "uusimaa-yksi-alue")}, 24)
    assert nimetty.liikelaitos.nimi != LIIKELAITOS
    assert tulokset(nimetty).equals(yksi)


def test_joint_organisations_of_the_base_year_change_care_chains_alone():
    """The school stays with the municipality: a joint authority is outside it, so hand-overs between them differ."""
    a, b = tulokset(malli({TUOT: (0, "uusimaa-25")}, 12)), tulokset(malli(kuukausia=12))
    ketjut = b.index.get_level_values("mittari").str.startswith("ketju_")
    assert a[~ketjut].equals(b[~ketjut])
    assert a.index.equals(b.index)


def test_money_of_the_areas_is_the_orderers_money(alueet, yhteistoiminta):
    for m in (alueet, yhteistoiminta):
        m.raha.audit()
        tilit = {lk.tili for lk in m.liikelaitokset}
        saldot = dict(zip([t.nimi for t in m.raha.tilit], m.raha.balances.tolist(), strict=True))
        assert {saldot[t] for t in tilit} == {0}, "what an area is paid it pays on the same month"
    j = alueet.jarjestaja
    maksut = float(alueet.p["kunta.asiakasmaksut"]) * alueet.tarve_kunnittain.sum()
    ylitykset = sum(lk.ylitys for lk in alueet.liikelaitokset)
    assert sum(s.raha for s in j.sopimukset) == pytest.approx(j.rahoitus + maksut + ylitykset)
    assert alueet.liikelaitos.jako.sum() == pytest.approx(j.sopimus.raha)
    assert alueet.menot_kunnittain.sum() == pytest.approx(j.sopimus.raha)


def test_areas_differ_in_coverage_and_price_and_residents_see_their_own(alueet):
    peitot = {lk.nimi: float(lk.jako.sum() / lk.tarve.sum()) for lk in alueet.liikelaitokset}
    assert len({round(x, 6) for x in peitot.values()}) == len(peitot)
    nakyva = alueet.sidonta.b.units["kunta"].attributes["hoidettu_perhe"]
    for lk in alueet.liikelaitokset:
        if lk.nimi != HUS:
            assert len({float(nakyva[i]) for i in lk.kunnat.tolist()}) == 1
    assert len({float(x) for x in nakyva}) == len(alueet.liikelaitokset) - 1


def test_unknown_structure_is_refused_at_the_start():
    with pytest.raises(ValueError, match="no rows for 'keski-suomi-sote-alueet'"):
        malli({TUOT: (0, "keski-suomi-sote-alueet")}, 1)


def test_county_may_be_split_in_the_middle_of_a_year():
    m = malli({JARJ: (12, "maakunta"), TUOT: (18, "uusimaa-kuusi-aluetta")}, 18)
    ennen = m.liikelaitos.jako.sum()
    m.step()
    assert len(m.liikelaitokset) == 6
    assert sum(lk.jako.sum() for lk in m.liikelaitokset) == pytest.approx(ennen)
    m.run_for(6)
    m.raha.audit()


@given(st.floats(1.0, 1e11), st.lists(st.floats(1.0, 1e10), min_size=1, max_size=30))
def test_split_over_areas_sums_to_the_whole(raha, koot):
    from agentit.jarjestaja import Jarjestaja

    osat = Jarjestaja.jakaa_alueille(None, raha, [np.array([k]) for k in koot])
    assert sum(osat) == pytest.approx(raha, rel=1e-12)
    assert len(koot) > 1 or osat == [raha]


def yhdistyminen(kuukausia=13, **muutokset):
    return malli({JARJ: (12, "maakunta"), **{k.replace("__", "."): (12, v) for k, v in muutokset.items()}}, kuukausia)


@pytest.fixture(scope="module")
def tavoitteet():
    return {h: yhdistyminen(rakenne__harmonisointi=h).liikelaitos.palkkatavoite for h in (0.0, 0.5, 1.0)}


def test_pay_harmonises_upward_by_the_spread_of_predecessors(tavoitteet):
    assert 1.0 < tavoitteet[0.0] < tavoitteet[0.5] < tavoitteet[1.0] < 1.06
    samat = yhdistyminen(rakenne__harmonisointi=1.0, liikelaitos__palkkahajonta=0.0).liikelaitos
    assert samat.palkkatavoite == samat.palkkataso == 1.0


def test_pay_to_the_highest_costs_what_the_predecessors_lack(tavoitteet):
    m = malli(kuukausia=13)
    tasot, euroa = np.array([k.hintataso for k in m.kunnat]), m.tarve_kunnittain
    piiri = [m.paketit.paketit.index(k) for k in HUSIN_PAKETIT]
    kuntien = np.delete(euroa, piiri, 1).sum(1)
    keski = np.average(tasot, weights=euroa[:, piiri].sum(1))
    palkat, painot = np.append(tasot, keski) ** 0.3, np.append(kuntien, euroa[:, piiri].sum())
    nousu = np.average(palkat.max() / palkat - 1.0, weights=painot)
    assert tavoitteet[1.0] - 1.0 == pytest.approx(0.65 * nousu, rel=0.03)


def test_pay_rises_over_years_and_stops(tavoitteet):
    m = yhdistyminen(12, rakenne__harmonisointi=0.5)
    polku = []
    for _ in range(5):
        m.run_for(12)
        polku.append(m.liikelaitos.palkkataso - 1.0)
    lisays = (tavoitteet[0.5] - 1.0) / 3.0
    assert polku == pytest.approx([lisays, 2 * lisays, 3 * lisays, 3 * lisays, 3 * lisays])


def test_an_area_that_has_not_merged_raises_no_pay(yhteistoiminta):
    ennallaan = malli({TUOT: (0, "paras-2007")}, 13)
    assert {lk.palkkatavoite for lk in ennallaan.liikelaitokset} == {1.0}
    assert all(lk.palkkatavoite > 1.0 and lk.yhdistynyt for lk in yhteistoiminta.liikelaitokset)
    hinnat = {k.nimi: k.hintataso for k in malli(kuukausia=1).kunnat}
    jalkeen = {k.nimi: k.hintataso for k in yhteistoiminta.kunnat}
    assert jalkeen["Helsinki"] == hinnat["Helsinki"]
    assert abs(jalkeen["Hanko"] - jalkeen["Raasepori"]) < abs(hinnat["Hanko"] - hinnat["Raasepori"])


def test_scale_acts_by_its_elasticity_and_not_at_zero():
    assert yhdistyminen().liikelaitos.mittakaava == 1.0
    assert 0.8 < yhdistyminen(rakenne__mittakaavajousto=0.02).liikelaitos.mittakaava < 1.0
    assert yhdistyminen(rakenne__mittakaavajousto=-0.01).liikelaitos.mittakaava > 1.0


def test_criteria_stay_until_they_are_harmonised_and_then_meet():
    m = yhdistyminen()
    assert {k.kriteerikerroin(r.koodi) for k in m.kunnat for r in m.paketit.rivit} == {1.0}
    m = yhdistyminen(rakenne__kriteerien_yhdentyminen=1.0)
    assert len({round(k.kriteerit["hoiva"], 12) for k in m.kunnat}) == 1
    vaki = m.maailma.kunnat.vaesto
    keski = [np.average([k.kriteerikerroin(r) for k in m.kunnat], weights=vaki) for r in m.maailma.kriteerit]
    assert keski == pytest.approx(np.ones(len(keski)), abs=0.03), "to the mean: about as much care as before"
    osuudet = [k.hoidettu["hoiva"] for k in m.kunnat]
    tiukat = [k.kriteerit_alussa["hoiva"] < 0 for k in m.kunnat]
    assert min(o for o, t in zip(osuudet, tiukat, strict=True) if t) > max(
        o for o, t in zip(osuudet, tiukat, strict=True) if not t
    )
    valjin = yhdistyminen(rakenne__kriteerien_yhdentyminen=1.0, rakenne__kriteerilinja=1.0)
    assert all(k.kriteerikerroin(r) >= 1.0 for k in valjin.kunnat for r in m.maailma.kriteerit)
    assert valjin.liikelaitos.tarve.sum() > m.liikelaitos.tarve.sum()
