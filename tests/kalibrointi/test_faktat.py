import csv
import shutil

import pytest
import yaml

from kalibrointi import faktat
from kalibrointi.faktat import AINEISTO, SARAKKEET
from kalibrointi.viat import ViallinenSyote

LAHTEET = yaml.safe_load((AINEISTO / "lahteet.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def kopio(tmp_path):
    return shutil.copytree(AINEISTO, tmp_path / "aineisto")


def test_every_column_of_every_table_names_source_year_and_unit():
    puuttuu = []
    for tiedosto in sorted(AINEISTO.glob("*.csv")):
        with tiedosto.open(encoding="utf-8", newline="") as f:
            otsikot = next(csv.reader(f))
        tiedot = LAHTEET["taulut"].get(tiedosto.stem, {"sarakkeet": {}})["sarakkeet"]
        assert set(tiedot) == set(otsikot), tiedosto.name
        puuttuu += [f"{tiedosto.stem}.{s}" for s, t in tiedot.items() if set(t) != {"lahde", "vuosi", "yksikko"}]
    assert puuttuu == []


def test_every_source_is_known_used_and_has_a_licence():
    kaytetyt = {s["lahde"] for taulu in LAHTEET["taulut"].values() for s in taulu["sarakkeet"].values()}
    assert kaytetyt == set(LAHTEET["lahteet"])
    assert all(lahde["nimi"] and lahde["lisenssi"] for lahde in LAHTEET["lahteet"].values())


@pytest.mark.parametrize("taulu", SARAKKEET)
def test_tables_hold_only_columns_that_are_read(taulu):
    with (AINEISTO / f"{taulu}.csv").open(encoding="utf-8", newline="") as f:
        assert tuple(next(csv.reader(f))) == SARAKKEET[taulu]


def test_uusimaa_has_its_municipalities_and_postal_areas():
    kunnat, alueet = faktat.lue_alue("kunnat", "uusimaa"), faktat.lue_alue("postialueet", "uusimaa")
    assert len(kunnat) == 26
    assert kunnat["vaesto_2017"].sum() == 1_655_624
    assert len(alueet) == 390
    assert (alueet["vaesto"] > 0).sum() == 386
    assert set(alueet["kuntanumero"]) == set(kunnat["kuntanumero"])
    assert faktat.alueet() == ("uusimaa",)


def test_codes_keep_their_leading_zeros_and_suppressed_cells_are_empty():
    alueet = faktat.lue_alue("postialueet", "uusimaa")
    assert "00100" in set(alueet["postinumero"])
    assert alueet["tyolliset"].isna().any()


def test_unknown_region_names_the_known_one():
    with pytest.raises(ViallinenSyote, match="Did you mean 'uusimaa'"):
        faktat.lue_alue("kunnat", "uusima")


def test_missing_file(kopio):
    (kopio / "kunnat.csv").unlink()
    with pytest.raises(ViallinenSyote, match=r"kunnat\.csv: no such fact table"):
        faktat.lue("kunnat", kopio)


def test_missing_column_is_named_with_the_likely_one(kopio):
    tiedosto = kopio / "kunnat.csv"
    tiedosto.write_text(tiedosto.read_text(encoding="utf-8").replace("vaesto_2018", "vaesto_18"), encoding="utf-8")
    with pytest.raises(ViallinenSyote, match=r"vaesto_2018.*Did you mean 'vaesto_18'"):
        faktat.lue("kunnat", kopio)


def test_all_bad_cells_are_told_with_line_and_column(kopio):
    tiedosto = kopio / "ikarakenne.csv"
    tiedosto.write_text('ika_alku,miehet_2015,naiset_2015\n0,1.5,x\n5,"2,5",3\n', encoding="utf-8")
    with pytest.raises(ViallinenSyote) as virhe:
        faktat.lue("ikarakenne", kopio)
    viat = {(vika.rivi, vika.avain): vika.viesti for vika in virhe.value.viat}
    assert set(viat) == {(2, "naiset_2015"), (3, "miehet_2015")}
    assert "2.5" in viat[3, "miehet_2015"]


@pytest.mark.parametrize("sisalto", ["", "ika_alku,miehet_2015,naiset_2015\n1,2,3,4,5\n1,2,3,4,5,6\n"])
def test_text_that_is_no_table(kopio, sisalto):
    (kopio / "ikarakenne.csv").write_text(sisalto, encoding="utf-8")
    with pytest.raises(ViallinenSyote):
        faktat.lue("ikarakenne", kopio)


def test_fingerprint_ignores_line_ends_and_sees_numbers(kopio):
    assert faktat.tarkiste(kansio=kopio) == faktat.tarkiste()
    tiedosto = kopio / "kuolleisuus.csv"
    tiedosto.write_bytes(tiedosto.read_bytes().replace(b"\n", b"\r\n"))
    assert faktat.tarkiste(kansio=kopio) == faktat.tarkiste()
    tiedosto.write_bytes(tiedosto.read_bytes().replace(b"0.0023", b"0.0024"))
    assert faktat.tarkiste(kansio=kopio) != faktat.tarkiste()
