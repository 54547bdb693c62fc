"""The engine in one process: order, sharing, reuse, interruption, disks that refuse, clocks that go back."""

from __future__ import annotations

import errno
import itertools
import os
import random
import signal
import sys

import numpy as np
import pandas as pd
import pytest

from kalibrointi.viat import ViallinenSyote
from runs import moottori, suorittimet, tutkimustiedosto, varastokirjuri
from runs.toistot import enough, half_widths, ladder
from runs.tutkimus import Toistot
from runs.varasto import Varasto
from tests.runs import sweepkoe


def aja(kansio, tutkimus=None, rakentaja=sweepkoe.rakenna, **muut):
    suunnitelma = moottori.begin(tutkimus or sweepkoe.tutkimus(), kansio)
    suoritin = muut.pop("suoritin", None) or suorittimet.Yksin()
    return moottori.sweep(kansio, suoritin, suunnitelma=suunnitelma, rakentaja=rakentaja, **muut)


@pytest.fixture(scope="module")
def malliksi(tmp_path_factory):
    kansio = tmp_path_factory.mktemp("malli") / "koe"
    aja(kansio)
    return kansio


def samat(a, b):
    pd.testing.assert_frame_equal(Varasto(a).results(), Varasto(b).results(), check_exact=True)


def keskeyta_kun(maara):
    def edistyi(tehty, kaikkiaan):
        if tehty == maara:
            raise KeyboardInterrupt

    return edistyi


# --------------------------------------------------------------------------------------------------- order, sharing
class Kirjaava(suorittimet.Yksin):
    """Notes what it was given."""

    def __init__(self):
        self.erat = []

    def submit(self, fn, *args):
        self.erat.append((args[1], len(args[0])))
        return super().submit(fn, *args)


def test_all_points_get_their_first_seed_before_any_gets_its_second(tmp_path):
    suoritin = Kirjaava()
    aja(tmp_path / "s", suoritin=suoritin)
    siemenet = [siemen for siemen, _ in suoritin.erat]
    assert siemenet == sorted(siemenet)
    assert sum(maara for _, maara in suoritin.erat) == 60


def test_points_that_share_history_live_it_once(tmp_path, malliksi):
    rakennettu = []

    def rakenna(*tiedot):
        rakennettu.append(tiedot[2])
        return sweepkoe.rakenna(*tiedot)

    aja(tmp_path / "s", rakentaja=rakenna)
    assert sorted(rakennettu) == [1, 1, 1, 2, 2, 2]  # the ten points of each of 3 worlds in one batch, 2 seeds
    samat(tmp_path / "s", malliksi)


class Hidas:
    """Gives its results late, so that the window fills."""

    workers, window = 2, 4

    def __init__(self):
        self.jono, self.enintaan = [], 0

    def submit(self, fn, *args):
        from concurrent.futures import Future
        from threading import Timer

        tuleva = Future()
        self.jono = [t for t in self.jono if not t.done()] + [tuleva]
        self.enintaan = max(self.enintaan, len(self.jono))
        Timer(0.02, lambda: tuleva.set_result(fn(*args))).start()
        return tuleva

    def renew(self, alone=False):
        raise AssertionError("nobody died")

    def close(self, now=False):
        pass


@pytest.mark.sekunteja
def test_only_a_window_of_work_is_under_way(tmp_path, malliksi):
    suoritin = Hidas()
    aja(tmp_path / "s", suoritin=suoritin)
    assert suoritin.enintaan == 4
    samat(tmp_path / "s", malliksi)


def test_worlds_that_do_not_differ_are_run_once(tmp_path):
    """Two levels that mean the same: one task, a row for each point."""
    teksti = sweepkoe.STUDY.format(worlds=1, count=1).replace(
        "[uncertainties]", "[levers.nimi]\na = {}\nb = {}\n[uncertainties]"
    )
    loppu = aja(tmp_path / "s", tutkimustiedosto.tulkitse(teksti))
    ajot = Varasto(tmp_path / "s").runs()
    assert (loppu.done, ajot["task"].nunique()) == (20, 10)
    rivit = Varasto(tmp_path / "s").results("taso", years=2022, groups="kaikki")
    assert len(rivit) == 20


# --------------------------------------------------------------------------------------------------- interruption
def test_interrupted_resumed_and_the_clock_put_back(tmp_path, malliksi, monkeypatch):
    kansio = tmp_path / "s"
    with pytest.raises(moottori.Keskeytys):
        aja(kansio, progress=keskeyta_kun(23))
    assert len(Varasto(kansio).runs()) == 23
    assert not (kansio / "SEAL").exists()
    monkeypatch.setattr(varastokirjuri.datetime, "datetime", sweepkoe.Mennyt)
    kello = iter(range(10_000, 0, -1))
    loppu = moottori.sweep(kansio, suorittimet.Yksin(), rakentaja=sweepkoe.rakenna, kello=lambda: float(next(kello)))
    ajat = [tapahtuma["time"] for tapahtuma in Varasto(kansio).events()]
    assert ajat[0] > ajat[-1], "the clock did not go back"
    assert (loppu.done, loppu.computed, loppu.sealed) == (60, 37, True)
    samat(kansio, malliksi)


@pytest.mark.parametrize("signaali", [signal.SIGINT, signal.SIGTERM, signal.SIGUSR1])
def test_a_signal_between_results_writes_those_that_wait(tmp_path, malliksi, signaali, request):
    def edistyi(tehty, kaikkiaan):
        if tehty == 23:
            os.kill(os.getpid(), signaali)

    omansa = signal.signal(signaali, signal.SIG_DFL)  # a suite in the background ignores Ctrl-C, and so would the sweep
    request.addfinalizer(lambda: signal.signal(signaali, omansa))
    ennen = signal.getsignal(signaali)
    with pytest.raises(moottori.Keskeytys):
        aja(tmp_path / "s", progress=edistyi)
    assert signal.getsignal(signaali) is ennen
    assert len(Varasto(tmp_path / "s").runs()) == 23
    aja(tmp_path / "s")
    samat(tmp_path / "s", malliksi)


FUNKTIOT = ("add", "flush")


@pytest.mark.hidas
def test_an_interruption_at_any_line_loses_and_doubles_nothing(tmp_path):
    """The signal comes at a line of the writing code, each in turn: the bug it is for takes microseconds to hit."""
    teksti = sweepkoe.STUDY.format(worlds=1, count=1).replace("0.1, 0.2, 0.3, ", "")

    def aja_ja_laske(kansio, raja):
        laskuri = itertools.count()

        def rivi(kehys, mika, _):
            if mika == "line" and next(laskuri) == raja:
                os.kill(os.getpid(), signal.SIGINT)
            return rivi

        def kutsu(kehys, mika, _):
            oma = kehys.f_code.co_filename == varastokirjuri.__file__ and kehys.f_code.co_name in FUNKTIOT
            return rivi if oma else None

        moottori.begin(tutkimustiedosto.tulkitse(teksti), kansio)
        sys.settrace(kutsu)
        try:
            moottori.sweep(kansio, suorittimet.Yksin(), rakentaja=sweepkoe.rakenna)
        except moottori.Keskeytys:
            assert raja >= 0
        finally:
            sys.settrace(None)
        return next(laskuri)

    riveja = aja_ja_laske(tmp_path / "ehja", -1)
    assert riveja > 30
    for raja in (*range(10, 20), *range(riveja - 9, riveja)):  # of the second run, and of the writing
        kansio = tmp_path / str(raja)
        aja_ja_laske(kansio, raja)
        ajot, rivit = Varasto(kansio).runs(), Varasto(kansio).results()
        assert rivit["task"].nunique() == len(ajot), f"a run without results, interrupted at line {raja}"
        moottori.sweep(kansio, suorittimet.Yksin(), rakentaja=sweepkoe.rakenna)
        samat(kansio, tmp_path / "ehja")
        assert len(pd.read_parquet(kansio / "chunks")) == len(Varasto(kansio).results())


@pytest.mark.sekunteja
def test_a_full_disk_interrupts_and_nothing_is_lost(tmp_path, malliksi, monkeypatch):
    kansio, oikea = tmp_path / "s", os.fsync
    moottori.begin(sweepkoe.tutkimus(), kansio)
    monkeypatch.setattr(moottori, "LEVYA_ODOTETAAN", (0.0,))

    def taynna(kahva):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", taynna)
    with pytest.raises(moottori.Keskeytys) as keskeytys:
        moottori.sweep(kansio, suorittimet.Yksin(), rakentaja=sweepkoe.rakenna)
    monkeypatch.setattr(os, "fsync", oikea)
    assert "the disk is full" in str(keskeytys.value.vika)
    assert list((kansio / "chunks").iterdir()) == []
    moottori.sweep(kansio, suorittimet.Yksin(), rakentaja=sweepkoe.rakenna)
    samat(kansio, malliksi)


@pytest.mark.sekunteja
def test_a_disk_that_was_full_for_a_moment_interrupts_nothing(tmp_path, malliksi, monkeypatch):
    viat = iter([OSError(errno.ENOSPC, "full")] * 2)
    oikea = varastokirjuri.kirjoita_syrjassa

    def kirjoita(polku, tavut):
        if polku.suffix == ".parquet" and polku.parent.name == "chunks" and (virhe := next(viat, None)):
            raise ViallinenSyote("full") from virhe
        oikea(polku, tavut)

    monkeypatch.setattr(varastokirjuri, "kirjoita_syrjassa", kirjoita)
    monkeypatch.setattr(moottori.time, "sleep", lambda sekunteja: None)
    aja(tmp_path / "s")
    assert next(viat, None) is None
    samat(tmp_path / "s", malliksi)


def test_a_finished_sweep_does_nothing_more(tmp_path):
    aja(tmp_path / "s")
    ennen = {polku: polku.stat().st_mtime_ns for polku in (tmp_path / "s").rglob("*.parquet")}
    loppu = aja(tmp_path / "s")
    assert (loppu.done, loppu.computed, loppu.sealed) == (60, 0, True)
    assert ennen == {polku: polku.stat().st_mtime_ns for polku in (tmp_path / "s").rglob("*.parquet")}


# --------------------------------------------------------------------------------------------------- what is the same
def test_runs_are_taken_from_earlier_sweeps_when_they_kept_enough(tmp_path, malliksi):
    suunnitelma = moottori.begin(sweepkoe.tutkimus(count=3), tmp_path / "s")
    loppu = moottori.sweep(
        tmp_path / "s", suorittimet.Yksin(), suunnitelma=suunnitelma, reuse=[Varasto(malliksi)],
        rakentaja=sweepkoe.rakenna,
    )  # fmt: skip
    assert (loppu.done, loppu.reused, loppu.computed) == (90, 60, 30)
    ensin = Varasto(tmp_path / "s").results()
    ensin = ensin[ensin["replicate"] < 3].reset_index(drop=True)
    pd.testing.assert_frame_equal(ensin, Varasto(malliksi).results(), check_exact=True)


@pytest.mark.sekunteja
def test_a_sweep_that_kept_less_gives_nothing(tmp_path):
    vain = sweepkoe.STUDY.format(worlds=3, count=2) + '[outcomes]\nmeasures = ["taso"]\ngroups = ["kaikki"]\n'
    aja(tmp_path / "vain", tutkimustiedosto.tulkitse(vain))
    assert set(Varasto(tmp_path / "vain").results()["measure"]) == {"taso"}
    loppu = aja(tmp_path / "s", reuse=[Varasto(tmp_path / "vain")])
    assert (loppu.reused, loppu.computed) == (0, 60)


def test_a_neighbour_that_does_not_say_what_it_kept_gives_nothing():
    class Naapuri:
        manifest = {"study": {}, "hashes": {"model": "m"}}  # noqa: RUF012

    class Suunnitelma:
        model = "m"

    assert not moottori.covers(Naapuri(), Suunnitelma())


@pytest.mark.parametrize("mika", ["study", "model"])
def test_a_folder_of_another_study_or_model_is_refused(tmp_path, monkeypatch, mika):
    aja(tmp_path / "s")
    if mika == "model":
        monkeypatch.setattr(moottori, "model_fingerprint", lambda: "another")
    with pytest.raises(ViallinenSyote, match=f"the {mika}.*changed since this sweep began"):
        aja(tmp_path / "s", sweepkoe.tutkimus(worlds=2) if mika == "study" else None)


def test_a_measure_the_model_does_not_give_is_a_failure_with_its_name(tmp_path):
    teksti = sweepkoe.STUDY.format(worlds=1, count=1) + '[outcomes]\nmeasures = ["tasso"]\n'
    aja(tmp_path / "s", tutkimustiedosto.tulkitse(teksti))
    assert Varasto(tmp_path / "s").failures()["error"].str.contains("the model gives no measure 'tasso'").all()


# --------------------------------------------------------------------------------------------------- replicates
def test_half_widths_are_those_of_the_t_interval():
    from scipy import stats

    x = np.random.default_rng(1).normal(5, 2, 30)
    for n in (2, 7, 30):
        ala, yla = stats.t.interval(0.95, n - 1, x[:n].mean(), stats.sem(x[:n]))
        assert half_widths(x)[n - 1] == pytest.approx((yla - ala) / 2, rel=1e-9)
    assert half_widths(np.array([1.0, np.nan, 1.0, np.nan]))[-1] == 0.0


@pytest.mark.hidas
@pytest.mark.parametrize("raja", [0.5, 1.0])
def test_adaptive_replicates_reach_their_promise_on_a_known_process(raja):
    """Normal differences of a known mean: the 95 % interval at the stop is as narrow as promised, and covers."""
    toistot, rng, todellinen = Toistot(1, 5, 400, 10, {"x": raja}), np.random.default_rng(7), 1.3
    kokeita, peittaa, maarat = 3000, 0, []
    for _ in range(kokeita):
        x = rng.normal(todellinen, 1.5, toistot.most)
        n = next(n for n in ladder(toistot) if enough(x[:n], raja, toistot.ahead) or n == toistot.most)
        leveys = half_widths(x[:n])[-1]
        assert leveys <= raja
        peittaa += abs(x[:n].mean() - todellinen) <= leveys
        maarat.append(n)
    tarvitaan = (1.96 * 1.5 / raja) ** 2  # with the variance known
    assert tarvitaan < np.mean(maarat) < tarvitaan + 2.5 * toistot.ahead
    assert 0.937 <= peittaa / kokeita <= 0.963  # 0.95 within three standard errors of 3000 trials


class Epaonninen(sweepkoe.Koemalli):
    """Breaks common luck where the lever is high, from the month on that it is."""

    def __init__(self, *tiedot):
        super().__init__(*tiedot)
        self.oma = random.Random(self.seed + 1000)

    def run_for(self, kuukausia):
        for _ in range(kuukausia):
            super().run_for(1)
            if self.ohjelma.at(self.kk - 1)["ohjaus.ehkaisypaino"] > 0.35:
                self.taso += 0.05 * self.oma.gauss()


def rakenna_epaonninen(skenaario, otos, seed):
    return Epaonninen(skenaario.ohjelma(), otos, seed)


ADAPTIVE = sweepkoe.STUDY.format(worlds=2, count=1).replace(
    "count = 1", 'first = 3\nmost = 20\nahead = 2\nhalf_width = { "taso" = 0.02 }'
)


@pytest.mark.hidas
def test_points_get_as_many_seeds_as_their_difference_needs_also_when_interrupted(tmp_path):
    """With common luck all differences are exact at once; without it they need more."""
    tutkimus = tutkimustiedosto.tulkitse(ADAPTIVE)
    loppu = aja(tmp_path / "a", tutkimus, rakentaja=rakenna_epaonninen)
    assert loppu.sealed
    varasto = Varasto(tmp_path / "a")
    maarat = varasto.runs().groupby("point").size()
    omat = varasto.points().set_index("point")["lever.2021-01:ohjaus.ehkaisypaino"] > 0.35
    assert (maarat[~omat].drop([0, 10]) == 5).all()  # 3 + 2 ahead
    assert (maarat[omat] > 5).all()
    assert (maarat[[0, 10]] == maarat[omat].max()).all()  # the partner has as many as its partners
    with pytest.raises(moottori.Keskeytys):
        aja(tmp_path / "b", tutkimus, rakentaja=rakenna_epaonninen, progress=keskeyta_kun(71))
    aja(tmp_path / "b", tutkimus, rakentaja=rakenna_epaonninen)
    samat(tmp_path / "a", tmp_path / "b")
