"""Routes of the exercise: pages for team, facilitator and projector, and the JSON they talk in.

Who somebody is stands in a cookie that scripts cannot read: a member's secret, the facilitator's or the projector's.
Views are made by `runs.harjoitus.nakymat` and sent as they are. Changes are told by server-sent events that carry only
a number; a browser that was away comes back by itself and asks for the view it lacks.
"""

from __future__ import annotations

import asyncio
import io
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from agentit.tavoitteet import KAIKKI_TAVOITTEET
from kalibrointi.viat import ViallinenSyote
from runs.harjoitus import esiasetus, nakymat
from runs.harjoitus.istunto import Istunto
from runs.harjoitus.komennot import OHJAAJA, Tekija, Torjuttu
from runs.harjoitus.kortit import kortit
from runs.harjoitus.roolit import roolit
from visualisointi import harjoitussanat
from visualisointi.selain.etuosat import OMAT
from visualisointi.selain.harjoitushuoneet import Huoneet, Liikaa, Tuntematon

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

ALKU = "/harjoitus"
IKA = 7 * 24 * 3600  # seconds a cookie is kept: a course of two days, and a week-end
ALUEET = ("uusimaa", "pirkanmaa", "keski-suomi")
ASIAKIRJAT = ("purku", "poytakirja", "sopimusluonnos")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MUODOT = {
    "html": ("inline", "text/html; charset=utf-8"),
    "docx": ("attachment", WORD),
    "pdf": ("attachment", "application/pdf"),
    "zip": ("attachment", "application/zip"),
    "jsonl": ("attachment", "application/jsonl"),
}
MUUT = {"saanto": "zip", "vienti": "jsonl"}  # what comes in one form only
SYKE = 15.0  # seconds between signs of life
RUNKO = OMAT / "julkinen" / "harjoitus.html"


_oma: Huoneet | None = None


def reitit(huoneet: Huoneet | None = None) -> list[Any]:
    """Routes to be put before the browser's own. Without `huoneet` the server's own rooms: `sulje` closes them."""
    from starlette.routing import Route

    global _oma
    if huoneet is None:
        huoneet = _oma = _oma or Huoneet()
    r = Reitit(huoneet)
    api = f"{ALKU}/api"
    return [
        Route(f"{api}/sanat", r.sanat),
        Route(f"{api}/huoneet", r.uusi, methods=["POST"]),
        Route(f"{api}/{{koodi}}/liity", r.liity, methods=["POST"]),
        Route(f"{api}/{{koodi}}/tunnistaudu", r.tunnistaudu, methods=["POST"]),
        Route(f"{api}/{{koodi}}/komento", r.komento, methods=["POST"]),
        Route(f"{api}/{{koodi}}/nakyma", r.nakyma),
        Route(f"{api}/{{koodi}}/virta", r.virta),
        Route(f"{api}/{{koodi}}/qr.svg", r.qr),
        Route(f"{api}/{{koodi}}/loki", r.loki),
        Route(f"{api}/{{koodi}}/asiakirja/{{nimi}}", r.asiakirja),
        Route(f"{ALKU}/{{loppu:path}}", r.sivu),
        Route(ALKU, r.sivu),
    ]


def sulje() -> None:
    """Close the server's own rooms: their logs and the processes that live their years."""
    global _oma
    if _oma is not None:
        _oma.sulje()
        _oma = None


def palvele(host: str, port: int, kansio: Path | None = None) -> None:
    """Serve the exercise alone until interrupted. `kansio`: of the rooms.

    Raises `etuosat.Puuttuu` when the front-end files cannot be had, OSError when the port is taken.
    """
    import uvicorn

    with socket.socket() as koe:
        koe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        koe.bind((host, port))
    huoneet = Huoneet(kansio)
    try:
        uvicorn.run(sovellus(huoneet), host=host, port=port, log_level="warning", timeout_graceful_shutdown=2)
    finally:
        huoneet.sulje()


def sovellus(huoneet: Huoneet) -> Any:
    """The exercise alone, with the styles of the whole browser: for tests, and where nothing else is served.

    Raises `etuosat.Puuttuu` when the front-end files are not here and cannot be had.
    """
    from starlette.applications import Starlette
    from starlette.responses import Response as R
    from starlette.routing import Mount, Route
    from starlette.staticfiles import StaticFiles

    from visualisointi.selain import etuosat
    from visualisointi.selain.palvelin import Kaare

    etuosat.asenna()

    async def varit(pyynto: Request) -> Response:
        return R(etuosat.varit(), media_type="text/css")

    oma = StaticFiles(directory=OMAT / "julkinen")
    return Kaare(Starlette(routes=[*reitit(huoneet), Route("/varit.css", varit), Mount("/oma", app=oma)]))


class Vastaa(Exception):
    """An answer that is not the one hoped for: status and code of a sentence."""

    def __init__(self, tila: int, koodi: str, **tiedot: Any) -> None:
        self.tila, self.koodi, self.tiedot = tila, koodi, tiedot
        super().__init__(koodi)


def _json(tiedot: Any, tila: int = 200) -> Response:
    from starlette.responses import Response as R

    teksti = json.dumps(tiedot, ensure_ascii=False, allow_nan=False)
    return R(teksti, tila, {"cache-control": "no-store"}, "application/json")


class Reitit:
    """The routes, with the rooms they serve."""

    def __init__(self, huoneet: Huoneet) -> None:
        self.huoneet = huoneet

    # pages and words -------------------------------------------------------------------------------------------------

    async def sivu(self, pyynto: Request) -> Response:
        """One page for all; its script looks at the address."""
        from starlette.responses import HTMLResponse

        return HTMLResponse(RUNKO.read_text(encoding="utf-8"))

    async def sanat(self, pyynto: Request) -> Response:
        """Words, roles, cards and presets in a language."""
        from runs.harjoitus import asiakirjat

        kieli = _kieli(pyynto)
        esi = [esiasetus.lue(n) for n in esiasetus.luettelo()]
        tavoitteet = ("raha", "virement", "ketjut", "kannustin", "seuraamus", "kapitaatio")
        kohdat = {k: asiakirjat.kohdan_nimi(k, kieli) for k in (*tavoitteet, *asiakirjat.jako_ja_tavoitteet())}
        return _json(
            {
                "sanat": harjoitussanat.kaikki(kieli),
                "roolit": {k: r.name.get(kieli) for k, r in roolit().items()},
                "kortit": {k: {"nimi": c.name.get(kieli), "teksti": c.text.get(kieli)} for k, c in kortit().items()},
                "kohdat": kohdat,
                "tavoitteet": {k: asiakirjat.tavoitteen_nimi(k, kieli) for k in KAIKKI_TAVOITTEET},
                "keinot": asiakirjat.keinojen_nimet(kieli),
                "esiasetukset": [
                    {
                        "nimi": e.name,
                        "teksti": e.text.get(kieli),
                        "roolit": e.roles,
                        "alue": e.region,
                        "palvelut": e.services,
                        "kierroksia": e.kierroksia,
                        "vuosia": e.years_per_round,
                        "tarjouksia": e.offers,
                        "tapahtumat": [t.model_dump() for t in e.event],
                        "mallit": [o.financing for o in e.part],
                    }
                    for e in esi
                ],
                "alueet": ALUEET,
                "prosentteina": sorted(asiakirjat.PROSENTTEINA),
            }
        )

    # rooms -----------------------------------------------------------------------------------------------------------

    async def uusi(self, pyynto: Request) -> Response:
        """A new room: code and the two secret links."""

        async def tee() -> Response:
            k = await _runko(pyynto)
            otos = k.get("otos")
            if otos is not None and not isinstance(otos, (int, float)):
                raise Vastaa(400, "ei_luku")
            muutokset = k.get("muutokset", {})
            if not isinstance(muutokset, dict):
                raise Vastaa(400, "ei_json")
            nimi, osoite = str(k.get("esiasetus", "")), _osoite(pyynto)
            avaa = asyncio.to_thread(self.huoneet.avaa, nimi, otos, osoite, muutokset)
            istunto, ohjaaja, valkokangas = await avaa
            koodi = istunto.huone.koodi
            linkit = {"ohjaaja": f"{ALKU}/o/{koodi}#{ohjaaja}", "valkokangas": f"{ALKU}/v/{koodi}#{valkokangas}"}
            vastaus = _json({"koodi": koodi, **linkit})
            _keksi(vastaus, pyynto, f"o_{koodi}", ohjaaja)
            return vastaus

        return await self._turvassa(tee)

    async def liity(self, pyynto: Request) -> Response:
        """Come into a room by its code with a nickname."""

        async def tee() -> Response:
            istunto, k = self._huone(pyynto), await _runko(pyynto)
            tunnus = str(k.get("tunnus", ""))
            jasen, avain = await asyncio.to_thread(istunto.liity, str(k.get("nimi") or ""), tunnus)
            vastaus = _json({"jasen": jasen})
            _keksi(vastaus, pyynto, f"j_{istunto.huone.koodi}", f"{jasen}.{avain}")
            return vastaus

        return await self._turvassa(tee)

    async def tunnistaudu(self, pyynto: Request) -> Response:
        """Facilitator or projector: the secret of the link becomes a cookie."""

        async def tee() -> Response:
            istunto, k = self._huone(pyynto), await _runko(pyynto)
            salaisuus, laji = str(k.get("salaisuus", "")), k.get("laji")
            sopii = {"o": istunto.on_ohjaaja, "v": istunto.on_valkokangas}.get(str(laji))
            if sopii is None or not sopii(salaisuus):
                self.huoneet.vaara(_osoite(pyynto))
                raise Vastaa(403, "vaara_linkki")
            vastaus = _json({"ok": True})
            _keksi(vastaus, pyynto, f"{laji}_{istunto.huone.koodi}", salaisuus)
            return vastaus

        return await self._turvassa(tee)

    async def komento(self, pyynto: Request) -> Response:
        """A command of a member or of the facilitator (`?laji=o`)."""

        async def tee() -> Response:
            istunto, k = self._huone(pyynto), await _runko(pyynto)
            if k.get("laji") == "liity":
                raise Vastaa(400, "tuntematon_komento")
            tekija = self._tekija(pyynto, istunto)
            await asyncio.to_thread(istunto.komento, tekija, k)
            self.huoneet.jatka(istunto)
            return _json({"versio": istunto.huone.versio})

        return await self._turvassa(tee)

    async def nakyma(self, pyynto: Request) -> Response:
        """What this browser may see now."""
        from runs.harjoitus import asiakirjat

        async def tee() -> Response:
            istunto = self._huone(pyynto)
            h, laji = istunto.huone, pyynto.query_params.get("laji", "j")
            if laji == "o":
                self._tekija(pyynto, istunto)
                return _json({"aika": istunto.nyt(), "pdf": bool(asiakirjat.tulostin()), **nakymat.ohjaaja(h)})
            if laji == "v":
                if not istunto.on_valkokangas(pyynto.cookies.get(f"v_{h.koodi}", "")):
                    raise Vastaa(403, "vaara_linkki")
                return _json({"aika": istunto.nyt(), "koodi": h.koodi, **nakymat.julkinen(h)})
            jasen = self._jasen(pyynto, istunto)
            if jasen is None:
                return _json({"aika": istunto.nyt(), "liittymatta": True})
            return _json({"aika": istunto.nyt(), **nakymat.nakyma(h, h.jasenet[jasen.jasen])})

        return await self._turvassa(tee)

    async def virta(self, pyynto: Request) -> Response:
        """Server-sent events: the room's version whenever it changes, a sign of life between."""
        from starlette.responses import StreamingResponse

        async def tee() -> Response:
            istunto = self._huone(pyynto)
            otsakkeet = {"cache-control": "no-store", "x-accel-buffering": "no"}
            return StreamingResponse(self._versiot(istunto), 200, otsakkeet, "text/event-stream")

        return await self._turvassa(tee)

    async def _versiot(self, istunto: Istunto) -> AsyncIterator[str]:
        koodi = istunto.huone.koodi
        tapahtuma = self.huoneet.kuuntele(koodi)
        try:
            yield "retry: 1000\n\n"
            while True:
                tapahtuma.clear()
                yield f"data: {istunto.huone.versio}\n\n"
                try:
                    await asyncio.wait_for(tapahtuma.wait(), SYKE)
                except TimeoutError:
                    yield ": elossa\n\n"
        finally:
            self.huoneet.lopeta(koodi, tapahtuma)

    async def qr(self, pyynto: Request) -> Response:
        """The joining address as a QR code."""
        from starlette.responses import Response as R

        async def tee() -> Response:
            import segno

            istunto = self._huone(pyynto)
            osoite = f"{pyynto.url.scheme}://{pyynto.url.netloc}{ALKU}/{istunto.huone.koodi}"
            puskuri = io.BytesIO()
            segno.make(osoite, error="m").save(puskuri, kind="svg", scale=6, border=2, xmldecl=False, light="#fff")
            return R(puskuri.getvalue(), 200, {"cache-control": "no-store"}, "image/svg+xml")

        return await self._turvassa(tee)

    async def loki(self, pyynto: Request) -> Response:
        """The log of the session, for the facilitator."""
        from starlette.responses import FileResponse

        async def tee() -> Response:
            istunto = self._huone(pyynto)
            if not istunto.on_ohjaaja(pyynto.cookies.get(f"o_{istunto.huone.koodi}", "")):
                raise Vastaa(403, "vaara_linkki")
            return FileResponse(istunto.loki.polku, filename=f"harjoitus-{istunto.huone.koodi}.sqlite")

        return await self._turvassa(tee)

    async def asiakirja(self, pyynto: Request) -> Response:
        """For the facilitator: debrief, minutes or draft of the agreement as HTML, Word or PDF (`purku.html`), the
        deals as rules (`saanto.zip`), the session for research (`vienti.jsonl`)."""
        from starlette.responses import Response as R

        async def tee() -> Response:
            istunto = self._huone(pyynto)
            if not istunto.on_ohjaaja(pyynto.cookies.get(f"o_{istunto.huone.koodi}", "")):
                raise Vastaa(403, "vaara_linkki")
            nimi, _, muoto = pyynto.path_params["nimi"].partition(".")
            tehdaan = MUUT[nimi] == muoto if nimi in MUUT else nimi in ASIAKIRJAT and muoto in MUODOT
            if not tehdaan or not istunto.huone.kierrokset:
                raise Vastaa(404, "ei_asiakirjaa")
            try:
                tavut = await asyncio.to_thread(self.huoneet.asiakirja, istunto, nimi, muoto, _kieli(pyynto))
            except KeyError:
                raise Vastaa(404, "ei_asiakirjaa") from None
            otsakkeet = {
                "cache-control": "no-store",
                "content-disposition": f'{MUODOT[muoto][0]}; filename="{nimi}.{muoto}"',
            }
            return R(tavut, 200, otsakkeet, MUODOT[muoto][1])

        return await self._turvassa(tee)

    # who -------------------------------------------------------------------------------------------------------------

    def _huone(self, pyynto: Request) -> Istunto:
        return self.huoneet.hae(pyynto.path_params["koodi"], _osoite(pyynto))

    def _jasen(self, pyynto: Request, istunto: Istunto) -> Tekija | None:
        jasen, _, avain = pyynto.cookies.get(f"j_{istunto.huone.koodi}", "").partition(".")
        return istunto.jasen(jasen, avain)

    def _tekija(self, pyynto: Request, istunto: Istunto) -> Tekija:
        """Raises Vastaa when the browser is nobody here."""
        if pyynto.query_params.get("laji") == "o":
            if not istunto.on_ohjaaja(pyynto.cookies.get(f"o_{istunto.huone.koodi}", "")):
                raise Vastaa(403, "vaara_linkki")
            return Tekija(OHJAAJA)
        tekija = self._jasen(pyynto, istunto)
        if tekija is None:
            raise Vastaa(403, "ei_jasen")
        return tekija

    async def _turvassa(self, tee: Callable[[], Awaitable[Response]]) -> Response:
        """Every refusal as JSON with its code; nothing of the inside is told."""
        try:
            return await tee()
        except Vastaa as v:
            return _json({"virhe": v.koodi, "tiedot": v.tiedot}, v.tila)
        except Torjuttu as v:
            return _json({"virhe": v.koodi, "tiedot": v.tiedot}, 429 if v.koodi == "liian_tiheaan" else 409)
        except Tuntematon:
            return _json({"virhe": "ei_huonetta", "tiedot": {}}, 404)
        except Liikaa:
            return _json({"virhe": "liikaa_yrityksia", "tiedot": {}}, 429)
        except ViallinenSyote as v:
            return _json({"virhe": "viallinen", "tiedot": {"viat": [str(x) for x in v.viat]}}, 400)


async def _runko(pyynto: Request) -> dict[str, Any]:
    """The body of a command: a small JSON object from a page of this server. Raises Vastaa."""
    alkupera = pyynto.headers.get("origin")
    if alkupera and urlsplit(alkupera).netloc != pyynto.headers.get("host"):
        raise Vastaa(403, "vieras_sivu")
    if not pyynto.headers.get("content-type", "").startswith("application/json"):
        raise Vastaa(415, "ei_json")
    tavut = await pyynto.body()
    if len(tavut) > 20_000:
        raise Vastaa(413, "liian_suuri")
    try:
        k = json.loads(tavut, parse_constant=_ei_vakioita)
    except ValueError:
        raise Vastaa(400, "ei_json") from None
    if not isinstance(k, dict):
        raise Vastaa(400, "ei_json")
    return k


def _ei_vakioita(nimi: str) -> None:
    raise ValueError(nimi)


def _keksi(vastaus: Response, pyynto: Request, nimi: str, arvo: str) -> None:
    suojattu = pyynto.url.scheme == "https"
    vastaus.set_cookie(nimi, arvo, IKA, path=ALKU, httponly=True, samesite="strict", secure=suojattu)


def _osoite(pyynto: Request) -> str:
    return pyynto.client.host if pyynto.client else ""


def _kieli(pyynto: Request) -> str:
    kieli = pyynto.query_params.get("kieli", "fi")
    return kieli if kieli in harjoitussanat.KIELET else "fi"
