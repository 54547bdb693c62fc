import numpy as np
import pytest

from visualisointi import kartta
from visualisointi.kuviot import Tekstit, tiedostot

ASTEIKKO = kartta.Asteikko((10.0, 20.0, 30.0, 40.0), ("a", "b", "c", "d", "e"), "min")
LAJIT = [kartta.Merkkilaji("julkinen", "julkinen"), kartta.Merkkilaji("sairaala", "sairaala")]


def test_classes_are_round_and_part_municipalities():
    rajat = kartta.asteikko([7.2, 8.0, 9.1, 11.0, 14.3], list(np.linspace(6, 26, 50)))
    assert rajat == (9.0, 12.0, 15.0, 18.0)
    assert kartta.asteikko([5.0, 5.0], [5.0]) == ()
    assert kartta.asteikko([float("nan")], [1.0]) == ()


def test_colour_darkens_with_the_value_and_nothing_is_white():
    varit = [ASTEIKKO.vari(x) for x in (1.0, 10.0, 25.0, 35.0, 99.0)]
    assert varit == list(kartta.SINISET)
    assert ASTEIKKO.vari(float("nan")) == "#ffffff"


def test_shared_part_of_convex_polygons():
    nelio = np.array([(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)])
    yhteinen = kartta._leikkaus(nelio, nelio[::-1] + (1.0, 1.0))  # whichever way round it is given
    x, y = yhteinen.T
    ala = 0.5 * abs(x @ np.roll(y, -1) - y @ np.roll(x, -1))
    assert ala == pytest.approx(1.0)
    assert len(kartta._leikkaus(nelio, nelio + 9.0)) == 0


@pytest.mark.parametrize("sarakkeita", [0, 3, pytest.param(9, marks=pytest.mark.sekunteja)])
def test_the_map_is_drawn_beside_above_or_without_tiles(sarakkeita):
    g = np.random.default_rng(1)
    ruudut = [kartta.Ruutu(["Mänttä-", "Vilppula"], i % 3, i, 5.0 * i, str(i)) for i in range(sarakkeita)]
    alueet = [kartta.Alue(*g.uniform(0, 90, 2), 30.0, x) for x in g.uniform(0, 50, 40)]
    yksikot = [kartta.Yksikko(*g.uniform(40, 50, 2), "julkinen", 1000.0) for _ in range(12)]
    yksikot += [kartta.Yksikko(45.0, 45.0 + i, "sairaala", nimi=f"Sairaala {i}") for i in range(3)]
    tekstit = Tekstit("Löydös", "Mitta", "Lähde")
    kuva = kartta.palveluverkko(tekstit, ruudut, alueet, yksikot, ASTEIKKO, LAJIT, ("K", "A", "L"), "koko")
    laatikot = [t.get_window_extent() for akselit in kuva.axes[1:] for t in akselit.texts if "Sairaala" in t.get_text()]
    assert not any(a.overlaps(b) for i, a in enumerate(laatikot) for b in laatikot[:i])
    if sarakkeita == 9:
        svg = tiedostot(kuva, "kartta", {"Title": "Löydös", "Description": "Mitta"})["kartta.svg"].decode()
        assert 'role="img"' in svg
        assert "<title>Löydös</title>" in svg
    sanottu = {t.get_text() for akselit in kuva.axes for t in akselit.texts}
    assert {"Sairaala 0", "Lähde", *(["Vilppula"] if sarakkeita else [])} <= sanottu
