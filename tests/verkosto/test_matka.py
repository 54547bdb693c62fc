import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verkosto.matka import EI_YKSIKKOA, Matkataulu, Minuuttitaulu, Vauhdit, matkat, oma_etaisyys

TAPAHTUMAT = ["avaa", "monta", "sulje", "uudelleen"]


def test_distance_is_detour_times_line_and_own():
    km = matkat([0.0], [0.0], [0.5], [3.0, 0.0], [4.0, 0.0])
    np.testing.assert_allclose(km, [[1.25 * np.sqrt(25.25), 0.625]], rtol=1e-6)
    assert km.dtype == np.float32


def test_own_distance_is_bounded():
    np.testing.assert_allclose(oma_etaisyys([0.1, 9.0, 400.0]), [0.5, 1.05, 4.0])


def taulu(alueita=12, k=3, siemen=0):
    g = np.random.default_rng(siemen)
    return Matkataulu(g.uniform(0, 30, alueita), g.uniform(0, 30, alueita), g.uniform(1, 90, alueita), k)


def alusta(t):
    """Nearest lists from scratch."""
    km = np.where(t.auki, t.km, np.inf)
    jarjestys = np.argsort(km, axis=1, kind="stable")[:, : t.k]
    lahimmat = np.full((len(km), t.k), EI_YKSIKKOA)
    etaisyydet = np.full((len(km), t.k), np.inf)
    n = min(t.k, int(t.auki.sum()))
    lahimmat[:, :n] = jarjestys[:, :n]
    etaisyydet[:, :n] = np.take_along_axis(km, jarjestys, axis=1)[:, :n]
    return lahimmat, etaisyydet


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from(["avaa", "monta", "sulje", "uudelleen"]), st.integers(0, 10**6)), max_size=25)
)
def test_incremental_lists_are_those_from_scratch(tapahtumat):
    t = taulu()
    for laji, luku in tapahtumat:
        g = np.random.default_rng(luku)
        # Whole kilometres make ties.
        if laji in ("avaa", "monta"):
            n = 1 if laji == "avaa" else 4
            t.avaa(g.integers(0, 30, n), g.integers(0, 30, n))
        ehdolla = np.flatnonzero(t.auki if laji == "sulje" else ~t.auki)
        if laji == "sulje" and len(ehdolla):
            t.sulje(int(g.choice(ehdolla)))
        if laji == "uudelleen" and len(ehdolla):
            t.avaa_uudelleen(int(g.choice(ehdolla)))
        lahimmat, etaisyydet = alusta(t)
        np.testing.assert_array_equal(t.lahimmat, lahimmat)
        np.testing.assert_array_equal(t.lahimmat_km, etaisyydet.astype(np.float32))


def test_indices_are_permanent():
    t = taulu()
    assert list(t.avaa([1, 2], [1, 2])) == [0, 1]
    t.sulje(0)
    assert list(t.avaa(3, 3)) == [2]
    assert t.km.shape == (12, 3)


def test_nearest_allowed_unit():
    t = taulu()
    t.avaa([0, 30, 15], [0, 30, 15])
    np.testing.assert_array_equal(t.lahin(), t.lahimmat[:, 0])
    sallitut = np.zeros((12, 3), bool)
    sallitut[:11, 1] = True
    assert list(t.lahin(sallitut)) == [1] * 11 + [EI_YKSIKKOA]
    t.sulje(1)
    assert (t.lahin(sallitut) == EI_YKSIKKOA).all()


def test_wrong_use_is_told():
    t = taulu()
    t.avaa(1, 1)
    t.sulje(0)
    with pytest.raises(ValueError, match="closed already"):
        t.sulje(0)
    t.avaa_uudelleen(0)
    with pytest.raises(ValueError, match="open already"):
        t.avaa_uudelleen(0)
    with pytest.raises(IndexError, match="No unit 7"):
        t.sulje(7)
    with pytest.raises(ValueError, match="k must be"):
        taulu(k=0)


def test_a_trip_starts_slowly_and_goes_fast_between_its_ends():
    v = Vauhdit(alku_min=5.0, lahimatka_km=3.0, paatie_kmh=60.0)
    assert v.minuutit(0.0, 30.0, 30.0) == 5.0
    assert v.minuutit(4.0, 30.0, 60.0) == pytest.approx(5.0 + 4.0 + 2.0)  # two kilometres at each local speed
    assert v.minuutit(26.0, 30.0, 60.0) == pytest.approx(5.0 + 6.0 + 3.0 + 20.0)
    km = np.linspace(0.0, 80.0, 200)
    assert (np.diff(v.minuutit(km, 22.0, 50.0)) > 0).all()


def test_local_speed_falls_from_country_to_town():
    v = Vauhdit(tiivis_kmh=20.0, harva_kmh=50.0, tiheysrajat=(10.0, 1000.0))
    np.testing.assert_allclose(v.paikallinen([0.0, 10.0, 100.0, 1000.0, 9e9]), [50.0, 50.0, 35.0, 20.0, 20.0])


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.booleans(), st.sampled_from("ab"), st.integers(0, 10**6)), max_size=25))
def test_quickest_places_are_those_from_scratch(tapahtumat):
    t = Minuuttitaulu(np.geomspace(1, 9000, 12), Vauhdit())
    for avataan, laji, luku in tapahtumat:
        g = np.random.default_rng(luku)
        ennen = {k: (n.copy(), t.nopein_min[k].copy()) for k, n in t.nopein.items()}
        t.muuttuneet[:] = False
        avoimet = np.flatnonzero(t.auki)
        if avataan:
            t.avaa(g.integers(0, 20, 12).astype(float), int(g.integers(12)), laji)
        elif len(avoimet):
            t.sulje(int(g.choice(avoimet)))
        for k, nopein in t.nopein.items():
            omat = t.avoimet([k])
            taulu = np.array([t.minuutit[i] for i in omat]).reshape(len(omat), 12)
            odotettu = taulu.min(axis=0) if omat else np.full(12, np.inf)
            np.testing.assert_array_equal(t.nopein_min[k], odotettu)
            assert (nopein == (np.array(omat)[taulu.argmin(axis=0)] if omat else EI_YKSIKKOA)).all()
            if k in ennen:
                samat = (ennen[k][0] == nopein) & (ennen[k][1] == t.nopein_min[k])
                assert t.muuttuneet[~samat].all()
    assert (t.lyhin(["ei"]) == np.inf).all()
