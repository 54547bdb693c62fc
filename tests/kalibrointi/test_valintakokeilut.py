"""Choice trials as data: sound as shipped, named among the choices of the lever, and bad entries are told."""

import pytest

from kalibrointi import valintakokeilut
from kalibrointi.maailma import rakenna
from kalibrointi.parametrit import lue_oletukset
from kalibrointi.viat import ViallinenSyote


def test_every_trial_is_a_choice_of_the_lever_and_has_its_scenario():
    from runs import skenaariot

    nimet = set(valintakokeilut.lue())
    assert nimet == set(lue_oletukset()[valintakokeilut.AVAIN].choices) - {"kaikki"}
    assert {f"kokeilu-{nimi}" for nimi in nimet} <= set(skenaariot.luettelo())
    for nimi, tiedot in valintakokeilut.lue().items():
        skenaario = skenaariot.lue(f"kokeilu-{nimi}")
        assert skenaario.region == tiedot.alue
        assert all(n.get("en") for n in skenaario.notes[-1:])


def test_places_are_checked_against_the_region(tmp_path):
    maailma = rakenna(alue="keski-suomi", otos=0.001, seed=1, parametrit=lue_oletukset().defaults())
    assert set(valintakokeilut.kokeilut(maailma)) == {"jyvaskyla"}
    tiedosto = tmp_path / "kokeilut.yaml"
    alku = valintakokeilut.TIEDOSTO.read_text(encoding="utf-8")
    tiedosto.write_text(alku.replace('"40250"', '"99999"'), encoding="utf-8")
    with pytest.raises(ViallinenSyote, match="'99999' is not in the region 'keski-suomi'"):
        valintakokeilut.kokeilut(maailma, tiedosto)
    tiedosto.write_text(alku.replace("yksityiset:", "yksityset:"), encoding="utf-8")
    with pytest.raises(ViallinenSyote, match="yksityset"):
        valintakokeilut.lue(tiedosto)
