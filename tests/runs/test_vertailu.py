"""Paired comparison: same luck, exact intervals, the same answer whatever the processes."""

import math
import os
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from kalibrointi.viat import ViallinenSyote
from runs import ajo, vertailu
from runs.alkupera import JUURI
from tests.runs.koemalli import Koemalli, rakenna, rakenna_kaatuva, rakenna_katoava


def test_shared_history_is_lived_once_and_changes_nothing(lue):
    skenaariot = [
        lue("perusta"),
        lue("uudistus"),
        lue("tarkennus"),
        lue("uudistus", end="2018-03"),
        lue("perusta", ["koe.taso=5"]),
    ]
    eletty, rakennettu = [], []

    def laskeva(skenaario, otos, seed):
        malli = rakenna(skenaario, otos, seed)
        rakennettu.append(skenaario.label)
        return malli

    tulokset = vertailu.elamat(skenaariot, 0.02, 7, laskeva, eletty.append)
    for skenaario, tulos in zip(skenaariot, tulokset, strict=True):
        suora = rakenna(skenaario, 0.02, 7)
        ajo.ela(suora, skenaario.months)
        pd.testing.assert_frame_equal(tulos, suora.results("vuosi"), check_exact=True)
    assert rakennettu == ["perusta", "perusta + koe.taso=5"]
    assert sum(eletty) == sum(skenaario.months for skenaario in skenaariot)
    # months really lived: the base to its end, the reform from month 6, its detail from 12, the world of its own
    assert len(eletty) == 24 + 18 + 12 + 24


def test_runs_are_tidy_and_told_as_they_go(lue):
    edennyt = []
    taulu = vertailu.ajot(
        [lue("perusta"), lue("uudistus"), lue("perusta")], 3, seed=5, processes=1, rakentaja=rakenna,
        progress=lambda *t: edennyt.append(t),
    )  # fmt: skip
    assert list(taulu.columns) == ["skenaario", "seed", "vuosi", "mittari", "ryhma", "arvo", "yksikko"]
    assert list(dict.fromkeys(taulu["skenaario"])) == ["perusta", "uudistus"]
    assert list(dict.fromkeys(taulu["seed"])) == [5, 6, 7]
    assert edennyt[0] == (0, 144)
    assert edennyt[-1] == (144, 144)


def test_the_contrast_is_a_paired_t_interval(lue):
    taulu = vertailu.ajot([lue("perusta"), lue("uudistus")], 6, processes=1, rakentaja=rakenna)
    rivit = vertailu.vastakohta(taulu, "perusta", "uudistus")
    rivi = rivit[(rivit.vuosi == 2018) & (rivit.mittari == "taso") & (rivit.ryhma == "kaikki")].iloc[0]
    a, b = (
        taulu[(taulu.skenaario == s) & (taulu.vuosi == 2018) & (taulu.mittari == "taso") & (taulu.ryhma == "kaikki")][
            "arvo"
        ].to_numpy()
        for s in ("perusta", "uudistus")
    )
    ala, yla = stats.t.interval(0.95, 5, loc=np.mean(b - a), scale=max(stats.sem(b - a), 1e-300))
    assert rivi.value_a == pytest.approx(a.mean(), rel=1e-12)
    assert rivi.value_b == pytest.approx(b.mean(), rel=1e-12)
    assert rivi.difference == pytest.approx(np.mean(b - a), rel=1e-12)
    assert (rivi.low, rivi.high) == pytest.approx((ala, yla), rel=1e-9)
    assert rivi.se_paired == pytest.approx(stats.sem(b - a), abs=1e-15)
    assert rivi.se_unpaired == pytest.approx(math.hypot(stats.sem(a), stats.sem(b)), rel=1e-12)
    assert rivi.ratio == pytest.approx(rivi.se_unpaired / rivi.se_paired, rel=1e-9)
    assert rivi.ratio > 100  # noise is the same in both worlds
    assert rivi.pairs == 6


def test_contrast_of_known_numbers():
    def ajo_(nimi, arvot):
        return [(nimi, seed, 2018, "m", "g", arvo, "kpl") for seed, arvo in enumerate(arvot, 1)]

    sarakkeet = ["skenaario", "seed", "vuosi", "mittari", "ryhma", "arvo", "yksikko"]
    taulu = pd.DataFrame(ajo_("a", [1.0, 2.0, 3.0]) + ajo_("b", [2.0, 4.0, 6.0]), columns=sarakkeet)
    rivi = vertailu.vastakohta(taulu, "a", "b").iloc[0]
    assert (rivi.difference, rivi.se_paired) == (2.0, pytest.approx(1 / math.sqrt(3)))
    assert rivi.high - rivi.difference == pytest.approx(4.302652729911275 / math.sqrt(3))  # t(.975, 2)
    assert rivi.se_unpaired == pytest.approx(math.sqrt((1 + 4) / 3))
    # a missing value drops its pair, not the row
    taulu.loc[2, "arvo"] = np.nan
    rivi = vertailu.vastakohta(taulu, "a", "b").iloc[0]
    assert (rivi.pairs, rivi.difference, rivi.value_a) == (2, 1.5, 1.5)


class Peilattava(Koemalli):
    """Remembers whose organisational luck it has the mirror image of: its level is that seed."""

    def peilaa(self, siemen):
        self.taso = 1000.0 * siemen
        self.rng = SimpleNamespace(gauss=lambda: 0.0)


def rakenna_peilattava(skenaario, otos, seed):
    return Peilattava(skenaario.ohjelma(), otos, seed)


@pytest.mark.parametrize("processes", [1, pytest.param(2, marks=pytest.mark.hidas)])
def test_from_eight_pairs_on_every_second_seed_mirrors_the_one_before(lue, processes):
    muut = {"seed": 4, "processes": processes, "rakentaja": rakenna_peilattava}
    pitka, lyhyt, yksin = (
        vertailu.ajot([lue("perusta", end="2017-12")], n, **(muut | lisa))
        for n, lisa in ((9, {}), (7, {"processes": 1}), (9, {"duoina": False, "processes": 1}))
    )
    tasot = pitka[(pitka.mittari == "taso") & (pitka.ryhma == "kaikki")].set_index("seed")["arvo"]
    peilatut = tasot[tasot > 100]
    assert list(peilatut.index) == [5, 7, 9, 11]
    assert (peilatut / peilatut.iloc[0]).tolist() == pytest.approx([1, 6 / 4, 8 / 4, 10 / 4], rel=1e-2)
    assert max(lyhyt.arvo.max(), yksin.arvo.max()) < 100


def test_the_error_over_duos_is_that_of_their_means():
    rng = np.random.default_rng(1)
    arvot = {"a": rng.normal(size=10), "b": rng.normal(size=10)}
    arvot["b"][1::2] = 3.0 - arvot["b"][::2] + 0.1 * arvot["b"][1::2]
    rivit = [(k, s, 2018, "m", "g", x, "kpl") for k, xs in arvot.items() for s, x in enumerate(xs, 1)]
    taulu = pd.DataFrame(rivit, columns=["skenaario", "seed", "vuosi", "mittari", "ryhma", "arvo", "yksikko"])
    duot = (arvot["b"] - arvot["a"]).reshape(5, 2).mean(axis=1)
    rivi = vertailu.vastakohta(taulu, "a", "b").iloc[0]
    assert (rivi.difference, rivi.se_paired) == pytest.approx((duot.mean(), stats.sem(duot)))
    assert (rivi.low, rivi.high) == pytest.approx(stats.t.interval(0.95, 4, loc=duot.mean(), scale=stats.sem(duot)))
    assert rivi.se_unpaired == pytest.approx(math.hypot(stats.sem(arvot["a"]), stats.sem(arvot["b"])))
    assert rivi.pairs == 10


@pytest.mark.parametrize(("peilautuva", "yhteinen"), [(1.0, 0.0), (0.0, 1.0), (0.0, 0.0)])
def test_duo_intervals_cover_as_often_as_they_say(peilautuva, yhteinen):
    """Luck that cancels within a duo, luck that both have alike (what is even in the draws), and neither."""
    rng, n, m = np.random.default_rng(2), 12, 4000
    e, y = (np.repeat(rng.normal(size=(m, n // 2)), 2, axis=1) for _ in range(2))
    d = peilautuva * e * np.tile([1.0, -1.0], n // 2) + yhteinen * y + 0.3 * rng.normal(size=(m, n))
    virhe, duoja = vertailu._duojen_keskivirhe(d, d.mean(axis=1), np.ones(d.shape, bool))
    peitto = np.mean(np.abs(d.mean(axis=1)) <= stats.t.ppf(0.975, duoja - 1) * virhe)
    assert peitto == pytest.approx(0.95, abs=0.015)


def sattumataulu(erotus, sattuma_a, sattuma_b, mittari="m", nimi=vertailu.SATTUMAT[0]):
    """Rows as of `ajot`, where b - a is `erotus` by seed; their luck is that of the measure `nimi`."""
    rivit = []
    for maailma, arvot, sattumat in (("a", 0.0 * erotus, sattuma_a), ("b", erotus, sattuma_b)):
        rivit += [
            (maailma, s, 2018, mittari, "g", arvot[s - 1], "kpl", sattumat[s - 1]) for s in range(1, len(arvot) + 1)
        ]
    return pd.DataFrame(rivit, columns=["skenaario", "seed", "vuosi", "mittari", "ryhma", "arvo", "yksikko", nimi])


def test_at_equal_luck_the_difference_is_the_end_of_a_line_over_duos():
    rng = np.random.default_rng(3)
    sattuma = np.repeat(rng.normal(size=10), 2)
    erotus = 5.0 + 2.0 * sattuma + 0.1 * rng.normal(size=20)
    rivi = vertailu.vastakohta(sattumataulu(erotus, 0.0 * sattuma, sattuma), "a", "b").iloc[0]
    linja = stats.linregress(sattuma[::2], erotus.reshape(10, 2).mean(axis=1))
    assert rivi.adjusted
    assert (rivi.difference, rivi.se_paired) == pytest.approx((linja.intercept, linja.intercept_stderr))
    assert (rivi.low, rivi.high) == pytest.approx(stats.t.interval(0.95, 8, linja.intercept, linja.intercept_stderr))
    assert rivi.value_b - rivi.value_a == pytest.approx(rivi.difference)
    toisin = vertailu.vastakohta(sattumataulu(erotus, 0.0 * sattuma, sattuma), "b", "a").iloc[0]
    assert (toisin.difference, toisin.se_paired) == pytest.approx((-rivi.difference, rivi.se_paired))


def test_the_last_of_an_odd_number_of_runs_weighs_as_one():
    rng = np.random.default_rng(4)
    sattuma = np.repeat(rng.normal(size=9), 2)[:17]
    erotus = rng.normal(size=17) + sattuma
    rivi = vertailu.vastakohta(sattumataulu(erotus, 0.0 * sattuma, sattuma), "a", "b").iloc[0]
    y = np.append(erotus[:16].reshape(8, 2).mean(axis=1), erotus[16])
    x, w = np.append(sattuma[:16:2], sattuma[16]), np.append(np.full(8, 2.0), 1.0)
    assert rivi.difference == pytest.approx(np.polynomial.polynomial.polyfit(x, y, 1, w=np.sqrt(w))[0])


@pytest.mark.parametrize("kulma", [0.0, 3.0])
@pytest.mark.parametrize("duoja", [8, 12])
def test_intervals_at_equal_luck_cover_as_often_as_they_say(kulma, duoja):
    """Luck as skewed as squares are, of use or of none; what is left is of the duo and of each run."""
    rng, m = np.random.default_rng(5), 6000
    sattuma = np.repeat(rng.chisquare(11, size=(m, duoja)) / 11 - 1.0, 2, axis=1)
    e = np.repeat(rng.normal(size=(m, duoja)), 2, axis=1) + 0.5 * rng.normal(size=(m, 2 * duoja))
    ero, virhe = vertailu._suoralta(kulma * sattuma + 0.3 * e, sattuma[:, None])
    assert np.mean(ero) == pytest.approx(0.0, abs=4 * np.std(ero) / m**0.5)
    peitto = np.mean(np.abs(ero) <= stats.t.ppf(0.975, duoja - 2) * virhe)
    assert peitto == pytest.approx(0.95, abs=0.012)
    if kulma:
        karkea = np.std((kulma * sattuma + 0.3 * e).mean(axis=1))
        assert np.std(ero) < 0.5 * karkea


def test_nothing_is_adjusted_where_luck_is_the_same_unknown_or_the_pairs_are_few():
    rng = np.random.default_rng(6)
    luck, nolla, erotus = np.repeat(rng.normal(size=10), 2), np.zeros(20), rng.normal(size=20)
    puuttuva = np.where(np.arange(20) == 3, np.nan, erotus)
    taulut = [
        sattumataulu(erotus, luck, luck),
        sattumataulu(erotus, nolla, np.where(np.arange(20) == 3, np.nan, luck)),
        sattumataulu(puuttuva, nolla, luck),
        sattumataulu(erotus, nolla, luck).drop(columns=vertailu.SATTUMAT[0]),
        sattumataulu(erotus[:14], nolla[:14], luck[:14]),
        sattumataulu(luck, nolla, luck, mittari=vertailu.SATTUMAT[1]),
        sattumataulu(nolla, nolla, luck),
    ]
    for taulu in taulut:
        rivi = vertailu.vastakohta(taulu, "a", "b").iloc[0]
        erot = taulu[taulu.skenaario == "b"].arvo.to_numpy() - taulu[taulu.skenaario == "a"].arvo.to_numpy()
        assert not rivi.adjusted
        assert rivi.difference == pytest.approx(np.nanmean(erot), rel=1e-12)
    assert rivi.se_paired == 0.0


@pytest.mark.parametrize("nimi", vertailu.SATTUMAT)
def test_luck_stays_beside_the_rows_that_are_picked(lue, nimi):
    class Onnekas(Koemalli):
        def results(self, taso="vuosi"):
            taulu = super().results(taso)
            onni = taulu[taulu.mittari == "taso"].assign(mittari=nimi, ryhma="kaikki")
            return pd.concat([taulu, onni.drop_duplicates("vuosi")], ignore_index=True)

    def rakenna_onnekas(skenaario, otos, seed):
        return Onnekas(skenaario.ohjelma(), otos, seed)

    taulu = vertailu.ajot([lue("perusta")], 2, processes=1, rakentaja=rakenna_onnekas)
    onnet = taulu[taulu.mittari == nimi].set_index(["seed", "vuosi"]).arvo
    omat = taulu.set_index(["seed", "vuosi"])[nimi]
    assert len(onnet) == 4
    assert (omat == onnet.reindex(omat.index)).all()


def kahden_sattuman_taulu(erotus, yksi, kaksi):
    taulu = sattumataulu(erotus, 0.0 * yksi, yksi)
    return taulu.assign(**{vertailu.SATTUMAT[1]: np.where(taulu.skenaario == "b", kaksi[taulu.seed - 1], 0.0)})


def test_two_lucks_are_read_away_by_least_squares_over_duos():
    rng = np.random.default_rng(7)
    yksi, kaksi = (np.repeat(rng.normal(size=12), 2) for _ in range(2))
    erotus = 1.0 + 2.0 * yksi - 3.0 * kaksi + 0.2 * rng.normal(size=24)
    rivi = vertailu.vastakohta(kahden_sattuman_taulu(erotus, yksi, kaksi), "a", "b").iloc[0]
    x = np.column_stack([np.ones(12), yksi[::2], kaksi[::2]])
    y = erotus.reshape(12, 2).mean(axis=1)
    kertoimet, nelio, *_ = np.linalg.lstsq(x, y)
    virhe = np.sqrt(nelio[0] / 9 * np.linalg.inv(x.T @ x)[0, 0])
    assert (rivi.difference, rivi.se_paired) == pytest.approx((kertoimet[0], virhe))
    assert (rivi.low, rivi.high) == pytest.approx(stats.t.interval(0.95, 9, kertoimet[0], virhe))


def test_few_duos_carry_the_first_luck_only():
    rng = np.random.default_rng(8)
    yksi, kaksi = (np.repeat(rng.normal(size=10), 2) for _ in range(2))
    erotus = yksi + kaksi + rng.normal(size=20)
    molemmat = vertailu.vastakohta(kahden_sattuman_taulu(erotus, yksi, kaksi), "a", "b").iloc[0]
    vain_yksi = vertailu.vastakohta(sattumataulu(erotus, 0.0 * yksi, yksi), "a", "b").iloc[0]
    assert molemmat.difference == vain_yksi.difference
    assert molemmat.se_paired == vain_yksi.se_paired


@pytest.mark.parametrize(
    ("pareja", "toinen", "seuraa"),
    [(16, "listoin", True), (16, "perusta", False), (15, "listoin", True), (14, "listoin", False)],
)
def test_luck_of_lists_is_reckoned_where_it_tells_worlds_apart(lue, monkeypatch, pareja, toinen, seuraa):
    monkeypatch.setattr(vertailu, "LISTOIN", "koe.paalla")
    seuratut = []

    class Seurattu(Koemalli):
        def seuraa_sattumaa(self):
            seuratut.append(True)

    def rakenna_seurattu(skenaario, otos, seed):
        return Seurattu(skenaario.ohjelma(), otos, seed)

    muut = {"listoin": lue("perusta", ["koe.paalla=true"]), "perusta": lue("perusta")}
    skenaariot = [lue("perusta"), muut[toinen].model_copy(update={"name": "toinen"})]
    vertailu.ajot(skenaariot, pareja, processes=1, rakentaja=rakenna_seurattu)
    assert bool(seuratut) == seuraa


def test_edges_of_the_contrast(lue):
    yksi = vertailu.compare(lue("perusta"), lue("uudistus"), 1, processes=1, rakentaja=rakenna)
    assert yksi[["low", "high", "se_paired", "se_unpaired"]].isna().all().all()
    assert yksi["difference"].notna().all()
    samat = vertailu.compare(lue("perusta"), lue("perusta", {"koe.muoto": "tarve"}), 3, processes=1, rakentaja=rakenna)
    assert (samat[["difference", "low", "high", "se_paired"]] == 0).all().all()
    assert samat[samat.mittari == "taso"]["ratio"].eq(np.inf).all()
    assert samat[samat.mittari == "vakio"]["ratio"].isna().all()
    taulu = vertailu.ajot([lue("perusta")], 1, processes=1, rakentaja=rakenna)
    with pytest.raises(KeyError):
        vertailu.vastakohta(taulu, "perusta", "muu")


def test_a_chain_runs_each_scenario_once(lue):
    rakennettu = []

    def laskeva(skenaario, otos, seed):
        rakennettu.append(seed)
        return rakenna(skenaario, otos, seed)

    nimet = [lue("perusta"), lue("uudistus"), lue("tarkennus")]
    taulu = vertailu.chain(nimet, 4, processes=1, rakentaja=laskeva)
    assert rakennettu == [1, 2, 3, 4]
    assert list(dict.fromkeys(zip(taulu.a, taulu.b, strict=True))) == [
        ("perusta", "uudistus"),
        ("uudistus", "tarkennus"),
    ]
    askel = vertailu.compare(nimet[1], nimet[2], 4, processes=1, rakentaja=rakenna)
    pd.testing.assert_frame_equal(taulu[taulu.a == "uudistus"].reset_index(drop=True), askel, check_exact=True)


@pytest.mark.sekunteja
def test_the_same_answer_from_one_process_or_two(lue, monkeypatch):
    monkeypatch.setenv("NUMBA_NUM_THREADS", "3")  # what workers inherit is one; ours stays
    edennyt = []
    valinnat = {"pairs": 3, "rakentaja": rakenna}
    yksi = vertailu.compare(lue("perusta"), lue("uudistus"), processes=1, **valinnat)
    kaksi = vertailu.compare(
        lue("perusta"), lue("uudistus"), processes=2, progress=lambda *t: edennyt.append(t), **valinnat
    )
    pd.testing.assert_frame_equal(yksi, kaksi, check_exact=True)
    assert edennyt[0] == (0, 144)
    assert edennyt[-1] == (144, 144)
    assert os.environ["NUMBA_NUM_THREADS"] == "3"


@pytest.mark.sekunteja
def test_trouble_in_a_worker(lue):
    with pytest.raises(ZeroDivisionError, match="seed two"):
        vertailu.compare(lue("perusta"), lue("uudistus"), 3, processes=2, rakentaja=rakenna_kaatuva)
    with pytest.raises(RuntimeError, match="a worker process died"):
        vertailu.compare(lue("perusta"), lue("uudistus"), 2, processes=2, rakentaja=rakenna_katoava)


def test_two_that_differ_cannot_share_a_name(lue):
    with pytest.raises(ViallinenSyote, match="both called 'uudistus'"):
        vertailu.compare(lue("uudistus"), lue("uudistus", end="2018-06"), 2, processes=1, rakentaja=rakenna)


@pytest.mark.parametrize(
    ("valinnat", "sanat"), [({"pairs": 0}, "pairs"), ({"otos": 2}, "otos"), ({"seed": -1}, "seed")]
)
def test_bad_input(lue, valinnat, sanat):
    with pytest.raises(ViallinenSyote, match=sanat):
        vertailu.compare(lue("perusta"), lue("uudistus"), **valinnat)


KESKEYTETTAVA = """
import sys
from pathlib import Path
from kalibrointi import parametrit
from runs import skenaariot, vertailu
from tests.runs.koemalli import rakenna_hidas

# no `if __name__ == "__main__":` here: workers do not run the caller's script
puu = parametrit.lue(Path(sys.argv[1]))
lue = lambda nimi: skenaariot.lue(nimi, kansio=Path(sys.argv[2]), parametrit=puu)
kerro = lambda eletty, kaikkiaan: print(eletty, flush=True)
vertailu.compare(lue("perusta"), lue("uudistus"), 50, processes=2, progress=kerro, rakentaja=rakenna_hidas)
"""


@pytest.mark.sekunteja
@pytest.mark.parametrize("signaali", [signal.SIGINT, signal.SIGKILL])
def test_no_worker_outlives_the_parent(tmp_path, kansio, signaali):
    from tests.runs.koemalli import kirjoita_puu

    ohjelma = tmp_path / "ohjelma.py"
    ohjelma.write_text(KESKEYTETTAVA)
    komento = [sys.executable, str(ohjelma), str(kirjoita_puu(tmp_path / "p")), str(kansio)]
    ymparisto = {**os.environ, "PYTHONPATH": str(JUURI), "SOTE_KOE": str(tmp_path)}
    vanhempi = subprocess.Popen(
        komento, env=ymparisto, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a suite in the background ignores it
    )  # fmt: skip
    assert vanhempi.stdout.readline() == "0\n"
    assert int(vanhempi.stdout.readline()) > 0  # workers are at work
    vanhempi.send_signal(signaali)
    vanhempi.wait(timeout=20)
    takaraja = time.monotonic() + 10
    while time.monotonic() < takaraja and _elossa(vanhempi.pid):
        time.sleep(0.05)
    assert not _elossa(vanhempi.pid)


def _elossa(ryhma):
    """Is any process of the group left?"""
    try:
        os.killpg(ryhma, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True
