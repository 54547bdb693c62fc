"""Oral units with lists: how they open, are chosen, loaded and paid; both ways of listing; what is refused."""

from dataclasses import replace

import numpy as np
import pytest

import runs
from agentit import kannustimet, markkinat, suuehdot, suunvalinta, valinnanvapaus
from agentit.kapitaatio import suoritehinta
from agentit.suunvalinta import SUU
from runs.tilannekuva import kopio

OTOS, AVAUS, JALKEEN = 0.002, 12, 13
MAAKUNTA = {"2018-01:rakenne.jarjestaja": "maakunta"}
VALINTA = {"2018-01:valinnanvapaus.suun_valinta": True}
YHDESSA = {"2018-01:valinnanvapaus.suora_valinta": True, "2018-01:kapitaatio.kattaa": "suu"}


def maailma(asetukset):
    """A county from 2018, its first month lived."""
    malli = runs.build("nykytila-2017", otos=OTOS, set={**MAAKUNTA, **asetukset})
    malli.run_for(AVAUS + 1)
    return malli


@pytest.fixture(scope="module")
def avattu():
    return maailma(VALINTA)


@pytest.fixture(scope="module")
def valittu(avattu):
    malli = kopio(avattu)
    malli.run_for(JALKEEN - 1)
    return malli


@pytest.fixture(scope="module")
def yhdessa():
    malli = maailma(YHDESSA)
    malli.run_for(JALKEEN - 1)
    return malli


def elossa(malli):
    n = malli.asukkaita_rivilla
    return np.flatnonzero(malli.sidonta.b.columns["elossa"][:n] == 1)


def test_choice_of_oral_units_is_the_rule_of_sote_centres_in_one_compiled_loop(avattu):
    b = avattu.sidonta.b
    for oma, yhteinen in (
        (suunvalinta.valitsee_suun, valinnanvapaus.valitsee),
        (suunvalinta.saa_suuyksikon, valinnanvapaus.siirtyy_suljetusta),
    ):
        assert oma.compiled_text(b) == yhteinen.compiled_text(b)
        assert "keskus" not in oma.writes
        assert "kuukausia" not in oma.reads


def test_the_first_month_needs_and_gets_what_the_line_did(avattu):
    c, s, rivit = avattu.sidonta.b.columns, avattu.suunhoito, elossa(avattu)
    kotona = [k for k in s.avoimet if not k.yksityinen]
    kuorma = sum(k.kuorma for k in s.avoimet)
    osuus = np.array([k.hoidettu[SUU] for k in avattu.kunnat])[c["kunta"][rivit]]
    eletty = float((c["taso_suu"][rivit] * osuus).sum(dtype=np.float64)) * avattu.paino
    assert kuorma == pytest.approx(eletty, rel=0.01)  # those who chose a private unit at once seek more
    assert np.average([k.jono.odotus for k in kotona], weights=[k.kuorma for k in kotona]) == pytest.approx(90, rel=0.1)
    assert sum(k.tulo for k in s.avoimet) == pytest.approx(float(avattu.liikelaitos.jako[s.paketti]) / 12, rel=0.02)


def test_everybody_is_listed_at_an_open_unit(valittu, yhdessa):
    for malli in (valittu, yhdessa):
        c, rivit = malli.sidonta.b.columns, elossa(malli)
        auki = np.array([k.auki for k in malli.suunhoito.yksikot])
        assert auki[c["suuyksikko"][rivit]].all()
        assert sum(k.lista for k in malli.suunhoito.avoimet) == pytest.approx(len(rivit) * malli.paino)


def test_people_choose_private_units_but_not_within_the_interval(valittu):
    c, rivit = valittu.sidonta.b.columns, elossa(valittu)
    vaihdot = c["suuvaihdot"][rivit]
    yksityinen = np.array([k.yksityinen for k in valittu.suunhoito.yksikot])[c["suuyksikko"][rivit]]
    assert 0.001 < yksityinen.mean() < 0.1
    assert (vaihdot[yksityinen] > 0).all()
    assert vaihdot.max() <= 1 + (JALKEEN - 1) // 6
    assert (c["vaihdot_v"][rivit] == 0).mean() > 0.99, "the sote centre is not chosen by choosing an oral unit"


def test_one_tariff_for_both_owners(valittu):
    s, osat = valittu.suunhoito, valittu.korvausosat
    lista, kaynnit = (sum(getattr(k, x) for k in s.avoimet) for x in ("lista", "kaynnit"))
    hinta = suoritehinta(osat, s.tariffi, lista, 12 * kaynnit)
    kiintea = [(k.tulo - hinta * k.kaynnit) / k.paino for k in s.avoimet if k.paino > 0]
    assert kiintea == pytest.approx([osat.kiintea * s.tariffi / 12] * len(kiintea), rel=1e-9)
    assert {k.yksityinen for k in s.avoimet if k.paino > 0} == {False, True}


def test_the_orderer_pays_units_and_the_books_balance(valittu):
    valittu.raha.audit()
    puu = valittu.raha.money_tree(slice(-1, None))
    units = sum(x for (a, b, p), x in puu.items() if a == "jarjestaja" and b.endswith("suuyksiköt") and p == SUU)
    assert units == pytest.approx(
        100 * sum(k.tulo for k in valittu.suunhoito.avoimet), abs=len(valittu.suunhoito.yksikot)
    )
    assert not [avain for avain in puu if avain[0] == "liikelaitos" and avain[2] == SUU]
    kulut = sum(x for (a, b, p), x in puu.items() if b == "kansantalous" and p == SUU)
    assert kulut == pytest.approx(100 * sum(k.meno for k in valittu.suunhoito.avoimet), abs=200)


def test_a_longer_wait_is_sought_less_and_leaves_more_unmet(valittu):
    s, at = valittu.suunhoito, valittu.sidonta.b.units["suuyksikko"].attributes
    k = s.avoimet[0]
    s.nakyviin()
    ennen = {x: float(at[x][k.paikka]) for x in ("hoidettu", "katettu")}
    tuttu = k.jono.tuttu
    k.jono.tuttu = 2 * tuttu + 30
    s.nakyviin()
    jousto = float(valittu.p["haku.odotusjousto"])
    suhde = ((1 + k.jono.tuttu / 7) / (1 + tuttu / 7)) ** jousto
    assert at["hoidettu"][k.paikka] == pytest.approx(ennen["hoidettu"] * suhde, rel=1e-5)
    assert at["katettu"][k.paikka] < ennen["katettu"]
    k.jono.tuttu = tuttu
    s.nakyviin()


def test_a_unit_that_closes_sends_its_list_to_public_ones(valittu):
    malli = kopio(valittu)
    s, c, rivit = malli.suunhoito, malli.sidonta.b.columns, elossa(malli)
    k = max((k for k in s.avoimet if k.yksityinen), key=lambda k: k.lista)
    omat = rivit[c["suuyksikko"][rivit] == k.paikka]
    assert len(omat) > 0
    assert ("suuyksikko", k.paikka) in malli.verkko
    s.sulje(k)
    uudet = np.array([x.auki and not x.yksityinen for x in s.yksikot])[c["suuyksikko"][omat]]
    assert uudet.all()
    assert ("suuyksikko", k.paikka) not in malli.verkko
    malli.run_for(1)
    malli.raha.audit()


def test_capitation_that_covers_oral_health_lists_people_at_their_own_centre(yhdessa):
    s, c, rivit = yhdessa.suunhoito, yhdessa.sidonta.b.columns, elossa(yhdessa)
    omat = yhdessa.sidonta.b.units["keskus"].attributes["suuyksikko"]
    assert np.array_equal(c["suuyksikko"][rivit], omat[c["keskus"][rivit]])
    assert np.array_equal(c["suupaino"][rivit], c["kapitaatiopaino"][rivit])
    assert (c["suuvaihdot"] == 0).all()
    yksityiset = [k for k in yhdessa.keskukset if k.yksityinen]
    assert yksityiset
    assert all(s.keskuksen[k.paikka].auki for k in yksityiset)
    puu = yhdessa.raha.money_tree(slice(-1, None))
    keskuksille = sum(x for (a, b, p), x in puu.items() if a == "jarjestaja" and b.endswith("keskukset") and p == SUU)
    edelleen = sum(x for (a, b, p), x in puu.items() if a.endswith("keskukset") and b.endswith("suuyksiköt"))
    assert keskuksille == edelleen > 0
    assert yhdessa.tariffi == pytest.approx(
        s.tariffi + float(yhdessa.liikelaitos.jako[0]) / sum(k.paino for k in yhdessa.keskukset)
    )


def test_an_oral_unit_goes_with_its_private_centre(yhdessa):
    malli = kopio(yhdessa)
    keskus = next(k for k in malli.keskukset if k.yksityinen)
    oma = malli.suunhoito.keskuksen[keskus.paikka]
    markkinat.sulje(malli, keskus)
    malli.run_for(1)
    assert not oma.auki
    malli.raha.audit()


def test_incentives_of_an_oral_unit_add_up_and_the_liikelaitos_has_none(valittu):
    rivit = {(r.toimija, r.asiakas): r for r in kannustimet.kannustimet(valittu)}
    kaikki, yksikko = elossa(valittu), rivit["suuyksikko", "kaikki"]
    yksikot = valittu.suunhoito.avoimet
    tulot, menot = (12 * sum(getattr(k, x) for k in yksikot) / valittu.vaki() for x in ("tulo", "meno"))
    assert yksikko.tulo == pytest.approx(tulot, rel=0.02)
    assert 0.5 * menot < yksikko.meno < menot, "the variable part of the cost"
    muut = [x.mean() for paketti, x in kannustimet.kulut(valittu, kaikki).items() if paketti != SUU]
    sote = kannustimet._kayntihinta(valittu, kaikki) * kannustimet._kaynnit(valittu, kaikki)
    assert rivit["liikelaitos", "kaikki"].meno == pytest.approx(sum(muut) + sote.mean())


def test_oral_health_is_chosen_only_where_the_table_of_packages_lets_it():
    malli = maailma({})
    rivit = tuple(replace(r, tuottajat=("liikelaitos",)) if r.koodi == SUU else r for r in malli.paketit.rivit)
    malli.paketit = replace(malli.paketit, rivit=rivit)
    malli.ohjaa({"valinnanvapaus.suun_valinta": True})
    with pytest.raises(ValueError, match=r"palvelupaketit\.csv"):
        malli.run_for(1)


POHJA = {
    "rakenne.jarjestaja": "maakunta", "valinnanvapaus.suora_valinta": True, "valinnanvapaus.suun_valinta": False,
    "kapitaatio.kattaa": "suppea",
}  # fmt: skip


@pytest.mark.parametrize(
    ("ennen", "nyt", "viesti"),
    [
        ({}, {"valinnanvapaus.suun_valinta": True, "kapitaatio.kattaa": "suu+erikoisosuus"}, "paid for the same care"),
        ({}, {"valinnanvapaus.suun_valinta": True, "rakenne.jarjestaja": "kunnat"}, "the county pays by list"),
        ({}, {"kapitaatio.kattaa": "suu", "rakenne.jarjestaja": "kunnat"}, "the county pays by list"),
        ({"valinnanvapaus.suun_valinta": True}, {}, "cannot be taken back"),
        ({"kapitaatio.kattaa": "suu"}, {"valinnanvapaus.suun_valinta": True}, "cannot be taken back"),
    ],
)
def test_settings_that_break_a_rule_are_refused_with_it(ennen, nyt, viesti):
    (virhe,) = suuehdot.ohjelmavirheet({**POHJA, **ennen}, {**POHJA, **nyt})
    assert viesti in virhe


def test_lawful_settings_pass():
    for muutos in ({}, {"valinnanvapaus.suun_valinta": True}, {"kapitaatio.kattaa": "suu"}):
        assert suuehdot.ohjelmavirheet(POHJA, {**POHJA, **muutos}) == []
    hiljaa = {"valinnanvapaus.suora_valinta": False, "kapitaatio.kattaa": "suu", "rakenne.jarjestaja": "kunnat"}
    assert suuehdot.ohjelmavirheet(POHJA, {**POHJA, **hiljaa}) == [], "nothing to cover before choice"
