"""Export of a session for research: what happened, without anything that tells who.

Nicknames and members become role and number, secrets and free texts are left out, times are seconds from the start.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from runs.harjoitus.loki import Loki

POIS = ("avain", "ohjaaja", "valkokangas", "koodi", "tunnus", "nimi")  # never leave the house
TEKSTIT = ("teksti", "perustelu")  # people write names into them


def vie(polku: Path | str) -> list[dict[str, Any]]:
    """Events of a log, plain and anonymous: nro, s, laji, and what the event says."""
    loki = Loki(polku)
    rivit = loki.rivit()
    loki.sulje()
    alku, nimet, out = rivit[0].aika, dict[str, str](), list[dict[str, Any]]()
    for rivi in rivit:
        t = rivi.tiedot
        if "jasen" in t:
            nimet.setdefault(t["jasen"], f"osallistuja_{len(nimet) + 1}")
        siisti = {
            k: v for k, v in t.items() if k not in (*POIS, *TEKSTIT) or (k == "koodi" and t["laji"] == "torjuttu")
        }
        if "jasen" in siisti:
            siisti["jasen"] = nimet[siisti["jasen"]]
        if "kuka" in siisti:
            siisti["kuka"] = nimet.get(siisti["kuka"], siisti["kuka"])
        for k in TEKSTIT:
            if t.get(k):
                siisti[f"{k}_merkkeja"] = len(t[k])
        out.append({"nro": rivi.nro, "s": round(rivi.aika - alku, 3), **siisti})
    return out
