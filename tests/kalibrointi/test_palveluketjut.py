"""The tables of care chains."""

import shutil

import pytest

from kalibrointi import palvelupaketit
from kalibrointi.faktat import AINEISTO
from kalibrointi.palveluketjut import ASKELEET, KETJUT, lue
from kalibrointi.viat import ViallinenSyote

RIVIT = [r.koodi for r in palvelupaketit.lue().rivit]


def test_the_five_chains_are_paths_with_reasons_and_names():
    ketjut = {k.koodi: k for k in lue(RIVIT)}
    assert list(ketjut) == ["sydan", "lastensuojelu", "lnpsyk", "ikaantynyt", "miepa"]
    assert [a.koodi for a in ketjut["sydan"].askeleet] == [
        "sotekeskus",
        "paivystys",
        "sairaala",
        "seuranta",
        "jarjesto",
    ]
    for k in ketjut.values():
        assert all(k.nimi.values())
        assert all(a.peruste and all(a.nimi.values()) for a in k.askeleet)
        assert all(a.perus.sisalla < a.perus.valissa for a in k.askeleet[1:])


def test_a_line_gets_no_more_from_chains_than_it_has():
    """The weights are shares of the need a lost patient comes back with: they can't exceed all of it."""
    kohde = {r.koodi: r.hoitamatta for r in palvelupaketit.lue().rivit}
    summa = {}
    for k in lue(RIVIT):
        for a in k.askeleet[1:]:
            if a.paino:
                summa[kohde[a.rivi]] = summa.get(kohde[a.rivi], 0.0) + a.paino
    assert max(summa.values()) <= 1.0


@pytest.mark.parametrize(
    ("tiedosto", "mista", "mihin", "viesti"),
    [
        (KETJUT, "sydan,0.3", 'sydan,"0,3"', "decimal comma in '0,3'"),
        (KETJUT, "perhe,0.1", "perhee,0.1", "Did you mean 'perhe'"),
        (ASKELEET, "seuranta,kotihoito", "seuranta,kotihoit", "Did you mean 'kotihoito'"),
        (ASKELEET, "tuottaja:0.6 jarjesto:0.4", "tuottaja:0.6 jarjesto:0.6", "sum to 1"),
        (ASKELEET, "0.25,0.45", "0.55,0.45", "inside"),
        (ASKELEET, "ketju,askel", "ketju,askele", "columns must be"),
    ],
)
def test_faults_name_file_line_and_column(tmp_path, tiedosto, mista, mihin, viesti):
    for nimi in (KETJUT, ASKELEET):
        shutil.copy(AINEISTO / nimi, tmp_path / nimi)
    teksti = (tmp_path / tiedosto).read_text(encoding="utf-8")
    assert mista in teksti
    (tmp_path / tiedosto).write_text(teksti.replace(mista, mihin, 1), encoding="utf-8")
    with pytest.raises(ViallinenSyote, match=viesti) as virhe:
        lue(RIVIT, tmp_path)
    assert all(v.tiedosto.endswith(tiedosto) and v.rivi for v in virhe.value.viat)
