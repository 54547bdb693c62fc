import networkx as nx
import numpy as np
import pytest

from verkosto import vienti
from verkosto.matka import Matkataulu
from verkosto.palveluverkko import Laji, nykytila, yksikko

KERROKSET = {"lahi": {"nimi": "Lähi", "saatavuus": 0.7}, "koti": {"nimi": "Koti", "saatavuus": 0.6}}


@pytest.fixture
def graafi():
    matkat = Matkataulu([0.0, 10.0, 20.0], [0.0, 0.0, 0.0], [1.0, 1.0, 1.0], 2)
    asemat = [("Ä & B", 0, 0, 0.0, 0.0), ("C", 2, 1, 20.0, 0.0)]
    verkko = nykytila(matkat, ["00100", "2", "3"], ["Iso", "Pieni"], [300, 100], asemat, "Piiri")
    verkko.avaa_sairaala("S", Laji.SAIRAALA, 1, 5.0, 0.0, "Piiri")
    return vienti.nakyma(verkko, {yksikko(0): {"lista": np.float32(7.5), "tyhja": None}}, KERROKSET, kuukausi="2025-01")


def rivit(g):
    """Nodes and edges without what a format adds of its own (ids, drawing)."""
    vieraat = {"viz", "id"}
    solmut = {n: {k: v for k, v in d.items() if k not in vieraat} for n, d in g.nodes(data=True)}
    reunat = sorted((u, v, sorted((k, x) for k, x in d.items() if k not in vieraat)) for u, v, d in g.edges(data=True))
    return solmut, reunat


@pytest.mark.parametrize("paate", vienti.MUODOT)
def test_a_network_comes_back_as_it_went(graafi, paate):
    luettu = vienti.lue(vienti.sisalto(graafi, paate), paate)
    assert luettu.is_directed()
    assert luettu.is_multigraph()
    assert rivit(luettu) == rivit(graafi)
    assert graafi.nodes["yksikko:0"]["lista"] == 7.5  # drawing was added to a copy


def test_names_and_values_are_plain(graafi):
    assert {"alue:00100", "yksikko:0", "sairaala:0", "organisaatio:Piiri"} <= set(graafi)
    assert graafi.nodes["yksikko:0"]["alue"] == "00100"
    sopimus = [d for *_, d in graafi.edges(data=True) if d["side"] == "sopimus"]
    assert {d["kattaa"] for d in sopimus} == {"esh|paivystys"}
    arvot = [v for _, d in graafi.nodes(data=True) for v in d.values()]
    arvot += [v for *_, d in graafi.edges(data=True) for v in d.values()]
    assert {type(v) for v in arvot} <= {str, int, float, bool}
    assert "tyhja" not in graafi.nodes["yksikko:0"]
    tyypit = {}
    for d in [d for _, d in graafi.nodes(data=True)] + [d for *_, d in graafi.edges(data=True)]:
        for avain, arvo in d.items():
            assert tyypit.setdefault(avain, type(arvo)) is type(arvo)  # one attribute, one type
    assert len({k for *_, k in graafi.edges(keys=True)}) == graafi.number_of_edges()


def test_units_lead_to_their_layer(graafi):
    assert set(graafi.predecessors("kerros:lahi")) == {"yksikko:0", "yksikko:1"}
    assert graafi.in_degree("kerros:koti") == 0
    assert graafi.nodes["kerros:lahi"]["saatavuus"] == 0.7


def test_an_unknown_format_is_told(graafi):
    with pytest.raises(ValueError, match="graphml"):
        vienti.sisalto(graafi, ".pdf")
    with pytest.raises(ValueError, match="graphml"):
        vienti.lue(b"", ".pdf")
    assert isinstance(graafi, nx.MultiDiGraph)
