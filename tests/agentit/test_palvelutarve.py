"""R20: vouchers, the personal budget and the choice of liikelaitos; at zero nothing, and money that adds up."""

import copy
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import runs
from agentit import palvelutarve, valintamitat
from agentit.asiakasseteli import hyvaksytyt, kertymat, kyky, ottamistodennakoisyys, setelin_hinta
from agentit.henkilokohtainen_budjetti import budjetin_teho, kaytetty, virheet
from agentit.liikelaitosvalinta import MUU_MAAKUNTA
from agentit.rivisummat import summaa
from agentit.valintaraha import BUDJETTI, MUUALLA, SETELI
from kalibrointi.parametrit import lue_oletukset
from kalibrointi.viat import ViallinenSyote

osuus = st.floats(0.0, 1.0)
ALUSTA = {"rakenne.jarjestaja": "maakunta"}  # a county from the first month: forms can be tried in a year
KAIKKI = {
    "asiakasseteli.kotihoito": 1.0, "asiakasseteli.hoiva": 1.0, "asiakasseteli.kuntoutus": 1.0,
    "asiakasseteli.leikkaus": 1.0, "henkilokohtainen_budjetti.vammais": 1.0, "liikelaitosvalinta.kaytossa": True,
}  # fmt: skip


def mallissa(otos=0.004, kuukausia=14, **asetukset):
    m = runs.build("nykytila-2017", otos=otos, set=ALUSTA | asetukset)
    m.run_for(kuukausia)
    return m


@pytest.fixture(scope="module")
def ilman():
    return mallissa()


@pytest.fixture(scope="module")
def kaikki():
    return mallissa(**KAIKKI)


# one client ----------------------------------------------------------------------------------------------------------


def test_help_makes_up_a_part_of_what_is_missing():
    assert kyky(0.4, 0, 0, 0.5) == pytest.approx(0.4)
    assert kyky(0.4, 1, 0, 0.5) == kyky(0.4, 0, 1, 0.5) == kyky(0.4, 1, 1, 0.5) == pytest.approx(0.7)


@given(tarjottu=osuus, k=osuus, heikompi=osuus, oma=st.floats(0.0, 1000.0), lisaa=st.floats(0.0, 1000.0))
def test_the_less_able_and_those_who_pay_more_take_vouchers_less(tarjottu, k, heikompi, oma, lisaa):
    p = ottamistodennakoisyys(tarjottu, k, oma, 1.4, 2.0, 0.3)
    assert 0.0 <= ottamistodennakoisyys(tarjottu, min(k, heikompi), oma + lisaa, 1.4, 2.0, 0.3) <= p + 1e-7
    assert p <= tarjottu
    assert ottamistodennakoisyys(0.0, k, oma, 1.4, 2.0, 0.3) == 0.0


def test_a_hand_calculated_take_up():
    odotettu = 0.8 / (1 + np.exp(-(1.4 - 2.0 * 0.5 - 0.3 * 0.56)))
    assert ottamistodennakoisyys(0.8, 0.5, 56.0, 1.4, 2.0, 0.3) == pytest.approx(odotettu, rel=1e-6)


@given(arvo=st.floats(0.5, 1.0), hinta=st.floats(0.85, 1.1), hylatty=osuus)
def test_what_the_orderer_and_the_client_pay_is_the_price(arvo, hinta, hylatty):
    p = {"asiakasseteli.hinta": hinta, "asiakasseteli.hyvaksymishinta": 0.05, "asiakasseteli.arvo_hoiva": arvo}
    maksettu, oma = setelin_hinta(p, "hoiva", hylatty)
    assert maksettu + oma == pytest.approx(hinta + 0.05 * hylatty)
    assert maksettu <= arvo
    assert oma >= 0.0


def test_producers_are_compared_or_fall_by_chance_and_only_approved_ones():
    laatu = np.array([[-1.0, 0.0, 2.0]], np.float32)
    t = kertymat(laatu, -0.5, 0.5)
    w = np.array([0.0, 1.0, np.exp(1.0)])
    assert t["setelivalinta"][0] == pytest.approx(np.cumsum(w / w.sum()), rel=1e-6)
    assert t["setelisattuma"][0] == pytest.approx([0.0, 0.5, 1.0])
    assert hyvaksytyt(laatu, 5.0).tolist() == [[False, False, True]]  # the best is always in


def test_a_budget_that_cannot_be_used_buys_less_care():
    p = lue_oletukset().defaults() | {"henkilokohtainen_budjetti.jako": (0.6, 0.3, 0.1)}
    assert budjetin_teho(p) == pytest.approx(0.6 + 0.3 + 0.1 * p["henkilokohtainen_budjetti.muu_korvaa"])
    assert kaytetty(1.0, 0.3) == 1.0
    assert kaytetty(0.5, 0.3) == pytest.approx(0.85)


# in the model --------------------------------------------------------------------------------------------------------


def test_off_nothing_runs_and_cards_change_nothing(ilman):
    muut = {"asiakasseteli.hallinto": 0.06, "asiakasseteli.hukka": 0.4, "liikelaitosvalinta.tulovirta": 0.03}
    toinen = mallissa(**muut)
    assert toinen.results().equals(ilman.results())
    for sarake in ("seteli_kotihoito", "seteli_hoiva", "seteli_kuntoutus", "budjetti", "sairaala", "omavastuu_v"):
        assert not ilman.sidonta.b.columns[sarake].any()
    assert not ilman.valintaraha.kaytossa
    assert not ilman.valintaraha.kertoimet


def test_who_has_a_form_has_the_need_and_only_one_of_the_two(kaikki):
    c, n = kaikki.sidonta.b.columns, kaikki.asukkaita_rivilla
    assert kaikki.valintaraha.kaytossa == {SETELI, BUDJETTI, MUUALLA}
    elossa = c["elossa"][:n] == 1
    for rivi in ("kotihoito", "hoiva"):
        omat = elossa & (c[f"seteli_{rivi}"][:n] > 0)
        assert omat.sum() > 10
        assert (c["budjetti"][:n][omat] == 0).all()
        assert (c[f"seteli_{rivi}"][:n][omat] <= kaikki.tuottajat.shape[1]).all()
    budjetit = elossa & (c["budjetti"][:n] > 0)
    assert budjetit.sum() > 10
    assert (c["vammais"][:n][budjetit] > 0).mean() > 0.8
    assert c["omavastuu_v"][:n][elossa & (c["seteli_kotihoito"][:n] > 0)].max() > 0


def arvioidut(malli, toimintakyky, **parametrit):
    """Shares with a voucher of home care and with a budget, all assessed anew at this functional ability."""
    b = copy.deepcopy(malli.sidonta.b)
    for nimi in palvelutarve.arvioidaan.writes:
        b.columns[nimi][:] = 0
    b.columns["toimintakyky"][:] = toimintakyky
    b.parameters |= {"arviointi": 1.0} | parametrit
    palvelutarve.arvioidaan.run(b, 0, malli.asukkaita_rivilla)
    asiakas, elossa = b.columns["kotihoito"] > 0, b.columns["elossa"] == 1
    vammainen = elossa & (b.columns["vammais"] > 0)
    return (
        (b.columns["seteli_kotihoito"][asiakas & elossa] > 0).mean(),
        (b.columns["budjetti"][vammainen] > 0).mean(),
    )


def test_the_less_able_take_up_less_unless_they_are_helped(kaikki):
    apu = {"asiakasseteli_tuki": 1.0, "henkilokohtainen_budjetti_tuki": 1.0}
    heikot, hyvat, autetut = arvioidut(kaikki, 0.2), arvioidut(kaikki, 0.9), arvioidut(kaikki, 0.2, **apu)
    for i in range(2):
        assert heikot[i] < autetut[i] < hyvat[i]


def test_money_goes_where_clients_go_and_adds_up(kaikki, ilman):
    kaikki.raha.audit()
    virrat = kaikki.raha.flows("jarjestaja", slice(-1, None))
    assert virrat["asiakasseteli"] > virrat["henkilokohtainen budjetti"] > 0
    assert virrat["muut maakunnat"] >= 0
    yhteensa = sum(v for k, v in virrat.items())
    assert yhteensa / 100 == pytest.approx(kaikki.kuukausimenot, abs=0.01)
    ennen = ilman.raha.flows("jarjestaja", slice(-1, None))
    assert virrat["liikelaitos"] < ennen["liikelaitos"]
    for tili in ("setelituottajat", "budjettituottajat", "avustajat"):
        assert kaikki.raha.balance(tili) == 0
    ostot = [m.raha.flows("liikelaitos", slice(-1, None))["ostopalvelut"] for m in (ilman, kaikki)]
    assert ostot[1] < ostot[0]


def test_need_seen_by_the_state_is_not_moved_by_where_it_is_met(kaikki):
    v = kaikki.valintaraha
    assert set(v.kertoimet) >= {"kotihoito", "hoiva", "kuntoutus", "vammais", "esh_avo", "esh_vuode"}
    ilman_f = sum(float((v.eurot[k] / f).sum()) for k, f in v.kertoimet.items())
    assert v.ennallaan() == pytest.approx(ilman_f - sum(float(v.eurot[k].sum()) for k in v.kertoimet))
    osuus_ = v.rivit[SETELI, "kotihoito"].osuus
    assert 0.3 < np.average(osuus_, weights=np.maximum(v.eurot["kotihoito"], 1e-9)) < 0.9


def test_hospitals_are_chosen_and_most_stay(kaikki):
    c, n = kaikki.sidonta.b.columns, kaikki.asukkaita_rivilla
    s = c["sairaala"][:n][c["elossa"][:n] == 1]
    assert 0 < (s > 0).mean() < 0.05
    assert set(np.unique(s)) <= {*range(len(kaikki.sairaalat.julkiset) + 1), MUU_MAAKUNTA}
    kertyma = kaikki.sairaalat.kertyma(kaikki.p)
    assert (np.diff(kertyma, axis=1) >= -1e-7).all()
    muualle = 1.0 - kertyma[:, -1]
    kauimpana = int(kaikki.sairaalat.keskuskm.argmax())
    assert 0 < muualle.min() < muualle[kauimpana] < 0.5


def test_measures_name_the_fifths_and_the_forms(kaikki):
    (summat,) = summaa(kaikki, partial(valintamitat.summat, kaikki))
    rivit = {(m, g): arvo for m, arvo, _, g in valintamitat.mitat(kaikki, summat)}
    assert 0.3 < rivit["seteli_osuus", "kaikki"] < 0.9
    assert {f"viidennes_{q}" for q in range(1, 6)} <= {g for m, g in rivit if m == "budjetti_osuus"}
    muodot = sum(x for (m, g), x in rivit.items() if m == "valinnan_markkina" and g.startswith("muoto_"))
    muu = rivit["valinnan_markkina", f"muoto_{MUUALLA}"]
    assert rivit["valinnan_markkina", "kaikki"] == pytest.approx(muodot - muu)


# what is refused -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("avain", "arvo", "viesti"),
    [
        ("asiakasseteli.arvo_hoiva", "-0.1", "out of range.*HE 16/2018"),
        ("asiakasseteli.arvo_hoiva", "1.2", "out of range.*oman tuotannon kustannusten"),
        ("asiakasseteli.kotihoito", "1.5", "out of range.*HE 16/2018"),
        ("valinnanvapaus.vaihtovali_kk", "0", "out of range.*Terveydenhuoltolaki"),
        ("henkilokohtainen_budjetti.jako", "[0.6, 0.3, 0.3]", "sums to 1.2, not to 1"),
        ("henkilokohtainen_budjetti.jako", "[0.6, 0.4]", "3 numbers"),
    ],
)
def test_illegal_settings_are_refused_with_the_rule(avain, arvo, viesti):
    with pytest.raises(ViallinenSyote, match=viesti):
        runs.build("uusimaa-asiakasseteli", otos=0.0005, set=[f"2021-01:{avain}={arvo}"])


def test_shares_are_checked_in_every_month(ilman):
    assert virheet({"henkilokohtainen_budjetti.jako": (1.0, 0.0, 0.0)}) == []
    with pytest.raises(ValueError, match="client plan"):
        ilman.ohjaa({"henkilokohtainen_budjetti.jako": (1.0, 0.5, 0.0)})
