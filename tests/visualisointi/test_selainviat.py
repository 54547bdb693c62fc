"""Faults in the page's language: what the engine says in English is never shown."""

from __future__ import annotations

import re

import pytest

from kalibrointi.viat import ViallinenSyote, Vika
from visualisointi.selain import keinot, viat
from visualisointi.selain.kieli import KIELET, kaantaja
from visualisointi.selain.nakyma import Nakyma, parametrit

KASVOT = re.compile(r"\b(is|the|must|needs|not|has|of|and|are)\b")  # words of English sentences


def kaikki_viat() -> dict[str, ViallinenSyote]:
    """Every fault that setting one lever to an end of its range or to a choice can bring, by what the engine says."""
    loydot: dict[str, ViallinenSyote] = {}
    for p in parametrit().values():
        if not keinot.saadettava(p, "lever"):
            continue
        arvot = ["true", "false"] if isinstance(p.value, bool) else [*(p.choices or ()), *map(str, p.range or ())]
        for teksti in arvot:
            for alkaen in (2018, 2023):
                try:
                    Nakyma(alkaen=alkaen).aseta(p.key, teksti)
                except ViallinenSyote as virhe:
                    loydot.setdefault(str(virhe), virhe)
    return loydot


@pytest.mark.hidas
def test_no_fault_a_lever_can_bring_is_told_in_english_or_in_general_words() -> None:
    loydot = kaikki_viat()
    assert len(loydot) >= 8
    for teksti, virhe in loydot.items():
        lauseet = {kieli: viat.sanoina(virhe, kieli) for kieli in KIELET}
        assert len(set(lauseet.values())) == 3, teksti
        for kieli in ("fi", "sv"):
            assert not KASVOT.search(lauseet[kieli]), lauseet[kieli]
        assert lauseet["fi"] not in {viat.yleinen(v, "fi") for v in virhe.viat}, teksti


@pytest.mark.parametrize(
    ("avain", "teksti", "sana"),
    [
        ("kapitaatio.kiintea_osuus", "1.8", "0–1 "),
        ("kapitaatio.kiintea_osuus", "paljon", "”paljon” ei ole luku"),
        ("kapitaatio.painot", "kaikki", "”kaikki” ei ole mikään vaihtoehdoista"),
        ("valinnanvapaus.suora_valinta", "ehka", "”ehka”"),
        ("kapitaatio.kiintea_osuus", "0.8", ""),
    ],
)
def test_a_value_that_is_none_is_told_from_the_parameter(avain: str, teksti: str, sana: str) -> None:
    vika = viat.arvovika(parametrit(), avain, teksti, "fi")
    assert sana in vika
    assert bool(vika) == bool(sana)


def test_a_fault_nobody_foresaw_is_told_in_general_words() -> None:
    virhe = ViallinenSyote(Vika("some new sentence of the engine", avain="kapitaatio.painot"))
    nimi = parametrit()["kapitaatio.painot"].text.sv
    assert nimi[1:] in viat.sanoina(virhe, "sv")
    assert viat.sanoina(ViallinenSyote("another"), "fi") == kaantaja("fi")("These choices do not fit together.")
    assert viat.sanoina(RuntimeError("x"), "fi") == ""


def test_what_a_link_breaks_is_told_in_its_language() -> None:
    assert "kaksi kolmasosaa" in " ".join(Nakyma.parse("kieli=fi&k.kapitaatio.kiintea_osuus=0.5").viat)
    assert "två tredjedelar" in " ".join(Nakyma.parse("kieli=sv&k.kapitaatio.kiintea_osuus=0.5").viat)
