"""The table of service lines."""

import pytest

from kalibrointi.palvelupaketit import TIEDOSTO, lue


def test_lines_sum_to_the_facts():
    p = lue()
    eur = {k: sum(r.eur_asukas for r in p.rivit_paketissa(k)) for k in p.paketit}
    assert (eur["sote"], eur["suu"]) == (220, 80)  # C13
    assert sum(eur[k] for k in ("esh", "paivystys", "miepa", "lnpsyk")) == 1200
    assert sum(eur[k] for k in ("lapset", "ikaantyneet", "vammais", "aikuissos", "kuntoutus")) == 1500
    assert len(p.paketit) == 11


def test_every_line_is_whole():
    p = lue()
    koodit = {r.koodi for r in p.rivit}
    assert len(koodit) == len(p.rivit)
    for r in p.rivit:
        assert set(r.nimi) == {"fi", "sv", "en"}
        assert all(r.nimi.values())
        assert r.profiili.shape == (111,)
        assert r.profiili.min() >= 0 < r.profiili.max()
        assert r.hoitamatta in koodit
        assert (r.vaihtuvuus > 0) == r.on_tila
        assert r.hinta > 0
        assert 0 <= r.rho <= 1
    with pytest.raises(KeyError, match="lines: sote"):
        p["hammas"]


def test_a_bad_cell_is_named(tmp_path):
    rivit = TIEDOSTO.read_text(encoding="utf-8").splitlines()
    huono = tmp_path / "palvelupaketit.csv"
    huono.write_text("\n".join([rivit[0], rivit[1].replace(",220,", ',"2,20",')]), encoding="utf-8")
    with pytest.raises(ValueError, match=r"palvelupaketit.csv, line 2, column eur_asukas: '2,20' is not a number"):
        lue(huono)
