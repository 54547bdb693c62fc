"""R20 Money of vouchers, personal budgets and choice of the liikelaitos: what is bought elsewhere, what that costs.

Need of a line in euros becomes, in each municipality,

    F = 1 - s + s paid + s running + k (1 - purchased) (s - s_adapted)

s share of need bought with a form, paid what the orderer pays of own unit cost, running what assessing, approving and
advising cost. What clients leave behind frees purchases at once and own production only in time: the share k of its
cost stays at first, and s_adapted follows s with the time constant `sopeutuminen_kk`. F is exactly 1 where nothing is
in use. The contract's money is not changed by choice: its package pays what is bought first, the rest is the
liikelaitos's. The state funds need as if F were 1: how it is met is not its business.

Source: the flows 3.6 / 0.7 / 0.7 -> 3.0 / 0.7 / 0.3 bn EUR and 0.7 + 0.3 bn by voucher or personal budget (Uusimaa
presentation 10.9.2018: C12, C15); fixed cost of hospitals hs.fi 2018; forms and the rest oletus.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from agentit.asiakasseteli import SETELIRIVIT, SETELIVIVUT, hyvaksytyt, kertymat, setelin_hinta
from agentit.henkilokohtainen_budjetti import BUDJETTIRIVIT, BUDJETTIVIVUT, budjetin_teho
from agentit.liikelaitosvalinta import ERIKOISRIVIT, MUU_MAAKUNTA, valitsee_sairaalan
from agentit.palvelutarve import arvioidaan, elaa_valinnoillaan
from agentit.rivisummat import Jaksot, Lohko, Rivit, Sarake, Summat, summaa

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentit.liikelaitos import Liikelaitos
    from agentit.malli import SoteMalli

Luvut = npt.NDArray[np.float64]
SETELI, BUDJETTI, MUUALLA = "asiakasseteli", "henkilokohtainen_budjetti", "liikelaitosvalinta"
TAULUJEN_LUKEMAT = (  # what the tables of producers and hospitals are made of
    "asiakasseteli.hyvaksymisraja", "valinta.laatu",
    "liikelaitosvalinta.km", "liikelaitosvalinta.pysyy", "liikelaitosvalinta.muu_km",
)  # fmt: skip
MUU_VAESTO = "muu_vaesto"  # package of the money matrix: care for residents of other counties


@dataclass
class Maksut:
    """A month's cents of one package that one producer's money pays elsewhere; `omavastuu` is the clients' own."""

    setelit: int = 0
    budjetit: int = 0
    avustajat: int = 0
    muualle: int = 0
    omavastuu: int = 0

    @property
    def yhteensa(self) -> int:
        """Public money in all."""
        return self.setelit + self.budjetit + self.avustajat + self.muualle


@dataclass
class _Rivi:
    """One line in one form: shares of its need by municipality (M,), now and what the liikelaitos has adapted to."""

    osuus: Luvut
    sopeutunut: Luvut = field(init=False)

    def __post_init__(self) -> None:
        self.sopeutunut = np.zeros_like(self.osuus)


class Valintaraha:
    """The three forms of choice in one model: who is in them, and the money that follows.

    `kaytossa`: forms in use; one stays in use for those who are in it even when its lever has been put to zero.
    """

    def __init__(self, malli: SoteMalli) -> None:
        self.malli = malli
        self.kaytossa: set[str] = set()
        self.alkukk: dict[str, int] = {}
        self.rivit: dict[tuple[str, str], _Rivi] = {}
        self.kertoimet: dict[str, Luvut] = {}  # line -> F by municipality (M,), where anything is in use
        self.eurot: dict[str, Luvut] = {}  # line -> need of the year, EUR by municipality (M,), F in it
        self.luettu: list[Any] = []  # values that the tables of producers and hospitals stand for
        self._hylatty = (float("nan"), 0.0)  # threshold of approval -> share of producers turned down
        self._kaytetty = (-1, 1.0)  # month -> mean share of personal budgets that is used
        self.tulovirta = self.tulovirta_sopeutunut = 0.0  # patients of other counties, share of own specialised care

    # what is in use --------------------------------------------------------------------------------------------------

    def paivita(self) -> None:
        """Which forms are in force this month; producers approved now."""
        p = self.malli.p
        if not self.malli.maakunta:
            return
        for muoto, paalla in (
            (SETELI, any(float(p[k]) > 0 for k in SETELIVIVUT)),
            (BUDJETTI, any(float(p[k]) > 0 for k in BUDJETTIVIVUT)),
            (MUUALLA, bool(p["liikelaitosvalinta.kaytossa"])),
        ):
            if paalla and muoto not in self.kaytossa:
                self.kaytossa.add(muoto)
                self.alkukk[muoto] = self.malli.kk
                for rivi in _rivit(muoto):
                    self.rivit[muoto, rivi] = _Rivi(np.zeros(len(self.malli.kunnat)))
        if self.kaytossa:
            self._nakyviin(p)

    def _nakyviin(self, p: Mapping[str, Any]) -> None:
        """What the rules read: top-ups, chance of assessment, producers approved, hospitals."""
        b = self.malli.sidonta.b
        b.parameters["arviointi"] = 1.0 / float(p["asiakasseteli.arviointi_kk"])
        b.parameters["budjetin_teho"] = budjetin_teho(p)
        hylatty = self.hylatty
        for rivi in ("kotihoito", "hoiva"):
            oma = setelin_hinta(p, rivi, hylatty)[1]
            b.parameters[f"omavastuu_{rivi}"] = oma * b.parameters[f"hinta_{rivi}"]
        luettu = [p[k] for k in TAULUJEN_LUKEMAT]
        if luettu != self.luettu:
            self.luettu = luettu
            raja = float(p["asiakasseteli.hyvaksymisraja"])
            b.tables.update(kertymat(self.malli.tuottajat, raja, float(p["valinta.laatu"])))
            b.tables["sairaalakertyma"] = self.malli.sairaalat.kertyma(p)

    @property
    def hylatty(self) -> float:
        """Share of producers who applied and were not approved."""
        raja = float(self.malli.p["asiakasseteli.hyvaksymisraja"])
        if self._hylatty[0] != raja:
            self._hylatty = raja, 1.0 - float(hyvaksytyt(self.malli.tuottajat, raja).mean())
        return self._hylatty[1]

    def asukkaat(self) -> None:
        """A month of the residents: needs assessed, forms taken, lived with."""
        b, n, t = self.malli.sidonta.b, self.malli.asukkaita_rivilla, self.malli.threads
        self._kaytetty = (-1, 1.0)
        if self.kaytossa & {SETELI, BUDJETTI}:
            arvioidaan.run(b, 0, n, t)
            elaa_valinnoillaan.run(b, 0, n, t)
        if MUUALLA in self.kaytossa and self.malli.p["liikelaitosvalinta.kaytossa"]:
            valitsee_sairaalan.run(b, 0, n, t)
        (tarpeet,) = summaa(self.malli, self._tarvesummat)
        for (muoto, koodi), rivi in self.rivit.items():
            rivi.osuus = self._osuus(muoto, koodi, tarpeet)
        if MUUALLA in self.kaytossa:
            kk = self.malli.kk - self.alkukk[MUUALLA]
            taysi = float(self.malli.p["liikelaitosvalinta.tulovirta"]) * bool(
                self.malli.p["liikelaitosvalinta.kaytossa"]
            )
            self.tulovirta = taysi * (1.0 - np.exp(-kk / float(self.malli.p["liikelaitosvalinta.sopeutuminen_kk"])))

    def _tarvesummat(self, lohko: Lohko) -> dict[str, Luvut]:
        """Need by municipality (M,) of the lines in use: in all, and of those who have each form.

        Few are in a state or have a form: their rows alone are looked at."""
        x, paketit, kuntia = lohko.kaikki, self.malli.paketit, len(self.malli.kunnat)
        asuu, kunnat = x["elossa"] == 1, Jaksot(x["kunta"], kuntia)
        loydetyt: dict[str, tuple[npt.NDArray[np.intp], Sarake]] = {}  # column -> rows, their municipalities
        out: dict[str, Luvut] = {}

        def harvat(ehto: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.intp], Sarake]:
            rivit = np.flatnonzero(ehto & asuu)
            return rivit, x["kunta"].take(rivit)

        for muoto, koodi in self.rivit:
            tarve = x[paketit[koodi].tarvesarake]
            if koodi not in out and paketit[koodi].on_tila:
                rivit, missa = harvat(tarve != 0)
                out[koodi] = np.bincount(missa, tarve.take(rivit), kuntia)
            elif koodi not in out:
                out[koodi] = kunnat.summa(tarve * asuu)
            sarake = muodon_sarake(muoto, koodi)
            if sarake not in loydetyt:
                loydetyt[sarake] = harvat(mukana(x, muoto, koodi))
            rivit, missa = loydetyt[sarake]
            out[f"{muoto}:{koodi}"] = np.bincount(missa, tarve.take(rivit), kuntia)
        return out

    def _osuus(self, muoto: str, koodi: str, tarpeet: Summat) -> Luvut:
        """Share of a line's need bought with a form, by municipality (M,)."""
        leikkaus = (muoto, koodi) == (SETELI, "esh_vuode")
        kelpaa = float(self.malli.p["asiakasseteli.leikkausosuus"]) if leikkaus else 1.0
        omat, kaikki = tarpeet[f"{muoto}:{koodi}"], tarpeet[koodi]
        return np.divide(omat * kelpaa, kaikki, out=np.zeros(len(kaikki)), where=kaikki > 0)

    # January ---------------------------------------------------------------------------------------------------------

    def tammikuu(self) -> None:
        """F of every line for the year, from last month's shares."""
        self.kertoimet = {}
        for (muoto, koodi), r in self.rivit.items():
            f = self.kertoimet.setdefault(koodi, np.ones(len(r.osuus)))
            f += r.osuus * (self.maksettu(muoto, koodi) + self.juokseva(muoto) - 1.0)
            f += self._jaava(muoto) * (r.osuus - r.sopeutunut)
            r.sopeutunut = r.sopeutunut + self._askel(muoto) * (r.osuus - r.sopeutunut)
        if MUUALLA in self.kaytossa:  # other counties pay at cost; what they bring beyond spare capacity costs that
            kiintea = self._jaava(MUUALLA) * (self.tulovirta - self.tulovirta_sopeutunut)
            self.tulovirta_sopeutunut += self._askel(MUUALLA) * (self.tulovirta - self.tulovirta_sopeutunut)
            for koodi in ERIKOISRIVIT:
                self.kertoimet[koodi] -= kiintea

    def kerroin(self, koodi: str) -> Luvut | float:
        """F of a line (M,); exactly 1 where nothing is in use."""
        return self.kertoimet.get(koodi, 1.0)

    def kirjaa(self, koodi: str, eurot: Luvut) -> None:
        """Need of the year as it is bought, EUR by municipality (M,)."""
        self.eurot[koodi] = eurot

    def ennallaan(self) -> float:
        """EUR a year to add to need to see it as if nothing were bought elsewhere; 0 when nothing is in use."""
        kulu = self.malli.linjat.kulu
        omat = ((k, e) for k, e in self.eurot.items() if k in self.kertoimet)
        return sum(float((e / self.kertoimet[k] - e).sum()) / kulu(k) for k, e in omat)

    def maksettu(self, muoto: str, koodi: str) -> float:
        """What the orderer pays of own unit cost for what is bought with a form."""
        p = self.malli.p
        if muoto == SETELI:
            return setelin_hinta(p, koodi, self.hylatty)[0]
        if muoto == BUDJETTI:
            return float(p["henkilokohtainen_budjetti.arvo"]) * self.kaytetty
        return 1.0

    @property
    def kaytetty(self) -> float:
        """Share of personal budgets that is used this month, mean over those who have one."""
        if self._kaytetty[0] != self.malli.kk:
            self._kaytetty = self.malli.kk, self._lue_kaytetty()
        return self._kaytetty[1]

    def _lue_kaytetty(self) -> float:
        m, c, n = self.malli, self.malli.sidonta.b.columns, self.malli.asukkaita_rivilla
        omat = (c["budjetti"][:n] > 0) & (c["elossa"][:n] == 1)
        if not omat.any():
            return 1.0
        f = c["toimintakyky"][:n][omat].astype(float)
        laheiset, tuki = float(m.p["asiakasseteli.laheiset"]), float(m.p["henkilokohtainen_budjetti.tuki"])
        apua = 1.0 - (1.0 - laheiset) * (1.0 - tuki)
        puuttuu = (1.0 - f) * (1.0 - apua * float(m.p["asiakasseteli.apu"]))
        return 1.0 - float(m.p["henkilokohtainen_budjetti.kayttamatta"]) * float(puuttuu.mean())

    def juokseva(self, muoto: str) -> float:
        """Running cost of a form, share of own unit cost of what is bought: assessment, approval, advice."""
        p = self.malli.p
        avaimet = {
            SETELI: ("asiakasseteli.hallinto", "asiakasseteli.tuki", "asiakasseteli.tuki_kulu"),
            BUDJETTI: (
                "henkilokohtainen_budjetti.hallinto",
                "henkilokohtainen_budjetti.tuki",
                "henkilokohtainen_budjetti.tuki_kulu",
            ),
        }
        if muoto == MUUALLA:
            return 0.0
        hallinto, tuki, kulu = (float(p[k]) for k in avaimet[muoto])
        return hallinto + tuki * kulu

    def _jaava(self, muoto: str) -> float:
        """Share of cost that stays at first of what leaves: of care, own production only; of hospitals."""
        p = self.malli.p
        if muoto == MUUALLA:
            return float(p["liikelaitosvalinta.hukka"])
        return float(p["asiakasseteli.hukka"]) * (1.0 - float(p["asiakasseteli.ostoista"]))

    def _askel(self, muoto: str) -> float:
        """Share of the gap to what is bought elsewhere now that the liikelaitos adapts to in a year."""
        avain = "liikelaitosvalinta.sopeutuminen_kk" if muoto == MUUALLA else "asiakasseteli.sopeutuminen_kk"
        return float(1.0 - np.exp(-12.0 / float(self.malli.p[avain])))

    # every month -----------------------------------------------------------------------------------------------------

    def maksut(self, lk: Liikelaitos, paketti: str, jako: int) -> Maksut:
        """How a month's cents of a package are shared between what is bought elsewhere and the liikelaitos's own."""
        out = Maksut()
        m = self.malli
        rivit = m.paketit.rivit_paketissa(paketti)
        if not any((muoto, r.koodi) in self.rivit for r in rivit for muoto in self.kaytossa):
            return out
        i = m.paketit.paketit.index(paketti)
        kunnat = lk.solut[:, i]
        kaikki = sum(self.eurot[r.koodi][kunnat].sum() for r in rivit)
        if not kaikki > 0:
            return out
        for r in rivit:
            perus = self.eurot[r.koodi] / self.kerroin(r.koodi)  # at own unit cost
            for muoto in (SETELI, BUDJETTI, MUUALLA):
                if (muoto, r.koodi) in self.rivit:
                    osa = float((perus * self.rivit[muoto, r.koodi].osuus)[kunnat].sum() / kaikki)
                    self._lisaa(out, muoto, r.koodi, jako * osa)
        return out

    def _lisaa(self, out: Maksut, muoto: str, koodi: str, sentit: float) -> None:
        p = self.malli.p
        maksetaan = int(sentit * self.maksettu(muoto, koodi))
        if muoto == SETELI:
            out.setelit += maksetaan
            out.omavastuu += int(sentit * setelin_hinta(p, koodi, self.hylatty)[1])
        elif muoto == BUDJETTI:
            avustaja = int(maksetaan * p["henkilokohtainen_budjetti.jako"][1])
            out.avustajat += avustaja
            out.budjetit += maksetaan - avustaja
        else:
            out.muualle += maksetaan

    def tulot_muualta(self, lk: Liikelaitos) -> int:
        """Cents of the month that other counties pay one producer for their residents."""
        if not self.tulovirta:
            return 0
        return int(self.tulovirta * lk.jako[self.malli.paketit.paketit.index("esh")] * 100.0 / 12.0)


def _rivit(muoto: str) -> tuple[str, ...]:
    return {SETELI: tuple(SETELIRIVIT), BUDJETTI: BUDJETTIRIVIT, MUUALLA: ERIKOISRIVIT}[muoto]


def muodon_sarake(muoto: str, koodi: str) -> str:
    """Column that says who has the form for a line."""
    return f"seteli_{koodi}" if muoto == SETELI else {BUDJETTI: "budjetti", MUUALLA: "sairaala"}[muoto]


def mukana(sarakkeet: Rivit, muoto: str, koodi: str) -> npt.NDArray[np.bool_]:
    """Who of these rows has the form for a line."""
    sarake = sarakkeet[muodon_sarake(muoto, koodi)]
    return np.asarray(sarake == MUU_MAAKUNTA if muoto == MUUALLA else sarake > 0)
