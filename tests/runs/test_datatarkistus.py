"""The checks of what ships pass, and each can fail."""

import pytest

from kalibrointi import lahteet
from runs import datatarkistus


@pytest.fixture
def verkotta(monkeypatch):
    """Without the process of its own, which has a test in test_datakomento."""
    monkeypatch.setattr(datatarkistus, "_verkotta", lambda: "")


def rivit(**muut):
    return {rivi.id: rivi for rivi in datatarkistus.tarkista_data(**muut)}


def test_all_is_in_place(verkotta):
    tulos = rivit(otos=0.02, seeds=2, processes=1, progress=None)
    assert list(tulos) == ["data-lahteet", "data-paivitys", "data-lataaja", "data-verkotta"]
    assert all(rivi.in_band for rivi in tulos.values())


def test_each_can_fail(verkotta, monkeypatch):
    taysi = lahteet.sarakkeet()
    monkeypatch.setattr(lahteet, "sarakkeet", lambda: taysi[1:])
    monkeypatch.setattr(lahteet, "paivitykset", list)
    monkeypatch.setattr(datatarkistus, "_lataaja", lambda: "")
    monkeypatch.setattr(datatarkistus, "_verkotta", lambda: "RuntimeError: socket.connect")
    assert [rivi.id for rivi in rivit().values() if rivi.in_band] == []
    assert taysi[0].sarake in rivit()["data-lahteet"].cause


def test_a_socket_is_seen(monkeypatch):
    assert "import runs.ajo\n" in datatarkistus._VERKOTTA
    ohjelma = datatarkistus._VERKOTTA.partition("import runs.ajo")[0]
    avaava = "import socket\nsocket.create_connection(('127.0.0.1', 9))\n"
    monkeypatch.setattr(datatarkistus, "_VERKOTTA", ohjelma + avaava)
    assert "socket." in datatarkistus._verkotta()
