"""`sote analyze` as a person uses it: tables, JSON, figures, and clear words when the question is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from runs import cli
from tests.runs import sarjakoe


@pytest.fixture(scope="module")
def sarja(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sarjakoe.kirjoita(tmp_path_factory.mktemp("sarja") / "koe", sarjakoe.teksti("lhs", 40, 3)).path


def aja(*sanat: object, koodi: int = 0) -> str:
    tulos = CliRunner().invoke(cli.app, ["analyze", *map(str, sanat)])
    assert tulos.exit_code == koodi, tulos.output
    return tulos.stdout if koodi == 0 else tulos.output


def jsonina(*sanat: object) -> Any:
    vastaus = json.loads(aja(*sanat, "--json"))
    assert vastaus["command"] == f"analyze {sanat[0]}"
    return vastaus["result"]


@pytest.mark.sekunteja
def test_sensitivity_tells_levers_and_uncertainties_apart(sarja: Path) -> None:
    teksti = aja("sensitivity", sarja, "--measure", "odotus")
    assert teksti.index("What levers do") < teksti.index("What decides")
    tulos = jsonina("sensitivity", sarja, "--measure", "odotus", "--years", "2025-2026")
    assert tulos["years"] == [2025, 2026]
    assert {r["lever"] for r in tulos["levers"]} == {sarjakoe.VALINTA, sarjakoe.PAINOT}
    assert {r["kind"] for r in tulos["indices"]} == {"uncertainty", ""}
    vahvin = max((r for r in tulos["indices"] if r["statistic"] == "median"), key=lambda r: r["value"])
    assert vahvin["factor"] == sarjakoe.VINOUMA


def test_discover_finds_when_choice_lengthens_waits(sarja: Path) -> None:
    """The effect is -2 + 3 b + n: above zero when the bias is high."""
    kysymys = ("discover", sarja, "--measure", "odotus", "--target", "suora_valinta=true", "--above", "0")
    laatikko = jsonina(*kysymys)["box"]
    assert [e["factor"] for e in laatikko["conditions"]] == [sarjakoe.VINOUMA]
    assert laatikko["conditions"][0]["low"] == pytest.approx(0.8 * (2 - 0.5) / 3, abs=0.08)
    assert laatikko["density"] > 0.85
    assert "All of these together" in aja(*kysymys)
    ei = aja("discover", sarja, "--measure", "odotus", "--target", "suora_valinta=true", "--above", "99")
    assert "No conditions found: 0 of 40 worlds are of interest" in ei


def test_robustness_and_compare_answer(sarja: Path) -> None:
    tulos = jsonina("robustness", sarja, "--measure", "odotus", "--limit", "0")
    assert tulos["better"] == "lower"
    assert len(tulos["pairs"]) == 3
    assert {"best", "regret_mean", "regret_max"} <= set(tulos["policies"][0])
    assert "A share of worlds is no probability" in aja("robustness", sarja, "--measure", "odotus")
    assert jsonina("compare", sarja, sarja)["differs"] == []


@pytest.mark.sekunteja
@pytest.mark.parametrize("komento", [
    pytest.param(("sensitivity",), marks=pytest.mark.sekunteja), ("robustness",),
    pytest.param(("discover", "--target", "suora_valinta=true", "--kuvalaji", "plane"), marks=pytest.mark.sekunteja),
])  # fmt: skip
def test_a_figure_is_written_as_svg_and_png(sarja: Path, tmp_path: Path, komento: tuple[str, ...]) -> None:
    aja(komento[0], sarja, "--measure", "odotus", *komento[1:], "--kuva", tmp_path / "kuva", "--lang", "sv")
    assert "Suora" not in (svg := (tmp_path / "kuva.svg").read_text(encoding="utf-8"))
    assert "Nyland" in svg
    assert (tmp_path / "kuva.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(("sanat", "viesti"), [
    (("sensitivity", "{s}", "--measure", "odotu"), "Did you mean 'odotus'?"),
    (("sensitivity", "{s}", "--measure", "odotus:kaiki"), "Did you mean 'kaikki'?"),
    (("sensitivity", "{s}", "--years", "2030"), "no results between those years. Years: 2024-2026."),
    (("sensitivity", "{s}", "--years", "kesä"), "no year and no span of years"),
    (("sensitivity", "{s}", "--experiment", "mian"), "Experiments: main"),
    (("sensitivity", "{s}", "--method", "sobl"), "Did you mean 'sobol'?"),
    (("sensitivity", "{s}", "--kuvalaji", "tornaado"), "Did you mean 'tornado'?"),
    (("sensitivity", "{s}", "--lang", "no"), "Languages: fi, sv, en"),
    (("robustness", "{s}", "--against", "9"), "no policy 9. Policies: 0-3."),
    (("robustness", "{s}", "--better", "low"), "Did you mean 'lower'?"),
    (("discover", "{s}", "--target", "valinta=true"), "no effect 'valinta=true'"),
    (("discover", "{s}", "--above", "1", "--below", "2"), "either --above or --below"),
    (("discover", "{s}", "--coverage", "1.5"), "a share is above 0 and at most 1"),
    (("sensitivity", "/ei/ole"), "not a sweep's folder"),
])  # fmt: skip
def test_a_wrong_question_is_told_in_plain_words(sarja: Path, sanat: tuple[str, ...], viesti: str) -> None:
    vastaus = aja(*(s.format(s=sarja) for s in sanat), koodi=2)
    assert viesti in vastaus
    assert "Traceback" not in vastaus
