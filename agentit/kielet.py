"""Languages in services: in which unit one is served in Swedish, and what it does to be served in another language.

A municipality is bilingual when the minority is 8 % of residents or 3,000 people, or at the request of its council
(kielilaki, language act 423/2003 section 5; 6 % and fewer than 3,000 people only decide when a bilingual one ceases to
be). Availability is the chance that a contact is in Swedish.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from agentit.saannot import rule_function

if TYPE_CHECKING:
    from agentit.malli import SoteMalli
    from agentit.mittakuutio import Kuutio
    from agentit.sotekeskus import Sotekeskus

KIELET = ("fi", "sv", "muu")
SUOMI, RUOTSI, MUU = range(3)
Mitta = tuple[str, float, str, str]  # measure, value, unit, group


def kaksikielinen(osuus: float, vaki: float, koodi: str, p: Mapping[str, Any]) -> bool:
    """Is a municipality bilingual, by the share (0-1) and number of its Swedish speakers or by its council's
    request?"""
    vahemmisto = min(osuus, 1.0 - osuus)
    if vahemmisto >= float(p["kieli.kaksikielinen_osuus"]):
        return True
    return vahemmisto * vaki >= float(p["kieli.kaksikielinen_maara"]) or int(koodi) in p["kieli.esityksesta"]


def ruotsin_saatavuus(osuus: float, onko_kaksikielinen: bool, yksityinen: bool, p: Mapping[str, Any]) -> float:
    """Chance (0-1) that a contact in a unit is in Swedish.

    bilingual: a0 + (1 - a0) min(share / full, 1); monolingual: a1; private: x ratio; then the lever closes a part of
    the gap to 1.
    """
    a = float(p["kieli.saatavuus_yksikielinen"])
    if onko_kaksikielinen or osuus >= 0.5:
        alin = float(p["kieli.saatavuus_alin"])
        a = alin + (1.0 - alin) * min(osuus / float(p["kieli.saatavuus_taysi"]), 1.0)
    if yksityinen:
        a *= float(p["kieli.yksityinen"])
    return a + float(p["kieli.parannus"]) * (1.0 - a)


def saatavuus(malli: SoteMalli, keskus: Sotekeskus) -> float:
    """Availability of Swedish in one centre now; the same for all of a municipality and owner while parameters stay."""
    return saatavuudet(malli, [keskus])[0]


def saatavuudet(malli: SoteMalli, keskukset: Sequence[Sotekeskus]) -> list[float]:
    """Availability of Swedish in these centres now, in their order."""
    muisti = malli.ruotsimuisti
    if muisti.get("p") is not malli.p:
        muisti.clear()
        muisti["p"] = malli.p
    avaimet = [(keskus.kunta, keskus.yksityinen) for keskus in keskukset]
    k = malli.maailma.kunnat
    for kunta, yksityinen in set(avaimet) - muisti.keys():
        osuus = float(k.ruotsinkieliset[kunta])
        kaksi = kaksikielinen(osuus, float(k.vaesto[kunta]), k.koodi[kunta], malli.p)
        muisti[kunta, yksityinen] = ruotsin_saatavuus(osuus, kaksi, yksityinen, malli.p)
    return [muisti[avain] for avain in avaimet]


@rule_function
def kielikerroin(kieli, ruotsi, este, este_muu):
    """Readiness to seek where the language may not be one's own: 1 - barrier x (1 - availability of Swedish).

    Other languages have a barrier of their own, 0 by default: work status already carries their lower access (R3).
    """
    if kieli == 1:
        return 1.0 - este * (1.0 - ruotsi)
    return 1.0 - este_muu if kieli == 2 else 1.0


def mitat(malli: SoteMalli, kuutio: Kuutio, keskusten: Mapping[str, np.ndarray]) -> Iterator[Mitta]:
    """Measures by language of those alive: use, share served in own language, wait, satisfaction; gaps sv - fi.

    `keskusten`: public visits and need that a nurse meets by centre, fifth and language (J, 5, 3). Other languages have
    no share served in own language: the facts hold no availability for them.
    """
    odotus = np.array([k.jono.odotus for k in malli.keskuspaikat])
    ruotsi = np.array(saatavuudet(malli, malli.keskuspaikat))
    haku = malli.sidonta.b.units["keskus"].attributes["haku"][: len(odotus), None]
    hoitajalla = float(malli.p["haku.hoitajasuhde"]) * haku * keskusten["hoitajalle"].sum(1)
    vaki, kaynnit = kuutio("vaki", "kieli"), keskusten["kaynnit"].sum(1) + hoitajalla
    yhteensa = np.maximum(kaynnit.sum(0), 1e-12)
    with np.errstate(divide="ignore", invalid="ignore"):
        rivit = {
            ("perustason_kontaktit", "kontaktia/v"): kaynnit.sum(0) / vaki,
            ("odotus", "vrk"): odotus @ kaynnit / yhteensa,
            ("tyytyvaisyys", "osuus"): kuutio("tyytyvaisyys", "kieli") / vaki,
            ("kontaktit_tarpeesta", "suhde"): kaynnit.sum(0) / np.maximum(kuutio("tarve_v", "kieli"), 1e-12),
        }
    for (mittari, yksikko), arvot in rivit.items():
        for k, nimi in enumerate(KIELET):
            yield mittari, float(arvot[k]), yksikko, f"kieli_{nimi}"
        yield mittari, float(arvot[RUOTSI] - arvot[SUOMI]), yksikko, "kieliero_sv_fi"
    yield "omalla_kielella", 1.0, "osuus", "kieli_fi"
    yield "omalla_kielella", float(ruotsi @ kaynnit[:, RUOTSI] / yhteensa[RUOTSI]), "osuus", "kieli_sv"
