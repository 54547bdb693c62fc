"""R11: activity and referral are exactly what need asks at the proposed pay, and move by what pay changes."""

import numpy as np
import pytest

import runs
from agentit import aktiivisuus as ak
from agentit import erikoisosa
from runs.tilannekuva import kopio
from tests.elamat import eletty

OTOS = 0.0006
VALINTA = ["2018-01:rakenne.jarjestaja=maakunta", "2018-01:valinnanvapaus.suora_valinta=true"]


def test_activity_is_lasting_and_transient():
    assert ak.pysyva(0.19999999999999996, 0.2, 0.8) == 0.0
    assert ak.pysyva(0.6, 0.25, 0.8) == pytest.approx(0.28)
    t = ak.hetkellinen(0.0, 0.5, 0.24, 6.0)
    assert t == pytest.approx(0.12)
    for _ in range(12):
        t = ak.hetkellinen(t, 0.0, 0.24, 6.0)
    assert t == pytest.approx(0.03)


def test_referral_falls_with_what_it_costs_and_less_for_the_altruist():
    """The note's table: share carried 0/.05/.1/.2 of 300 EUR."""
    luvut = [ak.lahete(0.25, 0.5, 0.01, share * 300.0) for share in (0.0, 0.05, 0.1, 0.2)]
    assert luvut[0] == 0.25
    assert [round(x, 2) for x in luvut] == [0.25, 0.22, 0.2, 0.15]
    assert ak.lahete(0.25, 1.0, 0.01, 60.0) == pytest.approx(0.25)


@pytest.fixture(scope="module")
def elama():
    """Choice, and capitation that covers a share of specialised care, as in uusimaa-kapitaatio-laaja."""
    malli = eletty(OTOS, *VALINTA, "2018-01:kapitaatio.kattaa=erikoisosuus", "2018-01:kapitaatio.erikoisosuus=0.1")
    malli.run_for(14)
    return malli


def test_carried_money_is_shared_by_weights_and_paid_by_use(elama):
    osa = erikoisosa.kuukausi(elama)
    assert osa.summa.sum() > 0
    assert osa.tulo.sum() == osa.meno.sum() == osa.summa.sum()
    assert abs(osa.netto).max() > 0
    assert osa.netto.sum() == pytest.approx(0, abs=1e-6)


def test_the_producer_still_gets_its_money_and_books_balance(elama):
    lk = elama.liikelaitos
    i = elama.paketit.paketit.index("esh")
    sentit = elama.raha.view(
        lambda a, b, k: "meno" if k == "esh" and a.nimi == lk.tili else None, slice(elama.kk - 1, None)
    )
    assert sentit["meno"] == pytest.approx(lk.jako[i] * 100 / 12, abs=2)


def test_centres_that_carry_specialised_cost_refer_less_and_see_more_themselves(elama):
    kertoimet = elama.sidonta.b.units["keskus"].attributes
    n = len(elama.keskuspaikat)
    assert (kertoimet["lahete"][:n] < 1).any()
    assert (kertoimet["aktiivisuus"][:n] > 1).any()
    assert (kertoimet["lahete"][n:] == 1).all()
    assert all(k.tiheys == 0 or k.tiheys < 1 for k in elama.keskukset)


def test_denser_visits_do_not_load_the_queue():
    malli = eletty(OTOS, *VALINTA, "2018-01:kapitaatio.kiintea_osuus=0.667")
    malli.run_for(1)
    for k in malli.keskukset:
        assert k.kaynnit > k.kuorma or k.lista == 0
        assert k.kaynnit < 1.08 * k.kuorma or k.lista == 0


def test_evening_hours_are_kept_where_a_visit_pays(elama):
    """At the reference, or with no card, exactly 1; the month's visits follow what the centre's own factor says."""
    kertoimet = elama.sidonta.b.units["keskus"].attributes["paivystys"]
    omat = [k.paikka for k in elama.keskukset]
    assert (kertoimet == 1.0).all()
    koe, verrokki = kopio(elama), kopio(elama)
    koe.ohjaa({"ponnistus.paivystysjousto": 0.18, "kapitaatio.kiintea_osuus": 0.999})
    kaynnit = []
    for m in (koe, verrokki):
        ennen = m.sidonta.b.columns["paivystys_v"].copy()
        m.run_for(1)
        kaynnit.append(float((m.sidonta.b.columns["paivystys_v"] - ennen).sum()))
    assert koe.sidonta.b.units["keskus"].attributes["paivystys"][omat] == pytest.approx(np.exp(0.18 * 0.199), rel=1e-6)
    assert kaynnit[0] / kaynnit[1] == pytest.approx(np.exp(0.18 * 0.199), rel=1e-4)


def test_a_fee_of_nurse_visits_keeps_adults_away(elama):
    assert (elama.hoitajaosuudet(np.array([5, 18, 80])) == 1.0).all()
    koe, verrokki = kopio(elama), kopio(elama)
    koe.ohjaa({"haku.hoitajamaksu": 10.0})
    assert koe.hoitajaosuudet(np.array([17, 18])) == pytest.approx([1.0, np.exp(-0.1)], rel=1e-6)
    for m in (koe, verrokki):
        m.run_for(1)
    kuormat = [sum(k.kuorma for k in m.keskukset) for m in (koe, verrokki)]
    assert 0.96 < kuormat[0] / kuormat[1] < 0.995, "nurses see about a quarter of contacts"


def test_unlawful_pay_is_refused_by_the_model_too():
    with pytest.raises(ValueError, match="two thirds"):
        runs.build("uusimaa-valinnanvapaus-2023", otos=OTOS).ohjaa({"kapitaatio.kiintea_osuus": 0.5})
