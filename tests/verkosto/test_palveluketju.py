"""Care chains: losses, expected flow by two ways of reckoning, and what happens when a bridge goes."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verkosto.palveluketju import (
    VALISET,
    Askel,
    Palveluketju,
    Perushavio,
    Yhdistavat,
    absorboiva,
    eri_organisaatio,
    havio,
    kadonneet,
    kadonneet_verkossa,
    paasy,
    poista_organisaatio,
    saavutettu,
    sillat,
    yhdessa,
)

PERUS = Perushavio(0.07, 0.23)
TEHOT = {"yhteinen_tieto": 0.3, "vastuutyontekija": 0.4, "maarittely": 0.3, "allianssi": 0.2, "yksi_organisaatio": 0.5}


def ketju(n=5):
    askeleet = [Askel(f"a{i}", "", {"tuottaja": 1.0}, PERUS if i else None, {"fi": str(i)}) for i in range(n)]
    return Palveluketju("k", {"fi": "k"}, "sote", 1.0, (0, 111), tuple(askeleet))


@pytest.mark.parametrize("valissa", [False, True, 0.37])
def test_levers_at_zero_leave_the_base_loss_to_the_last_bit(valissa):
    perus = (1.0 - valissa) * 0.07 + valissa * 0.23
    assert havio(PERUS, valissa, Yhdistavat(), TEHOT) == perus
    assert havio(PERUS, valissa, Yhdistavat(*(1.0,) * 5), {}) == perus


@pytest.mark.parametrize("nimi", Yhdistavat.nimet())
def test_each_lever_alone_removes_its_share_between_and_inside_only_if_it_follows_the_patient(nimi):
    vipu = Yhdistavat(**{nimi: 1.0})
    assert havio(PERUS, True, vipu, TEHOT) == pytest.approx(0.23 * (1 - TEHOT[nimi]))
    assert havio(PERUS, False, vipu, TEHOT) == pytest.approx(0.07 * (1 if nimi in VALISET else 1 - TEHOT[nimi]))


def test_losses_are_reckoned_by_area():
    vipu = Yhdistavat(allianssi=np.array([0.0, 1.0]))
    assert havio(PERUS, np.array([1.0, 1.0]), vipu, TEHOT) == pytest.approx([0.23, 0.184])


def test_who_changes_organisation():
    assert eri_organisaatio({"A": 1.0}, {"A": 1.0}) == 0.0
    assert eri_organisaatio({"A": 1.0}, {"B": 1.0}) == 1.0
    assert eri_organisaatio({"A": 0.8, "P": 0.2}, {"A": 1.0}) == pytest.approx(0.2)
    assert eri_organisaatio({"A": np.array([1.0, 0.9])}, {"A": 1.0}) == pytest.approx([0.0, 0.1])


@given(st.lists(st.floats(0.0, 0.99), min_size=1, max_size=7))
def test_flow_by_product_and_by_the_absorbing_markov_chain_agree(haviot):
    k = ketju(len(haviot) + 1)
    verkko = k.verkko(haviot)
    perille, hukassa = absorboiva(verkko)
    assert list(perille.values()) == pytest.approx(paasy(haviot), abs=1e-12)
    assert list(saavutettu(verkko).values()) == pytest.approx(paasy(haviot), abs=1e-12)
    assert list(hukassa.values()) == pytest.approx(kadonneet(haviot), abs=1e-12)
    assert kadonneet(haviot).sum() + paasy(haviot)[-1] == pytest.approx(1.0)


def test_flow_by_area_keeps_the_first_axis():
    h = np.array([[0.1, 0.2], [0.3, 0.0]])
    assert paasy(h) == pytest.approx(np.array([[1, 1], [0.9, 0.8], [0.63, 0.8]]))


@pytest.mark.parametrize("silta", ["B", "C", "D"])
def test_removing_a_bridge_raises_losses_where_the_graph_says_and_nowhere_upstream(silta):
    haviot = [0.1, 0.15, 0.05, 0.2]
    verkko = ketju().verkko(haviot, ["A", "B", "C", "D", "E"])
    assert sillat(verkko) == ("B", "C", "D")
    ilman = poista_organisaatio(verkko, silta, 0.3)
    ennen, jalkeen = saavutettu(verkko), saavutettu(ilman)
    askel = next(s for s, o in verkko.nodes(data="organisaatio") if o == silta)
    alavirta, ylavirta = nx.descendants(verkko, askel), nx.ancestors(verkko, askel)
    assert all(jalkeen[s] < ennen[s] for s in alavirta)
    assert all(jalkeen[s] == ennen[s] for s in ylavirta)
    for a, b, h in ilman.edges(data="havio"):  # hand-overs: only the new one differs
        assert (h == verkko.edges[a, b]["havio"]) if verkko.has_edge(a, b) else (a in ylavirta and b in alavirta)
    for reuna, osuus in kadonneet_verkossa(ilman).items():
        if set(reuna) <= ylavirta:
            assert osuus == kadonneet_verkossa(verkko)[reuna]


def test_an_organisation_that_starts_the_chain_is_no_bridge():
    verkko = ketju(3).verkko([0.1, 0.1], ["A", "B", "A"])
    assert sillat(verkko) == ("B",)
    with pytest.raises(ValueError, match="starts the chain"):
        poista_organisaatio(verkko, "A", 0.3)


def test_a_chain_that_is_no_path_is_refused():
    with pytest.raises(ValueError, match="two steps"):
        ketju(1)
    with pytest.raises(ValueError, match="inside"):
        Perushavio(0.3, 0.1)


def test_the_stronger_of_two_sources_holds():
    a = yhdessa(Yhdistavat(allianssi=0.3), Yhdistavat(allianssi=np.array([0.0, 0.5]), yhteinen_tieto=1.0))
    assert a.allianssi == pytest.approx([0.3, 0.5])
    assert a.yhteinen_tieto == 1.0
