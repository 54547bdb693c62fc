from dataclasses import fields

import numpy as np
import pytest

from agentit.maailma import Maailma, Vaesto
from kalibrointi.maailma import perusta, rakenna
from kalibrointi.viat import ViallinenSyote

TYYPIT = {
    "id": np.uint64, "tulokk": np.int16, "ika_kk": np.int16, "sukupuoli": np.int8, "alue": np.int16, "kunta": np.int8,
    "kieli": np.int8, "tyo": np.int8, "sija": np.float32,
}  # fmt: skip


@pytest.fixture(scope="module")
def maailma() -> Maailma:
    return rakenna("uusimaa", otos=0.02, seed=1)


def test_columns_have_their_types_and_one_length(maailma):
    v = maailma.vaesto
    assert {nimi: getattr(v, nimi).dtype for nimi in TYYPIT} == TYYPIT
    assert {getattr(v, nimi).shape for nimi in TYYPIT} == {(len(v.id),)}
    assert v.kvintiilirajat.shape == (2, 24, 6)
    assert v.tyoosuudet.shape == (24, 5, 6)
    assert len(v.ikarajat) == 24


def test_residents_first_then_entrants_by_month(maailma):
    v = maailma.vaesto
    assert (v.tulokk[: v.alussa] == -1).all()
    assert (v.tulokk[v.alussa :] >= 0).all()
    assert (np.diff(v.tulokk) >= 0).all()
    assert len(np.unique(v.id)) == len(v.id)
    assert v.alussa == pytest.approx(1_655_624 * 0.02, abs=1)
    assert (maailma.alueet.kunta[v.alue] == v.kunta).all()


def test_same_seed_same_world_other_seed_other_residents(maailma):
    assert rakenna("uusimaa", 0.02, 1).tunniste == maailma.tunniste
    toinen = rakenna("uusimaa", 0.02, 2)
    assert toinen.tunniste != maailma.tunniste
    assert not np.array_equal(toinen.vaesto.id, maailma.vaesto.id)


def test_a_larger_sample_of_the_seed_holds_the_smaller(maailma):
    suurempi = rakenna("uusimaa", 0.1, 1).vaesto
    rivit = np.flatnonzero(np.isin(suurempi.id, maailma.vaesto.id))
    assert len(rivit) == len(maailma.vaesto.id)
    jarjestys = np.argsort(maailma.vaesto.id)
    rivit = rivit[np.argsort(suurempi.id[rivit])]
    for nimi in TYYPIT:
        np.testing.assert_array_equal(getattr(suurempi, nimi)[rivit], getattr(maailma.vaesto, nimi)[jarjestys])


def test_tables_agree_with_each_other(maailma):
    m = maailma
    assert len(m.kunnat.koodi) == 26
    assert len(m.alueet.postinumero) == 386
    assert m.kuolleisuus.taso.shape == (2, 111, 14)
    assert m.muutto.lahto.shape == (14, 26, 111)
    np.testing.assert_allclose(np.bincount(m.alueet.kunta, m.alueet.vaesto), m.kunnat.vaesto)
    assert m.kunnat.vaesto @ m.kunnat.nettokustannus / m.kunnat.vaesto.sum() == pytest.approx(2848.5, abs=1)  # C10
    assert set(m.kunnat.toiminnallinen_alue) == {
        "Helsinki", "Vantaa-Kerava", "Keski-Uusimaa", "Espoo-Kirkkonummi-Kauniainen", "Läntinen Uusimaa",
        "Itäinen Uusimaa",
    }  # fmt: skip


def test_parameters_given_change_the_world_and_strangers_are_ignored(maailma):
    muu = rakenna("uusimaa", 0.02, 1, {"palveluverkko.asukkaita_asemaa_kohti": 20_000.0, "kapitaatio.jokin": 1.0})
    assert len(muu.yksikot.nimi) < len(maailma.yksikot.nimi)
    np.testing.assert_array_equal(muu.vaesto.sija, maailma.vaesto.sija)


def test_fitted_region_is_made_once():
    assert perusta("uusimaa") is perusta("uusimaa")


def test_expected_population_of_the_horizon(maailma):
    """Expected lives of the sampled rows alone (death and leaving as probabilities) follow the municipal path."""
    v, ennuste = maailma.vaesto, perusta().ennuste
    vaarat = maailma.kuolleisuus.taso / perusta_k()
    elossa, ika_kk = np.ones(len(v.id)), v.ika_kk.astype(int)
    kokonais = []
    for kk in range(168):
        n = np.searchsorted(v.tulokk, kk, side="right")
        ika = np.minimum(ika_kk[:n] // 12, 110)
        vaara = vaarat[v.sukupuoli[:n], ika, kk // 12] + maailma.muutto.lahto[kk // 12, v.kunta[:n], ika]
        elossa[:n] *= np.exp(-vaara / 12)
        ika_kk[:n] += 1
        if kk % 12 == 11:
            kokonais.append(elossa[:n].sum() / 0.02)
    np.testing.assert_allclose(kokonais, ennuste.vaesto[1:].sum(axis=(1, 2, 3)), rtol=0.002)


def perusta_k():
    from kalibrointi.elinaika import Vakiot, lataa
    from kalibrointi.parametrit import lue_oletukset

    return lataa(Vakiot.parametreista(lue_oletukset().defaults())).K


@pytest.mark.parametrize("otos", [0, 2, -1])
def test_impossible_sample_is_refused(otos):
    with pytest.raises(ValueError, match="otos"):
        rakenna("uusimaa", otos)


def test_unknown_region_is_refused():
    with pytest.raises(ViallinenSyote, match="uusimaa"):
        rakenna("uusimä")


def test_every_field_is_filled(maailma):
    for kentta in fields(Vaesto):
        assert getattr(maailma.vaesto, kentta.name) is not None
