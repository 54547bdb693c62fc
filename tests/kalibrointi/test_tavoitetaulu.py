"""Calibration targets: the table that ships is sound, and every fault of a table is told with its line and key."""

import csv
import io
import math

import pytest

from kalibrointi import kohteet, tavoitetaulu
from kalibrointi.viat import ViallinenSyote

SHIPPED = tavoitetaulu.lue()


def write(path, **cells):
    """Two sound rows and a third, changed."""
    rows = list(csv.DictReader(io.StringIO(tavoitetaulu.TIEDOSTO.read_text(encoding="utf-8"))))[:4]
    rows[3] |= cells
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, tavoitetaulu.SARAKKEET)
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_at_least_a_quarter_is_only_checked_and_every_discrepancy_is_argued():
    assert sum(t.kaytto == "check" for t in SHIPPED) >= len(SHIPPED) / 4
    assert all(t.mallivirhe > 0 and len(t.mallivirheen_syy) > 20 for t in SHIPPED)
    assert {t.kaytto for t in SHIPPED} == {"fit", "check"}


def test_the_two_tables_of_the_start_say_the_same_of_one_figure():
    """A target's figure lies in the band that `sote check start` holds the same measure to."""
    bands = {k.mitta: k for k in kohteet.lue("start") if k.mitta}
    shared = [t for t in SHIPPED if t.maailma == "nykytila-2017" and t.mitta in bands]
    assert len(shared) >= 8
    assert [t.tunnus for t in shared if not bands[t.mitta].sisalla(t.arvo)] == []


def test_z_and_the_interval_count_every_error_once():
    t = SHIPPED[0]
    sd = math.hypot(t.keskivirhe, t.mallivirhe)
    assert t.z(t.arvo + 2 * sd) == pytest.approx(2)
    assert t.z(t.arvo + 2 * sd, math.nan) == pytest.approx(2)
    assert t.z(t.arvo + 2 * sd, sd) == pytest.approx(2 / math.sqrt(2))
    assert t.sisalla(t.arvo + 1.64 * sd)
    assert not t.sisalla(t.arvo - 1.65 * sd)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"keskivirhe": ""}, "A target without an error is no target"),
        ({"keskivirhe": "0"}, "must be above 0"),
        ({"mallivirhe": "-0.1"}, "must be above 0"),
        ({"mallivirheen_syy": ""}, "mallivirheen_syy: is empty"),
        ({"arvo": "0,71"}, "use a decimal point, 0.71"),
        ({"arvo": "much"}, "'much' is not a number"),
        ({"kaytto": "fitt"}, "Did you mean 'fit'?"),
        ({"tila": "tilato"}, "Did you mean 'tilasto'?"),
        ({"tunnus": "C24"}, "the same id as on line 2"),
        ({"mitta": "laakarikontaktit"}, "the same measure as on line 2"),
        ({"kaytto": "fit"}, "at least a quarter"),
    ],
)
def test_a_fault_is_told_with_file_line_and_key(tmp_path, cells, message):
    path = write(tmp_path / "tavoitteet.csv", **cells)
    with pytest.raises(ViallinenSyote, match="tavoitteet") as error:
        tavoitetaulu.lue(path)
    assert message in str(error.value)
    if "quarter" not in message:
        assert all(fault.rivi == 5 for fault in error.value.viat)


def test_all_faults_come_at_once(tmp_path):
    path = write(tmp_path / "t.csv", keskivirhe="", mallivirhe="0", kaytto="maybe")
    with pytest.raises(ViallinenSyote) as error:
        tavoitetaulu.lue(path)
    assert len(error.value.viat) == 3
    path.write_text("a,b\n", encoding="utf-8")
    with pytest.raises(ViallinenSyote, match="columns must be"):
        tavoitetaulu.lue(path)
