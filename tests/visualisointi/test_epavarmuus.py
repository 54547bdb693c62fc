"""Uncertainty and incentives on the page: the worlds of assumptions, the badge, the tornado, the margins."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from kalibrointi.viat import ViallinenSyote
from runs.skenaariot import lue
from visualisointi.selain import epavarmuus, keinot, oletusmaailmat, svg, vertailukestavyys
from visualisointi.selain.kieli import KIELET
from visualisointi.selain.nakyma import Nakyma, parametrit


def test_the_worlds_are_the_one_as_it_is_each_card_at_its_ends_and_all_at_once() -> None:
    omat = oletusmaailmat.maailmat()
    assert omat[0].arvot == ()
    yksin = {(m.yksin, m.ylhaalla): dict(m.arvot) for m in omat if m.yksin}
    for avain in keinot.KORTIT:
        lo, hi = parametrit()[avain].range
        assert float(yksin[avain, False][avain]) == lo
        assert float(yksin[avain, True][avain]) == hi
    yhdessa = [m for m in omat[1:] if not m.yksin]
    assert len(yhdessa) == oletusmaailmat.YHTEISIA
    assert all({k for k, _ in m.arvot} == set(keinot.KORTIT) for m in yhdessa)
    assert len(omat) == 16 == len(set(omat))
    n = Nakyma().aseta("ohjaus.tietovirhe", "0.2")
    assert oletusmaailmat.nakyma(n, omat[0]) == n
    assert all(oletusmaailmat.nakyma(n, m).maailma().ohjelma() for m in omat)  # none is refused


@pytest.mark.sekunteja
def test_a_pair_is_the_two_worlds_lived_apart() -> None:
    from runs import ajo
    from runs.esittelymitat import keskiarvot

    a = lue("nykytila-2017", end="2018-12")
    b = lue("nykytila-2017", ["2018-01:valinnanvapaus.suora_valinta=true"], end="2018-12")
    taulu = oletusmaailmat.pari(a, b, 0.0005, 1, lambda: None)
    malli = ajo.rakenna_malli(b, 0.0005, 1)
    malli.run_for(24)
    yksin = keskiarvot(malli.results("vuosi").assign(skenaario="b", seed=1))
    for mittari in ("odotus", "tyydyttamaton", "kustannus_asukas"):
        oma = taulu[(taulu["mittari"] == mittari) & (taulu["skenaario"] == "b")]["arvo"].item()
        assert oma == yksin[(yksin["mittari"] == mittari) & (yksin["ryhma"] == "kaikki")]["arvo"].item()


def test_a_pair_can_be_stopped() -> None:
    a = lue("nykytila-2017", end="2018-12")

    def peru() -> None:
        raise ViallinenSyote([])

    with pytest.raises(ViallinenSyote):
        oletusmaailmat.pari(a, a, 0.0005, 1, peru)


def vastaus(erot: dict[int, float]) -> oletusmaailmat.Oletusvastaus:
    """A difference of 5 days in every world but those named."""
    omat = tuple(oletusmaailmat.maailmat())
    kuutio = np.zeros((2, len(omat), 2))
    kuutio[1] = 5.0
    for i, ero in erot.items():
        kuutio[1, i] = ero
    return oletusmaailmat.Oletusvastaus(omat, (1, 2), {"odotus": kuutio})


def test_the_badge_counts_worlds_and_names_what_turns_the_verdict() -> None:
    n = Nakyma(kieli="en", mittari="odotus")
    kaikki = epavarmuus.kestaa(n, vastaus({}), "odotus")
    assert kaikki["merkki"] == "grows: holds in 16 of 16 worlds"
    osa = epavarmuus.kestaa(n, vastaus({2: -5.0, 15: 0.1}), "odotus")
    assert osa["merkki"] == "grows: holds in 14 of 16 worlds"
    assert "Shrinks in 1, grows in 14, no difference that matters in 1" in osa["teksti"]
    kortti = parametrit()[keinot.KORTIT[0]]
    assert f"{kortti.text.en[1:]} {kortti.range[1]:g}" in osa["teksti"]


def test_who_is_best_is_counted_by_worlds_and_who_is_no_different_is_not_best() -> None:
    # waits: the shorter the better. First scenario: 5 days more but in two worlds; second: 3 more, in one as the first
    a, b = vastaus({0: -4.0, 1: -2.0}), vastaus(dict.fromkeys(range(16), 3.0) | {1: -2.4, 2: -0.5})
    p = vertailukestavyys.parhaat([a, b], "odotus")
    assert p.voitot == (13, 1, 0)  # the baseline, where both are longer by more than a day
    assert p.tasan == 2  # -2.4 beside -2.0; half a day beside none
    sanoin = vertailukestavyys.sanoina(Nakyma(kieli="en"), ["uusimaa-hyte", "uusimaa-tarvekapitaatio"],
                                       {"uusimaa-hyte": a, "uusimaa-tarvekapitaatio": b})  # fmt: skip
    assert "Baseline” is best in 13 of 16" in sanoin["kuva"]["otsikko"]
    assert [rivi[1] for rivi in sanoin["kuva"]["rivit"]] == ["13", "1", "0", "2"]
    leveydet = [
        float(x) for x in re.findall(r'<rect class="laatta[^>]* width="([0-9.]+)" height="34"', sanoin["kuva"]["svg"])
    ]
    assert leveydet[0] == pytest.approx(13 * leveydet[1], rel=0.01)
    assert sanoin["merkit"][0]["merkki"] == "grows: holds in 14 of 16 worlds"


@pytest.mark.parametrize("kieli", KIELET)
def test_the_tornado_has_the_widest_bar_first_and_its_numbers_as_a_table(kieli: str) -> None:
    v = vastaus({1: 4.0, 4: 9.0})
    kuva = epavarmuus.tornado(Nakyma(kieli=kieli, mittari="odotus"), v, "odotus")
    leveydet = [abs(h.ylhaalla - h.alhaalla) for h in v.heilahdukset("odotus")]
    assert leveydet == sorted(leveydet, reverse=True)
    assert len(kuva.rivit) == len(keinot.KORTIT)
    assert kuva.rivit[0][0] == getattr(parametrit()[keinot.KORTIT[1]].text, kieli)
    assert re.search(r"9[.,]0|\+9", kuva.rivit[0][4])
    for piirros in (kuva.svg, kuva.kapea):
        assert ElementTree.fromstring(piirros) is not None


def test_ends_of_a_bar_stand_where_their_numbers_are() -> None:
    kuva = svg.tornado([svg.Heilahdus("x", -2.0, 2.0, "0", "1")], 0.0, str, "o", "k")
    puu = ElementTree.fromstring(kuva)
    ympyrat = [float(e.get("cx")) for e in puu.iter() if e.tag.endswith("circle")]
    nolla = next(e.get("d") for e in puu.iter() if e.get("class") == "no")
    assert sum(ympyrat) / 2 == pytest.approx(float(nolla[1:].split()[0]), abs=0.2)


def test_an_assumption_moves_the_difference_between_its_ends_or_from_the_world_as_it_is() -> None:
    assert oletusmaailmat.Heilahdus("x", 1.0, 3.0).liike(2.0) == 2.0
    assert oletusmaailmat.Heilahdus("x", 1.0, 1.25).liike(0.5) == 0.75
