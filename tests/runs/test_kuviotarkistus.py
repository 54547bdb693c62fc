"""`sote check patterns`: every pattern has an experiment or a cause, its band is that of its table, and rows add up."""

import json
import math
import re
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from kalibrointi import kohteet
from kalibrointi.viat import ViallinenSyote
from runs import kuviokoe, kuviotarkistus
from runs.cli import app
from runs.kuviokoe import Koe
from runs.tarkistusrivi import Tarkistusrivi

RIVIT = kohteet.lue(kuviokoe.SARJA)
LUETELLUT = {
    f"P{n:02d}"
    for n in (
        *(1, 2, 4, 5, 7, 9, 10, 11, 12, 14, 15, 16, 17, 18, 20, 21, 22, 26, 27, 28, *range(30, 38), 40, 42, 43, 45),
        *(46, 47, 48, 49, 51, 53, 54, 55, 56),
    )
}


# --------------------------------------------------------------------------------------------- what there is
def test_every_pattern_has_an_experiment_or_a_cause():
    assert LUETELLUT - set(kuviotarkistus.kuviot()) == set()
    assert set(kuviotarkistus.kuviot()) <= set(kohteet.kuviot())


def test_every_row_belongs_to_an_experiment_and_says_where_from():
    for k in RIVIT:
        assert kuviokoe.kuvio(k.tunnus), k.tunnus
        assert kuviokoe.kuvio(k.tunnus) in k.lahde, f"{k.tunnus}: source names its pattern"
        assert all(k.nimi.values()), k.tunnus
        if k.mitta:
            koe = kuviotarkistus.KOKEET[kuviokoe.koe(k.mitta)]
            assert koe.mittaa is not None
        else:
            assert k.syy, k.tunnus
    assert len({k.tunnus for k in RIVIT}) == len(RIVIT)


def test_every_experiment_has_work_and_patterns():
    for nimi, koe in kuviotarkistus.KOKEET.items():
        assert (koe.mittaa is None) != (koe.rivit is None), nimi
        assert koe.patterns(RIVIT), nimi
        assert 0.0005 <= koe.otos <= 0.05, nimi
        assert koe.siemenia >= 2, nimi


def test_bands_are_those_of_the_table_of_patterns():
    """Each end that is not a sign or 1 (no change) stands in the words of the pattern, as such, as per cent or
    inverted (a ratio 'within x2')."""
    for kohde in (k for k in RIVIT if k.mitta):
        kuvio = kohteet.kuviot()[kuviokoe.kuvio(kohde.tunnus)]
        teksti = f"{kuvio.bandi} {kuvio.kuvio}".replace("½", "0.5").replace("¼", "0.25")
        luvut = {float(x) for x in re.findall(r"\d+(?:\.\d+)?", teksti)}
        sallitut = {1.0, 0.0, 1e-9} | luvut | {x / 100 for x in luvut} | {1 / x for x in luvut if x}
        for paa in (kohde.ala, kohde.yla):
            assert not math.isfinite(paa) or any(math.isclose(abs(paa), x) for x in sallitut), (kohde.tunnus, paa)


# --------------------------------------------------------------------------------------------- how it is run
def rivi(tunnus, sisalla=True, kirjattu=False):
    return Tarkistusrivi(tunnus, "x", "> 0", "1", sisalla, "S", "" if sisalla else "why", kirjattu)


@pytest.fixture
def kaksi_koetta(monkeypatch):
    kutsut = []

    def lukuja(otos, seed):
        kutsut.append((otos, seed))
        return {"x": float(seed)}

    def valmiit(otos, seeds, processes):
        kutsut.append("rows")
        return [rivi("P20"), rivi("P20-b", sisalla=False, kirjattu=True)]

    kokeet = {
        "a": Koe("a", 0.01, 3, mittaa=lukuja),
        "b": Koe("b", 0.01, 2, rivit=valmiit, kuviot=("P20",)),
    }
    pohja = RIVIT[0] if RIVIT else kohteet.lue("start")[0]
    kohde = kohteet.Kohde(**{**vars(pohja), "tunnus": "P10", "mitta": "a:x", "ala": 0.0, "yla": 2.5, "syy": ""})
    monkeypatch.setattr(kuviotarkistus, "KOKEET", kokeet)
    monkeypatch.setattr(kohteet, "lue", lambda sarja: [kohde])
    return SimpleNamespace(kutsut=kutsut)


def test_rows_are_means_over_seeds_and_the_share_counts_patterns(kaksi_koetta):
    rivit = kuviotarkistus.tarkista(processes=1)
    assert kaksi_koetta.kutsut == [(0.01, 1), (0.01, 2), (0.01, 3), "rows"]
    assert [r.id for r in rivit] == ["P10", "P20", "P20-b", "share in"]
    assert rivit[0].model.startswith("2 ±")
    assert [r.in_band for r in rivit] == [True, True, False, False]
    assert rivit[-1].model == "0.50"
    assert "P20" in rivit[-1].source


def test_one_pattern_is_run_alone(kaksi_koetta):
    assert [r.id for r in kuviotarkistus.tarkista(processes=1, otos=0.002, seeds=1, only=["P10"])] == ["P10"]
    assert kaksi_koetta.kutsut == [(0.002, 1)]
    with pytest.raises(ViallinenSyote, match="no experiment for 'P1'"):
        kuviotarkistus.tarkista(only=["P1"])


def test_the_command_takes_patterns_and_refuses_them_elsewhere(kaksi_koetta):
    ajettu = CliRunner().invoke(app, ["check", "patterns", "--only", "P10, P20", "--processes", "1", "--json"])
    assert ajettu.exit_code == 0, "what is out is on record"
    assert [r["id"] for r in json.loads(ajettu.stdout)["result"]["rows"]] == ["P10", "P20", "P20-b"]
    assert CliRunner().invoke(app, ["check", "patterns", "--processes", "1"]).exit_code == 4  # share below .8
    assert isinstance(
        CliRunner().invoke(app, ["check", "start", "--only", "P10"]).exception, (SystemExit, ViallinenSyote)
    )


# --------------------------------------------------------------------------------------------- the whole
@pytest.mark.hidas
def test_every_pattern_is_in_or_on_record():
    """The suite as it ships; bands and seeds are its own."""
    rivit = kuviotarkistus.tarkista()
    assert [r.id for r in rivit if not r.in_band and not r.recorded] == []
