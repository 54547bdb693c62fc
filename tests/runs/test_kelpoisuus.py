"""`sote validate`: suites are kept until what they hang on changes; the page is whole, in three languages, offline."""

import html as html_module
import json
import re

import numpy as np
import pytest
from typer.testing import CliRunner

from kalibrointi import kohteet, tavoitetaulu
from kalibrointi.posteriori import Posteriori
from runs import (
    alkupera,
    kelpoisuus,
    kelpoisuussivu,
    kokeiluennusteet,
    kuviolaskenta,
    moottori,
    tarkistukset,
    tavoitemitat,
    tavoitetarkistus,
    vastaustiedosto,
)
from runs.cli import app
from runs.kelpoisuus import Sarjatulos
from runs.tarkistusrivi import Tarkistusrivi
from visualisointi import kelpoisuussanat

TARGETS = tavoitetaulu.lue()


def target_rows():
    exact = {m: [{t.mitta: t.arvo for t in TARGETS if t.maailma == m}] * 2 for m in tavoitemitat.maailmat(TARGETS)}
    first = TARGETS[0]
    exact[first.maailma] = [{**exact[first.maailma][0], first.mitta: first.arvo + 9 * first.hajonta}] * 2
    return tavoitetarkistus.rivit(TARGETS, exact)


def start_rows():
    k = kohteet.lue("start")[0]
    return [Tarkistusrivi(k.tunnus, k.nimi["en"], "1 - 2", "3", False, k.lahde, "a known cause", recorded=True)]


@pytest.fixture
def counted(monkeypatch, tmp_path):
    """Suites that cost nothing and count how often they are run; results are kept in a folder of the test's own."""
    calls = []

    def suite(name, rows):
        def run(progress=None, **chosen):
            calls.append((name, chosen))
            return rows()

        return run

    monkeypatch.setitem(tarkistukset.SUITES, "targets", suite("targets", target_rows))
    monkeypatch.setitem(tarkistukset.SUITES, "start", suite("start", start_rows))
    monkeypatch.setitem(tarkistukset.SUITES, "laws", suite("laws", start_rows))
    monkeypatch.setattr(kelpoisuus, "oletuskansio", lambda: tmp_path / "results")
    monkeypatch.setattr(kelpoisuussivu, "KARTTAOTOS", 0.001)
    return calls


def test_a_suite_is_run_again_only_when_something_changed(counted, monkeypatch):
    first, again = kelpoisuus.kokoa("targets"), kelpoisuus.kokoa("targets")
    assert (first.cached, again.cached) == (False, True)
    assert again.rows == first.rows
    assert len(counted) == 1
    kelpoisuus.kokoa("targets", seeds=2)
    kelpoisuus.kokoa("targets", uudestaan=True)
    assert [chosen for _, chosen in counted] == [{}, {"seeds": 2}, {}]
    monkeypatch.setattr(alkupera, "mallin_tiiviste", lambda: "another model")
    assert not kelpoisuus.kokoa("targets").cached


def test_a_broken_file_of_kept_results_is_no_result(counted, tmp_path):
    kelpoisuus.kokoa("targets")
    (file,) = (tmp_path / "results" / "kelpoisuus").glob("targets-*.json")
    file.write_text("{", encoding="utf-8")
    assert not kelpoisuus.kokoa("targets").cached


@pytest.mark.sekunteja
def test_the_command_writes_page_and_data(counted, tmp_path):
    page = tmp_path / "v.html"
    ran = CliRunner().invoke(app, ["validate", "--only", "laws,targets", "--out", str(page), "--lang", "sv", "--json"])
    assert ran.exit_code == 4, "one target is out that is not on record"
    result = json.loads(ran.stdout)["result"]
    assert list(result["suites"]) == ["targets", "laws"]
    assert result["suites"]["laws"] == {
        "rows": 1, "in": 0, "out": 1, "recorded": 1, "otos": None, "seeds": None, "cached": False,
    }  # fmt: skip
    data = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    assert [r["id"] for r in data["suites"]["targets"]["rows"]][: len(TARGETS)] == [t.tunnus for t in TARGETS]
    html = page.read_text(encoding="utf-8")
    assert re.findall(r"""(?:src|href)=["'](?!#|data:)[^"']*""", html) == []
    assert re.findall(r"url\((?!#|data:)[^)]*", html) == []
    assert "<script" not in html
    assert html.count("<figure") == 3, "distances of targets, what the posterior learned, and answers by kind"
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert all(t.nimi["sv"].split("'")[0] in html for t in TARGETS)
    assert "a known cause" in html
    assert "UTANFÖR" in html


@pytest.mark.hidas
def test_the_start_has_its_map(counted, tmp_path):
    page = tmp_path / "v.html"
    assert CliRunner().invoke(app, ["validate", "--only", "start", "--out", str(page)]).exit_code == 0
    assert page.read_text(encoding="utf-8").count("<figure") == 4, "network, municipalities, fit, answers"


@pytest.mark.parametrize("lang", ["fi", *(pytest.param(k, marks=pytest.mark.sekunteja) for k in ("sv", "en"))])
def test_texts_are_there_in_every_language(lang):
    assert all(texts[lang] for texts in kelpoisuussanat.SANAT.values())
    assert len(kelpoisuussanat.EI_SAA[lang]) == len(kelpoisuussanat.EI_SAA["en"])
    page = kelpoisuussivu.Sivu([Sarjatulos("targets", tuple(target_rows()), 0.01, 2, "k", "2026-11-30")], lang)
    assert f'<html lang="{lang}">' in page.html()
    fitted = sum(t.kaytto == "fit" for t in TARGETS)
    assert f"{fitted - 1}/{fitted}" in page.lyhyesti()[0], "the one that is 9 sd off is not counted as in"


def calibrated(model="another"):
    """A posterior of two parameters, one narrowed and one not."""
    said = {"shipped": 0.2, "recovered": 0.9}
    narrow = {"key": "valinta.km", "prior": [0.13, 0.6], "low": 0.2, "median": 0.25, "high": 0.3, "width": 0.2}
    wide = {"key": "puute.osuus", "prior": [0.02, 0.4], "low": 0.03, "median": 0.2, "high": 0.39, "width": 1.0}
    block = {
        "block": "lahto",
        "recovery": {"coverage": 0.9, "truths": 8},
        "parameters": [{**narrow, **said, "identified": True}, {**wide, **said, "identified": False}],
        "waves": [{"emulators": {"C24": {"explained": 0.97, "trusted": True}}}],
    }
    prediction = {"target": "C24", "use": "fit", "figure": 4.76, "mean": 4.7, "low": 4.1, "high": 5.3, "in": True}
    told = {"seed": 1, "runs": 12, "hashes": {"model": model}, "blocks": [block], "predictions": [prediction]}
    return Posteriori("p", ("valinta.km", "puute.osuus"), np.array([[0.2, 0.1]]), told)


@pytest.mark.parametrize("lang", ["fi", *(pytest.param(k, marks=pytest.mark.sekunteja) for k in ("sv", "en"))])
def test_the_page_says_what_is_learned_and_what_is_not(lang):
    def page(posterior):
        return kelpoisuussivu.Sivu([], lang, posterior).html()

    html = page(calibrated())
    assert html.count("<figure") == 2
    assert "puute.osuus" in html.split("<figure")[0], "what the data do not identify is named"
    assert "valinta.km" not in html.split("<figure")[0]
    assert kelpoisuussanat.sana("vanha_malli", lang) in html
    assert kelpoisuussanat.sana("vanha_malli", lang) not in page(calibrated(moottori.model_fingerprint()))
    assert kelpoisuussanat.sana("ei_posterioria", lang) in page(None)


@pytest.mark.parametrize("lang", ["fi", *(pytest.param(k, marks=pytest.mark.sekunteja) for k in ("sv", "en"))])
def test_the_page_tells_directions_answers_and_predictions_that_ship(lang):
    told = calibrated()
    direction = {"width": 0.4, "weights": {"valinta.km": -0.8, "puute.osuus": 0.6}}
    told.tiedot["blocks"][0] |= {"informed": 1.3, "directions": [direction]}
    told.tiedot["predictions"][0]["emulator_missed"] = 0.07
    html = kelpoisuussivu.Sivu([], lang, told).html()
    assert re.search(r"0[.,]8 valinta\.km", html)
    predictions = kokeiluennusteet.lue()
    assert {e["place"] for e in predictions["predictions"]} | {e["measure"] for e in predictions["predictions"]} == set(
        kelpoisuussanat.ENNUSTEET
    )
    assert all(kelpoisuussanat.ENNUSTEET[e["measure"]][lang] in html for e in predictions["predictions"])
    answers = vastaustiedosto.lue()
    for answer in answers["answers"] if answers else ():
        assert answer["sentence"][lang].split("(")[0].strip()[:40] in html_module.unescape(html)


def test_patterns_are_counted_three_ways_and_no_way_forgets_what_is_not_in_the_model():
    def row(id, inside, band="> 0", cause="", source="s"):
        return Tarkistusrivi(id, "w", band, "1", inside, source, cause, recorded=bool(cause))

    rows = [
        row("P01", True), row("P02.a", True), row("P02.b", False, cause="known"), row("P04", False),
        row("P05", True, "any: reported"), row("P07", False, "-", "not in the model"), row("share in", True),
    ]  # fmt: skip
    counts = kuviolaskenta.laske(rows, [row("C44", True, source="C44, P38: Oulu")])
    bands = [k for k in kohteet.kuviot().values() if k.bandi != "\u2013" and k.paino != "C"]
    assert counts["rows"] == (2, 4)
    assert counts["patterns"] == (1, 4)
    assert counts["all"] == (2, len(bands))
    assert counts["explained"] == (2, 3)


def test_unknown_suites_and_places_are_told(tmp_path):
    ran = CliRunner().invoke(app, ["validate", "--only", "target", "--out", str(tmp_path / "v.html")])
    assert ran.exit_code == 2
    assert "Did you mean 'targets'?" in ran.stderr
    assert CliRunner().invoke(app, ["validate", "--out", str(tmp_path / "v.pdf")]).exit_code == 2
    assert list(tmp_path.iterdir()) == []
