"""The main job: contrasts as in `sote compare`, honest verdicts, a sealed folder, text and figures in all languages."""

import json
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from typer.testing import CliRunner

from agentit.raha import Raha, Tili
from kalibrointi.posteriori import Posteriori
from kalibrointi.viat import ViallinenSyote
from runs import ajo, cli, esittely, esittelykuvat, esittelymitat, vertailu
from tests.runs import esittelymalli
from tests.visualisointi.sivulla import paallekkain, yli_sivun
from visualisointi import kuvatyyli, sanat

PAREJA = 3


def tee(kansio, **muut):
    valinnat = {
        "pairs": PAREJA,
        "processes": 1,
        "rakentaja": esittelymalli.rakenna,
        "kieli": "fi",
        "figures": False,
        **muut,
    }
    return esittely.esittele(kansio / "esittely", **valinnat)


@pytest.fixture(scope="module")
def tulos(tmp_path_factory):
    return tee(tmp_path_factory.mktemp("tulos"))


@pytest.fixture(scope="module")
def kuvineen(tmp_path_factory):
    return tee(tmp_path_factory.mktemp("kuvineen"), figures=True)


def rivi(tulos, askel, mittari):
    return tulos.rivit.set_index(["askel", "mittari"]).loc[(askel, mittari)]


# --------------------------------------------------------------------------------------------------- contrasts
def test_contrasts_are_of_the_last_years_means_over_paired_seeds(tulos):
    omat = tulos.ajot[(tulos.ajot["mittari"] == "odotus") & (tulos.ajot["vuosi"] >= 2026)]
    keski = omat.groupby(["skenaario", "seed"])["arvo"].mean().unstack("seed")
    erot = (keski.loc["uusimaa-kertabudjetti"] - keski.loc["uusimaa-palvelukokonaisuuksittain"]).to_numpy()
    r = rivi(tulos, "rahoitusmalli", "odotus")
    puolivali = stats.t.ppf(0.975, PAREJA - 1) * erot.std(ddof=1) / math.sqrt(PAREJA)
    assert (r["difference"], r["low"], r["high"]) == pytest.approx(
        (erot.mean(), erot.mean() - puolivali, erot.mean() + puolivali)
    )
    assert r["pairs"] == PAREJA
    assert mitat_vuodet(tulos) == [2026, 2027, 2028, 2029, 2030]


def mitat_vuodet(tulos):
    return esittelymitat.vuodet(tulos.ajot)


def test_the_contrast_is_the_one_of_sote_compare(tulos):
    omat = esittelymitat.keskiarvot(tulos.ajot)
    suoraan = vertailu.vastakohta(omat, "nykytila-2017", "uusimaa-liikelaitos-2021").set_index(["mittari", "ryhma"])
    r = rivi(tulos, "liikelaitos", "kustannus_asukas")
    for sarake in ("value_a", "value_b", "difference", "low", "high", "se_unpaired", "ratio"):
        assert r[sarake] == suoraan.loc[("kustannus_asukas", "kaikki"), sarake]


def test_every_step_and_measure_has_a_row_with_a_sentence(tulos):
    assert len(tulos.rivit) == len(esittelymitat.ASKELEET) * len(esittelymitat.MITAT)
    assert (tulos.rivit["sentence"].str.len() > 3).all()
    assert {a.koodi for a in esittelymitat.ASKELEET} == set(sanat.ASKELEET)
    assert {m.koodi for m in esittelymitat.MITAT} == set(sanat.MITTARIT)


def test_spending_against_the_brake_is_per_resident(tulos):
    omat = tulos.ajot[(tulos.ajot["skenaario"] == "nykytila-2017") & (tulos.ajot["seed"] == 1)].set_index(
        ["mittari", "ryhma", "vuosi"]
    )
    alku, loppu = (omat.loc[("kustannus_asukas", "kaikki", v), "arvo"] for v in (2017, 2030))
    assert omat.loc[("menokasvu_asukas", "kaikki", 2030), "arvo"] == pytest.approx((loppu / alku) ** (1 / 13) - 1)
    p = tulos.skenaariot[0].ohjelma().at(0)
    jarru = alku * ((1 + p["valtio.jarru"]) / (1 + p["valtio.vaestonkasvu"])) ** 13
    assert omat.loc[("ero_jarruun_asukas", "kaikki", 2030), "arvo"] == pytest.approx(loppu / jarru - 1)
    kasvut = tulos.ajot[(tulos.ajot["mittari"] == "menokasvu_asukas") & (tulos.ajot["vuosi"] == 2030)]
    kasvut = kasvut[kasvut["skenaario"] == "nykytila-2017"]["arvo"]
    assert rivi(tulos, "liikelaitos", "menokasvu_asukas")["value_a"] == pytest.approx(kasvut.mean())


# --------------------------------------------------------------------------------------------------- verdicts
@pytest.mark.parametrize(
    ("ero", "ala", "yla", "pareja", "arvio"),
    [
        (0.0, 0.0, 0.0, 8, "sama"),
        (0.0, math.nan, math.nan, 1, "sama"),
        (0.3, math.nan, math.nan, 1, "ei_valia"),
        (0.1, -0.2, 0.4, 8, "ei_eroa"),
        (0.1, 0.0, 0.2, 8, "ei_eroa"),
        (0.9, -0.2, 2.0, 8, "epavarma"),
        (-0.4, -0.5, -0.3, 8, "pieni"),
        (1.2, 0.5, 1.9, 8, "ero"),
        (-1.2, -1.9, -0.5, 8, "ero"),
        (7.0, 6.0, 8.0, 8, "suuri"),
    ],
)
def test_verdicts(ero, ala, yla, pareja, arvio):
    keskivirhe = 0.0 if ero == 0 and pareja > 1 else math.nan if pareja == 1 else 0.1
    r = {"difference": ero, "low": ala, "high": yla, "value_a": 27.0, "se_paired": keskivirhe, "pairs": pareja}
    assert esittelymitat.arvio(r, esittelymitat.Mitta("odotus", 1.0)) == arvio


def test_no_direction_is_claimed_when_the_interval_covers_zero(tulos):
    suunnat = [
        osa
        for m in sanat.MITTARIT.values()
        for t in (m.kasvaa["fi"], m.pienenee["fi"])
        for osa in [t.split("{d}")[0].strip()]
        if osa
    ]
    epavarmat = tulos.rivit[(tulos.rivit["low"] <= 0) & (tulos.rivit["high"] >= 0)]
    assert len(epavarmat) > 5
    for lause in epavarmat["sentence"]:
        assert not any(suunta in lause for suunta in suunnat)


def test_sentences_name_size_and_doubt(tulos):
    assert rivi(tulos, "valinta", "lista_yksityinen")["sentence"].startswith("yksityisten listojen osuus kasvaa 5,0")
    assert rivi(tulos, "liikelaitos", "elinajanodote_ero")["verdict"] in ("pieni", "ei_eroa")
    suuri = rivi(tulos, "rahoitusmalli", "odotus")
    assert suuri["verdict"] == "suuri"
    assert "epäillä oletuksia" in suuri["sentence"]
    assert rivi(tulos, "liikelaitos", "lista_yksityinen")["sentence"] == "ei muutu"


def test_a_change_too_small_to_show_is_not_told_as_zero():
    r = {"difference": 4e-6, "low": 3e-6, "high": 5e-6, "value_a": 7.6, "se_paired": 1e-7, "pairs": 6}
    assert "0,000" not in esittelymitat.lause(r, "elinajanodote_ero", "pieni", "fi")


def test_decimals_stop_at_the_error_and_at_two_figures():
    r = {"difference": -0.00751, "low": -0.0076, "high": -0.0074}
    assert esittelymitat.ero_sanoin(r, "ehkaisyosuus", "fi") == ("−0,75", "−0,76…−0,74")
    r = {"difference": -161.2, "low": -171.0, "high": -150.2}
    assert esittelymitat.ero_sanoin(r, "kustannus_asukas", "en") == ("−161", "−171…−150")


# --------------------------------------------------------------------------------------------------- folder and text
@pytest.mark.sekunteja
def test_the_folder_is_sealed_and_can_be_read_again(kuvineen):
    assert ajo.tarkista_sinetti(kuvineen.kansio) == []
    nimet = {p.name for p in kuvineen.kansio.iterdir()}
    assert len([n for n in nimet if n.endswith(".png")]) == len([n for n in nimet if n.endswith(".svg")]) == 7
    manifesti = json.loads((kuvineen.kansio / "manifest.json").read_text(encoding="utf-8"))
    assert manifesti["run"] == kuvineen.tunniste
    assert manifesti["seeds"] == [1, PAREJA]
    assert len(manifesti["scenarios"]) == 6
    taulu = pd.read_csv(kuvineen.kansio / "kontrastit.csv")
    assert np.allclose(taulu["difference"], kuvineen.rivit["difference"])
    assert list(pd.read_parquet(kuvineen.kansio / "ajot.parquet")["seed"].unique()) == [1, 2, 3]
    assert kuvineen.tunniste in (kuvineen.kansio / "1-vaikutukset.svg").read_text(encoding="utf-8")


@pytest.mark.sekunteja
def test_the_same_run_has_the_same_name_and_bytes_in_two_processes(kuvineen, tmp_path):
    toinen = tee(tmp_path, processes=2)
    assert toinen.tunniste == kuvineen.tunniste
    for nimi in ("kontrastit.csv", "kontrastit.parquet", "ajot.parquet"):
        assert (toinen.kansio / nimi).read_bytes() == (kuvineen.kansio / nimi).read_bytes()


@pytest.mark.parametrize("kieli", ["en", *(pytest.param(k, marks=pytest.mark.hidas) for k in ("fi", "sv"))])
def test_text_and_figures_in_every_language(tulos, kieli):
    oma = replace(tulos, rivit=esittelymitat.paarivit(tulos.kontrastit, kieli), kieli=kieli)
    teksti = oma.teksti()
    assert max(len(r) for r in teksti.splitlines() if str(tulos.kansio) not in r) <= 118
    for askel in esittelymitat.ASKELEET:
        assert sanat.ASKELEET[askel.koodi]["nimi"][kieli] in teksti
    assert sanat.TEKSTIT["ei_ennuste"][kieli][:20] in teksti
    assert "{" not in teksti
    if kieli == "en":  # the shortest words
        return
    with kuvatyyli.tyyli():
        for nimi, (tekstit, kuva) in esittelykuvat.piirrokset(oma).items():
            assert yli_sivun(kuva) == [], nimi
            assert paallekkain(kuva) == [], nimi
            assert "{" not in tekstit.otsikko + tekstit.alaotsikko + tekstit.lahde


@pytest.mark.sekunteja
def test_json_is_plain_and_complete(kuvineen):
    from runs.naytto import jsoniksi

    tiedot = json.loads(json.dumps(jsoniksi(kuvineen.json())))
    assert tiedot["pairs"] == PAREJA
    assert len(tiedot["figures"]) == 7
    assert {"verdict", "sentence", "low", "high", "ratio"} <= set(tiedot["contrasts"][0])


def test_the_command_shows_text_or_json(tulos, monkeypatch):
    annetut = []
    monkeypatch.setattr(esittely, "esittele", lambda **valinnat: annetut.append(valinnat) or tulos)
    ajettu = CliRunner().invoke(cli.app, ["esittely", "--lang", "fi", "--pairs", "3"], prog_name="sote")
    assert ajettu.exit_code == 0, ajettu.stderr
    assert ajettu.stdout.startswith("Lyhyesti")
    assert (annetut[0]["kieli"], annetut[0]["pairs"]) == ("fi", 3)
    vastaus = json.loads(CliRunner().invoke(cli.app, ["esittely", "--json"], prog_name="sote").stdout)
    assert vastaus["command"] == "esittely"
    assert vastaus["result"]["run"] == tulos.tunniste
    assert annetut[1]["pairs"] is None  # the job's own default
    assert CliRunner().invoke(cli.app, ["esittely", "--lang", "de"], prog_name="sote").exit_code == 2


def test_one_pair_gives_no_interval_but_an_answer(tmp_path):
    tulos = tee(tmp_path, pairs=1)
    assert set(tulos.rivit["verdict"]) <= {"sama", "ei_valia"}
    assert "95 %" in tulos.teksti()


# --------------------------------------------------------------------------------------------------- trouble
def test_a_missing_measure_is_named_and_nothing_is_left_behind(tmp_path):
    with pytest.raises(RuntimeError, match="no measure tyytyvaisyys"):
        tee(tmp_path, rakentaja=esittelymalli.rakenna_vajaa)
    assert list(tmp_path.iterdir()) == []


def test_a_taken_folder_is_refused_before_anything_is_run(tmp_path):
    (tmp_path / "esittely").mkdir()
    (tmp_path / "esittely" / "x").write_text("")
    with pytest.raises(ViallinenSyote, match="new or empty"):
        tee(tmp_path, rakentaja=lambda *a: pytest.fail("was run"))


# --------------------------------------------------------------------------------------------------- money, real model
def test_money_tree_keeps_every_public_cent():
    ryhmat = ("jarjestaja", "liikelaitos", "ostopalvelut", "julkiset keskukset", "yksityiset keskukset")
    ulkona = [Tili(nimi, nimi, saa_ylittaa=True) for nimi in ("valtio", "kansantalous")]
    raha = Raha([Tili(nimi, nimi) for nimi in ryhmat] + ulkona, ["esh", "sote", "vammais", "rahoitus"])
    for maksaja, saaja, paketti, sentit in (
        ("valtio", "jarjestaja", "rahoitus", 100000),
        ("jarjestaja", "liikelaitos", "esh", 60000),
        ("jarjestaja", "liikelaitos", "vammais", 20000),
        ("jarjestaja", "julkiset keskukset", "sote", 15000),
        ("jarjestaja", "yksityiset keskukset", "sote", 5000),
        ("liikelaitos", "kansantalous", "esh", 60000),
        ("liikelaitos", "ostopalvelut", "vammais", 20000),
        ("ostopalvelut", "kansantalous", "vammais", 20000),
        ("julkiset keskukset", "kansantalous", "sote", 15000),
    ):
        raha.transfer(maksaja, saaja, paketti, sentit)
    raha.close_month()
    assert esittelymitat.rahavirrat(raha, slice(-12, None)) == {
        ("valtio", "jarjestaja"): 1000.0, ("jarjestaja", "liikelaitos"): 800.0, ("jarjestaja", "sote_julkinen"): 150.0,
        ("jarjestaja", "sote_yksityinen"): 50.0, ("liikelaitos", "erikois"): 600.0, ("liikelaitos", "vammais"): 200.0,
    }  # fmt: skip


@pytest.mark.sekunteja
def test_the_real_model_gives_everything_that_is_shown(tmp_path):
    """Before 2021 all scenarios are the same life: every difference is exactly zero."""
    tulos = esittely.esittele(
        tmp_path / "e", otos=0.0005, pairs=1, processes=1, kieli="en", end="2018-12", figures=False
    )
    assert set(tulos.rivit["verdict"]) == {"sama"}
    virrat = tulos.ajot[tulos.ajot["mittari"] == esittelymitat.RAHAVIRTA].set_index(["skenaario", "seed", "ryhma"])[
        "arvo"
    ]
    omat = virrat.sort_index().loc[("nykytila-2017", 1)]
    sisaan = sum(v for k, v in omat.items() if k.endswith(">kunnat"))
    ulos = sum(v for k, v in omat.items() if k.startswith("kunnat>"))
    assert sisaan == pytest.approx(ulos, rel=1e-6)
    vaki = tulos.ajot[(tulos.ajot["mittari"] == "vaesto") & (tulos.ajot["seed"] == 1)]["arvo"].mean()
    menot = tulos.ajot[
        (tulos.ajot["mittari"] == "kustannus_asukas") & (tulos.ajot["ryhma"] == "kaikki") & (tulos.ajot["seed"] == 1)
    ]
    assert ulos * 1e6 / vaki == pytest.approx(menot["arvo"].mean(), rel=0.02)


# --------------------------------------------------------------------------------------------------- drawn parameters
@pytest.mark.sekunteja
def test_with_a_posterior_each_pair_has_its_draw_and_the_text_says_in_how_many_worlds(tmp_path, monkeypatch):
    drawn = Posteriori("p", ("valinta.km",), np.array([[0.2], [0.3], [0.5]]), {})
    seen = []

    def build(scenario, otos, seed):
        seen.append((seed, scenario.ohjelma().at(0)["valinta.km"]))
        return esittelymalli.rakenna(scenario, otos, seed)

    answer = tee(tmp_path, posteriori=drawn, rakentaja=build, kieli="en")
    assert sorted(set(seen)) == [(1, 0.2), (2, 0.3), (3, 0.5)]
    rows = answer.json()["contrasts"]
    assert (rows["p5"] <= rows["p95"]).all()
    assert ((rows["same_sign"] >= 0) & (rows["same_sign"] <= PAREJA)).all()
    assert answer.json()["posterior"] == {"name": "p", "version": drawn.versio}
    assert f"of {PAREJA} worlds" in answer.teksti()
    assert "drawn for each run from posterior p" in " ".join(answer.teksti().split())
    without = tee(tmp_path / "without", kieli="en")
    assert without.tunniste != answer.tunniste
    assert "worlds, 5" not in without.teksti()
