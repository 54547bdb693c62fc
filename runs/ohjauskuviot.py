"""Patterns of steering and structure, P34, P40, P42, P43, P45, P53-P56: sanctions, chains, alliance, bailouts.

Each experiment forks one lived world and changes one thing. What stands in another check is called from there.
"""

from __future__ import annotations

import itertools

from runs import allianssitarkistus, ketjutarkistus
from runs.kayttokuviot import LIIKELAITOS, NYKYTILA, VUOSI, elanyt, haara, vuosiarvo
from runs.kuviokoe import Koe, Mitat

MAAKUNTA = 48  # months before a county organises services
KUUKAUTTA = 12.0


def tavoite_ja_seuraamus(otos: float, seed: int) -> Mitat:
    """P34: a longest wait, and goals with bonus and sanction, against a county without; the fourth year."""
    alku = elanyt(LIIKELAITOS, otos, seed, MAAKUNTA)
    ilman = haara(alku, {}, 4 * VUOSI)
    kova = haara(alku, {"ohjaus.normi": 1.0, "sopimus.kannustin": 0.05, "sopimus.seuraamus": 0.05}, 4 * VUOSI)
    return {
        "yli_14vrk": vuosiarvo(ilman, "osuus_14vrk") - vuosiarvo(kova, "osuus_14vrk"),
        "mittaamaton": vuosiarvo(kova, "ehkaisypanos") - vuosiarvo(ilman, "ehkaisypanos"),
    }


SAATAVUUS_TASAN = {  # every lever of access and of chains as far as it goes
    "jono.enimmaisodotus": 7.0, "jono.lisatyokatto": 0.3, "puute.muu": 0.0, "haku.maksu": 0.0, "haku.tyoton": 1.0,
    "haku.pitkatyoton": 1.0, "haku.muu": 1.0, "kieli.parannus": 1.0, "ketju.yhteinen_tieto": 1.0,
    "ketju.vastuutyontekija": 1.0, "ketju.maarittely": 1.0, "ketju.yksi_organisaatio": 1.0,
}  # fmt: skip
KYMMENEN = 10 * VUOSI


def tasainen_tarjonta(otos: float, seed: int) -> Mitat:
    """P53: waits, fees, barriers and hand-overs equal for ten years: share of the life-expectancy gap closed."""
    malli = elanyt(NYKYTILA, otos, seed, VUOSI)
    tasan = haara(malli, SAATAVUUS_TASAN, KYMMENEN)
    malli.run_for(KYMMENEN)
    return {"suljettu": 1.0 - vuosiarvo(tasan, "elinajanodote_ero") / vuosiarvo(malli, "elinajanodote_ero")}


def pelastusodotus(otos: float, seed: int) -> Mitat:
    """P54, P55: the county expects the state to pay what it overspends, never, evens, surely, surely on conditions."""
    alku = elanyt(LIIKELAITOS, otos, seed, MAAKUNTA)
    maailmat = {
        nimi: haara(alku, {"valtio.pelastusodotus": odotus, "valtio.pelastusehto": ehto}, 4 * VUOSI)
        for nimi, odotus, ehto in (("ei", 0.0, 0.0), ("ehka", 0.5, 0.0), ("varma", 1.0, 0.0), ("ehdoin", 1.0, 1.0))
    }
    ylitys = {nimi: m.liikelaitos.ylitys / m.vaki() for nimi, m in maailmat.items()}
    meno = {nimi: vuosiarvo(m, "kustannus_asukas") for nimi, m in maailmat.items()}
    elinika = {nimi: vuosiarvo(m, "elinajanodote_30") for nimi, m in maailmat.items()}
    return {
        "ylitys": min(ylitys["varma"] - ylitys["ehka"], ylitys["ehka"] - ylitys["ei"]),
        "meno": meno["varma"] - meno["ei"],
        "elinika_kk": KUUKAUTTA * (elinika["varma"] - elinika["ei"]),
        "ehdoin": meno["ehdoin"] - meno["ei"],
    }


OSUUDET = (0.95, 0.9, 0.8, 0.7)  # corrected afterwards: 2026, ... 2029 on


def tarkistusosuus(otos: float, seed: int) -> Mitat:
    """P56: spending growth over six years by the share corrected afterwards, when half of it is counted on."""
    alku = elanyt(LIIKELAITOS, otos, seed, MAAKUNTA)
    lahto = vuosiarvo(alku, "kustannus_asukas")
    kasvut = []
    for osuus in OSUUDET:
        m = haara(alku, {"valtio.tarkistusosuus": osuus, "valtio.tarkistusvaste": 0.5}, 6 * VUOSI)
        kasvut.append((vuosiarvo(m, "kustannus_asukas") / lahto) ** (1.0 / 6.0) - 1.0)
    return {"kasvun_lasku": min(a - b for a, b in itertools.pairwise(kasvut))}


KOKEET = (
    Koe("goals and sanctions", 0.005, 2, tavoite_ja_seuraamus),
    Koe("equal supply", 0.01, 2, tasainen_tarjonta),
    Koe("bailouts", 0.003, 2, pelastusodotus),
    Koe("correction", 0.003, 2, tarkistusosuus),
    Koe("care chains", 0.02, 3, rivit=ketjutarkistus.kuviorivit, kuviot=("P40", "P43", "P45")),
    Koe("alliance", 0.01, 6, rivit=allianssitarkistus.kuviorivit, kuviot=("P42",)),
)
