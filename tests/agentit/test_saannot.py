"""Rules: compiled and plain readings give the same bits; guards, live rows, sums, aliases, threads; what is refused."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agentit import saantosilmukat
from agentit.saannot import (
    Bindings,
    RuleError,
    Unit,
    compilations,
    exp,
    log,
    logistic,
    normal,
    poisson,
    power,
    rule,
    rule_function,
    sqrt,
)
from agentit.saantosilmukat import CHUNK
from agentit.satunnaisvirrat import draws, key, shared_draws

F = np.float32
RAJA = 8


@rule_function
def paino(ika, luokka):
    """A float of a whole number or a float."""
    return (ika * 0.01 if luokka > 2 else 1) * luokka


@rule(writes="krooniset terveys lippu oireet summa suuri", adds="keskus_kuorma keskus_maara")
def tiivis(krooniset, ika, luokka, terveys, lippu, alue, keskus_laatu, ika_riski, p_osuus, p_bitti, u_a, uy_b, u0_c):
    """A dense rule with everything in it."""
    riski = 0.001 * ika_riski * exp(0.6 * terveys) * (1.2 - 0.1 * luokka)
    if u_a < riski:
        krooniset = min(krooniset + 1, RAJA)
    elif (alue % 3 == 1 and not lippu) or 1 <= luokka < 3:
        terveys = terveys * p_osuus + 0.01 * normal(uy_b)
    oireet = poisson(2.0 * u0_c, u_a) + (terveys > 0.5) + (u_a > 0.5)
    uusi = max(abs(terveys), 0) if luokka in (0, 2) else logistic(log(1.0 + ika)) / 3
    suuri = sqrt(ika) + power(1.0 + keskus_laatu, -0.2) + alue / 7
    kuorma = paino(ika, luokka) * keskus_laatu
    if lippu and luokka:
        return krooniset, uusi, oireet > 1, oireet, krooniset | p_bitti, suuri, kuorma, 1
    return krooniset, terveys, lippu, oireet, int(ika) // 5, -suuri, kuorma, oireet > 0


@rule(writes="jono taso kk", when="u_maara >= 1.0 - taso and jono == 0", adds="keskus_maara")
def harva(jono, taso, luokka, keskus_laatu, t_km, t_ehdokas, u_muu, p_kk):
    """A sparse rule: tables, a loop that is left early, draws beyond the guard's."""
    x = 0.0
    for k in range(3):
        j = t_ehdokas[luokka, k]
        x += t_km[luokka, k] * keskus_laatu
        if j > 5 and x > 0.5:
            return j, taso * 0.5, p_kk, x
    return int(3 * u_muu) + 1, min(taso + 0.25, 1.0), -1, 0


@rule(writes="suuri kk", adds="keskus_kuorma")
def silmukoiva(ika, luokka, keskus_laatu, u_a):
    """A dense rule with a loop, worked out row by row."""
    x = keskus_laatu
    for k in range(luokka):
        x += ika * u_a
        if k > 2:
            return x, -1, k
    return x, 8 // (luokka + 1), 0


@rule(writes="kk", when="luokka > 2 or terveys > 0.5 and not lippu", adds="keskus_maara keskus_kuorma")
def valikoiva(ika, lippu, keskus_laatu, alue, u_a):
    """A sparse rule without tables: those who pass are worked out together."""
    if lippu and u_a < 0.5:
        return alue, 1, ika > 50.0
    return int(ika * u_a), keskus_laatu, lippu


def bindings(n: int = 500, seed: int = 1, live: float = 0.8) -> Bindings:
    g = np.random.default_rng(seed)
    columns = {
        "ika": g.uniform(0, 95, n).astype("f4"),
        "terveys": g.normal(0, 1, n).astype("f4"),
        "krooniset": g.integers(0, 9, n).astype("i1"),
        "luokka": g.integers(0, 5, n).astype("i1"),
        "lippu": g.random(n) < 0.5,
        "alue": g.integers(0, 300, n).astype("i2"),
        "oireet": np.zeros(n, "u1"),
        "summa": np.zeros(n, "i4"),
        "suuri": np.zeros(n, "f8"),
        "keskus": g.integers(-1, 40, n).astype("i2"),
        "ikavuosi": g.integers(0, 100, n).astype("i1"),
        "taso": (g.random(n) * 0.5).astype("f4"),
        "jono": np.zeros(n, "i1"),
        "kk": np.zeros(n, "i2"),
        "elossa": (g.random(n) < live).astype("i1"),
    }
    keskus = Unit(
        columns["keskus"], {"laatu": g.random(40).astype("f4")}, {"kuorma": np.zeros(40), "maara": np.zeros(40)}
    )
    return Bindings(
        columns=columns,
        ids=np.arange(n, dtype=np.uint64) + 7,
        units={"keskus": keskus, "ika": Unit(columns["ikavuosi"], {"riski": np.linspace(0, 90, 100)})},
        parameters={"osuus": 0.9, "bitti": 64, "kk": 5},
        tables={"km": g.random((5, 3)).astype("f4"), "ehdokas": g.integers(0, 9, (5, 3)).astype("i4")},
        seed=3,
        month=5,
        year=2019,
        active="elossa",
    )


def copy(b: Bindings) -> Bindings:
    return pickle.loads(pickle.dumps(b))


def plain(r, b: Bindings) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Columns and sums after the plain reading of every row."""
    columns = {w: b.columns[w].copy() for w in r.writes}
    sums = {a: np.zeros(40) for a in r.adds}
    for row in range(len(b.ids)):
        out = r.one(b, row)
        for w in r.writes:
            columns[w][row] = out.get(w, columns[w][row])
        for a in r.adds:
            if b.columns["keskus"][row] >= 0:
                sums[a][b.columns["keskus"][row]] += out.get(a, 0.0)
    return columns, sums


def check(r, b: Bindings) -> None:
    columns, sums = plain(r, b)
    for total in b.units["keskus"].sums.values():
        total[:] = 0.0
    r.run(b)
    for w in r.writes:
        assert np.array_equal(columns[w], b.columns[w], equal_nan=columns[w].dtype.kind == "f"), w
    for a in r.adds:
        assert np.allclose(sums[a], b.units["keskus"].sums[a.partition("_")[2]], rtol=1e-12)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**6), st.integers(0, 200), st.integers(-(2**40), 2**40), st.floats(0, 1))
def test_compiled_equals_plain_bit_for_bit(seed: int, month: int, stream_seed: int, share: float) -> None:
    for r in (tiivis, harva, silmukoiva, valikoiva):
        b = bindings(120, seed)
        b.seed, b.month = stream_seed, month
        b.parameters["osuus"] = share
        check(r, b)


def test_over_more_than_a_block_and_some_months() -> None:
    b = bindings(2500)
    for month in range(2):
        b.month = month
        rows = np.random.default_rng(month).choice(2500, 60, replace=False)
        for r in (tiivis, harva, silmukoiva, valikoiva):
            want = {int(i): r.one(b, int(i)) for i in rows}
            old = copy(b)
            r.run(b)
            for i, out in want.items():
                assert {w: b.columns[w][i] for w in r.writes} == {w: out.get(w, old.columns[w][i]) for w in r.writes}


def test_rows_that_are_not_live_keep_their_columns_and_add_nothing() -> None:
    b = bindings(300)
    old = copy(b)
    dead = b.columns["elossa"] != 1
    for r in (tiivis, harva, silmukoiva, valikoiva):
        r.run(b)
        for w in r.writes:
            assert np.array_equal(b.columns[w][dead], old.columns[w][dead])
            assert not np.array_equal(b.columns[w], old.columns[w])
    b.columns["elossa"][:] = 0
    before = copy(b)
    tiivis.run(b)
    assert np.array_equal(b.units["keskus"].sums["kuorma"], before.units["keskus"].sums["kuorma"])
    assert tiivis.one(b, 0) == {}


def test_without_an_active_column_all_rows_live() -> None:
    b = bindings(200, live=0.5)
    b.active = ""
    check(harva, b)
    assert np.count_nonzero(b.columns["kk"]) > np.count_nonzero((b.columns["kk"] != 0) & (b.columns["elossa"] == 1))


def test_any_threads_and_any_division_into_runs_give_the_same_bits() -> None:
    n = 2 * CHUNK + 1234
    one, two, three = bindings(n), bindings(n), bindings(n)
    for r in (tiivis, harva, silmukoiva, valikoiva):
        r.run(one)
        r.run(two, threads=3)
        r.run(three, 0, CHUNK)
        r.run(three, CHUNK, n)
        for other in (two, three):
            for w in r.writes:
                assert np.array_equal(one.columns[w], other.columns[w], equal_nan=one.columns[w].dtype.kind == "f")
            for s in ("kuorma", "maara"):
                assert np.array_equal(one.units["keskus"].sums[s], other.units["keskus"].sums[s])


def test_only_the_rows_asked_for() -> None:
    b = bindings(300)
    old = copy(b)
    tiivis.run(b, 100, 200)
    changed = b.columns["suuri"] != old.columns["suuri"]
    assert changed[100:200].any()
    assert not changed[:100].any()
    assert not changed[200:].any()
    tiivis.run(b, 50, 50)  # nobody


def test_a_draw_is_of_its_stream_period_and_id() -> None:
    @rule(writes="terveys ika taso")
    def arvo(u_a, uy_b, u0_c):
        return u_a, uy_b, u0_c

    b = bindings(64, live=2)
    arvo.run(b)
    assert np.array_equal(b.columns["terveys"], draws(key(3, "u_a", 5), b.ids))
    assert np.array_equal(b.columns["ika"], draws(key(3, "uy_b", 2019), b.ids))
    assert np.array_equal(b.columns["taso"], draws(key(3, "u0_c", 0), b.ids))
    other = arvo.bound("toinen", u_a="u_muu")
    other.run(b)
    assert np.array_equal(b.columns["terveys"], draws(key(3, "u_muu", 5), b.ids))


def test_shared_draws_read_alike_in_dense_and_sparse_rules_and_for_one_row() -> None:
    @rule(writes="terveys ika")
    def tihea(v0_a, vy_b):
        return v0_a, vy_b

    @rule(writes="taso", when="vy_b < 0.5")
    def harvassa(v0_a):
        return v0_a

    b = bindings(5000)
    b.places = np.arange(5000, dtype=np.uint64)[::-1].copy()
    assert tihea.kind("v0_a", b) == "shared permanent draw"
    ennen = copy(b)
    for r in (tihea, harvassa):
        r.run(b)
    elossa = b.columns["elossa"] == 1
    v0, vy = (shared_draws(key(3, n, kausi), b.ids, b.places) for n, kausi in (("v0_a", 0), ("vy_b", 2019)))
    assert np.array_equal(b.draws("v0_a"), v0)
    assert np.array_equal(b.columns["terveys"][elossa], v0[elossa])
    assert np.array_equal(b.columns["ika"][elossa], vy[elossa])
    assert np.array_equal(b.columns["taso"], np.where(elossa & (vy < 0.5), v0, ennen.columns["taso"]))
    rivit = np.flatnonzero(elossa)[:40].tolist()
    assert [tihea.one(b, i) for i in rivit] == [{"terveys": v0[i], "ika": vy[i]} for i in rivit]
    assert [harvassa.one(b, i) for i in rivit] == [{"taso": v0[i]} if vy[i] < 0.5 else {} for i in rivit]


@rule(writes="elossa terveys", adds="keskus_maara")
def poistuu(elossa, terveys, luokka):
    """Writes the very column that says who is live."""
    return (2, 0.0, 1) if luokka == 0 else (elossa, terveys + 1.0, 0)


@rule(writes="keskus kk", adds="keskus_maara")
def vaihtaa(keskus, luokka, keskus_laatu):
    """Writes the very index of the unit it reads and adds to."""
    return (keskus + 1) % 40 if luokka > 0 and keskus_laatu > 0.5 else keskus, keskus, 1


def test_who_leaves_this_month_still_counts() -> None:
    b = bindings(300)
    old = copy(b)
    poistuu.run(b)
    left = (old.columns["elossa"] == 1) & (old.columns["luokka"] == 0)
    assert np.all(b.columns["elossa"][left] == 2)
    assert np.all(b.columns["terveys"][left] == 0)
    in_a_unit = left & (b.columns["keskus"] >= 0)
    assert b.units["keskus"].sums["maara"].sum() == in_a_unit.sum()


def test_sums_go_to_the_unit_after_the_writes() -> None:
    b = bindings(300)
    vaihtaa.run(b)
    live = (b.columns["elossa"] == 1) & (b.columns["keskus"] >= 0)
    assert np.array_equal(b.units["keskus"].sums["maara"], np.bincount(b.columns["keskus"][live], minlength=40))


def test_nobodys_unit_reads_zero() -> None:
    b = bindings(50, live=2)
    b.columns["keskus"][:] = -1
    b.units["keskus"].attributes["laatu"] += 1
    _, read = tiivis.one(b, 3, explain=True)
    assert read["keskus_laatu"] == 0
    check(tiivis, b)
    assert not b.units["keskus"].sums["kuorma"].any()


def test_check_finds_a_unit_that_does_not_exist() -> None:
    b = bindings(50, live=2)
    b.check()
    b.columns["keskus"][7] = 40
    with pytest.raises(RuleError, match="unit 'keskus': a live row belongs to number 40, but there are 40"):
        b.check()
    b.columns["elossa"][7] = 0
    b.check()


def test_explain_says_what_was_read() -> None:
    b = bindings(80, live=2)
    out, read = harva.one(b, 0, explain=True)
    assert set(read) >= {"u_maara", "taso", "jono"}
    hit = next(i for i in range(80) if harva.one(b, i))
    out, read = harva.one(b, hit, explain=True)
    assert set(read) == set(harva.reads)
    assert set(out) == {"jono", "taso", "kk", "keskus_maara"}
    assert isinstance(out["taso"], np.float32)
    assert isinstance(out["jono"], np.int8)
    assert isinstance(out["keskus_maara"], float)


def test_a_rule_can_be_called_with_values() -> None:
    assert paino(1.0, 1) == F(1)
    assert poistuu(elossa=1, terveys=0.5, luokka=0) == (2, F(0), 1)
    assert poistuu(1, 0.5, 1) == (1, F(1.5), 0)


# aliases


def test_bound_to_other_names() -> None:
    b = bindings(200)
    b.columns["jono2"], b.columns["taso2"] = b.columns["jono"].copy(), b.columns["taso"].copy()
    b.units["keskus"].sums["maara2"] = np.zeros(40)
    other = harva.bound("harva_toinen", jono="jono2", taso="taso2", u_maara="u_maara_2", keskus_maara="keskus_maara2")
    assert other.name == "harva_toinen"
    assert other.writes == ("jono2", "taso2", "kk")
    assert other.adds == ("keskus_maara2",)
    assert other.when == "u_maara_2 >= 1.0 - taso2 and jono2 == 0"
    assert harva.when == "u_maara >= 1.0 - taso and jono == 0"
    assert "taso2" in other.reads
    assert "taso" not in other.reads
    before = b.columns["taso"].copy()
    check_other = copy(b)
    columns, _ = plain(other, check_other)
    other.run(b)
    assert np.array_equal(b.columns["taso2"], columns["taso2"])
    assert np.array_equal(b.columns["taso"], before)
    assert b.units["keskus"].sums["maara2"].any()
    assert other.compiled_text(b) == harva.compiled_text(b)  # one loop for both
    third = other.bound("kolmas", taso2="taso")
    assert third.writes == ("jono2", "taso", "kk")


def test_two_names_for_one_column() -> None:
    """Memory that is written under one name and read under another."""

    @rule(writes="terveys")
    def siirto(terveys, ika):
        return ika + 1.0 + 0.0 * terveys

    same = siirto.bound("sama", ika="terveys")
    b = bindings(3000, live=2)
    want = b.columns["terveys"] + F(1) + F(0) * b.columns["terveys"]
    same.run(b)
    assert np.array_equal(b.columns["terveys"], want)


def test_a_rule_is_pickled_by_name() -> None:
    assert pickle.loads(pickle.dumps(harva)) is harva
    other = harva.bound("h", taso="taso2", u_maara="u_b")
    again = pickle.loads(pickle.dumps(other))
    assert (again.name, again.reads, again.when) == (other.name, other.reads, other.when)


# what bindings allow


def test_arrays_parameters_and_units_may_be_replaced() -> None:
    b = bindings(200)
    harva.run(b)
    b.columns["taso"] = b.columns["taso"] + F(0.3)
    b.tables["km"] = b.tables["km"] * F(2)
    b.parameters = {"kk": 9}
    check(harva, b)
    b.units["keskus"].attributes["laatu"] = np.linspace(0, 1, 40)  # now float64: another loop
    b.columns["jono"] = np.zeros(200, "i1")
    check(harva, b)
    keskus = b.columns["keskus"].copy()
    b.units["keskus"] = Unit(keskus, {"laatu": np.ones(40)}, {"kuorma": np.zeros(40), "maara": np.zeros(40)})
    b.columns["keskus"], b.columns["jono"] = keskus, np.zeros(200, "i1")
    check(harva, b)


def test_a_whole_parameter_and_a_float_one_share_the_loop() -> None:
    b = bindings(50)
    b.parameters["osuus"] = 1
    first = tiivis.compiled_text(b)
    b.parameters["osuus"] = 0.5
    assert tiivis.compiled_text(b) == first
    tiivis.run(b)
    b.parameters["bitti"] = 2.5
    with pytest.raises(RuleError, match=r"whole number, not 2\.5"):
        tiivis.run(b)


def test_two_bindings_never_touch() -> None:
    a, b = bindings(100), bindings(100)
    b.month = 9
    c = copy(b)
    tiivis.run(a)
    tiivis.run(b)
    tiivis.run(c)
    assert not np.array_equal(a.columns["terveys"], b.columns["terveys"])
    assert np.array_equal(b.columns["terveys"], c.columns["terveys"])


def test_a_snapshot_goes_on() -> None:
    a = bindings(200)
    tiivis.run(a)
    b = copy(a)
    for x in (a, b):
        x.month += 1
        harva.run(x)
        tiivis.run(x)
    assert all(np.array_equal(a.columns[c], b.columns[c], equal_nan=a.columns[c].dtype.kind == "f") for c in a.columns)


def test_loops_are_told_to_others_and_compiled_without_running() -> None:
    b = bindings(40)
    old = copy(b)
    todo = compilations([tiivis, harva, tiivis], b)
    assert {name for name, _, _ in todo} == {"tiivis", "harva"}
    assert len(todo) == 2
    assert len(todo[0][1]) >= len(todo[1][1])
    assert {saantosilmukat.compiled(*one) for one in todo} <= saantosilmukat.kept()
    assert np.array_equal(b.columns["suuri"], old.columns["suuri"])
    for name, text, types in todo:
        tiivis.run(b), harva.run(b)
        assert saantosilmukat.load(name, text).loop.signatures == [types]


def test_watchers_see_every_run_before_and_after_it() -> None:
    b, told = bindings(40), []

    def watcher(rule, start, stop):
        told.append(("before", rule.name, start, stop, b.columns["suuri"].copy()))
        return lambda: told.append(("after", rule.name, start, stop, b.columns["suuri"].copy()))

    with b.watched(watcher), b.watched(lambda rule, start, stop: None):
        tiivis.run(b, 3, 99)
        harva.one(b, 5)  # a reading is no run
        tiivis.run(copy(b))
    tiivis.run(b)
    assert [t[:4] for t in told] == [("before", "tiivis", 3, 40), ("after", "tiivis", 3, 40)]
    assert not np.array_equal(told[0][4], told[1][4])
    with pytest.raises(ZeroDivisionError), b.watched(lambda *a: 1 / 0):
        tiivis.run(b)
    assert not pickle.loads(pickle.dumps(b))._watchers
    tiivis.run(b)


# what a rule says about itself


def test_introspection() -> None:
    b = bindings(10)
    kinds = {a: tiivis.kind(a, b) for a in tiivis.reads}
    assert kinds["ika"] == "column"
    assert kinds["keskus_laatu"] == kinds["ika_riski"] == "unit"
    assert kinds["p_osuus"] == "parameter"
    assert (kinds["u_a"], kinds["uy_b"], kinds["u0_c"]) == ("month draw", "year draw", "permanent draw")
    assert harva.kind("t_km") == "table"
    tiivis.one(b, 0)
    assert tiivis.kind("keskus_laatu") == "unit"
    assert tiivis.doc == "A dense rule with everything in it."
    assert tiivis.source().startswith('@rule(writes="krooniset terveys')
    assert harva.reads[:3] == ("u_maara", "taso", "jono")
    assert "harva(" in repr(harva)


# what is refused


def said(r, b: Bindings) -> str:
    with pytest.raises(RuleError) as caught:
        r.one(b, 0)
    with pytest.raises(RuleError):
        r.run(b)
    return str(caught.value)


def test_a_misspelt_argument() -> None:
    @rule(writes="terveys")
    def virhe(keskus_latu):
        return keskus_latu

    text = said(virhe, bindings(5))
    assert "rule 'virhe' reads 'keskus_latu'" in text
    assert "did you mean keskus_laatu?" in text
    assert "columns: alue, elossa" in text
    assert "units, <unit>_<attribute>: keskus_laatu" in text
    assert "uy_<stream>" in text


def test_a_misspelt_parameter_lists_parameters() -> None:
    @rule(writes="terveys")
    def virhe(p_osus):
        return p_osus

    text = said(virhe, bindings(5))
    assert "did you mean p_osuus?" in text
    assert "parameters, p_: p_bitti, p_kk, p_osuus" in text
    assert "columns" not in text


def test_misspelt_writes_and_adds() -> None:
    @rule(writes="tervys")
    def a(ika):
        return ika

    @rule(writes="terveys", adds="keskus_kurma")
    def b(ika):
        return ika, ika

    assert "writes 'tervys', which is no column; did you mean terveys?" in said(a, bindings(5))
    assert "adds to 'keskus_kurma', which is no sum of a unit; did you mean keskus_kuorma?" in said(b, bindings(5))


def test_a_table_in_a_dense_rule() -> None:
    @rule(writes="terveys")
    def a(luokka, t_km):
        return t_km[luokka, 0]

    assert "a dense rule cannot read a table" in said(a, bindings(5))


def test_wrong_number_of_results() -> None:
    @rule(writes="terveys ika")
    def a(ika):
        return ika

    assert "returns 1 value(s), but writes 2 and adds 0" in said(a, bindings(5))


def test_arrays_that_do_not_fit() -> None:
    short, strided, wide = bindings(10), bindings(10), bindings(10)
    short.columns["ika"] = short.columns["ika"][:5]
    assert "shape (5,), but there are 10 rows" in said(tiivis, short)
    strided.columns["ika"] = np.zeros(20, "f4")[::2]
    assert "not contiguous" in said(tiivis, strided)
    wide.ids = wide.ids.astype(np.int64)
    assert "uint64" in said(tiivis, wide)


def test_a_parameter_that_is_no_number() -> None:
    b = bindings(5)
    b.parameters["osuus"] = "puolet"
    assert "parameter 'p_osuus' is 'puolet', not a number" in said(tiivis, b)


def test_a_guard_that_is_no_expression() -> None:
    with pytest.raises(RuleError, match="is not an expression"):

        @rule(writes="terveys", when="ika >")
        def a(ika):
            return ika


def test_a_rule_that_does_nothing() -> None:
    with pytest.raises(RuleError, match="neither writes nor adds"):

        @rule()
        def turha(ika):
            return ika


def test_bound_needs_known_names() -> None:
    with pytest.raises(RuleError, match="has no 'tazo' to bind elsewhere; did you mean taso"):
        harva.bound("x", tazo="taso2")
