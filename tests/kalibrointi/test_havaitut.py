"""What has been observed: rows that ship are sourced and in the model's units; a bad table is told with its line."""

import pytest

from kalibrointi import havaitut
from kalibrointi.viat import ViallinenSyote
from visualisointi import sanat

HEAD = ",".join(havaitut.SARAKKEET)


def test_shipped_ranges_are_of_measures_that_answers_show():
    rows = havaitut.lue()
    assert {"kustannus_asukas", "elinajanodote_ero", "tyydyttamaton", "lista_yksityinen"} <= set(rows)
    assert set(rows) <= set(sanat.MITTARIT) | {"osuus_14vrk"}
    for row in rows.values():
        assert all(row.mika[lang] for lang in ("fi", "sv", "en"))
        assert not row.ulkona(row.ala)
        assert not row.ulkona(row.yla)
        assert row.ulkona(row.yla * 1.01)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("mittari,ala\n", "columns must be"),
        (f"{HEAD}\nodotus,a,2,d,x,x,x,tilasto,s\n", "must be numbers"),
        (f"{HEAD}\nodotus,3,2,d,x,x,x,tilasto,s\n", "ala below yla"),
        (f"{HEAD}\nodotus,1,2,d,x,x,x,tilasto,\n", "a source"),
        (f"{HEAD}\nodotus,1,2,d,x,x,x,tilasto,s\nodotus,1,2,d,x,x,x,tilasto,s\n", "stands once"),
    ],
)
def test_a_bad_table_is_told(tmp_path, text, message):
    file = tmp_path / "h.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ViallinenSyote) as error:
        havaitut.lue(file)
    assert message in str(error.value)
