"""The tables of layers: faults are named with file, line and column."""

import shutil

import pytest

from kalibrointi.kerrokset import KANSIO, KERROKSET, OSUUDET, lue
from kalibrointi.viat import ViallinenSyote

RIVIT = [line.split(",")[0] for line in (KANSIO / OSUUDET).read_text(encoding="utf-8").splitlines()[1:]]


@pytest.fixture
def kansio(tmp_path):
    for nimi in (KERROKSET, OSUUDET):
        shutil.copy(KANSIO / nimi, tmp_path)
    return tmp_path


def muuta(tiedosto, ennen, jalkeen):
    teksti = tiedosto.read_text(encoding="utf-8")
    assert ennen in teksti
    tiedosto.write_text(teksti.replace(ennen, jalkeen, 1), encoding="utf-8")


def test_the_shipped_tables_are_whole():
    k = lue(RIVIT)
    assert len(k.kerrokset) == 6
    assert k.rivit == tuple(RIVIT)


@pytest.mark.parametrize(
    ("tiedosto", "ennen", "jalkeen", "viesti"),
    [
        (OSUUDET, "sote,0.05", "sote,0.06", r"kerrososuudet.csv:2: rivi: shares of 'sote' sum to 1.01"),
        (OSUUDET, "suu,0.01", "suu,x", r"kerrososuudet.csv:3: sahkoinen: 'x' is not a number"),
        (OSUUDET, "suu,0.01", "suu,-0.01", r"kerrososuudet.csv:3: sahkoinen: -0.01 is not between 0 and 1"),
        (OSUUDET, "perhe,", "perhet,", r"kerrososuudet.csv:9: rivi: no line of service 'perhet'. Did you mean 'perhe'"),
        (KERROKSET, "liikkuva,", "lentava,", r"kerrokset.csv: the layers are sahkoinen, .* found .*lentava"),
        (KERROKSET, "24/7,1.0", "24/7,1.5", r"kerrokset.csv:2: saatavuus_arvo: 1.5 is not between"),
        (KERROKSET, "saatavuus_arvo", "saatavuusarvo", r"kerrokset.csv:2: saatavuus_arvo: lacks this column"),
    ],
)
def test_faults_are_named(kansio, tiedosto, ennen, jalkeen, viesti):
    muuta(kansio / tiedosto, ennen, jalkeen)
    with pytest.raises(ViallinenSyote, match=viesti):
        lue(RIVIT, kansio)


def test_a_missing_line_is_named(kansio):
    with pytest.raises(ViallinenSyote, match=r"kerrososuudet.csv: no row for ohjaus"):
        lue([*RIVIT, "ohjaus"], kansio)
