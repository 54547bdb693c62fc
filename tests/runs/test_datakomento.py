"""`sote data`: what is shown, put away and compared, exit codes; and that no run asks a service."""

import csv
import hashlib
import json
import os
import socket
import subprocess
import sys

import pytest
import yaml
from typer.testing import CliRunner

import runs
from kalibrointi import alueet, faktat, lahteet
from kalibrointi.viat import ViallinenSyote
from runs import cli, datakomento
from runs.alkupera import JUURI
from tests.kalibrointi import palvelin as p
from tests.kalibrointi.test_lataus import oma_muisti  # noqa: F401


@pytest.fixture
def palvelin():
    """Both services at one address; Sotkanet has the municipalities of Uusimaa, Espoo with one resident more."""
    kunnat = faktat.lue("kunnat", alueet.kansio("uusimaa"))
    kone = p.sotkanet()
    kone.reitit.update(p.pxweb().reitit)
    rivit = [
        {"id": n, "code": rivi.kuntanumero, "category": "KUNTA", "uri": "", "title": {"fi": rivi.nimi_fi}}
        for n, rivi in enumerate(kunnat.itertuples(), start=1)
    ]
    kone.reitit[f"{p.SOTKANET}/regions"] = lambda *_: p.json_vastaus(rivit[1:])  # the first is no more
    kone.reitit[f"{p.SOTKANET}/json"] = lambda kysely, _: p.json_vastaus(
        [
            {"indicator": 127, "region": n, "year": int(kysely["years"][0]), "gender": "total",
             "value": rivi.vaesto_2017 + (rivi.nimi_fi == "Espoo"), "absValue": None}
            for n, rivi in enumerate(kunnat.itertuples(), start=1) if n > 1
        ]
    )  # fmt: skip
    with p.palvelimella(kone):
        yield kone


@pytest.fixture
def sote(palvelin):
    def sote(*sanat):
        osoite = [] if "--osoite" in sanat or sanat[0] == "lista" else ["--osoite", palvelin.osoite]
        return CliRunner().invoke(cli.app, ["data", *map(str, sanat), *osoite], prog_name="sote")

    return sote


def test_every_command_takes_json():
    for komento in datakomento.app.registered_commands:
        assert "json" in komento.callback.__annotations__, komento.callback.__name__


def test_what_ships(sote):
    ajettu = sote("lista")
    assert ajettu.exit_code == 0
    assert "sotkanet 127, 2017" in ajettu.stdout
    assert "vaesto ... ika_85_plus (23)" in ajettu.stdout  # what is asked for together is told together
    assert ajettu.stderr == ""
    rivit = json.loads(sote("lista", "--json").stdout)["result"]
    assert {r["sarake"]: r["paivitys"] for r in rivit}["vaesto_2017"]["tunnus"] == "127"
    assert all(r["lahde"] and r["vuosi"] and r["lisenssi"] for r in rivit)


def test_show(sote):
    ajettu = sote("nayta", "sotkanet", 127, "--vuodet", "2017", "--alue", "uusimaa")
    assert ajettu.exit_code == 0, ajettu.stderr
    assert "279,045" in ajettu.stdout
    assert "CC BY 4.0" in ajettu.stdout
    assert "no region of code 018" in ajettu.stdout
    uudestaan = sote("nayta", "sotkanet", 127, "--vuodet", "2017", "--alue", "uusimaa")
    assert uudestaan.stdout == ajettu.stdout
    assert "from the cache" in uudestaan.stderr
    tulos = json.loads(sote("nayta", "sotkanet", 127, "--vuodet", "2017", "--alue", "049", "--json").stdout)
    assert tulos["command"] == "data nayta"
    assert [r["arvo"] for r in tulos["result"]["rows"]] == [279045]
    assert len(tulos["result"]["source"]["vastaukset"]) == 3


def test_show_a_table(sote):
    ajettu = sote("nayta", "pxweb", p.TAULU, "--valinta", "Tiedot=Ruotsinkielisten osuus väestöstä, %", "--alue", "091")
    assert ajettu.exit_code == 0, ajettu.stderr
    assert "M404: Ruotsinkielisten osuus väestöstä, %" in ajettu.stdout


def test_show_a_table_without_years(sote, monkeypatch):
    monkeypatch.setattr(p, "MUUTTUJAT", p.MUUTTUJAT[:2])
    ajettu = sote("nayta", "pxweb", p.TAULU, "--alue", "091")
    assert ajettu.exit_code == 0, ajettu.stderr
    assert "<NA>" not in ajettu.stdout
    assert "nan" not in ajettu.stdout
    tulos = json.loads(sote("nayta", "pxweb", p.TAULU, "--alue", "091", "--json").stdout)["result"]
    assert {rivi["vuosi"] for rivi in tulos["rows"]} == {None}


def test_look_around(sote):
    assert "2433" in sote("selaa", "sotkanet", "ruotsin").stdout
    assert "vaerak" in sote("selaa", "pxweb", "StatFin").stdout
    assert "M404 Ruotsinkielisten" in sote("selaa", "pxweb", p.TAULU).stdout


def test_put_away_with_its_sources(sote, tmp_path):
    polku = tmp_path / "uusi" / "vaki.csv"
    ajettu = sote("hae", "sotkanet", 127, "--vuodet", "2017", "--out", polku)
    assert ajettu.exit_code == 0, ajettu.stderr
    assert ajettu.stdout == f"{polku}\n"
    with polku.open(encoding="utf-8", newline="") as tiedosto:
        rivit = list(csv.DictReader(tiedosto))
    assert {r["alue"]: r["arvo"] for r in rivit}["091"] == "643272"
    selite = yaml.safe_load(polku.with_suffix(".yaml").read_text(encoding="utf-8"))
    malli = yaml.safe_load((faktat.AINEISTO / "lahteet.yaml").read_text(encoding="utf-8"))
    assert set(malli) <= set(selite)
    assert set(selite["taulut"]["vaki"]["sarakkeet"]) == set(rivit[0])
    for tieto in selite["taulut"]["vaki"]["sarakkeet"].values():
        assert set(tieto) == {"lahde", "vuosi", "yksikko"}
        assert set(selite["lahteet"][tieto["lahde"]]) == {"nimi", "lisenssi"}
    assert selite["haku"]["sha256"] == hashlib.sha256(polku.read_bytes()).hexdigest()
    assert "years=2017" in selite["haku"]["vastaukset"][-1]["kysely"]


def test_nothing_is_written_over_unasked(sote, palvelin, tmp_path):
    polku = tmp_path / "a.csv"
    polku.write_text("oma")
    ajettu = sote("hae", "sotkanet", 127, "--out", polku)
    assert ajettu.exit_code == 2
    assert "is there already" in ajettu.stderr
    assert palvelin.pyynnot == []
    assert sote("hae", "sotkanet", 127, "--out", polku, "--korvaa").exit_code == 0
    assert polku.read_text().startswith("alue,")
    assert sote("hae", "sotkanet", 127, "--out", tmp_path / "a.xlsx").exit_code == 2


def test_a_failure_leaves_no_file(sote, tmp_path):
    ajettu = sote("hae", "sotkanet", 127, "--out", tmp_path / "a.csv", "--osoite", "http://127.0.0.1:9")
    assert ajettu.exit_code == 1
    assert "cannot be reached" in ajettu.stderr
    assert "Traceback" not in ajettu.stderr
    assert ajettu.stdout == ""
    assert not (tmp_path / "a.csv").exists()
    assert not (tmp_path / "a.yaml").exists()


def test_compare_with_what_ships(sote):
    ajettu = sote("vertaa", "vaesto_2017")
    assert ajettu.exit_code == 0, ajettu.stderr
    assert "vaesto_2017: 24 of 26 the same, 1 missing on one side (sotkanet 127, 2017)" in ajettu.stdout
    assert [rivi.split()[1:3] for rivi in ajettu.stdout.splitlines() if rivi.startswith(" vaesto_2017")] == [
        ["018", "Askola"],
        ["049", "Espoo"],
    ]
    tulos = json.loads(sote("vertaa", "vaesto_2017", "--json").stdout)["result"]
    assert {r["alue_nimi"]: r["ero"] for r in tulos["rows"]}["Espoo"] == 1


def test_a_comparison_goes_on_when_one_column_fails(sote):
    ajettu = sote("vertaa", "vaesto_2017", "sote_nettokustannus_eur_as", "ruotsinkieliset_pct")
    assert ajettu.exit_code == 1
    assert "error: sote_nettokustannus_eur_as: 3220: no such indicator" in ajettu.stderr
    assert "vaesto_2017: 24 of 26" in ajettu.stdout
    assert "ruotsinkieliset_pct: 0 of 26 the same, 24 missing on one side" in ajettu.stdout  # Espoo's cell is missing


@pytest.mark.parametrize(
    ("sanat", "viesti"),
    [
        (("nayta", "sotkane", "127"), "Did you mean 'sotkanet'"),
        (("nayta", "sotkanet", "väestö"), "is a number"),
        (("nayta", "sotkanet", "127", "--vuodet", "2018-2016"), "no year or range"),
        (("nayta", "sotkanet", "127", "--vuodet", "²017"), "no year or range"),
        (("nayta", "sotkanet", "127", "--alue", "uusima"), "Did you mean 'uusimaa'"),
        (("nayta", "sotkanet", "127", "--alue", "./tyhja"), "no such folder"),
        (("nayta", "sotkanet", "127", "--valinta", "a=b"), "only for pxweb"),
        (("nayta", "pxweb", p.TAULU, "--valinta", "Tiedot"), "is not VARIABLE=VALUES"),
        (("nayta", "pxweb", p.TAULU, "--alue", "maakunta"), "not for pxweb"),
        (("nayta", "pxweb", p.TAULU, "--sukupuolet", "male"), "not for pxweb"),
        (("nayta", "sotkanet", "127", "--osoite", "sotkanet.fi"), "no address"),
        (("vertaa", "vaesto_217"), "Did you mean 'vaesto_2017'"),
        (("nayta", "sotkanet", "9999"), "no such indicator"),
    ],
)
def test_wrong_input(sote, sanat, viesti):
    ajettu = sote(*sanat)
    assert ajettu.exit_code == 2, ajettu.output
    assert viesti in ajettu.stderr
    assert ajettu.stdout == ""
    vastaus = json.loads(sote(*sanat, "--json").stdout)
    assert vastaus["error"]["code"] == 2


def test_a_failure_as_json(sote):
    vastaus = json.loads(sote("nayta", "sotkanet", 127, "--json", "--osoite", "http://127.0.0.1:9").stdout)
    assert vastaus["error"]["code"] == 1
    assert "cannot be reached" in vastaus["error"]["faults"][0]["message"]


def test_the_address_of_the_environment(sote, palvelin, monkeypatch):
    monkeypatch.setenv("SOTEMALLI_OSOITE", palvelin.osoite)
    ajettu = CliRunner().invoke(cli.app, ["data", "selaa", "sotkanet", "väestö"], prog_name="sote")
    assert ajettu.exit_code == 0, ajettu.stderr
    assert "127" in ajettu.stdout


def test_years_and_values():
    assert datakomento.lue_vuodet("2016-2018, 2020") == [2016, 2017, 2018, 2020]
    assert datakomento.lue_vuodet("") == []
    luetut = datakomento.lue_valinnat(["Tiedot=M411,M404", "Tiedot=Työllisyysaste, %", "Ikä=*"])
    assert luetut == {"Tiedot": ["M411", "M404", "Työllisyysaste, %"], "Ikä": ["*"]}


# --------------------------------------------------------------------------------------------- what ships
def test_the_list_of_sources_lacks_nothing():
    assert lahteet.puutteet() == []
    assert len(lahteet.taulut()) > 5


def test_a_column_without_source_is_seen(monkeypatch):
    taysi = lahteet.sarakkeet()
    monkeypatch.setattr(lahteet, "sarakkeet", lambda: [s for s in taysi if s.sarake != "vaesto_2017"])
    assert any(puute.endswith("kunnat.csv: vaesto_2017") for puute in lahteet.puutteet())
    assert "paivitys.yaml: kunnat.vaesto_2017" in lahteet.puutteet()


def test_unknown_columns():
    assert [x.sarake for x in lahteet.valitse(["127"])] == ["vaesto_2017", "vaesto_2018", "vaesto_2022"]
    with pytest.raises(ViallinenSyote):
        lahteet.valitse(["nimi_fi"])


def test_the_set_up_brings_the_loader():
    for nimi in ("requirements.lock", "requirements-dev.lock"):
        assert "\nrequests==" in (JUURI / nimi).read_text(encoding="utf-8")


# --------------------------------------------------------------------------------------------- no network
@pytest.mark.sekunteja
def test_a_run_opens_no_socket(monkeypatch):
    def avattu(*args, **muut):
        raise AssertionError(f"a run opened a socket: {args}")

    for nimi in ("connect", "connect_ex", "bind", "sendto"):
        monkeypatch.setattr(socket.socket, nimi, avattu)
    monkeypatch.setattr(socket, "getaddrinfo", avattu)
    malli = runs.build("nykytila-2017", otos=0.0005)
    malli.run_for(1)


@pytest.mark.hidas
def test_nothing_of_a_run_loads_the_loader():
    ohjelma = """
import sys
import runs.ajo, runs.cli, kalibrointi.maailma
runs.cli.datakomento.lue_alue("uusimaa")
ladatut = {"requests", "urllib3", "kalibrointi.lataus", "kalibrointi.sotkanet", "kalibrointi.pxweb"} & set(sys.modules)
assert not ladatut, ladatut
"""
    ymparisto = {**os.environ, "PYTHONPATH": str(JUURI)}
    ajettu = subprocess.run([sys.executable, "-c", ohjelma], env=ymparisto, capture_output=True, text=True)
    assert ajettu.returncode == 0, ajettu.stderr
