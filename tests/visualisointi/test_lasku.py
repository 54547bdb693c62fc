"""A page's computations: an answer belongs to its question, however late whoever was told to end speaks."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable

import pytest
import reacton
import solara
from solara.server import kernel, kernel_context

from visualisointi.selain.laskenta import Hylatty
from visualisointi.selain.lasku import MUISTETAAN, Lasku, Muisti, Tyo, Vanhentunut, use_lasku


def muisti() -> tuple[Muisti[str, int], list[int]]:
    """A memory and the numbers it has told who draws."""
    piirretyt: list[int] = []
    return Muisti(piirretyt.append), piirretyt


def test_a_late_answer_is_nobody_s() -> None:
    m, _piirretyt = muisti()
    vanha = m.aloita("a")
    uusi = m.aloita("a")
    m.kirjaa("a", uusi, vastaus=2, valmis=True)
    with pytest.raises(Vanhentunut):
        m.kirjaa("a", vanha, vastaus=1)
    assert (m.kohta("a").vastaus, m.kohta("a").laji) == (2, "valmis")


def test_one_question_s_answer_is_not_another_s() -> None:
    m, _piirretyt = muisti()
    a, b = m.aloita("a"), m.aloita("b")
    m.kirjaa("b", b, vastaus=2, valmis=True)
    m.kirjaa("a", a, vastaus=1, valmis=True)  # told to end, yet it was just about to speak
    assert (m.kohta("a").vastaus, m.kohta("b").vastaus) == (1, 2)
    assert m.kohta("b").laji == "valmis"


def test_stopped_work_says_no_more_and_may_be_begun_again() -> None:
    m, _piirretyt = muisti()
    ajo = m.aloita("a")
    m.keskeyta("a")
    with pytest.raises(Vanhentunut):
        m.kirjaa("a", ajo, vastaus=1)
    assert m.kohta("a").laji == "keskeytetty"
    m.aloita("a")
    assert m.kohta("a").laji == "laskee"


def test_every_change_is_drawn_and_no_two_look_alike() -> None:
    m, piirretyt = muisti()
    ajo = m.aloita("a")
    m.kirjaa("a", ajo, edistys=1)
    m.kirjaa("a", ajo, edistys=1)
    m.keskeyta("a")
    assert len(set(piirretyt)) == 3  # that it computes is drawn already when it begins


def test_the_latest_questions_are_kept_and_what_stands_on_the_page() -> None:
    m, _piirretyt = muisti()
    m.kirjaa("a", m.aloita("a"), vastaus=1, valmis=True)
    m.nahty = "a"
    for i in range(2 * MUISTETAAN):
        m.aloita(str(i))
    assert m.kohta("a").vastaus == 1
    assert len(m.kohdat) <= MUISTETAAN + 1


class Sivu:
    """A page with one computation, drawn in a kernel of its own; what it draws is written down."""

    def __init__(self, laske, kysytty: bool = True) -> None:
        self.kysytty = solara.reactive(kysytty)
        self.avain, self.piirrokset, self.lasku = solara.reactive("a"), [], None
        konteksti = kernel_context.VirtualKernelContext("koe", kernel.Kernel(), "koe")
        self.konteksti = konteksti

        @solara.component
        def Page() -> None:
            avain = self.avain.value
            self.lasku: Lasku[str, str] = use_lasku(
                avain, (lambda tyo: laske(avain, tyo)) if self.kysytty.value else None
            )
            self.piirrokset.append((avain, self.lasku.oma.laji, self.lasku.nakyva))
            solara.Text(avain)

        with konteksti:
            konteksti.page_connect("sivu")
            self.laatikko, self.rc = reacton.render(Page(), handle_error=False)

    def kysy(self, avain: str) -> None:
        """Ask for something else."""
        with self.konteksti:
            self.avain.value = avain

    def odota(self, laji: str) -> None:
        """Until the last drawing says so."""
        self.kunnes(lambda: self.piirrokset[-1][1] == laji)

    def kunnes(self, ehto: Callable[[], object], sekunteja: float = 30.0) -> None:
        """Until it is true."""
        alku = time.monotonic()
        while not ehto():
            assert time.monotonic() - alku < sekunteja, self.piirrokset
            time.sleep(0.01)


@pytest.fixture
def sivu():
    """How a page is made; it is closed after the test."""
    tehdyt: list[Sivu] = []
    silmukka = asyncio.new_event_loop()
    asyncio.set_event_loop(silmukka)
    yield lambda laske, **tiedot: tehdyt.append(Sivu(laske, **tiedot)) or tehdyt[-1]
    for s in tehdyt:
        with s.konteksti:
            s.rc.close()
    asyncio.set_event_loop(None)
    silmukka.close()


def test_who_goes_elsewhere_and_back_sees_each_question_s_own_answer(sivu) -> None:
    async def laske(avain: str, tyo: Tyo[str]) -> None:
        tyo.vastaa(avain.upper())

    s = sivu(laske)
    s.odota("valmis")
    s.kysy("b")
    s.odota("valmis")
    s.kysy("a")
    s.odota("valmis")
    assert s.piirrokset[-1] == ("a", "valmis", ("a", "A"))
    assert all(n is None or n[1] == n[0].upper() for _avain, _laji, n in s.piirrokset)


def test_work_that_ends_after_the_one_that_took_its_place_does_not_stop_the_page(sivu) -> None:
    alkoi, jatka = threading.Event(), threading.Event()

    async def laske(avain: str, tyo: Tyo[str]) -> None:
        if avain == "a":
            alkoi.set()
            jatka.wait(30)  # between two awaits: being told to end is not heard
        tyo.vastaa(avain.upper())

    s = sivu(laske)
    assert alkoi.wait(30)
    s.kysy("b")
    s.odota("valmis")
    jatka.set()
    s.kunnes(lambda: s.lasku.muisti.kohta("a").valmis)
    s.kysy("b")
    time.sleep(0.1)
    assert s.piirrokset[-1] == ("b", "valmis", ("b", "B"))


def test_what_fails_is_told_and_begun_again(sivu) -> None:
    kerrat: list[str] = []

    async def laske(avain: str, tyo: Tyo[str]) -> None:
        kerrat.append(avain)
        if len(kerrat) == 1:
            raise MemoryError
        tyo.vastaa(avain)

    s = sivu(laske)
    s.odota("virhe")
    assert isinstance(s.lasku.oma.virhe, MemoryError)
    with s.konteksti:
        s.lasku.uudelleen()
    s.odota("valmis")


def test_the_viewer_stops_it_and_begins_it_again(sivu) -> None:
    jatketaan: list[int] = []

    async def laske(_avain: str, tyo: Tyo[str]) -> None:
        tyo.vastaa("alustava")
        await asyncio.sleep(0 if jatketaan else 60)
        tyo.vastaa("tarkka")

    s = sivu(laske)
    s.kunnes(lambda: s.piirrokset[-1][2])
    with s.konteksti:
        s.lasku.keskeyta()
    s.odota("keskeytetty")
    jatketaan.append(1)
    with s.konteksti:
        s.lasku.uudelleen()
    s.odota("valmis")
    assert s.piirrokset[-1][2] == ("a", "tarkka")


def test_what_has_not_been_asked_is_not_stopped(sivu) -> None:
    async def laske(avain: str, tyo: Tyo[str]) -> None:
        tyo.vastaa(avain)

    s = sivu(laske, kysytty=False)
    with s.konteksti:
        s.lasku.keskeyta()
    assert s.lasku.muisti.kohta("a").laji == "laskee"
    with s.konteksti:
        s.kysytty.value = True
    s.odota("valmis")
    assert "keskeytetty" not in [laji for _avain, laji, _nakyva in s.piirrokset]


@pytest.mark.sekunteja
def test_what_was_left_while_nobody_looked_goes_on_when_somebody_does(sivu, monkeypatch) -> None:
    monkeypatch.setattr("visualisointi.selain.yhteys.ODOTUS", 0.1)
    kerrat: list[bool] = []

    async def laske(avain: str, tyo: Tyo[str]) -> None:
        while not kerrat and tyo.katsotaan():
            await asyncio.sleep(0.01)
        kerrat.append(True)
        if len(kerrat) == 1:
            raise Hylatty
        tyo.vastaa(avain)

    s = sivu(laske)
    yhteys = next(iter(s.konteksti._page_connections["sivu"]))

    s.konteksti.page_disconnect("sivu", yhteys)
    s.kunnes(lambda: kerrat)
    assert s.piirrokset[-1][1] == "laskee"
    s.konteksti.page_connect("sivu")
    s.odota("valmis")
