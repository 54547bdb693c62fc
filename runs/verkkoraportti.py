"""`sote network`: the service network of a run at a month - its measures, its export, its map.

Reach and way are of residents who live here that month, from the centre of their postal area; lists are at full scale.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from agentit.sotekeskus import JULKINEN
from kalibrointi.levy import kirjoita_syrjassa
from kalibrointi.viat import ViallinenSyote, Vika, lahin, luettele
from verkosto import verkkomitat, vienti
from verkosto.palveluverkko import AKUUTTISAIRAALAT, KERROS, Laji, Solmu, yksikko
from visualisointi import sanat

if TYPE_CHECKING:
    from agentit.malli import SoteMalli
    from runs.ajo import Edistyminen
    from runs.skenaariot import Skenaario
    from verkosto.palveluketju import Palveluketju

RAJA_MIN = 30.0
KUVAT = (".svg", ".png")
KOHTEET: dict[str, tuple[Laji, ...]] = {"sotekeskus": (Laji.SOTEKESKUS,), "sairaala": AKUUTTISAIRAALAT}
KIELET = ("kieli_fi", "kieli_sv", "kieli_muu")
RUOTSIA = 0.5  # a centre counts as a Swedish-language one when at least every other contact can be had in Swedish
SILTOJA = 6
KETJUSARAKKEET = ("ketju", "heikoin", ">katoaa", ">lapi")
Taulu = tuple[str, list[str], list[list[str]]]  # title, columns, rows


@dataclass(frozen=True)
class Mittaluku:
    """One figure: what, of whom (a grouping and a group in it), in which unit."""

    mittari: str
    ryhmittely: str
    ryhma: str
    arvo: float
    yksikko: str


@dataclass(frozen=True)
class Verkkotila:
    """What the measures are made of: residents by area and group, minutes by area, lists and capacity by centre."""

    vaki: Mapping[str, np.ndarray]  # grouping -> (A, G) residents at full scale
    ryhmat: Mapping[str, tuple[str, ...]]  # grouping -> names of its groups
    ajat: Mapping[str, np.ndarray]  # what -> (A,) minutes
    listat: np.ndarray
    kapasiteetit: np.ndarray
    tuottajat: tuple[str, ...]

    @classmethod
    def mallista(cls, malli: SoteMalli) -> Verkkotila:
        """The state of a model now."""
        m, c, n = malli.maailma, malli.sidonta.b.columns, malli.asukkaita_rivilla
        elossa = c["elossa"][:n] == 1
        alue = c["alue"][:n][elossa]
        alueita = len(m.alueet.nimi)

        def ryhmin(koodit: np.ndarray, ryhmia: int) -> np.ndarray:
            return np.bincount(alue * ryhmia + koodit, minlength=alueita * ryhmia).reshape(-1, ryhmia) * malli.paino

        kunnan_alue = np.array(m.kunnat.toiminnallinen_alue, dtype=object)
        toiminnalliset = tuple(sorted(set(kunnan_alue) - {""}))
        kunta = m.alueet.kunta[alue]
        vaki = {
            "kaikki": ryhmin(np.zeros(len(alue), np.int64), 1),
            "viidennes": ryhmin(c["viidennes"][:n][elossa].astype(np.int64), 5),
            "kieli": ryhmin(c["kieli"][:n][elossa].astype(np.int64), 3),
            "kunta": ryhmin(kunta.astype(np.int64), len(m.kunnat.koodi)),
        }
        ryhmat = {
            "kaikki": ("kaikki",), "viidennes": tuple(f"viidennes_{q}" for q in range(1, 6)), "kieli": KIELET,
            "kunta": m.kunnat.nimi_fi,
        }  # fmt: skip
        if toiminnalliset:
            indeksi = {nimi: i for i, nimi in enumerate(toiminnalliset)}
            koodit = np.array([indeksi.get(nimi, len(toiminnalliset)) for nimi in kunnan_alue])
            vaki["alue"] = ryhmin(koodit[kunta], len(toiminnalliset) + 1)[:, :-1]
            ryhmat["alue"] = toiminnalliset
        verkko = malli.verkko
        ruotsiksi = [yksikko(k.paikka) for k in malli.keskukset if k.ruotsi >= RUOTSIA]
        ajat = {kohde: verkkomitat.ajat(verkko, lajit) for kohde, lajit in KOHTEET.items()}
        ajat["ruotsi"] = verkkomitat.ajat_paikkoihin(verkko, ruotsiksi)
        omistajat = [
            verkko.omistaja(yksikko(k.paikka)) if k.omistaja == JULKINEN else f"yksityinen {k.paikka}"
            for k in malli.keskukset
        ]
        listat = np.array([k.lista for k in malli.keskukset])
        kapasiteetit = np.array([k.jono.kapasiteetti for k in malli.keskukset])
        return cls(vaki, ryhmat, ajat, listat, kapasiteetit, tuple(omistajat))


def mittaluvut(tila: Verkkotila, raja: float = RAJA_MIN) -> Iterator[Mittaluku]:
    """Reach and way by group, then the concentration of the whole."""
    for ryhmittely, vaki in tila.vaki.items():
        sarjat = {"asukkaita": (vaki.sum(axis=0), "henkilöä")}
        for kohde in KOHTEET:
            sarjat[f"min_{kohde}"] = (verkkomitat.keskiminuutit(tila.ajat[kohde], vaki), "min")
            sarjat[f"osuus_{kohde}"] = (verkkomitat.saavuttavat(tila.ajat[kohde], vaki, raja), "osuus")
        if ryhmittely == "kieli":
            sarjat["min_ruotsi"] = (verkkomitat.keskiminuutit(tila.ajat["ruotsi"], vaki), "min")
        for mittari, (arvot, yksikko_) in sarjat.items():
            for ryhma, arvo in zip(tila.ryhmat[ryhmittely], arvot.tolist(), strict=True):
                yield Mittaluku(mittari, ryhmittely, ryhma, arvo, yksikko_)
    tuottajittain: dict[str, float] = {}
    for tuottaja, lista in zip(tila.tuottajat, tila.listat.tolist(), strict=True):
        tuottajittain[tuottaja] = tuottajittain.get(tuottaja, 0.0) + lista
    for mittari, arvo in (
        ("asukkaita_keskusta", float(tila.listat.mean())),
        ("gini_listat", verkkomitat.gini(tila.listat)),
        ("hhi_keskukset", verkkomitat.hhi(tila.listat)),
        ("hhi_tuottajat", verkkomitat.hhi(list(tuottajittain.values()))),
        ("hhi_kapasiteetti", verkkomitat.hhi(tila.kapasiteetit)),
    ):
        yield Mittaluku(mittari, "kaikki", "kaikki", arvo, "henkilöä" if mittari == "asukkaita_keskusta" else "indeksi")


class Verkkoraportti:
    """The network of a model at a month, told as tables, JSON, a network file and a map."""

    def __init__(self, malli: SoteMalli, skenaario: Skenaario, seed: int, raja: float = RAJA_MIN) -> None:
        """The model has lived to the month that is told, the scenario's last."""
        self.malli, self.skenaario, self.seed, self.raja = malli, skenaario, seed, raja
        self.tila = Verkkotila.mallista(malli)
        self.luvut = list(mittaluvut(self.tila, raja))
        self.sillat = verkkomitat.organisaatiosillat(malli.verkko)
        graafi = malli.verkko.verkko
        self.yksikot = [laji for solmu, laji in graafi.nodes(data="laji") if solmu[0] in ("yksikko", "sairaala")]
        self.kerrokset = self._kerrokset()
        self.ketjut: tuple[Palveluketju, ...] = malli.ketjut.ketjut
        self.katkokset = {k.koodi: self._katkos(k) for k in self.ketjut}

    def _kappaleet(self) -> dict[str, int]:
        return {
            "keskuksia": len(self.malli.keskukset),
            "yksityisia": sum(k.yksityinen for k in self.malli.keskukset),
            "sairaaloita": sum(laji != Laji.SOTEKESKUS for laji in self.yksikot),
            "paivystavia": sum(laji in AKUUTTISAIRAALAT for laji in self.yksikot),
        }

    def _kerrokset(self) -> dict[str, dict[str, Any]]:
        """The six layers: names, words and values of the source table, open units, lines that mostly go through it."""
        kerrokset = self.malli.paketit.kerrokset
        yksikoita = [KERROS[Laji(laji)] for laji in self.yksikot]
        return {
            k.koodi: {
                **{f"nimi_{kieli}": nimi for kieli, nimi in k.nimi.items()},
                "saatavuus": k.saatavuus, "saatavuus_arvo": k.saatavuus_arvo,
                "saavutettavuus": k.saavutettavuus, "saavutettavuus_arvo": k.saavutettavuus_arvo,
                "yksikoita": yksikoita.count(k.koodi),
                "palvelut": [rivi for rivi in kerrokset.rivit if kerrokset.paakerros(rivi) == k.koodi],
            }
            for k in kerrokset.kerrokset
        }  # fmt: skip

    def _katkos(self, ketju: Palveluketju) -> verkkomitat.Katkos:
        """Where a chain breaks, its losses weighted by the residents of areas."""
        vaki = self.tila.vaki["kaikki"][:, 0]
        haviot = np.atleast_2d(self.malli.ketjut.haviot[ketju.koodi]) @ vaki / vaki.sum()
        return verkkomitat.katkos(verkkomitat.siirrot([a.koodi for a in ketju.askeleet], haviot.tolist()))

    def json(self) -> dict[str, Any]:
        """The answer of `sote network --json` (runs/json.md)."""
        return {
            "scenario": self.skenaario.label,
            "region": self.skenaario.region,
            "month": self.skenaario.end,
            "otos": self.skenaario.otos,
            "seed": self.seed,
            "limit_minutes": self.raja,
            "units": self._kappaleet(),
            "measures": [vars(luku) for luku in self.luvut],
            "layers": self.kerrokset,
            "chains": {koodi: vars(katkos) for koodi, katkos in self.katkokset.items()},
            "alliance": self._allianssi(),
            "bridges": [vars(silta) for silta in self.sillat],
        }

    def _allianssi(self) -> dict[str, Any] | None:
        liitto = self.malli.allianssi
        if liitto is None:
            return None
        return {
            "name": liitto.sopimus.nimi, "coordination": float(liitto.koordinaatio), "strength": float(liitto.vahvuus),
        }  # fmt: skip

    # tables ----------------------------------------------------------------------------------------------------------

    def taulut(self, kieli: str) -> Iterator[Taulu]:
        """The measures as tables with titles: reach by area, municipality, fifth and language, structure, bridges."""
        for ryhmittely in ("alue", "kunta", "viidennes", "kieli"):
            if ryhmittely in self.tila.ryhmat:
                yield self._saavutettavuus(ryhmittely, kieli)

        def sana(avain: str) -> str:
            return sanat.verkkosana(avain, kieli)

        rakenne = [x for x in self.luvut if x.yksikko == "indeksi" or x.mittari == "asukkaita_keskusta"]
        rivit = [
            *([sana(avain), sanat.luku(n, 0, kieli)] for avain, n in self._kappaleet().items()),
            *([sana(x.mittari), sanat.luku(x.arvo, 3 if x.yksikko == "indeksi" else 0, kieli)] for x in rakenne),
        ]
        yield sana("rakenne"), [sana("mitta"), ">" + sana("arvo")], rivit
        yield self._kerrostaulu(kieli)
        yield self._ketjutaulu(kieli)
        if liitto := self._allianssi():
            rivi = [liitto["name"], sanat.luku(liitto["coordination"], 2, kieli)]
            yield sana("allianssi"), [sana("allianssi"), ">" + sana("koordinaatio")], [rivi]
        siltarivit = [
            [s.nimi, sanat.luku(s.valissa, 2, kieli), sana("kylla" if s.katkaisee else "ei")]
            for s in self.sillat[:SILTOJA]
            if s.valissa > 0.0005 or s.katkaisee
        ]
        yield sana("sillat"), [sana("organisaatio"), ">" + sana("valissa"), sana("katkaisee")], siltarivit

    def _kerrostaulu(self, kieli: str) -> Taulu:
        avaimet = ("kerros", ">yksikoita", ">saatavuus", ">saavutettavuus_arvo", "palvelut")
        otsikot = [a[: a.startswith(">")] + sanat.verkkosana(a.lstrip(">"), kieli) for a in avaimet]
        nimet = {r.koodi: r.nimi[kieli] for r in self.malli.paketit.rivit}
        rivit = [
            [
                k[f"nimi_{kieli}"], str(k["yksikoita"]), sanat.luku(k["saatavuus_arvo"], 2, kieli),
                sanat.luku(k["saavutettavuus_arvo"], 2, kieli), ", ".join(nimet[rivi] for rivi in k["palvelut"]) or "–",
            ]
            for k in self.kerrokset.values()
        ]  # fmt: skip
        return sanat.verkkosana("kerrokset", kieli), otsikot, rivit

    def _ketjutaulu(self, kieli: str) -> Taulu:
        otsikot = [a[: a.startswith(">")] + sanat.verkkosana(a.lstrip(">"), kieli) for a in KETJUSARAKKEET]
        rivit = []
        for ketju in self.ketjut:
            k, askeleet = self.katkokset[ketju.koodi], {a.koodi: a.nimi[kieli] for a in ketju.askeleet}
            siirto = f"{askeleet[k.mista]} → {askeleet[k.mihin]}"
            osuudet = [sanat.luku(100.0 * x, 0, kieli) for x in (k.havio, k.lapi)]
            rivit.append([ketju.nimi[kieli], siirto, *osuudet])
        return sanat.verkkosana("ketjut", kieli), otsikot, rivit

    def _saavutettavuus(self, ryhmittely: str, kieli: str) -> Taulu:
        raja = sanat.luku(self.raja, 0, kieli)
        mittarit = ["asukkaita", "min_sotekeskus", "osuus_sotekeskus", "min_sairaala", "osuus_sairaala"]
        if ryhmittely == "kieli" and np.isfinite(self.tila.ajat["ruotsi"]).any():
            mittarit.insert(2, "min_ruotsi")
        if not np.isfinite(self.tila.ajat["sairaala"]).any():
            mittarit = [m for m in mittarit if not m.endswith("sairaala")]
        otsikot = [
            sanat.verkkosana(ryhmittely, kieli),
            *(">" + sanat.verkkosana(m, kieli, raja=raja) for m in mittarit),
        ]
        arvot = {(x.ryhmittely, x.ryhma, x.mittari): x.arvo for x in self.luvut}
        rivit = [
            [self._ryhma(ryhma, kieli), *(_solu(arvot[ryhmittely, ryhma, m], m, kieli) for m in mittarit)]
            for ryhma in self.tila.ryhmat[ryhmittely]
            if arvot[ryhmittely, ryhma, "asukkaita"] > 0
        ]
        if ryhmittely != "kieli":
            yhteensa = [_solu(arvot["kaikki", "kaikki", m], m, kieli) for m in mittarit]
            rivit.append([sanat.verkkosana("kaikki", kieli), *yhteensa])
        return sanat.verkkosana("saavutettavuus", kieli, raja=raja), otsikot, rivit

    def _ryhma(self, ryhma: str, kieli: str) -> str:
        if ryhma in sanat.VERKKO:
            return sanat.verkkosana(ryhma, kieli)
        k = self.malli.maailma.kunnat
        if kieli == "sv" and ryhma in k.nimi_fi:
            return k.nimi_sv[k.nimi_fi.index(ryhma)]
        return ryhma.removeprefix("viidennes_")

    # files -----------------------------------------------------------------------------------------------------------

    def vie(self, tiedosto: Path) -> None:
        """Write the network with residents of areas and lists of centres."""
        asukkaat = self.tila.vaki["kaikki"][:, 0]
        lisat: dict[Solmu, dict[str, Any]] = {
            ("alue", i): {"nimi": nimi, "x_km": float(a.x_km[i]), "y_km": float(a.y_km[i]), "asukkaita": asukkaat[i]}
            for a in (self.malli.maailma.alueet,)
            for i, nimi in enumerate(a.nimi)
        }
        for k in self.malli.keskukset:
            lisat[yksikko(k.paikka)] = {"lista": float(k.lista), "omistus": k.omistaja, "ruotsi": float(k.ruotsi)}
        graafi = vienti.nakyma(
            self.malli.verkko,
            lisat,
            self.kerrokset,
            skenaario=self.skenaario.label,
            kuukausi=self.skenaario.end,
            siemen=self.seed,
        )
        kirjoita_syrjassa(tiedosto, vienti.sisalto(graafi, tiedosto.suffix.lower()))

    def piirra(self, tiedosto: Path, kieli: str, kohde: str = "sotekeskus") -> None:
        """Draw the map and write it, SVG or PNG by the ending."""
        from runs.verkkokartta import kartta
        from visualisointi import kuviot

        tekstit, kuva = kartta(self, kieli, kohde)
        tiedot = {
            "Title": tekstit.otsikko, "Description": tekstit.alaotsikko, "Source": tekstit.lahde,
            "Identifier": f"{self.skenaario.label} {self.skenaario.end} {self.seed}", "Language": kieli,
        }  # fmt: skip
        paate = tiedosto.suffix.lower()
        kirjoita_syrjassa(tiedosto, kuviot.tiedostot(kuva, "kartta", tiedot)[f"kartta{paate}"])


def _solu(arvo: float, mittari: str, kieli: str) -> str:
    if mittari == "asukkaita":
        return sanat.luku(arvo, 0, kieli)
    return sanat.luku(100.0 * arvo if mittari.startswith("osuus") else arvo, 1, kieli)


def raportoi(
    skenaario: Skenaario, seed: int = 1, raja: float = RAJA_MIN, progress: Edistyminen | None = None
) -> Verkkoraportti:
    """Run a scenario to its last month and tell its network."""
    from runs import ajo

    malli = ajo.rakenna_malli(skenaario, skenaario.otos, ajo.tarkista_siemen(seed))
    for kk in range(skenaario.months):
        malli.run_for(1)
        if progress:
            progress(kk + 1, skenaario.months)
    return Verkkoraportti(malli, skenaario, seed, raja)


def tarkista_valinnat(vie: Path | None, kartta: Path | None, kohde: str, raja: float) -> None:
    """What the command line asks for can be done. Raises `ViallinenSyote` with every fault."""
    viat = [
        *_tiedostoviat(vie, vienti.MUODOT, "--vie"),
        *_tiedostoviat(kartta, KUVAT, "--kartta"),
    ]
    if kohde not in KOHTEET:
        viesti = f"'{kohde}' is no destination. Destinations: {luettele(KOHTEET)}."
        viat.append(Vika(viesti, "--kohde", ehdotus=lahin(kohde, KOHTEET)))
    if not 0.0 < raja < 1000.0:
        viat.append(Vika(f"{raja:g} minutes are no limit: give more than 0 and less than 1000.", "--raja"))
    if viat:
        raise ViallinenSyote(viat)


def _tiedostoviat(tiedosto: Path | None, paatteet: tuple[str, ...], valinta: str) -> Iterator[Vika]:
    """A file to be written has a known ending and a folder."""
    if tiedosto is None:
        return
    if tiedosto.suffix.lower() not in paatteet:
        yield Vika(f"'{tiedosto.name}' has no known ending. Endings: {luettele(paatteet)}.", valinta)
    elif not tiedosto.resolve().parent.is_dir():
        yield Vika(f"there is no folder {tiedosto.resolve().parent}.", valinta)
    elif tiedosto.is_dir():
        yield Vika(f"{tiedosto} is a folder.", valinta)
