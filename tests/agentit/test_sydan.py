"""Heart failure: new cases keep the prevalence, follow-up prevents readmissions and nothing else."""

import numpy as np
import pytest

import runs
from agentit.sidonta import sydantaulut
from kalibrointi.parametrit import lue_oletukset

OTOS = 0.001
YLEINEN = {"sydan.yleisyys": [0.45] * 8, "sydan.jaksot": 0.7, "sydan.alttius": 6.0}


def ela(asetukset, kk=24):
    m = runs.build("nykytila-2017", otos=OTOS, set={**YLEINEN, **asetukset})
    m.run_for(kk)
    return m


@pytest.fixture(scope="module")
def perus():
    return ela({})


def summa(malli, mittari):
    r = malli.results()
    return r[(r.mittari == mittari) & (r.ryhma == "kaikki")].arvo.sum() / malli.paino


def test_new_cases_keep_the_prevalence_of_every_age(perus):
    p, k = lue_oletukset().defaults(), perus.maailma.kuolleisuus
    on, uusi = sydantaulut(p, k)
    kuolee = np.clip(k.taso[:, :, 0].mean(0) * (np.exp(k.C * k.psi * p["sydan.hauraus"]) - 1.0), 0.0, 0.5)
    jaljella = on * (1.0 - kuolee)
    assert (jaljella + (1.0 - jaljella) * uusi)[:-1] == pytest.approx(on[1:])
    assert (uusi >= 0.0).all()


def test_readmissions_fall_with_the_programme_and_lives_do_not_change(perus):
    ohjelma = ela({"sydan.vastuuorganisaatio": 1.0, "sydan.teho_ohjelma": 0.5})
    assert summa(perus, "sydan_uusinnat") > 50
    assert summa(ohjelma, "sydan_uusinnat") < 0.8 * summa(perus, "sydan_uusinnat")
    assert summa(ohjelma, "sydan_paluut") < summa(perus, "sydan_paluut")
    a, b = perus.sidonta.b.columns, ohjelma.sidonta.b.columns
    for nimi in ("elossa", "hauraus", "krooniset", "sydan"):
        assert np.array_equal(a[nimi], b[nimi])


def test_follow_up_that_prevents_nothing_is_as_if_none_were_reached(perus):
    tehoton = {"sydan.teho_tavallinen": 0.0, "sydan.teho_ohjelma": 0.15}
    a, b = ela(tehoton, 13), ela({**tehoton, "ketju.vastuutyontekija": 1.0, "ketju.vaikutus": 0.0}, 13)
    for nimi in ("sydankk", "sydanuusinnat_v", "sydankaikki_v"):
        assert np.array_equal(a.sidonta.b.columns[nimi], b.sidonta.b.columns[nimi])


def test_periods_and_readmissions_are_consistent(perus):
    assert summa(perus, "sydan_uusinnat") <= summa(perus, "sydan_paluut") <= summa(perus, "sydan_jaksot") * 1.5
    c, n = perus.sidonta.b.columns, perus.asukkaita_rivilla
    sairaat = c["sydan"][:n] == 1
    assert (c["sydankk"][:n][~sairaat] == -1).all()
    assert (c["sydankk"][:n] >= c["sydanjaksokk"][:n]).all()
    assert set(np.unique(c["sydanpalasi"][:n])) <= {0, 2, 3}
