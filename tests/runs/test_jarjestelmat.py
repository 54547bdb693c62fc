"""The catalogue of systems: every row says where it is tested or why it is not modelled; bad rows are told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kalibrointi.parametrit import lue_oletukset
from kalibrointi.viat import ViallinenSyote
from runs import jarjestelmat, skenaariot
from runs import jarjestelmatarkistus as suite
from runs.jarjestelmat import Jarjestelma, Koe
from runs.tarkistusrivi import Tarkistusrivi

NIMI = {"fi": "x", "sv": "x", "en": "x"}


def test_scenarios_and_levers_of_the_catalogue_exist() -> None:
    nimet, parametrit = set(skenaariot.luettelo()), lue_oletukset().defaults()
    for rivi in jarjestelmat.lue():
        assert rivi.scenario is None or rivi.scenario in nimet, rivi.id
        for koe in rivi.tests:
            assert {koe.b, koe.a or koe.b} <= nimet, rivi.id
            avaimet = {avain.partition(":")[2] or avain for avain in (*koe.set, *koe.set_a)}
            assert avaimet <= set(parametrit), rivi.id


def test_every_shipped_scenario_is_in_the_catalogue() -> None:
    luettelossa = {rivi.scenario for rivi in jarjestelmat.lue()} | {
        x for rivi in jarjestelmat.lue() for koe in rivi.tests for x in (koe.a, koe.b)
    }
    assert sorted(set(skenaariot.luettelo()) - luettelossa) == []


@pytest.mark.parametrize(
    ("rivi", "viesti"),
    [
        ("- {id: a, kind: system, name: {fi: x, sv: x, en: x}}", "not_modelled"),
        ("- {id: a, kind: thing, name: {fi: x, sv: x, en: x}, not_modelled: since}", "'thing' is not allowed"),
        ("- {id: a, kind: means, name: {fi: x}, not_modelled: since}", "fi, sv and en"),
        ("- {id: a, kind: means, nmae: {}, name: {fi: x, sv: x, en: x}, not_modelled: since}", "Did you mean 'name'"),
        ("- {id: a, kind: means, name: {fi: x, sv: x, en: x}, tests: [{b: s, measure: m, expect: up}]}", "scenario a"),
    ],
)
def test_a_bad_row_is_told(tmp_path: Path, rivi: str, viesti: str) -> None:
    tiedosto = tmp_path / "rivit.yaml"
    tiedosto.write_text(rivi)
    with pytest.raises(ViallinenSyote, match=viesti):
        jarjestelmat.lue(tiedosto)


def test_two_rows_of_one_id_are_told(tmp_path: Path) -> None:
    rivi = "- {id: a, kind: means, name: {fi: x, sv: x, en: x}, not_modelled: since}\n"
    (tmp_path / "rivit.yaml").write_text(rivi * 2)
    with pytest.raises(ViallinenSyote, match="two rows"):
        jarjestelmat.lue(tmp_path / "rivit.yaml")


def ajot(b: list[float]) -> pd.DataFrame:
    rivit = [("kertaus", i, 2025, "m", "kaikki", 1.0 + i, "u") for i in range(len(b))]
    rivit += [("toinen", i, 2025, "m", "kaikki", 1.0 + i + x, "u") for i, x in enumerate(b)]
    return pd.DataFrame(rivit, columns=["skenaario", "seed", "vuosi", "mittari", "ryhma", "arvo", "yksikko"])


@pytest.mark.parametrize(
    ("odotus", "erot", "kay"),
    [
        ("up", [0.9, 1.1, 1.0], True),
        ("down", [0.9, 1.1, 1.0], False),
        ("up", [-1.0, 2.0, 0.5], False),
        ("null", [0.0, 0.0, 0.0], True),
        ("null", [0.0, 0.0, 0.1], False),
        ("moves", [-0.9, -1.1, -1.0], True),
        ("moves", [0.0, 0.0, 0.0], False),
        ("moves", [0.2, -0.1, 0.0], False),
        ("acts", [0.2, -0.1, 0.0], True),
        ("acts", [0.1, -0.1, 0.0], True),
        ("null", [0.1, -0.1, 0.0], False),
        ("acts", [0.0, 0.0, 0.0], False),
    ],
)
def test_an_expectation_needs_an_interval_off_zero(odotus: str, erot: list[float], kay: bool) -> None:
    koe = Koe(a="kertaus", b="toinen", measure="m", expect=odotus, year=2025)
    assert suite._koe(koe, ["kertaus", "toinen"], ajot(erot))[0] is kay


def test_a_known_failure_stays_out_but_is_on_record() -> None:
    aiherivit = {"ketju-a": Tarkistusrivi("ketju-a", "", "", "2", False, "")}
    rivi = Jarjestelma(id="a", kind="system", name=NIMI, checks=("ketju-",), out="weak", out_rows=("ketju-a",))
    saatu = suite._rivi(rivi, [], aiherivit)
    assert (saatu.in_band, saatu.recorded, saatu.cause) == (False, True, "weak")
    tuntematon = rivi.model_copy(update={"out": "", "out_rows": ()})
    assert not suite._rivi(tuntematon, [], aiherivit).recorded


def test_a_record_covers_only_the_rows_it_is_about() -> None:
    rivi = Jarjestelma(id="a", kind="system", name=NIMI, checks=("ketju-",), out="weak", out_rows=("ketju-a",))
    muu = {
        "ketju-a": Tarkistusrivi("ketju-a", "", "", "2", False, ""),
        "ketju-b": Tarkistusrivi("ketju-b", "", "", "3", False, ""),
    }
    assert not suite._rivi(rivi, [], muu).recorded
    assert not suite._rivi(rivi, [(False, "koe")], {"ketju-a": muu["ketju-a"]}).recorded
    kokeesta = rivi.model_copy(update={"out_rows": ()})
    assert suite._rivi(kokeesta, [(False, "koe")], {"ketju-a": replace(muu["ketju-a"], in_band=True)}).recorded


def test_a_topic_is_kept_with_its_records(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(suite.jarjestelmat, "syyt", lambda: {"x": "weak"})
    monkeypatch.setattr(suite.kelpoisuus, "oletuskansio", lambda: tmp_path)
    ajettu: list[int] = []

    def aihe(**valinnat: object) -> list[Tarkistusrivi]:
        ajettu.append(1)
        return [
            Tarkistusrivi(nimi, "", "", "2", np.bool(kay), "")
            for nimi, kay in (("x", False), ("y", False), ("z", True))
        ]

    monkeypatch.setitem(suite.OMAT_AIHEET, "data", aihe)
    for _ in range(2):  # the second time as kept
        rivit = suite._aiheen_rivit("data")
        assert [(r.recorded, r.cause) for r in rivit] == [(True, "weak"), (False, ""), (False, "")]
    assert len(ajettu) == 1
    assert suite.AIHEET["data"]() == rivit
    assert len(ajettu) == 2


def test_every_topic_is_run_by_the_whole() -> None:
    assert sorted([*suite.PISIMMASTA, "scenarios"]) == sorted(suite.AIHEET)


def test_a_check_that_does_not_exist_is_out() -> None:
    rivi = Jarjestelma(id="a", kind="system", name=NIMI, checks=("nobody",))
    saatu = suite._rivi(rivi, [], {})
    assert not saatu.in_band
    assert "no row nobody" in saatu.model
