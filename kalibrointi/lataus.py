"""Loading from a statistics service: one question, its raw answer kept, where it came from, trouble in plain words.

No run needs this: the shipped tables are whole. `requests` (extra `data`) does the wire and is imported only here, when
a question is asked. The clients made for these services do not fit: pxwebpy 0.6.0 speaks only version 2 of the PxWeb
API, and Statistics Finland's is 1; statfin 0.4.1 neither waits on 429 nor splits a query and keeps pickles in the
current folder; pyjstat rests since 2023; Sotkanet has none for Python.

An answer is kept under its own SHA-256 and found by its question's: only whole ones that were understood are kept.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode, urlsplit

from kalibrointi.levy import kirjoita_syrjassa, valimuisti
from kalibrointi.viat import ViallinenSyote, Vika

if TYPE_CHECKING:
    import pandas as pd
    import requests

T = TypeVar("T")
AIKARAJA_S = 30.0  # until the first byte, and between two of them
KOKONAISAIKA_S = 180.0  # for one answer in all
ENINTAAN_TAVUA = 100_000_000
YRITYKSIA = 4  # after the first, when the service says it is busy
ODOTUS_ENINTAAN_S = 30
TYHJA = 204
KIIREESSA = (429, 502, 503, 504)
ASENNUS = 'it comes with the set-up (runs/kaynnista.py); by hand: pip install "requests>=2.33"'

_OUTO = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)  # what odd JSON brings about
VERKOTTA = "The shipped tables work without it."

_TILAT = {
    400: "does not understand the question (400)",
    401: "wants a key or a password (401)",
    403: "refuses to answer (403): it may block this network, or the query is too large",
    404: "knows no such thing (404)",
    413: "finds the query too large (413)",
    429: "is asked too often (429), also after waiting; try again in a few minutes",
}


class Latausvirhe(Exception):
    """The work failed though the input was right: network, service, or an answer of another shape. Exit code 1."""

    def __init__(self, viesti: str, tila: int = 0, paikka: str = "") -> None:
        self.viat = (Vika(viesti, paikka),)
        self.tila = tila  # HTTP status, 0 = none
        super().__init__(str(self.viat[0]))


class Muotovirhe(Exception):
    """An answer is not of the shape that it had when this was written."""


@dataclass(frozen=True)
class Vastaus:
    """One raw answer, by its question, time and fingerprint."""

    kysely: str
    haettu: str  # UTC, ISO 8601
    sha256: str
    valimuistista: bool = False

    def json(self) -> dict[str, str]:
        """What a provenance record says about it."""
        return {"kysely": self.kysely, "haettu": self.haettu, "sha256": self.sha256}


@dataclass(frozen=True)
class Lahdetieto:
    """Where a table came from: enough to ask the same again and to see whether the answer is the same."""

    palvelu: str
    osoite: str
    tunnus: str
    otsikko: str
    tuottaja: str
    lisenssi: str
    paivitetty: str  # as the service says; "" when it does not
    vastaukset: tuple[Vastaus, ...]

    @property
    def haettu(self) -> str:
        """Time of the oldest answer."""
        return min(vastaus.haettu for vastaus in self.vastaukset)

    def json(self) -> dict[str, Any]:
        """All of it as plain values."""
        nimet = ("palvelu", "osoite", "tunnus", "otsikko", "tuottaja", "lisenssi", "paivitetty", "haettu")
        return {**{nimi: getattr(self, nimi) for nimi in nimet}, "vastaukset": [v.json() for v in self.vastaukset]}


@dataclass(frozen=True)
class Aineisto:
    """A tidy table (alue, alue_nimi, vuosi, sukupuoli?, ..., mittari, arvo, yksikko) and where it came from."""

    rivit: pd.DataFrame
    lahde: Lahdetieto
    mittarit: dict[str, str]  # key of a measure -> its title
    huomautukset: tuple[str, ...] = ()


def jarjesta(rivit: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Rows in one fixed order of rows and columns; raises `Muotovirhe` when two rows say the same thing twice."""
    import pandas as pd

    kehys = pd.DataFrame(list(rivit))
    lopuksi = ["mittari", "arvo", "yksikko"]
    kehys = kehys[[s for s in kehys.columns if s not in lopuksi] + lopuksi]
    avaimet = [s for s in kehys.columns if s not in ("alue_nimi", "arvo", "yksikko")]
    if kehys.duplicated(avaimet).any():
        raise Muotovirhe("the same row comes twice")
    kehys["vuosi"] = kehys["vuosi"].astype("Int64")
    return kehys.sort_values(avaimet, kind="stable", ignore_index=True)


def kansio() -> Path:
    """Folder of kept answers: in SOTEMALLI_CACHE, else in the user's cache folder."""
    return valimuisti() / "data"


def ika(haettu: str) -> str:
    """Age of an answer in words."""
    tunteja = (datetime.now(UTC) - datetime.fromisoformat(haettu)).total_seconds() / 3600
    if tunteja < 1:
        return "less than an hour old"
    return f"{tunteja:.0f} hours old" if tunteja < 48 else f"{tunteja / 24:.0f} days old"


def osoitteeksi(annettu: str, oletus: str) -> str:
    """Base address: the default, or the given one - with the default's path when it has none of its own."""
    if not annettu:
        return oletus
    osat = urlsplit(annettu.strip())
    if osat.scheme not in ("http", "https") or not osat.hostname:
        raise ViallinenSyote(Vika(f"'{annettu}' is no address: it must begin with http:// or https://.", "--osoite"))
    if "@" in osat.netloc:  # it would be written down with the table's sources
        raise ViallinenSyote(Vika("no user name or password in an address, please.", "--osoite"))
    polku = osat.path.rstrip("/") or urlsplit(oletus).path
    return f"{osat.scheme}://{osat.netloc}{polku}"


@dataclass
class Hakija:
    """Asks one service. `uudelleen`: do not read what is kept. `kerro`: takes talk. `vastaukset`: what was used."""

    nimi: str
    osoite: str
    uudelleen: bool = False
    kerro: Callable[[str], None] = lambda teksti: None
    aikaraja: float = AIKARAJA_S
    vastaukset: list[Vastaus] = field(default_factory=list)
    _kerrottu: set[str] = field(default_factory=set)

    def hae(
        self, polku: str, jasenna: Callable[[Any], T], params: Sequence[tuple[str, Any]] = (), runko: Any = None
    ) -> T:
        """The answer as `jasenna` understands it; from the cache when it is there. Raises `Latausvirhe`.

        polku: path under the base address; runko: a JSON body makes it a POST. `jasenna` raises `Muotovirhe` (or
        `Latausvirhe`) on what it does not understand, and then nothing is kept.
        """
        url = "/".join([self.osoite, *([polku] if polku else [])]) + (f"?{urlencode(params)}" if params else "")
        kysely = f"GET {url}" if runko is None else f"POST {url} {json.dumps(runko, ensure_ascii=False)}"
        kateva = self._muistista(kysely)
        if kateva and not self.uudelleen:
            try:
                tulos = jasenna(json.loads(kateva[1]))
            except ViallinenSyote:
                raise
            except (*_OUTO, Muotovirhe):
                self.kerro(f"{self.nimi}: the kept answer is not understood; asking again")
            else:
                self._kerro_kerran(f"{self.nimi}: from the cache, {ika(kateva[0].haettu)}; --uudelleen asks anew")
                self.vastaukset.append(kateva[0])
                return tulos
        try:
            tavut = self._kysy(url, runko)
            tulos = self._ymmarra(tavut, jasenna, url)
        except Latausvirhe as virhe:
            if kateva:
                vihje = f" An answer to this very question is in the cache, {ika(kateva[0].haettu)}: drop --uudelleen."
                raise Latausvirhe(virhe.viat[0].viesti + vihje, virhe.tila, virhe.viat[0].tiedosto) from None
            raise
        self.vastaukset.append(self._pane_muistiin(kysely, tavut))
        return tulos

    def _kerro_kerran(self, teksti: str) -> None:
        if teksti not in self._kerrottu:
            self._kerrottu.add(teksti)
            self.kerro(teksti)

    # ------------------------------------------------------------------------------------------------ cache
    def _muistista(self, kysely: str) -> tuple[Vastaus, bytes] | None:
        try:
            tieto = json.loads((kansio() / "kyselyt" / f"{_sha(kysely.encode())}.json").read_bytes())
            vastaus = Vastaus(tieto["kysely"], tieto["haettu"], tieto["sha256"], valimuistista=True)
            ika(vastaus.haettu)
            tavut = (kansio() / "vastaukset" / f"{vastaus.sha256}.json").read_bytes()
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return (vastaus, tavut) if _sha(tavut) == vastaus.sha256 and vastaus.kysely == kysely else None

    def _pane_muistiin(self, kysely: str, tavut: bytes) -> Vastaus:
        vastaus = Vastaus(kysely, datetime.now(UTC).isoformat(timespec="seconds"), _sha(tavut))
        tieto = json.dumps(vastaus.json(), ensure_ascii=False, indent=1).encode()
        try:
            kirjoita_syrjassa(kansio() / "vastaukset" / f"{vastaus.sha256}.json", tavut)
            kirjoita_syrjassa(kansio() / "kyselyt" / f"{_sha(kysely.encode())}.json", tieto)
        except ViallinenSyote as virhe:  # the answer is at hand: not keeping it is no reason to fail
            self.kerro(f"the answer is not kept: {virhe}")
        return vastaus

    # ------------------------------------------------------------------------------------------------ wire
    def _kysy(self, url: str, runko: Any) -> bytes:
        requests = _requests()
        with _istunto(requests, self.nimi, self.kerro) as istunto:
            menetelma = "GET" if runko is None else "POST"
            try:
                vastaus = istunto.request(menetelma, url, json=runko, timeout=self.aikaraja, stream=True)
                tavut = self._lue(vastaus)
            except requests.exceptions.RequestException as virhe:
                raise Latausvirhe(f"{self.nimi} {_syy(virhe, self.aikaraja)}. {VERKOTTA}", paikka=url) from None
        if vastaus.status_code != 200:
            sanat = _TILAT.get(vastaus.status_code, f"is out of order ({vastaus.status_code}); try again later")
            raise Latausvirhe(f"{self.nimi} {sanat}.{_ote(tavut)}", vastaus.status_code, url)
        if not tavut.strip():
            raise Latausvirhe(f"{self.nimi} answers with nothing.", TYHJA, url)
        if tavut.lstrip()[:1] == b"<":
            minne = f" (it sent us on to {vastaus.url})" if vastaus.history else ""
            raise Latausvirhe(f"{self.nimi} answers with a web page, not with data{minne}.{_ote(tavut)}", paikka=url)
        return tavut

    def _lue(self, vastaus: requests.Response) -> bytes:
        """The body, within limits of time and size."""
        alku, osat, koko = time.monotonic(), [], 0
        for osa in vastaus.iter_content(1 << 16):
            osat.append(osa)
            koko += len(osa)
            if koko > ENINTAAN_TAVUA:
                raise Latausvirhe(f"{self.nimi}: the answer is over {ENINTAAN_TAVUA / 1e6:.0f} MB; ask for less.")
            if time.monotonic() - alku > KOKONAISAIKA_S:
                raise Latausvirhe(f"{self.nimi}: the answer did not end in {KOKONAISAIKA_S:.0f} s. {VERKOTTA}")
        return b"".join(osat)

    def _ymmarra(self, tavut: bytes, jasenna: Callable[[Any], T], url: str) -> T:
        try:
            return jasenna(json.loads(tavut))
        except ViallinenSyote:  # also a ValueError: the answer is understood, the question was wrong
            raise
        except Muotovirhe as virhe:
            viesti = f"{self.nimi} has changed the shape of its answers: {virhe}. Nothing of it is used."
        except (UnicodeDecodeError, json.JSONDecodeError):
            viesti = f"{self.nimi} does not answer in JSON.{_ote(tavut)}"
        except _OUTO as virhe:
            viesti = f"{self.nimi} has changed the shape of its answers ({virhe}). Nothing of it is used."
        raise Latausvirhe(viesti, paikka=url)


def _requests() -> Any:
    try:
        import requests
    except ImportError:
        raise Latausvirhe(f"loading needs the package requests, which is not installed: {ASENNUS}") from None
    return requests


def _istunto(kirjasto: Any, nimi: str, kerro: Callable[[str], None]) -> requests.Session:
    """A session that says who asks and waits as long as a busy service wants, within reason."""
    from urllib3.util.retry import Retry

    class Odottaja(Retry):
        def get_retry_after(self, response: Any) -> float | None:
            pyydetty = super().get_retry_after(response)
            return None if pyydetty is None else min(pyydetty, ODOTUS_ENINTAAN_S)

        def sleep(self, response: Any = None) -> None:
            odotus = (response is not None and self.get_retry_after(response)) or self.get_backoff_time()
            if odotus:
                kerro(f"{nimi} is busy: waiting {odotus:.0f} s")
            super().sleep(response)

    uusinta = Odottaja(
        total=None, connect=1, read=1, redirect=0, other=0, status=YRITYKSIA, status_forcelist=KIIREESSA,
        allowed_methods=None, backoff_factor=0.5, backoff_max=ODOTUS_ENINTAAN_S, raise_on_status=False,
        raise_on_redirect=False,
    )  # fmt: skip
    istunto: requests.Session = kirjasto.Session()
    istunto.max_redirects = 5
    istunto.headers.update({"User-Agent": kutsumanimi(), "Accept": "application/json"})
    for alku in ("http://", "https://"):
        istunto.mount(alku, kirjasto.adapters.HTTPAdapter(max_retries=uusinta))
    return istunto


def kutsumanimi() -> str:
    """User-Agent: says who asks; the services answer 403 to a bare library's name."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        versio = version("sotemalli")
    except PackageNotFoundError:
        versio = "0"
    return f"Mozilla/5.0 (compatible; sotemalli/{versio})"


def _syy(virhe: Exception, aikaraja: float) -> str:
    """A library's exception in plain words."""
    from requests import exceptions as lajit

    if isinstance(virhe, lajit.SSLError):
        return "is not who it says, or its certificate is not known here (REQUESTS_CA_BUNDLE names your own)"
    if isinstance(virhe, lajit.ProxyError):
        return "cannot be reached: the proxy (HTTPS_PROXY) does not let us through"
    if isinstance(virhe, lajit.Timeout):
        return f"did not answer in {aikaraja:g} s"
    if isinstance(virhe, lajit.TooManyRedirects):
        return "sends us on and on from one address to another"
    if isinstance(virhe, (lajit.ChunkedEncodingError, lajit.ContentDecodingError)):
        return "broke off in the middle of its answer"
    if isinstance(virhe, lajit.ConnectionError):
        if "Read timed out" in str(virhe):  # a pause inside the body comes as a connection error
            return f"did not answer in {aikaraja:g} s"
        syy = "no such name" if re.search("NameResolution|getaddrinfo|Name or service", str(virhe)) else "no connection"
        return f"cannot be reached: {syy}"
    return f"cannot be asked: {virhe}"


def _ote(tavut: bytes) -> str:
    """What the service itself says, in a few words: the title of a page or the beginning of a text."""
    teksti = tavut[:4000].decode("utf-8", "replace")
    otsikko = re.search(r"<title[^>]*>(.*?)</title>", teksti, re.DOTALL | re.IGNORECASE)
    teksti = otsikko[1] if otsikko else re.sub(r"<[^>]*>", " ", teksti)
    teksti = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", teksti).split())
    return f' It says: "{teksti[:120]}"' if teksti else ""


def _sha(tavut: bytes) -> str:
    return hashlib.sha256(tavut).hexdigest()


def kentta(tieto: Any, *avaimet: str | int, laji: type | tuple[type, ...] = object) -> Any:
    """`tieto[a][b]...` of the wanted kind; raises `Muotovirhe` that names what is not there."""
    for n, avain in enumerate(avaimet):
        try:
            tieto = tieto[avain]
        except (KeyError, IndexError, TypeError):
            raise Muotovirhe(f"'{'.'.join(map(str, avaimet[: n + 1]))}' is missing") from None
    if not isinstance(tieto, laji):
        polku = ".".join(map(str, avaimet)) or "the answer"
        raise Muotovirhe(f"'{polku}' is a {type(tieto).__name__}")
    return tieto
