"""Sensitivity on functions whose indices are known, by the design that is recognised from the rows themselves."""

import math

import numpy as np
import pytest

from kalibrointi.viat import ViallinenSyote
from runs import herkkyys
from runs.havainnot import OLETUS, Havainnot, Tekija, Tulema
from tests.runs import sarjakoe

pytest.importorskip("SALib")


def asetelma(u: np.ndarray) -> herkkyys.Asetelma:
    """A design on the unit cube."""
    tekijat = [Tekija(f"x{i}", OLETUS, tuple(range(9)), True) for i in range(u.shape[1])]
    return herkkyys.Asetelma(tekijat, u, u)


def ishigami(u: np.ndarray, a: float = 7.0, b: float = 0.1) -> np.ndarray:
    x = np.pi * (2.0 * u - 1.0)
    return np.sin(x[:, 0]) + a * np.sin(x[:, 1]) ** 2 + b * x[:, 2] ** 4 * np.sin(x[:, 0])


def sobol_g(u: np.ndarray, a: tuple[float, ...]) -> np.ndarray:
    return np.prod([(np.abs(4.0 * u[:, i] - 2.0) + a[i]) / (1.0 + a[i]) for i in range(len(a))], axis=0)


def sobol_g_indeksit(a: tuple[float, ...]) -> tuple[list[float], list[float]]:
    """First-order and total indices in closed form (Saltelli & Sobol 1995)."""
    v = [1.0 / (3.0 * (1.0 + x) ** 2) for x in a]
    kaikki = math.prod(1.0 + x for x in v) - 1.0
    return [x / kaikki for x in v], [x * math.prod(1.0 + z for z in v) / (1.0 + x) / kaikki for x in v]


def luvut(rivit: list, suure: str) -> list[float]:
    return [arvo for _, nimi, arvo, *_ in rivit if nimi == suure]


@pytest.mark.parametrize("pareja", [False, True])
def test_sobol_indices_of_the_ishigami_function(pareja: bool) -> None:
    from SALib.sample import sobol

    u = sobol.sample({"num_vars": 3, "names": list("abc"), "bounds": [[0.0, 1.0]] * 3}, 2048,
                     calc_second_order=pareja, seed=1)  # fmt: skip
    assert herkkyys.tunnista(u) == "sobol"
    assert herkkyys.saltelli_lohko(u) == (8 if pareja else 5)
    rivit = herkkyys.sobol(asetelma(u), ishigami(u))
    v = (0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2, 49 / 8, 0.0)
    v13 = 0.01 * np.pi**8 * (1 / 18 - 1 / 50)
    kaikki = sum(v) + v13
    np.testing.assert_allclose(luvut(rivit, "S1"), [x / kaikki for x in v], atol=0.02)
    np.testing.assert_allclose(luvut(rivit, "ST"), [(v[0] + v13) / kaikki, v[1] / kaikki, v13 / kaikki], atol=0.02)
    if pareja:
        np.testing.assert_allclose(luvut(rivit, "S2"), [0.0, v13 / kaikki, 0.0], atol=0.03)
    ala = {t: (lo, hi) for t, nimi, _, lo, hi in rivit if nimi == "ST"}
    assert ala["x0"][0] < (v[0] + v13) / kaikki < ala["x0"][1]


def test_sobol_indices_of_the_g_function() -> None:
    from SALib.sample import sobol

    a = (0.0, 1.0, 4.5, 99.0)
    u = sobol.sample({"num_vars": 4, "names": list("abcd"), "bounds": [[0.0, 1.0]] * 4}, 2048,
                     calc_second_order=False, seed=3)  # fmt: skip
    rivit = herkkyys.sobol(asetelma(u), sobol_g(u, a))
    ensin, kaikkiaan = sobol_g_indeksit(a)
    np.testing.assert_allclose(luvut(rivit, "S1"), ensin, atol=0.02)
    np.testing.assert_allclose(luvut(rivit, "ST"), kaikkiaan, atol=0.02)


def test_a_failed_run_takes_its_whole_block_along_and_nothing_else() -> None:
    from SALib.sample import sobol

    u = sobol.sample({"num_vars": 3, "names": list("abc"), "bounds": [[0.0, 1.0]] * 3}, 256,
                     calc_second_order=False, seed=1)  # fmt: skip
    y = ishigami(u)
    y[7] = np.nan
    kaytetty = np.delete(np.arange(len(u)), slice(5, 10))
    assert herkkyys.sobol(asetelma(u), y) == herkkyys.sobol(asetelma(u[kaytetty]), ishigami(u[kaytetty]))


def test_morris_effects_of_a_sum_are_its_slopes() -> None:
    from SALib.sample import morris

    u = morris.sample({"num_vars": 3, "names": list("abc"), "bounds": [[0.0, 1.0]] * 3}, 8, num_levels=4, seed=2)
    assert herkkyys.tunnista(u) == "morris"
    rivit = herkkyys.morris(asetelma(u), 5.0 * u[:, 0] - 2.0 * u[:, 1])
    np.testing.assert_allclose(luvut(rivit, "mu"), [5.0, -2.0, 0.0], atol=1e-9)
    np.testing.assert_allclose(luvut(rivit, "mu_star"), [5.0, 2.0, 0.0], atol=1e-9)
    np.testing.assert_allclose(luvut(rivit, "sigma"), 0.0, atol=1e-9)


@pytest.mark.sekunteja
def test_given_data_find_what_matters_and_leave_what_does_not_below_their_threshold() -> None:
    """PAWN and regional sensitivity on a plain sample of the g function: x0 rules, x3 does nothing."""
    u = np.random.default_rng(5).random((400, 4))
    y = sobol_g(u, (0.0, 1.0, 4.5, 99.0))
    assert herkkyys.tunnista(u) == "pawn"
    rivit = herkkyys.pawn(asetelma(u), u, y)
    indeksi, kynnys = luvut(rivit, "median"), luvut(rivit, "threshold")
    assert indeksi[0] == max(indeksi)
    assert indeksi[0] > 2 * kynnys[0]
    assert indeksi[3] < 1.15 * kynnys[3]
    p = luvut(herkkyys.alueellinen(asetelma(u), u, y), "p")
    assert p[0] < 0.01 < 0.1 < p[3]


def test_the_fast_pawn_statistic_is_salibs() -> None:
    from SALib.analyze import pawn

    u = np.random.default_rng(6).random((200, 1))
    y = np.sin(9.0 * u[:, 0])
    omat = herkkyys._viipaleet(u[:, 0], y, herkkyys._viipaleita(y))
    ongelma = {"num_vars": 1, "names": ["x"], "bounds": [[0.0, 1.0]], "groups": None}
    assert np.median(omat) == pytest.approx(pawn.analyze(ongelma, u, y, S=10)["median"][0])


@pytest.mark.hidas
def test_known_effects_are_found_in_a_sweep(tmp_path) -> None:
    """odotus: the effect of choice is -2 + 3 b + n, b and n being 0-1; weights move it by -2 in every world."""
    h = Havainnot.lue(sarjakoe.kirjoita(tmp_path / "a", sarjakoe.teksti("saltelli", 64, 2)))
    t = Tulema("odotus")
    vivut = h.keinojen_vaikutukset(t).set_index("lever")
    assert vivut.loc[sarjakoe.PAINOT, "difference"] == pytest.approx(-2.0, abs=0.02)
    assert vivut.loc[sarjakoe.VALINTA, "difference"] == pytest.approx(0.0, abs=0.05)
    assert vivut.loc[sarjakoe.VALINTA, "p5"] < -1.2 < 1.2 < vivut.loc[sarjakoe.VALINTA, "p95"]
    indeksit = herkkyys.herkkyys(h, t).set_index(["target", "factor", "statistic"])["value"]
    valinta = f"{sarjakoe.VALINTA}=true"
    assert indeksit[valinta, sarjakoe.VINOUMA, "ST"] == pytest.approx(0.9, abs=0.08)
    assert indeksit[valinta, sarjakoe.TIETOVIRHE, "ST"] == pytest.approx(0.1, abs=0.04)
    assert indeksit[valinta, sarjakoe.VIIVE, "ST"] < 0.01
    assert indeksit[valinta, "", "share"] < 0.01  # luck shared by all points is no noise between worlds
    assert indeksit[f"{sarjakoe.PAINOT}=tarve", "", "share"] > 0.5  # here nothing but luck differs between worlds


def test_a_design_for_another_method_is_refused(tmp_path) -> None:
    h = Havainnot.lue(sarjakoe.kirjoita(tmp_path / "a", sarjakoe.teksti("lhs", 24, 1)))
    with pytest.raises(ViallinenSyote, match="not one for sobol; it allows: pawn, regional"):
        herkkyys.herkkyys(h, Tulema("odotus"), "sobol")
