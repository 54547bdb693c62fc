"""`sote check targets`: every target has its measure, rows are judged by z, shares count fit and check apart."""

import json

import pytest
from typer.testing import CliRunner

from kalibrointi import tavoitetaulu
from runs import skenaariot, tavoitemitat, tavoitetarkistus
from runs.cli import app
from runs.tarkistusrivi import keskivirhe

TARGETS = tavoitetaulu.lue()


def test_rows_say_how_far_and_shares_are_apart():
    exact = {m: [{t.mitta: t.arvo for t in TARGETS if t.maailma == m}] * 2 for m in tavoitemitat.maailmat(TARGETS)}
    rows = tavoitetarkistus.rivit(TARGETS, exact)
    assert all(r.in_band for r in rows)
    assert rows[0].model.endswith("z +0.0")
    wrong = next(t for t in TARGETS if t.kaytto == "check")
    exact[wrong.maailma] = [{**exact[wrong.maailma][0], wrong.mitta: wrong.arvo + 3 * wrong.hajonta}] * 2
    rows = {r.id: r for r in tavoitetarkistus.rivit(TARGETS, exact)}
    assert not rows[wrong.tunnus].in_band
    assert "z +3.0" in rows[wrong.tunnus].model
    assert rows["share fit"].model == "1.00"
    assert wrong.tunnus in rows["share check"].source


@pytest.mark.sekunteja
def test_the_command_measures_every_target(monkeypatch):
    """Each target's key is among what its world gives; the trials and the start really run, in small."""
    asked = []

    def small(world, otos, seed):
        asked.append((world, seed))
        scenario = skenaariot.lue(world)
        if world == "kokeilu-tampere":
            return tavoitemitat.mittaa(scenario, 0.001, seed)
        if world.startswith("kokeilu-"):
            return {"osuus_5": 0.05}
        return tavoitemitat.mittaa(scenario, 0.001, seed)

    monkeypatch.setattr(tavoitemitat, "mittaa_nimetty", small)
    ran = CliRunner().invoke(app, ["check", "targets", "--seeds", "1", "--processes", "1", "--json"])
    rows = json.loads(ran.stdout)["result"]["rows"]
    assert [r["id"] for r in rows] == [*(t.tunnus for t in TARGETS), "share fit", "share check"]
    assert all("nan" not in r["model"] for r in rows)
    assert {w for w, _ in asked} == {t.maailma for t in TARGETS}


@pytest.mark.hidas
def test_the_targets_as_they_ship_are_met_or_their_miss_is_on_record():
    measured = tavoitetarkistus.mitatut(TARGETS, 0.02, 2, None, None)
    out = [t for t in TARGETS if not t.sisalla(*keskivirhe([m[t.mitta] for m in measured[t.maailma]]))]
    assert [t.tunnus for t in out if not t.syy] == []
