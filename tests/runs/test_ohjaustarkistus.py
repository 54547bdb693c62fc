"""Checks of steering: parallel effects are seen, every instrument has its row."""

import numpy as np
import pytest

from agentit.ohjaus import OHJAUSKEINOT
from runs import ohjaustarkistus, skenaariot


def test_two_that_do_the_same_are_seen():
    aste, cos, pari = ohjaustarkistus.rinnakkaisuus(np.array([[1.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, -3.0, 0.01]]))
    assert (aste, pari) == (2, (1, 2))
    assert cos == pytest.approx(1.0, abs=1e-4)
    assert ohjaustarkistus.rinnakkaisuus(np.eye(3))[0] == 3
    assert ohjaustarkistus.rinnakkaisuus(np.diag([1.0, 1.0, 0.0]))[0] == 2


def test_every_instrument_has_a_scenario_of_its_own_and_a_measure():
    assert set(ohjaustarkistus.OMA) == {k.avain for k in OHJAUSKEINOT}
    for keino in OHJAUSKEINOT:
        skenaario = skenaariot.lue(ohjaustarkistus._skenaario(keino))
        (muutos,) = skenaariot.erot(skenaariot.lue(skenaario.chain[-2]), skenaario)
        assert (muutos.avain, skenaario.ohjelma().at(48)[muutos.avain]) == (f"ohjaus.{keino.avain}", 1.0)
        nolla = ohjaustarkistus._nollana(keino, skenaario)
        assert nolla.ohjelma().at(48)[f"ohjaus.{keino.avain}"] == 0.0


@pytest.mark.hidas
def test_every_row_is_in_and_named_once():
    rivit = ohjaustarkistus.tarkista(otos=0.001, seeds=2)
    assert [r.id for r in rivit if not r.in_band] == []
    assert len({r.id for r in rivit}) == len(rivit) == 19
