"""Checks of the negotiation: every row of the protocol holds, and could fail."""

import pytest

from runs import neuvottelutarkistus as nt


def test_protocol():
    rivit = nt.protokollarivit(150)
    assert len(rivit) > 8
    assert [f"{r.id}: {r.what}: {r.model}, band {r.band}" for r in rivit if not r.in_band] == []


def test_a_world_leans_and_errs_as_told():
    m = nt.koemaailma(3, t=0.0, s=0.0)
    assert m.jarjestaja == pytest.approx(m.tarve)
    assert m.liikelaitos == pytest.approx(m.tarve)
    assert m.hukka(m.tarve) == 0.0
    assert nt.koemaailma(3).hukka(nt.koemaailma(3).liikelaitos) > 0


@pytest.mark.hidas
def test_in_the_model():
    rivit = [r for r in nt.tarkista(otos=0.0005, seeds=1, processes=1) if not r.in_band]
    assert rivit == []
