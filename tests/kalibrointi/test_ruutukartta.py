"""Tile maps of the regions: every municipality once, and neighbours in the map neighbours on the ground."""

import numpy as np
import pandas as pd
import pytest
from scipy.spatial import Delaunay
from scipy.stats import spearmanr

from kalibrointi import alueet


@pytest.fixture(params=["uusimaa", "pirkanmaa", "keski-suomi"])
def kunnat(request):
    kansio = alueet.kansio(request.param)
    tyypit = {"kuntanumero": str}
    kunnat = pd.read_csv(kansio / "kunnat.csv", dtype=tyypit).set_index("kuntanumero")
    posti = pd.read_csv(kansio / "postialueet.csv", dtype=tyypit)
    paino = posti["vaesto"].clip(lower=1)
    for akseli in "xy":
        arvo = (posti[f"{akseli}_tm35fin_m"] * paino).groupby(posti["kuntanumero"]).sum()
        kunnat[akseli] = arvo / paino.groupby(posti["kuntanumero"]).sum() / 1000
    kunnat["ruutu_x"] = kunnat["ruutu_sarake"] + 0.5 * (kunnat["ruutu_rivi"] % 2)
    return kunnat


def test_every_municipality_has_a_tile_of_its_own(kunnat):
    assert not kunnat[["ruutu_rivi", "ruutu_sarake"]].isna().any(axis=None)
    assert not kunnat.duplicated(["ruutu_rivi", "ruutu_sarake"]).any()


def test_west_is_left_and_north_is_up(kunnat):
    assert spearmanr(kunnat["ruutu_x"], kunnat["x"]).statistic > 0.85
    assert spearmanr(kunnat["ruutu_rivi"], -kunnat["y"]).statistic > 0.85


def test_tiles_that_touch_are_municipalities_that_are_near(kunnat):
    """Most touching tiles are neighbours by the nearest-neighbour graph of the centres (Delaunay), and none is far."""
    p = kunnat[["x", "y"]].to_numpy()
    kolmiot = Delaunay(p).simplices
    naapurit = {frozenset((int(t[i]), int(t[j]))) for t in kolmiot for i, j in ((0, 1), (1, 2), (0, 2))}
    rx, ry = kunnat["ruutu_x"].to_numpy(), kunnat["ruutu_rivi"].to_numpy()
    n = len(kunnat)
    koskevat = [(i, j) for i in range(n) for j in range(i) if (rx[i] - rx[j]) ** 2 + 0.75 * (ry[i] - ry[j]) ** 2 < 1.1]
    assert len(koskevat) > n
    oikeat = sum(frozenset(pari) in naapurit for pari in koskevat)
    assert oikeat / len(koskevat) > 0.7
    valit = np.hypot(*(p[:, None] - p).transpose(2, 0, 1))
    assert max(valit[i, j] for i, j in koskevat) < 0.55 * valit.max()
