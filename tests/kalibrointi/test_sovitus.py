"""Emulators, history matching, posterior and recovery on a known function: the closed form must come out."""

import numpy as np
import pytest

from kalibrointi import sovitettavat, sovitus
from kalibrointi.emulaattori import Emulaattori
from kalibrointi.parametrit import lue_oletukset
from kalibrointi.sovitettavat import Lohko
from kalibrointi.tavoitetaulu import Tavoite
from kalibrointi.viat import ViallinenSyote

NOISE = 0.02


def target(name, value, sd, use="fit"):
    return Tavoite(name, "w", name, value, 0.6 * sd, 0.8 * sd, "argued", "u", "2017", "r", use, "tilasto", "s", {})


BLOCK = Lohko("toy", ("a", "b", "idle"), np.array([[0.0, 1.0]] * 3), (target("p", 0.4, 0.05), target("q", 1.1, 0.1)))


def runs_of(x, seed=1):
    """p depends on a alone, q on a and b, many-fold; the third coordinate does nothing."""
    noise = np.random.default_rng(seed).normal(size=(len(x), 2)) * NOISE
    return np.c_[0.1 + 0.9 * x[:, 0] ** 2, 0.3 * np.exp(2.0 * x[:, 0] + x[:, 1])] * np.exp(noise)


@pytest.fixture(scope="module")
def fitted():
    x = sovitus.kuutio(36, 3, 1)
    first = sovitus.Aalto(sovitus.opeta(x, runs_of(x), 1))
    more, left = sovitus.seuraavat(BLOCK, [first], 20, 2)
    both = np.vstack([x, more])
    second = sovitus.Aalto(sovitus.opeta(both, np.vstack([runs_of(x), runs_of(more, 2)]), 3))
    return x, more, left, [first, second]


@pytest.mark.sekunteja
def test_an_emulator_foresees_what_it_has_not_seen_and_knows_how_well(fitted):
    emulators = fitted[3][1].emulaattorit
    fresh = sovitus.kuutio(60, 3, 9)
    truth = np.c_[0.1 + 0.9 * fresh[:, 0] ** 2, 0.3 * np.exp(2.0 * fresh[:, 0] + fresh[:, 1])]
    assert [em.log for em in emulators] == [True, True]
    for em, real in zip(emulators, truth.T, strict=True):
        mean, variance = em.ennusta(fresh)
        assert em.luotettava
        assert em.selitetty() > 0.95
        assert np.sqrt(np.mean((mean / real - 1.0) ** 2)) < 0.06
        assert np.mean(np.abs(mean - real) > 3.0 * np.sqrt(variance)) < 0.1
    assert emulators[0].siemenhajonta == pytest.approx(NOISE, rel=0.6)


def test_leaving_out_is_what_it_says():
    """The closed form of leave-one-out against really leaving one run out, with the same kernel."""
    x = sovitus.kuutio(14, 2, 4)
    y = 2.0 + x[:, 0] + np.sin(3.0 * x[:, 1])
    em = Emulaattori(x, y, 1)
    without = np.arange(14) != 5
    k = em.ydin(x) + (em.kohina + 1e-9) * np.eye(14)
    r = (y - em._lineaarinen(x) @ em.kertoimet) / em.mitta
    weights = np.linalg.solve(k[np.ix_(without, without)], np.c_[r[without], k[without, 5]])
    mean = k[5, without] @ weights[:, 0]
    variance = k[5, 5] - k[5, without] @ weights[:, 1]
    assert em.loo[5] == pytest.approx((r[5] - mean) / np.sqrt(variance), rel=1e-6)


def test_an_emulator_that_errs_too_often_rules_nothing_out():
    x = sovitus.kuutio(30, 3, 1)
    bad = sovitus.opeta(x, runs_of(x), 1)
    for em in bad:
        em.luotettava = False
    assert sovitus.jaljella(x, [sovitus.Aalto(bad)], BLOCK.sovitettavat).all()


@pytest.mark.sekunteja
def test_history_matching_keeps_the_truth_and_hands_on_points_not_a_box(fitted):
    _, more, left, waves = fitted
    a = np.sqrt((0.4 - 0.1) / 0.9)
    b = np.log(1.1 / 0.3) - 2.0 * a
    assert sovitus.jaljella(np.array([[a, b, 0.5]]), waves, BLOCK.sovitettavat).all()
    assert 0.01 < left < 0.9
    assert sovitus.jaljella(more, waves[:1], BLOCK.sovitettavat).all()
    box = np.random.default_rng(1).uniform(more.min(0), more.max(0), (4000, 3))
    assert sovitus.jaljella(box, waves[:1], BLOCK.sovitettavat).mean() < 0.95


def test_nothing_left_says_which_targets_are_in_conflict():
    block = Lohko("toy", BLOCK.avaimet, BLOCK.rajat, (target("p", 5.0, 0.05), target("q", -9.0, 0.1)))
    x = sovitus.kuutio(30, 3, 1)
    with pytest.raises(ViallinenSyote, match=r"in conflict: (p|q) \("):
        sovitus.seuraavat(block, [sovitus.Aalto(sovitus.opeta(x, runs_of(x), 1))], 10, 1)


@pytest.mark.sekunteja
def test_the_posterior_is_that_of_the_closed_form(fitted):
    _, more, _, waves = fitted
    sample = sovitus.posteriori(BLOCK, waves, more, 500, 5)
    grid = np.stack(np.meshgrid(*[np.linspace(0.005, 0.995, 100)] * 2, indexing="ij"), axis=-1).reshape(-1, 2)
    real = np.c_[0.1 + 0.9 * grid[:, 0] ** 2, 0.3 * np.exp(2.0 * grid[:, 0] + grid[:, 1])]
    logs = -0.5 * (((real - [0.4, 1.1]) / [0.05, 0.1]) ** 2).sum(axis=1)
    weight = np.exp(logs - logs.max())
    for j in (0, 1):
        mean = np.average(grid[:, j], weights=weight)
        sd = np.sqrt(np.average((grid[:, j] - mean) ** 2, weights=weight))
        assert sample.u[:, j].mean() == pytest.approx(mean, abs=0.35 * sd)
        assert sample.u[:, j].std() == pytest.approx(sd, rel=0.4)
    widths = sovitus.leveydet(sample.u)
    assert widths[0] < 0.4
    assert widths[2] > sovitus.KUOLLUT, "what moves nothing is not identified"


@pytest.mark.hidas
def test_known_truths_are_recovered(fitted):
    x, *_, waves = fitted
    kernels = [(em.ydin, em.kohina) for em in waves[0].emulaattorit]
    recovered = sovitus.palauta(BLOCK, x, runs_of(x), kernels, 24, 300, 7)
    assert recovered.sisalla.shape == (24, 3)
    assert 0.8 <= recovered.kattavuus <= 0.98
    assert (recovered.leveydet[:, 0] < recovered.leveydet[:, 2]).all()


def test_the_shipped_blocks_are_parameters_that_can_be_fitted():
    blocks = sovitettavat.lohkot()
    tree = lue_oletukset()
    for block in blocks:
        assert len(block.avaimet) >= 5
        assert {t.kaytto for t in block.tavoitteet} == {"fit", "check"}
        assert all(low <= tree[a].value <= high for a, (low, high) in zip(block.avaimet, block.rajat, strict=True))
        u = np.full((1, len(block.avaimet)), 0.25)
        assert block.yksikkoina(block.arvot(u)) == pytest.approx(u)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("valinta.kmm,kokeilut,x", "Did you mean 'valinta.km'?"),
        ("haku.maksu,lahto,x", "is a lever"),
        ("tarve.ilmaantuvuus,lahto,x", "no single number"),
        ("valinta.km,kokeilu,x", "Did you mean 'kokeilut'?"),
        ("valinta.paiva,kokeilut,x", "is listed twice"),
    ],
)
def test_what_cannot_be_fitted_is_told_with_its_line(tmp_path, row, message):
    file = tmp_path / "s.csv"
    file.write_text(f"parametri,lohko,peruste\nvalinta.paiva,kokeilut,x\n{row}\n", encoding="utf-8")
    with pytest.raises(ViallinenSyote) as error:
        sovitettavat.lohkot(tiedosto=file)
    assert message in str(error.value)
    assert error.value.viat[0].rivi == 3
