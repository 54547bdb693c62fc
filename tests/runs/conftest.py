"""A parameter tree and scenarios of the tests' own."""

import pytest

from kalibrointi import parametrit
from runs import skenaariot
from tests.runs.koemalli import kirjoita_puu


@pytest.fixture(scope="session")
def puu(tmp_path_factory):
    return parametrit.lue(kirjoita_puu(tmp_path_factory.mktemp("parametrit")))


@pytest.fixture
def kansio(tmp_path):
    """Folder of scenarios: perusta <- uudistus <- tarkennus."""
    polku = tmp_path / "skenaariot"
    polku.mkdir()
    tekstit = {
        "perusta": 'text.en = "Base."\nend = "2018-12"\n',
        "uudistus": 'extends = "perusta"\nnote.en = "A limit."\n'
        '[[change]]\nfrom = "2017-07"\n[change.set]\n"koe.taso" = 3\n',
        "tarkennus": 'extends = "uudistus"\n[[change]]\nfrom = "2018-01"\n[change.set]\n"koe.paalla" = true\n',
    }
    for nimi, teksti in tekstit.items():
        (polku / f"{nimi}.toml").write_text(f'name = "{nimi}"\n{teksti}', encoding="utf-8")
    return polku


@pytest.fixture
def lue(kansio, puu):
    def lue(nimi, asetukset=(), **muut):
        return skenaariot.lue(nimi, asetukset, kansio=kansio, parametrit=puu, **muut)

    return lue
