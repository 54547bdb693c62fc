import numpy as np
import pytest

from kalibrointi import alueet, faktat
from kalibrointi.maailma import perusta
from kalibrointi.reunat import IKARAJAT, REUNAIAT

TAVOITTEET = perusta().pohja.tavoitteet


def test_every_municipality_has_its_residents_of_2017():
    kunnat = faktat.lue("kunnat", alueet.KANSIO / "uusimaa")
    np.testing.assert_allclose(TAVOITTEET.ika_kunnittain.sum(axis=1), kunnat["vaesto_2017"], rtol=1e-12)


@pytest.mark.parametrize(("alku", "loppu", "osuus"), [(65, 200, 0.1707), (0, 15, 0.1678)])
def test_broad_ages_are_those_published(alku, loppu, osuus):  # C04, C05
    rajat = IKARAJAT[:REUNAIAT]
    maara = TAVOITTEET.ika[:, (rajat >= alku) & (rajat < loppu)].sum()
    assert maara / TAVOITTEET.vaesto.sum() == pytest.approx(osuus, abs=2e-4)


def test_swedish_speakers_and_other_languages():  # C06; foreign speakers 12-13 %
    osuudet = TAVOITTEET.kielet.sum(axis=0) / TAVOITTEET.kielet.sum()
    assert osuudet[1] == pytest.approx(0.0798, abs=2e-4)
    assert 0.115 < osuudet[2] < 0.135
    np.testing.assert_allclose(TAVOITTEET.kieli.sum(axis=1), 1)


def test_employment_adds_up_to_the_published_rate():  # C08: 73.68 % of ages 18-64, 3 % of the employed are older
    rajat = IKARAJAT[:REUNAIAT]
    tyoikaisia = TAVOITTEET.ika[:, (rajat >= 18) & (rajat < 65)].sum()
    assert TAVOITTEET.tyotilat[:, 0].sum() * 0.97 / tyoikaisia == pytest.approx(0.7368, abs=1e-3)


def test_work_and_income_cover_everybody_of_their_age():
    np.testing.assert_allclose(TAVOITTEET.tyotilat.sum(axis=1), TAVOITTEET.tayttaneet_15)
    np.testing.assert_allclose(TAVOITTEET.tuloluokat.sum(axis=1), TAVOITTEET.tayttaneet_18)
    assert (TAVOITTEET.tyo >= 0).all()
    assert (TAVOITTEET.ika >= 0).all()
    assert ((TAVOITTEET.naiset > 0.2) & (TAVOITTEET.naiset < 0.8)).all()
