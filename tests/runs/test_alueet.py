"""A region of one's own through the command, scenario files that name regions, the suite of regions."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

import runs
from kalibrointi.maailma import rakenna
from kalibrointi.viat import ViallinenSyote
from runs import ajo, aluetarkistus, skenaariot, vertailu
from runs.cli import app
from tests import pienialue


@pytest.fixture
def kansio(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return pienialue.kirjoita(tmp_path / "omaalue")


def sote(*sanat):
    return CliRunner().invoke(app, [str(sana) for sana in sanat], prog_name="sote")


# --------------------------------------------------------------------------------------------- a folder of one's own
@pytest.mark.sekunteja
def test_two_years_of_a_fourth_region(kansio, tmp_path):
    ajettu = sote(
        *("run", "nykytila-2017", "--alue", "./omaalue", "--otos", "0.1", "--end", "2018-12", "--out", "ajo", "--json")
    )
    assert ajettu.exit_code == 0, ajettu.output
    tulos = json.loads(ajettu.stdout)["result"]
    assert tulos["scenario"] == "nykytila-2017 + alue=omaalue"
    vuodet = ajo.lue_vuodet(tmp_path / "ajo").set_index(["vuosi", "mittari", "ryhma"])["arvo"]
    assert vuodet[2018, "vaesto", "kaikki"] == pytest.approx(15_800, rel=0.05)
    assert 2000 < vuodet[2018, "kustannus_asukas", "kaikki"] < 6000
    manifesti = json.loads((tmp_path / "ajo" / "manifest.json").read_text())
    assert manifesti["region"] == str(kansio)
    assert len(manifesti["hashes"]["region"]) == 64


def test_bad_folder_leaves_nothing_behind(kansio, tmp_path):
    (kansio / "yksikot.csv").write_text("nimi,laji\n")
    for komento in (("run", "nykytila-2017", "--out", "ajo"), ("scenario", "validate", "nykytila-2017")):
        ajettu = sote(*komento, "--alue", "./omaalue")
        assert ajettu.exit_code == 2
        assert "yksikot.csv:1: lacks the column(s) postinumero" in ajettu.stderr
        assert "Traceback" not in ajettu.output
    assert not (tmp_path / "ajo").exists()
    assert "Did you mean 'pirkanmaa'" in sote("run", "nykytila-2017", "--alue", "pirkanmaaa").stderr


def test_sound_folder_is_sound_and_shown(kansio):
    assert sote("scenario", "validate", "nykytila-2017", "--alue", "./omaalue").exit_code == 0
    nahty = json.loads(sote("scenario", "show", "nykytila-2017", "--alue", "./omaalue", "--json").stdout)["result"]
    assert nahty["region"] == str(kansio)


# --------------------------------------------------------------------------------------------- scenario files
def test_region_of_a_file_is_inherited_and_may_be_overridden(kansio, tmp_path):
    polku = tmp_path / "oma.toml"
    polku.write_text('name = "oma"\nextends = "nykytila-2017"\nregion = "./omaalue"\n', encoding="utf-8")
    lapsi = tmp_path / "lapsi.toml"
    lapsi.write_text('name = "lapsi"\nextends = "./oma.toml"\n', encoding="utf-8")
    lapsenlapsi = tmp_path / "lapsenlapsi.toml"
    lapsenlapsi.write_text('name = "lapsenlapsi"\nextends = "./lapsi.toml"\nregion = "pirkanmaa"\n', encoding="utf-8")
    assert skenaariot.lue(polku).region == skenaariot.lue(lapsi).region == str(kansio)
    assert skenaariot.lue(lapsenlapsi).region == "pirkanmaa"
    assert skenaariot.lue(lapsenlapsi, alue="uusimaa").region == "uusimaa"
    assert skenaariot.lue(lapsi, alue="./omaalue").label == "lapsi"  # what the file says anyway is no override
    lapsi.write_text('name = "lapsi"\nextends = "./oma.toml"\nregion = "./muu"\n', encoding="utf-8")
    with pytest.raises(ViallinenSyote, match=r"lapsi.toml:3: region: .*no such folder of a region"):
        skenaariot.lue(lapsi)


def test_the_same_scenario_of_two_regions_is_two_scenarios():
    a, b = (
        skenaariot.lue("nykytila-2017", end="2017-12"),
        skenaariot.lue("nykytila-2017", end="2017-12", alue="pirkanmaa"),
    )
    assert [ero.avain for ero in skenaariot.erot(a, b)] == ["region"]
    taulu = vertailu.compare(a, b, 1, otos=0.002, processes=1).set_index(["mittari", "ryhma"])
    vaesto = taulu.loc[("vaesto", "kaikki")]
    assert vaesto["value_a"] > 1.6e6
    assert vaesto["value_b"] == pytest.approx(512_081, rel=0.02)


def test_shipped_scenarios_of_the_other_regions():
    assert skenaariot.lue("pirkanmaa-nykytila").region == "pirkanmaa"
    assert skenaariot.lue("keski-suomi-kunnat").region == "keski-suomi"
    assert len(runs.build("keski-suomi-kunnat", otos=0.002).kunnat) == 23


@pytest.mark.hidas
@pytest.mark.parametrize("alue", ["pirkanmaa", "keski-suomi"])
def test_the_reform_runs_in_the_other_regions(alue):
    malli = runs.build("uusimaa-tarvekapitaatio", otos=0.002, alue=alue)
    malli.run_for(75)  # past the county's start and the opening of choice
    tulos = malli.results().set_index(["vuosi", "mittari", "ryhma"])["arvo"]
    assert malli.maakunta
    assert malli.suora_valinta
    assert np.isfinite(tulos[2022, "kustannus_asukas", "kaikki"])


# --------------------------------------------------------------------------------------------- sote check regions
@pytest.fixture(scope="module")
def mitat():
    return {avain: [aluetarkistus.mittaa(avain, 0.01, 1)] for avain in ("uusimaa", "keski-suomi")}


def test_rows_of_the_suite(mitat):
    rivit = {rivi.id: rivi for rivi in aluetarkistus.rivit(mitat)}
    assert rivit["keski-suomi-kunnat"].in_band
    assert rivit["keski-suomi-yli_64_pct"].what == "Central Finland: 65 and over, %"
    assert "uusimaa-kustannustaso" not in rivit  # fitted, not predicted
    assert {"keski-suomi-kustannustaso", "keski-suomi-kustannustaso-tuloin", "keski-suomi-ikaantyneet"} <= set(rivit)
    assert mitat["keski-suomi"][0].viitteen_sijoin > sum(mitat["keski-suomi"][0].euroa.values())
    assert all(rivi.source for rivi in rivit.values())


def test_a_wrong_region_is_seen(mitat):
    """Keski-Suomi's rows filled with Uusimaa's people: ages, work and language fall out."""
    vaara = aluetarkistus.Aluemitat(**{**vars(mitat["uusimaa"][0]), "vaesto": mitat["keski-suomi"][0].vaesto * 1.2})
    rivit = {rivi.id: rivi for rivi in aluetarkistus.rivit({**mitat, "keski-suomi": [vaara]})}
    for mita in ("kunnat", "yli_64_pct", "ruotsinkieliset_pct", "tyollisyysaste_pct", "kustannustaso"):
        assert not rivit[f"keski-suomi-{mita}"].in_band, mita
    assert rivit["keski-suomi-kustannustaso"].cause


def test_ranks_on_anothers_scale():
    """Uusimaa's on its own scale are its own; Keski-Suomi's, where incomes are lower, sink."""
    v = rakenna("uusimaa", 0.002).vaesto
    np.testing.assert_allclose(aluetarkistus.viitteen_sijat(v, "uusimaa"), v.sija, atol=1e-6)
    v = rakenna("keski-suomi", 0.01).vaesto
    uudet = aluetarkistus.viitteen_sijat(v, "uusimaa")
    assert uudet.min() >= 0
    assert uudet.max() < 1
    assert uudet.mean() < v.sija.mean() - 0.05
    assert np.corrcoef(uudet, v.sija)[0, 1] > 0.9


def test_age_bounds_of_a_region_against_itself_are_one(mitat):
    assert aluetarkistus.ikaraja(mitat["uusimaa"], mitat["uusimaa"]) == (1.0, 1.0)
    ala, yla = aluetarkistus.ikaraja(mitat["keski-suomi"], mitat["uusimaa"])
    assert ala < 1 < yla
