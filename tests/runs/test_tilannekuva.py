"""Snapshots: a model goes on bit for bit, and a file that is not one says so."""

import json

import pytest

from agentit.ohjelma import Ohjelma
from kalibrointi.viat import ViallinenSyote
from runs import tilannekuva
from tests.runs.koemalli import Koemalli

OHJELMA = Ohjelma({"koe.taso": [(0, 1.0), (20, 2.0)], "koe.paalla": [(0, False)]})


@pytest.fixture
def kuva(tmp_path):
    malli = Koemalli(OHJELMA, 0.02, 5)
    malli.run_for(12)
    tilannekuva.save(malli, tmp_path / "kuva.sote")
    return tmp_path / "kuva.sote"


def muuta_otsaketta(polku, **kentat):
    rivi, _, tila = polku.read_bytes().partition(b"\n")
    polku.write_bytes(json.dumps(json.loads(rivi) | kentat).encode() + b"\n" + tila)


def test_goes_on_as_if_nothing_happened(kuva):
    jatkettu, suora = tilannekuva.load(kuva), Koemalli(OHJELMA, 0.02, 5)
    assert jatkettu.kk == 12
    jatkettu.run_for(12)
    suora.run_for(24)
    assert jatkettu.rivit == suora.rivit


def test_goes_on_by_other_rules(kuva):
    malli = tilannekuva.load(kuva)
    malli.ohjelma = malli.ohjelma.with_values(malli.kk, {"koe.taso": 9.0})
    malli.run_for(12)
    suora = Koemalli(Ohjelma({"koe.taso": [(0, 1.0), (12, 9.0)], "koe.paalla": [(0, False)]}), 0.02, 5)
    suora.run_for(24)
    assert malli.rivit == suora.rivit


def test_a_copy_lives_its_own_life():
    malli = Koemalli(OHJELMA, 0.02, 5)
    malli.run_for(3)
    kopio = tilannekuva.kopio(malli)
    kopio.run_for(3)
    malli.run_for(3)
    assert kopio.rivit == malli.rivit
    kopio.run_for(1)
    assert malli.kk == 6


def test_only_the_snapshot_is_left(kuva):
    assert [polku.name for polku in kuva.parent.iterdir()] == ["kuva.sote"]


def test_header_can_be_read_without_the_model(kuva):
    otsake = tilannekuva.lue_otsake(kuva.read_bytes().partition(b"\n")[0], kuva)
    assert otsake["kk"] == 12
    assert otsake["programme"] == OHJELMA.fingerprint


@pytest.mark.parametrize(
    ("kentat", "sanat"),
    [
        ({"format_version": 99}, "snapshot format 99; this version reads format 1."),
        ({"sotemalli": "0.0.1"}, "saved by Sotemalli 0.0.1 with other source code"),
        ({"source": "muu"}, "with other source code"),
        ({"format": "muu"}, "not a snapshot of Sotemalli."),
        ({"sha256": "muu"}, "damaged or cut short"),
    ],
)
def test_other_versions_and_damage(kuva, kentat, sanat):
    muuta_otsaketta(kuva, **kentat)
    with pytest.raises(ViallinenSyote) as virhe:
        tilannekuva.load(kuva)
    assert sanat in str(virhe.value)


def test_what_is_no_snapshot(kuva, tmp_path):
    kuva.write_bytes(kuva.read_bytes()[:-1])
    (tmp_path / "muu").write_bytes(b"\x80\x05hei")
    for polku, sanat in (
        (kuva, "cut short"),
        (tmp_path / "muu", "not a snapshot"),
        (tmp_path / "ei", "no such snapshot"),
    ):
        with pytest.raises(ViallinenSyote, match=sanat):
            tilannekuva.load(polku)
    with pytest.raises(ViallinenSyote, match="cannot be read"):
        tilannekuva.load(tmp_path)
