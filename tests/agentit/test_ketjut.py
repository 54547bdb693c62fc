"""Care chains in the model: exact at the base, where losses fall and rise, who is lost, coordination."""

import numpy as np
import pytest

import runs
from agentit.ketjut import SYDAN
from agentit.rakenne import YKSITYISET

OTOS = 0.0005


@pytest.fixture(scope="module")
def nykytila():
    m = runs.build("nykytila-2017", otos=OTOS)
    m.run_for(13)
    return m


@pytest.fixture(scope="module")
def maakunta():
    m = runs.build("nykytila-2017", otos=OTOS, set=["2018-01:rakenne.jarjestaja=maakunta"])
    m.run_for(49)
    return m


def havio(malli, ketju, askel):
    k = next(k for k in malli.ketjut.ketjut if k.koodi == ketju)
    return malli.ketjut.haviot[ketju][[b for _, b in k.siirtymat].index(askel)]


def kertoimet(malli):
    at = malli.sidonta.b.units["alue"].attributes
    return {r.koodi: at[f"ketju_{r.koodi}"] for r in malli.paketit.rivit}


def test_the_base_years_structure_changes_nothing_exactly(nykytila):
    assert all((x == 1.0).all() for x in kertoimet(nykytila).values())
    at = nykytila.sidonta.b.units["alue"].attributes
    assert (at["sydantaso"] == 1.0).all()
    assert at["sydanseuranta"] == pytest.approx(0.55)


def test_one_county_loses_fewer_between_hospital_and_home_but_more_between_school_and_family_services(
    nykytila, maakunta
):
    for ketju, askel in ((SYDAN, "seuranta"), ("ikaantynyt", "kotiutus"), ("lnpsyk", "psykiatria")):
        assert (havio(maakunta, ketju, askel) < havio(nykytila, ketju, askel)).all()
    for ketju, askel in (("lastensuojelu", "perhepalvelut"), ("lnpsyk", "perheneuvola")):
        assert (havio(maakunta, ketju, askel) > havio(nykytila, ketju, askel)).all()


def test_need_follows_with_a_lag_and_little(maakunta):
    x = kertoimet(maakunta)
    assert 0.97 < x["paivystys"].max() < 1.0  # what untreated primary care turns into
    assert all((abs(v - 1.0) < 0.03).all() for v in x.values())
    perus = runs.build("nykytila-2017", otos=OTOS, set=["2018-01:rakenne.jarjestaja=maakunta"])
    perus.run_for(13)
    assert all((v == 1.0).all() for v in kertoimet(perus).values()), "the first year is too early"


def test_a_private_list_puts_the_sote_centre_in_another_organisation(maakunta):
    k = maakunta.ketjut
    ketju = next(x for x in k.ketjut if x.koodi == "ikaantynyt")
    ennen, osuudet = k._haviot(ketju, k.yhdistavat(), k.rakenteet()), k.yksityisilla
    k.yksityisilla = np.zeros(k.alueita)
    k.yksityisilla[3] = 0.4
    try:
        assert YKSITYISET in k.toimijat(ketju.askeleet[2], 0, np.array([3]))
        jalkeen = k._haviot(ketju, k.yhdistavat(), k.rakenteet())
    finally:
        k.yksityisilla = osuudet
    muuttui = jalkeen != ennen
    assert set(np.argwhere(muuttui)[:, 1]) == {3}
    assert muuttui[:, 3].tolist() == [False, True, True, False]  # the hand-overs to and from the sote centre
    assert (jalkeen[muuttui] > ennen[muuttui]).all()


def test_a_responsible_organisation_acts_on_its_own_chain_only():
    m = runs.build("nykytila-2017", otos=OTOS, set={"sydan.vastuuorganisaatio": 1.0})
    m.run_for(1)
    for ketju, perus in m.ketjut.perushaviot.items():
        assert (m.ketjut.haviot[ketju] < perus).all() if ketju == SYDAN else (m.ketjut.haviot[ketju] == perus).all()
    at = m.sidonta.b.units["alue"].attributes
    assert (at["sydanseuranta"] > 0.8).all()
    assert (at["sydantaso"] < 1.0).all()


def test_the_lost_are_counted_alike_by_every_division(nykytila):
    r = nykytila.results()
    r = r[(r.mittari == "ketju_kadonneet") & (r.vuosi == 2017)].set_index("ryhma").arvo
    for k in nykytila.ketjut.ketjut:
        kaikki = r[k.koodi]
        askeleet = sum(r[f"{k.koodi}:{a.koodi}"] for a in k.askeleet[1:] if a.rivi)
        assert kaikki == pytest.approx(askeleet)
        for jako in ("viidennes_", "kieli_", "alue_"):
            assert kaikki == pytest.approx(sum(v for g, v in r.items() if g.startswith(f"{k.koodi}:{jako}")))


def test_bridges_are_fewer_in_one_organisation(nykytila, maakunta):
    sydan = next(k for k in nykytila.ketjut.ketjut if k.koodi == SYDAN)
    assert list(nykytila.ketjut.sillan_poisto(sydan, 0)) == ["Helsingin ja Uudenmaan sairaanhoitopiiri"]
    assert maakunta.ketjut.sillan_poisto(sydan, 0) == {}


def test_coordination_is_a_share_and_full_only_without_hand_over_loss(nykytila, maakunta):
    x, y = (m.results().query("mittari == 'koordinaatio' and ryhma == 'kaikki'").arvo for m in (nykytila, maakunta))
    assert 0.8 < x.iloc[0] < 0.95
    assert y.iloc[-1] == pytest.approx(0.95)  # one organisation: the loss inside it is all that is left
