"""Home: what the model answers, where to begin, what it is and what it is not."""

from __future__ import annotations

from collections.abc import Callable

import solara

from kalibrointi.alueet import hae
from visualisointi import sanat
from visualisointi.selain import harjoituspalvelin
from visualisointi.selain.kieli import Kaantaja, kaantaja
from visualisointi.selain.nakyma import ALUEET, Nakyma


@solara.component_vue("osat/etusivu.vue")
def _Etusivu(
    t: dict, linkit: dict, on: list, ei: list, tosiasiat: list, event_siirry: Callable[[str], None]
) -> None: ...


@solara.component
def Sivu() -> None:
    """The page."""
    reititin = solara.use_router()
    nakyma = Nakyma.parse(reititin.search)
    _, kysely = kaantaja(nakyma.kieli), nakyma.kysely()
    _Etusivu(
        t={**_tekstit(_), "lang": nakyma.kieli},
        linkit={
            **{sivu: f"/{sivu}?{kysely}" for sivu in ("tutki", "vertaa", "malli")},
            "harjoitus": f"{harjoituspalvelin.ALKU}?kieli={nakyma.kieli}",  # pages of their own, outside this frame
            "huone": f"{harjoituspalvelin.ALKU}/",
        },
        on=[
            _(
                "An artificial population: residents, centres, the utility, the organiser and municipalities decide "
                "month by month."
            ),
            _("A comparison: the same residents and the same luck in both worlds. The level of one world says little."),
            _("Open: every number has a source, and what nobody has measured is marked as an assumption."),
        ],
        ei=[
            _("Not a forecast: it does not tell what happens in 2030."),
            _("Not real people: residents are made from statistics."),
            _("Not an opinion: most effects are small, and that is shown. The effect of care on deaths is least sure."),
        ],
        tosiasiat=tosiasiat(nakyma.kieli),
        event_siirry=reititin.push,
    )


def tosiasiat(kieli: str) -> list[list[str]]:
    """Regions, residents of the first, step and years: what the model is made of."""
    from kalibrointi import faktat
    from runs.skenaariot import ALKU, VIIMEINEN

    _ = kaantaja(kieli)
    vaki = float(faktat.lue("kunnat", hae(ALUEET[0]).kansio)["vaesto_2017"].sum())
    return [
        [_("Regions"), sanat.luettelo([hae(alue).nimi.get(kieli) for alue in ALUEET], kieli)],
        [_("Residents, {region}", region=hae(ALUEET[0]).nimi.get(kieli)), sanat.luku(vaki, 0, kieli)],
        [_("Time step"), _("one month")],
        [_("Years"), f"{ALKU[:4]}–{VIIMEINEN[:4]}"],
    ]


def _tekstit(_: Kaantaja) -> dict[str, str]:
    return {
        "otsikko": _("What does the reform do to health gaps and costs?"),
        "johto": _(
            "Build a reform, compare it with the baseline, and see for whom things change, through what, and how "
            "surely."
        ),
        "kaksi": _("One resident, two worlds"),
        "sama": _("the same life"),
        "koskee": _("the reform reaches her"),
        "nykytila": _("baseline"),
        "skenaario": _("scenario"),
        "tutki": _("Explore"),
        "tutki_teksti": _(
            "Choose a region and a reform, move the levers, and see what changes: for whom, and how surely."
        ),
        "tutki_nappi": _("Explore a scenario"),
        "vertaa": _("Compare"),
        "vertaa_teksti": _("Put up to four scenarios side by side. The table shows only what differs in them."),
        "vertaa_nappi": _("Compare scenarios"),
        "harjoitus": _("Practise a negotiation"),
        "harjoitus_teksti": _(
            "Teams play orderer and utility, agree round by round, and the model answers. Join by phone."
        ),
        "koodi": _("Code of the exercise"),
        "liity": _("Join"),
        "harjoitus_nappi": _("Open a new exercise"),
        "on": _("What the model is"),
        "ei": _("What the model is not"),
        "malli_teksti": _("Every rule with its equation, every number with its source. Nothing is hidden."),
        "malli": _("Model and data"),
    }
