"""`sote negotiate` and agreement files: tables, JSON, a person at the terminal, refusals, re-runs."""

import json

import pytest
from typer.testing import CliRunner

from kalibrointi.viat import ViallinenSyote
from runs import ajo, neuvottelukomento, skenaariot, sopimustiedosto
from runs.cli import app

ALKU = ["--otos", "0.0005", "--set", "2018-01:rakenne.jarjestaja=maakunta"]
HYVA = """[[sopimus]]
vuosi = 2018
raha = 5e9
virement = 0.1
[sopimus.jako]
sote = 0.4
esh = 0.6
"""


def aja(*sanat, syote=None):
    return CliRunner().invoke(app, ["negotiate", "nykytila-2017", *ALKU, *sanat], input=syote)


@pytest.fixture(scope="module")
def sopimus(tmp_path_factory):
    tiedosto = tmp_path_factory.mktemp("neuvottelu") / "sopimus.toml"
    return aja("--orderer", "evidence", "--liikelaitos", "tough", "--out", str(tiedosto), "--lang", "fi"), tiedosto


def test_the_log_and_the_agreement_are_printed(sopimus):
    tulos, _ = sopimus
    assert tulos.exit_code == 0, tulos.output
    for teksti in ("järjestäjä", "näyttöön perustuva", "Kumppanuussopimus", "Jako: Lapset, nuoret, perheet", "M€"):
        assert teksti in tulos.stdout


def test_the_file_runs_to_the_numbers_of_the_negotiation(sopimus, tmp_path):
    _, tiedosto = sopimus
    perus = ["2018-01:rakenne.jarjestaja=maakunta"]
    omat = {
        "2018-01:neuvottelu.kaytossa": "true", "2018-01:neuvottelu.jarjestaja": "nayttoon_perustuva",
        "2018-01:neuvottelu.liikelaitos": "tiukka",
    }  # fmt: skip
    neuvoteltu = skenaariot.lue(
        "nykytila-2017", [*perus, *(f"{k}={v}" for k, v in omat.items())], otos=0.0005, end="2018-12"
    )
    a = ajo.aja(neuvoteltu, out=tmp_path / "a")
    b = ajo.aja(
        skenaariot.lue("nykytila-2017", perus, otos=0.0005, end="2018-12"), out=tmp_path / "b", sopimustiedosto=tiedosto
    )
    x, y = (ajo.lue_vuodet(k) for k in (a, b))
    assert x[x.mittari != "neuvottelu_sopu"].reset_index(drop=True).equals(y)
    manifesti = json.loads((b / "manifest.json").read_text())
    assert manifesti["agreement"]["file"].endswith("sopimus.toml")
    assert len(manifesti["agreement"]["sha256"]) == 64
    assert (a / "sopimukset.toml").read_bytes() == (b / "sopimukset.toml").read_bytes() == tiedosto.read_bytes()
    assert ajo.tarkista_sinetti(b) == []


def test_a_person_is_told_every_error_and_asked_again():
    tulos = aja(
        "--interactive",
        "orderer",
        "--json",
        syote="raha=0,9 lapse=0.1\nraha=1.5 ketjut=2\n?\nraha=0.99 lapset=0.12\nok\n",
    )
    assert tulos.exit_code == 0, tulos.output
    for teksti in ("decimal comma", "Did you mean 'lapset'?", "raha: 1.5 is not", "ketjut: 2.0 is not", "ok accepts"):
        assert teksti in tulos.stderr
    (kirja,) = json.loads(tulos.stdout)["result"]["negotiations"]
    assert kirja["offers"][0]["items"]["jako.lapset"] == 0.12
    assert kirja["accepted_by"] in ("jarjestaja", "liikelaitos")
    assert sum(kirja["agreement"]["jako"].values()) == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize(
    ("sanat", "teksti"),
    [
        (["--rounds", "5"], "even number of rounds"),
        (["--orderer", "toug"], "Did you mean 'tough'?"),
        (["--interactive", "council"], "Allowed: orderer, liikelaitos"),
        (["--year", "2017"], "no negotiation in 2017"),
        (["--interactive", "orderer"], "the input ended"),
    ],
)
def test_bad_input_is_told_with_what_is_allowed(sanat, teksti):
    tulos = aja(*sanat, syote="")
    assert tulos.exit_code == 2
    assert teksti in tulos.stderr


def test_nobody_negotiates_where_no_county_organises():
    with pytest.raises(ViallinenSyote, match="no county ever organises"):
        neuvottelukomento.valmistele("nykytila-2017", {})


@pytest.mark.parametrize(
    ("muutos", "odotetut"),
    [
        (("virement = 0.1", "virement = 1.5"), [":4: virement: 1.5 is not a number"]),
        (("esh = 0.6", "esh = 0.7"), [":5: jako: shares of packages add up to 1.1"]),
        (("vuosi = 2018", "vuosi = 2018\nketju = 1"), [":3: ketju: unknown item"]),
        (("sote = 0.4", "sote = 0,4"), ["decimal comma"]),
        (("raha = 5e9\n", ""), ["raha: missing"]),
        (("sote = 0.4", "soote = 0.5"), [":6: jako.soote: no such package", "Did you mean 'sote'?", "add up to 1.1"]),
        (("[[sopimus]]", "[sopimus]"), ["double brackets"]),
        (("vuosi = 2018", 'vuosi = "2018"'), ["is not a year"]),
        (("esh = 0.6", "esh = 0.6\n" + HYVA), [":9: vuosi: 2018 of 'Liikelaitos' is given twice"]),
    ],
)
def test_every_fault_of_a_file_has_its_line(tmp_path, muutos, odotetut):
    tiedosto = tmp_path / "s.toml"
    tiedosto.write_text(HYVA.replace(*muutos), encoding="utf-8")
    with pytest.raises(ViallinenSyote) as virhe:
        sopimustiedosto.lue(tiedosto)
    for teksti in odotetut:
        assert teksti in str(virhe.value)


def test_an_agreement_that_could_not_be_in_force_is_refused_before_the_run(tmp_path):
    tiedosto = tmp_path / "s.toml"
    tiedosto.write_text(HYVA + HYVA.replace("2018", "2040"), encoding="utf-8")
    with pytest.raises(ViallinenSyote) as virhe:
        sopimustiedosto.ela(skenaariot.lue("nykytila-2017"), 0.0005, 1, tiedosto)
    assert "no county organises in January 2018" in str(virhe.value)
    assert "2040 is outside the run" in str(virhe.value)
