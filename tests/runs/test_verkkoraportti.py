"""`sote network`: figures against loops of their own, files that can be read, faults in words."""

import json

import numpy as np
import pytest

from agentit import markkinat
from runs import ajo, skenaariot, verkkokartta, verkkoraportti, verkkotarkistus
from tests.runs.test_cli import viat
from verkosto import vienti
from verkosto.palveluverkko import Laji, yksikko
from visualisointi import sanat


@pytest.fixture(scope="module")
def raportti():
    skenaario = skenaariot.lue("nykytila-2017", end="2017-01", otos=0.002)
    return verkkoraportti.raportoi(skenaario)


def test_reach_by_group_is_that_of_its_residents_counted_one_by_one(raportti):
    m, c = raportti.malli, raportti.malli.sidonta.b.columns
    pisteet = [d for _, d in m.verkko.verkko.nodes(data=True) if d.get("laji") in ("sairaala", "yliopistosairaala")]
    assert len(pisteet) > 5
    minuutit = raportti.tila.ajat["sairaala"]
    sisalla, kaikki, summa = np.zeros(5), np.zeros(5), np.zeros(5)
    for i in range(m.asukkaita_rivilla):
        if c["elossa"][i] == 1:
            q, t = c["viidennes"][i], minuutit[c["alue"][i]]
            kaikki[q] += 1
            sisalla[q] += t <= 30.0
            summa[q] += t
    luvut = {(x.mittari, x.ryhma): x.arvo for x in raportti.luvut if x.ryhmittely == "viidennes"}
    for q in range(5):
        assert luvut["osuus_sairaala", f"viidennes_{q + 1}"] == pytest.approx(sisalla[q] / kaikki[q])
        assert luvut["min_sairaala", f"viidennes_{q + 1}"] == pytest.approx(summa[q] / kaikki[q])
    assert 0.5 < sisalla.sum() / kaikki.sum() < 1.0


def test_groupings_hold_the_same_residents(raportti):
    for ryhmittely, vaki in raportti.tila.vaki.items():
        assert vaki.sum() == pytest.approx(raportti.malli.vaki()), ryhmittely


def test_json_and_tables_in_every_language(raportti):
    tulos = json.loads(json.dumps(raportti.json(), default=float))
    assert tulos["month"] == "2017-01"
    assert set(tulos["layers"]) == {"sahkoinen", "koti", "lahi", "liikkuva", "keskitetty", "kansallinen"}
    assert sum(k["yksikoita"] for k in tulos["layers"].values()) == (
        tulos["units"]["keskuksia"] + tulos["units"]["sairaaloita"]
    )
    assert tulos["bridges"][0]["nimi"] == raportti.malli.maailma.sairaanhoitopiiri
    taulut = {kieli: list(raportti.taulut(kieli)) for kieli in sanat.KIELET}
    assert len({len(t) for t in taulut.values()}) == 1
    for kieli in sanat.KIELET:
        for otsikko, sarakkeet, rivit in taulut[kieli]:
            assert otsikko
            assert rivit
            assert {len(rivi) for rivi in rivit} == {len(sarakkeet)}
    assert [rivi[0] for rivi in taulut["sv"][1][2]][:2] == ["Askola", "Esbo"]


@pytest.mark.parametrize(
    "paate", [".json", *(pytest.param(p, marks=pytest.mark.sekunteja) for p in (".graphml", ".gexf"))]
)
def test_the_network_is_written_with_lists_and_layers(raportti, tmp_path, paate):
    raportti.vie(tmp_path / f"v{paate}")
    graafi = vienti.lue((tmp_path / f"v{paate}").read_bytes(), paate)
    keskus = raportti.malli.keskukset[0]
    assert graafi.nodes[f"yksikko:{keskus.paikka}"]["lista"] == pytest.approx(keskus.lista)
    assert graafi.has_edge(f"yksikko:{keskus.paikka}", "kerros:lahi")
    asukkaita = [d["asukkaita"] for _, d in graafi.nodes(data=True) if d["tyyppi"] == "alue"]
    assert sum(asukkaita) == pytest.approx(raportti.malli.vaki())


@pytest.mark.parametrize("kohde", ["sotekeskus", pytest.param("sairaala", marks=pytest.mark.sekunteja)])
def test_the_map_tells_its_ends(raportti, kohde):
    tekstit, kuva = verkkokartta.kartta(raportti, "fi", kohde)
    kunnat = {x.ryhma: x.arvo for x in raportti.luvut if (x.mittari, x.ryhmittely) == (f"min_{kohde}", "kunta")}
    assert max(kunnat, key=kunnat.get) in tekstit.otsikko
    sanottu = {t.get_text() for akselit in kuva.axes for t in akselit.texts}
    assert set(raportti.malli.maailma.kunnat.nimi_fi) <= sanottu


@pytest.mark.sekunteja
def test_the_map_is_a_file_of_the_kind_asked_for(raportti, tmp_path):
    raportti.piirra(tmp_path / "k.png", "sv")
    assert (tmp_path / "k.png").read_bytes().startswith(b"\x89PNG")


def test_what_cannot_be_done_is_told_before_anything_is_run(tmp_path):
    viestit = viat(
        "network", "nykytila-2017", "--vie", "v.txt", "--kartta", tmp_path / "ei" / "k.png", "--kohde", "sairala"
    )
    assert [viesti.split(":")[1].strip() for viesti in viestit] == ["--vie", "--kartta", "--kohde"]
    assert "Did you mean 'sairaala'" in viestit[2]
    assert any("--raja" in viesti for viesti in viat("network", "nykytila-2017", "--raja", "0"))
    assert list(tmp_path.iterdir()) == []


# checks ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def pieni(monkeypatch):
    monkeypatch.setattr(verkkotarkistus, "ALUEET", ("uusimaa",))
    monkeypatch.setattr(verkkotarkistus, "SKENAARIO", "nykytila-2017")
    monkeypatch.setattr(verkkotarkistus, "LOPPU", "2017-01")
    return lambda: {r.id: r for r in verkkotarkistus.tarkista(otos=0.002, seeds=1, processes=1)}


@pytest.mark.hidas
def test_checks_hold_and_have_looked_at_something(pieni):
    rivit = pieni()
    assert {r.id for r in rivit.values() if not r.in_band} == set()
    assert rivit["verkko-sulkeminen"].model.startswith("0 of 2 ")  # two public centres; no private one yet


@pytest.mark.sekunteja
def test_a_centre_that_keeps_its_residents_is_found(pieni, monkeypatch):
    def sulje(malli, keskus):
        keskus.auki = False
        malli.verkko.sulje(keskus.paikka)

    monkeypatch.setattr(markkinat, "sulje", sulje)
    rivit = pieni()
    assert {nimi for nimi, r in rivit.items() if not r.in_band} == {"verkko-sulkeminen", "verkko-listat"}


def test_closing_a_public_centre_relists_every_language_and_gives_areas_a_new_home(raportti):
    m = ajo.rakenna_malli(raportti.skenaario, 0.002, 1)
    c, a = m.sidonta.b.columns, m.sidonta.b.units["alue"].attributes
    keskus = max(
        (k for k in m.keskukset if k.ruotsi > 0), key=lambda k: np.sum(c["keskus"][c["elossa"] == 1] == k.paikka)
    )
    omat = np.flatnonzero((c["elossa"] == 1) & (c["keskus"] == keskus.paikka))
    assert len(set(c["kieli"][omat].tolist())) > 1
    markkinat.sulje(m, keskus)
    auki = np.array([k.auki and not k.yksityinen for k in m.keskuspaikat])
    assert auki[c["keskus"][omat]].all()
    assert auki[a["keskus"].astype(int)].all()
    assert (c["keskus"][omat] == a["keskus"][c["alue"][omat]]).all()
    assert yksikko(keskus.paikka) not in m.verkko.verkko
    assert keskus.paikka not in m.matkat.lahimmat
    assert m.verkko.minuutit.nopein[Laji.SOTEKESKUS].min() >= 0
    m.step()
    assert sum(k.lista for k in m.keskukset) == pytest.approx(m.vaki())
