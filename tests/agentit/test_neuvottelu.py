"""Negotiation protocol: always ends, passes the gate, is symmetric and deterministic; evidence is the best mix."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentit.neuvottelu import (
    EI_SOPUA,
    NEUVOTTELIJAT,
    Asialista,
    Kasin,
    NayttoonPerustuva,
    TarjousVirhe,
    neuvottele,
    siirroista,
)

PAKETIT, TAVOITTEET = ("lapset", "lnpsyk", "ikaantyneet"), ("lastensuojelu", "lasten_psykiatria", "ikaihmiset")
VIIMEJAKO = {"lapset": 0.21, "lnpsyk": 0.07, "ikaantyneet": 0.72}
LISTA = Asialista.tee(VIIMEJAKO, TAVOITTEET)


def kohdat(raha=1.0, virement=0.1, ketjut=0.4, jako=(0.21, 0.07, 0.72), tavoitteet=(0.5, 0.5, 0.5)):
    omat = {f"jako.{k}": x for k, x in zip(PAKETIT, jako, strict=True)}
    omat |= {f"tavoite.{k}": x for k, x in zip(TAVOITTEET, tavoitteet, strict=True)}
    return {"raha": raha, "virement": virement, "ketjut": ketjut, **omat}


VIIME = kohdat()
JARJ = kohdat(0.99, 0.05, 0.8, (0.225, 0.09, 0.685), (0.8, 0.8, 0.6))
LIIK = kohdat(1.03, 0.40, 0.2, (0.201, 0.079, 0.72), (0.4, 0.4, 0.5))


def osapuoli(nimi, tyyli, ihanne, painot=(1.0, 0.5, 3.0, 1.5, 0.5), **muut):
    return NEUVOTTELIJAT[tyyli](nimi, ihanne, LISTA.painot(painot, VIIMEJAKO), **muut)


def pari(a, b, kierroksia=6, katto=1.01, **muut):
    j, p = osapuoli("jarjestaja", a, JARJ, **muut), osapuoli("liikelaitos", b, LIIK, **muut)
    return j, p, neuvottele(j, p, LISTA, katto, VIIME, kierroksia)


def test_the_log_of_the_cooperative_pair_is_as_computed_by_hand():
    _, _, tulos = pari("yhteistyohaluinen", "yhteistyohaluinen")
    assert [t.tekija for t in tulos.historia[:2]] == ["jarjestaja", "liikelaitos"]
    assert tulos.historia[0].kohdat == JARJ
    assert tulos.historia[1].kohdat == {**LIIK, "raha": 1.01}
    a = 0.5 * math.sqrt(0.5)  # own clock half-way, at most half the way
    assert tulos.historia[2].kohdat["virement"] == pytest.approx(0.05 + a * 0.35)
    assert tulos.sopu


def test_the_tough_give_in_later():
    virement = {}
    for tapa in ("tiukka", "yhteistyohaluinen"):
        virement[tapa] = pari(tapa, tapa)[2].historia[2].kohdat["virement"]
    assert 0.05 < virement["tiukka"] < virement["yhteistyohaluinen"]


luku = st.floats(0.0, 1.0)
jako = st.tuples(*[st.floats(1e-6, 1.0)] * 3).map(lambda x: tuple(v / sum(x) for v in x))
ihanne = st.builds(kohdat, st.floats(0.8, 1.2), luku, luku, jako, st.tuples(luku, luku, luku))
tyyli = st.sampled_from(sorted(NEUVOTTELIJAT))
painot = st.tuples(*[st.floats(0.01, 10.0)] * 5)
muut = st.fixed_dictionaries(
    {"raja": luku, "viivekulu": luku, "riitakulu": luku, "oma_varianssi": luku, "muun_varianssi": luku}
)


@settings(max_examples=80, deadline=None)
@given(
    st.tuples(tyyli, ihanne, painot, muut), st.tuples(tyyli, ihanne, painot, muut), st.integers(1, 12),
    st.floats(0.5, 1.2), ihanne, st.sampled_from(EI_SOPUA),
)  # fmt: skip
def test_rule_based_pairs_always_end_and_pass_the_gate(a, b, kierroksia, katto, viime, ei_sopua):
    viime = {**viime, "raha": max(min(viime["raha"], 1.1), min(0.9, katto))}

    def istu():
        osat = [
            osapuoli(nimi, x[0], {**x[1], "raha": min(max(x[1]["raha"], min(0.9, katto)), 1.1)}, x[2], **x[3])
            for nimi, x in (("jarjestaja", a), ("liikelaitos", b))
        ]
        return neuvottele(*osat, LISTA, katto, viime, kierroksia, ei_sopua)

    tulos = istu()
    assert len(tulos.historia) <= kierroksia
    for t in (tulos, *tulos.historia):
        assert LISTA.virheet(t.kohdat, katto) == []
    assert istu() == tulos, "no draws: the same sides end the same way"


def test_pooling_two_errors_loses_b2_s2_over_their_sum():
    """The evidence-based ideal weighs by precision: (1 - w) s eps + w b has mean square b^2 s^2 / (b^2 + s^2)."""
    for b, s in ((0.5, 1.0), (1.5, 1.0), (1.0, 1.0)):
        w = osapuoli("jarjestaja", "nayttoon_perustuva", JARJ, oma_varianssi=s**2, muun_varianssi=b**2).luottamus()
        tappio = sum(((1 - w) * s * eps + w * b) ** 2 for eps in (-1, 1)) / 2
        assert tappio == pytest.approx(b**2 * s**2 / (b**2 + s**2), rel=1e-12)
    assert NayttoonPerustuva("x", JARJ, {}, oma_varianssi=0.0, muun_varianssi=0.0).luottamus() == 0.5


def test_the_ideal_split_of_evidence_lies_between_the_views():
    _, _, tulos = pari("nayttoon_perustuva", "tiukka", oma_varianssi=3.0, muun_varianssi=1.0, raja=0.0)
    x = tulos.historia[2].kohdat
    assert x["jako.lapset"] == pytest.approx(0.25 * 0.225 + 0.75 * 0.201)
    assert x["virement"] == 0.05, "only the split follows evidence"
    assert "0.75" in tulos.historia[2].perustelu


def test_the_gate_lists_every_error():
    paha = {**kohdat(1.2, -0.1), "jako.lapset": 0.5, "jousto": 1, "ketjut": math.nan}
    with pytest.raises(TarjousVirhe) as virhe:
        LISTA.kelpaa(paha, 1.01)
    teksti = "\n".join(virhe.value.virheet)
    for osa in ("jousto: not on", "raha: 1.2", "virement: -0.1", "ketjut: nan", "jako: shares of packages add up"):
        assert osa in teksti
    assert LISTA.virheet(kohdat(1.05), 1.01) == ["raha: 1.0500 is above the state funding 1.0100"]
    assert "raha: missing" in LISTA.virheet({}, 1.01)


@pytest.mark.parametrize("kierroksia", [1, 2, 3])
def test_without_agreement_the_rule_of_arbitration_decides(kierroksia):
    """Two who never give in and would rather part."""
    ehdot = {"raja": 0.0, "riitakulu": 0.0, "viivekulu": 0.0}
    j, p = osapuoli("jarjestaja", "tiukka", JARJ, **ehdot), osapuoli("liikelaitos", "tiukka", LIIK, **ehdot)
    viime = neuvottele(j, p, LISTA, 1.01, VIIME, kierroksia)
    puoli = neuvottele(j, p, LISTA, 1.01, VIIME, kierroksia, "puolivali")
    assert (viime.sopu, viime.kohdat) == (False, VIIME)
    toinen = LIIK if kierroksia > 1 else VIIME
    assert puoli.kohdat["virement"] == pytest.approx((JARJ["virement"] + toinen["virement"]) / 2)
    with pytest.raises(ValueError, match="at least one round"):
        neuvottele(j, p, LISTA, 1.01, VIIME, 0)


def test_a_file_of_moves_takes_a_side_and_packages_not_named_share_the_rest():
    moves = [{"raha": 1.0, "virement": 0.1}, {"jako.lapset": 0.3}, None]
    tulos = neuvottele(
        Kasin("jarjestaja", siirroista(moves)), osapuoli("liikelaitos", "tiukka", LIIK), LISTA, 1.01, VIIME
    )
    assert tulos.historia[0].kohdat == {**VIIME, "raha": 1.0, "virement": 0.1}
    toinen = tulos.historia[2].kohdat
    assert toinen["jako.lapset"] == 0.3
    assert toinen["jako.lnpsyk"] / toinen["jako.ikaantyneet"] == pytest.approx(
        tulos.historia[1].kohdat["jako.lnpsyk"] / tulos.historia[1].kohdat["jako.ikaantyneet"]
    )
    assert tulos.hyvaksyja == "jarjestaja"


def test_a_file_that_offers_too_much_is_refused_and_a_person_is_asked_again():
    with pytest.raises(TarjousVirhe, match="above the state funding"):
        neuvottele(
            Kasin("jarjestaja", siirroista([{"raha": 1.05}])),
            osapuoli("liikelaitos", "tiukka", LIIK),
            LISTA,
            1.01,
            VIIME,
        )
    sanottu = []

    def siirto(t, virheet):
        sanottu.append(virheet)
        return ({"raha": 1.05, "ketjut": 2.0}, None, {"raha": 1.0})[len(sanottu) - 1] if len(sanottu) < 4 else None

    tulos = neuvottele(Kasin("jarjestaja", siirto), osapuoli("liikelaitos", "tiukka", LIIK), LISTA, 1.01, VIIME)
    assert len(sanottu[1]) == 2
    assert sanottu[2] == ("there is no offer to accept yet",)
    assert tulos.hyvaksyja == "jarjestaja"


def test_an_offer_stays_as_it_was_made():
    omat = dict(JARJ)
    tulos = neuvottele(
        osapuoli("jarjestaja", "tiukka", omat), osapuoli("liikelaitos", "tiukka", LIIK), LISTA, 1.01, VIIME
    )
    omat["raha"] = 0.5
    assert tulos.historia[0].kohdat["raha"] == 0.99
