"""The compiled model against its plain-Mesa twin: the same residents, month by month, to the last bit."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from agentit import markkinat
from agentit.malli import SoteMalli
from kalibrointi import palvelupaketit
from kalibrointi.maailma import rakenna
from runs import skenaariot
from tests.kaksoset.saantokaksonen import Saantokaksonen, rekisteri, sulje

OTOS = 0.0001  # 165 residents
KUUKAUSIA = 14  # over a January
SULJETAAN_KK = 9
MUUTTO = 0.04  # a year, in addition: so few people would hardly ever move out
ASETUKSET = [
    "2017-03:valinnanvapaus.suora_valinta=true",
    "2017-03:valinnanvapaus.vaihtovali_kk=1",
    "2018-01:rakenne.jarjestaja=maakunta",
    "2017-03:kapitaatio.kattaa=erikoisosuus",  # else nobody refers otherwise than before
    "2017-03:kapitaatio.erikoisosuus=0.2",
    "sydan.yleisyys=[0.1, 0.1, 0.2, 0.2, 0.3, 0.3, 0.3, 0.3]",  # else heart failure would concern hardly anybody
]


@pytest.fixture(scope="module")
def kaksoset():
    ohjelma = skenaariot.lue("nykytila-2017", ASETUKSET).ohjelma()
    maailma = rakenna(otos=OTOS, seed=3)
    muutto = dataclasses.replace(maailma.muutto, lahto=maailma.muutto.lahto + MUUTTO)
    maailma = dataclasses.replace(maailma, muutto=muutto)
    return [luokka(ohjelma, maailma, palvelupaketit.lue(), seed=3) for luokka in (SoteMalli, Saantokaksonen)]


def erot(malli, kaksonen):
    """What differs: columns with the first row and both values, known waits, the money matrix."""
    viat = []
    if malli.asukkaita_rivilla != len(kaksonen.rivit):
        viat.append(f"{malli.asukkaita_rivilla} and {len(kaksonen.rivit)} rows")
    for nimi, sarake in rekisteri(kaksonen).items():
        oikea = malli.asukkaat.columns[nimi][: len(sarake)]
        if oikea.tobytes() != sarake.tobytes():
            i = int(np.flatnonzero(oikea != sarake)[0])
            viat.append(f"{nimi}, row {i}: compiled {oikea[i]!r}, twin {sarake[i]!r}")
    if [k.jono.tuttu for k in malli.keskukset] != [k.jono.tuttu for k in kaksonen.keskukset]:
        viat.append("known waits")
    if malli.raha.balances.tobytes() != kaksonen.raha.balances.tobytes():
        viat.append("balances of the money matrix")
    return viat


VAHINTAAN_SAANTOJA = 30  # rules that are off in this world (vouchers, oral lists) are not run and not counted


def suurin_yksityinen(malli):
    return max((k for k in malli.keskukset if k.yksityinen), key=lambda k: k.lista)


@pytest.mark.sekunteja
def test_twin_is_equal_in_every_column_of_every_month(kaksoset):
    malli, kaksonen = kaksoset
    assert erot(malli, kaksonen) == []
    eletyt = set()
    for kk in range(KUUKAUSIA):
        with malli.sidonta.b.watched(lambda saanto, *_: eletyt.add(saanto._base.name)):
            malli.run_for(1)
        kaksonen.run_for(1)
        if kk == SULJETAAN_KK:
            markkinat.sulje(malli, suurin_yksityinen(malli))
            sulje(kaksonen, suurin_yksityinen(kaksonen))
        assert erot(malli, kaksonen) == [], f"month {kk}"
    for taso in ("vuosi", "kuukausi"):
        pd.testing.assert_frame_equal(malli.results(taso), kaksonen.results(taso), check_exact=True)
    assert eletyt - set(kaksonen.koettu) == set(), "rules that nobody has lived prove nothing"
    assert len(eletyt) >= VAHINTAAN_SAANTOJA
    assert (malli.sidonta.b.columns["vaihdot_v"] > 0).any(), "nobody has chosen another centre"
