"""Events that befall a county for a time: a need shock, an epidemic, a hospital's overrun, staff who leave.

Each is a parameter that is dated in a scenario like any rule; at rest (need 1, loss 0) it changes no bit. Need moves
through the constant of the line's rule (R1), so who gets it is decided by the same draws as ever:

    b_line,year = b_line x factor of the event          capacity of a public centre, in the January: x (1 - loss)

Sizes are assumptions of exercises and sweeps (tapahtuma.*), not forecasts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

TARPEET = {  # event -> lines of service whose need it multiplies
    "lastensuojelu": ("sijoitus", "perhe"),
    "epidemia": ("sote",),
    "sairaala": ("esh_vuode",),
}


def tammikuu(malli: SoteMalli) -> None:
    """Constants of need of the year, before levels are made."""
    b = malli.sidonta.b.parameters
    for tapahtuma, rivit in TARPEET.items():
        kerroin = float(malli.p[f"tapahtuma.{tapahtuma}"])
        for rivi in rivit:
            if kerroin != malli.tapahtumakertoimet.get(rivi, 1.0):
                b[f"vakio_{rivi}"] = malli.tarvevakiot.vakiot[rivi] * kerroin  # type: ignore[union-attr]
                malli.tapahtumakertoimet[rivi] = kerroin


def lahtevat(malli: SoteMalli) -> None:
    """January: the share of staff that leaves every public centre at once; money brings it back in the months after."""
    osuus = float(malli.p["tapahtuma.henkilosto"])
    if osuus > 0.0:
        for keskus in malli.keskukset:
            if not keskus.yksityinen:
                keskus.jono.kapasiteetti *= 1.0 - osuus
