"""Results: every month's few figures and every December's measures, collected as tidy rows.

A measure has one home: inequality in `terveyserot.py`, cost in `kustannukset.py`, access in `saatavuus.py`; here
stands what is measured
when, and for whom. Ranking variable of all inequality measures: the permanent income rank within sex and age band, by
fifths (`viidennes`).
"""

from __future__ import annotations

from functools import partial
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from agentit import (
    henkilosto,
    hyte,
    kerrokset,
    ketjumitat,
    kielet,
    kustannukset,
    mittakuutio,
    rahoitusmalli,
    saatavuus,
    suumitat,
    tavoitteet,
    terveyserot,
    valintamitat,
)
from agentit.mittakuutio import Kuutio, sarakkeina
from agentit.ohjaus import OHJAUSPAKETTI
from agentit.palvelupaketit import IKIA
from agentit.raha import Tili
from agentit.raharata import JARJESTAJARYHMAT
from agentit.rivisummat import Jaksot, Lohko, Rivit, Summat, summa, summaa
from agentit.valinnanvapaus import RASKAS

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

KAIKKI = "kaikki"
AIKUINEN = 16  # EU-SILC population of unmet need
KAISTOJA = 14  # five-year bands 30-34 ... 90-94, 95+
PERUSKONTAKTIT = ("julkinen_v", "tth_v", "yksityinen_v", "paivystys_v")
ERIKOISKONTAKTIT = ("esh_julkinen_v", "esh_yksityinen_v")
KUUTION_SARAKKEET = (
    "kuolinodote", "vaikutettava_v", "kuukaudet_v", "kustannus_v", "hoitovelka", "krooniset", "terveys", "tarve_v",
    "taso_esh_avo", "tyytyvaisyys", *PERUSKONTAKTIT, *ERIKOISKONTAKTIT,
)  # fmt: skip
KONTAKTIRYHMAT = ("julkinen", "tyoterveys", "yksityinen", "paivystys", "erikois_julkinen", "erikois_yksityinen")
LAAKARIKONTAKTIT = dict(zip(KONTAKTIRYHMAT, PERUSKONTAKTIT + ERIKOISKONTAKTIT, strict=True))


def _julkinen_meno(maksaja: Tili, saaja: Tili, paketti: str) -> str | None:
    """Package of a payment that buys a service with public money; money passed on to the liikelaitos counts where it
    ends."""
    return paketti if maksaja.ryhma in JARJESTAJARYHMAT and saaja.ryhma != "liikelaitos" else None


def _puute(x: Rivit) -> dict[str, np.ndarray]:
    """P(at least one untreated need in the year), from the number expected."""
    return {"puute": np.negative(np.expm1(-x["puute_v"].astype(np.float64)))}


def _suhteet(osat: np.ndarray, koot: np.ndarray) -> np.ndarray:
    """Ratios by group; nan where a group has nobody."""
    return np.divide(osat, koot, out=np.full(np.shape(koot), np.nan), where=koot > 0)


class Mittarit:
    """Collector of one model; `taulukko` gives the tidy frame.

    `kuolinsolut` (year -> (2, 5, 14) expected deaths and person-years) are kept, so that years can be pooled.
    """

    def __init__(self, malli: SoteMalli) -> None:
        self.malli = malli
        self.vuosirivit: list[tuple[int, str, str, float, str]] = []
        self.kuukausirivit: list[tuple[str, str, str, float, str]] = []
        self.kuolinsolut: dict[int, np.ndarray] = {}
        self.kuolleet = self.odotetut_kuolleet = 0.0  # rows, for the martingale check
        self.odotukset: list[tuple[float, float, float, float]] = []
        self.jarruperusta: list[float] = []
        self.eurot: dict[str, float] = {}  # EUR per resident of the year, by package

    # month -----------------------------------------------------------------------------------------------------------

    def kuukausi(self) -> None:
        """Waits, lists, money of the month."""
        m = self.malli
        k = m.keskukset
        odotus = np.array([x.jono.odotus for x in k])
        kuorma, lista = np.array([x.kuorma for x in k]), np.array([x.lista for x in k])
        yks = np.array([x.yksityinen for x in k])
        d7, d14 = saatavuus.odotusosuudet(odotus, kuorma, m.jonoehdot)
        keski = float(saatavuus.keskiodotus(odotus, kuorma))
        yksityisilla = float(saatavuus.listaosuudet(lista, yks.astype(int), 2)[1])
        self.odotukset.append((keski, d7, d14, yksityisilla))
        aika = f"{m.vuosi}-{m.kuukausi:02d}"
        for name, value, unit in (
            ("odotus", keski, "vrk"), ("osuus_7vrk", d7, "osuus"), ("osuus_14vrk", d14, "osuus"),
            ("lista_yksityinen", yksityisilla, "osuus"),
            ("keskuksia", float(len(k)), "kpl"), ("yksityisia_keskuksia", float(yks.sum()), "kpl"),
            ("menot", m.kuukausimenot / 1e6, "milj. EUR"), ("vaesto", m.vaki(), "henkilöä"),
            *(() if m.suunhoito is None else suumitat.kuukausirivit(m.suunhoito)),
        ):  # fmt: skip
            self.kuukausirivit.append((aika, name, KAIKKI, value, unit))

    # year ------------------------------------------------------------------------------------------------------------

    def vuosi(self) -> None:
        """All yearly measures, at the end of December."""
        m = self.malli
        kuution = mittakuutio.laskija(
            m, sarakkeina(*KUUTION_SARAKKEET), _puute, m.kerrokset.sarakkeet, m.linjat.sarakkeet,
            partial(suumitat.sarakkeet, m),
        )  # fmt: skip
        kuutiosummat, keskusten, kuntien, suun, valinnan, ketjujen, tavoitteiden = summaa(
            m,
            kuution,
            *(self._keskussummat, self._kuntasummat, partial(suumitat.summat, m), partial(valintamitat.summat, m)),
            *(ketjumitat.laskija(m), tavoitteet.summat),
        )
        kuutio = Kuutio(kuutiosummat)
        self._elinajat(kuutio, float(kuntien["kuolleet"]))
        self._tarve_ja_kaytto(kuutio, kuntien)
        self._kustannus(kuutio)
        self._saatavuus(kuutio, keskusten)
        for mitta in (
            *henkilosto.mitat(m),
            *m.kerrokset.mitat(kuutio, self._rivieurot()),
            *m.linjat.mitat(kuutio),
            *kielet.mitat(m, kuutio, keskusten),
            *suumitat.mitat(m, kuutio, suun),
        ):
            self.lisaa(*mitta)
        self._jarjestelma()
        for mitta in valintamitat.mitat(m, valinnan):
            self.lisaa(*mitta)
        if m.allianssi is not None:
            for mittari, arvo, yksikko, ryhma in m.allianssi.mittarit():
                self.lisaa(mittari, arvo, yksikko, ryhma)
        for mitta in ketjumitat.mitat(m, ketjujen):
            self.lisaa(*mitta)
        for mittari, arvo, yksikko in (*tavoitteet.mitat(m, tavoitteiden), *hyte.mitat(m)):
            self.lisaa(mittari, arvo, yksikko)
        m.viime_yksityiskaynnit = summa(m.sidonta.b.columns["yksityinen_v"][: m.asukkaita_rivilla]) * m.paino

    def lisaa(self, mittari: str, arvo: float, yksikko: str, ryhma: str = KAIKKI) -> None:
        """One row of the year."""
        self.vuosirivit.append((self.malli.vuosi, mittari, ryhma, float(arvo), yksikko))

    def _keskussummat(self, lohko: Lohko) -> dict[str, Any]:
        """Lists, public visits and need that a nurse meets, by centre, fifth and language (J, 5, 3); who switched."""
        x, muoto = lohko.asuvat, (len(self.malli.keskuspaikat), 5, len(kielet.KIELET))
        solu = (x["keskus"] * np.int32(5) + x["viidennes"]) * np.int32(len(kielet.KIELET)) + x["kieli"]
        hoitajalle = x["tarve_v"] * x["hakukerroin"] * self.malli.hoitajaosuudet(x["ika"])
        painot = {"listat": None, "kaynnit": x["julkinen_v"], "hoitajalle": hoitajalle}
        vaihtanut, raskas = x["vaihdot_v"] > 0, x["krooniset"] >= RASKAS
        return {k: np.bincount(solu, w, prod(muoto)).reshape(muoto) for k, w in painot.items()} | {
            "vaihtaneet": np.count_nonzero(vaihtanut),
            "raskaat": np.count_nonzero(raskas),
            "raskaat_vaihtaneet": np.count_nonzero(vaihtanut & raskas),
        }

    def _kuntasummat(self, lohko: Lohko) -> dict[str, Any]:
        """Adults and their untreated need by municipality; residents who died."""
        x, kunnat = lohko.kaikki, Jaksot(lohko.kaikki["kunta"], len(self.malli.kunnat))
        aikuinen = (x["elossa"] == 1) & (x["ika"] >= AIKUINEN)
        kuollut = (x["elossa"] == 2) & (x["kuukaudet_v"] > 0)
        return {
            "puute": kunnat.summa(_puute(x)["puute"] * aikuinen), "aikuiset": kunnat.summa(aikuinen),
            "kuolleet": np.count_nonzero(kuollut),
        }  # fmt: skip

    def _elinajat(self, kuutio: Kuutio, kuolleita: float) -> None:
        akselit = ("sukupuoli", "viidennes", "ika")
        d = kuutio("kuolinodote", *akselit, ketka="vuonna", alin=30)
        t = kuutio("kuukaudet_v", *akselit, ketka="vuonna", alin=30) / 12.0
        self.kuolinsolut[self.malli.vuosi] = np.stack([d, t])
        ero = terveyserot.e30_gap(d, t)
        e30 = terveyserot.e30(d, t)
        for s, nimi in enumerate(("miehet", "naiset")):
            self.lisaa("elinajanodote_ero", ero[s], "vuotta", nimi)
            for q in range(5):
                self.lisaa("elinajanodote_30", e30[s, q], "vuotta", f"{nimi}:viidennes_{q + 1}")
        self.lisaa("elinajanodote_ero", ero.mean(), "vuotta")
        self.lisaa("elinajanodote_30", terveyserot.e30_total(d, t).mean(), "vuotta")
        amen = kuutio("vaikutettava_v", "viidennes", ketka="vuonna", alin=25, ylin=75)
        vuodet = kuutio("kuukaudet_v", "viidennes", ketka="vuonna", alin=25, ylin=75) / 12.0
        self.lisaa(
            "ci_vaikutettava", terveyserot.grouped_concentration_index(vuodet / vuodet.sum(), amen / vuodet), "indeksi"
        )
        self.lisaa("vaikutettava_100000", amen.sum() / vuodet.sum() * 1e5, "kuolemaa")
        odote = kuutio.kaikki("kuolinodote", "vuonna")
        self.kuolleet += kuolleita
        self.odotetut_kuolleet += odote
        self.lisaa("kuolleet", kuolleita * self.malli.paino, "henkilöä")
        self.lisaa("kuolleet_odotus", odote * self.malli.paino, "henkilöä")
        self.lisaa(
            "kuolemien_martingaali", (self.kuolleet - self.odotetut_kuolleet) / self.odotetut_kuolleet**0.5, "hajontaa"
        )

    def _tarve_ja_kaytto(self, kuutio: Kuutio, kuntien: Summat) -> None:
        def osuudet(*akselit: str, alin: int = AIKUINEN, ylin: int = IKIA) -> np.ndarray:
            osat, koot = (kuutio(k, *akselit, alin=alin, ylin=ylin) for k in ("puute", "vaki"))
            return _suhteet(osat, koot)

        vaki, osuus = kuutio("vaki", "viidennes", alin=AIKUINEN), osuudet("viidennes")
        self.lisaa("tyydyttamaton", float(osuudet()), "osuus")
        for q in range(5):
            self.lisaa("tyydyttamaton", osuus[q], "osuus", f"viidennes_{q + 1}")
        self.lisaa("erreygers_tyydyttamaton", terveyserot.grouped_bounded_index(vaki / vaki.sum(), osuus), "indeksi")
        kielittain = osuudet("kieli")  # a small sample may have no Swedish speaker
        for kieli, nimi in enumerate(kielet.KIELET):
            self.lisaa("tyydyttamaton", kielittain[kieli], "osuus", f"kieli_{nimi}")
        self.lisaa("tyydyttamaton", kielittain[kielet.RUOTSI] - kielittain[kielet.SUOMI], "osuus", "kieliero_sv_fi")
        for nimi, (ala, yla) in kerrokset.IKARYHMAT.items():
            if ala >= AIKUINEN:
                self.lisaa("tyydyttamaton", float(osuudet(alin=ala, ylin=min(yla + 1, IKIA))), "osuus", nimi)
        for k, x in zip(self.malli.kunnat, kuntien["puute"] / np.maximum(kuntien["aikuiset"], 1.0), strict=True):
            self.lisaa("tyydyttamaton", x, "osuus", f"kunta_{k.koodi}")
        self._horisontaalinen(kuutio)
        for nimi, yksikko in (("hoitovelka", "osuus"), ("krooniset", "kpl"), ("terveys", "0-1")):
            self.lisaa(nimi, kuutio.kaikki(nimi) / kuutio.kaikki("vaki"), yksikko)

    def _horisontaalinen(self, kuutio: Kuutio) -> None:
        """Need-standardised concentration of doctor contacts (P48), by fifths of rank among adults; need = expected
        need."""

        def viidenneksittain(nimi: str) -> np.ndarray:
            return kuutio(nimi, "viidennes", ketka="koko_vuoden", alin=18)

        vaki, p = viidenneksittain("vaki"), self.malli.p
        keski = {k: viidenneksittain(k) / vaki for k in ("tarve_v", "taso_esh_avo", *LAAKARIKONTAKTIT.values())}
        ci = lambda x: terveyserot.grouped_concentration_index(vaki / vaki.sum(), x)  # noqa: E731
        tarve_esh = 12.0 * keski["taso_esh_avo"] * (float(p["kanava.erikois"]) + float(p["kanava.erikois_oma"]))
        tarve = keski["tarve_v"] + tarve_esh
        yhteensa = sum(keski[k] for k in LAAKARIKONTAKTIT.values())
        julkinen = keski["julkinen_v"] + keski["paivystys_v"] + keski["esh_julkinen_v"]
        self.lisaa("hi_laakarikaynnit", ci(yhteensa) - ci(tarve), "indeksi")
        self.lisaa("hi_julkiset", ci(julkinen) - ci(tarve), "indeksi")
        self.lisaa("hi_julkinen_perustaso", ci(keski["julkinen_v"]) - ci(keski["tarve_v"]), "indeksi")
        for nimi, k in LAAKARIKONTAKTIT.items():
            self.lisaa("laakarikontaktit_aikuinen", (keski[k] * vaki).sum() / vaki.sum(), "kontaktia/v", nimi)
        kaikki = sum(kuutio.kaikki(k, "vuonna") for k in PERUSKONTAKTIT)
        kaikki += sum(kuutio.kaikki(k) for k in ERIKOISKONTAKTIT)
        self.lisaa("laakarikontaktit", kaikki / kuutio.kaikki("vaki"), "kontaktia/v")

    def _kustannus(self, kuutio: Kuutio) -> None:
        m = self.malli
        vaki = m.vaki()
        sentit = m.raha.view(_julkinen_meno, slice(max(len(m.raha.kuukaudet) - 12, 0), None))
        euroa = {k: sentit.get(k, 0) / 100.0 / vaki for k in m.paketit.paketit}
        ohjaus = sentit.get(OHJAUSPAKETTI, 0) / 100.0 / vaki
        kaikki = sum(euroa.values()) + ohjaus
        self.eurot = euroa
        self.lisaa("kustannus_asukas", kaikki, "EUR/asukas")
        for k, v in euroa.items():
            self.lisaa("kustannus_asukas", v, "EUR/asukas", f"paketti_{k}")
        if ohjaus:
            self.lisaa("kustannus_asukas", ohjaus, "EUR/asukas", f"paketti_{OHJAUSPAKETTI}")
        self.jarruperusta.append(kaikki * vaki)
        if len(self.jarruperusta) > 1:
            j = kustannukset.jarruvertailu(self.jarruperusta, float(m.p["valtio.trendi"]), float(m.p["valtio.jarru"]))
            self.lisaa("menokasvu", j.kasvu, "osuus/v")
            self.lisaa("ero_jarruun", j.ero_jarruun, "osuus")
        euroa_v, kuukaudet = (kuutio(k, "viidennes", ketka="vuonna") for k in ("kustannus_v", "kuukaudet_v"))
        vuodet = kuukaudet / 12.0  # the costs of those who died belong to the year
        for q in range(5):
            self.lisaa("oma_kustannus", euroa_v[q] / vuodet[q], "EUR/asukasvuosi", f"viidennes_{q + 1}")
        self.lisaa("oma_kustannus", euroa_v.sum() / vuodet.sum(), "EUR/asukasvuosi")
        c, n = m.sidonta.b.columns, m.asukkaita_rivilla
        eurot = c["kustannus_v"][:n][c["kuukaudet_v"][:n] > 0]
        self.lisaa("karkiosuus_10", kustannukset.karkiosuus(eurot, 0.10), "osuus")
        t = m.muut_kanavat
        self.lisaa("tyoterveys_asukas", t["tth"] / vaki, "EUR/asukas")
        self.lisaa("yksityislaakarit_asukas", t["yksityinen"] / vaki, "EUR/asukas")
        self.lisaa("ehkaisyosuus", self._ehkaisyosuus(euroa), "osuus")

    def _rivieurot(self) -> dict[str, float]:
        """EUR per resident of the year by line: a package's money is split by need."""
        m = self.malli
        out = {}
        for paketti in m.paketit.paketit:
            rivit = m.paketit.rivit_paketissa(paketti)
            tarve = sum(m.rivitarve[r.koodi] for r in rivit)
            eur = self.eurot.get(paketti, 0.0)
            out.update({r.koodi: eur * m.rivitarve[r.koodi] / max(tarve, 1e-9) for r in rivit})
        return out

    def _ehkaisyosuus(self, euroa: dict[str, float]) -> float:
        """Share of public money on preventive lines (sote centre, mental health, family, adult social work,
        rehabilitation)."""
        m = self.malli
        osa = 0.0
        for paketti in m.paketit.paketit:
            rivit = m.paketit.rivit_paketissa(paketti)
            tarve = sum(m.rivitarve[r.koodi] for r in rivit)
            osa += euroa[paketti] * sum(m.rivitarve[r.koodi] for r in rivit if r.ehkaiseva) / max(tarve, 1e-9)
        return osa / sum(euroa.values())

    def _saatavuus(self, kuutio: Kuutio, s: Summat) -> None:
        m = self.malli
        keski, d7, d14, yks = np.mean(self.odotukset[-12:], axis=0)
        self.lisaa("odotus", keski, "vrk")
        self.lisaa("osuus_7vrk", d7, "osuus")
        self.lisaa("osuus_14vrk", d14, "osuus")
        self.lisaa("lista_yksityinen", yks, "osuus")
        odotus = np.zeros(len(m.keskuspaikat))
        odotus[[k.paikka for k in m.keskukset]] = [k.jono.odotus for k in m.keskukset]
        self.lisaa("odotusero", saatavuus.odotusero(odotus, s["kaynnit"].sum(2)), "vrk")
        listat = s["listat"].sum(2)
        vaki = listat.sum(0)
        yksityisilla = np.array([k.yksityinen for k in m.keskuspaikat]) @ listat / vaki
        for q in range(5):
            self.lisaa("lista_yksityinen", yksityisilla[q], "osuus", f"viidennes_{q + 1}")
        kaikki, ryhmat = saatavuus.tyytyvaisyys(kuutio("tyytyvaisyys", "viidennes"), vaki)
        self.lisaa("tyytyvaisyys", kaikki, "osuus")
        for q in range(5):
            self.lisaa("tyytyvaisyys", ryhmat[q], "osuus", f"viidennes_{q + 1}")
        self.lisaa("vaihtaneet", float(s["vaihtaneet"]) / float(vaki.sum()), "osuus")
        raskaat = float(s["raskaat"])
        self.lisaa(
            "vaihtaneet", float(s["raskaat_vaihtaneet"]) / raskaat if raskaat else np.nan, "osuus", "krooniset_3"
        )

    def _jarjestelma(self) -> None:
        m = self.malli
        k = m.keskukset
        lista = np.array([x.lista for x in k])
        self.lisaa("vaesto", m.vaki(), "henkilöä")
        self.lisaa("keskuksia", len(k), "kpl")
        self.lisaa("yksityisia_keskuksia", sum(x.yksityinen for x in k), "kpl")
        self.lisaa("laatu", np.average([x.laatu for x in k], weights=lista), "SD")
        self.lisaa("ehkaisypanos", np.average([x.ehkaisy for x in k], weights=lista), "SD")
        self.lisaa("hhi", kustannukset.hhi(lista), "0-1")
        self.lisaa("jarjestajan_virhe", m.jarjestaja.virhe, "log")
        self.lisaa("arviosattuma", m.jarjestaja.arviosattuma, "kontaktia/v")
        if m.tariffisattuma is not None:
            self.lisaa("tariffisattuma", m.tariffisattuma.arvo(m), "osuus")
        self.lisaa(
            "kattavuus",
            float(np.average(m.liikelaitos.kattavuus, weights=np.maximum(m.liikelaitos.tarve, 1e-9))),
            "osuus",
        )
        self._jako()
        self._tuotantoalueet()
        yks = [x for x in k if x.yksityinen]
        tulo = sum(x.tulo for x in yks)
        self.lisaa("yksityisten_kate", (tulo - sum(x.meno for x in yks)) / tulo if tulo else 0.0, "osuus")

    def _jako(self) -> None:
        """R14: log coverage of need by the year's money, W, and what of it misallocation between packages takes."""
        lk = self.malli.liikelaitos
        mukana = (lk.tarve > 0) & (lk.jako > 0)
        w, _, hukka = rahoitusmalli.tulos(lk.jako[mukana], lk.tarve[mukana] * (1.0 - lk.tehokkuus))
        self.lisaa("log_kattavuus", float(w), "log")
        self.lisaa("kohdentumisvirhe", float(hukka), "log")

    def _tuotantoalueet(self) -> None:
        """R22: pay of producers, spread of unit costs; coverage and cost by production area where there are several."""
        m = self.malli
        painot, tasot = m.tarve_kunnittain.sum(1), np.array([k.hintataso for k in m.kunnat])
        keski = np.average(tasot, weights=painot)
        self.lisaa("yksikkokustannusten_hajonta", np.average((tasot - keski) ** 2, weights=painot) ** 0.5, "osuus")
        laitokset = m.liikelaitokset
        summat = [max(float(lk.tarve.sum()), 1e-9) for lk in laitokset]
        self.lisaa("palkkataso", np.average([lk.palkkataso for lk in laitokset], weights=summat), "perusvuosi = 1")
        if len(laitokset) < 2 and not m.yhteislaitoksia:
            return
        c = m.sidonta.b.columns
        vaki = np.bincount(c["kunta"][c["elossa"] == 1], minlength=len(m.kunnat)) * m.paino
        for lk in laitokset:
            nimi, omat = f"tuotantoalue_{lk.nimi}", lk.kunnat
            ostettava = max(float(lk.tarve.sum()) * (1.0 - lk.tehokkuus), 1e-9)
            self.lisaa("kattavuus", lk.jako.sum() / ostettava, "osuus", nimi)
            asukasta = m.menot_kunnittain[omat].sum() / max(float(vaki[omat].sum()), m.paino)
            self.lisaa("kustannus_asukas", asukasta, "EUR/asukas", nimi)

    # table -----------------------------------------------------------------------------------------------------------

    def taulukko(self, taso: str = "vuosi") -> pd.DataFrame:
        """Tidy frame of years or months."""
        if taso == "vuosi":
            return pd.DataFrame(self.vuosirivit, columns=["vuosi", "mittari", "ryhma", "arvo", "yksikko"])
        if taso == "kuukausi":
            return pd.DataFrame(self.kuukausirivit, columns=["kuukausi", "mittari", "ryhma", "arvo", "yksikko"])
        raise ValueError(f"results by {taso!r}? choose vuosi or kuukausi")
