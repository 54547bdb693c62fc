"""A local service that replays answers of the shapes that Sotkanet and PxWeb have."""

from __future__ import annotations

import json
import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

VUODET = range(2015, 2020)


def json_vastaus(sisalto: Any, tila: int = 200, **otsakkeet: str) -> tuple[int, dict[str, str], bytes]:
    return tila, {"Content-Type": "application/json;charset=UTF-8", **otsakkeet}, json.dumps(sisalto).encode()


def html(tila: int, otsikko: str) -> tuple[int, dict[str, str], bytes]:
    sivu = f"<!DOCTYPE html><html><head><title>{otsikko}</title></head><body>...</body></html>"
    return tila, {"Content-Type": "text/html"}, sivu.encode()


class Palvelin:
    """Routes path -> answer; `vikoja` are given first, one a request. `pyynnot`: (method, path, query, body, agent)."""

    def __init__(self) -> None:
        self.reitit: dict[str, Callable[[dict[str, list[str]], Any], Any]] = {}
        self.vikoja: list[Any] = []
        self.pyynnot: list[tuple[str, str, dict[str, list[str]], Any, str]] = []
        self.osoite = ""

    def vastaa(self, menetelma: str, polku: str, kysely: str, runko: Any, kutsuja: str) -> Any:
        kentat = parse_qs(kysely, keep_blank_values=True)
        self.pyynnot.append((menetelma, polku, kentat, runko, kutsuja))
        if self.vikoja:
            vika = self.vikoja.pop(0)
            if vika is not None:
                return vika
        if polku not in self.reitit:
            return html(404, "Not found")
        return self.reitit[polku](kentat, runko)


@contextmanager
def palvelimella(palvelin: Palvelin) -> Iterator[Palvelin]:
    class Kasittelija(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _hoida(self) -> None:
            osat = urlsplit(self.path)
            pituus = int(self.headers.get("Content-Length") or 0)
            runko = json.loads(self.rfile.read(pituus)) if pituus else None
            vastaus = palvelin.vastaa(
                self.command, osat.path, osat.query, runko, self.headers.get("User-Agent", "")
            )  # fmt: skip
            if isinstance(vastaus, float):  # silence for so many seconds, then nothing
                time.sleep(vastaus)
                self.close_connection = True
                return
            tila, otsakkeet, tavut = vastaus
            self.send_response(tila)
            for nimi, arvo in {"Content-Length": str(len(tavut)), "Connection": "close", **otsakkeet}.items():
                self.send_header(nimi, arvo)
            self.end_headers()
            self.wfile.write(tavut)
            self.close_connection = True

        do_GET = do_POST = _hoida

        def log_message(self, *args: Any) -> None:
            pass

    kone = ThreadingHTTPServer(("127.0.0.1", 0), Kasittelija)
    kone.daemon_threads = True
    saie = threading.Thread(target=kone.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    saie.start()
    palvelin.osoite = f"http://127.0.0.1:{kone.server_port}"
    try:
        yield palvelin
    finally:
        kone.shutdown()
        kone.server_close()


# --------------------------------------------------------------------------------------------------- Sotkanet
SOTKANET = "/rest/1.1"
ALUEET = [
    {"id": 658, "code": "358", "category": "MAA", "uri": "...", "title": {"fi": "Koko maa", "sv": "Hela landet"}},
    {"id": 488, "code": "01", "category": "MAAKUNTA", "uri": "", "title": {"fi": "Uusimaa", "sv": "Nyland"}},
    {"id": 3, "code": "018", "category": "KUNTA", "uri": "", "title": {"fi": "Askola", "sv": "Askola"}},
    {"id": 14, "code": "049", "category": "KUNTA", "uri": "", "title": {"fi": "Espoo", "sv": "Esbo"}},
    {"id": 49, "code": "091", "category": "KUNTA", "uri": "", "title": {"fi": "Helsinki", "sv": "Helsingfors"}},
    {"id": 18, "code": "049", "category": "SEUTUKUNTA", "uri": "", "title": {"fi": "Muu", "sv": "Annan"}},
]
VAKILUKU = {3: 4990.0, 14: 279044.0, 49: 643272.0, 488: 1655624.0, 658: 5513130.0, 18: 1.0}


def indikaattori(tunnus: int = 127, otsikko: str = "Väestö 31.12.", sukupuolet: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "id": tunnus,
        "title": {"fi": otsikko, "sv": "Befolkning 31.12", "en": "Population, 31 Dec"},
        "organization": {"id": 3, "title": {"fi": "Tilastokeskus", "sv": "Statistikcentralen"}},
        "classifications": {
            "sex": {"values": list(sukupuolet or ("male", "female", "total"))},
            "region": {"values": ["Kunta", "Maakunta", "Maa"]},
        },
        "range": {"start": 2015, "end": 2019},
        "decimals": 0,
        "data-updated": "2026-04-01",
        "primaryValueType": {"code": "count", "title": {"fi": "Lukumäärä", "sv": "Antal"}},
    }


def luvut(kysely: dict[str, list[str]], _: Any) -> Any:
    """Every region, as the service does; 2016 Espoo is missing, Helsinki is told by sex too."""
    rivit = []
    for vuosi in map(int, kysely["years"]):
        for sukupuoli in kysely["genders"]:
            for alue, arvo in VAKILUKU.items():
                if (alue, vuosi) == (14, 2016) or vuosi not in VUODET:
                    continue
                luku = arvo + (vuosi - 2017) * 10 if sukupuoli == "total" else arvo // 2
                rivit.append({"indicator": int(kysely["indicator"][0]), "region": alue, "year": vuosi,
                              "gender": sukupuoli, "value": luku, "absValue": luku})  # fmt: skip
    return json_vastaus(rivit)


def sotkanet() -> Palvelin:
    palvelin = Palvelin()
    palvelin.reitit = {
        f"{SOTKANET}/indicators": lambda *_: json_vastaus(
            [indikaattori(), indikaattori(3216, "Kuollut"), indikaattori(2433, "Ruotsinkielinen väestö")]
        ),
        f"{SOTKANET}/indicators/127": lambda *_: json_vastaus(indikaattori()),
        f"{SOTKANET}/indicators/3216": lambda *_: json_vastaus(indikaattori(3216, "Kuollut", ("total",))),
        f"{SOTKANET}/regions": lambda *_: json_vastaus(ALUEET),
        f"{SOTKANET}/json": lambda kysely, runko: (
            json_vastaus([]) if kysely["indicator"] == ["3216"] else luvut(kysely, runko)
        ),
    }
    return palvelin


# --------------------------------------------------------------------------------------------------- PxWeb
PXWEB = "/PxWeb/api/v1/fi"
TAULU = "Kuntien_avainluvut/2018/kuntien_avainluvut_2018_aikasarja.px"
MUUTTUJAT: list[dict[str, Any]] = [
    {"code": "Alue 2018", "text": "Alue 2018", "values": ["SSS", "KU018", "KU049", "KU091", "MK01"],
     "valueTexts": ["KOKO MAA", "Askola", "Espoo", "Helsinki", "MK01 Uusimaa"]},
    {"code": "Tiedot", "text": "Tiedot", "values": ["M411", "M404"],
     "valueTexts": ["Väkiluku", "Ruotsinkielisten osuus väestöstä, %"]},
    {"code": "Vuosi", "text": "Vuosi", "values": ["2016", "2017"], "valueTexts": ["2016", "2017"], "time": True},
    {"code": "Sukupuoli", "text": "Sukupuoli", "values": ["S", "1", "2"], "elimination": True,
     "valueTexts": ["Yhteensä", "Miehet", "Naiset"]},
]  # fmt: skip


def solu(koodit: tuple[str, ...]) -> float | None:
    """A number that tells its own place; one cell is missing."""
    if "KU049" in koodit and "M404" in koodit:
        return None
    return sum((n + 1) * 1000 ** (3 - n) * (1 + sum(map(ord, k)) % 7) for n, k in enumerate(koodit)) / 10


def jsonstat(muuttujat: list[dict[str, Any]], runko: Any) -> dict[str, Any]:
    """The answer of PxWeb to a query: what is not named is left out."""
    from itertools import product

    omat = {k["code"]: k["selection"]["values"] for k in runko["query"]}
    assert runko["response"] == {"format": "json-stat2"}
    tunnetut = {m["code"]: dict(zip(m["values"], m["valueTexts"], strict=True)) for m in muuttujat}
    return {
        "version": "2.0", "class": "dataset", "label": "Kuntien avainluvut", "source": "Tilastokeskus",
        "updated": "2019-05-21T06:00:00Z", "id": list(omat), "size": [len(arvot) for arvot in omat.values()],
        "dimension": {
            nimi: {"label": nimi, "category": {
                "index": {koodi: n for n, koodi in enumerate(arvot)},
                "label": {koodi: tunnetut[nimi][koodi] for koodi in arvot},
                **({"unit": {"M411": {"base": "henkilöä", "decimals": 0}}} if nimi == "Tiedot" else {}),
            }} for nimi, arvot in omat.items()
        },
        "value": [solu(koodit) for koodit in product(*omat.values())],
    }  # fmt: skip


def pxweb(raja: int = 100_000, kerrottu_raja: int | None = None) -> Palvelin:
    """A service that refuses more than `raja` cells (403), and says in ?config that it takes `kerrottu_raja`."""
    palvelin = Palvelin()

    def taulu(_: Any, runko: Any) -> Any:
        if runko is None:
            return json_vastaus({"title": "Kuntien avainluvut", "variables": MUUTTUJAT})
        if math.prod(len(k["selection"]["values"]) for k in runko["query"]) > raja:
            return html(403, "Forbidden")
        return json_vastaus(jsonstat(MUUTTUJAT, runko))

    asetukset = {"maxValues": 10, "maxCells": kerrottu_raja or raja, "maxCalls": 10, "timeWindow": 10, "CORS": True}
    palvelin.reitit = {
        PXWEB: lambda *_: json_vastaus([{"dbid": "StatFin", "text": "StatFin"}]),
        f"{PXWEB}/": lambda kysely, _: json_vastaus(asetukset) if "config" in kysely else html(404, "Not found"),
        f"{PXWEB}/StatFin": lambda *_: json_vastaus(
            [{"id": "vaerak", "type": "l", "text": "Väestörakenne"}, {"id": "11ra.px", "type": "t", "text": "Väestö"}]
        ),
        f"{PXWEB}/{TAULU}": taulu,
        f"{PXWEB}/StatFin/vaerak/11ra.px": taulu,
    }
    return palvelin
