"""The parameter tree: what is accepted, what is refused and in which words."""

import re
import textwrap

import pytest

from kalibrointi import parametrit
from kalibrointi.viat import ViallinenSyote

HYVA = """
ryhma.osuus:
  value: 0.8
  unit: "osuus"
  range: [0.667, 1.0]
  date: 2018-03-08
  source: "HE 16/2018 vp"
  status: esitys
  kind: lever
  rule: R9
  text: {fi: "Osuus", sv: "Andel", en: "Share"}
"""


def kirjoita(kansio, **tiedostot):
    for nimi, teksti in tiedostot.items():
        (kansio / f"{nimi}.yaml").write_text(textwrap.dedent(teksti), encoding="utf-8")
    return kansio


def viat(kansio, **tiedostot):
    with pytest.raises(ViallinenSyote) as virhe:
        parametrit.lue(kirjoita(kansio, **tiedostot))
    return [str(vika) for vika in virhe.value.viat]


def entry(nimi="ryhma.toinen", **kentat):
    """A sound entry with some fields changed (None = left out)."""
    omat = {
        "value": "1", "unit": '"v"', "range": "[0, 2]", "date": "2017", "source": '"S"', "status": "oletus",
        "kind": "uncertainty", "rule": "R1", "text": "{fi: a, sv: b, en: c}",
    } | kentat  # fmt: skip
    return f"\n{nimi}:\n" + "".join(f"  {avain}: {arvo}\n" for avain, arvo in omat.items() if arvo is not None)


@pytest.fixture
def puu(tmp_path):
    teksti = HYVA + entry("ryhma.kytkin", value="true", range=None)
    teksti += entry("ryhma.sana", value="tasa", range=None, choices="[tasa, tarve]")
    teksti += entry("ryhma.lista", value="[1, 2]") + entry("ryhma.iso", value="1e6", range="[0, 1.0e+6]")
    return parametrit.lue(kirjoita(tmp_path, ryhma=teksti))


def test_the_shipped_tree_loads_and_every_number_has_its_papers():
    puu = parametrit.lue_oletukset()
    assert len(puu) > 50
    assert {p.kind for p in puu.values()} == {"lever", "uncertainty"}
    assert all(p.source and p.unit and p.text.fi and p.text.sv and p.text.en for p in puu.values())
    assert not [
        p.key for p in puu.values() if re.search(r"\.md\b|muistiinpano|notes? on", p.source)
    ]  # not in the project
    assert all(p.key.startswith(f"{p.group}.") and f"{p.group}.yaml:" in p.where for p in puu.values())


def test_world_groups_are_those_the_world_is_built_from():
    from kalibrointi import maailma

    assert set(parametrit.MAAILMARYHMAT) == set(maailma.RYHMAT)


def test_a_sound_entry(puu):
    osuus = puu["ryhma.osuus"]
    assert (osuus.key, osuus.group, osuus.value, osuus.range) == ("ryhma.osuus", "ryhma", 0.8, (0.667, 1.0))
    assert osuus.where.endswith("ryhma.yaml:2")
    assert osuus.date == "2018-03-08"
    assert osuus.text.get("sv") == "Andel"
    assert osuus.allowed == "0.667 ... 1 osuus"


def test_values_have_one_type_each(puu):
    assert puu.defaults() == {
        "ryhma.osuus": 0.8, "ryhma.kytkin": True, "ryhma.sana": "tasa", "ryhma.lista": (1.0, 2.0), "ryhma.iso": 1e6,
    }  # fmt: skip
    assert isinstance(puu["ryhma.iso"].value, float)
    assert puu.groups == ("ryhma",)


def test_fingerprint_follows_values_not_texts(tmp_path):
    def tiiviste(teksti):
        return parametrit.lue(kirjoita(tmp_path, ryhma=teksti)).fingerprint

    alku = tiiviste(HYVA)
    assert tiiviste(HYVA.replace("Andel", "Del")) == alku
    assert tiiviste(HYVA.replace("0.8", "0.80")) == alku
    assert tiiviste(HYVA.replace("0.8", "0.81")) != alku


@pytest.mark.parametrize("kentta", ["value", "unit", "date", "source", "status", "kind", "rule", "text"])
def test_a_number_without_its_papers_is_refused(tmp_path, kentta):
    (vika,) = viat(tmp_path, ryhma=entry(**{kentta: None}))
    assert f"ryhma.yaml:2: ryhma.toinen.{kentta}: '{kentta}' is missing." in vika


@pytest.mark.parametrize(
    ("kentat", "sanat"),
    [
        ({"range": None}, "'range' is missing: a number needs [low, high]."),
        ({"value": "3"}, "3 is out of range. Allowed: 0 ... 2 v."),
        ({"value": "0,8"}, "decimal comma in '0,8': use a decimal point, 0.8."),
        ({"value": "[1, 3]"}, "[1, 3] is out of range"),
        ({"value": ".nan"}, "'value' must be a number, true/false, a text or a list of numbers, got nan."),
        ({"value": "tasa", "range": None}, "'choices' is missing"),
        ({"value": "tsa", "range": None, "choices": "[tasa, tarve]"}, "'tsa' is not one of the choices"),
        ({"value": "5.000.0"}, "'value' has a range but '5.000.0' is a text, not a number."),
        ({"value": "true"}, "'range' is for numbers only."),
        ({"range": "[2, 0]"}, "low 2 above high 0"),
        ({"range": "[0]"}, "'range' must be [low, high], got [0]."),
        ({"range": "0,8"}, "'range' must be [low, high], got '0,8'."),
        ({"date": "spring"}, "'date' must be a year, a month or a day"),
        ({"unit": '""'}, "'unit' must be a text that is not empty"),
        ({"source": "2017"}, "'source' must be a text that is not empty, got 2017."),
        ({"status": "laky"}, "'laky' is not allowed; allowed: laki, esitys, tilasto, tutkimus, arvio, oletus. "
                             "Did you mean 'laki'?"),
        ({"kind": "levr"}, "'levr' is not allowed; allowed: lever, uncertainty. Did you mean 'lever'?"),
        ({"text": "{fi: a, en: c}"}, "ryhma.toinen.text.sv: 'sv' is missing."),
        ({"text": "{fi: a, sv: b, en: ''}"}, "'en' must be a text that is not empty"),
        ({"soruce": "x"}, "unknown field 'soruce'; allowed: value, unit,"),
    ],
)  # fmt: skip
def test_faults_in_plain_words(tmp_path, kentat, sanat):
    (vika,) = viat(tmp_path, ryhma=entry(**kentat))
    assert sanat in vika
    assert "ryhma.yaml:" in vika
    assert "ryhma.toinen" in vika


def test_a_misspelt_field_gets_a_suggestion_and_its_own_line(tmp_path):
    (vika,) = viat(tmp_path, ryhma=entry(soruce="x"))
    assert "ryhma.yaml:12: " in vika
    assert "Did you mean 'source'?" in vika


def test_all_faults_of_all_files_at_once(tmp_path):
    luettelo = viat(
        tmp_path,
        ryhma=entry("ryhma.a", value="0,8") + entry("ryhma.b", unit=None, kind="x"),
        toinen=entry("toinen.c", value="9"),
        rikki="toinen.d:\n  value: [1\n",
        muu=entry("vieras.avain") + entry("muu.Iso"),
    )
    assert len(luettelo) == 7
    paikat = [vika.partition("yaml:")[2].partition(":")[0] for vika in luettelo]
    assert all(paikka.isdigit() for paikka in paikat)
    assert any("not readable as YAML" in vika and "rikki.yaml:3" in vika for vika in luettelo)
    assert any("vieras.avain: belongs to the file vieras.yaml." in vika for vika in luettelo)
    assert any("muu.Iso: a key is <group>.<name>" in vika for vika in luettelo)


def test_a_key_or_field_given_twice(tmp_path):
    (vika,) = viat(tmp_path, ryhma=HYVA + HYVA)
    assert "ryhma.yaml:13: ryhma.osuus: given twice; first at " in vika
    (vika,) = viat(tmp_path, ryhma=HYVA + "  unit: toinen\n")
    assert "ryhma.yaml:12: ryhma.osuus: field 'unit' is given twice; first on line 4." in vika


@pytest.mark.parametrize(
    ("teksti", "sanat"),
    [("- 1\n- 2\n", "must be a table of parameters"), ("ryhma.a: 5\n", "needs a table of fields: value, unit")],
)
def test_wrong_shapes(tmp_path, teksti, sanat):
    (vika,) = viat(tmp_path, ryhma=teksti)
    assert sanat in vika


def test_an_empty_folder_is_no_tree(tmp_path):
    with pytest.raises(ViallinenSyote, match="no parameter files"):
        parametrit.lue(tmp_path)


@pytest.mark.parametrize(
    ("avain", "teksti", "arvo"),
    [
        ("ryhma.osuus", "0.9", 0.9),
        ("ryhma.osuus", " 1 ", 1.0),
        ("ryhma.kytkin", "false", False),
        ("ryhma.sana", "tarve", "tarve"),
        ("ryhma.sana", '"tarve"', "tarve"),
        ("ryhma.lista", "[0.5, 1]", (0.5, 1.0)),
    ],
)
def test_values_of_the_command_line(puu, avain, teksti, arvo):
    assert puu.parse(avain, teksti) == arvo


@pytest.mark.parametrize(
    ("avain", "teksti", "sanat"),
    [
        (
            "ryhma.osus",
            "0.9",
            "ryhma.osus: no such parameter (`sote parameters` lists them). Did you mean 'ryhma.osuus'?",
        ),
        ("osuus", "0.9", "Did you mean 'ryhma.osuus'?"),
        ("ryhma.osuus", "0,9", "decimal comma in '0,9': use a decimal point, 0.9. Allowed: 0.667 ... 1 osuus."),
        ("ryhma.osuus", "1.8", "1.8 is out of range. Allowed: 0.667 ... 1 osuus."),
        ("ryhma.osuus", "paljon", 'must be a number, got "paljon". Allowed: 0.667 ... 1 osuus.'),
        ("ryhma.osuus", "true", "must be a number, got true."),
        ("ryhma.osuus", "nan", "'value' must be a number"),
        (
            "ryhma.osuus",
            "[0, 8]",
            "must be a number, got the list [0, 8]. Allowed: 0.667 ... 1 osuus. Did you mean '0.8'?",
        ),
        ("ryhma.kytkin", "1", "must be true or false, got 1. Allowed: true | false."),
        ("ryhma.sana", "tarvet", "'tarvet' is not one of the choices. Allowed: tasa | tarve. Did you mean 'tarve'?"),
        ("ryhma.lista", "3", "must be a list of 2 numbers, got 3."),
        ("ryhma.lista", "[1, 2, 3]", "must be a list of 2 numbers, got [1, 2, 3]."),
        ("ryhma.lista", "[1, x]", "must be a list of 2 numbers"),
    ],
)
def test_bad_values_of_the_command_line(puu, avain, teksti, sanat):
    with pytest.raises(ViallinenSyote) as virhe:
        puu.parse(avain, teksti)
    assert sanat in str(virhe.value)
