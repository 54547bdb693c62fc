"""Three kinds of uncertainty told apart where they are known; answers that say no more than worlds and seeds do."""

import csv
import itertools
import json

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from runs import epavarmuusjako, tutkimustiedosto, vastaustiedosto
from runs.cli import app
from runs.havainnot import Havainnot, Tulema
from runs.tutkimussanat import Sanasto
from tests.runs import sarjakoe

LEVER, CARD = "2023-01:valinnanvapaus.suora_valinta", "liikelaitos.vinouma"


def sweep(effect, draws=12, cards=10, seeds=6, level=30.0, measure="odotus"):
    """A sweep whose lever does effect(draw, card, seed)."""
    points, rows = [], []
    for d, c, on in itertools.product(range(draws), range(cards), (False, True)):
        point = len(points)
        points.append(
            {"point": point, "experiment": "main", f"lever.{LEVER}": on, f"uncertainty.{CARD}": 0.01 * c,
             "uncertainty.posterior": f"draw-{d + 1}"}
        )  # fmt: skip
        for s in range(seeds):
            value = level + (effect(d, c, s) if on else 0.0)
            rows.append((point, s + 1, s + 1, 2026, measure, "kaikki", value))
    columns = ["point", "replicate", "seed", "year", "measure", "group", "value"]
    return Havainnot(pd.DataFrame(points), pd.DataFrame(rows, columns=columns))


def answer(h, measure="odotus", lang="en"):
    (row,) = epavarmuusjako.vastaukset(h, [Tulema(measure)], Sanasto(lang))
    return row


def test_the_split_finds_the_variances_that_are_there():
    rng = np.random.default_rng(1)
    draw, card, seed = rng.normal(0, 2.0, 60), rng.normal(0, 1.0, 60), rng.normal(0, 0.7, 8)
    both, rest = rng.normal(0, 0.5, (60, 60)), rng.normal(0, 0.3, (60, 60, 8))
    h = sweep(lambda d, c, s: draw[d] + card[c] + both[d, c] + seed[s] + rest[d, c, s], 60, 60, 8)
    split = answer(h).jako
    assert split.parameter == pytest.approx(2.0, rel=0.25)
    assert split.assumption == pytest.approx(1.0, rel=0.25)
    assert split.both == pytest.approx(0.5, rel=0.1)
    assert split.chance == pytest.approx(np.hypot(seed.std(ddof=1), 0.3), rel=0.05)
    shares = split.osuudet()
    assert sum(shares.values()) == pytest.approx(1.0)
    assert shares["parameter"] > shares["assumption"] > shares["both"]


def test_what_is_not_varied_has_no_share_and_noise_alone_is_chance():
    rng = np.random.default_rng(2)
    noise = rng.normal(0, 1.0, (12, 10, 6))
    split = answer(sweep(lambda d, c, s: noise[d, c, s])).jako
    assert split.parameter < 0.2
    assert split.assumption < 0.2
    assert split.chance == pytest.approx(1.0, rel=0.1)
    alone = answer(sweep(lambda d, c, s: 0.5 * d + noise[d, 0, s], cards=1)).jako
    assert np.isnan(alone.assumption)
    assert np.isnan(alone.both)
    assert alone.parameter == pytest.approx(np.std(0.5 * np.arange(12), ddof=1), rel=0.2)


def test_a_missing_run_gives_no_split_instead_of_a_wrong_one():
    h = sweep(lambda d, c, s: 1.0 + d)
    broken = h.results.drop(index=h.results.index[h.results["point"] == 3][0])
    split = answer(Havainnot(h.points, broken)).jako
    assert np.isnan([split.parameter, split.assumption, split.both, split.chance]).all()


@pytest.mark.parametrize(
    ("effect", "verdict", "words"),
    [
        (lambda d, c, s: -3.0 + 0.1 * c, "clear", {"fi": "lyhenee", "sv": "förkortas", "en": "shortens"}),
        (lambda d, c, s: (d - 6) * 1.0, "open", {"fi": "ei selvää suuntaa", "sv": "ingen klar", "en": "no clear sign"}),
        (lambda d, c, s: 0.2 + 0.01 * d, "small", {"fi": "merkitystä", "sv": "betydelse", "en": "no change that"}),
    ],
)
def test_an_answer_claims_a_sign_only_when_worlds_and_seeds_agree(effect, verdict, words):
    h = sweep(effect)
    for lang, word in words.items():
        row = answer(h, lang=lang)
        assert row.verdict == verdict
        assert word in row.sentence, row.sentence
        assert "120" in row.sentence, "of how many worlds"
    assert row.below + row.same + row.above == row.worlds == 120
    n, all_ = row.merkki()
    assert (n == all_) == (verdict != "open")


def test_seeds_that_disagree_leave_no_sign():
    """All worlds on one side, but by the luck of seeds: the interval over seeds holds zero."""
    rng = np.random.default_rng(3)
    luck = rng.normal(0, 5.0, 3)
    h = sweep(lambda d, c, s: luck[s] - luck.mean() + 1.5, seeds=3)
    row = answer(h)
    assert (row.low, row.p5 > 0) < (0.0, True)
    assert row.verdict == "open"
    assert "chance may explain it" in row.sentence


def test_levels_beyond_anything_observed_are_told_in_three_languages():
    h = sweep(lambda d, c, s: 0.1 * (d == 0), level=0.15, measure="lista_yksityinen")
    for lang, word in {"fi": "havaitun ulkopuolella", "sv": "utanför allt", "en": "outside anything"}.items():
        (row,) = epavarmuusjako.ylitykset(h, [Tulema("lista_yksityinen")], Sanasto(lang))
        assert (row.outside, row.of) == (10, 240)
        assert word in row.sentence
    assert epavarmuusjako.ylitykset(sweep(lambda d, c, s: 0.0, level=0.1, measure="lista_yksityinen"),
                                    [Tulema("lista_yksityinen")], Sanasto("en")) == []  # fmt: skip
    table = pd.DataFrame([("lista_yksityinen", "kaikki", 0.1, 0.3)], columns=["mittari", "ryhma", "value_a", "value_b"])
    assert [y.outside for y in epavarmuusjako.varoitukset(table)] == [1]


def test_the_command_splits_a_stored_sweep_and_names_cards_held_still(tmp_path):
    text = sarjakoe.teksti("lhs", 4, 3) + '[posterior]\nfile = "posterior"\ndraws = 3\n'
    sarjakoe.kirjoita(tmp_path / "s", text)
    ran = CliRunner().invoke(app, ["analyze", "uncertainty", str(tmp_path / "s"), "--json"])
    assert ran.exit_code == 0, ran.stderr
    result = json.loads(ran.stdout)["result"]
    assert result["worlds"] == 12
    assert result["cards"]["missing"] == ["tarve.ehkaisyteho", "valinta.valikointi"]
    choice = next(a for a in result["answers"] if a["lever"] == LEVER and a["measure"] == "odotus")
    assert choice["shares"]["assumption"] > 0.9, "the formula hangs on cards, not on draws"
    assert choice["sd"]["parameter"] == pytest.approx(0.0, abs=0.05)
    shown = CliRunner().invoke(app, ["analyze", "uncertainty", str(tmp_path / "s"), "--lang", "fi"])
    assert "In words" in shown.stdout
    assert "holds still what nobody has measured" in shown.stderr
    assert CliRunner().invoke(app, ["analyze", "uncertainty", str(tmp_path / "s"), "--lang", "de"]).exit_code == 2


@pytest.mark.sekunteja
def test_answers_are_written_in_three_languages_with_what_made_them(tmp_path):
    sarjakoe.kirjoita(tmp_path / "s", sarjakoe.teksti("lhs", 4, 3))
    out = tmp_path / "answers.json"
    ran = CliRunner().invoke(app, ["analyze", "uncertainty", str(tmp_path / "s"), "--out", str(out)])
    assert ran.exit_code == 0, ran.stderr
    told = vastaustiedosto.lue(out)
    assert told["study"]["name"] == "koe"
    assert (told["worlds"], told["seeds"]) == (4, 3)
    choice = next(a for a in told["answers"] if a["lever"] == LEVER and a["measure"] == "odotus")
    assert set(choice["sentence"]) == {"fi", "sv", "en"}
    assert choice["change"]["fi"] == "Suora valinta (ei \u2192 kyllä)"
    with out.with_suffix(".csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [r["sentence"] for r in rows] == [a["sentence"]["en"] for a in told["answers"]]
    assert vastaustiedosto.lue(tmp_path / "none.json") is None
    wrong = CliRunner().invoke(app, ["analyze", "uncertainty", str(tmp_path / "s"), "--out", str(tmp_path / "a.txt")])
    assert wrong.exit_code == 2


def test_the_answers_that_ship_are_of_the_study_that_ships_over_all_cards_and_the_posterior_that_ships():
    told = vastaustiedosto.lue()
    assert told["study"] == {"name": "epavarmuus", "fingerprint": tutkimustiedosto.lue("epavarmuus").fingerprint}
    assert (told["worlds"], told["seeds"], told["cards"]["missing"]) == (25, 3, [])
    levers = {a["lever"] for a in told["answers"]}
    assert levers == {LEVER, "2023-01:kapitaatio.painot", "rahoitusmalli"}
    for a in told["answers"]:
        assert all(a["sentence"][lang] for lang in ("fi", "sv", "en"))
        assert sum(x for x in a["shares"].values() if x is not None) == pytest.approx(1.0)
        assert a["p5"] <= a["p95"]
        assert a["below"] + a["same"] + a["above"] == 25
        if a["verdict"] == "clear":
            assert a["p5"] * a["p95"] > 0
        else:
            clear = {"open": "no clear sign", "small": "no change that matters"}[a["verdict"]]
            assert clear in a["sentence"]["en"]
