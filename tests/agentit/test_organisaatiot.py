"""Organisations in the model: municipalities, centres, liikelaitos, orderer, market, network and money between them."""

import numpy as np
import pytest

from agentit import markkinat
from agentit.hyte import HYTEPAKETTI
from agentit.malli import SoteMalli
from agentit.ohjelma import Ohjelma
from agentit.palvelupaketit import PRIMAARI
from agentit.rakenne import LIIKELAITOS, MAAKUNTA, YKSITYISET
from kalibrointi import palvelupaketit
from kalibrointi.maailma import rakenna
from kalibrointi.parametrit import lue_oletukset
from runs.tilannekuva import kopio
from verkosto.palveluverkko import Side, organisaatio

UUDISTUS = {"rakenne.jarjestaja": (12, "maakunta"), "valinnanvapaus.suora_valinta": (12, True)}


def malli(muutokset=(), kuukausia=0, otos=0.002):
    oletukset = lue_oletukset().defaults()
    polut = {k: [(0, v)] for k, v in oletukset.items()}
    for k, (kk, v) in dict(muutokset).items():
        polut[k] = [(0, oletukset[k]), (kk, v)] if kk else [(0, v)]
    m = SoteMalli(Ohjelma(polut), rakenna(otos=otos, seed=1), palvelupaketit.lue())
    for _ in range(kuukausia):
        m.step()
    return m


@pytest.fixture(scope="module")
def nykytila():
    return malli(kuukausia=12)


@pytest.fixture(scope="module")
def uudistus():
    return malli({**UUDISTUS, "markkina.avauskerroin": (0, 15.0)}, kuukausia=19)


def test_base_year_costs_what_the_facts_say(nykytila):
    r = nykytila.results().query("mittari == 'kustannus_asukas'").set_index("ryhma").arvo
    for paketti in nykytila.paketit.paketit:
        odotettu = sum(x.eur_asukas for x in nykytila.paketit.rivit_paketissa(paketti))
        assert r[f"paketti_{paketti}"] == pytest.approx(odotettu, rel=0.03), paketti


def test_mirrored_luck_turns_the_orderers_errors_round_and_leaves_the_residents(uudistus):
    m = kopio(uudistus)
    oma = m.jarjestaja._hairio(m.liikelaitokset[0])
    m.peilaa(m.siemen)
    assert m.jarjestaja._hairio(m.liikelaitokset[0]) == pytest.approx(-oma, abs=1e-4)
    assert np.abs(oma).max() > 0.5
    assert m.sidonta.b.seed == m.siemen == uudistus.siemen


def test_centres_of_the_base_year_stand_still(nykytila):
    alku = malli()
    ennen = {k.paikka: (k.jono.odotus, k.jono.kapasiteetti) for k in alku.keskukset}
    alku.step()
    muutos = [abs(k.jono.odotus / ennen[k.paikka][0] - 1) for k in alku.keskukset if k.lista > 3000]
    assert np.median(muutos) < 0.05
    assert abs(np.log(nykytila.mittarit.odotukset[-1][0] / nykytila.mittarit.odotukset[0][0])) < 0.15


def test_unit_costs_of_municipalities_differ_round_one_and_close_after_the_merger(nykytila, uudistus):
    tasot = np.array([k.hintataso for k in nykytila.kunnat])
    assert 0.8 < tasot.min() < 1 < tasot.max() < 1.25
    jalkeen = np.array([k.hintataso for k in uudistus.kunnat])
    yhtenee = float(uudistus.p["liikelaitos.yhdentyminen"])
    assert jalkeen - 1 == pytest.approx((tasot - 1) * (1 - yhtenee), abs=0.02)


@pytest.mark.parametrize("kattavuus", [0.8, 0.95, 1.0, 1.05, 1.3])
def test_liikelaitos_spends_its_money_whatever_it_covers(kattavuus):
    lk = malli().liikelaitos
    lk.kattavuus[:] = kattavuus
    osuudet, hinnat = lk.hoidettu()
    u = float(lk.model.p["puute.muu"])
    for k, osuus in osuudet.items():
        assert 0 < osuus <= 1
        assert osuus * hinnat[k] == pytest.approx(kattavuus * (1 - u))
    assert (min(osuudet.values()) < 1 - u) == (kattavuus < 1)


def test_liikelaitos_answers_a_gap_by_saving_overspending_and_rationing():
    lk = malli().liikelaitos
    p = lk.model.p
    raha = lk.varautuu(95.0, 100.0)
    assert lk.tehokkuus == pytest.approx(float(p["liikelaitos.tehostuminen"]))
    assert raha - 95.0 == pytest.approx(float(p["liikelaitos.ylitys"]) * (100 * (1 - lk.tehokkuus) - 95.0))
    lk2 = malli().liikelaitos
    assert lk2.varautuu(100.0, 100.0) == 100.0
    assert (lk2.tehokkuus, lk2.ylitys) == (0.0, 0.0)


def test_split_adds_up_and_stays_in_the_band():
    m = malli({**UUDISTUS, "valinnanvapaus.suora_valinta": (0, False), "ohjaus.virement": (0, 0.05)}, kuukausia=13)
    lk, kehys = m.liikelaitos, m.jarjestaja.kehys
    assert lk.jako.sum() == pytest.approx(m.jarjestaja.sopimus.raha)
    assert (lk.jako >= kehys * 0.95 - 1).all()
    assert (lk.jako <= kehys * 1.05 + 1).all()
    assert m.jarjestaja.virhe > 0


def test_network_follows_the_reform(nykytila, uudistus):
    g, piiri = nykytila.verkko, organisaatio(nykytila.maailma.sairaanhoitopiiri)
    assert len(list(g.edeltajat(piiri, Side.SOPIMUS))) == 26
    g = uudistus.verkko
    assert not list(g.edeltajat(piiri, Side.SOPIMUS))
    assert {x[0] for x in g.seuraajat(organisaatio(MAAKUNTA), Side.SOPIMUS)} == {
        organisaatio(LIIKELAITOS),
        organisaatio(YKSITYISET),
    }
    assert set(g.yksikot(LIIKELAITOS)) == {k.paikka for k in uudistus.keskukset if not k.yksityinen}
    assert set(g.yksikot(YKSITYISET)) == {k.paikka for k in uudistus.keskukset if k.yksityinen} != set()


def test_all_centres_are_paid_by_one_tariff(uudistus):
    """With only a fixed part, a euro of income per unit of weight is the same for both owners."""
    m = malli({**UUDISTUS, "kapitaatio.kiintea_osuus": (0, 1.0), "markkina.avauskerroin": (0, 15.0)}, kuukausia=16)
    per_paino = np.array([k.tulo / k.paino for k in m.keskukset if k.paino > 0])
    assert np.ptp(per_paino) < 1e-6 * per_paino.mean()
    assert {k.yksityinen for k in m.keskukset if k.paino > 0} == {True, False}
    assert 12 * per_paino.mean() == pytest.approx(m.tariffi)


def test_closing_centre_relists_everybody_the_same_month(uudistus):
    import pickle

    m = pickle.loads(pickle.dumps(uudistus))
    keskus = max((k for k in m.keskukset if k.yksityinen), key=lambda k: k.lista)
    c = m.sidonta.b.columns
    jasenet = np.flatnonzero((c["elossa"] == 1) & (c["keskus"] == keskus.paikka))
    assert len(jasenet) > 0
    markkinat.sulje(m, keskus)
    assert not ((c["elossa"] == 1) & (c["keskus"] == keskus.paikka)).any()
    assert (c["keskus"][jasenet] == m.sidonta.b.units["alue"].attributes["keskus"][c["alue"][jasenet]]).all()
    assert keskus.paikka not in m.matkat.lahimmat
    m.step()
    assert sum(k.lista for k in m.keskukset) == pytest.approx(m.vaki())


@pytest.mark.parametrize(
    ("tila", "maksajat"),
    [("nykytila", ("valtio", "veronmaksajat", "asukkaat")), ("uudistus", ("valtio", "asukkaat", "rahoittajat"))],
)
def test_public_money_of_a_month_is_what_its_payers_paid(tila, maksajat, request):
    m = request.getfixturevalue(tila)

    def julkiseen(maksaja, saaja, paketti):
        julkista = saaja.ryhma in ("kunnat", "jarjestaja") and maksaja.ryhma in maksajat
        return "tulo" if julkista and paketti != HYTEPAKETTI else None  # health promotion is no service

    tulot = m.raha.view(julkiseen, slice(len(m.raha.kuukaudet) - 1, None))
    assert tulot["tulo"] / 100 == pytest.approx(m.kuukausimenot, abs=0.01)
    m.raha.audit()


def test_prevention_share_counts_preventive_lines_only(nykytila):
    ehkaisevat = sum(r.eur_asukas for r in nykytila.paketit.rivit if r.ehkaiseva)
    osuus = nykytila.results().query("mittari == 'ehkaisyosuus'").arvo.iloc[0]
    assert osuus == pytest.approx(ehkaisevat / 3000, abs=0.01)
    assert nykytila.paketit[PRIMAARI].ehkaiseva
