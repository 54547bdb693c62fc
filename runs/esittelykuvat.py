"""The main job's figures: from its tables to the charts of `visualisointi.kuviot`, with findings as titles.

A title claims a difference only when its interval leaves zero out.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from runs import esittelymitat as mitat
from runs.esittelyteksti import vuosivali
from visualisointi import kuviot, sanat

if TYPE_CHECKING:
    import pandas as pd

    from runs.esittely import Esittely

PERUS, LIIKELAITOS, VALINTA, KAPITAATIO = (mitat.ASKELEET[0].a, *(askel.b for askel in mitat.ASKELEET[:3]))
PALVELUKOKONAISUUKSITTAIN, KERTABUDJETTI = mitat.ASKELEET[3].a, mitat.ASKELEET[3].b
RYHMAMITAT = ("tyydyttamaton", "elinajanodote_30", "elinajanodote_ero", "lista_yksityinen")
PAIVIA_VUODESSA = 365.25
VIIDENNEKSET = tuple(f"viidennes_{q}" for q in range(1, 6))


def kuvat(tulos: Esittely) -> dict[str, bytes]:
    """All figures as files, SVG and PNG: name -> bytes."""
    tiedostot: dict[str, bytes] = {}
    for nimi, (tekstit, kuva) in piirrokset(tulos).items():
        tiedot = {
            "Title": tekstit.otsikko, "Description": tekstit.alaotsikko, "Source": tekstit.lahde,
            "Identifier": tulos.tunniste,
            "Language": tulos.kieli,
        }  # fmt: skip
        tiedostot |= kuviot.tiedostot(kuva, nimi, tiedot)
    return tiedostot


def piirrokset(tulos: Esittely) -> dict[str, tuple[kuviot.Tekstit, Any]]:
    """Figures by name, each with its texts."""
    tekijat: dict[str, Callable[[_Aineisto], tuple[kuviot.Tekstit, Any]]] = {
        "1-vaikutukset": _vaikutukset, "2-menot": _menot, "3-odotus": _odotus, "4-tarve-viidenneksittain": _tarve,
        "5-elinajanodote": _elinika, "6-yksityiset-listat": _listat, "7-rahapuu": _raha,
    }  # fmt: skip
    aineisto = _Aineisto(tulos)
    return {nimi: tekija(aineisto) for nimi, tekija in tekijat.items()}


class _Aineisto:
    """The run's tables as the figures ask for them, and its words."""

    def __init__(self, tulos: Esittely) -> None:
        self.tulos, self.kieli = tulos, tulos.kieli
        self.vuodet = mitat.vuodet(tulos.ajot)
        self.loppu = self.vuodet[-1]
        self.keski = mitat.keskiarvot(tulos.ajot)
        self._erot: dict[tuple[str, str], pd.DataFrame] = {}

    def t(self, avain: str, **tiedot: object) -> str:
        """A phrase; {vuodet} is the years averaged."""
        return sanat.teksti(avain, self.kieli, **{"vuodet": vuosivali(self.vuodet), "loppu": self.loppu, **tiedot})

    def luku(self, arvo: float, desimaaleja: int, etumerkki: bool = False) -> str:
        """A number in the language."""
        return sanat.luku(arvo, desimaaleja, self.kieli, etumerkki)

    def prosentti(self, arvo: float, desimaaleja: int = 0) -> str:
        """12,3 % (fi, sv) or 12.3% (en), of a figure in per cent."""
        return self.luku(arvo, desimaaleja) + ("%" if self.kieli == "en" else f"{sanat.KOVA_VALI}%")

    def tekstit(self, otsikko: str, ala: str) -> kuviot.Tekstit:
        """Texts of a figure: its finding, what it shows, where it is from."""
        from runs.alkupera import versio

        otos = self.luku(100 * self.tulos.otos, 0 if self.tulos.otos >= 0.01 else 1)
        lahde = self.t("lahde", versio=versio(), ajo=self.tulos.tunniste, pareja=self.tulos.pareja, otos=otos)
        return kuviot.Tekstit(otsikko, self.t(ala), lahde)

    def nimi(self, skenaario: str) -> str:
        """Short name of a scenario."""
        return sanat.SKENAARIOT[skenaario][self.kieli]

    def askelnimi(self, koodi: str) -> str:
        """Name of a step."""
        return sanat.ASKELEET[koodi]["nimi"][self.kieli]

    def rivi(self, askel: str, mittari: str) -> dict[str, Any]:
        """Shown row of a step and a measure."""
        rivit = self.tulos.rivit
        return dict(rivit[(rivit["askel"] == askel) & (rivit["mittari"] == mittari)].iloc[0])

    def ryhmarivi(self, a: str, b: str, mittari: str, ryhma: str) -> dict[str, Any]:
        """Contrast of two scenarios, not only of neighbouring steps, for a group."""
        from runs.vertailu import vastakohta

        if (a, b) not in self._erot:
            omat = self.keski[self.keski["mittari"].isin(RYHMAMITAT)]
            self._erot[a, b] = vastakohta(omat, a, b).set_index(["mittari", "ryhma"])
        return dict(self._erot[a, b].loc[(mittari, ryhma)])

    def vuosittain(self, skenaario: str, mittari: str, ryhma: str = mitat.KAIKKI) -> pd.Series:
        """Mean over runs by year."""
        a = self.tulos.ajot
        omat = a[(a["skenaario"] == skenaario) & (a["mittari"] == mittari) & (a["ryhma"] == ryhma)]
        return omat.groupby("vuosi")["arvo"].mean()

    def erot_vuosittain(self, askel: mitat.Askel, mittari: str) -> pd.DataFrame:
        """Contrast of a step by year."""
        from runs.vertailu import vastakohta

        a = self.tulos.ajot
        return vastakohta(a[(a["mittari"] == mittari) & (a["ryhma"] == mitat.KAIKKI)], askel.a, askel.b).sort_values(
            "vuosi"
        )

    def tapahtumat(self, koodit: tuple[tuple[str, str], ...]) -> list[kuviot.Tapahtuma]:
        """First years of the reform's parts, if they are within the run."""
        vuodet = self.tulos.ajot["vuosi"]
        out = []
        for skenaario, sana in koodit:
            omat = next(s for s in self.tulos.skenaariot if s.name == skenaario)
            ero = (
                self.tulos.skenaariot[0].ohjelma().first_difference(omat.ohjelma())
                if sana == "maakunta_alkaa"
                else None
            )
            if sana == "valinta_alkaa":
                edellinen = next(s for s in self.tulos.skenaariot if s.name == LIIKELAITOS)
                ero = edellinen.ohjelma().first_difference(omat.ohjelma())
            vuosi = None if ero is None else int(omat.start[:4]) + ero // 12
            if vuosi is not None and vuodet.min() <= vuosi <= vuodet.max():
                out.append(kuviot.Tapahtuma(vuosi, self.t(sana)))
        return out


ALUT = ((LIIKELAITOS, "maakunta_alkaa"), (VALINTA, "valinta_alkaa"))


# --------------------------------------------------------------------------------------------------- 1 effects
def _vaikutukset(a: _Aineisto) -> tuple[kuviot.Tekstit, Any]:
    rivit = []
    for mitta in mitat.MITAT:
        mittari = sanat.MITTARIT[mitta.koodi]
        erot = [_ero(a, a.rivi(askel.koodi, mitta.koodi)) for askel in mitat.ASKELEET]
        taso = mittari.arvo_yksikolla(a.rivi(mitat.ASKELEET[0].koodi, mitta.koodi)["value_a"], a.kieli)
        rivit.append(
            kuviot.Matriisirivi(
                mittari.nimi[a.kieli], a.t("nykytilassa", arvo=taso), mittari.kerroin * mitta.raja, erot
            )
        )
    isot = a.tulos.rivit[a.tulos.rivit["verdict"].isin(["ero", "suuri"])]
    maarat = [f"{a.nimi(askel.b).lower()} {(isot['askel'] == askel.koodi).sum()}" for askel in mitat.ASKELEET]
    otsikko = a.t("vaikutukset_otsikko", mittareita=len(mitat.MITAT), luettelo=", ".join(maarat))
    tekstit = a.tekstit(otsikko, "vaikutukset_ala")
    nimet = [a.askelnimi(askel.koodi) for askel in mitat.ASKELEET]
    return tekstit, kuviot.vaikutusmatriisi(tekstit, nimet, rivit, jakaja=3)


def _ero(a: _Aineisto, rivi: dict[str, Any]) -> kuviot.Ero:
    kerroin = sanat.MITTARIT[rivi["mittari"]].kerroin
    ero, vali = mitat.ero_sanoin(rivi, rivi["mittari"], a.kieli)
    laji = {"ero": "ero", "suuri": "ero", "pieni": "pieni"}.get(rivi["verdict"], "ei")
    luvut = [kerroin * float(rivi[n]) for n in ("difference", "low", "high")]
    return kuviot.Ero(luvut[0], luvut[1], luvut[2], ero, "" if rivi["verdict"] == "sama" else vali, laji)


# --------------------------------------------------------------------------------------------------- 2, 3 years
def _menot(a: _Aineisto) -> tuple[kuviot.Tekstit, Any]:
    def muutos(skenaario: str) -> tuple[list[float], list[float]]:
        euroa = a.vuosittain(skenaario, "kustannus_asukas")
        return [float(v) for v in euroa.index], [100.0 * (x / euroa.iloc[0] - 1.0) for x in euroa]

    mittari, sarjat = sanat.MITTARIT["kustannus_asukas"], []
    for laji, skenaario in enumerate((PERUS, LIIKELAITOS, VALINTA, KAPITAATIO)):
        x, y = muutos(skenaario)
        sarjat.append(kuviot.Sarja(a.nimi(skenaario), x, y, laji, a.prosentti(y[-1], 1)))
    vuodet = sarjat[0].x
    viitteet = []
    for avain, kasvu in zip(("trendi", "jarru"), mitat.kasvut_asukasta_kohti(a.tulos.skenaariot[0]), strict=True):
        polku = [100.0 * ((1.0 + kasvu) ** (v - vuodet[0]) - 1.0) for v in vuodet]
        viitteet.append(kuviot.Viite(a.t(avain, p=a.luku(100 * kasvu, 1)), vuodet, polku))
    kasvut = {"n": sarjat[0].y[-1], "v": sarjat[3].y[-1], "j": viitteet[1].y[-1]}
    otsikko = a.t("menot_otsikko", **{nimi: a.prosentti(kasvu) for nimi, kasvu in kasvut.items()})
    tekstit = a.tekstit(otsikko, "menot_ala")
    kuva = kuviot.aikasarjat(
        tekstit, sarjat, _erosarjat(a, "kustannus_asukas"), a.t("parittain", yksikko=mittari.yksikko[a.kieli]),
        lambda x: a.luku(x, 0), viitteet, a.tapahtumat(ALUT),
    )  # fmt: skip
    return tekstit, kuva


def _odotus(a: _Aineisto) -> tuple[kuviot.Tekstit, Any]:
    sarjat = []
    for laji, skenaario in enumerate((PERUS, LIIKELAITOS, VALINTA, KAPITAATIO, PALVELUKOKONAISUUKSITTAIN)):
        paivaa = a.vuosittain(skenaario, "odotus")
        nimi = a.nimi(skenaario)
        if skenaario == LIIKELAITOS:  # the county utility of 2021 has a lump sum
            nimi = f"{nimi} ({a.nimi(KERTABUDJETTI).lower()})"
        sarjat.append(
            kuviot.Sarja(
                nimi, [float(v) for v in paivaa.index], [float(x) for x in paivaa], laji, a.luku(paivaa.iloc[-1], 0)
            )
        )
    otsikko = _odotusotsikko(a)
    tekstit = a.tekstit(otsikko, "odotus_ala")
    kuva = kuviot.aikasarjat(
        tekstit, sarjat, _erosarjat(a, "odotus"), a.t("parittain", yksikko=sanat.MITTARIT["odotus"].yksikko[a.kieli]),
        lambda x: a.luku(x, 0), (), a.tapahtumat(ALUT),
    )  # fmt: skip
    return tekstit, kuva


def _odotusotsikko(a: _Aineisto) -> str:
    """The steps in which the wait moves enough to matter; else that none does."""
    luettelo = []
    for askel in mitat.ASKELEET:
        rivi = a.rivi(askel.koodi, "odotus")
        if rivi["verdict"] in ("ero", "suuri"):
            luettelo.append(f"{a.nimi(askel.b).lower()} {mitat.ero_sanoin(rivi, 'odotus', a.kieli)[0]}")
    return a.t("odotus_otsikko", luettelo="; ".join(luettelo)) if luettelo else a.t("odotus_otsikko_ei")


def _erosarjat(a: _Aineisto, mittari: str) -> list[kuviot.Sarja]:
    """Differences by year, from the year before the first one that is not zero."""
    kerroin = sanat.MITTARIT[mittari].kerroin
    out = []
    for askel in mitat.ASKELEET:
        erot = a.erot_vuosittain(askel, mittari)
        alkaneet = erot["vuosi"][erot["difference"] != 0]
        alku = int(alkaneet.min()) - 1 if len(alkaneet) else int(erot["vuosi"].min())
        erot = erot[erot["vuosi"] >= alku].fillna({"low": math.nan, "high": math.nan})
        x = [float(v) for v in erot["vuosi"]]
        y, ala, yla = ([kerroin * float(v) for v in erot[n]] for n in ("difference", "low", "high"))
        kaista = all(math.isfinite(v) for v in (*ala, *yla))
        ero, vali = mitat.ero_sanoin(a.rivi(askel.koodi, mittari), mittari, a.kieli)
        out.append(
            kuviot.Sarja(a.askelnimi(askel.koodi), x, y, 1, f"{vuosivali(a.vuodet)}: {ero} ({vali})",
                         ala if kaista else None, yla if kaista else None)
        )  # fmt: skip
    return out


# --------------------------------------------------------------------------------------------------- 4, 5 fifths
def _viidenneksen_nimi(a: _Aineisto, i: int) -> str:
    if i in (0, 4):
        return a.t("viidennes_alin" if i == 0 else "viidennes_ylin")
    return str(i + 1)


def _varma(rivi: dict[str, Any]) -> bool:
    return bool(rivi["low"] > 0 or rivi["high"] < 0)


def _tarve(a: _Aineisto) -> tuple[kuviot.Tekstit, Any]:
    mittari = sanat.MITTARIT["tyydyttamaton"]
    rivit, koko = [], []
    for i, ryhma in enumerate(VIIDENNEKSET):
        uudistus = a.ryhmarivi(PERUS, KAPITAATIO, "tyydyttamaton", ryhma)
        valinta = a.ryhmarivi(LIIKELAITOS, VALINTA, "tyydyttamaton", ryhma)
        koko.append(uudistus)
        rivit.append(
            kuviot.Viidennesrivi(
                _viidenneksen_nimi(a, i), 100 * uudistus["value_a"], 100 * uudistus["value_b"],
                mittari.arvo(uudistus["value_a"], a.kieli), mittari.arvo(uudistus["value_b"], a.kieli),
                [(*mitat.ero_sanoin(r, "tyydyttamaton", a.kieli), _varma(r)) for r in (uudistus, valinta)],
            )
        )  # fmt: skip
    suunnat = {int(r["low"] > 0) - int(r["high"] < 0) for r in koko}
    if suunnat in ({1}, {-1}):
        yksikko = f"{sanat.KOVA_VALI}{mittari.ero_yksikko[a.kieli]}".replace(" ", sanat.KOVA_VALI)
        d = [f"{a.luku(abs(100 * r['difference']), 1)}{yksikko}" for r in (koko[0], koko[-1])]
        otsikko = a.t("viidennekset_otsikko", suunta=a.t("kasvaa" if suunnat == {1} else "pienenee"), a=d[0], b=d[1])
    else:
        otsikko = a.t("viidennekset_otsikko_ei")
    tekstit = a.tekstit(otsikko, "viidennekset_ala")
    paneeli = kuviot.Viidennespaneeli("", [a.t("koko_uudistus"), a.t("siita_valinta")], rivit)
    return tekstit, kuviot.viidennekset(tekstit, a.nimi(PERUS), a.nimi(KAPITAATIO), [paneeli])


def _elinika(a: _Aineisto) -> tuple[kuviot.Tekstit, Any]:
    paneelit, erot, muutokset = [], {}, []
    for suku in ("miehet", "naiset"):
        rivit = []
        for i, viidennes in enumerate(VIIDENNEKSET):
            rivi = a.ryhmarivi(PERUS, KAPITAATIO, "elinajanodote_30", f"{suku}:{viidennes}")
            paivat = {n: PAIVIA_VUODESSA * rivi[n] for n in ("difference", "low", "high")}
            tarkkuus = sanat.desimaaleja((paivat["high"] - paivat["low"]) / 2.0, 0, 1)
            rivit.append(
                kuviot.Viidennesrivi(
                    _viidenneksen_nimi(a, i), rivi["value_a"], rivi["value_b"], a.luku(rivi["value_a"], 1), "",
                    [(a.luku(paivat["difference"], tarkkuus, True),
                      sanat.vali(paivat["low"], paivat["high"], tarkkuus, a.kieli), _varma(rivi))],
                )
            )  # fmt: skip
        erot[suku] = a.ryhmarivi(PERUS, KAPITAATIO, "elinajanodote_ero", suku)
        muutokset += [abs(PAIVIA_VUODESSA * erot[suku][n]) for n in ("difference", "low", "high")]
        paneelit.append(kuviot.Viidennespaneeli(a.t(suku), [a.t("elinika_muutos")], rivit))
    suurin = max(x for x in muutokset if math.isfinite(x))  # the far end of the intervals
    muutos = a.t("paivan_enintaan" if suurin <= 1 else "paivia_enintaan", d=a.luku(math.ceil(suurin), 0))
    otsikko = a.t(
        "elinika_otsikko", m=a.luku(erot["miehet"]["value_a"], 1), n=a.luku(erot["naiset"]["value_a"], 1), p=muutos
    )
    tekstit = a.tekstit(otsikko, "elinika_ala")
    return tekstit, kuviot.viidennekset(tekstit, a.nimi(PERUS), a.nimi(KAPITAATIO), paneelit)


# --------------------------------------------------------------------------------------------------- 6 lists
def _listat(a: _Aineisto) -> tuple[kuviot.Tekstit, Any]:
    from runs.vertailu import vastakohta

    sarjat, arvot = [], []
    for laji, skenaario in ((2, VALINTA), (3, KAPITAATIO)):
        ajot = a.tulos.ajot
        omat = ajot[(ajot["mittari"] == "lista_yksityinen") & (ajot["ryhma"] == mitat.KAIKKI)]
        vuosi = vastakohta(omat, PERUS, skenaario).sort_values("vuosi")  # nobody is on a private list in the base world
        alkaneet = vuosi["vuosi"][vuosi["value_b"] > 0]
        vuosi = vuosi[vuosi["vuosi"] >= (alkaneet.min() - 1 if len(alkaneet) else vuosi["vuosi"].min())]
        y, ala, yla = ([100 * float(v) for v in vuosi[n]] for n in ("value_b", "low", "high"))
        kaista = all(math.isfinite(v) for v in (*ala, *yla))
        sarjat.append(
            kuviot.Sarja(a.nimi(skenaario), [float(v) for v in vuosi["vuosi"]], y, laji, a.prosentti(y[-1], 1),
                         ala if kaista else None, yla if kaista else None)
        )  # fmt: skip
        rivit = [a.ryhmarivi(PERUS, skenaario, "lista_yksityinen", ryhma) for ryhma in VIIDENNEKSET]
        arvot.append([(100 * r["value_b"], 100 * r["low"], 100 * r["high"]) for r in rivit])
    tekstit = a.tekstit(a.t("listat_otsikko", p=a.prosentti(sarjat[0].y[-1], 1)), "listat_ala")
    nimet = [_viidenneksen_nimi(a, i) for i in range(5)]
    valinnasta = a.tapahtumat((ALUT[1],))
    return tekstit, kuviot.osuudet(tekstit, sarjat, nimet, arvot, lambda x: a.luku(x, 0), valinnasta)


# --------------------------------------------------------------------------------------------------- 7 money
_SARAKKEET = {
    "valtio": 0, "veronmaksajat": 0, "asukkaat": 0, "rahoittajat": 0, "kunnat": 1, "jarjestaja": 1,
    "hus": 2, "liikelaitos": 2,
    "erikois": 3, "ikaantyneet": 3, "vammais": 3, "lapset": 3, "muut": 3, "sote_julkinen": 3, "sote_yksityinen": 3,
}  # fmt: skip


def _raha(a: _Aineisto) -> tuple[kuviot.Tekstit, Any]:
    puut = [_puu(a, PERUS), _puu(a, VALINTA)]
    valittu = sum(v.maara for v in puut[1].virrat if v.valinta)
    kaikki = sum(v.maara for v in puut[1].virrat if _SARAKKEET[v.mista] == 0)
    tekstit = a.tekstit(a.t("raha_otsikko", osuus=a.prosentti(100 * valittu / kaikki, 1)), "raha_ala")
    return tekstit, kuviot.rahapuu(tekstit, puut, lambda x: a.luku(x, 2 if x < 0.995 else 1))


def _puu(a: _Aineisto, skenaario: str) -> kuviot.Puu:
    """Money tree of a scenario, billion EUR a year; under direct choice, money to sote centres follows the resident."""
    ajot = a.tulos.ajot
    omat = ajot[(ajot["skenaario"] == skenaario) & (ajot["mittari"] == mitat.RAHAVIRTA)].groupby("ryhma")["arvo"].mean()
    if omat.empty:
        raise RuntimeError(f"no money tree of {skenaario}: the runs were not made with esittelymitat.rakenna")
    maarat = {tuple(pari.split(">")): float(milj) / 1000.0 for pari, milj in omat.items() if milj >= 0.5}
    tuntemattomat = {solmu for pari in maarat for solmu in pari} - set(_SARAKKEET)
    if tuntemattomat:
        raise RuntimeError(f"the money tree has unknown accounts: {', '.join(sorted(tuntemattomat))}")
    s = next(s for s in a.tulos.skenaariot if s.name == skenaario)
    valinta = bool(s.ohjelma().at(s.months - 1)["valinnanvapaus.suora_valinta"])
    virrat = [kuviot.Virta(x, y, m, valinta and y.startswith("sote_")) for (x, y), m in maarat.items()]
    kaytossa = {solmu for pari in maarat for solmu in pari}
    solmut = [kuviot.Solmu(k, sanat.RAHA[k][a.kieli], sarake) for k, sarake in _SARAKKEET.items() if k in kaytossa]
    return kuviot.Puu(a.nimi(skenaario), solmut, virrat)
