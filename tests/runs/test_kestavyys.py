"""Paired differences, shares of worlds and regret: known numbers, and the two uncertainties kept apart."""

import numpy as np
import pytest

from kalibrointi.viat import ViallinenSyote
from runs import kestavyys, sarjavertailu
from runs.havainnot import Havainnot, Tulema, kohinan_osuus, vaikutus
from tests.runs import sarjakoe


def test_seed_error_and_spread_over_worlds_are_two_things() -> None:
    """Worlds differ by 10, seeds by a luck all worlds share: the interval is the seeds', the spread the worlds'."""
    rng = np.random.default_rng(1)
    maailmat, siemenet = np.linspace(-10.0, 10.0, 41), rng.normal(0.0, 1.0, 9)
    v = vaikutus(maailmat[:, None] + siemenet)
    puoli = 2.306004 * siemenet.std(ddof=1) / 3.0  # t, 8 degrees of freedom
    assert v.ero == pytest.approx(siemenet.mean())
    assert v.yla - v.ero == pytest.approx(puoli, rel=1e-5)
    assert v.p95 - v.p5 == pytest.approx(18.0)
    assert kohinan_osuus(maailmat[:, None] + siemenet) == pytest.approx(0.0, abs=1e-12)
    yksi = vaikutus(maailmat[:, None])
    assert np.isnan(yksi.ala)
    assert yksi.p5 == pytest.approx(-9.0)


def test_coverage_of_the_interval_with_runs_missing() -> None:
    """95 % intervals of ragged sweeps (adaptive replicates, failed runs) cover the truth about as often as they say."""
    rng = np.random.default_rng(2)
    osumia, kertoja = 0, 1000
    for _ in range(kertoja):
        erot = 1.0 + rng.normal(0, 1, (20, 1)) * 0 + rng.normal(0, 1, (1, 8)) + 0.5 * rng.normal(0, 1, (20, 8))
        erot[rng.random(erot.shape) < 0.1] = np.nan
        v = vaikutus(erot)
        osumia += v.ala < 1.0 < v.yla
    assert 0.93 < osumia / kertoja < 0.97


def test_a_seed_run_in_a_few_worlds_makes_no_false_confidence() -> None:
    """An unfinished sweep: two seeds everywhere and a third in 2 of 24 worlds are hardly more than two seeds."""
    rng = np.random.default_rng(3)
    osumia, kertoja = 0, 1000
    for _ in range(kertoja):
        erot = rng.normal(0, 1, (1, 3)) + 0.3 * rng.normal(0, 1, (24, 3))
        erot[2:, 2] = np.nan
        v = vaikutus(erot)
        osumia += v.ala < 0.0 < v.yla
    assert osumia / kertoja > 0.93


@pytest.mark.sekunteja
def test_shares_of_worlds_and_regret_of_a_known_sweep(tmp_path) -> None:
    h = Havainnot.lue(sarjakoe.kirjoita(tmp_path / "a", sarjakoe.teksti("lhs", 60, 4)))
    t = Tulema("odotus")
    parit, keinot = kestavyys.kestavyys(h, t, raja_=0.0)
    parit = parit.set_index("policy")
    valinta = next(i for i, r in h.keinovalikoimat.iterrows() if r.iloc[0] and r.iloc[1] == "ika_sukupuoli")
    b, n = (h.yksikkomaailmat[a].to_numpy() for a in (sarjakoe.VINOUMA, sarjakoe.TIETOVIRHE))
    assert parit.loc[valinta, "below"] == pytest.approx(np.mean(3 * b + n < 2), abs=0.04)
    assert parit.loc[valinta, ["below", "same", "above"]].sum() == pytest.approx(1.0)
    assert parit.loc[valinta, "below_low"] <= parit.loc[valinta, "below"] <= parit.loc[valinta, "below_high"]
    # policies: no choice + need weights, or choice + need weights, is best in each world
    assert keinot.set_index("policy").loc[0, "best"] == 0.0
    paras = keinot["best"].max()
    assert paras == pytest.approx(max(np.mean(3 * b + n < 2), np.mean(3 * b + n > 2)), abs=0.04)
    assert keinot["regret_max"].min() > 0.5
    assert (keinot["regret_p95"] <= keinot["regret_max"] + 1e-12).all()


def test_worlds_within_the_limit_are_no_difference() -> None:
    kuutio = np.array([[[0.0], [0.0], [0.0], [0.0]], [[-2.0], [-0.5], [0.5], [2.0]]])
    o = kestavyys.osuus(kuutio, 0, 1, raja=1.0)
    assert (o.alle, o.sama, o.yli) == (0.25, 0.5, 0.25)
    assert np.isnan(o.alle_vali[0])  # one seed has no Monte Carlo interval
    np.testing.assert_allclose(kestavyys.katumus(kuutio, "higher"), [[0, 0, 0.5, 2], [2, 0.5, 0, 0]])


def test_designed_as_one_has_no_policies_to_compare(tmp_path) -> None:
    lahde = sarjakoe.teksti("lhs", 24, 1).replace('levers = "grid"\nuncertainties', "joint")
    h = Havainnot.lue(sarjakoe.kirjoita(tmp_path / "a", lahde))
    assert not h.ristiin
    assert [k.nimi for k in h.kohteet(Tulema("odotus"))] == ["level"]
    with pytest.raises(ViallinenSyote, match="designed as one"):
        kestavyys.kestavyys(h, Tulema("odotus"))


@pytest.mark.sekunteja
def test_two_sweeps_agree_bit_for_bit_or_show_what_the_model_did(tmp_path) -> None:
    lahde = sarjakoe.teksti("lhs", 12, 2)
    a = sarjakoe.kirjoita(tmp_path / "a", lahde)

    def muu(piste, siemen):
        tulos = sarjakoe.arvot(piste, siemen)
        return tulos | {("odotus", "kaikki"): tulos["odotus", "kaikki"] + 1.5}

    b = sarjakoe.kirjoita(tmp_path / "b", lahde, muu, epaonnistuu=lambda piste, toisto: piste == 5)
    b.manifest["sotemalli"] = "0.2.0"
    sama, eri = sarjavertailu.vertaa(a, a), sarjavertailu.vertaa(a, b)
    assert sama.samoja == sama.riveja > 0
    assert sama.erot == {}
    assert (eri.ajoja_a, eri.ajoja_b, eri.yhteisia) == (96, 94, 94)
    assert eri.erot == {"sotemalli": ("0.1.0", "0.2.0")}
    odotus = eri.taulu.set_index("measure").loc["odotus"]
    assert odotus["difference"] == pytest.approx(1.5)
    assert eri.samoja == eri.riveja * 7 // 8
