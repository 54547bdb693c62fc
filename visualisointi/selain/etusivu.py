"""Home: what the model answers, where to begin, what it is not."""

from __future__ import annotations

from collections.abc import Callable

import solara

from visualisointi.selain import harjoituspalvelin
from visualisointi.selain.kieli import kaantaja
from visualisointi.selain.nakyma import Nakyma
from visualisointi.selain.raportti import rajat


@solara.component_vue("osat/etusivu.vue")
def _Etusivu(t: dict, ovet: list, rajat: list, event_siirry: Callable[[str], None]) -> None: ...


@solara.component
def Sivu() -> None:
    """The page."""
    reititin = solara.use_router()
    nakyma = Nakyma.parse(reititin.search)
    _, kysely = kaantaja(nakyma.kieli), nakyma.kysely()
    ovet = [
        {
            "otsikko": _("Explore a scenario"),
            "href": f"/tutki?{kysely}",
            "nappi": _("Explore"),
            "teksti": _(
                "Choose a region and a reform, move the levers, and see what changes: for whom, and how surely."
            ),
        },
        {
            "otsikko": _("See how the model works"),
            "href": f"/malli?{kysely}",
            "nappi": _("Model and data"),
            "teksti": _("Every rule with its equation, every number with its source. Nothing is hidden."),
        },
        {
            "otsikko": _("Practise a negotiation"),
            "href": f"{harjoituspalvelin.ALKU}?kieli={nakyma.kieli}",
            "nappi": _("Exercise"),
            "teksti": _("Teams play orderer and utility, agree round by round, and the model answers. Join by phone."),
            "oma": True,  # pages of their own, outside this frame
        },
    ]
    t = {
        "otsikko": _("What does the reform do to health gaps and costs?"),
        "johto": _(
            "Residents, sote centres, the county and its utility act month by month, 2017–2030. Try freedom of choice, "
            "capitation and steering, and see for whom things change, through what, and how surely."
        ),
        "rajat": _("What to keep in mind"),
    }
    _Etusivu(t=t, ovet=ovet, rajat=rajat(nakyma.kieli), event_siirry=reititin.push)
