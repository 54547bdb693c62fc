"""The plane as a figure: texts stay on the page and apart; words in every language."""

import pytest

from tests.visualisointi.sivulla import paallekkain, yli_sivun
from visualisointi import kuviot, sanat, tasokuvio, tasosanat

VOITTAJAT = ("kerta", "ennalta", "ei")


@pytest.mark.parametrize("kieli", sanat.KIELET)
def test_texts_stay_on_the_page_and_apart(kieli):
    t = lambda avain: tasosanat.tasosana(avain, kieli)  # noqa: E731
    solut = [
        tasokuvio.Tasosolu(x / 5, y / 10, "−112,4", "−140,2…−84,6", VOITTAJAT[(x + y) % 3], (x + y) % 3)
        for x in range(5)
        for y in range(5)
    ]
    nimet = tasokuvio.Tasosanat(
        t("bias"), t("virhe"), {k: t(f"voittaa_{k}") for k in VOITTAJAT}, t("kaista"), t("kaista_selva"), t("kaava")
    )
    tekstit = kuviot.Tekstit("Otsikko " * 20, "Alaotsikko", "Lähde")
    kuva = tasokuvio.taso(tekstit, solut, [(0.0, 0.1), (0.2, 0.5), (0.4, 1.2)], nimet, lambda x: f"{x:.1f}")
    assert yli_sivun(kuva) == []
    assert paallekkain(kuva) == []


def test_every_phrase_has_three_languages():
    assert {avain for avain, x in tasosanat.TASO.items() if set(x) != set(sanat.KIELET)} == set()
