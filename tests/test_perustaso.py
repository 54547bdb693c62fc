"""Results equal the exact baseline; see perustaso.py for how it is refreshed."""

import json

import pytest

from tests import perustaso


def test_numbers_have_not_moved():
    kaikki = json.loads(perustaso.TIEDOSTO.read_text())
    tulos = perustaso.tulokset()
    oma = kaikki.get(perustaso.luokka())
    vertailu = oma if oma is not None else next(iter(kaikki.values()))
    assert set(tulos) == set(vertailu)
    if oma is not None:
        muuttuneet = {k: (oma[k], v) for k, v in tulos.items() if v != oma[k] and not (v != v and oma[k] != oma[k])}
        assert not muuttuneet, "refresh by `python -m tests.perustaso` and write a Tulosmuutos line in CHANGELOG.md"
    else:
        assert tulos == pytest.approx(vertailu, rel=perustaso.MUUALLA, abs=0.02, nan_ok=True)
