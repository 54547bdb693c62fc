"""`sote calibrate` from table to file on a world that costs nothing: found, repeated, resumed, drawn from."""

import json
from contextlib import contextmanager

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from kalibrointi import oletuskortit, posteriori, sovitettavat, tavoitetaulu
from kalibrointi.parametrit import lue_oletukset
from kalibrointi.posteriori import Posteriori
from kalibrointi.sovitettavat import Lohko
from kalibrointi.viat import ViallinenSyote
from runs import kalibrointiajo, posteriorivertailu, skenaariot, suorittimet, tavoitemitat, vedokset, vertailu
from runs.cli import app

KEYS = ("valinta.km", "valinta.huomio_avaus", "valinta.tuttu")
RANGES = np.array([[0.13, 0.6], [0.018, 0.045], [0.0, 1.5]])
TARGETS = tuple(t for t in tavoitetaulu.lue() if t.maailma == "kokeilu-tampere")
SIZE = kalibrointiajo.Koko(
    otos=0.01, radat=2, ensin=8, aaltoja=2, sitten=4, askelia=300, totuuksia=3, vedoksia=40, ajettavia=8
)
lived = []


def cheap(scenario, otos, seed):
    """Shares that follow distance and attention; familiarity moves nothing."""
    lived.append(seed)
    p = scenario.ohjelma().at(0)
    rng = np.random.default_rng(seed)
    five = 2.6 * p["valinta.huomio_avaus"] * np.exp(-1.5 * (p["valinta.km"] - 0.3)) * np.exp(0.03 * rng.normal())
    return {"osuus_5": five, "osuus_14": 1.5 * five, "ulkopuolelta": 0.3 + 0.6 * p["valinta.km"] + 0.01 * rng.normal()}


@contextmanager
def quiet(title):
    yield lambda done, total: None


def calibrate(folder, seed=1):
    block = Lohko("kokeilut", KEYS, RANGES, tuple(sorted(TARGETS, key=lambda t: t.kaytto != "fit")))
    work = kalibrointiajo.Kalibrointi("koe", SIZE, seed, folder, suorittimet.Yksin, quiet)
    return work.kalibroi([block])


@pytest.fixture(scope="module")
def calibrated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("calibration")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tavoitemitat, "mittaa", cheap)
        result = calibrate(folder / "first")
        runs = len(lived)
        again = calibrate(folder / "first")  # all is on disk
        resumed = len(lived) - runs
        other = calibrate(folder / "other", seed=2)
    result.kirjoita(folder / "koe.json")
    return result, again, resumed, other, folder / "koe.json"


@pytest.mark.hidas
def test_what_the_data_say_is_found_and_what_moves_nothing_is_frozen(calibrated):
    result = calibrated[0]
    (block,) = result.tiedot["blocks"]
    assert block["frozen"] == ["valinta.tuttu"]
    assert result.avaimet == KEYS[:2]
    assert all(e["in"] for e in result.tiedot["predictions"])
    assert {e["target"]: e["use"] for e in result.tiedot["predictions"]}["C35"] == "check"
    attention = next(p for p in block["parameters"] if p["key"] == "valinta.huomio_avaus")
    assert attention["width"] < 0.95
    assert attention["low"] <= attention["median"] <= attention["high"]
    assert [w["rows"] for w in block["waves"]] == [16, 8]


@pytest.mark.hidas
def test_same_seed_same_file_and_nothing_is_run_twice(calibrated, tmp_path):
    result, again, resumed, other, path = calibrated
    assert resumed == 0
    again.kirjoita(tmp_path / "koe.json")
    assert (tmp_path / "koe.json").read_bytes() == path.read_bytes()
    assert other.versio != result.versio
    one, two = result.vedokset, other.vedokset
    spread = np.sqrt((one.var(axis=0) + two.var(axis=0)) / 2)
    assert (np.abs(one.mean(axis=0) - two.mean(axis=0)) < 0.8 * spread).all(), "a second seed agrees"


@pytest.mark.hidas
def test_rows_have_seeds_of_their_own_and_worlds_share_them(calibrated):
    path = calibrated[4]
    from runs.varasto import Varasto

    runs = Varasto(path.parent / "first" / "kokeilut-aalto-1").runs()
    assert runs["seed"].nunique() == len(runs) == 16


def test_a_file_is_read_as_it_was_written_and_a_changed_one_is_refused(tmp_path):
    result = Posteriori("koe", KEYS[:2], np.array([[0.2, 0.02], [1 / 3, 0.03]]), {"seed": 1})
    path = tmp_path / "koe.json"
    result.kirjoita(path)
    read = posteriori.lue(path)
    assert (read.avaimet, read.versio) == (result.avaimet, result.versio)
    assert np.array_equal(read.vedokset, result.vedokset)
    assert path.with_suffix(".csv").read_text(encoding="utf-8").splitlines()[0] == ",".join(KEYS[:2])
    raw = json.loads(path.read_text(encoding="utf-8"))
    for change, message in (
        ({"schema": 99}, "format 99"),
        ({"draws": [[0.2, 0.02]]}, "not those of its version"),
        ({"draws": [[0.2, 9.0]]}, "outside 0.018 ... 0.045"),
        ({"parameters": ["valinta.km", "valinta.huomio_avas"]}, "Did you mean 'valinta.huomio_avaus'?"),
        ({"draws": "x"}, "is no posterior file"),
    ):
        (tmp_path / "p.json").write_text(json.dumps(raw | change), encoding="utf-8")
        with pytest.raises(ViallinenSyote, match=r"p\.json") as error:
            posteriori.lue(tmp_path / "p.json")
        assert message in str(error.value)
    with pytest.raises(ViallinenSyote, match="unknown posterior 'poster'"):
        posteriori.lue("poster")


def test_scenarios_draw_by_seed_but_keep_what_they_set_themselves():
    drawn = Posteriori("p", ("valinta.km", "keskus.odotus"), np.array([[0.2, 20.0], [0.5, 30.0]]), {})
    base = skenaariot.lue("nykytila-2017")
    assert vedokset.vedoksella(base, None, 1) is base
    values = [vedokset.vedoksella(base, drawn, s).ohjelma().at(0) for s in (1, 2, 3)]
    assert [(v["valinta.km"], v["keskus.odotus"]) for v in values] == [(0.2, 20.0), (0.5, 30.0), (0.2, 20.0)]
    trial = skenaariot.lue("kokeilu-tampere")
    of_trial = vedokset.vedoksella(trial, drawn, 2).ohjelma().at(0)
    assert of_trial["keskus.odotus"] == trial.ohjelma().at(0)["keskus.odotus"]
    assert of_trial["valinta.km"] == 0.5
    assert "keskus.odotus as kokeilu-tampere sets it" in vedokset.huomautus(drawn, trial)


def test_with_cards_every_draw_meets_its_own_row_of_what_nobody_has_measured():
    plain, swept = posteriori.lue("posterior"), posteriori.lue("posterior+cards")
    assert swept.avaimet == (*plain.avaimet, *oletuskortit.KORTIT)
    assert np.array_equal(swept.vedokset[:, : len(plain.avaimet)], plain.vedokset)
    assert posteriori.lue("posterior+cards").versio == swept.versio != plain.versio
    tree = lue_oletukset()
    for j, key in enumerate(oletuskortit.KORTIT):
        low, high = tree[key].range
        u = (swept.vedokset[:, len(plain.avaimet) + j] - low) / (high - low)
        assert sorted((u * len(u)).astype(int)) == list(range(len(u))), "one in every slice"
    assert abs(np.corrcoef(swept.vedokset[:, -4:], rowvar=False) - np.eye(4)).max() < 0.2


def test_both_sides_of_a_comparison_have_the_same_draw():
    """Each pair differs by the lever alone, pairs by their draw."""
    drawn = Posteriori("p", ("valinta.km",), np.array([[0.2], [0.5]]), {})
    seen = []

    class Toy:
        """What it gives is its distance weight, less its fee."""

        kk = 0

        def __init__(self, scenario, otos, seed):
            self.ohjelma, self.maailma = scenario.ohjelma(), None
            seen.append((seed, self.ohjelma.at(0)["valinta.km"]))

        def run_for(self, months):
            self.kk += months

        def results(self, taso="vuosi"):
            p = self.ohjelma.at(0)
            value = p["valinta.km"] - p["haku.maksu"] * p["valinta.km"]
            row = {"vuosi": 2018, "mittari": "m", "ryhma": "kaikki", "arvo": value, "yksikko": "u"}
            return pd.DataFrame([row])

    build = Toy

    a = skenaariot.lue("nykytila-2017", end="2018-12")
    b = skenaariot.lue("nykytila-2017", {"haku.maksu": 0.0}, end="2018-12")
    table = vertailu.compare(a, b, 2, otos=0.01, processes=1, rakentaja=build, posteriori=drawn)
    assert sorted(set(seen)) == [(1, 0.2), (2, 0.5)]
    expected = [14.0 * 0.2, 14.0 * 0.5]
    assert table["difference"][0] == pytest.approx(np.mean(expected))
    assert (table["p5"][0], table["p95"][0]) == pytest.approx(tuple(np.percentile(expected, (5, 95))))


def test_the_command_says_what_is_missing(monkeypatch, tmp_path):
    monkeypatch.setattr("runs.kalibrointikomento.find_spec", lambda name: None)
    ran = CliRunner().invoke(app, ["calibrate", "--short", "--out", str(tmp_path / "c")])
    assert ran.exit_code == 2
    assert "scikit-learn, emcee, SALib" in ran.stderr
    assert not (tmp_path / "c").exists()


def test_the_posterior_that_ships_is_whole_and_of_the_targets_that_ship():
    """Whoever changes a target, or which parameters are fitted, calibrates anew."""
    shipped = posteriori.lue("posterior")
    table = tavoitetaulu.TIEDOSTO.read_bytes()
    assert shipped.tiedot["hashes"]["targets"] == kalibrointiajo.tavoitteiden_tiiviste(table)
    fitted = {a for block in sovitettavat.lohkot() for a in block.avaimet}
    frozen = {a for block in shipped.tiedot["blocks"] for a in block["frozen"]}
    assert set(shipped.avaimet) | frozen == fitted
    assert all(block["recovery"]["passed"] for block in shipped.tiedot["blocks"])
    assert all(0 <= p["recovered"] <= 1 for block in shipped.tiedot["blocks"] for p in block["parameters"])


@pytest.mark.hidas
def test_a_second_seed_is_held_against_the_first_within_monte_carlo_error(calibrated, tmp_path):
    """The pipeline's own two fits agree; one whose mean lies where no luck puts it is told apart; old files say so."""
    result, _, _, other, path = calibrated
    ero = posteriorivertailu.vertaa(result, other)
    assert ero.samat
    assert all(0 < e.error_a < 0.2 * np.ptp(RANGES[KEYS.index(e.key)]) for e in ero.erot)
    raw = json.loads(path.read_text(encoding="utf-8"))
    raw["blocks"][0]["parameters"][0]["mean"] += 5 * raw["blocks"][0]["parameters"][0]["error"] * np.sqrt(2)
    (tmp_path / "p.json").write_text(json.dumps(raw), encoding="utf-8")
    ran = CliRunner().invoke(app, ["posterior", str(path), str(tmp_path / "p.json"), "--json"])
    assert ran.exit_code == 4
    told = json.loads(ran.stdout)["result"]
    assert not told["agree"]
    assert told["largest_z"] == pytest.approx(5.0)
    del raw["blocks"][0]["parameters"][0]["error"]
    (tmp_path / "p.json").write_text(json.dumps(raw), encoding="utf-8")
    ran = CliRunner().invoke(app, ["posterior", str(path), str(tmp_path / "p.json")])
    assert ran.exit_code == 2
    assert "older version" in ran.stderr
    assert CliRunner().invoke(app, ["posterior", str(path)]).exit_code == 0


def test_the_second_seed_that_ships_agrees_with_the_posterior_that_ships():
    ero = posteriorivertailu.vertaa(posteriori.lue("posterior"), posteriori.lue("posterior-siemen-2"))
    assert ero.samat, max(ero.erot, key=lambda e: abs(e.z))
    assert (ero.vain_a, ero.vain_b) == ((), ())


@pytest.mark.hidas
def test_on_the_real_model_the_same_seed_gives_the_same_file(tmp_path):
    """The whole pipeline twice from nothing, small: two parameters, the trial of Tampere."""
    size = kalibrointiajo.Koko(
        otos=0.002, radat=2, ensin=6, aaltoja=2, sitten=3, askelia=200, totuuksia=2, vedoksia=10, ajettavia=4
    )
    block = Lohko("kokeilut", KEYS[:2], RANGES[:2], tuple(sorted(TARGETS, key=lambda t: t.kaytto != "fit")))
    files = []
    for name in ("one", "two"):
        work = kalibrointiajo.Kalibrointi("koe", size, 3, tmp_path / name, suorittimet.Yksin, quiet)
        work.kalibroi([block]).kirjoita(tmp_path / f"{name}.json")
        files.append((tmp_path / f"{name}.json").read_bytes())
    assert files[0] == files[1]
    assert json.loads(files[0])["runs"] == 6 + 12 + 6 + 4


@pytest.mark.hidas
def test_the_error_told_of_means_is_the_spread_of_fits_over_seeds():
    """Twelve whole fits of known functions with seeds of their own: the jackknife foresees how their means vary."""
    from kalibrointi import sovitus
    from tests.kalibrointi.test_sovitus import BLOCK, runs_of

    means, errors = [], []
    for seed in range(1, 13):
        x = sovitus.kuutio(36, 3, seed)
        wave = sovitus.Aalto(sovitus.opeta(x, runs_of(x, 100 + seed), seed))
        sample = sovitus.posteriori(BLOCK, [wave], x, 600, seed)
        means.append(sample.u.mean(axis=0))
        errors.append(sample.virheet)
    told, real = np.sqrt(np.mean(np.square(errors), axis=0)), np.std(means, axis=0, ddof=1)
    assert (told / real > 0.5).all(), (told, real)
    assert (told / real < 2.5).all(), (told, real)
