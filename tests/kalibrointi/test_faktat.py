import csv
import shutil

import pytest
import yaml

from kalibrointi import alueet, faktat
from kalibrointi.faktat import AINEISTO, RUUTUSARAKKEET, SARAKKEET
from kalibrointi.viat import ViallinenSyote

LAHTEET = yaml.safe_load((AINEISTO / "lahteet.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def kopio(tmp_path):
    return shutil.copytree(AINEISTO, tmp_path / "aineisto")


def test_every_column_of_every_table_names_source_year_and_unit():
    puuttuu = []
    for tiedosto in sorted(AINEISTO.rglob("*.csv")):
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


def test_tables_hold_only_columns_that_are_read():
    for tiedosto in sorted(AINEISTO.rglob("*.csv")):
        if tiedosto.stem in SARAKKEET:
            luettavat = SARAKKEET[tiedosto.stem] + (RUUTUSARAKKEET if tiedosto.stem == "kunnat" else ())
            with tiedosto.open(encoding="utf-8", newline="") as f:
                assert tuple(next(csv.reader(f))) == luettavat, tiedosto


UUSIMAA = alueet.KANSIO / "uusimaa"


def test_uusimaa_has_its_municipalities_and_postal_areas():
    kunnat, postialueet = faktat.lue("kunnat", UUSIMAA), faktat.lue("postialueet", UUSIMAA)
    assert len(kunnat) == 26
    assert kunnat["vaesto_2017"].sum() == 1_655_624
    assert len(postialueet) == 390
    assert (postialueet["vaesto"] > 0).sum() == 386
    assert set(postialueet["kuntanumero"]) == set(kunnat["kuntanumero"])


def test_codes_keep_their_leading_zeros_and_suppressed_cells_are_empty():
    postialueet = faktat.lue("postialueet", UUSIMAA)
    assert "00100" in set(postialueet["postinumero"])
    assert postialueet["tyolliset"].isna().any()


def test_missing_file(kopio):
    (kopio / "ikarakenne.csv").unlink()
    with pytest.raises(ViallinenSyote, match=r"ikarakenne\.csv: no such fact table"):
        faktat.lue("ikarakenne", kopio)


def test_missing_column_is_named_with_the_likely_one(kopio):
    tiedosto = kopio / "alueet" / "uusimaa" / "kunnat.csv"
    tiedosto.write_text(tiedosto.read_text(encoding="utf-8").replace("vaesto_2018", "vaesto_18"), encoding="utf-8")
    with pytest.raises(ViallinenSyote, match=r"vaesto_2018.*Did you mean 'vaesto_18'"):
        faktat.lue("kunnat", tiedosto.parent)


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
