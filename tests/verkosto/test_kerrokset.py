"""Layers of the service network: mixes are mixes, shifts move what they say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalibrointi import palvelupaketit
from verkosto.kerrokset import KESKITETTY, KOODIT, LAHI, LIIKKUVA, SAHKOINEN, Kerrokset

PAKETIT = palvelupaketit.lue()
KERROKSET = PAKETIT.kerrokset
SOURCE = {  # words of the project documents, table of the service network
    "sahkoinen": ("24/7", "erinomainen"), "koti": ("riippuu resursseista", "erinomainen"), "liikkuva": ("", "hyvä"),
    "lahi": ("riippuu resursseista ja aukioloajoista", "hyvä"),
    "keskitetty": ("akuutti hyvä, muuten riippuu odotuksesta", "melko huono"), "kansallinen": ("", "melko huono"),
}  # fmt: skip
MAIN = {
    "lahi": {"sote", "suu", "mielenterveys", "perhe", "aikuissos", "kuntoutus"},
    "keskitetty": {"esh_avo", "esh_vuode", "paivystys", "lnpsyk"},
    "koti": {"hoiva", "kotihoito", "sijoitus", "vammais"},
}


def test_layers_say_what_the_source_says():
    assert {k.koodi: (k.saatavuus, k.saavutettavuus) for k in KERROKSET.kerrokset} == SOURCE
    assert all(k.nimi[x] for k in KERROKSET.kerrokset for x in ("fi", "sv", "en"))
    reading = {"erinomainen": 3, "hyvä": 2, "melko huono": 1}
    by_word = sorted(KERROKSET.kerrokset, key=lambda k: reading[k.saavutettavuus])
    values = [k.saavutettavuus_arvo for k in by_word]
    assert values == sorted(values)  # a better word never has a lower reading


def test_every_line_is_carried_by_the_layer_the_documents_put_it_in():
    assert KERROKSET.rivit == tuple(r.koodi for r in PAKETIT.rivit)
    assert all(r in MAIN[KERROKSET.paakerros(r)] for r in KERROKSET.rivit)
    for rivi in KERROKSET.rivit:
        assert KERROKSET.osuudet(rivi).sum() == pytest.approx(1.0, abs=1e-12)


@given(st.floats(0, 0.5), st.floats(0, 0.1), st.floats(0, 0.25))
def test_a_shift_moves_contacts_and_loses_none(s, m, k):
    osat = KERROKSET.siirretty("sote", {SAHKOINEN: s, LIIKKUVA: m, KESKITETTY: k})
    perus = KERROKSET.osuudet("sote")
    assert osat.sum() == pytest.approx(1.0)
    assert osat.min() >= 0
    muutos = dict(zip(KOODIT, osat - perus, strict=True))
    assert muutos[SAHKOINEN] == pytest.approx(s)
    assert muutos[LAHI] == pytest.approx(-(s + m + k))
    assert muutos["koti"] == muutos["kansallinen"] == 0


def test_no_more_moves_than_near_services_carry():
    assert (KERROKSET.siirretty("sote", {}) == KERROKSET.osuudet("sote")).all()
    for siirto in ({SAHKOINEN: 0.89}, {SAHKOINEN: 0.5, KESKITETTY: 0.4}, {LIIKKUVA: -0.1}):
        with pytest.raises(ValueError, match="sote: cannot move"):
            KERROKSET.siirretty("sote", siirto)


def test_readings_of_a_mix_are_between_its_layers():
    yksi = np.eye(6)
    for i, k in enumerate(KERROKSET.kerrokset):
        assert KERROKSET.tunnusluvut(yksi[i]) == pytest.approx((k.saatavuus_arvo, k.saavutettavuus_arvo))
    a, b = KERROKSET.tunnusluvut(KERROKSET.osuudet("sote"))
    assert 0.7 < a < 0.72
    assert 0.7 < b < 0.85


def test_what_is_no_mix_is_refused():
    with pytest.raises(ValueError, match="suu: shares of the six layers"):
        Kerrokset(KERROKSET.kerrokset, {"suu": (0.5, 0.4, 0, 0, 0, 0)})
    with pytest.raises(ValueError, match="the layers are"):
        Kerrokset(KERROKSET.kerrokset[:-1], {})
