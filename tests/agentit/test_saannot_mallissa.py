"""Every rule of the model as it is bound there: over random residents compiled equals plain, bit for bit."""

import copy
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import runs
from agentit.asiakasseteli import SETELIVIVUT
from agentit.henkilokohtainen_budjetti import BUDJETTIVIVUT

OTOS = 0.0003  # some 600 rows
ESIMERKKEJA = 4
RIVIA_LUETAAN = 60  # rows that one rule is read on in one example: whole vectors and a rest

# Range of every column, upper end included. Not listed: levels 0-3.3, indices within their unit, others 0-1.
RAJAT = {
    "elossa": (0, 3), "ikakk": (0, 1330), "ika": (0, 110), "kieli": (0, 2), "viidennes": (0, 4), "kvintiili": (0, 4),
    "tyo": (0, 5), "tyokk": (0, 600), "hauraus": (-5.0, 5.0), "krooniset": (0, 12), "kuolinvaara": (0.0, 0.2),
    "suukuukausia": (0, 600), "suuvaihdot": (0, 20),
    "kuukausia": (0, 600), "usko_laatu": (-3.0, 3.0), "usko_odotus": (0.0, 240.0), "kapitaatiopaino": (0.2, 4.0),
    "kaynnit": (0, 8), "kanava": (0, 4), "kontaktikk": (-1, 3), "tarve_muu": (0.0, 12.0), "puute_muu": (0.0, 3.0),
    "kustannus_v": (0.0, 2e5), "kustannus_ed": (0.0, 2e5), "kaytto": (0, 2**14 - 1), "kaytto_ed": (0, 2**14 - 1),
    "kuukaudet_v": (0, 11), "vaihdot_v": (0, 4), "tarve_v": (0.0, 40.0), "puute_v": (0.0, 40.0),
    "julkinen_v": (0.0, 40.0), "tth_v": (0.0, 40.0), "yksityinen_v": (0.0, 40.0), "paivystys_v": (0.0, 40.0),
    "seteli_kotihoito": (0, 12), "seteli_hoiva": (0, 12), "seteli_kuntoutus": (0, 12), "seteli_esh_vuode": (0, 12),
    "sairaala": (0, 100), "omavastuu_v": (0.0, 5e3),
}  # fmt: skip


@pytest.fixture(scope="module")
def malli():
    """A model with direct choice, after the months in which everything that rules read has been put up."""
    m = runs.build("uusimaa-valinnanvapaus-2023", otos=OTOS, set={"valinnanvapaus.suora_valinta": True})
    m.run_for(2)
    return m


def satunnaiset_asukkaat(malli, siemen):
    """A copy of the model's bindings with residents, attributes of units and parameters drawn at random."""
    arpa = np.random.default_rng(siemen)
    b = copy.deepcopy(malli.sidonta.b)
    n = len(b.ids)
    yksikoita = {nimi: len(next(iter(u.attributes.values()))) for nimi, u in b.units.items()}
    yksikoita["keskus"] = len(malli.keskuspaikat)  # tables hold places in use
    yksikoita["suuyksikko"] = len(b.tables["suun_odotus"])
    for nimi, sarake in b.columns.items():
        ala, yla = RAJAT.get(nimi, (0.0, 3.3) if nimi.startswith("taso_") else (0, yksikoita.get(nimi, 2) - 1))
        if sarake.dtype.kind == "f":
            sarake[:] = np.where(arpa.random(n) < 0.1, arpa.choice([ala, yla], n), arpa.uniform(ala, yla, n))
        else:
            sarake[:] = arpa.integers(ala, yla, n, endpoint=True)
    b.columns["elossa"][arpa.random(n) < 0.3] = 1
    for yksikko in b.units.values():
        for a in yksikko.attributes.values():
            if a.dtype.kind == "f":
                a[:] *= arpa.uniform(0.5, 1.5, len(a)).astype(a.dtype)
    b.units["kuntaika"].attributes["lahto"][:] = arpa.uniform(0.0, 0.2, yksikoita["kuntaika"])  # else nobody moves out
    b.units["keskus"].attributes["auki"][:] = arpa.integers(0, 2, len(b.units["keskus"].attributes["auki"]))
    for nimi, arvo in b.parameters.items():
        if isinstance(arvo, float):
            b.parameters[nimi] = arvo * arpa.uniform(0.5, 1.5)
    for nimi in ("valinta_huomiokatto", "suun_huomiokatto"):
        b.parameters[nimi] = arpa.choice([0.1, 1.0])
    for nimi in (*SETELIVIVUT, *BUDJETTIVIVUT, "liikelaitosvalinta.huomio"):
        b.parameters[nimi.replace(".", "_")] = arpa.uniform(0.0, 1.0)
    b.parameters["arviointi"], b.parameters["budjetin_teho"] = 0.5, 0.9
    b.seed, b.month, b.year = int(arpa.integers(2**63)), int(arpa.integers(4)), int(arpa.integers(2017, 2031))
    b.parameters["kk"] = b.month
    b.columns["kontaktikk"][arpa.random(n) < 0.5] = b.month  # else few examples have anybody who learns
    return b


def aja_tavallisesti(saanto, b, alku, loppu):
    """Columns, sums and number of rows concerned after rows alku..loppu; sums add up as a compiled chunk does."""
    sarakkeet = {nimi: b.columns[nimi].copy() for nimi in saanto.writes}
    kaistat = {nimi: np.zeros((4, len(summataulu(b, nimi)))) for nimi in saanto.adds}
    koski = 0
    for i in range(alku, loppu):
        uudet = saanto.one(b, i)
        koski += bool(uudet)
        for nimi in sarakkeet if uudet else ():
            sarakkeet[nimi][i] = uudet[nimi]
        for nimi in kaistat if uudet else ():
            yksikko = b.split(nimi)[0]
            kaistat[nimi][i & 3, uudet.get(yksikko, b.columns[yksikko][i])] += uudet[nimi]
    summat = {nimi: summataulu(b, nimi) + ((k[0] + k[1]) + (k[2] + k[3])) for nimi, k in kaistat.items()}
    return sarakkeet, summat, koski


def summataulu(b, nimi):
    yksikko, summa = b.split(nimi)
    return b.units[yksikko].sums[summa]


def erot(saanto, b, alku, loppu):
    """What differs after the compiled reading, in words; and the number of rows the rule concerned."""
    sarakkeet, summat, koski = aja_tavallisesti(saanto, b, alku, loppu)
    saanto.run(b, alku, loppu)
    viat = []
    for nimi, odotettu in (*sarakkeet.items(), *summat.items()):
        saatu = b.columns[nimi] if nimi in sarakkeet else summataulu(b, nimi)
        if saatu.tobytes() != odotettu.tobytes():
            i = int(np.flatnonzero(saatu != odotettu)[0])
            viat.append(f"{saanto.name}: {nimi}[{i}] compiled {saatu[i]!r}, plain {odotettu[i]!r}")
    return viat, koski


def test_every_rule_reads_the_same_compiled_and_plain(malli):
    koskettu, luettu = Counter(), 0

    @settings(max_examples=ESIMERKKEJA, deadline=None, database=None)
    @given(siemen=st.integers(0, 2**32 - 1))
    def tarkista(siemen):
        nonlocal luettu
        b = satunnaiset_asukkaat(malli, siemen)
        arpa = np.random.default_rng(siemen)
        viat = []
        for saanto in malli.sidonta.kaikki_saannot:
            alku = int(arpa.integers(len(b.ids) - RIVIA_LUETAAN))
            uudet, koski = erot(saanto, b, alku, alku + RIVIA_LUETAAN)
            viat += uudet
            koskettu[saanto.name] += koski
        luettu += RIVIA_LUETAAN
        assert not viat, "\n".join(viat)

    tarkista()
    saannot = malli.sidonta.kaikki_saannot
    assert [s.name for s in saannot if not koskettu[s.name]] == [], "rules that concerned nobody prove nothing"
    assert [s.name for s in saannot if koskettu[s.name] == luettu] == [], "a row that does not live here was concerned"
