"""Scenarios that draw what is not known from a posterior: seed s lives in the world of draw s.

A parameter that the scenario's own files or overrides set keeps that value: who wrote it knew better. Both sides of a
paired comparison have the same draw.
"""

from __future__ import annotations

from kalibrointi.posteriori import Posteriori
from runs.skenaariot import Skenaario, muunna


def vedoksella(skenaario: Skenaario, posteriori: Posteriori | None, seed: int) -> Skenaario:
    """The scenario with the draw of a seed; as it is without a posterior."""
    if posteriori is None:
        return skenaario
    omat = {maarays.avain for kerros in skenaario.layers for maarays in kerros}
    return muunna(skenaario, {k: v for k, v in posteriori.asetukset(seed).items() if k not in omat})


def huomautus(posteriori: Posteriori, skenaario: Skenaario | None = None) -> str:
    """What a reader must know of a result whose parameters were drawn."""
    omat = {maarays.avain for kerros in skenaario.layers for maarays in kerros} if skenaario else set()
    pidetyt = sorted(set(posteriori.avaimet) & omat)
    loppu = f"; {', '.join(pidetyt)} as {skenaario.name} sets it" if skenaario and pidetyt else ""
    return (
        f"parameters are drawn by seed from posterior {posteriori.nimi} (version {posteriori.versio}, "
        f"{len(posteriori.vedokset)} draws){loppu}."
    )
