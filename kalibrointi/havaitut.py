"""What has been observed somewhere, of the measures a study answers by: beyond it the model speaks of worlds unseen.

`tavoitteet/havaitut.csv`: the lowest and the highest figure, where and when, source. It judges no fit; it warns.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kalibrointi.viat import ViallinenSyote, Vika, lue_teksti, nayta_polku

TIEDOSTO = Path(__file__).parent / "tavoitteet" / "havaitut.csv"
SARAKKEET = ("mittari", "ala", "yla", "yksikko", "mika_fi", "mika_sv", "mika_en", "tila", "lahde")


@dataclass(frozen=True)
class Havaittu:
    """The lowest and the highest figure observed of a measure of all residents, in the model's unit."""

    mittari: str
    ala: float
    yla: float
    yksikko: str
    mika: dict[str, str]
    tila: str
    lahde: str

    def ulkona(self, taso: float) -> bool:
        """Is a level outside what has been observed?"""
        return not self.ala <= taso <= self.yla


def lue(tiedosto: Path = TIEDOSTO) -> dict[str, Havaittu]:
    """Rows by measure. Raises `ViallinenSyote` for other columns, a measure twice or an empty range."""
    import csv
    import io

    paikka = nayta_polku(tiedosto)
    rivit = csv.DictReader(io.StringIO(lue_teksti(tiedosto, "table of what has been observed")))
    if tuple(rivit.fieldnames or ()) != SARAKKEET:
        raise ViallinenSyote(Vika(f"columns must be {', '.join(SARAKKEET)}.", paikka, 1))
    out: dict[str, Havaittu] = {}
    for numero, rivi in enumerate(rivit, start=2):
        try:
            ala, yla = float(rivi["ala"]), float(rivi["yla"])
        except (TypeError, ValueError):
            raise ViallinenSyote(Vika("ala and yla must be numbers.", paikka, numero, rivi["mittari"])) from None
        if not ala < yla or rivi["mittari"] in out or not rivi["lahde"]:
            viesti = "needs ala below yla and a source, and each measure stands once."
            raise ViallinenSyote(Vika(viesti, paikka, numero, rivi["mittari"]))
        mika = {kieli: rivi[f"mika_{kieli}"] for kieli in ("fi", "sv", "en")}
        out[rivi["mittari"]] = Havaittu(rivi["mittari"], ala, yla, rivi["yksikko"], mika, rivi["tila"], rivi["lahde"])
    return out


@lru_cache(maxsize=1)
def omat() -> dict[str, Havaittu]:
    """Those that ship."""
    return lue()
