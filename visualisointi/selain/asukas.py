"""Follow a resident: the same person's life in both worlds, month by month, with the centres she compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import solara

from visualisointi.selain import elama, viat
from visualisointi.selain.asukkaat import JOUKOT, Elamat, Joukko
from visualisointi.selain.kieli import kaantaja
from visualisointi.selain.laskenta import laskin
from visualisointi.selain.lasku import Kohta, Lasku, Tyo, use_lasku
from visualisointi.selain.nakyma import Nakyma, maailman_nimi


@solara.component_vue("osat/asukas.vue")
def _Asukas(
    t: dict,
    valinnat: dict,
    tila: dict,
    kuka: dict,
    summat: list,
    kuva: dict,
    vuodet: list,
    joukot: list,
    event_valitse: Callable[[dict], None],
    event_keskeyta: Callable[[Any], None],
    event_laske: Callable[[Any], None],
    event_siirry: Callable[[str], None],
) -> None: ...


@solara.component
def Sivu() -> None:
    """The page."""
    reititin = solara.use_router()
    nakyma = Nakyma.parse(reititin.search)
    _ = kaantaja(nakyma.kieli)
    kertoja = elama.Kertoja(nakyma)
    ryhmat, elamat, tunnus, laskut = _use_elamat(nakyma)

    def valitse(muutos: dict) -> None:
        arvot: dict[str, Any] = {}
        if muutos.get("joukko") in JOUKOT:
            arvot = {"joukko": str(muutos["joukko"]), "asukas": 0}
        elif str(muutos.get("asukas", "")).isdigit():
            arvot = {"asukas": int(str(muutos["asukas"])[:9])}
        reititin.push(f"/asukas?{replace(nakyma, **arvot).kysely()}")

    def keskeyta(_x: Any) -> None:
        for lasku in laskut:
            lasku.keskeyta()

    def uudelleen(_x: Any) -> None:
        for lasku in laskut:
            lasku.uudelleen()

    sisalto = solara.use_memo(
        lambda: _sisalto(kertoja, elamat, ryhmat), [id(elamat), id(ryhmat), nakyma.kieli, nakyma.joukko]
    )
    _Asukas(
        t=elama.tekstit(_),
        valinnat=_valinnat(kertoja, ryhmat, tunnus),
        tila=_tila([lasku.oma for lasku in laskut], tunnus, nakyma.kieli),
        **sisalto,
        event_valitse=valitse,
        event_keskeyta=keskeyta,
        event_laske=uudelleen,
        event_siirry=reititin.push,
    )


def _use_elamat(
    nakyma: Nakyma,
) -> tuple[dict[str, Joukko] | None, Elamat | None, int, tuple[Lasku[Any, Any], Lasku[Any, Any]]]:
    """Segments, the lives of the picked one (None: not yet), her number, and what computes the two."""
    maailmat = nakyma.maailmoina()

    async def etsi(tyo: Tyo[dict[str, Joukko]]) -> None:
        tyo.vastaa(await laskin().joukot(nakyma, tyo.katsotaan))

    haku = use_lasku(maailmat, etsi)
    omat = haku.oma.vastaus
    ehdokkaat = omat[nakyma.joukko].ehdokkaat if omat else ()
    tunnus = nakyma.asukas or (ehdokkaat[0].tunnus if ehdokkaat else 0)

    async def ela(tyo: Tyo[Elamat]) -> None:
        alkaen = [f"{nakyma.alkaen}-01"]
        tyo.vastaa(await laskin().elamat(nakyma, tunnus, alkaen, tyo.edistyi, tyo.katsotaan))

    elo = use_lasku((maailmat, tunnus), ela if tunnus else None)
    return omat, elo.oma.vastaus, tunnus, (haku, elo)


def _sisalto(k: elama.Kertoja, elamat: Elamat | None, ryhmat: dict[str, Joukko] | None) -> dict[str, Any]:
    if elamat is None:
        return {"kuka": {}, "summat": [], "kuva": {}, "vuodet": [], "joukot": []}
    kuka = k.kuka(elamat.a if elamat.a.tiedot else elamat.b, elamat.tunnus)
    joukko = ryhmat[k.nakyma.joukko] if ryhmat else None
    kuka |= {"todiste": k.todiste(k.nakyma.joukko, joukko) if joukko else "", "ero": k.eroaminen(elamat)}
    return {
        "kuka": kuka,
        "summat": k.summat(elamat),
        "kuva": k.kuva(elamat).sanoina(),
        "vuodet": k.vuodet(elamat),
        "joukot": k.valintajoukot(elamat),
    }


def _valinnat(k: elama.Kertoja, ryhmat: dict[str, Joukko] | None, tunnus: int) -> dict[str, Any]:
    n = k.nakyma
    ehdokkaat = ryhmat[n.joukko].ehdokkaat if ryhmat else ()
    lista = [{"koodi": e.tunnus, "nimi": k.ehdokas(e)} for e in ehdokkaat]
    if tunnus and tunnus not in [e.tunnus for e in ehdokkaat]:
        lista.insert(0, {"koodi": tunnus, "nimi": f"{k._('no.')} {tunnus}"})
    numerot = [x["koodi"] for x in lista]
    seuraava = numerot[(numerot.index(tunnus) + 1) % len(numerot)] if tunnus in numerot else 0
    return {
        "joukko": n.joukko,
        "joukot": [{"koodi": koodi, "nimi": nimi} for koodi, nimi in k.joukot().items()],
        "asukas": tunnus,
        "asukkaat": lista,
        "seuraava": seuraava,
        "mitka": f"{elama.alueen_nimi(n)}: {k._('Baseline')} / {maailman_nimi(n)}",
        "tutki": f"/tutki?{n.kysely()}",
    }


def _tila(kohdat: Sequence[Kohta[Any]], tunnus: int, kieli: str) -> dict[str, Any]:
    """What the status line says of the search for residents and of the lives of the one who is picked (0: nobody)."""
    _ = kaantaja(kieli)
    if kohdat[0].valmis and not tunnus:
        return {"laji": "tyhja", "teksti": _("Nobody in this sample is of this kind."), "osuus": 1}
    lajit = [kohta.laji for kohta in kohdat]
    for kohta in kohdat:
        if kohta.laji == "virhe":
            oma = viat.sanoina(kohta.virhe, kieli)
            return {"laji": "virhe", "teksti": oma or _("The run did not succeed. Your choices are kept."), "osuus": 0}
    if "keskeytetty" in lajit:
        return {"laji": "keskeytetty", "teksti": _("Stopped."), "osuus": 0}
    if "laskee" in lajit:
        edistys = kohdat[-1].edistys or 0.0
        teksti = _("Living both worlds…") if edistys else _("Looking for residents…")
        return {"laji": "laskee", "teksti": teksti, "osuus": edistys}
    return {"laji": "valmis", "teksti": _("One resident, one seed, 1% sample"), "osuus": 1}
