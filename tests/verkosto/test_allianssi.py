"""The partner graph: closed forms of coordination, bridges, trust."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentit.satunnaisvirrat import draws, key
from verkosto.allianssi import (
    Kumppani,
    Kumppaniverkko,
    Tehtava,
    jaettu_tieto,
    koordinaatiohavio,
    luottamus_jalkeen,
    luottamus_levossa,
    pari,
    vahvuus,
)

OSUUS = st.floats(0.0, 1.0)


def jono(ab=0.5, bc=0.4):
    """a - b - c in a row, one task each, equal hand-overs between all three."""
    kumppanit = [Kumppani("a", "kunta", 0.5), Kumppani("b", "yritys", 0.3), Kumppani("c", "jarjesto", 0.2)]
    tehtavat = [Tehtava(x.upper(), x) for x in "abc"]
    siirrot = {("A", "B"): 1.0, ("B", "C"): 1.0, ("A", "C"): 1.0}
    return Kumppaniverkko(kumppanit, tehtavat, siirrot, {("a", "b"): ab, ("b", "c"): bc})


def test_coordination_is_the_mean_of_best_products():
    assert jono().koordinaatio() == pytest.approx((0.5 + 0.4 + 0.5 * 0.4) / 3)
    assert jono(1.0, 1.0).koordinaatio() == 1.0
    assert jono(0.0, 0.0).koordinaatio() == 0.0


def test_a_hand_over_inside_one_partner_loses_nothing():
    verkko = Kumppaniverkko(
        [Kumppani("a", "kunta", 1.0)], [Tehtava("A", "a"), Tehtava("B", "a")], {("A", "B"): 2.0}, {}
    )
    assert verkko.koordinaatio() == 1.0


def test_the_better_of_two_paths_counts():
    verkko = jono()
    tieto = {("a", "b"): 0.5, ("b", "c"): 0.4, ("a", "c"): 0.1}
    suora = Kumppaniverkko(verkko.kumppanit, verkko.tehtavat, verkko.siirrot, tieto)
    assert suora.lapaisy()["a", "c"] == pytest.approx(0.2), "round the corner 0.5 x 0.4, straight 0.1"


def test_only_a_bridge_raises_the_loss_of_the_others():
    verkko = jono()
    assert verkko.sillat() == ("b",)
    assert koordinaatiohavio(verkko, "b") == pytest.approx(0.2), "a - c was 0.5 x 0.4, now nothing"
    assert koordinaatiohavio(verkko, "a") == koordinaatiohavio(verkko, "c") == 0.0
    assert verkko.ilman("b").osuudet == pytest.approx({"a": 0.5 / 0.7, "c": 0.2 / 0.7})


@settings(max_examples=50)
@given(OSUUS, OSUUS, OSUUS, OSUUS, OSUUS)
def test_information_is_bounded_and_never_falls_below_its_base(i0, t, r, x, lisa):
    perus, uusi = jaettu_tieto(i0, t, 0.0), jaettu_tieto(i0, t, r, x)
    assert perus - 1e-15 <= uusi <= 1.0
    assert jaettu_tieto(i0, t, min(r + lisa, 1.0), x) >= uusi - 1e-15
    assert jaettu_tieto(i0, t, 0.0) == jaettu_tieto(i0, 0.123, 0.0), "without records and effort trust changes no bit"


@settings(max_examples=50)
@given(OSUUS, OSUUS, OSUUS, OSUUS)
def test_coordination_lies_in_0_1_and_rises_with_information(ab, bc, r, t):
    verkko = jono(ab, bc)
    c0, c1 = verkko.koordinaatio(), verkko.koordinaatio(jaettu_tieto(verkko.tieto(), t, r))
    assert 0.0 <= c0 <= 1.0
    assert 0.0 <= c1 <= 1.0
    assert c1 >= c0 - 1e-12
    assert 0.0 <= vahvuus(c1, c0) <= 1.0
    assert vahvuus(c0, c0) == 0.0


@settings(max_examples=50)
@given(st.lists(st.booleans(), max_size=60), OSUUS, OSUUS, OSUUS)
def test_trust_stays_in_0_1_and_answers_to_the_sign(lupaukset, alku, nousu, lasku):
    t = alku
    for pidetty in lupaukset:
        uusi = float(luottamus_jalkeen(t, pidetty, nousu, lasku))
        assert 0.0 <= uusi <= 1.0
        assert uusi >= t if pidetty else uusi <= t
        t = uusi


def test_trust_rests_where_the_closed_form_says():
    p, a, b = 0.7, 0.1, 0.3
    t, summa, n = 0.5, 0.0, 60_000
    lepo = luottamus_levossa(p, a, b)
    ylos, alas = (float(luottamus_jalkeen(lepo, x, a, b)) for x in (True, False))
    assert p * ylos + (1 - p) * alas == pytest.approx(lepo)
    pidetyt = draws(key(1, "u_lupaus", 0), np.arange(n, dtype=np.uint64)) < p
    for pidetty in pidetyt.tolist():
        t = float(luottamus_jalkeen(t, pidetty, a, b))
        summa += t
    assert summa / n == pytest.approx(lepo, abs=0.005), "independent promises"
    assert luottamus_levossa(0.7, 0.1, 0.1) == pytest.approx(0.7)
    assert lepo < luottamus_levossa(p, a, a), "faster fall, less trust"


@pytest.mark.parametrize(
    ("muutos", "viesti"),
    [
        ({"tieto": {("a", "x"): 0.5}}, "Not in the alliance: x"),
        ({"tieto": {("a", "b"): 1.5}}, "must lie in 0-1"),
        ({"siirrot": {("A", "B"): -1.0}}, "negative"),
        ({"kumppanit": [Kumppani("a", "kunta", 0.5), Kumppani("b", "yritys", 0.3)]}, "Not in the alliance: c"),
        ({"kumppanit": [Kumppani(x, "pankki", 1 / 3) for x in "abc"]}, "pankki"),
        ({"kumppanit": [Kumppani(x, "kunta", 0.5) for x in "abc"]}, "sum to 1"),
    ],
)
def test_what_does_not_fit_together_is_refused(muutos, viesti):
    v = jono()
    osat = {"kumppanit": v.kumppanit, "tehtavat": v.tehtavat, "siirrot": v.siirrot, "tieto": {("a", "b"): 0.5}}
    with pytest.raises(ValueError, match=viesti):
        Kumppaniverkko(**{**osat, **muutos})


def test_the_key_of_an_edge_is_the_same_both_ways():
    assert pari("b", "a") == pari("a", "b") == ("a", "b")
