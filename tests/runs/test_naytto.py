"""What the command tells while it works."""

from runs import naytto


def test_time_left_counts_from_the_first_thing_done_and_waits_for_a_pace(monkeypatch, capsys):
    """Workers start for 60 s; then one of 100 things is done each second."""
    nyt = 0.0
    monkeypatch.setattr(naytto.time, "monotonic", lambda: nyt)
    kerro = naytto._Rivikertoja("Running")
    for tehty in range(101):
        nyt = 60.0 + tehty if tehty else 50.0
        kerro(tehty, 100)
    rivit = capsys.readouterr().err.splitlines()
    assert rivit[:3] == ["Running: 1 %", "Running: 11 %, 89 s left", "Running: 21 %, 79 s left"]
    assert len(rivit) == 10
