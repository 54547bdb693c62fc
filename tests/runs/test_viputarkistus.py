"""The table of levers: none is missing, each entry can be run, faulty ones are told, nulls are seen."""

import pytest

from kalibrointi.parametrit import lue_oletukset
from kalibrointi.viat import ViallinenSyote
from runs import vertailu, viputarkistus, viputaulu
from runs.viputaulu import Vipu

LOPPU = "2018-12"


def test_every_lever_of_the_tree_has_an_entry():
    puu = lue_oletukset()
    vivut = {avain for avain in puu if puu[avain].kind == "lever"}
    taulussa = {avain for vipu in viputaulu.lue() for avain in vipu.levers}
    assert sorted(vivut - taulussa) == [], "name its scenario or experiment, and its null, in runs/viputaulu.yaml"
    assert taulussa <= set(puu)


@pytest.mark.parametrize("vipu", viputaulu.lue(), ids=lambda x: x.id)
def test_worlds_of_an_entry_differ_by_its_levers_and_those_of_the_null_only_by_what_may_not_matter(vipu):
    a, b = (s.ohjelma() for s in vipu.maailmat("2026-12"))
    erot = {k for kk in (0, *a.change_months, *b.change_months) for k in a.at(0) if a.at(kk)[k] != b.at(kk)[k]}
    assert erot & set(vipu.levers), "at least one of its levers differs"
    if (pari := vipu.nollamaailmat("2023-12")) is not None:
        assert len({s.start for s in pari}) == 1 == len({s.region for s in pari})


@pytest.mark.parametrize(
    ("rivi", "viesti"),
    [
        ("- {id: x, levers: [a], a: s, b: t}", "no_zero why there is none"),
        ("- {id: x, levers: [a], a: s, no_zero: since}", "nothing differs"),
        ("- {id: x, levers: [], a: s, b: t, no_zero: since}", "at least 1 item"),
        ("- {id: x, lever: [a], a: s, b: t, no_zero: since}", "Did you mean 'levers'"),
        (
            "- {id: x, levers: [a], a: s, b: t, no_zero: y}\n- {id: x, levers: [b], a: s, b: t, no_zero: y}",
            "two entries",
        ),
    ],
)
def test_a_faulty_entry_is_told(tmp_path, rivi, viesti):
    tiedosto = tmp_path / "vivut.yaml"
    tiedosto.write_text(rivi)
    with pytest.raises(ViallinenSyote, match=viesti):
        viputaulu.lue(tiedosto)


@pytest.mark.sekunteja
def test_a_row_has_sign_and_size_and_a_null_that_acts_is_seen():
    vipu = Vipu.model_validate(
        {"id": "x", "levers": ["haku.maksu"], "a": "nykytila-2017", "set": {"2018-01:haku.maksu": 40}, "zero": {}}
    )
    ajot = vertailu.ajot(vipu.maailmat(LOPPU), 2, otos=0.0005, processes=1)
    rivi = viputarkistus.vipurivi(vipu, ajot, LOPPU)
    assert [osa.split()[0] for osa in rivi.model.split("; ")] == ["gap", "cost", "wait"]
    assert "wait -" in rivi.model, "a dearer visit shortens the queue"
    (nolla,) = viputarkistus.nollat([vipu], 0.0005, LOPPU)
    assert not nolla.in_band
    assert "differ" in nolla.model


@pytest.mark.hidas
def test_every_null_holds():
    assert [r.id for r in viputarkistus.nollat(viputaulu.lue(), 0.0005) if not r.in_band] == []
