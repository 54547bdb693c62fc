"""What is said of incentives: a table in every language, plain values, a year that is lived."""

import pytest

from kalibrointi.viat import ViallinenSyote
from runs import kannustinraportti, skenaariot
from visualisointi import sanat


@pytest.fixture(scope="module")
def raportti():
    return kannustinraportti.raportoi(skenaariot.lue("nykytila-2017", otos=0.001, end="2017-12"))


@pytest.mark.parametrize("kieli", sanat.KIELET)
def test_every_kind_of_client_has_its_row_and_every_actor_its_columns(raportti, kieli, capsys):
    kannustinraportti.nayta(raportti, kieli)
    teksti = capsys.readouterr().out
    assert sanat.miksisana("asiakas_sairaat", kieli) in teksti
    for toimija in ("keskus", "kunta"):
        assert f"{sanat.miksisana(toimija, kieli)}: {sanat.miksisana('netto', kieli)}" in teksti


def test_plain_values_add_up(raportti):
    tiedot = raportti.json()
    assert (tiedot["incentives"], tiedot["year"]) == ("nykytila-2017", 2017)
    assert all(r["net"] == r["income"] - r["cost"] for r in tiedot["rows"])


def test_a_year_that_is_not_lived_is_refused():
    with pytest.raises(ViallinenSyote, match=r"no whole year 2019 is lived\. Years: 2017-2017"):
        kannustinraportti.raportoi(skenaariot.lue("nykytila-2017", otos=0.001, end="2017-12"), 2019)
