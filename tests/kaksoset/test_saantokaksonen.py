"""The compiled model against its plain-Mesa twin: the same residents, month by month, to the last bit."""

import numpy as np
import pytest

from agentit import markkinat
from agentit.malli import SoteMalli
from kalibrointi import palvelupaketit
from kalibrointi.maailma import rakenna
from runs import skenaariot
from tests.kaksoset.saantokaksonen import Saantokaksonen, rekisteri

OTOS = 0.00012  # 199 residents
KUUKAUSIA = 14  # over a January
SULKEUTUU_KK = 8

SKENAARIO = {
    "valinnanvapaus.suora_valinta": True,
}


@pytest.fixture(scope="module")
def kaksoset():
    asetukset = [
        "2017-03:valinnanvapaus.suora_valinta=true", "2017-03:valinnanvapaus.vaihtovali_kk=1", "2018-01:rakenne.jarjestaja=maakunta",
    ]  # fmt: skip
    skenaario = skenaariot.lue("nykytila-2017", asetukset)
    maailma = rakenna(otos=OTOS, seed=3)
    return [luokka(skenaario.ohjelma(), maailma, palvelupaketit.lue(), seed=3) for luokka in (SoteMalli, Saantokaksonen)]


def erot(malli, kaksonen):
    """Columns that differ, with the first row and both values."""
    n = malli.asukkaita_rivilla
    viat = [f"rows {n} and {len(kaksonen.rivit)}"] if n != len(kaksonen.rivit) else []
    for nimi, sarake in rekisteri(kaksonen).items():
        oikea = malli.asukkaat.columns[nimi][:n]
        if oikea.tobytes() != sarake.tobytes():
            i = int(np.flatnonzero(oikea != sarake)[0])
            viat.append(f"{nimi}, row {i}: compiled {oikea[i]!r}, twin {sarake[i]!r}")
    return viat


def test_twin_is_equal_in_every_column_of_every_month(kaksoset):
    malli, kaksonen = kaksoset
    assert erot(malli, kaksonen) == []
    for kk in range(KUUKAUSIA):
        for m in kaksoset:
            m.run_for(1)
        assert erot(malli, kaksonen) == [], f"month {kk}"
        assert [k.jono.odotus for k in malli.keskukset] == [k.jono.odotus for k in kaksonen.keskukset]
    print(sorted(kaksonen.koettu.items(), key=lambda x: x[1]))
