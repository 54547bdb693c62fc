"""Validation on the page: what the files say, in three languages, with every miss and its cause."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from agentit.kuukausi import schedule
from runs import kelpoisuus
from visualisointi import tarkistusnimet
from visualisointi.kelpoisuussanat import SYYT
from visualisointi.selain import kelpoisuus as sivulla
from visualisointi.selain import kuukausisanat, malli
from visualisointi.selain.kieli import KIELET
from visualisointi.selain.nakyma import parametrit


def test_a_result_is_shipped_and_every_cause_of_a_miss_in_it_is_translated() -> None:
    tulokset = kelpoisuus.uusimmat(Path("/nowhere"))
    assert {t.suite for t in tulokset} == set(kelpoisuus.SARJAT)
    assert all(r.cause in SYYT for t in tulokset for r in t.out)


@pytest.mark.parametrize("kieli", KIELET)
def test_every_row_stands_on_the_page_with_its_verdict(kieli: str) -> None:
    tulokset = kelpoisuus.uusimmat(Path("/nowhere"))
    sisus = sivulla.sisus(sivulla.Tulokset(tulokset, frozenset(), None), kieli)
    for t, osa in zip(tulokset, sisus["sarjat"], strict=True):
        assert [r["sisalla"] for r in osa["rivit"]] == [r.in_band for r in t.rows]
    assert len(sisus["viat"]["rivit"]) == sum(len(t.out) for t in tulokset) > 0
    assert {r["syykieli"] for r in sisus["viat"]["rivit"]} == {kieli}
    assert [r["nimi"] for osa in sisus["sarjat"] for r in osa["rivit"] if r["kieli"] != kieli] == []
    assert len(sisus["ei_saa"]["kohdat"]) == 5
    if kieli != "en":
        luvut = [r[k] for osa in sisus["sarjat"] for r in osa["rivit"] for k in ("vali", "malli")]
        assert not [x for x in luvut if re.search(r"\d\.\d", x)]


def test_what_was_made_here_is_newer_than_what_ships(tmp_path: Path) -> None:
    tulos = kelpoisuus.kokoa("laws", kansio=tmp_path, tarkista=lambda progress: [RIVI])
    saatu = {t.suite: t for t in kelpoisuus.uusimmat(tmp_path)}
    assert saatu["laws"].rows == (RIVI,)
    assert kelpoisuus.voimassa(saatu["laws"])
    (tmp_path / "targets-0.json").write_text("{not json", encoding="utf-8")
    assert {t.suite for t in kelpoisuus.uusimmat(tmp_path)} == set(kelpoisuus.SARJAT)
    vanha = {**tulos.json(), "key": "0", "created": "2026-01-01"}
    (tmp_path / "x.json").write_text(json.dumps({"suites": {"laws": vanha}}), encoding="utf-8")
    (eka,) = kelpoisuus.uusimmat(tmp_path / "empty", tmp_path / "x.json")
    assert not kelpoisuus.voimassa(eka)


RIVI = kelpoisuus.Tarkistusrivi("R1", "something", "0 - 1", "0.5", True, "a book")


@pytest.mark.parametrize(
    ("teksti", "suomeksi"),
    [("-1.561 ± 0.67", "−1,561 ± 0,67"), ("0.5 - 2", "0,5–2"), (">= 1.2", ">= 1,2"), ("same bits", "samat bitit")],
)
def test_figures_are_written_as_the_language_writes_them(teksti: str, suomeksi: str) -> None:
    assert sivulla.luku(teksti, "fi") == suomeksi


def test_a_row_named_in_code_keeps_its_numbers_in_every_language() -> None:
    koodissa = "fee share 0, altruism 0.5, b = .25: greatest effort on quality of 1,390 centres, 6 private"
    assert tarkistusnimet.nimi(koodissa, "fi") == (
        "suoriteosuus 0, altruismi 0,5, b = 0,25: suurin laatupanostus 1\u00a0390 keskuksessa, joista 6 yksityistä"
    )
    assert tarkistusnimet.nimi("mean weight, tasa", "en") == "mean weight, the same for all"
    assert tarkistusnimet.nimi("something new", "sv") is None
    for rivi in tarkistusnimet._taulu().values():  # as many numbers in each language
        assert all(rivi[k].count("#") == rivi["koodissa"].count("#") for k in ("fi", "sv")), rivi


@pytest.mark.parametrize("kieli", KIELET)
def test_the_schedule_stands_in_words_as_the_model_takes_it(kieli: str) -> None:
    rivit = kuukausisanat.rivit(kieli)
    assert len(rivit) == len(schedule()) == len(kuukausisanat.ASKELEET)
    for rivi, askel in zip(rivit, schedule(), strict=True):
        assert re.findall(r"R\d+", rivi[3]) == re.findall(r"R\d+", askel.what)  # the same rules
        if kieli == "en":
            assert rivi[3] == askel.what


def test_what_a_parameter_may_be_is_written_as_the_language_writes_it() -> None:
    assert malli.sallittu(parametrit()["allianssi.kpi_osuus"], "fi") == "0–0,05"
    assert malli.sallittu(parametrit()["allianssi.alueet"], "sv") == "nej / tesoma / alla"
    assert malli.sallittu(parametrit()["allianssi.jarjestaja_mukana"], "en") == "not in use / in use"
