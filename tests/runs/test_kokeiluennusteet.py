"""`sote trials`: predictions have intervals that count what is not known, and the file says what made them."""

import csv
import json
import math

import numpy as np
import pytest
from typer.testing import CliRunner

from kalibrointi import posteriori, tavoitetaulu
from kalibrointi.posteriori import Posteriori
from runs import kokeiluennusteet, kokeilukuviot
from runs.cli import app


def toy(place, otos, seed, posterior):
    if place in kokeiluennusteet.ALUEET:
        return {"kustannus_asukas": 3000.0 + 10.0 * seed}
    weight = posterior.asetukset(seed)["valinta.km"] if posterior else 0.2
    return {"osuus_lopussa": weight / 2.0, "ika_ero": float("nan") if seed == 1 else -3.0 - seed}


def test_intervals_hold_the_spread_and_for_shares_the_discrepancy(monkeypatch):
    monkeypatch.setattr(kokeiluennusteet, "mittaa", toy)
    drawn = Posteriori("p", ("valinta.km",), np.array([[0.2], [0.3], [0.4]]), {})
    rows = {
        (e.place, e.measure): e
        for e in kokeiluennusteet.ennusta(drawn, 3, processes=1, paikat=("tampere", "pirkanmaa"))
    }
    share = rows["tampere", "osuus_lopussa"]
    target = next(t for t in tavoitetaulu.lue() if t.tunnus == "C34.tampere")
    assert share.mean == pytest.approx(0.15)
    assert share.sd == pytest.approx(0.05)
    assert share.discrepancy == pytest.approx(0.15 * target.mallivirhe / target.arvo)
    assert share.high - share.mean == pytest.approx(1.6449 * math.hypot(0.05, share.discrepancy), rel=1e-3)
    assert share.low >= 0
    assert rows["tampere", "ika_ero"].draws == 2, "who nobody joined has no age"
    cost = rows["pirkanmaa", "kustannus_asukas"]
    assert (cost.mean, cost.discrepancy) == (3020.0, None)


def test_the_command_writes_both_files(monkeypatch, tmp_path):
    monkeypatch.setattr(kokeiluennusteet, "mittaa", toy)
    out = tmp_path / "trials.json"
    ran = CliRunner().invoke(app, ["trials", "--draws", "2", "--processes", "1", "--out", str(out), "--json"])
    assert ran.exit_code == 0
    stored = json.loads(out.read_text(encoding="utf-8"))
    assert json.loads(ran.stdout)["result"]["predictions"] == stored["predictions"]
    assert stored["posterior"] is None
    assert {p["place"] for p in stored["predictions"]} == {*kokeilukuviot.PAIKAT, *kokeiluennusteet.ALUEET}
    with out.with_suffix(".csv").open(encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == len(stored["predictions"])
    assert CliRunner().invoke(app, ["trials", "--out", str(tmp_path / "no" / "t.json")]).exit_code == 2
    assert CliRunner().invoke(app, ["trials", "--out", str(tmp_path / "t.txt")]).exit_code == 2


def test_the_predictions_that_ship_are_whole_and_drawn_from_the_posterior_that_ships():
    """Every trial's end share, who joins, emergency use; the regions' cost level; the table says what JSON says."""
    told = kokeiluennusteet.lue()
    assert told["posterior"]["version"] == posteriori.lue("posterior").versio
    rows = {(p["place"], p["measure"]): p for p in told["predictions"]}
    of_trials = set(kokeiluennusteet.MITAT) - {"kustannus_asukas"}
    assert set(rows) == {(place, m) for place in kokeilukuviot.PAIKAT for m in of_trials} | {
        (region, "kustannus_asukas") for region in kokeiluennusteet.ALUEET
    }
    for row in rows.values():
        assert row["low"] < row["mean"] < row["high"]
        assert row["draws"] >= 8
    for place in kokeilukuviot.PAIKAT:
        assert 0 < rows[place, "osuus_5"]["mean"] < rows[place, "osuus_lopussa"]["mean"] < 1
    with kokeiluennusteet.TOIMITETTU.with_suffix(".csv").open(encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    assert [(r["place"], r["measure"], float(r["mean"])) for r in table] == [
        (p["place"], p["measure"], p["mean"]) for p in told["predictions"]
    ]


@pytest.mark.hidas
def test_a_trial_is_lived_with_and_without():
    measures = kokeiluennusteet.mittaa("tampere", 0.005, 1, None)
    assert set(measures) < set(kokeiluennusteet.MITAT)
    assert 0 < measures["osuus_5"] <= measures["osuus_14"] <= measures["osuus_lopussa"] < 0.5
    assert abs(measures["paivystys_ero"]) < 0.1
