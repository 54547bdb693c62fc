"""The short session, played once in a process, and a log of its beginning."""

import json
from pathlib import Path

import pytest

from runs.harjoitus import esiasetus, peli
from runs.harjoitus.loki import Loki

OTOS = 0.001
LYHYT = Path(__file__).with_name("lyhyt.toml")


@pytest.fixture(scope="session")
def lyhyt(tmp_path_factory):
    """(session, log): every role by its stand-in, four rounds in two parts."""
    polku = tmp_path_factory.mktemp("lyhyt") / "loki.sqlite"
    istunto = peli.pelaa(esiasetus.lue(LYHYT), polku, OTOS)
    istunto.sulje()
    return istunto, polku


@pytest.fixture
def alku(lyhyt, tmp_path):
    """Log of its first round alone."""
    return jatka_lokia(lyhyt[1], tmp_path / "alku.sqlite")


def jatka_lokia(mista, mihin, muuta=lambda t: t):
    """A log of the events up to the first round's results, each as `muuta` gives it."""
    vanha, uusi = Loki(mista), Loki(mihin, uusi=True)
    for rivi in vanha.rivit():
        uusi.lisaa(muuta(json.loads(json.dumps(rivi.tiedot))), rivi.aika)
        if rivi.tiedot["laji"] == "laskettu":
            break
    vanha.sulje()
    uusi.sulje()
    return mihin
