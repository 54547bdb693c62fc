"""The browser without a browser: links, words, controls, charts, the server's wrapper."""

from __future__ import annotations

import ast
import json
import re
import shlex
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from runs.cli import app
from runs.skenaariot import lue
from runs.vertailu import vastakohta
from visualisointi.selain import keinot, kieli, kuvat, nakyma, svg
from visualisointi.selain.nakyma import Nakyma

KANSIO = Path(kieli.__file__).parent


# --------------------------------------------------------------------------------------------------- words
def lauseet() -> set[str]:
    """Every phrase of the code: the argument of `_`, and verdicts that are looked up."""
    loydot = set(kuvat.SANAT.values())
    for tiedosto in KANSIO.glob("*.py"):
        for solmu in ast.walk(ast.parse(tiedosto.read_text(encoding="utf-8"))):
            if not isinstance(solmu, ast.Call) or not solmu.args or not isinstance(solmu.args[0], ast.Constant):
                continue
            f = solmu.func
            oma = (isinstance(f, ast.Name) and f.id == "_") or (isinstance(f, ast.Attribute) and f.attr == "_")
            oma = oma or (isinstance(f, ast.Call) and getattr(f.func, "id", "") == "kaantaja")
            if oma and isinstance(solmu.args[0].value, str):
                loydot.add(solmu.args[0].value)
    return loydot


@pytest.mark.parametrize("koodi", ["fi", "sv"])
def test_every_phrase_is_translated_and_no_translation_is_left_over(koodi: str) -> None:
    assert sorted(lauseet() - set(kieli.luettelo(koodi))) == []
    assert sorted(set(kieli.luettelo(koodi)) - lauseet()) == []


@pytest.mark.parametrize("koodi", ["fi", "sv"])
def test_placeholders_are_the_same_in_every_language(koodi: str) -> None:
    for lause, kaannos in kieli.luettelo(koodi).items():
        assert sorted(re.findall(r"{\w+}", lause)) == sorted(re.findall(r"{\w+}", kaannos)), lause


@pytest.mark.parametrize("koodi", ["sv", "en"])
def test_every_unit_on_a_control_is_translated(koodi: str) -> None:
    yksikot = {
        p.unit
        for p in nakyma.parametrit().values()
        if keinot.oletuskortti(p) or (p.range and keinot.saadettava(p, "lever"))
    }
    assert sorted(yksikot - set(kieli.luettelo(koodi, "unit"))) == []


# --------------------------------------------------------------------------------------------------- links


@settings(max_examples=30, deadline=None)
@given(
    kieli_=st.sampled_from(kieli.KIELET),
    skenaario=st.sampled_from(["nykytila-2017", "uusimaa-valinnanvapaus-2023", "uusimaa-virement"]),
    alkaen=st.sampled_from(nakyma.VUODET),
    valilehti=st.sampled_from(nakyma.VALILEHDET),
    osuus=st.floats(0, 1),
)
def test_a_link_says_the_whole_view(kieli_: str, skenaario: str, alkaen: int, valilehti: str, osuus: float) -> None:
    alku = Nakyma(kieli=kieli_, skenaario=skenaario, alkaen=alkaen, valilehti=valilehti)
    alku = alku.aseta("valinnanvapaus.tiedotuskirje", f"{osuus:.3f}")
    assert Nakyma.parse(alku.kysely()) == alku
    assert Nakyma.parse(alku.kysely()).viat == ()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_no_link_breaks_the_page(teksti: str) -> None:
    Nakyma.parse(teksti).maailma()


@pytest.mark.parametrize(
    ("kysely", "sana"),
    [
        ("alue=atlantis", "alue"),
        ("skenaario=../../etc", "skenaario"),
        ("k.kapitaatio.kiintea_osuus=1,8", "kapitaatio.kiintea_osuus"),
        ("k.kapitaatio.kiintea_osuus=0.5", "2/3"),
        ("k.ei.ole=1", "ei.ole"),
        ("o.kapitaatio.kiintea_osuus=0.9", "kapitaatio.kiintea_osuus"),
    ],
)
def test_a_bad_link_is_told_and_the_rest_of_it_kept(kysely: str, sana: str) -> None:
    saatu = Nakyma.parse(f"kieli=sv&nakyma=raha&{kysely}")
    assert (saatu.kieli, saatu.valilehti) == ("sv", "raha")
    assert sana in " ".join(saatu.viat)
    assert saatu.keinot == () == saatu.oletukset


def test_back_at_the_scenario_s_own_value_is_no_change() -> None:
    muutettu = Nakyma().aseta("kapitaatio.kiintea_osuus", "0.9")
    assert muutettu.keinot == (("kapitaatio.kiintea_osuus", "0.9"),)
    assert muutettu.aseta("kapitaatio.kiintea_osuus", "0.8").keinot == ()


def test_link_scenario_file_and_command_are_the_same_world(tmp_path: Path) -> None:
    from visualisointi.selain.tutki import _vie

    n = Nakyma(alue="pirkanmaa", alkaen=2024).aseta("kapitaatio.painot", "tarve").aseta("ohjaus.tietovirhe", "0.2")
    vienti = _vie(n, None, kieli.kaantaja("fi"))
    (tmp_path / "oma-skenaario.toml").write_text(vienti["toml"], encoding="utf-8")
    ohjelma = n.maailma().ohjelma()
    tiedosto = lue(tmp_path / "oma-skenaario.toml")
    assert (tiedosto.ohjelma(), tiedosto.region) == (ohjelma, "pirkanmaa")
    asetukset = re.findall(r"--set(?:-b)? (\S+)", vienti["komento"])
    assert lue("uusimaa-valinnanvapaus-2023", asetukset, alue="pirkanmaa").ohjelma() == ohjelma


@pytest.mark.hidas
def test_link_scenario_file_and_command_give_the_same_numbers(tmp_path: Path) -> None:
    """Lived as the page does, and by the command line as the page writes it out: by levers, and by the file."""
    from visualisointi.selain import laskenta
    from visualisointi.selain.tutki import _vie

    n = Nakyma(skenaario="uusimaa-palvelukokonaisuuksittain", alkaen=2018, oletukset=(("puute.muu", "0.01"),))
    n = n.aseta("haku.hoitajamaksu", "20.0")
    vienti = _vie(n, None, kieli.kaantaja("fi"))
    maailmat, vaihe = (n.perusta(), n.maailma(), n.esivalinta()), laskenta.Vaihe(0.001, 8, False)
    omat = pd.concat([laskenta._pari(*maailmat, (), arpa, 36, 0) for arpa in laskenta.arvat(vaihe)])
    sivulla = vastakohta(omat, "a", "b").set_index(["vuosi", "mittari", "ryhma"])
    assert sivulla["difference"][2018, "kustannus_asukas", "kaikki"] != 0.0
    tiedosto = tmp_path / "oma-skenaario.toml"
    tiedosto.write_text(vienti["toml"], encoding="utf-8")
    for komento in (vienti["komento"], f"sote compare nykytila-2017 {tiedosto} --set puute.muu=0.01"):
        sanat = [*shlex.split(komento)[1:], "--pairs", "8", "--otos", "0.001", "--end", "2019-12", "--processes", "1"]
        ajettu = CliRunner().invoke(app, [*sanat, "--json"])
        assert ajettu.exit_code == 0, ajettu.output
        rivit = pd.DataFrame(json.loads(ajettu.stdout)["result"]["contrasts"]).set_index(["vuosi", "mittari", "ryhma"])
        yhteiset = sivulla.index.intersection(rivit.index)
        assert len(yhteiset) > 0.9 * len(sivulla)
        for nimi in ("value_a", "value_b", "difference", "low", "high"):
            komennolla = rivit.loc[yhteiset, nimi].astype(float)
            np.testing.assert_allclose(sivulla.loc[yhteiset, nimi], komennolla, rtol=1e-9, atol=1e-12, err_msg=nimi)


# --------------------------------------------------------------------------------------------------- controls
@pytest.mark.parametrize("koodi", kieli.KIELET)
def test_every_control_has_range_source_and_status(koodi: str) -> None:
    n = Nakyma(kieli=koodi)
    saatimet = [s for r in keinot.keinoryhmat(n) for s in r["saatimet"]] + keinot.oletuskortit(n)
    assert len({s["avain"] for s in saatimet}) == len(saatimet) > 40
    for s in saatimet:
        assert all(s[k] for k in ("nimi", "lahde", "tila"))
        if s["laji"] == "liuku":
            assert s["lo"] <= float(s["arvo"]) <= s["hi"]
            assert 0 <= s["perus_kohta"] <= 100


def test_every_source_is_told_in_three_languages_and_none_is_left_over() -> None:
    lahteet = {p.source for p in nakyma.parametrit().values()}
    assert set(kieli._lahteet()) == lahteet
    for lahde in lahteet:
        sanoin = [kieli.lahteena(lahde, koodi) for koodi in kieli.KIELET]
        assert len({tuple(re.findall(r"\b[CPRD]\d+\b", s)) for s in sanoin}) == 1  # the same codes


def test_the_assumptions_shown_first_are_cards() -> None:
    assert [s["avain"] for s in keinot.oletuskortit(Nakyma())[:4]] == list(keinot.KORTIT)


def test_every_lever_that_can_be_set_stands_in_a_group() -> None:
    saatimet = {s["avain"] for r in keinot.keinoryhmat(Nakyma()) for s in r["saatimet"]}
    assert {p.key for p in nakyma.parametrit().values() if keinot.saadettava(p, "lever")} == saatimet


def test_a_number_is_typed_as_its_language_writes_it() -> None:
    assert keinot.luku_sanoin("0,8", "fi") == "0.8"
    assert keinot.luku_sanoin("1\u00a0000", "sv") == "1000"
    assert keinot.luku_sanoin("0,8", "en") == "0,8"


def test_ends_of_a_narrow_interval_are_told_apart() -> None:
    rivi = {"difference": -0.0009, "low": -0.0012, "high": -0.0006, "se_paired": 0.0001, "pairs": 8}
    assert kuvat.ero_ja_vali(rivi, "elinajanodote_ero", "fi") == ("−0,0009", "−0,0012…−0,0006")
    sama = {**rivi, "difference": 0.0, "low": 0.0, "high": 0.0}
    assert kuvat.ero_ja_vali(sama, "elinajanodote_ero", "fi")[1] == ""
    levea = {**rivi, "difference": -1.6, "low": -2.1, "high": -1.1}
    assert kuvat.ero_ja_vali(levea, "odotus", "en") == ("−1.6", "−2.1…−1.1")


# --------------------------------------------------------------------------------------------------- charts
def test_text_in_a_chart_is_escaped() -> None:
    kuva = svg.kasapallot(
        [svg.Pari("<script>alert(1)</script>", 1, 2, "&")], lambda x, d: f"{x:.{d}f}", "<b>", '"', ("a", "b", "c")
    )
    puu = ElementTree.fromstring(kuva)
    assert "script" not in {e.tag.rpartition("}")[2] for e in puu.iter()}
    assert "<script>" in "".join(puu.itertext())


@settings(max_examples=60, deadline=None)
@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6), st.integers(3, 8))
def test_ticks_are_round_and_cover_the_data(ala: float, leveys: float, enintaan: int) -> None:
    merkit = svg.asteikko(ala, ala + leveys, enintaan)
    tarkkuus = 1e-6 * leveys + 1e-12 * abs(ala)  # numbers of that size are no nearer to each other
    assert merkit[0] <= ala + tarkkuus
    assert merkit[-1] >= ala + leveys - tarkkuus
    assert 2 <= len(merkit) <= enintaan + 3


def test_bands_of_the_money_tree_are_as_wide_as_their_money() -> None:
    solmut = [svg.Solmu("a", 0, "A"), svg.Solmu("b", 1, "B"), svg.Solmu("c", 1, "C", True)]
    kuva = svg.rahapuu(solmut, {("a", "b"): 3.0, ("a", "c"): 1.0}, str, "o", "k")
    lista = svg.rahaluettelo(solmut, {("a", "b"): 3.0, ("a", "c"): 1.0}, str, "o", "k")
    palkit = [float(x) for x in re.findall(r'class="pa[^"]*" x="14" y="[\d.]+" width="([\d.]+)"', lista)]
    assert palkit[0] == pytest.approx(3 * palkit[1], rel=0.01)
    leveydet = sorted(float(x) for x in re.findall(r'class="nauha[^"]*" stroke-width="([\d.]+)"', kuva))
    assert leveydet[1] == pytest.approx(3 * leveydet[0], rel=0.01)


# --------------------------------------------------------------------------------------------------- the wrapper
async def _kysy(
    otsakkeet: list[tuple[bytes, bytes]], tyyppi: str = "http", kysely: bytes = b""
) -> list[dict[str, Any]]:
    from visualisointi.selain.palvelin import Kaare

    async def sisalla(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
        runko = b'<html><head></head><meta content="width=device-width, maximum-scale=1, user-scalable=no, minimal-ui">'
        await send({"type": "http.response.body", "body": runko})

    lahetetty: list[dict[str, Any]] = []

    async def send(viesti: dict[str, Any]) -> None:
        lahetetty.append(viesti)

    await Kaare(sisalla)({"type": tyyppi, "headers": otsakkeet, "query_string": kysely, "path": "/"}, None, send)
    return lahetetty


def _aja(*args: Any, **muut: Any) -> list[dict[str, Any]]:
    import asyncio

    return asyncio.run(_kysy(*args, **muut))


def test_a_page_has_its_language_and_headers_and_may_be_zoomed() -> None:
    alku, runko = _aja([(b"accept", b"text/html")], kysely=b"kieli=sv")
    assert b'<html lang="sv">' in runko["body"]
    assert b"user-scalable=no" not in runko["body"]
    otsakkeet = dict(alku["headers"])
    assert b"frame-ancestors 'none'" in otsakkeet[b"content-security-policy"]
    assert int(otsakkeet[b"content-length"]) == len(runko["body"])


def test_language_of_a_link_is_one_of_ours() -> None:
    assert b'<html lang="fi">' in _aja([], kysely=b'kieli="><script>')[1]["body"]


def test_a_websocket_of_another_site_is_closed_and_a_huge_request_refused() -> None:
    vieras = [(b"origin", b"https://elsewhere.example"), (b"host", b"127.0.0.1:8765")]
    assert _aja(vieras, tyyppi="websocket") == [{"type": "websocket.close", "code": 1008}]
    assert _aja([(b"content-length", b"999999999")])[0]["status"] == 413


# --------------------------------------------------------------------------------------------------- model page
def test_every_word_of_the_glossary_has_three_languages_once() -> None:
    from visualisointi.selain.malli import sanasto

    assert len(sanasto()) >= 60
    assert all(len(rivi) == 3 and all(rivi) for rivi in sanasto())
    assert len({rivi[0] for rivi in sanasto()}) == len(sanasto())
    suomi = {rivi[0]: rivi[1] for rivi in sanasto()}
    assert suomi["maakunta"] == "landskap"  # Swedish of Finland, not of Sweden


@pytest.mark.sekunteja
def test_the_page_of_rules_lists_what_the_command_lists() -> None:
    from runs import ajo
    from runs.saantoluettelo import luettelo
    from visualisointi.selain.malli import SAANTOOTOS, saannot

    omat = luettelo(ajo.rakenna_malli(lue("nykytila-2017"), SAANTOOTOS, 1))
    assert [(r[1], r[3], r[6]) for r in saannot()] == [(s.nimi, s.yhtalo, s.paikka) for s in omat]
    assert {f"R{i}" for i in (1, 3, 6, 9, 14)} <= {n for r in saannot() for n in r[0].split(", ")}
