"""The real model under the shell: the documented example, forked histories, snapshots, the schedule."""

import pandas as pd
import pytest

import runs
from kalibrointi.viat import ViallinenSyote
from runs import ajo, skenaariot, tilannekuva, vertailu

OTOS = 0.001
NIMET = ("nykytila-2017", "uusimaa-liikelaitos-2021", "uusimaa-valinnanvapaus-2023")
MAAKUNTA = {"2018-01:rakenne.jarjestaja": "maakunta"}  # sooner than 2021: what matters here is that histories part
VALINTA = {**MAAKUNTA, "2018-07:valinnanvapaus.suora_valinta": True}


def test_the_documented_example():
    malli = runs.build("uusimaa-valinnanvapaus-2023", otos=OTOS, seed=1)
    malli.run_for(12)
    assert malli.kk == 12
    tulokset = malli.results()
    assert {"vuosi", "mittari", "ryhma", "arvo", "yksikko"} <= set(tulokset.columns)
    assert set(tulokset["vuosi"]) == {2017}


def test_build_takes_overrides_and_refuses_bad_input():
    malli = runs.build("nykytila-2017", otos=OTOS, set=["2020-01:valinnanvapaus.suora_valinta=true"])
    assert malli.ohjelma.changes(36) == {"valinnanvapaus.suora_valinta": True}
    for virhe in ({"otos": 0}, {"otos": 2}, {"seed": -1}, {"set": ["x.y=1"]}):
        with pytest.raises(ViallinenSyote):
            runs.build("nykytila-2017", **{"otos": OTOS, **virhe})


@pytest.mark.sekunteja
def test_forked_histories_equal_whole_runs_bit_for_bit():
    asetukset = ({}, MAAKUNTA, VALINTA)
    luetut = [skenaariot.lue(nimi, oma, end="2018-12") for nimi, oma in zip(NIMET, asetukset, strict=True)]
    haaroittain = vertailu.elamat(luetut, OTOS, 3)
    for skenaario, haara in zip(luetut[1:], haaroittain[1:], strict=True):
        malli = ajo.rakenna_malli(skenaario, OTOS, 3)
        ajo.ela(malli, skenaario.months)
        pd.testing.assert_frame_equal(malli.results(), haara, check_exact=True)


def test_snapshot_goes_on_bit_for_bit_and_by_other_rules(tmp_path):
    skenaario = skenaariot.lue(NIMET[1], MAAKUNTA)
    malli = ajo.rakenna_malli(skenaario, OTOS, 5)
    ajo.ela(malli, 10)
    tilannekuva.save(malli, tmp_path / "kuva.sote")
    toinen = tilannekuva.load(tmp_path / "kuva.sote")
    kolmas = tilannekuva.load(tmp_path / "kuva.sote")
    kolmas.ohjelma = kolmas.ohjelma.with_values(14, {"ohjaus.virement": 0.0})
    for m in (malli, toinen, kolmas):
        ajo.ela(m, 24)
    pd.testing.assert_frame_equal(malli.results("kuukausi"), toinen.results("kuukausi"), check_exact=True)
    suora = ajo.rakenna_malli(skenaariot.lue(NIMET[1], {**MAAKUNTA, "2018-03:ohjaus.virement": 0.0}), OTOS, 5)
    ajo.ela(suora, 24)
    pd.testing.assert_frame_equal(suora.results("kuukausi"), kolmas.results("kuukausi"), check_exact=True)
