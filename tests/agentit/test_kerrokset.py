"""R23: a shift of layers acts by age, language and distance, weighs on centres, and is nothing at zero."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import runs
from agentit import kuukausi
from agentit.kerrokset import DIGIVALMIUDEN_IAT, SIIRROT, kerroskerroin
from runs.kerrostarkistus import AARIARVOT
from verkosto.kerrokset import KESKITETTY, LIIKKUVA, SAHKOINEN

OTOS = 0.001
osuus = st.floats(0, 1)
ARGUMENTIT = (
    *("kieli", "digi", "km", "km_keskitetty", "s_sahkoinen", "s_liikkuva", "s_keskitetty", "digi_sv", "digi_muu"),
    *("etu_sahkoinen", "etu_liikkuva", "etu_keskitetty", "silti", "vaimennus", "km_liikkuva"),
)
TAVALLINEN = {
    "digi": 0.6, "km": 3.0, "km_keskitetty": 12.0, "digi_sv": 0.98, "digi_muu": 0.85, "etu_sahkoinen": 0.036,
    "etu_liikkuva": -0.033, "etu_keskitetty": -0.015, "silti": 0.8, "vaimennus": 0.004, "km_liikkuva": 2.0,
}  # fmt: skip


def kerroin(kieli=0, s=0.0, m=0.0, k=0.0, **muut):
    arvot = {**TAVALLINEN, **muut, "kieli": kieli, "s_sahkoinen": s, "s_liikkuva": m, "s_keskitetty": k}
    return float(kerroskerroin(*(arvot[nimi] for nimi in ARGUMENTIT)))


@given(
    kieli=st.integers(0, 2), digi=osuus, km=st.floats(0, 80), km_keskitetty=st.floats(0, 150), silti=osuus,
    vaimennus=st.floats(0, 0.015), etu_sahkoinen=st.floats(-0.2, 0.2),
)  # fmt: skip
def test_nothing_moved_is_exactly_one(kieli, **muut):
    assert kerroin(kieli, **muut) == 1.0


@given(
    kieli=st.integers(0, 2), s=st.floats(0, 0.5), m=st.floats(0, 0.1), k=st.floats(0, 0.25), digi=osuus,
    km=st.floats(0, 60), km_keskitetty=st.floats(0, 100), silti=st.floats(0.5, 0.95),
)  # fmt: skip
def test_the_factor_stays_near_one(kieli, s, m, k, **muut):
    """Nobody loses more than what moved; the gain is what availability and travel are worth."""
    arvo = kerroin(kieli, s, m, k, **muut)
    assert 1 - s - m - k <= arvo <= 1 + (s + m) * (1.036 * np.exp(0.004 * 60) - 1) + 1e-9


@given(s=st.floats(0.01, 0.5), a=osuus, b=osuus)
def test_electronic_services_favour_those_who_can(s, a, b):
    a, b = sorted((a, b))
    assert kerroin(s=s, digi=a) <= kerroin(s=s, digi=b) + 1e-12
    assert kerroin(2, s=s, digi=b) <= kerroin(1, s=s, digi=b) <= kerroin(0, s=s, digi=b)


@given(km=st.floats(0, 60), lisa=st.floats(0, 60))
def test_distance_decides_who_gains(km, lisa):
    assert kerroin(s=0.2, km=km + lisa) >= kerroin(s=0.2, km=km)
    assert kerroin(m=0.1, km=km + lisa) >= kerroin(m=0.1, km=km)
    assert kerroin(k=0.2, km=km, km_keskitetty=km + lisa) <= kerroin(k=0.2, km=km, km_keskitetty=km) <= 1.0


def test_a_hand_calculated_case():
    # ready: 1.036 e^.012 - 1; not ready: 20 % of the moved contacts are lost
    odotettu = 1 + 0.2 * (0.6 * (1.036 * np.exp(0.012) - 1) - 0.4 * 0.2)
    assert kerroin(s=0.2) == pytest.approx(odotettu, rel=1e-6)
    assert kerroin(2, s=0.2) < kerroin(s=0.2)


# in the model -------------------------------------------------------------------------------------------------------


SIIRRETYT = {
    "perus": {}, "sahkoinen": {SAHKOINEN: 0.3}, "keskitetty": {KESKITETTY: 0.2},
    "kaikki": {SAHKOINEN: 0.05, LIIKKUVA: 0.05, KESKITETTY: 0.05},
}  # fmt: skip


@pytest.fixture(scope="module")
def malli():
    m = runs.build("nykytila-2017", otos=OTOS, seed=1)
    m.run_for(12)
    return m


@pytest.fixture(scope="module")
def tammikuut(malli):
    """name -> the same January after a shift: residents, split of their contacts, weights of the centres."""
    out = {}
    for nimi, siirto in SIIRRETYT.items():
        malli.ohjaa({avain: siirto.get(kerros, 0.0) for kerros, avain in SIIRROT.items()})
        malli.sidonta.parametrit()
        kuukausi.vuoden_tarve(malli)
        malli.kerrokset.punnitse()
        c, n = malli.sidonta.b.columns, malli.asukkaita_rivilla
        elossa = c["elossa"][:n] == 1
        out[nimi] = {k: c[k][:n][elossa].copy() for k in ("ika", "kieli", "alue", "hakukerroin")}
        a = out[nimi]
        a["kontaktit"] = malli.kerrokset.kontaktit(a["ika"], a["kieli"], a["alue"])
        a["painot"] = malli.kerrokset.kuormapainot[: len(malli.keskuspaikat)].copy()
        a["kevennys"] = malli.kerrokset.kevennys
    return out


def suhde(tammikuut, nimi):
    return tammikuut[nimi]["hakukerroin"] / tammikuut["perus"]["hakukerroin"]


def test_measures_and_rule_tell_the_same_factor(tammikuut):
    """`kontaktit` (arrays, for weights and measures) against the rule (one resident), on everybody."""
    for nimi in ("sahkoinen", "keskitetty", "kaikki"):
        kaikki, saatu = tammikuut[nimi]["kontaktit"]["kaikki"], suhde(tammikuut, nimi)
        vapaa = tammikuut[nimi]["hakukerroin"] < 1.0  # readiness is never above 1
        assert vapaa.mean() > 0.5
        assert saatu[vapaa] == pytest.approx(kaikki[vapaa], abs=1e-5)
        assert (saatu[~vapaa] <= kaikki[~vapaa] + 1e-5).all()


def test_older_people_and_other_languages_lose_most(tammikuut):
    s, ika, kieli = suhde(tammikuut, "sahkoinen"), tammikuut["perus"]["ika"], tammikuut["perus"]["kieli"]
    nuoret = (ika >= 18) & (ika < 40)
    assert s[ika >= 75].mean() < 0.98 < 1.0 < s[nuoret].mean() < 1.03
    assert s[nuoret & (kieli == 2)].mean() < s[nuoret & (kieli == 0)].mean()


def test_cheaper_contacts_lighten_every_centre(malli, tammikuut):
    assert (tammikuut["perus"]["painot"] == 1.0).all()
    assert tammikuut["perus"]["kevennys"] == 1.0
    painot = tammikuut["sahkoinen"]["painot"]
    assert (painot > 1 - 0.3 * 0.3 - 0.01).all()  # at most the share moved x (1 - .6 - .1)
    assert (painot < 1.0).all()
    assert 0.91 < tammikuut["sahkoinen"]["kevennys"] < 0.95
    lisat = malli.kerrokset._lisakulut()
    assert lisat[SAHKOINEN] == pytest.approx(-0.3)
    assert lisat[LIIKKUVA] > 0 > lisat[KESKITETTY]


def test_the_centralised_site_is_one_per_functional_area(malli):
    a = malli.sidonta.b.units["alue"].attributes
    assert (a["keskitetty_km"] >= a["lahin_km"] - 1e-4).all()
    alueet = np.array(malli.maailma.kunnat.toiminnallinen_alue)[malli.maailma.alueet.kunta]
    for nimi in set(alueet):
        w = alueet == nimi
        assert (malli.matkat.km[w] == a["keskitetty_km"][w][:, None]).all(0).sum() == 1, nimi


def test_more_than_near_services_carry_is_refused():
    m = runs.build("nykytila-2017", otos=0.0003)
    m.p = {**m.p, "kerros.sahkoinen_siirto": 0.5, "kerros.keskittaminen": 0.4}
    with pytest.raises(ValueError, match="cannot move"):
        m.kerrokset.nakyviin()


def test_readiness_by_age_is_what_the_parameter_says(malli):
    digi = malli.sidonta.b.units["ika"].attributes["digi"]
    assert digi[list(DIGIVALMIUDEN_IAT)] == pytest.approx(malli.p["kerros.digivalmius"])
    assert (np.diff(digi) <= 0).all()


def test_cards_of_the_layers_do_nothing_while_nothing_moves(malli):
    """A year lived with every uncertainty of the layers at the end of its range gives the same figures, bit for bit."""
    toinen = runs.build("nykytila-2017", otos=OTOS, seed=1, set=AARIARVOT)
    toinen.run_for(12)
    perus, muu = malli.results(), toinen.results()
    assert perus.equals(muu)
    assert len(perus) > 100
