"""Names of measures: three languages, and none of the model's measures without a name."""

import pytest

import runs
from visualisointi import mittasanat, sanat


def test_three_languages():
    for tekstit in (*mittasanat.MITTANIMET.values(), *mittasanat.YKSIKOT.values()):
        assert list(tekstit) == list(sanat.KIELET)
        assert all(teksti == teksti.strip() != "" for teksti in tekstit.values())
    for kieli in sanat.KIELET:
        nimet = [tekstit[kieli] for tekstit in mittasanat.MITTANIMET.values()]
        assert len(set(nimet)) == len(nimet)


@pytest.mark.hidas
def test_every_measure_and_unit_of_the_model_has_words():
    malli = runs.build("uusimaa-liikelaitos-2021", otos=0.002, seed=1)
    malli.run_for(72)
    tulokset = malli.results()
    assert set(tulokset["mittari"]) <= {*mittasanat.MITTANIMET, *sanat.MITTARIT}
    assert set(tulokset["yksikko"]) <= set(mittasanat.YKSIKOT)
