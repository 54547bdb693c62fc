import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.interpolate import PchipInterpolator
from scipy.special import ndtr, ndtri

from kalibrointi import alueet, faktat
from kalibrointi.maailma import perusta
from kalibrointi.parametrit import lue_oletukset
from kalibrointi.reunat import IKARAJAT, REUNAIAT
from kalibrointi.vaestopohja import keskiluokka, monotoni_kuutio, sovita

POHJA = perusta().pohja
REUNAT = POHJA.tavoitteet
MELTOLA = "10350"


def summat(koodi, ryhmia):
    return np.stack([POHJA.henkilot[:, koodi == r].sum(axis=1) for r in range(ryhmia)], axis=1)


def virhe(saatu, haluttu):
    """Sum of absolute errors by area, as a share of its residents."""
    return np.abs(saatu - haluttu).sum(axis=1) / REUNAT.vaesto


def test_ages_sexes_and_income_classes_are_met_in_every_area():
    solut = POHJA.solut
    kvintiilit = summat(solut.tulo, 5)
    luokat = np.stack([kvintiilit[:, 0], kvintiilit[:, 1:4].sum(axis=1), kvintiilit[:, 4]], axis=1)
    sukupuolet = np.stack([1 - REUNAT.naiset, REUNAT.naiset], axis=1) * REUNAT.vaesto[:, None]
    assert virhe(summat(np.minimum(solut.ika, REUNAIAT - 1), REUNAIAT), REUNAT.ika).max() < 1e-5
    assert np.sort(virhe(summat(solut.sukupuoli, 2), sukupuolet))[-2] < 1e-3  # all but Meltola, see below
    assert virhe(luokat, REUNAT.tuloluokat).max() < 1e-3


def test_work_is_met_everywhere_but_in_meltola():  # 60 residents, 67 pensioners
    virheet = virhe(summat(POHJA.solut.tyo, 5), REUNAT.tyotilat)
    assert perusta().alueet.postinumero[int(virheet.argmax())] == MELTOLA
    assert np.sort(virheet)[-2] < 1e-3


def test_the_line_of_residents_has_everybody_once():
    assert POHJA.kertyma[-1] == pytest.approx(1_655_624, abs=0.01)
    assert POHJA.asukkaita == 1_655_624
    jarjestys = np.sort(POHJA.jarjestys.reshape(POHJA.henkilot.shape), axis=1)
    assert (jarjestys == np.arange(POHJA.henkilot.shape[1])).all()


def test_neighbours_on_the_line_are_alike():
    tulo = POHJA.solut.tulo[POHJA.jarjestys[: POHJA.henkilot.shape[1]].astype(int)]
    assert (np.diff(tulo) != 0).sum() == 5  # children and five quintiles, each in one stretch
    assert np.abs(np.diff(tulo)).max() == 1


def test_quintile_shares_of_the_rank():
    rajat = POHJA.kvintiilirajat
    assert (np.diff(rajat, axis=2) >= 0).all()
    assert (rajat[..., 0] == 0).all()
    assert (rajat[..., 5] == 1).all()
    nuoret, keski = np.flatnonzero(IKARAJAT == 18)[0], np.flatnonzero(IKARAJAT == 40)[0]
    assert rajat[:, nuoret, 1].min() > 0.6  # three in four of those aged 18-19 earn least
    assert rajat[:, keski, 1].max() < 0.2
    assert (rajat[:, IKARAJAT < 18] == rajat[0, 0]).all()


def test_work_by_age_and_fifth_of_rank():
    osuudet = POHJA.tyoosuudet
    np.testing.assert_allclose(osuudet.sum(axis=2), 1)
    assert (osuudet[IKARAJAT < 15, :, 5] == 1).all()
    assert (osuudet[IKARAJAT >= 15, :, 5] == 0).all()
    keski_iassa = osuudet[IKARAJAT == 40][0]
    assert (np.diff(keski_iassa[:, 0]) > 0).all()  # the employed rank higher
    assert (osuudet[IKARAJAT >= 75, :, 3] > 0.999).all()


def test_rank_of_families_follows_the_area():
    postinumerot = perusta().alueet.postinumero
    keskisija = (1 - POHJA.perhesijat[:, :-1]).mean(axis=1)
    assert keskisija[postinumerot.index("02700")] > 0.55 > 0.4 > keskisija[postinumerot.index("00770")]
    assert (np.diff(POHJA.perhesijat, axis=1) >= 0).all()


@pytest.mark.parametrize("voimakkuus", [0.0, 1.5])
def test_strength_of_the_seed_moves_the_joint_table_not_the_margins(voimakkuus):
    kunnat = faktat.lue("kunnat", alueet.KANSIO / "uusimaa").query("kuntanumero == '753'").reset_index(drop=True)
    postialueet = faktat.lue("postialueet", alueet.KANSIO / "uusimaa").query("kuntanumero == '753' and vaesto > 0")
    postialueet = postialueet.reset_index(drop=True)
    p = lue_oletukset().defaults()
    perus, muutettu = (
        sovita(kunnat, postialueet, faktat.lue("ikarakenne"), {**p, "vaesto.voimakkuus": v}) for v in (1.0, voimakkuus)
    )

    def luokat(pohja):
        return [pohja.henkilot[:, pohja.solut.tulo == q].sum() for q in (0, 4)]

    def tyottomia_alimmassa(pohja):
        return pohja.henkilot[:, (pohja.solut.tulo == 0) & (pohja.solut.tyo == 1)].sum()

    np.testing.assert_allclose(luokat(perus), luokat(muutettu), rtol=1e-4)
    assert (tyottomia_alimmassa(muutettu) < tyottomia_alimmassa(perus)) == (voimakkuus < 1)


@given(st.integers(0, 2**32 - 1))
def test_monotone_cubic_is_the_librarys(siemen):
    g = np.random.default_rng(siemen)
    x, y = np.cumsum(g.random(9) + 0.05), np.cumsum(g.random(9) - 0.3)
    kohdat = g.uniform(x[0], x[-1], 40)
    np.testing.assert_allclose(monotoni_kuutio(x, y, kohdat), PchipInterpolator(x, y)(kohdat), atol=1e-12)


@given(st.floats(-1.5, 1.5), st.floats(0.5, 2.0))
def test_middle_class_is_exact_for_normal_income(keski, hajonta):
    rajat = ndtr((ndtri([0.2, 0.4, 0.6, 0.8]) - keski) / hajonta)
    if rajat[0] < 0.002 or 1 - rajat[3] < 0.002:
        return
    odotettu = np.diff(rajat) / (rajat[3] - rajat[0])
    np.testing.assert_allclose(keskiluokka(rajat[0], 1 - rajat[3]), odotettu, atol=1e-6)


def test_implied_income_follows_median_income_of_areas_it_never_saw():
    """Out of sample: quintile shares order well-known areas as their median incomes do."""
    kvintiilit = summat(POHJA.solut.tulo, 5)
    keskitaso = kvintiilit @ np.arange(5) / kvintiilit.sum(axis=1)
    postinumerot = perusta().alueet.postinumero
    taso = {koodi: keskitaso[postinumerot.index(koodi)] for koodi in ("00340", "02700", "00770", "00940")}
    assert min(taso["00340"], taso["02700"]) > max(taso["00770"], taso["00940"]) + 0.5
