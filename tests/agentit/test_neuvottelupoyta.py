"""The table in the model: contracts executed, books balance, money within the funding, files give the same bits."""

import numpy as np
import pytest

import runs
from agentit.neuvottelu import Kasin, siirroista
from agentit.raha import to_cents
from agentit.sopimus import Kumppanuussopimus, SopimusVirhe
from agentit.tavoitteet import KAIKKI_TAVOITTEET, Tavoite, toteumat
from runs import ajo, skenaariot
from runs.sopimustiedosto import lue, tekstiksi
from tests.elamat import eletty

OTOS = 0.0005
# The county from the second January on: what matters here is not how long the municipalities lived.
ASETUKSET = ["2018-01:rakenne.jarjestaja=maakunta", "ohjaus.virement=0.1"]
NEUVOTTELU = [*ASETUKSET, "2018-01:neuvottelu.kaytossa=true"]
PALKKIO = ["sopimus.kannustin=0.05", "sopimus.seuraamus=0.05"]


def rakenna(*asetukset):
    """A model that has lived 2017."""
    return eletty(OTOS, *asetukset)


def jarjestajan_valtiolta(m, kk):
    return m.raha.view(
        lambda a, b, k: "x" if (a.nimi, b.nimi) == ("valtio", "jarjestaja") else None, slice(kk, kk + 1)
    ).get("x", 0)


@pytest.fixture(scope="module")
def neuvoteltu():
    m = rakenna(*NEUVOTTELU, *PALKKIO)
    m.run_for(25)
    return m


def test_an_agreement_is_made_every_january_and_executed(neuvoteltu):
    poyta, j = neuvoteltu.neuvottelupoyta, neuvoteltu.jarjestaja
    assert [k.vuosi for k in poyta.poytakirjat] == [2018, 2019, 2020]
    viimeinen = poyta.poytakirjat[-1]
    assert j.sopimus is viimeinen.sopimus
    assert viimeinen.sopimus.ketjut == viimeinen.tulos.kohdat["ketjut"]
    assert j.sopimus.synty in ("neuvottelu", "ei_sopua")
    lk, s = neuvoteltu.liikelaitos, j.sopimus
    kehys = np.array([s.jako[k] for k in neuvoteltu.paketit.paketit if k in s.jako]) * lk.jako.sum()
    ero = np.abs(lk.jako[lk.mukana] / kehys - 1.0)
    assert (ero <= s.virement + 1e-9).all(), "inside the band that was agreed, not the parameter's"
    assert ero.max() > 0.1, "and outside the parameter's"


def test_no_agreement_breaks_the_books_or_the_funding(neuvoteltu):
    m = neuvoteltu
    assert int(m.raha.balances.sum()) == 0
    for k in m.neuvottelupoyta.poytakirjat:
        assert k.sopimus.raha <= k.katto * k.viimeraha * (1 + 1e-12)
        assert abs(sum(k.sopimus.jako.values()) - 1.0) < 1e-9
    maksut = float(m.p["kunta.asiakasmaksut"]) * float(m.liikelaitos.tarve.sum())
    kaikki = m.jarjestaja.sopimus.raha * (1.0 + m.jarjestaja.sopimus.kannustin)
    assert kaikki <= (m.jarjestaja.rahoitus + maksut) * (1 + 1e-12), "a full bonus is within the funding too"
    raja = round(m.jarjestaja.rahoitus * 100 / 12)
    assert (
        jarjestajan_valtiolta(m, 36) <= raja + abs(sum(int(to_cents(e)) for _, e in m.neuvottelupoyta._maksettava)) + 1
    )


def test_bonus_and_sanction_pass_through_the_money_matrix():
    m = rakenna(*NEUVOTTELU, *PALKKIO)
    m.run_for(12)
    ((tili, euroa),) = m.neuvottelupoyta._maksettava
    assert euroa != 0.0
    m.step()
    kulki = m.raha.view(lambda a, b, k: (a.nimi, b.nimi) if k == "rahoitus" else None, slice(24, 25))
    pari = ("jarjestaja", tili) if euroa > 0 else (tili, "jarjestaja")
    assert kulki[pari] == int(to_cents(abs(euroa)))
    assert m.raha.balance(tili) == 0
    r = m.results()
    rivi = r[(r.vuosi == 2018) & (r.mittari == "sopimus_palkkio")]
    assert float(rivi.arvo.iloc[0]) * m.vaki() == pytest.approx(euroa, rel=0.02)


def test_the_lever_off_is_the_rule_to_the_last_bit():
    """With every other card of the negotiation at an end of its range."""
    a = rakenna(*ASETUKSET)
    b = rakenna(
        *ASETUKSET, "neuvottelu.jarjestaja=tiukka", "neuvottelu.liikelaitos=nayttoon_perustuva", "neuvottelu.raja=1",
        "neuvottelu.kierroksia=2", "neuvottelu.ei_sopua=puolivali", "neuvottelu.riitakulu=0.5",
    )  # fmt: skip
    for m in (a, b):
        m.run_for(12)
    assert a.results().equals(b.results())
    assert a.neuvottelupoyta.poytakirjat == []


@pytest.mark.parametrize("muut", [(), ("2019-01:valinnanvapaus.suora_valinta=true",)], ids=["liikelaitos", "valinta"])
def test_an_agreement_file_runs_again_to_the_same_bits(tmp_path, muut):
    a = rakenna(*NEUVOTTELU, *PALKKIO, *muut)
    a.run_for(24)
    tiedosto = tmp_path / "s.toml"
    tiedosto.write_text(tekstiksi(a.neuvottelupoyta.tehdyt), encoding="utf-8")
    luetut = lue(tiedosto)
    assert luetut == a.neuvottelupoyta.tehdyt
    sk = skenaariot.lue("nykytila-2017", [*ASETUKSET, *PALKKIO, *muut], otos=OTOS)
    b = ajo.rakenna_malli(sk, OTOS, 1, sopimukset=luetut)
    b.run_for(36)
    x, y = (m.results() for m in (a, b))
    x = x[x.mittari != "neuvottelu_sopu"].reset_index(drop=True)
    assert x.equals(y)
    assert b.neuvottelupoyta.leikatut == []


def test_each_production_area_has_its_own_agreement():
    m = runs.build("nykytila-2017", otos=0.001, set=[*NEUVOTTELU, "2018-01:rakenne.tuotanto=uusimaa-kuusi-aluetta"])
    m.run_for(13)
    kirjat = m.neuvottelupoyta.poytakirjat
    assert len(kirjat) == len(m.liikelaitokset) > 1
    assert m.jarjestaja.sopimus.synty == "neuvottelu"
    assert m.jarjestaja.sopimus.ketjut == pytest.approx(kirjat[0].sopimus.ketjut)  # here all end alike
    assert m.jarjestaja.sopimus.raha == pytest.approx(sum(k.sopimus.raha for k in kirjat))
    assert len({k.sopimus.raha for k in kirjat}) == len(kirjat)


def test_money_above_the_funding_is_not_paid_and_wrong_packages_are_refused():
    a = rakenna(*ASETUKSET)
    a.run_for(1)
    s = a.jarjestaja.sopimus
    liikaa = Kumppanuussopimus(2018, s.raha * 3, s.virement, s.jako, synty="tiedosto")
    sk = skenaariot.lue("nykytila-2017", ASETUKSET, otos=OTOS)
    b = ajo.rakenna_malli(sk, OTOS, 1, sopimukset={(2018, "Liikelaitos"): liikaa})
    b.run_for(13)
    ((vuosi, nimi, yli),) = b.neuvottelupoyta.leikatut
    assert (vuosi, nimi) == (2018, "Liikelaitos")
    assert yli > s.raha
    assert b.kuukausimenot == pytest.approx(a.kuukausimenot)
    vaara = Kumppanuussopimus(2018, 5e9, 0.1, {"sote": 0.5, "suuu": 0.5})
    c = ajo.rakenna_malli(sk, OTOS, 1, sopimukset={(2018, "Liikelaitos"): vaara, (2018, "Toinen"): vaara})
    with pytest.raises(SopimusVirhe, match="no producer 'Toinen'"):
        c.run_for(13)
    d = ajo.rakenna_malli(sk, OTOS, 1, sopimukset={(2018, "Liikelaitos"): vaara})
    with pytest.raises(SopimusVirhe, match=r"jako\.suuu: no such package.*jako\.esh: missing"):
        d.run_for(13)


def test_a_person_takes_a_seat_in_the_model():
    m = rakenna(*NEUVOTTELU)
    siirrot = [{"raha": 0.95, "ketjut": 1.0}, {"raha": 0.96, "ketjut": 1.0, "virement": 0.3}, None]
    m.neuvottelupoyta.neuvottelijat["jarjestaja"] = Kasin("jarjestaja", siirroista(siirrot))
    m.step()
    (kirja,) = m.neuvottelupoyta.poytakirjat
    assert kirja.tulos.historia[0].kohdat["ketjut"] == 1.0
    assert kirja.tulos.hyvaksyja in ("jarjestaja", "liikelaitos", "")


def test_attainment_is_half_when_nothing_moves_and_full_a_step_away():
    t = Tavoite("x", "y", -1, 0.1)
    assert [t.toteuma(x, 10.0) for x in (10.0, 9.0, 11.0, 9.5, 5.0)] == pytest.approx([0.5, 1.0, 0.0, 0.75, 1.0])
    assert t.toteuma(1.0, 0.0) == 0.5
    assert set(toteumat({}, {}).values()) == {0.5}
    assert set(toteumat({}, {})) == set(KAIKKI_TAVOITTEET)
