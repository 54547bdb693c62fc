"""Alliances as data: what is wrong is told with file, key and the nearest word; targets belong to their parameters."""

import pytest
import yaml

import runs
from agentit.ohjelma import Ohjelma
from kalibrointi import allianssit
from kalibrointi.parametrit import lue_oletukset
from kalibrointi.viat import ViallinenSyote
from runs import skenaariot

OHJELMA = Ohjelma.constant(lue_oletukset().defaults())


@pytest.mark.parametrize(
    ("asetus", "viesti"),
    [
        ("2018-01:allianssi.alueet=tesoma", "not in the region 'uusimaa'"),
        ("2018-04:allianssi.alueet=kaikki", "begins in a January"),
        ("allianssi.alueet=kaikki", "begins in a January"),
        ("2018-01:allianssi.alueet=tessoma", "Did you mean 'tesoma'"),
    ],
)
def test_a_wrong_choice_is_refused_before_the_run(asetus, viesti):
    with pytest.raises(ViallinenSyote, match=viesti):
        runs.build("nykytila-2017", otos=0.0005, set=[asetus])


@pytest.mark.parametrize(
    ("muutos", "viesti"),
    [
        ({"rivit": {"sote": 1.0, "sotte": 1.0}}, "sotte"),
        ({"kumppanit": [{"nimi": "Tampere", "laji": "kunta", "osuus": 1.0}]}, "Not in the alliance"),
        ({"vuosia": "kymmenen"}, "vuosia"),
        ({"kumpanit": []}, "Did you mean 'kumppanit'"),
    ],
)
def test_a_damaged_table_names_file_and_key(tmp_path, muutos, viesti):
    raaka = yaml.safe_load(allianssit.TIEDOSTO.read_text(encoding="utf-8"))
    raaka["tesoma"].update(muutos)
    tiedosto = tmp_path / "allianssit.yaml"
    tiedosto.write_text(yaml.safe_dump(raaka, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ViallinenSyote, match=viesti) as virhe:
        allianssit.lue(tiedosto)
    assert "allianssit.yaml: tesoma" in str(virhe.value)


def test_every_alliance_can_be_chosen_and_has_a_target_where_it_belongs():
    valinnat = set(lue_oletukset()["allianssi.alueet"].choices) - {"ei"}
    assert set(allianssit.lue()) == valinnat
    pirkanmaa = allianssit.sopimukset("pirkanmaa", OHJELMA)
    assert set(pirkanmaa) == valinnat
    for nimi, sopimus in pirkanmaa.items():
        tarvitaan = set(allianssit.rivit(allianssit.lue()[nimi]))
        assert tarvitaan <= set(sopimus.odotus.kasvu), nimi
        assert all(len(polku) == sopimus.vuosia and min(polku) > 0.5 for polku in sopimus.odotus.kasvu.values())


def test_a_target_knows_whose_parameters_it_has():
    tunniste = allianssit.tunniste(OHJELMA)
    assert tunniste == allianssit.tunniste(OHJELMA.with_values(12, {"allianssi.jako": 0.1}))
    assert tunniste != allianssit.tunniste(OHJELMA.with_values(12, {"tarve.kasvu": 0.02}))


def test_tesoma_holds_the_residents_of_its_contract():
    """The postal areas are an assumption; together they are the contract's 23,000."""
    sk = skenaariot.lue("pirkanmaa-tesoma-allianssi")
    malli = runs.build(sk.name, otos=0.01)
    numerot = allianssit.lue()["tesoma"].postinumerot
    a = malli.maailma.alueet
    vaki = sum(float(v) for n, v in zip(a.postinumero, a.vaesto, strict=True) if n in numerot)
    assert vaki == pytest.approx(23_000, rel=0.07), "areas of Paavo 2018 scaled to the municipality's total"
