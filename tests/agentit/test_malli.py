"""The model as a whole, at a sample of a thousandth: Mesa's model, bookkeeping, paired worlds, the same run again."""

import pickle

import mesa
import numpy as np
import pytest

from agentit.asukas import Asukas
from agentit.kunta import Kunta
from agentit.malli import SoteMalli
from agentit.ohjelma import Ohjelma
from agentit.saannot import Rule
from agentit.sotekeskus import Sotekeskus
from kalibrointi import palvelupaketit
from kalibrointi.maailma import rakenna
from kalibrointi.parametrit import lue_oletukset
from runs.lakikoe import JONON_KENTAT
from tests.agentit.syotteet import Syotteet

OTOS = 0.001
MAAKUNTA_KK, VALINTA_KK, LOPPU_KK = 12, 13, 26
MUUTOS_KK = 15  # policy changes, or a snapshot is taken, before this month
UUDISTUS = {  # a reform soon after the start, so that a short run meets it
    "rakenne.jarjestaja": (MAAKUNTA_KK, "maakunta"),
    "valinnanvapaus.suora_valinta": (VALINTA_KK, True),
}


@pytest.fixture(scope="module")
def maailma():
    return rakenna(otos=OTOS, seed=1)


@pytest.fixture(scope="module")
def luo(maailma):
    """luo(change={key: (month, value)}, ...) -> a model at its start, by default with the reform."""
    oletukset = lue_oletukset().defaults()

    def luo(muutokset=UUDISTUS, **muut):
        polut = {avain: [(0, arvo)] for avain, arvo in oletukset.items()}
        for avain, (kk, arvo) in muutokset.items():
            polut[avain] = [(0, oletukset[avain]), (kk, arvo)] if kk else [(0, arvo)]
        return SoteMalli(Ohjelma(polut), muut.pop("maailma", maailma), palvelupaketit.lue(), **muut)

    return luo


@pytest.fixture(scope="module")
def kuukausittain(luo):
    """A model that has lived 26 months, and what was so at the end of each: rows, lists, money, queues."""
    malli = luo()
    kuukaudet = []
    for _ in range(LOPPU_KK):
        malli.step()
        malli.raha.audit()
        c = malli.sidonta.b.columns
        kuukaudet.append(
            {
                **{nimi: c[nimi].copy() for nimi in ("elossa", "ikakk", "keskus")},
                "listat": {k.paikka: k.lista / malli.paino for k in malli.keskukset},
                "jonot": [k.jono.jonossa for k in malli.keskuspaikat],
                "saldot": malli.raha.balances,
                "rivit": malli.raha.kuukaudet[-1],
            }
        )
    return malli, kuukaudet


@pytest.fixture(scope="module")
def vanha(kuukausittain):
    """The same model at the end of its run; only looked at."""
    return kuukausittain[0]


def tila(malli):
    """Everything a month leaves behind, as bytes and plain numbers by name."""
    b = malli.sidonta.b
    osat = {f"sarake {nimi}": sarake.tobytes() for nimi, sarake in b.columns.items()}
    for nimi, yksikko in b.units.items():
        for laji, taulut in (("ominaisuus", yksikko.attributes), ("summa", yksikko.sums)):
            osat |= {f"{laji} {nimi}_{a}": taulu.tobytes() for a, taulu in taulut.items()}
    for k in malli.keskuspaikat:
        jono = tuple(getattr(k.jono, a) for a in JONON_KENTAT)
        osat[f"keskus {k.paikka}"] = (k.auki, k.laatu, k.ehkaisy, k.kuorma, k.lista, k.tulo, k.meno, jono)
    osat["raha"] = [kuukausi.tobytes() for kuukausi in malli.raha.kuukaudet]
    for taso in ("kuukausi", "vuosi"):
        osat[f"tulokset {taso}"] = list(malli.results(taso).itertuples(index=False, name=None))
    return osat


def eroavat(a, b):
    """Names of what differs between two models."""
    x, y = tila(a), tila(b)
    return sorted(nimi for nimi in {*x, *y} if x.get(nimi) != y.get(nimi))


# a Mesa model ------------------------------------------------------------------------------------------------------


def test_residents_and_organisations_are_the_models_agents(vanha, maailma):
    organisaatiot = len(vanha.kunnat) + len(vanha.keskuspaikat) + 2
    assert len(vanha.agents) == len(vanha.asukkaat) + organisaatiot
    assert len(vanha.asukkaat) == np.count_nonzero(vanha.sidonta.b.columns["elossa"] == 1)
    assert {t.__name__ for t in vanha.agent_types} == {"Asukas", "Jarjestaja", "Kunta", "Liikelaitos", "Sotekeskus"}
    assert len(vanha.agents_by_type[Kunta]) == len(maailma.kunnat.koodi) == 26
    assert len(vanha.agents_by_type[Sotekeskus]) == len(vanha.keskuspaikat)
    asukas = next(iter(vanha.asukkaat))
    assert isinstance(asukas, mesa.Agent)
    assert asukas.model is vanha
    assert asukas in vanha.agents


def test_residents_are_selected_aggregated_and_grouped(vanha):
    asukkaat = vanha.agents_by_type[Asukas]
    vanhat = asukkaat.select(asukkaat.get("ika") >= 75)
    assert len(vanhat) == len(asukkaat.select(lambda a: a.ika >= 75)) > 0
    assert vanhat.agg("ika", np.min) >= 75
    assert len(asukkaat.select(lambda a: a.ika >= 75, at_most=3)) == 3
    keskiarvot = asukkaat.groupby("viidennes").agg("krooniset", np.mean)
    assert list(keskiarvot) == [0, 1, 2, 3, 4]
    assert keskiarvot[0] > keskiarvot[4], "chronic disease falls with income"
    vaki = asukkaat.groupby("kunta").count()
    assert sum(vaki.values()) == len(asukkaat)
    helsinki = vanha.kunnat[[k.nimi for k in vanha.kunnat].index("Helsinki")]
    assert max(vaki, key=vaki.get) == helsinki.indeksi
    assert sum(asukkaat.map(lambda a: a.elossa)) == len(asukkaat)


def test_mesas_data_collector_sees_residents_and_centres(luo):
    malli = luo()
    keraaja = mesa.DataCollector(
        model_reporters={"vaki": lambda m: len(m.asukkaat), "kk": "kk"},
        agenttype_reporters={Asukas: {"ika": "ika", "keskus": "keskus"}, Sotekeskus: {"lista": "lista"}},
    )
    vaki = 0
    for _ in range(2):
        malli.step()
        keraaja.collect(malli)
        vaki += len(malli.asukkaat)
    assert keraaja.get_model_vars_dataframe()["kk"].tolist() == [1, 2]
    asukkaat = keraaja.get_agenttype_vars_dataframe(Asukas)
    assert len(asukkaat) == vaki
    assert asukkaat["ika"].between(0, 110).all()
    listat = keraaja.get_agenttype_vars_dataframe(Sotekeskus)
    assert listat["lista"].groupby("Step").sum().iloc[-1] == pytest.approx(malli.vaki())


def test_run_for_lives_that_many_months(luo):
    malli = luo()
    malli.run_for(5)
    assert (malli.kk, malli.vuosi, malli.kuukausi) == (5, 2017, 6)
    malli.run_for(8)
    assert (malli.kk, malli.vuosi, malli.kuukausi) == (13, 2018, 2)
    assert len(malli.raha.kuukaudet) == 13


def test_a_run_starts_in_january(luo):
    with pytest.raises(ValueError, match="starts in January, not in 2017-07"):
        luo(alku="2017-07")


# results -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("taso", "ensimmainen", "viimeinen", "jaksoja"),
    [("vuosi", 2017, 2018, 2), ("kuukausi", "2017-01", "2019-02", LOPPU_KK)],
)
def test_results_are_tidy(vanha, taso, ensimmainen, viimeinen, jaksoja):
    taulu = vanha.results(taso)
    assert list(taulu.columns) == [taso, "mittari", "ryhma", "arvo", "yksikko"]
    assert taulu["arvo"].dtype == np.float64
    assert np.isfinite(taulu["arvo"]).all(), taulu[~np.isfinite(taulu["arvo"])]
    assert not taulu.duplicated([taso, "mittari", "ryhma"]).any()
    assert all(isinstance(x, str) and x for x in taulu[["mittari", "ryhma", "yksikko"]].to_numpy().ravel())
    assert (taulu.groupby("mittari")["yksikko"].nunique() == 1).all(), "one measure, one unit"
    jaksot = taulu[taso].drop_duplicates().tolist()
    assert (jaksot[0], jaksot[-1], len(jaksot)) == (ensimmainen, viimeinen, jaksoja)
    assert jaksot == sorted(jaksot)


def test_only_whole_years_are_results(luo):
    malli = luo()
    malli.run_for(11)
    assert malli.results().empty
    malli.run_for(1)
    assert malli.results()["vuosi"].unique().tolist() == [2017]
    with pytest.raises(ValueError, match="vuosi or kuukausi"):
        malli.results("viikko")


# laws that hold every month ------------------------------------------------------------------------------------------


def test_births_enter_at_their_month(kuukausittain, maailma):
    _, kuukaudet = kuukausittain
    tulokk = maailma.vaesto.tulokk
    assert np.count_nonzero(tulokk == 5) > 0
    for kk, nyt in enumerate(kuukaudet):
        assert (nyt["elossa"][tulokk > kk] == 0).all(), "nobody is here before their month"
        assert (nyt["elossa"][tulokk == kk] == 1).all()
        assert (nyt["ikakk"][tulokk == kk] == maailma.vaesto.ika_kk[tulokk == kk]).all()
    alussa = tulokk == -1
    elossa = kuukaudet[-1]["elossa"] == 1
    assert (kuukaudet[-1]["ikakk"][alussa & elossa] == maailma.vaesto.ika_kk[alussa & elossa] + LOPPU_KK).all()


def test_the_dead_and_those_who_moved_never_come_back(kuukausittain, maailma):
    _, kuukaudet = kuukausittain
    poissa = np.zeros(len(maailma.vaesto.id), bool)
    for nyt in kuukaudet:
        assert (nyt["elossa"][poissa] > 1).all()
        poissa |= nyt["elossa"] > 1
    assert (kuukaudet[-1]["elossa"] == 2).any()
    assert (kuukaudet[-1]["elossa"] == 3).any()


def test_everybody_alive_is_listed_at_one_open_centre(kuukausittain):
    _, kuukaudet = kuukausittain
    for nyt in kuukaudet:
        elossa = nyt["elossa"] == 1
        assert sum(nyt["listat"].values()) == pytest.approx(np.count_nonzero(elossa))
        assert set(nyt["keskus"][elossa]) <= set(nyt["listat"])
        jasenet = np.bincount(nyt["keskus"][elossa], minlength=400)
        assert all(jasenet[paikka] == pytest.approx(lista) for paikka, lista in nyt["listat"].items())


def test_money_is_only_moved(kuukausittain):
    malli, kuukaudet = kuukausittain
    valissa = [i for i, t in enumerate(malli.raha.tilit) if not t.saa_ylittaa]
    for nyt in kuukaudet:
        assert nyt["saldot"].sum() == 0
        assert (nyt["saldot"][[i for i in valissa if i < len(nyt["saldot"])]] == 0).all(), "who pays on keeps nothing"
        assert (nyt["rivit"][:, 3] > 0).all()


def test_queues_are_never_negative(kuukausittain):
    _, kuukaudet = kuukausittain
    assert min(min(nyt["jonot"]) for nyt in kuukaudet) >= 0.0


# the same run again --------------------------------------------------------------------------------------------------


def test_same_seed_same_run_other_seed_another(luo, vanha):
    """And two models that live in turns in one process never touch each other."""
    uudestaan, rinnalla = luo(), luo({})
    for _ in range(LOPPU_KK):
        uudestaan.step()
        rinnalla.step()
    assert eroavat(vanha, uudestaan) == []
    assert next(iter(uudestaan.asukkaat)) not in rinnalla.agents
    assert "sarake hauraus" in eroavat(luo(), luo(seed=2))


def test_threads_change_nothing(luo):
    iso = rakenna(otos=0.045, seed=1)  # more rows than one chunk of a rule's loop
    a, b = luo(maailma=iso), luo(maailma=iso, threads=2)
    for malli in (a, b):
        malli.run_for(2)
    assert a.asukkaita_rivilla > 2**16
    assert eroavat(a, b) == []


@pytest.fixture(scope="module")
def tallenne(luo):
    """A model saved in the middle of a year, choice just opened."""
    malli = luo()
    malli.run_for(MUUTOS_KK)
    return pickle.dumps(malli)


def test_a_snapshot_goes_on_bit_for_bit(tallenne, vanha):
    jatko = pickle.loads(tallenne)
    jatko.run_for(LOPPU_KK - MUUTOS_KK)
    assert eroavat(vanha, jatko) == []


def test_policy_changed_after_a_snapshot_is_policy_dated_from_that_month(luo, tallenne, vanha):
    maarays = {"kapitaatio.kiintea_osuus": 1.0, "valinnanvapaus.vertailutieto": 1.0, "kapitaatio.painot": "tarve"}
    paivatty = luo({**UUDISTUS, **{avain: (MUUTOS_KK, arvo) for avain, arvo in maarays.items()}})
    paivatty.run_for(LOPPU_KK)
    muutettu = pickle.loads(tallenne)
    muutettu.ohjaa(maarays)
    muutettu.run_for(LOPPU_KK - MUUTOS_KK)
    assert eroavat(paivatty, muutettu) == []
    assert "sarake kustannus_v" in eroavat(muutettu, vanha)


def test_only_known_parameters_can_be_changed(luo):
    malli = luo()
    with pytest.raises(KeyError, match=r"kapitaatio\.kiinteaosuus"):
        malli.ohjaa({"kapitaatio.kiinteaosuus": 1.0})
    assert malli.p == luo().p


@pytest.mark.parametrize("avain", ["haku.tarve", "vaesto.voimakkuus"])
def test_what_shapes_the_base_year_cannot_change_later(luo, avain):
    arvo = lue_oletukset()[avain].value
    with pytest.raises(ValueError, match=f"{avain} shapes the base year"):
        luo({avain: (12, 1.1 * arvo)})
    malli = luo()
    with pytest.raises(ValueError, match=f"{avain} shapes the base year"):
        malli.ohjaa({"kapitaatio.kiintea_osuus": 1.0, avain: 1.1 * arvo})
    assert malli.p == luo().p


# paired worlds -------------------------------------------------------------------------------------------------------

VIVUT = {"kapitaatio.kiintea_osuus": (1.0, 20), "valinnanvapaus.vertailutieto": (1.0, 17), "ohjaus.virement": (0.0, 25)}


@pytest.mark.parametrize(
    "vipu", [pytest.param(v, marks=() if v == "ohjaus.virement" else pytest.mark.sekunteja) for v in VIVUT]
)
def test_a_lever_works_from_its_month_on_and_only_through_inputs_of_rules(luo, tallenne, vipu, monkeypatch):
    """Until the first month in which an input of a resident's rules differs, the row is the same in both worlds."""
    arvo, loppu = VIVUT[vipu]
    a, b = pickle.loads(tallenne), luo({**UUDISTUS, vipu: (MUUTOS_KK, arvo)})
    b.run_for(MUUTOS_KK)
    assert eroavat(a, b) == []
    assert _vertaa_kuukausittain(a, b, loppu - MUUTOS_KK, monkeypatch).any(), "in the end the lever does something"


def test_what_happens_in_one_centre_reaches_a_resident_only_through_inputs(luo, monkeypatch):
    """One centre's queue doubles: far from it nothing has happened to anybody months later."""
    a, b = luo({}), luo({})
    for malli in (a, b):
        malli.run_for(2)
    keskus = max(b.keskukset, key=lambda k: k.lista)
    keskus.jono.jonossa *= 2.0
    erossa = _vertaa_kuukausittain(a, b, 5, monkeypatch)
    listalla = b.sidonta.b.columns["keskus"] == keskus.paikka
    elossa = b.sidonta.b.columns["elossa"] == 1
    assert erossa[listalla & elossa].mean() > 0.9
    assert erossa[~listalla & elossa].mean() < 0.2


def _vertaa_kuukausittain(a, b, kuukausia, monkeypatch):
    """Live month by month in both; (rows,) whose columns differ at the end. Fails when one differs without a reason."""
    syotteet = Syotteet()
    monkeypatch.setattr(Rule, "run", syotteet.seuraava(Rule.run))
    voi_erota = np.zeros(len(a.sidonta.b.ids), bool)
    erossa = voi_erota
    for _ in range(kuukausia):
        kuukaudet = []
        for malli in (a, b):
            malli.step()
            kuukaudet.append(syotteet.pois())
        voi_erota = voi_erota | syotteet.erot(*kuukaudet)
        x, y = a.sidonta.b.columns, b.sidonta.b.columns
        voi_erota |= x["kapitaatiopaino"] != y["kapitaatiopaino"]  # the organiser's doing, read by a rule
        erossa = np.any([x[nimi] != y[nimi] for nimi in x], axis=0)
        liikaa = np.flatnonzero(erossa & ~voi_erota)
        sarakkeet = [nimi for nimi in x if (x[nimi] != y[nimi])[liikaa].any()]
        assert not len(liikaa), f"month {a.kk - 1}: rows {liikaa[:5]} differ in {sarakkeet}, no input of theirs did"
    monkeypatch.undo()
    return erossa
