"""The plane of the financing models: cells, winners, the closed form, its null, what is refused."""

import math

import numpy as np
import pytest

from kalibrointi.viat import ViallinenSyote
from runs import rahoitustaso as rt
from runs import tasoteksti
from visualisointi import sanat


def test_a_winner_is_named_only_when_the_interval_leaves_zero_out():
    selva = {rt.KERTA: np.array([1.0, 1.1, 1.2]), rt.ENNALTA: np.zeros(3), rt.VIREMENT: np.array([2.0, 2.1, 2.2])}
    x = rt.solu(0.2, 0.1, selva, +1)
    assert (x.voittaja, x.virement, x.selvasti) == (rt.KERTA, True, True)
    assert x.ala == pytest.approx(1.1 - 4.3027 * 0.1 / 3**0.5, abs=1e-3)
    assert rt.solu(0.2, 0.1, selva, -1).voittaja == rt.ENNALTA, "less is better"
    epaselva = {**selva, rt.KERTA: np.array([-1.0, 1.0, 0.1])}
    assert rt.solu(0.2, 0.1, epaselva, +1).voittaja == rt.EI
    assert rt.solu(0.2, 0.1, {k: v[:1] for k, v in selva.items()}, +1).voittaja == rt.EI, "one pair has no interval"


def test_closed_form_is_that_of_the_oracle_when_no_report_is_read():
    p = {"ohjaus.raportin_paino": 0.0, "ohjaus.liioittelu": 0.5, "ohjaus.kaarevuus": 1.0}
    osuudet = {"sote": 0.2, "esh": 0.5, "lapset": 0.3}
    assert rt.tasapaino(p, osuudet, 0.0, 0.0) == 0.0
    paljas = rt.tasapaino(p, osuudet, 0.2, 0.05)
    assert rt.tasapaino(p, osuudet, 0.4, 0.1) == pytest.approx(2 * paljas)
    luettu = rt.tasapaino({**p, "ohjaus.raportin_paino": 0.3}, osuudet, 0.2, 0.0)
    assert luettu / rt.tasapaino(p, osuudet, 0.2, 0.0) == pytest.approx(0.7 / math.sqrt(1 - 0.15**2))


@pytest.mark.parametrize(("teksti", "viesti"), [("0,x", "no list of numbers"), ("0.2", "two points or more")])
def test_a_bad_axis_is_told(teksti, viesti):
    with pytest.raises(ViallinenSyote, match=viesti):
        rt.akseli(teksti, "--biases")
    assert rt.akseli("0.4,0,0.4", "--biases") == (0.0, 0.4)


def test_worlds_without_a_county_and_measures_without_a_direction_are_refused():
    with pytest.raises(ViallinenSyote, match="no county organises"):
        rt.laske("nykytila-2017", otos=0.001)
    with pytest.raises(ViallinenSyote, match="no plane of 'odotus'"):
        rt.laske(mittari="odotus")


@pytest.fixture(scope="module")
def taso():
    """A county from 2018, no lag, no reports: where nobody errs the three are one, bit for bit."""
    asetukset = ["2018-01:rakenne.jarjestaja=maakunta", "ohjaus.tiedon_viive=0"]
    return rt.laske(
        "nykytila-2017", biakset=(0.0, 0.8), virheet=(0.0, 0.4), pairs=2, asetukset=asetukset, otos=0.0005,
        end="2018-12", processes=1,
    )  # fmt: skip


@pytest.mark.hidas
def test_in_the_model_nobody_errs_nobody_wins_and_who_errs_more_loses(taso):
    solut = {(x.t, x.s): x for x in taso.solut}
    assert taso.vuodet == (2018, 2018)
    assert abs(solut[0.0, 0.0].ero) < 1e-3, "the null but for the orderer's shadow weight"
    assert solut[0.8, 0.0].ero < 0 < solut[0.0, 0.4].ero
    assert taso.tasapaino(0.0) < 0.01 < taso.tasapaino(0.4)
    assert taso.json()["cells"][0]["values"].keys() == {"lump_sum", "virement", "pre_split"}


@pytest.mark.hidas
@pytest.mark.parametrize("kieli", sanat.KIELET)
def test_table_sentence_and_figure_in_every_language(taso, kieli, capsys):
    tasoteksti.nayta(taso, kieli)
    assert "4" in capsys.readouterr().out.splitlines()[-1]
    kuva = tasoteksti.kuva(taso, kieli)
    assert set(kuva) == {".svg", ".png"}
    assert kuva == tasoteksti.kuva(taso, kieli), "the same answer, the same bytes"
