"""The facilitator's kit: its steps, pressed in order, are a whole session; the preset's times; three languages."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from runs.cli import app
from runs.harjoitus import esiasetus, opas
from runs.harjoitus.istunto import Istunto
from runs.harjoitus.komennot import OHJAAJA, Tekija
from runs.harjoitus.peli import Askelkello
from visualisointi.harjoitussanat import KIELET, sana

LYHYT = Path(__file__).with_name("lyhyt.toml")


def test_the_guide_pressed_step_by_step_is_a_whole_session(tmp_path):
    """Literally: in each step the room must be in the step's phase; the button it names is pressed; nothing else."""
    (tmp_path / "oma.toml").write_text(
        LYHYT.read_text().replace("rounds = 3", "rounds = 1").replace("round = 2", "round = 1")
    )
    e = esiasetus.lue(tmp_path / "oma.toml")
    i = Istunto.avaa(tmp_path / "h.sqlite", e, 0.001, nyt=Askelkello())
    for askel in opas.askeleet(e):
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
    assert [a.alkaa for a in askeleet] == sorted(a.alkaa for a in askeleet)
    kierroksia = sum(o.rounds for o in e.part)
    assert opas.kesto(e) == pytest.approx(opas.ALKU_MIN + opas.PURKU_MIN + kierroksia * sum(e.minutes.values()))
    if nimi == "virement-90":
        assert opas.kesto(e) <= 90


@pytest.mark.parametrize("kieli", KIELET)
def test_the_kit_in_three_languages(tmp_path, kieli):
    tulos = CliRunner().invoke(
        app, ["exercise", "kit", "virement-90", "--out", str(tmp_path / "k"), "--lang", kieli, "--json"]
    )
    assert tulos.exit_code == 0, tulos.output
    tiedostot = json.loads(tulos.stdout)["result"]["files"]
    assert {t.partition(".")[0] for t in tiedostot} == {"opas", "roolikortit", "lomake", "kysely"}
    sivu = (tmp_path / "k" / "opas.html").read_text()
    for avain in ("k_ennen", "u_aloita", "u_lukitse", "u_laske", "k_sano_pohdinta", "k_purku"):
        assert sana(avain, kieli) in sivu.replace("&#x27;", "'")
    assert "None" not in sivu
