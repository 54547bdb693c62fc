"""Checks and the table of capitation: rows by their bands, the law at load time, the command."""

import json

import pytest
from typer.testing import CliRunner

from kalibrointi.parametrit import lue_oletukset
from kalibrointi.viat import ViallinenSyote
from runs import kapitaatioraportti, kapitaatiotarkistus, skenaariot
from runs.cli import app

VALINTA = "uusimaa-valinnanvapaus-2023"


def test_a_row_is_in_only_inside_its_band():
    assert kapitaatiotarkistus._rivi("x", "koe", (0.01, 0.001), (0.0, 0.02), "").in_band
    for arvo in (-0.001, 0.021, float("nan")):
        rivi = kapitaatiotarkistus._rivi("x", "koe", (arvo, 0.001), (0.0, 0.02), "")
        assert not rivi.in_band
        assert rivi.cause


def test_cards_at_zero_are_within_their_ranges():
    for asetukset in kapitaatiotarkistus.NOLLAT.values():
        for avain, arvo in asetukset.items():
            assert not lue_oletukset()[avain].fault(arvo)[0], avain


@pytest.mark.parametrize(
    ("asetus", "viesti"),
    [
        ("kapitaatio.kiintea_osuus=0.5", "two thirds"),
        ("kapitaatio.suoriteosuus=0", "sum to 1"),
        ("kapitaatio.suoriteosuus=-1", "out of range"),
        ("kapitaatio.painot=tarve+kielli", "Did you mean 'kieli'"),
        ("kapitaatio.painot=tarve+tyo", "tyo twice"),
    ],
)
def test_unlawful_and_absurd_pay_is_refused_with_the_rule_it_breaks(asetus, viesti):
    with pytest.raises(ViallinenSyote, match=viesti):
        skenaariot.lue(VALINTA, [asetus])
    skenaariot.lue(VALINTA, ["kapitaatio.kiintea_osuus=0.5", "kapitaatio.laista_poiketen=true"])


def test_the_fault_is_told_where_it_stands(tmp_path):
    polku = tmp_path / "oma.toml"
    polku.write_text(
        f'name = "oma"\nextends = "{VALINTA}"\ntext.fi = "a"\ntext.sv = "a"\ntext.en = "a"\n\n'
        '[set]\n"kapitaatio.kiintea_osuus" = 0.5\n'
    )
    with pytest.raises(ViallinenSyote, match=r"oma.toml:8: kapitaatio.kiintea_osuus: fixed share 0.500"):
        skenaariot.lue(polku)


def test_flat_pay_makes_the_covered_profitable_and_need_weights_do_not():
    tulos = CliRunner().invoke(app, ["capitation", "nykytila-2017", "--otos", "0.002", "--json"])
    assert tulos.exit_code == 0, tulos.output
    rivit = {r["weights"]: r for r in json.loads(tulos.stdout)["result"]}
    tasa, tarve = rivit["tasa"], rivit["tarve"]
    assert tasa["margins"]["tyoterveys"] > 0.3
    assert tasa["margins"]["sairaat"] < -0.3
    assert abs(tarve["margins"]["tyoterveys"]) < 0.1
    assert tarve["spread"] < 0.5 * tasa["spread"]
    assert tarve["r2_raw"] > rivit["ika_sukupuoli"]["r2_raw"] > 0 == tasa["r2_raw"]
    assert set(rivit) == set(kapitaatioraportti.JOUKOT)


@pytest.mark.hidas
def test_levers_at_zero_are_the_base():
    rivit = kapitaatiotarkistus.vivut(otos=0.002, seeds=2)
    nollat = [r for r in rivit if "nolla" in r.id]
    assert len(nollat) == len(kapitaatiotarkistus.NOLLAT)
    assert all(r.in_band for r in nollat)
    assert len({r.id for r in rivit}) == len(rivit)
