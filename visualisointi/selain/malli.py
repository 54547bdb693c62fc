"""Model and data: the month's schedule, every rule with its equation, every parameter with its source, the limits."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import solara

from agentit.kuukausi import schedule
from visualisointi.selain import keinot
from visualisointi.selain.kieli import kaantaja, yksikko
from visualisointi.selain.nakyma import Nakyma, parametrit


@solara.component_vue("osat/malli.vue")
def _Malli(t: dict, taulukot: list, event_siirry: Callable[[str], None]) -> None: ...


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
    _Malli(t=t, taulukot=_taulukot(nakyma.kieli), event_siirry=reititin.push)


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
    kuukausi = [[str(i), s.name, s.who, s.what] for i, s in enumerate(schedule(), start=1)]
    parametririvit = [
        [
            getattr(p.text, kieli),
            keinot.sanoin(p.value, kieli) if not isinstance(p.value, tuple) else "…",
            yksikko(p.unit, kieli),
            p.allowed,
            tilat[p.status],
            p.source,
            p.key,
        ]
        for p in parametrit().values()
    ]
    otsikot = [_("What"), _("Value"), _("Unit"), _("Range"), _("Status"), _("Source"), _("Key")]
    keinorivit = [r for r, p in zip(parametririvit, parametrit().values(), strict=True) if p.kind == "lever"]
    oletusrivit = [r for r, p in zip(parametririvit, parametrit().values(), strict=True) if p.kind != "lever"]
    taulukot = [
        {
            "otsikko": _("A month, step by step"),
            "sarakkeet": [_("No."), _("Step"), _("Who"), _("What")],
            "rivit": kuukausi,
        },
        {"otsikko": _("Levers ({n})", n=len(keinorivit)), "sarakkeet": otsikot, "rivit": keinorivit},
        {
            "otsikko": _("Assumptions and measured figures ({n})", n=len(oletusrivit)),
            "sarakkeet": otsikot,
            "rivit": oletusrivit,
        },
    ]
    return taulukot
