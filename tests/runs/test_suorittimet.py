"""Worker processes of a sweep: none is left, and nobody waits for one, however they are ended."""

import multiprocessing
import threading
import time

import pytest

from runs.suorittimet import Allas


def _lepaa(sekunteja):
    time.sleep(sekunteja)
    return multiprocessing.current_process().pid


@pytest.mark.parametrize("kesken", [0.0, 60.0], ids=["idle", "at work"])
@pytest.mark.sekunteja
def test_workers_that_came_with_later_work_are_ended_too(kesken):
    """A second worker starts with the second piece of work. The first one waits for work when it is killed."""
    ennen = set(multiprocessing.active_children())
    allas = Allas(2)
    tyot = [allas.submit(_lepaa, 0.0), allas.submit(_lepaa, 0.5), allas.submit(_lepaa, 0.5)]
    assert len({tyo.result(timeout=60) for tyo in tyot}) == 2
    if kesken:
        allas.submit(_lepaa, kesken)
    sulkija = threading.Thread(target=allas.close, kwargs={"now": True}, daemon=True)
    sulkija.start()
    sulkija.join(20.0)
    jai = set(multiprocessing.active_children()) - ennen
    for prosessi in jai:
        prosessi.kill()
    assert not sulkija.is_alive(), "waits for a worker that waits for a lock"
    assert not jai
