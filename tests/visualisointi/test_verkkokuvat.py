"""The service network of the page: hand-overs as the facts order them, losses as the runs tell them."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from kalibrointi import palvelupaketit
from runs.skenaariot import lue
from visualisointi.selain import kuvat, laskenta, verkkokuvat
from visualisointi.selain.kieli import KIELET
from visualisointi.selain.nakyma import Nakyma


@pytest.fixture(scope="module")
def tulos() -> laskenta.Tulos:
    """Two years of two small worlds, one pair; producers of a chain share records in the second."""
    a = lue("nykytila-2017", end="2018-12")
    b = lue("uusimaa-yhteinen-tieto", ["2018-01:ketju.yhteinen_tieto=1"], end="2018-12")
    return laskenta.Tulos(
        laskenta._pari(a, b, b, (), laskenta.Arpa(0.001, 1), a.months, 0), laskenta.Vaihe(0.001, 1, False), 1
    )


@pytest.mark.parametrize("kieli", KIELET)
def test_every_hand_over_of_the_facts_stands_in_the_figure_with_the_runs_losses(
    tulos: laskenta.Tulos, kieli: str
) -> None:
    a = kuvat.Aineisto(Nakyma(kieli=kieli), tulos)
    omat, ketjut = verkkokuvat.polut(a), palvelupaketit.lue().ketjut
    assert [p.nimi for p in omat] == [k.nimi[kieli] for k in ketjut]
    ajot = tulos.ajot[tulos.ajot["vuosi"].isin([2017, 2018])]
    for polku, ketju in zip(omat, ketjut, strict=True):
        assert [s.mihin for s in polku.siirrot] == [x.nimi[kieli] for x in ketju.askeleet[1:]]
        for siirto, askel in zip(polku.siirrot, ketju.askeleet[1:], strict=True):
            rivit = ajot[(ajot["mittari"] == "ketju_havio") & (ajot["ryhma"] == f"{ketju.koodi}:{askel.koodi}")]
            keski = 100 * rivit.groupby("skenaario")["arvo"].mean()
            assert (siirto.ennen, siirto.jalkeen) == pytest.approx((keski["a"], keski["b"]))
        assert polku.pahin.jalkeen == max(s.jalkeen for s in polku.siirrot if s.julkinen)
    assert any(s.jalkeen < s.ennen - 1 for p in omat for s in p.siirrot)  # shared records keep patients
    kuva = verkkokuvat.katkokset(a)
    assert len(kuva.rivit) == sum(len(p.siirrot) for p in omat)
    for piirros in (kuva.svg, kuva.kapea):
        teksti = "".join(ElementTree.fromstring(piirros).itertext())
        assert teksti.count("✕") == len(omat)  # one break in each chain


def test_shares_of_layers_add_up(tulos: laskenta.Tulos) -> None:
    kuva = verkkokuvat.kerrokset(kuvat.Aineisto(Nakyma(kieli="en"), tulos))
    assert len(kuva.rivit) == 6
    for sarake in (1, 2):
        assert sum(float(r[sarake]) for r in kuva.rivit) == pytest.approx(100, abs=0.3)
