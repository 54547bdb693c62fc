"""Scenarios: chains, overrides, dates, reasons, differences - and every way of getting them wrong."""

import pickle

import pytest

from kalibrointi.viat import ViallinenSyote
from runs import skenaariot
from runs.skenaariotiedosto import etsi_rivit


@pytest.fixture
def viat(lue):
    """All faults of a scenario as texts."""

    def viat(nimi, asetukset=(), **muut):
        with pytest.raises(ViallinenSyote) as virhe:
            lue(nimi, asetukset, **muut)
        return [str(vika) for vika in virhe.value.viat]

    return viat


def polku(skenaario, avain="koe.taso"):
    return skenaario.ohjelma().path(avain)


# --------------------------------------------------------------------------------------------- what ships
def test_all_shipped_scenarios_are_sound_and_speak_three_languages():
    nimet = skenaariot.luettelo()
    assert nimet[0] == "nykytila-2017"
    assert len(nimet) >= 7
    for nimi in nimet:
        skenaario = skenaariot.lue(nimi)
        assert skenaario.chain[0] == "nykytila-2017"
        assert skenaario.months == (36 if nimi.startswith("kokeilu-") else 168)  # the trials of 2017-19 ended
        assert all((skenaario.text.fi, skenaario.text.sv, skenaario.text.en))
        assert all(note.fi and note.sv and note.en for note in skenaario.notes)


def test_the_reform_in_steps():
    nykytila, liikelaitos, valinta, tarve = map(
        skenaariot.lue,
        ("nykytila-2017", "uusimaa-liikelaitos-2021", "uusimaa-valinnanvapaus-2023", "uusimaa-tarvekapitaatio"),
    )
    assert nykytila.ohjelma().change_months == ()
    assert liikelaitos.change["2021-01"]["rakenne.jarjestaja"] == "maakunta"
    assert nykytila.ohjelma().first_difference(liikelaitos.ohjelma()) == 48
    assert liikelaitos.ohjelma().first_difference(valinta.ohjelma()) == 48
    suora = skenaariot.lue("uusimaa-suora-valinta")
    assert liikelaitos.ohjelma().first_difference(suora.ohjelma()) == 72
    assert {e.avain for e in skenaariot.erot(suora, valinta)} == {
        "asiakasseteli.kotihoito", "asiakasseteli.hoiva", "asiakasseteli.kuntoutus",
        "henkilokohtainen_budjetti.vammais", "liikelaitosvalinta.kaytossa", "valinnanvapaus.suun_valinta",
    }  # fmt: skip
    assert {ero.avain for ero in skenaariot.erot(valinta, tarve)} == {"kapitaatio.painot"}
    assert any("phases are the proposal's" in note.get("en") for note in tarve.notes)


def test_financing_models_differ_in_one_lever():
    kerta, paketit, virement = map(
        skenaariot.lue, ("uusimaa-kertabudjetti", "uusimaa-palvelukokonaisuuksittain", "uusimaa-virement")
    )
    arvot = [s.ohjelma().at(48)["ohjaus.virement"] for s in (paketit, virement, kerta)]
    assert arvot == sorted(arvot)
    assert arvot[:2] == [0.0, 0.1]
    assert {ero.avain for ero in skenaariot.erot(kerta, paketit)} == {"ohjaus.virement"}


# --------------------------------------------------------------------------------------------- resolving
def test_a_chain_names_only_differences(lue):
    skenaario = lue("tarkennus")
    assert skenaario.chain == ("perusta", "uudistus", "tarkennus")
    assert skenaario.extends == "uudistus"
    assert (skenaario.start, skenaario.end, skenaario.months) == ("2017-01", "2018-12", 24)
    assert polku(skenaario) == ((0, 1.0), (6, 3.0))
    assert polku(skenaario, "koe.paalla") == ((0, False), (12, True))
    assert [note.get("fi") for note in skenaario.notes] == ["A limit."]
    assert skenaario.change == {"2017-07": {"koe.taso": 3.0}, "2018-01": {"koe.paalla": True}}
    assert skenaario.set == {}


def test_an_override_replaces_all_that_was_said_about_its_months(lue):
    assert polku(lue("uudistus", ["koe.taso=5"])) == ((0, 5.0),)
    assert polku(lue("uudistus", ["2018-03:koe.taso=5"])) == ((0, 1.0), (6, 3.0), (14, 5.0))
    assert polku(lue("uudistus", ["2017-03:koe.taso=5"])) == ((0, 1.0), (2, 5.0))
    assert polku(lue("uudistus", ["2018-01:koe.taso=4", "koe.taso=2"])) == ((0, 2.0), (12, 4.0))
    assert polku(lue("uudistus", {"koe.taso": 5})) == ((0, 5.0),)
    assert polku(lue("perusta", ["koe.muoto=tarve"]), "koe.muoto") == ((0, "tarve"),)


def test_a_base_from_a_later_layer_too(lue, kansio):
    teksti = 'name = "oma"\nextends = "uudistus"\n[set]\n"koe.taso" = 2\n'
    (kansio / "oma.toml").write_text(teksti, encoding="utf-8")
    assert polku(lue("oma")) == ((0, 2.0),)
    assert lue("oma").set == {"koe.taso": 2.0}


def test_keys_may_be_written_in_every_toml_way(lue, kansio):
    muodot = ['[set]\n"koe.taso" = 2', "[set]\nkoe.taso = 2", "[set.koe]\ntaso = 2", 'set = {"koe.taso" = 2}']
    for muoto in muodot:
        teksti = f'name = "oma"\n{muoto}\n' if muoto.startswith("[") else f'{muoto}\nname = "oma"\n'
        (kansio / "oma.toml").write_text(teksti, encoding="utf-8")
        assert polku(lue("oma")) == ((0, 2.0),), muoto


def test_a_file_extends_its_neighbour_a_path_or_a_shipped_scenario(lue, kansio, tmp_path):
    (tmp_path / "oma.toml").write_text('name = "oma"\nextends = "skenaariot/uudistus.toml"\n', encoding="utf-8")
    (tmp_path / "toinen.toml").write_text('name = "toinen"\nextends = "oma"\n', encoding="utf-8")
    (tmp_path / "kolmas.toml").write_text('name = "kolmas"\nextends = "tarkennus"\n', encoding="utf-8")
    assert lue(tmp_path / "toinen.toml").chain == ("perusta", "uudistus", "oma", "toinen")
    assert lue(str(tmp_path / "kolmas.toml")).chain == ("perusta", "uudistus", "tarkennus", "kolmas")


def test_end_and_sample_of_the_command_line(lue):
    skenaario = lue("tarkennus", end="2017-06", otos=0.5)
    assert (skenaario.months, skenaario.otos) == (6, 0.5)


def test_label_tells_overrides(lue):
    assert lue("perusta").label == "perusta"
    assert lue("perusta", ["2018-01:koe.taso=2"]).label == "perusta + 2018-01:koe.taso=2"


def test_scenarios_pickle(lue):
    skenaario = lue("tarkennus")
    assert pickle.loads(pickle.dumps(skenaario)) == skenaario


def test_luettelo_sets_bases_first(kansio):
    (kansio / "alku.toml").write_text('name = "alku"\nextends = "tarkennus"\n', encoding="utf-8")
    assert skenaariot.luettelo(kansio) == ["perusta", "uudistus", "tarkennus", "alku"]


# --------------------------------------------------------------------------------------------- explaining
def test_why_names_file_line_and_source(lue, puu):
    perusteet = skenaariot.miksi(lue("uudistus", ["2018-01:koe.taso=5"]), "koe.taso", puu)
    assert [(p.value, p.since, p.layer, p.in_force) for p in perusteet] == [
        (1.0, "2017-01", "default", True),
        (3.0, "2017-07", "uudistus", True),
        (5.0, "2018-01", "--set", True),
    ]
    assert perusteet[0].where.endswith("koe.yaml:2")
    assert perusteet[0].source == "test (2017, oletus)"
    assert perusteet[1].where.endswith("uudistus.toml:7")


def test_why_shows_what_was_replaced(lue, puu):
    perusteet = skenaariot.miksi(lue("uudistus", ["koe.taso=5"]), "koe.taso", puu)
    assert [p.in_force for p in perusteet] == [False, False, True]
    with pytest.raises(ViallinenSyote, match=r"Did you mean 'koe\.taso'"):
        skenaariot.miksi(lue("uudistus"), "koe.tasso", puu)


def test_differences_in_words(lue):
    erot = skenaariot.erot(lue("perusta"), lue("tarkennus", end="2018-06"))
    assert [(ero.avain, ero.a, ero.b) for ero in erot] == [
        ("koe.paalla", "false", "false; from 2018-01: true"),
        ("koe.taso", "1", "1; from 2017-07: 3"),
        ("end", "2018-12", "2018-06"),
    ]


def test_lines_of_keys():
    teksti = 'name = "x"\ntext.en = """\nstart = 1\n"""\n[[change]]\nfrom = "2018-01"\n[change.set]\n"a.b" = 1\n'
    teksti += "[[change]]\n[change.set]\na.c = 2\n[set]\n'a.d'=1 # x\n"
    rivit = etsi_rivit(teksti)
    assert rivit["text.en"] == 2
    assert "start" not in rivit
    assert (rivit["change.0.from"], rivit["change.0.set.a.b"], rivit["change.1.set.a.c"]) == (6, 8, 11)
    assert rivit["set.a.d"] == 13


# --------------------------------------------------------------------------------------------- bad input
def test_unknown_scenario_gets_a_suggestion(viat):
    (vika,) = viat("uudistu")
    assert "unknown scenario 'uudistu'. Scenarios: perusta, tarkennus, uudistus;" in vika
    assert "Did you mean 'uudistus'?" in vika


def test_missing_file_and_folder_instead_of_a_file(viat, tmp_path):
    assert viat(tmp_path / "ei.toml") == [f"{tmp_path / 'ei.toml'}: no such scenario file."]
    (tmp_path / "kansio.toml").mkdir()
    assert "is a folder, not a scenario file." in viat(tmp_path / "kansio.toml")[0]


def test_not_utf8(viat, kansio):
    (kansio / "oma.toml").write_bytes('name = "oma" # ä'.encode("latin-1"))
    assert "oma.toml: not UTF-8 text (byte 15): save the file as UTF-8." in viat("oma")[0]


def test_cyclic_extends_shows_the_circle(viat, kansio):
    (kansio / "perusta.toml").write_text('name = "perusta"\nextends = "tarkennus"\n', encoding="utf-8")
    (vika,) = viat("tarkennus")
    assert "perusta.toml:2: extends: 'extends' goes in a circle:" in vika
    assert "tarkennus -> uudistus -> perusta -> tarkennus." in vika


def test_unknown_base_is_shown_where_it_stands(viat, kansio):
    (kansio / "oma.toml").write_text('name = "oma"\n\nextends = "perustaa"\n', encoding="utf-8")
    (vika,) = viat("oma")
    assert "oma.toml:3: extends: unknown scenario 'perustaa'" in vika
    assert "Did you mean 'perusta'?" in vika


@pytest.mark.parametrize(
    ("teksti", "sanat"),
    [
        ("otos = 0,8", "oma.toml:2: otos: decimal comma in '0,8': use a decimal point, 0.8."),
        ('otos = "0,8"', "oma.toml:2: otos: decimal comma in '0,8'"),
        ('[set]\n"koe.taso" = 0,8', "oma.toml:3: koe.taso: decimal comma in '0,8': use a decimal point, 0.8."),
        ('[set]\n"koe.taso" = "0,8"', "oma.toml:3: koe.taso: decimal comma in '0,8'"),
        ('[set]\n"koe.taso" = [0,8]', "oma.toml:3: koe.taso: must be a number, got the list [0, 8]."),
        ('[set]\n"koe.tasso" = 1', "oma.toml:3: koe.tasso: no such parameter (`sote parameters` lists them). "
                                   "Did you mean 'koe.taso'?"),
        ('[set]\n"koe.taso" = 11', "oma.toml:3: koe.taso: 11 is out of range. Allowed: 0 ... 10 osuus."),
        ('[set]\n"koe.taso" = true', "oma.toml:3: koe.taso: must be a number, got true."),
        ('[set]\n"koe.taso" = 2018-01-01', "oma.toml:3: koe.taso: 'value' must be a number, true/false, a text"),
        ('[set]\n"koe.muoto" = "tarvee"', "Allowed: tasa | tarve. Did you mean 'tarve'?"),
        ('[set]\n"koe.paalla" = "true"', 'oma.toml:3: koe.paalla: must be true or false, got "true".'),
        ("set = 5", "oma.toml:2: set: must be a table of 'key = value', got 5."),
        ("otos = 0", "oma.toml:2: otos: otos (sample share) must be above 0 and at most 1, for example 0.02; got 0."),
        ("otos = 2", "got 2."),
        ("otos = true", "got True."),
        ('end = "2016-12"', "oma.toml:2: end: the end 2016-12 is before the start 2017-01."),
        ('end = "2099-12"', "oma.toml:2: end: the end 2099-12 is too late"),
        ("end = 2030", "oma.toml:2: end: a month is written \"YYYY-MM\", for example \"2023-01\"; got '2030'."),
        ('end = "2030-13"', "got '2030-13'."),
        ('start = "2020-01"', "oma.toml:2: start: the facts are of 2017: a run starts 2017-01, not 2020-01."),
        ('region = "lappi"', "oma.toml:2: region: no region 'lappi'. Regions: keski-suomi, pirkanmaa, uusimaa;"),
        ('ends = "2030-12"', "oma.toml:2: ends: unknown field 'ends'; allowed: name, extends, text,"),
        ('text.no = "x"', "oma.toml:2: text.no: unknown field 'no'; allowed: fi, sv, en."),
        ('text = "x"', "oma.toml:2: text: 'text' must be a table of fi, sv, en, got 'x'."),
        ("extends = 5", "oma.toml:2: extends: 'extends' must be a text that is not empty, got 5."),
        ('[change]\nfrom = "2018-01"', "oma.toml:2: change: dated rules are written [[change]], with double brackets."),
        ('[[change]]\n[change.set]\n"koe.taso" = 1', "oma.toml:2: change.from: a month is written"),
        ('[[change]]\nfrom = "1.1.2018"', "oma.toml:3: change.from: a month is written"),
        ('[[change]]\nfrom = "2018-01"\nsett = 1', "oma.toml:4: change.sett: unknown field 'sett'"),
        ('[set]\n"koe.taso" = ', "oma.toml:3: not readable as TOML: invalid value. The line is: \"koe.taso\" ="),
        ('end = "2018-01"\nend = "2018-01"', "oma.toml:3: not readable as TOML: this name is written twice in its"),
    ],
)  # fmt: skip
def test_bad_files_in_plain_words(viat, kansio, teksti, sanat):
    (kansio / "oma.toml").write_text(f'name = "oma"\n{teksti}\n', encoding="utf-8")
    (vika,) = viat("oma")
    assert sanat in vika


def test_name_and_file_must_agree(viat, kansio):
    (kansio / "oma.toml").write_text('\nname = "muu"\n', encoding="utf-8")
    assert viat("oma")[0].endswith(
        "oma.toml:2: name: name 'muu' differs from the file name; rename one: the file is oma.toml."
    )
    (kansio / "oma.toml").write_text('extends = "perusta"\n', encoding="utf-8")
    assert "'name' is missing." in viat("oma")[0]


def test_all_faults_at_once(viat, kansio):
    teksti = 'name = "oma"\notos = 3\nhuu = 1\n[set]\n"koe.tas" = 1\n"koe.muoto" = 3\n[[change]]\nfrom = "x"\n'
    (kansio / "oma.toml").write_text(teksti, encoding="utf-8")
    luettelo = viat("oma", ["koe.taso=99", "huu"])
    assert [vika.partition("oma.toml:")[2].partition(":")[0] for vika in luettelo if "oma.toml:" in vika] == [
        "8",
        "2",
        "3",
    ]
    assert any("99 is out of range" in vika for vika in luettelo)
    (kansio / "oma.toml").write_text('name = "oma"\n[set]\n"koe.tas" = 1\n"koe.muoto" = 3\n', encoding="utf-8")
    assert len(viat("oma", ["koe.taso=99"], end="2000-01", otos=0)) == 5


@pytest.mark.parametrize(
    ("asetus", "sanat"),
    [
        ("koe.taso", "--set: write key=value or 2023-01:key=value, got 'koe.taso'."),
        ("=3", "--set: write key=value"),
        ("koe.taso=", "--set: write key=value"),
        ("koe.taso=0,8", "--set: koe.taso: decimal comma in '0,8'"),
        ("koe.taso=11", "--set: koe.taso: 11 is out of range. Allowed: 0 ... 10 osuus."),
        ("koe.tao=1", "--set: koe.tao: no such parameter (`sote parameters` lists them). Did you mean 'koe.taso'?"),
        ("2018:koe.taso=1", "a month is written \"YYYY-MM\", for example \"2023-01\"; got '2018'."),
        ("2020-01:koe.taso=1", "--set: koe.taso: takes effect after the run's end 2018-12"),
    ],
)  # fmt: skip
def test_bad_overrides(viat, asetus, sanat):
    (vika,) = viat("perusta", [asetus])
    assert sanat in vika


def test_given_twice(viat, kansio):
    assert "given twice from the start; first at --set." in viat("perusta", ["koe.taso=1", "koe.taso=2"])[0]
    muutos = '[[change]]\nfrom = "2018-01"\n[change.set]\n"koe.taso" = 1\n'
    (kansio / "oma.toml").write_text('name = "oma"\n' + muutos * 2, encoding="utf-8")
    (vika,) = viat("oma")
    assert "oma.toml:9: koe.taso: given twice from 2018-01; first at" in vika


def test_what_builds_the_world_cannot_change_later():
    with pytest.raises(ViallinenSyote, match="read once, when the world is built"):
        skenaariot.lue("nykytila-2017", ["2020-01:vaestonkehitys.tyttojen_osuus=0.487"])
    assert skenaariot.lue("nykytila-2017", ["vaestonkehitys.tyttojen_osuus=0.487"]).set


def test_validate_tells_faults_and_never_raises(kansio):
    (kansio / "oma.toml").write_text('name = "oma"\n[set]\n"x.y" = 1\n', encoding="utf-8")
    assert len(skenaariot.tarkista("oma", kansio)) == 1
    assert skenaariot.tarkista("perusta", kansio) == []
    assert len(skenaariot.tarkista("puuttuu", kansio)) == 1
