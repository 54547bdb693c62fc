"""The validation page: one self-contained HTML file, and the same as JSON beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from kalibrointi import kohteet, tavoitetaulu
from kalibrointi.levy import kirjoita_syrjassa
from kalibrointi.parametrit import lue_oletukset
from kalibrointi.posteriori import Posteriori
from kalibrointi.viat import ViallinenSyote
from runs import alkupera, kokeiluennusteet, kuntakartat, kuviolaskenta, moottori, naytto, sarjakuvat, vastaustiedosto
from runs.epavarmuusjako import LAJIT
from runs.kelpoisuus import Sarjatulos
from runs.sarjakuvat import Kuva
from runs.tarkistusrivi import Tarkistusrivi
from visualisointi import kelpoisuuskuviot, kelpoisuussanat, kuviot, raporttisivu, sanat, tarkistusnimet
from visualisointi.sanat import KOVA_VALI

KARTTASKENAARIO, KARTTAOTOS = "nykytila-2017", 0.05
TOINEN_SIEMEN = "posterior-siemen-2"
SIIRTYI = 0.4  # shift of a mean, in standard deviations of the prior, from which data are said to speak
JSONVERSIO = 1


class Sivu:
    """The page in one language, from what the suites gave."""

    def __init__(self, tulokset: Sequence[Sarjatulos], kieli: str, posteriori: Posteriori | None = None) -> None:
        self.posteriori = posteriori
        self.tulokset = {t.suite: t for t in tulokset}
        self.kieli = kieli
        self.nimet = _nimet(kieli)
        self.versio = alkupera.versio()
        self.kuvia = 0

    def t(self, avain: str, **tiedot: object) -> str:
        """A phrase of the page."""
        return kelpoisuussanat.sana(avain, self.kieli, **tiedot)

    def html(self) -> str:
        """The whole page."""
        brief = raporttisivu.laatikko(
            f"<h2>{self.t('lyhyesti')}</h2>", raporttisivu.luettelo(self.lyhyesti()), luokka="brief"
        )
        osiot = [("lyhyesti", "", brief)]
        osiot += [self._osio(sarja, *self._sarja(tulos)) for sarja, tulos in self.tulokset.items()]
        osiot += [
            self._osio("kalibrointi", *self._kalibrointi()),
            self._osio("keinot", *self._keinot()),
            self._osio("ennustetut", *self._ennusteet()),
            self._osio("viat", *self._viat()),
            self._osio("ei_saa", raporttisivu.luettelo(kelpoisuussanat.EI_SAA[self.kieli])),
            self._osio("alkupera", raporttisivu.luettelo(self._alkupera())),
        ]
        johdanto = raporttisivu.kappale(self.t("johdanto"), "lead")
        return raporttisivu.sivu(
            self.kieli, self.t("otsikko"), self.t("ylapuoli", versio=self.versio), johdanto, osiot,
            self.t("alatunniste", versio=self.versio), self.t("sisallys"),
        )  # fmt: skip

    def _luku(self, x: float) -> str:
        """A number with the decimal mark of the language."""
        teksti = naytto.luku(x)
        return teksti if self.kieli == "en" else teksti.replace(".", ",")

    def _osio(self, avain: str, *osat: str) -> tuple[str, str, str]:
        otsikko = self.t(avain)
        return avain, otsikko, raporttisivu.osio(avain, otsikko, *osat)

    # ---------------------------------------------------------------------------------------------- in brief
    def lyhyesti(self) -> list[str]:
        """What the suites say together, in a few sentences."""
        kohdat = []
        if targets := self.tulokset.get("targets"):
            kaytot = {t.tunnus: t.kaytto for t in tavoitetaulu.lue()}
            luvut = {}
            for kaytto in tavoitetaulu.KAYTOT:
                omat = [r.in_band for r in targets.rows if kaytot.get(r.id) == kaytto]
                luvut[kaytto] = f"{sum(omat)}/{len(omat)}"
            kohdat.append(self.t("lyhyesti_targets", **luvut))
        for sarja, tulos in self.tulokset.items():
            if sarja != "targets":
                n, ulkona, muut = len(tulos.rows), len(tulos.out), len(tulos.unrecorded)
                avain = "lyhyesti_kaikki" if not ulkona else "lyhyesti_rivit" if muut else "lyhyesti_kirjatut"
                kohdat.append(
                    self.t(avain, sarja=self.t(sarja), sisalla=n - ulkona, kaikki=n,
                           kirjattu=ulkona - muut, muut=muut)
                )  # fmt: skip
            if sarja == "patterns":
                lasketut = kuviolaskenta.laske(tulos.rows, _kaikki(self.tulokset.values()))
                kohdat.append(self.t("lyhyesti_kuviot", **{k: f"{a}/{b}" for k, (a, b) in lasketut.items()}))
        return [*kohdat, self.t("lyhyesti_kaytto")]

    # ---------------------------------------------------------------------------------------------- suites
    def _sarja(self, tulos: Sarjatulos) -> Iterable[str]:
        yield raporttisivu.kappale(self.t(f"{tulos.suite}_selite"))
        if tulos.suite == "targets":
            yield self._kuva(self._etaisyydet(tulos))
        if tulos.suite == "start":
            for kuva in self._kartat():
                yield self._kuva(kuva)
        yield self._taulu(tulos.rows)

    def _taulu(self, rivit: Sequence[Tarkistusrivi]) -> str:
        sarakkeet = [f"={self.t('tunnus')}", f"+{self.t('mika')}", *(f"~{self.t(x)}" for x in ("vali", "malli"))]
        sarakkeet += [f"={self.t('tila')}", self.t("lahde")]
        solut = [
            (r.id, self._nimi(r), _ehyt(r.band), _ehyt(r.model), self.t("sisalla" if r.in_band else "ulkona"), r.source)
            for r in rivit
        ]
        return raporttisivu.taulukko(sarakkeet, solut)

    def _nimi(self, r: Tarkistusrivi) -> str:
        alku, kaksoispiste, _ = r.what.partition(": ")
        if r.id in self.nimet:
            etu = {"fit": self.t("sovitettava"), "check": self.t("tarkistettava")}.get(alku if kaksoispiste else "")
            return f"{self.nimet[r.id]} ({etu})" if etu else self.nimet[r.id]
        return tarkistusnimet.nimi(r.what, self.kieli) or r.what

    def _etaisyydet(self, tulos: Sarjatulos) -> Kuva:
        kaytot = {t.tunnus: t.kaytto for t in tavoitetaulu.lue()}
        omat = [r for r in tulos.rows if r.z is not None]
        omat.sort(key=lambda r: kaytot.get(r.id) != "fit")
        otsikko = self.t("etaisyys_otsikko", sisalla=sum(r.in_band for r in omat), kaikki=len(omat))
        tekstit = kuviot.Tekstit(otsikko, self.t("etaisyys_ala"), self.t("kuvalahde", versio=self.versio))
        rivit = [
            kelpoisuuskuviot.Etaisyys(self.nimet.get(r.id, r.what), float(r.z or 0.0), r.in_band, kaytot[r.id] == "fit")
            for r in omat
        ]
        selitteet = (self.t("sovitettava"), self.t("tarkistettava"))
        return Kuva("etaisyydet", tekstit, kelpoisuuskuviot.etaisyydet(tekstit, rivit, tavoitetaulu.Z90, selitteet))

    def _kartat(self) -> Iterable[Kuva]:
        """The start's service network and municipalities on the map, from a short run of its own."""
        from runs import skenaariot, verkkokartta, verkkoraportti

        skenaario = skenaariot.lue(KARTTASKENAARIO, end="2017-12", otos=KARTTAOTOS)
        raportti = verkkoraportti.raportoi(skenaario)
        yield Kuva("kartta", *verkkokartta.kartta(raportti, self.kieli))
        if (kunnat := kuntakartat.kartat(raportti.malli, self.kieli, self.versio)) is not None:
            yield Kuva("kunnat", *kunnat)

    def _kuva(self, kuva: Kuva) -> str:
        self.kuvia += 1
        return raporttisivu.kuva(sarjakuvat.sivulle(kuva, self.kieli, "validate"), f"k{self.kuvia}")

    # ---------------------------------------------------------------------------------------------- calibration
    def _kalibrointi(self) -> Iterable[str]:
        """Recovery, what was learned of each parameter, gates, and targets against runs of the posterior."""
        p = self.posteriori
        if p is None:
            yield raporttisivu.kappale(self.t("ei_posterioria"))
            return
        tiedot = {"nimi": p.nimi, "versio": p.versio, "siemen": p.tiedot["seed"], "ajoja": p.tiedot["runs"]}
        yield raporttisivu.kappale(self.t("kalibrointi_selite", **tiedot))
        if p.tiedot["hashes"]["model"] != moottori.model_fingerprint():
            yield raporttisivu.kappale(self.t("vanha_malli"))
        lohkot = p.tiedot["blocks"]
        parametrit = [x for lohko in lohkot for x in lohko["parameters"]]
        kohdat = []
        for b in lohkot:
            osuus = sanat.luku(100.0 * b["recovery"]["coverage"], 0, self.kieli)
            nimi = self.t(f"lohko_{b['block']}")
            kohdat.append(self.t("palautus", lohko=nimi, osuus=osuus, n=b["recovery"]["truths"]))
        if pimeat := [x["key"] for x in parametrit if not x["identified"]]:
            kohdat.append(self.t("tunnistamatta", avaimet=", ".join(pimeat)))
        for b in lohkot:
            kohdat += self._suunnat(b)
        if (ero := self._toinen_siemen()) is not None:
            suurin = sanat.luku(max(abs(e.z) for e in ero.erot), 1, self.kieli)
            tiedot = {"n": len(ero.erot), "suurin": suurin, "raja": sanat.luku(ero.raja, 1, self.kieli)}
            kohdat.append(self.t("toinen_siemen" if ero.samat else "toinen_siemen_eri", **tiedot))
        yield raporttisivu.luettelo(kohdat)
        yield self._kuva(self._siirtymat(parametrit))
        portit = [(t, em) for lohko in lohkot for t, em in lohko["waves"][-1]["emulators"].items()]
        sarakkeet = [f"={self.t('tunnus')}", f">{self.t('selitti')}", self.t("luotettiin"), f">{self.t('tuoreet_ohi')}"]
        ohi = {e["target"]: e.get("emulator_missed") for e in p.tiedot["predictions"]}
        solut: list[tuple[object, ...]] = [
            (t, sanat.luku(em["explained"], 2, self.kieli), self.t("kylla" if em["trusted"] else "ei"),
             "" if ohi.get(t) is None else sanat.luku(100.0 * ohi[t], 0, self.kieli))
            for t, em in portit
        ]  # fmt: skip
        yield raporttisivu.taulukko(sarakkeet, solut, self.t("emulaattorit"))
        sarakkeet = [f"={self.t('tunnus')}", self.t("kaytto"), *(f">{self.t(x)}" for x in ("luku", "malli", "vali"))]
        solut = [
            (e["target"], self.t("sovitettava" if e["use"] == "fit" else "tarkistettava"), self._luku(e["figure"]),
             self._luku(e["mean"]), f"{self._luku(e['low'])} \u2013 {self._luku(e['high'])}",
             self.t("sisalla" if e["in"] else "ulkona"))
            for e in p.tiedot["predictions"]
        ]  # fmt: skip
        yield raporttisivu.taulukko([*sarakkeet, f"={self.t('tila')}"], solut, self.t("ennusteet"))

    def _suunnat(self, lohko: dict[str, Any]) -> Iterable[str]:
        """What data say of parameters together."""
        if "informed" not in lohko:
            return
        tiedetty = sanat.luku(lohko["informed"], 1, self.kieli)
        nimi, kaikki = self.t(f"lohko_{lohko['block']}"), len(lohko["parameters"])
        osat = []
        for suunta in lohko["directions"]:
            painot = [f"{sanat.luku(w, 1, self.kieli, etumerkki=True)} {k}" for k, w in suunta["weights"].items()]
            osat.append(f"{' '.join(painot)} ({sanat.luku(suunta['width'], 2, self.kieli)})")
        yield self.t("suunnat", lohko=nimi, tiedetty=tiedetty, kaikki=kaikki, suunnat="; ".join(osat) or "-")

    def _toinen_siemen(self) -> Any:
        """The posterior that ships against the fit of another seed that ships beside it."""
        from kalibrointi import posteriori
        from runs import posteriorivertailu

        p = self.posteriori
        polku = posteriori.KANSIO / f"{TOINEN_SIEMEN}.json"
        if p is None or not polku.is_file() or p.versio == (toinen := posteriori.lue(TOINEN_SIEMEN)).versio:
            return None
        try:
            return posteriorivertailu.vertaa(p, toinen)
        except ViallinenSyote:  # an old file without errors
            return None

    # ---------------------------------------------------------------------------------------------- answers
    def _keinot(self) -> Iterable[str]:
        """What levers do over the posterior and the cards, from the file that ships."""
        tiedot = vastaustiedosto.lue()
        if tiedot is None:
            yield raporttisivu.kappale(self.t("ei_vastauksia"))
            return
        vuodet = tiedot["years"]
        yield raporttisivu.kappale(
            self.t("keinot_selite", maailmoja=tiedot["worlds"], siemenia=tiedot["seeds"], alku=vuodet[0],
                   loppu=vuodet[-1], tutkimus=tiedot["study"]["name"])
        )  # fmt: skip
        if tiedot["model"] != moottori.model_fingerprint():
            yield raporttisivu.kappale(self.t("vanha_malli_vastaus"))
        yield raporttisivu.luettelo([v["sentence"][self.kieli] for v in tiedot["answers"]])
        osuudet = [self.t(f"laji_{laji}") for laji in LAJIT]
        sarakkeet = [self.t("keino"), self.t("mittari"), f">{self.t('maailmoissa')}", *(f">{x}, %" for x in osuudet)]
        solut = [
            (v["change"][self.kieli], self._mittanimi(v["measure"]), "{}/{}".format(*v["badge"]),
             *("" if v["shares"][k] is None else sanat.luku(100.0 * v["shares"][k], 0, self.kieli) for k in LAJIT))
            for v in tiedot["answers"]
        ]  # fmt: skip
        yield self._kuva(self._jaot(tiedot["answers"], osuudet))
        yield raporttisivu.taulukko(sarakkeet, solut, self.t("jako_otsikko"))
        if tiedot["outside_observed"]:
            rivit = [y["sentence"][self.kieli] for y in tiedot["outside_observed"]]
            yield raporttisivu.laatikko(raporttisivu.luettelo(rivit))

    def _jaot(self, vastaukset: Sequence[dict[str, Any]], lajit: Sequence[str]) -> Kuva:
        rivit = []
        for v in vastaukset:
            osuudet = [float("nan") if v["shares"][k] is None else float(v["shares"][k]) for k in LAJIT]
            nimi = f"{v['change'][self.kieli].partition(' (')[0]}: {sanat.pienella(self._mittanimi(v['measure']))}"
            rivit.append((nimi, osuudet, "{}/{}".format(*v["badge"])))
        lahde = self.t("kuvalahde_keinot", versio=self.versio)
        tekstit = kuviot.Tekstit(self.t("jako_kuva"), self.t("jako_otsikko"), lahde)
        return Kuva("jaot", tekstit, kelpoisuuskuviot.jaot(tekstit, rivit, lajit, self.t("maailmoissa")))

    def _mittanimi(self, koodi: str) -> str:
        m = sanat.MITTARIT.get(koodi)
        return sanat.isolla(m.nimi[self.kieli]) if m else koodi

    # ---------------------------------------------------------------------------------------------- predictions
    def _ennusteet(self) -> Iterable[str]:
        """Predictions of the trials and of two regions, from the file that ships."""
        tiedot = kokeiluennusteet.lue()
        if tiedot is None:
            yield raporttisivu.kappale(self.t("ei_ennusteita"))
            return
        yield raporttisivu.kappale(self.t("ennusteet_selite"))
        nimet = kelpoisuussanat.ENNUSTEET
        solut = []
        for e in tiedot["predictions"]:
            m = kelpoisuussanat.ennusteluku
            luvut = [m(e["measure"], e[k], self.kieli) for k in ("mean", "low", "high")]
            vali = f"{luvut[1]} \u2013 {luvut[2]}"
            solut.append((nimet[e["place"]][self.kieli], nimet[e["measure"]][self.kieli], luvut[0], vali, e["draws"]))
        sarakkeet = [self.t("paikka"), f"+{self.t('mika')}", f">{self.t('keskiarvo')}", f">{self.t('vali90')}"]
        yield raporttisivu.taulukko([*sarakkeet, f">{self.t('vedoksia')}"], solut)

    def _siirtymat(self, parametrit: Sequence[dict[str, Any]]) -> Kuva:
        oletukset = lue_oletukset()

        def yksikko(x: dict[str, Any], arvo: float) -> float:
            ala, yla = x["prior"]
            return (float(arvo) - ala) / (yla - ala)

        rivit = [
            kelpoisuuskuviot.Siirtyma(
                str(oletukset[x["key"]].text.get(self.kieli)), yksikko(x, x["low"]), yksikko(x, x["median"]),
                yksikko(x, x["high"]), yksikko(x, x["shipped"]), puhuu(x),
                f"{self._luku(x['low'])} \u2013 {self._luku(x['high'])}",
            )
            for x in parametrit
        ]  # fmt: skip
        kapeat, puhuttu = sum(x["identified"] for x in parametrit), sum(puhuu(x) for x in parametrit)
        otsikko = self.t("siirtyma_otsikko", n=kapeat, m=puhuttu - kapeat, kaikki=len(parametrit))
        tekstit = kuviot.Tekstit(otsikko, self.t("siirtyma_ala"), self.t("kuvalahde", versio=self.versio))
        selitteet = (self.t("priori"), self.t("posteriori"), self.t("toimitettu"))
        return Kuva("siirtymat", tekstit, kelpoisuuskuviot.siirtymat(tekstit, rivit, selitteet))

    # ---------------------------------------------------------------------------------------------- failures
    def _viat(self) -> Iterable[str]:
        yield raporttisivu.kappale(self.t("viat_selite"))
        ulkona = [r for tulos in self.tulokset.values() for r in tulos.out]
        if not ulkona:
            yield raporttisivu.kappale(self.t("ei_vikoja"))
            return
        sarakkeet = [f"={self.t('tunnus')}", f"+{self.t('mika')}", f"~{self.t('vali')}", f"~{self.t('malli')}"]
        solut = [(r.id, self._nimi(r), _ehyt(r.band), _ehyt(r.model), r.cause or self.t("ei_syyta")) for r in ulkona]
        sarakkeet.append(f"+{self.t('syy')}")
        yield raporttisivu.taulukko(sarakkeet, solut)

    def _alkupera(self) -> list[str]:
        commit = (alkupera.git() or {}).get("commit", "-")
        kohdat = [f"Sotemalli {self.versio}, git {commit}, {alkupera.mallin_tiiviste()[:16]}"]
        for t in self.tulokset.values():
            otos, siemenia = (self.t("oma") if x is None else x for x in (t.otos, t.seeds))
            tiedot = {"sarja": t.suite, "paiva": t.created, "otos": otos, "siemenia": siemenia, "tunniste": t.key[:16]}
            kohdat.append(self.t("sarja_rivi", **tiedot))
        return kohdat


def puhuu(parametri: dict[str, Any]) -> bool:
    """Do the data speak of a parameter: is its posterior narrowed, or its mean moved from the prior's?"""
    return bool(parametri["identified"] or abs(parametri.get("shift", 0.0)) > SIIRTYI)


def _kaikki(tulokset: Iterable[Sarjatulos]) -> list[Tarkistusrivi]:
    return [r for t in tulokset for r in t.rows]


def _ehyt(teksti: str) -> str:
    """A short number with its error stays on one line."""
    return teksti.replace(" ", KOVA_VALI) if len(teksti) <= 26 else teksti


def _nimet(kieli: str) -> dict[str, str]:
    """What rows are called in a language, by id; rows of other suites have English names alone."""
    nimet = {k.tunnus: k.nimi[kieli] for sarja in ("start", "patterns") for k in kohteet.lue(sarja)}
    return nimet | {t.tunnus: t.nimi[kieli] for t in tavoitetaulu.lue()}


def tiedot(tulokset: Sequence[Sarjatulos], posteriori: Posteriori | None = None) -> dict[str, Any]:
    """The page as data, JSON-able."""
    return {
        "schema": JSONVERSIO,
        "sotemalli": alkupera.versio(),
        "git": alkupera.git(),
        "model": alkupera.mallin_tiiviste(),
        "suites": {t.suite: t.json() for t in tulokset},
        "patterns": {
            nimi: {"in": a, "of": b}
            for t in tulokset
            if t.suite == "patterns"
            for nimi, (a, b) in kuviolaskenta.laske(t.rows, _kaikki(tulokset)).items()
        },
        "calibration": None if posteriori is None else {"version": posteriori.versio, **posteriori.tiedot},
        "answers": vastaustiedosto.lue(),
        "predictions": kokeiluennusteet.lue(),
        "must_not_be_used": kelpoisuussanat.EI_SAA["en"],
    }


def kirjoita(
    tulokset: Sequence[Sarjatulos], kieli: str, tiedosto: Path, posteriori: Posteriori | None = None
) -> tuple[Path, Path]:
    """Write page and JSON; returns both. Raises `ViallinenSyote` on disk trouble."""
    rinnalla = tiedosto.with_suffix(".json")
    kirjoita_syrjassa(tiedosto, Sivu(tulokset, kieli, posteriori).html().encode())
    kirjoita_syrjassa(
        rinnalla, json.dumps(naytto.jsoniksi(tiedot(tulokset, posteriori)), ensure_ascii=False, indent=1).encode()
    )
    return tiedosto, rinnalla
