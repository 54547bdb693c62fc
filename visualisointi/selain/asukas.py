"""Follow a resident: the same person's life in both worlds, month by month, with the centres she compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import solara
import solara.lab

from visualisointi.selain import elama, viat
from visualisointi.selain.asukkaat import JOUKOT, Elamat, Joukko
from visualisointi.selain.kieli import kaantaja
from visualisointi.selain.laskenta import Hylatty, laskin
from visualisointi.selain.nakyma import Nakyma, maailman_nimi
from visualisointi.selain.yhteys import katsoja


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
    kerta = solara.use_reactive(0)
    ryhmat, elamat, tunnus, tehtavat, edistys = _use_elamat(nakyma, kerta.value)

    def valitse(muutos: dict) -> None:
        arvot: dict[str, Any] = {}
        if muutos.get("joukko") in JOUKOT:
            arvot = {"joukko": str(muutos["joukko"]), "asukas": 0}
        elif str(muutos.get("asukas", "")).isdigit():
            arvot = {"asukas": int(str(muutos["asukas"])[:9])}
        reititin.push(f"/asukas?{replace(nakyma, **arvot).kysely()}")

    def keskeyta(_x: Any) -> None:
        for tehtava in tehtavat:
            tehtava.cancel()

    sisalto = solara.use_memo(
        lambda: _sisalto(kertoja, elamat, ryhmat), [id(elamat), id(ryhmat), nakyma.kieli, nakyma.joukko]
    )
    _Asukas(
        t=elama.tekstit(_),
        valinnat=_valinnat(kertoja, ryhmat, tunnus),
        tila=_tila(tehtavat, edistys, elamat is not None, nakyma.kieli),
        **sisalto,
        event_valitse=valitse,
        event_keskeyta=keskeyta,
        event_laske=lambda _x: kerta.set(kerta.value + 1),
        event_siirry=reititin.push,
    )


def _use_elamat(nakyma: Nakyma, kerta: int) -> tuple[dict[str, Joukko] | None, Elamat | None, int, list[Any], float]:
    """Segments, the lives of the picked one (None: not yet), her number, the tasks, how far the second is."""
    katsotaan = solara.use_memo(katsoja, [])
    maailmat = nakyma.maailmoina()
    ryhmat: solara.Reactive[tuple[Nakyma, dict[str, Joukko]] | None] = solara.use_reactive(None)
    elamat: solara.Reactive[tuple[tuple, Elamat] | None] = solara.use_reactive(None)
    edistys = solara.use_reactive(0.0)

    async def etsi() -> None:
        if ryhmat.value is None or ryhmat.value[0] != maailmat:
            try:
                ryhmat.value = (maailmat, await laskin().joukot(nakyma, katsotaan))
            except Hylatty:
                return

    omat = ryhmat.value[1] if ryhmat.value and ryhmat.value[0] == maailmat else None
    ehdokkaat = omat[nakyma.joukko].ehdokkaat if omat else ()
    tunnus = nakyma.asukas or (ehdokkaat[0].tunnus if ehdokkaat else 0)

    async def ela() -> None:
        if not tunnus or (elamat.value and elamat.value[0] == (maailmat, tunnus)):
            return
        edistys.value = 0.0
        try:
            uusi = await laskin().elamat(nakyma, tunnus, [f"{nakyma.alkaen}-01"], edistys.set, katsotaan)
        except Hylatty:
            return
        elamat.value = ((maailmat, tunnus), uusi)

    haku = solara.lab.use_task(etsi, dependencies=[maailmat, kerta], raise_error=False)
    elo = solara.lab.use_task(ela, dependencies=[maailmat, tunnus, kerta], raise_error=False)
    valmis = elamat.value[1] if elamat.value and elamat.value[0] == (maailmat, tunnus) else None
    return omat, valmis, tunnus, [haku, elo], edistys.value


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


def _tila(tehtavat: list[Any], edistys: float, on: bool, kieli: str) -> dict[str, Any]:
    _ = kaantaja(kieli)
    for tehtava in tehtavat:
        if tehtava.error:
            oma = viat.sanoina(tehtava.exception, kieli)
            return {"laji": "virhe", "teksti": oma or _("The run did not succeed. Your choices are kept."), "osuus": 0}
    if any(tehtava.pending for tehtava in tehtavat):
        teksti = _("Living both worlds…") if edistys else _("Looking for residents…")
        return {"laji": "laskee", "teksti": teksti, "osuus": edistys}
    if not on:
        return {"laji": "keskeytetty", "teksti": _("Stopped."), "osuus": 0}
    return {"laji": "valmis", "teksti": _("One resident, one seed, 1% sample"), "osuus": 1}
