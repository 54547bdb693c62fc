"""The yardstick of speed does the same work: two years of it agree with the model within statistical error.

Both start from the same residents and centres and then have their own luck, so a resident's difference between the two
has mean zero; its standard error over residents says how much a mean may differ.
"""

import numpy as np
import pytest

import runs
from tests.kaksoset.mesakaksonen import Mesakaksonen

OTOS = 0.004  # 6,600 residents
KUUKAUSIA = 24  # with the January in between
HAJONTAA = 3.5  # of some forty means one beyond it by chance in fifty years of seeds

# Of the second year: deaths, contacts by channel, unmet need, cost; and the state at its end.
SUUREET = (
    "kuolinodote", "tarve_v", "julkinen_v", "tth_v", "yksityinen_v", "paivystys_v", "esh_julkinen_v",
    "esh_yksityinen_v", "puute_v", "kustannus_v", "vaihdot_v", "ika", "tyo", "tyokk", "tyoterveys", "kvintiili",
    "hauraus", "krooniset", "terveys", "toimintakyky", "hoitovelka", "hakukerroin", "tarve_muu", "kuolinvaara",
    "usko_laatu", "usko_odotus",
)  # fmt: skip


@pytest.fixture(scope="module")
def kaksi_vuotta():
    malli = runs.build("nykytila-2017", otos=OTOS, seed=5)
    kaksonen = Mesakaksonen(malli, rng=7)
    for m in (malli, kaksonen):
        m.run_for(KUUKAUSIA)
    return malli, kaksonen


def hajontoina(erot):
    """Mean of the differences in standard errors."""
    return 0.0 if not np.any(erot) else float(np.mean(erot) / (np.std(erot) / np.sqrt(len(erot))))


@pytest.mark.sekunteja
def test_yearly_figures_of_residents_agree(kaksi_vuotta):
    malli, kaksonen = kaksi_vuotta
    c = malli.asukkaat.columns
    parit = [(a, a.rivi) for a in kaksonen.asukkaat if c["elossa"][a.rivi] == 1]
    omat = {nimi: [getattr(a, nimi) for a, _ in parit] for nimi in SUUREET}
    omat |= {r.koodi: [a.tilassa[i] for a, _ in parit] for i, r in enumerate(kaksonen.tilat)}
    omat |= {f"taso_{r.koodi}": [a.tasot[i] for a, _ in parit] for i, r in enumerate(kaksonen.tapahtumat)}
    omat["kaytto"] = [a.kaytetty.bit_count() for a, _ in parit]
    mallin = {nimi: c[nimi] for nimi in omat} | {"kaytto": np.bitwise_count(c["kaytto"])}
    rivit = np.array([rivi for _, rivi in parit])
    z = {nimi: hajontoina(np.array(omat[nimi], float) - mallin[nimi][rivit]) for nimi in omat}
    assert {nimi: round(x, 2) for nimi, x in z.items() if abs(x) > HAJONTAA} == {}


@pytest.mark.sekunteja
def test_deaths_and_moves_agree(kaksi_vuotta):
    malli, kaksonen = kaksi_vuotta
    elossa = malli.asukkaat.columns["elossa"][: malli.asukkaita_rivilla]
    kuolleet, lahteneet = int(np.sum(elossa == 2)), int(np.sum(elossa == 3))
    lahti = kaksonen.seuraava_rivi - len(kaksonen.asukkaat) - kaksonen.kuolleet
    assert kaksonen.seuraava_rivi == malli.asukkaita_rivilla, "births and movers are given, not drawn"
    assert abs(kaksonen.kuolleet - kuolleet) < HAJONTAA * np.sqrt(2.0 * kuolleet)
    assert abs(lahti - lahteneet) < HAJONTAA * np.sqrt(2.0 * max(lahteneet, 1))


@pytest.mark.sekunteja
def test_waits_and_effort_of_centres_agree(kaksi_vuotta):
    odotus = np.array([[k.jono.odotus for k in m.keskukset] for m in kaksi_vuotta])
    assert abs(hajontoina(odotus[1] - odotus[0])) < HAJONTAA
    assert np.mean(np.abs(odotus[1] - odotus[0])) < 0.25 * np.mean(odotus)
    laatu = [[k.laatu for k in m.keskukset] for m in kaksi_vuotta]
    assert laatu[1] == pytest.approx(laatu[0], rel=1e-6)
