"""A model broken on purpose must be caught: patterns that a blind model also shows would be worth nothing."""

import pytest

from kalibrointi import kohteet
from runs import kuviokoe, skenaariot, valintakuviot
from runs.skenaariot import Maarays

ROWS = {k.tunnus: k for k in kohteet.lue(kuviokoe.SARJA)}
READ = skenaariot.lue


def blind_to_distance(name, settings=(), **more):
    """A scenario in which distance has no weight: below the least that the parameter's range allows."""
    whole = READ(name, settings, **more)
    blind = Maarays(avain="valinta.km", arvo=0.0, alkaen="", lahde="broken on purpose")
    broken = whole.model_copy(update={"layers": (*whole.layers, (blind,))})
    broken._ohjelma = None  # made of the layers before
    assert broken.ohjelma().at(0)["valinta.km"] == 0.0
    return broken


def out(measures):
    """Rows of the experiment that are out."""
    rows = kuviokoe.rivita("distance and quality", [measures], list(ROWS.values()))
    assert {"P09.lahin", "P09.laatu"} <= {r.id for r in rows}
    return {r.id for r in rows if not r.in_band}


@pytest.mark.hidas
def test_distance_ignored_in_choice_is_caught(monkeypatch):
    """P09: distance is the dominant attribute. Blind to it, 1 SD of quality outweighs 2 km, which move nobody."""
    whole = valintakuviot.etaisyys_ja_laatu(0.01, 1)
    monkeypatch.setattr(valintakuviot.skenaariot, "lue", blind_to_distance)
    blind = valintakuviot.etaisyys_ja_laatu(0.01, 1)
    assert not out(whole) & {"P09.lahin", "P09.laatu"}
    assert "P09.laatu" in out(blind)
    assert blind["pysyy_tai_lahin"] < whole["pysyy_tai_lahin"]
