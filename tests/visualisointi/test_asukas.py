"""Following a resident: who may be picked, and the two lives in words of all languages."""

from __future__ import annotations

import pytest

from runs import ajo
from runs.skenaariot import lue
from visualisointi.selain import asukkaat
from visualisointi.selain.elama import Kertoja
from visualisointi.selain.kieli import KIELET
from visualisointi.selain.nakyma import Nakyma

OTOS = 0.0005
VALINTA = "2018-01:valinnanvapaus.suora_valinta=true"


def skenaario(*asetukset: str, loppu: str = "2018-06"):
    return lue("nykytila-2017", asetukset, end=loppu)


@pytest.fixture(scope="module")
def elamat() -> asukkaat.Elamat:
    """The first of the segment whose lists differ most: an eight-person year and a half in two worlds."""
    a = ajo.rakenna_malli(skenaario(), OTOS, 1)
    tunnus = int(a.asukkaat.ids[7])
    edistys: list[tuple[int, int]] = []
    parit = (skenaario(), skenaario(VALINTA, "2018-01:rakenne.jarjestaja=maakunta"))
    vastaus = asukkaat.elamat(parit, tunnus, OTOS, 1, ["2018-02"], lambda n, kaikki: edistys.append((n, kaikki)))
    assert edistys[-1] == (36, 36)
    return vastaus


def test_segments_hold_whom_they_say() -> None:
    mallit = [ajo.rakenna_malli(s, OTOS, 1) for s in (skenaario(), skenaario(VALINTA))]
    for malli in mallit:
        malli.run_for(14)
    joukot = asukkaat.joukot(*mallit)
    assert set(joukot) == set(asukkaat.JOUKOT)
    for nimi, ehto in (
        ("viidennes_1", lambda e: e.viidennes == 1),
        ("kieli_sv", lambda e: e.kieli == 1),
        ("ika_75", lambda e: e.ika >= 75),
        ("lapset", lambda e: e.ika < 15),
    ):
        joukko = joukot[nimi]
        assert 0 < len(joukko.ehdokkaat) <= asukkaat.EHDOKKAITA
        assert len({e.tunnus for e in joukko.ehdokkaat}) == len(joukko.ehdokkaat)
        assert all(ehto(e) for e in joukko.ehdokkaat)
    assert joukot["vaihtajat"].muualla in (0.0, 1.0)
    assert joukot["huonompi"].laatu <= 0 <= joukot["parempi"].laatu
    assert 0 < joukot["viidennes_1"].koko < 0.3 * len(mallit[0].asukkaat.ids)


@pytest.mark.parametrize("kieli", KIELET)
def test_every_event_of_a_life_has_words(elamat: asukkaat.Elamat, kieli: str) -> None:
    k = Kertoja(Nakyma(kieli=kieli))
    tapahtumat = [t for m in (elamat.a, elamat.b) for kk in m.kuukaudet for t in kk.tapahtumat]
    assert tapahtumat
    assert all(k.tapahtuma(t) for t in tapahtumat)
    kuka = k.kuka(elamat.a, elamat.tunnus)
    assert all(arvo for _nimi, arvo in kuka["tiedot"])
    vuodet = k.vuodet(elamat)
    assert [v["vuosi"] for v in vuodet] == ["2017", "2018"]
    rivit = [r for v in vuodet for r in v["rivit"]]
    assert all(bool(r["sama"]) != bool(r["a"] or r["b"]) for r in rivit)
    assert sum(v["eroja"] for v in vuodet) == sum(not r["sama"] for r in rivit)


def test_until_the_rules_part_the_lives_are_one(elamat: asukkaat.Elamat) -> None:
    assert elamat.ohjelma is not None
    assert elamat.ohjelma[0] == "2018-01"
    assert "valinnanvapaus.suora_valinta" in elamat.ohjelma[1]
    for x, y in zip(elamat.a.kuukaudet[:12], elamat.b.kuukaudet[:12], strict=True):
        assert (x.tapahtumat, x.keskus, x.laatu, x.kustannus) == (y.tapahtumat, y.keskus, y.laatu, y.kustannus)


def test_the_table_of_the_figure_counts_what_the_months_tell(elamat: asukkaat.Elamat) -> None:
    k = Kertoja(Nakyma(kieli="en"))
    kuva, summat = k.kuva(elamat), k.summat(elamat)
    for i, maailma in enumerate(summat):
        rivit = dict(maailma["rivit"])
        assert sum(int(r[1 + i]) for r in kuva.rivit) == int(rivit["Visits to doctor and nurse"])
        assert sum(int(r[3 + i]) for r in kuva.rivit) == int(rivit["Needed care, did not get it"])


def test_the_choice_set_of_the_asked_month_is_shown_own_centre_first(elamat: asukkaat.Elamat) -> None:
    joukot = [j for j in Kertoja(Nakyma(kieli="en")).valintajoukot(elamat) if j["otsikko"].startswith("2/2018")]
    assert joukot
    for joukko in joukot:
        assert joukko["rivit"][0][0].endswith("(own)")
        assert sum(float(r[4]) for r in joukko["rivit"]) == pytest.approx(100, abs=0.5)
