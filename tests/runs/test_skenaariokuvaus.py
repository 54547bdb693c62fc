"""A paragraph on a scenario says what differs, what the runs say, and what it can be held against."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from kalibrointi import kohteet
from runs import cli, skenaariokuvaus, skenaariot, vertailu


@pytest.fixture
def ilman_ajoja(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs are made up: three seeds in which the wait of every scenario but the base is five days longer."""

    def ajot(luetut, pairs, **muut):
        rivit = [
            (
                s.name,
                seed,
                2030,
                mittari,
                "kaikki",
                taso + seed + (5.0 if mittari == "odotus" and s.extends else 0),
                "u",
            )
            for s in luetut
            for seed in range(pairs)
            for mittari, taso in (("odotus", 20.0), ("kustannus_asukas", 3000.0))
        ]
        return pd.DataFrame(rivit, columns=["skenaario", "seed", "vuosi", "mittari", "ryhma", "arvo", "yksikko"])

    monkeypatch.setattr(vertailu, "ajot", ajot)


@pytest.mark.usefixtures("ilman_ajoja")
@pytest.mark.parametrize("kieli", ["fi", "sv", "en"])
def test_what_differs_and_what_moves(kieli: str) -> None:
    (kuvaus,) = skenaariokuvaus.kuvaa(["uusimaa-liikelaitos-2021"], 3, kieli=kieli)
    assert any("rakenne.jarjestaja" in ero for ero in kuvaus.differs)
    assert len(kuvaus.says) == 1
    assert "5" in kuvaus.says[0]
    assert len(kuvaus.silent) == 1
    sivu = skenaariokuvaus.markdown([kuvaus], 3, 0.02, kieli)
    assert kuvaus.text in sivu
    assert "P57" in sivu


@pytest.mark.usefixtures("ilman_ajoja")
def test_a_base_has_nothing_to_be_compared_with() -> None:
    (kuvaus,) = skenaariokuvaus.kuvaa(["nykytila-2017"], 3)
    assert (kuvaus.base, kuvaus.differs, kuvaus.says, kuvaus.silent) == ("", (), (), ())


def test_patterns_are_read() -> None:
    kuviot = kohteet.kuviot()
    assert {"P40", "P42", "P43", "P45"} <= set(kuviot)
    assert all(k.kuvio and k.lahde and k.bandi and k.paino in "ABC" for k in kuviot.values())
    assert skenaariot.luettelo()


@pytest.mark.usefixtures("ilman_ajoja")
def test_the_command_writes_a_page(tmp_path: Path) -> None:
    sivu = tmp_path / "skenaariot.md"
    command = ["scenario", "describe", "uusimaa-virement", "--pairs", "3", "--out", str(sivu), "--lang", "fi"]
    done = CliRunner().invoke(cli.app, command, prog_name="sote")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "## uusimaa-virement" in sivu.read_text()
