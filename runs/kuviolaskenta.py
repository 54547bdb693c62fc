"""How many of the published patterns show: by rows, by patterns with an experiment, and of all that have a band."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kalibrointi import kohteet
from runs.kuviokoe import kuvio
from runs.tarkistusrivi import Tarkistusrivi

EI_BANDIA = "\u2013"  # how the table of patterns says that a pattern has no band
TEORIA = "C"


def laske(rivit: Sequence[Tarkistusrivi], muut: Sequence[Tarkistusrivi] = ()) -> dict[str, tuple[int, int]]:
    """(in, of) by what is counted.

    rows: rows of `sote check patterns` with a numeric band or a sign; patterns: patterns all of whose rows are in, of
    those with an experiment; all: the same of every pattern of `kuviot.csv` with a band or a sign, what the model has
    nothing for counted as out; explained: of rows out, those with their cause on record. Rows that are only reported
    are not counted. muut: rows of other suites, one of which may judge a pattern (P38 by C44).
    """
    omat = [r for r in rivit if kuvio(r.id) and not r.band.startswith("any")]
    arvostellut = [r for r in omat if r.band != "-"]
    tunnukset, ulkona = {kuvio(r.id) for r in omat}, [r for r in omat if not r.in_band]
    sisalla = tunnukset - {kuvio(r.id) for r in ulkona}
    for r in muut:
        for p in re.findall(r"P\d\d", r.source.partition(":")[0]):
            if r.in_band and not kuvio(r.id) and p not in tunnukset:
                sisalla.add(p)
    kaikki = {k.tunnus for k in kohteet.kuviot().values() if not k.bandi.startswith(EI_BANDIA) and k.paino != TEORIA}
    return {
        "rows": (sum(r.in_band for r in arvostellut), len(arvostellut)),
        "patterns": (len(sisalla & tunnukset), len(tunnukset)),
        "all": (len(sisalla & kaikki), len(kaikki)),
        "explained": (sum(bool(r.cause) and r.recorded for r in ulkona), len(ulkona)),
    }
