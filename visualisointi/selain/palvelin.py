"""The server of the browser: Solara behind a small wrapper of our own, on this machine, with no request outside.

The wrapper gives what Solara does not: the page's language, zoom, security headers, a check of where a websocket comes
from, and `/terveys` (is the server well?).
"""

from __future__ import annotations

import os
import socket
import threading
import time
import urllib.request
import warnings
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from visualisointi.selain import etuosat, harjoituspalvelin, laskenta
from visualisointi.selain.etuosat import Puuttuu as Puuttuu
from visualisointi.selain.kieli import KIELET, OLETUS

Viesti = MutableMapping[str, Any]
Sovellus = Callable[[Viesti, Callable[[], Awaitable[Viesti]], Callable[[Viesti], Awaitable[None]]], Awaitable[None]]

OTSAKKEET = {
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss: blob:; frame-ancestors 'none'; "
        "base-uri 'self'; object-src 'none'; form-action 'self'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
YMPARISTO = {
    "SOLARA_APP": "visualisointi.selain.sovellus",
    "SOLARA_ASSETS_CDN": "http://127.0.0.1:9/",  # what is not here is nowhere: nothing is asked of the network
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false",
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "false",
    "SOLARA_THEME_SHOW_BANNER": "false",
    "SOLARA_THEME_LOADER": "plain",
    "SOLARA_THEME_TITLE": "Sotemalli",
    "SOLARA_THEME_FORCE_REFRESH": "true",
    "SOLARA_KERNEL_CULL_TIMEOUT": "30m",
    "SOLARA_SESSION_HTTP_ONLY": "true",
}
PAAHAN = b"""<link rel="icon" href="/oma/merkki.svg" type="image/svg+xml"><link rel="stylesheet" href="/varit.css">
<link rel="stylesheet" href="/oma/sote.css">
<script src="/oma/sote.js" defer></script><script src="/oma/kartta.js" defer></script>"""
POISTUNUT = (
    "Tiedostoa ei enää ole: pyydä raportti uudelleen.\nFilen finns inte längre: be om rapporten på nytt.\n"
    "The file is gone: ask for the report again.\n"
)
SUURI = "Pyyntö on liian suuri. / Begäran är för stor. / The request is too large.\n"
SUURIN_PYYNTO = 1_000_000  # bytes of a request's body


def sovellus() -> Sovellus:
    """The ASGI application. Raises `etuosat.Puuttuu` when the front-end files are not here and cannot be had."""
    for avain, arvo in YMPARISTO.items():
        os.environ.setdefault(avain, arvo)
    os.environ["SOLARA_ASSETS_PROXY_CACHE_DIR"] = str(etuosat.asenna())
    warnings.filterwarnings("ignore", message="Cookies with samesite=none")  # this machine is served without https
    import solara.server.starlette as solara_palvelin
    from starlette.applications import Starlette
    from starlette.responses import JSONResponse, Response
    from starlette.routing import Mount, Route
    from starlette.staticfiles import StaticFiles

    from visualisointi.selain import vienti

    async def terveys(pyynto: Any) -> JSONResponse:
        return JSONResponse({"ok": True, **laskenta.tila()})

    async def varit(pyynto: Any) -> Response:
        return Response(etuosat.varit(), media_type="text/css", headers={"cache-control": "max-age=86400"})

    async def lataus(pyynto: Any) -> Response:
        tiedosto = vienti.hae(pyynto.path_params["avain"])
        if tiedosto is None:
            return Response(POISTUNUT, 404, media_type="text/plain")
        nimi = f"attachment; filename*=UTF-8''{quote(tiedosto.nimi)}"
        otsakkeet = {"content-disposition": nimi, "cache-control": "no-store"}
        return Response(tiedosto.sisalto, headers={**otsakkeet, "content-type": tiedosto.laji})

    oma = StaticFiles(directory=etuosat.OMAT / "julkinen")
    reitit = [
        *harjoituspalvelin.reitit(),
        Route("/terveys", terveys),
        Route("/varit.css", varit),
        Route(vienti.POLKU + "/{avain}/{nimi}", lataus),
        Mount("/oma", app=oma),
        Mount("/", app=solara_palvelin.app),
    ]
    return Kaare(Starlette(routes=reitit, lifespan=solara_palvelin.lifespan))


class Kaare:
    """Our wrapper around an ASGI application."""

    def __init__(self, sisalla: Sovellus) -> None:
        self.sisalla = sisalla

    async def __call__(self, scope: Viesti, receive: Any, send: Any) -> None:
        """Refuse what is foreign or too large; hand the rest on, and mend what comes back."""
        if scope["type"] == "websocket" and not _sama_alkupera(scope):
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self.sisalla(scope, receive, send)
            return
        if int(_otsake(scope, b"content-length") or 0) > SUURIN_PYYNTO:
            otsakkeet = [(b"content-type", b"text/plain; charset=utf-8")]
            await send({"type": "http.response.start", "status": 413, "headers": otsakkeet})
            await send({"type": "http.response.body", "body": SUURI.encode()})
            return
        if b"text/html" in _otsake(scope, b"accept"):  # pages are rewritten, so they must come as they are
            scope = {**scope, "headers": [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]}
        await self.sisalla(scope, receive, _Vastaus(send, _kieli(scope)))


class _Vastaus:
    """What is sent back: headers added; a page gets its language and may be zoomed."""

    def __init__(self, send: Any, kieli: str) -> None:
        self.send, self.kieli, self.runko = send, kieli, b""
        self.alku: Viesti | None = None

    async def __call__(self, viesti: Viesti) -> None:
        if viesti["type"] == "http.response.start":
            otsakkeet = [(k, v) for k, v in viesti["headers"] if k.decode().lower() not in OTSAKKEET]
            otsakkeet += [(k.encode(), v.encode()) for k, v in OTSAKKEET.items()]
            viesti = {**viesti, "headers": otsakkeet}
            sanakirja = dict(otsakkeet)
            if sanakirja.get(b"content-type", b"").startswith(b"text/html") and b"content-disposition" not in sanakirja:
                self.alku = viesti
                return
        elif self.alku is not None:
            self.runko += viesti.get("body", b"")
            if viesti.get("more_body"):
                return
            runko = self.runko.replace(b"<html>", f'<html lang="{self.kieli}">'.encode(), 1)
            runko = runko.replace(b", maximum-scale=1, user-scalable=no, minimal-ui", b"", 1)
            runko = runko.replace(b"</head>", PAAHAN + b"</head>", 1)
            otsakkeet = [(k, v) for k, v in self.alku["headers"] if k != b"content-length"]
            otsakkeet.append((b"content-length", str(len(runko)).encode()))
            await self.send({**self.alku, "headers": otsakkeet})
            viesti = {"type": "http.response.body", "body": runko}
        await self.send(viesti)


def _otsake(scope: Viesti, nimi: bytes) -> bytes:
    return next((v for k, v in scope["headers"] if k == nimi), b"")


def _kieli(scope: Viesti) -> str:
    kieli = (parse_qs(scope.get("query_string", b"").decode("latin-1")).get("kieli") or [OLETUS])[0]
    return kieli if kieli in KIELET else OLETUS


def _sama_alkupera(scope: Viesti) -> bool:
    """Does the websocket come from a page of this server? A client without Origin is no browser."""
    alkupera = _otsake(scope, b"origin").decode("latin-1")
    return not alkupera or urlsplit(alkupera).netloc == _otsake(scope, b"host").decode("latin-1")


# running ---------------------------------------------------------------------------------------------------------


def palvele(host: str, port: int) -> None:
    """Serve until interrupted. Raises `etuosat.Puuttuu`, or OSError when the port is taken."""
    import uvicorn

    with socket.socket() as koe:
        koe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        koe.bind((host, port))
    try:
        uvicorn.run(sovellus(), host=host, port=port, log_level="warning", timeout_graceful_shutdown=5)
    finally:
        harjoituspalvelin.sulje()
        laskenta.sulje()


def vapaa_portti() -> int:
    """A port nobody uses now."""
    with socket.socket() as pistoke:
        pistoke.bind(("127.0.0.1", 0))
        return int(pistoke.getsockname()[1])


def koe(odotus: float = 60.0) -> list[tuple[str, bool, str]]:
    """Start, ask a few things of it, stop: rows (what, ok, detail)."""
    import uvicorn

    portti = vapaa_portti()
    palvelin = uvicorn.Server(uvicorn.Config(sovellus(), port=portti, log_level="error"))
    saie = threading.Thread(target=palvelin.run, daemon=True)
    saie.start()
    alku = time.monotonic()
    while not palvelin.started and time.monotonic() - alku < odotus and saie.is_alive():
        time.sleep(0.05)
    rivit = [("starts", palvelin.started, f"{time.monotonic() - alku:.1f} s")]
    if palvelin.started:
        rivit += [_kysy(portti, polku, sana) for polku, sana in KYSYTAAN]
    palvelin.should_exit = True
    saie.join(15)
    harjoituspalvelin.sulje()
    laskenta.sulje()
    rivit.append(("stops", not saie.is_alive(), ""))
    return rivit


KYSYTAAN = (
    ("/terveys", b'"ok":true'),
    ("/?kieli=sv", b'<html lang="sv">'),
    ("/oma/sote.css", b"--page"),
    ("/harjoitus", b"harjoitus.js"),
    (f"/_solara/cdn/{etuosat.VUE}@{{vue}}/dist/main8.css", b"{"),
)


def _kysy(portti: int, polku: str, sana: bytes) -> tuple[str, bool, str]:
    polku = polku.replace("{vue}", etuosat.versiot()[etuosat.VUE])
    try:
        pyynto = urllib.request.Request(f"http://127.0.0.1:{portti}{polku}", headers={"accept": "text/html,*/*"})
        with urllib.request.urlopen(pyynto, timeout=20) as vastaus:
            return polku, sana in vastaus.read(), f"{vastaus.status}"
    except OSError as virhe:
        return polku, False, str(virhe)
