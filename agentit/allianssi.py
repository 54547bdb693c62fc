"""R18 Alliance: partners with one target cost, shared pain and gain, open books, trust - and what they coordinate.

    settlement  h = g (T - A), at most cap x T either way; split by the share key; what partners get the orderer pays
    target      T_y = sum over lines: own rate of the year before the contract x expected growth x residents' structure
    actual      A_y = sum over lines of expected cost (1 - saving) + cost of use + cost of effort
    saving      e sum_i share_i x_i; effort x_i takes the gradient step of R10 towards g trust share_i e C / kappa,
                from the share of it that the partners are ready for when the contract begins
    trust       rises with every promise kept (cost seen within the target), falls faster with one broken
    strength    of coordination over the areas' residents: verkosto/allianssi.py; read by care chains and prevention

The rate is cost per need expected of residents' ages and income fifths, so that who lives in the area is the payer's
risk and how they are served the partners'. Its expected growth is the model's own, without the alliance, frozen before
the contract (kalibrointi/tuotteet), anchored to what the area cost the year before, as parties to a contract do. Costs
are *expected* costs given what is known of residents - age, income fifth, chronic diseases, channels of care - so that
a small area in a small sample is not judged by its draws. Whether a county orderer may be a partner was an open legal
question in 2018; `jarjestaja_mukana` only says what would change: whose books are open, what auditing costs.

Sources: C40 (Tesoma 157.2 M EUR / 10 years / 23,000 residents), P42; g and cap oletus; size of saving
after shared savings at rate .5 (McWilliams et al. 2016, N Engl J Med 374:2357: 1.4 %).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import mesa
import numpy as np
import numpy.typing as npt

from agentit import ponnistus
from agentit.palvelupaketit import IKIA, PRIMAARI, Rivi
from agentit.raha import Tili, split_cents, to_cents
from agentit.saantomatematiikka import normal
from verkosto.allianssi import Kumppaniverkko, jaettu_tieto, luottamus_jalkeen, vahvuus

if TYPE_CHECKING:
    from agentit.malli import SoteMalli
    from agentit.sotekeskus import Sotekeskus

Luvut = npt.NDArray[np.float64]
EI = "ei"
KPI_RIVIT = {"erikoissairaanhoito": ("esh_avo", "esh_vuode"), "paivystys": ("paivystys",)}
JULKISET = ("kunta", "jarjestaja")  # partners whose share stays with the public payer


@dataclass(frozen=True)
class Odotus:
    """Expected cost per resident by line and contract year, relative to the year before; `oma` says whether it was
    made under exactly the parameters of this run."""

    kasvu: Mapping[str, tuple[float, ...]]
    oma: bool = True


@dataclass(frozen=True)
class Allianssisopimus:
    """Contract as data. `postinumerot` empty = every postal area; `rivit`: line -> share of it in the scope, 0-1."""

    nimi: str
    postinumerot: tuple[str, ...]
    verkko: Kumppaniverkko  # with the orderer, kind "jarjestaja", if it has a place in the graph
    rivit: Mapping[str, float]
    odotus: Odotus | None = None
    arvo_eur: float = 0.0  # of the real contract, for comparison only
    asukkaita: float = 0.0
    vuosia: int = 10

    def kumppanit(self, jarjestaja_mukana: bool) -> Kumppaniverkko:
        """The partner graph with or without the orderer."""
        for k in self.verkko.kumppanit:
            if k.laji == "jarjestaja" and not jarjestaja_mukana:
                return self.verkko.ilman(k.nimi)
        return self.verkko


# closed forms ----------------------------------------------------------------------------------------------------


def hyvitys(tavoite: float, toteuma: float, jako: float, katto: float) -> float:
    """Pain (-) or gain (+) of the partners, EUR: g (T - A) within +-cap x T."""
    return float(np.clip(jako * (tavoite - toteuma), -katto * tavoite, katto * tavoite))


def kpi_pisteet(odotus: npt.ArrayLike, toteuma: npt.ArrayLike, taysi: float) -> Luvut:
    """Score 0-1 of measures where less is better: 0 at the expectation or above, 1 at `taysi` (share) below it."""
    o, t = np.asarray(odotus, dtype=np.float64), np.asarray(toteuma, dtype=np.float64)
    return np.clip((o - t) / (np.maximum(o, 1e-12) * taysi), 0.0, 1.0)


def ponnistuksen_rajatuotto(
    jako: float, luottamus: npt.ArrayLike, osuus: npt.ArrayLike, teho: float, auki: bool = True
) -> Luvut:
    """Marginal reward of joint effort as a share of the scope's cost: g x trust x own share x effect; 0 at the cap."""
    palkka = jako * np.asarray(luottamus, dtype=np.float64) * np.asarray(osuus, dtype=np.float64) * teho
    return palkka if auki else np.zeros_like(palkka)


def alkuponnistus(palkka: npt.ArrayLike, kulu: float, valmius: float) -> Luvut:
    """Joint effort when the contract begins: the share `valmius` of where it rests at this reward, at most 1.

    Partners agree on the reward and plan the work before they begin. In the trials that give the size of saving it was
    there in the first year (McWilliams et al. 2015, N Engl J Med 372:1927)."""
    return np.clip(valmius * np.asarray(palkka, dtype=np.float64) / kulu, 0.0, 1.0)


# books -----------------------------------------------------------------------------------------------------------


class Kirjat:
    """Expected cost of the residents of some postal areas, by line and municipality, EUR a year.

    A resident's expected need of a line: b profile(age) gradient(fifth) exp(c (chronic - mean at this age)), the terms
    of R1 with frailty and shocks averaged out; b meets the region's need in the year before the contract.
    """

    def __init__(self, malli: SoteMalli, alueella: npt.NDArray[np.bool_], rivit: Sequence[Rivi]) -> None:
        self.malli, self.alueella, self.rivit = malli, alueella, tuple(rivit)
        c, n = malli.sidonta.b.columns, malli.asukkaita_rivilla
        elossa = np.flatnonzero(c["elossa"][:n] == 1)
        tilat = malli.sidonta.b.units["kunta"].sums
        self.vakiot = {}
        for r in self.rivit:
            tarve = tilat[f"tarve_{r.koodi}"] if r.on_tila else c[f"taso_{r.koodi}"][elossa]
            self.vakiot[r.koodi] = float(tarve.sum(dtype=np.float64) / max(self._paino(r, elossa, 12).sum(), 1e-9))

    def _rakenne(self, rivi: Rivi, rivilla: npt.NDArray[np.intp], kuukausia: int) -> Luvut:
        """Relative need by age, when the year's levels were set, and income fifth: what no partner can change."""
        c, u = self.malli.sidonta.b.columns, self.malli.sidonta.b.units
        w = u["ika"].attributes[f"profiili_{rivi.koodi}"][self._ika(rivilla, kuukausia)].astype(np.float64)
        return w * u["viidennes"].attributes[f"kerroin_{rivi.koodi}"][c["viidennes"][rivilla]]

    def _paino(self, rivi: Rivi, rivilla: npt.NDArray[np.intp], kuukausia: int) -> Luvut:
        """Relative expected need: that of the structure, and chronic diseases."""
        w = self._rakenne(rivi, rivilla, kuukausia)
        if rivi.on_tila:
            return w
        c, u = self.malli.sidonta.b.columns, self.malli.sidonta.b.units
        tavalla = u["ika"].attributes["krooniset"][self._ika(rivilla, kuukausia)]
        return w * np.exp(float(self.malli.p["tarve.krooninen"]) * (c["krooniset"][rivilla] - tavalla))

    def _ika(self, rivilla: npt.NDArray[np.intp], kuukausia: int) -> npt.NDArray[np.intp]:
        return np.clip((self.malli.sidonta.b.columns["ikakk"][rivilla] - kuukausia) // 12, 0, IKIA - 1)

    def asukkaat(self) -> npt.NDArray[np.intp]:
        """Rows of those who live in the areas now."""
        c, n = self.malli.sidonta.b.columns, self.malli.asukkaita_rivilla
        return np.flatnonzero((c["elossa"][:n] == 1) & self.alueella[c["alue"][:n]])

    def vaki(self) -> float:
        """Residents of the areas now, at full scale."""
        return len(self.asukkaat()) * self.malli.paino

    def maarat(self, kuukausia: int) -> dict[str, float]:
        """Line -> expected need of the areas by age and fifth alone, at the levels of the year before the contract."""
        omat = self.asukkaat()
        return {
            r.koodi: float(self._rakenne(r, omat, kuukausia).sum()) * self.vakiot[r.koodi] * self.malli.paino
            for r in self.rivit
        }

    def kulut(self, kuukausia: int) -> dict[str, Luvut]:
        """Line -> (M,) EUR of the year of which so many months are lived, at its prices and shares treated."""
        m, b = self.malli, self.malli.sidonta.b
        omat = self.asukkaat()
        kunta, alue = b.columns["kunta"][omat], b.columns["alue"][omat]
        out: dict[str, Luvut] = {}
        for r in self.rivit:
            w = self._paino(r, omat, kuukausia) * self.vakiot[r.koodi] * m.paino
            if (ketju := b.units["alue"].attributes.get(f"ketju_{r.koodi}")) is not None:
                w *= ketju[alue]
            w *= 1.0 if r.on_tila else 12.0
            if r.koodi == PRIMAARI:
                w *= self._kaynteja(omat)
                taso = np.ones(len(m.kunnat))
            else:
                taso = np.array([k.hoidettu[r.koodi] for k in m.kunnat]) * m.hintatasot[:, m.paketit.rivit.index(r)]
            maara = np.bincount(kunta, w, len(m.kunnat)) * taso
            out[r.koodi] = maara * m.hinnat[r.koodi] * m.hintakertoimet[r.koodi]
        return out

    def _kaynteja(self, omat: npt.NDArray[np.intp]) -> Luvut:
        """Resident's own public contacts, nurses' included, per contact needed this year; 1 before any month."""
        c, m = self.malli.sidonta.b.columns, self.malli
        tarve = c["tarve_v"][omat].astype(np.float64)
        laakari = np.divide(c["julkinen_v"][omat], tarve, out=np.ones(len(omat)), where=tarve > 0.0)
        hoitaja = float(m.p["haku.hoitajasuhde"]) * c["hakukerroin"][omat] * m.haku_keskimaarin()
        return laakari + hoitaja * m.hoitajaosuudet(c["ika"][omat])


# the agent -------------------------------------------------------------------------------------------------------


@dataclass
class Vuositulos:
    """What a contract year came to; EUR, by line where it says so."""

    tavoite: float
    toteuma: float
    hyvitys: dict[str, float] = field(default_factory=dict)  # by partner, KPI pool included
    kpi: float = 0.0
    saasto: float = 0.0
    kaytto: float = 0.0
    vaiva: float = 0.0  # cost of joint effort
    pidetyt: float = 0.0  # share of promises kept
    nahty: float = 0.0  # joint cost as the orderer saw it
    rivit: dict[str, float] = field(default_factory=dict)  # EUR per resident of the areas
    kasvu: dict[str, float] = field(default_factory=dict)  # cost per expected need over that of the year before


class Allianssi(mesa.Agent):
    """Alliance over some postal areas. `luottamus` by edge of the partner graph, `ponnistus` by partner, both 0-1."""

    def __init__(self, model: SoteMalli, sopimus: Allianssisopimus) -> None:
        """Sign the contract at the end of the year before it begins. Raises ValueError when none of its areas is
        here."""
        super().__init__(model)
        self.sopimus, self.alkuvuosi = sopimus, model.vuosi
        numerot = model.maailma.alueet.postinumero
        self.alueella = np.array([not sopimus.postinumerot or x in sopimus.postinumerot for x in numerot])
        if not self.alueella.any():
            raise ValueError(f"none of the postal areas of the alliance '{sopimus.nimi}' is in this region")
        self.verkko = sopimus.kumppanit(bool(model.p["allianssi.jarjestaja_mukana"]))
        nimet = [k.nimi for k in self.verkko.kumppanit]
        self._paat = np.array([[nimet.index(a), nimet.index(b)] for a, b in self.verkko.sivut]).reshape(-1, 2)
        self.osuudet = np.array([k.osuus for k in self.verkko.kumppanit])
        self.luottamus = np.full(len(self.verkko.sivut), float(model.p["allianssi.luottamus_alussa"]))
        p = model.p
        self.ponnistus = alkuponnistus(
            self._palkka(), float(p["allianssi.ponnistuskulu"]), float(p["allianssi.valmius"])
        )
        perus = jaettu_tieto(self.verkko.tieto(), self.luottamus, 0.0)
        self.perus = self.verkko.koordinaatio(perus)
        self._koordinoi()
        kpi = [k for rivit in KPI_RIVIT.values() for k in rivit]
        self.kirjat = Kirjat(model, self.alueella, [model.paketit[k] for k in dict.fromkeys([*sopimus.rivit, *kpi])])
        kulut, maarat = self.kirjat.kulut(12), self.kirjat.maarat(12)
        self.lahto = {k: float(v.sum()) / max(maarat[k], 1e-9) for k, v in kulut.items()}  # EUR per expected need
        self.eur_ennen = {k: float(v.sum()) / max(self.kirjat.vaki(), 1e-9) for k, v in kulut.items()}
        self.tyytyvaisyys = self._tyytyvaisyys()
        self.tulos: Vuositulos | None = None
        self.kaytto = 0.0  # EUR, cost of use this year
        self._maksettava: dict[str, float] = {}
        self._painot = np.ones(len(model.kunnat))

    # what it changes -----------------------------------------------------------------------------------------------

    def vahvuus_alueittain(self) -> Luvut:
        """(A,) how much of the missing coordination the alliance has brought to a postal area, 0-1; 0 elsewhere."""
        return np.where(self.alueella, self.vahvuus, 0.0)

    def ehkaisypalkkio(self, keskukset: Sequence[Sotekeskus]) -> Luvut:
        """What prevention pays a centre of the areas more, EUR per listed resident and unit: the gain share of what it
        saves later. Nobody leaves an area's alliance by changing centre, so all of it stays."""
        p = self.model.p
        kohti = float(p["allianssi.jako"]) * float(self.luottamus.mean()) * float(p["ponnistus.ehkaisyn_saasto"])
        return np.array([(1.0 - k.altruismi) * kohti if self.alueella[k.alue] else 0.0 for k in keskukset])

    def saastoosuus(self) -> float:
        """Share of the scope's cost, sote centres apart, that joint effort saves."""
        return float(self.model.p["allianssi.teho"]) * float((self.osuudet * self.ponnistus).sum())

    def _koordinoi(self) -> None:
        """Information of the edges -> coordination and its strength over the base."""
        yhteinen = self.ponnistus[self._paat].min(1) if len(self._paat) else np.zeros(0)
        rekisterit = float(self.model.p["allianssi.yhteinen_tieto"])
        tieto = jaettu_tieto(self.verkko.tieto(), self.luottamus, rekisterit, yhteinen)
        self.koordinaatio = self.verkko.koordinaatio(tieto)
        self.vahvuus = vahvuus(self.koordinaatio, self.perus)

    @property
    def vuosia_kulunut(self) -> int:
        """Whole contract years behind."""
        return self.model.vuosi - self.alkuvuosi

    def paattyy(self) -> None:
        """The last settlement is paid before the partners part."""
        malli = self.model
        self._maksa()
        self.remove()
        malli.allianssi = None
        malli.allianssit_paattyneet.add(self.sopimus.nimi)

    # January ---------------------------------------------------------------------------------------------------------

    def tammikuu(self) -> None:
        """Pay last year's settlement; this year's budgets less the saving, plus what the alliance costs to use."""
        self._maksa()
        malli = self.model
        kulut, vaki = self.kirjat.kulut(1), self.kirjat.vaki()
        muutos = np.zeros((len(malli.kunnat), len(malli.paketit.paketit)))
        self._painot = np.sum([kulut[k] * w for k, w in self.sopimus.rivit.items()], axis=0)
        s = self.saastoosuus()
        for koodi, osa in self.sopimus.rivit.items():
            if koodi != PRIMAARI:
                muutos[:, malli.paketit.paketit.index(malli.paketit[koodi].paketti)] -= s * osa * kulut[koodi]
        self.kaytto = vaki * self._kayttokulu()
        hallinto = malli.paketit.paketit.index(next(r.paketti for r in malli.paketit.rivit if r.koodi != PRIMAARI))
        muutos[:, hallinto] += self.kaytto * self._painot / max(float(self._painot.sum()), 1e-9)
        if malli.maakunta:
            for lk in {id(x): x for x in (malli.liikelaitos, *malli.liikelaitokset)}.values():
                lk.jako = np.maximum(lk.jako + (muutos * lk.solut).sum(0), 0.0)
        malli.menot_kunnittain = np.maximum(malli.menot_kunnittain + muutos, 0.0)

    def _kayttokulu(self) -> float:
        """Cost of use, EUR per resident and year: it grows with what is used and is nothing at zero strength."""
        p = self.model.p
        g = float(p["allianssi.jako"])
        tarkastus = float(p["allianssi.tarkastuskulu"]) * (not p["allianssi.jarjestaja_mukana"])
        return float(p["allianssi.tietokulu"]) * float(p["allianssi.yhteinen_tieto"]) + g * (
            float(p["allianssi.sopimuskulu"]) + tarkastus
        )

    def _maksa(self) -> None:
        """Pain and gain of firms and associations through the money matrix; a public partner's share stays with the
        payer."""
        malli, r = self.model, self.model.raha
        if malli.maakunta:
            maksajat, lahde, painot = ["jarjestaja"], "rahoittajat", np.ones(1)
        else:
            maksajat, lahde = [f"kunta_{k.koodi}" for k in malli.kunnat], "veronmaksajat"
            painot = np.maximum(self._painot, 0.0)
        for nimi, euroa in self._maksettava.items():
            senttia = int(to_cents(abs(euroa)))
            if not senttia:
                continue
            tili = f"allianssi_{nimi}"
            if tili not in {t.nimi for t in r.tilit}:
                r.register(Tili(tili, "allianssi"))
            osat = split_cents(senttia, painot if painot.sum() > 0 else np.ones(len(painot)))
            if euroa > 0:
                r.transfer_many(lahde, maksajat, "rahoitus", osat)
                r.transfer_many(maksajat, tili, "rahoitus", osat)
                r.transfer(tili, "rahoittajat", "rahoitus", senttia)
            else:
                r.transfer("rahoittajat", tili, "rahoitus", senttia)
                r.transfer_many(tili, maksajat, "rahoitus", osat)
                r.transfer_many(maksajat, lahde, "rahoitus", osat)
            malli.vuosimenot += euroa
        self._maksettava = {}

    # December --------------------------------------------------------------------------------------------------------

    def sulje_vuosi(self) -> None:
        """Books of the year: target, actual, settlement, promises; then trust, effort and coordination of the next."""
        p = self.model.p
        kulut, vaki = self.kirjat.kulut(12), self.kirjat.vaki()
        eur = {k: float(v.sum()) for k, v in kulut.items()}
        scope, s = self.sopimus.rivit, self.saastoosuus()
        vaiva = float(p["allianssi.ponnistuskulu"]) / 2.0 * float((self.osuudet * self.ponnistus**2).sum())
        muut = sum(eur[k] * w for k, w in scope.items() if k != PRIMAARI)
        yhteensa = sum(eur[k] * w for k, w in scope.items())
        maarat = self.kirjat.maarat(12)
        odotukset = {k: v * maarat[k] for k, v in self.odotukset(self.vuosia_kulunut).items()}
        tavoite = sum(odotukset[k] * w for k, w in scope.items())
        toteuma = yhteensa - s * muut + vaiva * muut + self.kaytto
        nahty = toteuma * self._virhe(len(self.verkko.kumppanit), self._jarjestajan_virhe())
        jako, katto = float(p["allianssi.jako"]), float(p["allianssi.katto"])
        h = hyvitys(tavoite, nahty, jako, katto)
        kpi = self._kpi(odotukset, eur)
        pooli = jako * float(p["allianssi.kpi_osuus"]) * tavoite * kpi
        tulos = Vuositulos(
            tavoite, toteuma, kpi=kpi, saasto=s * muut, kaytto=self.kaytto, nahty=nahty, vaiva=vaiva * muut
        )
        tulos.hyvitys = {k.nimi: k.osuus * (h + pooli) for k in self.verkko.kumppanit}
        tulos.rivit = {k: v / max(vaki, 1e-9) for k, v in eur.items()}
        tulos.kasvu = {k: v / max(maarat[k], 1e-9) / self.lahto[k] for k, v in eur.items()}
        self._maksettava = {k.nimi: tulos.hyvitys[k.nimi] for k in self.verkko.kumppanit if k.laji not in JULKISET}
        pidetty = self._lupaukset(tavoite, toteuma)
        tulos.pidetyt = float(pidetty.mean()) if len(pidetty) else 1.0
        self.tulos = tulos
        self._opi(pidetty, auki=abs(h) < katto * tavoite)

    def odotukset(self, vuosi: int) -> dict[str, float]:
        """Target rate by line in contract year 0, 1 ...: EUR per expected need of the residents' ages and fifths.

        Without a frozen growth path last year's rate grows with unit costs.
        """
        o = self.sopimus.odotus
        if o is None:
            kasvu = (1.0 + float(self.model.p["tarve.kasvu"])) ** (vuosi + 1)
            return {k: v * kasvu for k, v in self.lahto.items()}
        return {k: v * o.kasvu[k][min(vuosi, len(o.kasvu[k]) - 1)] for k, v in self.lahto.items()}

    def _opi(self, pidetty: npt.NDArray[np.bool_], auki: bool) -> None:
        p = self.model.p
        self.luottamus = luottamus_jalkeen(
            self.luottamus, pidetty, float(p["allianssi.luottamus_nousu"]), float(p["allianssi.luottamus_lasku"])
        )
        eta = ponnistus.askelosuus(float(p["ponnistus.puoliintuminen_kk"]) / 12.0)
        self.ponnistus = ponnistus.ehkaisyaskel(
            self.ponnistus, self._palkka(auki), float(p["allianssi.ponnistuskulu"]), eta, katto=1.0
        )
        self._koordinoi()

    def _palkka(self, auki: bool = True) -> Luvut:
        """Marginal reward of each partner's joint effort, by its mean trust in those it deals with."""
        p, omat = self.model.p, np.zeros(len(self.osuudet))
        for i in range(len(omat)):
            sivut = (self._paat == i).any(1)
            omat[i] = self.luottamus[sivut].mean() if sivut.any() else 0.0
        return ponnistuksen_rajatuotto(float(p["allianssi.jako"]), omat, self.osuudet, float(p["allianssi.teho"]), auki)

    def _lupaukset(self, tavoite: float, toteuma: float) -> npt.NDArray[np.bool_]:
        """By edge: did both ends see the cost within the target? Between open books nobody sees another cost."""
        p = self.model.p
        sumu = float(p["allianssi.kirjanpitovirhe"]) * (1.0 - float(p["allianssi.avoimet_kirjat"]))
        nahdyt = np.array([toteuma * self._virhe(i, sumu) for i in range(len(self.osuudet))])
        raja = tavoite * (1.0 + float(p["allianssi.lupausvara"]))
        return (nahdyt <= raja)[self._paat].all(1) if len(self._paat) else np.zeros(0, bool)

    def _jarjestajan_virhe(self) -> float:
        """Sd of the orderer's error about the joint cost: none inside open books, an auditor's outside them."""
        p = self.model.p
        sumu = float(p["allianssi.kirjanpitovirhe"])
        return sumu * (1.0 - float(p["allianssi.avoimet_kirjat"])) if bool(p["allianssi.jarjestaja_mukana"]) else sumu

    def _virhe(self, kuka: int, hajonta: float) -> float:
        """Factor of what one party sees of a cost this year."""
        if hajonta == 0.0:
            return 1.0
        e = float(normal(self.model.sattuma.one("uy_allianssin_kirjat", self.model.vuosi, kuka)))
        return float(np.exp(hajonta * e))

    # KPI pool --------------------------------------------------------------------------------------------------------

    def _kpi(self, odotukset: dict[str, float], eur: dict[str, float]) -> float:
        """Mean score of less specialised care, less emergency care and more satisfaction, 0-1."""
        taysi = float(self.model.p["allianssi.kpi_taysi"])
        odotus = [sum(odotukset[k] for k in rivit) for rivit in KPI_RIVIT.values()]
        pisteet = kpi_pisteet(odotus, [sum(eur[k] for k in rivit) for rivit in KPI_RIVIT.values()], taysi)
        tyytyvaisyys = float(np.clip((self._tyytyvaisyys() - self.tyytyvaisyys) / taysi, 0.0, 1.0))
        return float(np.mean([*pisteet.tolist(), tyytyvaisyys]))

    def _tyytyvaisyys(self) -> float:
        omat = self.kirjat.asukkaat()
        return float(self.model.sidonta.b.columns["tyytyvaisyys"][omat].mean(dtype=np.float64)) if len(omat) else 0.0

    # measures --------------------------------------------------------------------------------------------------------

    def mittarit(self) -> list[tuple[str, float, str, str]]:
        """Rows of the year: measure, value, unit, group."""
        t, vaki = self.tulos, max(self.kirjat.vaki(), 1e-9)
        if t is None:
            return []
        oma = float(self.sopimus.odotus is not None and self.sopimus.odotus.oma)
        rivit = [
            ("allianssi_tavoite", t.tavoite / vaki, "EUR/asukas", "kaikki"),
            ("allianssi_toteuma", t.toteuma / vaki, "EUR/asukas", "kaikki"),
            ("allianssi_hyvitys", sum(t.hyvitys.values()) / vaki, "EUR/asukas", "kaikki"),
            ("allianssi_luottamus", float(self.luottamus.mean()) if len(self.luottamus) else 0.0, "0-1", "kaikki"),
            ("allianssi_koordinaatio", self.koordinaatio, "0-1", "kaikki"),
            ("allianssi_vahvuus", self.vahvuus, "0-1", "kaikki"),
            ("allianssi_kpi", t.kpi, "0-1", "kaikki"),
            ("allianssi_saasto", t.saasto / vaki, "EUR/asukas", "kaikki"),
            ("allianssi_kayttokulu", t.kaytto / vaki, "EUR/asukas", "kaikki"),
            ("allianssi_ponnistuskulu", t.vaiva / vaki, "EUR/asukas", "kaikki"),
            ("allianssi_vaesto", vaki, "henkilöä", "kaikki"),
            ("allianssi_tavoite_oma", oma, "0/1", "kaikki"),
        ]
        rivit += [("allianssi_hyvitys", v / vaki, "EUR/asukas", f"kumppani_{k}") for k, v in t.hyvitys.items()]
        return rivit + [("allianssi_toteuma", v, "EUR/asukas", f"rivi_{k}") for k, v in t.rivit.items()]


# in the model ----------------------------------------------------------------------------------------------------


def ohjaa(malli: SoteMalli) -> None:
    """Before a month is lived: sign the contract the parameter names, let one that has run out or was ended go."""
    nimi, nyt, tammikuu = str(malli.p["allianssi.alueet"]), malli.allianssi, malli.kuukausi == 1
    if nyt is not None and tammikuu and (nimi != nyt.sopimus.nimi or nyt.vuosia_kulunut >= nyt.sopimus.vuosia):
        nyt.paattyy()
    if nimi == EI or malli.allianssi is not None or nimi in malli.allianssit_paattyneet:
        return
    if not tammikuu or malli.kk == 0:
        raise ValueError(
            f"the alliance '{nimi}' begins in {malli.vuosi}-{malli.kuukausi:02d}; it begins in a January after the"
            " first year, because its target is anchored to the year before"
        )
    if nimi not in malli.allianssit:
        raise ValueError(f"no contract of the alliance '{nimi}' was given to the model")
    malli.allianssi = Allianssi(malli, malli.allianssit[nimi])


def tammikuu(malli: SoteMalli) -> None:
    """January's settlement and budgets, where there is an alliance."""
    if malli.allianssi is not None:
        malli.allianssi.tammikuu()
