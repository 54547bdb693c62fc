"""Charts of sweeps: every text stays on the page and apart, in each language; the same chart gives the same bytes."""

from __future__ import annotations

import pytest

from runs import herkkyys, kestavyys, loyto, sarjakuvat, tulemat
from tests.runs import sarjakoe
from tests.visualisointi.sivulla import paallekkain, yli_sivun
from visualisointi import sanat, sarjasanat

KUVAT = ("keinot", "lampokartta", "nauhat", "heilahdukset", "oletuslampo", "kestavyys", "ehdot", "rinnakkaiset", "taso")


@pytest.fixture(scope="module")
def sarja(tmp_path_factory: pytest.TempPathFactory):
    return sarjakoe.kirjoita(tmp_path_factory.mktemp("sarja") / "koe", sarjakoe.teksti("lhs", 40, 3))


@pytest.fixture(scope="module")
def havainnot(sarja):
    h, _ = tulemat.avaa(sarja)
    t = next(t for t in tulemat.oletukset(h) if t.mittari == "odotus")
    kohde = next(k for k in h.kohteet(t) if k.keino == sarjakoe.VALINTA)
    return h, t, kohde, herkkyys.herkkyys(h, t), kestavyys.kestavyys(h, t)[0], loyto.etsi(h, t, kohde.nimi)


def piirra(sarja, havainnot, kieli: str) -> dict[str, sarjakuvat.Kuva]:
    h, t, kohde, indeksit, parit, ehdot = havainnot
    p = sarjakuvat.piirtaja(sarja, h, kieli)
    laatikko = p.laatikko(t, ehdot)
    assert laatikko is not None
    kuvat = [
        p.keinot(t), p.lampokartta(tulemat.oletukset(h)), p.nauhat(t), p.heilahdukset(t, kohde),
        p.oletuslampo(t, indeksit), p.kestavyys(t, parit), laatikko, p.rinnakkaiset(t, ehdot),
        p.taso(t, kohde, sarjakoe.VINOUMA, sarjakoe.TIETOVIRHE),
    ]  # fmt: skip
    return {k.avain: k for k in kuvat}


@pytest.mark.parametrize(
    "kieli",
    [
        pytest.param("sv", marks=pytest.mark.sekunteja),
        *(pytest.param(k, marks=pytest.mark.hidas) for k in ("fi", "en")),
    ],
)
def test_texts_stay_on_the_page_and_apart(sarja, havainnot, kieli: str) -> None:
    kuvat = piirra(sarja, havainnot, kieli)
    assert tuple(kuvat) == KUVAT
    for avain, kuva in kuvat.items():
        assert yli_sivun(kuva.kuvio) == [], avain
        assert paallekkain(kuva.kuvio) == [], avain


@pytest.mark.sekunteja
def test_titles_say_the_finding_and_the_same_sweep_gives_the_same_bytes(sarja, havainnot) -> None:
    h, t, kohde, *_ = havainnot
    p = sarjakuvat.piirtaja(sarja, h, "fi")
    keinot = p.keinot(t)
    odotettu = "Kapitaation painot (ikä ja sukupuoli \u2192 palvelutarve): odotus lyhenee 2,0\u00a0päivää"
    assert keinot.tekstit.otsikko == odotettu
    assert "Liikelaitoksen vinouma" in p.heilahdukset(t, kohde).tekstit.otsikko
    taso = p.taso(t, kohde, sarjakoe.VINOUMA, sarjakoe.TIETOVIRHE)
    assert "etumerkki riippuu oletuksista" in taso.tekstit.otsikko
    assert sarjakuvat.tavuiksi(keinot, "fi", "x") == sarjakuvat.tavuiksi(p.keinot(t), "fi", "x")


def test_every_word_is_in_three_languages() -> None:
    for taulu in (sarjasanat.ARVOT, sarjasanat.TEKIJAT, sarjasanat.RYHMAT, sarjasanat.STATUS, sarjasanat.KUVAT):
        for avain, tekstit in taulu.items():
            assert set(tekstit) == set(sanat.KIELET), avain
            assert all(tekstit.values()), avain
