"""Choice trials: private centres open where said, only those who take part can list there, nothing else changes."""

import numpy as np
import pytest

from agentit import valintakokeilu
from runs import skenaariot
from runs.ajo import rakenna_malli

OTOS, KUUKAUSIA = 0.01, 9


def ela(asetukset=None):
    malli = rakenna_malli(skenaariot.lue("kokeilu-jyvaskyla", asetukset or {}), OTOS, 1)
    malli.run_for(KUUKAUSIA)
    return malli


@pytest.fixture(scope="module")
def kokeilu():
    return ela()


def elossa(malli):
    c = malli.sidonta.b.columns
    return c, c["elossa"] == 1


def test_private_centres_are_those_of_the_trial_and_none_is_added(kokeilu):
    numerot = [kokeilu.maailma.alueet.postinumero[k.alue] for k in kokeilu.keskuspaikat if k.yksityinen]
    assert sorted(numerot) == sorted(kokeilu.kokeilut["jyvaskyla"].yksityiset)
    assert {k.avattu for k in kokeilu.keskuspaikat if k.yksityinen} == {3}


def test_only_those_who_take_part_list_at_private_centres(kokeilu):
    c, w = elossa(kokeilu)
    yksityinen = np.array([k.yksityinen for k in kokeilu.keskuspaikat])[c["keskus"]]
    mukana = kokeilu.kokeilut["jyvaskyla"].mukana(kokeilu)[c["alue"]]
    assert 0.01 < yksityinen[w & mukana].mean() < 0.25
    moved_in_or_out = yksityinen & ~mukana & w
    assert not moved_in_or_out.any()


def test_attention_and_candidates_stay_as_they_were_outside(kokeilu):
    mukana = kokeilu.kokeilut["jyvaskyla"].mukana(kokeilu)
    at = kokeilu.sidonta.b.units["alue"].attributes
    assert (at["avaus"][mukana] > 0.3).all()
    assert not at["avaus"][~mukana].any()
    assert not at["uusi"][~mukana].any()
    yksityiset = [k.paikka for k in kokeilu.keskuspaikat if k.yksityinen]
    ehdokkaat = valintakokeilu.ehdokkaat(kokeilu)
    assert not np.isin(ehdokkaat[~mukana], yksityiset).any()
    assert np.isin(ehdokkaat[mukana], yksityiset).any()


def test_public_centres_keep_budgets_and_private_ones_get_capitation(kokeilu):
    ilman = ela({"2017-04:valinnanvapaus.suora_valinta": False})
    ennen = {k.paikka: k for k in ilman.keskukset}
    koodit, mukana = kokeilu.maailma.kunnat.koodi, kokeilu.kokeilut["jyvaskyla"].kunnat
    muualla = [k for k in kokeilu.keskukset if not k.yksityinen and koodit[k.kunta] not in mukana]
    samat = [k for k in muualla if k.lista == ennen[k.paikka].lista]  # those who take part may list there as well
    assert len(samat) > 10
    for k in samat:
        assert k.tulo == pytest.approx(ennen[k.paikka].tulo, rel=1e-3)
    for k in (k for k in kokeilu.keskukset if k.yksityinen):
        assert 0.3 < 12 * k.tulo / k.lista / kokeilu.tariffi < 3.0


def test_a_trial_of_another_region_is_refused():
    from kalibrointi.viat import ViallinenSyote

    with pytest.raises(ViallinenSyote, match="'jyvaskyla' is not in the region 'uusimaa'"):
        rakenna_malli(skenaariot.lue("nykytila-2017", {"valinnanvapaus.alueet": "jyvaskyla"}), 0.001, 1)


def test_the_name_of_a_trial_changes_nothing_before_choice_opens():
    a = rakenna_malli(skenaariot.lue("keski-suomi-kunnat"), 0.002, 1)
    b = rakenna_malli(skenaariot.lue("keski-suomi-kunnat", {"valinnanvapaus.alueet": "jyvaskyla"}), 0.002, 1)
    for malli in (a, b):
        malli.run_for(4)
    for nimi, arvot in a.sidonta.b.columns.items():
        np.testing.assert_array_equal(arvot, b.sidonta.b.columns[nimi], err_msg=nimi)
