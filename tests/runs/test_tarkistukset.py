"""The suites of `sote check`: targets as data, the start, sample invariance, tightness of pairs."""

import json
from dataclasses import fields

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from typer.testing import CliRunner

from kalibrointi import kohteet
from kalibrointi.maailma import perusta
from kalibrointi.viat import ViallinenSyote
from runs import alkumitat, alkutarkistus, otosvertailu, paritarkistus, skenaariot, tarkistukset, vertailu
from runs.ajo import rakenna_malli
from runs.cli import app
from runs.lakikoe import erot, tila
from runs.tarkistusrivi import Tarkistusrivi, bandi, keskivirhe, virheineen

TAVOITTEET = perusta().pohja.tavoitteet
REUNAT = ("kunta", "ika_kunnittain", "tuloluokat", "tyotilat_kunnittain", "kielet")


# --------------------------------------------------------------------------------------------- targets as data
def test_every_target_has_a_source_a_status_and_texts():
    rivit = kohteet.lue("start")
    assert len({k.tunnus for k in rivit}) == len(rivit) > 30
    assert {k.tila for k in rivit} <= {"laki", "esitys", "tilasto", "tutkimus", "arvio", "oletus"}
    for k in rivit:
        assert k.lahde, k.tunnus
        assert all(k.nimi.values()), k.tunnus
        assert k.mitta or k.syy, f"{k.tunnus}: what is not in the model says why"


@pytest.mark.parametrize(
    ("solut", "vika"),
    [({"ala": "2", "yla": "1"}, "lower <= upper"), ({"ala": "", "yla": ""}, "needs a lower"), ({"ala": "1,5"}, "1,5")],
)
def test_a_bad_band_is_told_with_its_line(tmp_path, solut, vika):
    rivi = dict.fromkeys(kohteet.SARAKKEET, "x") | {"sarja": "start", "ala": "1", "yla": "2"} | solut
    pd.DataFrame([rivi]).to_csv(tmp_path / "kohteet.csv", index=False)
    with pytest.raises(ViallinenSyote, match=vika) as virhe:
        kohteet.lue("start", tmp_path)
    assert virhe.value.viat[0].rivi == 2


def test_a_missing_or_strange_table_is_bad_input(tmp_path):
    with pytest.raises(ViallinenSyote, match="no such table of targets"):
        kohteet.lue("start", tmp_path)
    (tmp_path / "kohteet.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ViallinenSyote, match="columns must be"):
        kohteet.lue("start", tmp_path)


def test_band_and_error_in_words():
    assert bandi(0.5, 0.65) == "0.5 - 0.65"
    assert (bandi(float("-inf"), 1), bandi(1e-9, float("inf")), bandi(5, 5)) == ("<= 1", "> 0", "5")
    assert virheineen(0.59251, 0.00123) == "0.5925 ± 0.0012"
    assert virheineen(1_655_624.2, float("nan")) == "1,655,624"
    assert keskivirhe([1.0, 3.0]) == (2.0, 1.0)


# --------------------------------------------------------------------------------------------- start
@pytest.fixture(scope="module")
def alku():
    return alkutarkistus.mittaa_siemen(0.001, 1)


def test_every_target_of_the_start_is_measured_or_out_with_its_cause(alku):
    rivit = alkutarkistus.rivit([alku])
    assert [r.id for r in rivit] == [k.tunnus for k in kohteet.lue("start")]
    puuttuvat = [r for r in rivit if r.model == "not in the model"]
    assert {r.id for r in puuttuvat} == {"P47.a", "P49.maara"}
    assert all(r.cause and not r.in_band for r in puuttuvat)
    assert all(np.isfinite(x) for x in alku.luvut.values())


def test_a_mean_out_of_its_band_is_out_and_no_error_moves_the_band(alku):
    rivit = {r.id: r for r in alkutarkistus.rivit([alku])}
    kalliit = [alkumitat.Alkumitat({**alku.luvut, "eur_sote": x}, alku.reunat, alku.otos) for x in (226.0, 230.0)]
    uudet = {r.id: r for r in alkutarkistus.rivit(kalliit)}
    assert rivit["C13.sote"].in_band
    assert not uudet["C13.sote"].in_band
    assert uudet["C13.sote"].model == "228 ± 2"


@pytest.mark.parametrize("reuna", REUNAT)
def test_a_biased_margin_is_out(alku, reuna):
    assert alkutarkistus.reunapoikkeama([alku], reuna, TAVOITTEET) <= 1.2  # tiny sample: a cell holds some persons
    vino = alkumitat.Alkumitat({}, {reuna: alku.reunat[reuna] * 1.5}, otos=1.0)
    assert alkutarkistus.reunapoikkeama([vino], reuna, TAVOITTEET) > 3


@pytest.fixture(scope="module")
def kunnon_otos():
    """People of a real sample, before the first month."""
    mitat = alkumitat.Alkumitat(otos=0.05)
    alkumitat.mittaa_vaesto(rakenna_malli(skenaariot.lue("nykytila-2017"), 0.05, 3), mitat)
    return mitat


@pytest.mark.parametrize("reuna", REUNAT)
def test_margins_of_a_real_sample_are_within_sampling_error(kunnon_otos, reuna):
    assert alkutarkistus.reunapoikkeama([kunnon_otos], reuna, TAVOITTEET) <= 1


@pytest.mark.parametrize("tunnus", ["C01", "C04", "C05", "C06", "C08"])
def test_shares_of_a_real_sample_are_in_their_bands(kunnon_otos, tunnus):
    (kohde,) = (k for k in kohteet.lue("start") if k.tunnus == tunnus)
    assert kohde.sisalla(kunnon_otos.luvut[kohde.mitta])


def test_following_the_sote_centres_cost_changes_nothing():
    a, b = (rakenna_malli(skenaariot.lue("nykytila-2017"), 0.001, 1) for _ in range(2))
    seuranta = alkumitat.Soteseuranta(b)
    for malli in (a, b):
        malli.run_for(14)
    assert erot(tila(a), tila(b)) == []
    ensin, sitten = seuranta.eurot
    kavi = (b.sidonta.b.columns["kaytto_ed"] & b.sidonta.b.parameters["bitti_sote"]) > 0
    elossa = b.sidonta.b.columns["elossa"] == 1
    np.testing.assert_array_equal(ensin[elossa] > 0, kavi[elossa])
    assert 0 < sitten.sum() < ensin.sum()


def test_mantel_haenszel():
    p = np.array([0.2, 0.2, 0.5, 0.5])
    osite, altistunut = np.zeros(4, int), np.array([True, True, False, False])
    odds = lambda x: x / (1 - x)  # noqa: E731
    suhde = alkumitat.mantel_haenszel(p, altistunut, ~altistunut, osite)
    assert suhde == pytest.approx(odds(0.2) / odds(0.5))
    tarve = np.array([0, 1, 0, 1])  # need explains all: equal within strata, though the exposed have less of it
    p = np.where(tarve == 0, 0.2, 0.7)
    paino = np.repeat(np.arange(4), [9, 1, 1, 9])
    assert alkumitat.mantel_haenszel(p[paino], altistunut[paino], ~altistunut[paino], tarve[paino]) == pytest.approx(1)


# --------------------------------------------------------------------------------------------- sample invariance
def ajotaulu(siemenia, hajonta, poikkeama=0.0, vuosi=2022):
    """Yearly rows of both scenarios: every measure 1 in nykytila and 1.5 with the county, plus noise and a bias."""
    arpa = np.random.default_rng(siemenia)
    rivit = []
    for seed in range(1, siemenia + 1):
        for mittari, ryhma in otosvertailu.MITTARIT:
            kohina = arpa.normal(0, hajonta)
            taso = 1 + kohina + (poikkeama if mittari == "osuus_7vrk" else 0)
            for nimi, lisa in zip(otosvertailu.PARI, (0.0, 0.5), strict=True):
                rivit.append((nimi, seed, vuosi, mittari, ryhma, taso + lisa + arpa.normal(0, hajonta / 10)))
    return pd.DataFrame(rivit, columns=["skenaario", "seed", "vuosi", "mittari", "ryhma", "arvo"])


def test_samples_that_differ_by_noise_agree_and_a_bias_is_named():
    reilu = {0.02: ajotaulu(20, 0.1), 0.2: ajotaulu(8, 0.03), 1.0: ajotaulu(4, 0.014)}
    rivit = list(otosvertailu.rivit(reilu, 1.0, [0.02, 0.2]))
    assert len(rivit) == 2 * 2 * len(otosvertailu.MITTARIT)
    assert all(r.in_band for r in rivit)
    vino = reilu | {0.02: ajotaulu(20, 0.1, poikkeama=0.4)}
    ulkona = [r for r in otosvertailu.rivit(vino, 1.0, [0.02, 0.2]) if not r.in_band]
    assert [(r.id, r.what) for r in ulkona] == [("otos 0.02", "osuus_7vrk")]  # the paired difference is not biased
    assert "few sampled residents" in ulkona[0].cause
    assert ulkona[0].recorded


def test_a_bias_nobody_knew_of_fails_the_check():
    hyvat = {0.02: ajotaulu(20, 0.01), 0.2: ajotaulu(8, 0.003), 1.0: ajotaulu(4, 0.0014)}

    def vinot(otos, mittari, laji):
        taulu = hyvat[otos].copy()
        omat = (taulu["mittari"] == mittari) & ((taulu["skenaario"] == otosvertailu.PARI[1]) | (laji == "level"))
        taulu.loc[omat, "arvo"] += 1.0
        rivit = otosvertailu.rivit(hyvat | {otos: taulu}, 1.0, [0.02, 0.2])
        return {r.what: (r.recorded, r.cause) for r in rivit if not r.in_band}

    raha = vinot(0.02, "kustannus_asukas", "difference")
    assert raha == {"kustannus_asukas: county - municipalities": (True, otosvertailu.RAHAN_KOHINA)}
    assert vinot(0.2, "odotus", "level") == {"odotus": (False, otosvertailu.KESKUKSEN_KOHINA)}
    assert vinot(0.02, "krooniset", "level") == {"krooniset": (False, otosvertailu.TUNTEMATON)}
    tunnetut = {m for omat in otosvertailu.KIRJATUT.values() for m in omat}
    assert tunnetut <= {m for m, _ in otosvertailu.MITTARIT}


def test_what_the_error_allows_is_welchs_interval():
    a, b = np.array([1.0, 2.0, 4.0, 3.5]), np.array([2.0, 2.5, 1.0])
    x, y = (otosvertailu.Otoksella(*keskivirhe(z), len(z)) for z in (a, b))
    vali = stats.ttest_ind(a, b, equal_var=False).confidence_interval(0.99)
    assert otosvertailu.sallittu(x, y, 0.01) == pytest.approx((vali.high - vali.low) / 2)
    vakio = otosvertailu.Otoksella(5.0, 0.0, 3)
    assert 0 < otosvertailu.sallittu(vakio, vakio, 0.05) < 1e-4


def test_sample_check_runs_end_to_end(monkeypatch):
    pyydetyt = []

    def ajot(skenaariot_, pairs, *, otos, processes, progress, duoina):
        assert not duoina, "a spread of one world is over independent seeds"
        pyydetyt.append((otos, pairs, [s.name for s in skenaariot_]))
        progress(2 * pairs, 2 * pairs)
        return ajotaulu(pairs, 0.01)

    monkeypatch.setattr(vertailu, "ajot", ajot)
    edistyi = []
    rivit = otosvertailu.tarkista(lambda tehty, kaikkiaan: edistyi.append((tehty, kaikkiaan)), otos=0.2, seeds=1)
    assert pyydetyt == [(0.02, 10, list(otosvertailu.PARI)), (0.2, 2, list(otosvertailu.PARI))]
    assert {r.id for r in rivit} == {"otos 0.02"}
    assert all(tehty <= kaikkiaan for tehty, kaikkiaan in edistyi)


# --------------------------------------------------------------------------------------------- pairs
def test_pairs_are_held_to_their_ratio(monkeypatch):
    pyydetyt = []

    def ajot(skenaariot_, pairs, **muut):
        pyydetyt.append((pairs, muut.get("duoina", True), muut.get("rakentaja")))
        erillaan = "rakentaja" in muut
        arpa, rivit = np.random.default_rng(2 if erillaan else 1), []
        for seed in range(1, pairs + 1):
            yhteinen = arpa.normal(0, 2 if erillaan else 1)  # runs whose residents draw alone vary more
            for i, s in enumerate(skenaariot_):
                for mittari in paritarkistus.VAHINTAAN:
                    oma = 2.0 if mittari == "odotus" else 0.1  # waits: most luck is not shared
                    rivit.append((s.label, seed, 2025, mittari, "kaikki", yhteinen + i + arpa.normal(0, oma), ""))
        return pd.DataFrame(rivit, columns=["skenaario", "seed", "vuosi", "mittari", "ryhma", "arvo", "yksikko"])

    monkeypatch.setattr(vertailu, "ajot", ajot)
    edistyi = []
    rivit = paritarkistus.tarkista(lambda *t: edistyi.append(t), seeds=30)
    assert pyydetyt == [(30, True, None), (30, False, paritarkistus.rakenna_erillaan)]
    assert len(rivit) == len(paritarkistus.VASTAKOHDAT) * len(paritarkistus.VAHINTAAN)
    assert {r.id for r in rivit if not r.in_band} == {"odotus"}
    assert all(bool(r.cause) != r.in_band for r in rivit)
    assert all("perfect pairing would give" in r.cause for r in rivit if not r.in_band)
    suhteet = [(float(r.model), float(r.source.split(" against")[0])) for r in rivit if r.id != "odotus"]
    assert all(1.3 < erillaan / jaettu < 3.0 for erillaan, jaettu in suhteet)


def test_whoever_draws_alone_lives_in_the_same_world():
    skenaario = skenaariot.lue("nykytila-2017")
    jaettu, yksin = rakenna_malli(skenaario, 0.001, 1), paritarkistus.rakenna_erillaan(skenaario, 0.001, 1)
    a, b = (m.maailma.vaesto for m in (jaettu, yksin))
    assert all(np.array_equal(getattr(a, f.name), getattr(b, f.name)) for f in fields(a) if f.name != "vierus")
    assert len(np.unique(b.vierus >> np.uint64(4))) == len(b.vierus)
    x, y = (m.sidonta.b.columns["hauraus"][: a.alussa] for m in (jaettu, yksin))
    assert (x != y).mean() > 0.9
    assert float(y.mean()) == pytest.approx(float(x.mean()), abs=5 * float(y.std()) / len(y) ** 0.5)


def test_a_ratio_beyond_what_any_pairing_can_give_says_so():
    assert paritarkistus.suurin_suhde(1.0, 1.0) == np.inf
    assert paritarkistus.suurin_suhde(0.6, 1.5) == pytest.approx(1.795, abs=1e-3)
    arpa = np.random.default_rng(2)
    x = arpa.normal(0, 1, 400)
    y = 3.0 * x  # perfectly correlated: the bound is reached
    assert np.hypot(x.std(), y.std()) / (y - x).std() == pytest.approx(paritarkistus.suurin_suhde(x.std(), y.std()))
    assert "pairing alone can give no more than" in paritarkistus._syy("a", "b", 2.0, 0.1, 1.0)
    assert "no pairing" not in paritarkistus._syy("a", "b", 2.0, 0.9, 1.0)
    assert "R15" in paritarkistus._syy(*paritarkistus.VASTAKOHDAT[3], 2.0, 0.1, 5.0)


# --------------------------------------------------------------------------------------------- the command
def test_suites_have_what_the_command_gives_them():
    assert list(tarkistukset.SUITES)[:5] == ["start", "laws", "otos", "pairs", "systems"]
    assert {"regions", "network", "layers", "chains", "alliance", "structures", "scenarios"} <= set(tarkistukset.SUITES)


def test_command_shows_every_row_with_its_cause(monkeypatch):
    rivit = [
        Tarkistusrivi("A", "x", "1 - 2", "1.5", True, "S"),
        Tarkistusrivi("B", "y", "> 0", "-1", False, "S", "why"),
    ]
    monkeypatch.setitem(tarkistukset.SUITES, "start", lambda progress, otos=0.2, seeds=5, processes=None: rivit)
    ajettu = CliRunner().invoke(app, ["check", "start", "--otos", "0.01", "--seeds", "1", "--json"])
    assert ajettu.exit_code == 4
    tulos = json.loads(ajettu.stdout)["result"]
    assert tulos["out"] == 1
    assert tulos["rows"][1] == {f.name: getattr(rivit[1], f.name) for f in fields(Tarkistusrivi)}
    assert "why" in CliRunner().invoke(app, ["check", "start"]).stdout
