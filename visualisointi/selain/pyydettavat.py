"""What tabs show beyond the answer: computed when asked (why, uncertainty, incentives), or as the tab opens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import solara

from visualisointi.selain import epavarmuus, keskuskartta, kuvat, viat
from visualisointi.selain.kieli import kaantaja
from visualisointi.selain.laskenta import laskin
from visualisointi.selain.lasku import Kohta, Tyo, use_lasku
from visualisointi.selain.nakyma import Nakyma
from visualisointi.selain.raporttikuvat import Lisat
from visualisointi.selain.yhteys import Katsoja

if TYPE_CHECKING:
    from visualisointi.selain.keskuskartta import Keskukset
    from visualisointi.selain.oletusmaailmat import Oletusvastaus


@dataclass(frozen=True)
class Pyydettava:
    """A tab that is computed when asked: the offer, its button, the work, and what is shown of its answer."""

    tarjous: str
    nappi: str
    laske: Callable[[Callable[[int, int], None], Katsoja], Awaitable[Any]]
    nayta: Callable[[Any], dict[str, Any]]


def pyydettavat(nakyma: Nakyma) -> dict[str, Pyydettava]:
    """Tabs that take longer than a click, by name."""
    _ = kaantaja(nakyma.kieli)
    return {
        "miksi": Pyydettava(
            _(
                "The difference in the chosen measure is split into mechanisms by replaying the baseline's path of "
                "each in the scenario. It takes a minute or two."
            ),
            _("Find out why"),
            lambda edistyi, katsotaan: laskin().selita(nakyma, edistyi, katsotaan),
            lambda vastaus: {"kuvat": [kuvat.syyt(nakyma.kieli, vastaus).sanoina()]},
        ),
        "epavarmuus": Pyydettava(
            _(
                "Four assumptions that nobody has measured are varied over all that is allowed, alone and at once: "
                "sixteen worlds, baseline and scenario paired in each. It takes some minutes."
            ),
            _("Vary the assumptions"),
            lambda edistyi, katsotaan: laskin().oletusmaailmat(nakyma, edistyi, katsotaan),
            lambda vastaus: _epavarmuus(nakyma, vastaus),
        ),
        "kannustimet": Pyydettava(
            _("What one more healthy, sick, remote or Swedish-speaking client is worth to each actor in both worlds."),
            _("Show the incentives"),
            lambda _edistyi, katsotaan: laskin().kannustimet(nakyma, katsotaan),
            lambda vastaus: {"kuvat": [k.sanoina() for k in epavarmuus.kannustimet(nakyma, vastaus)]},
        ),
    }


def _epavarmuus(nakyma: Nakyma, vastaus: Oletusvastaus) -> dict[str, Any]:
    mittari = epavarmuus.mittari(nakyma, vastaus)
    kuva = epavarmuus.tornado(nakyma, vastaus, mittari)
    return {"kuvat": [kuva.sanoina()], "kestaa": epavarmuus.kestaa(nakyma, vastaus, mittari)}


def use_pyydettava(
    nakyma: Nakyma, maailmat: Nakyma
) -> tuple[dict[str, Any], Callable[[Any], None], Callable[[Any], None], Lisat]:
    """What the open tab shows if it is one to be asked for ({} otherwise), how it is asked, how it is stopped, and
    what has been computed for a report to take along."""
    _ = kaantaja(nakyma.kieli)
    # why is asked of one measure; worlds of other assumptions hold all measures
    avain = (nakyma.valilehti, maailmat, nakyma.mittari if nakyma.valilehti == "miksi" else "")
    kysymys: solara.Reactive[tuple | None] = solara.use_reactive(None)
    oma, kysytty = pyydettavat(nakyma).get(nakyma.valilehti), kysymys.value == avain

    async def laske(tyo: Tyo[Any]) -> None:
        assert oma is not None
        tyo.vastaa(
            await oma.laske(lambda n, kaikki: tyo.edistyi(_("Computing {n}/{all}", n=n, all=kaikki)), tyo.katsotaan)
        )

    lasku = use_lasku(avain, laske if oma is not None and kysytty else None)
    nayta = _pyydetty(oma, lasku.oma, kysytty, nakyma.kieli) if oma else {}

    def kysy(_x: Any) -> None:
        kysymys.value = avain

    def keskeyta(_x: Any) -> None:
        lasku.keskeyta()
        kysymys.value = None

    def vastaus(valilehti: str, mittari: str) -> Any:
        return lasku.muisti.kohta((valilehti, maailmat, mittari)).vastaus

    return nayta, kysy, keskeyta, Lisat(vastaus("miksi", nakyma.mittari), vastaus("epavarmuus", ""))


def _pyydetty(oma: Pyydettava, kohta: Kohta[Any], kysytty: bool, kieli: str) -> dict[str, Any]:
    """A tab to be asked for: an offer to compute, progress, the answer, or why there is none."""
    _ = kaantaja(kieli)
    if kohta.vastaus is not None:
        return {"laji": "valmis", **oma.nayta(kohta.vastaus)}
    if kysytty and kohta.laji == "virhe":
        return {
            "laji": "virhe",
            "teksti": viat.sanoina(kohta.virhe, kieli) or _("The run did not succeed. Your choices are kept."),
        }
    if kysytty:
        return {"laji": "laskee", "teksti": kohta.edistys or _("Computing")}
    return {"laji": "tarjous", "nappi": oma.nappi, "teksti": oma.tarjous}


def use_keskukset(nakyma: Nakyma, maailmat: Nakyma, valmis: bool) -> dict[str, Any]:
    """The centre map, computed as its tab is opened once the first answer is there; {} on other tabs."""
    auki = nakyma.valilehti == "alueet" and valmis

    async def laske(tyo: Tyo[Keskukset]) -> None:
        tyo.vastaa(await laskin().keskukset(nakyma, tyo.katsotaan))

    lasku = use_lasku(maailmat, laske if auki else None)
    oma = lasku.oma.vastaus if auki else None
    sanoin = solara.use_memo(
        lambda: keskuskartta.sanoina(nakyma, oma) if oma else {}, [id(oma), nakyma.kieli, maailmat]
    )
    if not auki or sanoin:
        return sanoin
    _ = kaantaja(nakyma.kieli)
    if lasku.oma.laji == "virhe":
        return {"laji": "virhe", "teksti": _("The run did not succeed. Your choices are kept.")}
    return {"laji": "laskee", "teksti": _("Drawing the map of centres…")}
