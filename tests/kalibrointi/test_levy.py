"""Nothing half-written is ever left."""

import os

import pytest

from kalibrointi import levy
from kalibrointi.viat import ViallinenSyote


def test_a_file_is_replaced_in_one_step(tmp_path):
    polku = tmp_path / "uusi" / "a.bin"
    levy.kirjoita_syrjassa(polku, b"eka")
    levy.kirjoita_syrjassa(polku, b"toka")
    assert polku.read_bytes() == b"toka"
    assert os.listdir(polku.parent) == ["a.bin"]


def test_the_old_file_stays_when_the_new_one_cannot_be_written(tmp_path, monkeypatch):
    polku = tmp_path / "a.bin"
    levy.kirjoita_syrjassa(polku, b"eka")

    def taysi(kahva):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", taysi)
    with pytest.raises(ViallinenSyote, match="the disk is full"):
        levy.kirjoita_syrjassa(polku, b"toka")
    assert polku.read_bytes() == b"eka"
    assert os.listdir(tmp_path) == ["a.bin"]


def test_a_folder_appears_when_it_is_ready(tmp_path):
    kohde = tmp_path / "a" / "b"
    with levy.kansio_syrjassa(kohde) as kansio:
        (kansio / "x").write_text("1")
        assert not kohde.exists()
        assert kansio.parent == kohde.parent
    assert os.listdir(tmp_path / "a") == ["b"]
    assert (kohde / "x").read_text() == "1"


def test_folders_that_were_there_stay(tmp_path):
    (tmp_path / "a").mkdir()
    with pytest.raises(RuntimeError), levy.kansio_syrjassa(tmp_path / "a" / "b" / "c"):
        raise RuntimeError
    assert os.listdir(tmp_path) == ["a"]
    assert os.listdir(tmp_path / "a") == []


def test_two_that_want_the_same_name_do_not_mix(tmp_path):
    kohde = tmp_path / "a"

    def toinen_ehtii():
        with levy.kansio_syrjassa(kohde) as kansio:
            (kansio / "minun").write_text("")
            kohde.mkdir()
            (kohde / "toisen").write_text("")

    with pytest.raises(ViallinenSyote):
        toinen_ehtii()
    assert os.listdir(tmp_path) == ["a"]
    assert os.listdir(kohde) == ["toisen"]


def test_relative_places(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with levy.kansio_syrjassa("a/b") as kansio:
        (kansio / "x").write_text("")
    assert os.listdir("a/b") == ["x"]
