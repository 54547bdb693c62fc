"""A class on one machine, measured and printed. From the root of the checkout:

    python -m tests.benchmarks.luokka                      5 rooms of 8 people, the preset's own sample
    python -m tests.benchmarks.luokka --otos 0.005         a smaller one

A server of its own (`sote exercise serve`), each participant a client that listens to the room's stream and fetches its
view when told, as a browser does. Two rounds are played; while years are being lived, facilitators go on sending
messages. Measured: from a change to every participant's having the view with it; a year; memory of the server and its
workers by participant; and whether anything of one room is ever seen in another. Exit code 4 when a goal is missed.
"""

from __future__ import annotations

import argparse
import http.client
import json
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.browser.palvelin import harjoituspalvelu

ESIASETUS = "virement-90"
ROOLIT = ("jarjestaja", "liikelaitos", "asiakasraati")
MUUTOS_P95, VUOSI, KIERROKSIA = 1.0, 5.0, 2


@dataclass
class Asiakas:
    """One person's browser: cookies, what it has seen and when."""

    osoite: tuple[str, int]
    koodi: str
    laji: str = "j"
    keksi: str = ""
    nahty: list[tuple[float, dict]] = field(default_factory=list)
    tekstit: list[str] = field(default_factory=list)
    yhteys: http.client.HTTPConnection | None = None
    loppu: bool = False
    kaytetty: float = 0.0
    lukko: threading.Lock = field(default_factory=threading.Lock)

    def pyyda(self, polku: str, runko: dict | None = None) -> dict:
        """Ask over a connection that is kept. Raises AssertionError when refused."""
        with self.lukko:
            return self._pyyda(polku, runko)

    def _pyyda(self, polku: str, runko: dict | None) -> dict:
        if self.yhteys is None or time.monotonic() - self.kaytetty > 3.0:  # the server closes idle ones after 5 s
            self.yhteys = http.client.HTTPConnection(*self.osoite, timeout=120)
        self.kaytetty = time.monotonic()
        tiedot = None if runko is None else json.dumps(runko)
        self.yhteys.request(
            "POST" if runko else "GET", f"/harjoitus/api/{polku}", tiedot,
            {"content-type": "application/json", "cookie": self.keksi},
        )  # fmt: skip
        v = self.yhteys.getresponse()
        teksti = v.read().decode()
        self.keksi = (v.getheader("set-cookie") or self.keksi).partition(";")[0]
        assert v.status == 200, (polku, v.status, teksti)
        self.tekstit.append(teksti)
        return dict(json.loads(teksti))

    def komento(self, **k: object) -> dict:
        """A command."""
        return self.pyyda(f"{self.koodi}/komento?laji={self.laji}", dict(k))

    def nakyma(self) -> dict:
        """The view now."""
        return self.pyyda(f"{self.koodi}/nakyma?laji={self.laji}")

    def kuuntele(self) -> None:
        """Until `loppu`: told of a change, fetch the view and note when it was here."""
        virta = http.client.HTTPConnection(*self.osoite, timeout=60)
        virta.request("GET", f"/harjoitus/api/{self.koodi}/virta", headers={"cookie": self.keksi})
        vastaus, versio = virta.getresponse(), -1
        while not self.loppu:
            rivi = vastaus.readline().decode()
            if rivi.startswith("data:") and int(rivi[5:]) > versio:
                n = self.nakyma()
                versio = n["versio"]
                self.nahty.append((time.monotonic(), n))
        virta.close()


@dataclass
class Huone:
    """A room: facilitator and participants."""

    ohjaaja: Asiakas
    osallistujat: list[Asiakas]
    viestit: list[tuple[float, int]] = field(default_factory=list)  # when sent, the room's version with it
    vuodet: list[float] = field(default_factory=list)


@dataclass
class Mitatut:
    """What a class measured: seconds and mebibytes."""

    muutokset: list[float]
    vuodet: list[float]
    muistit: dict[str, float]
    osallistujia: int
    huoneita: int
    vuodot: list[str]

    @property
    def p95(self) -> float:
        """Of changes, to each participant."""
        return sorted(self.muutokset)[int(0.95 * (len(self.muutokset) - 1))]

    def rivit(self) -> list[tuple[str, str, str, bool]]:
        """(what, measured, goal, met)."""
        m = self.muistit
        osuus = (m["palvelin, luokka"] - m["palvelin, tyhjä"]) / self.osallistujia
        kaikki = (m["palvelin, luokka"] + m["työläiset"]) / self.osallistujia
        return [
            (
                f"a change to everybody of the room, p95 of {len(self.muutokset):,} (median, worst)",
                f"{self.p95:.3f} s ({median(self.muutokset):.3f}, {max(self.muutokset):.3f})",
                f"<= {MUUTOS_P95} s", self.p95 <= MUUTOS_P95,
            ),
            (
                f"a year, the longest of {len(self.vuodet)}, all rooms at once (median)",
                f"{max(self.vuodet):.2f} s ({median(self.vuodet):.2f})", f"<= {VUOSI} s", max(self.vuodet) <= VUOSI,
            ),
            (
                f"memory by participant ({self.osallistujia} in {self.huoneita} rooms): server's growth; all there is",
                f"{osuus:.2f} MiB; {kaikki:.1f} MiB", "reported", True,
            ),
            ("memory, MiB", ", ".join(f"{k} {v:.0f}" for k, v in m.items()), "reported", True),
            ("texts of one room seen in another", str(len(self.vuodot)), "0", not self.vuodot),
        ]  # fmt: skip


def luokka(kansio: Path, huoneita: int = 5, osallistujia: int = 8, otos: float | None = None) -> Mitatut:
    """Run a class against a server of its own."""
    with harjoituspalvelu(kansio / "huoneet", kansio / "loki.txt") as (osoite, palvelin):
        kone, _, portti = osoite.removeprefix("http://").partition(":")
        paikka = (kone, int(portti))
        tyhja = _muisti(palvelin.pid)
        huoneet = [_huone(paikka, n, osallistujia, otos) for n in range(huoneita)]
        saikeet = [threading.Thread(target=a.kuuntele, daemon=True) for h in huoneet for a in h.osallistujat]
        for s in saikeet:
            s.start()
        yhdessa = threading.Barrier(huoneita)
        pelit = [threading.Thread(target=_pelaa, args=(h, yhdessa)) for h in huoneet]
        for p in pelit:
            p.start()
        for p in pelit:
            p.join()
        muistit = {"palvelin, tyhjä": tyhja, "palvelin, luokka": _muisti(palvelin.pid),
                   "työläiset": sum(map(_muisti, _lapset(palvelin.pid)))}  # fmt: skip
        for h in huoneet:
            for a in h.osallistujat:
                a.loppu = True
            h.ohjaaja.komento(laji="viesti", teksti="loppu")
        for s in saikeet:
            s.join(20)
    muutokset = [_viive(a, hetki, versio) for h in huoneet for hetki, versio in h.viestit for a in h.osallistujat]
    vuodet = [x for h in huoneet for x in h.vuodet]
    return Mitatut(muutokset, vuodet, muistit, huoneita * osallistujia, huoneita, _vuodot(huoneet))


def _huone(paikka: tuple[str, int], n: int, osallistujia: int, otos: float | None) -> Huone:
    ohjaaja = Asiakas(paikka, "", "o")
    ohjaaja.koodi = ohjaaja.pyyda("huoneet", {"esiasetus": ESIASETUS, **({"otos": otos} if otos else {})})["koodi"]
    osallistujat = []
    for i in range(osallistujia):
        a = Asiakas(paikka, ohjaaja.koodi)
        a.pyyda(f"{a.koodi}/liity", {"nimi": f"huone{n}nimi{i}", "tunnus": f"huone-{n}-osallistuja-{i}-{a.koodi}"})
        a.komento(laji="rooli", rooli=ROOLIT[i % len(ROOLIT)])
        osallistujat.append(a)
    return Huone(ohjaaja, osallistujat)


def _pelaa(h: Huone, yhdessa: threading.Barrier) -> None:
    """Two rounds; a message every half second, and three a second while a year is lived in every room at once."""
    o = h.ohjaaja
    while True:
        _viesti(h)
        n = o.nakyma()
        if n["vaihe"] == "neuvottelu" and not n["neuvottelu"]["sovittu"]:
            _neuvottele(h)
        elif n["vaihe"] == "lukitus":
            yhdessa.wait(60)
            h.vuodet.append(_ela_vuosi(h))
        elif n["vaihe"] == "tulokset" and n["kierros"] == KIERROKSIA:
            break
        else:
            o.komento(laji="seuraava", vaiheesta=n["vaihe"])
        time.sleep(0.5)
    time.sleep(1.5)  # the last message on its way


def _viesti(h: Huone) -> None:
    alku = time.monotonic()
    versio = h.ohjaaja.komento(laji="viesti", teksti=f"viesti {h.ohjaaja.koodi} {len(h.viestit)}")["versio"]
    h.viestit.append((alku, versio))


def _neuvottele(h: Huone) -> None:
    """An offer of the orderer's, accepted by the liikelaitos."""
    j, lk = h.osallistujat[0], h.osallistujat[1]
    if not j.nakyma()["rooli"]["poyta"]["tarjoukset"]:
        j.komento(laji="tarjous", nahty=0, kohdat={}, perustelu=f"perustelu {h.ohjaaja.koodi}")
    lk.komento(laji="hyvaksy", nahty=1)


def _ela_vuosi(h: Huone) -> float:
    """Seconds from the button to the results."""
    alku = time.monotonic()
    h.ohjaaja.komento(laji="seuraava", vaiheesta="lukitus")
    while h.ohjaaja.nakyma()["vaihe"] == "laskenta":
        _viesti(h)
        time.sleep(0.3)
    loppu = min((t for a in h.osallistujat for t, n in a.nahty if t > alku and n["vaihe"] == "tulokset"), default=0.0)
    return max(loppu, alku) - alku if loppu else time.monotonic() - alku


def _viive(a: Asiakas, hetki: float, versio: int) -> float:
    """Seconds from the command to a view that has it."""
    return min((t for t, n in a.nahty if n["versio"] >= versio), default=hetki + 999.0) - hetki


def _vuodot(huoneet: list[Huone]) -> list[str]:
    """Code, names or messages of a room in what another room's people received."""
    out = []
    for n, h in enumerate(huoneet):
        merkit = [f"huone{n}nimi", h.ohjaaja.koodi]
        for muu in huoneet:
            if muu is not h:
                tekstit = [t for a in (muu.ohjaaja, *muu.osallistujat) for t in a.tekstit]
                out += [m for m in merkit for t in tekstit if m in t]
    return out


def _muisti(pid: int) -> float:
    """Resident memory of a process, MiB."""
    return int(subprocess.check_output(["ps", "-o", "rss=", "-p", str(pid)]).split()[0]) / 1024


def _lapset(pid: int) -> list[int]:
    tuloste = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(x) for x in tuloste.stdout.split()]


def main() -> int:
    """Measure and print; 4 when a goal is missed."""
    lukija = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    lukija.add_argument("--huoneita", type=int, default=5)
    lukija.add_argument("--osallistujia", type=int, default=8, help="in each room")
    lukija.add_argument("--otos", type=float)
    valinnat = lukija.parse_args()
    with tempfile.TemporaryDirectory() as kansio:
        m = luokka(Path(kansio), valinnat.huoneita, valinnat.osallistujia, valinnat.otos)
    for mika, arvo, tavoite, tayttyi in m.rivit():
        print(f"{mika:<90} {arvo:<40} {tavoite:<10} {'ok' if tayttyi else 'MISSED'}")
    return 0 if all(r[3] for r in m.rivit()) else 4


if __name__ == "__main__":
    sys.exit(main())
