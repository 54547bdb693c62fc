"""R21: work follows the HYTE share, incidence follows work with a lag, and its money is in the books."""

import math

import pytest

import runs
from agentit import hyte


def test_no_elasticity_or_no_change_no_response():
    assert hyte.panos(0.015, 0.01, 0.0) == 1.0 == hyte.panos(0.0, 0.01, 0.0)
    assert hyte.panos(0.01, 0.01, 0.7) == 1.0
    assert hyte.panos(0.0, 0.01, 0.2) == 0.0, "without the money the work ends"
    ln = math.log(hyte.panos(0.011, 0.01, 0.3)) / math.log(1.1)
    assert ln == pytest.approx(0.3), "the elasticity is an elasticity"


def test_effect_comes_a_year_late_and_closes_its_gap_by_the_lag():
    x = [0.0]
    for viime in (1.0, *[1.5] * 40):
        x.append(hyte.kertyma(x[-1], viime, teho=0.02, viive=5.0))
    assert x[1] == 0.0
    assert x[2] == pytest.approx(0.01 / 5)
    assert x[-1] == pytest.approx(0.01, rel=1e-3)
    aika = sum(1.0 - v / 0.01 for v in x[1:])  # mean lag in years, from the year after the work began
    assert aika == pytest.approx(5.0, rel=0.01)


def test_county_responds_and_the_books_carry_it():
    asetukset = [
        "2018-01:rakenne.jarjestaja=maakunta",
        "2018-01:valtio.hyteosuus=0.015",
        "2018-01:valtio.tarveosuus=0.885",
    ]
    malli = runs.build("nykytila-2017", otos=0.002, set=asetukset)
    malli.run_for(36)
    r = malli.results().set_index(["vuosi", "mittari", "ryhma"])["arvo"]
    e, meno = 1.5**0.2, float(malli.p["kunta.hyte_meno"])
    assert r[2017, "hyte_panos", "kaikki"] == 1.0
    assert r[2018, "hyte_vaikutus", "kaikki"] == 0.0, "work of the year acts from the next"
    assert r[2019, "hyte_vaikutus", "kaikki"] == pytest.approx(0.02 * (e - 1.0) / 5.0)
    teho = float(malli.p["liikelaitos.ehkaisyteho"]) * malli.liikelaitos.ehkaisyhistoria[0]
    assert malli.kunnat[0].hyte == pytest.approx(malli.kunnat[0].hyte_kertyma + teho), "beside what care can prevent"
    sentit = malli.raha.view(lambda a, b, paketti: b.ryhma if paketti == hyte.HYTEPAKETTI else None, slice(24, 36))
    assert sentit["kunnat"] == sentit["kansantalous"]
    assert sentit["kunnat"] / 100.0 == pytest.approx(e * meno * malli.vaki(), rel=0.02)
