"""What the browser computes, without worker processes: who begins what, and what becomes of work nobody wants."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import OrderedDict
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool

import pandas as pd
import pytest

from runs import tilannekuva
from runs.esittelymitat import rakenna
from runs.skenaariot import lue
from visualisointi.selain import laskenta
from visualisointi.selain.nakyma import Nakyma

OHJELMA = lue("nykytila-2017").ohjelma()
RIVI = {
    "skenaario": "a",
    "seed": 1,
    "vuosi": 2023,
    "mittari": "odotus",
    "ryhma": "kaikki",
    "arvo": 1.0,
    "yksikko": "vrk",
}


class Tekija:
    """Takes work and does not do it."""

    def __init__(self) -> None:
        self.tyot: list[tuple[tuple, Future]] = []

    def anna(self, _tarkeys, _tyo, *tiedot):
        self.tyot.append((tiedot, Future()))
        return self.tyot[-1][1]


def laskin() -> laskenta.Laskin:
    """A calculator whose only worker does nothing."""
    oma = object.__new__(laskenta.Laskin)
    oma.paikat, oma.ennakot, oma.tekijat = laskenta._Paikat(), OrderedDict(), [Tekija()]
    return oma


def vastaus(oma: laskenta.Laskin, nakyma: Nakyma) -> laskenta.Tulos:
    """The first stage's answer, once the worker has answered all it was asked."""

    async def kysy() -> laskenta.Tulos:
        osat = oma.vastaa(nakyma, lambda _vaihe, _n: None, laskenta.VAIHEET[:1])
        kesken = asyncio.ensure_future(anext(osat))
        await asyncio.sleep(0)
        for _tiedot, tuleva in oma.tekijat[0].tyot:
            if not tuleva.cancelled():
                tuleva.set_result(pd.DataFrame([RIVI]))
        tulos = await kesken
        await osat.aclose()
        return tulos

    return asyncio.run(kysy())


def test_what_was_begun_for_a_view_is_what_its_page_gets() -> None:
    oma, nakyma = laskin(), Nakyma().aseta("kapitaatio.kiintea_osuus", "0.9")
    oma.ennakoi(nakyma, Nakyma())
    assert vastaus(oma, nakyma).pareja == 1
    assert len(oma.tekijat[0].tyot) == 1
    assert not oma.ennakot


def test_a_lever_that_moves_on_ends_what_was_begun_for_where_it_was() -> None:
    oma, eka = laskin(), Nakyma().aseta("kapitaatio.kiintea_osuus", "0.9")
    toka = Nakyma().aseta("kapitaatio.kiintea_osuus", "0.85")
    oma.ennakoi(eka, Nakyma())
    oma.ennakoi(toka, eka)
    (vanha, perutaan), (uusi, _tuleva) = oma.tekijat[0].tyot
    assert perutaan.cancelled()
    perutut = oma.paikat.perutut
    assert (perutut[vanha[-1]], perutut[uusi[-1]]) == (1, 0)  # also if it is under way
    assert vastaus(oma, toka).ajot["arvo"].tolist() == [1.0]


def test_what_failed_before_it_was_asked_for_is_begun_again() -> None:
    oma, nakyma = laskin(), Nakyma().aseta("kapitaatio.kiintea_osuus", "0.9")
    oma.ennakoi(nakyma, Nakyma())
    oma.tekijat[0].tyot.pop()[1].set_exception(MemoryError())
    assert vastaus(oma, nakyma).pareja == 1


def test_a_place_is_a_job_s_own_until_all_its_work_is_done(monkeypatch) -> None:
    monkeypatch.setattr(laskenta, "PAIKKOJA", 3)
    paikat, tyot = laskenta._Paikat(), [Future(), Future()]
    eka = paikat.varaa()
    paikat.vapauta(eka, tyot)
    toka = paikat.varaa()
    assert {eka, toka} == {1, 2}
    assert paikat.varaa() == 0  # none is left: such work is not cancelled, nor does it cancel another's
    tyot[0].set_running_or_notify_cancel()
    paikat.peru(eka, *tyot)
    assert list(paikat.perutut) == [0, 1, 0]
    assert tyot[1].cancelled()
    assert not paikat.vapaat
    tyot[0].set_result(None)
    paikat.peru(eka, *tyot)
    assert (paikat.varaa(), paikat.perutut[eka]) == (eka, 0)


@pytest.mark.sekunteja
def test_a_worker_that_dies_is_replaced_and_its_work_is_done_again() -> None:
    tekija = laskenta._Tekija(laskenta._Paikat())
    try:
        pid = tekija.anna(1, os.getpid).result(60)
        os.kill(pid, signal.SIGKILL)
        assert tekija.anna(1, os.getpid).result(60) not in (pid, os.getpid())
        with pytest.raises(BrokenProcessPool):
            tekija.anna(1, os._exit, 1).result(60)  # kills whoever does it
        assert tekija.anna(1, abs, -2).result(60) == 2
    finally:
        tekija.sulje()


def test_another_tab_or_language_begins_nothing() -> None:
    oma, nakyma = laskin(), Nakyma(valilehti="raha")
    oma.ennakoi(nakyma, Nakyma(kieli="sv"))
    assert not oma.tekijat[0].tyot


def test_the_first_years_of_a_longer_life_are_a_shorter_one_with_its_money() -> None:
    lyhyt, pitka = (laskenta._Historia(rakenna(lue("nykytila-2017"), 0.001, 1), OHJELMA) for _ in range(2))
    lyhyt.ela(24, 0, ())
    pitka.ela(36, 0, ())
    pd.testing.assert_frame_equal(lyhyt.tulokset(24), pitka.tulokset(24), check_exact=True)
    assert (pitka.tulokset(24)["mittari"] == "rahavirta").sum() > 5
    assert pitka.tulokset(36)["vuosi"].max() == 2019


def test_a_stage_lives_the_runs_of_the_command() -> None:
    parit = [(arpa.seed, arpa.peili) for arpa in laskenta.arvat(laskenta.Vaihe(0.02, 8, False))]
    assert parit == [(1, None), (2, 1), (3, None), (4, 3), (5, None), (6, 5), (7, None), (8, 7)]
    assert [arpa.peili for arpa in laskenta.arvat(laskenta.VAIHEET[0])] == [None]


@pytest.mark.sekunteja
def test_levers_part_from_the_scenario_where_they_begin_to_act(monkeypatch) -> None:
    osuus, haarat, arpa = "kapitaatio.kiintea_osuus", (12, 24), laskenta.Arpa(0.001, 7)
    perus, valmis = lue("nykytila-2017"), lue("nykytila-2017", [f"2018-01:{osuus}=0.9"])
    oma = lue("nykytila-2017", [f"2018-01:{osuus}=0.9", f"2019-01:{osuus}=0.8"])
    heratetyt = []
    monkeypatch.setattr(laskenta, "_historiat", OrderedDict())
    monkeypatch.setattr(
        tilannekuva, "herata", lambda tila, herata=tilannekuva.herata: heratetyt.append(m := herata(tila)) or m
    )
    laskenta._pari(perus, valmis, valmis, haarat, arpa, 36, 0)  # the page as it opens
    taulu = laskenta._pari(perus, oma, valmis, haarat, arpa, 36, 0)
    assert len(heratetyt) == 2
    assert [sorted(historia.haarat) for historia in laskenta._historiat.values()] == [[12, 24], [12, 24], []]
    suoraan = laskenta._Historia(rakenna(oma, 0.001, 7), oma.ohjelma())
    suoraan.ela(36, 0, ())
    lyhyt = taulu[taulu["skenaario"] == "b"].drop(columns=["skenaario", "seed"])
    pd.testing.assert_frame_equal(
        lyhyt.reset_index(drop=True), suoraan.tulokset(36).reset_index(drop=True), check_exact=True
    )


def test_a_worker_forgets_the_worlds_that_were_asked_for_longest_ago(monkeypatch) -> None:
    perus = lue("nykytila-2017")
    monkeypatch.setattr(laskenta, "_historiat", OrderedDict())
    monkeypatch.setattr(laskenta, "TYONTEKIJOITA", 2)
    eka, toka = (laskenta._historia(perus, laskenta.Arpa(0.001, seed), 0, (), 12) for seed in (1, 2))
    assert eka.tavuja == pytest.approx(1_655_624 * 0.001 * 330, rel=0.5)
    laskenta._historia(perus, laskenta.Arpa(0.001, 1), 0, (), 12)
    monkeypatch.setattr(laskenta, "MUISTIA", 5 * toka.tavuja)
    laskenta._historia(perus, laskenta.Arpa(0.001, 3), 0, (), 12)
    assert [avain[-1].seed for avain in laskenta._historiat] == [1, 3]
