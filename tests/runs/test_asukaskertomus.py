"""The story of a resident is the model's own: what is told equals what the compiled rules did to the same row."""

import json
from itertools import pairwise

import numpy as np
import pytest
from typer.testing import CliRunner

from agentit.saannot import Rule
from kalibrointi.viat import ViallinenSyote
from runs import ajo, skenaariot
from runs.asukaskertomus import kerro
from runs.cli import app
from runs.elamantapahtumat import KANAVAT, Kertoja
from runs.jaljitys import lue, osuudet, seuraten
from runs.naytto import jsoniksi

OTOS = 0.0005
ORGANISAATION_SARAKE = "kapitaatiopaino"
MAAKUNTA, VALINTA = "2018-01:rakenne.jarjestaja=maakunta", "2018-02:valinnanvapaus.suora_valinta=true"


def skenaario(*asetukset, end="2018-06"):
    return skenaariot.lue("nykytila-2017", asetukset, end=end)


@pytest.fixture(scope="module")
def malli():
    """A model with direct choice in its second month."""
    m = ajo.rakenna_malli(skenaario("valinnanvapaus.suora_valinta=true"), OTOS, 1)
    m.run_for(1)
    return m


@pytest.fixture(scope="module")
def parit():
    """One resident in two worlds that part in 2018, with one month in full."""
    tunnus = int(ajo.rakenna_malli(skenaario(), OTOS, 1).asukkaat.ids[7])
    return kerro([skenaario(), skenaario(MAAKUNTA, VALINTA)], tunnus, OTOS, kuukaudet=["2018-03"])


def test_the_traces_of_a_month_are_what_happened_to_the_row(malli):
    """Applying every trace in order to the state before gives the state after, bit for bit."""
    b = malli.sidonta.b
    for rivi in (0, 50, 400):
        ennen = {nimi: sarake[rivi] for nimi, sarake in b.columns.items()}
        jaljet = []
        with seuraten(b, rivi, jaljet.append):
            malli.step()
        assert len(jaljet) > 20
        for jalki in jaljet:
            for nimi, vanha in jalki.ennen.items():
                assert vanha == ennen[nimi], f"{jalki.nimi} read another {nimi}"
                ennen[nimi] = jalki.tulos[nimi]
        jalkeen = {nimi: sarake[rivi] for nimi, sarake in b.columns.items()}
        erot = {nimi for nimi in ennen if ennen[nimi].tobytes() != jalkeen[nimi].tobytes()}
        assert erot <= {ORGANISAATION_SARAKE}


def test_watching_changes_nothing_and_ends():
    a, b = (ajo.rakenna_malli(skenaario(), OTOS, 1) for _ in range(2))
    tavallinen = Rule.run
    with seuraten(a.sidonta.b, 3, lambda jalki: None):
        a.run_for(2)
        b.run_for(1)
    b.run_for(1)
    assert all((x == b.sidonta.b.columns[nimi]).all() for nimi, x in a.sidonta.b.columns.items())
    with pytest.raises(ZeroDivisionError), seuraten(a.sidonta.b, 3, lambda jalki: 1 / 0):
        a.step()
    assert Rule.run is tavallinen


def test_shares_of_a_draw_are_probabilities(malli):
    """Against 400 draws of the rule itself, for a resident who may use any channel."""
    hakeutuu = next(s for s in malli.sidonta.saannot if s.name == "hakeutuu")
    b = malli.sidonta.b
    rivi = int(np.flatnonzero((b.columns["tyoterveys"] == 1) & (b.columns["elossa"] == 1))[0])
    ennen = b.columns["taso_sote"][rivi]
    b.columns["taso_sote"][rivi] = 3.0
    jalki = lue(hakeutuu, b, rivi)
    b.columns["taso_sote"][rivi] = ennen
    assert jalki.tulos["kaynnit"] > 0
    saatu = osuudet(jalki, "u_kanava", 1, {"u_haku": 0.0})
    assert sum(saatu.values()) == 1.0
    assert saatu[1] == pytest.approx(float(jalki.luettu["p_kanava_tth"]), abs=1e-6)
    arvat = (np.arange(400) + 0.5) / 400
    luetut = {**jalki.luettu, "u_haku": 0.0}
    kanavat = [hakeutuu(**{**luetut, "u_kanava": np.float32(u)})[1] for u in arvat]
    for kanava, osuus in saatu.items():
        assert np.mean(np.array(kanavat) == kanava) == pytest.approx(osuus, abs=0.003)


def test_the_choice_set_is_what_the_choice_rule_weighs(malli):
    """Probabilities sum to one, and whatever the draw, the rule takes the centre in whose interval the draw falls."""
    b, kertoja = malli.sidonta.b, Kertoja(malli)
    valitsee = next(s for s in malli.sidonta.saannot if s.name == "valitsee")
    harkitsee = {"valinta_huomio": 1e6, "valinta_huomiokatto": 2.0, "valinnanvapaus_vaihtovali_kk": 0.0}
    muuttaneita = 0
    for rivi in range(0, 800, 20):
        if not b.is_active(rivi):
            continue
        jalki = lue(valitsee, b, rivi, harkitsee)
        joukko = kertoja.valintajoukko(jalki)
        assert joukko[0]["own"]
        assert joukko[0]["place"] == b.columns["keskus"][rivi]
        assert len({c["place"] for c in joukko}) == len(joukko) > 3
        assert sum(c["probability"] for c in joukko) == pytest.approx(1.0)
        for x, y in pairwise(joukko):
            suhde = np.log(y["probability"] / x["probability"])
            assert suhde == pytest.approx(y["utility"] - x["utility"], abs=1e-4)
        kertyma = np.cumsum([c["probability"] for c in joukko])
        odotettu = joukko[int(np.searchsorted(kertyma, float(jalki.luettu["u_valinta"]), side="right"))]
        assert jalki.tulos["keskus"] == odotettu["place"]
        muuttaneita += not odotettu["own"]
        assert b.columns["keskus"][rivi] == joukko[0]["place"], "asking what would be chosen moves nobody"
    assert muuttaneita > 0


def test_months_add_up_to_years(parit):
    for maailma in parit.json()["worlds"]:
        for vuosi in maailma["years"]:
            omat = [k for k in maailma["months"] if k["month"].startswith(str(vuosi["year"]))]
            assert len(omat) == vuosi["months"]
            assert sum(k["cost"] for k in omat) == pytest.approx(vuosi["cost"], rel=1e-5)
            assert sum(k["death_probability"] for k in omat) == pytest.approx(vuosi["death_probability"], rel=1e-5)
            eurot = sum(t.get("cost") or 0.0 for k in omat for t in k["events"])
            assert eurot <= vuosi["cost"] + 0.01


def test_lives_part_at_an_input_not_before(parit):
    ero = parit.json()["parts"]
    assert ero["programme"]["month"] == "2018-01"
    assert {e["key"] for e in ero["programme"]["differs"]} == {"rakenne.jarjestaja"}
    assert ero["input"]["month"] == "2018-01"
    assert ero["input"]["differs"][0]["name"].startswith("kunta_hoidettu_")
    assert all(e["a"] != e["b"] and e["means"] for e in ero["input"]["differs"])
    a, b = (m["months"] for m in parit.json()["worlds"])
    assert a[:12] == b[:12]
    assert a[12:] != b[12:]
    if ero["life"]:
        assert ero["life"]["month"] >= ero["input"]["month"]
        assert ero["life"]["a"] != ero["life"]["b"]


def test_equal_worlds_never_part(parit):
    sama = kerro([skenaario(end="2017-03")] * 2, parit.tunnus, OTOS)
    assert sama.json()["parts"] == {"programme": None, "input": None, "life": None}
    assert "the two lives are the same" in sama.teksti()


def test_a_month_in_full_tells_rules_and_the_choice_set(parit):
    for maailma in parit.json()["worlds"]:
        kuukausi = next(k for k in maailma["months"] if k["month"] == "2018-03")
        saannot = {s["rule"]: s for s in kuukausi["rules"]}
        assert {"vanhenee", "kuolemanvaara", "kuormittaa"} <= set(saannot)
        assert saannot["vanhenee"]["after"]["ikakk"] == saannot["vanhenee"]["inputs"]["ikakk"] + 1
        joukko = kuukausi["choice"]["choice_set"]
        assert sum(c["probability"] for c in joukko) == pytest.approx(1.0)
        assert 0.0 <= kuukausi["choice"]["attention"] < 0.2
        assert all("rules" not in k for k in maailma["months"] if k["month"] != "2018-03")


def test_the_story_reads_and_is_plain_json(parit):
    teksti = parit.teksti()
    for sana in (f"Resident {parit.tunnus}", "Where the lives part", "Year by year", "2018-03 in full", "Choice set"):
        assert sana in teksti
    tiedot = jsoniksi(parit.json())
    assert json.loads(json.dumps(tiedot)) == tiedot
    faktat = tiedot["worlds"][0]["facts"]
    assert set(faktat["postal_area"]) == {"code", "name"}
    assert 1 <= faktat["fifth"] <= 5
    assert faktat["centre"]["km"] > 0


def test_contacts_have_a_channel_and_its_probabilities(malli):
    """Over some residents' months: what was drawn is a channel that had a probability."""
    kertoja, b, loydetty = Kertoja(malli), malli.sidonta.b, 0
    for rivi in np.argsort(-b.columns["taso_sote"])[:4].tolist():
        if not b.is_active(rivi):
            continue
        jaljet = []
        with seuraten(b, rivi, jaljet.append):
            malli.step()
        for tapahtuma in kertoja.tapahtumat(jaljet):
            if tapahtuma.laji == "contact":
                p = tapahtuma.tiedot["probabilities"]
                assert sum(p.values()) == pytest.approx(1.0)
                assert set(p) <= set(KANAVAT)
                assert p[tapahtuma.tiedot["channel"]] > 0
                assert (tapahtuma.tiedot["cost"] > 0) == (tapahtuma.tiedot["channel"] == "public")
                loydetty += 1
    assert loydetty


def test_a_new_disease_is_told_with_the_hazard_the_draw_was_held_against(malli):
    b, rivi = malli.sidonta.b, int(np.flatnonzero(malli.asukkaat.columns["ika"] > 60)[0])
    saanto = next(s for s in malli.sidonta.kaikki_saannot if s.name == "sairastuu")
    ennen, maara = b.columns["hauraus"][rivi], int(b.columns["krooniset"][rivi])
    assert Kertoja(malli).sairaus(lue(saanto, b, rivi)) is None
    b.columns["hauraus"][rivi] = 40.0
    jalki = lue(saanto, b, rivi)
    b.columns["hauraus"][rivi] = ennen
    tapahtuma = Kertoja(malli).sairaus(jalki)
    assert tapahtuma.tiedot["chronic"] == maara + 1
    assert tapahtuma.tiedot["hazard"] > tapahtuma.tiedot["draw"]


def test_death_and_arrival_are_told():
    malli = ajo.rakenna_malli(skenaario(), OTOS, 1)
    tulokk = malli.maailma.vaesto.tulokk
    synnyt = (tulokk >= 0) & (tulokk < 6) & (malli.maailma.vaesto.ika_kk == 0)
    tulija = int(np.flatnonzero(synnyt)[-1])
    malli.run_for(6)
    vainaja = int(malli.asukkaat.ids[np.flatnonzero(malli.sidonta.b.columns["elossa"] == 2)[0]])
    vauva = int(malli.asukkaat.ids[tulija])
    kuollut, syntynyt = (kerro([skenaario(end="2017-06")], n, OTOS).json()["worlds"][0] for n in (vainaja, vauva))
    assert kuollut["end"]["status"] == "died"
    viimeinen = kuollut["months"][-1]
    assert viimeinen["month"] == kuollut["end"]["month"]
    (kuolema,) = (t for t in viimeinen["events"] if t["kind"] == "exit")
    assert kuolema["draw"] < kuolema["probability"] == pytest.approx(viimeinen["death_probability"])
    assert syntynyt["months"][0]["month"] == syntynyt["facts"]["month"] == f"2017-{tulokk[tulija] + 1:02d}"
    assert syntynyt["facts"]["age"] == 0


@pytest.mark.parametrize(
    ("tunnus", "muut", "viesti"),
    [
        (3, {}, r"resident 3 is not in this sample of 0\.0005\. The nearest that are: \d+, .*--otos 1 everybody"),
        ("tulija", {}, "comes here in 2030-.*, after the run's end 2017-03"),
        ("joku", {"kuukaudet": ["2017-13"]}, "month"),
        ("joku", {"kuukaudet": ["2019-01"]}, "2017-01 to 2017-03 are lived, not 2019-01"),
        ("joku", {"kuukaudet": ["2017-03:2017-02"]}, "not 2017-03:2017-02"),
        ("joku", {"seed": -1}, "seed"),
    ],
)
def test_bad_input_is_told_plainly(malli, tunnus, muut, viesti):
    numerot = {"tulija": int(malli.asukkaat.ids[-1]), "joku": int(malli.asukkaat.ids[0])}
    with pytest.raises(ViallinenSyote, match=viesti):
        kerro([skenaario(end="2017-03")], numerot.get(tunnus, tunnus), OTOS, **muut)


def test_the_command_tells_the_story(malli):
    asukas = str(int(malli.asukkaat.ids[0]))
    loput = ["--otos", str(OTOS), "--end", "2017-02", "--kuukaudet", "2017-02"]
    teksti, tiedot = (CliRunner().invoke(app, ["resident", asukas, *loput, *muoto]) for muoto in ([], ["--json"]))
    assert teksti.exit_code == tiedot.exit_code == 0
    assert f"Resident {asukas}" in teksti.stdout
    assert "2017-02 in full" in teksti.stdout
    (maailma,) = json.loads(tiedot.stdout)["result"]["worlds"]
    assert [k["month"] for k in maailma["months"]] == ["2017-01", "2017-02"]
