"""Published patterns that must show at the start (P46-P49, P51), on one quick seed; `sote check start` judges fully.

Bands are those of `kalibrointi/tavoitteet/kohteet.csv`, widened by two standard deviations of one seed at this sample
(measured over eight seeds) where they have two ends; signs are not widened.
"""

import math

import pytest

from kalibrointi import kohteet
from runs import alkutarkistus

OTOS, SIEMEN = 0.05, 1
YHDEN_SIEMENEN_HAJONTA = {
    "e30_ero_miehet": 0.11, "e30_ero_naiset": 0.28, "or_pitkaaikaistyottomat": 0.014, "osuus_7vrk": 0.0008,
    "karkiosuus_10": 0.002,
}  # fmt: skip
KUVIOT = {k.tunnus: k for k in kohteet.lue("start") if k.mitta and (k.tunnus.startswith("P") or k.tunnus == "C44")}


@pytest.fixture(scope="module")
def mitat():
    return alkutarkistus.mittaa_siemen(OTOS, SIEMEN).luvut


def test_every_pattern_of_the_start_is_here():
    assert {t.partition(".")[0] for t in KUVIOT} == {"P46", "P47", "P48", "P49", "P51", "C44"}
    kaksipaiset = {k.mitta for k in KUVIOT.values() if math.isfinite(k.ala) and math.isfinite(k.yla)}
    assert kaksipaiset == set(YHDEN_SIEMENEN_HAJONTA)


@pytest.mark.parametrize("tunnus", KUVIOT)
def test_pattern_at_the_start(mitat, tunnus):
    kohde = KUVIOT[tunnus]
    vara = 2 * YHDEN_SIEMENEN_HAJONTA.get(kohde.mitta, 0.0)
    assert kohde.ala - vara <= mitat[kohde.mitta] <= kohde.yla + vara, kohde.nimi["en"]


def test_the_gap_is_wider_among_men(mitat):
    assert mitat["e30_ero_miehet"] > mitat["e30_ero_naiset"] + 3


def test_public_care_leans_to_the_poor_and_the_whole_to_the_rich(mitat):
    assert mitat["hi_julkinen_perustaso"] < mitat["hi_julkiset"] < 0 < mitat["hi_laakarikaynnit"]
