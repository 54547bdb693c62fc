"""A run is a folder: whole and sealed, or not there at all."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from kalibrointi import levy
from kalibrointi.viat import ViallinenSyote
from runs import ajo, alkupera
from runs.alkupera import JUURI
from tests.runs.koemalli import Koemalli, rakenna


def sisalto(kansio):
    """Everything under a folder, hidden files too."""
    return sorted(polku.relative_to(kansio).as_posix() for polku in Path(kansio).rglob("*"))


def test_a_run_folder_is_whole(lue, tmp_path):
    edennyt = []
    kansio = ajo.aja(
        lue("uudistus"),
        seed=3,
        out=tmp_path / "ajo",
        rakentaja=rakenna,
        progress=lambda *t: edennyt.append(t),
        komento=["x"],
    )
    assert sisalto(kansio) == ["SEAL", "kuukaudet.parquet", "manifest.json", "vuodet.parquet"]
    assert edennyt == [(kk, 24) for kk in range(1, 25)]
    vuodet = pd.read_parquet(kansio / "vuodet.parquet")
    assert list(vuodet.columns) == ["vuosi", "mittari", "ryhma", "arvo", "yksikko"]
    assert set(vuodet["vuosi"]) == {2017, 2018}
    assert len(pd.read_parquet(kansio / "kuukaudet.parquet")) == 24
    pd.testing.assert_frame_equal(vuodet, ajo.lue_vuodet(kansio))


def test_the_manifest_says_what_is_needed_to_run_again(lue, tmp_path):
    skenaario = lue("tarkennus", ["koe.muoto=tarve"])
    kansio = ajo.aja(skenaario, otos=0.5, seed=3, out=tmp_path / "ajo", rakentaja=rakenna, komento=["sote", "run"])
    m = json.loads((kansio / "manifest.json").read_text(encoding="utf-8"))
    assert (m["otos"], m["seed"], m["start"], m["end"], m["region"]) == (0.5, 3, "2017-01", "2018-12", "uusimaa")
    assert m["command"] == ["sote", "run"]
    assert m["scenario"]["chain"] == ["perusta", "uudistus", "tarkennus"]
    assert {(p["avain"], p["arvo"], p["alkaen"]) for p in m["scenario"]["provisions"]} == {
        ("koe.taso", 3.0, "2017-07"), ("koe.paalla", True, "2018-01"), ("koe.muoto", "tarve", ""),
    }  # fmt: skip
    assert m["hashes"]["programme"] == skenaario.ohjelma().fingerprint
    assert m["hashes"]["world"] == "koe"
    assert len(m["hashes"]["source"]) == len(m["hashes"]["facts"]) == 64
    assert set(m["packages"]) >= {"mesa", "numpy", "numba", "pandas", "pyarrow"}
    assert "unknown" not in m["packages"].values()
    assert all(len(summa) == 64 for summa in m["scenario"]["files"].values())
    assert {"python", "platform", "git", "created", "seconds", "sotemalli"} <= m.keys()


def test_same_seed_same_bytes(lue, tmp_path):
    a, b, c = (
        ajo.aja(lue("uudistus"), seed=seed, out=tmp_path / nimi, rakentaja=rakenna)
        for nimi, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    assert (a / "vuodet.parquet").read_bytes() == (b / "vuodet.parquet").read_bytes()
    assert (a / "vuodet.parquet").read_bytes() != (c / "vuodet.parquet").read_bytes()


def test_the_seal_tells_of_any_change(lue, tmp_path):
    kansio = ajo.aja(lue("perusta"), out=tmp_path / "ajo", rakentaja=rakenna)
    assert ajo.tarkista_sinetti(kansio) == []
    (kansio / "kuukaudet.parquet").unlink()
    with (kansio / "manifest.json").open("a") as tiedosto:
        tiedosto.write(" ")
    assert [str(vika).split(": ")[1] for vika in ajo.tarkista_sinetti(kansio)] == [
        "changed since the run was sealed.",
        "missing.",
    ]
    (kansio / "SEAL").write_text("{")
    assert "cannot be read" in str(ajo.tarkista_sinetti(kansio)[0])
    (kansio / "SEAL").unlink()
    assert "not a finished run" in str(ajo.tarkista_sinetti(kansio)[0])


def test_an_empty_folder_is_taken_and_a_full_one_is_not(lue, tmp_path):
    tyhja, taysi = tmp_path / "tyhja", tmp_path / "taysi"
    tyhja.mkdir()
    taysi.mkdir()
    (taysi / "muistio.txt").write_text("tärkeä", encoding="utf-8")
    assert ajo.aja(lue("perusta"), out=tyhja, rakentaja=rakenna) == tyhja
    with pytest.raises(ViallinenSyote, match="has something in it"):
        ajo.aja(lue("perusta"), out=taysi, rakentaja=rakenna)
    with pytest.raises(ViallinenSyote, match="there is a file of this name"):
        ajo.aja(lue("perusta"), out=taysi / "muistio.txt", rakentaja=rakenna)
    assert sisalto(taysi) == ["muistio.txt"]


def test_a_place_that_cannot_be_written_is_told_before_anything_is_run(lue, tmp_path):
    (tmp_path / "tiedosto").write_text("")
    with pytest.raises(ViallinenSyote, match="a part of the path is a file, not a folder: nothing was left behind"):
        ajo.aja(lue("perusta"), out=tmp_path / "tiedosto" / "ajo", rakentaja=lambda *_: pytest.fail("was run"))


@pytest.mark.parametrize(
    ("virhe", "sanat"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "the disk is read-only"),
        (errno.EDQUOT, "quota"),
        (errno.EIO, "error"),
    ],
)
@pytest.mark.parametrize("tiedosto", ["manifest.json", "kuukaudet.parquet", "SEAL"])
def test_a_full_disk_leaves_nothing(lue, tmp_path, monkeypatch, virhe, sanat, tiedosto):
    def kirjoita(polku, tavut):
        levy.kirjoita(polku, tavut[: len(tavut) // 2])
        if polku.name == tiedosto:
            raise OSError(virhe, os.strerror(virhe))

    monkeypatch.setattr(ajo, "kirjoita", kirjoita)
    with pytest.raises(ViallinenSyote) as viat:
        ajo.aja(lue("perusta"), out=tmp_path / "uusi" / "kansio" / "ajo", rakentaja=rakenna)
    assert sanat in str(viat.value)
    assert "nothing was left behind" in str(viat.value)
    assert sisalto(tmp_path) == ["skenaariot", *(f"skenaariot/{n}.toml" for n in ("perusta", "tarkennus", "uudistus"))]


class Keskeytyva(Koemalli):
    def run_for(self, kuukausia):
        super().run_for(kuukausia)
        if self.kk == 7:
            raise KeyboardInterrupt


def test_ctrl_c_leaves_nothing(lue, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        ajo.aja(
            lue("perusta"),
            out=tmp_path / "a" / "b",
            rakentaja=lambda s, otos, seed: Keskeytyva(s.ohjelma(), otos, seed),
        )
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("otos", [0, 2, -0.1, float("nan")])
def test_bad_sample(lue, tmp_path, otos):
    with pytest.raises(ViallinenSyote, match="otos"):
        ajo.aja(lue("perusta"), otos=otos, out=tmp_path / "ajo", rakentaja=rakenna)
    assert not (tmp_path / "ajo").exists()


@pytest.mark.parametrize("seed", [-1, 2**63, 1.5, True])
def test_bad_seed(lue, tmp_path, seed):
    with pytest.raises(ViallinenSyote, match="seed"):
        ajo.aja(lue("perusta"), seed=seed, out=tmp_path / "ajo", rakentaja=rakenna)


def test_default_folder_is_in_the_checkout_or_else_here(monkeypatch, tmp_path, lue):
    assert ajo.oletuskansio() == JUURI / "runs" / "tulokset"
    monkeypatch.setattr(ajo, "on_kehitysversio", lambda: False)
    monkeypatch.chdir(tmp_path)
    assert ajo.oletuskansio() == Path("sote-tulokset")
    kansio = ajo.aja(lue("perusta"), rakentaja=rakenna)
    assert kansio.parent == Path("sote-tulokset")
    assert "perusta" in kansio.name
    assert not ajo.tarkista_sinetti(kansio)


def test_a_checkout_is_known_by_its_own_pyproject(monkeypatch, tmp_path):
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "muu"\n')
    monkeypatch.setattr(alkupera, "JUURI", tmp_path)
    monkeypatch.setattr(alkupera, "_pyproject", alkupera._pyproject.__wrapped__)  # not the remembered one
    assert not alkupera.on_kehitysversio()
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "sotemalli"\n')
    assert alkupera.on_kehitysversio()
    (tmp_path / "pyproject.toml").unlink()
    assert not alkupera.on_kehitysversio()


def test_the_package_is_imported_from_a_folder_that_has_a_runs_folder(tmp_path):
    """A user's own results folder called `runs` does not hide the package."""
    (tmp_path / "runs" / "tulokset" / "ajo").mkdir(parents=True)
    (tmp_path / "runs" / "tulokset" / "ajo" / "SEAL").write_text("{}")
    ohjelma = "import runs, runs.ajo, runs.skenaariot as s; print(runs.ajo.oletuskansio()); s.lue('nykytila-2017')"
    tulos = subprocess.run(
        [sys.executable, "-c", ohjelma],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(JUURI)},
        capture_output=True,
        text=True,
    )
    assert tulos.returncode == 0, tulos.stderr
    assert Path(tulos.stdout.strip()) == JUURI / "runs" / "tulokset"


def test_git_is_named_only_in_a_checkout(monkeypatch, tmp_path):
    monkeypatch.setattr(alkupera, "JUURI", tmp_path)
    monkeypatch.setattr(alkupera, "on_kehitysversio", lambda: True)
    assert alkupera.git() is None
    git = ["git", "-C", str(tmp_path), "-c", "user.name=x", "-c", "user.email=x@x"]
    subprocess.run([*git, "init", "-q"], check=True)
    assert alkupera.git() is None
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "x"], check=True)
    tila = alkupera.git()
    assert len(tila["commit"]) == 40
    assert tila["modified"] is False
    (tmp_path / "uusi").write_text("")
    assert alkupera.git()["modified"] is True
