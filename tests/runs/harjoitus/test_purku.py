"""The debrief: other worlds on the same luck, the deal as a rule that runs to the same numbers, documents."""

import io
import json
import zipfile

import pytest
from typer.testing import CliRunner

from runs import ajo, skenaariot, sopimustiedosto
from runs.cli import app
from runs.harjoitus import asiakirjat, purku, saanto
from runs.harjoitus.vuodet import Vuosikone
from visualisointi.harjoitussanat import KIELET, SANAT


@pytest.fixture(scope="module")
def purettu(lyhyt):
    istunto, _ = lyhyt
    return purku.pura(istunto.huone, kone=istunto.kone)


@pytest.mark.sekunteja
def test_the_deal_as_a_rule_runs_to_the_same_bits(lyhyt, tmp_path):
    istunto, _ = lyhyt
    h = istunto.huone
    for osa in (0, 1):
        saanto.kirjoita_kansio(h, osa, tmp_path / f"osa{osa}")
        s = skenaariot.lue(tmp_path / f"osa{osa}" / f"{saanto.nimi(h.esiasetus, osa)}.toml")
        malli, _ = sopimustiedosto.ela(s, h.otos, h.seed, tmp_path / f"osa{osa}" / sopimustiedosto.NIMI)
        oma = istunto.kone.malli(h.polku(osa))
        a, b = malli.results(), oma.results()
        assert len(a) == len(b) > 500
        assert a.equals(b)
        if osa == 0:
            assert malli.ohjelma.fingerprint == oma.ohjelma.fingerprint


def test_the_command_writes_the_rule_and_sote_run_lives_it(lyhyt, tmp_path):
    _, polku = lyhyt
    tulos = CliRunner().invoke(app, ["exercise", "rule", str(polku), "--out", str(tmp_path / "s"), "--json"])
    assert tulos.exit_code == 0, tulos.output
    komento = json.loads(tulos.stdout)["result"]["command"]
    tulos = CliRunner().invoke(app, [*komento[1:], "--out", str(tmp_path / "ajo")])
    assert tulos.exit_code == 0, tulos.output
    vuodet = ajo.lue_vuodet(tmp_path / "ajo")
    odotus = vuodet[(vuodet.mittari == "odotus") & (vuodet.ryhma == "kaikki") & (vuodet.vuosi == 2020)].arvo.item()
    istunto = lyhyt[0]
    assert odotus == istunto.huone.kierrokset[2].tulos["rivit"]["odotus"]["2020"]
    tulos = CliRunner().invoke(app, ["exercise", "rule", str(polku), "--part", "9"])
    assert tulos.exit_code == 2
    assert "no part 9" in tulos.output


def test_a_world_that_differs_in_nothing_differs_by_nothing(lyhyt):
    """The nulls: the part's own financing model, and a kept contract that is the one agreed."""
    istunto, _ = lyhyt
    h, kone = istunto.huone, istunto.kone
    assert purku.toisin(h, 0, "kertabudjetti") == h.polku(0)
    erot = purku._erot([kone], h.polku(0), purku.toisin(h, 0, "kertabudjetti"), ("odotus",), h.kierrokset[2])
    assert [e.ero for e in erot] == [0.0]


@pytest.mark.hidas
def test_other_worlds_differ_by_the_agreement_only(lyhyt, purettu):
    istunto, _ = lyhyt
    h = istunto.huone
    assert len(purettu.kierrokset) == len(h.kierrokset)
    assert {(o, m) for o, m, _ in purettu.mallit} == {
        (0, "virement"), (0, "palvelukokonaisuuksittain"), (1, "kertabudjetti"), (1, "palvelukokonaisuuksittain"),
    }  # fmt: skip
    for k, erot in purettu.kierrokset:
        vuosi = str(k.tulos["vuodet"][-1])
        odotus = next(e for e in erot if e.mittari == "odotus")
        assert odotus.elettiin == k.tulos["rivit"]["odotus"][vuosi]
        assert odotus.ero == odotus.elettiin - odotus.muuten
        assert (odotus.ala, odotus.yla, odotus.pareja) == (None, None, 1)
        assert next(e for e in erot if e.mittari == "vaesto").ero == pytest.approx(0.0, abs=5000)
    ryhmat = {e.ryhma.split("_")[0] for _, erot in purettu.ketka for e in erot}
    assert ryhmat == {"viidennes", "kunta"}
    pohja = purku.sopimatta(h, 0)
    assert {dict(p.kohdat)["raha"] for p in pohja} == {1.0}
    assert [p.muutokset for p in pohja] == [p.muutokset for p in h.polku(0)]


@pytest.mark.hidas
def test_several_lucks_give_an_interval(lyhyt):
    h = lyhyt[0].huone
    p = purku.pura(h, 3)
    e = next(e for e in p.kierrokset[0][1] if e.mittari == "odotus")
    assert e.ala < e.ero < e.yla
    assert e.pareja == 3
    omat = [Vuosikone(h.esiasetus, h.otos, h.seed + i).tulos(h.polku(0)[:1], ("odotus",)) for i in range(3)]
    assert len({t["rivit"]["odotus"]["2018"] for t in omat}) == 3


@pytest.mark.hidas
@pytest.mark.parametrize("kieli", KIELET)
def test_documents_in_three_languages(purettu, tmp_path, kieli):
    docx = pytest.importorskip("docx")
    nimet = asiakirjat.kirjoita_kaikki(purettu, tmp_path / "ulos", kieli)
    pdf = {"pdf"} if asiakirjat.tulostin() else set()
    assert {n.partition(".")[2] for n in nimet} == {"html", "docx"} | pdf
    assert sorted({n.partition(".")[0] for n in nimet}) == [
        "poytakirja",
        "purku",
        "sopimusluonnos-1",
        "sopimusluonnos-2",
    ]
    for nimi in nimet:
        tavut = (tmp_path / "ulos" / nimi).read_bytes()
        if nimi.endswith("docx"):
            assert zipfile.ZipFile(io.BytesIO(tavut)).testzip() is None
            d = docx.Document(io.BytesIO(tavut))
            assert d.core_properties.language == {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}[kieli]
            assert all(t.rows for t in d.tables)
        elif nimi.endswith("pdf"):
            assert tavut.startswith(b"%PDF-")
            assert len(tavut) > 10_000
        else:
            assert b"http://" not in tavut.replace(b"http://www.w3.org", b"")
            assert b"None" not in tavut
    sopimus = docx.Document(tmp_path / "ulos" / "sopimusluonnos-1.docx")
    k = purettu.huone.kierrokset[2]
    raha = asiakirjat.kohdan_arvo("raha", k.lukittu["kohdat"]["raha"], k.tammikuu["viimeraha"], kieli)
    assert raha in [c.text for t in sopimus.tables for r in t.rows for c in r.cells]


def test_every_word_is_said_in_three_languages():
    for avain, sanat in SANAT.items():
        assert tuple(sanat) == KIELET, avain
        assert all(sanat.values()), avain
        kentat = [sorted(osa.split("}")[0] for osa in s.split("{")[1:]) for s in sanat.values()]
        assert kentat[0] == kentat[1] == kentat[2], avain
        if len(sanat["fi"]) > 14:
            assert len(set(sanat.values())) == 3, avain


@pytest.mark.hidas
def test_the_command_debriefs(alku):
    polku = alku
    tulos = CliRunner().invoke(app, ["exercise", "debrief", str(polku), "--json"])
    assert tulos.exit_code == 0, tulos.output
    vastaus = json.loads(tulos.stdout)["result"]
    assert len(vastaus["rounds"]) == 1
    assert {r["actor"] for r in vastaus["incentives"][0]["rows"]} >= {"jarjestaja", "liikelaitos"}
    tulos = CliRunner().invoke(app, ["exercise", "debrief", str(polku), "--lang", "no"])
    assert tulos.exit_code == 2
