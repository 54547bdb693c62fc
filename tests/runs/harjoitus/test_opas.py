"""The facilitator's kit: its steps, pressed in order, are a whole session; the preset's times; three languages."""

import io
import json
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

from runs.cli import app
from runs.harjoitus import esiasetus, kalvot, opas
from runs.harjoitus.istunto import Istunto
from runs.harjoitus.komennot import OHJAAJA, Tekija
from runs.harjoitus.peli import Askelkello
from visualisointi.harjoitussanat import KIELET, sana

LYHYT = Path(__file__).with_name("lyhyt.toml")
PAPERIT = ("opas", "roolikortit", "lomake", "kysely", "lukemisto")


@pytest.mark.sekunteja
def test_the_guide_pressed_step_by_step_is_a_whole_session(tmp_path):
    """Literally: in each step the room must be in the step's phase; the button it names is pressed; nothing else."""
    (tmp_path / "oma.toml").write_text(
        LYHYT.read_text().replace("rounds = 3", "rounds = 1").replace("round = 2", "round = 1")
    )
    e = esiasetus.lue(tmp_path / "oma.toml")
    i = Istunto.avaa(tmp_path / "h.sqlite", e, 0.001, nyt=Askelkello())
    for askel in opas.askeleet(e):
        if askel.vaihe == "tauko":
            continue
        i.sijaiset_toimivat()  # nobody came: every role is the model's
        h = i.huone
        if askel.vaihe == "laskenta":
            assert (h.vaihe, askel.nappi) == ("laskenta", "")
            assert i.laske()
            continue
        assert (h.vaihe, h.osa, h.kierros) == (askel.vaihe, askel.osa, askel.kierros)
        if askel.nappi:
            i.komento(Tekija(OHJAAJA), {"laji": "seuraava", "vaiheesta": h.vaihe})
    assert i.huone.vaihe == "paattynyt"
    assert len(i.huone.kierrokset) == 2
    i.sulje()


@pytest.mark.parametrize("nimi", esiasetus.luettelo())
def test_times_are_the_presets(nimi):
    e = esiasetus.lue(nimi)
    askeleet = opas.askeleet(e)
    assert [(a.paiva, a.alkaa) for a in askeleet] == sorted((a.paiva, a.alkaa) for a in askeleet)
    kierroksia, tauot = sum(o.rounds for o in e.part), sum(t.minutes for t in e.pause)
    assert opas.kesto(e) == pytest.approx(opas.ALKU_MIN + opas.PURKU_MIN + kierroksia * sum(e.minutes.values()) + tauot)
    if nimi == "virement-90":
        assert opas.kesto(e) <= 90


@pytest.mark.parametrize(("nimi", "paivia"), [("yksi-paiva", 1), ("kaksi-mallia", 2)])
def test_a_day_is_a_day_and_two_days_are_two(nimi, paivia):
    """Times of a day begin anew; no day is longer than seven hours and a half; everybody eats."""
    askeleet = opas.askeleet(esiasetus.lue(nimi))
    assert [a.paiva for a in askeleet] == sorted(a.paiva for a in askeleet)
    assert {a.paiva for a in askeleet} == set(range(1, paivia + 1))
    for paiva in range(1, paivia + 1):
        omat = [a for a in askeleet if a.paiva == paiva]
        assert omat[0].alkaa == 0.0
        assert all(b.alkaa == pytest.approx(a.alkaa + a.kestaa) for a, b in pairwise(omat))
        assert 300 <= omat[-1].alkaa + omat[-1].kestaa <= 450
        assert sum(a.vaihe == "lounas" for a in omat) == 1
    assert sum(a.vaihe == "yo" for a in askeleet) == paivia - 1


@pytest.mark.parametrize("kieli", KIELET)
def test_slides_and_guide_are_made_of_the_same_texts(kieli):
    e = esiasetus.lue("kaksi-mallia")
    diat = kalvot.kalvot(e, kieli)
    otsikot = [d.otsikko for d in diat]
    assert otsikot.count(sana("kierros_vuosi", kieli, n=2, vuosi=2022)) == len(e.part)
    assert otsikot.count(sana("k_kalvo_tapahtuma", kieli)) == len(e.part)
    assert len({d.kohdat for d in diat if sana("osa", kieli, n=3, malli=sana("rm_virement", kieli)) in d.kohdat}) == 1
    assert all(d.kohdat and all(d.kohdat) for d in diat)
    sano = " ".join(r[2] for lohko in opas.opas(e, kieli) if lohko[0] == "taulu" for r in lohko[2])
    assert [d for d in diat if d.puhe and d.puhe in sano]
    tapahtuma = next(d for d in diat if d.otsikko == sana("k_kalvo_tapahtuma", kieli))
    assert tapahtuma.kohdat[0].partition(". ")[2] in sano
    pptx = pytest.importorskip("pptx")
    muodot = dict(kalvot.muodot(e, kieli, "alatunniste"))
    esitys = pptx.Presentation(io.BytesIO(muodot["pptx"]))
    assert [d.shapes.title.text_frame.text for d in esitys.slides] == otsikot
    assert esitys.slides[5].notes_slide.notes_text_frame.text == sana("k_sano_odotus", kieli)
    assert muodot["html"].decode().count('class="dia"') == len(diat)


@pytest.mark.parametrize("kieli", ["fi", *(pytest.param(k, marks=pytest.mark.sekunteja) for k in ("sv", "en"))])
def test_the_kit_in_three_languages(tmp_path, kieli):
    tulos = CliRunner().invoke(
        app, ["exercise", "kit", "virement-90", "--out", str(tmp_path / "k"), "--lang", kieli, "--json"]
    )
    assert tulos.exit_code == 0, tulos.output
    tiedostot = json.loads(tulos.stdout)["result"]["files"]
    assert {t.partition(".")[0] for t in tiedostot} == {*PAPERIT, "kalvot"}
    sivu = (tmp_path / "k" / "opas.html").read_text()
    for avain in ("k_ennen", "u_aloita", "u_lukitse", "u_laske", "k_sano_pohdinta", "k_purku"):
        assert sana(avain, kieli) in sivu.replace("&#x27;", "'")
    assert "None" not in sivu
