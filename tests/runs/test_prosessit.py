"""Worker processes: their end, whatever they were doing."""

import multiprocessing
import os
import struct
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import pytest

from runs import prosessit


@pytest.mark.parametrize("wait", [False, True])
def test_a_worker_that_dies_in_the_middle_of_its_answer_keeps_nobody_waiting(wait):
    allas = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
    with prosessit.ilman_paaohjelmaa():
        tyolainen = allas.submit(os.getpid).result()
        kesken = allas.submit(time.sleep, 60)
    while not kesken.running():  # until the pool has handed it on: what it has not, it may still take back
        time.sleep(0.01)
    lukija = allas._executor_manager_thread
    os.write(allas._result_queue._writer.fileno(), struct.pack("!i", 1000))  # an answer of 1,000 bytes begins
    ohi = threading.Thread(target=prosessit.lopeta, args=(allas,), kwargs={"wait": wait}, daemon=True)
    ohi.start()
    ohi.join(20)
    lukija.join(20)
    assert not ohi.is_alive()
    assert not lukija.is_alive()
    with pytest.raises(BrokenProcessPool):
        kesken.result(timeout=1)
    with pytest.raises(ProcessLookupError):
        os.kill(tyolainen, 0)
