"""A resident's two lives in words and as a figure: who she is, totals, months side by side, the choice sets she saw.

What happened is told by `runs.elamantapahtumat` as figures; here they get words in the page's language. A month that
reads the same in both worlds is told once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from kalibrointi.alueet import hae
from visualisointi import sanat
from visualisointi.selain import svg
from visualisointi.selain.asukkaat import Ehdokas, Elamat, Joukko, Kk, Maailma
from visualisointi.selain.kieli import Kaantaja, kaantaja
from visualisointi.selain.kuvat import Kuva
from visualisointi.selain.nakyma import Nakyma, maailman_nimi, parametrit

SAIRAALA = "Specialised care, inpatient"
Tapahtuma = tuple[str, Mapping[str, Any]]


@cache
def rivien_nimet() -> dict[str, dict[str, str]]:
    """English name of a line of service -> its names in all languages."""
    from kalibrointi import palvelupaketit

    return {r.nimi["en"]: r.nimi for r in palvelupaketit.lue().rivit}


class Kertoja:
    """Words of one page."""

    def __init__(self, nakyma: Nakyma) -> None:
        self.nakyma, self.kieli = nakyma, nakyma.kieli
        self._ = kaantaja(nakyma.kieli)

    # who ------------------------------------------------------------------------------------------------------------

    def joukot(self) -> dict[str, str]:
        """Segments by name."""
        _ = self._
        return {
            "huonompi": _("Lower quality of life, most affected first"),
            "parempi": _("Higher quality of life, most affected first"),
            "vaihtajat": _("Listed elsewhere in the scenario"),
            "viidennes_1": _("Lowest income fifth"),
            "viidennes_5": _("Highest income fifth"),
            "kieli_sv": _("Swedish speakers"),
            "ika_75": _("Aged 75 or over in 2017"),
            "monisairaat": _("Two or more chronic diseases"),
            "lapset": _("Children under 15 in 2017"),
        }

    def ehdokas(self, e: Ehdokas) -> str:
        """A resident in a list: woman, 74, Lohja (no. 48213)."""
        suku = (self._("man"), self._("woman"))[e.sukupuoli]
        return f"{sanat.isolla(suku)}, {e.ika}, {self.kunta(e.kunta)} ({self._('no.')} {e.tunnus})"

    def kunta(self, paikka: int) -> str:
        """Name of a municipality by its place."""
        from kalibrointi.aluetaulut import taulut

        rivi = taulut(self.nakyma.alue).kunnat.iloc[paikka]
        return str(rivi["nimi_sv"] if self.kieli == "sv" else rivi["nimi_fi"])

    def tyo(self, koodi: str) -> str:
        """A work status of the engine in words."""
        _ = self._
        return {
            "employed": _("employed"),
            "unemployed": _("unemployed"),
            "student": _("student"),
            "pensioner": _("pensioner"),
            "other, outside work": _("outside work"),
            "child under 15": _("child under 15"),
        }.get(koodi, koodi)

    def kuka(self, m: Maailma, tunnus: int) -> dict[str, Any]:
        """Heading and facts of the resident at the start."""
        _, t = self._, m.tiedot
        suku = {"man": _("man"), "woman": _("woman")}[t["sex"]]
        kieli = {"Finnish": _("Finnish"), "Swedish": _("Swedish"), "other": _("other language")}[t["language"]]
        km = sanat.luku(t["centre"]["km"], 1, self.kieli)
        tiedot = [
            (_("Income fifth"), {1: _("1 lowest income"), 5: _("5 highest income")}.get(t["fifth"], str(t["fifth"]))),
            (_("Language"), kieli),
            (_("Work"), self.tyo(t["work"])),
            (_("Chronic diseases"), str(t["chronic"])),
            (_("Sote centre"), f"{self.keskus(t['centre']['name'])} ({km} km)"),
            (_("Resident no."), str(tunnus)),
        ]
        nimi = f"{sanat.isolla(suku)}, {_('{n} years', n=t['age'])}, {t['postal_area']['name']}"
        return {"nimi": nimi, "tiedot": [list(p) for p in tiedot]}

    def todiste(self, nimi: str, j: Joukko) -> str:
        """One life is no evidence: what happened to those of the segment."""
        _ = self._
        return _(
            "An invented person with the same luck in both worlds. One life is no evidence: of {n} residents in the "
            "segment “{segment}”, {share}% are listed elsewhere at the end, and the share of need left untreated "
            "differs by {debt} percentage points on average (one run).",
            n=sanat.luku(j.koko, 0, self.kieli),
            segment=self.joukot()[nimi],
            share=sanat.luku(100 * j.muualla, 1, self.kieli),
            debt=sanat.luku(100 * j.velka, 1, self.kieli, etumerkki=True),
        )

    # what ------------------------------------------------------------------------------------------------------------

    def tapahtuma(self, t: Tapahtuma) -> str:
        """An event in a few words, without its price; "" for what is not told."""
        laji, tiedot = t
        kertoja: Callable[[Mapping[str, Any]], str] | None = {
            "contact": self._kontakti,
            "nurse": self._hoitaja,
            "choice": self._valinta,
            "closure": lambda x: self._("own centre closes, listed at {centre}", centre=self.keskus(x["chosen"])),
            "service": self._palvelu,
            "state": self._tila,
            "arrival": lambda x: self._("comes to the region"),
            "illness": lambda x: self._("a new chronic disease"),
            "work": lambda x: self._("work: {status}", status=self.tyo(x["work"])),
            "exit": lambda x: self._("dies") if x["status"] == "died" else self._("moves out of the region"),
        }.get(laji)
        return kertoja(tiedot) if kertoja else ""

    def _kontakti(self, x: Mapping[str, Any]) -> str:
        _ = self._
        nimi = {
            "public": _("doctor at the sote centre"),
            "occupational": _("doctor of occupational health care"),
            "own money": _("private doctor, own money"),
            "emergency": _("doctor in emergency care"),
            "gave up": _("needs a doctor, gives up"),
        }[x["channel"]]
        return _kertaa(nimi, x["contacts"])

    def _hoitaja(self, x: Mapping[str, Any]) -> str:
        nimi = self._("nurse at the sote centre") if x["sought"] else self._("needs a nurse, does not seek one")
        return _kertaa(nimi, x["contacts"])

    def _valinta(self, x: Mapping[str, Any]) -> str:
        n = len(x["choice_set"])
        if x["moves"]:
            return self._("compares {n} centres, moves to {centre}", n=n, centre=self.keskus(x["chosen"]))
        return self._("compares {n} centres, stays", n=n)

    def keskus(self, nimi: str) -> str:
        """A centre's name: the kind of it in the page's language."""
        return nimi.replace("(terveysasema)", f"({self._('health station')})")

    def rivi(self, englanniksi: str) -> str:
        """A line of service."""
        return rivien_nimet().get(englanniksi, {}).get(self.kieli, englanniksi)

    def _palvelu(self, x: Mapping[str, Any]) -> str:
        nimi = sanat.pienella(self.rivi(x["line"]))
        return _kertaa(nimi if x["treated"] else self._("{line}: left untreated", line=nimi), x["events"])

    def _tila(self, x: Mapping[str, Any]) -> str:
        nimi = sanat.pienella(self.rivi(x["line"]))
        return self._("{line} begins", line=nimi) if x["enters"] else self._("{line} ends", line=nimi)

    # side by side ------------------------------------------------------------------------------------------

    def vuodet(self, e: Elamat) -> list[dict[str, Any]]:
        """Years with their months; those in which the lives differ say in how many months."""
        out: dict[str, dict[str, Any]] = {}
        for nimi, x, y in _parit(e):
            vuosi = out.setdefault(nimi[:4], {"vuosi": nimi[:4], "eroja": 0, "rivit": []})
            a, b = (self._tekstit(k) for k in (x, y))
            if not a and not b:
                continue
            kk = _kk(nimi)
            if a == b:
                vuosi["rivit"].append({"kk": kk, "sama": "; ".join(a), "a": [], "b": []})
                continue
            vuosi["eroja"] += 1
            hinnat = [self._hinta(k) for k in (x, y)]
            vuosi["rivit"].append({"kk": kk, "sama": "", "a": a, "b": b, "hinta_a": hinnat[0], "hinta_b": hinnat[1]})
        avattuja = 0
        for v in out.values():
            v["auki"] = bool(v["eroja"]) and avattuja < 2
            avattuja += v["auki"]
            v["teksti"] = (
                self._("differs in {n} months", n=v["eroja"])
                if v["eroja"] > 1
                else self._("differs in one month")
                if v["eroja"]
                else self._("the same in both worlds")
            )
        return list(out.values())

    def _tekstit(self, k: Kk | None) -> list[str]:
        return [x for t in k.tapahtumat if (x := self.tapahtuma(t))] if k else []

    def _hinta(self, k: Kk | None) -> str:
        return f"{sanat.luku(k.kustannus, 0, self.kieli)}{sanat.KOVA_VALI}€" if k and k.kustannus >= 0.5 else ""

    def summat(self, e: Elamat) -> list[dict[str, Any]]:
        """Totals of a life, one card for each world."""
        return [
            {"nimi": nimi, "rivit": [[sana, arvo] for sana, arvo in self._summat(m)]}
            for nimi, m in ((self._("Baseline"), e.a), (maailman_nimi(self.nakyma), e.b))
        ]

    def _summat(self, m: Maailma) -> list[tuple[str, str]]:
        _ = self._
        kaikki = [t for k in m.kuukaudet for t in k.tapahtumat]
        laatu = [k.laatu for k in m.kuukaudet]
        hinta = sum(k.kustannus for k in m.kuukaudet)
        return [
            (_("Visits to doctor and nurse"), str(sum(_kayntia(t) for t in kaikki))),
            (_("Needed care, did not get it"), str(sum(_jai(t) for t in kaikki))),
            (_("Hospital care episodes"), str(sum(_sairaalassa(t) for t in kaikki))),
            (_("Changes of centre"), str(sum(_vaihtoja(t) for t in kaikki))),
            (_("Mean quality of life, 0–1"), sanat.luku(sum(laatu) / max(len(laatu), 1), 3, self.kieli)),
            (_("Public cost, euros"), sanat.luku(hinta, 0, self.kieli)),
            (_("Sote centre at the end"), self.keskus(m.kuukaudet[-1].keskus) if m.kuukaudet else "–"),
        ]

    def otsikko(self, e: Elamat) -> str:
        """The finding: when the lives part and in what, or that they do not."""
        _ = self._
        for nimi, x, y in _parit(e):
            a, b = self._tekstit(x), self._tekstit(y)
            if a != b:
                vain_a, vain_b = ", ".join(t for t in a if t not in b), ", ".join(t for t in b if t not in a)
                if not vain_a or not vain_b:
                    lause = _("The lives part in {month}: only in the scenario {b}", month=_kk(nimi), b=vain_b)
                    perus = _("The lives part in {month}: only in the baseline {a}", month=_kk(nimi), a=vain_a)
                    return lause if vain_b else perus
                return _(
                    "The lives part in {month}: only in the baseline {a}; only in the scenario {b}",
                    month=_kk(nimi),
                    a=vain_a,
                    b=vain_b,
                )
        return _("The lives do not part: every visit, centre, service and disease is the same.")

    def eroaminen(self, e: Elamat) -> str:
        """When the rules part, and which levers differ then."""
        if e.ohjelma is None:
            return ""
        kk, avaimet = e.ohjelma
        nimet = [getattr(parametrit()[k].text, self.kieli) for k in avaimet if k in parametrit()]
        return self._("The rules part in {month}: {levers}.", month=_kk(kk), levers="; ".join(nimet[:4]))

    def valintajoukot(self, e: Elamat) -> list[dict[str, Any]]:
        """Centres compared: when a switch was considered, and in the asked month what would have been seen."""
        out = []
        for maailma, nimi in ((e.a, self._("Baseline")), (e.b, maailman_nimi(self.nakyma))):
            for k in maailma.kuukaudet:
                for laji, tiedot in k.tapahtumat:
                    if laji == "choice":
                        out.append((k.nimi, nimi, self._valinta(tiedot), tiedot["choice_set"]))
                if k.joukko and not any(laji == "choice" for laji, _t in k.tapahtumat):
                    out.append((k.nimi, nimi, self._("what would have been compared"), k.joukko))
        out.sort(key=lambda x: x[0])
        return [
            {"otsikko": f"{_kk(kk)}, {nimi}: {teksti}", "rivit": [self._vaihtoehto(v) for v in joukko]}
            for kk, nimi, teksti, joukko in out
        ]

    def _vaihtoehto(self, v: Mapping[str, Any]) -> list[str]:
        oma = f" ({self._('own')})" if v["own"] else ""
        luku: Callable[[float, int], str] = lambda x, d: sanat.luku(float(x), d, self.kieli)  # noqa: E731
        return [
            f"{self.keskus(v['centre'])}{oma}",
            luku(v["km"], 1),
            luku(v["wait"], 0),
            sanat.luku(float(v["quality"]), 2, self.kieli, etumerkki=True),
            luku(100 * v["probability"], 1),
        ]

    # figure -----------------------------------------------------------------------------------------------------------

    def kuva(self, e: Elamat) -> Kuva:
        """The two lives as strips, and quality of life as two lines; as a table: counts by year."""
        _ = self._
        kaistat = [
            svg.Kaista(nimi, _kuukaudet(e.a, ehto), _kuukaudet(e.b, ehto))
            for nimi, ehto in (
                (_("Visits"), _kayntia),
                (_("Without care"), _jai),
                (_("Hospital"), _sairaalassa),
                (_("Changes centre"), _vaihtoja),
                (_("New disease"), lambda t: int(t[0] == "illness")),
            )
        ]
        laadut = [[(_paikka(k.nimi), k.laatu) for k in m.kuukaudet] for m in (e.a, e.b)]
        nimet = (_("Baseline"), _("Scenario"))
        otsikko = self.otsikko(e)
        ala = _("One tick is one month with an event; below, quality of life 0–1. Upper row baseline, lower scenario.")
        rivit = self._taulukko(e)
        kuvaus = "; ".join(" ".join(r) for r in rivit)
        elamanviiva = svg.Elamanviiva(kaistat, laadut[0], laadut[1], nimet, _("Quality of life"), self._luku)
        sarakkeet = [
            _("Year"),
            *(f"{x}: {n}" for x in (_("Visits"), _("Without care"), _("Quality of life")) for n in nimet),
        ]
        return Kuva(
            otsikko, ala, svg.elamanviiva(elamanviiva, otsikko, kuvaus),
            svg.elamanviiva(elamanviiva, otsikko, kuvaus, svg.KAPEA), sarakkeet, rivit,
        )  # fmt: skip

    def _luku(self, x: float, d: int) -> str:
        return sanat.luku(x, d, self.kieli)

    def _taulukko(self, e: Elamat) -> list[list[str]]:
        rivit = []
        for vuosi in dict.fromkeys(k.nimi[:4] for m in (e.a, e.b) for k in m.kuukaudet):
            omat = [[k for k in m.kuukaudet if k.nimi[:4] == vuosi] for m in (e.a, e.b)]
            solut = [vuosi]
            for laske in (_kayntia, _jai):
                solut += [str(sum(laske(t) for k in kk for t in k.tapahtumat)) for kk in omat]
            solut += [sanat.luku(sum(k.laatu for k in kk) / len(kk), 3, self.kieli) if kk else "–" for kk in omat]
            rivit.append(solut)
        return rivit


def alueen_nimi(nakyma: Nakyma) -> str:
    """The region's name."""
    return hae(nakyma.alue).nimi.get(nakyma.kieli)


def tekstit(_: Kaantaja) -> dict[str, str]:
    """Words of the page's frame."""
    return {
        "otsikko": _("Follow a resident"),
        "joukko": _("Who"),
        "asukas": _("Resident"),
        "toinen": _("Another resident"),
        "tutki": _("Explore this scenario"),
        "keskeyta": _("Stop"),
        "laske": _("Compute again"),
        "linkki": _("Copy link"),
        "kopioitu": _("Copied"),
        "kuukaudet": _("Month by month"),
        "kuukaudet_apu": _("On the left the baseline, on the right the scenario. A joint bar: nothing differs."),
        "sama": _("the same in both"),
        "ei_mitaan": _("nothing happens"),
        "nykytila": _("Baseline"),
        "skenaario": _("Scenario"),
        "taulukkona": _("Show as table"),
        "lataa": _("Download image"),
        "joukot": _("Centres compared"),
        "joukot_apu": _("The own one first; the probability is that of the choice rule."),
        "keskus": _("Sote centre"),
        "km": _("Distance, km"),
        "odotus": _("Known wait, days"),
        "laatu": _("Quality, standard deviations"),
        "todennakoisyys": _("Probability, %"),
        "odottaa": _("Living both worlds…"),
    }


def _kertaa(nimi: str, n: int) -> str:
    return f"{nimi} × {n}" if n > 1 else nimi


def _kk(nimi: str) -> str:
    return f"{int(nimi[5:])}/{nimi[:4]}"


def _paikka(nimi: str) -> int:
    return 12 * (int(nimi[:4]) - 2017) + int(nimi[5:]) - 1


def _parit(e: Elamat) -> Iterator[tuple[str, Kk | None, Kk | None]]:
    """The same month in both worlds; None where she is not there."""
    a, b = ({k.nimi: k for k in m.kuukaudet} for m in (e.a, e.b))
    for nimi in sorted({*a, *b}):
        yield nimi, a.get(nimi), b.get(nimi)


def _kuukaudet(m: Maailma, laske: Callable[[Tapahtuma], int]) -> Sequence[int]:
    return [_paikka(k.nimi) for k in m.kuukaudet if any(laske(t) for t in k.tapahtumat)]


def _kayntia(t: Tapahtuma) -> int:
    laji, x = t
    if laji == "contact":
        return 0 if x["channel"] == "gave up" else int(x["contacts"])
    return int(x["contacts"]) if laji == "nurse" and x["sought"] else 0


def _jai(t: Tapahtuma) -> int:
    laji, x = t
    if laji == "contact":
        return int(x["contacts"]) if x["channel"] == "gave up" else 0
    if laji == "nurse":
        return 0 if x["sought"] else int(x["contacts"])
    return int(x["events"]) if laji == "service" and not x["treated"] else 0


def _sairaalassa(t: Tapahtuma) -> int:
    return int(t[1]["events"]) if t[0] == "service" and t[1]["line"] == SAIRAALA and t[1]["treated"] else 0


def _vaihtoja(t: Tapahtuma) -> int:
    return int(t[0] == "closure" or (t[0] == "choice" and bool(t[1]["moves"])))
