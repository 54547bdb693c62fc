"""Model and data: the month's schedule, rules with equations, parameters with sources, validation, the limits."""

from __future__ import annotations

import asyncio
import csv
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import solara
import solara.lab

from kalibrointi.parametrit import Parametri
from visualisointi.selain import keinot, kelpoisuus, kuukausisanat
from visualisointi.selain.kieli import Kaantaja, kaantaja, lahteena, valinta, yksikko
from visualisointi.selain.laskenta import laskin
from visualisointi.selain.nakyma import Nakyma, parametrit
from visualisointi.selain.raportti import rajat

SANASTO = Path(__file__).with_name("sanasto.csv")
PALAUTE = "SOTE_PALAUTE"  # environment: address that feedback on accessibility goes to
SAANTOOTOS = 0.0005  # of the model whose rules are listed: which residents there are does not matter


@solara.component_vue("osat/malli.vue")
def _Malli(
    t: dict, taulukot: list, tekstit: list, saannot: dict, kelpoisuus: dict, event_siirry: Callable[[str], None]
) -> None: ...


@solara.component
def Sivu() -> None:
    """The page."""
    reititin = solara.use_router()
    nakyma = Nakyma.parse(reititin.search)
    _ = kaantaja(nakyma.kieli)
    t = {
        "otsikko": _("Model and data"),
        "johto": _("The schedule, the parameters and their sources, as the model itself reads them."),
    }
    tehtava: Any = solara.lab.use_task(_hae_saannot, dependencies=[], raise_error=False)
    luettu: Any = solara.lab.use_task(_lue_kelpoisuus, dependencies=[], raise_error=False)
    tulokset = luettu.value if luettu.finished else None
    _Malli(
        t=t,
        kelpoisuus=solara.use_memo(
            lambda: _kelpoisuus(tulokset, bool(luettu.error), nakyma.kieli), [id(tulokset), nakyma.kieli]
        ),
        taulukot=_taulukot(nakyma.kieli),
        tekstit=_tekstit(nakyma.kieli),
        saannot=_saantotaulu(tehtava.value if tehtava.finished else None, bool(tehtava.error), _),
        event_siirry=reititin.push,
    )


_saannot: list[list[str]] = []  # the same for everybody, found once


async def _hae_saannot() -> list[list[str]]:
    if not _saannot:
        _saannot[:] = await laskin().teeta(saannot)
    return _saannot


async def _lue_kelpoisuus() -> Any:
    return await asyncio.to_thread(kelpoisuus.hae)


def _kelpoisuus(tulokset: Any, virhe: bool, kieli: str) -> dict[str, Any]:
    _ = kaantaja(kieli)
    odottaa = _("The results could not be read.") if virhe else _("Reading the results…")
    kehys = {"otsikko": _("How well the model fits what is known"), "odottaa": odottaa}
    if tulokset is None:
        return kehys
    return {**kehys, "odottaa": "", **kelpoisuus.sisus(tulokset, kieli)}


def saannot() -> list[list[str]]:
    """Every rule: number, name, who, equation, source, parameters, file. In a worker: it builds a model."""
    from runs import ajo
    from runs.saantoluettelo import luettelo
    from runs.skenaariot import lue

    malli = ajo.rakenna_malli(lue("nykytila-2017"), SAANTOOTOS, 1)
    return [
        [", ".join(s.numerot), s.nimi, s.kuka, s.yhtalo, s.lahde, ", ".join(p.key for p in s.parametrit), s.paikka]
        for s in luettelo(malli)
    ]


def _saantotaulu(rivit: list[list[str]] | None, virhe: bool, _: Kaantaja) -> dict[str, Any]:
    return {
        "otsikko": _("Rules with their equations ({n})", n=len(rivit)) if rivit else _("Rules with their equations"),
        "ala": _("As they stand in the source code, in English. Names in the equations are those of the code."),
        "odottaa": _("The run did not succeed. Your choices are kept.") if virhe else _("Reading the rules…"),
        "sarakkeet": [_("No."), _("Rule"), _("Who"), _("Equation"), _("Source"), _("Parameters"), _("File")],
        "rivit": rivit or [],
    }


@cache
def sanasto() -> list[list[str]]:
    """The glossary: Finnish, Swedish of Finland, English."""
    with SANASTO.open(encoding="utf-8", newline="") as tiedosto:
        return list(csv.reader(tiedosto))[1:]


def palaute(kieli: str) -> str:
    """Where feedback goes: what the organisation that runs the server says, else the project's own place for it."""
    oma = os.environ.get(PALAUTE, "").strip()[:300]
    return oma or kaantaja(kieli)("the issue tracker of the Sotemalli project, where its source code is")


@cache
def _tekstit(kieli: str) -> list[dict[str, Any]]:
    """Limits, and the accessibility statement."""
    _ = kaantaja(kieli)
    seloste = [
        _(
            "This statement concerns the Sote simulator, which any organisation may run. The Act on the Provision of "
            "Digital Services (306/2019) asks of public bodies that their services meet level AA of WCAG 2.1."
        ),
        _(
            "Every page is tested in three languages, light and dark, with axe-core against WCAG 2.1 A and AA and 2.2 "
            "AA: no violation. It can be used by keyboard, at 320 pixels and enlarged; every chart has a text "
            "alternative and a table."
        ),
        _(
            "Not met or not known: nobody has yet tested it with a screen reader; rules and their equations are in "
            "English in all languages."
        ),
        _("Feedback on accessibility: {contact}.", contact=palaute(kieli)),
        _(
            "The organisation that runs this server must answer within 14 days. If the answer does not satisfy, the "
            "supervising authority is the Finnish Transport and Communications Agency Traficom."
        ),
    ]
    return [
        {"tunnus": "rajat", "otsikko": _("Limits"), "kappaleet": rajat(kieli)},
        {"tunnus": "saavutettavuus", "otsikko": _("Accessibility statement"), "kappaleet": seloste},
    ]


def sallittu(p: Parametri, kieli: str) -> str:
    """What values are allowed, as the language writes them."""
    if isinstance(p.value, bool):
        return " / ".join(keinot.sanoin(x, kieli) for x in (False, True))
    if p.choices:
        return " / ".join(valinta(x, kieli) for x in p.choices)
    ala, yla = (keinot.sanoin(x, kieli) for x in p.range or (0.0, 0.0))
    return f"{len(p.value)} × ({ala}–{yla})" if isinstance(p.value, tuple) else f"{ala}–{yla}"


@cache
def _taulukot(kieli: str) -> list[dict[str, Any]]:
    _ = kaantaja(kieli)
    tilat = {
        "laki": _("law"),
        "esitys": _("bill"),
        "tilasto": _("statistic"),
        "tutkimus": _("study"),
        "arvio": _("estimate"),
        "oletus": _("assumption"),
    }
    parametririvit = [
        [
            getattr(p.text, kieli),
            keinot.sanoin(p.value, kieli) if not isinstance(p.value, tuple) else "…",
            yksikko(p.unit, kieli),
            sallittu(p, kieli),
            tilat[p.status],
            lahteena(p.source, kieli),
            p.key,
        ]
        for p in parametrit().values()
    ]
    otsikot = [_("What"), _("Value"), _("Unit"), _("Range"), _("Status"), _("Source"), _("Key")]
    keinorivit = [r for r, p in zip(parametririvit, parametrit().values(), strict=True) if p.kind == "lever"]
    oletusrivit = [r for r, p in zip(parametririvit, parametrit().values(), strict=True) if p.kind != "lever"]
    taulukot: list[dict[str, Any]] = [
        {
            "otsikko": _("A month, step by step"),
            "sarakkeet": [_("No."), _("Step"), _("Who"), _("What")],
            "rivit": kuukausisanat.rivit(kieli),
        },
        {"otsikko": _("Levers ({n})", n=len(keinorivit)), "sarakkeet": otsikot, "rivit": keinorivit},
        {
            "otsikko": _("Assumptions and measured figures ({n})", n=len(oletusrivit)),
            "sarakkeet": otsikot,
            "rivit": oletusrivit,
        },
    ]
    sarakkeet = [_("Finnish"), _("Swedish"), _("English")]
    taulukot.append(
        {"otsikko": _("Glossary ({n})", n=len(sanasto())), "sarakkeet": sarakkeet, "rivit": sanasto(), "sanasto": True}
    )
    return taulukot
