"""Checks of the negotiation: every row of the protocol holds, and could fail."""

import pytest

from runs import neuvottelutarkistus as nt


@pytest.mark.parametrize("rivi", nt.protokollarivit(150), ids=lambda r: r.id)
def test_protocol(rivi):
    assert rivi.in_band, f"{rivi.what}: {rivi.model}, band {rivi.band}"


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
