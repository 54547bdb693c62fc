"""Illegal and absurd settings, given on the command line, are refused with the rule they break."""

import re

import pytest
from typer.testing import CliRunner

from runs.cli import app

VALINTA = "uusimaa-valinnanvapaus-2023"
LAITTOMAT = {
    "kapitaatio.kiintea_osuus=0.5": r"fixed share 0\.500 is below 2/3 of the compensation \(HE 16/2018 vp",
    "kapitaatio.suoriteosuus=0": r"one of them above 0, or the parts do not sum to 1",
    "kapitaatio.seuraamus=-0.1": r"-0\.1 is out of range\. Allowed: 0 \.\.\. 0\.1",
    "kapitaatio.tariffi=-5": r"-5 is out of range\. Allowed: 120",
    "asiakasseteli.arvo_hoiva=-0.1": r"out of range.*The rule: HE 16/2018 vp",
    "henkilokohtainen_budjetti.jako=[0.5,0.2,0.1]": r"sums to 0\.8, not to 1",
    "valinnanvapaus.vaihtovali_kk=0": r"0 is out of range\. Allowed: 1 \.\.\. 60.*The rule: Terveydenhuoltolaki",
    "valinnanvapaus.suun_vaihtovali_kk=0": r"0 is out of range\. Allowed: 1 \.\.\. 60.*The rule: HE 16/2018",
    "valtio.hyteosuus=0.05": r"residents, need and HYTE add up to 1\.040, not to 1 \(R17; draft funding act",
    "valtio.asukasosuus=-0.1": r"-0\.1 is out of range",
    "sopimus.tavoitepainot=[0.5,0.5]": r"must be a list of 4 numbers",
    "sopimus.kannustin=-0.01": r"out of range",
    "ohjaus.virement=-0.1": r"out of range\. Allowed: 0 \.\.\. 1",
    "ohjaus.omistaja=1.5": r"out of range\. Allowed: 0 \.\.\. 1",
    "neuvottelu.kierroksia=0": r"out of range\. Allowed: 2",
    "henkilosto.liikkuvuus=-1": r"out of range\. Allowed: 0 \.\.\. 1",
    "valinta.valikointi=-0.05": r"out of range\. Allowed: 0 \.\.\. 0\.1",
    "haku.maksu=-1": r"out of range",
    "allianssi.katto=-0.1": r"out of range",
    "kapitaatio.kattaa=kaikki": r"'kaikki' is not one of the choices",
}


@pytest.mark.parametrize("asetus", LAITTOMAT)
def test_what_breaks_a_rule_is_refused_by_name(tmp_path, asetus):
    kansio = tmp_path / "ajo"
    tulos = CliRunner().invoke(app, ["run", VALINTA, "--otos", "0.0005", "--out", str(kansio), "--set", asetus])
    assert tulos.exit_code == 2
    teksti = re.sub(r"\s+", " ", tulos.stderr)
    assert f"{asetus.partition('.')[0]}." in teksti
    assert re.search(LAITTOMAT[asetus], teksti), teksti
    assert "Traceback" not in teksti
    assert not kansio.exists()


def test_odd_rounds_are_refused_where_somebody_negotiates(tmp_path):
    asetukset = ["--set", "neuvottelu.kaytossa=true", "--set", "neuvottelu.kierroksia=5"]
    tulos = CliRunner().invoke(app, ["run", VALINTA, "--otos", "0.0005", "--out", str(tmp_path / "ajo"), *asetukset])
    assert tulos.exit_code == 2
    assert "an even number of rounds" in tulos.stderr


def test_an_experiment_may_lift_the_law_by_saying_so_but_not_arithmetic():
    laki = ["kapitaatio.kiintea_osuus=0.5", "kapitaatio.laista_poiketen=true"]
    asetukset = [x for asetus in laki for x in ("--set", asetus)]
    assert CliRunner().invoke(app, ["scenario", "show", VALINTA, *asetukset]).exit_code == 0
    tulos = CliRunner().invoke(app, ["scenario", "show", VALINTA, *asetukset, "--set", "kapitaatio.suoriteosuus=0"])
    assert tulos.exit_code == 2
