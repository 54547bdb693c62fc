"""Oral units with lists of their own: direct choice of oral health, or capitation that covers it (R6, R8, R9, R13).

Before it oral health is a line of the liikelaitos: money that runs short leaves a share of need untreated. From the
month oral units get lists that share stays what it was, and money tells in waits:

    capacity at the start = expected visits at the target wait (inversion);  then staff follows the unit's income
    income                = the parts of R9 on the oral tariff, by listed resident's weight; one tariff for all owners
    visits sought         = share treated at the start x need at no wait x (1 + w/7)^e
    need at no wait       = need / (1 + w0/7)^e,   w0 = the target wait: at it exactly as many as before
    unmet                 = what is not treated at w0, and `puute.osuus` of what a longer wait turns away

Two ways, never both: residents choose an oral unit (`valinnanvapaus.suun_valinta`), and private ones open by the market
rule of sote centres on a scale of their own; or capitation of sote centres covers it (`kapitaatio.kattaa` = suu), and
every centre treats its own list, or passes the money on to the public unit it relies on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from agentit import alustus, kapitaatio, rakenne, suumarkkina, suumitat, suunvalinta, suuraha
from agentit.huomio import hiipuminen, huomiokatto, uusi_lahella
from agentit.jono import Jonoehdot
from agentit.kielet import saatavuudet
from agentit.satunnaisvirrat import uniform
from agentit.sotekeskus import JULKINEN, Joukko, Mitoitusehdot, Sotekeskus, avoimet, paikoittain, vastaanottavat
from agentit.suuehdot import KAPITAATIO, muoto
from agentit.suunvalinta import SUU
from verkosto.matka import Matkataulu
from verkosto.palveluverkko import suuyksikko

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

PITKAAN = 600  # months on a list that nobody chose: free to choose at once


class Suuyksikko(Sotekeskus):
    """Oral unit: queue, staff and money as a sote centre's; quality and prevention effort are not modelled (0)."""

    TILIT = "suu"

    @classmethod
    def mitoitusehdot(cls, p: Mapping[str, Any], yksityinen: bool) -> Mitoitusehdot:
        """Private dentists mostly rent a chair and bill for their own work: staff follows money faster, premises with
        it - a chair not rented for a listed resident is rented for a paying one - and nobody pays for a start."""
        ehdot = super().mitoitusehdot(p, yksityinen)
        if not yksityinen:
            return ehdot
        vauhti = float(p["suu.yksityisen_mitoitus"])
        return Mitoitusehdot(vauhti, 1.0 / vauhti, 0.0)


def avaa(malli: SoteMalli) -> Suunhoito:
    """The month oral units get lists: private producers may contract for oral health, units open."""
    rakenne.avaa_valinta(malli, SUU)
    return Suunhoito(malli)


def kuukausi(malli: SoteMalli) -> None:
    """The month of oral units: they open, are chosen, get their load. Nothing before they have lists."""
    if malli.suunhoito is not None:
        malli.suunhoito.kuukausi()


class Suunhoito:
    """Oral units of one model from the month they get lists: `yksikot` (open and closed), travel, tariff, weights."""

    def __init__(self, malli: SoteMalli) -> None:
        """List every resident at the nearest public oral unit, at the target wait. Raises ValueError if the table of
        packages does not let oral health be chosen."""
        if "suora_valinta" not in malli.paketit[SUU].tuottajat:
            raise ValueError("palvelupaketit.csv: oral health has no producers under direct choice (suora_valinta).")
        self.malli, self.muoto, self.avauskk = malli, muoto(malli.p), malli.kk
        self.yksikot: list[Suuyksikko] = []
        self.keskuksen: dict[int, Suuyksikko] = {}  # place of a sote centre -> its own oral unit
        self.painokertoimet: dict[str, kapitaatio.Painokertoimet] = {}
        self.tariffi = 0.0  # EUR per resident of weight 1 and year, as last paid
        self.kuukaudet: list[tuple[float, float]] = []  # mean wait and private share of lists, by month
        p, a = malli.p, malli.maailma.alueet
        self.viitehaku = (1.0 + float(p["suu.odotus"]) / 7.0) ** float(p["haku.odotusjousto"])
        self.matkat = Matkataulu(
            a.x_km, a.y_km, a.pinta_ala_km2, malli.matkat.k,
            float(p["palveluverkko.mutka"]), float(p["palveluverkko.oma_kerroin"]), tuple(p["palveluverkko.oma_rajat"]),
        )  # fmt: skip
        for lk in (malli.liikelaitos, *malli.liikelaitokset):
            lk.kiinni[SUU] = float(lk.kattavuus[self.paketti])
        self.avaa_monta([(k.nimi, k.alue, JULKINEN, k) for k in self._asemat()])
        suunvalinta.yksikoittain(malli.sidonta)
        self.kotiyksikot()
        self.nakyviin(np.full(len(self.yksikot), float(p["suu.odotus"])))
        self.tammikuu()
        self.saapuvat(0, malli.asukkaita_rivilla)
        malli.sidonta.b.columns["suukuukausia"][: malli.asukkaita_rivilla] = PITKAAN  # nobody has chosen yet
        self._kuormita()
        kuorma = malli.sidonta.b.units["suuyksikko"].sums["kuorma"] * malli.paino
        ehdot = self.jonoehdot()
        for k in self.yksikot:
            k.avaa_jono(ehdot, float(kuorma[k.paikka]), float(p["suu.odotus"]))

    @property
    def yhdessa(self) -> bool:
        """Does capitation of sote centres cover oral health?"""
        return self.muoto == KAPITAATIO

    @property
    def paketti(self) -> int:
        """Index of the package."""
        return self.malli.paketit.paketit.index(SUU)

    @property
    def avoimet(self) -> Joukko:
        """Open units, in order of their places."""
        return avoimet(self.malli, "suu", self.yksikot)

    def jonoehdot(self) -> Jonoehdot:
        """Terms of an oral queue: urgent and quick shares and the legal maximum are its own (suu.yaml)."""
        p = self.malli.p
        kiire, viikossa, raja = (float(p[f"suu.{x}"]) for x in ("kiireelliset", "viikossa", "enimmaisodotus"))
        return replace(self.malli.jonoehdot, kiireelliset=kiire, viikossa=viikossa, enimmaisodotus=raja)

    def tariffi_arvio(self) -> float:
        """Oral tariff, EUR per resident of weight 1 and year: what was paid last, or the year's money per resident."""
        return self.tariffi or float(self.malli.liikelaitos.jako[self.paketti]) / self.malli.vaki()

    # where they are ----------------------------------------------------------------------------------------------

    def _asemat(self) -> Iterator[Sotekeskus]:
        """Stations that have an oral clinic: a permanent draw of the place, and one for every municipality."""
        julkiset = [k for k in self.malli.keskukset if not k.yksityinen]
        u = {k.paikka: uniform(alustus.ALUEEN_SIEMEN, "u0_suuyksikko", 0, k.paikka) for k in julkiset}
        for k in julkiset:
            if u[k.paikka] < float(self.malli.p["suu.asemista"]) or u[k.paikka] == min(
                u[x.paikka] for x in julkiset if x.kunta == k.kunta
            ):
                yield k

    def avaa(self, nimi: str, alue: int, omistaja: str, keskus: Sotekeskus | None = None) -> Suuyksikko:
        """A unit in a postal area, of its own or in a sote centre."""
        return self.avaa_monta([(nimi, alue, omistaja, keskus)])[0]

    def avaa_monta(self, uudet: Sequence[tuple[str, int, str, Sotekeskus | None]]) -> list[Suuyksikko]:
        """Units by name, postal area, owner and the sote centre they are in."""
        m, a, y = self.malli, self.malli.maailma.alueet, self.malli.maailma.yksikot
        xy = [
            (y.x_km[k.paikka], y.y_km[k.paikka]) if k and not k.yksityinen else (a.x_km[alue], a.y_km[alue])
            for _nimi, alue, _omistaja, k in uudet
        ]
        paikat = self.matkat.avaa([x for x, _ in xy], [y for _, y in xy])
        for (nimi, alue, omistaja, keskus), paikka, (x_km, y_km) in zip(uudet, paikat.tolist(), xy, strict=True):
            if paikka >= len(m.sidonta.b.units["suuyksikko"].attributes["auki"]):
                raise ValueError(f"no more than {paikka} oral units fit in one run: lower markkina.taso")
            k = Suuyksikko(m, paikka, nimi, omistaja, alue, 0.0)
            self.yksikot.append(k)
            if keskus is not None:
                self.keskuksen[keskus.paikka] = k
            omistava = rakenne.YKSITYISET if k.yksityinen else rakenne.tuottaja(m, k.kunta, SUU)
            m.verkko.avaa_suunhoito(paikka, nimi, alue, float(x_km), float(y_km), omistava)
            suuraha.avaa_tili(m, k)
        return self.yksikot[len(self.yksikot) - len(uudet) :]

    def sulje(self, k: Suuyksikko) -> None:
        """Close a unit; its residents are listed at the nearest public one the same month."""
        k.auki = False
        self.matkat.sulje(k.paikka)
        self.malli.verkko.sulje_suunhoito(k.paikka)
        self.nakyviin()
        self.saapuvat(0, self.malli.asukkaita_rivilla)

    def kotiyksikot(self) -> None:
        """Nearest public oral unit of every postal area, first of the own municipality."""
        lahimmat, _ = alustus.oman_kunnan_lahimmat(self.malli, self.yksikot, self.matkat.km)
        self.malli.sidonta.aseta("alue", "suuyksikko", lahimmat[:, 0])

    def siirrot(self) -> None:
        """Public units belong to who produces oral health in their municipality now."""
        for k in self.avoimet:
            if not k.yksityinen:
                self.malli.verkko.siirra(suuyksikko(k.paikka), rakenne.tuottaja(self.malli, k.kunta, SUU))

    def saapuvat(self, alku: int, loppu: int) -> None:
        """Residents of these rows who have no open oral unit are listed at the nearest public one."""
        for rule in (suunvalinta.saa_suuyksikon, suunvalinta.suun_odotustaso):
            rule.run(self.malli.sidonta.b, alku, loppu, self.malli.threads)

    # the month -----------------------------------------------------------------------------------------------------

    def kuukausi(self) -> None:
        """Half-yearly market or the centres' own units, then choice, load and queues."""
        m, s = self.malli, self.malli.sidonta
        if self.yhdessa:
            suumarkkina.seuraa_keskuksia(self)
        elif m.kuukausi in (1, 7):
            suumarkkina.puolivuosi(self)
        self.nakyviin()
        if self.yhdessa:
            suunvalinta.suuyksikko_keskuksesta.run(s.b, 0, m.asukkaita_rivilla, m.threads)
        else:
            self._harkitaan()
        self._kuormita()
        sums = s.b.units["suuyksikko"].sums
        auki, ehdot = self.avoimet, self.jonoehdot()
        kuorma, lista, paino = (sums[x][auki.paikat] * m.paino for x in ("kuorma", "lista", "paino"))
        for k in auki:
            k.jono.ehdot = ehdot
        vastaanottavat(auki, kuorma, np.zeros(len(auki)), lista, paino)
        self.kuukaudet.append(suumitat.kuukausi(self))

    def tammikuu(self) -> None:
        """Expected visits of the year and the weights on them; the region's expected visits are the lived ones."""
        m, b, n = self.malli, self.malli.sidonta.b, self.malli.asukkaita_rivilla
        elossa = b.columns["elossa"][:n] == 1
        b.parameters.update(suun_tasoitus=1.0, suun_nollaodotus=1.0 / self.viitehaku)
        suunvalinta.suun_odotustaso.run(b, 0, n, m.threads)
        eletty, odotettu = (b.columns[x][:n][elossa].sum(dtype=np.float64) for x in ("suu_tarve", "suu_taso"))
        b.parameters["suun_tasoitus"] = float(eletty / odotettu)
        suunvalinta.suun_odotustaso.run(b, 0, n, m.threads)
        suuraha.painot(self)

    def _kuormita(self) -> None:
        m = self.malli
        m.sidonta.nollaa("suuyksikko")
        suunvalinta.kuormittaa_suun.run(m.sidonta.b, 0, m.asukkaita_rivilla, m.threads)

    def _harkitaan(self) -> None:
        """Attention of the month and tables of those who compare units, as for sote centres; then each considers."""
        m, p, b = self.malli, self.malli.p, self.malli.sidonta.b
        tau = float(p["valinta.huomio_kk"])
        jaljella = hiipuminen(m.kk - self.avauskk, tau)
        uusi = uusi_lahella(self.avoimet, self.matkat.km, m.kk, tau)
        m.sidonta.aseta("alue", "suun_uusi", uusi)
        m.sidonta.aseta("alue", "suun_avaus", np.full(len(uusi), jaljella))
        b.parameters["suun_huomiokatto"] = huomiokatto(p, jaljella, uusi)
        n = len(self.yksikot)
        taulut = {
            "km": self.matkat.km, "ehdokkaat": self.matkat.lahimmat, "maine": np.zeros(n), "veto": np.zeros(n),
            "odotus": paikoittain(self.yksikot, "jono.tuttu"), "yksityinen": [k.yksityinen for k in self.yksikot],
            "ruotsi": saatavuudet(m, self.yksikot),
        }  # fmt: skip
        for nimi, arvot in taulut.items():
            b.tables[f"suun_{nimi}"] = arvot if nimi in ("km", "ehdokkaat") else np.asarray(arvot, np.float32)
        suunvalinta.valitsee_suun.run(b, 0, m.asukkaita_rivilla, m.threads)

    def nakyviin(self, tuttu: np.ndarray | None = None) -> None:
        """What residents' rules read of the units: known wait (days), share sought at it, share met."""
        m, s, p, n = self.malli, self.malli.sidonta, self.malli.p, len(self.yksikot)
        osuus = float(p["puute.osuus"])
        if tuttu is None:
            tuttu = paikoittain(self.yksikot, "jono.tuttu")
        perus = np.array([m.kunnat[k.kunta].hoidettu[SUU] for k in self.yksikot])
        haku = (1.0 + tuttu / 7.0) ** float(p["haku.odotusjousto"])
        for nimi, arvot in (
            ("odotus", tuttu), ("auki", [k.auki for k in self.yksikot]), ("hoidettu", perus * haku),
            ("katettu", np.clip(perus * (1.0 + osuus * (haku / self.viitehaku - 1.0)), 0.0, 1.0)),
        ):  # fmt: skip
            s.b.units["suuyksikko"].attributes[nimi][:n] = arvot
        s.aseta("alue", "suun_odotus", tuttu[s.b.units["alue"].attributes["suuyksikko"]])
