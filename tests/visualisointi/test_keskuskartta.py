"""The centre map: what it shows is what the model's centres were, month by month."""

from __future__ import annotations

import base64
import re
from typing import Any

import numpy as np
import pytest

from runs.skenaariot import lue
from visualisointi.selain import keskuskartta, kuvat, laskenta
from visualisointi.selain.keskuskartta import ASKEL, KIINNI, Keskukset
from visualisointi.selain.nakyma import Nakyma

OTOS = 0.004


@pytest.fixture(scope="module")
def eletty() -> tuple[Any, Any, Keskukset]:
    """Two years in two worlds; direct choice opens in the second."""
    a = lue("nykytila-2017", end="2018-12")
    muutokset = ["2018-01:rakenne.jarjestaja=maakunta", "2018-01:valinnanvapaus.suora_valinta=true"]
    b = lue("uusimaa-suora-valinta", muutokset, end="2018-12")
    historiat = []
    for skenaario in (a, b):
        h = laskenta._Historia(laskenta_malli(skenaario), skenaario.ohjelma())
        h.ela(24, 0, (), kirjataan=True)
        historiat.append(h)
    x, y = historiat
    return x, y, keskuskartta.koosta(x.malli.malli, y.malli.malli, x.keskukset, y.keskukset)


def laskenta_malli(skenaario: Any) -> Any:
    from runs.esittelymitat import rakenna

    return rakenna(skenaario, OTOS, 1)


def purettu(teksti: str, laji: str, leveys: int) -> np.ndarray:
    return np.frombuffer(base64.b64decode(teksti), laji).reshape(-1, leveys)


def test_the_last_month_is_the_model_s_own(eletty: tuple[Any, Any, Keskukset]) -> None:
    _x, y, k = eletty
    malli, tieto = y.malli.malli, keskuskartta.sanoina(Nakyma(), k)["maailmat"][0]
    n = len(tieto["keskukset"])
    listat, odotukset = purettu(tieto["listat"], "<u2", n), purettu(tieto["odotukset"], "u1", n)
    assert len(listat) == len(odotukset) == 24
    assert any(k.yksityinen for k in malli.keskukset)
    for i, keskus in enumerate(malli.keskuspaikat):
        assert (listat[-1, i] == KIINNI) == (not keskus.auki)
        if keskus.auki:
            assert listat[-1, i] * ASKEL == pytest.approx(keskus.lista, abs=ASKEL / 2 + 1)
            assert odotukset[-1, i] == pytest.approx(keskus.jono.odotus, abs=0.51)
    assert (listat[0] != KIINNI).sum() < (listat[-1] != KIINNI).sum()  # private ones came later


def test_noting_the_months_changes_no_result(eletty: tuple[Any, Any, Keskukset]) -> None:
    x, _y, _k = eletty
    toinen = laskenta._Historia(laskenta_malli(lue("nykytila-2017", end="2018-12")), x.ohjelma)
    toinen.ela(24, 0, ())
    assert toinen.malli.results("vuosi").equals(x.malli.results("vuosi"))


@pytest.mark.parametrize(("kieli", "sana"), [("fi", "Yksityinen, "), ("sv", "Privat, "), ("en", "Private, ")])
def test_the_map_in_words(eletty: tuple[Any, Any, Keskukset], kieli: str, sana: str) -> None:
    _x, y, k = eletty
    tieto = keskuskartta.sanoina(Nakyma(kieli=kieli), k)
    yksityisia = sum(x.yksityinen for x in y.malli.malli.keskukset)
    assert f" {yksityisia} " in tieto["otsikko"]
    nimet = [x["nimi"] for x in tieto["maailmat"][0]["keskukset"]]
    assert any(nimi.startswith(sana) for nimi in nimet)
    assert kieli == "fi" or not any("terveysasema)" in nimi for nimi in nimet)
    assert all(0 <= z <= 1000 for m in tieto["maailmat"] for x in m["keskukset"] for z in x["p"])
    assert tieto["maa"].startswith("M")


def test_municipalities_by_year_and_the_mean_of_the_last(eletty: tuple[Any, Any, Keskukset]) -> None:
    import pandas as pd

    x, y, _k = eletty
    taulut = [h.malli.results("vuosi").assign(skenaario=nimi, seed=seed)
              for h, nimi in ((x, "a"), (y, "b")) for seed in (1, 2)]  # fmt: skip
    tulos = laskenta.Tulos(pd.concat(taulut, ignore_index=True), laskenta.Vaihe(OTOS, 2, False), 2)
    kuva = kuvat.alueet(kuvat.Aineisto(Nakyma(kieli="en"), tulos))
    assert [nimi for nimi, _ in kuva.ajat] == ["2017", "2018", "Mean of 2017–2018"]
    eka = kuva.ajat[0][1]
    assert len(eka.rivit) == 26
    assert eka.rivit[0][1:3] != kuva.ajat[1][1].rivit[0][1:3]
    assert kuva.rivit == kuva.ajat[-1][1].rivit
    assert [nimi["nimi"] for nimi in kuva.sanoina()["ajat"]] == [nimi for nimi, _ in kuva.ajat]


def test_figures_side_by_side_have_the_same_axes(eletty: tuple[Any, Any, Keskukset]) -> None:
    import pandas as pd

    from visualisointi.selain.vertaa import _pienkuvat

    x, y, _k = eletty
    a, b = (h.malli.results("vuosi") for h in (x, y))
    parit = {"nykytila-2017": (a, a), "uusimaa-suora-valinta": (a, b)}
    aineistot = {}
    for nimi, (alku, loppu) in parit.items():
        ajot = [t.assign(skenaario=s, seed=i) for s, t in (("a", alku), ("b", loppu)) for i in (1, 2)]
        tulos = laskenta.Tulos(pd.concat(ajot, ignore_index=True), laskenta.Vaihe(OTOS, 2, False), 2)
        aineistot[nimi] = kuvat.Aineisto(Nakyma(kieli="en", skenaario=nimi), tulos)
    akselit = [re.findall(r'text-anchor="end" class="t2">([^<]+)<', k["svg"]) for k in _pienkuvat(aineistot, "odotus")]
    luvut = [[x for x in omat if re.fullmatch(r"[+−]?[\d.]+", x)] for omat in akselit]
    assert luvut[0] == luvut[1]
    assert len(luvut[0]) > 5
