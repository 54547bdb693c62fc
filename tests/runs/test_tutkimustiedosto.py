"""Study files: what is read, and that every message about a bad one says where, what is allowed and what was meant."""

from __future__ import annotations

import numpy as np
import pytest

from kalibrointi import posteriori
from kalibrointi.viat import ViallinenSyote
from runs import pisteet, skenaariot, tutkimustiedosto

ALKU = 'name = "koe"\nquestion.en = "?"\nscenario = "uusimaa-liikelaitos-2021"\nend = "2022-12"\notos = 0.002\n'
VIVUT = '[levers]\n"2021-01:ohjaus.virement" = [0.0, 0.5, 1.0]\n'
EPAVARMA = '[uncertainties]\n"liikelaitos.vinouma" = {}\n'
E = ALKU + VIVUT + EPAVARMA
LHS = '[design]\nuncertainties = { method = "lhs", points = 4 }\n'


def viat(teksti, kansio="."):
    with pytest.raises(ViallinenSyote) as virhe:
        tutkimustiedosto.tulkitse(teksti, str(kansio))
    return [str(vika) for vika in virhe.value.viat]


def vipu(arvo, avain="ohjaus.virement"):
    return f'{ALKU}[levers]\n"{avain}" = {arvo}\n'


# --------------------------------------------------------------------------------------------------- bad files
BAD = {
    "unknown field": (ALKU + "otoss = 1\n" + VIVUT, "study.toml:6: otoss: unknown field 'otoss'", "mean 'otos'"),
    "decimal comma": (ALKU.replace("0.002", "0,002") + VIVUT, "study.toml:5: otos: decimal comma in '0,002'", "0.002"),
    "not TOML": (ALKU + "[levers\n", "study.toml:6: not readable as TOML", ""),
    "no name": (ALKU.replace('name = "koe"\n', "") + VIVUT, "name: 'name' is missing", ""),
    "unknown scenario": (
        ALKU.replace("liikelaitos-2021", "liikelaitos-2020") + VIVUT,
        "study.toml:3: scenario: unknown",
        "mean 'uusimaa-liikelaitos-2021'",
    ),
    "end too late": (ALKU.replace("2022-12", "2035-12") + VIVUT, "study.toml:4: end: the end 2035-12 is too late", ""),
    "end no month": (ALKU.replace("2022-12", "2022-13") + VIVUT, "study.toml:4: end: a month is written", ""),
    "sample too large": (ALKU.replace("0.002", "2") + VIVUT, "study.toml:5: otos: otos (sample share) must be", ""),
    "unknown region": (ALKU + 'region = "uusima"\n' + VIVUT, "study.toml:6: region:", "mean 'uusimaa'"),
    "unknown parameter": (
        vipu("[0.0]", "ohjaus.viremnt"),
        "study.toml:7: levers.ohjaus.viremnt: no such",
        "mean 'ohjaus.virement'",
    ),
    "unknown dated parameter": (
        vipu("[0.0]", "2021-01:ohjaus.viremnt"),
        "no such parameter",
        "mean '2021-01:ohjaus.virement'",
    ),
    "bad month of a lever": (vipu("[0.0]", "2021-1:ohjaus.virement"), "a month is written", ""),
    "out of range": (vipu("[0.0, 1.8]"), "1.8 is out of range. Allowed: 0 ... 1", ""),
    "wrong type": (vipu('["paljon"]'), 'must be a number, got "paljon"', ""),
    "comma in a list": (vipu('["0,5"]'), "decimal comma in '0,5'", ""),
    "not a choice": (vipu('["tasaa"]', "kapitaatio.painot"), "'tasaa' is not one of", "mean 'tasa'"),
    "empty list": (vipu("[]"), "an empty list: no value to run", ""),
    "value twice": (vipu("[0.5, 0.5]"), "the value 0.5 stands twice", ""),
    "a single value": (vipu("0.5"), "write a list of values, or { range", ""),
    "range upside down": (vipu("{ range = [1.0, 0.0], steps = 3 }"), "low below high", ""),
    "range outside": (vipu("{ range = [0.0, 2.0], steps = 3 }"), "2 is out of range", ""),
    "range of a text": (vipu("{ range = [0.0, 1.0] }", "kapitaatio.painot"), "has no range: write a list", ""),
    "unknown field of a range": (vipu("{ rang = [0.0, 1.0] }"), "'rang'", "mean 'range'"),
    "log of zero": (vipu('{ scale = "log", steps = 2 }'), "scale log needs", ""),
    "grid of a range": (vipu("{}"), "a grid needs values", ""),
    "an uncertainty among levers": (
        vipu("[0.1]", "liikelaitos.vinouma"),
        "of kind uncertainty: write it under [uncertainties]",
        "",
    ),
    "neither parameter nor bundle": (ALKU + "[levers]\nvirement = [0.5]\n", "no parameter", "mean 'ohjaus.virement'"),
    "bundle's setting": (
        ALKU + '[levers.malli]\na = { "ohjaus.viremnt" = 1.0 }\n',
        "levers.malli.a.ohjaus.viremnt",
        "mean 'ohjaus.virement'",
    ),
    "bundle's scenario": (
        ALKU + '[levers.malli]\na = { scenario = "nykytila-2018" }\n',
        "study.toml:7: levers.malli.a",
        "mean 'nykytila-2017'",
    ),
    "two factors set one thing": (
        ALKU + VIVUT + '[levers.m]\na = { "2021-01:ohjaus.virement" = 1.0 }\n',
        "only one factor may",
        "",
    ),
    "no design of uncertainties": (E, "does not say how uncertainties are chosen", ""),
    "unknown method": (E + '[design]\nuncertainties = "lsh"\n', "'lsh' is not allowed", "mean 'lhs'"),
    "no points": (E + '[design]\nuncertainties = "lhs"\n', "needs 'points'", ""),
    "not a power of two": (
        E + LHS.replace('"lhs", points = 4', '"sobol", points = 12'),
        "a power of two: 8 or 16, got 12",
        "",
    ),
    "a field of another method": (
        E + LHS.replace("points = 4", "points = 4, levels = 3"),
        "method 'lhs' has no 'levels'",
        "",
    ),
    "points not whole": (E + LHS.replace("= 4", "= 4.5"), "whole number 1", ""),
    "design without factors": (ALKU + VIVUT + LHS, "a design with no factors", ""),
    "empty list design": (ALKU + VIVUT + '[design]\nlevers = "list"\n', "an empty list design", ""),
    "no CSV": (
        ALKU + VIVUT + '[design]\nlevers = { method = "list", file = "ei.csv" }\n',
        "ei.csv: no such CSV file",
        "",
    ),
    "list row": (
        ALKU + VIVUT + '[design]\nlevers = { method = "list", rows = [{ "2021-01:ohjaus.virement" = 0.4 }] }\n',
        "row 1: 0.4 is not a level",
        "",
    ),
    "reference": (ALKU + VIVUT + '[reference]\n"2021-01:ohjaus.virement" = 0.4\n', "0.4 is not a level of", ""),
    "reference to nothing": (
        ALKU + VIVUT + '[reference]\n"2021-01:ohjaus.viremen" = 0.5\n',
        "no such lever in this study",
        "mean '2021-01:ohjaus.virement'",
    ),
    "replicates both ways": (
        ALKU + "[replicates]\ncount = 3\nmost = 9\n" + VIVUT,
        "either 'count', or first, most",
        "",
    ),
    "adaptive without limit": (
        ALKU + "[replicates]\nfirst = 3\nmost = 9\n" + VIVUT,
        "need all of first, most and half_",
        "",
    ),
    "most below first": (
        ALKU + '[replicates]\nfirst = 9\nmost = 4\nhalf_width = { "odotus" = 1.0 }\n' + VIVUT,
        "'most' must be above 'first'",
        "",
    ),
    "count not whole": (ALKU + "[replicates]\ncount = 2.5\n" + VIVUT, "'count' is a whole number", ""),
    "half-width below zero": (
        ALKU + '[replicates]\nfirst = 2\nmost = 4\nhalf_width = { "odotus" = -1.0 }\n' + VIVUT,
        "must be a number above 0",
        "",
    ),
    "year not lived": (
        ALKU + "[outcomes]\nyears = [2023]\n" + VIVUT,
        "study.toml:7: outcomes.years: 2023 is not lived",
        "",
    ),
    "a lever after the end": (
        ALKU + VIVUT.replace("2021-01", "2029-01"),
        "from 2029-01 on: the run ends 2022-12, so this would change nothing",
        "",
    ),
    "a bundle after the end": (
        ALKU + '[levers.malli]\na = {}\nb = { "2029-01:ohjaus.virement" = 1.0 }\n',
        "malli: from 2029-01 on",
        "",
    ),
    "a report of what is not kept": (
        ALKU + '[outcomes]\nmeasures = ["odotus"]\n' + VIVUT + '[report]\noutcomes = ["odotsu:kaikki"]\n',
        "'odotsu' is not kept",
        "mean 'odotus'",
    ),
    "a key twice": (ALKU + "[replicates]\ncount = 2\ncount = 3\n" + VIVUT, "this name is written twice", ""),
    "unknown outcome field": (
        ALKU + "[outcomes]\nmeasure = []\n" + VIVUT,
        "unknown field 'measure'",
        "mean 'measures'",
    ),
    "single brackets": (ALKU + '[experiment]\nname = "a"\n', "written [[experiment]]", ""),
    "experiment twice": (
        ALKU + VIVUT + '[[experiment]]\nname = "a"\n[[experiment]]\nname = "a"\n',
        "two experiments",
        "",
    ),
    "experiment's field": (
        ALKU + '[[experiment]]\nname = "a"\nlever = 1\n',
        "study.toml:8: experiment.0.lever",
        "mean 'levers'",
    ),
}


@pytest.mark.parametrize("laji", BAD)
def test_a_bad_file_is_told_where_and_how(laji):
    teksti, viesti, sana = BAD[laji]
    loydetyt = viat(teksti)
    assert any(viesti in vika and sana in vika for vika in loydetyt), loydetyt
    assert all("study.toml" in vika for vika in loydetyt)


def test_a_faulty_lever_is_not_missed_in_the_reference_too():
    loydetyt = viat(ALKU + VIVUT.replace("[0.", "[9.") + '[reference]\n"2021-01:ohjaus.virement" = 0.5\n')
    assert not any("no such lever" in vika for vika in loydetyt), loydetyt


def test_all_faults_come_at_once():
    teksti = (
        ALKU.replace("0.002", "3")
        + "[replicates]\ncount = 0\n[outcomes]\nyears = [1999]\n"
        + '[levers]\n"ohjaus.virement" = [7.0]\n"kapitaatio.painot" = ["x"]\n[design]\nlever = "grid"\n'
    )
    loydetyt = viat(teksti)
    assert [rivi.split(":")[1] for rivi in loydetyt] == ["5", "7", "9", "11", "12", "14"]


def test_a_circle_of_scenarios_is_told(tmp_path):
    for nimi, pohja in (("a", "b"), ("b", "a")):
        (tmp_path / f"{nimi}.toml").write_text(f'name = "{nimi}"\nextends = "{pohja}"\n')
    (vika,) = viat(ALKU.replace("uusimaa-liikelaitos-2021", "a.toml") + VIVUT, tmp_path)
    assert "goes in a circle: a -> b -> a" in vika


CSV = {
    "": "p.csv has no points",
    "2021-01:ohjaus.virement\n": "p.csv has no points",
    "2021-01:ohjaus.virement;x\n0,5;1\n": "separated by semicolons",
    "2021-01:ohjaus.viremen\n0.5\n": "p.csv 1: no factor '2021-01:ohjaus.viremen'",
    "2021-01:ohjaus.virement\n0.7\n": "p.csv 1: 0.7 is not a level",
    '2021-01:ohjaus.virement\n"0,5"\n': "p.csv 1: decimal comma in '0,5'",
    "2021-01:ohjaus.virement,2021-01:ohjaus.virement\n0.5,0.5\n": "stands twice",
    "2021-01:ohjaus.virement\n0.5,1\n": "p.csv line 2: 2 cells, the head has 1",
}
LISTA = VIVUT + '[design]\nlevers = { method = "list", file = "p.csv" }\n'


@pytest.mark.parametrize("sisalto", CSV)
def test_a_bad_csv_is_told(sisalto, tmp_path):
    (tmp_path / "p.csv").write_text(sisalto)
    assert any(CSV[sisalto] in vika for vika in viat(ALKU + LISTA, tmp_path))


def test_a_csv_design_is_written_into_the_study_so_that_it_stands_alone(tmp_path):
    (tmp_path / "p.csv").write_text("2021-01:ohjaus.virement\n0.5\n1.0\n")
    ensin = tutkimustiedosto.tulkitse(ALKU + LISTA, str(tmp_path))
    (tmp_path / "p.csv").unlink()
    uudestaan = tutkimustiedosto.tulkitse(ensin.source, "/nowhere")
    assert pisteet.points(uudestaan).equals(pisteet.points(ensin))
    assert list(pisteet.points(ensin)["lever.2021-01:ohjaus.virement"]) == [0.5, 1.0]


# --------------------------------------------------------------------------------------------------- designs
def asetelma(menetelma):
    from kalibrointi.parametrit import lue_oletukset

    kaikki = [p for p in lue_oletukset().values() if p.kind == "uncertainty" and isinstance(p.value, float)]
    teksti = "[uncertainties]\n" + "".join(f'"{p.key}" = {{}}\n' for p in kaikki if p.group == "liikelaitos")
    assert teksti.count("=") >= 3
    teksti = "\n".join(teksti.splitlines()[:4]) + "\n"
    tutkimus = tutkimustiedosto.tulkitse(ALKU + teksti + f"[design]\nuncertainties = {menetelma}\n")
    taulu = pisteet.points(tutkimus)
    assert len(taulu) == pisteet.count(tutkimus)
    assert taulu.equals(pisteet.points(tutkimus)), "the same file gives the same points"
    return taulu


@pytest.mark.sekunteja
def test_latin_hypercube_fills_every_slice_once():
    taulu = asetelma('{ method = "lhs", points = 20, seed = 5 }')
    for sarake in [s for s in taulu if s.startswith("u.")]:
        assert sorted(np.floor(taulu[sarake] * 20)) == list(range(20))


def test_scrambled_sobol_is_balanced_and_another_seed_another_set():
    a, b = (asetelma(f'{{ method = "sobol", points = 16, seed = {n} }}') for n in (1, 2))
    u = [s for s in a if s.startswith("u.")]
    assert ((a[u] < 0.5).sum() == 8).all()
    assert not a.equals(b)


def test_saltelli_and_morris_are_salibs_own():
    pytest.importorskip("SALib")
    from SALib.sample import morris, sobol

    kuutio = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    taulu = asetelma('{ method = "saltelli", points = 8, seed = 3 }')
    oma = taulu[[s for s in taulu if s.startswith("u.")]].to_numpy()
    assert (oma == sobol.sample(kuutio, 8, calc_second_order=False, seed=3)).all()
    taulu = asetelma('{ method = "morris", points = 5, seed = 3, levels = 6 }')
    oma = taulu[[s for s in taulu if s.startswith("u.")]].to_numpy()
    assert (oma == morris.sample(kuutio, 5, num_levels=6, seed=3)).all()


def test_one_at_a_time_moves_one_factor_from_the_base():
    taulu = asetelma('"oat"').drop(columns=["point", "experiment"])
    assert len(taulu) == 7
    assert ((taulu != taulu.iloc[0]).sum(axis=1) == [0, 1, 1, 1, 1, 1, 1]).all()


def test_levers_meet_every_uncertainty_row_and_experiments_stand_apart():
    teksti = E + LHS + '[[experiment]]\nname = "a"\n[[experiment]]\nname = "b"\nuncertainties = {}\n'
    teksti += 'design = { levers = "grid" }\nscenario = "uusimaa-virement"\n'
    tutkimus = tutkimustiedosto.tulkitse(teksti)
    taulu = pisteet.points(tutkimus)
    assert taulu.groupby("experiment").size().to_dict() == {"a": 12, "b": 3}
    a = taulu[taulu["experiment"] == "a"]
    assert (a.groupby("uncertainty.liikelaitos.vinouma")["lever.2021-01:ohjaus.virement"].nunique() == 3).all()
    assert taulu.loc[taulu["experiment"] == "b", "uncertainty.liikelaitos.vinouma"].isna().all()
    assert tutkimus.scenario_of(taulu.iloc[-1].to_dict()).name == "uusimaa-virement"


POSTERIOR = '[posterior]\nfile = "posterior"\ndraws = 3\n'


def test_every_row_of_a_design_meets_every_draw_of_a_posterior():
    study = tutkimustiedosto.tulkitse(E + LHS + POSTERIOR)
    points = pisteet.points(study)
    assert pisteet.count(study) == len(points) == 3 * 4 * 3
    assert (points.groupby("uncertainty.posterior")["uncertainty.liikelaitos.vinouma"].nunique() == 4).all()
    shipped = posteriori.lue("posterior")
    for n, (_, rows) in enumerate(points.groupby("uncertainty.posterior", sort=False), start=1):
        lived = study.scenario_of(rows.iloc[0]).ohjelma().at(0)
        assert {key: lived[key] for key in shipped.avaimet} == shipped.asetukset(n)
    partners = pisteet.reference_of(study, points)
    same = ["uncertainty.posterior", "uncertainty.liikelaitos.vinouma"]
    assert (points.loc[partners, same].to_numpy() == points[same].to_numpy()).all()
    alone = tutkimustiedosto.tulkitse(ALKU + VIVUT + POSTERIOR)
    assert pisteet.count(alone) == 9


def test_draws_are_written_into_the_study_so_that_it_stands_alone_and_a_scenario_keeps_what_it_sets(tmp_path):
    study = tutkimustiedosto.tulkitse(ALKU + VIVUT + POSTERIOR)
    assert 'file = "posterior"' not in study.source
    again = tutkimustiedosto.tulkitse(study.source)
    assert again.experiments[0].posterior.levels == study.experiments[0].posterior.levels
    assert again.fingerprint == study.fingerprint
    trial = tutkimustiedosto.tulkitse(
        'name = "koe"\nquestion.en = "?"\nscenario = "kokeilu-tampere"\nend = "2018-12"\n' + POSTERIOR
    )
    own = skenaariot.lue("kokeilu-tampere").ohjelma().at(0)
    lived = trial.scenario_of(pisteet.points(trial).iloc[0]).ohjelma().at(0)
    assert lived["keskus.odotus"] == own["keskus.odotus"]
    assert lived["valinta.km"] != own["valinta.km"]


@pytest.mark.parametrize(
    ("text", "message", "meant"),
    [
        (
            '[posterior]\nfile = "postrior"\ndraws = 3\n',
            "study.toml:9: posterior.file: unknown posterior",
            "posterior'",
        ),
        ("[posterior]\ndraws = 3\n", 'a posterior is file = "posterior"', ""),
        ('[posterior]\nfile = "posterior"\ndraws = 1\n', "'draws' is a whole number 2 ... 10000", ""),
        ('[posterior]\nfile = "posterior"\ndraws = 999\n', "it has", "999 are asked"),
        ('[posterior]\nfile = "posterior"\ndrawss = 3\n', "unknown field 'drawss'", "mean 'draws'"),
        ('[uncertainties]\n"valinta.km" = {}\n[design]\nuncertainties = "oat"\n' + POSTERIOR, "both", "valinta.km"),
        ("[uncertainties.posterior]\na = { }\n", "have a table of their own", ""),
    ],
)
def test_a_bad_posterior_block_is_told(text, message, meant):
    faults = viat(ALKU + VIVUT + text)
    assert any(message in fault and meant in fault for fault in faults), faults


def test_the_reference_of_a_point_shares_its_uncertainties():
    tutkimus = tutkimustiedosto.tulkitse(E + LHS + '[reference]\n"2021-01:ohjaus.virement" = 1.0\n')
    taulu = pisteet.points(tutkimus)
    viite = taulu.iloc[pisteet.reference_of(tutkimus, taulu)]
    assert (viite["lever.2021-01:ohjaus.virement"] == 1.0).all()
    assert list(viite["uncertainty.liikelaitos.vinouma"]) == list(taulu["uncertainty.liikelaitos.vinouma"])


def test_a_bundle_sets_all_its_settings_and_its_scenario():
    teksti = ALKU + '[levers.malli]\na = { "2021-01:ohjaus.virement" = 0.25, scenario = "uusimaa-virement" }\nb = {}\n'
    tutkimus = tutkimustiedosto.tulkitse(teksti)
    a, b = (tutkimus.scenario_of(rivi) for rivi in pisteet.points(tutkimus).to_dict("records"))
    assert (a.name, a.ohjelma().at(60)["ohjaus.virement"]) == ("uusimaa-virement", 0.25)
    assert b.name == "uusimaa-liikelaitos-2021"


def test_values_that_do_not_fit_together_name_their_point():
    from runs import moottori

    teksti = vipu("[0.1, 0.9]", "kapitaatio.kiintea_osuus")
    with pytest.raises(ViallinenSyote, match=r"2/3.*In the point kapitaatio.kiintea_osuus = 0.1"):
        moottori.Suunnitelma(tutkimustiedosto.tulkitse(teksti))


# --------------------------------------------------------------------------------------------------- what ships
@pytest.mark.parametrize("nimi", tutkimustiedosto.luettelo())
def test_a_shipped_study_is_sound_and_asks_in_three_languages(nimi):
    tutkimus = tutkimustiedosto.lue(nimi)
    taulu = pisteet.points(tutkimus)
    assert len(taulu) * tutkimus.replicates.first >= 500
    assert all(tutkimus.question.model_dump().values())
    for rivi in (taulu.iloc[0], taulu.iloc[-1]):
        assert tutkimus.scenario_of(rivi.to_dict()).months > 12
