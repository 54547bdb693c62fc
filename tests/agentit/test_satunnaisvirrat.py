"""Draws: reproducible, uniform, independent of neighbouring ids, months, seeds and streams, equal however read."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from agentit.satunnaisvirrat import (
    Source,
    draw,
    draws,
    key,
    period_of,
    shared_draw,
    shared_draws,
    stream_code,
    uniform,
)

N = 100_000
IDS = np.arange(N, dtype=np.uint64)
U64 = st.integers(0, 2**64 - 1)


@given(st.integers(-(2**70), 2**70), st.sampled_from(["u_tarve", "uy_sokki", "u0_tila"]), st.integers(-5, 5000), U64)
def test_one_draw_is_the_same_alone_and_among_many(seed: int, stream: str, period: int, first: int) -> None:
    ids = np.array([first, (first + 1) % 2**64, 0], np.uint64)
    k = key(seed, stream, period)
    many = draws(k, ids)
    assert many.dtype == np.float32
    assert [draw(k, int(i)) for i in ids] == many.tolist()
    assert uniform(seed, stream, period, first) == float(many[0])
    assert all(0.0 <= u < 1.0 for u in many)


def test_splitmix64() -> None:
    """The published sequence of SplitMix64 from seed 1234567 (its top 24 bits)."""
    published = [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]
    assert [draw(1234567, k) for k in range(1, 6)] == [np.float32((v >> 40) * 2.0**-24) for v in published]


def test_draws_never_change() -> None:
    """Pinned: another value here means that every run would come out differently."""
    assert [key(1, "u_tarve", 0), key(1, "u_tarve", 1)] == [316875878536165855, 17119825443272851503]
    assert (draws(key(1, "u_tarve", 0), np.arange(4, dtype=np.uint64)) * 2**24).astype(int).tolist() == [
        6693696,
        4396408,
        15016337,
        5734447,
    ]


def test_whoever_else_draws_changes_nothing() -> None:
    some = np.random.default_rng(1).permutation(IDS)[:1000]
    k = key(5, "u_maara", 12)
    assert np.array_equal(draws(k, some), draws(k, IDS)[some.astype(int)])


@pytest.mark.parametrize("stream", ["u_a", "uy_kuolema", "u0_tila"])
def test_uniform(stream: str) -> None:
    u = draws(key(7, stream, 3), IDS)
    assert stats.kstest(u, "uniform").pvalue > 1e-3
    assert stats.chisquare(np.bincount((u * 512).astype(int), minlength=512)).pvalue > 1e-3
    bits = (u * 2**24).astype(np.int64)
    for bit in range(24):  # each of the 24 bits is a fair coin
        assert abs(np.mean(bits >> bit & 1) - 0.5) < 5 * 0.5 / N**0.5


PAIRS = {
    "streams": (key(1, "u_a", 0), key(1, "u_b", 0)),
    "months": (key(1, "u_a", 0), key(1, "u_a", 1)),
    "seeds": (key(1, "u_a", 0), key(2, "u_a", 0)),
    "prefixes": (key(1, "u_a", 0), key(1, "u0_a", 0)),
    "month and seed": (key(1, "u_a", 2), key(2, "u_a", 1)),
    "month and year": (key(1, "u_a", 2018), key(1, "uy_a", 2018)),
}


@pytest.mark.parametrize("pair", PAIRS)
def test_independent(pair: str) -> None:
    a, b = (draws(k, IDS) for k in PAIRS[pair])
    _independent(a, b)


@pytest.mark.parametrize("lag", [1, 2, 64, 1 << 12])
def test_neighbouring_ids_are_independent(lag: int) -> None:
    u = draws(key(3, "u_a", 9), IDS)
    _independent(u[:-lag], u[lag:])


def test_ids_far_apart_are_independent() -> None:
    """Ids that differ in their high bits only, as permanent numbers may."""
    _independent(draws(key(3, "u_a", 9), IDS), draws(key(3, "u_a", 9), IDS | np.uint64(1 << 63)))


def _independent(a: np.ndarray, b: np.ndarray) -> None:
    assert abs(np.corrcoef(a, b)[0, 1]) < 5 / len(a) ** 0.5
    table = np.bincount((a * 16).astype(int) * 16 + (b * 16).astype(int), minlength=256).reshape(16, 16)
    assert stats.chi2_contingency(table).pvalue > 1e-4
    assert abs(np.mean((a > 0.999) & (b > 0.999)) - 1e-6) < 1e-4  # nor do rare events come together


def test_months_of_one_person_are_uniform() -> None:
    """The other way round: one id over many periods."""
    u = np.array([draw(key(11, "u_a", month), 12345) for month in range(2000)])
    assert stats.kstest(u, "uniform").pvalue > 1e-3
    assert abs(np.corrcoef(u[:-1], u[1:])[0, 1]) < 5 / 2000**0.5


def test_prefix_says_how_long_a_draw_lasts() -> None:
    assert [period_of(s, month=5, year=2019) for s in ("u_a", "uy_a", "u0_a")] == [5, 2019, 0]
    assert [period_of(s, month=5, year=2019) for s in ("vy_a", "v0_a")] == [2019, 0]


def test_streams_of_different_names_have_different_codes() -> None:
    names = [f"{p}{n}_{k}" for p in ("u_", "uy_", "u0_") for n in ("a", "b", "tarve") for k in range(300)]
    assert len({stream_code(n) for n in names}) == len(names)


def test_a_mirrored_source_is_the_same_draws_the_other_way_round() -> None:
    own, mirror, largest = Source(7), Source(7, mirrored=True), 1.0 - 2.0**-24
    u, v = (x.many("u_a", 9, IDS) for x in (own, mirror))
    assert (u == draws(key(7, "u_a", 9), IDS)).all()
    assert v.dtype == np.float32
    assert (u.astype(float) + v == largest).all()
    assert own.one("u_a", 9, 5) == uniform(7, "u_a", 9, 5) == largest - mirror.one("u_a", 9, 5)
    assert stats.kstest(v, "uniform").pvalue > 1e-3


# draws that neighbours share out


@pytest.mark.parametrize("stream", ["v0_sokki_sote", "vy_hauraus"])
def test_sixteen_neighbours_share_out_the_sixteenths_and_each_draw_is_uniform(stream: str) -> None:
    ids, places = IDS * np.uint64(50), np.arange(len(IDS), dtype=np.uint64) + np.uint64(1 << 40)
    u = shared_draws(key(3, stream, 1), ids, places)
    kerrat = (u[: len(u) // 16 * 16].reshape(-1, 16) * 16).astype(int)
    assert (np.sort(kerrat, axis=1) == np.arange(16)).all()
    assert len({tuple(k) for k in kerrat.tolist()}) > 100, "the order is another in every block"
    assert stats.kstest(u, "uniform").pvalue > 1e-3
    assert stats.kstest(u * 16 % 1.0, "uniform").pvalue > 1e-3
    assert [shared_draw(key(3, stream, 1), int(i), int(k)) for i, k in zip(ids[:99], places[:99], strict=True)] == list(
        u[:99]
    )


@pytest.mark.sekunteja
def test_shared_draws_of_two_streams_or_years_are_independent() -> None:
    """Of one resident over seeds: uniform in the square of both."""
    places = np.full(1, 77, np.uint64)
    for a, b in ((("v0_a", 0), ("v0_b", 0)), (("vy_a", 2018), ("vy_a", 2019))):
        u, v = (np.array([shared_draws(key(s, *x), places, places)[0] for s in range(4096)]) * 4 for x in (a, b))
        osumat = np.bincount(u.astype(int) * 4 + v.astype(int), minlength=16)
        assert stats.chisquare(osumat).pvalue > 1e-3


def test_the_sum_over_neighbours_varies_less_than_that_of_plain_draws() -> None:
    places = np.arange(64, dtype=np.uint64)
    jaetut = [shared_draws(key(s, "vy_a", 1), places, places).mean() for s in range(300)]
    tavalliset = [draws(key(s, "uy_a", 1), places).mean() for s in range(300)]
    assert np.std(jaetut) < np.std(tavalliset) / 8
    assert abs(np.mean(jaetut) - 0.5) < 4 * np.std(jaetut) / 300**0.5
