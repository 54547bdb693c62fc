"""Need relations that other regions take from Uusimaa: the product, the correction, and that they are all there is."""

import json

import numpy as np
import pytest

from agentit.malli import SoteMalli
from agentit.ohjelma import Ohjelma
from agentit.palvelupaketit import PRIMAARI
from kalibrointi import palvelupaketit, tarvevakiot
from kalibrointi.maailma import rakenna
from kalibrointi.parametrit import lue_oletukset
from kalibrointi.viat import ViallinenSyote

P = lue_oletukset().defaults()


def malli(alue="uusimaa", vakiot=None, otos=0.002, **arvot):
    p = {**P, **arvot}
    polut = {k: [(0, v)] for k, v in p.items()}
    return SoteMalli(Ohjelma(polut), rakenna(alue, otos, 1, p), palvelupaketit.lue(), tarvevakiot=vakiot)


def test_the_product_is_of_todays_tables_and_parameters():
    tuote = tarvevakiot.lataa("uusimaa")
    ohje = "rebuild with: python -m kalibrointi.tarvevakiot"
    assert tuote is not None, ohje
    assert {k: P[k] for k in tarvevakiot.tarveavaimet()} == tuote.parametrit, ohje
    uusi = tarvevakiot._sovita("uusimaa", tarvevakiot.TARKISTUSOTOS, ())
    assert uusi.vakiot == pytest.approx(tuote.tarkistus.vakiot, rel=2e-3), f"need rules have changed: {ohje}"
    assert uusi.kaynnin_hinta == pytest.approx(tuote.tarkistus.kaynnin_hinta, rel=2e-3), ohje
    assert set(tuote.tarvevakiot.vakiot) == {r.koodi for r in palvelupaketit.lue().rivit}


def test_a_region_of_its_own_reference_fits_itself_and_others_take_the_product():
    assert tarvevakiot.hae("uusimaa", P) is None
    tuote = tarvevakiot.lataa("uusimaa").tarvevakiot
    assert tarvevakiot.hae("pirkanmaa", P) == tuote == tarvevakiot.hae("keski-suomi", {**P, "ohjaus.virement": 0.0})
    assert tarvevakiot.tuotteesta("uusimaa", {**P, "haku.tarve": 5.0})
    assert tarvevakiot.tuotteesta("pirkanmaa", P)
    assert not tarvevakiot.tuotteesta("pirkanmaa", {**P, "haku.tarve": 5.0})


def test_given_relations_are_all_that_the_fit_takes_from_euros():
    """Uusimaa under its own fitted relations, given from outside, lives the same life to the last bit."""
    sovitettu = malli()
    annettu = malli(vakiot=sovitettu.tarvevakiot)
    sovitettu.run_for(13)
    annettu.run_for(13)
    a, b = sovitettu.results("kuukausi"), annettu.results("kuukausi")
    np.testing.assert_array_equal(a["arvo"], b["arvo"])


def test_other_parameters_correct_the_product_and_idle_ones_leave_every_bit(monkeypatch):
    monkeypatch.setattr(tarvevakiot, "PIKAOTOS", 0.002)
    tuote = tarvevakiot.lataa("uusimaa").tarvevakiot
    sama = tarvevakiot.hae("pirkanmaa", {**P, "tarve.hintaosuus": 0.0})
    assert sama == tuote
    enemman = tarvevakiot.hae("pirkanmaa", {**P, "haku.tarve": P["haku.tarve"] * 1.1})
    assert enemman.vakiot[PRIMAARI] == pytest.approx(1.1 * tuote.vakiot[PRIMAARI], rel=0.03)  # levels are capped
    assert {k: v for k, v in enemman.vakiot.items() if k != PRIMAARI} == {
        k: v for k, v in tuote.vakiot.items() if k != PRIMAARI
    }
    assert enemman.kaynnin_hinta < 0.95 * tuote.kaynnin_hinta


def test_cost_level_follows_the_relations_not_the_euros():
    """Twice the relations: twice the need of lines that are not capped, in a region that takes them from another."""
    tuote = tarvevakiot.lataa("uusimaa").tarvevakiot
    kaksin = type(tuote)({**tuote.vakiot, "suu": 2 * tuote.vakiot["suu"]}, 2 * tuote.kaynnin_hinta)
    a, b = (malli("keski-suomi", vakiot) for vakiot in (tuote, kaksin))
    a.run_for(1)
    b.run_for(1)
    suhde = b.liikelaitos.tarve / a.liikelaitos.tarve
    paketit = a.paketit.paketit
    assert suhde[paketit.index("suu")] == pytest.approx(2, rel=0.02)
    assert suhde[paketit.index(PRIMAARI)] == pytest.approx(2)
    assert suhde[paketit.index("esh")] == 1


def test_a_product_of_other_tables_is_not_used_and_a_damaged_one_is_told(tmp_path, monkeypatch):
    import yaml

    tuote = yaml.safe_load(tarvevakiot.TUOTE.read_text())
    tiedosto = tmp_path / "tarvevakiot.yaml"
    tiedosto.write_text(json.dumps({**tuote, "taulut_sha256": "x"}))
    assert tarvevakiot.lataa("uusimaa", tiedosto) is None
    assert tarvevakiot.lataa("pirkanmaa") is None
    tiedosto.write_text(json.dumps({**tuote, "vakiot": None}))
    with pytest.raises(ViallinenSyote, match=r"Rebuild with: python -m kalibrointi\.tarvevakiot"):
        tarvevakiot.lataa("uusimaa", tiedosto)
    tiedosto.write_text(json.dumps({**tuote, "taulut_sha256": "x"}))
    monkeypatch.setattr(tarvevakiot, "TUOTE", tiedosto)
    monkeypatch.setattr(tarvevakiot, "VARAOTOS", 0.002)
    monkeypatch.setattr(tarvevakiot, "lataa", lambda viite: None)
    assert tarvevakiot.hae("pirkanmaa", P) == tarvevakiot._sovita(
        "uusimaa", 0.002, tuple((k, P[k]) for k in tarvevakiot.tarveavaimet())
    )


def _toinen(p):
    v = p.value
    if isinstance(v, bool):
        return not v
    if isinstance(v, str):
        return next(x for x in p.choices if x != v)
    ala, yla = p.range
    if isinstance(v, tuple):
        return tuple(x + 0.1 * (yla - x) if yla - x > 1e-9 else x - 0.1 * (x - ala) for x in v)
    return v + 0.3 * (yla - v) if yla - v > 1e-9 else v - 0.3 * (v - ala)


@pytest.mark.hidas
def test_no_parameter_moves_the_relations_unseen():
    """Every parameter outside `tarveavaimet` leaves them alone."""
    puu, mukana = lue_oletukset(), set(tarvevakiot.tarveavaimet())
    pohja = tarvevakiot._sovita.__wrapped__("uusimaa", 0.001, ())
    vieraat = [k for k in puu if k not in mukana]
    assert [
        k for k in vieraat if tarvevakiot._sovita.__wrapped__("uusimaa", 0.001, ((k, _toinen(puu[k])),)) != pohja
    ] == []
