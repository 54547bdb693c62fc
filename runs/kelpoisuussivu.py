"""The validation page: one self-contained HTML file, and the same as JSON beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from kalibrointi import kohteet, tavoitetaulu
from kalibrointi.levy import kirjoita_syrjassa
from runs import alkupera, naytto, sarjakuvat
from runs.kelpoisuus import Sarjatulos
from runs.sarjakuvat import Kuva
from runs.tarkistusrivi import Tarkistusrivi
from visualisointi import kelpoisuuskuviot, kelpoisuussanat, kuviot, raporttisivu

KARTTASKENAARIO, KARTTAOTOS = "nykytila-2017", 0.01
JSONVERSIO = 1


class Sivu:
    """The page in one language, from what the suites gave."""

    def __init__(self, tulokset: Sequence[Sarjatulos], kieli: str) -> None:
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
            self._osio("viat", *self._viat()),
            self._osio("ei_saa", raporttisivu.luettelo(kelpoisuussanat.EI_SAA[self.kieli])),
            self._osio("alkupera", raporttisivu.luettelo(self._alkupera())),
        ]
        johdanto = raporttisivu.kappale(self.t("johdanto"), "lead")
        return raporttisivu.sivu(
            self.kieli, self.t("otsikko"), self.t("ylapuoli", versio=self.versio), johdanto, osiot,
            self.t("alatunniste", versio=self.versio), self.t("sisallys"),
        )  # fmt: skip

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
                kohdat.append(
                    self.t("lyhyesti_rivit", sarja=self.t(sarja), sisalla=n - ulkona, kaikki=n,
                           kirjattu=ulkona - muut, muut=muut)
                )  # fmt: skip
        return [*kohdat, self.t("lyhyesti_kaytto")]

    # ---------------------------------------------------------------------------------------------- suites
    def _sarja(self, tulos: Sarjatulos) -> Iterable[str]:
        yield raporttisivu.kappale(self.t(f"{tulos.suite}_selite"))
        if tulos.suite == "targets":
            yield self._kuva(self._etaisyydet(tulos))
        if tulos.suite == "start":
            yield self._kuva(self._kartta())
        yield self._taulu(tulos.rows)

    def _taulu(self, rivit: Sequence[Tarkistusrivi]) -> str:
        sarakkeet = [f"={self.t('tunnus')}", self.t("mika"), *(f">{self.t(x)}" for x in ("vali", "malli"))]
        sarakkeet += [f"={self.t('tila')}", self.t("lahde")]
        solut = [
            (r.id, self._nimi(r), r.band, r.model, self.t("sisalla" if r.in_band else "ulkona"), r.source)
            for r in rivit
        ]
        return raporttisivu.taulukko(sarakkeet, solut)

    def _nimi(self, r: Tarkistusrivi) -> str:
        alku, kaksoispiste, _ = r.what.partition(": ")
        if r.id in self.nimet:
            etu = {"fit": self.t("sovitettava"), "check": self.t("tarkistettava")}.get(alku if kaksoispiste else "")
            return f"{self.nimet[r.id]} ({etu})" if etu else self.nimet[r.id]
        return r.what

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

    def _kartta(self) -> Kuva:
        """The start's service network on the map, from a short run of its own."""
        from runs import skenaariot, verkkokartta, verkkoraportti

        skenaario = skenaariot.lue(KARTTASKENAARIO, end="2017-12", otos=KARTTAOTOS)
        tekstit, kuvio = verkkokartta.kartta(verkkoraportti.raportoi(skenaario), self.kieli)
        return Kuva("kartta", tekstit, kuvio)

    def _kuva(self, kuva: Kuva) -> str:
        self.kuvia += 1
        return raporttisivu.kuva(sarjakuvat.sivulle(kuva, self.kieli, "validate"), f"k{self.kuvia}")

    # ---------------------------------------------------------------------------------------------- failures
    def _viat(self) -> Iterable[str]:
        yield raporttisivu.kappale(self.t("viat_selite"))
        ulkona = [r for tulos in self.tulokset.values() for r in tulos.out]
        if not ulkona:
            yield raporttisivu.kappale(self.t("ei_vikoja"))
            return
        sarakkeet = [f"={self.t('tunnus')}", self.t("mika"), f">{self.t('vali')}", f">{self.t('malli')}", self.t("syy")]
        solut = [(r.id, self._nimi(r), r.band, r.model, r.cause or self.t("ei_syyta")) for r in ulkona]
        yield raporttisivu.taulukko(sarakkeet, solut)

    def _alkupera(self) -> list[str]:
        commit = (alkupera.git() or {}).get("commit", "-")
        kohdat = [f"Sotemalli {self.versio}, git {commit}, {alkupera.mallin_tiiviste()[:16]}"]
        for t in self.tulokset.values():
            otos, siemenia = (self.t("oma") if x is None else x for x in (t.otos, t.seeds))
            tiedot = {"sarja": t.suite, "paiva": t.created, "otos": otos, "siemenia": siemenia, "tunniste": t.key[:16]}
            kohdat.append(self.t("sarja_rivi", **tiedot))
        return kohdat


def _nimet(kieli: str) -> dict[str, str]:
    """What rows are called in a language, by id; rows of other suites have English names alone."""
    nimet = {k.tunnus: k.nimi[kieli] for sarja in ("start", "patterns") for k in kohteet.lue(sarja)}
    return nimet | {t.tunnus: t.nimi[kieli] for t in tavoitetaulu.lue()}


def tiedot(tulokset: Sequence[Sarjatulos]) -> dict[str, Any]:
    """The page as data, JSON-able."""
    return {
        "schema": JSONVERSIO,
        "sotemalli": alkupera.versio(),
        "git": alkupera.git(),
        "model": alkupera.mallin_tiiviste(),
        "suites": {t.suite: t.json() for t in tulokset},
        "must_not_be_used": kelpoisuussanat.EI_SAA["en"],
    }


def kirjoita(tulokset: Sequence[Sarjatulos], kieli: str, tiedosto: Path) -> tuple[Path, Path]:
    """Write page and JSON; returns both. Raises `ViallinenSyote` on disk trouble."""
    rinnalla = tiedosto.with_suffix(".json")
    kirjoita_syrjassa(tiedosto, Sivu(tulokset, kieli).html().encode())
    kirjoita_syrjassa(rinnalla, json.dumps(naytto.jsoniksi(tiedot(tulokset)), ensure_ascii=False, indent=1).encode())
    return tiedosto, rinnalla
