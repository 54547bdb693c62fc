"""Pages of the browser and the frame they stand in; `routes` is what Solara serves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import solara

from runs.alkupera import versio
from visualisointi.selain import asukas, etusivu, harjoituspalvelin, malli, tutki, vertaa
from visualisointi.selain.kieli import KIELET, kaantaja
from visualisointi.selain.nakyma import Nakyma

SIVUT: dict[str, Callable[[], Any]] = {
    "": etusivu.Sivu,
    "tutki": tutki.Sivu,
    "vertaa": vertaa.Sivu,
    "asukas": asukas.Sivu,
    "malli": malli.Sivu,
}


@solara.component_vue("osat/kehys_yla.vue")
def _Yla(t: dict, sivut: list, kielet: list, viat: list, event_siirry: Callable[[str], None]) -> None: ...


@solara.component_vue("osat/kehys_ala.vue")
def _Ala(t: dict, event_siirry: Callable[[str], None]) -> None: ...


@solara.component
def Kehys(nimi: str, sivu: Callable[[], Any]) -> None:
    """A page with its header and footer."""
    reititin = solara.use_router()
    nakyma = Nakyma.parse(reititin.search)
    _ = kaantaja(nakyma.kieli)
    otsikot = {
        "": _("Home"),
        "tutki": _("Explore"),
        "vertaa": _("Compare"),
        "asukas": _("Resident"),
        "malli": _("Model and data"),
    }
    solara.Title(f"{otsikot[nimi]} – Sotemalli")
    kysely = nakyma.kysely()
    sivut = [{"nimi": otsikot[k], "href": f"/{k}?{kysely}", "tama": k == nimi} for k in SIVUT]
    harjoitus = {"nimi": _("Exercise"), "href": f"{harjoituspalvelin.ALKU}?kieli={nakyma.kieli}", "oma": True}
    sivut.insert(-1, {**harjoitus, "tama": False})
    kielet = [
        {
            "koodi": k,
            "nimi": {"fi": "suomeksi", "sv": "på svenska", "en": "in English"}[k],
            "tama": k == nakyma.kieli,
            "href": f"/{nimi}?" + replace(nakyma, kieli=k).kysely(),
        }
        for k in KIELET
    ]
    t = {
        "nimi": _("Sote simulator"),
        "ohita": _("Skip to content"),
        "paavalikko": _("Main menu"),
        "kieli": _("Language"),
        "tumma": _("Dark"),
        "valikko": _("Menu"),
        "katkos": _("The connection was lost. Trying again…"),
        "lang": nakyma.kieli,
        "lupaus": _("The model is not a forecast. It shows what follows from the assumptions, and how surely."),
        "saavutettavuus": _("Accessibility statement"),
        "seloste": f"/malli?{kysely}",
        "lisenssi": _("Open source, MIT licence"),
        "versio": f"{_('Version')} {versio()} · {_('data of 2017')}",
    }
    with solara.Column(gap="0px", style={"min-height": "100vh"}, classes=["sote"]):
        _Yla(t=t, sivut=sivut, kielet=kielet, viat=list(nakyma.viat), event_siirry=reititin.push)
        sivu()
        _Ala(t=t, event_siirry=reititin.push)


@solara.component
def Tausta(children: list | None = None) -> None:
    """In place of Solara's own frame: none."""
    solara.Column(gap="0px", children=children or [])


def _reitti(nimi: str, sivu: Callable[[], Any]) -> solara.Route:
    @solara.component
    def Page() -> None:
        Kehys(nimi, sivu)

    return solara.Route(nimi or "/", component=cast(Any, Page), layout=cast(Any, Tausta) if not nimi else None)


routes = [_reitti(nimi, sivu) for nimi, sivu in SIVUT.items()]
