"""`SoteMalli`: residents, centres, liikelaitos, orderer and municipalities, one month a step.

The model knows no file format, no screen and no process pool: it gets a programme of parameter values (`Ohjelma`) and
a world
(`Maailma`), and gives tidy results. What happens in a month is `malli.schedule`, in `kuukausi.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from agentit import (
    aktiivisuus,
    henkilokohtainen_budjetti,
    kapitaatio,
    raharata,
    rakenne,
    suuehdot,
    suunhoito,
    suuraha,
    valikointi,
    valintakokeilu,
    valtio,
)
from agentit import allianssi as allianssit_
from agentit import kuukausi as kuukausiohjelma
from agentit.aktiivisuus import ERIKOISRIVI
from agentit.allianssi import Allianssi, Allianssisopimus
from agentit.alustus import Tarvevakiot, luo_asukkaat, luo_organisaatiot, sovita_perusvuosi, vain_alussa
from agentit.asukas import Asukas
from agentit.jono import Jonoehdot
from agentit.kanavat import Kanavat, Polku
from agentit.kerrokset import Kerrosvaikutus
from agentit.ketjut import Ketjut
from agentit.kielet import saatavuudet
from agentit.linjasiirrot import Linjasiirrot
from agentit.maailma import Maailma
from agentit.mittarit import Mittarit
from agentit.neuvottelupoyta import Neuvottelupoyta
from agentit.ohjaus import Ohjaus
from agentit.ohjelma import Arvo, Ohjelma
from agentit.palvelupaketit import PRIMAARI, Paketit
from agentit.saantomatematiikka import exp
from agentit.sarakkeet import ColumnAgentSet, ColumnModel
from agentit.satunnaisvirrat import Source
from agentit.sidonta import PAIKKOJA
from agentit.sopimus import Kumppanuussopimus
from agentit.sotekeskus import Joukko, avoimet, paikoittain
from agentit.tariffisattuma import Tariffisattuma
from agentit.valintakokeilu import Valintakokeilu
from agentit.valintaraha import Valintaraha
from agentit.yksikkotaulu import Yksikkotaulu


class SoteMalli(ColumnModel):
    """Finnish social and health care reform as a Mesa model; `step()` is one month.

    `kk` counts lived months: 0 before the first step. `p` holds this month's parameter values by key, steering
    included. Organisations:
    `kunnat`,
    `keskuspaikat` (open and closed centres), `jarjestaja`, `liikelaitokset` (producers under it; `liikelaitos` is the
    only one, or the whole of several for reading); residents: `asukkaat`.
    """

    def __init__(
        self,
        ohjelma: Ohjelma,
        maailma: Maailma,
        paketit: Paketit,
        seed: int = 1,
        alku: str = "2017-01",
        threads: int = 1,
        perusvuosi: bool = True,
        allianssit: Mapping[str, Allianssisopimus] | None = None,
        tarvevakiot: Tarvevakiot | None = None,
        sopimukset: Mapping[tuple[int, str], Kumppanuussopimus] | None = None,
        kokeilut: Mapping[str, Valintakokeilu] | None = None,
    ) -> None:
        """Build the model at the start of `alku` ("YYYY-01"); `threads` changes speed, never results.

        `perusvuosi` false stops before the base year is fitted: enough to compile or list the rules, not to live.
        `allianssit`: contracts by name, among which `allianssi.alueet` chooses (R18).
        `tarvevakiot`: need relations of another region, which predict this one's cost level; None fits its own.
        `sopimukset`: partnership agreements to execute, by year and name of the liikelaitos (R16).
        `kokeilut`: choice trials by name, among which `valinnanvapaus.alueet` chooses.

        Raises ValueError when the start is not a January: the base year is lived whole.
        """
        if alku[5:7] != "01":
            raise ValueError(f"a run starts in January, not in {alku}: levels of need are set for whole years")
        for kk in (0, *ohjelma.change_months):
            p = ohjelma.at(kk)
            virheet = [*kapitaatio.ohjelmavirheet(p), *henkilokohtainen_budjetti.virheet(p), *valtio.ohjelmavirheet(p)]
            if virheet := [*virheet, *suuehdot.virheet_kuussa(ohjelma, kk)]:
                raise ValueError(" ".join(virheet))
        for avain in sorted(ohjelma.keys()):
            if vain_alussa(avain) and len(ohjelma.path(avain)) > 1:
                raise ValueError(f"{avain} shapes the base year: set it from the start, not from a later month")
        super().__init__(rng=seed)
        self.ohjelma, self.maailma, self.paketit, self.siemen = ohjelma, maailma, paketit, seed
        self.sattuma = Source(seed)  # the luck of organisations: the orderer's errors, entry and exit of firms
        self.alkuvuosi, self.threads = int(alku[:4]), threads
        self.allianssi: Allianssi | None = None
        self.suunhoito: suunhoito.Suunhoito | None = None  # oral units, once they have lists
        self.allianssit = dict(allianssit or {})
        self.kokeilut = dict(kokeilut or {})
        self.allianssit_paattyneet: set[str] = set()
        self.neuvottelupoyta = Neuvottelupoyta(self, sopimukset)
        self.tarvevakiot = tarvevakiot  # those in force once the base year is fitted
        self.kk = 0
        self.yksikkotaulut: dict[str, Yksikkotaulu] = {}  # figures of centres and oral units
        self.avoimet: dict[str, Joukko] = {}  # open units by kind, until one opens or closes
        self.ruotsimuisti: dict[Any, Any] = {}  # availability of Swedish by municipality and owner (kielet.saatavuus)
        self.jonoehdot = Jonoehdot.parametreista(ohjelma.at(0))
        self.p: Mapping[str, Any] = ohjelma.at(0)
        self.ohjaus = Ohjaus()
        self.avauskk: int | None = None  # month in which direct choice opened
        self.viime_menot = self.kuukausimenot = self.vuosimenot = 0.0  # EUR of public services
        self.viime_yksityiskaynnit = 0.0
        self.henkilosto_siirtynyt = 0.0  # staff that changed sector this year, contacts a month
        self.rahoitushistoria: dict = {}
        self.tariffisattuma: Tariffisattuma | None = None  # reckoned in runs that are asked for it
        self.tapahtumakertoimet: dict[str, float] = {}  # line -> factor of need an event has put in force
        self.tarve_asukasta_kohti: tuple[
            tuple[float, float], ...
        ] = ()  # (residents, need each) of last January and this
        self.tariffi = 0.0
        self.segmenttikatteet = np.zeros(valikointi.SEGMENTTEJA, np.float32)  # what a client leaves a centre (R12)
        self.viiteodotus = (
            26.0  # days: mean wait of the base year's slow queues, what beliefs about waits are compared with
        )
        self.kerrokset: Kerrosvaikutus
        self.linjat: Linjasiirrot
        self.rakennetila: tuple[bool, str] = (False, rakenne.YKSI)
        self.kanavat = Kanavat(self)
        self.yhteislaitoksia = False  # do municipalities have joint organisations that produce for them?
        self.perustetut: list[str] = []  # organisations founded in the network since the start
        luo_organisaatiot(self)
        luo_asukkaat(self)
        self.ketjut = Ketjut(self)
        self.valintaraha = Valintaraha(self)
        self.schedule = kuukausiohjelma.schedule()
        if not perusvuosi:
            return
        sovita_perusvuosi(self)
        raharata.avaa_kirjat(self)
        self.mittarit = Mittarit(self)

    # time and regime -----------------------------------------------------------------------------------------------

    @property
    def vuosi(self) -> int:
        """Calendar year of the month being lived (before the first step: the first year)."""
        return self.alkuvuosi + self.kk // 12

    @property
    def kuukausi(self) -> int:
        """Calendar month 1-12 being lived."""
        return self.kk % 12 + 1

    @property
    def vuosi_indeksi(self) -> int:
        """Years since the start, the index of yearly tables."""
        return self.kk // 12

    @property
    def maakunta(self) -> bool:
        """Does a county organise services (else the municipalities)?"""
        return self.p["rakenne.jarjestaja"] == "maakunta"

    @property
    def suora_valinta(self) -> bool:
        """Is direct choice of a sote centre, public or private, in force?"""
        return bool(self.p["valinnanvapaus.suora_valinta"])

    @property
    def kk_avauksesta(self) -> int | None:
        """Months since direct choice opened, None before."""
        return None if self.avauskk is None else self.kk - self.avauskk

    def step(self) -> None:
        """Live one month."""
        self.p = self.ohjaus.kuukausi(self.ohjelma.at(self.kk))
        if self.rakennetila != (tila := (self.maakunta, str(self.p["rakenne.tuotanto"]))):
            self.rakennetila = tila
            rakenne.muuta(self)
            raharata.avaa_tuottajien_tilit(self)
        if self.suora_valinta and self.avauskk is None:
            self.avauskk = self.kk
            rakenne.avaa_valinta(self, PRIMAARI)
            valintakokeilu.avautuu(self)
        if self.suunhoito is None and suuehdot.muoto(self.p):
            self.suunhoito = suunhoito.avaa(self)
        allianssit_.ohjaa(self)
        b = self.sidonta.b
        b.month, b.year = self.kk, self.vuosi
        self.sidonta.parametrit()
        self.valintaraha.paivita()
        self._jonoehdot()
        if self.kk % 12 == 0:
            self.viime_menot, self.vuosimenot = self.vuosimenot, 0.0
        self.schedule.run(self)
        self.vuosimenot += self.kuukausimenot
        self.kk += 1
        if self.kk % 12 == 0 and self.rahoitushistoria:
            self.rahoitushistoria["toteuma"][self.vuosi - 1] = self.vuosimenot * (
                1.0 - float(self.p["kunta.asiakasmaksut"])
            )

    def _jonoehdot(self) -> None:
        """Terms of queues in force, e.g. a legal maximum wait from some month on."""
        ehdot = Jonoehdot.parametreista(self.p)
        if ehdot != self.jonoehdot:
            self.jonoehdot = ehdot
            for k in self.keskuspaikat:
                k.jono.ehdot = ehdot

    def peilaa(self, siemen: int) -> None:
        """From now on organisations have the mirror image of the luck seed `siemen` gives; residents keep theirs."""
        self.sattuma = Source(siemen, mirrored=True)

    def seuraa_sattumaa(self) -> None:
        """From now on reckon what centres' money owes to the luck of the sample (agentit/tariffisattuma.py)."""
        self.tariffisattuma = Tariffisattuma()

    # who -------------------------------------------------------------------------------------------------------------

    @property
    def asukkaat(self) -> ColumnAgentSet:
        """Residents who live here now: a column agent set."""
        return self.agents_by_type[Asukas]

    @property
    def keskukset(self) -> Joukko:
        """Open sote centres, in order of their places."""
        return avoimet(self, "keskus", self.keskuspaikat)

    def keskusluvut(self, nimi: str) -> np.ndarray:
        """One number of all sote centres, open or closed, by place, e.g. "laatu" or "jono.tuttu"."""
        return paikoittain(self.keskuspaikat, nimi)

    def vaki(self) -> float:
        """Residents now, at full scale."""
        return float(np.count_nonzero(self.sidonta.b.columns["elossa"] == 1)) * self.paino

    # what residents can see of organisations -------------------------------------------------------------------------

    def paivita_vuositaulut(self) -> None:
        """Tables that change with the calendar year: death rates, moving out, what layers of the network ask of
        residents."""
        m, s, v = self.maailma, self.sidonta, self.vuosi_indeksi
        k = m.kuolleisuus.taso
        s.aseta("ikasuku", "taso", k[:, :, min(v, k.shape[2] - 1)].reshape(-1) / 12.0)
        lahto = m.muutto.lahto[min(v, len(m.muutto.lahto) - 1)]
        s.aseta("kuntaika", "lahto", (1.0 - (1.0 - lahto) ** (1.0 / 12.0)).reshape(-1))
        self.kerrokset.nakyviin()
        self.linjat.tarkista()

    def kunnat_nakyviin(self) -> None:
        """Municipal columns of the rules: unit cost, health promotion, share treated by line."""
        s = self.sidonta
        s.aseta("kunta", "hyte", [k.hyte for k in self.kunnat])
        for i, r in enumerate(self.paketit.rivit):
            s.aseta("kunta", "hintataso" if r.koodi == PRIMAARI else f"hintataso_{r.koodi}", self.hintatasot[:, i])
            s.aseta("kunta", f"hoidettu_{r.koodi}", [k.hoidettu[r.koodi] for k in self.kunnat])

    def odotus_nakyviin(self, tuttu: np.ndarray) -> None:
        """Known waits (PAIKKOJA,) as the rules read them: days, ln(1 + w/7) and (1 + w/7)^elasticity."""
        s, x = self.sidonta, np.log1p(tuttu / 7.0)
        s.aseta("keskus", "odotus", tuttu)
        s.aseta("keskus", "odotusln", x)
        s.aseta("keskus", "haku", np.exp(float(self.p["haku.odotusjousto"]) * x))
        s.aseta("alue", "odotus", tuttu[s.b.units["alue"].attributes["keskus"]])

    def keskukset_nakyviin(self) -> None:
        """Centres' columns of the rules, from the agents."""
        n, luvut, nakyvat = len(self.keskuspaikat), self.keskusluvut, self.sidonta.b.units["keskus"].attributes
        nakyvat["laatu"][:n], nakyvat["ehkaisy"][:n] = luvut("laatu"), luvut("ehkaisy")
        nakyvat["auki"][:n] = [k.auki for k in self.keskuspaikat]
        self.ruotsi_nakyviin()
        tuttu = np.zeros(PAIKKOJA)
        tuttu[:n] = luvut("jono.tuttu")
        self.odotus_nakyviin(tuttu)

    def ruotsi_nakyviin(self) -> None:
        """Availability of Swedish in every centre, as the rules read it."""
        a = self.sidonta.b.units["keskus"].attributes["ruotsi"]
        a[: len(self.keskuspaikat)] = saatavuudet(self, self.keskuspaikat)

    def keskustaulut(self) -> dict[str, np.ndarray]:
        """What somebody who compares centres looks at: wait, repute, owner, Swedish-language service, pull (R6,
        R12)."""
        n = len(self.keskuspaikat)
        sums, p = self.sidonta.b.units["keskus"].sums, self.p
        vaki, lisa = sums["lista"][:n] * self.paino, float(p["oppi.maineen_vaki"])
        maine = sums["uskosumma"][:n] * self.paino / (vaki + lisa)
        vertailu = float(p["oppi.vertailu"]) * float(p["valinnanvapaus.vertailutieto"])
        laatu = self.keskusluvut("laatu")
        return {
            "odotus": self.keskusluvut("jono.tuttu").astype(np.float32),
            "maine": (maine + vertailu * (laatu - maine)).astype(np.float32),
            "yksityinen": np.array([k.yksityinen for k in self.keskuspaikat], np.float32),
            "ruotsi": np.array(saatavuudet(self, self.keskuspaikat), np.float32),
            "veto": valikointi.veto(self),
            "kate": self.segmenttikatteet,
        }

    # capitation ------------------------------------------------------------------------------------------------------

    @property
    def korvausosat(self) -> kapitaatio.Korvausosat:
        """Parts of the compensation in force (R9)."""
        return kapitaatio.ohjelman_osat(self.p)

    def hoitajaosuudet(self, ika: np.ndarray) -> np.ndarray:
        """Share of nurse contacts that their fee leaves, by age (n,): the rule `hoitajamaksu` over columns."""
        kaava = float(self.p["haku.hoitajaherkkyys"]) * float(self.p["haku.hoitajamaksu"])
        return np.where(ika >= 18, float(exp(kaava)), 1.0)

    def odotettu_kustannus(self, n: int) -> np.ndarray:
        """Expected yearly cost of what capitation covers, rows 0..n, EUR, at the mean wait: what weights try to
        foresee. A sote centre, the carried share of specialised outpatient care, oral health where covered."""
        c, p = self.sidonta.b.columns, self.p
        julkinen = (1.0 - float(p["kanava.tth"])) * JULKISEN_OSUUS
        kulu = np.where(c["tyoterveys"][:n] > 0, julkinen, JULKISEN_OSUUS)  # in place from here on: rows are many
        kulu += float(p["haku.hoitajasuhde"]) * self.hoitajaosuudet(c["ika"][:n])
        kulu *= c["taso_sote"][:n] * (c["hakukerroin"][:n] * float(self.haku_keskimaarin()))
        for kerroin in (12.0, self.hinnat_perusvuosi[PRIMAARI], self.kerrokset.kevennys):
            kulu *= kerroin
        if (osuus := aktiivisuus.erikoisosuus(self)) > 0:
            kulu += osuus * 12.0 * c[f"taso_{ERIKOISRIVI}"][:n] * self.hinnat_perusvuosi[ERIKOISRIVI]
        if self.suunhoito is not None and self.suunhoito.yhdessa:
            kulu += suuraha.odotettu_kustannus(self.suunhoito, n)
        return kulu

    def painosarakkeet(self) -> dict[str, np.ndarray]:
        """Columns that capitation weights may see, rows entered so far: of residents, and of where they live."""
        n, c, a = self.asukkaita_rivilla, self.sidonta.b.columns, self.maailma.alueet
        names = ("ika", "sukupuoli", "tyo", "krooniset", "kustannus_ed", "tyoterveys", "kieli")
        alue = c["alue"][:n]
        lahin = self.sidonta.b.units["alue"].attributes["lahin_km"]
        return {
            **{k: c[k][:n] for k in names},
            "lahin_km": lahin[alue],
            "tiheys": (a.vaesto / a.pinta_ala_km2)[alue],
        }

    def haku_keskimaarin(self) -> float:
        """Mean of (1 + w/7)^elasticity over open centres."""
        tuttu = self.keskukset.luvut("jono.tuttu")
        return float(np.mean([(1.0 + w / 7.0) ** float(self.p["haku.odotusjousto"]) for w in tuttu.tolist()]))

    def tariffi_arvio(self) -> float:
        """Capitation tariff, EUR per resident of weight 1 and year: what was paid last, or primary care's money per
        resident."""
        i = self.paketit.paketit.index(PRIMAARI)
        return self.tariffi or float(self.liikelaitos.jako[i]) / self.vaki()

    def kapitaatiopainot(self, sovita: bool = False) -> None:
        """Capitation weight of every resident for the year; coefficients are fitted once, on the residents of the
        first January in which the choice, and what capitation covers, are in force."""
        valinta, n, c = str(self.p["kapitaatio.painot"]), self.asukkaita_rivilla, self.sidonta.b.columns
        yhdessa = self.suunhoito is not None and self.suunhoito.yhdessa
        avain = f"{valinta} {aktiivisuus.erikoisosuus(self):g}{' suu' if yhdessa else ''}"
        if sovita:
            self.painokertoimet: dict[str, kapitaatio.Painokertoimet] = {}
            return
        rows = self.painosarakkeet()
        if avain not in self.painokertoimet:
            katto, pohja = float(self.p["kapitaatio.kustannuskatto"]), float(self.p["kapitaatio.vahimmaispaino"])
            self.painokertoimet[avain] = kapitaatio.sovita(valinta, rows, self.odotettu_kustannus(n), katto, pohja)
        c["kapitaatiopaino"][:n] = kapitaatio.paino(self.painokertoimet[avain], rows)
        del rows  # oral units make their own
        if self.suunhoito is not None:
            self.suunhoito.tammikuu()

    # results and steering --------------------------------------------------------------------------------------------

    def results(self, taso: str = "vuosi") -> pd.DataFrame:
        """Tidy results so far: columns vuosi (or kuukausi "YYYY-MM"), mittari, ryhma, arvo, yksikko.

        `taso` is "vuosi" (complete calendar years) or "kuukausi".
        """
        return self.mittarit.taulukko(taso)

    def ohjaa(self, muutokset: Mapping[str, Arvo]) -> None:
        """Change policy from the coming month on, e.g. after a snapshot was loaded: parameter key -> value."""
        for avain in muutokset:
            if avain not in self.p:
                raise KeyError(f"no parameter {avain!r} in this programme")
            if vain_alussa(avain):
                raise ValueError(f"{avain} shapes the base year: it cannot change during a run")
        ohjelma = self.ohjelma.with_values(self.kk, dict(muutokset))
        p = ohjelma.at(self.kk)
        virheet = [*kapitaatio.ohjelmavirheet(p), *henkilokohtainen_budjetti.virheet(p), *valtio.ohjelmavirheet(p)]
        if virheet := [*virheet, *suuehdot.virheet_kuussa(ohjelma, self.kk)]:
            raise ValueError(" ".join(virheet))
        self.ohjelma = ohjelma
        self.p = self.ohjaus.vaikuttaa(self.ohjelma.at(self.kk))

    def toista(self, polut: Mapping[str, Polku]) -> None:
        """Live on with recorded paths of channels in place of this run's own (`kanavat.py`)."""
        self.kanavat.toista(polut)


JULKISEN_OSUUS = 0.81  # share of contacts outside occupational health that go to the public centre, base year
