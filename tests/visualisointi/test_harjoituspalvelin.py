"""The exercise over HTTP: who is let in, what is refused, what goes on the wire, and how soon others hear of it."""

import http.cookiejar
import io
import json
import os
import signal
import threading
import time
import urllib.error
import urllib.request
import zipfile

import pytest

pytest.importorskip("starlette")

import uvicorn
from starlette.applications import Starlette

from visualisointi.selain import harjoituspalvelin
from visualisointi.selain.harjoitushuoneet import ARVAUKSIA, Huoneet
from visualisointi.selain.palvelin import Kaare, vapaa_portti

ESIASETUS, OTOS = "virement-90", 0.001


class Selain:
    """A browser's worth of cookies and requests."""

    def __init__(self, osoite):
        self.osoite = osoite
        self.keksit = http.cookiejar.CookieJar()
        self.avaaja = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.keksit))

    def pyyda(self, polku, runko=None, **otsakkeet):
        tiedot = None if runko is None else runko if isinstance(runko, bytes) else json.dumps(runko).encode()
        otsakkeet = {"content-type": "application/json", **{k.replace("_", "-"): v for k, v in otsakkeet.items()}}
        pyynto = urllib.request.Request(f"{self.osoite}/harjoitus/api/{polku}", tiedot, otsakkeet)
        try:
            with self.avaaja.open(pyynto, timeout=120) as v:
                return v.status, json.loads(v.read())
        except urllib.error.HTTPError as v:
            return v.code, json.loads(v.read())

    def liity(self, koodi, nimi, rooli=None):
        assert self.pyyda(f"{koodi}/liity", {"nimi": nimi})[0] == 200
        if rooli:
            assert self.komento(koodi, laji="rooli", rooli=rooli)[0] == 200
        return self

    def komento(self, koodi, laji_="j", **k):
        return self.pyyda(f"{koodi}/komento?laji={laji_}", k)

    def nakyma(self, koodi, laji="j"):
        tila, n = self.pyyda(f"{koodi}/nakyma?laji={laji}")
        assert tila == 200, n
        return n


class Palvelin:
    """A server of the exercise alone, in a thread."""

    def __init__(self, kansio):
        self.huoneet = Huoneet(kansio)
        portti = vapaa_portti()
        sovellus = Kaare(Starlette(routes=harjoituspalvelin.reitit(self.huoneet)))
        self.uvicorn = uvicorn.Server(
            uvicorn.Config(sovellus, port=portti, log_level="error", timeout_graceful_shutdown=1)
        )
        self.saie = threading.Thread(target=self.uvicorn.run, daemon=True)
        self.saie.start()
        while not self.uvicorn.started:
            time.sleep(0.02)
        self.osoite = f"http://127.0.0.1:{portti}"

    def sulje(self):
        self.uvicorn.should_exit = True
        self.saie.join(10)
        self.huoneet.sulje()


@pytest.fixture(scope="module")
def palvelin(tmp_path_factory):
    p = Palvelin(tmp_path_factory.mktemp("huoneet"))
    yield p
    p.sulje()


def huone(palvelin):
    ohjaaja = Selain(palvelin.osoite)
    tila, luotu = ohjaaja.pyyda("huoneet", {"esiasetus": ESIASETUS, "otos": OTOS})
    assert tila == 200, luotu
    return ohjaaja, luotu["koodi"], luotu


def vaiheeseen(ohjaaja, koodi, vaihe, sekunteja=120):
    loppu = time.monotonic() + sekunteja
    while (n := ohjaaja.nakyma(koodi, "o"))["vaihe"] != vaihe:
        assert time.monotonic() < loppu
        if n["vaihe"] == "laskenta":
            time.sleep(0.1)
        else:
            ohjaaja.komento(koodi, "o", laji="seuraava", vaiheesta=n["vaihe"])
    return n


@pytest.fixture
def peli(palvelin):
    ohjaaja, koodi, _ = huone(palvelin)
    j, lk = (Selain(palvelin.osoite).liity(koodi, n, r) for n, r in (("Haapa", "jarjestaja"), ("Koivu", "liikelaitos")))
    vaiheeseen(ohjaaja, koodi, "neuvottelu")
    return ohjaaja, koodi, j, lk


def test_two_teams_negotiate_a_round_and_see_its_results(peli):
    ohjaaja, koodi, j, lk = peli
    assert j.komento(koodi, laji="tarjous", nahty=0, kohdat={"raha": 0.98}, tunnus="a1")[0] == 200
    assert j.komento(koodi, laji="tarjous", nahty=0, kohdat={"raha": 0.98}, tunnus="a1")[0] == 200  # a double click
    tila, v = lk.komento(koodi, laji="hyvaksy", nahty=0)
    assert (tila, v["virhe"]) == (409, "vanhentunut")
    assert lk.komento(koodi, laji="hyvaksy", nahty=1)[0] == 200
    n = vaiheeseen(ohjaaja, koodi, "tulokset")
    assert n["sopimus"]["synty"] == "neuvottelu"
    assert n["sopimus"]["kohdat"]["raha"] == 0.98
    assert str(n["vuodet"][0]) in j.nakyma(koodi)["lauta"]["odotus"]


@pytest.mark.hidas
def test_documents_are_the_facilitators(peli):
    ohjaaja, koodi, j, _ = peli
    assert ohjaaja.pyyda(f"{koodi}/asiakirja/poytakirja.html")[0] == 404  # nothing was lived yet
    vaiheeseen(ohjaaja, koodi, "tulokset")
    assert j.pyyda(f"{koodi}/asiakirja/purku.html")[0] == 403
    html = b"<!DOCTYPE html>"
    pdf = [("poytakirja.pdf", b"%PDF")] if ohjaaja.nakyma(koodi, "o")["pdf"] else []
    for nimi, alku in (("purku.html", html), ("poytakirja.html", html), ("sopimusluonnos.docx", b"PK"), *pdf):
        osoite = f"{ohjaaja.osoite}/harjoitus/api/{koodi}/asiakirja/{nimi}?kieli=sv"
        with ohjaaja.avaaja.open(osoite, timeout=120) as v:
            assert v.read().startswith(alku), nimi
    assert ohjaaja.pyyda(f"{koodi}/asiakirja/loki.html")[0] == 404
    assert ohjaaja.pyyda(f"{koodi}/asiakirja/saanto.html")[0] == 404
    assert j.pyyda(f"{koodi}/asiakirja/saanto.zip")[0] == 403
    with ohjaaja.avaaja.open(f"{ohjaaja.osoite}/harjoitus/api/{koodi}/asiakirja/saanto.zip", timeout=60) as v:
        nimet = zipfile.ZipFile(io.BytesIO(v.read())).namelist()
    assert nimet == [f"{ESIASETUS}-osa-1/{ESIASETUS}-osa-1.toml", f"{ESIASETUS}-osa-1/sopimukset.toml", "komennot.txt"]
    with ohjaaja.avaaja.open(f"{ohjaaja.osoite}/harjoitus/api/{koodi}/asiakirja/vienti.jsonl", timeout=60) as v:
        rivit = v.read().decode()
    assert "osallistuja_1" in rivit
    assert "Haapa" not in rivit
    assert koodi not in rivit


def test_nothing_of_the_other_side_is_on_the_wire(peli):
    _, koodi, j, lk = peli
    tarve = lk.nakyma(koodi)["rooli"]["tieto"]["tarve"]
    teksti = json.dumps(j.nakyma(koodi))
    assert len(tarve) > 5
    assert not [x for x in tarve.values() if x and (repr(x) in teksti or f"{x:.0f}" in teksti)]
    assert "botit" not in teksti
    assert '"tarve"' not in teksti


def test_strangers_get_nothing(palvelin, peli):
    _, koodi, j, _ = peli
    vieras = Selain(palvelin.osoite)
    assert vieras.nakyma(koodi) == {"aika": pytest.approx(time.time(), abs=60), "liittymatta": True}
    for polku in (f"{koodi}/nakyma?laji=o", f"{koodi}/nakyma?laji=v", f"{koodi}/loki"):
        assert vieras.pyyda(polku)[0] == 403
        assert j.pyyda(polku)[0] == 403
    assert vieras.komento(koodi, laji="seuraava", vaiheesta="neuvottelu")[0] == 403
    assert j.komento(koodi, laji="seuraava", vaiheesta="neuvottelu")[1]["virhe"] == "vain_ohjaaja"
    assert vieras.pyyda(f"{koodi}/tunnistaudu", {"laji": "o", "salaisuus": "arvaus"})[0] == 403
    _, toinen, _ = huone(palvelin)
    assert j.nakyma(toinen) == {"aika": pytest.approx(time.time(), abs=60), "liittymatta": True}


def test_the_secret_links_let_in_and_come_back_from_another_machine(palvelin):
    _, koodi, luotu = huone(palvelin)
    kone = Selain(palvelin.osoite)
    for laji, linkki in (("o", luotu["ohjaaja"]), ("v", luotu["valkokangas"])):
        assert kone.pyyda(f"{koodi}/tunnistaudu", {"laji": laji, "salaisuus": linkki.split("#")[1]})[0] == 200
        assert kone.nakyma(koodi, laji)["koodi"] == koodi
    assert kone.komento(koodi, "o", laji="viesti", teksti="tauko 10 min")[0] == 200


def test_bad_requests_are_refused_in_words_and_nothing_happens(peli):
    _, koodi, j, _ = peli
    ennen = j.nakyma(koodi)["neuvottelu"]
    assert j.pyyda(f"{koodi}/komento", b"{", origin="http://paha.example")[1]["virhe"] == "vieras_sivu"
    assert j.pyyda(f"{koodi}/komento", b'{"laji": "tarjous", "kohdat": {"raha": NaN}}')[0] == 400
    assert j.pyyda(f"{koodi}/komento", b"[1, 2]")[0] == 400
    assert j.pyyda(f"{koodi}/komento", b"x" * 30_000)[0] == 413
    assert j.pyyda(f"{koodi}/komento", b"{}", content_type="text/plain")[0] == 415
    assert j.pyyda("huoneet", {"esiasetus": "../../etc/passwd"})[0] == 400
    assert j.pyyda("huoneet", {"esiasetus": ESIASETUS, "otos": 7})[0] == 400
    assert j.nakyma(koodi)["neuvottelu"] == ennen
    nimi = '<img src=x onerror="alert(1)">'
    assert Selain(j.osoite).pyyda(f"{koodi}/liity", {"nimi": nimi})[0] == 200  # text, cut to length; a page shows it so


def test_a_room_as_the_facilitator_wants_it(palvelin):
    ohjaaja = Selain(palvelin.osoite)
    muutokset = {"region": "keski-suomi", "rounds": 2, "services": ["lapset"], "roles": ["jarjestaja", "liikelaitos"]}
    runko = {"esiasetus": ESIASETUS, "otos": OTOS, "muutokset": {**muutokset, "event": []}}
    tila, luotu = ohjaaja.pyyda("huoneet", runko)
    assert tila == 200, luotu
    n = ohjaaja.nakyma(luotu["koodi"], "o")
    assert (n["harjoitus"]["alue"], n["harjoitus"]["palvelut"], n["kierroksia"]) == ("keski-suomi", ["lapset"], 2)
    assert [r["rooli"] for r in n["roolit"]] == ["jarjestaja", "liikelaitos"]
    for huono in ({"rounds": 99}, {"roles": ["kunta"]}, {"otos": 1}, ["lapset"]):
        tila, v = ohjaaja.pyyda("huoneet", {**runko, "muutokset": huono})
        assert (tila, v["virhe"]) in ((400, "viallinen"), (400, "ei_json"))


def test_codes_and_links_of_another_room_or_used_up_let_nobody_in(palvelin):
    """The facilitator's secret of one room in another; a member's cookie after leaving; a room that has ended."""
    ohjaaja, koodi, luotu = huone(palvelin)
    _, toinen, _ = huone(palvelin)
    salaisuus = luotu["ohjaaja"].split("#")[1]
    vieras = Selain(palvelin.osoite)
    assert vieras.pyyda(f"{toinen}/tunnistaudu", {"laji": "o", "salaisuus": salaisuus})[0] == 403
    assert vieras.pyyda(f"{koodi}/tunnistaudu", {"laji": "v", "salaisuus": salaisuus})[0] == 403
    for laji, tila in (("o", 403), ("j", 403)):
        pyynto = vieras.pyyda(f"{toinen}/komento?laji={laji}", {"laji": "viesti", "teksti": "x"},
                              cookie=f"o_{toinen}={salaisuus}; j_{toinen}=x.{salaisuus}")  # fmt: skip
        assert pyynto[0] == tila
    lahteva = Selain(palvelin.osoite).liity(koodi, "Haapa", "jarjestaja")
    assert lahteva.komento(koodi, laji="poistu")[0] == 200
    assert lahteva.komento(koodi, laji="rooli", rooli="liikelaitos")[0] == 403
    assert lahteva.nakyma(koodi)["liittymatta"] is True
    assert len(ohjaaja.nakyma(koodi, "o")["jasenet"]) == 0


def test_guessing_codes_is_stopped(tmp_path):
    p = Palvelin(tmp_path)
    s = Selain(p.osoite)
    tilat = [s.pyyda(f"ABC{n:03d}/nakyma")[0] for n in range(ARVAUKSIA + 3)]
    assert tilat == [404] * ARVAUKSIA + [429] * 3
    p.sulje()


@pytest.mark.sekunteja
def test_a_change_is_told_to_everybody_at_once_and_a_restart_loses_nothing(tmp_path):
    p = Palvelin(tmp_path)
    ohjaaja, koodi, luotu = huone(p)
    j = Selain(p.osoite).liity(koodi, "Haapa", "jarjestaja")
    pyynto = urllib.request.Request(f"{p.osoite}/harjoitus/api/{koodi}/virta")
    with urllib.request.urlopen(pyynto, timeout=30) as virta:

        def versio():
            while not (rivi := virta.readline().decode()).startswith("data:"):
                pass
            return int(rivi[5:])

        ennen = versio()
        alku = time.monotonic()
        ohjaaja.komento(koodi, "o", laji="viesti", teksti="alkaa")
        assert versio() > ennen
        assert time.monotonic() - alku < 5.0  # usually some milliseconds; this machine may be busy
    time.sleep(0.5)  # stand-ins act in the background
    ennen = j.nakyma(koodi)
    keksit = {(k.name, k.value) for k in j.keksit}
    p.sulje()
    uusi = Palvelin(tmp_path)
    palaava = Selain(uusi.osoite)
    otsake = "; ".join(f"{n}={v}" for n, v in keksit)
    tila, n = palaava.pyyda(f"{koodi}/nakyma", cookie=otsake)
    assert tila == 200
    assert {k: v for k, v in n.items() if k != "aika"} == {k: v for k, v in ennen.items() if k != "aika"}
    assert luotu["koodi"] == koodi
    uusi.sulje()


def test_who_was_let_in_and_never_heard_of_it_asks_again_and_is_the_same(palvelin):
    ohjaaja, koodi, _ = huone(palvelin)
    runko = {"nimi": "Haapa", "tunnus": "pitka-ja-salainen-tunnus"}
    yksi, toinen, vieras = (Selain(palvelin.osoite) for _ in range(3))
    assert yksi.pyyda(f"{koodi}/liity", runko) == toinen.pyyda(f"{koodi}/liity", runko)
    assert yksi.nakyma(koodi)["mina"] == toinen.nakyma(koodi)["mina"]
    assert [j["nimi"] for j in ohjaaja.nakyma(koodi, "o")["jasenet"]] == ["Haapa"]
    assert vieras.pyyda(f"{koodi}/liity", {**runko, "tunnus": "x"})[1]["virhe"] == "nimi_varattu"
    assert b"pitka-ja-salainen" not in (palvelin.huoneet.kansio / f"{koodi}.sqlite").read_bytes()


@pytest.mark.hidas
@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs SIGSTOP")
def test_a_room_is_awake_while_its_year_is_lived_and_a_worker_that_dies_is_replaced(palvelin, peli):
    ohjaaja, koodi, j, _ = peli
    vaiheeseen(ohjaaja, koodi, "lukitus")
    tyolaiset = palvelin.huoneet.laskijat.tyolaiset()
    for p in tyolaiset:
        os.kill(p, signal.SIGSTOP)  # the model is as slow as can be
    ohjaaja.komento(koodi, "o", laji="seuraava", vaiheesta="lukitus")
    alku = time.monotonic()
    assert ohjaaja.komento(koodi, "o", laji="viesti", teksti="odotamme")[0] == 200
    assert (j.nakyma(koodi)["vaihe"], j.nakyma(koodi)["viesti"]) == ("laskenta", "odotamme")
    assert time.monotonic() - alku < 5.0  # some milliseconds; this machine may be busy
    for p in tyolaiset:
        os.kill(p, signal.SIGKILL)
    vaiheeseen(ohjaaja, koodi, "tulokset")
    assert not set(tyolaiset) & set(palvelin.huoneet.laskijat.tyolaiset())


@pytest.mark.parametrize("kieli", ["fi", "sv", "en"])
def test_words_of_the_pages(palvelin, kieli):
    tila, x = Selain(palvelin.osoite).pyyda(f"sanat?kieli={kieli}")
    assert tila == 200
    assert set(x["roolit"]) >= {"jarjestaja", "liikelaitos", "tarkkailija"}
    assert x["kohdat"]["jako.lapset"] != "jako.lapset"
    assert all(x["keinot"].values())
    js = (harjoituspalvelin.OMAT / "julkinen" / "harjoitus.js").read_text(encoding="utf-8")
    import re

    kaytetyt = set(re.findall(r'\bt\("(\w*[^\W_])"', js)) | set(re.findall(r'"(u_\w*[^\W_])"', js))
    assert sorted(kaytetyt - set(x["sanat"])) == []


def test_every_refusal_has_words():
    """Codes that a person at a screen can meet, by the sources; the rest are shown by their code."""
    import re

    from runs.harjoitus import komennot
    from visualisointi.harjoitussanat import SANAT

    lahde = open(komennot.__file__, encoding="utf-8").read()  # noqa: SIM115
    koodit = set(re.findall(r'Torjuttu\("(\w+)"', lahde))
    tutut = {k[2:] for k in SANAT if k.startswith("t_")}
    ihmisen = {
        "vanhentunut",
        "ei_vuorossa",
        "ei_kelpaa",
        "aika_loppui",
        "nimi_varattu",
        "rooli_valittu",
        "ei_tarjousta",
    }
    assert ihmisen <= koodit & tutut
