"""Asking a service: what is kept, what is said when it fails, and that nothing half-understood is used."""

import json
import os
import sys
from datetime import UTC, datetime, timedelta

import pytest

from kalibrointi import lataus, pxweb, sotkanet
from kalibrointi.lataus import Hakija, Latausvirhe, Muotovirhe
from kalibrointi.viat import ViallinenSyote
from tests.kalibrointi.palvelin import Palvelin, html, json_vastaus, palvelimella

KANSIO = lataus.kansio


@pytest.fixture(autouse=True)
def oma_muisti(tmp_path, monkeypatch):
    monkeypatch.setattr(lataus, "kansio", lambda: tmp_path / "muisti")
    for nimi in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(nimi, raising=False)


@pytest.fixture
def odotukset(monkeypatch):
    """Waits, not waited."""
    from urllib3.util import retry

    odotettu = []
    monkeypatch.setattr(retry.time, "sleep", odotettu.append)
    return odotettu


@pytest.fixture
def palvelin():
    with palvelimella(Palvelin()) as kone:
        kone.reitit["/api/luvut"] = lambda *_: json_vastaus([1, 2, 3])
        yield kone


def hakija(palvelin, **muut):
    puhe = []
    return Hakija("Testi", f"{palvelin.osoite}/api", kerro=puhe.append, **muut), puhe


def summa(tieto):
    if not isinstance(tieto, list):
        raise Muotovirhe("no list")
    return sum(tieto)


def kysy(palvelin, **muut):
    return hakija(palvelin, **muut)[0].hae("luvut", summa)


def virhe(palvelin, **muut):
    with pytest.raises(Latausvirhe) as kiinni:
        kysy(palvelin, **muut)
    return str(kiinni.value)


def tiedostoja():
    return sorted(polku.name for polku in lataus.kansio().rglob("*") if polku.is_file())


# --------------------------------------------------------------------------------------------------- cache
def test_an_answer_is_asked_once_and_kept_under_its_fingerprint(palvelin):
    ensin, _ = hakija(palvelin)
    assert ensin.hae("luvut", summa) == 6
    toinen, puhe = hakija(palvelin)
    assert toinen.hae("luvut", summa) == 6
    assert len(palvelin.pyynnot) == 1
    assert "from the cache, less than an hour old" in puhe[0]
    (vastaus,) = toinen.vastaukset
    assert vastaus.valimuistista
    assert vastaus.sha256 == ensin.vastaukset[0].sha256
    assert f"{vastaus.sha256}.json" in tiedostoja()
    assert vastaus.kysely == f"GET {palvelin.osoite}/api/luvut"


def test_uudelleen_asks_anew(palvelin):
    kysy(palvelin)
    palvelin.reitit["/api/luvut"] = lambda *_: json_vastaus([10])
    assert kysy(palvelin) == 6
    assert kysy(palvelin, uudelleen=True) == 10
    assert kysy(palvelin) == 10


def test_a_kept_answer_needs_no_network(palvelin):
    kysy(palvelin)
    palvelin.reitit.clear()
    assert kysy(palvelin) == 6


def test_a_damaged_answer_in_the_cache_is_asked_again(palvelin):
    kysy(palvelin)
    (polku,) = (lataus.kansio() / "vastaukset").iterdir()
    polku.write_bytes(polku.read_bytes()[:-2])
    assert kysy(palvelin) == 6
    assert len(palvelin.pyynnot) == 2


def test_another_body_is_another_question(palvelin):
    palvelin.reitit["/api/luvut"] = lambda _, runko: json_vastaus(runko)
    oma, _ = hakija(palvelin)
    assert [oma.hae("luvut", summa, runko=[n]) for n in (1, 2, 1)] == [1, 2, 1]
    assert len(palvelin.pyynnot) == 2


def test_a_cache_that_cannot_be_written_is_no_failure(palvelin, tmp_path, monkeypatch):
    (tmp_path / "tiedosto").write_text("")
    monkeypatch.setattr(lataus, "kansio", lambda: tmp_path / "tiedosto" / "data")
    oma, puhe = hakija(palvelin)
    assert oma.hae("luvut", summa) == 6
    assert "not kept" in puhe[0]


def test_nothing_half_written_is_left(palvelin, monkeypatch):
    def taysi(kahva):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", taysi)
    assert kysy(palvelin) == 6
    assert tiedostoja() == []


def test_the_folder_of_answers(monkeypatch, tmp_path):
    monkeypatch.setenv("SOTEMALLI_CACHE", str(tmp_path))
    assert KANSIO() == tmp_path / "data"
    monkeypatch.delenv("SOTEMALLI_CACHE")
    assert KANSIO().name == "data"


def test_age_in_words():
    for tunteja, sanat in ((0.5, "less than an hour old"), (5, "5 hours old"), (72, "3 days old")):
        assert lataus.ika((datetime.now(UTC) - timedelta(hours=tunteja)).isoformat()) == sanat


# --------------------------------------------------------------------------------------------------- failures
def test_no_network():
    with pytest.raises(Latausvirhe, match=r"cannot be reached: no connection\. The shipped tables work without it"):
        Hakija("Testi", "http://127.0.0.1:9/api").hae("luvut", summa)


def test_a_failure_tells_of_the_kept_answer(palvelin):
    kysy(palvelin)
    palvelin.vikoja = [html(500, "Server Error")]
    assert "in the cache, less than an hour old: drop --uudelleen" in virhe(palvelin, uudelleen=True)


@pytest.mark.parametrize(
    ("tila", "sanat"),
    [
        (400, "does not understand the question"),
        (401, "wants a key"),
        (403, "refuses to answer"),
        (404, "knows no such thing"),
        (413, "too large"),
        (500, "out of order"),
    ],
)
def test_a_status_is_told_in_words_with_what_the_service_says(palvelin, tila, sanat):
    palvelin.vikoja = [html(tila, "Sorry &amp; so on")]
    viesti = virhe(palvelin)
    assert sanat in viesti
    assert str(tila) in viesti
    assert "Sorry" in viesti
    assert tiedostoja() == []


def test_a_busy_service_is_waited_for_as_long_as_it_says(palvelin, odotukset):
    palvelin.vikoja = [json_vastaus("busy", 429, **{"Retry-After": "7"}), json_vastaus("busy", 503)]
    oma, puhe = hakija(palvelin)
    assert oma.hae("luvut", summa) == 6
    assert odotukset[0] == 7
    assert "busy: waiting 7 s" in puhe[0]
    assert len(palvelin.pyynnot) == 3


def test_a_service_that_stays_busy_is_given_up(palvelin, odotukset):
    palvelin.vikoja = [json_vastaus("busy", 429, **{"Retry-After": "86400"})] * 20
    assert "asked too often (429)" in virhe(palvelin)
    assert len(palvelin.pyynnot) == 1 + lataus.YRITYKSIA
    assert max(odotukset) <= lataus.ODOTUS_ENINTAAN_S


def test_a_silent_service_is_not_waited_for(palvelin):
    palvelin.vikoja = [0.3, 0.3]  # it is asked twice
    assert "did not answer in 0.1 s" in virhe(palvelin, aikaraja=0.1)


def test_an_answer_that_breaks_off(palvelin):
    palvelin.vikoja = [(200, {"Content-Length": "1000", "Content-Type": "application/json"}, b"[1, 2")]
    assert "broke off" in virhe(palvelin)
    assert tiedostoja() == []


def test_a_redirect_to_a_page_of_errors(palvelin):
    palvelin.reitit["/virhe.html"] = lambda *_: html(200, "Service break")
    palvelin.vikoja = [(302, {"Location": "/virhe.html"}, b"")]
    viesti = virhe(palvelin)
    assert "a web page, not with data" in viesti
    assert "/virhe.html" in viesti
    assert "Service break" in viesti


def test_endless_redirects(palvelin):
    palvelin.reitit["/api/luvut"] = lambda *_: (302, {"Location": "/api/luvut"}, b"")
    assert "on and on" in virhe(palvelin)


def test_an_empty_answer(palvelin):
    palvelin.vikoja = [(200, {}, b" ")]
    assert "answers with nothing" in virhe(palvelin)


@pytest.mark.parametrize("tavut", [b"id;value\n1;2\n", b'{"a": ', b"\xff\xfe", b"[" * 200_000])
def test_what_is_no_json(palvelin, tavut):
    palvelin.vikoja = [(200, {}, tavut)]
    viesti = virhe(palvelin)
    assert "JSON" in viesti or "shape" in viesti
    assert tiedostoja() == []


def test_another_shape_is_not_used_and_not_kept(palvelin):
    palvelin.vikoja = [json_vastaus({"data": [1]})]
    assert "changed the shape of its answers: no list" in virhe(palvelin)
    palvelin.vikoja = [json_vastaus([1, "a"])]
    assert "changed the shape" in virhe(palvelin)
    assert kysy(palvelin) == 6


def test_an_answer_without_end_is_cut(palvelin, monkeypatch):
    monkeypatch.setattr(lataus, "ENINTAAN_TAVUA", 1000)
    palvelin.vikoja = [(200, {}, b"1" * 5000)]
    assert "ask for less" in virhe(palvelin)


def test_without_the_package_it_says_how_to_get_it(palvelin, monkeypatch):
    monkeypatch.setitem(sys.modules, "requests", None)
    assert "requests>=2.33" in virhe(palvelin)


def test_it_says_who_asks(palvelin):
    kysy(palvelin)
    assert palvelin.pyynnot[0][4].startswith("Mozilla/5.0 (compatible; sotemalli/")


def test_addresses():
    assert lataus.osoitteeksi("", sotkanet.OSOITE) == sotkanet.OSOITE
    assert lataus.osoitteeksi("http://127.0.0.1:8000/", pxweb.OSOITE) == "http://127.0.0.1:8000/PxWeb/api/v1/fi"
    assert lataus.osoitteeksi("https://peili.fi/oma/", sotkanet.OSOITE) == "https://peili.fi/oma"
    with pytest.raises(ViallinenSyote, match="no user name"):
        lataus.osoitteeksi("https://minua:salaa@peili.fi", sotkanet.OSOITE)
    for huono in ("ftp://a", "sotkanet.fi", "http://", "file:///etc/passwd"):
        with pytest.raises(ViallinenSyote, match="no address"):
            lataus.osoitteeksi(huono, sotkanet.OSOITE)


def test_a_missing_field_is_named():
    with pytest.raises(Muotovirhe, match=r"'a\.b' is missing"):
        lataus.kentta({"a": {}}, "a", "b")
    with pytest.raises(Muotovirhe, match="'a' is a str"):
        lataus.kentta(json.loads('{"a": "1"}'), "a", laji=int)
