import shutil
from dataclasses import replace

import numpy as np
import pytest

from kalibrointi import elinaika, faktat
from kalibrointi.elinaika import IAT, TUOTTEET, VUODET, Vakiot, elinajanodote, ero_30, kohortti
from kalibrointi.parametrit import lue_oletukset
from kalibrointi.viat import ViallinenSyote

VAKIOT = Vakiot.parametreista(lue_oletukset().defaults())
TUOTE = elinaika.lataa(VAKIOT)
VAARAT = elinaika.kuolemanvaarat(faktat.lue("kuolleisuus"))


@pytest.fixture(scope="module")
def uusi():
    return elinaika.laske(faktat.lue("kuolleisuus"), VAKIOT)


def test_life_expectancy_of_a_constant_rate_is_its_inverse():
    assert elinajanodote(np.full(111, 0.02)) == pytest.approx(50)
    assert elinajanodote(np.full((111, 3), 0.1), 30) == pytest.approx([10, 10, 10])


def test_life_expectancy_at_birth_in_finland_2017():
    assert elinajanodote(VAARAT[0, :, 0]) == pytest.approx(78.7, abs=0.15)
    assert elinajanodote(VAARAT[1, :, 0]) == pytest.approx(84.2, abs=0.2)


def test_life_expectancy_at_birth_in_uusimaa_2017():
    assert elinajanodote(TUOTE.perustaso[0, :, 0]) == pytest.approx(79.2, abs=0.1)
    assert elinajanodote(TUOTE.perustaso[1, :, 0]) == pytest.approx(84.6, abs=0.1)


def test_decline_goes_on_after_the_last_period():
    """Holding the value of 2027.5 would lose .55 / .36 years at 30 (men / women) by 2030."""
    log = np.log(VAARAT[:, 30:100])
    assert (np.diff(log, axis=2) < 0).all()
    np.testing.assert_allclose(np.diff(log, axis=2)[..., -1], np.diff(log, axis=2)[..., -3], atol=0.004)
    pidetty = elinajanodote(VAARAT[:, :, VUODET == 2027].transpose(1, 0, 2), 30).ravel()
    assert (elinajanodote(VAARAT[:, :, -1].T, 30) - pidetty > 0.3).all()


def test_years_cover_the_horizon_and_rates_are_rates():
    assert TUOTE.perustaso.shape == TUOTE.K.shape == (2, 111, 14)
    assert list(VUODET) == list(range(2017, 2031))
    assert ((TUOTE.perustaso > 0) & (TUOTE.perustaso < 1)).all()


@pytest.mark.parametrize(("sukupuoli", "ero"), [(0, 11.0), (1, 5.0)])
def test_gap_at_30_is_the_published_one(sukupuoli, ero):  # C47
    havaitut, keskiarvot = kohortti(TUOTE.perustaso[sukupuoli, :, 2], VAKIOT, TUOTE.B[sukupuoli])
    assert ero_30(havaitut) == pytest.approx(ero, abs=1e-6)
    np.testing.assert_allclose(havaitut.mean(axis=1), TUOTE.perustaso[sukupuoli, :, 2], rtol=5e-3)
    assert (np.diff(havaitut[30:90], axis=1) < 0).all()
    assert keskiarvot[0] == pytest.approx(0, abs=1e-12)
    assert (keskiarvot[85] < keskiarvot[60]).all()  # the frail die first


def test_levels_keep_the_mean_hazard_of_a_simulated_baseline():
    """Many lives at once: mean hazard of those alive stays on the published rate in every year."""
    g = np.random.default_rng(5)
    n, s = 60_000, 0
    tasot = TUOTE.perustaso[s] * TUOTE.K[s]
    ika, viides = np.full(n, 70), np.arange(n) % 5
    z = TUOTE.alku_z[s, 70, viides] + g.standard_normal(n)
    g5, phi, psi = np.array(VAKIOT.g)[viides], VAKIOT.phi_taulu, VAKIOT.psi_taulu
    elossa = np.ones(n)  # probability of being alive: no draw of deaths, so the test is sharp
    suhteet = []
    for v in range(14):
        vaara = tasot[ika[0], v] * np.exp(TUOTE.B[s] * g5 * phi[ika[0]] + VAKIOT.C * psi[ika[0]] * (z + VAKIOT.D * g5))
        suhteet.append((elossa * vaara).sum() / elossa.sum() / TUOTE.perustaso[s, ika[0], v])
        elossa *= np.exp(-vaara)
        z = VAKIOT.rho * z + np.sqrt(1 - VAKIOT.rho**2) * g.standard_normal(n)
        ika = ika + 1
    np.testing.assert_allclose(suhteet, 1, atol=0.02)


def test_product_belongs_to_the_constants_and_is_rebuilt_the_same(uusi):
    for nimi in ("perustaso", "K", "B", "alku_z"):
        np.testing.assert_allclose(getattr(TUOTE, nimi), getattr(uusi, nimi), rtol=0, atol=1e-6, err_msg=nimi)


@pytest.mark.parametrize(("muutos", "nimi"), [({"C": 0.6}, "C"), ({"rho": 0.9}, "rho"), ({"ero": (10.0, 5.0)}, "ero")])
def test_product_of_other_constants_is_refused(muutos, nimi):
    with pytest.raises(ViallinenSyote, match=rf"other constants \({nimi}\).*python -m kalibrointi.elinaika"):
        elinaika.lataa(replace(VAKIOT, **muutos))


def test_product_of_other_rates_or_a_damaged_one_is_refused(tmp_path):
    aineisto = shutil.copytree(faktat.AINEISTO, tmp_path / "aineisto")
    (aineisto / "kuolleisuus.csv").write_text("muuta", encoding="utf-8")
    with pytest.raises(ViallinenSyote, match="other death rates"):
        elinaika.lataa(VAKIOT, kansio=aineisto)
    tuotteet = shutil.copytree(TUOTTEET, tmp_path / "tuotteet")
    (tuotteet / "elinaika.npz").write_bytes(b"")
    with pytest.raises(ViallinenSyote, match="not the file"):
        elinaika.lataa(VAKIOT, kohde=tuotteet)
    with pytest.raises(ViallinenSyote, match="no such mortality product"):
        elinaika.lataa(VAKIOT, kohde=tmp_path)


def test_written_product_is_read_back(uusi, tmp_path):
    elinaika.kirjoita(uusi, VAKIOT, tmp_path)
    luettu = elinaika.lataa(VAKIOT, tmp_path)
    assert (luettu.K == uusi.K).all()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["elinaika.npz", "elinaika.yaml"]


def test_too_strong_frailty_says_what_to_lower():
    with pytest.raises(ValueError, match="lower C or D"):
        elinaika.sovita_b(TUOTE.perustaso[1, :, 2], replace(VAKIOT, C=0.7, D=1.5), 5.0)


def test_model_input_has_its_shapes():
    k = elinaika.kuolleisuus(TUOTE, VAKIOT)
    assert k.taso.shape == (2, 111, 14)
    assert k.alku_z.shape == (2, 111, 5)
    assert k.phi[30] == k.phi[55] == 1.0
    assert k.phi[90] == 0.25
    assert k.psi[0] == 0.5
    assert len(k.phi) == len(k.psi) == len(IAT)
