import numpy as np
import pandas as pd
import pytest

from kalibrointi import alueet, faktat
from kalibrointi.asemat import julkiset_asemat
from kalibrointi.maailma import perusta
from kalibrointi.parametrit import lue_oletukset
from verkosto.matka import MUTKA, OMA_KERROIN, OMA_RAJAT_KM

PERUSTA = perusta()
ASEMAT = faktat.lue("yksikot", alueet.KANSIO / "uusimaa").query("laji == 'terveysasema'")
P = lue_oletukset().defaults()


def test_every_municipality_has_a_station_and_about_one_per_so_many_residents():
    y = PERUSTA.yksikot
    maarat = np.bincount(y.kunta, minlength=26)
    odotettu = np.maximum(1, np.round(PERUSTA.kunnat.vaesto / P["palveluverkko.asukkaita_asemaa_kohti"]))
    assert (maarat >= odotettu).all()
    assert 120 <= len(y.nimi) <= 140
    assert len(set(y.nimi)) == len(y.nimi)


def test_known_stations_come_first_and_lie_near_their_postal_area():
    y, a = PERUSTA.yksikot, PERUSTA.alueet
    faktoja = len(ASEMAT)
    assert y.tila.count("tilasto") == 20
    assert set(y.tila[faktoja:]) == {"oletus"}
    etaisyys = np.hypot(y.x_km - a.x_km[y.alue], y.y_km - a.y_km[y.alue])
    assert etaisyys.max() < 5
    assert (etaisyys[faktoja:] == 0).all()
    assert (a.kunta[y.alue] == y.kunta).all()


def test_first_assumed_station_is_at_the_largest_area_and_the_next_far_from_it():
    y, a = PERUSTA.yksikot, PERUSTA.alueet
    porvoo = PERUSTA.kunnat.koodi.index("638")
    ensimmainen, toinen, *_ = y.alue[y.kunta == porvoo]
    assert a.vaesto[ensimmainen] == a.vaesto[a.kunta == porvoo].max()
    assert np.hypot(a.x_km[ensimmainen] - a.x_km[toinen], a.y_km[ensimmainen] - a.y_km[toinen]) > 2


def test_more_stations_when_fewer_residents_share_one():
    useita = julkiset_asemat(
        ASEMAT, PERUSTA.alueet, PERUSTA.kunnat, {**P, "palveluverkko.asukkaita_asemaa_kohti": 8000.0}
    )
    assert len(useita.nimi) > len(PERUSTA.yksikot.nimi) + 50


def test_station_in_an_empty_postal_area():
    asemat = pd.concat([ASEMAT] * 2).assign(postinumero="99999")
    with pytest.raises(ValueError, match="99999"):
        julkiset_asemat(asemat, PERUSTA.alueet, PERUSTA.kunnat, P)


def test_travel_defaults_are_the_parameters():
    arvot = tuple(P[f"palveluverkko.{nimi}"] for nimi in ("mutka", "oma_kerroin", "oma_rajat"))
    assert arvot == (MUTKA, OMA_KERROIN, OMA_RAJAT_KM)
