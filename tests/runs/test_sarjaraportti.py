"""The report on a sweep: one page that asks nothing of the network, and claims no more than it may."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from runs import cli, raporttialkupera, raporttitiedosto, sarjaraportti
from runs.varasto import Varasto
from tests.runs import sarjakoe
from visualisointi import raporttisanat, sanat


@pytest.fixture(scope="module")
def sarja(tmp_path_factory: pytest.TempPathFactory) -> Varasto:
    return sarjakoe.kirjoita(tmp_path_factory.mktemp("sarja") / "koe", sarjakoe.teksti("lhs", 24, 3))


@pytest.fixture(scope="module")
def sivu(sarja: Varasto) -> str:
    return sarjaraportti.rakenna(sarja, "sv")


@pytest.mark.sekunteja
def test_the_page_is_whole_and_asks_nothing_of_the_network(sivu: str) -> None:
    assert re.findall(r"""(?:src|href)=["'](?!#|data:)[^"']*""", sivu) == []
    assert re.findall(r"url\((?!#|data:)[^)]*", sivu) == []
    assert "@import" not in sivu
    assert "<script" not in sivu
    tunnukset = re.findall(r'\bid="([^"]+)"', sivu)
    assert len(tunnukset) == len(set(tunnukset))
    assert (
        set(re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', sivu))
        - {(t, "") for t in tunnukset}
        - {("", t) for t in tunnukset}
        == set()
    )


@pytest.mark.sekunteja
def test_the_page_has_its_parts_in_finland_swedish(sivu: str) -> None:
    teksti = html.unescape(sivu)
    for avain in (
        "lyhyesti",
        "asetelma",
        "oletukset",
        "tulokset",
        "varmuus",
        "riippuu",
        "kaantyy",
        "rajoitukset",
        "alkupera",
        "viittaus",
    ):
        assert f">{raporttisanat.sana(avain, 'sv')}</h2>" in teksti, avain
    assert "Direktval (nej \u2192 ja): utgifterna per invånare ökar med 40\u00a0euro" in teksti
    assert "Modellen är ingen prognos" in teksti
    assert "landsting" not in teksti
    assert "vårdval" not in teksti
    assert "sote reproduce koe --sample 20" in teksti
    assert "Nyland" in teksti


@pytest.mark.sekunteja
def test_the_answer_comes_first_and_no_note_is_left_in_finnish(sivu: str) -> None:
    teksti = html.unescape(sivu)
    assert teksti.index(f"<h2>{raporttisanat.sana('lyhyesti', 'sv')}</h2>") < teksti.index("<nav")
    assert "inget uppmätt värde finns" in teksti
    assert not re.search(
        r"oletus|empiiri|[Uu]udenma|päivää|osuus", re.sub(r"<(style|svg).*?</\1>", "", teksti, flags=re.S)
    )
    assert "1\u00a0dag;" in teksti
    assert "tarve+kieli" not in teksti
    assert "<pattern" not in teksti  # a pattern is a picture of half a megabyte in the PDF
    assert "1 dagar" not in teksti.replace("\u00a0", " ")


def test_an_effect_that_turns_round_is_told_in_the_brief(sarja: Varasto) -> None:
    """odotus under choice: -2 + 3 b + n days, in its mean about nothing."""
    raportti = sarjaraportti.Raportti(sarja, "fi")
    lyhyt = " ".join(raportti.lyhyesti())
    assert "Suora valinta (ei \u2192 kyllä): odotus kiireettömään hoitoon voi kasvaa tai pienentyä" in lyhyt
    assert "odotus lyhenee 2,0\u00a0päivää (samansuuntainen 100\u00a0%:ssa maailmoista)" in lyhyt
    assert raportti.ratkaiseva_oletus() in ("", sarjakoe.VINOUMA)


def test_one_seed_claims_nothing(tmp_path: Path) -> None:
    varasto = sarjakoe.kirjoita(tmp_path / "koe", sarjakoe.teksti("lhs", 20, 1))
    assert sarjaraportti.Raportti(varasto, "fi").lyhyesti() == [raporttisanat.sana("ei_siementen_valia", "fi")]


def test_a_broken_seal_is_told(tmp_path: Path) -> None:
    varasto = sarjakoe.kirjoita(tmp_path / "koe", sarjakoe.teksti("lhs", 20, 1))
    assert raporttialkupera.tarkista_sinetti(varasto) == []
    (tmp_path / "koe" / "study.toml").write_text("name = 'toinen'")
    viat = raporttialkupera.tarkista_sinetti(varasto)
    assert viat is not None
    assert "changed since the sweep was sealed" in str(viat[0])
    assert "BROKEN" in "".join(raporttialkupera.osat(varasto, "en"))
    (tmp_path / "koe" / "SEAL").unlink()
    assert raporttialkupera.tarkista_sinetti(varasto) is None


def test_words_of_the_study_name_its_levers(tmp_path: Path) -> None:
    lahde = sarjakoe.teksti("lhs", 20, 2) + (
        f'\n[words]\n"{sarjakoe.VALINTA}" = {{ fi = "Vapaus valita" }}\n'
        f'"{sarjakoe.VALINTA}.true" = {{ fi = "voimassa" }}\n'
        '[report]\noutcomes = ["tyydyttamaton:viidennes_1", "odotus"]\n'
    )
    raportti = sarjaraportti.Raportti(sarjakoe.kirjoita(tmp_path / "koe", lahde), "fi")
    assert [t.nimi for t in raportti.tulemat] == ["tyydyttamaton:viidennes_1", "odotus"]
    assert "Vapaus valita (ei \u2192 voimassa)" in " ".join(raportti.lyhyesti())


def test_without_a_browser_the_page_is_written_and_the_want_of_a_pdf_told(
    sarja: Varasto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raporttitiedosto, "selain", lambda: None)
    monkeypatch.setattr(sarjaraportti, "rakenna", lambda *args: "<!DOCTYPE html>")
    tulos = CliRunner().invoke(cli.app, ["report", str(sarja.path), "--out", str(tmp_path / "r.html")])
    assert tulos.exit_code == 0
    assert (tmp_path / "r.html").is_file()
    assert "No PDF: no Chromium, Chrome or Edge is installed" in tulos.stderr
    for sanat_, viesti in (
        (("--out", str(tmp_path / "r.pdf")), "must end in .html"),
        (("--lang", "no"), "Languages: fi, sv, en"),
    ):
        vaarin = CliRunner().invoke(cli.app, ["report", str(sarja.path), *sanat_])
        assert vaarin.exit_code == 2
        assert viesti in vaarin.output


@pytest.mark.hidas
@pytest.mark.skipif(raporttitiedosto.selain() is None, reason="no browser that prints")
def test_the_pdf_is_a_pdf(sarja: Varasto, tmp_path: Path) -> None:
    _, pdf, syy = raporttitiedosto.kirjoita(sarja, "fi", tmp_path / "r.html")
    assert syy == ""
    assert pdf is not None
    assert pdf.read_bytes().startswith(b"%PDF")


def test_every_word_is_in_three_languages() -> None:
    for avain, tekstit in raporttisanat.RAPORTTI.items():
        assert set(tekstit) == set(sanat.KIELET), avain
        paikat = {k: sorted(set(re.findall(r"\{(\w+)\}", t))) for k, t in tekstit.items()}
        assert paikat["fi"] == paikat["sv"] == paikat["en"], avain
