"""What the rules are bound to: units (centre, municipality, area, age, fifth ...), parameters and tables of one model.

A rule's argument `keskus_odotus` reads attribute `odotus` of unit `keskus`; here stands what every such table holds
and when it is
refreshed. Attributes are float32 (whole numbers where a rule writes them to a whole-number column).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from agentit import (
    aktiivisuus,
    asiakasseteli,
    elamankulku,
    hakeutuminen,
    kuolleisuus,
    liikelaitosvalinta,
    linjasiirrot,
    palvelutarve,
    suunvalinta,
    sydan,
    tariffisattuma,
    tarve,
    valikointi,
    valinnanvapaus,
    valintaohjaus,
)
from agentit.kerrokset import SIIRROT
from agentit.palvelupaketit import IKIA, PRIMAARI, Rivi
from agentit.saannot import Bindings, Rule, Unit

if TYPE_CHECKING:
    from agentit.maailma import Kuolleisuus
    from agentit.malli import SoteMalli

F4 = np.float32
IKALUOKKIA = 24
PAIKKOJA = 400  # most centres, open or closed, in one run
TAYSI_IKA = 18
SYDAMEN_IAT = (0, 45, 55, 65, 75, 85, 95, 110)  # ages of sydan.yleisyys
ILMAANTUVUUDEN_IAT = (0, 20, 40, 60, 75, 90, 110)  # ages of tarve.ilmaantuvuus
KOKONAISLUVUT = {"valinta.ehdokkaita"}  # parameters that rules read as whole numbers


@cache
def _nimi(avain: str) -> str:
    """A parameter's key as rules spell it."""
    return avain.replace(".", "_")


class Sidonta:
    """Bindings of one model and the rules of every service line, bound to their own columns and streams."""

    def __init__(self, malli: SoteMalli, columns: dict[str, np.ndarray], ids: np.ndarray) -> None:
        self.malli = malli
        self.nakyvat: Mapping[str, Any] = {}  # parameter values that stand where rules read them
        self.b = Bindings(
            columns=columns, ids=ids, seed=malli.siemen, active="elossa", places=malli.maailma.vaesto.vierus
        )
        self._units(malli)
        self._rivisaannot(malli)
        self._taulut(malli)
        for r in malli.paketit.rivit:
            self.riviparametrit(r, 1e-4)
        self.hinnat({r.koodi: r.hinta for r in malli.paketit.rivit})
        self.parametrit()

    # units -------------------------------------------------------------------------------------------------------

    def _units(self, malli: SoteMalli) -> None:
        c, m, n_kunta, n_alue = (
            self.b.columns,
            malli.maailma,
            len(malli.maailma.kunnat.koodi),
            len(malli.maailma.alueet.nimi),
        )
        ika = np.arange(IKIA)
        inc = np.interp(ika, ILMAANTUVUUDEN_IAT, malli.p["tarve.ilmaantuvuus"])
        k = m.kuolleisuus
        sydan_on, sydan_uusi = sydantaulut(malli.p, k)
        z = k.alku_z.mean(axis=(0, 2))
        events = [r.koodi for r in malli.paketit.rivit]
        at = {
            "ika": {
                "ilmaantuvuus": inc, "krooniset": np.concatenate([[0.0], np.cumsum(inc)[:-1]]),
                "digi": np.ones(IKIA),
                "z": z, "hauraus": k.C * k.psi, "sydan": sydan_on, "sydanuusi": sydan_uusi,
                "vaikutettava": np.where(ika < 75, float(malli.p["hoitovaikutus.osuus"]), 0.0),
                **{f"profiili_{r.koodi}": r.profiili for r in malli.paketit.rivit},
            },
            "ikasuku": {"taso": np.zeros(2 * IKIA), "suora": np.concatenate([k.B[s] * k.phi for s in (0, 1)])},
            "ikasukuviides": {"z": k.alku_z.reshape(-1)},
            "viidennes": {
                "sairaus": np.array(malli.p["tarve.sairausgradientti"]), "gradientti": k.g,
                "tth": self._tyoterveyskattavuus(malli),
                **{f"kerroin_{r.koodi}": r.gradientti ** (2.0 - np.arange(5)) for r in malli.paketit.rivit},
            },
            "ikaluokkasuku": {f"raja{q}": m.vaesto.kvintiilirajat[:, :, q].reshape(-1) for q in (1, 2, 3, 4)},
            "ikaviides": {f"tyo{j}": m.vaesto.tyoosuudet.reshape(-1, 6).cumsum(1)[:, j] for j in range(5)},
            "kuntaika": {"lahto": np.zeros(n_kunta * IKIA)},
            "kunta": {
                "hintataso": np.ones(n_kunta), "hyte": np.zeros(n_kunta),
                **{f"{a}_{x}": np.ones(n_kunta) for a in ("hoidettu", "hintataso") for x in events},
            },
            "alue": {
                **{x: np.zeros(n_alue) for x in ("toinenosuus", "odotus", "avaus", "uusi")},
                **{x: np.zeros(n_alue) for x in ("lahin_km", "keskitetty_km")},
                **{f"suun_{x}": np.zeros(n_alue) for x in ("odotus", "avaus", "uusi")},
                "sijoitusodotus": np.zeros(n_alue),
                **{f"ketju_{x}": np.ones(n_alue) for x in events},
                "sydantaso": np.ones(n_alue), "sydanseuranta": np.zeros(n_alue), "sydanteho": np.zeros(n_alue),
            },
            "aluekieli": {"usko": np.zeros(3 * n_alue)},
            "keskus": {
                **{x: np.zeros(PAIKKOJA) for x in ("odotusln", "haku", "odotus", "laatu", "ehkaisy", "auki", "ruotsi")},
                **{x: np.ones(PAIKKOJA) for x in ("aktiivisuus", "aktiivisuus_sairas", "lahete", "paivystys")},
            },
            "suuyksikko": {x: np.zeros(PAIKKOJA) for x in ("odotus", "auki", "hoidettu", "katettu")},
        }  # fmt: skip
        sums = {
            "kunta": [*(f"tarve_{x}" for x in events), "sattuma", "odotettu"],
            "keskus": ["kuorma", "paino", "lista", "lisakuorma", "uskosumma"],
            "aluekieli": ["uskosumma", "vaki"], "suuyksikko": ["kuorma", "paino", "lista"],
        }  # fmt: skip
        for unit, attributes in at.items():
            size = len(next(iter(attributes.values())))
            self.b.units[unit] = Unit(
                c[unit],
                {a: np.ascontiguousarray(v, F4) for a, v in attributes.items()},
                {s: np.zeros(size) for s in sums.get(unit, [])},
            )
        for a in ("keskus", "toinenkeskus", "suuyksikko", "sijoitus"):
            self.b.units["alue"].attributes[a] = np.zeros(n_alue, np.int32)
        self.b.units["keskus"].attributes["suuyksikko"] = np.zeros(PAIKKOJA, np.int32)

    def _taulut(self, malli: SoteMalli) -> None:
        """Tables of those who compare centres; the month's own take their place (`malli.keskustaulut`)."""
        b, n = self.b, len(malli.keskuspaikat)
        b.tables = {"km": malli.matkat.km, "ehdokkaat": malli.matkat.lahimmat}
        b.tables.update({x: np.zeros(n, F4) for x in ("odotus", "maine", "yksityinen", "ruotsi", "veto")})
        b.tables["kate"] = np.zeros(valikointi.SEGMENTTEJA, F4)
        b.tables["setelilaatu"] = malli.tuottajat
        b.tables.update(asiakasseteli.kertymat(malli.tuottajat, -np.inf, 0.0))
        b.tables["sairaalakertyma"] = malli.sairaalat.kertyma(malli.p)
        b.parameters["sairaaloita"] = len(malli.sairaalat.julkiset)
        b.parameters["kk_avauksesta"] = 0
        b.parameters |= dict.fromkeys(("arviointi", "budjetin_teho", "omavastuu_kotihoito", "omavastuu_hoiva"), 0.0)
        b.tables.update({f"suun_{x}": b.tables[x] for x in suunvalinta.TAULUT})

    @staticmethod
    def _tyoterveyskattavuus(malli: SoteMalli) -> np.ndarray:
        """Cover of the employed by fifth: the gradient, scaled so that all employed of the base year have the
        published cover."""
        v = malli.maailma.vaesto
        tyolliset = np.bincount(
            np.minimum((v.sija[: v.alussa][v.tyo[: v.alussa] == 0] * 5).astype(int), 4), minlength=5
        )
        gradientti = np.array(malli.p["kanava.tth_gradientti"])
        return float(malli.p["kanava.tth_kattavuus"]) * gradientti / np.average(gradientti, weights=tyolliset)

    def nollaa(self, unit: str, *sums: str) -> None:
        """Set sums of a unit to zero before a rule adds to them."""
        for s in sums or tuple(self.b.units[unit].sums):
            self.b.units[unit].sums[s][:] = 0.0

    def aseta(self, unit: str, attribute: str, values: object) -> None:
        """Refresh an attribute of a unit in place."""
        self.b.units[unit].attributes[attribute][:] = values

    # parameters --------------------------------------------------------------------------------------------------

    def parametrit(self) -> None:
        """Put this month's parameter values, numbers only, where rules read them."""
        p, malli = self.b.parameters, self.malli
        if malli.p != self.nakyvat:
            for k, v in malli.p.items():
                if isinstance(v, (int, float)) and not isinstance(v, bool):  # a 1 in a file is the same kind as 1.0
                    p[_nimi(k)] = int(v) if k in KOKONAISLUVUT else float(v)
            self.nakyvat = dict(malli.p)
        p["keskus_viiteodotus"] = malli.viiteodotus
        for kerros in SIIRROT:
            p.setdefault(f"kerros_etu_{kerros}", 0.0)
        p.setdefault("valinta_huomiokatto", 0.0)
        for nimi, arvo in suunvalinta.VAKIOT.items():
            p.setdefault(nimi, arvo)
        p["kk"], p["kuolleisuus_d"] = malli.kk, float(malli.maailma.kuolleisuus.D)

    def riviparametrit(self, rivi: Rivi, vakio: float) -> None:
        """Parameters of one line; `vakio` is the constant of need that meets the base year's EUR per resident."""
        p, k = self.b.parameters, rivi.koodi
        bit = [r.koodi for r in self.malli.paketit.rivit].index(k)
        p[f"vakio_{k}"], p[f"g_{k}"], p[f"bitti_{k}"] = vakio, rivi.g, 1 << bit
        p[f"pysyva_{k}"], p[f"vuosi_{k}"] = rivi.s * rivi.rho**0.5, rivi.s * (1.0 - rivi.rho) ** 0.5
        p[f"cv2_{k}"] = rivi.vaihtelukerroin**2
        p[f"sisaan_{k}"], p[f"poistuma_{k}"] = (
            rivi.tulokerroin * rivi.vaihtuvuus / 12,
            1.0 - (1.0 - rivi.poistuma) ** (1 / 12),
        )
        p[f"ylaika_{k}"] = TAYSI_IKA if k == "sijoitus" else IKIA + 1

    def hinnat(self, hinnat: dict[str, float]) -> None:
        """Prices of the month, EUR: per event, or per month in a state."""
        for rivi in self.malli.paketit.rivit:
            self.b.parameters[f"hinta_{rivi.koodi}"] = hinnat[rivi.koodi] / (12.0 if rivi.on_tila else 1.0)

    # rules of the lines --------------------------------------------------------------------------------------------

    def _rivisaannot(self, malli: SoteMalli) -> None:
        """Bind the rules of `tarve.py` to the columns, parameters and streams of every line."""
        self.taso, self.hoito, self.puute, self.kaytto = [], [], [], []
        self.hoitotaso, self.paasy, self.alkutila, self.tila = [], [], [], []
        self.sattuma = []  # of all lines, in their order
        for r in malli.paketit.rivit:
            oma = {"kunta_hoidettu": f"hoidettu_{r.koodi}"} if r.koodi in linjasiirrot.SIIRTYVAT else {}
            if oma:  # what is met differs between residents: their own column, not the municipality's share
                saanto, nimet = linjasiirrot.saanto(r.koodi)
                self.hoito.append(_rivilla(saanto, r.koodi, hoidettu=f"hoidettu_{r.koodi}", **nimet))
            if r.on_tila:
                este = "hoiva" if r.koodi != "hoiva" else "sijoitus"
                self.hoitotaso.append(_rivilla(tarve.hoitotaso, r.koodi, este=este))
                self.sattuma.append(_rivilla(tariffisattuma.tilasattuma, r.koodi, este=este))
                self.paasy.append(_rivilla(tarve.hoitoon_paasy, r.koodi, **oma))
                self.alkutila.append(_rivilla(tarve.alkutila, r.koodi, tila=r.koodi, este=este))
                self.tila.append(_rivilla(tarve.tilassa, r.koodi, tila=r.koodi, este=este))
            else:
                self.taso.append(_rivilla(tarve.palvelutaso, r.koodi))
                self.sattuma.append(_rivilla(tariffisattuma.tasosattuma, r.koodi))
                if r.koodi != PRIMAARI:
                    self.puute.append(_rivilla(tarve.jaa_hoitamatta, r.koodi, **oma))
                    self.kaytto.append(_rivilla(tarve.kayttaa, r.koodi, **oma))

    @property
    def saannot(self) -> list[Rule]:
        """Every rule that residents live by while oral units have no lists."""
        own = [
            *(kuolleisuus.vanhenee, kuolleisuus.kuolinvaara, kuolleisuus.kuolemanvaara, kuolleisuus.kuolee),
            *(kuolleisuus.muuttaa_pois, kuolleisuus.vaikutettavat),
            *(elamankulku.saapuu, elamankulku.vuosi_vaihtuu, elamankulku.tuloluokka, elamankulku.tyollistyy),
            *(elamankulku.voi, elamankulku.tarve_nollataan, elamankulku.tyytyvaisyys),
            *(tarve.haurastuu, tarve.sairastuu),
            *(hakeutuminen.hakuhalu, hakeutuminen.kuormittaa, hakeutuminen.hakeutuu, hakeutuminen.hoitajan_luona),
            *(hakeutuminen.erikoislaakarille, valinnanvapaus.valitsee, valinnanvapaus.siirtyy_suljetusta),
            *(valinnanvapaus.keskustelee, valinnanvapaus.oppii, valintaohjaus.sijoitetaan),
            *(sydan.sydan_alussa, sydan.sydan_sairastuu, sydan.sydanvuosi_vaihtuu, sydan.sydan_vuodetaso),
            *(sydan.sydan_kuussa, aktiivisuus.lahetetaan),
            *(palvelutarve.arvioidaan, palvelutarve.elaa_valinnoillaan, liikelaitosvalinta.valitsee_sairaalan),
        ]
        lines = [*self.taso, *self.hoito, *self.puute, *self.kaytto, *self.hoitotaso, *self.paasy, *self.alkutila]
        return [*own, *lines, *self.tila, *self.sattuma]

    @property
    def kaikki_saannot(self) -> list[Rule]:
        """Those of oral units as well: for listing, tests and warming the compile cache."""
        return [*self.saannot, *suunvalinta.SAANNOT]


LINJAKOHTAISET = (  # names in the rules of `tarve.py` that every line has of its own
    *("taso", "sisaan", "kunta_tarve", "kunta_hoidettu", "kunta_hintataso"),
    *("ika_profiili", "viidennes_kerroin"),
    *("taso", "sisaan", "kunta_tarve", "kunta_hoidettu", "ika_profiili", "viidennes_kerroin", "alue_ketju"),
    *("p_vakio", "p_g", "p_pysyva", "p_vuosi", "p_sisaan", "p_hinta", "p_cv2", "p_bitti", "p_poistuma", "p_ylaika"),
    *("v0_sokki", "vy_sokki", "u_maara", "u_hoidettu", "u_hinta", "u0_tila", "u_tila", "u_poistuu"),
)


@cache
def _rivilla(rule: Rule, koodi: str, **muut: str) -> Rule:
    """A rule of `tarve.py` on one line: its own columns, parameters and streams are named after the line."""
    omat = {*rule.reads, *rule.writes, *rule.adds}
    nimet = {n: f"{n}_{koodi}" for n in LINJAKOHTAISET if n in omat}
    return rule.bound(f"{rule.name}_{koodi}", **(nimet | muut))


def sydantaulut(p: Mapping[str, Any], k: Kuolleisuus) -> tuple[np.ndarray, np.ndarray]:
    """Heart failure by age (111,): prevalence, and new cases a year that keep it while frail patients die earlier.

    Patients' log-frailty is s higher than their peers', so their deaths are exp(C psi s) times as many.
    """
    on = np.interp(np.arange(IKIA), SYDAMEN_IAT, p["sydan.yleisyys"])
    kuolee = k.taso[:, :, 0].mean(0) * (np.exp(k.C * k.psi * float(p["sydan.hauraus"])) - 1.0)
    jaljella = on * (1.0 - np.clip(kuolee, 0.0, 0.5))
    return on, np.maximum(np.append(on[1:], on[-1]) - jaljella, 0.0) / (1.0 - jaljella)
