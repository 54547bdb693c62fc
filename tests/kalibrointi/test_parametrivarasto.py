"""The kept parameter tree: the same tree to the letter, made anew when anything is not as it was."""

import shutil

import pytest

from kalibrointi import parametrit, parametrivarasto
from tests.kalibrointi.test_parametrit import HYVA, entry, kirjoita


@pytest.fixture
def valimuisti(tmp_path, monkeypatch):
    monkeypatch.setenv("SOTEMALLI_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "parametrit"


@pytest.fixture
def luettu(monkeypatch):
    """How many times files were parsed."""
    kerrat, oikea = [], parametrit.lue
    monkeypatch.setattr(parametrit, "lue", lambda kansio: kerrat.append(kansio) or oikea(kansio))
    return kerrat


def samat(a, b):
    assert list(a.items()) == list(b.items())  # values, texts and private parts
    assert [(p.where, type(p.value)) for p in a.values()] == [(p.where, type(p.value)) for p in b.values()]
    assert a.fingerprint == b.fingerprint


def test_kept_tree_is_the_tree(valimuisti, luettu):
    puu = parametrivarasto.lue(parametrit.KANSIO)
    assert len(luettu) == 1
    samat(parametrivarasto.lue(parametrit.KANSIO), puu)
    assert len(luettu) == 1
    assert [polku.suffix for polku in valimuisti.iterdir()] == [".json"]


def test_torn_file_is_made_anew(valimuisti, luettu):
    puu = parametrivarasto.lue(parametrit.KANSIO)
    (polku,) = valimuisti.iterdir()
    ehja = polku.read_bytes()
    for rikki in (b"", ehja[: len(ehja) // 2], ehja.replace(b"0.8", b"0.9", 1), b"\xff" * 40):
        polku.write_bytes(rikki)
        kerrat = len(luettu)
        samat(parametrivarasto.lue(parametrit.KANSIO), puu)
        assert len(luettu) == kerrat + 1
        assert polku.read_bytes() == ehja


def test_no_folder_to_write_in_is_harmless(tmp_path, monkeypatch, luettu):
    (tmp_path / "tiedosto").write_text("a file where the cache folder should be")
    monkeypatch.setenv("SOTEMALLI_CACHE", str(tmp_path / "tiedosto"))
    for kerta in (1, 2):
        assert len(parametrivarasto.lue(parametrit.KANSIO)) > 400
        assert len(luettu) == kerta


def test_edited_file_is_read_and_its_faults_told_each_time(valimuisti, tmp_path):
    kansio = tmp_path / "p"
    kansio.mkdir()
    kirjoita(kansio, ryhma=HYVA)
    assert parametrivarasto.lue(kansio)["ryhma.osuus"].value == 0.8
    kirjoita(kansio, ryhma=HYVA.replace("value: 0.8", "value: 0.9"))
    assert parametrivarasto.lue(kansio)["ryhma.osuus"].value == 0.9
    kirjoita(kansio, ryhma=HYVA + entry(value="3"))
    for _ in (1, 2):
        with pytest.raises(parametrit.ViallinenSyote, match=r"ryhma\.yaml:13: ryhma\.toinen: 3 is out of range"):
            parametrivarasto.lue(kansio)


def test_other_place_same_files_same_tree_under_its_own_names(valimuisti, tmp_path, luettu):
    shutil.copytree(parametrit.KANSIO, tmp_path / "toinen")
    parametrivarasto.lue(parametrit.KANSIO)
    puu = parametrivarasto.lue(tmp_path / "toinen")
    assert len(luettu) == 1
    assert puu["kapitaatio.kiintea_osuus"].where.startswith(str(tmp_path / "toinen"))


def test_few_are_kept(valimuisti, tmp_path):
    (tmp_path / "p").mkdir()
    for n in range(parametrivarasto.PIDETAAN + 3):
        parametrivarasto.lue(kirjoita(tmp_path / "p", ryhma=HYVA.replace("0.8", f"0.8{n:02d}")))
    assert len(list(valimuisti.iterdir())) == parametrivarasto.PIDETAAN
