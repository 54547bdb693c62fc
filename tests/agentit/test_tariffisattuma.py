"""Luck of what lists are paid: reckoned from the rules' own levels, expected to be nothing, and what waits follow."""

import numpy as np
import pytest
from scipy import stats

import runs
from agentit import satunnaisvirrat, tariffisattuma
from agentit.palvelupaketit import PRIMAARI

OTOS = 0.005


@pytest.fixture(scope="module")
def joulukuu():
    """The end of 2019, before municipalities give way to the county."""
    m = runs.build("uusimaa-valinnanvapaus-2023", otos=OTOS, seed=4)
    m.run_for(36)
    return m


def test_the_distribution_function_is_the_normal_s():
    x = np.linspace(-8.0, 8.0, 321)
    assert [tariffisattuma.kertyma(v) for v in x.tolist()] == pytest.approx(stats.norm.cdf(x), abs=3e-7)


@pytest.mark.parametrize("s", [0.3, 1.0, 1.6])
@pytest.mark.parametrize("m", [-6.0, -1.0, 1.0, 2.5])
def test_the_mean_of_a_lognormal_cut_at_its_ceiling(m, s):
    u = (np.arange(200_000) + 0.5) / 200_000
    keski = np.minimum(np.exp(m + s * stats.norm.ppf(u)), 3.3).mean()
    assert tariffisattuma.keskitaso(m, s, 3.3) == pytest.approx(keski, rel=1e-4)


def onnet(malli, siemenet):
    """(l(T), l(N)) of the coming January under other residents' shocks of the year; levels for life stay."""
    from runs.tilannekuva import kopio

    tulos = []
    for siemen in siemenet:
        m = kopio(malli)
        m.seuraa_sattumaa()
        alkuperainen = satunnaisvirrat.key

        def toinen(seed, virta, jakso, siemen=siemen, avain=alkuperainen):
            return avain(siemen if virta.startswith("vy_") else seed, virta, jakso)

        with pytest.MonkeyPatch.context() as tilapainen:
            tilapainen.setattr("agentit.satunnaisvirrat.key", toinen)
            m.run_for(1)
        tulos.append(m.tariffisattuma.vuodet[-1])
    return np.array(tulos)


@pytest.mark.sekunteja
def test_luck_is_expected_to_be_nothing_whatever_the_state_of_the_model(joulukuu):
    x = onnet(joulukuu, range(100, 160))
    virhe = x.std(axis=0, ddof=1) / len(x) ** 0.5
    assert (x.std(axis=0) > 1e-3).all()
    assert (np.abs(x.mean(axis=0)) < 4.0 * virhe).all()


@pytest.mark.parametrize("koodi", [PRIMAARI, "esh_vuode", "hoiva"])
def test_luck_and_mean_add_up_to_the_rule_s_own_level(joulukuu, koodi):
    s, b = joulukuu.sidonta, joulukuu.sidonta.b
    rivi = joulukuu.paketit[koodi]
    sattuma = s.sattuma[joulukuu.paketit.rivit.index(rivi)]
    taso = next(r for r in (*s.taso, *s.hoitotaso) if r.name.endswith(f"_{koodi}"))
    elossa = np.flatnonzero(b.columns["elossa"][: joulukuu.asukkaita_rivilla] == 1)
    alueet = b.units["alue"]
    eroja = 0
    for rivilla in elossa[:: len(elossa) // 300].tolist():
        onni = sattuma.one(b, rivilla)
        ketju = alueet.attributes[f"ketju_{koodi}"][alueet.index[rivilla]]
        oma = taso.one(b, rivilla)[f"kunta_tarve_{koodi}"]
        assert onni["kunta_sattuma"] + onni["kunta_odotettu"] == pytest.approx(oma / ketju, rel=1e-4, abs=1e-7)
        eroja += abs(onni["kunta_sattuma"]) > 0.1 * onni["kunta_odotettu"]
    assert eroja > 0.3 * 300


@pytest.mark.sekunteja
def test_luck_counts_while_lists_are_paid_and_changes_nothing():
    seurattu, muu = (runs.build("uusimaa-valinnanvapaus-2023", otos=0.002, seed=5) for _ in range(2))
    seurattu.seuraa_sattumaa()
    seurattu.run_for(96)
    muu.run_for(96)
    taulu = seurattu.results("vuosi")
    omat = taulu[taulu.mittari == "tariffisattuma"].set_index("vuosi").arvo
    assert omat.loc[:2022].eq(0.0).all()
    assert omat.loc[2023:].ne(0.0).all()
    loput = taulu[taulu.mittari != "tariffisattuma"].reset_index(drop=True)
    assert loput.equals(muu.results("vuosi").reset_index(drop=True))
