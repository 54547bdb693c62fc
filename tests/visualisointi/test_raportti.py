"""Reports taken from the browser: the files are opened, and say what the page says."""

from __future__ import annotations

import datetime
import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from runs import miksi
from runs.skenaariot import lue
from visualisointi.selain import kuvat, laskenta, oletusmaailmat, raporttisivut, vienti
from visualisointi.selain.kieli import kaantaja
from visualisointi.selain.nakyma import Nakyma
from visualisointi.selain.raportti import rakenna
from visualisointi.selain.raporttidiat import diat
from visualisointi.selain.raporttikuvat import Lisat
from visualisointi.selain.raporttiword import word
from visualisointi.selain.sivumaara import sivuja

docx = pytest.importorskip("docx")
pptx = pytest.importorskip("pptx")
OSOITE, PVM = "http://127.0.0.1:8765", datetime.date(2026, 11, 30)


@pytest.fixture(scope="module")
def tulos() -> laskenta.Tulos:
    """Two years of two small worlds, two pairs; choice opens in the second."""
    import pandas as pd

    a = lue("nykytila-2017", end="2018-12")
    b = lue("nykytila-2017", ["2018-01:valinnanvapaus.suora_valinta=true"], end="2018-12")
    ajot = [laskenta._pari(a, b, b, (), laskenta.Arpa(0.002, seed), a.months, 0) for seed in (1, 2)]
    return laskenta.Tulos(pd.concat(ajot, ignore_index=True), laskenta.Vaihe(0.002, 2, False), 2)


def nakyma(kieli: str) -> Nakyma:
    return Nakyma(kieli=kieli, mittari="tyydyttamaton").aseta("ohjaus.tietovirhe", "0.2")


@pytest.mark.parametrize("kieli", ["en", *(pytest.param(k, marks=pytest.mark.hidas) for k in ("fi", "sv"))])
def test_the_memo_says_what_the_page_says(tulos: laskenta.Tulos, kieli: str) -> None:
    n, _ = nakyma(kieli), kaantaja(kieli)
    r = rakenna([(n, tulos)], "tutki", OSOITE, PVM)
    d = docx.Document(io.BytesIO(word(r, muistio=True)))
    tekstit = [p.text for p in d.paragraphs]
    sivulla = kuvat.kaikki_mittarit(kuvat.Aineisto(n, tulos))
    erot, mittarit = d.tables
    assert [[c.text for c in rivi.cells] for rivi in mittarit.rows[1:]] == [rivi[:5] for rivi in sivulla["rivit"]]
    assert [c.text for c in erot.rows[0].cells][:2] == [_("Lever"), _("Baseline")]
    assert {r.kysymys, *r.vastaus[0][1], *r.varmuus, *r.rajat, *r.toista, r.linkki} <= set(tekstit)
    assert d.core_properties.language == {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}[kieli]
    assert r.linkki == f"{OSOITE}/tutki?{n.kysely()}"
    assert r.toista == [f"{n.komento()} --pairs 2 --otos 0.002"]
    kuvaukset = [osa.get("descr") for osa in d.element.iter() if osa.tag.endswith("}docPr")]
    assert len(kuvaukset) == 3  # development and difference of one figure, groups
    assert all(any(k.otsikko in kuvaus for kuvaus in kuvaukset) for k in r.kuvat[:2])
    assert tekstit.count(r.lahde) == 2  # provenance under each figure
    assert d.sections[0].footer.paragraphs[0].text == r.lahde


def test_charts_of_a_memo_are_word_s_own_with_the_page_s_numbers(tulos: laskenta.Tulos) -> None:
    n = nakyma("sv")
    paketti = zipfile.ZipFile(io.BytesIO(word(rakenna([(n, tulos)], "tutki", OSOITE, PVM), muistio=True)))
    nimet = paketti.namelist()
    assert sum(x.startswith("word/charts/chart") for x in nimet) == 3
    assert not [x for x in nimet if x.startswith("word/media")]  # no picture that cannot be edited
    for i, sarake in enumerate(("value_b", "difference"), start=1):
        kaavio = ElementTree.fromstring(paketti.read(f"word/charts/chart{i}.xml"))
        suhde = ElementTree.fromstring(paketti.read(f"word/charts/_rels/chart{i}.xml.rels"))[0]
        ulkoa = next(x for x in kaavio.iter() if x.tag.endswith("}externalData"))
        assert ulkoa.get("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id") == suhde.get("Id")
        kirja = zipfile.ZipFile(io.BytesIO(paketti.read(f"word/embeddings/chart{i}.xlsx")))
        taulukko = ElementTree.fromstring(kirja.read("xl/worksheets/sheet1.xml"))
        solut = {x.get("r"): x[0].text for x in taulukko.iter() if x.tag.endswith("}c") and len(x)}
        kirjain = {1: "C", 2: "B"}[i]  # the scenario's column, the difference's
        luvut = [float(solut[f"{kirjain}{rivi}"]) for rivi in (2, 3)]
        odotetut = kuvat.Aineisto(n, tulos).vuosittain("tyydyttamaton")[sarake]
        assert luvut == pytest.approx((100 * odotetut).tolist())


PITKAT = ("kapitaatio-kustannus", "etapalvelut", "integraatio", "henkilokohtainen-budjetti")


@pytest.mark.parametrize("kieli", ["fi", *(pytest.param(k, marks=pytest.mark.hidas) for k in ("sv", "en"))])
@pytest.mark.sekunteja
def test_a_memo_is_two_pages_however_much_there_is_to_say(tulos: laskenta.Tulos, kieli: str) -> None:
    yksi = [(nakyma(kieli), tulos)]
    monta = [(replace(nakyma(kieli), skenaario=f"uusimaa-{x}"), tulos) for x in PITKAT]
    for parit, sivu in ((yksi, "tutki"), (monta, "vertaa")):
        d = docx.Document(io.BytesIO(word(rakenna(parit, sivu, OSOITE, PVM), muistio=True)))
        assert 1.0 < sivuja(d) <= 2.0
    assert len(d.tables[1].columns) == 2 + len(PITKAT)  # and no scenario is left out
    raportti = docx.Document(io.BytesIO(word(rakenna(monta, "vertaa", OSOITE, PVM), muistio=False)))
    assert sivuja(raportti) > 3.0


@pytest.mark.hidas
@pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice to lay out pages")
def test_pages_are_as_many_as_an_office_makes_of_them(tulos: laskenta.Tulos, tmp_path: Path) -> None:
    parit = [(replace(nakyma("fi"), skenaario=f"uusimaa-{x}"), tulos) for x in PITKAT]
    (tmp_path / "m.docx").write_bytes(word(rakenna(parit, "vertaa", OSOITE, PVM), muistio=True))
    komento = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/oma", "--convert-to", "pdf", "m.docx"]
    subprocess.run(komento, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    assert len(re.findall(rb"/Type\s*/Page\b", (tmp_path / "m.pdf").read_bytes())) == 2


def test_slides_have_charts_that_can_be_edited_with_the_page_s_numbers(tulos: laskenta.Tulos) -> None:
    n = nakyma("sv")
    r = rakenna([(n, tulos)], "tutki", OSOITE, PVM)
    esitys = pptx.Presentation(io.BytesIO(diat(r)))
    kaaviot = [m for dia in esitys.slides for m in dia.shapes if m.has_chart]
    assert len(kaaviot) == sum(len(k.kaaviot) for k in r.kuvat) == 5
    for m in kaaviot:
        assert m.chart.part.chart_workbook.xlsx_part is not None
        assert m._element.nvGraphicFramePr.cNvPr.get("descr")
    a = kuvat.Aineisto(n, tulos)
    taso, ero = kaaviot[0].chart, kaaviot[1].chart
    vuosittain = a.vuosittain("tyydyttamaton")
    assert list(taso.plots[0].series[0].values) == pytest.approx((100 * vuosittain["value_a"]).tolist())
    assert list(taso.plots[0].series[1].values) == pytest.approx((100 * vuosittain["value_b"]).tolist())
    assert list(ero.plots[0].series[0].values) == pytest.approx((100 * vuosittain["difference"]).tolist())
    for dia in esitys.slides:
        tekstit = [m.text_frame.text for m in dia.shapes if m.has_text_frame]
        assert tekstit[0]
        assert r.lahde in tekstit


@pytest.mark.sekunteja
def test_every_figure_says_where_it_is_from(tulos: laskenta.Tulos) -> None:
    r = rakenna([(nakyma("en"), tulos)], "tutki", OSOITE, PVM)
    assert re.search(r"Sotemalli \d.*Nov 30, 2026.*Free choice.*Uusimaa.*Seeds 1–2, sample 0\.2%", r.lahde)
    assert all(k.lahde == r.lahde for k in r.kuvat)
    sivu = raporttisivut.html(r)
    assert sivu.count("<figure>") == len(r.kuvat) == 4
    assert sivu.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert re.findall(r'(?:src|href)="(?!#)(?!data:)[^"]*"', sivu) == []  # nothing is asked of the network
    assert all(lause in sivu for lause in r.vastaus[0][1])


@pytest.mark.sekunteja
def test_several_scenarios_in_one_report(tulos: laskenta.Tulos) -> None:
    n = Nakyma(kieli="fi")
    parit = [(n, tulos), (replace(n, skenaario="uusimaa-tarvekapitaatio"), tulos)]
    r = rakenna(parit, "vertaa", OSOITE, PVM)
    assert [nimi for nimi, _ in r.vastaus] == ["Valinnanvapaus", "Tarvekapitaatio"]
    assert list(r.paataulu.sarakkeet[2:]) == ["Valinnanvapaus", "Tarvekapitaatio"]
    d = docx.Document(io.BytesIO(word(r, muistio=True)))
    assert len([osa for osa in d.element.iter() if osa.tag.endswith("}docPr")]) == 2
    assert [k.ensimmainen for k in r.kuvat[0].kaaviot] == [0, 1]  # a scenario has its colour in both
    assert [k.laji for k in r.kuvat[1].kaaviot] == ["palkki"]


@pytest.mark.sekunteja
def test_an_answer_of_one_pair_is_called_provisional_and_claims_nothing(tulos: laskenta.Tulos) -> None:
    yksi = laskenta.Tulos(tulos.ajot[tulos.ajot["seed"] == 1], laskenta.VAIHEET[0], 1)
    r = rakenna([(Nakyma(kieli="en"), yksi)], "tutki", OSOITE, PVM)
    assert r.alustava
    assert r.alustava in raporttisivut.html(r)
    assert not any(sana in " ".join(r.vastaus[0][1]) for sana in ("rises", "falls", "shortens", "lengthens"))


@pytest.mark.parametrize("osoite", ["javascript:alert(1)", "http://a b", "https://x/<script>", ""])
def test_what_is_no_address_does_not_get_into_a_report(tulos: laskenta.Tulos, osoite: str) -> None:
    assert rakenna([(Nakyma(), tulos)], "tutki", osoite, PVM).linkki == f"/tutki?{Nakyma().kysely()}"


def test_a_file_is_kept_for_who_asked_and_only_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    polku = vienti.talleta("a.docx", "x/y", b"1")
    avain = polku.split("/")[2]
    assert len(avain) >= 32
    assert vienti.hae(avain).sisalto == b"1"
    assert vienti.hae(avain[:-1]) is None
    monkeypatch.setattr(vienti.time, "monotonic", lambda: 1e12)
    assert vienti.hae(avain) is None


def lisat() -> Lisat:
    """Why and uncertainty as the page would hold them."""
    lohkot = (*miksi.LOHKOT, miksi.LOPUT, miksi.ERO)
    rivit = tuple(
        miksi.Osarivi(lohko, 0.4 * i, 0.4 * i - 0.1, 0.4 * i + 0.1, 0.1, 0.2) for i, lohko in enumerate(lohkot)
    )
    selitys = miksi.Selitys("A", "B", miksi.Kysymys("odotus"), "d", 2018, 26.0, 28.0, rivit, {}, 4, 0.01, 1)
    omat = tuple(oletusmaailmat.maailmat())
    tasot = np.zeros((2, len(omat), 2))
    tasot[1] = np.linspace(4.0, 6.0, len(omat))[:, None]
    return Lisat(selitys, oletusmaailmat.Oletusvastaus(omat, (1, 2), {"odotus": tasot}))


@pytest.mark.parametrize(
    "kieli",
    [
        pytest.param("en", marks=pytest.mark.sekunteja),
        *(pytest.param(k, marks=pytest.mark.hidas) for k in ("fi", "sv")),
    ],
)
def test_why_and_uncertainty_come_along_when_they_have_been_computed(tulos: laskenta.Tulos, kieli: str) -> None:
    n = replace(nakyma(kieli), mittari="odotus")
    ilman, r = rakenna([(n, tulos)], "tutki", OSOITE, PVM), rakenna([(n, tulos)], "tutki", OSOITE, PVM, lisat())
    assert len(r.kuvat) == len(ilman.kuvat) + 2
    miksi_, tornado = r.kuvat[-2:]
    assert miksi_.otsikko in r.vastaus[0][1][-1]
    assert [rivi[0] for rivi in miksi_.rivit] == list(miksi_.kaaviot[0].luokat)
    assert len(tornado.rivit) == 4 == len(tornado.kaaviot[0].sarjat[0][1])
    assert " 16" in r.varmuus[-1] or " 16" in r.varmuus[-2]
    sivu = raporttisivut.html(r)
    assert sivu.count("<figure>") == len(r.kuvat)
    assert tornado.otsikko in sivu.replace("&#x27;", "'")
    d = docx.Document(io.BytesIO(word(r, muistio=True)))
    assert {r.vastaus[0][1][-1], *r.varmuus} <= {p.text for p in d.paragraphs}
    kaavioita = sum(len(k.kaaviot) for k in r.kuvat)
    assert len(docx.Document(io.BytesIO(word(r, muistio=False))).inline_shapes) == kaavioita
    kaaviot = [m for dia in pptx.Presentation(io.BytesIO(diat(r))).slides for m in dia.shapes if m.has_chart]
    assert len(kaaviot) == sum(len(k.kaaviot) for k in r.kuvat)
