import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verkosto import verkkomitat as vm
from verkosto.matka import Matkataulu, Vauhdit, matkat, oma_etaisyys
from verkosto.palveluverkko import AKUUTTISAIRAALAT, Laji, Palveluverkko, Side, alue

A = 14
LAJIT = ([Laji.SOTEKESKUS], [Laji.SAIRAALA], AKUUTTISAIRAALAT)


def tyhja(k=2, siemen=0):
    g = np.random.default_rng(siemen)
    x, y, ala, tiheys = g.uniform(0, 40, A), g.uniform(0, 40, A), g.uniform(1, 90, A), g.uniform(1, 9000, A)
    verkko = Palveluverkko(Matkataulu(x, y, ala, k), [str(i) for i in range(A)], tiheys, Vauhdit())
    verkko.lisaa_organisaatio("O")
    return verkko, (x, y, ala, tiheys)


def kasin(paikat, tieto):
    """Minutes from every area to the quickest of the places, from their coordinates alone."""
    x, y, ala, tiheys = tieto
    v = Vauhdit()
    out = np.full(A, np.inf)
    for sijainti, px, py in paikat:
        km = matkat(x, y, oma_etaisyys(ala), [px], [py])[:, 0]
        out = np.minimum(out, v.minuutit(km, v.paikallinen(tiheys), v.paikallinen(tiheys[sijainti])))
    return out


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(["avaa", "sairaala", "sulje", "katso"]), st.integers(0, 10**6)), max_size=25))
def test_reach_of_the_table_is_that_of_shortest_paths_whatever_opens_and_closes(tapahtumat):
    verkko, tieto = tyhja()
    auki = {}
    for mita, luku in tapahtumat:
        g = np.random.default_rng(luku)
        paikka = (int(g.integers(A)), float(g.uniform(0, 40)), float(g.uniform(0, 40)))
        if mita == "avaa":
            auki["yksikko", verkko.avaa("Y", *paikka, omistaja="O")] = (Laji.SOTEKESKUS, paikka)
        elif mita == "sairaala":
            laji = [Laji.SAIRAALA, Laji.YLIOPISTOSAIRAALA, Laji.MUU_SAIRAALA][luku % 3]
            auki[verkko.avaa_sairaala("S", laji, *paikka, omistaja="O")] = (laji, paikka)
        elif mita == "sulje" and auki:
            solmu = sorted(auki)[luku % len(auki)]
            del auki[solmu]
            verkko.sulje(solmu[1]) if solmu[0] == "yksikko" else verkko.sulje_sairaala(solmu)
        elif mita == "katso":
            verkko.paivita_matkat()
        if mita == "avaa" and luku % 2:
            continue  # several changes before the graph is read
        for lajit in LAJIT:
            taulusta = vm.ajat(verkko, lajit)
            np.testing.assert_array_equal(taulusta, vm.lyhimmat_polut(verkko, lajit))
            np.testing.assert_array_equal(taulusta, kasin([p for laji, p in auki.values() if laji in lajit], tieto))


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(["avaa", "sairaala", "sulje", "katso"]), st.integers(0, 10**6)), max_size=25))
def test_travel_edges_kept_up_are_those_drawn_anew(tapahtumat):
    verkko, _ = tyhja()
    for mita, luku in tapahtumat:
        g = np.random.default_rng(luku)
        paikka = (int(g.integers(A)), float(g.integers(0, 9)), float(g.integers(0, 9)))
        if mita == "avaa":
            verkko.avaa("Y", *paikka, omistaja="O")
        elif mita == "sairaala":
            verkko.avaa_sairaala("S", Laji.SAIRAALA, *paikka, omistaja="O")
        elif mita == "sulje" and verkko.yksikot():
            verkko.sulje(int(g.choice(verkko.yksikot())))
        elif mita == "katso":
            verkko.paivita_matkat()
    pidetyt = {
        (u, v, d["km"], d["minuutit"]) for u, v, k, d in verkko.verkko.edges(keys=True, data=True) if k == "matka"
    }
    verkko.matkat.muuttuneet[:] = True
    assert pidetyt == {
        (u, v, d["km"], d["minuutit"]) for u, v, k, d in verkko.verkko.edges(keys=True, data=True) if k == Side.MATKA
    }
    for i in range(A):
        kohteet = {v[1] for v, _ in verkko.seuraajat(alue(i), Side.MATKA) if v[0] == "yksikko"}
        assert set(verkko.matkat.lahimmat[i][verkko.matkat.lahimmat[i] >= 0].tolist()) <= kohteet


def test_shares_and_means_by_group():
    minuutit = np.array([10.0, 30.0, 31.0])
    vaki = np.array([[1.0, 0.0, 0.0], [1.0, 2.0, 0.0], [2.0, 2.0, 0.0]])
    np.testing.assert_allclose(vm.saavuttavat(minuutit, vaki), [0.5, 0.5, np.nan])
    np.testing.assert_allclose(vm.keskiminuutit(minuutit, vaki), [25.5, 30.5, np.nan])
    assert vm.saavuttavat(minuutit, vaki[:, 0]) == 0.5
    np.testing.assert_array_equal(vm.ryhmittain([1, 0, 1], [5, 6, 7], 2), [[0, 5], [6, 0], [0, 7]])
    assert vm.keskiminuutit(np.array([1.0, np.inf, 3.0]), [1.0, 1.0, 1.0]) == np.inf
    assert vm.keskiminuutit(np.array([1.0, np.inf, 3.0]), [1.0, 0.0, 1.0]) == 2.0


def test_concentration():
    assert vm.hhi([1, 1, 1, 1]) == 0.25
    assert vm.hhi([0, 5]) == 1.0
    assert vm.gini([3, 3, 3]) == pytest.approx(0.0)
    assert vm.gini([0, 0, 0, 8]) == pytest.approx(0.75)
    x = np.random.default_rng(1).uniform(0, 9, 30)
    assert vm.gini(x) == pytest.approx(np.abs(x[:, None] - x).mean() / (2 * x.mean()))
    assert np.isnan(vm.gini([0.0]))
    assert np.isnan(vm.hhi([]))


def test_a_chain_breaks_at_its_worst_hand_over():
    k = vm.katkos(vm.siirrot(["keskus", "paivystys", "sairaala", "koti"], [0.05, 0.2, 0.4]))
    assert (k.mista, k.mihin, k.havio, k.katkenneita) == ("sairaala", "koti", 0.4, 2)
    assert k.lapi == pytest.approx(0.95 * 0.8 * 0.6)
    with pytest.raises(ValueError, match="at least one"):
        vm.katkos([])
    with pytest.raises(ValueError, match="0-1"):
        vm.katkos([("a", "b", 1.5)])


def test_a_bridge_is_what_holds_the_network_together():
    # Two triangles joined at "s": four of the six pairs of others meet through it.
    g = nx.Graph([("a", "b"), ("b", "s"), ("a", "s"), ("c", "d"), ("d", "s"), ("c", "s")])
    ensin, *muut = vm.sillat(g)
    assert (ensin.nimi, ensin.katkaisee, ensin.valissa) == (
        "s",
        True,
        pytest.approx(4 / 6),
    )  # of the six pairs of others, four meet through it
    assert not any(s.katkaisee for s in muut)
    # A leaf is cut off by its only neighbour, but no two of those asked about are parted.
    g.add_edge("a", "lehti")
    assert {s.nimi for s in vm.sillat(g) if s.katkaisee} == {"s", "a"}
    assert {s.nimi for s in vm.sillat(g, "abcds") if s.katkaisee} == {"s"}
