"""Oral choice in scenarios: refusals name key and rule; the check tells a null that moves, a lever out of its band."""

import pandas as pd
import pytest

from kalibrointi.viat import ViallinenSyote
from runs import skenaariot, suutarkistus


@pytest.mark.parametrize(
    ("skenaario", "asetukset", "avain", "viesti"),
    [
        ("nykytila-2017", {"2019-01:valinnanvapaus.suun_valinta": True}, "suun_valinta", "the county pays by list"),
        (
            "uusimaa-suun-valinta",
            {"2025-01:valinnanvapaus.suun_valinta": False},
            "suun_valinta",
            "cannot be taken back",
        ),
        ("uusimaa-kapitaatio-suu", {"kapitaatio.kattaa": "suppea+suu"}, "kapitaatio.kattaa", "stands alone"),
        ("uusimaa-suun-valinta", {"kapitaatio.suutariffi": 10}, "kapitaatio.suutariffi", "out of range"),
        ("uusimaa-suun-valinta", {"valinnanvapaus.suun_vaihtovali_kk": 0}, "suun_vaihtovali_kk", "out of range"),
    ],
)
def test_refusals_name_the_key_and_the_rule(skenaario, asetukset, avain, viesti):
    with pytest.raises(ViallinenSyote) as virhe:
        skenaariot.lue(skenaario, asetukset)
    assert avain in str(virhe.value)
    assert viesti in str(virhe.value)


def ajot(b):
    rivit = [("a", s, 2026, "m", "kaikki", 1.0 + s, "u") for s in range(3)]
    rivit += [("b", s, 2026, "m", "kaikki", 1.0 + s + x, "u") for s, x in enumerate(b)]
    return pd.DataFrame(rivit, columns=["skenaario", "seed", "vuosi", "mittari", "ryhma", "arvo", "yksikko"])


def test_a_null_is_of_bits_and_a_lever_of_its_band():
    assert suutarkistus._nolla(ajot([0, 0, 0]), "t", "a", "b").in_band
    assert not suutarkistus._nolla(ajot([0, 0, 1e-12]), "t", "a", "b").in_band
    (pieni,) = suutarkistus._erot(ajot([0.1, 0.2, 0.1]), "t", "a", "b", {"m": ("x", -0.5, 0.5)})
    (suuri,) = suutarkistus._erot(ajot([0.9, 0.8, 0.9]), "t", "a", "b", {"m": ("x", -0.5, 0.5)})
    assert (pieni.in_band, suuri.in_band) == (True, False)
    assert suuri.cause


@pytest.mark.hidas
def test_every_row_of_oral_health_is_in_its_band():
    rivit = suutarkistus.tarkista(otos=0.002, seeds=2)
    assert [r.id for r in rivit if not r.in_band] == []
