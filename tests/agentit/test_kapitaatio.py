"""Capitation: weights fitted to cost, their tables, the parts of the payment and the rules of law."""

import numpy as np
import pytest

from agentit import kapitaatio as ka

N = 4000
rng = np.random.Generator(np.random.Philox(key=11))
IKA = rng.integers(0, 100, N)
SARAKKEET = {
    "ika": IKA,
    "sukupuoli": rng.integers(0, 2, N),
    "tyo": np.where(IKA < 15, 5, rng.integers(0, 5, N)),
    "krooniset": rng.poisson(0.02 * IKA),
    "kustannus_ed": np.exp(7 + 1.5 * rng.standard_normal(N)),
    "tyoterveys": (rng.random(N) < 0.4).astype(np.int8),
}
KUSTANNUS = (
    80 + 1.5 * IKA + 40 * SARAKKEET["krooniset"] + 0.02 * np.minimum(SARAKKEET["kustannus_ed"], 3000)
    - 60 * SARAKKEET["tyoterveys"] + 25 * (SARAKKEET["tyo"] == 1)
)  # fmt: skip


@pytest.mark.parametrize("valinta", ka.TEKIJAT)
def test_mean_weight_is_one_and_weights_are_positive(valinta):
    w = ka.paino(ka.sovita(valinta, SARAKKEET, KUSTANNUS), SARAKKEET)
    assert w.mean() == pytest.approx(1, abs=1e-12)
    assert (w > 0).all()


def test_flat_weights_are_exactly_one():
    k = ka.sovita("tasa", SARAKKEET, KUSTANNUS)
    assert (ka.paino(k, SARAKKEET) == 1).all()
    assert k.selitysaste == 0


def test_each_factor_explains_more_and_all_explain_nearly_everything():
    r2 = [ka.sovita(v, SARAKKEET, KUSTANNUS).selitysaste for v in ka.TEKIJAT]
    assert r2 == sorted(r2)
    assert r2[1] > 0.2
    assert r2[-1] > 0.98  # only the age bands are coarser than the truth


def test_regression_recovers_known_coefficients():
    k = ka.sovita("tarve", SARAKKEET, KUSTANNUS)
    assert k.krooniset == pytest.approx(40, rel=0.03)
    assert k.tyoterveys == pytest.approx(-60, rel=0.03)
    assert k.kustannus_ed == pytest.approx(0.02, rel=0.03)
    assert k.tyo[1] == pytest.approx(25, abs=2)
    assert k.tyo[0] == 0
    assert k.ika_sukupuoli.shape == (2, ka.IKIA)


def test_margin_on_occupational_health_clients_under_flat_pay():
    """P20: when pay ignores cover, those covered leave a margin; when it sees it, none."""
    covered = SARAKKEET["tyoterveys"] == 1
    for valinta, wanted in (("tasa", True), ("tarve", False)):
        w = ka.paino(ka.sovita(valinta, SARAKKEET, KUSTANNUS), SARAKKEET)
        margin = (KUSTANNUS.mean() * w - KUSTANNUS)[covered].mean()
        assert (margin > 15) == wanted


def test_tables_add_up_to_the_weight_of_one_resident():
    k = ka.sovita("tarve", SARAKKEET, KUSTANNUS)
    w = ka.paino(k, SARAKKEET)
    i = 17
    s = {nimi: v[i] for nimi, v in SARAKKEET.items()}
    index = k.ika_sukupuoli[s["sukupuoli"], s["ika"]] + k.tyo[s["tyo"]] + k.krooniset * s["krooniset"]
    index += k.kustannus_ed * min(s["kustannus_ed"], k.katto) + k.tyoterveys * s["tyoterveys"]
    assert w[i] == pytest.approx(k.skaala * max(k.lattia, index))


def test_fit_equals_plain_least_squares_on_residents():
    k = ka.sovita("tarve", SARAKKEET, KUSTANNUS)
    solu = np.searchsorted(ka.IKARAJAT, IKA, side="right") - 1 + len(ka.IKARAJAT) * SARAKKEET["sukupuoli"]
    x = np.column_stack(
        [
            solu[:, None] == np.arange(16),
            SARAKKEET["tyo"][:, None] == np.arange(1, 6),
            SARAKKEET["krooniset"],
            SARAKKEET["tyoterveys"],
            np.minimum(SARAKKEET["kustannus_ed"], k.katto),
        ]
    ).astype(float)
    beta = np.linalg.lstsq(x, KUSTANNUS, rcond=None)[0]
    assert k.ika_sukupuoli[:, list(ka.IKARAJAT)].ravel() == pytest.approx(beta[:16], rel=1e-6)
    assert [*k.tyo[1:], k.krooniset, k.tyoterveys, k.kustannus_ed] == pytest.approx(beta[16:], rel=1e-6)


def test_idle_factor_and_empty_cells_do_no_harm():
    young = {nimi: v[IKA < 60] for nimi, v in SARAKKEET.items()}
    young["kustannus_ed"] = np.zeros(len(young["ika"]))
    k = ka.sovita("kustannus", young, KUSTANNUS[IKA < 60])
    assert k.kustannus_ed == 0
    w = ka.paino(k, {**SARAKKEET, "kustannus_ed": np.zeros(N)})
    assert np.isfinite(w).all()
    assert w[IKA > 80].mean() > 0.5


def test_unknown_weights_and_missing_columns_are_named():
    with pytest.raises(ValueError, match="unknown capitation weights 'kaikki'; choices: tasa"):
        ka.sovita("kaikki", SARAKKEET, KUSTANNUS)
    with pytest.raises(KeyError, match="tyoterveys"):
        ka.sovita("tarve", {k: v for k, v in SARAKKEET.items() if k != "tyoterveys"}, KUSTANNUS)


# payment --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("k", "s", "b"), [(1.0, 1.0, 0.0), (0.8, 1.0, 0.0), (0.7, 1.0, 0.5), (0.667, 0.0, 1.0)])
def test_parts_sum_to_one_and_pay_out_the_tariff(k, s, b):
    osat = ka.korvausosat(k, s, b)
    assert osat.kiintea + osat.suorite + osat.kannustin == pytest.approx(1)
    price = ka.suoritehinta(osat, 220.0, 1000, 1800)
    pay = ka.tuotto(osat, 220.0, [600.0, 400.0], [500.0, 500.0], [90.0, 60.0], price)
    assert pay.yhteensa.sum() * 12 == pytest.approx(220_000)


def test_payment_follows_weights_visits_goals_and_sanctions():
    osat = ka.korvausosat(0.8, 1.0, 1.0)
    price = ka.suoritehinta(osat, 220.0, 1000, 1800)
    base = ka.tuotto(osat, 220.0, 100.0, 100.0, 15.0, price)
    assert ka.tuotto(osat, 220.0, 120.0, 100.0, 15.0, price).kiintea == pytest.approx(1.2 * base.kiintea)
    assert ka.tuotto(osat, 220.0, 100.0, 100.0, 30.0, price).suorite == pytest.approx(2 * base.suorite)
    assert ka.tuotto(osat, 220.0, 100.0, 100.0, 15.0, price, toteuma=1.0).kannustin == pytest.approx(2 * base.kannustin)
    lost = ka.tuotto(osat, 220.0, 100.0, 100.0, 15.0, price, seuraamus=0.05)
    assert base.yhteensa - lost.yhteensa == pytest.approx(0.05 * base.kiintea)


def test_full_fixed_share_has_no_fee():
    osat = ka.korvausosat(1.0, 1.0, 0.0)
    assert ka.suoritehinta(osat, 220.0, 1000, 1800) == 0
    assert ka.suoritehinta(ka.korvausosat(0.8, 1, 0), 220.0, 1000, 0) == 0


@pytest.mark.parametrize(("k", "s", "b"), [(1.2, 1, 0), (-0.1, 1, 0), (0.8, 0, 0), (0.8, -1, 2)])
def test_impossible_shares_are_refused(k, s, b):
    with pytest.raises(ValueError, match="compensation shares"):
        ka.korvausosat(k, s, b)


def test_law_names_the_rule_that_is_broken():
    assert ka.lakivirheet(ka.korvausosat(2 / 3, 1, 0), [220.0, 220.0]) == []
    errors = ka.lakivirheet(ka.Korvausosat(0.5, 0.6, 0.1), [220.0, 230.0])
    assert len(errors) == 3
    assert "two thirds" in errors[0]
    assert "HE 16/2018" in errors[2]


# blocks ----------------------------------------------------------------------------------------------------------

LAAJAT = {
    **SARAKKEET,
    "kieli": rng.integers(0, 3, N),
    "lahin_km": 10.0 * rng.random(N),
    "tiheys": np.exp(4.0 + 2.0 * rng.standard_normal(N)),
}


def test_joined_blocks_see_what_they_name_and_nothing_else():
    assert ka.lohkot("tarve+kieli") == (*ka.TEKIJAT["tarve"], "kieli")
    assert ka.lohkot("kustannus+tyo") == ("tyo", "kustannus")
    assert ka.lohkot("kustannus") == ka.TEKIJAT["kustannus"], "a ready set alone is what it was"
    for sanat, viesti in (
        ("tarve+kielli", "Did you mean 'kieli'"), ("tarve+tyo", "tyo twice"), ("tasa+kieli", "stands alone"),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=viesti):
            ka.lohkot(sanat)


def test_language_and_remoteness_are_recovered():
    lisa = 30.0 * (LAAJAT["kieli"] == 1) + 12.0 * np.log1p(LAAJAT["lahin_km"])
    k = ka.sovita("tarve+kieli+syrjaisyys", LAAJAT, KUSTANNUS + lisa)
    assert k.kieli == pytest.approx((0.0, 30.0, 0.0), abs=2.0)
    assert k.syrjaisyys == pytest.approx((12.0, 0.0), abs=1.0)
    assert ka.paino(k, LAAJAT).mean() == pytest.approx(1)
    without = ka.sovita("tarve", LAAJAT, KUSTANNUS + lisa)
    assert k.selitysaste > without.selitysaste + 0.02


def test_without_age_there_is_one_constant():
    k = ka.sovita("tyoterveys", LAAJAT, KUSTANNUS)
    assert np.unique(k.ika_sukupuoli).size == 1
    assert len(np.unique(ka.paino(k, LAAJAT))) == 2


# law and other pay -----------------------------------------------------------------------------------------------

OHJELMA = {
    "kapitaatio.painot": "tarve", "kapitaatio.kiintea_osuus": 0.5, "kapitaatio.suoriteosuus": 1.0,
    "kapitaatio.kannustinosuus": 0.0, "kapitaatio.muu_osuus": 0.0, "kapitaatio.laista_poiketen": False,
    "kapitaatio.kattaa": "suppea",
}  # fmt: skip


def test_an_experiment_may_lift_the_law_but_not_arithmetic():
    assert "two thirds" in ka.ohjelmavirheet(OHJELMA)[0]
    assert ka.ohjelmavirheet({**OHJELMA, "kapitaatio.laista_poiketen": True}) == []
    nothing = {**OHJELMA, "kapitaatio.suoriteosuus": 0.0, "kapitaatio.laista_poiketen": True}
    assert "do not sum to 1" in ka.ohjelmavirheet(nothing)[0]
    assert ka.ohjelmavirheet({**OHJELMA, "kapitaatio.kiintea_osuus": 2 / 3}) == []


def test_other_pay_goes_to_remote_lists_and_the_tariff_is_paid_out():
    osat = ka.korvausosat(0.8, 1.0, 0.0, 1.0)
    assert osat.muu == pytest.approx(0.1)
    price = ka.suoritehinta(osat, 220.0, 1000, 1800)
    pay = ka.tuotto(osat, 220.0, [600.0, 400.0], [500.0, 500.0], [90.0, 60.0], price, syrjassa=[0.0, 1000.0])
    assert pay.muu[0] == 0 < pay.muu[1]
    assert pay.yhteensa.sum() * 12 == pytest.approx(220_000)
