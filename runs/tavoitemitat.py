"""What a world gives for each calibration target: the start's measures, and those of the choice trials of 2017-19."""

from __future__ import annotations

from collections.abc import Sequence

from kalibrointi.tavoitetaulu import Tavoite
from runs.skenaariot import Skenaario

KOKEILU = "kokeilu-"
KOKEILUKUUKAUSIA = 14  # C35 is told 14 months after the trial opened
KERTOIMET = {  # world -> its sample relative to the one asked: the fewer people live there, the larger
    "kokeilu-jyvaskyla": 2.5, "kokeilu-tampere": 4.0, "kokeilu-hameenlinnan-kaltainen": 2.5,
}  # fmt: skip


def maailmat(tavoitteet: Sequence[Tavoite]) -> list[str]:
    """Scenarios that the targets need, in the order of the table."""
    return list(dict.fromkeys(t.maailma for t in tavoitteet))


def mittaa(skenaario: Skenaario, otos: float, seed: int) -> dict[str, float]:
    """Measures of one seed of a scenario, by the key that the table of targets calls `mitta`."""
    otos = min(1.0, otos * KERTOIMET.get(skenaario.name, 1.0))
    if skenaario.name.startswith(KOKEILU):
        return kokeilun_mitat(skenaario, otos, seed)
    from runs import alkumitat

    return alkumitat.mittaa(skenaario, otos, seed).luvut


def kokeilun_mitat(skenaario: Skenaario, otos: float, seed: int, kuukausia: int = KOKEILUKUUKAUSIA) -> dict[str, float]:
    """Share at private centres after so many months, and the share of joiners who came from outside public centres."""
    from runs import kokeilukuviot

    elatty = kokeilukuviot.ela_skenaario(skenaario, otos, seed, kuukausia)
    osuudet = {f"osuus_{kk}": osuus for kk, osuus in enumerate(elatty.osuudet, start=1)}
    return {**osuudet, "ulkopuolelta": elatty.julkisen_ulkopuolelta}


def mittaa_nimetty(maailma: str, otos: float, seed: int) -> dict[str, float]:
    """The same by a scenario's name, in a worker."""
    from runs import skenaariot

    return mittaa(skenaariot.lue(maailma), otos, seed)
