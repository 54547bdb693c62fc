"""Protocol documents, both ways: what is in the code is in the document, and what a document names is there."""

import ast
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agentit.aikataulu import WHEN
from kalibrointi import kohteet, lahteet, tavoitetaulu
from kalibrointi.parametrit import lue_oletukset
from runs import asiakirja
from runs.alkupera import JUURI
from runs.cli import app


@pytest.fixture(scope="module")
def odd():
    return asiakirja.kirjoita("odd")


def sections(text):
    return re.findall(r"^## \d\. (.+)$", text, re.MULTILINE)


def rows(text, heading):
    """First cells of the table that follows a heading."""
    part = text.split(heading, 1)[1].split("\n#", 1)[0]
    return [line.split(" | ")[0].strip("| `") for line in part.splitlines() if line.startswith("| ")][2:]


def test_the_seven_elements_are_there_in_order(odd):
    assert sections(odd) == [
        "Purpose and patterns", "Entities, state variables and scales", "Process overview and scheduling",
        "Design concepts", "Initialization", "Input data", "Submodels",
    ]  # fmt: skip
    assert "{{" not in odd


def test_everything_in_the_code_is_in_the_document(odd):
    model = asiakirja._malli()
    assert rows(odd, "### Residents") == list(model.sidonta.b.columns)
    assert rows(odd, "### Parameters") == list(lue_oletukset())
    month = [line for line in odd.split("## 3.")[1].split("## 4.")[0].splitlines() if line.startswith("| ")][2:]
    assert [line.split(" | ")[1].strip("`") for line in month] == [step.name for step in model.schedule]
    for rule in asiakirja.saannot():
        assert f"`{rule.nimi}` ({rule.kuka})" in odd
        assert rule.paikka in odd
    assert set(kohteet.kuviot()) <= set(rows(odd, "## 1."))
    assert {t.tunnus for t in tavoitetaulu.lue()} <= set(re.findall(r"^\| ([\w.-]+) \|", odd, re.MULTILINE))
    assert {s.taulu for s in lahteet.sarakkeet()} <= set(rows(odd, "## 6."))


def test_every_kind_of_agent_in_the_code_is_an_entity():
    """By reading the source: a class of an agent that the document does not know is missing from it."""
    found = set()
    for path in (JUURI / "agentit").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            bases = {ast.unparse(b) for b in node.bases} if isinstance(node, ast.ClassDef) else set()
            if bases & {"mesa.Agent", "ColumnAgent"} and node.name != "ColumnAgent":
                found.add(node.name)
    assert found == set(asiakirja.toimijat())
    assert all(len(text) > 15 for text in asiakirja.toimijat().values())


def test_tables_say_something_in_every_row(odd):
    assert all(meaning for _, meaning in asiakirja.sarakkeet().values())
    assert all(r["what"] and r["who"] and r["when"] in WHEN for r in asiakirja.aikataulu())


@pytest.mark.parametrize("name", asiakirja.ASIAKIRJAT)
def test_what_people_wrote_names_only_what_is_there(name):
    """Each place is filled, each command answers, each file exists, each name in code font is a rule or an option."""
    text = (asiakirja.KANSIO / f"{name}.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\{\{(\w+)\}\}", text)) <= set(asiakirja.PAIKAT)
    known = {r.nimi for r in asiakirja.saannot()} | {"--otos"}
    help_of = {}
    for words in re.findall(r"`([^`]+)`", text):
        if words.startswith("sote "):
            command = words.split()[1:]
            if command[0] in ("check", "document", "reproduce"):
                command = command[:1]
            key = tuple(command)
            help_of[key] = help_of.get(key) or CliRunner().invoke(app, [*command, "--help"]).exit_code
            assert help_of[key] == 0, words
        else:
            assert words in known, words
    for file in re.findall(r"\b(?:[\w-]+/)*[\w-]+\.(?:py|md|lock|cff)\b", text):
        assert (JUURI / file).is_file(), file
    if name == "odd":
        assert set(re.findall(r"\{\{(\w+)\}\}", text)) == set(asiakirja.PAIKAT), "no table is made in vain"


def test_suites_named_exist():
    from runs import tarkistukset

    for name in asiakirja.ASIAKIRJAT:
        text = (asiakirja.KANSIO / f"{name}.md").read_text(encoding="utf-8")
        assert set(re.findall(r"`sote check (\w+)`", text)) <= set(tarkistukset.SUITES)
        assert set(re.findall(r"`sote document (\w+)`", text)) <= set(asiakirja.ASIAKIRJAT)


def test_the_command_prints_or_writes_it(tmp_path):
    out = tmp_path / "trace.md"
    assert CliRunner().invoke(app, ["document", "trace", "--out", str(out)]).exit_code == 0
    assert out.read_text(encoding="utf-8") == CliRunner().invoke(app, ["document", "trace"]).stdout
    wrong = CliRunner().invoke(app, ["document", "strss"])
    assert wrong.exit_code == 2
    assert "Did you mean 'stress'?" in wrong.stderr
    assert Path(asiakirja.KANSIO).is_dir()
