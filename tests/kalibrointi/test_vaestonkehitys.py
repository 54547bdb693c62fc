from dataclasses import fields

import numpy as np
import pytest

from kalibrointi import alueet, faktat
from kalibrointi import vaestonkehitys as vk
from kalibrointi.maailma import perusta
from kalibrointi.parametrit import lue_oletukset
from kalibrointi.reunat import IKARAJAT

PERUSTA = perusta()
POHJA, ENNUSTE = PERUSTA.pohja, PERUSTA.ennuste
KUNNAT = faktat.lue("kunnat", alueet.KANSIO / "uusimaa")
P = lue_oletukset().defaults()


@pytest.fixture(scope="module")
def kaikki():
    return vk.tulijat(POHJA, ENNUSTE, P, 1.0, 0.3)


def test_path_holds_2017_meets_known_years_and_goes_on():
    polku = vk.polku(KUNNAT, 1.0)
    assert polku.shape == (15, 26)
    for rivi, sarake in ((0, "vaesto_2017"), (1, "vaesto_2017"), (2, "vaesto_2018"), (6, "vaesto_2022")):
        np.testing.assert_allclose(polku[rivi], KUNNAT[sarake])
    np.testing.assert_allclose(polku[14] / polku[10], polku[6] / polku[2])
    np.testing.assert_allclose(vk.polku(KUNNAT, 0.0)[14], KUNNAT["vaesto_2022"])


def test_projection_follows_the_path():
    np.testing.assert_allclose(ENNUSTE.vaesto.sum(axis=(2, 3)), vk.polku(KUNNAT, 1.0), rtol=1e-7)
    assert (ENNUSTE.vaesto >= 0).all()


def test_flows_balance_in_every_municipality_and_year():
    muutos = np.diff(ENNUSTE.vaesto.sum(axis=(2, 3)), axis=0)
    np.testing.assert_allclose(ENNUSTE.syntyneet - ENNUSTE.kuolleet + ENNUSTE.nettomuutto, muutos, atol=1e-6)
    assert 15_000 < ENNUSTE.syntyneet[1].sum() < 17_500
    assert 11_500 < ENNUSTE.kuolleet[1].sum() < 13_500


def test_start_is_the_fitted_population():
    alku = vk.alkuvaesto_ialla(POHJA)
    np.testing.assert_allclose(alku.sum(axis=(1, 2)), POHJA.tavoitteet.vaesto_kunta, rtol=1e-6)
    np.testing.assert_allclose(vk.ikaosuudet(POHJA).sum(axis=2), 1)


def test_ages_of_mothers_and_movers_are_distributions():
    for jakauma in (vk.synnyttajan_ika(P), vk.muuttajan_ika(P)):
        assert jakauma.sum() == pytest.approx(1)
        assert (jakauma >= 0).all()
    assert (vk.muuttajan_ika(P)[:15].sum()) == pytest.approx(0.13)
    assert vk.synnyttajan_ika(P) @ (np.arange(111) + 0.5) == pytest.approx(31, abs=0.3)


def test_as_many_leave_as_the_projection_lost():
    keskivaesto = (ENNUSTE.vaesto[:-1] + ENNUSTE.vaesto[1:]).sum(axis=2) / 2
    lahtijat = (vk.lahdot(ENNUSTE) * keskivaesto).sum(axis=2)
    np.testing.assert_allclose(lahtijat, ENNUSTE.lahtomuutto, rtol=1e-9, atol=1e-9)
    assert vk.lahdot(ENNUSTE).shape == (14, 26, 111)


def test_entrants_are_as_many_as_the_flows_by_municipality_and_year(kaikki):
    assert len(kaikki.tulokk) == vk.tulijoita(ENNUSTE)
    vuosi, kunta = kaikki.tulokk // 12, kaikki.henkilot.kunta
    syntyva = kaikki.henkilot.ika_kk == 0
    for virta, omat in ((ENNUSTE.syntyneet, syntyva), (ENNUSTE.syntyneet + ENNUSTE.tulomuutto, syntyva | True)):
        maarat = np.bincount(vuosi[omat] * 26 + kunta[omat], minlength=14 * 26).reshape(14, 26)
        # A handful of movers are under a month old.
        assert np.abs(maarat - virta).max() < 15
    kuukausittain = np.bincount(kaikki.tulokk)[12:24]
    assert kuukausittain.max() - kuukausittain.min() < 60


def test_entrants_come_sorted_and_have_the_ids_after_the_residents(kaikki):
    assert (np.diff(kaikki.tulokk) >= 0).all()
    assert kaikki.tulokk[0] == 0
    assert kaikki.tulokk[-1] == 167
    assert (np.sort(kaikki.henkilot.id) == POHJA.asukkaita + np.arange(len(kaikki.tulokk))).all()


def test_a_sampled_entrant_is_the_same_person_at_full_scale(kaikki):
    rivi = np.empty(len(kaikki.tulokk), int)
    rivi[kaikki.henkilot.id - np.uint64(POHJA.asukkaita)] = np.arange(len(rivi))
    osa = vk.tulijat(POHJA, ENNUSTE, P, 0.02, 0.77)
    samat = rivi[osa.henkilot.id - np.uint64(POHJA.asukkaita)]
    np.testing.assert_array_equal(osa.tulokk, kaikki.tulokk[samat])
    for kentta in fields(osa.henkilot):
        np.testing.assert_array_equal(getattr(osa.henkilot, kentta.name), getattr(kaikki.henkilot, kentta.name)[samat])
    assert len(osa.tulokk) / len(kaikki.tulokk) == pytest.approx(0.02, abs=1e-4)


def test_newborns_and_movers(kaikki):
    h = kaikki.henkilot
    lapset = h.ika_kk == 0
    assert h.sukupuoli[lapset].mean() == pytest.approx(0.488, abs=0.001)
    assert (h.tyo[lapset] == 5).all()
    assert ((h.tyo == 5) == (h.ika_kk < 180)).all()
    muuttajat = h.ika_kk[~lapset] // 12
    odotettu = np.add.reduceat(ENNUSTE.muuttajan_ika, IKARAJAT)
    saatu = np.bincount(np.searchsorted(IKARAJAT, muuttajat, side="right") - 1, minlength=len(IKARAJAT))
    np.testing.assert_allclose(saatu / len(muuttajat), odotettu, atol=0.003)
    assert h.sija.min() >= 0
    assert h.sija.max() < 1
    assert h.sija[lapset].mean() == pytest.approx(0.5, abs=0.03)  # ranks of mothers, not of the poorest quintile
    assert (PERUSTA.alueet.kunta[h.alue] == h.kunta).all()


def test_a_small_sample_of_entrants_keeps_ages_and_ranks(kaikki):
    osa = vk.tulijat(POHJA, ENNUSTE, P, 0.02, 0.1).henkilot
    koko = kaikki.henkilot
    assert (osa.ika_kk == 0).mean() == pytest.approx((koko.ika_kk == 0).mean(), abs=0.002)
    assert osa.sija.mean() == pytest.approx(koko.sija.mean(), abs=0.015)
    assert osa.sukupuoli.mean() == pytest.approx(koko.sukupuoli.mean(), abs=0.02)
    np.testing.assert_allclose(np.bincount(osa.kieli) / len(osa.id), np.bincount(koko.kieli) / len(koko.id), atol=0.015)
