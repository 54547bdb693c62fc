"""Channels: a path holds until its next value, centres are known again, and a replayed value is what residents see.

That replaying its own path leaves a run as it was is a law (tests/runs/test_lait.py).
"""

import pytest

import runs
from agentit.kanavat import KANAVAT, Polku
from runs.tilannekuva import kopio


@pytest.fixture(scope="module")
def maailma():
    """A county with choice as it begins after a year of municipalities, and the same world eight months on."""
    alku = runs.build("nykytila-2017", otos=0.0005)
    alku.run_for(12)
    alku.ohjaa({"rakenne.jarjestaja": "maakunta", "valinnanvapaus.suora_valinta": True})
    jatko = kopio(alku)
    jatko.kanavat.tallenna()
    jatko.run_for(8)
    return alku, jatko


def test_a_path_holds_until_its_next_value():
    polku = Polku()
    assert polku.at(3) is None
    polku.lisaa(2, "a")
    polku.lisaa(5, "b")
    assert [polku.at(kk) for kk in (1, 2, 4, 5, 99)] == [None, "a", "a", "b", "b"]


def test_unknown_channels_are_named(maailma):
    malli, _ = maailma
    with pytest.raises(KeyError, match="no channel jonot; channels: tarjonta, odotus"):
        malli.toista({"jonot": Polku()})
    with pytest.raises(KeyError, match="no channel jonot"):
        malli.kanavat.tallenna(["odotus", "jonot"])


def test_every_channel_passes_when_recorded_and_nothing_is_kept_otherwise(maailma):
    malli, jatko = maailma
    assert malli.kanavat.polut == {}
    assert {nimi: len(p.kuukaudet) for nimi, p in jatko.kanavat.polut.items()} == {
        "tarjonta": 2, "odotus": 8, "laatu": 3, "aktiivisuus": 8, "kattavuus": 1, "ketjut": 1, "ehkaisy": 1,
    }  # fmt: skip
    assert set(jatko.kanavat.polut) == set(KANAVAT)


def test_a_replayed_wait_is_what_residents_see_and_what_the_queue_holds(maailma):
    malli = kopio(maailma[0])
    polku = Polku()
    polku.lisaa(0, {(3,): (100.0, 90.0, 30.0, 60.0)})
    malli.toista({"odotus": polku})
    malli.run_for(3)
    nakyva, k = malli.sidonta.b.units["keskus"].attributes["odotus"], malli.keskuspaikat[3]
    assert nakyva[3] == 100.0 == k.jono.tuttu
    assert k.jono.odotus == 90.0
    assert k.jono.jonossa == pytest.approx(k.kuorma / 2)
    assert all(nakyva[k.paikka] == pytest.approx(k.jono.tuttu) for k in malli.keskukset)


def test_replayed_supply_opens_and_closes_the_same_centres(maailma):
    alku, jatko = maailma
    polku = Polku()
    polku.lisaa(18, {(5,): ("x", 0, False, 50.0), (9, 1): ("Yksityinen A", 9, True, 400.0)})
    malli = kopio(alku)
    malli.toista({"tarjonta": polku})
    malli.run_for(7)
    yksityiset = [(k.nimi, k.alue, k.auki) for k in malli.keskuspaikat if k.yksityinen]
    assert yksityiset == [("Yksityinen A", 9, True)]  # its own entries of the first January are not decided
    assert not malli.keskuspaikat[5].auki
    assert any(k.yksityinen for k in jatko.keskukset)


def test_private_centres_are_not_replayed_where_nobody_may_choose(maailma):
    malli = kopio(maailma[0])
    malli.ohjaa({"valinnanvapaus.suora_valinta": False})
    malli.toista({"tarjonta": maailma[1].kanavat.polut["tarjonta"]})
    malli.run_for(8)
    assert not any(k.yksityinen for k in malli.keskuspaikat)


def test_replayed_coverage_is_what_residents_get(maailma):
    alku, jatko = maailma
    malli = kopio(alku)
    malli.ohjaa({"liikelaitos.vinouma": 1.5})
    toinen = kopio(malli)
    malli.toista({"kattavuus": jatko.kanavat.polut["kattavuus"]})
    for m in (malli, toinen):
        m.run_for(2)
    oma, ennen, ilman = (m.sidonta.b.units["kunta"].attributes for m in (malli, jatko, toinen))
    for nimi in (n for n in oma if n.startswith(("hoidettu", "hintataso"))):
        assert (oma[nimi] == ennen[nimi]).all()
    assert any((ilman[n] != ennen[n]).any() for n in oma if n.startswith("hoidettu"))
