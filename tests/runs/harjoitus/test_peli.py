"""Whole sessions by stand-ins: every preset ends with valid agreements; the same log each time; replay bit for bit."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agentit.neuvottelu import Asia, Asialista
from agentit.sopimus import Kumppanuussopimus
from kalibrointi.viat import ViallinenSyote
from runs import skenaariot, sopimustiedosto
from runs.cli import app
from runs.harjoitus import esiasetus, peli, saanto, vienti
from runs.harjoitus.loki import Loki
from runs.harjoitus.vuodet import Vuosikone
from tests.runs.harjoitus.conftest import jatka_lokia

OTOS = 0.001
LYHYT = Path(__file__).with_name("lyhyt.toml")


@pytest.fixture(
    scope="module", params=["lyhyt", *(pytest.param(n, marks=pytest.mark.hidas) for n in esiasetus.luettelo())]
)
def pelattu(request, tmp_path_factory):
    """(room, log) of a session played by stand-ins: the short one quickly, every preset that ships slowly."""
    if request.param == "lyhyt":
        istunto, polku = request.getfixturevalue("lyhyt")
        return istunto.huone, polku
    polku = tmp_path_factory.mktemp("peli") / "loki.sqlite"
    istunto = peli.pelaa(esiasetus.lue(request.param), polku, OTOS / 2)
    huone = istunto.huone
    istunto.sulje()
    return huone, polku


def test_every_preset_ends_with_valid_agreements(pelattu):
    h, _ = pelattu
    assert h.vaihe == "paattynyt"
    assert len(h.kierrokset) == sum(o.rounds for o in h.esiasetus.part)
    for k in h.kierrokset:
        lista = Asialista({n: Asia(*x) for n, x in k.tammikuu["asialista"].items()})
        kohdat = k.lukittu["kohdat"]
        katto = k.tammikuu["vara"] / (1 + kohdat["kannustin"]) / k.tammikuu["viimeraha"]
        assert lista.virheet(kohdat, katto) == []
        assert 1 <= len(k.tarjoukset) <= h.esiasetus.offers
        assert k.lukittu["synty"] in ("neuvottelu", "ei_sopua")
        sopimukset = [Kumppanuussopimus.from_dict(s) for s in k.tulos["sopimukset"]]
        assert [s.vuosi for s in sopimukset] == k.tulos["vuodet"]
        assert sopimukset[0].virement == kohdat["virement"]
        assert set(k.arviot) == set(h.esiasetus.roles)


def test_a_delayed_law_comes_a_year_later_and_brings_its_terms_to_the_table(pelattu):
    h, _ = pelattu
    if h.esiasetus.name == "valinnanvapaus":
        assert [k.tammikuu["valinta"] for k in h.kierrokset] == [False, False, True]
        assert ["kapitaatio" in k.tammikuu["asialista"] for k in h.kierrokset] == [False, False, True]


def test_events_and_financing_models_share_the_luck_of_all_parts(pelattu):
    h, _ = pelattu
    alut = [k.tammikuu for k in h.kierrokset if k.numero == 1]
    assert all(t["jarjestaja"] == alut[0]["jarjestaja"] and t["liikelaitos"] == alut[0]["liikelaitos"] for t in alut)
    for k in h.kierrokset:
        assert k.kortit == h.esiasetus.kortit(k.numero)


@pytest.mark.hidas
def test_a_replay_of_every_preset_is_bit_identical(pelattu):
    _, toisto = peli.toista(pelattu[1])
    assert toisto.erot == []


@pytest.mark.hidas
def test_the_deals_of_every_preset_as_rules_run_to_the_same_bits(pelattu, tmp_path):
    """Other regions, two years a round, a delayed law, levers: what the session lived, `sote run` lives again."""
    h, _ = pelattu
    for osa in range(len(h.esiasetus.part)):
        kansio = tmp_path / f"osa{osa}"
        saanto.kirjoita_kansio(h, osa, kansio)
        s = skenaariot.lue(kansio / f"{saanto.nimi(h.esiasetus, osa)}.toml")
        malli, _ = sopimustiedosto.ela(s, h.otos, h.seed, kansio / sopimustiedosto.NIMI)
        rivit = {(v, m): x for v, m, ryhma, x, _ in malli.mittarit.vuosirivit if ryhma == "kaikki"}
        for k in (k for k in h.kierrokset if k.osa == osa):
            for vuosi in k.tulos["vuodet"]:
                for mittari in ("odotus", "kustannus_asukas", "tyydyttamaton"):
                    assert rivit[vuosi, mittari] == k.tulos["rivit"][mittari][str(vuosi)], (osa, vuosi, mittari)


@pytest.mark.sekunteja
def test_a_replay_is_bit_identical(lyhyt):
    istunto, polku = lyhyt
    h = istunto.huone
    uusi, toisto = peli.toista(polku)
    assert toisto.erot == []
    assert toisto.laskentoja == 3 * len(h.kierrokset)
    assert toisto.lukuja > 300 * len(h.kierrokset)
    assert uusi.versio == h.versio
    assert uusi.kierrokset == h.kierrokset


def test_a_log_that_says_otherwise_is_found(lyhyt, tmp_path):
    def vaaristaa(t):
        if t["laji"] == "laskettu":
            t["tulos"]["rivit"]["odotus"]["2018"] *= 1 + 1e-12
        return t

    _, toisto = peli.toista(jatka_lokia(lyhyt[1], tmp_path / "vaara.sqlite", vaaristaa))
    assert len(toisto.erot) == 1
    assert "odotus" in toisto.erot[0]


def test_a_card_moves_what_it_says_and_only_in_its_year(lyhyt):
    h = lyhyt[0].huone
    k = h.kierrokset[1]
    ilman = Vuosikone(h.esiasetus, h.otos, h.seed).tammikuu(0, h.polku(0)[:1], (), ())["liikelaitos"]["tarve"]
    suhteet = {p: x / ilman[p] for p, x in k.tammikuu["liikelaitos"]["tarve"].items() if ilman[p]}
    assert 1.05 < suhteet.pop("lapset") < 1.16
    assert set(suhteet.values()) == {1.0}
    assert ["tapahtuma.lastensuojelu", 1.15] in [m[1:] for m in h.kierrokset[1].lukittu["muutokset"] if m[0] == 2019]
    assert ["tapahtuma.lastensuojelu", 1.0] in [m[1:] for m in h.kierrokset[2].lukittu["muutokset"] if m[0] == 2020]


def test_the_export_tells_nobody(lyhyt):
    istunto, polku = lyhyt
    h = istunto.huone
    rivit = vienti.vie(polku)
    teksti = json.dumps(rivit)
    assert len(rivit) == h.versio
    for sana in (h.koodi, '"avain"', '"nimi"', '"teksti"', '"perustelu"', '"tunnus"'):
        assert sana not in teksti.replace(json.dumps(h.esiasetus.model_dump(mode="json")), "")


# the command ---------------------------------------------------------------------------------------------------------
def aja(*sanat):
    return CliRunner().invoke(app, ["exercise", *sanat])


@pytest.mark.hidas
def test_presets_play_replay_export(lyhyt, alku, tmp_path):
    tulos = aja("presets", "--json")
    assert tulos.exit_code == 0
    assert [e["name"] for e in json.loads(tulos.stdout)["result"]] == esiasetus.luettelo()
    loki = tmp_path / "loki.sqlite"
    tulos = aja("play", str(LYHYT), "--otos", str(OTOS), "--out", str(loki), "--json")
    assert tulos.exit_code == 0, tulos.output
    vastaus = json.loads(tulos.stdout)["result"]
    assert [r["financing"] for r in vastaus["rounds"]] == ["kertabudjetti"] * 3 + ["virement"]
    assert [r["agreement"]["virement"] for r in vastaus["rounds"]][:3] == [1.0, 1.0, 1.0]
    assert {s["rooli"] for s in vastaus["scores"]} == {"jarjestaja", "liikelaitos", "kunta", "asiakasraati"}
    tulos = aja("play", str(LYHYT), "--otos", str(OTOS), "--out", str(loki))
    assert tulos.exit_code == 2
    assert "never written over" in tulos.output
    assert Loki(lyhyt[1]).rivit() == Loki(loki).rivit()  # the same arguments, the same log
    tulos = aja("replay", str(alku), "--json")
    assert tulos.exit_code == 0, tulos.output
    assert json.loads(tulos.stdout)["result"]["same"] is True
    tulos = aja("export", str(loki), "--out", str(tmp_path / "vienti.csv"))
    assert tulos.exit_code == 0
    assert (tmp_path / "vienti.csv").read_text().startswith("nro,s,laji,rooli,tiedot")


@pytest.mark.parametrize(
    ("vanha", "uusi", "sanat"),
    [
        ('financing = "kertabudjetti"', 'financing = "kertabutjetti"', "Did you mean 'kertabudjetti'?"),
        ('"lnpsyk"', '"lnpsy"', "Did you mean 'lnpsyk'?"),
        ('card = "lastensuojelu"', 'card = "lastensuojelut"', "Did you mean 'lastensuojelu'?"),
        ("round = 2", "round = 3", "never played"),
        ('"liikelaitos", ', "", "must be in play"),
        ("first_year = 2021", "first_year = 2020", "nobody could sign"),
        ("rounds = 2", "rounds = 0", "greater than or equal to 1"),
        ('scenario = "uusimaa-liikelaitos-2021"', 'scenario = "uusimaa-25-organisaatiota"', "nobody could sign"),
        ("forecast =", "ennuste =", "unknown field 'ennuste'"),
        ("pohdinta = 20", "tauko = 20", "'pohdinta' is missing"),
    ],
)
def test_a_faulty_preset_is_told_in_plain_words(tmp_path, vanha, uusi, sanat):
    teksti = (esiasetus.KANSIO / "kaksi-mallia.toml").read_text()
    assert vanha in teksti
    tiedosto = tmp_path / "oma.toml"
    tiedosto.write_text(teksti.replace(vanha, uusi))
    with pytest.raises(ViallinenSyote) as virhe:
        esiasetus.lue(tiedosto)
    assert sanat in str(virhe.value)
    tulos = aja("play", str(tiedosto))
    assert tulos.exit_code == 2
    assert "Traceback" not in tulos.output


def test_a_facilitator_changes_a_preset_or_is_told_why_not():
    e = esiasetus.lue("kaksi-mallia")
    assert esiasetus.muuta(e, {}) == e
    uusi = esiasetus.muuta(
        e,
        {
            "region": "pirkanmaa", "services": ["lapset"], "rounds": 1, "years_per_round": 2, "offers": 4,
            "roles": ["jarjestaja", "liikelaitos", "kunta"], "event": [{"round": 1, "card": "epidemia"}],
        },
    )  # fmt: skip
    assert (uusi.region, uusi.services, uusi.years_per_round, uusi.kierroksia) == ("pirkanmaa", ("lapset",), 2, 1)
    assert (uusi.kortit(1), uusi.viimeinen_vuosi) == (("epidemia",), 2022)
    assert {t.after for t in uusi.pause} == {1, 2}  # three rounds in all now
    assert "kaksi-mallia" in uusi.text.fi
    for muutos, sanat in (
        ({"rounds": 8, "years_per_round": 4}, "the model ends in 2030"),
        ({"rounds": 1}, "never played"),  # the preset's own event comes in the second
        ({"roles": ["liikelaitos"]}, "must be in play"),
        ({"services": []}, "no service"),
        ({"region": "lappi"}, "lappi"),
        ({"seed": 1}, "cannot be changed"),
        ({"rounds": "x"}, "rounds"),
    ):
        with pytest.raises(ViallinenSyote) as virhe:
            esiasetus.muuta(e, muutos)
        assert sanat in str(virhe.value)


def test_a_damaged_log_is_named(tmp_path):
    polku = tmp_path / "x.sqlite"
    assert aja("replay", str(polku)).exit_code == 2
    polku.write_bytes(b"not a database at all, but long enough to be read as one" * 40)
    tulos = aja("replay", str(polku))
    assert tulos.exit_code == 2
    assert "not a log of an exercise" in tulos.output
