"""Steering: seven instruments, each moves its own variable; nothing at zero; its cost of use is paid and booked."""

import numpy as np
import pytest

from agentit.malli import SoteMalli
from agentit.ohjaus import OHJAUSKEINOT, OHJAUSPAKETTI, Ohjaus, kuluosuus, odotukset, pelastus, tulospalkkio
from agentit.ohjelma import Ohjelma
from agentit.rahoitusmalli import ratchet
from kalibrointi import palvelupaketit
from kalibrointi.maailma import rakenna
from kalibrointi.parametrit import lue_oletukset
from runs.tilannekuva import kopio

OTOS = 0.0005
AVAIMET = [k.avain for k in OHJAUSKEINOT]
MAAKUNTA = {"rakenne.jarjestaja": "maakunta"}


@pytest.fixture(scope="module")
def elettu():
    """Two years of a county with direct choice after 2017, and its yearly results; lived once per set of values."""
    alku = Ohjelma.constant(lue_oletukset().defaults())
    pohja = SoteMalli(alku, rakenna(otos=OTOS, seed=1), palvelupaketit.lue())
    pohja.run_for(12)
    muisti = {}

    def elettu(vuosia=2, **arvot):
        avain = (vuosia, *sorted(arvot.items()))
        if avain not in muisti:
            uudet = {**MAAKUNTA, "valinnanvapaus.suora_valinta": True, "ohjaus.virement": 0.1}
            m = kopio(pohja)
            m.ohjaa(uudet | {k.replace("__", "."): v for k, v in arvot.items()})
            m.run_for(12 * vuosia)
            m.raha.audit()
            muisti[avain] = m, m.results().set_index(["vuosi", "mittari", "ryhma"])["arvo"].sort_index()
        return muisti[avain]

    return elettu


def oletukset(**arvot):
    return {**lue_oletukset().defaults(), **MAAKUNTA, **{k.replace("__", "."): v for k, v in arvot.items()}}


def vain(keino, voimakkuus=1.0):
    return {f"ohjaus__{keino}": voimakkuus}


# what an instrument is ---------------------------------------------------------------------------------------------


def test_seven_instruments_move_seven_different_things():
    liikuttavat = [muuttuja for keino in OHJAUSKEINOT for muuttuja, _ in keino.muuttujat]
    assert len(OHJAUSKEINOT) == 7
    assert len(set(liikuttavat)) == len(liikuttavat)
    puu = lue_oletukset()
    for keino in OHJAUSKEINOT:
        assert all((keino.fi, keino.sv, keino.en, keino.mekanismi, keino.ei_voi, keino.paikka))
        assert puu[f"ohjaus.{keino.avain}"].kind == "lever"
        assert 0 < puu[f"ohjaus.{keino.kulu}"].value <= 0.002
    paikat = " ".join(keino.paikka for keino in OHJAUSKEINOT)
    assert all(sana in paikat for sana in ("omavalvonta", "uotteistus", "hankinta", "osallisuus"))


@pytest.mark.parametrize("keino", OHJAUSKEINOT, ids=AVAIMET)
def test_full_intensity_reaches_the_full_value_and_touches_nothing_else(keino):
    ennen = oletukset(**vain(keino.avain), ohjaus__omistaja_puoliintuminen=1e-9)
    jalkeen = Ohjaus().kuukausi(dict(ennen))
    odotetut = {muuttuja: ennen[f"ohjaus.{taysi}"] for muuttuja, taysi in keino.muuttujat}
    assert {k: v for k, v in jalkeen.items() if v != ennen[k]} == pytest.approx(odotetut)
    puolet = Ohjaus().kuukausi({**ennen, f"ohjaus.{keino.avain}": 0.5})
    for muuttuja, taysi in odotetut.items():
        assert puolet[muuttuja] == pytest.approx((ennen[muuttuja] + taysi) / 2)


def test_steering_never_loosens_what_the_scenario_has_made_stricter():
    tiukka = oletukset(jono__enimmaisodotus=14.0, sopimus__ketjut=0.9, liikelaitos__vinouma=0.05)
    tiukka |= {f"ohjaus.{avain}": 1.0 for avain in AVAIMET}
    p = Ohjaus().kuukausi(dict(tiukka))
    assert [p[k] for k in ("jono.enimmaisodotus", "sopimus.ketjut", "liikelaitos.vinouma")] == [14.0, 0.9, 0.05]


def test_owner_steering_grows_by_half_of_its_way_in_a_year_and_fades_alike():
    ohjaus, p = Ohjaus(), oletukset(**vain("omistaja"))
    for _ in range(12):
        arvo = ohjaus.kuukausi(dict(p))["liikelaitos.vinouma"]
    assert ohjaus.voima["omistaja"] == pytest.approx(0.5)
    assert arvo == pytest.approx(0.2)
    for _ in range(12):
        ohjaus.kuukausi({**p, "ohjaus.omistaja": 0.0})
    assert ohjaus.voima["omistaja"] == pytest.approx(0.25)


def test_nobody_is_steered_before_there_is_a_county():
    p = {**oletukset(**{f"ohjaus__{avain}": 1.0 for avain in AVAIMET}), "rakenne.jarjestaja": "kunnat"}
    assert Ohjaus().kuukausi(dict(p)) == p


# in the model ------------------------------------------------------------------------------------------------------


def test_zero_intensity_is_the_same_bits_whatever_full_strength_and_costs_are(elettu):
    puu = lue_oletukset()
    kortit = {f"ohjaus.{nimi}" for k in OHJAUSKEINOT for nimi in (k.kulu, *(t for _, t in k.muuttujat))}
    kortit |= {"ohjaus.mittariherkkyys", "ohjaus.syrjaytyminen", "ohjaus.omistaja_puoliintuminen"}
    aaret = {k.replace(".", "__"): puu[k].range[1] for k in sorted(kortit)}
    assert elettu(**aaret)[1].equals(elettu()[1])


def test_a_trace_of_steering_changes_nothing_visible(elettu):
    perus, hiukan = elettu()[1], elettu(**{f"ohjaus__{avain}": 1e-9 for avain in AVAIMET})[1]
    yhteiset = hiukan.reindex(perus.index)
    assert np.allclose(yhteiset, perus, rtol=1e-5, atol=1e-7, equal_nan=True)


def test_the_cost_of_use_is_paid_by_the_liikelaitos_and_counted(elettu):
    m, r = elettu(**vain("informaatio"))
    assert kuluosuus(m.p) == 0.002
    kaikki, ohjaus = (float(r[2019, "kustannus_asukas", ryhma]) for ryhma in ("kaikki", f"paketti_{OHJAUSPAKETTI}"))
    assert ohjaus / kaikki == pytest.approx(0.002, rel=0.02)
    paketit = sum(float(r[2019, "kustannus_asukas", f"paketti_{k}"]) for k in m.paketit.paketit)
    assert paketit + ohjaus == pytest.approx(kaikki)
    maksajat = m.raha.view(lambda a, b, paketti: (a.ryhma, b.ryhma) if paketti == OHJAUSPAKETTI else None)
    assert {k for k, v in maksajat.items() if v} == {("jarjestaja", "liikelaitos"), ("liikelaitos", "kansantalous")}


def ero(elettu, avain, mittari, ryhma="kaikki", vuosi=2019, **muut):
    ilman_kulua = {f"ohjaus__{avain}_kulu": 0.0}
    a, b = elettu(**muut)[1], elettu(**vain(avain), **ilman_kulua, **muut)[1]
    return float(b[vuosi, mittari, ryhma] - a[vuosi, mittari, ryhma])


@pytest.mark.sekunteja
def test_each_instrument_does_what_it_says(elettu):
    assert ero(elettu, "normi", "odotus") < 0
    assert ero(elettu, "talous", "laatu") > 0.005
    assert ero(elettu, "talous", "ehkaisypanos") < -0.002
    assert ero(elettu, "informaatio", "jarjestajan_virhe") < -0.02
    assert ero(elettu, "markkina", "yksityisia_keskuksia") >= 0
    assert ero(elettu, "sopimus", "koordinaatio") > 0


def talousero(elettu, avain, **muut):
    """Largest change in any package's money in the first year, share; its cost of use aside."""
    ilman = {f"ohjaus__{avain}_kulu": 0.0}
    (_, a), (_, b) = elettu(1, **muut), elettu(1, **vain(avain), **ilman, **muut)
    a, b = (x[2018, "kustannus_asukas"] for x in (a, b))
    return float((b[a.index] / a - 1.0)[a.index.str.startswith("paketti_")].abs().max())


KERTA, ENNALTA = {"ohjaus__virement": 1.0}, {"ohjaus__virement": 0.0}
MYKKA = {"ohjaus__raportin_paino": 0.0}


@pytest.mark.sekunteja
def test_information_and_interaction_move_money_only_when_the_orderer_splits_it(elettu):
    assert talousero(elettu, "informaatio", **KERTA, **MYKKA) == 0.0
    assert talousero(elettu, "informaatio", **ENNALTA, **MYKKA) > 1e-4
    assert talousero(elettu, "vuorovaikutus", **KERTA) == 0.0
    assert talousero(elettu, "vuorovaikutus", **ENNALTA) > 1e-4


def test_owner_steering_acts_only_when_the_liikelaitos_may_choose(elettu):
    """Its bias reaches the orderer's frame through reports too: without them, and without a band, nothing is left."""
    assert talousero(elettu, "omistaja", **ENNALTA, **MYKKA) == 0.0
    assert talousero(elettu, "omistaja", **KERTA, **MYKKA) > 1e-4


def test_bonus_is_for_the_centres_of_the_liikelaitos(elettu):
    m, _ = elettu(**vain("talous"))
    palkkio, syrjaytyy = tulospalkkio(m, m.keskukset)
    yksityinen = np.array([k.yksityinen for k in m.keskukset])
    listattuja = np.array([k.tulo > 0 for k in m.keskukset])
    assert yksityinen.any()
    assert (palkkio[yksityinen] == 0).all()
    assert (palkkio[~yksityinen & listattuja] > 0).all()
    assert (syrjaytyy <= 0).all()
    assert tulospalkkio(elettu()[0], m.keskukset) == (0.0, 0.0)
    toinen = kopio(m)
    toinen.ohjaa({"ohjaus.palkattu_ehkaisy": 1.0})
    laadusta, ehkaisysta = tulospalkkio(toinen, m.keskukset)
    assert (laadusta == 0).all()
    assert ehkaisysta == pytest.approx(palkkio), "the same money for the other work, and nothing gives way"


# expectations --------------------------------------------------------------------------------------------------------


def test_expectations_in_closed_form():
    omat = ("ohjaus.liioittelu", "liikelaitos.tehostuminen", "liikelaitos.ylitys", "valtio.pelastusehto",
            "valtio.tarkistusvaste")  # fmt: skip
    p = {k: oletukset()[k] for k in omat}
    nolla = {"ohjaus.vertailu": 0.0, "ohjaus.ratchet": 0.0, "valtio.pelastusodotus": 0.0}
    assert odotukset({**p, **nolla}) == {**p, **nolla}
    x = odotukset({**p, "ohjaus.vertailu": 0.5, "ohjaus.ratchet": 0.4, "valtio.pelastusodotus": 0.25})
    assert x["ohjaus.liioittelu"] == pytest.approx(0.25)
    assert x["liikelaitos.tehostuminen"] == pytest.approx(p["liikelaitos.tehostuminen"] * 0.8 * 0.75)
    assert x["liikelaitos.ylitys"] == pytest.approx(0.625)
    vertailtu = odotukset({**p, "ohjaus.vertailu": 1.0, "ohjaus.ratchet": 1.0, "valtio.pelastusodotus": 0.0})
    assert vertailtu["liikelaitos.tehostuminen"] == p["liikelaitos.tehostuminen"], "a benchmark undoes the ratchet"


def test_conditions_undo_the_expectation_and_correction_adds_to_it():
    """P55, P56: a conditional bailout need not erode discipline; what is corrected afterwards does."""
    p = oletukset(valtio__pelastusodotus=0.5)
    assert pelastus(p) == 0.5
    assert odotukset({**p, "valtio.pelastusehto": 1.0}) == {
        **oletukset(valtio__pelastusodotus=0.5, valtio__pelastusehto=1.0)
    }
    assert pelastus({**p, "valtio.pelastusehto": 0.5}) == 0.25
    osuudet = [pelastus({**p, "valtio.tarkistusvaste": 0.5, "valtio.tarkistusosuus": x}) for x in (0.95, 0.7, 0.0)]
    assert osuudet == pytest.approx([1 - 0.5 * 0.525, 1 - 0.5 * 0.65, 0.5])


def test_ratchet_mixes_last_years_split_and_keeps_the_level():
    arvio, viime, g = np.array([10.0, 30.0]), np.array([33.0, 20.0]), np.array([1.1, 1.0])
    assert ratchet(arvio, viime, g, 0.0) is arvio
    assert ratchet(arvio, viime, g, 1.0) == pytest.approx([24.0, 16.0])
    assert ratchet(arvio, viime, g, 0.5) == pytest.approx([17.0, 23.0])


def test_bailout_expectation_raises_spending_not_health(elettu):
    jarru = {"valtio__jarrutus": 1.0, "valtio__trendi": 0.018}
    a, b = elettu(**jarru)[1], elettu(**jarru, valtio__pelastusodotus=1.0)[1]
    meno = float(b[2019, "kustannus_asukas", "kaikki"] / a[2019, "kustannus_asukas", "kaikki"] - 1.0)
    ika = float(b[2019, "elinajanodote_30", "kaikki"] - a[2019, "elinajanodote_30", "kaikki"])
    assert meno > 0.0
    assert abs(ika) < 0.05
