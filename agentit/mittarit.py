"""Results: every month's few figures and every December's measures, collected as tidy rows.

A measure has one home: inequality in `terveyserot.py`, cost in `kustannukset.py`, access in `saatavuus.py`; here
stands what is measured
when, and for whom. Ranking variable of all inequality measures: the permanent income rank within sex and age band, by
fifths (`viidennes`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from agentit import (
    henkilosto,
    hyte,
    kerrokset,
    ketjumitat,
    kielet,
    kustannukset,
    rahoitusmalli,
    saatavuus,
    suumitat,
    tavoitteet,
    terveyserot,
    valintamitat,
)
from agentit.ohjaus import OHJAUSPAKETTI
from agentit.raha import Tili
from agentit.raharata import JARJESTAJARYHMAT
from agentit.valinnanvapaus import RASKAS

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

KAIKKI = "kaikki"
AIKUINEN = 16  # EU-SILC population of unmet need
KAISTOJA = 14  # five-year bands 30-34 ... 90-94, 95+


def _julkinen_meno(maksaja: Tili, saaja: Tili, paketti: str) -> str | None:
    """Package of a payment that buys a service with public money; money passed on to the liikelaitos counts where it
    ends."""
    return paketti if maksaja.ryhma in JARJESTAJARYHMAT and saaja.ryhma != "liikelaitos" else None


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
        m, n = self.malli, self.malli.asukkaita_rivilla
        c = {k: v[:n] for k, v in m.sidonta.b.columns.items()}
        eli = c["kuukaudet_v"] > 0  # lived here this year, perhaps only in part
        elossa = np.flatnonzero(c["elossa"] == 1)
        self._elinajat(c, eli)
        self._tarve_ja_kaytto(c, elossa)
        self._kustannus(c, eli)
        self._saatavuus(c, elossa)
        for mitta in henkilosto.mitat(m):
            self.lisaa(*mitta)
        for mitta in (
            *m.kerrokset.mitat(c, elossa, self._rivieurot()),
            *m.linjat.mitat(c, elossa),
            *kielet.mitat(m, c, elossa),
        ):
            self.lisaa(*mitta)
        for mitta in suumitat.mitat(m, c, elossa):
            self.lisaa(*mitta)
        self._jarjestelma()
        for mitta in valintamitat.mitat(m, c, elossa):
            self.lisaa(*mitta)
        if m.allianssi is not None:
            for mittari, arvo, yksikko, ryhma in m.allianssi.mittarit():
                self.lisaa(mittari, arvo, yksikko, ryhma)
        ketjumitat.vuosi(m, c, eli, elossa)
        for mittari, arvo, yksikko in (*tavoitteet.mitat(m, c, elossa), *hyte.mitat(m)):
            self.lisaa(mittari, arvo, yksikko)
        m.viime_yksityiskaynnit = float(c["yksityinen_v"].sum()) * m.paino

    def lisaa(self, mittari: str, arvo: float, yksikko: str, ryhma: str = KAIKKI) -> None:
        """One row of the year."""
        self.vuosirivit.append((self.malli.vuosi, mittari, ryhma, float(arvo), yksikko))

    def _elinajat(self, c: dict[str, np.ndarray], eli: np.ndarray) -> None:
        ika, viid = c["ika"], c["viidennes"]
        w = np.flatnonzero(eli & (ika >= 30))
        solu = (c["sukupuoli"][w].astype(np.int16) * 5 + viid[w]) * KAISTOJA
        solu += np.minimum((ika[w].astype(np.int16) - 30) // 5, KAISTOJA - 1)
        koko = 2 * 5 * KAISTOJA
        d = np.bincount(solu, c["kuolinodote"][w], koko).reshape(2, 5, KAISTOJA)
        t = np.bincount(solu, c["kuukaudet_v"][w] / 12.0, koko).reshape(2, 5, KAISTOJA)
        self.kuolinsolut[self.malli.vuosi] = np.stack([d, t])
        ero = terveyserot.e30_gap(d, t)
        e30 = terveyserot.e30(d, t)
        for s, nimi in enumerate(("miehet", "naiset")):
            self.lisaa("elinajanodote_ero", ero[s], "vuotta", nimi)
            for q in range(5):
                self.lisaa("elinajanodote_30", e30[s, q], "vuotta", f"{nimi}:viidennes_{q + 1}")
        self.lisaa("elinajanodote_ero", ero.mean(), "vuotta")
        self.lisaa("elinajanodote_30", terveyserot.e30_total(d, t).mean(), "vuotta")
        nuori = eli & (ika >= 25) & (ika < 75)
        amen = np.bincount(viid[nuori], c["vaikutettava_v"][nuori], 5)
        vuodet = np.bincount(viid[nuori], c["kuukaudet_v"][nuori] / 12.0, 5)
        self.lisaa(
            "ci_vaikutettava", terveyserot.grouped_concentration_index(vuodet / vuodet.sum(), amen / vuodet), "indeksi"
        )
        self.lisaa("vaikutettava_100000", amen.sum() / vuodet.sum() * 1e5, "kuolemaa")
        kuolleita = float(np.count_nonzero(c["elossa"][eli] == 2))
        self.kuolleet += kuolleita
        self.odotetut_kuolleet += float(c["kuolinodote"][eli].sum(dtype=np.float64))
        self.lisaa("kuolleet", kuolleita * self.malli.paino, "henkilöä")
        self.lisaa("kuolleet_odotus", c["kuolinodote"][eli].sum(dtype=np.float64) * self.malli.paino, "henkilöä")
        self.lisaa(
            "kuolemien_martingaali", (self.kuolleet - self.odotetut_kuolleet) / self.odotetut_kuolleet**0.5, "hajontaa"
        )

    def _tarve_ja_kaytto(self, c: dict[str, np.ndarray], elossa: np.ndarray) -> None:
        a = elossa[c["ika"][elossa] >= AIKUINEN]
        viid = c["viidennes"][a]
        vaki = np.bincount(viid, minlength=5)
        p = c["puute_v"][a].astype(np.float64)
        np.negative(np.expm1(np.negative(p, out=p), out=p), out=p)  # P(at least one untreated need in the year)
        osuus = np.bincount(viid, p, 5) / vaki
        kaikki = float(p.mean())
        self.lisaa("tyydyttamaton", kaikki, "osuus")
        for q in range(5):
            self.lisaa("tyydyttamaton", osuus[q], "osuus", f"viidennes_{q + 1}")
        self.lisaa("erreygers_tyydyttamaton", terveyserot.grouped_bounded_index(vaki / vaki.sum(), osuus), "indeksi")
        kielittain = []
        for kieli, nimi in enumerate(kielet.KIELET):
            w = c["kieli"][a] == kieli
            kielittain.append(p[w].mean() if w.any() else np.nan)  # a small sample may have no Swedish speaker
            self.lisaa("tyydyttamaton", kielittain[-1], "osuus", f"kieli_{nimi}")
        self.lisaa("tyydyttamaton", kielittain[kielet.RUOTSI] - kielittain[kielet.SUOMI], "osuus", "kieliero_sv_fi")
        for nimi, (ala, yla) in kerrokset.IKARYHMAT.items():
            if ala >= AIKUINEN:
                self.lisaa("tyydyttamaton", p[(c["ika"][a] >= ala) & (c["ika"][a] <= yla)].mean(), "osuus", nimi)
        alue = np.bincount(c["kunta"][a], p, len(self.malli.kunnat)) / np.maximum(
            np.bincount(c["kunta"][a], minlength=len(self.malli.kunnat)), 1
        )
        for k, x in zip(self.malli.kunnat, alue, strict=True):
            self.lisaa("tyydyttamaton", x, "osuus", f"kunta_{k.koodi}")
        del a, viid, p  # memory is at its highest in what follows
        self._horisontaalinen(c, elossa)
        self.lisaa("hoitovelka", c["hoitovelka"][elossa].mean(dtype=np.float64), "osuus")
        self.lisaa("krooniset", c["krooniset"][elossa].mean(dtype=np.float64), "kpl")
        self.lisaa("terveys", c["terveys"][elossa].mean(dtype=np.float64), "0-1")

    def _horisontaalinen(self, c: dict[str, np.ndarray], elossa: np.ndarray) -> None:
        """Need-standardised concentration of doctor contacts (P48), by fifths of rank among adults; need = expected
        need."""
        a = elossa[(c["ika"][elossa] >= 18) & (c["kuukaudet_v"][elossa] == 12)]
        viid = c["viidennes"][a]
        vaki = np.bincount(viid, minlength=5).astype(float)
        summa = {
            k: np.bincount(viid, c[k][a], 5) / vaki
            for k in (
                "tarve_v",
                "julkinen_v",
                "tth_v",
                "yksityinen_v",
                "paivystys_v",
                "esh_julkinen_v",
                "esh_yksityinen_v",
                "taso_esh_avo",
            )
        }
        ci = lambda x: terveyserot.grouped_concentration_index(vaki / vaki.sum(), x)  # noqa: E731
        p = self.malli.p
        tarve_esh = 12.0 * summa["taso_esh_avo"] * (float(p["kanava.erikois"]) + float(p["kanava.erikois_oma"]))
        tarve = summa["tarve_v"] + tarve_esh
        yhteensa = sum(
            summa[k]
            for k in ("julkinen_v", "tth_v", "yksityinen_v", "paivystys_v", "esh_julkinen_v", "esh_yksityinen_v")
        )
        julkinen = summa["julkinen_v"] + summa["paivystys_v"] + summa["esh_julkinen_v"]
        self.lisaa("hi_laakarikaynnit", ci(yhteensa) - ci(tarve), "indeksi")
        self.lisaa("hi_julkiset", ci(julkinen) - ci(tarve), "indeksi")
        self.lisaa("hi_julkinen_perustaso", ci(summa["julkinen_v"]) - ci(summa["tarve_v"]), "indeksi")
        osuudet = {k: float((summa[k] * vaki).sum() / vaki.sum()) for k in summa}
        for nimi, k in (
            ("julkinen", "julkinen_v"),
            ("tyoterveys", "tth_v"),
            ("yksityinen", "yksityinen_v"),
            ("paivystys", "paivystys_v"),
            ("erikois_julkinen", "esh_julkinen_v"),
            ("erikois_yksityinen", "esh_yksityinen_v"),
        ):
            self.lisaa("laakarikontaktit_aikuinen", osuudet[k], "kontaktia/v", nimi)
        e = c["kuukaudet_v"] > 0
        kaikki = sum(
            float(c[k][e].sum(dtype=np.float64)) for k in ("julkinen_v", "tth_v", "yksityinen_v", "paivystys_v")
        )
        kaikki += float((c["esh_julkinen_v"][elossa] + c["esh_yksityinen_v"][elossa]).sum(dtype=np.float64))
        self.lisaa("laakarikontaktit", kaikki / len(elossa), "kontaktia/v")

    def _kustannus(self, c: dict[str, np.ndarray], eli: np.ndarray) -> None:
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
        # the costs of those who died belong to the year
        eur, viid, vuotta = c["kustannus_v"][eli], c["viidennes"][eli], c["kuukaudet_v"][eli] / 12.0
        summa, vuodet = np.bincount(viid, eur, 5), np.bincount(viid, vuotta, 5)
        for q in range(5):
            self.lisaa("oma_kustannus", summa[q] / vuodet[q], "EUR/asukasvuosi", f"viidennes_{q + 1}")
        self.lisaa("oma_kustannus", summa.sum() / vuodet.sum(), "EUR/asukasvuosi")
        self.lisaa("karkiosuus_10", kustannukset.karkiosuus(eur, 0.10), "osuus")
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

    def _saatavuus(self, c: dict[str, np.ndarray], elossa: np.ndarray) -> None:
        m = self.malli
        keski, d7, d14, yks = np.mean(self.odotukset[-12:], axis=0)
        self.lisaa("odotus", keski, "vrk")
        self.lisaa("osuus_7vrk", d7, "osuus")
        self.lisaa("osuus_14vrk", d14, "osuus")
        self.lisaa("lista_yksityinen", yks, "osuus")
        odotus = np.zeros(len(m.keskuspaikat))
        odotus[[k.paikka for k in m.keskukset]] = [k.jono.odotus for k in m.keskukset]
        viid, keskus = c["viidennes"][elossa], c["keskus"][elossa].astype(np.int32)
        kaynnit = np.bincount(keskus * 5 + viid, c["julkinen_v"][elossa], 5 * len(odotus)).reshape(-1, 5)
        self.lisaa("odotusero", saatavuus.odotusero(odotus, kaynnit), "vrk")
        yksityinen = np.array([k.yksityinen for k in m.keskuspaikat])[keskus]
        for q in range(5):
            self.lisaa("lista_yksityinen", yksityinen[viid == q].mean(), "osuus", f"viidennes_{q + 1}")
        kaikki, ryhmat = saatavuus.tyytyvaisyys(
            np.bincount(viid, c["tyytyvaisyys"][elossa], 5), np.bincount(viid, minlength=5)
        )
        self.lisaa("tyytyvaisyys", kaikki, "osuus")
        for q in range(5):
            self.lisaa("tyytyvaisyys", ryhmat[q], "osuus", f"viidennes_{q + 1}")
        self.lisaa("vaihtaneet", np.mean(c["vaihdot_v"][elossa] > 0), "osuus")
        raskaat = c["vaihdot_v"][elossa][c["krooniset"][elossa] >= RASKAS]
        self.lisaa("vaihtaneet", np.mean(raskaat > 0) if len(raskaat) else np.nan, "osuus", "krooniset_3")

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
