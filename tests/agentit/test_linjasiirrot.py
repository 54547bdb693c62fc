"""R23: other lines moved to another layer - who is met, what it costs, and nothing at zero."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import runs
from agentit.linjasiirrot import SIIRROT, hoito_etana, hoito_liikkuen
from verkosto.kerrokset import SAHKOINEN

OTOS = 0.002
osuus = st.floats(0, 1)
VIPU = {"kotihoito": 0.1, "mielenterveys": 0.2, "suu": 0.1}


def etana(hoidettu=0.95, kieli=0, digi=0.6, s=0.2, apu=0.1, silti=0.85, hukka=0.1):
    return float(hoito_etana(1.0, kieli, digi, hoidettu, s, apu, silti, hukka, 0.98, 0.85))


def liikkuen(hoidettu=0.95, km=3.0, s=0.1):
    return float(hoito_liikkuen(1.0, km, hoidettu, s, -0.033, 0.004, 2.0))


@given(hoidettu=osuus, kieli=st.integers(0, 2), digi=osuus, apu=osuus, silti=osuus, hukka=osuus, km=st.floats(0, 80))
def test_nothing_moved_is_exactly_what_the_money_treats(hoidettu, km, **muut):
    assert etana(hoidettu, s=0.0, **muut) == np.float32(hoidettu)
    assert liikkuen(hoidettu, km, s=0.0) == np.float32(hoidettu)


def test_hand_calculated_cases():
    d = 0.6 + 0.4 * 0.1
    assert etana() == pytest.approx(0.95 * (1 - 0.2 * ((1 - d) * 0.15 + d * 0.1)), rel=1e-5)
    assert liikkuen(km=12.0) == pytest.approx(0.95 * (1 + 0.1 * (0.967 * np.exp(0.04) - 1)), rel=1e-5)
    assert liikkuen(hoidettu=1.0, km=80.0) == 1.0  # no more than all need


@given(a=osuus, b=osuus)
def test_those_who_can_lose_less_when_little_is_wasted(a, b):
    a, b = sorted((a, b))
    assert etana(digi=a, hukka=0.1) <= etana(digi=b, hukka=0.1) + 1e-6
    assert etana(kieli=2, digi=b) <= etana(kieli=0, digi=b) + 1e-6
    assert liikkuen(km=80 * a) <= liikkuen(km=80 * b) + 1e-6


@pytest.fixture(scope="module")
def vuodet():
    """The same January, nothing moved and each line moved: model, residents' columns, measures."""
    out = {}
    for nimi in ("perus", "siirretty"):
        asetukset = [] if nimi == "perus" else [f"2018-01:{x.vipu}={VIPU[x.rivi]}" for x in SIIRROT]
        m = runs.build("nykytila-2017", otos=OTOS, seed=1, set=asetukset)
        m.run_for(25)  # a January: ages are those the rule has read
        out[nimi] = m
    return out


def test_rule_and_weights_tell_the_same(vuodet):
    """k over everybody's need (arrays, for money) against the column that the rule wrote (one resident)."""
    m = vuodet["siirretty"]
    c, n = m.sidonta.b.columns, m.asukkaita_rivilla
    e = np.flatnonzero(c["elossa"][:n] == 1)
    for x in SIIRROT:
        *_, k = m.linjat._kertoimet(x, c["ika"][e], c["kieli"][e], c["alue"][e])
        hoidettu = np.array([kunta.hoidettu[x.rivi] for kunta in m.kunnat])[c["kunta"][e]]
        odotettu = np.minimum(hoidettu * k, 1.0)
        assert c[f"hoidettu_{x.rivi}"][e] == pytest.approx(odotettu, abs=1e-6), x.rivi


def test_a_line_costs_and_reaches_what_its_weights_say(vuodet):
    perus, siirretty = vuodet["perus"], vuodet["siirretty"]
    assert perus.linjat.siirretyt == ()
    for x in SIIRROT:
        f = siirretty.linjat.kulu(x.rivi)
        assert siirretty.rivitarve[x.rivi] == pytest.approx(perus.rivitarve[x.rivi] * f, rel=0.002), x.rivi
        assert (f < 1) == (x.mihin == SAHKOINEN)
        assert siirretty.linjat.eurojako(x.rivi).sum() == pytest.approx(1.0)
        assert siirretty.linjat.eurojako(x.rivi)[siirretty.kerrokset.kerrokset.koodit.index(x.mihin)] > 0.04


def test_older_and_other_languages_are_met_less_online(vuodet):
    ero = {}
    for nimi, m in vuodet.items():
        r = m.results()
        ero[nimi] = r[(r["mittari"] == "tarpeesta_hoidettu") & (r["vuosi"] == 2018)].set_index("ryhma")["arvo"]
    d = ero["siirretty"] - ero["perus"]
    assert d["rivi_mielenterveys:ika_75"] < d["rivi_mielenterveys:ika_18_64"] < 0
    assert d["rivi_mielenterveys:kieli_muu"] < d["rivi_mielenterveys:kieli_fi"]
    assert d["rivi_suu:km_yli_7"] > d["rivi_suu:km_alle_3"]


def test_more_than_a_layer_carries_cannot_move():
    m = runs.build("nykytila-2017", otos=OTOS, seed=1, set=["2018-01:kerros.nettihoito=0.3"])
    osat = {"mielenterveys": (0.5, 0.0, 0.1, 0.0, 0.4, 0.0)}
    m.kerrokset.kerrokset._osuudet = {**m.kerrokset.kerrokset._osuudet, **osat}
    with pytest.raises(ValueError, match=r"mielenterveys: cannot move 0\.3"):
        m.run_for(13)


def test_oral_units_with_lists_are_not_moved(vuodet, monkeypatch):
    m = vuodet["siirretty"]
    assert [m.linjat.osuus(x) for x in SIIRROT] == [VIPU[x.rivi] for x in SIIRROT]
    monkeypatch.setattr(m, "suunhoito", object())
    assert [m.linjat.osuus(x) for x in SIIRROT] == [0.1, 0.2, 0.0]
