"""The `sote` command: results on stdout, talk on stderr, exit codes, JSON shapes, no traceback for a user's error."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from kalibrointi.viat import ViallinenSyote
from runs import ajo, cli, skenaariot, vertailu
from runs.alkupera import JUURI
from runs.tarkistusrivi import Tarkistusrivi
from tests.runs import koemalli

AJO = ("run", "nykytila-2017")


@pytest.fixture
def koe(monkeypatch, puu):
    """The command with the tests' own parameters and model."""
    monkeypatch.setattr(skenaariot, "lue_oletukset", lambda: puu)
    monkeypatch.setattr(ajo, "rakenna_malli", koemalli.rakenna)
    oikea = vertailu.compare
    monkeypatch.setattr(
        vertailu, "compare", lambda *a, **k: oikea(*a, **{**k, "rakentaja": koemalli.rakenna, "processes": 1})
    )


def sote(*sanat):
    return CliRunner().invoke(cli.app, [str(sana) for sana in sanat], prog_name="sote")


def tulos(*sanat):
    """The result of a command under --json."""
    ajettu = sote(*sanat, "--json")
    assert ajettu.exit_code == 0, ajettu.stderr
    vastaus = json.loads(ajettu.stdout)
    assert vastaus["schema"] == 1
    assert vastaus["command"] == " ".join(sanat[: 2 if sanat[0] == "scenario" else 1])
    return vastaus["result"]


def viat(*sanat):
    """Messages of a command that must end with exit code 2 and no traceback, also as JSON."""
    ajettu = sote(*sanat)
    assert ajettu.exit_code == 2
    assert "Traceback" not in ajettu.output
    assert ajettu.stdout == ""
    vastaus = json.loads(sote(*sanat, "--json").stdout)
    assert vastaus["error"]["code"] == 2
    assert [sorted(vika) for vika in vastaus["error"]["faults"]] == [
        ["file", "key", "line", "message", "suggestion"] for _ in vastaus["error"]["faults"]
    ]
    return [rivi for rivi in ajettu.stderr.splitlines() if rivi.startswith("error: ")]


# --------------------------------------------------------------------------------------------- shape of the command
def test_help_loads_nothing_heavy():
    ohjelma = """
import sys
from runs.cli import app
def lataamatta(*raskaat):
    assert not set(raskaat) & set(sys.modules), set(raskaat) & set(sys.modules)
for sanat in (["--help"], ["run", "--help"], ["scenario", "--help"]):
    try:
        app(sanat, prog_name="sote")
    except SystemExit as loppu:
        assert not loppu.code
    lataamatta("mesa", "pandas", "numpy", "numba", "scipy", "pyarrow", "yaml", "rich")
    if sanat == ["--help"]:
        lataamatta("pydantic")
"""
    ymparisto = {**os.environ, "PYTHONPATH": str(JUURI)}
    ajettu = subprocess.run([sys.executable, "-c", ohjelma], env=ymparisto, capture_output=True, text=True)
    assert ajettu.returncode == 0, ajettu.stderr
    assert "130 interrupted" in ajettu.stdout
    assert sote("--version").stdout.startswith("sotemalli ")


@pytest.mark.sekunteja
def test_scenario_commands_do_not_load_the_model():
    ohjelma = """
import sys
from kalibrointi.parametrit import lue_oletukset
lue_oletukset()  # kept for next time, if it was not
lue_oletukset.cache_clear()
sys.modules.pop("yaml", None)
from runs.cli import app
tutkimus = ["sweep", "plan", "valinta-kapitaatio-rahoitus", "--dry-run"]
for sanat in (tutkimus, ["scenario", "validate"], ["parameters"], ["scenario", "show", "nykytila-2017", "--why"]):
    try:
        app(sanat, prog_name="sote")
    except SystemExit as loppu:
        assert not loppu.code
    if sanat == tutkimus:
        assert not {"numpy", "pandas", "pyarrow", "yaml", "rich"} & set(sys.modules)
assert not {"mesa", "pandas", "numba", "scipy"} & set(sys.modules)
"""
    ymparisto = {**os.environ, "PYTHONPATH": str(JUURI)}
    ajettu = subprocess.run([sys.executable, "-c", ohjelma], env=ymparisto, capture_output=True, text=True)
    assert ajettu.returncode == 0, ajettu.stderr


@pytest.mark.sekunteja
def test_only_the_command_that_is_called_is_built():
    def nimet(*sanat):
        ohjelma = "from runs import cli; import sys; cli._vain_kutsuttu(cli.app, sys.argv[1:]); "
        ohjelma += "ryhma = cli.typer.main.get_command(cli.app); print(*ryhma.commands, '/', "
        ohjelma += "*(o for k in ryhma.commands.values() for o in getattr(k, 'commands', ())))"
        ajettu = subprocess.run([sys.executable, "-c", ohjelma, *sanat], cwd=JUURI, capture_output=True, text=True)
        assert ajettu.returncode == 0, ajettu.stderr
        return ajettu.stdout.split()

    assert nimet("sweep", "plan", "x") == ["sweep", "/", "plan"]
    assert nimet("run", "plan") == ["run", "/"]
    assert set(nimet("sweep", "paln")) >= {"plan", "run", "export"}
    assert len(nimet()) == len(nimet("rnu")) > 40


def test_unknown_words_get_exit_code_2():
    for sanat in (
        ["rnu"],
        ["run"],
        [*AJO, "--sead", "1"],
        ["scenario", "lst"],
        ["run", "x", "--seed", "a"],
    ):
        ajettu = sote(*sanat)
        assert ajettu.exit_code == 2
        assert "Traceback" not in ajettu.output


def test_every_command_takes_json():
    for komento in cli.app.registered_commands + cli.skenaariokomennot.registered_commands:
        assert "json" in komento.callback.__annotations__, komento.callback.__name__


# --------------------------------------------------------------------------------------------- run
def test_run_leaves_a_folder_and_says_where(koe, kansio, tmp_path):
    ajettu = sote("run", kansio / "uudistus.toml", "--out", tmp_path / "ajo", "--seed", 4, "--set", "koe.muoto=tarve")
    assert ajettu.exit_code == 0, ajettu.stderr
    assert ajettu.stdout.splitlines()[-1] == str(tmp_path / "ajo")
    assert "taso" in ajettu.stdout
    assert "note: A limit." in ajettu.stderr
    assert ajo.tarkista_sinetti(tmp_path / "ajo") == []
    manifesti = json.loads((tmp_path / "ajo" / "manifest.json").read_text(encoding="utf-8"))
    assert manifesti["seed"] == 4


def test_run_as_json(koe, kansio, tmp_path):
    vastaus = tulos("run", kansio / "perusta.toml", "--out", tmp_path / "ajo", "--end", "2017-12")
    assert vastaus["folder"] == str(tmp_path / "ajo")
    assert vastaus["scenario"] == "perusta"
    assert {rivi["vuosi"] for rivi in vastaus["yearly"]} == {2017}
    assert sorted(vastaus["yearly"][0]) == ["arvo", "mittari", "ryhma", "vuosi", "yksikko"]


@pytest.mark.parametrize(
    ("sanat", "odotettu"),
    [
        (["run", "nykytila-2016"], "error: unknown scenario 'nykytila-2016'"),
        (["run", "ei.toml"], "error: ei.toml: no such scenario file."),
        ([*AJO, "--set", "valinnanvapaus.suora_valinat=true"], "Did you mean 'valinnanvapaus.suora_valinta'?"),
        ([*AJO, "--set", "valinnanvapaus.tiedotuskirje=1.5"], "1.5 is out of range. Allowed: 0 ... 1"),
        ([*AJO, "--set", "valinnanvapaus.tiedotuskirje=0,5"], "decimal comma in '0,5': use a decimal point, 0.5."),
        ([*AJO, "--set", "valinnanvapaus.suora_valinta=1"], "must be true or false"),
        ([*AJO, "--otos", "0"], "--otos: otos (sample share) must be above 0 and at most 1"),
        ([*AJO, "--otos", "2"], "--otos: otos (sample share) must be above 0 and at most 1"),
        ([*AJO, "--end", "2016-01"], "--end: the end 2016-01 is before the start 2017-01."),
        ([*AJO, "--seed", "-1"], "--seed: a seed is a whole number from 0"),
        (["compare", "nykytila-2017", "nykytila-2018"], "unknown scenario 'nykytila-2018'"),
        (["compare", "nykytila-2017", "nykytila-2017", "--pairs", "0"], "--pairs: the number of pairs is a whole"),
        (["scenario", "show", "nykytila-2017", "rakenne.jarjestja"], "Did you mean 'rakenne.jarjestaja'?"),
        (["scenario", "validate", "nykytla-2017"], "Did you mean 'nykytila-2017'?"),
        (["scenario", "list", "--lang", "de"], "--lang: no texts in 'de'. Languages: fi, sv, en."),
        (["parameters", "valinnanvapau"], "Did you mean 'valinnanvapaus'?"),
        (["parameters", "--kind", "knob"], "Kinds: lever, uncertainty."),
    ],
)  # fmt: skip
def test_bad_input(sanat, odotettu):
    assert any(odotettu in vika for vika in viat(*sanat))


def test_decimal_comma_in_an_option_is_named():
    ajettu = sote("run", "nykytila-2017", "--otos", "0,2")
    assert ajettu.exit_code == 2
    assert "decimal comma in '0,2': use a decimal point, 0.2." in " ".join(ajettu.stderr.split())


def test_a_folder_in_use_and_a_path_through_a_file(koe, kansio, tmp_path):
    (tmp_path / "tiedosto").write_text("")
    assert "has something in it" in viat("run", kansio / "perusta.toml", "--out", tmp_path)[0]
    assert (
        "a part of the path is a file" in viat("run", kansio / "perusta.toml", "--out", tmp_path / "tiedosto" / "x")[0]
    )
    assert sorted(polku.name for polku in tmp_path.iterdir()) == ["skenaariot", "tiedosto"]


def test_a_fault_of_the_model_is_told_as_such(koe, kansio, tmp_path, monkeypatch):
    monkeypatch.setattr(ajo, "rakenna_malli", lambda *_: 1 / 0)
    ajettu = sote("run", kansio / "perusta.toml", "--out", tmp_path / "ajo", "--json")
    assert ajettu.exit_code == 1
    assert "a fault in Sotemalli itself, not in your input." in ajettu.stderr
    assert json.loads(ajettu.stdout)["error"]["code"] == 1
    assert not (tmp_path / "ajo").exists()


PITKA = """
import sys
from kalibrointi import parametrit
from pathlib import Path
from runs import ajo, cli, skenaariot
from tests.runs.koemalli import rakenna_hidas

puu = parametrit.lue(Path(sys.argv.pop(1)))
skenaariot.lue_oletukset = lambda: puu
ajo.rakenna_malli = rakenna_hidas
cli.main()
"""


@pytest.mark.sekunteja
@pytest.mark.parametrize("signaali", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_kill_end_with_130_and_nothing_left(tmp_path, kansio, signaali):
    (tmp_path / "ohjelma.py").write_text(PITKA)
    puu = koemalli.kirjoita_puu(tmp_path / "p")
    sanat = ["run", str(kansio / "perusta.toml"), "--out", str(tmp_path / "tulos" / "ajo")]
    ajettu = subprocess.Popen(
        [sys.executable, str(tmp_path / "ohjelma.py"), str(puu), *sanat],
        env={**os.environ, "PYTHONPATH": str(JUURI)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a suite in the background ignores it
    )  # fmt: skip
    while not list(tmp_path.glob("tulos/.*")):
        assert ajettu.poll() is None
        time.sleep(0.05)
    ajettu.send_signal(signaali)
    stdout, stderr = ajettu.communicate(timeout=20)
    assert ajettu.returncode == 130
    assert stdout == ""
    assert stderr.splitlines()[-1] == "Interrupted; nothing half-written was left behind."
    assert "Traceback" not in stderr
    assert not (tmp_path / "tulos").exists()


# --------------------------------------------------------------------------------------------- compare
def test_compare_shows_the_contrast(koe, kansio):
    ajettu = sote("compare", kansio / "perusta.toml", kansio / "uudistus.toml", "--pairs", 3)
    assert ajettu.exit_code == 0, ajettu.stderr
    assert "Year 2018; B - A with its 95 % interval over 3 pairs." in ajettu.stdout
    assert "viidennes" not in ajettu.stdout
    kaikki = sote("compare", kansio / "perusta.toml", kansio / "uudistus.toml", "--pairs", 3, "--all", "--year", 2017)
    assert "viidennes 1" in kaikki.stdout
    assert "Year 2017" in kaikki.stdout


def test_compare_as_json(koe, kansio):
    vastaus = tulos("compare", kansio / "perusta.toml", kansio / "perusta.toml", "--pairs", 2, "--set-b", "koe.taso=2")
    assert (vastaus["a"], vastaus["b"], vastaus["pairs"], vastaus["seed"]) == ("perusta", "perusta + koe.taso=2", 2, 1)
    rivi = vastaus["contrasts"][0]
    assert {"a", "b", "vuosi", "mittari", "ryhma", "value_a", "value_b", "difference", "low", "high"} <= rivi.keys()
    assert {"se_paired", "se_unpaired", "ratio", "pairs", "yksikko"} <= rivi.keys()
    assert [r["ratio"] for r in vastaus["contrasts"] if r["mittari"] == "vakio"] == [None, None]


def test_a_year_without_results(koe, kansio):
    ajettu = sote("compare", kansio / "perusta.toml", kansio / "uudistus.toml", "--pairs", 1, "--year", 2030)
    assert ajettu.exit_code == 2
    assert "error: --year: no results of 2030. Years: 2017, 2018." in ajettu.stderr


# --------------------------------------------------------------------------------------------- scenarios, parameters
def test_scenario_list():
    nimet = {rivi["name"]: rivi for rivi in tulos("scenario", "list")}
    assert nimet["uusimaa-liikelaitos-2021"]["extends"] == "nykytila-2017"
    assert set(nimet["nykytila-2017"]["text"]) == {"fi", "sv", "en"}
    assert "Maakunta järjestää" in sote("scenario", "list", "--lang", "fi").stdout


def test_scenario_show_why():
    ajettu = sote("scenario", "show", "uusimaa-valinnanvapaus-2023", "--why")
    assert ajettu.exit_code == 0
    assert "Note: The phases are the proposal's 2021–2023" in ajettu.stdout
    assert "runs/skenaariot/uusimaa-valinnanvapaus-2023.toml:" in ajettu.stdout
    assert "kalibrointi/parametrit/valinnanvapaus.yaml:" in ajettu.stdout
    vastaus = tulos("scenario", "show", "uusimaa-valinnanvapaus-2023", "valinnanvapaus.suora_valinta")
    omat = vastaus["parameters"]["valinnanvapaus.suora_valinta"]
    assert omat["path"] == [{"from": "2017-01", "value": False}, {"from": "2023-01", "value": True}]
    assert [peruste["layer"] for peruste in omat["why"]] == ["default", "nykytila-2017", "uusimaa-valinnanvapaus-2023"]


def test_scenario_diff():
    erot = tulos("scenario", "diff", "uusimaa-kertabudjetti", "uusimaa-virement")
    assert [ero["key"] for ero in erot] == ["ohjaus.virement"]
    assert "are the same" in sote("scenario", "diff", "nykytila-2017", "nykytila-2017").stdout


def test_scenario_validate(tmp_path):
    assert "nykytila-2017" in tulos("scenario", "validate")["sound"]
    rikki = tmp_path / "oma.toml"
    rikki.write_text('name = "oma"\notos = 0,8\n', encoding="utf-8")
    toinen = tmp_path / "toinen.toml"
    toinen.write_text('name = "toinen"\n[set]\n"x.y" = 1\n"ohjaus.virement" = 5\n', encoding="utf-8")
    assert len(viat("scenario", "validate", rikki, toinen)) == 3


def test_parameters():
    kaikki = tulos("parameters")
    vivut = tulos("parameters", "--kind", "lever")
    assert 0 < len(vivut) < len(kaikki)
    (yksi,) = tulos("parameters", "valinnanvapaus.vaihtovali_kk")
    assert {"key", "value", "unit", "range", "date", "source", "status", "kind", "rule", "text", "where"} <= yksi.keys()
    teksti = sote("parameters", "valinnanvapaus.vaihtovali_kk", "--lang", "sv").stdout
    assert "invånaren" in teksti
    assert "source" in teksti
    assert all(rivi["key"].startswith("rakenne.") for rivi in tulos("parameters", "rakenne"))


# --------------------------------------------------------------------------------------------- check
@pytest.fixture
def sarjat(monkeypatch):
    def rivi(tunnus, sisalla):
        return Tarkistusrivi(tunnus, "x", "1-2", "1.5", sisalla, source="S", cause="C")

    def sarja(progress, otos=0.2):
        progress(1, 1)
        return [rivi("T1", True), rivi("T2", otos < 0.5)]

    moduuli = SimpleNamespace(SUITES={"start": sarja})
    monkeypatch.setitem(sys.modules, "runs.tarkistukset", moduuli)
    monkeypatch.setattr("runs.tarkistukset", moduuli, raising=False)


def test_check_ends_with_4_when_a_row_is_out(sarjat):
    assert sote("check", "start").exit_code == 0
    ulkona = sote("check", "start", "--otos", "0.9")
    assert ulkona.exit_code == 4
    assert "OUT" in ulkona.stdout
    assert "S - C" in ulkona.stdout
    assert "1 of 2 in their bands." in ulkona.stdout
    vastaus = json.loads(sote("check", "start", "--otos", "0.9", "--json").stdout)["result"]
    assert vastaus["out"] == 1
    assert sorted(vastaus["rows"][0]) == ["band", "cause", "id", "in_band", "model", "recorded", "source", "what", "z"]


def test_unknown_suite(sarjat):
    assert "Suites: start." in viat("check", "strat")[0]


def test_doctor_tells_what_is_wrong(monkeypatch, tmp_path):
    from runs import kunto

    monkeypatch.setattr(kunto, "oletuskansio", lambda: tmp_path)
    rivit = {rivi["what"]: rivi for rivi in tulos("doctor")}
    assert all(rivi["ok"] for rivi in rivit.values())
    assert {
        "Python",
        "packages",
        "parameters",
        "scenarios",
        "facts",
        "compile cache",
        "run folder",
        "runs",
    } <= rivit.keys()
    (tmp_path / f".ajo{kunto.KESKEN}1").mkdir()
    monkeypatch.setattr(skenaariot, "lue_oletukset", lambda: (_ for _ in ()).throw(ViallinenSyote("rikki")))
    ajettu = sote("doctor")
    assert ajettu.exit_code == 4
    assert "left by a killed run" in ajettu.stdout


@pytest.mark.sekunteja
def test_results_survive_a_reader_that_goes_away(tmp_path):
    """`sote parameters | head -1`."""
    komento = f"{sys.executable} -m runs.cli parameters | head -1"
    ymparisto = {**os.environ, "PYTHONPATH": str(JUURI)}
    ajettu = subprocess.run(komento, shell=True, cwd=Path(tmp_path), env=ymparisto, capture_output=True, text=True)
    assert ajettu.stderr == ""
